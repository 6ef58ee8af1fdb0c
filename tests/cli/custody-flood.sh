#!/usr/bin/env bash
# Goal: whatever the number of findings, they are counted, one of each kind is
# told, and what is said to tell all of them does.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
make_key A
mkdir S && printf 'exhibit\n' >S/a.txt
evid-seal -q -k A.key S || exit 1
bundle=S.evidence.tar.gz
log=S.custody.jsonl
evid-custody add -q stored -k A.key $bundle || exit 1
seal=$(evid-custody list --json $log $bundle | value /dev/stdin 'j["bundle"]')
# events N TYPE [BRANCH [DETAILS [KEY]]]: so many of that type, all first ones
events() {
	/usr/bin/python3 - "$EVID_SOURCE/tests" "$seal" "$@" <<'PY'
import json
import os
import sys
import time

sys.dont_write_bytecode = True
tests, seal, n, kind, *more = sys.argv[1:]
branch, details, name = (more + ["", "{}", "A.key"][len(more):])
sys.path[:0] = [tests + "/gen", tests + "/support"]
import evcustody
from sign_event import Key

key = Key(name)
for i in range(int(n)):
    sys.stdout.buffer.write(evcustody.line_of(
        key, evcustody.bundle(seal), evcustody.predicate(
            key, kind, json.loads(details), 0,
            branch=branch or os.urandom(8).hex(),
            salt=os.urandom(16).hex(), time={"at": time.strftime(
                "%Y-%m-%dT%H:%M:%S.000000000Z", time.gmtime())})))
PY
}

{ cat $log; seq 20; } >few
ends 1 'a few findings' evid-custody list few $bundle
check 'are counted' says '^  .* line 6: .*\[custody-line-foreign\], and 15 more like it$'
check 'and told by verify, all of them' says '^  evid-custody verify tells of all$'
run evid-custody verify few $bundle
check 'which it does' test "$(grep -c '\[custody-line-foreign\]$' "$out")" -eq 20
run evid-custody verify --json few $bundle
check 'and counts them, too' json "$out" "j['findingsLeftOut'] == 0 and
    j['findingCounts'] == {'custody-line-foreign': 20, 'no-trust-given': 1}"

# A line that is shorter than an envelope without a text is none, unread.
frame='{"payload":"","payloadType":"","signatures":[]}'
{ cat $log; printf '%s\n' '' '{}' "${frame%\}}" "$frame"; } >few
ends 1 'short lines' evid-custody verify few $bundle
check 'are too short for an event, an empty one too' test \
    "$(grep -c 'it is too short for one \[custody-line-foreign\]$' "$out")" -eq 3
check 'and one that could be one is read' says \
    ': `payloadType` is another \[custody-line-foreign\]$'

# More than are kept; the fault that counts is found after all others.
{
	cat $log
	seq 700
	events 600 zz-other
	events 3 stored 00000000000000a1
} >many
ends 1 'a flood of findings' evid-custody list many $bundle
check 'is counted' bash -c '
    grep -q "line 6: .*, and 695 more like it$" "$1" &&
    grep -q "\[custody-type-unknown\], event [0-9a-f]*, and 599 more like it$" "$1"' - "$out"
check 'it buries no other kind' says \
    '^  .*: 3 events \[custody-two-firsts\], event'
check 'and of verify it is said that it does not tell all' says \
    '^  evid-custody verify tells of 100[0-9] of 1302 findings, and counts the others$'
refuse 'and not that it does' says 'tells of all'
for page in '' --html; do
	# shellcheck disable=SC2086	# an option
	run evid-custody form $page many $bundle
	check "so does the form${page:+ as a page}" bash -c '
	    grep -q "line 6: .*, and 695 more like it" "$1" &&
	    grep -q "custody-two-firsts\]" "$1" &&
	    grep -q "^\(<p><b>\)\?What else.* of 1302 findings, and counts the others; the rows say no more" "$1"' - "$out"
done
ends 1 'verify tells what it tells' evid-custody verify many $bundle
check 'and how many it does not, of which kind' says \
    '^  and 30[0-9] more, counted alone: 200 \[custody-line-foreign\], 10[0-9] \[custody-type-unknown\]$'
check 'one of each kind is there' says '\[custody-two-firsts\]$'
run evid-custody verify --json many $bundle
check 'in JSON, too' json "$out" "
    j['findingCounts'] == {'custody-line-foreign': 700,
        'custody-type-unknown': 600, 'custody-two-firsts': 1,
        'no-trust-given': 1} and
    len(j['findings']) + j['findingsLeftOut'] == 1302 and
    {f['code'] for f in j['findings']} == set(j['findingCounts'])"
run evid-custody list --json many $bundle
check 'and of a list' json "$out" "j['findingCounts']['custody-type-unknown'] == 600"

run evid-verify -p A.pub --custody many $bundle
check 'where what is left out has an effect it is to be mended' says \
    '^    hint: mend what is listed with an effect, and check again; '

# A stranger's words on conditions; the causes are found after all of them.
make_key Z
change='{"condition":"C-9","change":"lifted"}'
{
	cat $log
	events 1500 condition-changed '' "$change" Z.key
	events 1 condition-changed 00000000000000b1 "$change"
	events 3 stored 00000000000000a1
	printf 'garbage\n'
} >stranger
ends 1 "a stranger's flood strips no verdict of its causes" \
    evid-verify -p A.pub --custody stranger $bundle
