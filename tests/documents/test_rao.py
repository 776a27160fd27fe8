"""The analysis report: its figures are the ranking's, its quotations the bidders' own words."""

from __future__ import annotations

from docx.oxml.ns import qn

from opposable.documents.chart import ranking_chart
from opposable.documents.rao import write_rao
from opposable.model.french import number
from tests.documents.word_tenders import (
    BIDDERS,
    MASTER,
    QUOTE,
    assessed,
    headings,
    opened,
    plain,
    sealed,
    tables,
    words,
)

TENDER = sealed()
ASSESSMENT = assessed(TENDER)
RANKING = ASSESSMENT.ranking
WRITTEN = write_rao(TENDER, ASSESSMENT, MASTER)
DRAFT = write_rao(TENDER, assessed(TENDER, marked=False), MASTER)


def test_the_ranking_table_prints_the_figures_of_the_ranking():
    expected = [
        [number(row.rank), row.bid, *(number(term.points, 2) for term in row.criteria), number(row.total, 2)]
        for row in RANKING.rows
    ]
    assert 2 == len(expected)
    assert expected == tables(WRITTEN)["Classement des offres"][1:]


def test_each_sub_criterion_compares_the_bids_with_the_working_of_the_ranking():
    for criterion in TENDER.criteria[1:]:
        for sub in criterion.sub:
            rows = tables(WRITTEN)[f"Comparaison : {sub.title}"][1:]
            terms = [next(t for t in r.term(criterion.id).subs if t.id == sub.id) for r in RANKING.rows]
            assert [plain(term.working) for term in terms] == [row[1] for row in rows]
            assert [f"{number(t.points, 2)} / {number(t.available)}" for t in terms] == [row[2] for row in rows]


def test_the_price_points_are_those_of_the_ranking():
    rows = tables(WRITTEN)["Points du prix"][1:]
    terms = [(row.bid, row.term("prix")) for row in RANKING.rows]
    assert [[bid, number(t.price.ratio, 4), plain(t.price.working), number(t.points, 2)] for bid, t in terms] == rows


def test_every_mark_is_printed_with_its_reason_and_the_exact_words_of_the_bid():
    quoted = QUOTE.replace("\x0b", "")
    for requirement in TENDER.judged:
        rows = dict(tables(WRITTEN)[f"Notes de l'exigence {requirement.number}"])
        for bid in ASSESSMENT.retained:
            mark = bid.marks[requirement.id]
            assert rows[bid.bidder].startswith(f"Note {number(mark.mark)} sur 4. {mark.reason}")
            assert f"« {plain(quoted)} » (mémoire.docx, § 3.2, paragraphe 12)" in rows[bid.bidder]
        assert BIDDERS[2] not in rows
    texts = [node.text for node in opened(WRITTEN).element.body.iter(qn("w:t"))]
    assert quoted in texts


def test_files_received_have_their_whole_fingerprint_and_each_decision_its_reason():
    assert [f"{place}a" * 32 for place in range(3)] == [row[2] for row in tables(WRITTEN)["Fichiers reçus"][1:]]
    assert [
        ["Passelande", "Régulière", ""],
        ["Sorgelune", "Régularisée", "Preuve jointe dans le délai."],
        ["Tramontys", "Irrégulière", "Astreinte seule."],
    ] == tables(WRITTEN)["Régularité"][1:]


def test_the_chart_has_an_alternative_text_with_the_totals():
    (shape,) = opened(WRITTEN).inline_shapes
    described = plain(shape._inline.docPr.get("descr"))
    for row in RANKING.rows:
        assert f"{row.bid}, {number(row.total, 2)} points" in described


def test_the_same_ranking_gives_the_same_picture():
    titles = {criterion.id: criterion.title for criterion in TENDER.criteria}
    assert ranking_chart(RANKING, titles) == ranking_chart(RANKING, titles)


def test_the_proposal_names_the_first_bid_and_leaves_room_to_sign():
    text = words(WRITTEN)
    assert f"Offre classée première : {RANKING.leaders[0].bid}" in text
    assert "La commission propose l'offre classée première." in text
    assert "Responsable de l'analyse" == tables(WRITTEN)["Signature"][1][0]
    assert "Détection solide de nuit." in text


def test_an_incomplete_assessment_gives_a_draft_that_says_what_is_missing():
    assert ["BROUILLON"] == [p.text for p in opened(DRAFT).paragraphs if p.style.name == "Mention de projet"]
    assert "exigence(s) sans note" in words(DRAFT)
    assert "Classement des offres" not in tables(DRAFT)
    assert headings(WRITTEN, "1")[:7] == headings(DRAFT, "1")[:7]
    assert [] == [p for p in opened(WRITTEN).paragraphs if p.style.name == "Mention de projet"]
