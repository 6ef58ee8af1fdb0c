"""Random histories of custody: several holders with several stations, honest
or not, and whom one who reads the log trusts.

All is drawn from one random.Random, so that a seed gives a history again."""

import copy
import hashlib

import directories as d
import evcustody
import evwriter
import keys
from evcustody import when
from evwriter import b64

SEAL, OTHER_SEAL = "5e" * 32, "77" * 32
CONDITIONS = "c0" * 32
UIDS = tuple("0f8fad5b-d9cb-4569-a165-7086772895%02d" % n for n in range(3))
STATES = ("KZ", "VN", "org:Court")
HOLDERS = tuple(keys.Ed25519("holder-%d" % n) for n in range(6))
UNCHECKED = keys.X
P256 = keys.E
EVERYONE = HOLDERS + (P256, UNCHECKED)
PLAIN = ("collected photographed stored retrieved transported copied "
         "examined sealed opened verified delivered timestamped disclosed "
         "use-reported preservation-effected preservation-extended "
         "preservation-released").split()
# type: how often
WEIGHTS = {
    "plain": 10, "handed-over": 10, "received": 10, "refused": 4,
    "acknowledged-outside": 4, "condition-changed": 8, "consent-given": 2,
    "consent-refused": 1, "corrected": 4, "key-succeeded": 4,
    "key-compromised": 1, "attached": 1, "endorsed": 2, "returned": 2,
    "copy-destroyed": 2, "destroyed": 2, "x-weighed": 1}
FILES = {"SMS.evidence.tar.gz": b"abc"}


class Said:
    """An event that stands in the history."""

    def __init__(self, line, key, kind, subject, value):
        self.line, self.key, self.kind = line, key, kind
        self.subject, self.value = subject, value
        self.digest = evcustody.digest(line)


