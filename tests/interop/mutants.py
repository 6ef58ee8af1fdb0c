"""Bundles that are wrong in some way, or right in an odd one: the same for the
same seed and number.

A bundle is made of a random tree by tests/gen/evwriter.py, and up to three
changes are made to it, each at a stage of its making.  What comes later is
made of what was changed, hashed and signed rightly, so that a reader meets the
change itself and not a digest that differs.
"""

import json
import os
import random
import sys
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "gen"))

import deflate  # noqa: E402
import evwriter  # noqa: E402
from evwriter import (  # noqa: E402
    Bundle, Member, Obj, checksum, gzip_member, header, pad, record, x_header)

PARTS = ("a", "b", "a-b", "a.b", "A", ".hidden", "..dots", "con.txt", "nul",
         "a=b", "x%25", "star*", "new\nline", "tab\t", "back\\slash", " pad ",
         "dot.", "cafe\u0301", "caf\u00e9", "\u043e\u0442\u0447\u0451\u0442",
         "\u8bc1\u636e", "\u202eexe", "\U0001f50d", "-k", "x" * 99, "y" * 100,
         "z" * 150, "\u044f" * 60, "\u044f" * 120, "w" * 255, "a\u00a0",
         "COM1.log", "com\u00b9", "\u3000x")
SIZES = (0, 0, 1, 2, 100, 511, 512, 513, 1023, 1024, 1025, 3000)
TOKENS = (b"\0", b"\n", b"\r", b" ", b"/", b"..", b"./", b"//", b"\xff",
          b"\xc0\xaf", b"\xef\xbb\xbf", b"=", b"0", b"-0", b"1e3", b"\"",
          b"\\", b"\\u0041", b"\\/", b",", b"{}", b"[]", b"null", b"true",
          b"ustar", b"data/", b"9007199254740992", b"\xed\xa0\x80", b"=~",
          b"18446744073709551616")
VALUES = (None, True, False, 0, 1, -1, 2 ** 53 - 1, 2 ** 53, 2 ** 63, "",
          "0", "x", "/", "..", "\u0000", "\u001f", "\u2028", "complete",
          "partial", "file", "directory", [], {}, [0], {"a": 0}, [[]],
          "data/a", "2026-10-26T09:14:03.000000000Z", "0644", "8:0",
          "0" * 64, "f" * 32)
FIELDS = {"name": (b"", b"/", b"/x", b"../x", b"a/../b", b"x\0y", b"x/",
                   b"\xff", b"\xd1\x8f", b"./x", b"x" * 100),
          "mode": (b"0000755", b"0004644", b"000644 ", b"644", b"", b"\x80"),
          "uid": (b"0001750", b"", b"\x80" + bytes(7)),
          "gid": (b"0001750", b"       "),
          "size": (b"", b"00000000000", b"00000000001", b"77777777777",
                   b"\x80" + bytes(11), b"\xff" * 12, b"0", b"      1",
                   b"000000000001", b"0000000008 "),
          "mtime": (b"", b"00000000000", b"77777777777", b"\x80" + bytes(11),
                    b"\xff" * 12),
          "flag": (b"\0", b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"x",
                   b"g", b"L", b"K", b"S", b"V", b"M", b"D", b"X", b"A"),
          "linkname": (b"x", b"/etc/passwd", b"../x"),
          "magic": (b"ustar ", b"", b"USTAR", b"ustar\0\0"),
          "version": (b" \0", b"01", b""),
          "uname": (b"root",), "gname": (b"root",),
          "devmajor": (b"", b"0000001"), "devminor": (b"", b"0000001"),
          "prefix": (b"x", b"..", b"/", b"\0x"),
          "padding": (b"x", b"\0x", b"tar\0")}
KEYS = (b"path", b"size", b"linkpath", b"mtime", b"uid", b"comment",
        b"hdrcharset", b"charset", b"GNU.sparse.name", b"GNU.sparse.major",
        b"GNU.sparse.realsize", b"SCHILY.realsize", b"LIBARCHIVE.xattr.a")


