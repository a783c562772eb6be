"""Partial rows against the small record, cell by cell."""

from dataclasses import replace

import pytest
from pydantic import JsonValue, TypeAdapter

from onrecord.evaluation.minimal_pairs.partial_rows import PartialRow, RowCells
from onrecord.evaluation.minimal_pairs.row_match import compare_rows, fold_name, has_words
from onrecord.model.record import Record
from small_record import SMALL, at, with_actor, with_commitment, with_event, with_statement, words

Given = dict[str, JsonValue]
ROWS: TypeAdapter[RowCells] = TypeAdapter(PartialRow)


def cells(row: str, **given: JsonValue) -> RowCells:
    return ROWS.validate_python({"row": row, **given}, strict=False)


def matching(row: str, record: Record = SMALL, **given: JsonValue) -> list[str]:
    return find(row, given, record)


def find(row: str, given: Given, record: Record = SMALL) -> list[str]:
    return [one.id for one in compare_rows(record, cells(row, **given)) if one.fits]


STATEMENTS: list[tuple[Given, list[str]]] = [
    ({}, ["s1", "s2", "s3"]),
    ({"actors": ["Mert Dagan"]}, ["s1"]),
    ({"actors": ["mert  dagan"]}, ["s1"]),
    ({"actors": ["Dagan"]}, []),
    ({"actors": ["Greece’s"]}, ["s2"]),
    ({"actors": ["the REPORTER:"]}, ["s3"]),
    ({"actors": ["Mert Dagan", "Greece"]}, []),
    ({"actors": []}, []),
    ({"actors_include": ["Mert Dagan"]}, ["s1"]),
    ({"act": "accuse"}, ["s2"]),
    ({"act": ["ask", "accuse"]}, ["s2", "s3"]),
    ({"reality": "negated"}, []),
    ({"kind": "direct"}, ["s3"]),
    ({"content": "that Turkey had changed the maps."}, ["s2"]),
    ({"content": "Turkey had changed the maps"}, []),
    ({"content": "Were there any maps at all"}, ["s3"]),
    ({"content_includes": "Greece's accusation"}, ["s1"]),
    ({"content_includes": "change"}, []),
    ({"content_excludes": "Turkey"}, ["s3"]),
    ({"addressees": ["reporters"]}, ["s1"]),
    ({"addressees": []}, ["s2", "s3"]),
    ({"said": "2025-03-03"}, ["s1"]),
    ({"said": None}, ["s2", "s3"]),
    ({"medium": "briefing"}, ["s1"]),
    ({"medium": None}, ["s2", "s3"]),
    ({"outlet": "Aegean Wire"}, ["s1"]),
    ({"outlet": None}, ["s2", "s3"]),
    ({"on_behalf_of": "Turkey"}, ["s1"]),
    ({"on_behalf_of": None}, ["s2", "s3"]),
    ({"within": {"actors": ["Mert Dagan"]}}, ["s2"]),
    ({"within": {"actors": ["Turkey"]}}, []),
    ({"within": None}, ["s1", "s3"]),
    ({"answers": {"relation": "rejects"}}, ["s1"]),
    ({"answers": {"relation": "rejects", "to": {"actors": ["Greece"]}}}, ["s1"]),
    ({"answers": {"relation": "confirms"}}, []),
    ({"answers": {"to": {"act": "ask"}}}, []),
    ({"answers": None}, ["s2", "s3"]),
    ({"chain_includes": [{"actor": "Aegean Wire", "medium": "report"}]}, ["s1"]),
    ({"chain_includes": [{"actor": "Aegean Wire", "medium": "post"}]}, []),
    ({"chain_includes": [{"actor": "Mert Dagan"}, {"actor": "Greece"}]}, ["s2"]),
    ({"chain_includes": [{"outlet": "Aegean Wire"}]}, []),
]


@pytest.mark.parametrize(("given", "ids"), STATEMENTS, ids=[str(given) for given, _ in STATEMENTS])
def test_a_statement_matches_by_the_cells_that_are_given(given: Given, ids: list[str]) -> None:
    assert find("statement", given) == ids


