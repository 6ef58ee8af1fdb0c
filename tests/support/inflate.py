"""A decoder of deflate that is laxer than RFC 1951, as some readers are: what
docs/format.md (1.3) lets a reader take, it takes.  Written from the RFC, with
nothing of other decoders, to tell which bytes such a stream stands for."""

# 29 codes of lengths; the two that are not assigned are read as the last.
_LENGTHS = [(3 + n, 0) for n in range(8)]
for _extra in range(1, 6):
    for _ in range(4):
        _LENGTHS.append((_LENGTHS[-1][0] + (1 << _LENGTHS[-1][1]), _extra))
_LENGTHS[28:] = [(258, 0)] * 3
# 30 codes of distances, likewise.
_DISTANCES = [(1 + n, 0) for n in range(4)]
for _extra in range(1, 14):
    for _ in range(2):
        _DISTANCES.append((_DISTANCES[-1][0] + (1 << _DISTANCES[-1][1]),
                           _extra))
_DISTANCES += _DISTANCES[-1:] * 2
_ORDER = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)


class NotDeflate(Exception):
    """No reader could take it."""


class _Bits:
    def __init__(self, data):
        self.word, self.left = int.from_bytes(data, "little"), 8 * len(data)

    def take(self, count):
        if count > self.left:
            raise NotDeflate("it ends too early")
        value = self.word & ((1 << count) - 1)
        self.word >>= count
        self.left -= count
        return value


class _Codes:
    """Canonical codes of given lengths; the set may be incomplete."""

    def __init__(self, lengths):
        self.symbols, code = {}, 0
        for length in range(1, 16):
            code <<= 1
            for symbol, its in enumerate(lengths):
                if its == length:
                    self.symbols[length, code] = symbol
                    code += 1
            if code > 1 << length:
                raise NotDeflate("more codes than there are")
        if len(self.symbols) < 2:
            # One code, or none: either bit then stands for it.
            only = next(iter(self.symbols.values()), 0)
            self.symbols = {(1, 0): only, (1, 1): only}

    def read(self, bits):
        code = 0
        for length in range(1, 16):
            code = code << 1 | bits.take(1)
            symbol = self.symbols.get((length, code))
            if symbol is not None:
                return symbol
        raise NotDeflate("no such code")


_FIXED = (_Codes([8] * 144 + [9] * 112 + [7] * 24 + [8] * 8),
          _Codes([5] * 32))


def _dynamic(bits):
    literals, distances = bits.take(5) + 257, bits.take(5) + 1
    lengths = [0] * 19
    for place in range(bits.take(4) + 4):
        lengths[_ORDER[place]] = bits.take(3)
    codes, lengths = _Codes(lengths), []
    while len(lengths) < literals + distances:
        symbol = codes.read(bits)
        if symbol < 16:
            lengths.append(symbol)
        elif symbol == 16:
            lengths += lengths[-1:] * (3 + bits.take(2))
        else:
            lengths += [0] * (3 + bits.take(3) if symbol == 17
                              else 11 + bits.take(7))
    return (_Codes(lengths[:literals]),
            _Codes(lengths[literals:literals + distances]))


def _compressed(bits, out, literals, distances):
    while True:
        symbol = literals.read(bits)
        if symbol < 256:
            out.append(symbol)
            continue
        if symbol == 256:
            return
        base, extra = _LENGTHS[symbol - 257]
        length = base + bits.take(extra)
        base, extra = _DISTANCES[distances.read(bits)]
        distance = base + bits.take(extra)
        if distance > len(out):
            raise NotDeflate("from before the beginning")
        for _ in range(length):
            out.append(out[-distance])


def inflate(data):
    """The bytes that a raw deflate stream stands for."""
    bits, out, last = _Bits(data), bytearray(), 0
    while not last:
        last, kind = bits.take(1), bits.take(2)
        if kind == 0:
            bits.take(bits.left % 8)
            length, complement = bits.take(16), bits.take(16)
            if length ^ complement != 0xffff:
                raise NotDeflate("a stored block's length")
            out += bytes(bits.take(8) for _ in range(length))
        elif kind == 1:
            _compressed(bits, out, *_FIXED)
        elif kind == 2:
            _compressed(bits, out, *_dynamic(bits))
        else:
            raise NotDeflate("a reserved kind of block")
    return bytes(out)
