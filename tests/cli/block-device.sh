#!/usr/bin/env bash
# Goal: a block device is sealed by its content, not as an object of a tree:
# a loop device where one can be had, and a test double, which is said to be
# one: a file that a preloaded library lets say that it is a block device.
. "$(dirname "$0")/lib.sh"

make_key A
head -c 3000000 /dev/urandom >disk.img
truncate -s 3145728 disk.img

# sealed WHAT DEVICE ENVIRONMENT...: DEVICE, which holds disk.img
sealed() {
	local what=$1 device=$2 name

	shift 2
	name=$(basename "$device")
	ends 0 "$what is sealed" \
	    env "$@" evid-seal -q -k A.key --force -n disk -o out.gz "$device"
	ends 0 "$what: the bundle verifies" evid-verify -q -p A.pub out.gz
	line out.gz "$name" >line.json
	check "$what: its content has its size" json line.json \
	    'j["size"] == 3145728 and j["type"] == "file"'
	check "$what: the inventory says that it is a device" json line.json \
	    'j["source"]["kind"] == "block-device" and j["source"]["device"]'
	check "$what: its content is the disk" bash -c \
	    "tar xzOf out.gz 'disk/data/$name' | cmp - disk.img"
	ends 0 "$what is sealed detached" env "$@" \
	    evid-seal -q -k A.key --force -n disk -o detached.gz --detached "$device"
	ends 0 "$what: the detached bundle verifies beside it" env "$@" \
	    evid-verify -q -p A.pub --payload "$(dirname "$device")" detached.gz
}

device=$(losetup -f --show --read-only disk.img 2>/dev/null) || device=
if [ -n "$device" ] && [ -b "$device" ]; then
	loops+=("$device")
	sealed 'a loop device' "$device"
	ln -s "$device" link
	run evid-seal -k A.key -n disk -o link.gz link
	check 'a link to it is not followed' test "$status" -eq 2
else
	skip 'a loop device is sealed' 'no loop device can be had here'
fi

shim=${EVID_BUILD:-}/tests/shim/medium.so
if [ -n "${EVID_SANITIZED:-}" ]; then
	skip 'a test double of a device' 'nothing is preloaded before a sanitizer'
	finish
fi
mkdir dev && cp disk.img dev/sdz
double=(LD_PRELOAD="$shim" EVID_SHIM_DEVICE=sdz)
sealed 'a test double of a device' dev/sdz "${double[@]}"
check 'the double is known by its number' json line.json \
    'j["source"]["device"] == "7:77"'
ends 0 'in a folder it is told of, and not read' \
    env "${double[@]}" evid-seal -q -k A.key --force -n disk -o out.gz dev disk.img
line out.gz dev/sdz >line.json
check 'as a special object' json line.json \
    'j["type"] == "special" and j["source"]["special"] == "block-device" and j["size"] == 0'
finish
