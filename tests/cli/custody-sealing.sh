#!/usr/bin/env bash
# Goal: what happened to an exhibit before sealing goes into the bundle, the
# seal binds it, and the log goes on beside the bundle where it ended.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
make_key A
make_key B
mkdir SMS
printf 'exhibit\n' >SMS/a.txt

fails 2 'no key was named' 'an event needs a key' \
    evid-custody add collected --log case.jsonl
fails 2 'before there is a bundle, --log' 'and a log' \
    evid-custody add collected -k A.key
fails 2 'no such type of event' 'and a type that is known' \
    evid-custody add eaten -k A.key --log case.jsonl
fails 2 'neither a bundle nor an exhibit' 'and an exhibit' \
    evid-custody add stored -k A.key --log case.jsonl
fails 2 "not an exhibit's uid" 'which is a UUID' \
    evid-custody add stored -k A.key --log case.jsonl --exhibit 7
fails 2 'received is added by evid-custody receive' \
    'what is looked at has a verb of its own' \
    evid-custody add received -k A.key --log case.jsonl
fails 2 '--set takes FIELD=VALUE' 'a field has a value' \
    evid-custody add collected -k A.key --log case.jsonl --set place
fails 2 'it is set already' 'and one alone' evid-custody add collected \
    -k A.key --log case.jsonl --set a=1 --set a=2
fails 2 'what is named before the dot is a value' 'and is one thing' \
    evid-custody add collected -k A.key --log case.jsonl --set a=1 \
    --set a.b=2
fails 2 '`details.only` is not true or false' \
    'what machines act on must be there' evid-custody add returned \
    -k A.key --log case.jsonl --exhibit 0f8fad5b-d9cb-4569-a165-70867728950e
fails 2 'stored takes no|add takes no --reason' \
    'an option of another verb is not passed over' \
    evid-custody add stored -k A.key --log case.jsonl --reason x
check 'and nothing of this made a log' absent case.jsonl

ends 0 'an exhibit is collected' evid-custody add collected -k A.key \
    --log case.jsonl --when 2026-01-02T03:04:05+05:00 \
    --certainty 'by the wall clock' \
    --set 'description=[{"lang":"en","text":"A telephone"}]' \
    --set place.address='Street 1' --set container.bag=B-17
uid=$(sed -n 's/^  exhibit  *//p' "$out")
check 'and gets a uid' test "${#uid}" -eq 36
run evid-custody list --json case.jsonl
check 'when it happened, and when it was written down' json "$out" \
    'j["events"][0]["time"]["at"] == "2026-01-01T22:04:05.000000000Z" and
    j["events"][0]["time"]["recordedAt"] > "2026-01-02" and
    j["events"][0]["time"]["certainty"] == "by the wall clock"'
for type in photographed stored retrieved transported copied examined; do
	evid-custody add $type -q -k A.key --log case.jsonl \
	    --exhibit "$uid" || exit 1
done
cp case.jsonl before.jsonl
other=0f8fad5b-d9cb-4569-a165-70867728950e
fails 2 'case\.jsonl: no event of this log is of that exhibit' \
    'a uid that the log does not know is refused' \
    evid-custody add stored -k A.key --log case.jsonl --exhibit $other
fails 2 'no event of this log is of that exhibit' 'nor is it handed over' \
    evid-custody hand-over -k A.key --to B.pub --log case.jsonl \
    --exhibit $other
check 'and nothing was added' same case.jsonl before.jsonl
cp case.jsonl two.jsonl
mkdir state2
ends 0 'another exhibit is taken up when it is collected' evid-custody add \
    collected -q -k A.key --log two.jsonl --exhibit $other --state state2
ends 0 'and known from then on' evid-custody add stored -q -k A.key \
    --log two.jsonl --exhibit $other --state state2
ends 0 'one of his own begins with x-' evid-custody add x-weighed -q \
    -k A.key --log case.jsonl --exhibit "$uid" --set grams=170
fails 2 'x-: there is no such type of event' 'and names something' \
    evid-custody add x- -q -k A.key --log case.jsonl --exhibit "$uid"
