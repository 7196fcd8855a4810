"""Whether a body that is about to be entered is in the guide already: who is like it, and why, in words.

It never says that two are one: an editor does, who looks at them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.db.models import Q, QuerySet

from dalil import kinds
from dalil.access.viewer import Viewer
from dalil.formats.record import Identifier, decode
from dalil.formats.record import Record as Values
from dalil.guide import hits, indexing, reasons
from dalil.guide.cards import Card, card_of
from dalil.guide.models import Organisation, Record
from dalil.guide.profile import Profile
from dalil.guide.profiles import profiles_of
from dalil.guide.visibility import ORGANISATIONS
from dalil.linkage import ASK_BAR, are_worth_comparing, compare, keys_of
from dalil.linkage.hosts import host_of

MOST_SHOWN = indexing.MOST_ALIKE
# Of those whom the index does not hold, the newest are compared one by one.
MOST_COMPARED = 2_000
# A change this young may have been on its way into the index while the index was asked.
ON_ITS_WAY = timedelta(minutes=5)
TOLD_BETTER = ("identifier", "domain")

Reasons = tuple[hits.Why, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """One who is like it: `certain` says what is equal beyond chance, and comes first; `why` says how it was found.

    `shared` is the number in a register that both have, if they have one.
    """

    card: Card
    certain: tuple[str, ...]
    why: Reasons
    shared: Identifier | None

    @property
    def number(self) -> str:
        """The id of the organisation."""
        return self.card.number


def alike_to(values: Values, viewer: Viewer, language: str) -> tuple[Alike, ...]:
    """Who is like it by the index alone, quickly: for while one types. Two queries."""
    return shown(values, found_by_index(values), viewer, language)


def all_alike_to(values: Values, viewer: Viewer, language: str, at: datetime) -> tuple[Alike, ...]:
    """As `alike_to`, and whom the index does not hold: the unlisted, and what changed a moment ago. Four queries."""
    why: dict[str, Reasons] = dict.fromkeys(holders_of(values.identifiers, numbered(values.identifiers), at), ())
    return shown(values, why | compared(values) | found_by_index(values), viewer, language)


def found_by_index(values: Values) -> dict[str, Reasons]:
    """Ids of those whom the index finds, the likest first, with why, in words."""
    found = indexing.alike(
        names=[name.value for name in values.names if "acronym" not in name.types],
        identifiers=[number.value for number in values.identifiers],
        domains=[host for link in values.links if (host := host_of(link))],
        acronyms=[name.value for name in values.names if "acronym" in name.types],
    )
    return {hit.id: hits.worded(why for why in hit.reasons if why.code not in TOLD_BETTER) for hit in found}


def compared(values: Values) -> dict[str, Reasons]:
    """Ids of those like it whom the index does not hold, with why, in words; one query."""
    mine = frozenset(keys_of(values))
    aside = Record.objects.filter(organisation__in=beside_the_index()).order_by("-pk")
    found: dict[str, tuple[float, Reasons]] = {}
    for owner, keys, text in aside.values_list("organisation_id", "keys", "values")[:MOST_COMPARED]:
        if not are_worth_comparing(mine, bytes(keys)):
            continue
        comparison = compare(values, decode(text))
        if not comparison.is_forbidden and comparison.score >= max(ASK_BAR, found.get(owner, (0.0,))[0]):
            speaking_for = (one for one in comparison.reasons if one.bits > 0)
            found[owner] = (comparison.score, tuple(hits.Why(reasons.worded(one).sentence) for one in speaking_for))
    return {owner: why for owner, (_, why) in sorted(found.items(), key=lambda item: -item[1][0])}


def beside_the_index(since: datetime | None = None) -> QuerySet[Organisation]:
    """Organisations whom the index does not hold as they are; with `since`, also those that changed after that moment."""
    aside = Q(is_indexed=False) | Q(is_listed=False)
    return Organisation.objects.current().filter(aside | Q(changed_at__gte=since) if since else aside)


def numbered(numbers: Iterable[Identifier]) -> list[str]:
    """The ids of those who, as far as the index knows, have one of these numbers in any register."""
    return indexing.numbered(one.value for one in numbers)


def holders_of(numbers: Sequence[Identifier], near: Iterable[str], at: datetime) -> dict[str, Identifier]:
    """Who has one of these numbers in its register, by id; `near` are those who may, by the index. One query.

    The index leads to the records, and the records decide. A number without a digit is no number to the index.
    """
    if not numbers:
        return {}
    says_so = Q()
    for one in numbers:
        says_so |= Q(values__contains=msgspec.json.encode(one).decode())
    records = Record.objects.filter(says_so)
    if all(any(map(str.isdigit, one.value)) for one in numbers):
        aside = beside_the_index(at - ON_ITS_WAY)
        records = records.filter(Q(organisation__in=list(near)) | Q(organisation__in=aside))
    held = ((owner, set(decode(text).identifiers)) for owner, text in records.values_list("organisation_id", "values"))
    return {owner: one for owner, theirs in held for one in numbers if one in theirs}


def shown(values: Values, why: Mapping[str, Reasons], viewer: Viewer, language: str) -> tuple[Alike, ...]:
    """Those whom the viewer may see: an equal number first, then an equal website, then in the given order."""
    asked = Organisation.objects.filter(pk__in=list(why))
    seen = set(ORGANISATIONS.visible(asked, viewer).values_list("pk", flat=True))
    profiles = profiles_of(number for number in why if number in seen)
    found = [alike(values, number, profiles[number], language, why[number]) for number in why if number in profiles]
    found.sort(key=lambda one: (not one.shared, not one.certain))
    must = sum(one.shared is not None for one in found)
    return tuple(found[: max(MOST_SHOWN, must)])


def alike(values: Values, number: str, profile: Profile, language: str, why: Reasons) -> Alike:
    """One of them, with what is equal beyond chance."""
    numbers = [said.value for said in profile.identifiers if said.value in values.identifiers and said.value.scheme]
    hosts = {host_of(said.value) for said in profile.links} & {host_of(link) for link in values.links} - {""}
    certain = [worded("identifier_equal", value=one.value, scheme=register_of(one, language)) for one in numbers]
    certain += [worded("same_domain", domain=host) for host in sorted(hosts)]
    return Alike(card_of(number, profile, language), tuple(certain), why, next(iter(numbers), None))


def register_of(number: Identifier, language: str) -> str:
    """The name of the register that gave a number, or its code."""
    register = kinds.registers().get(number.scheme)
    return register.name_in(language) if register else number.scheme


def worded(code: str, **params: str) -> str:
    """The sentence of a reason of `linkage`, its particulars set apart."""
    return str(reasons.SENTENCES[code]) % hits.isolated(params)
