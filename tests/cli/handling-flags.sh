#!/usr/bin/env bash
# Goal: handling flags act: of what nobody is to see no output shows the
# content or a preview; masked names stand in none; damage changes nothing.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir -p phone/photos phone/letters disk
big=$((300 * 1024))
secret() { head -c $big /dev/urandom | base64 -w0 | head -c $big; printf '%s' "$2"; } >"$1"
secret phone/photos/victim-anna.jpg CONTENT-CSAM
secret phone/letters/counsel-petrov.txt CONTENT-PRIVILEGE
secret disk/agent-borey.img CONTENT-CLASSIFIED
secret disk/plain.img CONTENT-PLAIN
printf 'CONTENT-MEDICAL' >disk/patient-olga.txt
ln phone/photos/victim-anna.jpg phone/zz-second
ln -s photos/victim-anna.jpg phone/zz-third
preview=no
setfattr -n user.thumbnail -v PREVIEW-CSAM phone/photos/victim-anna.jpg 2>/dev/null &&
    setfattr -n user.thumbnail -v PREVIEW-MEDICAL disk/patient-olga.txt && preview=yes
cat >case.json <<'E'
{"schema": "urn:libevidence:case:1", "reference": {"own": "2026-014"},
 "items": [{"id": "1", "category": "content", "exhibit": "K1"}],
 "conditions": [{"id": "C-1", "type": "use-this-case", "imposedBy": "KZ", "appliesTo": ["all"],
  "text": [{"lang": "en", "text": "nobody looks at victim-anna.jpg"}], "needsAcceptance": true}],
 "exhibits": [{"id": "K1", "description": [], "paths": ["phone/photos/victim-anna.jpg"]},
  {"id": "K2", "description": [], "paths": ["phone/letters"]}, {"id": "K3", "paths": ["disk/patient-olga.txt"]}],
 "flags": [{"flag": "csam", "appliesTo": ["1"], "rule": "no-preview"}, {"flag": "legal-privilege", "appliesTo": ["K2"]},
  {"flag": "medical", "appliesTo": ["K3"], "rule": "no-preview"}, {"flag": "biometric", "appliesTo": ["1"]}]}
E
fails 2 'disk/agent-borey\.im: nothing of this name is sealed' 'a flag on what is not sealed marks nothing' \
    evid-seal -q -k A.key -n f --flag classified=disk/agent-borey.im phone disk
check 'and nothing is left' absent f.evidence.tar.gz
run evid-seal -k A.key -n f --progress always -c case.json --flag classified=disk/agent-borey.img phone disk
[ "$status" -eq 0 ]; result $? 'flags of the case and of options are sealed'
cat "$out" "$err" >all
b=f.evidence.tar.gz
line $b phone/letters/counsel-petrov.txt >line.json
check 'the flag of an exhibit is on the lines of its objects' json line.json 'j["flags"] == ["legal-privilege"] and j["exhibit"] == "K2"'
line $b disk/plain.img >line.json
check 'and on no other' json line.json '"flags" not in j and "exhibit" not in j'
evid-inspect --json --mask none $b >list.json
check 'a second name of a file has the flags of the first' json list.json \
    '[m["line"]["flags"] for m in j["members"] if m["original"].endswith("zz-second")] == [["biometric", "csam"]]'
check 'an item gives its exhibit its flag' json list.json \
    '[m["line"]["flags"] for m in j["members"] if m["original"].endswith("anna.jpg")] == [["biometric", "csam"]]'

# Damage: within the csam file's blocks, in the last block of the payload, in
# the tail; cut; a folder with the file changed, and one with it lost.
cp $b d1.gz && flip d1.gz 5000
for at in 60000 200000 400000 700000 900000; do
	cp $b "d$at.gz" && flip "d$at.gz" $at
