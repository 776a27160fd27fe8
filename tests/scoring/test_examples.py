"""The examples in the docstrings are true, and the package knows nothing of the rest of the project."""

from __future__ import annotations

import ast
import doctest
import importlib
import sys
from pathlib import Path

import pytest

import scoring

FOLDER = Path(scoring.__file__).parent
MODULES = sorted(path.stem for path in FOLDER.glob("[a-z]*.py"))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_are_true(name: str) -> None:
    assert 0 == doctest.testmod(importlib.import_module(f"scoring.{name}")).failed


def test_some_examples_exist() -> None:
    found = [doctest.testmod(importlib.import_module(f"scoring.{name}")).attempted for name in MODULES]
    assert 4 <= sum(found)


@pytest.mark.parametrize("name", MODULES)
def test_only_the_standard_library_and_yaml_are_imported(name: str) -> None:
    tree = ast.parse((FOLDER / f"{name}.py").read_text("utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    roots = {module.split(".")[0] for module in imported}
    assert set() == roots - sys.stdlib_module_names - {"scoring", "yaml"}
