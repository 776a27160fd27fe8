"""What still stands in the way of publishing a tender."""

from __future__ import annotations

from opposable.assembly.build import waiting_questions
from opposable.assembly.decide import Selection
from opposable.assembly.lots import lot_problems
from opposable.assembly.weights import check_weights
from opposable.model.catalog import Catalog
from opposable.model.draft import Edits
from opposable.model.errors import OpposableError
from opposable.model.french import plural
from opposable.model.tender import Tender


def publication_problems(
    catalog: Catalog, selection: Selection, tender: Tender, edits: Edits
) -> tuple[OpposableError, ...]:
    """Return every reason not to publish yet; an empty tuple means that the tender may be sealed."""
    return (
        *_missing_answers(catalog, selection),
        *_waiting_clauses(catalog, selection, edits),
        *check_weights(tender.criteria),
        *_empty_parts(tender),
        *lot_problems(tender, edits),
    )


def _missing_answers(catalog: Catalog, selection: Selection) -> list[OpposableError]:
    facts = selection.facts
    return [
        OpposableError(f"La question « {question.label} » attend une réponse.", where=question.id)
        for question in catalog.questions.values()
        if question.required
        and question.id not in facts.answers
        and (question.asked_when is None or question.asked_when.judge(facts).holds is True)
    ]


def _waiting_clauses(catalog: Catalog, selection: Selection, edits: Edits) -> list[OpposableError]:
    settled = {*edits.dropped, *edits.kept}
    open_ = [d for d in selection.waiting if d.clause.id not in settled]
    if not open_:
        return []
    titles = {d.clause.title for d in open_}
    return [
        OpposableError(
            f"La question « {catalog.questions[question].label} » tient en attente "
            f"{plural(len(clauses), 'clause')} : {', '.join(clauses[:3])}{'…' if len(clauses) > 3 else ''}.",
            where=question,
            hint="Répondez-y, ou écartez ces clauses.",
        )
        for question, names in waiting_questions(selection).items()
        if (clauses := [name for name in names if name in titles])
    ]


def _empty_parts(tender: Tender) -> list[OpposableError]:
    problems = []
    if not tender.judged:
        problems.append(
            OpposableError("Le dossier ne contient aucune exigence à juger.", hint="Complétez l'entretien.")
        )
    if not tender.prices:
        problems.append(OpposableError("Le bordereau ne contient aucun prix.", hint="Complétez l'entretien."))
    return problems
