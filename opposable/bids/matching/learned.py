"""Weights learned on labelled bids: linear models small enough to be read, with what each feature brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from opposable.model.base import Model

Matrix = NDArray[np.float64]


class Weighing(Model):
    """A logistic model: each feature with its mean, its spread and its weight for each outcome.

    With one outcome the model gives its chance; with several, the share of each. Weights apply to
    (value - mean) / spread, so that they compare with one another.
    """

    outcomes: tuple[str, ...]
    intercepts: tuple[float, ...]
    features: dict[str, tuple[float, ...]] = Field(description="mean, spread, one weight an outcome")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Weighing) and self._said == other._said

    def __hash__(self) -> int:
        return hash(self._said)

    @property
    def _said(self) -> tuple[object, ...]:
        return self.outcomes, self.intercepts, tuple(self.features.items())

    @cached_property
    def _columns(self) -> tuple[Matrix, Matrix, Matrix, Matrix]:
        """The means, the spreads, the weights of the features, and the intercepts."""
        table = np.array(list(self.features.values()), dtype=np.float64).reshape(len(self.features), -1)
        return table[:, 0], table[:, 1], table[:, 2:], np.array(self.intercepts)

    def chances(self, rows: Matrix) -> Matrix:
        """Return for each row of features, in the order of `features`, the chance of each outcome."""
        means, spreads, weights, intercepts = self._columns
        scores = (rows - means) / spreads @ weights + intercepts
        if len(self.outcomes) == 1:
            return np.asarray(1 / (1 + np.exp(-np.clip(scores, -40, 40))))
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    def of(self, features: Mapping[str, float]) -> dict[str, float]:
        """Return the chance of each outcome for named features; those that are missing count as zero."""
        row = np.array([[features.get(name, 0.0) for name in self.features]])
        return dict(zip(self.outcomes, map(float, self.chances(row)[0]), strict=True))


def learn(
    rows: Matrix, truth: Sequence[str], names: Sequence[str], outcomes: Sequence[str], *, penalty: float, even: bool
) -> Weighing:
    """Fit a logistic model by accelerated gradient descent; `penalty` shrinks the weights (L2).

    `even` gives every outcome the same total weight whatever its frequency. A single outcome means that outcome
    against all else.
    """
    means, spreads = rows.mean(axis=0), rows.std(axis=0)
    spreads[spreads < 1e-9] = 1.0
    scaled = np.hstack([(rows - means) / spreads, np.ones((len(rows), 1))])
    kinds = list(outcomes) if len(outcomes) > 1 else ["", *outcomes]
    target = np.array([[float((name if name in outcomes else "") == kind) for kind in kinds] for name in truth])
    shares = target.mean(axis=0)
    weights = (target / np.maximum(shares, 1e-9) / len(kinds)).sum(axis=1) if even else np.ones(len(rows))
    fitted = _descend(scaled, target, weights[:, None], penalty)
    if len(outcomes) == 1:
        fitted = fitted[:, 1:] - fitted[:, :1]
    return Weighing(
        outcomes=tuple(outcomes),
        intercepts=tuple(round(float(each), 4) for each in fitted[-1]),
        features={
            name: (_short(means[place]), _short(spreads[place]), *(round(float(w), 4) for w in fitted[place]))
            for place, name in enumerate(names)
        },
    )


def _descend(scaled: Matrix, target: Matrix, weights: Matrix, penalty: float, steps: int = 400) -> Matrix:
    """Minimise the weighted log loss plus `penalty` × squared weights / rows; the intercept is free."""
    count = len(scaled)
    shrink = np.full((scaled.shape[1], 1), penalty / count)
    shrink[-1] = 0.0
    pace = 1.0 / (0.5 * float(np.linalg.eigvalsh(scaled.T @ (scaled * weights) / count)[-1]) + penalty / count)
    here = ahead = np.zeros((scaled.shape[1], target.shape[1]))
    for step in range(1, steps + 1):
        scores = scaled @ ahead
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = (powers / powers.sum(axis=1, keepdims=True) - target) * weights
        there = ahead - pace * (scaled.T @ error / count + shrink * ahead)
        ahead = there + (step - 1) / (step + 2) * (there - here)
        here = there
    return here


def _short(value: float) -> float:
    return float(f"{value:.5g}")
