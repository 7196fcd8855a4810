"""Why an entry was found: from the words of its best name that answered, and from what the text names outright.

It never asks the index and never holds a sentence: the guide words a reason in the reader's language.
"""

from collections.abc import Sequence
from typing import Final

from dalil.names import fold, script_of
from dalil.names.vocabulary import word_of
from dalil.search.asking import Asked
from dalil.search.entry import Entry, Reason, WordPair
from dalil.search.merging import Pair
from dalil.search.word_pairs import as_written, word_pairs
from dalil.search.wording import host_of, host_terms, identifier_term, tokens_of

_KIND: Final = 0.5


def _told_outright(asked: Asked, entry: Entry) -> list[Reason]:
    """Return what the whole text names exactly: a number, a web address, an acronym."""
    whole = identifier_term(asked.text)
    host = host_of(asked.text).lower()
    reasons = [
        Reason("identifier", {"identifier": value})
        for value in entry.identifiers
        if whole and identifier_term(value) == whole
    ]
    reasons += [Reason("domain", {"domain": domain}) for domain in entry.domains if host and host in host_terms(domain)]
    romans = {whole, *map(identifier_term, asked.tokens)}
    reasons += [Reason("acronym", {"acronym": value}) for value in entry.acronyms if identifier_term(value) in romans]
    return reasons[:1]


def _name_of(entry: Entry, pairs: Sequence[Pair], name: int) -> str:
    if 0 <= name < len(entry.names):
        return entry.names[name][0]
    words = {pair.named for pair in pairs}
    return next((value for value, _ in entry.names if words & set(tokens_of(value))), "")


def _name_reason(asked: Asked, entry: Entry, name: str, pairs: Sequence[Pair]) -> Reason:
    """Return in which way the name holds the words, with the pairs when they are not plainly the same."""
    told = word_pairs(asked, name, pairs)
    ways = {pair.way for pair, _ in told}
    shown = tuple(pair for pair, _ in told) if ways != {"same"} else ()
    if missing := _missing(asked, entry, told):
        return Reason("name_part", {"name": name, "missing": missing}, shown)
    if script_of(asked.text) != script_of(name):
        return Reason("name_other_script", {"name": name}, shown)
    if ways <= {"same"}:
        return Reason("name", {"name": name})
    return Reason("name_same_meaning" if ways <= {"same", "meaning"} else "name_other_spelling", {"name": name}, shown)


def _acronym_reasons(asked: Asked, entry: Entry, pairs: Sequence[Pair]) -> list[Reason]:
    """Return the acronym that answers where no name does: HOPE is found by what it means."""
    named = {pair.named for pair in pairs}
    acronym = next((value for value in entry.acronyms if named & set(tokens_of(value))), "")
    told = tuple(pair for pair, _ in word_pairs(asked, acronym, pairs))
    return [Reason("acronym", {"acronym": acronym}, told)] if acronym else []


def _missing(asked: Asked, entry: Entry, told: Sequence[tuple[WordPair, tuple[int, ...]]]) -> str:
    """Return the telling words, as they were written, that neither the name nor a place of the entry answers."""
    answered = {place for _, covers in told for place in covers}
    if "".join(asked.tokens) == "".join(token for pair, _ in told for token in tokens_of(pair.named)):
        return ""
    places = {word for locality in entry.localities for word in tokens_of(locality)}
    written = as_written(asked.text)
    return " ".join(
        written.get(token, token)
        for place, token in enumerate(asked.tokens)
        if place not in answered and token not in places and word_of(token).weight > _KIND
    )


def reasons_of(asked: Asked, entry: Entry, pairs: Sequence[Pair], name: int = -1) -> tuple[Reason, ...]:
    """Return why the entry was found, the most telling reason first."""
    reasons = _told_outright(asked, entry)
    if pairs and (value := _name_of(entry, pairs, name)):
        reasons.append(_name_reason(asked, entry, value, pairs))
    elif not reasons:
        reasons = _acronym_reasons(asked, entry, pairs)
    asked_for = set(asked.tokens)
    places = (place for place in entry.localities if asked_for & set(fold(place).split()))
    return (*reasons, *[Reason("place", {"place": place}) for place in places][:1])
