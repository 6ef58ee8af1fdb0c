#!/usr/bin/env bash
# Goal: what anybody can add to a log and nobody signed of this evidence, a line
# that is none, a false one, one of another log, stops an honest holder no
# longer than it takes to follow what is said: the line is left out of a copy.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
mkdir its
for name in A B; do
	evid-keygen --json -o $name --no-passphrase --state KZ >$name.json || exit 1
	evid-trust pin -q --pins pins.json --state KZ --name "Holder $name" \
	    --number "$(value $name.json 'j["keyNumber"]')" --use seal \
	    --use custody --by me --how in-person $name.pub || exit 1
done
for name in S O; do
	mkdir $name && printf 'exhibit %s\n' "$name" >$name/a.txt
	evid-seal -q -k A.key $name || exit 1
	evid-custody add stored -q -k A.key --state its $name.evidence.tar.gz || exit 1
done
evid-custody hand-over -q -k A.key --state its --to B.pub S.evidence.tar.gz || exit 1
cp S.custody.jsonl good.jsonl
evid-custody add collected -q -k A.key --state its --log case.jsonl || exit 1

printf 'no event\n' >foreign
/usr/bin/python3 - good.jsonl >false <<'PY'
import base64, json, sys
event = json.loads(open(sys.argv[1]).readline())
sig = bytearray(base64.b64decode(event["signatures"][0]["sig"]))
sig[0] ^= 1
event["signatures"][0]["sig"] = base64.b64encode(sig).decode()
print(json.dumps(event, separators=(",", ":")))
PY
head -n 1 O.custody.jsonl >replay

out_of='the line can be left out of a copy of the log: sed 3d LOG >COPY, were it line 3'
for each in 'foreign 1 custody-line-foreign' 'false 1 custody-signature-invalid' \
    'replay 3 custody-other-subject'; do
	read -r kind want code <<<"$each"
	[ "$kind" = replay ] && way='its line can be left out of a copy of the log: sed 3d LOG >COPY, were it line 3 \(evid-custody verify --json has the number\)' ||
		way=$out_of
	cat good.jsonl "$kind" >S.custody.jsonl
	ends "$want" "the verdict on it: $kind" evid-verify --pins pins.json \
	    --custody S.custody.jsonl S.evidence.tar.gz
	check 'says the way out' says "^    hint: .*$way\$"
	ends "$want" 'so does that of the log' evid-custody verify --pins pins.json \
	    S.custody.jsonl S.evidence.tar.gz
	check 'in the same words' says "^    hint: .*$way\$"
	run evid-custody verify --json --pins pins.json S.custody.jsonl S.evidence.tar.gz
	number=$(value "$out" "[f['line'] for f in j['findings'] if f['code'] == '$code'][0]")
	check 'which has the number' test "$number" -eq 3
	fails "$want" 'nothing was signed, for ' 'nothing is received so' \
	    evid-custody receive -k B.key --state its --pins pins.json --accept all S.evidence.tar.gz
	check 'and the way out is said' tells "hint: .*$way"
	cat case.jsonl "$kind" >log.jsonl
	fails 2 'log\.jsonl: .*: line 2' 'nor sealed' evid-seal -k A.key -o bad.gz \
	    --custody log.jsonl --pins pins.json S
	check 'and there is a way out, too' tells 'hint: .* left out of a copy of .*: sed 3d LOG >COPY, were it line 3'
	sed 2d log.jsonl >copy
	check 'the copy is what it was' same copy case.jsonl
	sed "${number}d" S.custody.jsonl >copy && mv copy S.custody.jsonl
	ends 0 'by the copy it is received' evid-custody receive -q -k B.key --state its \
	    --pins pins.json --accept all --new-branch S.evidence.tar.gz
done

# Of what is sealed nothing can be left out.
rm S.custody.jsonl
cat good.jsonl O.custody.jsonl >all.jsonl
fails 2 'events of a bundle' 'where all are of a bundle' evid-seal -k A.key -o bad.gz \
    --custody all.jsonl S
check 'there is no line to be left out' tells 'hint: .*give the log as it was before sealing$'
finish
