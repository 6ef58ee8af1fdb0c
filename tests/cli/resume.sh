#!/usr/bin/env bash
# Goal: a sealing that a full disk, a limit or a signal stopped goes on when the
# same command is given again, with all that belongs to it; what it cannot go
# on with, it says.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir src
head -c 6000000 /dev/urandom >src/big
seq 20000 >src/text
ln src/big src/same
ln -s text src/link
mkdir src/deep && echo deep >src/deep/file
seal=(evid-seal -k A.key --resume --checkpoint 1M -o out.gz)

# limited COMMAND...: no file of it may be larger than 3 MB
limited() { (ulimit -f 3000 && "$@"); }

# stopped COMMAND...: ended where the output comes to 3 MB
stopped() {
	run limited "$@"
	[ "$status" -eq 4 ] && [ -s out.gz.resume/blocks ]
	result $? 'a limit on the size of files stops it'
}

refuse_tells() { ! tells "$1"; }

stopped "${seal[@]}" src
check 'it says what is kept, and what to do' tells 'out.gz.resume: what was sealed so far is kept'
check 'nothing stands under its name' absent out.gz
check 'nobody else may look at what is kept' \
    test "$(stat -c %a out.gz.resume out.gz.resume/seed | tr '\n' ' ')" = '700 600 '
ends 0 'without --resume it begins anew' evid-seal -k A.key -o out.gz src
check 'and says what is kept' tells 'out.gz.resume: .*stopped is kept there'
rm out.gz
ends 0 'the same command goes on' "${seal[@]}" src
check 'and says so' tells 'resumed'
check 'nothing is kept any more' absent out.gz.resume
ends 0 'the bundle verifies' evid-verify -q -p A.pub out.gz
check 'with the content of the files' bash -c 'tar xzOf out.gz src/data/src/big | cmp - src/big'
rm out.gz
ends 0 'begun and ended at once, it is sealed, too' "${seal[@]}" --verify src
check 'and nothing is kept' absent out.gz.resume
fails 2 'exists already' 'what is sealed is not sealed again' "${seal[@]}" src
check 'and nothing is kept of that' absent out.gz.resume
rm out.gz

# What was meddled with.
stopped "${seal[@]}" src
cp -a out.gz.resume before
rm out.gz.resume/state
ends 0 'where its state is lost, sealing begins anew' "${seal[@]}" --verify src
check 'which is told' tells 'out\.gz\.resume: its state is missing, .* sealing begins anew'
check 'and is not called resumed' refuse_tells resumed
check 'and nothing is kept' absent out.gz.resume
rm out.gz
printf 'mine\n' >mine
restore() { rm -rf out.gz.resume out.gz && cp -a before out.gz.resume; }
# meddled PART COMMAND KIND: with COMMAND done in its place
meddled() {
	restore && rm -f "out.gz.resume/$1"
	(cd out.gz.resume && eval "$2")
	fails 1 "out\.gz\.resume/$1: it is $3, and not what an earlier run kept" \
	    "$3 in the place of $1 is named" timeout 60 "${seal[@]}" src
	check 'and nothing is lost' bash -c \
	    'test -s out.gz.resume/bundle -o -s out.gz.resume/state && grep -qx mine mine'
}
for part in lock seed source manifest inventory blocks state bundle; do
	meddled $part "ln -s ../mine $part" 'a link'
	meddled $part "ln ../mine $part" 'a file that has other names, too'
	meddled $part "mkdir $part" 'a folder'
	meddled $part "mkfifo $part" 'a named pipe'
done
restore
ends 0 'put back, it goes on' "${seal[@]}" src
rm out.gz
for kind in 'ln -s before' 'touch' 'mkfifo' 'ln -s nothing'; do
	rm -rf out.gz.resume
	eval "$kind out.gz.resume"
	fails 2 'out\.gz\.resume: a (link|file|named pipe) stands where the folder' \
	    "$kind in the place of the folder is named" timeout 60 "${seal[@]}" src
	rm out.gz.resume
done
check 'and no folder behind a link is touched' test -s before/state
rm -rf before mine

