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
finish
