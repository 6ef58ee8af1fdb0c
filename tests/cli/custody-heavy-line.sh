#!/usr/bin/env bash
# Goal: one line of millions of values, which anybody can add, is set aside, and
# the log is read all the same; and nobody signs such an event.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
make_key A
make_key B
mkdir S && printf 'exhibit\n' >S/a.txt
evid-seal -q -k A.key S || exit 1
bundle=S.evidence.tar.gz
log=S.custody.jsonl
evid-custody add -q stored -k A.key $bundle || exit 1
cp $log good
why='line 2: it has so many values that they weigh more than 64 MiB \[custody-line-foreign\]'

# heavy WHAT: a line of so many numbers, or an event of so many objects
heavy() {
	/usr/bin/python3 - "$EVID_SOURCE/tests" "$1" "$(
	    evid-custody list --json good $bundle | value /dev/stdin 'j["bundle"]')" <<'PY'
import sys

sys.dont_write_bytecode = True
tests, what, seal = sys.argv[1:]
sys.path[:0] = [tests + "/gen", tests + "/support"]
import evcustody
import keys

sys.stdout.buffer.write(
    b"[" + b",".join([b"0"] * 3000000) + b"]\n" if what == "numbers" else
    evcustody.Chain(keys.B,
                    subject=evcustody.bundle(seal)).add(
        "stored", {"x": [{}] * 140000}))
PY
}

for what in numbers event; do
	{ cat good; heavy $what; } >$log
	ends 1 "$what: the log is judged" evid-custody verify -p A.pub $log $bundle
	check 'and the line named' says "$why"
	refuse 'and nothing is said of memory' tells 'memory'
	ends 1 'in JSON' evid-custody verify --json -p A.pub $log $bundle
	check 'too, with its place' json "$out" "[(f['code'], f['path'], f['line'])
	    for f in j['findings']] == [('custody-line-foreign', '$log', 2)]"
	ends 1 'it is listed' evid-custody list -p A.pub $log $bundle
	check 'with its event' says ' stored'
	ends 1 'in JSON' evid-custody list --json -p A.pub $log $bundle
	check 'too' json "$out" '[e["type"] for e in j["events"]] == ["stored"]'
	ends 1 'its form is made' evid-custody form -p A.pub $log $bundle
	check 'with a row' says '^ *1  stored$'
	ends 1 'the bundle is judged with it' evid-verify --json -p A.pub \
	    --custody $log $bundle
	check 'and is intact, but for that line' json "$out" "
	    j['integrity']['status'] == 'intact' and [(f['code'], f['path'])
	    for f in j['custody']['findings']] == [('custody-line-foreign', '$log')]"
	run evid-case clocks -p A.pub --custody $log $bundle
	refuse 'clocks reads past it' tells '64 MiB of memory'
	ends 0 'it is merged' evid-custody merge -q -o merged $log good
	check 'with that line' test "$(wc -l <merged)" -eq 2
	rm merged
	ends 0 'an event is added' evid-custody add -q examined -k A.key $bundle
	check 'after it' test "$(wc -l <$log)" -eq 3
	mkdir sent && cp $bundle $log sent/
	fails 1 'a line that is no event' 'a receiver is told of it' \
	    evid-custody receive -k B.key -p A.pub --accept all sent/$bundle
	check 'as what it is' says "${why#line 2: }"
	rm -r sent
	# A stranger's line spoils no more than itself.
	sed 2d $log >without
	ends 0 'without it all is sound' evid-custody verify -p A.pub without $bundle
done

# Each field has room; all of them together have not.
many=$(printf '[],%.0s' {1..43000})
fails 2 'the event would have so many values that they weigh more than 64 MiB' \
    'nobody signs such an event' evid-custody add stored -k A.key \
    --set "a=[${many%,}]" --set "b=[${many%,}]" --set "c=[${many%,}]" \
    --set "d=[${many%,}]" --set "e=[${many%,}]" $bundle
finish
