#!/usr/bin/env bash
# Goal: who trusts the other side alone is told that his own word on a condition
# has no effect here, for nobody names the State of his key; and why a receipt
# that rests on that word closes nothing, and what to do.
. "$(dirname "$0")/lib.sh"

for pair in A:KZ B:VN; do
	evid-keygen --json -o "${pair%:*}" --state "${pair#*:}" \
	    --no-passphrase >"${pair%:*}.json" || exit 1
done
mkdir S sA sB && printf 'exhibit\n' >S/a.txt
case_that_asks 'for this case alone' >case.json
evid-seal -q -k A.key -c case.json S || exit 1
bundle=S.evidence.tar.gz
log=S.custody.jsonl
pin() {	# LIST KEY STATE
	evid-trust pin --pins "$1" --state "$3" --name "Holder $2" --number \
	    "$(value "$2.json" 'j["keyNumber"]')" --use seal --use custody \
	    --by me --how in-person "$2.pub" >/dev/null
}
pin his.json B VN && pin both.json B VN && pin both.json A KZ || exit 1
evid-custody hand-over -q -k A.key --state sA --to B.pub $bundle || exit 1
cp $log before
cp -r sA sA.before

word() {	# TYPE [OPTION...]: by A
	evid-custody add "$1" -k A.key --state sA --set condition=C-1 "${@:2}" \
	    $bundle
}
again() {
	cp before $log
	rm -rf sA
	cp -r sA.before sA
}
without='by what is known here, what was signed has no effect: by those trusted here it is not known of which State this key is'
lift=(condition-changed --set change=lifted)
loose=(condition-changed --set change=loosened --set
    'value={"id":"C-1","type":"other","imposedBy":"KZ","text":[{"lang":"en","text":"t"}],"appliesTo":["all"],"needsAcceptance":false}')
tight=("${loose[@]/change=loosened/change=tightened}")

for whom in '--pins his.json -p A.pub' '--pins his.json' '-p A.pub'; do
	# shellcheck disable=SC2086	# options
	ends 0 "a word that has no effect here: $whom" word "${lift[@]}" $whom
	check 'is signed, and that is said' tells "$without"
	check 'with what to do' tells 'hint: name your own key with its State, too: evid-trust pin --pins PINS --state XX KEY\.pub'
	again
done
ends 0 'a consent' word consent-given --set to.state=CN --pins his.json -p A.pub
check 'is no better' tells "$without"
again
run word "${lift[@]}" --pins his.json -p A.pub --json
check 'in JSON, too' json "$out" "j['noEffect'].startswith('by those trusted here') and j['note'] is None"
again
ends 0 'who sealed, and whose key is trusted, binds all the same' \
    word "${tight[@]}" --pins his.json -p A.pub
refuse 'of which nothing is said' tells "$without"
again
ends 0 'but does not loosen' word "${loose[@]}" --pins his.json -p A.pub
check 'which is said' tells "$without"
again
# A value that leaves out whether it asks: what is said fits what it does here.
forgets=("${tight[@]/,\"needsAcceptance\":false/}")
ends 0 'whoever sealed and forgets to ask' word "${forgets[@]}" -p A.pub
check 'is told that by -p alone the condition asks as before' tells \
    'by what is known here it stands beside the condition, which asks for an answer as before: its value leaves needsAcceptance out$'
check 'and what comes of it where his State is known' tells \
    'hint: where it is known of which State this key is \(--pins, -t\), it may take the place of the condition, which then no longer asks'
evid-custody hand-over -q -k A.key --state sA --to B.pub $bundle || exit 1
over=$(evid-custody list --json $log | value /dev/stdin \
    "[e['event'] for e in j['events'] if e['type'] == 'handed-over'][-1]")
mkdir sN
fails 2 'condition "C-1": it must be answered' 'as it does' evid-custody receive \
    -k B.key --state sN -p A.pub --hand-over "$over" --accept answered $bundle
ends 0 'and where his State is known it does not' evid-custody receive -q \
    -k B.key --state sN --pins both.json --hand-over "$over" --accept answered $bundle
again
ends 0 'where his State is known' word "${forgets[@]}" --pins both.json
check 'he is told that it does not' tells 'leaves needsAcceptance out: whoever receives no longer has to answer it$'
again
ends 0 'a word without effect that forgets it' word "${forgets[@]/=tightened/=loosened}" -p A.pub
check 'is told as that' tells "$without"
check 'with what to do about that' tells 'hint: name your own key with its State, too'
refuse 'and nothing else' tells 'needsAcceptance'
again

