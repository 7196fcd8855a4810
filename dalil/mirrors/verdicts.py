"""What a reader is told about a mirror: one of three verdicts, what was found at which file, and what to remember.

It never holds a sentence: codes with particulars, which a page or the command line words.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final


class Word(StrEnum):
    """The three verdicts. There is no fourth, and no verdict without a reason."""

    CURRENT = "current"
    OLD = "authentic-but-old"
    NOT_AUTHENTIC = "not-authentic"


CODES: Final[Mapping[str, bool]] = {
    # True: whoever is shown this must not believe the mirror, or the file.
    "altered": True,  # not the bytes that were signed
    "missing": True,  # signed, and not there
    "not-part-of-it": True,  # there, and not signed: the rest may be sound
    "unreadable": True,  # there, and cannot be read, or is no plain file
    "too-long": True,  # more bytes than were signed, or than any such document may have
    "malformed": True,  # not a document that this software writes
    "too-few-signatures": True,  # fewer of the right keys than are needed
    "foreign-signature": True,  # a signature that is wrong, or of a key that has no part in it
    "rolled-back": True,  # older than what this reader saw before
    "mixed": True,  # documents of different states together
    "wrong-version": True,  # another number than the one that was signed or asked for
    "wrong-bin": True,  # listed where no reader looks for it
    "not-listed": True,  # the file that was asked for was never signed, or no longer
    "root-unusable": True,  # the trusted root that the reader brought is none
    "root-unknown": True,  # the mirror has no root with the fingerprint that the reader brought
    "more-not-named": True,  # further files that are not part of it
    "unused-metadata": False,  # signed documents of another state; no reader looks at them
    "left-by-system": False,  # what operating systems leave in folders; no page of the guide
    "clock-behind": False,  # signed later than the reader's clock says it is now
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something found: `code` is one of CODES, `path` the file within the mirror."""

    code: str
    path: str = ""
    particulars: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def is_grave(self) -> bool:
        """Whether it speaks against the mirror."""
        return CODES[self.code]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reader remembers of a mirror, so that nobody can show them something older later."""

    root: int = 0
    timestamp: int = 0
    snapshot: int = 0
    listed: Mapping[str, int] = field(default_factory=dict)
    """The versions of targets and bins."""
    online: tuple[str, ...] = ()
    """The online keys of then. When trustees change them, all but the root is forgotten: that heals a fast-forward."""

    def as_json(self) -> str:
        """Keep this beside the trusted root."""
        said = {
            "root": self.root,
            "timestamp": self.timestamp,
            "snapshot": self.snapshot,
            "listed": dict(self.listed),
            "online": list(self.online),
        }
        return json.dumps(said, sort_keys=True)


def seen_in(text: str) -> Seen:
    """What `Seen.as_json` wrote. Raises ValueError for anything else."""
    try:
        said: dict[str, Any] = json.loads(text)
        numbers = [said["root"], said["timestamp"], said["snapshot"], *said["listed"].values()]
        if not all(type(number) is int for number in numbers) or not all(
            isinstance(key, str) for key in said["online"]
        ):
            raise ValueError("what was seen is not in numbers")
        return Seen(said["root"], said["timestamp"], said["snapshot"], said["listed"], tuple(said["online"]))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("not what a reader remembers") from error


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer. `expired_on` and `stamped_on` are the dates that an old mirror is told with."""

    word: Word
    findings: tuple[Finding, ...] = ()
    stamped_on: datetime | None = None
    """When the platform last said that this is its newest state."""
    made_on: datetime | None = None
    """When the editors signed what is published."""
    expired_on: datetime | None = None
    """Since when nobody vouches that there is nothing newer."""
    about: Mapping[str, str] = field(default_factory=dict)
    fingerprint: str = ""
    """Of the root that the reader brought: SHA-256 of the file."""
    root_version: int = 0
    files: int = 0
    """Published files that were checked."""
    metadata_bytes: int = 0
    file_bytes: int = 0
    seen: Seen | None = None
    """What to remember; None when the signed documents themselves could not be believed."""

    @property
    def grave(self) -> tuple[Finding, ...]:
        """What speaks against it."""
        return tuple(one for one in self.findings if one.is_grave)
