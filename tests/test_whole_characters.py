"""No span of a record begins or ends within a character as readers see it, wherever marks and emoji stand."""

import json
import random
from collections.abc import Iterator

import pytest
import regex

from onrecord.model.article import Article, Published
from onrecord.model.serial import outcome_to_json
from onrecord.pipeline import make_pipeline

pytestmark = pytest.mark.slow

TEXT = (
    "KYIV, July 1 (Reuters) - The envoy Anna Lind said on Monday that talks between Russia and Ukraine would "
    "resume in Istanbul. “We are ready,” Keith Kellogg told reporters. Russia denied the charge, and 5 "
    "people were killed in Odesa on May 16.\n\nPresident Emmanuel Macron promised to send $5 million "
    "to Kyiv by Friday."
)
JOINING = [
    "\u0301",
    "\u0308\u0301",
    "\u200d",
    "👨\u200d👩\u200d👧",
    "🇺🇦",
    "🇺",
    "\ufe0f",
    "👍🏽",
    "ก็",
    " \u0301",
    "क्",
    "\u20e3",
]


def _spans(value: object) -> Iterator[tuple[int, int]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("lat", "lon"):
                yield from _spans(inner)
    elif isinstance(value, list):
        if len(value) == 2 and all(isinstance(edge, int) for edge in value):
            yield value[0], value[1]
        else:
            for inner in value:
                yield from _spans(inner)


@pytest.mark.parametrize("seed", range(12))
def test_every_span_holds_whole_characters(seed: int) -> None:
    drawing = random.Random(seed)  # noqa: S311 - the same texts each time
    text = TEXT
    for _ in range(drawing.randint(4, 30)):
        at = drawing.randint(0, len(text))
        text = text[:at] + drawing.choice(JOINING) + text[at:]
    outcome = make_pipeline().read(Article(text, language="en", published=Published("2025-07-01", "given")))
    record = json.loads(outcome_to_json(outcome))
    assert record["outcome"] == "done", record.get("detail")
    edges = {match.start() for match in regex.finditer(r"\X", text)} | {len(text)}
    found = list(_spans(record))
    assert found
    assert [span for span in found if not edges.issuperset(span)] == []
