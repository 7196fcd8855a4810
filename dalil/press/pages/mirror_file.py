"""The files of the mirror, served by the platform itself: byte for byte what any other server would serve. Nothing is computed.

It never leaves the public folder, and shows no lists of files.
"""

import mimetypes
from http import HTTPStatus
from pathlib import Path

from django.db.models import Exists, OuterRef, Q
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    HttpResponseRedirect,
)
from django.utils.http import http_date, parse_http_date_safe
from django.views.decorators.http import require_safe

from dalil.access.gates import public
from dalil.guide.models import Consent
from dalil.press import folder
from dalil.press.models import Edition, EditionState

TYPES = {
    ".jsonl": "application/x-ndjson",
    ".geojson": "application/geo+json",
    ".jsonld": "application/ld+json",
    ".ttl": "text/turtle",
    ".parquet": "application/vnd.apache.parquet",
    ".atom": "application/atom+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
# What a browser shows as text needs its encoding said.
TEXTS = ("text/", "application/json", "application/ld+json", "application/x-ndjson")


def found_at(path: str) -> Path:
    """The file at a path within the public folder; a folder stands for its index.html. Raises Http404 for anything else."""
    root = folder.mirror().resolve()
    try:
        place = (root / path).resolve()
        if place.is_dir():
            place = place / "index.html"
        if place.is_relative_to(root) and place.is_file():
            return place
    except (OSError, ValueError):
        pass
    raise Http404


def is_revoked(path: str) -> bool:
    """Whether a path leads into an edition that was revoked, and not to its card."""
    match path.split("/"):
        case ["editions", number, first, *_] if number.isascii() and number.isdigit() and first != "edition.json":
            return Edition.objects.filter(number=int(number[:9]), state=EditionState.REVOKED).exists()
    return False


def type_of(path: Path) -> str:
    """The content type by the end of the name; what nobody knows is a file to keep."""
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith(TEXTS) else kind


def is_withdrawn(path: str) -> bool:
    """Whether a path is the page of an organisation that withdrew something since the edition was made."""
    match path.split("/"):
        case ["editions", edition, "site", _, "o", _, name] if edition.isascii() and edition.isdigit():
            number = name.removesuffix(".html")
            about = Q(organisation=number) | Q(organisation__merged_into=number)
            frozen = Edition.objects.filter(number=int(edition[:9]), drafted_at__gt=OuterRef("withdrawn_at"))
            # What was withdrawn before the edition was frozen is not in there.
            return Consent.objects.withdrawn().filter(about, ~Exists(frozen)).exists()
    return False


@public("whatever lies in the public folder was approved for everyone")
@require_safe
def mirror_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """The file, or that it has not changed. Of a revoked edition only its card, also while editors have yet to sign that.

    Nor the page of an organisation that withdrew something since: here at once, elsewhere by the signed list of editions.
    """
    if is_revoked(path) or is_withdrawn(path):
        return HttpResponse(status=HTTPStatus.GONE)
    place = found_at(path)
    if path and not path.endswith("/") and place.name == "index.html" and not path.endswith("index.html"):
        # The links of a page go from its folder.
        return HttpResponseRedirect(f"{request.path}/")
    stat = place.stat()
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    if since is not None and since >= int(stat.st_mtime):
        return HttpResponseNotModified()
    response = FileResponse(place.open("rb"), content_type=type_of(place))
    response["Last-Modified"] = http_date(stat.st_mtime)
    response["Cache-Control"] = "public, max-age=60"
    return response
