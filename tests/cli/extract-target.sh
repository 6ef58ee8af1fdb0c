#!/usr/bin/env bash
# Goal: whatever stands or is planted where a bundle is given out, nothing goes
# elsewhere, nothing is replaced, and nothing half-written stays: links, a
# race, a full disk, no rights, signals.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir -p src/sub
head -c 3000000 /dev/urandom >src/big
printf 'in\n' >src/sub/in
ln -s big src/link
evid-seal -q -k A.key src
bundle=src.evidence.tar.gz
nothing() { [ -z "$(ls -A "$1")" ]; }

mkdir full trap && printf 'mine\n' >full/mine
fails 2 'full: .*not empty' 'a folder with files in it' evid-extract -p A.pub -C full $bundle
check 'stays as it is' test "$(ls -A full)" = mine
printf 'file\n' >file
fails 2 'file: .*no folder' 'a file' evid-extract -p A.pub -C file $bundle
check 'too' test "$(cat file)" = file
ln -s trap to-trap && ln -s nowhere dangling
fails 2 'to-trap: it is a link' 'a link to a folder' evid-extract -p A.pub -C to-trap $bundle
fails 2 'to-trap: it is a link' 'also with a slash' evid-extract -p A.pub -C to-trap/ $bundle
fails 2 'dangling: it is a link' 'a link to nothing' evid-extract -p A.pub -C dangling $bundle
check 'none is followed' nothing trap
ln -s trap src2 && cp -r src keep && mkdir other && (cd other && ln -s ../trap src &&
    evid-extract -q -p ../A.pub ../$bundle >/dev/null 2>&1; echo $? >status)
check 'a link of the name of the bundle is not followed' test "$(cat other/status)" = 2
check 'nor anything put into what it leads to' nothing trap
fails 4 'none: .*No such file' 'a folder whose parent is not there' evid-extract -p A.pub -C none/out $bundle
fails 2 'takes the name of a folder' 'an empty name' evid-extract -p A.pub -C '' $bundle
check 'nothing half-written is left' tidy
ends 0 'a parent that is a link was chosen' evid-extract -q -p A.pub -C to-trap/out $bundle
check 'and is followed' same trap/out/src/big src/big
rm -r trap/out

# A folder of the name of a volume would be one, or the sign that one is missing.
mkdir volumes && evid-seal -q -k A.key -n w.004 -o volumes/w --volume 1M src
check 'three volumes' test "$(find volumes -name 'w.00?' | wc -l)" -eq 3
for target in volumes/w.004 ./volumes/../volumes/w.777/ "$PWD/volumes/w.999"; do
	fails 2 'w\.[0479]*/?: the folder would have the name of a volume' "a folder called so: $target" \
	    evid-extract -p A.pub -C "$target" volumes/w.001
done
cd volumes || exit 1
fails 2 'w\.004: the folder would have the name of a volume' 'by the name of the bundle, too' \
    evid-extract -p ../A.pub w.001
check 'which says what to do' tells '^  hint: name another folder \(-C\)'
cd ..
check 'nothing of them is made' test "$(find volumes | wc -l)" -eq 4
ends 0 'the volumes are as they were' evid-verify -q -p A.pub volumes/w.001
ends 0 'elsewhere it has that name' bash -c 'evid-extract -q -p A.pub volumes/w.001 && test -f w.004/src/big'
ends 0 'and so it has one of other digits there' evid-extract -q -p A.pub -C volumes/w.04 volumes/w.001
rm -r volumes w.004

# Somebody with the same rights swaps the parent, the target, and what lies in
# the hidden folder, for links, as fast as he can.
mkdir race bait
cat >swap.py <<'END'
import os, sys, time
end = time.time() + float(sys.argv[1])
while time.time() < end:
    for step in (lambda: os.rename("race", "race.moved"),
                 lambda: os.symlink("bait", "race"),
                 lambda: os.unlink("race"),
                 lambda: os.rename("race.moved", "race"),
                 lambda: os.symlink("../bait", "race/out"),
                 lambda: os.unlink("race/out")):
        try:
            step()
        except OSError:
            pass
    try:
        for name in os.listdir("race"):
            if name.endswith(".partial"):
                for inner in ("tree", "tree/src", "tree/src/sub"):
                    path = "race/%s/%s" % (name, inner)
                    try:
                        os.rename(path, path + ".was")
                        os.symlink(os.path.abspath("bait"), path)
                    except OSError:
                        pass
    except OSError:
        pass
if os.path.islink("race"):
    os.unlink("race")
if os.path.isdir("race.moved"):
    os.rename("race.moved", "race")
END
/usr/bin/python3 swap.py 6 &
swapper=$!
runs=0 odd=0
while kill -0 $swapper 2>/dev/null; do
	evid-extract -q --links -p A.pub -C race/out $bundle >/dev/null 2>&1
	case $? in 0 | 1 | 2 | 4) ;; *) odd=$((odd + 1)) ;; esac
	runs=$((runs + 1))
	rm -rf race/out race.moved/out
