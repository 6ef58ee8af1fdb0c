#!/usr/bin/env bash
# Goal: evidence goes from hand to hand and back, each time signed by both
# sides; nobody signs for what he did not find, and what is open is seen.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in A B C; do
	make_key $name
done
mkdir SMS
printf 'exhibit\n' >SMS/a.txt
cat >case.json <<'JSON'
{"schema":"urn:libevidence:case:1","kind":"mla-answer",
 "conditions":[{"id":"C-1","type":"use-this-case","imposedBy":"KZ",
  "appliesTo":["all"],"text":[{"lang":"en","text":"for this case"}],"needsAcceptance":true},
 {"id":"C-2","type":"other","imposedBy":"KZ",
  "appliesTo":["all"],"text":[{"lang":"en","text":"other"}]}]}
JSON
evid-seal -q -k A.key -c case.json SMS || exit 1
bundle=SMS.evidence.tar.gz
log=SMS.custody.jsonl

# of LOG, the only event of a type
event() {
	evid-custody list --json "$1" "${3:-$bundle}" >"$dir/.list" || return
	value "$dir/.list" "[e['event'] for e in j['events']
	    if e['type'] == '$2'][-1]"
}

for uid in 0f8fad5b-d9cb-4569-a165-70867728950e 7; do
	for words in 'add stored' 'hand-over --to B.pub' deliver \
	    'receive --accept all' 'refuse --reason x' 'endorse --statement x'; do
		# shellcheck disable=SC2086	# several words
		fails 2 '--exhibit is for a log before sealing' \
		    "of a bundle, ${words%% *} takes no exhibit ($uid)" \
		    evid-custody $words -k A.key --exhibit $uid $bundle
	done
done
check 'and nothing was signed' absent $log
ends 0 'a hand-over is signed' evid-custody hand-over -k A.key --to B.pub \
    --to-name 'B. Receiver' --to-state VN $bundle
check 'and its digest is told' says '^  event  +[0-9a-f]{64}$'
ends 0 'then it is open' evid-custody list --open $log $bundle
check 'for so long' says 'handed over by .* to "B\. Receiver, VN" .*, open for [0-9]+ '
ends 0 'the verdict shows it' evid-verify -p A.pub --custody $log $bundle
check 'as open' says '^  custody +1 event; handed over to .*; 1 open$'
run evid-verify -p A.pub --json --custody $log $bundle
check 'also as JSON' json "$out" 'j["custody"]["status"] == "sound" and
    j["custody"]["open"][0]["state"] == "open" and
    [f["code"] for f in j["custody"]["findings"]] == ["hand-over-open"]'

cp $log before
for words in 'receive -k B.key -p A.pub --accept all' 'hand-over -k A.key --to B.pub'; do
	# shellcheck disable=SC2086	# several words
	fails 2 'from hand to hand go files, by their names, and standard input has none' \
	    "standard input is no file to ${words%% *}" \
	    evid-custody $words --log $log -
done
fails 2 'standard input has none: name the file' 'nor to be sent with one' \
    evid-custody hand-over -k A.key --to B.pub --send - $bundle
fails 2 ': it must be answered' \
    'a condition that asks for it must be answered' \
    evid-custody receive -k B.key -p A.pub --accept answered $bundle
fails 2 'condition "C-9": there is none of that id' 'and not one that is not there' \
    evid-custody receive -k B.key -p A.pub --accept all \
    --condition C-9=accepted $bundle
fails 2 'not accepted as it is, and the whole is' \
    'what is accepted is accepted as it is' \
    evid-custody receive -k B.key -p A.pub --accept all \
    --condition 'C-1=not-accepted:never' $bundle
fails 2 'no open hand-over to this key: the one that is open is to key [0-9a-f]{4}…' \
    'who is not named does not receive' \
    evid-custody receive -k C.key -p A.pub --accept all $bundle
fails 3 'the bundle is not trusted; nothing was signed' 'nor who trusts nobody' \
    evid-custody receive -k B.key --accept all $bundle
fails 2 'say how it is received' 'silence is no acceptance' \
    evid-custody receive -k B.key -p A.pub $bundle
cp $bundle whole
flip $bundle 100
fails 1 'the bundle is not intact; nothing was signed' 'what is damaged is not signed for' \
    evid-custody receive -k B.key -p A.pub --accept all $bundle
