"""Write the rules of the consultation (RC): how to answer, how bids are judged, and how to check the seal."""

from __future__ import annotations

from opposable.documents.clauses import clauses_of, write_clause
from opposable.documents.content import Span
from opposable.documents.lots import maximum, write_lots
from opposable.documents.piece import Piece
from opposable.documents.rc_judging import (
    write_commitment_scale,
    write_criteria,
    write_method,
    write_requirement_points,
)
from opposable.documents.wording import GENERAL_TERMS, PIECES, duration, identity, lower_first
from opposable.model.clauses import TenderClause
from opposable.model.french import day, number, plural
from opposable.model.lots import differ
from opposable.model.tender import Tender

PRIVATE_TITLE = "Règlement de la consultation (consultation privée)"
FORMAL = frozenset(
    {"appel_offres_ouvert", "appel_offres_restreint", "procedure_avec_negociation", "dialogue_competitif"}
)
NEGOTIATED = frozenset({"procedure_avec_negociation", "dialogue_competitif"})
_FILES = (
    ("RC", "le présent règlement"),
    ("CCTP", "ce qui est fait et mesuré"),
    ("CCAP", "prix, temps, sanctions et fin du marché"),
    ("Annexes", "annexes contractuelles"),
    ("Cadre de réponse", "tableur à remplir, une ligne par exigence"),
    ("Bordereau et détail estimatif", "tableur des prix à remplir"),
)

_BY_LOT = ("Cadre de réponse", "Bordereau et détail estimatif")


def write_rc(tender: Tender, template: bytes) -> bytes:
    """Return the RC as a Word document; a private buyer's cites no article of the public procurement code.

    Raises `OpposableError` when the template lacks a style or a mark.
    """
    title = PIECES["rc"] if tender.buyer.public else PRIVATE_TITLE
    piece = Piece(template, identity(tender, title))
    _parties(piece, tender)
    _file(piece, tender)
    _application(piece, tender)
    _bid(piece, tender)
    write_criteria(piece, tender)
    piece.text("L'annexe A donne, pour chaque exigence, les points qu'elle peut apporter.")
    write_method(piece, tender)
    _examination(piece, tender)
    _own_clauses(piece, tender)
    _end(piece, tender)
    piece.annex("Points que chaque exigence peut apporter")
    write_requirement_points(piece, tender)
    write_commitment_scale(piece, tender)
    piece.annex("Fiche du scellé")
    _seal_sheet(piece, tender)
    return piece.save()


def law(tender: Tender, article: str) -> str:
    """Return « (article …) » for a public buyer, nothing for a private one."""
    return f" ({article} du code de la commande publique)" if tender.buyer.public else ""


def _parties(piece: Piece, tender: Tender) -> None:
    buyer, procedure = tender.buyer, tender.procedure
    piece.heading("Acheteur, objet et forme")
    piece.heading("Acheteur", 2)
    piece.text(f"{buyer.name}{f' ({buyer.kind})' if buyer.kind else ''}.")
    if buyer.contact:
        piece.text(f"Contact : {buyer.contact}.")
    if buyer.buyer_profile:
        piece.text(f"Profil d'acheteur, canal unique des échanges : {buyer.buyer_profile}.")
    piece.heading("Objet et procédure", 2)
    piece.text(f"La consultation n° {tender.reference} a pour objet : {tender.title}.")
    if procedure.kind_label:
        form = lower_first(procedure.form_label or "marché ordinaire")
        piece.text(f"Procédure : {lower_first(procedure.kind_label)}. Forme du marché : {form}.")
    if procedure.ccag in GENERAL_TERMS:
        piece.text(f"Cahier des clauses administratives générales : {GENERAL_TERMS[procedure.ccag][0]}.")
    if said := maximum(tender, " du marché", law(tender, "article R. 2162-4")):
        piece.text(said)
    piece.heading("Lots", 2)
    _lots(piece, tender)
    piece.heading("Durée", 2)
    piece.text(f"Le marché est conclu pour {duration(tender)}.")
    piece.heading("Variantes", 2)
    if procedure.variants_allowed:
        piece.text(
            "Les variantes sont autorisées. Une variante respecte toutes les exigences minimales et se juge sur les "
            f"mêmes critères que les offres de base{law(tender, 'article R. 2151-8')}."
        )
    else:
        piece.text(f"Les variantes ne sont pas autorisées{law(tender, 'article R. 2151-8')}.")


