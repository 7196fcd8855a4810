"""Reading of the kinds files: TOML in, checked values out, ours first and then the operator's own folder.

It never reads the environment and never writes: whoever starts the program tells `use_folder` where the operator's files are.
"""

import tomllib
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

HERE: Final = Path(__file__).parent

T = TypeVar("T")

_chosen = {"folder": ""}


class KindsFileIsWrong(Exception):
    """A kinds file cannot be used; the message names the file and the key."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def use_folder(folder: Path | None) -> None:
    """From now on, files of the same name and shape in `folder` add to ours or replace them entry by entry."""
    if folder is not None and not folder.is_dir():
        raise KindsFileIsWrong(folder, "there is no such folder")
    _chosen["folder"] = "" if folder is None else str(folder)


def chosen_folder() -> str:
    """The operator's folder, or '' when there is none: the key under which tables are kept in memory."""
    return _chosen["folder"]


def find(pattern: str, extra: str) -> list[Path]:
    """The files that match a pattern such as `sectors/*.toml`: ours in order of name, then the operator's."""
    ours = sorted(HERE.glob(pattern))
    return ours + (sorted(Path(extra).glob(pattern)) if extra else [])


def read(path: Path, shape: type[T]) -> T:
    """Read one TOML file into `shape`. Raises KindsFileIsWrong with file and key for anything that does not fit."""
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return msgspec.convert(data, shape)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise KindsFileIsWrong(path, str(error)) from error
