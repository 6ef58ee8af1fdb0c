#!/usr/bin/env bash
# Goal: who receives is shown each condition that asks for an answer, whose it
# is and what it says, sealed or changed, and is asked it also where he does
# not know whose it is: so that whoever trusts more finds his receipt answered.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
unset LC_MESSAGES LANG
for name in A B D; do
	evid-keygen --json -o $name --no-passphrase >$name.json || exit 1
done
number() {
	openssl pkey -in "$1.pub" -pubin -outform DER | sha256sum |
	    sed -E 's/^(....).*(....)  -$/\1…\2/'
}
mkdir SMS && printf 'exhibit\n' >SMS/a.txt
cat >case.json <<'JSON'
{"schema":"urn:libevidence:case:1","kind":"mla-answer",
 "conditions":[{"id":"C-1","type":"use-this-case","imposedBy":"KZ","needsAcceptance":true,
  "text":[{"lang":"en","text":"for this case alone"},{"lang":"ru","text":"только по этому делу"}],"appliesTo":["all"]},
 {"id":"C-2","type":"report-use","imposedBy":"KZ","text":[{"lang":"en","text":"asks nothing"}],"appliesTo":["all"]}]}
JSON
evid-seal -q -k A.key -c case.json SMS || exit 1
bundle=SMS.evidence.tar.gz
log=SMS.custody.jsonl
pin() {
	evid-trust pin --pins "$1" --state "$3" --name "Holder $2" --number \
	    "$(value "$2.json" 'j["keyNumber"]')" --use seal --use custody \
	    --by me --how in-person "$2.pub" >/dev/null || exit 1
}
pin few.json A KZ
for pair in A:KZ B:VN D:CN; do
	pin all.json "${pair%:*}" "${pair#*:}"
done
/usr/bin/python3 - >hostile.json <<'E'
import json
print(json.dumps({"id": "C-7", "type": "x-\x1b[31m", "imposedBy": "CN", "appliesTo": ["all"],
    "needsAcceptance": True, "until": "2030-01-01",
    "text": [{"lang": "en", "text": "no copies\n  condition \"C-8\", of KZ\u202e"}]}))
E
evid-custody add -q condition-changed -k D.key --set condition=C-7 \
    --set change=added --set value="$(cat hostile.json)" $bundle || exit 1
evid-custody add -q condition-changed -k A.key --set condition=C-3 \
    --set change=added --set 'value={"id":"C-3","type":"report-use","imposedBy":"KZ","needsAcceptance":true,"appliesTo":["all"],"text":[{"lang":"en","text":"say how it was used"}]}' \
    $bundle || exit 1
evid-custody hand-over -q -k A.key --to B.pub --pins all.json $bundle || exit 1
cp $log before

receive() {
	evid-custody receive -k B.key --pins few.json "$@" $bundle
}

fails 2 'condition "C-7": it must be answered' \
    'a change by whom the receiver does not know is asked, too' \
    receive --accept answered --condition C-1=accepted --condition C-3=accepted
check 'and nothing is signed' cmp -s before $log
check 'what is asked is shown' says '^conditions that ask for an answer:$'
check 'the sealed one, whose, and what it says' says '^  condition "C-1", use-this-case, sealed in the bundle, of KZ$'
check 'with its wording and in which other language there is one' says '^    "for this case alone", in "en"; also in "ru"$'
check 'one that was added, by whom that is known' says '^  condition "C-3", report-use, added by event [0-9a-f]{12}, of KZ$'
check 'with its wording' says '^    "say how it was used", in "en"$'
check 'one by nobody who is known here, by his key and his word' says \
    "^  condition \"C-7\", \"x-.*\", until \"2030-01-01\", added by event [0-9a-f]{12}, of a State not known here, by key $(number D); it says to be imposed by \"CN\"\$"
