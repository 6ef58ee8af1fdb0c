#!/usr/bin/env bash
# Goal: at the head of the form a thing is what an event that counts says it
# is, marked where that is corrected; what a stranger says stands there only
# where nothing else does, as a claim, and by whom.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
evid-keygen -q -o A --no-passphrase --name 'A. Officer' || exit 1
evid-keygen -q -o S --no-passphrase --name 'S. Stranger' || exit 1
of_text() {
	printf 'description=[{"lang":"en","text":"%s"}]' "$1"
}
evid-custody add collected -q -k A.key --log case.jsonl \
    --set "$(of_text 'A telephone')" || exit 1
evid-custody list --json case.jsonl >case.json
uid=$(value case.json 'j["events"][0]["subject"]')
event=$(value case.json 'j["events"][0]["event"]')
stranger=(-q -k S.key --log case.jsonl --set "$(of_text 'A bag of cocaine')")
evid-custody add collected "${stranger[@]}" --exhibit "$uid" || exit 1
form() {
	evid-custody form "$@" | grep '^Exhibit' >"$out"
}

form -p A.pub case.jsonl
check 'one line tells of a thing that two describe' test "$(wc -l <"$out")" -eq 1
check 'as the event that counts says it' says \
    "^Exhibit +$uid; description: \"A telephone\", in language \"en\"; stated in row 1\$"
evid-custody form --html -p A.pub case.jsonl | sed '/<table/q' >"$out"
check 'so does the page' says 'A telephone'
refuse 'without the stranger' says 'cocaine'
form case.jsonl
check 'where nobody is trusted, whose word it is stands there' says \
    'cocaine.*; stated in row 2; as stated by the key.s own event: "S\. Stranger"; key [0-9-]{7} '
check 'of each' says 'telephone.*; stated in row 1; .*"A\. Officer"; key [0-9-]{7} '

cp case.jsonl corrected.jsonl
evid-custody add corrected -q -k A.key --log corrected.jsonl --exhibit "$uid" \
    --answers "$event" --set corrects.why='misread' \
    --set "fields.$(of_text 'A camera')" || exit 1
form -p A.pub corrected.jsonl
check 'what was corrected since is marked' says \
    '"A telephone", in language "en"; CORRECTED: see row 3; stated in row 1$'

for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do
	evid-custody add collected "${stranger[@]}" || exit 1
done
form -p A.pub case.jsonl
check 'of what nobody else describes a claim is marked, and by whom' says \
    '^Exhibit, as claimed +A CLAIM, WITHOUT EFFECT: by a stranger; .*cocaine.*; stated in row 3; as stated by the key.s own event: "S\. Stranger"; key [0-9-]{7} '
check 'claims do not fill the head' test "$(grep -c cocaine "$out")" -eq 16
check 'how many more there are is said' says \
    '^Exhibit, as claimed +2 more of what nobody collected by an event that counts; see the rows$'
finish
