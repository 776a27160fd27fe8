"""Decide which clauses a tender holds, and keep the reason of every decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from opposable.assembly.facts import gather_facts
from opposable.model.catalog import Catalog, ClauseSpec
from opposable.model.condition import Answer, Facts, Verdict

KEPT, LEFT_OUT, WAITING = "retenue", "ecartee", "en_attente"


@dataclass(frozen=True, slots=True)
class Decision:
    """One clause: kept, left out or waiting for an answer, with reasons in French."""

    clause: ClauseSpec
    status: str
    reasons: tuple[str, ...]
    waits_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """Every clause in force on a date, decided; `facts` is what they were judged on."""

    decisions: tuple[Decision, ...]
    facts: Facts
    on: date

    def _with(self, status: str) -> tuple[Decision, ...]:
        return tuple(decision for decision in self.decisions if decision.status == status)

    @property
    def kept(self) -> tuple[Decision, ...]:
        """The clauses that go in."""
        return self._with(KEPT)

    @property
    def left_out(self) -> tuple[Decision, ...]:
        """The clauses that stay out."""
        return self._with(LEFT_OUT)

    @property
    def waiting(self) -> tuple[Decision, ...]:
        """The clauses that an unanswered question still holds back."""
        return self._with(WAITING)

    def get(self, clause_id: str) -> Decision | None:
        """Return the decision on a clause."""
        return next((d for d in self.decisions if d.clause.id == clause_id), None)


def decide(catalog: Catalog, answers: Mapping[str, Answer], on: date) -> Selection:
    """Judge every clause in force; undecided ones stay undecided.

    Then each slot (`one_of`) keeps its clause of highest priority, an excluded clause leaves, and a clause that a
    kept one needs comes in.
    """
    facts = gather_facts(catalog, answers, on)
    in_force = [clause for clause in catalog.clauses.values() if clause.status == "en_vigueur"]
    decisions = {
        clause.id: _judge(clause, facts) for clause in sorted(in_force, key=lambda c: document_order(catalog, c))
    }
    _settle_slots(decisions)
    _bring_required(decisions)
    _remove_excluded(decisions)
    return Selection(tuple(decisions.values()), facts, on)


def document_order(catalog: Catalog, clause: ClauseSpec) -> tuple[int, int, str]:
    """Return the place of a clause: its theme's rank, its own order, its id."""
    themes = list(catalog.themes)
    return themes.index(clause.theme), clause.order, clause.id


def _judge(clause: ClauseSpec, facts: Facts) -> Decision:
    verdict = clause.applies_when.judge(facts) if clause.applies_when else Verdict(True)
    reasons = tuple(fact.text for fact in verdict.because) or ("Toujours utile, quelles que soient les réponses",)
    if verdict.holds is None:
        return Decision(clause, WAITING, reasons, tuple(dict.fromkeys(fact.question for fact in verdict.because)))
    return Decision(clause, KEPT if verdict.holds else LEFT_OUT, reasons)


def _settle_slots(decisions: dict[str, Decision]) -> None:
    slots: dict[str, list[Decision]] = {}
    for decision in decisions.values():
        if decision.clause.one_of:
            slots.setdefault(decision.clause.one_of, []).append(decision)
    for rivals in slots.values():
        live = sorted((d for d in rivals if d.status != LEFT_OUT), key=lambda d: (-d.clause.priority, d.clause.id))
        # A waiting clause of higher priority holds back those below it: choosing now could be wrong.
        for better, decision in _pairs(live):
            if better.status == KEPT:
                reason = f"La clause « {better.clause.title} » tient déjà cette place"
                decisions[decision.clause.id] = replace(decision, status=LEFT_OUT, reasons=(reason,), waits_for=())
            else:
                decisions[decision.clause.id] = replace(decision, status=WAITING, waits_for=better.waits_for)


def _pairs(ordered: list[Decision]) -> Iterable[tuple[Decision, Decision]]:
    """Yield each clause of a slot with the first above it that is kept, else the first that waits."""
    for index, decision in enumerate(ordered):
        above = ordered[:index]
        best = next((d for d in above if d.status == KEPT), above[0] if above else None)
        if best is not None:
            yield best, decision


def _bring_required(decisions: dict[str, Decision]) -> None:
    queue = [decision for decision in decisions.values() if decision.status == KEPT]
    while queue:
        decision = queue.pop(0)
        for needed in decision.clause.requires:
            target = decisions.get(needed)
            if target is None or target.status == KEPT or _slot_is_taken(target, decisions):
                continue
            reason = f"La clause « {decision.clause.title} » en a besoin"
            decisions[needed] = replace(target, status=KEPT, reasons=(reason,), waits_for=())
            queue.append(decisions[needed])


def _slot_is_taken(target: Decision, decisions: dict[str, Decision]) -> bool:
    slot = target.clause.one_of
    return slot is not None and any(d.clause.one_of == slot and d.status == KEPT for d in decisions.values())


def _remove_excluded(decisions: dict[str, Decision]) -> None:
    for decision in list(decisions.values()):
        if decisions[decision.clause.id].status != KEPT:
            continue
        for excluded in decision.clause.excludes:
            target = decisions.get(excluded)
            if target is not None and target.status != LEFT_OUT:
                reason = f"La clause « {decision.clause.title} » l'exclut"
                decisions[excluded] = replace(target, status=LEFT_OUT, reasons=(reason,), waits_for=())