class Mutant:
    """What was made: its bytes, and what was done to it."""

    def __init__(self, data, container, done):
        self.data, self.container, self.done = data, container, done


def raw_deflate(data, level=6):
    engine = zlib.compressobj(level, zlib.DEFLATED, -15)
    return engine.compress(data) + engine.flush()


def member(data):
    """evwriter's, packed by zlib: many are made."""
    body = raw_deflate(data)
    return gzip_member(data, deflate.stored(data)
                       if len(body) >= len(data) + 5 else body)


# --- what is changed in bytes, values and lists ---------------------------

def change_bytes(rng, data):
    data, how = bytearray(data), rng.randrange(9)
    at = rng.randrange(len(data)) if data else 0
    size = rng.choice((1, 1, 2, 8, 64))
    if how == 0 and data:
        data[at] ^= 1 << rng.randrange(8)
    elif how == 1 and data:
        data[at] = rng.randrange(256)
    elif how == 2:
        data[at:at] = rng.choice(TOKENS)
    elif how == 3:
        token = rng.choice(TOKENS)
        data[at:at + len(token)] = token
    elif how == 4:
        del data[at:at + size]
    elif how == 5:
        data[at:at] = data[at:at + size]
    elif how == 6:
        del data[at:]
    elif how == 7:
        data += rng.choice(TOKENS)
    else:
        other = rng.randrange(len(data)) if data else 0
        piece = data[other:other + size]
        data[at:at + len(piece)] = piece
    return bytes(data)


def places(value, path=()):
    """Every place in a JSON value, as a path of keys and indices."""
    yield path
    items = (value.items() if isinstance(value, dict) else
             enumerate(value) if isinstance(value, list) else ())
    for key, part in items:
        yield from places(part, path + (key,))


def change_value(rng, value):
    """The value, changed at one place; itself a new one."""
    value = json.loads(json.dumps(value))
    path = rng.choice(list(places(value)) or [()])
    if not path:
        if isinstance(value, dict):
            change_dict(rng, value)
        return value
    parent = value
    for key in path[:-1]:
        parent = parent[key]
    part = parent[path[-1]]
    if isinstance(part, dict) and rng.random() < 0.7:
        change_dict(rng, part)
    elif isinstance(part, list) and part and rng.random() < 0.7:
        change_list(rng, part)
    elif isinstance(part, str) and rng.random() < 0.5:
        parent[path[-1]] = change_bytes(rng, part.encode()).decode(
            "utf-8", "replace")
    elif isinstance(part, int) and rng.random() < 0.5:
        parent[path[-1]] = part + rng.choice((-1, 1, 512))
    else:
        parent[path[-1]] = rng.choice(VALUES)
    return value


def change_dict(rng, value):
    keys, how = list(value), rng.randrange(4)
    if how == 0 and keys:
        del value[rng.choice(keys)]
    elif how == 1:
        value[rng.choice(("zz", "x", "", "path"))] = rng.choice(VALUES)
    elif how == 2 and keys:
        value[rng.choice(keys)] = rng.choice(VALUES)
    elif keys:
        key = rng.choice(keys)
        value[key] = value.pop(key)


def change_list(rng, value):
    at, how = rng.randrange(len(value)), rng.randrange(4)
    if how == 0:
        del value[at]
    elif how == 1:
        value.insert(rng.randrange(len(value) + 1), value[at])
    elif how == 2:
        other = rng.randrange(len(value))
        value[at], value[other] = value[other], value[at]
    else:
        value.append(rng.choice(VALUES))


# --- what is changed in the tar -------------------------------------------

