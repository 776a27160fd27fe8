"""From a quote back to its source: the passages around it, and what its words raise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opposable.bids.matching.flags import flags
from opposable.bids.matching.lexicon import Lexicon
from opposable.model.bids import CommittedValue, Evidence, Passage

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
    "valeur": "valeur proposée",
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
    "pesee_conforme": "indices pesés ensemble : plutôt conforme",
    "pesee_partiel": "indices pesés ensemble : plutôt partiel",
    "pesee_non_conforme": "indices pesés ensemble : plutôt non conforme",
    "pesee_absent": "indices pesés ensemble : plutôt absent",
}
"""The rules of the verdict that deserve a label; the others repeat the verdict or a class."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a quoted text; `flag_class` is empty for plain words, `label` says in French what the run raises."""

    text: str
    flag_class: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """One number promised for a quantity, with every place that says it; `meets` is ``None`` when it is not sure."""

    quantity: str
    values: tuple[CommittedValue, ...]
    firm: bool
    meets: bool | None

    @property
    def words(self) -> tuple[str, ...]:
        """The number as the bid writes it, each writing once."""
        return tuple(dict.fromkeys(value.text for value in self.values))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A passage in its file, with those that stand just before and after it."""

    before: tuple[Passage, ...]
    passage: Passage
    after: tuple[Passage, ...]


def pieces(text: str, lexicon: Lexicon, values: Sequence[str] = ()) -> tuple[Piece, ...]:
    """Cut `text` at the words that raise a flag and at the `values` it promises.

    The texts of the pieces, joined, are `text` again.
    """
    spans = [(flag.start, flag.end, flag.flag_class) for flag in flags(text, lexicon)]
    spans += [(start, start + len(value), "valeur") for value in values if (start := text.find(value)) >= 0 and value]
    cut: list[Piece] = []
    end = 0
    for start, stop, name in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < end:
            continue
        if start > end:
            cut.append(Piece(text[end:start]))
        cut.append(Piece(text[start:stop], name, CLASSES.get(name, name)))
        end = stop
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


def promises(values: Sequence[CommittedValue]) -> tuple[Promise, ...]:
    """Gather the values that say the same thing of the same quantity, in order, the one that binds first.

    A number that binds another quantity of the requirement is not read as an answer to this one.
    """
    binding: dict[str, CommittedValue] = {}
    for value in values:
        binding.setdefault(value.quantity, value)
    taken = {(value.file, value.where, value.text): name for name, value in binding.items()}
    gathered: dict[tuple[object, ...], list[CommittedValue]] = {}
    for value in values:
        if taken.get((value.file, value.where, value.text), value.quantity) == value.quantity:
            key = (value.quantity, value.value, value.unit, value.firm, value.meets)
            gathered.setdefault(key, []).append(value)
    order = list(binding)
    told = [Promise(own[0].quantity, tuple(own), own[0].firm, own[0].meets) for own in gathered.values()]
    return tuple(sorted(told, key=lambda promise: order.index(promise.quantity)))


def contradictions(found: Sequence[Promise]) -> tuple[tuple[Promise, ...], ...]:
    """Return, for each quantity, the firm promises that cannot both hold: one suffices, another does not."""
    by_quantity: dict[str, list[Promise]] = {}
    for promise in found:
        if promise.firm and promise.meets is not None:
            by_quantity.setdefault(promise.quantity, []).append(promise)
    return tuple(tuple(own) for own in by_quantity.values() if len({promise.meets for promise in own}) > 1)


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
