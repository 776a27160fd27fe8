"""How well the engine finds and reads: retrieval, verdicts and committed values on a labelled set.

Usage: ``python -m benchmarks.matching DIR [--format docx|pdf|odt|md] [--without SOURCE] [--errors]``.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from benchmarks.matching_baselines import Ranking, baselines
from opposable.bids.matching.lexicon import Lexicon, Source, load_lexicon
from opposable.bids.matching.measures import in_unit, measure, size_in_base
from opposable.bids.matching.suggest import suggest
from opposable.bids.reading import read_file
from opposable.model.bids import Passage, Sought, SoughtQuantity, Suggestion

FORMATS = ("docx", "pdf", "odt", "md", "txt")
SOURCES: tuple[Source, ...] = ("bids_dev", "bids_dev2", "inventes", "imagerie", "audits", "detection")
VERDICTS = ("conforme", "partiel", "non_conforme", "absent")


def normalise(text: str) -> str:
    """Remove what differs in form only: markdown, table bars, kinds of spaces and apostrophes."""
    lines = []
    for line in text.splitlines():
        bare = re.sub(r"^\s*(?:#{1,6}|[-*]|\d+\.)\s+", "", line)
        lines.append("" if re.fullmatch(r"\s*\|?[\s:|-]+\|?\s*", bare) else bare)
    joined = "\n".join(lines).replace("**", "").replace("|", " ").replace("’", "'")
    return re.sub(r"\s+", " ", joined.replace("\u00a0", " ").replace("\u202f", " ")).strip()


def is_hit(passage: str, quotes: Sequence[str]) -> bool:
    """Tell whether a passage holds a quote, lies in one, or shares 60 % of its distinct words."""
    text = normalise(passage)
    own = _distinct(text)
    for quote in quotes:
        if quote in text or (len(text.split()) >= 6 and text in quote):
            return True
        asked = _distinct(quote)
        if asked and len(asked & own) >= 0.6 * len(asked):
            return True
    return False


def _distinct(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def load_requirements(folder: Path) -> list[Sought]:
    """Read `requirements.yaml`: every key but the id and the text may be missing."""
    name = "requirements.yaml" if (folder / "requirements.yaml").exists() else "answers.yaml"
    raw = yaml.safe_load((folder / name).read_text(encoding="utf-8"))
    return [_sought(item) for item in (raw["requirements"] if isinstance(raw, dict) else raw)]


def _sought(item: Mapping[str, Any]) -> Sought:
    quantities = tuple(_quantity(item[key]) for key in ("expected", "expected_2") if item.get(key))
    return Sought(
        id=str(item["id"]), title=str(item.get("title") or ""), text=str(item.get("text") or item.get("title") or ""),
        mandatory=bool(item.get("mandatory", False)), quantities=quantities,
        finds=tuple(item.get("finds") or ()), contradicted_by=tuple(item.get("contradicted_by") or ()),
    )  # fmt: skip


def _quantity(raw: Mapping[str, Any]) -> SoughtQuantity:
    return SoughtQuantity(
        name=str(raw.get("quantity") or ""), operator=raw.get("operator") or "=",
        value=Decimal(str(raw["value"])), unit=str(raw.get("unit") or ""),
    )  # fmt: skip


def read_bids(folder: Path, wanted: str | None = None) -> dict[str, tuple[Passage, ...]]:
    """Read each bid of `folder/bids` in the first format it has, or in `wanted` when it has it."""
    if not (folder / "bids").exists():
        return invented_bids(folder)
    found: dict[str, dict[str, Path]] = defaultdict(dict)
    for path in sorted((folder / "bids").iterdir()):
        if path.suffix.lstrip(".") in FORMATS:
            found[path.stem][path.suffix.lstrip(".")] = path
    bids = {}
    for bid, paths in found.items():
        if wanted and wanted not in paths:
            continue
        path = paths[wanted] if wanted else next(paths[kind] for kind in FORMATS if kind in paths)
        report, passages = read_file(bid, path.name, path.read_bytes())
        for problem in report.problems:
            print(problem, file=sys.stderr)
        bids[bid] = passages
    return bids


def load_labels(folder: Path) -> list[dict[str, Any]]:
    """Read `labels.yaml`, or the labels that `answers.yaml` carries."""
    if (folder / "labels.yaml").exists():
        raw = yaml.safe_load((folder / "labels.yaml").read_text(encoding="utf-8"))
        return list(raw["labels"] if isinstance(raw, dict) else raw)
    raw = yaml.safe_load((folder / "answers.yaml").read_text(encoding="utf-8"))
    return [_label(item, bid, answer) for item in raw["requirements"] for bid, answer in item["answers"].items()]


def _label(item: Mapping[str, Any], bid: str, answer: Sequence[Any] | None) -> dict[str, Any]:
    verdict, text, *committed = answer or ("absent", "")
    value = {"committed": {"value": committed[0], "unit": committed[1]}} if committed else {}
    return {"bid": bid, "req": item["id"], "verdict": verdict, "passages": [text] if text else [], "why": "", **value}


def invented_bids(folder: Path) -> dict[str, tuple[Passage, ...]]:
    """Turn `answers.yaml` into one short bid for each writer, an answer a paragraph."""
    raw = yaml.safe_load((folder / "answers.yaml").read_text(encoding="utf-8"))
    bids: dict[str, list[Passage]] = defaultdict(list)
    for item in raw["requirements"]:
        for bid, answer in item["answers"].items():
            place = len(bids[bid])
            if answer:
                bids[bid].append(
                    Passage(
                        bid=bid,
                        file=f"{bid}.md",
                        where=f"paragraphe {place + 1}",
                        heading=item["chapter"],
                        text=answer[1],
                        index=place,
                    )
                )
    return {bid: tuple(passages) for bid, passages in bids.items()}


def retrieval(rankings: Ranking, labels: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return recall at 1, 3 and 5 and the mean reciprocal rank over the labels that quote a passage."""
    ranks = []
    for label in labels:
        quotes = [normalise(quote) for quote in label.get("passages") or ()]
        if not quotes:
            continue
        texts = rankings.get((label["bid"], str(label["req"])), ())
        ranks.append(next((place for place, text in enumerate(texts, 1) if is_hit(text, quotes)), math.inf))
    count = len(ranks) or 1
    measured = {f"recall@{k}": round(sum(rank <= k for rank in ranks) / count, 4) for k in (1, 3, 5)}
    return {**measured, "mrr": round(sum(1 / rank for rank in ranks) / count, 4)}


