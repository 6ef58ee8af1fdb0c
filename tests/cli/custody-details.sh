#!/usr/bin/env bash
# Goal: nobody signs details that custody-event.schema.json refuses: what is
# wrong is told by its path, with what is to be written, and the log stays as
# it was.  What the schema leaves open, and keys that it does not know, go in.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
make_key A
add() { evid-custody add collected -k A.key --log a.jsonl "$@"; }
# wrong PATTERN NAME --set FIELD=VALUE...
wrong() {
	local pattern=$1 name=$2

	shift 2
	fails 2 "$pattern" "$name" add "$@"
}

wrong 'collected: `details\.method` is not one of the words for it' \
    'a way that is none' --set method=teleport
check 'with those there are' tells \
    'write hand, courier, pouch, post, upload, email or internal'
wrong '`details\.place` is not an object' 'a number for a place' --set place=5
check 'with what a place has' tells 'set what it has, such as place\.address, place\.room'
wrong '`details\.place` is not an object' 'a text for a place' --set place=here
wrong '`details\.place\.room` is not a text' 'a number for a text' \
    --set place.room=5
check 'with how to write one' tells "--set 'place\.room=\"17\"'"
wrong '`details\.place\.address` is not a text' 'an object for a text' \
    --set 'place.address={"a":1}'
wrong '`details\.purpose` is not a text, nor one in several languages' \
    'a number where it may be in languages' --set purpose=5
wrong '`details\.description` is not a text in one or more languages' \
    'a text that names no language' --set description=phone
check 'with how to write it' tells \
    "--set 'description=\[\{\"lang\":\"en\",\"text\":\"\.\.\.\"\}\]'"
wrong '`details\.description` is not a text' 'none at all' \
    --set 'description=[]'
wrong '`details\.description\[0\]\.text` is not there' 'one without words' \
    --set 'description=[{"lang":"en"}]'
wrong '`details\.description\[1\]\.text` is not a text that says something' \
    'an empty one' --set 'description=[{"text":"x"},{"text":""}]'
wrong '`details\.description\[0\]\.lang` is not a text' 'a language' \
    --set 'description=[{"text":"x","lang":1}]'
wrong '`details\.description\[0\]\.status` is not one' 'a status' \
    --set 'description=[{"text":"x","status":"sworn "}]'
check 'with those there are' tells \
    'original, official, sworn, unofficial or machine'
wrong '`details\.releasedBy` is not an object' 'a person by name alone' \
    --set releasedBy=Kim
wrong '`details\.releasedBy\.name` is not there' 'one without a name' \
    --set releasedBy.rank=Sgt.
wrong '`details\.receivedBy\.signature` is not one' 'a signature' \
    --set receivedBy.name=Kim --set receivedBy.signature=wax
check 'with those there are' tells \
    'digital, ink, national-e-signature or none'
wrong '`details\.interpreter\.keyid` is not a SHA-256' 'a key' \
    --set interpreter.name=Kim --set interpreter.keyid=ab
wrong '`details\.receivedBy\.scan\.sha256` is not there' 'a scan' \
    --set receivedBy.name=Kim --set 'receivedBy.scan={}'
wrong '`details\.witnesses` is not a list of objects' 'one witness' \
    --set witnesses.name=Kim
wrong '`details\.witnesses\[1\]\.badge` is not a text' 'one of several' \
    --set 'witnesses=[{"name":"A"},{"name":"B","badge":7}]'
wrong '`details\.exhibits` is not a list of texts' 'one exhibit' \
    --set exhibits=K1
check 'with how to write it' tells "--set 'exhibits=\[\"\.\.\.\"\]'"
wrong '`details\.volumes\[0\]` is not a text' 'a volume' --set 'volumes=[1]'
wrong '`details\.storage\.access` is not a list of texts' 'who may enter' \
    --set storage.access=me
wrong '`details\.medium\.encrypted` is not true or false' 'a flag' \
    --set medium.encrypted=yes
check 'with how to write it' tells 'medium\.encrypted=true'
wrong '`details\.container\.intact` is not true' 'another' \
    --set container.intact=1
wrong '`details\.fileSha256` is not a SHA-256' 'a digest' --set fileSha256=00
wrong '`details\.imei` is not a list of texts' 'one IMEI' --set imei=35
wrong '`details\.condition\.after` is not a text, nor one in several' \
    'how a thing is' --set condition.after=1
for each in copy carrier tracking authority.kind authority.number \
    authority.issuer storage.location storage.locker medium.kind \
    medium.serial medium.capacity container.bag container.oldSeal \
    container.newSeal action.tool action.version action.input action.output \
    disposal.authority disposal.method disposal.witness maker model serial \
    quantity copies seizure.record bag.sealNumber bag.condition from to; do
	wrong "\`details\\.${each/./\\.}\` is not a text" "$each" \
	    --set "$each=17"
done
for each in authority storage medium container action disposal seizure bag \
    condition; do
	wrong "\`details\\.$each\` is not an object" "$each" --set "$each=null"
done
check 'nothing was signed' test ! -s a.jsonl

mkdir S
echo x >S/a
make_key B
case_that_asks 'for this case' >case.json
evid-seal -q -k A.key -c case.json S || exit 1
of() { evid-custody "$@" -k A.key S.evidence.tar.gz; }
of hand-over -q --to B.pub || exit 1
cp S.custody.jsonl before.jsonl
fails 2 '`details\.scope` is not a text, nor' 'what a consent is for' \
    of add consent-given --set condition=C-1 --set to.state=VN --set scope=1
fails 2 '`details\.by\.badge` is not a text' 'who answered' \
    of acknowledge --means paper --result received --by 'B. Clerk' \
    --set by.badge=7
fails 2 '`details\.method` is not one' 'a hand-over, too' \
    of hand-over --to B.pub --set method=teleport
check 'the log is as it was' cmp -s S.custody.jsonl before.jsonl

ends 0 'what the schema has' add \
    --set method=hand --set place.room='"5"' --set 'place.a={"b":1}' \
    --set 'purpose=[{"text":"x"}]' --set 'releasedBy.name=Kim' \
    --set releasedBy.signature=ink --set releasedBy.shoe=44 \
    --set 'witnesses=[]' --set 'exhibits=["K1"]' --set container.intact=false \
    --set "fileSha256=$(printf x | sha256sum | cut -c 1-64)"
ends 0 'and keys that it does not know' add \
    --set x-own='{"a":[1]}' --set grams=170
ends 0 'what CASE has of a thing and of its way' add --set serial='"17"' \
    --set 'imei=["356938035643809"]' --set quantity='2 pieces' \
    --set seizure.record=S-9 --set bag.sealNumber=B-4 --set from=store \
    --set to=laboratory --set copies='"2"' --set condition.before=whole \
    --set 'condition.after=[{"lang":"en","text":"opened"}]' \
    --set condition.changes='lid off' --set condition.why='to copy it'
evid-custody form a.jsonl >form.txt
for each in 'serial number: "17"' 'IMEI: "356938035643809"' \
    'quantity: "2 pieces"' 'seizure record: "S-9"' 'bag "B-4"' \
    'from "store"' 'to "laboratory"' 'copies: "2"' \
    'its condition before: "whole"' 'its condition after: "opened"' \
    'what changed in it: "lid off"' 'why it changed: "to copy it"'; do
	check "the form has it: $each" grep -qF -- "$each" form.txt
done
# What `to` and `condition` are in an event on a condition is another thing.
ends 0 'a consent has a State as `to`, and an id as `condition`' \
    of add consent-given --set condition=C-1 --set to.state=VN
finish
