#!/usr/bin/env bash
# Goal: who leaves out what a verb needs is told what to give, and how: the
# log that the sender sends, the type of an event, the condition that it is of.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
make_key A
make_key B
mkdir S
echo x >S/a
case_that_asks 'for this case' >case.json
evid-seal -q -k A.key -c case.json S || exit 1
bundle=S.evidence.tar.gz log=S.custody.jsonl
receive() {
	evid-custody receive -k B.key -p A.pub --accept all "$@" $bundle
}

fails 4 'S\.custody\.jsonl: there is no custody log here' \
    'what came without a log' receive
check 'that it comes from the sender is said' tells \
    'it comes from the sender, with the bundle: put it there, or name it \(--log\)'
refuse 'the bundle is not blamed' tells 'bundle is|No such file'
check 'none was made' test ! -e $log
evid-custody add stored -q -k A.key --log kept $bundle || exit 1
fails 2 'kept: this is a custody log, and no evidence bundle' \
    'a log in the place of the bundle' \
    evid-custody receive -k B.key -p A.pub --accept all kept
check 'what to name is said' tells 'hint: evid-custody list shows a log; name the bundle'
fails 4 'elsewhere: open: No such file' 'nor is one looked for beside what is not there' \
    evid-custody receive -k B.key -p A.pub --accept all elsewhere
mkdir void
fails 2 'void: the folder holds no evidence bundle' 'or beside a folder that is no bundle' \
    evid-custody receive -k B.key -p A.pub --accept all void
: >$log
fails 4 'S\.custody\.jsonl: the custody log is empty: no hand-over stands in it' \
    'an empty log' receive
check 'what to do is said' tells 'fetch it again from the sender, or name the right one \(--log\)'
refuse 'the bundle is not blamed' tells 'bundle is incomplete'
fails 4 'the custody log is empty' 'nor is it said that it is not accepted' \
    evid-custody receive -k B.key -p A.pub --not-accepted 'no log' $bundle
fails 4 'the custody log is empty' 'an empty one that is named' receive \
    --log $log --mend
check 'it stays empty' test ! -s $log -a -e $log
rm $log

fails 2 'no type of event was named$' 'no type' evid-custody add -k A.key
check 'what there is, and how, is said' tells \
    'collected, stored, .*as evid-custody add stored -k A\.key S\.evidence\.tar\.gz'
fails 2 'no type of event was named: S\.evidence\.tar\.gz is none' \
    'a bundle in its place' evid-custody add -k A.key $bundle
check 'what there is, and how, is said' tells 'name what happened before the bundle'

for type in condition-changed consent-given consent-refused; do
	fails 2 "$type: \`details\\.condition\` names none" \
	    "$type of no condition" evid-custody add $type -k A.key $bundle
	check "$type: an example is given" tells 'as --set condition=C-1 --set '
done
fails 2 'condition-changed: `details\.change` is none of loosened, tightened, added, lifted' \
    'a change that is none' evid-custody add condition-changed -k A.key \
    --set condition=C-1 $bundle
check 'an example is given' tells 'as --set condition=C-1 --set change=lifted'
fails 2 'consent-given: `details\.to\.state` is no State' 'a consent to nobody' \
    evid-custody add consent-given -k A.key --set condition=C-1 $bundle
check 'an example is given, too' tells 'as --set condition=C-1 --set to\.state=VN'
check 'nothing was signed' test ! -s $log
ends 0 'what the example says' evid-custody add consent-given -k A.key \
    --set condition=C-1 --set to.state=VN $bundle
finish
