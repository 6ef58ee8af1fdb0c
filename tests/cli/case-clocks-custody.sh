#!/usr/bin/env bash
# Goal: with a custody log, the clocks of a bundle are those of its conditions
# as of the instant asked for: what the State that imposed one moved, lifted or
# added, and nothing by whom nobody trusts.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state XDG_DATA_HOME=$dir/none
for name in A B; do
	evid-keygen --json -o $name --no-passphrase >$name.json || exit 1
done
mkdir SMS && printf 'x\n' >SMS/a
cat >case.json <<'E'
{"schema": "urn:libevidence:case:1", "reference": {"own": "2026-014"},
 "orders": [{"validUntil": "2998-01-01"}],
 "conditions": [
  {"id": "C-moved", "type": "delete-after", "text": [{"lang": "en", "text": "t"}], "imposedBy": "KZ", "appliesTo": ["all"], "until": "2999-01-01"},
  {"id": "C-lifted", "type": "return-after", "text": [{"lang": "en", "text": "t"}], "imposedBy": "KZ", "appliesTo": ["all"], "until": "2999-01-02"},
  {"id": "C-stays", "type": "confidential", "text": [{"lang": "en", "text": "t"}], "imposedBy": "KZ", "appliesTo": ["all"], "until": "2999-01-03"}]}
E
evid-seal -q -k A.key -c case.json SMS || exit 1
bundle=SMS.evidence.tar.gz
log=SMS.custody.jsonl
for pair in A:KZ B:VN; do
	evid-trust pin --pins "${pair%:*}.pins" --state "${pair#*:}" \
	    --name "Holder ${pair%:*}" --number "$(value "${pair%:*}.json" \
	    'j["keyNumber"]')" --use seal --use custody --by me \
	    --how in-person "${pair%:*}.pub" >/dev/null || exit 1
done
before=$(date -u -d '1 hour ago' +%FT%TZ)

# change KEY STATE CHANGE ID [TYPE UNTIL]
change() {
	evid-custody add condition-changed -q -k "$1.key" --log $log \
	    --set "condition=$4" --set "change=$3" \
	    ${5:+--set "value={\"id\":\"$4\",\"type\":\"$5\",\"text\":[{\"lang\":\"en\",\"text\":\"t\"}],\"imposedBy\":\"$2\",\"appliesTo\":[\"all\"],\"until\":\"$6\"}"} \
	    $bundle || exit 1
}

clocks() {
	evid-case clocks --custody $log --pins A.pins "$@" $bundle
}

# of each clock its end and how it stands
sealed="[('2998-01-01', 'running'), ('2999-01-01', 'running'), ('2999-01-02', 'running'), ('2999-01-03', 'running')]"
changed="[('2031-01-01', 'running'), ('2031-01-02', 'running'), ('2998-01-01', 'running'), ('2999-01-02', 'stopped'), ('2999-01-03', 'running')]"
are() {
	check "$2" json "$out" "[(c['ends'], c['state']) for c in j['clocks']] == $1"
}
stands() {	# VERDICT EVENTS NAME
	check "$3" json "$out" "j['custody'] == {'log': '$log', 'verdict': '$1', 'events': $2}"
}

# ---- by a State that is known ----
change A KZ loosened C-moved delete-after 2031-01-01
change A KZ lifted C-lifted
change A KZ added C-new return-after 2031-01-02
ends 0 'with the log' clocks --json
are "$changed" 'what was moved, lifted and added is so'
check 'with the event that states it' json "$out" \
    "[c['path'].startswith('event ') and c['path'].endswith(': value.until') for c in j['clocks']] == [True, True, False, False, False]
    and j['clocks'][3]['path'] == 'conditions[1].until'"
