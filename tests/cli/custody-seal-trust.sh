#!/usr/bin/env bash
# Goal: where it is said whom to trust with a log that is sealed, what is wrong
# in a stranger's events stops nothing, is told, and does no harm to whoever
# receives it; what is wrong in those of others still stops it.  What an older
# event names of a bundle goes along, so that nothing is missing.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/home
mkdir its
for name in A B C L S; do
	evid-keygen --json -o $name --no-passphrase --state KZ >$name.json || exit 1
done
keyid() { value "$1.id" 'j["keyid"]'; }
number() { value "$1.id" 'j["keyid"][:4] + "…" + j["keyid"][-4:]'; }
for name in A B L; do
	evid-trust pin -q --pins pins.json --state KZ --name "Holder $name" \
	    --number "$(value $name.json 'j["keyNumber"]')" --use seal \
	    --use custody --by me --how in-person $name.pub || exit 1
done
event() { /usr/bin/python3 "$EVID_SOURCE/tests/support/sign_event.py" "$@"; }
digest() { head -c -1 "$1" | sha256sum | cut -c 1-64; }
mkdir SMS O && printf 'exhibit\n' >SMS/a.txt && printf 'x\n' >O/x
evid-seal -q -k S.key O || exit 1
evid-custody add collected --json -k A.key --state its --log ex.jsonl >ex.json || exit 1
uid=$(value ex.json 'j["exhibit"]')
evid-custody add stored -q -k A.key --state its --log ex.jsonl --exhibit "$uid" || exit 1
sealed() {	# LOG [OPTION...]
	rm -f out.gz
	evid-seal -k A.key --custody "$1" -o out.gz "${@:2}" SMS
}
verdict() { evid-verify --json "$@"; }

