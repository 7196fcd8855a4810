"""Naming a source, or stating something else of it. It never deletes one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dalil.access.gates import for_editors
from dalil.access.viewer import person_of
from dalil.guide.actions import sources
from dalil.guide.actions.refusals import Refused
from dalil.guide.models import Source
from dalil.guide.staff_forms import NewSourceForm, SourceForm


@for_editors
def source_add(request: HttpRequest) -> HttpResponse:
    """Name a new source."""
    form = NewSourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = sources.create_source(
                slug=form.cleaned_data["slug"], card=form.card(), by=person_of(request), at=timezone.now()
            )
        except Refused as refused:
            form.add_error("slug", str(refused))
        else:
            messages.success(request, _("The source is named. Now drop in its list."))
            return redirect(reverse("guide:intake_upload", query={"source": made.slug}))
    page = {"here": "sources", "form": form}
    return render(request, "guide/pages/staff/source_form.html", page, status=422 if form.errors else 200)


@for_editors
def source_change(request: HttpRequest, slug: str) -> HttpResponse:
    """State something else of a source; below, its intakes."""
    source = get_object_or_404(Source, slug=slug)
    stated = {name: getattr(source, name) for name in sources.FIELDS}
    form = SourceForm(request.POST) if request.method == "POST" else SourceForm(initial=stated)
    if request.method == "POST" and form.is_valid():
        sources.change_source(source=source, card=form.card(), by=person_of(request), at=timezone.now())
        messages.success(request, _("Noted."))
        return redirect("guide:source_change", slug=slug)
    page = {
        "here": "sources",
        "form": form,
        "source": source,
        "intakes": source.intakes.order_by("-pk")[:50],
    }
    return render(request, "guide/pages/staff/source_form.html", page, status=422 if form.errors else 200)
