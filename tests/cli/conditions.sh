#!/usr/bin/env bash
# Goal: the verdict shows the conditions and clocks as of the instant that is
# asked for, apart from everything else; what must be understood, and is not,
# is never passed over.
. "$(dirname "$0")/lib.sh"

evid-keygen --json -o A --no-passphrase --name 'Holder of A' >A.json || exit 1
mkdir note && printf 'x\n' >note/a
cat >case.json <<'E'
{"schema": "urn:libevidence:case:1", "reference": {"own": "1"},
 "legalBasis": [{"instrument": "UNCC", "articles": ["42"], "binding": "signed-only"}],
 "conditions": [
  {"id": "C1", "type": "use-this-case", "text": [{"lang": "en", "text": "only"}], "imposedBy": "KZ", "appliesTo": ["all"]},
  {"id": "C2", "type": "confidential", "text": [{"lang": "en", "text": "t"}], "imposedBy": "KZ", "appliesTo": ["all"], "until": "2026-12-01T00:00:00+05:00"},
  {"id": "C3", "type": "delete-after", "text": [{"lang": "en", "text": "t"}], "imposedBy": "KZ", "appliesTo": ["all"], "until": "2026-12-01"}],
 "preservation": [{"ends": "2026-12-25T00:00:00+05:00"}],
 "personalData": {"present": "yes", "retention": {"until": "2026-12-20"}}}
E
evid-seal -q -k A.key -n c -c case.json note
b=c.evidence.tar.gz
ends 0 'before their ends' evid-verify -v -p A.pub --at 2026-11-30 $b
check 'the conditions are as sealed' says '^  conditions  use-this-case; confidential until 2026-12-01T00:00:00\+05:00; delete-after 2026-12-01 \(as sealed\)$'
check 'with the clocks' says '^  clocks      personal data are kept until 2026-12-20; preservation 1 until 2026-12-25'
refuse 'and nothing is said to have passed' says '(clock-ended|limit-passed|condition-ended)'
ends 0 'after them the bundle is as verified as before' evid-verify -v -p A.pub --at 2027-01-01 $b
check 'the end of a condition is told' says 'condition "C2": 2026-12-01T00:00:00\+05:00 \[condition-ended\]'
check 'a day that was set' says '\[limit-passed\]'
check 'and what was to be done by then' says 'personal data are kept, OVERDUE since 2026-12-20'
check 'a clock' says '\[clock-ended\]'
ends 0 'as JSON' evid-verify --json -p A.pub --at 2027-01-01 $b
check 'each is apart' json "$out" \
    '[(c["id"], c["state"], c["inForce"], c["ended"]) for c in j["legal"]["conditions"]] == [("C1", "sealed", True, False), ("C2", "sealed", False, True), ("C3", "sealed", True, False)]
     and {f["code"] for f in j["legal"]["findings"]} == {"condition-ended", "limit-passed", "clock-ended"} and j["integrity"]["status"] == "intact"
     and j["legal"]["at"].startswith("2027-01-01") and j["legal"]["legalBasis"][0]["binding"] == "signed-only"
     and [c["state"] for c in j["legal"]["clocks"]] == ["ended", "overdue", "overdue", "ended"]
     and [c["what"] for c in j["legal"]["clocks"]] == ["condition", "condition", "retention", "preservation"] and j["trust"]["status"] == "met"'
check 'the condition itself is there' json "$out" 'j["legal"]["conditions"][0]["condition"]["text"][0]["text"] == "only" and j["legal"]["ignored"] == []'

sed -i 's/"type": "use-this-case"/"critical": "urn:example:air-gap", &/' case.json
evid-seal -q -k A.key -n k -c case.json note
ends 3 'a condition that must be understood' evid-verify -p A.pub --at 2026-11-30 k.evidence.tar.gz
check 'is named' says 'condition "C1": "urn:example:air-gap" \[condition-not-understood\]'
check 'the rest is told all the same' says '^  intact '
printf '{"schema":"urn:libevidence:policy:1","name":"ours","understood":["urn:example:air-gap"]}\n' >policy.json
ends 0 'a policy says that it is' evid-verify -q -p A.pub --policy policy.json --at 2026-11-30 k.evidence.tar.gz
sed -i 's/air-gap/other/' policy.json
ends 3 'another one does not' evid-verify -q -p A.pub --policy policy.json --at 2026-11-30 k.evidence.tar.gz
# What is no text is not the empty one that a policy may list.
printf '{"schema":"urn:libevidence:policy:1","name":"ours","understood":[""," "]}\n' >policy.json
other=$EVID_SOURCE/testdata/bad-condition-critical-not-text
ends 3 'what is no text is understood by nobody' evid-verify \
    -p "${other%/*}/keys/a.pub" --policy policy.json "$other/input.evidence.tar.gz"
