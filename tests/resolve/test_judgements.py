"""Decisions of people win, survive, can be undone, and conflicts between two people are detected."""

import pytest

from builders import make_joint, make_record
from onrecord.model.checks import check_record
from onrecord.model.errors import ConflictError, SettingError, StoreError
from onrecord.resolve.judgements import Decider, accept, answer, as_json, correct, merge, reject, split, undo
from onrecord.resolve.linker import link_articles
from onrecord.store.protocol import Dossier, Filter, JudgementFilter
from onrecord.views.rows.actors import find_actor
from onrecord.views.rows.threads import build_thread

pytest_plugins = ["dossiers"]  # the fixture `dossier`

ADA, BEN = Decider("Ada", "it says so in the last line"), Decider("Ben", "I was there")
FIRST, SECOND = make_record(1, varied=True), make_record(2, varied=True)
ONE, OTHER = FIRST.article.id, SECOND.article.id


@pytest.fixture
def filled(dossier: Dossier) -> Dossier:
    """Return a dossier of two articles."""
    for record in (FIRST, SECOND):
        dossier.write(record)
    return dossier


def statements(dossier: Dossier) -> set[str]:
    return set(dossier.list_ids("statements", Filter()))


def test_a_rejected_row_is_hidden_until_the_rejection_is_undone(filled: Dossier) -> None:
    everything = statements(filled)
    decision = reject(filled, f"{ONE}/s2", ADA)
    assert statements(filled) == everything - {f"{ONE}/s2"}
    assert filled.get_uncorrected_record(ONE) == FIRST
    undo(filled, decision.id, BEN)
    assert statements(filled) == everything
    assert filled.get_record(ONE) == FIRST
    (row,) = filled.list_judgements(JudgementFilter(withdrawn=True))
    assert (row.by, row.withdrawn_by, row.same) == ("Ada", "Ben", False)


def test_statements_nested_in_a_rejected_one_move_to_the_outer_one(filled: Dossier) -> None:
    inner = next(row for row in FIRST.statements if row.within)
    reject(filled, f"{ONE}/{inner.within}", ADA)
    record = filled.get_record(ONE)
    assert record is not None
    assert next(row for row in record.statements if row.id == inner.id).within is None
    answers = [answer.to for row in record.statements for answer in row.answers]
    assert inner.within not in answers


def test_a_corrected_field_is_found_by_its_new_value_and_keeps_its_evidence(filled: Dossier) -> None:
    correct(filled, f"{ONE}/s1", "said", as_json("2025-12-24"), ADA)
    correct(filled, f"{ONE}/s1", "actor", as_json("p4"), ADA)
    (row,) = filled.list_statements(Filter(rows=(f"{ONE}/s1",)))
    assert (row.said, row.said_words) == (
        "2025-12-24",
        str(FIRST.statements[0].said and FIRST.statements[0].said.evidence),
    )
    assert row.actor == FIRST.actors[3].name
    correct(filled, ONE, "outlet", as_json("The Other Tide"), ADA)
    assert next(filled.list_articles(Filter(rows=(ONE,)))).outlet == "The Other Tide"


def test_a_publication_date_can_be_corrected_to_unknown(filled: Dossier) -> None:
    correct(filled, ONE, "published", "null", ADA)
    record = filled.get_record(ONE)
    assert record is not None and (record.article.published.value, record.article.published.how) == (
        None,
        "unknown",
    )


@pytest.mark.parametrize(
    ("row", "field", "value"),
    [
        ("s1", "act", '"shout"'),
        ("s1", "actor", '"p99"'),
        ("s1", "content", '"x"'),
        ("s99", "act", '"assert"'),
        ("s1", "act", "shout"),
    ],
)
def test_an_invalid_correction_is_refused_and_changes_nothing(
    filled: Dossier, row: str, field: str, value: str
) -> None:
    with pytest.raises(SettingError):
        correct(filled, f"{ONE}/{row}", field, value, ADA)
    assert list(filled.list_judgements(JudgementFilter())) == []
    assert filled.get_record(ONE) == FIRST


