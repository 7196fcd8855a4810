"""Cursors: where a list goes on. Signed, so that nobody can make one up, and bound to the list that they were made for.

They hold the last place that was shown, not a count of places, so that a list can be read to its end while it changes.
"""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

import msgspec
from django.core import signing
from django.utils.translation import gettext

from dalil.press.api.problems import BAD_CURSOR, Refused

_SALT: Final = "dalil.press.api.cursors"
FORM: Final = r"^[A-Za-z0-9_-]{1,400}:[A-Za-z0-9_-]{43}$"


@dataclass(frozen=True, slots=True)
class Cursor:
    """After what the next page begins, and which page that is."""

    after: tuple[str, ...]
    page: int


def mark_of(parameters: msgspec.Struct) -> str:
    """What tells one list from another: the parameters but for the place in it."""
    told: dict[str, Any] = {
        field: value for field, value in msgspec.structs.asdict(parameters).items() if field not in ("cursor", "page")
    }
    return blake2b(msgspec.json.encode(told, order="deterministic"), digest_size=9).hexdigest()


def written(cursor: Cursor, mark: str) -> str:
    """The cursor as text."""
    text = signing.b64_encode(msgspec.json.encode((mark, cursor.page, cursor.after))).decode()
    return signing.Signer(salt=_SALT).sign(text)


def read(text: str, mark: str) -> Cursor:
    """The cursor of a text. Raises `Refused` for one that was not given for this list."""
    try:
        packed = signing.b64_decode(signing.Signer(salt=_SALT).unsign(text).encode())
        of, page, after = msgspec.json.decode(packed, type=tuple[str, int, tuple[str, ...]])
    except (signing.BadSignature, msgspec.MsgspecError, ValueError) as error:
        raise _refused(gettext("“cursor” was not given by this platform.")) from error
    if of != mark:
        raise _refused(gettext("“cursor” belongs to a list with other parameters. Keep them as they were."))
    return Cursor(after, page)


def _refused(detail: str) -> Refused:
    return Refused(BAD_CURSOR, detail, "cursor")
