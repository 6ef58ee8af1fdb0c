"""A writer of evidence bundles, from docs/format.md alone.

It shares nothing with the library, so that the two check each other.  A
Bundle is built in stages; each stage's value passes through a hook before the
next stage uses it, so that a case can be wrong in exactly one way and still be
hashed, signed and located rightly:

    objects      the sealed objects, mapped and sorted    list of Obj
    line_dicts   inventory lines as values                list of dict
    lines        inventory lines as bytes, without LF     list of bytes
    payload      the payload members                      list of Member
    manifest     manifest-sha256.txt                      bytes
    head         members of the payload run               list of Member
    gzi          evidence/blocks.gzi                      bytes
    tags         tag files up to bag-info.txt             dict path: bytes
    tagmanifest  tagmanifest-sha256.txt                   bytes
    statement, statement_bytes                            dict, bytes
    signed       the bytes that are signed                bytes
    signatures   [{"keyid": text, "sig": bytes}]          list
    envelope, seal                                        dict, bytes
    tail         members of the tail run                  list of Member
    locator, locator_bytes                                dict, bytes
    last         the last run                             bytes
    runs         the tar in its three runs                list of bytes
    blocks       what each gzip member holds              list of bytes
    members      the gzip members, end-of-file included   list of bytes

Nothing is random and no clock is read: salts count, times are fixed.
"""

import base64
import hashlib
import json
import os
import re
import unicodedata
import zlib

import deflate
import keys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
README = os.path.join(ROOT, "libevidence", "data", "READ-ME-FIRST.txt")
SHORT_README = b"A bundle of the test corpus.\n"

BLOCK = 65280
LAST = 2048
EOF_MEMBER = bytes.fromhex(
    "1f8b08040000000000ff0600424302001b0003000000000000000000")
STARTED = "2026-10-26T09:14:03.000000000Z"
STARTED_SECONDS = 1793006043
SEALED = "2026-10-26T09:14:05.250000000Z"
MODIFIED = "2001-09-09T01:46:40.500000000Z"
MODIFIED_SECONDS = 1000000000
ORDER = ("manifest-sha256.txt", "evidence/inventory.jsonl",
         "evidence/blocks.gzi", "evidence/case.json",
         "evidence/conditions.json", "evidence/recipients.json",
         "evidence/custody.jsonl", "evidence/disclosure.jsonl")


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def b64(data):
    return base64.b64encode(data).decode()


def salt(number):
    return "%032x" % number


def encode_json(value):
    """The one encoding of section 3.1."""
    return json.dumps(value, ensure_ascii=False,
                      separators=(",", ":")).encode()


# --- section 3.2: names ---------------------------------------------------

DEVICE = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\Z",
    re.I | re.A)
SPACES = {0x20, 0xa0, 0x1680, 0x202f, 0x205f, 0x3000} | set(
    range(0x2000, 0x200b))
CONTROLS = (set(range(0x20)) | set(range(0x7f, 0xa0))
            | {0x2028, 0x2029, 0x61c, 0x200e, 0x200f}
            | set(range(0x202a, 0x202f)) | set(range(0x2066, 0x206a)))
RESERVED = {ord(c) for c in '=%\\<>:"|?*'}


def code_points(data):
    """data in steps: each the bytes and code point (None if ill-formed)."""
    steps, at = [], 0
    while at < len(data):
        for n in (1, 2, 3, 4):
            try:
                text = data[at:at + n].decode()
            except UnicodeDecodeError:
                continue
            if len(text) == 1:
                steps.append((data[at:at + n], ord(text)))
                at += n
                break
        else:
            steps.append((data[at:at + 1], None))
            at += 1
    return steps


def is_device(component):
    text = component.decode("utf-8", "surrogateescape")
    return bool(DEVICE.match(text.split(".")[0].rstrip(" ")))


def escape(component):
    """Step 2: R of a component."""
    steps, out = code_points(component), b""
    device = is_device(component)
    for index, (data, point) in enumerate(steps):
        first, last = index == 0, index == len(steps) - 1
        if (point is None or point in CONTROLS or point in RESERVED
                or (first or last) and point in SPACES
                or last and point == 0x2e or first and device):
            data = b"".join(b"=%02X" % byte for byte in data)
        out += data
    return out


def nfc(component):
    try:
        return unicodedata.normalize("NFC", component.decode()).encode()
    except UnicodeDecodeError:
        return component


def fold(component):
    try:
        return unicodedata.normalize(
            "NFC", nfc(component).decode().casefold()).encode()
    except UnicodeDecodeError:
        return component


