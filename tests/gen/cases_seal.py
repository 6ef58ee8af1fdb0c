"""The seal: its envelope, its statement, its signatures, and who signed."""

import base64

import evwriter
import keys
from corpus import add, case
from evwriter import (PAYLOAD_TYPE, SIGNER_A, SIGNER_B, SIGNER_E, SIGNER_X,
                      Bundle, Signer, b64, encode_json, file, pae)


def seal_case(name, why, stage, change, status=1, options=None, **more):
    prefix = {0: "good-", 5: "unsupported-"}.get(status, "bad-")
    add(prefix + "seal-" + name, why,
        lambda: Bundle(**(options or {})).on(stage, change), status, **more)


# --- the envelope ---------------------------------------------------------

def spare(text):
    """Base64 with a spare bit of its last digit set."""
    digits = ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
              "0123456789+/")
    bare = text.rstrip("=")
    assert bare != text
    return (bare[:-1] + digits[digits.index(bare[-1]) + 1]
            + "=" * (len(text) - len(bare)))


def with_source(source):
    def hook(statement):
        statement["predicate"]["clock"]["source"] = source
        return statement
    return hook


def payload_case(name, why, change, good):
    """The payload's base64 changed; the statement is made to suit."""
    def make():
        for n in range(40):
            bundle = Bundle().on("statement", with_source(">?" * 3 + "x" * n))
            if good(bundle.build().envelope["payload"]):
                return bundle.on("envelope", lambda e: dict(
                    e, payload=change(e["payload"])))
        raise AssertionError(name)
    add("bad-seal-payload-" + name, why, make, 1)


def sig_case(name, why, change, good=lambda _text: True):
    """The first signature's base64 changed."""
    def make():
        for n in range(40):
            bundle = Bundle().on("statement", with_source("x" * n))
            if good(bundle.build().envelope["signatures"][0]["sig"]):
                def hook(e):
                    e["signatures"][0]["sig"] = change(
                        e["signatures"][0]["sig"])
                    return e
                return bundle.on("envelope", hook)
        raise AssertionError(name)
    add("bad-seal-sig-" + name, why, make, 1)


def url_safe(text):
    return text.replace("+", "-").replace("/", "_")


def both(text):
    return "+" in text or "/" in text


for make, what in ((payload_case, "payload"), (sig_case, "signature")):
    make("spare-bits", "A spare bit is set in the %s's base64: it decodes to "
         "the same bytes, and the seal digest is another." % what, spare,
         lambda text: text.endswith("="))
    make("url-safe", "The %s in the url-safe alphabet, which DSSE allows and "
         "this format does not." % what, url_safe, both)
    make("unpadded", "The %s's base64 without its padding." % what,
         lambda text: text.rstrip("="), lambda text: text.endswith("="))
    make("newline", "A line break in the %s's base64." % what,
         lambda text: text[:8] + "\n" + text[8:], lambda _text: True)
    make("empty", "The %s is empty." % what, lambda _text: "",
         lambda _text: True)
    make("text-after", "Text after the %s's padding." % what,
         lambda text: text + "AAAA", lambda text: text.endswith("="))


def envelope(name, why, change):
    seal_case(name, why, "envelope", change)


envelope("keys-order", "The envelope's keys in another order.",
         lambda e: dict(sorted(e.items(), reverse=True)))
envelope("key-more", "A key more in the envelope, which nobody signed.",
         lambda e: dict(e, note="x"))
envelope("signature-key-more", "A key more beside a signature.",
         lambda e: dict(e, signatures=[dict(e["signatures"][0], cert="x")]))
envelope("signature-keys-order", "`sig` stands before `keyid`.",
         lambda e: dict(e, signatures=[dict(sorted(
             e["signatures"][0].items(), reverse=True))]))
envelope("payload-type", "payloadType is another; the signature is over the "
         "right one.", lambda e: dict(e, payloadType="application/json"))
envelope("no-payload-type", "payloadType is missing.",
         lambda e: {k: v for k, v in e.items() if k != "payloadType"})
