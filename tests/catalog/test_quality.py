"""Each writing rule finds its fault in a clause, at its line; the shipped catalog has none that blocks."""

from __future__ import annotations

from pathlib import Path

import pytest

from opposable.catalog.load import read_catalog
from opposable.catalog.quality import Finding, check_quality
from opposable.catalog.wording import read_wording
from opposable.cli import main
from opposable.paths import data_root
from tests.small_catalog import write_catalog

WORDING = read_wording(data_root() / "requirements_catalog" / "redaction.yaml")


def found(root: Path) -> tuple[Finding, ...]:
    loaded = read_catalog(root)
    return check_quality(loaded.catalog, loaded.places, WORDING)


@pytest.mark.parametrize(
    ("file", "before", "after", "rule", "words"),
    [
        (
            "jour",
            "veille le jour",
            "veille régulièrement",
            "redaction.adverbe_vague",
            "jour.yaml:9 : « régulièrement »",
        ),
        ("jour", "veille le jour", "veille si besoin", "redaction.si_possible", "« si besoin » laisse"),
        ("jour", "veille le jour", "veille selon l'état de l'art", "redaction.sans_reference", "l'état de l'art"),
        ("jour", "veille le jour", "devra veiller", "redaction.obligation_molle", "« titulaire devra »"),
        ("jour", "veille le jour", "veillera", "redaction.obligation_molle", "« titulaire veillera »"),
        ("jour", "veille le jour", "s'engage à veiller", "redaction.engagement_indirect", "s'engage à"),
        ("jour", "veille le jour", "répond en 30 minutes", "redaction.nombre_en_chiffres", "« 30 minutes »"),
        ("jour", "veille le jour", "répond sous dix jours", "redaction.nombre_en_lettres", "« dix jours »"),
        ("jour", "veille le jour", "emploie Splunk", "redaction.marque", "« Splunk » est une marque"),
        ("jour", "Le titulaire veille", "Une entreprise française veille", "redaction.preference", "écarte des"),
        ("mesures", "proof: [Plan]", "proof: [Certificat ISO 27001]", "redaction.sans_equivalent", "« ISO 27001 »"),
        ("mesures", "4: mieux", "4: Qualification PASSI", "redaction.sans_equivalent", "mesures.yaml:21 : « PASSI »"),
        ("mesures", "asks: Lequel ?", "asks: Avec Splunk ?", "redaction.marque", "« Splunk » est une marque"),
        ("mesures", "Un plan est remis.", "Un plan est remis rapidement.", "redaction.adverbe_vague", "mesures.yaml:"),
        ("mesures", "answer: {asks", "answer: {kind: engagement, asks", "forme.engagement_sans_parametre", "sans par"),
        ("mesures", "3: bien, 4: mieux", "3: bien, 4: bien", "forme.echelle", "deux notes de la même façon"),
        ("mesures", "[plan, mesures, énergie]", "[plan, Plan, énergie]", "forme.indices", "deux fois le même"),
        ("mesures", "controlled_by: Bilan.", "controlled_by: À définir.", "forme.controle", "« env.mesures.plan »"),
    ],
)
def test_each_rule_finds_its_fault(tmp_path: Path, file: str, before: str, after: str, rule: str, words: str) -> None:
    told = {finding.rule: str(finding.problem) for finding in found(write_catalog(tmp_path, **{file: (before, after)}))}
    assert words in told[rule]
    assert {rule, "forme.penalite_sans_plafond"} == set(told)


def bend(root: Path, name: str, before: str, after: str) -> Path:
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return root


def rules(root: Path) -> list[str]:
    return sorted(finding.rule for finding in found(root))


def test_a_parameter_that_engages_says_how_it_is_measured(tmp_path: Path) -> None:
    measured = write_catalog(tmp_path)
    assert "forme.mesure_manquante" not in rules(measured)
    line = "    measured: de l'alerte à sa prise en charge, sur un mois\n"
    silent = bend(measured, "clauses/detection/soc.yaml", line, "")
    (told,) = [finding for finding in found(silent) if finding.rule == "forme.mesure_manquante"]
    assert ("erreur", f"{tmp_path.name}/clauses/detection/soc.yaml:17") == (told.severity, told.problem.where)


