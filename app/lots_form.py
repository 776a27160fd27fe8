"""Say the money of each lot, and for which lots a clause, a requirement or a price is."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from app import state
from app.bound import bind, saver
from app.layout import plain
from opposable.model.clauses import TenderClause
from opposable.model.tender import Tender

_AMOUNTS = {"estimate_ht": "Montant estimé", "maximum_ht": "Montant maximum"}


def lot_titles(current: state.Opened) -> tuple[str, ...]:
    """Return the titles of the lots named in the interview, in order."""
    titles = current.draft.answers.get("consultation.lots")
    return titles if isinstance(titles, tuple) else ()


def draw_lot_amounts(current: state.Opened) -> None:
    """Ask the estimate and the maximum of each of several lots; those of a single one are the tender's."""
    titles = lot_titles(current)
    draw_gone("lot_amounts", "Montants donnés", max(len(titles), 1), current)
    if len(titles) < 2:
        return
    framework = current.draft.answers.get("consultation.forme") in ("accord_cadre", "mixte")
    st.markdown("**Montants de chaque lot, en euros hors taxes**")
    st.caption(
        "Sur toute la durée, reconductions comprises ; ensemble, ils font les montants de la consultation. "
        "L'estimation ne se publie pas : le rapport d'analyse y compare les offres du lot."
    )
    given = current.kept.draft.get("edits", {}).get("lot_amounts", {})
    for number, title in enumerate(map(plain, titles), start=1):
        st.markdown(f"Lot {number} · {title}")
        fields = _AMOUNTS if framework else {"estimate_ht": _AMOUNTS["estimate_ht"]}
        for column, (field, label) in zip(st.columns(2), fields.items(), strict=False):
            with column:
                _amount(str(number), field, label, given.get(str(number), {}).get(field))


def _amount(lot: str, field: str, label: str, stored: Any) -> None:
    path = ("edits", "lot_amounts", lot, field)
    st.number_input(
        f"{label} du lot {lot} (€ HT)",
        min_value=1,
        max_value=1_000_000_000,
        step=1,
        key=bind(path, stored, int(Decimal(str(stored))) if stored is not None else None),
        placeholder="En chiffres",
        on_change=saver(path, lambda value: value),
    )


def draw_lots(word: str, label: str, tender: Tender, current: state.Opened, among: Sequence[str] = ()) -> None:
    """Let the buyer limit `word` (id of a clause or of a requirement, code of a price) to some lots, `among` those.

    Nothing is drawn for a single lot, unless lots that are gone are still named: they can then be taken away.
    """
    stored = current.kept.draft.get("edits", {}).get("lots", {}).get(word)
    path = ("edits", "lots", word)
    if len(tender.lots) == 1:
        if stored is not None:
            gone = ", ".join(str(each) for each in stored)
            _forget(path, stored, f"Limité à des lots qui n'existent plus : {gone}.", "Retirer cette limite")
        return
    titles = {lot.number: f"{lot.number} · {lot.title}" for lot in tender.lots if not among or lot.number in among}
    kept = [number for number in titles if number in {str(each) for each in stored or ()}]
    key = bind(path, stored, kept)
    # The lots of the clause may have changed under those of its requirement.
    st.session_state[key] = [number for number in st.session_state[key] if number in titles]
    st.multiselect(
        label,
        list(titles),
        format_func=titles.__getitem__,
        placeholder="Tous les lots" if not among else "Tous ceux de la clause",
        key=key,
        on_change=saver(path, lambda chosen: limits(list(titles), chosen)),
    )


def draw_lots_of_all(clauses: Sequence[TenderClause], tender: Tender, current: state.Opened) -> None:
    """Let the buyer limit all the `clauses` shown to some lots at once; nothing for a single lot."""
    if len(tender.lots) == 1 or not clauses:
        return
    titles = {lot.number: f"{lot.number} · {lot.title}" for lot in tender.lots}
    with st.popover(f"Lots de toutes les clauses affichées ({len(clauses)})"):
        chosen = st.multiselect(
            "Lots que ces clauses concernent",
            list(titles),
            format_func=titles.__getitem__,
            placeholder="Tous les lots",
            key=f"lots-all/{current.id}",
        )
        st.caption("Remplace ce qui est dit de chacune ; un thème choisi plus haut ne change que ses clauses.")
        if st.button("Appliquer à ces clauses", key="lots-all-button"):
            given = current.kept.draft.get("edits", {}).get("lots", {})
            new = limits(list(titles), chosen)
            changed = [clause.id for clause in clauses if given.get(clause.id) != new]
            if all(state.save(("edits", "lots", id_), given.get(id_), new) for id_ in changed):
                st.rerun()


def limits(every: Sequence[str], chosen: Sequence[str]) -> list[str] | None:
    """Return the lots `chosen`, in order; nothing when there is none, or all of them."""
    kept = [number for number in every if number in chosen]
    return kept if kept and len(kept) < len(every) else None


def lots_mark(lots: Sequence[str]) -> str:
    """Say the lots in a label: « lots 1, 3 »; empty for all."""
    return f"lot{'s' if len(lots) > 1 else ''} {', '.join(lots)}" if lots else ""


def draw_gone(kind: str, what: str, count: int, current: state.Opened) -> None:
    """Let what was said (`what`, under `kind` of the edits) of lots beyond the `count` there are be taken away."""
    given = current.kept.draft.get("edits", {}).get(kind, {})
    known = {str(number) for number in range(1, count + 1)}
    for number in sorted(given.keys() - known):
        _forget(
            ("edits", kind, number), given[number], f"{what} pour le lot {number}, qui n'existe plus.", "Les retirer"
        )


def _forget(path: tuple[str, ...], stored: Any, said: str, button: str) -> None:
    st.caption(said)
    if st.button(button, key=f"lots-out/{'/'.join(path)}", icon=":material/undo:"):
        state.save(path, stored, None)
        st.rerun()
