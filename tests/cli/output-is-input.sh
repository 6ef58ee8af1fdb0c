#!/usr/bin/env bash
# Goal: no output takes the place of what the tool reads, however it is named
# and whatever --force says, nor becomes part of a bundle that is read; what is
# changed in its own place still is.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
make_key B
evid-keygen --json -q -o A --no-passphrase --name A >card.json
mkdir src vol
printf 'x\n' >src/x
head -c 300000 /dev/urandom >src/y
evid-seal -q -k A.key -o S.gz src
evid-seal -q -k A.key -o vol/V --volume 100K src
tar xzf S.gz
bagged=$(tar tzf S.gz | head -n 1)
bagged=${bagged%%/*}
ln S.gz hard.gz
ln -s S.gz soft.gz
evid-custody add -q collected -k A.key --log log.jsonl
evid-case new -q --kind domestic --set reference.own=KZ-1 -o case.json
printf '{"schema":"urn:libevidence:policy:1","name":"ours"}\n' >policy.json
evid-trust pin -q --pins pins.json --state KZ --name A --organization O --by B --how telephone \
    --number "$(value card.json 'j["keyNumber"]')" A.pub
evid-trust init -q -o D1.json --name un247
add=(evid-trust add -q --state KZ --kind court --authority en=C --use directory)
"${add[@]}" --key A.pub D1.json
evid-trust sign -q -k A.key D1.json
printf '%s  src/x\n' "$(sha256sum <src/x | cut -d ' ' -f 1)" >hashes
printf 'word\n' >word

# kept FILE COMMAND...: refused with and without --force, and not touched;
# $why as which
why='one of the inputs'
kept() {
	local file=$1 before force

	shift
	before=$(stat -L -c '%d %i %y' "$file" && sha256sum <"$file")
	for force in '' --force; do
		fails 2 "$file: the output is $why" \
		    "${*:1:2} ${force:-without --force}: $file" \
		    "$@" -o "$file" ${force:+"$force"}
		check "it is what it was ($file)" test "$before" = \
		    "$(stat -L -c '%d %i %y' "$file" && sha256sum <"$file")"
	done
}
from() { "${@:2}" <"$1"; }

# Data files of cases, and which versions of a directory were seen.
mkdir -p T/kinds T/clocks elsewhere
printf '{"schema": "urn:libevidence:template:1", "kind": "ours", "title": [], "source": "x", "checkedOn": "2026-10-01", "ask": [], "case": {"schema": "urn:libevidence:case:1", "kind": "domestic"}}\n' >T/kinds/ours.json
cp T/kinds/ours.json elsewhere/it
ln -s ../../elsewhere/it T/kinds/linked.json
printf '{"schema": "urn:libevidence:clock-lengths:1", "instrument": "UNCC", "source": "x", "checkedOn": "2026-11-01", "checkedAgainst": "x", "clocks": []}\n' >T/clocks/UNCC.json
kept T/kinds/ours.json evid-case new --kind ours --templates T
kept elsewhere/it evid-case new --kind linked --templates T
kept T/clocks/UNCC.json evid-case clocks --templates T case.json
kept T/clocks/UNCC.json evid-case check --templates T case.json
ends 0 'a new file may stand beside the data' evid-case clocks --templates T -o T/clocks/mine.txt case.json
rm T/clocks/mine.txt
noted=$(find state/libevidence/directory -type f ! -name ".*")
check 'a version was noted' test -f "$noted"
why='in a folder where it is remembered'
kept "$noted" evid-verify -t D1.json S.gz
kept "$noted" evid-extract -t D1.json --member src/x S.gz
kept "$noted" evid-case clocks --custody log.jsonl -t D1.json S.gz
kept "$noted" evid-seal -k A.key --custody log.jsonl -t D1.json src
for file in "$noted" state/libevidence/directory/.lock $(find state/libevidence/branch -type f | head -n 1); do
	kept "$file" evid-trust sign -k B.key D1.json
	kept "$file" evid-trust init --name other
	kept "$file" evid-trust update D1.json
	kept "$file" evid-trust revoke --key A.pub --reason lost D1.json
	kept "$file" evid-trust add --threshold 1 D1.json
done
mkdir ours
evid-trust update -q --state ours D1.json
kept "ours/directory/${noted##*/}" evid-trust update --state ours D1.json
kept "$noted" evid-trust update --state ours D1.json
for name in state/libevidence/directory/new ours/directory/new; do
	fails 2 "$name: the output is in a folder where it is remembered what was seen" \
	    'nor is anything new put there' evid-trust update --state ours -o $name D1.json
	check 'nothing was' absent $name