def verdicts(found: Mapping[str, Mapping[str, Suggestion]], labels: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return macro-F1, figures by verdict, the confusion table, and what happens where the engine says it is sure."""
    table: Counter[tuple[str, str]] = Counter()
    sure: Counter[tuple[str, str]] = Counter()
    for label in labels:
        suggestion = found[label["bid"]][str(label["req"])]
        table[label["verdict"], suggestion.verdict] += 1
        if not suggestion.to_read:
            sure[label["verdict"], suggestion.verdict] += 1
    by_class = {name: _by_class(table, name) for name in VERDICTS}
    true_conforming = sum(table["conforme", name] for name in VERDICTS)
    return {
        "macro_f1": round(sum(each["f1"] for each in by_class.values()) / len(VERDICTS), 4),
        "wrong_conforme": _wrong(table),
        "firm": {
            "wrong_conforme": _wrong(sure),
            "shown": sum(sure[name, "conforme"] for name in VERDICTS),
            "firm_conforme": _share(sure["conforme", "conforme"], true_conforming),
        },
        "firm_wrong_conforme": _wrong(sure),
        "firm_conforme": _share(sure["conforme", "conforme"], true_conforming),
        "by_class": by_class,
        "confusion": {name: {other: table[name, other] for other in VERDICTS} for name in VERDICTS},
        "to_read": _share(sum(table.values()) - sum(sure.values()), sum(table.values())),
    }


def _by_class(table: Counter[tuple[str, str]], name: str) -> dict[str, float]:
    right = table[name, name]
    said, true = sum(table[other, name] for other in VERDICTS), sum(table[name, other] for other in VERDICTS)
    return {
        "precision": _share(right, said), "recall": _share(right, true), "f1": _share(2 * right, said + true),
        "labels": true,
    }  # fmt: skip


def _wrong(table: Counter[tuple[str, str]]) -> float:
    said = sum(table[name, "conforme"] for name in VERDICTS)
    return _share(said - table["conforme", "conforme"], said)


def _share(part: float, whole: float) -> float:
    return round(part / whole, 4) if whole else 0.0


def same_value(value: Decimal, unit: str, true: Mapping[str, Any], asked: SoughtQuantity) -> bool:
    """Tell whether two quantities are equal within 3 % once in one unit."""
    mine, theirs = _in_asked(value, unit, asked), _in_asked(Decimal(str(true["value"])), str(true["unit"]), asked)
    if mine is None or theirs is None:
        return False
    return abs(mine - theirs) <= Decimal("0.03") * max(abs(theirs), Decimal("0.000001"))


def _in_asked(value: Decimal, unit: str, asked: SoughtQuantity) -> Decimal | None:
    own, target = measure(unit), measure(asked.unit)
    if own.dimension != target.dimension:
        return None
    if own.dimension == "duree":
        return in_unit(value, own.unit, target.unit)[0]
    if own.dimension == "frequence":
        return value * own.periods / target.periods
    if own.dimension == "grandeur":
        return size_in_base(value, own.unit)[0] / size_in_base(Decimal(1), target.unit)[0]
    return value * own.factor / target.factor


def committed(
    found: Mapping[str, Mapping[str, Suggestion]], labels: Sequence[Mapping[str, Any]], sought: Mapping[str, Sought]
) -> dict[str, Any]:
    """Count the labelled commitments that the engine retains, and those it gives where the label has none."""
    right = of = shown = spurious = 0
    for label in labels:
        suggestion, requirement = found[label["bid"]][str(label["req"])], sought[str(label["req"])]
        for place, asked in enumerate(requirement.quantities):
            true = label.get("committed" if place == 0 else "committed_2")
            values = _values_for(suggestion, requirement, place)
            if not true:
                spurious += bool(values and values[0].firm)
                continue
            of += 1
            right += bool(values and values[0].firm and same_value(values[0].value, values[0].unit, true, asked))
            shown += any(same_value(each.value, each.unit, true, asked) for each in values)
    return {"found": right, "of": of, "share": _share(right, of), "among_shown": shown, "spurious": spurious}


def _values_for(suggestion: Suggestion, requirement: Sought, place: int) -> list[Any]:
    wanted = requirement.quantities[place]
    return (
        [value for value in suggestion.values if value.quantity in ("", wanted.name)]
        if len(requirement.quantities) > 1
        else list(suggestion.values)
    )


def traps(found: Mapping[str, Mapping[str, Suggestion]], labels: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Count the labelled traps that the engine did not call *conforme* without asking to read."""
    marked = [label for label in labels if label.get("trap") or label.get("traps")]
    if not marked:
        return None
    caught = sum(_caught(found[label["bid"]][str(label["req"])], label) for label in marked)
    return {"caught": caught, "of": len(marked), "share": _share(caught, len(marked))}


def _caught(suggestion: Suggestion, label: Mapping[str, Any]) -> bool:
    return suggestion.verdict == label["verdict"] or (suggestion.verdict != "conforme") or suggestion.to_read


def measure_set(
    folder: Path, *, wanted: str | None = None, without: Sequence[Any] = (), quick: bool = False
) -> tuple[dict[str, Any], Any]:
    """Measure one set; return the figures and what is needed to look at the errors."""
    lexicon, sought, bids = load_lexicon(without=without), load_requirements(folder), read_bids(folder, wanted)
    labels = [label for label in load_labels(folder) if label["bid"] in bids]
    return figures_of(sought, bids, labels, lexicon, quick=quick)


def figures_of(
    sought: Sequence[Sought], bids: Mapping[str, Sequence[Passage]], labels: Sequence[Mapping[str, Any]],
    lexicon: Lexicon, *, quick: bool = False,
) -> tuple[dict[str, Any], Any]:  # fmt: skip
    """Measure bids already read with a given lexicon."""
    started = time.perf_counter()
    found = suggest(sought, bids, lexicon)
    seconds = time.perf_counter() - started
    own = {(bid, req): [p.text for p in s.passages] for bid, each in found.items() for req, s in each.items()}
    rankings: dict[str, Ranking] = {"opposable": own, **({} if quick else baselines(sought, bids, lexicon))}
    figures: dict[str, Any] = {
        "labels": len(labels),
        "retrieval": {name: retrieval(ranking, labels) for name, ranking in rankings.items()},
        "verdict": verdicts(found, labels),
        "committed": committed(found, labels, {each.id: each for each in sought}),
        "seconds": round(seconds, 3),
        "lexicon": lexicon.version,
    }
    if (caught := traps(found, labels)) is not None:
        figures["traps"] = caught
    return figures, (found, labels, sought)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of a set as one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--format", choices=FORMATS, default=None)
    parser.add_argument(
        "--without",
        "--prune",
        action="append",
        choices=SOURCES,
        default=[],
        help="leave out the lexicon entries of this source",
    )
    parser.add_argument("--quick", action="store_true", help="skip the baselines")
    chosen = parser.parse_args(arguments)
    figures, _ = measure_set(chosen.folder, wanted=chosen.format, without=chosen.without, quick=chosen.quick)
    print(json.dumps(figures, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
