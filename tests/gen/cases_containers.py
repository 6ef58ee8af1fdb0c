"""Whole bundles: containers, sizes, volumes, detached, folders, cuts."""

import zlib

import deflate
import evcustody
import evwriter
import keys
from corpus import add, case
from evwriter import (BLOCK, EOF_MEMBER, Bundle, Obj, cut, file, folder,
                      foreign_gzip, gzip_member)

GZ = "input.evidence.tar.gz"


def noise(n):
    """n bytes that deflate does not make shorter."""
    out, state = bytearray(), 1
    while len(out) < n:
        state = state * 6364136223846793005 + 1442695040888963407 & 2**64 - 1
        out += (state >> 24).to_bytes(5, "little")
    return bytes(out[:n])


def members_of(bundle):
    """The tar as an unpacked folder: {path below BASE: content}."""
    bundle.build()
    last = evwriter.Member("evidence/locator.json", bundle.locator_bytes)
    return {m.path.decode(): m.content
            for m in bundle.head + bundle.tail + [last]}


def unpacked(bundle, **changes):
    """As the folder input/; changes by path, None takes the file away."""
    files = members_of(bundle)
    files.update(changes)
    return {"input/" + path: data for path, data in files.items()
            if data is not None}


# --- good ones ------------------------------------------------------------

@case(0)
def good_small():
    """The least: a folder with two files, one Ed25519 signer, the fixed
    READ-ME-FIRST.txt. Every check passes and nothing is reported."""
    return Bundle(readme=evwriter.fixed_readme())


CUSTODY = evcustody.Chain(keys.A).add("collected", {
    "description": [{"lang": "en", "text": "A disk"}]})


@case(0)
def good_full():
    """Every document and every key of this format: a case, recipients, a
    custody log, files of others, each type of object, each key of the
    inventory. All keys have the types that section 3.4 gives them."""
    things = [
        folder("scene", extra={"accessed": evwriter.MODIFIED,
                               "changed": evwriter.MODIFIED,
                               "born": "1969-12-31T23:59:59.000000001Z",
                               "mode": "0755", "uid": 1000, "gid": 1000,
                               "user": "anna", "group": "staff"}),
        file("scene/disk.img", bytes(1024),
             line={"exhibit": "E-1", "flags": ["confidential"],
                   "hashes": {"md5": {"value": "0" * 32, "over": "file"},
                              "sha1": {"value": "1" * 40, "over": "medium"},
                              "sha512": {"value": "2" * 128,
                                         "over": "file"}}},
             extra={"kind": "block-device", "mode": "0660",
                    "device": "8:16", "holes": [
                        {"offset": 0, "length": 512},
                        {"offset": 512, "length": 512}],
                    "holesJoined": True}),
        file("scene/notes.txt", b"Seen at nine.\n", extra={
            "mode": "0640", "xattrs": [
                {"name": "user.a", "value": "AA=="},
                {"nameBase64": "/w==", "value": ""}],
            "acl": {"access": "user::rw-", "default": "user::rwx"}}),
        Obj("scene/again.txt", "hardlink",
            extra={"mode": "0640", "link": "data/scene/a-first.txt"}),
        file("scene/a-first.txt", b"one"),
        Obj("scene/to", "symlink",
            extra={"mode": "0777", "target": "notes.txt"}),
        Obj("scene/to-odd", "symlink",
            extra={"mode": "0777", "targetBase64": "/w=="}),
        Obj("scene/pipe", "special",
            extra={"mode": "0644", "special": "fifo"}),
        Obj("scene/tty", "special",
            extra={"mode": "0644", "special": "character-device",
                   "device": "5:0"}),
        Obj("scene/bus", "special",
            extra={"mode": "0644", "special": "socket"}),
        Obj("scene/sdb", "special",
            extra={"mode": "0644", "special": "block-device",
                   "device": "8:16"})]
    bundle = Bundle(things, readme=evwriter.fixed_readme(),
                    case=evwriter.CASE, custody=CUSTODY,
                    recipients={"salt": "5a" * 16, "recipients": ["age1x"]},
                    extra={"evidence/x/note.txt": b"of another tool\n"})

    def more(statement):
        predicate = statement["predicate"]
        predicate["payload"]["excluded"] = ["*.tmp"]
        predicate["custody"]["heads"] = [evcustody.digest(CUSTODY)]
        tool = predicate.pop("tool")
        predicate["supersedes"] = "5e" * 32
        predicate["tool"] = tool
        return statement
    return bundle.on("statement", more)


