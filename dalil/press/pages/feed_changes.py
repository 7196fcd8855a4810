"""What happened to organisations, as an Atom feed: new, renamed, merged, split, closed and more, the newest first.

It never names who acted, nor a source, nor an organisation that a stranger may not see.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5

import msgspec
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext

from dalil.access.gates import public
from dalil.access.viewer import STRANGER
from dalil.formats.hsds_writing import identity
from dalil.formats.record import Record, decode
from dalil.guide.addresses import public_address
from dalil.guide.consent import WHOLE
from dalil.guide.held_back import IN_API, held_back
from dalil.guide.isolating import isolated
from dalil.guide.labels import STATUSES, in_words
from dalil.guide.models import Change, Organisation
from dalil.guide.profile import Profile, title_of
from dalil.guide.profiles import profiles_of
from dalil.guide.visibility import ORGANISATIONS
from dalil.press.api.asking import asked
from dalil.press.api.endpoint import Endpoint, NoParameters, language_of, view_of
from dalil.press.api.reading import uri_of
from dalil.press.api.sending import Answer
from dalil.press.atom import Feed, Item, as_atom

MOST: Final = 100
BEGINNING: Final = datetime(2000, 1, 1, tzinfo=UTC)
MEDIA: Final = "application/atom+xml; charset=utf-8"
NEW: Final = "new"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to an organisation: a code, when, and what a source said before and says now."""

    number: str
    key: str
    at: datetime
    words: str


def changes(request: HttpRequest) -> Answer:
    """The feed; five queries."""
    asked(request.GET, NoParameters)
    language = language_of(request)
    happened = newest()
    profiles = profiles_of({one.number for one in happened}, IN_API)
    feed = Feed(
        id=public_address(request, f"/{language}/feeds/changes/"),
        title=gettext("Changes in the guide of %(platform)s") % {"platform": settings.DALIL_NAME},
        author=settings.DALIL_NAME,
        language=language,
        address=public_address(request, request.path),
        home=public_address(request, f"/{language}/"),
    )
    items = [item_of(request, one, profiles, language) for one in happened]
    return Answer(as_atom(feed, items, BEGINNING), media=MEDIA, language=language)


def newest() -> list[Happening]:
    """The newest happenings of organisations that a stranger may see, newest first; three queries."""
    seen = ORGANISATIONS.visible(Organisation.objects.all(), STRANGER)
    made = seen.order_by("-created_at", "pk").values_list("pk", "created_at")[:MOST]
    fields = ("pk", "organisation_id", "kind", "at", "before", "after")
    told = Change.objects.filter(organisation__in=seen).exclude(record__source__withdrawn_at__isnull=False)
    changed = told.order_by("-at", "-pk").values_list(*fields)[:MOST]
    happened = [Happening(pk, NEW, at, gettext("new in the guide")) for pk, at in made]
    words = held_back({row[1] for row in changed}, IN_API)
    for pk, number, kind, at, before, after in changed:
        held = {word.field for word in words if number in (word.organisation, word.stands_at)}
        happened.append(Happening(number, f"change/{pk}", at, words_for(kind, before, after, held)))
    return sorted(happened, key=lambda one: (one.at, one.key, one.number), reverse=True)[:MOST]


def words_for(kind: str, before: str, after: str, held: Collection[str] = ()) -> str:
    """What happened, in words: that it has another name or another standing tells more than that a source changed.

    Of the fields that are `held` back nothing is told; a whole entry that is tells nothing at all.
    """
    told = str(Change(kind=kind).get_kind_display())
    was, now = read(before) or Record(), read(after)
    if now is None or WHOLE in held:
        return told
    found = []
    if was.status != now.status and now.status and "status" not in held:
        found.append(gettext("now %(status)s") % {"status": in_words(STATUSES, now.status)})
    if title_of(was) and title_of(now) and title_of(was) != title_of(now):
        found.append(gettext("now called “%(name)s”") % {"name": isolated(title_of(now))})
    return "; ".join(found) or told


def read(text: str) -> Record | None:
    """The record that a change kept, when it kept one."""
    try:
        return decode(text) if text else None
    except msgspec.MsgspecError:
        return None


def item_of(request: HttpRequest, one: Happening, profiles: Mapping[str, Profile], language: str) -> Item:
    """One entry; its id is the same in every language and for ever."""
    profile = profiles.get(one.number, Profile())
    title = profile.title(language) or one.number
    return Item(
        id=f"urn:uuid:{uuid5(UUID(identity(one.number)), one.key)}",
        title=gettext("%(name)s: %(what)s") % {"name": isolated(title), "what": one.words},
        address=uri_of(request, one.number),
        updated=one.at,
        text=text_of(profile, one.words),
    )


def text_of(profile: Profile, words: str) -> str:
    """What happened, and by how many sources the organisation is known."""
    count = len({testimony.source for testimony in profile.testimonies})
    known = ngettext("Known from %(count)d source.", "Known from %(count)d sources.", count) % {"count": count}
    return f"{words}. {known}"


FEED: Final = Endpoint(
    route="feeds/changes.atom",
    name="feed_changes",
    summary="What happened to organisations, as an Atom feed",
    answer=changes,
    returns=str,
    tag="Changes",
    media=MEDIA,
)

feed_changes = public("everyone may follow what changes in the guide")(view_of(FEED))
