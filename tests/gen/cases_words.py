"""Words on conditions in a custody log that have no effect: by whom nobody
knows, under keys that cannot be checked, of other evidence."""

import keys
from cases_custody import IMPOSED, LIFTED, OTHER, beside
from evcustody import Chain

X = keys.X
LONG = "C" * 255 + "\u00e9\u0442"


def word(owner, subject, kind="condition-changed", details=None, at=3,
         branch="bb" * 8):
    return Chain(owner, branch, subject).add(kind, details or LIFTED, at)


def consent(to="VN", kind="consent-given", **more):
    return kind, dict({"condition": "C-1", "to": {"state": to}}, **more)


beside("word-of-a-stranger", "A key of which no State is known lifts a "
       "condition: it has no effect, and is told.", 0,
       lambda s, lines: [word(keys.B, s)], conditions=IMPOSED)
beside("word-on-a-long-id", "The same of a condition whose id is longer than "
       "what is kept of a stranger's word.", 0,
       lambda s, lines: [word(keys.B, s, details=dict(
           LIFTED, condition=LONG))], conditions=IMPOSED)
beside("word-unchecked", "A condition is lifted under a key of an algorithm "
       "that cannot be checked.", 0, lambda s, lines: [word(X, s)],
       conditions=IMPOSED)
beside("word-of-other-evidence", "A condition of other evidence is lifted, in "
       "this evidence's log.", 3, lambda s, lines: [
           word(keys.A, s, "stored", {}), word(keys.B, OTHER)],
       conditions=IMPOSED)
beside("consent-of-a-stranger", "A key of which no State is known consents, "
       "and refuses.", 0, lambda s, lines: [
           word(keys.A, s, *consent()),
           word(keys.B, s, *consent(kind="consent-refused"), at=4)],
       conditions=IMPOSED)
beside("words-among-others", "Words on conditions among events on custody.",
       0, lambda s, lines: [
           word(keys.A, s, "stored", {}, 1, "a1" * 8), word(keys.A, s),
           word(keys.B, s, "examined", {}, 5)], conditions=IMPOSED)
beside("beside-empty", "The log beside the bundle has no line.", 4,
       lambda s, lines: [])
