#!/usr/bin/env bash
# Goal: a receipt answers the conditions as they are when it is received: a
# later word lets no answer go, nor one of a date to come, nor one that has no
# effect on the condition.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in A B; do
	evid-keygen --json -o $name --no-passphrase >$name.json || exit 1
done
mkdir SMS && printf 'exhibit\n' >SMS/a.txt
cat >case.json <<'JSON'
{"schema":"urn:libevidence:case:1","kind":"mla-answer",
 "conditions":[{"id":"C-1","type":"use-this-case","imposedBy":"KZ","needsAcceptance":true,
  "text":[{"lang":"en","text":"for this case alone"}],"appliesTo":["all"]}]}
JSON
evid-seal -q -k A.key -c case.json SMS || exit 1
bundle=SMS.evidence.tar.gz
log=SMS.custody.jsonl
pin_key A KZ --name 'Holder A'
pin_key B VN --name 'Holder B'
evid-inspect --json $bundle >sealed.json || exit 1
seal=$(value sealed.json 'j["sealDigest"]')
evid-custody hand-over -q -k A.key --to B.pub --pins pins.json $bundle || exit 1
cp $log handed
evid-custody list --json $log $bundle >handed.json || exit 1
over=$(value handed.json 'j["events"][0]["event"]')
value handed.json '__import__("json").dumps({"acceptance": "accepted", "conditions": [],
    "files": j["events"][0]["details"]["files"], "heads": [], "verdict": {"status": "verified",
    "exitStatus": 0, "policySha256": None, "tool": {"name": "another", "version": "1"}}})' >receipt.json

# another KEY SECONDS TYPE DETAILS [ANSWERED]: as another tool may sign it, so
# much later than now
another() {
	local key=$1 later=$2

	shift 2
	EVENT_LATER=$later /usr/bin/python3 "$EVID_SOURCE/tests/support/sign_event.py" \
	    "$key.key" "$seal" "$@" >>$log || exit 1
}
changed() {
	another A "$1" condition-changed \
	    "{\"condition\":\"C-1\",\"change\":\"$2\"${3:+,\"value\":$3}}"
}
unanswered() {
	another B "$1" received "$(cat receipt.json)" "$over"
}
receive() {
	evid-custody receive -q -k B.key --pins pins.json --accept answered $bundle
}
# The reader that is written from the format alone finds it so, too.
second() {
	local argv=(--pins pins.json --custody "$log")

	[ $# -eq 1 ] || argv+=(--at "${3%Z}.000000000Z")
	/usr/bin/python3 "$EVID_SOURCE/tests/interop/reader.py" --json "${argv[@]}" $bundle >second.json
	check '... and a second reader says so' json second.json "len(j['custody']['open']) == $1"
}
# open NAME [OPTION...]: the hand-over is, and why is told
open() {
	local name=$1

	shift
	run evid-custody verify --json --pins pins.json "$@" $log $bundle
	check "$name" json "$out" "[o['state'] for o in j['open']] == ['open'] and
	    'custody-condition-unanswered' in [f['code'] for f in j['findings']]"
	second 1 "$@"
}
answered() {
	local name=$1

	shift
	run evid-custody verify --json --pins pins.json "$@" $log $bundle
	check "$name" json "$out" "j['open'] == [] and
	    'custody-condition-unanswered' not in [f['code'] for f in j['findings']]"
	second 0 "$@"
}
asked() {
	fails 2 'condition "C-1": it must be answered' "$1" receive
}

unanswered 0
open 'a receipt that leaves it out closes nothing'
sleep 2.1
between=$(date -u +%FT%TZ)
sleep 1.1
changed 0 lifted
open 'nor where the condition is lifted after it'
open 'as of before that neither' --at "$between"
ends 0 'received again, nothing is asked any more' receive
run evid-custody verify --json --pins pins.json $log $bundle
check 'and that closes it' json "$out" "j['open'] == []"
open 'as of before that it was open' --at "$between"

cp handed $log
changed -1 lifted
ends 0 'where it is lifted before, nothing is asked' receive
answered 'and nothing is left out'

cp handed $log
changed 3600 lifted
asked 'a lift of a date to come lets nothing go today'
unanswered 7200
open 'nor does a receipt of a later date still'

other='{"id":"C-1","type":"use-this-case","imposedBy":"VN"}'
cp handed $log
changed -1 loosened "$other"
asked 'a word in the name of another State has no effect, and lets nothing go'
unanswered 0
open '... for whoever reads'

cp handed $log
changed -1 loosened '{"id":"C-1","imposedBy":"KZ"}'
asked 'nor does what is no condition'
unanswered 0
open '... for whoever reads'

loose='{"id":"C-1","type":"use-this-case","imposedBy":"KZ"}'
cp handed $log
changed -2 loosened "$loose"
cp $log loosened
ends 0 'one that was loosened asks no more' receive
answered 'and nothing is left out, neither'
cp loosened $log
changed -1 tightened "${loose%\}},\"needsAcceptance\":true}"
asked 'where it asks again, it must be answered'
unanswered 0
open '... for whoever reads'
ends 0 'and answered it is' evid-custody receive -q -k B.key --pins pins.json --accept all $bundle
run evid-custody verify --json --pins pins.json $log $bundle
check 'which closes it' json "$out" "j['open'] == []"

# What the hand-over names is asked, whenever it is dated.
rm $log
another A 3600 condition-changed '{"condition":"C-2","change":"added","value":{"id":"C-2","type":"report-use",
    "imposedBy":"KZ","needsAcceptance":true}}'
evid-custody hand-over -q -k A.key --to B.pub --pins pins.json $bundle || exit 1
fails 2 'condition "C-2": it must be answered' 'a condition of a date to come that it is handed over under is asked' \
    evid-custody receive -q -k B.key --pins pins.json --accept answered --condition C-1=accepted $bundle
ends 0 '... and answered' evid-custody receive -q -k B.key --pins pins.json --accept all $bundle
run evid-custody verify --json --pins pins.json $log $bundle
check 'which closes it' json "$out" "j['open'] == []"
finish
