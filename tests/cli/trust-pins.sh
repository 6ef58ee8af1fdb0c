#!/usr/bin/env bash
# Goal: a key is pinned only when its number was compared, group by group; the
# pin list says who confirmed it and how, and is trust for its uses alone.
. "$(dirname "$0")/lib.sh"

for name in A B; do
	make_key $name
done
evid-keygen --json -q -o C --no-passphrase >C.json
number=$(value C.json 'j["keyNumber"]')
pin() { evid-trust pin --pins p.json --state KZ --by 'B. Officer' --how telephone "$@"; }

# what is heard
ends 0 'the number that the holder reads is the key'"'"'s: it is pinned' \
    pin --name 'C. Holder' --organization 'Laboratory' --document 'Note 12/2026' \
    --number "$number" C.pub
check 'and the list says who confirmed it' json p.json \
    'j["pins"][0]["confirmed"]["by"] == "B. Officer" and j["pins"][0]["confirmed"]["how"] == "telephone"
     and j["pins"][0]["confirmed"]["document"] == "Note 12/2026"'
check 'and is for all to read' test "$(stat -c %a p.json)" = 644
fails 2 'p\.json: the key is pinned already, as of "KZ", "Laboratory", "C\. Holder"$' \
    'a key is pinned once, and it is said whose it is' \
    evid-trust pin --pins p.json --state VN --by B --how other --number "$number" C.pub
ends 0 'or anew, when asked' pin --force --name 'D. Holder' --number "$number" C.pub
check 'in the place of the old pin' json p.json \
    'len(j["pins"]) == 1 and j["pins"][0]["holder"]["name"] == "D. Holder"'

