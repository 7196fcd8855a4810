"""Figures, rules and kinds in words, in the reader's language. It decides nothing and reads no database."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dalil.board.quorum import Result
from dalil.board.rules import Asks, Base, Closes, Count, Majority, Of, Rules, Share

COUNTS: Final = {
    Count.ORDINARY: gettext_lazy("ordinary majority"),
    Count.SPECIAL: gettext_lazy("majority for rules and seats"),
    Count.HOLD: gettext_lazy("majority for releasing a legal hold"),
    Count.CIRCULATION: gettext_lazy("majority by circulation"),
}
RESULTS: Final = {
    Result.PASSED: gettext_lazy("passed"),
    Result.FAILED: gettext_lazy("failed"),
    Result.NO_QUORUM: gettext_lazy("not decided: too few took part"),
    Result.TIED: gettext_lazy("not decided: as many for as against"),
}
_WHOLES: Final = {
    Of.CAST: gettext_lazy("votes for and against"),
    Of.PRESENT: gettext_lazy("trustees who took part"),
    Of.BASE: gettext_lazy("trustees who could take part"),
    Of.SEATS: gettext_lazy("seats of the board"),
}


def arithmetic(figures: Mapping[str, Any]) -> str:
    """How the result came about: "5 in office, 1 recused: base 4; quorum 3; 3 took part; 2 for, 1 against, 0 abstained; …"."""
    if not figures:
        return ""
    parts = [
        _("%(in_office)s in office, %(recused)s recused: base %(base)s") % figures,
        _("quorum %(quorum)s, %(there)s took part") % figures,
        _("%(votes_for)s for, %(votes_against)s against, %(abstained)s abstained") % figures,
        *(_demand(demand) for demand in figures["demands"]),
    ]
    if figures["chair_decided"]:
        parts.append(_("the chair's vote decided"))
    said = "; ".join(parts) + ": " + str(RESULTS[Result(figures["result"])])
    return f"{said}. {figures['impossible']}" if figures.get("impossible") else said


def _demand(demand: Mapping[str, Any]) -> str:
    told = {
        "name": COUNTS[Count(demand["count"])],
        "needed": demand["needed"],
        "whole": demand["whole"],
        "of": _WHOLES[Of(demand["of"])],
    }
    return _("%(name)s: %(needed)s for needed, of %(whole)s %(of)s") % told


def share_in_words(share: Share) -> str:
    """Such as: more than 1/2, never fewer than 2."""
    said = _("more than %(share)s") if share.asks is Asks.MORE else _("at least %(share)s")
    floor = ngettext("never fewer than %(floor)s", "never fewer than %(floor)s", share.never_below)
    return f"{said % {'share': share.share}}, {floor % {'floor': share.never_below}}"


def majority_in_words(majority: Majority, seats: int) -> str:
    """Such as: more than 1/2, never fewer than 3, of seats of the board: 3 of 5."""
    said = _("%(share)s, of %(of)s") % {"share": share_in_words(majority), "of": _WHOLES[majority.of]}
    if majority.of is Of.SEATS:
        said += ": " + _("%(needed)s of %(seats)s") % {"needed": majority.needed(seats), "seats": seats}
    return said


def rules_in_words(rules: Rules) -> list[str]:
    """The rules, one sentence each."""
    of_base = _("the trustees in office") if rules.base is Base.IN_OFFICE else _("all seats, vacant ones as well")
    early = {
        Closes.NEVER: _("A vote ends at its time, never before."),
        Closes.ALL_VOTED: _("A vote may be ended before its time once everyone has voted who may."),
        Closes.SETTLED: _(
            "A vote may be ended before its time once no vote still to come could change the result, "
            "by circulation not before the notice has run out, unless everyone has voted who may."
        ),
    }[rules.closes_early]
    return [
        _("The board has %(seats)s seats.") % {"seats": rules.seats},
        _("The quorum is counted of %(base)s: %(share)s.") % {"share": share_in_words(rules.quorum), "base": of_base},
        _("Who stands aside is taken out of the number of which the quorum is counted.")
        if rules.recusal_lowers
        else _("Who stands aside does not vote, and the quorum stays as it is."),
        _("Who abstains is counted as taking part. An abstention is never a vote against.")
        if rules.abstention_counts
        else _("Who abstains is not counted as taking part. An abstention is never a vote against."),
        _("Trustees may take part in meetings from elsewhere, and count as there.")
        if rules.remote_counts
        else _("Only those who come in person count as there."),
        *(
            f"{str(COUNTS[count]).capitalize()}: {majority_in_words(rules.majorities[count], rules.seats)}."
            for count in Count
        ),
        _("Without a meeting, a motion needs the majority by circulation beside that of its kind."),
        _("Between equal votes the chair's own vote decides.")
        if rules.chair_casts
        else _("Between equal votes nothing is decided."),
        _("A trustee may change a vote until the vote is closed. What counts is who is in office at that moment."),
        early,
        _("Votes are secret: trustees see who voted, and the sums.")
        if rules.secret
        else _("Trustees see who voted how; the public sees the sums."),
        ngettext(
            "At least one day lies between notice and decision.",
            "At least %(days)s days lie between notice and decision.",
            rules.notice_days,
        )
        % {"days": rules.notice_days},
        ngettext("One trustee signs a resolution.", "%(count)s trustees sign a resolution.", rules.signatures)
        % {"count": rules.signatures},
        _("A legal hold is placed by any one trustee or by counsel, at once, and released by the board alone."),
    ]