done
cp $b cut.gz && truncate -s 500000 cut.gz
cp $b tail.gz && flip tail.gz $(($(stat -c %s $b) - 3000))
tar xzf $b && cp -r f lost && echo x >>f/data/phone/photos/victim-anna.jpg && rm lost/data/phone/photos/victim-anna.jpg
mkdir g && tar xzf $b -C g && echo y >g/f/data/disk/planted-name
mkdir g/f/data/phone/photos/victim-anna.d
touch g/f/data/phone/photos/victim-anna.jpg.2 g/f/data/phone/photos/victim-anna.d/1
evid-seal -q -k A.key -n det --detached -c case.json --flag classified=disk/agent-borey.img phone disk
make_key B
mkdir sent
export XDG_STATE_HOME=$dir/state
# What an event and the case state may be such a name, too.
evid-custody add examined -q -k A.key \
    --set action.input=phone/photos/victim-anna.jpg \
    --set action.output=data/phone/letters/counsel-petrov.txt \
    --set 'notes=["disk/agent-borey.img",{"a":"disk/patient-olga.txt"}]' \
    --set action.tool=plain-viewer $b || exit 1
evid-custody add destroyed -q -k A.key --set only=false \
    --set copy=disk/agent-borey.img $b || exit 1
# Nor need one be a whole text, or stand where a path is expected.
evid-custody attach -q -k A.key phone/photos/victim-anna.jpg $b || exit 1
evid-custody add photographed -q -k A.key --when 2026-11-01T10:00:00+05:00 \
    --certainty 'as in counsel-petrov.txt' \
    --set notes='see /mnt/disk/agent-borey.img, and patient-olga.txt.bak' \
    --set purpose='of "phone/photos/victim-anna.jpg"' $b || exit 1
evid-custody hand-over -q -k A.key --to B.pub --to-name 'B of victim-anna.jpg' \
    --to-organization phone/letters/counsel-petrov.txt $b || exit 1
everything() {	# everything OPTION...: all that the tools tell
	local each

	for each in $b d*.gz cut.gz tail.gz f lost g/f; do
		evid-verify -v --progress always "$@" -p A.pub "$each"
		evid-verify --json "$@" -p A.pub "$each"
		evid-inspect -v "$@" "$each"
		evid-inspect --json "$@" "$each"
		rm -rf given
		evid-extract -v --damaged "$@" -p A.pub -C given "$each"
		rm -rf given
		evid-extract --json --damaged "$@" -p A.pub -C given "$each"
		evid-case check -v "$@" "$each"
		evid-case clocks "$@" "$each"
		evid-case reply --kind mla-answer "$each"
	done
	for each in $b d1.gz d60000.gz cut.gz tail.gz f lost g/f \
	    det.evidence.tar.gz; do
		evid-custody list "$@" f.custody.jsonl "$each"
		evid-custody list --open "$@" f.custody.jsonl "$each"
		evid-custody list --json "$@" -p A.pub f.custody.jsonl "$each"
		evid-custody verify "$@" f.custody.jsonl "$each"
		evid-custody verify --json "$@" f.custody.jsonl "$each"
		evid-custody form "$@" -p A.pub f.custody.jsonl "$each"
		evid-custody form --html "$@" f.custody.jsonl "$each"
		evid-case check --json "$@" "$each"
		evid-case clocks --json "$@" "$each"
		evid-case clocks --ics "$@" "$each"
		evid-case clocks --custody f.custody.jsonl -p A.pub "$@" \
		    "$each"
		evid-verify --custody f.custody.jsonl "$@" -p A.pub "$each"
	done
	printf '%s\n' $b d1.gz cut.gz f lost >files
	rm -f results
	evid-verify --json-lines --results results --files-from files "$@" \
	    -p A.pub
	cat results
	for each in phone/photos/victim-anna.jpg 'phone/*' disk; do
		rm -rf given
		evid-extract -v --member "$each" "$@" -p A.pub -C given $b |
		    grep -v "^evid-extract: $each:"
		rm -rf given
		evid-extract --json --member 'phone/*' "$@" -p A.pub -C given \
		    d1.gz
	done
	for each in $b d1.gz d60000.gz; do
		cp "$each" sent/$b && cp f.custody.jsonl sent/
		(cd sent && evid-custody receive -v "$@" -k ../B.key \
		    -p ../A.pub --with-reservation damp $b)
		cp "$each" sent/$b && cp f.custody.jsonl sent/
		(cd sent && evid-custody receive --json "$@" \
		    -k ../B.key -p ../A.pub --with-reservation damp $b)
		(cd sent && evid-custody list --json "$@" f.custody.jsonl $b)
		cp f.custody.jsonl sent/
		(cd sent && evid-custody receive "$@" -k ../B.key -p ../A.pub \
		    --not-accepted damp $b)
		cp f.custody.jsonl sent/
		(cd sent && evid-custody refuse -k ../B.key --reason damp $b)
		cp f.custody.jsonl sent/
		(cd sent && evid-custody deliver --json -k ../B.key $b)
		# It looks at files alone, and knows no flag.
		evid-verify --delivery f.custody.jsonl -p A.pub sent/$b |
		    grep -v '^  to  '
		evid-verify --json "$@" --custody f.custody.jsonl -p A.pub \
		    "$each"
	done
	mkdir -p elsewhere/phone/photos && ln -sf /etc/hostname elsewhere/phone/photos/victim-anna.jpg
	evid-verify --json "$@" -p A.pub --payload elsewhere det.evidence.tar.gz
	evid-verify -v "$@" -p A.pub --payload . det.evidence.tar.gz
	evid-verify --json "$@" -p A.pub - <f.evidence.tar.gz
	evid-verify -v "$@" -p A.pub - <d1.gz
} 2>&1
everything >>all
everything --mask none >open.txt
refuse 'no output has the content' grep -aqE 'CONTENT-(CSAM|PRIVILEGE|CLASSIFIED|MEDICAL|PLAIN)' all open.txt
if [ $preview = yes ]; then
	refuse 'nor a preview' bash -c "grep -aqE 'PREVIEW-(CSAM|MEDICAL)' all open.txt || grep -aq \"\$(printf PREVIEW-CSAM | base64 | head -c 12)\" all open.txt || grep -aq \"\$(printf PREVIEW-MEDICAL | base64 | head -c 16)\" all open.txt"
