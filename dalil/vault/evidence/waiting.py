"""An upload while it waits to be looked at and kept: a file on disk that is ciphertext under a key which only this process has.

Django would put large uploads as they are into a folder for temporary files; this takes its place, in all forms. The key is never
written anywhere, so what a killed process leaves is noise.
"""

import io
import os
import tempfile
from typing import IO, Any, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

_PIECE: Final = 1 << 18
_TAG: Final = 16


class Waiting(io.RawIOBase):
    """Bytes that are written once, from beginning to end, and then read anywhere."""

    def __init__(self) -> None:
        """With a key of its own, in a file without a name."""
        self._cipher = AESGCM(os.urandom(32))
        self._file: IO[bytes] = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed with this
        self._open_piece, self._size, self._at = bytearray(), 0, 0
        self._last: tuple[int, bytes] = (-1, b"")

    def write(self, chunk: Any) -> int:
        """Adds to the end."""
        self._open_piece += chunk
        self._size += len(chunk)
        while len(self._open_piece) >= _PIECE:
            self._put(bytes(self._open_piece[:_PIECE]))
            del self._open_piece[:_PIECE]
        return len(chunk)

    def readinto(self, buffer: Any) -> int:
        """From where it stands, a piece at most."""
        if self._at >= self._size:
            return 0
        number, offset = divmod(self._at, _PIECE)
        some = self._piece(number)[offset : offset + len(buffer)]
        buffer[: len(some)] = some
        self._at += len(some)
        return len(some)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Anywhere."""
        begin = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if begin + offset < 0:
            raise ValueError("before the beginning")
        self._at = begin + offset
        return self._at

    def tell(self) -> int:
        """Where it stands."""
        return self._at

    def readable(self) -> bool:
        """Yes."""
        return True

    def writable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def close(self) -> None:
        """The file is gone with it."""
        self._file.close()
        super().close()

    def _put(self, piece: bytes) -> None:
        end = self._file.seek(0, os.SEEK_END)
        number = end // (_PIECE + _TAG)
        sealed = memoryview(self._cipher.encrypt(number.to_bytes(12, "big"), piece, None))
        while sealed:
            sealed = sealed[self._file.write(sealed) :]

    def _piece(self, number: int) -> bytes:
        if number == (self._size - len(self._open_piece)) // _PIECE:
            return bytes(self._open_piece)
        if self._last[0] != number:
            self._file.seek(number * (_PIECE + _TAG))
            sealed = self._file.read(_PIECE + _TAG)
            self._last = (number, self._cipher.decrypt(number.to_bytes(12, "big"), sealed, None))
        return self._last[1]


class WaitingUpload(UploadedFile):  # type: ignore[type-arg] # Django's class takes none when it runs
    """An upload of any size, as forms know it."""

    file: io.BufferedRandom


class WaitingUploads(FileUploadHandler):
    """What Django calls with each piece of an upload that is too large for memory."""

    waiting: io.BufferedRandom

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self.raw = Waiting()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A piece comes."""
        self.raw.write(raw_data)

    def file_complete(self, file_size: int) -> WaitingUpload:
        """It is all here."""
        self.raw.seek(0)
        reader: Any = io.BufferedReader(self.raw)
        return WaitingUpload(
            reader, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra
        )

    def upload_interrupted(self) -> None:
        """It broke off: nothing is left."""
        if hasattr(self, "raw"):
            self.raw.close()
