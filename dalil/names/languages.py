"""What each language file says: letters, words to pass over, words of organisation names.

Read once, when the room is first imported. It never folds or compares: it gives the tables to those who do.
"""

import tomllib
from importlib import resources
from typing import Final

import msgspec


class Guess(msgspec.Struct, frozen=True):
    """Letters and frequent words by which the language is told from others of its script."""

    letters: str = ""
    words: str = ""


class Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of `languages/`. Lists of words are written as one text, separated by spaces."""

    name: str
    script: str
    stop: str = ""
    legal_forms: str = ""
    elisions: str = ""
    prefixes: str = ""
    soft_prefixes: str = ""
    guess: Guess = Guess()
    fold: dict[str, str] = {}
    letters: dict[str, str] = {}
    initial: dict[str, str] = {}
    final: dict[str, str] = {}
    kinds: dict[str, str] = {}
    topics: dict[str, str] = {}


def _read() -> dict[str, Language]:
    folder = resources.files("dalil.names") / "languages"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return {
        file.name.removesuffix(".toml"): msgspec.convert(tomllib.loads(file.read_text("utf-8")), Language)
        for file in files
    }


LANGUAGES: Final = _read()
