"""A writer of custody logs, from docs/format.md section 9 alone.

Nothing is random and no clock is read: what an event says is what it is told.
A Chain is one key on one station; it knows where it goes on.
"""

import base64
import datetime
import hashlib

import evwriter
import keys

BASE = datetime.datetime(2026, 10, 26, 9, 0, 0)
WORDS = ("verified", "not-intact", None, "not-trusted", "incomplete",
         "not-checked")
UID = "0f8fad5b-d9cb-4569-a165-70867728950e"


def when(seconds):
    """A time of section 3.4, that many seconds after the first."""
    return (BASE + datetime.timedelta(seconds=seconds)).strftime(
        "%Y-%m-%dT%H:%M:%S.000000000Z")


def bundle(seal_digest):
    return {"name": "evidence/seal.json", "digest": {"sha256": seal_digest}}


def exhibit(uid=UID):
    return {"name": uid, "digest": {
        "sha256": hashlib.sha256(uid.encode()).hexdigest()}}


def digest(line):
    """An event's: of its line without the line feed."""
    return hashlib.sha256(line.rstrip(b"\n")).hexdigest()


def predicate(key, kind, details, at, prev=None, answers=(), branch="b0" * 8,
              salt="5a" * 16, holder=None, critical=(), time=None):
    value = {"at": when(at), "zone": "+05:00", "source": "system"}
    value.update(time or {})
    return {
        "type": kind, "salt": salt,
        "publicKey": base64.b64encode(key.spki).decode(),
        "branch": branch, "prev": prev, "answers": sorted(answers),
        "time": value,
        "holder": holder or {"name": key.name, "organization": "",
                             "state": ""},
        "critical": list(critical), "details": details}


def line_of(key, subject, value, signer=None, keyid=None,
            kind="urn:libevidence:custody:v1"):
    """The line, with its LF, of a predicate."""
    payload = evwriter.encode_json({
        "_type": "https://in-toto.io/Statement/v1", "subject": [subject],
        "predicateType": kind, "predicate": value})
    signature = (signer or key).sign(evwriter.pae(payload))
    return evwriter.encode_json({
        "payload": evwriter.b64(payload),
        "payloadType": evwriter.PAYLOAD_TYPE,
        "signatures": [{"keyid": keyid or keys.keyid(key.spki),
                        "sig": evwriter.b64(signature)}]}) + b"\n"


class Chain:
    """One key on one station: each event goes on from the one before."""

    def __init__(self, key, branch="b0" * 8, subject=None, prev=None):
        self.key, self.branch, self.prev = key, branch, prev
        self.subject = subject or exhibit()

    def add(self, kind, details=None, at=0, **more):
        subject = more.pop("subject", self.subject)
        more.setdefault("prev", self.prev)
        more.setdefault("branch", self.branch)
        line = line_of(self.key, subject, predicate(
            self.key, kind, details or {}, at, **more))
        self.prev = digest(line)
        return line


def hand_over(key, files, conditions, heads=(), changes=(), name=""):
    """Details of a hand-over to the holder of a key."""
    return {"receiver": {
        "publicKey": base64.b64encode(key.spki).decode(), "name": name,
        "organization": "", "state": ""},
        "files": [{"name": n, "size": len(data), "sha256":
                   hashlib.sha256(data).hexdigest()}
                  for n, data in sorted(files.items())],
        "conditions": {"sealed": conditions, "changes": sorted(changes)},
        "heads": sorted(heads)}


def receipt(files, acceptance="accepted", heads=(), reservation=None,
            answers=(), exit_status=0, status=None):
    """Details of a receipt of those files."""
    value = {"acceptance": acceptance}
    if reservation is not None:
        value["reservation"] = reservation
    value.update({
        "conditions": list(answers),
        "files": hand_over(keys.A, files, None)["files"],
        "verdict": {"status": status or WORDS[exit_status],
                    "exitStatus": exit_status,
                    "policySha256": None,
                    "tool": {"name": "evid-custody", "version": "0.1.0"}},
        "heads": sorted(heads)})
    return value
