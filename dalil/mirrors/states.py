"""How a mirror's folder is replaced as a whole: a new state is prepared beside it, and a link is moved to it at the end.

`public` is a link to `public.states/<number>`; so there is no moment at which half of a state stands there, and whoever is
killed leaves the old one. Files that did not change are shared between states (hard links), so none may be written in
place. The state before stays as the spare that the next one is made from: only what differs is touched, however large the
mirror is. It knows nothing of what the files mean.
"""

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from dalil.mirrors.folders import Folder
from dalil.mirrors.paths import METADATA, TIMESTAMP, parents
from dalil.mirrors.refusals import MirrorRefused

BUILDING: Final = "building"
SPARE: Final = "spare"


def states_of(folder: Path) -> Path:
    """Where the states of a mirror lie: beside it, never in it."""
    return folder.with_name(folder.name + ".states")


def is_published(folder: Path) -> bool:
    """Whether a state stands there. Anything else than a mirror or an empty folder is refused."""
    if (folder / TIMESTAMP).exists():
        return True
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise MirrorRefused("not-a-mirror", path=folder)
    return False


@contextmanager
def turn(folder: Path) -> Iterator[Path]:
    """One at a time. Gives the folder of states."""
    states = states_of(folder)
    states.mkdir(parents=True, exist_ok=True)
    with (states / "turn").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield states


def begin(states: Path) -> Path:
    """A folder for the next state: what a run that was killed left, or the spare, without their documents."""
    building, spare = states / BUILDING, states / SPARE
    if spare.exists() and not building.exists():
        spare.rename(building)
    building.mkdir(exist_ok=True)
    shutil.rmtree(building / METADATA, ignore_errors=True)
    return building


def lay(building: Path, sources: Mapping[str, Path]) -> None:
    """Make these files, and no others, stand in a state. What is the same file already is left alone."""
    there = set(Folder(building).names())
    _remove(building, (path for path in there - set(sources) if not path.startswith(METADATA)))
    for path, source in sources.items():
        place = building / path
        if path in there:
            if place.samefile(source):
                continue
            place.unlink()
        share(source, place)


def thin(states: Path, gone: Iterable[str]) -> None:
    """What is no longer published does not stay on the disk either."""
    if (states / SPARE).exists():
        _remove(states / SPARE, gone)


def _remove(folder: Path, paths: Iterable[str]) -> None:
    for path in paths:
        (folder / path).unlink(missing_ok=True)
        for parent in parents(path):
            try:
                (folder / parent).rmdir()
            except OSError:
                break


def share(source: Path, place: Path) -> None:
    """Let a file stand in a second place, without its bytes being copied where the disk allows it."""
    try:
        os.link(source, place)
    except FileNotFoundError:
        if not source.exists():
            raise
        place.parent.mkdir(parents=True, exist_ok=True)
        share(source, place)
    except OSError:
        # Another disk, or a file system without links.
        shutil.copyfile(source, place)


def put_in_place(folder: Path, building: Path, number: int) -> None:
    """The new state becomes the mirror, in one step; the one before it becomes the spare."""
    states = building.parent
    before = Path(os.path.realpath(folder))
    state = states / f"{number:06d}"
    while state.exists():
        state = state.with_name(state.name + "-")
    building.rename(state)
    sync(states)
    if not folder.is_symlink() and folder.exists():
        # A plain folder, empty or a mirror copied here, makes room: for this one moment nothing stands there.
        before = states / "plain"
        folder.rename(before)
    link = states / "link"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(states.name) / state.name, target_is_directory=True)
    os.replace(link, folder)  # noqa: PTH105
    sync(folder.parent)
    for other in states.iterdir():
        if other not in (state, before) and other.is_dir() and not other.is_symlink():
            shutil.rmtree(other, ignore_errors=True)
    if before.parent == states and before.exists():
        before.rename(states / SPARE)


def replace_file(path: Path, data: bytes, spare: Path) -> None:
    """Replace a file at once and for good: written and synced at `spare`, then moved."""
    write_synced(spare, data)
    os.replace(spare, path)  # noqa: PTH105
    sync(path.parent)


def write_synced(path: Path, data: bytes) -> None:
    """Write a file that is on the disk when this returns."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync(path: Path) -> None:
    """A file, or the names in a folder, are on the disk when this returns."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
