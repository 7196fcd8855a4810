"""How fast the public pages come, on one core, and with how many database queries each.

python -m bench.intake --rows 50000 --home /tmp/guide50 && python -m bench.pages --home /tmp/guide50
"""

import argparse
import random
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from bench import setting

WORDS = ("university", "medical research", "water", "youth", "جامعة", "human rights paris", "institut", "centre", "zzz")


def percentile(times: list[float], share: float) -> float:
    """The time, in ms, under which that share of the calls stayed."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000


def measure(name: str, address: Callable[[random.Random], str], client: Any, calls: int) -> None:
    """Ask for `calls` different addresses of one kind and print the figures."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    chance = random.Random(1)
    client.get(address(chance))
    times, queries, sizes = [], set(), []
    for _ in range(calls):
        asked = address(chance)
        with CaptureQueriesContext(connection) as captured:
            started = time.perf_counter()
            answer = client.get(asked, headers={"accept-encoding": "gzip"})
            times.append(time.perf_counter() - started)
        assert answer.status_code == 200, (asked, answer.status_code)
        queries.add(len(captured))
        sizes.append(len(answer.content))
    print(
        f"{name:28} p50 {percentile(times, 0.5):6.1f} ms  p95 {percentile(times, 0.95):6.1f} ms  "
        f"queries {min(queries)}-{max(queries)}  HTML gzip max {max(sizes) / 1024:.1f} kB"
    )


def main() -> None:
    """Measure every kind of public page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", required=True)
    parser.add_argument("--calls", type=int, default=200)
    asked = parser.parse_args()
    setting.use_home(asked.home)
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import override_settings

    from dalil.guide.models import Organisation

    call_command("collectstatic", interactive=False, verbosity=0)
    ids = list(Organisation.objects.listed().values_list("pk", flat=True))
    titles = list(Organisation.objects.listed().exclude(title="").values_list("title", flat=True)[:50_000])
    print(f"machine: {setting.machine()}\nguide: {len(ids):,} organisations")
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        client = Client()
        measure("home", lambda c: f"/{c.choice(('ar', 'en'))}/", client, asked.calls)
        measure("organisation", lambda c: f"/en/organisations/{c.choice(ids)}/", client, asked.calls)
        measure("results, common words", lambda c: f"/en/organisations/?q={c.choice(WORDS)}", client, asked.calls)
        measure(
            "results, whole names",
            lambda c: "/en/organisations/?" + urlencode({"q": c.choice(titles)}),
            client,
            asked.calls,
        )
        measure("results, all", lambda c: f"/en/organisations/?page={c.randint(1, 9)}", client, asked.calls)
        countries = ("GB", "JO", "US")
        measure(
            "results, one country", lambda c: f"/ar/organisations/?country={c.choice(countries)}", client, asked.calls
        )


if __name__ == "__main__":
    main()
