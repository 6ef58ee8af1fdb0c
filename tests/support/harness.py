"""What tests written here have in common: TAP, a folder of their own that is
removed, and the tools as a user calls them.  The tools of $EVID_BIN are used;
nothing here knows the format."""

import json
import os
import subprocess
import sys
import tempfile

ROOT = os.environ.get("EVID_SOURCE") or os.path.dirname(os.path.dirname(
    os.path.dirname(os.path.abspath(__file__))))
BIN = os.environ.get("EVID_BIN") or os.path.join(ROOT, "build", "release",
                                                 "bin")
READER = os.path.join(ROOT, "tests", "interop", "reader.py")


def share(things, of):
    """All of them; under a sanitizer, where each takes long, one in so many,
    others for each commit (tests/run)."""
    return one_in(things, of if os.environ.get("EVID_SANITIZED") else 1)


def brief(things, of):
    """All of them; where everything is run, one in so many, others for each
    commit (tests/run)."""
    return one_in(things, of if os.environ.get("EVID_BRIEF") else 1)


def one_in(things, of):
    return list(things)[int(os.environ.get("EVID_TURN", "0")) % of::of]


class Tap:
    """Prints one line a test, and what is wrong below it."""

    def __init__(self):
        self.told = self.failed = 0

    def check(self, name, faults):
        """faults: lines that tell what is wrong; True or False will do."""
        if isinstance(faults, bool):
            faults = [] if faults else ["it is not so"]
        faults = [str(fault) for fault in faults]
        self.told += 1
        self.failed += bool(faults)
        print("%sok %d - %s" % ("not " if faults else "", self.told, name))
        for fault in faults[:40]:
            for line in fault.splitlines():
                print(("#   %s" % line).encode("ascii", "backslashreplace")
                      .decode())
        sys.stdout.flush()

    def skip(self, name, why):
        self.told += 1
        print("ok %d - %s # SKIP %s" % (self.told, name, why), flush=True)

    def done(self):
        print("1..%d" % self.told)
        sys.exit(1 if self.failed else 0)


class Folder:
    """A folder of one's own, as a context: everything below it goes."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="evid-test.")
        return self.path

    def __exit__(self, *_):
        subprocess.run(["chmod", "-R", "u+rwX", self.path], check=False,
                       stderr=subprocess.DEVNULL)
        subprocess.run(["rm", "-rf", self.path], check=False)


def tool(name):
    return os.path.join(BIN, name)


def run(argv, **more):
    """Runs a program; text is kept as bytes."""
    more.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.run(argv, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False, **more)


def must(argv, **more):
    done = run(argv, **more)
    if done.returncode != 0:
        raise RuntimeError("%r ended with %d: %s" % (
            argv, done.returncode, done.stderr.decode(errors="replace")))
    return done.stdout


def make_key(name, folder):
    """NAME.key and NAME.pub, without a passphrase; their common part."""
    path = os.path.join(folder, name)
    must([tool("evid-keygen"), "-q", "-o", path, "--no-passphrase",
          "--name", "Holder of %s" % name])
    return path


def verdict(bundle, *options, **more):
    """evid-verify's exit status and verdict; what went wrong in its place."""
    done = run([tool("evid-verify"), "--json", *options, bundle], **more)
    try:
        return done.returncode, json.loads(done.stdout)
    except ValueError:
        return done.returncode, {
            "verdict": "no verdict: %s%s" % (
                done.stdout.decode(errors="replace"),
                done.stderr.decode(errors="replace")), "findings": []}


def findings(value):
    """Every finding of a verdict, whatever axis it is on."""
    found = []
    if isinstance(value, dict):
        for key, part in value.items():
            found += part if key == "findings" else findings(part)
    elif isinstance(value, list):
        for part in value:
            found += findings(part)
    return found
