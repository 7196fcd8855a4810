"""Every code of an action that the program writes to the ledger, read off its source.

A code is what a call hands over as `action=`: a text, one of two texts, a constant, or the parameter of a function to
which such a thing is handed over. Whatever else is handed over is named as not understood, so that nothing is missed.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import dalil
from dalil.guide.models import OperationKind

ROOT: Final = Path(dalil.__file__).parent
WRITERS: Final = frozenset({"write", "write_batch"})
MADE_OF: Final = {"f'undo_{operation.kind}'": [f"undo_{kind}" for kind in OperationKind]}


class Source:
    """One file: its calls with the function around each, and its constants."""

    def __init__(self, path: Path) -> None:
        self.name = str(path.relative_to(ROOT))
        self.tree = ast.parse(path.read_text("utf-8"))
        self.calls = [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]
        self.constants = dict(_constants(self.tree))
        self.around: dict[ast.Call, ast.FunctionDef] = {}
        for function in (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)):
            self.around |= {node: function for node in ast.walk(function) if isinstance(node, ast.Call)}


def _constants(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in tree.body:
        if isinstance(node, ast.Assign):
            yield from ((target.id, node.value) for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            yield node.target.id, node.value


@dataclass
class Codes:
    """What was found: codes with a place where each is written, and what was not understood."""

    sources: list[Source] = field(default_factory=lambda: [Source(path) for path in sorted(ROOT.rglob("*.py"))])
    found: dict[str, str] = field(default_factory=dict)
    not_understood: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for source in self.sources:
            for call in source.calls:
                if name_of(call) in WRITERS:
                    for keyword in call.keywords:
                        if keyword.arg == "action":
                            self.take(source, call, keyword.value)

    def take(self, source: Source, call: ast.Call, value: ast.expr) -> None:
        place = f"{source.name}:{call.lineno}"
        match value:
            case ast.Constant(value=str(code)):
                self.found.setdefault(code, place)
            case ast.IfExp(body=one, orelse=other):
                self.take(source, call, one)
                self.take(source, call, other)
            case ast.JoinedStr() if ast.unparse(value) in MADE_OF:
                self.found |= dict.fromkeys(MADE_OF[ast.unparse(value)], place)
            case ast.Name(id=name) if meant := self.meant(source, call, name):
                for where, outer, handed in meant:
                    self.take(where, outer, handed)
            case _:
                self.not_understood.append(f"{place}: {ast.unparse(value)}")

    def meant(self, source: Source, call: ast.Call, name: str) -> list[tuple[Source, ast.Call, ast.expr]]:
        """What a name stands for: a constant of the file, what the function calls so, what is handed over to it."""
        if name in source.constants:
            return [(source, call, source.constants[name])]
        if call not in source.around:
            return []
        return [(source, call, one) for one in assigned(source.around[call], name)] or self.handed(source, call, name)

    def handed(self, source: Source, call: ast.Call, name: str) -> list[tuple[Source, ast.Call, ast.expr]]:
        """What is handed over as this parameter: by its default, by the same file, by name from any file."""
        function = source.around[call]
        places = [one.arg for one in function.args.posonlyargs + function.args.args]
        names = [one.arg for one in function.args.kwonlyargs]
        defaults = dict(zip(names, function.args.kw_defaults, strict=True))
        found = [(source, call, default)] if (default := defaults.get(name)) is not None else []
        for where in self.sources if name in (*names, *places) else []:
            for outer in (one for one in where.calls if name_of(one) == function.name):
                by_name = [keyword.value for keyword in outer.keywords if keyword.arg == name]
                by_place = outer.args[places.index(name) :][:1] if where is source and name in places else []
                found += [(where, outer, value) for value in by_name or by_place]
        return found


def assigned(function: ast.FunctionDef, name: str) -> Iterator[ast.expr]:
    """What a function calls by this name, alone or as one of several."""
    for node in (node for node in ast.walk(function) if isinstance(node, ast.Assign)):
        for target in node.targets:
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=True))
            yield from (value for one, value in pairs if isinstance(one, ast.Name) and one.id == name)


def name_of(call: ast.Call) -> str:
    """What is called, without where it stands."""
    called = call.func
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
