"""Words, dates and numbers as a printed guide in one language has them; everything goes through the catalogues.

Dates, counts and numbers of registers are in Western digits in every language, as on the pages of the guide; page
numbers in Arabic are in Arabic-Indic digits, as books between Iraq and Egypt have them (decision 17).
"""

from collections.abc import Mapping
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dalil.formats.published import EditionCard
from dalil.guide.isolating import isolated

RTL = frozenset({"ar", "he", "fa", "ur", "ckb", "ps", "sd", "ug", "yi", "dv"})


def locale_of(language: str) -> str:
    """The locale whose conventions hold; English dates are written the British way."""
    return "en_GB" if language == "en" else language


def number(value: int, language: str) -> str:
    """1234 as "1,234", or as the language has it."""
    return str(format_decimal(value, locale=locale_of(language), numbering_system="latn"))


def day(value: date, language: str) -> str:
    """A date in words."""
    return str(format_date(value, "long", locale=locale_of(language)))


def partial_date(value: str, language: str) -> str:
    """An EDTF date of level 0 in words; anything else as it stands."""
    try:
        parts = [int(part) for part in value.split("-")]
        if len(parts) == 3:
            return day(date(parts[0], parts[1], parts[2]), language)
        if len(parts) == 2:
            return str(format_skeleton("yMMMM", date(parts[0], parts[1], 1), locale=locale_of(language)))
    except ValueError:
        return value
    return value


def script_name(script: str, language: str) -> str:
    """The name of a script in the language; its code where nobody knows one."""
    if script == "Zyyy":
        return _("Without letters")
    return str(Locale.parse(language).scripts.get(script, script)).capitalize()


def language_name(code: str, language: str) -> str:
    """The name of a language in the language of the edition; its code where nobody knows one."""
    try:
        return str(Locale.parse(code, sep="-").get_display_name(language) or code)
    except (UnknownLocaleError, ValueError, TypeError):
        return code


def entries_counted(count: int, language: str) -> str:
    """How many organisations, in words."""
    return ngettext("%(count)s organisation", "%(count)s organisations", count) % {"count": number(count, language)}


def terms() -> Mapping[str, str]:
    """The words of the template, in the language that is active."""
    return {
        "contents": _("Contents"),
        "foreword": _("Foreword"),
        "reading": _("How to read this guide"),
        "names": _("Index of names"),
        "acronyms": _("Index of acronyms"),
        "places": _("Index of places"),
        "numbers": _("Index of register numbers"),
        "sources": _("List of sources"),
        "imprint": _("Imprint"),
        "notes": _("Notes"),
        "see": _("see page"),
        "by_place": _("Where they are"),
        "edition_check": _("This chapter in the edition, and the digest of the edition"),
    }


def explanations() -> list[str]:
    """How to read the guide, in paragraphs."""
    return [
        _(
            "The guide has a chapter for each of nine sectors, and one for organisations of which nobody says what they "
            "work on. An organisation of several sectors stands in the chapter of the first; the others refer to it."
        ),
        _(
            "An entry begins with the name of the organisation in the language of this book, where anybody gives one, "
            "and its acronym. Its other names follow, each in its own script, then its place, what is known of its "
            "standing, its numbers in registers, its pages on the web and its description."
        ),
        _(
            "Small raised numbers are sources: the list of sources at the end names them. A mark behind the first name "
            "alone holds for all of the entry. Where sources disagree every value stands, the best witness first."
        ),
        _(
            "The last line of an entry is its permanent number in the guide, and for each source the row in which the "
            "entry stands there."
        ),
        _(
            "A sector marked with ? is guessed from the words of the name; nobody states it. "
            "‡ stands where a name could not be printed because its letters were missing, and its sound is given instead."
        ),
        _(
            "Within a chapter and an index each script stands for itself, in the order of its dictionaries, without articles."
        ),
    ]


def imprint(card: EditionCard, dated: str, edition: str) -> list[str]:
    """Who publishes, under which licence, and how a reader checks that this is the edition."""
    found = [
        _("%(edition)s of %(date)s, published by %(platform)s.")
        % {"edition": edition, "date": isolated(dated), "platform": isolated(card.platform)},
        _("Licence: %(licence)s. Every value is the word of its source; the list of sources names each one’s licence.")
        % {"licence": isolated(card.licence)},
        _("The digest (SHA-256) of this edition’s content: %(digest)s.") % {"digest": isolated(in_groups(card.digest))},
        _(
            "To check a copy of this edition wherever you found it, run %(command)s on its folder: it says whether the "
            "edition is current, authentic but old, or not authentic, and needs no network."
        )
        % {"command": isolated("dalil-check")},
    ]
    if card.root:
        said = _("It asks for the fingerprint of the platform’s root: %(fingerprint)s. Believe no other.")
        found.append(said % {"fingerprint": isolated(in_groups(card.root))})
    if card.address:
        found.append(_("Corrections and later editions: %(address)s") % {"address": isolated(card.address)})
    return [*found, _("Set in Noto, whose letters are free under the SIL Open Font License 1.1, by Dalil with Typst.")]


def in_groups(digest: str) -> str:
    """A digest as somebody can read it out."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
