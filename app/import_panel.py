"""The widgets of an import: the file, what its columns hold, what was understood, the names it does not say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath

import pandas as pd
import streamlit as st

from app import state
from app.layout import plain
from opposable.bids.matching.phrasing import written
from opposable.imports.mapping import FIELDS, find_listing, letter
from opposable.imports.requirements import RequirementList, read_requirements
from opposable.imports.tables import read_tables
from opposable.imports.tender import Heading, tender_of
from opposable.model.errors import OpposableError
from opposable.model.french import plural

NONE = "— aucune —"
LEVELS = {"minimale": "minimale", "notee": "notée", "souhait": "souhait"}
SIGNS = {"<=": "au plus", ">=": "au moins", "=": "exactement"}
_USUAL = ("id", "title", "text", "level", "weight", "criterion", "proof", "value", "operator", "unit")


@dataclass(frozen=True, slots=True)
class Received:
    """The file that was given."""

    name: str
    content: bytes


def upload() -> Received | None:
    """Draw the drop zone and return the file once there is one."""
    file = st.file_uploader("Liste des exigences (.xlsx, .ods, .docx ou .yaml)", key="requirements-file")
    return None if file is None else Received(file.name, file.getvalue())


def choose_columns(received: Received) -> Mapping[str, str]:
    """Draw one choice of column a field, filled with what was recognised; return the changes made by the reader."""
    try:
        columns = find_listing(received.name, read_tables(received.name, received.content)).columns
        titles, guessed = columns.titles, columns.fields
    except OpposableError as error:
        st.warning(plain(str(error)))
        titles, guessed = _first_row(received), {}
    names = [title or letter(index) for index, title in enumerate(titles)]
    options = [NONE, *dict.fromkeys(names)]
    chosen: dict[str, str] = {}
    with st.expander("Colonnes reconnues, à vérifier", expanded="text" not in guessed or len(guessed) < 4):
        usual, others = st.columns(2)
        for field, label in FIELDS.items():
            place = usual if field in _USUAL else others
            current = names[guessed[field]] if field in guessed else NONE
            picked = place.selectbox(
                label, options, index=options.index(current), key=f"column/{received.name}/{field}", format_func=plain
            )
            if picked != current:
                chosen[field] = "" if picked == NONE else str(picked)
    return chosen


def _first_row(received: Received) -> tuple[str, ...]:
    return read_tables(received.name, received.content)[0].rows[0].cells


def read(received: Received, chosen: Mapping[str, str]) -> RequirementList:
    """Return the requirements of the file; on a problem, say every line to mend and stop the page."""
    try:
        return read_requirements(received.name, received.content, chosen)
    except OpposableError as error:
        for line in str(error).splitlines():
            st.error(plain(line))
        st.stop()


def draw_preview(listed: RequirementList) -> None:
    """Draw what was understood, line by line, and what deserves a look."""
    minimal = sum(requirement.level == "minimale" for requirement in listed.requirements)
    asked = sum(len(requirement.expected) for requirement in listed.requirements)
    st.markdown(
        f"**{plural(len(listed.requirements), 'exigence')}**, dont {plural(minimal, 'minimale')} ; "
        f"{plural(asked, 'seuil chiffré', 'seuils chiffrés')}."
    )
    for warning in listed.warnings:
        st.warning(plain(warning))
    rows = [
        {
            "N°": requirement.id,
            "Titre": requirement.title,
            "Exigence": requirement.text,
            "Niveau": LEVELS[requirement.level],
            "Poids": str(requirement.weight),
            "Sous-critère": requirement.criterion,
            "Seuils": " ; ".join(
                f"{quantity.name} : {written(quantity.value, quantity.unit)} {SIGNS[quantity.operator]}"
                for quantity in requirement.expected
            ),
        }
        for requirement in listed.requirements
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch", height=300)


def draw_heading(received: Received) -> Heading | None:
    """Draw what the list does not say; return nothing while a name is missing."""
    left, right = st.columns(2)
    reference = left.text_input("Référence de la consultation", value=PurePath(received.name).stem)
    title = right.text_input("Objet", placeholder="Supervision de la sécurité")
    buyer = left.text_input("Acheteur", placeholder="Nom de l'établissement")
    price = right.number_input(
        "Points du critère prix, sur 100",
        min_value=0,
        max_value=99,
        value=40,
        help="Les points annoncés au règlement de la consultation. Zéro : le prix n'est pas noté ici.",
    )
    if not reference.strip() or not title.strip():
        st.caption("Écrivez la référence et l'objet pour créer la consultation.")
        return None
    return Heading(
        reference=reference.strip(),
        title=title.strip(),
        on=state.today(),
        buyer=buyer.strip() or "Acheteur non précisé",
        price_weight=Decimal(price),
    )


def create(received: Received, listed: RequirementList, heading: Heading) -> int:
    """Write the consultation, already published, and return its id."""
    tender = tender_of(listed, heading, state.catalog().scale, received.content)
    consultation = state.drafts().create(heading.title, heading.on)
    state.bids().publish(consultation, tender)
    return consultation
