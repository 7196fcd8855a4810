"""What somebody types who proposes a change: the new value, and how they know. It never writes anything.

Mail addresses and telephone numbers are refused wherever readers would see them; signs that turn the direction of text, and
those that no database takes, are left out.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dalil.formats.record import Identifier, Location, Name, SectorClaim, Text, decode
from dalil.formats.record import Record as Values
from dalil.guide.by_hand import EnteredNumber, EnteredPlace, TypedName, no_contact
from dalil.guide.changing import STATUS_OF
from dalil.guide.labels import KINDS
from dalil.guide.models import Aspect, ReportKind
from dalil.guide.stating import (
    DESCRIBED_IN,
    NAME_TYPES,
    dated,
    identifiers_in,
    locations_in,
    names_in,
    sector_choices,
    web_address,
)

LONGEST_NOTE = 2000


class ValueForm(forms.Form):
    """The new value of one aspect; empty where nothing of the kind should stand."""

    def record(self) -> Values:
        """The value as a record that says nothing else."""
        return Values()


class NameChange(TypedName, ValueForm):
    """A name."""

    def record(self) -> Values:
        """The name."""
        said = self.cleaned_data
        kind = (said["type"] or NAME_TYPES[0][0],)
        return Values(names=(Name(said["value"], said["lang"], kind),)) if said["value"] else Values()


class PlaceChange(EnteredPlace, ValueForm):
    """A place."""

    def record(self) -> Values:
        """The place."""
        said = {name: self.cleaned_data.get(name, "") for name in ("locality", "region", "country")}
        return Values(locations=(Location(**said),)) if any(said.values()) else Values()


class NumberChange(EnteredNumber, ValueForm):
    """A number in a register."""

    def record(self) -> Values:
        """The number."""
        said = self.cleaned_data
        return Values(identifiers=(Identifier(said["scheme"], said["value"]),)) if said.get("value") else Values()


class LinkChange(ValueForm):
    """A website."""

    link = forms.CharField(
        label=_("Website"), max_length=500, required=False, widget=forms.TextInput(attrs={"dir": "ltr"})
    )

    def clean_link(self) -> str:
        """A web address."""
        return web_address(self.cleaned_data["link"])

    def record(self) -> Values:
        """The address."""
        link = self.cleaned_data["link"]
        return Values(links=(link,)) if link else Values()


class SectorChange(ValueForm):
    """One of the nine sectors."""

    sector = forms.ChoiceField(label=_("Sector"), choices=sector_choices, widget=forms.RadioSelect)

    def record(self) -> Values:
        """The sector."""
        return Values(sectors=(SectorClaim(self.cleaned_data["sector"], "editor"),))


class DescriptionChange(ValueForm):
    """What the organisation does, in a few sentences."""

    text = forms.CharField(
        label=_("Description"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    lang = forms.ChoiceField(label=_("Language"), choices=[(code, code) for code, _label in DESCRIBED_IN])

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lang"].choices = DESCRIBED_IN  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        """No contacts."""
        return no_contact(self.cleaned_data["text"])

    def record(self) -> Values:
        """The words with their language."""
        said = self.cleaned_data
        return Values(descriptions=(Text(said["text"], said["lang"]),)) if said["text"] else Values()


class KindChange(ValueForm):
    """What kind of body it is."""

    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()), widget=forms.RadioSelect)

    def record(self) -> Values:
        """The kind."""
        return Values(kind=self.cleaned_data["kind"])


class FoundedChange(ValueForm):
    """When it was founded."""

    founded = forms.CharField(label=_("Founded"), max_length=10, help_text=_("As 2004, 2004-05 or 2004-05-31."))

    def clean_founded(self) -> str:
        """A date, possibly without day or month."""
        return dated(self.cleaned_data["founded"])

    def record(self) -> Values:
        """The date."""
        return Values(founded=self.cleaned_data["founded"])


class StatusChange(ValueForm):
    """It closed, moved or reopened."""

    happened = forms.ChoiceField(label=_("What happened"), choices=ReportKind.choices, widget=forms.RadioSelect)
    happened_on = forms.CharField(
        label=_("When"), max_length=10, required=False, help_text=_("As 2004, 2004-05 or 2004-05-31.")
    )

    def clean_happened_on(self) -> str:
        """A date, possibly without day or month."""
        return dated(self.cleaned_data["happened_on"])

    def record(self) -> Values:
        """The status; of what closed also when."""
        said = self.cleaned_data
        closed_on = said["happened_on"] if said["happened"] == ReportKind.CLOSED else ""
        return Values(status=STATUS_OF[said["happened"]], closed_on=closed_on)


VALUE_FORMS: dict[str, type[ValueForm]] = {
    Aspect.NAME: NameChange,
    Aspect.PLACE: PlaceChange,
    Aspect.SECTOR: SectorChange,
    Aspect.LINK: LinkChange,
    Aspect.IDENTIFIER: NumberChange,
    Aspect.DESCRIPTION: DescriptionChange,
    Aspect.KIND: KindChange,
    Aspect.FOUNDED: FoundedChange,
    Aspect.STATUS: StatusChange,
    Aspect.MERGE: ValueForm,
    Aspect.OTHER: ValueForm,
}


def initial_of(text: str, aspect: str, happened: str = "", happened_on: str = "") -> dict[str, object]:
    """What stands in the form of a value that was proposed."""
    record = decode(text)
    rows: dict[str, list[dict[str, str]]] = {
        Aspect.NAME: names_in(record),
        Aspect.PLACE: locations_in(record),
        Aspect.IDENTIFIER: identifiers_in(record),
        Aspect.LINK: [{"link": link} for link in record.links],
        Aspect.SECTOR: [{"sector": claim.code} for claim in record.sectors],
        Aspect.DESCRIPTION: [{"text": said.value, "lang": said.lang} for said in record.descriptions],
        Aspect.KIND: [{"kind": record.kind}],
        Aspect.FOUNDED: [{"founded": record.founded}],
        Aspect.STATUS: [{"happened": happened, "happened_on": happened_on}],
    }
    return dict(next(iter(rows.get(aspect, [])), {}))


class HowKnownForm(forms.Form):
    """Which value is meant, and how the proposer knows: a link or words, one of them at least."""

    stands = forms.ChoiceField(label=_("Which value should change"), required=False)
    note = forms.CharField(
        label=_("What is wrong, in your words"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    source_link = forms.URLField(
        label=_("Where one can read it: a link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr"}),
    )
    source_words = forms.CharField(
        label=_("Or how you know it, in words"),
        max_length=500,
        required=False,
        help_text=_("“Annual report 2025, page 3”, “I live next door”. Give a link or words; no names of persons."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    mail = forms.EmailField(
        label=_("Your e-mail address, for the answer"),
        max_length=254,
        required=False,
        help_text=_("If you like. Nobody is shown it, and it is erased once you have the answer."),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
    )
    # People do not see it and leave it empty; programs that fill in every field do not.
    homepage = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if choices:
            self.fields["stands"].choices = [("", gettext("none of these: something is missing")), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["stands"]

    @property
    def is_a_program(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.data.get("homepage"))

    def clean_note(self) -> str:
        """No contacts."""
        return no_contact(self.cleaned_data["note"])

    def clean_source_words(self) -> str:
        """No contacts."""
        return no_contact(self.cleaned_data["source_words"])

    def clean(self) -> dict[str, Any]:
        """Nobody can judge what comes from nowhere."""
        said = super().clean() or self.cleaned_data
        asked_nothing = not {"source_link", "source_words"} & self.errors.keys()
        if asked_nothing and not (said.get("source_link") or said.get("source_words")):
            self.add_error("source_words", gettext("Say how you know: a link, or words."))
        return said
