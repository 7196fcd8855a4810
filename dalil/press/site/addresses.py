"""Where each page of the static site lies: a path within the folder of a language, the same in every language.

Every path ends in a file's name, for a folder opened from a disk has no index. Organisations stand in folders by the first
letter of their id: a FAT file system, as on most USB sticks, holds some twenty thousand long names in one folder.
It never makes an absolute address.
"""

import re
from typing import Final

_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*", re.ASCII)

FIXED: Final = {
    "guide:home": "index.html",
    "guide:results": "search.html",
    "guide:sources": "sources.html",
    "guide:about": "about.html",
    "site:names": "names.html",
    "site:check": "check.html",
    "site:editions": "editions.html",
    "site:places": "places.html",
}


class NotAName(ValueError):
    """What should name a file holds more than letters, digits and hyphens."""


def plain(part: str) -> str:
    """The part of a path as it is. Raises NotAName for what could lead out of the folder."""
    if not _PLAIN.fullmatch(part):
        raise NotAName(part)
    return part


def path_of(name: str, *parts: object) -> str:
    """The path of a page by the name that the live site has for it, and what it is about."""
    if name in FIXED:
        return FIXED[name]
    match [plain(str(part)) for part in parts]:
        case [first, *rest]:
            return _path_about(name, first, int(rest[0]) if rest else 1)
    raise NotAName(name)


def _path_about(name: str, what: str, number: int) -> str:
    further = "" if number == 1 else f".{number}"
    match name:
        case "guide:organisation":
            return f"o/{what[0]}/{what}.html"
        case "guide:sector":
            return f"s/{what}{further}.html"
        case "guide:place":
            return f"p/{what}{further}.html"
        case "guide:source":
            return f"w/{what}{further}.html"
        case "site:letter":
            return f"n/{what}{further}.html"
    raise NotAName(name)


def up_from(path: str) -> str:
    """The way from a page's own folder up to the folder that its path begins in."""
    return "../" * path.count("/")
