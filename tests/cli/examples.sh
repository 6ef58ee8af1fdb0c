#!/usr/bin/env bash
# Goal: each command that the manual and --help show works as it stands there,
# typed one after the other.
# shellcheck disable=SC2317	# called by what the pages say
. "$(dirname "$0")/lib.sh"

man=${EVID_SOURCE:-$here/../..}/docs/man
export XDG_STATE_HOME=$dir/state
bundle=SMS-2026-014.evidence.tar.gz

# What a person would type at a prompt, and what is not at hand here.
evid-keygen() {
	case " $* " in
	*' --passphrase-file '*) command evid-keygen "$@" ;;
	*) command evid-keygen --no-passphrase "$@" ;;
	esac
}
evid-trust() {
	case " $* " in
	*' --number '*) command evid-trust "$@" ;;
	' pin '*) command evid-trust "$@" --number "$(cat "${!#}.number")" ;;
	*) command evid-trust "$@" ;;
	esac
}
ssh() { shift && "$@"; }
less() { cat; }
export-logs() { printf 'a,b\n1,2\n'; }

# commands FILE: of a page, each `$ ...` with its continuation, a NUL after it
commands() {
	/usr/bin/python3 -c '
import sys
command = ""
for line in open(sys.argv[1], encoding="utf-8"):
    line = line.rstrip("\n").removeprefix(".Dl ").replace("\\e", "\\")
    if command or line.startswith("$ "):
        command += line.removeprefix("$ ")
        if line.endswith(("\\", "|")):
            command += "\n"
            continue
        print(command, end="\0")
        command = ""' "$1"
}
# help_commands TOOL: likewise, of its --help
help_commands() {
	"$1" --help | sed -n '/^Examples:/,/^$/p' | /usr/bin/python3 -c '
import sys
command = ""
for line in sys.stdin.read().splitlines()[1:]:
    command += line.strip()
    if line.endswith(("\\", "|")):
        command += "\n"
    elif command:
        print(command, end="\0")
        command = ""'
}

# Places and numbers that a page can only make up.
ours() {
	sed -e "s|/store|$PWD/store|g" -e "s|/dev/sdb|$PWD/sdb|g" \
	    -e "s|68ed5c7b-c228-4c12-a00b-2034d5f6d0f6|$(cat uid 2>/dev/null)|" \
	    -e 's|\$CONTACT|'"$(cat contact 2>/dev/null)|" \
	    -e "s|1f0c52ab|$(cat parted 2>/dev/null)|" \
	    -e "s|5d0aa38c|$(cat named 2>/dev/null)|" \
	    -e "s|48213-5 09551-0 \.\.\.|$(cat number 2>/dev/null)|"
}

# What each comes to but 0: a new case has blanks, the map has gaps.
wanted() {
	case $1 in
	*'evid-case check '*) echo 3 ;;
	*' --map '*) echo 3 ;;
	*' --damaged '*) echo 1 ;;
	*) echo 0 ;;
	esac
}

# after COMMAND: what happens elsewhere, or what the next one names
after() {
	case $1 in
	*'add collected '*) sed -n 's/^  exhibit  *//p' "$out" >uid ;;
	*'add --state KZ --kind 24-7 '*)
		command evid-trust show --json un247-1.json >d.txt
		value d.txt 'j["directory"]["contacts"][0]["id"]' >contact ;;
	*'add key-succeeded '*)
		command evid-custody list --json S.custody.jsonl >list.json
		value list.json '[e["event"] for e in j["events"]
		    if e["type"] == "key-succeeded"][0]' >named ;;
	*'receive -k B.key '*) cp SMS-2026-014.custody.jsonl theirs.jsonl ;;
	*'evid-custody hand-over '*) cp SMS-2026-014.custody.jsonl ours.jsonl ;;
	*'evid-trust check '*) cp un247-1.json un247.directory.json ;;
	*--results*) check 'a line for each of the store' test \
	    "$(wc -l <2026.jsonl)" -eq 2 ;;
	esac
}

tried=0
# all NAME: each command of standard input
all() {
	local name=$1 command

	while IFS= read -r -d '' command <&3; do
		case $command in
		*'| jq'*) command -v jq >/dev/null || { skip "$name: jq" 'there is no jq'; continue; } ;;
		esac
		run eval "$(ours <<<"$command")"
		[ "$status" -eq "$(wanted "$command")" ]
		result $? "$name: ${command%%$'\n'*}"
		after "$command"
		tried=$((tried + 1))
	done 3<&0
}

# at NAME: a folder of its own, with what most pages take as given
at() {
	mkdir "$dir/$1" && cd "$dir/$1" || exit 1
	cp -r "$dir/given/." .
}
page() {
	at "$1.1" && "given_${1#evid-}"
	all "$1(1)" < <(commands "$man/$1.1")
}
short() {
	at "$1.help" && "help_${1#evid-}"
	all "$1 --help" < <(help_commands "$1")
}

mkdir given && cd given || exit 1
for key in A B C A2 A-directory B-directory A2-directory unit-a; do
	evid-keygen -o $key --name "Holder of $key" >card 2>&1 || exit 1
	grep -hoE '([0-9]{5}-[0-9] ?)+' card | tr '\n' ' ' >$key.pub.number
