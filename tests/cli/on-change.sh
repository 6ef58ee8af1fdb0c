#!/usr/bin/env bash
# Goal: a file that grows, shrinks, changes, is replaced or goes away while it
# is read stops the seal, or is recorded so when asked; never is it sealed as
# if nothing had been.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir src

# What changes the source does so while the sealing waits: standard input is
# sealed first ("0" sorts before "src"), and a pipe holds it up until then.
# during CHANGE OPTION...: seals src while CHANGE happens to it
during() {
	local change=$1

	shift
	rm -rf src out.gz && mkdir src
	head -c 40000000 /dev/zero | tr '\0' 'x' >src/big
	rm -f paced && mkfifo paced
	evid-seal -k A.key -n x -o out.gz --stdin-name 0 --stdin-size 4 \
	    "$@" - src <paced >"$out" 2>"$err" &
	exec 8>paced
	printf 'ab' >&8
	sleep 0.7		# the tree has been looked at by now
	eval "$change"
	printf 'cd' >&8
	exec 8>&-
	wait $!
	status=$?
}

declare -A changes=(
	[grew]='printf more >>src/big'
	[shrank]='truncate -s 100000 src/big'
	[modified]='printf y | dd of=src/big bs=1 seek=20000000 conv=notrunc status=none'
	[replaced]='cp src/big new && touch -d 2000-01-01 new && mv new src/big'
	[removed]='rm src/big'
	[linked]='mv src/big elsewhere && ln -s ../elsewhere src/big'
)
for what in grew shrank modified replaced removed linked; do
	during "${changes[$what]}"
	[ "$status" -eq 4 ] && tells '^evid-seal: src/big: ' && tells '^  hint: '
	result $? "a file that was $what stops the seal, and is named"
	check "and nothing appears ($what)" bash -c '[ ! -e out.gz ]'
	during "${changes[$what]}" --on-change record
	check "a file that was $what is recorded when asked" test "$status" -eq 3
	check "and told of ($what)" tells 'src/big: '
	ends 3 "its bundle is intact, but partial ($what)" evid-verify -p A.pub out.gz
	line out.gz src/big >line.json
	if [ "$what" = linked ] || [ "$what" = removed ]; then
		check "the inventory says it ($what)" json line.json \
		    'j["type"] == "unreadable" or j.get("changed")'
	else
		check "the inventory says it ($what)" json line.json \
		    "'$what' in j['changed'] or (j['changed'] and '$what' in ('grew', 'shrank', 'modified'))"
	fi
done
during "${changes[shrank]}" --on-change record
line out.gz src/big >line.json
check 'what a shrunken file lacks is zeros, and listed' json line.json \
    'j["size"] == 40000000 and any(u["fill"] == "zero" and u["offset"] + u["length"] == 40000000 for u in j["unread"])'
during :
check 'a source that stays is sealed' test "$status" -eq 0
ends 0 'and verifies' evid-verify -q -p A.pub out.gz
check 'nothing half-written is left' tidy
finish
