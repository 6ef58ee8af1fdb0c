"""The bag: manifests, tag files, bag-info, case files, locator."""

import evwriter
from corpus import add, case
from evwriter import Bundle, Member, encode_json, file, sha256

FORMAT = "evidence/format"


def staged(name, why, stage, change, status=1, options=None, **more):
    """A bundle with one stage's value changed, all after it made from it."""
    prefix = {0: "good-", 5: "unsupported-"}.get(status, "bad-")
    add(prefix + name, why,
        lambda: Bundle(**(options or {})).on(stage, change), status, **more)


def tag(name, why, path, change, status=1, options=None, **more):
    """A tag file's bytes changed, and signed so."""
    def hook(tags):
        tags[path] = change(tags[path])
        return tags
    staged(name, why, "tags", hook, status, options, **more)


def without(path):
    def hook(tags):
        del tags[path]
        return tags
    return hook


def tags_with(path, data, before):
    """A tag file put in before another."""
    def hook(tags):
        made = {}
        for key, value in tags.items():
            if key == before:
                made[path] = data
            made[key] = value
        return made
    return hook


NOTES = "data/scene/notes.txt"
RIGHT = sha256(b"Seen at nine.\n").encode()
WRONG = sha256(b"Seen at five.\n").encode()

# --- payload against manifest against inventory ---------------------------


@case(1, path="data/scene/other.txt")
def bad_bag_member_unlisted():
    """A payload member that neither manifest nor inventory has."""
    return Bundle().on("head", lambda ms: ms[:3] + [Member(
        "data/scene/other.txt", b"?", evwriter.MODIFIED_SECONDS)] + ms[3:])


@case(1)
def bad_bag_no_file():
    """A folder was sealed and no file: nothing would be verified, and that is
    no success."""
    return Bundle([evwriter.folder("scene")])


@case(1)
def bad_bag_no_file_detached():
    """The same, detached."""
    return Bundle([evwriter.folder("scene")], detached=True)


@case(1, path=NOTES)
def bad_bag_member_missing():
    """A line in manifest and inventory without its member."""
    return Bundle().on("head", lambda ms: ms[:2] + ms[3:])


@case(1)
def bad_bag_no_members():
    """All payload members are missing, the lists are there."""
    return Bundle().on("head", lambda ms: ms[:2])


@case(1, path=NOTES)
def bad_bag_content_resigned():
    """A content that differs from manifest and inventory, all else right."""
    def change(members):
        members[2].content = b"Seen at five.\n"
        return members
    return Bundle().on("head", change)


@case(1, path="data/scene/photo.raw")
def bad_inventory_sum_too_large():
    """Two files whose sizes, each as large as a number may be, are more
    together."""
    def sizes(lines):
        for line in lines[1:]:
            line["size"] = 2**53 - 1
        return lines
    return Bundle().on("line_dicts", sizes)


def manifest(name, why, change, **more):
    staged("manifest-" + name, why, "manifest", change, **more)


manifest("digest", "The manifest's digest of a file is another, signed so; "
         "the inventory has the right one.",
         lambda d: d.replace(RIGHT, WRONG), path=NOTES)
manifest("line-missing", "The manifest lacks the line of a file that the "
         "inventory has.", lambda d: b"".join(d.splitlines(True)[1:]))
manifest("line-more", "The manifest has a line that the inventory lacks.",
         lambda d: d + WRONG + b"  data/scene/z.txt\n")
manifest("line-twice", "The manifest has a line twice.",
         lambda d: d.splitlines(True)[0] + d)
manifest("order", "The manifest's lines are out of order.",
         lambda d: b"".join(d.splitlines(True)[::-1]))
manifest("upper-case", "The manifest's digests are in upper case.",
         lambda d: d.replace(RIGHT, RIGHT.upper()))
manifest("one-space", "One space between digest and path.",
         lambda d: d.replace(b"  ", b" "))
manifest("binary-mark", "sha256sum's mark of binary mode, ` *`.",
         lambda d: d.replace(b"  ", b" *"))
manifest("crlf", "The lines end in CR LF.",
         lambda d: d.replace(b"\n", b"\r\n"))
manifest("no-last-newline", "The last line does not end.",
         lambda d: d[:-1])
manifest("empty-line", "An empty line.", lambda d: d + b"\n")
manifest("comment", "A comment, as some tools write.",
         lambda d: b"# made by a tool\n" + d)
