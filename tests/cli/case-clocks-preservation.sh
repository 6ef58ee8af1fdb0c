#!/usr/bin/env bash
# Goal: with a custody log, the clock of a preservation is as the State that
# preserves has it since: extended, to the day that it says, or released; by
# what counts alone, of all items of it, and as of the instant asked for.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state XDG_DATA_HOME=$dir/none
for pair in A:KZ B:VN; do
	name=${pair%:*}
	evid-keygen --json -o "$name" --no-passphrase >"$name.json" || exit 1
	pin_key "$name" "${pair#*:}"
done
make_key S
mkdir SMS && printf 'x\n' >SMS/a
cat >case.json <<'E'
{"schema": "urn:libevidence:case:1", "reference": {"own": "2026-014"},
 "items": [{"id": "1", "category": "content"}, {"id": "2", "category": "log"}],
 "preservation": [
  {"items": ["1", "2"], "state": "KZ", "ends": "2999-01-01"},
  {"items": ["2"], "state": "VN", "ends": "2999-01-02"},
  {"custodian": "Mail Ltd", "ends": "2999-01-03"}]}
E
evid-seal -q -k A.key -c case.json SMS || exit 1
bundle=SMS.evidence.tar.gz
log=SMS.custody.jsonl
before=$(date -u -d '1 hour ago' +%FT%TZ)
word() {	# word KEY extended|released [--set ...]
	evid-custody add "preservation-$2" -q -k "$1.key" "${@:3}" $bundle
}
clocks() { evid-case clocks --custody $log --pins pins.json "$@" $bundle; }
are() {
	check "$2" json "$out" \
	    "[(c['ends'], c['state']) for c in j['clocks']] == $1"
}

fails 2 'preservation-extended: `details\.ends` is not there' \
    'an extension to no day is not signed' word A extended
check 'what to give is said' tells 'it takes --set ends=DAY, .*2026-12-25'
fails 2 '`details\.ends`: it is neither a time with its offset nor a day' \
    'nor one to what is no day' word A extended --set ends=soon
fails 2 '`details\.items` is not a list of texts' 'nor of what is no item' \
    word A extended --set ends=2999-02-01 --set items=1
check 'nothing was signed' test ! -s $log

word A extended --set ends=2999-05-01 --set 'items=["1","2"]' || exit 1
ends 0 'by who preserves' clocks --json
are "[('2999-01-02', 'running'), ('2999-01-03', 'running'), ('2999-05-01', 'running')]" \
    'it ends on the day that he says'
