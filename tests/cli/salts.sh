#!/usr/bin/env bash
# Goal: no salt serves twice, neither in a bundle, nor in two seals of the same
# folder, nor in custody events: who knows one of them learns nothing of what
# another covers.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir src
for i in $(seq 300); do
	echo same >"src/$i"
done
case_that_asks 'Use it in this case' |
    sed 's/^{/{"title":"A case",/' >asked.json

# salts FILE...: of all these, a line each
salts() { grep -ho '"salt":"[^"]*"' "$@"; }

# distinct COUNT FILE...: so many salts, of the form, and no two are the same
distinct() {
	[ "$(salts "${@:2}" | wc -l)" -eq "$1" ] &&
	    [ "$(salts "${@:2}" | grep -cE '"[0-9a-f]{32}"$')" -eq "$1" ] &&
	    [ -z "$(salts "${@:2}" | sort | uniq -d)" ]
}

# opened NAME: the tag files of NAME.gz stand in the folder NAME
opened() { mkdir "$1" && tar -xzf "$1.gz" -C "$1" --strip-components=2 "$1/evidence"; }

objects=301	# with the folder
all=()
for threads in 1 4; do
	for turn in first second; do
		name=$turn-$threads
		ends 0 "sealed by $threads, $turn" evid-seal -q -j "$threads" \
		    -k A.key -c asked.json -n "$name" -o "$name.gz" src
		opened "$name"
		check 'each object has its salt' distinct "$objects" "$name/inventory.jsonl"
		check 'so have the case and its conditions' distinct $((objects + 2)) \
		    "$name"/{inventory.jsonl,case.json,conditions.json}
		all+=("$name"/{inventory.jsonl,case.json,conditions.json})
	done
done
check 'four seals of one folder have no salt in common' \
    distinct $((4 * (objects + 2))) "${all[@]}"

ends 0 'a sealing that is kept for resuming' evid-seal -q --resume -k A.key \
    -c asked.json -n kept -o kept.gz src
opened kept
check 'draws salts of its own' distinct $((5 * (objects + 2))) "${all[@]}" \
    kept/{inventory.jsonl,case.json,conditions.json}
for i in $(seq 20); do
	evid-custody add collected -q -k A.key --log log.jsonl || break
done
check 'so does each custody event' bash -c \
    "[ \"\$(grep -c . log.jsonl)\" = 20 ]"
/usr/bin/python3 -c '
import base64, json
for line in open("log.jsonl", encoding="utf-8"):
    print(base64.b64decode(json.loads(line)["payload"]).decode())' >events
check 'one that no other thing has' distinct $((5 * (objects + 2) + 20)) \
    "${all[@]}" kept/{inventory.jsonl,case.json,conditions.json} events
finish
