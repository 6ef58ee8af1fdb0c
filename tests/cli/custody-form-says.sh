#!/usr/bin/env bash
# Goal: the chain-of-custody form says all that changes what an event means,
# whose word each name is, what is wrong with the log, and what rests on a
# claim; and a list says it in short.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for each in A:KZ:Investigations B:VN:Justice B2:VN:Justice; do
	IFS=: read -r name state organization <<<"$each"
	evid-keygen -o "$name" --no-passphrase --json >"$name.json"
	[ "$name" = B2 ] ||
	    pin_key "$name" "$state" --organization "$organization"
done
printf 'exhibit\n' >S
case_that_asks 'for this case' >case.json
evid-custody add -q collected -k A.key --log before.jsonl || exit 1
evid-seal -q -k A.key -c case.json --custody before.jsonl S || exit 1
bundle=S.evidence.tar.gz
log=S.custody.jsonl
evid-custody hand-over -q -k A.key --to B.pub $bundle || exit 1
cp $log sent.jsonl
evid-custody list --json $log $bundle >over.json || exit 1
seal=$(value over.json 'j["bundle"]')
export seal	# for sign
over=$(value over.json '[e["event"] for e in j["events"]
    if e["type"] == "handed-over"][0]')
files=$(value over.json 'json.dumps([e["details"]["files"] for e in
    j["events"] if e["type"] == "handed-over"][0])')
# form LOG: with the pins, as text; how it ends is in $status
form() { run evid-custody form --pins pins.json "$1" $bundle; }
# row TYPE: of the last form, the row of the first event of a type
row() {
	awk -v type="$1" '/^ *[0-9]+  [a-z"]/ { on = $2 == type && !seen++ ||
	    0 } /^ *[0-9]+  [a-z"]/ && $2 != type { on = 0; seen = 0 } on' \
	    "$out" >"$dir/.row"
	cat "$dir/.row"
}
# rows TYPE PATTERN...: each stands in a row of that type
rows() {
	local type=$1 pattern

	shift
	row "$type" >"$dir/.these"
	for pattern; do
		grep -Eq -- "$pattern" "$dir/.these" || return
	done
}
# no_row TYPE PATTERN: it stands in none
no_row() { ! row "$1" | grep -Eq -- "$2"; }

# Every type by its own: who says it, and what.
receipt='{"acceptance":"with-reservation","reservation":"the box was open",
 "conditions":[{"id":"C-0","answer":"accepted"},{"id":"C-1",
 "answer":"not-accepted","text":"we reject it"}],"files":'$files',
 "verdict":{"status":"verified","exitStatus":0,"policySha256":null,
 "tool":{"name":"theirs","version":"9"}},"heads":[]}'
{
	cat sent.jsonl
	sign B received "$receipt" "$over"
	sign B refused '{"reason":"it came too late"}' "$over"
	sign A acknowledged-outside '{"means":"telephone","result":"refused",
	    "by":{"name":"Mr Tran"}}' "$over"
	sign A condition-changed '{"condition":"C-1","change":"tightened",
	    "value":{"id":"C-1","type":"use-this-case","imposedBy":"KZ",
	    "until":"2031-01-01"}}'
	sign A condition-changed '{"condition":"C-1","change":"lifted"}'
	sign A consent-given '{"condition":"C-1","to":{"state":"FR"},
	    "until":"2032-01-01"}'
	sign A corrected "{\"corrects\":{\"event\":\"$over\",
	    \"why\":\"a slip\"},\"fields\":{\"place\":{\"room\":\"7\"}}}" \
	    "$over"
	sign B attached '{"name":"letter.pdf","size":5,
	    "sha256":"'"$over"'","mediaType":"application/pdf"}'
	sign B destroyed '{"only":true,"disposal":{"authority":"the court",
	    "method":"fire","witness":"W. Smith"}}'
	sign B x-notes '{"later":{"field":"kept"},"a.b":1}'
	sign A transported '{"releasedBy":{"name":"Sgt. Kim"},
	    "receivedBy":{"name":"Minister Tran","organization":"Justice",
	    "state":"VN","shoe":"44"},"witnesses":[{"name":"W. One"}],
	    "interpreter":{"name":"I. Two"},"medium":{"kind":"disk",
	    "serial":"M-1","encrypted":false},"place":{"address":"Hanoi",
	    "room":"3"},"storage":{"location":"vault","locker":"9"},
	    "authority":{"kind":"warrant","number":"12"},
	    "container":{"bag":"B-1","intact":false}}'
} >all.jsonl
form all.jsonl
check 'each event has its row' test "$(grep -Ec '^ +[0-9]+  [a-z"]' "$out")" -eq 13
check 'a receipt says how it was accepted' rows received \
    '^     with-reservation$' 'the reservation: "the box was open"$'
