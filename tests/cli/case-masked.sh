#!/usr/bin/env bash
# Goal: what evid-case tells of the case of a bundle has no name that a
# handling flag masks there; a case in a file has no flags.
. "$(dirname "$0")/lib.sh"

export XDG_DATA_HOME=$dir/none XDG_STATE_HOME=$dir/state
make_key A
mkdir phone && echo 1 >phone/victim-anna.jpg && echo 2 >phone/counsel-petrov.txt
cat >case.json <<'E'
{"schema": "urn:libevidence:case:1", "reference": {"own": "014 victim-anna.jpg"},
 "items": [{"id": "1", "category": "content"}],
 "preservation": [{"custodian": "who has victim-anna.jpg", "countedBy": "of phone/victim-anna.jpg", "ends": "2026-12-25"},
  {"items": ["of counsel-petrov.txt"], "ends": "2026-12-26"}],
 "conditions": [{"id": "C-1", "type": "x-victim-anna.jpg", "imposedBy": "KZ", "appliesTo": ["victim-anna.jpg"],
  "text": [{"lang": "en", "text": "t"}], "until": "2026-12-01"}]}
E
evid-seal -q -k A.key -n f -c case.json --flag csam=phone/victim-anna.jpg \
    --flag legal-privilege=phone/counsel-petrov.txt phone || exit 1
b=f.evidence.tar.gz
evid-custody add condition-changed -q -k A.key --set condition=C-2 --set change=added \
    --set 'value={"id":"C-2","type":"x-of-victim-anna.jpg","text":[{"lang":"en","text":"t"}],"imposedBy":"KZ","appliesTo":["all"],"until":"2026-12-03"}' \
    $b || exit 1
at=2026-11-01
tell() {	# tell BUNDLE [OPTION...]: all that is told of its case
	local case=$1

	shift
	evid-case check -v --at $at "$@" "$case"
	evid-case check --json --at $at "$@" "$case"
	evid-case clocks --at $at "$@" "$case"
	evid-case clocks --json --at $at "$@" "$case"
	evid-case clocks --custody f.custody.jsonl -p A.pub "$@" "$case"
	evid-case clocks --json --custody f.custody.jsonl -p A.pub "$@" "$case"
	evid-case clocks --ics --at $at "$@" "$case" |
	    tr -d '\r' | sed -z 's/\n //g'
} 2>&1
tell $b --mask none >open.txt
check 'where nothing is masked the case is shown' bash -c \
    "[ \"\$(grep -c 'victim-anna' open.txt)\" -ge 7 ] && grep -q counsel-petrov open.txt"
tell $b >shown
refuse 'what is masked unasked stands in no output' grep -q victim-anna shown
check 'but in its place a label' grep -q 'preservation 1 with "who has \[masked object [0-9]*\]"' shown
check 'in a calendar' grep -q '^SUMMARY:014 \[masked object [0-9]*\]: ' shown
check 'by which nothing else changes' grep -q '^DTSTART:20261225T235959Z' shown
check 'and no other is' grep -q counsel-petrov shown
tell $b --mask legal-privilege >shown
refuse 'nor one that was asked for' grep -q 'victim-anna\|counsel-petrov' shown
tell $b --mask all >shown
refuse 'nor any, where all are' grep -q 'victim-anna\|counsel-petrov' shown
evid-case clocks --ics --at $at $b | grep UID: >masked.uids
evid-case clocks --ics --at $at --mask none $b | grep UID: >open.uids
check 'a calendar takes it for the same' cmp -s masked.uids open.uids

mkdir altered && tar -C altered -xf $b
sed -i 's/"csam"/"x-cs"/' altered/f/evidence/inventory.jsonl
tell altered/f >shown
refuse 'nor where somebody took the flag out of the inventory' grep -q 'victim-anna' shown
check 'for then what may be a name is not shown' grep -q '"about":"\[masked\]"' shown
sum=$(sha256sum <altered/f/evidence/inventory.jsonl)
sed -i "s|^[0-9a-f]*  evidence/inventory.jsonl|${sum%% *}  evidence/inventory.jsonl|" altered/f/tagmanifest-sha256.txt
tell altered/f >shown
refuse 'and out of the list of its digests' grep -q 'victim-anna' shown
tell altered/f --mask medical >shown
refuse 'where flags were named, no text is' grep -q 'victim-anna\|petrov' shown

# a flag or a bundle that is none
fails 2 'secret: not a handling flag' 'a flag that is none' evid-case check --mask secret $b
fails 2 'mask is of what a bundle holds' 'a case alone has no flags' evid-case check --mask all case.json
fails 2 'mask is of what a bundle holds' 'to clocks neither' evid-case clocks --mask csam case.json
fails 2 'mask are of check and clocks' 'a reply is no output of that kind' \
    evid-case reply --mask all --kind mla-answer $b
run evid-case clocks --at $at case.json
check 'and shows what it names' says 'who has victim-anna.jpg'
finish
