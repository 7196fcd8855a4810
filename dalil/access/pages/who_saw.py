"""Who read or changed what belongs to one's organisation: for its delegates, from the ledger.

It never names the people of another organisation, only the organisation; those who work on the platform are named. That
somebody looked is noted.
"""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from dalil.access.gates import for_delegates
from dalil.access.shown_as import names_of_bodies, shown_as
from dalil.access.subjects import subjects_of_body
from dalil.access.viewer import person_of, viewer_of
from dalil.accounts.models import Body, DelegateRole
from dalil.ledger import actions as ledger

ON_A_PAGE = 50
KEEPERS = frozenset({DelegateRole.MANAGER, DelegateRole.EDITOR})
READS = frozenset({"private.open", "evidence.read", "evidence.export", "export"})


@for_delegates()
def who_saw(request: HttpRequest) -> HttpResponse:
    """The page, newest first."""
    viewer = viewer_of(request)
    body = get_object_or_404(Body, pk=viewer.acting_for)
    role = viewer.acts_for[body.pk]
    entries = ledger.entries_about(*subjects_of_body(body.pk)).exclude(action=ledger.READ)
    page = Paginator(entries, ON_A_PAGE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    names = names_of_bodies(entry.acting_for for entry in found)
    shown = {
        "here": "who_saw",
        "body": body,
        "own": {"body": body, "role": role, "keeps": role in KEEPERS},
        "page": page,
        "rows": [
            {
                "entry": entry,
                "who": shown_as(entry.actor, entry.acting_for, mine=body, names=names),
                "why": entry.why,
                "is_reading": entry.action in READS,
            }
            for entry in found
        ],
    }
    response = render(request, "access/pages/who_saw.html", shown)
    ledger.note_reading(
        by=person_of(request),
        at=timezone.now(),
        data={"about": f"body:{body.pk}", "page": page.number},
        acting_for=body.pk,
    )
    return response
