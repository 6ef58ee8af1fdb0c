#!/usr/bin/env bash
# Goal: what runs out is shown in its order, warned of in time, and read back
# by a calendar; an end that was counted here is never passed off as stated.
. "$(dirname "$0")/lib.sh"

export XDG_DATA_HOME=$dir/none
cat >case.json <<'E'
{"schema": "urn:libevidence:case:1", "kind": "preservation-request", "reference": {"own": "KZ-2026,014; \"а\""},
 "legalBasis": [{"instrument": "UNCC", "articles": ["42"], "binding": "unknown"}],
 "items": [{"id": "1", "category": "traffic"}],
 "preservation": [
  {"items": ["1"], "custodian": "Поставщик услуг связи, очень длинное имя — 电信服务提供商 مزود الخدمة", "countedBy": "VN", "ends": "2026-12-25T00:00:00+07:00"},
  {"items": ["1"], "received": "2026-11-30T23:30:00-05:00", "ends": ""},
  {"ends": "2026-11-01T00:00:00Z", "status": "released"},
  {"ends": "2026-11-02T00:00:00Z", "rule": "minimum", "mlaReceived": "2026-10-20"}],
 "orders": [{"validUntil": "2026-12-01"}]}
E
at=2026-11-26T12:00:00Z
ends 0 'clocks are shown' evid-case clocks --at $at case.json
check 'as they were stated' says '2026-12-25T00:00:00\+07:00 +in 28 days .*counted by VN \(preservation\[0\]\.ends\)'
check 'a day with its end' says '2026-12-01 +in 5 days '
check 'an end that nobody stated is a suggestion' says '2027-01-29T23:30:00-05:00 .*SUGGESTED, stated by nobody: UNCC, article 42: .*not collated with the authentic text'
check 'one that is over is over' says '2026-11-01.*over'
check 'one that waits for assistance goes on' says '2026-11-02.*goes on until'
ends 0 'as JSON' evid-case clocks --json --at $at case.json
check 'in the order of their ends' json "$out" \
    '[c["path"] for c in j["clocks"]] == ["preservation[2].ends", "preservation[3].ends", "orders[0].validUntil", "preservation[0].ends", "preservation[1].ends"]'
check 'in UTC' json "$out" 'j["clocks"][3]["end"] == "2026-12-24T17:00:00Z" and j["clocks"][3]["ends"] == "2026-12-25T00:00:00+07:00"'
check 'and what is suggested' json "$out" '[c["suggested"] for c in j["clocks"]] == [False, False, False, False, True]'
sed 's/"validUntil": "2026-12-01"/"validUntil": "0001-01-01"/; s/2026-12-25T00:00:00+07:00/0000-12-31T20:00:00-05:00/' case.json >old.json
ends 0 'years of four digits' evid-case clocks --json --at 0987-06-05T04:03:02Z old.json
check 'are so in JSON' json "$out" \
    '[c["end"] for c in j["clocks"]][:2] == ["0001-01-01T01:00:00Z", "0001-01-01T23:59:59Z"] and j["at"] == "0987-06-05T04:03:02Z"'
ends 0 'nothing ends within five days' evid-case clocks --warn 5d --at $at case.json
ends 3 'the order within six' evid-case clocks --warn 6d --at $at case.json
check 'which is marked' says '^! 2026-12-01'
check 'alone' bash -c "[ \"\$(grep -c '^!' '$out')\" -eq 1 ]"
ends 3 'quietly that one alone' evid-case clocks -q --warn 144h --at $at case.json
check 'is shown' bash -c "[ \"\$(wc -l <'$out')\" -eq 1 ]"
ends 3 'what has ended counts' evid-case clocks -q --warn 0d --at 2026-12-02 case.json
ends 3 'weeks too' evid-case clocks -q --warn 1w --at $at case.json
for wrong in 14 d 14m 1.5d -3d ''; do
	fails 2 'warn' "--warn '$wrong'" evid-case clocks --warn "$wrong" case.json