check 'with its answer to each condition' rows received \
    'condition NOT ACCEPTED: "C-1": "we reject it"$' \
    'condition accepted: "C-0"$'
check "with the receiver's own verdict" rows received \
    "the receiver's own verdict: exit status 0, verified, by \"theirs\" \"9\"\$"
check 'with the files' rows received 'the files are those of row 2$' \
    'file: sha256 [0-9a-f]{64}, [0-9]+ bytes, "S\.evidence\.tar\.gz"$'
check 'with both sides, as the pins name them' rows received \
    'Released by +by pin: Investigations, KZ$' \
    'Received by +by pin: Justice, VN$'
check 'a refusal says why' rows refused 'the reason: "it came too late"$' \
    'Recorded by +by pin: Justice, VN$'
check 'and nobody received by it' no_row refused '(Received|Released) by'
check 'an acknowledgement says what was answered' rows \
    acknowledged-outside '^     the answer: refused$' \
    'the answer came by telephone$' \
    'who answered, as stated: "Mr Tran"$' \
    'Recorded by +by pin: Investigations, KZ$'
check 'and its signer did not receive' no_row acknowledged-outside \
    'Received by'
check 'a change says of which condition, and how it is to be' rows \
    condition-changed '^     condition: "C-1"$' '^     tightened$' \
    'the condition as it is to be: "until" = "2031-01-01"$'
check 'a consent says to whom' rows consent-given \
    '^     condition: "C-1"$' '^     consent to: FR$' 'until: 2032-01-01$'
check 'a correction says of what' rows corrected 'corrects row 2, event' \
    'why: "a slip"$' 'it is to read: "place\.room" = "7"$'
check 'and its row is marked' rows handed-over '^     CORRECTED: see row '
check 'a document has its digest' rows attached \
    "document: sha256 $over, 5 bytes, \"letter\\.pdf\"\$" \
    'media type: "application/pdf"$'
check 'what was destroyed says whether it was all' rows destroyed \
    '^     the only copy of this holder: yes$' \
    'disposal, by order of: "the court"$' 'disposal, how: "fire"$' \
    'disposal, witness as stated: "W\. Smith"$' 'Recorded by'
check 'and nobody received it' no_row destroyed 'Received by'
check 'what is not known is shown by its name' rows '"x-notes"' \
    'also stated: "later\.field" = "kept"$' \
    'also stated: "\\"a\.b\\"" = 1$'
check 'a broken bag is seen' rows transported 'container intact: NO$'
check 'and who was there, with what' rows transported \
    'witness, as stated: "W\. One"$' \
    'interpreter, as stated: "I\. Two"$' \
    'medium: "disk"$' 'its serial number: "M-1"$' 'it is encrypted: no$' \
    'at "Hanoi"$' 'room "3"$' 'stored: "vault"$' 'locker "9"$' \
    'authority: "warrant"$' 'its number: "12"$'
check "a person's name is its signer's word" rows transported \
    'Received by +by hand of, as stated by the signer: "Minister Tran", "Justice", "VN"$' \
    'Released by +by hand of, as stated by the signer: "Sgt\. Kim"$' \
    'also stated: "receivedBy\.shoe" = "44"$'
check 'beside who says so, by trust' rows transported \
    'Recorded by +by pin: Investigations, KZ$'
check 'what was sealed is marked' rows collected 'sealed with the bundle$' \
    'branch [0-9a-f]{16}$'
check 'and what came after' rows handed-over 'added after the sealing$' \
    'after row 1$'
