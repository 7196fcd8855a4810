"""The catalogues of translations: gathered, begun, filled, checked and compiled without the GNU programs.

    python -m house.messages gather          new sentences into every catalogue, gone ones out; translations are kept
    python -m house.messages begin es        the catalogue of one more language
    python -m house.messages missing ar      what has no translation yet, as JSON on the terminal
    python -m house.messages fill ar FILE    translations from such a JSON, marked as made by a machine
    python -m house.messages check           complete, nothing unused, placeholders and plural forms right
    python -m house.messages compile         .mo files for those .po files that are newer

It never invents a translation, and never changes one that stands.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import polib
from babel import Locale
from babel.messages.extract import extract_python
from babel.messages.plurals import get_plural
from django.conf import settings
from django.utils.translation.template import templatize

from dalil.web import settings as platform

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "dalil" / "web" / "locale"
LANGUAGES = tuple(code for code, _name in platform.LANGUAGES if code != platform.LANGUAGE_CODE)
MACHINE_MADE = "machine-made, to be reviewed"

STEMS = ("gettext", "ngettext", "pgettext", "npgettext")
CALLS = ("_", "gettext_noop", *STEMS, *(f"{stem}_lazy" for stem in STEMS))

# In the order of CLDR: zero, one, two, few, many, other. Other languages take Babel's rule.
PLURALS = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
    "fr": "nplurals=2; plural=n > 1;",
    "he": "nplurals=3; plural=n==1 ? 0 : n==2 ? 1 : 2;",
}

# Babel's own types know neither that names are enough nor that one argument comes without a tuple.
_extract: Any = extract_python

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

Key = tuple[str | None, str, str]


def gathered(root: Path = ROOT) -> dict[Key, polib.POEntry]:
    """Every sentence of the program and its pages, by context, sentence and plural, with the files it stands in."""
    found: dict[Key, polib.POEntry] = {}
    for path in sorted((root / "dalil").rglob("*")):
        if path.suffix not in {".py", ".html", ".txt", ".xml"}:
            continue
        place = path.relative_to(root).as_posix()
        text = path.read_text("utf-8")
        for context, one, many, comments in _calls(text if path.suffix == ".py" else _as_python(text, place)):
            key = (context, one, many)
            entry = found.setdefault(key, polib.POEntry(msgctxt=context, msgid=one, msgid_plural=many))
            if (place, "") not in entry.occurrences:
                entry.occurrences.append((place, ""))
            entry.comment = entry.comment or "\n".join(comments)
            if re.search(r"%\(\w+\)[sd]|%[sd]", one + many):
                entry.flags = ["python-format"]
    return found


def _as_python(template: str, place: str) -> str:
    """A template as calls of gettext.

    A comment of the template becomes one of Python and would hide what follows on its line, so a line ends there; and the
    lines lose their indentation, which to Python would mean something.
    """
    apart = re.sub(r"({%\s*endcomment\s*%}|#})", r"\1\n", template)
    return "\n".join(line.lstrip() for line in templatize(apart, origin=place).splitlines())


def _calls(source: str) -> Iterator[tuple[str | None, str, str, list[str]]]:
    for _line, function, arguments, comments in _extract(BytesIO(source.encode()), CALLS, ["Translators:"], {}):
        given = [one for one in ((arguments,) if isinstance(arguments, str) else arguments or ()) if one]
        context = given.pop(0) if "pgettext" in function and given else None
        if given:
            yield context, given[0], given[1] if function.startswith("n") else "", comments


def catalogue_of(language: str) -> Path:
    """Where a language's sentences lie."""
    return LOCALE / language.replace("-", "_") / "LC_MESSAGES" / "django.po"


def as_it_lies(language: str) -> polib.POFile:
    """The catalogue on disk; an empty one when there is none."""
    path = catalogue_of(language)
    return polib.pofile(str(path)) if path.exists() else polib.POFile()


def plural_rule(language: str) -> str:
    """The line of the header that says how many forms there are, and which number takes which."""
    rule = get_plural(Locale.parse(language, sep="-"))
    return PLURALS.get(language) or f"nplurals={rule.num_plurals}; plural={rule.plural_expr};"


def plural_count(language: str) -> int:
    """How many forms a number can call for."""
    return int(plural_rule(language).split("=", 1)[1].split(";", 1)[0])


def gather(language: str, sentences: Mapping[Key, polib.POEntry]) -> polib.POFile:
    """The catalogue with exactly these sentences; what was translated stays translated."""
    kept = {_key(entry): entry for entry in as_it_lies(language) if not entry.obsolete}
    new = polib.POFile(wrapwidth=120)
    new.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_rule(language),
    }
    for key in sorted(sentences, key=lambda key: (key[1], key[0] or "", key[2])):
        fresh, stood = sentences[key], kept.get(key)
        new.append(
            polib.POEntry(
                msgctxt=fresh.msgctxt,
                msgid=fresh.msgid,
                msgid_plural=fresh.msgid_plural,
                msgstr=stood.msgstr if stood else "",
                msgstr_plural=_forms(stood, language) if fresh.msgid_plural else {},
                comment=fresh.comment,
                tcomment=stood.tcomment if stood else "",
                occurrences=fresh.occurrences,
                flags=fresh.flags,
            )
        )
    return new


