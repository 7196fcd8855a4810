"""Why a search found an organisation, in the reader's language: a sentence per reason of `search`, and one per pair of words.

It never weighs anything, and says nothing for a code without a sentence.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dalil import search
from dalil.guide import isolating
from dalil.names import guess_language, script_of

SENTENCES: Mapping[str, str | Promise] = {
    "name": _("The name “%(name)s” holds your words."),
    "name_other_script": _("The name “%(name)s” says your words in another script."),
    "name_other_spelling": _("The name “%(name)s” is spelled like your words."),
    "name_same_meaning": _("The name “%(name)s” means the same as your words."),
    "name_part": _("The name “%(name)s” answers your words but for “%(missing)s”."),
    "acronym": _("It is known as “%(acronym)s”."),
    "identifier": _("It has the number %(identifier)s."),
    "domain": _("Its website is %(domain)s."),
    "place": _("It is in %(place)s."),
}

# How a word of the name answers a word of the reader's: by way, and by how surely.
PAIRS: Mapping[tuple[str, str], str | Promise] = {
    ("same", "surely"): _("%(asked)s stands in it"),
    ("same", "probably"): _("%(asked)s stands in it"),
    ("same", "perhaps"): _("%(asked)s stands in it"),
    ("spelling", "surely"): _("%(asked)s is %(named)s, spelled otherwise"),
    ("spelling", "probably"): _("%(asked)s is probably %(named)s, spelled otherwise"),
    ("spelling", "perhaps"): _("%(asked)s is perhaps %(named)s, spelled otherwise"),
    ("meaning", "surely"): _("%(asked)s means %(named)s"),
    ("meaning", "probably"): _("%(asked)s probably means %(named)s"),
    ("meaning", "perhaps"): _("%(asked)s perhaps means %(named)s"),
    ("sound", "surely"): _("%(asked)s sounds like %(named)s"),
    ("sound", "probably"): _("%(asked)s is probably %(named)s, by its sound"),
    ("sound", "perhaps"): _("%(asked)s is perhaps %(named)s, by its sound"),
}

_PLACE = re.compile(r"%\((asked|named)\)s")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a sentence: words of the sentence itself, or words of the reader's or of a name, with their language."""

    text: str
    is_quoted: bool = False
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: a sentence, and for each pair of words one more, in pieces."""

    sentence: str
    pairs: tuple[tuple[Piece, ...], ...] = ()


def worded(reasons: Iterable[search.Reason]) -> tuple[Why, ...]:
    """The reasons, strongest first, each once."""
    known = (
        Why(str(SENTENCES[reason.code]) % isolated(reason.params), tuple(map(pieces_of, reason.pairs)))
        for reason in reasons
        if reason.code in SENTENCES
    )
    return tuple(dict.fromkeys(known))


def sentences_of(reasons: Iterable[search.Reason]) -> tuple[str, ...]:
    """The sentences alone, where there is no room for pairs of words."""
    return tuple(dict.fromkeys(why.sentence for why in worded(reasons)))


def isolated(params: Mapping[str, str]) -> dict[str, str]:
    """Particulars that keep their own direction within a sentence of the other one."""
    return {name: isolating.isolated(value) for name, value in params.items()}


def pieces_of(pair: search.WordPair) -> tuple[Piece, ...]:
    """The sentence of a pair, its words set apart from those of the sentence."""
    quoted = {"asked": pair.asked, "named": pair.named}
    parts = _PLACE.split(str(PAIRS[pair.way, pair.sureness]))
    pieces = [
        Piece(quoted[part], is_quoted=True, lang=_language(quoted[part])) if number % 2 else Piece(part)
        for number, part in enumerate(parts)
    ]
    return tuple(piece for piece in pieces if piece.text)


def _language(words: str) -> str:
    """The language of words in a script that tells it; Latin letters are used by too many."""
    return "" if script_of(words) == "Latn" else guess_language(words)
