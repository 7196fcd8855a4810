"""The table of place names of one language: towns of GeoNames, and countries of Unicode's CLDR.

It keeps what the letters do not tell: a name that the learned costs would find anyway is left out.
"""

from typing import Final

from babel import Locale, UnknownLocaleError

from dalil.names.folding import fold
from dalil.names.glossary import bare
from dalil.names.languages import LANGUAGES
from dalil.names.training.pairs import place_names

_MANY: Final = 100_000
_SOME: Final = 5_000
# Of languages whose names are cut by their tables, only towns that names speak of: at home, elsewhere.
_LARGER: Final = {"ja": (15_000, 300_000), "ko": (15_000, 300_000), "zh": (50_000, 300_000)}
_LONGEST_UNSPACED: Final = 7
# What says that a name is a town's or a district's; names of bodies leave it out.
_TOWN: Final = {"ja": ("市",), "ko": (" 시", " 구", " 군", "시", "군"), "zh": ("市", "县")}
_SHORTEST_TOWN: Final = 2
_LONGEST_ENGLISH: Final = 3


def countries(code: str) -> dict[str, str]:
    """Return the folded names of countries and languages in a language, with the English names."""
    english = Locale("en")
    try:
        own = Locale.parse(code)
    except UnknownLocaleError:
        return {}
    named: dict[str, str] = {}
    for table in ("territories", "languages"):
        there, here = getattr(english, table), getattr(own, table)
        for key in sorted(here):
            if key in there and not key.isdigit() and len(fold(there[key]).split()) <= _LONGEST_ENGLISH:
                named.setdefault(bare(here[key]), fold(there[key]))
    return named


def towns(code: str) -> dict[str, str]:
    """Return the folded names of towns in the language's script, with the Latin names; the larger town wins a name."""
    ranked: dict[str, tuple[int, str]] = {}
    some, many = _LARGER.get(code, (_SOME, _MANY))
    for name, latin_name, inhabitants, is_home in place_names(code):
        form, english = bare(name), fold(latin_name)
        if inhabitants < (some if is_home else many) or not english.isascii() or len(form.split()) > _LONGEST_ENGLISH:
            continue
        if code in _LARGER and len(form) > _LONGEST_UNSPACED:
            continue
        for each in _short_and_long(form, code):
            if each not in ranked or ranked[each][0] < inhabitants:
                ranked[each] = (inhabitants, english)
    return {form: english for form, (_, english) in ranked.items()}


def _short_and_long(form: str, code: str) -> tuple[str, ...]:
    """Return the name of a town as it is and without the word for a town; what is written with a space only without it."""
    for ending in _TOWN.get(code, ()):
        if form.endswith(ending) and len(form) - len(ending) >= _SHORTEST_TOWN:
            short = form.removesuffix(ending)
            return (short,) if " " in ending else (short, form)
    return (form,)


def place_table(code: str) -> list[tuple[str, str]]:
    """Return (form, English) in ascending order; countries win over towns."""
    is_latin = LANGUAGES[code].script == "Latn"  # GeoNames does not say of which language a Latin name is
    table = countries(code) if is_latin else towns(code) | countries(code)
    return sorted((form, english) for form, english in table.items() if form and form != english)
