"""Write the price schedule: unit prices to fill (BPU), the simulation by formula (DQE), its checks and the seal."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from opposable.documents import layout, sheets
from opposable.documents.sheets import BODY, COMPUTED, INPUT, LOCKED, SUBTITLE, TOTAL, Column, formula, put, unlock
from opposable.model.french import number, plural
from opposable.model.lots import lot_name
from opposable.model.tender import PriceLine, Tender

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MASTER = "bordereau-de-prix.xlsx"
_HEADER_ROW = 4
_FIRST = _HEADER_ROW + 1
_MONEY = "#,##0.00"
_PRICE = "#,##0.00##"
_BPU = (
    Column(layout.CODE, 9),
    Column(layout.TITLE, 36),
    Column(layout.ABOUT, 60),
    Column(layout.KIND, 18),
    Column(layout.UNIT, 20),
    Column(layout.PRICE, 16, INPUT),
    Column(layout.VAT, 10, INPUT),
    Column(layout.REMARK, 32, INPUT),
)
_DQE = (
    Column(layout.CODE, 9),
    Column(layout.TITLE, 46),
    Column(layout.UNIT, 20),
    Column(layout.QUANTITY, 12),
    Column(layout.PRICE, 16, COMPUTED),
    Column(layout.TOTAL_HT, 18, COMPUTED),
    Column(layout.VAT, 10, COMPUTED),
    Column(layout.TOTAL_VAT, 16, COMPUTED),
    Column(layout.TOTAL_TTC, 18, COMPUTED),
)


def write_price_schedule(tender: Tender, template: bytes, name: str = MASTER) -> bytes:
    """Return the price schedule of `tender` as .xlsx bytes, made from the master `template` called `name`.

    Raises `OpposableError` when the master does not suit.
    """
    workbook, guide, row = sheets.open_master(template, name)
    guide.title = layout.RULES_SHEET
    _write_rules(guide, row, tender)
    _write_prices(workbook, tender)
    _write_quantities(workbook, tender)
    _write_checks(workbook, tender)
    rows = [
        (line.code, layout.fingerprint(line.title + line.about + line.unit), str(line.quantity))
        for line in tender.prices
    ]
    header = ("Code", "Empreinte de la ligne", "Quantité estimée")
    sheets.write_seal_sheet(workbook, tender, layout.PRICES_FORMAT, header, rows)
    return sheets.save(workbook, tender, f"Bordereau des prix et détail estimatif, {tender.title}")


def _write_rules(sheet: Worksheet, row: int, tender: Tender) -> None:
    put(sheet, row, 1, "Bordereau des prix et détail quantitatif estimatif", sheets.TITLE)
    put(sheet, row + 1, 1, tender.title, SUBTITLE)
    put(sheet, row + 2, 1, f"{tender.buyer.name}, consultation {tender.reference}, version {tender.version}", BODY)
    if tender.lot:
        row += 1
        put(sheet, row + 2, 1, f"{lot_name(tender.lots[0])}. Chaque lot a son bordereau.", BODY)
    put(sheet, row + 3, 1, f"Scellé : {tender.seal or layout.UNSEALED}", BODY)
    put(sheet, row + 4, 1, "Règles", SUBTITLE)
    filled = _RULES.format(
        bpu=layout.PRICES_SHEET,
        dqe=layout.QUANTITIES_SHEET,
        count=plural(len(tender.prices), "prix", "prix"),
        rate=number(tender.vat_rate),
        months=number(tender.procedure.total_months),
        base="toutes taxes comprises" if tender.method.tax_base == "ttc" else "hors taxes",
    )
    for index, text in enumerate(sheets.paragraphs(filled), start=row + 5):
        put(sheet, index, 1, text, BODY)
    sheets.finish_sheet(sheet, tender)


_RULES = """
Le bordereau (feuille « {bpu} ») compte {count} à remplir, en euros hors taxes. Chaque prix est complet : il comprend
tout ce que décrit sa ligne et ce qui est nécessaire à son exécution.

Aucune cellule de prix ne reste vide. Une prestation offerte s'écrit 0 : ce prix sera à confirmer et à justifier. Un
prix négatif n'est pas admis.

Le taux de TVA est proposé à {rate} %. Il appartient au candidat de vérifier le taux applicable à chaque ligne et de le
corriger s'il y a lieu.

Abonnement mensuel : le prix est celui d'un mois. Le détail estimatif le compte sur {months} mois, reconductions
comprises.

Le détail estimatif (feuille « {dqe} ») reprend les prix du bordereau par formule. Ses quantités sont estimées pour
comparer les offres ; elles n'engagent pas l'acheteur. Il n'y a rien à y remplir.

Le prix se juge sur le total {base} du détail estimatif, recalculé par l'acheteur à partir des prix du bordereau :
chaque total de ligne est arrondi au centime, puis les lignes s'additionnent.

En cas de désaccord entre les deux feuilles, les prix du bordereau prévalent.

La colonne « Observation » n'admet aucune réserve : elle sert à préciser, jamais à limiter l'engagement.

