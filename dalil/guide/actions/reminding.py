"""Asking owners whether their entry is still right: after a year, again, then all managers; each person once for each step.

Nothing here reads the clock or sends anything itself: the moment and the way to send are given. Killed anywhere, the next
goes on: a person is noted as asked in the same transaction in which the letter is laid ready.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dalil.accounts.models import Body, DelegateRole, Delegation, Person
from dalil.guide.actions.confirming import EntryHasChanged, confirm, seen_mark
from dalil.guide.actions.refusals import Refused
from dalil.guide.confirming import Confirmed, Step, mark_of, marks_of
from dalil.guide.models import HowVerified, Organisation, Ownership, Reminder, ReminderRound, ReminderStep
from dalil.guide.owning import ownerships
from dalil.guide.profile import Profile
from dalil.guide.profiles import profiles_of
from dalil.guide.tokens import key_of, new_token
from dalil.guide.truth import confirmed_in
from dalil.ledger.actions import Leaf, write_batch

AT_ONCE: Final = 100
ORDER: Final = (ReminderStep.FIRST, ReminderStep.AGAIN, ReminderStep.ALL)


@dataclass(frozen=True, slots=True)
class Asking:
    """One question to one person; `token` opens the page with the one button."""

    person: Person
    organisation: Organisation
    title: str
    step: str
    since: date
    token: str


class Post(Protocol):
    """Lays a letter ready in the transaction under way; False when there is no way to reach the person."""

    def __call__(self, asking: Asking, at: datetime) -> bool:
        """Lay it ready."""


def remind(*, at: datetime, post: Post) -> bool:
    """Ask the owners of the next hundred entries for whom it is due today; False when there was nobody left to ask."""
    if ReminderRound.objects.filter(day=at.date(), is_done=True).exists():
        return False
    with transaction.atomic():
        day = at.date()
        ReminderRound.objects.get_or_create(day=day)
        turn = ReminderRound.objects.select_for_update().get(day=day)
        if turn.is_done:
            return False
        held = ownerships().order_by("body")
        some = list((held.filter(body__gt=turn.last_body) if turn.last_body else held)[:AT_ONCE])
        asked = ask_owners(some, at, post)
        turn.last_body, turn.is_done = (some[-1].body_id if some else turn.last_body), len(some) < AT_ONCE
        turn.save()
        if asked:
            by = Person.objects.command_line()
            leaves = [Leaf(f"organisation:{one.organisation_id}", {"step": one.step}) for one in asked]
            data = {"asked": len(asked), "day": day.isoformat()}
            write_batch(by=by, action="remind_owners", leaves=leaves, subject="reminders", data=data, at=at)
    return bool(asked) or not turn.is_done


def ask_owners(held: Sequence[Ownership], at: datetime, post: Post) -> list[Reminder]:
    """Ask those delegates of these owners for whom a step is due that nobody asked them yet."""
    profiles = profiles_of({one.entry.pk for one in held})
    known = confirmed_in(profiles, at.date())
    due = [one for one in held if known.get(one.entry.pk, Confirmed()).step != Step.NOTHING]
    people = delegates_of((one.body for one in due), at)
    made: list[Reminder] = []
    for one in due:
        confirmed, profile = known[one.entry.pk], profiles[one.entry.pk]
        if confirmed.base is None:
            continue
        for person in asked_at(confirmed.step, people.get(one.body_id, [])):
            reminder = ask(one, person, profile, confirmed.step, confirmed.base, at, post)
            made.extend([reminder] if reminder else [])
    return made


def ask(
    held: Ownership, person: Person, profile: Profile, step: str, base: date, at: datetime, post: Post
) -> Reminder | None:
    """Ask one person, unless they were asked at this step of this round. Called in a transaction."""
    token, key = new_token()
    reminder, is_new = Reminder.objects.get_or_create(
        body=held.body,
        about=base,
        step=step,
        person=person,
        defaults={
            "organisation": held.entry,
            "token_key": key,
            "mark": mark_of(marks_of(profile)),
            "sent_at": at,
        },
    )
    if not is_new:
        return None
    if not post(Asking(person, held.entry, profile.title(), step, base, token), at):
        reminder.is_reachable = False
        reminder.save(update_fields=["is_reachable"])
    return reminder


def delegates_of(bodies: Iterable[Body], at: datetime) -> dict[object, list[Delegation]]:
    """Those who keep the entry of each of these bodies: its managers and editors; one query."""
    keeping = (DelegateRole.MANAGER, DelegateRole.EDITOR)
    rows = Delegation.objects.in_force(at).filter(body__in=[body.pk for body in bodies], role__in=keeping)
    found: dict[object, list[Delegation]] = {}
    for one in rows.select_related("person").order_by("since", "pk"):
        found.setdefault(one.body_id, []).append(one)
    return found


def asked_at(step: str, keeping: Sequence[Delegation]) -> list[Person]:
    """Who is asked: first those who keep the entry (its editors; managers where there are none), at last all managers too."""
    editors = [one.person for one in keeping if one.role == DelegateRole.EDITOR]
    managers = [one.person for one in keeping if one.role == DelegateRole.MANAGER]
    return [*editors, *managers] if step == Step.ALL else editors or managers


class LinkIsOver(Refused):
    """The link was never sent, or whoever got it acts for the organisation no more."""

    sentence = _("This link opens nothing any more. Sign in to confirm the entry.")


def answered(*, token: str, at: datetime) -> Reminder | None:
    """The question that a link asks, while whoever got it may still answer for the body; None for any other."""
    reminder = (
        Reminder.objects.select_related("organisation__merged_into", "body", "person")
        .filter(token_key=key_of(token))
        .first()
    )
    if reminder is None:
        return None
    keeping = delegates_of([reminder.body], at).get(reminder.body_id, [])
    return reminder if any(one.person_id == reminder.person_id for one in keeping) else None


@transaction.atomic
def still_right(*, token: str, at: datetime) -> Reminder:
    """Confirm an entry by its link, as it was when the letter went out. Answered again, nothing changes.

    Raises EntryHasChanged when it says something else by now, LinkIsOver for what is no link any more.
    """
    reminder = answered(token=token, at=at)
    if reminder is None:
        raise LinkIsOver
    held = Reminder.objects.select_for_update().get(pk=reminder.pk)
    if held.answered_at is not None:
        return reminder
    entry = entry_of(reminder)
    if entry is None:
        raise LinkIsOver
    if seen_mark(entry) != held.mark:
        raise EntryHasChanged
    confirm(organisation=entry, seen=held.mark, how=HowVerified.OWNER, by=reminder.person, body=reminder.body_id, at=at)
    Reminder.objects.filter(body=reminder.body, about=reminder.about, answered_at=None).update(answered_at=at)
    return reminder


def entry_of(reminder: Reminder) -> Organisation | None:
    """The entry that the body holds now; None once it holds none."""
    held = ownerships().filter(body=reminder.body_id).first()
    return held.entry if held else None
