#!/usr/bin/env bash
# Goal: a log whose last line is torn is mended only when asked, where nothing
# else speaks against it, and never by cutting or ending what has changed; each
# time it is said what was done.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in A B; do
	make_key $name
done
mkdir SMS
printf 'exhibit\n' >SMS/a.txt
evid-seal -q -k A.key SMS || exit 1
bundle=SMS.evidence.tar.gz
log=SMS.custody.jsonl
evid-custody add -q opened -k A.key $bundle || exit 1
evid-custody add -q stored -k A.key $bundle || exit 1
cp $log two
cp -r state state.two
head -c -1 two >bare			# the last event lacks its line feed
(cat two; head -c 300 two) >begun	# the next one was begun
mend=(evid-custody add stored -k A.key --mend "$bundle")
again() {
	cp "$1" $log
	rm -rf state
	cp -r state.two state
}

# Adding mends once nothing speaks against it.
refused() {
	for each in bare begun; do
		again $each
		fails "$1" "$2" "$3: $each" evid-custody "${@:4}" --mend
		check 'and the log is as it was' same $each $log
		refuse 'nor is anything said of mending' \
		    tells 'torn line|line feed'
	done
}
refused 2 'lies in the future' 'what is refused by its time mends nothing' \
    add stored -k A.key --when 2999-01-01 $bundle
refused 2 'answers the one event' 'nor what is by what it answers' \
    add corrected -k A.key $bundle
refused 2 'no open hand-over|no hand-over' 'nor an acknowledgement of nothing' \
    acknowledge -k A.key --means paper --result received --by X $bundle
refused 2 'no open hand-over|no hand-over' 'nor a receipt of nothing' \
    receive -k B.key -p A.pub --accept all $bundle
printf 'other\n' >SMS/b.txt
evid-seal -q -k A.key -o other.gz SMS || exit 1
refused 2 'the log of another bundle' "nor an event in another bundle's log" \
    add stored -k A.key --log $log other.gz
again bare
ends 0 'a line feed that is added is told' "${mend[@]}"
check 'in words' says '^  ended +the last event before it, which lacked its line feed$'
refuse 'and nothing as cut off' says 'cut off'
again bare
ends 0 'and as JSON' "${mend[@]}" --json
check 'apart from what was cut off' json "$out" \
    'j["ended"] is True and j["mended"] == 0 and j["lacking"] is None'
check 'no byte of the events is lost' \
    bash -c 'cmp -n "$(wc -c <two)" two "$1"' - $log
ends 0 'the log is sound' evid-custody verify -p A.pub $log $bundle
run evid-custody list --json $log $bundle
check 'and goes on after what was ended' json "$out" 'len(j["heads"]) == 1'
again begun
ends 0 'what was begun is cut off' "${mend[@]}" --json
check 'and that is told, too' json "$out" \
    'j["ended"] is False and j["mended"] == 300'

# Where it fails after that, it is said what was done all the same.
if mkdir full && mount -t tmpfs -o size=64k tmpfs full 2>/dev/null; then
	mounts+=("$dir/full")
	again two
	(head -c -1 two; printf '\0\0') >full/log
	head -c 100000 /dev/zero >full/zero 2>/dev/null
	fails 4 'full|space' 'on a full disk it is mended, and not added to' \
	    "${mend[@]}" --log full/log \
	    --set note="$(head -c 9000 /dev/zero | tr '\0' x)"
	check 'a line feed that was added is told' \
	    tells 'full/log: its last event lacked its line feed, and has it now'
	check 'and what was cut off' \
	    tells 'full/log: cut off 2 bytes of a torn line all the same'
	check 'and the events are there' same two full/log
else
	for each in 'on a full disk it is mended, and not added to' \
	    'a line feed that was added is told' 'and what was cut off' \
	    'and the events are there'; do
		skip "$each" 'no right to mount'
	done
fi