Ne modifiez ni les codes, ni les intitulés, ni les quantités, ni le scellé : ils sont vérifiés à l'ouverture du
fichier. Rendez ce fichier au format .xlsx.
"""


def _write_prices(workbook: Workbook, tender: Tender) -> None:
    sheet = workbook.create_sheet(layout.PRICES_SHEET)
    notes = ["Remplissez les cellules à fond clair : un prix unitaire hors taxes par ligne."]
    sheets.write_heading(sheet, "Bordereau des prix unitaires", notes)
    sheets.write_headers(sheet, _HEADER_ROW, _BPU)
    for row, line in enumerate(tender.prices, start=_FIRST):
        texts = (line.code, line.title, line.about, layout.KINDS[line.kind], line.unit)
        for column, text in enumerate(texts, start=1):
            put(sheet, row, column, text, LOCKED)
        unlock(put(sheet, row, 6, None, INPUT), _PRICE)
        unlock(put(sheet, row, 7, _exact(tender.vat_rate), INPUT), "0.##")
        unlock(put(sheet, row, 8, None, INPUT), "@")
    _restrict(sheet, _last_row(tender))
    sheets.finish_sheet(sheet, tender, freeze=f"C{_FIRST}")


def _restrict(sheet: Worksheet, last: int) -> None:
    cells = (f"F{row}" for row in range(_FIRST, last + 1))
    sheets.numbers_only(sheet, cells, "Écrivez un prix en euros hors taxes, en chiffres, sans symbole.")
    rate = DataValidation(type="decimal", operator="between", formula1="0", formula2="100", showErrorMessage=True)
    rate.errorTitle, rate.error = "Saisie refusée", "Écrivez un taux entre 0 et 100, par exemple 20."
    sheet.add_data_validation(rate)
    rate.add(f"G{_FIRST}:G{last}")


def _write_quantities(workbook: Workbook, tender: Tender) -> None:
    sheet = workbook.create_sheet(layout.QUANTITIES_SHEET)
    notes = ["Calculé d'après le bordereau : rien à remplir ici. Les quantités n'engagent pas l'acheteur."]
    sheets.write_heading(sheet, "Détail quantitatif estimatif", notes)
    sheets.write_headers(sheet, _HEADER_ROW, _DQE)
    for row, line in enumerate(tender.prices, start=_FIRST):
        _write_quantity(sheet, row, line, _last_row(tender))
    total = _last_row(tender) + 1
    for column in range(1, len(_DQE) + 1):
        put(sheet, total, column, layout.GRAND_TOTAL if column == 1 else None, TOTAL)
    for column in (6, 8, 9):
        letter = get_column_letter(column)
        cell = formula(sheet, total, column, f"=SUM({letter}{_FIRST}:{letter}{total - 1})", TOTAL)
        cell.number_format = _MONEY
    sheets.finish_sheet(sheet, tender, freeze=f"C{_FIRST}")


def _write_quantity(sheet: Worksheet, row: int, line: PriceLine, last: int) -> None:
    for column, text in enumerate((line.code, line.title, line.unit), start=1):
        put(sheet, row, column, text, LOCKED)
    put(sheet, row, 4, _exact(line.quantity), LOCKED).number_format = "#,##0.##"
    formulas = {
        5: (f'=IF({_from_bpu(row, "F", last)}="","",{_from_bpu(row, "F", last)})', _PRICE),
        6: (f'=IF(ISNUMBER(E{row}),ROUND(D{row}*E{row},2),"")', _MONEY),
        7: (f"={_from_bpu(row, 'G', last)}", "0.##"),
        8: (f'=IF(ISNUMBER(F{row}),ROUND(F{row}*G{row}/100,2),"")', _MONEY),
        9: (f'=IF(ISNUMBER(F{row}),F{row}+H{row},"")', _MONEY),
    }
    for column, (text, number_format) in formulas.items():
        formula(sheet, row, column, text).number_format = number_format


def _from_bpu(row: int, letter: str, last: int) -> str:
    """Return the formula that finds a cell of the BPU by the code of the line."""
    sheet = layout.PRICES_SHEET
    return f"INDEX({sheet}!${letter}${_FIRST}:${letter}${last},MATCH($A{row},{sheet}!$A${_FIRST}:$A${last},0))"


def _write_checks(workbook: Workbook, tender: Tender) -> None:
    sheet = workbook.create_sheet(layout.CHECKS_SHEET)
    sheets.write_heading(sheet, "Contrôles avant envoi", ["Calculés : rien à remplir ici."])
    sheets.write_headers(sheet, _HEADER_ROW, (Column("Contrôle", 58), Column("Résultat", 22, COMPUTED)))
    last = _last_row(tender)
    prices = f"{layout.PRICES_SHEET}!$F${_FIRST}:$F${last}"
    codes = f"{layout.PRICES_SHEET}!$A${_FIRST}:$A${last}"
    lines = (
        ("Prix demandés", f'=SUMPRODUCT(--({codes}<>""))', "0"),
        ("Prix manquants", f'=SUMPRODUCT(({codes}<>"")*({prices}=""))', "0"),
        ("Prix qui ne sont pas des nombres", f'=SUMPRODUCT(({prices}<>"")*NOT(ISNUMBER({prices})))', "0"),
        ("Prix nuls, à confirmer", f"=SUMPRODUCT(ISNUMBER({prices})*({prices}=0)*NOT(ISBLANK({prices})))", "0"),
        ("Prix négatifs, non admis", f"=SUMPRODUCT(ISNUMBER({prices})*({prices}<0))", "0"),
        ("Total HT de la simulation (€)", f"={layout.QUANTITIES_SHEET}!F{last + 1}", _MONEY),
        ("Total TTC de la simulation (€)", f"={layout.QUANTITIES_SHEET}!I{last + 1}", _MONEY),
    )
    for row, (label, text, number_format) in enumerate(lines, start=_FIRST):
        put(sheet, row, 1, label, LOCKED)
        formula(sheet, row, 2, text).number_format = number_format
    sheets.finish_sheet(sheet, tender)


def _last_row(tender: Tender) -> int:
    return _HEADER_ROW + max(1, len(tender.prices))


def _exact(value: Decimal) -> Decimal | int:
    """Return a whole number as an integer: Excel then shows no trailing separator."""
    return int(value) if value == value.to_integral_value() else value
