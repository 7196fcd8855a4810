"""One resolution: its text, who signed, how to check it; the text and the bundle as files; and for trustees the place to sign.

It never changes a text. Each signature is checked anew whenever it is shown.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dalil.access.gates import for_trustees, freshly, public
from dalil.access.viewer import Viewer, person_of, viewer_of
from dalil.board.acting import attempt_form
from dalil.board.actions import resolutions as acts
from dalil.board.forms import SignatureForm
from dalil.board.models import Resolution, Signature
from dalil.board.resolution_text import bundle, commands
from dalil.board.visibility import RESOLUTIONS


@public("what the board published is for everyone")
def resolution(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """The page; three queries."""
    viewer = viewer_of(request)
    return shown(request, viewer, visible(viewer, year, number), SignatureForm())


@public("what the board published is for everyone")
def resolution_text(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """The very bytes that are signed."""
    found = visible(viewer_of(request), year, number)
    return as_file(found.content, "text/plain; charset=utf-8", found.file_name)


@public("what the board published is for everyone")
def resolution_bundle(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Text, signatures and keys, for stock OpenSSH."""
    found = visible(viewer_of(request), year, number)
    packed = bundle(found, signatures_of(found))
    return as_file(packed, "application/zip", found.file_name.replace(".txt", ".zip"))


@for_trustees
@require_POST
@freshly
def resolution_sign(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """A trustee hands in a signature that was made elsewhere."""
    viewer, by = viewer_of(request), person_of(request)
    found = visible(viewer, year, number)
    form = SignatureForm(request.POST, request.FILES)
    if form.is_valid():
        armoured = form.cleaned_data["armoured"]
        at = timezone.now()
        if attempt_form(
            request,
            form,
            lambda: acts.sign(by=by, at=at, resolution=found, armoured=armoured),
            _("The signature fits and is kept."),
        ):
            return redirect("board:resolution", year, number)
    return shown(request, viewer, found, form)


def shown(request: HttpRequest, viewer: Viewer, found: Resolution, form: SignatureForm) -> HttpResponse:
    """The page of one resolution."""
    signatures = signatures_of(found)
    checked = [(one, acts.still_verifies(one), who(one, viewer)) for one in signatures]
    needed = found.motion.rules.rules.signatures
    page = {
        "here": "board",
        "resolution": found,
        "signatures": checked,
        "needed": needed,
        "is_signed": sum(holds for _one, holds, _who in checked) >= needed,
        "commands": commands(found, signatures),
        "form": form if viewer.is_trustee else None,
    }
    return render(request, "board/pages/resolution.html", page, status=422 if form.errors else 200)


def visible(viewer: Viewer, year: int, number: int) -> Resolution:
    """The resolution, if this viewer may see it; else it is as good as absent."""
    rows = Resolution.objects.select_related("motion__rules", "motion__meeting", "withdrawn_by")
    if not year < 10_000 or not number < 2**31:
        raise Http404
    found = RESOLUTIONS.visible(rows, viewer).filter(year=year, number=number).first()
    if found is None:
        raise Http404
    return found


def signatures_of(found: Resolution) -> list[Signature]:
    """All of them, oldest first."""
    signatures = list(found.signatures.select_related("term__seat", "term__person", "key"))
    for one in signatures:
        one.resolution = found
    return signatures


def who(signature: Signature, viewer: Viewer) -> str:
    """The name of whoever agreed to be shown; trustees see every name."""
    term = signature.term
    return term.person.display_name if term.is_shown or viewer.is_trustee else ""


def as_file(content: bytes, kind: str, name: str) -> HttpResponse:
    """A download, never shown inline."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
