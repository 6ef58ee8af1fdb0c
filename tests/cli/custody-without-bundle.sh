#!/usr/bin/env bash
# Goal: a log whose bundle is not named is judged by what it says itself, and
# it is said that what is sealed in the bundle was not looked at; where that
# may be the cause, to name it is what is to be done.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
make_pinned A:KZ B:VN
printf 'exhibit\n' >S
case_that_asks 'for this case' >case.json
evid-custody add -q collected -k A.key --log before.jsonl || exit 1
evid-seal -q -k A.key -c case.json --custody before.jsonl S || exit 1
bundle=S.evidence.tar.gz
log=S.custody.jsonl
unseen='no bundle was named: what is sealed in it, conditions and a part of the log, was not looked at'

run evid-custody verify --pins pins.json before.jsonl
check 'a log of exhibits alone has no bundle yet' bash -c \
    '! grep -q "no bundle was named" "$1"' - "$out"

# The first event after the sealing follows one that is sealed.
evid-custody hand-over -q -k A.key --to B.pub $bundle || exit 1
ends 4 'an honest log that follows a sealed one lacks that' evid-custody \
    verify --pins pins.json $log
check 'it is said what was not looked at' says "^  bundle +$unseen; name it beside the log\$"
check 'and what to do' says \
    '^    hint: name its bundle beside the log, for it may be sealed in that; '
ends 4 'as JSON' evid-custody verify --json --pins pins.json $log
check 'it is the hint, too' json "$out" 'j["bundle"] is None and all(
    f["hint"].startswith("name its bundle beside the log, ")
    for f in j["findings"] if f["effect"] == 4)'
ends 0 'with the bundle nothing is missing' evid-custody verify \
    --pins pins.json $log $bundle
check 'nor unseen' bash -c '! grep -q "no bundle was named" "$1"' - "$out"

# What is sealed asks for an answer.
evid-custody list --json $log $bundle >over.json || exit 1
seal=$(value over.json 'j["bundle"]')
export seal	# for sign
files=$(value over.json '[json.dumps(e["details"]["files"]) for e in
    j["events"] if e["type"] == "handed-over"][0]')
over=$(value over.json '[e["event"] for e in j["events"]
    if e["type"] == "handed-over"][0]')
sealed=$(value over.json 'json.dumps([e["details"]["conditions"] for e in
    j["events"] if e["type"] == "handed-over"][0])')
to=$(value over.json 'json.dumps([e["details"]["receiver"] for e in
    j["events"] if e["type"] == "handed-over"][0])')
sign A handed-over "{\"receiver\":$to,\"files\":$files,
    \"conditions\":$sealed,\"heads\":[]}" >own.jsonl
over=$(head -c -1 own.jsonl | sha256sum | cut -c -64)
sign B received "{\"acceptance\":\"accepted\",\"conditions\":[],
    \"files\":$files,\"verdict\":{\"status\":\"verified\",\"exitStatus\":0,
    \"policySha256\":null,\"tool\":{\"name\":\"x\",\"version\":\"1\"}},
    \"heads\":[]}" "$over" >>own.jsonl
ends 0 'with the bundle a receipt without an answer closes nothing' \
    evid-custody verify --pins pins.json own.jsonl $bundle
check 'and it is open' says '; 1 open$'
ends 0 'without, it is not known that one is asked' evid-custody verify \
    --pins pins.json own.jsonl
check 'and that nobody looked is said' says "^  bundle +$unseen"
for verb in list 'list --open'; do
	# shellcheck disable=SC2086	# several words
	ends 0 "evid-custody $verb" evid-custody $verb --pins pins.json own.jsonl
	check "$verb says it" says "^$unseen\$"
done
ends 0 'the form' evid-custody form --pins pins.json own.jsonl
check 'has it beside its verdict' says \
    "^Verdict on the log +SOUND: nothing is wrong with the log; $unseen\$"
ends 0 'the page' evid-custody form --html --pins pins.json own.jsonl
check 'has it, too' says "nothing is wrong with the log; $unseen<"

# Who imposed a condition is sealed with it.
EVENT_LATER=1 sign A condition-changed \
    '{"condition":"C-1","change":"lifted"}' >>own.jsonl
ends 0 'a lift' evid-custody verify --pins pins.json own.jsonl
check 'is a claim for want of the bundle' says \
    'who imposed the condition is not known without the bundle \[custody-claim\]$'
check 'which is what to name' says \
    '^    hint: name its bundle beside the log, for the condition may be sealed in that$'
ends 0 'the form' evid-custody form --pins pins.json own.jsonl
check 'says so in its row' says \
    '^     A CLAIM, WITHOUT EFFECT: who imposed the condition is not known without the bundle$'
ends 0 'with the bundle' evid-custody list --pins pins.json own.jsonl $bundle
check 'it counts' says 'condition-changed, condition "C-1", lifted$'
finish
