"""Articles in JSON: known fields and how they are checked."""

import json
from datetime import date

import pytest

import onrecord
from onrecord.ingest.articles import ExtractedArticle, Overrides
from onrecord.ingest.json_articles import parse_json_lines, parse_json_text
from onrecord.model.article import Article, Published
from onrecord.model.errors import IngestError

TEXT = "The harbour opened on Tuesday, the ministry said."


def read(**fields: object) -> Article | IngestError:
    ((source, result),) = parse_json_lines([json.dumps(fields).encode()], "talks.jsonl", Overrides())
    assert source == "talks.jsonl:1"
    return result


def article(**fields: object) -> Article:
    result = read(**fields)
    assert isinstance(result, Article), result
    return result


def test_known_fields_are_read_and_others_ignored() -> None:
    got = article(
        text=TEXT,
        title="Harbour",
        outlet="The Times",
        url="https://a.example/b",
        published="2025-07-01",
        language="en",
        authors=["A B", "C"],
        id=7,
    )
    assert got == Article(
        TEXT,
        "Harbour",
        "The Times",
        "https://a.example/b",
        "en",
        ("A B", "C"),
        Published("2025-07-01", "metadata"),
        "talks.jsonl:1",
    )


def test_alternative_field_names_are_accepted() -> None:
    got = article(text=TEXT, publisher="The Times", date="Tue, 01 Jul 2025 09:30:00 GMT", author="Ann Lee")
    assert (got.outlet, got.published.value, got.authors) == (
        "The Times",
        "2025-07-01T09:30:00Z",
        ("Ann Lee",),
    )


def test_null_and_blank_fields_count_as_missing() -> None:
    got = article(
        text=TEXT,
        title=None,
        outlet=" ",
        publisher="The Times",
        url="",
        published=None,
        language="",
        authors=[],
        author=None,
    )
    assert (got.title, got.outlet, got.url, got.published, got.authors) == (
        None,
        "The Times",
        None,
        Published(),
        (),
    )


def test_html_in_a_field_is_extracted_like_a_page() -> None:
    head = '<meta property="og:title" content="Theirs"><meta property="og:site_name" content="Site">'
    html = f"<html><head>{head}</head><p>{TEXT}</p></html>"
    got = article(html=html, title="Ours", url="https://a.example/2025/07/01/b")
    assert (got.text, got.title, got.outlet, got.url) == (
        TEXT,
        "Ours",
        "Site",
        "https://a.example/2025/07/01/b",
    )
    assert got.published == Published("2025-07-01", "url")


def test_text_is_unchanged_except_for_characters_that_cannot_be_stored() -> None:
    ((_, got),) = parse_json_lines([b'{"text": " a\\r\\n\\ud800b\\u0000\\ud83d\\ude00 "}'], "x", Overrides())
    assert isinstance(got, Article)
    assert got.text == " a\r\n\ufffdb\ufffd😀 "


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"text": 7}, "text"),
        ({"text": ["a"]}, "text"),
        ({"text": TEXT, "title": 7}, "title"),
        ({"text": TEXT, "outlet": {}}, "outlet"),
        ({"text": TEXT, "publisher": True}, "publisher"),
        ({"text": TEXT, "url": 7}, "url"),
        ({"text": TEXT, "published": 2025}, "published"),
        ({"text": TEXT, "published": "soon"}, "published"),
        ({"text": TEXT, "date": "31 June 2025"}, "date"),
        ({"text": TEXT, "language": "English please"}, "language"),
        ({"text": TEXT, "authors": 7}, "authors"),
        ({"text": TEXT, "author": ["A", 7]}, "author"),
        ({"title": "no text"}, "text"),
    ],
)
def test_an_invalid_field_is_named(fields: dict[str, object], name: str) -> None:
    got = read(**fields)
    assert isinstance(got, IngestError)
    assert got.reason == "field"
    assert f'"{name}"' in got.detail


def test_lines_may_be_in_a_single_byte_charset() -> None:
    line = '{"text": "Министерство сообщило во вторник"}'.encode("cp1251")
    ((_, got),) = parse_json_lines([line], "x", Overrides())
    assert isinstance(got, Article)
    assert got.text == "Министерство сообщило во вторник"


