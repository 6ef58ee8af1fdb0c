#!/usr/bin/env bash
# Goal: what a later event makes of a condition is held to what is asked of a
# condition of a case, and one that asks for an answer is let go by no field
# that was forgotten, or put down as a text.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in A B; do
	evid-keygen --json -o $name --no-passphrase >$name.json || exit 1
done
mkdir S && printf 'exhibit\n' >S/a.txt
case_that_asks 'for this case alone' >case.json
evid-seal -q -k A.key -c case.json S || exit 1
bundle=S.evidence.tar.gz
log=S.custody.jsonl
pin_key A KZ --name 'Holder A'
pin_key B VN --name 'Holder B'
evid-custody add -q stored -k A.key $bundle || exit 1
cp $log before
cp -r "$XDG_STATE_HOME" state.before

# change WORD ID STATE MORE [OPTION...]: by A; MORE stands in the value, too
change() {
	evid-custody add condition-changed -k A.key --pins pins.json \
	    --set "condition=$2" --set "change=$1" --set \
	    "value={\"id\":\"$2\",\"type\":\"other\",\"imposedBy\":\"$3\"$4}" \
	    "${@:5}" $bundle
}
again() {
	cp before $log
	rm -rf "$XDG_STATE_HOME"
	cp -r state.before "$XDG_STATE_HOME"
}
whole=',"text":[{"lang":"en","text":"x"}],"appliesTo":["all"]'

for word in tightened loosened; do
	fails 2 'details\.value\.needsAcceptance.: here stands no true or false' \
	    "a text is no answer to whether it asks: $word" \
	    change $word C-1 KZ "$whole,\"needsAcceptance\":\"yes\""
	fails 2 'details\.value\.text.: it is missing' \
	    "$word without a wording" change $word C-1 KZ ',"appliesTo":["all"]'
done
check 'what it takes is said' tells 'hint: it takes .* whole: id, type, text, imposedBy, appliesTo'
fails 2 'details\.value\.appliesTo.: it is missing' 'nor to nothing' \
    change added C-2 KZ ',"text":[]'
fails 2 'details\.value\.appliesTo.: here stands no list' 'nor to a text' \
    change added C-2 KZ ',"text":[],"appliesTo":"all"'
fails 2 'details\.value\.text\[0\].: here stands no object' \
    'a wording is in a language' change added C-2 KZ ',"text":["x"],"appliesTo":["all"]'
fails 2 'details\.value\.critical.: it is no URN' \
    'what must be understood has a name' change added C-2 KZ "$whole,\"critical\":\"foo\""
fails 2 'details\.value.: is|details\.value. is the condition' 'a text is no condition' \
    evid-custody add condition-changed -k A.key --set condition=C-2 \
    --set change=added --set value=C-2 $bundle
# One table: what no event states is not sealed either, and a check tells it.
# held KEY WHY CODE CHANGES: of a condition with that changed in it
held() {
	local value

	value=$(/usr/bin/python3 -c '
import json, sys
one = {"id": "C-2", "type": "other", "imposedBy": "KZ", "appliesTo": ["all"],
    "text": [{"lang": "en", "text": "x"}]}
one.update(json.loads(sys.argv[1]))
print(json.dumps(one))' "$4")
	fails 2 "details\.value\.$1.: $2" "no event states it: $4" \
	    evid-custody add condition-changed -k A.key --pins pins.json \
	    --set condition=C-2 --set change=added --set "value=$value" $bundle
	/usr/bin/python3 -c 'import json, sys
case = json.load(open("case.json"))
case["conditions"].append(json.loads(sys.argv[1]))
json.dump(case, open("bad.json", "w"))' "$value"
	fails 2 "bad\.json: .conditions\[1\]\.$1.: $2" "it is not sealed: $4" \
	    evid-seal -k A.key -c bad.json -n T S
	run evid-case check --json bad.json
	check "and a check tells it: $4" json "$out" "[f for f in j['findings']
	    if f['path'].startswith('conditions[1].$1') and f['code'] == '$3']"
}
held text 'it has no text' case-condition-text '{"text":[]}'
held text 'it has no text' case-condition-text '{"text":[{"lang":"en","text":" "}]}'
held appliesTo 'it applies to nothing' case-id-unknown '{"appliesTo":[]}'
held appliesTo 'it applies to nothing' case-empty '{"appliesTo":["",""]}'
held imposedBy 'it is no State' case-state '{"imposedBy":"kz"}'
held imposedBy 'it is no State' case-empty '{"imposedBy":""}'
held imposedBy 'it is no State' case-state '{"imposedBy":"org:"}'
held critical 'it is no URN' case-condition-critical '{"critical":"urn:"}'
held critical 'it is no URN' case-condition-critical '{"critical":"urn:x"}'
held critical 'it says nothing' case-empty '{"critical":" "}'
held type 'it says nothing' case-empty '{"type":""}'
held until '(it says nothing|" " is no time)' case-empty '{"until":" "}'
check 'nothing is sealed' absent T.evidence.tar.gz
check 'and nothing was signed' cmp before $log

