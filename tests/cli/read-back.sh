#!/usr/bin/env bash
# Goal: --verify reads the result back; what a disk did not keep as it was
# written is found then, and said.
. "$(dirname "$0")/lib.sh"

shim=${EVID_BUILD:-}/tests/shim/medium.so
if [ -n "${EVID_SANITIZED:-}" ]; then
	skip 'a disk that loses a bit' 'nothing is preloaded before a sanitizer'
	finish
fi
make_key A
mkdir src
head -c 500000 /dev/urandom >src/big
printf 'x\n' >src/small
ends 0 'a sound disk' evid-seal -k A.key --verify -o good.gz src
check 'the verdict is told' says '^good\.gz: VERIFIED$'
check 'and the seal' says '^good\.gz: sealed$'
rotten=(env LD_PRELOAD="$shim" EVID_SHIM_ROT=300000)
fails 1 'bad\.gz: .*not what was sealed' 'a disk that loses a bit is found out' \
    "${rotten[@]}" evid-seal -k A.key --verify -o bad.gz src
check 'the file is named' says 'data/src/big: bytes changed'
refuse 'nobody is asked to note the number of such a bundle' says 'Note the seal number'
ends 1 'as JSON, too' "${rotten[@]}" \
    evid-seal --json -k A.key --verify -o worse.gz src
check 'which says what the reading back came to' json "$out" \
    'j["readBack"] == "not-intact" and j["exitStatus"] == 1'
ends 0 'unasked, nothing is read back' \
    "${rotten[@]}" evid-seal -q -k A.key -o unasked.gz src
ends 1 'and whoever verifies finds it' evid-verify -q -p A.pub unasked.gz
check 'nothing half-written is left' tidy
run evid-seal -k A.key -o told.gz --verify src
grep -oE ': sealed$|: VERIFIED$|^Note' "$out" >order.txt
check 'sealed, verified and what to do are told in this order' \
    test "$(tr -d '\n' <order.txt)" = ': sealed: VERIFIEDNote'
finish
