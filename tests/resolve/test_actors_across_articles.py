"""Actors across articles: who is joined, who stays apart, and what a join tells about every row."""

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from onrecord.exports import plover
from onrecord.exports.selection import Selection
from onrecord.model.article import Article
from onrecord.model.evidence import Evidence
from onrecord.model.judgement import make_judgement
from onrecord.model.record import (
    Actor,
    ActorKind,
    ArticleRow,
    Event,
    EventEvidence,
    MentionRow,
    PassageRow,
    PublishedRow,
    Record,
    Run,
    Statement,
    StatementEvidence,
)
from onrecord.model.span import Span
from onrecord.resolve.judgements import Decider, correct, merge
from onrecord.resolve.linker import RULE, link_articles
from onrecord.store.protocol import Dossier, Filter, JudgementFilter
from onrecord.views.pages.actor import build_actor
from onrecord.views.rows.actors import build_actors

pytest_plugins = ["dossiers"]  # the fixture `dossier`

ADA = Decider("Ada", "checked with the source")
Who = tuple[str, ActorKind, dict[str, Any]]  # words in the text, kind, other fields


def article(text: str, *who: Who) -> Record:
    """Return a record whose actors are these words of the text; the first one is the speaker and agent.

    The field `form` is that of its mention, "name" by default.
    """
    made = Article(text)
    actors = []
    for number, (words, kind, fields) in enumerate(who, start=1):
        span = Span(text.index(words), text.index(words) + len(words))
        mention = MentionRow(span, fields.get("form", "name"))
        rest = {name: value for name, value in fields.items() if name != "form"}
        actors.append(replace(Actor(f"p{number}", words, "person", (mention,)), kind=kind, **rest))
    source, whole = actors[0].mentions[0].span, Span(0, len(text))
    evidence = StatementEvidence(Evidence.of(text, [whole]), Evidence.of(text, [source]))
    statement = Statement("s1", "p1", "indirect", "assert", evidence, 0.9, (), actors=("p1",))
    spans = EventEvidence(Evidence.of(text, [whole]), actor=Evidence.of(text, [source]))
    event = Event("e1", "PROTEST", "actual", spans, 0.9, actors=("p1",))
    row = ArticleRow(made.id, text, made.sha256, PublishedRow("2025-05-01", "given"))
    passages = (PassageRow(whole, "body"),)
    return Record(row, passages, tuple(actors), (statement,), Run("0"), events=(event,))


def ids(dossier: Dossier, records: Sequence[Record]) -> list[str]:
    """Link the records and return the id across articles of the first actor of each."""
    for record in records:
        dossier.write(record)
    list(link_articles(dossier))
    return [id_of(dossier, record) for record in records]


def id_of(dossier: Dossier, record: Record, row: str = "p1") -> str:
    (found,) = dossier.list_actor_rows([f"{record.article.id}/{row}"])
    return found.known_as


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Police", "government"),
        ("the government", "government"),
        ("officials", "people"),
        ("Scientists", "people"),
        ("a spokesman", "person"),
        ("PRESIDENT", "person"),
    ],
)
def test_a_common_noun_is_an_actor_of_its_article_alone(
    dossier: Dossier, words: str, kind: ActorKind
) -> None:
    fields = {"form": "nominal", "country": "NOR"}
    texts = (f"After the fire at {place} {words} asked for calm." for place in ("the quay", "the mill"))
    found = ids(dossier, [article(text, (words, kind, fields)) for text in texts])
    assert len(set(found)) == 2


@pytest.mark.parametrize("order", list(permutations(range(3)))[::2])
def test_a_bare_surname_of_another_article_stays_open_in_any_order(
    dossier: Dossier, order: tuple[int, ...]
) -> None:
    fields = {"country": "NOR"}
    records = [
        article("Hedda Grevec opened the bridge.", ("Hedda Grevec", "person", fields)),
        article("Otto Grevec closed the shop.", ("Otto Grevec", "person", fields)),
        article("Nobody was told, Grevec said.", ("Grevec", "person", fields)),
    ]
    found = ids(dossier, [records[number] for number in order])
    assert len(set(found)) == 3


def test_a_bare_surname_goes_to_the_one_bearer_whom_its_article_names(dossier: Dossier) -> None:
    earlier = article("Hedda Grevec opened the bridge.", ("Hedda Grevec", "person", {}))
    rival = article("Otto Grevec closed the shop.", ("Otto Grevec", "person", {}))
    later = article(
        "Grevec said so. It was Hedda Grevec's third bridge.",
        ("Grevec", "person", {}),
        ("Hedda Grevec", "person", {}),
    )
    hedda, otto, bare = ids(dossier, [earlier, rival, later])
    assert bare == hedda == id_of(dossier, later, "p2") == "person:hedda-grevec"
    assert otto == "person:otto-grevec"


