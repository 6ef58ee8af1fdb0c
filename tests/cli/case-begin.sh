#!/usr/bin/env bash
# Goal: a case begins from data files, from options and from what is typed on
# a terminal; what cannot be is refused with the field, and nothing is written.
. "$(dirname "$0")/lib.sh"

export XDG_DATA_HOME=$dir/own
ends 0 'a case begins from a template and an instrument' \
    evid-case new --kind mla-request --instrument UNCC -o case.json
check 'and tells of which day they are' tells 'mla-request, checked on 20[0-9-]+; UNCC, checked on 20'
check 'and what was not done with the law in them' tells 'UNCC, checked on .* \(.*not collated with the authentic text\)'
check 'how much is open' tells '[0-9]+ fields are still to be filled in'
check 'it says of no treaty that it is in force' json case.json \
    '[b["binding"] for b in j["legalBasis"]] == ["unknown"] and j["legalBasis"][0]["articles"] == ["40", "44"]'
fails 2 'case\.json: .*exists' 'it is not written over' \
    evid-case new --kind mla-request -o case.json
ends 0 'but when asked' evid-case new -q --kind domestic --force -o case.json
check 'without an instrument there is no legal basis' json case.json 'j["legalBasis"] == []'
check 'an exhibit has a UUID of its own' json case.json \
    '__import__("uuid").UUID(j["exhibits"][0]["uid"]).version == 4'
cp case.json one.json
evid-case new -q --kind domestic --force -o case.json
refuse 'another case another one' same case.json one.json

ends 0 'fields are set' evid-case new -q --kind mla-request --set reference.own=2026-014 \
    --set 'facts.summary=Суть дела = "так", \ и 事实' --set language.written=ru \
    --set 'items[0].identifiers[0].type=ip' --set 'items[0].identifiers[0].port=443' \
    --set 'measures=content' --set 'measures[1]=traffic' \
    --set 'offences[0].maxPenalty={"years": 7}' --set x-own=free
check 'each as it is' json "$out" \
    'j["facts"]["summary"] == [{"lang": "ru", "text": "Суть дела = \"так\", \\ и 事实", "status": "original"}]
     and j["items"][0]["identifiers"] == [{"type": "ip", "port": 443}] and j["measures"] == ["content", "traffic"]
     and j["offences"][0]["maxPenalty"] == {"years": 7} and j["x-own"] == "free"'
fails 2 'new needs --kind' 'no kind' evid-case new
fails 2 'mla-reqest: .*mla-request' 'a kind that is none, with those that there are' \
    evid-case new --kind mla-reqest
fails 2 'UNTREATY: .*UNCAC' 'nor is the instrument' evid-case new --kind police --instrument UNTREATY
fails 2 '\.\./kinds/police: ' 'a name is no path' evid-case new --kind ../kinds/police
fails 2 'FIELD=VALUE' 'a field without a value' evid-case new --kind police --set reference.own
fails 2 'parties\[7\]\.state: ' 'an entry past the last' evid-case new --kind police --set 'parties[7].state=KZ'
fails 2 'items\[0\]\.identifiers\[0\]\.port: ' 'a number that is none' \
    evid-case new --kind police --set 'items[0].identifiers[0].port=https'
fails 2 'facts: ' 'an object that is none' evid-case new --kind police --set facts=text
# the cause is told, and where it is
set_one() { evid-case new --kind mla-request --set "$1"; }
fails 2 'facts\.intendsMla: this field takes true or false$' 'no truth' set_one facts.intendsMla=no
fails 2 'years: this field takes a whole number$' 'no number' set_one 'offences[0].maxPenalty.years=ten'
fails 2 'years: this field takes a whole number$' 'nor a zero with a minus' set_one 'offences[0].maxPenalty.years=-0'
for field in 'offences[0].maxPenalty={"years":-0}' 'x-own={"a":[-0]}' 'measures=[-0]'; do
	fails 2 'a zero with a minus, which cannot be signed as a number$' "also in $field" set_one "$field"
	check 'whose field is named' grep -Fq "evid-case: ${field%%=*}:1:" "$err"
	check 'and what to do' tells 'hint: write 0, or.*"-0"$'
done
fails 2 'years: this field takes a whole number$' 'an object for a number' set_one 'offences[0].maxPenalty.years={}'
fails 2 'items\[0\]: this field takes an object$' 'a number for an object' set_one 'items[0]=5'
fails 2 'years: this field takes a whole number$' 'a number with a fraction for a whole one' set_one 'offences[0].maxPenalty.years=1.5'
for value in 1.5 -0.5 1e3 98765432109876543210; do
	fails 2 '^evid-case: x-a\.b: numbers are whole' "no number of the format, in a field of one's own: $value" set_one "x-a.b=$value"
	check 'how it is a text is told' tells "hint: .*FIELD='\"1\\.5\"'"
done
fails 2 '^evid-case: x-a:1:[0-9]+: ' 'a text of JSON that has no end' set_one 'x-a="1.5'
ends 0 'numbers that are whole, and texts that are none' evid-case new -q --kind police --set x-a=17 --set 'x-b="1.5"' \
    --set x-c=1.5.2 --set x-d=007 --set x-e=-0 --set x-f=true --set reference.own=1.5 -o numbers.json
