#!/usr/bin/env bash
# Goal: the chain-of-custody form has at its head what the sealed case says of
# the case and of each exhibit, as the word of who sealed it, and nothing of a
# case that is not what was sealed; names that are masked stand nowhere in it.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
make_key A
mkdir -p phone/photos disk
printf 'x' >phone/photos/victim-anna.jpg
printf 'y' >phone/log.txt
printf 'z' >disk/letter.txt
cat >case.json <<'E'
{"schema": "urn:libevidence:case:1",
 "reference": {"own": "2026-014", "counterpart": "VN-9", "prosecution": "P-1",
  "court": "C-3", "police": ["SMS-1", "SMS-2"]},
 "exhibits": [
  {"id": "K1", "uid": "68ed5c7b-c228-4c12-a00b-2034d5f6d0f6", "kind": "phone",
   "description": [{"lang": "en", "text": "A phone <i>red</i>", "status": "original"},
    {"lang": "ru", "text": "Телефон"}],
   "maker": "Acme", "model": "M-2", "serial": "S-77", "capacity": "64 GB",
   "imei": ["356938035643809", "356938035643817"], "quantity": "1",
   "seizure": {"record": "R-5", "place": "Street 1, Almaty", "at": "2026-10-26",
    "by": {"name": "Kim", "rank": "Sgt.", "unit": "Unit 3", "badge": "17"},
    "witnesses": [{"name": "W. One"}, "W. Two"], "authority": "warrant 12"},
   "bag": {"sealNumber": "B-17", "condition": "closed; \"intact\""},
   "paths": ["phone"]},
  {"id": "K2", "parent": "K1", "description": [{"lang": "en",
    "text": "phone/photos/victim-anna.jpg"}],
   "paths": ["phone/photos/victim-anna.jpg"]}],
 "flags": [{"flag": "csam", "appliesTo": ["K2"], "rule": "no-preview"}]}
E
evid-seal -q -k A.key -n SMS -c case.json --flag medical=disk/letter.txt \
    phone disk || exit 1
bundle=SMS.evidence.tar.gz log=SMS.custody.jsonl
evid-custody add examined -q -k A.key --log $log \
    --set action.input=phone/photos/victim-anna.jpg \
    --set action.output=disk/letter.txt --set action.tool=Viewer $bundle ||
    exit 1

ends 0 'a form with the case that is sealed' evid-custody form -p A.pub \
    $log $bundle
check 'has its numbers, as the word of who sealed' says \
    '^Case number +"2026-014"; of the counterpart "VN-9"; of the prosecution "P-1"; of the court "C-3"; of the police "SMS-1"; of the police "SMS-2"; as stated by who sealed it$'
check 'says how many exhibits there are' says \
    '^Exhibits +2 of the sealed case, as stated by who sealed it:$'
check 'by what name' says '^     Exhibit +"K1"$'
check 'and uid' says '^ +uid "68ed5c7b-c228-4c12-a00b-2034d5f6d0f6"$'
check 'of which it is a part' says '^ +part of "K1"$'
check 'what it is' says \
    'What it is +description: "A phone <i>red</i>", in language "en", status "original"$'
check 'in each language' says '^ +description: "Телефон", in language "ru"$'
check 'how many' says '^ +quantity: "1"$'
check 'of what kind' says '^ +kind: "phone"$'
check 'its maker' says '^ +maker: "Acme"$'
check 'its model' says '^ +model: "M-2"$'
check 'its capacity' says '^ +capacity: "64 GB"$'
check 'its serial number' says 'Its numbers +serial number: "S-77"$'
check 'each IMEI' says '^ +IMEI "356938035643817"$'
check 'the record of the seizure' says 'Seized +record "R-5"$'
check 'when it was' says '^ +at 2026-10-26$'
check 'where' says '^ +place: "Street 1, Almaty"$'
check 'by whose order' says '^ +authority: "warrant 12"$'
check 'by whom' says 'Seized by +"Sgt\.", "Kim", "Unit 3", badge "17"$'
check 'before whom' says '^ +witness: "W\. One"$'
check 'each of them' says '^ +witness: "W\. Two"$'
check 'the number of its bag' says 'Seal and bag numbers +bag "B-17"$'
check 'and how that was' says '^ +its condition: "closed; \\"intact\\""$'
check 'where it is in the bundle' says 'Sealed as +"phone"$'
refuse 'a masked name stands nowhere' says 'victim-anna'
check 'a label stands for it in the case' says \
    'description: "\[masked object [0-9]+\]"'
