"""Queries: what filters find, compared with the same filters applied to records in memory."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import make_joint, make_record
from onrecord.model.edtf import edtf_bounds
from onrecord.model.errors import SettingError
from onrecord.model.record import Actor, Dated, MentionRow, PublishedRow, Record
from onrecord.model.span import Span
from onrecord.store.open_dossier import open_dossier
from onrecord.store.protocol import REALITIES, Count, Dossier, Filter
from onrecord.store.rows_from_record import statements_of
from onrecord.store.search_terms import fold_name
from onrecord.store.stored_rows import StoredStatement

pytest_plugins = ["dossiers"]  # the fixture `dossier`

MANY = tuple(make_record(number) for number in range(40))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dossier]:
    """Return a dossier of forty articles; tests only read it."""
    path: Path = tmp_path_factory.mktemp("filled") / "forty.dossier"
    with open_dossier(path, create=True) as dossier:
        for record in MANY:
            dossier.write(record)
        yield dossier


def ids(rows: Iterator[StoredStatement]) -> list[str]:
    return [f"{row.article.id}/{row.id}" for row in rows]


def said_between(row: StoredStatement, since: date, until: date) -> bool:
    bounds = edtf_bounds(row.said or row.article.published or "")
    return bounds is not None and bounds[0] <= until and bounds[1] >= since


DAYS = st.dates(date(2023, 12, 1), date(2026, 2, 1))


@settings(deadline=None, max_examples=60)
@given(
    DAYS,
    st.integers(0, 400),
    st.sampled_from(["ferries", '"night berths"', "Two officials", "dredging channel", "nowhere"]),
)
def test_filters_find_what_the_same_filters_find_in_memory(
    filled: Dossier, since: date, length: int, words: str
) -> None:
    until = since + timedelta(days=length)
    phrases = [words.strip('"')] if words.startswith('"') else words.split()
    expected = {
        f"{row.article.id}/{row.id}"
        for record in MANY
        for row in statements_of(record)
        if said_between(row, since, until)
        and all(fold_name(phrase) in fold_name(row.content) + fold_name(row.source) for phrase in phrases)
    }
    wanted = Filter(since=since, until=until, contains=words)
    found = ids(filled.list_statements(wanted))
    assert set(found) == expected
    assert len(found) == len(expected) == filled.count_statements(wanted).matching


@settings(deadline=None, max_examples=30)
@given(st.sampled_from(MANY), st.data())
def test_an_actor_is_found_by_any_whole_words_of_its_name(
    filled: Dossier, record: Record, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([actor.name for actor in record.actors if actor.kind == "person"]))
    asked = data.draw(st.sampled_from([name, *name.split(), name.upper(), f"the {name}’s"]))
    expected = {
        f"{row.article.id}/{row.id}"
        for other in MANY
        for row in statements_of(other)
        if row.actor and fold_name(asked) in fold_name(row.actor)
    }
    assert set(ids(filled.list_statements(Filter(actor=asked)))) == expected
    assert name in {row.name for row in filled.list_actors(Filter(actor=asked))}


def test_part_of_a_word_finds_nobody(filled: Dossier) -> None:
    surname = MANY[0].actors[2].name.split()[1]
    assert list(filled.list_statements(Filter(actor=surname[:-1]))) == []


def test_pattern_characters_have_no_meaning(filled: Dossier) -> None:
    for name in ("%a%", "_", "a_a", "Port%"):
        if fold_name(name):
            assert list(filled.list_actors(Filter(actor=name))) == list(
                filled.list_actors(Filter(actor=fold_name(name)))
            )


def test_the_latest_rows_come_first_and_a_limit_returns_the_first(filled: Dossier) -> None:
    everything = ids(filled.list_statements(Filter()))
    days = [row.said or row.article.published or "" for row in filled.list_statements(Filter())]
    assert days == sorted(days, reverse=True)
    assert ids(filled.list_statements(Filter(limit=7))) == everything[:7]
    assert filled.count_statements(Filter(limit=7)) == Count(len(everything), 0)
    assert ids(filled.list_statements(Filter(limit=0))) == []
    assert len(everything) == sum(len(record.statements) for record in MANY)


def test_statements_of_one_article_are_in_text_order(filled: Dossier) -> None:
    record = MANY[0]
    rows = [row.id for row in filled.list_statements(Filter()) if row.article.id == record.article.id]
    assert rows == [statement.id for statement in record.statements]


def test_events_are_found_by_party_day_and_words(filled: Dossier) -> None:
    record = MANY[3]
    day = date.fromisoformat(record.article.published.value or "")
    wanted = Filter(actor=record.actors[0].name, since=day, until=day, contains="met")
    assert record.article.id in {row.article.id for row in filled.list_events(wanted)}
    assert filled.count_events(wanted).matching == len(list(filled.list_events(wanted)))
    assert list(filled.list_events(Filter(actor=record.actors[2].name))) == []  # a speaker is not a party


def test_articles_are_found_by_actors_and_words(filled: Dossier) -> None:
    record = MANY[11]
    assert [row.id for row in filled.list_articles(Filter(contains='"bulletin 11" OR'))] == []
    assert [row.id for row in filled.list_articles(Filter(contains='"bulletin 11 of" quay'))] == [
        record.article.id
    ]
    assert record.article.id in {row.id for row in filled.list_articles(Filter(actor=record.actors[2].name))}
    day = date.fromisoformat(record.article.published.value or "")
    assert record.article.id in {row.id for row in filled.list_articles(Filter(since=day, until=day))}


def test_actors_of_one_name_and_kind_are_shown_as_one(filled: Dossier) -> None:
    found = list(filled.list_actors(Filter()))
    assert len({row.id for row in found}) == len(found) == filled.count_actors(Filter()).matching
    reporters = [row for row in found if (row.name, row.kind) == ("reporters", "people")]
    assert [(row.articles, row.statements) for row in reporters] == [(1, 0)] * len(MANY)
    rows = {(row.name, row.kind): row for row in found}
    assert len(rows) == len(found) - len(reporters) + 1
    port = rows["Kalm", "state"]
    naming = [record for record in MANY if "Kalm" in {actor.name for actor in record.actors}]
    assert port.articles == len(naming)
    assert port.first == min(record.article.published.value or "" for record in naming)
    assert [row.statements for row in rows.values()] == sorted(
        (row.statements for row in rows.values()), reverse=True
    )


def test_actors_are_counted_in_the_articles_that_match(filled: Dossier) -> None:
    since, until = date(2024, 2, 1), date(2024, 3, 31)
    left = [
        record
        for record in MANY
        if since <= date.fromisoformat(record.article.published.value or "") <= until
    ]
    assert left
    found = list(filled.list_actors(Filter(since=since, until=until)))
    assert len([row for row in found if row.name == "reporters"]) == len(left)
    assert {row.name for row in found} == {actor.name for record in left for actor in record.actors}
    assert filled.count_actors(Filter(since=since, until=until)).matching == len(found)


def with_dates(record: Record, published: str | None, said: str | None) -> Record:
    words = record.statements[0].evidence.content
    statements = tuple(
        replace(row, said=None if said is None else Dated(said, words)) for row in record.statements
    )
    article = replace(record.article, published=PublishedRow(published, "given" if published else "unknown"))
    events = tuple(replace(event, date=None) for event in record.events)
    return replace(record, article=article, statements=statements, events=events)


def test_rows_of_unknown_date_are_left_out_and_counted_when_days_are_given(dossier: Dossier) -> None:
    dossier.write(with_dates(make_record(1, 2), None, None))
    dossier.write(with_dates(make_record(2, 3), "2025-06-20", None))
    dossier.write(with_dates(make_record(3, 4), "2025-06-20", "some day"))
    wanted = Filter(since=date(2025, 6, 1))
    assert len(list(dossier.list_statements(wanted))) == 3
    assert dossier.count_statements(wanted) == Count(3, 6)
    assert dossier.count_statements(Filter()) == Count(9, 0)
    assert dossier.count_articles(wanted) == Count(2, 1)
    assert dossier.count_events(wanted) == Count(0, 3)
    assert [row.published for row in dossier.list_articles(Filter())][-1] is None  # undated last
    undated = {actor.name for actor in make_record(1, 2).actors} - {
        actor.name for number in (2, 3) for actor in make_record(number).actors
    }
    assert dossier.count_actors(wanted).undated == len(undated | {"the reporters of the undated article"})


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("2025-06", True),
        ("2025-06-14/2025-06-16", True),
        ("2025-06-16/2025-06-18", False),
        ("2025-06-15~", True),
        ("2025", True),
        ("../2025-06-14", False),
        ("2025-06-14/..", True),
        ("2025-06-15T23:59:00-05:00", True),
        ("2025-07", False),
    ],
)  # fmt: skip
def test_a_vague_date_matches_when_one_of_its_days_is_in_the_period(
    dossier: Dossier, said: str, found: bool
) -> None:
    dossier.write(with_dates(make_record(1, 1), "2020-01-01", said))
    day = date(2025, 6, 15)
    assert bool(list(dossier.list_statements(Filter(since=day, until=day)))) is found


def test_a_statement_matches_by_the_day_it_was_said(dossier: Dossier) -> None:
    dossier.write(with_dates(make_record(1, 1), "2025-07-01", "2025-06-30"))
    assert len(list(dossier.list_statements(Filter(until=date(2025, 6, 30))))) == 1
    assert list(dossier.list_statements(Filter(since=date(2025, 7, 1)))) == []


def test_names_in_the_text_count_but_pronouns_and_descriptions_do_not(dossier: Dossier) -> None:
    record = make_record(1, 1)
    text = record.article.text
    start = text.index("reporters")
    names = (MentionRow(Span(start, start + 9), "metonym"), MentionRow(Span(0, 4), "pronoun"))
    actors = tuple(replace(actor, mentions=names) if actor.id == "p3" else actor for actor in record.actors)
    dossier.write(replace(record, actors=actors))
    assert [row.id for row in dossier.list_statements(Filter(actor="Reporters"))] == ["s1"]
    assert list(dossier.list_statements(Filter(actor=text[:4]))) == []
    row = next(row for row in dossier.list_actors(Filter(actor="reporters")) if row.kind == "person")
    assert row.names == tuple(sorted([record.actors[2].name, "reporters"]))


def test_two_actors_of_one_name_in_an_article_count_it_once(dossier: Dossier) -> None:
    record = make_record(1, 3)
    twin = Actor("p8", "The  REPORTERS", "people", ())
    dossier.write(replace(record, actors=(*record.actors, twin)))
    (row,) = (row for row in dossier.list_actors(Filter(actor="reporters")) if row.kind == "people")
    assert row.articles == 1
    assert row.names == ("REPORTERS", "The  REPORTERS", "reporters")


def test_a_list_shows_a_snapshot_taken_at_its_first_row(dossier: Dossier) -> None:
    for number in range(3):
        dossier.write(make_record(number))
    rows = dossier.list_statements(Filter())
    next(rows)
    dossier.write(make_record(7))
    assert len(list(rows)) == 3 * 8 - 1
    assert len(list(dossier.list_statements(Filter()))) == 4 * 8


def test_as_of_a_day_only_articles_published_by_then_are_found(dossier: Dossier) -> None:
    early, late, undated = make_record(1), make_record(2), make_record(3)
    days = {early.article.id: "2025-06-30", late.article.id: "2025-07", undated.article.id: None}
    for record in (early, late, undated):
        published = PublishedRow(days[record.article.id], "given" if days[record.article.id] else "unknown")
        assert dossier.write(replace(record, article=replace(record.article, published=published))) == "added"

    def there(day: date, *, learnt: bool = False) -> set[str]:
        return {row.id for row in dossier.list_articles(Filter(as_of=day, learnt=learnt))}

    assert there(date(2025, 6, 30)) == {early.article.id}
    assert there(date(2025, 7, 30)) == {
        early.article.id,
        undated.article.id,
    }  # the dossier's clock stands at 1 July
    assert there(date(2025, 7, 31)) == set(days)
    assert there(date(2025, 6, 30), learnt=True) == set()
    assert there(date(2025, 7, 1), learnt=True) == set(days)
    for count, rows in (
        (dossier.count_statements, dossier.list_statements),
        (dossier.count_events, dossier.list_events),
        (dossier.count_actors, dossier.list_actors),
    ):
        wanted = Filter(as_of=date(2025, 6, 30))
        assert count(wanted).matching == len(list(rows(wanted))) > 0
        assert count(wanted).matching < count(Filter()).matching


def test_learnt_needs_a_day() -> None:
    with pytest.raises(SettingError, match="give the day"):
        Filter(learnt=True)


def test_statements_that_were_not_made_are_found_only_by_their_reality_or_id(
    dossier: Dossier,
) -> None:
    record = make_joint(1)
    dossier.write(record)
    every = [row.id for row in record.statements]
    made = [row for row in every if row != "s2"]
    assert sorted(row.id for row in dossier.list_statements(Filter())) == made
    assert dossier.count_statements(Filter()) == Count(len(made), 0)
    assert sorted(row.id for row in dossier.list_statements(Filter(realities=REALITIES))) == every
    assert [row.id for row in dossier.list_statements(Filter(realities=("negated", "planned")))] == ["s2"]
    chosen = Filter(rows=(f"{record.article.id}/s2",))
    for wanted in (chosen, replace(chosen, actor=record.actors[0].name)):
        assert [row.id for row in dossier.list_statements(wanted)] == ["s2"]
        assert dossier.count_statements(wanted) == Count(1, 0)


def test_a_joint_statement_is_found_and_counted_for_each_speaker(dossier: Dossier) -> None:
    record = make_joint(1)
    joint = replace(record.statements[1], reality="actual")
    dossier.write(replace(record, statements=(record.statements[0], joint, *record.statements[2:])))
    for name in (actor.name for actor in record.actors[:2]):
        assert [row.id for row in dossier.list_statements(Filter(actor=name))] == ["s2"]
        assert next(row for row in dossier.list_actors(Filter()) if row.name == name).statements == 1
        for wanted in (Filter(), Filter(acts=(joint.act,))):
            assert (
                sum(
                    row.count for row in dossier.tally_days(wanted, "statements by actor") if row.lane == name
                )
                == 1
            )
    envoy = record.actors[3].name
    assert "s2" not in [row.id for row in dossier.list_statements(Filter(actor=envoy))]
