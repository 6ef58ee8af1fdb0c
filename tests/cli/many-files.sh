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
# shellcheck disable=SC2016
peak() { /usr/bin/python3 -c '
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdin=open("src.evidence.tar.gz"))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"; }
if [ -z "${EVID_SANITIZED:-}" ]; then
	memory=$(peak evid-verify -q -p A.pub src.evidence.tar.gz)
	check "a file is verified in less than 128 MiB ($memory KiB)" test "$memory" -lt 131072
	memory=$(peak evid-verify -q -p A.pub -)
	check "a pipe, too ($memory KiB)" test "$memory" -lt 131072
fi
find src -type f | head -n 2000 >list
ends 0 'two thousand operands are sealed' bash -c \
    'xargs -a list evid-seal -q -k A.key -n many'
ends 0 'and verify' evid-verify -q -p A.pub many.evidence.tar.gz
finish