done
ends 0 'beside these folders it may be' evid-trust update -q --state ours -o ours/un247.json D1.json
# Whether it is read or not: what was signed here stands there, too.
signed=$(find state/libevidence/branch -type f ! -name '.*' | head -n 1)
check 'an event that was signed was noted' test -s "$signed"
for file in "$signed" "$noted"; do
	kept "$file" evid-verify -p A.pub S.gz
	kept "$file" evid-verify S.gz
	kept "$file" evid-inspect S.gz
	kept "$file" evid-extract -p A.pub --member src/x S.gz
	kept "$file" evid-seal -k A.key src
	kept "$file" evid-case new --kind domestic
	kept "$file" evid-case clocks case.json
	for view in list form verify; do
		kept "$file" evid-custody $view log.jsonl
	done
	kept "$file" evid-custody merge log.jsonl
done
kept "ours/directory/${noted##*/}" evid-verify -p A.pub --state ours S.gz
new=state/libevidence/branch/new
text='where it is remembered what was seen'
fails 2 "$text" 'nor is a new file put there' evid-verify -p A.pub -o $new S.gz
fails 2 "$text" 'nor results' evid-verify -p A.pub --json-lines --results $new S.gz
fails 2 "$text" 'nor a log' evid-custody add collected -k A.key --log $new
fails 2 "$text" 'nor a union' evid-custody merge -o $new log.jsonl
fails 2 "$text" 'nor what is given out' evid-extract -p A.pub -C $new S.gz
fails 2 "$text" 'nor volumes' evid-seal -k A.key -o $new --volume 100K src
check 'nothing is there' absent $new
why='one of the inputs'
kept pins.json evid-verify --pins pins.json S.gz

# A bundle, by each of its names.
for name in S.gz ./S.gz src/../S.gz "$dir/S.gz" hard.gz soft.gz; do
	kept "$name" evid-verify -p A.pub S.gz
	kept "$name" evid-inspect S.gz
	kept "$name" evid-extract -p A.pub --member src/x S.gz
done
kept S.gz evid-verify -p A.pub soft.gz
kept S.gz evid-verify -p A.pub --json-lines hard.gz
kept S.gz evid-case check S.gz
kept S.gz from S.gz evid-verify -p A.pub -
kept S.gz from S.gz evid-inspect -
kept S.gz from S.gz evid-extract -p A.pub --member src/x -
kept vol/V.003 evid-verify -p A.pub vol/V.001
kept vol/V.001 evid-inspect vol/V.002
kept vol/V.003 evid-extract -p A.pub --member src/x vol/V.001
# What is put beside volumes as one of them would be read as that.
ln -s vol vol2
as_volume() {	# NAME COMMAND...: refused, nothing was made, and it is intact
	local name=$1

	shift
	fails 2 "$name: the output has the name of a volume of a bundle" \
	    "no volume: ${*:1:2} $name" "$@" "$name"
	check 'nothing was' absent "$name"
	ends 0 'and the bundle is intact' evid-verify -q -p A.pub vol/V.001
}
check 'there are four volumes' absent vol/V.005
for name in vol/V.005 vol/V.007 vol/V.999 "$dir/vol/V.005" vol2/V.005 vol/../vol/V.005
do
	as_volume "$name" evid-verify -p A.pub vol/V.001 -o
done
as_volume vol/V.005 evid-verify -p A.pub vol/V.001 S.gz --json -o
as_volume vol/V.005 evid-verify -p A.pub vol/V.001 --json-lines --force -o
as_volume vol/V.005 evid-verify -p A.pub S.gz vol/V.001 hard.gz --json-lines --results
echo vol/V.001 >volumes
as_volume vol/V.005 evid-verify -p A.pub --json-lines --files-from volumes -o
fails 2 'vol/V.005: the output is one of the inputs' 'nor results, of a list' \
    evid-verify -p A.pub --json-lines --files-from volumes --results vol/V.005
check 'are left there' absent vol/V.005
rm volumes
as_volume vol/V.005 evid-inspect vol/V.002 -o
as_volume vol/V.005 evid-extract -p A.pub --member src/x vol/V.001 -o
for view in list form verify; do
	as_volume vol/V.005 evid-custody $view log.jsonl vol/V.001 -o