else
	skip 'nor a preview' 'no extended attributes here'
fi
check 'without masks the damaged file is named' grep -q 'victim-anna.jpg: ' open.txt
check 'and the others' grep -q 'counsel-petrov' open.txt
check 'what an event states is' grep -q 'what went in: "phone/photos/victim-anna.jpg"' open.txt
check 'on a page, too' grep -q 'what went in: <bdi>&quot;phone/photos/victim-anna.jpg' open.txt
check 'and in JSON' grep -q '"input":"phone/photos/victim-anna.jpg"' open.txt
check 'a copy by its name' grep -q 'destroyed, copy "disk/agent-borey.img"' open.txt
check 'what an exhibit is sealed as' grep -q 'Sealed as  *"phone/photos/victim-anna.jpg"' open.txt
sed '/progress\|^evid-seal/d' all >told
for each in $b d1.gz d60000.gz f lost g/f; do
	evid-verify -v -p A.pub "$each"; evid-verify --json -p A.pub "$each"
done >known.txt 2>&1
refuse 'csam is masked unasked, where the inventory can be read' grep -q 'victim-anna' known.txt
evid-inspect -v $b >shown; evid-inspect --json $b >>shown
for each in list 'list --json' form 'form --html'; do
	# shellcheck disable=SC2086	# several words
	evid-custody $each -p A.pub f.custody.jsonl $b
