#!/usr/bin/env bash
# Goal: options and operands stand in any order, files may be called like
# options, and wrong usage ends in 2 and names the option.
. "$(dirname "$0")/lib.sh"

make_key A
printf 'x\n' >one
printf 'y\n' >-k
printf 'z\n' >--force

ends 0 'operands before options' evid-seal one -o a.gz -k A.key -q
ends 0 'options between operands' evid-seal one -q -n two -k A.key ./-k -o two.gz
ends 0 'a value may be joined to its letter' evid-seal -qkA.key -ob.gz one
ends 0 'a value may be joined by an equals sign' \
    evid-seal -q -k A.key -o c.gz --also=md5,sha1 one
ends 0 'files called like options, after --' \
    evid-seal -q -k A.key -o d.gz -n odd -- -k --force one
check 'are sealed under their names' bash -c \
    "tar tzf d.gz | grep -qx 'odd/data/-k' && tar tzf d.gz | grep -qx 'odd/data/--force'"
ends 0 'files called like options, with ./' \
    evid-seal -q -k A.key -o e.gz -n odd ./-k ./--force
check 'are the same' bash -c "tar tzf e.gz | grep -qx 'odd/data/-k'"
ends 0 'verifying with operands first' evid-verify d.gz e.gz -p A.pub -q
cp d.gz -- -q
ends 0 'a bundle called like an option' evid-verify -p A.pub -- -q
export POSIXLY_CORRECT=1
ends 0 'whatever POSIXLY_CORRECT says' evid-verify d.gz -q -p A.pub
unset POSIXLY_CORRECT

for tool in evid-keygen evid-seal evid-verify evid-inspect evid-custody \
    evid-trust; do
	ends 0 "$tool --help" "$tool" --help
	cp "$out" help
	check "$tool --help stays within 80 columns" \
	    bash -c "! awk 'length > 80' help | grep -q ."
	ends 0 "$tool -h is the same" bash -c "$tool -h | cmp - help"
	ends 0 "$tool --version" "$tool" --version
	check "$tool names itself" says "^$tool [0-9]"
	fails 2 '--frobnicate: there is no such option' "$tool: no such option" \
	    "$tool" --frobnicate
	fails 2 'y: there is no such option' "$tool: no such letter" "$tool" -y
	ends 4 "$tool: a full disk under --help is told" \
	    bash -c "$tool --help >/dev/full"
done
# slip TOOL TYPED MEANT: what is nearest is asked
slip() {
	fails 2 "$2" "$1 $2" "$1" "$2"
	check "is $3 meant?" tells "hint: is $3 meant\\?"
}
slip evid-verify --jsn --json
slip evid-verify --josn=1 --json
slip evid-verify --trheshold --threshold
slip evid-seal --exlude --exclude
slip evid-seal --detatched --detached
slip evid-custody recieve receive
slip evid-custody handover hand-over
slip evid-case chek check
slip evid-trust udpate update
fails 2 '--encrypt: there is no such option' 'nothing is near to every word' \
    evid-seal --encrypt one
refuse 'and then nothing is asked' tells 'meant'
fails 2 '--state takes a State.s two capital letters, as KZ, .* not KAZ' 'a State that is none: a key' \
    evid-keygen -o K --no-passphrase --state KAZ
fails 2 '--state takes a State.s two capital letters, .* not kz' 'a pin' evid-trust pin \
    --pins p.json --by me --how telephone --state kz A.pub
fails 2 '--to-state takes a State.s two capital letters, .* not KAZ' 'a receiver' \
    evid-custody hand-over -k A.key --to A.pub --to-state KAZ a.gz
