"""Conditions as of now, without a custody log (docs/format.md, section 11):
those in force that must be understood, and are not."""

import datetime
import re

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
