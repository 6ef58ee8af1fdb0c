#!/usr/bin/env bash
# Goal: each error that a user meets when sealing says what, which file and
# what to do next, ends as the table says, and leaves nothing under the
# output's name.
. "$(dirname "$0")/lib.sh"

make_key A
make_key B
printf 'x\n' >one
mkdir -p d1/same d2/same empty && printf 'a\n' >d1/same/a && printf 'b\n' >d2/same/b

# rejected STATUS TEXT NAME OPTION...: fails so, and no output appears
rejected() {
	local want=$1 text=$2 name=$3 where=(-o out.gz)

	shift 3
	rm -f out.gz
	[[ " $* " != *' -o '* ]] || where=()
	run evid-seal -k A.key "${where[@]}" "$@"
	[ "$status" -eq "$want" ] && tells "$text" &&
	    grep -q '^  hint: .' "$err" && absent out.gz && tidy
	result $? "$name"
}

rejected 4 'nothing-here: .*No such file' 'no such operand' nothing-here
rejected 4 'nothing-here: .*No such file' 'no such operand among others' -n x one nothing-here
rejected 2 'nothing|no file' 'an empty folder has nothing to seal' empty
: >hollow
ends 0 'but an empty file counts' evid-seal -q -k A.key -o hollow.gz hollow
rejected 2 'same' 'two operands of one base name' -n x d1/same d2/same
rejected 2 'one' 'the same operand twice' -n x one one
rejected 2 'name' 'a name that is not allowed' -n '../x' one
rejected 2 'name' 'a name that is too long' \
    -n "$(printf 'x%.0s' $(seq 65))" one
rejected 2 'name' 'a name that is a device on Windows' -n con one
check 'which is told' tells 'Windows'
cp one aux
rejected 2 'aux: .*Windows' 'and so is an operand of such a name' aux
cp one 'b a d'
rejected 2 'name' 'an operand whose name does not fit' 'b a d'
check 'where -n is asked for' tells 'hint: .*-n'
rejected 4 'nowhere' 'an output folder that is not there' -o nowhere/out.gz one
mkdir inside && cp one inside/
rejected 2 'inside' 'the output inside a source' -n x -o inside/out.gz inside
rejected 2 '^evid-seal: inside/out\.gz: ' 'is named as it was asked for' -n x -o inside/out.gz ./inside/
ends 0 'unless it is excluded' \
    evid-seal -q -k A.key -n x -o inside/out.gz --exclude 'out.gz' inside
printf 'mine\n' >there.gz
fails 2 'there\.gz: .*exists' 'an output that exists' \
    evid-seal -k A.key -o there.gz one
check 'is not touched' test "$(cat there.gz)" = mine
printf 'mine\n' >there.gz.002
fails 2 'there\.gz\.002: .*exists|exists' 'a volume that exists' \
    evid-seal -k A.key -0 --volume 1K -o there.gz one
check 'is not touched, either' test "$(cat there.gz.002)" = mine
check 'and no first volume appears' absent there.gz.001

printf 'no key\n' >broken.key
for bad in broken.key one; do
	fails 2 "$bad: " "a key file that is no key ($bad)" \
	    evid-seal -k "$bad" -o out.gz one
done
fails 2 'A\.pub: .*public' 'a public key in the place of a secret one' \
    evid-seal -k A.pub -o out.gz one
fails 4 'nothing\.key: .*No such file' 'a key that is not there' \
    evid-seal -k nothing.key -o out.gz one
openssl genpkey -algorithm X25519 -out other.key 2>/dev/null
fails 5 'other\.key: ' 'a key of another algorithm' \
    evid-seal -k other.key -o out.gz one
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out p384.key 2>/dev/null
fails 5 'p384\.key: ' 'a key of another curve' evid-seal -k p384.key -o out.gz one
for second in B.key p384.key; do
	cat A.key $second >two.key
	chmod 600 two.key
	fails 2 'two\.key: holds more than one key' "two keys in a file ($second)" \
	    evid-seal -k two.key -o out.gz one
