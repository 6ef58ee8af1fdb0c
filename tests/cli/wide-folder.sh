#!/usr/bin/env bash
# Goal: a folder with very many names, which do not fit into the memory that a
# tool may take, is sealed all the same, in the order of its names, and verifies.
. "$(dirname "$0")/lib.sh"

make_key A
count=400000
[ -n "${EVID_SANITIZED:-}" ] && count=50000
# Names of 250 bytes: 100 MB of them.  Further names of a few files, of which
# a file system makes many at once.
check "a folder of $count names" /usr/bin/python3 -c '
import os, sys
os.mkdir("src")
for i in range(int(sys.argv[1])):
    name = "src/%s-%07d" % ("n" * 242, i * 7919 % 400009)
    if i % 50000 == 0:
        first = name
        with open(name, "w") as file:
            file.write("file %d\n" % i)
    else:
        os.link(first, name)' "$count"
memory=$(/usr/bin/python3 -c '
import resource, subprocess
with open("sealed.json", "w") as out:
    subprocess.run(["evid-seal", "--json", "-k", "A.key", "-o", "out.gz", "src"], check=True, stdout=out)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)')
check 'is sealed, with each of them' json sealed.json "j['objects'] == $count + 1"
if [ -z "${EVID_SANITIZED:-}" ]; then
	check "in less than 128 MiB ($memory KiB)" test "$memory" -lt 131072
fi
ends 0 'it verifies' evid-verify -q -p A.pub out.gz
check 'and nothing is left beside it' tidy
finish
