"""Organisations over HTTP: lists by choices, by text or by what changed; one in full; and who says what of it.

It never shows what a stranger may not see, and leads from a merged organisation to the one that stands for it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import urlencode

import msgspec
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext
from msgspec import Meta

from dalil import kinds
from dalil.access.viewer import STRANGER
from dalil.formats.hsds_writing import identity
from dalil.formats.published import VALUES, Published, SourceCard
from dalil.guide.labels import KINDS, STATUSES
from dalil.guide.models import Organisation
from dalil.guide.visibility import ORGANISATIONS
from dalil.press.api import cursors, listing, shapes
from dalil.press.api.asking import FIT, LONGEST, MOST_VALUES, UUID, asked
from dalil.press.api.endpoint import address_to
from dalil.press.api.listing import Stretch
from dalil.press.api.problems import absent, bad
from dalil.press.api.reading import cards, number_in, published_in, seen_of, standing
from dalil.press.api.sending import Answer
from dalil.press.api.shaping import SECTORS, Seen, in_a_list, in_full, term_id, value_of
from dalil.press.freezing import public_slugs
from dalil.search import MOST_OFFSET

MOST_A_PAGE: Final = 100
# Of what a search finds, so many are looked at for when they changed.
MOST_FOUND: Final = 1_000
_LOST_PLUS: Final = re.compile(r"(T\S+) (\d\d:\d\d)$")

Text = Annotated[str, Meta(max_length=LONGEST, extra_json_schema={"pattern": FIT})]
Codes = Annotated[
    tuple[Annotated[str, Meta(max_length=12, pattern=r"^[A-Za-z0-9-]*$")], ...], Meta(max_length=MOST_VALUES)
]


Sectors = tuple[Annotated[str, Meta(extra_json_schema={"enum": sorted(kinds.sectors())})], ...]
Kinds = tuple[Annotated[str, Meta(extra_json_schema={"enum": sorted(KINDS)})], ...]
Statuses = tuple[Annotated[str, Meta(extra_json_schema={"enum": sorted(STATUSES)})], ...]


class ListParameters(msgspec.Struct, frozen=True, kw_only=True):
    """What may be asked of the list. Several values of one choice widen it, several choices narrow the list."""

    search: Annotated[Text, Meta(description="Words of a name in any script, a register number, a web host.")] = ""
    sector: Annotated[Sectors, Meta(description="Codes of sectors.", max_length=MOST_VALUES)] = ()
    country: Annotated[Codes, Meta(description="ISO 3166-1 alpha-2.", examples=[["TN"]])] = ()
    region: Annotated[Codes, Meta(description="OCHA p-codes.", examples=[["PS0145"]])] = ()
    kind: Annotated[Kinds, Meta(description="Kinds of bodies, as ROR names them.", max_length=MOST_VALUES)] = ()
    status: Annotated[Statuses, Meta(description="Where an organisation stands.", max_length=MOST_VALUES)] = ()
    source: Annotated[
        tuple[Annotated[str, Meta(max_length=60, pattern=r"^[A-Za-z0-9_-]*$")], ...],
        Meta(description="Ids of sources that say something of it.", max_length=MOST_VALUES),
    ] = ()
    taxonomy_term_id: Annotated[str, Meta(description="As `sector`, by the UUID of the term.", pattern=UUID)] = ""
    taxonomy_id: Annotated[str, Meta(description="Those with any term of a taxonomy.", pattern=UUID)] = ""
    modified_after: Annotated[
        str,
        Meta(
            min_length=1,
            description="Those that changed at this moment or later, the oldest change first.",
            extra_json_schema={"anyOf": [{"format": "date"}, {"format": "date-time"}], "examples": ["2026-11-01"]},
        ),
    ] = ""
    full: Annotated[bool, Meta(description="Each organisation with all that belongs to it.")] = False
    per_page: Annotated[int, Meta(ge=1, le=MOST_A_PAGE, description="How many a page.")] = 20
    page: Annotated[
        int,
        Meta(ge=1, le=10_000, description="The number of a page. To read a whole list, follow `next_cursor` instead."),
    ] = 1
    cursor: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=500,
            description="`next_cursor` of the page before.",
            extra_json_schema={"pattern": cursors.FORM},
        ),
    ] = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was asked for, understood. `is_none`: a choice that nobody meets."""

    parameters: ListParameters
    filters: Mapping[str, tuple[str, ...]]
    since: datetime | None
    is_none: bool
    mark: str
    cursor: cursors.Cursor | None

    @property
    def page(self) -> int:
        """The number of the page."""
        return self.cursor.page if self.cursor else self.parameters.page

    @property
    def skipped(self) -> int:
        """How many come before the page, where places are counted."""
        return (self.page - 1) * self.parameters.per_page


