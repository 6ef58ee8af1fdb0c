"""The list of cases, and how each becomes a folder of testdata/."""

import json
import os
import textwrap

import evwriter

VERDICTS = {0: "verified", 1: "not-intact", 2: None, 3: "not-trusted",
            4: "incomplete", 5: "not-checked"}
BUNDLE = "input.evidence.tar.gz"
CASES = {}


class Case:
    def __init__(self, name, why, make, status, operand, keys, **more):
        self.name, self.why, self.make = name, why, make
        self.expect = {"operand": operand, "keys": keys,
                       "exitStatus": status, "verdict": VERDICTS[status]}
        # What it is judged by is wrong: then there is no verdict.
        if more.pop("unjudged", False):
            self.expect["verdict"] = None
        self.expect.update({k: v for k, v in more.items() if v is not None})

    def files(self, codes, path):
        """The case's files: {path in its folder: bytes}."""
        made = self.make()
        if isinstance(made, evwriter.Bundle):
            made = made.build().file
        if isinstance(made, bytes):
            made = {self.expect["operand"]: made}
        expect = dict(self.expect)
        if codes:
            expect["codes"] = codes
        if path and self.expect.get("path", path) != path:
            raise ValueError("%s: codes.py names another path" % self.name)
        if path:
            expect["path"] = path
        text = textwrap.dedent(self.why).strip()
        assert text, self.name
        return dict(made, **{
            "WHY.md": ("# %s\n\n%s\n" % (self.name, text)).encode(),
            "expect.json": (json.dumps(expect, indent=2, ensure_ascii=False)
                            + "\n").encode()})


def add(name, why, make, status, operand=BUNDLE, keys=("a.pub",), **more):
    """A case; status: the exit status that a reader must end with."""
    assert name not in CASES, name
    CASES[name] = Case(name, why, make, status, operand, list(keys), **more)


def case(status, **more):
    """Makes a function a case: its name and its docstring are the case's.

    more: operand, keys, payload (a folder for detached ones), path (that must
    be named in a finding), threshold, expect.
    """
    def take(make):
        add(make.__name__.replace("_", "-"),
            textwrap.dedent("    " + make.__doc__), make, status, **more)
        return make
    return take


def write(root, wanted):
    """Makes root hold exactly these files: {relative path: bytes}."""
    for path, data in wanted.items():
        full = os.path.join(root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        if not os.path.exists(full) or open(full, "rb").read() != data:
            with open(full, "wb") as stream:
                stream.write(data)
    for path in present(root) - set(wanted):
        os.unlink(os.path.join(root, path))
    for folder, _, _ in os.walk(root, topdown=False):
        if not os.listdir(folder):
            os.rmdir(folder)


def present(root):
    """The files below root that are made here: not the schemas' examples."""
    found = {os.path.relpath(os.path.join(folder, name), root)
             for folder, _, names in os.walk(root) for name in names}
    return {path for path in found if not path.startswith("schemas" + os.sep)}
