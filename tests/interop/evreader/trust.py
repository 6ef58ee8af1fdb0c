"""Whose a key is: pins, directories, policies (10)."""

import copy
import datetime
import hashlib
import json
import re

from .encoding import (JSON_LIMIT, NotEncoded, _integer, _look_through,
                       _object, _refuse, decode_base64, parse_json,
                       parse_json_file, seconds_of)
from .findings import NOT_TRUSTED
from .numbers import digits_of
from .seal import SHORT_TEXT, UUID, verify
from .shapes import (ARRAY, BASE64, BOOLEAN, HEX256, TIME, array, is_integer,
                     null_or, one_of, pattern, simple, thing)

DIRECTORY_TYPE = "application/vnd.libevidence.directory+json"
POLICY_TYPE = "application/vnd.libevidence.policy+json"
USES = ("seal", "custody", "endorse", "directory", "intake")
KINDS = ("24-7", "central-authority", "laboratory", "court", "other")
REASONS = ("lost", "compromised", "superseded")
HOWS = ("in-person", "telephone", "diplomatic-note", "document", "other")
KEYS_LIMIT = 1024

STATE = pattern(re.compile("[A-Z]{2}|org:[^\x00-\x1f\x7f-\x9f]+"), "a State")
TEXTS = array(SHORT_TEXT)


