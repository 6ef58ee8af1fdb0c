"""The tar: headers, pax, order, paths, the end."""

import evwriter
from corpus import add, case
from evwriter import (Bundle, Member, checksum, file, folder, header, pad,
                      record, x_header)

NOTES = b"data/scene/notes.txt"


def edited(where, change, objects=None, member=NOTES):
    """A bundle with one member of the run ("head" or "tail") changed."""
    def hook(members):
        for m in members:
            if m.path == member:
                change(m)
                return members
        raise ValueError(member)
    return Bundle(objects).on(where, hook)


def member_case(name, why, change, status=1, **more):
    add("bad-tar-" + name, why, lambda: edited("head", change), status,
        **more)


def field(case_name, why, **fields):
    """A header field of a payload member written otherwise."""
    member_case(case_name, why, lambda m: m.fields.update(fields))


def fix(change):
    """Changes the first header of a member, its check sum put right."""
    def edit(m):
        m.edit = lambda data: checksum(change(data[:512])) + data[512:]
    return edit


field("mode", "The mode is 0755, not 0644.", mode=b"0000755")
field("setuid", "The mode has the set-user-ID bit.", mode=b"0004644")
field("mode-six-digits", "The mode in six digits and a space, as old tars "
      "have it.", mode=b"000644 ")
field("uid", "The uid is 1000.", uid=b"0001750")
field("gid", "The gid is 1000.", gid=b"0001750")
field("uname", "A user name: who sealed would travel along.", uname=b"root")
field("gname", "A group name.", gname=b"root")
field("mtime", "The mtime is a second later than `source.modified`.",
      mtime=b"%011o" % (evwriter.MODIFIED_SECONDS + 1))
field("mtime-base-256", "The same mtime in base 256.",
      mtime=b"\x80" + bytes(3) + evwriter.MODIFIED_SECONDS.to_bytes(8, "big"))
field("size-base-256", "The same size in base 256.",
      size=b"\x80" + bytes(10) + b"\x0e")
field("size-negative", "A size in base 256 that is negative.",
      size=b"\xff" * 12)
field("size-space", "The size ends with a space, as old tars have it.",
      size=b"00000000016 ")
field("size-spaces-before", "The size with spaces in front.",
      size=b"         16 ")
field("size-twelve-digits", "The size in 12 digits without an end.",
      size=b"000000000016")
field("size-not-octal", "The size has a digit 8.", size=b"0000000008 ")
field("size-long", "The size is one more than the content: the member after "
      "it stays where it was.", size=b"%011o" % 15)
field("size-short", "The size is one less than the content.",
      size=b"%011o" % 13)
field("linkname", "A link name in a regular file.", linkname=b"/etc/passwd")
field("magic-gnu", "GNU tar's magic and version.", magic=b"ustar ",
      version=b" \0")
field("magic-none", "A header of the seventh edition, without magic.",
      magic=b"", version=b"")
field("version", "The version is 01.", version=b"01")
field("devmajor", "The device fields are empty, as some writers have them.",
      devmajor=b"", devminor=b"")
field("prefix", "Something in the prefix: readers of ustar put it in front "
      "of the path.", prefix=b"elsewhere")
field("header-padding", "The last 12 bytes of a header are not NUL.",
      padding=b"hidden bytes")
field("name-absolute", "The header's name is absolute, the manifest's is "
      "not.", name=b"/SMS-2026-014/" + NOTES)
field("name-after-nul", "Bytes after the NUL that ends the name.",
      name=b"SMS-2026-014/" + NOTES + b"\0hidden")

for flag, what in ((b"\0", "a NUL, as old tars have a regular file"),
                   (b"1", "a hard link"), (b"2", "a symbolic link"),
                   (b"3", "a character device"), (b"4", "a block device"),
                   (b"5", "a folder"), (b"6", "a fifo"),
                   (b"7", "a contiguous file"), (b"S", "GNU's sparse file"),
                   (b"D", "GNU's dumped folder"), (b"V", "a volume label"),
                   (b"M", "GNU's continued file"), (b"Z", "of nobody")):
    field("type-" + (flag.decode() if flag != b"\0" else "nul").lower()
          + ("-upper" if flag.isupper() else ""),
          "The type is %s. Only `0` is in this format." % what, flag=flag)

