#!/usr/bin/env bash
# Goal: a log of 100,000 events, in which two holders look at evidence, correct
# what they said, hand it over and back and receive it, is verified, listed,
# merged and printed in memory that does not grow with it; how long it takes is
# told.
. "$(dirname "$0")/lib.sh"

source=${EVID_SOURCE:?the root of the source tree}
events=100000
[ -z "${EVID_SANITIZED:-}" ] || events=2000
PYTHONPATH=$source/tests/gen /usr/bin/python3 - $events <<'PY'
import sys
import evcustody, keys
FILES = {"S.evidence.tar.gz": b"sealed"}
OF = evcustody.bundle("cd" * 32)
here = evcustody.Chain(keys.A, "a0" * 8, OF)
there = evcustody.Chain(keys.B, "b0" * 8, OF)


def looked(chain, at):
    """Three events: a look at it, and what was meant to be said of it."""
    yield chain.add("stored", {"note": "x" * 200}, at)
    line = chain.add("examined", {"purpose": "look %d" % at}, at + 1)
    yield line
    what = evcustody.digest(line)
    yield chain.add("corrected", {
        "corrects": {"event": what, "why": "a slip"},
        "fields": {"purpose": "another look"}}, at + 2, answers=[what])


def exchanged(at):
    """Ten events: there and back."""
    for mine, his in ((here, there), (there, here)):
        yield from looked(mine, at)
        over = mine.add("handed-over", evcustody.hand_over(
            his.key, FILES, "ab" * 32, heads=[mine.prev]), at + 3)
        yield over
        yield his.add("received", evcustody.receipt(
            FILES, heads=[evcustody.digest(over)]), at + 4,
            answers=[evcustody.digest(over)])
        at += 5


with open("big.jsonl", "wb") as file:
    for n in range(int(sys.argv[1]) // 10):
        file.writelines(exchanged(n * 10))
for name, key in (("a", keys.A), ("b", keys.B)):
    with open(name + ".pub", "wb") as file:
        file.write(keys.pem(key.spki))
PY

# measured COMMAND...: $status, $seconds, and $most: MiB resident at most
measured() {
	/usr/bin/python3 -c '
import os, sys, time
begin = time.monotonic()
pid = os.fork()
if pid == 0:
    os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
    os.execvp(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(pid, 0)
print(os.waitstatus_to_exitcode(status), round(time.monotonic() - begin, 1),
      usage.ru_maxrss // 1024)' "$@" >.measured
	read -r status seconds most <.measured
	printf '# %s: %s s, %s MiB\n' "${*:1:2}" "$seconds" "$most"
}

limit=128
[ -z "${EVID_SANITIZED:-}" ] || limit=1024
verbs=('verify -p a.pub -p b.pub' 'list --json' 'form -p a.pub -p b.pub' list)
# Where everything is run, one of these, another for each commit.
[ -z "${EVID_BRIEF:-}" ] || verbs=("${verbs[$((${EVID_TURN:-0} % 4))]}")
for verb in "${verbs[@]}" 'merge -o out.jsonl'; do
	read -ra words <<<"$verb"
	measured evid-custody "${words[@]}" big.jsonl
	check "$events events: evid-custody $verb ends well" test "$status" -eq 0
	check "in at most $limit MiB" test "$most" -le "$limit"
done
check 'merged, all are there' test "$(wc -l <out.jsonl)" -eq "$events"
finish
