"""The language of a text: told, found, or unknown."""

import json
from pathlib import Path

import pytest

from onrecord.ingest.language import find_language, parse_language
from onrecord.model.errors import GatheringError

ENGLISH = "The ministry said on Tuesday that the talks would resume in Geneva next week, and that both sides had agreed to the agenda."
RUSSIAN = "Министерство сообщило во вторник, что переговоры возобновятся на следующей неделе и что стороны согласовали повестку дня."
UKRAINIAN = "Міністерство повідомило у вівторок, що переговори відновляться наступного тижня і що сторони погодили порядок денний."
GERMAN = "Das Ministerium teilte am Dienstag mit, dass die Gespräche in der kommenden Woche in Genf fortgesetzt werden sollen."


@pytest.mark.parametrize(
    ("text", "language"),
    [(ENGLISH, "en"), (RUSSIAN, "ru"), (UKRAINIAN, "uk"), (GERMAN, "de"), (ENGLISH.upper(), "en")],
)
def test_a_few_sentences_show_their_language(text: str, language: str) -> None:
    assert find_language(text) == language
    assert find_language(text * 50) == language


@pytest.mark.parametrize(
    "text", ["", "   \n", "Moscow.", "1,000 – 2,000", "Angela Merkel, Emmanuel Macron", "x" * 30]
)
def test_texts_too_short_to_tell_are_unknown(text: str) -> None:
    assert find_language(text) is None


def test_what_is_told_is_believed() -> None:
    assert find_language(ENGLISH, "ru") == "ru"
    assert find_language("", "en_us") == "en-US"


def test_the_page_is_believed_unless_the_text_clearly_disagrees() -> None:
    assert find_language(ENGLISH, page_says="en-GB") == "en-GB"
    assert find_language("Moscow.", page_says="en") == "en"
    assert find_language(RUSSIAN, page_says="en") == "ru"
    assert find_language(ENGLISH, page_says="not a tag!") == "en"


def test_a_long_quotation_in_another_language_does_not_decide() -> None:
    assert find_language(ENGLISH * 10 + "\n" + RUSSIAN * 5 + "\n" + ENGLISH * 10) == "en"


def test_a_text_in_two_languages_has_none() -> None:
    assert find_language((ENGLISH * 9)[:1000] + (RUSSIAN * 9)[:1000] + (GERMAN * 9)[:1000]) is None


@pytest.mark.parametrize(
    ("told", "tag"),
    [("en", "en"), (" EN ", "en"), ("pt_br", "pt-BR"), ("zh-hant-TW", "zh-Hant-TW"), ("uk", "uk")],
)
def test_tags_are_written_in_their_usual_spelling(told: str, tag: str) -> None:
    assert parse_language(told) == tag


@pytest.mark.parametrize("told", ["English", "e", "en-", "", "русский", "en us"])
def test_what_is_no_tag_is_refused_with_help(told: str) -> None:
    with pytest.raises(GatheringError, match="write en, ru or pt-BR") as caught:
        parse_language(told)
    assert caught.value.reason == "field"


def test_english_articles_are_never_taken_for_another_language(shared: Path) -> None:
    for name in ("talks/white_house", "wikinews/2019", "polnear/dev"):
        with (shared / "data" / f"{name}.jsonl").open(encoding="utf-8") as lines:
            assert {find_language(json.loads(line)["text"]) for line in lines} == {"en"}
