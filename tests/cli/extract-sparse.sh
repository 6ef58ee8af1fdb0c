#!/usr/bin/env bash
# Goal: a sparse file is sparse again, and so is what was nothing but zeros;
# its bytes are the same.
. "$(dirname "$0")/lib.sh"

make_key A
/usr/bin/python3 -c '
import os
os.mkdir("src")
with open("src/image", "wb") as f:
    f.truncate(300 << 20)
    for at in (0, 5000, 1 << 20, (100 << 20) + 77, (300 << 20) - 3):
        f.seek(at)
        f.write(b"xyz")
with open("src/zeros", "wb") as f:
    f.write(bytes(8 << 20))
with open("src/all", "wb") as f:
    f.truncate(1 << 20)
with open("src/odd", "wb") as f:
    f.truncate((1 << 20) + 1)
with open("src/mixed", "wb") as f:
    for i in range(64):
        f.write(bytes(4096 * (i % 3)) + os.urandom(4096))
for i in range(1500):
    if i == 0: g = open("src/comb", "wb")
    g.seek(i * 16384)
    g.write(b"c" * 100)
g.close()'
if [ "$(stat -c %b src/all)" -gt 100 ]; then
	skip 'a sparse file is sparse again' 'this file system has no holes'
	finish
fi
evid-seal -q -k A.key src
bundle=src.evidence.tar.gz
blocks() { stat -c %b "$1"; }
for jobs in 1 4; do
	rm -rf out
	ends 0 "holes are given out ($jobs)" evid-extract -q -j $jobs -p A.pub -C out $bundle
	check "the bytes are the same ($jobs)" diff -r src out/src
	for name in image all odd mixed comb; do
		check "$name takes no more than before ($jobs)" test "$(blocks out/src/$name)" -le $(($(blocks src/$name) + 16))
	done
	check "long runs of zeros are holes ($jobs)" test "$(blocks out/src/zeros)" -le 16
done
rm -rf out
ends 0 'one member alone' evid-extract -q -p A.pub --member src/comb -C out $bundle
check 'is sparse, too' test "$(blocks out/src/comb)" -le $(($(blocks src/comb) + 16))
check 'and the same' same src/comb out/src/comb
ends 0 'to standard output' bash -c "evid-extract -q -p A.pub --member src/comb -o - $bundle | cmp - src/comb"
rm -rf out
ends 0 'through a pipe' bash -c "cat $bundle | evid-extract -q -p A.pub -C out -"
check 'a hole is one' test "$(blocks out/src/image)" -le $(($(blocks src/image) + 16))
check 'with its bytes' cmp src/image out/src/image
finish
