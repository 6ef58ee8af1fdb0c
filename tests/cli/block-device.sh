#!/usr/bin/env bash
# Goal: a block device is sealed by its content, not as an object of a tree.
. "$(dirname "$0")/lib.sh"

make_key A
head -c 3000000 /dev/urandom >disk.img
truncate -s 3145728 disk.img
device=$(losetup -f --show --read-only disk.img 2>/dev/null) || device=
if [ -n "$device" ] && [ -b "$device" ]; then
	loops+=("$device")
	ends 0 'a loop device is sealed' \
	    evid-seal -k A.key -n disk -o out.gz --verify "$device"
	name=$(basename "$device")
	line out.gz "$name" >line.json
	check 'its content has its size' json line.json 'j["size"] == 3145728 and j["type"] == "file"'
	check 'the inventory says that it is a device' json line.json \
	    'j["source"]["kind"] == "block-device" and j["source"]["device"]'
	check 'its content is the disk' bash -c \
	    "tar xzOf out.gz 'disk/data/$name' | cmp - disk.img"
	ln -s "$device" link
	run evid-seal -k A.key -n disk -o link.gz link
	check 'a link to it is not followed' test "$status" -eq 2
else
	skip 'a loop device is sealed' 'no loop device can be had here'
fi
finish
