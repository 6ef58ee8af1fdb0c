"""A custody log judged as a whole (9.4 to 9.9)."""

from .conditions import Conditions
from .encoding import NotEncoded
from .events import SEAL_NAME, TYPES, Event, Newer, cut_lines, digest_of
from .findings import (INCOMPLETE, NOT_CHECKED, NOT_INTACT, NOT_TRUSTED,
                       TOLD)
from .shapes import seconds_of

EFFECTS = {
    NOT_INTACT: """custody-line-foreign custody-signature-invalid
        delivery-file-changed delivery-file-unnamed""",
    NOT_CHECKED: "custody-version-unknown",
    INCOMPLETE: """custody-torn custody-prev-missing custody-answers-missing
        custody-cut-short empty-file delivery-file-missing
        delivery-file-cut""",
    NOT_TRUSTED: """custody-equivocation custody-two-firsts
        custody-receipt-other-key custody-receipt-other
        custody-hand-over-other custody-other-subject
        custody-time-backwards custody-after-return custody-key-compromised
        custody-sealer-compromised
        custody-answers-differ
        custody-critical-unknown hand-over-open-forbidden no-trust-given
        signer-not-trusted key-not-yet-valid key-expired key-revoked-before
        key-wrong-use""",
    TOLD: """custody-sealed-aside custody-type-unknown custody-claim
        custody-answer-early custody-outside-differs custody-signer-unknown custody-stranger
        custody-in-future custody-condition-unanswered
        custody-before-seal custody-key-revoked-since
        custody-algorithm-unknown hand-over-open unknown-keys
        condition-change-ignored policy-threshold-not-applied
        policy-signers-not-applied""",
}
EFFECT = {code: effect for effect, codes in EFFECTS.items()
          for code in codes.split()}
LINES = ("custody-line-foreign", "custody-signature-invalid", "custody-torn")
PARTINGS = ("returned", "copy-destroyed", "destroyed")
TAKINGS = ("collected", "received")
HOLDING = PARTINGS + tuple("""photographed stored retrieved transported copied
    examined sealed opened verified disclosed handed-over
    preservation-effected preservation-extended""".split())
SUCCESSIONS_LIMIT = 64
CLOCKS_DIFFER = 300


def clearly_later(one, other):
    """Whether one time is so much later than the other that clocks which
    differ do not explain it."""
    ahead = seconds_of(one) - seconds_of(other)
    return (ahead, one[19:]) > (CLOCKS_DIFFER, other[19:])


class About:
    """The bundle that a log is judged with: its seal digest, the digest of
    its conditions, its sealed log and heads, the uids of its exhibits; its
    conditions, as pairs of id and State; its conditions as they are, in
    their order; when it was sealed; the keys of its signers, by key id; what
    its evidence/conditions.json says."""

    def __init__(self, seal, conditions, lines=(), heads=(), exhibits=(),
                 imposed=(), sealed_conditions=(), sealed_at=None,
                 sealers=(), document=None):
        self.seal, self.conditions = seal, conditions
        self.lines, self.heads = set(lines), list(heads)
        self.exhibits, self.imposed = set(exhibits), set(imposed)
        self.sealed_conditions = list(sealed_conditions)
        self.sealed_at = sealed_at
        self.sealers, self.document = dict(sealers), document


