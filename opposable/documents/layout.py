"""What our Excel files are called inside: known by those who write them and by those who read them back."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from opposable.model.french import typeset

FORM_FORMAT = "opposable/cadre_de_reponse/1"
PRICES_FORMAT = "opposable/bordereau_de_prix/1"
SEAL_SHEET = "Scellé"
GUIDE_SHEET = "Mode d’emploi"
CANDIDATE_SHEET = "Candidat"
RULES_SHEET = "Règles"
PRICES_SHEET = "BPU"
QUANTITIES_SHEET = "DQE"
CHECKS_SHEET = "Contrôles"
UNSEALED = "projet, non scellé"
_LONGEST_NAME = 31

SEAL_LABELS = {
    "format": "Format",
    "reference": "Consultation",
    "version": "Version",
    "seal": "Scellé",
    "lot": "Lot",
}
"""The first column of the sealed sheet; the value stands in the second. The lot is there when there are several."""

NUMBER = "N°"
LEVEL = "Niveau"
SUB_CRITERION = "Sous-critère"
TEXT = "Énoncé"
QUESTION = "Ce qui est demandé"
DECLARED = "Déclaration"
ANSWER = "Votre réponse"
VALUE = "Valeur engagée"
UNIT = "Unité"
EQUIVALENCE = "Équivalence invoquée"
PROOF = "Preuve : pièce"
PROOF_PLACE = "Page, paragraphe"
SECRET = "Secret des affaires"  # noqa: S105  # a column title, not a password
CHECK = "Contrôle"
IDENTIFIER = "Identifiant"
FORM_COLUMNS = (
    NUMBER, LEVEL, SUB_CRITERION, TEXT, QUESTION, DECLARED, ANSWER, VALUE, UNIT,
    EQUIVALENCE, PROOF, PROOF_PLACE, SECRET, CHECK, IDENTIFIER,
)  # fmt: skip

CODE = "Code"
TITLE = "Intitulé"
ABOUT = "Ce que le prix comprend"
KIND = "Nature"
PRICE = "Prix unitaire HT (€)"
VAT = "Taux de TVA (%)"
REMARK = "Observation"
QUANTITY = "Quantité estimée"
TOTAL_HT = "Total HT (€)"
TOTAL_VAT = "TVA (€)"
TOTAL_TTC = "Total TTC (€)"
GRAND_TOTAL = "Total"
PRICE_COLUMNS = (CODE, TITLE, ABOUT, KIND, UNIT, PRICE, VAT, REMARK)
QUANTITY_COLUMNS = (CODE, TITLE, UNIT, QUANTITY, PRICE, TOTAL_HT, VAT, TOTAL_VAT, TOTAL_TTC)

IDENTITY = (
    "Dénomination du candidat",
    "Numéro SIRET",
    "Candidature (seul, ou mandataire d’un groupement)",
    "Membres du groupement",
    "Sous-traitants déclarés",
    "Fonction de la personne à contacter",
    "Courriel de contact",
    "Téléphone",
)
CANDIDATE_NAME = IDENTITY[0]
LEVELS = {"minimale": "Minimale", "notee": "Notée", "souhait": "Souhait"}
DECLARATIONS = {"oui": "oui", "partiel": "partiel", "non": "non", "equivalent": "équivalent"}
KINDS = {"abonnement": "Abonnement mensuel", "unitaire": "Prix unitaire", "forfait": "Forfait"}


def folded(text: str) -> str:
    """Return `text` in lower case, without accents, typographic quotes nor repeated blanks, to compare labels."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).lower().split())


def fingerprint(text: str) -> str:
    """Return the SHA-256 of `text`, whatever its blanks: what tells that the wording of a row was changed."""
    normal = unicodedata.normalize("NFC", typeset(text))
    return hashlib.sha256("".join(normal.split()).encode()).hexdigest()


def sheet_name(title: str, taken: Sequence[str]) -> str:
    """Return a sheet name that Excel accepts: at most 31 characters, no bracket nor slash, unlike those `taken`."""
    words = typeset(" ".join(re.sub(r"[\[\]:*?/\\']", " ", typeset(title)).split()))
    base = words if len(words) <= _LONGEST_NAME else words[: _LONGEST_NAME + 1].rsplit(" ", 1)[0][:_LONGEST_NAME]
    base = name = base.strip(" ,;’") or "Feuille"
    lowered, index = {other.lower() for other in taken}, 1
    while name.lower() in lowered:
        index += 1
        suffix = f" ({index})"
        name = base[: _LONGEST_NAME - len(suffix)] + suffix
    return name