check 'which makes no log' absent a.custody.jsonl
fails 2 'A\.pub: a public key' 'a public key in the place of a secret one' evid-seal -k A.pub one
refuse 'which nobody keeps from others' tells 'others than its owner'
evid-seal -q -k A.key -o pub.gz one || exit 1
fails 2 'A\.pub: a public key' 'nor to sign an event with' evid-custody add stored -k A.pub pub.gz
refuse 'which nobody keeps from others, either' tells 'others than its owner'
check 'and makes no log' absent pub.custody.jsonl
chmod 644 A.key
run evid-custody add stored -k A.key pub.gz
check 'a secret key is warned of, once it is one' tells 'A\.key: others than its owner may use this secret key \(mode 0644\)'
chmod 600 A.key
for command in 'evid-trust check' 'evid-trust show' 'evid-case check' 'evid-trust pins --pins'; do
	# shellcheck disable=SC2086	# a command and its words
	fails 2 'A\.pub.*(PEM|no directory)' "a key in the place of another file: $command" $command A.pub
done
fails 2 'foo: not a handling flag' 'a flag that is none' evid-seal -k A.key -o f.gz --flag foo=one one
check 'the flags are named' tells 'hint: use csam, .* x- before it'
fails 2 'foo: not a handling flag' 'to be masked, too' evid-verify -p A.pub --mask foo a.gz
check 'the flags are named' tells 'hint: use csam, .* x- before it'
for several in 'none.gz' '--json a.gz none.gz' '--json-lines a.gz a.gz'; do
	# shellcheck disable=SC2086	# several words
	fails 2 'foo: not a handling flag' "before anything is looked at: $several" \
	    evid-verify -p A.pub --mask foo $several
	check 'and nothing is said of any bundle' test ! -s "$out"
done
fails 4 'a\.custody\.jsonl: the log in which the hand-over is looked for is not there' \
    'no log beside what arrived' evid-verify --delivery 12345678 a.gz
check 'where it is named is said' tells 'hint: .*--custody'
evid-trust init -q -o d.json --name D
fails 2 'a new contact needs' 'a contact of nobody' evid-trust add d.json
check 'how he is named is said' tells 'hint: .*--state, --kind, --authority'
fails 4 'A\.pub' 'a file in the place of a folder' evid-verify -p A.pub --payload A.pub a.gz
check 'and that is said' tells 'hint: .*a folder is meant'
fails 2 '-k needs a value' 'a letter without its value' evid-seal one -k
fails 2 '--also needs a value' 'a long option without its value' evid-seal one --also
fails 2 '--verify=yes' 'a value that none takes' evid-seal -k A.key one --verify=yes
fails 2 'written out' 'an abbreviation' evid-seal -k A.key one --verif
fails 2 '-k KEY is missing' 'no key' evid-seal one
fails 2 'nothing to seal' 'no operand' evid-seal -k A.key
fails 2 '-n NAME is missing' 'several operands and no name' evid-seal -k A.key one ./-k
fails 2 '-j takes' 'no threads' evid-seal -j 0 -k A.key one
fails 2 '-j takes' 'a number that is none' evid-seal -j 4x -k A.key one
fails 2 '--volume takes' 'a size that is none' evid-seal --volume 3Q -k A.key one
fails 2 '--volume' 'a size of nothing' evid-seal --volume 0 -k A.key one
fails 2 '--volume takes' 'a size beyond counting' \
    evid-seal --volume 99999999999999999999 -k A.key one
fails 2 '--volume takes' 'a size beyond counting by its unit' \
    evid-seal --volume 99999999999999T -k A.key one
fails 2 '--also takes' 'a hash that is none' evid-seal --also md4 -k A.key one
fails 2 '--also' 'a comma too many' evid-seal --also md5, -k A.key one
fails 2 '--on-change takes' 'a way that is none' evid-seal --on-change ignore -k A.key one
fails 2 '--progress takes' 'a time that is none' evid-seal --progress now -k A.key one
fails 2 '--exhibit takes' 'an exhibit without a path' evid-seal --exhibit 1 -k A.key one
fails 2 '--flag takes' 'a flag without a name' evid-seal --flag =one -k A.key one
fails 2 '--stdin-name' 'standard input without a name' evid-seal -k A.key -
fails 2 'but once' 'standard input twice' evid-seal -k A.key --stdin-name x -n x - -
fails 2 'not there' 'a name for no standard input' evid-seal -k A.key --stdin-name x one
fails 2 'not there' 'a size for no standard input' evid-seal -k A.key --stdin-size 3 one
fails 2 'detached' 'standard input detached' \
    evid-seal -k A.key --detached --stdin-name x -
