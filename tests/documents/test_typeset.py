"""Typography of the documents."""

from __future__ import annotations

import pytest

from opposable.model.french import NBSP, NNBSP, typeset


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Prix : 3 000 €", f"Prix{NBSP}: 3{NNBSP}000{NBSP}€"),
        ("oui ; non ? si !", f"oui{NNBSP}; non{NNBSP}? si{NNBSP}!"),
        ("« l'offre »", f"«{NBSP}l’offre{NBSP}»"),
        ("qu'« oui »", f"qu’«{NBSP}oui{NBSP}»"),
        ("article R. 2192-11, n° 401660", f"article{NBSP}R.{NBSP}2192-11, n°{NBSP}401660"),
        ("à 12 h 00, en 15 minutes", f"à 12{NBSP}h{NBSP}00, en 15{NBSP}minutes"),
        ("99,9 % des sites...", f"99,9{NBSP}% des sites…"),
        ("https://exemple.example/a?b=1 à 12:30", "https://exemple.example/a?b=1 à 12:30"),
    ],
)
def test_spaces_and_apostrophes_follow_french_usage(typed, printed):
    assert printed == typeset(typed)
    assert printed == typeset(printed)