class Custody:
    """The findings are a set of (code, what it is about): the digest of an
    event or a line, and more where there may be several; a key id; of several
    events, the set of their digests; of a stranger's, the code that it would
    have, and that."""

    def __init__(self, content, trust, about=None, seal=None):
        """seal: without about, the seal digest of the bundle that is asked
        about; else it is that of the most events."""
        self.trust, self.about, self.seal = trust, about, seal
        lines, torn = cut_lines(content)
        self.found = set()
        if torn:
            self.find("custody-torn")
        if about:
            lines |= about.lines
        self.read(lines)
        self.put_aside()
        self.chains()
        self.future()
        self.standings()
        self.parted()
        self.hand_overs()
        self.strangers()

    def find(self, code, about=None):
        self.found.add((code, about))

    def read(self, lines):
        self.events, self.newer = {}, {}
        for line in sorted(lines):
            event = signed_line(line)
            if event is None:
                self.find("custody-line-foreign", digest_of(line))
            elif not event.stands():
                self.find("custody-signature-invalid", event.digest)
            elif isinstance(event, Newer):
                self.newer[event.digest] = event
            else:
                self.events[event.digest] = event
        for event in self.newer.values():
            if event.unchecked():
                self.find("custody-algorithm-unknown", event.keyid)
            else:
                self.find("custody-version-unknown", event.digest)
        self.ordered = sorted(self.events.values(), key=lambda e: e.order)

    def put_aside(self):
        """9.4"""
        exhibits = None
        if self.about:
            seal = self.about.seal
            exhibits = set(self.about.exhibits)
            for line in self.about.lines:
                event = self.events.get(digest_of(line))
                if event and event.exhibit:
                    exhibits.add(event.exhibit)
        elif self.seal:
            seal = self.seal
        else:
            counts = {}
            for event in self.ordered:
                if not event.exhibit:
                    trusted, every = counts.get(event.subject[1], (0, 0))
                    counts[event.subject[1]] = (
                        trusted + (not event.unchecked() and
                                   self.standing(event) == "valid"),
                        every + 1)
            seal = min(counts, key=lambda s: (
                -counts[s][0], -counts[s][1], s), default=None)
        spared = self.spared()
        for event in self.ordered:
            if event.exhibit:
                event.aside = (exhibits is not None
                               and event.exhibit not in exhibits)
            else:
                event.aside = event.subject != (SEAL_NAME, seal)
            if event.aside:
                self.find("custody-sealed-aside" if event.digest in spared
                          else "custody-other-subject", event.digest)
        self.heard = [e for e in self.ordered if not e.aside]
        for event in self.heard:
            if event.unchecked():
                self.find("custody-algorithm-unknown", event.keyid)
            if event.type not in TYPES:
                self.find("custody-type-unknown", event.digest)

    def spared(self):
        """Events of the sealed log that its events of exhibits name."""
        sealed = {digest_of(line) for line in self.about.lines
                  } if self.about else set()
        named = set()
        for digest in sealed:
            event = self.events.get(digest)
            if event and event.exhibit:
                named.update([event.prev], event.answers, event.saw())
        return sealed & named

    # Chains (9.5).

    def there(self, digest):
        return digest in self.events or digest in self.newer

    def parent(self, event):
        parent = self.events.get(event.prev)
        return parent if parent and parent.chain == event.chain else None

    def chains(self):
        siblings, firsts = {}, {}
        for event in self.heard:
            if event.prev is None:
                firsts.setdefault(event.chain, set()).add(event.digest)
            else:
                siblings.setdefault((event.chain, event.prev),
                                    set()).add(event.digest)
            self.place(event)
        for code, groups in (("custody-two-firsts", firsts),
                             ("custody-equivocation", siblings)):
            for group in groups.values():
                if len(group) > 1:
                    self.find(code, frozenset(group))
        for head in self.about.heads if self.about else ():
            if not self.there(head):
                self.find("custody-cut-short", head)

    def place(self, event):
        parent = self.parent(event)
        if event.prev is not None and parent is None and not (
                event.prev in self.newer
                and self.newer[event.prev].keyid == event.keyid):
            self.find("custody-prev-missing", event.digest)
        if not all(map(self.there, event.answers)):
            self.find("custody-answers-missing", event.digest)
        if not all(map(self.there, event.saw())):
            self.find("custody-cut-short", event.digest)
        if self.before_seal(event):
            self.find("custody-before-seal", event.digest)
        if parent and event.instant < parent.instant:
            self.find("custody-time-backwards", event.digest)
        for text in event.critical:
            if not self.trust.understands(text):
                self.find("custody-critical-unknown",
                          "%s %s" % (event.digest, text))
        if event.unknown:
            self.find("unknown-keys", event.digest)
        if (event.type == "handed-over" and self.about and not event.exhibit
                and event.details["conditions"]["sealed"]
                != self.about.conditions):
            self.find("custody-hand-over-other", event.digest)

    def before_seal(self, event):
        """Whether a bundle goes from hand to hand before there is one."""
        return (self.about and self.about.sealed_at and not event.exhibit
                and event.type in ("handed-over", "received", "refused",
                                   "acknowledged-outside")
                and clearly_later(self.about.sealed_at, event.at))

    def future(self):
        if self.trust.now is None:
            return
        for event in self.heard:
            if clearly_later(event.instant, self.trust.now):
                self.find("custody-in-future", event.keyid)

    # Who gave up the only copy (9.5).

    def holder(self, event):
        key = event.keyid
        for _ in range(SUCCESSIONS_LIMIT):
            key = self.before.get(key, key)
        return key, event.subject

    def parted(self):
        taken_back = {
            e.details["corrects"]["event"] for e in self.heard
            if e.type == "corrected" and self.may(e)
            and e.details["fields"].get("only") is False}
        turns = {}
        for event in self.heard:
            taken = event.type in TAKINGS
            if taken or (event.type in PARTINGS and event.details["only"]
                         and event.digest not in taken_back):
                turns.setdefault(self.holder(event), []).append(
                    (event.at, taken))
        for event in self.heard:
            before = [turn for turn in turns.get(self.holder(event), ())
                      if turn[0] < event.at]
            if event.type in HOLDING and before and not max(before)[1]:
                self.find("custody-after-return", event.digest)

    def heads(self):
        """In byte order."""
        parents = {self.parent(e).digest for e in self.heard
                   if self.parent(e)}
        return sorted(e.digest for e in self.heard
                      if e.digest not in parents)

    # Who may say what (9.6).

    def state(self, key):
        known = self.trust.find(key)
        return known.state if known else None

    def standing(self, event):
        """Of the event's key, known or None."""
        known = self.trust.find(event.key)
        use = "endorse" if event.type == "endorsed" else "custody"
        if known is None:
            return None
        standing = known.standing(use, event.at)
        return (standing if standing != "valid"
                else known.standing(use, event.instant))

    def one_contact(self, a, b):
        if not self.trust.directory:
            return False
        one, other = (self.trust.directory.keys.get(k) for k in (a, b))
        return bool(one and other
                    and one.contact["id"] == other.contact["id"])

    def standings(self):
        self.compromised = set()
        sealers = dict(self.about.sealers) if self.about else {}
        for event in self.heard:
            if event.type == "key-compromised":
                if event.unchecked():
                    continue
                if self.may_compromise(event):
                    self.compromised.add(event.details["keyid"])
                    if sealers.pop(event.details["keyid"], None):
                        self.find("custody-sealer-compromised", event.digest)
        for event in self.heard:
            if self.standing(event) == "compromised":
                self.compromised.add(event.keyid)
        self.succession()
        for event in self.heard:
            event.counts = False
        # A condition's imposition and a receipt's hand-over are judged by
        # events that count by themselves: these first.
        later = []
        for event in self.heard:
            if event.type in ("received", "refused"):
                later.append(event)
            else:
                event.counts = self.counts(event)
        self.act()
        for event in later:
            event.counts = self.counts(event)
        self.tell_keys()

    def may_compromise(self, event):
        target = event.details["keyid"]
        sealers = self.about.sealers if self.about else {}
        key = next((e.key for e in [*self.heard, *self.newer.values()]
                    if e.keyid == target), sealers.get(target))
        if key is None or target == event.keyid:
            return True
        state = self.state(event.key)
        return (self.standing(event) == "valid" and bool(state)
                and state == self.state(key))

    def succession(self):
        """{key id: the one key id that it succeeds}"""
        self.before = {}
        # Of keys that trust does not know: to whom one was handed over.
        self.named = {e.receiver() for e in self.heard
                      if e.type == "handed-over" and not e.unchecked()
                      and e.keyid not in self.compromised
                      and self.standing(e) == "valid"}
        self.succeed_once(self.known_names_next)
        for _ in range(SUCCESSIONS_LIMIT):
            if not self.succeed_once(self.may_name_next):
                break

    def known_names_next(self, event, key):
        return self.standing(event) == "valid"

    def may_name_next(self, event, key):
        standing = self.standing(event)
        return (self.trust.is_empty() or standing == "valid"
                or (standing is None and event.keyid in self.named
                    and self.trust.find(key) is None))

    def succeed_once(self, may_name):
        known = len(self.before)
        for event in self.heard:
            if event.prev is not None or event.keyid in self.before:
                continue
            for digest in event.answers:
                named = self.events.get(digest)
                if (named and named.type == "key-succeeded"
                        and not named.aside and not named.unchecked()
                        and named.keyid not in self.compromised
                        and may_name(named, event.key)
                        and named.keyid != event.keyid
                        and named.new_keyid() == event.keyid):
                    self.before[event.keyid] = named.keyid
                    self.named.add(event.keyid)
                    break
        return len(self.before) > known

    def succeeds(self, key, other):
        for _ in range(SUCCESSIONS_LIMIT):
            key = self.before.get(key)
            if key is None:
                return False
            if key == other:
                return True
        return False

    def is_or_succeeds(self, key, other):
        return key == other or self.succeeds(key, other)

    def may(self, event):
        if event.type not in TYPES:
            return False
        rule = {"received": self.may_receive, "refused": self.may_receive,
                "acknowledged-outside": self.may_acknowledge,
                "corrected": self.may_correct,
                "condition-changed": self.may_change,
                "consent-given": self.may_consent,
                "consent-refused": self.may_consent,
                "key-compromised": self.may_say_compromised}.get(event.type)
        return rule is None or rule(event)

    def claim(self, event):
        self.find("custody-claim", event.digest + " may not")
        return False

    def handed(self, event):
        """H of an event; None where it is empty."""
        named = [self.events.get(d) for d in event.answers]
        handed = [e for e in named if e and e.type == "handed-over"
                  and e.subject == event.subject and not e.aside]
        if not handed and all(map(self.there, event.answers)):
            self.find("custody-receipt-other", event.digest)
        if any(event.at < over.at for over in handed):
            self.find("custody-answer-early", event.digest)
        return handed or None

    def may_receive(self, event):
        handed = self.handed(event)
        if handed is None:
            return False
        if not all(self.is_or_succeeds(event.keyid, over.receiver())
                   or self.one_contact(event.keyid, over.receiver())
                   for over in handed):
            self.find("custody-receipt-other-key", event.digest)
            return False
        if event.type == "received" and not event.fits(handed):
            self.find("custody-receipt-other", event.digest)
            return False
        if event.type == "received" and self.unanswered(event, handed):
            self.find("custody-condition-unanswered", event.digest)
            return False
        return True

    # Conditions that ask for an answer.

    def act(self):
        """What becomes of conditions by section 11.  {(id, State): [(time,
        whether it then asks)]}; and which condition a change is of."""
        self.turns, self.changed = {}, {}
        for one in self.about.sealed_conditions if self.about else ():
            if self.readable(one):
                self.turns.setdefault((one["id"], one["imposedBy"]), [])
        for event in sorted((e for e in self.heard
                             if e.type == "condition-changed"),
                            key=lambda e: (e.at, e.digest)):
            state = self.state(event.key)
            if not state or not self.counts_by_trust(event):
                continue
            own = event.details["condition"], state
            value = event.details.get("value")
            if value is not None and not (self.readable(value) and own == (
                    value["id"], value["imposedBy"])):
                continue
            self.changed[event.digest] = own
            if self.acts(event.details["change"], own):
                self.turns.setdefault(own, []).append(
                    (event.at, event.asks()))

    @staticmethod
    def readable(value):
        return all(isinstance(value.get(key), str) and value[key]
                   for key in ("id", "type", "imposedBy"))

    def acts(self, change, own):
        if change == "added":
            return own not in self.turns
        return own in self.turns or change == "tightened" and (
            not self.about or any(one[0] == own[0] for one in self.turns))

    def still_asked(self, condition, when):
        """Of a condition that asked; None: no event reaches it."""
        turns = [turn for turn in self.turns.get(condition, ())
                 if turn[0] <= when]
        return not turns or turns[-1][1]

    def asked(self, over, when):
        """The ids of conditions that a hand-over asks an answer to, of a
        receipt of that time."""
        terms = over.details["conditions"]
        when = max(when, over.at)
        if not self.trust.as_of and self.trust.now is not None:
            when = min(when, self.trust.now)
        if (self.about and not over.exhibit
                and terms["sealed"] == self.about.conditions):
            yield from self.sealed_asked(when)
        for digest in terms["changes"]:
            change = self.events.get(digest)
            if (change and not change.aside and change.counts
                    and change.asks() and self.still_asked(
                        self.changed.get(digest), when)):
                yield change.details["condition"]

    def sealed_asked(self, when):
        reached = set()
        for one in self.about.sealed_conditions:
            name = None
            if self.readable(one):
                name = one["id"], one["imposedBy"]
                name = None if name in reached else name
                reached.add(name)
            if (one["id"] and one.get("needsAcceptance") is True
                    and self.still_asked(name, when)):
                yield one["id"]

    def unanswered(self, event, handed):
        if event.details["acceptance"] == "not-accepted":
            return False
        answered = {a["id"] for a in event.details["conditions"]}
        return any(not answered.issuperset(self.asked(over, event.at))
                   for over in handed)

    def may_acknowledge(self, event):
        handed = self.handed(event)
        if handed is None:
            return False
        return all(self.is_or_succeeds(event.keyid, over.keyid)
                   or self.one_contact(event.keyid, over.keyid)
                   for over in handed) or self.claim(event)

    def may_correct(self, event):
        digest = event.details["corrects"]["event"]
        other = self.events.get(digest) or self.newer.get(digest)
        if other is None:
            return False
        return (self.is_or_succeeds(event.keyid, other.keyid)
                or self.claim(event))

    def may_change(self, event):
        return (event.details["change"] in ("tightened", "added")
                or self.may_consent(event))

    def may_consent(self, event):
        state = self.state(event.key)
        return (bool(state) and self.imposed(event, state)
                or self.claim(event))

    def imposed(self, event, state):
        """Whether this State imposed a condition of the id that an event is
        about."""
        condition = event.details["condition"], state
        return bool(self.about) and condition in self.about.imposed or any(
            other.type == "condition-changed"
            and other.details["change"] in ("added", "tightened")
            and other.condition() == condition
            and self.counts_by_trust(other)
            and self.state(other.key) == state
            for other in self.heard if other.order < event.order)

    def may_say_compromised(self, event):
        if event.unchecked():
            return False
        return self.may_compromise(event) or self.claim(event)

    def counts_by_trust(self, event):
        """Of an event that its key may say."""
        return (not event.unchecked()
                and event.keyid not in self.compromised
                and self.standing(event) == "valid")

    def counts(self, event):
        if not self.may(event) or event.unchecked():
            return False
        if (event.keyid in self.compromised
                and event.type != "key-compromised"):
            return False
        if self.trust.is_empty() or self.standing(event) == "valid":
            return True
        return (event.type in ("received", "refused")
                and self.standing(event) is None
                and any(self.is_counting_hand_over(d)
                        for d in event.answers))

    def is_counting_hand_over(self, digest):
        event = self.events.get(digest)
        return bool(event and event.type == "handed-over"
                    and not event.aside and event.counts)

    def tell_keys(self):
        for event in self.heard:
            if event.unchecked():
                continue
            standing = self.standing(event)
            if event.keyid in self.compromised:
                if event.type != "key-compromised":
                    self.find("custody-key-compromised", event.keyid)
            elif self.trust.is_empty():
                continue
            elif standing == "valid":
                if event.counts and self.revoked_since(event):
                    self.find("custody-key-revoked-since", event.keyid)
            elif standing is not None:
                self.find("custody-claim", event.digest + " " + standing)
            elif not event.counts:
                self.find("custody-signer-unknown", event.keyid)

    def revoked_since(self, event):
        known = self.trust.find(event.key)
        return known.standing("endorse" if event.type == "endorsed"
                              else "custody", self.trust.now) == "revoked"

    # Hand-overs (9.7).

    def was_there(self, event):
        """Whether an event is of the instant asked for, or before it."""
        return not self.trust.as_of or event.instant <= self.trust.now

    def answer(self, over):
        theirs, own = ([event for event in answers if self.was_there(event)]
                       for answers in self.answers(over))
        return theirs[0] if theirs else own[-1] if own else None

    def answers(self, over):
        """By the receiver, and by the sender."""
        return [[event for event in self.heard
                 if event.counts and event.type in types
                 and over.digest in event.answers]
                for types in (("received", "refused"),
                              ("acknowledged-outside",))]

    def one_answer(self, answers):
        """Whether a receiver stays with what he said first."""
        said = [e.details.get("acceptance", "refused") for e in answers]
        for event, word in zip(answers, said):
            if word != said[0]:
                self.find("custody-answers-differ", event.digest)
                return
        receipts = {e.digest: e for e in answers if e.type == "received"}
        for event in self.heard:
            if event.type == "corrected" and event.counts and self.rewritten(
                    receipts.get(event.details["corrects"]["event"]),
                    event.details["fields"]):
                self.find("custody-answers-differ", event.digest)
                return
        self.one_answer_each(receipts.values())

    @staticmethod
    def rewritten(receipt, fields):
        """Whether a correction has a receipt answer otherwise."""
        return receipt is not None and (
            "conditions" in fields or "acceptance" in fields
            and fields["acceptance"] != receipt.details["acceptance"])

    def one_answer_each(self, receipts):
        """Whether each condition has one answer, as it was first."""
        first = {}
        for event in receipts:
            said = {}
            for answer in event.details["conditions"]:
                said.setdefault(answer["id"], set()).add(answer["answer"])
            if any(len(how) > 1 or first.setdefault(condition, how) != how
                   for condition, how in said.items()):
                self.find("custody-answers-differ", event.digest)
                return

    def one_story(self, theirs, own):
        """Whether the sender's last note says what the receiver signed."""
        if theirs and own:
            took = (theirs[0].type == "received"
                    and theirs[0].details["acceptance"] != "not-accepted")
            if took != (own[-1].details["result"] == "received"):
                self.find("custody-outside-differs", own[-1].digest)

    def hand_overs(self):
        self.open = []
        for over in self.heard:
            if over.type == "handed-over":
                self.one_answer(self.answers(over)[0])
                self.one_story(*self.answers(over))
            if over.type == "handed-over" and over.counts \
                    and self.was_there(over) and not self.answer(over):
                self.open.append(over.digest)
                allowed = self.trust.policy.get("openHandOvers", True)
                self.find("hand-over-open" if allowed
                          else "hand-over-open-forbidden", over.digest)

    def story(self, over):
        """How a hand-over stands."""
        answer = self.answer(over) if self.was_there(over) else None
        if answer is None:
            return "claimed" if not over.counts else (
                "open" if self.was_there(over) else "later")
        if answer.type == "acknowledged-outside":
            return "acknowledged-" + answer.details["result"]
        how = answer.details.get("acceptance", "accepted")
        return answer.type + ("" if how == "accepted" else "-" + how)

    # Strangers (9.9).

    def strangers(self):
        strange = {e.keyid for e in [*self.events.values(),
                                     *self.newer.values()]
                   if not self.trust.is_empty()
                   and self.trust.find(e.key) is None
                   and e.keyid not in self.named}

        self.found = {
            ("custody-stranger", (code, about))
            if EFFECT[code] in (NOT_TRUSTED, INCOMPLETE, NOT_CHECKED)
            and self.whose(about) in strange else (code, about)
            for code, about in self.found}

    def whose(self, about):
        """The key id of what a finding is about."""
        one = next(iter(about or ("",))) if not isinstance(
            about, str) else about[:64]
        event = self.events.get(one) or self.newer.get(one)
        return event.keyid if event else one

    def anybodys(self):
        """Of a finding, whether it is of what anybody can write: of a line
        that is none, or of a key that trust does not know."""
        unknown = {e.keyid for e in [*self.events.values(),
                                     *self.newer.values()]
                   if not self.trust.is_empty()
                   and self.trust.find(e.key) is None}

        def of(code, about):
            if code == "custody-stranger":
                about = about[1]
            return code in LINES or self.whose(about) in unknown
        return of

    # Words on conditions (11).

    def conditions(self):
        """As of the instant, of a bundle that was given."""
        document = self.about.document
        words = [(event, self.counts_by_trust(event) and self.state(event.key),
                  self.counts_by_trust(event)
                  and event.keyid in self.about.sealers)
                 for event in sorted(self.heard,
                                     key=lambda e: (e.at, e.digest))
                 if event.type in ("condition-changed", "consent-given",
                                   "consent-refused")
                 and not event.unchecked()
                 and not (self.trust.now and event.at > self.trust.now)]
        return Conditions(document if isinstance(document, dict) else None,
                          words)

    def tell_words(self):
        """Of a log judged by itself, its bundle given."""
        if not self.about or not isinstance(self.about.document, dict):
            return
        for event in self.conditions().ignored:
            if event.counts:
                self.find("condition-change-ignored", event.digest)

    # The verdict on a log alone (9.9).

    def judge_emptiness(self):
        if not self.events and self.effect() == TOLD:
            self.find("empty-file")
            return True
        return False

    def judge_alone(self):
        policy = self.trust.policy
        if "signers" in policy or policy.get("threshold", 1) > 1:
            self.find("policy-signers-not-applied")
        if self.judge_emptiness():
            return
        self.tell_words()
        if self.trust.is_empty():
            self.find("no-trust-given")
        elif not any(e.counts for e in self.heard):
            self.find("signer-not-trusted")

    def effect(self):
        there = {EFFECT[code] for code, _ in self.found}
        return next(e for e in (NOT_INTACT, NOT_CHECKED, INCOMPLETE,
                                NOT_TRUSTED, TOLD)
                    if e in there or e == TOLD)

    def tell(self, findings):
        """Adds what was found, in a fixed order."""
        anybodys = self.anybodys()
        for code, about in sorted(self.found, key=repr):
            findings.add(EFFECT[code], "custody", "%s %s" % (code, about),
                         code, anybodys(code, about))


def signed_line(line):
    """An event, or one of a later version; None of what is neither."""
    for kind in (Event, Newer):
        try:
            return kind(line)
        except NotEncoded:
            pass
    return None


def sealed_heads(lines):
    """What a seal must say of a log of these lines: (count, heads); None
    where a line is no event, None for the heads where one is of a later
    version."""
    events = [signed_line(line) for line in lines]
    if None in events:
        return None
    if any(isinstance(e, Newer) and e.stands() for e in events):
        return len(lines), None
    there = {e.digest: e for e in events if e.stands()}
    parents = {e.prev for e in there.values() if e.prev in there
               and there[e.prev].chain == e.chain}
    return len(lines), sorted(set(there) - parents)
