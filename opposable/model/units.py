"""Units of commitments: their French words and how they convert into one another."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from opposable.model.errors import OpposableError, nearest


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: French singular and plural, dimension, and its size in the dimension's base unit.

    `calendar` names the days that count for a duration (``calendaire``, ``ouvre``, ``ouvrable``): two durations
    of different calendars are never converted silently.
    """

    id: str
    singular: str
    plural: str
    dimension: str
    factor: Fraction = Fraction(1)
    calendar: str = "calendaire"


def _time(id_: str, singular: str, plural: str, minutes: int, calendar: str = "calendaire") -> Unit:
    return Unit(id_, singular, plural, "duree", Fraction(minutes), calendar)


def _per_year(id_: str, singular: str, plural: str) -> Unit:
    return Unit(id_, f"{singular} par an", f"{plural} par an", f"frequence_{id_.removesuffix('_par_an')}")


def _count(id_: str, singular: str, plural: str) -> Unit:
    return Unit(id_, singular, plural, f"nombre_{id_}")


_DAY = 24 * 60
_ALL = (
    Unit("seconde", "seconde", "secondes", "duree", Fraction(1, 60)),
    _time("minute", "minute", "minutes", 1),
    _time("heure", "heure", "heures", 60),
    _time("heure_ouvree", "heure ouvrée", "heures ouvrées", 60, "ouvre"),
    _time("jour", "jour", "jours", _DAY),
    _time("jour_calendaire", "jour calendaire", "jours calendaires", _DAY),
    _time("jour_ouvre", "jour ouvré", "jours ouvrés", _DAY, "ouvre"),
    _time("jour_ouvrable", "jour ouvrable", "jours ouvrables", _DAY, "ouvrable"),
    _time("semaine", "semaine", "semaines", 7 * _DAY),
    # A month is counted as a twelfth of 365.25 days: 30.4375 days.
    Unit("mois", "mois", "mois", "duree", Fraction(36525, 1200) * _DAY),
    Unit("an", "an", "ans", "duree", Fraction(36525, 100) * _DAY),
    Unit("pourcent", "%", "%", "part"),
    Unit("euro", "€", "€", "montant"),
    Unit("euro_ht", "€\u00a0HT", "€\u00a0HT", "montant_ht"),
    Unit("euro_ttc", "€\u00a0TTC", "€\u00a0TTC", "montant_ttc"),
    Unit("octet_go", "Go", "Go", "volume"),
    Unit("octet_to", "To", "To", "volume", Fraction(1000)),
    Unit("fois_par_an", "fois par an", "fois par an", "frequence"),
    Unit("fois_par_mois", "fois par mois", "fois par mois", "frequence", Fraction(12)),
    Unit("fois_par_semaine", "fois par semaine", "fois par semaine", "frequence", Fraction(36525, 700)),
    Unit("fois_par_jour", "fois par jour", "fois par jour", "frequence", Fraction(36525, 100)),
    Unit("heure_par_jour", "heure par jour", "heures par jour", "amplitude"),
    Unit("bit", "bit", "bits", "taille_cle"),
    _per_year("exercice_par_an", "exercice", "exercices"),
    _per_year("campagne_par_an", "campagne", "campagnes"),
    _per_year("session_par_an", "session", "sessions"),
    _per_year("test_par_an", "test", "tests"),
    _per_year("audit_par_an", "audit", "audits"),
    _per_year("comite_par_an", "comité", "comités"),
    _per_year("revue_par_an", "revue", "revues"),
    _per_year("rapport_par_an", "rapport", "rapports"),
    _per_year("jour_par_an", "jour", "jours"),
    _per_year("heure_par_an", "heure", "heures"),
    _per_year("minute_par_an", "minute", "minutes"),
    _count("action", "action", "actions"),
    _count("activite", "activité", "activités"),
    _count("agent", "agent", "agents"),
    _count("analyste", "analyste", "analystes"),
    _count("caractere", "caractère", "caractères"),
    _count("copie", "copie", "copies"),
    _count("intervenant", "intervenant", "intervenants"),
    _count("jour_homme", "jour-homme", "jours-hommes"),
    _count("mesure", "mesure", "mesures"),
    _count("niveau", "niveau", "niveaux"),
    _count("participant", "participant", "participants"),
    _count("poste", "poste", "postes"),
    _count("reference", "référence", "références"),
    _count("scenario", "scénario", "scénarios"),
    _count("session", "session", "sessions"),
    _count("site", "site", "sites"),
    _count("solution", "solution", "solutions"),
    _count("unite", "unité", "unités"),
    _count("version", "version", "versions"),
)
UNITS: dict[str, Unit] = {unit.id: unit for unit in _ALL}


def unit(unit_id: str) -> Unit:
    """Return the unit called `unit_id`.

    Raises `OpposableError` when there is none.
    """
    try:
        return UNITS[unit_id]
    except KeyError:
        raise OpposableError(f"L'unité « {unit_id} » n'existe pas.", hint=nearest(unit_id, UNITS)) from None


def convert(value: Decimal, source: Unit, target: Unit) -> Decimal | None:
    """Return `value` expressed in `target`, or ``None`` when the two units do not measure the same thing.

    Two durations of different calendars (working days, calendar days) are not comparable.
    """
    if source.dimension != target.dimension:
        return None
    if source.calendar != target.calendar and source.factor >= _DAY and target.factor >= _DAY:
        return None
    ratio = source.factor / target.factor
    return value * ratio.numerator / ratio.denominator
