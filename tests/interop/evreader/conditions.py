"""Conditions as of an instant (docs/format.md, section 11): how they stand by
the words of a custody log, which words have no effect, and which must be
understood, and are not."""

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


def not_understood(conditions, now, understands):
    """What must be understood of conditions as of now, and is not."""
    if not conditions.is_list:
        yield "the list of conditions is none"
    for condition in conditions.all:
        if not condition.in_force(now) or "critical" not in condition.value:
            continue
        urn = condition.value["critical"]
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


class Condition:
    """One as it stands: its value, how it came to that (`how`, and by which
    event), whose own use it is of, and the consents to States."""

    def __init__(self, value, how="sealed", event=None):
        self.value, self.how, self.event = value, how, event
        self.own_use = self.by_sealer = False
        self.consents = {}

    def restate(self, how, event, value):
        self.how, self.event = how, event
        if value is not None:
            self.value = value

    def ended(self, now):
        end = instant(self.value.get("until"))
        return (end is not None and end < now
                and self.value.get("type") not in DEADLINES)

    def in_force(self, now):
        return self.how != "lifted" and not self.ended(now)

    def as_told(self, now):
        """As the tool's JSON has it, of what is comparable."""
        texts = [self.value.get(key) or None for key in (
            "id", "type", "imposedBy")]
        return (*(text if isinstance(text, str) else None for text in texts),
                self.how, self.event, self.own_use, self.by_sealer,
                self.in_force(now), self.ended(now), tuple(sorted(
                    self.consents.items())))


class Conditions:
    """Conditions as words leave them; words: (event, State or None, whether
    its signer sealed), in the order in which they act.

    all: those that there are.  ignored: the events without effect."""

    def __init__(self, document, words):
        sealed = (document or {}).get("conditions", [])
        self.is_list = isinstance(sealed, list)
        self.all = [Condition(one) for one in (sealed if self.is_list else ())
                    if isinstance(one, dict)]
        self.known, self.ignored = {}, []
        for one in self.all:
            name = name_of(one.value)
            if name:
                self.known.setdefault(name, one)
        for event, state, sealer in words:
            if not (self.acts(event, state) if state
                    else sealer and self.binds(event)):
                self.ignored.append(event)

    def is_there(self, ident):
        return any(one == ident for one, _ in self.known)

    def acts(self, event, state):
        """Whether the word of a State has an effect, which it then has."""
        details = event.details
        ident, value = details["condition"], details.get("value")
        own = self.known.get((ident, state))
        if "change" not in details:
            to = details.get("to", {}).get("state")
            if not is_state(to) or own is None:
                return False
            own.consents[to] = (event.type == "consent-given", event.digest)
            return True
        change = details["change"]
        if value is not None and name_of(value) != (ident, state):
            return False
        if change == "added":
            good = own is None
        elif change == "tightened":
            good = self.is_there(ident)
        else:
            good = own is not None
        if good and own is None:
            own = Condition(value)
            own.own_use = change == "tightened"
            self.known[ident, state] = own
            self.all.append(own)
        if good:
            own.restate(change, event.digest, value)
        return good

    def binds(self, event):
        """Of who sealed, and whose State is not known."""
        details = event.details
        ident, change = details["condition"], details.get("change")
        name = name_of(details.get("value"))
        if (change not in ("added", "tightened") or not name
                or name[0] != ident
                or change == "tightened" and not self.is_there(ident)):
            return False
        bound = Condition(details["value"], change, event.digest)
        bound.by_sealer = True
        self.all.append(bound)
        return True
