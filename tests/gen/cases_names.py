"""Names, and the inventory's lines."""

from corpus import add
from evwriter import Bundle, Obj, b64, file, folder, map_component, sha256

# --- section 3.2 ----------------------------------------------------------


def good(name, why, *sources):
    add("good-name-" + name, why,
        lambda: Bundle([file(s, b"1") for s in sources]), 0)


def bad(name, why, source, path):
    """A file of this original under another path than its mapping."""
    add("bad-name-" + name, why,
        lambda: Bundle([file(source, b"1", path=path)]), 1)


good("reserved", "What Windows forbids is escaped.", 'a=b%c\\d<e>f:g"h|i?j*k')
good("device", "Device names, with and without an extension.", "con.txt",
     "NUL", "com1.a.b", "aux .c", "console", "COM¹.txt", "lpt")
good("spaces", "Spaces and a full stop at a name's ends.", " x ", "y.",
     "\u00a0z\u3000", "a b")
good("controls", "Control characters, NEL and line separators.",
     "a\nb\x1b\x7f\u0085\u2028c")
good("bidi", "Characters that turn the direction of writing.",
     "\u202ecod.exe", "a\u2066b\u200fc\u061cd")
good("bytes", "A name that is not UTF-8.", b"a\xffb", b"\xc0\xaf",
     b"\xed\xa0\x80", b"cut\xe2\x82")
good("decomposed", "A name that is not in NFC is composed, and marked.",
     "cafe\u0301")
good("case", "Two names that differ in case alone: the second is marked.",
     "README.txt", "readme.TXT")
good("long", "A name of 240 bytes is cut between characters, and marked.",
     "я" * 120)
good("long-escapes", "A long name of escapes is cut between escapes.",
     "a" + "\x01" * 90)
good("200", "A name of 200 bytes stands as it is.", "n" * 200)
good("255", "A name of 255 bytes is cut.", "n" * 255)
good("percent", "A `%` is escaped: readers of manifests differ on it.",
     "a%0Ab")

bad("not-escaped", "A `?` that is not escaped.", "a?b", "data/a?b")
bad("lower-case", "An escape in lower case.", "a?b", "data/a=3fb")
bad("escaped-letter", "An escape of what needs none.", "ab", "data/=61b")
bad("other", "A path that is another name than the original.", "invoice.pdf",
    "data/payroll.pdf")
bad("bidi", "A character that turns the direction of writing, not escaped.",
    "\u202ecod.exe", "data/\u202ecod.exe")
bad("device", "A device name that is not escaped.", "con.txt",
    "data/con.txt")
bad("dot-end", "A full stop at the end that is not escaped.", "y.",
    "data/y.")
bad("space-end", "A space at the end that is not escaped.", "y ",
    "data/y ")
bad("mark-digits", "A mark whose digits are of another name.",
    "cafe\u0301", "data/café=~" + "0" * 16)
bad("mark-cut", "A name of over 200 bytes, cut without a mark.", "n" * 240,
    "data/" + "n" * 182)
bad("mark-short", "A marked name that is cut more than it must be.",
    "n" * 240, "data/" + "n" * 100 + "=~"
    + sha256(b"n" * 240)[:16])
bad("201", "A component of 201 bytes.", "n" * 201, "data/" + "n" * 201)
bad("parent", "An original path with `..`.", "../evil", "data/=2E./evil")
bad("empty", "An original path with an empty component.", "a//b",
    "data/a/b")
bad("slash-end", "An original path that ends with a slash.", "a/", "data/a")
bad("depth", "A path with a folder that its original has not.", "b",
    "data/a/b")


def twice(name, why, source, *paths):
    """Two files of one original, under these paths."""
    add("bad-original-" + name, why, lambda: Bundle([
        file(source, b"%d" % n, path=path) for n, path in enumerate(paths)]),
        1)


def mark(name):
    return "=~" + sha256(name.encode())[:16]


twice("twice", "Two files with one original path: a mark that nothing asks "
      "for tells their names apart.", "a", "data/a", "data/a" + mark("a"))
twice("twice-below", "The same of a folder that they are in.", "a/x",
      "data/a/x", "data/a" + mark("a") + "/x")
twice("twice-marked", "Two marks of one name, which is not in NFC.",
      "cafe\u0301", "data/café" + mark("cafe\u0301"),
      "data/kaffee" + mark("cafe\u0301"))
add("good-original-folder-twice", "A mark that nothing asks for, of a folder "
    "whose other files have none: a folder's name is not held against others, "
    "where no line is of the folder itself.", lambda: Bundle([
        file("x/y", b"1", path="data/x/y"),
        file("x/z", b"2", path="data/x" + mark("x") + "/z")]), 0)
add("good-original-once", "A mark and the name that it is of, with originals "
    "of their own.", lambda: Bundle([
        file("a", b"1"), file("A", b"2"), file("b/a", b"3")]), 0)


# --- section 3.4 ----------------------------------------------------------

def line(name, why, change, status=1, content=None):
    def make():
        things = content() if content else [file("f", b"1234")]

        def hook(values):
            made = change(values[0])
            return [made if made is not None else values[0]] + values[1:]
        return Bundle(things).on("line_dicts", hook)
    add(("bad-line-" if status else "good-line-") + name, why, make, status)