def test_an_empty_list_has_no_articles() -> None:
    ((_, got),) = parse_json_text("[]", "x.json", Overrides())
    assert isinstance(got, IngestError)
    assert got.reason == "empty"


@pytest.mark.parametrize("text", ["[" + "1," * 30_000 + "1]", '[[], null, "a"]', "[" + "[]," * 9 + "[]]"])
def test_a_list_whose_entries_are_no_articles_is_one_fault(text: str) -> None:
    ((source, got),) = parse_json_text(text, "x.json", Overrides())
    assert source == "x.json"
    assert isinstance(got, IngestError)
    assert got.reason == "not-an-object"
    assert "none of them an object" in got.detail


def test_a_list_with_some_articles_names_its_other_entries() -> None:
    got = list(parse_json_text('[1, {"text": "They met."}, null]', "x.json", Overrides()))
    assert [source for source, _ in got] == ["x.json[1]", "x.json[2]", "x.json[3]"]
    assert [isinstance(row, Article) for _, row in got] == [False, True, False]


def test_a_line_that_takes_too_long_does_not_stop_the_next_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(html: str, url: str | None, **_: bool) -> ExtractedArticle:  # noqa: ARG001 - as the real one
        while "slow" in html:
            pass
        return ExtractedArticle("They met.")

    monkeypatch.setattr("onrecord.ingest.web.html.extract_article", slow)
    lines = [b'{"html": "slow"}', b'{"html": "quick"}']
    (_, first), (_, second) = parse_json_lines(lines, "x", Overrides(), 0.1)
    assert isinstance(first, IngestError)
    assert first.reason == "time"
    assert isinstance(second, Article)


def test_articles_by_their_ids_are_a_list() -> None:
    text = json.dumps(
        {"17": {"title": "One", "body": "They met."}, "18": {"title": "Two", "text": "They left."}}
    )
    got = list(parse_json_text(text, "x.json", Overrides()))
    assert [(where, isinstance(one, Article)) for where, one in got] == [
        ("x.json[1]", True),
        ("x.json[2]", True),
    ]


def test_a_list_of_paragraphs_under_another_name_is_the_text() -> None:
    assert article(Body=["They met.", "They left."]).text == "They met.\n\nThey left."


def test_a_table_written_by_columns_is_told_with_what_to_do() -> None:
    found = read(text={"0": "They met."}, title={"0": "One"})
    assert isinstance(found, IngestError) and 'orient="records"' in found.detail


def test_an_object_without_text_is_told_with_its_fields() -> None:
    found = read(title="One", description="They met.", size=3)
    assert isinstance(found, IngestError) and "--column text=NAME" in found.detail
    assert "description" in found.detail


def test_what_newsapi_cuts_is_a_summary_and_what_it_removed_no_article() -> None:
    assert article(title="One", content="They met on… [+2310 chars]").extent == "summary"
    removed = read(title="[Removed]", content="[Removed]", publishedAt="1970-01-01T00:00:00Z")
    assert isinstance(removed, IngestError) and removed.reason == "no-article"


def test_an_article_of_wordpress() -> None:
    got = article(
        id=1,
        date="2025-07-01T09:30:00",
        title={"rendered": "The envoy&#8217;s talks"},
        content={"rendered": f"<p>{TEXT}</p><p>{TEXT} Again.</p>", "protected": False},
        excerpt={"rendered": "<p>Short.</p>"},
    )
    assert (got.title, got.published.value) == ("The envoy’s talks", "2025-07-01T09:30:00")
    assert TEXT in got.text and "Short" not in got.text and "<p>" not in got.text


def test_a_row_may_hold_a_day_of_python_and_must_be_an_object() -> None:
    got = onrecord.article_from_row({"text": TEXT, "date": date(2025, 7, 1)})
    assert got.published.value == "2025-07-01"
    for row in ("text", None, [TEXT]):
        with pytest.raises(IngestError, match="not an object"):
            onrecord.article_from_row(row)  # type: ignore[arg-type]
