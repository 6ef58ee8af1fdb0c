#!/usr/bin/python3
"""An event as another tool might sign it: whatever it is told to say.

usage: sign_event.py KEY SEAL TYPE DETAILS [ANSWERED...]

KEY is a secret key without a passphrase, SEAL the digest of the seal, or an
exhibit's uid, DETAILS JSON, ANSWERED digests of events.  It is the first of a
branch of its own, or of the one that EVENT_BRANCH names, or follows EVENT_PREV
there, and is of now, or so many seconds later as EVENT_LATER says; EVENT_TIME
and EVENT_HOLDER, JSON, are put over what it says of its time and its holder,
and EVENT_CRITICAL, JSON, is what must be understood of it.  Prints the line."""

import datetime
import json
import os
import sys

from cryptography.hazmat.primitives import serialization

sys.dont_write_bytecode = True
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TESTS, "gen"))

import evcustody  # noqa: E402


class Key:
    """A key as the tools write it."""

    def __init__(self, path):
        with open(path, "rb") as file:
            secret = serialization.load_pem_private_key(file.read(), None)
        self.name, self.sign = "another tool", secret.sign
        self.spki = secret.public_key().public_bytes(
            serialization.Encoding.DER,
            serialization.PublicFormat.SubjectPublicKeyInfo)


def main():
    path, seal, kind, details, *answers = sys.argv[1:]
    key = Key(path)
    now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(
        seconds=int(os.environ.get("EVENT_LATER", "0")))
    time = {"at": now.strftime("%Y-%m-%dT%H:%M:%S.%f000Z")}
    time.update(json.loads(os.environ.get("EVENT_TIME", "{}")))
    value = evcustody.predicate(
        key, kind, json.loads(details), 0, answers=answers,
        branch=os.environ.get("EVENT_BRANCH", os.urandom(8).hex()), salt=os.urandom(16).hex(),
        holder=json.loads(os.environ.get("EVENT_HOLDER", "null")), time=time,
        prev=os.environ.get("EVENT_PREV"),
        critical=json.loads(os.environ.get("EVENT_CRITICAL", "[]")))
    subject = evcustody.exhibit if "-" in seal else evcustody.bundle
    sys.stdout.buffer.write(evcustody.line_of(key, subject(seal), value))


if __name__ == "__main__":
    main()
