#!/usr/bin/env bash
# Goal: what is given out is what was verified, also when the bundle, or the
# content that stands beside it, grows or changes between the two.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir -p src
head -c 12000000 /dev/urandom >src/big
echo small >src/small
evid-seal -q -k A.key src
evid-seal -q -k A.key --detached -o detached.gz src
bundle=src.evidence.tar.gz
runs=12
[ -n "${EVID_SANITIZED:-}" ] && runs=4

# race COPY COMMAND...: again and again, while COPY, a copy of what is read,
# is changed at another moment in another way.  Each run ends with all of it,
# to the byte, or with nothing and a status that says so.
race() {
	/usr/bin/python3 -c '
import filecmp, os, shutil, subprocess, sys, time

original, copy, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
size = os.path.getsize(original)
seen = set()
for k in range(runs):
    shutil.copyfile(original, copy)
    shutil.rmtree("out", ignore_errors=True)
    p = subprocess.Popen(sys.argv[4:], stdout=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL)
    time.sleep(0.004 * k)
    with open(copy, "r+b") as file:
        if k % 3 == 0:
            file.seek(0, os.SEEK_END)
            file.write(b"grown" * 50000)
        elif k % 3 == 1:
            file.seek(size * 3 // 4)
            file.write(b"changed" * 5000)
        else:
            file.truncate(size // 2)
    status = p.wait(timeout=120)
    seen.add(status)
    if status == 0:
        same = not any(filecmp.cmpfiles("src", "out/src", ["big", "small"],
                                        shallow=False)[1:])
    else:
        same = status in (1, 4) and not os.path.exists("out")
    if not same:
        print("run %d: status %d" % (k, status))
        sys.exit(1)
print("ended in", sorted(seen))
sys.exit(0)' "$@"
}

check 'a bundle that changes meanwhile gives what was verified, or nothing' \
    race "$bundle" copy.gz "$runs" evid-extract -q -p A.pub -C out copy.gz
check 'and leaves nothing half-written' tidy
mkdir -p elsewhere/src
cp src/small elsewhere/src/
check 'so does the content beside a detached one' race src/big \
    elsewhere/src/big "$runs" evid-extract -q -p A.pub -C out \
    --payload elsewhere detached.gz
check 'and leaves nothing half-written, either' tidy

# What was verified is kept where nobody else can reach it.
rm -rf out
mkfifo slow
timeout 60 bash -c '(cat "$1"; sleep 1) >slow' - "$bundle" &
evid-extract -q -p A.pub -C out - <slow &
for _ in {1..100}; do
	hidden=$(find . -maxdepth 1 -name '.out.*' -print -quit)
	[ -n "$hidden" ] && break
	sleep 0.02
done
mode=$(stat -c %a "$hidden" 2>/dev/null)
check 'meanwhile it stands in a folder for its owner alone' test "$mode" = 700
wait
check 'until it appears' diff -r src out/src
finish
