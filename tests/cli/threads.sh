#!/usr/bin/env bash
# Goal: however many threads, the verdict and the sealed content are the same.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir src
head -c 3000000 /dev/urandom >src/big
for i in $(seq 200); do
	printf 'small file %d\n' "$i" >"src/$i"
done
for jobs in 1 2 4 9; do
	ends 0 "sealed by $jobs" evid-seal -q -j $jobs -k A.key -o "out$jobs.gz" src
	check "the payload is that of one thread ($jobs)" bash -c \
	    "cmp <(tar xzOf out1.gz src/manifest-sha256.txt) <(tar xzOf out$jobs.gz src/manifest-sha256.txt)"
	ends 0 "verified by $jobs" evid-verify -q -j $jobs -p A.pub out1.gz
done
cp out1.gz bad.gz
flip bad.gz 1500000
flip bad.gz 2500000
for jobs in 1 2 4 9; do
	evid-verify -j $jobs --json -p A.pub bad.gz >"verdict$jobs.json" 2>/dev/null
	status=$?
	check "damage is found by $jobs" test "$status" -eq 1
	sed -E 's/"(checkedAt|at)":"[^"]*"//g' "verdict$jobs.json" >"told$jobs"
	check "and told in the same words ($jobs)" same told1 "told$jobs"
done
head -c 2000000 out1.gz >cut.gz
for jobs in 1 4; do
	ends 4 "a cut is incomplete to $jobs" evid-verify -q -j $jobs -p A.pub cut.gz
done
for jobs in 1 4; do
	ends 0 "piped to $jobs" bash -c "evid-verify -q -j $jobs -p A.pub - <out1.gz"
	ends 1 "damaged and piped to $jobs" bash -c "evid-verify -q -j $jobs -p A.pub - <bad.gz"
done
finish
