"""The catalog: themes, questions, clauses, criteria, dated law, penalties, prices and sources."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from opposable.model.base import Model, Slug, Text
from opposable.model.condition import Condition
from opposable.model.errors import OpposableError

DocumentCode = Literal["cctp", "ccap", "rc", "annexe"]
Level = Literal["minimale", "notee", "souhait"]
Carrier = Literal["titulaire", "acheteur", "partage"]
SourceKind = Literal["loi", "reglement", "directive", "jurisprudence", "referentiel", "norme", "guide", "contrat_type"]
QuestionKind = Literal["choix", "choix_multiple", "oui_non", "nombre", "montant", "texte", "date", "liste"]
MARKS = (0, 1, 2, 3, 4)


class Source(Model):
    """A text that founds a rule: what it is, which article, where it was read and when it was last checked."""

    id: Slug
    kind: SourceKind
    title: Text
    reference: str = ""
    dated: str = ""
    version: str = ""
    url: str = ""
    checked_on: date
    status: Literal["verifie", "source_unique"] = "verifie"


class Theme(Model):
    """A chapter of the documents; `code` begins the number of its requirements (``DET`` gives ``DET-01``)."""

    id: Slug
    code: Annotated[str, Field(pattern=r"^[A-Z]{2,4}$")]
    title: Text
    about: str = ""


class Choice(Model):
    """One possible answer of a question."""

    id: Slug
    label: Text
    help: str = ""


class Question(Model):
    """A question of the interview; it appears only when `asked_when` holds.

    `range` bounds a number; `unit` names it in French; `required` means that the tender cannot be published without;
    `optional_text` questions may stay empty.
    """

    id: Slug
    label: Text
    help: str = ""
    kind: QuestionKind
    choices: tuple[Choice, ...] = ()
    asked_when: Condition | None = None
    unit: str = ""
    range: tuple[Decimal, Decimal] | None = None
    required: bool = False
    placeholder: str = ""

    @model_validator(mode="after")
    def _choices_go_with_kind(self) -> Question:
        wants = self.kind in ("choix", "choix_multiple")
        if wants != bool(self.choices):
            raise ValueError("les choix vont avec les questions de nature choix ou choix_multiple, et elles seules")
        return self


class QuestionGroup(Model):
    """A page of the interview."""

    id: Slug
    order: int
    title: Text
    about: str = ""
    questions: tuple[Question, ...] = Field(min_length=1)


class DefaultValue(Model):
    """The default of a parameter for one profile; the first whose condition holds is taken."""

    value: Decimal
    when: Condition | None = None


class ParameterSpec(Model):
    """A number of a clause: its unit, the direction that favours the buyer, its range and its defaults."""

    label: Text
    unit: Slug
    better: Literal["lower", "higher", "none"] = "none"
    range: tuple[Decimal, Decimal]
    default: tuple[DefaultValue, ...] = Field(min_length=1)
    measured: str = ""

    @model_validator(mode="after")
    def _defaults_stay_in_range(self) -> ParameterSpec:
        low, high = self.range
        if not low <= high:
            raise ValueError("la première borne de range dépasse la seconde")
        for default in self.default:
            if not low <= default.value <= high:
                raise ValueError(f"la valeur par défaut {default.value} sort de l'intervalle {low} à {high}")
        if self.default[-1].when is not None:
            raise ValueError("la dernière valeur par défaut ne doit porter aucune condition")
        return self


class AnswerSpec(Model):
    """What the bidder is asked to write: a free text, a committed value, or a document."""

    kind: Literal["texte", "engagement", "piece"] = "texte"
    asks: Text


class Gain(Model):
    """A step of a value function: from this share of improvement on, this mark is suggested."""

    gain: Decimal = Field(gt=0, le=1)
    mark: int = Field(ge=0, le=4)


class ValueFunction(Model):
    """How « better than asked » becomes a suggested mark, published in advance.

    The gain is the improvement as a share of the value asked (of what is left to 100 for a percentage to raise).
    """

    met: int = Field(default=2, ge=0, le=4)
    gains: tuple[Gain, ...] = ()

    @model_validator(mode="after")
    def _monotone(self) -> ValueFunction:
        steps = [(Decimal(0), self.met), *((g.gain, g.mark) for g in self.gains)]
        if steps != sorted(steps, key=lambda step: (step[0], step[1])) or len({s[0] for s in steps}) != len(steps):
            raise ValueError("une meilleure valeur doit donner une note au moins égale : gains croissants")
        if any(after[1] < before[1] for before, after in pairwise(steps)):
            raise ValueError("une meilleure valeur doit donner une note au moins égale")
        return self


def _carried_by_bidder() -> dict[str, Carrier]:
    return {"default": "titulaire"}


class RequirementSpec(Model):
    """One obligation of a clause that a bidder answers and a committee marks.

    `number` is printed (``DET-03``) and never reused; `weight` is its share inside its sub-criterion (1 to 10);
    `scale` says what each mark 0 to 4 means here; `finds` and `contradicted_by` only help to read bids;
    `quantity` names the number asked; `verified_by` tells how it is checked at acceptance, `controlled_by` during
    execution; `stage` separates what is judged on the candidate from what is judged on the bid.
    """

    id: Slug
    number: Annotated[str, Field(pattern=r"^[A-Z]{2,4}-\d{2,3}$")]
    text: Text
    plain_text: str = ""
    level: Level
    weight: int = Field(ge=1, le=10)
    criterion: Slug
    parameter: str | None = None
    quantity: str = ""
    answer: AnswerSpec
    proof: tuple[Text, ...] = Field(min_length=1)
    scale: dict[int, Text]
    value_function: ValueFunction | None = None
    finds: tuple[Text, ...] = Field(min_length=3, max_length=10)
    contradicted_by: tuple[Text, ...] = ()
    carried_by: dict[str, Carrier] = Field(default_factory=_carried_by_bidder)
    verified_by: str = ""
    controlled_by: Text
    penalty: Slug | None = None
    corresponds_to: tuple[Text, ...] = ()
    stage: Literal["offre", "candidature"] = "offre"

    @model_validator(mode="after")
    def _checked(self) -> RequirementSpec:
        if set(self.scale) != set(MARKS):
            raise ValueError("l'échelle (scale) doit décrire les cinq notes 0, 1, 2, 3 et 4")
        if "default" not in self.carried_by:
            raise ValueError("carried_by doit porter une entrée default")
        if self.value_function is not None and self.parameter is None:
            raise ValueError("une fonction de valeur (value_function) suppose un paramètre")
        return self


class ClauseSpec(Model):
    """Contract text of one document, with the reason it is there and the requirements it carries.

    `one_of` names a slot of which exactly one clause is kept (the highest `priority` that applies);
    `obligation` ``loi`` means that dropping it needs a written reason
    (from `obligation_from` on, when that date is given); `because` is read by the buyer;
    `note` is advice to the buyer and never printed; `buyer_tasks` is what the establishment itself must do.
    """

    id: Slug
    version: int = Field(ge=1)
    status: Literal["brouillon", "en_vigueur", "retiree"] = "en_vigueur"
    title: Text
    theme: Slug
    document: DocumentCode
    axis: Literal["a", "b", "a_b"] = "a_b"
    order: int = 100
    one_of: Slug | None = None
    priority: int = 0
    obligation: Literal["loi", "recommandee"] = "recommandee"
    obligation_from: date | None = None
    applies_when: Condition | None = None
    because: Text
    text: Text
    plain_text: str = ""
    parameters: dict[Slug, ParameterSpec] = Field(default_factory=dict)
    requirements: tuple[RequirementSpec, ...] = ()
    requires: tuple[Slug, ...] = ()
    excludes: tuple[Slug, ...] = ()
    derogates: tuple[Text, ...] = ()
    buyer_tasks: tuple[Text, ...] = ()
    sources: tuple[Slug, ...] = Field(min_length=1)
    corresponds_to: tuple[Text, ...] = ()
    note: str = ""
    origin: str = ""


class SubCriterionSpec(Model):
    """A part of a criterion; `weight` is its usual share among its siblings."""

    id: Slug
    title: Text
    measures: Text
    weight: Decimal = Field(gt=0)


class CriterionSpec(Model):
    """What bids are judged on; `weight` is the proposed share out of 100 points."""

    id: Slug
    kind: Literal["prix", "qualite"]
    title: Text
    about: Text
    weight: Decimal = Field(gt=0, le=100)
    sub: tuple[SubCriterionSpec, ...] = ()
    sources: tuple[Slug, ...] = ()


class ScaleLevel(Model):
    """What a mark means whatever the requirement."""

    mark: int = Field(ge=0, le=4)
    title: Text
    meaning: Text


class DatedFigure(Model):
    """A value in force from one date until the next; ``null`` means repealed."""

    value: Decimal | None
    source: Slug


class LegalFigure(Model):
    """A number of the law, the dates it changed, and the text that says so.

    `reviewed_on` is the day somebody last checked it.
    """

    id: Slug
    title: Text
    unit: Slug
    reviewed_on: date
    values: dict[date, DatedFigure] = Field(min_length=1)

    def at(self, day: date) -> DatedFigure:
        """Return the figure in force on `day`.

        Raises `OpposableError` before the first known date and after a repeal.
        """
        started = [start for start in self.values if start <= day]
        figure = self.values[max(started)] if started else None
        if figure is None or figure.value is None:
            raise OpposableError(
                f"La donnée de droit « {self.id} » n'a pas de valeur au {day:%d/%m/%Y}.",
                hint=f"Première valeur connue : {min(self.values):%d/%m/%Y}.",
            )
        return figure


class Penalty(Model):
    """A penalty linked to requirements: the event, the amount and what it is computed on.

    `amount` is in `unit` (``euro_ht`` or ``pourcent`` of `basis`) for each `per`.
    """

    id: Slug
    title: Text
    trigger: Text
    amount: Decimal = Field(gt=0)
    unit: Literal["euro_ht", "pourcent"]
    basis: str = ""
    per: Text
    cap: str = ""
    sources: tuple[Slug, ...] = Field(min_length=1)


class Quantity(Model):
    """A quantity of the price simulation: fixed, or read from a numeric answer times `times`.

    With `per_year` it is the quantity of one year, multiplied by the years of the contract, renewals included.
    """

    value: Decimal | None = None
    answer: Slug | None = None
    times: Decimal = Decimal(1)
    per_year: bool = False
    when: Condition | None = None


class PriceLineSpec(Model):
    """A line of the price schedule.

    `kind` ``abonnement`` is a monthly subscription (its quantity is the duration of the contract in months),
    ``unitaire`` a unit price ordered on demand, ``forfait`` a lump sum.
    """

    id: Slug
    code: Annotated[str, Field(pattern=r"^[A-Z]{1,4}-?\d{1,3}$")]
    title: Text
    about: Text
    kind: Literal["abonnement", "unitaire", "forfait"]
    unit: Text
    quantity: tuple[Quantity, ...] = ()
    applies_when: Condition | None = None
    order: int = 100


class Definition(Model):
    """A term defined in the documents."""

    term: Text
    meaning: Text
    sources: tuple[Slug, ...] = ()


class Measure(Model):
    """A measure of a framework that clauses can correspond to; some frameworks only give a section."""

    id: str
    title: str = ""
    section: str = ""


class Framework(Model):
    """A framework whose coverage by the catalog is shown."""

    id: Slug
    title: str
    version: str = ""
    rights: str = ""
    note: str = ""
    measures: tuple[Measure, ...] = ()


class Settings(Model):
    """Choices of the catalog as a whole: when plain language is used, and how prices are judged."""

    version: Text
    plain_language_when: Condition
    price_method: Slug
    tax_base: Literal["ttc", "ht"]
    vat_rate: Slug
    tie_break: Literal["heaviest_first", "none"]


class Catalog(Model):
    """Everything read from `requirements_catalog/`, cross-checked; `fingerprint` is the SHA-256 of its files."""

    settings: Settings
    themes: dict[str, Theme]
    groups: tuple[QuestionGroup, ...]
    questions: dict[str, Question]
    clauses: dict[str, ClauseSpec]
    criteria: dict[str, CriterionSpec]
    sources: dict[str, Source]
    figures: dict[str, LegalFigure]
    penalties: dict[str, Penalty]
    prices: dict[str, PriceLineSpec]
    scale: tuple[ScaleLevel, ...]
    definitions: tuple[Definition, ...] = ()
    frameworks: dict[str, Framework] = Field(default_factory=dict)
    fingerprint: str = ""
