"""The estimated quantities of the price schedule: proposed from the answers, changed line by line."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import streamlit as st

from app import state
from app.bound import bind, saver
from app.layout import plain
from app.lots_form import draw_lots
from opposable.assembly.build import price_lines
from opposable.model.french import number, plural
from opposable.model.tender import PriceLine, Tender

_HIGHEST = Decimal(10_000_000)


def draw_quantities(tender: Tender, current: state.Opened) -> None:
    """Draw one field a line of the price schedule; a subscription is counted over the duration of the contract."""
    stored = current.kept.draft.get("edits", {}).get("quantities", {})
    proposed = {line.code: line for line in price_lines(state.catalog(), current.selection.facts, {})}
    changed = sum(line.code in stored for line in tender.prices)
    st.caption(
        "Elles servent à comparer les prix sur une même commande, et n'engagent à rien. Elles sont publiées avec le "
        "bordereau : prenez celles de votre besoin réel, un détail estimatif irréaliste fausse le classement."
    )
    st.caption(f"{plural(changed, 'quantité changée', 'quantités changées')} par vous.")
    # Named, and always at the same place: the list stays open when a quantity changes.
    with st.expander(f"Les quantités des {len(tender.prices)} prix du bordereau", key="quantities"):
        for line in tender.prices:
            _line(line, proposed[line.code], stored.get(line.code))
            draw_lots(line.code, f"Lots qui demandent le prix {line.code}", tender, current)


def _line(line: PriceLine, proposed: PriceLine, stored: str | None) -> None:
    left, right = st.columns([3, 2], vertical_alignment="center")
    left.markdown(f"**{plain(line.code)}** · {plain(line.title)}")
    left.caption(plain(f"{line.unit} · proposé : {number(proposed.quantity)}"))
    path = ("edits", "quantities", line.code)
    if line.kind == "abonnement" and stored is None:
        right.markdown(f"{number(line.quantity)} mois, la durée du marché")
        return
    key = bind(path, stored, number(line.quantity))
    if stored is None:  # the proposal moves with the answers: show it until the buyer writes a quantity
        st.session_state[key] = number(line.quantity)
    right.text_input(
        f"Quantité de {line.code}",
        key=key,
        on_change=saver(path, lambda typed: read_quantity(line.code, typed, proposed.quantity)),
    )
    if stored is not None and right.button(
        "Revenir à la quantité proposée", key=f"quantity-back/{line.code}", icon=":material/undo:", type="tertiary"
    ):
        state.save(path, stored, None)
        st.rerun()


def read_quantity(code: str, typed: str, proposed: Decimal) -> str | None:
    """Return the quantity typed as it is kept, nothing when it is empty or the one proposed; ValueError otherwise."""
    text = "".join(typed.split()).replace(",", ".")
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{code} : « {typed} » n'est pas une quantité. Écrivez un nombre, par exemple 12.") from None
    if not value.is_finite() or not 0 < value <= _HIGHEST or value != value.quantize(Decimal("0.01")):
        raise ValueError(
            f"{code} : « {typed} » ne convient pas. Écrivez un nombre supérieur à zéro, à deux décimales au plus : un "
            "prix compté zéro fois ne serait pas comparé."
        )
    return None if value == proposed else f"{value:f}"
