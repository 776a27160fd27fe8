"""Every entry of the lexicon keeps its word: it fires on its positive example and not on its negative one."""

from __future__ import annotations

import pytest

from opposable.bids.matching.cues import cues_in
from opposable.bids.matching.flags import flags, hazard_in, heading_classes
from opposable.bids.matching.lexicon import load_lexicon
from opposable.bids.matching.phrases import compiled, phrases
from opposable.bids.matching.tokens import fold, stems
from opposable.model.errors import OpposableError

LEXICON = load_lexicon()


@pytest.mark.parametrize("entry", LEXICON.flags, ids=lambda entry: entry.id)
def test_a_flag_fires_on_its_positive_example_only(entry):
    assert entry.id in {flag.id for flag in flags(entry.positive, LEXICON)}
    assert entry.id not in {flag.id for flag in flags(entry.negative, LEXICON)}


@pytest.mark.parametrize("entry", LEXICON.headings, ids=lambda entry: entry.id)
def test_a_heading_is_recognised_on_its_positive_example_only(entry):
    assert entry.heading_class in heading_classes(entry.positive, LEXICON)
    assert entry.heading_class not in heading_classes(entry.negative, LEXICON)


@pytest.mark.parametrize("entry", LEXICON.hazards, ids=lambda entry: entry.id)
def test_a_hazard_is_seen_on_its_positive_example_only(entry):
    assert hazard_in(entry.positive, entry) is not None
    assert hazard_in(entry.negative, entry) is None


@pytest.mark.parametrize("entry", LEXICON.concepts, ids=lambda entry: entry.id)
def test_a_concept_is_said_by_its_positive_example_only(entry):
    assert f"@{entry.id}" in LEXICON.concepts_in(stems(entry.positive))
    assert f"@{entry.id}" not in LEXICON.concepts_in(stems(entry.negative))


@pytest.mark.parametrize("entry", LEXICON.cues, ids=lambda entry: entry.id)
def test_a_cue_is_counted_in_its_positive_example_only(entry):
    assert entry.id in cues_in(entry.positive, LEXICON)
    assert entry.id not in cues_in(entry.negative, LEXICON)


def test_ids_are_unique_in_each_part():
    for part in (LEXICON.flags, LEXICON.headings, LEXICON.hazards, LEXICON.cues, LEXICON.concepts):
        ids = [entry.id for entry in part]
        assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize("words", [entry.words for entry in LEXICON.flags], ids=[entry.id for entry in LEXICON.flags])
def test_looking_for_key_words_first_finds_what_every_pattern_would(words):
    for sentence in (entry.positive for entry in LEXICON.flags):
        folded = fold(sentence)
        expected = {match.span() for word in words for match in compiled(word).finditer(folded)}
        assert expected == set(phrases(words).spans(folded))


def test_the_version_changes_with_the_words(tmp_path):
    extension = tmp_path / "consultation.yaml"
    extension.write_text(
        "concepts:\n- {id: kiosque, words: [borne, kiosque], positive: La borne, negative: La porte}\n",
        encoding="utf-8",
    )
    extended = load_lexicon(extension)
    assert LEXICON.version != extended.version
    assert load_lexicon().version == LEXICON.version
    assert ("@kiosque",) == extended.concepts_in(stems("une borne"))


def test_a_tender_replaces_an_entry_of_the_same_id(tmp_path):
    extension = tmp_path / "consultation.yaml"
    extension.write_text("concepts:\n- {id: soc, words: [kiosque]}\n", encoding="utf-8")
    assert ("kiosque",) == next(c.words for c in load_lexicon(extension).concepts if c.id == "soc")


def test_entries_can_be_left_out_by_what_taught_them():
    assert not [entry for entry in load_lexicon(without=["bids_dev2"]).flags if entry.source == "bids_dev2"]
    assert [entry for entry in LEXICON.flags if entry.source == "bids_dev2"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("flags: [", "n'est pas un fichier YAML lisible"),
        ("drapo: []", "La rubrique « drapo » du lexique n'est pas reconnue"),
    ],
)
def test_a_lexicon_that_cannot_be_read_says_why(tmp_path, text, said):
    wrong = tmp_path / "faux.yaml"
    wrong.write_text(text, encoding="utf-8")
    with pytest.raises(OpposableError, match=said):
        load_lexicon(wrong)


def test_a_missing_lexicon_is_named(tmp_path):
    with pytest.raises(OpposableError, match="absent"):
        load_lexicon(tmp_path / "absent.yaml")
