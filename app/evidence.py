"""What a bid says of a requirement: verdict, declaration, values, quoted passages with the words that count marked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from html import escape

import streamlit as st

from app import state
from app.bids_panel import DECLARED, VERDICTS
from app.layout import plain
from app.source import show_source
from opposable.bids.context import Promise, contradictions, flag_labels, pieces, promises
from opposable.bids.matching.phrasing import written
from opposable.bids.pipeline import default_lexicon
from opposable.bids.record import Reading
from opposable.evaluation.reading_order import read_first
from opposable.evaluation.search_proof import Place, claims_absence, place_of, search_proof
from opposable.model.bids import Evidence, FormAnswer, SoughtQuantity, Suggestion
from opposable.model.clauses import TenderRequirement
from opposable.store.bids import StoredBid
from opposable.store.searches import Dismissal

COLOURS = {"conforme": "green", "partiel": "orange", "non_conforme": "red", "absent": "gray"}
SIGNS = {"<=": "au plus", ">=": "au moins", "=": ""}
_FIRST_SHOWN = 2
_LONGEST = 1200
_FOR = frozenset({"preuve", "fermete"})
_NEUTRAL = frozenset({"besoin", "valeur"})

CSS = """
<style>
.op-passage {border-left: 3px solid var(--st-border-color, #76888D); padding: .1rem 0 .1rem .6rem; margin: .2rem 0;
  font-size: .92rem; line-height: 1.45; overflow-wrap: anywhere;}
.op-passage.op-ecarte {opacity: .6; text-decoration: line-through;}
.op-passage mark {color: inherit; padding: 0 .1em; border-radius: 2px;}
.op-contre {background: rgba(213, 94, 0, .22); border-bottom: 2px solid #D55E00;}
.op-pour {background: rgba(0, 158, 115, .18); border-bottom: 2px solid #009E73;}
.op-valeur {background: rgba(0, 114, 178, .16); font-weight: 650;}
.op-neutre {background: transparent; border-bottom: 2px dotted #76888D;}
.op-valeurs {border-collapse: collapse; width: 100%; font-size: .88rem;}
.op-valeurs th, .op-valeurs td {text-align: left; padding: .15rem .4rem .15rem 0; vertical-align: top;
  border-bottom: 1px solid rgba(118, 136, 141, .4);}
[data-testid="stColumn"]:has(> div .st-key-exigence-lue) {position: sticky; top: 4rem; align-self: flex-start;}
.st-key-exigence-lue {max-height: calc(100vh - 6rem); overflow-y: auto;}
.st-key-offres-lues {overflow-x: auto; padding-bottom: .5rem;}
.st-key-offres-lues [data-testid="stColumn"] {min-width: 21rem;}
.op-raison {font-size: .92rem; line-height: 1.4; margin: 0; overflow-wrap: anywhere;}
</style>
"""


def draw_evidence(
    bid: StoredBid,
    reading: Reading,
    requirement: TenderRequirement,
    asked: tuple[SoughtQuantity, ...],
    set_aside: tuple[Dismissal, ...],
    author: str,
) -> None:
    """Draw what one bid says of a requirement, most telling first; nothing here is a mark."""
    suggestion = reading.suggestions.get(requirement.id)
    if suggestion is None:
        st.caption("Aucune suggestion pour cette exigence.")
        return
    doubt = " :orange-badge[:material/visibility: à lire d’abord]" if read_first(requirement, suggestion) else ""
    st.markdown(f":{COLOURS[suggestion.verdict]}-badge[{VERDICTS[suggestion.verdict]}]{doubt}")
    _declaration(reading.bid.form.answers.get(requirement.id) if reading.bid.form else None)
    st.html("".join(f'<p class="op-raison">{escape(reason)}</p>' for reason in suggestion.reasons))
    labels = flag_labels(suggestion.flags, default_lexicon())
    if labels:
        st.caption(plain("Signalé : " + " · ".join(labels)))
    _values(suggestion, asked)
    asides = {(each.file, each.where, each.text): each for each in set_aside if each.requirement == requirement.id}
    _search(reading, suggestion, asides)
    _passages(bid, requirement, suggestion, asides, author)


def draw_absence_doubt(bid: StoredBid, reading: Reading, requirement: TenderRequirement, reason: str) -> None:
    """Say that a reason speaks of absence while the search is not complete."""
    suggestion = reading.suggestions.get(requirement.id)
    if suggestion is None or not claims_absence(reason):
        return
    asides = [each for each in state.searches().dismissals(bid.id) if each.requirement == requirement.id]
    proof = search_proof(reading.bid, suggestion, {(each.file, each.where, each.text) for each in asides})
    if not proof.complete:
        st.warning(
            plain("Le motif dit que rien ne répond, et la recherche n'est pas close. " + " ".join(proof.sentences))
        )


def highlighted(text: str, values: tuple[str, ...] = (), *, aside: bool = False) -> str:
    """Return the HTML of a quoted text: every word escaped, only our own tags around the words that count."""
    cut = pieces(text[:_LONGEST], default_lexicon(), values)
    body = "".join(_marked(piece.text, piece.flag_class, piece.label) for piece in cut)
    more = " […]" if len(text) > _LONGEST else ""
    return f'<div class="op-passage{" op-ecarte" if aside else ""}">{body}{more}</div>'


def _marked(text: str, flag_class: str, label: str) -> str:
    if not flag_class:
        return escape(text)
    kind = "op-pour" if flag_class in _FOR else "op-contre"
    if flag_class in _NEUTRAL:
        kind = "op-valeur" if flag_class == "valeur" else "op-neutre"
    return f'<mark class="{kind}" title="{escape(label)}">{escape(text)}</mark>'


def _declaration(answer: FormAnswer | None) -> None:
    if answer is None or answer.declared is None:
        return
    value = f" · valeur engagée : {plain(answer.value_text)}" if answer.value_text else ""
    st.markdown(f"Déclaré au cadre : **{DECLARED[answer.declared]}**{value}")
    if answer.answer:
        st.caption(plain(answer.answer[:400]))


def _values(suggestion: Suggestion, asked: tuple[SoughtQuantity, ...]) -> None:
    """Draw the numbers promised against those asked, and say when the bid contradicts itself."""
    if not suggestion.values:
        return
    bounds = {
        quantity.name: f"{written(quantity.value, quantity.unit)} {SIGNS[quantity.operator]}" for quantity in asked
    }
    found = promises(suggestion.values)
    rows = "".join(_promise_row(promise, bounds) for promise in found[:6])
    st.html(
        '<table class="op-valeurs"><thead><tr><th>Promis</th><th>Demandé</th><th>Suffit\u00a0?</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )
    for against in contradictions(found):
        said = " ; ".join(f"« {promise.words[0]} » ({promise.values[0].where})" for promise in against[:3])
        st.warning(plain(f"Valeurs contradictoires : {said}."))


def _promise_row(promise: Promise, bounds: Mapping[str, str]) -> str:
    words = ", ".join(f"« {escape(word)} »" for word in promise.words)
    places = " ; ".join(dict.fromkeys(f"{value.file}, {value.where}" for value in promise.values))
    firm = "" if promise.firm else "<br><small>sans engagement ferme</small>"
    meets = {True: "oui", False: "<strong>non</strong>", None: "à voir"}[promise.meets]
    asked = f"{escape(bounds.get(promise.quantity, ''))}<br><small>{escape(promise.quantity)}</small>"
    return f'<tr><td title="{escape(places)}">{words}{firm}</td><td>{asked}</td><td>{meets}</td></tr>'


def _search(reading: Reading, suggestion: Suggestion, asides: Mapping[Place, Dismissal]) -> None:
    """Say how far the search went where nothing answers: « absent » is never a guess."""
    if suggestion.verdict != "absent" and not asides:
        return
    proof = search_proof(reading.bid, suggestion, asides.keys())
    st.caption(plain(" ".join(proof.sentences)))
    if suggestion.verdict == "absent" and not proof.complete:
        st.caption(
            ":material/rule: Avant d'écrire « aucune mention », écartez chaque passage proche en disant pourquoi."
        )


def _passages(
    bid: StoredBid,
    requirement: TenderRequirement,
    suggestion: Suggestion,
    asides: Mapping[Place, Dismissal],
    author: str,
) -> None:
    if not suggestion.passages:
        st.caption("Aucun passage trouvé dans les fichiers de l'offre.")
    for index, passage in enumerate(suggestion.passages[:_FIRST_SHOWN]):
        _passage(bid, requirement, suggestion, index, passage, asides.get(place_of(passage)), author)
    others = suggestion.passages[_FIRST_SHOWN:]
    if others:
        with st.expander(f"Autres passages ({len(others)})"):
            for index, passage in enumerate(others, start=_FIRST_SHOWN):
                _passage(bid, requirement, suggestion, index, passage, asides.get(place_of(passage)), author)


def _passage(
    bid: StoredBid,
    requirement: TenderRequirement,
    suggestion: Suggestion,
    index: int,
    passage: Evidence,
    aside: Dismissal | None,
    author: str,
) -> None:
    values = tuple(v.text for v in suggestion.values if v.file == passage.file and v.where == passage.where)
    st.html(highlighted(passage.text, values, aside=aside is not None))
    labels = flag_labels(passage.flags, default_lexicon())
    st.caption(plain(" · ".join([f"{passage.file}, {passage.where}", *labels])))
    key = f"{bid.id}/{requirement.id}/{index}"
    with st.container(horizontal=True, gap="small"):
        if st.button("Source", key=f"source/{key}", type="tertiary", icon=":material/open_in_full:"):
            show_source(bid, passage)
        if aside is None:
            if st.button("Écarter", key=f"aside/{key}", type="tertiary", icon=":material/block:"):
                _set_aside(bid, requirement, passage, author)
        elif st.button("Reprendre", key=f"back/{key}", type="tertiary", icon=":material/undo:"):
            state.attempt(partial(state.searches().restore, aside.id))
            st.rerun()
    if aside is not None:
        st.caption(plain(f"Écarté par {aside.author or 'un évaluateur non nommé'} : {aside.reason}"))


@st.dialog("Écarter un passage")
def _set_aside(bid: StoredBid, requirement: TenderRequirement, passage: Evidence, author: str) -> None:
    st.html(CSS + highlighted(passage.text))
    st.caption("Le passage reste visible. Votre motif est gardé au journal : c'est la preuve de la recherche.")
    reason = st.text_input("Pourquoi ce passage ne répond pas", key=f"why/{bid.id}/{requirement.id}")
    if st.button("Écarter ce passage", type="primary"):
        if not reason.strip():
            st.error("Écrivez le motif.")
            return
        state.attempt(partial(state.searches().dismiss, bid.id, requirement.id, passage, reason, author))
        st.rerun()