def organizations(request: HttpRequest) -> Answer:
    """A page of the list."""
    chosen = chosen_in(asked(request.GET, ListParameters))
    stretch, after = stretched(chosen)
    contents: tuple[Any, ...]
    if chosen.parameters.full:
        contents = tuple(in_full(seen, published) for seen, published in published_in(request, stretch.ids))
    else:
        contents = tuple(in_a_list(seen) for seen in seen_of(request, stretch.ids))
    page = page_of(chosen, stretch, after, contents)
    return Answer(page, links=links_of(request, page.next_cursor))


def chosen_in(parameters: ListParameters) -> Chosen:
    """What is asked for. Raises `Refused`."""
    if parameters.cursor and parameters.page > 1:
        raise bad("page", gettext("Give “cursor” or “page”, not both."))
    mark = cursors.mark_of(parameters)
    filters = {
        facet: values
        for facet in ("sector", "country", "region", "kind", "status", "source")
        if (values := tuple(value for value in getattr(parameters, facet) if value))
    }
    for facet in ("country", "region"):
        if facet in filters:
            filters[facet] = tuple(code.upper() for code in filters[facet])
    check_codes(filters)
    is_none = False
    if "source" in filters:
        # One that is not named in public is as good as none.
        filters["source"] = tuple(value for value in filters["source"] if value in public_slugs())
        is_none = not filters["source"]
    if parameters.taxonomy_id and parameters.taxonomy_id.lower() != SECTORS:
        is_none = True
    if parameters.taxonomy_term_id:
        meant = tuple(code for code in kinds.sectors() if term_id(code) == parameters.taxonomy_term_id.lower())
        filters["sector"] = tuple(code for code in meant if code in filters.get("sector", meant))
        is_none = is_none or not filters["sector"]
    elif parameters.taxonomy_id:
        filters.setdefault("sector", tuple(kinds.sectors()))
    cursor = cursors.read(parameters.cursor, mark) if parameters.cursor else None
    return Chosen(parameters, filters, since_in(parameters.modified_after), is_none, mark, cursor)