envelope("payload-not-text", "The payload is a number.",
         lambda e: dict(e, payload=1))
envelope("signatures-not-array", "`signatures` is an object.",
         lambda e: dict(e, signatures=e["signatures"][0]))


def seal_bytes(name, why, change):
    seal_case(name, why, "seal", change)


seal_bytes("escape", "An escape where none is needed, in a key.",
           lambda d: d.replace(b'"payload"', b'"\\u0070ayload"'))
seal_bytes("escaped-slash", "A slash escaped, as some writers do.",
           lambda d: d.replace(b"application/", b"application\\/"))
seal_bytes("key-twice", "`payload` stands twice, the second in escapes: "
           "readers take the one or the other.",
           lambda d: d.replace(b',"payloadType"',
                               b',"\\u0070ayload":"e30=","payloadType"'))
seal_bytes("spaces", "Spaces after the colons.",
           lambda d: d.replace(b'":', b'": '))
seal_bytes("bom", "A byte order mark in front.",
           lambda d: b"\xef\xbb\xbf" + d)
seal_bytes("no-newline", "The last LF is missing.", lambda d: d[:-1])
seal_bytes("two-newlines", "An LF too many.", lambda d: d + b"\n")
seal_bytes("crlf", "It ends in CR LF.", lambda d: d[:-1] + b"\r\n")
seal_bytes("two-texts", "A second envelope on a second line.",
           lambda d: d + d)
