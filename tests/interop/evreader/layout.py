"""Which files a bundle has, and in which order (3)."""

ORDER = (
    b"bagit.txt", b"evidence/format", b"data/", b"manifest-sha256.txt",
    b"evidence/inventory.jsonl", b"evidence/blocks.gzi",
    b"evidence/case.json", b"evidence/conditions.json",
    b"evidence/recipients.json", b"evidence/custody.jsonl",
    b"evidence/disclosure.jsonl", b"evidence/origin/", b"evidence/x/",
    b"READ-ME-FIRST.txt", b"bag-info.txt", b"tagmanifest-sha256.txt",
    b"evidence/seal.json", b"evidence/locator.json",
)
GROUPS = (b"data/", b"evidence/origin/", b"evidence/x/")
RANKS = {path: rank for rank, path in enumerate(ORDER)
         if path not in GROUPS}

REQUIRED = (
    b"bagit.txt", b"evidence/format", b"manifest-sha256.txt",
    b"evidence/inventory.jsonl", b"evidence/conditions.json",
    b"READ-ME-FIRST.txt", b"bag-info.txt", b"tagmanifest-sha256.txt",
    b"evidence/seal.json", b"evidence/locator.json",
)
TAIL = RANKS[b"manifest-sha256.txt"]


def rank_of(path):
    """The place of a path (of section 3) in the order; None if it has
    none."""
    for group in GROUPS:
        if path.startswith(group) and len(path) > len(group):
            return ORDER.index(group)
    return RANKS.get(path)
