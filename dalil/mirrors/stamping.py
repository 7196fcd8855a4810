"""The two documents of the online key: the list of a state's documents, and the stamp that says which list is the newest.

The online key stands on the server, so it is the one that may be stolen: alone it can keep readers on an old state, and
make up numbers, but it cannot publish a single byte.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from dalil.mirrors.documents import MADE, listing
from dalil.mirrors.folders import Folder
from dalil.mirrors.parameters import MOST_SNAPSHOT, MOST_VERSION, Parameters
from dalil.mirrors.paths import TIMESTAMP, listed_name
from dalil.mirrors.refusals import MirrorRefused
from dalil.mirrors.roots import moment_text
from dalil.mirrors.standard import CryptoSigner, Metadata, MetaFile, Root, Snapshot, Timestamp
from dalil.mirrors.standing import Standing, standing_in
from dalil.mirrors.states import replace_file, turn


@dataclass(frozen=True, slots=True)
class Stamped:
    """The list and the stamp of a state, signed."""

    snapshot: int
    snapshot_bytes: bytes
    timestamp: int
    timestamp_bytes: bytes


def restamp(
    folder: Path,
    online: CryptoSigner,
    *,
    now: datetime,
    parameters: Parameters = Parameters(),  # noqa: B008
) -> int:
    """Say again that what is published is the newest: once a day, by the server. Gives the number of the stamp.

    One small file is replaced; the list is signed anew only when it would expire before the stamp does.
    """
    with turn(folder) as states:
        standing = standing_in(folder, with_bins=False)
        if standing is None:
            raise MirrorRefused("path-missing", path=folder)
        refuse_foreign(online, standing.root)
        path = listed_name("snapshot", standing.snapshot.version)
        if standing.snapshot.expires < now + parameters.timestamp:
            made = stamp(standing.snapshot.meta, standing, online, now, parameters)
            new = listed_name("snapshot", made.snapshot)
            replace_file(folder / new, made.snapshot_bytes, states / "snapshot.json")
            stamp_bytes, number = made.timestamp_bytes, made.timestamp
        else:
            new = path
            data = Folder(folder).fetch(path, MOST_SNAPSHOT)
            number = next_version(standing.timestamp.version)
            stamp_bytes = _timestamp(number, standing.snapshot.version, data, online, now, parameters)
        replace_file(folder / TIMESTAMP, stamp_bytes, states / "timestamp.json")
        if new != path:
            (folder / path).unlink()
        return number


def stamp(
    meta: Mapping[str, MetaFile],
    standing: Standing | None,
    online: CryptoSigner,
    now: datetime,
    parameters: Parameters,
) -> Stamped:
    """The next list, of these documents, and the stamp on it."""
    number = next_version(standing.snapshot.version) if standing else 1
    expires = now.replace(microsecond=0) + parameters.snapshot
    snapshot = signed(Metadata(Snapshot(number, None, expires, dict(meta))), online)
    stamp_number = next_version(standing.timestamp.version) if standing else 1
    return Stamped(number, snapshot, stamp_number, _timestamp(stamp_number, number, snapshot, online, now, parameters))


def listed(documents: Mapping[str, tuple[int, bytes]], before: Standing | None) -> dict[str, MetaFile]:
    """The list of documents by role. A role that was ever listed stays on the list, as the standard asks, without a file."""
    meta = {f"{role}.json": listing(version, data) for role, (version, data) in documents.items()}
    for name, found in before.snapshot.meta.items() if before else ():
        meta.setdefault(name, MetaFile(found.version))
    return dict(sorted(meta.items()))


def signed(document: Metadata[Any], signer: CryptoSigner) -> bytes:
    """The bytes of a document signed by one key."""
    document.sign(signer)
    return document.to_bytes()


def next_version(found: int) -> int:
    """The next number. Beyond the middle of all numbers a thief of keys has counted: once keys are changed, begin anew."""
    return found + 1 if found < MOST_VERSION // 2 else 1


def refuse_foreign(online: CryptoSigner, root: Root) -> None:
    """The key must be the one that the root names for stamping."""
    keyid = online.public_key.keyid
    if keyid not in root.roles["timestamp"].keyids or keyid not in root.roles["snapshot"].keyids:
        raise MirrorRefused("key-not-of-role", keyid=keyid)


def _timestamp(
    number: int, snapshot: int, data: bytes, online: CryptoSigner, now: datetime, parameters: Parameters
) -> bytes:
    expires = now.replace(microsecond=0) + parameters.timestamp
    fields = {MADE: moment_text(now)}
    return signed(Metadata(Timestamp(number, None, expires, listing(snapshot, data), fields)), online)
