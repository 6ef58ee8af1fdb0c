#!/usr/bin/env bash
# Goal: what was sealed comes back: bytes, names of every kind, times, modes
# without their powers; from every container, by any number of threads.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir src
/usr/bin/python3 -c '
import os
names = [b"\x1b[31mred", b"new\nline", b"rtl\xe2\x80\xaegpj.exe", b"not-utf8-\xff\xfe",
    b"CON", b"con.txt", b"aux.", b"trailing ", b" leading", b"a=b", b"per%25cent",
    b"back\\slash", b"quo\"te", b"star*?<>|:", b"README.txt", b"readme.TXT",
    "cafe\u0301".encode(), "caf\u00e9".encode(), "\u043e\u0442\u0447\u0451\u0442.txt".encode(),
    b"-rf", b"$(reboot)", b"\xc2\x85nel", "\u3000wide".encode(), b"x" * 255,
    b"=~0123456789abcdef", b"..config", b"a-b", b"a.b", b"\x7f", b".evidence.1-00000000.partial"]
for i, name in enumerate(names):
    with open(b"src/" + name, "wb") as file:
        file.write(b"%d\n" % i * i * 500)
os.makedirs(b"src/a/\xff/\x1b]0;title\x07")
with open(b"src/a/\xff/\x1b]0;title\x07/x", "wb") as file:
    file.write(b"deep\n")
path = b"src"
for i in range(15):
    path += b"/" + b"d" * 200
    os.mkdir(path)
with open(path + b"/end", "wb") as file:
    file.write(b"long\n")
deep = os.open("src", os.O_RDONLY)
for i in range(900):
    os.mkdir("n", dir_fd=deep)
    deep = os.open("n", os.O_RDONLY, dir_fd=deep)'
head -c 3000000 /dev/urandom >src/big
mkdir -p src/empty src/closed
: >src/nothing
printf 'x\n' >src/closed/in
chmod 4755 src/big && chmod 2750 src/empty && chmod 0400 src/nothing && chmod 1777 src/a
chmod 0500 src/closed
touch -d '2001-02-03 04:05:06.789012345 UTC' src/big
touch -d '1960-05-06 07:08:09.5 UTC' src/nothing
touch -d '1999-12-31 23:59:59.25 UTC' src/empty src/closed src

# tree FOLDER: all of it, as text; modes without setuid, setgid and sticky
tree() {
	/usr/bin/python3 -c '
import hashlib, os, sys
rows = []
def walk(fd, path):
    for name in sorted(os.listdir(fd)):
        raw = os.fsencode(name)
        st = os.stat(raw, dir_fd=fd, follow_symlinks=False)
        row = [path + b"/" + raw, oct(st.st_mode & ~0o7000), st.st_mtime_ns]
        kind = st.st_mode & 0o170000
        if kind == 0o100000:
            f = os.open(raw, os.O_RDONLY, dir_fd=fd)
            row.append(hashlib.sha256(open(f, "rb").read()).hexdigest())
        rows.append(row)
        if kind == 0o040000:
            f = os.open(raw, os.O_RDONLY, dir_fd=fd)
            walk(f, path + b"/" + raw)
            os.close(f)
top = os.open(sys.argv[1], os.O_RDONLY)
rows.append([b"", oct(os.fstat(top).st_mode & ~0o7000), os.fstat(top).st_mtime_ns])
walk(top, b"")
for row in rows:
    print(*row)' "$1"
}
tree src >src.tree
evid-seal -q -k A.key src
bundle=src.evidence.tar.gz

# descriptors do not grow with the depth
ends 0 'a bundle is given out' bash -c "ulimit -n 64; evid-extract -p A.pub -C out $bundle"
check 'after the verdict' says '^src\.evidence\.tar\.gz: VERIFIED$'
check 'and says how much it was' says '^  given out +35 files, '
clean() { ! LC_ALL=C grep -aqP '[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80\xae|\xc2\x85' "$1"; }
check 'without effect on a terminal' clean "$out"
came() { tree "$1/src" >out.tree && cmp src.tree out.tree; }
check 'bytes, names, times and modes are those of the source' came out
check 'and nothing else' bash -c '[ "$(ls -A out)" = src ]'
check 'nothing half-written is left' bash -c '! ls -d .*.partial out/.*.partial 2>/dev/null'
chmod -R u+w out && rm -rf out
for jobs in 1 3; do
	ends 0 "by $jobs threads" evid-extract -q -j $jobs -p A.pub -C out $bundle
	check "the same ($jobs)" came out
	chmod -R u+w out && rm -rf out
