"""How many books an edition is in print, and what their files are called: what print makes and others link to."""

from typing import Final

PAPERS: Final = ("a4", "a5")
# Typst takes a quarter of a megabyte an entry; and so many fill a book of some 430 pages, as much as one likes to hold.
MOST_IN_A_VOLUME: Final = 6000


def books_of(count: int) -> int:
    """How many volumes so many entries make."""
    return max(1, -(-count // MOST_IN_A_VOLUME))


def file_names(number: int, count: int, language: str, paper: str) -> tuple[str, ...]:
    """The files of an edition in one language on one paper: one, or one for each volume."""
    name = f"dalil-{number}-{language}-{paper}"
    volumes = books_of(count)
    return (f"{name}.pdf",) if volumes == 1 else tuple(f"{name}-{at}.pdf" for at in range(1, volumes + 1))
