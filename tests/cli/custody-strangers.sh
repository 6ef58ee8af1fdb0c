#!/usr/bin/env bash
# Goal: a line that a stranger adds to a log stops no honest holder from signing
# or sealing, and does not get into what he signs without his being told.
. "$(dirname "$0")/lib.sh"

for name in A A2 B S; do
	evid-keygen --json -o $name --no-passphrase --state KZ >$name.json || exit 1
done
pin_key A KZ --name 'Holder A'
pin_key B KZ --name 'Holder B'
key_shown() { value "$1.id" 'j["keyid"][:4] + "…" + j["keyid"][-4:]'; }
by_s=$(key_shown S)

# A hand-over where nobody is trusted.
mkdir SMS && printf 'exhibit\n' >SMS/a.txt
case_that_asks 'for this case alone' >case.json
evid-seal -q -k A.key -c case.json SMS || exit 1
bundle=SMS.evidence.tar.gz
log=SMS.custody.jsonl
changed() {	# KEY ID [OPTION...]: adds a condition that asks
	evid-custody add condition-changed -q -k "$1.key" --state "state.$1" \
	    --set "condition=$2" --set change=added --set 'value={"id":"'"$2"'",
	    "type":"other","imposedBy":"KZ","appliesTo":["all"],
	    "text":[{"lang":"en","text":"Pay"}],"needsAcceptance":true}' \
	    "${@:3}" $bundle
}
handed() {	# KEY TO [OPTION...]
	evid-custody hand-over -k "$1.key" --state "state.$1" --to "$2.pub" \
	    "${@:3}" $bundle
}
named() {	# how many changes the hand-over to the key names
	evid-custody list --json $log | value /dev/stdin "[len(
	    e['details']['conditions']['changes']) for e in j['events']
	    if e['type'] == 'handed-over'][-1]"
}
mkdir state.A state.A2 state.B state.S
changed S X-1 && changed S X-2 && changed A C-2 || exit 1
cp $log with-strangers.jsonl
ends 0 'a bundle is handed over where nobody is trusted' handed A B
check 'the holder is told what is not named, and whose it is' tells \
    "$log: not named in the hand-over: 2 changes of conditions by nobody through whose hands this went, event [0-9a-f]{16} by key $by_s the first"
check 'and what to do' tells 'hint: whoever receives is not asked .*--pins, -t, -p'
check "the stranger's change is not in what is signed" test "$(named)" = 1
ends 0 'so its receiver answers what the holders asked' evid-custody receive \
    -q -k B.key --state state.B --pins pins.json --accept answered \
    --condition C-1=accepted --condition C-2=accepted $bundle
changed B C-3 || exit 1
ends 0 'what a receiver added' handed B A --json
check 'is named, too' test "$(named)" = 2
check 'JSON tells of the others' json "$out" "j['changesLeftOut']['count'] == 2
    and j['changesLeftOut']['keyid'] == '$(value S.id 'j["keyid"]')'"
evid-custody add key-succeeded -q -k A.key --state state.A --to A2.pub \
    $bundle && changed A2 C-4 --new-branch || exit 1
ends 0 'so is what the next key of a holder added' handed B A
check 'with all before' test "$(named)" = 3
cp with-strangers.jsonl $log
rm -r state.A && mkdir state.A
ends 0 'with trust nothing is different' handed A B --pins pins.json --json
refuse 'and nothing told' tells 'not named'
check 'in JSON, neither' json "$out" "j['changesLeftOut'] is None"
check 'and what counts is named' test "$(named)" = 1

# A line of a bundle in the log of an exhibit.
sealed() {	# LOG OUTPUT [OPTION...]
	evid-seal -k A.key --custody "$1" -o "$2" "${@:3}" SMS
}
evid-custody add collected --json -k A.key --state state.A --log ex.jsonl \
    >ex.json || exit 1
uid=$(value ex.json 'j["exhibit"]')
mkdir O && printf 'x\n' >O/x && evid-seal -q -k S.key O || exit 1
evid-custody add stored -q -k S.key --state state.S --log s.jsonl \
    O.evidence.tar.gz || exit 1
evid-custody merge -q -o m.jsonl ex.jsonl s.jsonl || exit 1
ends 0 'a stranger adds a line of a bundle to it, and it goes on' \
    evid-custody add stored -k A.key --state state.A --log m.jsonl \
    --exhibit "$uid"
ends 0 'another exhibit is collected' evid-custody add collected -k A.key \
    --state state.A --log m.jsonl
check 'and that there is a bundle in it is said' tells \
    'm\.jsonl: the log has events of a bundle, too, by nobody who is known here'
ends 0 'one is handed over' evid-custody hand-over -q -k A.key \
    --state state.A --to B.pub --exhibit "$uid" --log m.jsonl
ends 0 'and received' evid-custody receive -q -k B.key --state state.B \
    --accept all --exhibit "$uid" --log m.jsonl
ends 0 'a line of a bundle by a stranger stops no sealing' sealed m.jsonl m.gz
check 'that it is left out is told, and whose it is' tells \
    "m\.jsonl: 1 event of a bundle is left out of what is sealed, which is of exhibits: line [0-9]+, event [0-9a-f]{16} by key $by_s\$"
ends 0 'and the bundle is whole' evid-verify --pins pins.json --json m.gz
check 'without the line' json "$out" "j['custody']['events'] == 5 and
    j['custody']['status'] == 'sound'"
ends 0 'the log goes on beside it' evid-custody verify --pins pins.json \
    m.jsonl m.gz
fails 2 "s\.jsonl: it has events of a bundle that was sealed before: line 1, event [0-9a-f]{16} by key $by_s" \
    'a log of nothing else is refused' sealed s.jsonl s.gz
check 'with nothing written' absent s.gz
evid-custody add stored -q -k A.key --state state.A --log own.jsonl \
    O.evidence.tar.gz && evid-custody merge -q -o both.jsonl ex.jsonl \
    own.jsonl || exit 1
fails 2 "sealed before: line [0-9]+, event [0-9a-f]{16} by key $(key_shown A)" \
    'and one that the key which seals added to' sealed both.jsonl both.gz
fails 2 'this is the log of a bundle' 'into which it collects nothing, either' \
    evid-custody add collected -k A.key --state state.A --log both.jsonl

# A stranger who says that the key which seals is compromised.
cp ex.jsonl stolen.jsonl
evid-custody add key-compromised -q -k S.key --state state.S --new-branch \
    --log stolen.jsonl --exhibit "$uid" --set since=2026-01-01 \
    --set keyid="$(value A.id 'j["keyid"]')" || exit 1
ends 0 'a stranger who says that the key is compromised stops no sealing' \
    sealed stolen.jsonl stolen.gz
check 'that he says so is told' tells \
    "stolen\.jsonl: key $(key_shown A), which seals, is compromised by the word of line 2, event [0-9a-f]{16} by key $by_s, which states that it is of the same State; "
run sealed stolen.jsonl stolen2.gz --json
check 'in JSON, too' bash -c 'grep -q "is compromised by the word of" "$1"' - "$out"
ends 0 'and it is verified' evid-verify --pins pins.json stolen.gz
finish
