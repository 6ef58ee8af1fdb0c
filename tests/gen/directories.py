"""Directories, pin lists and policies, from docs/format.md, section 10.

As evwriter: it shares nothing with the library, nothing is random, and a
document can be wrong in exactly one way and still be signed rightly.
"""

import hashlib
import json

import keys
from evwriter import b64, encode_json, pae

DIRECTORY_TYPE = "application/vnd.libevidence.directory+json"
POLICY_TYPE = "application/vnd.libevidence.policy+json"
ID = "2b7c1f0e-94d3-4a6b-8e21-5f0c9a3d7b14"
OTHER_ID = "2b7c1f0e-94d3-4a6b-8e21-5f0c9a3d7b15"
ISSUED = "2026-09-01T00:00:00.000000000Z"
EXPIRES = "2027-09-01T00:00:00.000000000Z"
FROM = "2026-01-01T00:00:00.000000000Z"

# Whose keys sign the directory: one of each of three contacts, and more.
D1, D2, D3, D4 = (keys.Ed25519("directory-%d" % n) for n in range(1, 5))
INTAKE = keys.Ed25519("intake")


def day(text):
    """A date as the format writes times."""
    return text + "T00:00:00.000000000Z"


def key(owner, uses, start=FROM, until=None, storage="", succeeds=None,
        revoked=None, **more):
    """A key of a contact; revoked: (at, reason) or (at, reason, since)."""
    value = {"publicKey": b64(owner.spki), "uses": uses.split(),
             "validFrom": start, "validUntil": until, "storage": storage}
    if succeeds is not None:
        value["succeeds"] = keys.keyid(succeeds.spki)
    if revoked is not None:
        value["revoked"] = dict(zip(("at", "reason", "compromisedSince"),
                                    revoked))
    value.update(more)
    return value


def contact(number, state, authority, kind, its_keys, **more):
    value = {"id": "c0000000-0000-4000-8000-%012d" % number, "state": state,
             "authority": [{"lang": "en", "text": authority}], "kind": kind,
             "telephone": ["+0 000 %d" % number], "email": [],
             "hours": "24/7", "zone": "+05:00", "languages": ["en"],
             "recipients": [], "keys": its_keys}
    value.update(more)
    return value


def contacts(a=None, b=None, more=(), signing=(D1, D2, D3)):
    """The usual three: a and b are the entries of the keys A and B."""
    if a is None:
        a = key(keys.A, "seal custody endorse")
    if b is None:
        b = key(keys.B, "seal custody")
    return [
        contact(1, "KZ", "Forensics Laboratory", "laboratory",
                [key(signing[0], "directory")] + ([a] if a else [])),
        contact(2, "VN", "Ministry of Justice", "central-authority",
                [key(signing[1], "directory")] + ([b] if b else [])),
        contact(3, "UZ", "Prosecutor's Office", "24-7",
                [key(signing[2], "directory"), key(INTAKE, "intake")]
                + list(more))]


def payload(version=7, entries=None, threshold=2, issued=ISSUED,
            expires=EXPIRES, critical=(), identity=ID, **more):
    value = {"schema": "urn:libevidence:directory:1", "id": identity,
             "name": "un247", "version": version, "issuedAt": issued,
             "expires": expires, "threshold": threshold,
             "contacts": contacts() if entries is None else entries,
             "critical": list(critical)}
    value.update(more)
    return value


def digest(value):
    """By which versions of one number are told apart."""
    return hashlib.sha256(encode_json(value)).hexdigest()


def seal_up(data, kind, signers, signed=None, in_order=True):
    """The envelope's bytes; signed: other bytes that were signed instead."""
    made = [{"keyid": keys.keyid(s.spki),
             "sig": b64(s.sign(pae(data, kind) if signed is None
                               else signed))} for s in signers]
    if in_order:
        made.sort(key=lambda s: s["keyid"])
    return encode_json({"payload": b64(data), "payloadType": kind,
                        "signatures": made}) + b"\n"


def directory(signers=(D1, D2), **more):
    """A signed version; more: as payload takes it."""
    return seal_up(encode_json(payload(**more)), DIRECTORY_TYPE, signers)


def pin(owner, uses="seal custody", name="A. Investigator",
        organization="Forensics Laboratory", state="KZ", **more):
    value = {"publicKey": b64(owner.spki),
             "holder": {"name": name, "organization": organization,
                        "state": state},
             "uses": uses.split(),
             "confirmed": {"by": "B. Officer", "how": "telephone",
                           "at": "2026-10-01T10:00:00+05:00",
                           "document": None}}
    value.update(more)
    return value


def pretty(value):
    """One's own file: any JSON will do."""
    return json.dumps(value, indent=4, ensure_ascii=False).encode() + b"\n"


def pins(*items, **more):
    return pretty({"schema": "urn:libevidence:pins:1", "pins": list(items),
                   **more})


def policy(**more):
    return pretty({"schema": "urn:libevidence:policy:1", "name": "Ours",
                   **more})


def signed_policy(by, signed=None, **more):
    return seal_up(policy(**more), POLICY_TYPE, by, signed)