seal_bytes("empty", "seal.json is empty.", lambda d: b"")
seal_bytes("cut", "seal.json is cut in the middle.",
           lambda d: d[:len(d) // 2])
seal_bytes("jws", "The statement as a JWS, in the seal's place.",
           lambda d: b"eyJhbGciOiJFZERTQSJ9.e30.AAAA\n")


# --- signatures and signers -----------------------------------------------

TWO = {"signers": [SIGNER_A, SIGNER_B]}
BOTH = ("a.pub", "b.pub")


def signatures(name, why, change, options=None, **more):
    seal_case(name, why, "signatures", change, options=options, **more)


def same(value):
    return value


seal_case("p256", "One ECDSA P-256 signer.", "statement", same, 0,
          {"signers": [SIGNER_E]}, keys=("p256.pub",))
seal_case("two-signers", "Two signers, both asked for.", "statement", same, 0,
          TWO, keys=BOTH, threshold=2)
seal_case("second-trusted", "Two signers, of whom the second is trusted.",
          "statement", same, 0, TWO, keys=("b.pub",))
seal_case("three-kinds", "Signers of both algorithms and one of none that "
          "this format knows: he is named, and counts for nothing.",
          "statement", same, 0,
          {"signers": [SIGNER_X, SIGNER_E, SIGNER_A]}, keys=("p256.pub",
                                                             "a.pub"),
          threshold=2)
seal_case("unknown-algorithm", "The only signer's algorithm is not known "
          "here: nothing can be checked.", "statement", same, 5,
          {"signers": [SIGNER_X]})
seal_case("unknown-trusted", "Two are asked for; one signer is of an unknown "
          "algorithm, and does not count, though his key was named.",
          "statement", same, 3, {"signers": [SIGNER_A, SIGNER_X]},
          keys=("a.pub", "b.pub", "ed448.pub"), threshold=2)


def many(count):
    return [Signer(keys.Ed25519("many %d" % n)) for n in range(count - 1)] + [
        SIGNER_A]


seal_case("64-signers", "64 signers, as many as may be.", "statement", same,
          0, {"signers": many(64)})
seal_case("65-signers", "65 signers: past the limit.", "statement", same, 1,
          {"signers": many(65)})

seal_case("no-trust", "No key is given to trust.", "statement", same, 3,
          keys=())
seal_case("other-trusted", "Another's key is given to trust.", "statement",
          same, 3, keys=("b.pub",))
seal_case("threshold", "Two are asked for, one has signed.", "statement",
          same, 3, keys=BOTH, threshold=2)
seal_case("one-key-for-two", "One key twice among the signers, to count for "
          "two: the keys must be distinct.", "statement", same, 1,
          {"signers": [SIGNER_A, SIGNER_A]}, keys=BOTH, threshold=2)
seal_case("one-key-two-names", "One key under two names.", "statement", same,
          1, {"signers": [SIGNER_A, Signer(keys.A, "Z. Other")]})

seal_case("one-key-asked-twice", "One key is named twice for a threshold of "
          "two: it has signed once.", "statement", same, 3,
          keys=("a.pub", "a.pub"), threshold=2)
seal_case("threshold-0", "A threshold of 0 would trust anybody: wrong usage.",
          "statement", same, 2, threshold=0)
signatures("no-signatures", "`signatures` is empty.", lambda s: [])
signatures("signature-missing", "Two signers, one signature.",
           lambda s: s[:1], TWO)
signatures("signature-more", "One signer, two signatures: the second of "
           "somebody who is not named.", lambda s: s + [
               {"keyid": keys.keyid(keys.B.spki), "sig": bytes(64)}])
signatures("signature-doubled", "One signature twice.", lambda s: s * 2)
signatures("signatures-swapped", "The signatures of two signers in each "
           "other's place, keyids with them.", lambda s: s[::-1], TWO)
signatures("signatures-exchanged", "The signatures of two signers exchanged, "
           "the keyids not.", lambda s: [
               dict(s[0], sig=s[1]["sig"]), dict(s[1], sig=s[0]["sig"])], TWO)
signatures("one-false", "Of two signatures one is false; the other is good "
           "and trusted. It is altered all the same.",
           lambda s: [s[0], dict(s[1], sig=bytes(63) + b"\1")], TWO)
signatures("keyid-other", "The keyid is that of another key.",
           lambda s: [dict(s[0], keyid=keys.keyid(keys.B.spki))])
signatures("keyid-upper-case", "The keyid in upper case.",
           lambda s: [dict(s[0], keyid=s[0]["keyid"].upper())])
signatures("keyid-short", "The keyid has 62 digits.",
           lambda s: [dict(s[0], keyid=s[0]["keyid"][:62])])
signatures("keyid-empty", "The keyid is empty, as DSSE allows.",
           lambda s: [dict(s[0], keyid="")])


def sig(name, why, change, options=None, **more):
    """The first signature's bytes changed."""
    signatures(name, why, lambda s: [dict(s[0], sig=change(s[0]["sig"]))]
               + s[1:], options, **more)


sig("flipped", "A bit of the signature is flipped.",
    lambda d: bytes([d[0] ^ 1]) + d[1:])
sig("short", "A signature of 63 bytes.", lambda d: d[:-1])
sig("long", "A signature of 65 bytes.", lambda d: d + b"\0")
sig("zeros", "A signature of zeros.", lambda d: bytes(64))
sig("s-over-order", "Ed25519: S + L in the place of S. The equation holds, "
    "and the seal would have a second digest.", lambda d: d[:32] + (
        int.from_bytes(d[32:], "little")
        + keys.ED25519_ORDER).to_bytes(32, "little"))


def small_order_r(bundle, _signatures):
    """R is the identity and S is h * a: the equation holds."""
    import hashlib
    r = (1).to_bytes(32, "little")
    h = int.from_bytes(hashlib.sha512(
        r + keys.A.spki[12:] + bundle.signed).digest(), "little")
    s = h * keys.A.scalar() % keys.ED25519_ORDER
    return [{"keyid": keys.keyid(keys.A.spki),
             "sig": r + s.to_bytes(32, "little")}]


def with_bundle(name, why, hook):
    def make():
        bundle = Bundle()
        return bundle.on("signatures", lambda s: hook(bundle, s))
    add("bad-seal-" + name, why, make, 1)


with_bundle("small-order-r", "Ed25519: R is a point of small order. The "
            "equation holds.", small_order_r)

# Points of small order: with S = 0 and R = A or the identity, the equation
# holds for every message or for some.
for name, y in (("identity", 1), ("order-two", 2**255 - 20),
                ("order-four", 0), ("not-reduced", 2**255 - 18)):
    seal_case("small-order-key-" + name, "Ed25519: a key of small order, "
              "which anyone can sign for (%s)." % name.replace("-", " "),
              "statement", same, 1, {"signers": [SIGNER_A, Signer(keys.Fixed(
                  "small", keys.ED25519_PREFIX + y.to_bytes(32, "little"),
                  (1).to_bytes(32, "little") + bytes(32)))]})

ONE_P256 = {"options": {"signers": [SIGNER_E]}, "keys": ("p256.pub",)}


def pair_of(der):
    n = der[3]
    return (int.from_bytes(der[4:4 + n], "big"),
            int.from_bytes(der[6 + n:], "big"))


def der(body):
    return b"\x30" + bytes([len(body)]) + body


sig("p256-high-s", "ECDSA: N - s in the place of s. It verifies, and the seal "
    "would have a second digest.", lambda d: keys.der_signature(
        pair_of(d)[0], keys.N - pair_of(d)[1]), **ONE_P256)
sig("p256-long-length", "ECDSA: the length in two bytes, loose DER.",
    lambda d: b"\x30\x81" + d[1:], **ONE_P256)
sig("p256-leading-zero", "ECDSA: r with a zero byte too many.",
    lambda d: der(b"\x02" + bytes([d[3] + 1]) + b"\0" + d[4:]), **ONE_P256)
sig("p256-trailing", "ECDSA: a byte after the sequence.",
    lambda d: d + b"\0", **ONE_P256)
sig("p256-trailing-within", "ECDSA: an element more in the sequence.",
    lambda d: der(d[2:] + b"\x05\0"), **ONE_P256)
sig("p256-raw", "ECDSA: r and s of 32 bytes each, without DER.",
    lambda d: b"".join(n.to_bytes(32, "big") for n in pair_of(d)),
    **ONE_P256)
sig("p256-zero", "ECDSA: r and s are 0.",
    lambda d: keys.der_signature(0, 0), **ONE_P256)
sig("p256-r-over-order", "ECDSA: r + N in the place of r, in 33 bytes.",
    lambda d: keys.der_signature(pair_of(d)[0] + keys.N, pair_of(d)[1]),
    **ONE_P256)
sig("p256-negative", "ECDSA: r as a negative integer.",
    lambda d: der(b"\x02\x20" + (2**255 + 5).to_bytes(32, "big")
                  + d[4 + d[3]:]), **ONE_P256)
seal_case("p256-off-curve", "ECDSA: a key that is no point of the curve.",
          "statement", same, 1, {"signers": [SIGNER_A, Signer(keys.Fixed(
              "off", keys.P256_PREFIX + b"\4" + bytes(31) + b"\1" + bytes(31)
              + b"\1", keys.der_signature(1, 1)))]})
COMPRESSED = (bytes.fromhex("3039301306072a8648ce3d020106082a8648ce3d030107"
                            "032200") + bytes([2 + keys.E.point[1] % 2])
              + keys.E.point[0].to_bytes(32, "big"))
seal_case("p256-compressed", "A compressed point is none of the two "
          "encodings: such a signer cannot be checked, and the other is.",
          "statement", same, 0, {"signers": [SIGNER_A, Signer(keys.Fixed(
              "compressed", COMPRESSED, b"x"))]})
seal_case("ed25519-key-long", "An Ed25519 key of 33 bytes is no encoding of "
          "this format: that signer cannot be checked.", "statement", same,
          0, {"signers": [SIGNER_A, Signer(keys.Fixed(
              "long", keys.ED25519_PREFIX + bytes(33), b"x"))]})


def key_text(name, why, change):
    def hook(statement):
        signer = statement["predicate"]["signers"][0]
        signer["publicKey"] = change(signer["publicKey"])
        return statement
    seal_case("public-key-" + name, why, "statement", hook)


key_text("spare-bits", "publicKey's base64 has a spare bit set.", spare)
key_text("unpadded", "publicKey's base64 without its padding.",
         lambda t: t.rstrip("="))
key_text("empty", "publicKey is empty.", lambda t: "")
seal_case("public-key-none", "A second signer whose publicKey is empty, whose "
          "keyid is the digest of nothing, and who signed nothing: that is no "
          "key that cannot be checked here.", "statement", same, 1,
          {"signers": [SIGNER_A, Signer(keys.Fixed("none", b"", b""))]})
key_text("pem", "publicKey is a PEM text.",
         lambda t: "-----BEGIN PUBLIC KEY-----\n%s\n" % t)

# --- signatures of something else -----------------------------------------

EVENT = "application/vnd.libevidence.event+json"


def signed(name, why, change):
    seal_case(name, why, "signed", change)


def made_with(name, why, signed_of, payload_type=PAYLOAD_TYPE):
    """A signature over other bytes than the format says."""
    def make():
        bundle = Bundle()
        bundle.on("signed", lambda _d: signed_of(bundle.statement_bytes))
        return bundle.on("envelope",
                         lambda e: dict(e, payloadType=payload_type))
    add("bad-seal-" + name, why, make, 1)


made_with("other-purpose", "A signature that was made for another purpose, "
          "over the same payload: the type that is signed with it tells.",
          lambda payload: pae(payload, EVENT))
made_with("other-purpose-said", "The same, and payloadType says so.",
          lambda payload: pae(payload, EVENT), EVENT)
made_with("raw-payload", "The signature is over the payload alone, without "
          "DSSE's encoding.", lambda payload: payload)
made_with("base64-payload", "The signature is over the payload's base64.",
          lambda payload: pae(base64.b64encode(payload)))
made_with("other-statement", "The signature is over another statement.",
          lambda payload: pae(payload.replace(b"NTP", b"GPS")))


def other_envelope(predicate_type):
    payload = encode_json({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "tagmanifest-sha256.txt",
                     "digest": {"sha256": "0" * 64}}],
        "predicateType": predicate_type,
        "predicate": {"version": 1}})
    return Bundle().on("seal", lambda _d: encode_json({
        "payload": b64(payload), "payloadType": PAYLOAD_TYPE,
        "signatures": [{"keyid": keys.keyid(keys.A.spki),
                        "sig": b64(keys.A.sign(pae(payload)))}]}) + b"\n")


