"""Keeping the search index in step with the database. The index is never the truth: it can be rebuilt at any time.

Whatever changes an organisation marks it as not indexed in the same transaction; catching up takes in what is marked. The
marks are cleared before the index is written, and a file says so until it is done: killed in between, the next one rebuilds.

What an organisation withdrew is in no answer from the moment on: until the index holds nothing of it, whoever asks is told
without that organisation (`not_yet_out`).
"""

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from msgspec import structs

from dalil import search
from dalil.guide.held_back import IN_INDEX
from dalil.guide.models import Consent, Organisation
from dalil.guide.profile import Profile, sort_of_name
from dalil.guide.profiles import profiles_of
from dalil.guide.progress import Progress, no_progress
from dalil.search.finding import EXACT_NAME

PAGE = 500
# Up to this share of the guide it is quicker to update entries than to write the index anew.
UPDATE_UP_TO = 0.5
# More than this is never held in memory at once.
MOST_AT_ONCE = 20_000
# Of what a name finds, what lies further than this behind the best is no likeness. Of 1,211 names in eight languages, asked among
# 20,000 English ones, this cost one right answer in 220, and left 2.3 to look at beside the right one instead of 4.8.
BEHIND_BEST = 4.0
MOST_ALIKE = 8
MOST_ASKED = 12
# How many may have one number, each in another register.
MOST_NUMBERED = 50


def place() -> Path:
    """Where the index lies."""
    return Path(settings.DALIL_HOME) / "index"


def behind() -> Path:
    """The file that stands as long as the index may lack something that is no longer marked."""
    return Path(settings.DALIL_HOME) / "index-is-behind"


@contextmanager
def turn(*, wait: bool) -> Iterator[bool]:
    """Yield True when it is our turn to write the index; without `wait`, False when another process is at it."""
    with (Path(settings.DALIL_HOME) / "index-turn").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True


def entry_of(organisation_id: str, profile: Profile) -> search.Entry:
    """What the index holds of one organisation: public values only; labels before other names, former ones last."""
    in_use_first = sorted((said.value for said in profile.names), key=sort_of_name)
    names = tuple((name.value, name.lang) for name in in_use_first if "acronym" not in name.types)
    places = [said.value for said in profile.locations]
    return search.Entry(
        id=organisation_id,
        names=names,
        acronyms=tuple(said.value.value for said in profile.names if "acronym" in said.value.types),
        identifiers=tuple(said.value.value for said in profile.identifiers),
        domains=tuple(dict.fromkeys(domain_of(said.value) for said in profile.links)),
        localities=tuple(dict.fromkeys(p.locality for p in places if p.locality)),
        sectors=profile.sector_codes,
        countries=tuple(dict.fromkeys(p.country for p in places if p.country)),
        regions=tuple(dict.fromkeys(p.region for p in places if p.region)),
        kind=profile.kind,
        languages=tuple(dict.fromkeys(said.value.lang for said in profile.names if said.value.lang)),
        sources=tuple(dict.fromkeys(testimony.source for testimony in profile.testimonies)),
        status=profile.status,
        title_sort=profile.title().casefold(),
    )


def domain_of(link: str) -> str:
    """The host of a web address, without www."""
    return (urlsplit(link if "//" in link else f"//{link}").hostname or "").removeprefix("www.")


def entries(organisation_ids: Iterable[str]) -> Iterator[search.Entry]:
    """Entries for these organisations, page by page: two queries for each PAGE of them."""
    page: list[str] = []
    for organisation_id in organisation_ids:
        page.append(organisation_id)
        if len(page) == PAGE:
            yield from (entry_of(pk, profile) for pk, profile in profiles_of(page, IN_INDEX).items())
            page = []
    yield from (entry_of(pk, profile) for pk, profile in profiles_of(page, IN_INDEX).items())


def rebuild(progress: Progress = no_progress) -> int:
    """Build the index anew and put it in place at once; return how many organisations it holds."""
    with turn(wait=True):
        return built(progress)


def built(progress: Progress = no_progress) -> int:
    """The work of `rebuild`, by whoever has the turn."""
    behind().touch()
    leaving = leaving_now()
    Organisation.objects.filter(is_indexed=False).update(is_indexed=True)
    listed = Organisation.objects.listed().order_by("pk")
    total = listed.count()

    def counted() -> Iterator[search.Entry]:
        for done, entry in enumerate(entries(listed.values_list("pk", flat=True).iterator(chunk_size=PAGE)), start=1):
            if done % PAGE == 0 or done == total:
                progress(done, total)
            yield entry

    search.Index.build(place(), counted(), vectors=settings.DALIL_VECTORS, progress=progress)
    behind().unlink(missing_ok=True)
    have_left(leaving)
    return total


def catch_up(*, wait: bool = True, progress: Progress = no_progress) -> int:
    """Take in what changed since the index was last in step; return how many organisations were looked at.

    An index that is missing, damaged, of an older layout or left half-way is rebuilt; so is one with too much to catch up.
    Without `wait`, nothing is done while another process is at it: the worker takes up the rest.
    """
    with turn(wait=wait) as is_ours:
        return caught_up(progress) if is_ours else 0


