"""The report: one content in three forms, complete, escaped, without anything from elsewhere."""

import io
import json
import re
import runpy
from pathlib import Path

import pytest
from docx import Document
from lxml import etree
from lxml import html as lxml_html

from builders import make_record
from onrecord.exports.report import docx, html, markdown, sections
from onrecord.exports.report.content import Report, Section
from onrecord.exports.report.sections import build_report
from onrecord.exports.report.visible_text import visible_piece, visible_text
from onrecord.store.protocol import Filter
from told_dossier import FIRST, HOSTILE, NEGATED, SECOND, article_id, told

ROOT = Path(__file__).resolve().parents[3]
TITLES = [
    "Summary", "How often it is wrong", "Who speaks", "Ledger of commitments", "Claim and answer", "Events",
    "Statements", "Sources",
]  # fmt: skip


@pytest.fixture
def report(tmp_path: Path) -> Report:
    with told(tmp_path) as selection:
        return build_report(selection)


@pytest.fixture
def page(tmp_path: Path) -> etree._Element:
    with told(tmp_path) as selection:
        made: etree._Element = lxml_html.document_fromstring("".join(html.write(selection)))
    return made


@pytest.fixture
def document(tmp_path: Path) -> bytes:
    file = io.BytesIO()
    with told(tmp_path) as selection:
        docx.write(selection, file)
    return file.getvalue()


@pytest.fixture
def text(tmp_path: Path) -> str:
    with told(tmp_path) as selection:
        return "".join(markdown.write(selection))


def section(report: Report, anchor: str) -> Section:
    (found,) = [one for one in report if one.anchor == anchor]
    return found


def test_the_content_has_all_sections(report: Report) -> None:
    assert [one.title for one in report] == TITLES
    assert report.title == "On the record: harbour"


def test_an_event_told_twice_is_one_entry_with_both_sources(report: Report) -> None:
    ids = {f"{article_id(number)}/e1" for number in (FIRST, SECOND)}
    entries = section(report, "events").entries
    assert len(entries) == 3
    (both,) = [one for one in entries if {quoted.source.id for quoted in one.quoted} == ids]
    assert ("reports", "2") in both.facts


def test_a_commitment_has_its_steps_and_their_words(report: Report) -> None:
    ids = [f"{article_id(number)}/c1" for number in (FIRST, SECOND)]
    (entry,) = [one for one in section(report, "commitments").entries if len(one.steps) == 2]
    assert [step.id for step in entry.steps] == ids
    assert [quoted.source.id for quoted in entry.quoted] == ids
    assert "agreed to reopen" in str(entry.quoted[0].excerpt)


def test_the_answer_stands_under_what_it_answers(report: Report) -> None:
    threads = section(report, "threads").entries
    steps = [step for entry in threads for step in entry.steps]
    answer = next(step for step in steps if step.id == f"{article_id(NEGATED)}/s2")
    assert answer.depth > 0 and "rejects" in answer.words


def test_what_was_not_said_is_marked(report: Report, page: etree._Element, text: str) -> None:
    entries = [one for one in section(report, "statements").entries if not one.is_actual]
    assert [one.quoted[0].source.id for one in entries] == [f"{article_id(NEGATED)}/s1"]
    assert len(page.find_class("not-actual")) == 1
    assert text.count("### Not actual: ") == 1


def test_it_says_how_often_it_is_wrong(report: Report) -> None:
    reliability = section(report, "reliability")
    assert "of the 31 statements about" in " ".join(reliability.paragraphs)
    assert reliability.table is not None and len(reliability.table.rows) > 5


def test_the_measured_figures_are_those_of_the_readme() -> None:
    figures = runpy.run_path(str(ROOT / "docs" / "figures.py"), run_name="figures")
    block = figures["BLOCK"].search((ROOT / "README.md").read_text("utf-8"))
    measured = json.loads(figures["MEASURED"].read_text("utf-8"))
    assert measured == figures["plain_block"](block[0])


def test_the_page_loads_nothing_and_runs_nothing(page: etree._Element) -> None:
    assert not list(page.iter("script", "link", "img", "iframe", "object", "form", "base"))
    attributes = [(name, value) for element in page.iter() for name, value in element.attrib.items()]
    assert not [name for name, _ in attributes if name.startswith("on") or name in ("src", "style", "srcset")]
    links = {value for name, value in attributes if name == "href"}
    assert links and all(re.match(r"https://news\.example/\d|#[a-z]", value) for value in links)
    (style,) = page.iter("style")
    assert "url(" not in (style.text or "") and "@import" not in (style.text or "")
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_hostile_words_are_shown_as_they_are(page: etree._Element, text: str, document: bytes) -> None:
    shown = visible_text(HOSTILE)
    assert shown == '<script>alert("1")</script> & ⟨U+202E⟩evil⟨U+202C⟩ ⟨U+0007⟩*_[x](javascript:y)'
    assert shown in page.text_content()
    assert r"\<script\>" in text and not re.search(r"(?<!\\)<script|(?<!\\)\]\(javascript", text)
    words = "\n".join(one.text for one in Document(io.BytesIO(document)).paragraphs)
    assert shown in words


