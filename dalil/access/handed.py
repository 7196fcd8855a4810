"""Pages to which a link leads that was handed over: the secret of it is taken once, within limits, and one goes on without it.

It never keeps the secret, and tells of a used, revoked or old link no more than that.
"""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from dalil.access.forms import HandedForm
from dalil.access.refusals import Refused
from dalil.accounts import limits

Found = TypeVar("Found")


def take_secret(
    request: HttpRequest, *, title: str, find: Callable[..., Found], go_on: Callable[[Found], HttpResponse]
) -> HttpResponse:
    """The form under this title; what `find(secret, at=)` finds goes on, what it refuses is gone."""
    form, at = HandedForm(request.POST or None), timezone.now()
    status = 422 if form.errors else 200
    if form.is_valid():
        if limits.may_try_link(address=request.META.get("REMOTE_ADDR", ""), at=at):
            try:
                return go_on(find(form.cleaned_data["secret"], at=at))
            except Refused as refused:
                return gone(request, refused)
        form.add_error(None, _("Too many attempts. Try again in a quarter of an hour."))
        status = 429
    return render(request, "access/pages/handed.html", {"form": form, "title": title}, status=status)


def gone(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The page of a link that opens nothing any more."""
    return render(request, "access/pages/link_gone.html", {"sentence": str(refused)}, status=410)