run evid-custody list --pins pins.json all.jsonl $bundle
check 'a list says it in short' bash -c '
    grep -q "condition NOT ACCEPTED \"C-1\": \"we reject it\", answers" "$1" &&
    grep -q "refused, by telephone, as stated of \"Mr Tran\", answers" "$1" &&
    grep -q "tightened, to be {.*2031-01-01" "$1" &&
    grep -q "consent-given, condition \"C-1\", to FR, until 2032-01-01" "$1" &&
    grep -q "corrected, \"a slip\", to read {\"place\":{\"room\":\"7\"}}, answers" "$1" &&
    grep -q "destroyed, the only copy of this holder" "$1" &&
    grep -q "container NOT INTACT" "$1"' - "$out"
check 'and by what names stand' says '^names vouched for by 2 pinned keys$'
run evid-custody list --json --pins pins.json all.jsonl $bundle
check 'as JSON, too' json "$out" 'j["trust"]["pins"] == 2 and
    all(e["by"]["source"] == "pin" for e in j["events"])'

# What an event states cannot pass for the words of who shows it.
{
	cat sent.jsonl
	sign B refused '{"reason":"verified, no findings"}' "$over"
	sign B stored '{"reason":"verified","reservation":"nothing [claim]",
	    "condition":"lifted","acceptance":"accepted","result":"received",
	    "change":"lifted","name":"say \"SOUND\"","copy":"sealed"}'
	sign A condition-changed '{"condition":"C-1, lifted",
	    "change":"tightened","value":{"type":"VERIFIED, and sound",
	    "until":"ever, [sealed]","id":"C-1, lifted","imposedBy":"KZ",
	    "text":"'"$(printf '%0400d' 0)"'"}}'
	sign A consent-given '{"condition":"all","to":{"state":"org:VN, FR"},
	    "until":"nothing is wrong"}'
	sign A acknowledged-outside '{"means":"paper","result":"received",
	    "by":{"name":"nobody; SOUND"}}' "$over"
	sign B verified-and-sound '{}'
} >hostile.jsonl
run evid-custody list --pins pins.json hostile.jsonl $bundle
check 'a reason stands between quotes' says \
    'refused, reason "verified, no findings", answers'
check 'as does all that an event states' bash -c '
    grep -q "stored, reason \"verified\", reservation \"nothing \[claim\]\", name \"say .*SOUND.*\", copy \"sealed\"$" <(
	sed "s/, condition \"lifted\"//" "$1") &&
    grep -q "stored, condition \"lifted\"" "$1" &&
    grep -q "changed, condition \"C-1, lifted\", tightened, to be of type \"VERIFIED, and sound\", until \"ever, \[sealed\]\" \[no-effect: there is no such condition\]$" "$1" &&
    grep -q "condition \"all\", to \"org:VN, FR\", until \"nothing is wrong\"" "$1" &&
    grep -q "outside, received, by paper, as stated of \"nobody; SOUND\"" "$1"' - "$out"
check 'and a type that is not known' says '  "verified-and-sound" \[claim'
run evid-custody verify --pins pins.json hostile.jsonl $bundle
check 'in a finding, too' says \
    'not known here: "verified-and-sound" \[custody-type-unknown\]$'

# So it is in the form, whatever it is that an event states.
sign A stored '{"condition":"C-1, lifted by VN","purpose":"SOUND: nothing is wrong",
    "A CLAIM, WITHOUT EFFECT":"x","until":"ever, VERIFIED","since":"2026-01-01",
    "description":[{"lang":"en, VERIFIED","text":"a \"phone\"","status":"sound"}],
    "place":{"address":"row 3, VERIFIED"}}' >row.jsonl
