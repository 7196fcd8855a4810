"""What an editor types who records why a field may be public. It never writes anything: the page hands it to the action."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dalil.guide.consent import FIELDS, WHOLE
from dalil.guide.field_words import FIELDS as WORDS
from dalil.guide.models import Basis, Surface

THE_WHOLE = "whole"
"""How a form says the whole entry: a field that was left out must not mean all of them."""


def field_choices() -> Iterator[tuple[str, str | Promise]]:
    """The whole entry, and each field that can be spoken of by itself."""
    yield THE_WHOLE, WORDS[WHOLE]
    yield from ((name, WORDS[name]) for name in FIELDS)


class ConsentForm(forms.Form):
    """Why which field may be public where, and where the consent can be found."""

    field = forms.ChoiceField(label=_("What"), choices=field_choices)
    basis = forms.ChoiceField(label=_("Why it may be public"), choices=Basis.choices)
    scope = forms.MultipleChoiceField(
        label=_("Where it may be shown"),
        choices=Surface.choices,
        initial=list(Surface.values),
        required=False,
        help_text=_("Where nothing is ticked it is not shown."),
        widget=forms.CheckboxSelectMultiple,
    )
    evidence = forms.CharField(
        label=_("Where the consent can be found"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def clean_field(self) -> str:
        """The field as consents name it."""
        said: str = self.cleaned_data["field"]
        return WHOLE if said == THE_WHOLE else said
