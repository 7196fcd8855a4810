"""Which of many proposed pairs can be accepted together: none that would unite what an editor or a register keeps apart.

It reads the database once for all pairs, and never merges.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from dalil.guide.contradictions import Link, chain_of
from dalil.guide.models import NotSame, Organisation, Proposal, Record
from dalil.linkage import LOOSE_SCHEMES

Numbers = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A proposal that cannot be accepted with the others, why, and the decisions that stand against it."""

    proposal: Proposal
    sentence: str
    chain: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Union:
    """A proposal that can be accepted, and which address would stay. Of two united already `stays` and `moved` are equal."""

    proposal: Proposal
    stays: str
    moved: str


class Unions:
    """Clusters that grow by one accepted pair at a time; what must stay apart is told between whole clusters."""

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        self.bodies = {one.pk: one for one in organisations}
        self.leader = {pk: pk for pk in self.bodies}
        self.members = {pk: [pk] for pk in self.bodies}
        self.numbers = {pk: dict(numbers) for pk, numbers in official_numbers(self.bodies).items()}
        self.apart = judged_apart(self.bodies)

    def unite(self, proposal: Proposal, left: str, right: str) -> Union | LeftOut:
        """Accept one pair, or say why it cannot be."""
        here, there = self.leader[left], self.leader[right]
        if here == there:
            return Union(proposal, here, here)
        if judgement := self.judgement_between(here, there):
            return LeftOut(proposal, gettext("An editor judged that these are not the same."), chain_of(judgement))
        if scheme := self.conflict_between(here, there):
            words = gettext(
                "They, or what would be merged with them, have different numbers in the register %(scheme)s."
            )
            return LeftOut(proposal, words % {"scheme": scheme})
        stays, moved = sorted((here, there), key=lambda pk: (self.bodies[pk].created_at, pk))
        self.join(stays, moved)
        return Union(proposal, stays, moved)

    def judgement_between(self, here: str, there: str) -> NotSame | None:
        """A judgement that something here is not something there."""
        few, many = sorted((self.members[here], self.members[there]), key=len)
        cluster = set(many)
        return next((held for pk in few for other, held in self.apart[pk] if other in cluster), None)

    def conflict_between(self, here: str, there: str) -> str:
        """An official register in which the two have numbers and none in common; "" if there is none."""
        mine, other = self.numbers.get(here, {}), self.numbers.get(there, {})
        shared = sorted(mine.keys() & other.keys())
        return next((scheme for scheme in shared if mine[scheme].isdisjoint(other[scheme])), "")

    def join(self, stays: str, moved: str) -> None:
        """Make one cluster of two."""
        gone = self.members.pop(moved)
        self.members[stays] += gone
        for pk in gone:
            self.leader[pk] = stays
        mine = self.numbers.setdefault(stays, {})
        for scheme, values in self.numbers.get(moved, {}).items():
            mine[scheme] = mine.get(scheme, frozenset()) | values


def official_numbers(organisation_ids: Iterable[str]) -> dict[str, dict[str, frozenset[str]]]:
    """For each organisation its numbers in official registers, by register; one query."""
    found: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    records = Record.objects.filter(organisation_id__in=list(organisation_ids))
    for record in records.only("organisation_id", "values"):
        numbers = found[record.organisation_id]
        for one in record.read().identifiers:
            if one.scheme and one.scheme not in LOOSE_SCHEMES:
                numbers[one.scheme] = numbers.get(one.scheme, frozenset()) | {one.value}
    return found


def judged_apart(organisation_ids: Iterable[str]) -> dict[str, list[tuple[str, NotSame]]]:
    """For each organisation those that an editor judged not to be the same, with the judgement; one query."""
    ids = list(organisation_ids)
    held = NotSame.objects.filter(withdrawn_at=None, left__organisation_id__in=ids, right__organisation_id__in=ids)
    apart: dict[str, list[tuple[str, NotSame]]] = defaultdict(list)
    for judgement in held.select_related("by", "left", "right").order_by("pk"):
        left, right = judgement.left.organisation_id, judgement.right.organisation_id
        apart[left].append((right, judgement))
        apart[right].append((left, judgement))
    return apart


def standing_ends(proposals: Sequence[Proposal]) -> dict[str, Organisation]:
    """For each organisation that the proposals name the one that it stands for now; one query for each step of merging."""
    wanted = {pk for one in proposals for pk in (one.left_id, one.right_id)}
    known = Organisation.objects.in_bulk(wanted)
    while missing := {o.merged_into_id for o in known.values() if o.merged_into_id} - known.keys():
        known.update(Organisation.objects.in_bulk([pk for pk in missing if pk]))
    found = {}
    for pk in wanted:
        here = known[pk]
        while here.merged_into_id:
            here = known[here.merged_into_id]
        found[pk] = here
    return found


def unite_all(proposals: Sequence[Proposal]) -> tuple[list[Union], list[LeftOut]]:
    """Accept the pairs one after the other as given; return those that can be, and those that cannot."""
    ends = standing_ends(proposals)
    unions = Unions(ends.values())
    accepted: list[Union] = []
    left_out: list[LeftOut] = []
    for proposal in proposals:
        found = unions.unite(proposal, ends[proposal.left_id].pk, ends[proposal.right_id].pk)
        if isinstance(found, Union):
            accepted.append(found)
        else:
            left_out.append(found)
    return accepted, left_out