@case(0)
def good_one_empty_file():
    """The sole operand is a file of 0 bytes: a payload of one object and no
    byte is a payload."""
    return Bundle([file("empty", b"")])


@case(0)
def good_stdin():
    """Content from standard input: `source.kind` is `stdin`, no time is
    known, so the member's mtime is 0."""
    return Bundle([file("stream.bin", b"x", modified=None,
                        extra={"kind": "stdin"})])


@case(0)
def good_case_and_recipients():
    """case.json and recipients.json are there, and the seal has the digest
    of the latter."""
    return Bundle(case=evwriter.CASE, recipients={
        "salt": "5a" * 16, "recipients": []})


@case(0)
def good_no_objects_with_content_but_one():
    """Objects without content have a line and no member."""
    return Bundle([folder("d"), Obj("d/l", "symlink", extra={"target": "/"}),
                   file("d/f", b"1"), folder("d/g")])


@case(0)
def good_times():
    """mtime of a payload member: rounded down, 0 before 1970, 0 when it is
    unknown, 0 over 8,589,934,591, and that number itself."""
    return Bundle([
        file("a", b"", modified="1970-01-01T00:00:00.999999999Z"),
        file("b", b"", modified="1969-12-31T23:59:59.999999999Z"),
        file("c", b"", modified=None),
        file("d", b"", modified="2242-03-16T12:56:31.999999999Z"),
        file("e", b"", modified="2242-03-16T12:56:32.000000000Z"),
        file("f", b"", modified="0000-01-01T00:00:00.000000000Z"),
        file("g", b"", modified="9999-12-31T23:59:59.999999999Z"),
        file("h", b"", modified="2024-02-29T23:59:59.000000000Z")])


def sizes(name, why, make):
    add("good-size-" + name, why, make, 0)


for size in (0, 1, 511, 512, 513, 65279, 65280, 65281):
    sizes(str(size), "A payload file of %s bytes: a border of tar's blocks "
          "or of BGZF's members." % format(size, ","),
          lambda size=size: Bundle([file("f", bytes(size))]))


def exact_run(blocks):
    """A payload run of exactly that many full members.  bagit.txt and
    evidence/format take 2,048 bytes, a header 512."""
    run = blocks * BLOCK
    while run % 512:
        run += BLOCK
    return Bundle([file("f", bytes(run - 2048 - 512))])


@case(0)
def good_run_exact_multiple():
    """The payload run is exactly 2 members of 65,280 bytes (130,560 is the
    least multiple of both 512 and 65,280): no empty member follows, and
    blocks.gzi has two pairs, the last of which is the tail."""
    return exact_run(2)


@case(0)
def good_run_exact_multiple_less_a_block():
    """The payload run ends 512 bytes before a member's border."""
    return Bundle([file("f", bytes(130560 - 2560 - 512))])


@case(0)
def good_run_exact_multiple_and_a_block():
    """The payload run ends 512 bytes after a member's border: the last
    member of the run holds 512 bytes."""
    return Bundle([file("f", bytes(130560 - 2560 + 512))])


@case(0)
def good_tail_over_one_member():
    """The tail run takes two members, the second begun at 65,280 bytes."""
    return Bundle(extra={"evidence/x/long": bytes(70000)})


@case(0)
def good_tail_exact_multiple():
    """The tail run is exactly 2 members of 65,280 bytes: before the last run no
    member is short."""
    def tail(size):
        bundle = Bundle(extra={"evidence/x/long": bytes(size)}).build()
        return bundle, (len(bundle.tar) - len(bundle.head_tar)
                        - len(bundle.last))
    _, length = tail(0)
    bundle, length = tail(2 * BLOCK - length)
    assert length == 2 * BLOCK
    return bundle


