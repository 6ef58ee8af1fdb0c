"""The tar's one encoding (2.1), read as a stream of members."""

import re

from .encoding import MTIME_LIMIT
from .findings import Altered, CutShort
from .names import BASE, PATH_LIMIT

BLOCK = 512
ZEROS = bytes(BLOCK)
SIZE_IN_RECORD = 8589934592
# Header and body of any member this text knows: BASE, path, two records.
BODY_LIMIT = 2 * PATH_LIMIT
PAX_NAME = b"././@PaxHeader"
BODY_BEGINNING = re.compile(
    rb"[1-9][0-9]*( ((path|size)=|(p|pa|pat|s|si|siz)?\Z)|\Z)|\Z")


def padding(size):
    return -size % BLOCK


def octal(number, width):
    return b"%0*o\0" % (width - 1, number)


def header(name, size, mtime, typeflag):
    """One header block."""
    fields = (name.ljust(100, b"\0"), octal(0o644, 8), octal(0, 8),
              octal(0, 8), octal(size, 12), octal(mtime, 12), b" " * 8,
              typeflag, bytes(100), b"ustar\0", b"00", bytes(64),
              octal(0, 8), octal(0, 8), bytes(167))
    block = b"".join(fields)
    return block[:148] + b"%06o\0 " % sum(block) + block[156:]


def record(key, value):
    body = b" %s=%s\n" % (key, value)
    length = len(body)
    while len(b"%d" % length) + len(body) != length:
        length = len(b"%d" % length) + len(body)
    return b"%d%s" % (length, body)


def records(path, size):
    """The body of a member's x header; empty if it needs none."""
    body = b""
    if len(path) > 100 or any(byte >= 0x80 for byte in path):
        body += record(b"path", path)
    if size >= SIZE_IN_RECORD:
        body += record(b"size", b"%d" % size)
    return body


def short_name(path):
    name = bytes(byte if 0x20 <= byte <= 0x7e else 0x5f for byte in path)
    name = name[:100]
    return name[:-1] + b"_" if name.endswith(b"/") else name


def encode(path, size, mtime):
    """All that stands before a member's content."""
    body = records(path, size)
    result = b""
    if body:
        result = (header(PAX_NAME, len(body), mtime, b"x") + body
                  + bytes(padding(len(body))))
    name = path
    if b" path=" in body:
        name = short_name(path)
    return result + header(name, 0 if size >= SIZE_IN_RECORD else size,
                           mtime, b"0")


def encoded_length(path, size):
    """The bytes a member has in the tar, and those before its content."""
    body = records(path, size)
    before = BLOCK
    if body:
        before += BLOCK + len(body) + padding(len(body))
    return before + size + padding(size), before


class Member:
    """One member: path (bytes, as in the tar), size, mtime, where it begins,
    where its content begins, and its content, block by block."""

    def __init__(self, path, size, mtime, offset, content, blocks):
        self.path, self.size, self.mtime = path, size, mtime
        self.offset, self.content, self.blocks = offset, content, blocks


def octal_field(block, at, width):
    digits = block[at:at + width - 1]
    if any(byte not in b"01234567" for byte in digits):
        raise Altered("a tar header's number is not octal")
    return int(digits, 8)


def parse_records(body):
    """The path and the size of an x header's body, which must be the one
    that these need."""
    values = {}
    at = 0
    while at < len(body):
        digits, space, _ = body[at:].partition(b" ")
        if not space or not digits.isdigit() or len(digits) > 5:
            raise Altered("an x header's record has no length")
        text = body[at + len(digits) + 1:at + int(digits)]
        key, equals, value = text[:-1].partition(b"=")
        if not equals or key in values or key not in (b"path", b"size"):
            raise Altered("an x header's record is none that may be there")
        values[key] = value
        at += int(digits)
    size = values.get(b"size")
    if size is not None and (not size.isdigit() or len(size) > 16):
        raise Altered("an x header's size is no size")
    path, size = values.get(b"path"), None if size is None else int(size)
    if records(path or b"a", size or 0) != body:
        raise Altered("an x header's records are not the ones it needs")
    return path, size


