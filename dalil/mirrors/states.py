"""How a mirror's folder is replaced as a whole: a new state is built beside it, and a link is moved to it at the end.

`public` is a link to `public.states/<number>`; so there is no moment at which half of a state stands there, and whoever is
killed leaves the old one. Files that did not change are shared between states (hard links), so none may be written in
place. It knows nothing of what the files mean.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from dalil.mirrors.paths import TIMESTAMP
from dalil.mirrors.refusals import MirrorRefused

BUILDING: Final = "building"


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
    """An empty folder for a new state; what a run that was killed left is removed."""
    building = states / BUILDING
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    return building


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
    """The new state becomes the mirror, in one step; the states before it are removed."""
    states = building.parent
    state = states / f"{number:06d}"
    shutil.rmtree(state, ignore_errors=True)
    building.rename(state)
    sync_folder(states)
    if not folder.is_symlink() and folder.exists():
        _take_over(folder, states)
    link = states / "link"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(states.name) / state.name, target_is_directory=True)
    os.replace(link, folder)  # noqa: PTH105
    sync_folder(folder.parent)
    for other in states.iterdir():
        if other != state and other.is_dir() and not other.is_symlink():
            shutil.rmtree(other, ignore_errors=True)


def _take_over(folder: Path, states: Path) -> None:
    """A plain folder (empty, or a mirror copied here) makes room: for this one moment nothing stands there."""
    folder.rename(states / "plain")


def replace_file(path: Path, data: bytes, spare: Path) -> None:
    """Replace a file at once and for good: written and synced at `spare`, then moved."""
    write_synced(spare, data)
    os.replace(spare, path)  # noqa: PTH105
    sync_folder(path.parent)


def write_synced(path: Path, data: bytes) -> None:
    """Write a file that is on the disk when this returns."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """The names in a folder are on the disk when this returns."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
