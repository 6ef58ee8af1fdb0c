"""Files that arrived, against a hand-over (9.8)."""

import hashlib
import os
import stat

from .custody import Custody, clearly_later
from .encoding import NotEncoded
from .events import Event, cut_lines


LACKS = {"not-yet": "key-not-yet-valid", "expired": "key-expired",
         "revoked": "key-revoked-before", "wrong-use": "key-wrong-use",
         "compromised": "custody-key-compromised"}


def look_at_key(over, custody, trust):
    """The code of what is wrong with the key of a hand-over, or None."""
    if trust.is_empty():
        return "no-trust-given"
    known = trust.find(over.key)
    if over.keyid in custody.compromised:
        return LACKS["compromised"]
    if over.unchecked() or known is None:
        return "signer-not-trusted"
    for at in (over.at, over.instant):
        if known.standing("custody", at) != "valid":
            return LACKS[known.standing("custody", at)]
    return "custody-key-revoked-since" if custody.revoked_since(over) \
        else None


def places(entry, offered):
    """Where a file that is named arrived."""
    there = [path for path in offered
             if os.path.basename(path) == entry["name"]]
    return there or [os.path.join(os.path.dirname(offered[0]),
                                  entry["name"])]


def is_no_file(path):
    """Something stands there that is neither a file nor a disk."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISBLK(mode)


def look_at_file(path, entry, offered):
    """The code of what is wrong with a file that is named, or None."""
    if path not in offered and is_no_file(path):
        return "delivery-file-changed"
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError:
        return "delivery-file-missing"
    if len(content) < entry["size"]:
        return "delivery-file-cut"
    if (len(content), hashlib.sha256(content).hexdigest()) \
            != (entry["size"], entry["sha256"]):
        return "delivery-file-changed"
    return None


def deliver(content, offered, trust, log=b""):
    """content: the line of a hand-over; offered: paths of files; log: what
    is said of the key.
    The findings as (code, name); None where there is no such hand-over;
    OSError where nothing is at a path that it does not name."""
    lines, _ = cut_lines(content)
    try:
        over = Event(*lines)
    except (NotEncoded, TypeError):
        return None
    if not over.stands() or over.type != "handed-over":
        return None
    named = over.details["files"]
    names = [entry["name"] for entry in named]
    unnamed = [path for path in offered
               if os.path.basename(path) not in names]
    for path in unnamed:
        os.stat(path)
    found = {(code, entry["name"]) for entry in named
             for path in places(entry, offered)
             for code in [look_at_file(path, entry, offered)] if code}
    found |= {("delivery-file-unnamed", os.path.basename(path))
              for path in unnamed}
    if trust.policy.get("threshold", 1) > 1:
        found.add(("policy-threshold-not-applied", None))
    custody = Custody(content + log, trust,
                      seal=None if over.exhibit else over.subject[1])
    if trust.now is not None and clearly_later(over.instant, trust.now):
        found.add(("custody-in-future", None))
    found |= {("custody-critical-unknown", text) for text in over.critical
              if not trust.understands(text)}
    wrong = look_at_key(over, custody, trust)
    found |= {(code, about) for code, about in custody.found
              if code == "custody-version-unknown"}
    return found | ({(wrong, None)} if wrong else set())