manifest("bom", "A byte order mark in front.",
         lambda d: b"\xef\xbb\xbf" + d)
manifest("escaped", "sha256sum's backslash in front of a line.",
         lambda d: b"\\" + d)
manifest("percent", "A path percent-encoded: readers differ on it.",
         lambda d: d.replace(b"scene/notes", b"scene%2Fnotes"))
manifest("empty", "The manifest is empty.", lambda d: b"")
manifest("short-digest", "A digest of 63 digits.",
         lambda d: d[1:])
manifest("folder", "The manifest has a line for a folder.",
         lambda d: sha256(b"").encode() + b"  data/scene/\n" + d)

# --- tag files ------------------------------------------------------------

staged("bag-second-manifest", "A second manifest, of another algorithm, in its "
       "place and in the tag manifest: two manifests can disagree.", "tags",
       tags_with("manifest-md5.txt",
                 b"d41d8cd98f00b204e9800998ecf8427e  " + NOTES.encode()
                 + b"\n", "evidence/inventory.jsonl"))
staged("bag-second-tagmanifest", "A second tag manifest.", "tail",
       lambda ms: ms[:-1] + [Member("tagmanifest-md5.txt", b"")] + ms[-1:])
staged("bag-fetch", "fetch.txt: payload to be had from elsewhere.", "tags",
       tags_with("fetch.txt", b"https://example.org/ 1 data/x\n",
                 "bag-info.txt"))
staged("bag-unknown-tag", "A tag file that this format does not have, outside "
       "evidence/x/.", "tags",
       tags_with("evidence/other.json", b"{}\n", "READ-ME-FIRST.txt"))
staged("bag-tag-unlisted", "A file below evidence/x/ that the tag manifest "
       "lacks: it is not signed.", "tail",
       lambda ms: ms[:-4] + [Member("evidence/x/a", b"?")] + ms[-4:])

for path in ("manifest-sha256.txt", "evidence/inventory.jsonl",
             "evidence/blocks.gzi", "evidence/conditions.json",
             "READ-ME-FIRST.txt", "bag-info.txt"):
    staged("bag-no-" + path.split("/")[-1].split(".")[0].lower(),
           "`%s` is not there; the tag manifest and the seal agree." % path,
           "tags", without(path))
for path in ("tagmanifest-sha256.txt", "evidence/seal.json"):
    staged("bag-no-" + path.split("/")[-1].split(".")[0],
           "`%s` is not there." % path, "tail",
           lambda ms, p=path.encode(): [m for m in ms if m.path != p])
for where in range(2):
    staged("bag-no-" + ("bagit", "format")[where],
           "`%s` is not there." % ("bagit.txt", FORMAT)[where], "head",
           lambda ms, w=where: ms[:w] + ms[w + 1:])


@case(1)
def bad_bag_no_locator():
    """The locator is not there: the last run is the end of the tar alone."""
    return Bundle().on("last", lambda d: bytes(1024))


def order(change):
    def hook(tags):
        keys = list(tags)
        change(keys)
        return {key: tags[key] for key in keys}
    return hook


staged("bag-order", "bag-info.txt and READ-ME-FIRST.txt have each other's "
       "place, in the tag manifest too.", "tags",
       order(lambda keys: keys.append(keys.pop(-2))))
staged("bag-order-inventory-first", "The inventory stands before the "
       "manifest.", "tags",
       order(lambda keys: keys.insert(0, keys.pop(1))))
staged("bag-seal-before-tagmanifest", "The seal stands before the tag "
       "manifest.", "tail", lambda ms: ms[:-2] + ms[:-3:-1])
staged("bag-tag-twice", "bag-info.txt stands twice.", "tail",
       lambda ms: ms[:-2] + [ms[-3]] + ms[-2:])
staged("bag-tag-changed", "A byte of a tag file is another: the tag manifest "
       "tells.", "tail", lambda ms: (
           setattr(ms[3], "content", ms[3].content.replace(b"This", b"That")),
           ms)[1], path="evidence/conditions.json")
staged("bag-tag-mtime", "A tag file's mtime is a second later than "
       "startedAt.", "tail", lambda ms: (setattr(
           ms[-3], "mtime", ms[-3].mtime + 1), ms)[1])
