"""A bundle as a whole: its members in their order, and whether each thing
that it says agrees with every other (3 to 5, 7)."""

import hashlib
import os
import re
import stat
import struct
import time

from . import names
from .conditions import not_understood
from .containers import RUN_BLOCK
from .custody import About, Custody, sealed_heads
from .encoding import (JSON_LIMIT, NotEncoded, mtime_of, parse_json,
                       parse_json_file, seconds_of)
from .findings import (INCOMPLETE, NOT_CHECKED, NOT_TRUSTED, TOLD, Altered,
                       CutShort, OtherFormat)
from .inventory import check_object, is_incomplete
from .layout import REQUIRED, TAIL, rank_of
from .numbers import Merkle, number_of
from .seal import Seal
from .shapes import ARRAY, COUNT, hexadecimal, null_or, one_of, thing

FILE_LIMIT = 16 * 1024 * 1024
OBJECTS_LIMIT = 2 ** 31
BYTES_LIMIT = 2 ** 53 - 1
FORMAT = re.compile(rb"urn:libevidence:bundle:(0|[1-9][0-9]*)\n")
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
FIXED = {b"bagit.txt": BAGIT}
MANIFEST_LINE = re.compile(rb"([0-9a-f]{64})  (data/[^\n]+)")
README_SHA256 = \
    "001dc5d4850f0554e5e7e91cec85e38a9234fdd48c9d0b8672696fdedddafa44"

HEAD = {"schema": one_of("urn:libevidence:case:1"), "salt": hexadecimal(32)}
CASE = thing(required="all", **HEAD)
RECIPIENTS = thing(required="all", salt=hexadecimal(32), recipients=ARRAY)
LOCATOR = thing(
    required="all", exactly=True, format=one_of(1), tailOffset=COUNT, tailSize=COUNT,
    sealOffset=COUNT, sealSize=COUNT, tailFileOffset=null_or(COUNT))


class File:
    """A payload file: what was read, or what the manifest says of it."""

    __slots__ = ("path", "digest", "size", "mtime", "original")

    def __init__(self, path, digest, size=None, mtime=None):
        self.path, self.digest = path, digest
        self.size, self.mtime, self.original = size, mtime, None


def lines_of(blocks, limit=JSON_LIMIT):
    """The lines of a content, without their LF; each must have one."""
    rest = b""
    for block in blocks:
        first, *others = block.split(b"\n")
        rest += first
        for line in others:
            if len(rest) > limit:
                raise NotEncoded("a line over the limit of %d bytes" % limit)
            yield rest
            rest = line
        if len(rest) > limit:
            raise NotEncoded("a line over the limit of %d bytes" % limit)
    if rest:
        raise NotEncoded("the last line has no LF")


