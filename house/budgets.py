"""Checks what no linter knows of: lengths, names, who imports pages, and that the ground floor has no clock and no network.

    python -m house.budgets

It never changes a file.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("dalil", "house", "bench", "tests")
GROUND_FLOOR = frozenset({"linkage", "search", "mirrors", "names", "formats", "kinds"})

MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 60
COUNTED = frozenset({".py", ".html", ".css", ".js"})

NO_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "core", "base", "misc"})
NO_ENDINGS = ("Manager", "Handler", "Processor", "Factory")

# Parts of the standard library through which the ground floor would reach the network, the clock or chance.
NOT_ON_THE_GROUND = ("urllib.request", "http", "socket", "ssl", "asyncio", "time", "random", "secrets", "subprocess")
CLOCKS = frozenset({"now", "utcnow", "today"})


def findings(root: Path = ROOT) -> Iterator[str]:
    """One sentence for each thing out of order, with file and line."""
    for folder in SOURCES:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in COUNTED and ".min." not in path.name:
                place = path.relative_to(root)
                text = path.read_text("utf-8")
                yield from _long_file(place, text)
                if path.suffix == ".py":
                    yield from _in_python(place, ast.parse(text))


def _long_file(place: Path, text: str) -> Iterator[str]:
    lines = text.count("\n")
    if lines > MOST_LINES:
        yield f"{place}: {lines} lines, {MOST_LINES} at most"


def _in_python(place: Path, tree: ast.Module) -> Iterator[str]:
    for name in (*place.parts[:-1], place.stem):
        if name.strip("_") in NO_NAMES:
            yield f"{place}: nothing is called {name}; name the concept that is missing"
    for node in ast.walk(tree):
        yield from _long_function(place, node)
        yield from _vague_class(place, node)
        yield from _imported_page(place, node)
        if place.parts[0] == "dalil" and place.parts[1] in GROUND_FLOOR:
            yield from _not_plain(place, node)


def _long_function(place: Path, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
        lines = node.end_lineno - node.lineno + 1
        if lines > MOST_LINES_OF_A_FUNCTION:
            yield f"{place}:{node.lineno}: {node.name} has {lines} lines, {MOST_LINES_OF_A_FUNCTION} at most"


def _vague_class(place: Path, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ClassDef) and node.name.endswith(NO_ENDINGS):
        yield f"{place}:{node.lineno}: {node.name} says how, not what"


def _imported_page(place: Path, node: ast.AST) -> Iterator[str]:
    """Pages are imported by the addresses of their own room alone (`urls.py`, `staff_urls.py` ...); tests ask by address."""
    at_home = place.parent.as_posix().replace("/", ".") if place.name.endswith("urls.py") else ""
    for module in _modules(node):
        parts = module.split(".")
        if len(parts) > 2 and parts[0] == "dalil" and parts[2] == "pages" and at_home != ".".join(parts[:2]):
            yield f"{place}:{getattr(node, 'lineno', 0)}: imports the page {module}"


def _not_plain(place: Path, node: ast.AST) -> Iterator[str]:
    for module in _modules(node):
        if any(module == banned or module.startswith(banned + ".") for banned in NOT_ON_THE_GROUND):
            yield f"{place}:{getattr(node, 'lineno', 0)}: {module} on the ground floor"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
        yield f"{place}:{node.lineno}: reads the clock on the ground floor"


def _modules(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def main() -> int:
    """Prints what is out of order; the exit status is 1 if anything is."""
    found = list(findings())
    for sentence in found:
        print(sentence)
    print(f"budgets: {len(found) or 'nothing'} out of order")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