rm p.json
wrong=$(/usr/bin/python3 -c '
import sys
groups = sys.argv[1].split()
first = groups[6][0]
groups[6] = ("1" if first == "0" else "0") + groups[6][1:]
print(" ".join(groups))' "$number")
fails 3 'C\.pub: group 7 was heard or typed wrong' 'a digit heard wrong: the group is named' \
    pin --number "$wrong" C.pub
fails 2 '60 digits' 'a group is missing' pin --number "${number% *}" C.pub
other=$(evid-keygen --json -q -o D --no-passphrase | /usr/bin/python3 -c 'import json,sys; print(json.load(sys.stdin)["keyNumber"])')
fails 1 'C\.pub: it is the number of another key' 'the number of another key is refused' pin --number "$other" C.pub
fails 2 'no terminal' 'without a number and a terminal it is asked for' setsid -w \
    evid-trust pin --pins p.json --state KZ --by B --how other C.pub
fails 2 'when is to come' 'a key that was confirmed in the future' pin --number "$number" --when 2099-01-01 C.pub
check 'and nothing was pinned by any of them' absent p.json
arabic=$(printf %s "$number" | sed 'y/0123456789/٠١٢٣٤٥٦٧٨٩/')
ends 0 'digits of any script are the number' pin --number "$arabic" C.pub
ends 0 'with the marks that come along when it is copied' evid-trust pin --pins copied.json --state KZ \
    --by B --how other --number $'\ufeff\u200f'"$(printf %s "$arabic" | sed $'s/ /\u200b \u2060/g')"$'\u202c\r' C.pub
fails 2 'has not, or has other signs among them' 'other signs are not taken for nothing' \
    pin --number "${number// /,}" C.pub
rm p.json
at_terminal "evid-trust pin --pins p.json --state KZ --by B --how in-person C.pub" \
    "$wrong" "$number" >shown
check 'on a terminal the number is asked for, and a slip can be mended' \
    json p.json 'len(j["pins"]) == 1'
check 'after the group was named' grep -q 'group 7 was heard' shown

# what is listed
run evid-trust pins --pins p.json
check 'the list can be shown' says "key number  $number"
ends 0 'and as JSON' bash -c 'evid-trust pins --json --pins p.json >list.json'
check 'with who confirmed it' json list.json 'j["pins"][0]["confirmed"]["by"] == "B"'
fails 4 'none\.json' 'a list that is not there' evid-trust pins --pins none.json

# unknown keys are kept
/usr/bin/python3 -c '
import json
j = json.load(open("p.json"))
j["later"] = {"a": 1}
j["pins"][0]["note"] = "seen"
json.dump(j, open("p.json", "w"))'
number_a=$(evid-keygen --json -q -o E --no-passphrase | /usr/bin/python3 -c 'import json,sys; print(json.load(sys.stdin)["keyNumber"])')
ends 0 'a pin is added to a list that says more' pin --use custody --number "$number_a" E.pub
check 'and that is kept' json p.json \
    'j["later"] == {"a": 1} and j["pins"][0]["note"] == "seen" and j["pins"][1]["uses"] == ["custody"]'

# what it is worth
printf 'x\n' >one
evid-seal -q -k C.key -o c.gz one
evid-seal -q -k E.key -o e.gz one
evid-seal -q -k A.key -o a.gz one
ends 0 'a pinned key is trusted' evid-verify --pins p.json c.gz
check 'and the verdict says by whom it was confirmed' says 'pinned: confirmed by B in person on '
ends 3 'but not for another use' evid-verify --pins p.json e.gz
check 'which is said' says '\[key-wrong-use\]'
ends 3 'nor is a key that is not pinned' evid-verify -q --pins p.json a.gz
evid-trust pin --pins office.json --state KZ --organization 'Laboratory' --by B --how other \
    --number "$number_a" E.pub >"$out"
fails 2 'office\.json: the key is pinned already, as of "KZ", "Laboratory"$' \
    'a key of an office, of nobody by name' evid-trust pin --pins office.json --state KZ --by B --how other \
    --number "$number_a" E.pub
cp p.json again.json
log=$(echo "$EVID_SOURCE"/testdata/good-custody-after-one-copy/*.jsonl)
run evid-custody list --json --pins p.json --pins again.json "$log"
check 'a key in several lists is one' json "$out" 'j["trust"]["pins"] == 2'
ends 0 'pins and keys add up' evid-verify -q --pins p.json -p A.pub a.gz

# A key that is given and pinned: for every use, and named by the pin.
run evid-verify --pins p.json -p E.pub e.gz
check 'a key that is given is for every use, whatever its pin says' says '^e\.gz: VERIFIED$'
check 'but whose it is its pin says, and it is said that it does' says \
    '^  sealed by   KZ \(key [0-9a-f]{4}…[0-9a-f]{4}\), trusted: the key was given, and is pinned: confirmed by B. Officer by telephone on '
refuse 'and what the seal says of itself is nothing beside it' says '^  states'
printf '{"schema":"urn:libevidence:case:1","conditions":[{"id":"C-1","type":"cost","imposedBy":"KZ","appliesTo":["all"],"text":[{"lang":"en","text":"t"}]}]}' >case.json
evid-seal -q -k E.key -c case.json -o lifted.gz -n lifted one
evid-custody add condition-changed -q -k E.key --set condition=C-1 --set change=lifted lifted.gz
ends 0 'so his State lifts what it imposed' evid-verify --pins p.json -p E.pub --custody lifted.custody.jsonl lifted.gz
check 'which the key alone does not' says '^  conditions  cost lifted by KZ$'
run evid-verify -p E.pub --custody lifted.custody.jsonl lifted.gz
check 'for it names no State' says '^  conditions  cost \(as sealed\)$'
for order in '-p E.pub --pins p.json' '--pins p.json -p E.pub'; do
	read -ra options <<<"$order"
	run evid-custody list --json "${options[@]}" lifted.custody.jsonl lifted.gz
	check "the log is told with the name of the pin: $order" json "$out" \
	    'j["events"][0]["by"]["source"] == "pin" and j["events"][0]["by"]["state"] == "KZ" and j["events"][0]["by"]["trusted"]'
done

# several lists are one, in whatever order
other() {	# FILE STATEMENT: p.json, changed by a statement of Python on `p`
	/usr/bin/python3 -c '
import json, sys
j = json.load(open("p.json"))
j["pins"] = j["pins"][:1]
p = j["pins"][0]
exec(sys.argv[2])
json.dump(j, open(sys.argv[1], "w"))' "$1" "$2"
}
other same.json 'p["confirmed"] = {"by": "A. First", "how": "other", "at": "2020-05-06T00:00:00Z", "document": None}'
for order in 'p.json same.json' 'same.json p.json' 'same.json p.json same.json'; do
	options=()
	for list in $order; do options+=(--pins "$list"); done
	ends 0 "lists that agree are one: $order" evid-verify "${options[@]}" c.gz
	check 'and who confirmed first is told' says 'pinned: confirmed by A\. First otherwise on 2020-05-06'
done
contradicts() {	# STATEMENT SAYS NAME
	other against.json "$1"
	fails 2 "p\.json and against\.json contradict each other: each pins the key $number, with another $2" \
	    "$3" evid-verify --pins p.json --pins against.json c.gz
	check 'and what to do is said' tells 'hint: ask its holder, .*evid-trust pin --force'
	fails 2 "against\.json and p\.json contradict each other: each pins the key $number, with another $4" \
	    "$3, in the other order, too" evid-verify --pins against.json --pins p.json c.gz
	refuse 'and nothing is called verified' says VERIFIED
}
contradicts 'p["holder"]["state"] = "VN"' 'State: "KZ" and "VN"$' 'a key of two States' 'State: "VN" and "KZ"$'
contradicts 'p["holder"]["organization"] = "Z\u202e"' 'organization: "" and "Z.u\{202E\}"$' 'or of two organizations' 'organization: "Z.*" and ""$'
contradicts 'p["holder"]["name"] = "Z"' 'name: "" and "Z"$' 'or of two people' 'name: "Z" and ""$'
contradicts 'p["uses"] = ["seal"]' 'list of uses$' 'or for other uses' 'list of uses$'
evid-custody add stored -q -k A.key a.gz
run evid-custody list --pins p.json --pins same.json a.custody.jsonl a.gz
n=$(value p.json 'len(j["pins"])')
check 'a key that stands in two lists is one' says "^names vouched for by $n pinned keys\$"
for verb in 'verify' 'list' 'form'; do
	fails 2 'contradict each other' "by every command: $verb" evid-custody "$verb" \
	    --pins p.json --pins against.json a.custody.jsonl a.gz
done

# what is wrong with it
printf '{"schema":"urn:libevidence:pins:1","pins":[{"publicKey":"AQI=","holder":{"name":"","organization":"","state":"Kazakhstan"},"uses":["seal"],"confirmed":{"by":"B","how":"other","at":"2026-10-01T00:00:00Z"}}]}' >bad.json
fails 2 'bad\.json: \$\.pins\[0\]\.holder\.state: not a State' 'what is wrong is named with its place' \
    evid-verify --pins bad.json c.gz
fails 2 'bad\.json' 'nor is such a file added to' \
    evid-trust pin --pins bad.json --state KZ --by B --how other --number "$number" C.pub
fails 2 'no pin list' 'another document is no pin list' evid-verify --pins C.json c.gz
fails 2 'State' 'a State in words' evid-trust pin --pins q.json --state Kazakhstan --by B --how other --number "$number" C.pub
fails 2 '\-\-by and --how' 'who confirmed it must be said' evid-trust pin --pins q.json --state KZ C.pub
fails 2 'pin does not take --threshold' 'an option of another verb is not passed over' \
    evid-trust pin --pins q.json --threshold 2 C.pub
fails 2 'no verb is called' 'a verb that is none' evid-trust pine C.pub
fails 2 'which verb' 'no verb' evid-trust
fails 2 '\-\-how takes in-person, telephone, diplomatic-note, document or other, not phone' \
    'a way that is none: those that are, are named' evid-trust pin --pins q.json --state KZ --by B --how phone C.pub
fails 2 '\-\-use takes seal, custody, endorse, directory or intake, not bogus' 'nor a use' \
    evid-trust pin --pins q.json --state KZ --by B --how other --use bogus C.pub
fails 5 'not known here' 'a list of a later version' bash -c '
    sed s/pins:1/pins:2/ p.json >later.json; evid-verify --pins later.json c.gz'
fails 5 'not known here' 'is not added to' \
    evid-trust pin --pins later.json --state KZ --by B --how other --number "$number" C.pub
mkfifo pipe.json
fails 2 'pipe\.json: is no regular file' 'a pipe is no list, and is not waited for' \
    timeout 20 evid-verify --pins pipe.json c.gz
fails 2 'pipe\.json: is no regular file' 'nor is one added to' \
    timeout 20 evid-trust pin --pins pipe.json --state KZ --by B --how other --number "$number" C.pub
check 'and none of them left a list' absent q.json

# Nobody reads what is misspelt: it may have been to take trust away.
sed -z 's/"pins": *\[[[:space:]]*{/&"revoked": {"at": "2026-01-01"}, "x-note": 1,/; s/"holder": *{/&"citty": "A",/' p.json >more.json
ends 3 'check names the keys of a pin that are not known' evid-trust check more.json
check 'with their places' says '^a key that is not known: pins\[0\]\.revoked$'
check 'the inner ones too' says '^a key that is not known: pins\[0\]\.holder\.citty$'
refuse "but not one's own notes" says 'x-note'
ends 3 'as JSON' evid-trust check --json more.json
check 'the same' json "$out" 'j["exitStatus"] == 3 and len(j["missing"]) == 4'
ends 0 'the list shows them' evid-trust pins --pins more.json
check 'as without effect' says '^a key that is not known: pins\[0\]\.revoked$'
ends 0 'as JSON' evid-trust pins --json --pins more.json
check 'too' json "$out" 'len(j["notKnown"]) == 4'
run evid-verify -v --pins more.json c.gz
check 'a verdict tells them' says 'pins\[0\]\.revoked.*\[pins-unknown-key\]'

# at once
for n in 1 2 3 4 5 6; do
	evid-keygen --json -q -o "K$n" --no-passphrase >"K$n.json"
done
for n in 1 2 3 4 5 6; do
	evid-trust pin -q --pins many.json --state KZ --by B --how other \
	    --number "$(value "K$n.json" 'j["keyNumber"]')" "K$n.pub" &
done
wait
check 'of several that pin at once none is lost' json many.json 'len(j["pins"]) == 6'
ends 0 'where all keys are known' evid-trust pins --json --pins many.json
check 'none is told' json "$out" 'j["notKnown"] == []'
ends 0 'and check is content' evid-trust check many.json
check 'nothing is half written' tidy
finish
