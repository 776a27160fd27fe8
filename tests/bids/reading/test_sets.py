"""What is read of the development sets: every labelled quote, whole, and nothing that is not in the file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
import yaml
from lxml import etree

from opposable.bids.reading import read_file
from opposable.model.bids import Passage

SETS = Path(__file__).parents[3] / "benchmarks" / "sets"
FILES = sorted(SETS.glob("*/bids/*"))


def normalise(text: str) -> str:
    """Fold what the README of the sets folds: marks of Markdown, bars, blanks and apostrophes."""
    lines = (re.sub(r"^\s*(?:#{1,6}\s+|[-*>]\s+|\d+\.\s+)", "", line) for line in text.splitlines())
    bare = "\n".join(lines).replace("**", "").replace("|", " ").replace("’", "'")
    return re.sub(r"\s+", " ", bare).strip()


# Sets whose Word files hold real notes where the text has calls.
NOTES_APART = ("bids_dev", "bids_dev2", "imagerie", "audits", "detection", "dossier_usager")
# Sets whose quotes may run over two rows of one table, or over short paragraphs.
QUOTED_OVER_PASSAGES = ("telesante", "maintenance_logicielle", "tests_intrusion")


def quotes(path: Path) -> Iterator[str]:
    labels = yaml.safe_load((path.parents[1] / "labels.yaml").read_text(encoding="utf-8"))["labels"]
    return (quote for label in labels if label["bid"] == path.stem for quote in label["passages"])


def passages(path: Path) -> tuple[Passage, ...]:
    return read_file(path.stem, path.name, path.read_bytes())[1]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_labelled_quote_lies_in_one_passage(path: Path) -> None:
    found = [normalise(passage.text) for passage in passages(path)]
    if path.parents[1].name in QUOTED_OVER_PASSAGES:
        found.append(" ".join(found))

    assert [quote for quote in quotes(path) if not any(normalise(quote) in text for text in found)] == []


def letters(text: str) -> str:
    """Keep letters and figures only: what a passage may not invent, wherever lines were cut."""
    return "".join(char for char in text if char.isalnum())


def raw_text(path: Path) -> str:
    """Return all the text of a file, read the plainest way."""
    content = path.read_bytes()
    if path.suffix == ".md":
        return content.decode("utf-8")
    if path.suffix == ".pdf":
        document = pypdfium2.PdfDocument(content)
        return "".join(page.get_textpage().get_text_range() for page in document)
    tags = ("}t",) if path.suffix == ".docx" else ("}p", "}h", "}span")
    pieces = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in ("word/document.xml", "word/footnotes.xml", "content.xml", "styles.xml"):
            if name in archive.namelist():
                root = etree.fromstring(archive.read(name))
                found = (element for element in root.iter() if str(element.tag).endswith(tags))
                pieces.extend("".join(element.itertext()) for element in found)
    return "".join(pieces)


def stands_in(sentence: str, whole: str, *, cut: bool) -> bool:
    """Whether `sentence` is in `whole`; with `cut`, a page or a column may end once inside it."""
    bare = letters(sentence)
    places = range(1, len(bare)) if cut else ()
    return bare in whole or any(bare[:place] in whole and bare[place:] in whole for place in places)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_cell_of_each_passage_comes_word_for_word_from_the_file(path: Path) -> None:
    whole, cut = letters(raw_text(path)), path.suffix == ".pdf"
    cells = [cell for passage in passages(path) for cell in passage.text.split(" | ")]
    sentences = [sentence for cell in cells for sentence in re.split(r"(?<=[.!?:;,»])\s+", cell)]

    assert [sentence for sentence in sentences if not stands_in(sentence, whole, cut=cut)] == []


def test_the_word_and_markdown_versions_of_a_bid_give_the_same_words() -> None:
    for path in (path for name in NOTES_APART for path in SETS.glob(f"{name}/bids/*.docx")):
        word = [letters(x.text) for x in passages(path) if x.kind != "note"]
        text = [letters(re.sub(r"\(\d+\)", "", x.text)) for x in passages(path.with_suffix(".md")) if x.kind != "note"]

        assert sorted("".join(word)) == sorted("".join(text)), path.name


def test_tracked_changes_decide_what_the_bid_promises() -> None:
    path = SETS / "bids_dev2" / "bids" / "sorgelune-informatique.docx"

    text = " ".join(passage.text for passage in passages(path))

    assert "le tarif monte de 4 %, parce que" in text.replace("\u00a0", " ")
    assert "2 %, parce que" not in text.replace("\u00a0", " ")


def test_the_notes_of_the_two_column_pdf_are_those_of_the_word_file() -> None:
    base = SETS / "bids_dev2" / "bids" / "voxorane-entreprises"

    called = [
        {letters(note) for passage in passages(base.with_suffix(suffix)) for note in passage.notes}
        for suffix in (".docx", ".pdf")
    ]

    assert called[0] == called[1]
    assert len(called[0]) >= 9