for name, what in (("custody", "custody event"), ("directory", "directory")):
    add("bad-seal-" + name, "A signed %s in the seal's place: signed rightly "
        "by whom one trusts, but no seal." % what,
        lambda name=name: other_envelope("urn:libevidence:%s:v1" % name), 1)


@case(1)
def bad_seal_of_another_bundle():
    """The seal of another bundle, whole and rightly signed."""
    other = Bundle([file("other", b"1")]).build()
    return Bundle().on("seal", lambda _d: other.seal)


# --- the statement --------------------------------------------------------

def statement(name, why, change, status=1, options=None, **more):
    seal_case(name, why, "statement", change, status, options, **more)


def inside(name, why, change, status=1, options=None, **more):
    def hook(value):
        change(value["predicate"])
        return value
    statement(name, why, hook, status, options, **more)


def part(which, key, value):
    return lambda p: p[which].update({key: value})


statement("type", "_type is of another version.",
          lambda s: dict(s, _type="https://in-toto.io/Statement/v0.1"))
statement("predicate-type", "predicateType is another's: a signed statement, "
          "but no seal.",
          lambda s: dict(s, predicateType="https://slsa.dev/provenance/v1"))
statement("predicate-type-2", "predicateType is of a later version, in a "
          "bundle of format 1.",
          lambda s: dict(s, predicateType="urn:libevidence:seal:v2"))
