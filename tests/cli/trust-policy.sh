#!/usr/bin/env bash
# Goal: a policy says whose signature counts, how many, and how old a directory
# may be; it is one's own file or signed, and the verdict carries its digest.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in D A B I; do
	make_key $name
done
evid-trust init -q -o d.json --name un247 --at 2026-01-01
contact() {
	evid-trust add --json "$@" --at 2026-01-01 d.json >c.json && value c.json 'j["contact"]'
}
kz=$(contact --state KZ --kind laboratory --authority en=Laboratory --key D.pub --use directory)
evid-trust add -q --contact "$kz" --key A.pub --use seal --at 2026-01-01 d.json
evid-trust add -q --contact "$kz" --key I.pub --use intake --at 2026-01-01 d.json
contact --state VN --kind court --authority en=Court --key B.pub --use seal >/dev/null
evid-trust sign -q -k D.key d.json
printf 'x\n' >one
evid-seal -q -k A.key -o a.gz one
evid-seal -q -k A.key -k B.key -o ab.gz one
policy() { printf '{"schema": "urn:libevidence:policy:1", "name": "Ours"%s}\n' "$1" >"$2"; }

policy ', "signers": {"states": ["VN"]}' vn.json
ends 0 'a signer of a State that the policy names counts' evid-verify --json -t d.json --policy vn.json ab.gz
sum=$(sha256sum vn.json | cut -c1-64)
check 'and the verdict carries its digest' json "$out" "j['trust']['policySha256'] == '$sum'"
ends 3 'one of another State does not' evid-verify -t d.json --policy vn.json a.gz
check 'and the verdict says so' says '\[policy-not-met\]'
check 'and which policy it was' says "policy +Ours \(SHA-256 $sum\)"
ends 3 'nor does a key of no known State, though it is given' evid-verify -q -p A.pub --policy vn.json a.gz
policy ', "threshold": 2' two.json
ends 0 'two holders are two' evid-verify -q -t d.json --policy two.json ab.gz
ends 3 'one is not' evid-verify -q -t d.json --policy two.json a.gz
ends 3 'nor does a lower --threshold help' evid-verify -q -t d.json --policy two.json --threshold 1 a.gz
policy ', "x-note": 1' notes.json
policy ', "directoryMaxAgeDays": 30' young.json
ends 3 'a directory may be too old' evid-verify -t d.json --policy young.json --at 2026-12-01 a.gz
check 'which is said' says 'allows 30 days \[directory-too-old\]'
ends 3 'the number of a seal does not replace what a policy asks' bash -c '
    number=$(evid-verify --json -t d.json a.gz | /usr/bin/python3 -c "import json,sys; print(json.load(sys.stdin)[\"sealNumber\"])")
    evid-verify -q --expect "$number" --policy vn.json a.gz'
number=$(evid-verify --json -t d.json a.gz | /usr/bin/python3 -c 'import json,sys; print(json.load(sys.stdin)["sealNumber"])')
both=$(evid-verify --json -t d.json ab.gz | /usr/bin/python3 -c 'import json,sys; print(json.load(sys.stdin)["sealNumber"])')
id=$(evid-verify --json -t d.json a.gz | /usr/bin/python3 -c 'import json,sys; print(json.load(sys.stdin)["signatures"][0]["keyid"])')
policy ", \"signers\": {\"keys\": [\"$id\"]}" key.json
ends 0 'but its key is as one that was given' evid-verify --expect "$number" --policy key.json a.gz
check 'which is said' says 'trusted: the seal number is right$'
ends 0 'for extracting, too' evid-extract -q --expect "$number" --policy key.json -C given a.gz
ends 0 'a policy that asks for nobody is met' evid-verify -q --expect "$number" --policy notes.json a.gz
ends 3 'that of another seal is not' evid-verify --expect "$both" --policy key.json a.gz
check 'which is said as that' says '\[seal-number-other\]'
ends 3 'two are asked for, and one is there' evid-verify --expect "$number" --policy two.json a.gz
check 'which is said by the count' says '1 of 2 \[too-few-signers\]'
ends 0 'the keys of both count' evid-verify -q --expect "$both" --policy two.json ab.gz
ends 0 'for --threshold, too' evid-verify -q --expect "$both" --threshold 2 ab.gz
ends 0 'and evid-extract' evid-extract -q --expect "$both" --threshold 2 -C two ab.gz
ends 3 'where two are too few, that is told' evid-verify --expect "$both" --threshold 3 ab.gz
check 'by the count' says '2 of 3 \[too-few-signers\]'
fails 2 'threshold 2 needs as many keys, by -p: there are 1' 'with keys named, those are counted' \
    evid-verify -p A.pub --expect "$both" --threshold 2 ab.gz
