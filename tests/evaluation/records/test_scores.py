"""Scores of whole records; every figure here can be computed by hand on the small record."""

import math
from dataclasses import replace

import pytest

from builders import make_record
from marked import marked
from onrecord.evaluation.precision_recall import Counts
from onrecord.evaluation.records.cells import compare_records
from onrecord.evaluation.records.scores import (
    Scores,
    counts_figures,
    find_interval,
    find_kappa,
    score_agreement,
    score_output,
)
from onrecord.model.evidence import NO_EVIDENCE, Evidence
from onrecord.model.record import (
    Actor,
    Addressee,
    Answer,
    Condition,
    Dated,
    Event,
    EventEvidence,
    MediumRow,
    MentionRow,
    Place,
    Quantity,
    Record,
    Role,
    StatementEvidence,
)
from onrecord.model.span import Span
from small_record import (
    SMALL,
    article,
    at,
    chain,
    evidence,
    passages,
    with_actor,
    with_commitment,
    with_event,
    with_statement,
    words,
)

S_ROWS = {"rows", "statements.rows", "statements.every"}
E_ROWS = {"rows", "events.rows"}
C_ROWS = {"rows", "commitments.rows"}


def scored(output: Record, gold: Record = SMALL) -> Scores:
    return score_output([article(gold)], {output.article.sha256: output})


def lost(output: Record) -> set[str]:
    """Return the names of all counts that are not entirely right."""
    return {name for name, counts in scored(output).counts.items() if counts_figures(counts)["f1"] < 1}


def test_identical_records_are_right_everywhere() -> None:
    for record in (SMALL, *(make_record(number, 12) for number in range(20))):
        scores = scored(record, record)
        found = {counts_figures(counts)["f1"] for counts in scores.counts.values()}
        assert {f1 for f1 in found if not math.isnan(f1)} == {1.0}


def test_the_rows_and_cells_of_the_small_record_are_counted() -> None:
    counts = scored(SMALL).counts
    assert counts["rows"] == Counts(5, 5, 5)
    assert counts["statements.cue"] == Counts(2, 2, 2)  # the turn has none
    assert counts["statements.within"] == Counts(1, 1, 1)
    assert counts["statements.relays"] == Counts(2, 2, 2)
    assert counts["events.contexts"] == Counts(2, 2, 2)
    assert counts["actors.named.found"] == Counts(4, 4, 4)
    assert counts["actors.unnamed.found"] == Counts(1, 1, 1)


