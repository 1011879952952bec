"""The project's own source files as syntax trees, for the tests of its structure."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PARTS = ("province_app", "tiers", "sync_jobs", "config", "wsgi.py")


@cache
def sources() -> dict[str, ast.Module]:
    """Return every Python file of the application by its path from the top."""
    files = [file for part in PARTS for file in [ROOT / part, *(ROOT / part).rglob("*.py")]]
    return {
        str(file.relative_to(ROOT)): ast.parse(file.read_text(encoding="utf-8"))
        for file in files
        if file.is_file()
    }


def under(*folders: str) -> dict[str, ast.Module]:
    """Return the files whose path begins so; an empty answer would make a test blind."""
    found = {path: tree for path, tree in sources().items() if path.startswith(folders)}
    assert found, folders
    return found


def imports(tree: ast.Module) -> set[str]:
    """Return the dotted names of all that the file imports, at its top or deeper inside.

    `from province_app import views` gives `province_app` and `province_app.views`.
    """
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def importers(module: str, trees: dict[str, ast.Module]) -> set[str]:
    """Return the files that import the module or anything in it."""
    return {
        path
        for path, tree in trees.items()
        if any(name == module or name.startswith(f"{module}.") for name in imports(tree))
    }


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call with its dotted name: `datetime.now`, `refuse_state`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def texts(tree: ast.AST) -> Iterator[str]:
    """Yield every text constant in the tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
