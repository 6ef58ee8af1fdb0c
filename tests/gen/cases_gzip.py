"""BGZF: members, their headers, their ends, the block index."""

import deflate
import evwriter
from corpus import add, case
from evwriter import (BLOCK, EOF_MEMBER, Bundle, file, gzi, gzip_member)

EOF_STORED = gzip_member(b"", body=b"\x01\0\0\xff\xff")


def after(name, why, data, status=1):
    add("bad-gzip-" + name, why,
        lambda: Bundle().build().file + data, status)


after("byte-after-end", "One byte after the end-of-file member.", b"x")
after("zeros-after-end", "Zero bytes after the end-of-file member: tapes pad "
      "so, and gzip(1) says nothing.", bytes(512))
after("member-after-end", "A sound member after the end-of-file member: "
      "gunzip would append it to the tar.", gzip_member(bytes(1024)))
after("two-ends", "The end-of-file member comes twice.", EOF_MEMBER)
after("bundle-after-end", "A whole second bundle follows: `cat a b`.",
      Bundle().build().file)
after("foreign-member-after-end", "A gzip member that is not BGZF after the "
      "end.", evwriter.foreign_gzip(b"more"))


def swap(index, make):
    """The usual bundle with one gzip member made anew from its block."""
    bundle = Bundle().build()
    bundle.members[index] = make(bundle.blocks[index])
    return b"".join(bundle.members)


def second(name, why, make, status=1):
    """A case with its second member (the tail) made so."""
    add("bad-gzip-" + name if status else "good-gzip-" + name, why,
        lambda: swap(1, make), status)


def first(name, why, make, status=1):
    add(("bad-gzip-first-" if status else "good-gzip-first-") + name, why,
        lambda: swap(0, make), status)


HEAD = bytes.fromhex("1f8b08040000000000ff")


def named(block, flag, extra):
    """A member whose header has a further field after the extra field."""
    plain = gzip_member(block)
    data = plain[:3] + bytes([plain[3] | flag]) + plain[4:18] + extra
    data = data + plain[18:]
    return data[:16] + (len(data) - 1).to_bytes(2, "little") + data[18:]


second("extra-subfield", "A second subfield after BC: hidden bytes that some "
       "readers pass over and htslib 1.16 rejects.",
       lambda b: gzip_member(b, extra=b"XX\x02\0hi"))
second("name", "A member with a file name in its header.",
       lambda b: named(b, 8, b"name\0"))
second("comment", "A member with a comment in its header.",
       lambda b: named(b, 16, b"comment\0"))
second("header-crc", "A member with a header CRC.",
       lambda b: named(b, 2, b"\0\0"))
second("mtime", "A member with a time in its header.",
       lambda b: gzip_member(b, head=HEAD[:4] + b"\1\0\0\0" + HEAD[8:]))
second("xfl", "XFL is 2, as gzip -9 has it.",
       lambda b: gzip_member(b, head=HEAD[:8] + b"\2\xff"))
second("os", "OS is 3 (Unix), not 255.",
       lambda b: gzip_member(b, head=HEAD[:9] + b"\3"))
second("flag-text", "FLG has FTEXT set.",
       lambda b: gzip_member(b, head=HEAD[:3] + b"\5" + HEAD[4:]))
second("flag-reserved", "FLG has a reserved bit set.",
       lambda b: gzip_member(b, head=HEAD[:3] + b"\x24" + HEAD[4:]))
second("method", "CM is 9, which is no method.",
       lambda b: gzip_member(b, head=HEAD[:2] + b"\x09" + HEAD[3:]))
second("magic", "A later member does not begin with 1f 8b.",
       lambda b: gzip_member(b, head=b"\x1f\x9d" + HEAD[2:]))
second("crc", "The CRC-32 of a member is wrong.",
       lambda b: gzip_member(b, crc=1))
second("size", "The length of a member is one too many.",
       lambda b: gzip_member(b, size=len(b) + 1))
second("size-modulo", "The length of a member is short by one.",
       lambda b: gzip_member(b, size=len(b) - 1))
second("bsize-short", "BSIZE is one too few: the member would end within its "
       "length field.",
       lambda b: gzip_member(b, bsize=len(gzip_member(b)) - 2))
second("bsize-long", "BSIZE is one too many: the member would take the next "
       "one's first byte.",
       lambda b: gzip_member(b, bsize=len(gzip_member(b))))
second("bsize-tiny", "BSIZE is less than a header.",
       lambda b: gzip_member(b, bsize=10))
second("slack", "Bytes between the end of the deflate stream and the CRC, "
       "counted in BSIZE: nobody else would see them.",
       lambda b: gzip_member(b, body=deflate.raw_deflate(b) + b"hidden"))
second("broken-stream", "The deflate stream has a reserved block type.",
       lambda b: gzip_member(b, body=b"\x07" + bytes(40)))
second("stored-complement", "A stored block whose length and complement "
       "disagree.",
       lambda b: gzip_member(b, body=deflate.stored(b)[:3] + b"\0\0"
                             + deflate.stored(b)[5:]))