staged("bag-bagit-mtime", "bagit.txt's mtime is 0.", "head",
       lambda ms: (setattr(ms[0], "mtime", 0), ms)[1])
staged("bag-seal-mtime", "The seal's mtime is that of sealedAt.", "tail",
       lambda ms: (setattr(ms[-1], "mtime", ms[-1].mtime + 2), ms)[1])
staged("bag-tail-member-in-payload", "A tag file of others stands in the "
       "payload run.", "head", lambda ms: ms + [
           Member("evidence/x/a", b"1")])


def tagmanifest(name, why, change, status=1):
    staged("tagmanifest-" + name, why, "tagmanifest", change, status)


tagmanifest("digest", "The digest of a tag file is another, signed so.",
            lambda d: d.replace(d[:64], WRONG))
tagmanifest("line-missing", "A tag file has no line.",
            lambda d: b"".join(d.splitlines(True)[:-1]))
tagmanifest("line-more", "A line without a file.",
            lambda d: d + WRONG + b"  evidence/x/gone\n")
tagmanifest("line-twice", "A line stands twice.",
            lambda d: d.splitlines(True)[0] + d)
tagmanifest("payload-line", "A payload file has a line.",
            lambda d: d + RIGHT + b"  " + NOTES.encode() + b"\n")
tagmanifest("order", "The lines are out of order.",
            lambda d: b"".join(d.splitlines(True)[::-1]))
tagmanifest("upper-case", "A digest in upper case.",
            lambda d: d[:64].upper() + d[64:])
tagmanifest("no-last-newline", "The last line does not end.",
            lambda d: d[:-1])
tagmanifest("itself", "The tag manifest has a line of itself.",
            lambda d: d + WRONG + b"  tagmanifest-sha256.txt\n")

for name, text, why in (
        ("version", b"BagIt-Version: 0.97\nTag-File-Character-Encoding: "
         b"UTF-8\n", "of an older BagIt"),
        ("encoding", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: "
         b"UTF-16\n", "of another encoding"),
        ("crlf", b"BagIt-Version: 1.0\r\nTag-File-Character-Encoding: "
         b"UTF-8\r\n", "with CR LF"),
        ("bom", b"\xef\xbb\xbfBagIt-Version: 1.0\nTag-File-Character-Encoding:"
         b" UTF-8\n", "with a byte order mark"),
        ("empty", b"", "without content"),
        ("more", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
         b"Other: 1\n", "with a further line")):
    add("bad-bagit-" + name, "A bagit.txt %s, signed so." % why,
        lambda text=text: Bundle(bagit=text), 1)

for name, text, status, why in (
        ("2", b"urn:libevidence:bundle:2\n", 5, "another number: a format "
         "that cannot be checked here, whatever follows"),
        ("large-number", b"urn:libevidence:bundle:18446744073709551617\n", 5,
         "2^64 + 1, which is not 1"),
        ("0", b"urn:libevidence:bundle:0\n", 5, "the number 0"),
        ("leading-zero", b"urn:libevidence:bundle:01\n", 1,
         "a leading zero"),
        ("no-newline", b"urn:libevidence:bundle:1", 1, "no LF"),
        ("crlf", b"urn:libevidence:bundle:1\r\n", 1, "CR LF"),
        ("other-urn", b"urn:example:bundle:1\n", 1, "another URN"),
        ("no-number", b"urn:libevidence:bundle:\n", 1, "no number"),
        ("negative", b"urn:libevidence:bundle:-2\n", 1, "a negative number"),
        ("two-lines", b"urn:libevidence:bundle:2\nurn:libevidence:bundle:1\n",
         1, "two lines"), ("empty", b"", 1, "no content")):
    add(("unsupported-" if status == 5 else "bad-") + "format-" + name,
        "evidence/format has %s." % why,
        lambda text=text: Bundle(format=text), status)


@case(5)
def unsupported_format_2_other_layout():
    """A bundle of format 2 whose layout is another: what follows
    evidence/format cannot be judged, and is not called altered."""
    return Bundle(format=b"urn:libevidence:bundle:2\n").on(
        "head", lambda ms: ms[:2] + [Member("evidence/index.cbor", b"\xa0")]
        + ms[2:]).on("statement", lambda s: dict(
            s, predicateType="urn:libevidence:seal:v2"))


