"""Read one YAML file into plain values, with the line of every key, refusing duplicate keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from opposable.model.errors import OpposableError

Path_ = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A parsed file: its name as shown to the author, its value, and the line of each path in it."""

    name: str
    value: Any
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, path: Path_) -> int:
        """Return the line of `path`, or of its nearest known ancestor."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def where(self, path: Path_ = ()) -> str:
        """Return ``file:line`` of `path`, which editors open on click."""
        return f"{self.name}:{self.line(path)}"


def read_yaml(content: str, name: str) -> YamlFile:
    """Parse `content`, called `name` in messages.

    Raises `OpposableError` for bad syntax or a key written twice.
    """
    try:
        loader = yaml.CSafeLoader(content) if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader(content)
        node = loader.get_single_node()
        lines: dict[Path_, int] = {}
        if node is not None:
            _walk(node, (), lines, name)
        value = loader.construct_document(node) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        raise OpposableError(
            "Ce fichier n'est pas du YAML valide.",
            where=f"{name}:{line}",
            hint="Vérifiez les retraits, les deux-points et les guillemets autour de cette ligne.",
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        raise OpposableError(
            "Ce fichier contient un caractère ou une valeur illisible.", where=f"{name}:1", hint=str(error)
        ) from error
    return YamlFile(name, value, lines)


def read_yaml_path(path: Path, name: str) -> YamlFile:
    """Read the file at `path`; bytes that are not UTF-8 are refused with a French message."""
    try:
        return read_yaml(path.read_text(encoding="utf-8"), name)
    except FileNotFoundError:
        raise OpposableError(f"Le fichier « {name} » n'existe pas.", hint="Vérifiez le chemin.") from None
    except (IsADirectoryError, PermissionError):
        raise OpposableError(f"« {name} » n'est pas un fichier lisible.", hint="Vérifiez le chemin.") from None
    except UnicodeDecodeError:
        raise OpposableError(
            f"Le fichier « {name} » n'est pas en UTF-8.", hint="Enregistrez-le dans cet encodage."
        ) from None


def _walk(node: yaml.Node, path: Path_, lines: dict[Path_, int], name: str) -> None:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, child in node.value:
            word = int(key.value) if key.tag.endswith(":int") else key.value
            if key.value in seen:
                raise OpposableError(
                    f"La clé « {key.value} » est écrite deux fois.",
                    where=f"{name}:{key.start_mark.line + 1}",
                    hint="Gardez-en une seule.",
                )
            seen.add(key.value)
            lines[(*path, word)] = key.start_mark.line + 1
            _walk(child, (*path, word), lines, name)
    elif isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            _walk(child, (*path, index), lines, name)
