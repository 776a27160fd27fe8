"""Hostile and broken files: each is refused in French, by name, with what to do, and the others are read."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from opposable.bids.reading import Limits, Sandbox, read_file, read_files
from opposable.model.bids import FileReport
from tests.bids.reading.builders import W, assemble, docx, odt, p, pdf, write, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
BILLION = (
    '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&c;</w:t></w:r></w:p></w:body></w:document>'
)
OUTSIDE = BILLION.replace('<!ENTITY a "ha">', '<!ENTITY a SYSTEM "file:///etc/passwd">')
MACRO_TYPE = (
    '<Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
)
LOOP = assemble(
    ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2000000000 /Parent 2 0 R >>"]
)


def bomb() -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": b" " * (64 << 20)})


def liar() -> bytes:
    """Return an archive whose directory declares a size far below the truth."""
    content = zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": b"<a/>" + b" " * 500_000})
    place = content.rindex(b"PK\x01\x02")
    return content[: place + 24] + struct.pack("<I", 10) + content[place + 28 :]


def many_parts() -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", **{f"word/{n}.xml": "" for n in range(6000)}})


def locked() -> bytes:
    content = bytearray(zipped({"[Content_Types].xml": "<Types/>"}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


REFUSED = {
    "a zip bomb": ("a.docx", bomb(), "dépasse ce qu’un document contient"),
    "too many parts": ("a.docx", many_parts(), "dépasse ce qu’un document contient"),
    "a size that lies": ("a.docx", liar(), "est abîmée"),
    "a locked archive": ("a.docx", locked(), "protégé par un mot de passe"),
    "a part outside the archive": ("a.docx", zipped({"../x": "y"}), "un chemin qui en sort"),
    "a billion laughs": ("a.docx", docx("", {"word/document.xml": BILLION}), "déclare des entités XML"),
    "an external entity": ("a.docx", docx("", {"word/document.xml": OUTSIDE}), "déclare des entités XML"),
    "macros declared": ("a.docm", docx(p("x"), types=MACRO_TYPE), "contient des macros"),
    "macros hidden in a docx": ("a.docx", docx(p("x"), {"word/vbaProject.bin": "x"}), "contient des macros"),
    "macros of OpenDocument": ("a.odt", zipped({"mimetype": "", "Basic/a.xml": "x"}), "contient des macros"),
    "an encrypted Office file": ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
    "an old Word file": ("a.doc", OLE, "ancien format de Microsoft Office"),
    "an encrypted OpenDocument": (
        "a.odt",
        zipped({"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": "encryption-data"}),
        "mot de passe",
    ),
    "a truncated docx": ("a.docx", docx(p("x" * 500))[:-200], "tronqué ou abîmé"),
    "a truncated pdf": ("a.pdf", pdf(write("Texte", 50, 700))[:60], "tronqué ou abîmé"),
    "an empty file": ("a.docx", b"", "est vide"),
    "a file of zeros": ("a.pdf", bytes(2000), "est vide"),
    "an archive": ("a.zip", zipped({"memoire.docx": "x"}), "est une archive"),
    "a presentation": ("a.pptx", zipped({"[Content_Types].xml": "", "ppt/a.xml": ""}), "présentation"),
    "an image": ("a.docx", b"\x89PNG\r\n\x1a\n" + bytes(50), "est une image"),
    "a web page": ("a.doc", b"<html><body>Bonjour</body></html>", "page web"),
    "a program": ("a.docx", b"MZ\x90\x00" + bytes(60), "est un programme"),
    "random bytes": ("a.docx", bytes(range(256)) * 4, "aucun type connu"),
    "a pdf whose pages loop": ("a.pdf", LOOP, "PDF"),
    "a name that leaves the folder": ("../../etc/x.docx", docx(p("x")), "sort du dossier du candidat"),
    "a name of another disk": ("C:\\x.docx", docx(p("x")), "sort du dossier du candidat"),
    "a file without text": ("a.docx", docx(""), "aucun texte"),
    "a document without body": ("a.docx", docx("", {"word/document.xml": "<a/>"}), "pas de corps lisible"),
    "broken xml": ("a.docx", docx("", {"word/document.xml": "<a><b></a>"}), "est illisible"),
}


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.replace(" ", "_"))
def test_a_hostile_file_is_refused_by_name_with_what_to_do(case: str) -> None:
    name, content, reason = REFUSED[case]

    report, passages = read_file("b", name, content)

    assert (report.kind, passages) == ("illisible", ())
    assert report.problems[0].startswith(f"{name}\u00a0: ")
    assert reason in report.problems[0]
    assert report.problems[0].count(". ") >= 1


def test_a_pdf_with_a_password_is_refused() -> None:
    encrypt = "<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + "41" * 32 + "> /U <" + "42" * 32 + "> >>"
    content = pdf(write("Texte", 50, 700), extra=[encrypt])
    content = content.replace(b"trailer << ", b"trailer << /Encrypt 7 0 R /ID [<41><41>] ")

    assert "mot de passe" in read_file("b", "a.pdf", content)[0].problems[0]


def test_a_wrong_extension_is_read_by_its_content_and_said() -> None:
    report, passages = read_file("b", "memoire.pdf", docx(p("Texte.")))

    assert [x.text for x in passages] == ["Texte."]
    assert "le contenu est un document Word" in report.warnings[0]


def test_a_file_that_is_too_heavy_is_refused() -> None:
    report, _ = read_file("b", "a.md", b"texte " * 1000, Limits(size=1000))

    assert "plus que les 0 Mo admis" in report.problems[0]


def test_depth_without_end_is_refused_and_not_followed() -> None:
    deep = "<w:sdt><w:sdtContent>" * 5000 + p("x") + "</w:sdtContent></w:sdt>" * 5000

    assert "illisible" in read_file("b", "a.docx", docx(deep))[0].problems[0]


def test_one_bad_file_never_stops_the_others() -> None:
    files = {"1.docx": bomb(), "2.md": b"Bonne offre.", "3.docx": b"", "4.odt": odt("<text:p>Autre.</text:p>")}

    reports, passages = read_files("b", files)

    assert [report.file for report in reports] == list(files)
    assert [bool(report.problems) for report in reports] == [True, False, True, False]
    assert [(x.index, x.text) for x in passages] == [(0, "Bonne offre."), (1, "Autre.")]


def test_a_file_that_takes_too_long_is_stopped_and_the_next_is_read() -> None:
    slow = docx("".join(p(f"paragraphe {n}") for n in range(60_000)))
    with Sandbox(workers=1) as sandbox:
        late = sandbox.read("b", {"lent.docx": slow}, Limits(seconds=0.3))[0][0]
        after = sandbox.read("b", {"a.md": b"Oui."})[1]

    assert "lent.docx\u00a0: La lecture a été arrêtée après 0,3 secondes." in late.problems[0]
    assert [x.text for x in after] == ["Oui."]


def test_a_file_that_wants_too_much_memory_is_refused_and_the_next_is_read() -> None:
    hungry = docx("<w:p/>" * 3_000_000)
    with Sandbox(workers=1) as sandbox:
        report = sandbox.read("b", {"gros.docx": hungry}, Limits(memory=300 << 20, ratio=100_000))[0][0]
        after = sandbox.read("b", {"a.md": b"Oui."})[1]

    assert "gros.docx\u00a0: La lecture demande plus de 300 Mo de mémoire" in report.problems[0]
    assert [x.text for x in after] == ["Oui."]


def test_the_same_file_twice_is_read_once_and_said() -> None:
    reports, passages = read_files("b", {"a.md": b"Oui.", "copie.md": b"Oui."})

    assert [x.file for x in passages] == ["a.md"]
    assert "identique à «\u00a0a.md\u00a0»" in reports[1].warnings[0]


def test_progress_is_told_after_each_file() -> None:
    told: list[tuple[int, int]] = []

    read_files("b", {"a.md": b"Un.", "b.md": b"Deux."}, progress=lambda done, total, _: told.append((done, total)))

    assert told == [(1, 2), (2, 2)]


def test_the_sandbox_gives_what_reading_here_gives() -> None:
    content = docx(p("Reprise en quatre heures."))

    assert read_files("b", {"a.docx": content})[1] == read_file("b", "a.docx", content)[1]


def test_the_report_carries_hash_and_size_even_of_a_refused_file() -> None:
    expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    report = read_file("b", "vide.docx", b"")[0]

    assert (report.sha256, report.size) == (expected, 0)


def test_two_readings_of_one_file_are_the_same() -> None:
    content = pdf(write("Reprise en quatre heures.", 50, 700))

    assert read_file("b", "a.pdf", content) == read_file("b", "a.pdf", content)


def test_an_archive_of_an_unknown_compression_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<a/>")
    damaged = target.getvalue().replace(b"word/document.xml", b"word/document.xmm", 1)

    report: FileReport = read_file("b", "a.docx", damaged)[0]

    assert report.kind == "illisible"
