#!/usr/bin/env bash
# Goal: an event of a later version of the log is told as that, by whoever is
# no stranger, and spoils nothing by a stranger; and a line that is signed, and
# no event, is not said to be signed by nobody.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
make_key A
make_key B
make_key Z
mkdir S && printf 'exhibit\n' >S/a.txt
evid-seal -q -k A.key S || exit 1
bundle=S.evidence.tar.gz
log=S.custody.jsonl
evid-custody add -q stored -k A.key $bundle || exit 1
cp $log good
seal=$(evid-custody list --json good $bundle | value /dev/stdin 'j["bundle"]')

# sign_as KEY TYPE CHANGE: an event of that predicateType, changed by Python
sign_as() {
	/usr/bin/python3 - "$EVID_SOURCE/tests" "$seal" "$@" <<'PY'
import sys

sys.dont_write_bytecode = True
tests, seal, name, kind, change = sys.argv[1:]
sys.path[:0] = [tests + "/gen", tests + "/support"]
import evcustody
from sign_event import Key

key = Key(name)
value = evcustody.predicate(key, "stored", {}, 0, branch="c1" * 8)
exec(change)
sys.stdout.buffer.write(evcustody.line_of(
    key, evcustody.bundle(seal), value, kind="urn:libevidence:custody:" + kind))
PY
}

# ---- by one who is known ----

{ cat good; sign_as A.key v2 ''; } >$log
ends 5 'what it says is not known' evid-custody verify -p A.pub $log $bundle
check 'and that is said, with its place and its key' says \
    'an event of a later version of the custody log: line 2: version 2, by key [0-9a-f]{4}…[0-9a-f]{4} \[custody-version-unknown\]$'
check 'and what to do' says '^ *hint: use a newer version$'
ends 5 'in JSON' evid-custody verify --json -p A.pub $log $bundle
check 'too' json "$out" "(j['verdict'], [(f['code'], f['line'])
    for f in j['findings']]) == ('not-checked',
    [('custody-version-unknown', 2)])"
ends 5 'the bundle with it is not checked' evid-verify --json -p A.pub \
    --custody $log $bundle
check 'and intact' json "$out" "(j['integrity']['status'],
    j['custody']['status']) == ('intact', 'not-checked') and [(f['code'],
    f['path']) for f in j['custody']['findings']] == [(
    'custody-version-unknown', '$log')]"
ends 5 'it is told beside the list' evid-custody list -p A.pub $log $bundle
check 'with its code' says '\[custody-version-unknown\]'
ends 5 'and in the form' evid-custody form -p A.pub $log $bundle
check 'at its head' says '^Fault .*version 2, by key .*\[custody-version-unknown\]'
ends 0 'it is merged' evid-custody merge -q -o merged good $log
check 'and kept' test "$(wc -l <merged)" -eq 2
sed 1d $log >alone
rm merged
ends 0 'also by itself' evid-custody merge -q -o merged alone
check 'as it is' same alone merged
mkdir sent && cp $bundle sent/
evid-custody hand-over -q -k A.key --to B.pub $bundle || exit 1
cp $log sent/
fails 5 'nothing was signed, for the custody log is .*version 2, by key' \
    'nobody signs for what he cannot read' \
    evid-custody receive -k B.key -p A.pub --accept all sent/$bundle
check 'and what to do is said' tells \
    'hint: use a newer version; or evid-custody refuse says why it is not taken'
fails 5 'this event is of a later version of the log' \
    'nor does anybody answer it' evid-custody add stored -k A.key \
    --answers "$(sed -n 2p $log | tr -d '\n' | sha256sum | cut -c 1-16)" $bundle
check 'and what to do is said' tells 'hint: use a newer version'

# ---- by a stranger ----

{ cat good; sign_as Z.key v2 ''; } >strange
ends 0 "a stranger's does no harm" evid-custody verify -v -p A.pub strange $bundle
check 'and is told' says '\[custody-stranger\]$'
ends 0 'nor to the bundle' evid-verify -p A.pub --custody strange $bundle
sed 1d strange >only
ends 4 'a log of nothing else is as one that is empty' \
    evid-verify --json -p A.pub --custody only $bundle
