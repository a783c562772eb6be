"""FollowTheMoney: entities are valid by the model, ids are stable, one actor and one event are one entity."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from onrecord.exports.linked.followthemoney import country_codes, entity_id, write
from onrecord.store.protocol import Filter
from told_dossier import FIRST, NEGATED, SECOND, article_id, told

MODEL = json.loads((Path(__file__).parents[1] / "standards" / "followthemoney.json").read_text("utf-8"))[
    "schemata"
]
FORMS = {  # of the values of a type, as the package checks them
    "date": r"\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d)?)?(Z|[+-]\d\d:\d\d)?)?)?)?",
    "country": r"[a-z]{2}",
    "language": r"[a-z]{3}",
    "url": r"https?://\S+",
    "entity": r"[0-9A-Za-z]([0-9A-Za-z.\-]*[0-9A-Za-z])?",
}
Entity = dict[str, Any]


@pytest.fixture
def entities(tmp_path: Path) -> list[Entity]:
    with told(tmp_path) as selection:
        return [json.loads(line) for line in write(selection)]


def test_entities_are_valid_by_the_model(entities: list[Entity]) -> None:
    schemas = {entity["id"]: entity["schema"] for entity in entities}
    for entity in entities:
        schema = MODEL[entity["schema"]]
        assert re.fullmatch(FORMS["entity"], entity["id"])
        assert set(schema["required"]) <= entity["properties"].keys()
        for name, values in entity["properties"].items():
            kind, _, points_to = schema["properties"][name].partition(":")
            assert values and len(values) == len(set(values))
            for value in values:
                assert isinstance(value, str) and value
                assert re.fullmatch(FORMS.get(kind, r"(?s).*"), value), (name, value)
                if points_to:
                    assert points_to in MODEL[schemas[value]]["is_a"]


def test_an_entity_comes_once_with_one_id(entities: list[Entity]) -> None:
    assert not [one for one, count in Counter(entity["id"] for entity in entities).items() if count > 1]
    assert entity_id("person:ada-olm") == entity_id("person:ada-olm") != entity_id("person:ada~olm")


def test_one_event_told_twice_is_one_entity_with_two_proofs(entities: list[Entity]) -> None:
    articles = [entity_id(article_id(number)) for number in (FIRST, SECOND)]
    events = [
        one for one in entities if one["schema"] == "Event" and "event" in one["properties"]["keywords"]
    ]
    (event,) = [one for one in events if articles[0] in one["properties"]["proof"]]
    assert sorted(event["properties"]["proof"]) == sorted(articles)
    assert event["properties"]["recordId"] == [f"{article_id(n)}/e1" for n in (SECOND, FIRST)]


def test_what_was_not_said_tells_so_in_its_name(entities: list[Entity]) -> None:
    (event,) = [one for one in entities if one["properties"].get("recordId") == [f"{article_id(NEGATED)}/s1"]]
    assert event["properties"]["name"][0].endswith("(negated)")
    assert "negated" in event["properties"]["keywords"]


def test_actors_have_the_schema_of_their_kind(entities: list[Entity]) -> None:
    found = {
        keyword: entity["schema"]
        for entity in entities
        for keyword in entity["properties"].get("keywords", [])
    }
    kinds = {"person": "Person", "state": "PublicBody", "outlet": "Organization", "people": "LegalEntity"}
    assert {kind: found[kind] for kind in kinds} == kinds


def test_who_answers_whom_is_a_link(entities: list[Entity]) -> None:
    roles = {one["properties"]["role"][0] for one in entities if one["schema"] == "UnknownLink"}
    assert roles == {"rejects"}


def test_countries_are_those_of_the_model() -> None:
    codes = country_codes()
    assert (codes["GBR"], codes["TUR"], codes["XKX"]) == ("gb", "tr", "xk")
    assert len(codes) == len(set(codes.values())) > 240


def test_an_empty_selection_has_no_lines(tmp_path: Path) -> None:
    with told(tmp_path, Filter(contains="nothing-of-the-kind")) as selection:
        assert list(write(selection)) == []
