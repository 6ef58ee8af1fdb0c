#!/usr/bin/env bash
# Goal: where a file system keeps no time of change, a bundle that was changed
# and given its old time again is read by every run, and never taken over.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir src here fat
printf 'evidence\n' >src/a
evid-seal -q -k A.key -o here/B.gz src || exit 1
touch -d '2026-11-20T10:00:00Z' here/B.gz
# many FOLDER: verifies the bundle in it, from the results of earlier runs
many() { evid-verify -p A.pub --json-lines --results "$1.jsonl" "$1/B.gz"; }

sleep 3.1
many here >/dev/null 2>&1
ends 0 'on a file system that keeps it, the second run reads nothing' many here
check 'which is told' tells '1 verified; of them 1 by an earlier run$'

if [ -c /dev/fuse ] && command -v fusefat mkfs.vfat >/dev/null && truncate -s 40M fat.img &&
    mkfs.vfat fat.img >/dev/null && fusefat -o rw+ fat.img fat >/dev/null 2>&1 && mountpoint -q fat; then
	mounts+=("$dir/fat")
	cat here/B.gz >fat/B.gz
	touch -d '2026-11-20T10:00:00Z' fat/B.gz
	sleep 3.1
	ends 0 'on FAT it is verified' many fat
	check 'and told that each run reads it' tells \
	    '1 verified; 1 read by every run, on a file system that keeps no time of change$'
	printf 'X' | dd of=fat/B.gz bs=1 seek=300 conv=notrunc status=none
	touch -d '2026-11-20T10:00:00Z' fat/B.gz
	ends 1 'changed, with its old time, it is found out' many fat
	check 'by the run that follows' tells '1 bundle: 1 not intact'
	check 'nothing is remembered of its file' json <(tail -n 1 fat.jsonl) 'j["file"] is None'
else
	skip 'a file system that keeps no time of change' 'no fusefat, or no FUSE here'
fi
finish
