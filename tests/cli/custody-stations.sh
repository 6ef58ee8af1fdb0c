#!/usr/bin/env bash
# Goal: an honest holder never contradicts himself: on two copies of a log, on
# two logs of one bundle, in two processes at once; and a new key takes up the
# history of the old by itself.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
for name in A A2 B C; do
	make_key $name
done
mkdir SMS other
printf 'exhibit\n' >SMS/a.txt
evid-seal -q -k A.key SMS || exit 1
bundle=SMS.evidence.tar.gz

add() { evid-custody add stored -k A.key --log "$@" $bundle; }
sound() { evid-custody verify -q -p A.pub -p B.pub -p C.pub "$1" $bundle; }

# truth LOG EXPRESSION: of its list, j
truth() {
	evid-custody list --json "$1" $bundle >"$dir/.list" &&
	    json "$dir/.list" "$2"
}

# of LOG, the last event of a type
event() {
	evid-custody list --json "$1" $bundle >"$dir/.list" || return
	value "$dir/.list" "[e['event'] for e in j['events']
	    if e['type'] == '$2'][-1]"
}

# Two copies.
add c0.jsonl -q
cp c0.jsonl c1.jsonl
ends 0 'a log is gone on with' add c0.jsonl
check 'without a word' test ! -s "$err"
last=$(event c0.jsonl stored)
ends 0 'so is its older copy' add c1.jsonl
check 'in a new branch, which is said' tells \
    "c1.jsonl: this log does not hold event ${last:0:16}, which this station signed; a new branch is begun"
check 'with what to do' tells '^  hint: .*merge'
ends 0 'again without a word' add c1.jsonl
check 'in the same new branch' test ! -s "$err"
check 'of three events two are in it' truth c1.jsonl \
    'len(j["events"]) == 3 and len({e["branch"] for e in j["events"]}) == 2'
ends 0 'the first copy goes on as ever' add c0.jsonl
check 'without a word' test ! -s "$err"
evid-custody merge -o c2.jsonl c0.jsonl c1.jsonl >"$out"
check 'the union is sound' sound c2.jsonl
ends 0 'and is gone on with' add c2.jsonl
check 'from one of the branches' truth c2.jsonl \
    'len({e["branch"] for e in j["events"]}) == 2'
check 'and stays sound' sound c2.jsonl

# A second log of the same bundle.
ends 0 'another log of the same bundle' add e0.jsonl --json
check 'is a new branch, too' json "$out" \
    'len(j["lacking"]) == 64 and j["exitStatus"] == 0'
evid-custody merge -o e1.jsonl c2.jsonl e0.jsonl >"$out"
check 'and the union is sound' sound e1.jsonl
ends 0 'with -q' add e2.jsonl -q
check 'nothing is said of it' test ! -s "$err"

# What a station kept before it kept the last events.
rm -r state/libevidence/branch/*.chains
ends 0 'a station of an older version goes on' add c2.jsonl
check 'without a word' test ! -s "$err"
check 'and stays sound' sound c2.jsonl
ends 0 'asked, a new branch is begun' add c2.jsonl --new-branch
check 'which is no matter to tell' test ! -s "$err"
check 'and sound' sound c2.jsonl

# Ended between the line and what is kept: the line is there, and more than
# what is kept.
chains=(state/libevidence/branch/*.chains)
rm -r kept 2>/dev/null
cp -r "${chains[0]}" kept
ends 0 'an event is added' add c2.jsonl
cp kept/* "${chains[0]}"/
ends 0 'what is kept may be older than the log' add c2.jsonl
check 'nothing is missed' test ! -s "$err"
check 'and nothing contradicts' sound c2.jsonl
printf 'x\n' >"$(find "${chains[0]}" -type f -name '[0-9a-f]*' | head -n 1)"
for file in "${chains[0]}"/[0-9a-f]*; do
	printf 'x\n' >"$file"
done
cp c2.jsonl before.jsonl
fails 2 'not what this station keeps of a branch' \
    'what is kept is not what it should be' add c2.jsonl
check 'and nothing was added' same before.jsonl c2.jsonl
rm -r "${chains[0]}"
if [ "$(id -u)" -eq 0 ]; then
	mkdir nobody && chmod 777 nobody && cp c2.jsonl A.key nobody/
	chmod 666 nobody/*
	mkdir -p locked/branch && chmod 555 locked locked/branch
	cp nobody/c2.jsonl before.jsonl
	fails 4 'locked' 'where nothing can be kept nothing is added' \
	    as_nobody evid-custody add stored -k nobody/A.key \
	    --log nobody/c2.jsonl --state locked $bundle
	check 'at all' same before.jsonl nobody/c2.jsonl
else
	skip 'where nothing can be kept nothing is added' 'not root'
	skip 'at all' 'not root'
fi

# What killed runs left goes, and nothing that one makes that runs.
ends 0 'a station is made' add c3.jsonl -q
dead=$(bash -c 'echo $$')
key=$(basename "$(echo state/libevidence/branch/*.chains)" .chains)
left=(".$key.$dead-00000000.partial" "$key.chains/.lastof.$dead-00000000.partial")
running=(".$key.$$-00000000.partial" ".another.$dead-00000000.partial"
    ".$key.$dead-0000.partial")
for file in "${left[@]}" "${running[@]}"; do
	: >"state/libevidence/branch/$file"
done
ends 0 'a station where runs were killed' add c3.jsonl -q
for file in "${left[@]}"; do
	check "is rid of what they left" absent "state/libevidence/branch/$file"
done
for file in "${running[@]}"; do
	check 'but of nothing else' test -e "state/libevidence/branch/$file"
	rm "state/libevidence/branch/$file"
done

# Many processes, on several copies at once.
add m0.jsonl -q
for ((n = 1; n < 4; n++)); do
	cp m0.jsonl m$n.jsonl
done
for ((n = 0; n < 40; n++)); do
	add "m$((n % 4)).jsonl" -q 2>>many.err &
done
wait
check 'forty processes on four copies: nobody complained' test ! -s many.err
evid-custody merge -o m.jsonl m[0-3].jsonl >"$out"
check 'all their events are there' test "$(wc -l <m.jsonl)" -eq 41
check 'and nobody contradicts himself' sound m.jsonl

# Succession.
log=s.jsonl
evid-custody hand-over -q -k B.key --to A.pub --log $log $bundle
fails 2 'key-succeeded names the new key: --to' 'the new key must be named' \
    evid-custody add key-succeeded -k A.key --log $log $bundle
ends 0 'an old key names the new' evid-custody add key-succeeded -q \
    -k A.key --to A2.pub --log $log $bundle
new=$(evid-custody list $log | sed -n \
    's/.*[|+] \([0-9a-f]\{12\}\)  .*key-succeeded to (key \([0-9a-f]*…[0-9a-f]*\)).*/\1 \2/p')
