"""Parts of speech by the pipeline's rules: the last one that fits wins, and the word before can matter."""

from typing import Any, cast

from spacy.pipeline import AttributeRuler

from onrecord.annotate.text.syntax.annotator import load_parser
from onrecord.annotate.text.syntax.parts_of_speech import PartOfSpeechRules

RULES = PartOfSpeechRules.of(
    [
        {"patterns": [[{"TAG": "VBZ"}]], "attrs": {"POS": "VERB"}, "index": 0},
        {"patterns": [[{"TAG": "VBZ", "LOWER": {"IN": ["is", "'s"]}}]], "attrs": {"POS": "AUX"}, "index": 0},
        {"patterns": [[{"DEP": {"NOT_IN": ["det"]}, "TAG": "DT"}]], "attrs": {"POS": "PRON"}, "index": 0},
        {
            "patterns": [[{"TAG": "IN"}], [{"TAG": "IN", "LOWER": {"NOT_IN": ["of", "like"]}}]],
            "attrs": {"POS": "ADP"},
            "index": 0,
        },
        {
            "patterns": [[{"TAG": "IN", "LOWER": {"NOT_IN": ["of", "to"]}}]],
            "attrs": {"POS": "SCONJ"},
            "index": 0,
        },
        {"patterns": [[{"TAG": "IN", "LOWER": "like"}]], "attrs": {"POS": "INTJ"}, "index": 0},
        {"patterns": [[{"TAG": "VBZ", "SHAPE": "x"}]], "attrs": {"POS": "X"}, "index": 0},
        {"patterns": [[{"LOWER": "'ll"}]], "attrs": {"LEMMA": "will"}, "index": 0},
        {"patterns": [[{"DEP": "expl"}, {"LOWER": "is"}]], "attrs": {"POS": "VERB"}, "index": 1},
    ]
)


def test_a_later_rule_wins() -> None:
    assert RULES.find(("VBZ", "denies", "ROOT"), None) == "VERB"
    assert RULES.find(("VBZ", "is", "ROOT"), None) == "AUX"


def test_rules_that_leave_words_out_hold_for_all_others() -> None:
    assert [RULES.find(("IN", word, "prep"), None) for word in ("of", "like", "under")] == [
        "ADP",
        "INTJ",
        "SCONJ",
    ]


def test_the_word_before_can_matter() -> None:
    assert RULES.find(("VBZ", "is", "ROOT"), ("EX", "there", "expl")) == "VERB"
    assert RULES.find(("VBZ", "is", "ROOT"), ("PRP", "it", "nsubj")) == "AUX"


def test_a_word_without_a_rule_is_x() -> None:
    assert RULES.find(("DT", "the", "det"), None) == "X"


def test_parts_of_speech_equal_those_of_spacys_matcher() -> None:
    parser = load_parser()
    text = (
        "There is no doubt that the mayor's plan wouldn't have been what those who’ve left had wanted, "
        "but it does work."
    )
    (doc,) = parser.parse([text])
    words = [(token.tag_, token.lower_, token.dep_) for token in doc]
    found = [parser.speech.find(word, before) for word, before in zip(words, [None, *words], strict=False)]
    ruler = AttributeRuler(parser.parts.vocab)
    ruler.add_patterns(cast("Any", parser.parts.patterns))
    ruled = ruler(doc)
    assert found == [token.pos_ for token in ruled]
