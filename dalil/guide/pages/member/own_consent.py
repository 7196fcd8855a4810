"""On what each field of the own entry stands, and what can be withdrawn; confirming the entry as it is shown.

It shows the entry of the body for which one acts, and no other; it takes no id from the address.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dalil.access.gates import for_delegates
from dalil.formats.record import Name
from dalil.guide import entry
from dalil.guide.acting import attempt, typed
from dalil.guide.acting_for import acting
from dalil.guide.actions.confirming import confirm
from dalil.guide.actions.consenting import NoFieldNamed, give_again, withdraw
from dalil.guide.cards import card_of
from dalil.guide.confirming import mark_of, marks_of
from dalil.guide.consent import FIELDS, WHOLE
from dalil.guide.consent_forms import THE_WHOLE
from dalil.guide.field_words import FIELDS as WORDS
from dalil.guide.labels import in_words
from dalil.guide.mine import KEEPERS, Mine, mine
from dalil.guide.models import Consent, HowVerified, Record
from dalil.guide.profile import Profile
from dalil.guide.profiles import profiles_of
from dalil.guide.standing_on import Stands, standing_on
from dalil.guide.truth import confirmed_in


@for_delegates(*KEEPERS)
def own_consent(request: HttpRequest) -> HttpResponse:
    """The page."""
    own = mine(request)
    language = get_language() or "en"
    profile = profiles_of([own.entry.pk]).get(own.entry.pk, Profile())
    records = list(Record.objects.filter(organisation=own.entry).select_related("source"))
    words = list(Consent.objects.standing().filter(organisation=own.entry, source=None))
    marks = entry.Marks(profile.testimonies, ())
    card = card_of(own.entry.pk, profile, language)
    whole = standing_on(WHOLE, records, words)
    page = {
        "here": "own_consent",
        "own": acting(request),
        "card": card if profile.names else replace(card, title=name_in(records, language) or card.title),
        "fields": [line_of(name, standing_on(name, records, words)) for name in FIELDS],
        "whole": line_of(WHOLE, whole),
        "is_gone": bool(whole.withdrawn_at),
        "truth": confirmed_in({own.entry.pk: profile}, timezone.localdate())[own.entry.pk],
        "seen": mark_of(marks_of(profile)),
        "names": entry.name_groups(profile, marks, language),
        "places": entry.place_lines(profile, marks, language),
        "links": entry.link_lines(profile, marks),
        "identifiers": entry.identifier_lines(profile, marks, language),
        "descriptions": entry.description_lines(profile, marks, language),
        "facts": entry.facts(profile, marks),
    }
    return render(request, "guide/pages/member/own_consent.html", page)


def name_in(records: Iterable[Record], language: str) -> Name | None:
    """What the entry is called by its records, withdrawn or not: for its own members alone."""
    said = [name for record in records if record.gone_at is None for name in record.read().names]
    return min(said, key=lambda name: ("label" not in name.types, name.lang != language), default=None)


def line_of(name: str, stands: Stands) -> dict[str, object]:
    """One line of the table."""
    return {"code": name or THE_WHOLE, "label": in_words(WORDS, name), "stands": stands}


@for_delegates(*KEEPERS)
def own_withdraw(request: HttpRequest) -> HttpResponse:
    """Withdraw one field, or the whole entry."""
    done = _("Withdrawn. From now on it is shown nowhere here.")
    return act(request, lambda own, field: withdraw(
        organisation=own.entry, field=named(field), by=own.person, at=timezone.now(), acting_for=own.body), done)  # fmt: skip


@for_delegates(*KEEPERS)
def own_give_again(request: HttpRequest) -> HttpResponse:
    """End a withdrawal."""
    return act(request, lambda own, field: give_again(
        organisation=own.entry, field=named(field), by=own.person, at=timezone.now(), acting_for=own.body),
        _("Shown again."))  # fmt: skip


@for_delegates(*KEEPERS)
def own_confirm(request: HttpRequest) -> HttpResponse:
    """Confirm the entry as it was shown on the page that has the button."""
    seen = typed(request, "seen", 64)
    return act(request, lambda own, field: confirm(
        organisation=own.entry, seen=seen, how=HowVerified.OWNER, by=own.person, body=own.body, at=timezone.now(),
        field=field), _("Thank you. The entry is confirmed."))  # fmt: skip


def named(said: str) -> str:
    """The field that a form means. A form that names none does not mean the whole entry. Raises NoFieldNamed."""
    if not said:
        raise NoFieldNamed
    return WHOLE if said == THE_WHOLE else said


def act(request: HttpRequest, action: Callable[[Mine, str], object], done: str) -> HttpResponse:
    """Act on the own entry, and say what came of it. Anything but a posted form leads to the page."""
    if request.method == "POST":
        own, field = mine(request), typed(request, "field", 20)
        attempt(request, lambda: action(own, field), done)
    return redirect("guide:own_consent")
