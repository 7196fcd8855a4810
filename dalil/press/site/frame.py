"""What every page of the static site shares: the edition's line, the other languages, the policy against foreign scripts.

It never knows what a page is about.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from django.conf import settings
from django.urls import get_urlconf, set_urlconf
from django.utils import translation
from django.utils.safestring import SafeString

from dalil.formats.published import EditionCard
from dalil.kinds.places import world
from dalil.press.site.addresses import up_from
from dalil.press.site.engine import filled

# Of the files beside it a page may use all, of others none. A frame cannot be forbidden from within the page.
POLICY: Final = SafeString(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)


@dataclass(frozen=True, slots=True)
class Page:
    """A page in every language: where it lies, the template, and what it shows.

    `live` is its address on the live site without the language; `elsewhere` the page to open in another language where this
    one may be missing; `here` the entry of the menu.
    """

    path: str
    template: str
    values: dict[str, object] = field(default_factory=dict)
    live: str | None = None
    elsewhere: str = ""
    here: str = ""
    with_search: bool = False


@dataclass(frozen=True, slots=True)
class Edition:
    """What each page says of the edition."""

    number: int
    day: date
    title: str


def tongues_of(card: EditionCard) -> tuple[tuple[str, str], ...]:
    """The languages of the edition with their own names, in the order of the live site."""
    return tuple((code, str(name)) for code, name in settings.LANGUAGES if code in card.languages)


def title_of(card: EditionCard, language: str) -> str:
    """The title of the edition in the language, or in one in which it has a title, or the platform's name."""
    return card.title.get(language) or card.title.get("en") or next(iter(card.title.values()), "") or card.platform


def edition_of(card: EditionCard, language: str) -> Edition:
    """The edition as pages in this language name it."""
    return Edition(card.number, date.fromisoformat(card.dated_on), title_of(card, language))


def rendered(page: Page, card: EditionCard, language: str) -> str:
    """The page in a language, which must be active."""
    home = up_from(page.path)
    shared: dict[str, object] = {
        "home": home,
        "root": f"{home}../",
        "path": page.path,
        "elsewhere": page.elsewhere or page.path,
        "tongues": tongues_of(card),
        "edition": edition_of(card, language),
        "csp": POLICY,
        "canonical": f"{card.address}/{language}/{page.live}" if card.address and page.live is not None else "",
        "sheet": (int(world.WIDTH), int(world.HEIGHT)),
        "here": page.here,
        "with_search": page.with_search,
    }
    return filled(page.template, page.values | shared)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything in this language, and with the site's own addresses; afterwards as it was."""
    before = get_urlconf()
    set_urlconf("dalil.press.site.roads")
    try:
        with translation.override(language):
            yield
    finally:
        set_urlconf(before)


def write(page: Page, card: EditionCard, language: str, folder: Path) -> None:
    """Write the page in a language; `folder` is the site's."""
    with speaking(language):
        text = rendered(page, card, language)
    put(folder / language / page.path, text)


def put(path: Path, text: str) -> None:
    """Write a file and the folders above it. What no encoding holds (half of a surrogate pair) becomes a question mark."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", "replace"))