statement("subject-digest", "The subject's digest is not that of the tag "
          "manifest.", lambda s: dict(s, subject=[dict(
              s["subject"][0], digest={"sha256": "0" * 64})]))
statement("subject-name", "The subject has another name.",
          lambda s: dict(s, subject=[dict(s["subject"][0],
                                          name="manifest-sha256.txt")]))
statement("subject-two", "Two subjects.",
          lambda s: dict(s, subject=s["subject"] * 2))
statement("subject-none", "No subject.", lambda s: dict(s, subject=[]))
statement("subject-sha512", "The subject has a digest of another algorithm "
          "alone.", lambda s: dict(s, subject=[dict(
              s["subject"][0], digest={"sha512": "0" * 128})]))
statement("statement-order", "The statement's keys are sorted.",
          lambda s: dict(sorted(s.items())))
statement("predicate-order", "The predicate's keys are sorted.",
          lambda s: dict(s, predicate=dict(sorted(s["predicate"].items()))))
for key in ("bundle", "startedAt", "sealedAt", "clock", "signers", "payload",
            "conditions", "recipients", "custody", "critical", "tool"):
    statement("no-" + key.lower(), "`%s` is missing." % key,
              lambda s, key=key: dict(s, predicate={
                  k: v for k, v in s["predicate"].items() if k != key}))
