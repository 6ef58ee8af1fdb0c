"""What a check finds: effects, findings and the verdict (format.md, 7), and how
many of them are listed (9.9)."""

import collections

NOT_INTACT, NOT_CHECKED, INCOMPLETE, NOT_TRUSTED, TOLD = 1, 5, 4, 3, 0

# Worst first.
ORDER = (NOT_INTACT, NOT_CHECKED, INCOMPLETE, NOT_TRUSTED, TOLD)

VERDICTS = {
    NOT_INTACT: "not-intact",
    NOT_CHECKED: "not-checked",
    INCOMPLETE: "incomplete",
    NOT_TRUSTED: "not-trusted",
    TOLD: "verified",
}

# So many are listed, of what anybody can write so many of them; of each code
# one at least (9.9).
MOST_KEPT = 1000
MOST_OF_ANYBODY = 500


class Altered(Exception):
    """Effect 1, at a place after which reading cannot go on."""


class CutShort(Exception):
    """Effect 4: the input ends before its end."""


class OtherFormat(Exception):
    """Effect 5: a bundle of another format; this text says nothing of it."""


class Findings:
    """The findings so far; the worst counts, also of those that are not
    kept.  `counts` and `left_out`: how many there are of each code, and how
    many of these are not kept; what the text has no code for goes by its
    effect."""

    def __init__(self):
        self.kept = []
        self.worst = TOLD
        self.counts = collections.Counter()
        self.left_out = collections.Counter()
        self.anybodys = 0

    def add(self, effect, path, message, code=None, anybodys=False):
        """anybodys: it is of what anybody can write."""
        if ORDER.index(effect) < ORDER.index(self.worst):
            self.worst = effect
        kind = code or "effect %d" % effect
        self.counts[kind] += 1
        if self.counts[kind] > 1 and (
                len(self.kept) >= MOST_KEPT
                or anybodys and self.anybodys >= MOST_OF_ANYBODY):
            self.left_out[kind] += 1
            return
        self.kept.append((effect, path, message, code))
        self.anybodys += anybodys

    def altered(self, path, message):
        self.add(NOT_INTACT, path, message)

    def told(self, path, message):
        self.add(TOLD, path, message)

    def verdict(self):
        return VERDICTS[self.worst]