event=$(sed -n 's/.*"path":"event \([0-9a-f]*\): ends".*/\1/p' "$out")
check 'the path names the event' test ${#event} -eq 16
ends 0 'for people' clocks
check 'with by whom, and by which event' says \
    "^  2999-05-01 .*preservation 1 of item \"1\", \"2\", extended by KZ with event $event \\(event $event: ends\\)\$"
ends 0 'as of before' clocks --json --at "$before"
are "[('2999-01-01', 'running'), ('2999-01-02', 'running'), ('2999-01-03', 'running')]" \
    'as it was sealed'
evid-case clocks --ics case.json >sealed.ics
ends 0 'in a calendar' clocks --ics
check 'it is there' says '^DTSTART:29990501T235959Z'
uids() { sed -n 's/^UID://p' "$1" | sort; }
check 'as the entry that it was' test "$(uids sealed.ics)" = "$(uids "$out")"

word B released --set 'items=["2"]' || exit 1
word A released --set 'items=["1"]' || exit 1
run clocks --json
are "[('2999-01-02', 'stopped'), ('2999-01-03', 'running'), ('2999-05-01', 'running')]" \
    'a release ends his own; one of some items not the whole'
unmoved=$(tail -1 $log | tr -d '\n' | sha256sum | cut -c 1-16)
check 'and that this one moves nothing' json "$out" \
    "j['findings'] == [{'code': 'preservation-change-ignored', 'effect': 0, 'path': 'event $unmoved', 'message': 'no preservation has only items that it names', 'hint': 'ask its signer, or the State that preserves'}]"
ends 0 'a verdict has the same clocks' evid-verify --json --custody $log \
    --pins pins.json $bundle
check 'as they stand' json "$out" \
    "[(c['ends'], c['state']) for c in j['legal']['clocks']] == [('2999-01-02', 'stopped'), ('2999-01-03', 'running'), ('2999-05-01', 'running')]"
check 'and tells of that event' json "$out" \
    "[(f['code'], f['message']) for f in j['legal']['findings']] == [('preservation-change-ignored', 'an event on a preservation moves no clock: event ${unmoved:0:8}: no preservation has only items that it names')]"
ends 0 'without the log' evid-verify --json --pins pins.json $bundle
check 'they are as sealed' json "$out" \
    "[c['ends'] for c in j['legal']['clocks']] == ['2999-01-01', '2999-01-02', '2999-01-03'] and not j['legal']['findings']"
run clocks
check 'for people, that one moves nothing, too' tells \
    "^evid-case: event $unmoved moves no clock: no preservation has only items"
check 'and what to do' tells 'hint: ask its signer, or the State that preserves'
run clocks -q
refuse 'quietly it is not told' tells 'moves no clock'
run clocks --ics
check 'with a calendar it is' tells 'moves no clock'
run clocks
check 'it is said who released it' says \
    '^  2999-01-02 .*preservation 2 of item "2", released by VN with event [0-9a-f]{16}; over'

word B extended --set ends=2998-01-01 || exit 1
run clocks --json
are "[('2998-01-01', 'running'), ('2999-01-02', 'stopped'), ('2999-05-01', 'running')]" \
    'one that names no item is of all that he may; what is over stays so'
cp $log kept.jsonl
word S extended --set ends=2997-01-01 || exit 1
word S released || exit 1
run clocks --json
are "[('2998-01-01', 'running'), ('2999-01-02', 'stopped'), ('2999-05-01', 'running')]" \
    'a stranger moves nothing'
check 'and that it does not count is told' tells \
    'not all that it says counts: no clock goes by what does not'
cp kept.jsonl $log
word A extended --set ends=3001-06-01T00:00:00+05:00 || exit 1
word A released || exit 1
run clocks --json
are "[('2999-01-02', 'stopped'), ('3001-06-01T00:00:00+05:00', 'stopped'), ('3001-06-01T00:00:00+05:00', 'stopped')]" \
    'the last word counts; a release of all ends each of his, and what is nobodys'
word A extended --set ends=3002-01-01 || exit 1
run clocks
check 'what is over is not extended, and that is told' tells \
    'moves no clock: the preservation was released before'

# ---- a correction moves no clock, and is signed as what has no effect ----
corrected() {	# corrected EVENT FIELDS...
	evid-custody add corrected --json -k A.key --answers "$1" \
	    --set corrects.why=typo "${@:2}" $bundle
}
of() {	# of TYPE: the last event of it
	evid-custody list --json --pins pins.json $log $bundle |
	    value /dev/stdin "[e['event'] for e in j['events'] if e['type'] == 'preservation-$1'][-1]"
}
clocks --json >before.json
for each in "extended fields.ends=2027-01-01" 'extended fields.items=["1"]' \
    'released fields.items=["1"]'; do
	ends 0 "a correction, ${each#* }" corrected "$(of "${each%% *}")" \
	    --set "${each#* }"
	check 'is signed as one without effect' json "$out" \
	    "'what becomes of a preservation is read as it was signed' in j['noEffect']"
done
clocks --json >after.json
check 'and every clock is as before' test \
    "$(value before.json 'j["clocks"]')" = "$(value after.json 'j["clocks"]')"

# ---- where one State preserves, and where none does ----
/usr/bin/python3 -c '
import json
case = json.load(open("case.json"))
case["preservation"] = case["preservation"][:1]
json.dump(case, open("one.json", "w"))
del case["preservation"]
json.dump(case, open("none.json", "w"))'
for each in one none; do
	evid-seal -q -k A.key -c $each.json -n $each SMS || exit 1
	bundle=$each.evidence.tar.gz log=$each.custody.jsonl
	word B extended --set ends=2998-01-01 || exit 1
	run clocks --json
	value "$out" 'j["findings"][0]["message"]' >$each.why
done
check 'a State that does not preserve moves nothing' grep -qx \
    'by trust its signer is not of the State that preserves' one.why
check 'nor is there anything to move where none is stated' grep -qx \
    'the case states no preservation' none.why
bundle=SMS.evidence.tar.gz log=SMS.custody.jsonl

ends 0 'a list says until when' evid-custody list --pins pins.json $log $bundle
check 'in short' says 'preservation-extended, until 2999-05-01'
run evid-custody form --pins pins.json $log $bundle
check 'a form, too' says '^     until: 2999-05-01$'
finish
