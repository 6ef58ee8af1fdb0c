"""Conditions (docs/format.md, section 11): without a custody log, those in
force as of now that must be understood, and are not; with one, which words on
conditions have no effect."""

import datetime
import re

from .encoding import NotEncoded
from .trust import STATE

TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d{1,9})?"
                  r"([Zz]|[+-]\d\d:\d\d)")
DEADLINES = ("retain-until", "delete-after", "return-after")


def instant(text):
    """Seconds since 1970, or None; a day is its last second in UTC."""
    if not isinstance(text, str):
        return None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        text += "T23:59:59Z"
    match = TIME.fullmatch(text)
    if match is None:
        return None
    try:
        at = datetime.datetime(*(int(part) for part in match.groups()[:6]),
                               tzinfo=datetime.timezone.utc).timestamp()
    except ValueError:
        return None
    zone = match[8]
    if zone in "Zz":
        return at
    seconds = int(zone[1:3]) * 3600 + int(zone[4:]) * 60
    return at - seconds if zone[0] == "+" else at + seconds


def not_understood(document, now, understands):
    """What of conditions.json must be understood, and is not."""
    conditions = document.get("conditions", [])
    if not isinstance(conditions, list):
        yield "the list of conditions is none"
        return
    for condition in conditions:
        if not isinstance(condition, dict) or "critical" not in condition:
            continue
        end = instant(condition.get("until"))
        if (end is not None and end < now
                and condition.get("type") not in DEADLINES):
            continue
        urn = condition["critical"]
        if isinstance(urn, str) and understands(urn):
            continue
        yield "a condition: %r" % (urn,)


def name_of(value):
    """What a condition is known by, its id and its State; None where it is
    not readable."""
    texts = [value.get(key) for key in ("id", "type", "imposedBy")
             ] if isinstance(value, dict) else [None]
    return (texts[0], texts[2]) if all(
        isinstance(text, str) and text for text in texts) else None


def is_state(text):
    try:
        STATE(text, "to.state", [])
    except NotEncoded:
        return False
    return True


def acts(details, state, there):
    """Whether the word of a State has an effect; there: the conditions that
    are, and become so."""
    ident, value = details["condition"], details.get("value")
    own = (ident, state)
    if "change" not in details:
        return is_state(details.get("to", {}).get("state")) and own in there
    if value is not None and name_of(value) != own:
        return False
    if details["change"] == "added":
        good = own not in there
    elif details["change"] == "tightened":
        good = any(one == ident for one, _ in there)
    else:
        good = own in there
    if good:
        there.add(own)
    return good


def binds(details, there):
    """Of who sealed, and whose State is not known."""
    ident, change = details["condition"], details.get("change")
    name = name_of(details.get("value"))
    if change not in ("added", "tightened") or not name or name[0] != ident:
        return False
    return change == "added" or any(one == ident for one, _ in there)


def without_effect(document, words):
    """Of words, as (event, State or None, whether its signer sealed), in the
    order in which they act, the events that do not."""
    sealed = document.get("conditions")
    there = {name_of(one) for one in (
        sealed if isinstance(sealed, list) else ())} - {None}
    for event, state, sealer in words:
        if not (acts(event.details, state, there) if state
                else sealer and binds(event.details, there)):
            yield event
