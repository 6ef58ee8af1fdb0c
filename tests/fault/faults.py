"""Tools under faults: one call made to fail, the process killed at a point,
the disk full after so many bytes.  A scenario says how a tool is called and
what a good result is; here it is run over and over, and what each run leaves
is held against what was there before.

EVID_FAULT_ALL=1 runs every point; without it, of the points that one place in
the code is responsible for, the first (points.py of a scenario are told apart
by who called whom)."""

import concurrent.futures
import errno
import hashlib
import os
import re
import selectors
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))
import harness  # noqa: E402

ALL = bool(os.environ.get("EVID_FAULT_ALL"))
BUILD = os.environ.get("EVID_BUILD") or os.path.join(harness.ROOT, "build",
                                                     "release")
TOOLS = os.path.join(BUILD, "tests", "fault", "bin")
SANITIZED = os.environ.get("EVID_SANITIZED")
# What a sanitizer ends with: no tool's own status.
BROKEN = 86
SECONDS = 60
# Of a hundred points so many may be missed; the longest read or write of all.
MISSED = 25
LONGEST = 64
# Where nothing waits for a disk.
FAST = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
# More than two would measure the scheduler.
JOBS = min(2, len(os.sched_getaffinity(0)))

# How a call of a class fails.
ERRORS = {
    "memory": [errno.ENOMEM], "read": [errno.EIO],
    "write": [errno.ENOSPC, errno.EIO], "name": [errno.EIO],
    "look": [errno.EIO], "sync": [errno.EIO], "other": [errno.EAGAIN],
    "theirs": [errno.ENOMEM], "crypto": [errno.ENOMEM],
}
# What may end in 5 instead of 4: a library that is forbidden to start.
STARTS = b" cannot be started"
TOLD = re.compile(rb"(?m)^  (not set|withheld .*\n(.*\n)*.*(cannot|could not)|names|renamed) |"
                  rb"has no (such|hard) links")
# What says that a hidden folder could not be removed.
LEFT = b".partial: left by a run"
IO = ("read", "write", "name", "look", "sync")


class Call:
    """A counted call: its number, class, name, and a mark of its callers."""

    def __init__(self, number, line):
        self.number = number
        self.kind, self.name, self.place = line.split()

    def __str__(self):
        return "call %d (%s)" % (self.number, self.name)


class Scenario:
    """How one thing is done.

    fixtures  a folder that nothing may change, F in what is below
    prepare   fills a folder, where the tool then stands
    argv      the tool and its arguments
    good      (folder, stdout) -> lines that tell what is wrong with a result
    ignore    folders of the folder whose content is not looked at
    partly    what may stay of a run that failed, for the next to go on from:
              (folder, stdout, difference) -> what of it is wrong
    tells     a file of the folder in which it says what went wrong
    stays     (folder, name) -> may that stay where nothing can be removed?
    """

    def __init__(self, name, argv, good, prepare=None, stdin=None,
                 env=None, want=0, ignore=(), partly=None, tells=None,
                 stays=lambda folder, name: False):
        self.name, self.argv, self.good = name, argv, good
        self.prepare = prepare or (lambda folder: None)
        self.stdin, self.env, self.want = stdin, env or {}, want
        self.ignore, self.partly, self.tells = ignore, partly, tells
        self.stays = stays


class Done:
    """How a run ended; hit: the call that was made to fail, which need not be
    the one of that number in another run."""

    def __init__(self, status, out, err, fault, hit=None):
        self.status, self.out, self.err = status, out, err
        self.fault, self.hit = fault or "", hit


def hit_of(fault, path):
    """The call that the file tells of, or none."""
    with open(path, encoding="ascii") as file:
        line = file.read()
    return Call(int(fault.split(",")[1]), line) if line else None


def snapshot(folder, ignore=()):
    """Every path below, and what it is."""
    found = {}
    for place, folders, files in os.walk(folder):
        if place == folder:
            folders[:] = [each for each in folders if each not in ignore]
        for each in folders + files:
            path = os.path.join(place, each)
            info = os.lstat(path)
            kind = stat.S_IFMT(info.st_mode)
            if kind == stat.S_IFREG:
                with open(path, "rb") as file:
                    what = hashlib.sha256(file.read()).hexdigest()
            elif kind == stat.S_IFLNK:
                what = os.readlink(path)
            else:
                what = oct(kind)
            found[os.path.relpath(path, folder)] = what
    return found


