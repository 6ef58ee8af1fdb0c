"""Trust: directories, pins and policies (docs/format.md, section 10).

Every bundle here claims to be sealed on 2026-10-26, and is judged as on
2026-11-20, so that the verdict is the same on any day.
"""

import directories as d
import evwriter
import keys
from corpus import BUNDLE, add
from directories import (D1, D2, D3, D4, INTAKE, contact, contacts, day,
                         directory, key, pin, pins, policy)
from evwriter import SIGNER_A, SIGNER_B, Bundle, encode_json

AT = "2026-11-20T12:00:00Z"
STATUS = {0: "good-", 5: "unsupported-"}


def case(name, why, status, directory=None, pins=None, policy=None,
         bundle=None, keys=(), seen=None, **more):
    """A bundle with what it is judged by."""
    files = {"directory": directory, "pins": pins, "policy": policy}
    files = {what: data for what, data in files.items() if data is not None}
    names = {what: what + ".json" for what in files}

    def make():
        made = {what + ".json": data() if callable(data) else data
                for what, data in files.items()}
        made[BUNDLE] = (bundle() if bundle else Bundle()).build().file
        return made
    if seen is not None:
        more["seen"] = {d.ID: seen}
    at = more.pop("at", AT)
    add(STATUS.get(status, "bad-") + name, why, make, status, keys=keys,
        at=at, **names, **more)


def damm(digits, table=(
        "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
        "3674209581", "5869720134", "8945362017", "9438617205",
        "2581436790")):
    """The check digit (docs/format.md, section 4)."""
    interim = 0
    for digit in digits:
        interim = int(table[interim][int(digit)])
    return interim


