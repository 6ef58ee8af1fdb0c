#!/usr/bin/env bash
# Goal: hashes noted at the scene must match, in each of the lists' forms; one
# that does not stops the seal and names the file.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir -p src/sub
printf 'one\n' >src/one
printf 'two\n' >'src/sub/two words'
printf 'three\n' >src/sub/three
find src -type f -print0 | xargs -0 sha256sum >sha256.txt
find src -type f -print0 | xargs -0 sha256sum --tag >tag.txt
find src -type f -print0 | xargs -0 md5sum >md5.txt
find src -type f -print0 | xargs -0 sha1sum >sha1.txt
(cd src && find . -type f -print0 | xargs -0 sha256sum) >relative.txt
find "$dir/src" -type f -print0 | xargs -0 sha256sum >absolute.txt
forms='sha256 tag md5 sha1 relative absolute'
if [ -n "$(command -v hashdeep)" ]; then
	hashdeep -r -c md5,sha256 src >hashdeep.txt
	hashdeep -rl -c md5,sha1,sha256 src >hashdeep-relative.txt
	forms="$forms hashdeep hashdeep-relative"
fi
for form in $forms; do
	ends 0 "a list that agrees ($form)" \
	    evid-seal -q -k A.key --expect-hashes "$form.txt" -o "$form.gz" src
	# The last hex digit of the first hash becomes another.
	/usr/bin/python3 -c '
import re, sys
text = open(sys.argv[1]).read()
m = re.search(r"[0-9a-f]{32,}", text)
digit = "0" if text[m.end() - 1] != "0" else "1"
open(sys.argv[2], "w").write(text[:m.end() - 1] + digit + text[m.end():])' \
	    "$form.txt" wrong.txt
	fails 1 'src/' "a list that does not ($form) stops the seal" \
	    evid-seal -q -k A.key --expect-hashes wrong.txt -o wrong.gz src
	check "and nothing appears ($form)" absent wrong.gz
done
if [ -z "$(command -v hashdeep)" ]; then
	skip 'a list of hashdeep' 'no hashdeep here'
fi
cp sha256.txt longer.txt
printf '%064d  src/never\n' 0 >>longer.txt
fails 1 'src/never' 'a file of the list that is not there stops the seal' \
    evid-seal -q -k A.key --expect-hashes longer.txt -o longer.gz src
check 'and nothing appears' absent longer.gz
head -n 1 sha256.txt >shorter.txt
run evid-seal -k A.key --expect-hashes shorter.txt -o shorter.gz src
check 'a file that the list does not name is no mismatch' test "$status" -eq 0
# A second name of a file has the content of the first.
mkdir linked
printf 'one\n' >linked/a
ln linked/a linked/b
ln -s a linked/to
sha256sum linked/b >second.txt
ends 0 'a list of a second name that agrees' \
    evid-seal -q -k A.key --expect-hashes second.txt -o second.gz linked
printf '%064d  linked/b\n' 0 >wrong.txt
fails 1 'linked/b' 'one that does not stops the seal' \
    evid-seal -q -k A.key --expect-hashes wrong.txt -o wrong.gz linked
check 'and nothing appears' absent wrong.gz
sha256sum linked/to >link.txt
fails 1 'linked/to' 'a link is no file that was noted' \
    evid-seal -q -k A.key --expect-hashes link.txt -o wrong.gz linked
# A name that fits several files says nothing of any of them.
mkdir -p two/s two/t two/u/b
printf 'b\n' >two/s/b
printf 'bb\n' >two/t/b
(cd two/s && sha256sum b) >either.txt
(cd two/t && sha256sum b) >other.txt
for list in either.txt other.txt; do
	fails 2 'b: the list does not say which is meant, two/s/b or two/t/b' \
	    'a name that fits two files' evid-seal -q -k A.key --expect-hashes "$list" -o two.gz two
	check 'is not called a mismatch' bash -c "! grep -q noted '$err'"
done
check 'and nothing appears' absent two.gz
(cd two && sha256sum s/b) >longer-end.txt
ends 0 'one with its folder fits one' evid-seal -q -k A.key --expect-hashes longer-end.txt -o two.gz two
cat either.txt >both.txt
(cd two && sha256sum t/b) >>both.txt
ends 0 'of two that fit the longest is the own one' \
    evid-seal -q -k A.key --force --expect-hashes both.txt -o two.gz two
cp two/t/b b
ends 0 'of the very name there is one alone' evid-seal -k A.key --force -n two \
    --expect-hashes <(sha256sum b) -o two.gz two b
check 'and of the others no hash was noted' tells 'two/s/b: no hash of it was noted'
mkdir -p sole/b && printf 'b\n' >sole/b/c && mkdir sole/d && printf 'b\n' >sole/d/b
ends 0 'a folder of the name is none of them' \
    evid-seal -q -k A.key --expect-hashes either.txt -o sole.gz sole
printf '%s  b\n' "$(printf 'x' | sha256sum | cut -d ' ' -f 1)" >wrong.txt
fails 1 'sole/d/b: sha256 noted [0-9a-f]* of b, found' 'a mismatch says what was noted of which' \
    evid-seal -q -k A.key --expect-hashes wrong.txt -o bad.gz sole
# Without a line's end no memory is filled: there is not half as much here as
# a list may have.  A sanitizer needs more for itself.
room='ulimit -v 500000'
[ -z "${EVID_SANITIZED:-}" ] || room=:
fails 2 '/dev/zero: a line of it' 'a list that never ends a line' bash -c \
    "$room; evid-seal -q -j 1 -k A.key --expect-hashes /dev/zero -o bad.gz src"
head -c 100000 /dev/zero | tr '\0' 'a' >line.txt
fails 2 'line\.txt: a line of it' 'one whose line is too long' \
    evid-seal -q -k A.key --expect-hashes line.txt -o bad.gz src
truncate -s 1073741825 large.txt
fails 2 'large\.txt: larger' 'one that is too large' \
    evid-seal -q -k A.key --expect-hashes large.txt -o bad.gz src
printf 'zz  src/one\n' >bad.txt
fails 2 'bad\.txt' 'a list that is none' \
    evid-seal -q -k A.key --expect-hashes bad.txt -o bad.gz src
: >nothing.txt
fails 2 'nothing\.txt' 'a list of nothing' \
    evid-seal -q -k A.key --expect-hashes nothing.txt -o bad.gz src
check 'nothing half-written is left' tidy
finish
