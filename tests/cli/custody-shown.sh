#!/usr/bin/env bash
# Goal: who looks at a log sees what of it has no effect on conditions, as of
# when it is judged, faults of every kind, and that a key which sealed the
# bundle is compromised; in words, as JSON, and in the form.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
make_pinned A:KZ B:VN A2:KZ
make_key S
mkdir SMS && printf 'exhibit\n' >SMS/a.txt
cat >case.json <<'JSON'
{"schema":"urn:libevidence:case:1","kind":"mla-answer",
 "conditions":[{"id":"C-1","type":"use-this-case","imposedBy":"KZ",
  "text":[{"lang":"en","text":"for this case alone"}],"appliesTo":["all"]}]}
JSON
evid-seal -q -k A.key -c case.json SMS || exit 1
bundle=SMS.evidence.tar.gz
log=SMS.custody.jsonl
evid-custody hand-over -q -k A.key --to B.pub $bundle || exit 1
cp $log sent.jsonl
evid-custody list --json $log $bundle >sent.json || exit 1
seal=$(value sent.json 'j["bundle"]')
export seal	# for sign
over=$(value sent.json 'j["events"][0]["event"]')
trust=(--pins pins.json)

# ---- what has no effect on conditions ----

value_of() {
	printf '{"id":"%s","type":"other","imposedBy":"%s"}' "$1" "$2"
}
{
	cat sent.jsonl
	sign A condition-changed '{"condition":"C-1","change":"tightened",
	    "value":'"$(value_of C-1 KZ)"'}'
	sign A condition-changed '{"condition":"C-1","change":"added",
	    "value":'"$(value_of C-1 KZ)"'}'
	sign B condition-changed '{"condition":"C-9","change":"tightened",
	    "value":'"$(value_of C-9 VN)"'}'
	sign S condition-changed '{"condition":"C-1","change":"lifted"}'
} >changes.jsonl
run evid-custody list --json "${trust[@]}" changes.jsonl $bundle
check 'a change that acts counts, one that does not is told with why' json "$out" \
    '[(e["standing"], e["why"]) for e in j["events"] if
    e["type"] == "condition-changed"] == [("counts", None),
    ("no-effect", "its State has a condition of this id, whose place its tightened or loosened takes"),
    ("no-effect", "there is no such condition"), ("claim", "by a stranger")]'
check 'and as a finding, of what counts' json "$out" \
    '[f["code"] for f in j["findings"]].count("condition-change-ignored") == 2
    and not j["exitStatus"]'
cp "$out" list.json
run evid-verify --json "${trust[@]}" --custody changes.jsonl $bundle
check 'as by a verdict on the bundle, with those of strangers' json "$out" \
    'len(j["legal"]["ignored"]) == 3'
run evid-custody verify "${trust[@]}" changes.jsonl $bundle
check 'a verdict on the log tells it' says \
    'a change of a condition has no effect: on condition "C-9": there is no such condition \[condition-change-ignored\]$'
run evid-custody list "${trust[@]}" changes.jsonl $bundle
check 'a list marks it' says \
    'condition "C-9", tightened, .* \[no-effect: there is no such condition\]$'
check 'and not what acts' test "$(grep -c 'no-effect' "$out")" -eq 2
check 'at its end, too' says \
    '^  a change of a condition has no effect: .*\[condition-change-ignored\], event [0-9a-f]{12}, and 1 more like it$'
run evid-custody form "${trust[@]}" changes.jsonl $bundle
check 'so does the form' says \
    '^     WITHOUT EFFECT ON THE CONDITIONS: there is no such condition$'
check 'at its head, too' says \
    '^Noted  .*\[condition-change-ignored\], without effect, row 3, and 1 more like it$'
run evid-custody form --html "${trust[@]}" changes.jsonl $bundle
check 'and as a page' says \
    'WITHOUT EFFECT ON THE CONDITIONS: <bdi>there is no such condition</bdi>'
run evid-custody list "${trust[@]}" changes.jsonl
check 'without its bundle nobody knows what was sealed' \
    bash -c '! grep -q "no-effect" "$1"' - "$out"
changes=$(value list.json 'json.dumps(sorted(e["event"] for e in j["events"]
    if e["type"] == "condition-changed"))')
