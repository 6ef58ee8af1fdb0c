"""What holds the tar: volumes, BGZF, foreign gzip, plain tar (1).

Each gives the tar's bytes in blocks, and raises Altered or CutShort at the
place where that ends."""

import array
import os
import re
import struct
import zlib

from .findings import Altered, CutShort

BLOCK = 1 << 18
RUN_BLOCK = 65280

MEMBER_HEAD = bytes.fromhex("1f8b08040000000000ff060042430200")
END_MEMBER = MEMBER_HEAD + bytes.fromhex("1b0003000000000000000000")
VOLUME = re.compile(r"(.*)\.001", re.S)


class Input:
    """The bytes of the file, or of its volumes, one after the other."""

    def __init__(self, files):
        self.files = files
        self.at = 0
        self.held = b""

    def read(self, size):
        """That many bytes; fewer only at the end."""
        while len(self.held) < size and self.files:
            block = self.files[0].read(max(BLOCK, size - len(self.held)))
            if not block:
                self.files.pop(0).close()
            self.held += block
        result, self.held = self.held[:size], self.held[size:]
        self.at += len(result)
        return result

    def put_back(self, data):
        self.held = data + self.held
        self.at -= len(data)


def open_input(path):
    """The input, and what is wrong with its volumes (text or None)."""
    match = VOLUME.fullmatch(os.path.basename(path))
    if match is None:
        return Input([open(path, "rb")]), None
    paths, gap, wrong = [path], None, None
    for number in range(2, 1000):
        volume = "%s.%03d" % (path[:-4], number)
        if not os.path.lexists(volume):
            gap = gap or number
        elif gap is None:
            paths.append(volume)
        else:
            wrong = "volume .%03d is missing" % gap
    return Input([Lazy(volume) for volume in paths]), wrong


class Lazy:
    """A volume that is opened when it is its turn."""

    def __init__(self, path):
        self.path = path
        self.file = None

    def read(self, size):
        if self.file is None:
            self.file = open(self.path, "rb")
        return self.file.read(size)

    def close(self):
        self.file.close()


def could_begin(data, whole):
    return data == whole[:len(data)]


class PlainTar:
    name = "tar"

    def __init__(self, source):
        self.source = source

    def blocks(self):
        while block := self.source.read(BLOCK):
            yield block


class ForeignGzip:
    name = "recompressed"

    def __init__(self, source):
        self.source = source

    def blocks(self):
        while begin := self.source.read(3):
            if not could_begin(begin, b"\x1f\x8b\x08"):
                raise Altered("bytes after the gzip's end")
            self.source.put_back(begin)
            yield from self.member()

    def member(self):
        inflate = zlib.decompressobj(31)
        data = b""
        while not inflate.eof:
            data = inflate.unconsumed_tail or self.source.read(BLOCK)
            if not data:
                raise CutShort("the input ends within a gzip member")
            try:
                block = inflate.decompress(data, BLOCK)
            except zlib.error as error:
                raise Altered("no sound gzip: %s" % error) from None
            if block:
                yield block
        self.source.put_back(inflate.unused_data)


class Bgzf:
    """BGZF; where each member begins is kept, in file and tar."""

    name = "bgzf"

    def __init__(self, source):
        self.source = source
        self.file_offsets = array.array("Q")
        self.tar_offsets = array.array("Q")
        self.tar_at = 0
        self.last_member = b""

    def blocks(self):
        while True:
            at = self.source.at
            member, length = self.member()
            if len(member) < length:
                if member.endswith(END_MEMBER) and member != END_MEMBER:
                    raise Altered("the length of the last BGZF member is "
                                  "not its own: the file's end follows it")
                yield inflate_beginning(member, length)
                raise CutShort("the input ends within a BGZF member")
            if member == END_MEMBER:
                if self.source.read(1):
                    raise Altered("bytes after the end-of-file member")
                return
            content = inflate_member(member, at)
            self.file_offsets.append(at)
            self.tar_offsets.append(self.tar_at)
            self.tar_at += len(content)
            self.last_member = member
            yield content

    def member(self):
        """The next member's bytes, fewer at a cut, and its length."""
        head = self.source.read(18)
        if not could_begin(head[:16], MEMBER_HEAD):
            raise Altered("no BGZF member at byte %d of the file"
                          % (self.source.at - len(head)))
        if len(head) < 18:
            raise CutShort("the input ends before the end-of-file member")
        length = struct.unpack("<H", head[16:])[0] + 1
        if length < 18 + 8:
            raise Altered("a BGZF member too short to be one")
        return head + self.source.read(length - 18), length

    def cut(self, tail, end):
        """Whether the members are cut as 1.2 says."""
        starts = list(range(0, tail, RUN_BLOCK))
        starts += range(tail, end - 2048, RUN_BLOCK)
        starts.append(end - 2048)
        return (self.tar_offsets == array.array("Q", starts)
                and len(self.last_member) == 18 + 5 + 2048 + 8
                and self.last_member[18:23] == b"\x01\x00\x08\xff\xf7")


def inflate_member(member, at):
    inflate = zlib.decompressobj(-15)
    crc, size = struct.unpack("<II", member[-8:])
    try:
        content = inflate.decompress(member[18:-8], 1 << 16)
        more = inflate.decompress(inflate.unconsumed_tail, 1)
    except zlib.error as error:
        raise Altered("the BGZF member at byte %d of the file does not "
                      "inflate: %s" % (at, error)) from None
    if more or not inflate.eof or inflate.unused_data:
        raise Altered("the deflate stream of the BGZF member at byte %d of "
                      "the file does not end where it must" % at)
    if len(content) != size or zlib.crc32(content) != crc:
        raise Altered("length or CRC of the BGZF member at byte %d of the "
                      "file is wrong" % at)
    if not 0 < len(content) <= RUN_BLOCK:
        raise Altered("the BGZF member at byte %d of the file holds %d bytes"
                      % (at, len(content)))
    return content


def inflate_beginning(begun, length):
    """The bytes that a cut BGZF member gives; what there is of it must be
    the beginning of a sound one of that length."""
    if could_begin(begun, END_MEMBER):
        return b""
    inflate = zlib.decompressobj(-15)
    deflated = begun[18:length - 8]
    try:
        content = inflate.decompress(deflated, 1 << 16)
    except zlib.error:
        raise Altered("the last BGZF member does not inflate") from None
    trailer = begun[length - 8:]
    sound = len(content) <= RUN_BLOCK and not inflate.unused_data
    if inflate.eof:
        sound = sound and content and len(deflated) == length - 18 - 8
    elif len(deflated) == length - 18 - 8:
        sound = False
    if not sound or not could_begin(trailer, struct.pack(
            "<II", zlib.crc32(content), len(content))):
        raise Altered("the last BGZF member is not the beginning of one")
    return content


def open_container(source):
    """The container of an input, from its first member (1.3)."""
    begin = source.read(18)
    source.put_back(begin)
    if not begin:
        raise CutShort("an empty file")
    if begin[:2] != b"\x1f\x8b"[:len(begin)]:
        return PlainTar(source)
    if (begin[:4] == b"\x1f\x8b\x08\x04" and begin[12:14] == b"BC"
            and int.from_bytes(begin[10:12], "little") >= 2):
        return Bgzf(source)
    return ForeignGzip(source)
