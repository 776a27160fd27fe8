"""An overlay adds, narrows and replaces; it never weakens what the law imposes."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from opposable.assembly.build import build
from opposable.catalog.load import fingerprint, load_catalog
from opposable.cli import main
from opposable.documents.package import write_document
from opposable.model.draft import Draft
from opposable.model.errors import CatalogError
from opposable.paths import data_root
from tests.small_catalog import FILES, write_catalog

SOC = "amends: detection.soc\n"
NAME = {"overlay.yaml": "title: Région Exemple\n"}
NEW = """
id: detection.nuit
version: 1
title: Veille de nuit
theme: detection
document: cctp
because: La nuit compte.
text: Le titulaire veille la nuit.
sources: [t.loi]
"""
AMEND = """
amends: detection.soc
adds_text: Il prévient la région.
parameters:
  gti: {range: [1, 4], default: [{value: 1}]}
requirements:
  - {id: detection.soc.delai, proof: [Relevé annuel]}
  - id: detection.soc.region
    number: DET-90
    text: La région est prévenue.
    level: notee
    weight: 2
    criterion: technique.detection
    answer: {asks: Comment ?}
    proof: [Procédure]
    scale: {0: rien, 1: peu, 2: assez, 3: bien, 4: mieux}
    finds: [région, avis, alerte]
    controlled_by: Relevé des avis.