fails 2 'standard output' '--json and a bundle on standard output' \
    evid-seal -k A.key --json -o - one
fails 2 'standard output' '--volume on standard output' \
    evid-seal -k A.key --volume 1M -o - one
fails 2 'standard output' '--verify of standard output' \
    evid-seal -k A.key --verify -o - one
fails 2 'contradict' '-q and -v' evid-verify -q -v d.gz
fails 2 '--passphrase-fd takes' 'a descriptor that is none' \
    evid-seal -k A.key --passphrase-fd x one
fails 2 'no such descriptor' 'a descriptor that is not open' \
    evid-seal -k A.key --passphrase-fd 77 one
fails 2 'no bundle' 'nothing to verify' evid-verify -p A.pub
fails 2 '--threshold takes' 'a threshold of 0' evid-verify --threshold 0 -p A.pub d.gz
fails 2 '--threshold' 'a threshold that no key can meet' \
    evid-verify --threshold 2 -p A.pub d.gz
fails 2 'but once' 'standard input verified twice' evid-verify -p A.pub - -
fails 2 'one bundle' 'a seal number for several bundles' \
    evid-verify --expect 1 d.gz e.gz
fails 2 'no bundle' 'nothing to inspect' evid-inspect
fails 2 'one bundle' 'two to inspect' evid-inspect d.gz e.gz

# Each option that takes a value, of each tool, as its --help has it: given
# twice it is refused, and named, unless the help says that it may be.
cat >twice.py <<'EOF'
import re, subprocess, sys
# of some option each is a value
VALUES = ("1", "stop", "md5", "auto", "2026-01-01", "KZ", "14d", "seal", "24-7",
          "lost", "telephone", "all", "paper", "received", "x=1", "1=accepted",
          "1=x", "1=provided", "csam=x", "A.pub", "%s-1" % ("0" * 5))
tool, wrong, once, again = sys.argv[1], [], 0, 0
told = subprocess.run([tool, "--help"], stdout=subprocess.PIPE, check=True,
                      encoding="utf-8").stdout
rows = re.findall(r"(?m)^ {2,6}(?:(-\w)(?:, )?)?(--[\w-]+)? ([A-Z][^ \n]*)"
                  r"((?:\n? {2,}.*\n)+?)(?= {2,6}-|\n)", told)
for short, name, _, text in rows:
    option = name or short
    said = ""
    for value in VALUES:
        said = subprocess.run(
            [tool, option, value, option, value, "/nowhere"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8").stdout
        if "%s is given twice\n" % option in said:
            break
    refused = "%s is given twice\n" % option in said
    may = "given again" in " ".join(text.split())
    once, again = once + refused, again + may
    if refused == may:
        wrong.append("%s: %s" % (option, said))
print(tool, once, "once,", again, "again")
sys.exit("".join(wrong) or (once < 1))
EOF
for tool in case custody extract inspect keygen seal trust verify; do
	check "evid-$tool refuses a second value of an option" \
	    /usr/bin/python3 twice.py "evid-$tool"
done
fails 2 '--custody is given twice' 'also where the second would be taken' \
    evid-verify -p A.pub --custody none --custody none d.gz
check 'what is typed is shown without its escapes' bash -c \
    "evid-seal \$'--\\e[31m' 2>&1 | grep -qF '\\u{001B}[31m'"
ends 2 'a bundle to a terminal' at_terminal 'evid-seal -k A.key -o - one'
check 'is not written' says 'not written to a terminal'
check 'nothing half-written is left' tidy
finish
