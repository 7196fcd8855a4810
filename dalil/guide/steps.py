"""Which page an intake is at: each state has one place where a person can see it and go on. It never moves an intake."""

from collections.abc import Mapping

from django.urls import reverse

from dalil.guide.models import Intake, IntakeState

PAGES: Mapping[str, str] = {
    IntakeState.UPLOADED: "guide:intake_mapping",
    IntakeState.READY: "guide:intake_progress",
    IntakeState.PLANNING: "guide:intake_progress",
    IntakeState.PLANNED: "guide:intake_plan",
    IntakeState.APPROVED: "guide:intake_progress",
    IntakeState.CARRIED_OUT: "guide:intake_done",
    IntakeState.UNREADABLE: "guide:intake_progress",
    IntakeState.ABANDONED: "guide:intake_progress",
}

WORKING = (IntakeState.READY, IntakeState.PLANNING, IntakeState.APPROVED)


def page_of(intake: Intake) -> str:
    """The address of the page where this intake stands."""
    return reverse(PAGES[intake.state], args=[intake.pk])


def is_at(intake: Intake, page: str) -> bool:
    """Whether this page is the one where the intake stands."""
    return PAGES[intake.state] == page
