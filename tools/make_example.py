"""Make again the bids and marks of `examples/ght-supervision/` from its answers, whatever the catalog holds.

Run it after any change of the catalog: the forms of the example carry the seal of the tender. The bidders and their
answers are fictional; proposals come from `benchmarks/sets/bids_dev/`. Marks follow the rule written in the README.
"""

from __future__ import annotations

import argparse
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from opposable.assembly.build import build
from opposable.assembly.decide import decide
from opposable.assembly.publication import publication_problems
from opposable.assembly.seal import publish
from opposable.bids.pipeline import read_bids
from opposable.catalog.load import load_catalog
from opposable.documents import layout, price_schedule, response_form
from opposable.documents.sheets import timeless
from opposable.evaluation.assess import assess
from opposable.evaluation.marks_file import marks_yaml
from opposable.interview.draft import read_draft_file
from opposable.model.assessment import Judgement
from opposable.model.bids import Bid, Evidence, FormAnswer, Suggestion
from opposable.model.clauses import TenderParameter, TenderRequirement
from opposable.model.errors import OpposableError
from opposable.model.french import listing, number, quantity
from opposable.model.tender import PriceLine, Tender
from opposable.model.units import unit

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "ght-supervision"
PROPOSALS = ROOT / "benchmarks" / "sets" / "bids_dev" / "bids"
LAUNCH = date(2026, 11, 22)
FORM, PRICES, PROPOSAL = "cadre-de-reponse.xlsx", "bordereau-de-prix.xlsx", "memoire-technique.docx"
COMMITTEE = (
    "Acheteur du groupement, responsable de la sécurité des systèmes d'information, ingénieur biomédical, "
    "cadre de santé, représentant de la direction des systèmes d'information"
)


@dataclass(frozen=True)
class Bidder:
    """A fictional company: how dear it is, and how it answers what its proposal does not say.

    `price` multiplies the usual prices; `declares` maps what is read in its proposal to what it ticks; `says` are its
    ready-made answers (none: it answers what is asked); `commitment` is the share of a delay asked that it promises.
    """

    name: str
    proposal: str
    price: Decimal
    declares: Mapping[str, str]
    says: tuple[str, ...]
    commitment: Decimal


