"""Columns: found by their usual names, by the user's word, and never guessed between two texts."""

import pytest

from onrecord.ingest.tables.columns import map_columns, parse_columns
from onrecord.model.errors import IngestError


def mapped(names: list[str], row: list[object] | None = None, **given: str) -> dict[str, str]:
    found = map_columns(names, [row or ["x"] * len(names)], given)
    return {name: names[at] for name, at in found.positions.items()}


@pytest.mark.parametrize(
    ("names", "text", "published", "outlet"),
    [
        (["id", "media_name", "publish_date", "title", "url", "text"], "text", "publish_date", "media_name"),
        (["source.name", "publishedAt", "content"], "content", "publishedAt", "source.name"),
        (["date_download", "date_publish", "maintext", "domain"], "maintext", "date_publish", "domain"),
        (["title", "text", "domain", "date", "description"], "text", "date", "domain"),
        (["webTitle", "webPublicationDate", "Full Text", "Site"], "Full Text", "webPublicationDate", "Site"),
        (["raw_content", "timestamp", "source_domain"], "raw_content", "timestamp", "source_domain"),
    ],
)  # fmt: skip
def test_columns_are_found_by_the_names_that_programs_give(
    names: list[str], text: str, published: str, outlet: str
) -> None:
    found = mapped(names)
    assert (found["text"], found["published"], found["outlet"]) == (text, published, outlet)


def test_two_texts_are_told_and_not_guessed_between() -> None:
    with pytest.raises(IngestError, match="2 of its columns may be the text: body, content"):
        mapped(["body", "content"])
    assert mapped(["body", "content"], ["x", None])["text"] == "body"  # the other is empty
    assert mapped(["body", "content"], text="content")["text"] == "content"


def test_without_a_text_the_columns_are_named() -> None:
    with pytest.raises(
        IngestError, match="without a column of text; its columns are id, description"
    ) as told:
        mapped(["id", "description"])
    assert "--column text=NAME" in str(told.value)


def test_the_user_names_columns_and_leaves_them_out() -> None:
    assert mapped(["Body_Text", "date"], text="body text", published="") == {"text": "Body_Text"}
    with pytest.raises(IngestError, match="it has no column 'bdy'; its columns are body"):
        mapped(["body"], text="bdy")


def test_what_the_user_says_is_checked() -> None:
    assert parse_columns(["text=a=b", "date=", "Author=by"]) == {
        "text": "a=b",
        "published": "",
        "authors": "by",
    }
    for bad in ("text", "size=x", "=x"):
        with pytest.raises(IngestError, match="FIELD=COLUMN"):
            parse_columns([bad])