def _lots(piece: Piece, tender: Tender) -> None:
    if len(tender.lots) > 1:
        write_lots(piece, tender)
        piece.text(
            "Chaque lot est jugé et attribué séparément. Un candidat répond à un lot, à plusieurs ou à tous ; il remet "
            "un cadre de réponse et un bordereau de prix pour chacun."
        )
        if differ(tender):
            piece.text("Une clause ou une exigence qui ne vaut pas pour tous les lots dit ceux qu'elle concerne.")
        return
    piece.text("La consultation porte sur un lot unique.")
    if tender.procedure.single_lot_reason:
        piece.text(f"Motif : {tender.procedure.single_lot_reason}")


def _file(piece: Piece, tender: Tender) -> None:
    piece.heading("Contenu du dossier")
    piece.text(
        "Le dossier de consultation comprend les pièces suivantes, qui portent toutes le même scellé :", keep_next=True
    )
    present = {clause.document for clause in tender.clauses}
    skipped = {
        name for name, code in (("Annexes", "annexe"), ("CCAP", "ccap")) if code not in present and code != "ccap"
    }
    each = ", un par lot" if len(tender.lots) > 1 else ""
    piece.bullets(
        (Span(f"{name} : ", "Strong"), about + (each if name in _BY_LOT else ""))
        for name, about in _FILES
        if name not in skipped
    )
    piece.text(
        "Une modification du dossier donne lieu à une nouvelle version, avec un nouveau scellé, communiquée à tous. "
        "Seule la dernière version publiée avant la date limite vaut."
    )


def _application(piece: Piece, tender: Tender) -> None:
    piece.heading("Candidature")
    if tender.buyer.public:
        piece.text(
            "Le candidat remet une déclaration sur l'honneur et les renseignements qui permettent d'apprécier sa "
            "capacité. Le document unique de marché européen est accepté. Les justificatifs ne sont demandés qu'à "
            "l'attributaire pressenti."
        )
    else:
        piece.text("Le candidat présente son entreprise et les moyens qui permettent d'apprécier sa capacité.")
    here = _about_candidates(tender)
    for clause in here:
        write_clause(piece, tender, clause)
    told = {requirement.id for clause in here for requirement in clause.requirements}
    elsewhere = [r for r in tender.requirements if r.stage == "candidature" and r.id not in told]
    if elsewhere:
        piece.text("Les exigences suivantes sont aussi jugées sur la candidature, non sur l'offre :", keep_next=True)
        piece.table(
            "Exigences jugées sur la candidature",
            ("N°", "Exigence", "Preuve admise"),
            [(r.number, r.text, " ; ".join(r.proof)) for r in elsewhere],
            (12, 50, 38),
        )


def _about_candidates(tender: Tender) -> tuple[TenderClause, ...]:
    return tuple(c for c in clauses_of(tender, "rc") if any(r.stage == "candidature" for r in c.requirements))


def _bid(piece: Piece, tender: Tender) -> None:
    procedure = tender.procedure
    piece.heading("Offre")
    piece.heading("Contenu de l'offre", 2)
    piece.bullets(
        (
            (Span("Le cadre de réponse", "Strong"), ", rempli ligne par ligne ; ses énoncés ne se modifient pas."),
            (Span("Le bordereau et le détail estimatif", "Strong"), ", remplis sans case vide."),
            (Span("Un mémoire technique", "Strong"), ", auquel le cadre renvoie par pièce, page et paragraphe."),
        )
    )
    piece.text(
        "Le niveau que le candidat déclare au cadre de réponse est une affirmation à vérifier : il ne vaut pas note. "
        "L'offre est rédigée en français."
    )
    piece.heading("Remise", 2)
    if procedure.bids_deadline:
        at = f" à {procedure.deadline_time}" if procedure.deadline_time else ""
        piece.text(
            "Les offres parviennent au plus tard le ",
            Span(f"{day(procedure.bids_deadline)}{at}", "Strong"),
            ", heure de Paris.",
        )
    if tender.buyer.buyer_profile:
        backup = law(tender, "article R. 2132-11")
        more = f" Une copie de sauvegarde peut être remise dans le même délai{backup}." if tender.buyer.public else ""
        piece.text(f"Elles sont déposées par voie électronique sur {tender.buyer.buyer_profile}.{more}")
    if procedure.validity_days:
        piece.text(f"Elles restent valables {plural(procedure.validity_days, 'jour')} à compter de la date limite.")
    piece.heading("Exigences minimales et offres irrégulières", 2)
    piece.text(
        "Une offre qui ne respecte pas une exigence minimale est irrégulière"
        f"{law(tender, 'article L. 2152-2')}. Les exigences minimales sont signalées comme telles au CCTP et au cadre "
        "de réponse ; elles sont aussi notées, pour la qualité de la réponse."
    )
    piece.text(
        "L'acheteur peut, sans y être tenu, inviter tous les soumissionnaires concernés à régulariser leur offre dans "
        "un délai approprié et identique. La régularisation ne peut modifier une caractéristique substantielle de "
        f"l'offre, et ne vaut pas pour une offre anormalement basse{law(tender, 'article R. 2152-2')}."
    )
    if procedure.kind in NEGOTIATED or (procedure.negotiation and procedure.kind not in FORMAL):
        piece.heading("Négociation", 2)
        piece.text(
            "L'acheteur peut négocier avec les soumissionnaires, à égalité ; il peut aussi attribuer le marché sur la "
            "base des offres initiales sans négocier."
        )
    else:
        piece.heading("Négociation", 2)
        piece.text("Les offres ne sont pas négociées.")


