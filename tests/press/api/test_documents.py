"""Every call in docs/api.md is made, and the answer has the shape that the document shows."""

import io
import json
import re
import shlex
import urllib.request
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

TEXT = (Path(__file__).parents[3] / "docs/api.md").read_text("utf-8")
FENCES = re.findall(r"```(\w+)\n(.*?)```", TEXT, re.DOTALL)
HOST = "localhost:8000"


def pairs() -> Iterator[tuple[str, Any]]:
    """Each call, with what is shown after it; None where nothing is."""
    for place, (kind, text) in enumerate(FENCES):
        if kind == "sh":
            after = FENCES[place + 1] if place + 1 < len(FENCES) else ("", "")
            yield text, json.loads(after[1]) if after[0] == "json" else None


def called(client: Client, command: str) -> Any:
    """The answer to a curl command."""
    words = iter(shlex.split(command)[1:])
    headers: dict[str, str] = {}
    form: dict[str, str] = {}
    address = ""
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word == "--data-urlencode":
            name, _, value = next(words).partition("=")
            form[name] = value
        elif word.startswith("http"):
            address = word
    parts = urlsplit(address)
    assert parts.netloc == HOST
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    more: dict[str, Any] = {"headers": headers, "HTTP_HOST": HOST}
    return client.post(path, form, **more) if form else client.get(path, **more)


def has_shape(shown: Any, found: Any, where: str = "") -> None:
    """What is shown is there: the same fields and kinds; words and yes or no as they are, numbers as numbers."""
    if isinstance(shown, dict):
        assert shown.keys() <= found.keys(), (where, shown.keys() - found.keys())
        for key, value in shown.items():
            has_shape(value, found[key], f"{where}/{key}")
    elif isinstance(shown, list):
        assert isinstance(found, list) and len(found) >= len(shown), where
        for one, other in zip(shown, found, strict=False):
            has_shape(one, other, where)
    elif where.rpartition("/")[2] in ("score", "value") and isinstance(shown, float):
        assert found == pytest.approx(shown, rel=0.25), where
    elif where.endswith("description"):
        assert isinstance(found, str) and found
    else:
        assert found == shown, where


@pytest.mark.parametrize(("command", "shown"), list(pairs()), ids=lambda one: one[:60] if isinstance(one, str) else "")
def test_every_call_gives_what_is_shown(api: Client, command: str, shown: Any) -> None:
    answer = called(api, command)

    assert answer.status_code == (shown or {}).get("status", 200)
    if shown:
        has_shape(shown, answer.json())


def test_the_program_prints_what_is_shown(api: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    (program,) = [text for kind, text in FENCES if kind == "python"]
    (printed,) = [text for kind, text in FENCES if kind == "text"]
    monkeypatch.setattr(urllib.request, "urlopen", lambda address: io.BytesIO(called(api, f"curl '{address}'").content))
    out = io.StringIO()

    with redirect_stdout(out):
        exec(compile(program, "docs/api.md", "exec"), {})

    assert out.getvalue() == printed
