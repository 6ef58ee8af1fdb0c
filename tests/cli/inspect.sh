#!/usr/bin/env bash
# Goal: an inspection tells what a bundle says of itself, and reads only its
# tail where it can be sought in.
. "$(dirname "$0")/lib.sh"

make_key A
mkdir -p src/sub
head -c 20000000 /dev/urandom >src/big
printf 'x\n' >'src/sub/a=b?.txt'
ln -s big src/link
printf 'y\n' >src/sub/first
ln src/sub/first src/sub/second
mkfifo src/pipe
ln -s $'\e[31mred' src/sub/red
evid-seal -q -k A.key --exclude '*.tmp' src
bundle=src.evidence.tar.gz
ends 0 'a bundle is listed' evid-inspect $bundle
check 'with who claims to have signed' says 'Holder of A'
check 'with the original names' says 'src/sub/a=b\?\.txt$'
check 'with counts and amounts in words' says '^  payload +[0-9]+ objects, [0-9]+ files?, 20 MB, complete$'
check 'with sizes' says 'file +20,000,000 '
check 'and says that nothing was verified' bash -c "grep -qiE 'not (been )?verified|nothing.*(checked|verified|trusted)' '$out'"
check 'a symbolic link with its target' says 'src/link -> big$'
check 'which is escaped' says 'src/sub/red -> .u\{001B\}\[31mred$'
check 'a hard link with its first name' says 'src/sub/second is also data/src/sub/first$'
check 'a special with its kind' says 'src/pipe  \(fifo\)$'
ends 0 'verbosely' evid-inspect -v $bundle
check 'with whole digests' says "$(sha256sum <src/big | cut -d' ' -f1)"
ends 0 'quietly' evid-inspect -q $bundle
refuse 'without the members' says 'sub/a'
ends 0 'as JSON' evid-inspect --json $bundle
check 'which holds the members' json "$out" \
    '[m["original"] for m in j["members"]] == ["src", "src/big", "src/link", "src/pipe", "src/sub", "src/sub/a=b?.txt",
      "src/sub/first", "src/sub/red", "src/sub/second"] and j["trusted"] is False'
check 'the number is that of the seal' json "$out" \
    "j['sealDigest'] == '$(tar xzOf $bundle src/evidence/seal.json | sha256sum | cut -d' ' -f1)'"
cp "$out" file.json
ends 0 'through a pipe' bash -c "cat $bundle | evid-inspect --json -"
check 'the members are the same' /usr/bin/python3 -c '
import json, sys
a, b = (json.load(open(f)) for f in sys.argv[1:])
assert a["members"] == b["members"] and a["sealDigest"] == b["sealDigest"]' file.json "$out"
tar xzf $bundle
ends 0 'unpacked' evid-inspect src
gzip -dc $bundle >plain.tar
ends 0 'as a plain tar' evid-inspect plain.tar
fails 1 'is not an evidence bundle' 'a tar of a file in no folder is no bundle' \
    evid-inspect "$EVID_SOURCE/testdata/bad-no-bundle-no-folder/input.tar"
for other in cat 'gzip -dc'; do
	fails 5 'format that this version does not know' "another format, through a pipe ($other)" bash -c "$other \
	    <'$EVID_SOURCE/testdata/unsupported-format-2/input.evidence.tar.gz' | evid-inspect -"
