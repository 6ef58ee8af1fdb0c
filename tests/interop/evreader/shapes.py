"""The shapes of JSON values: which keys, in which order, of which types.

A shape is a function of (value, where, unknown) that raises NotEncoded, and
appends the places of keys that this text does not know."""

from .encoding import NotEncoded, decode_base64, is_hex, seconds_of


def simple(what, test):
    def check(value, where, unknown):
        if not test(value):
            raise NotEncoded("%s is not %s" % (where, what))
    return check


def is_integer(value):
    return isinstance(value, int) and not isinstance(value, bool)


def is_base64(value):
    if not isinstance(value, str):
        return False
    try:
        decode_base64(value)
    except NotEncoded:
        return False
    return True


def one_of(*values):
    return simple("one of " + ", ".join(map(repr, values)),
                  lambda value: any(type(value) is type(v) and value == v
                                    for v in values))


def hexadecimal(digits):
    return simple("%d hex digits" % digits, lambda v: is_hex(v, digits))


def pattern(compiled, what):
    return simple(what, lambda v: isinstance(v, str)
                  and compiled.fullmatch(v) is not None)


def null_or(shape):
    def check(value, where, unknown):
        if value is not None:
            shape(value, where, unknown)
    return check


TEXT = simple("a text", lambda v: isinstance(v, str))
INTEGER = simple("an integer", is_integer)
COUNT = simple("a number from 0 on", lambda v: is_integer(v) and v >= 0)
BOOLEAN = simple("true or false", lambda v: isinstance(v, bool))
TRUE = one_of(True)
TIME = simple("a time", lambda v: seconds_of(v) is not None)
BASE64 = simple("base64", is_base64)
SOME_BASE64 = simple("base64, not empty", lambda v: v and is_base64(v))
HEX256 = hexadecimal(64)
ARRAY = simple("an array", lambda v: isinstance(v, list))


def array(item, least=0, most=None):
    def check(value, where, unknown):
        ARRAY(value, where, unknown)
        if len(value) < least or most is not None and len(value) > most:
            raise NotEncoded("%s has %d items: too few or past the limit"
                             % (where, len(value)))
        for entry in value:
            item(entry, where + "[]", unknown)
    return check


def thing(required="", optional=(), exactly=False, **keys):
    """An object: its known keys in the order given, unknown ones after."""
    order = list(keys)
    needed = set(required.split()) if required != "all" else \
        set(order) - set(optional)

    def check(value, where, unknown):
        if not isinstance(value, dict):
            raise NotEncoded("%s is not an object" % where)
        present = list(value)
        known = [key for key in order if key in value]
        if present[:len(known)] != known:
            raise NotEncoded("the keys of %s are out of order" % where)
        if missing := needed - set(known):
            raise NotEncoded("%s has no %s" % (where, sorted(missing)[0]))
        for key in known:
            keys[key](value[key], "%s.%s" % (where, key), unknown)
        for key in present[len(known):]:
            if exactly:
                raise NotEncoded("%s has a key that may not be there: %s"
                                 % (where, key))
            unknown.append("%s.%s" % (where, key))
    return check
