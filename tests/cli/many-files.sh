#!/usr/bin/env bash
# Goal: many thousands of files, and many operands, are sealed and verified in
# memory that does not grow with them.
. "$(dirname "$0")/lib.sh"

make_key A
count=20000
[ -n "${EVID_SANITIZED:-}" ] && count=3000
/usr/bin/python3 -c '
import os, sys
for i in range(int(sys.argv[1])):
    folder = "src/%03d" % (i % 100)
    os.makedirs(folder, exist_ok=True)
    with open("%s/%06d.txt" % (folder, i), "w") as f:
        f.write("file %d\n" % i)' "$count"
small "$count files are sealed" evid-seal --json -k A.key src
check 'and counted' json "$out" "j['files'] == $count and j['objects'] == $count + 101"
small 'they verify' evid-verify --json -p A.pub src.evidence.tar.gz
check 'every one' json "$out" "j['integrity']['files'] == $count"
if [ -z "${EVID_SANITIZED:-}" ]; then
	small 'a pipe is verified' evid-verify -q -p A.pub - <src.evidence.tar.gz
	small 'it is listed' evid-inspect -o listed src.evidence.tar.gz
	small 'and as JSON' evid-inspect --json -o listed.json src.evidence.tar.gz
	small 'given out' evid-extract -q -p A.pub -C given src.evidence.tar.gz
	check 'all of it' diff -rq src given/src
	small 'a member is' evid-extract -q -p A.pub --member src/007/000007.txt \
	    -o one src.evidence.tar.gz
	make_key B
	small 'handed over' evid-custody hand-over -q -k A.key --to B.pub \
	    src.evidence.tar.gz
	small 'received' evid-custody receive -q -k B.key -p A.pub --accept all \
	    src.evidence.tar.gz
	small 'its custody is verified' evid-custody verify -q -p A.pub -p B.pub \
	    src.custody.jsonl src.evidence.tar.gz
fi
operands=100000
[ -n "${EVID_SANITIZED:-}" ] && operands=2000
small "$operands operands are sealed" /usr/bin/python3 -c '
import os, subprocess, sys
os.mkdir("o")
names = ["%05d" % i for i in range(int(sys.argv[1]))]
for name in names:
    open("o/" + name, "w").close()
sys.exit(subprocess.run(["evid-seal", "-q", "-k", "../A.key", "-n", "many", "-o", "../many.gz"]
                        + names, cwd="o").returncode)' "$operands"
small 'and verify' evid-verify --json -p A.pub many.gz
check 'every one of them' json "$out" "j['integrity']['files'] == $operands"
finish
