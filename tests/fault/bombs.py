"""What a tool's work on something costs, in memory, bytes read and calls, as
the counting layer (faults.c) tells it; and bundles packed for that."""

import os
import resource
import sys
import zlib

import faults
from harness import run

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "gen"))
import evwriter  # noqa: E402

MIB = 1 << 20
# Of a text of 16 MiB: the text, the tree, and what it is written again to.
BOUND = 128 * MIB
USUAL = 40 * MIB
# How many times what is there may be read (its lists a second time, a log).
READS = 4


def packed(data):
    z = zlib.compressobj(6, zlib.DEFLATED, -15)
    return evwriter.gzip_member(data, body=z.compress(data) + z.flush())


class Cost:
    """peak in KiB, bytes read, calls, seconds of processor; and what was
    said."""

    def __init__(self, argv, folder):
        told = os.path.join(folder, "cost")
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        done = run([os.path.join(faults.TOOLS, argv[0]), *argv[1:]],
                   cwd=folder, env=dict(
                       os.environ, EVID_FAULT_COST=told, HOME=folder,
                       TMPDIR=folder))
        self.seconds = resource.getrusage(
            resource.RUSAGE_CHILDREN).ru_utime - before
        self.status, self.said = done.returncode, done.stdout + done.stderr
        self.argv = argv
        if not self.broken():
            with open(told, encoding="ascii") as stream:
                self.peak, self.read, self.calls = [
                    int(n) for n in stream.read().split()]

    def broken(self):
        return self.status < 0 or self.status > 5


def compare(half, whole, bound, there):
    """What is wrong with the cost of the whole: over its bound, or more than
    twice that of the half, as near as that can be said."""
    for cost in (half, whole):
        if cost.broken():
            return ["%s ended with %d: %s" % (
                cost.argv[0], cost.status, cost.said[-500:])]
    wrong = []
    if whole.peak * 1024 > bound:
        wrong.append("%s: %d MiB of memory" % (whole.argv[0],
                                               whole.peak // 1024))
    # Lists are read again from where they were spooled.
    if whole.read > READS * there + MIB:
        wrong.append("%s read %d bytes of %d" % (whole.argv[0], whole.read,
                                                 there))
    if whole.calls > 3 * half.calls + 10000:
        wrong.append("%s: %d calls for half of it, %d for all" % (
            whole.argv[0], half.calls, whole.calls))
    if whole.seconds > 3 * half.seconds + 0.5:
        wrong.append("%s: %.2f s for half of it, %.2f for all" % (
            whole.argv[0], half.seconds, whole.seconds))
    return wrong
