#!/usr/bin/env bash
# Goal: a receipt that is dated ahead is of the day that it names, and that it is
# dated ahead is said beside it.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
make_pinned A:KZ B:VN
mkdir S && printf 'exhibit\n' >S/a.txt
case_that_asks 'for this case' >case.json
evid-seal -q -k A.key -c case.json S || exit 1
bundle=S.evidence.tar.gz
log=S.custody.jsonl
evid-custody hand-over -q -k A.key --to B.pub $bundle || exit 1
evid-custody list --json $log $bundle >list.json
over=$(value list.json 'j["events"][0]["event"]')
# receipt SECONDS: so far ahead, by a tool that signs anything
receipt() {
	EVENT_LATER=$1 /usr/bin/python3 "$EVID_SOURCE/tests/support/sign_event.py" \
	    B.key "$(value list.json 'j["bundle"]')" received "$(value list.json \
	    'json.dumps({"acceptance": "accepted", "conditions": [], "heads": [],
	        "files": j["events"][0]["details"]["files"],
	        "verdict": {"status": "verified", "exitStatus": 0,
	        "policySha256": None, "tool": {"name": "x", "version": "9"}}})')" \
	    "$over"
}
show() { run evid-custody "$1" --pins pins.json "${@:2}" $bundle; }

cp $log sent.jsonl
{ cat sent.jsonl; receipt 86400; } >$log
show list $log
check 'a receipt that leaves out an answer is none' says \
    '^S\.custody\.jsonl: 2 events, 1 open hand-over$'
check 'and dated ahead' says \
    'received, accepted, .* \[later than the instant judged\]$'
receipt 0 >early.jsonl || exit 1
evid-custody add -q condition-changed -k A.key --pins pins.json \
    --set condition=C-1 --set change=lifted $bundle || exit 1
show list $log
check 'the lift makes it one' says '^S\.custody\.jsonl: 3 events, 0 open hand-overs$'
check 'of the day that it names, as is said of it' says \
    'received, accepted, .* \[later than the instant judged\]$'
refuse 'and of nothing else' says '(handed-over|lifted).*\[later'
show verify $log
check 'beside what became of the hand-over, too' says \
    'received there, by an event dated ahead; none open$'
run evid-verify --pins pins.json --custody $log $bundle
check 'also with the bundle' says 'received there, by an event dated ahead; none open$'
show form $log
check 'a form says it in the row' says '^ +LATER THAN THE INSTANT JUDGED$'
show list --json $log
check 'JSON of the event' json "$out" "[(e['type'], e['ahead']) for e in
    j['events']] == [('handed-over', False), ('condition-changed', False),
    ('received', True)]"
tail -n 1 $log >lift.jsonl
cat sent.jsonl lift.jsonl early.jsonl >late.jsonl
show list late.jsonl
check 'one of before the lift stays none' says ', 1 open hand-over$'
refuse 'and is not ahead' says 'later than the instant'
finish
