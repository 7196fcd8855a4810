"""Sets data with a template into a PDF, in a process of its own, so that its memory is given back with it.

Data reaches Typst as JSON that the template reads, never as markup. The bytes depend on data, templates and fonts alone.
"""

import shutil
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import msgspec
import typst

from dalil.press.print.letters import OURS, Letters

TEMPLATES: Final = Path(__file__).with_name("templates")
STANDARDS: Final = ["a-2a", "ua-1"]


class CannotBeSet(Exception):
    """Typst found a mistake in our template or a standard that the book does not meet; the message says which."""


def set_pdf(template: str, data: Mapping[str, Any], letters: Letters, target: Path) -> None:
    """Write the PDF of a template and its data. `data["dated_on"]` (ISO 8601) is the date in it."""
    with TemporaryDirectory(prefix="dalil-print-") as made:
        folder = Path(made)
        shutil.copytree(TEMPLATES, folder, dirs_exist_ok=True)
        (folder / "data.json").write_bytes(msgspec.json.encode(data, order="deterministic"))
        fonts = folder / "fonts"
        fonts.mkdir()
        for number, path in enumerate(dict.fromkeys(face.path for face in letters.added)):
            (fonts / f"{number:02}{path.suffix}").symlink_to(path)
        stamp = int(datetime.fromisoformat(data["dated_on"]).replace(tzinfo=UTC).timestamp())
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            trouble = pool.submit(typeset, folder, template, target, stamp).result()
    if trouble:
        raise CannotBeSet(trouble)


def typeset(folder: Path, template: str, target: Path, stamp: int) -> str:
    """Run Typst in this process; what it complains of, or nothing."""
    fonts = [str(OURS), str(folder / "fonts")]
    compiler = typst.Compiler(str(folder / template), root=str(folder), font_paths=fonts, ignore_system_fonts=True)
    try:
        _none, warnings = compiler.compile_with_warnings(
            output=str(target), format="pdf", pdf_standards=STANDARDS, timestamp=stamp
        )
    except typst.TypstError as mistake:
        return "\n".join(map(str, (mistake, *getattr(mistake, "hints", ()), getattr(mistake, "trace", ""))))
    return "\n".join(str(one) for one in warnings)
