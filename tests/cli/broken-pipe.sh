#!/usr/bin/env bash
# Goal: a reader that goes away is an error that is told, not silence.
. "$(dirname "$0")/lib.sh"

make_key A
head -c 5000000 /dev/urandom >big
mkdir many && (cd many && for i in $(seq 3000); do : >"file-with-a-long-name-$i"; done)
evid-seal -q -k A.key -o many.gz many

# closed COMMAND...: its standard output is a pipe that nobody reads
closed() {
	run /usr/bin/python3 -c '
import os, subprocess, sys
r, w = os.pipe()
p = subprocess.Popen(sys.argv[1:], stdout=w, stderr=subprocess.PIPE)
os.close(w)
os.read(r, 10)
os.close(r)
sys.stderr.buffer.write(p.communicate()[1])
sys.exit(p.returncode % 256)' "$@"
}
closed evid-seal -k A.key -o - big
check 'a bundle to a pipe that closes ends in 4' test "$status" -eq 4
check 'and says so' tells '^evid-seal: .*(pipe|standard output)'
for how in '>/dev/full' '>&-'; do
	rm -f lost.gz
	fails 4 'lost\.gz: it is sealed all the same.* [0-9]{5}-[0-9] ' \
	    "a report that cannot be written ($how): the bundle stands" \
	    bash -c "evid-seal -k A.key -o lost.gz -n x A.pub $how"
	ends 0 'and is whole' evid-verify -q -p A.pub lost.gz
done
rm -f lost.gz
fails 4 'lost\.gz: it is sealed all the same' 'as JSON, too' \
    bash -c 'evid-seal --json -k A.key -o lost.gz -n x A.pub >/dev/full'
# An event is signed before it is told of: it is not to be signed again.
make_key B
evid-seal -q -k A.key -o log.evidence.tar.gz -n log A.pub
export XDG_STATE_HOME=$dir/state
for how in '>/dev/full' '>&-' '--json >/dev/full'; do
	rm -f log.custody.jsonl
	fails 4 'log\.custody\.jsonl: the event is in the log all the same: [0-9a-f]{64}' \
	    "a hand-over that cannot be told ($how) is signed" bash -c \
	    "evid-custody hand-over -k A.key --to B.pub log.evidence.tar.gz $how"
	check 'and not to be signed again' tells 'hint: do not sign it again'
	check 'as it stands once' test "$(grep -c . log.custody.jsonl)" -eq 1
done
fails 4 'the event is in the log all the same' 'another event, too' bash -c \
    'evid-custody add stored -k A.key log.evidence.tar.gz >/dev/full'
fails 4 'the event is in the log all the same' 'and a receipt' bash -c \
    'evid-custody receive -k B.key -p A.pub --accept all log.evidence.tar.gz >/dev/full'
ends 0 'the log is sound' evid-custody verify -q -p A.pub log.custody.jsonl log.evidence.tar.gz
check 'and has each once' test "$(grep -c . log.custody.jsonl)" -eq 3
closed evid-inspect -v many.gz
check 'a list to a pipe that closes ends in 4' test "$status" -eq 4
check 'with the cause, however much was written before' tells 'standard output: Broken pipe$'
check 'and what it means' tells 'hint: the program that reads it ended early'
fails 4 'standard output: No space left on device$' 'on a full disk, too' \
    bash -c 'exec evid-inspect -v many.gz >/dev/full'
check 'what to do is told' tells 'hint: free some space'
check 'and says so' tells '^evid-inspect: .*([Pp]ipe|standard output)'
closed evid-inspect --json many.gz
check 'as JSON, too' test "$status" -eq 4
ends 4 'a closed standard output' bash -c 'evid-verify -p A.pub many.gz >&-'
run bash -c 'evid-verify -q -p A.pub many.gz >&-'
check 'matters not where nothing is written' test "$status" -eq 0
ends 4 'a writer that goes away leaves an incomplete bundle' \
    bash -c 'head -c 3000 many.gz | evid-verify -p A.pub -'
finish
