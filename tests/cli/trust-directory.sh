#!/usr/bin/env bash
# Goal: a directory is made as a draft that is carried from signer to signer;
# versions follow one by one, an old one is refused, and the last good stays.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in A B C S T; do
	make_key $name
done
same_bytes() { [ "$(sha256sum <"$1")" = "$2" ]; }

# the ceremony
ends 0 'a directory begins as a draft' evid-trust init -o 1.json --name un247 --threshold 2
check 'whose number is noted' bash -c 'cat state/libevidence/directory/*-* | grep -qx 1'
ends 0 'a contact is added with its key' evid-trust add --json --state KZ --kind 24-7 \
    --authority 'en=Prosecutor General' --authority 'ru=Генеральная прокуратура' \
    --telephone '+7 1' --language ru --zone +05:00 --key A.pub --use directory 1.json
first=$(value "$out" 'j["contact"]')
ends 0 'and a second key' evid-trust add --contact "$first" --key S.pub --use seal --use custody 1.json
evid-trust add -q --contact "$first" --authority 'fr=Parquet' 1.json
ends 0 'a name is replaced by another in its language, and no other' \
    evid-trust add --contact "$first" --authority 'fr=Parquet général' 1.json
run evid-trust show --json 1.json
check 'as is shown' json "$out" '[(a["lang"], a["text"])
    for a in j["directory"]["contacts"][0]["authority"]] == [("en", "Prosecutor General"),
    ("ru", "Генеральная прокуратура"), ("fr", "Parquet général")]'
ends 0 'another contact' evid-trust add --state VN --kind central-authority \
    --authority 'vi=Bộ Công an' --key B.pub --use directory 1.json
fails 2 'stands in the directory already' 'a key stands once' \
    evid-trust add --contact "$first" --key B.pub --use directory 1.json
fails 2 'no contact of the directory' 'a contact that is not there' \
    evid-trust add --contact 00000000-0000-4000-8000-000000000000 --key C.pub --use seal 1.json
fails 2 '\-\-key is given twice' 'two keys at once are not mixed up' \
    evid-trust add --contact "$first" --key C.pub --use seal --key B.pub --use directory 1.json
fails 2 '\-\-use is missing' 'a key needs a use' evid-trust add --contact "$first" --key C.pub 1.json
fails 2 'a State' 'a contact needs a State' evid-trust add --kind court --authority en=C 1.json
ends 3 'check says what is missing of a draft' evid-trust check 1.json
check 'by name' says 'not signed yet: Prosecutor General, KZ \(key [0-9a-f]{64}\)'
fails 1 'signed by 0 of the 2' 'a draft is no trust' evid-verify -t 1.json 1.json
fails 2 'does not stand in this directory' 'a stranger does not sign' evid-trust sign -k C.key 1.json
fails 2 'not for signing the directory' 'nor a key that may seal' evid-trust sign -k S.key 1.json
mkdir usb && cp 1.json usb
ends 0 'the first signs where the file was carried to' evid-trust sign -k A.key usb/1.json
check 'and sees who is next' says 'not signed yet: Bộ Công an, VN'
ends 0 'the second signs' evid-trust sign --json -k B.key -o 1.json --force usb/1.json
check 'and nothing is missing' json "$out" 'j["signatures"] == 2 and j["missing"] == []'
ends 0 'as check says, too' evid-trust check 1.json
before=$(sha256sum <1.json)
ends 0 'to sign again changes nothing' evid-trust sign -q -k A.key 1.json
check 'not a byte' same_bytes 1.json "$before"
fails 2 'signed version is not changed' 'a signed version is not changed' \
    evid-trust revoke --key S.pub --reason lost 1.json
run evid-trust show 1.json
check 'a directory can be shown' says 'Генеральная прокуратура \(ru\)'
check 'with the numbers of its keys' says 'number [0-9]{5}-[0-9] '

# trust in it
printf 'x\n' >one
evid-seal -q -k S.key -o s.gz one
ends 0 'what a contact sealed is verified' evid-verify -t 1.json s.gz
check 'under the name that the directory has' \
    says 'sealed by   Prosecutor General, KZ \(key .*\), trusted: listed in the directory un247, version 1'
check 'valid when sealed, valid now' says 'key +valid when sealed, by the signer.s clock; valid now'
evid-seal -q -k T.key -o t.gz one
ends 3 'what a stranger sealed is not' evid-verify -q -t 1.json t.gz
ends 0 'unless his key is given, too' evid-verify -q -t 1.json -p T.pub t.gz