class History:
    """events: those of a history, as Said; lines: of the log, in any order.

    strict: nothing but whole events, none of them false.  subjects: what the
    events are of, the usual one first."""

    def __init__(self, draw, count, subjects=None, before=(), strict=False,
                 conditions=CONDITIONS):
        self.draw, self.strict = draw, strict
        self.conditions = conditions
        self.events, self.tips, self.now = list(before), {}, len(before) * 40
        for said in before:
            self.tips[said.key.name, said.value["branch"]] = said.digest
        self.seen = len(self.events)
        self.subjects = subjects or [
            evcustody.bundle(SEAL), evcustody.exhibit(UIDS[0]),
            evcustody.bundle(OTHER_SEAL)]
        self.people = draw.sample(EVERYONE, draw.randint(2, 5))
        self.skew = {k.name: draw.choice((0, 0, 0, -90, 400))
                     for k in self.people}
        # Some histories are honest but for what is lost.
        self.wild = draw.choice((0, 0.03, 0.1))
        for _ in range(count):
            self.step()
        self.lines = [said.line for said in self.events[self.seen:]]

    def chance(self, part):
        return self.draw.random() < part

    def some(self, default=None):
        """An event of the history."""
        return self.draw.choice(self.events) if self.events else default

    def missing(self):
        return "%064x" % self.draw.getrandbits(256)

    def of_kind(self, *kinds):
        return [e for e in self.events if e.kind in kinds]

    # One event more.

    def step(self):
        draw = self.draw
        kind = draw.choices(list(WEIGHTS), WEIGHTS.values())[0]
        key = draw.choice(self.people)
        subject = self.subjects[0]
        if self.chance(0.12):
            subject = draw.choice(self.subjects)
        make = {"handed-over": self.hand_over, "received": self.answer,
                "refused": self.answer, "key-succeeded": self.succession,
                "acknowledged-outside": self.acknowledgement,
                "corrected": self.correction}.get(kind)
        if kind == "plain":
            kind = draw.choice(PLAIN)
        if make:
            made = make(key, kind, subject)
            if made is None:
                return
            key, subject, details, answers = made
        else:
            details, answers = self.details(key, kind), []
        if self.chance(0.05):
            answers = answers + [self.some_digest()]
        self.say(key, kind, subject, details, sorted(set(answers)))

    def some_digest(self):
        said = self.some()
        if said is None or self.chance(self.wild):
            return self.missing()
        return said.digest

    def say(self, key, kind, subject, details, answers, prev="tip"):
        draw = self.draw
        branch = draw.choice(("b0", "b0", "b1")) * 8
        station = key.name, branch
        if prev == "tip":
            prev = self.tips.get(station)
            if self.chance(self.wild):
                own = [e.digest for e in self.events if e.key is key]
                prev = draw.choice([None, self.missing(),
                                    self.some_digest()] + own)
        self.now += draw.choice((0, 1, 20, 60))
        at = self.now + self.skew.get(key.name, 0)
        if self.chance(self.wild):
            # Some clocks are a year ahead.
            at += draw.choice((draw.randint(-300, 300), 40_000_000))
        time = {}
        if self.chance(0.1):
            time["recordedAt"] = when(at + draw.choice((0, 30, 500)))
            if self.chance(0.5):
                time = dict({"certainty": "about"}, **time)
        critical = []
        if self.chance(self.wild):
            critical = draw.choice((["urn:example:q"], ["urn:example:r"],
                                    ["urn:example:q", "urn:example:r"]))
        value = evcustody.predicate(
            key, kind, details, at, prev, answers, branch, time=time,
            critical=critical, salt="%032x" % draw.getrandbits(128))
        if self.chance(self.wild):
            place = draw.choice((value, value["time"], value["holder"]))
            place["later"] = 1
        line = evcustody.line_of(key, subject, value)
        said = Said(line, key, kind, subject, value)
        self.events.append(said)
        self.tips[station] = said.digest

    # What each type says.

    def heads(self):
        there = {e.value["prev"] for e in self.events}
        heads = [e.digest for e in self.events if e.digest not in there]
        if self.chance(self.wild):
            heads.append(self.missing())
        return sorted(self.draw.sample(heads, self.draw.randint(
            0, len(heads))))

    def sealed(self, subject):
        if self.chance(self.wild):
            return "%064x" % self.draw.getrandbits(256) if (
                "/" in subject["name"]) else None
        return self.conditions if "/" in subject["name"] else None

    def hand_over(self, key, _kind, subject):
        to = self.draw.choice(self.people)
        if self.chance(0.1):
            to = self.draw.choice(EVERYONE)
        changes = [e.digest for e in self.of_kind("condition-changed")
                   if self.chance(0.7)]
        if self.chance(self.wild):
            changes.append(self.some_digest())
        return key, subject, evcustody.hand_over(
            to, self.files(), self.sealed(subject), self.heads(),
            set(changes)), []

    def files(self):
        """What is handed over, or found, by name."""
        return self.draw.choice((FILES, FILES, {"renamed.gz": b"abc"},
                                 {"a": b"abc", "b": b"abc"},
                                 {"a": b"abd"}, {"a": b"b", "z": b"abc"}))

    def answer(self, key, kind, subject):
        overs = self.of_kind("handed-over")
        if not overs:
            return None
        over = self.draw.choice(overs)
        if not self.chance(0.1):
            subject = over.subject
        answers = [over.digest]
        if self.chance(0.1):
            answers.append(self.draw.choice(overs).digest)
        if self.chance(self.wild):
            answers = [self.some_digest()]
        if not self.chance(0.2):
            wanted = over.value["details"]["receiver"]["publicKey"]
            key = next(k for k in EVERYONE if b64(k.spki) == wanted)
        if kind == "refused":
            return key, subject, {"reason": "damp"}, answers
        how = self.draw.choice(("accepted", "with-reservation",
                                "not-accepted"))
        details = evcustody.receipt(
            {}, how, self.heads(),
            None if how == "accepted" else "damp", self.draw.choice((
                [], ["C-1"], ["C-2", "C-1"], ["C-2"], ["C-1", "C-1"])),
            self.draw.choice((0, 0, 0, 0, 1)))
        other = 0.05 if how == "accepted" else 0.4
        details["conditions"] = [{"id": name, "answer": self.draw.choice((
            "with-reservation", "not-accepted")) if self.chance(
                other) else "accepted"} for name in details["conditions"]]
        details["files"] = evcustody.hand_over(
            key, self.files(), None)["files"] if self.chance(
                0.2) else copy.deepcopy(over.value["details"]["files"])
        if "/" not in subject["name"] and self.chance(0.5):
            details.update(verdict=None, files=[])
        return key, subject, details, answers

    def acknowledgement(self, key, _kind, subject):
        overs = self.of_kind("handed-over")
        if not overs:
            return None
        over = self.draw.choice(overs)
        if not self.chance(0.2):
            key = over.key
        if not self.chance(0.1):
            subject = over.subject
        details = {"means": self.draw.choice(("paper", "telephone")),
                   "result": self.draw.choice(("received", "refused")),
                   "by": {"name": "B"}}
        answers = [over.digest]
        if self.chance(self.wild):
            answers = [self.some_digest()]
        return key, subject, details, answers

    def correction(self, key, _kind, subject):
        partings = self.of_kind("returned", "copy-destroyed", "destroyed")
        said = self.draw.choice(partings) if partings and self.chance(
            0.3) else self.some()
        if said is None:
            return None
        digest = self.missing() if self.chance(self.wild) else said.digest
        if self.chance(0.6):
            key = said.key
        return key, subject, {"corrects": {
            "event": digest, "why": "wrong shelf"}, "fields":
            self.draw.choice(({}, {"only": False}, {"only": True}))}, [digest]

    def succession(self, key, kind, subject):
        """A new key is named, and begins."""
        new = self.draw.choice(EVERYONE)
        self.say(key, kind, subject, {"newKey": b64(new.spki)}, [])
        named = self.events[-1].digest
        if self.chance(0.2):
            return None
        answers = [named]
        if self.chance(0.2):
            answers.append(self.some_digest())
        self.say(new, "stored", subject, {}, sorted(set(answers)), None)
        if new not in self.people:
            self.people.append(new)
        return None

    def details(self, key, kind):
        draw = self.draw
        condition = draw.choice(("C-1", "C-2"))
        if kind == "condition-changed":
            change = draw.choice(("loosened", "tightened", "added", "added",
                                  "lifted"))
            details = {"condition": condition, "change": change}
            if change != "lifted":
                details["value"] = dict(
                    {} if self.chance(0.1) else {
                        "imposedBy": state_of(draw, key)}, **terms(draw),
                    **draw.choice(({}, {"needsAcceptance": True},
                                   {"needsAcceptance": False})),
                    **draw.choice(({}, {"id": "C-1", "type": "other"})
                                  + 4 * ({"id": condition,
                                          "type": "other"},)))
            return details
        if kind.startswith("consent"):
            return dict({"condition": condition, "to": {
                "state": draw.choice(STATES + ("kz",))}}, **draw.choice((
                    {}, {}, {"until": draw.choice(ENDS)})))
        if kind == "key-compromised":
            of = key if self.chance(0.4) else draw.choice(EVERYONE)
            return {"keyid": keys.keyid(of.spki), "since": when(0)}
        if kind in ("returned", "copy-destroyed", "destroyed"):
            return {"only": self.chance(0.5)}
        return {
            "attached": {"name": "scan.pdf", "size": 3, "sha256": "ab" * 32,
                         "mediaType": "application/pdf"},
            "endorsed": {"statement": [{"lang": "en", "text": "I do."}]},
        }.get(kind, {})

    # What happens to the log.

    def spoil(self):
        """The log's bytes after a life: lines lost, doubled, made false."""
        draw, lines = self.draw, list(self.lines)
        if self.chance(0.3):
            lines = draw.sample(lines, draw.randint(0, len(lines)))
        if self.chance(0.2):
            # Somebody's last events are in no copy.
            lines = lines[:draw.randint(0, len(lines))]
        if self.chance(0.1) and lines:
            lines.append(draw.choice(lines))
        draw.shuffle(lines)
        if self.strict or not self.chance(0.35):
            return lines, b""
        torn = b""
        if self.chance(0.3) and lines:
            torn = lines.pop()[:-draw.randint(1, 40)]
        for _ in range(draw.randint(0, 4)):
            lines.insert(draw.randint(0, len(lines)), self.bad_line())
        return lines, torn

    def bad_line(self):
        """A foreign line, or an event whose signature is false."""
        draw, said = self.draw, self.some()
        if said is None or self.chance(0.4):
            return draw.choice((b"\n", b"foreign\n", b'{"event":1}\n'))
        if self.chance(0.4):
            return self.misshapen(said)
        if self.chance(0.5):
            other = draw.choice(HOLDERS)
            value = dict(said.value, salt="%032x" % draw.getrandbits(128))
            return draw.choice((
                evcustody.line_of(said.key, said.subject, value,
                                  signer=other),
                evcustody.line_of(said.key, said.subject, value,
                                  keyid=keys.keyid(other.spki))))
        bad = bytearray(said.line)
        bad[draw.randrange(len(bad) - 1)] ^= 1 << draw.randrange(7)
        return bytes(bad).replace(b"\n", b"") + b"\n"

    def misshapen(self, said):
        """An event rightly signed, one thing of it changed: it may still be
        an event, or not."""
        draw, value = self.draw, copy.deepcopy(said.value)
        value["salt"] = "%032x" % draw.getrandbits(128)
        things = list(inner(value))
        thing = draw.choice(things)
        key = draw.choice(list(thing) if isinstance(thing, dict)
                          else range(len(thing)))
        if self.chance(0.3):
            del thing[key]
        elif self.chance(0.2) and isinstance(thing, dict):
            thing[key] = thing.pop(key)
        else:
            thing[key] = draw.choice((
                None, True, 0, -1, 6, "", "a/b", "..", "ab" * 32, "x\n",
                [], {}, ["ab" * 32], ["b" * 64, "a" * 64], "AB" * 32,
                when(7), draw.choice(list(WEIGHTS)), "\u2028", "y" * 1025,
                [{"name": "a", "size": 0, "sha256": "ab" * 32}]))
        return evcustody.line_of(said.key, said.subject, value)