BIDDERS = (
    Bidder(
        "Aldérion Santé",
        "alderion-sante.docx",
        Decimal("1.22"),
        {"conforme": "oui", "partiel": "partiel", "non_conforme": "partiel", "absent": "oui"},
        (),
        Decimal("0.7"),
    ),
    Bidder(
        "Novalquint Services",
        "novalquint-services.docx",
        Decimal("0.94"),
        {"conforme": "oui", "partiel": "oui", "non_conforme": "oui", "absent": "oui"},
        (
            (
                "Notre démarche, éprouvée auprès de nos grands clients, répond à cet enjeu. Les modalités "
                "seront définies "
                "avec l'établissement lors de la phase de cadrage."
            ),
            (
                "Nous partageons pleinement cet objectif et mettons en œuvre les bonnes pratiques du marché "
                "dans la mesure "
                "du possible."
            ),
            "Point traité dans le cadre de notre système de management, selon l'état de l'art.",
        ),
        Decimal(1),
    ),
    Bidder(
        "Tramontys Infogérance",
        "tramontys-infogerance.docx",
        Decimal("0.71"),
        {"conforme": "oui", "partiel": "partiel", "non_conforme": "non", "absent": "partiel"},
        (
            (
                "Nous le faisons aux heures ouvrées, avec la même équipe que celle qui connaît vos sites. "
                "En dehors, une "
                "personne d'astreinte rappelle."
            ),
            (
                "Nous n'avons pas de procédure écrite sur ce point aujourd'hui ; nous l'écrirons avec vous le premier "
                "trimestre."
            ),
            "Oui, à la mesure de nos moyens : une personne s'en charge, sans remplaçant désigné.",
        ),
        Decimal("1.6"),
    ),
)
REGULARITY = {
    "Aldérion Santé": ("reguliere", "Pièces complètes ; aucune exigence minimale n'est contredite par l'offre."),
    "Novalquint Services": (
        "regularisee",
        (
            "Le cadre de réponse ne répondait pas à l'exigence minimale {missing}. Invité à régulariser "
            "dans le même délai "
            "que les autres candidats, il a confirmé par écrit l'engagement, sans modifier son offre sur un "
            "autre point."
        ),
    ),
    "Tramontys Infogérance": (
        "irreguliere",
        (
            "Le candidat écrit lui-même qu'il ne satisfait pas à des exigences minimales ({refused}). Y remédier "
            "changerait la substance de l'offre : elle n'est pas régularisable."
        ),
    ),
}
UNIT_PRICES = {
    "CT-01": 46000, "CT-02": 12000, "CT-10": 9800, "CT-11": 34, "CT-12": 110, "CT-13": 2400, "CT-14": 9, "CT-15": 3900,
    "CT-16": 2600, "CT-17": 2100, "CT-30": 1250, "CT-31": 21000, "CT-32": 1150, "CT-46": 980, "CT-62": 850,
    "CT-63": 6200, "CT-64": 9500, "CT-70": 2900, "CT-71": 7800, "CT-72": 640, "CT-73": 1900, "CT-74": 1100,
    "CT-75": 950, "CT-76": 690, "CT-80": 18000, "CT-81": 6500, "DT-01": 480, "DT-02": 3800, "DT-03": 420, "DT-04": 1300,
}  # fmt: skip
READY_MADE = frozenset(text for bidder in BIDDERS for text in bidder.says)
THIRD = Decimal("0.33")
HEAD = "# Notes d'illustration, produites par tools/make_example.py selon la règle écrite dans README.md.\n"
USUAL_PRICES = {"abonnement": 1200, "unitaire": 900, "forfait": 8000}


def main() -> None:
    """Write `bids/` and `marks.yaml` under the folder asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=EXAMPLE)
    parser.add_argument("--catalog", type=Path, default=ROOT / "requirements_catalog")
    arguments = parser.parse_args()
    tender = example_tender(arguments.catalog)
    folders = write_bids(tender)
    for bidder, files in folders.items():
        for name, content in files.items():
            path = arguments.out / "bids" / bidder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    bids, suggestions = read_bids(tender, folders)
    judgement = judge(tender, bids, suggestions)
    (arguments.out / "marks.yaml").write_text(HEAD + marks_yaml(judgement), encoding="utf-8")
    ranking = assess(tender, bids, judgement, suggestions).ranking
    print(f"Scellé {tender.seal}, {len(tender.judged)} exigences, {len(tender.prices)} prix.")
    for row in ranking.rows if ranking else ():
        print(row.rank, row.bid, row.total)


def example_tender(catalog_folder: Path) -> Tender:
    """Build and publish the tender of the example's answers."""
    catalog = load_catalog(catalog_folder)
    draft = read_draft_file(catalog, (EXAMPLE / "answers.yaml").read_text(encoding="utf-8"), "answers.yaml")
    tender = build(catalog, draft, LAUNCH)
    problems = publication_problems(catalog, decide(catalog, draft.answers, LAUNCH), tender, draft.edits)
    if problems:
        raise OpposableError("\n".join(map(str, problems)))
    return publish(tender)


def write_bids(tender: Tender) -> dict[str, dict[str, bytes]]:
    """Return the files of each bidder: the proposal, and both workbooks filled in its own way."""
    proposals = {b.name: {PROPOSAL: (PROPOSALS / b.proposal).read_bytes()} for b in BIDDERS}
    _, suggestions = read_bids(tender, proposals)
    return {
        b.name: {
            FORM: _filled_form(tender, b, suggestions[b.name]),
            PRICES: _filled_prices(tender, b),
            **proposals[b.name],
        }
        for b in BIDDERS
    }


