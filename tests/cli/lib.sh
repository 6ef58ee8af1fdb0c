# shellcheck shell=bash
# What the scenarios share: a folder of their own, TAP, and small words for
# what is expected.  Sourced, not run.  $dir is the scenario's folder, where
# it also stands; $out and $err hold what the last `run` printed, and $status
# its exit status.
# shellcheck disable=SC2034	# some are for the scenarios alone

set -u
export LC_ALL=C.UTF-8
umask 022

: "${EVID_BIN:?the folder of the tools}"
PATH=$EVID_BIN:$PATH
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# It starts sooner without what a site adds to it.
python=(/usr/bin/python3 -IS)
told=0
failed=0
status=0
dir=$(mktemp -d "${TMPDIR:-/tmp}/evid-cli.XXXXXX") || exit 1
# Spools go elsewhere: the tools may write in TMPDIR, and the scenarios show
# that they need not read and write what was not named.
spool=$(mktemp -d "${TMPDIR:-/tmp}/evid-spool.XXXXXX") || exit 1
export TMPDIR=$spool
out=$dir/.out
err=$dir/.err
mounts=()
loops=()
chmod 1777 "$spool"
chmod 755 "$dir"	# also for who has no right of root
cd "$dir" || exit 1

clean_up() {
	local each

	cd /
	for each in ${mounts[@]+"${mounts[@]}"}; do
		umount "$each" 2>/dev/null
	done
	for each in ${loops[@]+"${loops[@]}"}; do
		losetup -d "$each" 2>/dev/null
	done
	chmod -R u+rwX "$dir" 2>/dev/null
	rm -rf "$dir" "$spool"
}
trap clean_up EXIT

# result STATUS NAME: one line of TAP, with what was printed when it failed
result() {
	told=$((told + 1))
	if [ "$1" -eq 0 ]; then
		printf 'ok %d - %s\n' "$told" "$2"
	else
		failed=$((failed + 1))
		printf 'not ok %d - %s\n' "$told" "$2"
		printf '#   the last exit status was %s\n' "$status"
		[ -s "$err" ] && sed 's/^/#   err: /' "$err" | head -n 20
		[ -s "$out" ] && sed 's/^/#   out: /' "$out" | head -n 20
	fi
	return 0
}

skip() {
	told=$((told + 1))
	printf 'ok %d - %s # SKIP %s\n' "$told" "$1" "$2"
}

finish() {
	printf '1..%d\n' "$told"
	[ "$failed" -eq 0 ]
	exit
}

# check NAME COMMAND...: it succeeds
check() {
	local name=$1

	shift
	"$@" >"$dir/.check" 2>&1
	result $? "$name"
}

# refuse NAME COMMAND...: it fails
refuse() {
	local name=$1

	shift
	if "$@" >"$dir/.check" 2>&1; then
		result 1 "$name"
	else
		result 0 "$name"
	fi
}

# run COMMAND...: keeps $status, $out and $err
run() {
	"$@" >"$out" 2>"$err" </dev/null
	status=$?
	return 0
}

# small NAME COMMAND...: it ends with 0, and no process of it had more than
# 128 MiB of memory (but with a sanitizer, which has more)
small() {
	local memory

	"${python[@]}" -c '
import resource, subprocess, sys
with open(sys.argv[1], "w") as out, open(sys.argv[2], "w") as err:
    done = subprocess.run(sys.argv[3:], stdout=out, stderr=err)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)' "$out" "$err" "${@:2}" >"$dir/.peak"
	status=$?
	read -r memory <"$dir/.peak"
	[ "$status" -eq 0 ] &&
	    { [ -n "${EVID_SANITIZED:-}" ] || [ "$memory" -le 131072 ]; }
	result $? "$1 in at most 128 MiB ($memory KiB)"
}

# signalled SIGNAL WHEN COMMAND...: gets it after so many seconds, or once paths
# of this pattern are there, as many as COUNT says (1), and something in the
# first; $status is as a shell tells it.  Who runs this may have the signal
# ignored, as a shell does for what runs behind it.
signalled() {
	run "${python[@]}" -c '
import glob, os, signal, subprocess, sys, time
sent = getattr(signal, sys.argv[1])
for s in {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, sent}:
    if s != signal.SIGKILL:
        signal.signal(s, signal.SIG_DFL)
p = subprocess.Popen(sys.argv[3:])
try:
    time.sleep(float(sys.argv[2]))
except ValueError:
    while p.poll() is None:
        paths = sorted(glob.glob(sys.argv[2]))
        if len(paths) >= int(os.environ.get("COUNT", 1)) and (
                os.path.isdir(paths[0]) or os.path.getsize(paths[0]) > 0):
            break
        time.sleep(0.001)
if p.poll() is None:
    p.send_signal(sent)
code = p.wait(timeout=60)
sys.exit(128 - code if code < 0 else code)' "$@"
}

# ends STATUS NAME COMMAND...: it ends so
ends() {
	local want=$1 name=$2

	shift 2
	run "$@"
	[ "$status" -eq "$want" ]
	result $? "$name"
}

# for_people: $err has a line under the tool's name, and what to do next.  Read
# without a process, as it is asked often.
for_people() {
	local each lines named=1 hinted=1

	mapfile -t lines <"$err"
	for each in ${lines[@]+"${lines[@]}"}; do
		[[ $each =~ ^evid-[a-z]+:' ' ]] && named=0
		[[ $each =~ ^'  hint: '. ]] && hinted=0
	done
	[ $named -eq 0 ] && [ $hinted -eq 0 ]
}

