"""The worker closes requests that nobody decided, once, and nothing of them is done."""

from datetime import datetime, timedelta

import pytest

from dalil.access import actions, approvals, tasks
from dalil.access.models import Approval, ApprovalState
from dalil.access.rights import Rights
from dalil.accounts.models import Person
from dalil.ledger.models import Entry

pytestmark = pytest.mark.django_db


def test_the_worker_closes_what_nobody_decided_in_time(
    omar: Person, layla: Person, noa: Person, moment: datetime
) -> None:
    asked = actions.change_rights(by=omar, at=moment, person=layla, rights=Rights(is_operator=True), why="It is due.")
    assert asked is not None
    instant = moment + approvals.LASTS

    tasks.work_once(lambda: instant - timedelta(seconds=1))
    assert Approval.objects.get().state == ApprovalState.ASKED
    for _again in range(2):
        tasks.work_once(lambda: instant + timedelta(seconds=1))

    layla.refresh_from_db()
    assert Approval.objects.get().state == ApprovalState.EXPIRED and not layla.is_operator
    assert Entry.objects.filter(action="expire_approval").count() == 1
