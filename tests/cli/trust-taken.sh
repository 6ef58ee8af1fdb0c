#!/usr/bin/env bash
# Goal: what evid-trust update says is what it did: a version that cannot be
# noted is not taken, one that is past its end is told, and where nothing was
# written no file is said to hold it.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/its
for name in A S; do
	make_key $name
done
evid-trust init -q -o 1.json --name un247 --at 2026-01-01 --expires 2090-01-01
evid-trust add -q --state KZ --kind court --authority en=Court --key A.pub --use directory --at 2026-01-01 1.json
evid-trust add -q --state UZ --kind laboratory --authority en=Laboratory --key S.pub --use seal --at 2026-01-01 1.json
evid-trust sign -q -k A.key 1.json
next() {
	evid-trust add -q --threshold 1 --expires "$3" --at "2026-01-0$2" -o "$2.json" "$1.json"
	evid-trust sign -q -k A.key "$2.json"
}
next 1 2 2090-01-01
next 2 3 2026-02-01
next 3 4 2090-01-01
id=$(evid-trust show --json 1.json >d.txt; value d.txt 'j["directory"]["id"]')

# a memory that takes nothing
mkdir st
ends 0 'a first version is noted' evid-trust update --state st 1.json
cp 1.json held.json
if [ "$(id -u)" = 0 ]; then
	chown -R nobody st held.json
	chmod a+w .
fi
chmod -R u-w st
ends 4 'where the memory cannot be written' \
    as_nobody evid-trust update --json --state st held.json 2.json
check 'no version is taken' same held.json 1.json
check 'and JSON says what is noted' json "$out" 'j["version"] == 1 and j["highestSeen"] == 1 and j["written"] is False'
chmod -R u+w st
ends 0 'the same command, given again, takes it' as_nobody evid-trust update --json --state st held.json 2.json
check 'and notes it' json "$out" 'j["version"] == 2 and j["highestSeen"] == 2 and j["written"] is True'
check 'as it stands there' grep -q '^2 ' "st/directory/$id"
mkdir fresh
ends 2 'an output that exists is not replaced' evid-trust update --state fresh -o 4.json 1.json 2.json
check 'and nothing is noted' absent "fresh/directory/$id"

# to standard output
mkdir out
run evid-trust update --state out -o - 1.json 2.json
check 'a result on standard output is the document alone' same "$out" 2.json
check 'and what was done is told beside it' tells '^standard output: version 2 took the place of 1'
run evid-trust update --json --state out -o - 1.json 2.json
check 'also as JSON' same "$out" 2.json
check 'which stands beside it' json "$err" 'j["version"] == 2'
run evid-trust init -o - --name x
cp "$out" x.json
ends 0 'a draft, too, is a draft' evid-trust show x.json
run evid-trust add --threshold 1 -o - x.json
check 'also a changed one' json "$out" 'list(j) == ["payload", "payloadType", "signatures"]'
run evid-trust sign -k A.key -o - 2.json
check 'and a signed one' same "$out" 2.json

# past its end
mkdir late
ends 3 'a version past its end is taken, since nobody could get on otherwise' \
    evid-trust update --state late -o held3.json 1.json 2.json 3.json
check 'and told' tells 'held3\.json: version 3 is past its end, which was 2026-02-01T'
check 'it is held' same held3.json 3.json
ends 3 'so it stays' evid-trust update --json --state late held3.json
check 'as JSON' json "$out" 'j["pastEnd"] is True and j["version"] == 3 and j["exitStatus"] == 3'
ends 0 'before its end it was not' evid-trust update --json --state late --at 2026-01-15 held3.json
check 'as JSON' json "$out" 'j["pastEnd"] is False'
ends 0 'on the way it does not matter' evid-trust update --state late held3.json 4.json
check 'since another follows' says 'version 4 took the place of 3'

# where nothing is written
run evid-trust update --json --state late -o there.json 3.json
check 'where nothing is written JSON names what is there' json "$out" 'j["file"] == "3.json" and j["written"] is False'
run evid-trust update --state late -o there.json 3.json
check 'a version older than what was seen goes nowhere' absent there.json
check 'which is said' says '^3\.json: version 3 stays; no other file was written'
ends 0 'one that only stays is written' evid-trust update --state fresh -o same.json 1.json
check 'which is said, too' says '^same\.json: version 1 stays, and was written here'
check 'nothing is half written' tidy
finish
