"""Lemmas by endings: mainly speech verbs, and words that stay unchanged."""

import pytest

from onrecord.annotate.lexicon_files import lexicon_rows
from onrecord.annotate.text.syntax.lemmas import find_lemma, kind_of


@pytest.mark.parametrize(
    ("word", "tag", "pos", "lemma"),
    [
        ("said", "VBD", "VERB", "say"),
        ("Told", "VBN", "VERB", "tell"),
        ("denies", "VBZ", "VERB", "deny"),
        ("hoping", "VBG", "VERB", "hope"),
        ("urged", "VBD", "VERB", "urge"),
        ("planned", "VBN", "VERB", "plan"),
        ("expelled", "VBD", "VERB", "expel"),
        ("shelled", "VBD", "VERB", "shell"),
        ("freeing", "VBG", "VERB", "free"),
        ("talks", "NNS", "NOUN", "talk"),
        ("countries", "NNS", "NOUN", "country"),
        ("children", "NNS", "NOUN", "child"),
        ("’ve", "VBP", "AUX", "have"),
        ("n’t", "RB", "PART", "not"),
        ("them", "PRP", "PRON", "they"),
        ("her", "PRP$", "PRON", "her"),
        ("her", "PRP", "PRON", "she"),
        ("Holt", "NNP", "PROPN", "Holt"),
        ("Said", "NNP", "PROPN", "Said"),
        ("news", "NN", "NOUN", "news"),
    ],
)
def test_the_lemma_of_a_word(word: str, tag: str, pos: str, lemma: str) -> None:
    assert find_lemma(word, tag, pos) == lemma


def test_a_string_that_is_not_a_word_keeps_its_form() -> None:
    assert find_lemma("4.30s-", "NNS", "NOUN") == "4.30s-"
    assert find_lemma("", "NN", "NOUN") == ""


def test_every_correction_of_a_verb_is_in_the_rules() -> None:
    for form, lemma in lexicon_rows("text/lemmas"):
        tag = "VBG" if form.endswith("ing") else "VBD" if form.endswith("ed") else "VBZ"
        assert find_lemma(form, tag, "VERB") == lemma, form


def test_a_participle_and_a_past_form_have_the_same_rules() -> None:
    assert kind_of("VBN", "VERB") == kind_of("VBD", "VERB") == "VBD"
    assert kind_of("VBZ", "AUX") == "AUX"
