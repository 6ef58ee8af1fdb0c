#!/usr/bin/env bash
# Goal: a run over many bundles that was broken off, anywhere, goes on from its
# results: what it has of bundles that are the same still is taken over, all
# else is verified, and a half line is no result.
. "$(dirname "$0")/lib.sh"

make_key A
make_key B
mkdir src store
printf 'evidence\n' >src/a
evid-seal -q -k A.key -o good.gz src
evid-seal -q -k A.key -o volumes.gz --volume 4K src
cp good.gz bad.gz
flip bad.gz $(($(stat -c %s bad.gz) / 2))
head -c 5000 good.gz >cut.gz
for i in $(seq 100 299); do
	cp good.gz "store/$i.gz"
done
cp bad.gz store/150.gz
cp cut.gz store/160.gz
find store -name '*.gz' | sort >list
# Two sets of volumes, of one first, which is newer than the second of either;
# and a set whose second is a link to the one or the other.
mkdir whole false linked
for set in whole false linked; do
	cp volumes.gz.* $set/
done
flip false/volumes.gz.002 99
ln -sf ../whole/volumes.gz.002 linked/
ln -f volumes.gz.001 whole/
ln -f volumes.gz.001 false/
touch volumes.gz.001 linked/volumes.gz.001
# What was written within two seconds is not taken over: it may change in the
# same moment of a file system's clock.
touch -d '4 seconds' store/*	# so that a slow run is one right after, too
ends 1 'a run right after the bundles were written' \
    evid-verify -q -p A.pub --json-lines --files-from list --results young.jsonl
check 'remembers nothing of their files' test "$(grep -c '"file":null' young.jsonl)" -eq 200
sleep 7.1
verify=(evid-verify -p A.pub --json-lines --files-from list --results r.jsonl)

# keep FILE: paths and verdicts, the last line of each path
keep() {
	/usr/bin/python3 -c '
import json, sys
last = {}
for line in open(sys.argv[1], encoding="utf-8"):
    j = json.loads(line)
    last[j["path"]] = j
for path in sorted(last):
    j = last[path]
    print(path, j["exitStatus"], j["verdict"], j["sealDigest"])' "$1"
}

ends 1 'the first run' "${verify[@]}"
check 'says nothing on standard output' test ! -s "$out"
check 'a line each' test "$(wc -l <r.jsonl)" -eq 200
cp r.jsonl whole.jsonl
keep whole.jsonl >kept
ends 1 'the same again ends as before' "${verify[@]}"
check 'all but what may be fetched again is taken over' \
    tells '200 bundles: 198 verified, 1 not intact, 1 incomplete; of them 199 by an earlier run'
check 'and gets no line' test "$(wc -l <r.jsonl)" -eq 201

# cut off at any byte
wrong=0
for size in 1 8 9 10 700 1500 2000 30000 100000 "$(($(stat -c %s whole.jsonl) - 1))"; do
	head -c "$size" whole.jsonl >r.jsonl
	run "${verify[@]}"
	keep r.jsonl >kept2
	[ "$status" -eq 1 ] && same kept kept2 && tells 'last line was cut short' ||
	    wrong=$((wrong + 1))
done
check 'cut off at any byte it goes on to the same' test "$wrong" -eq 0
head -c 3000 whole.jsonl >r.jsonl
head -c 5000 /dev/zero >>r.jsonl
ends 1 'zero bytes after a power cut' "${verify[@]}"
keep r.jsonl >kept2
check 'are none of it' same kept kept2

# killed at any time
check 'killed at any time it goes on to the same' /usr/bin/python3 -c '
import os, subprocess, sys, time
if os.path.exists("r.jsonl"):
    os.remove("r.jsonl")
argv = sys.argv[1:]
for k in range(40):
    p = subprocess.Popen(argv, stderr=subprocess.DEVNULL)
    time.sleep(0.004 + 0.001 * k)
    p.kill()
    p.wait()
code = subprocess.run(argv, stderr=subprocess.DEVNULL).returncode
assert code == 1, code' "${verify[@]}"
keep r.jsonl >kept2
check 'with the same verdicts' same kept kept2

# what changed is verified again
cp whole.jsonl r.jsonl
touch -r store/120.gz stamp
flip store/120.gz 9000
touch -r stamp store/120.gz
cp cut.gz store/121.gz
mv store/122.gz store/moved && cp store/moved store/122.gz
rm store/123.gz
run "${verify[@]}"
check 'what changed since is verified again' tells '1 not intact|2 not intact'
check 'changed in its bytes, the time of change set back' \
    json <(grep '"path":"store/120.gz"' r.jsonl | tail -n 1) 'j["exitStatus"] == 1'
check 'shorter' json <(grep '"path":"store/121.gz"' r.jsonl | tail -n 1) 'j["exitStatus"] == 4'
check 'another file' test "$(grep -c '"path":"store/122.gz"' r.jsonl)" -eq 2
check 'gone' json <(grep '"path":"store/123.gz"' r.jsonl | tail -n 1) \
    'j["integrity"]["findings"][0]["code"] == "no-such-file"'
check 'the others are taken over' tells 'of them 195 by an earlier run'

# a digit that went bad on the disk: a line that contradicts itself
sleep 3
flip store/199.gz 9000
touch -d '1 hour ago' store/199.gz
sleep 3
one=(evid-verify -p A.pub --json-lines --results bit.jsonl store/199.gz)
ends 1 'a damaged one is not intact' "${one[@]}"
ends 1 'nor when its line is taken over' "${one[@]}"
check 'as it is' tells 'of them 1 by an earlier run'
sed -i 's/"exitStatus":1/"exitStatus":0/' bit.jsonl
ends 1 'nor when one bit of that says otherwise' "${one[@]}"
refuse 'which is not taken over' tells 'earlier run'
flip store/199.gz 9000

# what is asked
ends 3 'other keys are asked for anew' evid-verify -p B.pub --json-lines --results whole.jsonl store/200.gz
check 'and nothing is taken over' test "$(wc -l <whole.jsonl)" -eq 201
run evid-verify -p B.pub -p A.pub --json-lines --results whole.jsonl store/200.gz
run evid-verify -p A.pub -p B.pub --json-lines --results whole.jsonl store/200.gz
check 'the order of keys does not matter' tells 'of them 1 by an earlier run'
run evid-verify -p A.pub -p B.pub --at 2020-01-01 --json-lines --results whole.jsonl store/200.gz
refuse 'another instant does' tells 'earlier run'
ends 0 'volumes' evid-verify -p A.pub --json-lines --results v.jsonl volumes.gz.001
ends 0 'are taken over' evid-verify -p A.pub --json-lines --results v.jsonl volumes.gz.001
check 'as one' tells 'of them 1 by an earlier run'
cp v.jsonl g.jsonl
for there in 'cp volumes.gz.002' 'ln -s nowhere' 'mkdir'; do
	$there volumes.gz.999
	ends 4 "but not where one of a later number is there: $there" \
	    evid-verify -p A.pub --json-lines --results g.jsonl volumes.gz.001
	refuse 'it is verified' tells 'earlier run'
	check 'as incomplete' grep -q volume-missing g.jsonl
	rm -rf volumes.gz.999
	cp v.jsonl g.jsonl
done
ends 0 'without it they are again' evid-verify -p A.pub --json-lines --results g.jsonl volumes.gz.001
check 'taken over' tells 'of them 1 by an earlier run'
json=(evid-verify -p A.pub --json-lines --results h.jsonl)
mv whole set
ends 0 'a set of volumes' "${json[@]}" set/volumes.gz.001
check 'tells each of them' json <(tail -n 1 h.jsonl) '
len(j["file"]["each"]) == j["file"]["volumes"] >= 2
and j["file"]["size"] == sum(f["size"] for f in j["file"]["each"])
and j["file"]["inode"] == j["file"]["each"][0]["inode"] != j["file"]["each"][1]["inode"]
and j["file"]["changed"] == max(f["changed"] for f in j["file"]["each"])'
ends 0 'which is taken over' "${json[@]}" set/volumes.gz.001
check 'as it was' tells 'of them 1 by an earlier run'
mv set whole && mv false set
ends 1 'unless its second is another, as old and as large' "${json[@]}" set/volumes.gz.001
refuse 'which is verified' tells 'earlier run'
mv set false
ends 0 'a set with a link' "${json[@]}" linked/volumes.gz.001
ends 0 'is taken over' "${json[@]}" linked/volumes.gz.001
check 'as it was, too' tells 'of them 1 by an earlier run'
ln -sfn ../false/volumes.gz.002 linked/volumes.gz.002
ends 1 'unless it leads elsewhere' "${json[@]}" linked/volumes.gz.001
ln -sfn ../whole/volumes.gz.002 linked/volumes.gz.002
ends 0 'nor when it was changed there and back' "${json[@]}" linked/volumes.gz.001
refuse 'is it taken over' tells 'earlier run'
touch volumes.gz.002
ends 0 'unless one of them' evid-verify -p A.pub --json-lines --results v.jsonl volumes.gz.001
refuse 'was touched' tells 'earlier run'

# what is trusted may answer otherwise by now
export XDG_STATE_HOME=$dir/state
mkdir seen
directory() {	# FILE [OPTION...]: signed by B, with A's key to seal
	evid-trust init -q --name un247 --threshold 1 "${@:2}" -o "$1"
	evid-trust add -q --state KZ --kind 24-7 --authority en=L --key B.pub --use directory "$1"
	evid-trust add -q --contact "$(/usr/bin/python3 -c 'import base64, json, sys
print(json.loads(base64.b64decode(json.load(open(sys.argv[1]))["payload"]))["contacts"][0]["id"])' "$1")" \
	    --key A.pub --use seal --valid-from 2020-01-01 "$1"
	evid-trust sign -q -k B.key "$1"
}
directory D1.json
sleep 1.1
evid-trust revoke -q --key A.pub --reason superseded -o D2.json D1.json
evid-trust sign -q -k B.key D2.json
by_directory=(evid-verify --json-lines --results d.jsonl --state seen store/200.gz -t)
ends 0 'by a directory' "${by_directory[@]}" D1.json
cp D1.json held.json
ends 0 'that is seen' evid-trust update -q --state seen held.json
ends 0 'it is taken over' "${by_directory[@]}" D1.json
check 'as before' tells 'of them 1 by an earlier run'
ends 0 'a later version is seen' evid-trust update -q --state seen held.json D2.json
ends 3 'then the earlier one is no longer trusted' "${by_directory[@]}" D1.json
refuse 'and nothing is taken over' tells 'earlier run'
check 'but it is said why' json <(tail -n 1 d.jsonl) \
    'j["trust"]["findings"][0]["code"] == "directory-rolled-back"'
ends 3 'that is taken over, too' "${by_directory[@]}" D1.json
check 'as long as it holds' tells 'of them 1 by an earlier run'
end=$(($(date +%s) + 12))
directory S.json --expires "$(date -u -d "@$end" +%Y-%m-%dT%H:%M:%SZ)"
ends 0 'by a directory that is about to end' "${by_directory[@]}" S.json
sleep $((end + 2 - $(date +%s)))
ends 3 'after its end' "${by_directory[@]}" S.json
refuse 'nothing is taken over' tells 'earlier run'
check 'since it is stale' json <(tail -n 1 d.jsonl) \
    'j["trust"]["findings"][0]["code"] == "directory-stale"'

# files that are no results
cp good.gz mine.gz
head -c 100000 /dev/zero >zeros
printf 'a line\n' >text
printf '{"path":"store/200.gz","file":null}\n' >short
for file in mine.gz zeros text short; do
	cp "$file" before
	fails 2 "$file: line 1 is no result" "$file is no file of results" \
	    evid-verify -p A.pub --json-lines --results "$file" store/200.gz
	check 'and stays as it is' same "$file" before
done
fails 2 'no regular file|Is a directory' 'a device' \
    evid-verify -p A.pub --json-lines --results /dev/null store/200.gz
fails 2 'one file' 'two places' \
    evid-verify -p A.pub --json-lines --results r.jsonl -o x store/200.gz
exec 9>>r.jsonl
flock -x 9
fails 4 'another run writes' 'one run at a time' "${verify[@]}"
exec 9>&-
# Whoever touches the file meanwhile: what is lost is told, and no line is put
# behind what is gone.
mkfifo names
for act in 'rm m.jsonl' ': >m.jsonl' 'mv m.jsonl away' 'echo more >>m.jsonl' \
    'cp m.jsonl c && mv c m.jsonl'; do
	rm -f m.jsonl away
	"${verify[@]:0:4}" --files-from names --results m.jsonl >"$out" 2>"$err" &
	run=$!
	exec 8>names
	echo store/200.gz >&8
	for _ in {1..200}; do
		[ -s m.jsonl ] && break
		sleep 0.05
	done
	bash -c "$act"
	echo store/201.gz >&8
	exec 8>&-
	status=0
	wait $run || status=$?
	check "after \"$act\" it ends in 4" test "$status" -eq 4
	check 'and says why' tells 'm\.jsonl: it was changed, moved or removed by another program meanwhile$'
	check 'with nothing but text in it' bash -c '
	    [ ! -e m.jsonl ] || [ "$(tr -d "\0" <m.jsonl | wc -c)" -eq "$(stat -c %s m.jsonl)" ]'
done
rm -f names m.jsonl
if [ "$(id -u)" -eq 0 ] && mkdir tiny && mount -t tmpfs -o size=64k none tiny 2>/dev/null; then
	mounts+=("$dir/tiny")
	fails 4 'No space left' 'a full disk' \
	    evid-verify -p A.pub --json-lines --files-from list --results tiny/r
	check 'leaves whole lines' bash -c '[ -s tiny/r ] && [ "$(tail -c 1 tiny/r | od -An -tx1)" = " 0a" ]'
else
	skip 'a full disk leaves whole lines' 'no file system can be mounted here'
fi
finish
