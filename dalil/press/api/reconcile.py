"""The reconciliation service over HTTP: manifest, batches, suggestions, extension of data, previews.

What the specification does not name is passed over, because clients add parameters of their own. JSONP is not offered: it
would run code of ours in pages of others, and since version 0.2 nobody has to.
"""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext

import dalil
from dalil.guide.addresses import public_address
from dalil.guide.cards import card_of
from dalil.guide.entry import Marks, identifier_lines, place_lines
from dalil.guide.indexing import suggest
from dalil.guide.reasons import in_order
from dalil.press.api import limits
from dalil.press.api.asking import LONGEST, Parameters, converted, fit
from dalil.press.api.endpoint import address_to, language_of, spent
from dalil.press.api.problems import BAD_BODY, Refused, absent
from dalil.press.api.reading import one_seen, seen_of, standing_of
from dalil.press.api.reconciliation import protocol, types
from dalil.press.api.reconciliation.matching import Meant, answers, compared
from dalil.press.api.reconciliation.properties import cells_of, every, record_of
from dalil.press.api.reconciliation.understanding import batch_in, extend_in
from dalil.press.api.sending import Answer
from dalil.press.api.shaping import plain
from dalil.press.freezing import public_slugs

ON_A_PAGE: Final = 20
WIDTH, HEIGHT = 420, 300


def lenient(query: QueryDict, declared: type[Parameters], *, longest: int = LONGEST) -> Parameters:
    """The declared parameters; others are passed over. Raises `Refused`."""
    names = declared.__struct_fields__
    given = {
        name: fit(name, value, longest) if longest == LONGEST else value for name in names if (value := query.get(name))
    }
    return converted(dict(given), declared)


def service(request: HttpRequest) -> Answer:
    """Answers queries or extends data, whichever is asked for; else tells what the service can do."""
    asked = lenient(
        request.POST if request.method == "POST" else request.GET, protocol.Questions, longest=protocol.LONGEST_BATCH
    )
    if asked.queries:
        batch = batch_in(asked.queries)
        spent(request, limits.OF_A_QUERY * len(batch))
        return Answer(answers(request, batch))
    if asked.extend:
        return Answer(extended(request, extend_in(asked.extend)))
    if request.method == "POST":
        raise Refused(BAD_BODY, gettext("Send “queries” or “extend” as fields of a form."))
    return Answer(manifest(request))


def manifest(request: HttpRequest) -> protocol.Manifest:
    """What the service can do."""
    here = address_to(request, "reconcile")
    documentation = public_address(request, f"/{language_of(request)}/api/")
    entries = public_address(request, "/organisations/")
    at = {"service_url": here}
    return protocol.Manifest(
        versions=[protocol.VERSION],
        name=settings.DALIL_NAME,
        identifierSpace=entries,
        schemaSpace="https://schema.org/Organization",
        defaultTypes=[types.organization()],
        documentation=documentation,
        serviceVersion=dalil.__version__,
        logo=public_address(request, "/static/dalil/images/icon.svg"),
        view=protocol.Template(url=entries + "{{id}}/"),
        feature_view=protocol.Template(url=documentation + "#feature-{{id}}"),
        preview=protocol.Frame(url=here + "/preview?id={{id}}", width=WIDTH, height=HEIGHT),
        suggest=protocol.Suggest(
            entity=protocol.Where(**at, service_path="/suggest/entity"),
            property=protocol.Where(**at, service_path="/suggest/property"),
            type=protocol.Where(**at, service_path="/suggest/type"),
        ),
        extend=protocol.Extending(
            propose_properties=protocol.Where(**at, service_path="/properties"), property_settings=[]
        ),
        batchSize=protocol.MOST_QUERIES,
    )


def extended(request: HttpRequest, wanted: protocol.Extend) -> protocol.Extension:
    """The values of each organisation. One that was merged has those of the one that stands for it; an unknown has none."""
    known = every()
    chosen = list({one.id: known[one.id] for one in wanted.properties if one.id in known}.values())
    standing = standing_of(wanted.ids)
    seen = {one.public_id: one for one in seen_of(request, dict.fromkeys(standing.values()))}
    rows = {}
    for number in dict.fromkeys(wanted.ids):
        one = seen.get(standing.get(number, ""))
        rows[number] = {each.id: cells_of(one, each) if one else [] for each in chosen}
    return protocol.Extension(meta=[protocol.Named(id=one.id, name=str(one.label)) for one in chosen], rows=rows)