check 'among its files' says 'Sealed as +"\[masked object [0-9]+\]"$'
check 'and in an event' says 'what went in: "\[masked object [0-9]+\]"$'
check 'what is not masked stands there' says 'what came out: "disk/letter\.txt"$'
run evid-inspect $bundle
label=$(grep -o 'masked object [0-9]*' "$out" | head -1)
ends 0 'the label' evid-custody form -p A.pub $log $bundle
check 'is that of a list' says "what went in: \"\\[$label\\]\"\$"
ends 0 'a flag that is named' evid-custody form --mask medical -p A.pub \
    $log $bundle
refuse 'masks, too' says 'letter\.txt|victim-anna'
ends 0 'none' evid-custody form --mask none -p A.pub $log $bundle
check 'masks nothing' says 'Sealed as +"phone/photos/victim-anna\.jpg"$'
check 'in events neither' says 'what went in: "phone/photos/victim-anna\.jpg"$'
ends 0 'a list has the details of an event' evid-custody list --json $log \
    $bundle
check 'without masked names' json "$out" \
    'j["events"][0]["details"]["action"]["input"] == "['"$label"']"'
check 'and with all else' json "$out" \
    'j["events"][0]["details"]["action"]["tool"] == "Viewer"'
ends 0 'where none are masked' evid-custody list --json --mask none $log \
    $bundle
check 'they stand as they are' json "$out" \
    'j["events"][0]["details"]["action"]["input"] == "phone/photos/victim-anna.jpg"'
fails 2 'secret: not a handling flag' 'a flag that is none' \
    evid-custody form --mask secret $log $bundle
fails 2 'none was named' 'masks without a bundle' evid-custody form \
    --mask all $log
fails 2 'merge takes no --mask' 'what shows no names takes none' \
    evid-custody merge --mask all -o m.jsonl $log

ends 0 'the page' evid-custody form --html -p A.pub $log $bundle
check 'has a row for each exhibit' test \
    "$(grep -c '^<tr class="exhibit">' "$out")" -eq 2
check 'with what the case says, escaped' says \
    'A phone &lt;i&gt;red&lt;/i&gt;&quot;, in language'
check 'and its numbers' says '<b>Case number</b> <bdi>&quot;2026-014&quot;'
refuse 'and no masked name' says 'victim-anna'

# What is not what was sealed, or is not there.
tar xzf $bundle
cp -r SMS changed
sed -i 's/"B-17"/"B-18"/' changed/evidence/case.json
fails 1 'the form is written' 'a case that is not what was sealed' \
    evid-custody form -p A.pub $log changed
check 'is not shown' says '^Case +it is not what was sealed, and is not shown$'
refuse 'in no part' says 'B-1[78]|2026-014'
cp -r SMS lost
sed -i 's/"csam"/"cxam"/' lost/evidence/inventory.jsonl
run evid-custody form --mask csam -p A.pub $log lost
refuse 'where the flags are not those that were sealed, and one is named' \
    says 'victim-anna|letter'
check 'every name is masked' says 'Sealed as +"\[masked\]"$'
evid-seal -q -k A.key -n bare disk || exit 1
evid-custody add stored -q -k A.key --log bare.jsonl bare.evidence.tar.gz ||
    exit 1
ends 0 'a bundle without a case' evid-custody form -p A.pub bare.jsonl \
    bare.evidence.tar.gz
check 'has none' says '^Case +none is in the bundle$'
refuse 'and no exhibits' says '^Exhibits'
printf '{"schema":"urn:libevidence:case:1"}' >little.json
evid-seal -q -k A.key -n little -c little.json disk || exit 1
evid-custody add stored -q -k A.key --log little.jsonl \
    little.evidence.tar.gz || exit 1
ends 0 'a case that says little' evid-custody form -p A.pub little.jsonl \
    little.evidence.tar.gz
check 'has no number' says '^Case number +the sealed case states none$'
check 'and no exhibit' says '^Exhibits +the sealed case names none$'
finish
