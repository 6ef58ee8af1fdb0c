#!/usr/bin/env bash
# Goal: no log is sealed with a key that is compromised by the log, of whatever
# evidence it says so, nor by those who are trusted with it; and who else says
# so, or that the key is not valid, is told before anything is sealed.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/home
mkdir its
for name in A A2 C S; do
	evid-keygen --json -o $name --no-passphrase --state KZ >$name.json || exit 1
done
evid-keygen --json -o B --no-passphrase --state VN >B.json || exit 1
keyid() { value "$1.id" 'j["keyid"]'; }
number() { value "$1.id" 'j["keyid"][:4] + "…" + j["keyid"][-4:]'; }
pin() {	# LIST NAME STATE: for sealing and custody
	evid-trust pin -q --pins "$1" --state "$3" --name "Holder $2" \
	    --number "$(value "$2.json" 'j["keyNumber"]')" --use seal \
	    --use custody --by me --how in-person "$2.pub" || exit 1
}
pin pins.json A KZ && pin pins.json B VN
cp pins.json pins2.json && pin pins2.json A2 KZ
event() { /usr/bin/python3 "$EVID_SOURCE/tests/support/sign_event.py" "$@"; }
mkdir SMS O && printf 'exhibit\n' >SMS/a.txt && printf 'x\n' >O/x
evid-seal -q -k S.key O || exit 1
evid-inspect --json O.evidence.tar.gz >o.json
bundle=$(value o.json 'j["sealDigest"]')
evid-custody add collected --json -k B.key --state its --log by-b.jsonl >ex.json || exit 1
uid=$(value ex.json 'j["exhibit"]')
event A.key "$uid" stored '{}' | cat by-b.jsonl - >ex.jsonl
sealed() {	# LOG [OPTION...]
	rm -f out.gz
	evid-seal --custody "$1" -o out.gz "${@:2}" SMS
}
of() { printf '{"name":"","organization":"","state":"%s"}' "$1"; }
stolen() {	# WHO WHOSE OF [STATE]: says so of a key, and states to be of that
	EVENT_HOLDER=$(of "${4-}") event "$1.key" "$3" key-compromised "$(printf '{"keyid":"%s","since":"2026-01-01T00:00:00.000000000Z"}' "$(keyid "$2")")"
}

