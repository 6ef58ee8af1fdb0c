#!/usr/bin/python3
"""Goal: secret keys and passphrases stay where they belong: in locked memory
while they serve, and not in what is freed, in a core dump, in messages, in the
process's arguments and environment, or in temporary files; and a key file that
others may read is told of."""

import base64
import glob
import os
import re
import resource
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "..", "support"))
from harness import Folder, Tap, make_key, must, run, tool  # noqa: E402

PASSPHRASE = b"tr0ubadour-and-3-horses"
P256 = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
HINT = b"chmod 600"


def regions(pid):
    """(name, from, to, locked KiB) of what the process can write to."""
    found, last = [], None
    with open("/proc/%d/smaps" % pid, encoding="ascii",
              errors="replace") as file:
        for line in file:
            span = re.match(r"([0-9a-f]+)-([0-9a-f]+) (\S+)", line)
            if span:
                last = None
                if span.group(3).startswith("rw"):
                    last = [line.split()[-1], int(span.group(1), 16),
                            int(span.group(2), 16), 0]
                    found.append(last)
            elif last and line.startswith("Locked:"):
                last[3] = int(line.split()[1])
    return found


def where(pid, needle):
    """The regions in which it stands: (name, locked KiB)."""
    found = []
    with open("/proc/%d/mem" % pid, "rb", 0) as memory:
        for name, begin, end, locked in regions(pid):
            try:
                memory.seek(begin)
                data = memory.read(end - begin)
            except (OSError, ValueError, OverflowError):
                continue
            if needle in data:
                found.append((name, locked))
    return found


def settled(process):
    """Waits until it waits: for what standard input brings."""
    for _ in range(600):
        time.sleep(0.02)
        with open("/proc/%d/stat" % process.pid, encoding="ascii") as file:
            state = file.read().rsplit(")", 1)[1].split()[0]
        try:
            with open("/proc/%d/status" % process.pid,
                      encoding="ascii") as file:
                locked = re.search(r"VmLck:\s+(\d+)", file.read())
        except OSError:
            return
        if state == "S" and locked and int(locked.group(1)) > 0:
            time.sleep(0.1)
            return


