"""The link in a reminder: shows the entry and one button. Opening it confirms nothing, for programs that scan mail open links.

It never says who was asked, and what is no link (any more) is 404.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dalil.access.gates import public
from dalil.guide import entry
from dalil.guide.actions.confirming import EntryHasChanged, seen_mark
from dalil.guide.actions.reminding import LinkIsOver, answered, entry_of, still_right
from dalil.guide.cards import card_of
from dalil.guide.models import Organisation, Reminder
from dalil.guide.profile import Profile
from dalil.guide.profiles import profiles_of


@public("whoever holds the link was sent it, to answer without signing in")
@require_http_methods(["GET", "HEAD", "POST"])
def still_right_page(request: HttpRequest, token: str) -> HttpResponse:
    """The page; by POST the answer."""
    at = timezone.now()
    asked = answered(token=token, at=at)
    shown = entry_of(asked) if asked else None
    if asked is None or shown is None:
        raise Http404
    is_changed = False
    if request.method == "POST":
        try:
            asked = still_right(token=token, at=at)
        except LinkIsOver:
            raise Http404 from None
        except EntryHasChanged:
            is_changed = True
        else:
            messages.success(request, _("Thank you. The entry is confirmed."))
            return redirect("guide:still_right", token=token)
    page = page_of(shown, asked, is_changed=is_changed)
    response = render(request, "guide/pages/still_right.html", page, status=409 if is_changed else 200)
    add_never_cache_headers(response)
    # The token is told to nobody, and yet the browser sends an Origin: with "no-referrer" it is null, and the button refused.
    response["Referrer-Policy"] = "strict-origin"
    return response


def page_of(shown: Organisation, asked: Reminder, *, is_changed: bool) -> dict[str, object]:
    """What the template shows: the values that one button would confirm."""
    language = get_language() or "en"
    profile = profiles_of([shown.pk]).get(shown.pk, Profile())
    marks = entry.Marks(profile.testimonies, ())
    return {
        "card": card_of(shown.pk, profile, language),
        "since": asked.about,
        "answered_at": asked.answered_at,
        "is_changed": is_changed or (asked.answered_at is None and seen_mark(shown) != asked.mark),
        "names": entry.name_groups(profile, marks, language),
        "places": entry.place_lines(profile, marks, language),
        "links": entry.link_lines(profile, marks),
        "identifiers": entry.identifier_lines(profile, marks, language),
        "descriptions": entry.description_lines(profile, marks, language),
        "facts": entry.facts(profile, marks),
    }
