#!/usr/bin/env bash
# Goal: what would be signed without an effect is not, or that is said: another's
# word is not corrected, no key is the next of itself, and of a second next key,
# or one of another State, its holder is told.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in A A2 A3 B B2; do
	evid-keygen --json -o $name --no-passphrase >$name.json || exit 1
done
mkdir S && printf 'exhibit\n' >S/a.txt
evid-seal -q -k A.key S || exit 1
bundle=S.evidence.tar.gz
log=S.custody.jsonl
for pair in A:KZ A2:KZ A3:KZ B:VN; do
	pin_key "${pair%:*}" "${pair#*:}" --name "Holder ${pair%:*}"
done
event() {	# TYPE: its digest, the last
	evid-custody list --json $log | value /dev/stdin \
	    "[e['event'] for e in j['events'] if e['type'] == '$1'][-1]"
}
add() {	# KEY TYPE [OPTION...]
	evid-custody add "$2" -k "$1.key" "${@:3}" $bundle
}
correct() {	# KEY EVENT [OPTION...]
	add "$1" corrected --answers "$2" --set corrects.why=typo "${@:3}"
}

add A stored -q && add B examined -q || exit 1
his=$(event examined) own=$(event stored)
cp $log before
for whom in '' '--pins pins.json'; do
	# shellcheck disable=SC2086	# options
	fails 2 "nothing was signed, for it would be a claim without effect: event ${his:0:16} is by key [0-9a-f]{4}…[0-9a-f]{4}, and who signed an event corrects it" \
	    "what another said is not corrected: $whom" \
	    correct A "$his" --set fields.tool=x $whom
done
check 'what to do is said' tells 'hint: ask its signer to correct it; what you know yourself is an event of your own'
check 'and nothing was signed' cmp before $log
ends 0 'his own is' correct B "$his" --set fields.tool=x
refuse 'and nothing more is said' tells 'no effect'
ends 0 'a correction of nothing' correct A "$own"
check 'is signed, and that it is of nothing is said' tells \
    'what was signed has no effect: it states no field, so that nothing is corrected'
check 'with what to do' tells 'hint: sign once more, and state what is right: --set fields\.NAME=VALUE'
run correct A "$own" --json
check 'in JSON, too' json "$out" "j['noEffect'].startswith('it states no field')"

cp $log before
fails 2 'the new key is the one that signs, and no key is the next of itself' \
    'a key is not the next of itself' add B key-succeeded --to B.pub
check 'nor was anything signed' cmp before $log
ends 0 'a key names the next' add A key-succeeded --to A2.pub --pins pins.json
check 'without a word' test ! -s "$err"
ends 0 'once more' add A key-succeeded --to A2.pub --pins pins.json
check 'which is no second one' test ! -s "$err"
ends 0 'and another' add A key-succeeded --to A3.pub --pins pins.json
check 'which is said' tells 'this key has named another one as its next before: both can take its place, and speak for its holder'
check 'with what to do' tells 'hint: evid-custody list shows both; of one that is not meant add key-compromised'
ends 0 'one of another State' add A key-succeeded --to B.pub --pins pins.json
check 'is said to be' tells 'the new key is of another State by those trusted here'
run add A key-succeeded --to B.pub --pins pins.json --json
check 'in JSON, too' json "$out" "j['note'].startswith('the new key is of another State') and j['noEffect'] is None"
ends 0 'the next key takes it up' add A2 stored --pins pins.json
ends 0 'and corrects what the first said' correct A2 "$own" --set fields.place=x --pins pins.json
refuse 'to an effect' tells 'no effect'
ends 0 'another key names it, too' add B key-succeeded --to A2.pub --pins pins.json
check 'which has no effect, and that is said' tells \
    'what was signed has no effect: that key is the next of another key already'
ends 0 'whose State nobody knows' add B key-succeeded --to B2.pub --pins pins.json
refuse 'is of no other' tells 'another State'
finish
