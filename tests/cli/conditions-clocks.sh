#!/usr/bin/env bash
# Goal: what runs out is told of conditions as they are at the instant asked
# for: a day that was moved or lifted has not passed, one that was set later
# has.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
evid-keygen --json -o A --no-passphrase >A.json || exit 1
mkdir SMS && printf 'x\n' >SMS/a
cat >case.json <<'E'
{"schema": "urn:libevidence:case:1", "conditions": [
  {"id": "C-moved", "type": "delete-after", "text": [{"lang": "en", "text": "t"}], "imposedBy": "KZ", "appliesTo": ["all"], "until": "2026-01-01"},
  {"id": "C-lifted", "type": "return-after", "text": [{"lang": "en", "text": "t"}], "imposedBy": "KZ", "appliesTo": ["all"], "until": "2026-01-02"},
  {"id": "C-ends", "type": "confidential", "text": [{"lang": "en", "text": "t"}], "imposedBy": "KZ", "appliesTo": ["all"], "until": "2026-01-03"},
  {"id": "C-stays", "type": "x-retain-until", "text": [{"lang": "en", "text": "t"}], "imposedBy": "KZ", "appliesTo": ["all"], "until": "2026-01-04"}]}
E
evid-seal -q -k A.key -c case.json SMS || exit 1
bundle=SMS.evidence.tar.gz
log=SMS.custody.jsonl
pin_key A KZ --name 'Holder A'

# changed CHANGE ID [TYPE UNTIL]
changed() {
	evid-custody add condition-changed -q -k A.key --set "condition=$2" \
	    --set "change=$1" ${3:+--set "value={\"id\":\"$2\",\"type\":\"$3\",\"imposedBy\":\"KZ\",\"text\":[{\"lang\":\"en\",\"text\":\"t\"}],\"appliesTo\":[\"all\"],\"until\":\"$4\"}"} \
	    $bundle || exit 1
}

# codes EXPRESSION NAME: of the pairs of code and message, f
codes() {
	check "$2" json "$out" "[f for f in [[(x['code'], x['message'])
	    for x in j['legal']['findings']]] if $1]"
}

ends 0 'the days have passed' evid-verify --json --pins pins.json $bundle
codes "sorted(c for c, _ in f) == ['condition-ended', 'condition-ended', 'limit-passed', 'limit-passed']" 'each is told'
codes "any('C-stays' in m for c, m in f if c == 'condition-ended')" 'and a type of a like name sets no day'
changed loosened C-moved delete-after 2999-01-01
changed lifted C-lifted
changed loosened C-ends confidential 2999-01-03
changed added C-new delete-after 2026-02-01
ends 0 'the State that imposed them moves two, lifts one, adds one' evid-verify --json --pins pins.json --custody $log $bundle
codes "len(f) == 2 and ['2026-02-01' in m for c, m in f if c == 'limit-passed'] == [True]" 'what was moved or lifted has not passed'
codes "any('condition 5: delete-after, added by KZ: 2026-02-01' in m for c, m in f)" 'and what was added has, by whose word it is'
check 'the clocks are those of then' json "$out" \
    "[(c['ends'], c['state']) for c in j['legal']['clocks']] == [('2026-01-02', 'stopped'), ('2026-01-04', 'ended'), ('2026-02-01', 'overdue'), ('2999-01-01', 'running'), ('2999-01-03', 'running')]"
check 'each with the field that states it' json "$out" \
    "[c['path'].startswith('event ') and c['path'].endswith(': value.until') for c in j['legal']['clocks']] == [False, False, True, True, True]"
ends 0 'as of before they were' evid-verify --json --pins pins.json --custody $log --at "$(date -u -d '1 hour ago' +%FT%TZ)" $bundle
codes "[c for c, _ in f].count('limit-passed') == 2" 'the days had passed'
finish
