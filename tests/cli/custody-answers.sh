#!/usr/bin/env bash
# Goal: nothing is signed that would have no effect, and what came broken,
# as another bundle or not at all is answered all the same; by what trust
# and under what conditions is said before it is signed.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in A B C; do
	make_key $name
done
# pins KEY:STATE:USE...: a list of them
pins() {
	/usr/bin/python3 - "$@" <<'PY'
import json, subprocess, sys, base64
pins = []
for word in sys.argv[1:]:
    name, state, *uses = word.split(":")
    der = subprocess.run(["openssl", "pkey", "-pubin", "-in", name + ".pub",
                          "-outform", "DER"], capture_output=True,
                         check=True).stdout
    pins.append({"publicKey": base64.b64encode(der).decode(),
                 "holder": {"name": "", "organization": name, "state": state},
                 "uses": uses, "confirmed": {
                     "by": "me", "how": "in-person",
                     "at": "2026-01-01T00:00:00Z"}})
print(json.dumps({"schema": "urn:libevidence:pins:1", "pins": pins}))
PY
}
pins A:KZ:seal:custody B:VN:seal:custody >pins.json
pins A:KZ:seal:custody B:VN:seal >seal.json
head -c 300000 /dev/urandom >S
printf 'another\n' >T
case_that_asks 'for this case' >case.json
evid-seal -q -k A.key -c case.json S || exit 1
evid-seal -q -k A.key T || exit 1
bundle=S.evidence.tar.gz
log=S.custody.jsonl
evid-custody hand-over -q -k A.key --to B.pub $bundle || exit 1
evid-custody hand-over -q -k A.key --to B.pub T.evidence.tar.gz || exit 1
cp $log sent.jsonl
cp $bundle sent.gz
over=$(printf '%s' "$(<$log)" | sha256sum | cut -c1-16)

# One's own key.
cp $log before
fails 3 'nothing was signed, for by key .* its key is not for this' \
    'by a key that is pinned for sealing alone nothing is received' \
    evid-custody receive -k B.key --pins seal.json --accept all $bundle
check 'and what to do is said' tells 'hint: sign with a key that is for this'
fails 3 'its key is not for this' 'nor handed over' evid-custody hand-over \
    -k B.key --pins seal.json --to C.pub $bundle
check 'and the log is as it was' cmp before $log

# Of before the seal.
fails 2 'the time stated, 2020-01-01 .* lies before the bundle was sealed' \
    'nothing is received before it was sealed' evid-custody receive -k B.key \
    --pins pins.json --accept all --when 2020-01-01T00:00:00Z $bundle
fails 2 'lies before the bundle was sealed' 'nor handed over' evid-custody \
    hand-over -k B.key --to C.pub --when 2020-01-01T00:00:00Z $bundle

# One answer to each condition.
fails 2 'condition "C-1": it is answered twice' 'an answer is given once' \
    evid-custody receive -k B.key --pins pins.json --accept answered \
    --condition C-1=accepted --condition C-1=accepted:but $bundle
check 'and nothing was written' cmp before $log

# Logs of two bundles.
fails 2 'is the log of the bundle of seal [0-9a-f]{16}, and .* that of the bundle of seal' \
    'logs of two bundles are not merged' evid-custody merge -o both.jsonl \
    $log T.custody.jsonl
check 'and nothing is there' test ! -e both.jsonl
fails 2 'it is the log of another bundle, of seal [0-9a-f]{16}, and not of S' \
    'nor is an event added to the log of another' evid-custody add stored \
    -k A.key --log T.custody.jsonl $bundle

# Words on conditions that nobody could read.
change() {
	evid-custody add condition-changed -k A.key --set condition=C-9 \
	    --set change=added --set "value=$1" $bundle
}
fails 2 'details.value.type.: it says nothing' 'a blank type' change \
    '{"id":"C-9","type":" ","imposedBy":"KZ","text":[{"lang":"en","text":"t"}],"appliesTo":["all"]}'
fails 2 'details.value.critical.: it says nothing' 'an empty critical' change \
    '{"id":"C-9","type":"other","imposedBy":"KZ","text":[{"lang":"en","text":"t"}],"appliesTo":["all"],"critical":""}'
fails 2 'details.value.id. is not' 'another id' change \
    '{"id":"C-8","type":"other","imposedBy":"KZ","text":[{"lang":"en","text":"t"}],"appliesTo":["all"]}'
