"""Write the technical specifications (CCTP): scope, definitions, references, articles, requirements, who does what."""

from __future__ import annotations

import re

from opposable.documents.clauses import clauses_of, write_chapters, write_requirement_table
from opposable.documents.content import Cell, Lines, Span
from opposable.documents.piece import Piece
from opposable.documents.wording import LEVELS, PIECES, bookmark_of, identity, lots
from opposable.model.catalog import Carrier, Level
from opposable.model.clauses import SourceNote
from opposable.model.tender import Tender

PUBLIC_ANSWERS = {
    "etablissement.type": "Nature de l'établissement",
    "etablissement.territoire": "Territoire",
    "etablissement.nombre_sites": "Sites",
    "etablissement.membres_groupement": "Établissements servis",
    "etablissement.lits": "Lits et places",
    "etablissement.agents": "Agents",
    "si.postes": "Postes de travail",
    "si.serveurs": "Serveurs, physiques et virtuels",
    "besoin.prestations": "Services attendus",
    "besoin.achats": "Achat à sécuriser",
    "besoin.logiciels": "Logiciels concernés",
    "besoin.donnees_personnelles": "Accès du titulaire à des données personnelles",
    "besoin.donnees_sante": "Accès du titulaire à des données de santé",
    "besoin.hebergement": "Lieu de conservation des données confiées",
    "besoin.acces_distant": "Connexion à distance du titulaire",
    "besoin.groupe": "Plusieurs établissements commandent sur ce marché",
    "besoin.ia_titulaire": "Intelligence artificielle du titulaire sur les données de l'acheteur",
}
"""The only answers that a published document tells, as it words them: volumes and needs, never defences nor money."""
PROCUREMENT_CODE = "Code de la commande publique"
_LAWS = ("loi", "reglement", "directive")
_NAMED = ("referentiel", "norme")
_SIGNS = re.compile(r"arrêtés? du \d+(?:er)? \w+ \d{4}|\b\w*[A-Z]\w*[A-Z]\w*\b|\b\d{4,}(?:-\d+)*\b")
_BODIES = frozenset({"ANSSI", "CNIL", "ISO", "IEC", "EN", "UE", "HAS"})
"""Bodies that publish: their name alone does not name one of their documents."""
_ANSWERED = {
    ("besoin.hebergement", "Chez nous, sur nos serveurs"): "Chez l'établissement, sur ses serveurs",
    (
        "besoin.hebergement",
        "Chez un hébergeur que nous avons déjà choisi",
    ): "Chez un hébergeur déjà retenu par l'établissement",
    ("besoin.ia_titulaire", "oui"): "Admise, dans les conditions du présent cahier",
    ("besoin.ia_titulaire", "non"): "Interdite",
}
_LEVEL_MEANINGS: tuple[tuple[Level, str], ...] = (
    ("minimale", "Une offre qui ne la respecte pas est irrégulière."),
    ("notee", "Elle est jugée : la qualité de la réponse donne des points au sous-critère indiqué."),
    ("souhait", "Elle est jugée avec un poids plus faible ; ne pas y répondre ne rend pas l'offre irrégulière."),
)


def write_cctp(tender: Tender, template: bytes) -> bytes:
    """Return the CCTP as a Word document.

    Raises `OpposableError` when the template lacks a style or a mark.
    """
    piece = Piece(template, identity(tender, PIECES["cctp"]))
    _scope(piece, tender)
    _definitions(piece, tender)
    _references(piece, tender)
    write_chapters(piece, tender, "cctp")
    if tender.requirements:
        piece.annex("Table des exigences")
        piece.text(
            "Chaque exigence porte un numéro qui ne change pas ; le cadre de réponse et le rapport d'analyse le "
            "reprennent."
        )
        write_requirement_table(piece, tender, tender.requirements)
        piece.annex("Matrice des responsabilités")
        _responsibilities(piece, tender)
    return piece.save()


def public_context(tender: Tender) -> tuple[tuple[str, str], ...]:
    """Return what may be published of the answers: label and text, services first in a list."""
    answers = {answer.question: answer.text for answer in tender.context}
    return tuple(
        (label, _ANSWERED.get((id_, answers[id_]), answers[id_]))
        for id_, label in PUBLIC_ANSWERS.items()
        if id_ in answers
    )


