"""What would be published, drafted: files measured, divided among bins, and a new version of each bin that changes.

It never signs, and the published state is not touched.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from dalil.mirrors.documents import ABOUT, MADE, bin_names, digest, words_of
from dalil.mirrors.drafts import (
    FILES,
    Drafted,
    DraftKind,
    being_made,
    draft_in,
    drop_draft,
    refuse_existing,
    staged_at,
    write_draft,
)
from dalil.mirrors.folders import Folder
from dalil.mirrors.hashing import measure, side_by_side
from dalil.mirrors.keys import MARK
from dalil.mirrors.parameters import MOST_BITS, Parameters
from dalil.mirrors.paths import BINS, is_safe, is_within, listed_name, parents
from dalil.mirrors.refusals import MirrorRefused
from dalil.mirrors.roots import moment_text
from dalil.mirrors.stamping import next_version
from dalil.mirrors.standard import Delegations, Key, Metadata, Role, Root, SuccinctRoles, TargetFile, Targets
from dalil.mirrors.standing import Standing, standing_in
from dalil.mirrors.states import share

ENTRY: Final = len('"":{"hashes":{"sha256":""},"length":},') + 64
FRAME: Final = 900
"""What a bin has beside its entries: type, version, expiry, and the signatures of three editors."""


@dataclass(frozen=True, slots=True)
class Editors:
    """Who must sign what is published."""

    keys: Mapping[str, Key]
    role: Role


def draft(
    folder: Path,
    place: Path,
    *,
    put: Mapping[str, Path],
    drop: Iterable[str] = (),
    now: datetime,
    about: Mapping[str, str] | None = None,
    root_draft: Path | None = None,
    parameters: Parameters = Parameters(),  # noqa: B008
) -> Drafted:
    """Draft the next state of the mirror in `folder` at `place`.

    `put` says what is new: `{"editions/7": a_folder, "index.html": a_file}`; a folder takes the place of everything that was
    published under its name, and "" stands for the whole mirror. `drop` names files and folders that go. All else stays, and
    is neither read nor signed again. `about` are a few words that every reader is told ("edition": "7"). With `root_draft`
    the editors are those of a root that is not published yet. Files are linked into the draft, so they may not be changed
    in place while it waits; publishing checks.
    """
    refuse_existing(place)
    drop_draft(place)
    standing = standing_in(folder)
    editors = _editors(standing, root_draft)
    old = standing.files if standing else {}
    new, sources = _new_files(put)
    gone = [*drop, *(name for name, source in put.items() if source.is_dir())]
    files = {path: file for path, file in old.items() if not any(is_within(path, part) for part in gone)} | new
    _refuse_alike(files)
    words = dict(about) if about is not None else (words_of(standing.targets) if standing else {})
    documents = _documents(standing, files, editors, words, now, parameters)
    changed = {path for path, file in new.items() if path not in old or old[path] != file}
    _stage(place, {path: (sources[path], new[path].hashes["sha256"]) for path in changed})
    counts = {
        "files": len(files),
        "new": len(changed - set(old)),
        "changed": len(changed & set(old)),
        "removed": len(set(old) - set(files)),
    }
    lines = [
        *(f"{'changed' if path in old else 'new'}\t{path}\n" for path in sorted(changed)),
        *(f"removed\t{path}\n" for path in sorted(set(old) - set(files))),
    ]
    others = {"changes.txt": "".join(lines).encode()}
    base = targets_digest(folder, standing)
    return write_draft(place, DraftKind.CONTENT, documents, base=base, made=now, counts=counts, others=others)


def targets_digest(folder: Path, standing: Standing | None) -> str:
    """What a draft is made of: the hash of the targets that are published; empty when nothing is."""
    if standing is None:
        return ""
    return digest((folder / listed_name("targets", standing.targets.version)).read_bytes())


def _editors(standing: Standing | None, root_draft: Path | None) -> Editors:
    if root_draft is not None:
        (data,) = draft_in(root_draft).documents.values()
        root: Root = Metadata.from_bytes(data).signed
    elif standing is not None:
        root = standing.root
    else:
        raise MirrorRefused("no-root")
    role = root.roles["targets"]
    return Editors({keyid: root.keys[keyid] for keyid in role.keyids}, role)


def _new_files(put: Mapping[str, Path]) -> tuple[dict[str, TargetFile], dict[str, Path]]:
    """Every file that is put, measured, and where it lies."""
    sources: dict[str, Path] = {}
    for name, source in put.items():
        for path, file in _files_at(name.strip("/"), source):
            if not is_safe(path):
                raise MirrorRefused("name-not-safe", path=path.encode("utf-8", "backslashreplace").decode())
            sources[path] = file
    items = sorted(sources.items())
    return dict(side_by_side(_measured, items)), sources


def _files_at(name: str, source: Path) -> Iterator[tuple[str, Path]]:
    if source.is_dir():
        for path in Folder(source).names():
            yield (f"{name}/{path}" if name else path), source / path
    elif source.exists():
        yield name, source
    else:
        raise MirrorRefused("path-missing", path=source)


def _measured(item: tuple[str, Path]) -> tuple[str, TargetFile]:
    path, source = item
    length, hashed, head = measure(source)
    if MARK in head[:100]:
        raise MirrorRefused("key-in-mirror", path=path)
    return path, TargetFile(length, {"sha256": hashed}, path)


def _refuse_alike(files: Iterable[str]) -> None:
    """Names that a stick or a Macintosh would take for one; and a name that is both a file and a folder."""
    taken: dict[str, str] = {}
    for path in files:
        other = taken.setdefault(path.casefold(), path)
        if other != path:
            raise MirrorRefused("names-alike", path=path, other=other)
    folders = {parent.casefold(): path for path in files for parent in parents(path)}
    for folder, path in folders.items():
        if folder in taken:
            raise MirrorRefused("names-alike", path=path, other=taken[folder])


def _documents(
    standing: Standing | None,
    files: Mapping[str, TargetFile],
    editors: Editors,
    words: Mapping[str, str],
    now: datetime,
    parameters: Parameters,
) -> dict[str, bytes]:
    """The bins that change and the targets over them."""
    expires = now.replace(microsecond=0) + parameters.targets
    before = standing.targets.delegations if standing else None
    fewest = before.succinct_roles.bit_length if before and before.succinct_roles else parameters.fewest_bits
    bits, bins = _divided(files, fewest, parameters)
    succinct = SuccinctRoles(list(editors.role.keyids), editors.role.threshold, bits, BINS)
    delegations = Delegations(dict(editors.keys), succinct_roles=succinct)
    fields = {MADE: moment_text(now), ABOUT: dict(words)}
    targets = Targets(_after(standing, "targets"), None, expires, {}, delegations, fields)
    are_all_new = before is None or before.succinct_roles != succinct or before.keys != delegations.keys
    documents: dict[str, bytes] = {}
    for name in bin_names(targets):
        found = standing.bins.get(name) if standing else None
        listed = bins.get(name, {})
        if are_all_new or found is None or found.targets != listed or found.expires < now + parameters.renew:
            one = Targets(_after(standing, name), None, expires, listed)
            documents[listed_name(name, one.version)] = Metadata(one).to_bytes()
    if standing and not documents and words == words_of(standing.targets):
        # The targets alone are renewed when they would expire soon.
        if standing.targets.expires < now + parameters.renew:
            return {listed_name("targets", targets.version): Metadata(targets).to_bytes()}
        raise MirrorRefused("nothing-changed")
    documents[listed_name("targets", targets.version)] = Metadata(targets).to_bytes()
    return documents


def _after(standing: Standing | None, role: str) -> int:
    found = standing.snapshot.meta.get(f"{role}.json") if standing else None
    return next_version(found.version) if found else 1


def _divided(
    files: Mapping[str, TargetFile], fewest: int, parameters: Parameters
) -> tuple[int, dict[str, dict[str, TargetFile]]]:
    """The files by bin, with as many bins as keep the largest small enough. Never fewer than there were."""
    numbers = {path: int.from_bytes(sha256(path.encode()).digest()[:4], "big") for path in files}
    for bits in range(fewest, MOST_BITS + 1):
        sizes: dict[int, int] = defaultdict(lambda: FRAME)
        for path, number in numbers.items():
            sizes[number >> (32 - bits)] += len(json.dumps(path)) + ENTRY + len(str(files[path].length)) - 2
        if max(sizes.values(), default=0) <= parameters.most_bin_bytes:
            break
    else:
        raise MirrorRefused("too-many-files", files=len(files))
    digits = len(f"{2**bits - 1:x}")
    bins: dict[str, dict[str, TargetFile]] = defaultdict(dict)
    for path, number in sorted(numbers.items()):
        bins[f"{BINS}-{number >> (32 - bits):0{digits}x}"][path] = files[path]
    return bits, bins


def _stage(place: Path, sources: Mapping[str, tuple[Path, str]]) -> None:
    """The new files, kept with the draft under their hashes: what they were made of may go."""
    (being_made(place) / FILES).mkdir(parents=True)
    for source, hashed in sources.values():
        staged = staged_at(being_made(place), hashed)
        if not staged.exists():
            share(Path(os.path.realpath(source)), staged)
