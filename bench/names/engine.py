"""What the bench asks of an engine, and the few things that several of them share.

It never knows a particular engine: those are in `peers`, `comparing`, `vectors`, `postgresql` and `engines`.
"""

import importlib
from pathlib import Path
from typing import Any, Final

from anyascii import anyascii

# An engine that takes seconds a question or minutes a build says with this how many names it is run over by itself.
FEW_NAMES: Final = 5_000


class NotRun(Exception):
    """This engine cannot be measured here; the sentence says what is missing."""


class Engine:
    """An index of names: built once, then asked one question after the other."""

    # 0 = any number. Beyond `most_names` only an engine that was asked for by name is run.
    most_names = 0
    most_questions = 0
    # What a reader of the figures must know, such as that vectors were made by an earlier run.
    remark = ""

    def build(self, names: list[str], countries: list[str]) -> None:
        """Index the names; a row is known by its place. Raises `NotRun`."""
        raise NotImplementedError

    def ask(self, query: str, limit: int) -> list[int]:
        """Return rows, best first."""
        raise NotImplementedError

    def megabytes(self) -> float | None:
        """Return the size of the index in memory, or None where it is not known."""
        return None

    def close(self) -> None:
        """Give back what was taken: folders, connections, servers."""


def plain(text: str) -> str:
    """Return the text in lower-case ASCII: what `+ascii` in the name of an engine stands for."""
    return anyascii(text).lower()


def package(module: str, install: str) -> Any:
    """Return an optional module. Raises `NotRun` with the command that installs it."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise NotRun(f"pip install {install}") from error


def folder_megabytes(folder: Path) -> float:
    """Return the size of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
