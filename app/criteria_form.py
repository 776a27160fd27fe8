"""The widgets of criteria and method: weights, price formula cards with their curve, test bench."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import altair as alt
import pandas as pd
import streamlit as st

from app import state
from app.bound import bind, saver
from app.layout import plain, problems
from app.lots_form import draw_gone
from opposable.assembly.weights import check_weights
from opposable.evaluation.criteria import scoring_criteria
from opposable.model.french import number
from opposable.model.lots import by_lot, lot_name
from opposable.model.tender import Tender
from scoring.bench import bench
from scoring.methods import load_methods
from scoring.price import curve

SEVERITIES = {"bloquant": ":material/block:", "avertissement": ":material/warning:", "information": ":material/info:"}


def draw_weights(tender: Tender, current: state.Opened) -> None:
    """Draw the tree of criteria with its weights; totals are shown as they stand."""
    for criterion in tender.criteria:
        with st.container(border=True):
            _weight(criterion.id, criterion.title, criterion.weight, current)
            st.caption(plain(criterion.about))
            for sub in criterion.sub:
                left, right = st.columns([3, 1], vertical_alignment="center")
                count = sum(r.criterion == sub.id for r in tender.judged)
                left.markdown(f"{plain(sub.title)} · {count} exigence{'s' if count > 1 else ''}")
                left.caption(plain(sub.measures))
                with right:
                    _weight(sub.id, "Points", sub.weight, current)
    total = sum((criterion.weight for criterion in tender.criteria), Decimal(0))
    st.metric("Total des critères", f"{number(total)} / 100")


def draw_lot_weights(tender: Tender, current: state.Opened) -> None:
    """Draw, for each of several lots, the weights it is judged on; they follow the general ones until changed."""
    draw_gone("lot_weights", "Poids donnés", len(tender.lots), current)
    if len(tender.lots) == 1:
        return
    st.caption(
        "Un lot garde les points des critères ci-dessus ; ses sous-critères se les partagent selon ses seules "
        "exigences. Un critère sans exigence dans un lot lui est retiré, et ses points vont aux autres en proportion. "
        "Changez ici ce qu'un lot doit peser autrement."
    )
    for narrowed in by_lot(tender):
        lot = narrowed.lots[0]
        own = " · poids propres" if lot.number in tender.lot_criteria else ""
        with st.expander(f"{plain(lot_name(lot))}{own}", key=f"weights/{lot.number}"):
            problems(check_weights(narrowed.criteria))
            for criterion in narrowed.criteria:
                _weight(criterion.id, criterion.title, criterion.weight, current, lot.number)
                for sub in criterion.sub:
                    _weight(sub.id, f"dont : {sub.title}", sub.weight, current, lot.number)


def _weight(id_: str, label: str, weight: Decimal, current: state.Opened, lot: str = "") -> None:
    edits = current.kept.draft.get("edits", {})
    kept = edits.get("lot_weights", {}).get(lot, {}) if lot else edits.get("weights", {})
    stored = kept.get(id_)
    path = ("edits", "lot_weights", lot, id_) if lot else ("edits", "weights", id_)
    key = bind(path, stored, number(weight))
    # The proposal moves with the clauses: show it until the buyer writes a weight.
    if stored is None:
        st.session_state[key] = number(weight)
    st.text_input(label, key=key, on_change=saver(path, _read_weight))


def _read_weight(typed: str) -> str | None:
    if not typed.strip():
        return None
    try:
        value = Decimal(typed.strip().replace(",", "."))
    except InvalidOperation:
        raise ValueError(f"« {typed} » n'est pas un nombre de points.") from None
    if not 0 < value <= 100 or value != value.quantize(Decimal("0.01")):
        raise ValueError(f"« {typed} » : écrivez un nombre de points entre 0 et 100, à deux décimales au plus.")
    return f"{value:f}"


def draw_price_methods(tender: Tender, current: state.Opened) -> None:
    """Draw one card a formula: in words, its curve, what it favours, and the choice."""
    edits = current.kept.draft.get("edits", {})
    methods = load_methods()
    weight = next((c.weight for c in tender.criteria if c.kind == "prix"), Decimal(40))
    for method in methods.values():
        chosen = tender.method.price_method == method.id
        with st.container(border=True):
            st.markdown(f"**{plain(method.title)}**" + (" · retenue" if chosen else ""))
            st.markdown(plain(method.formula))
            st.caption(plain(method.favours))
            points = curve(method.id, weight)
            data = pd.DataFrame(
                {
                    "Prix (fois le plus bas)": [float(p.ratio) for p in points],
                    "Points": [float(p.points) for p in points],
                }
            )
            chart = alt.Chart(data).mark_line(point=True).encode(x="Prix (fois le plus bas):Q", y="Points:Q")
            st.altair_chart(chart.properties(height=140), width="stretch")
            for notice in (*method.conditions, *method.warnings):
                st.caption(f"• {plain(notice.text)} ({plain(notice.source.text)})")
            wanted = not chosen and st.button("Retenir cette formule", key=f"method/{method.id}")
            if wanted and state.save(("edits", "price_method"), edits.get("price_method"), method.id):
                st.rerun()
    base = "toutes taxes comprises" if tender.method.tax_base == "ttc" else "hors taxes"
    st.caption(f"Les prix se comparent {base}. {plain(tender.method.tie_break)}")


def draw_bench(tender: Tender) -> None:
    """Show what the method does on simulated bids, before anything is published."""
    if check_weights(tender.criteria):
        st.caption("Le banc d'essai attend des poids qui totalisent 100.")
        return
    for finding in bench(scoring_criteria(tender), tender.method.price_method).findings:
        mark = ":material/fact_check:" if finding.holds else SEVERITIES[finding.severity]
        st.markdown(f"{mark} {plain(finding.sentence)}")
