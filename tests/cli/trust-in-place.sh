#!/usr/bin/env bash
# Goal: a file that is changed in its own place stays what it was: a link to it
# is followed, its mode and owner are kept; and whoever gives up, at the prompt
# or by a signal, is told or leaves nothing half written.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in A B; do
	make_key $name
done
for name in P Q; do
	evid-keygen --json -q -o $name --no-passphrase >$name.json
done
pin() {
	evid-trust pin -q --pins "$1" --state KZ --by A --how other --number "$(value "$2.json" 'j["keyNumber"]')" "$2.pub"
}
mode_of() { [ "$(stat -c %a "$1")" = "$2" ]; }

# the pin list
mkdir shared
pin shared/pins.json P
ln -s shared/pins.json pins.json
chmod 600 shared/pins.json
ends 0 'a key is pinned through a link' pin pins.json Q
check 'which stays one' test -L pins.json
check 'the list that it leads to has the key' json shared/pins.json 'len(j["pins"]) == 2'
check 'and its mode' mode_of shared/pins.json 600
ln -s nowhere.json dangling.json
fails 2 'dangling.json: it is a link to a file that is not there' \
    'through a link to nothing none is' timeout 20 evid-trust pin -q \
    --pins dangling.json --state KZ --by A --how other --number \
    "$(value Q.json 'j["keyNumber"]')" Q.pub
check 'and nothing is made there' absent nowhere.json
rm dangling.json
chmod 664 shared/pins.json
rm P.json P.pub P.key P.id
evid-keygen --json -q -o P --no-passphrase >P.json
ends 0 'whatever it is' pin shared/pins.json P
check 'it stays, beyond the mask of the process' mode_of shared/pins.json 664

# a directory
evid-trust init -q -o shared/1.json --name un247
ln -s "$dir/shared/1.json" 1.json
chmod 640 shared/1.json
[ "$(id -u)" -ne 0 ] || chown nobody shared/1.json
owner=$(stat -c %u:%g shared/1.json)
for what in 'add -q --state KZ --kind court --authority en=KZ --key A.pub --use directory' 'sign -q -k A.key'; do
	# shellcheck disable=SC2086	# a verb and its words
	ends 0 "through a link: ${what%% *}" evid-trust $what 1.json
	check 'the link stays' test -L 1.json
	check 'the mode stays' mode_of shared/1.json 640
	check 'the owner stays' test "$(stat -c %u:%g shared/1.json)" = "$owner"
done
evid-trust add -q --threshold 1 --expires 2090-01-01 -o 2.json 1.json
evid-trust sign -q -k A.key 2.json
ends 0 'a version is taken through a link' evid-trust update 1.json 2.json
check 'into the file that it leads to' same shared/1.json 2.json
check 'with its mode' mode_of shared/1.json 640
check 'and its owner' test "$(stat -c %u:%g shared/1.json)" = "$owner"
check 'and the link stays' test -L 1.json
ends 0 'an output is a file of its own, also in the place of a link' \
    evid-trust add -q --threshold 1 --force -o 1.json 2.json
refuse 'which is replaced' test -L 1.json
check 'and what it led to stays' same shared/1.json 2.json

# given up at the prompt
/usr/bin/python3 - "$EVID_BIN/evid-trust" <<'END' >prompt 2>&1
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], [sys.argv[1], "pin", "--pins", "no.json", "--state", "KZ",
                           "--by", "A", "--how", "other", "Q.pub"])
said = b""
while b"groups:" not in said:
    said += os.read(fd, 1000)
os.write(fd, b"\x04")
try:
    while True:
        part = os.read(fd, 1000)
        if not part:
            break
        said += part
except OSError:
    pass
print(said.decode())
print("status", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
END
check 'who ends the prompt is told' grep -q 'no number was typed: the key is not pinned' prompt
check 'with the status of wrong usage' grep -qx 'status 2' prompt
check 'and nothing is pinned' absent no.json

# a signal, at any moment of a change
/usr/bin/python3 - "$EVID_BIN/evid-trust" <<'END' >signals 2>&1
import glob, json, os, subprocess, sys, time
tool = sys.argv[1]
subprocess.run([tool, "init", "-q", "-o", "s.json", "--name", "s"], check=True)
took = time.monotonic()
subprocess.run([tool, "add", "-q", "--threshold", "1", "s.json"], check=True)
took = time.monotonic() - took
ended = set()
for n in range(150):
    with open("new.json", "w") as out:
        child = subprocess.Popen([tool, "update", "--state", "state", "-o", "-", "2.json"], stdout=out) \
            if n % 3 == 2 else subprocess.Popen([tool, "add", "-q", "--threshold", "1", "s.json"])
    time.sleep(took * n / 120)
    child.terminate()
    ended.add(child.wait())
    left = glob.glob("**/.*.partial", recursive=True)
    assert left == [], left
    json.load(open("s.json"))
assert ended <= {0, -15} and -15 in ended, ended
END
check 'a signal leaves nothing half written' test $? -eq 0
check 'nothing is half written' tidy

# what killed runs left goes, and nothing of one that runs
dead=$(bash -c 'echo $$')
for file in shared/.pins.json.$dead shared/.1.json.$dead shared/.pins.json.$$ shared/.other.json.$dead; do
	echo half >"$file-00000000.partial"
done
evid-keygen --json -q -o R --no-passphrase >R.json
ends 0 'a list beside which a run was killed is added to' pin pins.json R
check 'what that left is gone' absent "shared/.pins.json.$dead-00000000.partial"
evid-trust add -q --threshold 1 --force -o shared/1.json 2.json
ln -sf shared/1.json 1.json
ends 0 'so it is of a directory' evid-trust sign -q -k A.key 1.json
check 'also through a link' absent "shared/.1.json.$dead-00000000.partial"
echo half >".out.json.$dead-00000000.partial"
ends 0 'and of a new file' evid-trust sign -q -k A.key -o out.json 1.json
check 'too' absent ".out.json.$dead-00000000.partial"
check 'what runs keeps its own' test -e "shared/.pins.json.$$-00000000.partial"
check 'and other files theirs' test -e "shared/.other.json.$dead-00000000.partial"
rm shared/.*.partial
finish
