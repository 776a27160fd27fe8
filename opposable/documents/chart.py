"""Draw the chart of the ranking: points by criterion, readable in black and white."""

from __future__ import annotations

import io
from collections.abc import Mapping

from matplotlib.figure import Figure

from opposable.model.french import number
from scoring.ranking import Ranking

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
HATCHES = ("", "//", "..", "xx", "\\\\", "++")
LONGEST_NAME = 28


def ranking_chart(ranking: Ranking, titles: Mapping[str, str]) -> bytes:
    """Return a PNG of stacked bars, best bid first; each part carries its points and each bar its total.

    `titles` gives the title of each criterion by id. The same ranking gives the same bytes.
    """
    rows = ranking.rows
    figure = Figure(figsize=(6.6, 1.5 + 0.5 * len(rows)), dpi=200, layout="constrained")
    axes = figure.subplots()
    names = [_short(row.bid) for row in rows]
    left = [0.0] * len(rows)
    for index, criterion in enumerate(rows[0].criteria if rows else ()):
        terms = [row.term(criterion.id) for row in rows]
        widths = [float(term.points) for term in terms]
        bars = axes.barh(
            range(len(rows)), widths, left=left, height=0.62, label=titles.get(criterion.id, criterion.id),
            color=COLOURS[index % len(COLOURS)], hatch=HATCHES[index % len(HATCHES)], edgecolor="white",
        )  # fmt: skip
        labels = [
            number(term.points, ranking.decimals) if width >= 4 else ""
            for term, width in zip(terms, widths, strict=True)
        ]
        axes.bar_label(
            bars,
            labels=labels,
            label_type="center",
            fontsize=7,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )
        left = [start + width for start, width in zip(left, widths, strict=True)]
    for place, row in enumerate(rows):
        axes.text(
            left[place] + 0.8, place, number(row.total, ranking.decimals), va="center", fontsize=9, fontweight="bold"
        )
    axes.set_yticks(range(len(rows)), names, fontsize=8)
    axes.invert_yaxis()
    axes.set_xlim(0, float(ranking.out_of) * 1.12)
    axes.set_xlabel(f"Points sur {number(ranking.out_of)}", fontsize=8)
    axes.tick_params(axis="x", labelsize=8)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.legend(loc="outside lower center", ncols=3, fontsize=8, frameon=False)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
