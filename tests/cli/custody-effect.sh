#!/usr/bin/env bash
# Goal: a word on a condition that would have no effect is not signed, where
# that can be known here: of one that is not there, or that another State
# imposed; why, and what to do instead, is said.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in A B C D; do
	evid-keygen --json -o $name --no-passphrase >$name.json || exit 1
done
mkdir SMS && printf 'exhibit\n' >SMS/a.txt
cat >case.json <<'JSON'
{"schema":"urn:libevidence:case:1","kind":"mla-answer",
 "conditions":[{"id":"C-1","type":"use-this-case","imposedBy":"KZ",
  "text":[{"lang":"en","text":"for this case alone"}],"appliesTo":["all"]},
 {"id":"C-2","type":"report-use","imposedBy":"VN",
  "text":[{"lang":"en","text":"passed on"}],"appliesTo":["all"]}]}
JSON
evid-seal -q -k A.key -c case.json SMS || exit 1
bundle=SMS.evidence.tar.gz
log=SMS.custody.jsonl
for pair in A:KZ B:VN D:VN; do
	pin_key "${pair%:*}" "${pair#*:}" --name "Holder ${pair%:*}"
done
evid-custody add -q stored -k A.key $bundle || exit 1
cp $log before

# word KEY TYPE ID CHANGE [STATE [OPTION...]]: CHANGE - for a consent
word() {
	local key=$1 type=$2 id=$3 change=$4 state=${5:-} set=()

	shift $(($# < 5 ? $# : 5))
	[ "$change" = - ] && set=(--set to.state=CN) ||
	    set=(--set "change=$change")
	[ -z "$state" ] || set+=(--set
	    "value={\"id\":\"$id\",\"type\":\"other\",\"imposedBy\":\"$state\",\"text\":[{\"lang\":\"en\",\"text\":\"t\"}],\"appliesTo\":[\"all\"]}")
	evid-custody add "$type" -k "$key.key" --set "condition=$id" \
	    "${set[@]}" "$@" $bundle
}
change() {
	word "$1" condition-changed "${@:2}"
}

for change in loosened tightened; do
	fails 2 'there is no condition C-9, neither sealed in the bundle nor added' \
	    "what nobody has is not $change" change A C-9 $change KZ
done
fails 2 'there is no condition C-9' 'nor lifted' change A C-9 lifted
check 'what to do is said' tells 'hint: evid-inspect shows .* --set change=added adds one'
fails 2 'there is no condition C-9' 'nor consented to' word A consent-given C-9 -
fails 2 'condition C-1 was imposed by KZ, and this says to be of VN' \
    'what another State imposed is not loosened' change B C-1 loosened VN
check 'what to do is said' tells 'hint: who imposed it alone loosens or lifts it, or consents: .*change=tightened'
fails 3 'by whom you trust this key is of VN' 'nor lifted, where the State is known' \
    change B C-1 lifted '' --pins pins.json
fails 3 'by whom you trust this key is of VN' 'nor consented to' \
    word B consent-refused C-1 - '' --pins pins.json
fails 3 'imposedBy. is KZ, and by whom you trust this key is of VN' \
    'nor is anything said for another State' change B C-1 tightened KZ --pins pins.json
fails 2 'VN has a condition C-2 already, sealed in the bundle in its name' \
    'what another sealed in the name of a State it does not add' change B C-2 added VN
check 'but it takes its place by another word' tells \
    'hint: say --set change=tightened, or loosened: whoever sealed it, the value then takes its place'
check 'of all this nothing is signed' cmp -s before $log
ends 0 'which acts' change B C-2 tightened VN --pins pins.json
run evid-verify --json --pins pins.json --custody $log $bundle
check 'in the place of what was sealed' json "$out" \
    "[(c['id'], c['imposedBy'], c['state'], c['type']) for c in j['legal']['conditions']] ==
    [('C-1', 'KZ', 'sealed', 'use-this-case'), ('C-2', 'VN', 'tightened', 'other')] and not j['legal']['ignored']"
ends 0 'who is not known may be of any State' change C C-1 lifted
ends 0 'a State binds itself beside another' change B C-1 tightened VN
ends 0 'and lets go of that' change B C-1 lifted '' --pins pins.json
ends 0 'also by another key of its own' change D C-1 loosened VN --pins pins.json
fails 2 'there is no condition C-3' 'what is added later is not there before' \
    change A C-3 loosened KZ
ends 0 'it is added' change A C-3 added KZ
ends 0 'and there it is' change A C-3 loosened KZ
fails 2 'KZ has a condition C-3 already, added by an event' 'not twice' \
    change A C-3 added KZ --pins pins.json
fails 2 'there is no condition C-3' 'nor before its time' \
    change A C-3 lifted '' --when "$(date -u -d '1 hour ago' +%FT%TZ)"
ends 0 'without the bundle nobody looks' evid-custody add condition-changed \
    -k A.key --log other.jsonl --exhibit 0f8fad5b-d9cb-4569-a165-70867728950e \
    --set condition=C-9 --set change=lifted
check 'which is said' tells 'no bundle is named: whether it holds such a condition, and whose that is, is not known here'
finish
