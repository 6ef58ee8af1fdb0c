#!/usr/bin/env bash
# Goal: of an unpacked bundle nothing is read through a link, at the end of a
# path or within it.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir -p src/sub
printf 'one\n' >src/sub/one
printf 'two\n' >src/two
evid-seal -q -k A.key src
tar xzf src.evidence.tar.gz -C . && mv src bag 2>/dev/null
rm -rf bag && mkdir out && tar xzf src.evidence.tar.gz -C out && mv out/src bag
ends 0 'unpacked, it verifies' evid-verify -q -p A.pub bag
for part in data data/src data/src/sub data/src/two evidence \
    evidence/seal.json manifest-sha256.txt bagit.txt; do
	mv "bag/$part" elsewhere
	ln -s "$dir/elsewhere" "bag/$part"
	run evid-verify --json -p A.pub bag
	[ "$status" -eq 1 ] && json "$out" "any(f['code'] == 'foreign-file' and
	    f['path'] == '$part' for f in j['integrity']['findings'])"
	result $? "a link in the place of $part is no part of the bundle"
	case $part in evidence*|manifest*)
		fails 1 'a link stands there' 'nor does an inspection follow it' \
		    evid-inspect bag
	esac
	rm "bag/$part" && mv elsewhere "bag/$part"
done
ends 0 'put back, it verifies' evid-verify -q -p A.pub bag
mv bag/evidence/inventory.jsonl elsewhere && mkfifo bag/evidence/inventory.jsonl
fails 1 'inventory\.jsonl: .*no regular file' 'an inspection reads no pipe there' \
    timeout 60 evid-inspect bag
rm bag/evidence/inventory.jsonl && mv elsewhere bag/evidence/inventory.jsonl
ends 0 'and reads what is right' evid-inspect bag
ln -s bag link
ends 0 'also where the folder is named by a link' evid-inspect link
ends 0 'the folder itself may be named by a link' evid-verify -q -p A.pub link
finish