done
as_volume vol/V.005 evid-case check vol/V.001 -o
as_volume vol/V.005 evid-seal -q -k A.key --supersedes vol/V.001 src -o
fails 2 'vol/V.005: the log would have the name of a volume' 'nor a log' \
    evid-custody add stored -k A.key --log vol/V.005 vol/V.001
check 'which was not made' absent vol/V.005
for name in vol/V.0005 vol/W.005 V.005 vol/V.x; do
	ends 0 "another name is written: $name" evid-verify -q -p A.pub -o $name vol/V.001
	rm -f $name
done
rm vol2
kept "$bagged/bagit.txt" evid-verify -p A.pub "$bagged"
# A new file in the folder of a bundle would be foreign to it.
mkdir there
tar xzf S.gz -C there
mv "there/$bagged" there/bag
ln -s there/bag/data data
foreign() {
	fails 2 "$1: the output is in the folder of a bundle" \
	    "not into a bundle: ${*:2:2} $1" "${@:2}" "$1"
	check 'nothing was' absent "$1"
	ends 0 'and the bundle is intact' evid-verify -q -p A.pub there/bag
}
for name in there/bag/verdict.txt there/bag/data/v there/../there/bag/v data/v
do
	foreign $name evid-verify -p A.pub there/bag -o
	foreign $name evid-verify -p A.pub there/bag --force -o
done
foreign there/bag/v evid-verify -p A.pub there/bag/ --json-lines -o
foreign there/bag/v evid-verify -p A.pub there/bag --json-lines --results
echo there/bag >bags
foreign there/bag/v evid-verify -p A.pub --json-lines --files-from bags -o
foreign there/bag/v evid-inspect there/bag -o
foreign there/bag/v evid-extract -p A.pub --member src/x there/bag -o
# Nor a folder, of what is given out, nor a log.
in_bag() {	# TEXT NAME COMMAND...: refused, nothing made, and it is intact
	fails 2 "$1" "$2" "${@:3}"
	check 'nothing was made' test -z "$(find there -newer before ! -type d)"
	ends 0 'and the bundle is intact' evid-verify -q -p A.pub there/bag
}
inside() { (cd there/bag && "$@"); }
touch before
said='would be in the folder of a bundle that is an input'
for given in '' --damaged; do
	for name in there/bag/out there/bag/out/ there/bag/data/out data/out there/bag/. \
	    there/../there/bag/data/src/out; do
		in_bag "$said" "not given out into it: $name $given" \
		    evid-extract -p A.pub -C $name $given there/bag
	done
	in_bag "$said" "nor by default, in it $given" \
	    inside evid-extract -p ../../A.pub $given .
	run inside evid-extract -p ../../A.pub $given .
	check 'the hint names -C' tells 'hint: .*with -C'
	in_bag "$said" "nor by its other name $given" \
	    inside evid-extract -p ../../A.pub $given ../bag
	in_bag "$said" "nor with -C in it $given" \
	    inside evid-extract -p ../../A.pub -C out $given .
done
ends 0 'beside it' evid-extract -q -p A.pub -C there/bag/../out there/bag
rm -r there/out
sign=(-k "$dir/A.key" --language en)
said='the log would be in the folder of the bundle'
for name in there/bag/x.jsonl there/bag/data/x.jsonl data/x.jsonl; do
	in_bag "$said" "no log in it: $name" \
	    evid-custody add stored -k A.key --log $name there/bag
	in_bag "$said" "endorsed: $name" evid-custody endorse "${sign[@]}" --statement x --log $name there/bag
	in_bag "$said" "attached: $name" evid-custody attach -k A.key --log $name word there/bag
done
in_bag "$said" 'nor in the current folder' \
    inside evid-custody add stored -k "$dir/A.key" --log x.jsonl .
in_bag "$said" 'a sealed file is none' \
    evid-custody add stored -k A.key --log there/bag/bagit.txt there/bag
n=0
for name in . ./ ../bag/. data/..; do
	ends 0 "the log of $name" inside evid-custody add -q stored -k "$dir/A.key" $name
	n=$((n + 1))
	check 'stands beside the folder, by its name' test "$(wc -l <there/bag.custody.jsonl)" = $n
	ends 0 'and the bundle is intact' evid-verify -q -p A.pub there/bag
