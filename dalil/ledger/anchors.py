"""The form of an anchor: one line of a file, a line in a mail, the answer of a time-stamp service; written and read back.

It never touches the database, and never trusts what it reads: an anchor is compared with the ledger, not believed.
"""

import base64
import binascii
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dalil.ledger import chain

# As the pages and mails show a head, and as a mail quotes it.
_SHORT = re.compile(r"(?<![\w:])(\d{1,18}):([0-9a-f]{64})(?![0-9a-f])")
_HASH = re.compile(r"[0-9a-f]{64}")

MOST_BYTES = 64 * 1024 * 1024


class Unreadable(ValueError):
    """What was given holds no anchor."""


@dataclass(frozen=True, slots=True)
class Told:
    """One anchor as somebody kept it: the head, and the time-stamp service's answer if there was one."""

    number: int
    hash: str
    token: bytes = b""


@dataclass(frozen=True, slots=True)
class Found:
    """All that a file holds; `unread` counts the lines that look like an anchor and cannot be read."""

    told: tuple[Told, ...]
    unread: int = 0


def line(*, number: int, own_hash: str, at: datetime, name: str, token: bytes = b"") -> str:
    """One anchor as one line of JSON, without its end."""
    said: dict[str, object] = {"number": number, "hash": own_hash, "at": chain.moment(at), "name": name}
    if token:
        said["token"] = base64.b64encode(token).decode("ascii")
    return chain.canonical(said)


def append(path: Path, text: str) -> None:
    """Adds one line to the file and waits until the disk has it. A line that was cut off by a crash is ended first.

    The file must not be a link, and its folder must be there: an unmounted disk is told, not written beside.
    """
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        begin = b"\n" if size and os.pread(descriptor, 1, size - 1) != b"\n" else b""
        whole = begin + text.encode("utf-8") + b"\n"
        if os.write(descriptor, whole) != len(whole):
            raise OSError(f"{path}: written in part only")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    folder = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read(content: bytes) -> Found:
    """Every anchor in a file: lines that we appended, the output of `dalil ledger head`, or a mail pasted as it came."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("it is not text") from error
    told: list[Told] = []
    unread = 0
    for raw in text.splitlines():
        found = list(_in_line(raw.strip().lstrip("> \t")))
        told += found
        unread += not found and '"hash"' in raw
    if not told:
        raise Unreadable("it names no entry with its hash")
    return Found(tuple(told), unread)


def _in_line(text: str) -> Iterator[Told]:
    if text.startswith("{"):
        if told := _from_json(text):
            yield told
        return
    for number, own_hash in _SHORT.findall(text):
        yield Told(int(number), own_hash)


def _from_json(text: str) -> Told | None:
    try:
        said = json.loads(text)
        number, own_hash = said["number"], said["hash"]
        token = base64.b64decode(said.get("token", ""), validate=True)
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error, RecursionError):
        return None
    fits = type(number) is int and 0 <= number < 2**63 and isinstance(own_hash, str) and _HASH.fullmatch(own_hash)
    return Told(number, own_hash, token) if fits else None
