"""Whether a list may join rows without asking: the sample that was drawn, how it was judged, and the switch.

It never switches anything by itself: an editor does, and only once a judged sample shows that the list deserves it.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dalil.access.gates import for_editors
from dalil.access.viewer import person_of
from dalil.guide import automation
from dalil.guide.acting import attempt
from dalil.guide.actions import trusting
from dalil.guide.asking import in_hundred, rate_typed
from dalil.guide.models import Sample, Source
from dalil.guide.precisions import Precision, in_percent, precision_of
from dalil.ledger.models import Entry
from dalil.linkage.sampling import SIZE

MOST_SAMPLES = 10
MOST_ENTRIES = 20
MOST_DRAWN = 1000

HISTORY: dict[str, str | Promise] = {
    "switch_automation_on": gettext_lazy("Joining without asking was switched on."),
    "switch_automation_off": gettext_lazy("Joining without asking was switched off."),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A sample with what it came to."""

    sample: Sample
    tally: trusting.Tally
    picture: Precision | None
    shares: dict[str, str]


@for_editors
def list_trust(request: HttpRequest, slug: str) -> HttpResponse:
    """The page."""
    source = get_object_or_404(Source.objects.select_related("switched_by", "sample"), slug=slug)
    samples = source.samples.select_related("drawn_by").order_by("-pk")[:MOST_SAMPLES]
    judged = [judged_of(sample) for sample in samples]
    entries = Entry.objects.about(f"source:{source.slug}").filter(action__in=list(HISTORY))[:MOST_ENTRIES]
    page = {
        "here": "sources",
        "source": source,
        "is_trusted": automation.is_trusted(source),
        "current": judged[0] if judged else None,
        "earlier": judged[1:],
        "next": trusting.next_item(judged[0].sample) if judged else None,
        "wrong": in_hundred(1 - source.bar),
        "size": SIZE,
        "history": [(HISTORY[entry.action], entry) for entry in entries],
    }
    return render(request, "guide/pages/staff/list_trust.html", page)


def judged_of(sample: Sample) -> Judged:
    """A sample, counted."""
    tally = trusting.tally(sample)
    if tally.precision is None:
        return Judged(sample, tally, None, {"bar": in_percent(sample.bar)})
    picture = precision_of(tally.precision, tally.low, tally.high, sample.bar)
    shares = {"share": tally.precision, "low": tally.low, "high": tally.high, "bar": sample.bar}
    return Judged(sample, tally, picture, {name: in_percent(share) for name, share in shares.items()})


@for_editors
@require_POST
def list_trust_draw(request: HttpRequest, slug: str) -> HttpResponse:
    """Draw a sample of the pairs that the list would join without asking."""
    source, by, at = get_object_or_404(Source, slug=slug), person_of(request), timezone.now()
    text, wrong = request.POST.get("size", ""), rate_typed(request.POST.get("wrong", ""))
    size = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if wrong is None or not 1 <= size <= MOST_DRAWN:
        messages.error(
            request, _("State how many pairs to draw, at most 1000, and how many of a hundred may be wrong.")
        )
        return redirect("guide:list_trust", slug)
    attempt(
        request,
        lambda: trusting.draw_sample(source=source, by=by, at=at, bar=1 - wrong, size=size),
        _("The sample is drawn. Judge its pairs one by one."),
    )
    return redirect("guide:list_trust", slug)


@for_editors
@require_POST
def list_trust_switch(request: HttpRequest, slug: str) -> HttpResponse:
    """Switch joining without asking on or off; why it is refused is said."""
    source, by, at = get_object_or_404(Source, slug=slug), person_of(request), timezone.now()
    if request.POST.get("to") == "off":
        attempt(
            request, lambda: trusting.switch_off(source=source, by=by, at=at), str(HISTORY["switch_automation_off"])
        )
        return redirect("guide:list_trust", slug)
    sample = source.samples.order_by("-pk").first()
    if sample is not None and request.POST.get("to") == "on":
        done = str(HISTORY["switch_automation_on"])
        attempt(request, lambda: trusting.switch_on(source=source, sample=sample, by=by, at=at), done)
    return redirect("guide:list_trust", slug)
