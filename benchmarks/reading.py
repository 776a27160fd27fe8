"""Time to read and match many long bids: seconds, memory, growth, beside a naive loop.

``python -m benchmarks.reading [--bids 50 --pages 150 --requirements 300 --small]`` prints one JSON object. The bids
are invented and written before the clock starts: half Word, half PDF. `of_processor` counts what all processes
worked; on a machine that does nothing else, the total is near its share for each processor. `growth` compares what
the whole and half of it cost the processor (2 is linear, less is better). The naive loop, rapidfuzz's token_set_ratio
of every requirement against every passage, is timed on a sample of one bid and multiplied.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import yaml
from rapidfuzz import fuzz

from benchmarks.matching import load_requirements
from benchmarks.reading_bids import SETS, blocks, pdf_file, sentences, word_file
from opposable.assembly.build import build
from opposable.bids.batch import read_many
from opposable.catalog.load import load_catalog
from opposable.interview.answers import read_answers
from opposable.model.bids import Bid
from opposable.model.clauses import TenderClause, TenderRequirement
from opposable.model.draft import Draft
from opposable.model.tender import Tender
from opposable.paths import data_root

ON = date(2026, 11, 21)
ANSWERS = Path("examples") / "ght-supervision" / "answers.yaml"
Folders = Mapping[str, Mapping[str, bytes]]


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("bids", 50), ("pages", 150), ("requirements", 300)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--small", action="store_true", help="4 bids of 20 pages, 40 requirements")
    asked = parser.parse_args(argv)
    sizes = (4, 20, 40) if asked.small else (asked.bids, asked.pages, asked.requirements)
    print(json.dumps(measured(*sizes), indent=1))


def measured(bids: int, pages: int, requirements: int) -> dict[str, object]:
    """Return the figures for `bids` bids of `pages` pages and as many `requirements`."""
    folders, tender = invented_bids(bids, pages), invented_tender(requirements)
    few_bids, few_asked = dict(list(folders.items())[: bids // 2]), invented_tender(requirements // 2)
    with _Memory() as memory:
        reading = _timed(invented_tender(0), folders)[0]
        total, spent, read = _timed(tender, folders)
    fewer_bids, fewer_asked = _timed(tender, few_bids)[1], _timed(few_asked, folders)[1]
    naive = _naive(tender, read)
    return {
        "bids": bids,
        "pages": pages,
        "requirements": len(tender.judged),
        "passages": sum(len(bid.passages) for bid in read),
        "processors": os.cpu_count(),
        "seconds": {
            "reading": round(reading, 1),
            "matching": round(total - reading, 1),
            "total": round(total, 1),
            "of_processor": round(spent, 1),
        },
        "peak_megabytes": {"parent": memory.parent >> 20, "children": memory.children >> 20},
        "growth": {"bids": round(spent / fewer_bids, 2), "requirements": round(spent / fewer_asked, 2)},
        "naive": {"seconds_extrapolated": round(naive, 1), "ratio_to_matching": _ratio(naive, total - reading)},
    }


def invented_bids(count: int, pages: int) -> dict[str, dict[str, bytes]]:
    """Return `count` bids of one file each, Word and PDF in turn."""
    pool = sentences()
    found = {}
    for seed in range(count):
        content = list(blocks(seed, pages, pool))
        file = ("memoire.pdf", pdf_file(content)) if seed % 2 else ("memoire.docx", word_file(content))
        found[f"candidat {seed:03}"] = dict([file])
    return found


def invented_tender(count: int) -> Tender:
    """Return a tender of `count` requirements: those of the example, then those of the labelled sets, over and over."""
    root = data_root()
    catalog = load_catalog(root / "requirements_catalog")
    raw = yaml.safe_load((root / ANSWERS).read_text(encoding="utf-8"))
    tender = build(catalog, Draft(answers=read_answers(catalog, raw.get("answers", raw))[0]), ON)
    clauses, left = [], count
    for clause in _clauses(tender):
        kept = tuple(r for r in clause.requirements if r.stage == "offre")[:left]
        clauses.append(clause.model_copy(update={"requirements": kept}))
        left -= len(kept)
        if not left:
            break
    return tender.model_copy(update={"clauses": tuple(clauses)})


def _clauses(tender: Tender) -> Iterator[TenderClause]:
    yield from tender.clauses
    model, clause = tender.judged[0], tender.clauses[0]
    lap = 0
    while True:
        lap += 1
        for name in ("bids_dev", "bids_dev2", "inventes"):
            for asked in load_requirements(SETS / name):
                id_ = f"{name}.{lap}.{asked.id}"
                update = {"id": id_, "number": id_, "text": asked.text, "expected": asked.quantities}
                plain = {"parameter": None, "finds": asked.finds, "contradicted_by": asked.contradicted_by}
                made: TenderRequirement = model.model_copy(update={**update, **plain})
                yield clause.model_copy(update={"id": id_, "title": asked.title, "requirements": (made,)})


def _timed(tender: Tender, folders: Folders) -> tuple[float, float, tuple[Bid, ...]]:
    """Return the seconds of the clock and of the processor, and what was read."""
    started, before = time.perf_counter(), _processor_seconds()
    bids, _ = read_many(tender, folders)
    return time.perf_counter() - started, _processor_seconds() - before, bids


def _processor_seconds() -> float:
    """Return what this process and all those that have ended under it worked."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _naive(tender: Tender, bids: Sequence[Bid], sample: int = 20) -> float:
    """Return the seconds that the naive loop would take on everything, from `sample` requirements on one bid."""
    passages = [passage.text for passage in bids[0].passages]
    asked = [requirement.text for requirement in tender.judged]
    started = time.perf_counter()
    for text in asked[:sample]:
        max(fuzz.token_set_ratio(text, passage) for passage in passages)
    spent = time.perf_counter() - started
    pairs = len(asked) * sum(len(bid.passages) for bid in bids)
    return spent * pairs / (min(sample, len(asked)) * len(passages))


def _ratio(naive: float, ours: float) -> float:
    return round(naive / max(ours, 0.1), 1)


class _Memory:
    """The largest resident memory seen of this process, and of all its descendants together, in bytes."""

    def __enter__(self) -> _Memory:
        self.parent = self.children = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.2):
            self.parent = max(self.parent, _resident(os.getpid()))
            self.children = max(self.children, sum(map(_resident, _descendants(os.getpid()))))


def _descendants(process: int) -> Iterator[int]:
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, _text(task).split()):
            yield child
            yield from _descendants(child)


def _resident(process: int) -> int:
    fields = _text(Path(f"/proc/{process}/statm")).split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") if fields else 0


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""  # the process has ended since


if __name__ == "__main__":
    main()
