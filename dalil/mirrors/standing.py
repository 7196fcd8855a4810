"""What is published now, read as any reader would read it, by whoever publishes next.

It never changes anything.
"""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from dalil.mirrors.documents import bin_names
from dalil.mirrors.folders import Folder
from dalil.mirrors.opening import Opened
from dalil.mirrors.parameters import MOST_ROOT, Parameters
from dalil.mirrors.paths import root_name
from dalil.mirrors.refusals import MirrorRefused, Unsound
from dalil.mirrors.standard import Root, Snapshot, TargetFile, Targets, Timestamp
from dalil.mirrors.states import is_published


@dataclass(frozen=True, slots=True)
class Standing:
    """A published state: its documents, and every file by name."""

    root: Root
    root_bytes: bytes
    timestamp: Timestamp
    snapshot: Snapshot
    targets: Targets
    bins: dict[str, Targets] = field(default_factory=dict)

    @property
    def files(self) -> dict[str, TargetFile]:
        """All published files."""
        return {path: file for one in self.bins.values() for path, file in one.targets.items()}


def standing_in(folder: Path, *, with_bins: bool = True) -> Standing | None:
    """The state in a folder; None where nothing was published yet.

    A state that no reader would believe is refused: what is built on it would not be believed either.
    """
    if not is_published(folder):
        return None
    fetch = Folder(folder).fetch
    try:
        opened = Opened(fetch, fetch(root_name(1), MOST_ROOT))
        bins = {name: opened.bin(name) for name in bin_names(opened.targets)} if with_bins else {}
    except Unsound as unsound:
        raise MirrorRefused("not-a-mirror", path=folder, finding=unsound.code, file=unsound.path) from unsound
    except OSError as error:
        raise MirrorRefused("not-a-mirror", path=folder, finding="missing", file=root_name(1)) from error
    root_bytes = fetch(root_name(opened.root.version), MOST_ROOT)
    return Standing(opened.root, root_bytes, opened.timestamp, opened.snapshot, opened.targets, bins)


def newest_root(folder: Path) -> bytes | None:
    """The root that is in force; its readers keep this file."""
    found = standing_in(folder, with_bins=False)
    return found.root_bytes if found else None


def running_out(folder: Path, *, now: datetime, parameters: Parameters = Parameters()) -> dict[str, datetime]:  # noqa: B008
    """When the documents end that people sign, root and targets: those that end within `parameters.renew`, by role.

    The root is signed anew by trustees; the targets whenever something is published.
    """
    found = standing_in(folder, with_bins=False)
    ends = {"root": found.root.expires, "targets": found.targets.expires} if found else {}
    return {role: end for role, end in ends.items() if end < now + parameters.renew}