def _examination(piece: Piece, tender: Tender) -> None:
    piece.heading("Examen des offres")
    piece.text(
        "La régularité des offres est examinée avant leur notation. L'acheteur peut demander des précisions sur la "
        "teneur d'une offre ; la réponse ne la modifie pas."
    )
    piece.text(
        "Une offre qui paraît anormalement basse fait l'objet d'une demande d'explications avant toute décision"
        f"{law(tender, 'articles R. 2152-3 à R. 2152-5')}. Il en va de même d'un prix nul."
    )


def _own_clauses(piece: Piece, tender: Tender) -> None:
    clauses = [clause for clause in clauses_of(tender, "rc") if clause not in _about_candidates(tender)]
    if clauses:
        piece.heading("Dispositions propres à la consultation")
        for clause in clauses:
            write_clause(piece, tender, clause)


def _end(piece: Piece, tender: Tender) -> None:
    piece.heading("Suites de la consultation")
    told = "leurs notes, leur rang et les motifs du choix" if tender.buyer.public else "le résultat de la consultation"
    piece.text(
        f"Les soumissionnaires non retenus reçoivent {told}. Chaque candidat "
        "signale et motive ce qui, dans son offre, relève du secret des affaires"
        f"{law(tender, 'article L. 2132-1')}."
    )
    if tender.procedure.kind in FORMAL and tender.buyer.public:
        waiting = next((f for f in tender.law if f.id == "suspension.signature"), None)
        if waiting is not None:
            piece.text(
                f"Le marché est signé au plus tôt {number(waiting.value)} jours après l'envoi électronique de cette "
                f"information{law(tender, 'article R. 2182-1')}."
            )
    if tender.buyer.court:
        piece.text(f"Juridiction compétente : {tender.buyer.court}.")


def _seal_sheet(piece: Piece, tender: Tender) -> None:
    piece.text(
        "Le scellé est l'empreinte SHA-256 de tout ce sur quoi les offres sont jugées : textes, exigences, poids, "
        "échelle, formule de prix, arrondis. Il est imprimé sur chaque pièce et dans les tableurs."
    )
    seal = Span(tender.seal, "Empreinte") if tender.seal else "aucun : ce dossier est un projet"
    rows = [
        ("Consultation", tender.reference),
        ("Version et date", f"{tender.version}, {day(tender.dated)}"),
        ("Scellé", seal),
        ("Catalogue", f"version {tender.catalog.version}"),
        ("Empreinte du catalogue", Span(tender.catalog.fingerprint, "Empreinte")),
    ]
    if tender.replaces:
        rows.append(("Remplace le scellé", Span(tender.replaces, "Empreinte")))
    piece.table("Fiche du scellé", ("Élément", "Valeur"), [(Span(a, "Strong"), b) for a, b in rows], (25, 75))
    piece.text(Span("Pour vérifier. ", "Strong"), (
        "Ouvrir le fichier tender.json du dossier, en retirer la clé « seal », écrire le reste en JSON canonique "
        "(UTF-8, clés dans l'ordre alphabétique, sans espace entre les éléments, caractères accentués tels quels), "
        "puis calculer le SHA-256 du résultat : il est égal au scellé si rien n'a changé."
    ))  # fmt: skip
