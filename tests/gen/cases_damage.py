"""Damage of one member alone: a bundle in gzip members of 512 bytes, of which
one or some are broken, so that a header or a content is lost by itself."""

import evcustody
import evwriter
import keys
from corpus import add
from evwriter import Bundle, Member, cut, file, gzip_member

SMALL = 512
EVENT = evcustody.Chain(keys.A, "a0" * 8).add("collected")
FULL = {"case": evwriter.CASE, "custody": EVENT,
        "recipients": {"salt": "5a" * 16, "recipients": []},
        "extra": {"evidence/x/note": b"of others\n"}}


def full(**options):
    """A bundle with a file of each kind."""
    def head(statement):
        statement["predicate"]["custody"]["heads"] = [
            evcustody.digest(EVENT)]
        return statement
    return Bundle(**dict(FULL, **options)).on("statement", head)


def broken(block):
    return gzip_member(block, crc=1)


def places(bundle):
    """path -> (where its header begins, its content, and the next header)"""
    found, at = {}, 0
    last = Member("evidence/locator.json", bundle.locator_bytes)
    for member in bundle.head + bundle.tail + [last]:
        length = len(member.encode(bundle.name))
        content = at + length - len(evwriter.pad(member.content))
        found[member.path.decode()] = at, content, at + length
        at += length
    return found


def damaged(bundle, *ranges):
    """The bundle in small gzip members; those of @ranges are broken, each
    (path, part), where part is header, content, middle or end of it."""
    bundle.build()
    lost = set()
    for path, part in ranges:
        header, content, after = places(bundle)[path]
        start, end = {"header": (header, content),
                      "content": (content, after),
                      "middle": (content + SMALL, content + 2 * SMALL),
                      "end": (after - SMALL, after)}[part]
        assert start < end, path
        lost.update(range(start // SMALL, end // SMALL))
    blocks = cut(bundle.tar, SMALL)
    return b"".join(
        [(broken if n in lost else gzip_member)(block)
         for n, block in enumerate(blocks)] + [evwriter.EOF_MEMBER])


# What is lost makes nothing of what is left a forgery.
ACCUSE = ["seal-contradicts", "bag-info-mismatch", "inventory-form",
          "manifest-mismatch", "locator-mismatch", "index-mismatch",
          "member-missing", "member-unexpected", "tag-missing",
          "tag-changed", "signature-invalid", "seal-subject"]
MANY = [file("f%02d" % n, b"%d\n" % n) for n in range(12)]


def lost(part, name, path, without=(), **options):
    """A case in which a part of one member is lost."""
    words = {"content": "content", "header": "header",
             "middle": "content's second 512 bytes", "end": "last 512 bytes"}
    add("bad-damaged-%s-%s" % (part, name), "The %s of %s: lost, and nothing "
        "else of the bundle." % (words[part], path), lambda: damaged(
            full(**options), (path, part)), 1,
        path=path if part != "header" else None,
        without=ACCUSE + list(without))


TAGS = {
    "bagit": "bagit.txt", "format": "evidence/format",
    "manifest": "manifest-sha256.txt",
    "inventory": "evidence/inventory.jsonl", "index": "evidence/blocks.gzi",
    "case": "evidence/case.json", "conditions": "evidence/conditions.json",
    "recipients": "evidence/recipients.json",
    "custody": "evidence/custody.jsonl", "note": "evidence/x/note",
    "read-me": "READ-ME-FIRST.txt", "bag-info": "bag-info.txt",
    "tagmanifest": "tagmanifest-sha256.txt", "seal": "evidence/seal.json",
    "locator": "evidence/locator.json",
}
for NAME, PATH in TAGS.items():
    lost("content", NAME, PATH, ["tag-form"])
    lost("header", NAME, PATH)
for PART in ("content", "header"):
    lost(PART, "file", "data/scene/notes.txt")
add("good-undamaged", "The bundle of these cases, whole.", lambda: damaged(
    full()), 0)
add("good-undamaged-many", "The same of those with many files.",
    lambda: damaged(full(content=MANY)), 0)
LINES = [file("f%02d" % n, b"%d\n" % n) for n in range(24)]
lost("middle", "manifest-with-lines-after", "manifest-sha256.txt",
     ["tag-form"], content=LINES)
for NAME in ("manifest", "inventory"):
    for PART in ("middle", "end"):
        lost(PART, NAME, TAGS[NAME], ["tag-form"], content=MANY)
