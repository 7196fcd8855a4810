"""Dropping in a list. The file goes into the spool and is looked into at once; nothing of the guide changes."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from dalil.access.gates import for_editors
from dalil.access.viewer import person_of
from dalil.guide.actions import intakes
from dalil.guide.actions.refusals import Refused
from dalil.guide.models import Intake
from dalil.guide.spool import InMemory
from dalil.guide.staff_forms import UploadForm
from dalil.guide.steps import page_of


@for_editors
def intake_upload(request: HttpRequest) -> HttpResponse:
    """The page, or the file."""
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                return redirect(page_of(taken(request, form)))
            except Refused as refused:
                form.add_error("file", str(refused))
    else:
        form = UploadForm(initial={"source": request.GET.get("source", ""), "is_whole": True})
    page = {"here": "intakes", "form": form, "limit": settings.DALIL_UPLOAD_MIB}
    return render(request, "guide/pages/staff/intake_upload.html", page, status=422 if form.errors else 200)


def taken(request: HttpRequest, form: UploadForm) -> Intake:
    """The intake that the file became."""
    file: UploadedFile[bytes] = form.cleaned_data["file"]
    held = InMemory()
    for chunk in file.chunks():
        held.write(chunk)
    return intakes.start_intake(
        source=form.cleaned_data["source"],
        path=held.path,
        file_name=file.name or "",
        as_of=form.cleaned_data["as_of"],
        is_whole=form.cleaned_data["is_whole"],
        by=person_of(request),
        at=timezone.now(),
    )
