"""The Merkle root (3.5) and numbers for people (4.1)."""

import hashlib
import unicodedata

DAMM = [[int(digit) for digit in row] for row in (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790")]


def sha256(data):
    return hashlib.sha256(data).digest()


class Merkle:
    """RFC 9162, 2.1.1, leaf by leaf: a stack of whole subtrees, as the bits
    of the number of leaves."""

    def __init__(self):
        self.count = 0
        self.stack = []

    def add(self, line):
        node = sha256(b"\0" + line)
        self.count += 1
        count = self.count
        while count % 2 == 0:
            node = sha256(b"\1" + self.stack.pop() + node)
            count //= 2
        self.stack.append(node)

    def root(self):
        if not self.stack:
            return sha256(b"")
        node = self.stack[-1]
        for left in reversed(self.stack[:-1]):
            node = sha256(b"\1" + left + node)
        return node


def damm(digits):
    interim = 0
    for digit in digits:
        interim = DAMM[interim][int(digit)]
    return interim


def number_of(digest):
    """The seal number of a seal digest, or the key number of a key id."""
    digits = "%050d" % (int.from_bytes(digest, "big") >> (256 - 166))
    groups = (digits[at:at + 5] for at in range(0, 50, 5))
    return " ".join("%s-%d" % (group, damm(str(index) + group))
                    for index, group in enumerate(groups))


NOTHING_SHOWN = "\u00ad\u061c\u2060\ufeff" + "".join(
    chr(code) for run in ((0x200b, 0x200f), (0x202a, 0x202e),
                          (0x2066, 0x2069))
    for code in range(run[0], run[1] + 1))


def digits_of(text):
    """The 60 digits of a number as people type it: digits of any script,
    spaces, hyphens and what shows nothing anywhere.  None if it is no such
    number."""
    digits = ""
    for char in text:
        if (char.isspace() or unicodedata.category(char) == "Pd" or
                char == "\u2212" or char in NOTHING_SHOWN):
            continue
        value = unicodedata.decimal(char, None)
        if value is None:
            return None
        digits += str(value)
    if len(digits) != 60:
        return None
    for index in range(10):
        group = digits[index * 6:index * 6 + 6]
        if damm(str(index) + group[:5]) != int(group[5]):
            return None
    return digits