def test_evidence_stands_beside_the_row(page: etree._Element) -> None:
    record = make_record(FIRST)
    row = f"{record.article.id}/s2"
    entries = [
        one
        for one in page.find_class("entry")
        if one.find_class("content") and any(row in (place.text or "") for place in one.find_class("id"))
    ]
    (entry,) = entries
    (content,) = entry.find_class("content")
    assert content.text == str(record.statements[1].evidence.content)
    assert [one.text for one in entry.find_class("cue")] == ["denied"]


def test_all_rows_are_in_every_form(report: Report, page: etree._Element, text: str, document: bytes) -> None:
    headings = [entry.heading for one in report for entry in one.entries]
    assert len(headings) == 31 + 3 + 3 + len(section(report, "threads").entries)
    assert [one.text_content() for one in page.iter("h3")] == [visible_text(one) for one in headings]
    assert len(re.findall(r"^### ", text, re.MULTILINE)) == len(headings)
    styles = [one.style.name for one in Document(io.BytesIO(document)).paragraphs if one.style]
    assert styles.count("Heading 3") == len(headings)
    assert styles.count("Heading 1") == len(TITLES)


def test_the_document_marks_evidence_and_links_to_articles(document: bytes) -> None:
    made = Document(io.BytesIO(document))
    marked = [run.text for one in made.paragraphs for run in one.runs if run.font.highlight_color]
    assert str(make_record(FIRST).statements[1].evidence.content) in marked
    addresses = {link.address for one in made.paragraphs for link in one.hyperlinks}
    assert f"https://news.example/{FIRST}" in addresses
    assert not any("javascript" in address for address in addresses)
    assert len(made.tables) == 4


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    with told(tmp_path) as selection:
        files = [io.BytesIO(), io.BytesIO()]
        for file in files:
            docx.write(selection, file)
        assert files[0].getvalue() == files[1].getvalue()
        assert list(html.write(selection)) == list(html.write(selection))


def test_what_is_left_out_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "MOST_STATEMENTS", 5)
    with told(tmp_path) as selection:
        statements = section(build_report(selection), "statements")
    assert len(statements.entries) == 5
    assert statements.paragraphs[1].startswith("5 of 31 statements are shown")


def test_a_report_says_what_it_was_narrowed_to(tmp_path: Path) -> None:
    with told(tmp_path, Filter(acts=("reject",))) as selection:
        report = build_report(selection)
    assert "Only acts: reject" in report.lines
    assert {one.anchor for one in report} >= {"statements", "threads"}
    assert not [one for one in report if one.anchor in ("events", "commitments")]


def test_an_empty_selection_is_a_report_without_rows(tmp_path: Path) -> None:
    with told(tmp_path, Filter(contains="nothing-of-the-kind")) as selection:
        report = build_report(selection)
        assert [one.anchor for one in report] == ["summary", "reliability"]
        file = io.BytesIO()
        docx.write(selection, file)
        assert "Summary" in "".join(html.write(selection)) and "Summary" in "".join(markdown.write(selection))
    assert Document(io.BytesIO(file.getvalue())).paragraphs


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("a\n b", "a b"),
        ("\u202eevil", "⟨U+202E⟩evil"),
        ("a\u200bb", "a⟨U+200B⟩b"),
        ("مى\u200cخواهم", "مى\u200cخواهم"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("“Ça” – 5 €", "“Ça” – 5 €"),
    ],
)
def test_hidden_characters_are_shown(words: str, shown: str) -> None:
    assert visible_text(words) == shown


@pytest.mark.parametrize("piece", [" a ", "a", " ", "a b ", "\n"])
def test_white_space_at_the_edges_of_a_piece_stays(piece: str) -> None:
    assert visible_piece(piece) == re.sub(r"\s+", " ", piece)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("# no heading", r"\# no heading"),
        ("- no list", r"\- no list"),
        ("1. no list", r"1\. no list"),
        ("a*b_c`d", r"a\*b\_c\`d"),
        ("&lt; <b>", r"&amp;lt; \<b\>"),
        ("[x](javascript:y)", r"\[x\](javascript:y)"),
        ("a | b", r"a \| b"),
        ("5 - 3 & 2", "5 - 3 & 2"),
    ],
)
def test_markdown_shows_words_as_they_are(words: str, shown: str) -> None:
    assert markdown.escaped(words) == shown
