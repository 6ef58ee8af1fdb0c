#!/usr/bin/env bash
# Goal: many bundles are verified in one run: a line of JSON each, the damaged
# and the missing among them, whatever the number of threads; memory does not
# grow with their number, and the exit status is the worst.
. "$(dirname "$0")/lib.sh"

make_key A
make_key B
mkdir src store
printf 'evidence\n' >src/a
evid-seal -q -k A.key -o good.gz src
evid-seal -q -k B.key -o other.gz src
cp good.gz bad.gz
flip bad.gz $(($(stat -c %s bad.gz) / 2))
head -c 5000 good.gz >cut.gz
# 1,000 of them; by hard links, which are files like any other
/usr/bin/python3 -c '
import os
for i in range(1000):
    kind = {3: "bad", 5: "cut", 7: "other"}.get(i % 100, "good")
    os.link(kind + ".gz", "store/%04d.gz" % i)'
find store -name '*.gz' | sort >list
lines=(evid-verify -p A.pub --json-lines)

# brief FILE: path, exit status and verdict of each line, in order of paths
brief() {
	/usr/bin/python3 -c '
import json, sys
for line in sorted(open(sys.argv[1], encoding="utf-8")):
    j = json.loads(line)
    assert j["bundle"]["file"] == j["path"], j["path"]
    print(json.dumps(j["path"]), j["exitStatus"], j["verdict"],
          [f["code"] for f in j["integrity"]["findings"]])' "$1"
}
for jobs in 1 4; do
	"${lines[@]}" -j $jobs --files-from list >out$jobs.jsonl 2>said
	status=$?
	check "the exit status is the worst ($jobs)" test "$status" -eq 1
	check "a line each ($jobs)" test "$(wc -l <out$jobs.jsonl)" -eq 1000
	check "and a sum on standard error ($jobs)" grep -q '^evid-verify: 1,000 bundles: 970 verified, 10 not intact, 10 not trusted, 10 incomplete$' said
	brief out$jobs.jsonl >brief$jobs
done
check 'four threads say what one says' same brief1 brief4
while read -r path; do
	evid-verify -p A.pub --json "$path" 2>/dev/null
done < <(sed -n 1,10p list) >apart.jsonl
/usr/bin/python3 -c '
import json
for line in open("apart.jsonl", encoding="utf-8"):
    j = json.loads(line)
    print(json.dumps(j["bundle"]["file"]), j["exitStatus"], j["verdict"],
          [f["code"] for f in j["integrity"]["findings"]])' >apart
check 'and what each bundle by itself gives' bash -c 'cmp apart <(head -n 10 brief1)'
ends 3 'quietly' "${lines[@]}" -q good.gz other.gz
check 'nothing is said beside the lines' test ! -s "$err"
check 'which come from operands, too' test "$(wc -l <"$out")" -eq 2

# what is said of a name is for people, whether the bundle is there or not
for name in $'\n' $'\xff' $'\xe2\x80\xae' \\; do
	cp good.gz "S${name}X.gz"
	evid-verify --json "S${name}X.gz" 2>/dev/null >there.json
	evid-verify --json "M${name}X.gz" 2>/dev/null >missing.json
	evid-verify --json-lines "M${name}X.gz" 2>/dev/null >missing.jsonl
	check "there or missing, a name is said alike ($(printf %q "$name"))" /usr/bin/python3 -c '
import json
there, missing, line = (json.load(open(n, encoding="utf-8"))["bundle"]["file"]
                        for n in ("there.json", "missing.json", "missing.jsonl"))
assert there[0] == "S" and there[1:] == missing[1:] == line[1:], (there, missing, line)
assert there.isprintable() and there[1] == "\\", there'
done