fails 2 'needs as many keys' 'as by evid-extract' \
    evid-extract -p A.pub --expect "$both" --threshold 2 -C none ab.gz
ends 3 'the name that the seal states is no State of a policy' evid-verify --expect "$number" --policy vn.json a.gz
check 'which is said' says 'NOT trusted: the seal number is right$'
check 'and why' says '\[policy-not-met\]'

# signed
policy '' ours.json
fails 2 'name the signed policy with -o' 'the signed policy is another file' evid-trust sign -k I.key ours.json
ends 0 'a policy is signed' evid-trust sign -k I.key -o signed.json ours.json
ends 0 'and counts, by a key with use intake' evid-verify -q -t d.json --policy signed.json a.gz
evid-trust sign -q -k A.key -o sealer.json ours.json
ends 3 'by a key that may seal it does not' evid-verify -t d.json --policy sealer.json a.gz
check 'and says so' says '\[policy-not-trusted\]'
ends 0 'one trusted signature is enough' bash -c '
    evid-trust sign -q -k I.key -o both.json sealer.json && evid-verify -q -t d.json --policy both.json a.gz'
ends 3 'the number makes no policies' evid-verify --expect "$number" --policy sealer.json a.gz
check 'which is said of the policy' says '\[policy-not-trusted\]'
ends 0 'a key that is given may make policies, too' evid-verify -q -p A.pub --policy sealer.json a.gz
/usr/bin/python3 -c '
import base64, json
e = json.load(open("signed.json"))
e["payload"] = base64.b64encode(base64.b64decode(e["payload"]).replace(b"Ours", b"Mine")).decode()
open("forged.json", "w").write(json.dumps(e, separators=(",", ":")) + "\n")'
fails 1 'forged\.json: a signature of the policy is false' 'a forged one is refused' \
    evid-verify -t d.json --policy forged.json a.gz

# what is not understood
policy ', "tresholds": 2, "signers": {"states": ["KZ"], "state": ["VN"]}' typo.json
ends 3 'a demand that is misspelt is not met' evid-verify -t d.json --policy typo.json a.gz
check 'and is named' says '"tresholds".*\[policy-unknown-key\]'
check 'also in signers' says 'signers\.state[^s].*\[policy-unknown-key\]'
ends 3 'check names it, too' evid-trust check typo.json
check 'with its place' says '^a key that is not known: signers\.state$'
ends 3 'as JSON' evid-trust check --json typo.json
check 'the same' json "$out" 'j["exitStatus"] == 3 and j["missing"] == ["a key that is not known: signers.state", "a key that is not known: tresholds"]'
policy ', "x-note": "agreed in May", "signers": {"states": ["KZ"], "x-why": 1}' notes.json
ends 0 "notes of one's own begin with x-" evid-verify -q -t d.json --policy notes.json a.gz
ends 0 'and are as they should be' evid-trust check -q notes.json
policy ', "critical": ["urn:example:review"]' critical.json
ends 3 'what is critical and not understood is named by check' evid-trust check critical.json
check 'too' says 'critical, and not understood: urn:example:review'
fails 2 '\$\.signers: it demands nothing' 'signers that demand nothing are none' bash -c '
    printf %s "{\"schema\":\"urn:libevidence:policy:1\",\"name\":\"x\",\"signers\":{\"state\":[\"VN\"]}}" >none.json
    evid-verify -t d.json --policy none.json a.gz'
