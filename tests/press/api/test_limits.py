"""The allowance of a minute: counted by all processes together, wiped with the minute, without a trace of anybody."""

import multiprocessing
from pathlib import Path

from dalil.accounts.neighbours import neighbourhood
from dalil.press.api import limits
from dalil.press.api.limits import Counts


def test_each_address_has_a_number_of_its_own(tmp_path: Path) -> None:
    counts = Counts(tmp_path / "counts")
    found = [counts.add(f"192.0.2.{n % 200}/{n}", 10, 1) for n in range(500)]

    assert counts.add("192.0.2.1", 10, 1) == 10
    assert counts.add("192.0.2.1", 5, 1) == 15
    assert found.count(10) >= 495


def test_a_new_minute_begins_at_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "counts"
    counts = Counts(path)
    counts.add("192.0.2.1", 4321, 1)
    before = path.read_bytes()

    assert counts.add("198.51.100.7", 1, 2) == 1
    after = path.read_bytes()
    assert sum(after[64:]) == 2
    assert before[8:40] != after[8:40]
    assert b"192.0.2.1" not in before


def many(path: str) -> None:
    counts = Counts(Path(path))
    for _ in range(200):
        counts.add("192.0.2.1", 1, 7)


def test_processes_count_together(tmp_path: Path) -> None:
    path = tmp_path / "counts"
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=many, args=(str(path),)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert Counts(path).add("192.0.2.1", 0, 7) == 600


def test_a_subscriber_of_ipv6_is_one_whatever_the_last_bits() -> None:
    assert neighbourhood("2001:db8:1:2::1") == neighbourhood("2001:db8:1:2:ffff::9") != neighbourhood("2001:db8:1:3::1")
    assert neighbourhood("no address") == ""
    assert limits.OF_A_REQUEST > limits.OF_A_QUERY
