"""From a quote back to its source: the passages around it, and what its words raise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opposable.bids.matching.flags import flags
from opposable.bids.matching.lexicon import Lexicon
from opposable.model.bids import Evidence, Passage

CLASSES: dict[str, str] = {
    "option": "en option ou en supplément",
    "condition": "sous condition",
    "doute": "doute du candidat",
    "en_cours": "en cours, pas acquis",
    "vague": "formule sans engagement",
    "sur_demande": "renvoyé à une demande",
    "refus": "refus ou exclusion",
    "restriction": "restriction",
    "passe": "au passé",
    "besoin": "rappel du besoin",
    "preuve": "preuve citée",
    "fermete": "engagement ferme",
    "instruction": "consigne adressée au lecteur : sans effet",
}
"""The classes of the lexicon in words."""

RULES: dict[str, str] = {
    "recopie": "exigence recopiée",
    "exigence_recopiee": "exigence recopiée",
    "declaration_differente": "le texte ne dit pas ce que le cadre déclare",
    "seuil_manque": "seuil non atteint",
    "seuil_en_option": "seuil atteint en option seulement",
    "valeurs_contradictoires": "valeurs contradictoires",
    "valeur_absente": "aucune valeur engagée",
    "interdit": "contredit l'exigence",
    "interdit_en_partie": "contredit une partie de l'exigence",
    "interdit_ailleurs": "contredit ailleurs dans l'offre",
    "note": "une note restreint l'engagement",
}
"""The rules of the verdict that deserve a label; the others repeat the verdict or a class."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a quoted text; `flag_class` is empty for plain words, `label` says in French what the run raises."""

    text: str
    flag_class: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A passage in its file, with those that stand just before and after it."""

    before: tuple[Passage, ...]
    passage: Passage
    after: tuple[Passage, ...]


def pieces(text: str, lexicon: Lexicon) -> tuple[Piece, ...]:
    """Cut `text` at the words that raise a flag; the texts of the pieces, joined, are `text` again."""
    cut: list[Piece] = []
    end = 0
    for flag in flags(text, lexicon):
        if flag.start < end:
            continue
        if flag.start > end:
            cut.append(Piece(text[end : flag.start]))
        label = CLASSES.get(flag.flag_class, flag.flag_class)
        cut.append(Piece(text[flag.start : flag.end], flag.flag_class, label))
        end = flag.end
    if end < len(text):
        cut.append(Piece(text[end:]))
    return tuple(cut)


def flag_labels(ids: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """Return in French what the flags of a suggestion mean, each once; those that repeat the verdict are left out."""
    classes = {entry.id: entry.flag_class for entry in lexicon.flags}
    hazards = {entry.id for entry in lexicon.hazards}
    labels = []
    for id_ in ids:
        word = classes.get(id_, id_)
        label = "contredit l'exigence" if id_ in hazards else CLASSES.get(word) or RULES.get(word, "")
        labels.append(label)
    return tuple(dict.fromkeys(filter(None, labels)))


def surroundings(passages: Sequence[Passage], quoted: Evidence, around: int = 3) -> Surroundings | None:
    """Return the passage of a file that `quoted` comes from, with `around` others on each side; nothing if it left."""
    found = [n for n, p in enumerate(passages) if p.file == quoted.file and quoted.text in p.text]
    if not found:
        return None
    at = next((n for n in found if passages[n].where == quoted.where), found[0])
    same = [p for p in passages if p.file == quoted.file]
    place = same.index(passages[at])
    return Surroundings(
        tuple(same[max(0, place - around) : place]), same[place], tuple(same[place + 1 : place + 1 + around])
    )