stands verified 3 'the log is sound'
check 'as of now' json "$out" 'j["asAt"] is None'
check 'nothing is to be said' bash -c "! [ -s '$err' ]"
ends 0 'for people' clocks
check 'by whose word each is moved' says '^  2031-01-01 .*condition 1: delete-after, loosened by KZ \(event [0-9a-f]{16}: value\.until\)'
check 'added' says '^  2031-01-02 .*condition 4: return-after, added by KZ '
check 'lifted' says '^  2999-01-02 .*condition 2: return-after, lifted by KZ with event [0-9a-f]{16}; over '
refuse 'and they are not called sealed' tells 'as they were sealed'
ends 0 'as of before' clocks --json --at "$before"
are "$sealed" 'they are as they were sealed'
check 'and as of when is said' json "$out" "j['asAt'] == '$before' and j['at'] == '$before'"
ends 0 'without the log' evid-case clocks --json $bundle
are "$sealed" 'they are as they were sealed, too'
check 'by no log' json "$out" 'j["custody"] is None and j["asAt"] is None'
check 'and where the others are is said' tells 'hint: --custody LOG, with whom you trust'
evid-verify --json --pins A.pins --custody $log $bundle >verdict.json
run clocks --json
check 'the verdict has the same of conditions' /usr/bin/python3 -c '
import json, sys
verdict, shown = (json.load(open(p)) for p in sys.argv[1:])
keys = ("what", "path", "about", "ends", "state")
both = [[tuple(c[k] for k in keys) for c in clocks if c["what"] == "condition"]
        for clocks in (verdict["legal"]["clocks"], shown["clocks"])]