fails 2 'details.value.imposedBy.: it is no State' 'no State' change \
    '{"id":"C-9","type":"other","imposedBy":"kz","text":[{"lang":"en","text":"t"}],"appliesTo":["all"]}'
fails 2 'details.to.state. is no State' 'a consent to nobody' evid-custody \
    add consent-given -k A.key --set condition=C-1 $bundle
fails 2 'details.to.state. is no State' 'a consent to vn' evid-custody \
    add consent-given -k A.key --set condition=C-1 --set to.state=vn $bundle
for until in '""' 1793000000 null '["2026-10-26"]' '"2026-02-30"' '"soon"' '"2026-10-26T09:14:03"'; do
	fails 2 'details.value.until.: (it is neither a time with its offset nor a day|it says nothing|here stands no)' \
	    "an end that is none: $until" change \
	    '{"id":"C-9","type":"other","imposedBy":"KZ","text":[{"lang":"en","text":"t"}],"appliesTo":["all"],"until":'"$until"'}'
done
check 'and how to write one is said' tells 'hint: write a day such as 2026-10-26, .*\{"event":"\.\.\."\}'
for type in consent-given consent-refused; do
	for until in garbage '{"event":"x"}'; do
		fails 2 'details.until.: it is neither a time' "of a $type: $until" \
		    evid-custody add $type -k A.key --set condition=C-1 \
		    --set to.state=VN --set "until=$until" $bundle
	done
done
check 'and nothing was written' cmp before $log
for until in '"2030-01-01"' '"2030-01-01T00:00:00+05:00"' '{"event":"the verdict"}'; do
	ends 0 "an end that is one: $until" change \
	    '{"id":"C-9","type":"other","imposedBy":"KZ","text":[{"lang":"en","text":"t"}],"appliesTo":["all"],"until":'"$until"'}'
	cp before $log
	rm -rf "$XDG_STATE_HOME"
done
sed 's/"use-this-case"/" "/' case.json >blank.json
fails 2 'conditions\[0\].type`: it says nothing' 'none is sealed' \
    evid-seal -k A.key -c blank.json -n U S
sed 's/"needsAcceptance":true/"critical":""/' case.json >blank.json
fails 2 'conditions\[0\].critical`: it says nothing' 'of either kind' \
    evid-seal -k A.key -c blank.json -n U S
sed 's/"needsAcceptance":true/"until":"30.02.2026"/' case.json >blank.json
fails 2 'blank\.json: `conditions\[0\]\.until`: "30\.02\.2026" is no time' 'nor one that no time ends' \
    evid-seal -k A.key -c blank.json -n U S
check 'and nothing is sealed' absent U.evidence.tar.gz
ends 3 'of one that another tool sealed' evid-case check -v \
    "$EVID_SOURCE/testdata/bad-condition-critical-no-time/input.evidence.tar.gz"
check 'the check of the case tells it' says 'conditions\[0\]\.until: .*2020-01-01T00:00:00. is no time'

# It is accepted, or it is not.
for what in all answered; do
	fails 2 '\-\-accept or --not-accepted, and not both' "not both: $what" \
	    evid-custody receive -k B.key --pins pins.json --accept $what \
	    --not-accepted no $bundle
done
check 'and nothing was written' cmp before $log

# Words that say nothing.
for blank in '' '  ' $'\t\n'; do
	for option in with-reservation not-accepted; do
		fails 2 "\-\-$option says nothing: it takes " "--$option of nothing: '$blank'" \
		    evid-custody receive -k B.key --pins pins.json "--$option" "$blank" $bundle
	done
	fails 2 '\-\-reason says nothing: it takes why' "nor is there a reason of nothing: '$blank'" \
	    evid-custody refuse -k B.key --reason "$blank" $bundle
	fails 2 '\-\-by says nothing' "or somebody: '$blank'" evid-custody acknowledge -k A.key \
	    --means paper --result received --by "$blank" $bundle
	fails 2 '\-\-statement says nothing' "or a statement: '$blank'" evid-custody endorse -k A.key \
	    --statement "$blank" $bundle
done
blank=$'\u00a0\u200b\u2003'
fails 2 'received: `details\.reservation` says nothing' 'what shows nothing says nothing' \
    evid-custody receive -q -k B.key --pins pins.json --accept answered --condition C-1=accepted --with-reservation "$blank" $bundle
fails 2 'refused: `details\.reason` says nothing' 'as a reason' evid-custody refuse -k B.key --reason "$blank" $bundle
fails 2 'acknowledged-outside: `details\.by\.name` says nothing' 'as a name' evid-custody acknowledge \
    -k A.key --means paper --result received --by "$blank" $bundle