def _filled_form(tender: Tender, bidder: Bidder, suggestions: Mapping[str, Suggestion]) -> bytes:
    master = (ROOT / "templates" / response_form.MASTER).read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(response_form.write_response_form(tender, master)))
    left_out = _left_unanswered(tender, suggestions) if bidder.name == "Novalquint Services" else None
    for part in response_form.form_parts(tender):
        for row, (requirement, _) in enumerate(part.rows, start=part.first_row):
            if requirement.id == left_out:
                continue
            for title, value in _row(tender, requirement, bidder, suggestions[requirement.id]).items():
                book[part.sheet].cell(row, layout.FORM_COLUMNS.index(title) + 1).value = value
    candidate = book[layout.CANDIDATE_SHEET]
    for row in range(1, candidate.max_row + 1):
        if candidate.cell(row, 1).value == layout.CANDIDATE_NAME:
            candidate.cell(row, 2).value = bidder.name
    return _saved(book, tender)


def _row(tender: Tender, requirement: TenderRequirement, bidder: Bidder, suggestion: Suggestion) -> dict[str, Any]:
    found = suggestion.passages[0] if suggestion.passages and suggestion.verdict != "absent" else None
    parameter = tender.parameter_of(requirement)
    row: dict[str, Any] = {
        layout.DECLARED: layout.DECLARATIONS[bidder.declares[suggestion.verdict]],
        layout.ANSWER: found.text[:600] if found else _own_words(tender, requirement, bidder),
    }
    if found:
        row |= {layout.PROOF: PROPOSAL, layout.PROOF_PLACE: found.where}
    if parameter is not None:
        row[layout.VALUE] = _committed(parameter, bidder, suggestion)
    return row


def _own_words(tender: Tender, requirement: TenderRequirement, bidder: Bidder) -> str:
    """Return the answer to what the proposal does not treat: ready-made, or built on what a good answer holds."""
    if bidder.says:
        return _pick(bidder.says, requirement.id)
    parameter = tender.parameter_of(requirement)
    if parameter is not None:
        measured = f", mesuré ainsi : {parameter.measured}" if parameter.measured else ""
        return (
            f"Engagement ferme, compris dans le prix{measured}. Les relevés des douze derniers mois sont en annexe A7."
        )
    good = requirement.scale[3]
    if good.startswith(("De plus", "Idem")):
        good = f"{requirement.scale[2]} {good.replace('Idem, avec', 'De plus,').replace('Idem,', 'De plus,')}"
    return f"{good.rstrip('.')}. Les pièces sont en annexe A6, et un responsable désigné en répond."


def _committed(parameter: TenderParameter, bidder: Bidder, suggestion: Suggestion) -> int | float:
    """Return the value found in the proposal, else one in the bidder's manner."""
    same = [v.value for v in suggestion.values if v.unit == parameter.unit]
    if same:
        value = same[0]
    elif parameter.better == "lower":
        value = parameter.value * bidder.commitment
    elif parameter.better == "higher" and parameter.unit != "pourcent":
        value = parameter.value / bidder.commitment
    else:
        value = parameter.value
    if value > 2 or value == value.to_integral_value():
        value = value.quantize(Decimal("0.1") if parameter.unit == "pourcent" else Decimal(1))
    else:
        value = value.quantize(Decimal("0.1"))
    return int(value) if value == value.to_integral_value() else float(value)


def _left_unanswered(tender: Tender, suggestions: Mapping[str, Suggestion]) -> str:
    """Return the minimal requirement that one bidder forgets: a light one that its proposal does not treat."""
    minimal = sorted((r for r in tender.judged if r.level == "minimale"), key=lambda r: r.weight)
    return next((r.id for r in minimal if suggestions[r.id].verdict == "absent"), minimal[0].id)


