"""What the key agent and those who ask it say to each other: frames of a length and a message, at most 4 MiB.

It never logs what is said, and imports no Django: both sides read it.
"""

import struct
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from dalil.accounts.data_classes import DataClass

SOCKET: Final = "agent.socket"
KEYRING: Final = "keyring"
INTENT: Final = "sealed"
"""Whoever writes this file into the folder of keys has sealed the platform: the agent ends at the next request."""
SEALED: Final = 3
ALREADY: Final = 4
UNFIT: Final = 5
DAMAGED: Final = 6
"""How the agent's program ends when it does not serve."""
WHY_NOT: Final[Mapping[int, str]] = {
    SEALED: "the platform is sealed",
    UNFIT: "others than its owner may look into the folder or the file of keys, or it cannot be used",
    DAMAGED: "the file of keys is damaged",
}
LARGEST: Final = 4 * 1024 * 1024
MOST_AT_ONCE: Final = 10_000
LENGTH: Final = struct.Struct(">I")


class Malformed(Exception):
    """What came is no message."""


class Binding(msgspec.Struct, frozen=True, array_like=True):
    """For what a data key is: its class, and the place that authenticates it (`envelope.place` of model and id)."""

    data_class: DataClass
    where: bytes


class Wrapped(msgspec.Struct, frozen=True, array_like=True):
    """A wrapped data key, with what it is bound to."""

    binding: Binding
    wrapped: bytes


class Indexed(msgspec.Struct, frozen=True, array_like=True):
    """A value to be turned into an exact-match code, for one column."""

    data_class: DataClass
    column: bytes
    value: bytes


class Status(msgspec.Struct, tag=True):
    """How the agent is."""


class Fresh(msgspec.Struct, tag=True):
    """New data keys, one for each binding."""

    bindings: list[Binding]


class Unwrap(msgspec.Struct, tag=True):
    """Data keys of these."""

    items: list[Wrapped]


class Rewrap(msgspec.Struct, tag=True):
    """The same data keys under the newest epoch; they never leave the agent."""

    items: list[Wrapped]


class Codes(msgspec.Struct, tag=True):
    """Codes of these values, for blind indexes."""

    items: list[Indexed]


class Init(msgspec.Struct, tag=True):
    """Make the first keys; with a passphrase the file is sealed under it."""

    passphrase: memoryview | None = None


class Unlock(msgspec.Struct, tag=True):
    """Open the file of keys with its passphrase."""

    passphrase: memoryview


class NewEpoch(msgspec.Struct, tag=True):
    """A new class key for each of these classes, used from now on for what is new."""

    classes: list[DataClass]


class Retire(msgspec.Struct, tag=True):
    """Forget the class keys of these epochs for ever."""

    data_class: DataClass
    epochs: list[int]


class Export(msgspec.Struct, tag=True):
    """The keys for a backup, sealed under a passphrase."""

    passphrase: memoryview


class Import(msgspec.Struct, tag=True):
    """Take keys in from a backup; kept under `keep`, or in the clear without it."""

    exported: memoryview
    passphrase: memoryview
    keep: memoryview | None = None


class Stop(msgspec.Struct, tag=True):
    """Forget everything and end."""


Request = Status | Fresh | Unwrap | Rewrap | Codes | Init | Unlock | NewEpoch | Retire | Export | Import | Stop


class FreshKey(msgspec.Struct, frozen=True, array_like=True):
    """A data key and how it is kept."""

    key: bytes
    wrapped: bytes

    def __repr__(self) -> str:
        """Never the key."""
        return "FreshKey(•••)"


class Epoch(msgspec.Struct, frozen=True, array_like=True):
    """An epoch of a class key that the agent has."""

    data_class: DataClass
    epoch: int
    made_at: str


class Condition(msgspec.Struct, frozen=True):
    """How the agent is: never anything secret."""

    state: str
    """`empty` (no keys made yet), `locked` (waits for the passphrase) or `open`."""
    is_attended: bool
    keyring: str
    """The number of this set of keys, to tell it from another; empty while locked or empty."""
    epochs: list[Epoch]
    memory: str
    """What of the agent's memory is locked: `all`, `keys` or `none`."""
    core_dumps: bool
    pid: int


class Answer(msgspec.Struct):
    """What the agent says: an error by its code, or what was asked for in the field that fits."""

    error: str = ""
    keys: list[bytes | None] = []
    fresh: list[FreshKey] = []
    condition: Condition | None = None
    exported: bytes = b""


def encoded(message: Request | Answer) -> bytes:
    """A message as a frame."""
    body = msgspec.msgpack.encode(message)
    return LENGTH.pack(len(body)) + body


_requests: "Final[msgspec.msgpack.Decoder[Request]]" = msgspec.msgpack.Decoder(Request)
_answers: Final = msgspec.msgpack.Decoder(Answer)


def decoded_request(body: bytearray | memoryview | bytes) -> Request:
    """The request in a frame's body."""
    try:
        return _requests.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed from error


def decoded_answer(body: bytes) -> Answer:
    """The answer in a frame's body."""
    try:
        return _answers.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed from error


def length_of(head: Sequence[int] | bytes | bytearray) -> int:
    """How long the body is that follows; too long a one is malformed."""
    (length,) = LENGTH.unpack(bytes(head))
    if not 0 < length <= LARGEST:
        raise Malformed
    return int(length)
