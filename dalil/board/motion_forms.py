"""The forms of the board's own kinds of motions: what each needs to be told beside its words. They write nothing."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import Person
from dalil.board.forms import MOMENT, MotionForm, a_text
from dalil.board.models import Meeting, Motion, MotionState, OfficeKind, Resolution, Term
from dalil.board.rules import Asks, Base, Closes, Count, Of, Rules
from dalil.board.standing import rules_in_force
from dalil.board.wording import COUNTS
from dalil.vault.models import Hold


class TermChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django gives it no type at run time
    """A trustee who is in office when the form is made, by name and seat."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Term.objects.none(), **options)

    def __deepcopy__(self, memo: dict[int, Any]) -> "TermChoice":
        copied: TermChoice = super().__deepcopy__(memo)
        copied.queryset = Term.objects.in_office(timezone.now()).with_names()
        return copied

    def label_from_instance(self, obj: Any) -> str:
        """As trustees call each other."""
        return f"{obj.person.display_name} ({obj.seat})"


class FreeForm(MotionForm):
    """A decision about anything."""

    subject = a_text(
        _("About"), 200, required=False, help_text=_("If it is about one thing: such as organisation:yr6zjpl5b2co.")
    )


class SeatForm(MotionForm):
    """Who takes a seat."""

    seat = forms.IntegerField(label=_("Seat"), min_value=1, max_value=25)
    stands_for = a_text(_("Country or organisation that the seat stands for"), 200)
    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none())
    since = forms.DateTimeField(label=_("From"), widget=MOMENT)
    until = forms.DateTimeField(label=_("Until"), widget=MOMENT)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        person = self.fields["person"]
        if isinstance(person, forms.ModelChoiceField):
            person.queryset = Person.objects.human().active()

    def particulars(self) -> dict[str, Any]:
        """As the motion keeps them."""
        data = self.cleaned_data
        return {
            "seat": data["seat"],
            "stands_for": data["stands_for"],
            "person": data["person"].pk,
            "since": data["since"].isoformat(),
            "until": data["until"].isoformat(),
        }


class EndTermForm(MotionForm):
    """Whose term ends, and why."""

    term = TermChoice(label=_("Trustee"))
    why = a_text(_("Why"), 500)

    def particulars(self) -> dict[str, Any]:
        """As the motion keeps them."""
        return {"term": self.cleaned_data["term"].pk, "why": self.cleaned_data["why"]}


class OfficeForm(MotionForm):
    """Who shall be chair or deputy."""

    office = forms.ChoiceField(label=_("Office"), choices=OfficeKind.choices)
    term = TermChoice(label=_("Trustee"))

    def particulars(self) -> dict[str, Any]:
        """As the motion keeps them."""
        return {"office": self.cleaned_data["office"], "term": self.cleaned_data["term"].pk}


class RecuseForm(MotionForm):
    """Who shall stand aside in which motion."""

    motion = forms.ModelChoiceField(label=_("Motion"), queryset=Motion.objects.none())
    term = TermChoice(label=_("Trustee"))
    why = a_text(_("Why"), 300)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        motion = self.fields["motion"]
        if isinstance(motion, forms.ModelChoiceField):
            motion.queryset = Motion.objects.filter(state__in=(MotionState.PROPOSED, MotionState.OPEN))

    def particulars(self) -> dict[str, Any]:
        """As the motion keeps them."""
        data = self.cleaned_data
        return {"motion": data["motion"].pk, "term": data["term"].pk, "why": data["why"]}


class MinutesForm(MotionForm):
    """Whose minutes."""

    of = forms.ModelChoiceField(label=_("Minutes of"), queryset=Meeting.objects.filter(minutes_approved_by=None))

    def about(self) -> str:
        """The meeting."""
        return str(self.cleaned_data["of"].subject)


class InterestsForm(MotionForm):
    """Whether the register is public."""

    is_public = forms.BooleanField(label=_("Everyone may read the register of interests"), required=False)

    def particulars(self) -> dict[str, Any]:
        """As the motion keeps them."""
        return {"is_public": self.cleaned_data["is_public"]}


class OfResolutionForm(MotionForm):
    """Which resolution."""

    resolution = forms.ModelChoiceField(
        label=_("Resolution"), queryset=Resolution.objects.filter(withdrawn_by=None).order_by("-year", "-number")
    )

    def about(self) -> str:
        """The resolution."""
        return str(self.cleaned_data["resolution"].subject)


