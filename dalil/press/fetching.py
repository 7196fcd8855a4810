"""Files of another platform's mirror, from the web or from a folder (a USB stick), never more of them than was asked for.

It believes nothing: whoever fetches has the file checked. It follows no redirect to another host, and sends nothing about us.
"""

import errno
import http.client
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from dalil.mirrors import Fetch, taken

SECONDS: Final = 30.0
# A look at another platform ends after so long, however slowly it answers: the worker has other things to do.
SECONDS_IN_ALL: Final = 300.0
PIECE: Final = 1 << 16


class NoAddress(ValueError):
    """Neither an address of the web nor a folder."""


class Stay(HTTPRedirectHandler):
    """A redirect is followed within its host alone."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        """The request that follows, or none."""
        before, after = urlsplit(req.full_url), urlsplit(newurl)
        if after.hostname != before.hostname or (before.scheme, after.scheme) == ("https", "http"):
            raise OSError(f"{req.full_url} leads to another host")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetcher(address: str) -> Fetch:
    """A function that fetches files of the mirror at an address. Raises NoAddress."""
    if address.startswith(("http://", "https://")):
        return from_web(address.rstrip("/") + "/")
    place = Path(address)
    if place.is_dir():
        return from_folder(place)
    raise NoAddress(address)


def from_web(address: str) -> Fetch:
    """Files below an address of the web."""
    opener = build_opener(Stay)
    end = time.monotonic() + SECONDS_IN_ALL

    def pieces(answer: http.client.HTTPResponse) -> Iterator[bytes]:
        while piece := answer.read1(PIECE):
            if time.monotonic() > end:
                raise OSError(f"{address} took longer than {SECONDS_IN_ALL:.0f} seconds")
            yield piece

    def fetch(path: str, most: int) -> bytes:
        request = Request(address + quote(path), headers={"User-Agent": "dalil", "Accept-Encoding": "identity"})  # noqa: S310
        try:
            with opener.open(request, timeout=SECONDS) as answer:
                return taken(pieces(answer), most)
        except HTTPError as error:
            error.close()
            if error.code in (404, 410):
                raise FileNotFoundError(path) from error
            raise OSError(f"{address}{path}: {error.code} {error.reason}") from error
        except (http.client.HTTPException, ValueError) as error:
            raise OSError(f"{address}{path}: {error}") from error

    return fetch


def from_folder(place: Path) -> Fetch:
    """Files below a folder; a link that leads out of it is not followed."""
    root = place.resolve()

    def fetch(path: str, most: int) -> bytes:
        found = (root / path).resolve()
        if not found.is_relative_to(root) or not found.is_file():
            raise FileNotFoundError(path)
        with found.open("rb") as file:
            return taken(iter(lambda: file.read(PIECE), b""), most)

    return fetch


class Kept:
    """What was fetched of one mirror last, by path: so that the very bytes that were checked are used."""

    def __init__(self, fetch: Callable[[str, int], bytes], most: int) -> None:
        self._fetch, self._most = fetch, most
        self.files: dict[str, bytes] = {}

    def __call__(self, path: str, most: int) -> bytes:
        """Fetch, bounded by what we take at all, and keep."""
        if most > self._most:
            raise OSError(errno.EFBIG, f"larger than {self._most >> 20} MiB, the most that this platform takes in")
        self.files[path] = self._fetch(path, most)
        return self.files[path]
