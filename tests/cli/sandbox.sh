#!/usr/bin/env bash
# Goal: each tool works in a sandbox, out of which a parser that was deceived
# does not come; -v says what is in force, and an older kernel is told of.
. "$(dirname "$0")/lib.sh"

make_key A
make_key B
mkdir src
echo content >src/file
evid-seal -q -k A.key -n SMS src || exit 1
bundle=SMS.evidence.tar.gz
export XDG_STATE_HOME=$dir/state
# Outside of all that the tools are told of, and of where they spool.
other=$(mktemp -d "${TMPDIR%/*}/evid-other.XXXXXX") || exit 1
trap 'rm -rf "$other"; clean_up' EXIT

# from_inside COMMAND...: runs it with what tries to get out
from_inside() {
	rm -f .tried
	echo secret >"$other/file"
	rm -f "$other/file.new"
	run with_it "$@"
}
with_it() {
	env EVID_INSIDE_OUT="$dir/.tried" EVID_INSIDE_FILE="$other/file" \
	    LD_PRELOAD="$EVID_BUILD/tests/shim/inside.so" "$@"
}
sealed_from_a_pipe() {
	echo piped | with_it evid-seal -q -k A.key -n U --stdin-name u -
}

# stays_inside STATUS MODE COMMAND...: it does its work, and nothing that is
# tried succeeds; MODE is no, or sources, which may ask a service on this
# machine who owns a file
stays_inside() {
	local want=$1 local_calls=$2

	shift 2
	rm -f .tried
	if [ "$1" = sealed_from_a_pipe ]; then
		echo secret >"$other/file"
		run "$@"
	else
		from_inside "$@"
	fi
	[ "$status" -eq "$want" ] || return 1
	[ "$local_calls" = sources ] &&
	    sed -i 's/^local done$/local EPERM/' .tried
	cat .tried
	[ "$(wc -l <.tried)" -eq 11 ] && ! grep -q ' done$' .tried &&
	    grep -q '^read EACCES$' .tried &&
	    grep -q '^write EACCES$' .tried &&
	    grep -q '^create EACCES$' .tried &&
	    grep -q '^execute EPERM$' .tried &&
	    grep -q '^connect EPERM$' .tried &&
	    grep -q '^trace EPERM$' .tried &&
	    [ "$(cat "$other/file")" = secret ]
}

version=$(evid-verify -v -p A.pub "$bundle" 2>&1 >/dev/null |
    sed -n 's/.*files by Landlock (ABI \([0-9]*\)).*/\1/p')
if [ -n "${EVID_SANITIZED:-}" ]; then
	skip 'nothing gets out of a tool' \
	    'a sanitizer opens files and starts programs itself'
elif [ -z "$version" ]; then
	skip 'nothing gets out of a tool' 'this kernel has no Landlock'
else
	from_inside evid-keygen --version
	check 'what is tried succeeds where there is no sandbox yet' \
	    grep -q '^read done$' .tried
	check 'nothing gets out of evid-keygen' stays_inside 0 no \
	    evid-keygen -q --no-passphrase -o C --card C.html
	check 'nothing gets out of evid-seal' stays_inside 0 sources \
	    evid-seal -q -k A.key -n T --verify src
	check 'nothing gets out of evid-seal of a pipe' stays_inside 0 sources \
	    sealed_from_a_pipe
	check 'nothing gets out of evid-verify' stays_inside 0 no \
	    evid-verify -q -p A.pub "$bundle"
	check 'nothing gets out of evid-verify that writes' stays_inside 0 no \
	    evid-verify -p A.pub -o verdict "$bundle"
	head -c 900 "$bundle" >cut.gz
	check 'nothing gets out of evid-verify of what is cut' stays_inside 4 no evid-verify -q -p A.pub cut.gz
	check 'nothing gets out of evid-extract' stays_inside 0 no \
	    evid-extract -q -p A.pub -C out "$bundle"
	check 'nothing gets out of evid-extract of a member' stays_inside 0 no evid-extract -q \
	    -p A.pub --member src/file -o member "$bundle"
	check 'nothing gets out of evid-inspect' stays_inside 0 no evid-inspect -q "$bundle"
	check 'nothing gets out of evid-custody hand-over' stays_inside 0 no \
	    evid-custody hand-over -q -k A.key --to B.pub "$bundle"
	check 'nothing gets out of evid-custody receive' stays_inside 0 no evid-custody receive \
	    -q -k B.key -p A.pub --accept all "$bundle"
	check 'nothing gets out of evid-custody verify' stays_inside 0 no evid-custody verify \
	    -q -p A.pub SMS.custody.jsonl "$bundle"
	check 'nothing gets out of evid-custody merge' stays_inside 0 no evid-custody merge \
	    -o merged SMS.custody.jsonl
	check 'nothing gets out of evid-trust pins' stays_inside 4 no evid-trust pins --pins none
	check 'nothing gets out of evid-trust init' stays_inside 0 no evid-trust init -q \
	    --name Test -o directory
	check 'nothing gets out of evid-trust show' stays_inside 0 no evid-trust show directory
	check 'nothing gets out of evid-case new' stays_inside 0 no evid-case new -q \
	    --kind mla-request -o case.json
	check 'nothing gets out of evid-case check' stays_inside 3 no evid-case check -q case.json
	check 'nothing gets out of evid-case clocks' stays_inside 0 no evid-case clocks -q \
	    -p A.pub --custody SMS.custody.jsonl "$bundle"
