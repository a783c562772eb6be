"""Threads, positions, the review list and differences: rows that combine several articles."""

from dataclasses import replace
from datetime import date

from builders import make_record
from onrecord.model.evidence import Evidence
from onrecord.model.judgement import make_judgement
from onrecord.model.record import Record, Topic
from onrecord.resolve.judgements import Decider, answer, merge
from onrecord.resolve.linker import link_articles
from onrecord.store.protocol import Dossier, Filter
from onrecord.views.pages.differences import build_differences
from onrecord.views.rows.positions import build_positions
from onrecord.views.rows.review import build_review
from onrecord.views.rows.threads import build_thread, build_threads

pytest_plugins = ["dossiers"]  # the fixture `dossier`

ADA = Decider("Ada", "it says so")
FIRST, SECOND, THIRD = (make_record(number, 4, varied=True) for number in (1, 2, 3))


def fill(dossier: Dossier, *records: Record) -> None:
    for record in records:
        dossier.write(record)
    list(link_articles(dossier))


def test_a_thread_runs_over_articles_in_order_of_time(dossier: Dossier) -> None:
    fill(dossier, FIRST, SECOND, THIRD)
    one, two, three = (f"{record.article.id}/s1" for record in (FIRST, SECOND, THIRD))
    answer(dossier, two, one, "rejects", ADA)
    answer(dossier, three, two, "answers", ADA)
    thread = build_thread(dossier, two, Filter())
    assert thread is not None
    turns = [turn for turn in thread.turns if turn.id in (one, two, three)]
    assert [(turn.id, turn.depth) for turn in turns] == [(one, 0), (two, 1), (three, 2)]
    assert [response.relation for response in turns[2].answers] == ["answers"]
    day = date.fromisoformat(SECOND.article.published.value or "")
    then = build_thread(dossier, two, Filter(as_of=day))
    assert then is not None
    assert three not in {turn.id for turn in then.turns}


def test_answers_to_an_article_make_no_thread_and_join_none(dossier: Dossier) -> None:
    fill(dossier, FIRST, SECOND, THIRD)
    before = build_threads(dossier, Filter())
    ids = [row.id for row in before.rows]
    for answering in (FIRST, SECOND):  # the second statement of each answers its first
        answer(dossier, f"{answering.article.id}/s2", THIRD.article.id, "rejects", ADA)
    answer(dossier, f"{SECOND.article.id}/s4", FIRST.article.id, "rejects", ADA)
    for wanted in (Filter(), Filter(as_of=date.max)):
        after = build_threads(dossier, wanted)
        assert ([row.id for row in after.rows], after.matching) == (ids, before.matching)
    assert list(dossier.check()) == []


def test_reports_of_one_utterance_are_one_turn(dossier: Dossier) -> None:
    fill(dossier, FIRST, SECOND)
    one, two = f"{FIRST.article.id}/s1", f"{SECOND.article.id}/s1"
    merge(dossier, one, two, ADA)
    threads = list(build_threads(dossier, Filter()).rows)
    (turn,) = [turn for thread in threads for turn in thread.turns if one in turn.told]
    assert set(turn.told) == {one, two}
    assert (turn.pages, turn.origins) == (2, 2)


def about(record: Record, words: str) -> Record:
    """Return the record with these words as the topic of its first statement."""
    text = record.article.text
    start = text.index(words)
    span = record.statements[0].evidence.content.spans[0]
    evidence = Evidence.of(text, [type(span)(start, start + len(words))])
    first = replace(record.statements[0], topics=(Topic(words.lower(), evidence),))
    return replace(record, statements=(first, *record.statements[1:]))


def test_a_position_has_the_statements_of_one_actor_on_a_topic_over_time(dossier: Dossier) -> None:
    records = [about(record, "bulletin") for record in (FIRST, SECOND)]
    fill(dossier, *records)
    assert list(build_positions(dossier, Filter()).rows) == []
    merge(dossier, f"{FIRST.article.id}/p3", f"{SECOND.article.id}/p3", ADA)
    (row,) = build_positions(dossier, Filter()).rows
    assert (row.topic, [saying.id for saying in row.sayings]) == (
        "bulletin",
        [f"{r.article.id}/s1" for r in records],
    )
    assert row.first == FIRST.article.published.value


def test_uncertain_pairs_are_listed_for_review_least_certain_first(dossier: Dossier) -> None:
    fill(dossier, FIRST, SECOND)
    pairs = [(f"{FIRST.article.id}/s{n}", f"{SECOND.article.id}/s{n}") for n in (1, 2, 3)]
    for pair, score in zip(pairs, (0.35, 0.45, 0.1), strict=True):
        dossier.judge(make_judgement("statement", pair, "rule:test/1", score, "much alike", "2025-07-01"))
    page = build_review(dossier, Filter(), "statement")
    assert [row.score for row in page.rows] == [0.45, 0.35]
    before = next(build_review(dossier, Filter(limit=1), "statement").rows)
    assert SECOND.statements[1].evidence.content.words[0][:20] in before.left_words + before.right_words
    merge(dossier, before.left, before.right, Decider("Ada", "the same hour", before.seen))
    assert [row.score for row in build_review(dossier, Filter(), "statement").rows] == [0.35]


def test_differences_list_the_rows_added_between_two_days(dossier: Dossier) -> None:
    fill(dossier, FIRST, SECOND)
    first, second = (date.fromisoformat(record.article.published.value or "") for record in (FIRST, SECOND))
    rows = list(build_differences(dossier, first, second))
    assert {row.id for row in rows if row.kind == "articles"} == {SECOND.article.id}
    assert sum(row.kind == "statements" for row in rows) == 4
    assert list(build_differences(dossier, second, second)) == []
