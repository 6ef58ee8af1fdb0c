#!/usr/bin/env bash
# Goal: a draft that is carried is not shut by what is done to it on the way:
# signatures that count for nobody are left out and told, one that too few have
# signed begins anew, and no option of a verb is passed over.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in A B C S; do
	make_key $name
done
evid-trust init -q -o plain.json --name un247 --threshold 2
evid-trust add --json --state KZ --kind court --authority en=KZ --key A.pub --use directory plain.json >a.json 2>"$err"
evid-trust add -q --state VN --kind court --authority en=VN --key B.pub --use directory plain.json
kz=$(value a.json 'j["contact"]')
# stray FILE OUT WHAT: signatures put into it: of its keys false, of others
stray() {
	/usr/bin/python3 - "$@" <<'END'
import base64, hashlib, json, os, sys
e = json.load(open(sys.argv[1]))
def by(keyid):
    return {"keyid": keyid, "sig": base64.b64encode(os.urandom(64)).decode()}
if sys.argv[3] == "full":
    e["signatures"] += [by("%064x" % n) for n in range(1, 65 - len(e["signatures"]))]
else:
    key = open(sys.argv[3] + ".pub").read().split("-----")[2]
    e["signatures"].append(by(hashlib.sha256(base64.b64decode(key)).hexdigest()))
e["signatures"].sort(key=lambda s: s["keyid"])
open(sys.argv[2], "w").write(json.dumps(e, separators=(",", ":")) + "\n")
END
}

# a false signature
stray plain.json false.json A
ends 1 'check finds a false signature' evid-trust check false.json
check 'and that its key can still sign' says '2 more can sign'
fails 1 'false\.json: 1 signature was false, and left out' 'who signs is told of it' \
    evid-trust sign --json -k B.key false.json
check 'as JSON, too' json "$out" 'j["leftOut"] == {"false": 1, "unknown": 0} and j["signatures"] == 1'
ends 0 'and it is gone' evid-trust sign -k A.key false.json
ends 0 'so that nothing is missing' evid-trust check false.json

# as many as there is room for
stray plain.json full.json full
ends 0 'a draft that a carrier filled is signed' evid-trust sign --json -k A.key full.json
check 'without what he put there' json "$out" 'j["leftOut"] == {"false": 0, "unknown": 64} and j["signatures"] == 1'
check 'which is told' tells 'full\.json: 64 signatures were by keys that nobody asks for, and left out'
ends 0 'by the other one, too' evid-trust sign -k B.key full.json
cp full.json 1.json
evid-trust revoke -q --key A.pub --reason superseded -o 2.json 1.json
evid-trust add -q --contact "$kz" --key C.pub --use directory 2.json
evid-trust sign -q --previous 1.json -k A.key 2.json
ends 0 'of a later version the signature that the one before asks for stays' evid-trust sign --json -k C.key 2.json
check 'also where that one is not named' json "$out" 'j["signatures"] == 2'
stray 2.json full2.json full
fails 2 'full2\.json: there are 64 signatures already' 'one that is full' evid-trust sign -k B.key full2.json
check 'is signed with the one before' tells 'hint: .*--previous'
ends 0 'which says whom it asks for' evid-trust sign --json --previous 1.json -k B.key full2.json
check 'and no other' json "$out" 'j["leftOut"]["unknown"] == 62 and j["signatures"] == 3'
ends 0 'so that it is complete' evid-trust check --previous 1.json full2.json

# a key that counts for neither
evid-trust revoke -q --key S.pub --reason lost -o x.json 1.json 2>"$err"
evid-trust revoke -q --key C.pub --reason lost -o 3.json full2.json
fails 2 'does not count this one, either' 'a key that both revoke' evid-trust sign --previous full2.json -k A.key 3.json
refuse 'is not sent to what was named' tells '--previous$|name that with --previous'

# no revocation is taken back unsaid
evid-trust init -q -o r1.json --name r
for name in A B C; do
	evid-trust add -q --state KZ --kind court --authority "en=$name" --key "$name.pub" --use directory r1.json
