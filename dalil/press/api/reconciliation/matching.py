"""Who may be meant by each query of a batch: found by the search, weighed by the linkage, with every reason.

Each query is answered by itself: what else is in the batch makes no difference. It never decides for anybody: `match` says
that the evidence is as good as certain and that nobody else comes near.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext
from rapidfuzz import fuzz

from dalil.formats.record import Record
from dalil.guide import indexing
from dalil.guide.labels import place_line
from dalil.guide.profile import Profile
from dalil.guide.reasons import in_order
from dalil.linkage import ASK_BAR, SAME_BAR, Compared, Comparison
from dalil.linkage.hosts import host_of
from dalil.press.api import listing
from dalil.press.api.reading import number_in, seen_of, standing_of
from dalil.press.api.reconciliation import types
from dalil.press.api.reconciliation.protocol import Candidate, Feature, Result
from dalil.press.api.shaping import Seen, plain
from dalil.search.finding import EXACT_NAME

MOST_NAMES: Final = 3
MOST_FOUND: Final = 8
MOST_CLAUSES: Final = 3
CERTAIN: Final = 100.0
ITSELF: Final = "id_equal"
PRIOR: Final = "prior"
_IN_ADDRESS: Final = re.compile(r"/organi[sz]ations/([A-Za-z0-9_-]{1,36})(?:/|$)")
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,12}|[0-9A-Fa-f-]{36}")


@dataclass(frozen=True, slots=True)
class Meant:
    """A query, understood. `types` narrow who may be meant: to those that have one of them, or all."""

    text: str
    record: Record
    types: tuple[str, ...] = ()
    is_all: bool = False
    limit: int = 5

    @property
    def number(self) -> str:
        """The id that the text is or holds, when it is an id or the address of an entry."""
        inside = _IN_ADDRESS.search(self.text)
        text = inside[1] if inside else self.text
        return number_in(text) if _ID.fullmatch(text) else ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """An organisation beside a query."""

    seen: Seen
    comparison: Comparison | None
    is_itself: bool = False

    @property
    def score(self) -> float:
        """The probability that it is meant, in percent."""
        return CERTAIN if self.is_itself else round(100 * (self.comparison.score if self.comparison else 0.0), 2)

    @property
    def rank(self) -> tuple[float, float]:
        """What the likest is least in."""
        return -self.score, -(self.comparison.bits if self.comparison else 0.0)

    @property
    def is_same(self) -> bool:
        """Whether the evidence alone would do."""
        found = self.comparison
        return self.is_itself or bool(found and found.score >= SAME_BAR and not found.is_forbidden)


def answers(request: HttpRequest, batch: Mapping[str, Meant]) -> dict[str, Result]:
    """The candidates of every query. Five queries of the database, however long the batch; one more for each merge."""
    numbers = standing_of(meant.number for meant in batch.values())
    waiting = indexing.not_yet_out()
    near: dict[str, dict[str, str]] = {}
    for key, meant in batch.items():
        number = numbers.get(meant.number, "")
        others = {pk: name for pk, name in found(meant).items() if pk not in waiting}
        near[key] = {**({number: ""} if number else {}), **others}
    known = {seen.public_id: seen for seen in seen_of(request, dict.fromkeys(n for ids in near.values() for n in ids))}
    weighed = compared(batch, near, known, numbers)
    return {key: Result(result=candidates(meant, weighed[key])) for key, meant in batch.items()}


def found(meant: Meant) -> dict[str, str]:
    """Ids of those whom the search finds, each with the name by which it was found."""
    filters = types.filters_of(list(meant.types), is_all=meant.is_all) if meant.types else {}
    if filters is None:
        return {}
    names = [name.value for name in meant.record.names if "acronym" not in name.types][:MOST_NAMES]
    by_id: dict[str, str] = {}
    for name in names:
        for one in near_best(listing.near(name, filters, MOST_FOUND)):
            by_id.setdefault(one.id, one.name)
    numbers = [number.value for number in meant.record.identifiers]
    domains = [host for link in meant.record.links if (host := host_of(link))]
    for hit in indexing.alike(names=(), identifiers=numbers, domains=domains, acronyms=acronyms_of(meant)):
        by_id.setdefault(hit.id, "")
    return by_id


def near_best(some: list[listing.Near]) -> list[listing.Near]:
    """Those who bear the very name, and of the others those not far behind the best: as when an editor enters a name."""
    bar = max((one.score for one in some if one.score < EXACT_NAME), default=0.0) - indexing.BEHIND_BEST
    return [one for one in some if one.score >= bar]


def acronyms_of(meant: Meant) -> list[str]:
    """The acronyms of a query; one that is its only name is asked for as a name already."""
    return [name.value for name in meant.record.names if "acronym" in name.types]


def compared(
    batch: Mapping[str, Meant],
    near: Mapping[str, Mapping[str, str]],
    known: Mapping[str, Seen],
    numbers: Mapping[str, str],
) -> dict[str, list[Weighed]]:
    """Every query beside everybody who is near it, the likest first: all compared at once."""
    records: list[Record] = []
    left: list[int] = []
    right: list[int] = []
    pairs: list[tuple[str, Seen]] = []
    for key, meant in batch.items():
        place = len(records)
        records.append(meant.record)
        for number, name in near[key].items():
            seen = known.get(number)
            if seen and (not meant.types or types.has(seen.profile, list(meant.types), is_all=meant.is_all)):
                left.append(place)
                right.append(len(records))
                records.append(whole(seen.profile, name))
                pairs.append((key, seen))
    comparisons = Compared(records).compare(left, right, least=0.0) if pairs else []
    weighed: dict[str, list[Weighed]] = {key: [] for key in batch}
    for (key, seen), comparison in zip(pairs, comparisons, strict=True):
        is_itself = bool(batch[key].number) and numbers.get(batch[key].number) == seen.public_id
        weighed[key].append(Weighed(seen, comparison, is_itself))
    for key, some in weighed.items():
        some.sort(key=lambda one: (*one.rank, -nearness(batch[key].text, one.seen.profile), one.seen.public_id))
    return weighed


def nearness(text: str, profile: Profile) -> float:
    """How nearly one of the names is written as the text, in percent (Indel similarity): it tells apart who is as likely."""
    return max((fuzz.ratio(text.casefold(), said.value.value.casefold()) for said in profile.names), default=0.0)


def whole(profile: Profile, found_by: str) -> Record:
    """All that is known of an organisation as one record, the name by which it was found first: only some are read."""
    names = sorted((said.value for said in profile.names), key=lambda name: name.value != found_by)
    return Record(
        names=tuple(names),
        identifiers=tuple(said.value for said in profile.identifiers),
        locations=tuple(said.value for said in profile.locations),
        links=tuple(said.value for said in profile.links),
        relations=tuple(said.value for said in profile.relations),
        kind=profile.kind,
        founded=profile.founded[0].value if profile.founded else "",
    )


def candidates(meant: Meant, weighed: Sequence[Weighed]) -> list[Candidate]:
    """Those worth showing. The first is a match when it is as good as certain, and the next not even worth asking about."""
    shown = weighed[: meant.limit]
    is_clear = len(weighed) < 2 or weighed[0].is_itself or weighed[1].score < 100 * ASK_BAR
    return [candidate(one, is_match=place == 0 and is_clear and one.is_same) for place, one in enumerate(shown)]


def candidate(weighed: Weighed, *, is_match: bool) -> Candidate:
    """One of them, as it is told."""
    seen = weighed.seen
    return Candidate(
        id=seen.public_id,
        name=seen.profile.title(seen.language) or seen.public_id,
        description=why(weighed),
        type=types.types_of(seen.profile, seen.language),
        score=weighed.score,
        match=is_match,
        features=features(weighed),
    )


def features(weighed: Weighed) -> list[Feature]:
    """Every piece of evidence by its code, in bits; they add up to what the score stands for."""
    found = [Feature(id=ITSELF, value=True)] if weighed.is_itself else []
    if weighed.comparison is None:
        return found
    bits: dict[str, float] = {}
    for reason in weighed.comparison.reasons:
        bits[reason.code] = bits.get(reason.code, 0.0) + reason.bits
    found += [Feature(id=code, value=round(value, 3)) for code, value in bits.items()]
    return [*found, Feature(id=PRIOR, value=round(weighed.comparison.prior, 3))]


def why(weighed: Weighed) -> str:
    """Where it is, and what speaks for and against it, in a sentence or two."""
    seen = weighed.seen
    places = (
        place_line(p.locality, p.region, p.country, seen.language) for p in (s.value for s in seen.profile.locations)
    )
    told = [f"{place}." for place in places if place][:1]
    if weighed.is_itself:
        told.append(gettext("This is its id in the guide."))
    elif weighed.comparison:
        in_words = in_order(weighed.comparison.reasons)
        told += clauses(gettext("For it: %(reasons)s."), [one.clause for one in in_words if one.speaks_for])
        told += clauses(gettext("Against it: %(reasons)s."), [one.clause for one in in_words if not one.speaks_for])
    return plain(" ".join(told))


def clauses(sentence: str, reasons: Iterable[str]) -> list[str]:
    """The sentence around the weightiest reasons; nothing without any."""
    some = list(dict.fromkeys(reasons))[:MOST_CLAUSES]
    return [sentence % {"reasons": "; ".join(some)}] if some else []
