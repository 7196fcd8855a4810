"""The reader's tool: one folder, one root, one answer. Starts without Django, a database, or the network.

    dalil-check FOLDER --root root.json [--file PATH | --part FOLDER] [--seen FILE]

Exit status: 0 current, 1 authentic but old, 2 not authentic, 3 the question could not be put. The clock is passed in.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, NoReturn

from dalil.mirrors.checking import verify, verify_file
from dalil.mirrors.parameters import MOST_ROOT, MOST_SNAPSHOT
from dalil.mirrors.sentences import lines_of
from dalil.mirrors.states import replace_file
from dalil.mirrors.verdicts import Seen, Verdict, Word, seen_in

STATUS: Final = {Word.CURRENT: 0, Word.OLD: 1, Word.NOT_AUTHENTIC: 2}
NO_QUESTION: Final = 3
FINGERPRINT_DIGITS: Final = 64


class CannotAsk(Exception):
    """What was given on the command line cannot be used."""


class _Arguments(argparse.ArgumentParser):
    """argparse ends with 2 for what it cannot read, which here means *not authentic*."""

    def error(self, message: str) -> NoReturn:
        raise CannotAsk(message)


def run(arguments: Sequence[str], *, now: datetime, say: Callable[[str], None]) -> int:
    """Answer what is asked on the command line; return the exit status."""
    try:
        asked = _parser().parse_args(arguments)
        verdict = answer(
            Path(asked.folder),
            asked.root,
            now=now,
            file=asked.file,
            part=asked.part,
            remembered=Path(asked.seen) if asked.seen else None,
        )
    except CannotAsk as problem:
        say(f"dalil-check: {problem}")
        return NO_QUESTION
    for line in lines_of(verdict):
        say(line)
    return STATUS[verdict.word]


def answer(
    folder: Path, root: str, *, now: datetime, file: str = "", part: str = "", remembered: Path | None = None
) -> Verdict:
    """The verdict on a folder. `root` is a file or a fingerprint; what was seen is read from `remembered` and kept there."""
    if not folder.is_dir():
        raise CannotAsk(f"{folder} is no folder.")
    trusted = trusted_in(root)
    seen = _seen_at(remembered)
    if file:
        verdict = verify_file(folder, file.removeprefix("./"), trusted, now=now, seen=seen)
    else:
        verdict = verify(folder, trusted, now=now, seen=seen, part=part)
    if remembered and verdict.seen:
        try:
            replace_file(remembered, verdict.seen.as_json().encode(), remembered.with_name(remembered.name + ".new"))
        except OSError as error:
            raise CannotAsk(f"{remembered} cannot be written: {error.strerror}.") from error
    return verdict


def trusted_in(root: str) -> bytes | str:
    """The bytes of a root file, or the fingerprint as it was given."""
    path = Path(root)
    try:
        if path.is_file():
            with path.open("rb") as file:
                return file.read(MOST_ROOT + 1)
    except OSError as error:
        raise CannotAsk(f"{root} cannot be read: {error.strerror}.") from error
    digits = root.lower().removeprefix("sha256:").replace(":", "").replace(" ", "")
    if len(digits) != FINGERPRINT_DIGITS or set(digits) - set("0123456789abcdef"):
        raise CannotAsk(f"{root} is neither a root file nor a fingerprint of {FINGERPRINT_DIGITS} hexadecimal digits.")
    return digits


def _seen_at(path: Path | None) -> Seen | None:
    if path is None or not path.exists():
        return None
    try:
        with path.open("rb") as file:
            return seen_in(file.read(MOST_SNAPSHOT).decode())
    except (OSError, ValueError) as error:
        raise CannotAsk(f"{path} does not hold what was seen; if you remove it, older states pass once.") from error


def _parser() -> argparse.ArgumentParser:
    parser = _Arguments(
        prog="dalil-check",
        description="Is this copy of a guide what its platform signed, and is it the newest?",
        epilog="Exit status: 0 current, 1 authentic but old, 2 not authentic, 3 the question could not be put.",
    )
    parser.add_argument("folder", help="the copy: the folder in which `metadata` lies")
    parser.add_argument("--root", required=True, help="the root file that you have from elsewhere, or its fingerprint")
    parser.add_argument("--file", default="", help="check this one file, by its path in the folder")
    parser.add_argument("--part", default="", help="check the files in this folder of it, such as editions/7")
    parser.add_argument("--seen", default="", help="remember here what you saw, so that nobody shows you older states")
    return parser


def say(text: str) -> None:
    """Print a line. Letters that the terminal cannot show are replaced; when nobody reads on, the status still tells."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