second("stream-unfinished", "The deflate stream's only block is not final.",
       lambda b: gzip_member(b, body=b"\0" + deflate.stored(b)[1:]))
second("empty-before", "An empty member that is not the 28 bytes of the end, "
       "between two others.", lambda b: EOF_STORED + gzip_member(b))
second("end-in-the-middle", "The end-of-file member comes early: readers that "
       "stop there see another tar.", lambda b: EOF_MEMBER + gzip_member(b))
second("end-in-the-middle-after", "The end-of-file member comes early, "
       "between the tail and the last run.",
       lambda b: gzip_member(b) + EOF_MEMBER)
second("foreign-member", "A gzip member without BC among BGZF members.",
       lambda b: evwriter.foreign_gzip(b))
second("junk-between", "Bytes between two members.",
       lambda b: b"junk" + gzip_member(b))
second("spare-bits", "The bits left over in the last byte of a deflate stream "
       "are set. They carry nothing, the tar bytes and the places are the "
       "same: no finding at all.",
       lambda b: gzip_member(b, body=deflate.raw_deflate(b, 0x7f)), 0)

first("mtime", "The first member has a time: its first 4 bytes and BC make it "
      "BGZF, so its header must be exact.",
      lambda b: gzip_member(b, head=HEAD[:4] + b"\1\0\0\0" + HEAD[8:]))
first("extra-subfield", "The first member has a second subfield after BC.",
      lambda b: gzip_member(b, extra=b"XX\x02\0hi"))
first("bc-length", "The BC subfield says that it has 4 bytes.",
      lambda b: HEAD + b"\x08\0BC\x04\0\xff\xff\0\0" + gzip_member(b)[18:])
first("name", "The first member has a name (FLG is not 4): a foreign gzip, "
      "whose header fields are passed over. Recompressed, without effect.",
      lambda b: named(b, 8, b"name\0"), 0)
first("other-subfield", "The extra field begins with another subfield than "
      "BC: a foreign gzip, whose header fields are passed over.",
      lambda b: HEAD + b"\x0c\0XX\x02\0hiBC\x02\0\0\0"
      + gzip_member(b)[18:], 0)


@case(1)
def bad_gzip_end_stored():
    """The end is an empty member, but not those 28 bytes."""
    bundle = Bundle().build()
    return b"".join(bundle.members[:-1]) + EOF_STORED


@case(1)
def bad_gzip_member_over_65280():
    """A member holds 65,281 bytes of tar: BGZF would allow it, this format
    does not."""
    bundle = Bundle([file("f", bytes(BLOCK * 2))]).build()
    tar = bundle.tar
    return (gzip_member(tar[:BLOCK + 1]) + gzip_member(tar[BLOCK + 1:2 * BLOCK])
            + gzip_member(tar[2 * BLOCK:]) + EOF_MEMBER)


@case(1)
def bad_gzip_member_over_64k():
    """A member holds 70,000 bytes: its length, taken for 16 bits, would be
    small."""
    bundle = Bundle([file("f", bytes(BLOCK * 2))]).build()
    tar = bundle.tar
    return (gzip_member(tar[:70000]) + gzip_member(tar[70000:])
            + EOF_MEMBER)


@case(1)
def bad_gzip_member_file_over_64k():
    """A member of more than 65,536 bytes in the file: BSIZE cannot say its
    length, and says it modulo 65,536."""
    block = bytes(65280)
    body = b"".join(b"\0\0\0\xff\xff" for _ in range(60))
    bundle = Bundle([file("f", bytes(BLOCK * 2))]).build()
    first_block = bundle.blocks[0]
    assert len(block) == len(first_block)
    bundle.members[0] = gzip_member(
        first_block, body=body + deflate.stored(first_block))
    return b"".join(bundle.members)


@case(1)
def bad_gzip_bomb():
    """A member of the usual size that inflates to 16 MB where its length says
    65,280: a reader stops at the length stated, and fills no memory."""
    bundle = Bundle([file("f", bytes(BLOCK * 2))]).build()
    bundle.members[0] = gzip_member(
        bundle.blocks[0], body=deflate.raw_deflate(bytes(4 * 10**6)))
    return b"".join(bundle.members)


# What the cases around here are made of, whole: a fuzz target may mend them.
for kind, content in (("two-members", bytes(BLOCK * 2)),
                      ("two-members-unlike", bytes(BLOCK) + b"1" * BLOCK),
                      ("three-members", bytes(BLOCK * 3)),
                      ("one-member", b"0" * 5000)):
    add("good-gzip-" + kind, "A bundle of which others are made by a change "
        "of its gzip members, before the change.",
        lambda content=content: Bundle([file("f", content)]), 0)


@case(1)
def bad_gzip_members_swapped():
    """Two members of the payload have each other's place."""
    bundle = Bundle([file("f", bytes(BLOCK) + b"1" * BLOCK)]).build()
    members = bundle.members
    members[0], members[1] = members[1], members[0]
    return b"".join(members)