EVENTS: list[tuple[Given, bool]] = [
    ({"type": "CONSULT"}, True),
    ({"type": ["AGREE", "CONSULT"]}, True),
    ({"type": "AGREE"}, False),
    ({"mode": "visit"}, True),
    ({"mode": None}, False),
    ({"actors": ["Greece", "Turkey"]}, True),
    ({"actors": ["Greece"]}, False),
    ({"actors_include": ["Greece"]}, True),
    ({"recipients": ["reporters"]}, True),
    ({"recipients": []}, False),
    ({"recipients_include": ["Turkey"]}, False),
    ({"date": "2025-01"}, True),
    ({"date": None}, False),
    ({"place": "geneva"}, True),
    ({"place": None}, False),
    ({"country": "CHE"}, True),
    ({"country": None}, False),
    ({"reality": "planned"}, False),
    ({"told_by": ["Greece"]}, True),
    ({"told_by": []}, False),
    ({"told_by": None}, False),
    ({"quantities": [{"value": 30, "unit": "envoy", "qualifier": "about"}]}, True),
    ({"quantities": [{"value": 30, "to": None}, {"unit": "envoys", "each": False}]}, True),
    ({"quantities": [{"value": 30}, {"value": 31}]}, False),
    ({"quantities": [{"qualifier": "exact"}]}, False),
    ({"round": 3}, True),
    ({"round": None}, False),
    ({"trigger_includes": "talks"}, True),
    ({"trigger_includes": "talk"}, False),
]


@pytest.mark.parametrize(("given", "fits"), EVENTS, ids=[str(given) for given, _ in EVENTS])
def test_an_event_matches_by_the_cells_that_are_given(given: Given, fits: bool) -> None:
    assert find("event", given) == (["e1"] if fits else [])


COMMITMENTS: list[tuple[Given, bool]] = [
    ({"parties": ["Turkey"]}, True),
    ({"parties": ["Greece"]}, False),
    ({"parties_include": ["Turkey", "Greece"]}, False),
    ({"to_includes": "free 40"}, True),
    ({"status": ["proposed", "agreed"]}, True),
    ({"status": "done"}, False),
    ({"terms": [{"value": 40, "unit": "fishermen", "deadline": "2025-03"}]}, True),
    ({"terms": [{"deadline": "2025-04"}]}, False),
    ({"conditions_include": "sea stays calm"}, True),
    ({"conditions_include": "sea is calm"}, False),
    ({"agreed": "2025-01"}, True),
    ({"agreed": None}, False),
]


@pytest.mark.parametrize(("given", "fits"), COMMITMENTS, ids=[str(given) for given, _ in COMMITMENTS])
def test_a_commitment_matches_by_the_cells_that_are_given(given: Given, fits: bool) -> None:
    assert find("commitment", given) == (["c1"] if fits else [])


ACTORS: list[tuple[Given, list[str]]] = [
    ({"name": "Mert Dagan"}, ["dagan"]),
    ({"kind": ["state", "outlet"]}, ["turkey", "greece", "wire"]),
    ({"country": "TUR"}, ["dagan", "turkey"]),
    ({"country": None, "sector": "JRN"}, ["wire", "reporters"]),
    ({"sector": None}, ["turkey", "greece"]),
    ({"title": "minister"}, ["dagan"]),
    ({"title": "prime minister"}, []),
    ({"title": "minister", "of": "Turkey"}, ["dagan"]),
    ({"title": "minister", "of": "Greece"}, []),
    ({"mentions_include": ["reporters", "REPORTER:"]}, ["reporters"]),
    ({"mentions_include": ["reporters", "Turkey"]}, []),
]


@pytest.mark.parametrize(("given", "ids"), ACTORS, ids=[str(given) for given, _ in ACTORS])
def test_an_actor_matches_by_the_cells_that_are_given(given: Given, ids: list[str]) -> None:
    assert find("actor", given) == ids


def test_title_and_body_are_of_one_role() -> None:
    (role,) = SMALL.actors[0].roles
    two = with_actor("dagan", roles=(role, replace(role, title="envoy", of="greece")))
    assert matching("actor", two, title="envoy", of="Greece") == ["dagan"]
    assert matching("actor", two, title="envoy", of="Turkey") == []


def test_passages_and_the_day_of_publication_are_rows_too() -> None:
    assert matching("passage", kind="headline") == ["passage at 0"]
    assert matching("passage", kind="headline", text_includes="Talks fail") == ["passage at 0"]
    assert matching("passage", kind="headline", text_includes="Geneva") == []
    assert matching("published", value="2025-03-04") == ["article"]
    assert matching("published", value=None) == []


def test_statements_made_together_are_matched_whatever_the_order() -> None:
    both = with_statement("s2", actors=("greece", "turkey"))
    assert matching("statement", both, actors=["Turkey", "Greece"]) == ["s2"]
    assert matching("statement", both, actors=["Greece"]) == []
    assert matching("statement", both, actors_include=["Greece"]) == ["s2"]


def test_nobody_named_is_asked_for_with_an_empty_list() -> None:
    assert matching("statement", with_statement("s3", actors=()), actors=[]) == ["s3"]


