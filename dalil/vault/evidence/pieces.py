"""A file as ciphertext, piece by piece: AES-256-GCM in the STREAM construction, in constant memory.

After a header come pieces of one MiB, each with its number and a mark on the last one in its nonce, each bound to the header
and to the place where the file belongs. So a piece that was altered, left out, doubled, moved, taken from another
file, or cut off at the end does not open. It never reads a file by itself and never keeps a key.

STREAM: Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", CRYPTO 2015.
"""

import os
import struct
from collections.abc import Iterable, Iterator
from typing import Final

from cryptography.exceptions import InvalidTag

from dalil.vault.envelope import SCHEMES, WRITTEN, Altered, Octets, UnknownScheme

PIECE: Final = 1 << 20
_LARGEST_PIECE: Final = 4 << 20
_TAG: Final = 16
_MAGIC: Final = b"DALIL-E"
_PREFIX: Final = 7
# Mark of the form, scheme, size of a piece, beginning of every nonce.
_HEADER: Final = struct.Struct(f">7sBI{_PREFIX}s")
_NUMBER: Final = struct.Struct(">IB")
_MOST_PIECES: Final = 1 << 32


class TooLong(ValueError):
    """More pieces than their numbers can count (4 PiB)."""


def sealed_size(size: int) -> int:
    """How long the ciphertext of so many bytes is."""
    return _HEADER.size + size + _TAG * max(1, -(-size // PIECE))


def seal(key: Octets, where: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The ciphertext of `chunks`, whatever their sizes: the header, then one piece after the other."""
    header = _HEADER.pack(_MAGIC, WRITTEN, PIECE, os.urandom(_PREFIX))
    cipher = SCHEMES[WRITTEN](key)
    yield header
    for number, (piece, is_last) in enumerate(cut(chunks, PIECE)):
        yield cipher.encrypt(_nonce(header, number, is_last), piece, header + where)


def unseal(key: Octets, where: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces of the file, each once it is proved. That none is missing is known when the last came without `Altered`."""
    header, rest = _split(chunks, _HEADER.size)
    scheme, size = _read_header(header)
    cipher = SCHEMES[scheme](key)
    for number, (piece, is_last) in enumerate(cut(rest, size + _TAG)):
        try:
            yield cipher.decrypt(_nonce(header, number, is_last), piece, header + where)
        except InvalidTag:
            raise Altered from None


def cut(chunks: Iterable[bytes], size: int) -> Iterator[tuple[bytes, bool]]:
    """The same bytes in pieces of `size`, each with whether it is the last; nothing at all is one empty last piece."""
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) > size:
            yield bytes(memoryview(waiting)[:size]), False
            del waiting[:size]
    yield bytes(waiting), True


def _read_header(header: bytes) -> tuple[int, int]:
    if len(header) != _HEADER.size:
        raise Altered
    magic, scheme, size, _ = _HEADER.unpack(header)
    if magic != _MAGIC or not 0 < size <= _LARGEST_PIECE:
        raise Altered
    if scheme not in SCHEMES:
        raise UnknownScheme
    return scheme, size


def _split(chunks: Iterable[bytes], size: int) -> tuple[bytes, Iterator[bytes]]:
    """The first `size` bytes, and an iterator over what follows."""
    stream = iter(chunks)
    begun = bytearray()
    while len(begun) < size and (chunk := next(stream, None)) is not None:
        begun += chunk

    def rest() -> Iterator[bytes]:
        yield bytes(begun[size:])
        yield from stream

    return bytes(begun[:size]), rest()


def _nonce(header: bytes, number: int, is_last: bool) -> bytes:
    if number >= _MOST_PIECES:
        raise TooLong
    return header[-_PREFIX:] + _NUMBER.pack(number, is_last)
