"""What happened to an organisation, for everyone: what, when, and from which row of which source.

It never names the editor who acted: that is for the editors' own page. Nor a source that is not named in public.
"""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from dalil.access.gates import public
from dalil.access.viewer import viewer_of
from dalil.guide.cards import card_of
from dalil.guide.models import Change, Organisation, Source
from dalil.guide.profile import Profile
from dalil.guide.profiles import profiles_of
from dalil.guide.visibility import ORGANISATIONS, SOURCES

ON_A_PAGE = 50


@public("the guide is for everyone")
def history(request: HttpRequest, number: str) -> HttpResponse:
    """The page."""
    viewer = viewer_of(request)
    seen = ORGANISATIONS.visible(Organisation.objects.all(), viewer)
    shown = get_object_or_404(seen, pk=number)
    changes = Change.objects.filter(organisation=shown).select_related("record__source", "row").order_by("-at", "-id")
    page = {
        "card": card_of(shown.pk, profiles_of([shown.pk]).get(shown.pk, Profile()), get_language() or "en"),
        "organisation": shown,
        "named": set(SOURCES.visible(Source.objects.all(), viewer).values_list("slug", flat=True)),
        "changes": Paginator(changes, ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "guide/pages/history.html", page)