@case(0)
def good_payload_is_a_bundle():
    """What was seized is itself a bag, and an unpacked bundle: files of the
    payload have the names of tag files, at every depth. They are payload."""
    names = ["bag-info.txt", "bagit.txt", "evidence/format",
             "evidence/inventory.jsonl", "evidence/locator.json",
             "evidence/seal.json", "manifest-sha256.txt",
             "tagmanifest-sha256.txt"]
    return Bundle([file(below + name, b"not ours\n")
                   for below in ("", "data/", "input/") for name in names])


@case(0)
def good_stored_block():
    """A payload that deflate does not make shorter: stored blocks."""
    return Bundle([file("noise", noise(3000))], compress=lambda data:
                  gzip_member(data, body=deflate.stored(data)))


# --- detached -------------------------------------------------------------

def detached(changes=(), **options):
    """A detached bundle with its payload in payload/."""
    bundle = Bundle(detached=True, **options).build()
    files = {GZ: bundle.file}
    for obj in bundle.sorted:
        if obj.kind == "file":
            files["payload/" + obj.source.decode()] = obj.content
    for path, data in dict(changes).items():
        files.pop("payload/" + path)
        if data is not None:
            files["payload/" + path] = data
    return files


@case(0, payload="payload")
def good_detached():
    """Detached: no data/ and no blocks.gzi; the payload is found under its
    original names below payload/."""
    return detached()


@case(0, payload="payload")
def good_detached_odd_name():
    """The payload is looked for under its original name, not the mapped."""
    return detached(content=[file("a=b?.txt", b"1")])


@case(4, payload="payload", path="data/scene/notes.txt")
def bad_detached_file_absent():
    """One payload file is not there: incomplete, and it is named."""
    return detached({"scene/notes.txt": None})


@case(4)
def bad_detached_no_payload():
    """A detached bundle, and nobody says where its payload is."""
    return Bundle(detached=True)


@case(1, payload="payload", path="data/scene/notes.txt")
def bad_detached_file_changed():
    """A payload file has another byte: its digest is not the manifest's."""
    return detached({"scene/notes.txt": b"Seen at ten.!\n"})


@case(1, payload="payload", path="data/scene/notes.txt")
def bad_detached_file_longer():
    """A payload file has a byte more than its line says."""
    return detached({"scene/notes.txt": b"Seen at nine.\n\n"})


@case(1, payload="payload", path="data/scene/notes.txt")
def bad_detached_file_shorter():
    """A payload file has a byte less than its line says. It is there, so it
    is altered and not absent."""
    return detached({"scene/notes.txt": b"Seen at nine."})


@case(1, payload="payload")
def bad_detached_with_data():
    """The seal says detached, and data/ members are there."""
    bundle = Bundle(detached=True)
    bundle.on("head", lambda head: head + bundle.payload)
    bundle.build()
    files = {GZ: bundle.file}
    for obj in bundle.sorted:
        if obj.kind == "file":
            files["payload/" + obj.source.decode()] = obj.content
    return files


@case(1)
def bad_detached_said_but_whole():
    """A whole bundle (data/ and blocks.gzi) whose seal says detached."""
    def lie(statement):
        statement["predicate"]["bundle"]["detached"] = True
        return statement
    return Bundle().on("statement", lie)


@case(1)
def bad_detached_denied():
    """No data/ members and no blocks.gzi, but the seal says not detached:
    each line lacks its member."""
    def lie(statement):
        statement["predicate"]["bundle"]["detached"] = False
        return statement
    return Bundle(detached=True).on("statement", lie)


# --- other containers -----------------------------------------------------

@case(0, operand="input.tar")
def good_plain_tar():
    """The same tar without compression: container tar."""
    return Bundle().build().tar


@case(0)
def good_foreign_gzip():
    """Recompressed as one gzip member, with a name and a time in its header:
    container recompressed, told without effect."""
    head = b"\x1f\x8b\x08\x08\x78\x56\x34\x12\x02\x03input.tar\0"
    return foreign_gzip(Bundle().build().tar, head)


@case(0)
def good_foreign_gzip_many_members():
    """A foreign gzip of three members, the second of them empty."""
    tar = Bundle().build().tar
    return (foreign_gzip(tar[:1000]) + foreign_gzip(b"")
            + foreign_gzip(tar[1000:]))


