"""Recording why a field of an entry may be public, and where the consent can be found. It never holds the paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dalil.access.gates import for_editors, freshly_sent
from dalil.access.viewer import person_of
from dalil.guide.acting import attempt, typed
from dalil.guide.actions.consenting import record_consent
from dalil.guide.consent import FIELDS, WHOLE
from dalil.guide.field_words import FIELDS as WORDS
from dalil.guide.labels import in_words
from dalil.guide.models import Basis, Consent, Organisation, Surface


@for_editors
@freshly_sent
def organisation_consent(request: HttpRequest, number: str) -> HttpResponse:
    """What is recorded, and a form for one more word. A withdrawal is the organisation's: it is not ended here."""
    shown = get_object_or_404(Organisation.objects.current(), pk=number)
    standing = Consent.objects.standing().filter(organisation=shown, source=None).select_related("by")
    if request.method == "POST":
        field, basis = typed(request, "field", 20), typed(request, "basis", 10)
        if basis not in Basis.values or standing.withdrawn().filter(field=field).exists():
            return redirect("guide:organisation_consent", shown.pk)
        attempt(
            request,
            lambda: record_consent(
                organisation=shown,
                field=field,
                basis=basis,
                scope=[code for code in request.POST.getlist("scope") if code in Surface.values],
                evidence=typed(request, "evidence", 300),
                by=person_of(request),
                at=timezone.now(),
            ),
            _("Noted."),
        )
        return redirect("guide:organisation_consent", shown.pk)
    page = {
        "here": "organisations",
        "organisation": shown,
        "recorded": [(in_words(WORDS, one.field), one) for one in standing.order_by("field")],
        "fields": [(code, in_words(WORDS, code)) for code in (WHOLE, *FIELDS)],
        "bases": Basis.choices,
        "surfaces": Surface.choices,
    }
    return render(request, "guide/pages/staff/organisation_consent.html", page)