fi

# What -v says.
for command in "evid-keygen --no-passphrase -o D" \
    "evid-seal -k A.key -n V src" "evid-verify -p A.pub $bundle" \
    "evid-extract -p A.pub -C given $bundle" "evid-inspect $bundle" \
    "evid-custody list SMS.evidence.tar.gz" "evid-trust pins --pins none" \
    "evid-case clocks case"; do
	# shellcheck disable=SC2086	# several words
	run $command -v
	check "${command%% *} -v says what is in force" tells \
	    "^${command%% *}: sandbox: files .*; system calls .*seccomp"
	rm -rf given D.* V.*
	# shellcheck disable=SC2086	# several words
	run $command
	refuse 'and says nothing of it without' tells sandbox
	rm -rf given D.* V.*
done

# on_an_older KERNEL COMMAND...: where the calls that KERNEL lacks are unknown
on_an_older() {
	run /usr/bin/python3 -c '
import ctypes, os, platform, struct, sys

missing = {"landlock": [444, 445, 446],
           "seccomp": [{"x86_64": 317, "aarch64": 277}[platform.machine()]]}
numbers = [n for name in sys.argv[1].split("+") for n in missing[name]]
code = struct.pack("HBBI", 0x20, 0, 0, 0)
for i, n in enumerate(numbers):
    code += struct.pack("HBBI", 0x15, len(numbers) - i, 0, n)
code += struct.pack("HBBI", 0x06, 0, 0, 0x7fff0000)
code += struct.pack("HBBI", 0x06, 0, 0, 0x00050000 | 38)
buffer = ctypes.create_string_buffer(code)
program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(38, 1, 0, 0, 0) == 0
assert libc.prctl(22, 2, ctypes.create_string_buffer(program)) == 0
os.execvp(sys.argv[2], sys.argv[2:])' "$@"
}
case $(uname -m) in
x86_64 | aarch64)
	on_an_older landlock evid-verify -v -p A.pub "$bundle"
	check 'without Landlock the work goes on' test "$status" -eq 0
	check 'and -v says so' tells \
	    'sandbox: files not by Landlock: the kernel has none; system'
	on_an_older seccomp evid-extract -v -p A.pub -C given "$bundle"
	check 'without seccomp the work goes on' test "$status" -eq 0
	check 'and -v says so' tells \
	    'system calls not by seccomp: the kernel has none'
	check 'and the content is right' same src/file given/src/file
	on_an_older landlock+seccomp evid-seal -v -k A.key -n W src
	check 'without either the work goes on' test "$status" -eq 0
	check 'and -v says both' tells \
	    'not by Landlock: the kernel has none; .* not by seccomp: the k'
	on_an_older landlock+seccomp evid-seal -k A.key -n X src
	refuse 'unasked nothing is said' tells sandbox
	;;
*)
	skip 'an older kernel' "its calls are not known here: $(uname -m)"
	;;
esac

