#!/usr/bin/env bash
# Goal: what may not be read in an unpacked bundle is told of as that, and
# accuses nobody: nothing is told that follows from bytes which were not seen.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir -p src/sub/deep
for name in a sub/b sub/deep/c sub-d z; do
	printf '%s\n' "$name" >"src/$name"
done
evid-seal -q -k A.key src
mkdir out && tar xzf src.evidence.tar.gz -C out && mv out/src bag
ends 0 'unpacked, it verifies' evid-verify -q -p A.pub bag

# accuses CODE...: every finding with an effect is one of these
accuses() {
	json "$out" "(lambda codes: set(codes) == set('$*'.split()))(
	    [f['code'] for axis in ('integrity', 'trust', 'time')
	     for f in j[axis]['findings'] if f['code'] != 'time-not-synchronised'])"
}
names() {	# names PATH: an io-error, with the reason
	json "$out" "any(f['code'] == 'io-error' and f['path'] == '$1' and
	    'denied' in f['message'] for f in j['integrity']['findings'])"
}
mkdir -m 1777 tmp
export TMPDIR=$dir/tmp	# where nobody may write, too
judge() { run as_nobody "$EVID_BIN/evid-verify" --json -p A.pub bag; }

if ! as_nobody test -x "$EVID_BIN/evid-verify"; then
	skip 'what may not be read' 'nobody may not run the tools here'
	finish
fi
for part in data/src/a data/src/z data/src/sub data/src/sub/b \
    data/src/sub/deep data/src/sub-d data/src data bagit.txt evidence/format \
    manifest-sha256.txt evidence/inventory.jsonl evidence/blocks.gzi \
    evidence/conditions.json READ-ME-FIRST.txt bag-info.txt \
    tagmanifest-sha256.txt evidence/seal.json evidence/locator.json evidence; do
	mode=$(stat -c %a "bag/$part")
	path=$part
	[ ! -d "bag/$part" ] || path=$part/
	chmod 000 "bag/$part"
	judge
	[ "$status" -eq 4 ] && names "$path" && accuses io-error
	result $? "$part may not be read: that, and nothing else"
	TMPDIR=/nonexistent judge
	case $part in	# but then the files were not compared
	data*) more=not-named ;;
	*) more= ;;
	esac
	[ "$status" -eq 4 ] && names "$path" && accuses io-error $more
	result $? 'also without room for names'
	chmod "$mode" "bag/$part"
done
chmod 444 bag/data/src/sub	# listed, but nothing in it may be opened
judge
[ "$status" -eq 4 ] && names data/src/sub/b && names data/src/sub/deep/ &&
    accuses io-error
result $? 'a folder whose files may not be looked at'
chmod 755 bag/data/src/sub
chmod 711 bag/evidence
judge
[ "$status" -eq 4 ] && names evidence/ && accuses io-error
result $? 'a folder that may not be listed'
chmod 755 bag/evidence
chmod 000 bag/data/src/a bag/data/src/sub
run as_nobody "$EVID_BIN/evid-verify" -p A.pub bag
check 'the others are counted, and not called all' \
    says '^  checked     2 files, .* not all could be seen'

# What is altered beside it is told all the same.
printf 'x\n' >bag/data/src/z
judge
[ "$status" -eq 1 ] && accuses io-error member-changed
result $? 'a file changed elsewhere is altered'
printf 'z\n' >bag/data/src/z
mv bag/data/src/sub-d elsewhere
judge
[ "$status" -eq 1 ] && accuses io-error member-missing
result $? 'a file missing elsewhere is missing'
mv elsewhere bag/data/src/sub-d
printf 'x\n' >bag/data/src/b && chmod 000 bag/data/src/b
judge
[ "$status" -eq 1 ] && accuses io-error foreign-file
result $? 'a stranger is one though he may not be read'
rm -f bag/data/src/b
chmod 644 bag/data/src/a && chmod 755 bag/data/src/sub
ends 0 'all may be read again' evid-verify -q -p A.pub bag
TMPDIR=/nonexistent ends 0 'also without room for names' evid-verify -q -p A.pub bag
printf 'x\n' >bag/data/src/z
TMPDIR=/nonexistent run evid-verify --json -p A.pub bag
[ "$status" -eq 1 ] && accuses inventory-mismatch not-named
result $? 'and then a change is found, though not named'
chmod 000 bag/data/src/a
TMPDIR=/nonexistent run as_nobody "$EVID_BIN/evid-verify" -p A.pub bag
[ "$status" -eq 4 ] && says 'files were not compared' &&
    says '/nonexistent: .*what could be read was not compared .*\[not-named\]'
result $? 'beside what could not be read, that the rest was not compared is told'
chmod 644 bag/data/src/a
printf 'z\n' >bag/data/src/z

# stranger PATH: an empty folder there is not of the bundle
stranger() {
	mkdir -p "bag/$1"
	run evid-verify --json -p A.pub bag
	[ "$status" -eq 1 ] && json "$out" "any(f['code'] == 'foreign-file' and
	    f['path'] == '$1/' for f in j['integrity']['findings'])"
	result $? "an empty folder $1 is not of the bundle"
	rmdir "bag/$1"
}
stranger evidence/zz
stranger data/src/new
stranger data/new
stranger zz
ends 0 'without them it verifies' evid-verify -q -p A.pub bag
finish
