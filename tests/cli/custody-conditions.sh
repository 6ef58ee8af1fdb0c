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
for pair in A:KZ B:VN; do
	evid-trust pin --pins pins.json --state "${pair#*:}" --name \
	    "Holder ${pair%:*}" \
	    --number "$(value "${pair%:*}.json" 'j["keyNumber"]')" --use seal --use custody --by me --how in-person \
	    "${pair%:*}.pub" >/dev/null || exit 1
done

# changed KEY CHANGE TYPE STATE [TIME]: an event on condition C-1
changed() {
	local value=()

	[ "$2" = lifted ] || value=(--set
	    "value={\"id\":\"C-1\",\"type\":\"$3\",\"imposedBy\":\"$4\"}")
	evid-custody add condition-changed -q -k "$1.key" --set condition=C-1 \
	    --set "change=$2" ${value[@]+"${value[@]}"} \
	    ${5:+--when "$5"} $bundle
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
check 'and is told' json "$out" \
    "any(f['code'] == 'condition-change-ignored' for f in j['legal']['findings'])"
ends 0 'another State loosens it' changed B loosened other VN
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
ends 0 'it is lifted' changed A lifted - -
now "c[0]['state'] == 'lifted' and not c[0]['inForce']" 'and no more in force'
run evid-verify --json -p A.pub --custody $log $bundle
check 'a key without a State changes nothing' json "$out" \
    "[x['state'] for x in j['legal']['conditions']] == ['sealed']"
finish
