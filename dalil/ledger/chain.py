"""How an entry of the ledger becomes a hash: plain functions, so that a stranger can check a copy with them alone.

It never touches the database or the clock.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

BEFORE_THE_FIRST = "0" * 64


class NotRecordable(ValueError):
    """What was given cannot be written in a form that reads back the same."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry's number and hash: kept elsewhere, it shows later that nothing before it was changed."""

    number: int
    hash: str

    def as_json(self) -> str:
        """One line, ready to be kept on another machine."""
        return canonical(asdict(self))


def canonical(data: Mapping[str, Any]) -> str:
    """The one way to write `data`: keys sorted, no spaces, ASCII only (so neither NUL nor lone surrogates reach a database)."""
    try:
        return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise NotRecordable(str(error)) from error


def moment(at: datetime) -> str:
    """`at` in UTC, to the microsecond: 2026-11-22T08:00:00.000000+00:00."""
    if at.tzinfo is None:
        raise NotRecordable("a moment without time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def hash_of(
    *, number: int, at: datetime, actor: int, action: str, subject: str, data_json: str, previous_hash: str
) -> str:
    """SHA-256, as 64 hexadecimal digits, over the canonical JSON of the seven parts of an entry."""
    return hash_of_told(number, moment(at), actor, action, subject, data_json, previous_hash)


def hash_of_told(
    number: int, at: str, actor: int, action: str, subject: str, data_json: str, previous_hash: str
) -> str:
    """The same with the moment as `moment` tells it.

    The canonical JSON is put together by hand here, key after key: a walk over a million entries does nothing else.
    """
    body = (
        f'{{"action":{quoted(action)},"actor":{actor},"at":{quoted(at)},"data":{quoted(data_json)},'
        f'"number":{number},"previous_hash":{quoted(previous_hash)},"subject":{quoted(subject)}}}'
    )
    return hashlib.sha256(body.encode("ascii")).hexdigest()
