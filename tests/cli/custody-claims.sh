#!/usr/bin/env bash
# Goal: who signed what is seen in a log: the next key as that, a stranger's
# word as a stranger's; other conditions are told as such, and what is no log
# at all, or came through a transfer as text, is refused by name.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in A B B2 C; do
	make_key $name
done
printf 'exhibit\n' >S
case_that_asks 'for this case' >case.json
evid-seal -q -k A.key -c case.json S || exit 1
bundle=S.evidence.tar.gz
log=S.custody.jsonl
evid-custody hand-over -q -k A.key --to B.pub $bundle || exit 1
evid-custody list --json $log $bundle >over.json || exit 1
seal=$(value over.json 'j["bundle"]')
export seal	# for sign
over=$(value over.json 'j["events"][0]["event"]')
cp $log sent.jsonl
cp $log alone.jsonl
# number KEY: as in a list, "5f0c…91aa"
number() {
	openssl pkey -in "$1.pub" -pubin -outform DER | sha256sum |
	    sed -E 's/^(....).*(....)  -$/\1…\2/'
}
# details CHANGE: of the hand-over, changed by a statement of Python on `d`
details() {
	/usr/bin/python3 -c '
import json, sys
d = json.load(open("over.json"))["events"][0]["details"]
exec(sys.argv[1])
print(json.dumps(d))' "$1"
}

# A condition without an answer, by another tool.
receipt=$(details 'd = {"acceptance": "accepted", "conditions": [], "files":
    d["files"], "verdict": {"status": "verified", "exitStatus": 0,
    "policySha256": None, "tool": {"name": "x", "version": "1"}},
    "heads": []}')
sign B received "$receipt" "$over" >>$log
ends 0 'a receipt that says nothing of a condition closes nothing' \
    evid-custody verify -p A.pub -p B.pub $log $bundle
check 'and which it is is said' says \
    'asks for one: "C-1" \[custody-condition-unanswered\]$'
check 'what is received so stays open' says ', no answer yet; 1 open$'
ends 0 'evid-verify says the same' evid-verify -p A.pub --custody $log $bundle
check 'of that condition' says '"C-1"; event [0-9a-f]{64} \[custody-condition-unanswered\]$'
ends 0 'the receiver signs again, and answers it' evid-custody receive -q \
    -k B.key -p A.pub --accept all $bundle
run evid-custody verify -p A.pub -p B.pub $log $bundle
check 'which closes it' says 'received there; none open$'

# Other conditions than are sealed.
sign A handed-over "$(details 'd["conditions"]["sealed"] = "0" * 64')" \
    >other.jsonl
fails 3 'nothing was signed, for it is not trusted: a hand-over states other conditions than those of this bundle' \
    'a hand-over under other conditions is told as that' evid-custody \
    receive -k B.key -p A.pub --log other.jsonl --accept all $bundle
check 'and whom to ask' tells 'hint: ask who handed it over which conditions he meant; evid-custody refuse says'
fails 3 'nothing was signed: the hand-over states other conditions' \
    'also with a reservation' evid-custody receive -k B.key -p A.pub \
    --log other.jsonl --with-reservation x --condition C-1=accepted $bundle
ends 0 'it may be refused' evid-custody refuse -q -k B.key -p A.pub \
    --log other.jsonl --reason 'other conditions' $bundle

# The next key of who is named.
cp sent.jsonl $log
evid-custody add -q key-succeeded -k B.key --to B2.pub $bundle || exit 1
named=$(evid-custody list $log $bundle | sed -n \
    's/.*[|+] \([0-9a-f]\{12\}\)  .*key-succeeded to.*/\1/p')
fails 2 'the one that is open is to key' \
    'who is not known is not succeeded in silence' evid-custody receive \
    -k B2.key -p A.pub --accept all $bundle
check 'and what to add is said' tells "hint: .*\\(--answers $named"
run evid-custody receive -k B2.key -p A.pub --accept all --answers "$named" \
    $bundle
check 'where it is, that is told' says \
    "^  succession  this key is the next key of $(number B), named by event $named\$"
check 'with whose hand-over it was' says \
    "^  hand-over   [0-9a-f]{12}, to key $(number B)\$"
ends 0 'by its next key what is handed to a key is received' \
    evid-custody verify -p A.pub $log $bundle
check 'which is said' says \
    "received there by the next key \\(key $(number B2)\\); none open\$"
check 'with who speaks for whom' says \
    "^  succession  key $(number B2) is the next key of $(number B), named by event [0-9a-f]{12}\$"
run evid-custody list $log $bundle
check 'a list says it, too' says \
    "^\"Holder of B2\" \\(as stated; key $(number B2)\\), the next key of \\(key $(number B)\\), branch"
run evid-custody list --json $log $bundle
check 'and its JSON' json "$out" 'len({e["succeeds"] for e in j["events"]}) == 2
    and all((e["succeeds"] is None) == (e["by"]["name"] != "Holder of B2")
    for e in j["events"])'
run evid-custody verify --json -p A.pub $log $bundle
check 'and that of the verdict' json "$out" 'len(j["successions"]) == 1'

# A stranger's, and a stolen key's.
run evid-custody list -p B.pub sent.jsonl $bundle
check "a stranger's hand-over is told as that" says \
    "handed-over to .* \\[claim: by a stranger\\]\$"