done
ends 0 'an endorsement' inside evid-custody endorse -q "${sign[@]}" --statement x .
ends 0 'a document' inside evid-custody attach -q -k "$dir/A.key" "$dir/word" .
check 'stand in the same' test "$(wc -l <there/bag.custody.jsonl)" = $((n + 2))
ends 0 'and the bundle is intact' evid-verify -q -p A.pub there/bag
rm there/bag.custody.jsonl before
ends 0 'beside it' evid-verify -p A.pub -o there/verdict.txt there/bag
foreign there/bag/v evid-verify -p A.pub --json-lines --files-from bags --results
foreign there/bag/data/src/v evid-verify -p A.pub --json-lines --files-from bags --results
foreign data/v evid-verify -p A.pub --json-lines --files-from bags --results
# Before a list is read, nothing is written: also where what it names is no
# bundle, and where a line was written for one that came before.
printf '%s\n' S.gz there >bags
foreign there/bag/v evid-verify -p A.pub --json-lines --files-from bags --results
mkdir plain
echo plain >lone
fails 2 'plain/v: the output is one of the inputs' 'a folder that is none, named first' \
    evid-verify -p A.pub --json-lines --files-from lone --results plain/v
check 'is left as it was' test -z "$(ls -A plain)"
printf 'no result\n' >plain/v
fails 2 'plain/v: line 1 is no result' 'a file that was there' \
    evid-verify -p A.pub --json-lines --files-from lone --results plain/v
check 'stays' grep -qx 'no result' plain/v
rm data
names=()
for i in $(seq 300); do
	ln S.gz "many-$i.gz"
	names+=("many-$i.gz")
done
cp --remove-destination S.gz many-300.gz
kept many-300.gz evid-verify -p A.pub "${names[@]}"
kept vol/V.002 evid-verify -p A.pub "${names[@]}" vol/V.001
printf '%s\n' hard.gz vol/V.001 >list
kept list evid-verify -p A.pub --json-lines --files-from list
# What a list names is known only when it is read.
for name in S.gz vol/V.002; do
	before=$(sha256sum $name)
	fails 2 "$name: the output is one of the inputs" "in a list: $name" from list \
	    evid-verify -p A.pub --json-lines --force -o $name --files-from -
	check 'it is what it was' test "$before" = "$(sha256sum $name)"
done

# The content of a detached bundle: all that is in the folder of --payload.
mkdir -p store/src other
cp -r src store
ln -s store at
(cd store && evid-seal -q -k ../A.key --detached -o ../D.gz src)
within() {	# FILE TOOL...: refused with and without --force, and not touched
	local file=$1 before force

	shift
	before=$(stat -c '%d %i %y' "$file" && sha256sum <"$file")
	for force in '' --force; do
		fails 2 "$file: the output is in the folder of --payload" \
		    "the payload: $1 ${force:-without --force}: $file" \
		    "$@" -o "$file" ${force:+"$force"}
		check "it is what it was ($file)" test "$before" = \
		    "$(stat -c '%d %i %y' "$file" && sha256sum <"$file")"
	done
}
for name in store/src/x store/src/y "$dir/store/src/x" at/src/x store/../at/src/x; do
	within "$name" evid-verify -p A.pub --payload store D.gz
	within "$name" evid-extract -p A.pub --payload store --member src/x D.gz
	within "$name" evid-verify -p A.pub --payload at/. D.gz
done
kept D.gz evid-verify -p A.pub --payload store D.gz
printf 'old\n' >other/old
ends 0 'beside that folder it is replaced' evid-verify -q -p A.pub --payload store --json \
    --force -o other/old D.gz
check 'by the verdict' json other/old 'j["verdict"] == "verified"'
ends 0 'and a content, too' evid-extract -q -p A.pub --payload store --member src/x \
    --force -o other/old D.gz
check 'by it' same src/x other/old
ends 0 'in that folder a new name may be written' evid-verify -q -p A.pub --payload store --json \
    -o store/new D.gz

# What says whom to trust, and the rest that is read.
kept A.pub evid-verify -p A.pub S.gz
kept B.pub evid-extract -p A.pub -p B.pub --member src/x S.gz
kept D1.json evid-verify -t D1.json S.gz
kept policy.json evid-verify -p A.pub --policy policy.json S.gz
kept log.jsonl evid-verify -p A.pub --custody log.jsonl S.gz
kept pins.json evid-verify --pins pins.json S.gz
for view in list form verify; do
	kept log.jsonl evid-custody $view log.jsonl
	kept S.gz evid-custody $view log.jsonl S.gz