# the next version
sleep 1.1
ends 0 'a key is revoked in the draft of the next version' \
    evid-trust revoke --json --key S.pub --reason superseded -o 2.json 1.json
check 'whose number is the next' json "$out" 'j["version"] == 2 and j["signatures"] == 0'
ends 0 'and its successor is added' evid-trust add --contact "$first" --key T.pub --use seal \
    --succeeds "$(value "$out" 'j["keyid"]')" 2.json
evid-trust sign -q -k A.key 2.json
ends 3 'check by the version before says who is missing' evid-trust check --previous 1.json 2.json
ends 3 'a version that is not the next of that one' evid-trust check --previous 2.json 1.json
check 'is told as that' says '^it is no newer version$'
ends 3 'a version past its end' evid-trust check --json --at 2090-01-01 1.json
check 'is told as that, and nothing more' json "$out" 'j["missing"] == ["it is past its end"]'
evid-trust init -q -o elsewhere.json --name un247 --threshold 1
ends 2 'another directory is no version before' evid-trust check --previous elsewhere.json 1.json
check 'and nothing forged' says 'nothing was checked'
check 'but another one' says '^it is another directory: the ids differ'
evid-trust check --json --previous elsewhere.json 1.json >check.json
check 'as JSON, too' json check.json 'j["exitStatus"] == 2 and len(j["missing"]) == 1'
more=$EVID_SOURCE/testdata/good-trust-unknown-keys/directory.json
ends 3 'check names what a directory has that is not known' evid-trust check --at 2026-11-20T12:00:00Z "$more"
check 'with its place' says '^a key that is not known: contacts\[0\]\.keys\[1\]\.later$'
ends 0 'as show does' evid-trust show "$more"
check 'saying that it has no effect' says 'not known here, without effect: contacts\[0\]\.keys\[1\]\.later$'
ends 0 'as JSON, too' evid-trust show --json "$more"
check 'there in a list' json "$out" 'len(j["notKnown"]) == 2'
cp 1.json held.json
ends 0 'the version at hand is noted as seen' evid-trust update held.json
check 'and so it is said' says 'held\.json: version 1 is noted as the highest seen'
ends 0 'and again' evid-trust update held.json
check 'as staying' says 'held\.json: version 1 stays'
fails 1 'signed by 1 of the 2' 'a version that too few signed is not taken' evid-trust update held.json 2.json
check 'and the old one stays' same held.json 1.json
evid-trust sign -q -k B.key 2.json
ends 0 'then it is' evid-trust update held.json 2.json
check 'in the place of the old one' same held.json 2.json
ends 0 'evidence of before stands' evid-verify -t held.json s.gz
check 'and a court reads why' says 'valid when sealed, by the signer.s clock; revoked since, on .* as superseded: what it signed before stands'
evid-verify --json -t held.json s.gz >v.json
check 'three things are told apart' json v.json \
    'j["signatures"][0]["atSealing"] == "valid" and j["signatures"][0]["now"] == "revoked"
     and j["signatures"][0]["revokedSince"] is True and j["trust"]["directoryVersion"] == 2
     and j["signatures"][0]["holder"]["state"] == "KZ"'
evid-seal -q -k S.key -o late.gz one
ends 3 'what the old key seals now is not trusted' evid-verify -t held.json late.gz
check 'since it was revoked before' says '\[key-revoked-before\]'
ends 3 'its successor was not valid before' evid-verify -t held.json t.gz
check 'as the directory says' says '\[key-not-yet-valid\]'
check 'with the hour from which it is' says \
    'not yet valid when sealed: valid from 20[0-9-]{8} [0-9:]{8}Z'
evid-seal -q -k T.key -o now.gz one
ends 0 'what it seals now is trusted' evid-verify -t held.json now.gz
old=$(value S.id 'j["keyid"]')
check 'and whose next key it is, by the directory, is said' says \
    "trusted: listed in the directory un247, version 2, as the next key of ${old:0:4}….*${old:60}\$"
evid-verify --json -t held.json now.gz >v.json
check 'as JSON, too' json v.json "j['signatures'][0]['succeeds'] ==
    {'keyid': '$old', 'namedBy': 'directory', 'event': None}"