# nothing_refused NAME COMMAND...: no call of its ordinary work is refused in
# silence, but for the newest way to begin a thread
nothing_refused() {
	local name=$1

	shift
	run strace -f -o .calls "$@"
	sed '1,/^[^"]*seccomp(SECCOMP_SET_MODE_FILTER/d' .calls |
	    grep -E '= -1 (ENOSYS|EPERM|EACCES)' | grep -v ' clone3(' \
	    >"$out"
	[ "$status" -eq 0 ] && [ ! -s "$out" ] &&
	    grep -q 'seccomp(SECCOMP_SET_MODE_FILTER.* = 0$' .calls
	result $? "$name: nothing of its work is refused"
}
if [ -n "${EVID_SANITIZED:-}" ] || ! command -v strace >/dev/null; then
	skip 'nothing of the work is refused' 'no strace here'
else
	mkdir all all/sub
	cp src/file all/sub/
	ln -s sub/file all/link
	ln all/sub/file all/again
	mkfifo all/pipe
	truncate -s 3M all/sparse
	head -c 3000000 /dev/urandom >all/random
	setfattr -n user.note -v x all/sub/file 2>/dev/null
	setfacl -m u:nobody:r all/sub/file 2>/dev/null
	chown nobody all/again 2>/dev/null
	nothing_refused 'evid-seal' evid-seal -k A.key --verify all
	nothing_refused 'evid-seal --volume' evid-seal -k A.key -n parts \
	    --also md5,sha1 --volume 1M -9 all
	nothing_refused 'evid-verify' evid-verify -p A.pub \
	    all.evidence.tar.gz
	nothing_refused 'evid-verify of volumes' evid-verify -p A.pub \
	    parts.evidence.tar.gz.001
	nothing_refused 'evid-extract' evid-extract --links --xattrs \
	    -p A.pub -C everything all.evidence.tar.gz
	nothing_refused 'evid-extract into a folder that is there' bash -c '
	    mkdir there; exec evid-extract -p A.pub -C there \
	    all.evidence.tar.gz'
	nothing_refused 'evid-extract -o' evid-extract -p A.pub -o one \
	    --member all/random all.evidence.tar.gz
	nothing_refused 'evid-custody hand-over' evid-custody hand-over \
	    -k A.key --to B.pub all.evidence.tar.gz
	nothing_refused 'evid-custody receive' evid-custody receive -k B.key \
	    -p A.pub --accept all all.evidence.tar.gz
	nothing_refused 'evid-custody form' evid-custody form --html -p A.pub \
	    -o form.html all.custody.jsonl all.evidence.tar.gz
	nothing_refused 'evid-trust pin' evid-trust pin --pins pins.json \
	    --state KZ --by me --how in-person --number "$(
	    evid-keygen --json --no-passphrase -o P |
	    /usr/bin/python3 -c 'import json, sys
print(json.load(sys.stdin)["keyNumber"])')" P.pub
	nothing_refused 'evid-trust init' evid-trust init --name Test -o d.json
	nothing_refused 'evid-case new' evid-case new --kind mla-request \
	    -o new.json
	nothing_refused 'evid-keygen' evid-keygen --no-passphrase -o L \
	    --card L.html
	nothing_refused 'evid-inspect' evid-inspect -o list all.evidence.tar.gz
fi

# What is named in other ways than by a path in a folder.
mkdir away links
cp "$bundle" away/
ln -s ../away/SMS.evidence.tar.gz links/l.gz
ends 0 'a link to a bundle elsewhere' evid-verify -q -p A.pub links/l.gz
check 'a bundle from a pipe of the shell' bash -c '
	evid-verify -q -p A.pub <(cat "$1")' - "$bundle"
evid-seal -q -k A.key -n vol --volume 1K src
for each in vol.evidence.tar.gz.*; do
	mv "$each" away/
	ln -s "../away/$each" links/
done
ends 0 'volumes that are links' evid-verify -q -p A.pub \
    links/vol.evidence.tar.gz.001
mkdir many
for i in {1..300}; do
	mkdir "many/$i"
	echo "$i" >"many/$i/f$i"
done
ends 0 'more operands than have a rule each' evid-seal -q -k A.key -n many \
    --verify many/*/f*
mkdir bundles
for i in {1..260}; do
	ln "$bundle" "bundles/$i.gz"
done
ends 0 'as many bundles' evid-verify -q -p A.pub bundles/*.gz
ends 0 'the output stands in the folder of a source' \
    evid-seal -q -k A.key -n beside -o src/../beside.gz src
finish