done
kept vol/V.002 evid-custody list log.jsonl vol/V.001
kept A.pub evid-custody verify -p A.pub log.jsonl
kept case.json evid-case check case.json
kept case.json evid-case clocks case.json
kept case.json evid-case reply --kind domestic case.json

# What is sealed, and what says how.
for name in A.key A.id A.pub; do
	kept $name evid-seal -k A.key src
done
kept case.json evid-seal -k A.key -c case.json src
kept S.gz evid-seal -k A.key --supersedes S.gz src
kept S.gz evid-seal -k A.key S.gz
kept S.gz from S.gz evid-seal -k A.key -n n --stdin-name x -
kept log.jsonl evid-seal -k A.key --custody log.jsonl src
kept hashes evid-seal -k A.key --expect-hashes hashes src
kept word evid-seal -k A.key --passphrase-file word src
before=$(sha256sum vol/*)
fails 2 'vol/V.00[1-4]: the output is one of the inputs' 'nor a volume' \
    evid-seal -k A.key --supersedes vol/V.001 --force -o vol/V --volume 100K src
check 'they are what they were' test "$before" = "$(sha256sum vol/*)"

# Standard output that is led to what is read.
for mode in '1<>' '>>'; do
	cp src/y f
	for command in 'evid-seal -k A.key -n n -o - f' 'evid-seal -k A.key -n n --stdin-name f -o - - <f' \
	    'evid-seal -k A.key -n n --stdin-name f --stdin-size 300000 -o - - <f'; do
		fails 2 'standard output is one of the inputs|would stand inside the source' \
		    "$command $mode f" from /dev/null bash -c "$command ${mode}f"
		check 'f is what it was' same f src/y
	done
	cp S.gz f
	for command in 'evid-extract -p A.pub --member src/x -o - f' \
	    'evid-extract -p A.pub --member src/x -o - - <f' \
	    'evid-verify -p A.pub f' 'evid-verify -p A.pub --json S.gz f' \
	    'evid-verify -p A.pub - <f' 'evid-inspect f' 'evid-inspect --json f' \
	    'evid-custody list log.jsonl f' 'evid-custody form log.jsonl f'; do
		fails 2 'standard output is one of the inputs' "$command $mode f" \
		    from /dev/null bash -c "$command ${mode}f"
		check 'f is what it was' same f S.gz
	done
done
rm f
ends 0 'led elsewhere, it is written' \
    bash -c 'evid-seal -q -k A.key -n n --stdin-name f -o - - <src/y >f && evid-verify -q -p A.pub f'

# The directory.
"${add[@]}" --key B.pub -o D2.json D1.json
evid-trust sign -q -k A.key D2.json
kept A.key evid-trust sign -k A.key D2.json
kept D2.json evid-trust update D1.json D2.json
kept D1.json evid-trust update D1.json D2.json
kept A.pub evid-trust revoke --key A.pub --reason lost D1.json
kept B.pub "${add[@]}" --key B.pub D1.json
check 'nothing half-written is left' tidy

# In its own place, or elsewhere.
cp D1.json D.json
evid-trust init -q -o E.json --name e
ends 0 'a draft is changed in its place' "${add[@]}" --key B.pub E.json
ends 0 'and signed' evid-trust sign -q -k B.key E.json
ends 0 'a directory is updated in its place' evid-trust update -q D.json D2.json
check 'to the next' same D.json D2.json
ends 0 'events are added to a log' evid-custody add -q collected -k A.key --log log.jsonl
cp log.jsonl two.jsonl
evid-custody add -q collected -k A.key --log two.jsonl
ends 0 'logs are merged onto one of them' evid-custody merge -q --force \
    -o log.jsonl log.jsonl two.jsonl
check 'which has all lines' test "$(wc -l <log.jsonl)" -eq 3
printf 'old\n' >old
ends 0 'a file that is no input is replaced' evid-verify -q -p A.pub --json --force -o old S.gz
check 'by the result' json old 'j'
ends 0 'beside the input, too' evid-inspect --force -o vol/old vol/V.001
ends 0 'with a list' evid-verify -q -p A.pub --json-lines --force -o old --files-from list
check 'by its lines' test "$(wc -l <old)" -eq 2
finish
