"""The recomputation shares nothing with what it checks."""

import ast
import sys
from pathlib import Path

import pytest

RECOMPUTATION = sorted(Path(__file__).parent.glob("recompute*.py"))


def imported(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def test_there_is_a_recomputation():
    assert [path.name for path in RECOMPUTATION] == [
        "recompute_arpa.py",
        "recompute_demo.py",
        "recompute_facts.py",
        "recompute_metrics.py",
        "recompute_nights.py",
        "recompute_verdicts.py",
    ]


@pytest.mark.parametrize("path", RECOMPUTATION, ids=lambda path: path.stem)
def test_the_recomputation_imports_nothing_but_python(path):
    foreign = {
        name
        for name in imported(path)
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not name.startswith("tests.oracle.recompute")
    }
    assert foreign == set()
    assert "importlib" not in path.read_text("utf-8")
    assert "__import__" not in path.read_text("utf-8")