inside("unknown-keys", "Keys that this format does not know, behind the "
       "known ones: kept and told, without effect.",
       lambda p: (p.update(later={"a": 1}),
                  p["bundle"].update(later=True),
                  p["signers"][0].update(later=None)), 0)
inside("unknown-key-first", "A key that this format does not know, before "
       "the known ones of its object.",
       lambda p: p.update(bundle=dict({"later": 1}, **p["bundle"])))
inside("critical", "`critical` has what this reader does not know: not "
       "trusted.", lambda p: p.update(critical=["urn:example:x"]), 3)
inside("critical-not-text", "`critical` has a number.",
       lambda p: p.update(critical=[1]))
inside("supersedes", "`supersedes` has 62 digits.", lambda p: p.update(
    {k: v for k, v in (("supersedes", "5e" * 31),
                       ("tool", p.pop("tool")))}))
inside("clock-unknown", "Nothing is known of the clock.",
       lambda p: p["clock"].update(synchronised=None, source="",
                                   estimatedErrorMilliseconds=None), 0)
inside("clock-not-synchronised", "The signer's clock was not synchronised: "
       "told, without effect.",
       lambda p: p["clock"].update(synchronised=False), 0)
inside("clock-error-negative", "The clock's error is negative.",
       part("clock", "estimatedErrorMilliseconds", -1))
inside("clock-error-real", "The clock's error has a fraction.",
       part("clock", "estimatedErrorMilliseconds", 0.5))
inside("clock-synchronised-text", "`synchronised` is a text.",
       part("clock", "synchronised", "true"))
for name, value, why in (
        ("version-1", "7d1f4e9a-3c52-1b06-9f8e-2a6b5c4d3e21", "of version 1"),
        ("variant", "7d1f4e9a-3c52-4b06-cf8e-2a6b5c4d3e21",
         "of another variant"),
        ("nil", "00000000-0000-0000-0000-000000000000", "the nil UUID"),
        ("upper-case", "7D1F4E9A-3C52-4B06-9F8E-2A6B5C4D3E21",
         "in upper case"),
        ("braces", "{7d1f4e9a-3c52-4b06-9f8e-2a6b5c4d3e21}", "in braces"),
        ("short", "7d1f4e9a-3c52-4b06-9f8e-2a6b5c4d3e2", "a digit short")):
    inside("id-" + name, "`bundle.id` is %s." % why,
           part("bundle", "id", value))
inside("name-path", "`bundle.name` is a path upwards.",
       part("bundle", "name", "../evil"))
inside("name-other", "`bundle.name` is not the top folder's.",
       part("bundle", "name", "SMS-2026-015"))
inside("format-2", "`bundle.format` is 2 in a bundle of format 1.",
       part("bundle", "format", 2))
inside("detached-text", "`bundle.detached` is a text.",
       part("bundle", "detached", "false"))
inside("sealed-before-started", "`sealedAt` is before `startedAt`.",
       lambda p: p.update(sealedAt="2026-10-26T09:14:02.999999999Z"))