buyer_tasks: [Donner l'adresse de la région.]
"""


def lay(root: Path, **files: str) -> Path:
    """Write an overlay folder; a key ``clauses_detection_soc`` is the file ``clauses/detection/soc.yaml``."""
    written = {**NAME, **{key.replace("__", "/") + ".yaml": text for key, text in files.items()}}
    for name, text in written.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def refused(tmp_path: Path, **files: str) -> str:
    base = write_catalog(tmp_path / "base")
    with pytest.raises(CatalogError) as caught:
        load_catalog(base, lay(tmp_path / "region", **files))
    return "\n".join(str(problem) for problem in caught.value.problems)


def replaced(name: str, before: str = "", after: str = "") -> str:
    text = FILES[name]
    assert before in text
    return "replaces: true" + text.replace(before, after, 1)


def test_an_overlay_adds_a_clause_and_signs_it(tmp_path: Path) -> None:
    base = write_catalog(tmp_path / "base")
    catalog = load_catalog(base, lay(tmp_path / "region", clauses__detection__nuit=NEW))
    assert "Région Exemple" == catalog.clauses["detection.nuit"].origin
    assert "" == catalog.clauses["detection.jour"].origin


def test_an_overlay_narrows_a_clause_and_keeps_the_rest(tmp_path: Path) -> None:
    base = write_catalog(tmp_path / "base")
    before = load_catalog(base).clauses["detection.soc"]
    after = load_catalog(base, lay(tmp_path / "region", clauses__detection__soc=AMEND)).clauses["detection.soc"]
    assert (1, 4) == after.parameters["gti"].range
    assert before.parameters["gti"].unit == after.parameters["gti"].unit
    assert f"{before.text}\n\nIl prévient la région." == after.text
    assert ["detection.soc.delai", "detection.soc.region"] == [r.id for r in after.requirements]
    assert ("Convention de service", "Relevé annuel") == after.requirements[0].proof
    assert ("Donner l'adresse de la région.",) == after.buyer_tasks
    assert "Région Exemple (précise le catalogue)" == after.origin


def test_an_overlay_replaces_a_clause(tmp_path: Path) -> None:
    text = replaced("clauses/detection/jour.yaml", "Moins cher.", "Plus simple.")
    base = write_catalog(tmp_path / "base")
    clause = load_catalog(base, lay(tmp_path / "region", clauses__detection__jour=text)).clauses["detection.jour"]
    assert "Plus simple." == clause.because
    assert "Région Exemple (remplace le catalogue)" == clause.origin


def test_overlays_lie_on_one_another_in_order(tmp_path: Path) -> None:
    base = write_catalog(tmp_path / "base")
    region = lay(tmp_path / "region", clauses__detection__soc=AMEND)
    second = "amends: detection.soc\nparameters:\n  gti: {range: [1, 2]}\n"
    site = lay(tmp_path / "site", clauses__detection__soc=second)
    assert (1, 2) == load_catalog(base, region, site).clauses["detection.soc"].parameters["gti"].range


def test_the_last_overlay_does_not_widen_what_the_first_narrowed(tmp_path: Path) -> None:
    base = write_catalog(tmp_path / "base")
    region = lay(tmp_path / "region", clauses__detection__soc=AMEND)
    wider = lay(
        tmp_path / "site", clauses__detection__soc="amends: detection.soc\nparameters:\n  gti: {range: [1, 8]}\n"
    )
    with pytest.raises(CatalogError, match="1 à 4"):
        load_catalog(base, region, wider)


def test_the_fingerprint_covers_the_overlays(tmp_path: Path) -> None:
    base, region = write_catalog(tmp_path / "base"), lay(tmp_path / "region", clauses__detection__nuit=NEW)
    alone = fingerprint(base)
    assert alone == load_catalog(base).fingerprint
    assert fingerprint(base, region) == load_catalog(base, region).fingerprint
    assert alone != fingerprint(base, region)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (
            {"clauses__detection__soc": "amends: detection.sok\n"},
            ["region/clauses/detection/soc.yaml:1", "« detection.sok » n'existe pas", "« detection.soc »"],
        ),
        (
            {"clauses__detection__soc": "amends: detection.soc\nparameters:\n  gti: {range: [1, 9]}\n"},
            ["region/clauses/detection/soc.yaml:3", "« gti » sort de celui du catalogue", "ne l'élargit pas"],
        ),
        (
            {"clauses__detection__soc": f"{SOC}requirements:\n  - {{id: detection.soc.delai, level: notee}}\n"},
            ["region/clauses/detection/soc.yaml:3", "de « minimale » à « notee »", "elle ne l'abaisse pas"],
        ),
        (
            {"clauses__detection__soc": "amends: detection.soc\nparameters:\n  gti: {unit: minute}\n"},
            ["soc.yaml:3", "« unit » ne se précise pas", "ne changent pas"],
        ),
        (
            {"clauses__detection__soc": "amends: detection.soc\nobligation: loi\n"},
            ["soc.yaml:2", "« obligation » ne se précise pas", "replaces: true"],
        ),
        (
            {"clauses__detection__soc": f"{SOC}requirements:\n  - {{id: detection.soc.delai, text: Autre.}}\n"},
            ["« text » ne se précise pas", "en remplaçant la clause"],
        ),
        (
            {"clauses__detection__soc": "amends: detection.soc\nsources: [t.lois]\n"},
            ["region/clauses/detection/soc.yaml:2", "La source « t.lois » n'existe pas", "« t.loi »"],
        ),
        (
            {"clauses__detection__soc": "amends: detection.soc\nparameters:\n  gti: {default: [{value: 12}]}\n"},
            ["region/clauses/detection/soc.yaml", "sort de l'intervalle 1 à 8"],
        ),
        ({"clauses__detection__soc": FILES["clauses/detection/soc.yaml"]}, ["existe déjà dans base/", "« amends »"]),
        ({"clauses__detection__nuit": f"replaces: true{NEW}"}, ["n'est pas au catalogue", "Ôtez « replaces »"]),
        ({"law__fiscalite__tva": replaced("law/fiscalite/tva.yaml")}, ["ne change pas une donnée de droit"]),
        ({"sources__t": FILES["sources/t.yaml"]}, ["« t.loi »", "ne change pas une source"]),
        ({"settings": FILES["settings.yaml"]}, ["les choix généraux du catalogue"]),
        ({"scale": FILES["scale.yaml"]}, ["l'échelle de notation"]),
        ({"questions__1": FILES["questions/1.yaml"]}, ["une page de l'entretien"]),
    ],
)
def test_each_refusal_says_where_and_what_to_do(tmp_path: Path, files: dict[str, str], words: list[str]) -> None:
    told = refused(tmp_path, **files)
    assert [] == [word for word in words if word not in told], told


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("obligation: loi", "status: retiree\nobligation: loi", "prendrait l'état « retiree »"),
        ("obligation: loi\nobligation_from: 2026-08-21", "obligation: recommandee", "n'est plus dite imposée"),
        ("obligation_from: 2026-08-21", "obligation_from: 2030-01-01", "s'imposerait plus tard"),
        ("is: true}", "is: false}", "ne s'appliquerait plus dans les mêmes cas"),
        ("document: cctp", "document: annexe", "changerait de pièce"),
        ("document: cctp", "document: cctp\none_of: env.place", "pourrait céder sa place"),
        ("level: notee", "level: souhait", "passerait de « notee » à « souhait »"),
        ("env.mesures.plan", "env.mesures.bilan", "« env.mesures.plan » disparaîtrait"),
    ],
)
def test_a_clause_that_the_law_imposes_is_not_weakened(tmp_path: Path, before: str, after: str, words: str) -> None:
    told = refused(tmp_path, clauses__env__mesures=replaced("clauses/env/mesures.yaml", before, after))
    assert words in told
    assert "region/clauses/env/mesures.yaml:" in told


def test_a_clause_that_the_law_imposes_can_be_replaced_by_a_stronger_one(tmp_path: Path) -> None:
    base = write_catalog(tmp_path / "base")
    text = replaced("clauses/env/mesures.yaml", "level: notee", "level: minimale")
    catalog = load_catalog(base, lay(tmp_path / "region", clauses__env__mesures=text))
    assert "minimale" == catalog.clauses["env.mesures"].requirements[0].level


def test_a_new_clause_does_not_exclude_one_that_the_law_imposes(tmp_path: Path) -> None:
    told = refused(tmp_path, clauses__detection__nuit=f"{NEW}excludes: [env.mesures]\n")
    assert "« env.mesures » est imposée par un texte : une surcouche ne l'exclut pas." in told


def test_a_new_clause_does_not_take_the_place_of_one_that_the_law_imposes(tmp_path: Path) -> None:
    base = write_catalog(tmp_path / "base", mesures=("document: cctp", "document: cctp\none_of: env.place"))
    region = lay(tmp_path / "region", clauses__detection__nuit=f"{NEW}one_of: env.place\npriority: 99\n")
    with pytest.raises(CatalogError, match=r"est tenue par « env\.mesures », imposée par un texte"):
        load_catalog(base, region)


def test_an_overlay_must_have_a_name(tmp_path: Path) -> None:
    base, region = write_catalog(tmp_path / "base"), lay(tmp_path / "region")
    (region / "overlay.yaml").unlink()
    with pytest.raises(CatalogError, match=r"« region/overlay\.yaml » n'existe pas"):
        load_catalog(base, region)


def test_the_example_overlay_is_correct_on_the_shipped_catalog(capsys: pytest.CaptureFixture[str]) -> None:
    folder = data_root() / "examples" / "surcouche-regionale"
    assert 0 == main(["catalog", "check", "--overlay", str(folder)])
    assert "Catalogue correct" in capsys.readouterr().out
    catalog = load_catalog(data_root() / "requirements_catalog", folder)
    signed = {id_ for id_, clause in catalog.clauses.items() if clause.origin.startswith("Groupement régional")}
    assert {"detection.supervision_24_7", "menace.partage", "territoire.cellule_regionale"} == signed


def test_the_origin_goes_into_the_tender_and_the_buyer_note(tmp_path: Path) -> None:
    base = write_catalog(tmp_path / "base")
    catalog = load_catalog(base, lay(tmp_path / "region", clauses__detection__nuit=NEW))
    tender = build(catalog, Draft(answers={"besoin.prestations": ("audit",)}), date(2026, 11, 22))
    assert {"detection.nuit": "Région Exemple", "detection.jour": "catalogue"}.items() <= {
        clause.id: clause.origin for clause in tender.clauses
    }.items()
    note = Document(io.BytesIO(write_document("Note-acheteur", tender, data_root() / "templates")))
    texts = [cell.text for table in note.tables for row in table.rows for cell in row.cells]
    assert 1 <= sum("Région Exemple" in text for text in texts)
