"""What a search found as a PDF: the same question and the same filters as on the page of results, at most 500 entries."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from dalil import search
from dalil.access.gates import public
from dalil.access.viewer import STRANGER
from dalil.guide.facets import chosen_in
from dalil.guide.indexing import find
from dalil.guide.isolating import isolated
from dalil.guide.models import Organisation
from dalil.guide.visibility import ORGANISATIONS
from dalil.press.print.sheets import MOST
from dalil.press.printing import answered

LONGEST = 200


@public("the guide is for everyone")
def print_results(request: HttpRequest) -> HttpResponse:
    """The PDF of what the address asks for, in the order of the page of results."""
    text = " ".join(request.GET.get("q", "").split())[:LONGEST]
    found = find(search.Query(text=text, filters=chosen_in(request.GET), offset=0, limit=MOST))
    numbers = [hit.id for hit in found.hits]
    asked = Organisation.objects.filter(pk__in=numbers)
    seen = set(ORGANISATIONS.visible(asked, STRANGER).values_list("pk", flat=True))
    said = [_("Found by: %(question)s") % {"question": isolated(text)}] if text else []
    if found.total > MOST:
        said.append(_("These are the first %(most)s of %(total)s.") % {"most": MOST, "total": found.total})
    return answered(request, [number for number in numbers if number in seen], "results.pdf", " ".join(said))
