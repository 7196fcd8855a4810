"""The evidence of a pair put into reasons: a code, its particulars, and the bits that its levels weigh.

Every bit of every feature is in exactly one reason, so that reasons and prior add up. It never holds a sentence.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from dalil.formats.record import Record
from dalil.linkage.evidence import HOUSES, NAMED, Reader
from dalil.linkage.forms import LOOSE_SCHEMES, Forms, names_of, place_of
from dalil.linkage.hosts import host_of, labels_of
from dalil.linkage.pairing import Pairs
from dalil.linkage.reasons import Reason
from dalil.names import fits

Numbers = Mapping[str, int]
Bits = Mapping[str, float]

_ALIKE: Final = ("shared_words", "letters", "slips", "way")
_ALONE: Final = ("alone_both", "alone_one", "alone_both_translated", "alone_one_translated")
_NONE: Final = "–"
_KIND: Final = 0.31


@dataclass(frozen=True, slots=True)
class Told:
    """Two records and what was read of them: the names that fit best, and the words of each that found no partner."""

    left: Record
    right: Record
    names: tuple[str, str]
    are_equal: bool
    alone: tuple[tuple[str, ...], tuple[str, ...]]
    kinds: tuple[tuple[str, ...], tuple[str, ...]]

    def turned(self) -> "Told":
        """Return the same, the other record first."""
        return Told(self.right, self.left, self.names[::-1], self.are_equal, self.alone[::-1], self.kinds[::-1])


def told_of(reader: Reader, records: Sequence[Record], pairs: Pairs) -> list[Told]:
    """Return what was read of each pair of records, in their order."""
    forms = reader.forms
    said = reader.names(pairs.one, pairs.other)
    chosen = dict(zip(pairs.of_pair[best := reader.best(said, pairs)].tolist(), best.tolist(), strict=True))
    matched: dict[int, tuple[set[int], set[int]]] = {}
    for of, x, y in zip(
        said.aligned.of_pair.tolist(), said.aligned.left.tolist(), said.aligned.right.tolist(), strict=True
    ):
        sides = matched.setdefault(of, (set(), set()))
        sides[0].add(x)
        sides[1].add(y)
    found = []
    for number, (a, b) in enumerate(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)):
        place = chosen.get(number)
        if place is None:
            found.append(Told(records[a], records[b], ("", ""), False, ((), ()), ((), ())))
            continue
        names = int(pairs.one[place]), int(pairs.other[place])
        sides = matched.get(place, (set(), set()))
        is_joined = not (said.alone[0][place] or said.alone[1][place])
        lost = [[] if is_joined else _alone(reader, name, side) for name, side in zip(names, sides, strict=True)]
        shown = tuple(tuple(forms.words.texts[word] for word in side) for side in lost)
        kinds = tuple(tuple(forms.words.texts[w] for w in side if _is_kind(forms, w)) for side in lost)
        values = forms.values[names[0]], forms.values[names[1]]
        equal = forms.folded[names[0]] == forms.folded[names[1]]
        found.append(Told(records[a], records[b], values, equal, (shown[0], shown[1]), (kinds[0], kinds[1])))
    return found


def _alone(reader: Reader, name: int, matched: set[int]) -> list[int]:
    names = reader.forms.names
    places = range(int(names.starts[name]), int(names.starts[name + 1]))
    words = [int(names.values[place]) for place in places if place not in matched]
    return [word for word in words if reader.bits[word] > 0]


def _is_kind(forms: Forms, word: int) -> bool:
    return bool(forms.words.weights[word] <= _KIND) or int(forms.words.concepts[word, 0]) in HOUSES


def reasons_of(told: Told, levels: Numbers, bits: Bits) -> tuple[Reason, ...]:
    """Return the reasons of a pair with these levels and what they weigh, the weightiest first."""
    makers: tuple[Callable[[Told, Numbers, Bits], Reason | None], ...] = (
        _names, _alone_words, _number, _kind, _namesakes, _acronym, _host, _place, _founded, _identifier, _relation,
    )  # fmt: skip
    found = [reason for make in makers if (reason := make(told, levels, bits)) is not None and reason.bits]
    return tuple(sorted(found, key=lambda reason: -abs(reason.bits)))


def _reason(code: str, bits: float, **params: str) -> Reason:
    return Reason(code, params, round(bits, 4))


def _level(feature: str, name: str) -> int:
    return NAMED[feature].index(name)


def _names(told: Told, levels: Numbers, bits: Bits) -> Reason | None:
    if levels["way"] == _level("way", "unread"):
        return None
    sum_of = sum(bits[feature] for feature in _ALIKE)
    a, b = told.names
    if told.are_equal:
        return _reason("exact_name", sum_of, name=a)
    if not levels["shared_words"]:
        return _reason("no_shared_word", sum_of, a=a, b=b)
    if any(told.alone):
        return _reason("similar_name", sum_of, a=a, b=b)
    codes = {"spelt": "similar_spelling", "translated": "same_meaning", "foreign": "same_sound"}
    return _reason(codes.get(NAMED["way"][levels["way"]], "same_words"), sum_of, a=a, b=b)


def _alone_words(told: Told, levels: Numbers, bits: Bits) -> Reason:
    sum_of = sum(bits[feature] for feature in _ALONE)
    a, b = (" ".join(side) for side in told.alone)
    if a and b:
        return _reason("different_words", sum_of, a=a, b=b)
    return _reason("extra_words", sum_of, words=a or b or _NONE)


def _number(told: Told, levels: Numbers, bits: Bits) -> Reason:
    a, b = (" ".join(word for word in side if word.isdigit()) for side in told.alone)
    if a and b:
        return _reason("different_number", bits["numbers"], a=a, b=b)
    return _reason("extra_number", bits["numbers"], words=a or b or _NONE)


def _kind(told: Told, levels: Numbers, bits: Bits) -> Reason:
    a, b = (" ".join(side) for side in told.kinds)
    if a and b:
        return _reason("different_kind", bits["kind"], a=a, b=b)
    return _reason("extra_kind", bits["kind"], words=a or b or _NONE)


def _namesakes(told: Told, levels: Numbers, bits: Bits) -> Reason:
    return _reason("namesakes", bits["namesakes"], name=told.names[0])


def _acronym(told: Told, levels: Numbers, bits: Bits) -> Reason:
    unread = sum(bits[f] for f in _ALIKE) if levels["way"] == _level("way", "unread") else 0.0
    sum_of = bits["acronym"] + unread
    mine, other = (names_of(record).acronyms for record in (told.left, told.right))
    level = NAMED["acronym"][levels["acronym"]]
    if level == "equal":
        return _reason("acronym_equal", sum_of, acronym=min(set(mine) & set(other), default=_NONE).upper())
    if level in ("fits", "begins"):
        acronym, name = _fitting(told, mine, other)
        return _reason("acronym_fits", sum_of, acronym=acronym, name=name)
    if level == "in_address":
        for acronyms, record in ((mine, told.right), (other, told.left)):
            for host in _hosts(record):
                if shared := set(acronyms) & set(labels_of(host)):
                    return _reason("acronym_in_address", sum_of, acronym=min(shared).upper(), domain=host)
    a, b = (", ".join(side).upper() or _NONE for side in (mine, other))
    return _reason("acronym_differs", sum_of, a=a, b=b)


def _fitting(told: Told, mine: Sequence[str], other: Sequence[str]) -> tuple[str, str]:
    """Return the acronym and the name that it fits; of those that only begin alike, the first."""
    first = (_NONE, _NONE)
    for acronyms, record in ((mine, told.right), (other, told.left)):
        for acronym, name in product(acronyms, names_of(record).names):
            if fits(acronym, name):
                return acronym.upper(), name
            if first[0] == _NONE and name[:1].lower() == acronym[:1]:
                first = acronym.upper(), name
    return first


def _hosts(record: Record) -> list[str]:
    return sorted({host for link in record.links if (host := host_of(link))})


def _host(told: Told, levels: Numbers, bits: Bits) -> Reason:
    mine, other = _hosts(told.left), _hosts(told.right)
    if shared := min(set(mine) & set(other), default=""):
        code = "same_domain" if levels["host"] == _level("host", "equal") else "shared_domain"
        return _reason(code, bits["host"], domain=shared)
    return _reason("different_domain", bits["host"], a=", ".join(mine) or _NONE, b=", ".join(other) or _NONE)


def _place(told: Told, levels: Numbers, bits: Bits) -> Reason:
    sides = told.left.locations, told.right.locations
    countries = [sorted({place.country for place in side if place.country}) for side in sides]
    cities = [sorted({place.locality for place in side if place.locality}) for side in sides]
    level = NAMED["place"][levels["place"]]
    if level in ("same_city", "same_city_only"):
        known = {number for city in cities[1] for number in place_of(city)}
        shared = [city for city in cities[0] if known.intersection(place_of(city))]
        return _reason("same_city", bits["place"], city=shared[0] if shared else _NONE)
    if level == "same_country":
        return _reason("same_country", bits["place"], country=min(set(countries[0]) & set(countries[1]), default=_NONE))
    values = countries if level == "other_country" else cities
    a, b = (one[0] if one else _NONE for one in values)
    return _reason("different_country" if level == "other_country" else "different_city", bits["place"], a=a, b=b)


def _founded(told: Told, levels: Numbers, bits: Bits) -> Reason:
    a, b = told.left.founded[:4], told.right.founded[:4]
    if a == b:
        return _reason("same_founding_year", bits["founded"], year=a)
    code = "near_founding_year" if levels["founded"] == _level("founded", "near") else "different_founding_year"
    return _reason(code, bits["founded"], a=a, b=b)


def _identifier(told: Told, levels: Numbers, bits: Bits) -> Reason:
    level = NAMED["identifier"][levels["identifier"]]
    mine, other = ({(i.scheme, i.value) for i in record.identifiers} for record in (told.left, told.right))
    loose = level.startswith("loose")
    if level in ("equal", "loose_equal"):
        shared = [one for one in mine & other if one[0] and (one[0] in LOOSE_SCHEMES) == loose]
        scheme, value = min(shared, default=(_NONE, _NONE))
        return _reason("identifier_equal", bits["identifier"], scheme=scheme, value=value)
    pairs = [(x, y) for x, y in product(sorted(mine), sorted(other)) if x[0] == y[0] and x[1] != y[1]]
    pairs = [pair for pair in pairs if (pair[0][0] in LOOSE_SCHEMES) == loose] or [((_NONE, _NONE), (_NONE, _NONE))]
    (scheme, a), (_, b) = pairs[0]
    return _reason("identifier_conflict", bits["identifier"], scheme=scheme, a=a, b=b)


def _relation(told: Told, levels: Numbers, bits: Bits) -> Reason:
    return _reason("known_relation", bits["relation"])
