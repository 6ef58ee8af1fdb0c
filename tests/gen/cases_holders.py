"""Custody logs in which it matters who holds a key: the same contact of a
directory, another, nobody known; keys that end, are stolen, name others."""

import keys
from cases_custody import (ADDED, C, LIFTED, OF, OTHER, STRICT, alone, beside,
                           chain, handed, on_paper, received, three)
from directories import contacts, day, directory, key, pin, pins, policy
from evcustody import Chain, digest, exhibit, when
from evwriter import b64

D = keys.Ed25519("d")
OPEN_NOT = policy(openHandOvers=False)


def held(**more):
    """A directory: of each contact, what further keys it has for custody."""
    def make():
        entries = contacts(a=more.pop("a", key(keys.A, "custody")),
                           b=more.pop("b", key(keys.B, "custody")))
        for number, others in ((0, more.get("of_a", ())),
                               (1, more.get("of_b", ()))):
            entries[number]["keys"] += [key(one, "custody") for one in others]
        return directory(entries=entries)
    return {"directory": make, "given": ()}


def answered_by(by, to, first=None):
    """A's hand-over to @to, and the receipt by @by; @first: who said
    something before."""
    _, lines, over = handed(to=to)
    before = [chain(first, "fa" * 8).add("stored", at=5)] if first else []
    return lines + before + [received(over, by)]


alone("holder-of-another-contact", "The receipt is by a key of another "
      "contact than the one that was named.", 3,
      lambda: answered_by(keys.B, C), **held(of_a=[C]))
alone("holder-named-spoke-before", "Another key of the contact that was named "
      "signs; the named one has an event in the log, too.", 0,
      lambda: answered_by(keys.B, C, first=C), policy=OPEN_NOT,
      **held(of_b=[C]))
alone("holder-named-spoke-elsewhere", "The same, and the named key is of "
      "another contact.", 3, lambda: answered_by(keys.B, C, first=C),
      **held(of_a=[C]))
alone("holder-of-one-pin", "Two keys pinned for one holder are two: a pin "
      "list says of no key that it is another's.", 3,
      lambda: answered_by(keys.B, C), given=(), pins=pins(
          pin(keys.A, state="KZ"), pin(keys.B, name="B", state="VN"),
          pin(C, name="B", state="VN")))
alone("paper-by-the-contact", "Another key of the sender's contact notes the "
      "receiver's answer on paper.", 0, lambda: on_paper(C), policy=OPEN_NOT,
      **held(of_a=[C]))
alone("paper-by-another-contact", "A key of the receiver's contact notes it: "
      "that is a claim.", 3, lambda: on_paper(C), policy=OPEN_NOT,
      **held(of_b=[C]))


def both_words(last):
    """An answer on paper by the sender, and the receiver's own."""
    lines = on_paper(keys.A)
    over = lines[1]
    said = [received(over, at=30)]
    if last == "paper":
        said = [received(over, at=15)]
    return lines + said


alone("word-of-the-receiver-later", "The sender noted an answer; then the "
      "receiver signs.", 0, lambda: both_words("receipt"), **STRICT)
alone("word-of-the-receiver-before", "The receiver signed; then the sender "
      "notes an answer.", 0, lambda: both_words("paper"), **STRICT)


def two_papers():
    lines = on_paper(keys.A)
    return lines + [Chain(keys.A, "ab" * 8, OF).add("acknowledged-outside", {
        "means": "telephone", "result": "refused", "by": {"name": "B"}}, 25,
        answers=[digest(lines[1])])]


alone("word-on-paper-twice", "The sender notes two answers.", 0, two_papers,
      **STRICT)


def refused():
    _, lines, over = handed()
    return lines + [chain(keys.B).add("refused", {"reason": "not ours"}, 20,
                                      answers=[digest(over)])]


alone("refused", "The receiver refuses: that is an answer.", 0, refused,
      **STRICT)


def stolen(by, **more):
    """A's three events, and somebody's word that A's key was stolen."""
    return three() + [Chain(by, "bb" * 8, more.get("of", OF)).add(
        "key-compromised", {"keyid": keys.keyid(keys.A.spki),
                            "since": when(0)}, 5)]


SAME = {"given": (), "pins": pins(pin(keys.A, state="KZ"),
                                  pin(C, state="KZ"))}
alone("stolen-says-nobody-known", "Nobody known says that a key was stolen: a "
      "claim.", 0, lambda: stolen(D), given=("a.pub",))
alone("stolen-says-its-state", "Another authority of its State says so.", 3,
      lambda: stolen(C), **SAME)