head -c 400 whole >$bundle
fails 4 'incomplete; nothing was signed' 'nor what is cut' \
    evid-custody receive -k B.key -p A.pub --accept all $bundle
gzip -dc whole >$bundle
fails 1 'not what the hand-over says' \
    'nor another file than was sent, though its content is intact' \
    evid-custody receive -k B.key -p A.pub --accept all $bundle
cp whole $bundle
check 'and through all this nothing was written' same before $log

ends 0 'the receiver signs, with a reservation' \
    evid-custody receive -k B.key -p A.pub --with-reservation 'box damp' \
    --condition 'C-1=with-reservation:until 2027' $bundle
check 'after the verdict' says '^SMS.evidence.tar.gz: VERIFIED$'
ends 0 'then nothing is open' evid-custody list --open $log $bundle
check 'which is said' says ': no open hand-over$'
ends 0 'the log is sound' evid-custody verify -p A.pub $log $bundle
check 'and the verdict says that the content was not looked at' says \
    '^  bundle +its end alone was read; evid-verify checks its content$'
check 'and says what became of it' says \
    'received there with a reservation; none open$'
run evid-custody list --json $log $bundle
check 'the receipt states what was found' json "$out" '[
    e["details"] for e in j["events"] if e["type"] == "received"][0][
    "verdict"]["status"] == "verified" and [e["details"]["conditions"]
    for e in j["events"] if e["type"] == "received"][0] == [{"id": "C-1",
    "answer": "with-reservation", "text": "until 2027"}]'
fails 2 'no open hand-over to this key: it was answered already, by event' \
    'it is received once' \
    evid-custody receive -k B.key -p A.pub --accept all $bundle
over=$(event $log handed-over)
fails 2 'answered already, by event [0-9a-f]{16} \(received-with-reservation\)' \
    'also when it is named' \
    evid-custody refuse -k B.key --reason late --hand-over "$over" $bundle
fails 2 'that event is no hand-over' 'nor is what is no hand-over' \
    evid-custody refuse -k B.key --reason late \
    --hand-over "$(event $log received)" $bundle
fails 2 'not the digest of an event' 'nor what is no digest' \
    evid-custody refuse -k B.key --reason late --hand-over 1234567 $bundle
fails 2 'no such event' 'nor an event that is not there' \
    evid-custody refuse -k B.key --reason late --hand-over 12345678 $bundle
fails 2 'no open hand-over by this key: it was answered already' \
    'nor acknowledged after that' evid-custody acknowledge -k A.key \
    --means paper --result received --by B $bundle
evid-custody add stored -q -k B.key --log none.jsonl $bundle
fails 2 'no open hand-over to this key: the log has none' \
    'a log without it says that' evid-custody receive -k B.key -p A.pub \
    --accept all --log none.jsonl $bundle

# Back again: B hands to A, each on a log of his own, then they merge.
mkdir there
cp $bundle $log there/
cp B.* A.pub there/
(cd there && evid-custody hand-over -q -k B.key --to A.pub $bundle) || exit 1
ends 0 'two logs become one' evid-custody merge -o merged.jsonl $log \
    there/$log
check 'of how many events is told' says '^merged.jsonl: 3 events, of 2 logs$'
{ cat $log; echo garbage; echo; echo garbage; } >foreign.jsonl
ends 0 'what is no event is kept' evid-custody merge -o strange.jsonl \
    foreign.jsonl there/$log foreign.jsonl
check 'and told apart' says \
    '^strange.jsonl: 3 events, and 2 lines that are no events, which are kept, of 3 logs$'
printf 'x\n' >>merged.jsonl
run evid-custody merge --json -o strange1.jsonl merged.jsonl
check 'as JSON, too' json "$out" \
    'j["lines"] == 4 and j["foreignLines"] == 1'
sed -i '/^x$/d' merged.jsonl
ends 0 'from which the other side receives' evid-custody receive -q \
    -k A.key -p A.pub -p B.pub --log merged.jsonl --accept all $bundle
ends 0 'and the whole is sound' evid-custody verify -p A.pub -p B.pub \
    merged.jsonl $bundle
check 'with four events' says '^  custody +4 events; .*; none open$'
evid-custody merge -q -o again.jsonl merged.jsonl there/$log $log
ends 0 'merging what was merged changes nothing' \
    evid-custody merge -o third.jsonl again.jsonl merged.jsonl