done
mkdir unpacked && tar xzf $bundle -C unpacked
gzip -dc $bundle >plain.tar
gzip -1c plain.tar >foreign.gz
split -b 1000000 -a 3 --numeric-suffixes=1 $bundle parts.
evid-seal -q -k A.key --detached -o detached.gz src
from() {	# from NAME COMMAND...
	local name=$1

	shift
	ends 0 "from $name" "$@"
	check "the same from $name" came out
	chmod -R u+w out && rm -rf out
}
from 'a pipe' bash -c "cat $bundle | evid-extract -q -p A.pub -C out -"
from 'standard input' bash -c "evid-extract -q -p A.pub -C out - <$bundle"
from 'a plain tar' evid-extract -q -p A.pub -C out plain.tar
from 'a foreign gzip' evid-extract -q -p A.pub -C out foreign.gz
from 'an unpacked folder' evid-extract -q -p A.pub -C out unpacked/src
from 'volumes' evid-extract -q -p A.pub -C out parts.001
from 'a detached bundle' evid-extract -q -p A.pub -C out --payload . detached.gz
ends 4 'a detached bundle without its payload' evid-extract -p A.pub -C out detached.gz
check 'gives nothing out' absent out
ends 0 'as JSON' evid-extract --json -p A.pub -C out $bundle
check 'it is the verdict, and what became of each object' json "$out" '
j["verdict"] == "verified" and j["exitStatus"] == 0 and j["scope"] == "whole" and
j["extracted"]["given"] is True and j["extracted"]["target"] == "out" and
j["extracted"]["files"] == 35 and j["extracted"]["withheld"] == 0 and
j["extracted"]["renamed"] == 0 and
len(j["extracted"]["members"]) == j["extracted"]["objects"] == 956 and
all(m["given"] == m["original"] for m in j["extracted"]["members"])'
chmod -R u+w out && rm -rf out
mkdir elsewhere && cd elsewhere || exit 1
ends 0 'with no folder named' evid-extract -q -p ../A.pub ../$bundle
check 'it goes into one of the name of the bundle' test -d src/src -a ! -e src/bagit.txt
ends 2 'which is not written into again' evid-extract -p ../A.pub ../$bundle
cd ..
mkdir empty && chmod 750 empty
ends 0 'an empty folder is filled' evid-extract -q -p A.pub -C empty $bundle
check 'with the same' came empty
check 'and keeps its own mode' test "$(stat -c %a empty)" = 750
ends 0 'links of both kinds are given out when asked for' bash -c '
	mkdir links && cd links && mkdir -p t/sub && echo one >t/first &&
	ln t/first t/sub/second && ln -s ../first t/sub/inside && ln -s sub/../first t/back &&
	ln -s /etc/passwd t/absolute && ln -s ../../outside t/up && mkfifo t/fifo &&
	setfattr -n user.note -v text t/first 2>/dev/null
	evid-seal -q -k ../A.key t && evid-extract -p ../A.pub -C x --links --xattrs t.evidence.tar.gz'
check 'a hard link is one' bash -c '[ links/x/t/first -ef links/x/t/sub/second ]'
check 'a symbolic link is one' bash -c '[ "$(readlink links/x/t/sub/inside)" = ../first ]'
check 'one that leads outside is withheld' bash -c 'cd links/x/t && [ ! -L absolute ] && [ ! -L up ] && [ ! -L back ]'
check 'which is said' says 't/up: .*outside'
before=$(date +%s)
ends 0 'a link of which no time is known is made' evid-extract -q --links -C timeless \
    -p "$EVID_SOURCE/testdata/keys/a.pub" "$EVID_SOURCE/testdata/good-link-without-time/input.evidence.tar.gz"
check 'and has the time of now' test "$(stat -c %Y timeless/d/l)" -ge "$before"
check 'a special file is never made' absent links/x/t/fifo
if getfattr -n user.note links/t/first >/dev/null 2>&1; then
	check 'attributes are set when asked for' bash -c \
	    '[ "$(getfattr --only-values -n user.note links/x/t/first)" = text ]'
	ends 0 'unasked' evid-extract -q -p A.pub -C links/y links/t.evidence.tar.gz
	refuse 'they are not' getfattr -n user.note links/y/t/first
else
	skip 'attributes are set when asked for' 'this file system has none'
	ends 0 'unasked' evid-extract -q -p A.pub -C links/y links/t.evidence.tar.gz
fi
check 'nor are links' bash -c '[ "$(ls -A links/y/t)" = "$(printf "first\nsub")" ] && [ -z "$(ls -A links/y/t/sub)" ]'
finish
