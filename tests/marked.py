"""Every text of the program that is said to somebody, found in its source: what translators have to translate.

    texts = marked(sources)

A text is the template argument of a function that tells (`TELLERS`), or of one that passes its own parameter on to
such a function (found here, step by step). Where a variable stands in its place, all that is assigned to it counts.
What can't be followed is returned too, so that no text gets by unseen.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[1]
TELLERS = {"tr": 0, "noted": 0, "Problem": 1, "BadValue": 0, "Phrase": 0, "RegisterQuestion": 1, "Choice": 1}
"""Function → which argument is its template; as a keyword it is `text`."""
Tellers = dict[str, dict[int, str]]
"""Function (a method with its folder, a private function with its file) → its templates: place and keyword."""
WORDLESS = {
    ", ",
    "“{name}”",
    "“{name}”, {amount}",
    "“{name}”: {rule}",
    "“{name}” {clauses}{ratio}.",
    "{what} {bounds}",
    "{what} {bounds} ({when})",
}
"""Templates without a word that are another one, or in another order, in another language."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Found:
    """Texts with where they stand; plurals; and places where the template could not be followed."""

    texts: dict[str, str] = field(default_factory=dict)
    plurals: dict[tuple[str, str], str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)


@dataclass
class Module:
    """A source file, with the functions that enclose each node."""

    name: str
    tree: ast.Module
    parents: dict[ast.AST, ast.AST]

    @property
    def folder(self) -> str:
        """Where the file is."""
        return self.name.rpartition("/")[0]

    def source_of(self, name: str) -> str:
        """The file that a name is imported from; this one, if it isn't."""
        for statement in self.tree.body:
            if isinstance(statement, ast.ImportFrom) and any(alias.name == name for alias in statement.names):
                path = (statement.module or "").replace(".", "/")
                return f"{path}.py" if (ROOT / f"{path}.py").exists() else f"{path}/__init__.py"
        return self.name

    def functions(self, node: ast.AST) -> list[Function]:
        """The functions around a node, the innermost first."""
        around = []
        while (above := self.parents.get(node)) is not None:
            node = above
            if isinstance(node, Function):
                around.append(node)
        return around


def sources() -> list[Path]:
    """What users run: the package and the app's entry."""
    return [*sorted((ROOT / "optimizer").rglob("*.py")), *ROOT.glob("app.py")]


