"""What the tests of matching share: the lexicon, and a judge of one-line bids."""

from __future__ import annotations

import pytest

from opposable.bids.matching.lexicon import load_lexicon
from opposable.bids.matching.suggest import suggest
from tests.bids.matching.written import AROUND, passages


@pytest.fixture(scope="session")
def lexicon():
    return load_lexicon()


@pytest.fixture
def judge(lexicon):
    """Return the suggestion for one requirement in a bid made of a few texts among unrelated ones."""

    def run(sought, *texts, declared=None, around=AROUND, **kw):
        answers = {"a": {sought.id: declared}} if declared else {}
        return suggest([sought], {"a": passages(*texts, *around, **kw)}, lexicon, answers)["a"][sought.id]

    return run
