"""The reader's question, answered: is this mirror, this edition, this file authentic, and how old is it.

It never raises for anything that a mirror holds: whatever is wrong with it is a finding. It never asks a clock: the moment
is passed in.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from dalil.mirrors.documents import bin_names, bin_of, digest, words_of
from dalil.mirrors.folders import Folder
from dalil.mirrors.hashing import side_by_side
from dalil.mirrors.opening import Fetch, Opened, TooLong, moment_in
from dalil.mirrors.parameters import MOST_NAMED, MOST_TIMESTAMP
from dalil.mirrors.paths import METADATA, TIMESTAMP, is_left_by_system, is_safe, is_unused_metadata, is_within
from dalil.mirrors.refusals import Unsound
from dalil.mirrors.standard import TargetFile
from dalil.mirrors.verdicts import Finding, Seen, Verdict, Word

CLOCK_MAY_DIFFER: Final = timedelta(hours=1)


def verify(
    where: Path | Fetch, trusted: bytes | str, *, now: datetime, seen: Seen | None = None, part: str = ""
) -> Verdict:
    """Check a whole mirror, or the files in one folder of it (`part="editions/7"`).

    `where` is its folder, or a function that fetches its files; `trusted` the bytes of a root file that the reader has from
    elsewhere, or its fingerprint; `seen` what an earlier verdict said to remember. Files that are not part of the mirror can
    only be found in a folder: a web server does not tell what else it holds.
    """
    return _twice(_Check(where, trusted, now, seen), lambda check: check.files_in(part))


def verify_file(
    where: Path | Fetch, path: str, trusted: bytes | str, *, now: datetime, seen: Seen | None = None
) -> Verdict:
    """Check one published file, reading one bin of the metadata."""
    return _twice(_Check(where, trusted, now, seen), lambda check: check.one_file(path))


class _Check:
    """One look at a mirror."""

    def __init__(self, where: Path | Fetch, trusted: bytes | str, now: datetime, seen: Seen | None) -> None:
        self.folder = Folder(where) if isinstance(where, Path) else None
        self.fetch: Fetch = Folder(where).fetch if isinstance(where, Path) else where
        self.trusted = trusted
        self.now = now
        self.seen = seen
        self.findings: list[Finding] = []
        self.files = self.file_bytes = 0
        self.broken: set[str] = set()
        """Bins that cannot be believed: whether the files in them are part of the mirror, nobody can say."""
        self.opened: Opened

    def open(self) -> bool:
        """Read the chain of documents; False, with the finding, if it cannot be believed."""
        try:
            self.opened = Opened(self.fetch, self.trusted, self.seen)
        except Unsound as unsound:
            self._note(unsound)
            return False
        return True

    def files_in(self, part: str) -> None:
        """Check every file of the mirror, or of a folder of it."""
        listed: dict[str, TargetFile] = {}
        for name in bin_names(self.opened.targets):
            try:
                found = self.opened.bin(name).targets
            except Unsound as unsound:
                self._note(unsound)
                self.broken.add(name)
                continue
            listed.update((path, file) for path, file in found.items() if is_within(path, part))
        if part and not listed:
            self.findings.append(Finding("not-listed", part))
        self._check_all(listed)
        if not part:
            for wrong in self.opened.older_roots():
                self._note(wrong)
        if self.folder:
            self._find_strangers(self.folder, listed, part)

    def one_file(self, path: str) -> None:
        """Check this file alone."""
        if not is_safe(path):
            self.findings.append(Finding("not-listed", path))
            return
        try:
            file = self.opened.bin(bin_of(self.opened.targets, path)).targets.get(path)
        except Unsound as unsound:
            self._note(unsound)
            return
        if file is None:
            self.findings.append(Finding("not-listed", path))
        else:
            self._check_all({path: file})

    def verdict(self) -> Verdict:
        """All of it together."""
        opened = getattr(self, "opened", None)
        grave = any(finding.is_grave for finding in self.findings)
        if opened is None:
            return Verdict(Word.NOT_AUTHENTIC, tuple(self.findings), fingerprint=self._fingerprint())
        stamped = moment_in(opened.timestamp)
        if stamped and stamped - self.now > CLOCK_MAY_DIFFER:
            self.findings.append(Finding("clock-behind", TIMESTAMP, {"stamped": stamped.isoformat()}))
        expired = min((expires for expires, _ in opened.expiring if expires <= self.now), default=None)
        return Verdict(
            word=Word.NOT_AUTHENTIC if grave else Word.OLD if expired else Word.CURRENT,
            findings=tuple(sorted(self.findings)),
            stamped_on=stamped,
            made_on=moment_in(opened.targets),
            expired_on=expired,
            about=words_of(opened.targets),
            fingerprint=opened.fingerprint,
            root_version=opened.root.version,
            files=self.files,
            metadata_bytes=opened.bytes_read,
            file_bytes=self.file_bytes,
            seen=opened.seen,
        )

    def has_moved(self) -> bool:
        """Whether the mirror was published anew while we looked."""
        opened = getattr(self, "opened", None)
        if opened is None:
            return False
        try:
            return bool(self.fetch(TIMESTAMP, MOST_TIMESTAMP) != opened.stamp)
        except OSError:
            return False

    def _fingerprint(self) -> str:
        return digest(self.trusted) if isinstance(self.trusted, bytes) else self.trusted[:80]

    def _note(self, unsound: Unsound) -> None:
        self.findings.append(Finding(unsound.code, unsound.path, unsound.particulars))

    def _check_all(self, listed: dict[str, TargetFile]) -> None:
        items = sorted(listed.items())
        found = side_by_side(self._look_at, items) if self.folder else map(self._look_at, items)
        for finding, length in found:
            self.files += 1
            self.file_bytes += length
            if finding:
                self.findings.append(finding)

    def _look_at(self, item: tuple[str, TargetFile]) -> tuple[Finding | None, int]:
        """One file against what was signed of it; how many bytes of it were read."""
        path, file = item
        try:
            if self.folder:
                length, hashed = self.folder.measure(path, file.length)
            else:
                data = self.fetch(path, file.length)
                length, hashed = len(data), digest(data) if len(data) <= file.length else ""
        except FileNotFoundError:
            return Finding("missing", path), 0
        except TooLong:
            return Finding("altered", path, {"length": str(file.length)}), 0
        except OSError as error:
            return Finding("unreadable", path, {"reason": error.strerror or type(error).__name__}), 0
        if length == file.length and hashed == file.hashes["sha256"]:
            return None, length
        return Finding("altered", path, {"length": str(file.length), "found": str(length)}), length

    def _find_strangers(self, folder: Folder, listed: dict[str, TargetFile], part: str) -> None:
        """Name what stands in the folder and is not part of the mirror."""
        unnamed = 0
        try:
            for name in self._strangers(folder, listed, part):
                if len(self.findings) < MOST_NAMED:
                    self.findings.append(Finding(_kind_of(name), _printable(name)))
                else:
                    unnamed += 1
        except OSError as error:
            self.findings.append(Finding("unreadable", str(error.filename or ""), {"reason": error.strerror or ""}))
        if unnamed:
            self.findings.append(Finding("more-not-named", "", {"number": str(unnamed)}))

    def _strangers(self, folder: Folder, listed: dict[str, TargetFile], part: str) -> Iterator[str]:
        for name in folder.names():
            if name in listed or (part and not is_within(name, part)):
                continue
            if name.startswith(METADATA) and name in self.opened.names:
                continue
            if self.broken and is_safe(name) and bin_of(self.opened.targets, name) in self.broken:
                continue
            yield name


def _twice(check: _Check, question: Callable[[_Check], None]) -> Verdict:
    """Ask; and once more if the mirror was published anew in the meantime, so that a reader is never shown half of each."""
    verdict = _ask(check, question)
    if verdict.word is Word.NOT_AUTHENTIC and check.has_moved():
        where = check.folder.path if check.folder else check.fetch
        verdict = _ask(_Check(where, check.trusted, check.now, check.seen), question)
    return verdict


def _ask(check: _Check, question: Callable[[_Check], None]) -> Verdict:
    if check.open():
        question(check)
    return check.verdict()


def _kind_of(name: str) -> str:
    if is_unused_metadata(name):
        return "unused-metadata"
    return "left-by-system" if is_left_by_system(name) else "not-part-of-it"


def _printable(name: str) -> str:
    """The name without the halves of letters by which Python carries bytes that are no text."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
