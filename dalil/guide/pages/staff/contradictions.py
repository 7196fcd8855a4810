"""Decisions that contradict each other: every ring of them, with who decided what, and how to settle it.

It never settles one by itself.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dalil.access.gates import for_editors
from dalil.guide.contradictions import contradictions as found_contradictions
from dalil.guide.models import Organisation
from dalil.guide.queue_tabs import tabs_of_queue

MOST = 50


@for_editors
def contradictions(request: HttpRequest) -> HttpResponse:
    """The page."""
    found = found_contradictions()
    shown = found[:MOST]
    organisations = Organisation.objects.in_bulk({one.organisation_id for one in shown})
    page = {
        "here": "proposals",
        "contradictions": [(one, organisations.get(one.organisation_id)) for one in shown],
        "left": len(found) - len(shown),
        "tabs": tabs_of_queue("contradictions"),
    }
    return render(request, "guide/pages/staff/contradictions.html", page)