def sources_of(tender: Tender, *documents: str) -> tuple[SourceNote, ...]:
    """Return the texts that apply, from the sources of the clauses of `documents`, each once, by title.

    Laws and regulations apply by themselves; a reference document or a standard applies when a clause names it. A
    guide, a model contract or a judgment explains a clause: it stays in the buyer's note. The public procurement code
    founds nothing in a private contract: it is left out of one.
    """
    clauses = [clause for clause in tender.clauses if clause.document in documents]
    printed = " ".join(
        text for c in clauses for text in (c.text, *(part for r in c.requirements for part in (r.text, *r.proof)))
    )
    found = {s.id: s for clause in clauses for s in clause.sources}
    applied = (s for s in found.values() if s.kind in _LAWS or (s.kind in _NAMED and _names(printed, s.title)))
    shown = (s for s in applied if tender.buyer.public or not s.title.startswith(PROCUREMENT_CODE))
    return tuple(sorted(shown, key=lambda source: source.title))


def _names(text: str, title: str) -> bool:
    """Tell whether `text` names a document by its acronym, its number or the date of its decree."""
    return any(re.search(rf"\b{re.escape(sign)}\b", text) for sign in _SIGNS.findall(title) if sign not in _BODIES)


def _scope(piece: Piece, tender: Tender) -> None:
    piece.heading("Objet et périmètre")
    piece.heading("Objet", 2)
    piece.text(
        f"Le présent cahier décrit les prestations du marché : {tender.title} ({lots(tender)}). L'acheteur est "
        f"{tender.buyer.name}."
    )
    piece.text(
        "Il dit ce qui est fait et comment on le mesure. Le prix, les délais de paiement, les pénalités et la fin du "
        "marché relèvent du cahier des clauses administratives particulières ; la façon de répondre et de juger, du "
        "règlement de la consultation."
    )
    context = public_context(tender)
    if context:
        piece.heading("Périmètre", 2)
        piece.text(
            "Les volumes sont ceux connus à la date du dossier ; le détail sensible n'est pas publié.", keep_next=True
        )
        piece.table(
            "Périmètre du marché", ("Élément", "Valeur"), [(label, _values(text)) for label, text in context], (45, 55)
        )
    piece.heading("Lecture des exigences", 2)
    piece.text("Chaque exigence figure dans un encadré qui porte son numéro et son niveau :", keep_next=True)
    piece.bullets((Span(f"{LEVELS[level]}. ", "Strong"), meaning) for level, meaning in _LEVEL_MEANINGS)
    piece.text(
        "Lorsqu'un certificat, un label ou une norme est cité, une preuve équivalente est admise si le candidat en "
        "fait la démonstration."
    )


def _definitions(piece: Piece, tender: Tender) -> None:
    if not tender.definitions:
        return
    piece.heading("Définitions")
    piece.table(
        "Définitions",
        ("Terme", "Sens dans le présent marché"),
        [(Span(d.term, "Strong"), d.meaning) for d in tender.definitions],
        (28, 72),
    )


def _references(piece: Piece, tender: Tender) -> None:
    sources = sources_of(tender, "cctp", "annexe")
    if not sources:
        return
    piece.heading("Textes et référentiels applicables")
    piece.text(
        "Les articles du présent cahier se fondent sur les textes suivants, dans la version indiquée.", keep_next=True
    )
    piece.bullets(source.title for source in sources)


def _responsibilities(piece: Piece, tender: Tender) -> None:
    piece.text(
        "Qui porte quoi pendant l'exécution : ● désigne le porteur ; les deux colonnes marquées, une charge partagée."
    )
    rows = []
    for theme in tender.themes:
        for clause in clauses_of(tender, "cctp"):
            if clause.theme != theme.id:
                continue
            rows += [
                (
                    Span(requirement.number, anchor=bookmark_of(requirement)),
                    clause.title,
                    _mark(requirement.carried_by, "titulaire"),
                    _mark(requirement.carried_by, "acheteur"),
                )
                for requirement in clause.requirements
            ]
    piece.table("Matrice des responsabilités", ("N°", "Objet", "Titulaire", "Acheteur"), rows, (12, 62, 13, 13))


def _mark(carrier: Carrier, column: Carrier) -> str:
    return "●" if carrier in (column, "partage") else ""


def _values(text: str) -> Cell:
    items = [item for item in (part.strip() for part in text.split(";")) if item]
    capital = tuple(item[:1].upper() + item[1:] for item in items)
    return Lines(capital, bullets=True) if len(capital) > 1 else "".join(capital)
