"""Two platforms, each in a home and a process of its own, as two servers would be: for tests of federation.

    python -m tests.press.platforms

reads steps (`take=FILE`, `publish` …) line by line and answers each with a line of JSON. The process stays, so that what a
platform reads once at its start is read once.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]


class Platform:
    """A platform at work in its home."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.home = home
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("DALIL_", "DATABASE_"))}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.press.platforms"],
            cwd=ROOT,
            env=clean
            | {
                "DALIL_HOME": str(home),
                "DALIL_KEYS": str(settings.DALIL_KEYS),
                "DALIL_SECRET_KEY": "x",
                "DALIL_NAME": f"Guide of {home.name}",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, *steps: str) -> list[Any]:
        """Take the steps one after the other; the answer of each."""
        assert self.process.stdout is not None
        answers = []
        for step in steps:
            self.begin(step)
            answer = self.process.stdout.readline()
            assert answer, f"{self.home.name} ended at {step}"
            answers.append(json.loads(answer))
        return answers

    def begin(self, step: str) -> None:
        """Begin a step, and do not wait for its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(step + "\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        """End it as a power cut would, in the middle of whatever it does."""
        self.process.kill()
        self.process.communicate()

    def close(self) -> None:
        """The platform ends when nobody asks it anything more."""
        self.process.communicate()


def main() -> None:
    """Set Django up, make the database, and answer."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "dalil.web.settings"
    django.setup()
    # Models can only be imported once Django is set up.
    platform_steps = import_module("tests.press.platform_steps")
    platform_steps.prepare()
    steps: dict[str, Callable[[str], object]] = platform_steps.STEPS
    for line in sys.stdin:
        name, _, argument = line.strip().partition("=")
        print(json.dumps(steps[name](argument)), flush=True)  # noqa: T201


def as_set(clusters: Iterable[Iterable[str]]) -> set[frozenset[str]]:
    """Clusters without order."""
    return {frozenset(cluster) for cluster in clusters}


if __name__ == "__main__":
    main()
