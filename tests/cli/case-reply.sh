#!/usr/bin/env bash
# Goal: an answer points at its request, answers item by item, and takes
# nothing over that the other side said of the law.
. "$(dirname "$0")/lib.sh"

export XDG_DATA_HOME=$dir/none
make_key A
mkdir note && printf 'x\n' >note/a
evid-case new -q --kind preservation-request --instrument BUDAPEST --set reference.own='KZ-2026/014' \
    --set language.written=ru --set 'language.replyIn[0]=en' --set 'parties[0].state=KZ' --set 'parties[0].authority=Отдел' \
    --set 'parties[1].state=VN' --set 'parties[1].authority=C02' --set 'legalBasis[0].binding=in-force-between-us' \
    --set 'legalBasis[0].checkedOn=2026-11-01' --set 'legalBasis[0].checkedBy=Отдел' \
    --set 'items=[{"id":"1","category":"traffic","description":[{"lang":"ar","text":"سجل \u200fالاتصالات"}]},{"id":"b=2","category":"content"}]' \
    --set 'preservation[0].ends=2026-12-25T00:00:00+05:00' -o request.json
ends 0 'a request is sealed' evid-seal -q -k A.key -n r -c request.json note
ends 0 'and answered' evid-case reply --answer 1=provided --answer b=2=not-held --set 'items[1].reason=gone' \
    --set reference.own=VN-7 -o answer.json r.evidence.tar.gz
check 'it says that nothing was verified' tells 'not verified'
digest=$(tar xzOf r.evidence.tar.gz r/evidence/seal.json | sha256sum | cut -d' ' -f1)
check 'it points at the request by number and seal' json answer.json \
    "j['inReplyTo'][0]['reference'] == 'KZ-2026/014' and j['inReplyTo'][0]['sealDigest'] == '$digest' and j['reference'] == {'own': 'VN-7', 'counterpart': 'KZ-2026/014'}"
check 'at each item' json answer.json 'j["inReplyTo"][0]["items"] == ["1", "b=2"]'
check 'and answers each' json answer.json '[i["outcome"] for i in j["items"]] == ["provided", "not-held"]'
check 'texts come through as they were' json answer.json 'j["items"][0]["description"][0]["text"] == "سجل \u200fالاتصالات"'
check 'it is the kind that is usual' json answer.json 'j["kind"] == "preservation-confirmation"'
check 'in the language that was asked for' json answer.json 'j["language"] == {"written": "en", "replyIn": ["ru"]}'
check 'what the other side said of the law is not said' json answer.json \
    'j["legalBasis"][0]["instrument"] == "BUDAPEST" and j["legalBasis"][0]["binding"] == "unknown" and j["legalBasis"][0]["checkedBy"] == ""'
check 'nor until when it preserves' json answer.json 'j["preservation"][0]["ends"] == "" and j["preservation"][0]["countedBy"] == ""'
ends 3 'its check asks what is still open' evid-case check answer.json
check 'but not for the items' bash -c "! grep -q 'case-item-unanswered' '$out'"
ends 0 'a request as a file is answered too' evid-case reply -q --kind refusal --instrument RECIPROCITY request.json
check 'with no seal to point at' json "$out" \
    '"sealDigest" not in j["inReplyTo"][0] and j["kind"] == "refusal" and j["legalBasis"][0]["instrument"] == "RECIPROCITY"'
cp "$out" refusal.json
ends 3 'what was not answered is a finding' evid-case check refusal.json
check 'item by item' bash -c "[ \"\$(grep -c 'case-item-unanswered' '$out')\" -eq 2 ]"
fails 2 '9=provided: ' 'an item that was not asked for' evid-case reply --answer 9=provided request.json
fails 2 '1=bogus: no such outcome is known' 'an outcome that nobody knows' evid-case reply --answer 1=bogus request.json
check 'those that are known are named' tells 'hint: provided, partial, none-found, not-held, refused, pending, lapsed; one of your own begins with x-'
ends 0 'which is taken' evid-case reply -q --answer 1=x-bogus request.json
fails 2 '1=x-: no such outcome is known' 'and says something after it' evid-case reply --answer 1=x- request.json
for second in --answer=1=provided --answer=1=refused '--answer="1"=refused'; do
	fails 2 '=(provided|refused): this item is answered twice' "one item, two outcomes: $second" \
	    evid-case reply --answer 1=provided "$second" request.json
	check 'what to do is said' tells 'hint: give one outcome for each item'
	check 'and nothing is written' test ! -s "$out"
done
fails 2 'this item is answered twice' 'also where the field was set' \
    evid-case reply --set 'items[0].outcome=refused' --answer 1=provided request.json
sed 's/"b=2"/"1"/' request.json >doubled.json
fails 2 '1=provided: the request has two items of this id' 'an id that two items have' \
    evid-case reply --answer 1=provided doubled.json
check 'how each is answered is said' tells "hint: state each by its place: --set 'items\[0\]\.outcome=\.\.\.', --set 'items\[1\]"
ends 0 'and each is' evid-case reply -q --set 'items[0].outcome=provided' --set 'items[1].outcome=refused' -o both.json doubled.json
check 'as stated' json both.json '[i["outcome"] for i in j["items"]] == ["provided", "refused"]'
fails 2 'ITEM=OUTCOME' 'an answer without an outcome' evid-case reply --answer 1= request.json
fails 2 'reply needs a file' 'no request' evid-case reply
fails 4 'none\.json: ' 'one that is not there' evid-case reply none.json
fails 2 'reply needs --kind' 'one of a kind without a usual answer' \
    bash -c "sed s/preservation-request/police/ request.json >p.json; exec evid-case reply p.json"
fails 2 'reference\.own' 'one without a number' \
    bash -c "sed 's|KZ-2026/014||' request.json >p.json; exec evid-case reply p.json"
fails 2 'p\.json:[12]:' 'one that is no case' bash -c 'echo "{" >p.json; exec evid-case reply p.json'
fails 2 'items\[0\]\.id' 'one whose form is broken' \
    bash -c 'echo "{\"schema\":\"urn:libevidence:case:1\",\"reference\":{\"own\":\"1\"},\"items\":[{\"category\":\"log\"}]}" >p.json; exec evid-case reply --kind refusal p.json'
cp r.evidence.tar.gz bad.gz && flip bad.gz $(($(stat -c %s bad.gz) - 3000))
fails 1 'bad\.gz' 'a damaged bundle' evid-case reply bad.gz
types 'evid-case reply -q --kind mla-answer request.json -o typed.json' provided refused >shown 2>&1
result $? 'on a terminal each item is asked for'
check 'by its id' grep -q 'became of item b=2' shown
check 'and answered' json typed.json '[i["outcome"] for i in j["items"]] == ["provided", "refused"]'
finish