# Killed where it cuts, ends and adds: before, cut, mended, or added to.
if [ -n "${EVID_SANITIZED:-}" ] || ! strace -o /dev/null true 2>/dev/null; then
	skip 'killed where it mends, no event is lost' 'no strace here'
	skip 'and it was seen before, cut, mended, and after' 'no strace here'
else
	(cat bare; printf '\0\0') >zeros
	bad=0 before=0 cut=0 mended=0 after=0
	for call in ftruncate:1 pwrite64:1 pwrite64:2 fsync:1 fsync:2; do
		again zeros
		{
			strace -f -o /dev/null -e \
			    "inject=${call%:*}:signal=KILL:when=${call#*:}" \
			    "${mend[@]}" -q
		} >/dev/null 2>&1
		if same zeros $log; then
			before=$((before + 1))
		elif same bare $log; then
			cut=$((cut + 1))
		elif same two $log; then
			mended=$((mended + 1))
		elif cmp -s -n "$(wc -c <two)" two $log && evid-custody \
		    verify -q -p A.pub $log $bundle; then
			after=$((after + 1))
		else
			bad=$((bad + 1))
		fi
	done
	check 'killed where it mends, no event is lost' test "$bad" -eq 0
	check 'and it was seen before, cut, mended, and after' \
	    test "$before $cut $mended $after" = '1 1 2 1'
fi

# Merging leaves the logs as they are.
united() { bash -c 'cmp <(sort two) <(sort "$1")' - "$1"; }
cp bare one
ends 0 'merge has what is whole of a torn line' \
    evid-custody merge --mend -o m.jsonl one
check 'and says so' tells '^evid-custody: one: its last event lacked its line feed; in the union it has that$'
check 'in its union' united m.jsonl
check 'and leaves the log as it is' same bare one
cp begun one
ends 0 'and leaves out what is not' \
    evid-custody merge --mend --json --force -o m.jsonl one bare
check 'telling both' json "$out" \
    'j["mended"] == 300 and j["ended"] == 1 and j["lines"] == 2'
check 'and of which' tells '^evid-custody: one: left out 300 bytes of a torn line'
check 'the union is of these' united m.jsonl
check 'and neither log is changed' same begun one
fails 4 'its last line is torn' 'unasked it does not' \
    evid-custody merge --force -o m.jsonl one
check 'and says how it would' tells 'hint: add --mend'
fails 2 'exists already' 'a union that is not written changes nothing' \
    evid-custody merge --mend -o m.jsonl one
check 'of a log either' same begun one
evid-custody add -q stored -k A.key other.gz --log other.jsonl || exit 1
fails 2 'the log of the bundle of seal' 'nor do logs of two bundles' \
    evid-custody merge --mend --force -o m.jsonl one other.jsonl
check 'again' same begun one

# A torn output is one of the logs.
cp begun m.jsonl
fails 4 'm.jsonl: its last line is torn' 'a torn output is not replaced' \
    evid-custody merge --force -o m.jsonl two
check 'and how it is, is said' tells 'hint: add --mend'
ends 0 'so asked, it is' evid-custody merge --mend --force -o m.jsonl two
check 'and what it leaves out of it is told' \
    tells '^evid-custody: m.jsonl: left out 300 bytes of a torn line'
check 'and all its events are kept' united m.jsonl
cp begun m.jsonl
ends 0 'a log is mended in its place' \
    evid-custody merge --mend --json --force -o m.jsonl m.jsonl
check 'and told once' json "$out" 'j["mended"] == 300'
check 'losing nothing' united m.jsonl

# What has changed is neither cut off nor ended.
changed() {
	again "$1"
	fails 2 "$3" "$2" "${mend[@]}"
	check 'and the way on is said' tells 'hint: nothing was changed: fetch .*add the line feed yourself'
	check 'the log is as it was' same "$1" $log
	fails 2 "$3" 'nor merged' \
	    evid-custody merge --mend --force -o m.jsonl $log
	check 'the log is as it was then, too' same "$1" $log
}
/usr/bin/python3 - <<'PYTHON'
import base64, json

