"""A form field for documents from outside: kind by content, an allow-list, limits, and an error that says what is wrong.

What passes is still a stranger's file: it is kept and handed out as `downloads` does it, and opened nowhere.
"""

from collections.abc import Collection
from typing import Any, BinaryIO, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from dalil.vault.evidence.looking import Looked, Oddity, kinds, look_at
from dalil.vault.evidence.looking.look import Limits

DOCUMENTS: Final = frozenset(
    {kinds.PDF, kinds.JPEG, kinds.PNG, kinds.TIFF, kinds.WEBP, kinds.WORD, kinds.WRITER, kinds.TEXT}
)
"""What an office hands over: no archives, no pages, no drawings that hold scripts, nothing of the kind that had macros in it."""
REFUSED: Final = frozenset(Oddity) - {Oddity.ATTACHMENT}


class DocumentUpload(forms.FileField):
    """One document. The cleaned value is the upload, with what was seen of it as `.looked`."""

    default_error_messages = {
        "kind": _("Files of this kind are not taken (%(kind)s). Send a PDF, a picture or a text document."),
        "size": _("The file is larger than %(most)s."),
    }

    def __init__(
        self,
        *,
        allowed: Collection[str] = DOCUMENTS,
        limits: Limits | None = None,
        **kwargs: Any,
    ) -> None:
        """`allowed` are media types as `looking.kinds` names them."""
        self.allowed, self.limits = frozenset(allowed), limits or Limits()
        super().__init__(**kwargs)

    def to_python(self, data: Any) -> Any:
        """The file, looked at; every reason against it at once."""
        upload = super().to_python(data)
        if upload is None:
            return None
        if (upload.size or 0) > self.limits.size:
            said = {"most": filesizeformat(self.limits.size)}
            raise ValidationError(self.error_messages["size"], code="size", params=said)
        looked = look_at(cast(BinaryIO, upload.file), upload.name or "", self.limits)
        upload.seek(0)
        if problems := self.problems(looked):
            raise ValidationError(problems)
        vars(upload)["looked"] = looked
        return upload

    def problems(self, looked: Looked) -> list[ValidationError]:
        """Why this file is not taken; empty if it is."""
        found = [ValidationError(str(one.label), code=one.value) for one in sorted(looked.oddities & REFUSED, key=str)]
        if looked.kind not in self.allowed and Oddity.EMPTY not in looked.oddities:
            message = self.error_messages["kind"]
            found.insert(0, ValidationError(message, code="kind", params={"kind": looked.kind}))
        return found

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The browser offers what is allowed; what is sent is looked at in any case."""
        endings = sorted({f".{ending}" for kind in self.allowed for ending in kinds.ENDINGS.get(kind, ())})
        return {**super().widget_attrs(widget), "accept": ",".join(endings)}


def seen(upload: "UploadedFile[Any]") -> Looked:
    """What was seen of an upload that passed."""
    looked = getattr(upload, "looked", None)
    if not isinstance(looked, Looked):
        raise TypeError("this upload did not come through a DocumentUpload")
    return looked