class TarStream:
    def __init__(self, blocks):
        self.source = blocks
        self.held = b""
        self.at = 0
        self.end = None
        self.cut = None
        self.ended_well = False
        self.base = None

    def read(self, size):
        """That many bytes; fewer only at the end, or at a cut."""
        while len(self.held) < size and not self.cut:
            try:
                self.held += next(self.source)
            except StopIteration:
                self.ended_well = True
                self.cut = CutShort("the tar ends before its end")
            except CutShort as error:
                self.cut = error
        result, self.held = self.held[:size], self.held[size:]
        self.at += len(result)
        return result

    def block(self):
        """The next block of a header or of the end."""
        block = self.read(BLOCK)
        if len(block) < BLOCK:
            self.look_at_rest(block)
            raise self.cut
        return block

    def look_at_rest(self, block):
        """A block cut short must be the beginning of one."""
        if not any(block):
            return
        name = block[:100].rstrip(b"\0")
        typeflag = block[156:157] or b"0"
        if typeflag not in (b"0", b"x"):
            raise Altered("not a tar header")
        size, mtime = (octal_beginning(block[at:at + 12])
                       for at in (124, 136))
        model = header(name, size, mtime, typeflag)
        if len(block) < 157:
            # The sum is over what is not there.
            model = model[:148] + block[148:154] + model[154:]
            if any(byte not in b"01234567" for byte in block[148:154]):
                raise Altered("not a tar header")
        if model[:len(block)] != block:
            raise Altered("not a tar header")
        if not could_begin_header(name, self.base, len(block) >= 100):
            raise Altered("a name that no member has")

    def members(self):
        while True:
            offset = self.at
            block = self.block()
            if block == ZEROS:
                return self.finish()
            before = block
            path = size = None
            if block[156:157] == b"x":
                body_size = octal_field(block, 124, 12)
                if not 0 < body_size <= BODY_LIMIT:
                    raise Altered("an x header's body is too long or empty")
                if block != header(PAX_NAME, body_size,
                                   octal_field(block, 136, 12), b"x"):
                    raise Altered("an x header that is not as it must be")
                body = self.read(body_size + padding(body_size))
                if len(body) < body_size + padding(body_size):
                    look_at_body(body, body_size)
                    raise self.cut
                path, size = parse_records(body[:body_size])
                block = self.block()
                before += body + block
            if path is None:
                path = block[:100].rstrip(b"\0")
            if size is None:
                size = octal_field(block, 124, 12)
            mtime = octal_field(block, 136, 12)
            if encode(path, size, mtime) != before:
                raise Altered("the header at byte %d of the tar is not "
                              "encoded as the format says" % offset)
            if b"\0" in path:
                raise Altered("a NUL within a path")
            if self.base is None:
                self.base = path.split(b"/")[0]
            left = Content(self, size)
            yield Member(path, size, mtime, offset, self.at, left.blocks())
            left.drain()

    def finish(self):
        if self.block() != ZEROS:
            raise Altered("one zero block where the tar ends")
        self.end = self.at
        if self.read(1):
            raise Altered("bytes after the tar's end")
        if not self.ended_well:
            raise self.cut


class Content:
    """A member's content, and the padding after it."""

    def __init__(self, tar, size):
        self.tar = tar
        self.left = size
        self.pad = padding(size)

    def blocks(self):
        while self.left:
            block = self.tar.read(min(self.left, 1 << 18))
            if not block:
                raise self.tar.cut
            self.left -= len(block)
            yield block

    def drain(self):
        for _ in self.blocks():
            pass
        pad = self.tar.read(self.pad)
        if any(pad):
            raise Altered("padding that is not zero")
        if len(pad) < self.pad:
            raise self.tar.cut


def octal_beginning(field):
    """The number whose field of 12 bytes could begin like this."""
    return octal_field(field.ljust(11, b"0").ljust(12, b"\0"), 0, 12)


def could_begin_header(name, base, is_whole):
    """Whether the name of a cut header could be that of a member."""
    if could_begin(name, PAX_NAME, is_whole):
        return base is not None
    if base is None:
        base, slash, rest = name.partition(b"/")
        good = BASE.fullmatch(base.decode("latin-1")) is not None
        if not slash:
            return good and not is_whole
        return good and could_begin(rest, b"bagit.txt", is_whole)
    return name[:len(base) + 1] == (base + b"/")[:len(name)]


def could_begin(data, whole, is_whole):
    return data == whole if is_whole else data == whole[:len(data)]


def look_at_body(body, size):
    """What there is of an x header's body must be the beginning of one."""
    if any(body[size:]):
        raise Altered("padding that is not zero")
    if len(body) >= size:
        parse_records(body[:size])
    elif not BODY_BEGINNING.match(body):
        raise Altered("an x header's record is none that may be there")


assert MTIME_LIMIT == 0o77777777777
