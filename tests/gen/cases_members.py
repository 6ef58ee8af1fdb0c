"""Members that stand near the borders of the rules of cases_tar and
cases_bag: names that nearly are the bundle's, one file among many that has
another time, what comes before the first member, volumes without a first."""

import evwriter
from corpus import add, case
from evwriter import Bundle, Member

NAME = "SMS-2026-014"


def head(name, why, make, status=1, **more):
    """A member more in the payload run."""
    add("bad-member-" + name, why, lambda: Bundle().on(
        "head", lambda ms: ms + [make()]), status, **more)


head("base-longer", "A member under a folder whose name begins as the "
     "bundle's.", lambda: Member("data/f", b"?", base=NAME + "x"),
     path=NAME + "x/data/f")
head("base-alone", "A member that is the bundle's folder itself.",
     lambda: Member("", b"?"), path=NAME + "/")


def tail(name, why, change, status=1, **options):
    add("bad-member-" + name, why, lambda: Bundle(**options).on(
        "tail", lambda ms: (change({m.path.decode(): m for m in ms}),
                            ms)[1]), status)


def later(path):
    def change(members):
        members[path].mtime += 1
    return change


OTHERS = {"evidence/x/%s" % name: b"?" for name in "abc"}
PARTS = {"evidence/disclosure.jsonl": b'{"head":1}\n',
         "evidence/origin/0/seal.json": b"{}\n",
         "evidence/origin/1/seal.json": b"{}\n"}
for NTH in "abc":
    tail("x-mtime-" + NTH, "Of three files of others one has another time: "
         + NTH, later("evidence/x/" + NTH), extra=OTHERS)
tail("origin-mtime", "A file of the sealing that a disclosure is of has "
     "another time.", later("evidence/origin/1/seal.json"), extra=PARTS)

for NAMED, PART in (("empty", "evidence/origin/a//b"),
                    ("dot", "evidence/origin/./a"),
                    ("slash", "evidence/origin/a/")):
    add("bad-disclosure-" + NAMED, "A path below evidence/origin/ that no "
        "bundle has.", lambda part=PART: Bundle(extra=dict(
            PARTS, **{part: b"x"})), 1, path=PART)


def first(name, why, path, base=""):
    """A tar of something else whose first member has this path."""
    def make():
        data = Member("x", b"?").encode(NAME)
        return (evwriter.header(path, 1, evwriter.STARTED_SECONDS)
                + data[512:] + bytes(1024))
    add("bad-no-bundle-" + name, why, make, 1, operand="input.tar")


first("no-folder", "A tar of one file that stands in no folder.", b"f")
first("dot-folder", "A tar as `tar c .` makes it.", b"./bagit.txt")
first("above", "A tar whose file leads out of its folder.",
      b"../bagit.txt")
first("root", "A tar of an absolute path.", b"/bagit.txt")


@case(1)
def bad_no_bundle_two_files():
    """A tar of two files of something else."""
    return (Member("hello.txt", b"hello\n").encode("other")
            + Member("world.txt", b"world\n").encode("other")
            + bytes(1024))


def cut_after(members):
    """The tar ends behind these, in its middle."""
    return evwriter.gzip_member(b"".join(m.encode(NAME) for m in members)
                                + b"SMS")


@case(1)
def bad_cut_after_stranger():
    """A member of another folder stands before the bundle's, and the bundle
    is cut in its payload."""
    b = Bundle().build()
    return cut_after([Member("hello.txt", b"hello\n", base="other")]
                     + b.head[:3])


@case(1, operand="input.evidence.tar.gz.001")
def bad_volumes_first_is_another():
    """In the place of the first volume stands something else, and the first
    one in that of the second."""
    data = Bundle().build().file
    half = len(data) // 2
    return {"input.evidence.tar.gz.001": b"x" * half,
            "input.evidence.tar.gz.002": data[:half],
            "input.evidence.tar.gz.003": data[half:]}


@case(1, operand="input.evidence.tar.gz.001")
def bad_volumes_first_is_last():
    """The first volume was given the last number."""
    data = Bundle().build().file
    part = len(data) // 3
    return {"input.evidence.tar.gz.001": data[part:2 * part],
            "input.evidence.tar.gz.002": data[2 * part:3 * part],
            "input.evidence.tar.gz.003": data[:part]}
