#!/usr/bin/env bash
# Goal: several keys sign and are counted once each; trust is in the keys
# given, or in the number had from the signer, and in nothing the bundle says.
. "$(dirname "$0")/lib.sh"

printf 'x\n' >one
for name in A B C; do
	make_key $name
done
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out P.key 2>/dev/null
openssl pkey -in P.key -pubout -out P.pub 2>/dev/null
ends 0 'three keys sign, one of them P-256' \
    evid-seal -q -k A.key -k B.key -k P.key -o out.gz --verify one
ends 0 'any one given suffices' evid-verify -q -p C.pub -p P.pub out.gz
ends 0 'three of three' evid-verify -q -p A.pub -p B.pub -p P.pub --threshold 3 out.gz
ends 3 'a key given twice counts once' evid-verify -q -p A.pub -p A.pub --threshold 2 out.gz
cp A.pub again.pub
ends 3 'a copy of a key counts once' evid-verify -q -p A.pub -p again.pub --threshold 2 out.gz
ends 3 'two of three are too few for three' \
    evid-verify -q -p A.pub -p B.pub -p C.pub --threshold 3 out.gz
ends 0 'but enough for two' \
    evid-verify -q -p A.pub -p B.pub -p C.pub --threshold 2 out.gz
ends 3 'a stranger is not trusted' evid-verify -q -p C.pub out.gz
evid-verify --json -p A.pub out.gz >verdict.json
check 'each signer is told of' json verdict.json 'len(j["signatures"]) == 3'
check 'custody is judged: there is none' json verdict.json \
    'j["custody"]["status"] == "none"'
number=$(value verdict.json 'j["sealNumber"]')
ends 0 'the seal number is trust in that one bundle' evid-verify -q --expect "$number" out.gz
ends 0 'however it is spaced' \
    evid-verify -q --expect "$(printf %s "$number" | tr -d ' -')" out.gz
evid-seal -q -k A.key -o other.gz one
ends 3 'and in no other' evid-verify -q --expect "$number" other.gz
ends 3 'nor does a key help against another number' \
    evid-verify -q -p A.pub --expect "$number" other.gz
ends 3 'nor the number against other keys' evid-verify -p C.pub --expect "$number" out.gz
check 'of which is said what is right and what is not' says 'signature valid, NOT trusted: the seal number is right, the key is none of those given$'
check 'and what was asked for' says 'the seal number is the one expected, and a key of those that were given must have signed, too \[signer-not-trusted\]'
check 'and not that it is trusted' bash -c "! grep -q 'trusted by the seal number' '$out'"
ends 0 'with one of them it is' evid-verify -p A.pub --expect "$number" out.gz
ends 0 'the number alone' evid-verify --expect "$number" out.gz
check 'is said to be what it is trusted by' says 'signature valid; trusted by the seal number$'
cp A.id B.id
fails 2 'B\.id|another key' 'an identity beside a key that it is not of' \
    evid-seal -k B.key -o bad.gz one
rm B.id
ends 0 'a key without an identity signs, too' evid-seal -q -k B.key -o b.gz one
ends 0 'an identity may be given by its name' bash -c \
    'mv A.id who.json && evid-seal -q -k A.key --id who.json -o c.gz one'
check 'and is stated' bash -c 'evid-inspect c.gz | grep -q "Holder of A"'
finish
