#!/usr/bin/env bash
# Goal: a file that grows, shrinks, changes, is replaced or goes away while it
# is read stops the seal, or is recorded so when asked; never is it sealed as
# if nothing had been.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir src
big=src/big

# Whoever reads the bundle stops for a while: then the sealing, which keeps but
# a few mebibytes, waits in the middle of the file.
# during CHANGE OPTION...: seals src while CHANGE happens to it
during() {
	local change=$1

	shift
	rm -rf src elsewhere paced && mkdir -p "${big%/*}" && mkfifo paced
	head -c 40000000 /dev/zero | tr '\0' 'x' >"$big"
	evid-seal -k A.key -0 -o - "$@" src >paced 2>"$err" &
	exec 8<paced
	head -c 100000 <&8 >out.gz
	sleep 0.4
	eval "$change"
	cat <&8 >>out.gz
	exec 8<&-
	wait $!
	status=$?
}

declare -A changes=(
	[grew]='printf more >>src/big'
	[shrank]='truncate -s 100000 src/big'
	[modified]='printf y | dd of=src/big bs=1 seek=20000000 conv=notrunc status=none'
	[replaced]='cp src/big new && touch -d 2000-01-01 new && mv new src/big'
	[removed]='rm src/big'
	[linked]='mv src/big elsewhere && ln -s ../elsewhere src/big'
)
for what in grew shrank modified replaced removed linked; do
	during "${changes[$what]}"
	[ "$status" -eq 4 ] && tells '^evid-seal: src/big: ' && tells '^  hint: '
	result $? "a file that was $what stops the seal, and is named"
	run evid-verify -p A.pub out.gz
	check "and what was written is incomplete ($what)" test "$status" -eq 4
	during "${changes[$what]}" --on-change record
	check "a file that was $what is recorded when asked" test "$status" -eq 3
	check "and told of ($what)" tells 'src/big: '
	ends 3 "its bundle is intact, but partial ($what)" evid-verify -p A.pub out.gz
	line out.gz src/big >line.json
	[ "$what" = linked ] && what=replaced
	check "the inventory says it ($what)" json line.json "'$what' in j['changed']"
done
during "${changes[shrank]}" --on-change record
line out.gz src/big >line.json
check 'what a shrunken file lacks is zeros, and listed' json line.json \
    'j["size"] == 40000000 and any(u["fill"] == "zero" and u["offset"] + u["length"] == 40000000 for u in j["unread"])'
# What comes and goes in a folder is known when the folder is done with, long
# after its line: the line says it all the same.
during ': >src/late'
check 'a name that came stops the seal' test "$status" -eq 4
check 'and its folder is named' tells '^evid-seal: src: '
during ': >src/late' --on-change record
check 'or is recorded when asked' test "$status" -eq 3
ends 3 'the bundle is intact, but partial' evid-verify -p A.pub out.gz
check 'and the verdict says so' says 'partial'
line out.gz src >line.json
check "the folder's line says it" json line.json 'j["changed"] == ["modified"]'
line out.gz src/big >line.json
check "the file's does not" json line.json '"changed" not in j'
big=src/b/c/big
during 'mkdir src/late; : >src/b/c/late' --on-change record
check 'several folders that changed' test "$status" -eq 3
for each in src:1 src/b:0 src/b/c:1 src/b/c/big:0; do
	line out.gz "${each%:*}" >line.json
	check "are told from those that did not (${each%:*})" \
	    json line.json "(j.get('changed') == ['modified']) == bool(${each#*:})"
done
ends 3 'and the bundle is intact' evid-verify -q -p A.pub out.gz
big=src/big
# Also where the output stands itself: it was made before the folder was listed.
rm -rf src && mkdir src
head -c 135000000 /dev/urandom | base64 -w 0 >src/slow
ends 0 'an output in the source, left out, is no change of it' \
    evid-seal -q -k A.key --exclude out.gz -o src/out.gz src
/usr/bin/python3 -c '
import glob, os, subprocess, sys, time
p = subprocess.Popen(["evid-seal", "-q", "-k", "A.key", "-9", "-j", "1", "--force",
    "--exclude", "out.gz", "-o", "src/out.gz", "src"], stderr=subprocess.PIPE)
def begun():
    try:
        return any(os.path.getsize(f) for f in glob.glob("src/.out.gz.*"))
    except OSError:
        return False
while p.poll() is None and not begun():
    time.sleep(0.001)
open("src/late", "w").close()
sys.stderr.buffer.write(p.communicate()[1])
sys.exit(p.returncode)' 2>"$err"
status=$?
[ "$status" -eq 4 ] && tells '^evid-seal: src: it changed'
result $? 'but a name that came beside it is'
during :
check 'a source that stays is sealed' test "$status" -eq 0
ends 0 'and verifies' evid-verify -q -p A.pub out.gz

head -c 135000000 /dev/urandom | base64 -w 0 >src/slow
(sleep 0.5; printf more >>src/slow) &
fails 4 'slow: ' 'a file that grows meanwhile' \
    evid-seal -k A.key -9 -j 1 -o named.gz src/slow
wait
check 'leaves nothing under the name' absent named.gz

# Files of the system that state no size, or a wrong one, but give bytes.
if [ -s /proc/version ] || [ -n "$(cat /proc/version 2>/dev/null)" ]; then
	fails 4 '^evid-seal: /proc/version: .*more content' 'a file without a size' \
	    evid-seal -k A.key -o proc.gz /proc/version
	check 'is to come through standard input' tells 'hint: .*--stdin-name'
	check 'and nothing is sealed' absent proc.gz
	ends 3 'or is recorded so' \
	    evid-seal -k A.key -n p -o proc.gz --on-change record /proc/version
	line proc.gz version >line.json
	check 'as one that grew' json line.json 'j["changed"] == ["grew"]'
	ends 3 'its bundle is partial' evid-verify -p A.pub proc.gz
	ends 0 'its content is sealed through standard input' bash -c \
	    'cat /proc/version | evid-seal -q -k A.key --stdin-name version -o piped.gz -'
	check 'as it is' bash -c 'tar xzOf piped.gz version/data/version | cmp - /proc/version'
else
	skip 'a file without a size' 'no /proc here'
fi
check 'nothing half-written is left' tidy
finish
