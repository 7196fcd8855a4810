"""A small platform for the tests: its keys, what it publishes, and what an attacker would do to a copy of it.

It never uses a clock: everything happens at NOW unless a test says otherwise.
"""

import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tuf.api.metadata import Metadata

from dalil import mirrors
from dalil.mirrors import MirrorRefused
from dalil.mirrors.documents import listing
from dalil.mirrors.folders import Folder
from dalil.mirrors.standard import CryptoSigner

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
DAY = timedelta(days=1)

PAGES = {
    "index.html": b"<h1>The guide</h1>",
    "editions.json": b'{"newest": 7}',
    "editions/7/site/en/index.html": b"<h1>Edition 7</h1>",
    "editions/7/site/ar/index.html": "<h1>دليل</h1>".encode(),
    "editions/7/print/guide.pdf": b"%PDF-1.7 " + bytes(range(256)) * 40,
    "editions/7/empty.txt": b"",
    "statements/1/مرحبا.html": b"a name that is not ASCII",
    **{f"editions/7/site/en/organisations/D{number:03d}.html": f"<p>{number}</p>".encode() * 9 for number in range(40)},
}


@dataclass
class Platform:
    """Whoever publishes: a folder with keys and the mirror."""

    place: Path

    @property
    def public(self) -> Path:
        return self.place / "mirror" / "public"

    @property
    def keys(self) -> Path:
        return self.place / "keys"

    @property
    def root(self) -> bytes:
        """The first root, as readers got it from elsewhere."""
        return (self.public / "metadata" / "1.root.json").read_bytes()

    def key(self, name: str) -> CryptoSigner:
        return mirrors.signer_in(self.keys / f"{name}.pem")

    def public_keys(self, *names: str) -> list[Any]:
        return [mirrors.public_in(self.keys / f"{name}.pub") for name in names]

    def publish(self, pages: dict[str, bytes], *, at: datetime = NOW, drop: Iterable[str] = ()) -> mirrors.Published:
        """Put these pages, all others stay."""
        sources = self.place / "made"
        shutil.rmtree(sources, ignore_errors=True)
        put = {}
        for path, content in pages.items():
            file = sources / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            put[path] = file
        about = {"edition": "7"}
        return mirrors.publish_unattended(self.public, self.keys, put=put, drop=drop, about=about, now=at)

    def copy(self, name: str) -> Path:
        """A copy of the mirror, as a stranger's server has it."""
        return Path(shutil.copytree(self.public, self.place / "copies" / name))

    def draft(self, pages: dict[str, bytes], name: str = "draft", *, at: datetime = NOW) -> Path:
        sources = self.place / "drafted"
        shutil.rmtree(sources, ignore_errors=True)
        for path, content in pages.items():
            file = sources / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        put = {path: sources / path for path in pages}
        mirrors.draft(self.public, self.place / name, put=put, now=at)
        return self.place / name


def a_platform(place: Path) -> Platform:
    """A platform that has published once."""
    platform = Platform(place)
    platform.publish(PAGES)
    return platform


def read(path: Path) -> dict[str, Any]:
    """A document as it stands."""
    said: dict[str, Any] = json.loads(path.read_bytes())
    return said


def write(path: Path, said: Any) -> None:
    """A document in the one spelling that mirrors have."""
    path.write_bytes(json.dumps(said, separators=(",", ":"), sort_keys=True).encode())


def forge(path: Path, change: Callable[[Any], None], *signers: CryptoSigner) -> Path:
    """Change the signed part of a document and sign it with these keys; its file gets the name of its version."""
    document: Metadata[Any] = Metadata.from_bytes(path.read_bytes())
    change(document.signed)
    document.signatures.clear()
    for signer in sorted(signers, key=lambda one: one.public_key.keyid):
        document.sign(signer, append=True)
    new = path
    if path.name != "timestamp.json":
        new = path.with_name(f"{document.signed.version}.{path.name.split('.', 1)[1]}")
    path.unlink()
    new.write_bytes(document.to_bytes())
    return new


def newest(copy: Path, role: str) -> Path:
    """The document of a role in a copy."""
    return max((copy / "metadata").glob(f"*.{role}.json"), key=lambda path: int(path.name.split(".")[0]))


def relist(copy: Path, online: CryptoSigner, *, step: int = 1, at: datetime = NOW) -> None:
    """What a thief of the online key does: list the documents as they now lie there, and stamp the list."""
    snapshot = newest(copy, "snapshot")

    def list_anew(signed: Any) -> None:
        for name in signed.meta:
            file = newest(copy, name.removesuffix(".json"))
            signed.meta[name] = listing(int(file.name.split(".")[0]), file.read_bytes())
        signed.version += step
        signed.expires = at + 14 * DAY

    listed = forge(snapshot, list_anew, online)

    def stamp(signed: Any) -> None:
        signed.version += step
        signed.expires = at + 7 * DAY
        signed.snapshot_meta = listing(int(listed.name.split(".")[0]), listed.read_bytes())

    forge(copy / "metadata" / "timestamp.json", stamp, online)


def refusal(asked: Callable[[], object]) -> MirrorRefused:
    with pytest.raises(MirrorRefused) as caught:
        asked()
    assert caught.value.code in mirrors.REFUSALS
    return caught.value


def files_of(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in Folder(folder).names() if not name.startswith("metadata/")}


def change_root(platform: Platform, **named: Any) -> None:
    """A new root, signed by three trustees of before; content signed anew by whoever are the editors then."""
    place = platform.place / "root-draft"
    mirrors.draft_root(place, before=mirrors.newest_root(platform.public), now=NOW, **named)
    for number in (1, 2, 3, 4):
        mirrors.sign(place, platform.key(f"trustee-{number}"))
    drafts = [place]
    if "editors" in named:
        content = platform.place / "content-draft"
        mirrors.draft(platform.public, content, put={}, now=NOW, root_draft=place)
        for name in ("layla", "sami"):
            mirrors.sign(content, mirrors.signer_in(platform.place / f"desk/{name}/{name}.pem", name.encode()))
        found = refusal(lambda: mirrors.publish(platform.public, drafts, platform.key("online"), now=NOW))
        assert found.code == "editors-changed"
        drafts.append(content)
    mirrors.publish(platform.public, drafts, platform.key("online"), now=NOW)
