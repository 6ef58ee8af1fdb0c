#!/usr/bin/env bash
# Goal: a field that is typed says what was meant: broken JSON is no text, and a
# correction corrects something, or that it does not is said.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in A B; do make_key $name; done
mkdir S && printf 'exhibit\n' >S/a.txt
evid-seal -q -k A.key S || exit 1
bundle=S.evidence.tar.gz
log=S.custody.jsonl
add() {	# KEY TYPE [OPTION...]
	evid-custody add "$2" -k "$1.key" "${@:3}" $bundle
}
# last EXPRESSION: of the details `d` of what the last run added
last() {
	run evid-custody list --json $log
	json "$out" "[($1) for e in j['events'] if e['event'] ==
	    '$event' for d in [e['details']]] == [True]"
}
# states VALUE EXPRESSION: what becomes of a field `x` that is set so
states() {
	run add A stored --json --set "x=$1"
	event=$(value "$out" 'j["event"]') || return
	last "$2"
}

add A examined -q || exit 1
cp $log before
for value in '[{"name":"x"' '{"a":1' '"abc' ' {' '[draft] 5' '"Foo" Street' \
    '{"a":1.5}' '{"a":1,"a":2}'; do
	fails 2 '^evid-custody: x:1:[0-9]+: .*: a value that begins so is JSON, and this is none$' \
	    "no text becomes of $value" add A stored --set "x=$value"
done
check 'what to do where it is meant as one is said' tells \
    '^  hint: .*where a text is meant, write it as one of JSON: between double quotes, with a backslash before each that is in it$'
check 'and nothing was signed' cmp before $log
check 'so written it is' states '"[draft] \"x\""' "d['x'] == '[draft] \"x\"'"
check 'JSON is JSON' states '[{"name":"x"}, 1]' "d['x'] == [{'name': 'x'}, 1]"
check 'a zero with a sign is none' states -0 "d['x'] == '-0'"
for value in '{"a":-0}' '[1,-0]' '{"a":[{"b":-0 }]}' '[-00]'; do
	cp $log before
	fails 2 '^evid-custody: x:1:[0-9]+: ' "nor is one in $value" add A stored --set "x=$value"
	check 'and nothing was signed' cmp before $log
done
fails 2 'x:1:6: a zero with a minus, which cannot be signed as a number$' \
    'whose field is named' add A stored --set 'x={"a":-0}'
check 'and what to do' tells '^  hint: write 0, or, where the minus is to stay, quote it as a text: "-0"$'
check 'so quoted it is' states '{"a":"-0"}' "d['x'] == {'a': '-0'}"
check 'and a text a text' states 'Room 7, {left}' "d['x'] == 'Room 7, {left}'"
check 'also one that nearly is a word of JSON' states 'tru' "d['x'] == 'tru'"
check 'or a number' states '1.5.2' "d['x'] == '1.5.2'"
cp $log before
for value in 1.5 -0.5 1e3 98765432109876543210; do
	for field in x place.x fields.x action.version.x witnesses.name; do
		fails 2 "^evid-custody: $field: numbers are whole" "none that the format has not: $field=$value" \
		    add A stored --set "$field=$value"
	done
done
check 'how it is a text is told' tells "^  hint: .*FIELD='\"1\.5\"'"
check 'and nothing was signed' cmp before $log
check 'a quoted one is a text' states '"1.5"' "d['x'] == '1.5'"
for field in action.version maker condition.before seizure.record; do
	run add A stored --json --set "$field=1.5"
	event=$(value "$out" 'j["event"]')
	check "and so is one where a text is wanted: $field" last \
	    "d['${field%.*}'] == '1.5' or d['${field%.*}'].get('${field#*.}') == '1.5'"
done
check 'and none at all' states '' "d['x'] == ''"
ends 0 'what a verb of its own asks for is a text as it is' \
    evid-custody attach -q -k A.key --media-type '"x' S/a.txt $bundle