check 'in a field of one'"'"'s own it is JSON where it is that, and a text otherwise; a field that takes a text has one' \
    json numbers.json '[j["x-" + k] for k in "abcdef"] == [17, "1.5", "1.5.2", "007", "-0", True] and j["reference"]["own"] == "1.5"'
fails 2 '^evid-case: items\[0\]:1:[0-9]+: .*(duplicate|twice)' 'a key that is there twice' set_one 'items[0]={"id":"1","id":"2"}'
refuse 'is not called no JSON' tells 'this is no JSON'
fails 2 '^evid-case: items\[0\]:1:[0-9]+: ' 'a brace that is missing' set_one 'items[0]={"id":"1"'
fails 2 '^evid-case: items:1:[0-9]+: ' 'a bracket that is' set_one 'items=[{"id":"1"}'
fails 2 'kind\.x: ' 'a field below a text' evid-case new --kind police --set kind.x=1
fails 2 'items\[0\]\.id' 'what breaks the form is not written' \
    evid-case new --kind police --set 'items=[{"category":"log"}]' -o broken.json
check 'at all' absent broken.json
fails 2 'new takes no file' 'a file for new' evid-case new --kind police x
fails 2 'say what to do' 'nothing to do' evid-case
fails 2 'begin: ' 'something else to do' evid-case begin
fails 2 'clocks' 'an option of another verb' evid-case new --kind police --warn 3d
fails 2 'reply' 'and the other way round' evid-case check --set a=b case.json
fails 2 'check and clocks' 'no instant for a new one' evid-case new --kind police --at 2026-01-01

# the user's own data before what was installed
mkdir -p own/libevidence/case/kinds other/kinds other/instruments
cat >own/libevidence/case/kinds/police.json <<'E'
{"schema": "urn:libevidence:template:1", "kind": "police", "title": [], "source": "ours",
 "checkedOn": "2026-10-01", "ask": [], "case": {"schema": "urn:libevidence:case:1", "kind": "police", "x-own": "mine"}}
E
ends 0 'a file of the user comes before the installed one' evid-case new --kind police
check 'it is that' json "$out" 'j["x-own"] == "mine"'
check 'and is told' tells 'police, checked on 2026-10-01'
sed 's/mine/named/' own/libevidence/case/kinds/police.json >other/kinds/police.json
ends 0 'a folder that is named comes before both' evid-case new -q --templates other --kind police
check 'it is that one' json "$out" 'j["x-own"] == "named"'
ends 0 'and the others are still found' evid-case new -q --templates other --kind return
fails 2 'none: .*no such folder' 'a folder that is not there' evid-case new --templates none --kind police
printf '{"schema": 1' >other/kinds/police.json
fails 2 'other/kinds/police\.json:1' 'a template that is no JSON' evid-case new --templates other --kind police
printf '{"schema": "urn:libevidence:template:1"}' >other/kinds/police.json
fails 2 'police\.json: .*`case`' 'one that holds no case' evid-case new --templates other --kind police
printf '[]' >other/instruments/OURS.json
fails 2 'OURS\.json' 'an instrument that is none' \
    evid-case new --templates other --kind return --instrument OURS
XDG_DATA_HOME=own ends 0 'a relative XDG_DATA_HOME is not followed' evid-case new -q --kind police
refuse 'as its standard says' json "$out" '"x-own" in j'
# what has a name that cannot be asked for is not offered
mkdir -p odd/kinds && cp own/libevidence/case/kinds/police.json 'odd/kinds/a b.json'
cp own/libevidence/case/kinds/police.json odd/kinds/ours.json
fails 2 '^evid-case: a b: --kind knows none of this name; there are ours, ' 'a name with a space' \
    evid-case new --kind 'a b' --templates odd
check 'is none, and it is said which are' tells 'hint: a name has letters, digits, - and _ alone'

# a data file is read where its link leads
mkdir -p linked/kinds deeper far/kinds
mv own/libevidence/case/kinds/police.json deeper/it
ln -s "$dir/deeper/it" linked/kinds/police.json
ends 0 'a data file that is a link' evid-case new -q --templates linked --kind police
check 'is read' json "$out" 'j["x-own"] == "mine"'
rm -r linked/kinds && mv deeper/it far/kinds/police.json && ln -s ../far/kinds linked/kinds
ends 0 'so is one in a folder that is a link' evid-case new -q --templates linked --kind police
check 'with what stands there' json "$out" 'j["x-own"] == "mine"'
ln -s /etc/passwd far/kinds/pw.json
fails 2 'pw\.json' 'one that leads to what is none is named' evid-case new --templates linked --kind pw
refuse 'and not called forbidden' tells 'denied'
mv far/kinds/police.json own/libevidence/case/kinds/
mkdir kinds && cp own/libevidence/case/kinds/police.json kinds/
XDG_DATA_HOME=$dir/none ends 0 'nothing is read from the current folder' evid-case new -q --kind police
refuse 'though it is there' json "$out" '"x-own" in j'