def mark(component, mapped):
    """R, cut, with the mark of the original."""
    if len(mapped) > 182:
        at = 182
        while (mapped[at] & 0xc0 == 0x80
               or b"=" in mapped[at - 2:at]
               and re.match(rb"=[0-9A-F]{2}",
                            mapped[mapped.rindex(b"=", 0, at):])
               and mapped.rindex(b"=", 0, at) + 3 > at):
            at -= 1
        mapped = mapped[:at]
    return mapped + b"=~" + sha256(component)[:16].encode()


def map_component(component, siblings=()):
    normal = nfc(component)
    mapped = escape(normal)
    if (normal != component or len(mapped) > 200
            or any(other < component and fold(other) == fold(component)
                   for other in siblings)):
        return mark(component, mapped)
    return mapped


# --- objects --------------------------------------------------------------

class Obj:
    """An object to be sealed.  source: its original path, as bytes."""

    def __init__(self, source, kind="file", content=b"",
                 modified=MODIFIED, line=None, extra=None, path=None):
        self.source = source.encode() if isinstance(source, str) else source
        self.kind, self.content, self.modified = kind, content, modified
        self.line, self.extra = line or {}, extra or {}
        self.path = path.encode() if isinstance(path, str) else path


def file(source, content=b"", **more):
    return Obj(source, "file", content, **more)


def folder(source, **more):
    return Obj(source, "directory", **more)


def map_objects(objects):
    """Gives each object its member path, and sorts them."""
    folders = {}
    for obj in objects:
        parts = obj.source.split(b"/")
        for depth, part in enumerate(parts):
            folders.setdefault(tuple(parts[:depth]), set()).add(part)
    for obj in objects:
        if obj.path is None:
            parts = obj.source.split(b"/")
            obj.path = b"data/" + b"/".join(
                map_component(part, folders[tuple(parts[:depth])])
                for depth, part in enumerate(parts))
            if obj.kind == "directory" or obj.line.get("_folder"):
                obj.path += b"/"
    return sorted(objects, key=lambda obj: obj.path)


def line_of(obj, number):
    """The inventory line of an object, as a value with its keys in order."""
    has = obj.kind == "file"
    line = {"path": obj.path.decode("utf-8", "surrogateescape"),
            "size": len(obj.content) if has else 0,
            "sha256": sha256(obj.content) if has else None,
            "type": obj.kind, "salt": salt(number)}
    line.update({k: v for k, v in obj.line.items() if k[0] != "_"})
    source = {"kind": "tree"}
    try:
        source["path"] = obj.source.decode()
    except UnicodeDecodeError:
        source["pathBase64"] = b64(obj.source)
    if obj.modified is not None:
        source["modified"] = obj.modified
    source["mode"] = "0755" if obj.kind == "directory" else "0644"
    source.update(obj.extra)
    line["source"] = {key: source[key] for key in sorted(
        source, key=lambda k: SOURCE.index(k) if k in SOURCE else 99)}
    return line


SOURCE = ("kind", "path", "pathBase64", "modified", "accessed", "changed",
          "born", "mode", "uid", "gid", "user", "group", "xattrs", "acl",
          "target", "targetBase64", "link", "special", "device", "holes",
          "holesJoined")


def seconds(time):
    """mtime of a header: whole seconds of a time of section 3.4."""
    if time is None:
        return 0
    year, month, day, hour, minute, second = (
        int(n) for n in re.findall(r"\d+", time)[:6])
    month -= 2
    if month <= 0:
        month, year = month + 12, year - 1
    days = (year // 4 - year // 100 + year // 400 + 367 * month // 12 + day
            + year * 365 - 719499)
    value = days * 86400 + hour * 3600 + minute * 60 + second
    return value if 0 <= value <= 8589934591 else 0


# --- section 2: tar -------------------------------------------------------

def checksum(header, signed=False, form=b"%06o\0 "):
    """The header with its check sum put right."""
    blank = header[:148] + b" " * 8 + header[156:]
    total = sum(b - 256 if signed and b > 127 else b for b in blank)
    return header[:148] + form % total + header[156:]


