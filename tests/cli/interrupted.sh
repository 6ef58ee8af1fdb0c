#!/usr/bin/env bash
# Goal: ended by a signal at any moment, either the whole bundle or nothing
# stands under its name, nothing half-written stays, and the exit is the
# signal's; after SIGKILL the next run says what it found.
. "$(dirname "$0")/lib.sh"

make_key A
head -c 135000000 /dev/urandom | base64 -w 0 >big	# what a sample calls compressible
# long enough to be interrupted anywhere: the best compression of digits
seal=(evid-seal -q -k A.key -9 -j 1 -o out.gz big)
# begun PARTS SIGNAL COMMAND...: gets it when so many parts of its output stand
# in the folder, however long that takes
begun() {
	COUNT=$1 signalled "$2" '.out.gz*.partial' "${@:3}"
}
declare -A numbers=([SIGINT]=130 [SIGTERM]=143 [SIGHUP]=129)
for signal in SIGINT SIGTERM SIGHUP; do
	begun 1 "$signal" "${seal[@]}"
	check "$signal ends it as a signal does" test "$status" -eq "${numbers[$signal]}"
	check "$signal leaves nothing under its name" absent out.gz
	check "$signal leaves nothing half-written" tidy
done
# Those that are less common, and a second one while the first is dealt with.
numbers=([SIGQUIT]=131 [SIGALRM]=142 [SIGXCPU]=152 [SIGUSR1]=138 [SIGUSR2]=140)
for signal in SIGQUIT SIGALRM SIGXCPU SIGUSR1 SIGUSR2; do
	begun 1 "$signal" "${seal[@]}"
	[ "$status" -eq "${numbers[$signal]}" ] && absent out.gz && tidy
	result $? "$signal ends it as a signal does, and leaves nothing"
done
# twice SECONDS COMMAND...: SIGINT, and soon after another, twenty times, at
# distances from none to 4 ms; fails when anything is left
twice() {
	/usr/bin/python3 -c '
import glob, signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_DFL)
for k in range(20):
    p = subprocess.Popen(sys.argv[2:], stderr=subprocess.DEVNULL)
    time.sleep(float(sys.argv[1]))
    p.send_signal(signal.SIGINT)
    time.sleep(0.0002 * k)
    if p.poll() is None:
        p.send_signal(signal.SIGINT)
    if p.wait(timeout=30) != -signal.SIGINT or glob.glob("*out.gz*") or \
            glob.glob(".*out.gz*"):
        sys.exit(1)' "$@"
}
check 'two signals at once leave nothing' twice 0.2 "${seal[@]}"
check 'nor do they where volumes are written' \
    twice 0.2 evid-seal -q -k A.key -9 -j 1 -o out.gz --volume 100K big
run /usr/bin/python3 -c '
import signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_DFL)
p = subprocess.Popen(["evid-seal", "-k", "A.key", "-c", "-", "big"],
                     stdin=subprocess.PIPE)
for pause in (0.3, 0.3, 5.5):
    time.sleep(pause)
    alive = p.poll() is None
    p.send_signal(signal.SIGINT)
code = p.wait(timeout=10)
sys.exit(0 if alive and code == -signal.SIGINT else 1)'
check 'what waits for input that does not come can still be ended' \
    test "$status" -eq 0
signalled SIGTERM 0.5 bash -c 'exec evid-seal -k - -o out.gz big < <(sleep 20)'
check 'and says nothing of a medium' bash -c "! grep -q medium '$err'"
evid-seal -q -k A.key -o held.gz A.pub -n x
for tool in 'evid-verify -p A.pub' evid-inspect; do
	signalled SIGTERM 0.5 bash -c "exec $tool -o said.txt - < <(head -c 300 held.gz; sleep 20)"
	[ "$status" -eq 143 ] && absent said.txt && tidy
	result $? "${tool%% *} ends at once while it waits, and leaves nothing"
done
rm held.gz
bad=0 whole=0
for delay in 0.01 0.03 0.05 0.1 0.2 0.3 0.7 1.1; do
	rm -f out.gz
	signalled SIGTERM "$delay" "${seal[@]}"
	if [ -e out.gz ]; then
		evid-verify -q -p A.pub out.gz && whole=$((whole + 1)) || bad=$((bad + 1))
	fi
	tidy || bad=$((bad + 1))
	[ "$status" -eq 143 ] || [ "$status" -eq 0 ] || bad=$((bad + 1))
done
check 'SIGTERM at eight moments: whole, or nothing' test "$bad" -eq 0
rm -f out.gz
begun 2 SIGTERM evid-seal -q -k A.key -9 -j 1 -o out.gz --volume 1M big
check 'SIGTERM while volumes are written ends it so' test "$status" -eq 143
check 'and leaves none of them' bash -c '! ls out.gz.* 2>/dev/null'
check 'nor a part of one' tidy
rm -f out.gz
bad=0
for delay in 0.02 0.1 0.3 0.6; do
	rm -f out.gz
	signalled SIGKILL "$delay" "${seal[@]}"
	[ ! -e out.gz ] || evid-verify -q -p A.pub out.gz || bad=$((bad + 1))