@case(4)
def bad_gzip_member_missing():
    """A member from the middle of the payload is left out. The file in it
    then takes the tail for its content, and the tar ends too early in a
    container that ends well: incomplete, which fetching again mends."""
    bundle = Bundle([file("f", bytes(BLOCK * 3))]).build()
    del bundle.members[1]
    return b"".join(bundle.members)


@case(1)
def bad_gzip_member_doubled():
    """A member from the middle of the payload comes twice."""
    bundle = Bundle([file("f", bytes(BLOCK * 3))]).build()
    bundle.members.insert(1, bundle.members[1])
    return b"".join(bundle.members)


@case(1, path="data/f")
def bad_gzip_payload_byte():
    """A payload byte is another, its member made anew with a right CRC: only
    the digest tells."""
    bundle = Bundle([file("f", b"0" * 5000)]).build()
    block = bytearray(bundle.blocks[0])
    block[4000] = ord("1")
    bundle.members[0] = gzip_member(bytes(block))
    return b"".join(bundle.members)


# --- the block index ------------------------------------------------------

def index(name, why, change, status=1):
    """A bundle of three members in the payload run with another index,
    signed and located as it says."""
    def make():
        bundle = Bundle([file("f", bytes(BLOCK * 2))])

        def hook(_data):
            made = change(list(bundle.places))
            if isinstance(made, list):
                bundle.places = made
                made = gzi(made)
            return made
        return bundle.on("gzi", hook)
    add(("bad-gzi-" if status else "good-gzi-") + name, why, make, status)


def shifted(places, which, by_file, by_tar):
    a, b = places[which]
    places[which] = a + by_file, b + by_tar
    return places


index("file-offsets-differ", "The file offsets are not the members' places, "
      "but rise: as after recompressing, told without effect.",
      lambda p: shifted(p, 0, 1, 0), 0)
index("tar-offset", "A tar offset is not a multiple of 65,280.",
      lambda p: shifted(p, 0, 0, 512))
index("tail-offset", "The last tar offset is not where the tail begins.",
      lambda p: shifted(p, -1, 0, 512))
index("count-less", "The count is one less than the pairs.",
      lambda p: (len(p) - 1).to_bytes(8, "little") + gzi(p)[8:])
index("count-more", "The count is one more than the pairs.",
      lambda p: (len(p) + 1).to_bytes(8, "little") + gzi(p)[8:])
index("count-huge", "The count times 16 overflows 64 bits to what is there.",
      lambda p: (len(p) + 2**60).to_bytes(8, "little") + gzi(p)[8:])
index("pair-missing", "A pair is missing from the middle.",
      lambda p: [p[0], p[-1]])
index("without-the-tail", "The last pair, the tail's, is missing, as in an "
      "index that bgzip makes.", lambda p: p[:-1])
index("pair-doubled", "A pair comes twice.", lambda p: [p[0]] + p)
index("first-member", "The first member has a pair too.",
      lambda p: [(0, 0)] + p)
index("file-offset-zero", "The first file offset is 0.",
      lambda p: shifted(p, 0, -p[0][0], 0))
index("not-rising", "Two file offsets are the same.",
      lambda p: [p[0], (p[0][0], p[1][1])] + p[2:])
index("falling", "A file offset is less than the one before.",
      lambda p: [(p[1][0] + 1, p[0][1])] + p[1:])
index("byte-more", "A byte after the last pair.", lambda p: gzi(p) + b"\0")
index("empty", "The file is empty.", lambda p: b"")
index("big-endian", "The numbers are big-endian.", lambda p: b"".join(
    gzi(p)[at:at + 8][::-1] for at in range(0, len(gzi(p)), 8)))


@case(1, operand="input.tar")
def bad_gzi_in_plain_tar():
    """In a plain tar the index's tar offsets are checked all the same."""
    bundle = Bundle([file("f", bytes(BLOCK * 2))])
    bundle.on("gzi", lambda _d: gzi(shifted(list(bundle.places), 0, 0, 1)))
    return bundle.build().tar


def split(least):
    """A bundle whose first block is two, of @least bytes or some more and the
    rest, which together are as long as it was: all else lies where it is
    said to lie."""
    bundle = Bundle([file("a", b"first\n"), file("z", bytes(range(256)) * 400)])
    bundle.compress = lambda b: gzip_member(b, body=deflate.stored(b))
    bundle.build()
    block, spare = bundle.blocks[0], -1
    while spare < 0 or spare % 5 != 0:
        least += 1
        body = deflate.raw_deflate(block[:least])
        spare = least - len(body) - len(gzip_member(b"", body=b""))
    rest = b"\0\0\0\xff\xff" * (spare // 5) + deflate.stored(block[least:])
    two = (gzip_member(block[:least], body=body)
           + gzip_member(block[least:], body=rest))
    assert len(two) == len(bundle.members[0])
    return b"".join([two] + bundle.members[1:])


for NAME, LEAST in (("within-bagit", 512), ("before-format", 1024),
                    ("within-format", 1536), ("after-format", 2048)):
    add("good-gzip-first-split-" + NAME, "Packed anew, so that the first block "
        "ends early: " + NAME.replace("-", " ") + ".",
        lambda least=LEAST: split(least), 0)
