"""Custody logs (docs/format.md, section 9): alone, and beside a bundle.

Unless told otherwise the keys a and b are trusted, and all is judged as on
2026-11-20."""

import evcustody
import evwriter
import keys
from corpus import BUNDLE, add
from directories import contacts, day, directory, key, pin, pins, policy
from evcustody import Chain, bundle, digest, exhibit, hand_over, receipt, when
from evwriter import Bundle, b64, sha256

AT = "2026-11-20T12:00:00Z"
LOG = "log.custody.jsonl"
STATUS = {0: "good-", 5: "unsupported-"}
OF, OTHER = bundle("5e" * 32), bundle("77" * 32)
C = keys.Ed25519("c")
FILES = {"SMS.evidence.tar.gz": b"abc"}
SEALED = "c0" * 32
CONDITIONS = sha256(Bundle().build().tags["evidence/conditions.json"])


def chain(owner=keys.A, branch="a0" * 8, subject=OF):
    return Chain(owner, branch, subject)


def alone(name, why, status, make, given=("a.pub", "b.pub"), **more):
    """A log judged by itself; make gives its lines."""
    names = {what: what + ".json" for what in ("directory", "pins", "policy")
             if what in more}
    files = {names[what]: more.pop(what) for what in names}

    def write():
        made = {path: data() if callable(data) else data
                for path, data in files.items()}
        made[LOG] = b"".join(make())
        return made
    at = more.pop("at", AT)
    add(STATUS.get(status, "bad-") + "custody-" + name, why, write, status,
        operand=LOG, keys=given, alone=True, at=at, **names, **more)


def case(name, status, **more):
    """A log judged by itself: the docstring says why."""
    def take(make):
        alone(name, make.__doc__, status, make, **more)
        return make
    return take


def handed(to=keys.B, at=10):
    """A's chain with a hand-over: the chain, its lines, the hand-over."""
    a = chain()
    first = a.add("stored")
    over = a.add("handed-over", hand_over(to, FILES, SEALED,
                                          [digest(first)]), at)
    return a, [first, over], over


def received(over, by=keys.B, at=20, files=None, time=None, **more):
    return chain(by).add("received", receipt(files or FILES, **more), at,
                         answers=[digest(over)], time=time)


def answered(by=keys.B, to=keys.B, **more):
    """A hand-over and a receipt."""
    _, lines, over = handed(to)
    return lines + [received(over, by, **more)]


# --- the file, its lines, their signatures --------------------------------

def three():
    a = chain()
    return [a.add("stored", at=n) for n in range(3)]


alone("chain", "Three events of one holder.", 0, three)
alone("lines-swapped", "The order of lines says nothing.", 0,
      lambda: three()[::-1])
alone("line-twice", "A line that stands twice counts once.", 0,
      lambda: three() + three()[1:])
alone("empty", "A log without a line has no event.", 4, lambda: [])
alone("torn", "The last line is torn.", 4,
      lambda: three()[:2] + [three()[2][:-40]])
alone("torn-at-line-feed", "The last line lacks but its line feed: it is "
      "torn, and no event.", 4, lambda: three()[:2] + [three()[2][:-1]])
alone("no-trust", "Nobody is trusted.", 3, three, given=())
alone("nobody-known", "All events are by strangers.", 3, three,
      given=("b.pub",))
alone("stranger-beside", "A stranger's event is a claim, and does no harm.",
      0, lambda: three() + [chain(C).add("destroyed", {"only": True})])


@case("signature-false", 1)
def _():
    """An event that somebody else has signed."""
    value = evcustody.predicate(keys.A, "stored", {}, 9, branch="a1" * 8)
    return three() + [evcustody.line_of(keys.A, OF, value, signer=C)]


@case("signature-beside-good", 1)
def _():
    """The same event twice: with its signature, and with a false one. The
    good one stands, and the false one is told."""
    value = evcustody.predicate(keys.A, "stored", {}, 0)
    return [evcustody.line_of(keys.A, OF, value),
            evcustody.line_of(keys.A, OF, value, signer=keys.B)]


@case("keyid-other", 1)
def _():
    """The keyid is that of a trusted key, the event's key is another."""
    value = evcustody.predicate(C, "stored", {}, 9)
    return three() + [evcustody.line_of(
        C, OF, value, keyid=keys.keyid(keys.A.spki))]


@case("seal-as-event", 1)
def _():
    """A seal's envelope in the place of an event: another purpose."""
    return three() + [Bundle().build().seal]


alone("p256", "An event by an ECDSA P-256 key.", 0,
      lambda: [chain(keys.E).add("stored")], given=("p256.pub",))
alone("algorithm-unknown", "An event by a key of another algorithm cannot be "
      "checked: told, and without effect.", 0,
      lambda: three() + [chain(keys.X).add("stored")])


def foreign(name, why, change, kind="stored", details=None):
    """A sound line, and one that is no event."""
    def make():
        value = evcustody.predicate(keys.A, kind, details or {}, 9,
                                    branch="f0" * 8)
        line = change(value)
        if not isinstance(line, bytes):
            line = evcustody.line_of(keys.A, OF, value)
        return three() + [line]
    alone("foreign-" + name, why, 1, make)


def two_signatures(value):
    line = evcustody.line_of(keys.A, OF, value)
    start = line.index(b'{"keyid"')
    return line.replace(line[start:-3], line[start:-3] + b","
                        + line[start:-3])


foreign("empty-line", "An empty line is no event.", lambda v: b"\n")
foreign("text", "A line of text.", lambda v: b"who had it?\n")
foreign("carriage-return", "A line that ends in CR LF.",
        lambda v: evcustody.line_of(keys.A, OF, v)[:-1] + b"\r\n")
foreign("two-signatures", "An event has one signature.", two_signatures)
foreign("predicate-type", "The predicate type of a seal.",
        lambda v: evcustody.line_of(keys.A, OF, v,
                                    kind="urn:libevidence:seal:v1"))
foreign("subject", "A subject that is neither a bundle nor an exhibit.",
        lambda v: evcustody.line_of(keys.A, {
            "name": "disk.img", "digest": {"sha256": "5e" * 32}}, v))
foreign("exhibit-digest", "An exhibit whose digest is not its uid's.",
        lambda v: evcustody.line_of(keys.A, dict(
            exhibit(), digest={"sha256": "5e" * 32}), v))
WEIGHT_MAX = 64 << 20


def weight(value):
    """What it weighs once it is encoded."""
    if isinstance(value, dict):
        return 512 + sum(weight(k) + weight(v) for k, v in value.items())
    if isinstance(value, list):
        return 320 + sum(map(weight, value))
    if isinstance(value, str):
        return 64 + len(evwriter.encode_json(value))
    return 48 if type(value) is int else 0