done >kept.txt 2>&1
refuse 'csam is masked unasked in a list of the log and in a form' grep -q 'victim-anna' kept.txt
check 'and no other' bash -c "grep -q counsel-petrov kept.txt && grep -q agent-borey kept.txt && grep -q patient-olga kept.txt"
# What must be understood of an event, and what is found of it, may name one.
evid-custody list --json f.custody.jsonl $b >critical.json
# shellcheck disable=SC2034	# sign() reads it
seal=$(value critical.json 'j["bundle"]')
cp f.custody.jsonl critical.jsonl
EVENT_CRITICAL='["photos/victim-anna.jpg"]' sign A stored '{}' >>critical.jsonl
show_all() {	# LOG BUNDLE [OPTION...]: every view of it
	local each

	for each in list 'list --json' 'list --open' form 'form --html' verify 'verify --json'; do
		# shellcheck disable=SC2086	# several words
		evid-custody $each "${@:3}" -p A.pub "$1" "$2"
	done 2>&1
}
show_all critical.jsonl $b --mask none >shown.txt
check 'what must be understood is shown where nothing is masked' grep -q 'photos/victim-anna' shown.txt
show_all critical.jsonl $b >shown.txt
refuse 'and not where it is a masked name' grep -q 'victim-anna' shown.txt
check 'a label stands within it' grep -q '"critical":\["photos/\[masked object [0-9]*\]"\]' shown.txt
fails 2 'mask is of what a bundle holds' 'a log alone has no flags' evid-custody verify --mask all f.custody.jsonl
mkdir operand-vera && echo 1 >operand-vera/one
evid-seal -q -k A.key -n o --flag csam=operand-vera operand-vera
evid-custody add stored -q -k A.key --set copy=operand-vera --set 'purpose=of operand-vera, whole' o.evidence.tar.gz
show_all o.custody.jsonl o.evidence.tar.gz >shown.txt
refuse 'nor is what an operand is called' grep -q operand-vera shown.txt
mkdir operand && tar -C operand -xf o.evidence.tar.gz
sed -i 's/"csam"/"x-cs"/' operand/*/evidence/inventory.jsonl
show_all o.custody.jsonl operand/o >shown.txt
refuse 'nor where somebody took its flag away' grep -q operand-vera shown.txt
check 'and the rest of such a text is' grep -q 'of \[masked\], whole' shown.txt
mkdir altered && tar -C altered -xf $b
sed -i 's/"csam"/"x-cs"/' altered/*/evidence/inventory.jsonl
for each in list 'list --json' form 'form --html'; do
	# shellcheck disable=SC2086	# several words
	evid-custody $each -p A.pub f.custody.jsonl altered/*
done >altered.txt 2>&1
refuse 'nor where somebody took the flag out of the inventory' \
    grep -q 'victim-anna' altered.txt
check 'for then what may be a path is not shown' grep -q '"\[masked\]"' altered.txt
echo x >>altered/f/data/disk/plain.img
for each in -v --json '--json --mask all'; do
	# shellcheck disable=SC2086	# several words
	evid-verify $each -p A.pub altered/f
done >altered.txt 2>&1
refuse 'and a verdict tells no condition with such a name' \
    grep -q 'victim-anna' altered.txt
check 'but all else of it' grep -q '"id":"C-1","type":"use-this-case","imposedBy":"KZ"' altered.txt
check 'nor any file, where flags were named' grep -q 'data/\[masked\]: \|"path":"[^"]*data/\[masked\]"' altered.txt
evid-verify --json -p A.pub --mask none altered/f >altered.txt
check 'which it does where nothing is masked' grep -q 'nobody looks at victim-anna' altered.txt
refuse 'in lists too, and in the case' grep -q 'victim-anna' shown
check 'nor where a link leads to it' grep -q 'zz-third -> \[masked\]' shown
check 'a label stands for it' grep -q '\[masked object [0-9]*\]  {biometric, csam}' shown
n=$(value list.json '[i for i, m in enumerate(j["members"], 1) if m["original"].endswith("anna.jpg")][0]')
check 'the same in lists and in verdicts' bash -c "grep -q 'masked object $n\]' shown && grep -q 'data/\[masked object $n\]: ' known.txt"
evid-extract --json -p A.pub -C named $b >given.json
check 'what is given out has its names, its list has labels' bash -c "test -s named/phone/photos/victim-anna.jpg && ! grep -q victim-anna given.json"
check 'and says which' json given.json \
    '[m["given"] for m in j["extracted"]["members"] if m["masked"] and m["type"] == "file"] == ["[masked object '"$n"']"]'
check 'what is not masked has its name' grep -q 'disk/plain.img' shown
run evid-verify -p A.pub g/f
check 'a planted file is named as it is' says '^  data/disk/planted-name: .*\[foreign-file\]'
check 'but beside masked ones by its folder alone' says '^  data/phone/photos/\[masked\]: .*\[foreign-file\]'
check 'each of them' test "$(grep -c '^  data/phone/photos/\[masked\]: ' "$out")" -eq 2
check 'and in full where nothing is masked' bash -c \
    'evid-verify --mask none -p A.pub g/f | grep -q "^  data/phone/photos/victim-anna.d/1: "'

everything --mask legal-privilege --mask classified >strict
check 'labels stand for them in what an event states' bash -c \
    "grep -q 'what went in: \"\[masked object [0-9]*\]\"' strict && grep -q 'destroyed, copy \"\[masked object [0-9]*\]\"' strict && grep -q '\"input\":\"\[masked object [0-9]*\]\"' strict"
check 'and within a text, of a path or of a base name' bash -c \
    "grep -q 'see /mnt/\[masked object [0-9]*\], and patient-olga.txt.bak' strict && grep -q '\"certainty\":\"as in \[masked object [0-9]*\]\"' strict && grep -q '\"name\":\"\[masked object [0-9]*\]\"' strict"
check 'of a receiver, too' grep -q '"B of \[masked object [0-9]*\]"' strict
check 'all else that it states stands' grep -q 'tool: "plain-viewer"' strict
refuse 'masked names stand nowhere, whatever is damaged' \
    grep -aE 'victim-anna|counsel-petrov|agent-borey' strict
check 'where nobody knows the flags all names are masked' bash -c "evid-verify --mask medical -p A.pub cut.gz | grep -q 'data/\[masked\]'"
everything --mask all >each
refuse 'all means every flag' grep -aE 'victim-anna|counsel-petrov|agent-borey|patient-olga' each
check 'and nothing without one' grep -q 'disk/plain.img' each
ends 0 'masks change no verdict' evid-verify -q -p A.pub --mask all $b
ends 1 'nor any other' evid-verify -q -p A.pub --mask all d1.gz
fails 2 'secret: ' 'a flag that is none' evid-verify -p A.pub --mask secret $b
fails 2 'secret: ' 'for a list too' evid-inspect --mask secret $b
fails 2 'secret: ' 'and for a receipt' evid-custody receive -k B.key -p A.pub --accept all --mask secret $b

# A link where a masked folder was: its name is part of a masked name.
mkdir -p src/victim-dir src/open away
echo 1 >src/victim-dir/one && echo 2 >src/open/two
evid-seal -q -k A.key -n links --detached --flag csam=src/victim-dir src
cp -r src away/ && rm -r away/src/victim-dir away/src/open
ln -s /etc away/src/victim-dir && ln -s /etc away/src/open
for each in '' --json '-v --mask all' '--json --mask medical'; do
	# shellcheck disable=SC2086	# several words
	evid-verify $each -p A.pub --payload away links.evidence.tar.gz
done >links.txt 2>&1
check 'that a link hides a masked file is told' grep -q 'masked object [0-9]*\].*a folder above it is a link' links.txt
refuse 'but not its name, which is masked' grep -q 'victim-dir' links.txt
check 'the name of another is' grep -q 'src/open is a link' links.txt
check 'and that one where nothing is masked' bash -c \
    'evid-verify --mask none -p A.pub --payload away links.evidence.tar.gz | grep -q "src/victim-dir is a link"'

run evid-seal -k A.key -n second --flag csam=phone/zz-second phone
[ "$status" -eq 0 ]; result $? 'a flag on a second name alone'
check 'is told: the content has the first' tells 'zz-second: .*csam'

# a case that is about more than is sealed here
run evid-seal -k A.key -n part -c case.json disk
[ "$status" -eq 0 ]; result $? 'a case may be about more than is sealed'
check 'which is told' tells 'flag legal-privilege of the case reaches nothing'
printf '{"schema":"urn:libevidence:case:1","flags":[{"flag":"secret","appliesTo":["all"]}]}' >bad.json
fails 2 'bad\.json: .*flag' 'a flag of the case that is none' evid-seal -k A.key -n p -c bad.json disk
printf '{"schema":"urn:libevidence:case:1","flags":[{"flag":"medical","appliesTo":["all"]}]}' >every.json
evid-seal -q -k A.key -n every -c every.json disk
evid-inspect --json every.evidence.tar.gz >list.json
check 'a flag may be on all' json list.json 'all(m["line"]["flags"] == ["medical"] for m in j["members"])'
finish
