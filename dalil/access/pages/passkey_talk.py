"""What a page says to a passkey and what the passkey answers, as JSON: for signing in, for showing one's own, for adding one.

It never shows anything to a person: `passkey.js` does, with sentences that the page has ready. A refused answer is always
told in the same words, whatever was wrong with it.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from dalil.access import ceremony
from dalil.access.actions import passkeys
from dalil.access.ceremony import Purpose
from dalil.access.entering import enter, may_change_factors, onwards, rise
from dalil.access.factors import strongest_of
from dalil.access.gates import for_known, public
from dalil.access.refusals import Refused
from dalil.access.strength import Factor
from dalil.access.viewer import person_of
from dalil.accounts.models import Passkey, Person

LONGEST_ANSWER = 64 * 1024


@public("whoever wants to sign in is not signed in yet")
@never_cache
@require_POST
def ask_to_enter(request: HttpRequest) -> JsonResponse:
    """A question to whatever passkey the browser has for us: no name is typed, so none can be tried out."""
    return JsonResponse(ceremony.asked_to_show(request, Purpose.ENTER, None, (), at=timezone.now()))


@public("whoever wants to sign in is not signed in yet")
@never_cache
@require_POST
def answer_to_enter(request: HttpRequest) -> JsonResponse:
    """Whoever holds the passkey is signed in. No limit locks it: nobody can guess a signature."""
    sent = _sent(request)
    try:
        person = _shown(request, Purpose.ENTER, None, sent)
    except (ceremony.NotAccepted, Refused) as refused:
        return _refused(refused)
    enter(request, person, Factor.PASSKEY, at=timezone.now())
    return JsonResponse({"to": onwards(request, str(sent.get("next", "")))})


@for_known
@require_POST
def ask_to_show(request: HttpRequest) -> JsonResponse:
    """A question to the passkeys of whoever is known already: the second factor, or the same once more."""
    person = person_of(request)
    known = Passkey.objects.in_use().filter(person=person)
    if not known:
        raise Http404
    return JsonResponse(ceremony.asked_to_show(request, Purpose.PROVE, person, known, at=timezone.now()))


@for_known
@require_POST
def answer_to_show(request: HttpRequest) -> JsonResponse:
    """The session is from here on one that a passkey opened."""
    person, sent = person_of(request), _sent(request)
    try:
        _shown(request, Purpose.PROVE, person, sent)
    except (ceremony.NotAccepted, Refused) as refused:
        return _refused(refused)
    rise(request, person, Factor.PASSKEY, at=timezone.now())
    return JsonResponse({"to": onwards(request, str(sent.get("next", "")))})


@for_known
@require_POST
def ask_to_add(request: HttpRequest) -> JsonResponse:
    """A question by which a new passkey is made; those that the person has already are named, so that none is made twice."""
    person = person_of(request)
    if not may_change_factors(request, strongest_of(person), at=timezone.now()):
        return _to_prove_first()
    known = Passkey.objects.in_use().filter(person=person)
    return JsonResponse(ceremony.asked_to_add(request, person, known, at=timezone.now()))


@for_known
@require_POST
def answer_to_add(request: HttpRequest) -> JsonResponse:
    """The new passkey is one more way in, and has just been shown."""
    person, sent, at = person_of(request), _sent(request), timezone.now()
    if not may_change_factors(request, strongest_of(person), at=at):
        return _to_prove_first()
    try:
        key = ceremony.added(request, person, sent.get("answer"), at=at)
        ways = " ".join(str(way) for way in _listed(sent.get("ways")) if str(way).isascii())
        passkeys.add(by=person, at=at, key=key, name=str(sent.get("name", "")), ways=ways)
    except (ceremony.NotAccepted, Refused) as refused:
        return _refused(refused)
    rise(request, person, Factor.PASSKEY, at=at)
    return JsonResponse({"to": onwards(request, str(sent.get("next", "")))})


def _shown(request: HttpRequest, purpose: Purpose, person: Person | None, sent: Mapping[str, Any]) -> Person:
    """Whose passkey this is, once the answer holds and its counter went on."""
    answer, at = ceremony.read(sent.get("answer")), timezone.now()
    theirs = Passkey.objects.in_use().filter(credential_id=answer.credential_id).select_related("person")
    key = (theirs.filter(person=person) if person else theirs).first()
    if key is None:
        raise ceremony.NotAccepted("a key that we do not know")
    counter = ceremony.shown(request, purpose, person, key, answer, at=at)
    passkeys.believe(passkey=key, counter=counter, at=at)
    return key.person


def _sent(request: HttpRequest) -> Mapping[str, Any]:
    """What the page sent; nothing, when it is not what our own page sends."""
    if len(request.body) > LONGEST_ANSWER:
        return {}
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return sent if isinstance(sent, dict) else {}


def _listed(ways: object) -> list[object]:
    return ways[:8] if isinstance(ways, list) else []


def _refused(refused: Exception) -> JsonResponse:
    told = str(refused) if isinstance(refused, Refused) else _("This passkey was not accepted. Try again.")
    return JsonResponse({"sentence": told}, status=422)


def _to_prove_first() -> JsonResponse:
    return JsonResponse(
        {"sentence": _("Too much time has passed. Load the page again and show who you are.")}, status=422
    )
