#!/usr/bin/python3
"""Goal: whatever text stands in a bundle, a log, a directory, a case or on the
command line, no output acts on a terminal, a browser or a parser.

Documents of every kind are made hostile at each place in turn, by writers that
share nothing with the library; all that the tools say of them, on standard
output and standard error, as text, JSON, HTML and calendar, is looked at
character by character, by a strict parser, by a terminal (tmux) and by a
browser (Chromium, where there is one)."""

import base64
import html.parser
import json
import os
import re
import shlex
import shutil
import sys
import time

sys.dont_write_bytecode = True
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(TESTS, "support"))
sys.path.insert(0, os.path.join(TESTS, "gen"))

import directories  # noqa: E402
import evcustody  # noqa: E402
import evwriter  # noqa: E402
import hostile  # noqa: E402
import keys  # noqa: E402
import strict  # noqa: E402
from evwriter import Obj, b64, file, folder  # noqa: E402
from harness import (ROOT, Folder, Tap, make_key, run, share,  # noqa: E402
                     tool)

TAP = Tap()
AT = "2026-11-20T12:00:00Z"
SHOWN = []			# what was said, for the terminal
OF = 12				# under a sanitizer one place in so many,
FEW = 4				# and of names and of types of events
LEFT = []			# how many were left


def load(*parts):
    with open(os.path.join(ROOT, *parts), encoding="utf-8") as stream:
        return json.load(stream)


def example(kind, name):
    return load("testdata", "schemas", kind, "good-%s.json" % name)


def put_file(path, data):
    if not isinstance(data, bytes):
        data = json.dumps(data, ensure_ascii=False).encode()
    with open(path, "wb") as stream:
        stream.write(data)
    return path


# --- what is looked at ----------------------------------------------------

