#!/usr/bin/env bash
# Goal: files that arrived are held against the signed hand-over, without any
# key to open them.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
evid-keygen --json -o A --no-passphrase >A.json
make_key B
mkdir SMS there
printf 'x' >SMS/a
evid-seal -q -k A.key SMS || exit 1
head -c 5000 /dev/urandom >SMS.age
head -c 300 /dev/urandom >letter.age
evid-custody hand-over -q -k A.key --to B.pub --send SMS.age \
    --send letter.age SMS.evidence.tar.gz
over=$(evid-custody list --json SMS.custody.jsonl SMS.evidence.tar.gz |
    /usr/bin/python3 -c 'import json, sys
print(json.load(sys.stdin)["events"][0]["event"])')
cp SMS.age letter.age there/
cp SMS.custody.jsonl over.jsonl

ends 0 'what arrived is what was sent' evid-verify -p A.pub \
    --delivery over.jsonl there/SMS.age
check 'file by file' says '^  as-sent +there/letter\.age$'
ends 0 'the hand-over by its digest in a log' evid-verify -p A.pub \
    --delivery "$over" --custody SMS.custody.jsonl there/SMS.age
cp SMS.custody.jsonl there/
ends 0 'by its first digits' evid-verify -p A.pub \
    --delivery "${over:0:8}" --custody SMS.custody.jsonl there/SMS.age
cp over.jsonl "${over:0:9}"
ends 0 'which may also be the name of a file' evid-verify -p A.pub \
    --delivery "${over:0:9}" there/SMS.age
rm "${over:0:9}"
for wrong in "${over:0:7}" "${over}0" "${over^^}"; do
	[ "$wrong" = "$over" ] && continue
	fails 2 'neither a file nor the digest of a hand-over' \
	    "too few digits, too many, or capitals: ${#wrong}" evid-verify \
	    -p A.pub --delivery "$wrong" --custody SMS.custody.jsonl \
	    there/SMS.age
done
ends 0 'or in the log beside it' evid-verify -p A.pub \
    --delivery "$over" there/SMS.age
ends 3 'by nobody trusted' evid-verify --delivery over.jsonl there/SMS.age
ends 3 'or by somebody else' evid-verify -p B.pub --delivery over.jsonl \
    there/SMS.age
flip there/SMS.age 77
ends 1 'a changed one' evid-verify -p A.pub --delivery over.jsonl \
    there/SMS.age
check 'is named' says '^  there/SMS\.age: .*\[delivery-file-changed\]'
head -c 4000 SMS.age >there/SMS.age
ends 4 'a cut one' evid-verify -p A.pub --delivery over.jsonl there/SMS.age
check 'is named' says 'delivery-file-cut'
cp SMS.age there/
rm there/letter.age
ends 4 'a missing one' evid-verify -p A.pub --json --delivery over.jsonl \
    there/SMS.age
check 'is named' json "$out" 'j["exitStatus"] == 4 and
    [f["code"] for f in j["findings"]] == ["delivery-file-missing"] and
    [f["status"] for f in j["files"]] == ["as-sent", "missing"]'
cp letter.age there/
printf 'y' >there/other
ends 1 'one that was not sent' evid-verify -p A.pub --delivery over.jsonl \
    there/SMS.age there/other
check 'is named' says '^  there/other: .*\[delivery-file-unnamed\]'
rm there/other
for output in '' --json; do
	fails 4 'there/other: open: No such file' \
	    "one that is not there did not arrive${output:+, in JSON}" \
	    evid-verify -p A.pub $output --delivery over.jsonl there/SMS.age \
	    there/other
	check 'and what to do is said' tells 'hint: check the name'
	check 'and no verdict is given' test ! -s "$out"
done
for folder in there there/; do
	fails 2 "$folder: is a folder" "nor did a folder: $folder" \
	    evid-verify -p A.pub --delivery over.jsonl there/SMS.age $folder
	check 'and what to do is said' tells 'hint: name a file$'
done
# Nobody named what stands beside the first in the place of one that was sent.
mkdir beside
cp there/SMS.age beside/
for kind in 'mkdir N' 'mkfifo N' 'ln -s /dev/null N' 'ln -s .. N'; do
	(cd beside && ${kind/N/letter.age})
	ends 1 "no file beside the first: $kind" timeout 20 evid-verify -p A.pub \
	    --delivery over.jsonl beside/SMS.age
	check 'is one that was changed' says \
	    '^  beside/letter\.age: a folder, .*\[delivery-file-changed\]'
	check 'the other is as sent' says '^  as-sent +beside/SMS\.age$'
	run timeout 20 evid-verify -p A.pub --json --delivery over.jsonl beside/SMS.age
	check 'in JSON, too' json "$out" '[f["code"] for f in j["findings"]] ==
	    ["delivery-file-changed"] and j["exitStatus"] == 1'
	check 'the other reader says so' /usr/bin/python3 -c '
import sys
sys.path.insert(0, sys.argv[1] + "/tests/interop")
from evreader.delivery import is_no_file, look_at_file
path, file = "beside/letter.age", "beside/SMS.age"
assert is_no_file(path) and not is_no_file(file) and not is_no_file("absent")
assert look_at_file(path, {}, [file]) == "delivery-file-changed"' "$EVID_SOURCE"
	rm -r beside/letter.age
done
ln -s nowhere beside/letter.age
ends 4 'a link to nothing' evid-verify -p A.pub --delivery over.jsonl beside/SMS.age
check 'is nothing' says 'delivery-file-missing'
rm -r beside
mkdir elsewhere elsewhere/letter.age
fails 2 'elsewhere/letter\.age: is a folder' 'also under a name that was sent' \
    evid-verify -p A.pub --delivery over.jsonl there/SMS.age \
    elsewhere/letter.age
rm -r elsewhere
mkdir elsewhere
printf 'altered' >elsewhere/letter.age
ends 4 'an operand of a sent name is judged, in whatever folder' evid-verify \
    -p A.pub --delivery over.jsonl there/SMS.age elsewhere/letter.age
check 'and not what stands beside the first' says \
    '^  cut +elsewhere/letter\.age$'
ends 4 'beside one of its name that is as sent' evid-verify -p A.pub \
    --delivery over.jsonl there/SMS.age there/letter.age elsewhere/letter.age
check 'it is told by its path' says \
    '^  elsewhere/letter\.age: .*\[delivery-file-cut\]$'
check 'each of them is' bash -c 'grep -q "^  as-sent  *there/letter\.age$" "$1" &&
    grep -q "^  cut  *elsewhere/letter\.age$" "$1"' - "$out"
run evid-verify -p A.pub --json --delivery over.jsonl there/SMS.age \
    there/letter.age elsewhere/letter.age
check 'in JSON, too' json "$out" \
    '[(f["path"], f["file"]) for f in j["findings"]] ==
    [("letter.age", "elsewhere/letter.age")] and
    [(f["status"], f["file"]) for f in j["files"]] ==
    [("as-sent", "there/SMS.age"), ("as-sent", "there/letter.age"),
     ("cut", "elsewhere/letter.age")]'
ends 4 'one that is not there, too' evid-verify -p A.pub --delivery \
    over.jsonl there/SMS.age elsewhere/none/letter.age
check 'is missing' says '^  missing +elsewhere/none/letter\.age$'
cp letter.age elsewhere/
rm there/letter.age
ends 0 'and may be as sent' evid-verify -p A.pub --delivery over.jsonl \
    there/SMS.age elsewhere/letter.age
ends 4 'of two of one name each is judged' evid-verify -p A.pub --json \
    --delivery over.jsonl there/SMS.age elsewhere/letter.age \
    there/letter.age elsewhere/letter.age
check 'once' json "$out" '[(f["name"], f["status"]) for f in j["files"]] ==
    [("SMS.age", "as-sent"), ("letter.age", "as-sent"),
     ("letter.age", "missing")]'
cp letter.age there/
for output in there/letter.age there/SMS.age ./there//letter.age; do
	fails 2 'one of the inputs' "no file that arrived is replaced: $output" \
	    evid-verify -p A.pub --delivery over.jsonl --force -o "$output" \
	    there/SMS.age
	check 'and it stays' same "there/${output##*/}" "${output##*/}"
done
ln there/letter.age there/verdict.txt
fails 2 'one of the inputs' 'nor one by a further name' evid-verify -p A.pub \
    --delivery over.jsonl --force -o there/verdict.txt there/SMS.age
rm there/verdict.txt
for force in '' --force; do
	ends 0 "other files beside them are written ${force:-anew}" evid-verify \
	    -p A.pub --delivery over.jsonl $force -o there/verdict.txt \
	    there/SMS.age
done
check 'with the verdict' grep -q '^delivery: AS SENT' there/verdict.txt
check 'and nothing half-written' tidy there
rm there/verdict.txt
fails 1 'no such hand-over' 'a digest that is none of a hand-over' \
    evid-verify -p A.pub --delivery "${over//[0-9]/0}" there/SMS.age
fails 1 'no such hand-over' 'a file that has none' \
    evid-verify -p A.pub --delivery letter.age there/SMS.age
# what was carried as text, and how it is mended
sed 's/$/\r/' over.jsonl >crlf.jsonl
fails 1 'crlf\.jsonl: .*lines end in CR LF' 'a line that ends in CR LF' \
    evid-verify -p A.pub --delivery crlf.jsonl there/SMS.age
check 'and how to mend it' tells "hint: .* tr -d '\\\\r' <FILE >NEW$"
tr -d '\r' <crlf.jsonl >mended.jsonl
check 'is right' same mended.jsonl over.jsonl
printf '%s' "$(cat over.jsonl)" >torn.jsonl
fails 1 'torn\.jsonl: .*does not end with a line feed' \
    'a line without its end' evid-verify -p A.pub --delivery torn.jsonl \
    there/SMS.age
check 'and how to mend it' tells \
    'hint: .*evid-custody merge --mend -o NEW FILE$'
rm mended.jsonl
ends 0 'is right' evid-custody merge -q --mend -o mended.jsonl torn.jsonl
check 'too' same mended.jsonl over.jsonl
cp SMS.custody.jsonl two.jsonl
evid-custody hand-over -q -k A.key --to B.pub --send SMS.age \
    --log two.jsonl SMS.evidence.tar.gz
fails 2 "two.jsonl: it has 2 hand-overs: .*${over:0:16}" \
    'of several hand-overs of a file one must be named' \
    evid-verify -p A.pub --delivery two.jsonl there/SMS.age
check 'and what tells them apart is said' tells \
    'hint: .*evid-custody list --open, with whom to trust'
ends 0 'and is' evid-verify -p A.pub --delivery "${over:0:12}" \
    --custody two.jsonl there/SMS.age

# what a log says of the key is heeded, and needs not have the hand-over
cp SMS.custody.jsonl SMS.evidence.tar.gz there/
mkdir log
cp SMS.evidence.tar.gz log/
evid-custody add -q stored -k A.key log/SMS.evidence.tar.gz || exit 1
ends 0 'a hand-over of a file, and a log' evid-verify -p A.pub \
    --delivery over.jsonl --custody log/SMS.custody.jsonl there/SMS.age
evid-custody add -q key-compromised -k A.key --set \
    "keyid=$(value A.json 'j["keyid"]')" --set since=2026-01-01T00:00:00.000000000Z \
    log/SMS.evidence.tar.gz || exit 1
ends 3 'a log by which its key is compromised' evid-verify -p A.pub \
    --delivery over.jsonl --custody log/SMS.custody.jsonl there/SMS.age
check 'is told so' says '\[custody-key-compromised\]'
fails 4 'none\.jsonl' 'a log that is not there' evid-verify -p A.pub \
    --delivery over.jsonl --custody none.jsonl there/SMS.age
printf 'y' >SMS/b
evid-seal -q -k A.key -o other.evidence.tar.gz SMS || exit 1
evid-custody add -q stored -k A.key other.evidence.tar.gz || exit 1
fails 2 'other\.custody\.jsonl: it is of another bundle than the hand-over' \
    'the log of another bundle' evid-verify -p A.pub --delivery over.jsonl \
    --custody other.custody.jsonl there/SMS.age
# in a log that is mostly of another bundle
evid-custody add -q stored -k A.key other.evidence.tar.gz || exit 1
cat other.custody.jsonl over.jsonl >mixed.jsonl
ends 0 'is judged among the events of its bundle' evid-verify -p A.pub \
    --delivery "$over" --custody mixed.jsonl there/SMS.age
rm there/SMS.custody.jsonl there/SMS.evidence.tar.gz

# a link is followed, beside what is named as where it is named
mkdir far
mv there/letter.age far/
ln -s ../far/letter.age there/letter.age
ends 0 'what a link beside it leads to is as sent' evid-verify -p A.pub \
    --delivery over.jsonl there/SMS.age
ln -sf ../far/none there/letter.age
ends 4 'or missing' evid-verify -p A.pub --delivery over.jsonl there/SMS.age
mv far/letter.age there/
fails 2 'looks for files by their names: standard input' \
    'standard input has no name' evid-verify -p A.pub --delivery over.jsonl -
fails 2 'can be read but once' 'nor is it read twice' evid-verify -p A.pub \
    --delivery - --custody - there/SMS.age
from() { "${@:2}" <"$1"; }
ends 0 'but once it is' from over.jsonl evid-verify -p A.pub --delivery - \
    there/SMS.age

# by whom it is trusted counts here as everywhere
evid-trust pin -q --pins pins.json --state KZ --organization 'Unit A' --by me --how telephone \
    --number "$(value A.json 'j["keyNumber"]')" --use seal --use custody A.pub || exit 1
for what in '"signers":{"states":["FR"]}' '"directoryMaxAgeDays":1' '"misspelt":1'; do
	printf '{"schema":"urn:libevidence:policy:1","name":"p",%s}\n' "$what" >policy.json
	ends 3 "a policy that is not met: $what" evid-verify --pins pins.json --policy policy.json --delivery over.jsonl there/SMS.age
done
check 'is told by its name' says 'misspelt" \[policy-unknown-key\]'
printf '{"schema":"urn:libevidence:policy:1","name":"p","signers":{"states":["KZ"]}}\n' >policy.json
ends 0 'one that is met is' evid-verify --pins pins.json --policy policy.json --delivery over.jsonl there/SMS.age
for file in '"threshold":2,' ''; do
	printf '{"schema":"urn:libevidence:policy:1",%s"name":"p"}\n' "$file" >policy.json
	run evid-verify --pins pins.json --policy policy.json --delivery over.jsonl there/SMS.age
	cp "$out" "told${file:+-2}"
	run evid-verify --json --pins pins.json --policy policy.json --delivery over.jsonl there/SMS.age
	cp "$out" "told${file:+-2}.json"
done
check 'a threshold that a policy asks of bundles is shown' grep -q '^  threshold   NOT APPLIED: the policy asks for 2 signers' told-2
check 'and said not to be met' grep -q 'is not met by this \[policy-threshold-not-applied\]$' told-2
check 'and what meets it' grep -q 'hint: verify the bundle itself under the policy: ' told-2
refuse 'and nothing where it asks for none' grep -q threshold told
check 'in JSON, too' json told-2.json 'j["exitStatus"] == 0 and j["policyThreshold"] == 2 and
    j["policyThresholdApplied"] is False and
    [f["code"] for f in j["findings"]] == ["policy-threshold-not-applied"]'
check 'where it is null else' json told.json 'j["policyThreshold"] is None and
    j["policyThresholdApplied"] is None and j["findings"] == []'
fails 2 'a hand-over has one signature' 'one of the caller is refused' \
    evid-verify --pins pins.json --threshold 2 --delivery over.jsonl there/SMS.age
ends 0 'but for one signer' evid-verify --pins pins.json --threshold 1 --delivery over.jsonl there/SMS.age
evid-trust init -q -o 1.json --name un247 --threshold 1
evid-trust add -q --state KZ --kind court --authority 'en=Court' --key A.pub --use directory --use custody --valid-from 2020-01-01 1.json 2>/dev/null
evid-trust sign -q -k A.key 1.json
evid-trust add -q --threshold 1 -o 2.json 1.json
evid-trust sign -q -k A.key 2.json
ends 0 'a directory that nobody saw a newer one of' evid-verify -t 1.json --delivery over.jsonl there/SMS.age
ends 3 'one that is past its end' evid-verify -t 2.json --at 2099-01-01 --delivery over.jsonl there/SMS.age
check 'is told so' says '\[directory-stale\]'
# a key that is known and may not is told by what it lacks
lacks() {
	local code=$1 words=$2

	shift 2
	ends 3 "a hand-over by a key, $words" evid-verify "$@" \
	    --delivery over.jsonl there/SMS.age
	check 'is told so' says "^  the key .*$words.* \\[$code\\]$"
	check 'and what to do' says '^    hint: ask the sender '
}
evid-trust pin -q --pins seals.json --state KZ --organization 'Unit A' --by me --how telephone \
    --number "$(value A.json 'j["keyNumber"]')" --use seal A.pub || exit 1
lacks key-wrong-use 'is not for custody' --pins seals.json
dated() {
	evid-trust init -q -o "$1" --name "$1" --threshold 1 || exit 1
	evid-trust add -q --state KZ --kind court --authority en=Court --key A.pub \
	    --use directory --use custody "${@:2}" "$1" 2>/dev/null || exit 1
	evid-trust add -q --state VN --kind court --authority en=Court --key B.pub \
	    --use directory --valid-from 2020-01-01 "$1" 2>/dev/null || exit 1
	evid-trust sign -q -k B.key "$1" || exit 1
}
dated ended.json --valid-from 2020-01-01 --valid-until 2021-01-01
lacks key-expired 'had expired when it was handed over' -t ended.json
dated young.json --valid-from 2099-01-01
lacks key-not-yet-valid 'was not yet valid' -t young.json
cp 1.json held.json
evid-trust update -q held.json 2.json
ends 3 'one that is older than was seen' evid-verify -t 1.json --delivery over.jsonl there/SMS.age
check 'is told so, too' says '\[directory-rolled-back\]'

# As of an instant before it was handed over.
ends 0 'what was handed over later' evid-verify -p A.pub --at 2020-01-01 \
    --delivery over.jsonl there/SMS.age
check 'is told as of when it is judged' says '^  judged as at 2020-01-01 '
check 'and that it is later' says \
    '^  it was handed over after the instant that is judged: .*\[custody-in-future\]$'
ends 0 'in JSON' evid-verify --json -p A.pub --at 2020-01-01 \
    --delivery over.jsonl there/SMS.age
check 'too' json "$out" '(j["asAt"][:10], [f["code"] for f in
    j["findings"]]) == ("2020-01-01", ["custody-in-future"])'
run evid-verify --json -p A.pub --delivery over.jsonl there/SMS.age
check 'as of now there is nothing to tell' json "$out" \
    '(j["asAt"], j["findings"]) == (None, [])'

fails 4 'none.jsonl' 'a file that is not there' \
    evid-verify -p A.pub --delivery none.jsonl there/SMS.age
fails 2 'takes no --expect' 'it looks at files alone' \
    evid-verify --expect 1 --delivery over.jsonl there/SMS.age
/usr/bin/python3 - over.jsonl <<'PY'
import base64, json, sys
line = json.loads(open(sys.argv[1], encoding="utf-8").read())
payload = base64.b64decode(line["payload"])
line["payload"] = base64.b64encode(
    payload.replace(b'"size":5000', b'"size":4000')).decode()
with open("forged.jsonl", "w", encoding="utf-8") as file:
    file.write(json.dumps(line, separators=(",", ":")) + "\n")
PY
fails 1 'no such hand-over' 'a forged hand-over is none' \
    evid-verify -p A.pub --delivery forged.jsonl there/SMS.age
finish