# What a stranger can get wrong in an event of the exhibit.
none=$(printf '%064d' 7)
EVENT_BRANCH=0123456789abcdef EVENT_PREV=$none event S.key "$uid" stored '{}' >prev
EVENT_CRITICAL='["urn:example:quorum"]' event S.key "$uid" stored '{}' >critical
EVENT_BRANCH=00000000000000aa event S.key "$uid" stored '{}' >firsts
EVENT_BRANCH=00000000000000aa event S.key "$uid" examined '{}' >>firsts
event S.key "$uid" received "$(printf '{"acceptance":"accepted","conditions":[],"files":[],"verdict":null,"heads":["%s"]}' "$none")" "$none" >heads
for flaw in prev:custody-prev-missing critical:custody-critical-unknown \
    firsts:custody-two-firsts heads:custody-cut-short; do
	name=${flaw%:*} code=${flaw#*:}
	cat ex.jsonl "$name" >log.jsonl
	# Of two that contradict each other the later is named, as ever.
	fails 2 "log\.jsonl: the custody log is not sound: line [34], event [0-9a-f]{16} by key $(number S): .*custody-[a-z-]+\]" \
	    "where nobody is named it is not sealed: $code" sealed log.jsonl
	check 'with nothing written' absent out.gz
	check 'and the ways on are said' tells 'hint: .*with whom you trust named \(--pins, -t, -p\), a stranger.s flaws are told and stop nothing; else leave his lines out of a copy of the log$'
	ends 0 "with pins it is: $code" sealed log.jsonl --pins pins.json
	check 'and what is wrong is told, and whose it is' tells \
	    "^evid-seal: log\.jsonl: line [34], event [0-9a-f]{16} by key $(number S): wrong in an event by a stranger, and without effect: $code: .*\[custody-stranger\]; it is sealed with the log\$"
	ends 0 'whoever trusts likewise finds it good' verdict --pins pins.json out.gz
	check 'with all its lines' json "$out" "j['custody']['events'] == $(wc -l <log.jsonl) and
	    j['custody']['status'] == 'sound'"
	check 'and the flaw told' json "$out" "'custody-stranger' in
	    {f['code'] for f in j['custody']['findings']}"
	ends 0 'so does who trusts the sealer alone' verdict -p A.pub out.gz
	run verdict -p A.pub -p S.pub out.gz
	check 'who knows the stranger finds what he did' json "$out" \
	    "j['exitStatus'] in (3, 4) and '$code' in
	    {f['code'] for f in j['custody']['findings']}"
	ends 0 'a key that is given does as well' sealed log.jsonl -p B.pub
	check 'the key that seals is none of a stranger' tells 'sealed with the log$'
	fails 2 "by key $(number S): .*\[custody-[a-z-]+\]" \
	    'of a key that is known it still stops' \
	    sealed log.jsonl --pins pins.json -p S.pub
	check 'and no way round is offered' bash -c '! grep -q "leave his lines" "$1"' - "$err"
done
run sealed log.jsonl --pins pins.json --json
check 'JSON tells of it, too' json "$out" 'any("custody-stranger" in f["message"] for f in j["findings"])'
ends 0 'quietly nothing is said' sealed log.jsonl --pins pins.json -q
check 'at all' test ! -s "$err"

# Many of them: a few are told, and how many there are.
cp ex.jsonl many.jsonl
for _ in $(seq 12); do
	EVENT_CRITICAL='["urn:example:quorum"]' event S.key "$uid" stored '{}' >>many.jsonl
done
ends 0 'many are sealed, too' sealed many.jsonl --pins pins.json
check 'of which eight are told' test "$(grep -c 'it is sealed with the log' "$err")" -eq 8
check 'and how many more there are' tells 'many\.jsonl: 4 more findings of events by strangers: evid-custody verify, with whom you trust, lists them$'

# The sealers' own, and of whom somebody known named.
EVENT_CRITICAL='["urn:example:quorum"]' event A.key "$uid" stored '{}' >own
cat ex.jsonl own >log.jsonl
fails 2 "by key $(number A): .*custody-critical-unknown" \
    'what is wrong in an event by who seals stops it' sealed log.jsonl
check 'and no trust helps' bash -c '! grep -q -- "--pins" "$1"' - "$err"
fails 2 'custody-critical-unknown' 'as with trust that does not name him' \
    sealed log.jsonl -p B.pub
cp ex.jsonl log.jsonl
evid-custody hand-over -q -k A.key --state its --to C.pub --exhibit "$uid" --log log.jsonl || exit 1
EVENT_CRITICAL='["urn:example:quorum"]' event C.key "$uid" stored '{}' >>log.jsonl
fails 2 "by key $(number C): .*custody-critical-unknown" \
    'so it is of a receiver whom nobody pinned' sealed log.jsonl --pins pins.json
printf 'no event\n' | cat ex.jsonl - >log.jsonl
fails 2 'line 3: .*custody-line-foreign' 'what is no event stops it whoever is trusted' \
    sealed log.jsonl --pins pins.json

# Whose word it is that the key which seals was stolen.
said() {	# WHO: says so of A
	cat ex.jsonl >log.jsonl
	event "$1.key" "$uid" key-compromised "$(printf '{"keyid":"%s","since":"2026-01-01T00:00:00.000000000Z"}' "$(keyid A)")" >>log.jsonl
}
said L
ends 0 'where nobody is named, another says so without effect' sealed log.jsonl
check 'which is told' tells "compromised by the word of line 3, event [0-9a-f]{16} by key $(number L)"
fails 3 'nothing was sealed, for by key .* it would not be trusted: it is compromised, as event' \
    'by whoever is trusted of its State nothing is sealed' sealed log.jsonl --pins pins.json
check 'with nothing written' absent out.gz
said S
ends 0 'a stranger says so without effect' sealed log.jsonl --pins pins.json
check 'which is told, too' tells "by the word of line 3, event [0-9a-f]{16} by key $(number S)"
ends 0 'and it is verified' evid-verify -q --pins pins.json out.gz

# An older hand-over names in its heads a stranger's event of a bundle.
evid-inspect --json O.evidence.tar.gz >o.json
seal=$(value o.json 'j["sealDigest"]')
event S.key "$seal" stored '{}' >line && event S.key "$seal" examined '{}' >other
over() { printf '{"receiver":{"publicKey":"%s","name":"","organization":"","state":""},"files":[],"conditions":{"sealed":null,"changes":[]},"heads":["%s"]}' \
    "$(openssl pkey -pubin -in B.pub -outform DER | base64 -w 0)" "$1"; }
event L.key "$uid" handed-over "$(over "$(digest line)")" >handed
cat ex.jsonl line other handed >log.jsonl
for trust in '' '--pins pins.json'; do
	# shellcheck disable=SC2086	# an option and its file
	ends 0 "the log is sealed ${trust:-where nobody is named}" sealed log.jsonl $trust
	check 'what nothing names is left out' tells "1 event of a bundle is left out of what is sealed, which is of exhibits: line 4, event $(digest other | cut -c 1-16)"
	check 'what is named goes along, and is told' tells \
	    "1 event of a bundle is sealed with the log, without effect, for what is sealed names it: line 3, event $(digest line | cut -c 1-16) by key $(number S)\$"
	for by in '--pins pins.json' '-p A.pub' '-p A.pub -p L.pub -p S.pub'; do
		# shellcheck disable=SC2086	# several words
		ends 0 "nobody misses anything: $by" verdict $by out.gz
		check 'no line of the honest is at fault' json "$out" \
		    "j['custody']['events'] == 4 and j['custody']['status'] == 'sound'"
		check 'but what it is' json "$out" "{f['code'] for f in j['custody']['findings']} -
		    {'custody-signer-unknown', 'hand-over-open'} == {'custody-sealed-aside'}"
	done
	ends 0 'it is set aside in the list' evid-custody list --json --pins pins.json ex.jsonl out.gz
	check 'and sealed' json "$out" "[(e['standing'], e['sealed']) for e in j['events']
	    if e['event'] == '$(digest line)'] == [('set-aside', True)]"
	ends 0 'and the log goes on' evid-custody add stored -q -k A.key --state its \
	    --log on.jsonl out.gz
	ends 0 'soundly' evid-custody verify --pins pins.json on.jsonl out.gz
	rm on.jsonl