def test_a_bare_surname_of_two_people_of_its_article_stays_open(dossier: Dossier) -> None:
    record = article(
        "Lindmar wept. Ivo Lindmar and Asta Lindmar had parted.",
        (["Lindmar", "wept"][0], "person", {}),
        ("Ivo Lindmar", "person", {}),
        ("Asta Lindmar", "person", {}),
    )
    (bare,) = ids(dossier, [record])
    assert bare not in {id_of(dossier, record, row) for row in ("p2", "p3")}


def test_bodies_that_every_state_has_are_joined_by_country(dossier: Dossier) -> None:
    def house(place: str, country: str | None, name: str = "House of Representatives") -> Record:
        return article(f"In {place} the {name} sat late.", (name, "government", {"country": country}))

    records = [
        house("Suva", "FJI"),
        house("Manila", "PHL"),
        house("Cebu", "PHL"),
        house("town", None),
        house("the capital", None),
    ]
    suva, manila, cebu, town, capital = ids(dossier, records)
    assert manila == cebu
    assert len({suva, manila, town, capital}) == 4


def test_a_name_that_carries_its_state_and_the_list_join_a_ministry(dossier: Dossier) -> None:
    fields = {"country": "GHA"}
    records = [
        article("The Ministry of Defence of Ghana paid.", ("Ministry of Defence of Ghana", "government", {})),
        article("The Ghanaian Defence Ministry lied.", ("Ghanaian Defence Ministry", "government", fields)),
        article("The Ministry of Defense burned.", ("Ministry of Defense", "government", fields)),
        article("A Ministry of Defense drew up.", ("Ministry of Defense", "government", {"country": "PER"})),
    ]
    own, other, bare, peru = ids(dossier, records)
    assert own == other == bare != peru


def test_bodies_of_which_a_state_has_many_stay_apart(dossier: Dossier) -> None:
    fields = {"country": "CAN"}
    records = [
        article(f"{place}: the District Court ruled.", ("District Court", "government", fields))
        for place in ("Regina", "Halifax")
    ]
    assert len(set(ids(dossier, records))) == 2


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5])
def test_parties_of_one_name_in_two_states_never_share_an_id(
    dossier: Dossier, order: tuple[int, ...]
) -> None:
    states = ("FIN", "EST", "EST", "FIN")
    records = [
        article(f"Day {number}: Sunrise Bloc won.", ("Sunrise Bloc", "organisation", {"country": state}))
        for number, state in enumerate(states)
    ]
    found = dict(zip(order, ids(dossier, [records[number] for number in order]), strict=True))
    assert found[0] == found[3] != found[1] == found[2]


def test_known_actors_are_joined_by_entry_whatever_they_are_called(dossier: Dossier) -> None:
    records = [
        article("Volodymyr Zelensky flew home.", ("Volodymyr Zelensky", "person", {"country": "UKR"})),
        article("Volodymyr Zelenskyy spoke.", ("Volodymyr Zelenskyy", "person", {})),
        article("Zelenskiy nodded.", ("Zelenskiy", "person", {"wikidata": "Q3874799"})),
        article("The leader bowed.", ("The leader", "person", {"wikidata": "Q3874799", "form": "nominal"})),
        article("Zelenskiy sang.", ("Zelenskiy", "person", {})),
    ]
    *same, singer = ids(dossier, records)
    assert len(set(same)) == 1
    assert same[0].startswith("person:volodymyr-zelensk")
    assert singer != same[0]


def test_two_known_actors_of_one_name_are_never_joined(dossier: Dossier) -> None:
    records = [
        article(
            f"In {year} John Wells won.", ("John Wells", "person", {"country": "USA", "wikidata": wikidata})
        )
        for year, wikidata in ((2020, "Q1"), (2021, "Q2"), (2022, "Q1"))
    ]
    first, second, third = ids(dossier, records)
    assert first == third != second


