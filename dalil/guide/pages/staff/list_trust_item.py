"""One pair of a sample: two records side by side, and the same answers and keys as in the queue.

It never switches anything, however the sample comes out: the page of the list does.
"""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dalil.access.gates import for_editors
from dalil.access.viewer import person_of
from dalil.guide import asking, automation
from dalil.guide.acting import attempt, typed
from dalil.guide.actions import trusting
from dalil.guide.models import Sample, SampleItem, Verdict
from dalil.guide.reasons import kept
from dalil.guide.side_by_side import pair_of_records
from dalil.guide.waterfall import Yardstick, waterfall_of

NOTED = (Verdict.SAME, Verdict.NOT_SAME, Verdict.UNSURE)


@for_editors
def list_trust_item(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The page, or an answer."""
    related = (
        "sample__source",
        "left__source",
        "left__organisation",
        "right__source",
        "right__organisation",
        "decision",
    )
    items = SampleItem.objects.select_related(*related)
    item = get_object_or_404(items, pk=number, sample__source__slug=slug)
    if request.method == "POST":
        return after_answer(request, item)
    pair = pair_of_records(item.left, item.right, get_language() or "en")
    yardstick = Yardstick(automation.calibration_now(), item.mode, item.size)
    tally = trusting.tally(item.sample)
    page = {
        "here": "sources",
        "item": item,
        "pair": pair,
        "answers": asking.answers_of_sample(),
        "is_open": not trusting.is_judged(item),
        "waterfall": waterfall_of(kept(item.reasons), item.bits, yardstick),
        "tally": tally,
        "next": beside(item, ahead=True),
        "previous": beside(item, ahead=False),
        "list_address": reverse("guide:list_trust", args=[slug]),
        "list_name": _("The sample"),
        "last": last_in(item.sample, asking.last_decision(person_of(request).pk)),
    }
    return render(request, "guide/pages/staff/list_trust_item.html", page)


def last_in(sample: Sample, last: asking.LastDecision | None) -> asking.LastDecision | None:
    """What was decided last; when it was in this sample, taking it back leads to that pair of the sample again."""
    judged = sample.items.filter(decision_id=last.decision).first() if last else None
    if last is None or judged is None:
        return last
    here = reverse("guide:list_trust_item", args=[sample.source.slug, judged.pk])
    return replace(last, pair=here, address=here if last.is_link else last.address)


def after_answer(request: HttpRequest, item: SampleItem) -> HttpResponse:
    """Note the answer and lead on: to the next pair that is not judged, or to the sample."""
    verdict, reason = request.POST.get("answer", ""), typed(request, "reason")
    by, at, slug = person_of(request), timezone.now(), item.sample.source.slug
    if verdict not in NOTED:
        return redirect("guide:list_trust_item", slug, item.pk)
    done = _("Noted: %(verdict)s. Key u takes it back.") % {"verdict": Verdict(verdict).label}
    answered = attempt(
        request, lambda: trusting.judge_item(item=item, verdict=verdict, reason=reason, by=by, at=at), done
    )
    following = trusting.next_item(item.sample) if answered else item
    return redirect("guide:list_trust_item", slug, following.pk) if following else redirect("guide:list_trust", slug)


def beside(item: SampleItem, *, ahead: bool) -> str:
    """The address of the pair after this one in the sample, or before it; nothing at either end."""
    others = item.sample.items.order_by("number" if ahead else "-number")
    way = {"number__gt": item.number} if ahead else {"number__lt": item.number}
    other = others.filter(**way).values_list("pk", flat=True).first()
    return reverse("guide:list_trust_item", args=[item.sample.source.slug, other]) if other else ""
