"""Recording why a field of an entry may be public, and where the consent can be found. It never holds the paper."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dalil.access.gates import for_editors, freshly_sent
from dalil.access.viewer import person_of
from dalil.guide.actions.consenting import EvidenceIsMissing, WithdrawnByThem, record_consent
from dalil.guide.actions.refusals import Refused
from dalil.guide.consent_forms import ConsentForm
from dalil.guide.field_words import FIELDS as WORDS
from dalil.guide.labels import in_words
from dalil.guide.models import Consent, Organisation


@for_editors
@freshly_sent
def organisation_consent(request: HttpRequest, number: str) -> HttpResponse:
    """What is recorded, and a form for one more word. A withdrawal is the organisation's: it is not ended here."""
    shown = get_object_or_404(Organisation.objects.current(), pk=number)
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _recorded(request, shown, form):
        messages.success(request, _("Noted."))
        return redirect("guide:organisation_consent", shown.pk)
    standing = Consent.objects.standing().filter(organisation=shown, source=None).select_related("by")
    page = {
        "here": "organisations",
        "organisation": shown,
        "form": form,
        "recorded": [(in_words(WORDS, one.field), one) for one in standing.order_by("field")],
    }
    return render(
        request, "guide/pages/staff/organisation_consent.html", page, status=422 if request.method == "POST" else 200
    )


def _recorded(request: HttpRequest, shown: Organisation, form: ConsentForm) -> bool:
    """Record it; where it was refused, the form says why beside the field in question."""
    try:
        record_consent(organisation=shown, by=person_of(request), at=timezone.now(), **form.cleaned_data)
    except WithdrawnByThem as refused:
        form.add_error("field", str(refused))
    except EvidenceIsMissing as refused:
        form.add_error("evidence", str(refused))
    except Refused as refused:
        form.add_error(None, str(refused))
    return not form.errors
