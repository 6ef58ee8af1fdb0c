"""What a check finds: effects, findings and the verdict (format.md, 7)."""

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

MOST_KEPT = 1000


class Altered(Exception):
    """Effect 1, at a place after which reading cannot go on."""


class CutShort(Exception):
    """Effect 4: the input ends before its end."""


class OtherFormat(Exception):
    """Effect 5: a bundle of another format; this text says nothing of it."""


class Findings:
    """The findings so far; the worst counts, only the first are kept."""

    def __init__(self):
        self.kept = []
        self.worst = TOLD
        self.left_out = 0

    def add(self, effect, path, message):
        if ORDER.index(effect) < ORDER.index(self.worst):
            self.worst = effect
        if len(self.kept) < MOST_KEPT:
            self.kept.append((effect, path, message))
        else:
            self.left_out += 1

    def altered(self, path, message):
        self.add(NOT_INTACT, path, message)

    def told(self, path, message):
        self.add(TOLD, path, message)

    def verdict(self):
        return VERDICTS[self.worst]