done
fails 2 'items\[0\]\.id' 'of a broken case there are none' \
    bash -c 'echo "{\"schema\":\"urn:libevidence:case:1\",\"items\":[{}]}" >b.json; exec evid-case clocks b.json'
make_key A
mkdir note && printf 'x\n' >note/a
evid-seal -q -k A.key -n c -c case.json note || exit 1
ends 0 'of a bundle' evid-case clocks --at $at c.evidence.tar.gz
check 'they are shown as they were sealed' says '^  2026-12-25T00:00:00\+07:00'
check 'and so it is said, and where the rest is' bash -c "grep -q 'these are the clocks as they were sealed' '$err' && grep -q 'hint: --custody LOG, with whom you trust' '$err'"
ends 0 'quietly' evid-case clocks -q --at $at c.evidence.tar.gz
check 'it is not' bash -c "! [ -s '$err' ]"
ends 0 'a case without any' bash -c 'echo "{\"schema\":\"urn:libevidence:case:1\"}" >n.json; exec evid-case clocks n.json'
check 'says so' says 'no clock is stated'

# an end that is no time is told
broken() {	# END: a case with it at each place
	/usr/bin/python3 -c '
import json, sys
end = sys.argv[1]
json.dump({"schema": "urn:libevidence:case:1",
    "preservation": [{"ends": end},
        {"ends": "2027-06-01", "renewals": [{"ends": "2027-07-01"}, {"ends": end}]},
        {"ends": end, "renewals": [{"ends": "2027-08-01"}]},
        {"ends": end, "status": "released"}],
    "orders": [{"validUntil": end}]}, open("broken.json", "w"))' "$1"
}
fields='["orders[0].validUntil", "preservation[0].ends", "preservation[1].renewals[1].ends", "preservation[2].ends"]'
for end in 2026-02-30 2026-12-01T00:00:00 2026-12-01T24:00:00Z 2026-12-01T00:00:60Z \
    2026-12-01T00:00:00.123456789012Z soon; do
	broken "$end"
	ends 3 "an end of $end" evid-case clocks --at $at broken.json
	check 'is told as no time, with its field' \
	    says '^! [^ ]+ +an end is stated, and is no time .*\(preservation\[1\]\.renewals\[1\]\.ends\)'
	check 'at each place' bash -c "[ \"\$(grep -c '^! .*is no time' '$out')\" -eq 4 ]"
	check 'what was released is over' says 'over \(preservation\[3\]\.ends\)'
	ends 3 'also quietly' evid-case clocks -q --warn 1d --at $at broken.json
	check 'and those alone' bash -c "[ \"\$(wc -l <'$out')\" -eq 4 ]"
	ends 3 'as JSON' evid-case clocks --json --at $at broken.json
	check 'by their fields' json "$out" \
	    "sorted(c['path'] for c in j['clocks'] if c['due']) == $fields and j['exitStatus'] == 3"
	ends 3 'as a calendar' evid-case clocks --ics --at $at broken.json
	check 'on standard error' tells 'orders\[0\]\.validUntil: an end is stated, and is no time'
done

# a day by which something was to be done is more than an end
cat >duty.json <<'E'
{"schema": "urn:libevidence:case:1", "reference": {"own": "1"},
 "conditions": [
  {"id": "C-1", "type": "return-after", "text": [{"lang": "en", "text": "t"}], "imposedBy": "KZ", "appliesTo": ["all"], "until": "2026-11-01"},
  {"id": "C-2", "type": "retain-until", "text": [{"lang": "en", "text": "t"}], "imposedBy": "KZ", "appliesTo": ["all"], "until": "2026-11-02"},
  {"id": "C-3", "type": "confidential", "text": [{"lang": "en", "text": "t"}], "imposedBy": "KZ", "appliesTo": ["all"], "until": "2026-11-03"}]}
