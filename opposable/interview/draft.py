"""Read a buyer's draft (answers and edits) from plain values: a YAML file, or the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from opposable.catalog.messages import french_errors
from opposable.catalog.yaml_file import YamlFile, read_yaml
from opposable.interview.answers import read_answers
from opposable.model.catalog import Catalog
from opposable.model.draft import Draft, Edits
from opposable.model.errors import OpposableError


def read_draft(catalog: Catalog, raw: Mapping[str, Any], file: YamlFile | None = None) -> Draft:
    """Return the draft that `raw` holds under ``answers`` and ``edits``.

    Raises one `OpposableError` that lists every problem, with the line where `file` is given.
    """
    draft, problems = read_draft_gently(catalog, raw, file)
    if problems:
        raise OpposableError("\n".join(str(problem) for problem in problems))
    return draft


def read_draft_gently(
    catalog: Catalog, raw: Mapping[str, Any], file: YamlFile | None = None
) -> tuple[Draft, tuple[OpposableError, ...]]:
    """Return what can be read of the draft, and a problem for each thing that can't: nothing else is lost."""
    known = {"answers", "edits", "unknown"}
    problems = [
        OpposableError(
            f"« {key} » n'est pas une rubrique connue.", where=_where(file, (key,)), hint="Voyez answers et edits."
        )
        for key in raw
        if key not in known
    ]
    given = raw.get("answers") or {}
    if not isinstance(given, Mapping):
        problems.append(
            OpposableError("« answers » doit être un ensemble de réponses.", where=_where(file, ("answers",)))
        )
        given = {}
    answers, wrong = read_answers(catalog, given)
    problems.extend(_placed(problem, file) for problem in wrong)
    edits = Edits()
    try:
        edits = Edits.model_validate(raw.get("edits") or {})
    except ValidationError as error:
        problems.extend(french_errors(error, file or YamlFile("modifications", raw), ("edits",), Edits))
    unknown = frozenset(str(id_) for id_ in raw.get("unknown") or ())
    return Draft(answers=answers, unknown=unknown, edits=edits), tuple(problems)


def read_draft_file(catalog: Catalog, content: str, name: str) -> Draft:
    """Read an answers file (``answers:`` and, if any, ``edits:``).

    Raises `OpposableError` with each problem, its line and the nearest known name.
    """
    file = read_yaml(content, name)
    if not isinstance(file.value, Mapping):
        raise OpposableError("Ce fichier doit contenir une rubrique « answers ».", where=name)
    return read_draft(catalog, file.value, file)


def plain_draft(draft: Draft) -> dict[str, Any]:
    """Return `draft` as plain values that `read_draft` reads back the same."""
    return draft.model_dump(mode="json", exclude_defaults=True)


def _where(file: YamlFile | None, path: tuple[str, ...]) -> str:
    return file.where(path) if file else ""


def _placed(problem: OpposableError, file: YamlFile | None) -> OpposableError:
    if file is None:
        return problem
    question = problem.where or problem.message.split("« ")[-1].split(" »")[0]
    return OpposableError(problem.message, where=file.where(("answers", question)), hint=problem.hint)
