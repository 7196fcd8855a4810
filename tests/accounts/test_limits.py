"""Guessing passwords is slow, and keeps nobody else out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from dalil.accounts import limits
from dalil.accounts.models import SignInAttempt

pytestmark = pytest.mark.django_db

HERE, ELSEWHERE = "192.0.2.7", "198.51.100.9"


def tries(count: int, moment: datetime, name: str = "layla", address: str = HERE) -> list[bool]:
    return [limits.may_try(sign_in_name=name, address=address, at=moment) for _ in range(count)]


def test_the_sixth_attempt_at_a_name_from_one_address_is_refused(moment: datetime) -> None:
    assert tries(6, moment) == [True] * 5 + [False]


@pytest.mark.django_db(transaction=True)
def test_many_attempts_at_once_gain_nothing(moment: datetime) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the writers of SQLite take turns, and threads do not share the database of the tests")
    together = Barrier(12)

    def attempt(_number: int) -> bool:
        together.wait()
        try:
            return limits.may_try(sign_in_name="layla", address=HERE, at=moment)
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(attempt, range(12))) <= limits.MOST_FOR_NAME_AND_ADDRESS


def test_a_stranger_who_tries_a_name_does_not_keep_its_owner_out(moment: datetime) -> None:
    tries(6, moment, address=ELSEWHERE)

    assert tries(1, moment) == [True]


def test_one_address_cannot_walk_through_all_names(moment: datetime) -> None:
    allowed = [tries(1, moment, name=f"person-{number}")[0] for number in range(31)]

    assert allowed == [True] * 30 + [False]


def test_capitals_make_no_new_name(moment: datetime) -> None:
    tries(5, moment, name="layla")

    assert tries(1, moment, name="LAYLA") == [False]


def test_neighbours_in_one_ipv6_network_count_together(moment: datetime) -> None:
    tries(5, moment, address="2001:db8:1:2::1")

    assert tries(1, moment, address="2001:db8:1:2:ffff::9") == [False]
    assert tries(1, moment, address="2001:db8:1:3::1") == [True]


def test_after_a_quarter_of_an_hour_one_may_try_again(moment: datetime) -> None:
    tries(5, moment)

    assert tries(1, moment + timedelta(minutes=14)) == [False]
    assert tries(1, moment + timedelta(minutes=16)) == [True]


def test_refused_attempts_do_not_lengthen_the_wait(moment: datetime) -> None:
    tries(5, moment)
    tries(20, moment + timedelta(minutes=10))

    assert tries(1, moment + timedelta(minutes=16)) == [True]


def test_success_forgets_the_failures_of_that_name_alone(moment: datetime) -> None:
    tries(4, moment)
    tries(5, moment, name="omar")

    limits.forget(sign_in_name="layla", address=HERE)

    assert tries(5, moment) == [True] * 5
    assert tries(1, moment, name="omar") == [False]


def test_neither_name_nor_address_is_kept_and_all_is_erased(moment: datetime) -> None:
    tries(3, moment)
    kept = str(list(SignInAttempt.objects.values()))
    assert "layla" not in kept
    assert HERE not in kept

    tries(1, moment + timedelta(hours=1), name="omar", address=ELSEWHERE)

    assert not SignInAttempt.objects.filter(at=moment).exists()


def test_an_address_that_makes_no_sense_is_counted_like_any_other(moment: datetime) -> None:
    assert tries(6, moment, address="unknown") == [True] * 5 + [False]
