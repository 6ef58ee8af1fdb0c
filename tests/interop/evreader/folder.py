"""An unpacked bundle: a folder (1.3), read as the tar it came from."""

import json
import os
import stat

from .layout import GROUPS, rank_of
from .tar import Member, encoded_length


class Folder:
    """The folder's files, in the order of section 3, at the places that they
    would have in the tar of a bundle named base."""

    name = "folder"

    def __init__(self, path, base):
        self.top = os.fsencode(path)
        self.base = base
        self.foreign = []
        self.end = None

    def find(self):
        found = []
        waiting = [b""]
        while waiting:
            below = waiting.pop()
            with os.scandir(os.path.join(self.top, below)) as entries:
                entries = list(entries)
                if not entries and below not in (b"evidence/", *GROUPS):
                    self.foreign.append(below)
                for entry in entries:
                    path = below + entry.name
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(path + b"/")
                    elif (entry.is_file(follow_symlinks=False)
                          and rank_of(path) is not None):
                        found.append(path)
                    else:
                        self.foreign.append(path)
        found.sort(key=lambda path: (rank_of(path), path))
        return found

    def sizes(self):
        """What the inventory says of files; nothing where it cannot be
        read."""
        try:
            with open(os.path.join(self.top, b"evidence/inventory.jsonl"),
                      "rb") as lines:
                entries = [json.loads(line) for line in lines]
            return {e["path"].encode(): e["size"] for e in entries}
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return {}

    def members(self):
        at = 0
        sizes = self.sizes()
        for path in self.find():
            full = os.path.join(self.top, path)
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
            with open(os.open(full, flags), "rb") as file:
                status = os.fstat(file.fileno())
                if not stat.S_ISREG(status.st_mode):
                    self.foreign.append(path)
                    continue
                size = status.st_size
                name = self.base + b"/" + path
                length, before = encoded_length(name, size)
                # What has another size need not be read to be another.
                other = sizes and path.startswith(
                    b"data/") and sizes.get(path) != size
                yield Member(name, size, None, at, at + before,
                             content_of(file, 0 if other else size))
                at += length
        self.end = at + 1024


def content_of(file, size):
    while size:
        block = file.read(min(size, 1 << 18))
        if not block:
            raise OSError("the file changed while it was read")
        size -= len(block)
        yield block