def caught_up(progress: Progress = no_progress) -> int:
    """The work of `catch_up`, by whoever has the turn."""
    if behind().exists() or not search.Index.exists(place()):
        return built(progress)
    marked = Organisation.objects.filter(is_indexed=False)
    changed = list(marked.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    if not changed:
        return 0
    if len(changed) > MOST_AT_ONCE or len(changed) > UPDATE_UP_TO * Organisation.objects.count():
        return built(progress)
    behind().touch()
    leaving = leaving_now()
    Organisation.objects.filter(pk__in=changed).update(is_indexed=True)
    listed = Organisation.objects.listed().filter(pk__in=changed).values_list("pk", flat=True)
    found = list(entries(listed))
    gone = set(changed) - {entry.id for entry in found}
    try:
        search.Index.open(place()).update(found, sorted(gone))
    except search.IndexIsMissing:
        return built(progress)
    behind().unlink(missing_ok=True)
    have_left(leaving)
    return len(changed)


def catch_up_after_commit() -> None:
    """Bring the index up to date once the transaction under way is committed; whoever asked does not wait for others."""
    transaction.on_commit(partial(catch_up, wait=False))


def leaving_now() -> list[UUID]:
    """What was withdrawn and may still stand in the index: looked up before the values are read anew."""
    return list(Consent.objects.filter(has_left_index=False).values_list("pk", flat=True))


def have_left(leaving: list[UUID]) -> None:
    """Note that the index holds nothing of these any more; of what was marked since, the next one sees to it."""
    if leaving:
        here = Q(pk=OuterRef("organisation_id")) | Q(absorbed=OuterRef("organisation_id"))
        marked = Exists(Organisation.objects.filter(here, is_indexed=False))
        Consent.objects.filter(~marked, pk__in=leaving).update(has_left_index=True)


def not_yet_out() -> frozenset[str]:
    """The organisations of which the index may hold what they withdrew; one query, by an index that is all but empty."""
    waiting = Consent.objects.filter(has_left_index=False)
    rows = waiting.values_list("organisation_id", "organisation__merged_into_id")
    return frozenset(pk for row in rows for pk in row if pk)


def find(query: search.Query, waiting: frozenset[str] | None = None) -> search.Found:
    """Ask the index; one that cannot be read is rebuilt first. Without those whose withdrawal it has not taken in yet.

    Who asks several times at once looks up `not_yet_out` once.
    """
    waiting = not_yet_out() if waiting is None else waiting
    try:
        found = search.Index.open(place()).find(query)
    except search.IndexIsMissing:
        rebuild()
        found = search.Index.open(place()).find(query)
    kept = tuple(hit for hit in found.hits if hit.id not in waiting)
    left_out = len(found.hits) - len(kept)
    return structs.replace(found, hits=kept, total=found.total - left_out) if left_out else found


def alike(
    names: Iterable[str], identifiers: Iterable[str] = (), domains: Iterable[str] = (), acronyms: Iterable[str] = ()
) -> list[search.Hit]:
    """Organisations that may be the one so called, the likest first: at most MOST_ALIKE.

    Each name is asked for by itself; of a number, a web host or an acronym only who has it counts. One who is found in
    several ways stands once, by the best of them.
    """
    asked = [*((name, "") for name in names), *((number, "identifier") for number in identifiers)]
    asked += [*((domain, "domain") for domain in domains), *((acronym, "acronym") for acronym in acronyms)]
    best: dict[str, search.Hit] = {}
    waiting = not_yet_out() if asked else frozenset()
    for text, reason in dict.fromkeys(asked[:MOST_ASKED]):
        hits = find(search.Query(text=text, limit=MOST_ALIKE), waiting).hits
        for hit in told_by(hits, reason) if reason else near_best(hits):
            if hit.id not in best or best[hit.id].score < hit.score:
                best[hit.id] = hit
    return sorted(best.values(), key=lambda hit: -hit.score)[:MOST_ALIKE]


def told_by(hits: Iterable[search.Hit], code: str) -> list[search.Hit]:
    """Those of which the first reason is this one: such reasons come before all others."""
    return [hit for hit in hits if hit.reasons and hit.reasons[0].code == code]


def near_best(hits: Iterable[search.Hit]) -> list[search.Hit]:
    """Those who bear the very name, and of the others those not far behind the best."""
    hits = list(hits)
    bar = max((hit.score for hit in hits if hit.score < EXACT_NAME), default=0.0) - BEHIND_BEST
    return [hit for hit in hits if hit.score >= bar]


def numbered(values: Iterable[str]) -> list[str]:
    """The ids of those who have one of these numbers in any register, as far as the index knows."""
    asked = list(values)
    waiting = not_yet_out() if asked else frozenset()
    found = [find(search.Query(text=value, limit=MOST_NUMBERED), waiting).hits for value in asked]
    return [hit.id for hits in found for hit in told_by(hits, "identifier")]


def suggest(prefix: str, *, limit: int = 8) -> list[search.Suggestion]:
    """Names that begin like this, for the search box; none of those whose withdrawal the index has not taken in yet."""
    waiting = not_yet_out()
    try:
        found = search.Index.open(place()).suggest(prefix, limit=limit + len(waiting) if waiting else limit)
    except search.IndexIsMissing:
        return []
    return [one for one in found if one.entry.id not in waiting][:limit]