OTHER_PLACE = Place("Rome", at("Talks"), "CHE")
ENVOYS = words("e1.quantity")
STATEMENT_FAULTS = [
    (with_statement("s1", act="assert"), {"act", *S_ROWS}),
    (with_statement("s1", reality="negated"), {"reality", *S_ROWS}),
    (with_statement("s1", actors=("turkey",)), {"actors", "chain", *S_ROWS}),
    (with_statement("s1", actors=("dagan", "turkey")), {"actors", "chain", *S_ROWS}),
    (with_statement("s2", within=None), {"within", *S_ROWS}),
    (with_statement("s2", within="s3"), {"within", *S_ROWS}),
    (with_statement("s1", kind="mixed"), {"kind", "statements.every"}),
    (with_statement("s1", on_behalf_of=None), {"on_behalf_of", "statements.every"}),
    (
        with_statement("s1", addressees=(Addressee("greece", at("Greece")),)),
        {"addressees", "statements.every"},
    ),
    (with_statement("s1", said=Dated("2025-02-24", words("s1.said"))), {"said", "statements.every"}),
    (
        with_statement("s1", medium=MediumRow("interview", at("reporters"), "wire")),
        {"medium", "statements.every"},
    ),
    (with_statement("s1", medium=MediumRow("briefing", at("reporters"))), {"outlet", "statements.every"}),
    (with_statement("s1", source_chain=chain("s1", "dagan")), {"chain", "relays", "statements.every"}),
    (
        with_statement("s2", source_chain=chain("s2", "greece", "wire")),
        {"chain", "relays", "statements.every"},
    ),
    (with_statement("s1", answers=(Answer("s2", "confirms", NO_EVIDENCE),)), {"answers", "statements.every"}),
    (with_statement("s1", answers=(Answer("s3", "rejects", NO_EVIDENCE),)), {"answers", "statements.every"}),
    (
        with_statement("s1", evidence=replace(evidence("s1"), source=at("Talks"))),
        {"found", "source", *S_ROWS},
    ),
    (
        with_statement("s2", evidence=replace(evidence("s2"), content=at("maps"))),
        {"found", "content", *S_ROWS},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("output", "cells"), STATEMENT_FAULTS)
def test_a_fault_in_a_statement_changes_only_the_scores_of_its_cells(output: Record, cells: set[str]) -> None:
    assert lost(output) == {cell if cell in S_ROWS else f"statements.{cell}" for cell in cells}


EVENT_FAULTS = [
    (with_event(type="AGREE"), {"found", "type_actors", "type", *E_ROWS}),
    (with_event(actors=("turkey",)), {"type_actors", "actors", *E_ROWS}),
    (with_event(recipients=()), {"recipients", *E_ROWS}),
    (with_event(date=Dated("2025", words("e1.date"))), {"date", *E_ROWS}),
    (with_event(place=None), {"place", "place.country", *E_ROWS}),
    (with_event(place=OTHER_PLACE), {"place", *E_ROWS}),
    (with_event(place=Place("Lake Geneva", words("e1.place"), "CHE")), set()),
    (with_event(place=Place("Geneva", at("Talks"), "CHE")), set()),
    (with_event(reality="planned"), {"reality", *E_ROWS}),
    (with_event(told_by="s1"), {"told_by", *E_ROWS}),
    (with_event(told_by=None), {"told_by", *E_ROWS}),
    (with_event(mode="phone"), {"mode"}),
    (with_event(contexts=("diplomatic",)), {"contexts"}),
    (with_event(round=None), {"round"}),
    (with_event(quantities=(Quantity(30, "envoy", "about", ENVOYS),)), set()),
    (with_event(quantities=(Quantity(30, "envoys", "exact", ENVOYS),)), {"quantities"}),
    (with_event(quantities=(Quantity(30, "ships", "about", ENVOYS),)), {"quantities"}),
    (with_event(quantities=(Quantity(30, "envoys", "about", ENVOYS, to=40),)), {"quantities"}),
]


@pytest.mark.parametrize(("output", "cells"), EVENT_FAULTS)
def test_a_fault_in_an_event_changes_only_the_scores_of_its_cells(output: Record, cells: set[str]) -> None:
    assert lost(output) == {cell if cell in E_ROWS else f"events.{cell}" for cell in cells}


TERM = words("c1.term")
COMMITMENT_FAULTS = [
    (with_commitment(parties=("greece",)), {"parties", *C_ROWS}),
    (with_commitment(status="done"), {"status", *C_ROWS}),
    (with_commitment(terms=()), {"terms", "deadline", *C_ROWS}),
    (with_commitment(terms=(Quantity(40, "fishermen", "exact", TERM),)), {"deadline", *C_ROWS}),
    (with_commitment(terms=(Quantity(40, "fishermen", "exact", TERM),), deadline="2025-03"), set()),
    (with_commitment(conditions=()), {"conditions"}),
    (with_commitment(conditions=(Condition("calm", at("calm")),)), set()),
    (with_commitment(agreed=None), {"agreed.date"}),
    (with_commitment(status_evidence=NO_EVIDENCE), {"status_evidence"}),
]


@pytest.mark.parametrize(("output", "cells"), COMMITMENT_FAULTS)
def test_a_fault_in_a_commitment_changes_only_the_scores_of_its_cells(
    output: Record, cells: set[str]
) -> None:
    assert lost(output) == {cell if cell in C_ROWS else f"commitments.{cell}" for cell in cells}


ROLE = words("dagan.role")
ACTOR_FAULTS = [
    (with_actor("turkey", kind="government"), {"kind"}),
    (with_actor("dagan", country="GRC"), {"country"}),
    (with_actor("dagan", sector=None), {"sector"}),
    (with_actor("dagan", roles=(Role("foreign minister", ROLE, "greece"),)), {"roles"}),
    (with_actor("dagan", roles=(Role("foreign minister of Turkey", ROLE, "turkey"),)), set()),
    (with_actor("dagan", roles=()), {"roles"}),
]


@pytest.mark.parametrize(("output", "cells"), ACTOR_FAULTS)
def test_a_fault_in_an_actor_changes_only_the_scores_of_its_cells(output: Record, cells: set[str]) -> None:
    assert lost(output) == {f"actors.{cell}" for cell in cells}


def test_a_duplicate_statement_costs_precision_but_not_recall() -> None:
    twice = replace(SMALL, statements=(*SMALL.statements, replace(SMALL.statements[0], id="s9")))
    counts = scored(twice).counts
    assert counts["statements.found"] == Counts(3, 4, 3)
    assert counts["statements.rows"] == Counts(3, 4, 3)
    assert (counts["rows"].precision, counts["rows"].recall) == (5 / 6, 1)


def test_a_missing_statement_costs_recall_in_all_its_cells() -> None:
    without = replace(SMALL, statements=SMALL.statements[:2])
    counts = scored(without).counts
    assert counts["statements.rows"] == Counts(3, 2, 2)
    assert counts["statements.act"] == Counts(3, 2, 2)
    assert counts["statements.cue"] == Counts(2, 2, 2)  # it had no cue


def test_a_missing_outer_statement_makes_its_inner_one_wrong() -> None:
    child = replace(SMALL.statements[1], within=None)
    orphan = replace(SMALL, statements=(child, SMALL.statements[2]), events=())
    counts = scored(orphan).counts
    assert counts["statements.within"] == Counts(1, 0, 0)
    assert counts["statements.rows"] == Counts(3, 2, 1)


def test_statements_without_a_common_cue_are_not_the_same() -> None:
    moved = with_statement("s1", evidence=replace(evidence("s1"), cue=at("reported")))
    counts = scored(moved).counts
    assert counts["statements.found"] == Counts(3, 3, 2)
    assert counts["statements.act"] == Counts(3, 3, 2)  # of rows that are not paired nothing is right
    assert counts["events.told_by"] == Counts(1, 1, 1)


def test_a_split_actor_costs_an_actor_but_no_row() -> None:
    turkey = SMALL.actors[1]
    first, second = (
        replace(turkey, mentions=turkey.mentions[:1]),
        replace(turkey, id="p9", mentions=turkey.mentions[1:]),
    )
    parties = replace(SMALL.commitments[0], parties=("p9",))
    split = replace(
        SMALL, actors=(*SMALL.actors[:1], first, second, *SMALL.actors[2:]), commitments=(parties,)
    )
    scores = scored(split)
    assert scores.counts["actors.found"] == Counts(5, 6, 5)
    assert scores.counts["rows"] == Counts(5, 5, 5)


def test_merged_actors_cost_an_actor_and_the_rows_of_the_one_with_fewer_names() -> None:
    turkey, greece = SMALL.actors[1:3]
    both = replace(turkey, mentions=(*turkey.mentions, *greece.mentions))
    statements = tuple(
        replace(row, actor=both.id, actors=(both.id,)) if row.id == "s2" else row for row in SMALL.statements
    )
    events = (replace(SMALL.events[0], actors=(both.id,)),)
    merged = replace(
        SMALL, actors=(SMALL.actors[0], both, *SMALL.actors[3:]), statements=statements, events=events
    )
    counts = scored(merged).counts
    assert counts["actors.found"] == Counts(5, 4, 4)
    assert counts["statements.actors"] == Counts(3, 3, 2)
    assert counts["events.type_actors"] == Counts(1, 1, 0)


def test_an_actor_to_which_no_row_refers_is_not_counted() -> None:
    idle = Actor("p9", "Geneva", "state", (MentionRow(words("e1.place").spans[0], "name"),))
    assert scored(replace(SMALL, actors=(*SMALL.actors, idle))).counts["actors.found"] == Counts(5, 5, 5)
    used = replace(with_statement("s3", actors=("p9",)), actors=(*SMALL.actors, idle))
    assert scored(used).counts["actors.found"] == Counts(5, 6, 5)


def test_a_shorter_content_is_found_if_it_has_half_of_the_words() -> None:
    half = with_statement("s3", evidence=StatementEvidence(at("Were there any"), words("s3.source")))
    assert scored(half).counts["statements.found"].right == 3
    less = with_statement("s3", evidence=StatementEvidence(at("Were there"), words("s3.source")))
    assert scored(less).counts["statements.found"].right == 2


def test_events_in_different_lines_are_different_events() -> None:
    elsewhere = with_event(evidence=EventEvidence(words("c1.all"), at("agreed")))
    assert scored(elsewhere).counts["events.found"] == Counts(1, 1, 0)
    assert scored(elsewhere).counts["events.reality"] == Counts(1, 1, 0)


def test_passages_are_counted_by_characters() -> None:
    output = replace(SMALL, passages=(replace(passages()[0], kind="byline"), *passages()[1:]))
    counts = scored(output).counts
    assert counts["passages.headline"] == Counts(9, 0, 0)
    assert counts["passages.byline"] == Counts(0, 9, 0)
    assert counts["passages.news"].recall < counts["passages.news"].precision == 1
    assert counts["passages.right"].gold - counts["passages.right"].right == 9


def test_a_missing_record_counts_as_an_empty_one() -> None:
    scores = score_output([article()], {})
    assert scores.absent == 1
    assert scores.counts["rows"] == Counts(5, 0, 0)
    assert math.isnan(counts_figures(scores.counts["rows"])["precision"])
    assert scores.figures()["rows.f1"] == 0
    assert "rows.precision" not in scores.figures()


def test_the_groups_add_up_to_the_rows() -> None:
    first, second = SMALL, make_record(3, 8)
    marked = [article(first, id_="a1"), article(second, id_="a2", kind="speech", habit="british-paper")]
    outputs = {first.article.sha256: with_statement("s1", act="ask"), second.article.sha256: second}
    scores = score_output(marked, outputs)
    assert scores.groups["kind"] == {"news": Counts(5, 5, 4), "speech": Counts(10, 10, 10)}
    for dimension in ("kind", "habit", "subject"):
        assert sum(scores.groups[dimension].values(), start=Counts()) == scores.counts["rows"]
    assert sum(scores.groups["nesting"].values(), start=Counts()) == scores.counts["statements.rows"]


def test_statements_are_grouped_by_nesting() -> None:
    groups = scored(with_statement("s2", act="assert")).groups["nesting"]
    assert groups == {"outer": Counts(1, 1, 1), "nested": Counts(1, 1, 0), "turn": Counts(1, 1, 1)}


def test_confidence_is_compared_with_rows_entirely_right() -> None:
    calibration = scored(with_statement("s1", act="ask")).calibration
    errors = {name: round(one.error, 3) for name, one in calibration.items()}
    # statements: 0.9 wrong, 0.7 right, 0.5 right; the event 0.8 right
    assert errors == {
        "statements": round((0.9 + 0.3 + 0.5) / 3, 3),
        "events": 0.2,
        "both": round((0.9 + 0.3 + 0.5 + 0.2) / 4, 3),
    }


def test_figures_have_the_names_that_floors_use() -> None:
    figures = scored(SMALL).figures()
    wanted = {
        "rows.precision", "rows.recall", "statements.found.f1", "statements.rows.precision",
        "statements.rows.recall", "events.type_actors.f1", "events.rows.precision", "events.rows.recall",
        "commitments.found.f1", "actors.found.f1",
        "passages.news.recall", "calibration", "calibration.statements", "calibration.events",
    }  # fmt: skip
    assert wanted <= set(figures)


def test_the_order_of_two_annotators_does_not_matter() -> None:
    other = replace(
        with_statement("s1", act="ask", actors=("turkey",)), actors=(*SMALL.actors[:3], SMALL.actors[4])
    )
    there, back = (
        score_agreement([article()], [article(other)]),
        score_agreement([article(other)], [article()]),
    )
    assert there.counts["rows"] == Counts(5, 5, 4)
    for name, counts in there.counts.items():
        assert (counts.gold, counts.output, counts.right) == (
            back.counts[name].output,
            back.counts[name].gold,
            back.counts[name].right,
        )
    assert there.kappa == back.kappa
    assert there.kappa["statements.act"].raw == 2 / 3
    assert there.calibration == {}


def test_a_merged_actor_counts_half_between_annotators() -> None:
    turkey, greece = SMALL.actors[1:3]
    both = replace(turkey, mentions=(*turkey.mentions, *greece.mentions))
    merged = replace(
        SMALL,
        actors=(SMALL.actors[0], both, *SMALL.actors[3:]),
        statements=tuple(
            replace(row, actor="turkey", actors=("turkey",)) if row.id == "s2" else row
            for row in SMALL.statements
        ),
        events=(replace(SMALL.events[0], actors=("turkey",)),),
    )
    # One way Greece's statement is Turkey's; the other way both stand for the one.
    assert score_agreement([article()], [article(merged)]).counts["statements.actors"] == Counts(3, 3, 2.5)


def test_only_articles_that_both_have_annotated_are_compared() -> None:
    other = make_record(1)
    scores = score_agreement([article(), article(other, id_="a2")], [article()])
    assert scores.articles == 1


def test_kappa_corrects_for_agreement_by_chance() -> None:
    # Cohen 1960: 0.7 alike, 0.6*0.7 + 0.4*0.3 = 0.54 by chance
    labels = [("yes", "yes")] * 5 + [("no", "no")] * 2 + [("yes", "no")] + [("no", "yes")] * 2
    assert find_kappa(labels).kappa == pytest.approx((0.7 - 0.54) / (1 - 0.54))
    assert find_kappa([("a", "a")] * 3).kappa == 1
    assert math.isnan(find_kappa([]).kappa)


def test_intervals_contain_the_figure_and_are_reproducible() -> None:
    counts = [Counts(10, 10, right) for right in (2, 4, 6, 8, 9, 3, 5, 7)]
    interval = find_interval(counts)
    assert interval == find_interval(counts)
    assert interval.precision[0] < 0.55 < interval.precision[1]
    assert interval.precision[1] - interval.precision[0] < 0.4
    assert find_interval([Counts(4, 5, 2)]).recall == (0.5, 0.5)


def test_the_worked_example_of_the_docs_is_correct() -> None:
    reject, accuse, _ = SMALL.statements
    output = replace(SMALL, statements=(replace(reject, act="assert"), accuse, replace(accuse, id="s4")))
    counts = scored(output).counts
    assert counts["statements.found"] == Counts(3, 3, 2)
    assert counts["statements.act"] == Counts(3, 3, 1)
    assert counts["statements.actors"] == Counts(3, 3, 2)
    assert counts["statements.within"] == Counts(1, 2, 1)
    assert counts["statements.rows"] == Counts(3, 3, 1)
    assert counts["rows"] == Counts(5, 5, 3)


def test_an_actor_that_the_gold_does_not_count_is_superfluous_in_the_output() -> None:
    """An actor no row of the gold speaks of, which the output takes for a party, costs precision."""
    line = marked("[a.name Lund] met [b.name Aid] and [c.name Berg].")
    people = [
        Actor(name, name, "people", (MentionRow(line.spans[f"{name}.name"][0], "name"),)) for name in "abc"
    ]
    blank = replace(
        SMALL,
        article=replace(SMALL.article, text=line.text),
        passages=(),
        actors=tuple(people),
        statements=(),
        commitments=(),
    )
    whole = Evidence.of(line.text, [Span(0, 8)])
    event = Event("e1", "CONSULT", "actual", EventEvidence(whole, whole), 0.5, actors=("a", "b"))
    gold = replace(blank, events=(event,))
    output = replace(blank, events=(replace(event, actors=("a", "b", "c")),))
    rows = [row for row in compare_records(gold, output) if row.layer == "actors"]
    assert sum(row.output is not None for row in rows) == 3