@pytest.mark.parametrize(
    "known", [{"sector": "MIL"}, {"country": "NOR"}, {"country": "NOR", "sector": "MIL"}]
)
def test_one_fact_of_the_list_is_told_as_from_the_list(dossier: Dossier, known: dict[str, str]) -> None:
    told = known | {"known_from": "list"}
    first = article("Commander Hedda Grevec resigned.", ("Hedda Grevec", "person", told))
    second = article("Hedda Grevec marched.", ("Hedda Grevec", "person", {}))
    ids(dossier, [first, second])
    record = dossier.get_record(second.article.id)
    assert record is not None
    (actor,) = record.actors
    assert (actor.country, actor.sector) == (known.get("country"), known.get("sector"))
    assert actor.known_from == "list"


def test_what_a_join_tells_reaches_rows_pages_and_exports(dossier: Dossier) -> None:
    told = {"country": "NOR", "sector": "GOV", "known_from": "text", "wikidata": "Q7"}
    first = article("Minister Hedda Grevec resigned.", ("Hedda Grevec", "person", told))
    second = article("Hedda Grevec marched.", ("Hedda Grevec", "person", {}))
    known_as, _ = ids(dossier, [first, second])
    (row,) = dossier.list_actor_rows([f"{second.article.id}/p1"])
    assert (row.country, row.wikidata, row.known_from) == ("NOR", "Q7", "text")
    record = dossier.get_record(second.article.id)
    assert record is not None
    (actor,) = record.actors
    assert (actor.country, actor.sector, actor.wikidata, actor.known_from) == ("NOR", "GOV", "Q7", "text")
    lines = map(json.loads, plover.write(Selection(dossier)))
    exported = next(row["actor"][0] for row in lines if row["id"].startswith(second.article.id))
    assert (exported["code"], exported["sector"], exported["identifier_id"]) == ("NOR", ["GOV"], "Q7")
    (shown,) = build_actor(dossier, known_as, Filter()).rows
    assert (shown.countries, shown.sectors, shown.wikidata) == (("NOR",), ("GOV",), ("Q7",))
    assert dossier.get_uncorrected_record(second.article.id) == second


def test_what_people_left_empty_is_not_filled(dossier: Dossier) -> None:
    first = article("Hedda Grevec resigned.", ("Hedda Grevec", "person", {"country": "NOR"}))
    second = article("Hedda Grevec marched.", ("Hedda Grevec", "person", {}))
    ids(dossier, [first, second])
    correct(dossier, f"{second.article.id}/p1", "country", "null", ADA)
    record = dossier.get_record(second.article.id)
    assert record is not None
    assert record.actors[0].country is None


def test_every_id_is_the_address_of_one_row(dossier: Dossier) -> None:
    records = [
        article("Hedda Grevec opened the bridge.", ("Hedda Grevec", "person", {})),
        article("Otto Grevec closed the shop.", ("Otto Grevec", "person", {})),
        article("Nobody knew, Grevec said.", ("Grevec", "person", {})),
        article("Police came.", ("Police", "government", {"form": "nominal"})),
        article("Police left.", ("Police", "government", {"form": "nominal"})),
        article("Parliament met.", ("Parliament", "government", {"country": "NOR"})),
    ]
    ids(dossier, records)
    rows = list(build_actors(dossier, Filter()).rows)
    assert len({row.id for row in rows}) == len(rows) == len(records)
    for row in rows:
        page = build_actor(dossier, row.id, Filter())
        assert page.rows == (row,)
        assert [statement.who for statement in page.statements.rows] == [row.name]
        assert dossier.count_statements(Filter(actor=row.id)).matching == 1
    by_name = build_actor(dossier, "Grevec", Filter())
    assert len(by_name.rows) == 1
    assert not build_actor(dossier, "person:nobody", Filter()).rows


def test_an_older_rule_is_withdrawn_and_people_are_not(dossier: Dossier) -> None:
    records = [
        article(f"Police {verb}.", ("Police", "government", {"form": "nominal"}))
        for verb in ("came", "left", "slept")
    ]
    for record in records:
        dossier.write(record)
    pair = tuple(f"{record.article.id}/p1" for record in records[:2])
    old = make_judgement("actor", (pair[0], pair[1]), "rule:linking/1", 0.95, "one name", "2025-05-01")
    dossier.write_linked(records[0].article.id, "rule:linking/1", [], [old])
    assert id_of(dossier, records[0]) == id_of(dossier, records[1])
    merge(dossier, pair[1], f"{records[2].article.id}/p1", ADA)
    first, second, third = ids(dossier, records)
    assert first != second == third
    assert dossier.list_unlinked(RULE) == []
    withdrawn = dossier.list_judgements(JudgementFilter("actor", withdrawn=True))
    assert [row.by for row in withdrawn if row.withdrawn_at] == ["rule:linking/1"]
