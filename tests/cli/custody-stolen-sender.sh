#!/usr/bin/env bash
# Goal: what was handed over by a key that is compromised is a claim, and whom
# it names says all the same what became of it: he refuses it, or receives it
# with a reservation, and is told why that is all, and how to go on.  Who
# cannot answer a hand-over is told why, also where an answer was noted.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in S A A2 B B2 C D; do
	make_key $name
done
keyid() { openssl pkey -in "$1.pub" -pubin -outform DER | sha256sum | cut -c 1-64; }
number() { keyid "$1" | sed -E 's/^(....).*(....)$/\1…\2/'; }
# with LOG COMMAND...: on a copy of that log, by a machine that signed nothing
with() {
	cp "$1" $log
	rm -rf "$XDG_STATE_HOME"
	"${@:2}"
}
printf 'exhibit\n' >E
evid-seal -q -k S.key E || exit 1
bundle=E.evidence.tar.gz
log=E.custody.jsonl
evid-custody hand-over -q -k A.key --to B.pub $bundle || exit 1
cp $log sent.jsonl
evid-custody add key-compromised -q -k A.key --set keyid="$(keyid A)" \
    --set since=2026-01-01 $bundle || exit 1
cp $log stolen.jsonl
trust='-p S.pub -p A.pub -p A2.pub -p B.pub'

# shellcheck disable=SC2086	# the trust is several words
refused() { evid-custody refuse -k B.key --reason 'by a stolen key' ${1-$trust} $bundle; }
# shellcheck disable=SC2086	# several words
received() { evid-custody receive -k B.key $trust "$@" $bundle; }
# shellcheck disable=SC2086	# several words
verify() { evid-custody verify $trust $log $bundle; }

ends 0 'what a compromised key handed over is refused' with stolen.jsonl refused
check 'by the hand-over that it was' says '  hand-over   [0-9a-f]{12}, to key '"$(number B)"
check 'why that is a claim is said' tells \
    'the hand-over that it answers is a claim, for the key that signed that is compromised$'
check 'and what leads on' tells 'hint: ask its sender to hand it over again with a new key'
run verify
check 'the refusal is seen, and what it rests on' says \
    'is a claim: its key is compromised, and it rests on that: refused there'
run evid-custody list --json -p A.pub -p B.pub $log $bundle
check 'it counts' json "$out" "[e['standing'] for e in j['events'] if e['type'] == 'refused'] == ['counts']"
ends 0 'so it is where nobody is named' with stolen.jsonl refused ''
ends 0 'and where the receiver is not' with stolen.jsonl refused '-p A.pub'
check 'but then it is said that it counts for who knows his key' tells \
    'what was signed has no effect: .* those trusted here do not know the key that answers$'
check 'and to name it' tells 'hint: it counts for whoever knows this key: have it pinned'

ends 3 'it is not accepted as it is' with stolen.jsonl received --accept all
check 'for its key is compromised' tells 'nothing was signed, for it is not trusted: events are by a key that is compromised: key '"$(number A)"
check 'and three ways are said' tells \
    'hint: .* hand it over again with a new key.*; or receive it --with-reservation TEXT; evid-custody refuse '
ends 0 'but with a reservation' with stolen.jsonl received --with-reservation 'its key was stolen'
run verify
check 'which is seen' says 'it rests on that: received there with a reservation'
ends 0 'and not accepted' with stolen.jsonl received --not-accepted 'its key was stolen'

# The same of an exhibit, of which there is no verdict.
evid-custody add collected --json -q -k A.key --log x.jsonl \
    --set 'description=[{"lang":"en","text":"A telephone"}]' >x.json || exit 1
uid=$(value x.json 'j["exhibit"]')
evid-custody hand-over -q -k A.key --to B.pub --exhibit "$uid" --log x.jsonl || exit 1
evid-custody add key-compromised -q -k A.key --set keyid="$(keyid A)" \
    --set since=2026-01-01 --exhibit "$uid" --log x.jsonl || exit 1
fails 3 'nothing was signed: the hand-over is a claim: its key is compromised' \
    'nor is an exhibit accepted as it is' evid-custody receive -k B.key \
    --accept all --exhibit "$uid" --log x.jsonl -p A.pub -p B.pub
check 'with the same ways on' tells 'hint: ask its sender to hand it over again .* refuse says'
ends 0 'but with a reservation, too' evid-custody receive -q -k B.key \
    --with-reservation 'its key was stolen' --exhibit "$uid" --log x.jsonl -p A.pub -p B.pub

