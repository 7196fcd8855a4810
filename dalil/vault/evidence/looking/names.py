"""Names of files as they were given: what is odd about them, and the neutral one under which we hand a file out.

It never makes a path of a name.
"""

import re
import unicodedata
from typing import Final

MOST_CHARACTERS: Final = 500
# Signs without width, turned directions, and tags: they make a name look like another.
_HIDDEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def is_unsafe(name: str) -> bool:
    """Whether the name holds folders, hidden or turned signs, control signs, or what a system reserves."""
    return bool(
        not name.strip(". ")
        or len(name) > MOST_CHARACTERS
        or re.search(r"[\\/:*?\"<>|]|^\s|\s$|\.$", name)
        or _HIDDEN.search(name)
        or any(unicodedata.category(letter) in {"Cc", "Cs", "Co", "Cn"} for letter in name)
        or _RESERVED.fullmatch(name)
    )


def told(name: str) -> str:
    """The name so that it can be kept and shown: what cannot be seen or written stands as its code; it ends after 500 signs."""
    cut = name[:MOST_CHARACTERS]
    seen = (
        f"\\u{ord(letter):04x}"
        if _HIDDEN.match(letter) or unicodedata.category(letter) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
        else letter
        for letter in cut
    )
    return "".join(seen) + ("…" if len(name) > MOST_CHARACTERS else "")
