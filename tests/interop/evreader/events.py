"""Lines of a custody log and the events in them (9.1 to 9.3)."""

import hashlib
import re

from .encoding import (WEIGHT_LIMIT, NotEncoded, decode_base64, parse_json,
                       weight)
from .seal import PAYLOAD_TYPE, SHORT_TEXT, UUID, verify
from .shapes import (BASE64, BOOLEAN, COUNT, HEX256, SOME_BASE64, TEXT, TIME,
                     array, hexadecimal, is_integer, null_or, one_of,
                     pattern, simple, thing)

ANSWERS_LIMIT = 1024
TYPE = re.compile("[a-z][a-z0-9-]{0,63}")
SEAL_NAME = "evidence/seal.json"

ENVELOPE = thing(
    required="all", exactly=True,
    payload=BASE64, payloadType=one_of(PAYLOAD_TYPE),
    signatures=array(thing(required="all", exactly=True,
                           keyid=HEX256, sig=BASE64), 1, 1))


def rising(value):
    return all(a < b for a, b in zip(value, value[1:]))


def digests(most=None):
    items = array(HEX256, 0, most)

    def check(value, where, unknown):
        items(value, where, unknown)
        if not rising(value):
            raise NotEncoded("%s does not strictly increase" % where)
    return check


OBJECT = simple("an object", lambda v: isinstance(v, dict))
WORDS = simple("words", lambda v: isinstance(v, str) and v != "")
NAME = simple("a file's name", lambda v: isinstance(v, str)
              and v not in ("", ".", "..") and "/" not in v)
EXIT = simple("a status", lambda v: is_integer(v) and 0 <= v <= 5)


STATEMENT = thing(
    required="all", exactly=True,
    _type=one_of("https://in-toto.io/Statement/v1"),
    subject=array(thing(
        required="all", exactly=True, name=TEXT,
        digest=thing(required="all", exactly=True, sha256=HEX256)), 1, 1),
    predicateType=one_of("urn:libevidence:custody:v1"),
    predicate=thing(
        required="all", type=pattern(TYPE, "a type"), salt=hexadecimal(32),
        publicKey=SOME_BASE64, branch=hexadecimal(16),
        prev=null_or(HEX256), answers=digests(ANSWERS_LIMIT),
        time=thing(required="all", optional=("certainty", "recordedAt"),
                   at=TIME, zone=SHORT_TEXT, source=SHORT_TEXT,
                   certainty=SHORT_TEXT, recordedAt=TIME),
        holder=thing(required="all", name=SHORT_TEXT,
                     organization=SHORT_TEXT, state=SHORT_TEXT),
        critical=array(TEXT), details=OBJECT))


LATER = re.compile("urn:libevidence:custody:v(?:[2-9]|[1-9][0-9]{1,8})")

# Details: objects whose keys stand in any order, among others.

def among(**keys):
    """An object with these keys; one whose name ends in _ may be absent."""
    def check(value, where, unknown):
        OBJECT(value, where, unknown)
        for name, shape in keys.items():
            key = name.rstrip("_")
            if key in value:
                shape(value[key], "%s.%s" % (where, key), unknown)
            elif not name.endswith("_"):
                raise NotEncoded("%s has no %s" % (where, key))
    return check


FILE = among(name=NAME, size=COUNT, sha256=HEX256)


def files(value, where, unknown):
    array(FILE)(value, where, unknown)
    if not rising([entry["name"].encode("utf-8") for entry in value]):
        raise NotEncoded("%s is not in order of names" % where)


ACCEPTANCE = one_of("accepted", "with-reservation", "not-accepted")
CONSENT = among(condition=WORDS, to_=among(state=TEXT))
ONLY = among(only=BOOLEAN)
DETAILS = {
    "handed-over": among(
        receiver=among(publicKey=SOME_BASE64, name=TEXT, organization=TEXT,
                       state=TEXT),
        files=files,
        conditions=among(sealed=null_or(HEX256), changes=digests()),
        heads=digests()),
    "received": among(
        acceptance=ACCEPTANCE, reservation_=WORDS,
        conditions=array(among(id=WORDS, answer=ACCEPTANCE, text_=TEXT)),
        files=files,
        verdict=null_or(among(
            status=WORDS, exitStatus=EXIT, policySha256=null_or(HEX256),
            tool=among(name=TEXT, version=TEXT))),
        heads=digests()),
    "refused": among(reason=WORDS),
    "acknowledged-outside": among(
        means=one_of("paper", "telephone"),
        result=one_of("received", "refused"), by=among(name=WORDS),
        scan_=among(sha256=HEX256)),
    "condition-changed": among(
        condition=WORDS,
        change=one_of("loosened", "tightened", "added", "lifted"),
        value_=OBJECT),
    "consent-given": CONSENT, "consent-refused": CONSENT,
    "corrected": among(corrects=among(event=HEX256, why=WORDS),
                       fields=OBJECT),
    "key-succeeded": among(newKey=SOME_BASE64),
    "key-compromised": among(keyid=HEX256, since=TIME),
    "attached": among(name=NAME, size=COUNT, sha256=HEX256, mediaType=TEXT),
    "endorsed": among(statement=array(among(text=WORDS), 1)),
    "returned": ONLY, "copy-destroyed": ONLY, "destroyed": ONLY,
}
TYPES = set(DETAILS) | set("""collected photographed stored retrieved
    transported copied examined sealed opened verified delivered timestamped
    disclosed use-reported preservation-effected preservation-extended
    preservation-released""".split())