evid-custody hand-over -q -k A2.key --to B.pub --exhibit "$uid" --log x.jsonl || exit 1
evid-custody list --json x.jsonl >list.json
over=$(value list.json "[e['event'] for e in j['events'] if e['type'] == 'handed-over'][-1]")
ends 0 'handed over again with a new key, it is accepted as it is' evid-custody receive -q \
    -k B.key --accept all --hand-over "$over" --exhibit "$uid" --log x.jsonl -p A.pub -p A2.pub -p B.pub

# The sender hands over again.
ends 0 'the sender hands over again, with a new key' with stolen.jsonl \
    evid-custody hand-over -q -k A2.key --to B.pub $bundle
cp $log again.jsonl
ends 3 'nor is that accepted as it is' received --accept all
check 'for what the old key signed stays' tells 'nothing was signed, for it is not trusted: events are by a key that is compromised: key '"$(number A)"
check 'and how to go on is said' tells \
    'hint: what that key signed stays in the log, also where it was handed over again with a new key: receive it --with-reservation TEXT'
refuse 'and not to ask for what was done' tells 'ask its sender'
check 'nothing was signed' same $log again.jsonl
ends 0 'which alone is received then' received --with-reservation 'the first was by a stolen key'
run verify
check 'and closed' says 'handed over to .*, received there with a reservation; 1 hand-over is a claim; none that counts is open$'
fails 2 'it was answered already, by event [0-9a-f]{16} \(received-with-reservation\)' \
    'the claim is not answered unnamed after that' refused
first=$(evid-custody list --json $log | value /dev/stdin \
    "[e['event'] for e in j['events'] if e['type'] == 'handed-over' and e['standing'] == 'claim'][0]")
# shellcheck disable=SC2086	# several words
ends 0 'but by its name' evid-custody refuse -q -k B.key --reason x \
    --hand-over "$first" $trust $bundle

# Who cannot answer it, and why.
fails 2 'the one that is there, a claim, is to key '"$(number B)" \
    'a claim that is to another is told as that' with stolen.jsonl \
    evid-custody refuse -k C.key --reason x -p A.pub $bundle
fails 2 'the one that is there, a claim, is by key '"$(number A)" \
    'the new key of its sender notes no answer to it' with stolen.jsonl \
    evid-custody acknowledge -k A2.key --means paper --result received --by x -p A.pub $bundle
check 'for nothing follows a compromised key' tells \
    'hint: that key is compromised: hand it over again with this one'
with sent.jsonl evid-custody add key-compromised -q -k B.key \
    --set keyid="$(keyid B)" --set since=2026-01-01 $bundle || exit 1
fails 2 'the one that is open is to key '"$(number B)" \
    "nor does the receiver's new key receive what was to a compromised one" \
    evid-custody refuse -k B2.key --reason x -p A.pub $bundle
check 'which is to be handed over again, too' tells \
    'hint: that key is compromised: ask the sender to hand it over again, to this one'
with sent.jsonl evid-custody acknowledge -q -k A.key --means paper \
    --result received --by x $bundle || exit 1
cp $log noted.jsonl
fails 2 'by this key: the one that is there, of which its sender noted an answer, is by key '"$(number A)" \
    'who did not send is told so where an answer was noted' \
    evid-custody acknowledge -k C.key --means paper --result received --by x $bundle
fails 2 'to this key: the one that is there, of which its sender noted an answer, is to key '"$(number B)" \
    'and who is not its receiver' evid-custody refuse -k C.key --reason x $bundle

# Another key of one contact speaks for it.
evid-trust init -q -o 1.json --name un247 --threshold 1
evid-trust add --json --state KZ --kind court --authority 'en=Court' \
    --key D.pub --use directory --use custody --valid-from 2020-01-01 1.json >kz.json 2>/dev/null
for name in A A2; do
	evid-trust add -q --contact "$(value kz.json 'j["contact"]')" --key $name.pub \
	    --use custody --valid-from 2020-01-01 1.json 2>/dev/null || exit 1
done
evid-trust sign -q -k D.key 1.json || exit 1
for each in sent noted stolen; do
	ends 0 "the sender's other key notes an answer: $each" with $each.jsonl \
	    evid-custody acknowledge -q -k A2.key -t 1.json --means paper \
	    --result refused --by 'B. Clerk' $bundle
	run evid-custody list --json -t 1.json $log $bundle
	check 'which counts' json "$out" "[e['standing'] for e in j['events'] if
	    e['type'] == 'acknowledged-outside'][-1] == 'counts'"
done

finish
