#!/usr/bin/env bash
# Goal: on file systems that fold case, normalise, or cannot hold a name, every
# file is given out under a safe name, with a table of both; and a mode or time
# that one cannot hold is told, also where it takes it without a word.
. "$(dirname "$0")/lib.sh"

make_key A
/usr/bin/python3 -c '
import os
os.makedirs(b"src/Dir"); os.makedirs(b"src/dir"); os.mkdir(b"src/dot.")
for n in [b"README.txt", b"readme.TXT", b"a:b", b"x?y", b"dot", b"dot./in", b" sp ", b"bad\xff",
          b"nl\nx", b"back\\s", b"con.txt", "cafe\u0301".encode(), "caf\u00e9".encode(),
          "отчёт.txt".encode(), "ОТЧЁТ.txt".encode(), b"<>|", b"Dir/one", b"dir/one", b"dir/two",
          b"L" * 250, ("я" * 120).encode(), b"STRASSE", "stra\u00dfe".encode(), "\u0130x".encode(),
          b"ix", b"IX", b"plain"]:
    with open(b"src/" + n, "wb") as f:
        f.write(b"content of " + n)'
evid-seal -q -k A.key src
bundle=src.evidence.tar.gz
n=27

# each TARGET NAME: every content is there once; the table tells where
each() {
	ends 0 "$2: all of it" evid-extract -p A.pub -C "$1" $bundle
	cp "$out" told
	check "$2: every file, under one name or another" /usr/bin/python3 -c '
import os, sys
def contents(top):
    found = []
    for folder, _, files in os.walk(os.fsencode(top)):
        for name in files:
            with open(folder + b"/" + name, "rb") as f:
                found.append(f.read())
    return sorted(found)
assert contents("src") == contents(sys.argv[1] + "/src"), contents(sys.argv[1] + "/src")' "$1"
	check "$2: nothing half-written is left" bash -c "! ls -A '$1' '$(dirname "$1")' | grep -q partial"
	rm -rf "${1:?}"/* 2>/dev/null
	ends 0 "$2: as JSON" evid-extract --json -p A.pub -C "$1-2" $bundle
	check "$2: the table has both names, and they are true" /usr/bin/python3 -c '
import json, os, re, sys
def raw(text):
    return re.sub(rb"\\(?:x([0-9A-F]{2})|u\{([0-9A-F]+)\}|(.))", lambda m: bytes([int(m[1], 16)])
        if m[1] else chr(int(m[2], 16)).encode() if m[2] else
        {b"n": b"\n", b"r": b"\r", b"t": b"\t"}.get(m[3], m[3]), text.encode())
j = json.load(open(sys.argv[1]))["extracted"]
assert j["files"] == '$n' and j["withheld"] == 0
for m in j["members"]:
    if m["type"] == "file":
        with open(os.fsencode(sys.argv[2]) + b"/" + raw(m["given"]), "rb") as f:
            assert f.read() == b"content of " + raw(m["original"])[4:], m
    assert m["renamed"] == (os.path.basename(m["given"]) != os.path.basename(m["original"])), m
assert sum(m["renamed"] for m in j["members"]) == j["renamed"] >= '"$3" "$out" "$1-2"
	cp "$out" table.json
}

each out 'this file system' 0
check 'this file system: nothing needs another name' json table.json 'j["extracted"]["renamed"] == 0'

mkdir t && printf 'all\n' >t/all && printf 'one\n' >t/one && printf 'old\n' >t/old
chmod 777 t t/all t/old && chmod 640 t/one
touch -d '2024-03-05T01:02:03.987654321Z' t/all t/one
touch -d '1975-01-02T03:04:05Z' t/old	# FAT begins in 1980
evid-seal -q -k A.key t || exit 1
# unset TARGET FOLDERS FILE...: so many folders, and these files alone, are told
# as not set
unset_alone() {
	local files=${*:3}

	evid-extract --json -p A.pub -C "$1" t.evidence.tar.gz >unset.json 2>err &&
	    json unset.json "j['extracted']['unset'] == $2 + $# - 2 and
	        [m['original'] for m in j['extracted']['members'] if m['note']] == '$files'.split()"
}
# odd TARGET: its odd second is there, or the one that is nearest
odd() { /usr/bin/python3 -c '
import os, sys
assert abs(os.stat(sys.argv[1] + "/t/all").st_mtime - 1709600523) <= 2' "$1"; }
check 'this file system: every mode and time is kept' unset_alone t.out 0

fuse() { [ -c /dev/fuse ] && command -v "$1" >/dev/null; }
image() { truncate -s 40M "$1"; }

if fuse fusefat && command -v mkfs.vfat >/dev/null && image fat.img && mkfs.vfat fat.img >/dev/null &&
    mkdir fat && fusefat -o rw+ fat.img fat >/dev/null 2>&1 && mountpoint -q fat; then
	mounts+=("$dir/fat")
	check 'FAT: no mode is kept, which is told' unset_alone fat/t 1 t/all t/old t/one
	each fat/out 'FAT (fusefat)' 8
	check 'FAT: names that fold together are told apart' says 'readme\.TXT=~'
	head -c 60000000 /dev/zero | tr '\0' x >large
	evid-seal -q -k A.key large
	fails 4 '.' 'FAT: a full disk' evid-extract -p A.pub -C fat/full large.evidence.tar.gz
	check 'FAT: leaves nothing' absent fat/full
else
	skip 'a file system that folds case (FAT)' 'no fusefat, or no FUSE here'
fi

loop() {
	loop=$(losetup -f --show "$1" 2>/dev/null) || return 1
	loops+=("$loop")
}

if fuse mount.exfat-fuse && command -v mkfs.exfat >/dev/null && image exfat.img && mkfs.exfat exfat.img >/dev/null &&
    loop exfat.img && mkdir exfat && mount.exfat-fuse "$loop" exfat >/dev/null 2>&1 && mountpoint -q exfat; then
	mounts+=("$dir/exfat")
	each exfat/out 'exFAT (exfat-fuse)' 6
	check 'exFAT: a mode that it takes without a word is told' unset_alone exfat/t 0 t/one
	check 'exFAT: a time is kept to two seconds' odd exfat/t
else
	skip 'a file system that folds case (exFAT)' 'no exfat-fuse, or no FUSE here'
fi

if fuse lowntfs-3g && command -v mkntfs >/dev/null && image ntfs.img && mkntfs -qF ntfs.img >/dev/null 2>&1 &&
    loop ntfs.img && mkdir ntfs && lowntfs-3g -o ignore_case "$loop" ntfs >/dev/null 2>&1 && mountpoint -q ntfs; then
	mounts+=("$dir/ntfs")
	each ntfs/out 'NTFS without case (lowntfs-3g)' 3
	check 'NTFS: the table names them' json table.json \
	    'any(m["renamed"] and m["original"] == "src/readme.TXT" and m["given"].startswith("src/readme.TXT=~") for m in j["extracted"]["members"])'
else
	skip 'a file system that folds case (NTFS)' 'no lowntfs-3g, or no FUSE here'
fi
finish
