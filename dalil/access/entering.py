"""How a session comes to know who it is, and where the person goes from there.

It never checks a factor: the pages do, and call this once one was right.
"""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from dalil.access.strength import Factor, factor_of, is_fresh, note_proof
from dalil.accounts.models import Person
from dalil.accounts.sessions import BEGUN_AT, DEVICE, device_of
from dalil.ledger import actions as ledger

_BACKEND = "django.contrib.auth.backends.ModelBackend"


def enter(request: HttpRequest, person: Person, factor: Factor, *, at: datetime) -> None:
    """The session is this person's from here on, under a new key; another's session in this browser ends."""
    if request.user != person:
        login(request, person, backend=_BACKEND)
        request.session[BEGUN_AT] = at.timestamp()
        request.session[DEVICE] = device_of(request.headers.get("User-Agent", ""))
    rise(request, person, factor, at=at)


def rise(request: HttpRequest, person: Person, factor: Factor, *, at: datetime) -> None:
    """A factor was shown (again): the session's key changes, so that whoever held the old one holds nothing."""
    request.session.cycle_key()
    before = factor_of(request.session)
    note_proof(request.session, max(factor, before), at)
    if factor > before and factor is not Factor.PASSWORD:
        data = {"factor": factor.name.lower()}
        ledger.write(by=person, at=at, action="sign_in", subject=f"person:{person.pk}", data=data)


def may_change_factors(request: HttpRequest, strongest: Factor, *, at: datetime) -> bool:
    """Whether this session may add a factor: it has just shown the strongest that the person has.

    So a stolen password opens no way past a passkey, nor does a stolen code.
    """
    return factor_of(request.session) >= strongest and is_fresh(request.session, at)


def onwards(request: HttpRequest, wanted: str = "") -> str:
    """Where the person was going, if that is one of our own pages; else the desk, in the language of the page."""
    wanted = wanted or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def better_address(request: HttpRequest) -> str:
    """The same page under the name at which passkeys work; empty when we are there, or know no better."""
    here = urlsplit(f"//{request.get_host()}")
    if settings.DALIL_PUBLIC_ADDRESS or here.hostname not in ("127.0.0.1", "::1"):
        return ""
    port = f":{here.port}" if here.port else ""
    return f"http://localhost{port}{request.get_full_path()}"
