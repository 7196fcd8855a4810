"""Where an invitation leads: the link is looked at once, and then what it offers is shown and accepted.

It never keeps the secret of the link, not even in the session, and tells of a used, revoked or old one no more than that.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from dalil.access.actions import invitations
from dalil.access.entering import enter
from dalil.access.forms import JoinForm
from dalil.access.gates import does, public
from dalil.access.handed import gone, take_secret
from dalil.access.refusals import Refused
from dalil.access.state import Act
from dalil.access.strength import Factor
from dalil.access.viewer import viewer_of
from dalil.accounts.models import Invitation, Person

_HELD = "invitation"


@public("whoever was invited has no account yet")
@does(Act.INVITE)
@never_cache
@sensitive_post_parameters("secret")
def invitation(request: HttpRequest) -> HttpResponseBase:
    """Takes the secret of the link, remembers which invitation it is, and goes on without it."""

    def go_on(found: Invitation) -> HttpResponse:
        request.session.cycle_key()
        request.session[_HELD] = str(found.pk)
        return redirect("access:accept_invitation")

    return take_secret(request, title=_("You are invited"), find=invitations.find, go_on=go_on)


@public("whoever was invited has no account yet")
@does(Act.INVITE)
@never_cache
@sensitive_post_parameters("new")
def accept_invitation(request: HttpRequest) -> HttpResponseBase:
    """Shows what is offered, and takes the answer: of somebody new with an account, of somebody known as they are."""
    at = timezone.now()
    held = request.session.get(_HELD)
    found = Invitation.objects.open(at).select_related("invited_by").filter(pk=held).first() if held else None
    if found is None:
        request.session.pop(_HELD, None)
        return gone(request, invitations.Gone())
    viewer = viewer_of(request)
    if viewer.person is not None and not viewer.is_recognised:
        return redirect(f"{reverse('access:factor')}?{urlencode({'next': request.get_full_path()})}")
    try:
        if viewer.person is not None:
            return _accepted_by_known(request, viewer.person, found)
        return _accepted_by_new(request, found)
    except Refused as refused:
        return gone(request, refused)


def _offered(found: Invitation) -> dict[str, object]:
    return {"invitation": found, "offer": invitations.sentence_of(found), "facts": invitations.facts_of(found)}


def _accepted_by_known(request: HttpRequest, person: Person, found: Invitation) -> HttpResponseBase:
    if request.method != "POST":
        shown = {**_offered(found), "known": person}
        return render(request, "access/pages/accept_invitation.html", shown)
    invitations.accept(by=person, at=timezone.now(), invitation=found)
    request.session.pop(_HELD, None)
    return redirect("access:account")


def _accepted_by_new(request: HttpRequest, found: Invitation) -> HttpResponseBase:
    form = JoinForm(request.POST or None, initial={"language": found.language})
    if not form.is_valid():
        here = urlencode({"next": request.get_full_path()})
        shown = {
            **_offered(found),
            "form": form,
            "sign_in": f"{reverse('access:sign_in')}?{here}",
        }
        return render(request, "access/pages/accept_invitation.html", shown, status=422 if form.errors else 200)
    typed = form.cleaned_data
    person = invitations.join(
        at=timezone.now(),
        invitation=found,
        sign_in_name=typed["sign_in_name"],
        display_name=typed["display_name"],
        password=typed["new"],
        language=typed["language"],
    )
    request.session.pop(_HELD, None)
    enter(request, person, Factor.PASSWORD, at=timezone.now())
    return redirect("access:factor")
