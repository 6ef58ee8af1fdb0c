#!/usr/bin/env bash
# Goal: files round the size where the tar's header changes, 8 GiB, are sealed
# without reading their holes, verify and are given out, in memory that does not
# grow with them.
. "$(dirname "$0")/lib.sh"

if [ -n "${EVID_SANITIZED:-}" ]; then
	skip 'files round 8 GiB' 'too slow under a sanitizer'
	finish
fi
make_key A
eight=$((8 * 1024 * 1024 * 1024))
for less in 1 0 -1; do
	size=$((eight - less))
	rm -f sparse
	truncate -s "$size" sparse
	printf 'first' | dd of=sparse conv=notrunc status=none
	printf 'last' | dd of=sparse bs=1 seek=$((size - 4)) conv=notrunc status=none
	if [ "$(stat -c %b sparse)" -gt 100000 ]; then
		skip "a file of $size bytes" 'this file system keeps no holes'
		continue
	fi
	small "a file of $size bytes is sealed" \
	    evid-seal -q -k A.key --force -o out.gz sparse
	# Of the three, the two whose headers differ.
	if [ "$less" -ge 0 ]; then
		small 'and verifies' evid-verify --json -p A.pub out.gz
		check 'with its size' json "$out" \
		    "j['integrity']['bytes'] == $size"
	fi
	if [ "$less" -eq 0 ]; then
		small 'it is listed' evid-inspect out.gz
		small 'and given out' evid-extract -q -p A.pub -C given out.gz
		check 'with its size and its end' test \
		    "$(stat -c %s given/sparse),$(tail -c 4 given/sparse)" = "$size,last"
		check 'and its holes' test "$(stat -c %b given/sparse)" -le 100000
		rm -rf given
	fi
	line out.gz sparse >line.json
	check 'its holes are told' json line.json \
	    "j['size'] == $size and j['source']['holes'] and j['source']['holes'][-1]['offset'] < $size"
done
finish
