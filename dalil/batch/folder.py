"""The folder that a run writes: made aside and put in place whole, by one run at a time.

It never removes what a finished run left unless the new one is complete.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from dalil.batch.rows import NotUsable

_ASIDE: Final = ".unfinished"
_OLD: Final = ".replaced"
_LOCK: Final = ".lock"
# By this file a folder is known to be one of ours, and may be replaced.
MARK: Final = "run.json"


@contextmanager
def written_whole(out: Path) -> Iterator[Path]:
    """Yield an empty folder beside `out`, and put it in the place of `out` when all went well.

    Whatever an interrupted run left beside it is removed first. Raises `NotUsable` when another run is writing it, or when
    something is there that no run wrote.
    """
    out = out.absolute()
    if out.exists() and not (out / MARK).is_file() and not (out.is_dir() and not any(out.iterdir())):
        raise NotUsable(f"{out}: there is something here that no run of `dalil link` wrote; choose another folder")
    out.parent.mkdir(parents=True, exist_ok=True)
    aside, old = out.with_name(out.name + _ASIDE), out.with_name(out.name + _OLD)
    with _alone(out):
        if old.exists() and not out.exists():  # broken off between the two renamings
            old.rename(out)
        for left_behind in (aside, old):
            shutil.rmtree(left_behind, ignore_errors=True)
        aside.mkdir()
        try:
            yield aside
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        if out.exists():
            out.rename(old)
        aside.rename(out)
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold the lock of this folder; the system lets go of it when the run ends, however it ends."""
    path = out.with_name(f".{out.name}{_LOCK}")
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise NotUsable(f"{out}: another run is writing this folder; wait for it, or choose another") from None
        yield
