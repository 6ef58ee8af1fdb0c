#!/usr/bin/env bash
# Goal: the form names the senders of what was received, from one reading of
# each of their events; where so many name themselves at such length that there
# is no room for all, a row says where the name stands.
. "$(dirname "$0")/lib.sh"

# 400 hand-overs by holders of names of 3 KB, and their receipts
/usr/bin/python3 - "$EVID_SOURCE/tests" >log <<'PY'
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1] + "/gen")
import evcustody
import keys

overs, n = [], 400
for i in range(n):
    line = evcustody.line_of(keys.A, evcustody.exhibit(), evcustody.predicate(
        keys.A, "handed-over", evcustody.hand_over(keys.B, {}, None), i,
        branch="%016x" % i, holder={
            "name": "%04d" % i + "n" * 1000, "organization": "o" * 1000,
            "state": "s" * 1000}))
    overs.append(evcustody.digest(line))
    sys.stdout.buffer.write(line)
details = evcustody.receipt({})
details["verdict"] = None
for i in range(0, n, 20):
    sys.stdout.buffer.write(evcustody.line_of(
        keys.B, evcustody.exhibit(), evcustody.predicate(
            keys.B, "received", details, n + i, answers=overs[i:i + 20],
            branch="%016x" % i)))
PY

# row N: its cells
row() {
	awk -v n="$1" '/^ *[0-9]+  [a-z-]+$/ { on = $1 == n } on' "$out"
}

ends 3 'the form of many long names' evid-custody form log
check 'has a row an event' test "$(grep -Ec '^ *[0-9]+  (handed-over|received)$' "$out")" -eq 420
check 'the first receipt names all its senders' bash -c '
    [ "$(grep -c "own event: \"00[01][0-9]n*\", \"o*\", \"s*\"$" <<<"$1")" -eq 20 ]' - \
    "$(row 401)"
check 'the last says in which row each name stands' bash -c '
    [ "$(grep -c "who states his name in row [0-9]*$" <<<"$1")" -eq 20 ] &&
    grep -q "who states his name in row 400$" <<<"$1"' - "$(row 420)"
check 'which has it' says '"0399n*", "o*", "s*"$'
check 'and each with the key' bash -c '
    [ "$(grep -c "key [0-9 -]*$" <<<"$1")" -ge 20 ]' - "$(row 420)"
ends 3 'the same as a page' evid-custody form --html log
check 'says it, too' says 'who states his name in row 400'
finish
