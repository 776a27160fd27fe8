"""A document is bound with a list of its headings, its properties, and dates that do not move."""

from __future__ import annotations

import io
import zipfile

import docx
from docx.oxml.ns import qn

from opposable.documents.binding import contents, marks, set_properties, with_fixed_dates
from opposable.documents.content import Heading
from opposable.documents.wording import identity
from tests.documents.word_tenders import MASTER, sealed


def test_the_contents_list_two_levels_each_with_its_number_and_its_link():
    headings = [
        Heading(1, "1", "Objet", "a"),
        Heading(2, "1.1", "Lots", "b"),
        Heading(3, "1.1.1", "Détail", "c"),
        Heading(1, "Annexe A :", "Points", "d"),
    ]
    lines = contents(headings, lambda name: name)
    texts = ["".join(text.text for text in line.iter(qn("w:t"))) for line in lines]
    assert ["1Objet", "1.1Lots", "Annexe A : Points"] == texts
    assert ["a", "b", "d"] == [link.get(qn("w:anchor")) for line in lines for link in line.iter(qn("w:hyperlink"))]


def test_the_properties_and_the_marks_say_the_same_tender():
    tender = sealed()
    document, said = docx.Document(io.BytesIO(MASTER)), identity(tender, "Règlement (RC)")
    set_properties(document, said)
    assert tender.reference == document.core_properties.keywords == marks(said)["reference"]
    assert tender.seal == document.core_properties.identifier
    assert tender.dated == document.core_properties.created.date()


def test_the_same_parts_make_the_same_bytes_whenever_they_are_written():
    with zipfile.ZipFile(io.BytesIO(with_fixed_dates(MASTER))) as bound, zipfile.ZipFile(io.BytesIO(MASTER)) as given:
        assert {(1980, 1, 1, 0, 0, 0)} == {info.date_time for info in bound.infolist()}
        assert {name: given.read(name) for name in given.namelist()} == {n: bound.read(n) for n in bound.namelist()}
