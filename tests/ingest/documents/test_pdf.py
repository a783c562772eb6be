"""PDFs: columns, running heads, hyphens, paragraphs, titles; scans, passwords, broken and hostile files."""

import re
import sys
import zlib
from collections import Counter

import pytest
from reportlab.platypus import PageBreak, Paragraph

from ingest.documents.pdf_files import (
    BODY,
    SPACED,
    TITLE,
    Sheet,
    pdf,
    printed_lines,
    scanned,
    two_columns_under_a_title,
)
from ingest.outcomes import article, lines, outcomes, undone
from onrecord.ingest.documents.pdf.paragraphs import join_lines
from onrecord.ingest.limits import Limits
from onrecord.model.record import Undone

SENTENCES = (
    "The foreign minister of Ostaria, Lena Marok, said on Tuesday that the ceasefire would hold.",
    "“We have not fired a single shot since Sunday,” she told reporters in the capital.",
    "Her counterpart from Vellin rejected the claim and accused the army of violating the agreement.",
    "Officials in both capitals confirmed that talks about the buffer zone would continue next week.",
    "A spokesman for the mediators described the atmosphere as constructive and businesslike.",
    "The long-term arrangement, he added, depends on the withdrawal of heavy weapons from the river.",
    "In the town itself, shops opened for the first time since the fighting had begun in the spring.",
)
PARAGRAPHS = [
    " ".join(f"{SENTENCES[(number * step + step) % 7]}" for step in range(1, 5)) + f" That was day {number}."
    for number in range(1, 25)
]
HEADLINE = "Ostaria says ceasefire holds as mediators arrive in the border town"


def test_two_columns_are_read_one_after_the_other_below_the_title() -> None:
    found = article(two_columns_under_a_title(HEADLINE, PARAGRAPHS, "The Example Courier"), "a.pdf")
    assert lines(found) == [HEADLINE, *PARAGRAPHS]
    assert found.title == HEADLINE


def test_three_columns_are_read_in_order() -> None:
    flow = [Paragraph(text, BODY) for text in PARAGRAPHS]
    assert lines(article(pdf(flow, Sheet(columns=3)), "a.pdf")) == PARAGRAPHS


@pytest.mark.parametrize("style", [BODY, SPACED], ids=["indented", "apart"])
def test_running_heads_and_page_numbers_are_left_out(style: object) -> None:
    flow = [Paragraph(text, style) for text in PARAGRAPHS]
    sheet = Sheet(head="Ministry of Foreign Affairs", foot="Page {page} of 3\nwww.ministry.example")
    assert lines(article(pdf(flow, sheet), "a.pdf")) == PARAGRAPHS


def test_a_line_of_the_text_that_is_printed_twice_stays() -> None:
    body = [Paragraph("The crossing stays closed.", SPACED)] * 5
    flow = [*body, PageBreak(), *body, PageBreak(), Paragraph("It will open in May.", SPACED)]
    found = lines(article(pdf(flow, Sheet(head="Bulletin")), "a.pdf"))
    assert " ".join(found).count("The crossing stays closed.") == 10
    assert "Bulletin" not in " ".join(found)


def test_a_paragraph_goes_on_across_pages() -> None:
    long = " ".join(SENTENCES * 60)
    assert lines(article(pdf([Paragraph(long, BODY)], Sheet(foot="{page}")), "a.pdf")) == [long]


def test_hyphens_at_line_ends_are_joined_and_those_of_words_kept() -> None:
    printed = [
        "The delegation discussed the imple-", "mentation of the peace-", "ful settlement and the long-",
        "term plan. Mr. Abu-", "Salem and the vice-", "president said the coopera-",
        "tion had begun at the cease-", "fire line in the 20-", "year conflict; e-mail was out of reach.",
    ]  # fmt: skip
    assert article(printed_lines(printed), "a.pdf").text == (
        "The delegation discussed the implementation of the peaceful settlement and the long-term plan. "
        "Mr. Abu-Salem and the vice-president said the cooperation had begun at the cease-fire line in the "
        "20-year conflict; e-mail was out of reach."
    )


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("the cooper-", "ation", "the cooper-ation"),  # printed so elsewhere
        ("the co-", "operation", "the cooperation"),  # printed so elsewhere
        ("a state-of-", "the-art", "a state-of-the-art"),
        ("talks\xad", "show", "talksshow"),
        ("talks —", "and", "talks — and"),
        ("talks—", "and", "talks—and"),
        ("in Sep-", "tember", "in September"),
        ("the Anglo-", "American", "the Anglo-American"),
        ("a line", "goes on", "a line goes on"),
        ("2019-", "2020", "2019-2020"),
    ],
)
def test_two_lines_are_joined(before: str, after: str, joined: str) -> None:
    words = Counter({"cooper-ation": 2, "cooperation": 1, "operation": 3})
    words["co-operation"] = 0
    if joined == "the cooper-ation":
        words["cooperation"] = 0
    assert join_lines(before, after, words) == joined


def test_the_turns_of_a_transcript_are_paragraphs() -> None:
    printed = [
        "Q. What did the minister say about the bridge on Tuesday morning?",
        "A. She said that it would be opened within a matter of weeks, not",
        "months, and that nobody had asked.",
        "MS. MAROK: That is right.",
    ]
    assert lines(article(printed_lines(printed), "a.pdf")) == [
        printed[0],
        f"{printed[1]} {printed[2]}",
        printed[3],
    ]


