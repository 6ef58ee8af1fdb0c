#!/usr/bin/env bash
# Goal: an id of a case can be any text: with a "=" in it, with an answer, with
# quotes.  Each can be named where an option takes it before a "=".
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in A B; do
	make_key $name
done
mkdir SMS && printf 'exhibit\n' >SMS/a.txt && printf 'b\n' >SMS/b=c.txt
/usr/bin/python3 - >case.json <<'PY'
import json
ids = ["C=1", "=", "C=accepted", "C=accepted:1", "\"C\"", "\"", "C\\", "C=not-accepted:x=accepted",
    "a\nevid-custody: all is well", "\u202eC\U0001f511", "\\n", "L" * 5000]
print(json.dumps({"schema": "urn:libevidence:case:1", "kind": "mla-request",
    "reference": {"own": "1"},
    "exhibits": [{"id": "E=1"}, {"id": "E"}],
    "items": [{"id": "I=1", "category": "log"}, {"id": "\"I=2\"", "category": "log"}],
    "conditions": [{"id": each, "type": "cost", "imposedBy": "KZ", "appliesTo": ["all"],
        "needsAcceptance": True, "text": [{"lang": "en", "text": "x"}]} for each in ids]}))
PY

# sealed
ends 0 'an exhibit whose id has a "=" is marked' evid-seal -q -k A.key -c case.json \
    --exhibit '"E=1"=SMS/a.txt' --exhibit E=SMS/b=c.txt SMS
bundle=SMS.evidence.tar.gz
exhibit() { line $bundle "$1" >line.json; value line.json 'j.get("exhibit")'; }
check 'as its own' test "$(exhibit SMS/a.txt)" = E=1
check 'and a path with one, too' test "$(exhibit SMS/b=c.txt)" = E
fails 2 'no exhibit|1=SMS' 'without quotes the id ends at the first "="' \
    evid-seal -q -k A.key -c case.json -n T --exhibit E=1=SMS/a.txt SMS
for bad in '"E=1"' '"E=1"=' '"E=1' '""=SMS'; do
	fails 2 'hint|exhibit' "what names no path: $bad" evid-seal -q -k A.key -c case.json -n T --exhibit "$bad" SMS
done

# answered
evid-custody hand-over -q -k A.key --to B.pub $bundle || exit 1
cp SMS.custody.jsonl before
fails 2 '"?"?: ?|=accepted, ID=with-reservation' 'what names no answer' evid-custody receive -k B.key \
    -p A.pub --accept answered --condition '"C=1"=yes' $bundle
check 'is told with what it takes' tells '\-\-condition takes ID=accepted, '
fails 2 '^evid-custody: condition "L{100}" ... and more, which is not shown here: it is answered twice$' \
    'a long one is told by its beginning' evid-custody receive -k B.key -p A.pub \
    --accept answered --condition "$(printf '%05000d' 0 | tr 0 L)=accepted" \
    --condition "$(printf '%05000d' 0 | tr 0 L)=accepted" $bundle
fails 2 '^evid-custody: condition "a\\nevid-custody: all is well": it is answered twice$' \
    'in a message an id stands between quotes' evid-custody receive -k B.key \
    -p A.pub --accept answered --condition $'a\nevid-custody: all is well=accepted' \
    --condition '"a\nevid-custody: all is well"=accepted' $bundle
fails 2 '^evid-custody: condition "none": there is none of that id$' \
    'also one that there is not' evid-custody receive -k B.key -p A.pub \
    --accept all --condition none=accepted $bundle
check 'and where those are that there are' tells \
    'hint: evid-inspect shows those that are sealed, evid-custody list those that were added$'
for bad in '\u{110000}' '\u{D800}' '\u{}' '\u{0}' '\u{12'; do
	fails 2 '^evid-custody: condition "\\\\u.*": there is none of that id$' \
	    "what is no character stands for itself: $bad" evid-custody receive \
	    -k B.key -p A.pub --accept all --condition "\"$bad\"=accepted" $bundle
done
ends 0 'each condition is answered by its id' evid-custody receive -q -k B.key -p A.pub --with-reservation as-said \
    --condition 'C=1=with-reservation:a=accepted' \
    --condition '==accepted' \
    --condition 'C=accepted=not-accepted' \
    --condition '"C=accepted:1"=accepted' \
    --condition '"\"C\""=accepted:quoted' \
    --condition '"\""=accepted:"=' \
    --condition 'C\=accepted' \
    --condition '"C=not-accepted:x=accepted"=with-reservation:last' \
    --condition '"a\nevid-custody: all is well"=accepted:a line' \
    --condition '"\u{202E}C\u{1F511}"=accepted:a mark' \
    --condition '"\\n"=accepted:a backslash' \
    --condition "$(printf '%05000d' 0 | tr 0 L)=accepted" $bundle
run evid-custody list --json SMS.custody.jsonl $bundle
check 'as it was said' json "$out" \
    '{c["id"]: (c["answer"], c.get("text")) for e in j["events"] if e["type"] == "received" for c in e["details"]["conditions"]} == {
	"C=1": ("with-reservation", "a=accepted"), "=": ("accepted", None),
	"C=accepted": ("not-accepted", None), "C=accepted:1": ("accepted", None),
	"\"C\"": ("accepted", "quoted"), "\"": ("accepted", "\"="),
	"C\\": ("accepted", None), "L" * 5000: ("accepted", None),
	"a\nevid-custody: all is well": ("accepted", "a line"),
	"\u202eC\U0001f511": ("accepted", "a mark"),
	"\\n": ("accepted", "a backslash"),
	"C=not-accepted:x=accepted": ("with-reservation", "last")}'
check 'and none is left open' json "$out" 'all(o["answer"] for o in j["handOvers"])'

# an item
ends 0 'an item is answered by its id' evid-case reply -q --answer I=1=provided \
    --answer '"\"I=2\""=not-held' -o reply.json $bundle
check 'each its own' json reply.json '[i["outcome"] for i in j["items"]] == ["provided", "not-held"]'
fails 2 'the request has no item of this id' 'an item that is none' evid-case reply -q --answer '"I"=provided' -o r2.json $bundle
check 'those that are there are told as they can be given' tells 'hint: it has "I=1", "\\"I=2\\""$'
finish
