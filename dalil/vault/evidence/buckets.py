"""Evidence in a bucket of any S3-compatible store, through `obstore` (the extra `s3`), which is imported with this file alone.

Where the store answers and with which key it is asked comes from the usual AWS_* variables of the environment. The ciphertext is
written to this machine first: its name is its hash, and must be known before the first byte is sent. It never sends plaintext,
and never keeps anything on this machine once the store has said that it has it.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from dalil.vault.evidence.spooling import Kept, Leftover, StoreRefuses, leftovers_in, spooled
from dalil.vault.evidence.stores import CHUNK, NAME, NotInStore, checked

# Parts of a large upload, and how many travel at once: together they are what it takes of memory.
_PART = 8 << 20
_AT_ONCE = 2


class Bucket:
    """A bucket, or what begins with a prefix in one: `s3://bucket/prefix`."""

    def __init__(self, address: str, arriving: Path) -> None:
        asked = urlsplit(address)
        prefix = asked.path.strip("/")
        self._prefix = f"{prefix}/" if prefix else ""
        self._arriving = arriving
        endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL", "")
        options: dict[str, Any] = {"endpoint": endpoint} if endpoint else {}
        # Whoever reads the line sees ciphertext; the key itself is never sent. Plain HTTP only where the address says so.
        client: Any = {"allow_http": endpoint.startswith("http://"), "timeout": "120s", "connect_timeout": "10s"}
        retry: Any = {"max_retries": 4}
        self._store = S3Store(asked.netloc, client_options=client, retry_config=retry, **options)

    def keep(self, chunks: Iterable[bytes]) -> Kept:
        """Sent in parts; it counts when the store has it all, under its name, with its length."""
        with spooled(self._arriving, chunks) as (path, kept), _said(kept.name):
            obstore.put(self._store, self._path(kept.name), path, chunk_size=_PART, max_concurrency=_AT_ONCE)
            if obstore.head(self._store, self._path(kept.name))["size"] != kept.size:
                raise StoreRefuses("the store has not kept the whole file")
        return kept

    def chunks(self, name: str) -> Iterator[bytes]:
        """As they come over the line."""
        with _said(name):
            stream = obstore.get(self._store, self._path(name)).stream(min_chunk_size=CHUNK)
        return _chunks_of(stream, name)

    def size(self, name: str) -> int:
        """As the store says."""
        with _said(name):
            return int(obstore.head(self._store, self._path(name))["size"])

    def files(self) -> Iterator[Kept]:
        """A thousand at a time."""
        for path, size in self._listed():
            if self._is_ours(path):
                yield Kept(path[-64:], size)

    def strangers(self) -> Iterator[str]:
        """By their paths in the bucket."""
        for path, _ in self._listed():
            if not self._is_ours(path):
                yield path

    def remove(self, name: str) -> bool:
        """Deleted; a bucket that keeps versions, or is locked, keeps the ciphertext for as long as it was told to."""
        path = self._path(name)
        try:
            self.size(name)
        except NotInStore:
            return False
        with _said(name):
            obstore.delete(self._store, path)
        return True

    def leftovers(self) -> list[Leftover]:
        """Those on this machine; parts that the store never joined expire by its own rule (docs/running/evidence.md)."""
        return leftovers_in(self._arriving)

    def drop_leftover(self, leftover: Leftover) -> None:
        """Unlinked."""
        (self._arriving / Path(leftover.name).name).unlink(missing_ok=True)

    def _path(self, name: str) -> str:
        return f"{self._prefix}{checked(name)[:2]}/{name}"

    def _is_ours(self, path: str) -> bool:
        return bool(NAME.fullmatch(path[-64:])) and path == self._path(path[-64:])

    def _listed(self) -> Iterator[tuple[str, int]]:
        with _said(self._prefix):
            for some in obstore.list(self._store, self._prefix or None):
                yield from ((one["path"], one["size"]) for one in some)


def _chunks_of(stream: Iterable[Any], name: str) -> Iterator[bytes]:
    with _said(name):
        for chunk in stream:
            yield bytes(chunk)


@contextmanager
def _said(name: str) -> Iterator[None]:
    """What the store says, as the two things that it can mean for us."""
    try:
        yield
    except (NotFoundError, FileNotFoundError) as error:
        raise NotInStore(name) from error
    except BaseError as error:
        # Its own text may hold addresses and parts of keys.
        raise StoreRefuses(type(error).__name__) from error