class Bundle:
    def __init__(self, findings, source, bgzf=None):
        self.findings = findings
        self.source = source
        self.bgzf = bgzf
        self.base = None
        self.seen = {}
        self.digests = []
        self.mtimes = []
        self.files = []
        self.has_data = False
        self.unknown = set()
        self.merkle = Merkle()
        self.objects = None
        self.partial = False
        self.total = 0
        self.custody = []
        self.tail = None
        self.gzi_last = None
        self.gzi_places = True
        self.content = {}
        self.conditions = None
        self.seal = None
        self.signatures = []
        self.log = None
        self.complete = False
        self.last_rank = -1

    # Members, as they come.

    def read(self):
        last_rank, paths = -1, names.Paths()
        try:
            for member in self.source.members():
                path = self.inner(member)
                rank = rank_of(path)
                if rank is None:
                    self.wrong(path, "a file that no bundle has there")
                    continue
                if rank < last_rank or (rank == last_rank
                                        and path in self.seen):
                    self.wrong(path, "out of place or twice")
                if rank != last_rank:
                    paths = names.Paths()
                self.last_rank = last_rank = max(rank, last_rank)
                if wrong := paths.add(path):
                    self.wrong(path, wrong)
                if rank >= TAIL and self.tail is None:
                    self.tail = member.offset
                self.member(member, path)
            self.complete = True
        except Altered as error:
            self.findings.altered("", str(error))
        except CutShort as error:
            self.findings.add(INCOMPLETE, "", str(error))

    def inner(self, member):
        """A member's path below BASE."""
        base, slash, path = member.path.partition(b"/")
        if self.base is None:
            name = base.decode("latin-1")
            if not names.is_base(name) or path != b"bagit.txt":
                raise Altered("not a bundle: it does not begin with "
                              "bagit.txt below a bundle's name")
            self.base = base
        elif base != self.base or not slash:
            raise Altered("a member that is not below the bundle's name")
        return path

    def wrong(self, path, message):
        if isinstance(path, bytes):
            path = path.decode("utf-8", "backslashreplace")
        self.findings.altered(path, message)

    def member(self, member, path):
        if path.startswith(b"data/"):
            self.payload(member, path)
            return
        self.mtimes.append((path, member.mtime))
        self.seen[path] = member
        digest = hashlib.sha256()
        blocks = hashing(member.blocks, digest)
        try:
            self.tag_file(member, path, blocks)
        except NotEncoded as error:
            self.wrong(path, str(error))
        # A content that was left in the middle is read to its end.
        for _ in blocks:
            pass
        self.digests.append((path, digest.hexdigest()))

    def tag_file(self, member, path, blocks):
        handler = {
            b"manifest-sha256.txt": self.manifest,
            b"evidence/inventory.jsonl": self.inventory,
            b"evidence/custody.jsonl": self.custody_log,
            b"evidence/disclosure.jsonl": self.disclosure,
        }.get(path)
        if handler:
            handler(blocks)
        elif path == b"evidence/blocks.gzi":
            self.index(member, blocks)
        elif path.startswith(b"evidence/origin/"):
            self.findings.add(NOT_CHECKED, path.decode(
                "utf-8", "backslashreplace"), "cannot be checked here")
            if b"\n" in path or any(part in (b"", b".", b"..")
                                    for part in path.split(b"/")):
                raise NotEncoded("a path that is none")
        elif path.startswith(b"evidence/x/"):
            self.findings.told(path.decode("utf-8", "backslashreplace"),
                               "a file of others or of a later version")
            if len(path) > names.PATH_LIMIT or not all(
                    map(names.is_mapped_form, path.split(b"/")[2:])):
                raise NotEncoded("a path not of the mapped form")
        else:
            if member.size > FILE_LIMIT:
                raise NotEncoded("over 16 MiB, the limit")
            self.content[path] = whole_of(path, blocks)
            self.small_file(path, self.content[path])

    def small_file(self, path, content):
        if path == b"bagit.txt":
            if content != BAGIT:
                raise NotEncoded("not BagIt 1.0's two lines")
        elif path == b"evidence/format":
            match = FORMAT.fullmatch(content)
            if not match:
                raise NotEncoded("no format's name")
            if match[1] != b"1":
                raise OtherFormat("format %s cannot be checked here"
                                  % match[1][:20].decode())
        elif path in (b"evidence/case.json", b"evidence/conditions.json"):
            value = parse_json_file(content)
            self.shape(CASE, value, path)
            if path == b"evidence/conditions.json":
                self.conditions = value
        elif path == b"evidence/recipients.json":
            self.shape(RECIPIENTS, parse_json_file(content), path)
        elif path == b"READ-ME-FIRST.txt":
            if hashlib.sha256(content).hexdigest() != README_SHA256:
                self.findings.told("READ-ME-FIRST.txt", "another text")
        elif path == b"tagmanifest-sha256.txt":
            expected = b"".join(b"%s  %s\n" % (digest.encode(), name)
                                for name, digest in self.digests)
            if content != expected:
                raise NotEncoded("does not give the files that are there")

    def shape(self, shape, value, path):
        unknown = []
        shape(value, "it", unknown)
        # What a case's other keys mean is outside the text: all are known.
        if path not in (b"evidence/case.json", b"evidence/conditions.json"):
            self.tell_unknown(path, unknown)

    def tell_unknown(self, path, unknown):
        for where in unknown:
            if (path, where) not in self.unknown:
                self.unknown.add((path, where))
                self.findings.told(path.decode(), "an unknown key: " + where)

    def payload(self, member, path):
        self.has_data = True
        digest = hashlib.sha256()
        for block in member.blocks:
            digest.update(block)
        if len(path) > names.PATH_LIMIT:
            self.wrong(path, "a path over 4,096 bytes, the limit")
        self.files.append(File(path, digest.digest(), member.size,
                               member.mtime))

    def manifest(self, blocks):
        paths = names.Paths()
        count = 0
        for line in lines_of(blocks, 66 + names.PATH_LIMIT):
            match = MANIFEST_LINE.fullmatch(line)
            if match is None:
                raise NotEncoded("line %d is no manifest line" % (count + 1))
            digest, path = bytes.fromhex(match[1].decode()), match[2]
            if not self.has_data:
                if wrong := paths.add(path):
                    raise NotEncoded("line %d %s" % (count + 1, wrong))
                self.files.append(File(path, digest))
            elif (count >= len(self.files)
                    or path != self.files[count].path):
                raise NotEncoded("line %d is not of the payload file that "
                                 "comes there" % (count + 1))
            elif digest != self.files[count].digest:
                self.wrong(path, "its SHA-256 is not the manifest's")
            count += 1
        if count != len(self.files):
            raise NotEncoded("%d lines for %d payload files"
                             % (count, len(self.files)))

    def inventory(self, blocks):
        self.objects = 0
        originals = set()
        paths, at = names.Paths(), 0
        for line in lines_of(blocks):
            self.objects += 1
            self.merkle.add(line)
            where = "line %d: " % self.objects
            try:
                entry = parse_json(line)
                unknown = []
                original = check_object(entry, unknown)
                path = entry["path"].encode("utf-8")
                if wrong := paths.add(path):
                    raise NotEncoded(wrong)
                if original in originals:
                    raise NotEncoded("another object's original path")
                originals.add(original)
                self.tell_unknown(b"evidence/inventory.jsonl", unknown)
                self.partial |= is_incomplete(entry)
                self.check_link(entry, path)
                if entry["type"] == "file":
                    self.total += entry["size"]
                    self.check_file(entry, path, original, at)
                    at += 1
            except NotEncoded as error:
                raise NotEncoded(where + str(error)) from None
            if self.objects > OBJECTS_LIMIT or self.total > BYTES_LIMIT:
                raise NotEncoded("more objects or bytes than the limit")
        if at == 0:
            raise NotEncoded("no line is a file's")
        if at != len(self.files):
            raise NotEncoded("%d files for %d in manifest and payload"
                             % (at, len(self.files)))

    def check_file(self, entry, path, original, at):
        if at >= len(self.files) or self.files[at].path != path:
            raise NotEncoded("not the file that comes there")
        file = self.files[at]
        if entry["sha256"] != file.digest.hex():
            raise NotEncoded("the SHA-256 is not that of the file")
        if file.size is not None and file.size != entry["size"]:
            raise NotEncoded("the size is not that of the file")
        mtime = mtime_of(entry["source"].get("modified"))
        if file.mtime is not None and file.mtime != mtime:
            raise NotEncoded("the member's mtime is not that of the file")
        file.size, file.original = entry["size"], original

    def check_link(self, entry, path):
        link = entry["source"].get("link")
        if link is None:
            return
        if not link.startswith("data/") or link.encode("utf-8") >= path:
            raise NotEncoded("a hard link to a path that is not smaller")

    def index(self, member, blocks):
        """blocks.gzi (3.6), pair by pair."""
        count = -(-self.tail // RUN_BLOCK)
        if member.size != 8 + 16 * count:
            raise NotEncoded("not as long as %d members ask for" % count)
        rest, number, last = b"", 0, 0
        for block in blocks:
            rest += block
            if number == 0 and len(rest) >= 8:
                if struct.unpack("<Q", rest[:8])[0] != count:
                    raise NotEncoded("another count than %d" % count)
                rest, number = rest[8:], 1
            whole = len(rest) // 16 * 16 if number else 0
            for file_offset, offset in struct.iter_unpack("<QQ",
                                                          rest[:whole]):
                if offset != min(number * RUN_BLOCK, self.tail):
                    raise NotEncoded("pair %d has another tar offset"
                                     % number)
                if file_offset <= last:
                    raise NotEncoded("pair %d does not rise" % number)
                self.look_at_place(number, file_offset)
                last = file_offset
                number += 1
            rest = rest[whole:]
        self.gzi_last = last

    def look_at_place(self, number, file_offset):
        if self.bgzf and (number >= len(self.bgzf.file_offsets)
                          or self.bgzf.file_offsets[number] != file_offset):
            self.gzi_places = False

    def custody_log(self, blocks):
        for line in lines_of(blocks):
            parse_json(line)
            self.custody.append(line)
        if not self.custody:
            raise NotEncoded("without a line")

    def disclosure(self, blocks):
        self.findings.add(NOT_CHECKED, "evidence/disclosure.jsonl",
                          "a disclosure cannot be checked here")
        line = None
        for line in lines_of(blocks):
            parse_json(line)
        if line is None:
            raise NotEncoded("without a line")

    # The whole, when all there is has been read.

    def conclude(self, trust, payload_folder, log=None):
        """log: the custody log beside the bundle."""
        self.trust = trust
        for path in REQUIRED:
            # What stands before what came was not cut off.
            if path not in self.seen and (self.complete
                                          or rank_of(path) < self.last_rank):
                self.wrong(path, "missing")
        for path in getattr(self.source, "foreign", ()):
            self.wrong(path, "a file that is not of the bundle "
                       "(foreign-files)")
        content = self.content.get(b"evidence/seal.json")
        if content is None:
            return
        for step in (self.read_seal, self.check_seal, self.check_bag_info,
                     self.check_locator):
            try:
                step()
            except NotEncoded as error:
                where = {self.check_bag_info: "bag-info.txt",
                         self.check_locator: "evidence/locator.json"}
                self.wrong(where.get(step, "evidence/seal.json"), str(error))
            if self.seal is None:
                return
        if self.seal.predicate["bundle"]["detached"]:
            self.check_detached(payload_folder)
        self.check_signatures()
        self.judge_custody(log)

    def read_seal(self):
        self.seal = Seal(self.content[b"evidence/seal.json"])
        self.tell_unknown(b"evidence/seal.json", self.seal.unknown)

    def check_seal(self):
        predicate = self.seal.predicate
        bundle, payload = predicate["bundle"], predicate["payload"]
        digests = dict(self.digests)
        started = mtime_of(predicate["startedAt"])
        tests = (
            (bundle["name"].encode() == self.base,
             "bundle.name is not the folder's"),
            (self.seal.subject == digests.get(b"tagmanifest-sha256.txt"),
             "it is over another tag manifest"),
            (payload["objects"] == self.objects, "another count of objects"),
            (payload["merkleRoot"] == self.merkle.root().hex(),
             "another Merkle root"),
            ((payload["completeness"] == "partial") == self.partial,
             "completeness is not what the inventory says"),
            (predicate["conditions"]
             == digests.get(b"evidence/conditions.json"),
             "another conditions.json"),
            (predicate["recipients"]
             == digests.get(b"evidence/recipients.json"),
             "another recipients.json"),
            (self.sealed_log_agrees(predicate["custody"]),
             "another custody log"),
            (bundle["detached"] == (b"evidence/blocks.gzi" not in self.seen),
             "detached, or not, against blocks.gzi"),
            (not self.has_data if bundle["detached"]
             else self.has_data or not self.files,
             "detached, or not, against the payload"),
        )
        for good, message in tests:
            if not good:
                self.wrong("evidence/seal.json", message)
        for path, mtime in self.mtimes:
            if mtime is not None and mtime != started:
                self.wrong(path, "its mtime is not startedAt's")
        if payload["completeness"] == "partial":
            self.findings.add(TOLD if self.trust.policy.get("partial")
                              else NOT_TRUSTED, "evidence/seal.json",
                              "not every object could be read whole")
        for text in predicate["critical"]:
            if not self.trust.understands(text):
                self.findings.add(NOT_TRUSTED, "evidence/seal.json",
                                  "critical, and not understood: " + text)

    def check_bag_info(self):
        content = self.content.get(b"bag-info.txt")
        if content is None:
            return
        predicate = self.seal.predicate
        signer, tool = predicate["signers"][0], predicate["tool"]
        lines = []
        if signer["organization"]:
            lines.append("Source-Organization: " + signer["organization"])
        if signer["name"]:
            lines.append("Contact-Name: " + signer["name"])
        lines += [
            "Bagging-Date: " + predicate["startedAt"][:10],
            "External-Identifier: urn:uuid:" + predicate["bundle"]["id"],
            "Payload-Oxum: %d.%d" % (self.total, len(self.files)),
            "Bag-Software-Agent: %s %s" % (tool["name"], tool["version"]),
        ]
        if content != "".join(line + "\n" for line in lines).encode():
            raise NotEncoded("not what seal and inventory give")

    def check_locator(self):
        content = self.content.get(b"evidence/locator.json")
        if content is None:
            return
        if len(content) != 512:
            raise NotEncoded("not of 512 bytes")
        locator = parse_json(content.rstrip(b" "))
        LOCATOR(locator, "locator", [])
        seal = self.seen[b"evidence/seal.json"]
        place = self.seen[b"evidence/locator.json"]
        # E-2048 is the locator's header: it, the content, two zero blocks.
        expected = (1, self.tail, place.offset - self.tail, seal.content,
                    seal.size, self.gzi_last)
        if tuple(locator.values()) != expected:
            raise NotEncoded("not what the tar says")

    def check_detached(self, folder):
        for file in self.files:
            name = os.fsdecode(file.path)
            if file.original is None:
                continue
            if any(part in (b"", b".", b"..")
                   for part in file.original.split(b"/")):
                self.wrong(name, "an original path that leads elsewhere")
                continue
            try:
                found = open_below(folder, file.original)
            except NotAFile as error:
                self.wrong(name, str(error))
                continue
            if not found:
                self.findings.add(INCOMPLETE, name, "the payload is not "
                                  "there")
                continue
            digest, size = hashlib.sha256(), 0
            with found:
                status = os.fstat(found.fileno())
                if (stat.S_ISREG(status.st_mode)
                        and status.st_size != file.size):
                    self.wrong(name, "the payload has another size")
                    continue
                while size <= file.size and (block := found.read(1 << 18)):
                    digest.update(block)
                    size += len(block)
            if (size, digest.digest()) != (file.size, file.digest):
                self.wrong(name, "the payload is not what was sealed")

    def check_signatures(self):
        try:
            self.signatures = self.seal.check()
        except NotEncoded as error:
            self.wrong("evidence/seal.json", str(error))
            return
        for keyid, status, _ in self.signatures:
            if status == "failed":
                self.wrong("evidence/seal.json",
                           "the signature of key %s fails" % keyid)
            elif status == "cannot-check":
                self.findings.told("evidence/seal.json", "the signature of "
                                   "key %s cannot be checked" % keyid)
        statuses = [status for _, status, _ in self.signatures]
        if all(status == "cannot-check" for status in statuses):
            self.findings.add(NOT_CHECKED, "evidence/seal.json",
                              "no signature can be checked")
        self.trust.check_sources(self.findings)
        self.trust.judge(self.signatures,
                         self.seal.predicate["sealedAt"], self.findings,
                         self.seal_number())

    def sealed_log_agrees(self, said):
        count, heads = sealed_heads(self.custody) or (None, None)
        return count == said["count"] and heads in (None, said["heads"])

    def judge_custody(self, log):
        """The log that is sealed and the one beside it (9)."""
        trust = (self.trust.also(self.seal.keys)
                 if self.trust.expects(self.seal_number()) else self.trust)
        self.log = Custody(log or b"", trust, self.about())
        if log is not None:
            self.log.judge_emptiness()
        self.log.tell(self.findings)
        now = seconds_of(self.trust.now)
        for text in not_understood(self.log.conditions(),
                                   time.time() if now is None else now,
                                   self.trust.understands):
            self.findings.add(NOT_TRUSTED, "evidence/conditions.json",
                              "critical, and not understood: " + text)

    def about(self):
        predicate = self.seal.predicate
        exhibits, conditions = (
            self.items(b"evidence/case.json", "exhibits", "uid"),
            self.items(b"evidence/conditions.json", "conditions", "id"))
        digest = dict(self.digests)[b"evidence/seal.json"]
        return About(digest, predicate["conditions"], self.custody,
                     predicate["custody"]["heads"],
                     [item["uid"] for item in exhibits],
                     [(item["id"], item["imposedBy"]) for item in conditions
                      if isinstance(item.get("imposedBy"), str)],
                     conditions,
                     predicate["sealedAt"],
                     [(hashlib.sha256(key).hexdigest(), key)
                      for key in self.seal.keys], self.conditions)

    def items(self, path, key, name):
        """The named items of an array in a file; what else is there, is
        outside the text."""
        try:
            value = parse_json_file(self.content.get(path, b""))
        except NotEncoded:
            return []
        items = value.get(key) if isinstance(value, dict) else None
        return [item for item in (items if isinstance(items, list) else ())
                if isinstance(item, dict) and isinstance(item.get(name),
                                                         str)]

    def is_recompressed(self):
        """Whether a BGZF file that was read whole is not as it was made."""
        if not (self.complete and self.tail is not None):
            return False
        return not (self.gzi_places
                    and self.bgzf.cut(self.tail, self.source.end))

    def seal_number(self):
        digest = dict(self.digests).get(b"evidence/seal.json")
        return digest and number_of(bytes.fromhex(digest))


def whole_of(path, blocks):
    """A content in one piece.  Of a fixed one, also what is left of it at a
    cut must be right."""
    content = b""
    try:
        for block in blocks:
            content += block
    except CutShort:
        if not FIXED.get(path, content).startswith(content):
            raise NotEncoded("not what it must be") from None
        raise
    return content


def hashing(blocks, digest):
    for block in blocks:
        digest.update(block)
        yield block


class NotAFile(Exception):
    """A link, a folder, a device in the place of a payload file."""


def open_below(folder, path):
    """A file below a folder, opened without following any link; None if it
    is not there."""
    if folder is None:
        return None
    *above, last = path.split(b"/")
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
    at = None
    try:
        at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        for part in above:
            if stat.S_ISLNK(os.lstat(part, dir_fd=at).st_mode):
                raise NotAFile("a link on the way to the payload")
            below = os.open(part, flags | os.O_DIRECTORY, dir_fd=at)
            os.close(at)
            at = below
        kind = os.lstat(last, dir_fd=at).st_mode
        if not (stat.S_ISREG(kind) or stat.S_ISBLK(kind)):
            raise NotAFile("no regular file in the payload's place")
        return open(os.open(last, flags | os.O_NONBLOCK, dir_fd=at), "rb")
    except OSError:
        return None
    finally:
        if at is not None:
            os.close(at)
