"""A small validator of BagIt bags, versions 0.93 to 1.0, from RFC 8493 and
the drafts before it.  It shares nothing with the library.

validate(folder) gives (faults, warnings), both lists of text: a bag without
faults is valid.  Section numbers below are RFC 8493's."""

import codecs
import hashlib
import os
import re
import unicodedata

OLD_LINE = re.compile(r"([0-9A-Fa-f]+)[ \t]+(\*?)(.+)\Z")
LINE = re.compile(r"([0-9A-Fa-f]+)[ \t]+(.+)\Z")
FETCH = re.compile(r"(\S+)[ \t]+(\d+|-)[ \t]+(.+)\Z")
# Files that an operating system puts into a folder, or takes out of it.
SYSTEM = {".ds_store", "thumbs.db", "desktop.ini"}


class Bag:
    def __init__(self, folder):
        self.folder = os.fsencode(folder)
        self.faults, self.warnings = [], []
        self.version, self.encoding = (0, 0), "UTF-8"
        self.spelt = False  # whether a missing file was excused

    def read(self, name):
        with open(os.path.join(self.folder, os.fsencode(name)), "rb") as file:
            return file.read()

    def lines(self, name):
        """A tag file's lines: LF, CR or CRLF ends one (2.1.3)."""
        try:
            text = self.read(name).decode(self.encoding)
        except (UnicodeError, OSError) as error:
            self.faults.append("%s: %s" % (name, error))
            return []
        return [line for line in re.split(r"\r\n|\r|\n", text) if line]

    def declaration(self):
        """bagit.txt (2.1.1): two lines, UTF-8, no byte order mark."""
        try:
            data = self.read("bagit.txt")
        except OSError:
            self.faults.append("no bagit.txt")
            return
        if data.startswith(codecs.BOM_UTF8):
            self.faults.append("bagit.txt has a byte order mark")
        lines = self.lines("bagit.txt")
        first = re.fullmatch(r"BagIt-Version: (\d+)\.(\d+)",
                             lines[0] if lines else "")
        second = re.fullmatch(r"Tag-File-Character-Encoding: (\S+)",
                              lines[1] if len(lines) > 1 else "")
        if not first or not second or len(lines) != 2:
            self.faults.append("bagit.txt is not as 2.1.1 says")
            return
        self.version = int(first.group(1)), int(first.group(2))
        try:
            codecs.lookup(second.group(1))
            self.encoding = second.group(1)
        except LookupError:
            self.faults.append("unknown encoding %s" % second.group(1))

    def unescape(self, path):
        """%0A, %0D and, from 1.0 on, %25 stand for what they say (2.1.3)."""
        if self.version < (1, 0):
            return path
        return re.sub(r"%(0[AaDd]|25)",
                      lambda m: chr(int(m.group(1), 16)), path)

    def within(self, path, name):
        """The path as files are compared, or None where it leads outside."""
        parts = path.split("/")
        if parts[0] == ".":
            if self.version >= (1, 0):
                self.faults.append("%s: %s begins with a dot" % (name, path))
            self.warnings.append("%s: %s begins with a dot" % (name, path))
            parts = parts[1:]
        if (path.startswith(("/", "~")) or ".." in parts or "\\" in path
                or "" in parts or "." in parts):
            self.faults.append("%s: %s leads outside" % (name, path))
            return None
        return "/".join(parts)

    def manifest(self, name):
        """path: digest of a manifest or tag manifest (2.1.3, 2.2.1)."""
        entries, new = {}, self.version >= (1, 0)
        for line in self.lines(name):
            match = (LINE if new else OLD_LINE).match(line)
            if not match:
                self.faults.append("%s: no entry: %r" % (name, line))
                continue
            if not new and match.group(2):
                self.warnings.append("%s: made by md5sum" % name)
            path = self.within(self.unescape(match.group(match.lastindex)),
                               name)
            if path is None:
                continue
            digest = match.group(1).lower()
            if path in entries:
                alike = entries[path] == digest
                (self.warnings if alike and not new else
                 self.faults).append("%s: %s is listed twice" % (name, path))
            entries[path] = digest
        return entries

    def digest(self, algorithm, path):
        found = hashlib.new(algorithm)
        with open(os.path.join(self.folder, os.fsencode(path)), "rb") as file:
            for data in iter(lambda: file.read(1 << 20), b""):
                found.update(data)
        return found.hexdigest()

    def missing(self, name, path, entries, files):
        """An entry without a file: a twin of another spelling excuses it."""
        def plain(text):
            return unicodedata.normalize("NFC", text).casefold()
        twins = [other for other in files
                 if other != path and plain(other) == plain(path)]
        base = os.path.basename(path).lower()
        if self.version < (1, 0) and (base in SYSTEM or any(
                entries.get(twin, entries[path]) == entries[path]
                for twin in twins)):
            self.warnings.append("%s: %s is spelt otherwise" % (name, path))
            self.spelt = True
            return
        self.faults.append("%s: %s is not there" % (name, path))

    def compare(self, name, entries, files):
        algorithm = name[name.rindex("-") + 1:-len(".txt")]
        if algorithm not in hashlib.algorithms_available:
            self.faults.append("%s: unknown algorithm" % name)
            return
        for path, digest in entries.items():
            if path not in files:
                self.missing(name, path, entries, files)
            elif self.digest(algorithm, path) != digest:
                self.faults.append("%s: %s is another" % (name, path))

    def files(self):
        """Every file of the bag; links are not followed."""
        found = set()
        for folder, folders, names in os.walk(self.folder):
            names += [n for n in folders
                      if os.path.islink(os.path.join(folder, n))]
            for name in names:
                path = os.path.join(folder, name)
                if not os.path.isfile(path) or os.path.islink(path):
                    self.faults.append("%r is no file" % path)
                found.add(os.fsdecode(os.path.relpath(path, self.folder)))
        return found

    def payload(self, files):
        """2.1.2, 2.1.3, 3: complete means that every manifest lists all."""
        names = sorted(f for f in files
                       if re.fullmatch(r"manifest-\w+\.txt", f))
        if not names:
            self.faults.append("no payload manifest")
        if not os.path.isdir(os.path.join(self.folder, b"data")):
            self.faults.append("no data folder")
        listed = []
        for name in names:
            entries = self.manifest(name)
            for path in entries:
                if not path.startswith("data/"):
                    self.faults.append("%s: %s is no payload" % (name, path))
            self.compare(name, entries, files)
            listed.append(entries)
        for path in sorted(f for f in files if f.startswith("data/")):
            has = [any(unicodedata.normalize("NFC", other)
                       == unicodedata.normalize("NFC", path)
                       for other in entries) for entries in listed]
            enough = all(has) if self.version >= (1, 0) else any(has)
            if not enough:
                self.faults.append("%s is in no manifest" % path)

    def tags(self, files):
        """2.2.1, and 2.2.2's Payload-Oxum."""
        for name in sorted(f for f in files
                           if re.fullmatch(r"tagmanifest-\w+\.txt", f)):
            entries = self.manifest(name)
            for path in entries:
                if path.startswith(("data/", "tagmanifest-")):
                    self.faults.append("%s: %s is no tag file" % (name, path))
            self.compare(name, entries, files)
        info = "bag-info.txt"
        if self.version < (0, 96):
            info = "package-info.txt"
        if info in files:
            self.bag_info(info, files)

    def bag_info(self, name, files):
        for line in self.lines(name):
            match = re.match(r"([^\s:][^:]*?)(\s*):(\s*)(.*)\Z", line)
            if not match and not line[:1].isspace():
                self.faults.append("%s: no label: %r" % (name, line))
            elif match and self.version >= (1, 0) and (
                    match.group(2) or match.group(3)[:1] not in " \t"):
                self.faults.append("%s: blanks: %r" % (name, line))
            elif match and match.group(1).lower() == "payload-oxum":
                self.oxum(match.group(4), files)

    def oxum(self, value, files):
        sizes = [os.path.getsize(os.path.join(self.folder, os.fsencode(f)))
                 for f in files if f.startswith("data/")]
        if value.strip() != "%d.%d" % (sum(sizes), len(sizes)):
            (self.warnings if self.spelt else self.faults).append("Payload-Oxum is %s, not %d.%d" % (
                value, sum(sizes), len(sizes)))

    def fetch(self, files):
        """2.2.3: what is fetched belongs below data/."""
        for line in self.lines("fetch.txt") if "fetch.txt" in files else []:
            match = FETCH.match(line)
            path = match and self.within(self.unescape(match.group(3)),
                                         "fetch.txt")
            if not path or not path.startswith("data/"):
                self.faults.append("fetch.txt: %r" % line)

    def validate(self):
        self.declaration()
        if not self.faults:
            files = self.files()
            self.payload(files)
            self.tags(files)
            self.fetch(files)
        return self.faults, self.warnings


def validate(folder):
    return Bag(folder).validate()