done
cat ex.jsonl handed >log.jsonl
fails 2 "by key $(number L): an event that was seen before is not there.*custody-cut-short" \
    'where its line was left out of a copy, that is missed' sealed log.jsonl --pins pins.json
check 'and where to get it' tells 'hint: ask the other holders for their logs, and merge'
cat ex.jsonl line >log.jsonl
event A.key "$seal" stored '{}' >>log.jsonl
fails 2 'it has events of a bundle that was sealed before' \
    'the log of a bundle is none, whoever is trusted' sealed log.jsonl --pins pins.json

event S.key "$seal" stored '{}' >others && event S.key "$seal" stored '{}' >>others
cat ex.jsonl others >log.jsonl
ends 0 'several are left out' sealed log.jsonl --pins pins.json
check 'and the first is named' tells '2 events of a bundle are left out of what is sealed, .* by key .*, and others$'

for n in 1 2; do
	sed -n ${n}p others >one && event L.key "$uid" handed-over "$(over "$(digest one)")"
done | cat ex.jsonl others - >log.jsonl
ends 0 'several are named' sealed log.jsonl --pins pins.json
check 'and that is told of them' tells '2 events of a bundle are sealed with the log, without effect, for what is sealed names them: line 3'

# The options, and what they read.
cat ex.jsonl critical >log.jsonl
for option in '--pins pins.json' '-p A.pub' '-t d.json' '--state its'; do
	# shellcheck disable=SC2086	# several words
	fails 2 "${option% *} is for --custody, which is not there" \
	    "it says nothing of what is sealed: $option" evid-seal -k A.key $option SMS
done
sed 's/"pins": *\[/"remark": 1, &/' pins.json >more.json
ends 0 'what a list has that is not known has no effect' sealed log.jsonl --pins more.json
check 'which is told, as by the other tools' tells '^evid-seal: the pin list has a key that is not known here, and has no effect: .*remark.* \[pins-unknown-key\]$'
printf '{"schema":"urn:libevidence:pins:1","pins":[]}' >nobody.json
fails 2 'custody-critical-unknown' 'by a list of nobody nobody is a stranger' \
    sealed log.jsonl --pins nobody.json
check 'and it is not said to name one' tells 'hint: .*; what was named names nobody: with a pin list or a directory that has whom you trust \(evid-trust pin\), or -p, a stranger.s flaws are told'
fails 4 'none\.json' 'a list that is not there is said' sealed log.jsonl --pins none.json
check 'with nothing written' absent out.gz
fails 2 'pins\.json: the output is one of the inputs' 'no output takes its place' \
    evid-seal -k A.key --custody log.jsonl --pins pins.json --force -o pins.json SMS
fails 2 'no such folder' 'a folder of what was seen is there' sealed log.jsonl -p A.pub --state none
evid-trust init -q -o d.json --name un247 --threshold 1 --state its
evid-trust add -q --state KZ --kind court --authority en=Court --key A.pub \
    --use directory --use seal --use custody d.json 2>/dev/null
evid-trust sign -q -k A.key d.json || exit 1
ends 0 'a directory says who is known, too' sealed log.jsonl -t d.json --state its
evid-trust add -q --state KZ --kind court --authority en=Court --key B.pub --use custody \
    -o d2.json d.json 2>/dev/null
evid-trust sign -q -k A.key d2.json && cp d.json old.json &&
    evid-trust update -q --state its d.json d2.json || exit 1
fails 3 'log\.jsonl: nothing was sealed, for what says whom to trust with this log does not hold: .*older' \
    'by an older one than was seen nothing is sealed' sealed log.jsonl -t old.json --state its
check 'with nothing written' absent out.gz
ends 0 'by the newest it is' sealed log.jsonl -t d.json --state its
check 'a sealing that is resumed takes them, too' bash -c \
    'evid-seal -q -k A.key --custody log.jsonl --pins pins.json --resume -o re.gz SMS && [ ! -e re.gz.resume ]'
finish
