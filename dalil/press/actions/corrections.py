"""Corrections: what somebody says is wrong in the guide, by when it is answered, and what became of it; all in public.

Who complained is not kept. An answer can be given once; a wrong answer is corrected by a new entry.
"""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import Person
from dalil.guide.actions.refusals import NoSuchOrganisation, Refused
from dalil.guide.models import Organisation
from dalil.ledger.actions import write
from dalil.press.models import Correction, CorrectionState, Edition

# By when a complaint is answered.
DAYS_TO_ANSWER: Final = 30


class NothingSaid(Refused):
    """A complaint and its answer need words."""

    sentence = _("Write down in a sentence or two what is said to be wrong, or what was answered.")


class AlreadyAnswered(Refused):
    """An answer is given once."""

    sentence = _("This was answered before. What is wrong in the answer is corrected by a new entry.")


def enter_correction(
    *, said: str, said_in: str, organisation: str, edition: Edition | None, received_on: date, by: Person, at: datetime
) -> Correction:
    """Put a complaint into the public log. `said` is in the platform's words and names nobody."""
    if not said.strip():
        raise NothingSaid
    if organisation and not Organisation.objects.filter(pk=organisation).exists():
        raise NoSuchOrganisation
    with transaction.atomic():
        made = Correction.objects.create(
            said=said.strip(),
            said_in=said_in,
            organisation=organisation,
            edition=edition,
            received_on=received_on,
            due_on=received_on + timedelta(days=DAYS_TO_ANSWER),
            entered_by=by,
        )
        write(by=by, action="enter_correction", subject=f"correction:{made.pk}", data={"said": made.said}, at=at)
    return made


def answer_correction(
    *, correction: Correction, is_corrected: bool, answer: str, answered_on: date, by: Person, at: datetime
) -> Correction:
    """Say what became of a complaint."""
    if not answer.strip():
        raise NothingSaid
    with transaction.atomic():
        held = Correction.objects.select_for_update().get(pk=correction.pk)
        if held.state != CorrectionState.OPEN:
            raise AlreadyAnswered
        held.state = CorrectionState.CORRECTED if is_corrected else CorrectionState.DECLINED
        held.answer, held.answered_on, held.answered_by = answer.strip(), answered_on, by
        held.save()
        data = {"state": held.state, "answer": held.answer}
        write(by=by, action="answer_correction", subject=f"correction:{held.pk}", data=data, at=at)
    return held
