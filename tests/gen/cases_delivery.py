"""Files that arrived, held against a hand-over (docs/format.md, 9.8)."""

import evcustody
import keys
from corpus import add
from directories import contacts, directory, key, pin, pins, policy
from evcustody import Chain, hand_over, when

AT = "2026-11-20T12:00:00Z"
OF = evcustody.bundle("5e" * 32)
SENT = {"SMS.age": b"what age made of it", "letter.age": b"a letter"}


def line():
    return Chain(keys.A, "a0" * 8, OF).add(
        "handed-over", hand_over(keys.B, SENT, "c0" * 32), 10)


def case(name, why, status, there=None, over=line, operand="SMS.age",
         given=("a.pub",), **more):
    """there: what arrived otherwise than it was sent; None: not at all."""
    beside = {what: (what + "." + end, more.pop(what))
              for what, end in (("directory", "json"), ("pins", "json"),
                                ("policy", "json"), ("custody", "jsonl"))
              if what in more}
    more.update({what: name for what, (name, _) in beside.items()})

    def make():
        files = dict(SENT, **(there or {}))
        files.update({name: made() for name, made in beside.values()})
        return dict({path: data for path, data in files.items()
                     if data is not None}, **{"over.jsonl": over()})
    add(("bad-" if status else "good-") + "delivery" + name, why, make,
        status, operand=operand, keys=given, at=AT, delivery="over.jsonl",
        **more)


def forged():
    return evcustody.line_of(keys.A, OF, evcustody.predicate(
        keys.A, "handed-over", hand_over(keys.B, SENT, "c0" * 32), 10),
                             signer=keys.B)


case("", "All that was sent is here, and nothing else is offered.", 0)
case("-missing", "A file that was sent did not arrive.", 4,
     {"letter.age": None})
case("-cut", "A file is shorter than it was sent.", 4,
     {"letter.age": b"a let"})
case("-changed", "A byte of a file is another.", 1,
     {"letter.age": b"a better"})
case("-longer", "A file is longer than it was sent.", 1,
     {"letter.age": b"a letter and more"})
case("-unnamed", "A file is offered that was not sent.", 1,
     {"more.age": b"and this"}, operand="more.age")
case("-unnamed-alone", "A file is offered that was not sent, and another is "
     "missing.", 1, {"more.age": b"and this", "letter.age": None},
     operand="more.age")
case("-of-nothing", "A file is offered that was not sent, and is not there: "
     "no verdict.", 4, operand="more.age", unjudged=True)
case("-by-another", "The hand-over is not by whom the reader trusts.", 3,
     given=("b.pub",))
case("-forged", "The hand-over's signature is another's: there is none, and "
     "no verdict.", 1, over=forged, unjudged=True)
case("-of-no-hand-over", "The line is of another event.", 1,
     over=lambda: Chain(keys.A, "a0" * 8, OF).add("stored"), unjudged=True)
case("-of-an-exhibit", "Files go with a telephone, which is no bundle.", 0,
     over=lambda: Chain(keys.A, "a0" * 8).add(
         "handed-over", hand_over(keys.B, SENT, None), 10))
case("-log-of-an-exhibit", "The log beside it is of a telephone, which is no "
     "other bundle.", 0, custody=lambda: Chain(keys.A, "b0" * 8).add("stored"))


def demanding():
    return Chain(keys.A, "a0" * 8, OF).add(
        "handed-over", hand_over(keys.B, SENT, "c0" * 32), 10,
        critical=["urn:example:escort", "urn:example:receipt"])


case("-critical", "The hand-over says what must be understood, of which the "
     "policy lists one.", 3, over=demanding, policy=lambda: policy(
         understood=["urn:example:escort"]))
case("-critical-understood", "The policy lists all of it.", 0, over=demanding,
     policy=lambda: policy(understood=["urn:example:receipt",
                                       "urn:example:escort"]))
case("-two-wrong", "One file is cut, and another is missing.", 4,
     {"letter.age": b"a let", "SMS.age": None}, operand="letter.age")


def listed(name, why, uses="custody", status=3, **entry):
    """The directory has the key of the hand-over so."""
    case(name, why, status, given=(), directory=lambda: directory(
        entries=contacts(a=key(keys.A, uses, **entry))))


case("-pin-wrong-use", "The key of the hand-over is pinned for sealing alone.",
     3, given=(), pins=lambda: pins(pin(keys.A, "seal")))
case("-policy-threshold", "The policy asks for two signers of a bundle: a "
     "hand-over has one, and that is told.", 0,
     policy=lambda: policy(threshold=2))
listed("-wrong-use", "The key of the hand-over is listed for sealing alone.",
       "seal")
listed("-expired", "The key had expired when the files were handed over.",
       until=when(5))
listed("-not-yet-valid", "The key was not yet valid when the files were "
       "handed over.", start=when(15))
listed("-revoked-before", "The key was replaced before the files were handed "
       "over.", revoked=(when(5), "superseded"))
listed("-compromised", "The directory has the key as compromised.",
       revoked=(when(60), "compromised"))
listed("-revoked-since", "The key was replaced after the files were handed "
       "over: told.", status=0, revoked=(when(60), "superseded"))


def stolen():
    """In a log that has not the hand-over, and more events of another."""
    other = Chain(keys.B, "b0" * 8, evcustody.bundle("6f" * 32))
    return b"".join([
        Chain(keys.A, "a1" * 8, OF).add("key-compromised", {
            "keyid": keys.keyid(keys.A.spki), "since": when(0)}, 20),
        other.add("stored", at=30), other.add("stored", at=40)])


case("-compromised-by-a-log", "The log that is given beside the hand-over "
     "has a word of its signer that his key is compromised.", 3,
     given=("a.pub", "b.pub"), custody=stolen)