def change_member(rng, m, name):
    how = rng.randrange(8)
    if how < 3:
        field = rng.choice(list(FIELDS))
        m.fields[field] = rng.choice(FIELDS[field])
    elif how == 3:
        m.x = True
    elif how == 4:
        m.records = b"".join(
            record(key, rng.choice((name + b"/" + m.path, b"1", b"",
                                    b"x/../y", b"%d" % len(m.content),
                                    b"\xff", b"/x")))
            for key in rng.choices(KEYS, (9, 6) + (1,) * (len(KEYS) - 2),
                                   k=rng.choice((1, 1, 2))))
    elif how == 5:
        m.edit = edit_header(rng)
    elif how == 6:
        m.edit = put_before(rng, name, m)
    else:
        m.mtime += rng.choice((1, -1, 3600))
    return m


def edit_header(rng):
    """Some byte of a header or of the padding; the sum put right, mostly."""
    def edit(data):
        at = rng.randrange(512)
        if rng.random() < 0.3:
            return change_bytes(rng, data)
        data = data[:at] + bytes([rng.randrange(256)]) + data[at + 1:]
        if rng.random() < 0.9:
            data = checksum(data[:512], rng.random() < 0.1) + data[512:]
        return data
    return edit


def put_before(rng, name, m):
    path = name + b"/" + rng.choice((m.path, b"data/a", b"x", b"../x"))
    extra = rng.choice((
        bytes(512), bytes(1024),
        header(b"././@LongLink", len(path) + 1, 0, b"L", magic=b"ustar ",
               version=b" \0") + pad(path + b"\0"),
        header(b"././@LongLink", len(path) + 1, 0, b"K", magic=b"ustar ",
               version=b" \0") + pad(path + b"\0"),
        x_header(record(b"comment", b"x"), 0, flag=b"g"),
        x_header(record(b"path", path), 0, flag=b"g"),
        x_header(record(b"path", path), m.mtime),
        x_header(b"", m.mtime),
        x_header(record(b"path", path), m.mtime, flag=b"X"),
        header(path[:100], 0, m.mtime, b"5"),
        header(path[:100], 0, m.mtime, b"2", linkname=b"/etc/passwd"),
        header(path[:100], 0, m.mtime, b"1", linkname=path[:100]),
        header(path[:100], 3, m.mtime) + pad(b"abc"),
        header(path[:100], 0, m.mtime, b"V")))
    return lambda data: extra + data


def change_members(rng, members, bundle):
    name, how = bundle.name.encode(), rng.randrange(8)
    if not members:
        return members
    if how < 5:
        change_member(rng, rng.choice(members), name)
    elif how == 5:
        at = rng.randrange(len(members))
        members.insert(at, Member(
            rng.choice((b"data/extra", b"evidence/x/more", b"fetch.txt",
                        b"manifest-md5.txt", b"data", b"data/",
                        members[at].path, members[at].path + b"/below")),
            b"more", members[at].mtime))
    else:
        change_list_of(rng, members)
    return members


def change_list_of(rng, items):
    if items:
        at, other = rng.randrange(len(items)), rng.randrange(len(items))
        how = rng.randrange(3)
        if how == 0:
            del items[at]
        elif how == 1:
            items.insert(other, items[at])
        else:
            items[at], items[other] = items[other], items[at]
    return items


