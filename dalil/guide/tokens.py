"""Tokens in links that open one thing to whoever holds them. Only their hash is kept, so a stolen database opens nothing."""

import re
from typing import Final

from dalil.access.links import hash_of, new_secret

_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


def new_token() -> tuple[str, str]:
    """A token of 256 bits, and the key under which it is known."""
    token = new_secret()
    return token, key_of(token)


def key_of(token: str) -> str:
    """The hash under which a token is known; of what is no token, one that nothing has."""
    return hash_of(token) if _SHAPE.fullmatch(token) else "-"
