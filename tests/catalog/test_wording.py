"""The writing rules refuse and accept what their own examples say."""

from __future__ import annotations

from pathlib import Path

import pytest

from opposable.catalog.quality import FORMS
from opposable.catalog.wording import Wording, WordRule, read_wording
from opposable.model.errors import CatalogError
from opposable.paths import data_root

SHIPPED = data_root() / "requirements_catalog" / "redaction.yaml"
WORDING = read_wording(SHIPPED)


@pytest.mark.parametrize(
    ("rule", "sentence"), [(rule, text) for rule in WORDING.words for text in rule.refused], ids=str
)
def test_a_rule_refuses_its_bad_examples(rule: WordRule, sentence: str) -> None:
    assert rule.found(sentence)


@pytest.mark.parametrize(
    ("rule", "sentence"), [(rule, text) for rule in WORDING.words for text in rule.accepted], ids=str
)
def test_a_rule_accepts_its_good_examples(rule: WordRule, sentence: str) -> None:
    assert () == rule.found(sentence)


def test_every_rule_on_form_is_computed_and_every_computation_has_its_rule() -> None:
    assert sorted(FORMS) == sorted(rule.id for rule in WORDING.forms)


def test_a_rule_has_one_id() -> None:
    ids = [rule.id for rule in (*WORDING.words, *WORDING.forms)]
    assert len(ids) == len(set(ids))


def test_a_bad_expression_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "redaction.yaml"
    path.write_text(
        "words:\n  - {id: r.a, severity: erreur, words: ['('], message: m, refused: [a], accepted: [b]}\nforms: []\n",
        encoding="utf-8",
    )
    with pytest.raises(CatalogError, match=r"redaction\.yaml:2 : .*« \( » n'est pas une expression régulière"):
        read_wording(path)


def test_the_word_found_is_quoted_once() -> None:
    rule = WORDING.words[0]
    assert ("rapidement",) == rule.found("Il agit rapidement. Il répond rapidement.")


def test_rules_are_values() -> None:
    assert WORDING == read_wording(SHIPPED)
    assert isinstance(WORDING, Wording)
