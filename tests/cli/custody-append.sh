#!/usr/bin/env bash
# Goal: adding to a log is all or nothing: killed at any system call, beside
# two hundred others, on a full disk; a torn line is found, and mended only
# when asked, without losing a whole event.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
make_key A
sanitized=${EVID_SANITIZED:-}
add=(evid-custody add -q -k A.key --log log.jsonl)
evid-custody add collected -k A.key --log log.jsonl >"$out" || exit 1
uid=$(sed -n 's/^  exhibit  *//p' "$out")
add+=(--exhibit "$uid")
"${add[@]}" stored || exit 1
cp log.jsonl two.jsonl
sound() { evid-custody verify -q -p A.pub "${1:-log.jsonl}"; }
lines() { wc -l <"${1:-log.jsonl}"; }

# killed CALL:N COMMAND...: at the N-th CALL of a thread; quietly, also the shell
killed() {
	{
		strace -f -o /dev/null \
		    -e "inject=${1%:*}:signal=KILL:when=${1#*:}" "${@:2}"
	} >/dev/null 2>&1
}
# calls_of COMMAND...: all that it calls, each as CALL:N
calls_of() {
	strace -f -o calls "$@" >/dev/null 2>&1
	sed -nE 's/^([0-9]+) +([a-z_0-9]+)\(.*/\1 \2/p' calls |
	    awk '{ print $2 ":" ++n[$1 " " $2] }' | sort -u
}

# Torn.
head -c -30 two.jsonl >log.jsonl
cp log.jsonl torn.jsonl
ends 4 'a torn last line is found' evid-custody verify -p A.pub log.jsonl
check 'and named' says 'the last line is torn: .* \[custody-torn\]'
check 'the whole event before it still counts' says '^  custody +1 event$'
fails 4 'its last line is torn: [0-9]+ bytes' 'nothing is added to it' \
    "${add[@]}" stored
check 'nor changed' same torn.jsonl log.jsonl
fails 4 'its last line is torn' 'it is not merged' \
    evid-custody merge -o m.jsonl log.jsonl
check 'and nothing is written' absent m.jsonl
ends 0 'asked, it is mended' evid-custody add stored -k A.key \
    --log log.jsonl --exhibit "$uid" --mend
check 'what was cut off is told' says '^  cut off +[0-9]+ bytes'
check 'the whole events are all there' test "$(lines)" -eq 2
check 'and the log is sound' sound
head -c -1 two.jsonl >log.jsonl
ends 0 'a last line that lacks but its line feed is kept' \
    "${add[@]}" stored --mend
check 'as an event' bash -c 'test "$(head -n 2 log.jsonl)" = \
    "$(cat two.jsonl)"'
check 'and followed by the next' sound
head -c -1 two.jsonl >log.jsonl
ends 0 'merge --mend ends it, too' evid-custody merge --mend -o m.jsonl \
    log.jsonl
check 'losing nothing' bash -c 'cmp <(sort m.jsonl) <(sort two.jsonl)'
cp two.jsonl log.jsonl

