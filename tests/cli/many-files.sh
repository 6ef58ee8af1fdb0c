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
ends 0 "$count files are sealed" evid-seal --json -k A.key src
check 'and counted' json "$out" "j['files'] == $count and j['objects'] == $count + 101"
ends 0 'they verify' evid-verify --json -p A.pub src.evidence.tar.gz
check 'every one' json "$out" "j['integrity']['files'] == $count"
# shellcheck disable=SC2016	# for another shell
peak() { /usr/bin/python3 -c '
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdin=open("src.evidence.tar.gz"))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"; }
if [ -z "${EVID_SANITIZED:-}" ]; then
	memory=$(peak evid-verify -q -p A.pub src.evidence.tar.gz)
	check "a file is verified in less than 128 MiB ($memory KiB)" test "$memory" -lt 131072
	memory=$(peak evid-verify -q -p A.pub -)
	check "a pipe, too ($memory KiB)" test "$memory" -lt 131072
	memory=$(peak evid-inspect -o listed src.evidence.tar.gz)
	check "listed ($memory KiB)" test "$memory" -lt 131072
	memory=$(peak evid-extract -q -p A.pub -C given src.evidence.tar.gz)
	check "and given out ($memory KiB)" test "$memory" -lt 131072
	check 'all of it' diff -rq src given/src
fi
operands=100000
[ -n "${EVID_SANITIZED:-}" ] && operands=2000
ends 0 "$operands operands are sealed" /usr/bin/python3 -c '
import os, subprocess, sys
os.mkdir("o")
names = ["%05d" % i for i in range(int(sys.argv[1]))]
for name in names:
    open("o/" + name, "w").close()
sys.exit(subprocess.run(["evid-seal", "-q", "-k", "../A.key", "-n", "many", "-o", "../many.gz"]
                        + names, cwd="o").returncode)' "$operands"
ends 0 'and verify' evid-verify --json -p A.pub many.gz
check 'every one of them' json "$out" "j['integrity']['files'] == $operands"
finish
