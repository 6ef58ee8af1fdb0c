#!/usr/bin/env bash
# Goal: conditions are shown as of now: only the State that imposed one loosens
# or lifts it, anyone trusted tightens his own use, a stranger changes nothing.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in A B C; do
	evid-keygen --json -o $name --no-passphrase >$name.json || exit 1
done
mkdir SMS
printf 'exhibit\n' >SMS/a.txt
cat >case.json <<'JSON'
{"schema":"urn:libevidence:case:1","kind":"mla-answer",
 "conditions":[{"id":"C-1","type":"use-this-case","imposedBy":"KZ",
  "text":[{"lang":"en","text":"for this case alone"}],"appliesTo":["all"]}]}
JSON
evid-seal -q -k A.key -c case.json SMS || exit 1
bundle=SMS.evidence.tar.gz
log=SMS.custody.jsonl
pin_key A KZ --name 'Holder A'
pin_key B VN --name 'Holder B'

# changed KEY CHANGE TYPE STATE [TIME]: an event on condition C-1
changed() {
	local value=()

	[ "$2" = lifted ] || value=(--set
	    "value={\"id\":\"C-1\",\"type\":\"$3\",\"imposedBy\":\"$4\",\"text\":[{\"lang\":\"en\",\"text\":\"t\"}],\"appliesTo\":[\"all\"]}")
	evid-custody add condition-changed -q -k "$1.key" --set condition=C-1 \
	    --set "change=$2" ${value[@]+"${value[@]}"} \
	    ${5:+--when "$5"} $bundle
}

# another KEY DETAILS: the same as another tool might sign it
another() {
	/usr/bin/python3 "$EVID_SOURCE/tests/support/sign_event.py" "$1.key" \
	    "$(evid-inspect --json $bundle | value /dev/stdin 'j["sealDigest"]')" \
	    condition-changed "$2" >>$log
}

# now EXPRESSION NAME ARGUMENT...: a truth of the verdict's conditions, c
now() {
	local expression=$1 name=$2

	shift 2
	run evid-verify --json --pins pins.json --custody $log "$@" $bundle
	check "$name" json "$out" "[c for c in [j['legal']['conditions']]
	    if $expression] and j['exitStatus'] == 0"
}

ends 0 'a stranger says that it is lifted' changed C lifted - -
now "len(c) == 1 and c[0]['state'] == 'sealed' and c[0]['inForce']" \
    'which changes nothing'
check 'and is told, with condition and cause' json "$out" \
    "[f['message'] for f in j['legal']['findings'] if 'event' in f['message']][0].endswith(
    ' on condition \"C-1\": its signer is not known here')"
check 'with whose key to get' json "$out" \
    "[f['hint'] for f in j['legal']['findings'] if 'event' in f['message']][0].startswith(
    'get that key from its holder, and name it')"
check 'once, and not as a claim, too' json "$out" \
    "'custody-claim' not in [f['code'] for f in j['custody']['findings']]"
check 'with the condition in what is ignored' json "$out" \
    "[e['condition'] for e in j['legal']['ignored']] == ['C-1']"
fails 2 'C-1 was imposed by KZ' 'another State is not let loosen it' \
    changed B loosened other VN
ends 0 'and does by another tool' another B \
    '{"condition":"C-1","change":"loosened","value":{"id":"C-1","type":"other","imposedBy":"VN"}}'
now "len(c) == 1 and c[0]['state'] == 'sealed'" 'which changes nothing either'
ends 0 'and tightens its own use' changed B tightened onward-forbidden VN
now "[x['state'] for x in c] == ['sealed', 'tightened'] and
    c[1]['imposedBy'] == 'VN'" 'which stands beside the first'
ends 0 'the State that imposed it loosens it' \
    changed A loosened use-these-offences KZ
now "c[0]['state'] == 'loosened' and c[0]['type'] == 'use-these-offences'" \
    'and it is loosened'
now "c[0]['state'] == 'sealed' and len(c) == 1" 'but not as of an earlier day' \
    --at "$(date -u -d '1 hour ago' +%FT%TZ)"
run evid-verify --pins pins.json --custody $log --at "$(date -u -d '1 hour ago' +%FT%TZ)" $bundle
check 'what was said later is counted as that' says '^  custody .*; [0-9]+ of them later than the instant judged$'
ends 0 'it is lifted' changed A lifted - -
now "c[0]['state'] == 'lifted' and not c[0]['inForce']" 'and no more in force'
run evid-verify --json -p A.pub --custody $log $bundle
check 'a key without a State changes nothing' json "$out" \
    "[x['state'] for x in j['legal']['conditions']] == ['sealed']"
check 'and that it has none is said' json "$out" \
    "'the State of its signer is not known here; a pin or the directory names it'
    in [e['why'] for e in j['legal']['ignored']]"
fails 2 'none of loosened, tightened, added, lifted' \
    'another kind of change is refused' changed A loosen other KZ
check 'and what it takes is said' tells 'hint: it takes --set condition=ID'
fails 2 'lies in the future: it is 20' 'nor is it changed in time to come' \
    changed A lifted - - "$(date -u -d '1 hour' +%FT%TZ)"
ends 0 'a time is written as for any other option' evid-custody add -q \
    key-compromised -k C.key --set "keyid=$(printf '0%.0s' {1..64})" \
    --set since=2026-01-01T05:00:00+05:00 $bundle
check 'and normalised' bash -c "evid-custody list --json $log |
    grep -q '\"since\":\"2026-01-01T00:00:00.000000000Z\"'"
fails 2 'since: what it is set to is no time' 'what is no time is not' \
    evid-custody add key-compromised -k C.key \
    --set "keyid=$(printf '0%.0s' {1..64})" --set since=soon $bundle
for since in 2090-01-01 "$(date -u -d '1 hour' +%FT%TZ)"; do
	fails 2 'details\.since., 20[0-9 :Z-]*, lies in the future: it is 20' \
	    "nor what is to come: $since" evid-custody add key-compromised -k C.key \
	    --set "keyid=$(printf '0%.0s' {1..64})" --set "since=$since" $bundle
done
fails 2 'lies in the future' 'nor is it by being of before' evid-custody add key-compromised \
    -k C.key --set "keyid=$(printf '0%.0s' {1..64})" --set since=2090-01-01 \
    --when "$(date -u -d '1 hour ago' +%FT%TZ)" $bundle
ends 0 'but what was after it happened' evid-custody add -q key-compromised \
    -k C.key --new-branch --set "keyid=$(printf '0%.0s' {1..64})" --set "since=$(date -u -d '1 minute ago' +%FT%TZ)" \
    --when "$(date -u -d '1 hour ago' +%FT%TZ)" $bundle
fails 2 '`details.only` is not true or false' \
    'what a type must be given is told' evid-custody add returned -k C.key \
    $bundle
check 'with the option' tells 'hint: it takes --set only=true'
finish