check 'to the byte' same again.jsonl third.jsonl
fails 2 'again.jsonl: it exists already' 'a log is not replaced unasked' \
    evid-custody merge -o again.jsonl $log
check 'and how to ask is said' tells 'hint: .*--force: its own lines are kept'
ends 0 'to standard output' evid-custody merge -o - again.jsonl
check 'goes the union alone' same "$out" again.jsonl
check 'what it is to standard error' tells \
    'standard output: [0-9]+ events, of 1 log$'
fails 2 'cannot share standard output' 'not both the union and JSON' \
    evid-custody merge --json -o - again.jsonl
ends 0 'asked, its own lines stay' evid-custody merge --force \
    -o again.jsonl before
check 'all of them' same again.jsonl third.jsonl

# A refusal; an answer on paper.
rm -f $log
evid-custody hand-over -q -k A.key --to B.pub $bundle
fails 2 'a refusal says why' 'a refusal says why' \
    evid-custody refuse -k B.key $bundle
ends 0 'what is refused' evid-custody refuse -k B.key --reason 'not ours' \
    $bundle
ends 0 'is not open' evid-custody verify -p A.pub $log $bundle
check 'but refused' says 'refused there; none open$'
evid-custody hand-over -q -k A.key --to C.pub $bundle
printf 'scan' >scan.pdf
fails 2 'no open hand-over by this key: the one that is open is by key' \
    'who did not send notes no answer' \
    evid-custody acknowledge -k B.key --means paper --result received \
    --by 'C. Clerk' $bundle
ends 0 'an answer on paper is noted by the sender' \
    evid-custody acknowledge -k A.key --means paper --result received \
    --by 'C. Clerk' --scan scan.pdf $bundle
ends 0 'and closes it' evid-custody verify -p A.pub $log $bundle
check 'as the sender says' says 'received there, as its sender says; none open$'
run evid-custody list --json $log $bundle
check 'with the digest of the scan' json "$out" 'any(e["details"].get("scan")
    == {"sha256": __import__("hashlib").sha256(b"scan").hexdigest()}
    for e in j["events"])'
ends 0 'a machine may say that it arrived' evid-custody deliver -k C.key \
    --hand-over "$(event $log handed-over)" $bundle
ends 0 'somebody may stand for it' evid-custody endorse -k C.key \
    --statement 'I saw it sealed' $bundle
ends 0 'a document is bound to it' evid-custody attach -k A.key \
    --media-type application/pdf scan.pdf $bundle
ends 0 'all of which is sound' evid-custody verify -p A.pub -p C.pub $log \
    $bundle

# A note is not the last word: its sender notes again, the receiver signs.
ack=(evid-custody acknowledge -q -k A.key --means telephone --by 'C. Clerk')
state() {
	run evid-custody list --json -p A.pub -p C.pub "$1" $bundle
	json "$out" "[h['state'] for h in j['handOvers']][-1] == '$2'"
}
cp $log noted.jsonl
ends 0 'who noted an answer wrongly notes it again' "${ack[@]}" \
    --result refused --log noted.jsonl $bundle
check 'and the last note holds' state noted.jsonl acknowledged-refused
ends 0 'the receiver receives what was noted as refused' evid-custody \
    receive -q -k C.key -p A.pub --accept all --log noted.jsonl $bundle
check 'and his word holds' state noted.jsonl received
run evid-custody verify -p A.pub -p C.pub noted.jsonl $bundle
check 'that the note says otherwise is told' says 'custody-outside-differs'
ends 0 'and it is noted again, also then' "${ack[@]}" --result received \
    --log noted.jsonl $bundle
run evid-custody verify -v -p A.pub -p C.pub noted.jsonl $bundle
check 'after which nothing differs' bash -c '! grep -q outside-differs "$1"' - "$out"
fails 2 'there is no open hand-over to this key: it was answered already' \
    'what the receiver signed he does not sign again' evid-custody refuse \
    -k C.key --reason late --log noted.jsonl $bundle
