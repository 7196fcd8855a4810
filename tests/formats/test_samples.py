"""Every file in `samples` is read as its `.expected.json` says. To add a format, add a file and what is in it."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dalil import formats
from dalil.formats import Reading

SAMPLES = Path(__file__).parent / "samples"
FILES = sorted(path for path in SAMPLES.iterdir() if not path.name.endswith(".expected.json"))


def described(reading: Reading) -> dict[str, Any]:
    rows = []
    for row in reading.rows():
        told: dict[str, Any] = {"number": row.number, "sheet": row.sheet, "cells": dict(row.cells), "key": row.key}
        told["record"] = msgspec.to_builtins(row.record) if row.record else None
        told["problems"] = [[problem.code, problem.column, problem.is_fatal] for problem in row.problems]
        rows.append({name: value for name, value in told.items() if value})
    told_of = {
        "format": reading.format,
        "encoding": reading.encoding,
        "columns": list(reading.columns),
        "sheets": list(reading.sheets),
        "notes": [[note.code, note.column or note.sheet] for note in reading.notes],
        "rows": rows,
    }
    as_json: dict[str, Any] = json.loads(json.dumps(told_of))
    return as_json


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_sample_is_read_as_expected(path: Path) -> None:
    expected = json.loads((SAMPLES / f"{path.name}.expected.json").read_text(encoding="utf-8"))
    reading = formats.open_file(path, name=path.name)
    assert described(reading) == expected
    assert described(reading) == expected, "a second reading starts from the top"


def test_every_format_has_a_sample() -> None:
    read = {formats.open_file(path, name=path.name).format for path in FILES}
    assert read == {module.NAME for module in formats.FORMATS}
