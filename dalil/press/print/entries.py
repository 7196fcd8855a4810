"""An entry as the template prints it: plain text in pieces, each with the marks of its sources. Never markup.

Whatever cannot be printed, because no font of the run holds its letters, is left out here and told to `LeftOut`.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from dalil import kinds
from dalil.guide import entry as lines
from dalil.guide.entry import Marked
from dalil.guide.isolating import isolated
from dalil.guide.labels import SOURCE_KINDS, STATUSES, in_words
from dalil.guide.profile import Profile, Testimony, sort_of_name
from dalil.names import clean, guess_language, romanise, script_of
from dalil.press.frozen import Entry
from dalil.press.print.letters import Letters
from dalil.press.print.words import RTL, partial_date

Pieces = list[Any]
BREAK: Final = "\u200b"
LONGEST_WORD: Final = 26
LONG_ENTRY: Final = 700
_WORD: Final = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
_LOOSE: Final = re.compile(r"(?<=[/.?&=_-])(?=\w)")
_KEEPS: Final = re.compile(r"[\u2066-\u2069\u200b]")


@dataclass(frozen=True, slots=True)
class Missing:
    """A text that was not printed: of which organisation, and the characters that no font holds."""

    id: str
    text: str
    characters: str


@dataclass
class Setting:
    """What the entries of one book share: its language, its fonts, the numbers of the sources, and what was left out."""

    language: str
    letters: Letters
    numbers: Mapping[str, int]
    named: frozenset[str]
    missing: list[Missing] = field(default_factory=list)
    now: str = ""

    def shown(self, text: str) -> str:
        """The text as it is printed; empty when it cannot be, which is noted."""
        text = visible(text)
        if lacking := self.letters.lacking(text):
            self.missing.append(Missing(self.now, text, lacking))
            return ""
        return text


def visible(text: str) -> str:
    """Without what nobody could see, and without marks that would turn the line; our own isolates stay."""
    if text.isascii() and text.isprintable():
        return text
    if _KEEPS.search(text):
        return "".join(c if _KEEPS.match(c) else c if unicodedata.category(c)[0] != "C" else "" for c in text)
    return clean(text)


def breakable(text: str, longest: int = LONGEST_WORD) -> str:
    """The text with places to break words that are longer than a column."""
    if len(text) <= longest:
        return text
    return _WORD.sub(lambda word: _broken(word[0], longest), text)


def _broken(word: str, longest: int) -> str:
    parts = _LOOSE.sub(BREAK, word).split(BREAK)
    return BREAK.join(BREAK.join(p[at : at + longest] for at in range(0, len(p), longest)) for p in parts)


def direction(text: str, language: str) -> str:
    """rtl or ltr, by the script of most letters; without letters that of the language."""
    script = script_of(text)
    if script == "Zyyy":
        return "ltr" if any(c.isdigit() for c in text) or language not in RTL else "rtl"
    return "rtl" if script in ("Arab", "Hebr", "Syrc", "Thaa") else "ltr"


def apart(text: str) -> str:
    """The text in the isolates of its own direction."""
    return isolated(breakable(text))


@dataclass(frozen=True, slots=True)
class Title:
    """What heads an entry: the name, its language, and whether its sound stands for it."""

    text: str
    lang: str
    is_sound: bool
    printed: str


def title_in(number: str, profile: Profile, setting: Setting) -> Title:
    """The best name that can be printed; the sound of the best where none can."""
    best = profile.title_said(setting.language)
    ranked = ([best] if best else []) + sorted(profile.names, key=lambda said: sort_of_name(said.value))
    for said in ranked:
        text = visible(said.value.value)
        if text and not setting.letters.lacking(text):
            return Title(text, said.value.lang, False, text)
    sound = romanise(best.value.value) if best else ""
    text = sound or number
    return Title(text, "", bool(sound), f"‡ {text}" if sound else text)


def entry_pieces(entry: Entry, profile: Profile, setting: Setting, guessed: bool) -> Pieces:
    """All that the template needs of one entry, as a list of its fields (see `entry` in look.typ)."""
    setting.now = entry.id
    title = title_in(entry.id, profile, setting)
    marks = lines.Marks(profile.testimonies, setting.named)
    stands_for_all = len(profile.testimonies) == 1
    marked = Marker(setting, profile.testimonies, stands_for_all)
    names = name_lines(profile, marks, title, marked)
    acronyms = [apart(shown) for name, shown in _acronyms(profile, setting) if shown != title.text]
    facts = fact_lines(profile, marks, setting, marked)
    identifiers = [
        [_text(setting, said.label), apart(shown), marked.of(said), said.address]
        for said in lines.identifier_lines(profile, marks, setting.language)
        if (shown := setting.shown(said.value.value))
    ]
    links = [
        [f"\u2066{breakable(_short(shown))}\u2069", marked.of(said), said.address]
        for said in lines.link_lines(profile, marks)
        if (shown := setting.shown(said.value))
    ]
    descriptions = [
        [breakable(shown), said.value.lang, direction(shown, said.value.lang), marked.of(said)]
        for said in lines.description_lines(profile, marks, setting.language)
        if (shown := setting.shown(said.value.value))
    ]
    ties = [
        [said.label, apart(shown), marked.of(said)]
        for said in lines.relation_lines(profile, marks)
        if (shown := setting.shown(said.value.label or said.value.value))
    ]
    size = len(title.text) + sum(len(n[0]) for n in names) + sum(len(d[0]) for d in descriptions)
    size += 30 * (len(identifiers) + len(links) + len(ties))
    status = profile.status if profile.status not in ("", "active") else ""
    return [
        entry.id,
        breakable(title.printed),
        _lang(title.lang, title.text),
        direction(title.text, title.lang),
        marked.whole(marks),
        ("، " if setting.language == "ar" else ", ").join(dict.fromkeys(acronyms)),
        in_words(STATUSES, status) if status else "",
        names,
        facts,
        identifiers,
        links,
        descriptions,
        ties,
        ending(entry, marked),
        size > LONG_ENTRY,
        guessed,
        title.text[:40] + ("…" if len(title.text) > 40 else ""),
    ]


@dataclass(frozen=True, slots=True)
class Marker:
    """Writes the marks of a value: numbers of sources; none where one source says the whole entry."""

    setting: Setting
    testimonies: tuple[Testimony, ...]
    stands_for_all: bool

    def of(self, said: Marked[Any]) -> str:
        """The marks behind a value."""
        return "" if self.stands_for_all else self._numbers(said.marks)

    def whole(self, marks: lines.Marks) -> str:
        """The mark behind the title that holds for all of the entry."""
        return self._numbers(tuple(w.number for w in marks.witnesses)) if self.stands_for_all else ""

    def _numbers(self, marks: tuple[int, ...]) -> str:
        found = (self.setting.numbers[self.testimonies[mark - 1].source] for mark in marks)
        return " ".join(map(str, dict.fromkeys(found)))


def name_lines(profile: Profile, marks: lines.Marks, title: Title, marked: Marker) -> Pieces:
    """The other names: text, language, direction, what it is, marks. The title stands here again where its marks differ."""
    found: Pieces = []
    setting = marked.setting
    for group in lines.name_groups(profile, marks, setting.language):
        for said in group.names:
            name = said.value
            shown = (
                visible(name.value) if name.value and visible(name.value) == title.text else setting.shown(name.value)
            )
            if not shown or (shown == title.text and (marked.stands_for_all or "acronym" in name.types)):
                continue
            if shown == title.text and name.lang == title.lang:
                found.insert(0, ["", "", "", "", marked.of(said)])  # the marks of the title itself
            elif "acronym" not in name.types or not marked.stands_for_all:
                found.append(
                    [breakable(shown), _lang(name.lang, shown), direction(shown, name.lang), said.note, marked.of(said)]
                )
    return found


def fact_lines(profile: Profile, marks: lines.Marks, setting: Setting, marked: Marker) -> Pieces:
    """Places, kind, status, founded and closed: a text and its marks each."""
    found = [
        [breakable(shown), marked.of(said)]
        for said in lines.place_lines(profile, marks, setting.language)
        if (shown := setting.shown(said.value))
    ]
    words = {
        "kind": "%(value)s",
        "status": "%(value)s",
        "founded": _("founded %(value)s"),
        "closed_on": _("closed %(value)s"),
    }
    for fact in lines.facts(profile, marks):
        for said in fact.values:
            value = said.label
            if fact.code in ("founded", "closed_on"):
                value = isolated(partial_date(value, setting.language))
            if not (fact.code == "status" and value == in_words(STATUSES, "active")) and setting.shown(value):
                found.append([words[fact.code] % {"value": breakable(value)}, marked.of(said)])
    claims = [line for line in lines.sector_lines(profile, marks) if line.sector and not line.is_guess]
    if len(claims) > 1 or not marked.stands_for_all:
        found += [[line.sector.label_in(setting.language), marked.of(line.claim)] for line in claims if line.sector]
    return found


def ending(entry: Entry, marked: Marker) -> str:
    """The number of the entry, and the row of each source in which it stands."""
    rows = [
        f"{marked.setting.numbers[one.source]}:{one.row}" if one.row else f"{marked.setting.numbers[one.source]}"
        for one in entry.witnesses
    ]
    return f"\u2066{entry.id} · {', '.join(dict.fromkeys(rows))}\u2069"


def _acronyms(profile: Profile, setting: Setting) -> list[tuple[Any, str]]:
    named = (said.value for said in profile.names if "acronym" in said.value.types)
    return [(name, shown) for name in named if not setting.letters.lacking(shown := visible(name.value)) and shown]


def _text(setting: Setting, text: str) -> str:
    return apart(setting.shown(text) or "?")


def _short(link: str) -> str:
    """A web address without what every one has."""
    return re.sub(r"^https?://(?:www\.)?", "", link).rstrip("/") or link


def _lang(code: str, text: str) -> str:
    """The language for shaping and for readers' voices: as given, else what the script tells for sure."""
    known = code if re.fullmatch(r"[a-z]{2,3}", code) else ""
    return known or (guess_language(text) if script_of(text) not in ("Latn", "Zyyy") else "")


def source_name(slug: str, name: str, kind: str) -> str:
    """A source in the list of sources; one that is not named in public by its kind alone."""
    return name or in_words(SOURCE_KINDS, kind) or slug


def sector_of(profile: Profile) -> tuple[str, ...]:
    """The sectors of an entry that we have chapters for."""
    return tuple(code for code in profile.sector_codes if code in kinds.sectors())