# of a later version
sed 's/template:1/template:2/' own/libevidence/case/kinds/police.json >other/kinds/police.json
fails 5 'police\.json: a template of a version that is not known here' 'a template of a later version is that' \
    evid-case new --templates other --kind police
printf '{"schema": "urn:libevidence:instrument:2"}' >other/instruments/OURS.json
fails 5 'OURS\.json: an instrument of a version' 'and so is an instrument' \
    evid-case new --templates other --kind return --instrument OURS
mkdir other/clocks
printf '{"schema": "urn:libevidence:clock-lengths:12"}' >other/clocks/OURS.json
fails 5 'OURS\.json: clock lengths of a version' 'and the lengths of clocks' \
    evid-case clocks --templates other case.json
fails 5 'OURS\.json: clock lengths of a version' 'for the check as well' \
    evid-case check --templates other case.json
rm other/clocks/OURS.json

# on a terminal
types 'evid-case new -q --kind spontaneous-information -o typed.json' \
    2026-015 ru kz KZ 'Следственный отдел' 24-7 VN 'C02' 24-7 >shown 2>&1
result $? 'what is not set is asked for'
check 'and set' json typed.json 'j["reference"]["own"] == "2026-015" and j["parties"][0]["authority"][0]["text"] == "KZ"'
types 'evid-case new -q --kind return --set reference.own=7 --set language.written=ru -o typed2.json' '' '' >shown 2>&1
refuse 'what is set is not asked for' grep -q 'Your own number' shown
types "evid-case new -q --kind domestic --set reference.own=7 --set language.written=ru --set 'parties[0].state=KZ' \
    --set 'parties[0].authority=a' --set 'parties[0].channel=judicial' --set 'offences[0].title=t' \
    --set 'offences[0].law=l' --set 'offences[0].provisions=1' -o typed3.json" many 5 >shown 2>&1
check 'what was typed wrong is told and asked again' bash -c 'grep -q "maxPenalty.years: " shown && [ "$(grep -c "maximum penalty" shown)" -ge 2 ]'
check 'until it is right' json typed3.json 'j["offences"][0]["maxPenalty"]["years"] == 5'

# what is one's own is not passed over for what is installed
mkdir -p lost/kinds lost/clocks && ln -s nowhere lost/kinds/police.json
fails 2 'lost/kinds/police\.json: a link stands there that leads nowhere' \
    'a link of one'"'"'s own that leads nowhere' evid-case new --templates lost --kind police
rm -r lost/kinds && ln -s nowhere lost/kinds
fails 2 'lost/kinds/police\.json: a link stands there' 'also in the folder'"'"'s place' \
    evid-case new --templates lost --kind police
rm lost/kinds && mkdir lost/kinds
cp own/libevidence/case/kinds/police.json lost/kinds/ && chmod 000 lost/kinds
fails 4 'lost/kinds/police\.json: Permission denied' 'one that may not be read' \
    as_nobody evid-case new --templates lost --kind police
chmod 755 lost/kinds && chmod 000 lost/clocks && chmod 644 case.json
fails 4 'lost/clocks: Permission denied' 'nor are the lengths of clocks' \
    as_nobody evid-case check --templates lost case.json
chmod 755 lost/clocks
printf '{"schema": "urn:libevidence:clock-lengths:1", "clocks": {}}' >lost/clocks/UNCC.json
fails 2 'lost/clocks/UNCC\.json: .* list `clocks`' 'nor lengths that are none' \
    evid-case clocks --templates lost case.json
sed 's/"kind": "police", "x/"kind": "return", "x/' own/libevidence/case/kinds/police.json >lost/kinds/police.json
fails 2 'lost/kinds/police\.json: its `kind` is not that of its `case`' 'a template of two kinds' \
    evid-case new --templates lost --kind police
sed 's/"police"/"return"/g' own/libevidence/case/kinds/police.json >lost/kinds/police.json
fails 2 'lost/kinds/police\.json: it begins a case of another kind: return' 'or of another one' \
    evid-case new --templates lost --kind police
cp lost/kinds/police.json lost/kinds/ours.json
ends 0 'under a name of one'"'"'s own it begins what it says' evid-case new -q --templates lost --kind ours
check 'a case of that kind' json "$out" 'j["kind"] == "return"'
sed -i 's/"kind": "return", "title"/"kind": "ours", "title"/' lost/kinds/ours.json
ends 0 'also where it calls itself so' evid-case new -q --templates lost --kind ours
check 'it is a case of a kind all the same' json "$out" 'j["kind"] == "return"'
sed 's/"x-own": "mine"/"items": "mine"/' own/libevidence/case/kinds/police.json >lost/kinds/police.json
fails 2 'lost/kinds/police\.json: case: items: here stands no list' 'a template whose case is none is named' \
    evid-case new --templates lost --kind police
fails 2 'kind knows none of this name' 'a name longer than any file' \
    evid-case new --kind "$(printf 'a%.0s' {1..300})"
fails 2 '^evid-case: facts\.summary: its value is not UTF-8$' 'a text that is not UTF-8 is told by its field' \
    evid-case new --kind police --set $'facts.summary=\xff'
finish
