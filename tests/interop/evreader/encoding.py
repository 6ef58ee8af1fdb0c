"""Texts: the one encoding of JSON (3.1), base64, hex, times (3.4)."""

import base64
import binascii
import json
import re

JSON_LIMIT = 16 * 1024 * 1024
NESTING_LIMIT = 32
INTEGER_LIMIT = 2 ** 53 - 1
WEIGHT_LIMIT = 64 * 1024 * 1024

TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{\[]|[0-9]+')

TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r"\.([0-9]{9})Z")
MTIME_LIMIT = 8589934591


class NotEncoded(ValueError):
    """A text that is not in the one encoding."""


def _object(pairs):
    result = dict(pairs)
    if len(result) != len(pairs):
        raise NotEncoded("a key stands twice in one object")
    return result


def _integer(digits):
    if len(digits) > 17:
        raise NotEncoded("a number beyond 2^53-1")
    number = int(digits)
    if abs(number) > INTEGER_LIMIT:
        raise NotEncoded("a number beyond 2^53-1")
    return number


def _refuse(text):
    raise NotEncoded("a number that is no integer: " + text[:40])


def _look_through(value, depth):
    """Nesting of at most 32, no U+0000 in any string."""
    if isinstance(value, str):
        if "\0" in value:
            raise NotEncoded("U+0000 in a string")
    elif isinstance(value, (list, dict)):
        if depth == NESTING_LIMIT:
            raise NotEncoded("nested deeper than 32, the limit")
        for item in value:
            _look_through(item, depth + 1)
        if isinstance(value, dict):
            for item in value.values():
                _look_through(item, depth + 1)


def parse_json(text):
    """The value of a JSON text (bytes), which must be in the one encoding.

    There is one encoding only: so the text is read by a common reader,
    written again, and both must be the same bytes."""
    if len(text) > JSON_LIMIT:
        raise NotEncoded("a JSON text over 16 MiB, the limit")
    try:
        value = json.loads(text.decode("utf-8"), object_pairs_hook=_object,
                           parse_int=_integer, parse_float=_refuse,
                           parse_constant=_refuse)
        _look_through(value, 0)
        again = json.dumps(value, ensure_ascii=False,
                           separators=(",", ":")).encode("utf-8")
    except NotEncoded:
        raise
    except RecursionError:
        raise NotEncoded("nested deeper than 32, the limit") from None
    except ValueError as error:
        raise NotEncoded("no JSON: %s" % error) from None
    if again != text:
        raise NotEncoded("JSON that is not in the one encoding")
    return value


def weight(text):
    """Of a text that parse_json takes (9.1)."""
    fixed = {b"{": 512, b"[": 320}
    total = 0
    for token in TOKEN.finditer(text):
        found = token.group()
        total += (64 + len(found) if found[:1] == b'"'
                  else fixed.get(found, 48))
    return total


def parse_json_file(content):
    """A file of one JSON text and its LF."""
    if not content.endswith(b"\n"):
        raise NotEncoded("a JSON file that does not end with LF")
    return parse_json(content[:-1])


def decode_base64(text):
    """RFC 4648 section 4, padded, spare bits zero, no line breaks."""
    try:
        raw = text.encode("ascii")
        value = base64.b64decode(raw, validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise NotEncoded("no base64") from None
    if base64.b64encode(value) != raw:
        raise NotEncoded("base64 that is not in its one encoding")
    return value


def is_hex(text, digits):
    return (isinstance(text, str) and len(text) == digits
            and all(c in "0123456789abcdef" for c in text))


def days_since_1970(year, month, day):
    """Of the proleptic Gregorian calendar, for any year from 0 on."""
    year -= month <= 2
    era = year // 400
    in_era = year - era * 400
    in_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return (era * 146097 + in_era * 365 + in_era // 4 - in_era // 100
            + in_year - 719468)


def month_length(year, month):
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31


def seconds_of(time):
    """Whole seconds since 1970 of a time, rounded down; None if the text is
    no time.  The fraction is never negative: cutting it off rounds down."""
    match = TIME.fullmatch(time) if isinstance(time, str) else None
    if match is None:
        return None
    year, month, day, hour, minute, second, _ = map(int, match.groups())
    if not 1 <= month <= 12 or not 1 <= day <= month_length(year, month):
        return None
    if hour > 23 or minute > 59 or second > 59:
        return None
    return (days_since_1970(year, month, day) * 86400
            + hour * 3600 + minute * 60 + second)


def mtime_of(time):
    """The tar's mtime for a time, or for none (2.1)."""
    seconds = seconds_of(time) if time is not None else 0
    if seconds is None or not 0 <= seconds <= MTIME_LIMIT:
        return 0
    return seconds
