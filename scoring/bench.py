"""Try a price formula with the announced weights before publication, on simulated bids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from scoring.criteria import Criterion, check_criteria, price_criterion, whole
from scoring.marks import HIGHEST
from scoring.price import curve, price_points
from scoring.rounding import portion
from scoring.wording import number, points, typeset

Severity = Literal["bloquant", "avertissement", "information"]


@dataclass(frozen=True)
class Finding:
    """One test: whether it `holds`, the figure it measured, and both in a French sentence.

    `severity` says what a test that does not hold calls for; « information » where it only informs.
    """

    id: str
    holds: bool
    severity: Severity
    figure: Decimal
    sentence: str


@dataclass(frozen=True)
class Bench:
    """The findings on one formula under given weights."""

    method_id: str
    findings: tuple[Finding, ...]

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings that forbid publication."""
        return tuple(f for f in self.findings if not f.holds and f.severity == "bloquant")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that a person must weigh."""
        return tuple(f for f in self.findings if not f.holds and f.severity == "avertissement")

    def finding(self, name: str) -> Finding:
        """Return the finding of id `name`; KeyError if there is none."""
        return {finding.id: finding for finding in self.findings}[name]


@dataclass(frozen=True)
class _Trial:
    """A formula, the points of price and those of all the other criteria."""

    method_id: str
    price: Decimal
    others: Decimal
    parameters: Mapping[str, Decimal] | None
    decimals: int

    def points_at(self, price: int, *field: int) -> Decimal:
        """Return the points of a bid at `price` when the other bids stand at the prices of `field`."""
        prices = {str(amount): Decimal(amount) for amount in (price, *field)}
        found = price_points(self.method_id, prices, self.price, parameters=self.parameters, decimals=self.decimals)
        return found[str(price)].points


def bench(
    criteria: Sequence[Criterion],
    method_id: str,
    *,
    parameters: Mapping[str, Decimal] | None = None,
    decimals: int = 2,
) -> Bench:
    """Return what `method_id` does with the weights of `criteria`, tried on two or three simulated bids.

    Raises ValueError where price is not one of the criteria, and for what `scoring.price` refuses.
    """
    check_criteria(criteria, decimals)
    price = price_criterion(criteria)
    if price is None:
        raise ValueError("there must be a price criterion to try a price formula")
    trial = _Trial(method_id, price.weight, whole(criteria) - price.weight, parameters, decimals)
    tests = (_properties, _amplitude, _can_win, _wins_over_average, _ten_percent, _third_party, _floor)
    return Bench(method_id, tuple(test(trial) for test in tests))


def _properties(trial: _Trial) -> Finding:
    """Test the best points at the lowest price, a fall that never turns, nothing below zero."""
    fall = [p.points for p in curve(trial.method_id, trial.price, parameters=trial.parameters)]
    holds = fall[0] == trial.price and fall == sorted(fall, reverse=True) and min(fall) >= 0
    verdict = "obtient la note maximale, les autres décroissent" if holds else "n'a pas la note qui convient"
    sentence = f"Sur les prix simulés, l'offre au prix le plus bas {verdict}, sans note négative."
    return _finding("proprietes", holds, "bloquant", min(fall), sentence)


def _amplitude(trial: _Trial) -> Finding:
    """Measure what a bid loses when it costs twice the lowest."""
    loss = trial.price - trial.points_at(200, 100)
    holds = 2 * loss >= trial.price
    share = portion(Decimal(100), loss, trial.price)
    sentence = (
        f"Une offre deux fois plus chère perd {points(loss)} sur les {number(trial.price)} du prix "
        f"({number(share, 0)} %)."
    )
    remedy = " Le prix pèse moins que son poids annoncé : choisir une formule qui sépare mieux les prix."
    return _finding("amplitude", holds, "avertissement", loss, sentence if holds else sentence + remedy)


def _can_win(trial: _Trial) -> Finding:
    """Test whether the dearer of two bids, 1 % above and perfect elsewhere, beats one with nothing there."""
    lead = trial.points_at(101, 100) + trial.others - trial.price
    sentence = _duel("zéro", lead)
    remedy = " La formule élimine cette offre par le seul prix : changer de formule ou réduire le poids du prix."
    return _finding("peut_gagner", lead > 0, "bloquant", lead, sentence if lead > 0 else sentence + remedy)


def _wins_over_average(trial: _Trial) -> Finding:
    """Test the same against a bid that earns half the points elsewhere."""
    lead = trial.points_at(101, 100) + trial.others - trial.price - trial.others / 2
    sentence = _duel("la moitié des points", lead)
    remedy = " Simuler avec les prix attendus avant de retenir cette formule."
    return _finding("gagne_sur_moyenne", lead > 0, "avertissement", lead, sentence if lead > 0 else sentence + remedy)


def _duel(rival: str, lead: Decimal) -> str:
    outcome = f"gagne de {points(lead)}" if lead > 0 else f"ne peut pas gagner ({points(lead)} d'écart)"
    return (
        "De deux offres, la plus chère de 1 %, parfaite sur tous les autres critères, face à une offre "
        f"qui y a {rival}, {outcome}."
    )


def _ten_percent(trial: _Trial) -> Finding:
    """Measure how many points elsewhere make up for a price 10 % above the lowest."""
    loss = trial.price - trial.points_at(110, 100, 200)
    holds = loss <= trial.others
    start = "Une offre 10 % plus chère que la moins chère (la plus chère étant au double) "
    if not holds:
        sentence = f"{start}perd {points(loss)}, plus que les {number(trial.others)} des autres critères."
    elif trial.others == 0:
        sentence = f"{start}perd {points(loss)} ; le prix est le seul critère."
    else:
        mark = portion(HIGHEST, loss, trial.others)
        sentence = (
            f"{start}doit avoir {points(loss)} de plus sur les autres critères, soit en moyenne "
            f"{points(mark)} de plus par note sur l'échelle de 0 à {number(HIGHEST)}."
        )
    return _finding("dix_pour_cent", holds, "avertissement", loss, sentence)


def _third_party(trial: _Trial) -> Finding:
    """Test whether a dearer third bid changes the points of another."""
    before, after = trial.points_at(112, 100), trial.points_at(112, 100, 160)
    if before == after:
        sentence = "Une offre tierce plus chère ne change pas les points des autres offres."
    else:
        sentence = (
            f"Face à une offre à 100, une offre à 112 a {points(before)} ; qu'une offre tierce à 160 arrive, "
            f"elle en a {number(after, 2)} sans avoir changé de prix."
        )
    return _finding("offre_tierce", before == after, "avertissement", after - before, sentence)


def _floor(trial: _Trial) -> Finding:
    """Tell from which multiple of the lowest price bids are no longer told apart."""
    field = curve(trial.method_id, trial.price, parameters=trial.parameters)
    at_zero = [point.ratio for point in field if point.points == 0]
    if len(at_zero) < 2:
        return _finding("plancher", True, "information", Decimal(0), "Aucun plancher sur les prix simulés.")
    sentence = f"À {number(at_zero[0])} fois le prix le plus bas, la note est nulle et le reste au-delà."
    return _finding("plancher", False, "information", at_zero[0], sentence)


def _finding(name: str, holds: bool, severity: Severity, figure: Decimal, sentence: str) -> Finding:
    return Finding(name, holds, severity, figure, typeset(sentence))