class Page(html.parser.HTMLParser):
    """Elements and attributes of a page, and its text."""

    def __init__(self, data):
        super().__init__()
        self.elements, self.attributes, self.words = set(), set(), []
        self.open, self.faults = [], []
        self.feed(data.decode())
        self.close()
        if self.open:
            self.faults.append("not closed: %s" % self.open)

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.attributes.update("%s %s" % (tag, name) for name, _ in attrs)
        if tag not in ("meta", "br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append("closed, and not open: %s" % tag)

    def handle_comment(self, data):
        self.faults.append("a comment: %s" % data)

    def handle_data(self, data):
        self.words.append(data)


def said(argv, form="text", ends=(0, 1, 2, 3, 4, 5), **more):
    """Runs it; its standard output, and what is wrong with what it said."""
    done = run([tool(argv[0])] + argv[1:], **more)
    faults = strict.faults(done.stderr)
    if done.returncode not in ends:
        faults.append("ended with %d: %s" % (done.returncode, done.stderr))
    if form == "json" and done.stdout:
        try:
            strict.parse(done.stdout)
        except ValueError as wrong:
            faults.append("no JSON: %s" % wrong)
    data = done.stdout
    if form == "ics":
        if re.search(rb"(?<!\r)\n|\r(?!\n)", data):
            faults.append("a line that does not end in CR LF")
        # Folded between characters: unfolded, it is what was meant.
        data = data.replace(b"\r\n ", b"").replace(b"\r\n", b"\n")
    faults += strict.faults(data)
    if form != "ics":
        SHOWN.append(done.stdout)
    SHOWN.append(done.stderr)
    return done.stdout, ["%s: %s" % (" ".join(argv[:3]), f) for f in faults]


def all_said(argvs, **more):
    """As text and as JSON; the faults of all."""
    faults = []
    for argv in argvs:
        faults += said(argv, **more)[1]
        faults += said(argv + ["--json"], "json", **more)[1]
    return faults


def some_of(things, of):
    """All of them, or a share; how many were left is told at the end."""
    things = list(things)
    some = share(things, of)
    LEFT.append(len(things) - len(some))
    return some


def of_variants(value, write, argvs, most=2000, **more):
    """What is wrong with what is said of each variant; at least one must be
    made, or nothing was tried."""
    faults, n = [], 0
    every = list(hostile.variants(value))
    some = some_of(every, OF)
    # Where the writer makes none of a share, the first that it makes of all.
    for k, (path, variant) in enumerate(some + every):
        if n >= most or (k >= len(some) and n > 0):
            break
        try:
            write(variant)
        except (TypeError, ValueError, KeyError, AssertionError):
            continue		# the writer can't: no such document
        n += 1
        faults += ["%s: %s" % (".".join(map(str, path))[:60], fault)
                   for fault in all_said(argvs, **more)]
        if len(faults) > 20:
            break
    return faults if n > 0 else ["no variant was made"]


# --- bundles --------------------------------------------------------------

def names(text):
    """As names of a file system: no slash, 200 bytes."""
    data = text.encode().replace(b"/", b"|")[:200]
    return data.decode("utf-8", "ignore").encode()


def some(text):
    """As much as a text of the format may have."""
    return text.encode()[:1024].decode("utf-8", "ignore")


def a_payload():
    things = [folder("src"), folder(b"src/" + names(hostile.ESCAPES[1]))]
    for number, text in enumerate(hostile.ALL):
        things.append(file(b"src/%02d" % number + names(text), b"x"))
    things.append(file(b"src/\xff\xfe\x9b31m", b"x"))
    things.append(file("src/a", b"x", extra={
        "user": hostile.TAME[:200], "group": hostile.TAME[:200],
        "xattrs": [{"name": "user." + hostile.TAME[:100], "value": "AA=="}]}))
    things.append(Obj("src/link", "symlink", extra={
        "mode": "0777", "target": hostile.WHOLE[:4000]}))
    return things


def a_case():
    case = example("case", "as-written")
    del case["conditions"]
    case = dict(schema=case.pop("schema"), salt="ca" * 16, **case)
    case["parties"][0]["authority"][0]["text"] = hostile.WHOLE
    case["x-" + hostile.WHOLE] = hostile.WHOLE
    return case


def the_conditions():
    return {"schema": "urn:libevidence:case:1", "salt": "c0" * 16,
            "conditions": [
                {"id": "C1", "type": "use-this-case", "imposedBy": "KZ",
                 "text": [{"lang": "en", "text": hostile.WHOLE}],
                 "appliesTo": ["all"], "until": "2026-12-01"},
                {"id": hostile.TAME[:40], "type": hostile.WHOLE,
                 "imposedBy": hostile.WHOLE, "critical": hostile.WHOLE,
                 "text": [{"lang": "en", "text": "t"}], "appliesTo": [hostile.WHOLE]}]}


def a_bundle(**more):
    more.setdefault("case", a_case())
    more.setdefault("conditions", the_conditions())
    more.setdefault("readme", evwriter.fixed_readme())
    return evwriter.Bundle(a_payload(), signers=[evwriter.Signer(
        keys.A, some(hostile.TAME), some(hostile.TAME), "KZ")], **more)


def of_bundle(path, extra=()):
    trust = ["-p", "a.pub", "--at", AT, *extra]
    return [["evid-verify", *trust, path], ["evid-verify", "-v", path],
            ["evid-inspect", path], ["evid-inspect", "-v", path],
            ["evid-extract", "-v", *trust, "--links", "--xattrs",
             "--untrusted", "--damaged", path],
            ["evid-case", "check", "-v", path], ["evid-case", "clocks", path]]


def check_bundles():
    whole = put_file("h.gz", a_bundle().build().file)
    faults = []
    for argv in of_bundle(whole):
        faults += all_said([argv])
        shutil.rmtree("h", ignore_errors=True)
    TAP.check("a bundle of hostile names, texts, links and signers", faults)
    out, faults = said(["evid-inspect", "--json", whole], "json", ends=(0,))
    told = {m["line"]["source"].get("path") for m in
            strict.parse(out)["members"]}
    want = {("src/%02d" % n).encode() + names(text) for n, text in
            enumerate(hostile.ALL)}
    faults += [n for n in want if n.decode() not in told]
    TAP.check("every name is the same text to a parser", faults)
    # It is as it should be, but for a condition that is not understood.
    out, faults = said(["evid-verify", "-p", "a.pub", "--at", AT, "--json",
                        whole], "json", ends=(3,))
    faults += [] if hostile.WHOLE in set(strict.strings(strict.parse(out))) \
        else ["the text of the condition is another"]
    TAP.check("so is what a condition says", faults)
    faults = []
    for path in (whole, b"missing" + names(hostile.ESCAPES[0])):
        out, wrong = said(["evid-verify", "-p", "a.pub", "--at", AT,
                           "--json-lines", path], "json", ends=(3, 4))
        faults += wrong + ([] if out.endswith(b"}\n") and
                           out.count(b"\n") == 1 else ["not one line"])
        faults += [] if path != whole or hostile.WHOLE in set(strict.strings(
            strict.parse(out))) else ["the text of the condition is another"]
    TAP.check("a line of results says the same", faults)
    return whole


def damaged():
    """Bundles that say something of each name, and of nobody's files."""
    def change(members):
        return [evwriter.Member(m.path, b"y" if m.path[:8] == b"data/src" and
                                m.content == b"x" else m.content, m.mtime)
                for m in members]
    yield "changed", a_bundle().on("payload", change).build().file
    yield "cut", a_bundle().build().file[:-2000]
    extra = {"evidence/x/" + hostile.TAME[:60].replace("/", "|"): b"?"}
    yield "extra", a_bundle(extra=extra).build().file
    yield "no-bundle", hostile.WHOLE.encode()


def check_damaged(whole):
    for name, data in damaged():
        path = put_file(name + ".gz", data)
        faults = []
        for argv in of_bundle(path):
            faults += all_said([argv])
            shutil.rmtree(name, ignore_errors=True)
        TAP.check("a hostile bundle: %s" % name, faults)
    run(["tar", "xzf", whole])
    root = "SMS-2026-014"
    for number, text in enumerate(hostile.ALL):
        put_file(os.path.join(root.encode(), b"data/src", b"%02d" % number +
                              names(text)), b"?")
    put_file(os.path.join(root.encode(), names(hostile.ESCAPES[0])), b"?")
    TAP.check("an unpacked folder with foreign files of such names",
              all_said([["evid-verify", "-v", "-p", "a.pub", root]]))


def check_statement():
    def signed(change):
        def write(variant):
            put_file("v.gz", evwriter.Bundle(
                readme=b"x\n").on(*change(variant)).build().file)
        return write
    plain = evwriter.Bundle(readme=b"x\n").build()
    argvs = [["evid-verify", "-p", "a.pub", "v.gz"], ["evid-inspect", "v.gz"]]
    TAP.check("a seal that is hostile at any place", of_variants(
        plain.statement, signed(lambda v: ("statement", lambda _: v)), argvs))
    line = dict(plain.line_dicts[1], exhibit="E", flags=["confidential"],
                unread="x")
    line["source"] = dict(line["source"], user="u", group="g", device="8:1")
    TAP.check("an inventory that is hostile at any place", of_variants(
        line, signed(lambda v: ("line_dicts", lambda d: [d[0], v, d[2]])),
        argvs))


# --- cases ----------------------------------------------------------------

def a_full_case():
    """Much of what a case may have, at least each kind of text."""
    case = example("case", "as-written")
    case["orders"] = [{"number": "17", "issuer": "Court", "kind": "warrant",
                       "issued": "2026-11-01T10:00:00+05:00"}]
    case["persons"] = [{"role": "suspect", "names": [
        {"text": "A", "lang": "en"}]}]
    case["facts"] = {"mlaDue": "2026-12-20", "summary": [
        {"lang": "en", "text": "x"}]}
    case["refusal"] = {"ground": "not-held", "consultBy": "2026-12-31"}
    case["inReplyTo"] = [{"reference": "R-1", "sealDigest": "5e" * 32}]
    return case


def check_cases():
    argvs = [["evid-case", "check", "-v", "--at", AT, "c.json"],
             ["evid-case", "clocks", "--at", AT, "c.json"]]
    TAP.check("a case that is hostile at any place", of_variants(
        a_full_case(), lambda v: put_file("c.json", v), argvs))
    case = a_full_case()
    case["preservation"] = [{"ends": "2026-12-25T00:00:00+05:00",
                             "custodian": hostile.WHOLE,
                             "state": hostile.WHOLE, "reference": "x"}]
    case["reference"]["own"] = hostile.WHOLE
    put_file("c.json", case)
    faults = said(["evid-case", "clocks", "--ics", "--at", AT, "c.json"],
                  "ics")[1]
    TAP.check("a calendar of hostile clocks", faults)
    out, faults = said(["evid-case", "reply", "--kind", "mla-answer", "-q",
                        "c.json"], "json")
    faults += [] if hostile.WHOLE in set(strict.strings(strict.parse(out))) \
        else ["the reference is another"]
    TAP.check("the answer to a hostile case", faults)
    faults = []
    for room, kind in (("kinds", "template"), ("instruments", "instrument"),
                       ("clocks", "clock-lengths")):
        os.makedirs(os.path.join("own", room), exist_ok=True)
        name = "domestic" if room == "kinds" else "DOMESTIC"
        faults += of_variants(
            example(kind, "installed"),
            lambda v, r=room, n=name: put_file("own/%s/%s.json" % (r, n), v),
            [["evid-case", "new", "--templates", "own", "--kind", "domestic",
              "--instrument", "DOMESTIC"]], most=60)
        shutil.rmtree(os.path.join("own", room))
    TAP.check("templates, instruments and clock lengths", faults)


# --- custody --------------------------------------------------------------

def of_log(log, *more):
    trust = ["-p", "a.pub", "-p", "b.pub", "--at", AT]
    return [["evid-custody", "list", *more, log],
            ["evid-custody", "verify", "-v", *trust, log],
            ["evid-custody", "list", "--open", log]]


FORM = {"elements": {"html", "head", "meta", "title", "style", "body", "h1",
                     "h2", "p", "table", "thead", "tbody", "tr", "th", "td",
                     "br", "caption", "div", "span"}}


def form(log):
    """The form, as text and as a page; its faults."""
    faults = said(["evid-custody", "form", log])[1]
    out, more = said(["evid-custody", "form", "--html", log])
    faults += more
    if out:
        page = Page(out)
        plain = FORM["plain"]
        faults += page.faults
        faults += ["elements of nobody: %s" % (page.elements - plain.elements)
                   ] * bool(page.elements - plain.elements)
        faults += ["attributes of nobody: %s" % (
            page.attributes - plain.attributes)
                   ] * bool(page.attributes - plain.attributes)
    return faults


def event_line(statement):
    """Signed anew; the key and the subject are what the statement says."""
    predicate = statement["predicate"]
    owner = {b64(k.spki): k for k in (keys.A, keys.B)}.get(
        predicate["publicKey"], keys.A)
    return evcustody.line_of(owner, statement["subject"][0], predicate,
                             kind=statement["predicateType"])


def check_custody():
    events = sorted(os.listdir(os.path.join(
        ROOT, "testdata/schemas/custody-event")))
    events = [name[5:-5] for name in events if name.startswith("good-")]
    put_file("plain.jsonl", b"".join(
        event_line(example("custody-event", name)) for name in events))
    FORM["plain"] = Page(said(["evid-custody", "form", "--html",
                               "plain.jsonl"])[0])
    faults = []
    for name in some_of(events, FEW):
        lines = [event_line(variant) for _, variant in
                 hostile.variants(example("custody-event", name))]
        put_file("l.jsonl", b"".join(lines))
        faults += ["%s: %s" % (name, fault) for fault in form("l.jsonl")]
        for argv in of_log("l.jsonl")[:2]:
            faults += all_said([argv])
    TAP.check("an event of each type that is hostile at any place", faults)
    over = example("custody-event", "handed-over")
    faults = []
    for text in (hostile.ESCAPES[0], hostile.TAME):
        details = over["predicate"]["details"]
        details["receiver"].update(name=text, organization=text)
        over["predicate"]["holder"].update(name=some(hostile.TAME),
                                           organization=some(hostile.TAME))
        details["files"][0]["name"] = names(text).decode()
        put_file("over.jsonl", event_line(over))
        faults += all_said([["evid-verify", "-p", "a.pub", "--delivery",
                             "over.jsonl", path] for path in
                            (names(text), "s.gz")], ends=(1, 2, 4))
    TAP.check("a hand-over of hostile names, held against what arrived",
              faults)
    lines = []
    for name in events:
        value = example("custody-event", name)
        value["predicate"]["holder"] = {"name": hostile.TAME[:300],
                                        "organization": hostile.TAME[:300],
                                        "state": "KZ"}
        details = value["predicate"]["details"]
        for path in list(hostile.leaves(details)):
            if path[-1] in ("text", "address", "name", "reason", "bag",
                            "statement", "purpose", "reservation", "issuer"):
                details = hostile.put(details, path, hostile.WHOLE)
        value["predicate"]["details"] = details
        lines.append(event_line(value))
    lines.append(hostile.WHOLE.replace("\n", " ").encode() + b"\n")
    put_file("hostile.jsonl", b"".join(lines))
    faults = form("hostile.jsonl")
    for argv in of_log("hostile.jsonl"):
        faults += all_said([argv])
    TAP.check("a log in which all texts are hostile", faults)
    return "hostile.jsonl"


# --- trust ----------------------------------------------------------------

def check_trust():
    directory = directories.payload(entries=directories.contacts())

    def write(value):
        put_file("d.json", directories.seal_up(
            evwriter.encode_json(value), directories.DIRECTORY_TYPE,
            (directories.D1, directories.D2)))
    argvs = [["evid-trust", "show", "d.json"],
             ["evid-trust", "check", "d.json"]]
    TAP.check("a directory that is hostile at any place", of_variants(
        directory, write, argvs))
    for path in list(hostile.leaves(directory)):
        if path[-1] in ("text", "storage", "hours"):
            directory = hostile.put(directory, path, hostile.TAME[:300])
    write(directory)
    faults = []
    for argv in argvs + [["evid-verify", "-t", "d.json", "--state", ".",
                          "--at", AT, "h.gz"]]:
        faults += all_said([argv])
    TAP.check("a bundle and a directory whose names are hostile", faults)
    put_file("po.json", b"{}")
    for name, argvs in (
            ("pins", [["evid-trust", "pins", "--pins", "p.json"],
                      ["evid-trust", "check", "p.json"],
                      ["evid-verify", "--pins", "p.json", "s.gz"]]),
            ("policy", [["evid-trust", "check", "p.json"],
                        ["evid-verify", "-p", "a.pub", "--policy", "p.json",
                         "s.gz"]])):
        value = example(name, "two" if name == "pins" else "full")
        TAP.check("%s that are hostile at any place" % name, of_variants(
            value, lambda v: put_file("p.json", v), argvs))


# --- the command line, keys and what is made -------------------------------

def check_command_line():
    faults = []
    for number, text in some_of(enumerate(hostile.ALL), FEW):
        odd = names(text)
        argvs = [["evid-" + t, *verb, odd] for t, verb in (
            ("verify", ["-p", "a.pub"]), ("inspect", []),
            ("extract", ["-p", "a.pub"]), ("case", ["check"]),
            ("custody", ["list"]), ("trust", ["show"]))]
        argvs += [["evid-verify", "-p", odd, "s.gz"],
                  ["evid-verify", "--at", odd, "s.gz"],
                  ["evid-seal", "-k", "K.key", "-n", "n", odd],
                  ["evid-seal", "-k", odd, "src"],
                  ["evid-custody", odd], ["evid-trust", "add", "--kind", odd],
                  ["evid-case", "new", "--kind", odd],
                  ["evid-verify", b"--" + odd], ["evid-keygen", "-o", odd +
                                                 b"/x", "--no-passphrase"]]
        for at, argv in enumerate(argvs):
            if (number + at) % 3 == 0:		# each text by some of them
                faults += said(argv, ends=(1, 2, 3, 4))[1]
            elif (number + at) % 9 == 1:
                faults += said(argv + ["--json"], "json",
                               ends=(1, 2, 3, 4))[1]
    TAP.check("names on the command line, in errors", faults)
    faults = []
    os.mkdir("made")
    for number, text in some_of(enumerate(hostile.ALL), FEW):
        odd = os.path.join(b"made", names(text))
        os.link("s.gz", odd)
        faults += all_said([["evid-verify", "-p", "a.pub", odd],
                            ["evid-inspect", odd]][number % 2:][:1])
        faults += said(["evid-seal", "-k", "K.key", "--force", "-n", "n",
                        "-o", odd, "src"] + ["--json"] * (number % 2),
                       ("text", "json")[number % 2], ends=(0,))[1]
        faults += said(["evid-custody", "add", "stored", "-k", "K.key",
                        "--log", odd + b".jsonl", "s.gz"] + ["--json"] * (
                            number % 2), ("text", "json")[number % 2],
                       ends=(0,))[1]
        os.unlink(odd)
    TAP.check("and of files that are there, and that are made", faults)
    identity = example("key-id", "stated")
    with open("K.id", encoding="utf-8") as stream:
        kept = stream.read()
    TAP.check("what a key's own file says of it", of_variants(
        dict(identity, keyid=json.loads(kept)["keyid"]),
        lambda v: put_file("K.id", v),
        [["evid-seal", "-k", "K.key", "--force", "-o", "k.gz", "-n", "n",
          "--verify", "src"]]))
    put_file("K.id", kept.encode())
    run([tool("evid-keygen"), "-q", "-o", "plain", "--no-passphrase",
         "--name", "x", "--organization", "y", "--card", "plain.html"])
    faults = said(["evid-keygen", "-o", "card", "--no-passphrase", "--name",
                   some(hostile.TAME), "--organization",
                   " ".join(hostile.CODE), "--card", "card.html"])[1]
    with open("plain.html", "rb") as stream:
        plain = Page(stream.read())
    with open("card.html", "rb") as stream:
        data = stream.read()
    page = Page(data)
    faults += page.faults + strict.faults(data)
    faults += [] if (page.elements, page.attributes) == (
        plain.elements, plain.attributes) else ["elements of nobody"]
    faults += [] if "<script>alert(1)</script>" in "".join(page.words) else [
        "the name is not there"]
    TAP.check("the card of a key of hostile names", faults)


# --- a terminal and a browser ---------------------------------------------

class Terminal:
    """A pane of tmux, in which bash runs a script."""

    def __init__(self, where):
        self.where, self.n = where, 0
        self.conf = put_file(os.path.join(where, "t.conf"),
                             b"set-option -g history-limit 200000\n")

    def tmux(self, *argv):
        return run(["tmux", "-S", os.path.join(self.where, "t%d" % self.n), "-f", self.conf, *argv],
                   env=dict(os.environ, LC_ALL="C.UTF-8", TERM="xterm")).stdout

    def show(self, script):
        """Runs it; the pane's state, its lines, what was typed into it."""
        self.n += 1		# a server that ends may still be there
        for name in ("typed", "ended"):
            if os.path.exists(name):
                os.unlink(name)
        put_file("script", ("stty -echo -icanon\nclear\n%s\n"
                            "printf 'THE END\\n'\nsleep 0.3\n"
                            "timeout --foreground 0.3 cat >typed\n"
                            ": >ended\nsleep 60\n"
                            % script).encode())
        self.tmux("new", "-d", "-x", "100", "-y", "30", "-s", "s",
                  "-n", "window", "bash", "script")
        for _ in range(600):
            if os.path.exists("ended"):
                break
            time.sleep(0.1)
        state = self.tmux("display-message", "-p", "-t", "s", " ".join((
            "#{pane_title}", "#{window_name}", "#{alternate_on}",
            "#{cursor_flag}", "#{insert_flag}", "#{scroll_region_upper}",
            "#{scroll_region_lower}", "#{cursor_x}", "#{mouse_any_flag}",
            "#{keypad_flag}", "#{wrap_flag}", "#{window_bell_flag}")))
        lines = self.tmux("capture-pane", "-p", "-J", "-e", "-S", "-", "-t",
                          "s").decode()
        buffers = self.tmux("list-buffers")
        self.tmux("kill-server")
        with open("typed", "rb") as stream:
            return state + buffers, lines, stream.read()


def bare(text):
    """Letters alone, as marks and their places are the terminal's own."""
    return "".join(c for c in text if c.isalnum() or c in "{}[]<>\\\"'=:/")


def check_terminal(where, whole, log):
    name = "a terminal shows it unharmed"
    if os.environ.get("EVID_SANITIZED"):
        TAP.skip(name, "shown with the plain build")
        return
    if shutil.which("tmux") is None:
        TAP.skip(name, "there is no tmux")
        return
    terminal = Terminal(where)
    before, _, _ = terminal.show("printf 'nothing\\n'")
    raw = put_file("raw", hostile.WHOLE.encode())
    after, lines, typed = terminal.show("cat %s" % raw)
    TAP.check("a terminal does take harm from what it is spared",
              after != before and typed != b"")
    here = [["evid-verify", "-v", "-p", "a.pub", "--at", AT, whole],
            ["evid-inspect", "-v", whole], ["evid-inspect", "--json", whole],
            ["evid-custody", "list", log], ["evid-custody", "form", log],
            ["evid-custody", "verify", "--json", "--at", AT, log],
            ["evid-case", "check", "-v", "c.json"],
            ["evid-trust", "show", "--json", "d.json"],
            ["evid-verify", "-p", "a.pub", names(hostile.WHOLE)],
            ["evid-seal", "--force", "--progress", "always", "-k", "K.key",
             "-o", "made.gz", "-n", "n", "src"]]
    for argv in here:
        want = run([tool(argv[0])] + argv[1:])
        line = " ".join([shlex.quote(tool(argv[0]))] + [
            shlex.quote(a) if isinstance(a, str) else "$'%s'" % "".join(
                "\\x%02x" % b for b in a) for a in argv[1:]])
        after, lines, typed = terminal.show(line)
        faults = [] if after == before else ["was %r, is %r" % (before, after)]
        faults += ["typed into it: %r" % typed] * bool(typed)
        faults += ["attributes are set"] * ("\x1b" in lines)
        shown = bare(lines.replace("THE END", ""))
        # What is said of the sandbox comes before, a message after.
        told = [bare((first + second).decode()) for first, second in (
            (want.stdout, want.stderr), (want.stderr, want.stdout))]
        if "--progress" not in argv and shown not in told:
            faults.append("it shows %r, not %r" % (shown[:300],
                                                   told[0][:300]))
        TAP.check("a terminal shows %s unharmed" % " ".join(
            a for a in argv[:2]), faults)
    put_file("all", b"".join(SHOWN))
    after, lines, typed = terminal.show("cat all")
    TAP.check("and takes no harm from all that was said here (%d bytes)" %
              os.path.getsize("all"), [] if (after, typed) == (before, b"") and
              "\x1b" not in lines else ["is %r, typed %r" % (after, typed)])


def check_browser(log):
    name = "a browser finds nothing in the page that acts"
    chromium = shutil.which("chromium")
    if os.environ.get("EVID_SANITIZED"):
        TAP.skip(name, "shown with the plain build")
        return
    if chromium is None:
        TAP.skip(name, "there is no chromium")
        return
    faults = []
    run([tool("evid-custody"), "form", "--html", "-o", "form.html", log])
    for page in ("form.html", "card.html"):
        with open(page, "rb") as stream:
            words = bare("".join(Page(stream.read()).words))
        done = run([chromium, "--headless", "--no-sandbox", "--disable-gpu",
                    "--user-data-dir=%s" % os.path.abspath("profile"),
                    "--dump-dom", "file://" + os.path.abspath(page)],
                   timeout=120)
        shown = Page(done.stdout)
        faults += ["%s: elements of nobody: %s" % (page, sorted(
            shown.elements & {"script", "img", "a", "iframe", "b", "i"}))
                   ] * bool(shown.elements & {"script", "img", "a", "iframe"})
        faults += ["%s: a handler" % page] * any(
            a.split()[1].startswith("on") for a in shown.attributes)
        if bare("".join(shown.words)) != words:
            faults.append("%s: another text" % page)
    TAP.check(name, faults)


def main():
    with Folder() as where:
        os.chdir(where)
        os.environ["XDG_STATE_HOME"] = where
        put_file("a.pub", keys.pem(keys.A.spki))
        put_file("b.pub", keys.pem(keys.B.spki))
        make_key("K", where)
        os.mkdir("src")
        put_file("src/a", b"x")
        put_file("s.gz", evwriter.Bundle(
            readme=evwriter.fixed_readme()).build().file)
        whole = check_bundles()
        check_damaged(whole)
        check_statement()
        check_cases()
        log = check_custody()
        check_trust()
        check_command_line()
        check_terminal(where, whole, log)
        check_browser(log)
    if any(LEFT):
        TAP.skip("each place, each name and each type of event",
                 "%d left out under a sanitizer" % sum(LEFT))
    TAP.done()


if __name__ == "__main__":
    main()