def heavy(value, much):
    """With details that make the payload weigh so much."""
    value["details"] = {"x": [], "y": ""}
    rest = much - weight({
        "_type": "https://in-toto.io/Statement/v1", "subject": [OF],
        "predicateType": "urn:libevidence:custody:v1", "predicate": value})
    value["details"]["x"] = [{}] * (rest // 512)
    value["details"]["y"] = "y" * (rest % 512)
    return evcustody.line_of(keys.A, OF, value)


foreign("heavy", "A payload that weighs a byte more than 64 MiB.",
        lambda v: heavy(v, WEIGHT_MAX + 1))
alone("heavy", "A payload that weighs just 64 MiB.", 0,
      lambda: three() + [heavy(evcustody.predicate(
          keys.A, "stored", {}, 9, branch="f0" * 8), WEIGHT_MAX)])

# --- events of a later version ---------------------------------------------

def later(owner=keys.A, version="2", prev=None, signer=None, keyid=None,
          **more):
    """One whose predicate says other things than those of version 1."""
    value = dict({"publicKey": b64(owner.spki), "prev": prev, "says": {
        "new": True}}, **more)
    return evcustody.line_of(owner, OF, value, signer, keyid,
                             kind="urn:libevidence:custody:v" + version)


alone("version-2", "An event of a later version of the log, by a key that is "
      "trusted: what it says is not known, and it may say anything.", 5,
      lambda: three() + [later()])
alone("version-2-no-trust", "The same, nobody being trusted: nobody is a "
      "stranger.", 5, lambda: three() + [later(C)], given=())
alone("version-999999999", "The largest version that is taken for one.", 5,
      lambda: three() + [later(version="999999999")])
alone("version-2-alone", "A log with nothing else.", 5, lambda: [later()])
alone("version-2-by-a-stranger", "A stranger's event of a later version is "
      "told, and does no harm.", 0, lambda: three() + [later(C)])
alone("version-2-by-a-stranger-alone", "A log with nothing else: as one that "
      "is empty.", 4, lambda: [later(C)])
alone("version-2-by-the-named", "One by whom a hand-over names is no "
      "stranger's.", 5, lambda: handed(C)[1] + [later(C)])
alone("version-2-torn", "One that lacks its line feed is torn, as any.", 4,
      lambda: three() + [later()[:-1]])
alone("version-2-algorithm-unknown", "One that cannot be checked: told as "
      "that, and without effect.", 0, lambda: three() + [later(keys.X)])
alone("signature-false-version-2", "One that somebody else has signed.", 1,
      lambda: three() + [later(signer=C)])
alone("version-2-keyid-other", "One whose keyid is another key's.", 1,
      lambda: three() + [later(C, keyid=keys.keyid(keys.A.spki))])
alone("version-2-and-foreign", "What is foreign is worse.", 1,
      lambda: three() + [later(), b"\n"])


@case("version-2-named", 5)
def _():
    """Events go on from one of a later version, answer it and have seen it:
    it is there."""
    new = later()
    a = chain(branch="a1" * 8)
    a.prev = digest(new)
    return three() + [
        new, a.add("stored", at=20, answers=[digest(new)]),
        a.add("handed-over", hand_over(keys.B, FILES, SEALED,
                                       [digest(new)]), at=30)]


@case("version-2-answered", 3)
def _():
    """A refusal answers nothing but one of a later version: no hand-over."""
    new = later(C)
    return three() + [new, chain(keys.B).add(
        "refused", {"reason": "damp"}, 20, answers=[digest(new)])]


@case("version-2-corrected-by-another", 0)
def _():
    """Who corrects one of a later version by another key claims that."""
    new = later(C)
    return three() + [new, chain(keys.B).add("corrected", {
        "corrects": {"event": digest(new), "why": "x"}, "fields": {}}, 20,
        answers=[digest(new)])]


@case("version-2-prev-of-another-key", 5)
def _():
    """An event goes on from one of a later version by another key."""
    new = later(keys.B)
    a = chain(branch="a1" * 8)
    a.prev = digest(new)
    return three() + [new, a.add("stored", at=20)]


@case("version-2-of-a-stolen-key", 5)
def _():
    """A key signed nothing but an event of a later version: it has signed,
    and others are not heard of it."""
    return three() + [later(keys.B), chain(branch="a1" * 8).add(
        "key-compromised", {"keyid": keys.keyid(keys.B.spki),
                            "since": when(0)}, 20)]


for number in ("0", "1x", "02", "-2", "1000000000", ""):
    foreign("version-" + (number or "none"), "No version of the log is so "
            "called.", lambda v, number=number: later(version=number))
foreign("version-2-without-key", "An event of a later version that does not "
        "say by whom it is.", lambda v: later(publicKey=None))
foreign("version-2-empty-key", "The same, with a key of no bytes.",
        lambda v: later(publicKey=""))
foreign("version-2-of-a-seal", "A later version of a seal.",
        lambda v: evcustody.line_of(keys.A, OF, v,
                                    kind="urn:libevidence:seal:v2"))
foreign("answers-order", "Answers that decrease.",
        lambda v: v.update(answers=["bb" * 32, "aa" * 32]))
foreign("recorded-before", "Recorded before it happened.",
        lambda v: v["time"].update(recordedAt=when(0)))
foreign("hand-over-of-nothing", "A hand-over of a bundle without files.",
        lambda v: v["details"].update(files=[]), "handed-over",
        hand_over(keys.B, FILES, SEALED))
foreign("receipt-no-reservation", "A receipt with a reservation, without "
        "its words.", lambda v: None, "received",
        receipt(FILES, "with-reservation"))
foreign("only-missing", "Returned, and not said whether it was the only "
        "copy.", lambda v: None, "returned", {"to": "owner"})


@case("unknown-keys", 0)
def _():
    """Keys of a later version: kept and told."""
    value = evcustody.predicate(keys.A, "stored", {}, 0)
    value["later"] = 1
    return [evcustody.line_of(keys.A, OF, value)]


alone("type-unknown", "An event of a type that nobody knows is shown.", 0,
      lambda: three() + [chain(branch="a1" * 8).add("x-weighed", {"g": 3})])
alone("critical", "An event says what must be understood.", 3,
      lambda: [chain().add("stored", critical=["urn:example:quorum"])])
alone("critical-understood", "The policy says that it is understood.", 0,
      lambda: [chain().add("stored", critical=["urn:example:quorum"])],
      policy=policy(understood=["urn:example:quorum"]))

# --- chains ---------------------------------------------------------------

alone("removed-in-the-middle", "A line was taken out of the middle.", 4,
      lambda: three()[::2])
alone("removed-first", "The first line was taken out.", 4,
      lambda: three()[1:])


@case("removed-at-the-end", 4)
def _():
    """A line was taken off the end. The receipt names what it saw."""
    a, lines, over = handed()
    late = a.add("examined", at=15)
    return lines + [received(over, heads=[digest(late)])]


@case("answers-missing", 4)
def _():
    """An event answers one that is not there."""
    return [chain().add("stored", answers=["ab" * 32])]


@case("equivocation", 3)
def _():
    """Two events of one chain after one: two stories for two readers."""
    a = chain()
    first = a.add("stored")
    return [first, a.add("examined", at=5, prev=digest(first)),
            a.add("opened", at=6, prev=digest(first))]


alone("two-firsts", "A holder begins anew, to be rid of what he said.", 3,
      lambda: three() + [chain().add("stored", at=9)])
alone("two-stations", "One key on two machines has two chains.", 0,
      lambda: three() + [chain(branch="a1" * 8).add("stored")])


@case("prev-of-another-chain", 4)
def _():
    """An event goes on from another holder's."""
    first = chain().add("stored")
    return [first, chain(keys.B).add("stored", at=1, prev=digest(first))]


@case("time-backwards", 3)
def _():
    """An event claims to be older than the one before it."""
    a = chain()
    return [a.add("stored", at=100), a.add("examined", at=99)]


@case("recorded-late", 0)
def _():
    """What was written down late says so, and is in order."""
    a = chain()
    return [a.add("stored", at=100), a.add(
        "transported", at=50, time={"recordedAt": when(150)})]


def parted(kind, then, only=True, of=OF):
    a = chain()
    return [a.add(kind, {"only": only}, subject=of), a.add(then, at=1)]


alone("after-return", "Examined after the only copy was given back.", 3,
      lambda: parted("returned", "examined"))
alone("after-destroyed", "Handed out after the only copy was destroyed.", 3,
      lambda: parted("destroyed", "disclosed"))
alone("after-one-copy", "Examined after one of several copies went.", 0,
      lambda: parted("copy-destroyed", "examined", False))
alone("return-of-the-exhibit", "The telephone goes back to its owner; what "
      "was read from it is still held.", 0,
      lambda: parted("returned", "examined", of=exhibit()))


@case("after-destroyed-elsewhere", 3)
def _():
    """Who destroyed the only copy goes on in a new branch of his key."""
    return [chain().add("destroyed", {"only": True}),
            chain(branch="a1" * 8).add("stored", at=1)]


@case("after-return-by-the-next-key", 3)
def _():
    """His next key is the same holder's."""
    a = chain()
    named = a.add("key-succeeded", {"newKey": b64(keys.B.spki)})
    return [named, a.add("returned", {"only": True}, 1), chain(keys.B).add(
        "examined", at=2, answers=[digest(named)])]


alone("after-return-by-another", "Another holder has his own copy.", 0,
      lambda: [chain().add("returned", {"only": True}),
               chain(keys.B).add("examined", at=1)])
alone("before-return-elsewhere", "What his other station says of before.", 0,
      lambda: [chain().add("returned", {"only": True}, 5),
               chain(branch="a1" * 8).add("examined", at=4)])


@case("before-return-recorded-late", 0)
def _():
    """What was examined before it went back is written down after it."""
    a = chain()
    return [a.add("stored"), a.add("returned", {"only": True}, 50), a.add(
        "examined", at=40, time={"recordedAt": when(60)})]


@case("after-return-consents", 0)
def _():
    """Who has it no more may still answer for it."""
    a, lines, over = handed()
    return lines + [a.add("destroyed", {"only": True}, 20), a.add(
        "acknowledged-outside", {"means": "paper", "result": "received",
                                 "by": {"name": "B"}}, 21,
        answers=[digest(over)])]


@case("received-again", 0)
def _():
    """It was destroyed here, and came back: it is held again."""
    a, lines, over = handed()
    got = received(over)
    gone = a.add("destroyed", {"only": True}, 30)
    back = chain(keys.B, "b1" * 8).add(
        "handed-over", hand_over(keys.A, FILES, SEALED), 40)
    return lines + [got, gone, back, a.add(
        "received", receipt(FILES), 50, answers=[digest(back)]),
        a.add("stored", at=51)]


def taken_back(by=keys.A, fields=None):
    a = chain()
    gone = a.add("destroyed", {"only": True})
    return [gone, a.add("stored", at=1), Chain(by, "cc" * 8, OF).add(
        "corrected", {"corrects": {"event": digest(gone), "why": "a slip"},
                      "fields": fields or {}}, 2, answers=[digest(gone)])]


alone("only-copy-corrected", "That it was the only copy was a slip, which "
      "its holder corrects.", 0, lambda: taken_back(fields={"only": False}))
alone("only-copy-corrected-otherwise", "What is corrected is another "
      "thing.", 3, lambda: taken_back(fields={"reason": "age"}))
alone("only-copy-corrected-by-another", "Another cannot correct it.", 3,
      lambda: taken_back(keys.B, {"only": False}))
alone("in-future", "A year ahead of the clock by which it is judged: told.",
      0, lambda: three() + [chain(branch="a1" * 8).add("stored",
                                                       at=40_000_000)])

# --- hand-overs -----------------------------------------------------------

def seconds(after):
    """An instant to judge at, as people write it."""
    return when(after).replace(".000000000", "")



alone("hand-over-open", "Handed over, and no answer yet.", 0,
      lambda: handed()[1])
alone("policy-of-seals", "What a policy demands of seals is not applied to "
      "a log, and told.", 0, lambda: handed()[1],
      policy=policy(signers={"states": ["JP"]}, threshold=2))
alone("policy-of-seals-threshold", "The same of its threshold alone.", 0,
      lambda: handed()[1], policy=policy(threshold=2))
alone("policy-of-one-signature", "A threshold of 1 each event meets.", 0,
      lambda: handed()[1], policy=policy(threshold=1))
alone("hand-over-open-forbidden", "A policy that allows no open hand-over.",
      3, lambda: handed()[1], policy=policy(openHandOvers=False))
alone("hand-over-open-then", "It was answered after the instant asked for: "
      "as of then it was open.", 3, answered, at=seconds(15),
      policy=policy(openHandOvers=False))
alone("hand-over-not-yet-there", "It was handed over after the instant asked "
      "for: as of then it is not open.", 0, lambda: handed()[1],
      at=seconds(5), policy=policy(openHandOvers=False))
alone("hand-over-answered-then", "It was answered at the instant asked for.",
      0, answered, at=seconds(20), policy=policy(openHandOvers=False))
alone("receipt", "A hand-over and its receipt.", 0, answered,
      policy=policy(openHandOvers=False))
alone("receipt-reservation", "A receipt with a reservation answers, too.", 0,
      lambda: answered(acceptance="with-reservation", reservation="damp"),
      policy=policy(openHandOvers=False))
alone("receipt-by-the-unknown", "The key that was named is not trusted for "
      "anything; its receipt counts, as the hand-over names it.", 0,
      answered, given=("a.pub",), policy=policy(openHandOvers=False))
alone("receipt-other-key", "A receipt by a key that is known and was not "
      "named.", 3, lambda: answered(by=keys.E),
      given=("a.pub", "b.pub", "p256.pub"))
alone("receipt-one-contact", "Another key of the contact that was named "
      "signs.", 0, lambda: answered(to=C), given=(),
      policy=policy(openHandOvers=False), directory=lambda: directory(
          entries=contacts(b=key(keys.B, "custody"), a=key(
              keys.A, "custody"))[:1] + [dict(contacts()[1], keys=contacts()[
                  1]["keys"] + [key(C, "custody")])] + contacts()[2:]))


STRICT = {"policy": policy(openHandOvers=False)}
NOT_TAKEN = {"acceptance": "not-accepted", "reservation": "it is broken",
             "exit_status": 1}
alone("receipt-for-other-files", "A receipt for other bytes than were handed "
      "over: it closes nothing.", 3,
      lambda: answered(files={"holiday.jpg": b"other"}))
alone("receipt-for-fewer-files", "A receipt for the same file, and another.",
      3, lambda: answered(files=dict(FILES, more=b"more")))
alone("receipt-files-renamed", "The file was renamed on the way; its bytes "
      "are those handed over.", 0, lambda: answered(
          files={"1.gz": b"abc"}), **STRICT)
alone("receipt-of-what-is-broken", "A receipt accepts what by its own "
      "verdict is not intact.", 3, lambda: answered(exit_status=1))
alone("receipt-reserved-of-what-is-broken", "A reservation does not mend it.",
      3, lambda: answered(acceptance="with-reservation", reservation="damp",
                          exit_status=1))
RESERVED = {"acceptance": "with-reservation", "reservation": "damp"}


def said(answer, condition="C-1"):
    return {"answers": [{"id": condition, "answer": answer}]}


for what, number in (("of-what-is-not-trusted", 3),
                     ("of-what-is-incomplete", 4),
                     ("of-what-was-not-checked", 5)):
    alone("receipt-" + what, "A receipt accepts what its own verdict, %d, does "
          "not let it." % number, 3,
          lambda number=number: answered(exit_status=number))
alone("receipt-reserved-of-what-is-not-trusted", "What is intact and not "
      "trusted may be taken with a reservation.", 0,
      lambda: answered(exit_status=3, **RESERVED), **STRICT)
alone("receipt-reserved-of-what-is-incomplete", "What is incomplete may not.",
      3, lambda: answered(exit_status=4, **RESERVED))
alone("receipt-of-two-words", "The verdict is 0, and its word another's.", 3,
      lambda: answered(status="not-intact"))
alone("receipt-reserved-of-two-words", "The verdict is 3, and its word that "
      "of another.", 3, lambda: answered(exit_status=3, status="verified",
                                         **RESERVED))
alone("receipt-condition-accepted", "The condition is accepted, and the "
      "whole.", 0, lambda: answered(**said("accepted")), **STRICT)
alone("receipt-condition-not-accepted", "The whole is accepted, and a "
      "condition is not.", 3, lambda: answered(**said("not-accepted")))
alone("receipt-condition-reserved", "The whole is accepted as it is, and a "
      "condition with a reservation.", 3,
      lambda: answered(**said("with-reservation")))
alone("receipt-reserved-condition-not-accepted", "The reservation says it.",
      0, lambda: answered(**said("not-accepted"), **RESERVED), **STRICT)
alone("receipt-not-accepted", "What came is other bytes, and not intact: who "
      "does not accept it answers.", 0, lambda: answered(
          files={"SMS.evidence.tar.gz": b"abd"}, **NOT_TAKEN), **STRICT)
alone("receipt-early", "A receipt is dated before its hand-over: the clocks "
      "of two holders differ, which is told.", 0, lambda: answered(at=9),
      **STRICT)


@case("refusal", 0, policy=policy(openHandOvers=False))
def _():
    """A refusal answers, too."""
    _, lines, over = handed()
    return lines + [chain(keys.B).add("refused", {"reason": "damp"}, 20,
                                      answers=[digest(over)])]


def answers_twice(first, then, branch="b0" * 8):
    """The receiver answers, and answers again; each kind, details, at."""
    _, lines, over = handed()
    b = chain(keys.B)
    made = [b.add(kind, details, at, answers=[digest(over)], **more)
            for (kind, details, at), more in (
                (first, {}), (then, {"branch": branch, "prev": None}
                              if branch != b.branch else {}))]
    return lines + made


TAKEN = ("received", receipt(FILES), 20)
NEVER = ("refused", {"reason": "it never came"}, 30)
alone("receipt-taken-back", "The receiver says later that he never got what "
      "he received: told, and his first answer holds.", 3,
      lambda: answers_twice(TAKEN, NEVER))
alone("receipt-taken-back-elsewhere", "The same in another branch, dated "
      "before.", 3, lambda: answers_twice(
          TAKEN, NEVER[:2] + (15,), "b1" * 8))
alone("receipt-taken-back-later", "The same, after the instant asked for: a "
      "receiver who takes back what he said is told of at any.", 3,
      lambda: answers_twice(TAKEN, NEVER), at=seconds(25), **STRICT)
alone("receipt-after-refusal", "Refused, and then received.", 3,
      lambda: answers_twice(NEVER[:2] + (15,), TAKEN))
alone("receipt-twice", "The receiver says twice that he received it.", 0,
      lambda: answers_twice(TAKEN, TAKEN[:2] + (30,)), **STRICT)


def reserved_twice(first, then, **more):
    """Received with a reservation, twice, with those answers to conditions:
    by id, the answer's first letter."""
    words = {"a": "accepted", "w": "with-reservation", "n": "not-accepted"}

    def one(answers, at):
        return ("received", receipt(FILES, answers=[
            {"id": condition, "answer": words[how]}
            for condition, how in answers], **RESERVED), at)
    return answers_twice(one(first, 20), one(then, 30), **more)


alone("receipt-of-the-same-answers", "The same answer to a condition, and one "
      "to another.", 0, lambda: reserved_twice(
          [("C-1", "n")], [("C-2", "a"), ("C-1", "n")]), **STRICT)
alone("receipt-condition-in-two-ways", "A condition is accepted by the first, "
      "and by the second it is not.", 3, lambda: reserved_twice(
          [("C-1", "a")], [("C-2", "a"), ("C-1", "n")]))
alone("receipt-condition-in-two-ways-elsewhere", "With a reservation, and in "
      "another branch accepted.", 3, lambda: reserved_twice(
          [("C-1", "w")], [("C-1", "a")], branch="b1" * 8))
alone("receipt-condition-in-two-ways-in-one", "Both in the second.", 3,
      lambda: reserved_twice([("C-1", "a")], [("C-1", "a"), ("C-1", "n")]))
alone("receipt-condition-in-two-ways-at-once", "One receipt, which accepts a "
      "condition and does not accept it.", 3,
      lambda: reserved_twice([("C-1", "a"), ("C-1", "n")], [])[:-1])
alone("receipt-condition-in-two-ways-not-accepted", "So does one that does not "
      "accept the whole.", 3, lambda: answers_twice(
          ("received", receipt(FILES, acceptance="not-accepted",
                               reservation="damp", answers=[
                                   {"id": "C-1", "answer": how} for how in
                                   ("not-accepted", "accepted")]), 20),
          TAKEN)[:-1])


def receipt_corrected(fields, by=keys.B):
    """A receipt with a reservation, and what is said to be right."""
    lines = answers_twice(("received", receipt(FILES, **RESERVED), 20),
                          TAKEN)[:-1]
    return lines + [Chain(by, "bb" * 8, OF).add("corrected", {
        "corrects": {"event": digest(lines[-1]), "why": "a slip"},
        "fields": fields}, 30, answers=[digest(lines[-1])])]


alone("receipt-corrected", "The receiver corrects what he said of its place, "
      "which is no other answer.", 0, lambda: receipt_corrected(
          {"place": {"room": "7"}, "acceptance": "with-reservation"}),
      **STRICT)
alone("receipt-corrected-not-accepted", "He corrects what he received into "
      "what he did not accept.", 3, lambda: receipt_corrected(
          {"acceptance": "not-accepted"}))
alone("receipt-corrected-otherwise", "Or into no word that there is.", 3,
      lambda: receipt_corrected({"acceptance": None}))
alone("receipt-corrected-conditions", "Or how he answered a condition.", 3,
      lambda: receipt_corrected({"conditions": []}))
alone("receipt-corrected-by-another", "Another's correction is a claim.", 0,
      lambda: receipt_corrected({"acceptance": "not-accepted"}, keys.A),
      **STRICT)


@case("receipt-for-no-hand-over", 3)
def _():
    """A receipt that answers an event of another type."""
    _, lines, _ = handed()
    return lines + [received(lines[0])]


@case("receipt-for-another", 3)
def _():
    """A receipt of this evidence for a hand-over of other evidence."""
    _, lines, _ = handed()
    other = chain(branch="0a" * 8, subject=OTHER).add(
        "handed-over", hand_over(keys.B, FILES, SEALED), 5)
    return lines + [other, received(other)]


def on_paper(by):
    _, lines, over = handed()
    return lines + [Chain(by, "aa" * 8, OF).add("acknowledged-outside", {
        "means": "paper", "result": "received", "by": {"name": "B"}}, 20,
        answers=[digest(over)])]


alone("on-paper", "The sender notes the receiver's answer on paper.", 0,
      lambda: on_paper(keys.A), policy=policy(openHandOvers=False))
alone("on-paper-by-the-receiver", "The receiver may not note his own answer "
      "so: he signs.", 3, lambda: on_paper(keys.B),
      policy=policy(openHandOvers=False))



def outside(result, *answer, again=None):
    """The sender notes an answer by telephone, and perhaps another; the
    receiver signs one, of kind, details and time."""
    a, lines, over = handed()
    kind, details, at = answer
    for note, when in ((result, 25), (again, 28)):
        if note:
            lines.append(a.add("acknowledged-outside", {
                "means": "telephone", "result": note, "by": {"name": "B"}},
                when, answers=[digest(over)]))
    return lines + [chain(keys.B, branch="b0" * 8).add(
        kind, details, at, answers=[digest(over)])]


DAMP = dict(acceptance="not-accepted", reservation="damp")
alone("on-paper-differs", "The sender notes that it was received, the "
      "receiver signs a refusal later: told, and the refusal holds.", 0,
      lambda: outside("received", *NEVER), **STRICT)
alone("on-paper-after-differs", "The same, the refusal before.", 0,
      lambda: outside("received", "refused", {"reason": "damp"}, 20),
      **STRICT)
alone("on-paper-not-accepted-differs", "Noted as received, and signed as not "
      "accepted.", 0,
      lambda: outside("received", "received", receipt(FILES, **DAMP), 30),
      **STRICT)
alone("on-paper-refused-differs", "Noted as refused, and signed as received.",
      0, lambda: outside("refused", *TAKEN), **STRICT)
alone("on-paper-noted-again", "The sender notes it again, as the receiver "
      "signed it: both tell one story.", 0,
      lambda: outside("received", *NEVER, again="refused"), **STRICT,
      without=["custody-outside-differs"])
alone("on-paper-not-accepted", "Noted as refused, and signed as not "
      "accepted: it was not taken, either way.", 0,
      lambda: outside("refused", "received", receipt(FILES, **DAMP), 30),
      **STRICT, without=["custody-outside-differs"])

# --- who may say what -----------------------------------------------------

ADDED = {"condition": "C-1", "change": "added",
         "value": {"imposedBy": "KZ"}}
LIFTED = {"condition": "C-1", "change": "lifted"}
PINNED = pins(pin(keys.A, state="KZ"), pin(keys.B, state="VN"))


def condition(by):
    return [chain().add("condition-changed", ADDED),
            Chain(by, "bb" * 8, OF).add("condition-changed", LIFTED, 5)]


alone("condition-lifted", "The State that imposed a condition lifts it.", 0,
      lambda: condition(keys.A), given=(), pins=PINNED)
alone("condition-lifted-by-another", "Another State lifts it: a claim.", 0,
      lambda: condition(keys.B), given=(), pins=PINNED)


# Conditions that ask the receiver for an answer.

def asking(state="KZ", change="added"):
    return {"condition": "C-9", "change": change, "value": {
        "id": "C-9", "type": "other", "imposedBy": state,
        "needsAcceptance": True}}


def asked(answers=(), named=True, later=None, **more):
    """A adds a condition, hands over with it or without, and perhaps lets
    it go; B receives."""
    a = chain()
    added = a.add("condition-changed", asking())
    over = a.add("handed-over", hand_over(keys.B, FILES, SEALED, changes=[
        digest(added)] if named else []), 10)
    lines = [added, over]
    if later:
        lines.append(Chain(later[0], "ab" * 8, OF).add(
            "condition-changed", later[1], 15))
    return lines + [received(over, answers=answers, **more)]


def asked_twice():
    """A adds one condition twice, hands over under both, and lifts it."""
    a = chain()
    added = [a.add("condition-changed", asking(), at) for at in (1, 2)]
    over = a.add("handed-over", hand_over(keys.B, FILES, SEALED, changes=[
        digest(line) for line in added]), 10)
    return added + [over, a.add("condition-changed", GONE, 15),
                    received(over)]


def squatted(answers=(), gone=True):
    """A and B add a condition under one id, B first; B lifts his."""
    a, b = chain(), chain(keys.B, "b1" * 8)
    his = b.add("condition-changed", asking("VN"), -9000)
    lines = [his]
    if gone:
        lines.append(b.add("condition-changed", GONE, -8000))
    added = a.add("condition-changed", asking())
    over = a.add("handed-over", hand_over(keys.B, FILES, SEALED, changes=[
        digest(his), digest(added)]), 10)
    return lines + [added, over, received(over, answers=answers)]


NINE = [{"id": "C-9", "answer": "accepted"}]
BOUND_BY_VN = asking("VN", "tightened")
GONE = {"condition": "C-9", "change": "lifted"}
LOOSE = {"condition": "C-9", "change": "loosened",
         "value": {"id": "C-9", "type": "other", "imposedBy": "KZ"}}
BOUND = dict(LOOSE, change="tightened")
OPEN = {"given": (), "pins": PINNED, **STRICT}
alone("condition-answered", "The hand-over names a condition that asks for "
      "an answer, and the receipt has it.", 0, lambda: asked(NINE), **OPEN)
alone("condition-unanswered", "The receipt says nothing of it: it closes "
      "nothing.", 3, asked, **OPEN)
alone("condition-unanswered-and-open", "Where the policy allows an open "
      "hand-over, that is all.", 0, asked, given=(), pins=PINNED)
alone("condition-unanswered-reserved", "A reservation is no answer to it.", 3,
      lambda: asked(**RESERVED), **OPEN)
alone("condition-answered-another", "An answer to another condition.", 3,
      lambda: asked([{"id": "C-8", "answer": "accepted"}]), **OPEN)
alone("condition-answered-reserved", "Not accepted, and the reservation says "
      "it.", 0, lambda: asked([{"id": "C-9", "answer": "not-accepted"}],
                              **RESERVED), **OPEN)
alone("condition-not-named", "The hand-over does not name it: it asks "
      "nothing.", 0, lambda: asked(named=False), **OPEN)
alone("condition-let-go", "The State that imposed it lifts it, before it is "
      "received.", 0, lambda: asked(later=(keys.A, GONE)), **OPEN)
alone("condition-loosened", "The State that imposed it asks no more.", 0,
      lambda: asked(later=(keys.A, LOOSE)), **OPEN)
alone("condition-let-go-by-another", "The receiver lifts it.", 3,
      lambda: asked(later=(keys.B, GONE)), **OPEN)
alone("condition-bound-by-another", "The receiver states it as one that does "
      "not ask, and calls that tighter.", 3,
      lambda: asked(later=(keys.B, BOUND)), **OPEN)
alone("condition-answered-at-last", "Its signer receives it again, and "
      "answers.", 0, lambda: asked() + [Chain(keys.B, "a0" * 8, OF, digest(
          asked()[-1])).add("received", receipt(FILES, answers=NINE), 30,
                            answers=[digest(asked()[-2])])], **OPEN)


def then(*changes):
    """The condition is asked; A changes it, at these times."""
    a = Chain(keys.A, "ab" * 8, OF)
    return asked() + [a.add("condition-changed", change, at)
                      for change, at in changes]


alone("condition-let-go-too-late", "It is lifted after it was received "
      "without an answer: what is said later makes no receipt of that.", 3,
      lambda: then((GONE, 40)), **OPEN)
alone("condition-let-go-in-another-name", "The State that imposed it states "
      "it in another's name as one that does not ask: that has no effect.", 3,
      lambda: then((dict(LOOSE, value=dict(LOOSE["value"], imposedBy="VN")),
                    15)), **OPEN)
alone("condition-let-go-by-no-condition", "What is to take its place says no "
      "type: it has no effect.", 3, lambda: then((dict(LOOSE, value={
          "id": "C-9", "imposedBy": "KZ"}), 15)), **OPEN)
alone("condition-asked-again", "It is loosened, and tightened again before "
      "it is received.", 3, lambda: then(
          (LOOSE, 12), (asking(change="tightened"), 15)), **OPEN)
alone("condition-asked-again-later", "It is loosened, received, and "
      "tightened after that.", 0, lambda: then(
          (LOOSE, 12), (asking(change="tightened"), 40)), **OPEN)
alone("condition-let-go-after-the-instant", "As of an instant before it is "
      "lifted, and after it was received without an answer.", 3,
      lambda: then((GONE, 40)), at=seconds(30), **OPEN)
alone("condition-added-again", "Its State adds it again as one that does not "
      "ask: it is there, and that has no effect.", 3, lambda: then(
          (dict(LOOSE, change="added"), 15)), **OPEN)
alone("condition-asked-twice-let-go", "Its State adds it again, which "
      "has no effect, hands over under both, and lifts it: that reaches "
      "both.", 0, asked_twice, **OPEN)
alone("condition-let-go-of-his-own", "The receiver adds a condition of the "
      "same id before, and lifts that: it is another condition.", 3,
      squatted, **OPEN)
alone("condition-of-two-states-answered", "Both States ask under one id: one "
      "answer is to both.", 0, lambda: squatted(NINE, False), **OPEN)
alone("condition-own-lifted", "Who tightened it for his own use lifts that "
      "again.", 0, lambda: [
          chain(keys.B).add("condition-changed", BOUND_BY_VN),
          chain(keys.B, "b1" * 8).add("condition-changed", GONE, 5)],
      given=(), pins=PINNED)
alone("condition-changes-missing", "A hand-over names a change of conditions "
      "that is not there.", 4, lambda: [chain().add(
          "handed-over", hand_over(keys.B, FILES, SEALED,
                                   changes=["ab" * 32]))])
alone("condition-tightened", "Anyone may bind himself.", 0,
      lambda: [chain(keys.B).add("condition-changed", {
          "condition": "C-1", "change": "tightened", "value": {}})])


def correction(by):
    first = chain().add("stored")
    return [first, Chain(by, "bb" * 8, OF).add("corrected", {
        "corrects": {"event": digest(first), "why": "wrong shelf"},
        "fields": {}}, 1, answers=[digest(first)])]


alone("corrected", "Who said it corrects it.", 0,
      lambda: correction(keys.A))
alone("corrected-by-another", "Another's correction is a claim.", 0,
      lambda: correction(keys.B))


def succession(answer):
    """A names B as its new key; B answers, or does not."""
    a = chain()
    first = a.add("stored")
    names = a.add("key-succeeded", {"newKey": b64(keys.B.spki)}, 1)
    b = chain(keys.B)
    return [first, names, b.add("stored", at=2, answers=[
        digest(names)] if answer else []), b.add("corrected", {
            "corrects": {"event": digest(first), "why": "wrong shelf"},
            "fields": {}}, 3, answers=[digest(first)])]


alone("successor", "A new key that its holder named speaks for the old.", 0,
      lambda: succession(True))
alone("successor-without-history", "A new key that does not answer its "
      "naming sheds its holder's history: it is no successor.", 0,
      lambda: succession(False))


@case("successor-in-a-new-branch", 0)
def _():
    """A key that signed before it was named takes that up with the first
    event of a new branch: it speaks for the old one."""
    a, b, new = chain(), chain(keys.B), chain(keys.B, "ba" * 8)
    first = a.add("stored")
    named = a.add("key-succeeded", {"newKey": b64(keys.B.spki)}, 1)
    return [b.add("stored"), first, named,
            new.add("stored", at=3, answers=[digest(named)]),
            b.add("corrected", {"corrects": {
                "event": digest(first), "why": "wrong shelf"}, "fields": {}},
                  4, answers=[digest(first)])]


alone("many-lines-of-another", "A stranger writes more events of another "
      "bundle than there are of this one: they are set aside, and the hand-over "
      "stays open.", 3, lambda: handed()[1] + [
          Chain(C, "c0" * 8, OTHER).add("stored", at=n, branch="c%d" % n * 8,
                                        prev=None) for n in range(3)],
      **STRICT)


@case("receipt-by-the-successor", 0, given=("a.pub",), **STRICT)
def _():
    """The receiver's key was replaced on the way: one event takes up the
    succession and the hand-over."""
    _, lines, over = handed(to=C)
    named = chain(C).add("key-succeeded", {"newKey": b64(keys.B.spki)}, 15)
    return lines + [named, chain(keys.B).add("received", receipt(FILES), 20,
                                             answers=[digest(over),
                                                      digest(named)])]


@case("named-next-by-a-stranger", 0, given=("a.pub",), **STRICT)
def _():
    """A stranger names the receiver's key as the next of his own, which takes
    that up without a thought; then he gives the only copy up.  It is no
    succession, and the receiver is held to nothing."""
    _, lines, over = handed()
    named = chain(C).add("key-succeeded", {"newKey": b64(keys.B.spki)}, 15)
    b = chain(keys.B)
    return lines + [named, b.add("received", receipt(FILES), 20,
                                 answers=[digest(over), digest(named)]),
                    Chain(C, "c1" * 8, OF).add("copy-destroyed", {
                        "method": "fire", "only": True}, 21),
                    b.add("examined", {}, 30)]


@case("named-next-by-another-receiver", 0, **STRICT)
def _():
    """Whom the sender named, but nobody knows, names a key that is known as
    the next of his own; then he gives the only copy up.  Whose a known key is,
    trust says: it is no succession."""
    _, lines, over = handed()
    his = Chain(keys.A, "a7" * 8, OF).add(
        "handed-over", hand_over(C, FILES, SEALED), 11)
    c = Chain(C, "c1" * 8, OF)
    got = c.add("received", receipt(FILES), 12, answers=[digest(his)])
    named = c.add("key-succeeded", {"newKey": b64(keys.B.spki)}, 15)
    b = chain(keys.B)
    return lines + [
        his, got, named,
        b.add("received", receipt(FILES), 20,
              answers=[digest(over), digest(named)]),
        c.add("copy-destroyed", {"method": "fire", "only": True}, 21),
        b.add("examined", {}, 30)]


def next_of_the_lost(**fields):
    """The receiver's key, as the directory has it, names another, which
    receives."""
    def make():
        _, lines, over = handed()
        named = chain(keys.B).add("key-succeeded", {
            "newKey": b64(C.spki)}, 15)
        return lines + [named, chain(C).add("received", receipt(FILES), 20,
                                            answers=[digest(over),
                                                     digest(named)])]
    uses = fields.pop("uses", "custody")
    return {"make": make, "given": (), "directory": lambda: directory(
        entries=contacts(a=key(keys.A, "custody"),
                         b=key(keys.B, uses, **fields)))}


alone("successor-of-a-lost-key", "Whoever has a key that was lost before "
      "names his own as the next: that is a stranger's.", 3, **STRICT,
      **next_of_the_lost(revoked=(when(5), "lost")))
alone("successor-of-a-key-of-another-use", "A key that is not for custody "
      "names the next.", 3, **STRICT, **next_of_the_lost(uses="seal"))
alone("successor-of-a-key-lost-since", "The key was lost after it had named "
      "the next.", 0, **STRICT,
      **next_of_the_lost(revoked=(when(50), "lost")))


def compromised(of, by):
    return three() + [Chain(by, "bb" * 8, OF).add("key-compromised", {
        "keyid": keys.keyid(of.spki), "since": when(0)}, 5)]


alone("key-compromised", "A holder says that his key was stolen: nothing "
      "that it signed counts.", 3, lambda: compromised(keys.A, keys.A))
alone("key-compromised-by-another", "Another says so: a claim.", 0,
      lambda: compromised(keys.A, keys.B))
alone("key-compromised-that-is-aside", "Another says so of a key whose only "
      "event here is of other evidence: nothing of this log rests on it, so "
      "that is no claim.", 3,
      lambda: three() + [Chain(C, "cc" * 8, OTHER).add("stored")] +
      compromised(C, keys.B)[-1:],
      given=(), pins=pins(*(pin(key, state=state) for key, state in
                            ((keys.A, "KZ"), (keys.B, "KZ"), (C, "VN")))),
      without=["custody-claim", "custody-key-compromised"])
alone("key-compromised-by-its-state", "Another authority of the same State "
      "says so.", 3, lambda: compromised(keys.A, keys.B), given=(),
      pins=pins(pin(keys.A, state="KZ"), pin(keys.B, state="KZ")))


def entry(name, why, status, **fields):
    """A second key of the log stands so in the directory."""
    alone(name, why, status, lambda: three() + [
        chain(keys.B).add("stored")], given=(), directory=lambda: directory(
            entries=contacts(b=key(keys.B, fields.pop("uses", "custody"),
                                   **fields))))


entry("key-wrong-use", "A key for sealing alone signs an event: a claim.", 0,
      uses="seal")
entry("key-expired", "The key had expired by then: a claim.", 0,
      until=day("2026-10-01"))
def lost(at, name, why, status, **time):
    """A hand-over; the receipt is by a key that was lost then."""
    def make():
        _, lines, over = handed()
        return lines + [received(over, at=20, time=time)]
    alone(name, why, status, make, given=(), **STRICT,
          directory=lambda: directory(entries=contacts(
              a=key(keys.A, "custody"), b=key(keys.B, "custody", revoked=(
                  when(at), "lost")))))


lost(25, "key-lost-since", "The key was lost after it signed: told.", 0)
lost(25, "key-lost-before-it-was-written", "Of before the key was lost, and "
     "by its own word written down after: a claim.", 3,
     recordedAt=when(30))
lost(25, "key-lost-after-it-was-written", "Written down late, and before the "
     "key was lost.", 0, recordedAt=when(22))
entry("key-stolen", "The directory has the key as compromised.", 3,
      revoked=(day("2026-11-10"), "compromised"))
alone("endorsed-without-the-use", "Endorsing is a use of its own.", 0,
      lambda: three() + [chain(keys.B).add("endorsed", {
          "statement": [{"lang": "en", "text": "It is so."}]})], given=(),
      pins=pins(pin(keys.A), pin(keys.B, "custody")))

# --- strangers (9.9) ------------------------------------------------------

def spoilt(make):
    """A hand-over that was received, and what somebody adds."""
    def lines():
        _, there, over = handed()
        return there + [received(over)] + make(chain(C), over)
    return lines


def stranger(name, status, **more):
    """By a stranger it has no effect; by one who is pinned, this."""
    def take(make):
        alone("stranger-" + name, make.__doc__, 0, spoilt(make), **STRICT)
        alone("pinned-" + name, "The same by one who is pinned: " +
              make.__doc__, status, spoilt(make), given=(), pins=pins(
                  pin(keys.A), pin(keys.B), pin(C)), **STRICT)
        return make
    return take


@stranger("critical", 3)
def _(c, _over):
    """It says what must be understood."""
    return [c.add("stored", critical=["urn:example:quorum"])]


@stranger("prev-missing", 4)
def _(c, _over):
    """Its event before is nowhere."""
    return [c.add("stored", prev="ab" * 32)]


@stranger("answers-missing", 4)
def _(c, _over):
    """It answers what is nowhere."""
    return [c.add("stored", answers=["ab" * 32])]


@stranger("heads-missing", 4)
def _(c, _over):
    """He hands over, and has seen what is nowhere."""
    return [c.add("handed-over", hand_over(keys.B, FILES, SEALED,
                                           ["ab" * 32]))]


@stranger("equivocation", 3)
def _(c, _over):
    """He says two things of one moment."""
    first = c.add("stored")
    return [first, c.add("examined", at=5, prev=digest(first)),
            c.add("opened", at=6, prev=digest(first))]


@stranger("two-firsts", 3)
def _(c, _over):
    """His record begins twice."""
    return [c.add("stored"), c.add("stored", at=1, prev=None)]


@stranger("time-backwards", 3)
def _(c, _over):
    """His second event is before his first."""
    return [c.add("stored", at=9), c.add("stored", at=5)]


@stranger("after-return", 3)
def _(c, _over):
    """He examines what he destroyed."""
    return [c.add("destroyed", {"only": True}), c.add("examined", at=9)]


@stranger("receipt-other-key", 3)
def _(c, over):
    """He answers a hand-over to another."""
    return [c.add("received", receipt(FILES), 30, answers=[digest(over)])]


@stranger("receipt-other", 3)
def _(c, _over):
    """He receives what nobody handed over."""
    first = c.add("stored")
    return [first, c.add("received", receipt(FILES), 30,
                         answers=[digest(first)])]


@stranger("other-subject", 3)
def _(_c, _over):
    """It is of another bundle."""
    return [Chain(C, "c0" * 8, OTHER).add("stored")]


@stranger("compromised", 3)
def _(c, _over):
    """He says that his own key is stolen."""
    return [c.add("stored"), c.add("key-compromised", {
        "keyid": keys.keyid(C.spki), "since": when(0)}, 5)]


@stranger("named-by-a-stranger", 3)
def _(_c, _over):
    """A stranger hands over to him, and he says what must be
    understood."""
    return [Chain(keys.Ed25519("d"), "9a" * 8, OF).add("handed-over", hand_over(
        C, FILES, SEALED)), chain(C).add("stored", critical=[
            "urn:example:quorum"])]


@case("named-receiver-critical", 3, given=("a.pub",), **STRICT)
def _():
    """Who was handed it by one who is known is no stranger: what he says
    that must be understood must be."""
    _, lines, over = handed()
    return lines + [received(over), chain(keys.B, "b1" * 8).add(
        "stored", critical=["urn:example:quorum"])]


@case("next-of-the-receiver-critical", 3, given=("a.pub",), **STRICT)
def _():
    """Nor is the next key of such a one."""
    _, lines, over = handed()
    named = chain(keys.B, "b1" * 8).add("key-succeeded", {
        "newKey": b64(C.spki)}, 25)
    return lines + [received(over), named, chain(C).add(
        "stored", at=30, answers=[digest(named)],
        critical=["urn:example:quorum"])]


alone("policy-lists-others-critical", "One whom the directory knows is no "
      "stranger, though the policy does not list him.", 3,
      lambda: three() + [chain(keys.B).add("stored", critical=[
          "urn:example:quorum"])], given=(),
      pins=pins(pin(keys.A, state="KZ"), pin(keys.B, state="VN")),
      policy=policy(signers={"states": ["KZ"]}))
alone("no-trust-and-removed", "Nobody is trusted, so that nobody is a "
      "stranger: what is missing is missing.", 4, lambda: three()[1:],
      given=())


@case("signature-of-a-stranger-false", 1)
def _():
    """A false signature is told, whoever the event names: bytes were
    changed."""
    value = evcustody.predicate(C, "stored", {}, 9, branch="a1" * 8)
    return three() + [evcustody.line_of(C, OF, value, signer=keys.B)]


# --- beside a bundle, and in it -------------------------------------------


def beside(name, why, status, make, given=("a.pub", "b.pub"), **bundled):
    """make gives a log's lines, of the bundle's subject and its sealed
    lines; sealed gives these."""
    sealed = bundled.pop("sealed", list)
    heads = bundled.pop("heads", None)
    rules = {what + ".json": bundled.pop(what) for what in ("policy", "pins")
             if what in bundled}

    def write():
        lines = sealed()
        built = Bundle(custody=b"".join(lines) or None, **bundled)

        def put(statement):
            statement["predicate"]["custody"]["heads"] = (
                [digest(lines[-1])] if heads is None else heads)
            return statement
        if lines:
            built.on("statement", put)
        built.build()
        made = {BUNDLE: built.file}
        made.update({path: data() if callable(data) else data
                     for path, data in rules.items()})
        if make is not None:
            made[LOG] = b"".join(make(bundle(sha256(built.seal)), lines))
        return made
    add(STATUS.get(status, "bad-") + "custody-" + name, why, write, status,
        keys=given, at=AT, **({} if make is None else {"custody": LOG}),
        **{path.split(".")[0]: path for path in rules})


def collected():
    a = chain(subject=exhibit())
    return [a.add("collected"), a.add("stored", at=1)]


def named_later():
    """Of one whom trust does not know: one that goes on from another."""
    new = later(C)
    a = chain(C, subject=exhibit())
    a.prev = digest(new)
    return [new, a.add("stored", at=20)]


def goes_on(subject, lines):
    a = chain(subject=subject)
    a.prev = digest(lines[-1])
    over = a.add("handed-over", hand_over(keys.B, FILES, CONDITIONS), 10)
    return [over, Chain(keys.B, "b0" * 8, subject).add(
        "received", receipt(FILES), 20, answers=[digest(over)])]


beside("sealed", "The log of an exhibit, sealed with it.", 0, None,
       sealed=collected)
beside("version-2-beside-alone", "The log beside the bundle has nothing but "
       "a stranger's event of a later version.", 4, lambda _, lines: [
           later(C)])
beside("sealed-version-2-named", "A stranger's event of a later version is "
       "sealed with the log, which another of him names.", 0, None,
       sealed=lambda: collected() + named_later())
beside("sealed-and-on", "The log goes on beside the bundle from what is "
       "sealed.", 0, goes_on, sealed=collected)
beside("sealed-and-whole", "The copy beside the bundle has the sealed "
       "events, too.", 0, lambda s, lines: lines + goes_on(s, lines),
       sealed=collected)
beside("sealed-heads-other", "The seal names the first event as head, not "
       "the last.", 1, None, sealed=collected,
       heads=[digest(collected()[0])])
beside("sealed-no-event", "A sealed line is no event.", 1, None,
       sealed=lambda: collected()[:1] + [b'{"event":1}\n'], heads=[])
beside("sealed-foreign-heavy", "A sealed line of so many values that none "
       "need read it as JSON: it is no event, as beside the bundle.", 1, None,
       sealed=lambda: collected()[:1] + [
           b"[" + b",".join([b"{}"] * 140000) + b"]\n"],
       heads=[digest(collected()[0])])
beside("sealed-line-false", "A sealed event has a false signature; the seal "
       "over it is good.", 1, None, sealed=lambda: collected()[:1] + [
           evcustody.line_of(keys.A, exhibit(), evcustody.predicate(
               keys.A, "stored", {}, 1, digest(collected()[0]),
               branch="a0" * 8), signer=C)],
       heads=[digest(collected()[0])])


def with_bundle(by=C, named=True, then=()):
    """The exhibit's log, an event of another bundle, and a hand-over that
    names it or not; what follows of that in the same chain."""
    def make():
        *lines, last = collected()
        other = Chain(by, "c0" * 8, OTHER)
        line = other.add("stored")
        on = [other.add(kind, at=2 + n, subject=exhibit())
              for n, kind in enumerate(then)]
        over = chain(subject=exhibit()).add(
            "handed-over", hand_over(keys.B, {}, None, [digest(last)] + (
                [digest(line)] if named else [])), 9, prev=digest(last))
        return lines + [last, line] + on + [over]
    return make


def ends(make, *places):
    return sorted(digest(make()[place]) for place in places)


ALL = {"given": (), "pins": pins(pin(keys.A), pin(keys.B), pin(C))}
for name, why, status, making, places, trust in (
        ("named", "A hand-over of the exhibit names what a stranger said of "
         "a bundle: that is sealed with it, and nothing is missing.", 0,
         with_bundle(), (2, 3), {}),
        ("named-by-one-known", "The same by one who is trusted.", 0,
         with_bundle(), (2, 3), ALL),
        ("followed", "What follows it in its chain is of the exhibit.", 0,
         with_bundle(named=False, then=["stored"]), (3, 4), ALL),
        ("not-named", "Nothing that is sealed names it: it is of other "
         "evidence.", 3, with_bundle(named=False), (2, 3), ALL)):
    beside("sealed-of-a-bundle-" + name, why, status, None,
           sealed=making, heads=ends(making, *places), **trust)
of_bundle = with_bundle(named=False)
beside("sealed-of-a-bundle-named-beside", "What names it is not sealed.", 3,
       lambda s, lines: [chain(branch="a9" * 8, subject=exhibit()).add(
           "handed-over", hand_over(keys.B, {}, None, [digest(lines[2])]),
           12)], sealed=of_bundle, heads=ends(of_bundle, 2, 3), **ALL)
beside("of-another-bundle", "A log of another bundle is laid beside this "
       "one.", 3, lambda s, lines: three())
beside("stranger-of-another-bundle", "A stranger adds a line of another "
       "bundle, and one that must be understood.", 0, lambda s, lines: [
           Chain(C, "c1" * 8, OF).add("stored"), chain(C, subject=s).add(
               "stored", critical=["urn:example:quorum"])])
beside("of-another-exhibit", "An event of an exhibit that did not go into "
       "the bundle.", 3, lambda s, lines: [chain(subject=exhibit(
           evcustody.UID[:-1] + "f")).add("stored")], sealed=collected)
beside("exhibit-of-the-case", "An event of an exhibit that the case names.",
       0, lambda s, lines: [chain(subject=exhibit()).add("stored")],
       case=dict(evwriter.CASE, exhibits=[{"uid": evcustody.UID}]))
beside("removed-before-the-log", "The first event beside the bundle names "
       "one that is nowhere.", 4, lambda s, lines: [
           chain(subject=s).add("examined", at=9, prev="ab" * 32)],
       sealed=collected)
beside("hand-over-of-other-conditions", "A hand-over of this bundle under "
       "other conditions than are sealed in it.", 3, lambda s, lines: [
           chain(subject=s).add("handed-over", hand_over(
               keys.B, FILES, SEALED))])


ASKS = dict(evwriter.CONDITIONS, conditions=[
    {"id": "C-1", "type": "use-limited", "imposedBy": "KZ",
     "needsAcceptance": True},
    {"id": "C-2", "type": "retain-until", "imposedBy": "KZ"}])
ASKED = sha256(Bundle(conditions=ASKS).build().tags[
    "evidence/conditions.json"])


def of_sealed(answers=(), **more):
    def make(subject, _lines):
        over = chain(subject=subject).add("handed-over", hand_over(
            keys.B, FILES, ASKED), 10)
        return [over, Chain(keys.B, "b0" * 8, subject).add(
            "received", receipt(FILES, answers=answers, **more), 20,
            answers=[digest(over)])]
    return make


beside("sealed-condition-answered", "A sealed condition asks for an answer, "
       "and has it.", 0, of_sealed([{"id": "C-1", "answer": "accepted"}]),
       conditions=ASKS, **STRICT)
beside("sealed-condition-unanswered", "A receipt accepts the bundle, and "
       "leaves without an answer the condition sealed in it that asks for "
       "one.", 3, of_sealed([{"id": "C-2", "answer": "accepted"}]),
       conditions=ASKS, **STRICT)
beside("sealed-condition-not-accepted", "Who does not accept it answers the "
       "whole.", 0, of_sealed(acceptance="not-accepted",
                              reservation="too strict"), conditions=ASKS,
       **STRICT)


TWICE = dict(ASKS, conditions=ASKS["conditions"][:1] * 2)
UNREADABLE = dict(ASKS, conditions=[{
    k: v for k, v in ASKS["conditions"][0].items() if k != "type"}])
KNOWN = {"given": (), "pins": PINNED, **STRICT}


def lifted_then(conditions, times=1):
    """The sealed conditions are those; a receipt of them answers none, and A
    lifted C-1 before, so often."""
    def make(subject, _lines):
        over = chain(subject=subject).add("handed-over", hand_over(
            keys.B, FILES, sha256(Bundle(conditions=conditions).build().tags[
                "evidence/conditions.json"])), 10)
        a = Chain(keys.A, "ab" * 8, subject)
        return [over] + [a.add("condition-changed", LIFTED, 15 + n)
                         for n in range(times)] + [
            Chain(keys.B, "b0" * 8, subject).add(
                "received", receipt(FILES), 20, answers=[digest(over)])]
    return {"make": make, "conditions": conditions}


beside("sealed-condition-let-go", "The State that imposed a sealed condition "
       "lifts it before it is received.", 0, **lifted_then(ASKS), **KNOWN)
beside("sealed-condition-let-go-once", "Two of one id by one State are "
       "sealed: events reach the first, and the second asks on.", 3,
       **lifted_then(TWICE, 2), **KNOWN)
beside("sealed-condition-unreadable", "A sealed condition without a type: no "
       "event reaches it.", 3, **lifted_then(UNREADABLE), **KNOWN)


def before_the_seal(seconds):
    def make(subject, _lines):
        return [chain(subject=subject).add("handed-over", hand_over(
            keys.B, FILES, CONDITIONS), seconds)]
    return make


beside("hand-over-before-the-seal", "Handed over an hour before it was "
       "sealed: told.", 0, before_the_seal(-2754))
beside("hand-over-as-clocks-differ", "Five minutes before: clocks differ.",
       0, before_the_seal(546))
beside("foreign-beside", "A foreign line in the log beside a good bundle.",
       1, lambda s, lines: [b"who had it?\n"], sealed=collected)
IMPOSED = dict(evwriter.CONDITIONS, conditions=[
    {"id": "C-1", "kind": "use-limited", "imposedBy": "KZ"}])
beside("condition-sealed", "A sealed condition is lifted by a key of which "
       "no State is known: a claim.", 0, lambda s, lines: [chain(
           subject=s).add("condition-changed", LIFTED)], conditions=IMPOSED)