E
ends 0 'duties before their days' evid-case clocks --json --at 2026-10-01 duty.json
check 'run' json "$out" '[c["state"] for c in j["clocks"]] == ["running"] * 3'
ends 3 'a duty whose day has passed is due' evid-case clocks --json --warn 0d --at $at duty.json
check 'and overdue, where a condition has ended' json "$out" \
    '[(c["state"], c["due"]) for c in j["clocks"]] == [("overdue", True), ("overdue", True), ("ended", True)]'
ends 3 'for people' evid-case clocks --warn 0d --at $at duty.json
check 'it says so' says '^! 2026-11-01 .*condition 1: return-after; OVERDUE \(conditions\[0\]\.until\)$'
check 'of duties alone' bash -c "[ \"\$(grep -c OVERDUE '$out')\" -eq 2 ]"
ends 0 'without a warning nobody asked' evid-case clocks --ics --at $at -o duty.ics duty.json
sed 's|"own": *"[^"]*"|"own": "DEP\\\\2026/7;a"|' duty.json >slash.json
evid-case clocks --ics --at $at -o slash.ics slash.json
check "a number's backslash is one in a calendar" grep -qF 'SUMMARY:DEP\\2026/7\;a: ' slash.ics
tr -d '\r' <duty.ics | sed -z 's/\n //g' >duty.flat
check 'a calendar has both' bash -c "[ \"\$(grep -c 'State: overdue' duty.flat)\" -eq 2 ] && grep -q 'return-after (overdue)' duty.flat"

# what holds a preservation is a receipt that is there, and came in time
receipt() {	# DAY
	printf '{"schema": "urn:libevidence:case:1", "preservation": [{"ends": "2026-11-02", "rule": "minimum", "mlaReceived": "%s"}]}\n' \
	    "$1" >receipt.json
}
receipt 2026-11-02
ends 0 'a receipt on its last day holds it' evid-case clocks --warn 0d --at $at receipt.json
check 'as is shown' says '2026-11-02 .*goes on until'
ends 3 'not yet as of the day before' evid-case clocks --warn 3d --at 2026-11-01 receipt.json
check 'where it still runs' says '^! 2026-11-02 +in [0-9]+ hours +preservation 1 \('
for day in 2026-11-03 2026-12-01 2999-01-01; do
	receipt $day
	ends 3 "one of $day does not" evid-case clocks --warn 0d --at $at receipt.json
	check 'it has ended' says '^! 2026-11-02 +[0-9]+ days ago +preservation 1 \('
	run evid-case check --at $at receipt.json
	check 'as check says' says 'case-preservation-ended'
done
for day in 2026-02-30 'not yet'; do
	receipt "$day"
	ends 3 "one of $day is told" evid-case clocks --at $at receipt.json
	check 'with its field' says "^! $day +a receipt is stated, and is no day .*\\(preservation\\[0\\]\\.mlaReceived\\)"
	ends 3 'as JSON' evid-case clocks --json --at $at receipt.json
	check 'too' json "$out" '[(c["what"], c["state"], c["due"]) for c in j["clocks"]] == [("preservation", "ended", False), ("assistance-received", "open", True)]'
	ends 3 'as a calendar' evid-case clocks --ics --at $at receipt.json
	check 'on standard error' tells 'mlaReceived: a receipt is stated, and is no day'
	run evid-case check --at $at receipt.json
	check 'and it is no receipt to check' says 'case-preservation-ended'
done

ends 0 'as a calendar' evid-case clocks --ics --warn 2d --at $at -o one.ics case.json
ends 3 'which also warns' evid-case clocks --ics --warn 6d --at $at -o two.ics case.json
check 'no line is over 75 bytes' /usr/bin/python3 -c '
data = open("one.ics", "rb").read()
assert data.endswith(b"\r\n") and b"\n" not in data.replace(b"\r\n", b"")
assert all(len(line) <= 75 for line in data.split(b"\r\n"))
for line in data.split(b"\r\n"):
    line.decode()'
sed 's/2026-12-25T00/2027-01-25T00/; s/"VN", "ends"/"VN", "renewals": [], "ends"/' case.json >later.json
evid-case clocks --ics --at 2026-11-27 -o later.ics later.json
if /usr/bin/python3 -c 'import icalendar' 2>/dev/null; then
	check 'a calendar library reads it back' /usr/bin/python3 -c '
