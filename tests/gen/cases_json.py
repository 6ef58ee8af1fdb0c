"""JSON: the one encoding, wherever JSON stands in a bundle."""

from corpus import add, case
from evwriter import CONDITIONS, Bundle, encode_json

USUAL = encode_json(CONDITIONS)


def conditions(name, why, text, status=1):
    """conditions.json as these bytes; digests and seal agree."""
    def make():
        return Bundle().on("tags", lambda tags: dict(
            tags, **{"evidence/conditions.json": text}))
    add(("bad-" if status else "good-") + "json-" + name, why, make, status)


def value(name, why, text, status=1):
    """A field more of conditions.json, with this text for its value."""
    conditions(name, why, USUAL[:-1] + b',"x":' + text + b"}\n", status)


value("minus-zero", "-0: an integer for some readers, a real for others.",
      b"-0")
value("real-zero", "0.0, which is no integer.", b"0.0")
value("fraction", "A number with a fraction.", b"1.5")
value("exponent", "1e3: a number with an exponent.", b"1e3")
value("overflow", "1e400: infinite for some readers.", b"1e400")
value("plus", "A number with a plus sign.", b"+1")
value("leading-zero", "A number with a leading zero.", b"012")
value("hexadecimal", "A number in hexadecimal.", b"0x1f")
value("not-a-number", "NaN, which some writers write.", b"NaN")
value("infinity", "-Infinity.", b"-Infinity")
value("largest", "2^53 - 1 and its negative.",
      b"[9007199254740991,-9007199254740991]", 0)
value("too-large", "2^53: a reader with reals cannot tell it from 2^53 + 1.",
      b"9007199254740992")
value("too-small", "-2^53.", b"-9007199254740992")
value("64-bits", "2^63 - 1.", b"9223372036854775807")
value("past-64-bits", "2^64 + 1, which is 1 for a reader that wraps.",
      b"18446744073709551617")
value("past-64-bits-negative", "-2^63 - 1.", b"-9223372036854775809")
value("many-digits", "A number of 5,000 digits.", b"1" * 5000)

value("surrogate-high", "A high surrogate alone, in an escape.",
      b'"\\ud800"')
value("surrogate-low", "A low surrogate alone, in an escape.", b'"\\udc00"')
value("surrogates-turned", "Two surrogates in the wrong order.",
      b'"\\udc00\\ud800"')
value("surrogate-pair", "A pair of surrogates in escapes, for a character "
      "that needs none.", b'"\\ud83d\\ude00"')
value("surrogate-utf8", "A surrogate in UTF-8.", b'"\xed\xa0\x80"')
value("overlong", "A slash in an overlong form of UTF-8.", b'"\xc0\xaf"')
value("past-unicode", "A code point past U+10FFFF.", b'"\xf4\x90\x80\x80"')
value("cut-utf8", "A sequence of UTF-8 without its last byte.",
      b'"\xe2\x82"')
value("latin-1", "A byte of Latin-1.", b'"caf\xe9"')
value("nul", "U+0000 in an escape: texts end there for some readers.",
      b'"a\\u0000b"')
value("nul-byte", "A NUL byte in a text.", b'"a\0b"')
value("control-raw", "A control character without an escape.", b'"a\x01b"')
value("newline-raw", "A newline without an escape.", b'"a\nb"')
value("delete", "U+007F and U+0080 stand as they are.", b'"\x7f\xc2\x80"', 0)
value("unicode", "Characters of all planes stand as they are.",
      '"é ж 字 😀 \u2028 \ufeff \uffff"'.encode(), 0)
value("escapes", "Each escape that is needed.",
      b'"\\" \\\\ \\b \\t \\n \\f \\r \\u0001 \\u001f /"', 0)
value("escape-slash", "An escape where none is needed: a slash.", b'"\\/"')
value("escape-letter", "A letter in an escape.", b'"\\u0061"')
value("escape-upper", "An escape with upper-case digits.", b'"\\u001F"')
value("escape-long", "A long escape where a short one is.", b'"\\u000a"')
value("escape-unknown", "An escape that JSON does not have.", b'"\\x41"')
value("escape-cut", "An escape of three digits.", b'"\\u004"')

value("key-twice", "A key twice in one object: readers take the first or the "
      "last.", b'{"a":1,"a":2}')
value("key-twice-escaped", "Two keys that differ in escapes alone.",
      b'{"a":1,"\\u0061":2}')
value("key-empty", "An empty key is a key.", b'{"":1}', 0)
value("keys-twice-apart", "One key in two objects.", b'[{"a":1},{"a":2}]', 0)
conditions("schema-twice", "`schema` twice, the second with another value.",
           USUAL[:-1] + b',"schema":"urn:libevidence:case:2"}\n')


def nested(depth, opening=b"[", closing=b"]"):
    return opening * depth + closing * depth


value("depth-32", "32 levels, with the document's own.", nested(31), 0)
value("depth-33", "33 levels.", nested(32))
value("depth-33-objects", "33 levels of objects.",
      b'{"a":' * 31 + b"{}" + b"}" * 31)
value("depth-100000", "100,000 levels: a reader that recurses runs out of "
      "stack.", nested(100000))

