#!/usr/bin/env bash
# Goal: findings that depend on this machine, on what was asked, or on sizes
# that no case of testdata/ should have, come out under their codes.
. "$(dirname "$0")/lib.sh"

gen=$here/../gen
make_key A
make_key B
mkdir scene
printf 'one\n' >scene/one
printf 'two\n' >scene/two
evid-seal -q -k A.key -o ok.gz scene

# code BUNDLE CODE NAME ARGUMENT...: the verdict has a finding of this code
code() {
	local bundle=$1 code=$2 name=$3

	shift 3
	run evid-verify --json "$@" "$bundle"
	cp "$out" verdict.json
	json verdict.json "any(f['code'] == '$code'
	    for axis in ('integrity', 'trust', 'time', 'custody', 'legal')
	    for f in j[axis]['findings'])"
	result $? "$code: $name"
}

code ok.gz no-trust-given 'no key and no number'
code ok.gz signer-not-trusted 'a key that did not sign' -p B.pub
code ok.gz too-few-signers 'two were asked for' -p A.pub -p B.pub \
    --threshold 2
code ok.gz seal-number-other 'the number of another seal' --expect "$(
    printf '%s ' 00000-0 00000-2 00000-4 00000-6 00000-9 00000-3 00000-5 \
	00000-8 00000-7 00000-1)"
check 'the group that differs is named' json verdict.json \
    "'group 1' in j['trust']['findings'][0]['message']"

# A member that differs, with manifest, seal and all as they were: without
# room for names, that it differs is known, and that it cannot be named.
/usr/bin/python3 - "$gen" <<'END'
import sys
sys.path.insert(0, sys.argv[1])
import base64
import evwriter as w
import keys

def write(name, bundle):
    with open(name, "wb") as f:
        f.write(bundle.build().file)

def other(payload):
    payload[0].content = payload[0].content[::-1]
    return payload

readme = w.fixed_readme()
write("differs.gz", w.Bundle(readme=readme).on("payload", other))
write("many.gz", w.Bundle(
    [w.file("s/f%04d" % n, b"x") for n in range(1200)], readme=readme).on(
        "payload", lambda p: p[:1]))
write("large.gz", w.Bundle(readme=b"x" * (16 * 2**20 + 1)))
write("clock.gz", w.Bundle(readme=readme).on("statement", lambda s: (
    s["predicate"]["clock"].update(synchronised=False), s)[1]))
with open("W.pub", "wb") as f:
    f.write(b"-----BEGIN PUBLIC KEY-----\n" + base64.encodebytes(keys.A.spki)
            + b"-----END PUBLIC KEY-----\n")
END
code differs.gz member-changed 'with room for names it is named' -p W.pub
check 'by its path' json verdict.json \
    "any(f['path'] == 'data/scene/notes.txt'
     for f in j['integrity']['findings'])"
export TMPDIR=/nonexistent
code differs.gz inventory-mismatch 'without room it is still found' -p W.pub
code differs.gz not-named 'and that it is not named is said' -p W.pub
ends 0 'a sound bundle is verified without room, too' \
    evid-verify -q -p A.pub ok.gz
ends 0 'also from a pipe' bash -c 'evid-verify -q -p A.pub - <ok.gz'
unset TMPDIR

code many.gz findings-left-out 'a thousand are listed' -p W.pub
check 'and no more' json verdict.json \
    "len(j['integrity']['findings']) == 1001"
code large.gz limit-exceeded 'a small file over 16 MiB' -p W.pub
ends 1 'past a limit it is not intact' evid-verify -q -p W.pub large.gz

# A string of 1 GiB, in a file that is kept whole and in a line: neither is.
/usr/bin/python3 - "$gen" >verdict.json <<'END'
import os
import resource
import subprocess
import sys
sys.path.insert(0, sys.argv[1])
import evwriter as w

def member(stream, path, begin, size):
    path = ("SMS-2026-014/" + path).encode()
    stream.write(w.header(path, len(begin) + size, w.STARTED_SECONDS)
                 + begin)
    for at in range(0, size, 2**20):
        stream.write(b"a" * 2**20)
    stream.write(bytes(-len(begin) % 512))

bundle = w.Bundle().build()
child = subprocess.Popen([os.environ["EVID_BIN"] + "/evid-verify", "--json",
                          "-"], stdin=subprocess.PIPE)
stream = child.stdin
stream.write(bundle.head_tar + bundle.tail[0].encode(bundle.name))
member(stream, "evidence/inventory.jsonl", b'{"path":"data/', 2**27)
member(stream, "evidence/conditions.json", b'{"schema":"', 2**30)
stream.write(bytes(1024))
stream.close()
assert child.wait() == 1
most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
assert "EVID_SANITIZED" in os.environ or most < 256 * 1024, most
END
result $? 'a string of 1 GiB is read past in little memory'
check 'and both limits are told' json verdict.json \
    "[f['path'] for f in j['integrity']['findings']
      if f['code'] == 'limit-exceeded'] == [
      'evidence/inventory.jsonl', 'evidence/conditions.json']"

code clock.gz time-not-synchronised 'the clock was not' -p W.pub
ends 0 'which alone changes no verdict' evid-verify -q -p W.pub clock.gz

tar xzf ok.gz
chmod 000 scene/data/scene/one
if as_nobody test -r scene/data/scene/one; then
	skip 'io-error: a file that may not be read' 'nobody may read it here'
else
	as_nobody "$EVID_BIN/evid-verify" --json -p A.pub scene >verdict.json
	json verdict.json "any(f['code'] == 'io-error'
	    for f in j['integrity']['findings'])"
	result $? 'io-error: a file that may not be read'
fi
finish
