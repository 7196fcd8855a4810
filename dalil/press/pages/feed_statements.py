"""The statements as an Atom feed, one for each language. It changes nothing."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext

from dalil.access.gates import public
from dalil.guide.addresses import public_address
from dalil.press.atom import Feed, Item, as_atom
from dalil.press.models import Statement
from dalil.press.saying import Saying, said_in

MOST = 50
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@public("statements are made to everyone")
def feed_statements(request: HttpRequest) -> HttpResponse:
    """The feed; one query."""
    language = get_language() or "en"
    here = public_address(request, reverse("press:statements_feed"))
    feed = Feed(
        id=here,
        title=gettext("Statements of %(platform)s") % {"platform": settings.DALIL_NAME},
        author=settings.DALIL_NAME,
        language=language,
        address=here,
        home=public_address(request, reverse("press:statements")),
    )
    items = [item_of(request, said_in(one, language)) for one in Statement.objects.public()[:MOST]]
    return HttpResponse(as_atom(feed, items, BEGINNING), content_type="application/atom+xml; charset=utf-8")


def item_of(request: HttpRequest, saying: Saying) -> Item:
    """One statement; a withdrawn one says so before its title, and counts as updated when it was withdrawn."""
    statement = saying.statement
    address = public_address(request, statement.get_absolute_url())
    withdrawn = gettext("Withdrawn: %(title)s") % {"title": saying.title} if statement.withdrawn_at else saying.title
    updated = statement.withdrawn_at or statement.published_at or BEGINNING
    return Item(address, withdrawn, address, updated, saying.body)