value("trailing-comma", "A comma at an array's end.", b"[1,]")
value("comment", "A comment.", b"1/**/")
value("single-quotes", "Single quotes.", b"'a'")
value("bare-word", "True in upper case.", b"True")
value("space", "A space between tokens.", b" 1")
value("tab", "A tab between tokens.", b"\t1")
value("line-break", "A line break between tokens.", b"\n1")
value("no-break-space", "A no-break space between tokens.", b"\xc2\xa01")
value("nothing", "No value after the colon.", b"")
conditions("bom", "A byte order mark in front.", b"\xef\xbb\xbf" + USUAL
           + b"\n")
conditions("utf-16", "UTF-16.", (USUAL + b"\n").decode().encode("utf-16"))
conditions("trailing-text", "A second text after the first.",
           USUAL + USUAL + b"\n")
conditions("trailing-nul", "A NUL after the text.", USUAL + b"\0\n")
conditions("no-newline", "The last LF is missing.", USUAL)
conditions("two-newlines", "An LF too many.", USUAL + b"\n\n")
conditions("crlf", "CR LF at the end.", USUAL + b"\r\n")
conditions("cut", "The text ends in the middle.", USUAL[:-20])
conditions("unclosed", "The last brace is missing.", USUAL[:-1] + b"\n")
conditions("empty", "conditions.json is empty.", b"")
conditions("newline-alone", "conditions.json is an LF.", b"\n")
conditions("null", "conditions.json is null.", b"null\n")
conditions("scalar", "conditions.json is a text.", b'"x"\n')


def placed(name, why, stage, change, **options):
    add("bad-json-" + name, why,
        lambda: Bundle(**options).on(stage, change), 1)


# The same rules where JSON stands elsewhere.
LINE = b'{"event":1}\n'
for name, why, text in (
        ("space", "A line of the custody log with a space.",
         b'{"event": 1}\n'),
        ("no-newline", "The custody log's last line does not end.",
         LINE + b'{"event":2}'),
        ("empty-line", "An empty line in the custody log.",
         LINE + b"\n" + LINE),
        ("crlf", "The custody log's lines end in CR LF.",
         b'{"event":1}\r\n'),
        ("twice", "A key twice in a line of the custody log.",
         b'{"event":1,"event":2}\n'),
        ("two-texts", "Two texts on one line of the custody log.",
         b'{"event":1}{"event":2}\n'),
        ("surrogate", "A lone surrogate in a line of the custody log.",
         b'{"event":"\\ud800"}\n')):
    add("bad-json-custody-" + name, why,
        lambda text=text: Bundle(custody=text), 1)


def first_line(change):
    return lambda lines: [change(lines[0])] + lines[1:]


for name, why, change in (
        ("space", "A space in a line of the inventory.",
         lambda d: d.replace(b'":', b'": ', 1)),
        ("key-twice", "`path` twice in a line of the inventory, the second in "
         "escapes.", lambda d: d.replace(
             b'"size"', b'"\\u0070ath":"data/other","size"')),
        ("minus-zero", "`size` is -0.",
         lambda d: d.replace(b'"size":0', b'"size":-0')),
        ("real", "`size` is 0.0.",
         lambda d: d.replace(b'"size":0', b'"size":0.0')),
        ("escape", "A letter of a path in an escape.",
         lambda d: d.replace(b"data/scene", b"data/\\u0073cene")),
        ("bom", "A byte order mark before the first line.",
         lambda d: b"\xef\xbb\xbf" + d),
        ("empty-line", "An empty line before the first.",
         lambda d: b"\n" + d),
        ("carriage-return", "A line ends in CR LF.", lambda d: d + b"\r"),
        ("array", "A line is an array.", lambda d: b"[" + d + b"]"),
        ("surrogate", "A lone surrogate in an original path.",
         lambda d: d.replace(b'"path":"scene"', b'"path":"\\udcff"'))):
    placed("inventory-" + name, why, "lines", first_line(change))

for name, why, change in (
        ("newline", "The statement ends in LF.", lambda d: d + b"\n"),
        ("space", "A space in the statement.",
         lambda d: d.replace(b'":', b'": ', 1)),
        ("key-twice", "`predicateType` twice in the statement, the second in "
         "escapes.", lambda d: d.replace(
             b',"predicate":', b',"\\u0070redicateType":"x","predicate":')),
        ("minus-zero", "The custody count is -0.",
         lambda d: d.replace(b'"count":0', b'"count":-0')),
        ("exponent", "The format is 1e0.",
         lambda d: d.replace(b'"format":1', b'"format":1e0')),
        ("overflow", "The number of objects is 2^64 + 3.",
         lambda d: d.replace(b'"objects":3', b'"objects":'
                             + str(2**64 + 3).encode())),
        ("depth", "The statement has an unknown key with 33 levels.",
         lambda d: d[:-1] + b',"x":' + nested(33) + b"}"),
        ("bom", "A byte order mark before the statement.",
         lambda d: b"\xef\xbb\xbf" + d),
        ("trailing", "Text after the statement.", lambda d: d + b"{}"),
        ("not-utf8", "The statement has a byte of Latin-1.",
         lambda d: d.replace(b"NTP", b"NT\xe9"))):
    placed("statement-" + name, why, "statement_bytes", change)


@case(0)
def good_json_not_judged_elsewhere():
    """What lies below evidence/x/ and data/ need not be the one encoding."""
    return Bundle(extra={"evidence/x/a.json": b'{ "a": 1e400, "a": -0 }'})
