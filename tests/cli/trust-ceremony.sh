#!/usr/bin/env bash
# Goal: a draft says whether it can become complete; a key that it revokes
# signs it only where the version before demands that; and of several that add
# to one draft at once none loses what another did.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in A B C D; do
	make_key $name
done
ends 0 'a directory of one' evid-trust init -o one.json --name un247
check 'is signed by one contact' says 'to be signed by 1 contact; 0 can$'
run evid-trust check one.json
check 'which has not signed' says '^signed by 0 of the 1 contact that '
evid-trust init -q -o 1.json --name un247 --threshold 2 --at 2026-01-01 --expires 2090-01-01
ends 0 'the first contact of two' evid-trust add --state KZ --kind court --authority en=KZ --key A.pub --use directory --at 2026-01-01 1.json
check 'of how many can sign' says 'to be signed by 2 contacts; 1 can'
check 'and a warning' tells '1\.json: as it stands it cannot become complete: 2 contacts must sign, and 1 has a key that may'
ends 0 'the second' evid-trust add --json --state VN --kind court --authority en=VN --key B.pub --use directory --at 2026-01-01 1.json
check 'has what it takes' json "$out" 'j["able"] == 2 and j["threshold"] == 2'
check 'and no warning' bash -c '[ ! -s .err ]'
vn=$(value "$out" 'j["contact"]')
for key in A B; do
	evid-trust sign -q -k $key.key 1.json
done

# a dead end
ends 0 'the only key of a contact is revoked' evid-trust revoke --key A.pub --reason compromised --at 2026-01-02 -o dead.json 1.json
check 'with a warning' tells 'dead\.json: as it stands it cannot become complete'
ends 0 'quietly without' evid-trust revoke -q --key B.pub --reason lost --at 2026-01-02 -o quiet.json 1.json
check 'a word' bash -c '[ ! -s .err ]'
fails 2 'dead\.json: this version itself revokes the key' 'that key does not sign it' evid-trust sign -k A.key dead.json
ends 0 'the other one does' evid-trust sign -k B.key dead.json
check 'and it is said that this is not enough' says 'it can never be complete: by this version, 1 contact has a key that may sign it'
ends 3 'nor by check' evid-trust check dead.json
check 'which says why' says 'signed by 1 of the 2 contacts that this version demands; 0 more can sign'
check 'and what is the reason' says 'it can never be complete: by this version, 1 contact has a key'

# out of it: the successor, and the old key for the version before
ends 0 'a key is superseded' evid-trust revoke -q --key A.pub --reason superseded --at 2026-01-02 -o 2.json 1.json
a=$(evid-trust show --json 1.json >s.json; value s.json 'j["directory"]["contacts"][0]["id"]')
ends 0 'by another' evid-trust add --contact "$a" --key C.pub --use directory 2.json
check 'and two can sign again' says '2 can'
evid-trust sign -q -k C.key 2.json
evid-trust sign -q -k B.key 2.json
ends 0 'by itself it is complete' evid-trust check 2.json
ends 3 'by the version before it is not' evid-trust check --previous 1.json 2.json
fails 2 'itself revokes the key' 'the old key does not sign as such' evid-trust sign -k A.key 2.json
check 'but it is said how' tells 'hint: .*--previous'
ends 0 'with the version before it does' evid-trust sign --json --previous 1.json -k A.key 2.json
check 'and counts for that alone' json "$out" 'j["countsByPreviousAlone"] is True and j["missing"] == []'
ends 0 'which is said' evid-trust sign --previous 1.json -k A.key 2.json
check 'in words' says 'this one counts by the version before alone'
cp 1.json held.json
ends 0 'now the version follows' evid-trust update 1.json 2.json
fails 2 'does not stand in this directory' 'a stranger does not sign so, either' evid-trust sign --previous 2.json -k D.key 2.json

# what the file is not
printf '{"a": 1}' >x.json
fails 2 'x\.json: it is no directory: it is of another kind' 'JSON of another kind' evid-verify -t x.json 2.json
fails 2 'it is no directory: it is a pin list' 'a pin list' bash -c '
    printf "{\"schema\":\"urn:libevidence:pins:1\",\"pins\":[]}" >p.json; evid-verify -t p.json 2.json'
/usr/bin/python3 -c '
import base64, json
e = json.load(open("2.json"))
e["payload"] = base64.b64encode(base64.b64decode(e["payload"]).replace(b"directory:1", b"directory:2")).decode()
open("new.json", "w").write(json.dumps(e, separators=(",", ":")) + "\n")'
for command in 'check new.json' 'show new.json' 'update new.json' 'update 2.json new.json' 'sign -k B.key new.json' \
    'add --threshold 1 new.json'; do
	# shellcheck disable=SC2086	# a verb and its words
	fails 5 'not known here' "a later version: $command" evid-trust $command
done

# at once
evid-trust init -q -o many.json --name many --threshold 8
for n in 1 2 3 4 5 6 7 8; do
	make_key "M$n"
	evid-trust add -q --state "org:$n" --kind other --authority "en=$n" --key "M$n.pub" --use directory many.json &
done
wait
check 'of several that add to one draft none is lost' bash -c 'evid-trust show --json many.json |
    /usr/bin/python3 -c "import json,sys; sys.exit(len(json.load(sys.stdin)[\"directory\"][\"contacts\"]) != 8)"'
for n in 1 2 3 4 5 6 7 8; do
	evid-trust sign -q -k "M$n.key" many.json &
done
wait
ends 0 'nor of several that sign it' evid-trust check many.json
evid-trust add -q --contact "$vn" --hours x -o 3.json 2.json
evid-trust sign -q -k B.key 3.json
evid-trust sign -q -k C.key 3.json
# together COMMAND: twelve times at once, each with its number; how those of
# odd numbers ended
together() {
	local n

	for n in {1..12}; do
		{
			bash -c "$1" at-once "$n" >/dev/null 2>&1
			echo $? >"ended.$n"
		} &
	done
	wait
	cat ended.{1,3,5,7,9,11} | sort -u
	rm ended.*
}
cp held.json old.json
check 'of several updates at once each finds all done' test "$(together \
    'evid-trust update -q held.json 2.json 3.json')" = 0
check 'as a whole' same held.json 3.json
evid-trust add -q --contact "$vn" --hours y -o 4.json 3.json
evid-trust sign -q -k B.key 4.json
evid-trust sign -q -k C.key 4.json
cp old.json held.json
check 'also where others name a part of the row' test "$(together '
    row="2.json 3.json"
    [ $(($1 % 2)) = 0 ] || row="$row 4.json"
    evid-trust update -q held.json $row')" = 0
check 'the highest is held' same held.json 4.json
check 'nothing is half written' tidy
finish