done
wait $swapper 2>/dev/null
check "a race of $runs runs ends each in a known way" test "$odd" -eq 0
find bait -type f -o -type l | grep -v '^bait/out' >baited
check 'and puts nothing where the links lead' test ! -s baited
rm -rf race race.moved bait

if mkdir small && mount -t tmpfs -o size=2m,mode=0777 tmpfs small 2>/dev/null; then
	mounts+=("$dir/small")
	fails 4 '(space|room)' 'a full disk' evid-extract -p A.pub -C small/out $bundle
	check 'leaves nothing' nothing small
	fails 4 '(space|room)' 'a full disk, mounted on the target' evid-extract -p A.pub -C small $bundle
	check 'leaves nothing, either' nothing small
	fails 4 '(space|room)' 'a full disk through a pipe' bash -c "cat $bundle | evid-extract -p A.pub -C small/out -"
	check 'leaves nothing' nothing small
	run evid-extract -p A.pub -C small/out $bundle
	check 'it is told by its name' tells 'small/out: write: No space left'
	fails 4 '(space|room)' 'a full disk for one member' evid-extract -p A.pub --member src/big -o small/big $bundle
	check 'leaves none' nothing small
	fails 4 '(space|room)' 'a full disk for what is kept until the verdict' env TMPDIR="$dir/small" \
	    evid-extract -p A.pub --member src/big -o - $bundle
	check 'gives nothing' test ! -s "$out"
	mkdir inodes && mount -t tmpfs -o nr_inodes=12 tmpfs inodes && mounts+=("$dir/inodes")
	mkdir many && for i in 1 2 3 4 5 6 7 8 9; do echo $i >many/$i; done
	evid-seal -q -k A.key many
	fails 4 '(space|room)' 'a disk without room for names' evid-extract -p A.pub -C inodes/out many.evidence.tar.gz
	check 'is left empty' nothing inodes
	mkdir fixed && mount -t tmpfs -o ro tmpfs fixed && mounts+=("$dir/fixed")
	fails 4 'fixed.*[Rr]ead-only' 'a read-only file system' evid-extract -p A.pub -C fixed/out $bundle
else
	skip 'a full disk' 'no file system may be mounted here'
fi
fails 4 '(large|larger|room|space)' 'a limit on the size of files' \
    bash -c "ulimit -f 1000; evid-extract -p A.pub -C out $bundle"
check 'leaves nothing' absent out
check 'half-written' tidy

if [ "$(id -u)" -eq 0 ] && as_nobody true 2>/dev/null; then
	mkdir -m 755 closed && mkdir -m 777 open temporary
	nobody() { as_nobody env TMPDIR="$dir/temporary" "$(command -v evid-extract)" "$@"; }
	fails 4 'closed.*[Pp]ermission' 'where one may not write' nobody -p A.pub -C closed/out $bundle
	check 'nothing is left' nothing closed
	mkdir -p set && printf 'x\n' >set/uid && chmod 6755 set/uid && mkdir set/locked && printf 'y\n' >set/locked/y && chmod 0 set/locked/y && chmod 0500 set/locked
	mkdir -m 000 set/shut
	evid-seal -q -k A.key set
	ends 0 'without any right of root it is given out' nobody -p A.pub -C open/out set.evidence.tar.gz
	check 'to whom asked' test "$(stat -c %U open/out/set/uid)" = nobody
	check 'with its modes, but for setuid and setgid' bash -c \
	    '[ "$(stat -c %a open/out/set/uid open/out/set/locked/y open/out/set/locked open/out/set/shut | tr "\n" " ")" = "755 0 500 0 " ]'
	mkdir -m 777 empty
	ends 0 'also into a folder that is there' nobody -q -p A.pub -C empty set.evidence.tar.gz
	check 'with its modes' test "$(stat -c %a empty/set/locked)" = 500
	mkdir -m 777 empty2
	evid-seal -q -k A.key -o shut.gz set/locked set/shut -n shut set/uid
	ends 0 'operands that may not be written' nobody -q -p A.pub -C empty2 shut.gz
	check 'are given out, too' bash -c '[ "$(stat -c %a empty2/locked empty2/shut | tr "\n" " ")" = "500 0 " ]'
	cp set.evidence.tar.gz bad.gz && flip bad.gz $(($(stat -c %s bad.gz) - 2500))
	rm -rf open/out
	ends 1 'a damaged one' nobody -q -p A.pub -C open/out bad.gz
	check 'leaves nothing' nothing open
else
	skip 'where one may not write' 'not root, or no other user here'
fi

mkdir lots && /usr/bin/python3 -c '
import os
for i in range(6000):
    with open("lots/%05d" % i, "wb") as f:
        f.write(os.urandom(5000))'
evid-seal -q -k A.key lots
rm -rf out
declare -A numbers=([SIGINT]=130 [SIGTERM]=143 [SIGHUP]=129)
bad=0
for signal in SIGINT SIGTERM SIGHUP; do
	for delay in 0.02 0.08 0.15 0.25 0.4; do
		rm -rf out
		signalled "$signal" "$delay" evid-extract -q -j 1 -p A.pub -C out lots.evidence.tar.gz
		if [ -e out ]; then
			[ "$(find out -type f | wc -l)" -eq 6000 ] || bad=$((bad + 1))
		else
			[ "$status" -eq "${numbers[$signal]}" ] || bad=$((bad + 1))
		fi
		tidy || bad=$((bad + 1))
	done