files=$(value sent.json 'json.dumps(j["events"][0]["details"]["files"])')
{
	cat changes.jsonl
	sign A handed-over '{"receiver":'"$(value sent.json \
	    'json.dumps(j["events"][0]["details"]["receiver"])')"',
	    "files":'"$files"',"conditions":{"sealed":"'"$(value sent.json \
	    'j["events"][0]["details"]["conditions"]["sealed"]')"'",
	    "changes":'"$changes"'},"heads":[]}'
} >named.jsonl
run evid-custody form "${trust[@]}" named.jsonl $bundle
check 'a hand-over that names them says of each whether it changes anything' \
    bash -c '[ "$(grep -c "conditions as changed by " "$1")" -eq 1 ] &&
    [ "$(grep -c "named as a change of conditions, WITHOUT EFFECT: " "$1")" \
    -eq 3 ]' - "$out"

# ---- as of when ----

day=$(date -u -d '1 day ago' +%F)
for call in 'verify:^  as at       ' 'list:^judged as at ' \
    'list --open:^judged as at ' 'form:^Judged as at  *' \
    'form --html:^<p><b>Judged as at</b> <bdi>'; do
	# shellcheck disable=SC2086	# a verb and its option
	run evid-custody ${call%%:*} "${trust[@]}" --at "$day" changes.jsonl $bundle
	check "${call%%:*} says as of when, and how much is later" says \
	    "${call#*:}$day .*; 5 events are later than that instant"
	# shellcheck disable=SC2086	# several words
	run evid-custody ${call%%:*} "${trust[@]}" changes.jsonl $bundle
	check 'and nothing of it as of now' bash -c '! grep -qi "as at " "$1"' - "$out"
done
for verb in verify list; do
	run evid-custody $verb --json "${trust[@]}" --at "$day" changes.jsonl $bundle
	check "$verb as JSON says so" json "$out" \
	    "j['asAt'].startswith('$day') and j['laterEvents'] == 5"
	run evid-custody $verb --json "${trust[@]}" changes.jsonl $bundle
	check 'and that it was not asked for' json "$out" \
	    "j['asAt'] is None and j['laterEvents'] == 0"
done
run evid-custody list --json "${trust[@]}" --at "$day" changes.jsonl $bundle
check 'what is later than that is not told as without effect' json "$out" \
    'not [e for e in j["events"] if e["standing"] == "no-effect"]'

# ---- faults of every kind ----

{
	for ((i = 0; i < 30; i++)); do
		EVENT_BRANCH=$(printf '%016x' $((i / 2))) sign B stored '{}'
	done
	sign B stored '{}' "$(printf '0%.0s' {1..64})"
	cat sent.jsonl
} >many.jsonl
for verb in list form; do
	run evid-custody $verb "${trust[@]}" many.jsonl $bundle
	check 'many faults of one kind hide none of another' says \
	    '\[custody-answers-missing\], (event|row) '
	check 'and are counted' says \
	    '\[custody-two-firsts\], .*, and 10 more like it$'
	check 'after the first of them' test \
	    "$(grep -cE '^(  |Fault  ).*\[custody-two-firsts\],' "$out")" -eq 5
	check 'and where all are told is said' says 'evid-custody verify tells of all$'
done

# ---- in plain words ----

receipt='{"acceptance":"with-reservation","reservation":"it was open",
 "conditions":[{"id":"C-1: accepted","answer":"accepted",
 "text":"VERIFIED"}],"files":'$files',"verdict":{"status":"verified",
 "exitStatus":0,"policySha256":null,"tool":{"name":"theirs","version":"9"}},
 "heads":[]}'
{
	cat sent.jsonl
	sign B received "$receipt" "$over"
	sign B refused '{"reason":"it came too late"}' "$over"
	sign A acknowledged-outside '{"means":"telephone","result":"refused",
	    "by":{"name":"Mr Tran"}}' "$over"
} >words.jsonl
run evid-custody verify "${trust[@]}" words.jsonl $bundle
check 'two answers are told in words' says \
    'here he refused it; by event [0-9a-f]{16} before it he received it with a reservation \[custody-answers-differ\]$'
check 'and a note that says otherwise' says \
    'here the receiver refused it, as the sender notes; by his own event [0-9a-f]{16} he received it with a reservation \[custody-outside-differs\]$'
run evid-custody form "${trust[@]}" words.jsonl $bundle
check 'an answer to a condition stands between quotes' says \
    'condition accepted: "C-1: accepted": "VERIFIED"$'