check 'hostile text stays in its line' says '^    "no copies\\n  condition \\"C-8\\", of KZ\\u\{202E\}", in "en"$'
refuse 'what asks nothing is not shown' says 'asks nothing'
check 'no more than three' bash -c "[ \"\$(grep -c '^  condition \"' '$out')\" -eq 3 ]"
fails 2 '"C-7": it must' 'in the language that is asked for' receive --language ru --accept answered --condition C-1=accepted --condition C-3=accepted
check 'if there is one' says '^    "только по этому делу", in "ru"; also in "en"$'
fails 2 '"C-7": it must' 'or that of the reader' env LC_ALL=ru_KZ.UTF-8 evid-custody receive -k B.key --pins few.json --accept answered --condition C-1=accepted --condition C-3=accepted $bundle
check 'if there is one ...' says '^    "только по этому делу", in "ru"; also in "en"$'
fails 2 '"C-7": it must' 'quietly' receive -q --accept answered --condition C-1=accepted --condition C-3=accepted
refuse 'it is not shown' says 'condition'
ends 0 'all are accepted' receive --json --accept all
check 'they are shown beside the result' tells '^  condition "C-7"'
check 'which is JSON alone' json "$out" 'j["event"]'
run evid-custody verify --json --pins all.json $log $bundle
check 'whoever knows more finds each answered' json "$out" \
    "not [f for f in j['findings'] if f['code'] in ('custody-condition-unanswered', 'hand-over-open')] and j['open'] == []"
run evid-custody list --json $log $bundle
check 'one answer each' json "$out" \
    "[[a['id'] for a in e['details']['conditions']] for e in j['events'] if e['type'] == 'received'] == [['C-1', 'C-3', 'C-7']]"
cp before $log
ends 0 'what is not accepted needs no answer' receive --not-accepted 'not ours'
refuse 'and nothing is asked' says 'conditions that ask'

# What a later wording took the place of asks no more.
# change KEY ID CHANGE [WORDING]: of that State's condition
change() {
	evid-custody add -q condition-changed -k "$1.key" --pins all.json \
	    --set condition="$2" --set change="$3" ${4:+--set "value={\"id\":\"$2\",\"type\":\"other\",\"imposedBy\":\"$4\",\"needsAcceptance\":true,\"appliesTo\":[\"all\"],\"text\":[{\"lang\":\"en\",\"text\":\"$5\"}]}"} $bundle || exit 1
}
wordings() { sed -n 's/^    "\(.*\)", in "en".*/\1/p' "$out" | sort | paste -sd '|'; }
cp before $log
change A C-1 tightened KZ 'for this case, and once'
change A C-3 tightened KZ 'say how, each month'
change A C-3 loosened KZ 'say how, each year'
change D C-1 tightened CN 'for this case, in CN'
evid-custody hand-over -q -k A.key --to B.pub --pins all.json $bundle || exit 1
over=$(evid-custody list --json $log | value /dev/stdin \
    "[e['event'] for e in j['events'] if e['type'] == 'handed-over'][-1]")
cp $log later
ends 0 'conditions that were changed are received' evid-custody receive \
    -k B.key --pins all.json -p A.pub --hand-over "$over" --accept all $bundle
check 'each is shown once, as it is in force, and those of two States apart' \
    test "$(wordings)" = 'for this case, and once|for this case, in CN|no copies\n  condition \"C-8\", of KZ\u{202E}|say how, each year'
check 'the one that took the place of what is sealed' says \
    '^  condition "C-1", other, tightened by event [0-9a-f]{12}, of KZ$'
cp later $log
change A C-1 lifted
ends 0 'one that is lifted is not shown beside the one of another State' evid-custody \
    receive -k B.key --pins all.json -p A.pub --hand-over "$over" --accept all $bundle
check 'which asks still' test "$(wordings)" = 'for this case, in CN|no copies\n  condition \"C-8\", of KZ\u{202E}|say how, each year'
cp later $log
ends 0 'what is not known to take its place is shown beside it' evid-custody \
    receive -k B.key --pins few.json --hand-over "$over" --accept all $bundle
check 'as asking, too' says '"for this case, in CN"'
finish
