#!/usr/bin/python3
"""Goal: a stranger's reader of the evidence bundle, format 1, from
docs/format.md alone: prints the verdict and each finding, and exits with the
verdict's status."""

import argparse
import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

from cryptography.hazmat.primitives import serialization  # noqa: E402

from evreader.bundle import Bundle  # noqa: E402
from evreader.containers import Bgzf, open_container, open_input  # noqa: E402
from evreader.custody import EFFECT, Custody  # noqa: E402
from evreader.delivery import deliver  # noqa: E402
from evreader.encoding import (  # noqa: E402
    NotEncoded, decode_base64, parse_json, parse_json_file)
from evreader.findings import (  # noqa: E402
    INCOMPLETE, NOT_CHECKED, NOT_INTACT, Altered, CutShort, Findings,
    OtherFormat)
from evreader.folder import Folder  # noqa: E402
from evreader.tar import TarStream  # noqa: E402
from evreader.trust import Trust, Wrong  # noqa: E402


def read_key(path):
    """A public key file as the bytes of its SubjectPublicKeyInfo."""
    with open(path, "rb") as file:
        key = serialization.load_pem_public_key(file.read())
    return key.public_bytes(serialization.Encoding.DER,
                            serialization.PublicFormat.SubjectPublicKeyInfo)


def base_of_folder(path):
    """The name that the seal in a folder gives the bundle.  It is checked
    later: here it says only how long the tar's headers were."""
    try:
        with open(os.path.join(path, "evidence", "seal.json"), "rb") as file:
            envelope = parse_json_file(file.read(16 * 1024 * 1024 + 1))
        statement = parse_json(decode_base64(envelope["payload"]))
        return statement["predicate"]["bundle"]["name"].encode("utf-8")
    except (OSError, NotEncoded, LookupError, TypeError, AttributeError):
        return b"unknown"


def check(path, trust, payload_folder, findings, log):
    """Reads the bundle; trust is what it is judged by, log the custody log
    beside it.
    Returns the container's name and the bundle, as far as it came."""
    if os.path.isdir(path):
        if not os.path.isfile(os.path.join(path, "bagit.txt")):
            raise Altered("a folder without bagit.txt")
        source = Folder(path, base_of_folder(path))
        bundle = Bundle(findings, source)
        bundle.read()
        bundle.conclude(trust, payload_folder, log)
        return source.name, bundle
    source, wrong = open_input(path)
    if wrong:
        findings.add(INCOMPLETE, path, wrong)
    container = open_container(source)
    bgzf = container if isinstance(container, Bgzf) else None
    bundle = Bundle(findings, TarStream(container.blocks()), bgzf)
    bundle.read()
    bundle.conclude(trust, payload_folder, log)
    name = container.name
    if bgzf and bundle.is_recompressed():
        name = "recompressed"
    if name == "recompressed" and bundle.complete:
        findings.told("", "a recompressed container")
    return name, bundle


def look(path, trust, payload_folder, log=None):
    findings, container, bundle = Findings(), None, None
    try:
        container, bundle = check(path, trust, payload_folder, findings,
                                  log)
    except OtherFormat as error:
        findings.add(NOT_CHECKED, "evidence/format", str(error))
    except Altered as error:
        findings.altered("", str(error))
    except CutShort as error:
        findings.add(INCOMPLETE, "", str(error))
    except OSError as error:
        findings.add(INCOMPLETE, path, str(error))
    except Exception as error:  # What no line above foresaw is no bundle.
        findings.altered("", "cannot be read: %r" % error)
    return findings, container, bundle


def look_at_log(content, trust, about=None):
    """A custody log judged by itself."""
    findings = Findings()
    custody = Custody(content, trust, about)
    custody.judge_alone()
    custody.tell(findings)
    trust.check_sources(findings)
    return findings, custody


def look_at_delivery(line, offered, trust, log=b""):
    """Files that arrived, against a hand-over: where there is none, or
    nothing at a path that is offered, there is no verdict."""
    try:
        found = deliver(line, offered, trust, log)
    except OSError:
        return {"exitStatus": INCOMPLETE, "verdict": None, "findings": []}
    if found is None:
        return {"exitStatus": NOT_INTACT, "verdict": None, "findings": []}
    findings = Findings()
    for code, name in sorted(found, key=repr):
        findings.add(EFFECT[code], name or "", code, code)
    trust.check_sources(findings)
    return dict(result_of(findings, None, None), delivery=sorted(
        code for code, _ in found))


