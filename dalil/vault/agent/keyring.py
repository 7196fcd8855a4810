"""The file of class keys: read into locked memory, written whole or not at all; in the clear, or sealed under a passphrase.

It never leaves a key in an object that is not zeroed, and never writes one anywhere but into its own file and a sealed backup.
"""

import json
import os
import secrets
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from dalil.accounts.data_classes import ENCRYPTED, DataClass
from dalil.vault.agent.memory import Slots, zero
from dalil.vault.envelope import KEY_SIZE

MAGIC: Final = b"dalil keyring 1\n"
INDEX: Final = 0
"""The number under which a class keeps the key of its blind indexes: it has no epochs."""
_LENGTH: Final = struct.Struct(">I")
_NONCE, _TAG = 12, 16
# About half a second and 128 MiB for one try at a passphrase.
_WORK: Final[Mapping[str, int]] = {"n": 2**17, "r": 8, "p": 1}
_LARGEST: Final = 1024 * 1024


class NotAKeyring(Exception):
    """The file is damaged, or no file of keys."""


class WrongPassphrase(Exception):
    """The passphrase does not open it."""


@dataclass(slots=True)
class Keyring:
    """Class keys by class and epoch, each in a slot of locked memory; `INDEX` stands for the key of blind indexes."""

    number: str
    slots: Slots
    keys: dict[tuple[DataClass, int], memoryview] = field(default_factory=dict, repr=False)
    made: dict[tuple[DataClass, int], str] = field(default_factory=dict)
    # What seals the file, where it is sealed, and the salt that goes with it.
    seal: memoryview | None = field(default=None, repr=False)
    salt: bytes = b""

    def newest(self, data_class: DataClass) -> int:
        """The epoch under which new data keys of this class are wrapped."""
        return max(epoch for named, epoch in self.keys if named == data_class)

    def epochs(self) -> list[tuple[DataClass, int, str]]:
        """Every epoch that is kept, oldest first."""
        return sorted((named, epoch, self.made[named, epoch]) for named, epoch in self.keys if epoch != INDEX)

    def add_epoch(self, data_class: DataClass, made_at: str) -> None:
        """A fresh class key, one epoch further."""
        at = (data_class, self.newest(data_class) + 1)
        self.keys[at] = self.slots.random()
        self.made[at] = made_at

    def forget(self, data_class: DataClass, epochs: Sequence[int]) -> None:
        """Zero these class keys. The newest stays, and so does the key of the indexes."""
        for epoch in epochs:
            if epoch in (INDEX, self.newest(data_class)) or (data_class, epoch) not in self.keys:
                raise ValueError(epoch)
        for epoch in epochs:
            self.slots.give_back(self.keys.pop((data_class, epoch)))
            del self.made[data_class, epoch]

    def dissolve(self) -> None:
        """Give every slot back."""
        for slot in [*self.keys.values(), *([self.seal] if self.seal is not None else [])]:
            self.slots.give_back(slot)
        self.keys, self.made, self.seal = {}, {}, None

    def seal_under(self, passphrase: memoryview | None) -> None:
        """From now on the file is sealed under this passphrase, or in the clear without one."""
        self.salt = secrets.token_bytes(16) if passphrase is not None else b""
        self.seal = _stretched(passphrase, self.salt, self.slots) if passphrase is not None else None


def made_new(slots: Slots, made_at: str) -> Keyring:
    """A first key for each class, and one for its indexes."""
    ring = Keyring(secrets.token_hex(8), slots)
    for data_class in sorted(ENCRYPTED):
        for epoch in (INDEX, 1):
            ring.keys[data_class, epoch] = slots.random()
            ring.made[data_class, epoch] = made_at
    return ring


def written(ring: Keyring, *, seal: memoryview | None, salt: bytes) -> bytearray:
    """The keyring as a file; the caller zeroes it."""
    ordered = sorted(ring.keys)
    entries = [[named.value, epoch, ring.made[named, epoch]] for named, epoch in ordered]
    head = {"number": ring.number, "entries": entries, "salt": salt.hex(), **(_WORK if seal is not None else {})}
    start = _start(head)
    secret = bytearray(len(ordered) * KEY_SIZE)
    for place, at in enumerate(ordered):
        secret[place * KEY_SIZE : (place + 1) * KEY_SIZE] = ring.keys[at]
    if seal is None:
        whole = bytearray(start) + secret
    else:
        nonce = os.urandom(_NONCE)
        whole = bytearray(start + nonce) + AESGCM(seal).encrypt(nonce, secret, start)
    zero(secret)
    return whole


