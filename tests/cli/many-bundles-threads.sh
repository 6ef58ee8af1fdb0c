#!/usr/bin/env bash
# Goal: threads that verify bundles at once share what is trusted, and nothing
# else: the verdicts are those of one thread.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir src
head -c 300000 /dev/urandom >src/a
evid-seal -q -k A.key -o good.gz src
cp good.gz bad.gz
flip bad.gz 100000
for i in $(seq 30); do
	ln good.gz "$i.gz"
	ln bad.gz "$i.bad"
done
for jobs in 1 2 8; do
	ends 1 "by $jobs" evid-verify -q -j $jobs -p A.pub --json-lines --results r$jobs \
	    ./*.gz ./*.bad
	/usr/bin/python3 -c '
import json, sys
for line in sorted(open(sys.argv[1], encoding="utf-8")):
    j = json.loads(line)
    print(j["path"], j["exitStatus"], j["integrity"], j["signatures"])' r$jobs >told$jobs
	check "the verdicts are the same ($jobs)" same told1 told$jobs
done
check 'of all' test "$(wc -l <told1)" -eq 62
# Sixteen threads, each with a bundle of its own that fills all it may.
head -c 6000000 /dev/urandom >src/large
evid-seal -q --force -j 16 -k A.key -o large.gz src
# shellcheck disable=SC2016	# for another shell
peak() { /usr/bin/python3 -c '
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"; }
if [ -n "${EVID_SANITIZED:-}" ]; then
	skip 'sixteen threads need less than 128 MiB' "memory is the sanitizer's here"
else
	many=()
	for i in $(seq 48); do many+=(large.gz); done
	memory=$(peak evid-verify -q -j 16 -p A.pub --json-lines "${many[@]}")
	check "sixteen threads verify bundles in less than 128 MiB ($memory KiB)" \
	    test "$memory" -lt 131072
	memory=$(peak evid-verify -q -j 16 -p A.pub large.gz)
	check "or one bundle ($memory KiB)" test "$memory" -lt 131072
	memory=$(peak evid-seal -q -j 16 -k A.key -n B -o again.gz src)
	check "or seal one ($memory KiB)" test "$memory" -lt 131072
fi
finish