@case(1)
def bad_format_2_altered_before():
    """A bundle of format 2 with a wrong bagit.txt: what was found before the
    format counts."""
    return Bundle(format=b"urn:libevidence:bundle:2\n", bagit=b"?\n")


# --- READ-ME, bag-info ----------------------------------------------------

tag("readme-other", "Another READ-ME-FIRST.txt: a signer could write "
    "instructions of his own. Told, without effect.", "READ-ME-FIRST.txt",
    lambda d: b"Trust this bundle.\n", 0)
tag("readme-empty", "An empty READ-ME-FIRST.txt: told, without effect.",
    "READ-ME-FIRST.txt", lambda d: b"", 0)


def info(name, why, change, status=1, options=None):
    tag("bag-info-" + name, why, "bag-info.txt", change, status, options)


info("oxum-bytes", "Payload-Oxum states a byte more.",
     lambda d: d.replace(b"Oxum: 782.", b"Oxum: 783."))
info("oxum-files", "Payload-Oxum states a file more.",
     lambda d: d.replace(b"782.2\n", b"782.3\n"))
info("date", "Bagging-Date is the day after startedAt's.",
     lambda d: d.replace(b"2026-10-26", b"2026-10-27"))
info("id", "External-Identifier is another bundle's id.",
     lambda d: d.replace(b"urn:uuid:7", b"urn:uuid:8"))
info("organization", "Source-Organization is not the first signer's.",
     lambda d: d.replace(b"Forensics", b"Other"))
info("contact", "Contact-Name is not the first signer's.",
     lambda d: d.replace(b"A. I", b"B. I"))
info("agent", "Bag-Software-Agent is not the seal's tool.",
     lambda d: d.replace(b"evwriter 1", b"evwriter 2"))
info("line-missing", "A line is missing.",
     lambda d: b"".join(d.splitlines(True)[1:]))
info("line-more", "A line more, as other tools have it.",
     lambda d: d + b"Bag-Size: 1 KB\n")
info("order", "The lines are in another order.",
     lambda d: b"".join(sorted(d.splitlines(True))))
info("crlf", "The lines end in CR LF.",
     lambda d: d.replace(b"\n", b"\r\n"))
info("folded", "A line is folded, as RFC 8493 allows.",
     lambda d: d.replace(b"Forensics Lab", b"Forensics\n Lab"))
info("empty", "bag-info.txt is empty.", lambda d: b"")


@case(0)
def good_bag_info_no_signer_texts():
    """The first signer has neither name nor organization: both lines are left
    out."""
    return Bundle(signers=[evwriter.Signer(evwriter.keys.A)])


@case(0)
def good_bag_info_unicode():
    """Names in other scripts."""
    return Bundle(signers=[evwriter.Signer(
        evwriter.keys.A, "Нгуен Văn A", "调查部", "VN")])


# --- case.json and its kin ------------------------------------------------

def document(name, why, which, change, status=1, **options):
    def make():
        made = dict(getattr(evwriter, which.upper(), None) or {
            "salt": "5a" * 16, "recipients": []})
        return Bundle(**dict({which: change(made)}, **options))
    add(("good-" if status == 0 else "bad-") + name, why, make, status)


def drop(key):
    return lambda value: {k: v for k, v in value.items() if k != key}


for which in ("conditions", "case"):
    document(which + "-schema", "`schema` is another.", which,
             lambda v: dict(v, schema="urn:libevidence:case:2"))
    document(which + "-no-schema", "`schema` is missing.", which,
             drop("schema"))
    document(which + "-no-salt", "`salt` is missing.", which, drop("salt"))
    document(which + "-salt-short", "`salt` has 30 digits.", which,
             lambda v: dict(v, salt=v["salt"][:30]))
    document(which + "-salt-upper", "`salt` in upper case.", which,
             lambda v: dict(v, salt=v["salt"].upper()))
    document(which + "-salt-number", "`salt` is a number.", which,
             lambda v: dict(v, salt=1))
    document(which + "-order", "`salt` stands before `schema`.", which,
             lambda v: dict({"salt": v["salt"], "schema": v["schema"]}, **v))
    document(which + "-array", "The document is an array.", which,
             lambda v: [v])
    document(which + "-free-fields", "Fields of any kind after the first two.",
             which, lambda v: dict(v, x={"y": [1, None, True, "z", -5]},
                                   handling=["a"]), 0)
