"""Names of payload members (3.2) and of the bundle (2.2).

Originals and components are bytes."""

import hashlib
import re

COMPONENT_LIMIT = 200
ORIGINAL_LIMIT = 255
CUT_LIMIT = 182
# What is this long, may have been cut before a code point of four bytes.
SHORTEST_CUT = CUT_LIMIT - 3
PATH_LIMIT = 4096

DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}
DEVICES |= {kind + digit for kind in ("COM", "LPT")
            for digit in "0123456789\u00b9\u00b2\u00b3"}

CONTROLS = (set(map(chr, range(0x00, 0x20))) | {"\x7f"}
            | set(map(chr, range(0x80, 0xa0))) | {"\u2028", "\u2029"})
DIRECTIONS = ({"\u061c", "\u200e", "\u200f"}
              | set(map(chr, range(0x202a, 0x202f)))
              | set(map(chr, range(0x2066, 0x206a))))
ESCAPED = CONTROLS | DIRECTIONS | set("=%\\<>:\"|?*")
SPACES = (set(" \u00a0\u1680\u202f\u205f\u3000")
          | set(map(chr, range(0x2000, 0x200b))))

UPPER_HEX = b"0123456789ABCDEF"
BASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
MARK = re.compile(rb"=~[0-9a-f]{16}")


def take(name, at):
    """The code point at a place and its length in bytes; None and 1 where
    no well-formed sequence begins.  Python's strict decoder is Unicode's
    table 3-7."""
    lead = name[at]
    length = 1 + (lead >= 0xc0) + (lead >= 0xe0) + (lead >= 0xf0)
    try:
        return name[at:at + length].decode("utf-8"), length
    except UnicodeDecodeError:
        return None, 1


def split(name):
    """A component as [(code point or None, its bytes)]."""
    parts, at = [], 0
    while at < len(name):
        point, length = take(name, at)
        parts.append((point, name[at:at + length]))
        at += length
    return parts


def is_device(name):
    stem = name.split(b".", 1)[0].rstrip(b" ")
    try:
        text = stem.decode("utf-8")
    except UnicodeDecodeError:
        return False
    # Without regard to ASCII case only.
    return re.sub("[a-z]", lambda c: c[0].upper(), text) in DEVICES


def must_escape(point, first, last, device):
    return (point is None or point in ESCAPED
            or ((first or last) and point in SPACES)
            or (last and point == ".")
            or (first and device))


def escape_points(name):
    """Step 2, as a list of what each code point became."""
    device = is_device(name)
    parts = split(name)
    return [b"".join(b"=%02X" % byte for byte in raw)
            if must_escape(point, at == 0, at == len(parts) - 1, device)
            else raw
            for at, (point, raw) in enumerate(parts)]


def escape(name):
    return b"".join(escape_points(name))


def cut(result):
    """R cut to at most 182 bytes, splitting neither a UTF-8 sequence nor an
    =XX (step 3)."""
    if len(result) <= CUT_LIMIT:
        return result
    at = 0
    while True:
        length = 3 if result[at:at + 1] == b"=" else take(result, at)[1]
        if at + length > CUT_LIMIT:
            return result[:at]
        at += length


def mark(original):
    return b"=~" + hashlib.sha256(original).hexdigest()[:16].encode()


def follows_grammar(text, may_be_cut=False):
    """Whether a text could be R, or the beginning of one: nothing of step
    2's list stands in it unescaped."""
    device = is_device(text) and not (may_be_cut and b"." not in text)
    at = 0
    while at < len(text):
        if text[at:at + 1] == b"=":
            digits = text[at + 1:at + 3]
            if len(digits) != 2 or any(d not in UPPER_HEX for d in digits):
                return False
            at += 3
            continue
        point, length = take(text, at)
        last = at + length == len(text) and not may_be_cut
        if must_escape(point, at == 0, last, device):
            return False
        at += length
    return len(text) > 0


def could_be_marked(text):
    """Whether a text could stand before the mark of an original that is not
    known, or not ASCII."""
    return (len(text) <= CUT_LIMIT
            and follows_grammar(text, len(text) >= SHORTEST_CUT))


def is_mapping(original, component):
    """The reader's check of one component."""
    if not original or not component:
        return False
    result = escape(original)
    if component == result:
        return len(result) <= COMPONENT_LIMIT
    tail = mark(original)
    if not component.endswith(tail):
        return False
    before = component[:-len(tail)]
    if original.isascii():
        return before == cut(result)
    return could_be_marked(before)


def is_mapped_form(component):
    """Whether a component is of the mapped form of some original."""
    if len(component) > COMPONENT_LIMIT:
        return False
    if MARK.fullmatch(component[-18:]):
        return could_be_marked(component[:-18])
    return follows_grammar(component)


def is_base(name):
    return (isinstance(name, str) and BASE.fullmatch(name) is not None
            and not name.endswith(".") and not is_device(name.encode()))


class Paths:
    """Paths that must strictly increase, none of them another one followed
    by "/" and more.  What lies between P and P/... in byte order begins
    with P: so it is enough to keep those paths that begin the current one."""

    def __init__(self):
        self.beginnings = []
        self.last = None

    def add(self, path):
        """What is wrong with the next path; None if nothing is."""
        wrong = None
        if self.last is not None and path <= self.last:
            wrong = "stands twice" if path == self.last else "is out of order"
        while self.beginnings and not path.startswith(self.beginnings[-1]):
            self.beginnings.pop()
        for above in self.beginnings:
            if path[len(above):len(above) + 1] == b"/":
                wrong = wrong or "is below a path that is no folder"
        self.beginnings.append(path)
        self.last = path
        return wrong
