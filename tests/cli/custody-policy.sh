#!/usr/bin/env bash
# Goal: what is asked of seals, by --threshold or by a policy, is not passed
# over in silence where events are judged or signed: it is refused, or said.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
make_key A
make_key B
mkdir SMS && printf 'exhibit\n' >SMS/a.txt
evid-seal -q -k A.key SMS || exit 1
bundle=SMS.evidence.tar.gz
log=SMS.custody.jsonl
evid-custody add -q stored -k A.key $bundle || exit 1
cp $log before.jsonl
trust=(-p A.pub -p B.pub)
policy() { printf '{"schema":"urn:libevidence:policy:1","name":"ours"%s}\n' "$1" >"$2"; }
policy ',"threshold":2' two.json
policy ',"threshold":1' one.json
policy ',"signers":{"kinds":["court"]}' court.json
policy ',"threshold":2,"signers":{"states":["JP"],"x-why":1}' both.json

# --threshold
one='takes no --threshold over 1: an event has one signature'
for verb in 'add stored' hand-over deliver refuse acknowledge endorse; do
	# shellcheck disable=SC2086	# a verb and its type
	fails 2 "^evid-custody: ${verb% *} $one" "$verb has no use for a threshold" \
	    evid-custody $verb -k A.key "${trust[@]}" --threshold 2 $bundle
done
fails 2 "attach $one" 'nor has attach' evid-custody attach -k A.key "${trust[@]}" --threshold 2 SMS/a.txt $bundle
check 'and nothing was signed' same $log before.jsonl
for verb in list verify form; do
	fails 2 "^evid-custody: $verb $one" "nor has $verb" evid-custody "$verb" "${trust[@]}" --threshold 2 $log
	ends 0 'one signature each event has' evid-custody "$verb" "${trust[@]}" --threshold 1 $log
done

# a policy, of a log
# not_applied POLICY WHICH
not_applied() {
	ends 0 "what $1 asks of seals changes nothing for a log" evid-custody verify "${trust[@]}" --policy "$1" $log $bundle
	check '... and is said' says "not applied to a log, .*: $2 \\[policy-signers-not-applied\\]"
	ends 0 '... in JSON' evid-custody verify --json "${trust[@]}" --policy "$1" $log
	check '... as a finding' json "$out" '[f["code"] for f in j["findings"]] == ["policy-signers-not-applied"]'
	ends 0 '... in the list' evid-custody list "${trust[@]}" --policy "$1" $log
	check '... too' says '\[policy-signers-not-applied\]'
	ends 0 '... in the form' evid-custody form "${trust[@]}" --policy "$1" $log
	check '... as noted' says '^Noted .*\[policy-signers-not-applied\]'
	ends 3 '... while evid-verify applies it to the bundle' evid-verify -q "${trust[@]}" --policy "$1" --custody $log $bundle
}
not_applied two.json threshold
not_applied court.json signers
not_applied both.json 'signers and threshold'
ends 0 'one that asks for one signature is met' evid-custody verify --json "${trust[@]}" --policy one.json $log
check 'and nothing is said' json "$out" 'j["findings"] == []'

# a policy, and what is signed
ends 0 'what is signed is no verdict' evid-custody add examined -k A.key "${trust[@]}" --policy one.json $bundle
check 'and that the policy has no effect there is said' tells '^evid-custody: one\.json: the policy has no effect on what is signed$'
ends 0 'and not with -q' evid-custody hand-over -q -k A.key --to B.pub "${trust[@]}" --policy both.json $bundle
check 'at all' test ! -s "$err"

# who receives verifies the bundle
ends 3 'a receiver asks it of the bundle' evid-custody receive -k B.key "${trust[@]}" --policy court.json --accept all $bundle
refuse 'and is told nothing else' tells 'no effect'
ends 3 'a threshold, too' evid-custody receive -k B.key "${trust[@]}" --threshold 2 --accept all $bundle
ends 0 'and signs where it is met' evid-custody receive -k B.key "${trust[@]}" --policy one.json --threshold 1 --accept all $bundle
finish