run evid-custody list --json case.jsonl
first=$(value "$out" 'j["events"][0]["event"]')
fails 2 'a correction answers the one event' 'a correction says of what' \
    evid-custody add corrected -k A.key --log case.jsonl --exhibit "$uid" \
    --set corrects.why=x
for why in '' '--set corrects.why=5' '--set why=x'; do
	# shellcheck disable=SC2086	# an option
	fails 2 'details.corrects.why. does not say, in words, why it is corrected' \
	    "and why: $why" evid-custody add corrected -k A.key --log case.jsonl \
	    --exhibit "$uid" --answers "$first" $why
done
fails 2 'details.corrects. is not an object' 'as the format has it' \
    evid-custody add corrected -k A.key --log case.jsonl --exhibit "$uid" \
    --answers "$first" --set corrects=x
check 'and what it takes is said' tells 'hint: it takes --answers DIGEST and --set corrects.why=TEXT'
ends 0 'a correction adds, and removes nothing' evid-custody add corrected \
    -q -k A.key --log case.jsonl --exhibit "$uid" --answers "$first" \
    --set corrects.why='other street' --set fields.place.address='Street 2'
run evid-custody verify -p A.pub case.jsonl
check 'nine events in one chain' says '^  custody +9 events$'
run evid-custody list --json case.jsonl
check 'by one branch' json "$out" 'len({e["branch"] for e in j["events"]}) == 1
    and len(j["heads"]) == 1'
fails 4 'none.jsonl' 'a log that is not there is said' evid-custody verify -p A.pub none.jsonl

# Into the bundle.
ends 0 'the log is sealed with the evidence' evid-seal -q -k A.key \
    --custody case.jsonl SMS
bundle=SMS.evidence.tar.gz
run evid-verify -p A.pub --json $bundle
check 'the verdict counts its events' json "$out" \
    'j["verdict"] == "verified" and j["custody"]["events"] == 9 and
    j["custody"]["status"] == "sound" and len(j["custody"]["heads"]) == 1'
ends 0 'the log goes on beside the bundle' evid-custody add verified -q \
    -k A.key $bundle
run evid-custody list --json SMS.custody.jsonl $bundle
check 'from the sealed head' json "$out" \
    'len({e["branch"] for e in j["events"]}) == 1 and len(j["heads"]) == 1 and
    [e["sealed"] for e in j["events"]] == [True] * 9 + [False]'
ends 4 'without the bundle that is not there' evid-custody verify -q \
    -p A.pub SMS.custody.jsonl
ends 0 'with it all is' evid-custody verify -p A.pub SMS.custody.jsonl \
    $bundle
cp SMS.custody.jsonl before.jsonl
for type in stored collected; do
	fails 2 'the log of a bundle, and no event of it is of that exhibit' \
	    "no exhibit is $type into a bundle's log" evid-custody add $type \
	    -k A.key --log SMS.custody.jsonl --exhibit $other
done
check 'which stays as it is' same SMS.custody.jsonl before.jsonl
mkdir two
printf 'x' >two/b
evid-seal -q -k A.key --custody case.jsonl two
ends 3 'the log of another bundle is told' evid-custody verify -p A.pub \
    SMS.custody.jsonl two.evidence.tar.gz
check 'as that' says 'custody-other-subject'
ends 3 'also by evid-verify' evid-verify -p A.pub \
    --custody SMS.custody.jsonl two.evidence.tar.gz

# What is not sound is not sealed.
refused() {
	fails "$1" "$2" "$3" evid-seal -k A.key -o bad.gz --custody "$4" SMS
	check 'and nothing is written' absent bad.gz
}
(cat case.jsonl; printf 'foreign\n') >foreign.jsonl
refused 2 'the custody log is not sound: line 10: .*custody-line-foreign' \
    'a line that is no event is not sealed' foreign.jsonl