def flat(about):
    """What a finding is about: an event, several of them, or a finding of a
    stranger's, which is about some itself."""
    if isinstance(about, tuple):
        return [each for part in about for each in flat(part)]
    if isinstance(about, frozenset):
        return sorted(about)
    return [about] if about else []


def log_of(custody):
    """What is told of a custody log."""
    return {"heads": custody.heads(), "open": custody.open,
            "findings": sorted([code, flat(about)]
                               for code, about in custody.found)}


def result_of(findings, container, bundle):
    result = {
        "verdict": findings.verdict(),
        "exitStatus": findings.worst,
        "container": container,
        "findings": [{"effect": effect, "path": path, "message": message,
                      "code": code}
                     for effect, path, message, code in findings.kept],
        "findingsLeftOut": sum(findings.left_out.values()),
        "findingCounts": dict(sorted(findings.counts.items())),
    }
    if bundle is not None:
        result["signatures"] = [{"keyid": keyid, "status": status}
                                for keyid, status, _ in bundle.signatures]
        result["sealNumber"] = bundle.seal_number()
        if bundle.log is not None:
            result["custody"] = log_of(bundle.log)
    return result


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%S.000000000Z", time.gmtime())


def print_lines(result):
    print("%s %d" % (result["verdict"], result["exitStatus"]))
    for finding in result["findings"]:
        line = "%d\t%s\t%s" % (finding["effect"], finding["path"],
                               finding["message"])
        print(line.encode("ascii", "backslashreplace").decode()
              .replace("\n", "\\n").replace("\r", "\\r")
              .replace("\x1b", "\\x1b"))
    if result["findingsLeftOut"]:
        print("\t\tand %d more; of each: %s" % (
            result["findingsLeftOut"], ", ".join(
                "%s %d" % each for each in result["findingCounts"].items())))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-p", metavar="PUB", action="append", default=[],
                        help="a signer's public key; any one suffices")
    parser.add_argument("--threshold", metavar="N", type=int, default=1,
                        help="so many of them are asked for")
    parser.add_argument("--expect", metavar="NUMBER",
                        help="the seal number that is expected")
    for option, what in (("-t", "directory"), ("--pins", "pins"),
                         ("--policy", "policy")):
        parser.add_argument(option, metavar="FILE", dest=what,
                            type=argparse.FileType("rb"))
    parser.add_argument("--at", metavar="TIME",
                        help="judge as at this instant, as the format "
                        "writes times")
    parser.add_argument("--payload", metavar="DIR",
                        help="the folder that held a detached payload")
    parser.add_argument("--custody", metavar="LOG",
                        type=argparse.FileType("rb"),
                        help="the custody log beside the bundle; without a "
                        "bundle it is judged by itself")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("bundle", metavar="BUNDLE", nargs="?")
    options = parser.parse_args()
    if not (options.bundle or options.custody):
        parser.error("neither a bundle nor a log")
    try:
        trusted = {read_key(path) for path in options.p}
    except (OSError, ValueError) as error:
        parser.error("no public key: %s" % error)
    payload = options.payload and os.fsencode(options.payload)
    try:
        trust = Trust(trusted, options.threshold, now=options.at or now(),
                      as_of=bool(options.at), number=options.expect,
                      **{what: file.read() for what, file in
                         (("directory", options.directory),
                          ("pins", options.pins),
                          ("policy", options.policy)) if file})
    except Wrong as error:
        print("%s" % error, file=sys.stderr)
        return error.status
    log = options.custody.read() if options.custody else None
    if options.bundle:
        result = result_of(*look(options.bundle, trust, payload, log))
    else:
        findings, custody = look_at_log(log, trust)
        result = dict(result_of(findings, None, None),
                      custody=log_of(custody))
    if options.json:
        print(json.dumps(result, indent=1))
    else:
        print_lines(result)
    return result["exitStatus"]


if __name__ == "__main__":
    sys.exit(main())
