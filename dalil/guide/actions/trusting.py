"""Trust in a list: drawing a sample, judging it, and switching automation on for one list or off again.

A list is trusted when a sample of what it would join without asking was judged by an editor and at least PRECISION of it was
right. Judging is deciding: each verdict is carried out and kept like any other. Switching off keeps what was done.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import Person
from dalil.guide import deciding
from dalil.guide.actions import merging
from dalil.guide.actions.refusals import Refused
from dalil.guide.deciding import Pair
from dalil.guide.judgements import survivor
from dalil.guide.models import (
    Decision,
    How,
    NotSame,
    Organisation,
    Sample,
    SampleItem,
    Source,
    Verdict,
)
from dalil.guide.unasked import Candidate, candidates, decided_before
from dalil.ledger.actions import write
from dalil.linkage.calibration import MODEL
from dalil.linkage.sampling import SIZE, Drawable, draw, interval

PRECISION: Final = 0.99
# A sample of fewer pairs than this proves nothing, even if every one of them is right.
LEAST: Final = 20
BAR: Final = 0.99


class NothingToSample(Refused):
    """No pair of the list would be joined without asking."""

    sentence = _("At this bar the list would join nothing without asking, so there is nothing to judge.")


class NoSuchBar(Refused):
    """A bar is a probability above one half."""

    sentence = _("State the bar as a probability between 0.5 and 1, such as 0.99.")


class AlreadyJudged(Refused):
    """Somebody judged this pair of the sample before."""

    sentence = _("This pair of the sample was judged before.")


class NoSuchVerdict(Refused):
    """A pair is the same, not the same, or cannot be told."""

    sentence = _("Answer: the same, not the same, or cannot be told.")


class OneByOtherDecisions(Refused):
    """The two are one organisation by decisions that this answer cannot undo by itself."""

    sentence = _("These two became one by other decisions. Undo those first, then judge this pair again.")


class SampleIsIncomplete(Refused):
    """Some pairs of the sample are not judged yet."""

    sentence = _("The sample is not complete. Judge every pair of it first.")


class TooFewToTrust(Refused):
    """So small a sample proves nothing."""

    sentence = _(
        "The sample is too small to show anything. The list stays without automation; decide its pairs by hand."
    )


class NotPreciseEnough(Refused):
    """Too many pairs of the sample were not the same."""

    sentence = _(
        "Fewer than 99 of 100 pairs of the sample are the same, so automation stays off. Raise the bar and draw anew."
    )


class SampleIsStale(Refused):
    """The sample is of another list, or was drawn on other evidence than is weighed now."""

    sentence = _("This sample was drawn for another list, or before the weights changed. Draw a new one.")


@dataclass(frozen=True, slots=True)
class Tally:
    """What the judged part of a sample shows. `low` and `high` bound the precision of all pairs with 95 % confidence."""

    size: int
    population: int
    same: int
    wrong: int
    unsure: int
    low: float
    high: float

    @property
    def judged(self) -> int:
        """How many pairs are judged."""
        return self.same + self.wrong + self.unsure

    @property
    def left(self) -> int:
        """How many pairs are still to be judged."""
        return self.size - self.judged

    @property
    def precision(self) -> float | None:
        """The share of the judged pairs that are the same; what cannot be told counts against it. None before the first."""
        return self.same / self.judged if self.judged else None

    @property
    def is_complete(self) -> bool:
        """Whether every pair is judged."""
        return self.left == 0

    @property
    def is_enough(self) -> bool:
        """Whether the list may be switched on with this sample."""
        return self.refusal is None

    @property
    def refusal(self) -> Refused | None:
        """Why the list may not be switched on; None when it may."""
        if self.size < LEAST:
            return TooFewToTrust()
        if not self.is_complete:
            return SampleIsIncomplete()
        return NotPreciseEnough() if (self.precision or 0.0) < PRECISION else None

    @property
    def sentence(self) -> str:
        """What stands in the way, or that nothing does."""
        return str(self.refusal or gettext("The sample shows that this list can be trusted at this bar."))


@transaction.atomic
def draw_sample(
    *, source: Source, by: Person, at: datetime, bar: float = BAR, size: int = SIZE, seed: str = ""
) -> Sample:
    """Draw pairs of the list for an editor to judge; what was looked at before comes judged.

    Without a seed it is the list's short name and the number of the sample: stated, so that anybody can draw it again.
    Raises NothingToSample, NoSuchBar.
    """
    if not 0.5 <= bar <= 1:
        raise NoSuchBar
    source = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
    found = candidates(source, bar)
    if not found:
        raise NothingToSample
    seed = (seed or f"{source.slug}/{source.samples.count() + 1}")[:80]
    drawn = draw([Drawable(one.name, one.probability) for one in found], seed=seed, size=max(size, LEAST))
    sample = Sample.objects.create(
        source=source,
        bar=bar,
        seed=seed,
        model=MODEL,
        population=len(found),
        size=len(drawn),
        drawn_by=by,
        drawn_at=at,
    )
    known = decided_before(found[place] for place in drawn)
    SampleItem.objects.bulk_create(
        item_of(sample, number, found[place], known) for number, place in enumerate(drawn, start=1)
    )
    data = {"source": source.slug, "bar": bar, "seed": seed, "population": len(found), "size": len(drawn)}
    write(by=by, action="draw_sample", subject=f"sample:{sample.pk}", data=data, at=at)
    return sample


def item_of(sample: Sample, number: int, one: Candidate, known: dict[frozenset[int], Decision]) -> SampleItem:
    """One pair of a sample, with what was decided on it before."""
    left, right = sorted((one.pair.left, one.pair.right), key=lambda record: record.pk)
    return SampleItem(
        sample=sample,
        number=number,
        left=left,
        right=right,
        proposal=one.pair.proposal,
        mode=one.pair.mode,
        size=one.pair.size,
        bits=one.pair.bits,
        score=one.pair.score,
        probability=one.probability,
        reasons=one.pair.reasons,
        decision=known.get(frozenset((left.pk, right.pk))),
    )


@transaction.atomic
def judge_item(*, item: SampleItem, verdict: str, by: Person, at: datetime, reason: str = "") -> SampleItem:
    """Judge one pair of a sample, and do what the verdict says: merge, judge not to be the same, or note that none can tell.

    What was joined without asking or in a batch is taken apart again when it is not the same. Raises AlreadyJudged,
    NoSuchVerdict, OneByOtherDecisions, and what merging raises.
    """
    item = SampleItem.objects.select_for_update(of=("self",)).select_related("sample__source").get(pk=item.pk)
    if is_judged(item):
        raise AlreadyJudged
    if verdict not in (Verdict.SAME, Verdict.NOT_SAME, Verdict.UNSURE):
        raise NoSuchVerdict
    pair = pair_of(item)
    left, right = pair.left.organisation, pair.right.organisation
    judgement: NotSame | None = None
    if verdict == Verdict.SAME and left.pk != right.pk:
        stays = survivor(left, right)
        moved = right if stays.pk == left.pk else left
        operation = merging.merge(stays=stays, moved=moved, by=by, at=at, reason=reason, how=How.SAMPLE, pair=pair)
        item.decision = operation.decisions.get()
    else:
        if verdict == Verdict.NOT_SAME:
            judgement = judge_apart(pair, by=by, at=at, reason=reason)
        item.decision = (judgement and judgement.decisions.in_force().first()) or noted(
            pair, verdict, by=by, at=at, reason=reason, judgement=judgement
        )
    item.save(update_fields=["decision"])
    data = {"item": item.number, "verdict": str(verdict), "decision": item.decision_id}
    write(by=by, action="judge_sample", subject=f"sample:{item.sample_id}", data=data, at=at)
    return item


def noted(
    pair: Pair, verdict: str, *, by: Person, at: datetime, reason: str, judgement: NotSame | None = None
) -> Decision:
    """A decision that moves nothing, kept."""
    made = deciding.decision(pair, verdict, How.SAMPLE, by=by, at=at, note=reason, judgement=judgement)
    made.save()
    return made


def is_judged(item: SampleItem) -> bool:
    """Whether a decision on it holds; one that was withdrawn since has to be made again."""
    return item.decision_id is not None and Decision.objects.in_force().filter(pk=item.decision_id).exists()


def pair_of(item: SampleItem) -> Pair:
    """The pair of an item with the evidence as it was when it was drawn."""
    return Pair(
        item.left,
        item.right,
        item.bits,
        item.score,
        item.reasons,
        item.mode,
        item.size,
        item.sample.model,
        item.proposal,
        item.sample.source,
    )


def judge_apart(pair: Pair, *, by: Person, at: datetime, reason: str) -> NotSame:
    """Judge that a pair is not the same, and take it apart if it was united without anybody looking."""
    if pair.left.organisation_id == pair.right.organisation_id:
        take_apart(pair, by=by, at=at, reason=reason)
    left, right = (Organisation.objects.get(records=record) for record in (pair.left, pair.right))
    if left.pk == right.pk:
        raise OneByOtherDecisions
    return merging.judge_not_same(left=left, right=right, by=by, at=at, reason=reason, how=How.SAMPLE, pair=pair)


def take_apart(pair: Pair, *, by: Person, at: datetime, reason: str) -> None:
    """Undo the merge of a batch that united these two, or split off the record that was joined without asking."""
    made = deciding.across([pair.left.pk], [pair.right.pk]).in_force().filter(verdict=Verdict.SAME)
    united = made.filter(how=How.BATCH, operation__undone_at=None).exclude(operation=None).last()
    if united is not None and united.operation is not None:
        merging.undo(operation=united.operation, by=by, at=at)
        return
    if not made.filter(how=How.AUTOMATIC).exists():
        raise OneByOtherDecisions
    arrived = max(pair.left, pair.right, key=lambda record: record.pk)
    merging.split(organisation=arrived.organisation, records=[arrived], by=by, at=at, reason=reason, how=How.SAMPLE)


def items_in_force(sample: Sample) -> QuerySet[SampleItem]:
    """The items of which the decision holds."""
    return sample.items.filter(decision__isnull=False, decision__superseding=None)


def tally(sample: Sample) -> Tally:
    """What the sample shows so far; one query."""
    verdicts = list(items_in_force(sample).values_list("decision__verdict", flat=True))
    same, wrong = verdicts.count(Verdict.SAME), verdicts.count(Verdict.NOT_SAME)
    low, high = interval(same, len(verdicts))
    return Tally(sample.size, sample.population, same, wrong, len(verdicts) - same - wrong, low, high)


def next_item(sample: Sample) -> SampleItem | None:
    """The next pair to judge, the weakest first."""
    waiting = Q(decision=None) | Q(decision__superseding__isnull=False)
    return sample.items.filter(waiting).order_by("number").first()


@transaction.atomic
def switch_on(*, source: Source, sample: Sample, by: Person, at: datetime) -> Source:
    """Let the list join rows without asking at the bar of its sample.

    Raises SampleIsStale, TooFewToTrust, SampleIsIncomplete, NotPreciseEnough.
    """
    source = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if sample.source_id != source.pk or sample.model != MODEL:
        raise SampleIsStale
    shown = tally(sample)
    if refusal := shown.refusal:
        raise refusal
    source.is_automatic, source.bar, source.sample = True, sample.bar, sample
    switched(source, by, at)
    data = {"sample": sample.pk, "bar": sample.bar, "same": shown.same, "judged": shown.judged, "low": shown.low}
    write(by=by, action="switch_automation_on", subject=f"source:{source.slug}", data=data, at=at)
    return source


@transaction.atomic
def switch_off(*, source: Source, by: Person, at: datetime) -> Source:
    """Have the list ask again. What it joined stays joined; one that is off already is given back as it is."""
    source = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if not source.is_automatic:
        return source
    source.is_automatic = False
    switched(source, by, at)
    data = {"sample": source.sample_id}
    write(by=by, action="switch_automation_off", subject=f"source:{source.slug}", data=data, at=at)
    return source


def switched(source: Source, by: Person, at: datetime) -> None:
    """Note who switched it, and when."""
    source.switched_by, source.switched_at = by, at
    source.save(update_fields=["is_automatic", "bar", "sample", "switched_by", "switched_at"])
