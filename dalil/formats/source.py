"""The bytes of a file, unpacked from gzip and brought to UTF-8 where the whole file is in UTF-16 or UTF-32.

It never reads more than it is asked for, and never unpacks beyond the limits.
"""

import codecs
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Final, cast

from dalil.formats.encoding import Encoding, sniff_encoding
from dalil.formats.limits import MIB, Limits
from dalil.formats.problems import unreadable
from dalil.formats.row import UnreadableFile

_SAMPLE: Final = 1 * MIB
_CHUNK: Final = 1 << 16
# What reading a broken gzip file or archive raises.
BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, RuntimeError)


class _Unpacked(io.RawIOBase):
    """A packed stream that stops, as an unreadable file, where it is cut, broken or too large."""

    def __init__(self, file: io.BufferedIOBase, packed: int, limits: Limits) -> None:
        self._file = file
        self._packed = packed
        self._limits = limits
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # the typeshed buffer is any writable
        try:
            data = self._file.read1(len(buffer))
        except BROKEN as cut:
            raise unreadable("file_cut_short") from cut
        self._count += len(data)
        refuse_bomb(self._count, self._packed, self._limits)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def unpacked(file: io.BufferedIOBase, packed: int, limits: Limits) -> BinaryIO:
    """The stream within the limits; `packed` is how many bytes it takes as it lies there."""
    return cast(BinaryIO, io.BufferedReader(_Unpacked(file, packed, limits), _CHUNK))


class _Recoded(io.RawIOBase):
    """A stream in UTF-16 or UTF-32 as UTF-8; lone surrogates pass through."""

    def __init__(self, file: BinaryIO, codec: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(codec)("surrogatepass")
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            data = self._file.read(_CHUNK)
            if not data:
                return 0  # a last odd byte, if any, is half a character and is left
            self._ready = self._decode(data).encode("utf-8", "surrogatepass")
        part, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)

    def _decode(self, data: bytes) -> str:
        try:
            return self._decoder.decode(data)
        except UnicodeDecodeError as broken:
            raise unreadable("file_cut_short") from broken

    def close(self) -> None:
        self._file.close()
        super().close()


def refuse_bomb(unpacked: int, packed: int, limits: Limits) -> None:
    """Raise when something unpacks to more than the limits allow."""
    is_bomb = unpacked > limits.ratio_from and unpacked > limits.ratio * max(packed, 1)
    if is_bomb or unpacked > limits.unpacked_bytes:
        raise unreadable("file_unpacks_too_large", limit=str(limits.unpacked_bytes // MIB))


@dataclass(frozen=True)
class Source:
    """A file to read. `name` is what its bringer called it, and only ever compared with what it turns out to be."""

    path: Path
    name: str = ""
    limits: Limits = field(default_factory=Limits)

    @cached_property
    def is_gzip(self) -> bool:
        """Whether the bytes are gzip, whatever the name says."""
        with self.path.open("rb") as file:
            return file.read(3) == b"\x1f\x8b\x08"

    @cached_property
    def head(self) -> bytes:
        """The first MiB, unpacked."""
        with self._open_packed() as file:
            return _read_leniently(file, _SAMPLE)

    @cached_property
    def encoding(self) -> Encoding:
        """How the text is encoded, judged by the head."""
        return sniff_encoding(self.head, is_whole=len(self.head) < _SAMPLE)

    @cached_property
    def text_head(self) -> bytes:
        """The first part as UTF-8 (or in the code page of the file), without byte order mark."""
        with self.open_text() as file:
            return _read_leniently(file, _SAMPLE)

    def check_size(self) -> None:
        """Raise when the file is too large, or is gzip that unpacks to too much."""
        size = self.path.stat().st_size
        if size > self.limits.file_bytes:
            raise unreadable("file_too_large", limit=str(self.limits.file_bytes // MIB))
        if not self.is_gzip:
            return
        with self.path.open("rb") as file:
            file.seek(max(0, size - 4))
            says = int.from_bytes(file.read(4), "little")
        try:
            refuse_bomb(says, size, self.limits)
        except UnreadableFile:
            self._unpack_in_vain()

    def _unpack_in_vain(self) -> None:
        """Raise where unpacking passes the limits. The last bytes may only look like a large size: the file may be cut."""
        with _until_cut(), self._open_packed() as file:
            while file.read(_CHUNK * 16):
                pass

    def open_text(self) -> BinaryIO:
        """Open the text as bytes that split at newlines, after any byte order mark."""
        file = self._open_packed()
        file.read(len(self.encoding.mark))
        if self.encoding.is_wide:
            return cast(BinaryIO, io.BufferedReader(_Recoded(file, self.encoding.name), _CHUNK))
        return file

    def _open_packed(self) -> BinaryIO:
        if self.is_gzip:
            file = gzip.open(self.path, "rb")  # noqa: SIM115  # closed with the stream
            return unpacked(file, self.path.stat().st_size, self.limits)
        return self.path.open("rb")


@contextmanager
def _until_cut() -> Iterator[None]:
    """End quietly where a file breaks off: its rows will tell."""
    try:
        yield
    except UnreadableFile as stop:
        if stop.problem.code != "file_cut_short":
            raise


def _read_leniently(file: BinaryIO, size: int) -> bytes:
    """Read up to `size` bytes; where the file breaks off, what came before."""
    parts: list[bytes] = []
    with _until_cut():
        while size > 0 and (part := file.read(min(size, _CHUNK))):
            parts.append(part)
            size -= len(part)
    return b"".join(parts)