cp $log noted.jsonl
note=$(evid-custody list --json $log | /usr/bin/python3 -c 'import json, sys
print([h["event"] for h in json.load(sys.stdin)["handOvers"]][-1])')
ends 0 'nor does a note keep him from refusing' evid-custody refuse -q \
    -k C.key --reason 'not ours' --log noted.jsonl --hand-over "$note" $bundle
check 'which holds, too' state noted.jsonl refused
cp $log noted.jsonl
evid-custody hand-over -q -k A.key --to C.pub --log noted.jsonl $bundle
"${ack[@]}" --result received --log noted.jsonl $bundle
evid-custody hand-over -q -k A.key --to C.pub --log noted.jsonl $bundle
ends 0 'one that is open goes before those that were noted' evid-custody \
    refuse -q -k C.key --reason 'not ours' --log noted.jsonl $bundle
check 'and is the one refused' state noted.jsonl refused
fails 2 'there are 2 hand-overs of which their sender noted an answer' \
    'of two that were noted one must be named' evid-custody refuse -k C.key \
    --reason 'not ours' --log noted.jsonl $bundle

# Two open ones for one key: which?
run evid-custody hand-over -k A.key --to B.pub $bundle
check 'the first to a key is told without a word' bash -c "! grep -q open '$err'"
ends 0 'one more to a key that has not answered is signed' \
    evid-custody hand-over -k A.key --to B.pub $bundle
check 'and told, with what to do' bash -c \
    "grep -q 'a hand-over to this key is open already: ' '$err' &&
     grep -q 'hint: .*acknowledge --result refused --hand-over' '$err'"
make_key nobody
fails 2 'open hand-over to this key: the last one that is open is to key' \
    'who has none, where several are open, is told of one' \
    evid-custody refuse -k nobody.key --reason 'not ours' $bundle
fails 2 '^evid-custody: --accept takes all or answered, not plain\.gz$' \
    'a bundle in the place of what is accepted is told as that' \
    evid-custody receive -k B.key -p A.pub --accept plain.gz
fails 2 'there are 2 open hand-overs that this key can answer: [0-9a-f]{16}, [0-9a-f]{16}$' \
    'of two open ones one must be named' \
    evid-custody receive -k B.key -p A.pub --accept all $bundle
over=$(event $log handed-over)
ends 0 'by the first digits of its digest' evid-custody receive -q -k B.key \
    -p A.pub --accept all --hand-over "${over:0:8}" $bundle

# Without a condition that asks, an empty set of answers is an answer.
mkdir plain && printf 'x' >plain/a
evid-seal -q -k A.key plain || exit 1
evid-custody hand-over -q -k A.key --to B.pub plain.evidence.tar.gz
ends 0 'no condition asks, and none is answered' evid-custody receive \
    -k B.key -p A.pub --accept answered plain.evidence.tar.gz
check 'which is said' tells 'no condition asks for an answer: it is accepted as it is$'
head -n 1 plain.custody.jsonl >one.jsonl
run evid-custody form one.jsonl
check 'a party without a name is that, and its key' bash -c \
    'grep -A 1 "Received by  *no name stated\$" "$1" | grep -Eq "^ +key [0-9-]{7} "' \
    - "$out"
run evid-custody form plain.custody.jsonl
check 'unless its key says one itself' says \
    "Received by +as stated by the key's own event: \"Holder of B\"\$"
run evid-custody form one.jsonl
check 'one event is one event' says ': 1 event$'
run evid-custody form --html one.jsonl
check 'also on a page' says ': 1 event</bdi>'
: >empty.jsonl
for verb in list form verify 'list --json' 'list --open'; do
	read -ra words <<<"$verb"
	ends 4 "a log without an event is none: $verb" evid-custody \
	    "${words[@]}" empty.jsonl
done
fails 4 'no event stands in it' 'which is said' evid-custody list empty.jsonl
fails 2 'no regular file' 'and a device is no log' evid-custody list /dev/null

# Volumes, and a file that is not the bundle.
mkdir v
evid-seal -q -k A.key --volume 700 -o v/V.evidence.tar.gz -n V SMS
check 'there are volumes' test -e v/V.evidence.tar.gz.002
ends 0 'volumes are handed over' evid-custody hand-over -k A.key \
    --to B.pub v/V.evidence.tar.gz.001
run evid-custody list --json v/V.custody.jsonl v/V.evidence.tar.gz.001
check 'each by its name' json "$out" '[f["name"] for f in
    j["events"][0]["details"]["files"]][:2] == ["V.evidence.tar.gz.001",
    "V.evidence.tar.gz.002"]'
cp v/V.evidence.tar.gz.002 kept
rm v/V.evidence.tar.gz.002
ends 4 'a missing one is not signed for' evid-custody receive -q -k B.key \
    -p A.pub --accept all v/V.evidence.tar.gz.001