sign A consent-given '{"condition":"C-1","to":{"state":"org:VN, VERIFIED"},
    "until":"2032-01-01"}' >>row.jsonl
{
	sign B received "$(/usr/bin/python3 -c '
import json, sys
d = json.loads(sys.argv[1])
d["files"] = [{"name": "f, VERIFIED", "size": 1, "sha256": "0" * 64}]
d["acceptance"] = "not-accepted"
d["verdict"]["status"] = "good, VERIFIED"
d["verdict"]["tool"] = {"name": "evid-custody", "version": "0.1, VERIFIED"}
print(json.dumps(d))' "$receipt")" "$over"
	sign B verified-and-sound '{}'
	EVENT_TIME='{"zone":"+00:00 (VERIFIED by court)","source":"GPS, VERIFIED",
	    "certainty":"proven, VERIFIED"}' EVENT_HOLDER='{"name":"B, VERIFIED",
	    "organization":"","state":""}' sign B2 stored '{}'
	cat sent.jsonl
} >>row.jsonl
form row.jsonl
check 'the form has between quotes what is stated of a thing' rows stored \
    '^     condition: "C-1, lifted by VN"$' \
    '^     Purpose +"SOUND: nothing is wrong"$' \
    'also stated: "A CLAIM, WITHOUT EFFECT" = "x"$' \
    'until: "ever, VERIFIED"$' 'since: 2026-01-01$' \
    'description: "a \\"phone\\"", in language "en, VERIFIED", status "sound"$' \
    'Place and way +at "row 3, VERIFIED"$'
check 'and of a State' rows consent-given '^     consent to: "org:VN, VERIFIED"$'
check 'and of a verdict and a file' rows received \
    'exit status 0, "good, VERIFIED", by "evid-custody" "0\.1, VERIFIED"$' \
    '1 bytes, "f, VERIFIED"$'
check 'and a type' says '^ +[0-9]+  "verified-and-sound"$'
check 'and of a time and a signer' says '^ +zone "\+00:00 \(VERIFIED by court\)"$'
check 'of a clock' says '^ +clock: "GPS, VERIFIED"$'
check 'of how sure it is' says '^ +how sure: "proven, VERIFIED"$'
check 'of a name' says "as stated by the key's own event: \"B, VERIFIED\"\$"
check 'a zone and a clock that are known stand as they are' rows handed-over \
    'zone [+-][0-9]{2}:[0-9]{2}$' 'clock: system$'
run evid-custody form --html --pins pins.json row.jsonl $bundle
check 'so has the page' bash -c '
    [ "$(grep -o "[^;]VERIFIED[^<]*<" "$1" | grep -vc "&quot;<$")" -eq 0 ] &&
    grep -q "condition: <bdi>&quot;C-1, lifted by VN&quot;</bdi>" "$1" &&
    grep -q "also stated: <bdi>&quot;A CLAIM, WITHOUT EFFECT&quot; = " "$1" &&
    grep -q "zone <bdi>&quot;+00:00 (VERIFIED by court)&quot;<" "$1"' - "$out"

# Many files are counted, many fields told of as left out.
sign A stored "$(/usr/bin/python3 -c 'import json
print(json.dumps({"f%d" % i: "v" for i in range(100)}))')" >many.jsonl
sign B received "$(/usr/bin/python3 -c '
import json, sys
d = json.loads(sys.argv[1])
d["files"] = [{"name": "f%02d" % i, "size": i, "sha256": "0" * 64}
    for i in range(20)]
d["acceptance"] = "not-accepted"
print(json.dumps(d))' "$receipt")" "$over" >>many.jsonl
cat sent.jsonl >>many.jsonl
form many.jsonl
check 'many files are counted' rows received 'file: .* 7 bytes, "f07"$' \
    'and 12 more files, of 190 bytes in all'
check 'and that they are others is said' rows received \
    'OTHER FILES than those of row 2$'
check 'many fields, too' rows stored 'and 36 more details, of [0-9]+ bytes, not shown here'

# One event does not make the form longer than anybody reads: neither by the
# name of a value, nor by values, nor by answers.
/usr/bin/python3 -c 'import json
print(json.dumps({"p" * 300: {"k%d" % i: 0 for i in range(64)},
    "purpose": ["\x1b" * 480] * 40,
    "condition": "C-1"}))' >long.json
sign A stored "$(cat long.json)" >long.jsonl
cat sent.jsonl >>long.jsonl
form long.jsonl
check 'a long name of a value is cut' rows stored \
    '"p{256}" \[cut here: the event has 30[34] bytes\] = 0$'
check 'what has no room in a row is counted' rows stored \
    'and [0-9]+ more details, of [0-9]+ bytes, not shown here'
check 'but for what it comes to' rows stored 'condition: "C-1"$'
check 'and that is all of the row' test "$(wc -c <"$out")" -lt 150000
sign B received "$(/usr/bin/python3 -c '
import json, sys
d = json.loads(sys.argv[1])
d["conditions"] = [{"id": "C-%d" % i, "answer": "not-accepted",
    "text": "n" * (3000 if i == 0 else 9)} for i in range(70)]
