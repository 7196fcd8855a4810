"""Kinds of change, states and texts of the press in the reader's language. It never invents a word for an unknown code."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dalil.formats.record import Text
from dalil.press.differences import KINDS

CHANGES: Mapping[str, str | Promise] = {
    "new": _("new"),
    "renamed": _("renamed"),
    "merged": _("merged into another"),
    "split": _("split off"),
    "closed": _("closed"),
    "moved": _("moved"),
    "removed": _("removed"),
    "corrected": _("corrected"),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """A kind of change in words, and how many there were."""

    code: str
    label: str
    count: int


def change_counts(counts: Mapping[str, int]) -> tuple[Counted, ...]:
    """The kinds that there were, in their order."""
    return tuple(Counted(kind, str(CHANGES[kind]), counts[kind]) for kind in KINDS if counts.get(kind))


def text_in(texts: Mapping[str, str], language: str) -> Text | None:
    """The text in this language, or in another with its language said; None when there is none."""
    for code in (language, "en", "fr", "ar", "he"):
        if texts.get(code):
            return Text(texts[code], code)
    return next((Text(text, code) for code, text in texts.items() if text), None)


def product_named(name: str) -> str:
    """A product in words: `print-en-a4`, `open data`, `site`; another by its own name."""
    kind, _dash, rest = name.partition("-")
    if kind == "print":
        code, _dash, paper = rest.partition("-")
        language = dict(settings.LANGUAGES).get(code, code)
        return gettext("The book in %(language)s, %(paper)s") % {"language": language, "paper": paper.upper()}
    return {"open data": gettext("Open data"), "site": gettext("The static site")}.get(name, name)
