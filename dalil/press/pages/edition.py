"""One edition: what it holds, what changed since the one before, what to take away, and how to check it. It changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from dalil.access.gates import public
from dalil.press import folder
from dalil.press.downloads import files_in, site_of
from dalil.press.known import known_edition
from dalil.press.models import Edition, EditionState
from dalil.press.wording import change_counts, text_in


@public("editions are published for everyone")
def edition(request: HttpRequest, number: int) -> HttpResponse:
    """The page. A revoked edition keeps its address, which says so and why."""
    shown = known_edition(number)
    language = get_language() or "en"
    has_files = shown.state == EditionState.PUBLISHED
    page = {
        "here": "editions",
        "edition": shown,
        "newest": Edition.objects.published().values_list("number", flat=True).first(),
        "title": text_in(shown.title, language),
        "foreword": text_in(shown.foreword, language),
        "changes": change_counts(shown.changes),
        "prints": files_in(shown, "print") if has_files else (),
        "data": files_in(shown, "data") if has_files else (),
        "fingerprint": folder.fingerprint() if has_files else "",
        "site": site_of(shown, language) if has_files else "",
    }
    return render(request, "press/pages/edition.html", page)
