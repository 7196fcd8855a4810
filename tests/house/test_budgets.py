"""The rules of the house hold, and each of them can fail."""

from pathlib import Path

import pytest

from house import budgets


def test_the_house_is_in_order() -> None:
    assert list(budgets.findings()) == []


@pytest.mark.parametrize(
    ("place", "text", "finding"),
    [
        ("dalil/guide/long.py", "x = 1\n" * 401, "401 lines"),
        ("dalil/guide/pages/long.html", "<p>\n" * 401, "401 lines"),
        ("dalil/guide/long.py", "def f():\n" + "    x = 1\n" * 60, "f has 61 lines"),
        ("dalil/guide/utils.py", "", "nothing is called utils"),
        ("dalil/core/models.py", "", "nothing is called core"),
        ("tests/_helpers.py", "", "nothing is called _helpers"),
        ("dalil/guide/rows.py", "class RowHandler: ...", "RowHandler says how"),
        ("dalil/guide/rows.py", "from dalil.guide.pages.home import home", "imports the page"),
        ("dalil/guide/rows.py", "from dalil.guide.pages import home", "imports the page"),
        ("dalil/guide/rows.py", "import dalil.guide.pages.home", "imports the page"),
        ("dalil/guide/pages/home.py", "from dalil.guide.pages.about import about", "imports the page"),
        ("dalil/web/urls.py", "from dalil.guide.pages.home import home", "imports the page"),
        ("dalil/names/web.py", "import urllib.request", "urllib.request on the ground floor"),
        ("dalil/names/web.py", "from urllib import request", "urllib.request on the ground floor"),
        ("dalil/search/clock.py", "import time", "time on the ground floor"),
        ("dalil/search/clock.py", "from datetime import date\nx = date.today()", "reads the clock"),
        ("dalil/linkage/chance.py", "from random import choice", "random.choice on the ground floor"),
    ],
)
def test_what_breaks_a_rule_is_named(tmp_path: Path, place: str, text: str, finding: str) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")

    (found,) = budgets.findings(tmp_path)

    assert found.startswith(place)
    assert finding in found


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("dalil/guide/short.py", "x = 1\n" * 400),
        ("dalil/guide/short.py", "def f():\n" + "    x = 1\n" * 59),
        ("dalil/guide/urls.py", "from dalil.guide.pages.home import home"),
        ("dalil/guide/staff_urls.py", "from dalil.guide.pages.desk import desk"),
        ("dalil/names/fold.py", "from urllib.parse import quote"),
        ("dalil/guide/clock.py", "from datetime import date\nx = date.today()"),
        ("dalil/web/static/dalil/htmx.min.js", "x\n" * 900),
    ],
)
def test_what_keeps_the_rules_is_left_in_peace(tmp_path: Path, place: str, text: str) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")

    assert list(budgets.findings(tmp_path)) == []