def suggest_entity(request: HttpRequest) -> Answer:
    """Organisations whose name begins like this, or the one with this id."""
    asked = lenient(request.GET, protocol.Beginning)
    standing = standing_of([Meant(asked.prefix.strip(), record_of("", ())).number])
    found = suggest(asked.prefix.strip(), limit=asked.cursor + ON_A_PAGE) if asked.prefix.strip() else []
    ids = list(dict.fromkeys((*standing.values(), *(one.id for one in found))))[asked.cursor : asked.cursor + ON_A_PAGE]
    language = language_of(request)
    told = [
        protocol.SuggestedEntity(
            id=one.public_id,
            name=one.profile.title(language) or one.public_id,
            description=plain("; ".join(card_of(one.public_id, one.profile, language).places)),
            notable=types.types_of(one.profile, language),
        )
        for one in seen_of(request, ids)
    ]
    return Answer(protocol.SuggestedEntities(result=told))


def suggest_property(request: HttpRequest) -> Answer:
    """Properties by which a query can be told more exactly."""
    asked = lenient(request.GET, protocol.Beginning)
    found = [
        protocol.SuggestedProperty(id=one.id, name=str(one.label), description=str(one.about))
        for one in every().values()
        if one.field and begins(asked.prefix, one.id, str(one.label))
    ]
    return Answer(protocol.SuggestedProperties(result=found[asked.cursor : asked.cursor + ON_A_PAGE]))


def suggest_type(request: HttpRequest) -> Answer:
    """Types of organisations."""
    asked = lenient(request.GET, protocol.Beginning)
    found = [one for one in types.every(language_of(request)) if begins(asked.prefix, one.id, one.name)]
    return Answer(protocol.SuggestedTypes(result=found[asked.cursor : asked.cursor + ON_A_PAGE]))


def begins(prefix: str, code: str, name: str) -> bool:
    """Whether a code, its last part or a word of the name begins like this."""
    sought = prefix.strip().casefold()
    words = (code, code.rpartition("/")[2], name, *name.split())
    return any(word.casefold().startswith(sought) for word in words)


def proposed(request: HttpRequest) -> Answer:
    """Properties that data can be extended with; the same for every type."""
    asked = lenient(request.GET, protocol.OfType)
    found = [protocol.Named(id=one.id, name=str(one.label)) for one in every().values()][: asked.limit]
    return Answer(protocol.Proposed(type=asked.type, properties=found, limit=asked.limit))


def preview(request: HttpRequest) -> Answer:
    """A small page for a frame; with the name for which it was proposed, it says what speaks for and against it."""
    asked = lenient(request.GET, protocol.Previewed)
    standing = standing_of([Meant(asked.id, record_of("", ())).number])
    if not standing:
        raise absent()
    seen = one_seen(request, next(iter(standing.values())))
    reasons = []
    if asked.query.strip():
        meant = {"": Meant(asked.query, record_of(asked.query, ()))}
        (weighed,) = compared(meant, {"": {seen.public_id: ""}}, {seen.public_id: seen}, {})[""]
        reasons = in_order(weighed.comparison.reasons) if weighed.comparison else []
    marks = Marks(seen.profile.testimonies, public_slugs())
    page = {
        "card": card_of(seen.public_id, seen.profile, seen.language),
        "uri": seen.uri,
        "query": asked.query,
        "reasons": reasons,
        "places": place_lines(seen.profile, marks, seen.language),
        "identifiers": identifier_lines(seen.profile, marks, seen.language),
        "witnesses": marks.witnesses,
    }
    html = render_to_string("press/api/preview.html", page, request)
    return Answer(html.encode(), media="text/html; charset=utf-8", is_framed=True, changed_at=seen.changed_at)
