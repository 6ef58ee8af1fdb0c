"""Keys and signatures of the corpus: fixed seeds, no randomness anywhere.

ECDSA is written out because libraries draw a random nonce; with a nonce from
a digest the corpus is the same each time, and a high s is one subtraction.
"""

import base64
import hashlib

from cryptography.hazmat.primitives.asymmetric import ed448, ed25519
from cryptography.hazmat.primitives.serialization import (Encoding,
                                                          PublicFormat)

ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493
ED25519_PREFIX = bytes.fromhex("302a300506032b6570032100")

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551
G = (0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296,
     0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5)
P256_PREFIX = bytes.fromhex(
    "3059301306072a8648ce3d020106082a8648ce3d030107034200")


def seed(name):
    return hashlib.sha256(b"libevidence testdata key " + name.encode())


class Ed25519:
    """A signer with an Ed25519 key."""

    def __init__(self, name):
        self.name = name
        self.secret = ed25519.Ed25519PrivateKey.from_private_bytes(
            seed(name).digest())
        self.spki = self.secret.public_key().public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, message):
        return self.secret.sign(message)

    def scalar(self):
        """The secret scalar, for signatures that no library would make."""
        h = hashlib.sha512(seed(self.name).digest()).digest()
        low = bytearray(h[:32])
        low[0] &= 248
        low[31] = low[31] & 63 | 64
        return int.from_bytes(low, "little")


class Ed448:
    """A signer of an algorithm that format 1 does not name."""

    def __init__(self, name):
        self.name = name
        self.secret = ed448.Ed448PrivateKey.from_private_bytes(
            hashlib.sha512(name.encode()).digest()[:57].ljust(57, b"\1"))
        self.spki = self.secret.public_key().public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, message):
        return self.secret.sign(message)


def _add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def _times(k, point):
    total = None
    while k:
        if k & 1:
            total = _add(total, point)
        point = _add(point, point)
        k >>= 1
    return total


def der_integer(value):
    body = value.to_bytes(value.bit_length() // 8 + 1, "big")
    return b"\x02" + bytes([len(body)]) + body


def der_signature(r, s):
    body = der_integer(r) + der_integer(s)
    return b"\x30" + bytes([len(body)]) + body


class P256:
    """A signer with an ECDSA P-256 key."""

    def __init__(self, name):
        self.name = name
        self.d = int.from_bytes(seed(name).digest(), "big") % N
        self.point = _times(self.d, G)
        self.spki = (P256_PREFIX + b"\4" + self.point[0].to_bytes(32, "big")
                     + self.point[1].to_bytes(32, "big"))

    def pair(self, message):
        e = int.from_bytes(hashlib.sha256(message).digest(), "big")
        k = int.from_bytes(hashlib.sha256(
            seed(self.name).digest() + message).digest(), "big") % N
        r = _times(k, G)[0] % N
        s = pow(k, -1, N) * (e + r * self.d) % N
        return r, min(s, N - s)

    def sign(self, message):
        return der_signature(*self.pair(message))


class Fixed:
    """A signer with any key bytes, and one signature whatever is signed."""

    def __init__(self, name, spki, sig):
        self.name, self.spki, self.sig = name, spki, sig

    def sign(self, _message):
        return self.sig


def keyid(spki):
    return hashlib.sha256(spki).hexdigest()


def pem(spki):
    text = base64.b64encode(spki)
    lines = [text[at:at + 64] for at in range(0, len(text), 64)]
    return b"\n".join([b"-----BEGIN PUBLIC KEY-----"] + lines
                      + [b"-----END PUBLIC KEY-----", b""])


A = Ed25519("a")
B = Ed25519("b")
E = P256("p256")
X = Ed448("x")
KEYS = {"a.pub": A, "b.pub": B, "p256.pub": E, "ed448.pub": X}