fails 2 'endorsed: `details\.statement` says nothing' 'as a statement' evid-custody endorse -k A.key --statement "$blank" $bundle
fails 2 'corrected: `details\.corrects\.why` says nothing' 'as why it is corrected' evid-custody add corrected \
    -k A.key --answers "$over" --set 'corrects.why=" "' $bundle
fails 2 'details.value.type.: it says nothing' 'as a type' change \
    "{\"id\":\"C-9\",\"type\":\"$blank\",\"imposedBy\":\"KZ\",\"text\":[{\"lang\":\"en\",\"text\":\"t\"}],\"appliesTo\":[\"all\"]}"
check 'and nothing was written' cmp before $log

# What came is not taken.
# refused NAME: the log has a refusal of the hand-over, that counts
refused() {
	run evid-custody list --json --pins pins.json $log
	check "$1" json "$out" "[e for e in j['events']
	    if e['type'] == 'refused' and e['standing'] == 'counts'
	    and e['answers'][0][:16] == '$over']"
}
again() {
	rm -rf "$XDG_STATE_HOME"
	cp sent.jsonl $log
	cp sent.gz $bundle
}
again
truncate -s 200000 $bundle
fails 4 'the bundle is incomplete; nothing was signed' 'it came cut' \
    evid-custody receive -k B.key --pins pins.json --accept all $bundle
ends 0 'it is refused' evid-custody refuse -k B.key --pins pins.json \
    --reason cut $bundle
refused 'by the log'
check 'with what was there' json "$out" \
    "[e for e in j['events'] if e['type'] == 'refused'
    and e['details']['found'][0]['size'] == 200000]"
again
truncate -s 200000 $bundle
ends 0 'or received, and not accepted' evid-custody receive -q -k B.key \
    --pins pins.json --not-accepted 'it is cut' $bundle
run evid-custody list --json --pins pins.json $log
check 'with the verdict and the file as it came' json "$out" \
    "[e for e in j['events'] if e['type'] == 'received'
    and e['standing'] == 'counts'
    and e['details']['verdict']['status'] == 'incomplete'
    and e['details']['files'][0]['size'] == 200000]"
again
printf 'no bundle\n' >$bundle
ends 0 'what is no bundle is not accepted' evid-custody receive -q -k B.key \
    --pins pins.json --not-accepted 'what is this' $bundle
again
cp T.evidence.tar.gz $bundle
ends 0 'another bundle under the name is refused' evid-custody refuse \
    -k B.key --pins pins.json --reason another $bundle
check 'which is told' tells 'it is not what was handed over'
refused 'of what was handed over'
again
rm $bundle
fails 4 '' 'what is not there is not received' evid-custody receive \
    -k B.key --pins pins.json --not-accepted gone $bundle
make_key X
mkdir other
printf 'x' >other/x
evid-seal -q -k X.key -o X.evidence.tar.gz other
evid-custody hand-over -q -k X.key --to B.pub X.evidence.tar.gz
cat "$log" X.custody.jsonl >mixed.jsonl
cp mixed.jsonl mixed.before
fails 2 'mixed.jsonl: it has events of several .*nobody is trusted' 'by a log that a stranger wrote into, which is meant is asked' \
    evid-custody refuse -k B.key --reason x --log mixed.jsonl
check 'and nothing is signed' cmp -s mixed.jsonl mixed.before
ends 0 'it is refused by its log' evid-custody refuse -k B.key \
    --pins pins.json --reason 'nothing came' --log $log
refused 'which closes it'
again
rm $bundle
ends 0 'also where it is named' evid-custody refuse -k B.key \
    --pins pins.json --reason 'nothing came' --hand-over "$over" $bundle
refused 'and the hand-over, too'

# Lines of another bundle do not hide what is open.
again
seal=0$(printf '%063d' 0)
for _ in 1 2 3; do
	/usr/bin/python3 "$EVID_SOURCE/tests/support/sign_event.py" C.key \
	    "$seal" stored '{}' >>$log
done
ends 0 'with trust the log is of what is trusted, and not spoilt' evid-custody list --open \
    --pins pins.json $log
check 'and it is open' says "^    $over"
ends 3 'without, what was set aside is told' evid-custody list --open $log
check 'by its event' says "^${over:0:12}  set aside, as of other evidence"
cp sent.jsonl $log
ends 0 'without trust' evid-custody list --open $log $bundle
check 'by whom it is answered is said' says 'nobody is trusted here: '

