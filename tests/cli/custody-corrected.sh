#!/usr/bin/env bash
# Goal: what a correction says without effect passes in no list and in no form
# for what holds, and what has an effect is said where it has it.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in A B; do make_key $name; done
mkdir S && printf 'exhibit\n' >S/a.txt
evid-seal -q -k A.key S || exit 1
bundle=S.evidence.tar.gz
log=S.custody.jsonl
# add TYPE [OPTION...]: its digest is in $event
add() {
	run evid-custody add "$1" -k A.key --json "${@:2}" $bundle
	event=$(value "$out" 'j["event"]')
}
# correct EVENT [OPTION...]
correct() {
	add corrected --answers "$1" --set corrects.why=wrong "${@:2}"
}
form() { run evid-custody form -p A.pub $log $bundle; }
list() { run evid-custody list -p A.pub $log $bundle; }

add stored --set place.room=1A
stored=$event
add returned --set only=true
gone=$event
list
check 'what was not corrected stands as it was signed' says \
    "^  [+|] ${gone:0:12} .*returned, the only copy of this holder\$"
correct "$gone" --set fields.only=true --set fields.place.room=9A
run evid-custody list --json -p A.pub $log $bundle
check 'that it was the only copy takes nothing back' json "$out" \
    '[e["anotherCopy"] for e in j["events"]] == [None] * 3'
correct "$gone" --set fields.only=false
undone=$event
correct "$gone" --set fields.only=true
idle=$event
correct "$undone" --set fields.fields.only=true
correct "$stored" --set fields.only=false
correct "$stored" --set fields.place.room=2A

list
check 'a list says by which event there was another copy' says \
    "^  [+|] ${gone:0:12} .*returned, the only copy of this holder, CORRECTED by ${undone:0:12}: there was another copy\$"
check 'what a correction says' says \
    "^  [+|] ${undone:0:12} .*corrected, \"wrong\", to read {\"only\":false}, answers [0-9a-f]{12}\$"
check 'and that one has no effect' says \
    "^  [+|] ${idle:0:12} .*to read {\"only\":true}, .* \[without effect: \"only\": that it was the only copy is not said by a correction\]\$"
check 'also not where it corrects what was no parting' says \
    '\[without effect: "only": what it corrects does not say that the only copy went\]$'
check 'and of a correction' says \
    '\[without effect: "fields": a correction is read as it was signed, whatever a correction says\]$'
check 'what is for people is not marked' test "$(grep -c 'without effect' "$out")" -eq 4
run evid-custody list --json -p A.pub $log $bundle
check 'as JSON, which event takes it back' json "$out" \
    "[e['event'] for e in j['events'] if e['anotherCopy'] == '$undone'] == ['$gone']"
check 'and what is idle' json "$out" \
    '[[f["field"] for f in e["idleFields"]] for e in j["events"]] ==
    [[], [], ["only"], [], ["only"], ["fields"], ["only"], []] and
    all(f["why"] for e in j["events"] for f in e["idleFields"])'

form
check 'the form marks what is so in part' says \
    '^     CORRECTED, IN PART WITHOUT EFFECT: see row 3$'
check 'what holds' says \
    '^     CORRECTED: see row 4, by which there was another copy$'
check 'and what has no effect' says \
    '^     CORRECTED, WITHOUT EFFECT: see row 5$'
check 'of a correction, too' says \
    '^     CORRECTED, WITHOUT EFFECT: see row 6$'
check 'what is for people is corrected' says '^     CORRECTED: see row 8$'
check 'and in its own row, with why' says \
    '^     WITHOUT EFFECT: "only": that it was the only copy is not said by a correction$'
check 'each once' test "$(grep -c '^     WITHOUT EFFECT: "' "$out")" -eq 4

run evid-custody form -p B.pub $log $bundle
check 'where nobody knows its signer, it is a claim beside' says \
    '^     CORRECTED, A CLAIM WITHOUT EFFECT: see row 5$'
run evid-custody list -p B.pub $log $bundle
check 'in a list, too' says \
    ", CORRECTED by ${undone:0:12}, which is a claim: there was another copy"

# Of many corrections the first ones are named, and how many more there are.
for n in {1..20}; do
	correct "$gone" --set fields.place.room="9-$n"
done
run evid-custody form -p A.pub $log $bundle
check 'each correction is named, up to so many' \
    test "$(grep -c '^     CORRECTED.*: see row' "$out")" -ge 16
check 'and the others are counted' says '^     CORRECTED: and by 7 more rows$'

# Many fields are counted.
long=$(printf 'x%.0s' {1..400})
correct "$stored" --set fields.place.room="$long"
list
check 'what is long stands in the JSON' says 'to read as 1 field in the JSON has it,'
run evid-custody add corrected -q -k A.key --answers "$stored" \
    --set corrects.why=wrong --set 'fields={}' $bundle
list
check 'what states no field is said to' says '"wrong", which states no field, '
finish