def opened_up(folder):
    """What a tool let nobody into is to be removed."""
    os.chmod(folder, 0o700)
    for place, folders, _ in os.walk(folder):
        for each in folders:
            path = os.path.join(place, each)
            if not os.path.islink(path):
                os.chmod(path, 0o755)


def difference(before, after):
    return ["%s %s" % (
        "is new:" if path not in before else "is gone:"
        if path not in after else "was changed:", path)
        for path in sorted(set(before) | set(after))
        if before.get(path) != after.get(path)]


class Server:
    """A tool that stands before its main, from where it runs once for each
    plan (EVID_FAULT_SERVE): to load its libraries takes longer than most of
    what it does here."""

    def __init__(self, argv, folder, env):
        self.socket, theirs = socket.socketpair(socket.AF_UNIX,
                                                socket.SOCK_SEQPACKET)
        self.process = subprocess.Popen(
            argv, cwd=folder, pass_fds=[theirs.fileno()],
            env=dict(env, EVID_FAULT_SERVE=str(theirs.fileno())),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        theirs.close()

    def told(self):
        return int.from_bytes(self.socket.recv(4), sys.byteorder, signed=True)

    def run(self, fault, stdin):
        """Its status, and what it said; -99: it did not end by itself."""
        pipes = os.pipe(), os.pipe()
        socket.send_fds(self.socket, [fault.encode()],
                        [stdin, pipes[0][1], pipes[1][1]])
        for _, end in pipes:
            os.close(end)
        child, hangs = self.told(), False
        said = {pipe: b"" for pipe, _ in pipes}
        late = time.monotonic() + SECONDS
        with selectors.DefaultSelector() as wait:
            for pipe in said:
                wait.register(pipe, selectors.EVENT_READ)
            while wait.get_map():
                ready = wait.select(max(0, late - time.monotonic()))
                if not ready:
                    os.kill(child, signal.SIGKILL)
                    hangs, late = True, late + SECONDS
                for key, _ in ready:
                    data = os.read(key.fd, 65536)
                    said[key.fd] += data
                    if not data:
                        wait.unregister(key.fd)
                        os.close(key.fd)
        status = os.waitstatus_to_exitcode(self.told())
        return (-99 if hangs else status, *said.values())

    def close(self):
        self.socket.close()
        self.process.wait()


class Place:
    """A folder that a scenario's runs begin in, made anew when one left
    something there."""

    def __init__(self, scenario):
        self.scenario = scenario
        self.path = tempfile.mkdtemp(prefix="evid-fault.", dir=FAST)
        self.hit = tempfile.NamedTemporaryFile(prefix="evid-hit.", dir=FAST)
        self.before, self.server = None, None
        self.renew()

    def renew(self):
        opened_up(self.path)
        for each in os.listdir(self.path):
            each = os.path.join(self.path, each)
            if os.path.isdir(each) and not os.path.islink(each):
                shutil.rmtree(each)
            else:
                os.unlink(each)
        self.scenario.prepare(self.path)
        self.before = snapshot(self.path, self.scenario.ignore)

    def run_served(self, fault, argv, env):
        """As run() does, by the server of this place."""
        if not self.server:
            self.server = Server(argv, self.path,
                                 dict(env, EVID_FAULT_HIT=self.hit.name))
        self.hit.truncate(0)
        with open(self.scenario.stdin or os.devnull, "rb") as stdin:
            status, out, err = self.server.run(fault or "-", stdin.fileno())
        if status == -99:
            return Done(-99, b"", b"it hangs", fault)
        return Done(status, out, err, fault,
                    hit_of(fault, self.hit.name) if fault else None)

    def run(self, fault=None, tools=TOOLS, log=None, more=()):
        env = dict(os.environ, HOME=self.path, LC_ALL="C.UTF-8",
                   XDG_STATE_HOME=os.path.join(self.path, "state"))
        env.update(self.scenario.env)
        env["TMPDIR"] = FAST or "/tmp"
        if log:
            env["EVID_FAULT_LOG"] = log
            env["EVID_FAULT_DEPTH"] = "2" if SANITIZED else "3"
        for kind in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            env[kind] = "%s:exitcode=%d" % (env.get(kind, ""), BROKEN)
        argv = [os.path.join(tools, self.scenario.argv[0])] + \
            list(self.scenario.argv[1:]) + list(more)
        if tools == TOOLS and not log and not more:
            return self.run_served(fault, argv, env)
        stdin = subprocess.DEVNULL
        if self.scenario.stdin:
            stdin = open(self.scenario.stdin, "rb")
        try:
            done = subprocess.run(argv, cwd=self.path, env=env, stdin=stdin,
                                  stdout=subprocess.PIPE, timeout=SECONDS,
                                  stderr=subprocess.PIPE, check=False)
        except subprocess.TimeoutExpired:
            return Done(-99, b"", b"it hangs", fault)
        finally:
            if self.scenario.stdin:
                stdin.close()
        return Done(done.returncode, done.stdout, done.stderr, fault)

    def close(self):
        if self.server:
            self.server.close()
        opened_up(self.path)
        shutil.rmtree(self.path, ignore_errors=True)
        self.hit.close()


def calls(scenario):
    """What a run without a fault calls; checks that it is good."""
    place = Place(scenario)
    with tempfile.NamedTemporaryFile(prefix="evid-log.") as log:
        done = place.run(log=log.name)
        faults = [] if done.status == scenario.want else [
            "status %d: %s" % (done.status, done.err.decode())]
        faults += scenario.good(place.path, done.out)
        found = [Call(number, line) for number, line in
                 enumerate(log.read().decode().splitlines(), 1)]
    place.close()
    return found, faults


def chosen(found, known=None):
    """One call of each place in the code; all of them where asked.

    known  the places of what was done before, of which nothing more is
           wanted, and to which these are added
    """
    if ALL:
        return found
    seen, some = set() if known is None else known, []
    for call in found:
        if (call.name, call.place) not in seen:
            seen.add((call.name, call.place))
            some.append(call)
    return some


def thinned(found, most):
    """All of them, but of a place that calls more often only so many."""
    places = {}
    for call in found:
        places.setdefault((call.name, call.place), []).append(call)
    return sorted((call for calls_ in places.values()
                   for call in spread(calls_, most)),
                  key=lambda call: call.number)


def spread(found, count):
    """So many of them, at equal distances, the first and the last."""
    if len(found) <= count:
        return list(found)
    return [found[i * (len(found) - 1) // (count - 1)] for i in range(count)]


def hidden(name):
    return any(part.startswith(".") for part in name.split(os.sep))


def claims(out):
    """Does it say what only a good end may say?"""
    return bool(re.search(rb'(?m)"verdict" ?: ?"verified"|: VERIFIED$', out))


def on_the_way_out(call, fault):
    """May all have been said, and only not arrived?"""
    return call is None or call.kind == "write" or call.name == "close" or (
        fault.startswith("on,") and call.kind == "name")


def told_of(scenario, done):
    """Does an extraction tell what could not be as it was?"""
    return scenario.argv[0] == "evid-extract" and TOLD.search(
        done.out + done.err)


def content(folder, name):
    """Of that file, where there is one."""
    path = os.path.join(folder, name or "")
    if not os.path.isfile(path):
        return b""
    with open(path, "rb") as file:
        return file.read()


def good_but_for(scenario, place, out, call):
    """What is wrong with a result, but for what this call alone brings."""
    try:
        return scenario.good(place.path, out, call)
    except TypeError:
        return scenario.good(place.path, out)


def goes_on(scenario, place, call):
    """What is wrong with what the next run makes of what this one left."""
    if not good_but_for(scenario, place, b"", call):
        return []
    again = place.run()
    if again.status != scenario.want:
        return ["and then it ends with %d: %s" % (
            again.status, again.err.decode(errors="replace"))]
    return ["and then: %s" % fault
            for fault in good_but_for(scenario, place, again.out, call)]


def removes(call, fault):
    """Does what removes a name fail, or what looks for those to remove?"""
    return call.name in ("unlink", "unlinkat", "rename") or (
        fault.startswith("on,") and call.kind in ("name", "read"))


def judge(scenario, place, done, call):
    """What is wrong with how it went when this call failed."""
    faults = []
    if done.status < 0 or done.status == BROKEN or done.status > 5:
        return ["it ended with %d: %s" % (
            done.status, done.err.decode(errors="replace")[-3000:])]
    left = difference(place.before, snapshot(place.path, scenario.ignore))
    as_before = not left
    if done.status == scenario.want:
        # What could not be as it was is told.
        return [] if told_of(scenario, done) else [
            fault for fault in good_but_for(scenario, place, done.out, call)
            if not (fault.startswith(".hidden ") and LEFT in done.err)]
    said = done.out + content(place.path, scenario.tells)
    if done.status != 4 and not (
            done.status == 5 and STARTS in done.err + said):
        faults.append("status %d: %s" % (done.status, done.err.decode(
            errors="replace")))
    # With --json a verdict tells of it.
    if not re.search(rb"(?m)^evid-[a-z]+: .", done.err) and not re.search(
            rb'(?m)"message" ?: ?".|^  [a-z]', said):
        faults.append("no message: %r, %r" % (done.err, done.out))
    if claims(done.out) and not on_the_way_out(call, done.fault) and \
            scenario.argv[0] == "evid-verify" and not scenario.partly:
        faults.append("it says verified: %s" % done.out.decode())
    if scenario.partly:
        left = scenario.partly(place.path, done.out, left)
    # What removes a name may be what failed: then it is hidden.
    if call and removes(call, done.fault):
        left = [line for line in left
                if not hidden(line.split(": ", 1)[1]) and
                not scenario.stays(place.path, line.split(": ", 1)[1])]
    if left:
        # As before, or as after: what stands under a name is whole.
        if not scenario.good(place.path, done.out) or (
                told_of(scenario, done)):
            left = [line for line in left if hidden(
                line.split(": ", 1)[1])]
        # A log without a line is none.
        else:
            left = [line for line in left if not (
                line.startswith("is new: ") and line.endswith(".jsonl") and
                os.path.getsize(os.path.join(place.path, line[8:])) == 0)]
    if not faults and (scenario.partly or (scenario.ignore and as_before)):
        faults = goes_on(scenario, place, call)
    return faults + left


def missed(done):
    """Did the run end before its fault came?  (Of a read or a write that is
    larger than all there are, none is cut short.)"""
    mode, n = done.fault.split(",")[:2]
    if mode in ("kill", "tear"):
        return done.status != -9
    return done.hit is None and mode in ("fail", "on", "again", "short") and \
        not (mode == "short" and int(n) > LONGEST)


def sweep(scenario, points, judged=judge):
    """Runs a scenario once for each point: (fault, call).  What went wrong,
    and how often each status came.  The number of calls differs by a few from
    run to run, but most points must have been come to."""
    places, wrong, statuses, n_missed = [], [], {}, 0

    def one(point):
        fault, call = point
        place = places.pop() if places else Place(scenario)
        try:
            done = place.run(fault)
            if fault.startswith(("fail,", "on,")):
                call = done.hit or call
            faults = judged(scenario, place, done, call)
            if difference(place.before, snapshot(place.path, scenario.ignore)):
                place.renew()
            return fault, call, done, faults
        finally:
            places.append(place)

    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        for fault, call, done, faults in pool.map(one, points):
            statuses[done.status] = statuses.get(done.status, 0) + 1
            n_missed += missed(done)
            for each in faults:
                wrong.append("%s, %s: %s" % (fault, call, each))
    for place in places:
        place.close()
    if n_missed > 1 + len(points) * MISSED // 100:
        wrong.append("of %d points %d were never come to" % (
            len(points), n_missed))
    return wrong, statuses


def told(statuses):
    return ", ".join("%d times %d" % (statuses[each], each)
                     for each in sorted(statuses))