class Wrong(Exception):
    """A file that a bundle was to be judged by cannot serve; status says how
    a reader ends: 1 forged, 2 not such a file, 5 of a later version."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def number(least, most):
    return simple("a number from %d to %d" % (least, most),
                  lambda v: is_integer(v) and least <= v <= most)


def distinct_uses(value):
    return (isinstance(value, list) and value
            and all(isinstance(use, str) and use in USES for use in value)
            and len(set(value)) == len(value))


SOME_USES = simple("uses, none twice", distinct_uses)
USES_IN_ORDER = simple("uses in their order", lambda v: distinct_uses(v)
                       and v == sorted(v, key=USES.index))

ENVELOPE = thing(
    required="all", exactly=True, payload=BASE64,
    payloadType=one_of(DIRECTORY_TYPE, POLICY_TYPE),
    signatures=array(thing(required="all", exactly=True, keyid=HEX256,
                           sig=BASE64), 0, 64))
KEY = thing(
    required="all", optional=("succeeds", "revoked"), publicKey=BASE64,
    uses=USES_IN_ORDER, validFrom=TIME, validUntil=null_or(TIME),
    storage=SHORT_TEXT, succeeds=HEX256,
    revoked=thing(required="all", optional=("compromisedSince",), at=TIME,
                  reason=one_of(*REASONS), compromisedSince=TIME))
CONTACT = thing(
    required="all", id=pattern(UUID, "a UUID of version 4"), state=STATE,
    authority=array(thing(required="all", lang=SHORT_TEXT, text=SHORT_TEXT)),
    kind=one_of(*KINDS), telephone=TEXTS, email=TEXTS, hours=SHORT_TEXT,
    zone=SHORT_TEXT, languages=TEXTS, recipients=TEXTS,
    keys=array(KEY, 0, KEYS_LIMIT))
DIRECTORY = thing(
    required="all", schema=one_of("urn:libevidence:directory:1"),
    id=pattern(UUID, "a UUID of version 4"), name=SHORT_TEXT,
    version=number(1, 2 ** 53 - 1), issuedAt=TIME, expires=TIME,
    threshold=number(1, 64), contacts=array(CONTACT), critical=TEXTS)


def keyid_of(spki):
    return hashlib.sha256(spki).hexdigest()


def later_schema(value, name):
    schema = value.get("schema") if isinstance(value, dict) else None
    head = "urn:libevidence:%s:" % name
    if not isinstance(schema, str) or not schema.startswith(head):
        raise Wrong(2, "no %s" % name)
    if schema != head + "1":
        raise Wrong(5, "a %s of a later version" % name)


def parse_any(text):
    """JSON by the rules of 3.1, in any encoding."""
    if len(text) > JSON_LIMIT:
        raise NotEncoded("over 16 MiB")
    try:
        value = json.loads(text.decode("utf-8"), object_pairs_hook=_object,
                           parse_int=_integer, parse_float=_refuse,
                           parse_constant=_refuse)
    except RecursionError:
        raise NotEncoded("nested too deep") from None
    except ValueError as error:
        raise NotEncoded("no JSON: %s" % error) from None
    _look_through(value, 0)
    return value


def must(what, good):
    if not good:
        raise NotEncoded("not so: " + what)


class Envelope:
    """A DSSE envelope with signatures in order of keyid."""

    def __init__(self, content, kind):
        value = parse_json_file(content)
        ENVELOPE(value, "envelope", [])
        must("an envelope of its type", value["payloadType"] == kind)
        self.kind, self.payload = kind, decode_base64(value["payload"])
        self.signatures = [(entry["keyid"], decode_base64(entry["sig"]))
                           for entry in value["signatures"]]
        keyids = [keyid for keyid, _ in self.signatures]
        must("signatures strictly in order of keyid",
             keyids == sorted(set(keyids)))

    def signed(self):
        return b"DSSEv1 %d %s %d %s" % (
            len(self.kind), self.kind.encode(), len(self.payload),
            self.payload)


class Key:
    """A key of a contact."""

    def __init__(self, value, contact):
        self.contact, self.uses = contact, value["uses"]
        self.spki = decode_base64(value["publicKey"])
        self.keyid = keyid_of(self.spki)
        self.start, self.until = value["validFrom"], value["validUntil"]
        self.succeeds = value.get("succeeds")
        self.revoked = value.get("revoked")

    def check(self, siblings):
        must("a key", self.spki)
        must("validUntil not before validFrom",
             self.until is None or self.until >= self.start)
        must("a successor within the contact",
             self.succeeds is None or self.succeeds != self.keyid
             and self.succeeds in siblings)
        if self.revoked and "compromisedSince" in self.revoked:
            must("compromisedSince of a compromised key, not after at",
                 self.revoked["reason"] == "compromised"
                 and self.revoked["compromisedSince"] <= self.revoked["at"])

    def may_sign(self, issued):
        return ("directory" in self.uses and self.revoked is None
                and self.start <= issued
                and (self.until is None or issued <= self.until))


class Directory:
    """A version; Wrong where the file is none."""

    def __init__(self, content):
        try:
            self.envelope = Envelope(content, DIRECTORY_TYPE)
            self.value = parse_json(self.envelope.payload)
            later_schema(self.value, "directory")
            unknown = []
            DIRECTORY(self.value, "directory", unknown)
            self.unknown = [place for place in unknown
                            if not place.rpartition(".")[2].startswith("x-")]
            self.read_keys()
        except NotEncoded as error:
            raise Wrong(2, str(error)) from None

    def read_keys(self):
        must("expires after issuedAt",
             self.value["expires"] > self.value["issuedAt"])
        contacts = self.value["contacts"]
        must("distinct contacts",
             len({c["id"] for c in contacts}) == len(contacts))
        self.keys = {}
        for contact in contacts:
            own = [Key(value, contact) for value in contact["keys"]]
            for key in own:
                must("a key once in the directory",
                     key.keyid not in self.keys)
                self.keys[key.keyid] = key
                key.check({k.keyid for k in own})

    def judge(self, version):
        """Wrong where the version is forged; else the contacts of this one
        that signed it, by their ids."""
        contacts = set()
        for keyid, signature in version.envelope.signatures:
            key = self.keys.get(keyid)
            if key is None:
                continue
            status = verify(key.spki, signature, version.envelope.signed())
            if status == "failed":
                raise Wrong(1, "forged: a signature fails")
            if status == "good" and key.may_sign(version.value["issuedAt"]):
                contacts.add(key.contact["id"])
        return contacts

    def digest(self):
        return hashlib.sha256(self.envelope.payload).hexdigest()

    def require(self, version):
        if len(self.judge(version)) < self.value["threshold"]:
            raise Wrong(1, "signed by too few")

    def follow(self, version):
        """Wrong where the version may not take this one's place."""
        mine, theirs = self.value, version.value
        if mine["id"] != theirs["id"]:
            raise Wrong(2, "another directory")
        if theirs["version"] != mine["version"] + 1:
            raise Wrong(3, "not the next version")
        if theirs["issuedAt"] < mine["issuedAt"]:
            raise Wrong(3, "issued before the version it follows")
        self.require(version)
        version.require(version)


