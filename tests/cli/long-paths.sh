#!/usr/bin/env bash
# Goal: a path of 4,096 bytes, the longest of the format, is sealed and
# verified in every form; one byte more is refused before anything is written.
. "$(dirname "$0")/lib.sh"

make_key A
# plant TOP LENGTH: TOP/…, whose path in the bundle (data/TOP/…) is so long
plant() {
	/usr/bin/python3 -c '
import os, sys
left = int(sys.argv[2]) - len("data/" + sys.argv[1])
parts = []
while left > 0:
    length = min(200, left - 1)
    length -= left - 1 - length == 1
    parts.append("d" * length)
    left -= length + 1
os.makedirs(sys.argv[1])
os.chdir(sys.argv[1])
for part in parts[:-1]:
    os.mkdir(part)
    os.chdir(part)
open(parts[-1], "w").write("long\n")' "$@"
}
# unpack BUNDLE DIR: step by step, since tar takes no path that is so long
unpack() {
	/usr/bin/python3 -c '
import os, sys, tarfile
os.mkdir(sys.argv[2])
top = os.path.abspath(sys.argv[2])
with tarfile.open(sys.argv[1]) as tar:
    for member in tar:
        os.chdir(top)
        *folders, name = member.name.split("/")
        for folder in folders:
            os.makedirs(folder, exist_ok=True)
            os.chdir(folder)
        open(name, "wb").write(tar.extractfile(member).read())' "$@"
}
plant L 4096
plant M 4097
ends 0 'a path of 4,096 bytes is sealed, and read back' \
    evid-seal -k A.key -o L.gz --verify L
evid-inspect --json L.gz >list.json
check 'it has that length' json list.json \
    'max(len(m["line"]["path"]) for m in j["members"]) == 4096'
ends 0 'it verifies' evid-verify -q -p A.pub L.gz
ends 0 'from a pipe' bash -c 'cat L.gz | evid-verify -q -p A.pub -'
gzip -dc L.gz >L.tar
ends 0 'as a plain tar' evid-verify -q -p A.pub L.tar
check 'it can be unpacked' unpack L.gz unpacked
ends 0 'and verifies unpacked' evid-verify -q -p A.pub unpacked/L
evid-seal -q -k A.key --detached -o detached.gz L
ends 0 'detached, it verifies where it is' \
    evid-verify -q -p A.pub --payload . detached.gz
fails 2 '4,096 bytes' 'a path of 4,097 bytes is refused' \
    evid-seal -k A.key -o M.gz M
check 'nothing appears' absent M.gz
check 'nothing half-written is left' tidy
ends 0 'unless it is left out' \
    evid-seal -q -k A.key -n x -o M.gz --exclude 'dddd*' M L.tar

# Of a name that no file system takes it is said what is wrong with it.
long=$(printf 'n%.0s' {1..300})
printf 'x\n' >short
evid-seal -q -k A.key -o short.gz short
# named HINT COMMAND...: it ends with 4, and so is hinted at
named() {
	fails 4 'File name too long' "a name of 300 bytes: ${*:2:5}" "${@:2}" "$long"
	check 'which is what to change' tells "^  hint: $1"
}
named 'a name may have 255 bytes' evid-verify -p A.pub
named 'a name may have 255 bytes' evid-extract -p A.pub
named 'a name may have 255 bytes' evid-seal -k A.key -n y
named 'a name may have 255 bytes' evid-custody list
named 'a name may have 255 bytes' evid-extract -p A.pub short.gz -C
named 'choose a shorter name' evid-verify -p A.pub short.gz -o
named 'choose a shorter name' evid-verify -p A.pub short.gz --json-lines --results
check 'nothing of them is left' tidy

# rm takes no such path at once either
/usr/bin/python3 -c '
import shutil
for folder in ("L", "M", "unpacked"):
    shutil.rmtree(folder)'
finish
