#!/usr/bin/env bash
# Goal: nothing is handed over to oneself, or to a key that, by whoever is
# trusted, cannot sign for it: it would be open for ever.  A receiver whom
# nobody knows receives as before: the hand-over names him.  Nor is anything
# signed with a key that the log says is compromised.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in A A2 D GOOD SEAL LATER PAST LOST STOLEN NEW; do
	make_key $name
done
number() {
	openssl pkey -in "$1.pub" -pubin -outform DER | sha256sum |
	    sed -E 's/^(....).*(....)  -$/\1…\2/'
}
keyid() { openssl pkey -in "$1.pub" -pubin -outform DER | sha256sum | cut -c 1-64; }
printf 'exhibit\n' >S
evid-seal -q -k A.key S || exit 1
bundle=S.evidence.tar.gz
log=S.custody.jsonl

evid-trust init -q -o 1.json --name un247 --threshold 1
evid-trust add --json --state KZ --kind court --authority 'en=Court' \
    --key D.pub --use directory --use custody --valid-from 2020-01-01 1.json >kz.json 2>/dev/null
evid-trust add --json --state VN --kind laboratory --authority 'en=Laboratory' \
    --key GOOD.pub --use custody --valid-from 2020-01-01 1.json >vn.json 2>/dev/null
kz=$(value kz.json 'j["contact"]')
vn=$(value vn.json 'j["contact"]')
# listed NAME CONTACT OPTION...
listed() {
	evid-trust add -q --contact "$2" --key "$1.pub" "${@:3}" 1.json 2>/dev/null || exit 1
}
listed A "$kz" --use custody --use seal --valid-from 2020-01-01
listed SEAL "$vn" --use seal --valid-from 2020-01-01
listed LATER "$vn" --use custody --valid-from 2090-06-01
listed PAST "$vn" --use custody --valid-from 2020-01-01 --valid-until 2021-06-01
listed LOST "$vn" --use custody --valid-from 2020-01-01
listed STOLEN "$vn" --use custody --valid-from 2020-01-01
evid-trust revoke -q --key LOST.pub --reason lost 1.json || exit 1
evid-trust revoke -q --key STOLEN.pub --reason compromised 1.json || exit 1
evid-trust sign -q -k D.key 1.json || exit 1

over() { evid-custody hand-over -k A.key -t 1.json --to "$1.pub" "${@:2}" $bundle; }
fails 2 "the receiver's key is the one that signs" 'nobody hands over to himself' \
    evid-custody hand-over -k A.key --to A.pub $bundle
check 'and what is meant instead is said' tells 'hint: .*--to.*add stored'
fails 3 "could not sign for it: his key $(number SEAL) is not for custody, as its entry in the directory says" \
    'a key for sealing receives nothing' over SEAL
check 'and what to do is said' tells 'hint: ask the receiver which key of his is for custody'
fails 3 "his key $(number LATER) is not yet valid, but from 2090-06-01 00:00:00Z" \
    'nor one that is not yet valid' over LATER
fails 3 "his key $(number PAST) is no longer valid: it was until 2021-06-01 " \
    'nor one that is no longer' over PAST
fails 3 'no longer valid' 'whenever it is said to have been handed over' \
    evid-custody hand-over -k A.key -t 1.json --to PAST.pub --exhibit \
    0f8fad5b-d9cb-4569-a165-70867728950e --log e.jsonl --when 2021-01-01
fails 3 "his key $(number LOST) is revoked since 20" 'nor one that was lost' over LOST
check 'whose next key is asked for' tells 'hint: ask the receiver, .* which key took its place'
fails 3 "his key $(number STOLEN) is compromised, as the directory says" \
    'nor one that is compromised' over STOLEN