evid-verify --json -t held.json s.gz >v.json
check 'which the first key is of none' json v.json "j['signatures'][0]['succeeds'] is None"
ends 0 'where the key was given as well' evid-verify -p T.pub -t held.json now.gz
check 'the directory is named beside it' says \
    'trusted: the key was given, and is listed in the directory un247, version 2, as the next key of'

# backwards
ends 3 'the old version is found to be older than what was seen' evid-verify -t 1.json s.gz
check 'and says so' says 'this is version 1, and 2 was seen before \[directory-rolled-back\]'
fails 3 'no newer version' 'nor does an update take it' evid-trust update held.json 1.json
ends 0 'a row may lead to the version that is held' evid-trust update --json held.json 1.json 2.json
check 'which stays' json "$out" 'j["from"] == j["version"] == 2 and not j["written"] and j["refused"] is None'
check 'and nothing is changed' same held.json 2.json
cp 1.json old.json
fails 3 'ends in version 1, and 2 was seen before' 'nor as a beginning' evid-trust update old.json
ends 0 'unless versions follow that reach what was seen' evid-trust update old.json 2.json
mkdir elsewhere
ends 0 'another station has seen nothing' evid-verify -q --state elsewhere -t 1.json s.gz
ends 0 'and verifying notes nothing' bash -c '[ -z "$(ls -A elsewhere)" ]'

# forward, several at once
for n in 3 4 5; do
	evid-trust add -q --contact "$first" --hours "version $n" -o $n.json $((n - 1)).json
	evid-trust sign -q -k A.key $n.json
	evid-trust sign -q -k B.key $n.json
done
fails 3 'a version between them is missing' 'a version is not skipped' evid-trust update held.json 4.json
cp 4.json 4.good
/usr/bin/python3 -c '
import base64, json
e = json.load(open("4.json"))
p = base64.b64decode(e["payload"]).replace(b"version 4", b"Version 4")
e["payload"] = base64.b64encode(p).decode()
open("4.json", "w").write(json.dumps(e, separators=(",", ":")) + "\n")'
fails 1 '4\.json: signature 1 is false' 'a row stops at the first that is forged' \
    evid-trust update held.json 3.json 4.json 5.json
check 'and keeps the last good one' same held.json 3.json
cp 4.good 4.json
ends 0 'a row is taken as a whole' evid-trust update --json held.json 4.json 5.json
check 'and told' json "$out" 'j["from"] == 3 and j["version"] == 5 and j["highestSeen"] == 5 and j["refused"] is None'
ends 0 'or into another file' evid-trust update --state elsewhere -o new.json 1.json 2.json 3.json
check 'the one given stays' same_bytes 1.json "$before"
check 'the other is the last' same new.json 3.json

# another directory
evid-trust init -q -o other.json --name other
evid-trust add -q --state CL --kind court --authority es=Corte --key C.pub --use directory other.json
evid-trust sign -q -k C.key other.json
cp held.json kept.json
fails 2 'another directory' 'two directories are never merged' evid-trust update held.json other.json
check 'nothing is changed' same held.json kept.json
fails 2 '\-t is given twice' 'nor trusted together' evid-verify -t held.json -t other.json s.gz

# time
ends 3 'a directory past its end is stale' evid-verify --at 2090-01-01 -t held.json s.gz
check 'and says so' says '\[directory-stale\]'
check 'at the instant that was asked for' says 'judged +as at 2090-01-01 00:00:00Z, as asked'
fails 2 'takes a time' 'an instant that is none' evid-verify --at tomorrow -t held.json s.gz
fails 2 'signer|expires' 'an end before the beginning' \
    evid-trust init -o x.json --name x --expires 2001-01-01
check 'makes no draft' absent x.json
fails 2 'it exists|exist' 'a draft is not overwritten' evid-trust init -o held.json --name x

# the station's memory
mkdir shut && chmod 700 shut
printf 'x\n' >shut/file
fails 4 'shut' 'a memory that cannot be written is said' as_nobody env HOME=/ XDG_STATE_HOME="$dir/shut" \
    "$EVID_BIN/evid-trust" update "$dir/held.json"
id=$(evid-trust show --json held.json >d.txt; value d.txt 'j["directory"]["id"]')
printf 'seven\n' >"state/libevidence/directory/$id"
fails 2 'highest version seen' 'one that is no number is not taken for nothing' evid-verify -t held.json s.gz
check 'nothing is half written' tidy
finish