def header(name, size, mtime, flag=b"0", /, **fields):
    """A header; fields replaces any field by raw bytes, NUL-padded."""
    layout = (("name", 100, name), ("mode", 8, b"0000644"),
              ("uid", 8, b"0000000"), ("gid", 8, b"0000000"),
              ("size", 12, b"%011o" % size), ("mtime", 12, b"%011o" % mtime),
              ("chksum", 8, b""), ("flag", 1, flag), ("linkname", 100, b""),
              ("magic", 6, b"ustar"), ("version", 2, b"00"),
              ("uname", 32, b""), ("gname", 32, b""),
              ("devmajor", 8, b"0000000"), ("devminor", 8, b"0000000"),
              ("prefix", 155, b""), ("padding", 12, b""))
    data = b"".join(fields.get(key, value).ljust(length, b"\0")
                    for key, length, value in layout)
    assert len(data) == 512, "a field is too long"
    return checksum(data)


def record(key, value):
    """A pax record; its length counts its own digits."""
    rest = len(key) + len(value) + 3
    length = rest + len(str(rest))
    if length != rest + len(str(length)):
        length = rest + len(str(length))
    return b"%d %s=%s\n" % (length, key, value)


def pad(data):
    return data + bytes(-len(data) % 512)


def x_header(records, mtime, name=b"././@PaxHeader", flag=b"x"):
    return header(name, len(records), mtime, flag) + pad(records)


def short_name(path):
    name = re.sub(rb"[^\x20-\x7e]", b"_", path)[:100]
    return name[:-1] + b"_" if name.endswith(b"/") else name


class Member:
    """A tar member.  edit: what is done to its encoded bytes; x: whether it
    has an x header (None: where the format asks for one); records: the x
    header's body, where not the usual; fields: of its header."""

    def __init__(self, path, content, mtime=STARTED_SECONDS, edit=None,
                 x=None, records=None, base=None, **fields):
        self.path = path.encode() if isinstance(path, str) else path
        self.content, self.mtime, self.edit = content, mtime, edit
        self.x, self.records, self.base = x, records, base
        self.fields = fields

    def encode(self, base):
        path = (self.base or base).encode() + b"/" + self.path
        asked = self.x
        if asked is None:
            asked = len(path) > 100 or any(b >= 0x80 for b in path)
        asked = asked or self.records is not None
        data = b""
        if asked:
            records = self.records
            if records is None:
                records = record(b"path", path)
            data = x_header(records, self.mtime)
        fields = dict(self.fields)
        name = fields.pop("name", short_name(path) if asked else path[:100])
        data += header(name, len(self.content), self.mtime, **fields)
        data += pad(self.content)
        return self.edit(data) if self.edit else data


# --- section 1: BGZF ------------------------------------------------------

def gzip_member(data, body=None, crc=None, size=None, bsize=None,
                head=None, extra=b""):
    """A BGZF member; each part can be given otherwise."""
    if body is None:
        body = deflate.raw_deflate(data)
        if len(body) >= len(data) + 5 and len(data) < 65536:
            body = deflate.stored(data)
    if head is None:
        head = bytes.fromhex("1f8b08040000000000ff")
    total = 18 + len(extra) + len(body) + 8
    if bsize is None:
        bsize = total - 1
    return (head + (6 + len(extra)).to_bytes(2, "little") + b"BC\2\0"
            + (bsize & 0xffff).to_bytes(2, "little") + extra + body
            + (zlib.crc32(data) if crc is None else crc).to_bytes(4, "little")
            + (len(data) if size is None else size).to_bytes(4, "little"))


def cut(data, size=BLOCK):
    return [data[at:at + size] for at in range(0, len(data), size)]


def foreign_gzip(data, head=None, body=None):
    """One gzip member as gzip -n makes it."""
    return ((head or bytes.fromhex("1f8b0800000000000003"))
            + (body or deflate.raw_deflate(data))
            + zlib.crc32(data).to_bytes(4, "little")
            + (len(data) & 0xffffffff).to_bytes(4, "little"))


# --- section 3.5 ----------------------------------------------------------

def merkle(lines):
    if len(lines) == 1:
        return hashlib.sha256(b"\0" + lines[0]).digest()
    half = 1
    while half * 2 < len(lines):
        half *= 2
    return hashlib.sha256(b"\1" + merkle(lines[:half])
                          + merkle(lines[half:])).digest()


# --- the bundle -----------------------------------------------------------

class Signer:
    def __init__(self, key, name="", organization="", state=""):
        self.key, self.name = key, name
        self.organization, self.state = organization, state

    def value(self):
        return {"name": self.name, "organization": self.organization,
                "state": self.state, "publicKey": b64(self.key.spki)}


SIGNER_A = Signer(keys.A, "A. Investigator", "Forensics Laboratory", "KZ")
SIGNER_B = Signer(keys.B, "B. Witness", "Prosecutor's Office", "VN")
SIGNER_E = Signer(keys.E, "E. Token", "Ministry", "UZ")
SIGNER_X = Signer(keys.X, "X. Other", "National Institute", "CL")

