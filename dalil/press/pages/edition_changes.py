"""What changed from the edition before to this one, organisation by organisation, by kind and page. It changes nothing."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dalil.access.gates import public
from dalil.guide.held_back import silent
from dalil.press import folder
from dalil.press.actions.editions import changes_of
from dalil.press.differences import KINDS
from dalil.press.known import known_edition
from dalil.press.models import EditionState
from dalil.press.wording import CHANGES, change_counts

ON_A_PAGE = 100


@public("editions are published for everyone")
def edition_changes(request: HttpRequest, number: int) -> HttpResponse:
    """The page. Of a revoked edition nothing is told but that it was."""
    shown = known_edition(number)
    if shown.state == EditionState.REVOKED:
        raise Http404
    kind = request.GET.get("kind", "")
    found = [one for one in changes_of(folder.frozen(shown)) if one["kind"] == kind or kind not in KINDS]
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    quiet = silent()
    for one in page.object_list:
        one["label"] = str(CHANGES[one["kind"]])
        if one["id"] in quiet:
            # What was withdrawn since it was written down is told no more.
            one["title"] = one["before"] = one["after"] = ""
    context = {
        "here": "editions",
        "edition": shown,
        "page": page,
        "kind": kind if kind in KINDS else "",
        "changes": change_counts(shown.changes),
    }
    return render(request, "press/pages/edition_changes.html", context)
