#!/usr/bin/env bash
# Goal: a station remembers which versions of a directory it saw, in a folder
# that is there: another version of one number is refused, nothing is waited
# for, and what a row came to is told in its order.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/its
memory=$dir/its/libevidence/directory
for name in A B S; do
	make_key $name
done
evid-trust init -q -o 1.json --name un247 --threshold 2 --at 2026-01-01 --expires 2090-01-01
for pair in A:KZ B:VN; do
	evid-trust add -q --state "${pair#*:}" --kind court --authority "en=Court ${pair#*:}" \
	    --key "${pair%:*}.pub" --use directory --at 2026-01-01 1.json
done 2>/dev/null
evid-trust add -q --state UZ --kind laboratory --authority en=Laboratory --key S.pub --use seal --at 2026-01-01 1.json
sign() { evid-trust sign -q -k A.key "$1" && evid-trust sign -q -k B.key "$1"; }
next() { evid-trust add -q --threshold 2 --expires "$3" --at "2026-01-0$2" -o "$2.json" "$1.json" && sign "$2.json"; }
sign 1.json
next 1 2 2030-01-01
next 2 3 2030-01-01
printf 'x\n' >one
evid-seal -q -k S.key -o s.gz one
id=$(evid-trust show --json 1.json >d.txt; value d.txt 'j["directory"]["id"]')
digest() {
	/usr/bin/python3 -c '
import base64, hashlib, json, sys
print(hashlib.sha256(base64.b64decode(json.load(open(sys.argv[1]))["payload"])).hexdigest())' "$1"
}

# what is noted
check 'of a draft the number is noted' grep -qx 1 "$memory/$id"
cp 1.json held.json
ends 0 'the signed one is noted' evid-trust update held.json
check 'by its digest' grep -qx "1 $(digest 1.json)" "$memory/$id"
ends 0 'a row is taken' evid-trust update held.json 2.json 3.json
check 'the last one is noted' grep -qx "3 $(digest 3.json)" "$memory/$id"

# two of one number
cp 3.json kept.json
evid-trust add -q --threshold 2 --expires 2031-01-01 --at 2026-01-03 -o other.json 2.json
sign other.json
ends 3 'another version of that number is found' evid-verify -t other.json s.gz
check 'and named' says 'another version 3 was seen before \[directory-forked\]'
cp other.json theirs.json
fails 3 'another version of this number was seen' 'it is no beginning' evid-trust update theirs.json
check 'nothing is written' same theirs.json other.json
cp 2.json held2.json
fails 3 'other\.json: another version of this number was seen' 'nor a step' evid-trust update held2.json other.json
check 'nothing is written' same held2.json 2.json
evid-trust add -q --threshold 2 --at 2026-01-04 -o 4.json other.json
sign 4.json
fails 3 'other\.json: another version' 'nor one on the way' evid-trust update --json held2.json other.json 4.json
check 'as JSON says' json "$out" 'j["version"] == 2 and j["exitStatus"] == 3 and j["refused"]["file"] == "other.json"'
check 'and what was noted stays' grep -qx "3 $(digest kept.json)" "$memory/$id"
printf '3\n' >"$memory/$id"
ends 0 'a number alone, of an earlier program, is read' evid-verify -q -t kept.json s.gz
ends 0 'and gets its digest' evid-trust update kept.json
check 'when it is noted' grep -qx "3 $(digest kept.json)" "$memory/$id"
ends 0 'one more signature makes no other version' bash -c 'evid-trust sign -q -k A.key kept.json && evid-trust update -q kept.json'

# the order of what is told
cp 1.json held.json
evid-trust update held.json 2.json 3.json 1.json >both 2>&1
check 'what was done stands before what was refused' bash -c '
    [ "$(sed -n 1p both)" = "held.json: version 3 took the place of 1" ] && sed -n 2p both | grep -q "1.json: it is no newer"'

# the folder
fails 2 '/none: --state: there is no such folder' 'a folder that is not there: verify' \
    evid-verify --state "$dir/none" -t 1.json s.gz
fails 2 'no such folder' 'also without a directory' evid-verify --state none -p S.pub s.gz
fails 2 'no such folder' 'extract' evid-extract --state none -p S.pub s.gz
fails 2 'no such folder' 'update' evid-trust update --state none held.json
fails 2 'no such folder' 'init' evid-trust init --state none -o x.json --name x
fails 2 'no such folder' 'custody' evid-custody add stored -k S.key --state none --log l.jsonl s.gz
fails 2 'no such folder' 'a file' evid-verify --state one -t 1.json s.gz
check 'and none of them made it' absent none
run evid-verify --state none -t 1.json s.gz
check 'it is told once' test "$(grep -c 'no such folder' "$err")" -eq 1
check 'nor a draft or a log' bash -c '[ ! -e x.json ] && [ ! -e l.jsonl ]'
ends 0 'the default is as good as empty where nothing was noted' \
    env XDG_STATE_HOME="$dir/new" evid-verify -q -t 1.json s.gz