CONDITIONS = {"schema": "urn:libevidence:case:1",
              "salt": "c0" * 16,
              "conditions": [{"kind": "use-limited", "text": "This case."}]}
CASE = {"schema": "urn:libevidence:case:1", "salt": "ca" * 16,
        "reference": "2026-014", "title": "Corpus"}


def objects():
    """The usual payload: a folder with two files."""
    return [folder("scene"), file("scene/notes.txt", b"Seen at nine.\n"),
            file("scene/photo.raw", bytes(range(256)) * 3)]


class Bundle:
    """A bundle to be built; see the head of this file for the hooks."""

    def __init__(self, content=None, **options):
        self.objects = objects() if content is None else content
        self.name = "SMS-2026-014"
        self.hooks = {}
        self.detached = False
        self.signers = [SIGNER_A]
        self.bagit = (b"BagIt-Version: 1.0\n"
                      b"Tag-File-Character-Encoding: UTF-8\n")
        self.format = b"urn:libevidence:bundle:1\n"
        self.readme = SHORT_README
        self.case = None
        self.conditions = CONDITIONS
        self.recipients = None
        self.custody = None
        self.extra = {}
        self.compress = gzip_member
        for key, value in options.items():
            assert hasattr(self, key), key
            setattr(self, key, value)

    def on(self, stage, hook):
        self.hooks[stage] = hook
        return self

    def stage(self, name, value):
        hook = self.hooks.get(name)
        return hook(value) if hook else value

    def tar_of(self, members):
        return b"".join(m.encode(self.name) for m in members)

    def build(self):
        """Runs every stage; returns self, with all of it at hand."""
        self.build_payload()
        self.build_tags()
        self.build_seal()
        self.build_tail()
        self.build_file()
        return self

    def build_payload(self):
        self.sorted = self.stage("objects", map_objects(self.objects))
        self.line_dicts = self.stage(
            "line_dicts", [line_of(o, n + 1)
                           for n, o in enumerate(self.sorted)])
        self.lines = self.stage("lines", [encode_json(v)
                                          for v in self.line_dicts])
        files = [o for o in self.sorted if o.kind == "file"]
        self.payload = self.stage(
            "payload", [Member(o.path, o.content, seconds(o.modified))
                        for o in files])
        self.manifest = self.stage("manifest", b"".join(
            sha256(o.content).encode() + b"  " + o.path + b"\n"
            for o in files))
        self.head = [Member("bagit.txt", self.bagit),
                     Member("evidence/format", self.format)]
        if not self.detached:
            self.head += self.payload
        self.head = self.stage("head", self.head)
        self.head_tar = self.tar_of(self.head)

    def build_tags(self):
        tags = {"manifest-sha256.txt": self.manifest,
                "evidence/inventory.jsonl":
                    b"".join(line + b"\n" for line in self.lines)}
        if not self.detached:
            places, at = [], 0
            for number, block in enumerate(cut(self.head_tar)):
                if number:
                    places.append((at, number * BLOCK))
                at += len(self.compress(block))
            places.append((at, len(self.head_tar)))
            self.places = places
            self.gzi = self.stage("gzi", gzi(places))
            tags["evidence/blocks.gzi"] = self.gzi
        for path, value in (("evidence/case.json", self.case),
                            ("evidence/conditions.json", self.conditions),
                            ("evidence/recipients.json", self.recipients)):
            if value is not None:
                tags[path] = encode_json(value) + b"\n"
        if self.custody is not None:
            tags["evidence/custody.jsonl"] = self.custody
        tags.update(sorted(self.extra.items()))
        tags["READ-ME-FIRST.txt"] = self.readme
        tags["bag-info.txt"] = self.bag_info()
        self.tags = self.stage("tags", tags)
        covered = dict({"bagit.txt": self.bagit,
                        "evidence/format": self.format}, **self.tags)
        self.tagmanifest = self.stage("tagmanifest", b"".join(
            b"%s  %s\n" % (sha256(data).encode(), path.encode())
            for path, data in covered.items()))

    def bag_info(self):
        sizes = [v["size"] for v in self.line_dicts
                 if v.get("type") == "file" and isinstance(v["size"], int)]
        first = self.signers[0] if self.signers else Signer(keys.A)
        text = ""
        if first.organization:
            text += "Source-Organization: %s\n" % first.organization
        if first.name:
            text += "Contact-Name: %s\n" % first.name
        text += ("Bagging-Date: %s\nExternal-Identifier: urn:uuid:%s\n"
                 "Payload-Oxum: %d.%d\nBag-Software-Agent: %s %s\n"
                 % (STARTED[:10], UUID, sum(sizes), len(sizes),
                    TOOL["name"], TOOL["version"]))
        return text.encode()

    def build_seal(self):
        partial = any(v.get("type") == "unreadable" or "unread" in v
                      or "changed" in v for v in self.line_dicts)
        recipients = self.tags.get("evidence/recipients.json")
        custody = self.tags.get("evidence/custody.jsonl", b"")
        predicate = {
            "bundle": {"id": UUID, "name": self.name, "format": 1,
                       "detached": self.detached},
            "startedAt": STARTED, "sealedAt": SEALED,
            "clock": {"source": "NTP", "synchronised": True,
                      "estimatedErrorMilliseconds": 100, "zone": "+05:00"},
            "signers": [s.value() for s in self.signers],
            "payload": {"objects": len(self.lines),
                        "merkleRoot": merkle(self.lines).hex(),
                        "completeness": "partial" if partial else "complete",
                        "excluded": []},
            "conditions": sha256(
                self.tags.get("evidence/conditions.json", b"")),
            "recipients": sha256(recipients) if recipients else None,
            "custody": {"count": custody.count(b"\n"), "heads": []},
            "critical": [],
            "tool": TOOL}
        self.statement = self.stage("statement", {
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{"name": "tagmanifest-sha256.txt",
                         "digest": {"sha256": sha256(self.tagmanifest)}}],
            "predicateType": "urn:libevidence:seal:v1",
            "predicate": predicate})
        self.statement_bytes = self.stage("statement_bytes",
                                          encode_json(self.statement))
        self.signed = self.stage("signed", pae(self.statement_bytes))
        self.signatures = self.stage("signatures", [
            {"keyid": keys.keyid(s.key.spki),
             "sig": s.key.sign(self.signed)} for s in self.signers])
        self.envelope = self.stage("envelope", {
            "payload": b64(self.statement_bytes),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{"keyid": s["keyid"], "sig": b64(s["sig"])}
                           for s in self.signatures]})
        self.seal = self.stage("seal", encode_json(self.envelope) + b"\n")

    def build_tail(self):
        tail = [Member(path, data) for path, data in self.tags.items()]
        tail.append(Member("tagmanifest-sha256.txt", self.tagmanifest))
        tail.append(Member("evidence/seal.json", self.seal))
        self.tail = self.stage("tail", tail)
        self.tail_tar = self.tar_of(self.tail)
        begin = len(self.head_tar)
        seal_room = len(pad(self.seal))
        self.locator = self.stage("locator", {
            "format": 1, "tailOffset": begin,
            "tailSize": len(self.tail_tar),
            "sealOffset": begin + len(self.tail_tar) - seal_room,
            "sealSize": len(self.seal),
            "tailFileOffset": None if self.detached else self.places[-1][0]})
        self.locator_bytes = self.stage(
            "locator_bytes", encode_json(self.locator).ljust(512))
        self.last = self.stage("last", Member(
            "evidence/locator.json", self.locator_bytes).encode(self.name)
            + bytes(1024))

    def build_file(self):
        self.runs = self.stage("runs",
                               [self.head_tar, self.tail_tar, self.last])
        self.tar = b"".join(self.runs)
        blocks = [b for run in self.runs[:2] for b in cut(run)]
        self.blocks = self.stage("blocks", blocks + [self.runs[2]])
        members = [self.compress(b) for b in self.blocks[:-1]]
        last = self.blocks[-1]
        members.append(gzip_member(
            last, body=deflate.stored(last) if last else None))
        self.members = self.stage("members", members + [EOF_MEMBER])
        self.file = b"".join(self.members)


UUID = "7d1f4e9a-3c52-4b06-9f8e-2a6b5c4d3e21"
TOOL = {"name": "evwriter", "version": "1"}
PAYLOAD_TYPE = "application/vnd.in-toto+json"


def gzi(places):
    """evidence/blocks.gzi of pairs (file offset, tar offset)."""
    return len(places).to_bytes(8, "little") + b"".join(
        a.to_bytes(8, "little") + b.to_bytes(8, "little") for a, b in places)


def pae(payload, kind=PAYLOAD_TYPE):
    """DSSE's pre-authentication encoding."""
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(payload),
                                    payload)


def fixed_readme():
    """The text of format 1; a short one where the tree has none."""
    try:
        with open(README, "rb") as stream:
            return stream.read()
    except FileNotFoundError:
        return SHORT_README
