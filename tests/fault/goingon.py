"""What a later run goes on from, under faults: a sealing with --resume, and
many bundles with --results.  Whatever a run that failed leaves there, the next
one, without a fault, ends well."""

import json
import os
import random
import shutil
import subprocess
import tempfile
import time

import faults
from faults import Scenario
from harness import must, tool

KEPT = "out.gz.resume"
RESULTS = "results.jsonl"
# What removes what was kept, and of whose failure nothing but that comes.
REMOVES = ("unlinkat", "rmdir")


def large(f):
    """A source of several chunks, so that there are several states."""
    rng = random.Random(11)
    for name in ("one", "two", "three"):
        f.write("large/%s" % name, rng.randbytes(1200000))
    f.write("large/deep/text", b"text\n" * 999)
    os.link(f.at("large", "one"), f.at("large", "same"))
    must([tool("evid-seal"), "-q", "-0", "-k", f.at("A.key"), "-o",
          f.at("large.gz"), f.at("large")])


def sealing_argv(f, *more):
    return ["evid-seal", "-j", "1", "-q", "-0", "-k", f.at("A.key"),
            "--resume", "--checkpoint", "1", "-o", "out.gz", *more,
            f.at("large")]


def stopped(argv, state):
    """What a sealing keeps that SIGKILL ended when so many states had their
    name (from the end, if that is negative): a folder of its own."""
    folder = tempfile.mkdtemp(prefix="evid-kept.", dir=faults.FAST)
    first = Scenario("", argv, lambda *_: [])
    found, wrong = faults.calls(first)
    named = [call.number for call in found if call.name == "renameat"]
    if wrong or len(named) < 4:
        raise RuntimeError("no states were kept: %s, %s" % (named, wrong))
    done = subprocess.run(
        [os.path.join(faults.TOOLS, argv[0]), *argv[1:]], cwd=folder,
        env=dict(os.environ, EVID_FAULT="tear,%d" % named[state]),
        check=False)
    if done.returncode != -9:
        raise RuntimeError("it was not killed but ended with %d" %
                           done.returncode)
    return folder


def kept_from(folder):
    def prepare(place):
        shutil.copytree(folder, place, dirs_exist_ok=True)
    return prepare


def whole_and_gone(good):
    """A good result, and of what was kept nothing is left."""
    def both(folder, out, call=None):
        wrong = good(folder, out, call)
        if os.path.lexists(os.path.join(folder, KEPT)) and not (
                call and call.name in REMOVES):
            wrong = wrong + ["%s is left" % KEPT]
        return wrong
    return both


def but_kept(good):
    """What is kept may stay; and a bundle that is whole, where only the sync
    of its folder failed."""
    def partly(folder, out, left):
        left = [line for line in left
                if not line.split(": ", 1)[1].startswith(KEPT)]
        return left and good(folder, out) and left
    return partly


def resuming(f, sealed):
    """@sealed: how a bundle is judged (scenarios.py)."""
    large(f)
    for name, more, state, first in (
            ("seal, to be resumed", [], None, "out.gz"),
            ("seal, resumed", [], 2, "out.gz"),
            ("seal in volumes, resumed", ["--volume", "1M"], 2,
             "out.gz.001"),
            ("seal, resumed when it was whole", [], -1, "out.gz")):
        argv = sealing_argv(f, *more)
        prepare = None
        if state is not None:
            f.folders.append(stopped(argv, state))
            prepare = kept_from(f.folders[-1])
        good = sealed(f, first, f.at("large.gz"))
        yield Scenario(name, argv, whole_and_gone(good), prepare=prepare,
                       partly=but_kept(good))


def plain(line):
    """A line of results, without what is of the run."""
    value = json.loads(line)
    now = value["checkedAt"]
    for key in ("seconds", "host", "file", "asked"):
        value.pop(key)
    return json.loads(json.dumps(value).replace(now, "NOW"))


class Lines:
    """The lines of results, held against those without faults."""

    def __init__(self, folder, argv):
        done = must([tool(argv[0]), *argv[1:]], cwd=folder)
        self.want = {value["path"]: value for value in map(
            plain, done.splitlines())}

    def wrong(self, data):
        """Each is whole, and says what is so, or that it could not be done;
        and of which paths the last one does not say what is so."""
        missing, faults_ = dict(self.want), []
        if data and not data.endswith(b"\n"):
            faults_.append("its last line is torn")
        for line in data.splitlines():
            try:
                value = plain(line)
            except (ValueError, KeyError):
                faults_.append("no line: %.300r" % line)
                continue
            path = value["path"]
            if value == self.want.get(path):
                missing.pop(path, None)
                continue
            missing[path] = 1
            if value["exitStatus"] not in (4, 5) or \
                    value["verdict"] == "verified":
                faults_.append("it says something else: %.300r" % line)
        return faults_, sorted(missing)

    def all(self, data):
        wrong, missing = self.wrong(data)
        return wrong + ["no good line of %s" % path for path in missing]


def many_prepared(f):
    """A folder with the results of one of the bundles, and half a line."""
    folder = tempfile.mkdtemp(prefix="evid-kept.", dir=faults.FAST)
    f.folders.append(folder)
    # So that the bundles are old enough to be known again.
    time.sleep(max(0, os.stat(f.at("vol.gz.001")).st_ctime + 4 -
                   time.time()))
    results = os.path.join(folder, RESULTS)
    must([tool("evid-verify"), "-q", "--json-lines", "-p", f.at("A.pub"),
          "--results", results, f.at("b.evidence.tar.gz")])
    with open(results, "ab") as file:
        file.write(b'{"path":"')
    return folder


def many(f):
    f.write("list", "".join("%s\n" % f.at(name) for name in (
        "two.gz", "vol.gz.001")).encode())
    begin = ["evid-verify", "-j", "1", "-q", "--json-lines", "-p",
             f.at("A.pub")]
    named = [f.at("b.evidence.tar.gz")]
    expected = Lines(f.path, begin + ["--files-from", f.at("list")] + named)

    def good(folder, _):
        return expected.all(faults.content(folder, RESULTS))

    def partly(folder, _, left):
        other = [line for line in left if not line.endswith(RESULTS)]
        return other + (left != other and expected.wrong(
            faults.content(folder, RESULTS))[0] or [])

    argv = begin + ["--files-from", f.at("list"), "--results", RESULTS]
    yield Scenario("verify many, with results", argv + named, good,
                   partly=partly, tells=RESULTS)
    yield Scenario("verify many, going on", argv + named, good,
                   prepare=kept_from(many_prepared(f)), partly=partly,
                   tells=RESULTS)
    yield Scenario("verify many, a list from standard input",
                   begin + ["--files-from", "-"] + named,
                   lambda _, out: expected.all(out), stdin=f.at("list"),
                   partly=lambda _, out, left: left + [
                       fault for fault in expected.wrong(out)[0]
                       if fault.startswith("it says")])