inside("sealed-when-started", "`sealedAt` is `startedAt`.",
       lambda p: p.update(sealedAt=p["startedAt"]), 0)
for name, value in (("no-zone", "2026-10-26T09:14:05.250000000"),
                    ("offset", "2026-10-26T09:14:05.250000000+05:00"),
                    ("eight-decimals", "2026-10-26T09:14:05.25000000Z"),
                    ("space", "2026-10-26 09:14:05.250000000Z"),
                    ("lower-case", "2026-10-26t09:14:05.250000000z"),
                    ("day-31", "2026-11-31T09:14:05.250000000Z"),
                    ("leap-day", "2100-02-29T09:14:05.250000000Z"),
                    ("second-60", "2026-12-31T23:59:60.000000000Z"),
                    ("hour-24", "2026-10-26T24:00:00.000000000Z"),
                    ("year-10000", "10000-10-26T09:14:05.250000000Z")):
    inside("time-" + name, "`sealedAt` is `%s`." % value,
           lambda p, value=value: p.update(sealedAt=value))
inside("time-number", "`sealedAt` is a number.",
       lambda p: p.update(sealedAt=1793006045))
inside("no-signer", "`signers` is empty, and no signature is there.",
       lambda p: p.update(signers=[]), options={"signers": []})
inside("signer-control", "An escape sequence in the signer's name: a terminal "
       "would obey it.",
       lambda p: p["signers"][0].update(name="A\x1b[2J"))
inside("signer-newline", "A newline in the signer's name: bag-info.txt would "
       "have a line more.",
       lambda p: p["signers"][0].update(name="A\nContact-Name: B"))
inside("signer-separator", "U+2028, a line separator, in the signer's name.",
       lambda p: p["signers"][0].update(name="A\u2028B"))
inside("signer-c1", "U+009B, which some terminals take for an escape, in the "
       "signer's name.",
       lambda p: p["signers"][0].update(name="A\x9b2J"))
seal_case("signer-longest", "A name of 1,024 bytes.", "statement", same, 0,
          {"signers": [Signer(keys.A, "n" * 1024)]})
seal_case("signer-long", "A name of 1,025 bytes.", "statement", same, 1,
          {"signers": [Signer(keys.A, "n" * 1025)]})
inside("signer-no-name", "A signer's `name` is missing, not empty.",
       lambda p: p["signers"][0].pop("name"))
inside("objects-none", "`objects` is 0.", part("payload", "objects", 0))
inside("objects-negative", "`objects` is negative.",
       part("payload", "objects", -3))
inside("objects-text", "`objects` is a text.",
       part("payload", "objects", "3"))
inside("root-upper-case", "The Merkle root in upper case.",
       lambda p: p["payload"].update(
           merkleRoot=p["payload"]["merkleRoot"].upper()))
inside("completeness-word", "`completeness` is another word.",
       part("payload", "completeness", "full"))
inside("partial-denied", "A file with unread ranges, and `completeness` says "
       "complete.", part("payload", "completeness", "complete"), 1,
       {"content": [file("f", bytes(512), line={
           "unread": [{"offset": 0, "length": 512, "fill": "zero"}]})]})
inside("partial-said", "`completeness` is partial, and no object is.",
       part("payload", "completeness", "partial"))
seal_case("partial", "A file with unread ranges, and the seal says so: not "
          "everything could be read, not trusted.", "statement", same, 3,
          {"content": [file("f", bytes(512), line={
              "unread": [{"offset": 0, "length": 512, "fill": "zero"}]})]})
inside("excluded-not-text", "`excluded` has a number.",
       part("payload", "excluded", [1]))
inside("conditions-null", "`conditions` is null.",
       lambda p: p.update(conditions=None))
inside("custody-negative", "The custody log's count is negative.",
       part("custody", "count", -1))
inside("tool-no-version", "`tool.version` is missing.",
       lambda p: p["tool"].update() or p.update(
           tool={"name": p["tool"]["name"]}))

assert evwriter.UUID[14] == "4"