def _filled_prices(tender: Tender, bidder: Bidder) -> bytes:
    master = (ROOT / "templates" / price_schedule.MASTER).read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(price_schedule.write_price_schedule(tender, master)))
    lines = {line.code: line for line in tender.prices}
    sheet = book[layout.PRICES_SHEET]
    for row in range(1, sheet.max_row + 1):
        line = lines.get(str(sheet.cell(row, 1).value))
        if line is not None:
            sheet.cell(row, layout.PRICE_COLUMNS.index(layout.PRICE) + 1).value = _price(line, bidder)
    return _saved(book, tender)


def _price(line: PriceLine, bidder: Bidder) -> float:
    base = Decimal(UNIT_PRICES.get(line.code, USUAL_PRICES[line.kind])) * bidder.price
    swing = Decimal(90 + _draw(bidder.name + line.code) % 21) / 100
    return float((base * swing).quantize(Decimal("0.1") if base < 100 else Decimal(5 if base < 2000 else 1)))


def judge(tender: Tender, bids: tuple[Bid, ...], suggestions: Mapping[str, Mapping[str, Suggestion]]) -> Judgement:
    """Return marks by the rule of the example, decisions on regularity, and a proposal once ranked."""
    by_name = {bid.bidder: bid for bid in bids}
    marks = {
        name: {r.number: _mark(tender, r, by_name[name], found[r.id]) for r in tender.judged}
        for name, found in suggestions.items()
    }
    value: dict[str, Any] = {
        "committee": COMMITTEE,
        "regularity": {bid.bidder: _regularity(tender, bid) for bid in bids},
        "marks": marks,
        "appreciations": {name: _appreciations(tender, given) for name, given in marks.items()},
    }
    first = assess(tender, bids, Judgement.model_validate(value), suggestions)
    if first.ranking is None:
        raise OpposableError("\n".join(first.missing))
    best = first.ranking.rows[0]
    value["proposal"] = (
        f"La commission propose d'attribuer le marché à {best.bid}, classé premier avec {number(best.total, 2)} points "
        f"sur 100, sous réserve de la production des justificatifs demandés au seul attributaire."
    )
    return Judgement.model_validate(value)


def _regularity(tender: Tender, bid: Bid) -> dict[str, str]:
    status, reason = REGULARITY[bid.bidder]
    answers = bid.form.answers if bid.form else {}
    minimal = [r for r in tender.judged if r.level == "minimale"]
    missing = [r.number for r in minimal if not _answered(answers.get(r.id))]
    refused = [r.number for r in minimal if (a := answers.get(r.id)) is not None and a.declared == "non"]
    if bid.bidder == "Tramontys Infogérance" and not refused:
        raise OpposableError("Tramontys devait refuser une exigence minimale : revoyez l'exemple.")
    return {"status": status, "reason": reason.format(missing=listing(missing), refused=listing(refused[:6]))}


def _answered(answer: FormAnswer | None) -> bool:
    return answer is not None and bool(answer.declared or answer.answer or answer.value_text)


def _mark(tender: Tender, requirement: TenderRequirement, bid: Bid, suggestion: Suggestion) -> dict[str, Any]:
    answer = bid.form.answers.get(requirement.id) if bid.form else None
    mark = _rule(tender, requirement, answer, suggestion)
    return {"mark": mark, "reason": _reason(tender, requirement, answer, suggestion, mark)}


def _rule(tender: Tender, requirement: TenderRequirement, answer: FormAnswer | None, suggestion: Suggestion) -> int:
    """Return the mark of the example: 0 for a refusal or silence, 1 for a part, 2 and more for what is met."""
    parameter = tender.parameter_of(requirement)
    if not _answered(answer) and suggestion.verdict == "absent":
        return 0
    if answer is not None and answer.declared == "non":
        return 0
    ready_made = answer is not None and answer.answer in READY_MADE
    if parameter is not None and answer is not None and answer.value is not None:
        return min(_value_mark(requirement, _gain(parameter, answer.value)), 2 if ready_made else 4)
    mark = {"conforme": 3, "partiel": 1, "non_conforme": 0, "absent": 1}[suggestion.verdict]
    return min(mark, 1) if ready_made else mark