class Seen:
    """The highest version that was seen of a directory: its number, or
    [number, digest of its payload]."""

    def __init__(self, seen, directory):
        value = seen.get(directory.value["id"], 0)
        self.number, self.digest = (value if isinstance(value, list)
                                    else (value, None))

    def forks(self, directory):
        return (self.digest is not None
                and directory.value["version"] == self.number
                and directory.digest() != self.digest)


def newer(version, held):
    return (version.value["id"] != held.value["id"]
            or version.value["version"] > held.value["version"])


def update(current, versions, seen):
    """(status, the version held afterwards)."""
    held = start = Directory(current)
    held.require(held)
    noted = Seen(seen, held)
    if noted.forks(held):
        return 3, start.value["version"]
    status = 0
    passed = None
    for content in versions:
        try:
            version = Directory(content)
            if held is start and not newer(version, held):
                if passed is not None:
                    passed.follow(version)
                passed = version
                if version.value["version"] == held.value["version"]:
                    if version.digest() != held.digest():
                        raise Wrong(3, "another one is held")
                    passed = None
                continue
            if passed is not None:
                raise Wrong(3, "it leads past the version that is held")
            held.follow(version)
            if noted.forks(version):
                raise Wrong(3, "another version of this number was seen")
        except Wrong as wrong:
            status = wrong.status
            break
        held = version
    if status == 0 and passed is not None:
        status = 3
    if held.value["version"] < noted.number:
        return 3, start.value["version"]
    return status, held.value["version"]


def any_time(value):
    """RFC 3339 with any offset."""
    try:
        return isinstance(value, str) and "T" in value.upper() and \
            datetime.datetime.fromisoformat(
                value.upper().replace("Z", "+00:00")).tzinfo is not None
    except ValueError:
        return False


def loose(value, what, **shapes):
    """An object with these keys, in any order; optional ones end in `_`."""
    must(what + " is an object", isinstance(value, dict))
    for name, shape in shapes.items():
        key = name.rstrip("_")
        if key in value:
            shape(value[key], key, [])
        else:
            must("%s has %s" % (what, key), name.endswith("_"))


PIN_KEYS = {"publicKey", "holder", "uses", "confirmed"}
HOLDER_KEYS = {"name", "organization", "state"}
CONFIRMED_KEYS = {"by", "how", "at", "document"}


def unknown_in_pins(value):
    """Where a list has keys that are not known, and not its author's own."""
    places = [("", value, {"schema", "pins"})]
    for index, pin in enumerate(value["pins"]):
        at = "pins[%d]." % index
        places += [(at, pin, PIN_KEYS),
                   (at + "holder.", pin["holder"], HOLDER_KEYS),
                   (at + "confirmed.", pin["confirmed"], CONFIRMED_KEYS)]
    return [at + key for at, there, known in places for key in there
            if key not in known and not key.startswith("x-")]


def read_pins(content):
    """{keyid: pin} and what is not known of them, or Wrong."""
    try:
        value = parse_any(content)
        later_schema(value, "pins")
        loose(value, "the list", pins=ARRAY)
        pins = {}
        for pin in value["pins"]:
            loose(pin, "a pin", publicKey=BASE64, uses=SOME_USES)
            loose(pin.get("holder"), "a holder", name=SHORT_TEXT,
                  organization=SHORT_TEXT, state=STATE)
            loose(pin.get("confirmed"), "what confirmed it", by=SHORT_TEXT,
                  how=one_of(*HOWS), at=simple("a time", any_time),
                  document_=null_or(SHORT_TEXT))
            spki = decode_base64(pin["publicKey"])
            must("a key", spki)
            must("a key once", keyid_of(spki) not in pins)
            pins[keyid_of(spki)] = dict(pin, spki=spki)
        return pins, unknown_in_pins(value)
    except NotEncoded as error:
        raise Wrong(2, str(error)) from None


SIGNERS = {"states_": array(STATE, 1), "keys_": array(HEX256, 1),
           "kinds_": array(one_of(*KINDS), 1)}