check 'which is told' says '\[condition-not-understood\]'
sed -i 's/"critical": "urn:example:air-gap", //; s/"type": "confidential"/"critical": "urn:example:air-gap", &/' case.json
evid-seal -q -k A.key -n e -c case.json note
ends 3 'while it is in force' evid-verify -q -p A.pub --at 2026-11-30 e.evidence.tar.gz
ends 0 'and not when it has ended' evid-verify -q -p A.pub --at 2027-01-01 e.evidence.tar.gz
printf '{"schema":"urn:libevidence:case:1"}\n' >case.json
evid-seal -q -k A.key -n n -c case.json note
run evid-verify -p A.pub n.evidence.tar.gz
check 'none stated is said' says '^  conditions  none stated$'

# who sealed says more later; with the key alone his State is not known
export XDG_STATE_HOME=$dir/state
cat >more.json <<'E'
{"id": "C9", "type": "penalty-assurance", "text": [{"lang": "en", "text": "none"}], "imposedBy": "KZ", "appliesTo": ["all"], "critical": "urn:example:escort"}
E
evid-custody add -q condition-changed -k A.key --set condition=C9 --set change=added --set value="$(cat more.json)" c.evidence.tar.gz || exit 1
ends 3 'a condition that he adds later, to be understood' evid-verify -p A.pub --custody c.custody.jsonl c.evidence.tar.gz
check 'is told' says 'condition "C9": "urn:example:escort" \[condition-not-understood\]'
check 'and shown' says 'penalty-assurance added by who sealed it$'
evid-custody add -q condition-changed -k A.key --set condition=C1 --set change=lifted c.evidence.tar.gz || exit 1
run evid-verify -p A.pub --custody c.custody.jsonl c.evidence.tar.gz
check 'one that he lifts stays' says '^  conditions  use-this-case; '
check 'which is told unasked' says 'on condition "C1": .*\[condition-change-ignored\]'
check 'with what would help' says '^    hint: ask who sealed it: he may add and tighten; to loosen or lift, his State must be known'
evid-trust pin -q --pins seal.json --state KZ --name A --use seal --number "$(value A.json 'j["keyNumber"]')" --by me --how in-person A.pub || exit 1
run evid-verify --pins seal.json --custody c.custody.jsonl c.evidence.tar.gz
check 'of a key that is for sealing alone' says '^    hint: ask its signer to say it anew with a key that is valid for the custody log$'
evid-custody add -q key-compromised -k A.key --set since=2026-01-01 --set keyid="$(value A.id 'j["keyid"]')" c.evidence.tar.gz || exit 1
run evid-verify -p A.pub --custody c.custody.jsonl c.evidence.tar.gz
check 'and of one that is compromised' says '^    hint: ask its holder, by another way, whether it is his, and to say it anew with his new key$'

# what somebody states stands between quotes, and cannot pass for the verdict
cat >case.json <<'E'
{"schema": "urn:libevidence:case:1", "conditions": [
  {"id": "C1", "type": "report-use", "text": [{"lang": "en", "text": "t"}], "imposedBy": "KZ", "appliesTo": ["all"], "until": "2090-10-26"}]}
E
evid-seal -q -k A.key -n q -c case.json note || exit 1
/usr/bin/python3 "$EVID_SOURCE/tests/support/sign_event.py" A.key \
    "$(evid-verify --json -p A.pub q.evidence.tar.gz | /usr/bin/python3 -c 'import json, sys; print(json.load(sys.stdin)["sealDigest"])')" \
    condition-changed '{"condition": "C1", "change": "tightened", "value":
	{"id": "C1", "type": "report-use", "imposedBy": "KZ", "until": "2026; \"x\" lifted"}}' >q.custody.jsonl
run evid-verify -p A.pub --custody q.custody.jsonl q.evidence.tar.gz
check 'an end that is no time' says 'report-use until "2026; \\+"x\\+" lifted" tightened by who sealed it$'
check 'a name that the seal alone states' says '^  states      "Holder of A"; who it is stands in no pin'
check 'after the key that was given' says '^  sealed by   key [0-9a-f]{4}…[0-9a-f]{4}, trusted: the key was given$'
ntp=$EVID_SOURCE/testdata/good-seal-clock-not-synchronised
run evid-verify "$ntp/$(value "$ntp/expect.json" 'j["operand"]')"
check 'a clock that the signer names' says '^  time .* by the signer.s clock \("NTP", not synchronised'
evid-seal -q -k A.key -n x --exclude 'b, all intact' note 2>/dev/null || exit 1
run evid-verify -p A.pub x.evidence.tar.gz
check 'what was left out' says '^  left out    when sealed, as asked: "[^"]*b, all intact[^"]*"$'
finish
