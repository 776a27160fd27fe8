"""Bids written in one line and requirements to look for in them, for the tests of matching."""

from __future__ import annotations

from decimal import Decimal

from opposable.bids.matching.evidence import Speakers, gather
from opposable.bids.matching.finding import SearchableBid, match, query
from opposable.model.bids import Passage, Sought, SoughtQuantity


def passages(*texts, bid="a", heading="1. Offre"):
    return tuple(
        Passage(bid=bid, file="memoire.docx", where=f"paragraphe {place}", heading=heading, text=text, index=place)
        for place, text in enumerate(texts)
    )


def asked(name, operator, value, unit):
    return SoughtQuantity(name=name, operator=operator, value=Decimal(str(value)), unit=unit)


def evidence_of(sought, found, lexicon, own=()):
    """Gather what speaks for or against one requirement in the passages of one bid."""
    queries, bid = [query(sought, lexicon)], SearchableBid(found, lexicon)
    return gather(0, queries, bid, match(queries, bid), Speakers(queries, bid), own)


# Passages that speak of other things, so that rare words stay rare.
AROUND = (
    "Notre société, née en 2009, emploie quarante personnes à Limoges.",
    "Les stations sont nettoyées chaque printemps par une équipe dédiée.",
    "La cantine propose deux menus et un plat végétarien.",
    "Une navette relie la gare au siège toutes les vingt minutes.",
    "Le catalogue illustré est relié et mis à jour en septembre.",
    "La facture est envoyée par voie dématérialisée au service comptable.",
)


ALERT = Sought(
    id="alerte",
    title="Prise en charge des alertes critiques",
    text="Le titulaire prend en charge toute alerte critique en 15 minutes au plus, à toute heure.",
    quantities=(asked("délai de prise en charge d'une alerte critique", "<=", 15, "minute"),),
)
BACKUP = Sought(
    id="sauvegarde",
    title="Sauvegarde hors ligne",
    text="Le titulaire conserve une copie de sauvegarde hors ligne pendant au moins 90 jours.",
    quantities=(asked("durée de conservation de la copie hors ligne", ">=", 90, "jours"),),
)
LANGUAGE = Sought(
    id="langue",
    title="Support en français",
    text="Le support technique répond en français, par téléphone et par écrit.",
)