def test_the_stretches_of_a_split_quotation_follow_each_other() -> None:
    first, second = at("Were there any"), at("at all?")
    split = replace(first, spans=first.spans + second.spans, words=first.words + second.words)
    record = with_statement("s3", evidence=replace(SMALL.statements[2].evidence, content=split))
    assert matching("statement", record, content="Were there any … at all") == ["s3"]
    assert matching("statement", record, content_includes="any at all") == ["s3"]


def test_an_answer_may_go_to_the_mouth_of_a_chain() -> None:
    (answer,) = SMALL.statements[0].answers
    record = with_statement("s1", answers=(replace(answer, to="s2.1"),))
    assert matching("statement", record, answers={"to": {"actors": ["Greece"]}}) == ["s1"]
    record = with_statement("s1", answers=(replace(answer, to="s2.2"),))
    assert matching("statement", record, answers={"to": {"actors": ["Greece"]}}) == []


def test_an_event_of_the_article_itself_is_told_by_nobody() -> None:
    assert matching("event", with_event(told_by=None), told_by=None) == ["e1"]
    assert matching("event", with_event(told_by=None), told_by=["Greece"]) == []


def test_a_place_is_known_by_its_words_in_the_text_or_by_its_name() -> None:
    assert SMALL.events[0].place is not None
    record = with_event(place=replace(SMALL.events[0].place, name="Genève"))
    assert matching("event", record, place="Geneva") == matching("event", record, place="Genève") == ["e1"]
    assert matching("event", record, place="Bern") == []


def test_a_deadline_of_the_whole_commitment_counts_for_its_terms() -> None:
    bare = with_commitment(terms=(), deadline="2025-04")
    assert matching("commitment", bare, terms=[{"deadline": "2025-04"}]) == ["c1"]
    assert matching("commitment", bare, terms=[{"value": 40, "deadline": "2025-04"}]) == []
    term = replace(SMALL.commitments[0].terms[0], deadline=None)
    assert matching("commitment", with_commitment(terms=(term,), deadline="2025-04"), terms=[
        {"value": 40, "deadline": "2025-04"}
    ]) == ["c1"]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("The White House", "white house"),
        ("a  spokesman’s", "spokesman"),
        ("two officials'", "two officials"),
        ("An", "an"),
        ("Theresa", "theresa"),
        ("students’ union", "students' union"),
    ],
)
def test_names_lose_article_and_possessive(name: str, folded: str) -> None:
    assert fold_name(name) == folded


def test_words_are_whole_and_quotation_marks_of_one_shape() -> None:
    assert has_words("He said “No,\n never”.", '"no, never"')
    assert has_words("it costs $5", "$5")
    assert not has_words("unsaid", "said")


def test_the_row_that_differs_least_is_nearest_and_its_cells_are_told() -> None:
    wanted = cells("statement", actors=["Greece"], act="ask", said=None)
    by_id = {one.id: one for one in compare_rows(SMALL, wanted)}
    nearest = by_id["s2"]
    assert [(cell.name, cell.wanted, cell.found) for cell in nearest.differing] == [
        ("act", '["ask"]', "accuse")
    ]
    assert nearest.told.startswith(
        "actors Greece; act accuse; reality actual; kind indirect; content that Turkey had"
    )
    assert "within s1 (Mert Dagan)" in nearest.told
    assert nearest.distance < by_id["s1"].distance


def test_of_rows_that_differ_as_much_the_one_with_the_words_is_nearer() -> None:
    by_id = {
        one.id: one
        for one in compare_rows(SMALL, cells("statement", act="ask", content_includes="that Turkey"))
    }
    assert len(by_id["s2"].differing) == len(by_id["s3"].differing) == 1
    assert by_id["s2"].distance < by_id["s3"].distance


def test_rows_of_every_kind_are_told_in_short() -> None:
    (event,) = compare_rows(SMALL, cells("event"))
    assert event.told == (
        "type CONSULT; mode visit; trigger talks; actors Turkey, Greece; recipients reporters; date 2025-01; "
        "place Geneva; country CHE; reality actual; told_by s2 (Greece); quantities about 30 envoys; round 3"
    )
    (commitment,) = compare_rows(SMALL, cells("commitment"))
    assert commitment.told == (
        "parties Turkey; to free 40 fishermen; status agreed; terms 40 fishermen by 2025-03; "
        "conditions if the sea stays calm; agreed 2025-01"
    )
    dagan = compare_rows(SMALL, cells("actor"))[0]
    assert dagan.told.startswith(
        "name Mert Dagan; kind person; country TUR; sector GOV; title foreign minister; of Turkey"
    )
    unknown = replace(
        SMALL, article=replace(SMALL.article, published=replace(SMALL.article.published, value=None))
    )
    assert compare_rows(unknown, cells("published"))[0].told == "nothing told"
    assert str(words("e1.trigger")) == "talks"