d["acceptance"] = "not-accepted"
print(json.dumps(d))' "$receipt")" "$over" >long.jsonl
cat sent.jsonl >>long.jsonl
run evid-custody list long.jsonl $bundle
check 'a list cuts a long text' says '"n{1024}" \[cut here: the event has 3000 bytes\]'
check 'and counts what is not accepted past some' says \
    ', and 6 more conditions NOT ACCEPTED or with a reservation'

# A next key, and another key that is given up.
cp sent.jsonl $log
evid-custody add -q key-succeeded -k B.key --to B2.pub $bundle || exit 1
form $log
check 'the next key is named by its number' rows key-succeeded \
    "the next key: $(value B2.json 'j["keyNumber"]')\$"

# What is wrong stands at its head, and in how it ends.
# ends_so STATUS CODE NAME LOG: verify, form and list end so, and name it
ends_so() {
	local want=$1 code=$2 name=$3

	run evid-custody verify --pins pins.json "$4" $bundle
	check "$name: verify" test "$status" -eq "$want"
	form "$4"
	check "$name: the form ends so" test "$status" -eq "$want"
	check "$name: and says why" says "^Fault  .*\\[$code\\]"
	check "$name: and is all there" bash -c \
	    'grep -q "^  1  collected" "$1"' - "$out"
	run evid-custody form --html --pins pins.json "$4" $bundle
	check "$name: a page, too" bash -c '[ "$1" -eq "$2" ] && grep -q \
	    "^<p><b>Fault</b> <bdi>.*\\[$3\\]" "$4"' - "$status" "$want" \
	    "$code" "$out"
	run evid-custody list --pins pins.json "$4" $bundle
	check "$name: a list ends so, and says why" bash -c \
	    '[ "$1" -eq "$2" ] && grep -q "^  .*\\[$3\\]" "$4"' - "$status" \
	    "$want" "$code" "$out"
	run evid-custody list --open "$4" $bundle
	check "$name: also of what is open, and with nobody trusted" \
	    bash -c '[ "$1" -eq "$2" ] && grep -q "^  .*\\[$3\\]" "$4"' - \
	    "$status" "$want" "$code" "$out"
}
cp sent.jsonl $log
evid-custody add -q stored -k A.key $bundle || exit 1
cp $log middle.jsonl
evid-custody add -q stored -k A.key $bundle || exit 1
{ cat sent.jsonl; tail -n 1 $log; } >missing.jsonl
ends_so 4 custody-prev-missing 'an event is missing' missing.jsonl
form missing.jsonl
check 'where is said' says 'after an event that is MISSING here: [0-9a-f]{64}$'
check 'and what the log lacks, in plain words' tells \
    'the form is written, and something is missing from the log$'
for what in stored examined; do
	EVENT_BRANCH=00000000000000aa sign A $what '{}'
done >two.jsonl
cat sent.jsonl >>two.jsonl
ends_so 3 custody-two-firsts 'one holder tells two stories' two.jsonl
form two.jsonl
check 'in plain words: it is not to be trusted' tells \
    'written, and the log is not to be trusted as it stands$'
sed 's/"sig":"..../"sig":"AAAA/' sent.jsonl >false.jsonl
cat sent.jsonl >>false.jsonl
ends_so 1 custody-signature-invalid 'a signature is false' false.jsonl
form false.jsonl
check 'in plain words: it is not intact' tells \
    'written, and the log is not intact$'
{ cat sent.jsonl; echo hello; } >foreign.jsonl
ends_so 1 custody-line-foreign 'a line is no event' foreign.jsonl

# What has no effect is told as well, in the row of each event of that key.
since=$EVID_SOURCE/testdata/good-custody-key-lost-since
ends 0 'a key that was revoked since makes no fault' evid-custody form \
    -t "$since/directory.json" --at 2026-11-20T12:00:00Z \
    "$since/log.custody.jsonl"
check 'and is noted at the head' says \
    '^Noted +events are by a key that was revoked since: key .*\[custody-key-revoked-since\], without effect, row [0-9]+$'