check 'and is not made by looking' absent new
run evid-verify -v -t kept.json s.gz
check '-v says where it was looked' tells "$dir/its/libevidence: "
run evid-verify -t kept.json s.gz
check 'which nobody else is told' bash -c '[ ! -s .err ]'
run evid-trust update -v held.json
check 'so does update' tells "$dir/its/libevidence: "

# nowhere to remember: told once, and the verdict is the same
homeless() { env -u HOME -u XDG_STATE_HOME "$@"; }
run evid-verify -t kept.json s.gz
cp "$out" as.was
ends 0 'without a home the verdict is the same' homeless evid-verify -t kept.json s.gz
check 'to the letter' same "$out" as.was
check 'but that nothing is remembered is told, once' test \
    "$(grep -c '^evid-verify: kept\.json: neither XDG_STATE_HOME nor HOME' "$err")" -eq 1
check 'and what to do' tells 'hint: .*--state DIR'
ends 0 'when it is given out, too' homeless evid-extract -t kept.json -C given s.gz
check 'it is told' tells 'neither XDG_STATE_HOME nor HOME'
ends 0 'and by update' homeless evid-trust update held.json
check 'once' test "$(grep -c 'neither XDG_STATE_HOME nor HOME' "$err")" -eq 1
ends 0 'and by init' homeless evid-trust init -o new.json --name new
check 'once, too' test "$(grep -c 'neither XDG_STATE_HOME nor HOME' "$err")" -eq 1
ends 0 'with a folder named nothing is told' homeless evid-verify --state "$dir/its/libevidence" -t kept.json s.gz
check 'at all' test ! -s "$err"
ends 0 'nor where no directory is asked' homeless evid-verify -p S.pub s.gz
check 'at all, either' test ! -s "$err"

# a full disk: the file and what is noted are as before, or as after
if mkdir full && mount -t tmpfs -o size=64k tmpfs full 2>/dev/null; then
	mounts+=("$dir/full")
	cp 1.json full/held.json
	mkdir full/memory
	evid-trust update -q --state full/memory full/held.json
	head -c 100000 /dev/zero >full/zero 2>/dev/null
	fails 4 'full' 'no room for the version' evid-trust update --state full/memory full/held.json 2.json
	check 'leaves the one before' same full/held.json 1.json
	check 'as it was noted' grep -qx "1 $(digest 1.json)" "full/memory/directory/$id"
	cp 1.json held1.json
	fails 4 'full' 'no room for the note' evid-trust update --state full/memory held1.json 2.json
	check 'leaves the version that was held' same held1.json 1.json
	check 'and the note as it was' grep -qx "1 $(digest 1.json)" "full/memory/directory/$id"
	rm full/zero
	ends 0 'with room it is taken' evid-trust update --state full/memory held1.json 2.json
	check 'and noted' grep -qx "2 $(digest 2.json)" "full/memory/directory/$id"
	check 'and nothing is half written' tidy full
else
	skip 'a full disk' 'no file system can be mounted'
fi

# nothing is waited for
rm "$memory/$id"
mkfifo "$memory/$id"
fails 2 "$id: is no regular file" 'a pipe in the memory' timeout 20 evid-verify -t kept.json s.gz
fails 2 "$id: is no regular file" 'is not written to' timeout 20 evid-trust update held.json
rm "$memory/$id"
ln -s /dev/zero "$memory/$id"
run timeout 20 evid-verify -t kept.json s.gz
check 'a device: no file, or out of the sandbox' \
    grep -q "$id: is no regular file\|$id: open: Permission denied" "$err"
rm "$memory/$id"
ln -s nowhere "$memory/$id"
fails 2 "$id: it leads nowhere, or is no folder" 'a link to nothing is not nothing' evid-verify -t kept.json s.gz
rm "$memory/$id"
mv "$memory" "$memory.aside"
touch "$memory"
fails 2 'directory: it leads nowhere, or is no folder' 'nor is a file in place of the folder' evid-verify -t kept.json s.gz
rm "$memory"
mv "$memory.aside" "$memory"
mkfifo pipe
for command in 'evid-verify -t pipe s.gz' 'evid-verify -p pipe s.gz' 'evid-seal -k pipe -o x.gz one' \
    'evid-trust update pipe' 'evid-trust check pipe' 'evid-trust show pipe' 'evid-trust add --threshold 1 pipe' \
    'evid-trust sign -k A.key pipe' 'evid-verify -p S.pub --custody pipe s.gz' 'evid-custody list pipe' \
    'evid-custody verify pipe' 'evid-custody form pipe' 'evid-custody merge -o m.jsonl pipe pipe' \
    'evid-custody add stored -k S.key --log pipe s.gz'; do
	# shellcheck disable=SC2086	# a command and its words
	fails 2 'pipe: is no regular file' "a pipe as a file: $command" timeout 20 $command
done
fails 2 'zero: is no regular file' 'a log without end' timeout 20 evid-custody list /dev/zero
ends 0 'a log comes by standard input' bash -c 'evid-custody add stored -q -k S.key --log s.jsonl s.gz &&
    cat s.jsonl | evid-custody list - >/dev/null'
check 'nothing is half written' tidy
finish