def inner(value):
    """Every object and array in a value that is not empty."""
    if isinstance(value, (dict, list)) and value:
        yield value
        for item in (value.values() if isinstance(value, dict) else value):
            yield from inner(item)


# --- whom to trust --------------------------------------------------------

def uses(draw):
    names = [u for u in ("seal", "custody", "endorse")
             if draw.random() < 0.8]
    return " ".join(names or ["custody"])


def state_of(draw, key):
    """Mostly the same of a key, by itself and by whoever trusts it."""
    return (STATES[EVERYONE.index(key) % len(STATES)]
            if draw.random() < 0.8 else draw.choice(STATES))


def an_entry(draw, key):
    """How a key stands in the directory."""
    fields = {}
    if draw.random() < 0.2:
        fields["start"] = when(draw.randint(0, 600))
    if draw.random() < 0.2:
        fields["until"] = when(draw.randint(600, 1500))
    if draw.random() < 0.2:
        reason = draw.choice(("lost", "superseded", "compromised"))
        fields["revoked"] = (when(draw.randint(0, 1500)), reason)
    return d.key(key, uses(draw), **fields)


def a_directory(draw):
    rooms = [[] for _ in range(3)]
    for key in EVERYONE:
        if draw.random() < 0.7:
            rooms[STATES.index(state_of(draw, key))].append(
                an_entry(draw, key))
    return d.directory(entries=[
        d.contact(n + 1, STATES[n], "Authority", "laboratory",
                  [d.key(signer, "directory")] + room)
        for n, (signer, room) in enumerate(zip((d.D1, d.D2, d.D3), rooms))])


