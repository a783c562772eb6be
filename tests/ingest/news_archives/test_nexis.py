"""Downloads of LexisNexis in every format: each article with its fields, nothing of what surrounds it."""

import pytest

from ingest.news_archives import nexis_files as files
from ingest.outcomes import article, articles, lines, outcomes, undone
from onrecord.ingest.news_archives.fields import article_text, parse_day
from onrecord.model.article import Article
from onrecord.model.record import Undone

FORMATS = {
    "docx": files.docx_of(files.DOWNLOAD),
    "rtf": files.rtf_of(files.DOWNLOAD),
    "pdf": files.pdf_of([files.COVER, files.FIRST, files.SECOND]),
    "txt": "\n\n".join(files.DOWNLOAD).encode(),
}
FIRST = (f"MARUSK — {files.FIRST_BODY[0]}", *files.FIRST_BODY[1:])


@pytest.mark.parametrize("kind", FORMATS)
def test_a_download_of_today_gives_each_article(kind: str) -> None:
    first, second = articles(FORMATS[kind], f"Files (2).{kind.upper()}")
    assert lines(first) == ["Ostaria says ceasefire holds", *FIRST]
    assert (first.title, first.outlet) == ("Ostaria says ceasefire holds", "The Example Courier")
    assert (first.authors, first.version) == (("Ann Lee", "Ben Okoro"), "First Edition")
    assert (first.published.value, first.published.how) == ("2020-10-06", "metadata")
    assert first.source == f"Files (2).{kind.upper()}[1]"
    assert lines(second) == [
        "Vellin rejects claim on ceasefire",
        *files.SECOND_BODY,
        "Correction: An earlier version misspelt the name of the ambassador.",
    ]
    assert (second.outlet, second.published.value) == ("Agency Example (English)", "2020-10-07T10:05Z")


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("name", ["a", "a.html", "a.csv", "a.eml"])
def test_the_content_tells_the_layout(kind: str, name: str) -> None:
    assert len(articles(FORMATS[kind], name)) == 2


def test_a_single_article_is_read_without_a_cover() -> None:
    found = article(files.docx_of(files.FIRST), "a.docx")
    assert (found.source, found.title) == ("a.docx[1]", "Ostaria says ceasefire holds")
    assert lines(found)[1:] == list(FIRST)


def test_an_older_text_gives_each_article() -> None:
    first, second = articles(files.ACADEMIC.encode(), "old.TXT")
    assert first.title == "Mediators In Marusk For Talks On The River Crossing"
    assert (first.outlet, first.authors) == ("The Example Courier", ("Ann Lee",))
    assert (first.published.value, first.version) == ("2003-05-03", "Late Edition - Final")
    assert first.url == "http://www.courier.example"
    assert lines(first)[1:] == [
        "MARUSK, May 2 — Mediators from three countries arrived on Friday for talks about the river "
        "crossing, which has been closed since the fighting began in the spring of last "
        "year, officials here said.",
        "''We will open it within weeks,'' the transport minister, Ivo Brandt, told a crowd that had "
        "gathered at the bridge.",
        "URL: is the name of nothing.",
    ]
    assert second.title == "Ostaria opens crossing after two years of closure, transport ministry says"
    assert (second.outlet, second.published.value) == ("Agency Example Worldstream", "2003-05-04")
    assert lines(second)[1:] == ["The crossing at Marusk opened on Sunday."]


def test_the_older_layout_is_read_in_word_documents_too() -> None:
    found = articles(files.docx_of(files.ACADEMIC.split("\n")), "old.docx")
    assert [one.published.value for one in found] == ["2003-05-03", "2003-05-04"]


def test_a_download_that_is_cut_off_names_the_article_and_what_is_missing() -> None:
    length = len(files.COVER) + len(files.FIRST)
    first, cut = outcomes(files.docx_of(files.DOWNLOAD[: length + 7]), "a.docx")
    assert isinstance(first, Article)
    assert isinstance(cut, Undone)
    assert "ends within the article 'Vellin rejects claim on ceasefire'" in (cut.detail or "")
    found = outcomes(files.docx_of(files.DOWNLOAD[:length]), "a.docx")
    assert isinstance(found[0], Article)
    assert isinstance(found[-1], Undone)
    assert "lists 2 documents, but it has 1" in (found[-1].detail or "")


