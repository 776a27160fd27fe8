"""The numbers that may answer a quantity: all measured alike, the likeliest first."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest

from opposable.bids.matching.anchors import anchors
from opposable.bids.matching.candidates import MEASURES, Pool, candidates, measured_candidates, speaks_of
from opposable.bids.matching.finding import SearchableBid
from opposable.model.bids import Passage, Sought
from tests.bids.matching.written import ALERT, AROUND, asked, passages

(DELAY,) = ALERT.quantities
ANSWER = "Une alerte critique est prise en charge en dix minutes, à toute heure."
OTHER = "Un devis est remis en 40 minutes ; la pause dure 20 minutes."


def pool(*places):
    return Pool(
        [(place, 1 / (1 + rank)) for rank, place in enumerate(places)], 0.5, frozenset(places[:1]), lambda _: 1.0
    )


def found_in(lexicon, found, *places, quantity=DELAY, sought=ALERT):
    bid = SearchableBid(found, lexicon)
    return candidates(quantity, anchors(sought, quantity, lexicon), bid, pool(*places))


def measures_in(lexicon, found, *places, quantity=DELAY, sought=ALERT):
    bid = SearchableBid(found, lexicon)
    rows = measured_candidates(quantity, anchors(sought, quantity, lexicon), bid, pool(*places))
    return [(candidate, dict(zip(MEASURES, row, strict=True))) for candidate, row in rows]


def test_the_weighing_of_numbers_has_exactly_the_measures_taken(lexicon):
    weighing = lexicon.weighings["nombre"]
    assert (MEASURES, ("oui",)) == (tuple(weighing.features), weighing.outcomes)


def test_every_number_has_each_measure_once_and_finite(lexicon):
    found = measures_in(lexicon, passages(ANSWER, OTHER, *AROUND), 0, 1, 5)
    assert [Decimal(10), Decimal(40), Decimal(20), Decimal(20)] == [candidate.value for candidate, _ in found]
    assert all(math.isfinite(value) for _, measures in found for value in measures.values())


def test_the_likeliest_number_comes_first_and_chances_lie_between_0_and_1(lexicon):
    found = found_in(lexicon, passages(OTHER, ANSWER, *AROUND), 1, 0)
    chances = [each.score for each in found]
    assert Decimal(10) == found[0].value
    assert sorted(chances, reverse=True) == chances
    assert all(0 < chance < 1 for chance in chances)


def test_the_order_of_the_passages_read_first_is_measured(lexicon):
    (_, first), (_, second) = measures_in(lexicon, passages(ANSWER, ANSWER.replace("dix", "onze"), *AROUND), 0, 1)
    assert [(1.0, 1.0, 1.0, 1.0), (0.5, 0.0, 0.0, 0.5)] == [
        tuple(each[name] for name in ("rang_relatif", "premier", "propre", "rang")) for each in (first, second)
    ]


def test_the_words_that_name_the_quantity_are_measured_where_they_stand(lexicon):
    near, far = "Alerte critique : dix minutes.", "Une alerte critique est vue. Le reste est fait en dix minutes."
    ((_, close),) = measures_in(lexicon, passages(near, *AROUND), 0)
    ((_, away),) = measures_in(lexicon, passages(far, *AROUND), 0)
    assert close["pres"] > 0 == away["pres"] + away["phrase"]
    assert away["passage"] > 0


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("Alerte critique : au plus 10 minutes.", {"borne", "bonne_borne"}),
        ("Alerte critique : au moins 10 minutes.", {"borne"}),
        ("Alerte critique : 15 minutes.", {"egal"}),
        ("Alerte critique : 10 minutes en option.", {"attenue"}),
        ("Alerte critique : 10 minutes constatées l'an dernier.", {"passe"}),
        ("Alerte critique | 10 minutes", {"ligne"}),
        ("Alerte critique : 10 minutes.", set()),
    ],
)
def test_what_is_said_of_a_number_is_measured(lexicon, text, on):
    ((_, found),) = measures_in(lexicon, passages(text, *AROUND), 0)
    watched = ("borne", "bonne_borne", "egal", "attenue", "passe", "ligne", "note", "cellule", "jusqu_a", "besoin")
    assert on == {name for name in watched if found[name]}


def test_a_number_in_a_note_is_measured_as_such_with_the_passage_that_calls_it(lexicon):
    note = "Délai porté à 40 minutes la nuit."
    called = Passage(bid="a", file="m", where="1", text="Alerte critique : 10 minutes.", notes=(note,))
    own = Passage(bid="a", file="m", where="n", text=note, kind="note")
    found = measures_in(lexicon, (called, own, *passages(*AROUND)), 0)
    assert [(0, None, 0.0), (1, 0, 1.0)] == [(each.place, each.caller, row["note"]) for each, row in found]


def test_numbers_of_another_kind_are_no_candidates(lexicon):
    found = passages("Une alerte critique concerne 12 agents, 30 % des sites et 4 lots.", *AROUND)
    assert [] == found_in(lexicon, found, 0)
    assert not speaks_of(DELAY, 0, SearchableBid(found, lexicon))
    assert speaks_of(DELAY, 0, SearchableBid(passages(ANSWER), lexicon))


def test_what_only_recalls_the_need_holds_no_candidate(lexicon):
    need = passages(ANSWER, heading="2. Ce que nous avons compris de votre besoin")
    assert [] == found_in(lexicon, (*need, *passages(*AROUND)), 0)
    assert [] == found_in(lexicon, passages(ANSWER))


def test_a_number_named_by_the_neighbour_is_measured_as_the_neighbours(lexicon):
    remote = asked("délai d'intervention à distance", "<=", 2, "heures")
    onsite = asked("délai de présence sur site", "<=", 8, "heures")
    both = Sought(
        id="x",
        title="Incident majeur",
        text="À distance en 2 heures, sur site en 8 heures.",
        quantities=(remote, onsite),
    )
    found = passages("Présence sur site : six heures. Intervention à distance : une heure.", *AROUND)
    rows = {str(each.value): row for each, row in measures_in(lexicon, found, 0, quantity=remote, sought=both)}
    assert rows["6"]["pres"] < rows["1"]["pres"]
    best = found_in(lexicon, found, 0, quantity=remote, sought=both)[0]
    assert Decimal(1) == best.value
