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
: >"$(printf 'cut.gz.%03d' $(($(find . -name 'cut.gz.*' | wc -l) + 1)))"
ends 0 'and so with an empty one behind it' evid-verify -p A.pub cut.gz.001

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
fails 4 'out\.gz\.001: No such file, but a later volume is there' \
    'the first one missing ends with 4' evid-verify -p A.pub out.gz.001
check 'and says what to do' tells '^  hint: put all volumes into one folder$'
rm out.gz.00?
fails 4 'out\.gz\.001: open: No such file' 'which is no other' \
    evid-verify -p A.pub out.gz.001

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
for number in 001 002; do
	again && : >"out.gz.$number"
	astray "an empty one: $number" "$number"
	check 'which is said' json "$out" \
	    'any("out.gz.'$number' is empty" in f["message"] for f in j["integrity"]["findings"])'
done
again
run evid-verify -p A.pub out.gz.002
check 'a volume in the middle is no bundle' test "$status" -eq 1
check 'and the first is named' says 'name the first, out\.gz\.001'
run evid-inspect out.gz.002
check 'nor is it for inspection' test "$status" -eq 1
check 'and the first is hinted at' tells 'name the first'
run evid-verify --json -p A.pub out.gz
check 'the name without a number ends with 4' test "$status" -eq 4
check 'and the first volume is hinted at' tells 'hint: name the first of them, out\.gz\.001'
fails 4 'out\.gz: .*volumes' 'and so for inspection' evid-inspect out.gz
mkdir -p dir.3/inner
mkfifo fifo.3
/usr/bin/python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket.3")'
mknod null.3 c 1 3 2>/dev/null || cp -r dir.3 null.3
for kind in fifo dir socket null; do
	again && rm out.gz.003 && mv $kind.3 out.gz.003
	run timeout 60 evid-verify --json -p A.pub out.gz.001
	[ "$status" -eq 4 ] && json "$out" '
any(f["code"] == "volume-missing" and "out.gz.003 is no regular file" in f["message"]
    for f in j["integrity"]["findings"])'
	result $? "a $kind in the place of a volume is named, and not waited for"
	fails 4 'out\.gz\.003: .*no regular file' 'and so for inspection' \
	    timeout 60 evid-inspect out.gz.001
	rm -r out.gz.003
done
if as_nobody test -x "$EVID_BIN/evid-verify"; then
	again && chmod 000 out.gz.003
	run as_nobody "$EVID_BIN/evid-verify" --json -p A.pub out.gz.001
	[ "$status" -eq 4 ] && json "$out" '
["it could not be read: out.gz.003: Permission denied"] == [f["message"]
    for f in j["integrity"]["findings"]]'
	result $? 'a volume that may not be read is named, and nothing is called cut'
	fails 4 'out\.gz\.003: .*denied' 'and so for inspection' \
	    as_nobody "$EVID_BIN/evid-inspect" out.gz.001
else
	skip 'a volume that may not be read is named' 'nobody may not run the tools here'
fi
mkfifo pipe.001
fails 2 'pipe\.001: .*named pipe' 'a pipe that is called as the first is not waited for' \
    timeout 60 evid-verify -p A.pub pipe.001
again && ln -s nothing out.gz.009 && mv out.gz.003 aside
ln -s nothing out.gz.003
run evid-verify --json -p A.pub out.gz.001
[ "$status" -eq 4 ] && json "$out" '
any(f["code"] == "volume-missing" and "out.gz.003" in f["message"]
    for f in j["integrity"]["findings"])'
result $? 'a link to nothing in the place of a volume is one that is missing'
rm out.gz.009 out.gz.003

# Too many open files say nothing of the evidence.
again
descriptors() {	# LIMIT COMMAND...
	bash -c 'ulimit -n "$1" && shift && exec "$@"' - "$@"
}
n=$(echo out.gz.0* | wc -w)
fails 4 'out\.gz\.0.*Too many open files' 'too many files are open for the volumes' \
    descriptors $((n + 2)) evid-verify -p A.pub out.gz.001
check 'and no verdict is given' test ! -s "$out"
check 'and it is said how to have more' tells 'ulimit -n'
run descriptors $((n + 2)) evid-verify --json -p A.pub out.gz.001
[ "$status" -eq 4 ] && json "$out" '
[f["code"] for f in j["integrity"]["findings"]] == ["io-error"]'
result $? 'as JSON, too, nothing is called cut'
fails 4 'out\.gz\.0.*Too many open files' 'and so for inspection' \
    descriptors $((n + 2)) evid-inspect out.gz.001
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
printf 'stray\n' >far.gz.007
fails 2 'far\.gz\.007: .*exists' 'a stray one, though not next to the last' \
    evid-seal -q -k A.key -o far.gz --volume 300K one
fails 2 'far\.gz\.007: .*exists' 'with --force, too' \
    evid-seal -q --force -k A.key -o far.gz --volume 300K one
check 'stays as it is' test "$(cat far.gz.007)" = stray
check 'and alone' test "$(echo far.gz.*)" = far.gz.007
mv far.gz.007 far.gz.999
fails 2 'far\.gz\.999: .*exists' 'the last number that there is' \
    evid-seal -q -k A.key -o far.gz --volume 300K one
mv far.gz.999 far.gz.1000
ends 0 'what has no number of a volume matters not' \
    evid-seal -q -k A.key -o far.gz --volume 300K --verify one
fails 2 '999|volume' 'more than 999 volumes' \
    evid-seal -k A.key -0 -o many.gz --volume 1000 one
check 'leave nothing' bash -c '! ls many.gz* 2>/dev/null'
check 'nothing half-written is left' tidy
finish
