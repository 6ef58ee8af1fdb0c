#!/usr/bin/env bash
# Goal: where there is no room for temporary files, what could not be checked
# is told as that, with the folder and how to choose another; no count is told
# that nobody counted.
. "$(dirname "$0")/lib.sh"

make_key A
make_key B
mkdir src
for i in {1..50}; do
	head -c 2000 /dev/urandom >"src/$i"
done
evid-seal -q -k A.key -n plain -o plain.gz src
uid=$(evid-custody add collected -k A.key --log log.jsonl |
    sed -n 's/^  exhibit  *//p')
evid-custody add stored -q -k A.key --log log.jsonl --exhibit "$uid"
evid-seal -q -k A.key -n logged -o logged.gz --custody log.jsonl src
cp plain.gz bad.gz && flip bad.gz 30000

no_room() {	# WHERE REASON: nothing can be written there
	export TMPDIR=$1
	ends 0 "$2: a sound bundle is verified" evid-verify -p A.pub plain.gz
	check "$2: with all its files" says ' 50 files, '
	ends 1 "$2: a damaged one is not intact" evid-verify -p A.pub bad.gz
	check "$2: what was not checked is told, and not counted" bash -c "
	    grep -q '^  altered  .* was not checked, for want of room' '$out' &&
	    ! grep -q '0 files' '$out'"
	check "$2: with the folder and the reason, without -v" \
	    says "$1: cannot .* a temporary file there: $2 \[not-named\]"
	check "$2: and what to do" says 'hint: .*TMPDIR'
	run evid-verify --json -p A.pub bad.gz
	check "$2: in JSON nothing is counted" json "$out" \
	    'j["integrity"]["files"] is None and j["integrity"]["bytes"] is None
	    and j["exitStatus"] == 1 and "inventory-mismatch" not in
	    [f["code"] for f in j["integrity"]["findings"]]'
	fails 4 "^evid-verify: logged\.gz: not verified: $1: cannot .*: $2" \
	    "$2: a bundle with a custody log is not verified" \
	    evid-verify -p A.pub logged.gz
	check "$2: and there is no verdict" test ! -s "$out"
	check "$2: and it is said how to choose another" tells 'TMPDIR'
	run evid-verify --json -p A.pub logged.gz
	[ "$status" -eq 4 ] && json "$out" 'j["verdict"] == "incomplete" and
	    [f["code"] for f in j["integrity"]["findings"]] == ["io-error"]'
	result $? "$2: which is no missing file"
	fails 4 "$1: cannot .*: $2" "$2: nor is it handed over" \
	    evid-custody hand-over -k A.key --to B.pub logged.gz
	fails 4 "$1: cannot .*: $2" "$2: nor given out" \
	    evid-extract -p A.pub -C given logged.gz
	check "$2: and nothing of it is there" absent given
	fails 4 "$1: cannot .*: $2" "$2: a log from a pipe" bash -c \
	    'evid-custody list - <log.jsonl'
	export TMPDIR=$spool
}

no_room "$dir/nowhere" 'No such file or directory'
if mkdir full && mount -t tmpfs -o size=64k tmpfs full 2>/dev/null; then
	mounts+=("$dir/full")
	dd if=/dev/zero of=full/x bs=4096 2>/dev/null
	no_room "$dir/full" 'No space left on device'
else
	skip 'no space left' 'no file system may be mounted here'
fi

# A limit of the process on the size of files: no other folder is of use.
export TMPDIR=$spool
fails 4 '^evid-verify: logged\.gz: not verified: .* a temporary file there: File too large' \
    'a limit on the size of files' \
    bash -c '(ulimit -f 0; exec evid-verify -p A.pub logged.gz) 2>&1 |
    cat >&2; exit "${PIPESTATUS[0]}"'
check 'the limit is named' tells '^  hint: .*raise it \(ulimit -f\)'
check 'and no folder' bash -c "! grep -q TMPDIR '$err'"
finish