# ---- a key that sealed the bundle ----

id() { value "$1.json" 'j["keyid"]'; }
evid-keygen -o F --no-passphrase --json >F.json || exit 1
mkdir T && printf 'another\n' >T/b.txt
evid-seal -q -k A.key T || exit 1
bundle=T.evidence.tar.gz
log=T.custody.jsonl
evid-custody add -q stored -k B.key $bundle || exit 1
cp $log none.jsonl
stolen() {
	local key=$1 of=$2

	shift 2
	evid-custody add key-compromised -k "$key.key" --set "keyid=$of" \
	    --set since=2026-01-01T00:00:00Z "$@" $bundle
}
fails 3 "by whom you trust key .* is of KZ, and this key is of VN" \
    "of another State's key it is not signed" stolen B "$(id A)" "${trust[@]}"
check 'what to do is said' tells 'hint: its holder says that of his key, or another key of KZ: ask there'
check 'and nothing was' cmp -s none.jsonl $log
ends 0 'where nobody is known it is signed' stolen B "$(id A)"
check 'and that it has no effect here is said' tells \
    'by what is known here, what was signed has no effect: that the key which signs it is of a State is not known here'
ends 0 'that is a claim' evid-custody verify "${trust[@]}" $log $bundle
check 'as is said, with the key whose word stands' says \
    "it is not by the key or its State, and changes nothing of what key $(id A | cut -c1-4)…$(id A | cut -c61-) signed \\[custody-claim\\]\$"
cp none.jsonl $log
ends 0 'of a key that signed nothing here anyone may say it' \
    stolen B "$(id F)" "${trust[@]}" --json
check 'and is told that it has no effect' json "$out" \
    'j["noEffect"] == "no event of this log is by that key, and the bundle is not sealed with it"'
check 'in words, too' tells 'what was signed has no effect: no event of this log'
ends 0 'it changes nothing' evid-custody verify "${trust[@]}" $log $bundle
run evid-custody list "${trust[@]}" $log $bundle
check 'a list says of which key' says \
    "key-compromised of \\(key $(id F | cut -c1-4)…$(id F | cut -c61-)\\), since 20"
cp none.jsonl $log
ends 0 'of a key that signed the seal alone its State says it' \
    stolen A2 "$(id A)" "${trust[@]}" --json
check 'with an effect' json "$out" 'j["noEffect"] is None'
number="$(id A | cut -c1-4)…$(id A | cut -c61-)"
for verb in verify list form 'list --open'; do
	# shellcheck disable=SC2086	# several words
	ends 3 "$verb ends so" evid-custody $verb "${trust[@]}" $log $bundle
	check 'and says why' says \
	    "a key that sealed the bundle is compromised, as its holder or its State says: key $number \\[custody-sealer-compromised\\]"
done
run evid-custody list --json "${trust[@]}" $log $bundle
check 'as JSON, too' json "$out" \
    '[f["code"] for f in j["findings"]] == ["custody-sealer-compromised"]'
ends 3 'the bundle is not trusted any more' evid-verify --json "${trust[@]}" \
    --custody $log $bundle
check 'for that' json "$out" \
    '[f["code"] for f in j["custody"]["findings"]] == ["custody-sealer-compromised"]'
says_so=$(value "$out" 'j["signatures"][0]["compromisedBy"]')
check 'and beside the signature, whose trust is by pins alone' json "$out" '
    j["trust"]["status"] == "met" and j["exitStatus"] == 3 and
    j["signatures"][0]["compromisedBy"] is not None'
run evid-verify "${trust[@]}" --custody $log $bundle
check 'in the line of the signer, too' says \
    "^  sealed by .*; the key is COMPROMISED, as event ${says_so:0:16} of the custody log says\$"
run evid-verify --json "${trust[@]}" $bundle
check 'where no log says so there is none' json "$out" \
    'j["signatures"][0]["compromisedBy"] is None'
ends 0 'without the bundle nobody knows who sealed it' \
    evid-custody verify "${trust[@]}" $log
cp none.jsonl $log
ends 0 'its holder says so himself' stolen A "$(id A)"
ends 3 'and is heard' evid-custody verify "${trust[@]}" $log $bundle
check 'as well' says '\[custody-sealer-compromised\]$'
finish