member_case("chksum-wrong", "The header's check sum is one too many.",
            lambda m: setattr(m, "edit", lambda d: d[:148] + b"%06o\0 " % (
                int(d[148:154], 8) + 1) + d[156:]))
member_case("chksum-space-nul", "The check sum ends with a space and NUL.",
            lambda m: setattr(m, "edit", lambda d: checksum(
                d[:512], form=b"%06o \0") + d[512:]))
member_case("chksum-seven-digits", "The check sum in seven digits.",
            lambda m: setattr(m, "edit", lambda d: checksum(
                d[:512], form=b"%07o\0") + d[512:]))
member_case("content-padding", "The bytes after the content, up to 512, are "
            "not all zero.",
            lambda m: setattr(m, "edit", lambda d: d[:-1] + b"x"))
member_case("zero-block-between", "A zero block between two members: some "
            "readers stop there.",
            lambda m: setattr(m, "edit", lambda d: bytes(512) + d))
member_case("zero-blocks-between", "Two zero blocks between two members: "
            "most readers stop there.",
            lambda m: setattr(m, "edit", lambda d: bytes(1024) + d))
member_case("header-without-need", "An x header with a path that needs none: "
            "the path stands in both.", lambda m: setattr(m, "x", True))
member_case("global-header", "A g header before a member.",
            lambda m: setattr(m, "edit", lambda d: header(
                b"././@PaxHeader", 16, 0, b"g")
                + pad(b"16 comment=abcd\n") + d))
member_case("two-x-headers", "Two x headers before a member: readers differ "
            "on whether the first counts.",
            lambda m: setattr(m, "edit", lambda d: x_header(
                record(b"path", b"SMS-2026-014/" + NOTES), m.mtime) * 2 + d))
member_case("x-header-alone", "An x header without records.",
            lambda m: setattr(m, "edit",
                              lambda d: x_header(b"", m.mtime) + d))
member_case("pax-size-without-need", "A record size of a small file, with "
            "zeros in the header.", lambda m: (
                setattr(m, "records", record(b"size", b"14")),
                m.fields.update(size=b"%011o" % 0)))
member_case("pax-size-disagrees", "A record size of 13 where the header says "
            "14: readers differ on what is content.",
            lambda m: setattr(m, "records", record(b"size", b"13")))
member_case("pax-size-huge", "A record size of 2^64 + 14.",
            lambda m: setattr(m, "records",
                              record(b"size", b"18446744073709551630")))
member_case("pax-path-disagrees", "The x header has another path than the "
            "header: readers without pax see another file.",
            lambda m: setattr(m, "records", record(
                b"path", b"SMS-2026-014/data/scene/other.txt")))
for key, value in ((b"mtime", b"1000000000.5"), (b"comment", b"hidden"),
                   (b"linkpath", b"/etc/passwd"), (b"uid", b"0"),
                   (b"SCHILY.xattr.user.a", b"1"), (b"hdrcharset", b"BINARY"),
                   (b"GNU.sparse.major", b"1"),
                   (b"GNU.sparse.name", b"other"), (b"charset", b"UTF-8")):
    member_case("pax-" + key.decode().lower().replace(".", "-"),
                "An x header with the record `%s`, which this format does not "
                "have." % key.decode(),
                lambda m, k=key, v=value: setattr(m, "records", record(k, v)))
member_case("gnu-long-name", "GNU's long name in front of a member.",
            lambda m: setattr(m, "edit", lambda d: header(
                b"././@LongLink", 34, 0, b"L", magic=b"ustar ",
                version=b" \0") + pad(b"SMS-2026-014/" + NOTES + b"\0") + d))
member_case("gnu-long-link", "GNU's long link name in front of a member.",
            lambda m: setattr(m, "edit", lambda d: header(
                b"././@LongLink", 12, 0, b"K", magic=b"ustar ",
                version=b" \0") + pad(b"/etc/passwd\0") + d))
member_case("gnu-sparse", "GNU's old sparse header, with its map.",
            lambda m: setattr(m, "edit", lambda d: checksum(
                d[:156] + b"S" + d[157:257] + b"ustar  \0" + d[265:386]
                + b"00000000000\0" + b"00000000016\0" + d[410:483]
                + b"00000000016\0" + d[495:512]) + d[512:]))