def test_ligatures_are_taken_apart_and_marks_of_footnotes_left_out() -> None:
    text = (
        "The o\ufb03ce con\ufb01rmed it<super size=6>12</super> on Tuesday and said no more about the matter."
    )
    flow = [Paragraph(text, SPACED)]
    assert "\ufb01" not in article(pdf(flow), "a.pdf").text
    assert "it on Tuesday" in article(pdf(flow), "a.pdf").text


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (HEADLINE, HEADLINE),
        ("Microsoft Word - statement_final.docx", "Talks in Marusk"),
        ("Template for annual reports of the agency", "Talks in Marusk"),
        ("untitled", "Talks in Marusk"),
        ("", "Talks in Marusk"),
    ],
)
def test_a_title_of_the_properties_is_taken_only_when_it_is_plausible(title: str, expected: str) -> None:
    flow = [Paragraph("Talks in Marusk", TITLE), *(Paragraph(text, SPACED) for text in PARAGRAPHS[:3])]
    flow.append(Paragraph(HEADLINE, SPACED))
    found = article(pdf(flow, Sheet(properties={"title": title, "author": "Windows User"})), "a.pdf")
    assert (found.title, found.authors) == (expected, ())


def test_the_day_on_which_the_file_was_made_is_not_the_day_of_publication() -> None:
    assert article(pdf([Paragraph(PARAGRAPHS[0], SPACED)]), "a.pdf").published.how == "unknown"


def test_a_scan_says_that_it_has_no_text_layer() -> None:
    found = undone(scanned(3), "a.pdf")
    assert (found.outcome, found.reason) == ("skipped", "empty")
    assert "no text layer: all 3 pages" in (found.detail or "")


def test_a_password_is_named() -> None:
    found = undone(pdf([Paragraph("Secret.", BODY)], Sheet(encrypt="key")), "a.pdf")
    assert (found.reason, found.outcome) == ("password", "failed")


def test_a_file_with_another_suffix_is_read() -> None:
    raw = pdf([Paragraph(PARAGRAPHS[0], SPACED)])
    assert article(raw, "a.txt").text == PARAGRAPHS[0]


@pytest.mark.parametrize("share", [0.001, 0.2, 0.7, 0.98])
def test_a_file_that_is_cut_off_is_damaged(share: float) -> None:
    raw = pdf([Paragraph(text, SPACED) for text in PARAGRAPHS])
    assert undone(raw[: int(len(raw) * share) + 8], "a.pdf").reason == "damaged"


def test_bytes_in_the_place_of_objects_give_one_outcome() -> None:
    raw = pdf([Paragraph(text, SPACED) for text in PARAGRAPHS])
    for pattern in (rb"/Kids", rb"/Contents", rb"\d+ 0 obj", rb"/Root", rb"stream", rb"/Length"):
        broken = re.sub(pattern, b"/Xxxx", raw)
        assert len(outcomes(broken, "a.pdf")) == 1


def test_a_bomb_of_streams_is_refused() -> None:
    bomb = zlib.compress(b"\0" * 30_000_000)
    raw = pdf([Paragraph("One.", BODY)])
    page = re.search(rb"/Contents (\d+) 0 R", raw)
    assert page is not None
    body = re.compile(rb"\n%s 0 obj.*?endobj" % page[1], re.DOTALL)
    evil = b"\n%s 0 obj\n<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream\nendobj" % (
        page[1], len(bomb), bomb,
    )  # fmt: skip
    raw = body.sub(lambda _: evil, raw)
    raw = raw[: raw.rindex(b"xref\n", 0, raw.rindex(b"startxref"))] + raw[raw.rindex(b"trailer") :]
    found = undone(raw, "a.pdf", Limits(max_bytes=1_000_000))
    assert found.reason == "too-large"


def test_a_file_over_the_limit_is_refused_before_it_is_read() -> None:
    raw = pdf([Paragraph("One.", BODY)])
    assert undone(raw, "a.pdf", Limits(max_bytes=len(raw) // 20)).reason == "too-large"


def test_pages_without_text_among_others_are_told() -> None:
    import io

    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out, picture = io.BytesIO(), io.BytesIO()
    Image.new("L", (60, 80), 200).save(picture, "PNG")
    canvas = Canvas(out)
    canvas.drawString(72, 600, "The minister spoke on Tuesday.")
    canvas.showPage()
    picture.seek(0)
    canvas.drawImage(ImageReader(picture), 0, 0, 600, 840)
    canvas.save()
    text, pages = outcomes(out.getvalue(), "a.pdf")
    assert not isinstance(text, Undone)
    assert isinstance(pages, Undone)
    assert "without a text layer" in (pages.detail or "")
    assert "2" in (pages.detail or "")


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [
        name for name in sys.modules if name.startswith(("pdfminer", "onrecord.ingest.documents.pdf"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pdfminer", None)
    found = undone(b"%PDF-1.7\n%%EOF", "a.pdf")
    assert found.reason == "extra"
    assert "pip install 'onrecord[pdf]'" in (found.detail or "")
