"""Who is on the board at a moment, who chairs it, and under which rules. It reads and never writes, and never asks the clock."""

from datetime import datetime

from dalil.accounts.models import Person
from dalil.board.models import Office, OfficeKind, RulesVersion, Term
from dalil.board.refusals import NotInOffice


def term_of(person: Person, at: datetime) -> Term | None:
    """The term that this person serves at that moment, if any."""
    return Term.objects.in_office(at).with_names().filter(person=person).first()


def trustee(person: Person, at: datetime) -> Term:
    """The term of somebody who acts as a trustee. Raises NotInOffice, also for one who may no longer sign in."""
    term = term_of(person, at) if person.is_active else None
    if term is None:
        raise NotInOffice
    return term


def officer(kind: OfficeKind, at: datetime) -> Term | None:
    """Who holds this office at that moment, as far as they are still a trustee."""
    held = Office.objects.filter(kind=kind, since__lte=at).exclude(ended_at__lte=at).select_related("term").first()
    return held.term if held is not None and held.term.is_in_office(at) else None


def in_the_chair(at: datetime) -> Term | None:
    """The chair; or, where there is none, the deputy."""
    return officer(OfficeKind.CHAIR, at) or officer(OfficeKind.DEPUTY, at)


def rules_in_force(at: datetime) -> RulesVersion:
    """The newest version that was in force at that moment. Raises NotInOffice while there is no board."""
    found = RulesVersion.objects.filter(since__lte=at).first()
    if found is None:
        raise NotInOffice
    return found
