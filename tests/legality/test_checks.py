"""Each legality check: a tender that it lets through, and one that it stops or questions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from opposable.assembly.lots import limit_clauses, share_by_lot
from opposable.catalog.wording import Wording
from opposable.legality.checks import CHECKS, Finding, check_tender
from opposable.model.catalog import Catalog
from opposable.model.clauses import LeftOut
from opposable.model.draft import Edits
from opposable.model.tender import AnswerNote, Buyer, Criterion, LawFigure, Lot, SubCriterion, Tender
from tests.sheet_tenders import clause, draft_tender, requirement

DAY = date(2026, 11, 22)
REASON = "Un seul système de supervision voit l'ensemble du réseau."


SOCIAL = clause("environnement.condition_sociale", "Condition sociale").model_copy(update={"theme": "environnement"})


def tender(procedure: dict[str, Any] | None = None, **changes: Any) -> Tender:
    """A defensible tender of a public hospital, with `changes`."""
    base = draft_tender()
    settled = {
        "estimate_ht": Decimal(900000),
        "maximum_ht": Decimal(1200000),
        "bids_deadline": date(2027, 1, 11),
        "single_lot_reason": REASON,
        **(procedure or {}),
    }
    values: dict[str, Any] = {
        "procedure": base.procedure.model_copy(update=settled),
        "buyer": Buyer(name="GHT de Brumeval", buyer_profile="https://profil.example"),
        "clauses": (*base.clauses, SOCIAL),
        **changes,
    }
    return base.model_copy(update=values)


def with_law(made: Tender, catalog: Catalog) -> Tender:
    """The tender with the figures of the shipped catalog in force on its day."""
    figures = []
    for spec in catalog.figures.values():
        started = [day for day in spec.values if day <= made.dated]
        value = spec.values[max(started)] if started else None
        if value is not None and value.value is not None:
            figures.append(
                LawFigure(
                    id=spec.id,
                    title=spec.title,
                    value=value.value,
                    unit=spec.unit,
                    source=catalog.sources[value.source].title,
                    reviewed_on=spec.reviewed_on,
                )
            )
    return made.model_copy(update={"law": tuple(figures)})


def found(made: Tender, catalog: Catalog, wording: Wording | None = None) -> dict[str, Finding]:
    return {finding.id: finding for finding in check_tender(with_law(made, catalog), catalog, wording)}


def severity(made: Tender, catalog: Catalog, name: str, wording: Wording | None = None) -> str | None:
    finding = found(made, catalog, wording).get(name)
    return finding.severity if finding else None


def works(text: str) -> tuple[AnswerNote, ...]:
    return (AnswerNote(question="besoin.achats", label="Quel achat faut-il sécuriser ?", text=text),)


WORKS = works("Travaux ou systèmes du bâtiment (GTB, contrôle d'accès, vidéo, énergie, appel malade)")


def test_a_defensible_tender_has_nothing_to_mend(catalog: Catalog, wording: Wording) -> None:
    blocking = [f for f in found(tender(), catalog, wording).values() if f.severity == "bloquant"]
    assert [] == blocking


def test_findings_come_gravest_first(catalog: Catalog) -> None:
    made = with_law(tender({"maximum_ht": None, "single_lot_reason": ""}), catalog)
    ranks = ["bloquant", "a_justifier", "conseil"]
    shown = [ranks.index(finding.severity) for finding in check_tender(made, catalog)]
    assert sorted(shown) == shown


def test_every_finding_says_where_and_what_to_do(catalog: Catalog, wording: Wording) -> None:
    made = tender(
        {"maximum_ht": None, "single_lot_reason": "", "bids_deadline": date(2026, 11, 30), "renewals": 5},
        clauses=(),
        criteria=(),
        buyer=Buyer(name="CH"),
    )
    assert all(f.place and f.remedy and f.message.endswith(".") for f in found(made, catalog, wording).values())


def test_each_check_stands_once(catalog: Catalog) -> None:
    assert len(CHECKS) == len(set(CHECKS))


# -- procedure


def test_a_public_buyer_does_not_consult_outside_the_code(catalog: Catalog) -> None:
    assert severity(tender({"kind": "consultation_privee"}), catalog, "procedure_hors_code") == "bloquant"
    assert severity(tender(), catalog, "procedure_hors_code") is None


def test_a_private_buyer_consults_as_it_likes(catalog: Catalog) -> None:
    made = tender({"kind": "consultation_privee"}, buyer=Buyer(name="Cabinet", public=False))
    assert severity(made, catalog, "procedure_hors_code") is None


@pytest.mark.parametrize(("estimate", "expected"), [(215999, None), (216000, "bloquant")])
def test_the_formal_threshold_is_the_one_of_the_day(catalog: Catalog, estimate: int, expected: str | None) -> None:
    made = tender({"kind": "mapa", "estimate_ht": Decimal(estimate)})
    assert severity(made, catalog, "seuil_procedure_formalisee") == expected


@pytest.mark.parametrize(("estimate", "expected"), [(900000, "a_justifier"), (5404000, "bloquant")])
def test_works_have_a_threshold_of_their_own(catalog: Catalog, estimate: int, expected: str) -> None:
    made = tender({"kind": "mapa", "estimate_ht": Decimal(estimate), "maximum_ht": Decimal(9000000)}, context=WORKS)
    assert severity(made, catalog, "seuil_procedure_formalisee") == expected


def test_a_regional_agency_may_be_under_the_threshold_of_the_state(catalog: Catalog) -> None:
    kind = AnswerNote(question="etablissement.type", label="Nature", text="GRADeS ou ARS achetant pour d'autres")
    agency = tender({"kind": "mapa", "estimate_ht": Decimal(150000)}, context=(kind,))
    hospital = tender({"kind": "mapa", "estimate_ht": Decimal(150000)})
    assert severity(agency, catalog, "seuil_procedure_formalisee") == "a_justifier"
    assert severity(hospital, catalog, "seuil_procedure_formalisee") is None


@pytest.mark.parametrize(("estimate", "expected"), [(59999, None), (60000, "a_justifier")])
def test_the_amount_alone_excuses_from_competition_below_the_threshold(
    catalog: Catalog, estimate: int, expected: str | None
) -> None:
    made = tender({"kind": "sans_publicite", "estimate_ht": Decimal(estimate)})
    assert severity(made, catalog, "sans_mise_en_concurrence") == expected


@pytest.mark.parametrize(("estimate", "expected"), [(89999, None), (90000, "conseil")])
def test_publicity_is_recalled_from_its_threshold_on(catalog: Catalog, estimate: int, expected: str | None) -> None:
    made = tender({"kind": "mapa", "estimate_ht": Decimal(estimate)})
    assert severity(made, catalog, "publicite_adaptee") == expected


@pytest.mark.parametrize(("address", "expected"), [("", "bloquant"), ("https://profil.example", None)])
def test_documents_need_a_buyer_profile(catalog: Catalog, address: str, expected: str | None) -> None:
    made = tender(buyer=Buyer(name="CH", buyer_profile=address))
    assert severity(made, catalog, "profil_acheteur") == expected


def test_a_small_market_needs_no_buyer_profile(catalog: Catalog) -> None:
    made = tender({"kind": "mapa", "estimate_ht": Decimal(59999)}, buyer=Buyer(name="CH"))
    assert severity(made, catalog, "profil_acheteur") is None


@pytest.mark.parametrize(("deadline", "expected"), [(DAY, "bloquant"), (date(2027, 1, 11), None)])
def test_the_deadline_follows_the_notice(catalog: Catalog, deadline: date, expected: str | None) -> None:
    assert severity(tender({"bids_deadline": deadline}), catalog, "date_limite") == expected


@pytest.mark.parametrize(
    ("kind", "deadline", "expected"),
    [
        ("appel_offres_ouvert", date(2026, 12, 21), "a_justifier"),
        ("appel_offres_ouvert", date(2026, 12, 22), None),
        ("appel_offres_restreint", date(2027, 1, 15), "a_justifier"),
        ("appel_offres_restreint", date(2027, 1, 16), None),
        ("procedure_avec_negociation", date(2027, 1, 15), "a_justifier"),
        ("mapa", date(2026, 12, 1), None),
    ],
)
def test_bidders_get_the_time_that_the_procedure_gives(
    catalog: Catalog, kind: str, deadline: date, expected: str | None
) -> None:
    assert severity(tender({"kind": kind, "bids_deadline": deadline}), catalog, "delai_minimal") == expected


def test_a_framework_states_its_maximum(catalog: Catalog) -> None:
    assert severity(tender({"maximum_ht": None}), catalog, "maximum_accord_cadre") == "bloquant"
    assert severity(tender({"maximum_ht": None, "form": "marche"}), catalog, "maximum_accord_cadre") is None


def test_a_framework_states_the_maximum_of_each_of_its_lots(catalog: Catalog) -> None:
    lots = (Lot(number="1", title="Supervision", maximum_ht=Decimal(900000)), Lot(number="2", title="Exercices"))
    (found,) = [f for f in check_tender(tender(lots=lots), catalog) if f.id == "maximum_lot"]
    assert ("bloquant", "Lot 2, Exercices : chaque lot d'un accord-cadre indique son maximum.") == (
        found.severity,
        found.message,
    )
    assert severity(tender({"form": "marche"}, lots=lots), catalog, "maximum_lot") is None
    assert severity(tender(), catalog, "maximum_lot") is None


def test_the_maximum_of_a_lot_covers_its_estimate(catalog: Catalog) -> None:
    def lots(estimate: int) -> tuple[Lot, ...]:
        first = Lot(number="1", title="A", maximum_ht=Decimal(900000), estimate_ht=Decimal(estimate))
        return first, Lot(number="2", title="B", maximum_ht=Decimal(300000))

    assert severity(tender(lots=lots(900001)), catalog, "maximum_lot_sous_estimation") == "bloquant"
    assert severity(tender(lots=lots(900000)), catalog, "maximum_lot_sous_estimation") is None


def test_the_maximum_covers_the_estimate(catalog: Catalog) -> None:
    assert severity(tender({"maximum_ht": Decimal(899999)}), catalog, "maximum_sous_estimation") == "bloquant"
    assert severity(tender({"maximum_ht": Decimal(900000)}), catalog, "maximum_sous_estimation") is None


@pytest.mark.parametrize(("renewals", "expected"), [(2, None), (3, "a_justifier")])
def test_a_framework_beyond_four_years_is_justified(catalog: Catalog, renewals: int, expected: str | None) -> None:
    assert severity(tender({"renewals": renewals}), catalog, "duree_accord_cadre") == expected


def test_an_ordinary_contract_has_no_such_limit(catalog: Catalog) -> None:
    assert severity(tender({"renewals": 4, "form": "marche"}), catalog, "duree_accord_cadre") is None


def test_a_single_lot_has_a_reason(catalog: Catalog) -> None:
    assert severity(tender({"single_lot_reason": "  "}), catalog, "lot_unique") == "a_justifier"
    assert severity(tender(), catalog, "lot_unique") is None
    two = (Lot(number="1", title="Supervision"), Lot(number="2", title="Audits"))
    assert severity(tender({"single_lot_reason": ""}, lots=two), catalog, "lot_unique") is None


def test_variants_have_minimal_requirements(catalog: Catalog) -> None:
    loose = tender({"variants_allowed": True}, clauses=(clause("a.b", "A", requirement("a.b.c", "DET-09", "Texte.")),))
    assert severity(loose, catalog, "variantes_sans_minimum") == "a_justifier"
    assert severity(tender({"variants_allowed": True}), catalog, "variantes_sans_minimum") is None


# -- criteria


def test_a_public_market_judges_the_environment(catalog: Catalog) -> None:
    without = tuple(c for c in tender().criteria if c.id != "environnement")
    assert severity(tender(criteria=without), catalog, "critere_environnemental") == "bloquant"
    assert severity(tender(), catalog, "critere_environnemental") is None


def test_the_environmental_criterion_was_not_due_before_its_date(catalog: Catalog) -> None:
    without = tuple(c for c in tender().criteria if c.id != "environnement")
    earlier = tender(criteria=without, dated=date(2026, 8, 20))
    assert severity(earlier, catalog, "critere_environnemental") is None


def test_a_public_market_has_an_environmental_condition(catalog: Catalog) -> None:
    assert severity(tender(clauses=draft_tender().clauses), catalog, "condition_environnementale") == "bloquant"
    assert severity(tender(), catalog, "condition_environnementale") is None


def test_an_announced_criterion_can_be_marked(catalog: Catalog) -> None:
    assert severity(tender(clauses=draft_tender().clauses[:2]), catalog, "critere_sans_exigence") == "bloquant"
    assert severity(tender(), catalog, "critere_sans_exigence") is None


def _criteria(price: int, technical: int, environment: int, title: str = "Valeur technique") -> tuple[Criterion, ...]:
    parts = (
        SubCriterion(id="technique.detection", title="Détection", measures="Délais.", weight=Decimal(technical - 5)),
        SubCriterion(id="technique.formation", title="Formation", measures="Exercices.", weight=Decimal(5)),
    )
    mesures = SubCriterion(id="environnement.mesures", title="Mesures", measures="Effets.", weight=Decimal(environment))
    return (
        Criterion(id="prix", kind="prix", title="Prix", about="Total.", weight=Decimal(price)),
        Criterion(id="technique", kind="qualite", title=title, about="Qualité.", weight=Decimal(technical), sub=parts),
        Criterion(
            id="environnement",
            kind="qualite",
            title="Environnement",
            about="Mesures.",
            weight=Decimal(environment),
            sub=(mesures,),
        ),
    )


@pytest.mark.parametrize(("points", "expected"), [(4, "conseil"), (5, None)])
def test_a_criterion_of_a_few_points_is_remarked(catalog: Catalog, points: int, expected: str | None) -> None:
    made = tender(criteria=_criteria(40, 60 - points, points))
    assert severity(made, catalog, "critere_environnemental_leger") == expected


@pytest.mark.parametrize(("price", "expected"), [(19, "conseil"), (20, None), (70, None), (71, "conseil")])
def test_an_unusual_weight_of_the_price_is_remarked(catalog: Catalog, price: int, expected: str | None) -> None:
    made = tender(criteria=_criteria(price, 95 - price - 5, 10))
    assert severity(made, catalog, "poids_du_prix") == expected


def test_every_marked_requirement_belongs_to_a_published_part(catalog: Catalog) -> None:
    stray = clause("a.b", "A", requirement("a.b.c", "DET-09", "Texte.", criterion="technique.secrete"))
    made = tender(clauses=(*tender().clauses, stray))
    assert severity(made, catalog, "exigence_hors_critere") == "bloquant"
    assert "DET-09" in found(made, catalog)["exigence_hors_critere"].message
    assert severity(tender(), catalog, "exigence_hors_critere") is None


def _many(weight: int) -> Tender:
    lone = requirement("a.b.lone", "DET-10", "Seule.", criterion="technique.formation", weight=weight)
    others = [requirement(f"a.b.r{rank}", f"DET-{rank + 20}", "Texte.") for rank in range(8)]
    siblings = [requirement("a.b.s", "DET-40", "Autre.", criterion="technique.formation", weight=5)]
    return tender(clauses=(clause("a.b", "A", lone, *others, *siblings),))


def test_one_requirement_does_not_weigh_like_a_criterion(catalog: Catalog) -> None:
    heavy = _many(5).model_copy(
        update={
            "criteria": (
                Criterion(id="prix", kind="prix", title="Prix", about="Total.", weight=Decimal(40)),
                Criterion(
                    id="technique",
                    kind="qualite",
                    title="Valeur technique",
                    about="Qualité.",
                    weight=Decimal(60),
                    sub=(
                        SubCriterion(id="technique.detection", title="D", measures="M.", weight=Decimal(20)),
                        SubCriterion(id="technique.formation", title="F", measures="M.", weight=Decimal(40)),
                    ),
                ),
            )
        }
    )
    assert severity(heavy, catalog, "exigence_dominante") == "a_justifier"
    assert severity(_many(5), catalog, "exigence_dominante") is None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Références du candidat", "a_justifier"),
        ("Expérience de l'entreprise", "a_justifier"),
        ("Expérience des personnes affectées", None),
        ("Valeur technique", None),
    ],
)
def test_a_criterion_judges_the_bid_and_not_the_candidate(catalog: Catalog, title: str, expected: str | None) -> None:
    made = tender(criteria=_criteria(40, 50, 10, title))
    assert severity(made, catalog, "critere_sur_le_candidat") == expected


def test_a_formula_that_empties_the_other_criteria_is_said(catalog: Catalog) -> None:
    heavy = tender(
        criteria=_criteria(80, 15, 5),
        method=tender().method.model_copy(update={"price_method": "lineaire_daj"}),
    )
    assert any(name.startswith("methode_prix.") for name in found(heavy, catalog))
    assert not any(
        name.startswith("methode_prix.") and f.severity == "bloquant" for name, f in found(tender(), catalog).items()
    )


def test_too_many_minimal_requirements_are_remarked(catalog: Catalog) -> None:
    every = [requirement(f"a.b.r{rank}", f"DET-{rank + 20}", "Texte.", level="minimale") for rank in range(4)]
    assert severity(tender(clauses=(clause("a.b", "A", *every),)), catalog, "trop_de_minimales") == "conseil"
    few = [requirement(f"a.b.r{rank}", f"DET-{rank + 20}", "Texte.") for rank in range(4)]
    assert severity(tender(clauses=(clause("a.b", "A", *few),)), catalog, "trop_de_minimales") is None


# -- texts


def _dropped(reason: str, obligation: str = "loi") -> tuple[LeftOut, ...]:
    return (
        LeftOut(
            id="donnees.instructions",
            title="Traitement sur instruction",
            theme="donnees",
            dropped_by_buyer=True,
            reason=reason,
            obligation=obligation,  # type: ignore[arg-type]
        ),
    )


def test_dropping_what_the_law_imposes_takes_a_reason(catalog: Catalog) -> None:
    assert severity(tender(left_out=_dropped(" ")), catalog, "clause_imposee_ecartee") == "bloquant"
    assert severity(tender(left_out=_dropped("Sans objet.")), catalog, "clause_imposee_ecartee") == "a_justifier"
    assert severity(tender(left_out=_dropped("", "recommandee")), catalog, "clause_imposee_ecartee") is None


def test_a_large_market_has_a_social_condition_or_says_why(catalog: Catalog) -> None:
    without = draft_tender().clauses
    assert severity(tender(clauses=without), catalog, "condition_sociale") == "a_justifier"
    assert severity(tender(), catalog, "condition_sociale") is None
    small = tender({"estimate_ht": Decimal(215999)}, clauses=without)
    assert severity(small, catalog, "condition_sociale") is None
    building = tender(clauses=without, context=WORKS)
    assert severity(building, catalog, "condition_sociale") is None


def _said(text: str, **changes: Any) -> tuple[Any, ...]:
    own = clause("acheteur.a", "À nous").model_copy(update={"text": text, "origin": "acheteur", **changes})
    return (*tender().clauses, own)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le marché est estimé à 900 000 euros hors taxes.", "a_justifier"),
        ("Le marché est estimé à 900\u202f000 euros hors taxes.", "a_justifier"),
        ("Le titulaire est assuré à hauteur de 1 900 000 euros.", None),
        ("Le titulaire remet un rapport.", None),
    ],
)
def test_the_estimate_is_not_printed(catalog: Catalog, text: str, expected: str | None) -> None:
    assert severity(tender(clauses=_said(text)), catalog, "estimation_imprimee") == expected


def test_an_estimate_equal_to_the_maximum_may_be_read(catalog: Catalog) -> None:
    made = tender({"maximum_ht": Decimal(900000)}, clauses=_said("Le maximum est de 900 000 euros."))
    assert severity(made, catalog, "estimation_imprimee") is None


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Le titulaire est une entreprise française.", "redaction.preference", "bloquant"),
        ("Les données restent dans l'Espace économique européen.", "redaction.preference", None),
        ("La solution s'intègre à CrowdStrike.", "redaction.marque", "a_justifier"),
        ("La solution s'intègre à l'outil de détection en place.", "redaction.marque", None),
        ("Le titulaire détient un certificat ISO/IEC 27001.", "redaction.sans_equivalent", "a_justifier"),
        ("Le titulaire détient un certificat ISO/IEC 27001 ou équivalent.", "redaction.sans_equivalent", None),
        ("Le titulaire répond dans les meilleurs délais.", "redaction.adverbe_vague", "conseil"),
        ("Le titulaire répond en 30 minutes au plus.", "redaction.nombre_en_chiffres", None),
    ],
)
def test_what_the_buyer_writes_follows_the_writing_rules(
    catalog: Catalog, wording: Wording, text: str, name: str, expected: str | None
) -> None:
    assert severity(tender(clauses=_said(text)), catalog, name, wording) == expected


def test_a_changed_text_answers_only_for_its_new_words(catalog: Catalog, wording: Wording) -> None:
    before = "La solution s'intègre à CrowdStrike."
    same = _said(f"{before} Elle est documentée.", origin="catalogue", original_text=before)
    worse = _said(f"{before} Le titulaire est une entreprise locale.", origin="catalogue", original_text=before)
    assert severity(tender(clauses=same), catalog, "redaction.marque", wording) is None
    assert severity(tender(clauses=worse), catalog, "redaction.preference", wording) == "bloquant"


def test_a_changed_requirement_answers_for_its_new_words(catalog: Catalog, wording: Wording) -> None:
    clause, *_ = _said("Le titulaire assure la veille.", origin="catalogue")
    own = tender().requirements[0]
    changed = own.model_copy(update={"text": f"{own.text} L'entreprise est locale.", "original_text": own.text})
    edited = clause.model_copy(update={"requirements": (changed,)})
    as_proposed = clause.model_copy(update={"requirements": (own.model_copy(update={"text": changed.text}),)})
    assert severity(tender(clauses=(edited,)), catalog, "redaction.preference", wording) == "bloquant"
    assert severity(tender(clauses=(as_proposed,)), catalog, "redaction.preference", wording) is None


def test_the_scale_of_an_own_requirement_judges_the_bid(catalog: Catalog, wording: Wording) -> None:
    def own(best: str) -> tuple[Any, ...]:
        scale = {0: "Rien.", 1: "Peu.", 2: "Assez.", 3: "Bien.", 4: best}
        asked = requirement("acheteur.a.e1", "ACH-011", "Un plan est remis.", scale=scale)
        return _said("Le titulaire remet un plan.", requirements=(asked,))

    past, present = own("Plan mené à bien dans d'autres établissements."), own("Plan essayé avec l'établissement.")
    assert severity(tender(clauses=past), catalog, "redaction.experience_passee", wording) == "a_justifier"
    assert severity(tender(clauses=present), catalog, "redaction.experience_passee", wording) is None


def test_a_private_buyer_may_name_a_brand(catalog: Catalog, wording: Wording) -> None:
    made = tender(clauses=_said("La solution s'intègre à CrowdStrike."), buyer=Buyer(name="Cabinet", public=False))
    assert severity(made, catalog, "redaction.marque", wording) is None


def test_a_lot_without_environmental_criterion_is_blocked_even_when_another_has_one(catalog: Catalog) -> None:
    lots = (Lot(number="1", title="Supervision"), Lot(number="2", title="Exercices"))
    whole = tender(lots=lots)
    clauses = limit_clauses(whole.clauses, {"environnement.materiel": ("1",)}, lots)
    criteria = share_by_lot({}, whole.criteria, clauses, lots, Edits())
    divided = whole.model_copy(update={"clauses": clauses, "lot_criteria": criteria})
    said = [f.message for f in check_tender(with_law(divided, catalog), catalog) if f.id == "critere_environnemental"]
    assert ["Lot 2, Exercices : Aucun critère n'apprécie les caractéristiques environnementales de l'offre."] == said
