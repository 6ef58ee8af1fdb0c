#!/usr/bin/env bash
# Goal: exhibits, handling flags and the case are sealed with what they are
# laid on, and with nothing else.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir -p phone/photos disk
printf 'a\n' >phone/photos/a.jpg
printf 'b\n' >phone/b.txt
printf 'c\n' >disk/c.img
cat >case.json <<'END'
{"schema": "urn:libevidence:case:1", "reference": {"own": "2026-014"},
 "exhibits": [{"id": "K1", "description": [{"lang": "en", "text": "telephone"}]},
              {"id": "K2", "description": [{"lang": "en", "text": "disk"}]}],
 "conditions": [{"id": "C1", "type": "use-this-case", "imposedBy": "KZ",
                 "appliesTo": ["all"], "text": [{"lang": "en", "text": "use limited to the case"}]}],
 "note": "ё"}
END
ends 0 'a case with exhibits and flags is sealed' \
    evid-seal -q -k A.key -n x -c case.json --exhibit K1=phone \
    --exhibit K2=disk/c.img --flag medical=phone/photos \
    --flag legal-privilege=phone/photos/a.jpg phone disk
ends 0 'and verifies' evid-verify -q -p A.pub x.evidence.tar.gz
of() {	# of NAME PATH EXPRESSION
	line x.evidence.tar.gz "$2" >line.json
	check "$1" json line.json "$3"
}
of 'an exhibit covers what is below it' phone/photos/a.jpg 'j["exhibit"] == "K1"'
of 'and the folder itself' phone 'j["exhibit"] == "K1"'
of 'another covers one file' disk/c.img 'j["exhibit"] == "K2" and "flags" not in j'
of 'and not its folder' disk '"exhibit" not in j'
of 'flags add up' phone/photos/a.jpg 'sorted(j["flags"]) == ["legal-privilege", "medical"]'
of 'and go with nothing else' phone/b.txt '"flags" not in j'
evid-inspect --json x.evidence.tar.gz >list.json
check 'the case is sealed' json list.json \
    'j["case"]["reference"]["own"] == "2026-014" and j["case"]["note"] == "ё"'
check 'its conditions stand in their own file' json list.json \
    'j["conditions"]["conditions"][0]["text"][0]["text"] == "use limited to the case" and "conditions" not in j["case"]'
fails 2 'K3: ' 'an exhibit that the case does not name' \
    evid-seal -k A.key -n y -c case.json --exhibit K3=phone phone
fails 2 'secret: ' 'a flag that is none' evid-seal -k A.key --flag secret=phone -n y phone
ends 0 'one of its own' evid-seal -q -k A.key --flag x-secret=phone -n own phone
fails 2 'phone/none: ' 'an exhibit of a name that is not sealed' \
    evid-seal -k A.key -n y --exhibit K1=phone/none phone
check 'nothing appears' absent y.evidence.tar.gz
finish
