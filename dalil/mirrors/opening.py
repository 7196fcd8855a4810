"""The chain of a mirror, from the root that the reader trusts down to one bin, each document read once and within bounds.

Whatever is wrong is raised as Unsound with the file that it was found in. It never reads a published file, never decides
whether something is too old (it gathers dates), and never asks a clock.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final, TypeVar

from dalil.mirrors.documents import (
    MADE,
    PREVIOUS,
    bin_of,
    check_listed,
    check_signatures,
    digest,
    parse,
)
from dalil.mirrors.parameters import MOST_BIN, MOST_ROOT, MOST_ROOTS, MOST_SNAPSHOT, MOST_TARGETS, MOST_TIMESTAMP
from dalil.mirrors.paths import TIMESTAMP, listed_name, root_name
from dalil.mirrors.refusals import Unsound
from dalil.mirrors.standard import Key, Metadata, MetaFile, Role, Root, Signed, Snapshot, Targets, Timestamp
from dalil.mirrors.verdicts import Seen

Fetch = Callable[[str, int], bytes]
"""Gives the file of this path, of which at most so many bytes are wanted. Raises FileNotFoundError when there is none,
TooLong when there are more, and any other OSError when it cannot be read. A path is relative, with "/" between its parts."""

_FINGERPRINT_DIGITS: Final = frozenset("0123456789abcdef")
Kind = TypeVar("Kind", Root, Timestamp, Snapshot, Targets)


class TooLong(OSError):
    """A file has more bytes than were asked for."""


class Opened:
    """A mirror's documents, checked as they are read."""

    def __init__(self, fetch: Fetch, trusted: bytes | str, seen: Seen | None = None) -> None:
        self._fetch = fetch
        self.bytes_read = 0
        self.names: set[str] = set()
        """The documents that are part of the mirror."""
        self.expiring: list[tuple[datetime, str]] = []
        self.stamp = b""
        self.trusted = trusted if isinstance(trusted, bytes) else self._root_called(trusted)
        self.fingerprint = digest(self.trusted)
        self.root = self._newest_root()
        self.timestamp, self.snapshot, self.targets = self._top(self._remembered(seen))

    def bin(self, name: str) -> Targets:
        """One bin, with every file in it where it belongs."""
        keys, role = self._bin_signers
        document = self._listed(name, Targets, MOST_BIN, keys, role)
        path = listed_name(name, document.version)
        if document.delegations is not None:
            raise Unsound("malformed", path)
        for file in document.targets:
            if bin_of(self.targets, file) != name:
                raise Unsound("wrong-bin", path, file=file)
        return document

    @property
    def seen(self) -> Seen:
        """What the reader should remember of it."""
        listed = {name: meta.version for name, meta in self.snapshot.meta.items()}
        return Seen(self.root.version, self.timestamp.version, self.snapshot.version, listed, online_keys(self.root))

    def _get(self, path: str, most: int) -> bytes:
        """Raises Unsound for a document that cannot be had."""
        self.names.add(path)
        try:
            data = self._fetch(path, most)
        except FileNotFoundError as error:
            raise Unsound("missing", path) from error
        except TooLong as error:
            raise Unsound("too-long", path, most=most) from error
        except OSError as error:
            raise Unsound("unreadable", path, reason=error.strerror or type(error).__name__) from error
        if len(data) > most:
            raise Unsound("too-long", path, most=most)
        self.bytes_read += len(data)
        return data

    def _root_called(self, fingerprint: str) -> bytes:
        """The root with this fingerprint, among those that the mirror holds."""
        wanted = "".join(digit for digit in fingerprint.lower().removeprefix("sha256:") if digit in _FINGERPRINT_DIGITS)
        for version in range(1, MOST_ROOTS):
            try:
                data = self._get(root_name(version), MOST_ROOT)
            except Unsound as unsound:
                if unsound.code == "missing":
                    break
                raise
            if digest(data) == wanted:
                return data
        raise Unsound("root-unknown", "", fingerprint=fingerprint[:80])

    def _newest_root(self) -> Root:
        """From the trusted root on, each signed by the one before; back from it, each named by the one after."""
        try:
            first = parse(self.trusted, "", Root)
            check_signatures(first, "", (first.signed.keys, first.signed.roles["root"]))
        except Unsound as unsound:
            raise Unsound("root-unusable", "") from unsound
        current = first
        last = self.trusted
        for version in range(first.signed.version + 1, first.signed.version + MOST_ROOTS):
            path = root_name(version)
            try:
                data = self._get(path, MOST_ROOT)
            except Unsound as unsound:
                if unsound.code == "missing":
                    break
                raise
            current, last = _after(current, last, data, path), data
        self._note(current.signed, root_name(current.signed.version))
        return current.signed

    def older_roots(self) -> Iterator[Unsound]:
        """What is wrong with the trusted root's own copy in the mirror, and with those before it.

        Only who checks a whole mirror needs them. Behind one that is wrong, nothing can be said of those before.
        """
        root = parse(self.trusted, "", Root).signed
        self.names.update(map(root_name, range(1, root.version)))
        expected = digest(self.trusted)
        for version in range(root.version, 0, -1):
            path = root_name(version)
            try:
                data = self._get(path, MOST_ROOT)
                if digest(data) != expected:
                    raise Unsound("altered", path)
                root = parse(data, path, Root).signed
            except Unsound as unsound:
                yield unsound
                if expected != digest(self.trusted):
                    return
            expected = str(root.unrecognized_fields.get(PREVIOUS, ""))

    def _remembered(self, seen: Seen | None) -> Seen:
        """What this reader saw before, as far as it still counts."""
        if seen is None:
            return Seen()
        if self.root.version < seen.root:
            path = root_name(self.root.version)
            raise Unsound("rolled-back", path, seen=seen.root, found=self.root.version)
        return seen if seen.online == online_keys(self.root) else Seen(root=seen.root)

    def _top(self, seen: Seen) -> tuple[Timestamp, Snapshot, Targets]:
        self.stamp = self._get(TIMESTAMP, MOST_TIMESTAMP)
        timestamp = parse(self.stamp, TIMESTAMP, Timestamp)
        check_signatures(timestamp, TIMESTAMP, (self.root.keys, self.root.roles["timestamp"]))
        _not_before(timestamp.signed.version, seen.timestamp, TIMESTAMP)
        meta = timestamp.signed.snapshot_meta
        path = listed_name("snapshot", meta.version)
        _not_before(meta.version, seen.snapshot, path)
        snapshot = self._document(path, meta, Snapshot, MOST_SNAPSHOT)
        check_signatures(snapshot, path, (self.root.keys, self.root.roles["snapshot"]))
        for name, version in seen.listed.items():
            found = snapshot.signed.meta.get(name)
            _not_before(found.version if found else 0, version, path, name)
        self._note(timestamp.signed, TIMESTAMP)
        self._note(snapshot.signed, path)
        self._same_root(snapshot.signed)
        self.snapshot = snapshot.signed
        role = self.root.roles["targets"]
        targets = self._listed("targets", Targets, MOST_TARGETS, self.root.keys, role)
        if targets.delegations is None or targets.delegations.succinct_roles is None:
            raise Unsound("malformed", listed_name("targets", targets.version))
        self._bin_signers = (targets.delegations.keys, targets.delegations.succinct_roles)
        return timestamp.signed, snapshot.signed, targets

    def _same_root(self, snapshot: Snapshot) -> None:
        """The newest root that was found is the one that the state was published under."""
        listed = snapshot.meta["root.json"].version
        if listed > self.root.version:
            raise Unsound("missing", root_name(self.root.version + 1))
        if listed < self.root.version:
            raise Unsound("mixed", root_name(self.root.version), found=self.root.version, listed=listed)

    def _listed(self, role: str, kind: type[Targets], most: int, keys: Mapping[str, Key], signers: Role) -> Targets:
        meta = self.snapshot.meta.get(f"{role}.json")
        if meta is None:
            raise Unsound("malformed", listed_name("snapshot", self.snapshot.version))
        path = listed_name(role, meta.version)
        document = self._document(path, meta, kind, most)
        check_signatures(document, path, (keys, signers))
        self._note(document.signed, path)
        return document.signed

    def _document(self, path: str, meta: MetaFile, kind: type[Kind], most: int) -> Metadata[Kind]:
        """A document that another one lists: no more is read of it than it should have."""
        if meta.length is None or meta.length > most:
            raise Unsound("too-long", path, most=most)
        data = self._get(path, meta.length)
        check_listed(data, path, meta)
        document = parse(data, path, kind)
        if document.signed.version != meta.version:
            raise Unsound("wrong-version", path, found=document.signed.version, listed=meta.version)
        return document

    def _note(self, signed: Signed, path: str) -> None:
        self.expiring.append((signed.expires, path))


def _after(before: Metadata[Root], bytes_before: bytes, data: bytes, path: str) -> Metadata[Root]:
    """The root that follows another: signed as both demand."""
    root = parse(data, path, Root)
    if root.signed.version != before.signed.version + 1:
        raise Unsound("wrong-version", path, found=root.signed.version, listed=before.signed.version + 1)
    old, new = before.signed, root.signed
    check_signatures(root, path, (old.keys, old.roles["root"]), (new.keys, new.roles["root"]))
    if new.unrecognized_fields.get(PREVIOUS) != digest(bytes_before):
        raise Unsound("mixed", path, found=new.version, listed=old.version)
    return root


def _not_before(found: int, seen: int, path: str, name: str = "") -> None:
    if found < seen:
        raise Unsound("rolled-back", path, seen=seen, found=found, name=name)


def online_keys(root: Root) -> tuple[str, ...]:
    """The keys by which a state is stamped."""
    return tuple(sorted({*root.roles["timestamp"].keyids, *root.roles["snapshot"].keyids}))


def moment_in(signed: Signed) -> datetime | None:
    """When a document says that it was made."""
    said = signed.unrecognized_fields.get(MADE)
    try:
        return datetime.strptime(str(said), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
