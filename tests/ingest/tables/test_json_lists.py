"""Lists of articles in JSON: answers of interfaces, and lists longer than one article may be."""

import json

import pytest

from ingest.tables.conftest import Read
from onrecord.ingest import Limits
from onrecord.model.article import Article
from onrecord.model.record import Undone

ENTRIES: list[object] = [
    {
        "content": "They met. … [+99 chars]",
        "source": {"name": "Courier"},
        "publishedAt": "2025-07-01T09:30:00Z",
    },
    {"content": None},
    {"content": "They parted.", "authors": [{"name": "Ann Lee"}]},
]


@pytest.mark.parametrize(
    "value",
    [
        ENTRIES,
        {"status": "ok", "totalResults": 3, "articles": ENTRIES},
        {"articles": {"results": ENTRIES, "count": 3}},
        {"response": {"status": "ok", "results": ENTRIES}},
        {
            "took": 3,
            "hits": {"total": {"value": 3}, "hits": [{"_id": "1", "_source": one} for one in ENTRIES]},
        },
    ],
)
def test_the_list_in_an_answer_is_read(read: Read, value: object) -> None:
    for raw in (json.dumps(value).encode(), json.dumps(value, indent=2).encode("utf-8-sig")):
        one, two, three = read(raw, "a.json")
        assert isinstance(one, Article) and isinstance(two, Undone) and isinstance(three, Article)
        assert (one.text, one.outlet, three.authors) == ("They met.", "Courier", ("Ann Lee",))
        assert [row.source[-3:] for row in (one, two, three)] == ["[1]", "[2]", "[3]"]


@pytest.mark.parametrize("around", ["{}", '{{"articles": {}}}', '{{"articles": {{"results": {}}}}}'])
def test_a_list_longer_than_the_limit_is_read_one_by_one(read: Read, around: str) -> None:
    entries = [{"text": f"They met {at} times."} for at in range(200)] + [
        {"text": "x" * 3000},
        {"text": "Last."},
    ]
    found = read(around.format(json.dumps(entries)).encode(), "a.json", Limits(max_bytes=2000))
    assert len(found) == len(entries)
    assert [row.reason for row in found if isinstance(row, Undone)] == ["too-large"]
    last = found[-1]
    assert isinstance(last, Article) and (last.text, last.source[-5:]) == ("Last.", "[202]")


def test_a_long_list_that_is_cut_off_keeps_what_came_before(read: Read) -> None:
    raw = json.dumps([{"text": f"They met {at} times."} for at in range(200)]).encode()[:-40]
    found = read(raw, "a.json", Limits(max_bytes=2000))
    assert len([row for row in found if isinstance(row, Article)]) == 198
    assert isinstance(found[-1], Undone) and found[-1].reason == "not-json"


def test_one_string_without_end_is_bounded(read: Read) -> None:
    raw = b'[{"text": "' + b"x" * 500_000
    found = read(raw, "a.json", Limits(max_bytes=2000))
    assert [row.reason for row in found if isinstance(row, Undone)] == ["too-large"]


def test_two_texts_in_an_object_are_told(read: Read) -> None:
    raw = json.dumps([{"body": "One.", "content": "Two."}]).encode()
    (one,) = read(raw, "a.json")
    assert isinstance(one, Undone) and '"body", "content" may be the text' in one.detail
    (two,) = read(raw, "a.json", text="content")
    assert isinstance(two, Article) and two.text == "Two."
    (three,) = read(json.dumps({"text": "One.", "body": "Two."}).encode(), "a.jsonl")
    assert isinstance(three, Article) and three.text == "One."
