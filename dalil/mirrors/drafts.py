"""A draft: a folder of documents that wait for signatures, and the signatures that came in. Small enough to carry about.

    draft.json            what it is, what it was made of
    changes.txt           what would be new, changed and removed, for the eyes of whoever signs
    metadata/…            the documents, unsigned
    signatures/<key>.json what one key signed: this alone comes back from an editor's machine
    files/…               the published files that are new; not needed for signing

It never signs by itself and never publishes.
"""

import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from dalil.mirrors.documents import MALFORMED, digest, holds, parse, payload_of
from dalil.mirrors.parameters import MOST_BIN
from dalil.mirrors.refusals import MirrorRefused, Unsound
from dalil.mirrors.standard import CryptoSigner, Key, Metadata, Role, Root, Signature, Targets
from dalil.mirrors.states import write_synced

DESCRIPTION: Final = "draft.json"
BEFORE: Final = "before.root.json"
FILES: Final = "files"
SIGNATURES: Final = "signatures"
_DOCUMENT: Final = re.compile(r"metadata/[1-9][0-9]{0,15}\.(root|targets|bins-[0-9a-f]{1,4})\.json")


class DraftKind(StrEnum):
    """What a draft would change."""

    ROOT = "root"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft as it lies there."""

    folder: Path
    kind: DraftKind
    base: str
    """Hash of what it was made of: the root before, or the targets that were published."""
    made: str
    documents: Mapping[str, bytes]
    counts: Mapping[str, int]

    @property
    def digest(self) -> str:
        """What would be signed, in one number: editors compare it by telephone before they sign."""
        return digest("".join(f"{name} {digest(data)}\n" for name, data in sorted(self.documents.items())).encode())


@dataclass(frozen=True, slots=True)
class Signers:
    """Who may sign a draft, and who did: `needs` has a role's name, how many keys it needs, and how many signed."""

    needs: tuple[tuple[str, int, int], ...]

    @property
    def are_enough(self) -> bool:
        """Whether it can be published."""
        return all(found >= needed for _, needed, found in self.needs)


def write_draft(
    folder: Path,
    kind: DraftKind,
    documents: Mapping[str, bytes],
    *,
    base: str,
    made: datetime,
    counts: Mapping[str, int] | None = None,
    others: Mapping[str, bytes] | None = None,
) -> Drafted:
    """Write a draft as a whole: it is there, or it is not. Files may have been staged before in `being_made(folder)`."""
    refuse_existing(folder)
    building = being_made(folder)
    said: dict[str, object] = {
        "format": 1,
        "kind": kind.value,
        "base": base,
        "made": made.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "documents": sorted(documents),
        "counts": dict(counts or {}),
    }
    (building / "metadata").mkdir(parents=True, exist_ok=True)
    (building / SIGNATURES).mkdir(exist_ok=True)
    for name, data in {**documents, **(others or {})}.items():
        write_synced(building / name, data)
    write_synced(building / DESCRIPTION, json.dumps(said, indent=1, sort_keys=True).encode() + b"\n")
    folder.parent.mkdir(parents=True, exist_ok=True)
    os.replace(building, folder)  # noqa: PTH105
    return draft_in(folder)


def being_made(folder: Path) -> Path:
    """Where a draft is built before it is there."""
    return folder.with_name(folder.name + ".being-made")


def staged_at(folder: Path, hashed: str) -> Path:
    """Where a draft keeps the new file with this hash."""
    return folder / FILES / hashed[:2] / hashed


def refuse_existing(folder: Path) -> None:
    """A draft that waits for signatures is never overwritten."""
    if folder.exists() and any(folder.iterdir()):
        raise MirrorRefused("draft-exists", path=folder)