def change_runs(rng, runs, _bundle):
    how = rng.randrange(5)
    if how == 0:
        runs[2] += bytes(rng.choice((1, 511, 512, 1024, 9216)))
    elif how == 1:
        runs[2] = runs[2][:-rng.choice((1, 512, 1024, 1025))]
    elif how == 2:
        runs[2] += rng.choice(TOKENS) + bytes(512)
    elif how == 3:
        at = rng.randrange(3)
        runs[at] = change_bytes(rng, runs[at])
    else:
        at, size = rng.randrange(3), 512 * rng.choice((1, 2))
        place = 512 * rng.randrange(len(runs[at]) // 512 + 1)
        runs[at] = runs[at][:place] + bytes(size) + runs[at][place:]
    return runs


# --- the stages -----------------------------------------------------------

def on(bundle, stage, change):
    """One hook more at a stage: earlier ones come first."""
    before = bundle.hooks.get(stage)
    bundle.on(stage, (lambda value: change(before(value))) if before
              else change)


def at_bytes(stage):
    def change(rng, bundle):
        on(bundle, stage, lambda data: change_bytes(rng, data))
    return change


def at_value(stage):
    def change(rng, bundle):
        on(bundle, stage, lambda value: change_value(rng, value))
    return change


def at_members(stage):
    def change(rng, bundle):
        on(bundle, stage, lambda list_: change_members(rng, list_, bundle))
    return change


def at_runs(rng, bundle):
    on(bundle, "runs", lambda runs: change_runs(rng, runs, bundle))


def at_lines(rng, bundle):
    def change(lines):
        if rng.random() < 0.5:
            return change_list_of(rng, lines)
        if lines:
            at = rng.randrange(len(lines))
            lines[at] = change_bytes(rng, lines[at])
        return lines
    on(bundle, "lines", change)


def at_dicts(rng, bundle):
    def change(dicts):
        if dicts:
            at = rng.randrange(len(dicts))
            dicts[at] = change_value(rng, dicts[at])
        return dicts
    on(bundle, "line_dicts", change)


def at_objects(rng, bundle):
    """A path that is not the original's, in all places alike; or the order."""
    def change(objects):
        if objects and rng.random() < 0.7:
            obj = rng.choice(objects)
            obj.path = rng.choice((
                change_bytes(rng, obj.path), b"data/../x", b"data//x",
                obj.path + b"/", b"data/" + b"p" * rng.choice((100, 201)),
                b"/data/x", b"data/a\0b", obj.path + b"=~" + b"0" * 16,
                obj.path.upper(), b"data/x\xff", b"data/a\nb"))
            return objects
        return change_list_of(rng, objects)
    on(bundle, "objects", change)


def at_tags(rng, bundle):
    def change(tags):
        paths, how = list(tags), rng.randrange(5)
        path = rng.choice(paths)
        if how == 0:
            tags[path] = change_bytes(rng, tags[path])
        elif how == 1:
            del tags[path]
        elif how == 2:
            tags[path] = tags.pop(path)
        elif how == 3 and path.endswith(".json"):
            try:
                tags[path] = evwriter.encode_json(change_value(
                    rng, json.loads(tags[path]))) + b"\n"
            except ValueError:
                pass
        else:
            tags[rng.choice(("evidence/x/late", "evidence/custody.jsonl",
                             "evidence/disclosure.jsonl", "note.txt",
                             "evidence/case.json"))] = rng.choice(
                                 (b"{}\n", b"", b"x", b"{\"a\":1}\n"))
        return tags
    on(bundle, "tags", change)


def at_signatures(rng, bundle):
    def change(signatures):
        how = rng.randrange(5)
        if how == 0:
            return change_list_of(rng, signatures)
        for one in signatures[:1]:
            if how == 1:
                one["sig"] = change_bytes(rng, one["sig"])
            elif how == 2:
                one["keyid"] = rng.choice((
                    "0" * 64, one["keyid"].upper(),
                    evwriter.keys.keyid(evwriter.SIGNER_B.key.spki)))
            elif how == 3:
                one["sig"] = one["sig"][:32] + (
                    int.from_bytes(one["sig"][32:], "little")
                    + evwriter.keys.ED25519_ORDER).to_bytes(64, "little")[:32]
        return signatures
    on(bundle, "signatures", change)


# --- ways to be odd and right ---------------------------------------------

def unread(line):
    """The line, which says of its first byte that it could not be read."""
    source = line.pop("source")
    return dict(line, unread=[{"offset": 0, "length": 1, "fill": "zero"}],
                source=source)


def odd(rng, bundle):
    how = rng.randrange(10)
    if how == 0:
        bundle.extra["evidence/x/" + rng.choice((
            "note", "a/b", "=2Ehidden", "\u044f",
            "x" * 120))] = b"more\n" * rng.randrange(3)
    elif how == 1:
        bundle.case = evwriter.CASE
    elif how == 2:
        bundle.recipients = {"salt": "5a" * 16, "recipients": []}
    elif how == 3:
        bundle.custody = b"{\"a\":1}\n" * rng.randrange(3)
    elif how == 4:
        bundle.signers = [evwriter.SIGNER_A, evwriter.SIGNER_B]
    elif how == 5:
        on(bundle, "statement", lambda s: dict(s, more=[1]))
    elif how == 6:
        on(bundle, "line_dicts", lambda dicts: [
            dict(d, later="x") if rng.random() < 0.5 else d for d in dicts])
    elif how == 7:
        bundle.signers = rng.choice((
            [evwriter.SIGNER_E], [evwriter.SIGNER_X],
            [evwriter.SIGNER_A, evwriter.SIGNER_X]))
    elif how == 8:
        on(bundle, "line_dicts", lambda dicts: [
            unread(d) if d["type"] == "file" and d["size"] else d
            for d in dicts])
    else:
        bundle.readme = rng.choice((b"", b"other\n", bytes(2000)))


CHANGES = [(at_bytes(stage), "bytes of " + stage, weight) for stage, weight in (
    ("manifest", 3), ("gzi", 2), ("tagmanifest", 2), ("statement_bytes", 2),
    ("signed", 1), ("seal", 2), ("locator_bytes", 2), ("last", 2))]
CHANGES += [(at_value(stage), "a value of " + stage, weight)
            for stage, weight in (("statement", 6), ("envelope", 2),
                                  ("locator", 3))]
CHANGES += [(at_members(stage), "members of " + stage, weight)
            for stage, weight in (("head", 12), ("payload", 12),
                                  ("tail", 8))]
CHANGES += [(at_runs, "runs", 5), (at_lines, "lines", 4),
            (at_dicts, "a value of a line", 9), (at_objects, "objects", 9),
            (at_tags, "tags", 5), (at_signatures, "signatures", 3),
            (odd, "odd", 16)]


# --- trees and containers -------------------------------------------------

def tree(rng):
    objects, seen = [], set()
    for _ in range(rng.choice((1, 1, 2, 3, 4, 6))):
        parts = [rng.choice(PARTS).encode()
                 for _ in range(rng.choice((1, 1, 2, 3)))]
        if rng.random() < 0.1:
            parts[-1] = bytes(rng.choice(
                (0x41, 0xff, 0xc3, 0x80, 0x2e, 0x7f)) for _ in range(3))
        source = b"/".join(parts)
        kind = rng.choice(("file",) * 6 + ("directory", "symlink",
                                           "special"))
        if source in seen or any(
                source.startswith(s + b"/") or s.startswith(source + b"/")
                for s in seen):
            continue
        seen.add(source)
        extra = {"symlink": {"target": "../x"},
                 "special": {"special": "fifo"}}.get(kind, {})
        if rng.random() < 0.2:
            extra["uid"] = rng.randrange(70000)
        content = rng.choice((b"\0", b"x", bytes(range(256)))) * rng.choice(
            SIZES)
        objects.append(Obj(
            source, kind, content[:4000] if kind == "file" else b"",
            modified=rng.choice((evwriter.MODIFIED, evwriter.MODIFIED, None,
                                 "1960-01-01T00:00:00.000000000Z",
                                 "9999-01-01T00:00:00.000000000Z")),
            extra=extra))
    if not any(o.kind == "file" for o in objects):
        objects.append(Obj(b"only", "file", b"one"))
    return objects


def change_gzip(rng, members):
    """The list of gzip members, changed; few of the ways are harmless."""
    at, how = rng.randrange(len(members)), rng.randrange(10)
    data = members[at]
    held = zlib.decompressobj(31).decompress(data)
    if how == 0:
        members[at] = change_bytes(rng, data)
    elif how == 1 and held:
        members[at] = gzip_member(held, deflate.raw_deflate(
            held[:300], rng.randrange(256)) if len(held) <= 300
            else raw_deflate(held, 9))
    elif how == 2 and held:
        cut = rng.randrange(len(held))
        members[at:at + 1] = [member(held[:cut]), member(held[cut:])]
    elif how == 3:
        members[at] = gzip_member(held, crc=rng.randrange(2 ** 32))
    elif how == 4:
        members[at] = gzip_member(held, size=rng.randrange(2 ** 17))
    elif how == 5:
        members[at] = gzip_member(held, extra=b"XX\0\0")
    elif how == 6:
        members.insert(at, evwriter.EOF_MEMBER)
    elif how == 7:
        change_list_of(rng, members)
    elif how == 8:
        members[at] = evwriter.foreign_gzip(held, body=raw_deflate(held))
    else:
        members.append(rng.choice((b"\0", bytes(512), b"x", data)))
    return members


def foreign(rng, tar):
    """Some gzip of others: fields in the header, several members."""
    flags = rng.choice((0, 0, 8, 16, 4, 24, 2, 1, 0x20))
    head = bytes([0x1f, 0x8b, 8, flags]) + bytes(4) + b"\2\3"
    if flags & 4:
        head += b"\4\0XX\0\0"
    if flags & 8:
        head += b"name.tar\0"
    if flags & 16:
        head += b"comment\0"
    if flags & 2:
        head += (zlib.crc32(head) & 0xffff).to_bytes(2, "little")
    cut = rng.choice((len(tar), len(tar), 512, 700, len(tar) // 2))
    parts = [evwriter.foreign_gzip(tar[:cut], head,
                                   raw_deflate(tar[:cut], rng.randrange(10)))]
    if cut < len(tar):
        parts.append(evwriter.foreign_gzip(
            tar[cut:], body=raw_deflate(tar[cut:])))
    if rng.random() < 0.15:
        parts.append(rng.choice((b"\0", bytes(1024), b"x", b"\x1f\x8b")))
    data = b"".join(parts)
    return change_bytes(rng, data) if rng.random() < 0.15 else data


def contain(rng, bundle, done):
    """The file, and what it is; of some the end is cut off, or a byte of it
    changed."""
    data, container = pack(rng, bundle, done)
    how = rng.random()
    if how < 0.06 and data:
        done.append("cut")
        data = data[:-rng.choice((1, 8, 28, 100, 512, 1024, 2107,
                                  rng.randrange(1, len(data) + 1)))]
    elif how < 0.1:
        done.append("bytes of the file")
        data = change_bytes(rng, data)
    return data, container


def pack(rng, bundle, done):
    how = rng.random()
    if how < 0.5:
        return bundle.tar, "tar"
    if how < 0.75:
        return foreign(rng, bundle.tar), "gzip"
    members = list(bundle.members)
    if rng.random() < 0.5 and members:
        try:
            members = change_gzip(rng, members)
            done.append("gzip members")
        except (zlib.error, ValueError, IndexError):
            pass
    return b"".join(members), "bgzf"


def make(seed, number):
    """The mutant of this seed and number; None where what was asked for
    cannot be written at all."""
    rng = random.Random("%s:%d" % (seed, number))
    bundle = Bundle(tree(rng), name="M%d" % number, compress=member)
    done = []
    for _ in range(rng.choice((0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3))):
        change, told, _ = rng.choices(CHANGES, [w for _, _, w in CHANGES])[0]
        change(rng, bundle)
        done.append(told)
    try:
        bundle.build()
        data, container = contain(rng, bundle, done)
    except (AssertionError, AttributeError, IndexError, KeyError, TypeError,
            ValueError, OverflowError, RecursionError):
        return None
    return Mutant(data, container, done)
