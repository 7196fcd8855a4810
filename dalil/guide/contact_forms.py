"""What is typed about private contacts: for whom one is, and which one is looked for. It never writes anything."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dalil.guide.models import ContactReason
from dalil.guide.models.contacts import AUDIENCES


class AudienceForm(forms.Form):
    """For whom a contact is from now on, and why."""

    audience = forms.ChoiceField(label=_("For whom"), choices=[(one.value, one.label) for one in AUDIENCES])
    why = forms.CharField(label=_("Why"), max_length=200)


class SameForm(forms.Form):
    """A contact, and why one looks for it."""

    value = forms.CharField(
        label=_("The contact"),
        max_length=1000,
        help_text=_(
            "An e-mail address, a number or a name, as it stands in the list. Case, spaces and signs make no difference."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "auto"}),
    )
    reason = forms.ChoiceField(label=_("Why you look for it"), choices=[("", _("Choose")), *ContactReason.choices])
