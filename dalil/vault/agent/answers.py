"""What the agent does for those who ask: wraps, unwraps, makes codes, keeps its file. One request after the other.

It never logs, never tells why something did not open, and never lets a class key out but in a backup sealed under a passphrase.
"""

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from hmac import compare_digest
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives import hashes, hmac

from dalil.accounts.data_classes import DataClass
from dalil.vault import envelope, protocol
from dalil.vault.agent import keyring
from dalil.vault.agent.keyring import INDEX, Keyring, NotAKeyring, WrongPassphrase
from dalil.vault.agent.memory import Full, Slots, zero
from dalil.vault.protocol import Answer, Condition, Epoch, FreshKey

ALTERED: Final = "altered"
EMPTY: Final = "empty"
LOCKED: Final = "locked"
OPEN: Final = "open"


class Refused(Exception):
    """The agent cannot do that; the code says why."""


class Agent:
    """The keys of one folder."""

    def __init__(self, folder: Path, slots: Slots, *, memory: str, core_dumps: bool) -> None:
        """Opens the file of keys at once where it needs no passphrase."""
        self.path = folder / protocol.KEYRING
        self.slots = slots
        self.memory = memory
        self.core_dumps = core_dumps
        self.ring: Keyring | None = None
        self.is_over = False
        self.is_attended = False
        self._answers: Mapping[type, Callable[[Any], Answer]] = {
            protocol.Status: self._status,
            protocol.Fresh: self._fresh,
            protocol.Unwrap: self._unwrap,
            protocol.Rewrap: self._rewrap,
            protocol.Codes: self._codes,
            protocol.Init: self._init,
            protocol.Unlock: self._unlock,
            protocol.NewEpoch: self._new_epoch,
            protocol.Retire: self._retire,
            protocol.Export: self._export,
            protocol.Import: self._import,
            protocol.Stop: self._stop,
        }
        if self.path.exists():
            self._open(None)

    def answer(self, request: protocol.Request) -> Answer:
        """What is said to one request; whatever cannot be done is a code, and changes nothing."""
        try:
            return self._answers[type(request)](request)
        except Refused as refused:
            return Answer(error=str(refused))
        except WrongPassphrase:
            return Answer(error="wrong-passphrase")
        except (NotAKeyring, Full, OSError) as error:
            return Answer(error=f"keyring: {type(error).__name__}")

    def forget(self) -> None:
        """Zeroes where keys were."""
        self.ring = None
        self.slots.wipe()

    def _open(self, passphrase: memoryview | None) -> None:
        whole = keyring.load(self.path)
        try:
            self.is_attended = keyring.is_sealed(whole)
            if not self.is_attended or passphrase is not None:
                self.ring = keyring.read(whole, self.slots, passphrase)
        finally:
            zero(whole)

    def _store(self, ring: Keyring) -> None:
        whole = keyring.written(ring, seal=ring.seal, salt=ring.salt)
        try:
            keyring.store(self.path, whole)
        finally:
            zero(whole)
        self.ring, self.is_attended = ring, ring.seal is not None

    def _state(self) -> str:
        if self.ring is not None:
            return OPEN
        return LOCKED if self.path.exists() else EMPTY

    def _opened(self) -> Keyring:
        if self.ring is None:
            raise Refused(self._state())
        return self.ring

    def _key(self, data_class: DataClass, epoch: int) -> memoryview:
        keys = self._opened().keys
        if (data_class, epoch) not in keys or epoch == INDEX:
            raise Refused("unknown-epoch")
        return keys[data_class, epoch]

    def _status(self, asked: protocol.Status) -> Answer:
        ring = self.ring
        epochs = [Epoch(*epoch) for epoch in ring.epochs()] if ring else []
        number = ring.number if ring else ""
        return Answer(
            condition=Condition(
                self._state(), self.is_attended, number, epochs, self.memory, self.core_dumps, os.getpid()
            )
        )

    def _fresh(self, asked: protocol.Fresh) -> Answer:
        _refuse_too_many(asked.bindings)
        return Answer(fresh=[self._fresh_key(binding) for binding in asked.bindings])

    def _fresh_key(self, binding: protocol.Binding) -> FreshKey:
        key = envelope.new_key()
        return FreshKey(key, self._wrapped(key, binding))

    def _wrapped(self, key: bytes, binding: protocol.Binding) -> bytes:
        if binding.data_class not in envelope.CLASS_BYTES:
            raise Refused("no-such-class")
        epoch = self._opened().newest(binding.data_class)
        return envelope.wrap(
            self._key(binding.data_class, epoch), key, binding.where, epoch=epoch, data_class=binding.data_class
        )

    def _unwrap(self, asked: protocol.Unwrap) -> Answer:
        """One that does not open is left empty: the others are still of use."""
        _refuse_too_many(asked.items)
        self._opened()
        return Answer(keys=[self._data_key(item) for item in asked.items])

    def _data_key(self, item: protocol.Wrapped) -> bytes | None:
        try:
            head = envelope.head_of(item.wrapped)
            if head.data_class != item.binding.data_class:
                return None
            return envelope.unwrap(self._key(head.data_class, head.epoch), item.wrapped, item.binding.where)
        except (envelope.Altered, Refused):
            return None

    def _rewrap(self, asked: protocol.Rewrap) -> Answer:
        _refuse_too_many(asked.items)
        self._opened()
        return Answer(keys=[self._rewrapped(item) for item in asked.items])

    def _rewrapped(self, item: protocol.Wrapped) -> bytes | None:
        key = self._data_key(item)
        return None if key is None else self._wrapped(key, item.binding)

    def _codes(self, asked: protocol.Codes) -> Answer:
        _refuse_too_many(asked.items)
        return Answer(keys=[self._code(item) for item in asked.items])

    def _code(self, item: protocol.Indexed) -> bytes:
        key = self._opened().keys.get((item.data_class, INDEX))
        if key is None:
            raise Refused("no-such-class")
        code = hmac.HMAC(key, hashes.SHA256())
        code.update(len(item.column).to_bytes(4) + item.column + item.value)
        return code.finalize()

    def _init(self, asked: protocol.Init) -> Answer:
        try:
            if self._state() != EMPTY:
                raise Refused("there-are-keys")
            ring = keyring.made_new(self.slots, _now())
            ring.seal_under(asked.passphrase)
            self._store(ring)
        finally:
            _zero_all(asked.passphrase)
        return self._status(protocol.Status())

    def _unlock(self, asked: protocol.Unlock) -> Answer:
        try:
            if self._state() == EMPTY:
                raise Refused(EMPTY)
            if self.ring is None:
                self._open(asked.passphrase)
        finally:
            _zero_all(asked.passphrase)
        return self._status(protocol.Status())

    def _new_epoch(self, asked: protocol.NewEpoch) -> Answer:
        ring = self._opened()
        if not set(asked.classes) <= set(envelope.CLASS_BYTES):
            raise Refused("no-such-class")
        for data_class in asked.classes:
            ring.add_epoch(data_class, _now())
        self._store(ring)
        return self._status(protocol.Status())

    def _retire(self, asked: protocol.Retire) -> Answer:
        ring = self._opened()
        try:
            ring.forget(asked.data_class, asked.epochs)
        except ValueError:
            raise Refused("in-use") from None
        self._store(ring)
        return self._status(protocol.Status())

    def _export(self, asked: protocol.Export) -> Answer:
        try:
            return Answer(exported=keyring.exported(self._opened(), asked.passphrase))
        finally:
            _zero_all(asked.passphrase)

    def _import(self, asked: protocol.Import) -> Answer:
        """Keys of the same set are laid over those that are here; another set only comes where there is none."""
        try:
            ring = keyring.read(bytearray(asked.exported), self.slots, asked.passphrase)
            if self._state() != EMPTY:
                self._refuse_loss(ring)
            ring.seal_under(asked.keep)
            self._store(ring)
        finally:
            _zero_all(asked.passphrase, asked.keep)
        return self._status(protocol.Status())

    def _refuse_loss(self, ring: Keyring) -> None:
        """Nothing that is here may be missing from what comes, nor be another key under the same number."""
        here = self._opened()
        is_all_there = set(here.keys) <= set(ring.keys) and all(
            compare_digest(key, ring.keys[at]) for at, key in here.keys.items()
        )
        if here.number != ring.number or not is_all_there:
            ring.dissolve()
            raise Refused("other-keys")

    def _stop(self, asked: protocol.Stop) -> Answer:
        self.is_over = True
        return Answer()


def _refuse_too_many(items: list[Any]) -> None:
    if len(items) > protocol.MOST_AT_ONCE:
        raise Refused("too-many")


def _zero_all(*buffers: memoryview | None) -> None:
    for buffer in buffers:
        if buffer is not None and not buffer.readonly:
            zero(buffer)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
