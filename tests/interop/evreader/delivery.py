"""Files that arrived, against a hand-over (9.8)."""

import hashlib
import os

from .encoding import NotEncoded
from .events import Event, cut_lines


def places(entry, offered):
    """Where a file that is named arrived."""
    there = [path for path in offered
             if os.path.basename(path) == entry["name"]]
    return there or [os.path.join(os.path.dirname(offered[0]),
                                  entry["name"])]


def look_at_file(path, entry):
    """The code of what is wrong with a file that is named, or None."""
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


def deliver(content, offered, trust):
    """content: the line of a hand-over; offered: paths of files.
    The findings as (code, name); None where there is no such hand-over."""
    lines, _ = cut_lines(content)
    try:
        over = Event(*lines)
    except (NotEncoded, TypeError):
        return None
    if not over.stands() or over.type != "handed-over":
        return None
    named = over.details["files"]
    found = {(code, entry["name"]) for entry in named
             for path in places(entry, offered)
             for code in [look_at_file(path, entry)] if code}
    found |= {("delivery-file-unnamed", os.path.basename(path))
              for path in offered
              if os.path.basename(path) not in [e["name"] for e in named]}
    known = trust.find(over.key)
    if over.unchecked() or known is None \
            or known.standing("custody", over.at) != "valid":
        found.add(("no-trust-given" if trust.is_empty()
                   else "signer-not-trusted", None))
    return found