# fails STATUS TEXT NAME COMMAND...: it ends so, says TEXT (a pattern of
# grep -E) on standard error under the tool's name, and what to do next
fails() {
	local want=$1 text=$2 name=$3

	shift 3
	run "$@"
	[ "$status" -eq "$want" ] && grep -Eq -- "$text" "$err" && for_people
	result $? "$name"
}

says() { grep -Eq -- "$1" "$out"; }
tells() { grep -Eq -- "$1" "$err"; }
absent() { [ ! -e "$1" ] && [ ! -L "$1" ]; }
same() { cmp -s "$1" "$2"; }
# no file that is half written
tidy() { [ -z "$(find "${1:-.}" -name '*.partial' -print -quit)" ]; }

# json FILE EXPRESSION: of the JSON in FILE, `j`, a truth of Python
json() {
	"${python[@]}" -c '
import json, sys

def once(pairs):
    assert len(pairs) == len(dict(pairs)), "a key stands twice"
    return dict(pairs)

j = json.load(open(sys.argv[1], encoding="utf-8"), object_pairs_hook=once)
sys.exit(0 if eval("(" + sys.argv[2] + ")") else 1)' "$1" "$2"
}

# value FILE EXPRESSION: prints it
value() {
	"${python[@]}" -c '
import json, sys
j = json.load(open(sys.argv[1], encoding="utf-8"))
print(eval(sys.argv[2]))' "$1" "$2"
}

# line BUNDLE PATH: the inventory's line of that original path
line() {
	evid-inspect --json "$1" | "${python[@]}" -c '
import json, sys
for member in json.load(sys.stdin)["members"]:
    if member["original"] == sys.argv[1]:
        print(json.dumps(member["line"]))' "$2"
}

# make_key NAME: NAME.key without a passphrase
make_key() {
	evid-keygen -q -o "$1" --no-passphrase --name "Holder of $1"
}

# pin_key NAME STATE [OPTION...]: pins NAME.pub in pins.json, for sealing and
# custody; NAME.json is what evid-keygen told of it
pin_key() {
	evid-trust pin --pins pins.json --state "$2" --number \
	    "$(value "$1.json" 'j["keyNumber"]')" --use seal --use custody \
	    --by me --how telephone "${@:3}" "$1.pub" >/dev/null || exit 1
}

# make_pinned NAME:STATE...: keys, each pinned as that of "Holder NAME"
make_pinned() {
	local pair

	for pair in "$@"; do
		evid-keygen -o "${pair%:*}" --no-passphrase --json \
		    >"${pair%:*}.json" || exit 1
		pin_key "${pair%:*}" "${pair#*:}" --name "Holder ${pair%:*}"
	done
}

# sign KEY TYPE DETAILS [ANSWERED...]: an event of the bundle whose seal digest
# is $seal, by a tool that signs anything (sign_event.py)
sign() {
	/usr/bin/python3 "$EVID_SOURCE/tests/support/sign_event.py" \
	    "$1.key" "$seal" "${@:2}"
}

# case_that_asks WORDING: a case of one condition, C-1 of KZ, that asks for an
# answer
case_that_asks() {
	printf '%s' '{"schema":"urn:libevidence:case:1","kind":"mla-answer",
	 "conditions":[{"id":"C-1","type":"use-this-case","imposedBy":"KZ",
	  "appliesTo":["all"],"text":[{"lang":"en","text":"'"$1"'"}],
	  "needsAcceptance":true}]}'
}

# as_nobody COMMAND...: without any right of root
as_nobody() {
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --reuid nobody --regid nogroup --clear-groups \
		    --bounding-set -all --inh-caps -all -- "$@"
	else
		"$@"
	fi
}

# flip FILE OFFSET: one bit of that byte is changed
flip() {
	"${python[@]}" -c '
import sys
with open(sys.argv[1], "r+b") as file:
    file.seek(int(sys.argv[2]))
    byte = file.read(1)[0]
    file.seek(int(sys.argv[2]))
    file.write(bytes([byte ^ 1]))' "$1" "$2"
}

# at_terminal COMMAND TEXT...: runs it on a terminal of its own; each TEXT is
# typed when a colon and a blank ask for it.  Prints what the terminal shows,
# and ends as the command.
at_terminal() {
	"${python[@]}" -c '
import os, pty, signal, sys

texts = sys.argv[2:]
pid, fd = pty.fork()
if pid == 0:
    # A job in the background has it ignored, and would hand that down.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execvp("bash", ["bash", "-c", sys.argv[1]])
shown = b""
asked = 0
while True:
    try:
        data = os.read(fd, 4096)
    except OSError:
        break
    if not data:
        break
    shown += data
    while asked < len(texts) and shown.count(b": ") > asked:
        os.write(fd, texts[asked].encode() + b"\n")
        asked += 1
sys.stdout.buffer.write(shown)
sys.stdout.flush()
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status) % 256)' "$@"
}

# types COMMAND TEXT...: runs it on a terminal where each TEXT, and then the
# end of the input, was typed ahead.  Prints what the terminal shows.
types() {
	"${python[@]}" -c '
import os, pty, sys

pid, fd = pty.fork()
if pid == 0:
    os.execvp("bash", ["bash", "-c", sys.argv[1]])
for text in sys.argv[2:]:
    os.write(fd, text.encode() + b"\n")
os.write(fd, b"\x04")
shown = b""
while True:
    try:
        data = os.read(fd, 4096)
    except OSError:
        break
    if not data:
        break
    shown += data
sys.stdout.buffer.write(shown)
sys.stdout.flush()
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status) % 256)' "$@"
}
