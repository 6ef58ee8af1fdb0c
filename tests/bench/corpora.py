#!/usr/bin/python3
"""Makes what the benchmark seals: real input where this machine has some.

    tests/bench/corpora.py [--short | --usual | --large] NAME FOLDER

makes the corpus NAME in FOLDER, which must not be there yet.  What is drawn
is drawn from a fixed seed, so that a corpus is the same each time.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys

IMAGE = "/usr/share/forensics-samples/fs.ext4.xz"
PARTS = ("/usr/include", "/usr/share")
MEBIBYTE = 1 << 20


class Size:
    """How much is made: the short form for CI, the usual, and the large."""

    def __init__(self, form="usual"):
        short, large = form == "short", form == "large"
        self.form = form
        self.files = 500 if short else 13000
        self.tree = 8 * MEBIBYTE if short else 450 * MEBIBYTE
        self.image = 4 * MEBIBYTE if short else 1 << 40
        self.random = 8 * MEBIBYTE if short else 256 * MEBIBYTE
        self.logs = 8 * MEBIBYTE if short else 256 * MEBIBYTE
        self.small = 2000 if short else 1000000 if large else 100000
        self.sparse = (64 * MEBIBYTE if short else
                       65536 * MEBIBYTE if large else 4096 * MEBIBYTE)
        self.rounds = 2 if short else 1 if large else 5

    def part(self, share):
        """A corpus that is one of several: a share of each."""
        other = Size()
        other.__dict__.update(self.__dict__)
        for name in ("files", "tree", "image", "random", "logs"):
            setattr(other, name, max(1, getattr(self, name) // share))
        # Else one would be nearly all of the files, the other of the bytes.
        other.small = max(1, self.small // (4 * share))
        other.sparse = max(1, self.sparse // (16 * share))
        return other


def tree(folder, size):
    """Copies of real files of this machine, from every part in turn."""
    os.mkdir(folder)
    files = total = 0
    walks = [os.walk(part) for part in PARTS]
    while walks and files < size.files and total < size.tree:
        walk = walks.pop(0)
        for place, folders, names in walk:
            folders.sort()
            files, total = copy_some(folder, place, names, files, total)
            walks.append(walk)
            break


def copy_some(folder, place, names, files, total):
    target = folder + place
    for name in sorted(names):
        path = os.path.join(place, name)
        if os.path.isfile(path) and not os.path.islink(path):
            os.makedirs(target, exist_ok=True)
            shutil.copy2(path, target)
            files += 1
            total += os.path.getsize(path)
    return files, total


def image(folder, size):
    """The forensic image, where its package is here."""
    if not os.path.exists(IMAGE) or not shutil.which("xz"):
        return
    os.mkdir(folder)
    with subprocess.Popen(["xz", "-dc", IMAGE],
                          stdout=subprocess.PIPE) as unpack:
        with open(folder + "/disk.img", "wb") as file:
            left = size.image
            while left:
                data = unpack.stdout.read(min(left, MEBIBYTE))
                if not data:
                    break
                file.write(data)
                left -= len(data)
        unpack.stdout.close()


def incompressible(folder, size):
    """One file of random bytes: an encrypted disk, or a film."""
    os.mkdir(folder)
    draw = random.Random(1)
    with open(folder + "/random.bin", "wb") as file:
        for _ in range(max(1, size.random // MEBIBYTE)):
            file.write(draw.randbytes(MEBIBYTE))


def logs(folder, size):
    """Lines as servers write them, sixteen files."""
    os.mkdir(folder)
    draw = random.Random(2)
    hosts = ["gw-%02d" % n for n in range(20)]
    verbs = ["GET", "GET", "GET", "POST", "HEAD"]
    paths = ["/", "/login", "/api/v1/items", "/static/app.js"]
    for number in range(16):
        lines, left, second = [], size.logs // 16, 0
        while left > 0:
            second += draw.randrange(3)
            line = ("2026-11-%02dT%02d:%02d:%02dZ %s httpd[%d]: %d.%d.%d.%d "
                    "%s %s%s %d %d\n" % (
                        number + 1, second // 3600 % 24, second // 60 % 60,
                        second % 60, draw.choice(hosts),
                        draw.randrange(900, 40000), draw.randrange(1, 224),
                        draw.randrange(256), draw.randrange(256),
                        draw.randrange(256), draw.choice(verbs),
                        draw.choice(paths), draw.choice(("", "?id=%d" %
                                                         draw.randrange(10**6)
                                                         )),
                        draw.choice((200, 200, 200, 304, 404)),
                        draw.randrange(200, 90000)))
            lines.append(line)
            left -= len(line)
        with open("%s/access.%02d.log" % (folder, number), "w",
                  encoding="ascii") as file:
            file.writelines(lines)


def small(folder, size):
    """Many small files, 1,000 a folder, 0 to 2 KiB each."""
    os.mkdir(folder)
    draw = random.Random(3)
    text = draw.randbytes(1 << 16).hex().encode()
    for number in range(size.small):
        if number % 1000 == 0:
            place = "%s/%04d" % (folder, number // 1000)
            os.mkdir(place)
        begin = draw.randrange(len(text) - 2048)
        with open("%s/item-%06d.txt" % (place, number), "wb") as file:
            file.write(text[begin:begin + draw.randrange(2048)])


def wide(folder, size):
    """As many small files, all of them in one folder, made in an order that
    is not that of their names."""
    os.mkdir(folder)
    draw = random.Random(5)
    text = draw.randbytes(1 << 16).hex().encode()
    step = 7919         # a prime that divides no number of files asked for
    for number in range(size.small):
        begin = draw.randrange(len(text) - 2048)
        with open("%s/IMG-%08d.jpeg" % (folder, number * step % size.small),
                  "wb") as file:
            file.write(text[begin:begin + draw.randrange(2048)])


def sparse(folder, size):
    """One file that is nearly all hole: a megabyte in every thousand."""
    os.mkdir(folder)
    draw = random.Random(4)
    with open(folder + "/sparse.img", "wb") as file:
        file.truncate(size.sparse)
        for at in range(0, size.sparse, 1000 * MEBIBYTE):
            file.seek(at)
            file.write(draw.randbytes(MEBIBYTE))


def mix(folder, size):
    """A part of each: what one seizure brings."""
    os.mkdir(folder)
    part = size.part(6)
    for name in ("tree", "image", "random", "logs", "small", "sparse"):
        CORPORA[name][1](folder + "/" + name, part)


# name: (title, how it is made)
CORPORA = {
    "tree": ("a tree of this machine", tree),
    "image": ("a forensic image", image),
    "random": ("incompressible bytes", incompressible),
    "logs": ("logs", logs),
    "mix": ("a mix of these", mix),
    "small": ("small files", small),
    "wide": ("small files in one folder", wide),
    "sparse": ("a sparse file", sparse),
}


def make(name, folder, size):
    """Makes it; returns how many files and bytes, or (0, 0): not here."""
    CORPORA[name][1](folder, size)
    files = total = 0
    for place, _, names in os.walk(folder):
        files += len(names)
        total += sum(os.path.getsize(os.path.join(place, each))
                     for each in names)
    return files, total


def main():
    parser = argparse.ArgumentParser(description="Makes a corpus.")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--usual", action="store_const", dest="form",
                      const="usual", default="usual")
    form.add_argument("--short", action="store_const", dest="form",
                      const="short")
    form.add_argument("--large", action="store_const", dest="form",
                      const="large")
    parser.add_argument("name", choices=sorted(CORPORA))
    parser.add_argument("folder")
    options = parser.parse_args()
    files, total = make(options.name, options.folder, Size(options.form))
    if not files:
        sys.exit("%s: cannot be made on this machine" % options.name)
    print("%s: %d files, %d bytes" % (options.folder, files, total))


if __name__ == "__main__":
    main()
