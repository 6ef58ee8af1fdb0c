"""Conditions (docs/format.md, section 11): what must be understood."""

from corpus import add
from evwriter import CONDITIONS, Bundle, encode_json


def conditions(name, why, value, status=3):
    """conditions.json with this list of conditions."""
    def make():
        text = encode_json(dict(CONDITIONS, conditions=value)) + b"\n"
        return Bundle().on("tags", lambda tags: dict(
            tags, **{"evidence/conditions.json": text}))
    add(("bad-" if status else "good-") + "condition-" + name, why, make,
        status)


def one(**more):
    return dict({"id": "C1", "type": "use-this-case", "text": [
        {"lang": "en", "text": "This case alone."}], "imposedBy": "KZ",
        "appliesTo": ["all"]}, **more)


conditions("plain", "A condition that is nothing but one.", [one()], 0)
conditions("critical", "It must be understood, and nobody here does.",
           [one(critical="urn:example:air-gap")])
conditions("critical-not-text", "What must be understood is no text.",
           [one(critical=7)])
conditions("critical-malformed", "It has no id, but must be understood.",
           [{"critical": "urn:example:air-gap"}])
conditions("list-is-none", "An object where the list of conditions stands: "
           "nobody knows what it holds.", {"C1": one()})
conditions("critical-ended", "It had to be understood until 2020.",
           [one(critical="urn:example:x", until="2020-01-01T00:00:00+05:00")],
           0)
conditions("critical-ended-day", "The same, with a day.",
           [one(critical="urn:example:x", until="2020-01-01")], 0)
conditions("critical-not-ended", "It must be understood for long.",
           [one(critical="urn:example:x", until="9999-12-31")])
conditions("critical-no-time", "Its end is no time, so it has none.",
           [one(critical="urn:example:x", until="2020-01-01T00:00:00")])
conditions("critical-event", "It ends with an event, which nobody told of.",
           [one(critical="urn:example:x", until={"event": "the verdict"})])
conditions("critical-deadline", "A day by which something is to be done is "
           "not its end.", [one(type="delete-after", until="2020-01-01",
                                critical="urn:example:x")])
