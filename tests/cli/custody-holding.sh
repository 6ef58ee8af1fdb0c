#!/usr/bin/env bash
# Goal: who said that the only copy went signs nothing that speaks against
# him; what came back, or was a slip, goes on; what another tool signed all the
# same is found.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
cases=$EVID_SOURCE/testdata
for name in A A2 B; do
	make_key $name
done
printf 'exhibit\n' >S
evid-seal -q -k A.key S || exit 1
bundle=S.evidence.tar.gz
log=S.custody.jsonl
add() { evid-custody add -q -k "$1.key" "${@:2}" $bundle; }
sound() { evid-custody verify -p A.pub -p A2.pub -p B.pub "${1:-$log}" $bundle; }
# event TYPE: the digest of the last of it
event() {
	evid-custody list --json $log $bundle >"$dir/.list" || return
	value "$dir/.list" "[e['event'] for e in j['events']
	    if e['type'] == '$1'][-1]"
}

add A stored || exit 1
add A destroyed --set only=true || exit 1
cp $log before
gone=$(event destroyed)
fails 2 "stored would contradict event ${gone:0:12}: by that the only copy here went at 20.*\\(destroyed\\); nothing was signed" \
    'what was destroyed is not stored after that' add A stored
check 'what to do is said' tells \
    "hint: was there another copy: first evid-custody add corrected --answers ${gone:0:12} "
for type in examined returned 'destroyed --set only=false'; do
	# shellcheck disable=SC2086	# several words
	fails 2 'would contradict event' "nor is it ${type%% *}" \
	    add A $type
done
fails 2 'would contradict event' 'nor in a new branch' \
    add A stored --new-branch
fails 2 'would contradict event' 'nor handed over' evid-custody hand-over \
    -k A.key --to B.pub $bundle
check 'and through all this nothing was written' same before $log
ends 0 'what was before it is written down late' \
    add A examined --when '2026-01-02T03:04:05Z'
ends 0 'what needs no copy is said' add A use-reported --set use=x
ends 0 'another holder has his own' add B stored
ends 0 'and the log is sound' sound

# The next key is the same holder's.
add A key-succeeded --to A2.pub || exit 1
next=$(event key-succeeded)
fails 2 "would contradict event ${gone:0:12}" \
    'his next key does not store it either' add A2 stored \
    --answers "${next:0:12}"
ends 0 'but takes over' add A2 use-reported --set use=y \
    --answers "${next:0:12}"
fails 2 "would contradict event ${gone:0:12}" 'nor after that' add A2 stored

# It comes back.
evid-custody hand-over -q -k B.key --to A2.pub $bundle || exit 1
cp $log back
ends 0 'what is handed back is received' evid-custody receive -q -k A2.key \
    -p A.pub -p B.pub --accept all $bundle
ends 0 'and held again' add A2 stored
ends 0 'which is sound' sound

# It was a slip.
cp before $log
rm -rf state/libevidence
ends 0 'that it was the only copy is corrected' add A corrected \
    --answers "${gone:0:12}" --set corrects.why='one of two' \
    --set fields.only=false
ends 0 'then it is stored' add A stored
ends 0 'which is sound, too' sound

# Another tool signs whatever it is told.
told() {
	run evid-custody verify -p "$cases/keys/a.pub" -p "$cases/keys/b.pub" \
	    --at 2026-11-20 "$cases/$1/log.custody.jsonl" ${2+"$cases/$1/$2"}
}
told bad-custody-after-destroyed-elsewhere
check 'what another tool signed in another branch is found' says \
    '^  a holder says that he holds what he gave up before: destroyed, event [0-9a-f]{16}… \[custody-after-return\]$'
told good-custody-in-future
check 'as is what is dated years ahead' says \
    '^  events are dated later than .*: 2028-0[0-9-]+ [0-9:]+Z \[custody-in-future\]$'
check 'which is no fault of the log' test "$status" -eq 0
fails 2 'the time stated, 20[0-9-]+ .*Z, lies in the future: it is 20' \
    'nothing is signed ahead of its time' \
    add B stored --when "$(date -u -d '1 day' +%FT%TZ)"
finish
