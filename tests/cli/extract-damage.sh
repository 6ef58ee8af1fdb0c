#!/usr/bin/env bash
# Goal: of a bundle that is not intact, not whole or not trusted nothing is
# given out unless asked for; then what a trusted seal shows to be intact, with
# a list of the rest, and never a wrong byte.
. "$(dirname "$0")/lib.sh"

make_key A
make_key B
mkdir -p src/sub
for i in 1 2 3 4 5 6 7 8; do
	head -c 200000 /dev/urandom >"src/sub/$i"
done
printf 'small\n' >src/small
evid-seal -q -k A.key src
bundle=src.evidence.tar.gz

fails 3 'nothing was given out: .*not trusted' 'with no trust given' evid-extract -C out $bundle
check 'nothing is given out' absent out
fails 3 'nothing was given out: .*not trusted' 'with another key' evid-extract -p B.pub -C out $bundle
check 'neither' absent out
ends 3 'as asked it is, though not trusted' evid-extract -q --untrusted -C out $bundle
check 'all of it' diff -r src out/src
rm -r out
ends 3 '--damaged alone is no trust' evid-extract -q --damaged -C out $bundle
check 'and gives nothing out' absent out

: >empty.gz
head -c 3000 $bundle >cut.gz
cp $bundle bad.gz && flip bad.gz 700000
for given in '' --untrusted; do
	for name in cut.gz empty.gz; do
		run evid-extract -p A.pub --damaged $given --member 'src/sub/5' -o out $name
		check "with --damaged nothing of $name is given out $given" tells 'nothing was given out: of what was asked for'
		check 'and it is not offered' bash -c '! grep -q -e --damaged "$1"' - "$err"
		check 'nor what was given' test "$(grep -c -e --untrusted "$err")" -eq "$([ -z "$given" ]; echo $((1 - $?)))"
		check 'nothing is there' absent out
	done
done
fails 1 'nothing was given out' 'of a damaged bundle' evid-extract -p A.pub -C out bad.gz
check 'nothing is given out' absent out
check 'nor left half-written' tidy
ends 1 'what is intact is, as asked' evid-extract --damaged -p A.pub -C out bad.gz
cp "$out" told
check 'and what is not is listed' grep -Eq '^    src/sub/4: not as it was sealed$' told
check 'it is withheld' absent out/src/sub/4
check 'all that is given out is as it was' bash -c \
    '[ "$(diff -r src out/src)" = "Only in src/sub: 4" ]'
rm -r out
ends 1 'as JSON' evid-extract --json --damaged -p A.pub -C out bad.gz
check 'each is told of' json "$out" '
j["verdict"] == "not-intact" and j["exitStatus"] == 1 and j["extracted"]["withheld"] == 1 and
[m["original"] for m in j["extracted"]["members"] if m["given"] is None] == ["src/sub/4"]'
rm -r out
ends 1 'without trust' evid-extract --damaged -C out bad.gz
check 'nothing of it' absent out
ends 1 'unless that is asked for, too' evid-extract -q --damaged --untrusted -C out bad.gz
check 'which gives the intact' test "$(find out -type f | wc -l)" -eq 8
rm -r out
ends 1 'through a pipe the same' bash -c "cat bad.gz | evid-extract -q --damaged -p A.pub -C out -"
check 'the intact files' test "$(find out -type f | wc -l)" -eq 8
rm -r out

head -c 900000 $bundle >cut.gz
fails 4 'nothing was given out' 'of one that was cut short' evid-extract --damaged -p A.pub -C out cut.gz
check 'nothing can be shown to be intact' absent out
size=$(stat -c %s $bundle)
head -c $((size - 10)) $bundle >cut.gz
ends 4 'of one that lacks its last bytes' evid-extract -q --damaged -p A.pub -C out cut.gz
check 'everything' diff -r src out/src
rm -r out
fails 1 'nothing was given out' 'what is no bundle' evid-extract -p A.pub -C out src/sub/1
: >none
fails 4 'nothing was given out' 'an empty file' evid-extract -p A.pub -C out none
fails 4 'absent\.gz' 'a file that is not there' evid-extract -p A.pub -C out absent.gz
check 'leave nothing' absent out

# Whatever is flipped, what comes out is right or does not come.
wrong=0 tries=0
for at in $(/usr/bin/python3 -c '
import random
random.seed(7)
print(*sorted(random.sample(range('"$size"'), 40)), *range('"$size"' - 60, '"$size"', 7))'); do
	cp $bundle bad.gz && flip bad.gz "$at"
	rm -rf out
	evid-extract -q --damaged -p A.pub -C out bad.gz >/dev/null 2>&1
	case $? in 0 | 1 | 4) ;; *) wrong=$((wrong + 1)) ;; esac
	tries=$((tries + 1))
	[ -d out ] || continue
	while read -r name; do
		cmp -s "out/$name" "$name" || wrong=$((wrong + 1))
	done < <(cd out && find src -type f)
done
check "no flip of $tries gives out a wrong byte" test "$wrong" -eq 0
rm -rf out
mkdir unpacked && tar xzf $bundle -C unpacked && printf 'x' >>unpacked/src/data/src/small
printf 'y' >unpacked/src/data/src/stranger
ends 1 'of an unpacked folder that was changed' evid-extract -q --damaged -p A.pub -C out unpacked/src
check 'neither what changed nor what was added' bash -c \
    '[ ! -e out/src/small ] && [ ! -e out/src/stranger ] && [ "$(ls out/src/sub | wc -l)" -eq 8 ]'
rm -rf out unpacked/src/data/src && mkdir -p elsewhere/src && cp -r src/sub elsewhere/src/ && mv elsewhere/src unpacked/src/data/src
rm unpacked/src/data/src/sub/3 && ln -s "$dir/src/sub/3" unpacked/src/data/src/sub/3
ends 1 'of one with a link in it' evid-extract -q --damaged -p A.pub -C out unpacked/src
check 'not what it leads to' absent out/src/sub/3
rm -rf out unpacked && mkdir unpacked && tar xzf $bundle -C unpacked &&
    mv unpacked/src/data elsewhere/data && ln -s ../../elsewhere/data unpacked/src/data
fails 1 'nothing was given out' 'of a folder whose data/ is a link' evid-extract -p A.pub -C out unpacked/src
check 'nothing' absent out
rm -rf out
evid-seal -q -k A.key --detached -o detached.gz src
cp -r src copy && mkdir moved && mv copy moved/src && printf 'z' >moved/src/sub/2 && rm moved/src/sub/5
ends 1 'of a detached payload' evid-extract --damaged -p A.pub -C out --payload moved detached.gz
check 'what changed or is missing is withheld' bash -c \
    '[ ! -e out/src/sub/2 ] && [ ! -e out/src/sub/5 ] && cmp out/src/sub/1 src/sub/1'
finish