def number(bundle):
    """The number of its seal."""
    digits = "%050d" % (int(evwriter.sha256(bundle.build().seal), 16) >> 90)
    return " ".join("%s-%d" % (digits[at:at + 5], damm("%d%s" % (
        at // 5, digits[at:at + 5]))) for at in range(0, 50, 5))


def entry(name, why, status, **fields):
    """The key of the signer stands so in the directory."""
    uses = fields.pop("uses", "seal custody")
    case("trust-" + name, why, status, directory=lambda: directory(
        entries=contacts(a=key(keys.A, uses, **fields))))


case("trust-directory", "The signer's key stands in the directory, for "
     "sealing, and is valid.", 0, directory=directory)
case("trust-pin", "The signer's key is pinned.", 0, pins=pins(pin(keys.A)))
case("trust-pin-and-directory", "A pin and a directory name one key.", 0,
     directory=directory, pins=pins(pin(keys.A, name="Pinned")))
case("trust-pin-and-directory-of-two-states", "The same, of two States: the "
     "pin holds, and both are told.", 0, directory=directory,
     pins=pins(pin(keys.A, state="VN")))
case("trust-unknown-keys", "Directory and pins say more than this version "
     "knows: kept, and without effect.", 0, directory=lambda: directory(
         entries=contacts(a=key(keys.A, "seal", later=1)), later={"a": [1]}),
     pins=pins(pin(keys.B, later=True), later="x"))
case("trust-seen-the-same", "The highest version seen is this one.", 0,
     directory=directory, seen=7)
case("trust-seen-the-same-digest", "The highest version seen is this one, by "
     "its digest, too.", 0, directory=lambda: directory(signers=(D2, D3)),
     seen=[7, d.digest(d.payload())])
case("trust-instant-before", "It is judged as at a day before the directory "
     "was issued and the bundle sealed: that is told.", 0,
     directory=directory, at="2026-08-01T00:00:00Z")

# --- the standing of a key ------------------------------------------------

entry("expired-since", "The key expired after the sealing: it was valid "
      "then, and is not now.", 0, until=day("2026-11-01"))
entry("expired", "The key had expired when the bundle was sealed.", 3,
      until=day("2026-10-01"))
entry("not-yet-valid", "The key was not valid yet.", 3,
      start=day("2026-11-01"))
entry("superseded-since", "The key was superseded after the sealing: the "
      "seal stands, and it is told.", 0,
      revoked=(day("2026-11-01"), "superseded"))
entry("lost-since", "The key was lost after the sealing, by the signer's "
      "clock.", 0, revoked=(day("2026-11-01"), "lost"))
entry("revoked-later", "The key is to be revoked on a day that is not yet "
      "come.", 0, revoked=(day("2026-12-01"), "superseded"))
entry("revoked-before", "The key was superseded before the sealing.", 3,
      revoked=(day("2026-10-01"), "superseded"))
entry("lost-before", "The key was lost before the sealing.", 3,
      revoked=(day("2026-10-01"), "lost"))
entry("compromised", "The key is compromised, and nothing proves that the "
      "seal is older.", 3,
      revoked=(day("2026-10-01"), "compromised", day("2026-09-15")))
entry("compromised-earlier-clock", "The seal claims a day before the key was "
      "stolen.  The thief sets his clock as he likes: it proves nothing.", 3,
      revoked=(day("2026-11-10"), "compromised", day("2026-11-09")))
entry("compromised-since-unknown", "Compromised, and nobody knows since "
      "when.", 3, revoked=(day("2026-11-10"), "compromised"))
entry("wrong-use", "The key is for the custody log, not for sealing.", 3,
      uses="custody endorse")
case("trust-directory-key-seals", "A key that signs directories sealed the "
     "bundle.", 3, directory=directory,
     bundle=lambda: Bundle(signers=[evwriter.Signer(D1, "Thief")]))
case("trust-unknown", "The signer's key stands nowhere in the directory.", 3,
     directory=lambda: directory(entries=contacts(a={})))
case("trust-claims-another", "The seal says a State and a name that the "
     "directory gives to another key.", 3,
     directory=lambda: directory(entries=contacts(a={})),
     bundle=lambda: Bundle(signers=[evwriter.Signer(
         keys.A, "Duty officer", "Ministry of Justice", "VN")]))
case("trust-pin-wrong-use", "The key is pinned for the custody log alone.",
     3, pins=pins(pin(keys.A, "custody")))
case("trust-pin-revoked", "The key is pinned; the directory says that it was "
     "revoked before the sealing.  That holds for a pin, too.", 3,
     pins=pins(pin(keys.A)), directory=lambda: directory(entries=contacts(
         a=key(keys.A, "seal", revoked=(day("2026-10-01"), "lost")))))
case("trust-given-compromised", "The key is given by its file; the directory "
     "says that it is compromised.", 3, keys=["a.pub"],
     directory=lambda: directory(entries=contacts(a=key(
         keys.A, "seal", revoked=(day("2026-11-10"), "compromised")))))
case("trust-given-expired", "The key is given by its file, for every use and "
     "time: the directory's dates do not narrow that.", 0, keys=["a.pub"],
     directory=lambda: directory(entries=contacts(a=key(
         keys.A, "custody", until=day("2026-10-01")))))

# --- who counts -----------------------------------------------------------

BOTH = [SIGNER_A, SIGNER_B]
case("trust-two-holders", "Two contacts have signed, and two are asked for.",
     0, directory=directory, bundle=lambda: Bundle(signers=BOTH),
     threshold=2)
case("trust-one-holder-twice", "Two keys of one contact have signed: they "
     "are one holder.", 3, directory=lambda: directory(entries=[
         contact(1, "KZ", "Laboratory", "laboratory",
                 [key(D1, "directory"), key(keys.A, "seal"),
                  key(keys.B, "seal")])] + contacts(a={}, b={})[1:]),
     bundle=lambda: Bundle(signers=BOTH), threshold=2)
case("trust-one-pin-holder-twice", "Two pinned keys of one holder are one.",
     3, pins=pins(pin(keys.A), pin(keys.B)),
     bundle=lambda: Bundle(signers=BOTH), threshold=2)
case("trust-pin-and-contact-one-holder", "A pin names the holder of one key "
     "otherwise than the directory: it is one contact all the same.", 3,
     pins=pins(pin(keys.A, name="Somebody else")),
     directory=lambda: directory(entries=[
         contact(1, "KZ", "Laboratory", "laboratory",
                 [key(D1, "directory"), key(keys.A, "seal"),
                  key(keys.B, "seal")])] + contacts(a={}, b={})[1:]),
     bundle=lambda: Bundle(signers=BOTH), threshold=2)

# --- the directory itself -------------------------------------------------

case("directory-stale", "The directory is past its end.", 3,
     directory=lambda: directory(expires=day("2026-11-01")))
case("directory-rolled-back", "Version 7 is offered to a holder of version "
     "9.", 3, directory=directory, seen=9)
case("directory-forked", "Another version 7 was seen before.", 3,
     directory=directory,
     seen=[7, d.digest(d.payload(expires=day("2027-08-01")))])
case("directory-critical", "The directory says something that must be "
     "understood.", 3,
     directory=lambda: directory(critical=["urn:example:quorum"]))

case("directory-critical-understood", "The policy lists what the directory "
     "says must be understood.", 0,
     directory=lambda: directory(critical=["urn:example:quorum"]),
     policy=policy(understood=["urn:example:quorum"]))


def wrong(name, why, status, data, **more):
    case("directory-" + name, why, status, directory=data, unjudged=True,
         **more)


def sealed(value, signers=(D1, D2), **more):
    return d.seal_up(encode_json(value), d.DIRECTORY_TYPE, signers, **more)


def changed(data, old, new):
    assert data.count(old) >= 1, old
    return data.replace(old, new)


def raw(old, new, signers=(D1, D2)):
    """The payload's bytes changed, and signed so."""
    return lambda: d.seal_up(changed(encode_json(d.payload()), old, new),
                             d.DIRECTORY_TYPE, signers)


wrong("altered", "A byte of the payload was changed after the signing.", 1,
      lambda: d.seal_up(
          encode_json(d.payload(expires=day("2028-09-01"))),
          d.DIRECTORY_TYPE, (D1, D2),
          signed=evwriter.pae(encode_json(d.payload()), d.DIRECTORY_TYPE)))
wrong("too-few", "One contact has signed, two must.", 1,
      lambda: directory(signers=(D1,)))
wrong("unsigned", "A draft that nobody signed.", 1,
      lambda: directory(signers=()))
wrong("stranger", "Signed by keys that do not stand in it.", 1,
      lambda: directory(signers=(D4, keys.E)))
wrong("one-contact-two-keys", "Two keys of one contact have signed: they are "
      "one of the two that must.", 1,
      lambda: directory(signers=(D3, D4), entries=contacts(
          more=[key(D4, "directory")])))
wrong("key-outside-its-uses", "Signed by a key that may seal, not sign "
      "directories.", 1, lambda: directory(signers=(D1, keys.B)))
wrong("signed-by-revoked", "Signed by a key that it lists as revoked.", 1,
      lambda: directory(entries=[contact(
          1, "KZ", "Laboratory", "laboratory",
          [key(D1, "directory",
               revoked=(day("2026-08-01"), "superseded"))])]
          + contacts()[1:]))
wrong("signed-by-expired", "Signed by a key that had expired when it was "
      "issued.", 1,
      lambda: directory(entries=[contact(
          1, "KZ", "Laboratory", "laboratory",
          [key(D1, "directory", until=day("2026-08-01"))])]
          + contacts()[1:]))
wrong("other-purpose", "The signatures are of a seal: the payload's type is "
      "signed with it.", 1,
      lambda: sealed(d.payload(), signed=evwriter.pae(
          encode_json(d.payload()))))
wrong("false-beside-good", "A false signature beside two good ones.", 1,
      lambda: d.seal_up(
          encode_json(d.payload()), d.DIRECTORY_TYPE,
          (D1, D2, keys.Fixed("d3", D3.spki, D1.sign(b"other")))))
wrong("payload-type", "An envelope of a seal's type.", 2,
      lambda: d.seal_up(encode_json(d.payload()), evwriter.PAYLOAD_TYPE,
                        (D1, D2)))
wrong("signature-twice", "One signature stands twice.", 2,
      lambda: directory(signers=(D1, D1)))
wrong("signatures-unsorted", "The signatures are not in order of keyid.", 2,
      lambda: sealed(d.payload(), in_order=False, signers=sorted(
          (D1, D2), key=lambda s: keys.keyid(s.spki), reverse=True)))
wrong("key-twice", "One key is listed under two contacts: it would count "
      "twice for a threshold.", 2,
      lambda: directory(entries=contacts(more=[key(D1, "directory")])))
wrong("key-twice-in-contact", "One key is listed twice under a contact.", 2,
      lambda: directory(entries=contacts(more=[key(D3, "seal")])))
wrong("contact-twice", "Two contacts have one id.", 2,
      lambda: directory(entries=contacts() + [
          contact(1, "CL", "Court", "court", [])]))
wrong("succeeds-stranger", "A key succeeds one of another contact, and would "
      "shed or take a history.", 2,
      lambda: directory(entries=contacts(
          b=key(keys.B, "seal", succeeds=keys.A))))
wrong("threshold-zero", "Nobody need sign.", 2,
      lambda: directory(threshold=0))
wrong("version-zero", "The version is 0.", 2, lambda: directory(version=0))
wrong("version-text", "The version is a text.", 2,
      lambda: directory(version="7"))
wrong("expires-first", "It ends before it is issued.", 2,
      lambda: directory(expires=day("2026-08-01")))
wrong("time-offset", "A time with an offset: the format writes UTC.", 2,
      lambda: directory(issued="2026-09-01T05:00:00.000000000+05:00"))
wrong("state", "A State in words.", 2, raw(b'"state":"KZ"',
                                           b'"state":"Kazakhstan"'))
wrong("use", "A use that is none.", 2, raw(b'"directory"]', b'"admin"]'))
wrong("uses-order", "Uses out of their order.", 2,
      raw(b'["seal","custody"]', b'["custody","seal"]'))
wrong("keys-order", "Keys of the payload out of their order.", 2,
      raw(b'"version":7,"issuedAt":"2026-09-01T00:00:00.000000000Z"',
          b'"issuedAt":"2026-09-01T00:00:00.000000000Z","version":7'))
wrong("white-space", "White space in the payload.", 2,
      raw(b'"version":7', b'"version": 7'))
wrong("double-key", "A key of the payload stands twice.", 2,
      raw(b'"version":7', b'"version":7,"version":7'))
wrong("since-of-lost", "`compromisedSince` of a key that was lost.", 2,
      lambda: directory(entries=contacts(a=key(
          keys.A, "seal", revoked=(day("2026-10-01"), "lost",
                                   day("2026-09-01"))))))
wrong("reason", "A reason that is none.", 2,
      lambda: directory(entries=contacts(a=key(
          keys.A, "seal", revoked=(day("2026-10-01"), "stolen")))))
wrong("no-json", "It is no JSON.", 2, b"directory\n")
wrong("pins-instead", "A pin list in its place.", 2, pins(pin(keys.A)))
wrong("schema-2", "A directory of a later version.", 5,
      raw(b"urn:libevidence:directory:1", b"urn:libevidence:directory:2"))

# --- pins -----------------------------------------------------------------

for name, why, data in (
        ("twice", "One key is pinned twice.",
         pins(pin(keys.A), pin(keys.A, "custody"))),
        ("no-holder", "A pin without a holder.",
         changed(pins(pin(keys.A)), b'"holder"', b'"owner"')),
        ("no-use", "A pin without a use.", pins(pin(keys.A, ""))),
        ("how", "A way of confirming that is none.",
         changed(pins(pin(keys.A)), b"telephone", b"telepathy")),
        ("key", "What is pinned is no key.",
         pins(pin(keys.A, publicKey="not base64"))),
        ("no-json", "It is no JSON.", b'{"schema":')):
    case("pins-" + name, why, 2, pins=data, unjudged=True)
case("pins-schema-2", "A pin list of a later version.", 5,
     pins=changed(pins(pin(keys.A)), b"pins:1", b"pins:2"), unjudged=True)

# --- policies -------------------------------------------------------------

case("policy-state", "A signer of a State that the policy names.", 0,
     directory=directory, policy=policy(signers={"states": ["KZ", "VN"]}))
case("policy-other-state", "The signer is trusted, and not of a State that "
     "the policy names.", 3, directory=directory,
     policy=policy(signers={"states": ["VN"]}))
case("policy-claimed-state", "The seal claims the State that the policy "
     "names; the directory says another.", 3, directory=directory,
     policy=policy(signers={"states": ["VN"]}),
     bundle=lambda: Bundle(signers=[evwriter.Signer(
         keys.A, "A. Investigator", "Ministry", "VN")]))
case("policy-key", "The policy names the key.", 0, pins=pins(pin(keys.A)),
     policy=policy(signers={"keys": [keys.keyid(keys.A.spki)]}))
case("policy-other-key", "The policy names another key.", 3,
     pins=pins(pin(keys.A)),
     policy=policy(signers={"keys": [keys.keyid(keys.B.spki)]}))
case("policy-kind", "A laboratory is asked for, and is one.", 0,
     directory=directory, policy=policy(signers={"kinds": ["laboratory"]}))
case("policy-other-kind", "A court is asked for.", 3, directory=directory,
     policy=policy(signers={"kinds": ["court"]}))
case("policy-both", "State and kind must both be met; the kind is not.", 3,
     directory=directory,
     policy=policy(signers={"states": ["KZ"], "kinds": ["court"]}))
case("policy-threshold", "The policy asks for two, and two have signed.", 0,
     directory=directory, policy=policy(threshold=2),
     bundle=lambda: Bundle(signers=BOTH))
case("policy-threshold-one", "The policy asks for two, one has signed.", 3,
     directory=directory, policy=policy(threshold=2))
case("policy-only-one-counts", "Two have signed, of whom one is of a State "
     "that the policy names; it asks for two.", 3, directory=directory,
     policy=policy(threshold=2, signers={"states": ["KZ"]}),
     bundle=lambda: Bundle(signers=BOTH))
case("policy-stale-allowed", "The directory is past its end, and the policy "
     "allows that.", 0,
     directory=lambda: directory(expires=day("2026-11-01")),
     policy=policy(staleDirectory=True))
case("policy-too-old", "The directory is older than the policy allows.", 3,
     directory=directory, policy=policy(directoryMaxAgeDays=30))
case("policy-young-enough", "The directory is as young as the policy asks.",
     0, directory=directory, policy=policy(directoryMaxAgeDays=81))
case("policy-critical", "The policy says something that must be "
     "understood.", 3, directory=directory,
     policy=policy(critical=["urn:example:review"]))
case("policy-cannot-understand-itself", "The policy calls its own critical "
     "understood: that is not its to say.", 3, directory=directory,
     policy=policy(critical=["urn:example:review"],
                   understood=["urn:example:review"]))
case("policy-x-key", "The policy has notes of its author's own.", 0,
     directory=directory, policy=policy(
         **{"x-note": {"a": 1}},
         signers={"states": ["KZ"], "x-why": "as agreed"}))
case("policy-unknown-key", "The policy demands what this version does not "
     "know, or what its author misspelt.", 3, directory=directory,
     policy=policy(tresholds=2))
case("policy-unknown-key-signers", "The same in `signers`.", 3,
     directory=directory,
     policy=policy(signers={"states": ["KZ"], "kind": ["court"]}))
case("policy-unknown-key-understood", "The policy calls its own unknown key "
     "understood: that is not its to say.", 3, directory=directory,
     policy=policy(later=1, understood=["later"]))
case("policy-unknown-key-signed", "The same in a signed policy.", 3,
     directory=directory,
     policy=lambda: d.signed_policy([INTAKE], tresholds=2))
case("policy-no-directory", "The policy demands a young directory, and none "
     "is given.", 3, pins=pins(pin(keys.A)),
     policy=policy(directoryMaxAgeDays=30))
case("policy-directory-of-later", "The policy demands a young directory, and "
     "the one that is given was issued after the instant that is judged.", 3,
     directory=directory, policy=policy(directoryMaxAgeDays=30),
     at="2026-08-31T23:59:59Z")


def critical(bundle, text="urn:example:escort"):
    def hook(statement):
        statement["predicate"]["critical"] = [text]
        return statement
    return bundle.on("statement", hook)


def partial():
    """An object that could not be read when it was sealed."""
    def hook(lines):
        source = lines[-1].pop("source")
        lines[-1]["unread"] = [{"offset": 0, "length": 16, "fill": "zero"}]
        lines[-1]["source"] = source
        return lines
    return Bundle().on("line_dicts", hook)


case("policy-partial", "Not everything could be read when it was sealed, and "
     "the policy allows that.", 0, directory=directory, bundle=partial,
     policy=policy(partial=True))
case("policy-no-partial", "Not everything could be read, and the policy says "
     "nothing of it.", 3, directory=directory, bundle=partial,
     policy=policy())
case("policy-understood", "The seal's critical is one that the policy "
     "names as understood.", 0, directory=directory,
     bundle=lambda: critical(Bundle()),
     policy=policy(understood=["urn:example:escort"]))
case("policy-understands-another", "The policy names another.", 3,
     directory=directory, bundle=lambda: critical(Bundle()),
     policy=policy(understood=["urn:example:other"]))
case("policy-understood-blank", "The policy lists as understood what is "
     "blank: without effect, and told.", 0, directory=directory,
     policy=policy(understood=["", "urn:example:escort", " \u00a0\u200b"]))
case("policy-understood-blank-does-not-help", "The seal calls critical what "
     "is blank, which the policy lists as understood.", 3,
     directory=directory, bundle=lambda: critical(Bundle(), " "),
     policy=policy(understood=[" "]))
case("policy-signed", "A policy signed by a key with use `intake`.", 0,
     directory=directory,
     policy=lambda: d.signed_policy([INTAKE], threshold=1))
case("policy-signed-by-sealer", "A policy signed by a key that may seal, not "
     "make policies.", 3, directory=directory,
     policy=lambda: d.signed_policy([keys.A], threshold=1))
case("policy-signed-by-stranger", "A policy signed by a key that is not "
     "known.", 3, directory=directory,
     policy=lambda: d.signed_policy([keys.E], threshold=1))


def numbered(name, why, status, bundle=Bundle, **more):
    """Judged by the number of its seal."""
    more.setdefault("number", number(bundle()))
    case("number-" + name, why, status, bundle=bundle, **more)


def two():
    return Bundle(signers=[SIGNER_A, SIGNER_B])


OTHER = number(two())
numbered("right", "The number is the seal's, and all the trust there is.", 0)
numbered("other", "It is that of another seal.", 3, number=OTHER)
numbered("policy-key", "The keys of its signers are as keys that were given: "
         "the policy names one.", 0,
         policy=policy(signers={"keys": [keys.keyid(keys.A.spki)]}))
numbered("policy-other-key", "The policy names another.", 3,
         policy=policy(signers={"keys": [keys.keyid(keys.B.spki)]}))
numbered("policy-state", "Whose they are the number does not say: the policy "
         "asks for a State, and the seal's own word is none.", 3,
         policy=policy(signers={"states": ["KZ"]}))
numbered("policy-other-number", "A policy that the signer would meet does "
         "not help where the number is another.", 3, number=OTHER,
         policy=policy(signers={"keys": [keys.keyid(keys.A.spki)]}))
numbered("policy-threshold", "The policy asks for two holders: two keys have "
         "signed.", 0, bundle=two, policy=policy(threshold=2))
numbered("policy-threshold-one", "The policy asks for two, and one has "
         "signed.", 3, policy=policy(threshold=2))
numbered("policy-signed-by-its-signer", "The policy is signed by the key that "
         "signed the seal: the number is trust in the seal alone.", 3,
         policy=lambda: d.signed_policy([keys.A], threshold=1))
numbered("threshold", "Two are asked for, and two have signed.", 0,
         bundle=two, threshold=2)
numbered("threshold-one", "Two are asked for, and one has signed.", 3,
         threshold=2)
numbered("and-pin", "The number comes on top of a pin.", 0,
         pins=pins(pin(keys.A)))
numbered("and-pin-of-another", "The number is right, and the signer none of "
         "those that are pinned.", 3, pins=pins(pin(keys.B)))
numbered("other-and-pin", "The signer is pinned, and the number another.", 3,
         number=OTHER, pins=pins(pin(keys.A)))


def bad_policy(name, why, status, data):
    case("policy-" + name, why, status, directory=directory, policy=data,
         unjudged=True)


bad_policy("forged", "A signed policy whose bytes were changed.", 1,
           lambda: d.signed_policy(
               [INTAKE], threshold=1, signed=evwriter.pae(
                   policy(threshold=2), d.POLICY_TYPE)))
bad_policy("no-json", "It is no JSON.", 2, b"[")
bad_policy("threshold-zero", "A threshold of 0.", 2, policy(threshold=0))
bad_policy("state-words", "A State in words.", 2,
           policy(signers={"states": ["Kazakhstan"]}))
bad_policy("no-state", "A list that nobody could meet.", 2,
           policy(signers={"states": []}))
bad_policy("signers-demand-nothing", "`signers` without a list that is "
           "known: a misspelt one would let everybody in.", 2,
           policy(signers={"state": ["VN"]}))
bad_policy("signers-empty", "`signers` without a list.", 2,
           policy(signers={}))
bad_policy("bool", "A text where true or false belongs.", 2,
           policy(partial="yes"))
bad_policy("schema-2", "A policy of a later version.", 5,
           changed(policy(), b"policy:1", b"policy:2"))

# --- updates --------------------------------------------------------------


def update(name, why, status, version, news, current=None, seen=None):
    """Versions offered to who holds one; version: the one held then."""
    names = ["new-%d.json" % n for n in range(1, len(news) + 1)]

    def make():
        made = dict(zip(names, (new() for new in news)))
        made["current.json"] = (current or directory)()
        return made
    more = {"seen": {d.ID: seen}} if seen is not None else {}
    add(STATUS.get(status, "bad-") + "update-" + name, why, make, status,
        operand="current.json", keys=(), unjudged=True,
        update={"files": names, "version": version}, **more)


def later(version, signers=(D1, D2), **more):
    more.setdefault("issued", day("2026-10-%02d" % version))
    return lambda: directory(signers, version=version, **more)


# Version 8 of a rotation: D1 is superseded by D4, in one contact.
ROTATED = [contact(1, "KZ", "Forensics Laboratory", "laboratory",
                   [key(D1, "directory",
                        revoked=(day("2026-10-08"), "superseded")),
                    key(D4, "directory", succeeds=D1)])] + contacts()[1:]
THEIRS = contacts(signing=(D4, keys.A, keys.E), a={})

update("next", "Version 8 follows on 7.", 0, 8, [later(8)])
update("row", "Versions 8, 9 and 10 in a row.", 0, 10,
       [later(8), later(9, (D2, D3)), later(10)])
update("nothing-new", "No version is offered.", 0, 7, [])
update("rotation", "A key is superseded, and the new one signs from then "
       "on.", 0, 9, [later(8, (D1, D2, D4), entries=ROTATED),
                     later(9, (D2, D4), entries=ROTATED)])
update("from-stale", "The version held is past its end: one must get on.",
       0, 8, [later(8)],
       current=lambda: directory(expires=day("2026-09-15")))
update("skipped", "Version 9 is offered to a holder of 7.", 3, 7, [later(9)])
update("old", "An old version is offered again.", 3, 7,
       [later(6, issued=day("2026-08-01"))])
update("same", "The version that is held is offered again.", 0, 7,
       [directory])
update("again", "The row begins below what is held, and leads to it and "
       "on.", 0, 8, [later(6, issued=day("2026-08-01")), directory,
                     later(8)])
update("again-past", "The row begins below what is held, and leads past "
       "it.", 3, 7, [later(6, issued=day("2026-08-01")), later(8)])
update("again-other", "The row leads to another version 7 than the one that "
       "is held.", 3, 7, [later(6, issued=day("2026-08-01")),
                          lambda: directory(expires=day("2027-08-01")),
                          later(8)])
update("again-too-few", "The version that is held does not follow on the one "
       "that is offered before it.", 1, 7,
       [later(6, issued=day("2026-08-01"), threshold=3), directory,
        later(8)])
update("backwards", "The version that was just taken, and the one before.",
       3, 8, [later(8), directory])
update("new-keys-alone", "Signed by the keys of the new version, and by none "
       "of those that are trusted.", 1, 7,
       [later(8, (D4, keys.E), entries=THEIRS)])
update("old-keys-alone", "Signed by the keys that are trusted, and by none "
       "of its own.", 1, 7, [later(8, entries=THEIRS)])
update("one-old-contact", "Of the two that must sign by the version before, "
       "one has.", 1, 7, [later(8, (D1,), threshold=1)])
update("lowered-threshold", "The threshold is lowered to 1, and one has "
       "signed: the version before says two.", 1, 7,
       [later(8, (D3,), threshold=1)])
update("raised-threshold", "Three must sign from now on, and two have.", 1,
       7, [later(8, threshold=3)])
update("signed-by-revoked", "A key that version 8 revoked signs version 9.",
       1, 8, [later(8, (D1, D2, D4), entries=ROTATED),
              later(9, (D1, D2), entries=ROTATED)])
update("forged", "A byte was changed after the signing.", 1, 7,
       [lambda: d.seal_up(encode_json(d.payload(
           version=8, expires=day("2028-01-01"))), d.DIRECTORY_TYPE,
           (D1, D2), signed=evwriter.pae(encode_json(d.payload(version=8)),
                                         d.DIRECTORY_TYPE))])
update("other-directory", "An unrelated directory: it is not merged.", 2, 7,
       [later(8, identity=d.OTHER_ID)])
update("issued-before", "Version 8 was issued before version 7.", 3, 7,
       [later(8, issued=day("2026-08-01"))])
update("stops", "Version 9 of a row is signed by too few: 8 is kept, and 10 "
       "is not looked at.", 1, 8, [later(8), later(9, (D1,)), later(10)])
update("no-directory", "A pin list among the versions.", 2, 8,
       [later(8), lambda: pins(pin(keys.A))])
update("rolled-back", "The row ends in version 8, and 9 was seen before: "
       "nothing is changed.", 3, 7, [later(8)], seen=9)
update("catches-up", "An old file, and versions that reach what was seen.",
       0, 9, [later(8), later(9)], seen=9)
update("noted-by-digest", "The version held and one that follows, as they "
       "were seen.", 0, 8, [later(8)], seen=[7, d.digest(d.payload())])
update("forked", "Another version 7 than the one that is held was seen.", 3,
       7, [later(8)],
       seen=[7, d.digest(d.payload(expires=day("2027-08-01")))])
update("forked-row", "Version 8 was seen, and this is another: 7 is below "
       "what was seen, and nothing is changed.", 3, 7,
       [later(8), later(9)],
       seen=[8, d.digest(d.payload(version=8, issued=day("2026-10-09")))])
