"""Imports between the files of this repository, as their syntax trees say."""

import ast
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from config.schema import REPOSITORY

FOLDERS = ("benchmarks", "bins", "config", "models", "modules", "processors", "serving", "utils")
ENDS = (".py", ".pyx", "/__init__.py")
Graph = Mapping[str, set[str]]


@cache
def file_graph(*, when_loaded: bool = False) -> dict[str, set[str]]:
    """File to the files it imports, by names such as models/registry.py.

    Imports in functions count too, unless only those are asked for that run ``when_loaded``.
    """
    files = {
        path.relative_to(REPOSITORY).as_posix(): path
        for folder in FOLDERS
        for suffix in (".py", ".pyx")
        for path in (REPOSITORY / folder).rglob(f"*{suffix}")
    }
    return {name: set(_imported(path, files, when_loaded)) for name, path in files.items()}


def imports_of(path: Path) -> set[str]:
    """Modules, and names in modules, that a file imports."""
    nodes = _nodes(ast.parse(path.read_text(encoding="utf-8")), when_loaded=False)
    return {name for node in nodes for names in _names(node) for name in names}


def folder_graph(graph: Graph) -> dict[str, set[str]]:
    """Folder to the folders it imports from; an ``__init__`` only offers what lies below it."""
    folders: dict[str, set[str]] = {}
    for name, imported in graph.items():
        if name.endswith("__init__.py"):
            continue
        folder = name.rpartition("/")[0]
        theirs = {other.rpartition("/")[0] for other in imported}
        folders.setdefault(folder, set()).update(theirs - {folder})
    return folders


def find_circles(graph: Graph) -> list[list[str]]:
    """Groups of nodes that lead to each other (strongly connected components of two or more)."""
    reached = {node: _reachable(graph, node) for node in graph}
    circles = []
    for node in sorted(graph):
        circle = sorted(other for other in reached[node] if node in reached.get(other, ()))
        if circle and node == circle[0]:
            circles.append(circle)
    return circles


def longest_chain(graph: Graph) -> list[str]:
    """Longest chain of imports, from the file that begins it to the one that imports nothing."""

    @cache
    def chain(node: str) -> tuple[str, ...]:
        return (node, *max((chain(other) for other in graph.get(node, ())), key=len, default=()))

    return list(max(map(chain, graph), key=len))


def _reachable(graph: Graph, start: str) -> set[str]:
    found: set[str] = set()
    waiting = list(graph.get(start, ()))
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += graph.get(node, ())
    return found


def _imported(path: Path, files: Mapping[str, Path], when_loaded: bool) -> Iterable[str]:
    """Files that ``path`` imports; ``from package import module`` is an import of the module."""
    if path.suffix != ".py":
        return
    for node in _nodes(ast.parse(path.read_text(encoding="utf-8")), when_loaded):
        for alternatives in _names(node):
            places = [name.replace(".", "/") for name in alternatives]
            candidates = [f"{place}{end}" for place in places for end in ENDS]
            yield from [name for name in candidates if name in files][:1]


def _names(node: ast.AST) -> list[tuple[str, ...]]:
    """What a node may import: for each name a module, or else the module that holds it."""
    if isinstance(node, ast.Import):
        return [(name.name,) for name in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [(f"{node.module}.{name.name}", node.module) for name in node.names]
    return []


def _nodes(tree: ast.AST, when_loaded: bool) -> Iterable[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        later = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        later = later or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
        if not (when_loaded and later):
            yield node
            yield from _nodes(node, when_loaded)
