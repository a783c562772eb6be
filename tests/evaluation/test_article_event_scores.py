"""Scores of events in whole articles: what counts as found, what is excused, and which fields are right."""

from onrecord.evaluation.article_events import GoldEvent, event_figures, render_event_scores, score_events
from onrecord.model.annotation import Attribution, Circumstance, EventMention, Mention, Sentence
from onrecord.model.reading import Reading
from onrecord.model.span import Span

TEXT = "Norway accused Denmark. Chile met Peru."
ACCUSED, NORWAY, DENMARK, MET = Span(7, 14), Span(0, 6), Span(15, 22), Span(30, 33)


def gold(optional: bool = False) -> GoldEvent:
    return GoldEvent(("ACCUSE",), (ACCUSED,), (NORWAY,), (DENMARK,), "2025-05", None, ("actual",), None, optional)


def reading(*events: EventMention) -> Reading:
    sentences = [Sentence(Span(0, 23), 0, 0, 4, 0), Sentence(Span(24, 39), 1, 4, 8, 0)]
    mentions = [Mention(NORWAY, "name", 0), Mention(DENMARK, "name", 1), Mention(Span(24, 29), "name", 2)]
    rows = (*sentences, *mentions, *events)
    return Reading().joined((Sentence, Mention, EventMention, Attribution, Circumstance), rows)


def event(kind: str = "ACCUSE", actor: int = 0, at: Span = ACCUSED) -> EventMention:
    return EventMention(at, kind, (at,), (at,), 0.8, actors=(actor,), recipients=(1,))  # type: ignore[arg-type]


def test_an_event_of_the_type_in_the_sentence_with_the_actor_is_found() -> None:
    score = score_events([gold()], reading(event()))
    assert (score.found, score.predicted, score.marked) == (1, 1, 1)


def test_another_type_actor_or_sentence_is_not_found() -> None:
    for other in (event("REJECT"), event(actor=2), event(at=MET)):
        assert score_events([gold()], reading(other)).found == 0


def test_type_alone_is_counted_apart() -> None:
    score = score_events([gold()], reading(event(actor=2)))
    assert (score.found, score.typed) == (0, 1)


def test_optional_events_cost_nothing_found_or_missed() -> None:
    assert score_events([gold(optional=True)], reading()).marked == 0
    assert score_events([gold(optional=True)], reading(event())).predicted == 0


def test_two_predictions_of_one_event_are_one_right_and_one_wrong() -> None:
    score = score_events([gold()], reading(event(), event()))
    assert (score.found, score.predicted) == (1, 2)


def test_fields_are_judged_on_found_events() -> None:
    score = score_events([gold()], reading(event()))
    assert score.share("recipients") == 1.0
    assert score.share("date") == 0.0
    assert score.share("told_by") == 1.0
    assert "precision 1.000" in render_event_scores({"held-out": score})
    assert event_figures({"held-out": score})["recall"] == 1.0
