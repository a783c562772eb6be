"""Scores of matters, on small marks and outputs made by hand."""

from dataclasses import replace

from onrecord.evaluation.corpus import CorpusText, Source
from onrecord.evaluation.matters.gold import (
    ArticlePair,
    MarkedAnswer,
    MarkedCommitment,
    MarkedEvent,
    MarkedStatement,
    MarkedStep,
    Matter,
    Telling,
    Words,
)
from onrecord.evaluation.matters.scores import (
    FoundAnswer,
    FoundEvent,
    FoundStep,
    Output,
    marks_as_output,
    score_matters,
)
from onrecord.evaluation.matters.table import render_faults, render_matters, scores_to_json
from onrecord.evaluation.precision_recall import Counts, PartialCounts
from onrecord.model.span import Span


def text(letter: str) -> CorpusText:
    source = Source(
        f"m1{letter}", "dev", "news", "politics", "asia", "web-copy", "trams", "CC-BY-4.0", "ours"
    )
    return CorpusText(source, f"Text of article {letter}, long enough for spans.")


def at(letter: str, start: int, end: int) -> Words:
    return Words(f"m1{letter}", (Span(start, end),))


def event(name: str, *places: Words, type_: str = "ASSAULT", day: str | None = None) -> MarkedEvent:
    return MarkedEvent(name, type_, day, name, tuple(Telling(place) for place in places))


def found(place: Words, cluster: str, type_: str = "ASSAULT", day: str | None = None) -> FoundEvent:
    return FoundEvent(place, cluster, type_, day)


SAID, DENIED = at("a", 0, 10), at("b", 0, 10)
MATTER = Matter(
    "m1",
    frozenset({"events", "articles", "answers", "commitments"}),
    tuple(map(text, "abc")),
    events=(
        event("e1", at("a", 0, 10), at("b", 0, 10), at("c", 0, 10), day="2025-03-03"),
        event("e2", at("a", 20, 30), type_="OTHER"),
    ),
    pairs=(ArticlePair("edited", "m1b", "m1a"), ArticlePair("retracts", "m1c", "m1a", at("c", 0, 5))),
    statements=(MarkedStatement("s1", "said", (SAID,)), MarkedStatement("s2", "denied", (DENIED,))),
    answers=(MarkedAnswer("s2", "denies", "s1"), MarkedAnswer("s2", "denies", "m1a")),
    commitments=(
        MarkedCommitment(
            "c1", "x", "y", None,
            (
                MarkedStep("made", at("a", 0, 10), None, None),
                MarkedStep("kept", at("c", 0, 10), None, None),
                MarkedStep("broken", at("a", 12, 20), None, None),
            ),
        ),
    ),
)  # fmt: skip


def test_marks_scored_against_themselves_are_right_in_everything() -> None:
    scores = score_matters([MATTER], marks_as_output([MATTER]))
    told = [one for one in scores.counts.values() if one.gold]
    assert {(one.precision, one.recall) for one in told} == {(1.0, 1.0)}
    assert set(scores.b_cubed.values()) == {(1.0, 1.0)}
    assert scores.faults == ()
    assert scores.kappas["events"].kappa == 1.0


def test_an_empty_output_finds_nothing() -> None:
    scores = score_matters([MATTER], Output())
    assert all(one.recall == 0 and one.output == 0 for one in scores.counts.values())
    precision, recall = scores.b_cubed["all mentions"]
    assert (precision, round(recall, 3)) == (1.0, round((3 * 1 / 3 + 1) / 4, 3))
    assert scores.b_cubed["mentions found"] == (0.0, 0.0)


def test_joined_mentions_of_different_events_cost_precision() -> None:
    rows = (
        found(at("a", 0, 10), "x"),
        found(at("b", 5, 15), "x", day="2025-03"),
        found(at("a", 20, 25), "x"),
        found(at("c", 40, 45), "x"),
    )
    counts = score_matters([MATTER], Output(events=rows)).counts
    assert counts["event mentions found"] == Counts(4, 3, 3)
    assert counts["… of PLOVER's types"] == Counts(3, 2, 2)
    assert counts["pairs of one event"] == Counts(3, 3, 1)
    assert counts["… both mentions found"] == Counts(1, 3, 1)
    assert counts["… with a right day"] == Counts(2, 1, 1)


def test_a_row_of_the_marked_type_stands_for_the_mention_before_a_nearer_one() -> None:
    rows = (found(at("a", 0, 10), "near", "ACCUSE"), found(at("a", 8, 12), "typed"), found(DENIED, "typed"))
    assert score_matters([MATTER], Output(events=rows)).counts["pairs of one event"] == Counts(3, 1, 1)


def test_origins_are_pairs_of_articles_and_have_a_head() -> None:
    output = Output(origins={"m1a": "o", "m1b": "o", "m1c": "o"}, heads={"o": "m1b"})
    scores = score_matters([MATTER], output)
    assert scores.counts["pairs of one origin"] == Counts(1, 3, 1)
    assert scores.counts["… headed by the right article"] == Counts(1, 1, 0)
    assert "origins: not one" in render_faults(scores)
    noticed = replace(output, notices=frozenset({("retracts", "m1c", "m1a"), ("corrects", "m1c", "m1a")}))
    assert score_matters([MATTER], noticed).counts["corrections, retractions"] == Counts(1, 2, 1)


def test_answers_across_articles_count_apart_from_those_within() -> None:
    wrong = FoundAnswer((at("b", 30, 40),), (at("b", 0, 10),), "rejects")
    right = FoundAnswer((at("b", 0, 8),), (at("a", 0, 9), at("c", 0, 4)), "rejects")
    article = FoundAnswer((DENIED,), (Words("m1a", ()),), "answers")
    counts = score_matters([MATTER], Output(answers=(wrong, right, article))).counts
    assert counts["answers within articles"] == PartialCounts(0, 0, 1, 0)
    assert counts["answers across articles"] == PartialCounts(2, 2, 2, 2)
    assert counts["… with the same relation"] == Counts(2, 2, 1)


def test_a_step_counts_when_words_kind_and_commitment_are_right() -> None:
    steps = (
        FoundStep((at("a", 0, 10),), at("c", 0, 8), "done"),
        FoundStep((at("a", 30, 40),), at("c", 0, 10), "kept"),  # another commitment
        FoundStep((at("a", 0, 10),), at("c", 0, 10), "broken"),  # another kind
        FoundStep((at("a", 0, 10),), at("a", 12, 20), "broken"),
    )
    counts = score_matters([MATTER], Output(made=(at("a", 0, 6),), steps=steps)).counts
    assert counts["commitments found"] == Counts(1, 1, 1)
    assert counts["steps across articles"] == PartialCounts(1, 1, 3, 1)
    assert counts["steps within articles"] == PartialCounts(1, 1, 1, 1)


def test_layers_that_are_not_marked_are_not_scored() -> None:
    events = replace(MATTER, layers=frozenset({"events", "articles"}))
    output = marks_as_output([MATTER])
    counts = score_matters([events], output).counts
    assert counts["answers across articles"] == PartialCounts()
    assert counts["commitments found"] == Counts()


def test_the_table_has_a_dash_where_there_is_nothing_to_divide_by() -> None:
    scores = score_matters([MATTER], Output())
    table = render_matters(scores, "nothing", kappas=True)
    line = next(line for line in table.splitlines() if line.startswith("pairs of one origin"))
    assert line.split()[-6:] == ["1", "0", "0", "-", "0.0", "0.0"]
    assert "kappa of origins" in table
    assert scores_to_json(scores)["matters"] == 1
