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
policy ', "directoryMaxAgeDays": 30' young.json
ends 3 'a directory may be too old' evid-verify -t d.json --policy young.json --at 2026-12-01 a.gz
check 'which is said' says 'allows 30 days \[directory-too-old\]'
ends 3 'the number of a seal does not replace what a policy asks' bash -c '
    number=$(evid-verify --json -t d.json a.gz | /usr/bin/python3 -c "import json,sys; print(json.load(sys.stdin)[\"sealNumber\"])")
    evid-verify -q --expect "$number" --policy vn.json a.gz'

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
check 'and is named' says 'tresholds.*\[policy-unknown-key\]'
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
