"""How well a hit fits the reader's words, and why, told from the entry itself.

It never asks the engine: it reads the few entries of a page, name by name, so that a body with many names is not
taken for a better hit than one whose only name fits.
"""

from typing import Final

from dalil.names import fold, script_of, words
from dalil.names.comparison import align, words_similarity
from dalil.search.asking import Asked
from dalil.search.documents import host_of, host_terms, identifier_term
from dalil.search.entry import Entry, Reason

_NUMBER_FITS: Final = 2.0
_ACRONYM_FITS: Final = 0.95
_ORDER_OF_NAMES: Final = 0.001


def _best_name(question: Asked, entry: Entry) -> tuple[float, str]:
    best, found = 0.0, ""
    for place, (value, _) in enumerate(entry.names):
        fit = words_similarity(question.words, words(value)) - place * _ORDER_OF_NAMES
        if fit > best:
            best, found = fit, value
    return best, found


def _told_outright(question: Asked, entry: Entry) -> list[tuple[float, Reason]]:
    """Return what the whole text names exactly: a number, a web address, an acronym."""
    found = []
    whole = identifier_term(question.text)
    for identifier in entry.identifiers:
        if whole and identifier_term(identifier) == whole:
            found.append((_NUMBER_FITS, Reason("identifier", {"identifier": identifier})))
    host = host_of(question.text)
    for domain in entry.domains:
        if host and host in host_terms(domain):
            found.append((_NUMBER_FITS, Reason("domain", {"domain": domain})))
    romans = {whole, *(word.roman for word in question.words)}
    for acronym in entry.acronyms:
        if (term := identifier_term(acronym)) in romans:
            fit = _ACRONYM_FITS if term == whole else _ACRONYM_FITS / 2
            found.append((fit, Reason("acronym", {"acronym": acronym})))
    return found[:1]


def _name_reason(question: Asked, name: str) -> Reason | None:
    """Return in which way the name holds the words, or None if it holds none."""
    alignment = align(question.words, words(name))
    if not alignment.pairs:
        joined = "".join(word.roman for word in question.words)
        is_joined = joined and joined in "".join(word.roman for word in words(name))
        return Reason("name_other_spelling", {"name": name}) if is_joined else None
    unmatched = [word for word in alignment.left if word.weight > 0.5]
    if unmatched and "".join(word.skeleton for word in unmatched) not in {word.skeleton for word in alignment.right}:
        shared = " ".join(theirs.text for _, theirs, _ in alignment.pairs)
        return Reason("name_part", {"name": name, "words": shared})
    if script_of(question.text) != script_of(name):
        return Reason("name_other_script", {"name": name})
    if not unmatched and all(mine.text == theirs.text for mine, theirs, _ in alignment.pairs):
        return Reason("name", {"name": name})
    if not unmatched and all(mine.meaning and mine.meaning == theirs.meaning for mine, theirs, _ in alignment.pairs):
        return Reason("name_same_meaning", {"name": name})
    return Reason("name_other_spelling", {"name": name})


def fit_of(question: Asked, entry: Entry) -> float:
    """Return how well an entry fits, 0..2: by its best name, or by what the text names outright."""
    outright = _told_outright(question, entry)
    return max([_best_name(question, entry)[0], *(fit for fit, _ in outright)])


def reasons_of(question: Asked, entry: Entry) -> tuple[Reason, ...]:
    """Return why the entry was found, the most telling reason first."""
    reasons = [reason for _, reason in _told_outright(question, entry)]
    fit, name = _best_name(question, entry)
    if fit and (reason := _name_reason(question, name)):
        reasons.append(reason)
    asked_for = {word.text for word in question.words}
    places = (place for place in entry.localities if asked_for & set(fold(place).split()))
    reasons += [Reason("place", {"place": place}) for place in places][:1]
    return tuple(reasons)