@case(0)
def good_foreign_gzip_header_crc():
    """A foreign gzip with a comment, an extra field that does not begin with
    BC, and a header CRC: header fields are passed over."""
    head = (b"\x1f\x8b\x08\x16\0\0\0\0\0\x03" + b"\x06\0XX\x02\0hi"
            + b"a comment\0")
    head += (zlib.crc32(head) & 0xffff).to_bytes(2, "little")
    return foreign_gzip(Bundle().build().tar, head)


@case(1)
def bad_foreign_gzip_crc():
    """A foreign gzip whose CRC is wrong."""
    data = bytearray(foreign_gzip(Bundle().build().tar))
    data[-8] ^= 1
    return bytes(data)


@case(1)
def bad_foreign_gzip_length():
    """A foreign gzip whose stated length is one too many."""
    data = bytearray(foreign_gzip(Bundle().build().tar))
    data[-4] += 1
    return bytes(data)


@case(1)
def bad_foreign_gzip_trailing_bytes():
    """Bytes after the last member that begin no member."""
    return foreign_gzip(Bundle().build().tar) + b"tail"


@case(1)
def bad_foreign_gzip_trailing_zeros():
    """Zero bytes after the last member: gzip(1) passes them over, a reader
    of evidence does not, as bytes are there that nobody signed."""
    return foreign_gzip(Bundle().build().tar) + bytes(512)


@case(4)
def bad_foreign_gzip_cut():
    """A foreign gzip that ends within its member."""
    return foreign_gzip(Bundle().build().tar)[:-300]


@case(4)
def bad_foreign_gzip_cut_in_trailer():
    """A foreign gzip that ends within its last CRC: every tar byte is there,
    the check of them is not."""
    return foreign_gzip(Bundle().build().tar)[:-6]


@case(4)
def bad_foreign_gzip_cut_at_member():
    """A foreign gzip of which the second member is missing: sound in
    itself, but the tar ends too early."""
    return foreign_gzip(Bundle().build().tar[:4096])


@case(0)
def good_recompressed_bgzip():
    """Recompressed by a tool that cuts every 65,280 bytes without regard to
    the runs, as bgzip does: container recompressed, told without effect."""
    tar = Bundle().build().tar
    return b"".join(gzip_member(b) for b in cut(tar)) + EOF_MEMBER


@case(1)
def bad_locator_index_number():
    """Recompressed, so that nothing tells where its members stood: the block
    index has the tail at 2^53, and so has the locator, which as JSON has room
    for numbers up to 2^53-1 alone."""
    far = 2**53
    return foreign_gzip(Bundle().on(
        "gzi", lambda data: data[:-16] + far.to_bytes(8, "little")
        + data[-8:]).on(
            "locator", lambda value: dict(value, tailFileOffset=far)
            ).build().tar)


@case(0)
def good_recompressed_small_members():
    """BGZF cut every 512 bytes."""
    tar = Bundle().build().tar
    return b"".join(gzip_member(b) for b in cut(tar, 512)) + EOF_MEMBER


@case(0)
def good_recompressed_short_member_first():
    """Of the payload run the short member comes first: as many members as
    section 1.2 says, each of a length that it says, and not where it says."""
    bundle = Bundle([file("f", bytes(70000))]).build()
    short = len(bundle.head_tar) % BLOCK
    blocks = [bundle.head_tar[:short], bundle.head_tar[short:]]
    assert len(blocks[1]) == BLOCK
    return (b"".join(gzip_member(b) for b in blocks)
            + b"".join(bundle.members[2:]))


@case(0)
def good_recompressed_other_level():
    """Cut as section 1.2 says, but all members stored: the places are not
    those of blocks.gzi."""
    bundle = Bundle().build()
    return b"".join(gzip_member(b, body=deflate.stored(b))
                    for b in bundle.blocks) + EOF_MEMBER


@case(0)
def good_recompressed_last_member_deflated():
    """All as written but the last run, which is deflated in place of stored:
    not as section 1.2 says, so recompressed."""
    bundle = Bundle().build()
    members = bundle.members
    members[-2] = gzip_member(bundle.last)
    return b"".join(members)


# --- folders --------------------------------------------------------------

