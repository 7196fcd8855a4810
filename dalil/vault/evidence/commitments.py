"""What the ledger says of a file at intake: a hash that tells nothing to a guesser, and later proves which file it was.

The text that is hashed has four lines; whoever is given it checks it with `sha256sum`. Plain functions: no database, no key.
"""

import hashlib

FIRST_LINE = "Dalil evidence 1"


def opening(*, salt: str, sha256: str, sha512: str) -> str:
    """The text whose SHA-256 stands in the ledger: it is handed over with the file, and not before."""
    return f"{FIRST_LINE}\nsalt {salt}\nsha256 {sha256}\nsha512 {sha512}\n"


def commitment(*, salt: str, sha256: str, sha512: str) -> str:
    """The SHA-256 of that text."""
    return hashlib.sha256(opening(salt=salt, sha256=sha256, sha512=sha512).encode("ascii")).hexdigest()