sed 1d case.jsonl >short.jsonl
refused 2 'custody-prev-missing' 'nor a log with a hole' short.jsonl
head -c -1 case.jsonl >torn.jsonl
refused 2 'custody-torn' 'nor one that is torn' torn.jsonl
: >empty.jsonl
refused 2 'has no event' 'nor an empty one' empty.jsonl
check 'of which alone it is said to leave it out' tells 'hint: leave out --custody$'
# What a transfer or an editor made of it is told as by merge.
sed 's/$/\r/' case.jsonl >crlf.jsonl
(printf '\xef\xbb\xbf' && head -n 1 case.jsonl) >mark.jsonl
printf 'a text\n' >text.jsonl
head -c 100 /dev/zero >zeros.jsonl
for each in 'crlf:its lines end in CR LF' 'mark:begins with a byte order mark' \
    'text:it is no custody log: no line of it is an event'; do
	refused 2 "${each#*:}" "nor one of which no line is an event: $each" "${each%%:*}.jsonl"
	said=$(sed 's/^evid-seal: //' "$err")
	check 'and it is not said to leave it out' bash -c '! grep -q "leave out" "$1"' - "$err"
	run evid-custody merge -o bad.gz "${each%%:*}.jsonl"
	check 'but what merge says of it' test "$said" = "$(sed 's/^evid-custody: //' "$err")"
done
refused 2 'zeros\.jsonl: ' 'nor one of zeros' zeros.jsonl
check 'which is not left out either' bash -c '! grep -q "leave out" "$1"' - "$err"
tail -c +4 mark.jsonl >mended.jsonl
ends 0 'what is said mends the one' evid-seal -q -k A.key -o mended.gz --custody mended.jsonl SMS
tr -d '\r' <crlf.jsonl >mended.jsonl
check 'and the other' same mended.jsonl case.jsonl
rm -f mended.gz
refused 2 'events of a bundle|custody-prev-missing' \
    'nor events of a bundle that is sealed already' SMS.custody.jsonl
refused 4 'none.jsonl' 'nor one that is not there' none.jsonl

