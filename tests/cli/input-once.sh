#!/usr/bin/env bash
# Goal: standard input, which can be read but once, is never two inputs, of
# which one would take away what the other was to have; and no tool sends out
# the secret by which it signs without a word.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
make_key A
printf 'secret\n' >word
evid-keygen -q -o P --passphrase-file word
head -c 100000 /dev/zero | tr '\0' E >evidence
cat word evidence >both
cp A.key key-first
cat evidence >>key-first
printf '{"schema":"urn:libevidence:case:1"}\n' >case.json

# from FILE WORD...: with standard input led from it
from() { "${@:2}" <"$1"; }
# twice FILE WORD...: refused, whether it is led from a file or from a pipe
twice() {
	local from=$1

	shift
	fails 2 'standard input can be read but once, and more than one input is named as it' \
	    "${*} <$from" from "$from" "$@"
	fails 2 'standard input can be read but once' "${*} from a pipe" \
	    bash -c 'cat "$1" | { shift; "$@"; }' - "$from" "$@"
}
seal=(evid-seal -q -n x --stdin-name i)
twice both "${seal[@]}" -k P.key --passphrase-fd 0 -
twice both "${seal[@]}" -k P.key --passphrase-file /dev/stdin -
twice both "${seal[@]}" -k P.key --passphrase-file /proc/self/fd/0 -
twice key-first "${seal[@]}" -k - -
twice key-first "${seal[@]}" -k A.key -k - -
twice A.id "${seal[@]}" -k A.key --id - -
twice case.json "${seal[@]}" -k A.key -c - -
twice case.json "${seal[@]}" -k A.key -c /dev/stdin -
twice evidence "${seal[@]}" -k A.key --custody - -
twice evidence "${seal[@]}" -k A.key --custody case.json -p - -
twice evidence "${seal[@]}" -k A.key --expect-hashes - -
twice evidence "${seal[@]}" -k A.key --map - -
check 'and nothing was sealed' absent x.evidence.tar.gz
ends 0 'a descriptor of its own serves' bash -c \
    'cat evidence | "$@" 3<word' - "${seal[@]}" -k P.key --passphrase-fd 3 -
check 'and all of it is sealed' test "$(evid-extract -q -p P.pub --member i -o - \
    x.evidence.tar.gz | wc -c)" -eq 100000
ends 0 'as a file does that standard input is not' from evidence \
    "${seal[@]}" --force -k P.key --passphrase-file word -
bundle=x.evidence.tar.gz
cat P.pub $bundle >pub-first
twice pub-first evid-verify -p - -
twice pub-first evid-verify -p /dev/stdin -
twice P.pub evid-verify -p - --json-lines --files-from -
twice pub-first evid-extract -p - -C out -
check 'and nothing was given out' absent out
twice pub-first evid-custody list -p - -
twice both evid-custody add stored -k P.key --passphrase-fd 0 --id - $bundle
twice both evid-custody add stored -k - --passphrase-fd 0 $bundle
check 'and nothing was signed' absent x.custody.jsonl
ends 0 'once it is read' from P.pub evid-verify -p - $bundle
ends 0 'by any of its names' from $bundle evid-verify -p P.pub /dev/stdin
fails 2 '--log: a log is added to in its place, and standard input \(-\) has none' \
    'nor is a log written into it' evid-custody add stored -k A.key --log - $bundle
check 'and none is made of that name' absent ./-

# What signs lies in what is sealed.
mkdir own && cp A.key A.id P.key P.id word own && ln -s own same
kept='the secret key that signs lies in what is sealed, and goes out with it'
ends 0 'with its key in it a folder is sealed' evid-seal -k own/A.key -n own1 own
check 'but not without a word' tells "own/A.key: $kept\$"
check 'and what to do' tells 'hint: keep keys elsewhere, or name it with --exclude'
ends 0 'by whatever links it is named' evid-seal -k same/P.key \
    --passphrase-file same/word -n own2 own
check 'so of the key' tells "same/P.key: $kept\$"
check 'and of the passphrase' tells 'same/word: the passphrase lies in what is sealed'
ends 0 'where names are left out' evid-seal -k own/A.key --exclude '*.key' -n own3 own
check 'it may be one of them' tells "$kept, unless --exclude leaves it out\$"
ends 0 'a key elsewhere' evid-seal -k A.key -n own4 own/word
refuse 'is not told of' tells 'goes out'
finish