done
evid-trust revoke -q --key B.pub --reason lost --when 2026-02-01 r1.json
evid-trust revoke -q --key C.pub --reason compromised --since 2026-01-01 r1.json
cp r1.json draft.json
fails 2 'it is revoked already, from 2026-02-01T00:00:00\.0*Z: a later time would make it valid until then' \
    'a revoked key is not revoked later' evid-trust revoke --key B.pub --reason superseded --when 2026-03-01 r1.json
fails 2 'revoked already' 'nor as of now' evid-trust revoke --key B.pub --reason lost r1.json
fails 2 'compromised already' 'one that is compromised not at all' evid-trust revoke --key C.pub --reason lost --when 2026-01-01 r1.json
check 'and nothing is changed' same draft.json r1.json
fails 2 'evid-trust: so the draft would be none: .*`compromisedSince` of a key that is not compromised' \
    'what an option breaks is not called a fault of the file' \
    evid-trust revoke --key A.pub --reason lost --since 2026-01-01 r1.json
check 'and what to do is said' tells 'hint: change what was asked for: nothing was written'
check 'nothing was' same draft.json r1.json
ends 0 'but earlier' evid-trust revoke --key B.pub --reason superseded --when 2026-01-20 r1.json
evid-trust sign -q -k A.key r1.json
evid-trust add -q --threshold 1 -o r2.json r1.json
evid-trust sign -q -k A.key r2.json
ends 0 'a version that keeps them' evid-trust check --previous r1.json r2.json
# less REASON: r2.json as it would be had it been made by hand
less() {
	/usr/bin/python3 - "$@" <<'END'
import base64, json, sys
from cryptography.hazmat.primitives.serialization import load_pem_private_key
e = json.load(open("r2.json"))
p = json.loads(base64.b64decode(e["payload"]))
exec(sys.argv[1], {"p": p, "keys": [c["keys"][0] for c in p["contacts"]]})
text = json.dumps(p, separators=(",", ":")).encode()
e["payload"] = base64.b64encode(text).decode()
kind = e["payloadType"].encode()
key = load_pem_private_key(open("A.key", "rb").read(), None)
e["signatures"][0]["sig"] = base64.b64encode(key.sign(
    b"DSSEv1 %d %s %d " % (len(kind), kind, len(text)) + text)).decode()
open("less.json", "w").write(json.dumps(e, separators=(",", ":")) + "\n")
END
}
while read -r who change; do
	less "$change"
	ends 3 "one that does not: $change" evid-trust check --previous r1.json less.json
	check 'is told by its key' says \
	    "it takes back a revocation of the version before it: key $(openssl pkey -pubin -in "$who.pub" -outform DER | sha256sum | cut -c 1-64)\$"
done <<'END'
B del keys[1]["revoked"]
B keys[1]["revoked"]["at"] = "2026-01-21T00:00:00.000000000Z"
C del keys[2]["revoked"]
C keys[2]["revoked"] = keys[1]["revoked"]
END
run evid-trust sign --previous r1.json -k A.key -o signed.json less.json
check 'and who signs is told' says 'it takes back a revocation of the version before it'
cp r1.json held.json
ends 0 'it is taken, for all have signed it who must' evid-trust update --state . held.json less.json
check 'and told' tells 'less\.json: it takes back a revocation of the version before it: key [0-9a-f]{64}$'
less 'p["issuedAt"] = "2080-01-01T00:00:00.000000000Z"; p["expires"] = "2081-01-01T00:00:00.000000000Z"'
cp r1.json held.json
mkdir later
ends 0 'so is one from the future' evid-trust update --state later held.json less.json
check 'which is told as that' tells 'less\.json: it is issued in the future'
mkdir first
ends 0 'the first of a station, too' evid-trust update --state first --at 2020-01-01 r1.json
check 'is told as that' tells 'r1\.json: it is issued in the future'
fails 2 'less\.json: it is no newer version' 'a version that it does not follow is not the one before' \
    evid-trust sign --previous less.json -k A.key -o none.json less.json
check 'which is said how to mend' tells 'hint: name with --previous the version that it follows'
check 'and nothing was signed' absent none.json
less 'keys[1]["revoked"] = keys[2]["revoked"]'
ends 0 'to call one compromised takes nothing back' evid-trust check --previous r1.json less.json

