"""Copies: what must be equal so that reading one of two articles is enough."""

import re
from dataclasses import fields, replace
from pathlib import Path

import pytest

import onrecord
from onrecord.assemble.copies import FREE, reading_key, record_of_copy
from onrecord.model.article import Article, Forwarded, Published
from onrecord.model.record import Record
from onrecord.model.serial import outcome_to_json
from onrecord.pipeline import make_pipeline

SOURCE = Path(onrecord.__file__).parent
ARTICLE = Article(
    "SELWICK, July 1 - The harbour will stay open, Minister Dora Lind told the Vesby Post on Tuesday.\n\n"
    "She rejected a call by the Free Port League to close it.",
    "Harbour stays open",
    "Coast Courier",
    "https://courier.example/1",
    "en",
    ("Otto Falkner",),
    Published("2025-07-01", "given"),
    "wire.jsonl:1",
)
COPY = replace(
    ARTICLE,
    url="https://other.example/2025/07/01/x",
    source="other.csv:9",
    credit="Harbour Wire",
    version="2",
    notice="correction",
    extent="summary",
    published=Published("2025-07-01", "metadata"),
)


def test_a_copy_has_the_record_that_reading_it_gives() -> None:
    pipeline = make_pipeline()
    read, expected = pipeline.read(ARTICLE), pipeline.read(COPY)
    assert isinstance(read, Record)
    assert read.statements and read.actors
    assert reading_key(ARTICLE) == reading_key(COPY)
    assert outcome_to_json(record_of_copy(read, COPY)) == outcome_to_json(expected)


@pytest.mark.parametrize(
    "change",
    [
        {"text": ARTICLE.text + " "},
        {"title": "Harbour  stays open"},
        {"title": None},
        {"outlet": "Vesby Post"},
        {"language": "de"},
        {"authors": ()},
        {"published": Published("2025-07-02", "given")},
        {"published": Published("2025-07-01T10:00Z", "given")},
        {"published": Published()},
        {"forwarded": Forwarded("Kalm Channel")},
    ],
)
def test_what_a_row_may_depend_on_makes_another_key(change: dict[str, object]) -> None:
    assert reading_key(replace(ARTICLE, **change)) != reading_key(ARTICLE)  # type: ignore[arg-type]


def test_an_unknown_language_is_english_as_for_the_readers() -> None:
    assert reading_key(replace(ARTICLE, language=None)) == reading_key(ARTICLE)


def test_no_reader_looks_at_a_field_that_may_differ() -> None:
    """A reader that begins to use one of these makes copies that differ from their own reading."""
    looked_at = re.compile(rf"\barticle\.({'|'.join(sorted(FREE))}|published\.how|published\.evidence)\b")
    found = [
        f"{path.name}:{number}: {line.strip()}"
        for part in ("annotate", "assemble")
        for path in sorted((SOURCE / part).rglob("*.py"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if looked_at.search(line) and path.name != "record.py"
    ]
    assert found == []
    assert {field.name for field in fields(Article)} > FREE