# What the directory says that is trusted with the log.
directory() {	# REASON: one by which A is revoked as that
	evid-trust init -q -o "$1.json" --name un247 --threshold 1 --state its &&
	    evid-trust add -q --state KZ --kind 24-7 --authority en=One --key A.pub \
		--use seal --use custody "$1.json" 2>/dev/null &&
	    evid-trust add -q --state KZ --kind 24-7 --authority en=Two --key A2.pub \
		--use directory --use seal --use custody "$1.json" 2>/dev/null &&
	    evid-trust revoke -q --key A.pub --reason "$@" "$1.json" 2>/dev/null &&
	    evid-trust sign -q -k A2.key "$1.json" || exit 1
}
mkdir d && cd d && cp ../*.pub ../*.key ../*.id . && mkdir its
directory compromised && directory lost && directory superseded
cd .. || exit 1
for keys in '-k A.key' '-k B.key -k A.key'; do
	for log in by-b ex; do
		# shellcheck disable=SC2086	# options
		fails 3 "$log\.jsonl: nothing was sealed, for by key $(number A) it would not be trusted: it is compromised, as the directory says, which has it revoked as that\$" \
		    "revoked as compromised it does not seal: $keys, $log" \
		    sealed $log.jsonl $keys -t d/compromised.json --pins pins.json
		check 'with nothing written' absent out.gz
	done
done
check 'what to do is said, also with what it signed in the log' tells \
    'hint: seal with a new key, .*, and without --custody'
run sealed by-b.jsonl -k A.key -t d/compromised.json
check 'and not to leave the log out, where it signed nothing' tells 'hint: seal with a new key, which goes into the directory or the pins first \(evid-trust\)$'
for reason in lost superseded; do
	ends 0 "revoked as $reason it seals" sealed by-b.jsonl -k A.key -t d/$reason.json --json
	check 'which is told' tells \
	    "^evid-seal: by-b\.jsonl: key $(number A), which seals, is not valid for that by those trusted with the log: revoked on .* as $reason, before it was sealed; .* seal with a key that is valid\$"
	check 'to programs, too' json "$out" "'key-revoked-before' in [f['code'] for f in j['findings']]"
	run evid-verify -t d/$reason.json out.gz
	check 'and is so' test "$status" -eq 3
done
evid-trust pin -q --pins only.json --state KZ --name A --use custody \
    --number "$(value A.json 'j["keyNumber"]')" --by me --how in-person A.pub || exit 1
ends 0 'one that is not for sealing seals' sealed ex.jsonl -k A.key --pins only.json -p B.pub
check 'which is told, too' tells 'not valid for that by those trusted with the log: not a key for this: it is for custody;'
ends 0 'one that is valid' sealed ex.jsonl -k A.key --pins pins.json
check 'is not told of' test ! -s "$err"

# Said of a bundle, which is left out, it is said all the same.
stolen A2 A "$bundle" KZ | cat ex.jsonl - >log.jsonl
fails 3 'nothing was sealed, for by key .* it is compromised, as event [0-9a-f]{16} of this log says' \
    'the word of its State refuses it, also where it is of a bundle' \
    sealed log.jsonl -k A.key --pins pins2.json
check 'with nothing written' absent out.gz
check 'as nothing else is signed by it' bash -c '! evid-custody add stored -q -k A.key --state its --exhibit "$1" --log log.jsonl --pins pins2.json 2>/dev/null' - "$uid"
ends 0 'where nobody knows her it is told' sealed log.jsonl -k A.key --pins pins.json
check 'and whose it is that is left out' tells \
    "key $(number A), which seals, is compromised by the word of line 3, event [0-9a-f]{16} by key $(number A2), which states that it is of the same State; "
check 'beside that it is left out' tells '1 event of a bundle is left out of what is sealed'
stolen A A "$bundle" | cat ex.jsonl - >log.jsonl
fails 3 'nothing was sealed, for by key .* it is compromised, as event' \
    'so does its own word' sealed log.jsonl -k A.key
check 'and no way to seal with it is offered' bash -c '! grep -q "before sealing" "$1"' - "$err"
stolen B A "$bundle" | cat ex.jsonl - >log.jsonl
fails 3 'nothing was sealed, for by key' 'and that of a key that signs as well' \
    sealed log.jsonl -k A.key -k B.key

# Who else says so: whoever puts a line in front buries nobody.
(cat ex.jsonl && stolen C A "$uid" FR && stolen B A "$uid" && stolen S A "$uid" &&
    stolen S A "$uid" KZ) >log.jsonl
lines() { grep -o 'by the word of line [0-9]*' "$err" | grep -o '[0-9]*$' | tr '\n' ' '; }
ends 0 'others say so' sealed log.jsonl -k A.key --pins pins.json --json
check 'a line for each, who is known first, then who states to be of the State' \
    test "$(lines)" = '4 6 3 '
check 'one that is known is told as that' tells "line 4, event [0-9a-f]{16} by key $(number B), which is known here; where that key"
check 'one of nobody is, too' tells "line 3, event [0-9a-f]{16} by key $(number C); where that key"
check 'programs get the code' json "$out" "[f['code'] for f in j['findings']] == ['custody-sealer-compromised'] * 3"
ends 0 'where nobody is named' sealed log.jsonl -k A.key
check 'those of its State are first' test "$(lines)" = '6 4 3 '
# Of a key that says so often, the word that weighs most is told.
EVENT_LATER=60 stolen S A "$uid" FR >>log.jsonl
ends 0 'by a key that says so again, of another State' \
    sealed log.jsonl -k A.key
check 'the same is told' test "$(lines)" = '6 4 3 '
cp ex.jsonl log.jsonl
for i in $(seq 9); do
	evid-keygen -q -o "n$i" --no-passphrase || exit 1
	stolen "n$i" A "$uid" >>log.jsonl
done
stolen A2 A "$uid" KZ >>log.jsonl
ends 0 'many say so' sealed log.jsonl -k A.key --pins pins.json
check 'eight are told, of them the one of its State' test "$(lines)" = '12 3 4 5 6 7 8 9 '
check 'and how many there are beside' tells "log\.jsonl: 2 more keys say so of key $(number A), which seals: evid-custody list shows who\$"
finish