def is_sealed(whole: bytearray | memoryview) -> bool:
    """Whether a passphrase is needed to read it."""
    return bool(_head_of(whole)[0]["salt"])


def read(whole: bytearray, slots: Slots, passphrase: memoryview | None) -> Keyring:
    """The keyring that a file holds; the caller zeroes what it read."""
    head, start = _head_of(whole)
    body = memoryview(whole)[len(start) :]
    try:
        ring = Keyring(str(head["number"]), slots)
        entries = [((DataClass(named), int(epoch)), str(made)) for named, epoch, made in head["entries"]]
        secret = bytearray(len(entries) * KEY_SIZE)
        if head["salt"]:
            _unseal(ring, head, start, body, secret, passphrase)
        elif len(body) == len(secret):
            secret[:] = body
        else:
            raise NotAKeyring
    except (KeyError, TypeError, ValueError) as error:
        raise NotAKeyring from error
    for place, (at, made) in enumerate(entries):
        ring.keys[at] = slots.copy_of(memoryview(secret)[place * KEY_SIZE : (place + 1) * KEY_SIZE])
        ring.made[at] = made
    zero(secret)
    _refuse_partial(ring)
    return ring


def load(path: Path) -> bytearray:
    """The bytes of the file, in a buffer that can be zeroed."""
    with path.open("rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        if size > _LARGEST:
            raise NotAKeyring
        whole = bytearray(size)
        if file.readinto(whole) != size:
            raise NotAKeyring
    return whole


def store(path: Path, whole: bytearray) -> None:
    """Put the file in place: for its owner alone, on the disk before it has its name."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        rest = memoryview(whole)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def exported(ring: Keyring, passphrase: memoryview) -> bytes:
    """The keyring sealed under a passphrase of its own, for a backup."""
    salt = secrets.token_bytes(16)
    with_passphrase = _stretched(passphrase, salt, ring.slots)
    whole = written(ring, seal=with_passphrase, salt=salt)
    ring.slots.give_back(with_passphrase)
    return bytes(whole)


def _unseal(
    ring: Keyring,
    head: Mapping[str, Any],
    start: bytes,
    body: memoryview,
    secret: bytearray,
    passphrase: memoryview | None,
) -> None:
    if passphrase is None:
        raise WrongPassphrase
    if len(body) != _NONCE + len(secret) + _TAG or any(head[name] != value for name, value in _WORK.items()):
        raise NotAKeyring
    ring.salt = bytes.fromhex(head["salt"])
    ring.seal = _stretched(passphrase, ring.salt, ring.slots)
    try:
        AESGCM(ring.seal).decrypt_into(bytes(body[:_NONCE]), body[_NONCE:], start, secret)
    except InvalidTag:
        ring.slots.give_back(ring.seal)
        ring.seal = None
        raise WrongPassphrase from None


def _stretched(passphrase: memoryview, salt: bytes, slots: Slots) -> memoryview:
    slot = slots.take()
    Scrypt(salt=salt, length=KEY_SIZE, **_WORK).derive_into(passphrase, slot)
    return slot


def _start(head: Mapping[str, Any]) -> bytes:
    said = json.dumps(head, sort_keys=True, separators=(",", ":")).encode()
    return MAGIC + _LENGTH.pack(len(said)) + said


def _head_of(whole: bytearray | memoryview) -> tuple[dict[str, Any], bytes]:
    begin = len(MAGIC) + _LENGTH.size
    if bytes(whole[: len(MAGIC)]) != MAGIC or len(whole) < begin:
        raise NotAKeyring
    (length,) = _LENGTH.unpack(bytes(whole[len(MAGIC) : begin]))
    start = bytes(whole[: begin + length])
    try:
        head = json.loads(start[begin:])
    except ValueError as error:
        raise NotAKeyring from error
    if not isinstance(head, dict) or "salt" not in head:
        raise NotAKeyring
    return head, start


def _refuse_partial(ring: Keyring) -> None:
    """Every class has a key of its indexes and at least one epoch."""
    for data_class in ENCRYPTED:
        epochs: Iterable[int] = {epoch for named, epoch in ring.keys if named == data_class}
        if INDEX not in epochs or max(epochs) == INDEX:
            raise NotAKeyring
