# shellcheck shell=bash
# What the tests of several machines share: a store of bundles, a run on this
# machine alone to compare with, and the ends of processes.  Sourced, not run.
# shellcheck disable=SC2034,SC2154	# some are for the tests alone
. "$(dirname "${BASH_SOURCE[0]}")/../cli/lib.sh"

contrib=$(cd "$here/../../contrib/scale" && pwd)
started=()	# processes to end
export PATH=$PATH:/usr/sbin:/sbin

# descendants PID...: these and all that came of them
descendants() {
	local pid

	for pid in "$@"; do
		echo "$pid"
		# shellcheck disable=SC2046	# numbers
		descendants $(ps -o pid= --ppid "$pid")
	done
}

# end SIGNAL PID...: with all that came of them
end() {
	local signal=$1

	shift
	[ $# -gt 0 ] || return 0
	# shellcheck disable=SC2046	# numbers
	kill -s "$signal" $(descendants "$@") 2>/dev/null
	return 0
}

end_all() {
	end KILL ${started[@]+"${started[@]}"}
	{ wait; } 2>/dev/null
	clean_up
}
trap end_all EXIT

# until_true SECONDS COMMAND...: it succeeds within that time
until_true() {
	local until=$((SECONDS + $1))

	shift
	while ! "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $until ] || return 1
		sleep 0.05
	done
}

free_port() {
	/usr/bin/python3 -c '
import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# lines FOLDER: how many results of parts there are by now
lines() { cat "$1"/part-*.jsonl 2>/dev/null | wc -l; }
more_than() { [ "$(lines "$2")" -gt "$1" ]; }
in_parts() { cat "$1"/part-*.jsonl | cut -d, -f 1 | sort -u | wc -l; }

# make_store N: store/, with some damaged, list, and alone.jsonl
make_store() {
	make_key A
	mkdir src store
	head -c 6000000 /dev/urandom >src/a
	evid-seal -q -k A.key -o good.gz src
	cp good.gz bad.gz
	flip bad.gz 3000000
	head -c 900000 good.gz >cut.gz
	/usr/bin/python3 -c '
import os, sys
for i in range(int(sys.argv[1])):
    kind = {3: "bad", 5: "cut"}.get(i % 50, "good")
    os.link(kind + ".gz", "store/%05d.gz" % i)' "$1"
	find "$dir/store" -name '*.gz' | sort >list
	sleep 3.1	# younger files are never taken over
	evid-verify -q -p A.pub --json-lines --files-from list >alone.jsonl
}
