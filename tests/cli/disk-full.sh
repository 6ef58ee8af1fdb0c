#!/usr/bin/env bash
# Goal: a disk that is full, or a limit on the size of files, ends in 4 and
# leaves neither the output nor a part of it.
. "$(dirname "$0")/lib.sh"

make_key A
head -c 5000000 /dev/urandom >big
if mkdir small && mount -t tmpfs -o size=1m tmpfs small 2>/dev/null; then
	mounts+=("$dir/small")
	fails 4 '(space|room)' 'a full disk' evid-seal -k A.key -n x -o small/out.gz big
	check 'leaves nothing' bash -c '[ -z "$(ls -A small)" ]'
	fails 4 '(space|room)' 'a full disk, when the size is not known before' \
	    bash -c 'cat big | evid-seal -k A.key -n x --stdin-name x --stdin-size 5000000 -o small/out.gz -'
	check 'leaves nothing, either' bash -c '[ -z "$(ls -A small)" ]'
	ln -s "$dir/A.key" small/A.key
	fails 4 '(space|room)' 'a full disk for volumes' \
	    evid-seal -k A.key -n x -o small/out.gz --volume 300K big
	check 'leaves no volume' bash -c '[ "$(ls -A small)" = A.key ]'
	fails 4 '(space|room)' 'a full disk for standard input of no known size' bash -c \
	    'cat big | evid-seal -k A.key -n x --stdin-name x -o small/out.gz -'
	check 'leaves nothing of it' bash -c '[ "$(ls -A small)" = A.key ]'
	head -c 1000000 /dev/zero >small/filler 2>/dev/null
	head -c 1000000 /dev/zero >>small/filler 2>/dev/null
	fails 4 '(space|room)' 'a full disk for a key' \
	    evid-keygen -o small/B --no-passphrase
	check 'leaves no part of one' bash -c '! ls small/B.* 2>/dev/null'
	evid-seal -q -k A.key -o good.gz big
	run evid-verify --json -o small/verdict -p A.pub good.gz
	check 'a full disk for a verdict ends in 4' test "$status" -eq 4
	check 'and leaves none' absent small/verdict
	evid-keygen --json -q -o P --no-passphrase >P.json
	mkdir full && mount -t tmpfs -o size=8k tmpfs full && mounts+=("$dir/full")
	cat /dev/zero >full/fill 2>/dev/null
	fails 4 'full/pins.json: write: No space left on device' 'a full disk for a new pin list' \
	    evid-trust pin --pins full/pins.json --state KZ --by A --how other \
	    --number "$(value P.json 'j["keyNumber"]')" P.pub
	check 'which is not begun' absent full/pins.json
	mkdir names && (cd names && for i in $(seq 400); do : >"file-with-a-long-name-$i"; done)
	evid-seal -q -k A.key -o names.gz names
	fails 4 'small/list: cannot be written: No space left on device' \
	    'a full disk for a long list is told as that' evid-inspect -v -o small/list names.gz
	mkdir fixed && mount -t tmpfs -o ro tmpfs fixed 2>/dev/null && mounts+=("$dir/fixed")
	fails 4 'fixed.*[Rr]ead-only' 'a read-only file system' \
	    evid-seal -k A.key -n x -o fixed/out.gz big
	fails 4 'fixed.*[Rr]ead-only' 'a read-only file system for a key' \
	    evid-keygen -o fixed/B --no-passphrase
	fails 4 'fixed.*[Rr]ead-only' 'a read-only file system for a pin list' \
	    evid-trust pin --pins fixed/pins.json --state KZ --by A --how other \
	    --number "$(value P.json 'j["keyNumber"]')" P.pub
	fails 4 'fixed.*[Rr]ead-only' 'a read-only file system for a verdict' \
	    evid-verify -o fixed/verdict -p A.pub good.gz
else
	skip 'a full disk' 'no file system may be mounted here'
fi
fails 4 '(space|too large|larger|room)' 'a limit on the size of files' \
    bash -c 'ulimit -f 1000; evid-seal -k A.key -n x -o limit.gz big'
check 'and the limit is named' tells '^  hint: .*raise the limit \(ulimit -f\)'
check 'leaves nothing under its name' absent limit.gz
check 'and nothing half-written' tidy
ends 4 'a full device as standard output' \
    bash -c 'evid-seal -k A.key -o - big >/dev/full'
check 'says so' tells 'No space left'
evid-seal -q -k A.key -o small.gz -n x A.pub
ends 4 'a full device for a verdict' bash -c 'evid-verify -p A.pub small.gz >/dev/full'
fails 4 'standard output: No space left' 'a full device for lines' \
    bash -c 'evid-verify -p A.pub --json-lines small.gz >/dev/full'
fails 4 'all\.jsonl: .*too large' 'a limit on their file' \
    bash -c 'ulimit -f 1; evid-verify -p A.pub --json-lines -o all.jsonl small.gz'
check 'leaves nothing' absent all.jsonl
check 'and the limit is named' tells '^  hint: .*raise it \(ulimit -f\)'
fails 4 'small\.res: .*too large' 'a limit on the results that are kept' \
    bash -c 'for n in {1..9}; do cp small.gz s$n.gz; done
        ulimit -f 4; evid-verify --json-lines -q -p A.pub --results small.res s?.gz'
check 'the limit is named there, too' tells '^  hint: .*raise it \(ulimit -f\)'
fails 4 'evid-verify: a temporary file cannot be written: .*too large' \
    'a limit on what finds them again' \
    bash -c '(ulimit -f 0; exec evid-verify --json-lines -q -p A.pub \
        --results other.res small.gz) 2>&1 | cat >&2; exit "${PIPESTATUS[0]}"'
check 'which is named, too' tells '^  hint: .*raise it \(ulimit -f\), or write elsewhere$'
ends 4 'a full device for a list' bash -c 'evid-inspect small.gz >/dev/full'
finish