# refused SIGNERS PATTERN NAME: verify and check say so of these signers
refused() {
	policy ", \"signers\": $1" none.json
	fails 2 "none\.json: \\\$\\.signers$2" "$3" evid-verify -t d.json --policy none.json a.gz
	fails 2 "none\.json: \\\$\\.signers$2" "$3, by check" evid-trust check none.json
}
refused '{"state": ["VN"]}' ': it demands nothing: .*; not known: signers\.state$' 'what stands there instead is named'
refused '{"state": ["VN"], "x-why": 1, "Kinds": [], "": 1}' ': .* not known: signers\.state, signers\.Kinds, signers\.$' 'all of it'
refused '{"x-why": 1}' ': it demands nothing: none of states, keys and kinds stands in it$' 'a note demands nothing'
refused '{}' ': it demands nothing: none of states, keys and kinds stands in it$' 'nor does nothing'
refused "{\"$(printf '%300s' '' | tr ' ' k)\": 1}" ': .* not known: signers\.k{130,140}\.\.\.$' 'a long name is cut'
refused '["VN"]' ': not an object' 'a list in its place'
refused '"VN"' ': not an object' 'a text in its place'
refused 'null' ': not an object' 'null in its place'
refused '{"states": "VN"}' '\.states: not an array' 'a text in place of a list'
refused '{"kinds": {"court": true}, "state": []}' '\.kinds: not an array' 'an object in place of a list'
refused '{"states": ["VN", 7]}' '\.states\[1\]: not a text' 'a number in a list'
refused '{"keys": ["VN"]}' '\.keys\[0\]: not a key id' 'no key id'
refused '{"kinds": ["police"]}' '\.kinds\[0\]: none of' 'no kind'
refused '{"states": []}' '\.states: it is empty' 'an empty list'
policy ', "understood": ["urn:example:a", "", "  "]' blank.json
ends 3 'what is blank and said to be understood is named by check' evid-trust check blank.json
check 'with its place' says '^blank, and understood by nobody: understood\[1\]$'
ends 3 'as JSON' evid-trust check --json blank.json
check 'each' json "$out" 'j["missing"] == ["blank, and understood by nobody: understood[1]", "blank, and understood by nobody: understood[2]"]'
ends 0 'a verdict is as without it' evid-verify -v -t d.json --policy blank.json a.gz
check 'and tells it' says 'understood\[2\]" \[policy-blank\]'
policy ', "understood": [7]' number.json
fails 2 'number\.json: \$\.understood\[0\]: not a text' 'a number there is wrong, with its place' evid-trust check number.json

# how young the directory is
ends 3 'a young directory is not there where none is given' evid-verify -p A.pub --policy young.json a.gz
check 'which is said' says 'no directory was given \[directory-age-unknown\]'
ends 3 'nor is one of later than the instant that is judged' \
    evid-verify -t d.json --policy young.json --at 2025-12-31 a.gz
check 'which is said, too' says '2026-01-01 00:00:00Z, which is after the instant that is judged \[directory-age-unknown\]'
ends 0 'without that demand it is told' evid-verify -v -t d.json --at 2025-12-31 -p A.pub a.gz
check 'of the directory' says '\[instant-before-directory\]'
check 'and of the seal' says '\[instant-before-seal\]'

# wrong files
fails 2 'bad\.json: \$\.signers\.states\[0\]: not a State' 'what is wrong is named with its place' bash -c '
    printf %s "{\"schema\":\"urn:libevidence:policy:1\",\"name\":\"x\",\"signers\":{\"states\":[\"Kazakhstan\"]}}" >bad.json
    evid-verify -t d.json --policy bad.json a.gz'
fails 2 'no policy' 'a pin list is none' bash -c '
    printf %s "{\"schema\":\"urn:libevidence:pins:1\",\"pins\":[]}" >p.json; evid-verify -t d.json --policy p.json a.gz'
fails 5 'not known here' 'one of a later version' bash -c '
    printf %s "{\"schema\":\"urn:libevidence:policy:2\",\"name\":\"x\"}" >later.json; evid-verify -t d.json --policy later.json a.gz'
fails 5 'not known here' 'check says so, too' evid-trust check later.json
fails 5 'not known here' 'nor is it signed' evid-trust sign -k I.key -o x.json later.json
fails 2 'it is a directory' 'a directory in its place' evid-verify -t d.json --policy d.json a.gz
mkfifo pipe
fails 2 'pipe: is no regular file' 'a pipe' timeout 20 evid-verify -t d.json --policy pipe a.gz
fails 2 'policy is given twice' 'two policies' evid-verify -t d.json --policy ours.json --policy two.json a.gz
ends 0 'check looks at pin lists and policies, too' evid-trust check ours.json
fails 2 'neither a directory' 'and at nothing else' evid-trust check A.id
fails 2 'is not signed' 'a pin list is not signed' evid-trust sign -k A.key p.json
finish
