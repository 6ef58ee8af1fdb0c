#!/usr/bin/env bash
# Goal: an encrypted key opens with its passphrase alone, had from a terminal,
# a file or a descriptor, and never from the command line.
. "$(dirname "$0")/lib.sh"

printf 'first secret\n' >first
printf 'second secret' >second
printf 'x\n' >one
evid-keygen -q -o A --passphrase-file first
evid-keygen -q -o B --passphrase-file second
ends 0 'from a file' evid-seal -q -k A.key --passphrase-file first -o a.gz one
ends 0 'from a file whose line does not end' \
    evid-seal -q -k B.key --passphrase-file second -o b.gz one
ends 0 'from a descriptor' bash -c \
    'evid-seal -q -k A.key --passphrase-fd 7 -o c.gz one 7<first'
ends 0 'from a pipe' bash -c \
    'evid-seal -q -k A.key --passphrase-file <(cat first) -o d.gz one'
ends 0 'from a terminal' \
    at_terminal 'evid-seal -q -k A.key -o e.gz one' 'first secret'
refuse 'where it is not shown' says 'first secret'
check 'what it sealed verifies' evid-verify -q -p A.pub e.gz
fails 5 'A\.key: ' 'a wrong one' \
    evid-seal -k A.key --passphrase-file second -o wrong.gz one
ends 5 'a wrong one at a terminal' \
    at_terminal 'evid-seal -k A.key -o wrong.gz one' 'no secret'
fails 2 '/dev/null: .*empty: nothing is in it' 'an empty file' \
    evid-seal -k A.key --passphrase-file /dev/null -o wrong.gz one
printf '\nfirst secret\n' >late
fails 2 'late: .*empty: its line has nothing' 'an empty first line' \
    evid-seal -k A.key --passphrase-file late -o wrong.gz one
fails 2 'no terminal' 'none, without a terminal' \
    setsid -w evid-seal -k A.key -o wrong.gz one
check 'the key is named' tells 'A\.key: '
head -c 3000 /dev/zero | tr '\0' x >long
fails 2 'passphrase' 'one that is too long' \
    evid-seal -k A.key --passphrase-file long -o wrong.gz one
fails 4 'nothing: ' 'a file that is not there' \
    evid-seal -k A.key --passphrase-file nothing -o wrong.gz one
fails 2 'contradict' 'two sources' bash -c \
    'evid-seal -k A.key --passphrase-file first --passphrase-fd 7 -o wrong.gz one 7<first'
check 'nothing appeared' absent wrong.gz

printf 'first secret\nsecond secret\n' >both
ends 0 'two keys, a line each' \
    evid-seal -q -k A.key -k B.key --passphrase-file both -o both.gz one
ends 0 'both have signed' evid-verify -q -p A.pub -p B.pub --threshold 2 both.gz
ends 0 'two keys, asked for one after the other' at_terminal \
    'evid-seal -q -k A.key -k B.key -o asked.gz one' 'first secret' 'second secret'
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes256 \
    -pass file:first -out P.key 2>/dev/null
openssl pkey -in P.key -passin file:first -pubout -out P.pub 2>/dev/null
ends 0 'a P-256 key that openssl encrypted' \
    evid-seal -q -k P.key --passphrase-file first -o p.gz one
ends 0 'whose seal verifies' evid-verify -q -p P.pub p.gz

# While the key is in memory no other process of the user may look at it.
if [ "$(id -u)" -eq 0 ] && as_nobody test -x "$EVID_BIN/evid-seal"; then
	mkdir -m 777 open && cp A.key one first open/ && chmod 644 open/*
	mkfifo -m 666 open/paced
	as_nobody bash -c "cd '$dir/open' && exec evid-seal -q -k A.key --passphrase-file first \
	    --stdin-name s -o s.gz - <paced" >"$out" 2>"$err" &
	exec 8<>open/paced
	sleep 1
	pid=$(pgrep -n -u nobody -f 'evid-seal -q -k A.key')
	refuse 'the sealing process cannot be read by its own user' \
	    as_nobody cat "/proc/$pid/environ"
	check 'it leaves no core' grep -q 'Max core file size  *0  *0' "/proc/$pid/limits"
	exec 8>&-
	wait
	check 'and seals' test -s open/s.gz
else
	skip 'the sealing process cannot be read by its own user' 'needs root, and nobody'
fi
finish