def test_an_article_without_text_is_told() -> None:
    without = [line for line in files.FIRST if line not in files.FIRST_BODY]
    first, second = outcomes(files.docx_of([*without, *files.SECOND]), "a.docx")
    assert isinstance(first, Undone)
    assert (first.reason, first.source) == ("no-article", "a.docx[1]")
    assert isinstance(second, Article)


@pytest.mark.parametrize(
    ("title", "notice"),
    [
        ("CORRECTED-Ostaria says ceasefire holds", "correction"),
        ("Correction: Ostaria-Ceasefire story", "correction"),
        ("UPDATE 2-Ostaria says ceasefire holds", "update"),
        ("WITHDRAWN-Ostaria says ceasefire holds", "withdrawn"),
        ("Kill: Ostaria-Ceasefire story", "withdrawn"),
        ("Update on talks", None),
        ("Killing of envoy condemned", None),
        ("Corrections officers strike", None),
    ],
)
def test_marks_before_a_title_are_notices(title: str, notice: str | None) -> None:
    assert article(files.docx_of([title, *files.FIRST[1:]]), "a.docx").notice == notice


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("October 6, 2020 Tuesday", "2020-10-06"),
        ("Tuesday, October 6, 2020", "2020-10-06"),
        ("October 7, 2020 Wednesday 10:05 AM GMT", "2020-10-07T10:05Z"),
        ("July 1, 2003, Tuesday, Final Edition", "2003-07-01"),
        ("May 3, 2003 Saturday Correction Appended", "2003-05-03"),
        ("6 October 2020 10:22", "2020-10-06T10:22"),
        ("20201006", "2020-10-06"),
        ("October 2020", "2020-10"),
        ("October 7, 2020: what we know about the talks", None),
        ("May 3, 2003 was the day on which it happened", None),
        ("Copyright 2020 The Courier", None),
        ("31 February 2020", None),
    ],
)
def test_days_as_databases_print_them(line: str, day: str | None) -> None:
    assert parse_day(line) == day


def test_a_title_that_begins_with_a_day_is_a_title() -> None:
    title = "October 7, 2020: what we know about the talks"
    found = article(files.docx_of([title, *files.FIRST[1:]]), "a.docx")
    assert (found.title, found.published.value) == (title, "2020-10-06")


def test_hundreds_of_articles_are_given_one_by_one() -> None:
    found = articles(files.rtf_of([*files.FIRST, *files.SECOND] * 150), "a.rtf")
    assert len(found) == 300
    assert found[299].source == "a.rtf[300]"


@pytest.mark.parametrize(
    "text",
    [
        "The End of Document Control\n\nBody\n\nThe minister said so. Length: 812 words were too many.",
        "Body\n\nThe body was found on Tuesday, the minister said.",
        "Document 1 of 50 was missing, the minister said on Tuesday.",
        "1 of 2 documents\n\nThe minister said so on Tuesday.",
    ],
)
def test_texts_with_such_words_are_no_downloads(text: str) -> None:
    assert article(text.encode(), "a.txt").text == text


def test_a_download_of_markers_only_is_no_article() -> None:
    assert undone(b"Body\nEnd of Document\n" * 3, "a.txt").reason in ("no-article", "empty")


def test_running_heads_addresses_and_notes_on_authors() -> None:
    download = (
        "Page 1 of 2", "Ostaria says ceasefire holds", "The Example Courier", "October 6, 2020 Tuesday",
        "Copyright 2020 The Example Courier All Rights Reserved", "Length: 412 words",
        "Byline: By Ann Lee in Marusk and Ben Okoro; Ann Lee reported from Marusk, and Mr. Okoro from Ort.",
        "Body", files.FIRST_BODY[0], "Page 2 of 2", files.FIRST_BODY[1], "https://courier.example/ceasefire",
        "Load-Date: October 6, 2020", "End of Document",
    )  # fmt: skip
    found = article(files.docx_of(download), "a.docx")
    assert lines(found) == ["Ostaria says ceasefire holds", *files.FIRST_BODY[:2]]
    assert (found.title, found.url) == ("Ostaria says ceasefire holds", "https://courier.example/ceasefire")
    assert found.authors == ("Ann Lee", "Ben Okoro")


def test_the_place_is_not_put_before_a_text_that_has_it_behind_a_note() -> None:
    body = ["(Adds union in paragraph 3)", "By Ann Lee", "MARUSK, Oct 6 - The minister left."]
    assert article_text("Minister leaves", "MARUSK, Oct 6 -", body).split("\n")[1:] == body