# With all that is said of objects.
sha256sum src/big src/text src/deep/file >noted
more=(--exhibit '1=src/deep' --flag 'classified=src/text' --also 'md5,sha512' --expect-hashes noted --exclude 'src/no*')
stopped "${seal[@]}" "${more[@]}" src
fails 2 '--also is another than' 'other hashes are refused' \
    "${seal[@]}" --exhibit 1=src/deep --flag classified=src/text --expect-hashes noted --exclude 'src/no*' src
echo >>noted
fails 2 'list of --expect-hashes' 'another list is refused' "${seal[@]}" "${more[@]}" src
sed -i '$d' noted
ends 0 'it goes on with all that was said of objects' "${seal[@]}" "${more[@]}" src
ends 0 'the bundle verifies' evid-verify -q -p A.pub out.gz
line out.gz src/text >line.json
check 'a flag is in it' json line.json 'j["flags"] == ["classified"] and j["hashes"]["md5"]'
rm out.gz

# What could not be read then.
if [ "$(id -u)" -eq 0 ]; then
	mkdir -p open/src && chmod 777 open && cp A.key open && chmod 644 open/A.key
	cp src/big open/src && echo no >open/src/not && chmod 000 open/src/not
	cd open || exit 1
	record=(evid-seal -k A.key --resume --checkpoint 1M --on-change record -o out.gz src)
	stopped as_nobody "${record[@]}"
	ends 3 'what could not be read is recorded by the run that goes on' \
	    as_nobody "${record[@]}"
	check 'and it went on' tells resumed
	cd ..
	ends 3 'and so it verifies' evid-verify -q -p A.pub open/out.gz
else
	skip 'what could not be read is recorded' 'root is needed to prepare it'
fi

# Not the same source any more.
for change in 'echo more >>src/text' 'rm src/link' 'echo new >src/new' \
    'cp -p src/text t && mv t src/text' 'rm src/deep/file'; do
	rm -rf out.gz.resume kept
	stopped "${seal[@]}" src
	cp -a src kept
	bash -c "$change"
	fails 4 'src.*(grew|removed|added|modified|another one)' "refused after: $change" "${seal[@]}" src
	check 'what is kept stays' test -s out.gz.resume/state
	rm -rf src && mv kept src
done
fails 4 'src' 'a copy of the source is another source' "${seal[@]}" src
rm -rf out.gz.resume

# Two at once.
"${seal[@]}" -q -9 src >/dev/null 2>&1 &
first=$!
for _ in $(seq 500); do
	[ -e out.gz.resume/seed ] && break
	sleep 0.01
done
kill -STOP "$first"
if [ -e out.gz.resume/seed ]; then
	fails 4 'another run is sealing there' 'two runs at once are refused' "${seal[@]}" -9 src
else
	skip 'two runs at once are refused' 'the first was too fast'
fi
kill -CONT "$first"
wait "$first"
check 'the first goes on' test $? -eq 0
ends 0 'and what it sealed verifies' evid-verify -q -p A.pub out.gz
rm out.gz

# A signal.
head -c 40000000 /dev/urandom | base64 -w 0 >src/slow
run /usr/bin/python3 -c '
import os, signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_DFL)
p = subprocess.Popen(sys.argv[1:])
blocks = "out.gz.resume/blocks"
while p.poll() is None and not (os.path.exists(blocks) and os.path.getsize(blocks)):
    time.sleep(0.01)
p.send_signal(signal.SIGINT)
code = p.wait(timeout=60)
sys.exit(128 - code if code < 0 else code)' "${seal[@]}" -9 -j 1 src
check 'SIGINT ends it as a signal does' test "$status" -eq 130
check 'and it says what is kept' tells 'out.gz.resume: interrupted; what was sealed so far is kept'
ends 0 'with other threads it goes on' "${seal[@]}" -9 -j 3 src
ends 0 'and verifies' evid-verify -q -p A.pub out.gz
rm out.gz src/slow

