"""A bundle of evidence for a court, counsel or an expert, who check it with stock tools: a BagIt bag (RFC 8493) in a tar file.

`sha256sum -c manifest-sha256.txt` checks files; `commitment.txt` hashes to what the ledger said at intake; each entry of the
ledger is a file whose hash is the entry's. It is written as a stream, in constant memory. It never unpacks or alters a file.
"""

import hashlib
import json
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from dalil.accounts.models import Person
from dalil.ledger import chain
from dalil.ledger.models import Entry
from dalil.vault.evidence.commitments import opening
from dalil.vault.evidence.downloads import neutral_name
from dalil.vault.evidence.reading import Unsealed, unsealed
from dalil.vault.models import Evidence

BAGIT: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_BLOCK: Final = 512


class EntryAltered(Exception):
    """An entry of the ledger does not have the hash that it says; see `dalil ledger check`."""


def bundle(
    items: Sequence[Evidence], *, by: Person, at: datetime, why: str, acting_for: UUID | None = None
) -> Iterator[bytes]:
    """The tar file in chunks. The ledger has an entry of each item's export before the first byte; the bundle has it too."""
    files = [unsealed(item, by=by, at=at, why=why, acting_for=acting_for, action="evidence.export") for item in items]
    custody = [_custody(item) for item in items]
    return _bag(files, custody, at)


@dataclass
class _Bag:
    """What has been written, for the manifests."""

    at: datetime
    payload: dict[str, dict[str, str]] = field(default_factory=lambda: {"sha256": {}, "sha512": {}})
    tags: dict[str, str] = field(default_factory=dict)
    octets: int = 0
    files: int = 0

    def tag(self, name: str, content: bytes) -> Iterator[bytes]:
        """A file about the bag."""
        self.tags[name] = hashlib.sha256(content).hexdigest()
        yield from self._member(name, len(content), iter([content]))

    def part(self, name: str, size: int, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """A file of the payload, hashed as it passes."""
        hashes = {kind: hashlib.new(kind) for kind in self.payload}

        def hashed() -> Iterator[bytes]:
            for chunk in chunks:
                for one in hashes.values():
                    one.update(chunk)
                yield chunk

        yield from self._member(name, size, hashed())
        for kind, one in hashes.items():
            self.payload[kind][name] = one.hexdigest()
        self.octets, self.files = self.octets + size, self.files + 1

    def _member(self, name: str, size: int, chunks: Iterator[bytes]) -> Iterator[bytes]:
        about = tarfile.TarInfo(f"evidence/{name}")
        about.size, about.mtime, about.mode = size, int(self.at.timestamp()), 0o644
        yield about.tobuf(tarfile.PAX_FORMAT)
        yield from chunks
        yield bytes(-size % _BLOCK)


def _bag(files: Sequence[Unsealed], custody: Sequence[dict[str, bytes]], at: datetime) -> Iterator[bytes]:
    bag = _Bag(at)
    yield from bag.tag("bagit.txt", BAGIT)
    for file, entries in zip(files, custody, strict=True):
        yield from _item(bag, file, entries)
    info = f"Bagging-Date: {at:%Y-%m-%d}\nPayload-Oxum: {bag.octets}.{bag.files}\nBag-Software-Agent: Dalil\n"
    yield from bag.tag("bag-info.txt", info.encode())
    yield from bag.tag("README.txt", README.encode())
    for kind, sums in bag.payload.items():
        yield from bag.tag(f"manifest-{kind}.txt", _sums(sums))
    tags = _sums(bag.tags)
    yield from bag.tag("tagmanifest-sha256.txt", tags)
    yield bytes(2 * _BLOCK)


def _item(bag: _Bag, file: Unsealed, entries: dict[str, bytes]) -> Iterator[bytes]:
    said, place = file.said, f"data/{file.evidence.pk}"
    yield from bag.part(f"{place}/{neutral_name(file.evidence, said['media_type'])}", said["size"], file.chunks)
    known = {**said, "id": str(file.evidence.pk), "is_original": file.evidence.is_original}
    known |= {"derived_from": str(file.evidence.derived_from_id or ""), "sensitivity": file.evidence.sensitivity}
    text = opening(salt=said["salt"], sha256=said["sha256"], sha512=said["sha512"])
    more = {
        "evidence.json": json.dumps(known, ensure_ascii=False, indent=2, sort_keys=True).encode(),
        "commitment.txt": text.encode("ascii"),
        "custody-sha256.txt": b"".join(
            f"{hashlib.sha256(body).hexdigest()}  {name}\n".encode() for name, body in entries.items()
        ),
        **entries,
    }
    for name, content in more.items():
        yield from bag.part(f"{place}/{name}", len(content), iter([content]))


def _custody(item: Evidence) -> dict[str, bytes]:
    """Each entry of the ledger about the item, as the very text whose SHA-256 is the entry's hash."""
    found = {}
    for entry in Entry.objects.about(item.subject).order_by("number"):
        body = chain.canonical(
            {
                "number": entry.number,
                "at": chain.moment(entry.at),
                "actor": entry.actor_id,
                "action": entry.action,
                "subject": entry.subject,
                "data": entry.data_json,
                "previous_hash": entry.previous_hash,
            }
        ).encode("ascii")
        if hashlib.sha256(body).hexdigest() != entry.hash:
            raise EntryAltered(entry.number)
        found[f"custody/{entry.number:09d}.json"] = body
    return found


def _sums(sums: dict[str, str]) -> bytes:
    return "".join(f"{digest}  {name}\n" for name, digest in sums.items()).encode()


README: Final = """This folder is a BagIt bag (RFC 8493). Check it with tools that every computer has:

1. sha256sum -c manifest-sha256.txt          every file is as it was exported
2. sha256sum -c tagmanifest-sha256.txt       so are the lists of hashes themselves
3. In each folder under data/:
   sha256sum -c custody-sha256.txt           each entry of the custody has the hash that the ledger of the platform names
   sha256sum commitment.txt                  is the "commitment" in the first entry of custody/: so the hashes of the file
                                             in commitment.txt were fixed when the file was brought, and told nobody what it was
   sha256sum evidence-*                      is the sha256 in commitment.txt

An entry's previous_hash ties it to the one before it in the ledger. The platform's trustees and observers hold the ledger's
head as of each hour: ask one of them, and the platform for the entries in between.

All this proves that the file is the one that was brought, when, and who had it in hand since. It does not prove that what the
file shows is true. The files come from others and may be harmful: open them on a machine that is made for that.
"""
