"""Mutated files: a short run of the fuzzing, and property tests on what is read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.fuzz_reading import LIMITS, mutation, outcome, run, seeds
from opposable.bids.reading import read_file
from tests.bids.reading.builders import docx, p, pdf, table, write

WORDS = st.text(st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="<>&|"), max_size=80)


def test_two_hundred_mutated_files_are_read_or_refused() -> None:
    sound = seeds()

    reports = [read_file("fuzz", *mutation(number, sound, 7), LIMITS)[0] for number in range(200)]

    assert all(report.problems or report.passages for report in reports)
    assert {outcome(report) for report in reports} >= {"read", "refused"}


def test_the_fuzzing_counts_every_mutation_once() -> None:
    found = run(20, 3)

    assert found["unhandled_runs"] == []
    assert sum(value for key, value in found.items() if key in ("read", "doubtful", "refused")) == 20


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    report, passages = read_file("b", "a.docx", content)

    assert bool(report.problems) or len(passages) > 0


@given(st.binary(max_size=300))
def test_any_bytes_after_the_head_of_a_pdf_are_read_or_refused(content: bytes) -> None:
    report, passages = read_file("b", "a.pdf", b"%PDF-1.7\n" + content)

    assert bool(report.problems) or len(passages) > 0


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_a_word_paragraph_is_read_as_written_but_for_ordinary_blanks(lines: list[str]) -> None:
    passages = read_file("b", "a.docx", docx("".join(p(line) for line in lines)))[1]

    assert [passage.text.split() for passage in passages] == [line.split() for line in lines if line.split()]


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=5))
def test_each_cell_of_a_row_is_verbatim(rows: list[tuple[str, str]]) -> None:
    passages = read_file("b", "a.docx", docx(table(*rows)))[1]

    written = {" ".join(cell.split()) for row in rows for cell in row}
    assert all(" ".join(cell.split()) in written for x in passages for cell in x.text.split(" | "))


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_no_line_of_a_page_is_lost(numbers: list[int]) -> None:
    lines = [f"Engagement {number} tenu." for number in numbers]
    page = "\n".join(write(line, 50, 750 - 20 * n) for n, line in enumerate(lines))

    text = " ".join(passage.text for passage in read_file("b", "a.pdf", pdf(page))[1])

    assert [word for word in text.split() if word.isdecimal()] == [str(number) for number in numbers]
