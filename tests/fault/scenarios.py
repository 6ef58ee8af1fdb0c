"""What is done under faults: sealing, verifying, extracting, the custody log,
trust, keys.  Each result is judged by the tools as they are built, without
any fault."""

import json
import os
import re
import shutil
import subprocess
import tempfile

import goingon
from faults import FAST, Scenario
from harness import BIN, must, run, tool

TEMPLATES = os.path.join(os.path.dirname(BIN), "share", "libevidence",
                         "case")


class Fixtures:
    """What the runs read; nothing writes to it."""

    def __enter__(self):

        self.path = tempfile.mkdtemp(prefix="evid-fixtures.")
        os.chmod(self.path, 0o755)
        os.environ["XDG_STATE_HOME"] = self.at("state")
        self.folders = [self.path]  # and what scenarios begin from
        self.keys()
        self.source()
        self.bundles()
        self.exhibit()
        self.trust()
        return self

    def __exit__(self, *_):
        for folder in self.folders:
            subprocess.run(["chmod", "-R", "u+rwX", folder], check=False)
            shutil.rmtree(folder, ignore_errors=True)

    def at(self, *parts):
        return os.path.join(self.path, *parts)

    def write(self, name, data):
        os.makedirs(os.path.dirname(self.at(name)), exist_ok=True)
        with open(self.at(name), "wb") as file:
            file.write(data)

    def keys(self):
        for name in "AB":
            made = must([tool("evid-keygen"), "--json", "-o", self.at(name),
                         "--no-passphrase", "--name",
                         "Holder of %s" % name])
            if name == "A":
                self.number = json.loads(made)["keyNumber"]
        must(["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt",
              "ec_paramgen_curve:P-256", "-out", self.at("P.key")])
        must(["openssl", "pkey", "-in", self.at("P.key"), "-pubout", "-out",
              self.at("P.pub")])
        os.chmod(self.at("P.key"), 0o600)
        self.write("pass", b"correct horse\n")
        must([tool("evid-keygen"), "-q", "-o", self.at("S"),
              "--passphrase-file", self.at("pass"), "--name", "Holder of S"])

    def source(self):
        self.write("src/report.txt", b"what was seen\n" * 40)
        self.write("src/empty", b"")
        self.write("src/\u043e\u0442\u0447\u0451\u0442.txt".encode().decode(),
                   b"text\n")
        self.write("src/deep/er/numbers", b"".join(
            b"%d\n" % (i * i * 7919 % 1000003) for i in range(20000)))
        os.symlink("report.txt", self.at("src", "link"))
        os.link(self.at("src", "report.txt"), self.at("src", "same"))
        with open(self.at("src", "sparse"), "wb") as file:
            file.truncate(300000)
            file.seek(200000)
            file.write(b"island")
        os.mkfifo(self.at("src", "pipe"))
        try:
            os.setxattr(self.at("src", "empty"), "user.note", b"blue")
        except OSError:
            pass
        # Where the file system has none, that is said; nothing hangs on it.
        subprocess.run(["setfacl", "-m", "u:54321:rx", "-d", "-m",
                        "g:54321:rx", self.at("src", "deep")],
                       stderr=subprocess.DEVNULL, check=False)
        self.write("noted", must(["sha256sum", "deep/er/numbers"],
                                 cwd=self.at("src")))
        self.write("case.json", must([
            tool("evid-case"), "new", "--kind", "domestic", "-o", "-"]))

    def seal(self, out, *more, key="A.key"):
        must([tool("evid-seal"), "-q", "-k", self.at(key), "-o",
              self.at(out), *more, self.at("src")])

    def bundles(self):
        self.seal("b.evidence.tar.gz")
        self.seal("vol.gz", "--volume", "16K")
        self.seal("det.gz", "--detached")
        self.seal("two.gz", "-k", self.at("P.key"))
        os.mkdir(self.at("bag"))
        must(["tar", "-xzf", self.at("b.evidence.tar.gz"), "-C",
              self.at("bag")])
        with open(self.at("b.evidence.tar.gz"), "rb") as file:
            data = bytearray(file.read())
        data[len(data) // 3] ^= 1
        self.write("damaged.gz", bytes(data))
        os.mkdir(self.at("log"))
        shutil.copy(self.at("b.evidence.tar.gz"), self.at("log"))
        log = self.at("log", "b.custody.jsonl")
        bundle = self.at("log", "b.evidence.tar.gz")
        custody = tool("evid-custody")
        must([custody, "hand-over", "-q", "-k", self.at("A.key"), "--to",
              self.at("B.pub"), bundle])
        shutil.copy(log, self.at("over.jsonl"))
        must([custody, "receive", "-q", "-k", self.at("B.key"), "-p",
              self.at("A.pub"), "--accept", "all", bundle])
        shutil.copy(log, self.at("received.jsonl"))
        with open(log, "rb") as whole, \
                open(self.at("torn.jsonl"), "wb") as torn:
            data = whole.read()
            torn.write(data[:-1] + data[:100])
        os.mkdir(self.at("log", "state"))
        must([custody, "add", "condition-changed", "-q", "-k",
              self.at("A.key"), "--log", self.at("changed.jsonl"), "--state",
              self.at("log", "state"), "--set", "condition=C-1", "--set",
              "change=added", "--set", 'value={"id":"C-1","type":'
              '"delete-after","text":[{"lang":"en","text":"delete it"}],'
              '"imposedBy":"KZ","appliesTo":["all"],'
              '"until":"2999-01-01"}',
              bundle])

    def exhibit(self):
        """The log of an exhibit, with a stranger's event whose first is
        gone."""
        log, state = self.at("exhibit.jsonl"), self.at("log", "state")
        for key, kind, *more in (("A", "collected"), ("B", "collected"),
                                 ("B", "stored", "--exhibit")):
            made = must([tool("evid-custody"), "add", kind, "--json", "-k",
                         self.at(key + ".key"), "--log", log, "--state",
                         state, *more, *([uid] if more else [])])
            uid = json.loads(made)["exhibit"]
        with open(log, "rb") as file:
            first, _, last = file.readlines()
        self.write("exhibit.jsonl", first + last)

    def trust(self):
        trust = tool("evid-trust")
        one = self.at("1.json")
        must([trust, "init", "-o", one, "--name", "un247", "--threshold",
              "1"])
        must([trust, "add", "--state", "KZ", "--kind", "24-7", "--authority",
              "en=Laboratory", "--key", self.at("A.pub"), "--use",
              "directory", "--use", "seal", "--use", "custody",
              "--valid-from", "2026-01-01T00:00:00Z", one])
        shutil.copy(one, self.at("draft.json"))
        must([trust, "sign", "-k", self.at("A.key"), one])
        two = self.at("2.json")
        must([trust, "add", "-o", two, "--state", "VN", "--kind", "court",
              "--authority", "en=Court", "--key", self.at("B.pub"), "--use",
              "seal", one])
        must([trust, "sign", "-k", self.at("A.key"), two])


def lines(bundle, without=()):
    """The inventory, without what differs from run to run."""
    done = run([tool("evid-inspect"), "--json", bundle])
    if done.returncode != 0:
        return "inspect ended with %d" % done.returncode
    found = []
    for member in json.loads(done.stdout)["members"]:
        line = dict(member["line"])
        line.pop("salt", None)
        line["source"] = {key: value for key, value in
                          line["source"].items()
                          if key != "accessed" and key not in without}
        found.append(line)
    return found


# What a call that failed may leave unknown: the format says of these that they
# are absent where they are not known.
UNKNOWN = {"statx": ("born",), "getpwuid_r": ("user",),
           "getgrgid_r": ("group",), "lseek64": ("holes",),
           "listxattr": ("xattrs", "acl"), "getxattr": ("xattrs",)}


def sealed(f, name, reference, *options):
    """Is NAME whole, and does it hold what the reference does?"""
    kept = {}			# of the reference, which nothing changes

    def good(folder, _, call=None):
        path = os.path.join(folder, name)
        done = run([tool("evid-verify"), "-p", f.at("A.pub"), *options, path])
        if done.returncode != 0:
            return ["the bundle does not verify (%d): %s%s" % (
                done.returncode, done.stdout.decode(), done.stderr.decode())]
        without = UNKNOWN.get(call.name if call else "", ())
        if reference and without not in kept:
            kept[without] = lines(reference, without)
        if reference and lines(path, without) != kept[without]:
            return ["the inventory differs"]
        return [".hidden %s" % each for each in os.listdir(folder)
                if each.endswith(".partial")]
    return good


def same_output(argv, without=(), stdin=None):
    """Standard output is what the tool says without faults; of JSON, all but
    these keys."""
    kept = []

    def plain(out):
        try:
            value = json.loads(out)
        except ValueError:
            return out
        now = value.get("checkedAt") if isinstance(value, dict) else None
        for key in without:
            value.pop(key, None)
        text = json.dumps(value).replace(now or "\n", "NOW")
        return re.sub(r'"openSeconds": \d+', '"openSeconds": 0', text)

    def good(folder, out):
        if not kept:
            with open(stdin or os.devnull, "rb") as file:
                done = run([tool(argv[0]), *argv[1:]], cwd=folder, stdin=file,
                           env=dict(os.environ, XDG_STATE_HOME=os.path.join(
                               folder, "state")))
            kept.append(plain(done.stdout))
        return [] if plain(out) == kept[0] else [
            "it says something else: %s" % out.decode(errors="replace")]
    return good


def tree(folder):
    """A folder's files with their bytes, links, modes and times."""
    found = {}
    for place, folders, files in os.walk(folder):
        for each in folders + files:
            path = os.path.join(place, each)
            info = os.lstat(path)
            what = [oct(info.st_mode), info.st_mtime_ns]
            if os.path.islink(path):
                what = [os.readlink(path)]
            elif os.path.isfile(path):
                with open(path, "rb") as file:
                    what.append(file.read())
                try:
                    what.append(sorted(
                        (name, os.getxattr(path, name))
                        for name in os.listxattr(path)))
                except OSError:
                    pass
            found[os.path.relpath(path, folder)] = what
    return found


def same_tree(argv, name, want=0):
    """The tool gives out what it gives out without faults."""
    kept = []

    def good(folder, _):

        if not kept:
            with tempfile.TemporaryDirectory(dir=FAST) as other:
                done = run([tool(argv[0]), *argv[1:]], cwd=other)
                if done.returncode != want:
                    return ["it ended with %d" % done.returncode]
                kept.append(tree(os.path.join(other, name)))
        found = tree(os.path.join(folder, name))
        return [".hidden %s" % each for each in os.listdir(folder)
                if each.endswith(".partial")] if found == kept[0] else [
            "it gave out something else: %s" % sorted(
                path for path in set(found) | set(kept[0])
                if found.get(path) != kept[0].get(path))]
    return good


def logged(f, name, count, bundle="b.evidence.tar.gz"):
    """A log that is sound, with so many lines, or as it was."""
    def good(folder, _):
        path = os.path.join(folder, name)
        if not os.path.exists(path):
            return ["there is no log"]
        with open(path, "rb") as file:
            data = file.read()
        if data.count(b"\n") != count or not data.endswith(b"\n"):
            return ["the log has %d lines" % data.count(b"\n")]
        done = run([tool("evid-custody"), "verify", "-p", f.at("A.pub"),
                    "-p", f.at("B.pub"), path,
                    os.path.join(folder, bundle)])
        return [] if done.returncode == 0 else [
            "the log is not sound (%d): %s%s" % (
                done.returncode, done.stdout.decode(), done.stderr.decode())]
    return good


def directory(f, name, version):
    """A directory of that version whose signatures suffice."""
    def good(folder, _):
        path = os.path.join(folder, name)
        done = run([tool("evid-trust"), "check", "--json", path])
        shown = run([tool("evid-trust"), "show", "--json", path])
        if done.returncode != 0 or shown.returncode != 0:
            return ["it is no good directory: %s%s" % (
                done.stdout.decode(), done.stderr.decode())]
        if '"version": %d' % version not in json.dumps(
                json.loads(shown.stdout)):
            return ["it is another version"]
        return []
    return good


def key_made(name, *options):
    def good(folder, _):
        path = os.path.join(folder, name)
        missing = [path + end for end in (".key", ".pub", ".id")
                   if not os.path.exists(path + end)]
        if missing:
            return ["is missing: %s" % missing]
        if os.stat(path + ".key").st_mode & 0o777 != 0o600:
            return ["the key's mode"]
        probe = os.path.join(folder, ".probe")
        done = run([tool("evid-seal"), "-q", "-k", path + ".key", *options,
                    "-n", "probe", "-o", probe, path + ".pub"])
        if done.returncode == 0:
            os.unlink(probe)
            return []
        return ["it does not sign: %s" % done.stderr.decode()]
    return good


def no_first(folder, name):
    """A volume without the first, which is no bundle."""
    return name[-3:].isdigit() and not os.path.exists(
        os.path.join(folder, name[:-3] + "001"))


def key_file(folder, name):
    """Of the three files of a key, one that is whole."""
    path = os.path.join(folder, name)
    if name.endswith(".id"):
        with open(path, encoding="utf-8") as file:
            return "keyid" in json.load(file)
    return run(["openssl", "pkey", "-noout", "-in", path]
               + ["-pubin"] * name.endswith(".pub")).returncode == 0


def pinned(f):
    def good(folder, _):
        done = run([tool("evid-verify"), "--pins",
                    os.path.join(folder, "pins.json"),
                    f.at("b.evidence.tar.gz")])
        return [] if done.returncode == 0 else [
            "the pin does not do: %s" % done.stdout.decode()]
    return good


def added(folder, _):
    done = run([tool("evid-trust"), "check", "--json",
                os.path.join(folder, "next.json")])
    return [] if done.returncode == 3 and b"Court" in run(
        [tool("evid-trust"), "show", os.path.join(folder, "next.json")]
    ).stdout else ["no draft: %s" % done.stdout.decode()]


def case_good(folder, _):
    """A case of which nothing lacks that the template has."""
    done = run([tool("evid-case"), "new", "-q", "--kind", "domestic",
                "--templates", TEMPLATES, "-o", "-"])
    with open(os.path.join(folder, "case.json"), "rb") as file:
        data = file.read()
    return [] if shape(json.loads(data)) == shape(
        json.loads(done.stdout)) else ["it differs"]


def shape(value):
    """A document without its texts and numbers, which are of the day."""
    if isinstance(value, dict):
        return {key: shape(part) for key, part in value.items()}
    if isinstance(value, list):
        return [shape(part) for part in value]
    return type(value).__name__


def threaded(f):
    """The same by four threads: which call is the Nth is by chance then, and
    the thread that fails is seldom the one that was asked."""
    yield Scenario("seal, by four threads", [
        "evid-seal", "-j", "4", "-q", "-k", f.at("A.key"), "-o", "out.gz",
        f.at("src")], sealed(f, "out.gz", f.at("b.evidence.tar.gz")))
    argv = ["evid-verify", "-j", "4", "--json", "-p", f.at("A.pub"),
            f.at("b.evidence.tar.gz")]
    yield Scenario("verify, by four threads", argv,
                   same_output(argv, ("checkedAt",)), ignore=("state",))
    argv = ["evid-extract", "-j", "4", "-p", f.at("A.pub"), "-C", "out",
            f.at("b.evidence.tar.gz")]
    yield Scenario("extract, by four threads", argv, same_tree(argv, "out"))


def copies(f, *names):
    """Fills a folder with these of the fixtures: (from, to)."""
    def prepare(folder):
        for source, name in names:
            target = os.path.join(folder, name)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copy(f.at(source), target)
    return prepare


def sealing(f):
    seal = ["evid-seal", "-j", "1", "-q", "-k", f.at("A.key")]
    yield Scenario("seal", seal + ["-o", "out.gz", f.at("src")],
                   sealed(f, "out.gz", f.at("b.evidence.tar.gz")))
    yield Scenario("seal, hashes and verified again", seal + [
        "-o", "out.gz", "--verify", "--also", "md5", "--expect-hashes",
        f.at("noted"), "--exhibit", "1=src/empty", "--flag",
        "classified=src/deep", "-k", f.at("P.key"), f.at("src")],
        sealed(f, "out.gz", None))
    yield Scenario("seal with a log, by whom is trusted", seal + [
        "-o", "out.gz", "--custody", f.at("exhibit.jsonl"), "-t",
        f.at("1.json"), "--state", f.at("log", "state"), f.at("noted")],
        sealed(f, "out.gz", None))
    yield Scenario("seal over one", seal + [
        "--force", "-o", "out.gz", f.at("src")],
        sealed(f, "out.gz", f.at("b.evidence.tar.gz")),
        prepare=copies(f, ("damaged.gz", "out.gz")))
    yield Scenario("seal in volumes", seal + [
        "-o", "out.gz", "--volume", "16K", f.at("src")],
        sealed(f, "out.gz.001", f.at("vol.gz.001")), stays=no_first)
    yield Scenario("seal standard input", seal + [
        "-o", "out.gz", "--stdin-name", "noted", "-"],
        sealed(f, "out.gz", None), stdin=f.at("src", "deep", "er", "numbers"))
    yield Scenario("seal detached, key with a passphrase", [
        "evid-seal", "-j", "1", "-q", "-k", f.at("S.key"),
        "--passphrase-file", f.at("pass"), "-o", "out.gz", "--detached",
        f.at("src")], sealed(f, "out.gz", None, "-p", f.at("S.pub"),
                             "--payload", f.path))


def verifying(f):
    verify = ["evid-verify", "-j", "1", "--json"]
    for name, more in (
            ("verify", ["-p", f.at("A.pub"), f.at("b.evidence.tar.gz")]),
            ("verify a folder", ["-p", f.at("A.pub"), f.at("bag", "src")]),
            ("verify volumes", ["-p", f.at("A.pub"), f.at("vol.gz.001")]),
            ("verify by directory, policy and log", [
                "-t", f.at("2.json"), "--custody", f.at("received.jsonl"),
                f.at("b.evidence.tar.gz")]),
            ("verify two signers", ["-p", f.at("P.pub"), f.at("two.gz")]),
            ("verify a detached one", ["-p", f.at("A.pub"), "--payload",
                                       f.path, f.at("det.gz")])):
        argv = verify + more
        yield Scenario(name, argv, same_output(argv, ("checkedAt",)),
                       ignore=("state",))
    argv = verify + ["-p", f.at("A.pub"), "-"]
    bundle = f.at("b.evidence.tar.gz")
    yield Scenario("verify standard input", argv, same_output(
        argv, ("checkedAt",), bundle), stdin=bundle)


def extracting(f):
    extract = ["evid-extract", "-j", "1", "-p", f.at("A.pub")]
    for name, more, want in (
            ("extract", [f.at("b.evidence.tar.gz")], 0),
            ("extract members, with links and attributes", [
                "--links", "--xattrs", "--member", "src/*",
                f.at("b.evidence.tar.gz")], 0),
            ("extract out of a damaged one", [
                "--damaged", f.at("damaged.gz")], 1)):
        argv = extract + ["-C", "out"] + more
        yield Scenario(name, argv, same_tree(argv, "out", want), want=want)
    argv = ["evid-inspect", "--json", f.at("b.evidence.tar.gz")]
    yield Scenario("inspect", argv, same_output(argv))


def custody(f):
    tar = ("b.evidence.tar.gz", "b.evidence.tar.gz")
    began = ("over.jsonl", "b.custody.jsonl")
    add = ["evid-custody", "add", "-q", "-k", f.at("A.key"), "stored",
           "b.evidence.tar.gz"]
    name = "b.custody.jsonl"
    yield Scenario("custody: a first event", add, logged(f, name, 1),
                   prepare=copies(f, tar), ignore=("state",))
    yield Scenario("custody: a further event", add, logged(f, name, 2),
                   prepare=copies(f, tar, began), ignore=("state",))
    yield Scenario("custody: hand over", [
        "evid-custody", "hand-over", "-q", "-k", f.at("A.key"), "--to",
        f.at("B.pub"), "b.evidence.tar.gz"], logged(f, name, 1),
        prepare=copies(f, tar), ignore=("state",))
    yield Scenario("custody: receive", [
        "evid-custody", "receive", "-q", "-j", "1", "-k", f.at("B.key"),
        "-p", f.at("A.pub"), "--accept", "all", "b.evidence.tar.gz"],
        logged(f, name, 2), prepare=copies(f, tar, began), ignore=("state",))
    yield Scenario("custody: merge", [
        "evid-custody", "merge", "-q", "-o", name, f.at("over.jsonl"),
        f.at("received.jsonl")], logged(f, name, 2),
        prepare=copies(f, tar))
    yield Scenario("custody: merge what is torn", [
        "evid-custody", "merge", "--mend", "-q", "-o", name,
        f.at("over.jsonl"), "torn.jsonl"], logged(f, name, 2),
        prepare=copies(f, tar, ("torn.jsonl", "torn.jsonl")))
    argv = ["evid-custody", "verify", "--json", "-p", f.at("A.pub"), "-p",
            f.at("B.pub"), f.at("received.jsonl"),
            f.at("b.evidence.tar.gz")]
    yield Scenario("custody: verify", argv,
                   same_output(argv, ("checkedAt",)), ignore=("state",))
    for name, view in (("list", ["list"]), ("form", ["form"]),
                       ("form as a page", ["form", "--html"])):
        argv = ["evid-custody", *view, "-p", f.at("A.pub"), "-p",
                f.at("B.pub"), f.at("received.jsonl"),
                f.at("b.evidence.tar.gz")]
        yield Scenario("custody: " + name, argv, same_output(argv),
                       ignore=("state",))


def trusting(f):
    one = ("1.json", "un.json")
    yield Scenario("trust: update", [
        "evid-trust", "update", "-q", "un.json", f.at("2.json")],
        directory(f, "un.json", 2), prepare=copies(f, one), ignore=("state",))
    yield Scenario("trust: sign", [
        "evid-trust", "sign", "-q", "-k", f.at("A.key"), "un.json"],
        directory(f, "un.json", 1),
        prepare=copies(f, ("draft.json", "un.json")),
        ignore=("state",))
    yield Scenario("trust: add", [
        "evid-trust", "add", "-q", "-o", "next.json", "--state", "VN",
        "--kind", "court", "--authority", "en=Court", "--key",
        f.at("B.pub"), "--use", "seal", "un.json"], added,
        prepare=copies(f, one), ignore=("state",))
    argv = ["evid-trust", "check", "--json", f.at("2.json")]
    yield Scenario("trust: check", argv, same_output(argv),
                   ignore=("state",))
    yield Scenario("trust: pin", [
        "evid-trust", "pin", "-q", "--pins", "pins.json", "--number",
        f.number, "--by", "A. Kim", "--how", "telephone", "--state", "KZ",
        "--name", "Laboratory", f.at("A.pub")], pinned(f))


def keys(f):
    yield Scenario("keygen", [
        "evid-keygen", "-q", "-o", "N", "--no-passphrase", "--name", "N"],
        key_made("N"), stays=key_file)
    yield Scenario("keygen with a passphrase and a card", [
        "evid-keygen", "-q", "-o", "N", "--passphrase-file", f.at("pass"),
        "--name", "N", "--card", "card.html"],
        key_made("N", "--passphrase-file", f.at("pass")))
    yield Scenario("case: new", [
        "evid-case", "new", "-q", "--kind", "domestic", "--templates",
        TEMPLATES, "-o", "case.json"],
        case_good)
    argv = ["evid-case", "clocks", "--json", "--at", "2998-01-01",
            "--custody", f.at("changed.jsonl"), "-p", f.at("A.pub"),
            f.at("b.evidence.tar.gz")]
    yield Scenario("case: clocks by a log", argv, same_output(argv),
                   ignore=("state",))


def every(f):
    for room in (sealing, verifying, extracting, threaded, custody, trusting,
                 keys, goingon.many):
        yield from room(f)
    yield from goingon.resuming(f, sealed)
