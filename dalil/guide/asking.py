"""In which order an editor is asked about proposed pairs, where one stands in it, and at which error rate a batch is made.

It never decides, and it keeps nothing but the error rate that an editor chose, in their own session.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dalil.guide import judgements
from dalil.guide.isolating import isolated
from dalil.guide.models import Decision, How, NotSame, Operation, Verdict
from dalil.guide.side_by_side import Side

TEACHING, LIKELY = "teaching", "likely"
ORDERS: Mapping[str, str | Promise] = {
    TEACHING: _("What teaches most first"),
    LIKELY: _("Likeliest first"),
}

ERROR_RATE = 0.01
LEAST_RATE, MOST_RATE = 0.0001, 0.5
IN_SESSION = "error_rate"


def order_asked(request: HttpRequest) -> str:
    """The order that the address asks for; what is none is the one that teaches most."""
    order = request.GET.get("order", "")
    return order if order in ORDERS else TEACHING


def ids_in(order: str, error_rate: float) -> list[int]:
    """The open proposals too unsure for a batch, in this order."""
    ids = judgements.grey_zone(error_rate)
    if order == TEACHING:
        return ids
    grey = set(ids)
    return [pk for pk in judgements.queue().values_list("pk", flat=True) if pk in grey]


def neighbours(ids: Sequence[int], number: int) -> tuple[int | None, int | None]:
    """The proposals before and after this one; after one that waits no longer comes the first."""
    try:
        place = ids.index(number)
    except ValueError:
        return None, ids[0] if ids else None
    return ids[place - 1] if place else None, ids[place + 1] if place + 1 < len(ids) else None


def rate_typed(text: str) -> float | None:
    """What was typed as so many in a hundred, as a share; None for what is no number or makes no sense."""
    plain = text.strip().rstrip("%٪ ").replace("٫", ".").replace(",", ".")
    try:
        share = float(plain) / 100
    except ValueError:
        return None
    return share if LEAST_RATE <= share <= MOST_RATE else None


def rate_of(request: HttpRequest) -> float:
    """The error rate that this editor chose last."""
    kept = request.session.get(IN_SESSION)
    return kept if isinstance(kept, float) and LEAST_RATE <= kept <= MOST_RATE else ERROR_RATE


def in_hundred(rate: float) -> str:
    """An error rate as a field shows it."""
    return f"{round(rate * 100, 6):g}"


@dataclass(frozen=True, slots=True)
class Answer:
    """A button: the value that it sends, its key, what stands on it, and what the list of keys says of it."""

    value: str
    key: str
    label: str
    help: str


def answers(left: Side, right: Side) -> list[Answer]:
    """What can be answered about two organisations; whoever says that they are one says which address stays."""
    stays = gettext("Same: “%(title)s” stays")
    same = Answer(
        left.number, "m", stays % {"title": isolated(left.title)}, gettext("the same; the one at the start stays")
    )
    other = Answer(
        right.number, "o", stays % {"title": isolated(right.title)}, gettext("the same; the other one stays")
    )
    return [same, *([other] if left.number != right.number else []), *doubts()]


def answers_of_sample() -> list[Answer]:
    """What can be answered about two records of a sample; the older address stays."""
    return [Answer(Verdict.SAME, "m", gettext("The same"), gettext("the same")), *doubts()]


def doubts() -> list[Answer]:
    """The two answers that join nothing."""
    return [
        Answer(Verdict.NOT_SAME, "n", gettext("Not the same"), gettext("not the same")),
        Answer(Verdict.UNSURE, "s", gettext("Unsure"), gettext("unsure: it comes again at the end")),
    ]


@dataclass(frozen=True, slots=True)
class LastDecision:
    """What a person decided last: in words, and where it is taken back; a link when it is to be looked at first."""

    label: str
    one: str
    other: str
    address: str
    is_link: bool = False
    pair: str = ""
    decision: int = 0


def last_decision(person_id: int) -> LastDecision | None:
    """What this person decided last, pair by pair or in a batch, and did not take back; one query."""
    related = (
        "operation__stays", "operation__moved", "judgement__left__organisation",
        "judgement__right__organisation", "proposal__left", "proposal__right",
    )  # fmt: skip
    shown = (How.QUEUE, How.PAGE, How.SAMPLE, How.BATCH, How.SPLIT)
    kept = Decision.objects.in_force().filter(by_id=person_id, how__in=shown).select_related(*related)
    decision = kept.last()
    if decision is None:
        return None
    said = said_of(decision)
    return replace(said, decision=decision.pk) if said else None


def said_of(decision: Decision) -> LastDecision | None:
    """A decision in words, and where it is taken back."""
    if decision.batch_id:
        return of_batch(decision)
    pair = reverse("guide:merge_pair", args=[decision.proposal_id]) if decision.proposal_id else ""
    if decision.operation is not None:
        return of_operation(decision.operation, pair)
    if decision.judgement is not None:
        return of_judgement(decision.judgement, pair)
    return of_doubt(decision, pair)


def of_batch(decision: Decision) -> LastDecision:
    """One of a batch: the batch as a whole is looked at first."""
    address = reverse("guide:merge_batch_undo", args=[decision.batch_id])
    names = (decision.proposal.left.title, decision.proposal.right.title) if decision.proposal else ("…", "…")
    return LastDecision(gettext("Accepted in a batch"), *names, address, is_link=True)


def of_operation(operation: Operation, pair: str) -> LastDecision:
    """A merge or a split."""
    address = reverse("guide:operation_undo", args=[operation.pk])
    names = operation.moved.title, operation.stays.title
    return LastDecision(operation.get_kind_display(), *names, address, pair=pair)


def of_judgement(judgement: NotSame, pair: str) -> LastDecision:
    """That two are not the same."""
    names = judgement.left.organisation.title, judgement.right.organisation.title
    address = reverse("guide:judgement_withdraw", args=[judgement.pk])
    return LastDecision(gettext("Not the same"), *names, address, pair=pair)


def of_doubt(decision: Decision, pair: str) -> LastDecision | None:
    """That it cannot be told: the pair is open still, so one only goes back to it."""
    if decision.proposal is None or decision.verdict != Verdict.UNSURE:
        return None
    names = decision.proposal.left.title, decision.proposal.right.title
    return LastDecision(gettext("Unsure"), *names, pair, is_link=True)