def some_pins(draw):
    return d.pins(*[d.pin(key, uses(draw), state=state_of(draw, key))
                    for key in EVERYONE if draw.random() < 0.5])


def trust(draw):
    """(keys, {directory, pins, policy: bytes})."""
    given, files = [], {}
    kind = draw.choice(("none", "keys", "keys", "pins", "directory",
                        "directory", "all"))
    if kind in ("keys", "all"):
        given = [k for k in EVERYONE if draw.random() < 0.6]
    if given == [UNCHECKED]:
        given = []    # that none of them can be checked is no verdict
    if kind in ("pins", "all"):
        files["pins"] = some_pins(draw)
    if kind in ("directory", "all"):
        files["directory"] = a_directory(draw)
    if kind != "none" and draw.random() < 0.3:
        files["policy"] = d.policy(**draw.choice((
            {"openHandOvers": False}, {"understood": ["urn:example:q"]},
            {"openHandOvers": False, "understood": ["urn:example:r"]})))
    return given, files


# --- conditions -----------------------------------------------------------

ENDS = ("2020-01-01", when(300), "2999-12-31", "2026-02-30", {"event": "x"})


def terms(draw):
    """What a condition has beside its id, its type and its State."""
    fields = {}
    if draw.random() < 0.3:
        fields["until"] = draw.choice(ENDS)
    if draw.random() < 0.2:
        fields["critical"] = draw.choice((
            "urn:example:q", "urn:example:r", "", 1))
    return fields


