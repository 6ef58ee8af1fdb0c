#!/usr/bin/env bash
# Goal: why an event does not count is said truly, in a list, the form and
# JSON: which rule it breaks, and not that its key may not say it; and who is
# named by a hand-over that counts is no stranger.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in A B C; do
	make_key $name
done
printf 'exhibit\n' >S
case_that_asks 'for this case' >case.json
evid-seal -q -k A.key -c case.json S || exit 1
bundle=S.evidence.tar.gz
log=S.custody.jsonl
evid-custody hand-over -q -k A.key --to B.pub $bundle || exit 1
evid-custody list --json $log $bundle >over.json || exit 1
seal=$(value over.json 'j["bundle"]')
export seal	# for sign
over=$(value over.json 'j["events"][0]["event"]')
# receipt CHANGE: the details of one that says nothing of a condition, changed
# by a statement of Python on `d`
receipt() {
	/usr/bin/python3 -c '
import json, sys
over = json.load(open("over.json"))["events"][0]["details"]
d = {"acceptance": "accepted", "conditions": [], "files": over["files"],
    "verdict": {"status": "verified", "exitStatus": 0, "policySha256": None,
    "tool": {"name": "x", "version": "1"}}, "heads": []}
exec(sys.argv[1])
print(json.dumps(d))' "$1"
}
# why TYPE WHY LOG OPTION...: list, form and JSON have that of the one event of
# that type that is a claim
why() {
	local type=$1 why=$2 log=$3

	shift 3
	run evid-custody list "$@" "$log" $bundle
	check "$type, $why: a list" says "$type.* \\[claim: $why\\]\$"
	run evid-custody form "$@" "$log" $bundle
	check "$type, $why: the form" says "^     A CLAIM, WITHOUT EFFECT: $why\$"
	run evid-custody list --json "$@" "$log" $bundle
	check "$type, $why: as JSON" json "$out" \
	    "['$why'] == [e['why'] for e in j['events'] if e['why'] and
	        e['type'] == '$type']"
}
both=(-p A.pub -p B.pub)

answer='"C-1", "answer": "accepted"}]'
{ cat $log; sign B received "$(receipt '')" "$over"; } >none.jsonl
for trust in '-p A.pub' '-p A.pub -p B.pub' ''; do
	# shellcheck disable=SC2086	# several words
	why received 'it leaves without an answer a condition that asks for one' \
	    none.jsonl $trust
done
{ cat $log; sign B received "$(receipt "d['conditions'] = [{'id': $answer
d['files'] = []
d['files'] += [{'name': 'f', 'size': 1, 'sha256': '0' * 64}]")" "$over"; } >files.jsonl
why received 'its files are not those that were handed over' files.jsonl "${both[@]}"
{ cat $log; sign B received "$(receipt "d['conditions'] = [{'id': $answer
d['verdict']['status'] = 'altered'")" "$over"; } >against.jsonl
why received 'it takes what its own verdict or answers speak against' \
    against.jsonl "${both[@]}"
{ cat $log; sign A refused '{"reason":"mine"}' "$over"; } >mine.jsonl
why refused 'it is not by whom the hand-over is to' mine.jsonl "${both[@]}"
{ cat $log; sign B refused '{"reason":"what"}'; } >what.jsonl
why refused 'it answers no hand-over that is here' what.jsonl "${both[@]}"
{ cat $log; sign B acknowledged-outside '{"means":"paper","result":"received",
    "by":{"name":"B"}}' "$over"; } >own.jsonl
why acknowledged-outside 'it is not by who handed over' own.jsonl "${both[@]}"
{ cat $log; sign A x-notes '{}'; } >type.jsonl
run evid-custody list "${both[@]}" type.jsonl $bundle
check 'a type that is not known: a list' says \
    '"x-notes" \[claim: its type is not known here\]$'
run evid-custody form "${both[@]}" type.jsonl $bundle
check 'the form' says '^     A CLAIM, WITHOUT EFFECT: its type is not known here$'
{ cat $log; sign B corrected '{"corrects":{"event":"'"$over"'","why":"x"},
    "fields":{}}' "$over"; } >corrected.jsonl
why corrected 'it corrects what somebody else said' corrected.jsonl "${both[@]}"
{ cat $log; sign A condition-changed '{"condition":"C-1","change":"lifted"}'; } >lift.jsonl
why condition-changed 'the State of its key is not known here' lift.jsonl "${both[@]}"

# Who was handed something by whom is trusted.
{ cat $log; sign B stored '{}'; } >named.jsonl
why stored 'its key is not known here' named.jsonl -p A.pub
{ cat $log; sign C stored '{}'; } >stranger.jsonl
why stored 'by a stranger' stranger.jsonl -p A.pub

# What a lost key says of itself holds, though it does not count.
evid-trust init -q -o 1.json --name un247 --threshold 1 --at 2026-01-01
evid-trust add -q --state KZ --kind court --authority 'en=A' --key A.pub \
    --use seal --use custody --use directory --at 2026-01-01 1.json
evid-trust add -q --state VN --kind court --authority 'en=B' --key B.pub \
    --use custody --at 2026-01-01 1.json
evid-trust revoke -q --key B.pub --reason lost 1.json || exit 1
evid-trust sign -q -k A.key 1.json || exit 1
id=$(openssl pkey -in B.pub -pubin -outform DER | sha256sum | cut -c -64)
{
	cat $log
	EVENT_LATER=10 sign B stored '{}'
	EVENT_LATER=20 sign B key-compromised \
	    '{"keyid":"'"$id"'","since":"2026-01-01T00:00:00.000000000Z"}'
} >lost.jsonl
run evid-custody verify -t 1.json lost.jsonl $bundle
check 'a lost key says that it is compromised, which is told' says \
    '\[custody-key-compromised\]$'
why key-compromised \
    'its own key does not count here; that the key which it names is compromised holds all the same' \
    lost.jsonl -t 1.json
check 'and of what else it signed' json "$out" "['its key is compromised'] == [
    e['why'] for e in j['events'] if e['type'] == 'stored']"
finish
