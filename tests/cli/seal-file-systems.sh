#!/usr/bin/env bash
# Goal: what a file system does not keep as it was written is found before
# there is a bundle with a name, or anything is given out; and where the output stands on one that keeps
# no unlinked files, no modes, or has no rename that never replaces (FAT and
# exFAT by way of FUSE), all is written there, or what cannot be is said.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir src
printf 'x\n' >src/x.txt
head -c 100000 /dev/zero >src/zeros
head -c 300000 /dev/urandom >src/random
evid-seal -q -k A.key -o good.gz src

# Every list that a bundle takes from a temporary file: manifest, inventory,
# block index, custody log, and standard input whose size is not known.
shim=${EVID_BUILD:-}/tests/shim/medium.so
lost='what is read back .*is not what was written'
if [ -n "${EVID_SANITIZED:-}" ]; then
	skip 'a disk that loses a bit' 'nothing is preloaded before a sanitizer'
else
	loses() { env LD_PRELOAD="$shim" EVID_SHIM_LOSE="$1" "${@:2}"; }
	for n in 1 2 3; do
		fails 4 "$lost" "a list is not as it was written ($n)" \
		    loses $n evid-seal -k A.key -o bad.gz src
		check "no bundle has a name ($n)" absent bad.gz
		fails 4 "$lost" "into a pipe ($n)" \
		    loses $n evid-seal -k A.key -n B -o - src
	done
	fails 4 "$lost" 'standard input that was kept' \
	    loses 1 bash -c 'evid-seal -k A.key -n B -o bad.gz --stdin-name random - <src/random'
	check 'what to do is said' grep -q -e '--stdin-size' "$err"
	check 'no bundle of it has a name' absent bad.gz
	ends 4 'what was seen of the evidence' loses 1 evid-verify -p A.pub good.gz
	check 'is told' says "$lost"
	refuse 'nor a verdict that is good' says VERIFIED
	evid-custody add collected -k A.key --log log.jsonl >/dev/null 2>&1
	evid-seal -q -k A.key --custody log.jsonl -o log.gz src
	for n in 1 2; do	# that, and the sealed log
		ends 4 "with a sealed custody log ($n)" loses $n evid-verify -p A.pub log.gz
		check "is told ($n)" grep -q "$lost" "$out" "$err"
	done
	ends 0 'nothing is lost: the verdict is good' loses 3 evid-verify -p A.pub log.gz
	fails 4 "$lost" 'the log of a bundle that is to be sealed' \
	    loses 1 evid-seal -k A.key --custody log.jsonl -o bad.gz src
	check 'no bundle with it has a name' absent bad.gz
	for n in 1 2 3 4 5; do
		fails 4 '.' "what is kept until the verdict ($n)" loses $n evid-extract -p A.pub -C out good.gz
		check "nothing is given out ($n)" absent out
	done
	for n in 1 2 3 4 5 6; do
		fails 4 '.' "the content, or what is kept beside it ($n)" \
		    loses $n evid-extract -p A.pub --member src/random -o one good.gz
		check "no file has its name ($n)" absent one
	done
	check 'nothing half-written is left' tidy
fi

fuse() { [ -c /dev/fuse ] && command -v "$1" >/dev/null; }
image() { truncate -s 40M "$1"; }

# outputs FOLDER NAME: what the tools write there
outputs() {
	local what

	for what in '' '--detached' '--volume 100K'; do
		# shellcheck disable=SC2086	# an option and its value
		ends 0 "$2: sealed ${what:-as it is}" evid-seal -q -k A.key -n src $what -o "$1/B.gz" src
		set -- "$1" "$2" "$1"/B.gz*
		run evid-verify -q -p A.pub --payload . "$3"
		check "$2: it verifies" test "$status" = 0
		rm -f "$1"/B.gz*
	done
	cp good.gz "$1/good.gz"
	ends 0 "$2: a verdict" evid-verify -p A.pub -o "$1/verdict.txt" "$1/good.gz"
	check "$2: the verdict is whole" grep -q VERIFIED "$1/verdict.txt"
	fails 2 'it exists' "$2: nothing is replaced unasked" evid-verify -p A.pub -o "$1/verdict.txt" "$1/good.gz"
	evid-custody add stored -q -k A.key --state state --log "$1/log.jsonl" "$1/good.gz" >/dev/null 2>&1
	for what in list verify form; do
		ends 0 "$2: evid-custody $what" evid-custody $what -p A.pub -o "$1/$what.txt" "$1/log.jsonl" "$1/good.gz"
		check "$2: what $what wrote is whole" test -s "$1/$what.txt"
	done
	fails 4 'put the output on another file system, or seal without --resume' \
	    "$2: a sealing that may be resumed" evid-seal -k A.key --resume -o "$1/R.gz" src
	check "$2: what was made for it is gone" absent "$1/R.gz.resume"
	check "$2: nothing else is left" bash -c "test \"\$(ls -A '$1' | tr '\n' ' ')\" = \
	    'form.txt good.gz list.txt log.jsonl verdict.txt verify.txt '"
}

mkdir state
if fuse fusefat && command -v mkfs.vfat >/dev/null && image fat.img && mkfs.vfat fat.img >/dev/null &&
    mkdir fat && fusefat -o rw+ fat.img fat >/dev/null 2>&1 && mountpoint -q fat; then
	mounts+=("$dir/fat")
	outputs fat 'FAT (fusefat)'
	ends 0 'FAT: runs of zeros are given out' evid-extract -p A.pub -C fat/out good.gz
	check 'FAT: as they were sealed' diff -r src fat/out/src
	fails 4 'another file system' 'FAT: no place for temporary files, either' \
	    env TMPDIR="$dir/fat" evid-seal -k A.key -o fat/B.gz src
	check 'FAT: no bundle then' absent fat/B.gz
else
	skip 'an output on FAT' 'no fusefat, or no FUSE here'
fi

if fuse mount.exfat-fuse && command -v mkfs.exfat >/dev/null && image exfat.img && mkfs.exfat exfat.img >/dev/null &&
    loop=$(losetup -f --show exfat.img 2>/dev/null) && loops+=("$loop") &&
    mkdir exfat && mount.exfat-fuse "$loop" exfat >/dev/null 2>&1 && mountpoint -q exfat; then
	mounts+=("$dir/exfat")
	outputs exfat 'exFAT (exfat-fuse)'
	check 'exFAT: that it keeps no permissions is said' bash -c \
	    'evid-seal -k A.key --resume -o exfat/R.gz src 2>&1 | grep -q "keeps no permissions"'
else
	skip 'an output on exFAT' 'no exfat-fuse, or no FUSE here'
fi
finish