check 'which is said' json "$out" \
    "'empty-file' in [f['code'] for f in j['integrity']['findings']]"
ends 4 'by itself, too' evid-custody verify -p A.pub only $bundle

# ---- for those that name it, it is there ----

digest_of() { tail -1 "$1" | tr -d '\n' | sha256sum | cut -c 1-64; }
event() { /usr/bin/python3 "$EVID_SOURCE/tests/support/sign_event.py" "$@"; }
later=$(digest_of strange)
{ cat strange; event B.key "$seal" refused '{"reason":"damp"}' "$later"; } >r
ends 3 'a refusal of what is no hand-over is told' \
    evid-custody verify --json -p A.pub -p B.pub r $bundle
check 'as one for another' json "$out" \
    "'custody-receipt-other' in [f['code'] for f in j['findings']]"
corrects="{\"corrects\":{\"event\":\"$later\",\"why\":\"x\"},\"fields\":{}}"
{ cat strange; event A.key "$seal" corrected "$corrects" "$later"; } >claim
ends 0 'a correction of what another said' \
    evid-custody verify --json -p A.pub claim $bundle
check 'is a claim' json "$out" \
    "'custody-claim' in [f['code'] for f in j['findings']]"
{ cat strange; event Z.key "$seal" corrected "$corrects" "$later"; } >own
ends 0 'a correction of what one said oneself' \
    evid-custody verify --json -p A.pub own $bundle
refuse 'is none' json "$out" \
    "'custody-claim' in [f['code'] for f in j['findings']]"

# ---- what was delivered ----

rm -f $log; cp good $log
evid-custody hand-over --json -k A.key --to B.pub $bundle >over.json || exit 1
over=$(value over.json 'j["event"]')
ends 0 'what arrived is as it was sent' evid-verify -p A.pub --custody $log \
    --delivery "$over" $bundle
{ cat $log; sign_as Z.key v2 ''; } >strange
ends 0 "a stranger's does no harm to that" evid-verify -p A.pub \
    --custody strange --delivery "$over" $bundle
{ cat $log; sign_as A.key v2 ''; } >newer
ends 5 "what is said of it is not known by one of the sender's" \
    evid-verify --json -p A.pub --custody newer --delivery "$over" $bundle
check 'and that is told' json "$out" \
    "[f['code'] for f in j['findings']] == ['custody-version-unknown']"

# ---- torn ----

{ cat good; sign_as A.key v2 '' | head -c -1; } >$log
cp $log torn
fails 5 'what follows its last line feed is an event of a later version' \
    'a torn one is neither ended nor cut off' \
    evid-custody add --mend stored -k A.key $bundle
check 'and what to do is said' tells \
    'hint: nothing was changed: fetch the log again, or mend it with a newer'
check 'the log is as it was' same torn $log

# ---- by this station, by another version of the tools ----