alone("stolen-says-an-ended-key", "A key of its contact says so that had "
      "ended by then: a claim.", 0, lambda: stolen(keys.B), **held(
          b=key(keys.B, "custody", until=day("2026-10-01"))))
alone("stolen-says-a-key-without-state", "A key that was given, of which no "
      "State is known, says so: a claim.", 0, lambda: stolen(keys.B))
alone("stolen-in-other-evidence", "Its State says so, in an event of other "
      "evidence.", 3, lambda: stolen(C, of=OTHER), **SAME)
alone("stolen-that-is-not-here", "A key was stolen that signed nothing here.",
      0, lambda: three() + [Chain(keys.B, "bb" * 8, OF).add(
          "key-compromised", {"keyid": keys.keyid(D.spki),
                              "since": when(0)}, 5)])


def sealer_stolen(name, why, status, by, **more):
    """The key that sealed the bundle signed nothing in its log."""
    def make(subject, _lines):
        return [Chain(by, "bb" * 8, subject).add("key-compromised", {
            "keyid": keys.keyid(keys.A.spki), "since": when(0)}, 5)]
    beside("sealer-stolen-says-" + name, why, status, make, **more)


sealer_stolen("its-state", "Another authority of its State says that the key "
              "which sealed the bundle was stolen.", 3, C, **SAME)
sealer_stolen("another-state", "An authority of another State says so: a "
              "claim.", 0, keys.B, given=(), pins=pins(
                  pin(keys.A, state="KZ"), pin(keys.B, state="VN")))
sealer_stolen("nobody-known", "Nobody known says so: a claim.", 0, D,
              given=("a.pub",))
sealer_stolen("its-holder", "Its holder says so himself.", 3, keys.A)


def names(old, new, of=OF, at=1, branch="a2" * 8):
    return Chain(old, branch, of).add("key-succeeded", {
        "newKey": b64(new.spki)}, at)


def corrects(first, by, answers, at=4):
    return chain(by, "ce" * 8).add("corrected", {
        "corrects": {"event": digest(first), "why": "wrong shelf"},
        "fields": {}}, at, answers=[digest(first), *answers])


def succession(new=keys.B, of=OF, spoil=()):
    """A names a key, whose first event answers that and corrects A's."""
    first = chain().add("stored")
    named = names(keys.A, new, of)
    return [first, named, corrects(first, keys.B, [digest(named)])] + list(
        spoil)


alone("named-and-corrects", "A new key's first event takes up its naming, "
      "and corrects the old one's.", 0, succession)
alone("named-in-other-evidence", "A key was named as the next in an event of "
      "other evidence: it is no successor.", 3, lambda: succession(of=OTHER))
alone("named-is-another", "The one that answers the naming is not the one "
      "that was named.", 0, lambda: succession(new=C))
alone("named-by-a-stolen-key", "A stolen key names the next: the thief's.", 3,
      lambda: succession(spoil=stolen(keys.A)[3:]))


def names_itself():
    first = chain().add("stored")
    named = names(keys.A, keys.A)
    return [first, named, corrects(first, keys.A, [digest(named)])]


alone("named-itself", "A key names itself as the next one.", 0, names_itself)


def let_go(by=keys.A, change=ADDED, more=(), **lift):
    """A adds a condition, and lifts it."""
    return list(more) + [
        chain(branch="c1" * 8).add("condition-changed", change, 3),
        Chain(by, "c2" * 8, OF).add("condition-changed", dict(LIFTED, **lift),
                                    5)]


KNOWN = {"given": (), "pins": pins(pin(keys.A, state="KZ"),
                                   pin(keys.B, state="VN"))}
alone("added-for-another-state", "A State adds a condition in another's "
      "name: it may not lift it.", 0, lambda: let_go(change=dict(
          ADDED, value={"imposedBy": "VN"})), **KNOWN)
alone("lifted-that-is-not-there", "A condition is lifted that nobody "
      "imposed.", 0, lambda: let_go(condition="C-9"), **KNOWN)
alone("added-under-an-ended-key", "The key that adds it had ended by then.",
      3, lambda: let_go(), **held(a=key(keys.A, "custody",
                                        until=day("2026-10-01"))))
alone("added-under-a-stolen-key", "The key that adds it was stolen.", 3,
      lambda: let_go(more=stolen(keys.A)), **KNOWN)
alone("added-of-an-exhibit", "Conditions of an exhibit, which the log is "
      "of.", 0, lambda: [
          chain(subject=exhibit()).add("condition-changed", ADDED, 3),
          Chain(keys.A, "c2" * 8, exhibit()).add("condition-changed", LIFTED,
                                                 5)], **KNOWN)
