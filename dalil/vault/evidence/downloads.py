"""Handing a kept file out: as an attachment under a neutral name, never shown within our pages, whatever it is.

It has no gate: the page that calls it has one, and has asked its table of rules. There are no previews.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.http import StreamingHttpResponse

from dalil.accounts.models import Person
from dalil.vault.evidence.looking.kinds import our_ending
from dalil.vault.evidence.reading import unsealed
from dalil.vault.models import Evidence

# A file is never a page of ours: it may load nothing, run nothing, and belongs to no origin.
POLICY: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"


def download(
    evidence: Evidence, *, by: Person, at: datetime, why: str, acting_for: UUID | None = None
) -> StreamingHttpResponse:
    """The response; the ledger is written before it is made.

    If what lies in the store was altered it breaks off before its end; its length was said, so no browser takes half for all.
    """
    file = unsealed(evidence, by=by, at=at, why=why, acting_for=acting_for)
    response = StreamingHttpResponse(file.chunks, content_type="application/octet-stream")
    response["Content-Length"] = str(file.said["size"])
    response["Content-Disposition"] = f'attachment; filename="{neutral_name(evidence, file.said["media_type"])}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store, private"
    # Compressed beside secrets of the page a length tells something; and nothing needs to unpack it.
    response["Content-Encoding"] = "identity"
    return response


def neutral_name(evidence: Evidence, media_type: str) -> str:
    """Says nothing of what is in it but the kind, and nothing that a desktop would run."""
    return f"evidence-{str(evidence.pk)[:8]}.{our_ending(media_type)}"
