#!/usr/bin/env bash
# Goal: texts in several languages and scripts come through sealing, reading,
# answering and showing byte for byte.
. "$(dirname "$0")/lib.sh"

export XDG_DATA_HOME=$dir/none
make_key A
mkdir note && printf 'x\n' >note/a
/usr/bin/python3 - <<'E'
import json
texts = {"ar": "طلب المساعدة \u202bالقانونية\u202c — ٢٠٢٦/٠١٤", "ru": "Ёлка, «кавычки», ѣ",
         "zh-Hans": "请求保全电子数据：𠀀𠮷", "hi": "क्षेत्र", "he": "בקשה (א) 7",
         "fr": "é e\u0301 ﬁ", "en": "tab\t newline\n quote\" backslash\\ slash/ nul-like \\u0000 \x7f", "am": "ጥያቄ"}
many = [{"lang": k, "text": v, "status": "original"} for k, v in texts.items()]
json.dump({"schema": "urn:libevidence:case:1", "kind": "mla-request", "reference": {"own": "№ 14/٢٠٢٦"},
    "language": {"written": "ar", "replyIn": ["ru"]},
    "parties": [{"role": "requesting", "state": "EG", "authority": many, "channel": "24-7",
        "official": {"name": "محمد", "script": "Arab", "latin": "Muhammad"}}],
    "facts": {"summary": many}, "items": [{"id": "الأول", "category": "log", "description": many}],
    "conditions": [{"id": "С1", "type": "use-this-case", "text": many, "imposedBy": "EG", "appliesTo": ["all"]}],
    "x-свой": {"ключ": ["值"]}}, open("case.json", "w", encoding="utf-8"), ensure_ascii=False)
json.dump(json.load(open("case.json")), open("ascii.json", "w"))	# the same, escaped
E
ends 0 'a case in eight scripts is sealed' evid-seal -q -k A.key -n s -c case.json note
ends 0 'and verified' evid-verify -q -p A.pub s.evidence.tar.gz
both() { /usr/bin/python3 -c '
import json, subprocess, sys, tarfile
case = json.load(open("case.json"))
parts = {}
tar = tarfile.open(sys.argv[1])
for name in ("case", "conditions"):
    data = tar.extractfile("s/evidence/%s.json" % name).read().decode()
    assert "\\u" not in data.replace("\\u0000", "").replace("\\\\u", ""), data
    parts.update(json.loads(data))
parts.pop("salt")
assert parts == case' "$1"; }
check 'as it was written' both s.evidence.tar.gz
evid-seal -q -k A.key -n s -o a.gz -c ascii.json note
check 'also when it was written with escapes' both a.gz
ends 0 'it is answered' evid-case reply -q --kind mla-answer s.evidence.tar.gz
check 'with the same texts' /usr/bin/python3 -c '
import json, sys
case, answer = json.load(open("case.json")), json.load(open(sys.argv[1]))
assert answer["parties"] == case["parties"] and answer["items"][0]["description"] == case["items"][0]["description"]
assert answer["inReplyTo"][0]["items"] == ["الأول"] and answer["reference"]["counterpart"] == "№ 14/٢٠٢٦"' "$out"
LC_ALL=C ends 0 'in a plain locale too' evid-case reply -q --kind mla-answer s.evidence.tar.gz
check 'with the same bytes' grep -q 'طلب المساعدة' "$out"
ends 3 'its check' evid-case check -v case.json
check 'shows nothing that turns a line around' bash -c "! grep -qP '[\x{202a}-\x{202e}]' '$out'"
ends 0 'evid-inspect shows it' evid-inspect --json s.evidence.tar.gz
check 'as it is' json "$out" 'j["case"]["facts"]["summary"][2]["text"] == "请求保全电子数据：𠀀𠮷" and j["case"]["x-свой"] == {"ключ": ["值"]}'
finish
