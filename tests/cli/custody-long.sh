#!/usr/bin/env bash
# Goal: neither the names that an event states nor what is found of it fills a
# terminal or the form: what is cut or left out is said, and JSON has it whole.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in A B; do
	evid-keygen -o $name --no-passphrase --json >$name.json
done
pin_key A KZ
printf 'exhibit\n' >S
evid-seal -q -k A.key S || exit 1
bundle=S.evidence.tar.gz
log=S.custody.jsonl
evid-custody hand-over -q -k A.key --to B.pub $bundle || exit 1
evid-custody list --json $log $bundle >sent.json || exit 1
seal=$(value sent.json 'j["bundle"]')
cut='"n{1024}" \[cut here: the event has 100000 bytes\], "Unit", "VN" \(as stated; key '

# ---- names ----  (that of a holder has 1,024 bytes at most)

/usr/bin/python3 - sent.json >details.json <<'PY'
import json
import sys
with open(sys.argv[1], encoding="utf-8") as file:
    details = [e["details"] for e in json.load(file)["events"]][0]
details["receiver"].update(name="n" * 100000, organization="Unit", state="VN")
print(json.dumps(details))
PY
sign A handed-over "$(cat details.json)" >names.jsonl
for trust in '' '--pins pins.json'; do
	# shellcheck disable=SC2086	# options
	run evid-custody list $trust names.jsonl $bundle
	check "a list cuts a name ${trust:-by nobody}" says " to $cut"
	check 'and fills no terminal' test "$(wc -c <"$out")" -lt 10000
	# shellcheck disable=SC2086	# several words
	run evid-custody list --open $trust names.jsonl $bundle
	check 'so does that of what is open' says " to $cut"
	# shellcheck disable=SC2086	# several words
	run evid-custody verify $trust names.jsonl $bundle
	check 'and verify' says "handed over to $cut"
	check 'in few words' test "$(wc -c <"$out")" -lt 10000
done
run evid-verify -p A.pub --custody names.jsonl $bundle
check 'and the verdict on the bundle' says "handed over to $cut"
run evid-verify -p A.pub --delivery \
    "$(tail -n 1 names.jsonl | tr -d '\n' | sha256sum | cut -c1-64)" \
    --custody names.jsonl $bundle
check 'and that on a delivery' says "^  to +$cut"
run evid-custody list --json names.jsonl $bundle
check 'JSON has it whole' json "$out" '[len(e["details"]["receiver"]["name"])
    for e in j["events"]] == [100000]'
run evid-custody form --pins pins.json names.jsonl $bundle
check 'the form cuts it in the same words' says \
    '"n{1024}" \[cut here: the event has 100000 bytes\], "Unit", "VN"$'

# ---- findings ----

EVENT_CRITICAL=$(/usr/bin/python3 -c 'import json
print(json.dumps(sorted("urn:example:%04d:" % i + "c" * 20
    for i in range(2000))))')
export EVENT_CRITICAL
sign A stored '{}' >many.jsonl
EVENT_CRITICAL=$(/usr/bin/python3 -c 'import json
print(json.dumps(sorted("urn:example:%04d:" % i + "c" * 20
    for i in range(100))))')
sign A stored '{}' >some.jsonl
unset EVENT_CRITICAL
for page in '' --html; do
	# shellcheck disable=SC2086	# an option
	ends 3 "an event with 2,000 faults ${page:-as text}" evid-custody form \
	    $page --pins pins.json many.jsonl $bundle
	check 'has the first of them in its row' test \
	    "$(grep -c 'FAULT: .*urn:example:[0-9]*:c' "$out")" -ge 1
	check 'and not all' test "$(grep -o 'FAULT: ' "$out" | wc -l)" -eq 65
	check 'how many at least are left out is said' says \
	    'FAULT: (<bdi>)?at least 936 more like it, not shown here: evid-custody verify counts those of the log \[custody-critical-unknown\]'
	check 'as is of what must be understood' says \
	    'and 1936 more details, of [0-9]+ bytes, not shown here'
	check 'and that is all of the row' test "$(wc -c <"$out")" -lt 60000
	# shellcheck disable=SC2086	# several words
	run evid-custody form $page --pins pins.json some.jsonl $bundle
	check 'of a hundred it is said where they stand' says \
	    'FAULT: (<bdi>)?36 more like it, not shown here: evid-custody verify has them \[custody-critical-unknown\]'
done
run evid-custody verify --pins pins.json some.jsonl $bundle
check 'where they do' test \
    "$(grep -c '\[custody-critical-unknown\]$' "$out")" -eq 100
# rests CONTENT: a receipt of what is claimed in 70 rows to be handed over, of
# which three have that content
rests() {
	/usr/bin/python3 - "$EVID_SOURCE/tests" "$seal" "$1" >rests.jsonl <<'PY'
import sys

sys.dont_write_bytecode = True
tests, seal, content = sys.argv[1:]
sys.path[:0] = [tests + "/gen", tests + "/support"]
import evcustody
from sign_event import Key

a, b = Key("A.key"), Key("B.key")
overs = [evcustody.line_of(b, evcustody.bundle(seal), evcustody.predicate(
    b, "handed-over", evcustody.hand_over(
        a, {"f": content.encode() if i in (7, 68, 69) else b"same"},
        "c0" * 32), i, branch="%016x" % i)) for i in range(70)]
sys.stdout.buffer.write(b"".join(overs) + evcustody.line_of(
    a, evcustody.bundle(seal), evcustody.predicate(
        a, "received", evcustody.receipt({"f": b"same"}), 100,
        answers=[evcustody.digest(over) for over in overs])))
PY
	run evid-custody form --pins pins.json rests.jsonl $bundle
}
rests same
check 'what a receipt rests on is counted, too' says \
    'IT RESTS ON A CLAIM: 6 more rows$'
check 'after some' test "$(grep -c 'IT RESTS ON A CLAIM: ' "$out")" -eq 65
check 'as are the rows whose files it has' says \
    '^ .* of 6 more rows that it answers the files are these in 6$'
rests other
check 'and whose it has not' test \
    "$(grep -Ec 'OTHER FILES( than those of row|: of 6 more rows)' "$out")" -ge 1
check 'each row is compared, or counted' test \
    "$(grep -Ec 'the files are those of row|OTHER FILES than' "$out")" -eq 64
EVENT_CRITICAL=$(/usr/bin/python3 -c 'import json
print(json.dumps(["\" [cut" + "c" * 100000]))') sign A stored '{}' >long.jsonl
for verb in list verify; do
	run evid-custody $verb --pins pins.json long.jsonl $bundle
	check "a long one is cut outside its quotes: $verb" says \
	    '"\\" \[cutc{250}" \[cut here: the event has 100006 bytes\] \[custody-critical-unknown\]'
done
finish
