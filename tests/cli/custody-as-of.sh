#!/usr/bin/env bash
# Goal: as of an instant that is asked for, a hand-over is told as it was then:
# open until it was answered, and not there before it was signed; what is wrong
# with the log is told of all of it.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
make_key A
make_key B
mkdir SMS && printf 'exhibit\n' >SMS/a.txt
evid-seal -q -k A.key SMS || exit 1
bundle=SMS.evidence.tar.gz
log=SMS.custody.jsonl
# instant: now, and so that nothing else is of this second
instant() {
	sleep 1.1
	date -u +%FT%TZ
	sleep 1.1
}
before=$(instant)
evid-custody hand-over -q -k A.key --to B.pub $bundle || exit 1
between=$(instant)
evid-custody receive -q -k B.key -p A.pub --accept all $bundle || exit 1
after=$(instant)
trust=(-p A.pub -p B.pub)

# open_at WORD NAME TIME: is it so, by each who tells of it?
state_at() {
	ends "$4" "$2" evid-verify --json "${trust[@]}" --custody $log --at "$3" $bundle
	check '... by the verdict' json "$out" "[o['state'] for o in j['custody']['open']] == ${5:-[]}"
	run evid-custody list --json "${trust[@]}" --at "$3" $log $bundle
	check '... in the list' json "$out" "[o['state'] for o in j['handOvers']] == ['$1']"
	run evid-custody list --open "${trust[@]}" --at "$3" $log $bundle
	check '... in the list of open ones' says "$6"
	run evid-custody form "${trust[@]}" --at "$3" $log $bundle
	check '... in the form' says "$7"
}

state_at open 'between both it was open' "$between" 0 "['open']" \
    'handed over by .*, open for [12] second' 'OPEN: nobody has answered'
run evid-verify "${trust[@]}" --custody $log --at "$between" $bundle
check 'and the verdict says so in words' says '^  custody .* no answer yet; 1 open; 1 of them later than the instant judged$'
state_at received 'after both it was received' "$after" 0 '[]' \
    'no open hand-over' 'received, row 2'
state_at later 'before both it was not there' "$before" 0 '[]' \
    'no open hand-over' 'later than the instant judged'
run evid-verify "${trust[@]}" --custody $log --at "$before" $bundle
check 'which the verdict says, too' says '^  custody .*handed over to .*, later than the instant judged; none open; 2 of them later than the instant judged$'
printf '{"schema":"urn:libevidence:policy:1","name":"ours","openHandOvers":false}\n' >policy.json
ends 3 'a policy that allows none is of then' evid-verify "${trust[@]}" --policy policy.json --custody $log --at "$between" $bundle
ends 0 'and met before' evid-verify "${trust[@]}" --policy policy.json --custody $log --at "$before" $bundle
ends 0 'and now' evid-verify "${trust[@]}" --policy policy.json --custody $log $bundle
ends 3 'also by the log alone' evid-custody verify "${trust[@]}" --policy policy.json --at "$between" $log
check 'where it is named' says 'hand-over-open-forbidden'
fails 3 'nothing was given out: it is not trusted: handed over, and no answer yet' \
    'by it nothing is given out' evid-extract "${trust[@]}" --policy policy.json \
    --custody $log --at "$between" -C given $bundle
refuse 'and nobody is asked whom he trusts, who said that' tells 'name whom to trust'
check 'but what to do' tells 'hint: .*; or have it given out all the same \(--untrusted\)$'

# A receiver whose clock is behind answers before what he answers.
evid-custody list --json "${trust[@]}" $log $bundle >whole.json || exit 1
cp $log kept.jsonl
# details TYPE: of the event of that type, as JSON
details() {
	value whole.json "[json.dumps({**e['details'], 'heads': []}) for e in
	    j['events']
	    if e['type'] == '$1'][0]"
}
# sign KEY LATER TYPE DETAILS [ANSWERED]: by a tool that signs anything
sign() {
	EVENT_LATER=$2 /usr/bin/python3 \
	    "$EVID_SOURCE/tests/support/sign_event.py" "$1.key" \
	    "$(value whole.json 'j["bundle"]')" "${@:3}"
}
sign A 200 handed-over "$(details handed-over)" >$log
over=$(head -c -1 $log | sha256sum | cut -c -64)
sign B 0 received "$(details received)" "$over" >>$log
state_at later 'a hand-over that is later than its answer was not there' \
    "$(date -u -d '+100 seconds' +%FT%TZ)" 0 '[]' \
    'no open hand-over' 'later than the instant judged'
cp kept.jsonl $log

printf 'no event\n' >>$log
ends 1 'a fault that came later is one as of then' evid-verify "${trust[@]}" --custody $log --at "$before" $bundle
finish
