"""What happened to an organisation, for editors: what changed, when, by whom, from which row.

It never changes anything; the public's page of the same name leaves out who acted.
"""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from dalil.access.gates import for_editors
from dalil.guide.models import Change, Organisation
from dalil.guide.spelt_out import Difference, differences

ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Told:
    """One change with what it took away and brought, in words."""

    change: Change
    differences: list[Difference]


@for_editors
def organisation_history(request: HttpRequest, number: str) -> HttpResponse:
    """The page."""
    organisation = get_object_or_404(Organisation.objects.select_related("merged_into"), pk=number)
    language = get_language() or "en"
    related = ("by", "row__intake__source", "record__source", "operation__stays", "operation__moved")
    changes = organisation.changes.select_related(*related).order_by("-at", "-pk")
    page = Paginator(changes, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = {
        "here": "organisations",
        "organisation": organisation,
        "records": organisation.records.select_related("source", "row__intake").order_by("pk"),
        "page": page,
        "told": [Told(change, differences(change.before, change.after, language)) for change in page.object_list],
    }
    return render(request, "guide/pages/staff/organisation_history.html", shown)
