"""What people type where two must agree, and where an operator goes on duty.

It never writes anything: the pages hand what was typed to the actions.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DecisionForm(forms.Form):
    """Yes or no to a request, as it was shown."""

    decision = forms.ChoiceField(
        label=_("Your decision"),
        choices=(("approve", _("Approve: it is done at once")), ("refuse", _("Refuse: nothing is done"))),
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=_("Why"),
        max_length=500,
        required=False,
        help_text=_("Needed when you refuse. It is kept for ever: name nothing private."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    # The fingerprint of what was shown: if it is another by now, nothing is done.
    seen = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A refusal needs a reason."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") == "refuse" and not cleaned.get("why", "").strip():
            self.add_error("why", _("Say why you refuse: whoever asked will read it."))
        return cleaned


class DutyForm(forms.Form):
    """Why and for how long."""

    why = forms.CharField(
        label=_("Why"),
        max_length=500,
        help_text=_("Trustees and operators will read it, and it is kept for ever: name nothing private."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    minutes = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        choices=((15, _("15 minutes")), (30, _("30 minutes")), (60, _("1 hour")), (120, _("2 hours"))),
        initial=30,
    )