# Once it has its name: told of in full, or kept to be told again.
# at_its_name SIGNAL COMMAND...: gets it while the report waits in a full pipe
at_its_name() {
	run /usr/bin/python3 -c '
import fcntl, os, signal, subprocess, sys, time
reader, writer = os.pipe()
os.write(writer, b"#" * fcntl.fcntl(writer, fcntl.F_GETPIPE_SZ))
p = subprocess.Popen(sys.argv[2:], stdout=writer)
os.close(writer)
while p.poll() is None and not os.path.exists("out.gz"):
    time.sleep(0.001)
time.sleep(0.5)
alive = p.poll() is None
p.send_signal(getattr(signal, sys.argv[1]))
time.sleep(0.2)
while os.read(reader, 65536):
    pass
code = p.wait(timeout=60)
sys.exit(99 if not alive else 128 - code if code < 0 else code)' "$@"
}
at_its_name SIGTERM "${seal[@]}" src
check 'a signal that comes when it has its name does not end it' test "$status" -eq 0
check 'and nothing is kept' absent out.gz.resume
rm out.gz
at_its_name SIGKILL "${seal[@]}" src
check 'one that cannot be caught ends it' test "$status" -eq 137
check 'what is kept has no secret' bash -c \
    'test -s out.gz.resume/state && ! ls out.gz.resume | grep -Evx "state|lock"'
sum=$(sha256sum out.gz)
run bash -c '"$@" >/dev/full' - "${seal[@]}" src
check 'the report cannot be had' test "$status" -eq 4
check 'but the number' tells 'the seal number is [0-9]{5}'
ends 0 'the same command ends with 0' "${seal[@]}" --json src
check 'and says why' tells 'an earlier run had sealed it'
check 'and tells the number' json "$out" 'j["sealNumber"] and j["exitStatus"] == 0'
check 'the bundle is the one of before' test "$sum" = "$(sha256sum out.gz)"
check 'and nothing is kept any more' absent out.gz.resume
rm out.gz
run bash -c '"$@" >/dev/full' - "${seal[@]}" src
rm out.gz
ends 0 'once it was taken away, it is sealed anew' "${seal[@]}" src
refuse 'which is not called done' tells 'an earlier run'
rm out.gz

# Volumes.
stopped "${seal[@]}" --volume 4M src
ends 0 'volumes go on, too' "${seal[@]}" --volume 4M src
ends 0 'and verify' evid-verify -q -p A.pub out.gz.001
rm out.gz.*

# A device does not tell whether it changed.
device=
head -c 6000000 /dev/urandom >disk.img
truncate -s 6291456 disk.img
device=$(losetup -f --show disk.img 2>/dev/null) || device=
disk=(evid-seal -k A.key -n disk --resume --checkpoint 1M -o disk.gz)
if [ -n "$device" ] && [ -b "$device" ]; then
	loops+=("$device")
	run limited "${disk[@]}" "$device"
	check 'a device is stopped' test "$status" -eq 4 -a -s disk.gz.resume/blocks
	printf x | dd of="$device" bs=1 seek=100 conv=notrunc 2>/dev/null
	fails 4 'holds something else' 'a device that holds something else is refused' "${disk[@]}" "$device"
	rm -rf disk.gz.resume
	run limited "${disk[@]}" "$device"
	ends 0 'one that is as it was goes on' "${disk[@]}" "$device"
	ends 0 'and verifies' evid-verify -q -p A.pub disk.gz
else
	skip 'a device goes on' 'no loop device can be had here'
fi

# A full disk.
if mkdir small && mount -t tmpfs -o size=4m tmpfs small 2>/dev/null; then
	mounts+=("$dir/small")
	full=(evid-seal -k A.key --resume --checkpoint 1M -o small/out.gz src)
	fails 4 'No space left' 'a full disk' "${full[@]}"
	check 'keeps what there was room for' test -s small/out.gz.resume/blocks
	mount -o remount,size=20m small
	ends 0 'with more room it goes on' "${full[@]}"
	ends 0 'and verifies' evid-verify -q -p A.pub small/out.gz
else
	skip 'a full disk' 'no file system may be mounted here'
fi

fails 2 '--resume needs a file' 'not for standard output' evid-seal -k A.key --resume -o - src
fails 2 'with --detached' 'not for a detached seal' evid-seal -k A.key --resume --detached src
fails 2 'standard input' 'not for standard input' evid-seal -k A.key --resume --stdin-name s -
fails 2 '--checkpoint is for --resume' 'a checkpoint alone is none' evid-seal -k A.key --checkpoint 1M src
fails 2 'larger than 0' 'nor one of no size' evid-seal -k A.key --resume --checkpoint 0 src
fails 2 'inside the source' 'what is kept never stands in the source' \
    evid-seal -k A.key --resume -o src/out.gz --exclude 'src/out.gz*' src
check 'and nothing of it was left there' absent src/out.gz.resume
finish