import datetime, icalendar
def events(name):
    calendar = icalendar.Calendar.from_ical(open(name, "rb").read())
    assert calendar["VERSION"] == "2.0"
    return [e for e in calendar.walk("VEVENT")]
found = events("one.ics")
assert len(found) == 4, len(found)			# the released one is not there
utc = datetime.timezone.utc
assert [e["DTSTART"].dt for e in found] == [
    datetime.datetime(2026, 11, 2, tzinfo=utc), datetime.datetime(2026, 12, 1, 23, 59, 59, tzinfo=utc),
    datetime.datetime(2026, 12, 24, 17, tzinfo=utc), datetime.datetime(2027, 1, 30, 4, 30, tzinfo=utc)]
assert all(e["DTSTAMP"].dt == datetime.datetime(2026, 11, 26, 12, tzinfo=utc) for e in found)
text = str(found[2]["SUMMARY"])
assert text.startswith("KZ-2026,014; \"а\": ") and text.endswith("очень длинное имя — 电信服务提供商 مزود الخدمة\""), text
assert "Counted by: VN" in str(found[2]["DESCRIPTION"])
assert "suggested" in str(found[3]["SUMMARY"]) and "article 42" in str(found[3]["DESCRIPTION"])
assert found[0].walk("VALARM")[0]["TRIGGER"].dt == datetime.timedelta(days=-2)
uids = [str(e["UID"]) for e in found]
assert len(set(uids)) == 4
later = {str(e["UID"]): e["DTSTART"].dt for e in events("later.ics")}
assert set(later) == set(uids)				# the same clocks
assert later[uids[2]] == datetime.datetime(2027, 1, 24, 17, tzinfo=utc)'
else
	skip 'a calendar library reads it back' 'no python3-icalendar here'
fi

# nothing to enter: still a calendar, and it is said
echo '{"schema":"urn:libevidence:case:1","preservation":[{"ends":"2026-11-01","status":"released"}]}' >over.json
for file in n over; do
	ends 0 "a calendar of nothing ($file)" evid-case clocks --ics --at $at -o empty.ics --force $file.json
	check 'is told' tells "^evid-case: $file\\.json: the calendar has no entry$"
	check 'and has a component, as each must' /usr/bin/python3 -c '
lines = open("empty.ics", newline="").read().split("\r\n")
assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
assert lines.count("BEGIN:VTIMEZONE") == lines.count("END:VTIMEZONE") == 1
assert "BEGIN:VEVENT" not in lines'
	ends 0 'quietly' evid-case clocks -q --ics --at $at $file.json
	check 'it is not told' test ! -s "$err"
done
run evid-case clocks --ics --at $at case.json
refuse 'a calendar with entries has no time zone' says VTIMEZONE
refuse 'nor is it called empty' tells 'no entry'
fails 2 'ics and --json are two forms' 'JSON or a calendar, not both' \
    evid-case clocks --json --ics --at $at case.json
check 'and nothing is written' test ! -s "$out"

# lengths are data
mkdir -p ours/clocks
cat >ours/clocks/UNCC.json <<'E'
{"schema": "urn:libevidence:clock-lengths:1", "instrument": "UNCC", "source": "ours", "checkedOn": "2026-11-01",
 "checkedAgainst": "x", "clocks": [{"id": "a", "clock": "preservation", "article": "42", "kinds": ["preservation-request"],
  "rule": "agreed", "months": 3, "startsAt": "receipt", "source": "our agreement"}]}
E
ends 0 'the length of a folder that is named comes first' evid-case clocks --templates ours --at $at case.json
check 'and says whence it is' says '2027-02-28T23:30:00-05:00 .*our agreement'
echo '{}' >ours/clocks/UNCC.json
fails 2 'ours/clocks/UNCC\.json' 'a file of lengths that is none' evid-case clocks --templates ours case.json
finish
