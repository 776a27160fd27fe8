"""The part of the RC that judges: criteria, marks, price formula with an example, points by requirement."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from opposable.assembly.weights import requirement_points
from opposable.documents.content import Cell, Figure, Span
from opposable.documents.piece import Piece
from opposable.documents.wording import LEVELS
from opposable.evaluation.values import thresholds_text
from opposable.model.french import euros, number
from opposable.model.lots import by_lot, differ, lot_name
from opposable.model.tender import Criterion, Tender
from scoring.price import price_points

_FORM_SAYS = "Le cadre de réponse dit ce que la note signifie pour chaque exigence. "
EXAMPLE_PRICES = {"Offre A": Decimal(100000), "Offre B": Decimal(120000), "Offre C": Decimal(150000)}
"""Fictional prices of the worked example, the same in every consultation."""
TAX_BASES = {"ttc": "toutes taxes comprises", "ht": "hors taxes"}


def write_criteria(piece: Piece, tender: Tender) -> None:
    """Write the criteria and sub-criteria with their weights, what each measures and how many requirements it holds."""
    piece.heading("Critères de jugement")
    if differ(tender):
        piece.text("Chaque lot est jugé sur 100 points, entre les critères et sous-critères de ses seules exigences.")
        for narrowed in by_lot(tender):
            piece.heading(lot_name(narrowed.lots[0]), 2)
            _criteria_table(piece, narrowed)
    else:
        _criteria_table(piece, tender)
    piece.text("Aucun autre critère ni sous-critère n'est utilisé.")


def _criteria_table(piece: Piece, tender: Tender) -> None:
    piece.text("Les offres sont jugées sur 100 points, répartis ainsi :", keep_next=True)
    rows = [row for criterion in tender.criteria for row in _criterion_rows(tender, criterion)]
    total = sum((criterion.weight for criterion in tender.criteria), Decimal(0))
    rows.append((Span("Total", "Strong"), "", Figure(number(total)), Figure("")))
    header = ("Critère et sous-critère", "Ce qu'il mesure", "Points", "Exigences")
    piece.table("Critères et sous-critères", header, rows, (32, 46, 10, 12))


def write_method(piece: Piece, tender: Tender, *, example: bool = True) -> None:
    """Write how marks and prices become points, with an `example` of the price formula or without it."""
    piece.heading("Méthode de notation")
    _marks(piece, tender)
    _price(piece, tender, example=example)
    method = tender.method
    piece.heading("Arrondis et égalités", 2)
    piece.text(method.rounding_rule)
    piece.text(method.tie_break)
    piece.text(
        "Les offres sont classées par total décroissant. Les notes ne sont ni recalées ni corrigées après coup ; "
        "aucune note minimale n'est éliminatoire en dehors du respect des exigences minimales."
    )


def write_requirement_points(piece: Piece, tender: Tender) -> None:
    """Write the most points that each requirement can bring, out of 100."""
    piece.text(
        "Le poids d'une exigence est relatif à celles du même sous-critère. La dernière colonne donne les points que "
        "l'exigence apporte avec la note 4 ; elle est arrondie pour la lecture, le calcul ne l'est pas."
    )
    if not differ(tender):
        _points_tables(piece, tender)
        return
    for narrowed in by_lot(tender):
        piece.text(Span(lot_name(narrowed.lots[0]), "Strong"), keep_next=True)
        _points_tables(piece, narrowed)


def _points_tables(piece: Piece, tender: Tender) -> None:
    points = requirement_points(tender.criteria, tender.requirements)
    for criterion in tender.criteria:
        for sub in criterion.sub:
            rows = [
                (
                    r.number,
                    r.text,
                    LEVELS[r.level].removeprefix("Exigence ").capitalize(),
                    Figure(number(r.weight)),
                    Figure(number(points[r.id], 2)),
                )
                for r in tender.judged
                if r.criterion == sub.id
            ]
            piece.text(
                Span(sub.title, "Strong"), f" ({criterion.title}), {_count_of_points(sub.weight)}", keep_next=True
            )
            piece.table(
                f"Points par exigence : {sub.title}",
                ("N°", "Exigence", "Niveau", "Poids", "Points"),
                rows,
                (11, 58, 13, 9, 9),
            )


def write_commitment_scale(piece: Piece, tender: Tender) -> None:
    """Write what a better value than asked suggests, for each commitment that has published thresholds."""
    rows = [(r.number, r.quantity or r.text, text) for r in tender.judged if (text := thresholds_text(tender, r))]
    if not rows:
        return
    piece.text(
        "Pour un engagement chiffré, le barème suivant dit quelle note la valeur promise propose aux évaluateurs. La "
        "note est donnée par une personne, au vu de l'ensemble de la réponse et de ses preuves ; une valeur moins "
        "bonne que celle demandée propose la note 0."
    )
    piece.table(
        "Barème des engagements chiffrés",
        ("N°", "Engagement", "Note proposée selon la valeur promise"),
        rows,
        (11, 41, 48),
    )


def _criterion_rows(tender: Tender, criterion: Criterion) -> list[tuple[Cell, ...]]:
    counts: Mapping[str, int] = {
        sub.id: sum(requirement.criterion == sub.id for requirement in tender.judged) for sub in criterion.sub
    }
    head: tuple[Cell, ...] = (
        Span(criterion.title, "Strong"),
        criterion.about,
        Figure(number(criterion.weight)),
        Figure(""),
    )
    subs = (
        (f"– {sub.title}", sub.measures, Figure(number(sub.weight)), Figure(number(counts[sub.id])))
        for sub in criterion.sub
    )
    return [head, *subs]


def _marks(piece: Piece, tender: Tender) -> None:
    method = tender.method
    piece.heading("Notes des exigences", 2)
    form = "" if tender.origin == "importe" else _FORM_SAYS
    step = "entière" if method.mark_step == 1 else f"par pas de {number(method.mark_step)}"
    judges = "de la commission" if tender.buyer.public else "de l'acheteur"
    piece.text(
        f"Chaque exigence jugée sur l'offre reçoit {judges} une note {step} de 0 à 4, avec une justification "
        f"écrite. {form}L'échelle commune est :",
        keep_next=True,
    )
    piece.table(
        "Échelle des notes",
        ("Note", "Appréciation", "Sens"),
        [(Span(number(s.mark), "Strong"), s.title, s.meaning) for s in method.scale],
        (9, 25, 66),
    )
    piece.text("Les points d'un sous-critère se calculent ainsi :", keep_next=True)
    piece.text(
        "Points = poids du sous-critère × Σ (poids de l'exigence × note) / (4 × Σ poids des exigences)", style="Formule"
    )


def _price(piece: Piece, tender: Tender, *, example: bool) -> None:
    criterion = next((criterion for criterion in tender.criteria if criterion.kind == "prix"), None)
    if criterion is None:
        return
    method = tender.method
    piece.heading("Points du prix", 2)
    if tender.origin == "importe":
        piece.text(f"Le prix comparé est le montant de l'offre, {TAX_BASES[method.tax_base]}.")
    else:
        piece.text(
            f"Le prix comparé est le total du détail estimatif, {TAX_BASES[method.tax_base]}"
            f"{', au taux de TVA proposé par le candidat' if method.tax_base == 'ttc' else ''}."
        )
    piece.text(f"Formule : {method.price_title.lower()}.", keep_next=True)
    piece.text(method.price_formula, style="Formule")
    for paragraph in method.price_rule.split("\n\n"):
        piece.text(" ".join(paragraph.split()))
    if method.price_parameters:
        values = ", ".join(f"{name} = {number(value)}" for name, value in method.price_parameters.items())
        piece.text(f"Valeurs retenues : {values}.")
    piece.text(f"Ici, B = {_price_weight(tender)}.")
    if example:
        _price_example(piece, tender, criterion)


def _price_weight(tender: Tender) -> str:
    """Say the points of the price, lot by lot where they are not the same."""
    weights = {t.lots[0].number: c.weight for t in by_lot(tender) for c in t.criteria if c.kind == "prix"}
    said = {number_: _count_of_points(weight) for number_, weight in weights.items()}
    if len(set(said.values())) == 1:
        return next(iter(said.values()))
    return ", ".join(f"{points} pour le lot {number_}" for number_, points in said.items())


def _price_example(piece: Piece, tender: Tender, criterion: Criterion) -> None:
    method = tender.method
    results = price_points(
        method.price_method,
        EXAMPLE_PRICES,
        criterion.weight,
        parameters=method.price_parameters,
        decimals=method.decimals,
    )
    suffix = method.tax_base.upper()
    piece.text("Exemple, avec trois prix fictifs :", keep_next=True)
    piece.table(
        "Exemple de calcul des points du prix",
        ("Offre fictive", "Prix", "Calcul", "Points"),
        [
            (name, Figure(euros(result.price, suffix)), result.working, Figure(number(result.points, method.decimals)))
            for name, result in results.items()
        ],
        (18, 24, 44, 14),
    )


def _count_of_points(value: Decimal) -> str:
    return f"{number(value)} point{'s' if abs(value) >= 2 else ''}"