assert both[0] == both[1] and len(both[0]) == 4, both' verdict.json "$out"
mkdir unpacked && tar -C unpacked -xf $bundle
ends 0 'of a bundle that was unpacked' evid-case clocks --json --custody $log \
    --pins A.pins unpacked/*
are "$changed" 'they are the same'
ends 0 'a log on standard input' bash -c \
    "evid-case clocks --json --custody - --pins A.pins $bundle <$log"
are "$changed" 'is the same'

# ---- what warns, and calendars ----
ends 0 'what was lifted warns of nothing' clocks --warn 1d --at 2030-12-30
ends 3 'what was moved does' clocks -q --warn 1d --at 2031-01-01
check 'and that alone' bash -c "[ \"\$(wc -l <'$out')\" -eq 1 ] && grep -q '^! 2031-01-01' '$out'"
ends 0 'as a calendar' clocks --ics -o moved.ics
ends 0 'as it was sealed' evid-case clocks -q --ics -o sealed.ics $bundle
check 'what was moved is the same entry, what was lifted is none, what was added is new' \
    /usr/bin/python3 -c '
import re
def events(name):
    text = open(name, newline="").read().replace("\r\n ", "")
    return {re.search("UID:(.*)\r", e)[1]: re.search("DTSTART:(.*)T", e)[1]
            for e in text.split("BEGIN:VEVENT")[1:]}
sealed, moved = events("sealed.ics"), events("moved.ics")
assert sorted(sealed.values()) == ["29980101", "29990101", "29990102", "29990103"]
assert sorted(moved.values()) == ["20310101", "20310102", "29980101", "29990103"]
place = {end: uid for uid, end in sealed.items()}
assert moved[place["29990101"]] == "20310101", "moved"
assert place["29990102"] not in moved, "lifted"
assert len(set(moved) - set(sealed)) == 1, "added"'
change A KZ loosened C-new return-after 2031-01-05
run clocks --ics -o again.ics
check 'what was added and then moved stays that entry' /usr/bin/python3 -c '
import re
def uids(name):
    return re.findall("UID:.*", open(name).read())
assert sorted(uids("moved.ics")) == sorted(uids("again.ics"))
assert "DTSTART:20310105T" in open("again.ics").read()'

# ---- by others ----
changed="[('2031-01-01', 'running'), ('2031-01-05', 'running'), ('2998-01-01', 'running'), ('2999-01-02', 'stopped'), ('2999-01-03', 'running')]"
cp $log sound.jsonl
change B VN added C-stranger delete-after 2027-01-01
ends 0 'a stranger may say what he likes' clocks --json
are "$changed" 'no clock goes by it'
check 'which is said' tells 'SMS\.custody\.jsonl: not all that it says counts'
check 'and who says more' tells 'hint: evid-custody verify'
ends 0 'quietly' clocks -q
check 'it is not' bash -c "! [ -s '$err' ]"
ends 0 'who trusts him as well' clocks --json --pins B.pins
check 'has his, too' json "$out" "[c['ends'] for c in j['clocks']][0] == '2027-01-01' and len(j['clocks']) == 6"
ends 0 'who knows the sealer by his key alone' evid-case clocks --json \
    --custody sound.jsonl -p A.pub $bundle
check 'has what is added, and loosens and lifts nothing' json "$out" \
    "[c['ends'] for c in j['clocks']] == ['2031-01-02', '2998-01-01', '2999-01-01', '2999-01-02', '2999-01-03']"
check 'which is said' tells 'not all that it says counts'
mv $log both.jsonl

# ---- a log that is not sound is shown, and told ----
{ cat sound.jsonl; echo foreign; } >$log
ends 3 'a log with a foreign line' clocks --json
are "$changed" 'what counts of it is shown'
stands not-intact 4 'that it is not sound stands there'
check 'and its end' json "$out" 'j["exitStatus"] == 3'
check 'and it is told' tells 'SMS\.custody\.jsonl: the log is not intact'
check 'with what to do' tells 'hint: evid-custody verify'
ends 3 'quietly, too' clocks -q
check 'it is told' tells 'the log is not intact'
ends 3 'as a calendar' clocks --ics
check 'it is there' says 'DTSTART:20310101T'
cp case.json $log
ends 3 'what is no log' clocks --json
are "$sealed" 'has no effect'
check 'and is told' tells 'no event stands in it'
: >$log
ends 3 'nor has an empty one' clocks
check 'and is told' tells 'no event stands in it'
rm $log
fails 4 'No such file' 'a log that is not there' clocks
fails 2 'a bundle, or another packed file, and no custody log' 'a bundle in its place' \
    evid-case clocks --custody $bundle -p A.pub $bundle
cp sound.jsonl $log

# ---- moved first, and then lifted ----
change A KZ lifted C-moved
ends 0 'of what was moved and then lifted' clocks --json
check 'the end is that of the event that moved it, and who lifted it is named' /usr/bin/python3 -c '
import base64, hashlib, json, sys
events = {}
for line in open(sys.argv[2], "rb"):
    details = json.loads(base64.b64decode(json.loads(line)["payload"]))["predicate"].get("details", {})
    events[details.get("condition"), details.get("change")] = hashlib.sha256(line.rstrip(b"\n")).hexdigest()
clock, = [c for c in json.load(open(sys.argv[1]))["clocks"] if c["ends"] == "2031-01-01"]
assert clock["state"] == "stopped", clock
assert clock["path"] == "event %s: value.until" % events["C-moved", "loosened"][:16], (clock, events)
assert clock["about"].endswith("lifted by KZ with event " + events["C-moved", "lifted"][:16]), clock' "$out" $log
ends 0 'for people, too' clocks
check 'both are named' says '2031-01-01 .*lifted by KZ with event [0-9a-f]{16}; over \(event [0-9a-f]{16}: value\.until\)'
cp sound.jsonl $log

# ---- what is wrong with the policy or the directory is not the log's ----
printf '{"schema":"urn:libevidence:policy:1","name":"ours","thresold":1}\n' >p.json
fails 3 '^evid-case: p\.json: the policy has a key that is not known here.*thresold": these are the clocks' \
    'a policy with a key that is not known is named' clocks --policy p.json
check 'with what to do about it' tells 'hint: look how it is spelt'
refuse 'and not the log' tells 'the log is not|SMS\.custody'
evid-trust init -q -o D1.json --name un || exit 1
evid-trust add -q --state KZ --kind court --authority en=C --key A.pub --use directory D1.json || exit 1
evid-trust sign -q -k A.key D1.json || exit 1
fails 3 '^evid-case: D1\.json: the directory is past its end: .*these are the clocks' \
    'so is a directory past its end' clocks -t D1.json --at 2090-01-01
check 'with what to do, too' tells 'hint: fetch the newest version'
{ cat sound.jsonl; echo foreign; } >$log
fails 3 'SMS\.custody\.jsonl: the log is not intact' 'where the log is not sound either, it is' \
    clocks --policy p.json
cp sound.jsonl $log

# ---- consents ----
consent() {	# TYPE STATE [UNTIL]
	evid-custody add "$1" -q -k A.key --log $log --set condition=C-stays \
	    --set "to.state=$2" ${3:+--set "until=$3"} $bundle || exit 1
}
consents() {	# EXPECTED NAME
	check "$2" json "$out" "[(c['ends'], c['state'], c['due']) for c in j['clocks'] if c['what'] == 'consent'] == $1"
}
consent consent-given VN 2030-05-01
consent consent-given UZ
consent consent-refused FR
ends 0 'a consent with an end' clocks --json
consents "[('2030-05-01', 'running', False)]" 'has a clock, and no other'
check 'which names its event' json "$out" \
    "[c['path'][:6] + c['path'][-7:] for c in j['clocks'] if c['what'] == 'consent'] == ['event : until']"
ends 3 'near its end' clocks --json --warn 2d --at 2030-04-30
consents "[('2030-05-01', 'running', True)]" 'it warns'
ends 3 'past its end' clocks --json --warn 0d --at 2030-06-01
consents "[('2030-05-01', 'ended', True)]" 'it has ended'
ends 0 'for people' clocks
check 'of whom, to whom and for what' says '^  2030-05-01 .*consent of KZ to VN, condition 3: confidential \(event [0-9a-f]{16}: until\)'
run clocks --ics -o given.ics
consent consent-given VN 2030-07-01
run clocks --ics -o given-again.ics
check 'a calendar keeps it, until when it goes now' /usr/bin/python3 -c '
import re
def uids(name):
    return sorted(re.findall("UID:.*", open(name).read()))
assert uids("given.ics") == uids("given-again.ics")
assert "DTSTART:20300501T" in open("given.ics").read()
text = open("given-again.ics").read()
assert "DTSTART:20300701T" in text and "DTSTART:20300501T" not in text'
evid-verify --json --pins A.pins --custody $log --at 2030-08-01 $bundle >verdict.json
check 'the verdict has it' json verdict.json \
    "[(c['ends'], c['state']) for c in j['legal']['clocks'] if c['what'] == 'consent'] == [('2030-07-01', 'ended')]"
check 'and finds that it ended' json verdict.json \
    "any(f['code'] == 'clock-ended' and 'consent of KZ to VN' in f['message'] for f in j['legal']['findings'])"
consent consent-refused VN
ends 0 'what was refused since' clocks --json
consents '[]' 'has none any more'
cp sound.jsonl $log

# ---- of another bundle ----
mkdir T && printf 'y\n' >T/b
evid-seal -q -k A.key -c case.json T || exit 1
ends 3 'the log of another bundle' evid-case clocks --json --custody $log \
    --pins A.pins T.evidence.tar.gz
are "$sealed" 'moves no clock of this one'
check 'and is told' tells 'the log is not to be trusted as it stands'
evid-seal -q -k A.key -n bare T || exit 1
evid-custody add condition-changed -q -k A.key --set condition=C-1 \
    --set change=added --set 'value={"id":"C-1","type":"delete-after","text":[{"lang":"en","text":"t"}],"imposedBy":"KZ","appliesTo":["all"],"until":"2031-02-01"}' \
    bare.evidence.tar.gz || exit 1
ends 0 'a bundle that was sealed without a case' evid-case clocks --json \
    --custody bare.custody.jsonl --pins A.pins bare.evidence.tar.gz
are "[('2031-02-01', 'running')]" 'has what was added'

# ---- what cannot be asked ----
fails 2 'whom to trust' 'a log and nobody who is trusted' \
    evid-case clocks --custody $log $bundle
fails 2 'whom to trust' 'nor does a policy name anybody' \
    evid-case clocks --custody $log --policy p.json $bundle
fails 2 'are of clocks with --custody' 'somebody trusted and no log' \
    evid-case clocks -p A.pub $bundle
fails 2 'case\.json: --custody is of a bundle' 'a log of a case that is a file' \
    evid-case clocks --custody $log -p A.pub case.json
fails 2 'given twice' 'two logs' evid-case clocks --custody $log \
    --custody $log -p A.pub $bundle
fails 2 'custody are of clocks' 'a log of another verb' evid-case check \
    --custody $log -p A.pub $bundle
fails 4 'none\.pub' 'a key that is not there' clocks -p none.pub
fails 2 'case\.json' 'a pin list that is none' clocks --pins case.json
kept=$(sha256sum <$log)
fails 2 'input' 'the log is not written over' clocks -o $log --force
check 'nor changed' [ "$kept" = "$(sha256sum <$log)" ]
finish
