"""Web Annotations: valid by the recommendation, and the selectors find the words."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pyld import jsonld

from onrecord.exports.linked.iris import iri
from onrecord.exports.linked.webannotation import AROUND, write
from onrecord.store.protocol import Filter
from told_dossier import FIRST, HOSTILE_DISPATCH, SECOND, article_id, told, told_records

STANDARDS = Path(__file__).parents[1] / "standards"
SCHEMA = Draft202012Validator(json.loads((STANDARDS / "webannotation.schema.json").read_text("utf-8")))


@pytest.fixture
def page(tmp_path: Path) -> dict[str, Any]:
    with told(tmp_path) as selection:
        made: dict[str, Any] = json.loads("".join(write(selection)))
    return made


def targets(page: dict[str, Any]) -> list[dict[str, Any]]:
    found = [item["target"] for item in page["items"]]
    return [one for target in found for one in (target if isinstance(target, list) else [target])]


def test_the_page_is_valid_by_the_recommendation(page: dict[str, Any]) -> None:
    SCHEMA.validate(page)
    assert len({item["id"] for item in page["items"]}) == len(page["items"]) > 50


def test_positions_and_quotes_find_the_same_words(page: dict[str, Any]) -> None:
    texts = {iri(record.article.id): record.article.text for record in told_records()}
    assert targets(page)
    for target in targets(page):
        text = texts[target["source"]["id"]]
        position, quote = target["selector"]
        start, end = position["start"], position["end"]
        assert text[start:end] == quote["exact"]
        assert text[max(0, start - AROUND) : start] == quote["prefix"]
        assert text[end : end + AROUND] == quote["suffix"]


def test_positions_count_code_points(page: dict[str, Any]) -> None:
    """The texts hold curly quotation marks: a count of bytes would differ."""
    text = told_records()[0].article.text
    assert len(text) != len(text.encode())
    assert max(target["selector"][0]["end"] for target in targets(page)) <= max(
        len(record.article.text) for record in told_records()
    )


def test_a_script_is_no_scope(page: dict[str, Any]) -> None:
    own = [one for one in targets(page) if one["source"]["id"] == iri(article_id(HOSTILE_DISPATCH))]
    assert own and not any("scope" in one for one in own)


def test_reports_of_one_event_link_to_the_same_thing(page: dict[str, Any]) -> None:
    links = {
        item["id"]: [body["source"] for body in item.get("body", []) if body.get("purpose") == "linking"]
        for item in page["items"]
    }
    first, second = (links[iri(f"{article_id(number)}/e1")] for number in (FIRST, SECOND))
    assert first == second


def test_the_page_expands_to_the_terms_of_the_vocabulary(page: dict[str, Any]) -> None:
    context = json.loads((STANDARDS / "anno.jsonld").read_text("utf-8"))

    def load(url: str, _: object) -> dict[str, object]:
        assert url == "http://www.w3.org/ns/anno.jsonld"
        return {
            "document": context,
            "documentUrl": url,
            "contextUrl": None,
            "contentType": "application/ld+json",
        }

    ((expanded),) = jsonld.expand(page, {"documentLoader": load})
    (items,) = (one["@list"] for one in expanded["http://www.w3.org/ns/activitystreams#items"])
    assert len(items) == len(page["items"])
    oa = "http://www.w3.org/ns/oa#"
    assert all(item["@type"] == [f"{oa}Annotation"] and item[f"{oa}hasTarget"] for item in items)
    assert {one["@id"] for item in items for one in item[f"{oa}motivatedBy"]} <= {
        f"{oa}{name}" for name in ("describing", "identifying", "tagging")
    }


def test_an_empty_selection_is_an_empty_page(tmp_path: Path) -> None:
    with told(tmp_path, Filter(contains="nothing-of-the-kind")) as selection:
        page = json.loads("".join(write(selection)))
    SCHEMA.validate(page)
    assert page["items"] == []
