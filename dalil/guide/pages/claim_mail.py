"""The link that was sent to an address at an entry's domain. Opening it does nothing, the button does: programs open links.

What is no link is 404, whatever it looks like. It shows nothing of who claims.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from dalil.access.gates import public
from dalil.guide.actions import claiming
from dalil.guide.actions.refusals import Refused


@public("whoever reads the organisation's mail has no account yet")
@never_cache
def claim_mail(request: HttpRequest, token: str) -> HttpResponse:
    """The page with its button, or what came of pressing it."""
    at = timezone.now()
    link = claiming.mail_link(token)
    if link is None:
        raise Http404
    page: dict[str, object] = {"state": "asked" if claiming.opens(link, at) else "over"}
    if request.method == "POST":
        try:
            claim = claiming.confirm_domain(token=token, at=at)
            page = {"state": "done", "entry": claim.entry.title}
        except Refused:
            page["state"] = "over"
    if page["state"] == "over":
        page = {"state": "noted" if link.holds_since else "over", "why": claiming.LinkHasRunOut.sentence}
    status = 200 if page["state"] in ("asked", "done") else 410
    return render(request, "guide/pages/claim_mail.html", page, status=status)
