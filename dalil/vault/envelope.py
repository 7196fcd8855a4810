"""Envelopes: how a value is sealed under its record's key, and how that key is wrapped under a class key.

Every sealed thing is bound to its place (model, field, record): moved, swapped, cut short or altered it does not open. The
first byte names the scheme, so that a second one can be read beside the first. It never keeps a key and never asks the agent.
"""

import os
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

from dalil.accounts.data_classes import DataClass

Octets = bytes | bytearray | memoryview


class Altered(Exception):
    """What was to be opened is not what was sealed here: altered, cut short, moved from elsewhere, or under another key."""


class UnknownScheme(Altered):
    """Sealed in a way that this version does not know."""


class _Cipher(Protocol):
    def encrypt(self, nonce: bytes, data: Octets, associated_data: bytes | None) -> bytes: ...
    def decrypt(self, nonce: bytes, data: Octets, associated_data: bytes | None) -> bytes: ...


AES_256_GCM: Final = 1
CHACHA20_POLY1305: Final = 2
# Both take a key of 32 bytes and a nonce of 12, and add 16; the second is read everywhere and written nowhere yet.
SCHEMES: Final[Mapping[int, Callable[[Octets], _Cipher]]] = {AES_256_GCM: AESGCM, CHACHA20_POLY1305: ChaCha20Poly1305}
WRITTEN: Final = AES_256_GCM

KEY_SIZE: Final = 32
_NONCE: Final = 12
_TAG: Final = 16
# What stands before a wrapped key: scheme, epoch, class.
_HEAD: Final = struct.Struct(">BIB")
WRAPPED_SIZE: Final = _HEAD.size + _NONCE + KEY_SIZE + _TAG
CLASS_BYTES: Final[Mapping[DataClass, int]] = {DataClass.C1: 1, DataClass.C2: 2, DataClass.C3: 3, DataClass.S: 4}
_CLASSES: Final = {number: data_class for data_class, number in CLASS_BYTES.items()}


@dataclass(frozen=True, slots=True)
class Head:
    """What a wrapped key says of itself in the clear; it is part of what is authenticated."""

    scheme: int
    epoch: int
    data_class: DataClass


def place(*parts: str) -> bytes:
    """Where something is sealed, as bytes: no two lists of parts give the same."""
    encoded = [part.encode() for part in parts]
    return b"".join(struct.pack(">I", len(part)) + part for part in encoded)


def new_key() -> bytes:
    """A fresh data key, for one record or file."""
    return os.urandom(KEY_SIZE)


def seal(key: Octets, value: Octets, where: bytes, *, scheme: int = WRITTEN) -> bytes:
    """The value as ciphertext that opens in this place alone: scheme, nonce, ciphertext with its tag."""
    nonce = os.urandom(_NONCE)
    head = bytes((scheme,))
    return head + nonce + _cipher(scheme, key).encrypt(nonce, value, head + where)


def unseal(key: Octets, sealed: Octets, where: bytes) -> bytes:
    """The value that was sealed in this place; anything else is `Altered`."""
    sealed = bytes(sealed)
    if len(sealed) < 1 + _NONCE + _TAG:
        raise Altered
    return _opened(_cipher(sealed[0], key), sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], sealed[:1] + where)


def wrap(
    class_key: Octets, data_key: Octets, where: bytes, *, epoch: int, data_class: DataClass, scheme: int = WRITTEN
) -> bytes:
    """A data key under the class key of an epoch, for the record at this place."""
    head = _HEAD.pack(scheme, epoch, CLASS_BYTES[data_class])
    nonce = os.urandom(_NONCE)
    return head + nonce + _cipher(scheme, class_key).encrypt(nonce, data_key, head + where)


def unwrap(class_key: Octets, wrapped: Octets, where: bytes) -> bytes:
    """The data key; `Altered` unless it was wrapped under this class key, for this place, as its head says."""
    head, wrapped = head_of(wrapped), bytes(wrapped)
    start = _HEAD.size
    nonce, sealed = wrapped[start : start + _NONCE], wrapped[start + _NONCE :]
    return _opened(_cipher(head.scheme, class_key), nonce, sealed, wrapped[:start] + where)


def head_of(wrapped: Octets) -> Head:
    """Scheme, epoch and class of a wrapped key, as it says itself."""
    if len(wrapped) != WRAPPED_SIZE:
        raise Altered
    scheme, epoch, class_byte = _HEAD.unpack_from(wrapped)
    if class_byte not in _CLASSES:
        raise Altered
    return Head(scheme, epoch, _CLASSES[class_byte])


def pad(value: bytes) -> bytes:
    """The value with its length blurred: a multiple of 32 up to 256, further up one of eight steps between powers of two."""
    step = max(32, 1 << max(0, len(value).bit_length() - 4))
    return value + b"\x80" + bytes(-(len(value) + 1) % step)


def unpad(padded: bytes) -> bytes:
    """The value as it was before `pad`."""
    value = padded.rstrip(b"\0")
    if not value.endswith(b"\x80"):
        raise Altered
    return value[:-1]


def _cipher(scheme: int, key: Octets) -> _Cipher:
    if scheme not in SCHEMES:
        raise UnknownScheme
    return SCHEMES[scheme](key)


def _opened(cipher: _Cipher, nonce: bytes, sealed: bytes, authenticated: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce, sealed, authenticated)
    except InvalidTag:
        raise Altered from None
