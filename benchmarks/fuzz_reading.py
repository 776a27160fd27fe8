"""Mutate bidders' files by the thousand and read them: every one must be read or refused in French.

``python -m benchmarks.fuzz_reading --count 3000 --seed 1`` prints one JSON object; `unhandled` lists the numbers of
the mutations that made the reader fail, and ``--only NUMBER`` reads one of them in this process, with its traceback.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import time
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl

from opposable.bids.reading import Limits, Sandbox, read_file
from opposable.model.bids import FileReport

SETS = Path(__file__).parent / "sets"
LIMITS = Limits(seconds=20, memory=1 << 30)
FAILED = "a fait échouer la lecture"
_BATCH = 50
_TOKENS = (
    b"<", b">", b"&", b"&#0;", b"<w:p>", b"</w:p>", b"<w:tbl>", b"<w:tc/>", b'w:val=""', b'"-1"', b'"999999999999"',
    b"\x00", b"\xff\xfe", b"%PDF-", b"endobj", b"/Length 9999999", b"/Count -1", b"R", b"stream", b'"1e999"', b"NaN",
)  # fmt: skip


def seeds() -> list[tuple[str, bytes]]:
    """Return the sound files that mutations start from: name and bytes."""
    paths = sorted(path for path in SETS.glob("*/bids/*") if path.suffix != ".md")
    texts = sorted(SETS.glob("*/bids/*.md"))[:2]
    found = [(path.name, path.read_bytes()) for path in (*paths, *texts)]
    return [*found, ("annexe.xlsx", workbook()), ("annexe.ods", opendocument_workbook())]


def workbook() -> bytes:
    """Return a small Excel annex with dates, percentages and a formula."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Effectifs", 0)
    sheet.append(["Poste", "Quantité", "Taux"])
    sheet.append(["Analyste de nuit", 12, 0.999])
    sheet.append(["Total", "=SUM(B2:B2)"])
    book.create_sheet("Masquée").sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def opendocument_workbook() -> bytes:
    """Return a small OpenDocument annex."""
    names = "urn:oasis:names:tc:opendocument:xmlns"
    cells = "".join(
        f'<table:table-cell table:number-columns-repeated="2"><text:p>{text}</text:p></table:table-cell>'
        for text in ("Astreinte", "30 minutes")
    )
    content = (
        f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" '
        f'xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet><table:table table:name="A">'
        f"<table:table-row>{cells}</table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return target.getvalue()


def mutation(number: int, sound: list[tuple[str, bytes]], seed: int) -> tuple[str, bytes]:
    """Return the mutation `number` of `seed`: always the same name and bytes."""
    chance = random.Random(f"{seed}-{number}")
    name, content = chance.choice(sound)
    if content.startswith(b"PK") and chance.random() < 0.75:
        return name, _mutate_parts(content, chance)
    for _ in range(chance.randint(1, 4)):
        content = _mutate(content, chance)
    return name, content


def _mutate_parts(content: bytes, chance: random.Random) -> bytes:
    """Mutate what is inside a zip file, so that the damage reaches the reader of XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    heavy = [name for name in parts if name.endswith((".xml", ".rels", "mimetype"))]
    for _ in range(chance.randint(1, 3)):
        name = chance.choice(heavy)
        action = chance.random()
        if action < 0.08:
            parts.pop(name, None)
        elif action < 0.14:
            parts[name] = parts.get(chance.choice(heavy), b"")
        elif name in parts:
            parts[name] = _mutate(parts[name], chance)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def _mutate(content: bytes, chance: random.Random) -> bytes:
    data = bytearray(content)
    if not data:
        return bytes(data)
    action, place = chance.randrange(7), chance.randrange(len(data))
    if action == 0:
        for _ in range(chance.randint(1, 30)):
            data[chance.randrange(len(data))] = chance.randrange(256)
    elif action == 1:
        del data[place:]
    elif action == 2:
        del data[place : place + chance.randint(1, 400)]
    elif action == 3:
        data[place:place] = chance.choice(_TOKENS)
    elif action == 4:
        start = chance.randrange(len(data))
        data[place:place] = data[start : start + chance.randint(1, 3000)]
    elif action == 5:
        return _renumber(bytes(data), chance)
    else:
        return _swap_tags(bytes(data), chance)
    return bytes(data)


def _renumber(content: bytes, chance: random.Random) -> bytes:
    """Change one figure, which is often a length, a count or an identifier."""
    figures = [index for index, byte in enumerate(content) if 48 <= byte <= 57]
    if not figures:
        return content
    place = chance.choice(figures)
    return content[:place] + chance.choice((b"-1", b"0", b"99999", b"x", b"")) + content[place + 1 :]


def _swap_tags(content: bytes, chance: random.Random) -> bytes:
    """Exchange two pieces found between angle brackets."""
    pieces = content.split(b"<")
    if len(pieces) > 3:
        one, other = chance.randrange(1, len(pieces)), chance.randrange(1, len(pieces))
        pieces[one], pieces[other] = pieces[other], pieces[one]
    return b"<".join(pieces)


def outcome(report: FileReport) -> str:
    """Name what became of a file: read, doubtful, refused, or unhandled."""
    if any(FAILED in problem for problem in report.problems):
        return "unhandled"
    if report.kind == "illisible":
        return "refused"
    return "doubtful" if report.problems or report.warnings else "read"


def run(count: int, seed: int) -> dict[str, object]:
    """Read `count` mutations in child processes and count what became of them."""
    started, sound = time.perf_counter(), seeds()
    outcomes: Counter[str] = Counter()
    unhandled: list[int] = []
    with Sandbox() as sandbox:
        for first in range(0, count, _BATCH):
            numbers = range(first, min(first + _BATCH, count))
            files = {}
            for number in numbers:
                name, content = mutation(number, sound, seed)
                files[f"{number}-{name}"] = content
            for report in sandbox.read("fuzz", files, LIMITS)[0]:
                outcomes[outcome(report)] += 1
                if outcome(report) == "unhandled":
                    unhandled.append(int(report.file.split("-")[0]))
    seconds = round(time.perf_counter() - started, 1)
    return {
        "count": count,
        "seed": seed,
        **dict(sorted(outcomes.items())),
        "unhandled_runs": unhandled,
        "seconds": seconds,
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the fuzzing, or one mutation; return 1 when something was unhandled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="read this mutation in this process")
    options = parser.parse_args(arguments)
    if options.only is not None:
        name, content = mutation(options.only, seeds(), options.seed)
        print(read_file("fuzz", name, content, LIMITS)[0].model_dump_json(indent=2))
        return 0
    found = run(options.count, options.seed)
    print(json.dumps(found, ensure_ascii=False))
    return 1 if found["unhandled_runs"] else 0


if __name__ == "__main__":
    sys.exit(main())
