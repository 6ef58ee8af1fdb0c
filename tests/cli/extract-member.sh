#!/usr/bin/env bash
# Goal: members alone are read by their blocks, whatever the bundle's size;
# they are as sealed, and that is never called verified.
. "$(dirname "$0")/lib.sh"

make_key A
make_key B
mkdir -p src/sub src/other
head -c 40000000 /dev/urandom >src/big
head -c 300000 /dev/urandom >src/sub/middle
printf 'one\n' >'src/sub/a=b?.txt'
printf 'two\n' >src/sub/two.txt
printf 'other\n' >src/other/two.txt
: >src/sub/empty
touch -d '2001-02-03 04:05:06 UTC' src/sub src/sub/two.txt
chmod 750 src/sub
evid-seal -q -k A.key src
bundle=src.evidence.tar.gz

# Of one folder two, of which no line of the inventory is.
twice=$EVID_SOURCE/testdata/good-original-folder-twice/input.evidence.tar.gz
for member in '' --member='x'; do
	ends 0 "a folder that was two in the bundle ($member)" evid-extract \
	    --json -p "$EVID_SOURCE/testdata/keys/a.pub" -C twice \
	    ${member:+"$member"} "$twice"
	check 'what has another name for it is told to' json "$out" '
j["extracted"]["renamed"] == 1 and [(m["original"], m["renamed"])
    for m in j["extracted"]["members"] if m["given"] != m["original"]] == [("x/z", True)]'
	rm -r twice
done
ends 0 'for people' evid-extract -p "$EVID_SOURCE/testdata/keys/a.pub" \
    -C twice "$twice"
check 'with both names' says 'x/z.*x=~[0-9a-f]{16}/z'
rm -r twice

ends 0 'a folder of it' evid-extract --json -p A.pub --member src/sub -C out $bundle
check 'is as sealed, which is not verified' json "$out" '
j["scope"] == "members" and j["verdict"] == "not-checked" and j["exitStatus"] == 0 and
j["integrity"]["files"] == 4 and j["extracted"]["files"] == 4'
check 'with all below it, and no more' bash -c 'diff -r src/sub out/src/sub && [ "$(ls out/src)" = sub ]'
check 'and its time and mode' test "$(stat -c '%a %Y' out/src/sub)" = "$(stat -c '%a %Y' src/sub)"
rm -r out
ends 0 'for people' evid-extract -p A.pub --member src/sub/two.txt -C out $bundle
check 'it says that the rest was not read' says 'the rest was not read'
refuse 'and not VERIFIED' says 'VERIFIED'
rm -r out
ends 0 'a glob' evid-extract -q -p A.pub --member 'two.*' --member 'src/sub/a=b[?].txt' -C out $bundle
check 'finds names in every folder' bash -c 'diff src/sub/two.txt out/src/sub/two.txt && diff src/other/two.txt out/src/other/two.txt && diff "src/sub/a=b?.txt" "out/src/sub/a=b?.txt"'
check 'and nothing else' test "$(find out -type f | wc -l)" -eq 3
rm -r out
fails 2 'nothing of this name' 'a name that is not there' evid-extract -p A.pub --member src/sub --member src/none -C out $bundle
check 'gives nothing out' absent out

ends 0 'one file to standard output' evid-extract -p A.pub --member src/sub/middle -o - $bundle
check 'is its content, and nothing besides' same "$out" src/sub/middle
check 'the verdict stands on standard error' tells 'the rest was not read'
ends 0 'one file to a file' evid-extract -q -p A.pub --member src/sub/middle -o file $bundle
check 'is its content' same file src/sub/middle
fails 2 'file: .*exists' 'which is not replaced' evid-extract -p A.pub --member src/sub/two.txt -o file $bundle
check 'unasked' same file src/sub/middle
ends 0 'but with --force' evid-extract -q --force -p A.pub --member src/sub/two.txt -o file $bundle
check 'is' same file src/sub/two.txt
fails 2 '2 files are meant' 'two files to standard output' evid-extract -p A.pub --member 'two.txt' -o - $bundle
check 'give nothing' test ! -s "$out"
fails 2 '0 files are meant' 'what holds no file' bash -c \
    'mkdir -p t/none && echo x >t/x && evid-seal -q -k A.key t && evid-extract -p A.pub --member t/none -o - t.evidence.tar.gz'
mkdir links && echo x >links/a=1 && ln links/a=1 links/b && evid-seal -q -k A.key links
fails 2 'links/b: it is a further name of a file, whose content is sealed as links/a=1' \
    'a further name of a file' evid-extract -p A.pub --member links/b -o - links.evidence.tar.gz
