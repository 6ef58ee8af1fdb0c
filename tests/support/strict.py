"""What an output may hold: a JSON parser that takes nothing but RFC 8259 with
I-JSON's rules, and the characters that may reach a terminal as they are.

Written by itself, not by Python's json: that takes duplicate keys, NaN, lone
surrogates and, when asked, control characters in strings."""

import re
import unicodedata

# Writing needs these two; the others of their category show nothing, or turn
# the text round.
JOINERS = "\u200c\u200d"
# Of the category Cf, but seen: signs before Arabic, Syriac, Kaithi numbers.
SEEN = set(list(range(0x600, 0x606)) + [0x6dd, 0x70f, 0x890, 0x891, 0x8e2,
                                        0x110bd, 0x110cd])
# Default_Ignorable_Code_Point of other categories (letters, marks, unassigned).
UNSEEN = [(0x34f, 0x34f), (0x115f, 0x1160), (0x17b4, 0x17b5),
          (0x2065, 0x2065), (0x3164, 0x3164), (0xfe00, 0xfe0f),
          (0xffa0, 0xffa0), (0xfff0, 0xfff8), (0xe0000, 0xe0fff)]
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
SHORT = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n",
         "r": "\r", "t": "\t"}


def deceives(char):
    """Does it move a terminal, turn text round, or show nothing?"""
    code = ord(char)
    return ((code & 0xfffe) == 0xfffe or 0xfdd0 <= code <= 0xfdef
            or any(a <= code <= b for a, b in UNSEEN)
            or (unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
                and char not in JOINERS and code not in SEEN))


def faults(data, allowed="\n"):
    """What is wrong with bytes that a person may look at."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return ["not UTF-8: %s" % wrong]
    return ["U+%04X at %d: ...%r" % (ord(char), at, text[max(at - 40, 0):at])
            for at, char in enumerate(text)
            if char not in allowed and deceives(char)]


class Parser:
    def __init__(self, data):
        self.text = data.decode("utf-8")
        self.at = 0

    def wrong(self, why):
        raise ValueError("%s at %d: %r" % (
            why, self.at, self.text[self.at:self.at + 30]))

    def blank(self):
        while self.text[self.at:self.at + 1] in (" ", "\n", "\r", "\t"):
            self.at += 1

    def token(self, token):
        if not self.text.startswith(token, self.at):
            self.wrong("here should stand %s" % token)
        self.at += len(token)

    def unit(self):
        digits = self.text[self.at:self.at + 4]
        if not re.fullmatch(r"[0-9a-fA-F]{4}", digits):
            self.wrong("no four hex digits")
        self.at += 4
        return int(digits, 16)

    def escape(self):
        kind = self.text[self.at:self.at + 1]
        self.at += 1
        if kind != "u":
            if kind not in SHORT:
                self.wrong("an escape that there is not")
            return SHORT[kind]
        high = self.unit()
        if 0xdc00 <= high <= 0xdfff:
            self.wrong("a low surrogate alone")
        if 0xd800 <= high <= 0xdbff:
            self.token("\\u")
            low = self.unit()
            if not 0xdc00 <= low <= 0xdfff:
                self.wrong("a high surrogate alone")
            high = 0x10000 + ((high - 0xd800) << 10) + low - 0xdc00
        return chr(high)

    def string(self):
        self.token('"')
        parts = []
        while True:
            char = self.text[self.at:self.at + 1]
            self.at += 1
            if char == '"':
                return "".join(parts)
            if char < " ":			# also the end of the text
                self.wrong("a control character in a string, or its end")
            parts.append(self.escape() if char == "\\" else char)

    def members(self, close, one):
        self.at += 1
        self.blank()
        if self.text.startswith(close, self.at):
            self.at += 1
            return
        while True:
            self.blank()
            one()
            self.blank()
            if self.text.startswith(close, self.at):
                self.at += 1
                return
            self.token(",")

    def value(self):
        char = self.text[self.at:self.at + 1]
        if char == '"':
            return self.string()
        if char == "{":
            made = {}

            def pair():
                key = self.string()
                if key in made:
                    self.wrong("the key %r stands twice" % key)
                self.blank()
                self.token(":")
                self.blank()
                made[key] = self.value()
            self.members("}", pair)
            return made
        if char == "[":
            items = []
            self.members("]", lambda: items.append(self.value()))
            return items
        for word, value in (("true", True), ("false", False),
                            ("null", None)):
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        number = NUMBER.match(self.text, self.at)
        if not number:
            self.wrong("no value")
        self.at = number.end()
        return float(number[0]) if re.search("[.eE]", number[0]) else int(
            number[0])


def parse(data):
    """The value, or ValueError."""
    parser = Parser(data)
    parser.blank()
    value = parser.value()
    parser.blank()
    if parser.at != len(parser.text):
        parser.wrong("something stands after the value")
    return value


def strings(value):
    """Every text in it, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from strings(item)