done
check 'SIGKILL at four moments: whole, or nothing under its name' test "$bad" -eq 0
rm -f out.gz .out.gz.*
begun 1 SIGKILL "${seal[@]}"
check 'SIGKILL leaves a part under another name' bash -c 'ls .out.gz.*.partial'
ends 0 'the next run seals' evid-seal -k A.key -o out.gz -n x A.pub
check 'and says what it found' tells '\.out\.gz\..*\.partial'
check 'and that it may be removed' tells 'may be removed'
check 'but does not remove it' bash -c 'ls .out.gz.*.partial'
rm -f .out.gz.* out.gz
begun 2 SIGKILL evid-seal -q -k A.key -9 -j 1 -o out.gz --volume 1M big
check 'SIGKILL while volumes are written leaves none of them' \
    bash -c '! ls out.gz.* 2>/dev/null'
check 'but parts of several' bash -c '[ "$(ls .out.gz.*.partial | wc -l)" -gt 1 ]'
ends 0 'the next run seals' evid-seal -k A.key -o out.gz --volume 1M -n x A.pub
check 'and says what it found, and that there is more' \
    tells '\.out\.gz\.001\..*\.partial: .*each further volume'
rm -f .out.gz.* out.gz.*
signalled SIGTERM 0.3 bash -c 'trap "" TERM; exec evid-seal -q -k A.key --force -o out.gz big'
check 'a signal that was ignored stays so' test "$status" -eq 0
evid-seal -q --force -k A.key -o out.gz big
signalled SIGTERM 0.05 evid-verify -p A.pub out.gz
check 'a verification ends by its signal, or with its verdict' \
    test "$status" -eq 143 -o "$status" -eq 0
cp out.gz kept.gz
begun 1 SIGINT evid-seal -q --force -k A.key -9 -j 1 -o out.gz big
check 'interrupted while it would replace a bundle' test "$status" -eq 130
check 'leaves the one of before' same kept.gz out.gz
signalled SIGTERM 1 bash -c 'exec evid-seal -q -k A.key --stdin-name s -o s.gz - < <(sleep 20)'
check 'waiting for standard input it ends, too' test "$status" -eq 143
check 'and leaves nothing' absent s.gz
check 'nor a part of it' tidy
# A signal that comes when all has its name: the report waits in a full pipe.
mkdir many && (cd many && seq -f 'a-file-with-a-rather-long-name-%04.0f' 3000 | xargs touch)
echo content >many/last
evid-seal -q -k A.key -o many.gz many
# late SIGNAL TARGET COMMAND...: gets the signal when TARGET is there
late() {
	run /usr/bin/python3 -c '
import os, signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_DFL)
p = subprocess.Popen(sys.argv[3:], stdout=subprocess.PIPE)
while p.poll() is None and not os.path.exists(sys.argv[2]):
    time.sleep(0.001)
time.sleep(0.5)
alive = p.poll() is None
p.send_signal(getattr(signal, sys.argv[1]))
time.sleep(0.2)
said = p.stdout.read()
sys.stdout.buffer.write(said)
code = p.wait(timeout=60)
sys.exit(99 if not alive else 128 - code if code < 0 else code)' "$@"
}
for signal in SIGTERM SIGINT; do
	rm -rf given
	late $signal given evid-extract -v -p A.pub -C given many.gz
	check "$signal, when it is given out, does not end it" test "$status" -eq 0
	check 'it is all there' diff -rq many given/many
	check 'and all of it is told' test "$(grep -c 'a-file-with' "$out")" -eq 3000
	rm -rf given
	late $signal given evid-extract --json -p A.pub -C given many.gz
	check 'in JSON, too' json "$out" 'len(j["extracted"]["members"]) == 3002 and j["exitStatus"] == 0'
done
# Of a sealing, too.  Its report is short: the pipe is full before.
late_full() {
	run /usr/bin/python3 -c '
import fcntl, os, signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_DFL)
reader, writer = os.pipe()
size = fcntl.fcntl(writer, fcntl.F_GETPIPE_SZ)
os.write(writer, b"#" * size)
p = subprocess.Popen(sys.argv[3:], stdout=writer)
os.close(writer)
while p.poll() is None and not os.path.exists(sys.argv[2]):
    time.sleep(0.001)
time.sleep(0.5)
alive = p.poll() is None
p.send_signal(getattr(signal, sys.argv[1]))
time.sleep(0.2)
said = b""
while True:
    data = os.read(reader, 65536)
    if not data:
        break
    said += data
sys.stdout.buffer.write(said[size:])
code = p.wait(timeout=60)
sys.exit(99 if not alive else 128 - code if code < 0 else code)' "$@"
}
rm -f out.gz
for signal in SIGTERM SIGINT; do
	for json in '' --json; do
		late_full $signal out.gz evid-seal ${json:+"$json"} -k A.key -o out.gz -n x A.pub
		check "$signal, when it is sealed, does not end it $json" test "$status" -eq 0
		check 'and the seal number is told' says 'seal(Number":"|  *)[0-9]{5}'
		rm -f out.gz
	done
done

# What dead runs left is told, however many there are: no process has that
# number.
printf 'x\n' >few
for n in 1 2 3; do
	: >".few.gz.200000000$n-0000000$n.partial"
done
ends 0 'a seal beside what three runs left' evid-seal -k A.key -n few -o few.gz few
check 'one is named, and the others are counted' \
    tells '\.few\.gz\.200000000[123]-0000000[123]\.partial: an earlier run that was killed left this behind, and 2 more whose names are alike; they may be removed'
rm -f few.gz .few.gz.2000000002-* .few.gz.2000000003-*
ends 0 'beside what one left' evid-seal -k A.key -n few -o few.gz few
check 'none is counted' tells '\.few\.gz\.2000000001-00000001\.partial: an earlier run that was killed left this behind; it may be removed'
finish
