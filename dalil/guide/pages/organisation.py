"""The page of an organisation: every value, who says so and since when.

A merged organisation's address leads to the survivor for ever. What the viewer may not see is absent.
"""

from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language, gettext

from dalil.access.gates import public
from dalil.access.viewer import Viewer, viewer_of
from dalil.guide import entry
from dalil.guide.addresses import public_address
from dalil.guide.cards import card_of
from dalil.guide.field_words import FIELDS
from dalil.guide.labels import in_words
from dalil.guide.maps import locations_map
from dalil.guide.models import Organisation, Source
from dalil.guide.profile import Profile
from dalil.guide.profiles import profiles_of
from dalil.guide.schema_org import as_json_ld
from dalil.guide.truth import confirmed_in
from dalil.guide.visibility import ORGANISATIONS, SOURCES, may_ask


def suggestion_mail(title: str, address: str) -> str:
    """The mailto address under which a reader suggests a change; empty when the operator takes none."""
    if not settings.DALIL_MAIL_SUGGESTIONS:
        return ""
    subject = quote(gettext("A change to “%(title)s”") % {"title": title})
    body = quote(
        gettext("About this entry: %(address)s\n\nWhat should change, and how do you know?\n") % {"address": address}
    )
    return f"mailto:{settings.DALIL_MAIL_SUGGESTIONS}?subject={subject}&body={body}"


@public("the guide is for everyone")
def organisation(request: HttpRequest, number: str) -> HttpResponse:
    """The page, or the way to the survivor."""
    viewer = viewer_of(request)
    visible = ORGANISATIONS.visible(Organisation.objects.all(), viewer)
    if shown := visible.filter(pk=number).first():
        return render(request, "guide/pages/organisation.html", page_of(request, shown, viewer))
    survivor = get_object_or_404(Organisation.objects.select_related("merged_into"), pk=number).standing()
    if survivor.pk == number or not visible.filter(pk=survivor.pk).exists():
        raise Http404
    return HttpResponsePermanentRedirect(survivor.get_absolute_url())


def page_of(request: HttpRequest, shown: Organisation, viewer: Viewer) -> dict[str, object]:
    """All that the template shows."""
    language = get_language() or "en"
    profile = profiles_of([shown.pk]).get(shown.pk, Profile())
    named = SOURCES.visible(Source.objects.all(), viewer).values_list("slug", flat=True)
    marks = entry.Marks(profile.testimonies, set(named))
    card = card_of(shown.pk, profile, language)
    truth = confirmed_in({shown.pk: profile}, timezone.localdate())[shown.pk]
    address = public_address(request, shown.get_absolute_url())
    return {
        "organisation": shown,
        "card": card,
        "address": address,
        "names": entry.name_groups(profile, marks, language),
        "sectors": entry.sector_lines(profile, marks),
        "places": entry.place_lines(profile, marks, language),
        "map": locations_map((said.value for said in profile.locations), language),
        "identifiers": entry.identifier_lines(profile, marks, language),
        "links": entry.link_lines(profile, marks),
        "relations": entry.relation_lines(profile, marks),
        "descriptions": entry.description_lines(profile, marks, language),
        "facts": entry.facts(profile, marks),
        "witnesses": marks.witnesses,
        "truth": truth,
        "confirmed": [(in_words(FIELDS, name), said) for name, said in truth.fields.items()],
        "json_ld": as_json_ld(profile, address, language),
        "may_ask_contacts": may_ask(viewer),
        "suggestion_mail": suggestion_mail(card.title.value, address),
    }
