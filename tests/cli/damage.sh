#!/usr/bin/env bash
# Goal: damage is found, told with its file and its range, and never verified;
# what is not touched is still checked and counted; a cut ends in 4.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir src
head -c 200000 /dev/urandom >src/a.bin
head -c 500000 /dev/urandom >src/b.bin
for i in $(seq 50); do
	printf 'text number %d\n' "$i" >"src/c$i.txt"
done
evid-seal -q -k A.key -o good.gz src
size=$(stat -c %s good.gz)

cp good.gz bad.gz && flip bad.gz 400000
run evid-verify --json -p A.pub bad.gz
check 'a flipped byte ends with 1' test "$status" -eq 1
check 'its file is named, with the range' json "$out" '
any(f["path"] == "data/src/b.bin" and f["range"] and
    f["range"]["offset"] <= 200000 < f["range"]["offset"] + f["range"]["length"] and
    f["range"]["length"] <= 131072 for f in j["integrity"]["findings"])'
check 'the other files are counted' json "$out" 'j["integrity"]["files"] == 51'
check 'with a hint of what to do' json "$out" \
    'all(f["message"] and f["hint"] for f in j["integrity"]["findings"])'
run evid-verify -p A.pub bad.gz
check 'people are told the same' says 'data/src/b\.bin|src/b\.bin'

/usr/bin/python3 - good.gz "$size" <<'END'
import random, sys
random.seed(20260101)
data = open(sys.argv[1], "rb").read()
for n in range(100):
    at = random.randrange(len(data))
    copy = bytearray(data)
    copy[at] ^= 1 << random.randrange(8)
    open("copy-%03d.gz" % n, "wb").write(copy)
END
evid-verify --json -p A.pub copy-*.gz >all.json
gzip -dc good.gz | sha256sum >want
verified=0
for copy in $(/usr/bin/python3 -c '
import json
for r in json.load(open("all.json"))["results"]:
    if r["exitStatus"] == 0:
        print(r["bundle"]["file"])'); do
	# Spare bits of a deflate stream: the same tar bytes at the same places.
	gzip -dc "$copy" 2>/dev/null | sha256sum | cmp -s - want ||
	    verified=$((verified + 1))
done
check 'of a hundred copies with one bit flipped, none with another content is verified' \
    test "$verified" -eq 0
check 'each of them has a verdict, and what is not intact a finding' json all.json '
len(j["results"]) == 100 and all(r["exitStatus"] in (0, 1, 3, 4, 5) for r in j["results"]) and
all(r["exitStatus"] == 0 or any(f["message"] for a in ("integrity", "trust") for f in r[a]["findings"])
    for r in j["results"])'
check 'nearly all of them are not intact' json all.json \
    'sum(r["exitStatus"] == 1 for r in j["results"]) >= 98'
for copy in copy-00*.gz; do
	evid-verify -q -p A.pub - <"$copy" 2>/dev/null
	echo $?
done >piped
for copy in copy-00*.gz; do
	evid-verify -q -p A.pub "$copy" 2>/dev/null
	echo $?
done >sought
check 'a pipe gives the same verdicts as a file' same piped sought

bad=0
for cut in 1 17 18 100 65000 65280 100000 300000 600000 \
    $((size - 5000)) $((size - 2200)) $((size - 2107)) $((size - 100)) \
    $((size - 29)) $((size - 28)) $((size - 27)) $((size - 1)); do
	head -c "$cut" good.gz >cut.gz
	evid-verify -q -p A.pub cut.gz 2>/dev/null
	[ $? -eq 4 ] || { bad=$((bad + 1)); echo "# cut at $cut of $size: not 4"; }
	evid-verify -q -p A.pub - <cut.gz 2>/dev/null
	[ $? -eq 4 ] || { bad=$((bad + 1)); echo "# cut at $cut of $size, piped: not 4"; }
done
check 'cut at 17 places, sought or piped, it is incomplete' test "$bad" -eq 0
head -c 400000 good.gz >cut.gz
run evid-verify --json -p A.pub cut.gz
check 'a cut says where the first byte is missing' json "$out" '
any(f["code"] == "truncated" and f["range"] and f["range"]["offset"] == 400000
    for f in j["integrity"]["findings"])'
check 'and what did not arrive whole' json "$out" \
    'any(f["path"] == "data/src/b.bin" for f in j["integrity"]["findings"])'
{ cat good.gz; printf x; } >longer.gz
ends 1 'a byte too many is not intact' evid-verify -p A.pub longer.gz
{ cat good.gz good.gz; } >twice.gz
ends 1 'nor a bundle twice' evid-verify -p A.pub twice.gz
tar xzf good.gz
rm src/data/src/a.bin
ends 1 'unpacked, a file removed is not intact' evid-verify -p A.pub src

# What is cut in a foreign gzip is no BGZF, however far it was read.
cut=$EVID_SOURCE/testdata/bad-foreign-gzip-cut-at-member/input.evidence.tar.gz
run evid-verify --json "$cut"
check 'a foreign gzip that was cut is named as one' \
    json "$out" 'j["bundle"]["container"] == "recompressed" and
    j["exitStatus"] == 4'
finish