check 'neither the line that is none' says '\[custody-line-foreign\]$'
check 'nor what a known key did' says '\[custody-two-firsts\]$'
check 'what has an effect comes first' bash -c \
    '[ "$(grep -n "\[custody-line-foreign\]$" "$1" | cut -d: -f1)" -lt \
    "$(grep -n "\[condition-change-ignored\]$" "$1" | head -1 | cut -d: -f1)" ]' \
    - "$out"
check 'and how many are left out, of which code' says \
    ' 1000 more, counted alone: 1000 \[condition-change-ignored\] \[findings-left-out\]$'
known=$(tail -n 5 stranger | head -n 1 | tr -d '\n' | sha256sum | cut -c1-8)
check 'of what anybody can write five are shown' test \
    "$(grep -c '^  a change of a condition .*\[condition-change-ignored\]$' "$out")" -eq 6
check 'and how many are listed and not' says \
    '^  listed, and not shown here: .*49[0-9] \[condition-change-ignored\]'
check "a known key's word is not among those" says "event $known on condition"
ends 1 'who asks sees all that are listed' evid-verify -v -p A.pub \
    --custody stranger $bundle
check 'that are some hundreds' test \
    "$(grep -c '^  a change of a condition .*\[condition-change-ignored\]$' "$out")" -gt 400
refuse 'and none is hidden' says 'not shown here'
check "after a known key's own" bash -c \
    '[ "$(grep -n "on condition \"C-9\".*ignored\]$" "$1" | head -n 1 | grep -c "event $2")" -eq 1 ]' \
    - "$out" "$known"

# What strangers add beside a sound bundle has no effect, and can be looked at.
{
	cat $log
	events 1500 zz-other '' '{}' Z.key
	events 700 stored 00000000000000c1 '{}' Z.key
} >sound
ends 0 'a flood without effect' evid-verify -p A.pub --custody sound $bundle
check 'is counted by its codes' says \
    ' [0-9]+ more, counted alone: [0-9]+ \[custody-type-unknown\] \[findings-left-out\]$'
check 'the listed ones, too' says \
    '^  listed, and not shown here: .*49[0-9] \[custody-type-unknown\].* 1 \[custody-stranger\]$'
check 'nothing is to be mended' says \
    '^    hint: what is left out has no effect; -v shows what is listed, and evid-custody list --json each event'
check 'and it buries nothing' test "$(wc -l <"$out")" -lt 20
run evid-custody list --json -p A.pub sound $bundle
check 'which has each event' json "$out" '[e["standing"] for e in j["events"]
    if e["type"] == "zz-other"].count("claim") == 1500'
run evid-custody verify -p A.pub sound $bundle
check 'that of the log says so' says \
    '^    hint: evid-custody list --json has each event, with how it stands$'
{
	cat $log
	events 30 condition-changed '' "$change" Z.key
} >thirty
run evid-verify -p A.pub --custody thirty $bundle
check 'thirty are told in five' test \
    "$(grep -c '\[condition-change-ignored\]$' "$out")" -eq 6
check 'and counted' says \
    '^  listed, and not shown here: .*25 \[condition-change-ignored\]$'
refuse 'and none is left out' says 'findings-left-out'
make_key B
mkdir sent && cp $bundle sent/ && cp stranger sent/$log
fails 1 'nothing was signed, for the custody log is not intact: a line that is no event' \
    'a receiver is told why nothing is signed' evid-custody receive -k B.key \
    -p A.pub --accept all sent/$bundle
check 'and sees it' says '\[custody-line-foreign\]$'
run evid-verify --json -p A.pub --custody stranger $bundle
check 'JSON counts all, and lists one of each' json "$out" "(lambda found:
    j['findingCounts']['condition-change-ignored'] == 1501 and
    j['findingCounts']['custody-two-firsts'] == 1 and
    set(found) == set(j['findingCounts']) and
    len(found) + j['findingsLeftOut'] == sum(j['findingCounts'].values()))(
    [f['code'] for axis in ('integrity', 'trust', 'time', 'custody', 'legal')
     for f in j[axis]['findings']])"
cp "$out" verdict.json
run evid-custody verify --json -p A.pub stranger $bundle
check 'of each code as many as evid-custody verify counts' json "$out" "(lambda other:
    all(other[code] == n for code, n in j['findingCounts'].items()
        if code not in ('custody-claim', 'condition-change-ignored')))(
    __import__('json').load(open('verdict.json'))['findingCounts'])"
check 'of which a claim that changes no condition is told as that, and once' \
    json "$out" "(lambda other: 'custody-claim' not in other and
    other['condition-change-ignored'] == j['findingCounts']['custody-claim'] == 1501)(
    __import__('json').load(open('verdict.json'))['findingCounts'])"
# Some are left out of those of the log, and some are of another kind.
{
	cat $log
	events 600 condition-changed '' "$change" Z.key
	events 1 key-compromised '' "{\"keyid\":\"$(value A.id 'j["keyid"]')\",\"since\":\"2026-01-01T00:00:00.000000000Z\"}" Z.key
} >mixed
run evid-verify --json -p A.pub --custody mixed $bundle
check 'the sums agree where another claim is among them' json "$out" "(lambda found:
    j['findingCounts']['condition-change-ignored'] == 600 and
    j['findingCounts']['custody-claim'] == 1 and
    found.count('condition-change-ignored') < 600 and
    len(found) + j['findingsLeftOut'] == sum(j['findingCounts'].values()))(
    [f['code'] for axis in ('integrity', 'trust', 'time', 'custody', 'legal')
     for f in j[axis]['findings']])"
finish
