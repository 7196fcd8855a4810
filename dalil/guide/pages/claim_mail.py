"""The link that was sent to an address at an entry's domain. Opening it does nothing, the button does: programs open links."""

from django.http import HttpRequest, HttpResponse
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
    page: dict[str, object] = {"state": "asked"}
    if request.method == "POST":
        try:
            claim = claiming.confirm_domain(token=token, at=timezone.now())
            page = {"state": "done", "title": claim.entry.title}
        except Refused as refused:
            page = {"state": "refused", "why": str(refused)}
    status = 410 if page["state"] == "refused" else 200
    return render(request, "guide/pages/claim_mail.html", page, status=status)
