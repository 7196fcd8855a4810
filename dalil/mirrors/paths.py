"""Names of files in a mirror: which are safe on any machine, which are metadata, which are left behind by a system.

It never touches a disk.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from dalil.mirrors.parameters import MOST_PATH

METADATA: Final = "metadata/"
TIMESTAMP: Final = "metadata/timestamp.json"
BINS: Final = "bins"

_FORBIDDEN: Final = re.compile(r"[\x00-\x1f\x7f\\:]")
_METADATA: Final = re.compile(r"metadata/[1-9][0-9]{0,15}\.(snapshot|targets|bins-[0-9a-f]{1,4})\.json")

_SYSTEM_FILES: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", ".localized"})
_SYSTEM_FOLDERS: Final = (
    "System Volume Information/",
    "$RECYCLE.BIN/",
    "lost+found/",
    ".Spotlight-V100/",
    ".fseventsd/",
    ".Trashes/",
    ".Trash-",
)


def is_safe(path: object) -> bool:
    """Whether this may be the name of a published file: it stays in the folder, and every system can hold it."""
    if not isinstance(path, str) or not path or _FORBIDDEN.search(path) or path.startswith(METADATA):
        return False
    try:
        if len(path.encode()) > MOST_PATH:
            return False
    except UnicodeEncodeError:
        return False
    parts = path.split("/")
    return unicodedata.is_normalized("NFC", path) and not any(part in {"", ".", ".."} for part in parts)


def is_unused_metadata(path: str) -> bool:
    """Whether this is the name of signed metadata that a mirror may still hold from before, or of a publication cut off."""
    return _METADATA.fullmatch(path) is not None


def is_left_by_system(path: str) -> bool:
    """Whether operating systems leave a file of this name behind on a stick or in a folder that they show."""
    name = path.rsplit("/", 1)[-1]
    return name in _SYSTEM_FILES or name.startswith("._") or path.startswith(_SYSTEM_FOLDERS)


def root_name(version: int) -> str:
    """Where the root of this version lies."""
    return f"{METADATA}{version}.root.json"


def listed_name(role: str, version: int) -> str:
    """Where the metadata of a role lies, of a version."""
    return f"{METADATA}{version}.{role}.json"


def is_within(path: str, part: str) -> bool:
    """Whether the file is this one, or lies in this folder; every file lies in ''."""
    folder = part.strip("/")
    return not folder or path == folder or path.startswith(folder + "/")


def parents(path: str) -> Iterator[str]:
    """The folders in which a file lies, the nearest first."""
    while "/" in path:
        path = path.rsplit("/", 1)[0]
        yield path