@case(5, operand="input")
def unsupported_disclosure_folder():
    """A disclosure, unpacked: its folders are of it, and no strangers."""
    return unpacked(Bundle(extra={
        "evidence/disclosure.jsonl": b'{"head":1}\n',
        "evidence/origin/0/seal.json": b"{}\n"}))


@case(0, operand="input")
def good_folder():
    """Unpacked: the folder that holds bagit.txt is the operand. Modes and
    times are those of whoever unpacked it, and are not judged."""
    return unpacked(Bundle())


@case(0, operand="input", payload="payload")
def good_folder_detached():
    """A detached bundle, unpacked."""
    files = unpacked(Bundle(detached=True))
    files.update({p: d for p, d in detached().items() if p != GZ})
    return files


@case(0)
def good_link_without_time():
    """A symbolic link of which no time of change is known."""
    return Bundle([folder("d"), file("d/f", b"1"), Obj(
        "d/l", "symlink", modified=None, extra={"target": "f"})])


@case(1, operand="input", path="data/scene/more.txt")
def bad_folder_extra_payload():
    """A file in data/ that is not of the bundle: foreign-files."""
    return unpacked(Bundle(), **{"data/scene/more.txt": b"?"})


@case(1, operand="input", path="more.txt")
def bad_folder_extra_file():
    """A file beside bagit.txt that is not of the bundle: foreign-files."""
    return unpacked(Bundle(), **{"more.txt": b"?"})


@case(1, operand="input", path="evidence/more.json")
def bad_folder_extra_in_evidence():
    """A file in evidence/ that is not of the bundle."""
    return unpacked(Bundle(), **{"evidence/more.json": b"{}\n"})


@case(1, operand="input", path="evidence/x/more")
def bad_folder_extra_in_x():
    """A file below evidence/x/ that the tag manifest does not name."""
    return unpacked(Bundle(), **{"evidence/x/more": b"?"})


@case(1, operand="input", path="evidence/x/a:b")
def bad_folder_extra_in_x_by_name():
    """A file below evidence/x/ under a name that no bundle has there."""
    return unpacked(Bundle(), **{"evidence/x/a:b": b"?"})


@case(1, operand="input", path="data/scene/notes.txt")
def bad_folder_missing_payload():
    """A payload file is missing from the folder."""
    return unpacked(Bundle(), **{"data/scene/notes.txt": None})


@case(1, operand="input", path="data/scene/notes.txt")
def bad_folder_changed_payload():
    """A payload file has another content of the same length."""
    return unpacked(Bundle(), **{"data/scene/notes.txt": b"Seen at five.\n"})


@case(1, operand="input", path="data/scene/notes.txt")
def bad_folder_longer_payload():
    """A payload file has bytes more than its line says."""
    return unpacked(Bundle(), **{
        "data/scene/notes.txt": b"Seen at nine.\nAnd ten.\n"})


for tag in ("bagit.txt", "manifest-sha256.txt", "evidence/inventory.jsonl",
            "evidence/conditions.json", "evidence/seal.json",
            "tagmanifest-sha256.txt", "evidence/locator.json",
            "evidence/blocks.gzi", "bag-info.txt", "evidence/format"):
    add("bad-folder-missing-" + tag.split("/")[-1].split(".")[0],
        "`%s` is missing from the folder." % tag,
        lambda tag=tag: unpacked(Bundle(), **{tag: None}), 1,
        operand="input")


@case(1, operand="input")
def bad_folder_locator():
    """A folder whose locator says another tail: it is unsigned, but fully
    determined."""
    bundle = Bundle().on("locator", lambda v: dict(
        v, tailOffset=v["tailOffset"] + 512))
    return unpacked(bundle)


# --- volumes --------------------------------------------------------------

VOLUME = "input.evidence.tar.gz.001"


def volumes(size=1500, data=None):
    data = data or Bundle().build().file
    return {"input.evidence.tar.gz.%03d" % (n + 1): part
            for n, part in enumerate(cut(data, size))}


@case(0, operand=VOLUME)
def good_volumes():
    """A plain byte split; the first volume is the operand."""
    return volumes()