done
(cat A.key A.pub && echo 'a note') >two.key
ends 0 'its public key and a note may follow' evid-seal -q -k two.key -o two.gz one
rm two.key two.gz
cp A.key again.key
fails 2 'again\.key: it is the same key as A\.key' 'one key twice' \
    evid-seal -k A.key -k B.key -k again.key -o out.gz one
fails 2 'B\.id|another key' 'an identity of another key' \
    evid-seal -k A.key --id B.id -o out.gz one
printf 'no json\n' >bad.id
fails 2 'bad\.id' 'an identity file that is none' \
    evid-seal -k A.key --id bad.id -o out.gz one
fails 4 'nothing\.id' 'an identity file that is not there' \
    evid-seal -k A.key --id nothing.id -o out.gz one

printf '{"schema":' >bad.json
rejected 2 'bad\.json' 'a case file that is not JSON' -c bad.json one
check 'whose form is told' tells 'hint: .*case\.schema\.json'
: >hollow.json
rejected 2 'hollow\.json:.*nothing is in it' 'a case file that is empty' -c hollow.json one
printf '{"a":1,"a":2}\n' >twice.json
rejected 2 'twice\.json' 'a case file with a key twice' -c twice.json one
rejected 4 'nothing\.json' 'a case file that is not there' -c nothing.json one
rejected 4 'nothing\.txt' 'a list that is not there' --expect-hashes nothing.txt one
printf 'hello world\n' >bad.txt
rejected 2 'bad\.txt' 'a list that is none' --expect-hashes bad.txt one
rejected 4 'nothing\.map' 'a map that is not there' --map nothing.map one
rejected 2 'bad\.txt' 'a map that is none' --map bad.txt one
rejected 2 'hollow\.json: nothing is in it' 'a map that is empty' --map hollow.json one
rejected 2 'path|nowhere' 'an exhibit that nothing is' --exhibit 1=nowhere one
rejected 2 'flag|nowhere' 'a flag for nothing' --flag sensitive=nowhere one
rejected 4 'nothing|No such file' 'a superseded bundle that is not there' \
    --supersedes nothing one
check 'nothing appeared' absent out.gz
check 'nothing half-written is left' tidy

if as_nobody test -x "$EVID_BIN/evid-seal"; then
	chmod 644 A.key
	mkdir -m 777 open
	mkdir -m 755 locked && printf 'secret\n' >locked/secret &&
	    printf 'known\n' >locked/known && chmod 000 locked/secret
	fails 4 'locked/secret: .*(Permission denied|not be read)' \
	    'a file that may not be read' \
	    as_nobody evid-seal -k A.key -o open/out.gz locked
	check 'leaves nothing' absent open/out.gz
	fails 4 '^evid-seal: \./locked/secret: .*Permission denied' \
	    'or its folder, named as the user named it' \
	    as_nobody evid-seal -k A.key -o open/out.gz ./locked//
	fails 4 'Permission denied' 'a sole operand that may not be read' \
	    as_nobody evid-seal -k A.key -n x -o open/out.gz locked/secret
	run as_nobody evid-seal -k A.key -o open/out.gz --on-change record locked
	check 'a file that may not be read is recorded when asked' test "$status" -eq 3
	check 'and named' tells 'locked/secret: '
	ends 3 'its bundle is intact, but partial' evid-verify -p A.pub open/out.gz
	check 'the verdict says so' says 'partial'
	line open/out.gz locked/secret >line.json
	check 'the inventory says so' json line.json 'j["type"] == "unreadable" and j["reason"]'
	run evid-inspect open/out.gz
	check 'and an inspection shows the reason' says 'secret  \(.*ermission.*\)'
	fails 4 'Permission denied' 'an output folder that may not be written' \
	    as_nobody evid-seal -k A.key -o "$dir/out.gz" locked/known
	chmod 600 A.key
	fails 4 'A\.key: .*Permission denied' 'a key that may not be read' \
	    as_nobody evid-seal -k A.key -o open/key.gz locked/known
	mkdir -p shut/in && chmod 700 shut && printf 'x\n' >shut/in/x && chmod 644 A.key
	fails 4 'shut: .*Permission denied' 'a folder that may not be read' \
	    as_nobody evid-seal -k A.key -o open/shut.gz shut
else
	skip 'a file that may not be read' 'nobody may not run the tools here'
fi
finish