check 'beside the verdict' says '^Verdict on the log +SOUND: '
check 'and in the rows of its events alone' bash -c '
    [ "$(grep -c "^     NOTED, WITHOUT EFFECT: .*revoked-since\]$" "$1")" -eq 1 ]' - "$out"
make_key U
{ sign U stored '{}'; sign U examined '{}'; cat sent.jsonl; } >stranger.jsonl
form stranger.jsonl
check 'what is told once of a key is in each of its rows' bash -c '
    [ "$(grep -c "^     NOTED, .*\[custody-signer-unknown\]$" "$1")" -eq 2 ] &&
    [ "$(grep -c "^Noted .*\[custody-signer-unknown\]" "$1")" -eq 1 ]' - "$out"
ends 0 'as a page' evid-custody form --html -t "$since/directory.json" \
    --at 2026-11-20T12:00:00Z "$since/log.custody.jsonl"
check 'it is noted, too' says '^<p><b>Noted</b> <bdi>.*\[custody-key-revoked-since\]'
ends 0 'as a list' evid-custody list -t "$since/directory.json" \
    --at 2026-11-20T12:00:00Z "$since/log.custody.jsonl"
check 'it is what else was found' bash -c 'grep -A1 "^what else was found, \
without effect$" "$1" | grep -q "revoked-since\], event [0-9a-f]\{12\}$"' - "$out"

# Whom to trust: an older directory, a policy.
evid-trust init -q -o 1.json --name un247 --threshold 1 --at 2026-01-01
evid-trust add -q --state KZ --kind court --authority 'en=The Court' \
    --key A.pub --use custody --use directory --at 2026-01-01 1.json
evid-trust sign -q -k A.key 1.json
evid-trust add -q --threshold 1 --expires 2030-01-01 --at 2026-01-02 -o 2.json 1.json
evid-trust sign -q -k A.key 2.json
ends 0 'what a directory names is said to be named by it' evid-custody form \
    -t 1.json sent.jsonl $bundle
check 'in the row' says 'Released by +by the directory: The Court, KZ$'
check 'and at the head' says \
    '^Names +vouched for by the directory un247, version 1$'
differ='a key is of one State by a pin, and of another by the directory: key [0-9a-f]{4}…[0-9a-f]{4} is of VN by the pin, which holds, and KZ by the directory'
evid-trust pin --pins vn.json --state VN --number \
    "$(value A.json 'j["keyNumber"]')" --use seal --use custody --by me \
    --how telephone A.pub >/dev/null || exit 1
for verb in list form verify; do
	ends 0 "a pin of another State: $verb" evid-custody $verb -t 1.json \
	    --pins vn.json sent.jsonl $bundle
	check "$verb tells it" says "$differ \\[pin-and-directory-differ\\]"
done
ends 0 'a verdict, too' evid-verify -v -t 1.json --pins vn.json $bundle
check 'tells it, and the pin holds' bash -c '
    grep -Eq "$1 \[pin-and-directory-differ\]" "$2" &&
    grep -q "^  sealed by .*VN (key .*, trusted: pinned" "$2"' - "$differ" "$out"
: >none.jsonl
ends 4 'what is told of a directory hides no empty log' evid-custody verify \
    -t 1.json --pins vn.json none.jsonl
check 'both are told' bash -c 'grep -q "\[empty-file\]" "$1" &&
    grep -q "\[pin-and-directory-differ\]" "$1"' - "$out"
cp pins.json a.json
run evid-custody list --json --pins pins.json --pins a.json sent.jsonl $bundle
check 'a key that two lists pin is one' json "$out" 'j["trust"]["pins"] == 2'
run evid-custody verify -t 1.json --pins a.json sent.jsonl $bundle
check 'where both say the same nothing is told' bash -c \
    '! grep -q pin-and-directory-differ "$1"' - "$out"
cp 1.json older.json
evid-trust update -q 1.json 2.json
ends 3 'an older directory than was seen is told' evid-custody form \
    -t older.json sent.jsonl $bundle
check 'by name' says '^Fault .*\[directory-rolled-back\]$'
ends 3 'a list tells it, too' evid-custody list -t older.json sent.jsonl $bundle
check 'at its end' says '^  .*\[directory-rolled-back\]$'
ends 3 'a directory that is out of date is told' evid-custody form --at \
    2031-01-01 -t 2.json sent.jsonl $bundle