check 'gives nothing' test ! -s "$out"
ends 0 'under the first name it is had' evid-extract -p A.pub --member links/a=1 -o - links.evidence.tar.gz
check 'as sealed' same "$out" links/b
ends 0 'and with both named' evid-extract -p A.pub --member links -o - links.evidence.tar.gz
ends 0 'into a folder' evid-extract -p A.pub --links --member links/b -C linked links.evidence.tar.gz
check 'it is said where the first name is to be had' says 'links/b: .*evid-inspect shows of which'
run evid-inspect links.evidence.tar.gz
check 'which does' says 'links/b is also data/links/a'
evid-seal -q -k A.key --flag csam=links -o masked.gz links
run evid-extract -p A.pub --member links/b -o - masked.gz
check 'no masked name is told' bash -c "! grep -q 'a=1' '$err'"
ends 3 'untrusted' evid-extract -p B.pub --member src/sub/two.txt -o - $bundle
ends 3 'with no trust given' evid-extract --member src/sub/two.txt -o - $bundle
check 'nothing' test ! -s "$out"
ends 4 'a full device' bash -c "evid-extract -q -p A.pub --member src/sub/two.txt -o - $bundle >/dev/full"
for other in 'cat' 'gzip -dc' 'bash -c "gzip -dc | gzip -1"'; do
	ends 0 "through a pipe ($other)" bash -c "$other <$bundle | evid-extract -q -p A.pub --member src/sub/middle -o - -"
	check "the same ($other)" same "$out" src/sub/middle
	ends 0 "into a folder ($other)" bash -c "$other <$bundle | evid-extract -q -p A.pub --member '*=b?.txt' --member src/other -C out -"
	check "just these ($other)" test "$(find out -type f | wc -l)" -eq 2
	rm -r out
done
ends 0 'from a pipe of the shell' bash -c "evid-extract -q -p A.pub --member src/sub/middle -o - <(cat $bundle)"
check 'the same' same "$out" src/sub/middle
split -b 7000000 -a 3 --numeric-suffixes=1 $bundle parts.
ends 0 'from volumes' evid-extract --json -p A.pub --member src/sub/middle -C out parts.001
check 'by its blocks' json "$out" 'j["scope"] == "members"'
check 'the same' same out/src/sub/middle src/sub/middle
rm -r out
evid-seal -q -k A.key --detached -o detached.gz src
ends 0 'from a detached bundle' evid-extract --json -p A.pub --payload . --member src/sub/middle -C out detached.gz
check 'that file alone is read' json "$out" 'j["scope"] == "members" and j["verdict"] == "not-checked" and j["integrity"]["files"] == 1'
rm -r out

mkdir false && cp -r src false/ && printf 'false\n' >false/src/sub/two.txt
ends 0 'a payload folder that the bundle has no need of' evid-extract -q -p A.pub --payload false --member src/sub/two.txt -o - $bundle
check 'is not looked into' same "$out" src/sub/two.txt

# src/big lies first; the other members and the tail after it
cp $bundle bad.gz && flip bad.gz 20000000
ends 0 'damage elsewhere is not looked for' evid-extract -q -p A.pub --member src/sub/middle -o - bad.gz
check 'and harms nothing' same "$out" src/sub/middle
fails 1 'nothing was given out' 'damage within is found' evid-extract -p A.pub --member src/big -C out bad.gz
check 'and located' says 'src/big: bytes changed: bytes [0-9]+ to [0-9]+ of 40000000'
check 'nothing of it is given out' absent out
ends 1 'what is intact is, as asked' evid-extract -q --damaged -p A.pub --member src/big --member src/sub -C out bad.gz
check 'without it' bash -c 'diff -r src/sub out/src/sub && [ ! -e out/src/big ]'
rm -r out
size=$(stat -c %s $bundle)
wrong=0
for at in 3 40 100 $((size - 2000)) $((size - 2500)) $((size - 5000)) $((size - 12000)); do
	cp $bundle bad.gz && flip bad.gz "$at"
	evid-extract -q -p A.pub --member src/sub/two.txt -o - bad.gz >got 2>/dev/null
	case $? in
	0) cmp -s got src/sub/two.txt || wrong=$((wrong + 1)) ;;
	1 | 4) [ ! -s got ] || wrong=$((wrong + 1)) ;;
	*) wrong=$((wrong + 1)) ;;
	esac
done
check 'damage to the first block or the tail gives out nothing wrong' test "$wrong" -eq 0

if [ -n "${EVID_SANITIZED:-}" ]; then
	skip 'only its blocks are read' 'strace and the sanitizer do not go together'
elif strace -o /dev/null true 2>/dev/null; then
	strace -f -e trace=read,pread64,readv,preadv,mmap -o trace \
	    evid-extract -q -p A.pub --member src/sub/middle -o - $bundle >"$out" 2>"$err"
	check 'one member of many' same "$out" src/sub/middle
	amount=$(/usr/bin/python3 -c '
import re
total = 0
for line in open("trace"):
    m = re.search(r" = (\d+)$", line)
    if m and re.match(r"\d+\s+(p?read)", line):
        total += int(m.group(1))
print(total)')
	# its own 300,000, twice (to the hidden place and from it), and the tail
	check "only its blocks are read ($amount bytes of 40,000,000)" test "$amount" -lt 1500000
else
	skip 'only its blocks are read' 'no strace here'
fi
finish
