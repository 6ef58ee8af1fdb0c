#!/usr/bin/env bash
# Goal: what the README tells to type works as it stands there, on both sides
# of an exchange.
# shellcheck disable=SC2317	# called by what the README says
. "$(dirname "$0")/lib.sh"

readme=${EVID_SOURCE:-$here/../..}/README.md
bundle=SMS-2026-014.evidence.tar.gz log=SMS-2026-014.custody.jsonl
# What is asked for on a terminal is given here: no passphrase; the number,
# where the line does not give it itself.
evid-keygen() { command evid-keygen --no-passphrase "$@"; }
evid-trust() {
	case " $* " in
	*' --number '*) command evid-trust "$@" ;;
	*) command evid-trust "$@" --number "$(cat "../${!#}.number")" ;;
	esac
}
mkdir A B alone
for each in A alone; do
	mkdir $each/notes && printf 'note\n' >$each/notes/one && printf 'disk' >$each/disk.img
done
carry() {	# what the two have sent to each other by now
	cp A/*.pub B/ 2>/dev/null
	cp B/*.pub A/ 2>/dev/null
	cp -n A/$bundle A/$log B/ 2>/dev/null
	cp B/$log A/from-B.custody.jsonl 2>/dev/null
	for each in A B; do
		[ -e "$each/$each.pub" ] && grep -hoE '([0-9]{5}-[0-9])' "$each.card" |
		    tr '\n' ' ' | tee A/$each.number B/$each.number >"$each.pub.number"
	done
	return 0
}
says_of() {	# FOLDER COMMAND: run there, as typed
	export XDG_STATE_HOME=$dir/$1/state
	cd "$dir/$1" && eval "$2"
	local ended=$?
	cd "$dir" || exit 1
	return $ended
}

commands=$(sed -n '/^```$/,/^```$/s/^\([AB]\?\$ .*\)/\1/p' "$readme")
n=0
while IFS= read -r line <&3; do
	who=${line%%\$*} command=${line#*\$ }
	run says_of "${who:-alone}" "$command"
	[ "$status" -eq 0 ]
	result $? "${line%% -*}, as the README has it"
	case $command in evid-keygen*) cp "$out" "$who.card" ;; esac
	cp "$out" "last.$n"
	carry
	n=$((n + 1))
done 3<<<"$commands"
check 'that was all of it' test "$n" -ge 14
check 'the other side has the evidence' same B/evidence/disk.img A/disk.img
check 'one key was pinned without a terminal, by the number in a file' grep -q -- '--number "\$(cat A.number)" A.pub$' <<<"$commands"
check 'and nothing is open' grep -q ': no open hand-over$' last.12
check 'the form is there' grep -q '^<!DOCTYPE html>' A/form.html
finish
