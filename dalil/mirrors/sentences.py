"""A verdict in plain English, for the reader's tool and the command line. Pages word the codes of verdicts.py themselves.

The one place of the ground floor with sentences: the tool must start where nothing else of Dalil runs.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from dalil.mirrors.verdicts import Finding, Verdict, Word

_SENTENCES: Final[Mapping[str, str]] = {
    "altered": "altered: these are not the bytes that were signed",
    "missing": "missing",
    "not-part-of-it": "not part of it: the platform never signed this file, or withdrew it",
    "unreadable": "cannot be read ({reason})",
    "too-long": "more bytes than such a document may have",
    "malformed": "not a document of a mirror, or written otherwise than it was signed",
    "too-few-signatures": "signed by {found} of the right keys, and {needed} are needed",
    "foreign-signature": "carries a signature that is wrong or of a stranger",
    "rolled-back": "number {found}, and you saw number {seen} before: someone shows you an older state",
    "mixed": "belongs to another state than the rest (number {found}, not {listed})",
    "wrong-version": "calls itself number {found}, and should be number {listed}",
    "wrong-bin": "lists {file}, which does not belong there",
    "not-listed": "not part of what was published",
    "root-unusable": "The root file that you brought is not one.",
    "root-unknown": "The mirror has no root with the fingerprint that you brought: it is another platform's, or made up.",
    "more-not-named": "Further files that are not part of it: {number}.",
    "unused-metadata": "not in use: a signed document of another state, left here; no harm",
    "left-by-system": "left here by an operating system; not part of it",
    "clock-behind": "stamped at {stamped}, which your clock says is still to come: your clock is behind, and so could hide "
    "that a mirror is old",
}

_WORDS: Final[Mapping[Word, str]] = {
    Word.CURRENT: "CURRENT. Everything that was checked is as the platform signed it, and nothing newer is due.",
    Word.OLD: "AUTHENTIC, BUT OLD. Everything that was checked is as the platform signed it; since {expired} nobody vouches "
    "that there is nothing newer.",
    Word.NOT_AUTHENTIC: "NOT AUTHENTIC. Do not rely on it.",
}


def lines_of(verdict: Verdict) -> Iterator[str]:
    """The verdict, what it rests on, and everything that was found, one line each."""
    yield _WORDS[verdict.word].format(expired=_day(verdict.expired_on))
    if verdict.word is Word.NOT_AUTHENTIC and verdict.grave and _only_strangers(verdict):
        yield "All that is part of it is as the platform signed it; but there are files here that are not part of it."
    about = ", ".join(f"{shown(name)} {shown(word)}" for name, word in sorted(verdict.about.items()))
    if verdict.made_on:
        yield f"Published on {_day(verdict.made_on)}" + (f" ({about})." if about else ".")
    if verdict.stamped_on:
        yield f"Said to be the newest on {_day(verdict.stamped_on)}."
    yield f"Root {verdict.root_version or 'unknown'}; you trust the root with fingerprint {shown(verdict.fingerprint)}."
    yield f"Checked: {verdict.files:,} files, {verdict.file_bytes:,} bytes, and {verdict.metadata_bytes:,} bytes of signed lists."
    yield from (sentence_of(finding) for finding in verdict.findings)


def sentence_of(finding: Finding) -> str:
    """One finding in one line."""
    known = {
        "reason": "?",
        "found": "?",
        "needed": "?",
        "seen": "?",
        "listed": "?",
        "file": "?",
        "number": "?",
        "stamped": "?",
    }
    told = {name: shown(word) for name, word in finding.particulars.items()}
    sentence = _SENTENCES[finding.code].format_map(known | told)
    return f"  {shown(finding.path)}: {sentence}" if finding.path else f"  {sentence}"


def shown(text: str) -> str:
    """Text from a mirror as a terminal may show it: nothing that moves the cursor or turns the line around."""
    return "".join(
        letter if unicodedata.category(letter)[0] != "C" else f"\\u{{{ord(letter):x}}}" for letter in text[:2000]
    )


def _only_strangers(verdict: Verdict) -> bool:
    return all(finding.code in {"not-part-of-it", "more-not-named"} for finding in verdict.grave)


def _day(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC") if moment else "an unknown day"
