"""Tallies: the counts behind figures and timelines add up to their lists, in both databases."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from builders import make_joint, make_record
from onrecord.resolve.judgements import Decider, accept, reject
from onrecord.store.protocol import Dossier, Filter
from onrecord.store.sql.tallies import MAX_ACTOR_LANES
from onrecord.store.stored_rows import StoredRole

FEW = 6
ALL = Filter()
LAST_DAY = Filter(as_of=date.max)  # what nothing is kept for: it is worked out from the rows

pytest_plugins = ["dossiers"]  # the fixture `dossier`


@pytest.fixture
def filled(dossier: Dossier) -> Dossier:
    for number in range(FEW):
        dossier.write(make_record(number))
    return dossier


@pytest.mark.parametrize(
    "wanted", [ALL, Filter(since=date(2024, 1, 10)), Filter(acts=("reject",)), Filter(contains="ferries")]
)
def test_acts_by_day_add_up_to_the_statements(filled: Dossier, wanted: Filter) -> None:
    expected = Counter(row.act for row in filled.list_statements(wanted))
    counted: Counter[str] = Counter()
    for row in filled.tally_acts(wanted):
        counted[row.act] += row.count
    assert counted == expected
    assert sum(counted.values()) == filled.count_statements(wanted).matching


def test_lanes_by_type_and_act_count_every_row_once(filled: Dossier) -> None:
    assert (
        sum(row.count for row in filled.tally_days(ALL, "statements by act"))
        == filled.count_statements(ALL).matching
    )
    assert (
        sum(row.count for row in filled.tally_days(ALL, "events by type"))
        == filled.count_events(ALL).matching
    )


def test_a_lane_of_an_actor_counts_its_statements_or_events(filled: Dossier) -> None:
    said: Counter[str] = Counter()
    for row in filled.tally_days(ALL, "statements by actor"):
        said[row.lane] += row.count
        assert row.sample is not None
        article, _, statement = row.sample.partition("/")
        (stored,) = filled.list_statements(Filter(rows=(row.sample,)))
        assert (stored.article.id, stored.id) == (article, statement)
        assert filled.has(article)
    expected = Counter(row.actor for row in filled.list_statements(ALL))
    assert all(said[name] == expected[name] for name in said)
    taken = Counter(name for row in filled.list_events(ALL) for name in row.actors)
    counted = Counter[str]()
    for row in filled.tally_days(ALL, "events by actor"):
        counted[row.lane] += row.count
    assert counted == taken


def test_what_has_no_day_makes_no_actor_busy(dossier: Dossier) -> None:
    for number in range(5):
        dossier.write(make_record(number, 3))
    undated = make_record(40, 12)
    article = replace(undated.article, published=replace(undated.article.published, value=None))
    statements = tuple(replace(row, said=None) for row in undated.statements)
    dossier.write(replace(undated, article=article, statements=statements))
    lanes = {row.lane for row in dossier.tally_days(ALL, "statements by actor")}
    assert len(lanes) == MAX_ACTOR_LANES
    assert lanes == {row.lane for row in dossier.tally_days(LAST_DAY, "statements by actor")}


def test_both_who_say_something_have_a_lane_now_and_on_any_day(dossier: Dossier) -> None:
    record = make_joint(1)
    dossier.write(
        replace(record, statements=tuple(replace(row, reality="actual") for row in record.statements))
    )
    first, second, *_ = (actor.name for actor in record.actors)
    for wanted in (ALL, LAST_DAY):
        of_first = dossier.tally_days(replace(wanted, actor=first), "statements by actor")
        assert {row.lane for row in of_first} == {first, second}


def test_answers_are_counted_by_who_answers_whom(filled: Dossier) -> None:
    rows = filled.tally_answers(ALL, 100)
    assert sum(row.count for row in rows) == sum(len(row.answers) for row in filled.list_statements(ALL))
    assert {row.relation for row in rows} == {"rejects"}


def test_outlets_and_articles_add_up(filled: Dossier) -> None:
    expected = Counter(row.outlet for row in filled.list_articles(ALL))
    assert {row.outlet: row.articles for row in filled.tally_outlets(ALL, 10)} == expected
    outlet = next(iter(expected))
    assert filled.count_articles(Filter(outlet=outlet)).matching == expected[outlet]
    assert {row.article.outlet for row in filled.list_statements(Filter(outlet=outlet))} == {outlet}


def test_roles_are_listed_with_their_days(filled: Dossier) -> None:
    record = make_record(0)
    bearer = next(actor for actor in record.actors if actor.roles)
    assert StoredRole(
        bearer.roles[0].title, record.actors[0].name, 1, "2024-01-01", "2024-01-01"
    ) in filled.list_roles(Filter(actor=bearer.name))


def test_a_page_of_a_list_is_a_slice_of_the_whole_list(filled: Dossier) -> None:
    whole = list(filled.list_statements(ALL))
    assert list(filled.list_statements(replace(ALL, limit=5, offset=7))) == whole[7:12]
    assert list(filled.list_actors(replace(ALL, limit=3, offset=2))) == list(filled.list_actors(ALL))[2:5]


def test_the_least_confident_come_first_and_are_removed_by_a_decision(filled: Dossier) -> None:
    waiting = filled.list_least_confident(Filter(limit=3))
    sure = {f"{row.article.id}/{row.id}": row.confidence for row in filled.list_statements(ALL)}
    assert [sure[one] for one in waiting] == sorted(sure.values())[:3]
    accept(filled, waiting[0], Decider("Ada", "It is right."))
    reject(filled, waiting[1], Decider("Ada", "It is not."))
    assert filled.list_least_confident(Filter(limit=1)) == [waiting[2]]


def test_every_change_changes_the_token(filled: Dossier) -> None:
    seen = [filled.count_changes()]
    filled.write(make_record(FEW))
    seen.append(filled.count_changes())
    row = filled.list_least_confident(Filter(limit=1))[0]
    made = accept(filled, row, Decider("Ada", "It is right."))
    seen.append(filled.count_changes())
    filled.withdraw(made.id, "Ada", "It is not.")
    seen.append(filled.count_changes())
    filled.withdraw_article(row.partition("/")[0], "Ada", "Asked to.")
    seen.append(filled.count_changes())
    assert len(set(seen)) == len(seen)
    assert filled.count_changes() == seen[-1]


def test_an_actor_gives_a_row_to_judge(filled: Dossier) -> None:
    actor = next(filled.list_actors(Filter(limit=1)))
    (row,) = filled.find_actor_rows([actor.id]).values()
    article, _, name = row.partition("/")
    record = filled.get_record(article)
    assert record is not None
    assert any(one.id == name and one.name in actor.names for one in record.actors)
