"""The articles with most wrong rows, as text."""

from dataclasses import replace

from builders import make_record
from onrecord.evaluation.records.worst_rows import COLUMNS, find_worst, render_worst
from onrecord.model.record import Dated
from small_record import SMALL, article, evidence, with_event, with_statement, words


def shown(output: object) -> str:
    return render_worst(find_worst([article()], {SMALL.article.sha256: output}, 5))  # type: ignore[dict-item]


def test_a_wrong_row_is_shown_with_its_words_and_the_cells_that_differ() -> None:
    text = shown(with_statement("s1", act="ask", actors=("turkey",)))
    assert "== a01 (news, agency-wire, diplomacy)" in text
    assert "4 rows entirely right, 1 wrong, 0 only in the gold, 0 only in the output" in text
    assert "-- statement s1 / s1: differs in actors, act" in text
    assert "differs actors: Mert Dagan ≠ Turkey" in text
    assert "differs act: reject ≠ ask" in text
    assert "text    Talks fail Mert Dagan, foreign minister of Turkey, rejected before reporters" in text
    assert "event" not in text


def test_rows_of_one_side_are_shown_without_the_other() -> None:
    added = replace(SMALL.statements[2], id="s9", evidence=replace(evidence("s1"), cue=words("c1.all")))
    output = replace(SMALL, statements=(*SMALL.statements[:2], added))
    text = shown(output)
    assert "-- statement s3: only in the gold" in text
    assert "-- statement s9: only in the output" in text


def test_a_missing_value_is_shown_as_nothing() -> None:
    assert "differs date: 2025-01 ≠ nothing" in shown(with_event(date=None))
    assert "differs date: 2025-01 ≠ 2026" in shown(with_event(date=Dated("2026")))


def test_actors_of_one_side_are_listed() -> None:
    output = replace(with_statement("s3", actors=()), actors=SMALL.actors[:4])
    assert "actors only in the gold: reporters" in shown(output)


def test_articles_with_most_wrong_rows_come_first_and_those_without_are_left_out() -> None:
    worse, perfect = make_record(1, 8), make_record(2, 4)
    marked = [article(), article(worse, id_="a02"), article(perfect, id_="a03")]
    outputs = {
        SMALL.article.sha256: with_event(type="AGREE"),
        worse.article.sha256: replace(worse, statements=()),
        perfect.article.sha256: perfect,
    }
    assert [loss.source.id for loss in find_worst(marked, outputs, 5)] == ["a02", "a01"]
    assert [loss.source.id for loss in find_worst(marked, outputs, 1)] == ["a02"]


def test_no_line_is_wider_than_a_terminal() -> None:
    record = make_record(4, 12)
    spoilt = replace(
        record, statements=tuple(replace(row, act="ask") for row in record.statements), events=()
    )
    text = render_worst(find_worst([article(record)], {record.article.sha256: spoilt}, 1))
    assert max(len(line) for line in text.splitlines()) <= COLUMNS
