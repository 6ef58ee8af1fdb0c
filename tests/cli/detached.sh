#!/usr/bin/env bash
# Goal: a detached seal leaves the payload where it is, and verifies it there:
# absent, moved, changed or behind a link it is not verified.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir -p store/image/sub
head -c 500000 /dev/urandom >store/image/disk.E01
printf 'x\n' >'store/image/sub/ключ=1'
ends 0 'a folder is sealed detached, and read back' \
    evid-seal -k A.key --detached --verify store/image
check 'the bundle is small' test "$(stat -c %s image.evidence.tar.gz)" -lt 100000
ends 0 'it verifies beside its payload' \
    evid-verify -p A.pub --payload store image.evidence.tar.gz
told() {	# told CODE PATH: a finding, with what to do next
	json "$out" "any(f['code'] == '$1' and (f['path'] or '') == '$2' and f['hint']
	    for f in j['integrity']['findings'])"
}
run evid-verify --json -p A.pub image.evidence.tar.gz
check 'without the payload: payload-absent' told payload-absent ''
ends 4 'without the payload it is incomplete' evid-verify -p A.pub image.evidence.tar.gz
check 'and says how to name it' says '--payload'
check 'nothing is said of digests that were not looked at' \
    bash -c "! grep -Eq 'intact|agree' '$out'"
ends 4 'with a folder that holds nothing of it, too' \
    evid-verify -p A.pub --payload . image.evidence.tar.gz
run evid-verify -p A.pub --payload nowhere image.evidence.tar.gz
check 'and with a folder that is not there' test "$status" -eq 4
check 'which is named' tells '^evid-verify: nowhere: .*No such file'
mv store/image/sub/* moved
run evid-verify --json -p A.pub --payload store image.evidence.tar.gz
check 'a file that was moved away makes it incomplete' test "$status" -eq 4
check 'and is named' json "$out" \
    'any(f["code"] == "payload-missing" for f in j["integrity"]["findings"])'
ln -s ../../../moved 'store/image/sub/ключ=1'
run evid-verify --json -p A.pub --payload store image.evidence.tar.gz
check 'a link in its place is not followed' test "$status" -eq 1
check 'and named' told member-changed 'data/image/sub/ключ=3D1'
rm 'store/image/sub/ключ=1' && mv moved 'store/image/sub/ключ=1'
mv store/image elsewhere && ln -s ../elsewhere store/image
run evid-verify --json -p A.pub --payload store image.evidence.tar.gz
check 'a link in the place of a folder, neither' test "$status" -eq 4
check 'and what is missing is named' told payload-missing data/image/disk.E01
check 'as is the link' json "$out" 'any("image is a link" in f["message"] and
    f["path"] == "data/image/disk.E01" for f in j["integrity"]["findings"])'
mv elsewhere store/real
run evid-verify -p A.pub --payload store image.evidence.tar.gz
check 'what was not seen is not called intact' says '^  checked .*not all could be seen'
mv store/real elsewhere
rm store/image && mv elsewhere store/image
ends 0 'put back, it verifies' evid-verify -q -p A.pub --payload store image.evidence.tar.gz
flip store/image/disk.E01 400000
run evid-verify --json -p A.pub --payload store image.evidence.tar.gz
check 'a byte changed ends with 1' test "$status" -eq 1
check 'and the file is named' json "$out" \
    'any(f["path"] == "data/image/disk.E01" for f in j["integrity"]["findings"])'
flip store/image/disk.E01 400000
truncate -s -1 store/image/disk.E01
run evid-verify --json -p A.pub --payload store image.evidence.tar.gz
check 'a file grown shorter is not intact' test "$status" -eq 1
check 'and named' told member-changed data/image/disk.E01
evid-seal -q -k A.key -o whole.gz store/image
run evid-verify -p A.pub --payload store whole.gz
check 'a bundle that holds its content verifies without the folder' test "$status" -eq 0
check 'and says, unasked, that it did not look there' says 'payload-not-used'
run evid-verify --json -p A.pub --payload store whole.gz
check 'as a finding' told payload-not-used ''
run evid-verify -v -p A.pub whole.gz
check 'which is not there where nothing was asked for' bash -c "! grep -q payload-not-used '$out'"
finish