check 'and nothing was signed' absent $log
check 'also of no exhibit' absent e.jsonl
fails 3 'is compromised' 'a key that is given is compromised all the same' over STOLEN -p STOLEN.pub
ends 0 'another use is for who gives the key to say' over SEAL -q -p SEAL.pub
ends 0 'whom nobody knows receives' over NEW -q
ends 0 'and who may' over GOOD -q
ends 0 'also with no trust' evid-custody hand-over -q -k A.key --to LOST.pub $bundle
rm -f $log

# A pin, and what the log says.
evid-keygen --json -q -o P --no-passphrase >P.json
evid-trust pin -q --pins pins.json --state VN --by me --how in-person --use seal \
    --number "$(value P.json 'j["keyNumber"]')" P.pub || exit 1
fails 3 "his key $(number P) is not for custody, as its pin says" 'a pin says for what a key is' \
    evid-custody hand-over -k A.key --to P.pub --pins pins.json $bundle
evid-custody add -q key-compromised -k A2.key --set "keyid=$(keyid GOOD)" \
    --set since=2026-01-01 $bundle
ends 0 'what a stranger says of a key hinders nobody' over GOOD -q
evid-custody add -q key-compromised -k A.key --set "keyid=$(keyid GOOD)" \
    --set since=2026-01-01 $bundle
ends 0 'nor what another State says' over GOOD -q
cp $log before
listed_now() { evid-trust add -q --contact "$vn" --key "$1.pub" "${@:2}" 2.json 2>/dev/null || exit 1; }
evid-trust add -q --threshold 1 -o 2.json 1.json
listed_now A2 --use custody --valid-from 2020-01-01
evid-trust sign -q -k D.key 2.json || exit 1
fails 3 "his key $(number GOOD) is compromised, as an event of this log says" \
    'his own State does, though the key signed nothing there' \
    evid-custody hand-over -k A.key -t 2.json --to GOOD.pub $bundle
check 'and nothing is added' same before $log
evid-custody add -q key-compromised -k NEW.key --set "keyid=$(keyid NEW)" \
    --set since=2026-01-01 $bundle
fails 3 "his key $(number NEW) is compromised, as an event" 'and who says so of his own key' \
    evid-custody hand-over -k A.key --to NEW.pub $bundle

# One's own key.
rm -f $log
evid-custody hand-over -q -k A.key --to NEW.pub $bundle
compromised() {
	evid-custody add -q key-compromised -k "$1.key" --set "keyid=$(keyid "$2")" \
	    --set since=2026-01-01 "${@:3}" $bundle
}
ends 0 'that his key is compromised its holder says with it' compromised NEW NEW
cp $log before
said="nothing was signed, for by key $(number NEW) it would be a claim without effect: it is compromised, as event [0-9a-f]{16} of this log says"
by_it() { fails 3 "$said" "$1" evid-custody "${@:2}" $bundle; }
by_it 'by which nothing is received then' receive -k NEW.key -p A.pub --accept all
check 'and what to do is said' tells 'hint: sign with a new key'
by_it 'nor refused' refuse -k NEW.key --reason 'not ours'
by_it 'nor delivered' deliver -k NEW.key
by_it 'nor handed over' hand-over -k NEW.key --to GOOD.pub
by_it 'nor endorsed' endorse -k NEW.key --statement 'I saw it'
by_it 'nor stored' add stored -k NEW.key
by_it 'nor is a next key named' add key-succeeded -k NEW.key --to GOOD.pub
by_it 'also not for whoever gives it' add stored -k NEW.key -p NEW.pub
check 'and nothing was added' same before $log
ends 0 'that it is compromised can be said again' compromised NEW NEW
compromised A2 GOOD
ends 0 'what a stranger says of it hinders nobody' evid-custody add stored -q -k GOOD.key -t 1.json $bundle
cp $log before
fails 3 "by key $(number GOOD) .* it is compromised, as event" 'what its own State says does' \
    evid-custody add stored -k GOOD.key -t 2.json $bundle
check 'and the log is as it was' same before $log
ends 0 'and other keys sign as before' evid-custody add stored -q -k A.key -t 2.json $bundle
finish
