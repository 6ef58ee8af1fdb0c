"""A small deflate encoder whose output never changes.

zlib's output differs between its versions; the corpus must not.  One block of
RFC 1951 with fixed Huffman codes, greedy matches by hashed triples.
"""


class _Bits:
    def __init__(self):
        self.out, self.word, self.n = bytearray(), 0, 0

    def put(self, value, n):
        """The n low bits of value, least significant first."""
        self.word |= value << self.n
        self.n += n
        while self.n >= 8:
            self.out.append(self.word & 255)
            self.word >>= 8
            self.n -= 8

    def code(self, value, n):
        """A Huffman code: most significant bit first."""
        self.put(int(format(value, "0%db" % n)[::-1], 2), n)

    def end(self, spare=0):
        """Fills the last byte with bits that carry no meaning."""
        if self.n:
            self.put(spare & ((1 << (8 - self.n)) - 1), 8 - self.n)
        return bytes(self.out)


def _symbol(bits, value):
    if value < 144:
        bits.code(0x30 + value, 8)
    elif value < 256:
        bits.code(0x190 + value - 144, 9)
    elif value < 280:
        bits.code(value - 256, 7)
    else:
        bits.code(0xc0 + value - 280, 8)


def _classes(first, groups):
    """The table of (first value, extra bits) of length or distance codes."""
    table, value = [], first
    for extra, count in groups:
        for _ in range(count):
            table.append((value, extra))
            value += 1 << extra
    return table


_LENGTHS = _classes(3, [(0, 8), (1, 4), (2, 4), (3, 4), (4, 4), (5, 4)])
_LENGTHS[-1] = (227, 5)
_LENGTHS.append((258, 0))
_DISTANCES = _classes(1, [(0, 4)] + [(n, 2) for n in range(1, 14)])


def _lookup(table, value):
    for index in range(len(table) - 1, -1, -1):
        if value >= table[index][0]:
            return index, value - table[index][0], table[index][1]
    raise ValueError(value)


_LENGTH_OF = {n: _lookup(_LENGTHS, n) for n in range(3, 259)}


def _match(data, at, candidates):
    """The longest match among the latest candidates: (length, distance)."""
    best, distance = 0, 0
    limit = min(258, len(data) - at)
    for start in reversed(candidates[-16:]):
        if at - start > 32768:
            break
        n = 3
        while n < limit and data[start + n] == data[at + n]:
            n += 1
        if n > best:
            best, distance = n, at - start
            if n == limit:
                break
    return best, distance


def raw_deflate(data, spare=0):
    """data as one final block; spare: the bits left over in the last byte."""
    bits = _Bits()
    bits.put(1, 1)
    bits.put(1, 2)
    seen, at = {}, 0
    while at < len(data):
        length = 0
        if at + 3 <= len(data):
            length, distance = _match(data, at,
                                      seen.get(data[at:at + 3], ()))
        if length:
            index, rest, extra = _LENGTH_OF[length]
            _symbol(bits, 257 + index)
            bits.put(rest, extra)
            index, rest, extra = _lookup(_DISTANCES, distance)
            bits.code(index, 5)
            bits.put(rest, extra)
        else:
            _symbol(bits, data[at])
            length = 1
        for place in range(at, at + min(length, 64)):
            if place + 3 <= len(data):
                seen.setdefault(data[place:place + 3], []).append(place)
        at += length
    _symbol(bits, 256)
    return bits.end(spare)


def stored(data):
    """data, at most 65,535 bytes, as one final stored block."""
    n = len(data)
    return (b"\x01" + n.to_bytes(2, "little")
            + (n ^ 0xffff).to_bytes(2, "little") + data)