check 'as that' says '^Fault .*\[directory-stale\]$'
cat >policy.json <<'JSON'
{"schema":"urn:libevidence:policy:1","name":"closed","openHandOvers":false}
JSON
ends 3 'a policy is judged' evid-custody form --pins pins.json \
    --policy policy.json sent.jsonl $bundle
check 'by name' says '^Names +vouched for by 2 pinned keys; under the policy closed$'
check 'with what is not met' says '^Fault .*\[hand-over-open-forbidden\], row 2$'
ends 3 'of a list, too' evid-custody list --open --pins pins.json \
    --policy policy.json sent.jsonl $bundle
check 'which says it' says '\[hand-over-open-forbidden\], event'

# What rests on a claim is one.
{ cat sent.jsonl; sign B received "${receipt/not-accepted/accepted}" "$over"; } >claim.jsonl
run evid-custody form -p B.pub claim.jsonl $bundle
check "a stranger's hand-over is a claim" rows handed-over \
    '^     A CLAIM, WITHOUT EFFECT: by a stranger$' \
    '^     and so is what rests on it: received with a reservation, row 3$'
check 'so is what rests on it' rows received \
    '^     IT RESTS ON A CLAIM: row 2$'
check 'and the head does not state it' says '^What it comes to +3 events; that it was handed over to .* is a claim: by a stranger, and it rests on that: '
run evid-custody list --open -p B.pub sent.jsonl $bundle
check 'it is not open, and not passed over' says \
    'said to be handed over by .*, a claim: by a stranger$'
run evid-custody list --json -p B.pub claim.jsonl $bundle
check 'as JSON says' json "$out" '[h["counts"] for h in j["handOvers"]] ==
    [False]'
cp sent.jsonl stolen.jsonl
evid-custody add -q key-compromised -k A.key --log stolen.jsonl --set \
    "keyid=$(openssl pkey -in A.pub -pubin -outform DER | sha256sum |
    cut -c -64)" --set since=2026-01-01 $bundle || exit 1
form stolen.jsonl
check "a stolen key's, too" rows handed-over \
    '^     A CLAIM, WITHOUT EFFECT: its key is compromised$'
check 'at the head' says '; that it was handed over to .* is a claim: its key is compromised, not answered; none that counts is open$'

# Of several corrections each is named, and what is empty is stated, too.
sign A destroyed '{"only":true,"witnesses":[],"copy":{},"x":[[],{"y":{}}],
    "interpreter":{"shoe":1}}' >gone.jsonl
gone=$(printf %s "$(cat gone.jsonl)" | sha256sum | cut -c -64)
{
	later=0
	for fields in '{"only":false}' '{"place":{"room":"7"}}' '{"copy":[]}'; do
		later=$((later + 1))
		EVENT_LATER=$later sign A corrected "{\"corrects\":{
		    \"event\":\"$gone\",\"why\":\"a slip\"},\"fields\":$fields}" "$gone"
	done
	EVENT_LATER=9 sign B corrected "{\"corrects\":{\"event\":\"$gone\",
	    \"why\":\"not his\"},\"fields\":{}}" "$gone"
	cat sent.jsonl
} >>gone.jsonl
form gone.jsonl
check 'each correction is named, and which has an effect' rows destroyed \
    '^     CORRECTED: see row 4, by which there was another copy$' \
    '^     CORRECTED: see row 5$' '^     CORRECTED: see row 6$'
check 'one by another is none' no_row destroyed 'row 7'
check 'an empty list is stated' rows destroyed 'witness, as stated: \[\]$'
check 'an empty object, too, within another' rows destroyed 'copy: \{\}$' \
    'also stated: "x" = \[\]$' 'also stated: "x\.y" = \{\}$'
check 'and a person without a name' rows destroyed \
    'interpreter, as stated: ""$' 'also stated: "interpreter\.shoe" = 1$'
run evid-custody form -p B.pub gone.jsonl $bundle
check 'where the signer is not trusted, a correction is a claim' rows destroyed \
    '^     CORRECTED, WHICH IS A CLAIM: see row 4, by which'
finish