class ReleaseForm(MotionForm):
    """Which hold, and why."""

    hold = forms.ModelChoiceField(label=_("Legal hold"), queryset=Hold.objects.all().in_force())
    why = a_text(_("Why it may be released"), 1000, rows=3)

    def about(self) -> str:
        """The hold."""
        return str(self.cleaned_data["hold"].subject)

    def particulars(self) -> dict[str, Any]:
        """As the motion keeps them."""
        return {"why": self.cleaned_data["why"]}


class RulesForm(MotionForm):
    """All rules anew, as they are in force until something is changed."""

    seats = forms.IntegerField(label=_("Seats"), min_value=5, max_value=25)
    quorum_base = forms.ChoiceField(label=_("The quorum is of"), choices=[(one.value, one.value) for one in Base])
    quorum_asks = forms.ChoiceField(
        label=_("Quorum: more or at least"), choices=[(one.value, one.value) for one in Asks]
    )
    quorum_share = forms.CharField(label=_("Quorum: share"), max_length=10)
    quorum_never_below = forms.IntegerField(label=_("Quorum: never below"), min_value=0, max_value=25)
    recusal_lowers = forms.BooleanField(label=_("Who stands aside is taken out of the base"), required=False)
    abstention_counts = forms.BooleanField(label=_("Who abstains counts as taking part"), required=False)
    remote_counts = forms.BooleanField(label=_("Who takes part from elsewhere counts"), required=False)
    chair_casts = forms.BooleanField(label=_("The chair's vote decides a tie"), required=False)
    closes_early = forms.ChoiceField(label=_("A vote ends early"), choices=[(one.value, one.value) for one in Closes])
    secret = forms.BooleanField(label=_("Votes are secret"), required=False)
    notice_days = forms.IntegerField(label=_("Days of notice"), min_value=0, max_value=60)
    signatures = forms.IntegerField(label=_("Signatures under a resolution"), min_value=1, max_value=25)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        now = rules_in_force(timezone.now()).rules
        self.initial = {**self.initial, **_as_initial(now)}
        for count in Count:
            named = {"name": COUNTS[count]}
            label = _("%(name)s: of what, more or at least, share, never below") % named
            self.fields[f"majority_{count}"] = forms.CharField(label=label, max_length=60)

    def particulars(self) -> dict[str, Any]:
        """As the motion keeps them."""
        data = self.cleaned_data
        quorum = {name: data[name] for name in ("recusal_lowers", "abstention_counts", "remote_counts")}
        quorum |= {name: data[f"quorum_{name}"] for name in ("base", "asks", "share", "never_below")}
        voting = {name: data[name] for name in ("chair_casts", "closes_early", "secret", "notice_days", "signatures")}
        majority = {str(count): _majority_typed(data[f"majority_{count}"]) for count in Count}
        return {"rules": {"seats": data["seats"], "quorum": quorum, "majority": majority, "voting": voting}}


def _as_initial(rules: Rules) -> dict[str, Any]:
    told: dict[str, Any] = {name: getattr(rules, name) for name in ("seats", "secret", "notice_days", "signatures")}
    told |= {name: getattr(rules, name) for name in ("recusal_lowers", "abstention_counts", "remote_counts")}
    told |= {"chair_casts": rules.chair_casts, "closes_early": str(rules.closes_early)}
    told |= {"quorum_base": str(rules.base), "quorum_asks": str(rules.quorum.asks)}
    told |= {"quorum_share": str(rules.quorum.share), "quorum_never_below": rules.quorum.never_below}
    for count, one in rules.majorities.items():
        told[f"majority_{count}"] = f"{one.of} {one.asks} {one.share} {one.never_below}"
    return told


def _majority_typed(text: str) -> dict[str, Any]:
    """Such as: seats more 1/2 3. What is missing is refused by the rules themselves."""
    words = [*text.split(), "", "", "", ""][:4]
    floor = int(words[3]) if words[3].isascii() and words[3].isdigit() and len(words[3]) < 4 else -1
    return {"of": words[0] if words[0] in list(Of) else "", "asks": words[1], "share": words[2], "never_below": floor}


FORMS: dict[str, type[MotionForm]] = {
    "decision": FreeForm,
    "seat": SeatForm,
    "end_term": EndTermForm,
    "office": OfficeForm,
    "rules": RulesForm,
    "recuse": RecuseForm,
    "minutes": MinutesForm,
    "interests": InterestsForm,
    "publish": OfResolutionForm,
    "withdraw": OfResolutionForm,
    "release_hold": ReleaseForm,
}