# Nor with a key that the log says is compromised.
for pair in K:KZ L:KZ M:VN; do
	evid-keygen -q -o ${pair%:*} --no-passphrase --state ${pair#*:} || exit 1
done
stolen() {	# WHO OF: WHO says that the key OF is compromised
	mkdir "state.$1.$2"
	cp before9.jsonl "$1.$2.jsonl"
	evid-custody add key-compromised -q -k "$1.key" --log "$1.$2.jsonl" \
	    --state "state.$1.$2" --exhibit "$uid" --set since=2026-01-01 \
	    --set keyid="$(value "$2.id" 'j["keyid"]')" || exit 1
}
sealed_by() { evid-seal -k "$1.key" -o bad.gz --custody "$2" SMS; }
cp case.jsonl before9.jsonl
stolen K K
fails 3 'K\.K\.jsonl: nothing was sealed, for by key .* it would not be trusted: it is compromised, as event [0-9a-f]{16} of this log says' \
    'a key that says it is compromised seals nothing' sealed_by K K.K.jsonl
check 'and what to do is said' tells 'hint: seal with a new key.*\(evid-trust\)$'
check 'nothing is written' absent bad.gz
stolen L K
fails 3 'it is compromised, as event' 'nor where one that signs, too, says so' \
    evid-seal -k L.key -k K.key -o bad.gz --custody L.K.jsonl SMS
check 'with nothing written' absent bad.gz
stolen A K
for who in L A; do
	ends 0 "where $who alone says so it does" evid-seal -k K.key \
	    -o $who.gz --custody $who.K.jsonl SMS
	check 'and that is told, with whose word it is' tells \
	    "$who\.K\.jsonl: key [0-9a-f]{4}…[0-9a-f]{4}, which seals, is compromised by the word of line 10, event [0-9a-f]{16} by key $(value $who.id 'j["keyid"][:4]')…"
	ends 0 'it verifies for who does not trust that' evid-verify -q -p K.pub $who.gz
done
fails 3 'it is compromised, as event' 'also as one of several' evid-seal \
    -k A.key -k K.key -o bad.gz --custody K.K.jsonl SMS
ends 0 'another key seals that log' evid-seal -q -k L.key -o other.gz --custody K.K.jsonl SMS
stolen M K
ends 0 'what a key says that says to be of another State is a claim' \
    evid-seal -q -k K.key -o claim.gz --custody M.K.jsonl SMS
stolen A A
fails 3 'it is compromised, as event' 'the cause is told before any other' sealed_by A A.A.jsonl
check 'with the log of such a key no other seals, and that is said' tells \
    'hint: seal with a new key.*, and without --custody: .*; the log may be one of the paths'
fails 2 'custody-key-compromised' 'as it is when one tries' sealed_by L A.A.jsonl
check 'with what can be done' tells 'hint: .*: seal without --custody, and, to keep the log with the evidence, name it among the paths'
ends 0 'which can be done' evid-seal -q -k L.key -n beside -o beside.gz SMS A.A.jsonl

# A clock that goes back is said; the station is remembered.
check 'the station keeps one secret a key, for itself alone' bash -c \
    'test "$(find state/libevidence/branch -maxdepth 1 -type f | wc -l)" -eq 1 &&
    test -z "$(find state/libevidence/branch -type f ! -perm 600)" &&
    test -z "$(find state/libevidence/branch -type d ! -perm 700)"'
rm -r state
evid-custody add stored -q -k A.key $bundle
run evid-custody list --json SMS.custody.jsonl $bundle
check 'a station that forgot it begins another chain' json "$out" \
    'len({e["branch"] for e in j["events"]}) == 2'
ends 0 'which is sound, too' evid-custody verify -p A.pub \
    SMS.custody.jsonl $bundle

# Keys succeed each other.
evid-custody add key-succeeded -q -k A.key --to B.pub $bundle
run evid-custody list --json SMS.custody.jsonl $bundle
named=$(value "$out" '[e["event"] for e in j["events"]
    if e["type"] == "key-succeeded"][0]')
evid-custody add stored -q -k B.key --answers "$named" $bundle
ends 0 'a successor corrects what the old key said' evid-custody add \
    corrected -q -k B.key --answers "$named" --set corrects.why=typo $bundle
ends 0 'and it counts' evid-custody verify -p A.pub -p B.pub \
    SMS.custody.jsonl $bundle
check 'as more than a claim' bash -c '! grep -q custody-claim "$1"' - "$out"
old=$(value A.id 'j["keyid"]') new=$(value B.id 'j["keyid"]')
ends 0 'the verdict says whose next key it is' evid-verify -p A.pub -p B.pub \
    --custody SMS.custody.jsonl $bundle
check 'and which event names it' says \
    "^  succession  key ${new:0:4}….*${new:60} is the next key of ${old:0:4}….*${old:60}, named by event ${named:0:12}\$"
run evid-verify --json -p A.pub -p B.pub --custody SMS.custody.jsonl $bundle
check 'as JSON, too' json "$out" "j['custody']['successions'] ==
    [{'keyid': '$new', 'succeeds': '$old', 'event': '$named'}]"
evid-seal -q -k B.key -n next -o next.gz SMS
evid-custody add key-succeeded -q -k A.key --to B.pub --log next.jsonl next.gz
evid-custody list --json next.jsonl next.gz >list.json
first=$(value list.json 'j["events"][0]["event"]')
evid-custody add stored -q -k B.key --answers "$first" --log next.jsonl next.gz
run evid-verify --json -p A.pub -p B.pub --custody next.jsonl next.gz
check 'of a signer, the event is told with his signature' json "$out" \
    "j['signatures'][0]['succeeds'] ==
    {'keyid': '$old', 'namedBy': 'event', 'event': '$first'}"
evid-custody add key-compromised -q -k A.key $bundle \
    --set keyid="$(value A.id 'j["keyid"]')" \
    --set since=2026-01-01T00:00:00.000000000Z
ends 3 'a key that is compromised proves nothing any more' \
    evid-custody verify -p A.pub -p B.pub SMS.custody.jsonl $bundle
check 'which is said by name' says 'custody-key-compromised'
finish