def drop_draft(folder: Path) -> None:
    """Throw a draft away, and what a run that was killed left of one."""
    shutil.rmtree(being_made(folder), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def draft_in(folder: Path) -> Drafted:
    """The draft in a folder."""
    try:
        said: dict[str, Any] = json.loads((folder / DESCRIPTION).read_bytes()[:MOST_BIN])
        names = said["documents"]
        if said["format"] != 1 or not all(_DOCUMENT.fullmatch(name) for name in names):
            raise ValueError("not a draft of ours")
        documents = {name: (folder / name).read_bytes() for name in names}
        counts = {str(name): int(number) for name, number in said["counts"].items()}
        return Drafted(folder, DraftKind(said["kind"]), str(said["base"]), str(said["made"]), documents, counts)
    except (OSError, *MALFORMED) as error:
        raise MirrorRefused("draft-malformed", path=folder) from error


def sign(draft: Path, signer: CryptoSigner) -> Drafted:
    """Sign a draft with one key: writes one small file into its `signatures`. Nothing else of the draft is changed."""
    found = draft_in(draft)
    if not any(signer.public_key.keyid in role.keyids for _, role, _ in roles_of(found)):
        raise MirrorRefused("key-not-of-role", keyid=signer.public_key.keyid)
    said = {
        "keyid": signer.public_key.keyid,
        "digest": found.digest,
        "signatures": {
            name: signer.sign(payload_of(_unsigned(name, data))).signature for name, data in found.documents.items()
        },
    }
    place = draft / SIGNATURES
    place.mkdir(exist_ok=True)
    write_synced(place / f"{signer.public_key.keyid[:16]}.json", json.dumps(said, indent=1, sort_keys=True).encode())
    return found


def signers_of(draft: Path) -> Signers:
    """Who must sign, and how many did, as the draft itself says; publishing asks the root that is in force."""
    found = draft_in(draft)
    documents = signed_documents(found)
    needs = []
    for name, role, keys in roles_of(found):
        signed = min(len(set(role.keyids) & set(keys) & set(one.signatures)) for one in documents.values())
        needs.append((name, role.threshold, signed))
    return Signers(tuple(needs))


def roles_of(draft: Drafted) -> list[tuple[str, Role, Mapping[str, Key]]]:
    """The roles that must sign a draft, each with its keys."""
    if draft.kind is DraftKind.CONTENT:
        targets = next(data for name, data in draft.documents.items() if name.endswith(".targets.json"))
        delegations = _unsigned("targets.json", targets).signed.delegations
        if delegations is None or delegations.succinct_roles is None:
            raise MirrorRefused("draft-malformed", path=draft.folder)
        return [("editors", delegations.succinct_roles, delegations.keys)]
    (root,) = (_unsigned(name, data).signed for name, data in draft.documents.items())
    roles = [("trustees", root.roles["root"], root.keys)]
    if draft.base:
        before = root_before(draft)
        roles.insert(0, ("trustees before", before.roles["root"], before.keys))
    return roles


def root_before(draft: Drafted) -> Root:
    """The root that a drafted root follows."""
    data = (draft.folder / BEFORE).read_bytes()
    if digest(data) != draft.base:
        raise MirrorRefused("draft-altered", path=draft.folder / BEFORE)
    return parse(data, BEFORE, Root).signed


def signed_documents(draft: Drafted) -> dict[str, Metadata[Any]]:
    """The documents with every valid signature that came in. Signatures of an earlier draft count for nothing."""
    documents = {name: _unsigned(name, data) for name, data in draft.documents.items()}
    allowed = {keyid: keys[keyid] for _, role, keys in roles_of(draft) for keyid in role.keyids if keyid in keys}
    came = [(keyid, said) for keyid, said in _signatures_in(draft.folder / SIGNATURES) if keyid in allowed]
    for name, document in documents.items():
        payload = payload_of(document)
        for keyid, said in sorted(came, key=lambda one: one[0]):
            if name in said:
                document.signatures[keyid] = Signature(keyid, said[name])
                if not holds(allowed[keyid], document, payload):
                    del document.signatures[keyid]
    return documents


def _signatures_in(folder: Path) -> Iterable[tuple[str, Mapping[str, str]]]:
    for path in sorted(folder.glob("*.json")):
        try:
            said = json.loads(path.read_bytes())
            yield str(said["keyid"]), {str(name): str(one) for name, one in said["signatures"].items()}
        except MALFORMED as error:
            raise MirrorRefused("draft-malformed", path=path) from error


def _unsigned(name: str, data: bytes) -> Metadata[Any]:
    kind: Any = Root if name.endswith(".root.json") else Targets
    try:
        document = parse(data, name, kind)
    except Unsound as unsound:
        raise MirrorRefused("draft-malformed", path=name) from unsound
    if document.signatures:
        raise MirrorRefused("draft-malformed", path=name)
    return document