document("recipients-no-salt", "`salt` is missing.", "recipients",
         drop("salt"))
document("recipients-salt-short", "`salt` has 30 digits.", "recipients",
         lambda v: dict(v, salt="5" * 30))
document("recipients-not-array", "`recipients` is a text.", "recipients",
         lambda v: dict(v, recipients="age1x"))
document("recipients-order", "`recipients` stands before `salt`.",
         "recipients", lambda v: {"recipients": [], "salt": v["salt"]})


def predicate(name, why, change, status=1, options=None, **more):
    """The seal's predicate changed, and signed so."""
    def hook(statement):
        change(statement["predicate"])
        return statement
    staged(name, why, "statement", hook, status, options, **more)


RECIPIENTS = {"recipients": {"salt": "5a" * 16, "recipients": []}}
predicate("conditions-digest", "The seal's digest of conditions.json is "
          "another.", lambda p: p.update(conditions="0" * 64))
predicate("recipients-digest", "The seal's digest of recipients.json is "
          "another.", lambda p: p.update(recipients="0" * 64),
          options=RECIPIENTS)
predicate("recipients-denied", "recipients.json is there, the seal says null.",
          lambda p: p.update(recipients=None), options=RECIPIENTS)
predicate("recipients-absent", "The seal has a digest of recipients.json, "
          "which is not there.", lambda p: p.update(recipients="0" * 64))
predicate("custody-count", "The seal counts a custody event more than the log "
          "has: a line was taken from its end.",
          lambda p: p["custody"].update(count=2),
          options={"custody": b'{"event":1}\n'})
predicate("custody-count-none", "The seal counts an event, there is no log.",
          lambda p: p["custody"].update(count=1))
predicate("custody-count-less", "The log has more lines than the seal "
          "counts.", lambda p: p["custody"].update(count=1),
          options={"custody": b'{"event":1}\n{"event":2}\n'})
predicate("custody-heads", "The seal names more heads than events.",
          lambda p: p["custody"].update(heads=["0" * 64]))
predicate("merkle-root", "The seal's root is another.",
          lambda p: p["payload"].update(merkleRoot="0" * 64))
predicate("objects-more", "The seal counts an object more.",
          lambda p: p["payload"].update(objects=4))
predicate("objects-less", "The seal counts an object less.",
          lambda p: p["payload"].update(objects=2))


@case(1)
def bad_merkle_unsalted_levels():
    """A root without the prefixes of leaf and node: a node could be shown as
    a leaf."""
    import hashlib

    def root(lines):
        if len(lines) == 1:
            return hashlib.sha256(lines[0]).digest()
        return hashlib.sha256(root(lines[:2] if len(lines) > 2
                                   else lines[:1])
                              + root(lines[2:] if len(lines) > 2
                                     else lines[1:])).digest()

    bundle = Bundle()

    def hook(statement):
        statement["predicate"]["payload"]["merkleRoot"] = root(
            bundle.lines).hex()
        return statement
    return bundle.on("statement", hook)


@case(1)
def bad_merkle_odd_doubled():
    """A root that doubles the last leaf of an odd level, as Bitcoin's: two
    lists have one root."""
    bundle = Bundle()

    def hook(statement):
        statement["predicate"]["payload"]["merkleRoot"] = evwriter.merkle(
            bundle.lines + bundle.lines[-1:]).hex()
        return statement
    return bundle.on("statement", hook)


for count in (1, 2, 3, 4, 5, 7, 8, 9):
    add("good-merkle-%d" % count, "A tree of %d lines." % count,
        lambda count=count: Bundle([file("f%d" % n, b"")
                                    for n in range(count)]), 0)

# --- files of others ------------------------------------------------------


def others(name, why, paths, status):
    add(("good-x-" if status == 0 else "bad-x-") + name, why,
        lambda: Bundle().on("tags", lambda tags: _insert(tags, paths)),
        status)


def _insert(tags, paths):
    made = {}
    for key, value in tags.items():
        if key == "READ-ME-FIRST.txt":
            made.update((path, b"1") for path in paths)
        made[key] = value
    return made


others("files", "Files below evidence/x/, in folders too: kept and named, "
       "without effect.", ["evidence/x/a", "evidence/x/b/c",
                           "evidence/x/отчёт"], 0)
others("order", "Files below evidence/x/ out of order.",
       ["evidence/x/b", "evidence/x/a"], 1)