done
check 'a signal at any moment: all, or nothing and its status' test "$bad" -eq 0
rm -rf out
bad=0 left=0
for delay in 0.03 0.08 0.15 0.25 0.4 '.out.*.partial'; do
	rm -rf out .out.*
	signalled SIGKILL "$delay" evid-extract -q -j 1 -p A.pub -C out lots.evidence.tar.gz
	if [ -e out ]; then
		[ "$(find out -type f | wc -l)" -eq 6000 ] || bad=$((bad + 1))
	fi
	[ -z "$(find . -maxdepth 1 -name '.out.*.partial')" ] || left=$((left + 1))
done
check 'SIGKILL at any moment: all, or nothing under its name' test "$bad" -eq 0
check 'but a hidden folder' test "$left" -gt 0
rm -rf out .out.*
signalled SIGKILL '.out.*.partial' evid-extract -q -j 1 -p A.pub -C out lots.evidence.tar.gz
rm -rf out
ends 0 'the next run goes on' evid-extract -q -p A.pub -C out $bundle
check 'and names what it found' tells \
    '\.out\.[0-9]+-[0-9a-f]+\.partial: left by a run .* remove it$'
rm -rf .out.*
for n in 1 2; do
	mkdir ".out.${dead:=$(sh -c 'echo $$')}-0000000$n.partial"
done
rm -rf out
ends 0 'where two are there' evid-extract --json -p A.pub -C out $bundle
check 'one is named, and that there is one more' tells \
    '\.out\.[0-9]+-0000000[12]\.partial: left by .* it, and 1 more whose name is alike$'
check 'as in JSON' json "$out" "j['extracted']['moreLeftovers'] == 1 and
    j['extracted']['leftover'].startswith('.out.$dead-0000000')"
rm -rf .out.* in && mkdir in
signalled SIGKILL 'in/.evidence.*.partial' evid-extract -q -j 1 -p A.pub -C in lots.evidence.tar.gz
check 'within a folder that is there, one is left, too' \
    bash -c 'compgen -G "in/.evidence.*.partial" >/dev/null'
ends 0 'also within the folder' evid-extract -q -p A.pub -C in $bundle
check 'it is named' tells 'in/\.evidence\.[0-9]+-[0-9a-f]+\.partial'
signalled SIGTERM 0.4 bash -c "exec evid-extract -q -p A.pub -C late - < <(head -c 1000000 $bundle; sleep 20)"
check 'waiting for standard input it ends, too' test "$status" -eq 143
check 'and leaves nothing' absent late

# A file system that has no such time takes the nearest, and says nothing.
if touch -d '9999-12-31T12:00:00Z' /dev/shm 2>/dev/null &&
    far=$(mktemp -d /dev/shm/far.XXXXXX); then
	mkdir "$far/far" && touch -d '9999-12-31T12:00:00Z' "$far/far/file"
	cp "$dir/A.key" "$far" && (cd "$far" && evid-seal -q -k A.key far)
	run evid-extract --json -p A.pub -C times "$far/far.evidence.tar.gz"
	set_to=$(stat -c %Y times/far/file)
	check 'a time that the file system has not is told as not set' \
	    json "$out" "j['extracted']['unset'] ==
		(1 if $set_to != 253402257600 else 0)"
	rm -rf "$far"
else
	skip 'a time that the file system has not' 'no other file system here'
fi
fails 4 'given out whole; the report' 'a report that cannot be written' \
    bash -c "evid-extract -p A.pub -C told $bundle >/dev/full"
check 'what was given out stands' cmp src/big told/src/big
if strace -o /dev/null true 2>/dev/null && [ -z "${EVID_SANITIZED:-}" ]; then
	strace -f -e trace=clone,clone3 -o threads evid-extract -q -j 1 \
	    -p A.pub -C alone $bundle
	check 'with one thread no other is started' bash -c '! grep -q clone threads'
	check 'and all is given out' cmp src/big alone/src/big
else
	skip 'with one thread no other is started' 'no strace here'
fi

fails 2 'no bundle' 'no operand' evid-extract -p A.pub
fails 2 'one bundle' 'two' evid-extract -p A.pub $bundle $bundle
fails 2 '\-o takes' '-o without a member' evid-extract -p A.pub -o x $bundle
fails 2 'exclude' '-o and -C' evid-extract -p A.pub -o x -C y --member z $bundle
fails 2 'both' '-o - and --json' evid-extract -p A.pub -o - --json --member z $bundle
fails 2 'force' '--force for a folder' evid-extract -p A.pub --force -C y $bundle
fails 2 'twice' '-C twice' evid-extract -p A.pub -C x -C y $bundle
fails 2 'A\.key' 'a key that is none' evid-extract -p A.key -C y $bundle
check 'nothing came of these' bash -c '[ ! -e x ] && [ ! -e y ]'
finish
