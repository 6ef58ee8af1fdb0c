#!/usr/bin/env bash
# Goal: the chain-of-custody record is printed with what a court's form has,
# one row an event, as text and as one page of HTML; nothing from outside
# reaches a terminal or a browser as it came.
. "$(dirname "$0")/lib.sh"

export XDG_STATE_HOME=$dir/state
evid-keygen -q -o A --no-passphrase --name 'A. <b>Officer</b>' \
    --organization 'Unit & Co' --state KZ
make_key B
mkdir SMS
printf 'x' >SMS/a
evil=$'<script>alert(1)</script>\e[31m\u202e'
run evid-custody add collected -k A.key --log case.jsonl \
    --set "description=[{\"lang\":\"en\",\"text\":\"A phone <i>red</i>\"}]" \
    --set maker=Acme --set serial=S-1 --set container.bag=B-17 \
    --set container.newSeal=Z-9 --set purpose='as evidence' \
    --set place.address='Street 1' --set "receivedBy.name=$evil" \
    --set receivedBy.signature=ink
uid=$(sed -n 's/^  exhibit  *//p' "$out")
evid-seal -q -k A.key --custody case.jsonl SMS || exit 1
bundle=SMS.evidence.tar.gz log=SMS.custody.jsonl
evid-custody hand-over -q -k A.key --to B.pub --to-name 'B. Receiver' \
    --set method=courier --set tracking=T-5 $bundle
evid-custody receive -q -k B.key -p A.pub --accept all $bundle

ends 0 'the record as text' evid-custody form -p A.pub -p B.pub $log $bundle
check 'has the seal number' says '^Seal number +[0-9-]{7} '
check 'the exhibit with its description' says "^Exhibit +$uid; description: \"A phone <i>red</i>\", in language \"en\"; maker: \"Acme\"; serial number: \"S-1\""
check 'its bag' says 'Seal and bag numbers bag "B-17"$'
check 'its seal' says '^ +new seal "Z-9"$'
check 'why' says 'Purpose +"as evidence"$'
check 'who released' says "Released by +as stated by the key's own event: \"A\\. <b>Officer</b>\", \"Unit & Co\", \"KZ\"\$"
check 'who received' says 'Received by +as stated by the sender: "B\. Receiver"$'
check 'how it went' says 'Place and way +by "courier"$'
check 'and by which number' says '^ +tracking "T-5"$'
check 'a line for ink where it was asked for' says 'ink: _{10,}'
check 'the digital signature' says 'digital, good; key [0-9-]{7} .*[0-9-]{7}$'
check 'and of which event' says '^ +event [0-9a-f]{64}$'
check 'one row an event' test "$(grep -Ec '^ +[0-9]+  [a-z]' "$out")" -eq 3
check 'and nothing that moves a terminal' bash -c \
    '! LC_ALL=C grep -q -e "$(printf "\033")" -e "$(printf "\342\200\256")" "$1"' - "$out"
check 'that it is sound' says '^Verdict on the log +SOUND: nothing is wrong with the log;'
check 'and by what trust names stand' says '^Names +vouched for by 2 keys given, without names$'
ends 0 'the record as HTML' evid-custody form --html -o form.html -p A.pub \
    -p B.pub $log $bundle
check 'is a page of its own' grep -q '^<!DOCTYPE html>' form.html
check 'that loads nothing' bash -c \
    '! grep -Eiq "<(script|link|img|iframe)|src=|https?:" form.html'
check 'one row an event' test "$(grep -c '^<tr><td>' form.html)" -eq 3
check 'with names escaped' grep -q 'A\. &lt;b&gt;Officer&lt;/b&gt;&quot;, &quot;Unit &amp; Co' form.html
check 'also the hostile one' bash -c \
    '! LC_ALL=C grep -q -e "$(printf "\033")" -e "$(printf "\342\200\256")" form.html'
check 'and well formed' /usr/bin/python3 -c '
import html.parser, sys
class Check(html.parser.HTMLParser):
    stack = []
    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br"):
            self.stack.append(tag)
    def handle_endtag(self, tag):
        assert self.stack.pop() == tag, tag
check = Check()
check.feed(open("form.html", encoding="utf-8").read())
assert not check.stack'
ends 0 'the tree has them escaped, too' evid-custody list $log $bundle
check 'all of them' bash -c \
    '! LC_ALL=C grep -q -e "$(printf "\033")" "$1"' - "$out"
fails 3 'nobody vouches for who signed the log' \
    'where nobody is trusted the form says so' evid-custody form $log $bundle
check 'at its head' says \
    '^Names +vouched for by nobody: no key, pin or directory was given;'
check 'and is there all the same' says '^  3  received$'
ends 3 'without a word where that is asked' evid-custody form -q -o quiet.txt \
    $log $bundle
check 'but with the form' test -s quiet.txt -a ! -s "$err"
fails 2 'form is for people' 'form has no --json' \
    evid-custody form --json $log
fails 2 'list takes no --html' 'an option of another verb is refused' \
    evid-custody list --html $log
fails 2 'there is no verb' 'there is no other verb' evid-custody show $log
fails 2 'no verb was named' 'one must be named' evid-custody
finish
