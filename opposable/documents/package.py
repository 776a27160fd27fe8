"""The documents of a tender: which there are, how each is made, and the whole in one archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from opposable.documents.annexes import write_annexes
from opposable.documents.buyer_notes import write_buyer_notes
from opposable.documents.ccap import write_ccap
from opposable.documents.cctp import write_cctp
from opposable.documents.price_schedule import write_price_schedule
from opposable.documents.rao import write_rao
from opposable.documents.rao_lots import write_lots_rao
from opposable.documents.rc import write_rc
from opposable.documents.response_form import write_response_form
from opposable.model.assessment import Assessment
from opposable.model.errors import OpposableError
from opposable.model.lots import by_lot
from opposable.model.tender import Tender

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


WORD_MASTER = "piece.docx"
"""The one Word master: every document is written with its styles."""


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A document: its id, what it is called and for, its template, its writer; `published` ones go to bidders.

    Those `by_lot` are made once for each lot.
    """

    id: str
    title: str
    about: str
    template: str
    write: Callable[[Tender, bytes], bytes]
    published: bool = True
    by_lot: bool = False

    def tenders(self, tender: Tender) -> tuple[Tender, ...]:
        """Return what it is written from: the whole tender, or the tender narrowed to each lot."""
        return by_lot(tender) if self.by_lot else (tender,)

    @property
    def mime(self) -> str:
        """Its media type."""
        return EXCEL if self.template.endswith(".xlsx") else WORD

    def file_name(self, tender: Tender) -> str:
        """Return the file name: the tender's number, the document, the lot it is for if any, its version."""
        reference = "".join(char if char.isalnum() or char in "-_" else "-" for char in tender.reference)
        lot = f"_lot-{tender.lot}" if tender.lot else ""
        return f"{reference}_{self.id}{lot}_v{tender.version}{Path(self.template).suffix}"


DOCUMENTS = (
    DocumentKind("CCTP", "CCTP", "Cahier des clauses techniques particulières.", WORD_MASTER, write_cctp),
    DocumentKind("RC", "Règlement de la consultation", "Comment répondre, comment c'est jugé.", WORD_MASTER, write_rc),
    DocumentKind("CCAP", "CCAP", "Cahier des clauses administratives particulières.", WORD_MASTER, write_ccap),
    DocumentKind("Annexes", "Annexes", "Annexes du marché : données, hébergement.", WORD_MASTER, write_annexes),
    DocumentKind(
        "Cadre-de-reponse",
        "Cadre de réponse technique",
        "Une ligne par exigence, à remplir par les candidats.",
        "cadre-de-reponse.xlsx",
        write_response_form,
        by_lot=True,
    ),
    DocumentKind(
        "Bordereau-de-prix",
        "Bordereau de prix et détail estimatif",
        "Prix à remplir ; totaux par formule.",
        "bordereau-de-prix.xlsx",
        write_price_schedule,
        by_lot=True,
    ),
    DocumentKind(
        "Note-acheteur",
        "Note à l'acheteur",
        "Non publiée : pourquoi chaque clause, ce que l'établissement doit faire.",
        WORD_MASTER,
        write_buyer_notes,
        published=False,
    ),
)


def write_document(id_: str, tender: Tender, templates: Path) -> bytes:
    """Make one document from its template in `templates`; one that is `by_lot`, from the tender narrowed to a lot.

    Raises `OpposableError` when the template is missing or lacks something.
    """
    kind = next(kind for kind in DOCUMENTS if kind.id == id_)
    return kind.write(tender, read_template(templates, kind.template))


def write_package(tender: Tender, templates: Path) -> dict[str, bytes]:
    """Make every document that has something to say; keys are paths: ``dce/`` for what is published, ``acheteur/``.

    Without contractual annex, no empty file of annexes is made.
    """
    annexed = any(clause.document == "annexe" for clause in tender.clauses)
    return {
        f"{'dce' if kind.published else 'acheteur'}/{kind.file_name(made)}": write_document(kind.id, made, templates)
        for kind in DOCUMENTS
        if annexed or kind.id != "Annexes"
        for made in kind.tenders(tender)
    }


def archive(tender: Tender, files: Mapping[str, bytes]) -> bytes:
    """Return `files` in one archive, dated as the tender: the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(files.items()):
            stamp = (max(tender.dated.year, 1980), tender.dated.month, tender.dated.day, 0, 0, 0)
            packed.writestr(zipfile.ZipInfo(name, stamp), content)
    return buffer.getvalue()


def write_report(tender: Tender, assessments: Mapping[str, Assessment], templates: Path) -> bytes:
    """Make the analysis report (RAO) from the assessment of each lot, by number: one report, whatever the lots."""
    template = read_template(templates, WORD_MASTER)
    if len(tender.lots) > 1:
        return write_lots_rao(tender, assessments, template)
    return write_rao(tender, assessments[tender.lots[0].number], template)


def read_template(templates: Path, name: str) -> bytes:
    """Return the bytes of a template; `OpposableError` when the file is not there."""
    path = templates / name
    try:
        return path.read_bytes()
    except OSError:
        raise OpposableError(
            f"Le modèle « {name} » n'est pas lisible dans « {templates} ».",
            hint="Remettez le modèle fourni, ou corrigez le dossier des modèles.",
        ) from None