# One receiver on two stations, who answers a condition here so and there
# otherwise.
for answer in accepted not-accepted; do
	cp sent.jsonl $log
	XDG_STATE_HOME=$dir/$answer evid-custody receive -q -k B.key --pins pins.json \
	    --with-reservation damp --condition C-1=$answer $bundle || exit 1
	cp $log $answer.jsonl
done
evid-custody merge -q -o $log --force accepted.jsonl not-accepted.jsonl || exit 1
ends 3 'a condition answered in two ways is told' evid-custody verify --pins pins.json $log $bundle
check 'with the condition, both answers and both events' says \
    'condition "C-1" not accepted, and by event [0-9a-f]{16} before it accepted \[custody-answers-differ\]$'
check 'which is told once' bash -c "[ \"\$(grep -c custody-answers-differ '$out')\" -eq 1 ]"
ends 0 'one of them alone is sound' evid-custody verify --pins pins.json accepted.jsonl $bundle

# How he answered is no slip to correct.
receipt=$(evid-custody list --json --pins pins.json accepted.jsonl $bundle |
    /usr/bin/python3 -c 'import json, sys
print([e["event"] for e in json.load(sys.stdin)["events"]
    if e["type"] == "received"][0])')
for field in acceptance=not-accepted conditions='[]'; do
	fails 2 'nothing was signed: who received cannot take back how he answered' \
	    "a receipt is not corrected: $field" evid-custody add corrected \
	    -k B.key --pins pins.json --log accepted.jsonl --answers "$receipt" \
	    --set corrects.why=x --set "fields.$field" $bundle
done
cp accepted.jsonl slip.jsonl
ends 0 'what else it says is' evid-custody add corrected -q -k B.key \
    --pins pins.json --log slip.jsonl --answers "$receipt" \
    --set corrects.why=x --set fields.place.room=7 $bundle
ends 0 'which is sound' evid-custody verify --pins pins.json slip.jsonl $bundle
{
	cat accepted.jsonl
	/usr/bin/python3 "$EVID_SOURCE/tests/support/sign_event.py" B.key \
	    "$(evid-custody list --json accepted.jsonl $bundle | /usr/bin/python3 \
	    -c 'import json, sys; print(json.load(sys.stdin)["bundle"])')" \
	    corrected '{"corrects":{"event":"'"$receipt"'","why":"x"},
	    "fields":{"acceptance":"not-accepted"}}' "$receipt"
} >rewritten.jsonl
ends 3 'one that another tool signed is told' evid-custody form \
    --pins pins.json rewritten.jsonl $bundle
check 'of the correction' says \
    '^     FAULT: .*here he corrects how he answered; by event [0-9a-f]{16} he received it with a reservation \[custody-answers-differ\]$'

# Both in one receipt, as no tool of ours signs it.
evid-custody list --json --pins pins.json accepted.jsonl $bundle >both.json
{
	cat sent.jsonl
	/usr/bin/python3 "$EVID_SOURCE/tests/support/sign_event.py" B.key \
	    "$(value both.json 'j["bundle"]')" received "$(value both.json 'json.dumps([
	    {**e["details"], "conditions": [*e["details"]["conditions"],
	    {"id": "C-1", "answer": "not-accepted", "text": "no"}]}
	    for e in j["events"] if e["type"] == "received"][0])')" \
	    "$(value both.json '[e["answers"][0] for e in j["events"] if e["type"] == "received"][0]')"
} >both.jsonl
ends 3 'a receipt that answers a condition in two ways is told' evid-custody \
    verify --pins pins.json both.jsonl $bundle
check 'with the condition and both answers' says \
    'condition "C-1" accepted and not accepted, in one receipt \[custody-answers-differ\]$'
ends 3 'a list shows both' evid-custody list --pins pins.json both.jsonl $bundle
check 'in its line' says \
    ', condition accepted, and the same NOT ACCEPTED "C-1": "no", answers'
check 'and says what is wrong' says '\[custody-answers-differ\]'
ends 3 'so does the form' evid-custody form --pins pins.json both.jsonl $bundle
check 'one' says 'condition accepted: "C-1"$'
check 'and the other' says 'condition NOT ACCEPTED: "C-1": "no"$'
check 'with the fault in its row' says \
    '^     FAULT: .*accepted and not accepted, in one receipt \[custody-answers-differ\]$'

finish
