"""The public id of an organisation: short, stable, and the same whenever the same lists are taken in anew.

It never carries meaning: nobody can read a name, a country or a date from it.
"""

from base64 import b32encode
from hashlib import blake2b

LENGTH = 12


def public_id(source: str, key: str, attempt: int = 0) -> str:
    """Twelve characters (60 bits) from the first record's source and key; raise `attempt` when an id is taken."""
    digest = blake2b(f"{source}\x1f{key}\x1f{attempt}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return b32encode(digest).decode().lower()[:LENGTH]