others("name", "A file below evidence/x/ whose name is not of the mapped "
       "form.", ["evidence/x/a:b"], 1)
others("parent", "A file below evidence/x/ with `..`.",
       ["evidence/x/../y"], 1)
others("device", "A file below evidence/x/ with a device name.",
       ["evidence/x/con"], 1)
others("below-file", "A file below evidence/x/ and one below it.",
       ["evidence/x/a", "evidence/x/a/b"], 1)
others("nothing", "A path that is evidence/x/ itself.", ["evidence/x/"], 1)

DISCLOSURE = {"evidence/disclosure.jsonl": b'{"head":1}\n',
              "evidence/origin/0/seal.json": b"{}\n"}


@case(5)
def unsupported_disclosure():
    """A disclosure: a reader that does not know its rules cannot check it."""
    return Bundle(extra=DISCLOSURE)


@case(5)
def unsupported_origin():
    """A file below evidence/origin/ alone, with a name of any bytes: it is of
    a disclosure, and cannot be checked either."""
    return Bundle(extra={"evidence/origin/a%\x1b": b"x"})


@case(1)
def bad_origin_newline():
    """A file below evidence/origin/ whose name has a newline: no list of the
    bag can name it."""
    return Bundle(extra={"evidence/origin/a\nb": b"x"})


@case(1, path="evidence/origin/../a")
def bad_disclosure_parent():
    """A disclosure with `..` in a path below evidence/origin/: no path of a
    bundle has that, whatever the rules of disclosure are."""
    return Bundle(extra={**DISCLOSURE, "evidence/origin/../a": b"x"})


@case(1)
def bad_disclosure_altered():
    """A disclosure with a payload byte changed: altered is worse than not
    checked."""
    def change(members):
        members[2].content = b"Seen at five.\n"
        return members
    return Bundle(extra=DISCLOSURE).on("head", change)


# --- the locator ----------------------------------------------------------

def locator(name, why, change):
    staged("locator-" + name, why, "locator", change)


for key in ("tailOffset", "tailSize", "sealOffset", "sealSize",
            "tailFileOffset"):
    locator(key.lower(), "`%s` is one more." % key,
            lambda v, key=key: dict(v, **{key: v[key] + 1}))
locator("format", "`format` is 2.", lambda v: dict(v, format=2))
locator("null", "`tailFileOffset` is null, and the bundle is not detached.",
        lambda v: dict(v, tailFileOffset=None))
locator("huge", "`tailOffset` is near 2^53: sums with it overflow.",
        lambda v: dict(v, tailOffset=2**53 - 1))
locator("past-the-end", "`tailFileOffset` is past the end of the file.",
        lambda v: dict(v, tailFileOffset=2**40))
locator("negative", "`tailOffset` is negative.",
        lambda v: dict(v, tailOffset=-512))
locator("text", "`tailOffset` is a text.",
        lambda v: dict(v, tailOffset=str(v["tailOffset"])))
locator("key-missing", "`sealSize` is missing.", drop("sealSize"))
locator("key-more", "A key more: it has exactly six.",
        lambda v: dict(v, more=1))
locator("order", "The keys are in another order.",
        lambda v: dict(sorted(v.items())))


def locator_bytes(name, why, change):
    staged("locator-" + name, why, "locator_bytes", change)


locator_bytes("newline", "It ends in LF in place of a space.",
              lambda d: d[:-1] + b"\n")
locator_bytes("spaces-in-front", "The spaces stand in front.",
              lambda d: d.strip().rjust(512))
locator_bytes("spaces-within", "Spaces between the tokens.",
              lambda d: d.replace(b",", b", ").strip().ljust(512))
locator_bytes("tabs", "Tabs in place of spaces.",
              lambda d: d.replace(b" ", b"\t"))
locator_bytes("nuls", "NULs in place of spaces.",
              lambda d: d.replace(b" ", b"\0"))
locator_bytes("short", "511 bytes.", lambda d: d[:-1])
locator_bytes("long", "513 bytes.", lambda d: d + b" ")
locator_bytes("hidden", "Text after the object.",
              lambda d: d[:-6] + b"hidden")
locator_bytes("spaces-only", "Nothing but spaces.", lambda d: b" " * 512)

assert encode_json({"a": 1}) == b'{"a":1}'
