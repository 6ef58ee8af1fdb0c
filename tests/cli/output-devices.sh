#!/usr/bin/env bash
# Goal: an output is never put in the place of a device, a pipe, a socket or a
# folder, nor of a link to one, whatever was asked; the way into it is told.
. "$(dirname "$0")/lib.sh"

make_key A
printf 'x\n' >one
evid-seal -q -k A.key -o one.gz one
mkfifo pipe
mkdir folder
ln -s pipe to-pipe
/usr/bin/python3 -c '
import socket
socket.socket(socket.AF_UNIX).bind("socket")'
kinds=(pipe to-pipe socket folder)
if [ "$(id -u)" -eq 0 ] && mknod device c 1 3; then
	ln -s device to-device
	kinds+=(device to-device)
else
	skip 'a device' 'no node can be made here'
fi

of() { stat -c '%F %t %T %i' "$1"; }
# kept KIND COMMAND...: refused with and without --force, and is as it was
kept() {
	local kind=$1 before force

	shift
	before=$(of "$kind")
	for force in '' --force; do
		fails 2 "$kind: .*no regular file" "$1 ${force:-without --force}: $kind" \
		    "$@" ${force:+"$force"}
		check "it is what it was ($1, $kind)" test "$(of "$kind")" = "$before"
	done
}
for kind in "${kinds[@]}"; do
	kept "$kind" evid-seal -k A.key -o "$kind" one
	kept "$kind" evid-verify -p A.pub -o "$kind" one.gz
	kept "$kind" evid-inspect -o "$kind" one.gz
done
check 'the hint is the way by standard output' tells 'hint: .*-o -'
printf 'old\n' >target
ln -s target to-file
ends 0 'a link to a file is replaced by --force' \
    evid-verify -q -p A.pub --force -o to-file one.gz
check 'and what it led to is left alone' test "$(cat target)" = old -a ! -L to-file
check 'nothing half-written is left' tidy
finish