# What a correction corrects: fields of the event's details.
correct() {	# KEY TYPE [OPTION...]: the last event of a type
	evid-custody list --json $log >list.json || return
	evid-custody add corrected -k "$1.key" --answers "$(value list.json \
	    "[e['event'] for e in j['events'] if e['type'] == '$2'][-1]")" \
	    --set corrects.why=slip "${@:3}" $bundle
}
# nothing NAME TEXT KEY TYPE [OPTION...]: it is refused with TEXT
nothing() {
	cp $log before
	fails 2 "^evid-custody: nothing was signed: $2" "$1" correct "${@:3}"
	check "$1: nothing was signed" cmp before $log
}
# idle NAME TEXT KEY TYPE [OPTION...]: it is signed, and said to be idle
idle() {
	run correct "${@:3}" --json
	check "$1" json "$out" "(j['noEffect'] or '').startswith('$2') and
	    j['note'] is None"
	check "$1: what to do is said" tells '^  hint: .'
}
evid-custody hand-over -q -k A.key --to B.pub $bundle || exit 1
evid-custody receive -q -k B.key -p A.pub --accept all $bundle || exit 1
add A transported -q --set 'witnesses=[{"name":"x"}]' --set place.room=1A \
    --set 'a[1]=b' || exit 1
add A condition-changed -q --set condition=C-1 --set change=added --set \
    'value={"id":"C-1","type":"other","imposedBy":"KZ","appliesTo":["all"],"text":[{"lang":"en","text":"t"}]}' || exit 1
for path in acceptance conditions 'conditions[0].answer'; do
	nothing "an answer is not corrected: $path" 'who received cannot take back' \
	    B received --set "fields.$path=accepted"
done
for path in details.acceptance type holder.name time.at; do
	nothing "what stands beside the details is not: $path" \
	    "\"${path%%.*}\" is no field of the event's details" B received \
	    --set "fields.$path=accepted"
done
for path in 'witnesses[0].name' 'place.rooms[0]'; do
	nothing "a path into a list is no name: $path" \
	    '"[a-z]*\[0\]" is no name of a field$' A transported --set "fields.$path=2"
done
check 'what to do is said' tells "hint: state the list as it is to be, whole: --set 'fields.NAME=\[\.\.\.\]'"
nothing 'a list has no parts by names' '"witnesses" is a list, and no part' A \
    transported --set fields.witnesses.name=y
nothing 'of the only copy it is true or false' '"only" is true or false' A \
    transported --set fields.only=no
ends 0 'the list whole is corrected' correct A transported --set \
    'fields.witnesses=[{"name":"y"}]' --set fields.place.room=2 --set 'fields.a[1]=c'
check 'without a word' test ! -s "$err"
ends 0 'a field that the event does not have' correct A transported --set fields.plaec=3
check 'is told' tells 'it states a field that the event does not have'
idle 'whom it was handed over to stays' 'a hand-over is to whom it was signed for' \
    A handed-over --set "fields.receiver.publicKey=x"
idle 'so does a change of a condition' 'a change of a condition is read as it was signed' \
    A condition-changed --set fields.change=lifted
idle 'what a receipt compared' 'what a receipt says of the files' B received \
    --set 'fields.files=[]'
idle 'and a correction' 'a correction is read as it was signed' B corrected \
    --set fields.fields.place=7
run correct A handed-over --json --set fields.purpose=x --set fields.heads=x
check 'beside what is corrected, it is a note' json "$out" \
    "j['noEffect'] is None and j['note'].startswith('a hand-over is to')"
idle 'what is no word on an only copy is not corrected' \
    'what it corrects does not say that the only copy went' A transported \
    --set fields.only=false
add A destroyed -q --set only=true || exit 1
idle 'that it was the only one is no correction' \
    'that it was the only copy is not said by a correction' A destroyed \
    --set fields.only=true
ends 0 'that there was another is' correct A destroyed --set fields.only=false
check 'without a word, too' test ! -s "$err"
finish
