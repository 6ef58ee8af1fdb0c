#!/usr/bin/env bash
# Goal: the check of a case says in plain words, with the field, what is
# missing or strange; it refuses only what is no case.
. "$(dirname "$0")/lib.sh"

export XDG_DATA_HOME=$dir/none
make_key A
mkdir note && printf 'x\n' >note/a
cat >case.json <<'E'
{"schema": "urn:libevidence:case:1", "kind": "mla-request", "reference": {"own": "1"},
 "language": {"written": "ru", "replyIn": []},
 "parties": [{"role": "requesting", "state": "KZ", "authority": [{"lang": "ru", "text": "О"}], "channel": "24-7"},
  {"role": "requested", "state": "VN", "authority": [{"lang": "vi", "text": "C"}], "channel": "24-7"}],
 "legalBasis": [{"instrument": "UNCC", "articles": ["40"], "binding": "signed-only", "primary": true}],
 "measures": ["content"], "offences": [{"title": [{"lang": "ru", "text": "t"}], "law": [{"lang": "ru", "text": "l"}], "provisions": ["1"]}],
 "facts": {"summary": [{"lang": "ru", "text": "s"}]},
 "items": [{"id": "1", "category": "content"}, {"id": "2", "category": "log"},
  {"id": "3", "category": "traffic", "identifiers": [{"type": "ip", "value": "192.0.2.7"}]}],
 "exhibits": [], "conditions": [], "personalData": {"present": "no"}, "urgency": {"level": "routine"},
 "preservation": [{"ends": "2026-10-01T00:00:00+05:00"}], "weather": "fine"}
E
run evid-case check --at 2026-11-26 case.json
[ "$status" -eq 3 ]; result $? 'what asks a person ends in 3'
check 'an address without port and time' says 'items\[2\]\.identifiers\[0\]\.port: item 3: an IP address needs its port and its time; both are missing \[case-address-incomplete\]'
check 'a treaty that is only signed' says 'legalBasis\[0\]\.binding: .*signed only'
check 'a preservation past its end' says 'preservation\[0\]\.ends: .*it ended at 2026-10-01'
check 'and what to do' says '^    hint: '
refuse 'notes are not shown' says 'weather'
check 'but counted' says 'looked at by a person; 1 note \(-v\)'
ends 3 'asked, they are' evid-case check -v --at 2026-11-26 case.json
check 'as notes' says 'note: weather: .*\[case-key-unknown\]'
ends 3 'as JSON' evid-case check --json --at 2026-11-26 case.json
check 'with the same' json "$out" \
    'j["exitStatus"] == 3 and {"case-address-incomplete", "case-binding", "case-preservation-ended", "case-key-unknown"} == {f["code"] for f in j["findings"]} and j["sealed"] is False'
ends 3 'quietly' evid-case check -q --at 2026-11-26 case.json
check 'nothing is said' test ! -s "$out"
ends 3 'before its end the preservation is no matter' evid-case check --at 2026-09-30 case.json
refuse 'of the check' says 'it ended'
sed -i 's/"signed-only"/"in-force-between-us", "checkedOn": "2026-11-01", "checkedBy": "О"/; s/"value": "192.0.2.7"/&, "port": 443, "at": "2026-10-02T00:00:00+05:00"/; s/2026-10-01T/2027-10-01T/' case.json
ends 0 'once mended there is nothing' evid-case check --at 2026-11-26 case.json
check 'and that is said' says 'nothing is missing or strange'
ends 0 'from standard input' bash -c 'evid-case check -q --at 2026-11-26 - <case.json'
ends 0 'into a file' evid-case check --at 2026-11-26 -o found.txt case.json
check 'which is there' grep -q 'nothing is missing' found.txt

printf '{"schema": "urn:libevidence:case:1", "items": [{"id": 7}], "reference": {}}' >broken.json
ends 2 'a broken form is refused' evid-case check broken.json
check 'with each field' bash -c "grep -q 'items\[0\].id: ' '$out' && grep -q 'items\[0\].category: ' '$out' && grep -q 'reference.own: ' '$out'"
ends 2 'as JSON too' evid-case check --json broken.json
check 'which says so' json "$out" 'j["exitStatus"] == 2 and {f["effect"] for f in j["findings"]} == {2}'
printf '{"schema": "urn:libevidence:case:1",\n "a": 1.5}' >real.json
fails 2 'real\.json:2' 'a number with a fraction' evid-case check real.json
printf '\357\273\277{}' >bom.json
fails 2 'bom\.json:1:1: a byte order mark: save it' 'a byte order mark' evid-case check bom.json
printf '{"a": 1, "a": 2}' >twice.json
fails 2 'twice\.json:1' 'a field twice' evid-case check twice.json
fails 2 'object' 'a list' bash -c 'echo "[]" >list.json; exec evid-case check list.json'
: >empty.json
fails 2 'empty\.json:1' 'an empty file' evid-case check empty.json
printf '{"schema": "urn:libevidence:case:2", "items": 7}' >later.json
for verb in check clocks reply; do
	fails 5 'later\.json: a case of a version' "one of a later version: $verb" \
	    evid-case $verb later.json
