"""Eight people at once open pages with private records: `python -m bench.opening [--people 8] [--seconds 8]`.

On a throw-away PostgreSQL with the second wall, each person is a process with a browser of their own (Django's test client)
who opens the contacts of their organisation, again and again, each time with its entry in the ledger. First one alone, then all
at once; and both with the ledger held from the entry until the page is drawn, as it would be without `ledger.at_the_end`. Then
the same with a page that takes 100 ms longer to draw after the value was opened, which shows who waits for whom.
"""

import argparse
import statistics
import subprocess
import sys
import time
from contextlib import nullcontext
from typing import Any
from unittest import mock

from bench.members import a_guide, browser_of, entry_of
from bench.pages import percentile
from bench.setting import machine

AT_THE_END, HELD = "written at the end", "held while drawn"
SLOWLY = 0.1


def main() -> None:
    """A guide, then both ways in turn, twice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--rows", type=int, default=500)
    parser.add_argument("--inside", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        name, how, slowly = given.inside
        inside(name, how, float(slowly), given.seconds)
        return
    with a_guide(given.rows):
        print(machine())
        for slowly, title in (
            (0.0, "pages as they are"),
            (SLOWLY, f"pages that take {SLOWLY * 1000:.0f} ms more to draw"),
        ):
            print(f"-- {title}", flush=True)
            for how in (AT_THE_END, HELD) * 2:
                for people in (1, given.people):
                    report(how, people, at_once(how, people, slowly, given.seconds))
        from dalil.ledger import actions

        found = actions.check()
        assert found.is_whole
        print(f"the ledger holds: {found.entries:,} entries")


def report(how: str, people: int, took: list[float]) -> None:
    """One line."""
    print(
        f"{how:<20} {people} at once: {people * len(took) / sum(took):6.1f} pages/s  "
        f"median {statistics.median(took) * 1000:6.0f} ms  p95 {percentile(took, 0.95):6.0f} ms  ({len(took)} pages)",
        flush=True,
    )


def at_once(how: str, people: int, slowly: float, seconds: float) -> list[float]:
    """How long each page took, in seconds."""
    command = [sys.executable, "-m", "bench.opening", "--seconds", str(seconds)]
    all_of_them = [
        subprocess.Popen(
            [*command, "--inside", f"member-{number}", how, str(slowly)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(people)
    ]
    for one in all_of_them:
        assert one.stdout
        assert one.stdout.readline() == "ready\n"
    for one in all_of_them:
        assert one.stdin
        one.stdin.write("go\n")
        one.stdin.flush()
    said = [one.communicate()[0] for one in all_of_them]
    return [float(each) for text in said for each in text.split()]


def inside(name: str, how: str, slowly: float, seconds: float) -> None:
    """One person, for so long."""
    import django

    django.setup()
    from django import shortcuts
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]

    def render(*given: Any, **more: Any) -> Any:
        time.sleep(slowly)
        return shortcuts.render(*given, **more)

    waits = nullcontext() if how == AT_THE_END else mock.patch("dalil.access.gates.at_the_end", nullcontext)
    with waits, mock.patch("dalil.guide.pages.member.contacts.render", render):
        browser, address = browser_of(name), f"/en/organisations/{entry_of(name)}/contacts/"

        def opened() -> float:
            began = time.perf_counter()
            answer = browser.post(address, {"reason": "write"})
            assert answer.content.count(b"@olive.example") == 3, answer.status_code
            return time.perf_counter() - began

        opened()
        print("ready", flush=True)
        sys.stdin.readline()
        end = time.perf_counter() + seconds
        took = []
        while time.perf_counter() < end:
            took.append(opened())
    print(" ".join(f"{each:.4f}" for each in took))


if __name__ == "__main__":
    main()
