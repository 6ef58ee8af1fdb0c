#!/usr/bin/env bash
# Goal: a JSON text that would take too much memory costs its own bundle the
# verdict, with the name of both, and no other, in whatever order and by however
# many threads they are judged; in a sealed custody log it is a line like any
# other that is no event.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
key=$EVID_SOURCE/testdata/keys/a.pub
/usr/bin/python3 - "$EVID_SOURCE/tests" <<'PY' || exit 1
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1] + "/gen")
import evcustody
import keys
from evwriter import Bundle

HEAVY = b"[" + b",".join([b"{}"] * 600000) + b"]"


def false(signatures):
    return [dict(each, sig=bytes(64)) for each in signatures]


def heavy(data):
    """With one more key, which nobody knows."""
    end = data.rstrip()
    return end[:-1] + b',"zzz":' + HEAVY + b"}" + data[len(end):]


def in_tag(path):
    def hook(tags):
        tags[path] = heavy(tags[path])
        return tags
    return Bundle().on("tags", hook).on("signatures", false)


def write(name, bundle):
    with open(name, "wb") as stream:
        stream.write(bundle.build().file)


event = evcustody.Chain(keys.A, "a0" * 8).add("collected")


def heads(statement):
    statement["predicate"]["custody"]["heads"] = [evcustody.digest(event)]
    return statement


write("good", Bundle())
write("false", Bundle().on("signatures", false))
write("statement", Bundle().on("statement_bytes", heavy))
write("conditions", in_tag("evidence/conditions.json"))
write("inventory", Bundle().on("lines", lambda lines: [heavy(lines[0])]
                               + lines[1:]))
write("custody", Bundle(custody=event + HEAVY + b"\n").on("statement", heads))
write("torn", Bundle(custody=event + HEAVY[:-1] + b"\n").on("statement",
                                                           heads))
with open("light", "wb") as stream:
    stream.write(b"[]\n")
PY

much='so many values that they would take more than 64 MiB of memory$'
for pair in statement:statement conditions:'case or conditions' inventory:inventory; do
	file=${pair%%:*}
	fails 4 "evid-verify: $file: ${pair#*:}:1:[0-9]+: $much" \
	    "$file: it is not judged, and it is named which text costs too much" \
	    evid-verify -p "$key" "$file"
	check 'and what to do' tells 'hint: that is more than is ever needed: ask who made it'
	ends 1 'what comes after it is judged' evid-verify -p "$key" "$file" false
	check 'as it is' says '^false: NOT INTACT$'
	ends 4 'also what is good' evid-verify -p "$key" "$file" good false/ "$file"
	check 'is' says '^good: VERIFIED$'
done
fails 4 "evid-inspect: statement: statement:1:[0-9]+: $much" \
    'nor is it shown' evid-inspect statement
fails 4 "evid-custody: statement: statement:1:[0-9]+: $much" \
    'nor its log' evid-custody verify light statement

# of many, by one thread or more
files=()
for _ in {1..12}; do
	files+=(statement good conditions false)
done
for threads in 1 2 4; do
	ends 1 "of many, with $threads threads" evid-verify --json-lines \
	    -j $threads -p "$key" "${files[@]}"
	check 'each has its own verdict' /usr/bin/python3 - "$out" <<'PY'
import json
import sys

WANTED = {"statement": 4, "conditions": 4, "good": 0, "false": 1}
with open(sys.argv[1], encoding="utf-8") as lines:
    got = [json.loads(line) for line in lines]
assert len(got) == 48, len(got)
for each in got:
    assert each["exitStatus"] == WANTED[each["path"]], each
PY
done

# in a sealed log, where the format has a rule for it
for file in custody torn; do
	ends 1 "$file: the bundle is judged" evid-verify -p "$key" $file
	check 'the line is no event' says \
	    'line 2: it has so many values that they weigh more than 64 MiB \[custody-line-foreign\]$'
	check 'and nothing was refused' test ! -s "$err"
	ends 1 'and what comes after it' evid-verify -p "$key" $file good
	check 'is as it was' says '^good: VERIFIED$'
done
finish