def check_codes(filters: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse a code that is none of those that there are. Raises `Refused`."""
    known: Mapping[str, Any] = {"sector": kinds.sectors(), "kind": KINDS, "status": STATUSES}
    for name, codes in known.items():
        for value in filters.get(name, ()):
            if value not in codes:
                detail = gettext("“%(value)s” is none of the values of “%(name)s”.") % {"value": value, "name": name}
                raise bad(name, detail, sorted(codes))


def since_in(text: str) -> datetime | None:
    """The moment of a text; a day begins at midnight in UTC. Raises `Refused`."""
    if not text:
        return None
    try:
        if len(text) == len("2026-11-22"):
            found = datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
        else:
            # A plus that was not encoded comes as a space.
            found = datetime.fromisoformat(_LOST_PLUS.sub(r"\1+\2", text).replace("z", "Z").replace("t", "T"))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise bad(
            "modified_after", gettext("“modified_after” is a day or a moment such as 2026-11-22T08:00:00Z.")
        ) from error


def stretched(chosen: Chosen) -> tuple[Stretch, tuple[str, ...]]:
    """The part of the list that is asked for, and after what the next one begins."""
    most = chosen.parameters.per_page
    if chosen.is_none:
        return Stretch(0, 0, ()), ()
    if chosen.parameters.search:
        return by_text(chosen, most)
    if chosen.since:
        return by_change(chosen, chosen.since, most)
    after = chosen.cursor.after[0] if chosen.cursor else None
    stretch = listing.order().stretch(chosen.filters, after=after, skipped=chosen.skipped, most=most)
    return stretch, stretch.ids[-1:]


def by_text(chosen: Chosen, most: int) -> tuple[Stretch, tuple[str, ...]]:
    """What the search finds, the best first: counted in places, since the order is no order of ids."""
    text = " ".join(chosen.parameters.search.split())
    skipped = int(chosen.cursor.after[0]) if chosen.cursor else chosen.skipped
    if chosen.since:
        found = listing.found(text, chosen.filters, skipped=0, most=MOST_FOUND).ids
        asked_for = Organisation.objects.filter(pk__in=found, changed_at__gte=chosen.since)
        seen = set(ORGANISATIONS.visible(asked_for, STRANGER).values_list("pk", flat=True))
        stretch = listing.among([one for one in found if one in seen], skipped=skipped, most=most)
    elif skipped >= MOST_OFFSET:
        stretch = Stretch(listing.found(text, chosen.filters, skipped=0, most=0).total, skipped, ())
    else:
        stretch = listing.found(text, chosen.filters, skipped=skipped, most=most)
    reached = stretch.before + len(stretch.ids)
    return stretch, (str(reached),) if stretch.ids and reached < MOST_OFFSET else ()


def by_change(chosen: Chosen, since: datetime, most: int) -> tuple[Stretch, tuple[str, ...]]:
    """What changed, the oldest change first: what changes meanwhile comes again at the end, and nothing is missed."""
    rows = ORGANISATIONS.visible(Organisation.objects.filter(changed_at__gte=since), STRANGER)
    ordered = rows.order_by("changed_at", "pk").values_list("changed_at", "pk")
    behind = Q()
    if chosen.cursor:
        at, last = datetime.fromisoformat(chosen.cursor.after[0]), chosen.cursor.after[1]
        behind = Q(changed_at__gt=at) | Q(changed_at=at, pk__gt=last)
    if chosen.filters:
        within = set(listing.order().stretch(chosen.filters, after=None, skipped=0, most=1 << 62).ids)
        every = [row for row in ordered if row[1] in within]
        total = len(every)
        rest = [row for row in every if row > last_of(chosen)] if chosen.cursor else every[chosen.skipped :]
        before, found = total - len(rest), rest[:most]
    else:
        total = ordered.count()
        before = total - ordered.filter(behind).count() if chosen.cursor else chosen.skipped
        start = 0 if chosen.cursor else chosen.skipped
        found = list(ordered.filter(behind)[start : start + most])
    after = (found[-1][0].isoformat(), found[-1][1]) if found else ()
    return Stretch(total, before, tuple(one for _, one in found)), after


def last_of(chosen: Chosen) -> tuple[datetime, str]:
    """The last organisation that was shown, by when it had changed."""
    after = chosen.cursor.after if chosen.cursor else ("0001-01-01T00:00:00+00:00", "")
    return datetime.fromisoformat(after[0]), after[1]


def page_of(chosen: Chosen, stretch: Stretch, after: tuple[str, ...], contents: tuple[Any, ...]) -> shapes.Page[Any]:
    """The page of HSDS around what is shown."""
    per_page = chosen.parameters.per_page
    is_last = not stretch.ids or not after or stretch.before + len(stretch.ids) >= stretch.total
    cursor = None if is_last else cursors.written(cursors.Cursor(after, chosen.page + 1), chosen.mark)
    return shapes.Page(
        total_items=stretch.total,
        total_pages=-(-stretch.total // per_page),
        page_number=chosen.page,
        size=len(contents),
        first_page=chosen.page == 1,
        last_page=is_last,
        empty=not contents,
        next_cursor=cursor,
        contents=contents,
    )


def links_of(request: HttpRequest, next_cursor: str | None) -> dict[str, str]:
    """The address of the next page, for the header."""
    if next_cursor is None:
        return {}
    kept = [(name, value) for name, values in request.GET.lists() if name not in ("cursor", "page") for value in values]
    return {"next": f"{address_to(request, 'organizations')}?{urlencode([*kept, ('cursor', next_cursor)])}"}


class OneParameters(msgspec.Struct, frozen=True):
    """One organisation is told by its address alone."""


def organization(request: HttpRequest, number: str) -> Answer:
    """One organisation in full, or the way to the one that stands for it now."""
    asked(request.GET, OneParameters)
    found = found_or_moved(request, number, "organization")
    if isinstance(found, Answer):
        return found
    seen, published = found
    links = {
        "canonical": address_to(request, "organization", identity(seen.public_id)),
        "describedby": address_to(request, "organization_sources", identity(seen.public_id)),
        "alternate": seen.uri,
    }
    return Answer(in_full(seen, published), changed_at=seen.changed_at, links=links)


def found_or_moved(request: HttpRequest, number: str, name: str) -> tuple[Seen, Published] | Answer:
    """The organisation, or the way to where it went. Raises `Refused` when neither may be seen."""
    now = standing(number)
    found = published_in(request, [now])
    if not found:
        raise absent()
    if number_in(number) == now:
        return found[0]
    # It was merged into another: for good, and by the same method.
    to = address_to(request, name, identity(now))
    return Answer({"location": to}, status=HTTPStatus.PERMANENT_REDIRECT.value, headers={"Location": to})


def organization_sources(request: HttpRequest, number: str) -> Answer:
    """Every value with who says so."""
    asked(request.GET, OneParameters)
    found = found_or_moved(request, number, "organization_sources")
    if isinstance(found, Answer):
        return found
    seen, published = found
    _, known = cards()
    heard = dict.fromkeys(one.source for one in seen.profile.testimonies)
    statements = tuple(
        shapes.Statement(field=field, value=value_of(said.value), said_by=said.by, as_of=said.as_of)
        for field in VALUES
        for said in getattr(published, field)
    )
    content = shapes.Statements(
        id=identity(seen.public_id),
        dalil_id=seen.public_id,
        uri=seen.uri,
        merged=published.merged,
        sources=tuple(source_of(known[slug]) for slug in heard if slug in known),
        statements=statements,
    )
    return Answer(content)


def source_of(card: SourceCard) -> shapes.Source:
    """A source as it is named in public."""
    return shapes.Source(
        id=card.slug,
        kind=card.kind,
        name=card.name,
        publisher=card.publisher,
        licence=card.licence,
        address=card.address,
    )