member_case("changed", "A byte of the content is another; the seal is as it "
            "was.", lambda m: setattr(m, "content", b"Seen at five.\n"),
            path=NOTES.decode())
member_case("other-base", "One member stands under another top folder.",
            lambda m: setattr(m, "base", "SMS-2026-015"))
member_case("dot-before-base", "A path that begins with `./`.",
            lambda m: setattr(m, "base", "./SMS-2026-014"))
member_case("no-base", "A member without the top folder.",
            lambda m: m.fields.update(name=NOTES))

# Members that need an x header.
LONG = "long-" + "x" * 90 + ".txt"
CYRILLIC = "отчёт.txt"


def long_case(name, why, change, source=LONG):
    def make():
        bundle = Bundle([file(source, b"1")])
        return bundle.on("head", lambda members: (change(members[2]),
                                                  members)[1])
    add("bad-tar-" + name, why, make, 1)


def raw_name(m):
    m.x = False
    m.fields["name"] = b"SMS-2026-014/" + m.path


long_case("long-prefix", "A path over 100 bytes split into prefix and name, "
          "as ustar allows.", lambda m: (
              setattr(m, "x", False),
              m.fields.update(prefix=b"SMS-2026-014/data", name=m.path[5:])))
long_case("long-gnu", "A path over 100 bytes in GNU's long name.",
          lambda m: setattr(m, "edit", lambda d: header(
              b"././@LongLink", len(m.path) + 14, 0, b"L", magic=b"ustar ",
              version=b" \0") + pad(b"SMS-2026-014/" + m.path + b"\0")
              + d[1024:]))
long_case("utf8-in-header", "A path that is not ASCII, raw in the header and "
          "without an x header.", raw_name, CYRILLIC)
long_case("utf8-signed-sum", "The same, with the check sum over signed bytes: "
          "readers take the one or the other.", lambda m: (
              raw_name(m), setattr(m, "edit", lambda d: checksum(
                  d[:512], signed=True) + d[512:])), CYRILLIC)
long_case("x-utf8-name", "An x header with the path, and the raw path in the "
          "header's name too.",
          lambda m: m.fields.update(name=b"SMS-2026-014/" + m.path), CYRILLIC)
long_case("x-name", "The x header's own name is that of another writer.",
          lambda m: setattr(m, "edit", lambda d: checksum(
              b"PaxHeaders.0/a".ljust(100, b"\0") + d[100:512]) + d[512:]),
          CYRILLIC)
long_case("x-mtime", "The x header's mtime is 0.",
          lambda m: setattr(m, "edit", lambda d: checksum(
              d[:136] + b"00000000000\0" + d[148:512]) + d[512:]), CYRILLIC)
long_case("x-padding", "The bytes after the x header's body are not zero.",
          lambda m: setattr(m, "edit", lambda d: d[:1023] + b"x" + d[1024:]),
          CYRILLIC)
long_case("x-length-zeros", "A record's length with a leading zero.",
          lambda m: setattr(m, "records", b"043 path=SMS-2026-014/"
                            + m.path + b"\n"), CYRILLIC)
long_case("x-length-wrong", "A record's length is one too few.",
          lambda m: setattr(m, "records", b"%d path=SMS-2026-014/%s\n" % (
              len(record(b"path", b"SMS-2026-014/" + m.path)) - 1, m.path)),
          CYRILLIC)
long_case("x-path-twice", "The record path stands twice, the first with "
          "another value.", lambda m: setattr(
              m, "records", record(b"path", b"SMS-2026-014/data/b")
              + record(b"path", b"SMS-2026-014/" + m.path)), CYRILLIC)
long_case("x-path-nul", "The record path has a NUL and more after it.",
          lambda m: setattr(m, "records", record(
              b"path", b"SMS-2026-014/" + m.path + b"\0.exe")), CYRILLIC)
long_case("x-order", "The record size comes before the record path.",
          lambda m: (setattr(m, "records", record(b"size", b"1") + record(
              b"path", b"SMS-2026-014/" + m.path)),
              m.fields.update(size=b"%011o" % 0)), CYRILLIC)
long_case("x-no-path", "The path is over 100 bytes, and cut in the header "
          "without an x header.", lambda m: setattr(m, "x", False))
