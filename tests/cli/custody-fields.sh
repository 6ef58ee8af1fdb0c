#!/usr/bin/env bash
# Goal: a field that is typed says what was meant: broken JSON is no text.
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
check 'and a text a text' states 'Room 7, {left}' "d['x'] == 'Room 7, {left}'"
check 'also one that nearly is a word of JSON' states 'tru' "d['x'] == 'tru'"
check 'or a number' states '1.5' "d['x'] == '1.5'"
check 'and none at all' states '' "d['x'] == ''"
ends 0 'what a verb of its own asks for is a text as it is' \
    evid-custody attach -q -k A.key --media-type '"x' S/a.txt $bundle
finish
