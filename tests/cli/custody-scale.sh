#!/usr/bin/env bash
# Goal: a log of 100,000 events is verified, listed and merged in memory that
# does not grow with what its events say; how long it takes is told.
. "$(dirname "$0")/lib.sh"

source=${EVID_SOURCE:?the root of the source tree}
events=100000
[ -z "${EVID_SANITIZED:-}" ] || events=2000
PYTHONPATH=$source/tests/gen /usr/bin/python3 - $events <<'PY'
import sys
import evcustody, keys
chains = [evcustody.Chain(keys.A, "%016x" % n) for n in range(10)]
with open("big.jsonl", "wb") as file:
    for n in range(int(sys.argv[1])):
        file.write(chains[n % 10].add("examined", {
            "purpose": "look %d" % n, "note": "x" * 200}, n))
with open("a.pub", "wb") as file:
    file.write(keys.pem(keys.A.spki))
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
for verb in 'verify -p a.pub' list 'list --json' 'merge -o out.jsonl'; do
	read -ra words <<<"$verb"
	measured evid-custody "${words[@]}" big.jsonl
	check "$events events: evid-custody $verb ends well" test "$status" -eq 0
	check "in at most $limit MiB" test "$most" -le "$limit"
done
check 'merged, all are there' test "$(wc -l <out.jsonl)" -eq "$events"
finish
