"""What the analysers share: TAP, the product's sources, how each is compiled,
how many are analysed at once, and for how long.

With EVID_SHARE_SECONDS an analyser takes as many sources as it finishes in
that time: by turns the one changed last that is left, and the next of a round
that each commit begins somewhere else, so that every source has its turn.
"""

import concurrent.futures
import glob
import hashlib
import json
import os
import shlex
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "policy"))

import common  # noqa: E402

MODEL = os.path.join(common.ROOT, "tests", "static", "model.h")
# What the model tells of is not analysed with the model in its place.
MODELLED = ("base/memory.c", "base/error.c", "bundle/tell.c")
SECONDS = float(os.environ.get("EVID_SHARE_SECONDS", "inf"))
WHOLE = SECONDS == float("inf")


def commands():
    """source -> (folder, arguments): the product as it was compiled."""
    path = os.path.join(common.build_folder(), "compile_commands.json")
    with open(path, encoding="utf-8") as file:
        found = json.load(file)
    return {each["file"]: (each["directory"], shlex.split(each["command"]))
            for each in found
            if each["file"].startswith((common.SOURCE + os.sep,
                                        os.path.join(common.ROOT, "tools")
                                        + os.sep))}


def left_out():
    """Sources of the product that the build does not compile."""
    known = commands()
    for room in (common.SOURCE, os.path.join(common.ROOT, "tools")):
        for path in glob.glob(os.path.join(room, "**", "*.c"),
                              recursive=True):
            if path not in known:
                yield "%s is not compiled" % common.relative(path)


def model(path):
    """The arguments that put the model before a source of the library."""
    if path.startswith(common.SOURCE) and not path.endswith(MODELLED):
        return ["-include", MODEL]
    return []


def changed_last(paths):
    """The paths, those first that the newest commits changed."""
    _, text = common.output("git", "-C", common.ROOT, "log", "--pretty=",
                            "--name-only", "--no-renames")
    age = {}
    for name in text.splitlines():
        age.setdefault(os.path.join(common.ROOT, name), len(age))
    return sorted(paths, key=lambda path: (age.get(path, len(age)), path))


def in_turn(paths):
    """All of the paths, in the order in which a share of them is taken."""
    _, commit = common.output("git", "-C", common.ROOT, "rev-parse", "HEAD")
    begin = int(hashlib.sha256(commit.encode()).hexdigest(), 16) % len(paths)
    round_ = sorted(paths)[begin:] + sorted(paths)[:begin]
    return list(dict.fromkeys(
        path for pair in zip(changed_last(paths), round_) for path in pair))


def analyse(argument_lists):
    """Runs {source: (folder, argv)}, as many at once as there are cores;
    gives (exit status, output) of those that there was time for."""
    end = time.monotonic() + SECONDS

    def run(path):
        if time.monotonic() > end:
            return None
        folder, argv = argument_lists[path]
        done = subprocess.run(argv, cwd=folder, check=False,
                              stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        return done.returncode, done.stdout.decode("utf-8", "replace")

    with concurrent.futures.ThreadPoolExecutor(
            len(os.sched_getaffinity(0))) as pool:
        return [done for done in pool.map(run, in_turn(argument_lists))
                if done is not None]


def so_many(results, of):
    return "%d of %d sources" % (len(results), len(of))


def faults(results):
    """Each line of what the failed ones said, once: headers repeat."""
    said = {}
    for code, text in results:
        if code:
            said.update(dict.fromkeys(
                text.replace(common.ROOT + os.sep, "").splitlines()))
    return list(said)
