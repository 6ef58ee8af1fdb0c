"""The seal (4): envelope, statement, signatures."""

import hashlib
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature, encode_dss_signature)

from . import names
from .encoding import (NotEncoded, decode_base64, parse_json,
                       parse_json_file)
from .shapes import (BASE64, BOOLEAN, COUNT, HEX256, SOME_BASE64, TEXT, TIME,
                     array, null_or, one_of, pattern, simple, thing)

ED25519_HEAD = bytes.fromhex("302a300506032b6570032100")
P256_HEAD = bytes.fromhex(
    "3059301306072a8648ce3d020106082a8648ce3d03010703420004")
P256_ORDER = \
    0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551
PAYLOAD_TYPE = "application/vnd.in-toto+json"
SIGNERS_LIMIT = 64

UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-"
                  "[89ab][0-9a-f]{3}-[0-9a-f]{12}")
SHORT_TEXT = simple(
    "a text of at most 1,024 bytes without control characters",
    lambda v: isinstance(v, str) and len(v.encode("utf-8")) <= 1024
    and not any(char in names.CONTROLS for char in v))

ENVELOPE = thing(
    required="all", exactly=True,
    payload=BASE64, payloadType=one_of(PAYLOAD_TYPE),
    signatures=array(thing(required="all", exactly=True,
                           keyid=HEX256, sig=BASE64)))

PREDICATE = thing(
    required="all", optional=("supersedes",),
    bundle=thing(required="all", id=pattern(UUID, "a UUID of version 4"),
                 name=simple("a bundle's name", names.is_base),
                 format=one_of(1), detached=BOOLEAN),
    startedAt=TIME, sealedAt=TIME,
    clock=thing(required="all", source=SHORT_TEXT,
                synchronised=null_or(BOOLEAN),
                estimatedErrorMilliseconds=null_or(COUNT),
                zone=SHORT_TEXT),
    signers=array(thing(required="all", name=SHORT_TEXT,
                        organization=SHORT_TEXT, state=SHORT_TEXT,
                        publicKey=SOME_BASE64), 1, SIGNERS_LIMIT),
    payload=thing(required="all", objects=COUNT, merkleRoot=HEX256,
                  completeness=one_of("complete", "partial"),
                  excluded=array(TEXT)),
    conditions=HEX256, recipients=null_or(HEX256),
    custody=thing(required="all", count=COUNT, heads=array(HEX256)),
    critical=array(TEXT), supersedes=HEX256,
    tool=thing(required="all", name=SHORT_TEXT, version=SHORT_TEXT))

STATEMENT = thing(
    required="all",
    _type=one_of("https://in-toto.io/Statement/v1"),
    subject=array(thing(required="all", name=one_of("tagmanifest-sha256.txt"),
                        digest=thing(required="all", sha256=HEX256)), 1, 1),
    predicateType=one_of("urn:libevidence:seal:v1"),
    predicate=PREDICATE)


class Seal:
    """A seal read from the bytes of evidence/seal.json; NotEncoded where
    they are not one."""

    def __init__(self, content):
        self.unknown = []
        envelope = parse_json_file(content)
        ENVELOPE(envelope, "seal", self.unknown)
        self.payload = decode_base64(envelope["payload"])
        self.signatures = [(entry["keyid"], decode_base64(entry["sig"]))
                           for entry in envelope["signatures"]]
        statement = parse_json(self.payload)
        STATEMENT(statement, "statement", self.unknown)
        self.subject = statement["subject"][0]["digest"]["sha256"]
        self.predicate = statement["predicate"]
        if self.predicate["payload"]["objects"] < 1:
            raise NotEncoded("a seal over no object")
        if self.predicate["sealedAt"] < self.predicate["startedAt"]:
            raise NotEncoded("sealed before it was started")
        self.keys = [decode_base64(signer["publicKey"])
                     for signer in self.predicate["signers"]]
        if len(set(self.keys)) != len(self.keys):
            raise NotEncoded("two signers have one key")
        custody = self.predicate["custody"]
        if len(custody["heads"]) > custody["count"]:
            raise NotEncoded("more heads of custody than lines")

    def signed(self):
        return b"DSSEv1 28 %s %d %s" % (PAYLOAD_TYPE.encode(),
                                        len(self.payload), self.payload)

    def check(self):
        """[(keyid, "good" | "failed" | "cannot-check", key)] for each
        signer, or NotEncoded."""
        keyids = [hashlib.sha256(key).hexdigest() for key in self.keys]
        if [keyid for keyid, _ in self.signatures] != keyids:
            raise NotEncoded("the signatures are not those of the signers, "
                             "one for each, in their order")
        return [(keyid, verify(key, signature, self.signed()), key)
                for key, (keyid, signature)
                in zip(self.keys, self.signatures)]


def verify(key, signature, signed):
    if len(key) == 44 and key.startswith(ED25519_HEAD):
        good = verify_ed25519(key, signature, signed)
    elif len(key) == 91 and key.startswith(P256_HEAD):
        good = verify_p256(key, signature, signed)
    else:
        return "cannot-check"
    return "good" if good else "failed"


def verify_p256(key, signature, signed):
    try:
        r, s = decode_dss_signature(signature)
        if encode_dss_signature(r, s) != signature:
            return False
        if not 0 < r < P256_ORDER or not 0 < s <= P256_ORDER // 2:
            return False
        public = serialization.load_der_public_key(key)
        public.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
    except (ValueError, InvalidSignature):
        return False
    return True


def verify_ed25519(key, signature, signed):
    if len(signature) != 64:
        return False
    if int.from_bytes(signature[32:], "little") >= ED_ORDER:
        return False
    if is_weak_point(key[12:]) or is_weak_point(signature[:32]):
        return False
    try:
        public = serialization.load_der_public_key(key)
        public.verify(signature, signed)
    except (ValueError, InvalidSignature):
        return False
    return True


# Just enough of edwards25519 (RFC 8032, 5.1) to see a point of small order.
ED_P = 2 ** 255 - 19
ED_D = -121665 * pow(121666, -1, ED_P) % ED_P
ED_ORDER = 2 ** 252 + 27742317777372353535851937790883648493


def ed_decode(data):
    """The point that 32 bytes encode, in their one encoding; or None."""
    number = int.from_bytes(data, "little")
    y, sign = number % 2 ** 255, number >> 255
    if y >= ED_P:
        return None
    square = (y * y - 1) * pow(ED_D * y * y + 1, -1, ED_P) % ED_P
    x = pow(square, (ED_P + 3) // 8, ED_P)
    if x * x % ED_P != square:
        x = x * pow(2, (ED_P - 1) // 4, ED_P) % ED_P
    if x * x % ED_P != square or (x == 0 and sign):
        return None
    return (ED_P - x if x % 2 != sign else x), y


def ed_add(a, b):
    (x1, y1), (x2, y2) = a, b
    product = ED_D * x1 * x2 * y1 * y2 % ED_P
    return ((x1 * y2 + x2 * y1) * pow(1 + product, -1, ED_P) % ED_P,
            (y1 * y2 + x1 * x2) * pow(1 - product, -1, ED_P) % ED_P)


def is_weak_point(data):
    """No point at all, or one of small order: eight times it is neutral."""
    point = ed_decode(data)
    if point is None:
        return True
    for _ in range(3):
        point = ed_add(point, point)
    return point == (0, 1)