# the list
"${lines[@]}" --files-from - <list >piped.jsonl 2>/dev/null
brief piped.jsonl >brief0
check 'the list may be standard input' same brief0 brief1
tr '\n' '\0' <list | "${lines[@]}" --files-from - --null >piped.jsonl 2>/dev/null
brief piped.jsonl >brief0
check 'its paths may end in zero bytes' same brief0 brief1
printf '\n\ngood.gz\n\n' >blank
ends 0 'blank lines are nothing' "${lines[@]}" --files-from blank
ends 0 'a last line needs no end' "${lines[@]}" --files-from <(printf good.gz)
check 'it is one' test "$(wc -l <"$out")" -eq 1
ends 3 'operands and a list together' "${lines[@]}" other.gz --files-from blank
check 'are all told of' test "$(wc -l <"$out")" -eq 2
cp good.gz ./-x
cp good.gz $'new\nline'
ends 0 'a path that begins with a hyphen' "${lines[@]}" --files-from <(printf -- '-x\n')
ends 0 'a path with a newline' "${lines[@]}" --null --files-from <(printf 'new\nline\0')
check 'is one line' test "$(wc -l <"$out")" -eq 1
cp good.gz $'\xff' && cp good.gz $'\xfe'
ends 0 'paths that are no text' "${lines[@]}" -q $'\xff' $'\xfe'
check 'are told apart' bash -c "[ \"\$(grep -Eo 'pathBytes\":\"f[ef]\"' '$out' | sort -u | wc -l)\" -eq 2 ]"

# what cannot be opened is a line, too
mkfifo pipe
printf 'nothing.gz\npipe\ngood.gz\nsrc\n' >odd
ends 1 'what cannot be opened is a line, too' "${lines[@]}" --files-from odd
check 'each of them' test "$(wc -l <"$out")" -eq 4
check 'no such file' grep -Eq '^\{"path":"nothing.gz".*"exitStatus":4,.*"no-such-file"' "$out"
check 'a pipe in a list is not waited for' grep -Eq '^\{"path":"pipe".*"exitStatus":4,.*"io-error"' "$out"
check 'the others are verified' grep -Eq '^\{"path":"good.gz".*"exitStatus":0,' "$out"
ends 4 'alone it sets the exit status' "${lines[@]}" nothing.gz
ends 0 'standard input may be a bundle' bash -c 'evid-verify -p A.pub --json-lines - <good.gz'
mkdir unpacked && tar xzf good.gz -C unpacked --strip-components=1
ends 0 'a folder is a bundle' "${lines[@]}" unpacked
check 'which is not known again' grep -q '^{"path":"unpacked","file":null,' "$out"

# wrong usage
fails 2 'list is empty' 'an empty list is no success' "${lines[@]}" --files-from /dev/null
fails 2 'no bundle was named' 'no operand and no list' "${lines[@]}"
fails 4 'nolist: No such file' 'a list that is not there' "${lines[@]}" --files-from nolist
fails 2 'zero byte' 'zero bytes unasked' "${lines[@]}" --files-from <(printf 'good.gz\0good.gz\0')
# How its lines end is told once; what they name is judged all the same.
printf 'good.gz\r\ngood.gz\r\n' >crlf
fails 4 'crlf: its lines end in CR LF' 'a list as a text of another system' "${lines[@]}" --files-from crlf
check 'told once' test "$(grep -c 'CR LF' "$err")" -eq 1
check 'each is a line' test "$(wc -l <"$out")" -eq 2
printf '\357\273\277good.gz\ngood.gz\n' >bom
fails 4 'bom: it begins with a byte order mark' 'a list with a mark in front' "${lines[@]}" --files-from bom
fails 4 'list: it has paths with a line feed' 'lines as paths that end in zero bytes' \
    "${lines[@]}" --null --files-from list
cp good.gz $'\357\273\277odd\r'
printf '\357\273\277odd\r\n' >bom
ends 0 'a file that is named so' "${lines[@]}" --files-from bom
check 'is one, and nothing is told' bash -c '! grep -q hint "$1"' - "$err"
rm $'\357\273\277odd\r'
head -c 100000 /dev/zero | tr '\0' x >long
fails 2 'longer than any path' 'a list that is none' "${lines[@]}" --files-from long
fails 2 'for --json-lines' 'a list without lines' evid-verify -p A.pub --files-from list
fails 2 'for --json-lines' 'results without lines' evid-verify -p A.pub --results r good.gz
fails 2 'contradict' 'one object and lines' "${lines[@]}" --json good.gz
fails 2 'of one' 'what is of one bundle' "${lines[@]}" --payload src good.gz
fails 2 'once' 'a list and a bundle from standard input' "${lines[@]}" --files-from - -
fails 2 'for --files-from' 'zero bytes of no list' "${lines[@]}" --null good.gz

