"""One signed document, read with suspicion: its exact bytes, the type of every value, who signed it.

python-tuf reads generously: it takes white space, fields and signatures beyond what is needed. Here a document has one
spelling only, the one that python-tuf itself writes, and every signature on it must hold; so no byte can change unseen.
It never reads a file and never looks at a clock.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any, Final, TypeVar

from securesystemslib.exceptions import UnverifiedSignatureError
from tuf.api.exceptions import RepositoryError

from dalil.mirrors.keys import is_own_id
from dalil.mirrors.parameters import MOST_BITS, MOST_VERSION
from dalil.mirrors.paths import BINS, is_safe
from dalil.mirrors.refusals import Unsound
from dalil.mirrors.standard import Key, Metadata, MetaFile, Role, Root, Signed, Snapshot, Targets, Timestamp

Kind = TypeVar("Kind", Root, Timestamp, Snapshot, Targets)

MADE: Final = "x-dalil-made"
"""In a timestamp and in targets: the moment at which it was made. Old or new is judged by `expires`, never by this."""
ABOUT: Final = "x-dalil-about"
"""In targets: a few words on what is published, such as the number and the day of the newest edition."""
PREVIOUS: Final = "x-dalil-previous"
"""In a root: the SHA-256 of the root before it, so that also the roots before the one that is trusted can be checked."""

MALFORMED: Final = (RepositoryError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError)

_SIGNATURE: Final = re.compile(r"[0-9a-f]{128}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")


def parse(data: bytes, path: str, kind: type[Kind]) -> Metadata[Kind]:
    """The document in these bytes. Raises Unsound for anything that is not exactly what we would write ourselves."""
    try:
        document: Metadata[Any] = Metadata.from_bytes(data)
        sound = (
            type(document.signed) is kind
            and document.to_bytes() == data
            and not document.unrecognized_fields
            and all(
                _SIGNATURE.fullmatch(one.signature) and not one.unrecognized_fields
                for one in document.signatures.values()
            )
            and _is_whole(document.signed.version)
            and _CHECKS[kind](document.signed)
        )
    except MALFORMED as error:
        raise Unsound("malformed", path) from error
    if not sound:
        raise Unsound("malformed", path)
    return document


def check_signatures(document: Metadata[Kind], path: str, *signers: tuple[Mapping[str, Key], Role]) -> None:
    """Every one of these roles signed, each with as many keys as it needs; and no other signature stands there."""
    try:
        payload = payload_of(document)
    except (RepositoryError, ValueError) as error:
        # Half a letter, which JSON can hold and UTF-8 cannot.
        raise Unsound("malformed", path) from error
    valid = {
        keyid
        for keys, role in signers
        for keyid in role.keyids
        if keyid in keys and keyid in document.signatures and holds(keys[keyid], document, payload)
    }
    for _, role in signers:
        if (found := len(valid & set(role.keyids))) < role.threshold:
            raise Unsound("too-few-signatures", path, found=found, needed=role.threshold)
    if set(document.signatures) - valid:
        raise Unsound("foreign-signature", path)


def payload_of(document: Metadata[Any]) -> bytes:
    """What is signed of a document: its canonical JSON.

    Where nothing needs an escape (nearly everywhere), the fast encoder of Python writes the very same as the library's slow one.
    """
    text = json.dumps(document.signed.to_dict(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode() if "\\" not in text else document.signed_bytes


def holds(key: Key, document: Metadata[Kind], payload: bytes) -> bool:
    """Whether the signature of this key on the document is right."""
    try:
        key.verify_signature(document.signatures[key.keyid], payload)
    except (UnverifiedSignatureError, ValueError):
        return False
    return True


def check_listed(data: bytes, path: str, listed: MetaFile) -> None:
    """The bytes are those that a signed list names."""
    if len(data) != listed.length or digest(data) != (listed.hashes or {}).get("sha256"):
        raise Unsound("altered", path)


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return sha256(data).hexdigest()


def listing(version: int, data: bytes) -> MetaFile:
    """What a list says about a document."""
    return MetaFile(version, len(data), {"sha256": digest(data)})


def words_of(signed: Signed) -> Mapping[str, str]:
    """What a document says about what it publishes: short words only."""
    said = signed.unrecognized_fields.get(ABOUT)
    return dict(said) if isinstance(said, dict) else {}


def bin_names(targets: Targets) -> list[str]:
    """The bins among which the files are divided."""
    succinct = targets.delegations.succinct_roles if targets.delegations else None
    return list(succinct.get_roles()) if succinct else []


def bin_of(targets: Targets, path: str) -> str:
    """The bin in which this file must be listed."""
    found: Iterable[tuple[str, bool]] = targets.delegations.get_roles_for_target(path) if targets.delegations else ()
    return next(name for name, _ in found)


def _is_whole(number: object, least: int = 1) -> bool:
    return type(number) is int and least <= number <= MOST_VERSION


def _is_listing(meta: MetaFile) -> bool:
    return _is_whole(meta.version) and _is_whole(meta.length, 0) and _are_hashes(meta.hashes)


def _are_hashes(hashes: object) -> bool:
    return isinstance(hashes, dict) and list(hashes) == ["sha256"] and bool(_HASH.fullmatch(hashes["sha256"]))


def _are_signers(role: Role, keys: Mapping[str, Key]) -> bool:
    return _is_whole(role.threshold) and role.threshold <= len(role.keyids) and set(role.keyids) <= set(keys)


def _is_root(root: Root) -> bool:
    return (
        root.consistent_snapshot is True
        and all(map(is_own_id, root.keys.values()))
        and all(_are_signers(role, root.keys) for role in root.roles.values())
    )


def _is_timestamp(timestamp: Timestamp) -> bool:
    return _is_listing(timestamp.snapshot_meta)


def _is_snapshot(snapshot: Snapshot) -> bool:
    return {"root.json", "targets.json"} <= set(snapshot.meta) and all(
        _is_listing(meta) or (meta.length is None and meta.hashes is None and _is_whole(meta.version))
        for meta in snapshot.meta.values()
    )


def _is_targets(targets: Targets) -> bool:
    if targets.delegations is None:
        return all(
            is_safe(path) and _is_whole(file.length, 0) and _are_hashes(file.hashes) and not file.unrecognized_fields
            for path, file in targets.targets.items()
        )
    succinct = targets.delegations.succinct_roles
    return (
        not targets.targets
        and succinct is not None
        and _is_whole(succinct.bit_length)
        and succinct.bit_length <= MOST_BITS
        and succinct.name_prefix == BINS
        and all(map(is_own_id, targets.delegations.keys.values()))
        and _are_signers(succinct, targets.delegations.keys)
        and _are_words(targets.unrecognized_fields.get(ABOUT, {}))
    )


def _are_words(said: object) -> bool:
    return isinstance(said, dict) and all(isinstance(word, str) for pair in said.items() for word in pair)


_CHECKS: Final[Mapping[type[Signed], Callable[[Any], bool]]] = {
    Root: _is_root,
    Timestamp: _is_timestamp,
    Snapshot: _is_snapshot,
    Targets: _is_targets,
}