# An id that nobody could name.
nbsp=$'\u00a0\u200b'
for id in '' ' ' $'\n' "$nbsp"; do
	for type in condition-changed consent-given consent-refused; do
		more=(--set to.state=CN)
		[ $type = condition-changed ] && more=(--set change=lifted)
		fails 2 'details\.condition. (says nothing|names none)' \
		    "an id of nothing is signed by no $type: '$id'" evid-custody add $type -k A.key \
		    --set "condition=$id" "${more[@]}" --log other.jsonl --exhibit 0f8fad5b-d9cb-4569-a165-70867728950e
	done
	/usr/bin/python3 -c 'import json, sys
case = json.load(open("case.json"))
case["conditions"][0]["id"] = sys.argv[1]
json.dump(case, open("blank.json", "w"))' "$id"
	fails 2 'blank\.json: `conditions\[0\]\.id`: it says nothing' "nor is one sealed: '$id'" \
	    evid-seal -k A.key -c blank.json -n T S
	run evid-case check --json blank.json
	check 'and the check of a case tells it' json "$out" \
	    "'conditions[0].id' in [f['path'] for f in j['findings'] if f['code'] == 'case-empty']"
done
check 'and nothing is sealed' absent T.evidence.tar.gz

for word in tightened loosened; do
	ends 0 "$word, and not said whether it asks" change $word C-1 KZ "$whole"
	check 'that it no longer does is said' tells \
	    'the condition asks for an answer, and its value leaves needsAcceptance out: whoever receives no longer has to answer it'
	check 'and what to do' tells 'hint: if it is still to be answered, sign once more'
	again
	ends 0 "$word, and said" change $word C-1 KZ "$whole,\"needsAcceptance\":false"
	refuse 'which is no news' tells 'leaves needsAcceptance out'
	again
done
run change tightened C-1 KZ "$whole" --json
check 'in JSON, too' json "$out" "j['note'].startswith('the condition asks for an answer') and j['noEffect'] is None"
again
ends 0 'what asks still' change tightened C-1 KZ "$whole,\"needsAcceptance\":true"
refuse 'is no news either' tells 'leaves needsAcceptance out'
again
ends 0 'one of its own' change added C-2 KZ "$whole"
refuse 'asked for nothing before' tells 'leaves needsAcceptance out'
again
ends 0 'beside that of another State' evid-custody add condition-changed \
    -k B.key --pins pins.json --set condition=C-1 --set change=tightened \
    --set "value={\"id\":\"C-1\",\"type\":\"other\",\"imposedBy\":\"VN\"$whole}" $bundle
refuse 'that goes on asking' tells 'leaves needsAcceptance out'
again
ends 0 'it is let go' change loosened C-1 KZ "$whole,\"needsAcceptance\":false"
ends 0 'and stated once more' change tightened C-1 KZ "$whole"
refuse 'which asked no more' tells 'leaves needsAcceptance out'
finish