def module(path: Path) -> Module:
    """A source file, parsed."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parents = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
    return Module(path.relative_to(ROOT).as_posix(), tree, parents)


def marked(paths: list[Path]) -> Found:
    """All texts of these files."""
    modules = [module(path) for path in paths]
    tellers = _tellers(modules)
    found, known = Found(), _constants(modules)
    for one in modules:
        for call in _calls(one):
            where = f"{one.name}:{call.lineno}"
            if _name(call.func) == "trn":
                single, plural = (_text(argument) for argument in call.args[:2])
                if single is None or plural is None:
                    found.lost.append(where)
                else:
                    found.plurals[single, plural] = where
            for template in _templates(one, call, tellers):
                texts = _followed(one, template, known, tellers)
                texts = texts or set() if _name(call.func) == "tr" else texts  # what tr gets was marked before
                found.lost += [where] if texts is None else []
                found.texts |= dict.fromkeys(texts or (), where)
    return found


def _calls(one: Module) -> list[ast.Call]:
    return [node for node in ast.walk(one.tree) if isinstance(node, ast.Call)]


def _name(function: ast.expr) -> str:
    return (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )


def _templates(one: Module, call: ast.Call, tellers: Tellers) -> list[ast.expr]:
    """The arguments of a call that are templates."""
    name, method = _name(call.func), isinstance(call.func, ast.Attribute)
    keys = [f"{one.name} {name}" if name.startswith("_") else name]
    keys = [f"{one.folder} .{name}", *keys] if method else keys
    places = next((tellers[key] for key in keys if key in tellers), {})
    given = {argument.arg: argument.value for argument in call.keywords}
    starred = next((at for at, argument in enumerate(call.args) if isinstance(argument, ast.Starred)), len(call.args))
    found = [call.args[at] if at < starred else given.get(keyword) for at, keyword in places.items()]
    return [template for template in found if template is not None]


def _tellers(modules: list[Module]) -> Tellers:
    """The functions that tell, and those that pass a parameter on to them as a template."""
    tellers: Tellers = {name: {at: "text"} for name, at in TELLERS.items()}
    calls = [(one, call) for one in modules for call in _calls(one)]
    while True:
        before = sum(map(len, tellers.values()))
        for one, call in calls:
            if _name(call.func) not in ("tr", "noted"):
                for template in _templates(one, call, tellers):
                    if isinstance(template, ast.Name):
                        _pass_on(one, template, tellers)
        if sum(map(len, tellers.values())) == before:
            return tellers


def _pass_on(one: Module, template: ast.Name, tellers: Tellers) -> None:
    """If a template is a parameter of the function around it, that function tells too."""
    for function in one.functions(template):
        if template.id in (names := _parameters(function)):
            method = names[0] in ("self", "cls")
            tellers.setdefault(_key(one, function), {})[names.index(template.id) - method] = template.id
            return


def _parameters(function: Function) -> list[str]:
    arguments = function.args
    return [argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]


def _key(one: Module, function: Function) -> str:
    """A function by its name, a method together with its folder, a private function with its file."""
    if isinstance(one.parents[function], ast.ClassDef):
        return f"{one.folder} .{function.name}"
    return f"{one.name} {function.name}" if function.name.startswith("_") else function.name


def _constants(modules: list[Module]) -> dict[str, list[ast.expr]]:
    """What is assigned to names at the top of modules, by file and name."""
    known: dict[str, list[ast.expr]] = defaultdict(list)
    for one in modules:
        for statement in one.tree.body:
            for name, value in _assigned(statement):
                known[f"{one.name} {name}"].append(value)
    return known


def _assigned(statement: ast.AST) -> list[tuple[str, ast.expr]]:
    """Names and the expressions assigned to them by a statement; `a, b = x, y` is two."""
    if isinstance(statement, ast.AnnAssign | ast.NamedExpr) and isinstance(statement.target, ast.Name):
        return [(statement.target.id, statement.value)] if statement.value is not None else []
    if not isinstance(statement, ast.Assign):
        return []
    pairs: list[tuple[str, ast.expr]] = []
    for target in statement.targets:
        if isinstance(target, ast.Name):
            pairs.append((target.id, statement.value))
        elif isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
            pairs += [
                (name.id, value)
                for name, value in zip(target.elts, statement.value.elts, strict=False)
                if isinstance(name, ast.Name)
            ]
        elif isinstance(target, ast.Tuple):
            pairs += [(name.id, statement.value) for name in target.elts if isinstance(name, ast.Name)]
    return pairs


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _followed(  # noqa: PLR0911 - a line for each kind of expression
    one: Module, node: ast.expr, known: dict[str, list[ast.expr]], tellers: Tellers
) -> set[str] | None:
    """The texts that an expression may be; None where that can't be seen. What was marked before is no text here."""
    if (text := _text(node)) is not None:
        return {text} if _says(text) else set()
    if isinstance(node, ast.IfExp):
        return _all(one, (node.body, node.orelse), known, tellers)
    if isinstance(node, ast.Dict):
        return _all(one, node.values, known, tellers)
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        return _followed(one, node.value, known, tellers)
    if isinstance(node, ast.Call):
        return set() if _is_marked(node) else None
    if isinstance(node, ast.Attribute):
        return set() if node.attr in ("text", "label", "kind", "title", "unit") else None
    return _assigned_to(one, node, known, tellers) if isinstance(node, ast.Name) else None


def _says(text: str) -> bool:
    """Whether a template says anything beside what fills it in."""
    return any(sign.isalpha() for sign in re.sub(r"\{\w*\}", "", text)) or text in WORDLESS


def _is_marked(call: ast.Call) -> bool:
    """Whether a call gives a text that is marked where it stands: `noted(…)`, `TABLE.get(…)`."""
    return _name(call.func) in ("noted", "get")


def _all(one: Module, nodes: Iterable[ast.expr], known: dict[str, list[ast.expr]], tellers: Tellers) -> set[str] | None:
    texts: set[str] = set()
    for node in nodes:
        some = _followed(one, node, known, tellers)
        if some is None:
            return None
        texts |= some
    return texts


def _assigned_to(one: Module, name: ast.Name, known: dict[str, list[ast.expr]], tellers: Tellers) -> set[str] | None:
    """The texts that a variable may hold: of a function, or of a module."""
    for function in one.functions(name):
        given = [value for part in ast.walk(function) for to, value in _assigned(part) if to == name.id]
        given = [value for value in given if value is not name]
        if given:
            return _all(one, given, known, tellers)
        if name.id in _parameters(function):
            return set() if _key(one, function) in tellers else None
    given = known.get(f"{one.source_of(name.id)} {name.id}", [])
    return _all(one, given, known, tellers) if given else None
