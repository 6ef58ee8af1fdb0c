"""What the policy tests share: TAP, the tree's files, the public headers."""

import glob
import os
import re
import subprocess
import sys

ROOT = os.environ.get("EVID_SOURCE") or os.path.dirname(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
INCLUDE = os.path.join(ROOT, "libevidence", "include")
SOURCE = os.path.join(ROOT, "libevidence", "src")
MAP = os.path.join(ROOT, "libevidence", "libevidence.map")
MAN = os.path.join(ROOT, "docs", "man")


class Tap:
    """Prints one test a call; a fault is a line that tells what is wrong."""

    def __init__(self):
        self.told = self.failed = 0

    def check(self, name, faults):
        self.told += 1
        faults = list(faults)
        print("%sok %d - %s" % ("not " if faults else "", self.told, name))
        for fault in faults:
            print("#   %s" % fault)
        self.failed += bool(faults)

    def skip(self, name, why):
        self.told += 1
        print("ok %d - %s # SKIP %s" % (self.told, name, why))

    def done(self):
        print("1..%d" % self.told)
        sys.exit(1 if self.failed else 0)


def build_folder():
    folder = os.environ.get("EVID_BUILD")
    if not folder:
        sys.exit("EVID_BUILD is not set: run tests/run policy")
    return folder


def tool_path(tool):
    return os.path.join(os.environ.get("EVID_BIN")
                        or os.path.join(build_folder(), "bin"), tool)


def tools():
    """The tools' names, from their sources."""
    return [os.path.basename(path)[:-2].replace("_", "-") for path in
            sorted(glob.glob(os.path.join(ROOT, "tools", "evid_*.c")))]


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def relative(path):
    return os.path.relpath(path, ROOT)


def output(*argv):
    done = subprocess.run(argv, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    return done.returncode, done.stdout.decode("utf-8", "replace")


def tree():
    """The files of the tree as kept by git; without git, all but build/."""
    code, text = output("git", "-C", ROOT, "ls-files", "-z", "--cached",
                        "--others", "--exclude-standard")
    if code == 0:
        names = [name for name in text.split("\0") if name]
    else:
        names = []
        for folder, folders, files in os.walk(ROOT):
            folders[:] = [f for f in folders if f not in (".git", "build")]
            names += [os.path.relpath(os.path.join(folder, file), ROOT)
                      for file in files]
    return sorted(name for name in names
                  if os.path.isfile(os.path.join(ROOT, name)))


def headers():
    return sorted(glob.glob(os.path.join(INCLUDE, "**", "*.h"),
                            recursive=True))


def without_comments(text):
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    return re.sub(r"//[^\n]*", " ", text)


def prototypes(header):
    """The functions that a public header declares, and how it marks them.

    Returns (name, text of the declaration) pairs; inline functions and
    typedefs are none of them.
    """
    text = without_comments(read(header)).replace("\\\n", " ")
    text = re.sub(r"^\s*#.*$", "", text, flags=re.M)
    text = re.sub(r'extern\s+"C"\s*{', " ", text)
    while True:
        # Bodies of structs, enums and inline functions say nothing here.
        flat = re.sub(r"{[^{}]*}", " @ ", text)
        if flat == text:
            break
        text = flat
    found = []
    for statement in re.split(r"[;}]", text):
        statement = " ".join(statement.split())
        if statement.startswith("typedef") or "static inline" in statement:
            continue
        match = re.search(r"\b(\w+) ?\(", re.sub(
            r"\b(EVID_[A-Z_]+|__attribute__) ?\(+[^)]*\)+", " ", statement))
        if match and "@" not in statement[:match.start()]:
            found.append((match.group(1), statement))
    return found


def public_functions():
    return sorted(name for header in headers()
                  for name, _ in prototypes(header))


def finding_codes():
    """Every code that a verdict can carry, from the one table of them."""
    table = os.path.join(SOURCE, "record", "finding.h")
    if not os.path.exists(table):
        return []
    return sorted(re.findall(r'\bF\([A-Z0-9_]+,[\s\\]*"([a-z0-9-]+)"',
                             read(table)))