def _value_mark(requirement: TenderRequirement, gain: Decimal) -> int:
    """Return the mark of a value by the function announced, else by thirds."""
    if gain < 0:
        return 1
    function = requirement.value_function
    steps = [(step.gain, step.mark) for step in function.gains] if function else [(THIRD, 3), (Decimal("0.6"), 4)]
    return max([function.met if function else 2, *(mark for step, mark in steps if gain >= step)])


def _gain(parameter: TenderParameter, value: Decimal) -> Decimal:
    """Return the improvement as a share of what is asked, of what is left to 100 for a percentage."""
    if parameter.better == "none" or parameter.value == 0:
        return Decimal(0) if value == parameter.value else Decimal(-1)
    if parameter.better == "lower":
        return (parameter.value - value) / parameter.value
    base = 100 - parameter.value if parameter.unit == "pourcent" else parameter.value
    return (value - parameter.value) / (base or 1)


def _reason(
    tender: Tender, requirement: TenderRequirement, answer: FormAnswer | None, suggestion: Suggestion, mark: int
) -> str:
    found = _best(suggestion)
    parameter = tender.parameter_of(requirement)
    parts = []
    if found is not None and suggestion.verdict != "absent":
        source = "Le cadre de réponse" if found.file == FORM else "Le mémoire"
        parts.append(f"{source} ({found.where}) indique : « {_quote(found.text)} ».")
    elif _answered(answer) and answer is not None and answer.answer:
        parts.append(f"Le mémoire est muet ; le cadre affirme seulement : « {_quote(answer.answer)} ».")
    else:
        parts.append("Ni le cadre ni le mémoire ne traitent ce point, après lecture de toutes les pièces.")
    if parameter is not None and answer is not None and answer.value is not None:
        asked, promised = (quantity(v, unit(parameter.unit)) for v in (parameter.value, answer.value))
        parts.append(f"Valeur engagée : {promised} (demande : {asked}).")
    parts.append(f"Note {mark} : {requirement.scale[mark]}")
    return " ".join(parts)


def _best(suggestion: Suggestion) -> Evidence | None:
    """Return the best passage; the proposal's own rather than its copy in the form."""
    first = suggestion.passages[0] if suggestion.passages else None
    same = [p for p in suggestion.passages if first and p.file != FORM and first.text[:80] == p.text[:80]]
    return same[0] if same else first


def _quote(text: str) -> str:
    flat = " ".join(text.split())
    return flat.rstrip(".") if len(flat) <= 240 else flat[:240].rsplit(" ", 1)[0] + "…"


def _appreciations(tender: Tender, marks: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    found = {}
    for sub in (sub for criterion in tender.criteria for sub in criterion.sub):
        numbers = [r.number for r in tender.judged if r.criterion == sub.id]
        strong = [n for n in numbers if marks[n]["mark"] >= 3]
        weak = [n for n in numbers if marks[n]["mark"] <= 1]
        texts = [f"{len(strong)} exigence(s) sur {len(numbers)} notée(s) 3 ou 4."] if numbers else []
        if weak:
            texts.append(f"Points faibles : {listing(weak[:5])}{' notamment' if len(weak) > 5 else ''}.")
        if texts:
            found[sub.id] = " ".join(texts)
    return found


def _pick(choices: tuple[str, ...], key: str) -> str:
    return choices[_draw(key) % len(choices)]


def _draw(key: str) -> int:
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big")


def _saved(book: Any, tender: Tender) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return timeless(buffer.getvalue(), tender.dated)


if __name__ == "__main__":
    main()