def read_policy(content):
    """The policy, and the envelope that it came in or None; or Wrong."""
    envelope = None
    try:
        if content.startswith(b'{"payload":'):
            envelope = Envelope(content, POLICY_TYPE)
            content = envelope.payload
        value = parse_any(content)
        later_schema(value, "policy")
        loose(value, "the policy", name=SHORT_TEXT,
              threshold_=number(1, 64), openHandOvers_=BOOLEAN,
              understood_=TEXTS, directoryMaxAgeDays_=number(0, 36500),
              staleDirectory_=BOOLEAN, partial_=BOOLEAN, critical_=TEXTS)
        if "signers" in value:
            loose(value["signers"], "signers", **SIGNERS)
            must("signers demand something",
                 {"states", "keys", "kinds"} & set(value["signers"]))
        return value, envelope
    except NotEncoded as error:
        raise Wrong(2, str(error)) from None


KNOWN = {"schema", "name", "signers", "threshold", "openHandOvers",
         "understood", "directoryMaxAgeDays", "staleDirectory", "partial",
         "critical"}


def unknown_keys(policy):
    """What a policy demands that is not known, and not its author's own."""
    return [key for known, value in (
        (KNOWN, policy), ({"states", "keys", "kinds"},
                          policy.get("signers", {})))
        for key in value if key not in known and not key.startswith("x-")]


BLANK = re.compile(
    r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]*\Z")


def is_blank(text):
    """White space, or what shows nothing (10.3)."""
    return BLANK.match(text) is not None


class Known:
    """What is known of a key: where from, its uses, who holds it."""

    def __init__(self, source, uses, holder, state, kind, entry):
        self.source, self.uses, self.holder = source, uses, holder
        self.state, self.kind, self.entry = state, kind, entry

    def standing(self, use, at):
        revoked = self.entry and self.entry.revoked
        if revoked and revoked["reason"] == "compromised":
            return "compromised"
        if use not in self.uses:
            return "wrong-use"
        if revoked and revoked["at"] <= at:
            return "revoked"
        if self.source == "directory":
            if at < self.entry.start:
                return "not-yet"
            if self.entry.until is not None and at > self.entry.until:
                return "expired"
        return "valid"


