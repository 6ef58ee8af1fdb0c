#!/usr/bin/env bash
# Goal: names made to deceive a terminal, a shell or a system are sealed as
# they are, verified, and shown without effect.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir src
/usr/bin/python3 -c '
import os
names = [b"\x1b[31mred", b"new\nline", b"tab\there", b"rtl\xe2\x80\xaegpj.exe",
    b"not-utf8-\xff\xfe", b"CON", b"con.txt", b"aux.", b"trailing ", b" leading",
    b"a=b", b"per%25cent", b"back\\slash", b"quo\"te", b"star*?<>|:",
    b"README.txt", b"readme.TXT", "cafe\u0301".encode(), "caf\u00e9".encode(),
    "\u043e\u0442\u0447\u0451\u0442.txt".encode(), b"-rf", b"$(reboot)", b"\xc2\x85nel",
    b"\xef\xbb\xbfbom", "\u3000wide".encode(), b"x" * 255, ("\u044f" * 120).encode(),
    b"=~0123456789abcdef", b"..config", b"a-b", b"a.b", b"%0a", b"\x7f",
    "A\u200bnna".encode(), "\u0645\u06cc\u200c\u062e".encode()]
for i, name in enumerate(names):
    with open(b"src/" + name, "wb") as file:
        file.write(b"%d\n" % i)
os.makedirs(b"src/a/\xff/\x1b]0;title\x07")
with open(b"src/a/\xff/\x1b]0;title\x07/x", "wb") as file:
    file.write(b"deep\n")
path = b"src"
for i in range(15):
    path += b"/" + b"d" * 200
    os.mkdir(path)
with open(path + b"/end", "wb") as file:
    file.write(b"long\n")
'
ends 0 'names of every kind are sealed' evid-seal -k A.key --verify src
clean() { ! LC_ALL=C grep -aqP '[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80\xae|\xc2\x85' "$1"; }
check 'and told of without their effect' clean "$out"
ends 0 'they verify' evid-verify -v -p A.pub src.evidence.tar.gz
check 'and are told of without their effect' clean "$out"
ends 0 'they are listed' evid-inspect -v src.evidence.tar.gz
check 'each without its effect' clean "$out"
check 'an escape sequence is shown as text' says '\\u\{001B\}\[31mred'
check 'a name that is not UTF-8 is shown by its bytes' says 'not-utf8-\\xFF\\xFE'
check 'a newline does not make a line' says 'new\\nline'
check 'a character that shows nothing is shown' says 'A\\u\{200B\}nna'
check 'but not the joiner that Persian is written with' says $'\u0645\u06cc\u200c\u062e'
check 'a right-to-left mark is shown' says 'rtl\\u\{202E\}gpj'
ends 0 'they are listed as JSON' evid-inspect --json src.evidence.tar.gz
check 'which holds them all' json "$out" \
    'len([m for m in j["members"] if m["type"] == "file"]) == 37'
mkdir plain && tar xzf src.evidence.tar.gz -C plain
check 'tar and sha256sum agree on every one' \
    bash -c 'cd plain/src && sha256sum -c --quiet manifest-sha256.txt'
evid-inspect --json src.evidence.tar.gz >list.json
check 'the inventory gives back every name and content' /usr/bin/python3 -c '
import base64, json
j = json.load(open("list.json"))
seen = 0
for m in j["members"]:
    s = m["line"]["source"]
    name = s["path"].encode() if "path" in s else base64.b64decode(s["pathBase64"])
    if m["type"] == "file":
        assert open(name, "rb").read() == open("plain/src/" + m["line"]["path"], "rb").read(), name
        seen += 1
assert seen == 37'
for locale in C C.UTF-8; do
	ends 0 "they verify under LC_ALL=$locale" \
	    env LC_ALL="$locale" evid-verify -q -p A.pub src.evidence.tar.gz
	env LC_ALL="$locale" evid-seal -q -k A.key -o "src.$locale.gz" src
	ends 0 "sealed under LC_ALL=$locale they verify" \
	    evid-verify -q -p A.pub "src.$locale.gz"
done
critical=$EVID_SOURCE/testdata/bad-seal-critical/input.evidence.tar.gz
run evid-verify -p "$EVID_SOURCE/testdata/keys/a.pub" "$critical"
check 'what a seal calls critical is between quotes, as the words of a seal' \
    says 'is not: the seal: "urn:example:x" \[critical-unknown\]$'
ends 4 'a bundle whose name has a character that shows nothing' evid-verify -p A.pub $'A\u200b.gz'
check 'is told of with it shown' tells 'A\\u\{200B\}\.gz'
ends 4 'an operand of such a name that is not there' \
    evid-seal -k A.key -n x $'\e[31mgone\n'
check 'is told of without its effect' clean "$err"
ends 4 'and so is a bundle' evid-verify -p A.pub $'\e[31mgone\n'
check 'is told of without its effect, too' clean "$err"
cp src.evidence.tar.gz $'\e[31mhere'
ends 0 'a bundle of such a name verifies' evid-verify -p A.pub $'\e[31mhere'
check 'and is told of without its effect' clean "$out"
finish