def test_a_penalty_has_a_cap_and_stays_light(tmp_path: Path) -> None:
    root = write_catalog(tmp_path)
    assert "forme.penalite_sans_plafond" in rules(root)
    bend(root, "penalties/p.yaml", "amount: 100, unit: euro_ht", "amount: 8, unit: pourcent, cap: 20 % du mois")
    assert "forme.penalite_sans_plafond" not in rules(root)
    assert "forme.penalite_lourde" in rules(root)


def test_two_clauses_do_not_repeat_an_obligation(tmp_path: Path) -> None:
    root = write_catalog(tmp_path, mesures=("Un plan est remis.", "Prise en charge en une heure au plus."))
    assert "forme.exigences_semblables" not in rules(root)
    bend(root, "clauses/env/mesures.yaml", "Prise en charge en une heure au plus.", "Prise en charge en au plus.")
    told = [str(f.problem) for f in found(root) if f.rule == "forme.exigences_semblables"]
    assert ["env.mesures.plan"] == [text.split("« ")[1].split(" »")[0] for text in told]
    assert "detection.soc.delai" in told[0]


def test_two_clauses_of_one_slot_may_say_the_same(tmp_path: Path) -> None:
    root = write_catalog(tmp_path, mesures=("Un plan est remis.", "Prise en charge en au plus."))
    bend(root, "clauses/env/mesures.yaml", "document: cctp", "document: cctp\none_of: detection.plage")
    assert "forme.exigences_semblables" not in rules(root)


def test_a_longer_obligation_that_says_something_else_is_no_repetition(tmp_path: Path) -> None:
    longer = "Prise en charge, chez chaque sous-traitant et en travail à distance, en au plus."
    root = write_catalog(tmp_path, mesures=("Un plan est remis.", longer))
    assert "forme.exigences_semblables" not in rules(root)


def test_a_clause_holds_six_requirements_at_most(tmp_path: Path) -> None:
    root = write_catalog(tmp_path)
    path = root / "clauses" / "env" / "mesures.yaml"
    text = path.read_text(encoding="utf-8")
    head, rest = text.split("requirements:\n")
    item, tail = rest.split("sources:")

    def items(count: int) -> str:
        return "".join(
            item.replace("mesures.plan", f"mesures.p{n}").replace("ENV-01", f"ENV-0{n}") for n in range(1, count + 1)
        )

    path.write_text(f"{head}requirements:\n{items(6)}sources:{tail}", encoding="utf-8")
    assert "forme.trop_d_exigences" not in rules(root)
    path.write_text(f"{head}requirements:\n{items(7)}sources:{tail}", encoding="utf-8")
    assert "forme.trop_d_exigences" in rules(root)


def test_marks_may_say_the_same_on_a_candidate(tmp_path: Path) -> None:
    root = write_catalog(tmp_path, mesures=("3: bien, 4: mieux", "3: bien, 4: bien"))
    assert "forme.echelle" in rules(root)
    bend(root, "clauses/env/mesures.yaml", "level: notee", "stage: candidature\n    level: notee")
    assert "forme.echelle" not in rules(root)


def test_a_retired_clause_is_left_alone(tmp_path: Path) -> None:
    root = write_catalog(tmp_path, jour=("veille le jour", "veille régulièrement"))
    bend(root, "clauses/detection/jour.yaml", "version: 1", "version: 1\nstatus: retiree")
    assert "redaction.adverbe_vague" not in rules(root)


def test_nothing_blocks_the_shipped_catalog() -> None:
    wrong = [
        str(finding.problem) for finding in found(data_root() / "requirements_catalog") if finding.severity == "erreur"
    ]
    assert [] == wrong


def test_the_command_stops_at_a_writing_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_catalog(tmp_path, jour=("veille le jour", "veille régulièrement"))
    assert 1 == main(["catalog", "check", "--catalog", str(root)])
    assert "« régulièrement » ne se mesure pas." in capsys.readouterr().err


def test_the_command_gives_advice_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_catalog(tmp_path, jour=("veille le jour", "rappelle en dix jours"))
    assert 0 == main(["catalog", "check", "--catalog", str(root)])
    assert "[redaction.nombre_en_lettres]" not in capsys.readouterr().out
    assert 0 == main(["catalog", "check", "--conseils", "--catalog", str(root)])
    out = capsys.readouterr().out
    assert "« dix jours » est un nombre fixe dans le texte." in out
    assert "[redaction.nombre_en_lettres]" in out
