"""A command line that is measured beside others, and the table of them."""

import os
import shutil
import statistics
import subprocess
import sys
import time


def put_aside(place, output):
    """Makes room for an output.  A folder is not removed, but moved: ext4
    gives no inode again for a minute, or five, and looks at each of those
    that it passes over, whoever then makes many files beside them."""
    path = os.path.join(place, output)
    if os.path.isdir(path):
        aside = os.path.join(place, "aside")
        os.makedirs(aside, exist_ok=True)
        os.rename(path, os.path.join(
            aside, "%s.%d" % (output, len(os.listdir(aside)))))
    elif os.path.lexists(path):
        os.remove(path)


class Job:
    """One command line that is measured, and how its result is checked."""

    def __init__(self, title, script, needs=(), right=None, output=None):
        self.title, self.script, self.right = title, script, right
        self.output = output
        self.missing = [n for n in needs if not shutil.which(n)]
        self.seconds, self.cpu, self.peak, self.wrong = [], [], 0, None

    def run(self, place):
        if self.output:
            put_aside(place, self.output)
        # What was written before must not be waited for here.
        os.sync()
        begin = time.perf_counter()
        with open(place + "/said", "wb") as said:
            child = subprocess.Popen(
                ["bash", "-c", "set -o pipefail; " + self.script], cwd=place,
                stdin=subprocess.DEVNULL, stdout=said,
                stderr=subprocess.STDOUT)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        self.seconds.append(time.perf_counter() - begin)
        self.cpu.append(usage.ru_utime + usage.ru_stime)
        self.peak = max(self.peak, usage.ru_maxrss)
        if child.returncode != 0:
            self.wrong = "it ended with %d" % child.returncode
        elif len(self.seconds) == 1 and self.right:
            self.wrong = self.right(place)

    def median(self):
        return statistics.median(self.seconds)


def text(argv, place):
    return subprocess.run(argv, cwd=place, stdout=subprocess.PIPE,
                          stdin=subprocess.DEVNULL, check=False).stdout


def said(place):
    with open(place + "/said", "rb") as file:
        return file.read()


def pipe_digest(script, place):
    return text(["bash", "-c", script + " | sha256sum"], place).split()[0]


def spread(place):
    """For the same reason: ext4 puts each folder in it elsewhere on the disk,
    hardly where an earlier run has removed its own."""
    if shutil.which("chattr"):
        subprocess.run(["chattr", "+T", place], stderr=subprocess.DEVNULL,
                       check=False)


def measure(place, jobs, rounds):
    """Every job in each round, in an order that turns."""
    spread(place)
    present = [job for job in jobs if not job.missing]
    for turn in range(rounds):
        for n in range(len(present)):
            present[(n + turn) % len(present)].run(place)


def peak_of(job, floor):
    """The largest process of a job; below the floor it cannot be told."""
    if job.peak <= floor * 1.05:
        return "< %.0f MiB" % (floor / 1024 + 1)
    return "%.0f MiB" % (job.peak / 1024)


def size_of(path):
    if os.path.isdir(path):
        return sum(os.path.getsize(os.path.join(place, name))
                   for place, _, names in os.walk(path) for name in names)
    return os.path.getsize(path)


def table(title, jobs, place):
    """Prints it; returns whether every result was right."""
    ours = jobs[0].median()
    # A process that does nothing counts what this program had before it.
    nothing = Job("nothing", "true")
    nothing.run(place)
    print("  %-46s %8s %8s %8s %9s %10s" % (
        title, "seconds", "of ours", "cpu s", "peak RSS", "output"))
    for job in jobs:
        if job.missing:
            print("    %-44s not here" % job.title)
            continue
        output = ""
        if job.output and os.path.exists(place + "/" + job.output):
            output = "%.1f MB" % (size_of(place + "/" + job.output) / 1e6)
        print("    %-44s %8.3f %7.2fx %8.3f %9s %10s%s" % (
            job.title, job.median(), job.median() / ours,
            statistics.median(job.cpu), peak_of(job, nothing.peak), output,
            "  WRONG: " + job.wrong if job.wrong else ""))
    sys.stdout.flush()
    return not any(job.wrong for job in jobs)
