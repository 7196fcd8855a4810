"""What trustees and counsel type: motions, meetings, interests, keys, signatures, holds, orders. They write nothing."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dalil.board.actions.holds import HoldWanted
from dalil.board.actions.motions import LONGEST_TEXT, LONGEST_TITLE, Draft, Texts
from dalil.board.actions.orders import OrderServed
from dalil.board.models import Attending, Meeting
from dalil.board.models.motions import CHOICES
from dalil.vault.forms import PrivateCharField, PrivateTextField

DAY = forms.DateInput(attrs={"type": "date"})
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
READABLE = _("Not encrypted: name nobody in private here.")


def a_text(label: Any, longest: int, *, rows: int = 0, required: bool = True, help_text: Any = "") -> forms.CharField:
    """A field of one line, or of several."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"}) if rows else forms.TextInput(attrs={"dir": "auto"})
    return forms.CharField(label=label, max_length=longest, required=required, help_text=help_text, widget=widget)


class MotionForm(forms.Form):
    """What every motion says: words in the platform's languages, how it is decided, until when."""

    authoritative = forms.ChoiceField(label=_("The language that counts"), choices=settings.LANGUAGES)
    meeting = forms.ModelChoiceField(
        label=_("Decided at"),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=_("no meeting: by circulation"),
    )
    closes_at = forms.DateTimeField(
        label=_("The vote ends at"), widget=MOMENT, help_text=_("Coordinated universal time.")
    )
    is_to_be_published = forms.BooleanField(label=_("Publish the resolution if it passes"), required=False)

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        for code, language in settings.LANGUAGES:
            told = {"language": language}
            title, text = gettext("Title in %(language)s") % told, gettext("Text in %(language)s") % told
            self.fields[f"title_{code}"] = a_text(title, LONGEST_TITLE, required=False)
            self.fields[f"text_{code}"] = a_text(text, LONGEST_TEXT, rows=5, required=False)
            for name in (f"title_{code}", f"text_{code}"):
                direction = "rtl" if code in settings.LANGUAGES_BIDI else "ltr"
                self.fields[name].widget.attrs |= {"lang": code, "dir": direction}
        meeting = self.fields["meeting"]
        if isinstance(meeting, forms.ModelChoiceField):
            soon = timezone.now() - timedelta(days=2)
            meeting.queryset = Meeting.objects.filter(starts_at__gte=soon, cancelled_at=None)

    def texts(self) -> Texts:
        """What was typed, by language."""
        data = self.cleaned_data
        return {
            code: {"title": data.get(f"title_{code}", ""), "text": data.get(f"text_{code}", "")}
            for code, _name in settings.LANGUAGES
        }

    def about(self) -> str:
        """What the motion is about."""
        return str(self.cleaned_data.get("subject", ""))

    def particulars(self) -> dict[str, Any]:
        """What its kind needs to be told."""
        return {}

    def draft(self) -> Draft:
        """The motion as typed."""
        data = self.cleaned_data
        return Draft(
            kind=self.kind,
            texts=self.texts(),
            authoritative=data["authoritative"],
            closes_at=data["closes_at"],
            subject=self.about(),
            particulars=self.particulars(),
            meeting=data["meeting"],
            is_to_be_published=data["is_to_be_published"],
        )


class MeetingForm(forms.Form):
    """A meeting and its agenda."""

    starts_at = forms.DateTimeField(label=_("Begins at"), widget=MOMENT, help_text=_("Coordinated universal time."))
    place = a_text(_("Place"), 300, help_text=_("A place, or how one takes part from elsewhere."))
    agenda = a_text(_("Agenda, one point a line"), 10_000, rows=6, help_text=READABLE)


class PaperForm(forms.Form):
    """A confidential paper of a motion."""

    title = PrivateCharField(label=_("Title"), max_length=300)
    text = PrivateTextField(label=_("Text"), max_length=50_000)


class MinutesTextForm(forms.Form):
    """The minutes of a meeting, and of which version they are a change."""

    text = PrivateTextField(label=_("Minutes"), max_length=50_000)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class AttendForm(forms.Form):
    """How one takes part."""

    how = forms.ChoiceField(label=_("You take part"), choices=Attending.choices)


class VoteForm(forms.Form):
    """One's vote."""

    choice = forms.ChoiceField(label=_("Your vote"), choices=CHOICES, widget=forms.RadioSelect)


class WhyForm(forms.Form):
    """A reason."""

    why = a_text(_("Why"), 300)


class InterestForm(forms.Form):
    """An interest of one's own."""

    what = a_text(_("What you have an interest in, and which"), 500)
    subject = a_text(
        _("About"),
        200,
        required=False,
        help_text=_(
            "As motions name it, such as organisation:yr6zjpl5b2co. Then you stand aside by yourself in motions about it."
        ),
    )
    since = forms.DateField(label=_("Since"), widget=DAY)


class KeyForm(forms.Form):
    """One's own public key."""

    line = a_text(
        _("Public key"),
        8_000,
        help_text=_(
            "The line in the file that ends in .pub; it begins with ssh-ed25519 or sk-ssh-ed25519@openssh.com."
        ),
    )


class ConfirmForm(forms.Form):
    """The fingerprint of another's key, as they said it."""

    fingerprint = a_text(_("Fingerprint, as the owner told you"), 100)


