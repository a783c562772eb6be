"""The language of a text: stated, detected, or unknown."""

import json
from pathlib import Path

import pytest

from onrecord.ingest import language
from onrecord.ingest.language import detect_language, parse_language
from onrecord.model.errors import IngestError

ENGLISH = (
    "The ministry said on Tuesday that the talks would resume in Geneva next week, and that both "
    "sides had agreed to the agenda."
)
RUSSIAN = (
    "Министерство сообщило во вторник, что переговоры возобновятся на следующей неделе и что "
    "стороны согласовали повестку дня."
)
UKRAINIAN = (
    "Міністерство повідомило у вівторок, що переговори відновляться наступного тижня і що "
    "сторони погодили порядок денний."
)
GERMAN = (
    "Das Ministerium teilte am Dienstag mit, dass die Gespräche in der kommenden Woche in Genf "
    "fortgesetzt werden sollen."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [(ENGLISH, "en"), (RUSSIAN, "ru"), (UKRAINIAN, "uk"), (GERMAN, "de"), (ENGLISH.upper(), "en")],
)
def test_the_language_of_a_few_sentences_is_detected(text: str, language: str) -> None:
    assert detect_language(text) == language
    assert detect_language(text * 50) == language


@pytest.mark.parametrize(
    "text", ["", "   \n", "Moscow.", "1,000 – 2,000", "Angela Merkel, Emmanuel Macron", "x" * 30]
)
def test_the_language_of_very_short_texts_is_unknown(text: str) -> None:
    assert detect_language(text) is None


def test_a_stated_language_is_believed() -> None:
    assert detect_language(ENGLISH, "ru") == "ru"
    assert detect_language("", "en_us") == "en-US"


def test_the_language_of_the_page_is_used_unless_the_text_clearly_differs() -> None:
    assert detect_language(ENGLISH, page_language="en-GB") == "en-GB"
    assert detect_language("Moscow.", page_language="en") == "en"
    assert detect_language(RUSSIAN, page_language="en") == "ru"
    assert detect_language(ENGLISH, page_language="not a tag!") == "en"


def test_a_long_quotation_in_another_language_does_not_matter() -> None:
    assert detect_language(ENGLISH * 10 + "\n" + RUSSIAN * 5 + "\n" + ENGLISH * 10) == "en"


def test_a_mixed_text_has_no_language() -> None:
    assert detect_language((ENGLISH * 9)[:1000] + (RUSSIAN * 9)[:1000] + (GERMAN * 9)[:1000]) is None


@pytest.mark.parametrize(
    ("stated", "tag"),
    [("en", "en"), (" EN ", "en"), ("pt_br", "pt-BR"), ("zh-hant-TW", "zh-Hant-TW"), ("uk", "uk")],
)
def test_tags_are_normalised(stated: str, tag: str) -> None:
    assert parse_language(stated) == tag


@pytest.mark.parametrize("stated", ["English", "e", "en-", "", "русский", "en us"])
def test_an_invalid_tag_is_refused_with_a_hint(stated: str) -> None:
    with pytest.raises(IngestError, match="write en, ru or pt-BR") as caught:
        parse_language(stated)
    assert caught.value.reason == "field"


def test_english_articles_are_detected_as_english(shared: Path) -> None:
    for name in ("talks/white_house", "wikinews/2019", "polnear/dev"):
        with (shared / "data" / f"{name}.jsonl").open(encoding="utf-8") as lines:
            assert {detect_language(json.loads(line)["text"]) for line in lines} == {"en"}


@pytest.mark.parametrize(
    ("text", "is_loaded"),
    [(ENGLISH * 10, False), (GERMAN * 10, True), ("Kyiv Vilnius Berlin " * 20, True)],
)
def test_plain_english_needs_no_model(monkeypatch: pytest.MonkeyPatch, text: str, is_loaded: bool) -> None:
    loaded = []

    class Identifier:
        def classify(self, _: str) -> tuple[str, float]:
            loaded.append(True)
            return "xx", 0.95

    monkeypatch.setattr(language, "_identifier", Identifier)
    assert detect_language(text) == ("xx" if is_loaded else "en")
    assert bool(loaded) is is_loaded
