#!/usr/bin/env bash
# Goal: a pipe, a socket or a device in the place of a bundle is refused and
# not waited for; what comes from one is read from standard input.
. "$(dirname "$0")/lib.sh"

make_key A
make_key B
printf 'x\n' >one
evid-seal -q -k A.key -o good.gz one
mkfifo pipe
/usr/bin/python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'
not_read() {	# FILE WHAT
	fails 2 "$1: is $2" "evid-verify: $1 is $2" \
	    timeout 20 evid-verify -p A.pub "$1"
	check 'and what to do is said' tells 'hint: .*standard input'
	fails 2 "$1: is $2" 'for inspection, too' timeout 20 evid-inspect "$1"
	fails 2 "$1: is $2" 'and for what is given out' \
	    timeout 20 evid-extract -p A.pub -C given "$1"
	run timeout 20 evid-verify --json-lines -p A.pub "$1" good.gz
	[ "$status" -eq 4 ] && [ "$(wc -l <"$out")" -eq 2 ]
	result $? 'of many, it is the one that cannot be read'
}
not_read pipe 'a named pipe'
not_read socket 'a socket'
not_read /dev/zero 'a device'
fails 2 'pipe: it is not a file' 'a pipe is not handed over' timeout 20 \
    evid-custody hand-over -k A.key --to B.pub pipe
fails 4 'socket: open: ' 'nor is a socket' timeout 20 \
    evid-custody hand-over -k A.key --to B.pub socket
check 'and it is said what to do' tells 'hint: .*name a file'
for kind in pipe socket; do
	fails 2 "$kind: " "a $kind is no case" timeout 20 evid-case check "$kind"
done
ln -s pipe link
fails 2 'link: is a named pipe' 'nor is a link to one followed' \
    timeout 20 evid-verify -p A.pub link
cat good.gz >pipe &
ends 0 'as standard input it is read' bash -c \
    'timeout 20 evid-verify -q -p A.pub - <pipe'
wait
# shellcheck disable=SC2016	# for another shell
ends 0 'and so is what the shell runs beside' bash -c \
    'timeout 20 evid-verify -q -p A.pub <(cat good.gz)'
finish
