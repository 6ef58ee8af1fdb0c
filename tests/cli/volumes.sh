#!/usr/bin/env bash
# Goal: a bundle cut into volumes verifies by its first; a volume missing,
# doubled or out of order is told of; cat joins them.
. "$(dirname "$0")/lib.sh"

make_key A
head -c 1000000 /dev/urandom >one
ends 0 'a bundle is written in volumes' \
    evid-seal --json -k A.key -o out.gz --volume 300K --verify one
n=$(value "$out" 'j["bundle"]["volumes"]')
check 'there are as many as said' test "$(find . -name 'out.gz.*' | wc -l)" -eq "$n"
check 'at least four' test "$n" -ge 4
check 'the first is named' json "$out" 'j["bundle"]["file"] == "out.gz.001"'
check 'each but the last is of the size asked for' \
    test "$(stat -c %s out.gz.001)" -eq 307200 -a "$(stat -c %s out.gz.002)" -eq 307200
check 'no file without a number appears' absent out.gz
ends 0 'they verify by the first' evid-verify -p A.pub out.gz.001
ends 0 'they are inspected by the first' evid-inspect out.gz.001
cat out.gz.0* >joined.gz
ends 0 'cat joins them' evid-verify -p A.pub joined.gz
split -b 300K -d -a 3 --numeric-suffixes=1 joined.gz cut.gz.
ends 0 'what split cuts, verifies' evid-verify -p A.pub cut.gz.001

mkdir kept && cp out.gz.* kept/
again() { rm -f out.gz.* && cp kept/* .; }
rm out.gz.002
run evid-verify --json -p A.pub out.gz.001
check 'a volume missing in the middle ends with 4' test "$status" -eq 4
check 'and is named' json "$out" \
    'any(f["code"] == "volume-missing" and "002" in f["message"] for f in j["integrity"]["findings"])'
again && rm "out.gz.$(printf %03d "$n")"
ends 4 'the last one missing ends with 4' evid-verify -p A.pub out.gz.001
again && rm out.gz.001
ends 4 'the first one missing ends with 4' evid-verify -p A.pub out.gz.001

# astray NAME VOLUME: it ends with 1, and volume-order names the volume
astray() {
	run evid-verify --json -p A.pub out.gz.001
	[ "$status" -eq 1 ] && json "$out" '
any(f["code"] == "volume-order" and "out.gz.'"$2"' " in f["message"] and f["hint"]
    for f in j["integrity"]["findings"])'
	result $? "$1"
}
again && mv out.gz.001 t && mv out.gz.002 out.gz.001 && mv t out.gz.002
astray 'the first and the second exchanged: the one in the wrong place is named' 002
again && mv out.gz.002 t && mv out.gz.003 out.gz.002 && mv t out.gz.003
astray 'the second and the third exchanged' 002
again && mv out.gz.003 t && mv out.gz.004 out.gz.003 && mv t out.gz.004
astray 'the last and the one before exchanged' 003
again && cp out.gz.001 out.gz.002
astray 'the first one doubled' 002
again && cp out.gz.002 out.gz.003
astray 'the second one doubled' 003
again && cp out.gz.003 out.gz.004
astray 'the third one in the place of the last' 004
again && cp out.gz.004 out.gz.005
astray 'the last one twice' 004
for tool in evid-verify evid-inspect; do
	fails 4 'out\.gz: .*volumes of that name' "$tool: the name without a number" \
	    "$tool" out.gz
	check "$tool: the first is pointed to" tells 'hint: name the first'
done
run evid-verify -p A.pub out.gz.002
check 'a volume in the middle is no bundle' test "$status" -eq 1
check 'and the first is named' says 'name the first, out\.gz\.001'
again && flip out.gz.003 1000
run evid-verify --json -p A.pub out.gz.001
check 'a byte changed in one ends with 1' test "$status" -eq 1
check 'which is no matter of their order' json "$out" \
    'all(f["code"] != "volume-order" for f in j["integrity"]["findings"])'
check 'and the file is named' json "$out" \
    'any(f["path"] == "data/one" for f in j["integrity"]["findings"])'
again
fails 2 'exists' 'volumes are not overwritten' \
    evid-seal -k A.key -o out.gz --volume 300K one
fails 2 'out\.gz\.003: .*exists' 'with --force, too, where one would be left over' \
    evid-seal -q --force -k A.key -o out.gz --volume 700K one
rm out.gz.003 out.gz.004
ends 0 'those that it replaces are' evid-seal -q --force -k A.key -o out.gz --volume 700K one
ends 0 'and verify' evid-verify -q -p A.pub out.gz.001
fails 2 '999|volume' 'more than 999 volumes' \
    evid-seal -k A.key -0 -o many.gz --volume 1000 one
check 'leave nothing' bash -c '! ls many.gz* 2>/dev/null'
check 'nothing half-written is left' tidy
finish