# What a key says of itself in its .id binds its own word.
evid-keygen --json -o V --no-passphrase --state VN >V.json || exit 1
for each in loosened tightened added; do
	fails 2 'nothing was signed, for it would have no effect: `value.imposedBy` is KZ, and by its own word this key is of VN' \
	    "a key that says to be of another State, $each" evid-custody add \
	    -k V.key --state sB "${loose[@]/=loosened/=$each}" --set condition=C-1 $bundle
	check 'is told how to go on' tells 'hint: .* set imposedBy to VN, or sign with a key of KZ; if this key is of that State, name who says so'
done
fails 2 'imposed by KZ, and by its own word this key is of VN' 'as one that lifts' \
    evid-custody add -k V.key --state sB "${lift[@]}" --set condition=C-1 $bundle
mkdir sV
ends 0 'but its own use it binds' evid-custody add -q -k V.key --state sV \
    "${tight[@]/\"KZ\"/\"VN\"}" --set condition=C-1 $bundle
pin her.json V KZ && mkdir sW || exit 1
again
ends 0 'and by whom it is known otherwise it speaks' evid-custody add -q -k V.key \
    --state sW --pins her.json "${loose[@]}" --set condition=C-1 $bundle
again
for whom in '--pins both.json' ''; do
	# shellcheck disable=SC2086	# options
	ends 0 "nothing is said where it has an effect, or nobody was asked: $whom" \
	    word "${lift[@]}" $whom
	refuse 'indeed' tells "$without"
	again
done

ends 0 'A lifts the condition' word "${lift[@]}" --pins his.json -p A.pub
ends 0 'B, who knows whose key that is, receives without an answer' evid-custody receive -q \
    -k B.key --state sB --pins both.json --accept answered $bundle
run evid-custody verify --pins his.json -p A.pub --state sA $log $bundle
check 'by what A trusts that leaves a condition unanswered' says 'custody-condition-unanswered'
check 'because his own key has no State' says '^    hint: a change that lets it go has no effect here, for its key is known and its State is not: name that key with its State, one.s own too'
run evid-custody verify --json --pins his.json -p A.pub --state sA $log $bundle
check 'in JSON, too' json "$out" "[f['hint'].startswith('a change that lets it go') for f in j['findings']
    if f['code'] == 'custody-condition-unanswered'] == [True]"
run evid-verify --json --pins his.json -p A.pub --state sA --custody $log $bundle
check 'and in the verdict' json "$out" "[f['hint'].startswith('a change that lets it go') for f in j['custody']['findings']
    if f['code'] == 'custody-condition-unanswered'] == [True]"
run evid-custody list --json --pins his.json -p A.pub --state sA $log $bundle
check 'and in the list' json "$out" "[f['hint'].startswith('a change that lets it go') for f in j['findings']
    if f['code'] == 'custody-condition-unanswered'] == [True]"
pin his.json A KZ || exit 1
run evid-custody verify --pins his.json --state sA $log $bundle
refuse 'once he pinned his own key it is answered' says 'custody-condition-unanswered'
check 'and not open' says '^  custody .*; none open$'

# A receipt that rests on nothing is to be given again.
again
rm -rf sB && mkdir sB
# receive asks; another tool does not
seal=$(evid-inspect --json $bundle | value /dev/stdin 'j["sealDigest"]')
over=$(evid-custody list --json $log | value /dev/stdin \
    '[e["event"] for e in j["events"] if e["type"] == "handed-over"][0]')
files=$(evid-custody list --json $log | value /dev/stdin \
    '__import__("json").dumps([e["details"]["files"] for e in j["events"] if e["type"] == "handed-over"][0])')
/usr/bin/python3 "$EVID_SOURCE/tests/support/sign_event.py" B.key "$seal" \
    received "{\"acceptance\":\"accepted\",\"conditions\":[],\"files\":$files,\"heads\":[\"$over\"],
    \"verdict\":{\"status\":\"verified\",\"exitStatus\":0,\"policySha256\":null,\"tool\":{\"name\":\"x\",\"version\":\"1\"}}}" "$over" >>$log
run evid-custody verify --pins his.json -p A.pub --state sA $log $bundle
check 'without such a word the receiver is asked' says '^    hint: ask its signer to receive it again, and to answer each'
finish
