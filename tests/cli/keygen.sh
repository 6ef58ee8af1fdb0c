#!/usr/bin/env bash
# Goal: a key is made once and never overwritten, in standard files that
# openssl reads, with a card that shows its number and nothing else's.
. "$(dirname "$0")/lib.sh"

printf 'correct horse\n' >secret
ends 0 'a key is made with a passphrase from a file' \
    evid-keygen -o A --name 'Zoë <b>&' --organization 'Dept "1"' --state KZ \
    --card A.html --passphrase-file secret
check 'the secret key is for its owner alone' test "$(stat -c %a A.key)" = 600
check 'it is an encrypted PKCS#8' grep -q 'BEGIN ENCRYPTED PRIVATE KEY' A.key
check 'openssl reads it with the passphrase' \
    openssl pkey -in A.key -passin file:secret -noout
refuse 'openssl does not read it with another' \
    openssl pkey -in A.key -passin pass:wrong -noout
check 'openssl reads the public key' openssl pkey -pubin -in A.pub -noout
openssl pkey -in A.key -passin file:secret -pubout -out again.pub 2>/dev/null
check 'the two halves belong together' same A.pub again.pub
check 'the identity is JSON and says who' json A.id \
    '"Zoë <b>&" in j.values() and "KZ" in j.values()'

keyid=$(openssl pkey -pubin -in A.pub -outform DER | sha256sum | cut -d' ' -f1)
check 'the key id is the SHA-256 of the public key' says "$keyid"
number=$(sed -n 's/^  key number *//p' "$out")
check 'the key number has ten groups' \
    bash -c "[[ '$number' =~ ^[0-9]{5}-[0-9](\ [0-9]{5}-[0-9]){9}\$ ]]"
cards=0
for group in $number; do
	grep -q ">$group<" A.html && cards=$((cards + 1))
done
check 'the card shows all ten groups' test "$cards" -eq 10
check 'the card escapes names' grep -q 'Zoë &#60;b&#62;&#38;' A.html
refuse 'the card has no script and nothing from elsewhere' \
    grep -Eiq '<script|<link|<img|src=|https?:' A.html
check 'the card holds nothing of the secret key' \
    bash -c "! grep -qF \"\$(sed -n 2p A.key)\" A.html"
if [ -n "$(command -v chromium)" ] && [ "$(id -u)" -eq 0 ]; then
	chromium --headless --no-sandbox --disable-gpu \
	    --print-to-pdf=card.pdf "file://$dir/A.html" >/dev/null 2>&1
	check 'the card is one page' test "$(grep -ac '/Type /Page\b' card.pdf)" = 1
else
	skip 'the card is one page' 'no chromium here'
fi

for file in key pub id; do
	rm -f B.*
	printf 'mine\n' >"B.$file"
	fails 2 "B\\.$file: .*exists" "an existing B.$file is not overwritten" \
	    evid-keygen -o B --no-passphrase
	check "and nothing else is written beside B.$file" \
	    bash -c "[ \"\$(cat B.$file)\" = mine ] && [ \"\$(ls B.*)\" = B.$file ]"
done
rm -f B.*
ln -s nowhere B.pub
fails 2 'B\.pub: .*exists' 'a dangling link counts as existing' \
    evid-keygen -o B --no-passphrase
rm -f B.*
printf 'mine\n' >card.html
fails 2 'card\.html: .*exists' 'an existing card is not overwritten' \
    evid-keygen -o B --no-passphrase --card card.html
check 'and no key is made' absent B.key
mkdir -p cards
for name in B.key B.pub B.id ./B.pub cards/../B.pub "$dir/B.id"; do
	fails 2 '--card names NAME\.(key|pub|id)' "a card that is the key's own file: $name" \
	    evid-keygen -o B --no-passphrase --card "$name"
	check 'leaves nothing' bash -c '! ls B.*'
done
ends 0 'one of the same name in another folder' \
    evid-keygen -q -o cards/E --no-passphrase --card E.pub
check 'stands there' test -f E.pub -a -f cards/E.pub
fails 2 'force' 'there is no --force' evid-keygen -o B --no-passphrase --force
fails 4 'No such file' 'a folder that is not there' \
    evid-keygen -o nowhere/B --no-passphrase
fails 2 '-o NAME is missing' 'a name is needed' evid-keygen --no-passphrase
fails 2 'state' 'a State that is none' \
    evid-keygen -o B --no-passphrase --state Atlantis
check 'leaves nothing' absent B.key
fails 2 'passphrase is empty' 'an empty passphrase' \
    evid-keygen -o B --passphrase-file /dev/null
fails 2 'no terminal' 'a prompt without a terminal' \
    setsid -w evid-keygen -o B
check 'leaves nothing either' absent B.key
fails 4 'No such file' 'a passphrase file that is not there' \
    evid-keygen -o B --passphrase-file nothing
fails 2 'contradict' 'a passphrase, and none' \
    evid-keygen -o B --no-passphrase --passphrase-file secret
ends 0 'a passphrase comes by a descriptor' \
    bash -c 'evid-keygen -q -o B --passphrase-fd 9 9<secret'
check 'and opens the key' openssl pkey -in B.key -passin file:secret -noout
ends 0 'unencrypted, when told so' evid-keygen --json -o C --no-passphrase
check 'the result is had as JSON' json "$out" \
    'j["key"] == "C.key" and j["public"] == "C.pub" and j["id"] == "C.id" and len(j["keyid"]) == 64'
check 'it is a plain PKCS#8' grep -q 'BEGIN PRIVATE KEY' C.key
check 'two keys differ' bash -c '! cmp -s A.pub C.pub'
ends 0 'a name that begins with a dash' evid-keygen -q --no-passphrase -o -D
check 'is a name like others' test -f ./-D.key
mkdir closed && chmod 755 closed
if as_nobody test -x "$EVID_BIN/evid-keygen"; then
	fails 4 'Permission denied' 'a folder that may not be written' \
	    as_nobody evid-keygen -o closed/E --no-passphrase
else
	skip 'a folder that may not be written' 'nobody may not run the tools here'
fi
fails 4 'L\.key: it was made' 'a report that cannot be written leaves the key' \
    bash -c 'evid-keygen -o L --no-passphrase --card L.html >/dev/full'
check 'and all of it' test -f L.key -a -f L.pub -a -f L.id -a -f L.html
check 'which is told of' bash -c "[ \"\$(grep -c 'it was made' '$err')\" = 4 ]"
check 'with its number' tells 'key number is [0-9]{5}-[0-9] '
check 'nothing half-written is left' tidy
ends 0 'a passphrase is asked for twice on a terminal' \
    at_terminal 'evid-keygen -q -o F' typed typed
refuse 'and not shown' says typed
check 'and opens the key' openssl pkey -in F.key -passin pass:typed -noout
ends 2 'two that differ' at_terminal 'evid-keygen -q -o G' typed other
check 'make no key' absent G.key
run at_terminal 'trap : INT; evid-keygen -q -o H; stty -a' $'\003'
check 'interrupted while it asks, it leaves a terminal that echoes' says '[^-]echo '
check 'and no key' absent H.key

# a run that was killed leaves its secret key no longer than to the next
dead=$(bash -c 'echo $$')
echo secret >".left.key.$dead-00000000.partial"
echo secret >".left.key.$$-00000000.partial"
ends 0 'a key is made where a run was killed' evid-keygen -q -o left --no-passphrase
check 'the secret key that it left is gone' absent ".left.key.$dead-00000000.partial"
check 'that of one that runs is not' test -e ".left.key.$$-00000000.partial"
rm ".left.key.$$-00000000.partial"
finish