done
fails 5 'later\.json: a case of a version' 'to be sealed, too' evid-seal -k A.key -n l -c later.json note
check 'of which nothing is written' absent l.evidence.tar.gz
fails 4 'none\.json' 'no file' evid-case check none.json
fails 2 'one file at a time' 'two' evid-case check case.json case.json
fails 2 'at' 'an instant that is none' evid-case check --at yesterday case.json
if [ "$(id -u)" -eq 0 ]; then
	chmod 000 broken.json
	fails 4 'broken\.json' 'one that may not be read' as_nobody evid-case check broken.json
	chmod 644 broken.json
fi

# what was sealed
ends 0 'a case is sealed' evid-seal -q -k A.key -n s -c case.json note
ends 0 'and checked where it is' evid-case check --at 2026-11-26 s.evidence.tar.gz
tar xzf s.evidence.tar.gz
ends 0 'and unpacked' evid-case check --json --at 2026-11-26 s
check 'as sealed' json "$out" 'j["sealed"] is True and {f["code"] for f in j["findings"]} == {"case-key-unknown"}'
fails 2 'broken\.json: `reference\.own`: ' 'a broken form is not sealed' evid-seal -k A.key -n b -c broken.json note
check 'at all' absent b.evidence.tar.gz
cp s.evidence.tar.gz cut.gz && truncate -s -4000 cut.gz
ends 4 'a bundle that is cut' evid-case check cut.gz
evid-seal -q -k A.key -n bare -o bare.gz note
for verb in check reply; do
	fails 2 'bare\.gz: this bundle was sealed without a case' \
	    "a bundle that holds none: $verb" evid-case $verb bare.gz
	check 'and nothing is called missing' test ! -s "$out"
done
ends 0 'a clock of none is none' evid-case clocks bare.gz
check 'and why' says 'no clock is stated: the bundle was sealed without a case'
head -c 3000 /dev/zero | gzip >no.gz
fails 1 'no\.gz' 'a gzip that is no bundle' evid-case check no.gz
# a message says of which file it is
echo '[]' >array.json
echo '{"schema": "urn:libevidence:case:1", "conditions": {}}' >list.json
for verb in check clocks reply; do
	fails 2 '^evid-case: array\.json: a case is a JSON object$' "what is no object: $verb" \
	    evid-case $verb array.json
done
for verb in clocks 'reply --kind mla-answer'; do
	read -ra words <<<"$verb"
	fails 2 '^evid-case: list\.json: conditions: ' "a form that is broken: $verb" \
	    evid-case "${words[@]}" list.json
done

# the hint to an empty field breaks no case that follows it
cat >empty.json <<'E'
{"schema": "urn:libevidence:case:1", "kind": "", "reference": {"own": ""}, "language": {"written": ""},
 "parties": [{"role": "requested", "state": "", "authority": [{"lang": "en", "text": "A"}], "channel": ""}],
 "items": [{"id": "1", "category": "", "identifiers": [{"type": "ip", "value": ""}]}],
 "inReplyTo": [{"reference": ""}], "preservation": [{"ends": "", "custodian": ""}]}
E
ends 3 'empty fields' evid-case check --json empty.json
check 'that cannot be missing are to be filled in' json "$out" \
    '{f["path"] for f in j["findings"] if f["code"] == "case-empty" and f["hint"] == "fill it in"} == {"kind", "reference.own", "language.written", "parties[0].state", "parties[0].channel", "items[0].category", "items[0].identifiers[0].value", "inReplyTo[0].reference", "preservation[0].ends"}'
check 'others may be taken out' json "$out" \
    '{f["path"] for f in j["findings"] if f["code"] == "case-empty" and f["hint"] == "fill it in, or take the field out"} == {"preservation[0].custodian"}'
sed 's/, "custodian": ""//' empty.json >followed.json
ends 3 'without them' evid-case check --json followed.json
refuse 'no form is broken, and nothing is missing that was there' json "$out" \
    '[f for f in j["findings"] if f["code"] == "case-form" or "custodian" in f["path"]]'
finish
