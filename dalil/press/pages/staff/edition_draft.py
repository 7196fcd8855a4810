"""Drafting an edition, or stating something else of a draft and freezing it anew. It never approves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from dalil.access.gates import for_editors
from dalil.access.viewer import person_of
from dalil.formats.published import LANGUAGES
from dalil.guide.acting import version_in
from dalil.guide.actions.refusals import Refused
from dalil.press.actions import editions
from dalil.press.models import Edition, EditionState
from dalil.press.staff_forms import EditionForm, stated_of


@for_editors
def edition_draft(request: HttpRequest) -> HttpResponse:
    """State what the next edition is; sent, its content is frozen."""
    last = Edition.objects.public().first()
    known = stated_of(last) if last else {"languages": list(LANGUAGES), "papers": ["a4"], "licence": "CC BY 4.0"}
    form = EditionForm(request.POST or None, initial=known | {"dated_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            made = editions.draft_edition(wish=form.wish(), by=person_of(request), at=timezone.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The content is frozen. A second person can approve it now."))
            return redirect("press:edition_plan", key=made.pk)
    page = {"here": "editions", "form": form}
    return render(request, "press/pages/staff/edition_draft.html", page, status=422 if form.errors else 200)


@for_editors
def edition_redraft(request: HttpRequest, key: int) -> HttpResponse:
    """State something else of a draft; sent, the guide is frozen as it is now."""
    edition = get_object_or_404(Edition, pk=key, state=EditionState.DRAFTED)
    form = EditionForm(request.POST or None, initial=stated_of(edition), kept=edition.scope)
    if request.method == "POST" and form.is_valid():
        try:
            editions.redraft_edition(
                edition=edition,
                version=version_in(request),
                wish=form.wish(),
                by=person_of(request),
                at=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The content is frozen. A second person can approve it now."))
            return redirect("press:edition_plan", key=key)
    page = {"here": "editions", "form": form, "edition": edition}
    return render(request, "press/pages/staff/edition_draft.html", page, status=422 if form.errors else 200)