done
cp A.pub.number A.number
mkdir notes reports documents store
printf 'plan\n' >notes/plan.txt
printf 'report\n' >reports/one
printf 'text\n' >documents/one
head -c 1048576 /dev/urandom >disk.img
cp disk.img sdb
printf 'a passphrase of some length\n' >passphrase
cp passphrase secret.txt && chmod 600 passphrase secret.txt
cd "$dir" || exit 1

bundled() {
	evid-seal -q -k A.key -k B.key -n SMS-2026-014 disk.img notes || exit 1
	evid-verify --json -p A.pub $bundle >v.json
	value v.json 'j["sealNumber"]' >number
}
directory() {
	command evid-trust init -q --name un247 -o un247.directory.json
	command evid-trust add -q --state KZ --kind 24-7 --authority en=Office \
	    --key A.pub --use seal un247.directory.json
	command evid-trust add -q --state VN --kind laboratory --authority en=Laboratory \
	    --key B.pub --use seal un247.directory.json
	contact=$(command evid-trust show --json un247.directory.json |
	    /usr/bin/python3 -c 'import json, sys
print(json.load(sys.stdin)["directory"]["contacts"][0]["id"])')
	command evid-trust add -q --contact "$contact" --key A-directory.pub \
	    --use directory un247.directory.json
	command evid-trust sign -q -k A-directory.key un247.directory.json
	sleep 1.1	# keys are valid from the second on in which they came
}
given_keygen() { rm unit-a.*; }
help_keygen() { rm A.key A.pub A.id; }
given_seal() {
	evid-case new -q --kind mla-request -o case.json --set reference.own=1
	sha256sum disk.img >scene.sha256
	printf '0x0 + 1\n0x0 0x80000 +\n0x80000 0x1000 -\n0x81000 0x7f000 +\n' >disk.map
	evid-custody add collected -q -k unit-a.key --log HDD-9.jsonl
	evid-trust pin -q --pins pins.json --state KZ --name A --by me --how in-person \
	    --use custody --number "$(cat A.number)" A.pub
}
help_seal() { :; }
given_verify() {
	directory
	bundled
	# the policy that the page shows
	sed -n '/^{$/,/^}$/p' "$man/evid-verify.1" >ours.policy.json
	cp $bundle store/ && cp $bundle store/2.evidence.tar.gz
}
help_verify() { given_verify && mv ours.policy.json ours.json; }
given_extract() {
	bundled
	cp $bundle damaged.evidence.tar.gz
	flip damaged.evidence.tar.gz 500000
}
help_extract() { bundled; }
given_inspect() { bundled; }
help_inspect() { bundled; }
given_custody() {	# KEY SUCCESSION takes up a hand-over to the old key
	evid-seal -q -k B.key -n S notes
	evid-custody hand-over -q -k B.key --to A.pub S.evidence.tar.gz
	evid-custody add -q destroyed -k A.key --set only=true \
	    S.evidence.tar.gz
	command evid-custody list --json S.custody.jsonl >list.json
	value list.json '[e["event"] for e in j["events"]
	    if e["type"] == "destroyed"][0]' >parted
}
help_custody() {
	bundled
	evid-seal -q -k A.key -n SMS notes
	evid-custody hand-over -q -k A.key --to B.pub SMS.evidence.tar.gz
}
requested() {
	evid-case new -q --kind mla-request --instrument UNCC -o request.json \
	    --set reference.own=7 --set 'parties[0].state=KZ' --set 'parties[1].state=VN' \
	    --set 'items=[{"id":"1","category":"traffic"},{"id":"2","category":"content"}]'
	evid-seal -q -k A.key -n request -c request.json notes
}
# logged NAME: a bundle with a case and a log, whose signer is pinned
logged() {
	evid-seal -q -k A.key -n "$1" -c request.json notes
	evid-custody hand-over -q -k A.key --to B.pub "$1.evidence.tar.gz"
	evid-trust pin -q --pins pins.json --state KZ --name A --by me --how in-person \
	    --use seal --use custody --number "$(cat A.number)" A.pub
}
given_case() {
	requested && logged SMS-2026-014
}
help_case() {
	requested && mv request.evidence.tar.gz $bundle && logged SMS
}
given_trust() { :; }
help_trust() {
	directory
	command evid-trust add -q --threshold 1 -o un247-8.json un247.directory.json
	command evid-trust sign -q -k A-directory.key un247-8.json
	sleep 1.1
	command evid-trust add -q --threshold 1 -o un247-9.json un247-8.json
	command evid-trust sign -q -k A-directory.key un247-9.json
}

for tool in evid-keygen evid-seal evid-verify evid-extract evid-inspect \
    evid-custody evid-case evid-trust; do
	page $tool
	short $tool
done
check 'that was all of it' test "$tried" -ge 60

# The program of libevidence(3) is one.
cd "$dir" || exit 1
{
	printf '#include <evidence/evidence.h>\n#include <stdio.h>\n#include <stdlib.h>\nint main(void)\n{\n'
	sed -n '/^\.Sh EXAMPLES/,/^\.Ed/p' "$man/libevidence.3" |
	    sed -e '1,/^\.Bd/d' -e '/^\.Ed/d' -e 's/\\e/\\/g'
	printf '}\n'
} >example.c
if command -v cc >/dev/null; then
	ends 0 'the program of libevidence(3) compiles' cc -std=c11 -Wall -Wextra -Werror \
	    -fsyntax-only -I "${EVID_SOURCE:-$here/../..}/libevidence/include" example.c
else
	skip 'the program of libevidence(3) compiles' 'there is no cc'
fi
finish