check 'which the list shows, with what names the event' \
    grep -Eq '^[0-9a-f]{12} [0-9a-f]{4}…[0-9a-f]{4}$' <<<"$new"
cp $log late.jsonl
ends 0 'the new key receives what was handed to the old' \
    evid-custody receive -q -k A2.key -p A.pub -p B.pub --accept all \
    --log $log $bundle
check 'and it is sound' sound $log
check 'nothing is open, and the receipt answers both' truth $log \
    'j["handOvers"][0]["state"] == "received" and
    [len(e["answers"]) for e in j["events"] if e["type"] == "received"] == [2]'
ends 0 'what comes later needs to answer it no more' \
    evid-custody add stored -q -k A2.key --log $log $bundle
check 'and does not' truth $log \
    '[e["answers"] for e in j["events"] if e["type"] == "stored"] == [[]]'

evid-custody add stored -q -k A.key --log $log $bundle
ends 0 'the new key corrects what the old one said' \
    evid-custody add corrected -q -k A2.key --log $log \
    --answers "$(event $log stored)" --set corrects.why='wrong shelf' $bundle
check 'and it counts' truth $log '[e["standing"] for e in j["events"]
    if e["type"] == "corrected"] == ["counts"]'

# A key that has signed before the old one names it.
evid-custody hand-over -q -k B.key --to C.pub --log late2.jsonl $bundle
evid-custody add stored -q -k A2.key --log late2.jsonl --state other $bundle
evid-custody add key-succeeded -q -k C.key --to A2.pub --log late2.jsonl \
    $bundle
named=$(event late2.jsonl key-succeeded)
fails 2 'takes up with its first event' 'a later event takes up nothing' \
    evid-custody add stored -k A2.key --log late2.jsonl --state other \
    --answers "${named:0:12}" $bundle
check 'and what to do is said' tells 'hint: add --new-branch'
fails 2 'the one that is open is to key' 'nor does it receive' \
    evid-custody receive -k A2.key -p A.pub -p B.pub --accept all --log late2.jsonl \
    --state other $bundle
check 'and what to do is said' tells \
    "hint: .*--answers ${named:0:16}.*--new-branch"
fails 2 'by nobody who is trusted' 'nor from a sender who is not trusted' \
    evid-custody receive -k A2.key -p C.pub -p A.pub --accept all \
    --log late2.jsonl --state other --new-branch \
    --answers "${named:0:12}" $bundle
ends 0 'a new branch does' evid-custody receive -q -k A2.key -p A.pub \
    -p B.pub -p C.pub --accept all --log late2.jsonl --state other \
    --new-branch $bundle
check 'and all is sound' sound late2.jsonl
check 'nothing is open' truth late2.jsonl \
    'j["handOvers"][0]["state"] == "received"'

# Whoever was handed something names another's key as the next of his own.
evid-custody hand-over -q -k B.key --to C.pub --log stolen.jsonl $bundle
evid-custody hand-over -q -k B.key --to A.pub --log stolen.jsonl $bundle
evid-custody add key-succeeded -q -k C.key --to A2.pub --log stolen.jsonl \
    $bundle
his=$(event stolen.jsonl key-succeeded)
evid-custody add key-succeeded -q -k A.key --to A2.pub --log stolen.jsonl \
    $bundle
cp stolen.jsonl bare.jsonl
mkdir fresh fresh2 || exit 1
ends 0 'what a stranger names is not taken up' evid-custody receive \
    -k A2.key -p A.pub -p B.pub -p A2.pub --accept all --state fresh \
    --log stolen.jsonl $bundle
to=$(value A.id 'j["keyid"]')
check 'but what one who is known does, and his hand-over is answered' says \
    "^  hand-over   [0-9a-f]{12}, to key ${to:0:4}…${to:60}\$"
fails 2 'its signer is not known here' 'a known key is not his, if told to' \
    evid-custody receive -k A2.key -p A.pub -p B.pub -p A2.pub --accept all \
    --state fresh2 --answers "$his" \
    --log bare.jsonl $bundle
run evid-custody add stored -k A2.key --state fresh2 --log bare.jsonl $bundle
check 'without trust nothing is taken up' truth bare.jsonl \
    'all(e["succeeds"] is None for e in j["events"])'
check 'and that is told' tells 'names this key as the next key of'
finish