long_case("x-trailing", "Bytes after the last record, counted in the body.",
          lambda m: setattr(m, "records", record(
              b"path", b"SMS-2026-014/" + m.path) + b"\n"), CYRILLIC)


@case(0)
def good_tar_path_100():
    """A path of exactly 100 bytes, with BASE, needs no x header."""
    return Bundle([file("x" * 82, b"1")])


@case(0)
def good_tar_path_101():
    """A path of 101 bytes needs one."""
    return Bundle([file("x" * 83, b"1")])


@case(0)
def good_tar_path_slash_at_100():
    """The first 100 bytes of a path end in a slash: the header's name ends
    in an underscore, so that nobody takes it for a folder."""
    return Bundle([folder("d" * 81), file("d" * 81 + "/file", b"1")])


@case(0)
def good_tar_pax_record_lengths():
    """Records of 98 to 102 bytes: the length counts its own digits, two or
    three."""
    things = []
    for n in range(68, 76):
        things.append(file("ж" + "x" * n, b"1"))
    return Bundle(things)


@case(0)
def good_tar_dots():
    """`..config` and `...` inside a name are no `..`."""
    return Bundle([file("..config", b"1"), file("a..b", b"2"),
                   file(".hidden", b"3")])


# --- paths ----------------------------------------------------------------

def path_case(name, why, path, source="f"):
    """A file under any member path, manifest and inventory agreeing."""
    add("bad-tar-path-" + name, why,
        lambda: Bundle([file(source, b"1", path=path)]), 1)


path_case("parent", "A path with `..`.", "data/../evil")
path_case("parent-within", "A path with `..` that stays below data/.",
          "data/a/../f")
path_case("absolute", "An absolute path.", "/data/f")
path_case("dot", "A path with a component `.`.", "data/./f")
path_case("empty", "A path with an empty component.", "data//f")
path_case("outside", "A payload path that is not below data/.", "other/f")
path_case("tag", "A payload member that has the path of a tag file.",
          "evidence/x/f")
path_case("slash-at-end", "A file whose path ends with a slash.", "data/f/")
path_case("backslash", "A backslash, which Windows takes for a slash.",
          "data/a\\..\\f", "a\\..\\f")
path_case("colon", "A colon, which names a stream or a drive on Windows.",
          "data/f:s", "f:s")
path_case("newline", "A newline in a path: the manifest's line breaks.",
          "data/a\nb", "a\nb")
path_case("control", "An escape character in a path.", "data/a\x1bb",
          "a\x1bb")


@case(1)
def bad_tar_path_twice():
    """The same path twice, each with its line: which one is extracted depends
    on the reader."""
    return Bundle([file("f", b"1"), file("f", b"2")])


@case(1)
def bad_tar_path_twice_unlisted():
    """The same member twice, with one line in manifest and inventory."""
    return Bundle().on("head", lambda ms: ms[:3] + ms[2:])


@case(1)
def bad_tar_path_below_file():
    """A file and another below it."""
    return Bundle([file("a", b"1"), file("a/b", b"2")])


@case(1)
def bad_tar_path_below_file_apart():
    """`data/a` and `data/a/b` with `data/a-b` between: not neighbours in byte
    order."""
    return Bundle([file("a", b"1"), file("a-b", b"2"), file("a/b", b"3")])


@case(1)
def bad_tar_path_below_link():
    """A symbolic link in the inventory and a file below it: an extractor
    would write through the link."""
    return Bundle([evwriter.Obj("a", "symlink", extra={"target": "/tmp"}),
                   file("a-b", b"2"), file("a/b", b"3")])


@case(1)
def bad_tar_path_file_and_folder():
    """A file and a folder of one path in the inventory."""
    return Bundle([file("a", b"1"), folder("a"), file("b", b"2")])


@case(0)
def good_tar_path_neighbours():
    """`data/a/b`, `data/a-b` and `data/a.b`: the folder's slash sorts between
    the other two."""
    return Bundle([folder("a"), file("a/b", b"1"), file("a-b", b"2"),
                   file("a.b", b"3")])


@case(1)
def bad_tar_unsorted():
    """Members, manifest and inventory agree on an order that is not byte
    order."""
    return Bundle([file("a", b"1"), file("b", b"2")]).on(
        "objects", lambda objects: objects[::-1])


