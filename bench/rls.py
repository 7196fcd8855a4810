"""What the second wall costs on the pages that are asked for most: `python -m bench.rls [--rows 4500] [--calls 150]`.

On a throw-away PostgreSQL, each address is asked for three times in a row, in turning order: with the second wall as in
production (role dalil_web, policies, a transaction that is told who looks), with everything but the policies (the same, by a role
that they do not bind), and without any of it (no transaction, nothing told). The bound holds between first and last. Then the
plans: each question "who is looking" must be an InitPlan, which PostgreSQL answers once a statement.
"""

import argparse
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from bench.members import a_guide, browser_of, entry_of
from bench.pages import percentile
from bench.setting import machine

MORE_AT_MOST, TIMES_AT_MOST = 5.0, 2.0
WALL, NO_POLICIES, NOTHING = "wall", "no policies", "nothing"
MODES = (WALL, NO_POLICIES, NOTHING)
Ask = Callable[[random.Random], Any]


def main() -> None:
    """A guide, and the figures from a process that knows it as the web does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=4500)
    parser.add_argument("--calls", type=int, default=150)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        import django

        django.setup()
        inside(given.calls)
        return
    with a_guide(given.rows):
        subprocess.run([sys.executable, "-m", "bench.rls", "--inside", "--calls", str(given.calls)], check=True)


def inside(calls: int) -> None:
    """Pages, then plans."""
    from django.conf import settings

    from dalil.access.database_roles import the_second_wall_stands
    from dalil.guide.models import Contact, Organisation

    settings.ALLOWED_HOSTS = ["testserver"]
    assert not [one for one in the_second_wall_stands(databases=["default"]) if one.is_serious()]
    with mode(NOTHING):
        print(
            f"{machine()}\n{Organisation.objects.count():,} organisations, {Contact.objects.count():,} private contacts\n"
        )
        pages = hot_pages()
    said = [measured(name, ask, calls) for name, ask in pages.items()]
    print(f"\nat most {MORE_AT_MOST:.0f} ms more or {TIMES_AT_MOST:.0f} times as long: "
          f"{sum(said)} of {len(said)} pages keep it (p50 and p95)\n")  # fmt: skip
    plans()


@contextmanager
def mode(name: str) -> Iterator[None]:
    """What is done within is done with the wall, without its policies, or without any of it."""
    from django.db import connection

    if name == WALL:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
    try:
        if name == NO_POLICIES:
            yield
        else:
            with (
                mock.patch("dalil.access.second_wall.has_second_wall", return_value=False),
                mock.patch("dalil.access.gates.has_second_wall", return_value=False),
            ):
                yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE dalil_web")


def hot_pages() -> dict[str, Ask]:
    """By name: what asks for one of its addresses."""
    from django.test import Client

    from dalil.guide.models import Organisation

    ids = list(Organisation.objects.listed().values_list("pk", flat=True))
    stranger, member, editor = Client(), browser_of("member-7"), browser_of("editor")
    own = entry_of("member-7")

    def got(browser: Client, address: Callable[[random.Random], str]) -> Ask:
        return lambda chance: browser.get(address(chance))

    def entry(chance: random.Random) -> str:
        return f"/en/organisations/{chance.choice(ids)}/"

    return {
        "guide list, a stranger": got(stranger, lambda c: f"/en/organisations/?page={c.randint(1, 40)}"),
        "guide list, a member": got(member, lambda c: f"/en/organisations/?page={c.randint(1, 40)}"),
        "entry, a stranger": got(stranger, entry),
        "entry, a member": got(member, entry),
        "its contacts, counted for a member": got(member, lambda c: entry(c) + "contacts/"),
        "own contacts, opened": lambda c: member.post(f"/en/organisations/{own}/contacts/", {"reason": "write"}),
        "member's own page": got(member, lambda c: "/en/member/"),
        "member's own contacts": got(member, lambda c: "/en/mine/contacts/"),
        "API list, a stranger": got(stranger, lambda c: f"/api/organizations?page={c.randint(1, 40)}"),
        "staff list, an editor": got(editor, lambda c: f"/en/staff/organisations/?page={c.randint(1, 9)}"),
        "staff desk, an editor": got(editor, lambda c: "/en/staff/"),
    }


def measured(name: str, ask: Ask, calls: int) -> bool:
    """One page in the three ways, the same addresses, in turning order; whether it keeps the bound on the clock."""
    took: dict[str, list[float]] = {each: [] for each in MODES}
    worked: dict[str, list[float]] = {each: [] for each in MODES}
    for number in range(-5, calls):
        for place in range(len(MODES)):
            each = MODES[(number + place) % len(MODES)]
            with mode(each):
                began, busy = time.perf_counter(), work()
                answer = ask(random.Random(number))
                seconds, busy = time.perf_counter() - began, work() - busy
            assert answer.status_code == 200, (name, answer.status_code)
            if number >= 0:
                took[each].append(seconds)
                worked[each].append(busy)
    keeps = said(f"{name}: clock", took)
    said(f"{'':{len(name)}}  work", worked)
    return keeps


def work() -> float:
    """Seconds that this process and its database process were on a core: what the clock would say on a machine without others."""
    from django.db import connection

    database = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    return time.process_time() + int(database.split()[0]) / 1e9


def said(title: str, times: dict[str, list[float]]) -> bool:
    """One line of figures; whether they keep the bound."""
    figures = {each: [percentile(times[each], share) for share in (0.5, 0.95)] for each in MODES}
    pairs = list(zip(figures[WALL], figures[NOTHING], strict=True))
    keeps = all(wall - plain <= MORE_AT_MOST or wall <= plain * TIMES_AT_MOST for wall, plain in pairs)
    told = "  ".join(f"{each} {figures[each][0]:5.1f} / {figures[each][1]:5.1f}" for each in MODES)
    more = " / ".join(f"{wall - plain:+.1f}" for wall, plain in pairs)
    print(f"{title:<42} p50 / p95 ms: {told}   more {more}  {'kept' if keeps else 'MISSED'}", flush=True)
    return keeps


def plans() -> None:
    """Every private table, read whole by a member: is who looks asked once, and what does the policy cost over all rows."""
    from django.db import connection
    from django.utils import timezone

    from dalil.access.database_roles import walled_models
    from dalil.access.second_wall import as_viewer
    from dalil.access.viewer import viewer_for
    from dalil.accounts.models import Person

    viewer = viewer_for(Person.objects.get(sign_in_name="member-7"), at=timezone.now())
    once, not_once = 0, []
    for model in walled_models():
        table = model._meta.db_table
        with as_viewer(viewer), connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM {table}")
            plan = [row[0] for row in cursor.fetchall()]
        if asked_once(plan):
            once += 1
        else:
            not_once.append(table)
        if table == "guide_contact":
            shown = "\n    ".join(line[:150] for line in plan)
            print(f"the plan of all contacts, read by a member:\n    {shown}\n")
    print(f"private tables: {once + len(not_once)}; who is looking is asked once a statement (InitPlan) in {once}")
    if not_once:
        print("NOT in: " + ", ".join(not_once))


def asked_once(plan: list[str]) -> bool:
    """The three functions stand in InitPlans alone, and each of those ran at most once."""
    inside: bool = False
    for line in plan:
        if re.search(r"\b(Init|Sub)Plan \d", line) and "Filter" not in line and "Cond" not in line:
            inside = "InitPlan" in line
        if inside and (loops := re.search(r"loops=(\d+)", line)) and int(loops[1]) > 1:
            return False
        if "dalil_" in line and not inside:
            return False
    return any("InitPlan" in line for line in plan)


if __name__ == "__main__":
    main()