cp kept v/V.evidence.tar.gz.002
ends 0 'all of them are' evid-custody receive -q -k B.key -p A.pub \
    --accept all v/V.evidence.tar.gz.001
fails 2 'SMS: is a folder' 'an unpacked folder is not handed over' \
    evid-custody hand-over -k A.key --to B.pub SMS

# Renamed on the way.
mkdir r
sent=plain.evidence.tar.gz
rm plain.custody.jsonl
evid-custody hand-over -q -k A.key --to B.pub $sent
cp $sent r/X.evidence.tar.gz
cp plain.custody.jsonl r/X.custody.jsonl
take=(evid-custody receive -k B.key -p A.pub --accept all)
ends 0 'a bundle under another name is that which was handed over' \
    "${take[@]}" r/X.evidence.tar.gz
run evid-custody list --json -p A.pub -p B.pub r/X.custody.jsonl \
    r/X.evidence.tar.gz
check 'and is signed for under the name that it has' json "$out" '[
    f["name"] for e in j["events"] if e["type"] == "received"
    for f in e["details"]["files"]] == ["X.evidence.tar.gz"]'
check 'which closes the hand-over' json "$out" \
    'j["handOvers"][0]["state"] == "received"'
cp plain.custody.jsonl r/X.custody.jsonl
zcat $sent | gzip -1 >r/X.evidence.tar.gz
fails 4 "r/$sent: the hand-over names it, and it is not there, nor is the bundle" \
    'other bytes of the same content are not' "${take[@]}" r/X.evidence.tar.gz
check 'and what to do is said' tells 'hint: .*give it that name again'
check 'and nothing was signed' same plain.custody.jsonl r/X.custody.jsonl

# Of what was sent with it, something is missing; the bundle is not that, what
# ever its size is.
head -c "$(stat -c %s $sent)" /dev/zero >note
evid-custody hand-over -q -k A.key --to B.pub --log r/X.custody.jsonl \
    --send note --send $sent $sent
cp r/X.custody.jsonl with-note
over=$(event r/X.custody.jsonl handed-over $sent)
cp $sent r/X.evidence.tar.gz
fails 4 'r/note: the hand-over names it, and it is not there, nor is the bundle' \
    'a file of its size is not taken for it' "${take[@]}" --hand-over "$over" \
    r/X.evidence.tar.gz
mv r/X.evidence.tar.gz r/$sent
fails 4 'r/note: the hand-over names it, and it is not there, nor is the bundle' \
    'nor one that is named itself' "${take[@]}" --hand-over "$over" \
    --log r/X.custody.jsonl r/$sent
check 'and nothing was signed' same with-note r/X.custody.jsonl
cp note r/note
ends 0 'with it all is there' "${take[@]}" --hand-over "$over" \
    --log r/X.custody.jsonl r/$sent
rm r/note
cp plain.custody.jsonl r/X.custody.jsonl
cp $sent r/X.evidence.tar.gz
printf 'other' >r/$sent
fails 4 "r/$sent: it is shorter than the hand-over says" \
    'nor is what is there under the name passed over' \
    "${take[@]}" r/X.evidence.tar.gz
for file in v/V.evidence.tar.gz.*; do
	cp "$file" "r/a${file#v/V}"
done
evid-custody hand-over -q -k A.key --to B.pub --log v/next.jsonl \
    v/V.evidence.tar.gz.001
mkdir w && printf 'kept apart\n' >w/kept
evid-seal -q -k A.key --detached -n W w/kept || exit 1
evid-custody hand-over -q -k A.key --to B.pub W.evidence.tar.gz || exit 1
fails 4 'the bundle is incomplete; nothing was signed$' \
    'what lacks its payload alone' evid-custody receive -k B.key -p A.pub \
    --accept all W.evidence.tar.gz
check 'is not to be fetched again, but told where that is' tells \
    'hint: its payload stands apart: say where, with --payload DIR$'
ends 0 'then it is received' evid-custody receive -k B.key -p A.pub \
    --accept all --payload w W.evidence.tar.gz
ends 0 'so are volumes' "${take[@]}" -q --log v/next.jsonl \
    r/a.evidence.tar.gz.001
run evid-custody verify -p A.pub -p B.pub v/next.jsonl v/V.evidence.tar.gz.001
check 'each of them' says 'none open$'
finish