def _key(entry: polib.POEntry) -> Key:
    return (entry.msgctxt, entry.msgid, entry.msgid_plural)


def _forms(entry: polib.POEntry | None, language: str) -> dict[int, str]:
    stood = entry.msgstr_plural if entry else {}
    return {form: stood.get(form, "") for form in range(plural_count(language))}


def missing(catalogue: polib.POFile) -> list[dict[str, Any]]:
    """What has no translation yet; `translation` is to be filled with a sentence, or with a list of forms."""
    return [
        {
            "context": entry.msgctxt or "",
            "sentence": entry.msgid,
            "plural": entry.msgid_plural,
            "files": [place for place, _line in entry.occurrences],
            "translation": [""] * len(entry.msgstr_plural) if entry.msgid_plural else "",
        }
        for entry in catalogue
        if not _is_translated(entry)
    ]


def fill(catalogue: polib.POFile, given: list[dict[str, Any]]) -> int:
    """Puts translations where there are none, each marked as made by a machine; says how many."""
    entries = {_key(entry): entry for entry in catalogue}
    filled = 0
    for one in given:
        entry = entries.get((one.get("context") or None, one["sentence"], one.get("plural") or ""))
        if entry is None or _is_translated(entry) or not one["translation"]:
            continue
        if entry.msgid_plural:
            entry.msgstr_plural = dict(enumerate(one["translation"]))
        else:
            entry.msgstr = one["translation"]
        entry.tcomment = MACHINE_MADE
        filled += 1
    return filled


def _is_translated(entry: polib.POEntry) -> bool:
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)


def findings(language: str, catalogue: polib.POFile, sentences: Mapping[Key, polib.POEntry]) -> Iterator[str]:
    """One line for each thing wrong with a catalogue."""
    held = {_key(entry) for entry in catalogue if not entry.obsolete}
    yield from (f"{language}: not in the catalogue: {key[1]!r}" for key in sentences.keys() - held)
    yield from (f"{language}: no page says any more: {key[1]!r}" for key in held - sentences.keys())
    if catalogue.metadata.get("Plural-Forms") != plural_rule(language):
        yield f"{language}: the plural rule is not {plural_rule(language)!r}"
    for entry in catalogue:
        if not _is_translated(entry) or entry.fuzzy:
            yield f"{language}: not translated: {entry.msgid!r}"
        else:
            yield from (f"{language}: {fault}: {entry.msgid!r}" for fault in _faults(entry, language))


def _faults(entry: polib.POEntry, language: str) -> Iterator[str]:
    if not entry.msgid_plural:
        if _placeholders(entry.msgid) != _placeholders(entry.msgstr):
            yield "other placeholders than in English"
        return
    if sorted(entry.msgstr_plural) != list(range(plural_count(language))):
        yield f"not the {plural_count(language)} forms of this language"
    wanted = _placeholders(entry.msgid_plural)
    *_few, other = (form for _number, form in sorted(entry.msgstr_plural.items()))
    # "One organisation", "two organisations" may be words without a figure; the form for any number must have it.
    if _placeholders(other) != wanted or any(
        not _placeholders(form) <= wanted for form in entry.msgstr_plural.values()
    ):
        yield "other placeholders than in English"


def _placeholders(sentence: str) -> set[str]:
    return set(PLACEHOLDER.findall(sentence.replace("%%", "")))


def compile_all() -> int:
    """Writes the .mo file of every catalogue that changed since; says how many."""
    written = 0
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime_ns < path.stat().st_mtime_ns:
            polib.pofile(str(path)).save_as_mofile(str(compiled))
            written += 1
    return written


def _save(language: str, catalogue: polib.POFile) -> None:
    path = catalogue_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))
    left = len(missing(catalogue))
    print(f"{language}: {len(catalogue)} sentences, {left or 'none'} without translation")


def _check() -> int:
    sentences = gathered()
    found = [line for language in LANGUAGES for line in findings(language, as_it_lies(language), sentences)]
    print("\n".join([*found, f"messages: {len(sentences)} sentences, {len(found) or 'nothing'} out of order"]))
    return bool(found)


def main(arguments: list[str]) -> int:
    """Does what the module's docstring lists."""
    settings.configure(USE_I18N=True)
    match arguments:
        case ["gather"]:
            sentences = gathered()
            for language in LANGUAGES:
                _save(language, gather(language, sentences))
        case ["begin", str(language)] if language:
            _save(language, gather(language, gathered()))
            print(f"Now add ({language!r}, its own name) to LANGUAGES in dalil/web/settings.py.")
        case ["missing", language]:
            print(json.dumps(missing(gather(language, gathered())), ensure_ascii=False, indent=1))
        case ["fill", language, file]:
            catalogue = gather(language, gathered())
            fill(catalogue, json.loads(Path(file).read_text("utf-8")))
            _save(language, catalogue)
        case ["check"]:
            return _check()
        case ["compile"]:
            compile_all()
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
