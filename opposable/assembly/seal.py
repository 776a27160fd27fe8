"""Seal a tender: a fingerprint of all that bids are judged on."""

from __future__ import annotations

import hashlib
import json

from opposable.model.errors import OpposableError
from opposable.model.tender import Tender


def canonical(tender: Tender) -> bytes:
    """Return the canonical form: JSON in UTF-8, keys sorted, no space, without the seal itself."""
    value = tender.model_dump(mode="json", exclude={"seal"})
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def compute_seal(tender: Tender) -> str:
    """Return the SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(tender)).hexdigest()


def publish(tender: Tender) -> Tender:
    """Return `tender` sealed.

    Raises `OpposableError` when it is sealed already: a correction is a new version.
    """
    if tender.seal is not None:
        raise OpposableError("Cette version est déjà publiée.", hint="Préparez une nouvelle version pour corriger.")
    return tender.model_copy(update={"seal": compute_seal(tender)})


def same_content(first: Tender, second: Tender) -> bool:
    """Whether two tenders say the same, their version numbers and seals set aside."""
    neutral = {"version": 1, "replaces": None, "seal": None}
    return canonical(first.model_copy(update=neutral)) == canonical(second.model_copy(update=neutral))


def check_seal(tender: Tender) -> None:
    """Refuse a tender whose content no longer matches its seal, with an `OpposableError`."""
    if tender.seal is None:
        raise OpposableError("Ce dossier n'est pas publié.", hint="Publiez-le avant de juger des offres.")
    if tender.seal != compute_seal(tender):
        raise OpposableError(
            "Le contenu de ce dossier ne correspond plus à son scellé.",
            hint="Reprenez le fichier d'origine : rien ne se juge sur un dossier modifié.",
        )


def write_tender(tender: Tender) -> str:
    """Return the tender as indented JSON, the same bytes for the same tender."""
    value = tender.model_dump(mode="json")
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
