"""The article page has the text as printed, with every span of the record marked in it."""

from collections import defaultdict

import pytest
from hypothesis import given, settings

from builders import make_record, records
from onrecord.model.record import Record
from onrecord.model.span import Span
from onrecord.views.pages import reader
from onrecord.views.pages.reader import ReaderPage, build_around, build_reader
from web.harbour import BAD, CHARGED, make_sheet


@given(records())
@settings(max_examples=30, deadline=None)
def test_the_segments_are_the_text_and_every_mark_covers_its_words(record: Record) -> None:
    page = build_reader(record)
    text = record.article.text
    covered: defaultdict[tuple[str, str], str] = defaultdict(str)
    for block in page.blocks:
        for part in block.segments:
            assert text[part.start : part.start + len(part.text)] == part.text
            for mark in part.marks:
                covered[mark.row, mark.part] += part.text
    lines = ["".join(part.text for part in block.segments) for block in page.blocks]
    assert lines == [line for line in text.split("\n") if line.strip()]
    for statement in record.statements:
        assert covered[statement.id, "content"] == "".join(statement.evidence.content.words)


def test_every_row_has_one_card_and_begins_in_one_segment() -> None:
    record = make_record(3)
    page = build_reader(record)
    cards: list[str] = []
    rows: list[str] = []
    for block in page.blocks:
        cards += [row.id.rpartition("/")[2] for row in block.statements]
        cards += [row.id.rpartition("/")[2] for row in block.events]
        cards += [row.id.rpartition("/")[2] for row in block.commitments]
    rows += [row.id for row in record.statements]
    rows += [row.id for row in record.events]
    rows += [row.id for row in record.commitments]
    opened = [row for block in page.blocks for part in block.segments for row in part.opens]
    assert sorted(cards) == sorted(rows)
    assert sorted(opened) == sorted(rows)


def test_a_card_is_beside_the_line_in_which_its_words_begin() -> None:
    page = build_reader(make_sheet(CHARGED))
    for block in page.blocks:
        for row in block.statements:
            own = row.id.rpartition("/")[2]
            assert any(
                mark.row == own and mark.part == "content" for part in block.segments for mark in part.marks
            )


def test_appeals_are_page_furniture() -> None:
    page = build_reader(make_sheet(CHARGED))
    assert [block.kind for block in page.blocks if not block.is_news] == ["appeal"]


def test_hostile_text_is_unchanged() -> None:
    record = make_sheet(BAD)
    page = build_reader(record)
    assert "".join(part.text for part in page.blocks[0].segments) == record.article.text.split("\n")[0]


def in_parts(record: Record) -> list[ReaderPage]:
    first = build_reader(record)
    return [build_reader(record, part) for part in range(1, first.parts + 1)]


@given(records())
@settings(max_examples=30, deadline=None)
def test_the_parts_of_a_long_article_together_are_the_whole_article(record: Record) -> None:
    whole = build_reader(record)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "PART_LENGTH", 120)
        pages = in_parts(record)
    assert [page.part for page in pages] == list(range(1, len(pages) + 1))
    assert all(page.parts == len(pages) for page in pages)
    assert [block for page in pages for block in page.blocks] == list(whole.blocks)


def test_a_row_leads_to_the_part_in_which_its_words_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    record = make_record(3)
    monkeypatch.setattr(reader, "PART_LENGTH", 120)
    assert build_reader(record).parts > 2
    for row in record.statements:
        page = build_reader(record, row=row.id)
        assert row.id in {shown.id.rpartition("/")[2] for block in page.blocks for shown in block.statements}
    assert build_reader(record, 2, row="s99").part == 2
    assert build_reader(record, 10_000).part == build_reader(record).parts


def test_a_very_long_line_is_cut_between_words_and_marks_keep_their_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record = make_sheet(CHARGED)
    text = record.article.text
    monkeypatch.setattr(reader, "LONGEST_LINE", 50)
    monkeypatch.setattr(reader, "PART_LENGTH", 60)
    pages = in_parts(record)
    segments = [part for page in pages for block in page.blocks for part in block.segments]
    assert all(text[part.start : part.start + len(part.text)] == part.text for part in segments)
    lines = ["".join(part.text for part in block.segments) for page in pages for block in page.blocks]
    assert max(map(len, lines)) <= 50
    assert " ".join(lines).split() == text.split()
    cards = [row.id for page in pages for block in page.blocks for row in block.statements]
    assert sorted(cards) == sorted(f"{record.article.id}/{row.id}" for row in record.statements)


def test_a_long_word_is_not_cut() -> None:
    record = make_sheet(CHARGED)
    assert len(list(reader._lines("a" * 20_000))) == 1
    assert build_around(record, Span(0, 1), 0) == build_reader(record).blocks[:1]