def must(what, good):
    if not good:
        raise NotEncoded("not so: " + what)


def digest_of(line):
    return hashlib.sha256(line).hexdigest()


STATEMENT_OF_LATER = thing(
    required="all", exactly=True,
    _type=one_of("https://in-toto.io/Statement/v1"),
    subject=simple("anything", lambda v: True),
    predicateType=pattern(LATER, "a later version"),
    predicate=among(publicKey=SOME_BASE64))


class Line:
    """A line without its LF that is signed; NotEncoded where it is foreign."""

    def __init__(self, line):
        envelope = parse_json(line)
        ENVELOPE(envelope, "event", [])
        self.line, self.digest = line, digest_of(line)
        payload = decode_base64(envelope["payload"])
        statement, self.unknown = parse_json(payload), []
        must("at most 64 MiB of weight", weight(payload) <= WEIGHT_LIMIT)
        self.take(statement)
        signature = envelope["signatures"][0]
        self.status = "failed"
        if signature["keyid"] == self.keyid:
            self.status = verify(
                self.key, decode_base64(signature["sig"]),
                b"DSSEv1 28 %s %d %s" % (PAYLOAD_TYPE.encode(), len(payload),
                                         payload))

    def take(self, statement):
        raise NotImplementedError

    def stands(self):
        return self.status != "failed"

    def unchecked(self):
        return self.status == "cannot-check"


class Newer(Line):
    """An event of a later version: its digest and its key."""

    def take(self, statement):
        STATEMENT_OF_LATER(statement, "it", self.unknown)
        self.key = decode_base64(statement["predicate"]["publicKey"])
        self.keyid = digest_of(self.key)


class Event(Line):
    """An event."""

    def take(self, statement):
        STATEMENT(statement, "it", self.unknown)
        self.read(statement["subject"][0], statement["predicate"])

    def read(self, subject, predicate):
        name, digest = subject["name"], subject["digest"]["sha256"]
        self.exhibit = name if name != SEAL_NAME else None
        if self.exhibit:
            must("a subject", UUID.fullmatch(name)
                 and digest == digest_of(name.encode()))
        self.subject = name, digest
        self.type, self.details = predicate["type"], predicate["details"]
        self.key = decode_base64(predicate["publicKey"])
        self.keyid = digest_of(self.key)
        self.chain = self.keyid, predicate["branch"]
        self.prev, self.answers = predicate["prev"], predicate["answers"]
        self.critical = predicate["critical"]
        self.at = predicate["time"]["at"]
        self.instant = predicate["time"].get("recordedAt", self.at)
        must("recordedAt not before at", self.instant >= self.at)
        self.order = self.instant, self.digest
        if self.type in DETAILS:
            DETAILS[self.type](self.details, "details", [])
            self.look_at_details(self.details)

    def look_at_details(self, details):
        """What one detail asks of another."""
        if self.type in ("handed-over", "received"):
            must("files of a bundle", details["files"] or self.exhibit)
        if self.type == "handed-over":
            must("no sealed conditions of an exhibit, and of it alone",
                 (details["conditions"]["sealed"] is None)
                 == bool(self.exhibit))
        elif self.type == "received":
            must("a reservation where it is not just accepted",
                 ("reservation" in details)
                 == (details["acceptance"] != "accepted"))
            must("a verdict on a bundle",
                 details["verdict"] is not None or self.exhibit)
        elif self.type == "condition-changed":
            must("a value unless it is lifted",
                 ("value" in details) == (details["change"] != "lifted"))
        elif self.type == "corrected":
            must("what is corrected is answered",
                 details["corrects"]["event"] in self.answers)

    def receiver(self):
        """The key id that a hand-over names."""
        return digest_of(decode_base64(self.details["receiver"]["publicKey"]))

    def files(self):
        """The sizes and digests of what was sent or found."""
        return sorted((f["sha256"], f["size"]) for f in self.details["files"])

    def fits(self, handed):
        """Whether a receipt can be one of these hand-overs."""
        if self.details["acceptance"] == "not-accepted":
            return True
        return (all(self.files() == over.files() for over in handed)
                and self.may_take())

    def may_take(self):
        """Whether a receipt's own verdict and answers let it take it."""
        accepted = self.details["acceptance"] == "accepted"
        verdict = self.details["verdict"]
        if verdict is not None:
            said = verdict["exitStatus"], verdict["status"]
            if said != (0, "verified") and (
                    accepted or said != (3, "not-trusted")):
                return False
        return not accepted or all(
            answer["answer"] == "accepted"
            for answer in self.details["conditions"])

    def new_keyid(self):
        """The key id that a succession names."""
        return digest_of(decode_base64(self.details["newKey"]))

    def asks(self):
        """Whether a change makes a condition that asks for an answer."""
        return (self.type == "condition-changed" and self.details.get(
            "value", {}).get("needsAcceptance") is True)

    def condition(self):
        """What a change that has a value makes a condition of: its id and the
        State that it says imposed it."""
        return (self.details["condition"],
                self.details["value"].get("imposedBy"))

    def saw(self):
        """What was there when it was signed, as it says."""
        if self.type not in ("handed-over", "received"):
            return []
        return self.details["heads"] + (
            self.details["conditions"]["changes"]
            if self.type == "handed-over" else [])


def cut_lines(content):
    """A log's bytes as (the set of its lines, what is torn)."""
    *lines, torn = content.split(b"\n")
    return set(lines), torn