class SignatureForm(forms.Form):
    """A signature, as a file or pasted."""

    file = forms.FileField(label=_("The file that ends in .sig"), required=False)
    pasted = a_text(_("Or its text"), 8_000, rows=6, required=False)

    def clean(self) -> dict[str, Any]:
        """One of both, small, and text."""
        data = super().clean() or {}
        file = data.get("file")
        if file is not None and file.size > 8_000:
            raise ValidationError(_("This file is too large for a signature."))
        try:
            data["armoured"] = file.read().decode("ascii") if file is not None else data.get("pasted", "")
        except UnicodeDecodeError as error:
            raise ValidationError(_("This file is no signature.")) from error
        if not data["armoured"].strip():
            raise ValidationError(_("Give the file, or paste its text."))
        return data


class HoldForm(forms.Form):
    """A legal hold."""

    reference = a_text(_("Reference"), 200, help_text=READABLE)
    issuer = a_text(_("Who issued it"), 300)
    legal_basis = a_text(_("Legal basis"), 500, required=False)
    scope = a_text(
        _("What it takes in, one a line"),
        50_000,
        rows=4,
        help_text=_(
            "A subject such as organisation:yr6zjpl5b2co, a beginning such as case:2026-*, or * for everything."
        ),
    )
    served_on = forms.DateField(label=_("Served on"), widget=DAY)
    review_on = forms.DateField(label=_("Look at it again on"), widget=DAY)
    why_not_told = a_text(
        _("If those concerned may not be told: which law forbids it"),
        500,
        required=False,
        help_text=_("Leave it empty and they are told."),
    )

    def wanted(self) -> HoldWanted:
        """What was typed."""
        data = {**self.cleaned_data, "scope": self.cleaned_data["scope"].splitlines()}
        return HoldWanted(**{name: data[name] for name in HoldForm.base_fields})


class ReviewForm(forms.Form):
    """When a hold is looked at next."""

    review_on = forms.DateField(label=_("Look at it again on"), widget=DAY)


class OrderForm(forms.Form):
    """An order that was served; and whether a hold follows."""

    authority = a_text(_("Authority"), 300)
    reference = a_text(_("Reference"), 200, help_text=READABLE)
    legal_basis = a_text(_("Legal basis"), 500)
    served_on = forms.DateField(label=_("Served on"), widget=DAY)
    served_how = a_text(_("On whom, and how"), 300)
    asks_for = a_text(_("What it asks for"), 2000, rows=4, help_text=READABLE)
    scope = a_text(
        _("Does a hold follow? What it takes in, one a line"),
        50_000,
        rows=3,
        required=False,
        help_text=_(
            "A subject such as organisation:yr6zjpl5b2co, or a beginning such as case:2026-*. The hold is placed at once."
        ),
    )
    review_on = forms.DateField(label=_("Look at the hold again on"), widget=DAY, required=False)
    why_not_told = a_text(_("If those concerned may not be told: which law forbids it"), 500, required=False)
    why_no_hold = a_text(_("If no hold follows: why not"), 500, required=False)

    def clean(self) -> dict[str, Any]:
        """A hold, or why none; a hold has a day of review."""
        data = super().clean() or {}
        if data.get("scope") and not data.get("review_on"):
            self.add_error("review_on", _("Say when the hold is looked at again."))
        return data

    def served(self) -> OrderServed:
        """The order."""
        names = ("authority", "reference", "legal_basis", "served_on", "served_how", "asks_for")
        return OrderServed(**{name: self.cleaned_data[name] for name in names})

    def hold(self) -> HoldWanted | None:
        """The hold that follows, if any."""
        data = self.cleaned_data
        if not data["scope"].strip():
            return None
        return HoldWanted(
            reference=data["reference"],
            issuer=data["authority"],
            scope=data["scope"].splitlines(),
            served_on=data["served_on"],
            review_on=data["review_on"],
            legal_basis=data["legal_basis"],
            why_not_told=data["why_not_told"],
        )


class CheckForm(forms.Form):
    """Counsel's finding."""

    is_authentic = forms.BooleanField(label=_("The order is authentic and binds the platform"), required=False)
    finding = a_text(_("What you found: is it real, how far does it reach"), 2000, rows=4)
    objection = a_text(_("Objection, if any"), 2000, rows=3, required=False)


class AnswerForm(forms.Form):
    """The answer to an order."""

    answer = a_text(_("Answer"), 2000, rows=4)
    handed_over = a_text(
        _("What was handed over, one a line"),
        200_000,
        rows=4,
        required=False,
        help_text=_("What it is, a space, its SHA-256. Leave it empty if nothing was."),
    )
    told_on = forms.DateField(label=_("Those concerned were told on"), widget=DAY, required=False)
    why_not_told = a_text(_("Or: which law forbids telling them"), 500, required=False)

    def rows(self) -> list[tuple[str, str]]:
        """Each thing with its hash; a line without one is refused by the action."""
        lines = (line.rpartition(" ") for line in self.cleaned_data["handed_over"].splitlines() if line.strip())
        return [(thing, sha) for thing, _space, sha in lines]


def in_time(days: int) -> datetime:
    """What forms propose as an end: some days from now, on the hour."""
    return (timezone.now() + timedelta(days=days, hours=1)).replace(minute=0, second=0, microsecond=0)
