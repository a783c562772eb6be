"""The lexicon of attribution: its files are sound; cues are found with their particles and prepositions."""

import pytest

from onrecord.annotate.attribution.lexicon import VERB_FRAMES, find_companions, load_cues, words_of
from onrecord.annotate.lexicon_files import lexicon_rows
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.errors import ModelError
from read_lines import read_lines

PREPOSITIONS = {"of", "about", "for", "on", "against"}


def found_at(text: str, word: str) -> list[str]:
    tree = read_lines(text).index(SyntaxTree)
    number = next(token.index for token in tree.tokens if token.text == word)
    return [found.cue.words for found in load_cues().find_verbs(tree, number)]


def test_every_entry_has_frames_that_the_rules_know() -> None:
    for entries in load_cues().verbs.values():
        assert all(cue.frames and cue.frames <= VERB_FRAMES for cue in entries)
    for entries in load_cues().nouns.values():
        assert all(cue.frames and cue.frames <= PREPOSITIONS | {"that", "to"} for cue in entries)


def test_no_entry_is_given_twice_and_the_file_is_sorted() -> None:
    keys = [(row[0], row[1]) for row in lexicon_rows("attribution/cues")]
    assert len(set(keys)) == len(keys)
    assert keys == sorted(keys)


def test_longer_entries_stand_before_shorter_ones() -> None:
    assert found_at("She called for calm.", "called") == ["call for", "call"]
    assert found_at("She called it calm.", "called") == ["call"]


def test_companions_are_found_one_after_the_other() -> None:
    tree = SyntaxTree.of(read_lines("The mayor lashed out at the builders."))
    lashed = next(token.index for token in tree.tokens if token.text == "lashed")
    found = find_companions(tree, lashed, ("out", "at"))
    assert found is not None
    assert [tree[number].text for number in found] == ["out", "at"]
    assert find_companions(tree, lashed, ("back",)) is None


def test_a_noun_may_have_an_entry_for_its_plural() -> None:
    tree = SyntaxTree.of(read_lines("Demands grew and demand fell."))
    entries = [
        found.cue.words for token in tree.tokens if (found := load_cues().find_noun(tree, token.index))
    ]
    assert entries == ["demands", "demand"]


def test_every_word_class_has_words_and_one_line() -> None:
    names = [row[0] for row in lexicon_rows("attribution/word_classes")]
    assert len(set(names)) == len(names)
    assert all(words_of(name) for name in names)
    with pytest.raises(ModelError):
        words_of("no such class")
