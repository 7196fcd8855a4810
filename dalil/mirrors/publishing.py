"""A draft that was signed by enough becomes the mirror.

Its documents are listed and stamped with the online key, and the folder is replaced as a whole, after it was read once more
as a reader would. It never signs for an editor or a trustee. Killed anywhere, the old state stands, and publishing again
does it all.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from dalil.mirrors.documents import bin_names, check_signatures, digest, parse
from dalil.mirrors.drafting import targets_digest
from dalil.mirrors.drafts import FILES, Drafted, DraftKind, draft_in, drop_draft, signed_documents, staged_at
from dalil.mirrors.folders import Folder
from dalil.mirrors.hashing import side_by_side
from dalil.mirrors.opening import Opened
from dalil.mirrors.parameters import MOST_ROOT, Parameters
from dalil.mirrors.paths import METADATA, TIMESTAMP, listed_name, parents, root_name
from dalil.mirrors.refusals import MirrorRefused, Unsound
from dalil.mirrors.stamping import listed, refuse_foreign, stamp
from dalil.mirrors.standard import CryptoSigner, Key, Metadata, Role, Root, TargetFile, Targets
from dalil.mirrors.standing import Standing, standing_in
from dalil.mirrors.states import begin, lay, put_in_place, sync, thin, turn, write_synced

MANY: Final = 200
"""From so many new files on, the disk is synced as a whole instead of file by file."""


@dataclass(frozen=True, slots=True)
class Published:
    """The state that now stands."""

    root: int
    timestamp: int
    snapshot: int
    targets: int
    files: int
    bins: int
    new_bins: int


@dataclass(frozen=True, slots=True)
class _Documents:
    """What editors and trustees signed for the state to come: role to version and bytes."""

    root: Root
    roles: Mapping[str, tuple[int, bytes]]
    targets: Targets
    new_bins: int


def publish(
    folder: Path,
    drafts: Sequence[Path],
    online: CryptoSigner,
    *,
    now: datetime,
    parameters: Parameters = Parameters(),  # noqa: B008
) -> Published:
    """Publish a draft of content, a new root, or both together; then the drafts are gone. `folder` becomes a link."""
    found = {one.kind: one for one in map(draft_in, drafts)}
    content = found.get(DraftKind.CONTENT)
    with turn(folder) as states:
        standing = standing_in(folder)
        documents = _documents(folder, standing, found.get(DraftKind.ROOT), content)
        refuse_foreign(online, documents.root)
        building = begin(states)
        made = stamp(listed(documents.roles, standing), standing, online, now, parameters)
        _lay_metadata(building, folder if standing else None, documents)
        write_synced(building / listed_name("snapshot", made.snapshot), made.snapshot_bytes)
        write_synced(building / TIMESTAMP, made.timestamp_bytes)
        files = _read_once_more(building)
        _sync(building, _lay_files(building, folder, content, files))
        put_in_place(folder, building, made.timestamp)
        before = standing.files if standing else {}
        thin(states, [path for path, file in before.items() if files.get(path) != file])
    for one in found.values():
        drop_draft(one.folder)
    return Published(
        root=documents.root.version,
        timestamp=made.timestamp,
        snapshot=made.snapshot,
        targets=documents.targets.version,
        files=len(files),
        bins=len(bin_names(documents.targets)),
        new_bins=documents.new_bins,
    )


def _documents(
    folder: Path, standing: Standing | None, root_draft: Drafted | None, content: Drafted | None
) -> _Documents:
    """The root, the targets and all bins of the state to come; everything new is signed by enough."""
    root_bytes = _root(root_draft, standing)
    root = parse(root_bytes, "", Root).signed
    fetched = _kept(folder, standing)
    if content is not None:
        if content.base != targets_digest(folder, standing):
            raise MirrorRefused("base-moved-on", path=content.folder)
        new = _editors_signed(content, root)
    elif standing is None:
        raise MirrorRefused("path-missing", path=folder)
    elif standing.root.roles["targets"] != root.roles["targets"]:
        raise MirrorRefused("editors-changed")
    else:
        new = {}
    targets = new["targets"].signed if new else parse(fetched["targets"][1], "", Targets).signed
    roles = {"root": (root.version, root_bytes)}
    for role in ("targets", *bin_names(targets)):
        roles[role] = (new[role].signed.version, new[role].to_bytes()) if role in new else fetched[role]
    return _Documents(root, roles, targets, max(0, len(new) - 1))


def _root(draft: Drafted | None, standing: Standing | None) -> bytes:
    """The bytes of the root that will be in force."""
    if draft is None:
        if standing is None:
            raise MirrorRefused("no-root")
        return standing.root_bytes
    if draft.base != (digest(standing.root_bytes) if standing else ""):
        raise MirrorRefused("base-moved-on", path=draft.folder)
    ((name, document),) = signed_documents(draft).items()
    signers = [(document.signed.keys, document.signed.roles["root"])]
    if standing is not None:
        signers.insert(0, (standing.root.keys, standing.root.roles["root"]))
    _must_hold(document, name, *signers)
    return document.to_bytes()


def _editors_signed(content: Drafted, root: Root) -> dict[str, Metadata[Targets]]:
    """The documents of a draft by role, each signed by as many editors as the root demands."""
    role = root.roles["targets"]
    keys = {keyid: root.keys[keyid] for keyid in role.keyids}
    signed = signed_documents(content)
    documents: dict[str, Metadata[Targets]] = {}
    for name, document in signed.items():
        _must_hold(document, name, (keys, role))
        documents[name.split(".")[1]] = document
    succinct = documents["targets"].signed.delegations
    if succinct is None or succinct.keys != keys:
        raise MirrorRefused("editors-changed")
    return documents


def _must_hold(document: Metadata[Any], name: str, *signers: tuple[Mapping[str, Key], Role]) -> None:
    try:
        check_signatures(document, name, *signers)
    except Unsound as unsound:
        raise MirrorRefused("signatures-missing", file=name, **unsound.particulars) from unsound


def _kept(folder: Path, standing: Standing | None) -> dict[str, tuple[int, bytes]]:
    """The documents that are published now, by role."""
    if standing is None:
        return {}
    versions = {"targets": standing.targets.version} | {name: one.version for name, one in standing.bins.items()}
    return {role: (number, (folder / listed_name(role, number)).read_bytes()) for role, number in versions.items()}


def _lay_metadata(building: Path, before: Path | None, documents: _Documents) -> None:
    """All documents but the list and the stamp; the roots of before come along."""
    (building / METADATA).mkdir()
    version = documents.root.version
    fetch = Folder(before or building).fetch
    for number in range(1, version):
        write_synced(building / root_name(number), fetch(root_name(number), MOST_ROOT))
    write_synced(building / root_name(version), documents.roles["root"][1])
    for role, (number, data) in documents.roles.items():
        if role != "root":
            write_synced(building / listed_name(role, number), data)


def _read_once_more(building: Path) -> dict[str, TargetFile]:
    """Read what was written as a reader would: what a reader would refuse is not published. Gives the files."""
    fetch = Folder(building).fetch
    try:
        opened = Opened(fetch, fetch(root_name(1), MOST_ROOT))
        for unsound in opened.older_roots():
            raise unsound
        return {path: file for name in bin_names(opened.targets) for path, file in opened.bin(name).targets.items()}
    except Unsound as unsound:
        raise MirrorRefused("would-not-verify", finding=unsound.code, file=unsound.path) from unsound


def _lay_files(building: Path, folder: Path, content: Drafted | None, files: Mapping[str, TargetFile]) -> set[str]:
    """Every published file in its place: new ones from the draft, measured once more, the others from the state before."""
    staged = content.folder if content else None
    waiting = (
        {name.rsplit("/", 1)[-1] for name in Folder(staged / FILES).names()}
        if staged and (staged / FILES).exists()
        else set()
    )
    new = {path for path, file in files.items() if file.hashes["sha256"] in waiting}
    old = Path(os.path.realpath(folder))
    sources = {
        path: staged_at(staged, file.hashes["sha256"]) if staged and path in new else old / path
        for path, file in files.items()
    }
    try:
        lay(building, sources)
    except FileNotFoundError as error:
        raise MirrorRefused("would-not-verify", finding="missing", file=error.filename) from error
    _check_files(building, [(path, files[path]) for path in sorted(new)])
    return new


def _check_files(building: Path, items: Sequence[tuple[str, TargetFile]]) -> None:
    there = Folder(building)

    def is_sound(item: tuple[str, TargetFile]) -> bool:
        path, file = item
        return there.measure(path, file.length) == (file.length, file.hashes["sha256"])

    for (path, _), sound in zip(items, side_by_side(is_sound, items), strict=True):
        if not sound:
            raise MirrorRefused("draft-altered", path=path)


def _sync(building: Path, new: set[str]) -> None:
    """What is new is on the disk before anything points to it."""
    sync(building / METADATA)
    if len(new) > MANY:
        os.sync()
        return
    for folder in {parent for path in new for parent in parents(path)} | {""}:
        sync(building / folder)
    for path in new:
        sync(building / path)