def sealing(folder, key, *more):
    """evid-seal with its key read, waiting for its source."""
    return subprocess.Popen(
        [tool("evid-seal"), "-j", "1", "-k", key, "-o", "-", "--stdin-name",
         "x", *more, "-"], cwd=folder, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def texts_of(path):
    """The PEM's first line, and the secret: 32 bytes that are the seed of an
    Ed25519 key, or the number of a P-256 key."""
    with open(path, "rb") as file:
        lines = file.read().splitlines()[1:-1]
    der = base64.b64decode(b"".join(lines))
    begin = der.rindex(b"\x04\x20") + 2 if len(lines) == 1 else \
        der.index(b"\x02\x01\x01\x04\x20") + 5
    return lines[0], der[begin:begin + 32]


def memory(tap, folder, key):
    text, seed = texts_of(key + ".key")
    process = sealing(folder, key + ".key")
    settled(process)
    # libcrypto's numbers have their bytes the other way round.
    places = where(process.pid, seed) + where(process.pid, seed[::-1])
    kind = os.path.basename(key)
    tap.check("%s: a key that serves stands in locked memory alone" % kind,
              ["%s: %d KiB locked" % each for each in places
               if each[1] == 0] or bool(places))
    tap.check("%s: its file's text stands nowhere" % kind,
              ["it is in %s" % each[0] for each in
               where(process.pid, text[32:56])])
    limits = open("/proc/%d/limits" % process.pid, encoding="ascii").read()
    tap.check("%s: no core dump is made of it" % kind, re.search(
        r"Max core file size +0 +0 ", limits) is not None)
    os.kill(process.pid, 3)		# SIGQUIT would dump one
    process.communicate()
    tap.check("%s: nor is one there" % kind, glob.glob(os.path.join(
        folder, "core*")))


def passphrases(tap, folder):
    with open(os.path.join(folder, "pass"), "wb") as file:
        file.write(PASSPHRASE + b"\n")
    os.chmod(os.path.join(folder, "pass"), 0o600)
    run([tool("evid-keygen"), "-q", "-o", "S", "--passphrase-file", "pass"],
        cwd=folder)
    process = sealing(folder, "S.key", "--passphrase-file", "pass")
    settled(process)
    tap.check("a passphrase that has served stands nowhere",
              ["it is in %s" % each[0]
               for each in where(process.pid, PASSPHRASE)])
    said = b""
    for name in ("cmdline", "environ"):
        with open("/proc/%d/%s" % (process.pid, name), "rb") as file:
            said += file.read()
    tap.check("nor in arguments or environment", PASSPHRASE not in said)
    files = []
    for each in os.listdir("/proc/%d/fd" % process.pid):
        try:
            with open("/proc/%d/fd/%s" % (process.pid, each), "rb") as file:
                if os.path.isfile("/proc/%d/fd/%s" % (process.pid, each)) \
                        and PASSPHRASE in file.read(1 << 20):
                    files.append(each)
        except OSError:
            pass
    tap.check("nor in a file that is open", files)
    out, err = process.communicate(b"text")
    tap.check("nor in what is said, or sealed",
              process.returncode == 0 and PASSPHRASE not in out + err)
    done = run([tool("evid-seal"), "-k", "S.key", "--passphrase-file",
                "A.pub", "-o", "no.gz", "pass"], cwd=folder)
    with open(os.path.join(folder, "A.pub"), "rb") as file:
        wrong = file.readline().strip()
    tap.check("a wrong passphrase is not said, either",
              done.returncode == 5 and wrong not in done.err
              if hasattr(done, "err") else wrong not in done.stderr)


def traced(folder, argv):
    """What it did and all that it wrote, to whatever; and its status."""
    log = os.path.join(folder, "trace")
    done = run(["strace", "-f", "-qq", "-s", "1000000", "-xx", "-e",
                "trace=write,writev,pwrite64,pwritev,sendto,sendmsg", "-o",
                log, *argv], cwd=folder)
    written = b""
    with open(log, encoding="ascii") as file:
        for line in file:
            for text in re.findall(r'"((?:\\x[0-9a-f]{2})*)"', line):
                written += bytes.fromhex(text.replace("\\x", ""))
    return done.returncode, written + done.stdout + done.stderr


def forms(seed):
    """How it could be shown: itself, in hex, in base64 at any place of three."""
    yield seed
    yield seed.hex().encode()
    yield seed.hex().upper().encode()
    for skip in range(3):
        part = seed[skip:]
        yield base64.b64encode(part[:len(part) // 3 * 3])
        yield base64.urlsafe_b64encode(part[:len(part) // 3 * 3])


def written(tap, folder):
    """Nothing that a tool writes has the passphrase, or an encrypted key's
    seed, be it to the terminal, a card, a log or a temporary file."""
    if run(["strace", "-o", "/dev/null", "true"]).returncode != 0:
        tap.skip("no secret is written", "no strace here")
        return
    with open(os.path.join(folder, "pass"), "wb") as file:
        file.write(PASSPHRASE + b"\n")
    must(["openssl", "genpkey", *P256, "-aes256", "-pass", "file:pass", "-out",
          "E.key"], cwd=folder)
    must(["openssl", "pkey", "-in", "E.key", "-passin", "file:pass",
          "-pubout", "-out", "E.pub"], cwd=folder)
    secret = ["--passphrase-file", "pass"]
    made = traced(folder, [tool("evid-keygen"), "-o", "W", "--name", "W",
                           "--card", "W.html", "-v", *secret])
    draft = [["init", "-o", "draft.json", "--name", "D", "--threshold", "1"],
             *(["add", "--state", "KZ", "--kind", "court", "--authority",
                "en=" + key, "--key", key + ".pub", "--use", "directory",
                "draft.json"] for key in "WE")]
    for more in draft:
        must([tool("evid-trust"), *more], cwd=folder)
    for key in ("W", "E"):
        must(["openssl", "pkey", "-in", key + ".key", "-passin", "file:pass",
              "-out", key + ".plain"], cwd=folder)
        _, seed = texts_of(os.path.join(folder, key + ".plain"))
        sign = ["-v", "-k", key + ".key", *secret]
        tools = {
            "evid-seal": [*sign, "-0", "-o", key + ".gz", "W.pub"],
            "evid-custody": ["add", "collected", *sign, "--log",
                             key + ".jsonl"],
            "evid-trust": ["sign", *sign, "draft.json"]}
        said = {name: traced(folder, [tool(name), *more])
                for name, more in tools.items()}
        if key == "W":
            said["evid-keygen"] = made
        for name, (status, text) in said.items():
            tap.check("%s.key: %s writes neither the passphrase nor the "
                      "secret" % (key, name),
                      (["it ended with %d: %s" % (status, text[-300:])]
                       if status != 0 else []) +
                      ["it does: form %d" % n for n, each in
                       enumerate([PASSPHRASE, *forms(seed)])
                       if each in text])


def dumpable(tap, folder):
    """As nobody: the kernel gives a process that may not be dumped to root."""
    if os.geteuid() != 0:
        tap.skip("no debugger may look at it", "needs root")
        return
    os.chmod(folder, 0o777)
    for name in ("A.key", "A.pub", "A.id"):
        os.chown(os.path.join(folder, name), 65534, 65534)
    process = subprocess.Popen(
        ["setpriv", "--reuid", "nobody", "--regid", "nogroup",
         "--clear-groups", tool("evid-seal"), "-j", "1", "-k", "A.key", "-o",
         "-", "--stdin-name", "x", "-"], cwd=folder, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    settled(process)
    owner = os.stat("/proc/%d/mem" % process.pid).st_uid
    done = run(["setpriv", "--reuid", "nobody", "--regid", "nogroup",
                "--clear-groups", "cat", "/proc/%d/environ" % process.pid])
    process.communicate(b"text")
    tap.check("no debugger of the same user may look at it",
              owner == 0 and done.returncode != 0)
    for name in ("A.key", "A.pub", "A.id"):
        os.chown(os.path.join(folder, name), 0, 0)


def wide(tap, folder):
    """A key file that others may use: done, and told of."""
    argv = {"evid-seal": ["-k", "A.key", "-n", "x", "-o", "-", "A.pub"],
            "evid-custody": ["add", "collected", "-k", "A.key", "--log",
                             "log.jsonl"]}
    for mode, warned in ((0o600, False), (0o400, False), (0o640, True),
                         (0o604, True), (0o620, True), (0o644, True)):
        os.chmod(os.path.join(folder, "A.key"), mode)
        wrong = []
        for name, more in argv.items():
            done = run([tool(name), *more], cwd=folder)
            if done.returncode != 0 or (HINT in done.stderr) != warned:
                wrong.append("%s: %d, %s" % (name, done.returncode,
                                             done.stderr))
        tap.check("a key file of mode %04o is %s" % (
            mode, "told of" if warned else "taken"), wrong)
    done = run([tool("evid-seal"), "-q", *argv["evid-seal"]], cwd=folder)
    tap.check("but not under -q", HINT not in done.stderr)


def main():
    tap = Tap()
    # What a core dump would need.
    resource.setrlimit(resource.RLIMIT_CORE, (-1, -1))
    with Folder() as folder:
        if os.geteuid() != 0:
            tap.skip("what a process has in memory", "needs root")
        elif os.environ.get("EVID_SANITIZED"):
            tap.skip("what a process has in memory",
                     "a sanitizer keeps what is freed")
            make_key("A", folder)
        else:
            memory(tap, folder, make_key("A", folder))
            must(["openssl", "genpkey", *P256, "-out", "P.key"], cwd=folder)
            memory(tap, folder, os.path.join(folder, "P"))
            passphrases(tap, folder)
        if not os.environ.get("EVID_SANITIZED"):
            dumpable(tap, folder)
            written(tap, folder)
        wide(tap, folder)
    tap.done()


main()