def without(key):
    return lambda v: {k: x for k, x in v.items() if k != key}


def put(key, value):
    return lambda v: v.update({key: value})


def source(key, value):
    return lambda v: v["source"].update({key: value})


for key in ("salt", "type", "sha256", "source"):
    line("no-" + key, "`%s` is missing." % key, without(key))
line("keys-order", "`size` stands before `path`.",
     lambda v: {k: v[k] for k in ["size", "path"] + list(v)[2:]})
line("size", "`size` is another than the content's.", put("size", 5))
line("size-negative", "`size` is negative.", put("size", -4))
line("size-text", "`size` is a text.", put("size", "4"))
line("sha256", "`sha256` is another.", put("sha256", "0" * 64))
line("sha256-upper-case", "`sha256` in upper case.",
     lambda v: v.update(sha256=v["sha256"].upper()))
line("sha256-null", "`sha256` is null, of a file.", put("sha256", None))
line("salt-short", "`salt` has 30 digits.", put("salt", "0" * 30))
line("type-unknown", "`type` is a word that this format does not have.",
     put("type", "door"))
line("unknown-key", "A key that this format does not know, after `source`: "
     "told, without effect.", put("later", 1), 0)
line("unknown-key-source", "A key that this format does not know, in "
     "`source`.", source("later", [1]), 0)
line("target-of-file", "A file with a link's target.",
     source("target", "/etc/passwd"))
line("kind", "`kind` is another word.", source("kind", "tape"))
line("mode", "`mode` of three digits.", source("mode", "644"))
line("uid-negative", "`uid` is negative.", lambda v: v.update(source={
    k: x for k, x in list(v["source"].items()) + [("uid", -1)]}))
line("time-form", "`modified` without decimals.",
     source("modified", "2001-09-09T01:46:40Z"))
line("base64-of-utf8", "A path in base64 that is valid UTF-8.",
     lambda v: v.update(source={
         "kind": "tree", "pathBase64": b64(b"f"),
         "modified": v["source"]["modified"], "mode": "0644"}))
line("path-both", "`path` and `pathBase64`.", lambda v: v.update(source={
    "kind": "tree", "path": "f", "pathBase64": b64(b"f"),
    "modified": v["source"]["modified"], "mode": "0644"}))
RANGE = {"offset": 0, "length": 2}


def holes(name, why, value):
    line("holes-" + name, why, source("holes", value))


holes("empty", "`holes` is empty.", [])
holes("nothing", "A hole of no bytes.", [{"offset": 1, "length": 0}])
holes("past-end", "A hole that ends past the content.",
      [{"offset": 0, "length": 5}])
holes("overlap", "Holes that overlap.", [RANGE, {"offset": 1, "length": 2}])
holes("order", "Holes out of order.", [{"offset": 2, "length": 2}, RANGE])
holes("overflow", "A hole whose end overflows 64 bits.",
      [{"offset": 2**53 - 1, "length": 2**53 - 1}])


def other(name, why, kind, extra, status=1, source_name="a"):
    add(("bad-line-" if status else "good-line-") + name, why,
        lambda: Bundle([Obj(source_name, kind, extra=extra),
                        file("z", b"1")]), status)


other("symlink-no-target", "A symbolic link without its target.", "symlink",
      {})
other("hardlink-larger", "A hard link to a larger path.", "hardlink",
      {"link": "data/z"})
other("hardlink-itself", "A hard link to itself.", "hardlink",
      {"link": "data/a"})
other("hardlink-outside", "A hard link to a path outside data/.", "hardlink",
      {"link": "bagit.txt"})
other("special-word", "A special object of an unknown word.", "special",
      {"special": "door"})
other("device-zeros", "A device number with a leading zero.", "special",
      {"special": "block-device", "device": "08:16"})
other("device-overflow", "A device number of 2^32.", "special",
      {"special": "block-device", "device": "4294967296:0"})
other("unreadable-no-reason", "An unreadable object without a reason.",
      "unreadable", {})
add("bad-line-unreadable", "An object that could not be read, and the seal "
    "says so: not trusted.", lambda: Bundle([
        Obj("a", "unreadable", line={"reason": "Permission denied"}),
        file("z", b"1")]), 3)
add("bad-line-order", "Lines out of order; manifest and members are in it.",
    lambda: Bundle([folder("a"), file("z", b"1")]).on(
        "line_dicts", lambda values: values[::-1]), 1)
add("bad-line-twice", "A folder's line twice.",
    lambda: Bundle([folder("a"), file("z", b"1")]).on(
        "line_dicts", lambda values: values[:1] + values), 1)
add("bad-line-missing", "A member and its manifest's line, and no line in "
    "the inventory.", lambda: Bundle([file("a", b"1"), file("z", b"2")]).on(
        "line_dicts", lambda values: values[1:]), 1)
add("bad-line-without-file", "A line of a file that is neither in the "
    "manifest nor there.", lambda: Bundle([file("a", b"1")]).on(
        "line_dicts", lambda values: values + [dict(
            values[0], path="data/z", source=dict(
                values[0]["source"], path="z"))]), 1)

assert map_component(b"con") == b"=63on"
