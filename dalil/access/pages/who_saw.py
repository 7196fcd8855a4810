"""Who read or changed what belongs to one's organisation: for its delegates, from the ledger.

It never names the people of another organisation, only the organisation; those who work on the platform are named. That
somebody looked is noted.
"""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

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
    ours = subjects_of_body(body.pk)
    entries = ledger.entries_about(*ours).exclude(action=ledger.READ)
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
                "subject": subject_in_words(entry.subject, body) if entry.subject in ours else "",
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


def subject_in_words(subject: str, body: Body) -> str:
    """What a subject that belongs to this body is, in words; empty for a kind that has none: its code is shown then."""
    kind = subject.partition(":")[0]
    words = {
        "body": body.name,
        "organisation": _("Your entry"),
        "contact": _("Private contacts"),
        "claimantcontact": _("Private contacts"),
        "claim": _("Claim"),
    }
    return words.get(kind, "")