class Trust:
    """All that a bundle is judged by.  `now` is a time as in 3.4; `as_of`:
    it is an instant that was asked for."""

    def __init__(self, given, threshold=1, directory=None, pins=None,
                 policy=None, now=None, seen=None, as_of=False,
                 number=None):
        self.as_of = as_of
        self.number = digits_of(number) if number else None
        if number and self.number is None:
            raise Wrong(2, "no seal number")
        self.given = {keyid_of(spki): spki for spki in given}
        self.asked, self.now, self.seen = threshold, now, seen or {}
        self.directory = Directory(directory) if directory else None
        if self.directory:
            self.directory.require(self.directory)
        self.pins, self.pins_unknown = read_pins(pins) if pins else ({}, [])
        self.policy, self.envelope = (read_policy(policy) if policy
                                      else ({}, None))
        if self.envelope:
            self.check_envelope()

    def also(self, keys):
        """The same, with these keys as if they were given, too."""
        other = copy.copy(self)
        other.given = dict(self.given, **{keyid_of(k): k for k in keys})
        return other

    def spki_of(self, keyid):
        if keyid in self.given:
            return self.given[keyid]
        if keyid in self.pins:
            return self.pins[keyid]["spki"]
        entry = self.directory and self.directory.keys.get(keyid)
        return entry.spki if entry else None

    def check_envelope(self):
        for keyid, signature in self.envelope.signatures:
            spki = self.spki_of(keyid)
            if spki and verify(spki, signature,
                               self.envelope.signed()) == "failed":
                raise Wrong(1, "the policy is forged")

    def is_empty(self):
        return not (self.given or self.pins
                    or self.directory and self.directory.keys)

    def find(self, spki):
        keyid = keyid_of(spki)
        entry = self.directory and self.directory.keys.get(keyid)
        pin = self.pins.get(keyid)
        holder = state = kind = None
        if entry:
            holder = entry.contact["id"]
            state, kind = entry.contact["state"], entry.contact["kind"]
        if pin:
            who = pin["holder"]
            state = who["state"]
            holder = holder or (state, who["organization"], who["name"])
        holder = holder or keyid
        if keyid in self.given:
            return Known("given", USES, holder, state, kind, entry)
        if pin:
            return Known("pin", pin["uses"], holder, state, kind, entry)
        if entry:
            return Known("directory", entry.uses, holder, state, kind, entry)
        return None

    def two_states(self):
        """The keys that a pin gives to one State and the directory to
        another (10.4)."""
        return sorted(
            keyid for keyid, pin in self.pins.items()
            if self.directory and keyid in self.directory.keys
            and self.directory.keys[keyid].contact["state"]
            != pin["holder"]["state"])

    def understands(self, text):
        return (text in self.policy.get("understood", [])
                and not is_blank(text))

    def check_sources(self, findings):
        """Of directory, pins and policy themselves."""
        for place in self.pins_unknown:
            findings.told("", "pins say what is not known: " + place)
        for keyid in self.two_states():
            findings.told("", "key %s: pin and directory differ" % keyid)
        if self.directory:
            value = self.directory.value
            for place in self.directory.unknown:
                findings.told("", "not known: " + place)
            noted = Seen(self.seen, self.directory)
            if value["version"] < noted.number:
                findings.add(NOT_TRUSTED, "", "the directory is rolled back")
            if noted.forks(self.directory):
                findings.add(NOT_TRUSTED, "", "the directory is forked")
            if self.now < value["issuedAt"]:
                findings.told("", "judged before the directory was issued")
            if value["expires"] < self.now:
                findings.add(0 if self.policy.get("staleDirectory")
                             else NOT_TRUSTED, "", "the directory is stale")
            for text in value["critical"]:
                if not self.understands(text):
                    findings.add(NOT_TRUSTED, "", "critical: " + text)
        most = self.policy.get("directoryMaxAgeDays")
        if most is not None and not self.directory_is_young(most):
            findings.add(NOT_TRUSTED, "", "no directory that is young enough")
        for key in unknown_keys(self.policy):
            findings.add(NOT_TRUSTED, "", "the policy demands: " + key)
        for text in self.policy.get("understood", []):
            if is_blank(text):
                findings.told("", "the policy understands what is blank")
        for text in self.policy.get("critical", []):
            findings.add(NOT_TRUSTED, "", "critical in the policy: " + text)
        if self.envelope and not self.policy_counts():
            findings.add(NOT_TRUSTED, "", "the policy is not trusted")

    def directory_is_young(self, days):
        if not self.directory:
            return False
        issued = self.directory.value["issuedAt"]
        return issued <= self.now and \
            seconds_of(self.now) - seconds_of(issued) <= days * 86400

    def policy_counts(self):
        for keyid, signature in self.envelope.signatures:
            spki = self.spki_of(keyid)
            if spki and verify(spki, signature,
                               self.envelope.signed()) == "good" \
                    and self.find(spki).standing("intake",
                                                 self.now) == "valid":
                return True
        return False

    def allows(self, known, keyid):
        signers = self.policy.get("signers", {})
        return all(what in signers.get(name, [what]) for name, what in
                   (("states", known.state), ("keys", keyid),
                    ("kinds", known.kind)))

    def judge(self, signers, claimed, findings, seal_number=None):
        """signers: (keyid, status, key) as the seal's check gives them."""
        if self.now is not None and self.now < claimed:
            findings.told("", "judged before it claims to be sealed")
        if self.number and not self.expects(seal_number):
            findings.add(NOT_TRUSTED, "", "another seal number")
        elif self.number and self.is_empty():
            self.also(key for _, _, key in signers).count(
                signers, claimed, findings)
            return
        if self.is_empty() and not self.policy:
            findings.add(NOT_TRUSTED, "", "no trust given", "no-trust-given")
            return
        self.count(signers, claimed, findings)

    def expects(self, seal_number):
        """Whether it is this number that is expected."""
        return bool(self.number and seal_number
                    and digits_of(seal_number) == self.number)

    def count(self, signers, claimed, findings):
        holders = set()
        for keyid, status, spki in signers:
            known = self.find(spki) if status == "good" else None
            if known is None:
                continue
            standing = known.standing("seal", claimed)
            if standing != "valid":
                findings.add(NOT_TRUSTED, "", "key %s: %s when it was sealed"
                             % (keyid, standing))
            elif self.allows(known, keyid):
                holders.add(known.holder)
        want = max(self.asked, self.policy.get("threshold", 1))
        if len(holders) < want:
            findings.add(NOT_TRUSTED, "", "%d of %d holders have signed"
                         % (len(holders), want))

