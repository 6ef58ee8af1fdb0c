#!/usr/bin/env bash
# Goal: standard input is sealed in one pass when its size is given, spooled
# otherwise; a size that is not so stops the seal.
. "$(dirname "$0")/lib.sh"

make_key A
head -c 700000 /dev/urandom >data
ends 0 'with its size' bash -c \
    'cat data | evid-seal -q -k A.key --stdin-name disk.img --stdin-size 700000 -'
check 'it has the name given' test -s disk.img.evidence.tar.gz
ends 0 'and verifies' evid-verify -q -p A.pub disk.img.evidence.tar.gz
check 'its content is what was piped' bash -c \
    'tar xzOf disk.img.evidence.tar.gz disk.img/data/disk.img | cmp - data'
line disk.img.evidence.tar.gz disk.img >line.json
check 'the inventory says where it is from' json line.json 'j["source"]["kind"] == "stdin"'
ends 0 'without its size' bash -c \
    'cat data | evid-seal -k A.key --stdin-name disk.img -o spooled.gz --verify -'
check 'its content is the same' bash -c \
    'tar xzOf spooled.gz disk.img/data/disk.img | cmp - data'
ends 0 'a size may have a unit' bash -c \
    'head -c 512K /dev/zero | evid-seal -q -k A.key --stdin-name z --stdin-size 512K -o z.gz -'
ends 0 'from a file' bash -c 'evid-seal -q -k A.key --stdin-name d -o file.gz - <data'
ends 0 'nothing at all counts, as an empty file does' bash -c \
    'evid-seal -q -k A.key --stdin-name e -o empty.gz - </dev/null'
ends 0 'beside other operands' bash -c \
    'cat data | evid-seal -q -k A.key -n both --stdin-name d -o both.gz - data'
ends 0 'and verifies' evid-verify -q -p A.pub both.gz
for size in 699999 700001; do
	fails 4 'disk\.img|standard input' "a size of $size, which is not so" bash -c \
	    "cat data | evid-seal -k A.key --stdin-name disk.img --stdin-size $size -o wrong.gz -"
	check 'leaves nothing' absent wrong.gz
done
fails 4 'standard input: it ended after 700000 of 700001 bytes' 'one that is too large is told with both' bash -c \
    'cat data | evid-seal -k A.key --stdin-name disk.img --stdin-size 700001 -o wrong.gz -'
ends 0 'a bundle goes to standard output' bash -c \
    'evid-seal -k A.key -o - data >piped.gz'
check 'its number to standard error' tells '^  seal +[0-9]'
ends 0 'and verifies' evid-verify -q -p A.pub piped.gz
ends 0 'from pipe to pipe to verdict' bash -c \
    'cat data | evid-seal -q -k A.key --stdin-name d --stdin-size 700000 -o - - | evid-verify -p A.pub -'
fails 2 'name' 'a name that cannot be' bash -c \
    'evid-seal -k A.key --stdin-name a/b -n x -o bad.gz - <data'
check 'leaves nothing' absent bad.gz
mkdir -p folder
for size in '' '--stdin-size 5'; do
	fails 2 'standard input \(-\) is a folder' "a folder ${size:-of no size}" bash -c \
	    "evid-seal -k A.key -n f --stdin-name f $size -o bad.gz - <folder"
	fails 4 'standard input: read: Bad file descriptor' "what cannot be read says why ${size:-without a size}" \
	    bash -c "evid-seal -q -k A.key -n f --stdin-name f $size -o bad.gz - 0>/dev/null"
done
check 'leaves nothing' absent bad.gz
fails 2 'standard input.*closed' 'a closed standard input' bash -c \
    'evid-seal -k A.key --stdin-name x -o closed.gz - <&-'
check 'leaves nothing' absent closed.gz
ends 0 'which matters not where nothing is read from it' bash -c \
    'evid-seal -q -k A.key -o named.gz data <&-'
ends 0 'and gets no file in its place' bash -c 'evid-verify -q -p A.pub named.gz <&-'
for tool in 'evid-verify -p A.pub' evid-inspect; do
	fails 2 'standard input.*closed' "nor is it read by $tool" bash -c "$tool - <&-"
done
fails 2 'descriptor' 'nor a passphrase from it' bash -c \
    'evid-seal -k A.key --passphrase-fd 0 -o closed.gz data <&-'
fails 2 'standard output.*closed' 'a closed standard output' bash -c \
    'evid-seal -k A.key -o - data >&-'
check 'nothing half-written is left' tidy
finish
