"""The text of security.txt (RFC 9116): where somebody who found a weakness writes to, and until when that holds.

It never asks the clock: the date of the release stands in `released.txt`, and the text holds for ten months from then.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

RELEASED: Final = Path(__file__).with_name("released.txt")
HOLDS: Final = timedelta(days=300)
PATH: Final = ".well-known/security.txt"


def released_on() -> date:
    """The day of this release, as the checked-in file says."""
    return date.fromisoformat(RELEASED.read_text("ascii").strip())


def expires() -> datetime:
    """Until when the text holds: less than a year, as the RFC asks."""
    return datetime.combine(released_on(), datetime.min.time(), UTC) + HOLDS


def text(*, contact: str, address: str, languages: list[str]) -> str:
    """The file. `contact` is a mail address or a page; `address` is that of the platform, without a slash at its end."""
    lines = [
        f"Contact: {contact if contact.startswith('https://') else f'mailto:{contact}'}",
        f"Expires: {expires():%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(languages)}",
    ]
    if address:
        lines += [f"Canonical: {address}/{PATH}", f"Policy: {address}/en/protection"]
    return "".join(f"{line}\n" for line in lines)
