"""How fast the API answers, on one core, beside the least that could be sent and beside comparing names by brute force.

    python -m bench.intake --rows 50000 --home /tmp/guide50 && python -m bench.api --home /tmp/guide50

The names to compare are titles of the guide, each spoilt in one of four ways (a letter or a word lost, words turned about, none),
drawn anew for every batch. Beside what passed on the clock stands what the core was busy with it, which tells the same on a
machine with other work. The peers: for the list, ids and titles of as many rows read from the database and written by the json
of Python, without looking at who says what; for the batch, RapidFuzz's WRatio over all titles, which knows names alone.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Callable
from typing import Any

from bench import setting
from bench.pages import percentile

BATCH = 10


def spoilt(title: str, chance: random.Random) -> str:
    """The title as it may stand in somebody's list."""
    words = title.split()
    way = chance.randrange(4)
    if way == 0 and len(words) > 2:
        words.pop(chance.randrange(len(words)))
    elif way == 1:
        place = chance.randrange(len(words))
        cut = chance.randrange(len(words[place]))
        words[place] = words[place][:cut] + words[place][cut + 1 :]
    elif way == 2:
        chance.shuffle(words)
    return " ".join(words) or title


def timed(name: str, calls: int, call: Callable[[random.Random], Any], warm: int = 20) -> list[Any]:
    """Call so often, print the figures, and return what came back."""
    chance = random.Random(5)
    for _ in range(warm):
        call(chance)
    times: list[float] = []
    busy: list[float] = []
    found = []
    for _ in range(calls):
        started, used = time.perf_counter(), time.process_time()
        found.append(call(chance))
        times.append(time.perf_counter() - started)
        busy.append(time.process_time() - used)
    print(
        f"{name:44} p50 {percentile(times, 0.5):6.1f} ms  p95 {percentile(times, 0.95):6.1f} ms"
        f"   of the core: p50 {percentile(busy, 0.5):6.1f} ms  p95 {percentile(busy, 0.95):6.1f} ms"
    )
    return found


def lists(client: Any, calls: int) -> None:
    """Lists of 20 and of 100, and one organisation, by choices of all kinds."""
    from dalil.guide.models import Organisation

    ids = list(Organisation.objects.listed().values_list("pk", flat=True))
    words = ("university", "medical research", "water", "youth", "جامعة", "human rights", "institut", "centre")
    choices = ("", "&country=US", "&country=FR&country=DE", "&sector=health", "&kind=nonprofit", "&status=active")

    def got(address: str) -> int:
        answer = client.get(f"/api/{address}")
        assert answer.status_code == 200, answer.content
        return len(answer.content)

    timed("list of 20, by choices", calls, lambda c: got(f"organizations?page={c.randint(1, 40)}{c.choice(choices)}"))
    timed("list of 20, by text", calls, lambda c: got(f"organizations?search={c.choice(words)}&page={c.randint(1, 3)}"))
    timed("list of 20, in full", calls, lambda c: got(f"organizations?full=true&page={c.randint(1, 40)}"))
    timed("list of 100, by choices", calls, lambda c: got(f"organizations?per_page=100&page={c.randint(1, 9)}"))
    timed("one organisation in full", calls, lambda c: got(f"organizations/{c.choice(ids)}"))

    def plain(chance: random.Random) -> int:
        start = chance.randint(0, 800)
        rows = Organisation.objects.listed().order_by("pk").values("pk", "title")[start : start + 20]
        return len(json.dumps(list(rows)))

    timed("peer: 20 ids and titles by values() and json", calls, plain)


def batches(client: Any, calls: int) -> None:
    """Batches of ten names, and how often the right one stands first."""
    from rapidfuzz import fuzz, process

    from dalil.guide.models import Organisation

    titles = dict(Organisation.objects.listed().exclude(title="").values_list("pk", "title"))
    ids = list(titles)

    def drawn(chance: random.Random) -> list[tuple[str, str]]:
        return [(one, spoilt(titles[one], chance)) for one in chance.sample(ids, BATCH)]

    def ours(chance: random.Random) -> int:
        asked = drawn(chance)
        queries = {f"q{place}": {"query": name} for place, (_, name) in enumerate(asked)}
        told = client.post("/api/reconcile", {"queries": json.dumps(queries)}).json()
        firsts = [told[f"q{place}"]["result"][:1] for place in range(BATCH)]
        return sum(bool(first) and first[0]["id"] == one for first, (one, _) in zip(firsts, asked, strict=True))

    def peer(chance: random.Random) -> int:
        asked = drawn(chance)
        found = [process.extractOne(name, titles, scorer=fuzz.WRatio, score_cutoff=50) for _, name in asked]
        return sum(bool(best) and best[2] == one for best, (one, _) in zip(found, asked, strict=True))

    right = timed(f"reconciliation, {BATCH} names", calls, ours)
    rivals = timed(f"peer: RapidFuzz WRatio, {BATCH} names", max(5, calls // 20), peer, warm=1)
    print(
        f"the right one first: ours {sum(right) / len(right) / BATCH:.1%}, peer {sum(rivals) / len(rivals) / BATCH:.1%}"
    )


def main() -> None:
    """Measure, on one core."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", required=True)
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--addresses", default="", help="a root of addresses other than the platform's own")
    asked = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    setting.use_home(asked.home)
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import override_settings

    from dalil.guide.models import Organisation

    call_command("migrate", verbosity=0)
    print(f"machine: {setting.machine()}, one of them used")
    print(f"guide: {Organisation.objects.listed().count():,} organisations, {asked.calls} calls each")
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(
        ALLOWED_HOSTS=["testserver"],
        DALIL_API_UNITS=10**9,
        STORAGES={**settings.STORAGES, **plain},
        ROOT_URLCONF=asked.addresses or settings.ROOT_URLCONF,
    ):
        lists(Client(), asked.calls)
        batches(Client(), asked.calls)


if __name__ == "__main__":
    main()