@case(1)
def bad_tar_unsorted_as_folders():
    """Sorted component by component (a folder's content before `a-b`), as
    file systems list them, and not by the whole path."""
    def order(objects):
        return sorted(objects, key=lambda o: o.path.split(b"/"))
    return Bundle([folder("a"), file("a/b", b"1"), file("a-b", b"2")]).on(
        "objects", order)


@case(1)
def bad_tar_members_swapped():
    """Two payload members have each other's place; the lists are sorted."""
    return Bundle().on("head", lambda ms: ms[:2] + ms[:1:-1])


@case(1, path="other/hello.txt")
def bad_tar_stranger_first():
    """A member of another top folder before the bundle's first."""
    return Bundle().on("head", lambda ms: [
        Member("hello.txt", b"hello\n", base="other")] + ms)


@case(1)
def bad_tar_format_first():
    """evidence/format stands before bagit.txt."""
    return Bundle().on("head", lambda ms: [ms[1], ms[0]] + ms[2:])


@case(1)
def bad_tar_base_not_the_seals():
    """All members stand under another top folder than bundle.name."""
    def rename(members):
        for m in members:
            m.base = "Other"
        return members
    bundle = Bundle()
    bundle.on("head", rename).on("tail", rename)
    return bundle.on("last", lambda _data: Member(
        "evidence/locator.json", bundle.locator_bytes).encode("Other")
        + bytes(1024))


for name, why in (("con", "a device name"), ("dot.", "with a dot at its end"),
                  (".dot", "with a dot in front"), ("a" * 65, "of 65 bytes"),
                  ("a b", "with a space"), ("COM1.x", "a device name with an "
                                            "extension")):
    add("bad-tar-base-" + ("long" if len(name) > 20 else
                           {"con": "device", "dot.": "dot-end",
                            ".dot": "dot-front", "a b": "space",
                            "COM1.x": "device-extension"}[name]),
        "BASE and bundle.name are a name that is not allowed: %s." % why,
        lambda name=name: Bundle(name=name), 1)


@case(0)
def good_tar_base_longest():
    """BASE has 64 bytes of all kinds."""
    return Bundle(name="0A.z-_" + "b" * 58)


# --- the end --------------------------------------------------------------

def end_case(name, why, tail, status=1):
    add("bad-tar-" + name, why,
        lambda: Bundle().build().tar[:-1024] + tail, status,
        operand="input.tar")


end_case("end-more-zeros", "A third zero block.", bytes(1536))
end_case("end-padded", "Zero blocks up to 10,240 bytes, as GNU tar pads.",
         bytes(8192))
end_case("end-data", "Data after the two zero blocks.",
         bytes(1024) + b"hidden".ljust(512, b"\0"))
end_case("end-member", "A member after the two zero blocks.",
         bytes(1024) + Member("more", b"1").encode("SMS-2026-014")
         + bytes(1024))
end_case("end-odd", "One byte after the two zero blocks.", bytes(1025))
end_case("end-not-zero", "The second zero block has a byte.",
         bytes(1023) + b"x")
end_case("end-first-not-zero", "The first of the two zero blocks has a byte.",
         b"x" + bytes(1023))
end_case("end-one-block", "One zero block in place of two.", bytes(512), 4)
end_case("end-none", "No zero block.", b"", 4)
end_case("end-member-after-locator", "A member after the locator.",
         Member("z", b"1").encode("SMS-2026-014") + bytes(1024))


@case(1)
def bad_tar_end_in_bgzf():
    """Data after the two zero blocks, in members of their own."""
    bundle = Bundle().build()
    bundle.members.insert(-1, evwriter.gzip_member(bytes(512)))
    return b"".join(bundle.members)


@case(1, operand="input.tar")
def bad_tar_repacked():
    """The same files in headers that another tar would write: each digest is
    right, and no header is."""
    bundle = Bundle().build()
    data = b""
    for m in bundle.head + bundle.tail + [
            Member("evidence/locator.json", bundle.locator_bytes)]:
        m.fields.update(uid=b"0001750", gid=b"0001750", uname=b"anna",
                        gname=b"anna", mode=b"0000600")
        data += m.encode(bundle.name)
    return data + bytes(1024)