mkdir T && printf 'another\n' >T/b
evid-seal -q -k B.key T || exit 1
evid-custody add -q stored -k B.key T.evidence.tar.gz || exit 1
sign_as B.key v2 '' >>T.custody.jsonl
for each in state/libevidence/branch/*.chains/*; do
	grep -q "$(head -1 T.custody.jsonl | tr -d '\n' | sha256sum |
	    cut -c 1-64)" "$each" && digest_of T.custody.jsonl >"$each"
done
ends 0 'what this station signed in a later version' evid-custody add \
    examined -k B.key T.evidence.tar.gz
refuse 'is not missed' tells 'does not hold event'
check 'and a new branch is begun' test "$(evid-custody list --json \
    T.custody.jsonl T.evidence.tar.gz | value /dev/stdin \
    'len({e["branch"] for e in j["events"]})')" -eq 2

# What the station kept of its branches is lost, and not the secret of which it
# makes them: the later event may go on from its last one here.
mkdir U && printf 'a third\n' >U/c
evid-seal -q -k B.key U || exit 1
evid-custody add -q stored -k B.key U.evidence.tar.gz || exit 1
first=$(digest_of U.custody.jsonl)
evid-custody list --json U.custody.jsonl U.evidence.tar.gz >list.json
branch=$(value list.json 'j["events"][0]["branch"]')
sign_as B.key v2 "value['branch'] = '$branch'
value['prev'] = '$first'" >>U.custody.jsonl
rm -r state/libevidence/branch/*.chains
ends 0 'a station that lost what it kept' evid-custody add examined -k B.key \
    U.evidence.tar.gz
evid-custody list --json U.custody.jsonl U.evidence.tar.gz >list.json
check 'does not go on from what that may have gone on from' json list.json \
    '[e["prev"] for e in j["events"]] == [None, None] and
    len({e["branch"] for e in j["events"]}) == 2'
sed -n 2p U.custody.jsonl >only.jsonl
rm -r state/libevidence/branch/*.chains
cp U.evidence.tar.gz O.evidence.tar.gz
ends 0 'nor where a later version alone began the branch' evid-custody add \
    examined -k B.key --log only.jsonl O.evidence.tar.gz
check 'and it is not begun twice' json list.json "j['events'][0]['branch'] not in
    $(evid-custody list --json only.jsonl O.evidence.tar.gz | value /dev/stdin \
    '[e["branch"] for e in j["events"]]')"

# ---- before it is sealed ----

printf 'a disk\n' >disk
evid-custody add collected -k A.key --log disk.jsonl --json >made.json || exit 1
sign_as Z.key v2 '' >later
cat later >>disk.jsonl
run evid-seal -k A.key -p A.pub --custody disk.jsonl -o D.tar disk
check "a stranger's is sealed" test "$status" -eq 0
check 'and that is said' tells 'custody-stranger\]; it is sealed with the log'
ends 0 'which is sound' evid-verify -p A.pub D.tar
cp disk.jsonl named.jsonl
uid=$(value made.json 'j["exhibit"]')
EVENT_PREV=$(digest_of later) event Z.key "$uid" stored '{}' >>named.jsonl
ends 0 'one that another names, too' evid-seal -k A.key -p A.pub \
    --custody named.jsonl -o N.tar disk
ends 5 'so nobody misses it' evid-verify --json -p A.pub -p Z.pub N.tar
check 'who knows who signed it has it, and cannot read it' json "$out" \
    "[f['code'] for f in j['custody']['findings']] == ['custody-version-unknown']"
ends 0 'for others it is a stranger as before' evid-verify -p A.pub N.tar
sign_as A.key v2 '' >>disk.jsonl
fails 2 'the custody log is not sound: line 3: .*custody-version-unknown' \
    'that of one who is known is not sealed' \
    evid-seal -k A.key -p A.pub --custody disk.jsonl -o E.tar disk

# ---- no event, and signed ----

{ cat good; sign_as A.key v1 'value["salt"] = "none"'; } >signed
ends 1 'what is signed, and no event' evid-custody verify -p A.pub signed $bundle
check 'is told with its key' says \
    'line 2: `salt` is not 32 hex digits; it is signed, by key [0-9a-f]{4}…[0-9a-f]{4} \[custody-line-foreign\]$'
check 'and not as what nobody signed' says \
    '^ *hint: whoever has that key signed it as it is, .*: ask him what he meant to say'
ends 1 'with the bundle' evid-verify -p A.pub --custody signed $bundle
check 'too' says 'whoever has that key signed it as it is'
{ cat good; sign_as A.key v1 'value["salt"] = "none"; key.sign = Key("Z.key").sign'; } >false
ends 1 'what is falsely signed, and no event' evid-custody verify -p A.pub false $bundle
refuse 'is not said to be signed' says 'it is signed'
check 'and can be left out' says \
    '^ *hint: ask whoever gave the log where it comes from; as it is no event, the line can be left out'
finish