done
gzip -dc $bundle | gzip -1 >foreign.gz
head -c 5000000 foreign.gz >foreign.gz.001
tail -c +5000001 foreign.gz >foreign.gz.002
ends 0 'as volumes of another size each, packed anew' evid-inspect --json foreign.gz.001
check 'the members are the same' /usr/bin/python3 -c '
import json, sys
a, b = (json.load(open(f)) for f in sys.argv[1:])
assert a["members"] == b["members"]' file.json "$out"
mkdir many && (cd many && seq 1 7000 | xargs touch)
evid-seal -q -k A.key many
ends 0 'many files' evid-inspect --json many.evidence.tar.gz
cp "$out" many.json
ends 0 'many files, through a pipe' bash -c "cat many.evidence.tar.gz | evid-inspect --json -"
check 'the members are the same' /usr/bin/python3 -c '
import json, sys
a, b = (json.load(open(f)) for f in sys.argv[1:])
assert a["members"] == b["members"] and len(a["members"]) == 7001' many.json "$out"
ends 0 'to a file' evid-inspect --json -o list.json $bundle
check 'which holds the same' same file.json list.json
fails 2 'list\.json: .*exists' 'that is not replaced' evid-inspect -o list.json $bundle
cp $bundle bad.gz && flip bad.gz 10000000
ends 0 'damage in the payload is not looked for' evid-inspect bad.gz
ends 0 'nor through a pipe' bash -c "cat bad.gz | evid-inspect --json -"
check 'the members are the same' json "$out" "j['members'] == json.load(open('file.json'))['members']"
cp $bundle bad.gz && flip bad.gz $(($(stat -c %s bad.gz) - 3000))
ends 1 'damage in the tail is' evid-inspect bad.gz
fails 1 'its tail is damaged' 'also through a pipe' bash -c "cat bad.gz | evid-inspect -"

if [ -n "${EVID_SANITIZED:-}" ]; then
	skip 'only the tail is read' 'strace and the sanitizer do not go together'
elif strace -o /dev/null true 2>/dev/null; then
	strace -f -e trace=read,pread64,readv,preadv,mmap -o trace evid-inspect $bundle >"$out" 2>&1
	amount=$(/usr/bin/python3 -c '
import re
total = 0
for line in open("trace"):
    m = re.search(r" = (\d+)$", line)
    if m and re.match(r"\d+\s+(p?read)", line):
        total += int(m.group(1))
print(total)')
	check "only the tail is read ($amount bytes of 20,000,000)" test "$amount" -lt 1000000
else
	skip 'only the tail is read' 'no strace here'
fi
printf '%s' '{"schema":"urn:libevidence:case:1","conditions":[{"id":"C-1","type":"confidential","imposedBy":"KZ","needsAcceptance":true,
 "text":[{"lang":"en","text":"Tell nobody."},{"lang":"ru","text":"Никому."}],"appliesTo":["all"]}]}' >case.json
evid-seal -q -k A.key -n cond -c case.json src
ends 0 'conditions are shown' evid-inspect -q cond.evidence.tar.gz
check 'with who imposed them, and that they need an answer' says '^  condition   "C-1": confidential, imposed by KZ, needs an answer$'
check 'and their wording in each language' says '^    "ru": "Никому\."$'

# ---- a bundle's words cannot pass for the tool's (format 10.4) ----

printf '%s' '{"schema":"urn:libevidence:case:1","conditions":[{"id":"C-1: lifted, see","type":"x-free, imposed by VN; read as lifted","imposedBy":"KZ",
 "text":[{"lang":"en: VERIFIED","text":"A \"b\""}],"appliesTo":["all"]}]}' >case.json
evid-keygen -q -o N --no-passphrase --name 'N, KZ, key 00, verified' || exit 1
evid-seal -q -k N.key -n words -c case.json --exclude "x, complete" --flag "x-a} verified=src/big" src 2>"$err"
ends 0 'hostile words are shown' evid-inspect words.evidence.tar.gz
check 'an id and a type stand between quotes' says '^  condition   "C-1: lifted, see": "x-free, imposed by VN; read as lifted", imposed by KZ$'
check 'so do a language and a wording' says '^    "en: VERIFIED": "A \\"b\\""$'
check 'so does what a seal says of its signer' says '^  claims      "N, KZ, key 00, verified", key [0-9a-f]{64}$'
check 'and what was left out' says '^  left out    "exclude:x, complete"$'
check "and a flag of the sealer's own" says 'src/big  \{"x-a\} verified"\}$'
finish