# Whatever follows a whole event, it stays.
torn=$(wc -c <two.jsonl)
last=$(tail -n 1 two.jsonl)
after() {
	(head -c -1 two.jsonl; printf '%b' "$2") >tail.jsonl
	ends 0 "an event is kept before $1" evid-custody merge --json --mend \
	    --force -o m.jsonl tail.jsonl
	check 'the rest is left out, and so many bytes are told' \
	    json "$out" "j['mended'] == $3"
	check 'and no byte of the events' \
	    bash -c 'cmp <(sort m.jsonl) <(sort two.jsonl)'
}
after 'a zero' '\0' 1
after 'zeros' '\0\0\0\0\0\0' 6
after 'a carriage return' '\r' 1
after 'blanks' '  \t' 3
after 'the beginning of another' "${last:0:500}" 500
after 'that, and zeros' "${last:0:${#last}-1}\0\0" $((${#last} + 1))
(head -c -1 two.jsonl; printf '\0') >tail.jsonl
ends 0 'merge says in words' evid-custody merge --mend --force -o m.jsonl \
    tail.jsonl
check 'what it left out, and of which' \
    tells '^evid-custody: tail.jsonl: left out 1 bytes of a torn line'
(head -c -1 two.jsonl; printf '\0') >tail.jsonl
ends 0 'adding to it keeps the event, too' evid-custody add stored -k A.key \
    --log tail.jsonl --exhibit "$uid" --mend
check 'and goes on' test "$(lines tail.jsonl)" -eq 3 -a \
    "$(head -c "$torn" tail.jsonl | sha256sum)" = "$(sha256sum <two.jsonl)"
stays() {
	cp tail.jsonl kept
	fails 2 "$2" "nothing is cut off of $1" evid-custody merge --mend \
	    --force -o m.jsonl tail.jsonl
	fails 2 "$2" 'nor before adding' evid-custody add stored -k A.key \
	    --log tail.jsonl --exhibit "$uid" --mend
	check 'and the log is as it was' same kept tail.jsonl
}
(head -c -1 two.jsonl; printf %s "$last") >tail.jsonl
stays 'two events in one line' 'two events in one line'
(head -c -1 two.jsonl; printf 'more') >tail.jsonl
stays 'an event and other bytes' 'not the beginning of one'
(head -c -2 two.jsonl; printf 'x') >tail.jsonl
stays 'an event whose last byte changed' 'not the beginning of an event'
(head -n 1 two.jsonl; printf %s "${last/payload\":\"e/payload\":\"f}") >tail.jsonl
stays 'one of which another did' 'as long as an event'
(head -c -40 two.jsonl; printf %s "$last") >tail.jsonl
stays 'half an event before a whole one' 'not the beginning of an event'

# What may not be written to.
printf 'text\nand more' >text
gzip -c two.jsonl >two.jsonl.gz
(cat two.jsonl; printf 'other bytes') >tail.jsonl
for file in text A.key two.jsonl.gz; do
	cp $file kept
	fails 2 'no custody log(: no line of it is an event)?$' \
	    "what is no log is not added to: $file" evid-custody add \
	    stored -k A.key --log $file --exhibit "$uid"
	fails 2 'no custody log' 'nor mended' evid-custody add stored \
	    -k A.key --log $file --exhibit "$uid" --mend
	fails 2 'no custody log' 'nor by merge' evid-custody merge --mend \
	    -o m.jsonl $file
	fails 2 'no custody log' 'nor replaced by a union' evid-custody \
	    merge --force -o $file two.jsonl
	check 'nor changed at all' same kept $file
done
cp tail.jsonl kept
fails 2 'not the beginning of an event' 'other bytes are not cut off' \
    evid-custody merge --mend -o m.jsonl tail.jsonl
check 'and stay' same kept tail.jsonl
(cat two.jsonl; head -c 4096 /dev/zero) >tail.jsonl
rm m.jsonl
ends 0 'zeros, as a loss of power leaves, are' evid-custody merge -q --mend \
    -o m.jsonl tail.jsonl
check 'the union is of these' bash -c 'cmp <(sort m.jsonl) <(sort two.jsonl)'
mkdir d
fails 2 'd: is a folder' 'a folder is no log' evid-custody verify -p A.pub d
fails 2 'd: is a folder' 'a folder is not added to' evid-custody add collected \
    -k A.key --log d
mkfifo pipe
fails 2 'no regular file' 'nor is a pipe' evid-custody add collected -k A.key \
    --log pipe
ln -s nowhere.jsonl dangling
fails 2 'a link to a file that is not there' 'nor is a link to nothing' \
    evid-custody add collected -k A.key --log dangling
check 'and nothing is made there' absent nowhere.jsonl
cp two.jsonl kept
ln -s kept linked
mkdir other
ends 0 'a link to a log is the log' evid-custody add stored -k A.key \
    --log linked --exhibit "$uid" --state "$dir/other"
check 'and stays a link' test -L linked -a "$(lines kept)" -eq 3
if mkdir full && mount -t tmpfs -o size=64k tmpfs full 2>/dev/null; then
	mounts+=("$dir/full")
	cp two.jsonl full/log.jsonl
	head -c 100000 /dev/zero >full/zero 2>/dev/null
	cp full/log.jsonl before.jsonl
	fails 4 'full|space' 'on a full disk nothing is added' \
	    evid-custody add examined -k A.key --log full/log.jsonl \
	    --exhibit "$uid" --set note="$(head -c 9000 /dev/zero | tr '\0' x)"
	check 'and the log is as before' same before.jsonl full/log.jsonl
else
	skip 'on a full disk nothing is added' 'no right to mount'
	skip 'and the log is as before' 'no right to mount'
fi

# Killed at each system call that there is.
if [ -n "$sanitized" ] || ! strace -o /dev/null true 2>/dev/null; then
	skip 'killed at any system call, the log is as before or as after' \
	    'no strace here'
else
	cp two.jsonl log.jsonl
	calls_of "${add[@]}" stored >each
	total=$(wc -l <each)
	bad=0 before=0 after=0
	while read -r call; do
		cp two.jsonl log.jsonl
		killed "$call" "${add[@]}" stored </dev/null
		if same two.jsonl log.jsonl; then
			before=$((before + 1))
		elif [ "$(lines)" -eq 3 ] && sound; then
			after=$((after + 1))
		else
			bad=$((bad + 1))
		fi
	done <each
	check "killed at each of $total system calls, the log is as before or as after" \
	    test "$bad" -eq 0
	check 'and was seen both ways' test "$before" -gt 0 -a "$after" -gt 0
	for n in 1 2; do
		cp two.jsonl log.jsonl
		"${add[@]}" stored
	done
	check 'nothing of a killed run stays in the state folder' tidy state
	rm -f new.jsonl
	calls_of evid-custody add -q collected -k A.key --log new.jsonl |
	    grep -E '^(open|write|pwrite|fsync|fdatasync|rename|link|unlink|flock|ftruncate|mkdir)' >each
	bad=0
	while read -r call; do
		rm -f new.jsonl
		killed "$call" evid-custody add -q collected -k A.key \
		    --log new.jsonl </dev/null
		[ ! -s new.jsonl ] || sound new.jsonl || bad=$((bad + 1))
	done <each
	check 'a log that is begun is empty, or has its first event' \
	    test "$bad" -eq 0
fi

# Two hundred at once, on a log that is not there yet.
rm -rf state
for ((n = 0; n < 200; n++)); do
	evid-custody add examined -q -k A.key --log many.jsonl \
	    --exhibit "$uid" --set n=$n 2>>many.err &
done
wait
check 'two hundred processes add at once: all events are there' \
    test "$(lines many.jsonl)" -eq 200
check 'each of them once' test "$(evid-custody list --json many.jsonl |
    /usr/bin/python3 -c 'import json, sys
print(len({e["details"]["n"] for e in json.load(sys.stdin)["events"]}))')" -eq 200
ends 0 'in one chain' evid-custody verify -p A.pub many.jsonl
check 'of one branch' test "$(evid-custody list --json many.jsonl |
    /usr/bin/python3 -c 'import json, sys
j = json.load(sys.stdin)
print(len({e["branch"] for e in j["events"]}), len(j["heads"]))')" = '1 1'
check 'and nobody complained' test ! -s many.err
# line ends that a program changed on the way
sed 's/$/\r/' many.jsonl | head -n 2 >crlf.jsonl
ends 1 'a log with other line ends is no log' evid-custody verify -p A.pub crlf.jsonl
check 'and that is said' says 'line 1: it has the line ends of another system \(CR LF\)'
evid-trust init -q -o d.json --name D
sed -i 's/$/\r/' d.json
fails 2 'd\.json: .*\(CR LF\)' 'nor is a directory one' evid-trust show d.json
printf 'x\n' >one
evid-seal -q -k A.key -o s.gz one
ends 1 'and the verdict is no better' evid-verify -p A.pub --custody crlf.jsonl s.gz
check 'the log is what is altered' says '^  custody     altered; '
check 'and not the content' says '^  intact      1 file, '
# A key that a pipe gives.
fails 2 'is no regular file' 'a key is not read from a pipe by its name' \
    bash -c 'exec evid-custody add stored -k <(cat A.key) --log log.jsonl \
    --exhibit "$1"' - "$uid"
check 'and how it is read is said' tells 'hint: .* standard input, by the name -$'
ends 0 'as it is then' bash -c 'cat A.key | evid-custody add stored -q -k - \
    --log log.jsonl --exhibit "$1"' - "$uid"
check 'no file is half written' tidy
finish
