#!/usr/bin/env bash
# Goal: each error that a user meets when verifying says what, which file and
# what to do next, and ends as the table says.
. "$(dirname "$0")/lib.sh"

make_key A
make_key B
head -c 200000 /dev/urandom >one
evid-seal -q -k A.key -o good.gz one

# verdict STATUS CODE NAME COMMAND...: by its JSON
verdict() {
	local want=$1 code=$2 name=$3

	shift 3
	run "$@" --json
	[ "$status" -eq "$want" ] && json "$out" "
j['exitStatus'] == $want and any(f['code'] == '$code' and f['message'] and f['hint']
    for axis in ('integrity', 'trust', 'time') for f in j[axis]['findings'])"
	result $? "$name"
}

verdict 4 no-such-file 'a bundle that is not there' evid-verify -p A.pub nothing.gz
check 'is told, too' tells 'nothing\.gz: .*No such file'
: >empty.gz
verdict 4 empty-file 'an empty file' evid-verify -p A.pub empty.gz
verdict 1 not-a-bundle 'a file that is no bundle' evid-verify -p A.pub one
printf 'x\n' >text
verdict 1 not-a-bundle 'a short text' evid-verify -p A.pub text
gzip -c one >other.gz
verdict 1 not-a-bundle 'a gzip that is not ours' evid-verify -p A.pub other.gz
mkdir folder && cp one folder/ && tar czf other.tar.gz folder
verdict 1 not-a-bundle 'a tar that is not ours' evid-verify -p A.pub other.tar.gz
run evid-verify -p A.pub other.tar.gz
check 'which says what to do if it was a bundle' says 'hint: .*if an unpacked bundle was packed so, unpack it elsewhere, and verify the folder'
mkdir from && tar -C from -xzf good.gz
(cd from && tar --format=pax -czf ../anew.tar.gz -- */* && tar -czf ../again.tar.gz -- *)
for each in anew again; do
	mkdir "$each" && tar -C "$each" -xf "$each.tar.gz"
	run evid-verify -p A.pub "$each.tar.gz"
	check "a bundle that another program packed anew ($each) says that its folder can be verified" \
	    bash -c "[ $status -eq 1 ] && grep -q 'unpack it elsewhere, and verify the folder' '$out' && ! grep -q 'do not unpack' '$out'"
	ends 0 'which it can be' evid-verify -q -p A.pub "$each"/*
done
gzip -dc good.gz >good.tar
for length in 1 3 11 12 100 511; do
	head -c "$length" good.tar >cut.tar
	verdict 4 truncated "the first $length bytes of a tar are cut short" evid-verify -p A.pub cut.tar
done
printf '{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"' >short.json
verdict 1 not-a-bundle 'a short text that no name can begin with' evid-verify -p A.pub short.json
verdict 1 not-a-bundle 'a folder that is no bundle' evid-verify -p A.pub folder
verdict 3 no-trust-given 'no trust given' evid-verify good.gz
verdict 3 signer-not-trusted 'a key of somebody else' evid-verify -p B.pub good.gz
verdict 3 seal-number-other 'the number of another seal' evid-verify \
    --expect '00000-0 00000-2 00000-4 00000-6 00000-9 00000-3 00000-5 00000-8 00000-7 00000-1' good.gz
fails 2 'group 5 ' 'a number with a digit misheard names the group' evid-verify \
    --expect '00000-0 00000-2 00000-4 00000-6 00010-9 00000-3 00000-5 00000-8 00000-7 00000-1' good.gz
fails 2 '60 digits' 'a number that is none' evid-verify --expect 12 good.gz
fails 2 '60 digits' 'an empty number' evid-verify --expect '' good.gz
mkfifo never
fails 2 '60 digits' 'is told before anything is read' timeout 20 evid-verify --expect 12 never
fails 2 'A\.key: .*secret' 'a secret key in the place of a public one' \
    evid-verify -p A.key good.gz
fails 2 'text: ' 'a public key that is none' evid-verify -p text good.gz
fails 4 'nothing\.pub: .*No such file' 'a public key that is not there' \
    evid-verify -p nothing.pub good.gz
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 2>/dev/null |
    openssl pkey -pubout -out rsa.pub 2>/dev/null
fails 5 'rsa\.pub: .*cannot be checked' 'a public key of another algorithm' \
    timeout 20 evid-verify -p rsa.pub never
fails 5 'rsa\.pub' 'one that leaves too few' \
    evid-verify -p A.pub -p rsa.pub --threshold 2 good.gz
ends 0 'beside one that suffices it is no matter' evid-verify -p rsa.pub -p A.pub good.gz
check 'and told of' tells 'rsa\.pub'
ends 2 'a verdict is not written over a file' evid-verify -o text -p A.pub good.gz
check 'which stays' test "$(cat text)" = x
fails 4 'nowhere' 'a verdict into no folder' evid-verify -o nowhere/v -p A.pub good.gz

# A bundle of format 2, unpacked, so that only its one line differs.
mkdir two && tar xzf good.gz -C two
printf 'urn:libevidence:bundle:2\n' >two/one/evidence/format
verdict 5 format-unknown 'a bundle of format 2' evid-verify -p A.pub two/one
rm two/one/evidence/format && printf 'urn:libevidence:bundle:1\n' >two/one/evidence/format
ends 0 'which verifies with its own line' evid-verify -p A.pub two/one
printf 'x\n' >two/one/data/stranger
verdict 1 foreign-file 'a file that was not sealed' evid-verify -p A.pub two/one
rm two/one/data/stranger

fails 4 'nothing\.gz: .*No such file' 'nothing to inspect' evid-inspect nothing.gz
fails 1 'one' 'no bundle to inspect' evid-inspect one
fails 1 'other\.gz' 'a foreign gzip to inspect' evid-inspect other.gz
fails 4 'empty\.gz' 'an empty file to inspect' evid-inspect empty.gz
head -c 100000 good.gz >cut.gz
fails 4 'cut\.gz' 'a cut bundle to inspect' evid-inspect cut.gz

run evid-verify -p A.pub good.gz nothing.gz
check 'of several the worst counts' test "$status" -eq 4
check 'and the others are told of' says 'good.gz: VERIFIED'
cp good.gz flipped.gz && flip flipped.gz 100000
run evid-verify -p A.pub flipped.gz good.gz nothing.gz
check 'altered is worse than incomplete' test "$status" -eq 1
run evid-verify --json -p A.pub good.gz nothing.gz flipped.gz
check 'several verdicts are one JSON object' json "$out" \
    '[r["exitStatus"] for r in j["results"]] == [0, 4, 1] and j["exitStatus"] == 1'
run evid-verify -p B.pub good.gz cut.gz
check 'incomplete is worse than not trusted' test "$status" -eq 4
run evid-verify -p B.pub good.gz two/one
check 'not trusted is not verified' test "$status" -eq 3
mkdir copies && for i in $(seq 200); do cp two/one/bagit.txt "copies/$i"; cp good.gz "copies/$i.gz"; done
run bash -c 'ulimit -n 32; evid-verify --json -p A.pub copies/*'
check 'hundreds of operands need no more descriptors than one' json "$out" \
    'len(j["results"]) == 400 and sorted({r["exitStatus"] for r in j["results"]}) == [0, 1] and j["exitStatus"] == 1'
if as_nobody test -x "$EVID_BIN/evid-verify"; then
	cp good.gz closed.gz && chmod 000 closed.gz
	verdict 4 io-error 'a bundle that may not be read' \
	    as_nobody evid-verify -p A.pub closed.gz
	check 'is told, too' tells 'closed\.gz: .*Permission denied'
	chmod 000 B.pub
	fails 4 'B\.pub: .*Permission denied' 'a public key that may not be read' \
	    as_nobody evid-verify -p B.pub good.gz
else
	skip 'a bundle that may not be read' 'nobody may not run the tools here'
fi
finish