@case(0, operand=VOLUME)
def good_volumes_exact():
    """The last volume is as long as the others."""
    spare = b"#"
    while True:
        data = Bundle(readme=spare).build().file
        if len(data) % 2 == 0:
            return volumes(len(data) // 2, data)
        spare += b"#"


@case(0, operand="input.tar.001")
def good_volumes_of_tar():
    """A split of a plain tar."""
    return {"input.tar.%03d" % (n + 1): part for n, part in enumerate(
        cut(Bundle().build().tar, 9000))}


@case(0, operand=VOLUME)
def good_volumes_of_foreign_gzip():
    """A split of a foreign gzip."""
    return volumes(1500, foreign_gzip(Bundle().build().tar))


@case(4, operand=VOLUME)
def bad_volumes_last_missing():
    """The last volume is missing: incomplete."""
    files = volumes()
    del files[max(files)]
    return files


@case(4, operand=VOLUME)
def bad_volumes_middle_missing():
    """The second volume is missing, the third is there: incomplete, since
    fetching it again mends it."""
    files = volumes()
    del files["input.evidence.tar.gz.002"]
    return files


@case(1, operand=VOLUME)
def bad_volumes_out_of_order():
    """The second and the third volume have each other's names."""
    files = volumes()
    a, b = "input.evidence.tar.gz.002", "input.evidence.tar.gz.003"
    files[a], files[b] = files[b], files[a]
    return files


@case(1, operand=VOLUME)
def bad_volumes_doubled():
    """The second volume comes twice, all others after it."""
    parts = list(volumes().values())
    parts.insert(1, parts[1])
    return {"input.evidence.tar.gz.%03d" % (n + 1): part
            for n, part in enumerate(parts)}


@case(1, operand=VOLUME)
def bad_volumes_one_too_many():
    """A volume after the last one: bytes after the end."""
    files = volumes()
    files["input.evidence.tar.gz.%03d" % (len(files) + 1)] = b"more"
    return files


# --- cuts -----------------------------------------------------------------

def long_bundle():
    """A payload run of three members, so that there are borders to cut at."""
    return Bundle([file("big", bytes(BLOCK * 2)), file("z", b"last\n")])


def cut_at(members, extra):
    """The first members of the file, and extra bytes of the next."""
    bundle = long_bundle().build()
    data = b"".join(bundle.members[:members])
    return data + bundle.members[members][:extra]


@case(0)
def good_uncut():
    """The bundle that is cut in these cases, whole."""
    return long_bundle()


@case(4)
def bad_cut_empty():
    """An empty file: nothing arrived."""
    return b""


@case(4)
def bad_cut_in_first_header():
    """Cut within the first member's header."""
    return cut_at(0, 10)


@case(4)
def bad_cut_in_first_member():
    """Cut within the first member's deflate stream."""
    return cut_at(0, 100)


@case(4)
def bad_cut_at_member_border():
    """Cut between two members of the payload run: `gzip -t` finds nothing
    wrong, and the end-of-file member is missing."""
    return cut_at(1, 0)


@case(4)
def bad_cut_in_payload_member():
    """Cut within the second member of the payload run."""
    return cut_at(1, 50)


@case(4)
def bad_cut_before_tail():
    """Cut where the tail begins: the payload is whole, nothing is signed."""
    return cut_at(3, 0)


@case(4)
def bad_cut_in_tail():
    """Cut within the tail's member."""
    return cut_at(3, 700)


@case(4)
def bad_cut_before_last_run():
    """Cut after the tail: the seal is there, the locator is not."""
    return cut_at(4, 0)


@case(4)
def bad_cut_in_last_run():
    """Cut within the stored member of the locator."""
    return cut_at(4, 1000)


@case(4)
def bad_cut_before_end_of_file_member():
    """Every tar byte is there; the 28 bytes of the end are not, so nobody
    knows whether more was."""
    return cut_at(5, 0)


@case(4)
def bad_cut_in_end_of_file_member():
    """The end-of-file member lacks its last byte."""
    return cut_at(5, 27)


for where, offset in (("first-byte", 1), ("name", 7), ("header", 300), ("first-member", 700),
                      ("payload", 3000), ("between-members", 2048),
                      ("tail", -5000), ("locator", -1300),
                      ("end", -1024), ("zero-block", -512), ("last", -1)):
    add("bad-cut-tar-" + where, "A plain tar that ends too early: %s."
        % ("its first %d bytes" % offset if offset > 0
           else "%d bytes short" % -offset),
        lambda offset=offset: Bundle().build().tar[:offset], 4,
        operand="input.tar")


@case(1)
def bad_cut_and_flipped():
    """Cut within the tail, and a byte of the payload's member is flipped
    before: altered is worse than incomplete."""
    data = bytearray(cut_at(3, 700))
    data[40] ^= 0xff
    return bytes(data)


@case(1)
def bad_cut_in_broken_stream():
    """Cut within a member whose deflate stream is broken before the cut: no
    bundle begins like this."""
    data = bytearray(cut_at(3, 700))
    data[len(data) - 700 + 18] |= 6
    return bytes(data)


@case(1)
def bad_cut_in_false_trailer():
    """The last member lacks one byte, and the CRC before it is another."""
    data = bytearray(cut_at(4, 2078))
    data[-5] ^= 1
    return bytes(data)


@case(1)
def bad_cut_in_changed_padding():
    """Cut in the last run's member, which is there up to the tar's end: what
    it holds is read, and the locator in it has another byte."""
    data = bytearray(cut_at(4, 2000))
    data[-2000 + 18 + 5 + 512 + 511] = 0
    return bytes(data)


@case(1)
def bad_cut_before_last_run_and_no_blocks():
    """Cut after the tail, from which `blocks.gzi` is missing: it stands
    before what arrived, so it was not cut off."""
    bundle = Bundle().on("tail", lambda tail: [
        m for m in tail if m.path != b"evidence/blocks.gzi"]).build()
    return b"".join(bundle.members[:2])


@case(1, operand="input.tar")
def bad_cut_after_other_manifest():
    """Cut before the inventory, and the manifest has another digest for a
    file that is there."""
    bundle = Bundle().on("manifest", lambda text: b"0" * 64
                         + text[64:]).build()
    return bundle.tar[:bundle.tar.index(bundle.lines[0])]


@case(1, operand="input.tar")
def bad_cut_after_custody_no_event():
    """The tar lacks its last byte, and the sealed custody log, which is there,
    has a line that is no event."""
    return Bundle(custody=b'{"event":1}\n').build().tar[:-1]


@case(1, operand="input.tar")
def bad_cut_after_nul_in_path():
    """Cut after a member with a NUL within its path: no name has one."""
    bundle = Bundle([Obj("a", "file", b"one", path=b"data/a\0b"),
                     file("b", b"two\n")]).build()
    return bundle.tar[:bundle.tar.index(b"two\n")]


@case(1)
def bad_cut_none_but_length():
    """The last member says that it is a byte longer than it is: the file's
    own end stands where the rest of it would, so nothing was cut off."""
    bundle = Bundle().build()
    last = bytearray(bundle.members[-2])
    last[16:18] = (len(last) + 40).to_bytes(2, "little")
    return b"".join(bundle.members[:-2]) + bytes(last) + EOF_MEMBER


@case(1, operand="input.tar")
def bad_cut_in_other_bagit():
    """Cut within bagit.txt, of which the first byte is another."""
    bundle = Bundle(bagit=b"b" + Bundle().bagit[1:]).build()
    return bundle.tar[:530]


@case(1, operand="input.tar")
def bad_cut_after_needless_records():
    """Cut in a member's header, before which an x header has a record of a
    size that asks for none."""
    def hook(members):
        members[-1].records = evwriter.record(b"size", b"14")
        return members
    bundle = Bundle().on("head", hook).build()
    at = bundle.tar.index(b"size=14")
    return bundle.tar[:at + 600]


@case(1, operand="input.tar")
def bad_cut_in_long_index():
    """Cut within `blocks.gzi`, whose header gives it more bytes than the
    payload run asks for."""
    bundle = Bundle().on("gzi", lambda data: data + bytes(600)).build()
    return bundle.tar[:bundle.tar.index(bundle.gzi) + 300]


@case(4)
def bad_cut_in_foreign_header():
    """The first 14 bytes of a gzip that has a name in its header."""
    return foreign_gzip(b"x", bytes.fromhex("1f8b0808000000000003")
                        + b"name.tar\0")[:14]


@case(1)
def bad_foreign_gzip_other_after():
    """After the member come bytes that begin as one of gzip, of a method that
    is none: whatever they were cut from, it is no gzip."""
    return foreign_gzip(Bundle().build().tar) + bytes.fromhex("1f8b6461")


def cut_short(stage, hook):
    """A tar that lacks its last byte, and in which something is wrong."""
    return Bundle().on(stage, hook).build().tar[:-1]


@case(1, operand="input.tar")
def bad_cut_after_false_signature():
    """The tar lacks its last byte, and the seal, which is there, has a false
    signature: what arrived is judged, and altered is worse."""
    return cut_short("signatures", lambda signatures: [
        dict(s, sig=bytes([s["sig"][0] ^ 1]) + s["sig"][1:])
        for s in signatures])


@case(1, operand="input.tar")
def bad_cut_after_changed_tag():
    """The tar lacks its last byte, and a tag file is not the one whose digest
    the tag manifest has."""
    return cut_short("tagmanifest", lambda text: text.replace(
        text[:64], b"0" * 64, 1))


@case(1, operand="input.tar")
def bad_cut_after_other_locator():
    """The tar lacks its last byte, and the locator has another place for the
    seal: all that it speaks of is there."""
    return cut_short("locator", lambda value: dict(
        value, sealOffset=value["sealOffset"] + 512))


@case(1, operand="input.tar")
def bad_cut_within_locator():
    """A byte of the locator is missing, so that the next block's first zero
    stands in it, and the tar is one byte short."""
    return cut_short("locator_bytes", lambda data: data[:-1] + b"\0")


# --- no bundle at all -----------------------------------------------------

@case(1, operand="input.txt")
def bad_no_bundle_text():
    """A text file."""
    return b"This is not a bundle.\n" * 40


@case(1, operand="input.gz")
def bad_no_bundle_gzip():
    """A gzip file of something else."""
    return foreign_gzip(b"This is not a bundle.\n" * 40)


@case(1)
def bad_no_bundle_bgzf():
    """A BGZF file of something else."""
    return gzip_member(b"This is not a bundle.\n" * 40) + EOF_MEMBER


@case(4)
def bad_cut_end_of_file_member_alone():
    """The end-of-file member alone: a container that ends well, and a tar
    that ends before its two zero blocks."""
    return EOF_MEMBER


@case(4)
def bad_cut_ended_well():
    """The tail is missing, and an end-of-file member was put after what is
    left: the tar ends too early in a container that ends well."""
    return cut_at(3, 0) + EOF_MEMBER


@case(1, operand="input.zip")
def bad_no_bundle_zip():
    """A zip file with one stored file."""
    name, data = b"bagit.txt", Bundle().bagit
    fields = (b"\x14\0\0\0\0\0\0\0\x21\0" + zlib.crc32(data).to_bytes(
        4, "little") + len(data).to_bytes(4, "little") * 2
        + len(name).to_bytes(2, "little") + b"\0\0")
    local = b"PK\3\4" + fields + name + data
    central = (b"PK\1\2\x14\0" + fields + bytes(14)[:14] + name)
    end = (b"PK\5\6\0\0\0\0\1\0\1\0" + len(central).to_bytes(4, "little")
           + len(local).to_bytes(4, "little") + b"\0\0")
    return local + central + end


@case(1, operand="input.tar")
def bad_no_bundle_tar():
    """A tar of something else."""
    return (evwriter.Member("hello.txt", b"hello\n").encode("other")
            + bytes(1024))


@case(1, operand="input.tar")
def bad_no_bundle_tar_cut():
    """A tar of something else, cut: what is there is wrong already."""
    return evwriter.Member("hello.txt", b"hello\n").encode("other")


@case(1, operand="input.tar")
def bad_no_bundle_zeros():
    """Zero bytes: an empty tar, which is no bundle."""
    return bytes(10240)


@case(1, operand="input")
def bad_no_bundle_folder():
    """A folder without bagit.txt."""
    return {"input/readme.txt": b"Nothing here.\n"}
