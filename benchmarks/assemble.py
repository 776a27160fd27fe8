"""Time from answers to all the documents, beside writing the same paragraphs with bare python-docx.

``python -m benchmarks.assemble`` prints one JSON object; `ratio` is the first time over the second, in the same run.
"""

from __future__ import annotations

import io
import json
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import yaml

from opposable.assembly.build import build
from opposable.assembly.seal import publish
from opposable.catalog.load import load_catalog
from opposable.documents.package import write_package
from opposable.interview.answers import read_answers
from opposable.model.draft import Draft
from opposable.model.tender import Tender
from opposable.paths import data_root

ON = date(2026, 11, 21)
ANSWERS = Path("examples") / "ght-supervision" / "answers.yaml"
RUNS = 3


def main() -> None:
    """Measure and print."""
    root = data_root()
    started = time.perf_counter()
    catalog = load_catalog(root / "requirements_catalog")
    loaded = time.perf_counter() - started
    raw = yaml.safe_load((root / ANSWERS).read_text(encoding="utf-8"))
    answers, problems = read_answers(catalog, raw.get("answers", raw))
    if problems:
        raise SystemExit("\n".join(str(problem) for problem in problems))
    draft = Draft(answers=answers)

    def assemble() -> tuple[Tender, dict[str, bytes]]:
        tender = publish(build(catalog, draft, ON))
        return tender, write_package(tender, root / "templates")

    tender, files = assemble()
    texts = [text for name, content in files.items() if name.endswith(".docx") for text in paragraphs(content)]
    ours, bare = median_time(assemble), median_time(lambda: write_bare(texts))
    print(
        json.dumps(
            {
                "clauses": len(tender.clauses),
                "requirements": len(tender.requirements),
                "documents": len(files),
                "paragraphs": len(texts),
                "seconds": {"load_catalog": round(loaded, 3), "assemble": round(ours, 3), "bare": round(bare, 3)},
                "ratio": round(ours / bare, 2),
            },
            indent=1,
        )
    )


def paragraphs(content: bytes) -> list[str]:
    """Return the text of every paragraph of a Word file, tables included."""
    body = docx.Document(io.BytesIO(content)).element.body
    return ["".join(p.itertext()) for p in body.iter("{*}p")]


def write_bare(texts: list[str]) -> bytes:
    """Write `texts` the plainest way: one paragraph each, no style, no table."""
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def median_time(action: Callable[[], object]) -> float:
    """Return the median seconds of a few runs."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        action()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


if __name__ == "__main__":
    main()
