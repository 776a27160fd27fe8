"""The words that name a quantity asked, and those that name its neighbour."""

from __future__ import annotations

from opposable.bids.matching.anchors import anchors, terms
from opposable.model.bids import Sought
from tests.bids.matching.written import ALERT, asked

REMOTE = asked("délai d'intervention à distance", "<=", 2, "heures")
ONSITE = asked("délai de présence sur site", "<=", 8, "heures")
BOTH = Sought(
    id="crise",
    title="Incident majeur",
    text="Le titulaire intervient à distance en 2 heures, et se présente sur site en 8 heures.",
    quantities=(REMOTE, ONSITE),
)


def test_counting_words_and_units_name_no_quantity(lexicon):
    assert () == terms("délai maximal de deux heures par an", lexicon)
    assert "astreint" in terms("délai d'astreinte", lexicon)


def test_the_name_weighs_more_than_the_title_and_the_title_more_than_the_text(lexicon):
    sought = Sought(
        id="x",
        title="Zoulous",
        text="Le titulaire remplace le xylophone.",
        quantities=(asked("quetsche", "<=", 9, "jours"),),
    )
    wanted = anchors(sought, sought.quantities[0], lexicon).wanted
    assert (2.0, 0.8, 0.3) == tuple(wanted[terms(each, lexicon)[0]] for each in ("quetsche", "Zoulous", "xylophone"))


def test_the_words_around_the_bound_name_it_too(lexicon):
    (term,) = terms("fanfare", lexicon)
    near = Sought(id="x", title="T", text="La fanfare arrive en 9 jours. Le reste suit.", quantities=())
    far = Sought(id="x", title="T", text="La fanfare arrive. Le reste suit en 9 jours.", quantities=())
    weights = [anchors(each, asked("quetsche", "<=", 9, "jours"), lexicon).wanted[term] for each in (near, far)]
    assert [1.2, 0.3] == weights


def test_each_of_two_quantities_has_words_the_other_does_not_want(lexicon):
    remote, onsite = anchors(BOTH, REMOTE, lexicon), anchors(BOTH, ONSITE, lexicon)
    (distance,) = (each for each in terms("distance", lexicon) if each[0] != "@")
    (presence,) = (each for each in terms("présence", lexicon) if each[0] != "@")
    assert distance in remote.wanted
    assert distance in onsite.unwanted
    assert presence in onsite.wanted
    assert presence in remote.unwanted
    for each in (remote, onsite):
        assert each.unwanted.isdisjoint(each.wanted)


def test_a_quantity_alone_has_no_unwanted_word(lexicon):
    assert frozenset() == anchors(ALERT, ALERT.quantities[0], lexicon).unwanted
