"""The corpus as a data set: the types that its card declares are those of every cell."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from onrecord.evaluation.corpus import MarkedArticle, load_marked
from onrecord.evaluation.marks.dataset import Feature, dataset_card, dataset_features, dataset_line

CORPUS = Path(__file__).resolve().parents[3] / "corpus"
PLAIN: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "int64": int,
    "float64": (int, float),
    "bool": bool,
}


@pytest.fixture(scope="module")
def articles() -> list[MarkedArticle]:
    return load_marked(CORPUS / "dev.jsonl")


def faults(value: object, feature: Feature, place: str) -> Iterator[str]:
    """Yield where a value is not of its declared type. Any value may be null."""
    if value is None:
        return
    if isinstance(feature, str):
        if not isinstance(value, PLAIN[feature]):
            yield f"{place}: {value!r} is no {feature}"
    elif isinstance(feature, list):
        names = [str(one["name"]) for one in feature]
        if not isinstance(value, dict) or sorted(value) != sorted(names):
            yield f"{place}: has {value}, not {names}"
        else:
            for one in feature:
                yield from field_faults(value[one["name"]], one, f"{place}.{one['name']}")
    else:
        yield from field_faults(value, feature, place)


def field_faults(value: object, field: dict[str, Feature], place: str) -> Iterator[str]:
    """Yield the faults of a field, which declares a plain type, a struct or a list."""
    if value is not None and "list" in field:
        for one in cast("list[object]", value):
            yield from faults(one, field["list"], place)
    else:
        yield from faults(value, field.get("struct") or field["dtype"], place)


def test_every_cell_has_the_type_that_the_card_declares(articles: list[MarkedArticle]) -> None:
    for article in articles:
        line = json.loads(dataset_line(article))
        assert list(faults(line, cast("Feature", dataset_features()), article.id)) == []


def test_a_wrong_type_would_be_noticed(articles: list[MarkedArticle]) -> None:
    line = json.loads(dataset_line(articles[0]))
    changes: tuple[dict[str, object], ...] = (
        {"text": 1},
        {"statements": [{}]},
        {"more": 1},
        {"passages": [{"span": ["a"], "kind": "body"}]},
    )
    for change in changes:
        assert list(faults({**line, **change}, cast("Feature", dataset_features()), "x"))


def test_confidences_are_not_in_gold_and_not_declared() -> None:
    assert "confidence" not in json.dumps(dataset_features())


def test_the_card_counts_the_rows(articles: list[MarkedArticle]) -> None:
    card = dataset_card({"dev": articles})
    statements = sum(len(article.record.statements) for article in articles)
    assert f"| validation | {len(articles)} | " in card
    assert f" | {statements:,} | " in card
