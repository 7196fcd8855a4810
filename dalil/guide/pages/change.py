"""Proposing a change to an entry: first what it is about, then the new value and how one knows. No account is needed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache

from dalil.access.gates import public
from dalil.access.once import once
from dalil.access.viewer import viewer_of
from dalil.accounts.models import Body
from dalil.formats.record import Record as Values
from dalil.guide.actions.proposing_changes import Wish, propose_change
from dalil.guide.actions.refusals import Refused
from dalil.guide.change_forms import VALUE_FORMS, HowKnownForm, ValueForm
from dalil.guide.changing import as_choice, in_words, single_values
from dalil.guide.knocking import Door, may_knock
from dalil.guide.listed import listed_entry
from dalil.guide.models import Aspect, Organisation
from dalil.guide.side_by_side import values_of
from dalil.guide.tokens import new_token


@public("anyone may propose a change to an entry")
@never_cache
def change(request: HttpRequest, number: str) -> HttpResponse:
    """What it may be about."""
    page = {"organisation": listed_entry(number), "aspects": Aspect.choices}
    return render(request, "guide/pages/change.html", page)


@public("anyone may propose a change to an entry")
@never_cache
@once()
def change_value(request: HttpRequest, number: str, aspect: str) -> HttpResponse:
    """The form for one aspect, or what was typed."""
    entry = listed_entry(number)
    if aspect not in Aspect.values:
        return redirect("guide:change", entry.pk)
    typed = request.POST if request.method == "POST" else None
    value, known = VALUE_FORMS[aspect](typed), HowKnownForm(typed, choices=choices_of(entry, aspect))
    if typed is not None and known.is_a_program:
        return redirect("guide:change_status", new_token()[0])
    is_right = typed is not None and value.is_valid() & known.is_valid()
    if is_right and (token := _proposed(request, value, known, entry, aspect)):
        return redirect("guide:change_status", token)
    page = {"organisation": entry, "aspect": Aspect(aspect), "value": value, "known": known}
    is_wrong = bool(value.errors or known.errors)
    return render(request, "guide/pages/change_value.html", page, status=422 if is_wrong else 200)


def choices_of(entry: Organisation, aspect: str) -> list[tuple[str, str]]:
    """The values that the entry shows of this aspect, as choices."""
    language = get_language() or "en"
    found = [as_choice(one) for one in single_values(values_of(entry), aspect)]
    return [(text, " ".join(in_words(text, aspect, language))[:200]) for text in found]


def _proposed(request: HttpRequest, value: ValueForm, known: HowKnownForm, entry: Organisation, aspect: str) -> str:
    """File it; give back the token, or nothing where it was refused, which the form then says."""
    said, at = known.cleaned_data, timezone.now()
    record, about = value.record(), value.cleaned_data
    if record == Values() and not said["note"]:
        known.add_error("note", gettext("Say what should change."))
        return ""
    if not may_knock(Door.CHANGE, address=request.META["REMOTE_ADDR"], at=at):
        known.add_error(
            None, gettext("Too many proposals came from your network, or altogether. Try again in an hour.")
        )
        return ""
    wish = Wish(
        aspect=aspect,
        proposed=record,
        stands=said.get("stands", ""),
        happened=about.get("happened", ""),
        happened_on=about.get("happened_on", ""),
        language=get_language() or "en",
        **{name: said[name] for name in ("note", "source_link", "source_words", "mail")},
    )
    viewer = viewer_of(request)
    by = viewer.person if viewer.is_signed_in else None
    body = Body.objects.filter(pk=viewer.acting_for).first() if viewer.acting_for else None
    try:
        return propose_change(organisation=entry, wish=wish, at=at, by=by, acting_for=body)[1]
    except Refused as refused:
        known.add_error(None, str(refused))
        return ""
