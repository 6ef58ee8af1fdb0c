"""One line of the inventory (3.4), by itself."""

import re

from . import names
from .encoding import NotEncoded, decode_base64
from .shapes import (BASE64, COUNT, HEX256, TEXT, TIME, TRUE, array,
                     hexadecimal, null_or, one_of, pattern, simple,
                     thing)

INCOMPLETE_KEYS = ("unread", "changed")
DEVICE = re.compile("(0|[1-9][0-9]{0,9}):(0|[1-9][0-9]{0,9})")
DEVICE_LIMIT = 2 ** 32 - 1


def digest(digits):
    return thing(required="all", value=hexadecimal(digits),
                 over=one_of("file", "medium"))


def is_device_number(value):
    if not isinstance(value, str) or not DEVICE.fullmatch(value):
        return False
    return all(int(part) <= DEVICE_LIMIT for part in value.split(":"))


RANGE = thing(required="all", offset=COUNT, length=COUNT)
ATTRIBUTE = thing(required="value", name=TEXT, nameBase64=BASE64,
                  value=BASE64)

SOURCE = thing(
    required="kind",
    kind=one_of("tree", "block-device", "stdin"),
    path=TEXT, pathBase64=BASE64,
    modified=TIME, accessed=TIME, changed=TIME, born=TIME,
    mode=pattern(re.compile("[0-7]{4}"), "four octal digits"),
    uid=COUNT, gid=COUNT, user=TEXT, group=TEXT,
    xattrs=array(ATTRIBUTE),
    acl=thing(access=TEXT, default=TEXT),
    target=TEXT, targetBase64=BASE64, link=TEXT,
    special=one_of("fifo", "socket", "character-device", "block-device"),
    device=simple("MAJOR:MINOR", lambda v: is_device_number(v)),
    holes=array(RANGE, 1), holesJoined=TRUE)

OBJECT = thing(
    required="path size sha256 type salt source",
    path=TEXT, size=COUNT, sha256=null_or(HEX256),
    type=one_of("file", "directory", "symlink", "hardlink", "special",
                "unreadable"),
    salt=hexadecimal(32), exhibit=TEXT, flags=array(TEXT),
    hashes=thing(md5=digest(32), sha1=digest(40), sha512=digest(128)),
    unread=array(thing(required="all", offset=COUNT, length=COUNT,
                       fill=one_of("zero", "source")), 1),
    unreadJoined=TRUE,
    changed=array(one_of("grew", "shrank", "modified", "replaced",
                         "removed"), 1),
    reason=TEXT, source=SOURCE)


def raw(holder, key, where):
    """The bytes of KEY or KEYBase64: one of the two, and base64 only of what
    is not UTF-8.  None if neither is there."""
    plain, coded = holder.get(key), holder.get(key + "Base64")
    if plain is not None and coded is not None:
        raise NotEncoded("%s has both %s and %sBase64" % (where, key, key))
    if coded is None:
        return None if plain is None else plain.encode("utf-8")
    value = decode_base64(coded)
    if b"\0" in value:
        raise NotEncoded("%sBase64 of %s has a NUL" % (key, where))
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return value
    raise NotEncoded("%sBase64 of %s is valid UTF-8" % (key, where))


def check_ranges(entry, holder, key):
    """unread or holes: of a file only, in order, and within it."""
    ranges = holder.get(key)
    if ranges is None:
        if key + "Joined" in holder:
            raise NotEncoded("%sJoined without %s" % (key, key))
        return
    if entry["type"] != "file":
        raise NotEncoded("%s of what is no file" % key)
    end, last = 0, -1
    for one in ranges:
        if one["length"] < 1:
            raise NotEncoded("%s has a range of no bytes" % key)
        if one["offset"] < end or one["offset"] <= last:
            raise NotEncoded("%s does not increase, or overlaps" % key)
        last = one["offset"]
        end = last + one["length"]
    if end > entry["size"]:
        raise NotEncoded("%s ends behind the file's end" % key)


def check_kinds(entry):
    """What stands for one type, and for no other."""
    source, kind = entry["source"], entry["type"]
    for name, there in (
            ("symlink", "target" in source or "targetBase64" in source),
            ("hardlink", "link" in source), ("special", "special" in source),
            ("unreadable", "reason" in entry)):
        if there != (kind == name):
            raise NotEncoded("type %s does not fit: what only a %s has is "
                             "missing or there" % (kind, name))
    if ("device" in source and kind != "special"
            and source["kind"] != "block-device"):
        raise NotEncoded("a device of what is none")


def check_name(path, original, is_folder):
    """The member path (bytes) against the original path."""
    if len(path) > names.PATH_LIMIT:
        raise NotEncoded("a path over 4,096 bytes, the limit")
    if not path.startswith(b"data/"):
        raise NotEncoded("a path that is not below data/")
    mapped = path[len(b"data/"):]
    if is_folder:
        mapped = mapped[:-1]
    components, originals = mapped.split(b"/"), original.split(b"/")
    if len(components) != len(originals):
        raise NotEncoded("path and original path differ in depth")
    for component, name in zip(components, originals):
        if len(name) > names.ORIGINAL_LIMIT:
            raise NotEncoded("a name over 255 bytes, the limit")
        if name in (b"", b".", b".."):
            raise NotEncoded("a name that is none")
        if not names.is_mapping(name, component):
            raise NotEncoded("a name is not the mapping of its original")


def check_object(entry, unknown):
    """One object: all that can be said of it alone.  Returns the bytes of
    its original path."""
    OBJECT(entry, "object", unknown)
    path, kind = entry["path"].encode("utf-8"), entry["type"]
    is_folder = path.endswith(b"/")
    if is_folder and kind not in ("directory", "unreadable"):
        raise NotEncoded("a path with a / at its end, of no folder")
    if kind == "directory" and not is_folder:
        raise NotEncoded("a folder without a / at its end")
    if (entry["sha256"] is None) != (kind != "file"):
        raise NotEncoded("sha256 does not fit the type")
    if kind != "file" and entry["size"] != 0:
        raise NotEncoded("a size without content")
    source = entry["source"]
    original = raw(source, "path", "source")
    if original is None:
        raise NotEncoded("an object without an original path")
    raw(source, "target", "source")
    check_kinds(entry)
    check_name(path, original, is_folder)
    last = None
    for attribute in source.get("xattrs", ()):
        name = raw(attribute, "name", "xattrs[]")
        if name is None or last is not None and name <= last:
            raise NotEncoded("xattrs have no names or are out of order")
        last = name
    check_ranges(entry, entry, "unread")
    check_ranges(entry, source, "holes")
    return original


def is_incomplete(entry):
    return (entry["type"] == "unreadable"
            or any(key in entry for key in INCOMPLETE_KEYS))
