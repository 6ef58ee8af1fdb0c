#!/usr/bin/env bash
# Goal: who receives is asked for the conditions as they are by then: a State's
# own stricter use takes nothing from what another imposed, what is lifted is
# not asked for any more, what is added is.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
make_pinned A:KZ B:VN
mkdir SMS
printf 'exhibit\n' >SMS/a.txt
case_that_asks 'for this case alone' >case.json
evid-seal -q -k A.key -c case.json SMS || exit 1
bundle=SMS.evidence.tar.gz
log=SMS.custody.jsonl

# changed KEY CHANGE ID [VALUE]: an event on a condition
changed() {
	evid-custody add condition-changed -q -k "$1.key" \
	    --set "condition=$3" --set "change=$2" ${4:+--set "value=$4"} \
	    $bundle
}
handed() {
	evid-custody hand-over -q -k A.key --pins pins.json --to B.pub $bundle
}
receive() {
	local ids=() id

	for id; do
		ids+=(--condition "$id=accepted")
	done
	evid-custody receive -q -k B.key --pins pins.json --accept answered \
	    ${ids[@]+"${ids[@]}"} $bundle
}

ends 0 'a State tightens its own use of what another imposed' \
    changed B tightened C-1 \
    '{"id":"C-1","type":"onward-forbidden","imposedBy":"VN","text":[{"lang":"en","text":"t"}],"appliesTo":["all"]}'
ends 0 'and a bundle is handed over' handed
run evid-custody list --json $log
check 'under the changes so far' json "$out" \
    "[len(e['details']['conditions']['changes']) for e in j['events']
    if e['type'] == 'handed-over'] == [1]"
cp $log before
tail -n 1 before >$log
fails 4 'log is incomplete: an event that was seen before is not there' \
    'of a change that is not there nothing is signed' receive C-1
check 'and whose log has it is said' tells 'hint: ask the sender for his log, and merge'
check 'and the log is as it was' test "$(wc -l <$log)" -eq 1
cp before $log
fails 2 'C-1' 'what the other imposed still is to be accepted' receive
check 'and nothing is signed' cmp -s $log before
fails 2 'condition "C-9": there is none of that id' 'what nobody imposed is not answered' \
    receive C-9
ends 0 'it is accepted' receive C-1
cp before $log
ends 0 'a condition is added' changed A added C-2 \
    '{"id":"C-2","type":"other","imposedBy":"KZ","text":[{"lang":"en","text":"t"}],"appliesTo":["all"],"needsAcceptance":true}'
fails 2 'C-2' 'and is to be accepted, too' receive C-1
cp $log before
ends 0 'with the first' receive C-1 C-2
cp before $log
fails 2 'VN has a condition C-1 already, added by an event' \
    'a State that has one of an id adds none' changed B added C-1 \
    '{"id":"C-1","type":"other","imposedBy":"VN","text":[{"lang":"en","text":"t"}],"appliesTo":["all"]}'
ends 0 'but tightens its own' changed B tightened C-1 \
    '{"id":"C-1","type":"other","imposedBy":"VN","text":[{"lang":"en","text":"t"}],"appliesTo":["all"]}'
fails 2 'C-1' 'which takes nothing from the first' receive C-2
cp before $log
ends 0 'the State that imposed it lifts it' changed A lifted C-1
ends 0 'it is not asked for any more' receive C-2
run evid-custody list --json $log
check 'and the receipt speaks of what was in force' json "$out" \
    "[[a['id'] for a in e['details']['conditions']] for e in j['events']
    if e['type'] == 'received'] == [['C-2']]"
finish
