"""What editors type on the pages of the desk. It never writes anything: the pages hand what was typed to the actions."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dalil.formats.record import Record
from dalil.guide.actions.proposing_changes import Wish
from dalil.guide.actions.sources import SourceCard
from dalil.guide.cells import as_typed_date
from dalil.guide.changing import STATUS_OF
from dalil.guide.models import Aspect, ReportKind, Source, SourceKind


class SourceForm(forms.Form):
    """What we state of a source."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As the page of sources shows it."))
    kind = forms.ChoiceField(
        label=_("Who speaks"), choices=SourceKind.choices, help_text=_("Decides whose word comes first.")
    )
    publisher = forms.CharField(label=_("Publisher"), max_length=200, required=False)
    licence = forms.CharField(
        label=_("Licence"),
        max_length=200,
        required=False,
        help_text=_("Under which it may be published, e.g. CC0 1.0."),
    )
    address = forms.URLField(label=_("Address on the web"), max_length=500, required=False, assume_scheme="https")
    is_listed = forms.BooleanField(label=_("Name it on the public page of sources"), required=False, initial=True)

    def card(self) -> SourceCard:
        """What was stated."""
        return SourceCard(**{name: self.cleaned_data[name] for name in SourceForm.base_fields})


class NewSourceForm(SourceForm):
    """A new source also needs its short name."""

    slug = forms.SlugField(
        label=_("Short name"),
        max_length=60,
        help_text=_("Letters, digits and hyphens, e.g. ngo-list. It stays for good."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    field_order = ("name", "slug")


class UploadForm(forms.Form):
    """A list to take in."""

    source = forms.ModelChoiceField(
        label=_("Source"),
        queryset=Source.objects.exclude(kind=SourceKind.EDITOR).order_by("name"),
        to_field_name="slug",
    )
    file = forms.FileField(
        label=_("The list"), help_text=_("CSV, XLSX or JSON lines. Choose the file, or drag it here and drop it.")
    )
    as_of = forms.DateField(
        label=_("As of"),
        required=False,
        help_text=_("The day on which the list was true, if it says so."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    is_whole = forms.BooleanField(
        label=_("This is the whole list: what it no longer holds has disappeared from it"), required=False
    )

    def clean_file(self) -> UploadedFile[bytes]:
        """Not longer than the operator allows."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.DALIL_UPLOAD_MIB * 1024 * 1024:
            limit = settings.DALIL_UPLOAD_MIB
            raise ValidationError(gettext("The file is larger than %(limit)d MiB. Split it.") % {"limit": limit})
        return file


class ReportForm(forms.Form):
    """What somebody tells of an organisation's standing."""

    kind = forms.ChoiceField(label=_("What happened"), choices=ReportKind.choices, widget=forms.RadioSelect)
    happened_on = forms.CharField(
        label=_("When"), max_length=10, required=False, help_text=_("As 2004, 2004-05 or 2004-05-31.")
    )
    told_by = forms.CharField(
        label=_("Who told us"),
        max_length=200,
        help_text=_("By their role, not by name: “its director”, “a neighbour”."),
    )
    evidence = forms.URLField(label=_("Evidence on the web"), max_length=500, required=False, assume_scheme="https")
    note = forms.CharField(label=_("Note"), max_length=1000, required=False, widget=forms.Textarea)

    def clean_happened_on(self) -> str:
        """A date, possibly without day or month."""
        said: str = self.cleaned_data["happened_on"].strip()
        if said and not as_typed_date(said):
            raise ValidationError(gettext("Write the date as 2004, 2004-05 or 2004-05-31."))
        return as_typed_date(said)

    def wish(self) -> Wish:
        """What was told, as a proposed change."""
        said = self.cleaned_data
        closed_on = said["happened_on"] if said["kind"] == ReportKind.CLOSED else ""
        return Wish(
            aspect=Aspect.STATUS,
            proposed=Record(status=STATUS_OF[said["kind"]], closed_on=closed_on),
            note=said["note"],
            happened=said["kind"],
            happened_on=said["happened_on"],
            source_link=said["evidence"],
            told_by=said["told_by"],
        )