first, last = open("two", "rb").read().split(b"\n")[:2]
event = json.loads(last)
text = base64.b64decode(event["payload"])
one = lambda: json.dumps(event, separators=(",", ":")).encode()
event["payload"] = base64.b64encode(
    text.replace(b'"stored"', b'"lost-x"')).decode()
open("word", "wb").write(first + b"\n" + one())
event["payload"] = base64.b64encode(
    text.replace(b'"type":', b'"tipe":')).decode()
open("form", "wb").write(first + b"\n" + one())
event = json.loads(last)
sig = bytearray(base64.b64decode(event["signatures"][0]["sig"]))
sig[7] ^= 1
event["signatures"][0]["sig"] = base64.b64encode(sig).decode()
open("sig", "wb").write(first + b"\n" + one())
open("sig-more", "wb").write(first + b"\n" + one() + last[:200])
open("crlf", "wb").write(first + b"\r\n" + last[:400])
open("crlf-whole", "wb").write(first + b"\r\n" + last)
PYTHON
changed word 'an event that says another word is not mended' 'signature is false'
changed sig 'nor one of which the signature changed' 'signature is false'
changed sig-more 'nor with the next begun after it' 'signature is false'
changed form 'nor one that cannot be read' 'none that can be read'
again word
echo >>$log
ends 0 'once ended by hand it is added to' evid-custody add -k A.key \
    --new-branch stored $bundle
ends 1 'and the line is told' evid-custody verify -p A.pub $log $bundle
check 'as what it is' says 'custody-signature-invalid'
(cat bare; printf more) >and-more
(cat bare; head -n 1 two | tr -d '\n') >and-event
for each in 'and-more:its last event is not the beginning of one' \
    'and-event:its last line feed are two events in one line'; do
	again "${each%%:*}"
	fails 2 "what follows ${each#*:}" "nor is anything cut off ($each)" \
	    "${mend[@]}"
	check 'and the log is as it was' same "${each%%:*}" $log
done
for each in crlf crlf-whole; do
	again $each
	fails 2 'its lines end in CR LF' "line ends that a program changed are told before a torn line ($each)" \
	    "${mend[@]}"
	fails 2 'its lines end in CR LF' 'by merge, too' \
	    evid-custody merge --mend --force -o m.jsonl $log
	check 'and the log is as it was' same $each $log
done

# Receiving.
again two
evid-custody hand-over -q -k A.key --to B.pub $bundle || exit 1
cp $log two
cp -r state/. state.two
(cat two; head -c 300 two) >begun
head -c -1 two >bare
take=(evid-custody receive -k B.key -p A.pub --accept all "$bundle")
for each in begun bare; do
	again $each
	fails 4 'nothing was signed, for the custody log is incomplete: the last line is torn' \
	    "a receipt is not signed on a torn log ($each)" "${take[@]}"
	refuse 'the bundle is not called incomplete' tells 'the bundle is'
	check 'and how it is mended is said' tells 'hint: add --mend'
	check 'nothing was changed' same $each $log
	ends 0 'so asked, it is signed' "${take[@]}" --mend
	check 'on a verdict of the log as it is mended' \
	    says ': VERIFIED$'
	ends 0 'and the log is sound' evid-custody verify -p A.pub -p B.pub \
	    $log $bundle
	ends 0 'and nothing is open' evid-custody list --open $log $bundle
	refuse 'as it says' says 'open for'
done
again begun
ends 0 'what is not accepted, too' evid-custody receive -k B.key -p A.pub \
    --not-accepted 'not ours' --mend $bundle
sed -n 2,3p two >$log
fails 4 'the custody log is incomplete: the event before is not there' \
    'that an event is missing is told as that' "${take[@]}"
check 'and where it may be' \
    tells 'hint: ask the sender for his log, and merge'
refuse 'and mending not named' tells 'mend'
finish
