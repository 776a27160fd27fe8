"""The numbers of a passage, read once for each unit."""

from __future__ import annotations

from decimal import Decimal

from opposable.bids.matching.lexicon import Lexicon
from opposable.bids.matching.readings import Readings
from opposable.bids.matching.terms import Terms
from tests.bids.matching.written import passages


def readings(text: str, lexicon: Lexicon) -> Readings:
    written = passages(text)
    return Readings(written, lexicon, Terms(written, lexicon))


def test_a_number_is_read_in_the_unit_asked(lexicon: Lexicon) -> None:
    found = readings("Intervention sur site en deux heures, 95 % du temps.", lexicon)
    assert [Decimal(120)] == [each.value for each in found.of(0, "minute", least=False)]
    assert [Decimal(95)] == [each.value for each in found.of(0, "pourcent", least=False)]


def test_a_recurrence_is_a_duration_only_when_one_is_asked(lexicon: Lexicon) -> None:
    found = readings("Les mots de passe sont renouvelés tous les 45 jours.", lexicon)
    assert () == found.of(0, "jour", least=False)
    assert [Decimal(45)] == [each.value for each in found.of(0, "jour", least=False, recurring=True)]


def test_the_setting_of_a_number_is_its_own_sentence(lexicon: Lexicon) -> None:
    text = "La formation dure trois jours. En option, une astreinte intervient en quatre heures."
    found = readings(text, lexicon)
    days, hours = found.of(0, "heure", least=False)
    assert not found.setting(0, days).soft
    assert found.setting(0, hours).soft
    assert text.index("En option") == found.setting(0, hours).sentence[0]
