"""Read back a price schedule: unit prices from the BPU, totals computed again, every doubt with its cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from opposable.bids.amounts import read_number, read_price, read_rate
from opposable.bids.reading.sheets_model import Sheet
from opposable.bids.workbook import Table, check_identity, find_tables, open_workbook
from opposable.documents import layout
from opposable.documents.layout import folded
from opposable.model.bids import PricedLine, PriceSchedule
from opposable.model.errors import OpposableError, nearest
from opposable.model.french import euros, number
from opposable.model.tender import PriceLine, Tender

CENT = Decimal("0.01")
_USUAL_RATES = frozenset(Decimal(rate) for rate in ("0", "0.9", "1.05", "1.75", "2.1", "5.5", "8.5", "10", "13", "20"))
_LARGEST = Decimal(10) ** 12
_Found = tuple[Table, int, tuple[str, ...]]


@dataclass
class _Findings:
    """What is said while reading: `problems` and `warnings`, in French."""

    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_price_schedule(name: str, content: bytes, tender: Tender) -> PriceSchedule:
    """Return the prices of `content`, called `name`, with totals computed again in exact decimals.

    The total of a line is rounded half up to the cent before and after VAT; totals are the sums of the lines, and
    stay empty while a price is missing, unreadable or negative. Raises `OpposableError` when the file cannot be
    read, is no price schedule, or belongs to another consultation or version.
    """
    return prices_from_sheets(name, open_workbook(content), tender)


def prices_from_sheets(name: str, sheets: Sequence[Sheet], tender: Tender) -> PriceSchedule:
    """Return the prices of an opened schedule; see `read_price_schedule`."""
    tables = tuple(find_tables(sheets, (layout.CODE, layout.PRICE, layout.VAT, layout.REMARK)))
    if not tables:
        raise OpposableError(
            "Ce classeur n'est pas un bordereau de prix : ses colonnes manquent.",
            hint="Demandez au candidat de remplir le fichier du dossier de consultation.",
        )
    reference, seal = check_identity(sheets, tender)
    said = _Findings()
    rows = _rows(tables, tender, said)
    uncomputed = {(sheet.name, cell) for sheet in sheets for cell in sheet.uncomputed_cells}
    lines = tuple(_line(line, rows.get(line.code), uncomputed, said) for line in tender.prices)
    ht, ttc = _totals(lines, said)
    _compare_simulation(sheets, tender, ht, ttc, said)
    return PriceSchedule(
        file=name,
        reference=reference,
        seal=seal,
        lines=lines,
        total_ht=ht,
        total_ttc=ttc,
        problems=tuple(said.problems),
        warnings=tuple(said.warnings),
    )


def line_amounts(line: PricedLine) -> tuple[Decimal, Decimal] | None:
    """Return the totals HT and TTC of a line, each rounded half up to the cent; nothing without a price."""
    if line.total_ht is None:
        return None
    before = line.total_ht.quantize(CENT, rounding=ROUND_HALF_UP)
    return before, before + (before * line.vat_rate / 100).quantize(CENT, rounding=ROUND_HALF_UP)


def _totals(lines: Sequence[PricedLine], said: _Findings) -> tuple[Decimal | None, Decimal | None]:
    amounts = [line_amounts(line) for line in lines]
    if said.problems or not lines or any(amount is None for amount in amounts):
        return None, None
    known = [amount for amount in amounts if amount is not None]
    return sum((ht for ht, _ in known), Decimal(0)), sum((ttc for _, ttc in known), Decimal(0))


def _rows(tables: Sequence[Table], tender: Tender, said: _Findings) -> dict[str, _Found]:
    codes = {folded(line.code): line.code for line in tender.prices}
    found: dict[str, _Found] = {}
    for table in tables:
        for row, cells in table.rows:
            text = table.text(cells, layout.CODE)
            code = codes.get(folded(text))
            if code is None:
                if text and table.text(cells, layout.PRICE):
                    hint = nearest(text, codes.values())
                    said.warnings.append(
                        f"{table.where(row, layout.CODE)} : la ligne « {text[:40]} » n'est pas au bordereau publié ; "
                        f"son prix n'est pas compté. {hint}".rstrip()
                    )
            elif code not in found:
                found[code] = (table, row, cells)
            elif table.text(cells, layout.PRICE) != found[code][0].text(found[code][2], layout.PRICE):
                said.problems.append(
                    f"{table.where(row, layout.PRICE)} : le prix {code} est écrit deux fois, avec deux valeurs. "
                    "Demandez laquelle engage le candidat."
                )
    return found


def _line(line: PriceLine, found: _Found | None, uncomputed: set[tuple[str, str]], said: _Findings) -> PricedLine:
    if found is None:
        said.problems.append(f"La ligne {line.code} ({line.title}) a disparu du bordereau.")
        return PricedLine(code=line.code, unit_price_ht=None, vat_rate=Decimal(0), quantity=line.quantity)
    table, row, cells = found
    _check_wording(line, found, said)
    remark = table.text(cells, layout.REMARK)
    if remark:
        said.warnings.append(
            f"{table.where(row, layout.REMARK)} : observation du candidat sur {line.code}, à lire : « {remark[:300]} »."
        )
    return PricedLine(
        code=line.code,
        unit_price_ht=_price(line, found, uncomputed, said),
        vat_rate=_rate(line, found, said),
        quantity=line.quantity,
        cell=f"{table.sheet}!{table.cell(row, layout.PRICE)}",
        remark=remark,
    )


def _price(line: PriceLine, found: _Found, uncomputed: set[tuple[str, str]], said: _Findings) -> Decimal | None:
    table, row, cells = found
    text, where = table.text(cells, layout.PRICE), table.where(row, layout.PRICE)
    if not text:
        if (table.sheet, table.cell(row, layout.PRICE)) in uncomputed:
            said.problems.append(
                f"{where} : le prix {line.code} est une formule sans résultat enregistré. "
                "Demandez au candidat d'ouvrir le fichier dans son tableur et de l'enregistrer."
            )
        else:
            said.problems.append(f"{where} : le prix {line.code} ({line.title}) manque.")
        return None
    price = read_price(text)
    if price is None or abs(price) > _LARGEST:
        said.problems.append(f"{where} : « {text[:60]} » n'est pas un prix en euros hors taxes.")
        return None
    if price < 0:
        said.problems.append(f"{where} : le prix {line.code} est négatif ({euros(price)}).")
    elif price == 0:
        said.warnings.append(f"{where} : le prix {line.code} est nul ; faites-le confirmer et justifier.")
    return price


def _rate(line: PriceLine, found: _Found, said: _Findings) -> Decimal:
    table, row, cells = found
    text, where = table.text(cells, layout.VAT), table.where(row, layout.VAT)
    rate = read_rate(text)
    if rate is None or not 0 <= rate <= 100:
        shown = f"« {text[:40]} » n'est pas un taux de TVA" if text else "le taux de TVA manque"
        said.problems.append(f"{where} : {shown} pour {line.code}. Demandez-le au candidat, sans le corriger d'office.")
        return Decimal(0)
    if rate not in _USUAL_RATES:
        said.warnings.append(f"{where} : taux de TVA inhabituel pour {line.code} ({number(rate)} %), à confirmer.")
    return rate


def _check_wording(line: PriceLine, found: _Found, said: _Findings) -> None:
    table, row, cells = found
    for title, expected in ((layout.TITLE, line.title), (layout.ABOUT, line.about), (layout.UNIT, line.unit)):
        if title in table.columns and layout.fingerprint(table.text(cells, title)) != layout.fingerprint(expected):
            said.problems.append(
                f"{table.where(row, title)} : la ligne {line.code} a été modifiée (« {title} »). "
                "Le prix ne porte plus sur ce qui est demandé."
            )


def _compare_simulation(
    sheets: Sequence[Sheet], tender: Tender, ht: Decimal | None, ttc: Decimal | None, said: _Findings
) -> None:
    """Say where the simulation that the file shows is not the one computed here."""
    quantities = {folded(line.code): line for line in tender.prices}
    for table in find_tables(sheets, (layout.CODE, layout.QUANTITY, layout.TOTAL_HT)):
        for row, cells in table.rows:
            code = folded(table.text(cells, layout.CODE))
            if code in quantities:
                _compare_quantity(table, row, cells, quantities[code], said)
            elif code == folded(layout.GRAND_TOTAL):
                for title, expected in ((layout.TOTAL_HT, ht), (layout.TOTAL_TTC, ttc)):
                    _compare_total(table.where(row, title), table.text(cells, title), expected, said)


def _compare_quantity(table: Table, row: int, cells: tuple[str, ...], line: PriceLine, said: _Findings) -> None:
    text = table.text(cells, layout.QUANTITY)
    if read_number(text) != line.quantity:
        said.warnings.append(
            f"{table.where(row, layout.QUANTITY)} : la quantité de {line.code} a été modifiée "
            f"(« {text[:30]} » au lieu de {number(line.quantity)}) ; celle du dossier publié sert au calcul."
        )


def _compare_total(where: str, text: str, expected: Decimal | None, said: _Findings) -> None:
    shown = read_price(text)
    if shown is None or expected is None or abs(shown - expected) <= CENT:
        return
    said.warnings.append(
        f"{where} : le fichier affiche {euros(shown)}, le calcul donne {euros(expected)} ; "
        "les prix du bordereau prévalent."
    )
