#!/usr/bin/env bash
# Goal: who names a bundle in the place of its log, or a log, a seal, a pin list
# in the place of a case or of a bundle, is told what that file is and what
# reads it.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
make_key A
evid-keygen --json -q -o B --no-passphrase >B.json
printf 'x\n' >x
evid-seal -q -k A.key x || exit 1
bundle=x.evidence.tar.gz
log=x.custody.jsonl
evid-custody hand-over -q -k A.key --to B.pub $bundle || exit 1
evid-trust init -q -o d.json --name D 2>/dev/null
evid-trust pin -q --pins p.json --state KZ --by me --how other \
    --number "$(value B.json 'j["keyNumber"]')" B.pub || exit 1
printf '{"schema":"urn:libevidence:policy:1","name":"p"}' >policy.json
mkdir at && tar xzf $bundle -C at
gzip -dc $bundle >plain.tar
cp $bundle kept.gz

# a bundle, and no log
no_log='this is a bundle, or another packed file, and no custody log'
for file in $bundle plain.tar; do
	for verb in list verify form 'list --json' 'list --open'; do
		read -ra words <<<"$verb"
		fails 2 "$file: $no_log" "a bundle in the place of its log: $verb $file" \
		    evid-custody "${words[@]}" "$file"
		check 'nothing is said of its lines' test ! -s "$out"
	done
	check 'and where the log is, and what looks into a bundle' \
	    tells 'hint: .*NAME\.custody\.jsonl, .*; evid-verify and evid-inspect'
	for verb in list verify form; do
		fails 2 "$file: $no_log" "named the other way round: $verb" evid-custody $verb "$file" $log
		check 'and in which order' tells 'hint: name the log first, and then its bundle'
	done
	fails 2 "$file: $no_log" 'nor is it merged' evid-custody merge -o m.jsonl "$file" $log
	fails 2 "$file: $no_log" 'or added to' evid-custody add stored -k A.key --log "$file" $bundle
	fails 2 "$file: $no_log" 'or verified as that' evid-verify -p A.pub --custody "$file" $bundle
	fails 2 "$file: $no_log" 'or sealed' evid-seal -k A.key --custody "$file" -n y x
done
fails 2 "standard input: $no_log|-: $no_log" 'or read from standard input' \
    bash -c "exec evid-custody list - <$bundle"
check 'and nothing is changed' same $bundle kept.gz
check 'or made' absent m.jsonl
printf '\037\213\n' | cat - $log >begins.jsonl
ends 1 'a log with a line that begins so is one all the same' evid-custody verify -p A.pub begins.jsonl $bundle
check 'and that line is told' says 'line 1: .*\[custody-line-foreign\]'

# what is no case
cat $log $log >two.jsonl
while read -r file what hint; do
	for verb in check clocks 'reply --kind mla-answer'; do
		read -ra words <<<"$verb"
		fails 2 "${file//./\\.}: this is ${what//_/ }, and no case$" \
		    "what is no case: $verb $file" evid-case "${words[@]}" "$file"
	done
	check 'with what reads it' tells "hint: .*${hint//_/ }"
	fails 2 "${file//./\\.}: this is ${what//_/ }, and no case$" "nor is it sealed as one: $file" \
	    evid-seal -k A.key -c "$file" -n y x
done <<'FILES'
x.custody.jsonl a_custody_log evid-custody_list
two.jsonl a_custody_log evid-custody_list
at/x/evidence/seal.json a_seal the_bundle
d.json a_trust_directory evid-trust_show
p.json a_pin_list evid-trust_pins
policy.json a_policy evid-trust_check
A.id what_evid-keygen_wrote_of_a_key's_holder --id
A.pub a_PEM_file,_such_as_a_key -p_the_key
FILES

# what is no bundle
printf '{"schema":"urn:libevidence:case:1"}' >a-case.json
while read -r file what hint; do
	said="this is ${what//_/ }, and no evidence bundle$"
	name=${file//./\\.}
	fails 1 "$name: $said" "what is no bundle: $file" evid-inspect "$file"
	check 'with what reads it' tells "hint: .*${hint//_/ }.*; name the bundle"
	for verb in list verify form; do
		fails 1 "$name: $said" "nor is a log that of it: $verb" \
		    evid-custody $verb $log "$file"
	done
	for verb in 'add stored' 'hand-over --to B.pub' deliver 'endorse --statement x' \
	    'attach x' 'receive -p A.pub --accept all' 'refuse --reason x' \
	    'acknowledge --means paper --result received --by x'; do
		read -ra words <<<"$verb"
		fails 2 "$name: $said" "nor is anything signed of it: $verb" \
		    evid-custody "${words[@]}" -k A.key "$file"
		check 'and no log is begun' absent "$file.custody.jsonl"
	done
	run evid-verify -p A.pub "$file"
	[ "$status" -eq 1 ] && says "it is not an evidence bundle: it is ${what//_/ }; .* \[not-a-bundle\]"
	result $? 'a verdict says so'
	run evid-extract -p A.pub "$file"
	[ "$status" -eq 1 ] && says "it is not an evidence bundle: it is ${what//_/ }; "
	result $? 'and where nothing is given out'
	run bash -c "exec evid-verify -p A.pub - <$file"
	[ "$status" -eq 1 ] && says "it is not an evidence bundle: it is ${what//_/ }; "
	result $? 'of standard input, too'
done <<'FILES'
x.custody.jsonl a_custody_log evid-custody_list
two.jsonl a_custody_log evid-custody_list
at/x/evidence/seal.json a_seal evid-inspect
d.json a_trust_directory evid-trust_show
p.json a_pin_list evid-trust_pins
policy.json a_policy evid-trust_check
A.id what_evid-keygen_wrote_of_a_key's_holder --id
A.pub a_PEM_file,_such_as_a_key -p_the_key
a-case.json a_case evid-case_check
FILES
run evid-verify -p A.pub x
[ "$status" -eq 1 ] && says 'it is not an evidence bundle \[not-a-bundle\]'
result $? 'what is none of ours is no bundle, and no more is said of it'
# of standard input it is said how a bundle is given
for verb in check clocks reply; do
	fails 2 '^evid-case: -: this is a bundle, or another packed file, and no case$' "a bundle piped to $verb" \
	    bash -c "exec evid-case $verb - <x.evidence.tar.gz"
	check 'is to be named' tells 'hint: name a bundle by its path: - is a case\.json alone'
done
gzip -dc x.evidence.tar.gz >x.tar
fails 2 'this is a bundle' 'an unpacked one' bash -c 'exec evid-case check - <x.tar'
head -c 17000000 /dev/zero >big
fails 2 'larger than such a file may be' 'what is too large' bash -c 'exec evid-case check - <big'
check 'is to be named, too' tells 'name a bundle by its path'
fails 2 'x\.evidence\.tar\.gz: this is a bundle, or another packed file, and no case' \
    'nor is a bundle sealed as a case' evid-seal -k A.key -c $bundle -n y x
check 'and nothing is sealed' absent y.evidence.tar.gz
printf '{"schema":"urn:libevidence:case:1","payloadType":7}' >case.json
ends 0 'what says that it is a case is one' evid-seal -q -k A.key -c case.json -n y x
finish