# -o: whole, or not there
ends 0 'to a file' "${lines[@]}" -o whole.jsonl good.gz good.gz
check 'which has them' test "$(wc -l <whole.jsonl)" -eq 2
fails 2 'exists' 'it is not replaced' "${lines[@]}" -o whole.jsonl good.gz

# a list that comes slowly is worked on while it comes
check 'a line is told while the list goes on' /usr/bin/python3 -c '
import subprocess
p = subprocess.Popen(["evid-verify", "-q", "-p", "A.pub", "--json-lines",
                      "--files-from", "-"], stdin=subprocess.PIPE,
                     stdout=subprocess.PIPE)
for _ in range(3):
    p.stdin.write(b"good.gz\n")
    p.stdin.flush()
    assert p.stdout.readline().startswith(b"{\"path\":\"good.gz\"")
p.stdin.close()
assert p.wait(timeout=20) == 0'
run "${lines[@]}" --progress always --files-from list
check 'progress with number, rate and time left' tells 'verifying .*% .* of 1,000 bundles, .* a second, .*/s, [0-9]+:[0-9][0-9] left'
ends 4 'a reader that ends early' bash -o pipefail -c \
    'evid-verify -q -p A.pub --json-lines --files-from <(grep -v "[357].gz" list) | head -n 1'

# interrupted SIGNAL: whole lines alone, and the signal's exit status
interrupted() {
	/usr/bin/python3 -c '
import json, os, signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_DFL)
number = getattr(signal, sys.argv[1])
for k in range(10):
    with open("cut.jsonl", "wb") as out:
        p = subprocess.Popen(["evid-verify", "-q", "-p", "A.pub",
                              "--json-lines"] + ["good.gz"] * 20000,
                             stdout=out)
        time.sleep(0.05 + 0.01 * k)
        while k == 9 and os.path.getsize("cut.jsonl") == 0:
            time.sleep(0.01)
        p.send_signal(number)
        assert p.wait(timeout=30) == -number, p.returncode
    data = open("cut.jsonl", "rb").read()
    assert data == b"" or data.endswith(b"}\n"), data[-80:]
    for line in data.splitlines():
        json.loads(line)
    assert data.count(b"\n") < 20000
assert data' "$1"
}
check 'SIGINT leaves whole lines' interrupted SIGINT
check 'SIGTERM leaves whole lines' interrupted SIGTERM

# As many volumes as there may be take as many descriptors each.
head -c 1500000 /dev/urandom >wide
evid-seal -q -k A.key -o whole.gz wide
size=$(stat -c %s whole.gz)
for name in wide1 wide2; do
	split -a 3 --numeric-suffixes=1 -b $((size / 998)) whole.gz "$name."
done
check 'there are 999 volumes' test "$(find . -name 'wide1.*' | wc -l)" -eq 999
run bash -c 'ulimit -Sn 1024 && exec "$@"' - "${lines[@]}" -q -j 2 wide1.001 wide2.001
check 'two such bundles at once are read, whatever the usual limit of open files' \
    test "$status" -eq 0
rm -f wide1.* wide2.* whole.gz

# peak N: KiB, of N bundles
peak() {
	/usr/bin/python3 -c '
import resource, subprocess, sys
names = open("list", encoding="utf-8").read().split()
n = int(sys.argv[1])
p = subprocess.Popen(["evid-verify", "-q", "-j", "2", "-p", "A.pub",
                      "--json-lines", "--files-from", "-", "--results",
                      "peak%d" % n], stdin=subprocess.PIPE)
for i in range(n):
    p.stdin.write(("./" * (i // 1000) + names[i % 1000] + "\n").encode())
p.stdin.close()
assert p.wait() == 1
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$1"
}
if [ -n "${EVID_SANITIZED:-}" ]; then
	skip 'memory is that of 1,000 for 10,000' "it is the sanitizer's here"
else
	few=$(peak 1000)
	many=$(peak 10000)
	check "memory is that of 1,000 for 10,000 ($few, $many KiB)" \
	    test "$many" -lt $((few + 4096))
	again=$(peak 10000)
	check "and of a run that takes them over ($again KiB)" \
	    test "$again" -lt $((few + 4096))
fi
finish
