"""What the analysers share: TAP, the product's sources, how each is compiled,
and how many are analysed at once."""

import concurrent.futures
import glob
import json
import os
import shlex
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "policy"))

import common  # noqa: E402

MODEL = os.path.join(common.ROOT, "tests", "static", "model.h")
# What the model tells of is not analysed with the model in its place.
MODELLED = ("base/memory.c", "base/error.c", "bundle/tell.c")


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


def analyse(argument_lists):
    """Runs each (folder, argv), as many at once as there are cores; gives
    (exit status, output) in that order."""
    def run(each):
        folder, argv = each
        done = subprocess.run(argv, cwd=folder, check=False,
                              stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        return done.returncode, done.stdout.decode("utf-8", "replace")

    with concurrent.futures.ThreadPoolExecutor(
            len(os.sched_getaffinity(0))) as pool:
        return list(pool.map(run, argument_lists))


def faults(results):
    """Each line of what the failed ones said, once: headers repeat."""
    said = {}
    for code, text in results:
        if code:
            said.update(dict.fromkeys(
                text.replace(common.ROOT + os.sep, "").splitlines()))
    return list(said)