# signed too early
evid-trust init -q -o early.json --name early --threshold 2
evid-trust add -q --state KZ --kind court --authority en=KZ --key A.pub --use directory early.json
ends 0 'a draft is signed before it can be complete' evid-trust sign -k A.key early.json
check 'with a warning' tells 'early\.json: as it stands it cannot become complete: 2 contacts must sign'
check 'and how it goes on' says 'changed with -o, it begins anew'
fails 2 'early\.json: it is signed, though not by all who must: a change would void that' \
    'it is not changed in its place' evid-trust add --threshold 1 early.json
check 'but elsewhere' tells 'hint: name another file with -o'
ends 0 'there it begins anew' evid-trust add --json --state VN --kind court --authority en=VN \
    --key B.pub --use directory -o anew.json early.json
check 'as a draft of the same version' json "$out" 'j["version"] == 1 and j["signatures"] == 0 and j["able"] == 2'
check 'and it is said that all sign again' tells 'anew\.json: 1 who signed it before must sign again'
for key in A B; do
	evid-trust sign -q -k $key.key anew.json
done
ends 0 'until it is complete' evid-trust check anew.json
fails 2 'anew\.json: a signed version is not changed' 'then it is not changed any more' \
    evid-trust add --threshold 1 anew.json

# what would be passed over
for option in '--use seal' '--valid-from 2026-01-01' '--valid-until 2027-01-01' '--storage safe' \
    "--succeeds $(printf '0%.0s' {1..64})"; do
	# shellcheck disable=SC2086	# an option and its value
	fails 2 'of a key that is added: --key is missing' "without a key: ${option%% *}" \
	    evid-trust add --contact "$kz" --hours x $option plain.json
done
fails 2 'the end of a draft was set when it was begun' 'an end of a draft' \
    evid-trust add --contact "$kz" --hours x --expires 2090-01-01 plain.json
fails 2 'after the year 9999: name the end with --expires' 'a year later than there are years' \
    evid-trust init --at 9999-12-31 -o far.json --name far
check 'begins nothing' absent far.json
ends 0 'with an end it begins' evid-trust init --at 9999-12-31 --expires 9999-12-31T12:00:00Z -o far.json --name far

# standard input
ends 0 'a directory is checked on standard input' bash -c 'evid-trust check - <1.json'
ends 0 'and out of a pipe' bash -c 'cat 1.json | evid-trust check -'
ends 0 'it is shown' bash -c 'cat 1.json | evid-trust show --json -'
run bash -c 'cat plain.json | evid-trust sign -k A.key -o - -'
check 'it is signed in a pipe' json "$out" 'len(j["signatures"]) == 1'
evid-keygen --json -q -o P --no-passphrase >P.json
evid-trust pin -q --pins p.json --state KZ --by A --how other --number "$(value P.json 'j["keyNumber"]')" P.pub
for each in 'pins --pins p.json' 'show 1.json'; do
	# shellcheck disable=SC2086	# a verb and its operands
	ends 0 "quietly: $each" evid-trust $each -q
	check 'says nothing' test ! -s "$out" -a ! -s "$err"
	# shellcheck disable=SC2086	# several words
	ends 0 "but as JSON: $each" evid-trust $each -q --json
	check 'it is that' json "$out" 'j["verb"]'
done
ends 4 'errors are told all the same' evid-trust show -q no.json
check 'by name' tells '^evid-trust: no\.json: '
ends 0 'pins are listed' bash -c 'cat p.json | evid-trust pins --pins -'
check 'as from the file' says 'key number'
fails 2 'standard input can be read but once' 'two at once' evid-trust check --previous - -
fails 2 'standard input can be read but once' 'by whatever names' \
    bash -c 'evid-trust check --previous /dev/stdin - <plain.json'
fails 2 'name the result with -o' 'nor is it changed in its place' bash -c 'evid-trust sign -k A.key - <plain.json'
fails 2 'name the result with -o' 'by add' bash -c 'evid-trust add --threshold 1 - <plain.json'
check 'nothing is half written' tidy
finish