def test_actor_and_actors_agree_after_a_correction_of_either(dossier: Dossier) -> None:
    record = make_joint(1)
    article, row = record.article.id, f"{record.article.id}/s2"
    dossier.write(record)

    def uttered() -> tuple[str | None, tuple[str, ...], str | None, str]:
        kept = dossier.get_record(article)
        assert kept is not None and check_record(kept) == []
        told = kept.statements[1]
        return told.actor, told.actors, told.on_behalf_of, told.reality

    correct(dossier, row, "actor", as_json("p3"), ADA)
    assert uttered() == ("p3", ("p3", "p2"), "p4", "negated")
    correct(dossier, row, "actors", '["p5", "p1", "p3"]', ADA)
    correct(dossier, row, "reality", as_json("planned"), ADA)
    assert uttered() == ("p5", ("p5", "p1", "p3"), "p4", "planned")
    correct(dossier, row, "actor", as_json("p1"), BEN)
    assert uttered() == ("p1", ("p1", "p3"), "p4", "planned")
    reject(dossier, f"{article}/p1", ADA)
    reject(dossier, f"{article}/p4", ADA)
    assert uttered() == ("p3", ("p3",), None, "planned")
    correct(dossier, row, "actor", "null", ADA)
    assert uttered() == (None, (), None, "planned")


def test_removing_country_and_sector_removes_their_source(filled: Dossier) -> None:
    correct(filled, f"{ONE}/p1", "sector", "null", ADA)
    record = filled.get_record(ONE)
    assert record is not None and check_record(record) == []


def test_the_second_of_two_conflicting_decisions_is_refused(filled: Dossier) -> None:
    seen = filled.count_decisions(f"{ONE}/s1")
    reject(filled, f"{ONE}/s1", Decider("Ada", "never said", seen))
    with pytest.raises(ConflictError, match="Ada"):
        accept(filled, f"{ONE}/s1", Decider("Ben", "of course she said it", seen))
    assert [row.by for row in filled.list_judgements(JudgementFilter(by_people=True))] == ["Ada"]
    accept(filled, f"{ONE}/s1", Decider("Ben", "I have the tape", filled.count_decisions(f"{ONE}/s1")))
    assert f"{ONE}/s1" in statements(filled)


def test_two_actors_are_merged_and_split_again(filled: Dossier) -> None:
    names = [FIRST.actors[2].name, SECOND.actors[2].name]
    assert names[0] != names[1]
    decision = merge(filled, f"{ONE}/p3", f"{OTHER}/p3", ADA)
    (shared,) = {row.known_as for row in filled.list_actor_rows([f"{ONE}/p3", f"{OTHER}/p3"])}
    found = find_actor(filled, shared, Filter())
    assert found is not None
    assert set(names) <= {found.name, *found.called}
    assert found.articles == 2
    undo(filled, decision.id, ADA)
    known = {row.known_as for row in filled.list_actor_rows([f"{ONE}/p3", f"{OTHER}/p3"])}
    assert len(known) == 2


def test_a_split_by_a_person_survives_linking_again(filled: Dossier) -> None:
    list(link_articles(filled))
    states = filled.list_clusters("actor")
    joined = [
        row for row in states if row.startswith(f"{ONE}/") and list(states.values()).count(states[row]) == 2
    ]
    for row in joined:
        other = next(name for name in states if name != row and states[name] == states[row])
        split(filled, row, other, ADA)
        families = filled.list_clusters("actor")
        assert row not in families or families[row] != families.get(other)
        assert len({found.known_as for found in filled.list_actor_rows([row, other])}) == 2


def test_a_person_says_what_a_statement_answers(filled: Dossier) -> None:
    answer(filled, f"{OTHER}/s1", f"{ONE}/s1", "rejects", ADA)
    thread = build_thread(filled, f"{ONE}/s1", Filter())
    assert thread is not None
    assert {f"{ONE}/s1", f"{OTHER}/s1"} <= {turn.id for turn in thread.turns}
    with pytest.raises(SettingError, match="another statement"):
        answer(filled, f"{OTHER}/s1", f"{OTHER}/s1", "rejects", ADA)


def test_missing_rows_and_rows_of_two_kinds_cannot_be_judged(filled: Dossier) -> None:
    with pytest.raises(SettingError, match="holds no"):
        merge(filled, f"{ONE}/s1", "a:none/s1", ADA)
    with pytest.raises(SettingError, match="two of one kind"):
        merge(filled, f"{ONE}/s1", f"{OTHER}/p1", ADA)
    with pytest.raises(SettingError, match="twice"):
        merge(filled, ONE, ONE, ADA)
    with pytest.raises(StoreError, match="no judgement"):
        undo(filled, "j:none", ADA)
    for by, why in (("rule:x", "because"), (" ", "because"), ("Ada", " ")):
        with pytest.raises(SettingError):
            Decider(by, why)