# --- a bundle -------------------------------------------------------------

def a_bundle(draw):
    """(the bundle, the events that are sealed in it)."""
    before = History(draw, draw.choice((0, 3, 6)),
                     [evcustody.exhibit(u) for u in UIDS[:2]], strict=True)
    sealed = before.lines
    conditions = dict(evwriter.CONDITIONS, conditions=[
        dict(draw.choice(3 * ({"type": "other"}, {"type": "delete-after"})
                         + ({"kind": "other"},)),
             id="C-1", imposedBy=draw.choice(STATES),
             needsAcceptance=draw.random() < 0.6, **terms(draw))
        for _ in range(draw.choice((1, 1, 2)))])
    case = dict(evwriter.CASE, exhibits=[{"uid": UIDS[2], "id": "E-1"}])
    bundle = evwriter.Bundle(
        custody=b"".join(sealed) if sealed else None,
        conditions=conditions, case=draw.choice((None, case)),
        signers=[evwriter.Signer(HOLDERS[0], "A. Investigator")])
    return bundle.on("statement", with_heads(before.events)), before.events


def with_heads(events):
    chains = {e.digest: (e.key.name, e.value["branch"]) for e in events}
    parents = {e.value["prev"] for e in events
               if chains.get(e.value["prev"]) == chains[e.digest]}

    def put(statement):
        statement["predicate"]["custody"]["heads"] = sorted(
            set(chains) - parents)
        return statement
    return put


def after(draw, bundle, before, count):
    """A history that goes on beside a bundle that is built."""
    seal = hashlib.sha256(bundle.seal).hexdigest()
    return History(draw, count, [
        evcustody.bundle(seal), evcustody.exhibit(UIDS[0]),
        evcustody.exhibit(UIDS[2]), evcustody.bundle(OTHER_SEAL)], before,
                   conditions=hashlib.sha256(
                       bundle.tags["evidence/conditions.json"]).hexdigest())


def merged(*logs):
    """The union of logs, as a writer writes it (9.1)."""
    lines = {line for log in logs for line in log.split(b"\n")[:-1]}
    return b"".join(line + b"\n" for line in sorted(
        lines, key=lambda line: hashlib.sha256(line).digest()))
