"""Cues: counted in the answer, told apart by what is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from opposable.bids.matching.cues import compare, cues_in
from opposable.bids.matching.lexicon import CueEntry, load_lexicon

LEXICON = load_lexicon()


def test_a_cue_is_counted_up_to_three_times():
    assert {"nous": 1} == cues_in("Nous venons.", LEXICON)
    assert 2 == cues_in("Nous livrons nos postes.", LEXICON)["nous"]
    assert 3 == cues_in("Nous, nous, nous, nous et notre équipe.", LEXICON)["nous"]


def test_a_place_where_two_phrases_of_a_cue_stand_counts_once():
    twice = CueEntry(id="delai", words=("delai*", "delais"), positive="", negative="")
    assert {"delai": 1} == cues_in("Les délais courent.", replace(LEXICON, cues=(twice,)))


@pytest.mark.parametrize(
    "hours",
    [
        "de 8 h à 18 h",
        "de 8h à 18h",
        "entre 8 h 30 et 18 h",
        "du lundi au vendredi",
        "en heures ouvrées",
        "hors de ces plages",
    ],
)
def test_limited_hours_are_told_from_hours_around_the_clock(hours):
    assert "plage" in cues_in(f"Le support répond {hours}.", LEXICON)
    assert "plage" not in cues_in("Le support répond jour et nuit, 24 h/24.", LEXICON)


def test_a_cue_counts_under_another_name_when_it_is_asked_too():
    asked, answer = "Le service est rendu la nuit.", "Le service est rendu la nuit et le dimanche."
    found = compare(asked, answer, LEXICON)
    assert (1.0, 0.0) == (found["indice_continu_demande"], found["indice_continu_seul"])
    found = compare("Le service est rendu.", answer, LEXICON)
    assert (0.0, 1.0) == (found["indice_continu_demande"], found["indice_continu_seul"])


def test_every_cue_is_measured_twice_even_of_an_empty_answer():
    found = compare("", "", LEXICON)
    assert 2 * len(LEXICON.cues) == len(found)
    assert {0.0} == set(found.values())