evid-custody receive -q -k B.key --with-reservation x --log sent.jsonl \
    -p A.pub --condition C-1=accepted $bundle || exit 1
run evid-custody verify -p B.pub sent.jsonl $bundle
check 'also where it is answered' says \
    '; that it was handed over to .* is a claim: by a stranger, and it rests on that: received there with a reservation; none that counts is open$'
cp $log stolen.jsonl
evid-custody add -q key-compromised -k A.key --log stolen.jsonl --set \
    "keyid=$(openssl pkey -in A.pub -pubin -outform DER | sha256sum |
    cut -c -64)" --set since=2026-01-01 $bundle || exit 1
run evid-custody list stolen.jsonl $bundle
check "and a stolen key's as that" says \
    'handed-over to .* \[claim: its key is compromised\]$'
run evid-custody list --json stolen.jsonl $bundle
check 'as JSON' json "$out" 'sorted({e["why"] or "" for e in j["events"]}) ==
    ["", "its key is compromised"]'

# What is no log.
for file in A.pub S case.json; do
	fails 2 "$file: it is no custody log: no line of it is an event" \
	    "$file is not merged" evid-custody merge -o all.jsonl $log $file
done
: >none.jsonl
head -c 4096 /dev/zero >zeros.jsonl
head -c 40 $log >begun.jsonl
printf '{"payload":"x"}\n' >half.jsonl
for each in 'half.jsonl' 'half.jsonl half.jsonl' '--mend zeros.jsonl' '--mend begun.jsonl' \
    '--mend half.jsonl zeros.jsonl'; do
	read -ra words <<<"$each"
	fails 2 '(zeros|begun|half)\.jsonl: no event is in it(, nor in the others)?$' \
	    "nor is what has no event: $each" evid-custody merge -o all.jsonl "${words[@]}"
done
check 'and nothing is written' absent all.jsonl
for each in none.jsonl "none.jsonl $log" "$log none.jsonl" '--mend none.jsonl'; do
	read -ra words <<<"$each"
	fails 4 'none.jsonl: the file is empty$' "an empty one lacks all: $each" \
	    evid-custody merge -o all.jsonl "${words[@]}"
done
check 'most often since its transfer failed' tells \
    'hint: most often a transfer that failed: fetch it again, or leave it out'
fails 4 ': -: the file is empty$' 'that of a pipe, too' \
    evid-custody merge -o all.jsonl $log -
check 'and nothing is written then' absent all.jsonl
sed 's/$/\r/' $log >text.jsonl
fails 2 'text.jsonl: its lines end in CR LF, as a transfer in text mode' \
    'lines that a transfer as text changed are named' \
    evid-custody merge -o all.jsonl $log text.jsonl
check 'with what to do' tells "hint: .*tr -d '.r' <LOG >NEW"
fails 2 'text.jsonl: its lines end in CR LF' 'nothing is added to them' \
    evid-custody add stored -k A.key --log text.jsonl $bundle
ends 1 'as a log they are none' evid-custody verify -p A.pub text.jsonl
check 'and why is said' says 'line 1: it has the line ends of another system \(CR LF\)'
tr -d '\r' <text.jsonl >back.jsonl
check 'without them it is the log again' same back.jsonl $log
# A key that the directory lets sign later.
evid-trust init -q -o d.json --name un247 --threshold 1
evid-trust add -q --state KZ --kind court --authority 'en=Court' --key B2.pub \
    --use directory --valid-from 2020-01-01 d.json 2>/dev/null
evid-trust add -q --state VN --kind court --authority 'en=Court' --key A.pub \
    --use seal --use custody --valid-from 2090-06-01 d.json 2>/dev/null
evid-trust sign -q -k B2.key d.json
cp sent.jsonl $log
fails 3 'its key was not yet valid then: it is valid from 2090-06-01 00:00:00Z' \
    'by a key that is not yet valid nothing is signed, and from when it is, is said' \
    evid-custody add stored -k A.key -t d.json --log $log
check 'with what to do' tells 'hint: sign with the key that was valid then, or once this one is; '
ends 3 'nor does a log of such a key count' evid-custody verify -t d.json $log
check 'which is not told as a key of another' says \
    'not signed by a key that was asked for: none of its events counts \[signer-not-trusted\]'

# A sender hears that the key is stolen to which he handed over.
cp alone.jsonl $log
evid-custody add -q key-compromised -k A.key -p A.pub --set since=2026-01-01 \
    --set keyid="$(openssl pkey -in B.pub -pubin -outform DER | sha256sum |
    cut -c -64)" $bundle
run evid-custody verify -p A.pub $log $bundle
refuse 'as long as that key signed nothing, his word stands' says custody-claim
evid-custody acknowledge -q -k A.key --means telephone --result refused \
    --by 'Holder of B' $bundle || exit 1
ends 0 'who has it receives' evid-custody receive -q -k B.key -p A.pub \
    --accept all $bundle
ends 0 'his word of a key that then signs is a claim' evid-custody verify \
    -p A.pub $log $bundle
check 'told with the key' says \
    "it is not by the key or its State, and changes nothing of what key $(number B) signed \\[custody-claim\\]\$"
check 'and that nobody received, as he noted, stands beside the receipt' says \
    '\[custody-outside-differs\]$'
finish
