#!/usr/bin/env bash
# Goal: a file of terabytes that are a hole, put where a sealed one was, costs
# no time: its size alone shows that it is another.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir -p src/sub
printf 'one\n' >src/sub/one
head -c 600000 /dev/urandom >src/two
evid-seal -q -k A.key src
evid-seal -q -k A.key --detached -o apart.evidence.tar.gz src
mkdir out && tar xzf src.evidence.tar.gz -C out && mv out/src bag
grow() {	# FILE: to 4 TiB, of which nothing is written
	truncate -s 4T "$1" 2>/dev/null
}
if ! grow probe; then
	skip 'a hole of 4 TiB' 'this file system has none'
	finish
	exit
fi
rm probe
found() {	# CODE PATH
	json "$out" "any(f['code'] == '$1' and f['path'] == '$2'
	    for f in j['integrity']['findings'])"
}
ends 0 'unpacked, it verifies' evid-verify -q -p A.pub bag
for at in sub/one two; do
	cp "bag/data/src/$at" kept
	grow "bag/data/src/$at"
	run timeout 60 evid-verify --json -p A.pub bag
	[ "$status" -eq 1 ] && found member-changed "data/src/$at"
	result $? "in its place it is told as changed: $at"
	check 'with both sizes' json "$out" 'any("4398046511104 bytes instead of " in
	    f["message"] for f in j["integrity"]["findings"])'
	run timeout 60 evid-extract --damaged -q -p A.pub -C rest bag
	[ "$status" -eq 1 ] && test ! -e "rest/src/$at"
	result $? 'nor is it given out'
	rm -rf rest && cp kept "bag/data/src/$at"
done
grow bag/data/src/other
run timeout 60 evid-verify --json -p A.pub bag
[ "$status" -eq 1 ] && found foreign-file data/src/other
result $? 'one that was not sealed is told as that'
rm bag/data/src/other
for tag in evidence/seal.json bagit.txt evidence/conditions.json; do
	cp "bag/$tag" kept
	grow "bag/$tag"
	run timeout 60 evid-verify --json -p A.pub bag
	[ "$status" -eq 1 ] && found limit-exceeded "$tag"
	result $? "so is $tag, past its limit"
	cp kept "bag/$tag"
done
# The other lists, and what others put into the bag, have no size anywhere:
# what nobody can have packed is not read.
for tag in manifest-sha256.txt evidence/inventory.jsonl \
    evidence/blocks.gzi; do
	cp "bag/$tag" kept
	grow "bag/$tag"
	run timeout 60 evid-verify --json -p A.pub bag
	check "a list is not read, and told as another: $tag" test "$status" -eq 1
	cp kept "bag/$tag"
done
mkdir bag/evidence/x
grow bag/evidence/x/notes
run timeout 60 evid-verify --json -p A.pub bag
found io-error evidence/x/notes
result $? 'nor a file of others, of which so is told'
mv bag/evidence/x/notes bag/evidence/x/no:tes
run timeout 60 evid-verify --json -p A.pub bag
[ "$status" -eq 1 ] && found foreign-file evidence/x/no:tes &&
    ! found io-error evidence/x/no:tes
result $? 'one that has no place there is told as that alone'
mv bag/evidence/x/no:tes bag/evidence/x/notes
run timeout 60 evid-inspect bag
[ "$status" -ne 124 ]
result $? 'evid-inspect does not read it either'
rm -r bag/evidence/x
ends 0 'put back, it verifies' evid-verify -q -p A.pub bag
# Where the list itself is broken, what is there is still named.
flip bag/evidence/inventory.jsonl 20
run evid-verify --json -p A.pub bag
[ "$status" -eq 1 ] && ! found foreign-file data/src/two
result $? 'beside a broken list a sealed file is not called foreign'
ends 0 'detached, it verifies' evid-verify -q -p A.pub --payload . \
    apart.evidence.tar.gz
for at in sub/one two; do
	cp "src/$at" kept
	grow "src/$at"
	run timeout 60 evid-verify --json -p A.pub --payload . \
	    apart.evidence.tar.gz
	[ "$status" -eq 1 ] && found member-changed "data/src/$at"
	result $? "in its place, detached, it is told as changed: $at"
	cp kept "src/$at"
done
finish
