"""What the engine learns from labelled bids, and how well that holds on bids left out.

Usage: ``python -m benchmarks.learning`` prints the figures of each set read by weights that were learned without it;
``--write`` then writes what was learned on all of them into the lexicon. The sets of ``CONTROL`` are never learned.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.matching import (
    SOURCES,
    figures_of,
    is_hit,
    load_labels,
    load_requirements,
    normalise,
    read_bids,
    same_value,
)
from opposable.bids.matching.anchors import anchors
from opposable.bids.matching.candidates import MEASURES, Candidate, measured_candidates
from opposable.bids.matching.evidence import Evidence, Speakers, gather, number_pool
from opposable.bids.matching.features import features
from opposable.bids.matching.finding import Query, SearchableBid, match, query
from opposable.bids.matching.learned import Weighing, learn
from opposable.bids.matching.lexicon import WEIGHTS, WORDINGS, Lexicon, load_lexicon
from opposable.bids.matching.measures import measure
from opposable.bids.matching.ranking import FEATURES, measured
from opposable.bids.matching.verdict import VERDICTS, judge_by_rules
from opposable.bids.matching.wording import KINDS, Kind, Wording, count_words, written_wording
from opposable.model.bids import Passage, Sought, SoughtQuantity

SETS = Path("benchmarks/sets")
LEXICON = Path("opposable/bids/lexicon")
LEARNED_ON = (
    "bids_dev", "bids_dev2", "imagerie", "audits", "detection", "dossier_usager", "hebergement", "perfusion",
    "reponse_incident", "batiment", "maison_de_sante", "identites", "laboratoire", "reseau_ehpad", "ia_imagerie",
    "bloc_operatoire", "sauvegarde_externalisee", "formation_cyber", "automates_pharmacie", "messagerie_collaboration",
    "gestion_crise", "appel_malade", "portail_patient", "gestion_vulnerabilites", "bastion_acces", "entrepot_donnees",
    "dui_medicosocial", "tests_intrusion", "radiotherapie", "soc_mutualise", "parc_location", "conseil_conformite",
    "regulation_samu",
)  # fmt: skip
CONTROL = ("protection_postes", "maintenance_logicielle", "telesante")
_KIND_OF: Mapping[str, Kind] = {"conforme": "ferme", "partiel": "attenue", "non_conforme": "refus"}
_PENALTY = {"passage": 3.0, "nombre": 3.0, "verdict": 50.0}

Answers = list[tuple[str, Kind]]


@dataclass(frozen=True)
class LabelledSet:
    """A purchase with its bids, read once, and their labels by bid and requirement."""

    name: str
    sought: Sequence[Sought]
    bids: Mapping[str, Sequence[Passage]]
    labels: Mapping[tuple[str, str], Mapping[str, Any]]


@dataclass
class Rows:
    """Measures with the truth of each, in the order they were met."""

    measures: list[Sequence[float]] = field(default_factory=list)
    truth: list[str] = field(default_factory=list)

    def add(self, measures: Sequence[float], truth: str) -> None:
        """Keep one row."""
        self.measures.append(measures)
        self.truth.append(truth)


def load_set(name: str) -> LabelledSet:
    """Read the bids of a set, Word files first, and their labels."""
    folder = SETS / name
    labels = {(each["bid"], str(each["req"])): each for each in load_labels(folder)}
    return LabelledSet(name, load_requirements(folder), read_bids(folder), labels)


def invented() -> Answers:
    """Return the short answers written apart from any bid, sorted by what they commit to."""
    found: Answers = []
    for path in sorted((SETS / "formulations").glob("*.yaml")):
        sheet = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [(text, kind) for kind in KINDS for text in sheet[kind]]
    for name in ("inventes", "inventes2"):
        raw = yaml.safe_load((SETS / name / "answers.yaml").read_text(encoding="utf-8"))
        for item in raw["requirements"]:
            given = [answer for answer in item["answers"].values() if answer]
            found += [
                (answer[1], _KIND_OF[answer[0]])
                for answer in given
                if not (answer[0] == "non_conforme" and item.get("expected"))
            ]
    turns = yaml.safe_load((SETS / "inventes" / "tournures.yaml").read_text(encoding="utf-8"))
    return [*found, *((text, "attenue") for text in turns["faibles"]), *((text, "ferme") for text in turns["fermes"])]


def quoted(labelled: LabelledSet, lexicon: Lexicon) -> Answers:
    """Return the labelled answers of a set; one that only misses a threshold is worded like a full promise."""
    numeric = {each.id for each in labelled.sought if query(each, lexicon).sought.quantities}
    return [
        (" ".join(label["passages"]), _KIND_OF[label["verdict"]])
        for (_, requirement), label in labelled.labels.items()
        if label["passages"] and label["verdict"] in _KIND_OF
        if not (label["verdict"] == "non_conforme" and requirement in numeric)
    ]


def _each(
    labelled: LabelledSet, lexicon: Lexicon
) -> Iterator[tuple[int, list[Query], SearchableBid, Any, Speakers, Mapping[str, Any]]]:
    queries = [query(each, lexicon) for each in labelled.sought]
    for name, passages in labelled.bids.items():
        bid = SearchableBid(passages, lexicon)
        table, speakers = match(queries, bid), Speakers(queries, bid)
        for row, each in enumerate(queries):
            if (label := labelled.labels.get((name, each.sought.id))) is not None:
                yield row, queries, bid, table, speakers, label


def passage_rows(labelled: LabelledSet, lexicon: Lexicon) -> Rows:
    """Measure the passages looked at for each label; the truth is whether they hold a labelled quote."""
    rows = Rows()
    for row, queries, bid, table, _, label in _each(labelled, lexicon):
        quotes = [normalise(quote) for quote in label["passages"] or ()]
        places, _, measures = measured(row, queries[row], bid, table)
        for place, line in zip(places, measures, strict=True):
            rows.add(line, "oui" if quotes and is_hit(bid.passages[place].text, quotes) else "")
    return rows


def number_rows(labelled: LabelledSet, lexicon: Lexicon) -> Rows:
    """Measure the numbers that may answer each quantity; the truth is whether they are the labelled one."""
    rows = Rows()
    for row, queries, bid, table, speakers, label in _each(labelled, lexicon):
        sought = queries[row].sought
        evidence = gather(row, queries, bid, table, speakers)
        pool = number_pool(row, evidence.score, evidence.mine, evidence.places, speakers, bid)
        for place, asked in enumerate(sought.quantities if queries[row].bounds_given else ()):
            true = label.get("committed" if place == 0 else "committed_2")
            for candidate, measures in measured_candidates(asked, anchors(sought, asked, lexicon), bid, pool):
                rows.add(measures, "oui" if true and _is_value(candidate, true, asked) else "")
    return rows


def _is_value(candidate: Candidate, true: Mapping[str, Any], asked: SoughtQuantity) -> bool:
    quantity = candidate.quantity
    same = quantity.dimension == measure(asked.unit).dimension
    if not same or quantity.dimension not in ("duree", "part", "amplitude", "montant"):
        return same_value(candidate.value, asked.unit, true, asked)
    worst = quantity.high if quantity.high is not None and asked.operator == "<=" else quantity.value
    return same_value(worst, quantity.unit, true, asked)


def verdict_rows(labelled: LabelledSet, lexicon: Lexicon) -> tuple[list[dict[str, float]], list[str]]:
    """Measure the evidence for each label; the truth is its verdict."""
    found, truth = [], []
    for row, queries, bid, table, speakers, label in _each(labelled, lexicon):
        evidence: Evidence = gather(row, queries, bid, table, speakers)
        judgement = judge_by_rules(evidence)
        found.append(features(evidence, judgement.verdict, judgement.rule))
        truth.append(label["verdict"])
    return found, truth


def _learned(rows: Sequence[Rows], name: str, names: Sequence[str]) -> Weighing:
    measures = np.array([line for each in rows for line in each.measures], dtype=np.float64)
    truth = [line for each in rows for line in each.truth]
    return learn(measures, truth, names, ("oui",), penalty=_PENALTY[name], even=False)


def _learned_verdict(rows: Sequence[tuple[list[dict[str, float]], list[str]]]) -> Weighing:
    names = list(rows[0][0][0])
    measures = np.array([[line[name] for name in names] for lines, _ in rows for line in lines])
    truth = [name for _, lines in rows for name in lines]
    return learn(measures, truth, names, VERDICTS, penalty=_PENALTY["verdict"], even=True)


@dataclass(frozen=True)
class Learned:
    """Everything learned: the wording counts and the weights by what they decide."""

    wording: Wording
    weighings: Mapping[str, Weighing]


def learn_all(sets: Sequence[LabelledSet]) -> tuple[Learned, dict[str, Learned]]:
    """Learn on `sets`; return what was learned on all of them and, for each, what was learned without it.

    Each stage measures a set with what the stages before learned without that set, so that no stage trusts the one
    before more than it deserves on bids never seen.
    """
    base = load_lexicon()
    answers = {each.name: quoted(each, base) for each in sets}
    apart = invented()

    def wording(left_out: str = "") -> Wording:
        return count_words([*apart, *(a for name, each in answers.items() if name != left_out for a in each)])

    lexicons = {each.name: replace(base, wording=wording(each.name)) for each in sets}
    weighings: dict[str, dict[str, Weighing]] = {each.name: {} for each in sets}
    final: dict[str, Weighing] = {}

    def stage(
        name: str, measure: Callable[[LabelledSet, Lexicon], Any], fit: Callable[[Sequence[Any]], Weighing]
    ) -> None:
        rows = {each.name: measure(each, lexicons[each.name]) for each in sets}
        for each in sets:
            weighings[each.name][name] = fit([found for other, found in rows.items() if other != each.name])
            lexicons[each.name] = replace(lexicons[each.name], weighings=dict(weighings[each.name]))
        final[name] = fit(list(rows.values()))

    ignorant = {name: _silent(names) for name, names in (("nombre", MEASURES),)}
    lexicons = {name: replace(each, weighings=ignorant) for name, each in lexicons.items()}
    for each in weighings.values():
        each.update(ignorant)
    stage("passage", passage_rows, lambda rows: _learned(rows, "passage", FEATURES))
    stage("nombre", number_rows, lambda rows: _learned(rows, "nombre", MEASURES))
    stage("verdict", verdict_rows, _learned_verdict)
    without = {each.name: Learned(lexicons[each.name].wording, weighings[each.name]) for each in sets}
    return Learned(wording(), final), without


def _silent(names: Sequence[str]) -> Weighing:
    """Return a model that knows nothing, for the stages that come before its own."""
    return Weighing(outcomes=("oui",), intercepts=(0.0,), features=dict.fromkeys(names, (0.0, 1.0, 0.0)))


def write(learned: Learned) -> None:
    """Write what was learned into the lexicon."""
    (LEXICON / WORDINGS).write_text(written_wording(learned.wording), encoding="utf-8")
    lines = ["# Poids appris sur les jeux annotés par `python -m benchmarks.learning --write` ; voir docs/matching.md.",
             "# Chaque mesure : moyenne, écart type, puis un poids par issue."]  # fmt: skip
    for name, weighing in learned.weighings.items():
        lines += [f"{name}:", f"  outcomes: [{', '.join(weighing.outcomes)}]",
                  f"  intercepts: [{', '.join(map(str, weighing.intercepts))}]", "  features:"]  # fmt: skip
        lines += [f"    {each}: [{', '.join(map(str, values))}]" for each, values in weighing.features.items()]
    (LEXICON / WEIGHTS).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of each set read without having been learned, and write what was learned when asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write what was learned on all sets into the lexicon")
    chosen = parser.parse_args(arguments)
    sets = [load_set(name) for name in LEARNED_ON]
    learned, without = learn_all(sets)
    for each in sets:
        known = without[each.name]
        pruned = load_lexicon(without=[source for source in SOURCES if source == each.name])
        lexicon = replace(pruned, wording=known.wording, weighings=known.weighings)
        figures, _ = figures_of(each.sought, each.bids, list(each.labels.values()), lexicon, quick=True)
        print(json.dumps({each.name: figures}, ensure_ascii=False), flush=True)
    if chosen.write:
        write(learned)


if __name__ == "__main__":
    main()
