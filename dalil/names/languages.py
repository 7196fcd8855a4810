"""What each language file says: letters, words to pass over, words of organisation names.

Read once, when the room is first imported. It never folds or compares: it gives the tables to those who do.
"""

import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Final

import msgspec


class Guess(msgspec.Struct, frozen=True):
    """Letters and frequent words by which the language is told from others of its script."""

    letters: str = ""
    words: str = ""


class Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The `language.toml` of one folder of `languages/`. Lists of words are written as one text, separated by spaces."""

    name: str
    script: str
    stop: str = ""
    legal_forms: str = ""
    elisions: str = ""
    prefixes: str = ""
    soft_prefixes: str = ""
    endings: str = ""
    guess: Guess = Guess()
    fold: dict[str, str] = {}
    letters: dict[str, str] = {}
    initial: dict[str, str] = {}
    final: dict[str, str] = {}
    kinds: dict[str, str] = {}
    topics: dict[str, str] = {}


def _read() -> dict[str, Language]:
    folders = sorted((folder for folder in FOLDER.iterdir() if folder.is_dir()), key=lambda folder: folder.name)
    files = {folder.name: folder / "language.toml" for folder in folders}
    return {
        code: msgspec.convert(tomllib.loads(file.read_text("utf-8")), Language)
        for code, file in files.items()
        if file.is_file()
    }


def table_of(code: str, name: str) -> Iterator[list[str]]:
    """Yield the cells of each line of a table in a language's folder; nothing if there is no such table."""
    file = FOLDER / code / name
    if file.is_file():
        for line in file.read_text("utf-8").splitlines():
            if line and line[0] != "#":
                yield line.split("\t")


FOLDER: Final = resources.files("dalil.names") / "languages"
LANGUAGES: Final = _read()
