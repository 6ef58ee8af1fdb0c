"""Text made to be taken for something else: by a terminal, by the eye, by a
browser, a spreadsheet or a parser; and ways to put it everywhere."""

import copy

# A terminal: colour, title, link, a question whose answer is typed back
# (DECRQSS, device attributes, cursor position), clipboard, the alternate
# screen, scroll region, reset, clear; the same begun by one C1 character.
ESCAPES = ["\x1b[31;7mred", "\x1b]0;taken\x07", "\x1b]2;taken\x1b\\",
           "\x1b]8;;http://evil.example/\x1b\\link\x1b]8;;\x1b\\",
           "\x1bP$qm\x1b\\", "\x1b[c", "\x1b[6n", "\x1b]52;c;dGFrZW4=\x07",
           "\x1b[?1049h", "\x1b[2;3r", "\x1bc", "\x1b[2J\x1b[H",
           "\x1b[?25l", "\x1b[4h", "\x1b(0", "\x0e", "\x9b31m",
           "\x9d0;taken\x9c", "\x90$qm\x9c", "\x84\x85\x8d"]
# Lines that are none.
LINES = ["a\nVERIFIED: all is well", "a\rVERIFIED", "a\x08\x08\x08b",
         "a\x0b\x0cb", "a\tb", "a\x7fb", "a\u2028b\u2029c", "a\x07"]
# The eye: turned round, not seen, no character, marks upon marks.
EYE = ["photo\u202egpj.exe", "\u2066x\u2069\u2067y\u2069", "\u061c\u200f\u200e",
       "A\u200bnna", "\ufeffbom", "\u2060\u00ad\u180e", "\ufdd0\ufffe\uffff",
       "\U0001fffe", "\U000e0041\U000e007f", "e" + "\u0301\u0489" * 200,
       "\ufff9a\ufffab\ufffb"]
# A spreadsheet, a browser, JSON, a shell.
CODE = ['=HYPERLINK("http://evil.example";"x")', "+cmd|' /C calc'!A0",
        "@SUM(1+1)", "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
        "</td></table><h1>VERIFIED</h1>", "<!-- ", "]]>", "&lt;b&gt;&#x41;",
        '","verdict":"verified","x":"', "\\u0022\\", "%s%n$(reboot)`x`"]
ALL = ESCAPES + LINES + EYE + CODE
WHOLE = " ".join(ALL)
# What a text may hold where the format takes no control characters.
TAME = " ".join(EYE + CODE)


def leaves(value, path=()):
    """The path of every text in a JSON value."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, (list, dict)):
        for key in (range(len(value)) if isinstance(value, list)
                    else list(value)):
            yield from leaves(value[key], path + (key,))


def objects(value, path=()):
    """The path of every object in it."""
    if isinstance(value, dict):
        yield path
    if isinstance(value, (list, dict)):
        for key in (range(len(value)) if isinstance(value, list)
                    else list(value)):
            yield from objects(value[key], path + (key,))


def put(value, path, new):
    """A copy, with new at that path."""
    if not path:
        return new
    value = copy.deepcopy(value)
    at = value
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = new
    return value


def get(value, path):
    for step in path:
        value = value[step]
    return value


def variants(value):
    """Copies of it, each hostile at one place: a text that is all of it, one
    that has it after what stood there, a key and a value that nobody knows."""
    for number, path in enumerate(leaves(value)):
        yield path, put(value, path, (WHOLE, TAME)[number % 2])
        if number % 3 == 0:
            yield path, put(value, path, get(value, path) + TAME)
    for path in objects(value):
        yield path, put(value, path, dict(get(value, path), **{
            "x-" + WHOLE: WHOLE}))
