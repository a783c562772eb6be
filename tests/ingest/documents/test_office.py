"""Word, OpenDocument, RTF and EPUB: what is text and what is not; passwords, broken and hostile files."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from docx import Document

from ingest.documents.office_files import FILES, PARAGRAPHS, TITLE, container, docx, epub, odt, rtf
from ingest.outcomes import article, lines, outcomes, undone
from onrecord.ingest.limits import Limits
from onrecord.model.article import Article
from onrecord.model.record import Undone

WRITERS: dict[str, Callable[[], bytes]] = {"docx": docx, "odt": odt, "rtf": rtf, "epub": epub}
ROWS = ["Crossing | Opens", "Marusk | 1 May"]


def test_a_word_document_is_read_without_notes_deletions_and_hidden_text() -> None:
    found = article(docx(TITLE, "Ann Lee"), "a.docx")
    assert lines(found) == [TITLE, *PARAGRAPHS, *ROWS]
    assert (found.title, found.authors, found.published.how) == (TITLE, ("Ann Lee",), "unknown")


@pytest.mark.parametrize(
    ("title", "author"),
    [
        ("statement_final_2.docx", "python-docx"),
        ("Document1", "Office User"),
        ("", ""),
        ("Budget template", "admin"),
    ],
)
def test_properties_that_are_no_title_or_name_are_not_taken(title: str, author: str) -> None:
    found = article(docx(title, author), "a.docx")
    assert (found.title, found.authors) == (TITLE, ())


def test_an_open_document_is_read_without_notes_deletions_and_comments() -> None:
    found = article(odt(), "a.odt")
    assert lines(found) == [TITLE, *PARAGRAPHS, *ROWS]
    assert (found.title, found.authors) == (TITLE, ("Ann Lee",))


def test_rtf_is_read_with_its_charsets_and_without_fields_and_deletions() -> None:
    found = article(rtf(), "a.rtf")
    assert lines(found) == [TITLE, *PARAGRAPHS, "Маруск"]
    assert (found.title, found.authors) == (TITLE, ())


def test_rtf_with_characters_beyond_the_first_plane_and_bytes_of_its_code_page() -> None:
    raw = b"{\\rtf1\\ansi\\ansicpg1251 \xcc\xe8\xed\xe8\xf1\xf2\xf0 \\u-10179?\\u-8704? said so.\\par}"
    assert article(raw, "a.rtf").text == "Министр 😀 said so."


def test_every_document_of_an_epub_is_an_article() -> None:
    cover, first, second, gone = outcomes(epub(), "issue.epub")
    assert isinstance(cover, Undone)
    assert (cover.reason, cover.source) == ("no-article", "issue.epub[1]")
    assert isinstance(first, Article)
    assert lines(first) == [TITLE, *PARAGRAPHS]
    assert (first.title, first.outlet, first.published.value) == (TITLE, "The Example Courier", "2020-10-06")
    assert isinstance(second, Article)
    assert second.text == "Vellin rejects claim\nThe government of Vellin rejected the claim on Tuesday."
    assert isinstance(gone, Undone)
    assert gone.reason == "damaged"


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("name", ["a.txt", "a", "a.html", "a.json", "https://ministry.example/statement"])
def test_the_content_tells_the_format(kind: str, name: str) -> None:
    found = [one for one in outcomes(WRITERS[kind](), name) if isinstance(one, Article)]
    assert PARAGRAPHS[0] in found[0].text


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_file_that_is_cut_off_is_damaged(kind: str, share: float) -> None:
    raw = WRITERS[kind]()
    found = undone(raw[: int(len(raw) * share)], f"a.{kind}")
    assert (found.reason, found.outcome) == ("damaged", "failed")
    assert "cut off" in (found.detail or "")


@pytest.mark.parametrize("suffix", ["docx", "odt", "rtf", "epub", "pdf", "eml", "mbox"])
@pytest.mark.parametrize("raw", [b"", b"  \r\n"])
def test_an_empty_file_is_empty(suffix: str, raw: bytes) -> None:
    assert undone(raw, f"a.{suffix}").reason == "empty"


@pytest.mark.parametrize("kind", ["docx", "odt", "epub"])
def test_a_broken_part_is_told(kind: str) -> None:
    raw = BytesIO(WRITERS[kind]())
    out = BytesIO()
    with zipfile.ZipFile(raw) as before, zipfile.ZipFile(out, "w") as after:
        for member in before.infolist():
            text = before.read(member)
            ours = member.filename.endswith(("document.xml", "content.xml", "content.opf"))
            after.writestr(member.filename, text[: len(text) // 2] if ours else text)
    found = undone(out.getvalue(), f"a.{kind}")
    assert found.reason == "damaged"


def bomb(kind: str) -> bytes:
    """Return a small document whose text unpacks to 70 MB."""
    text = b"<x>" + b" " * 70_000_000 + b"</x>"
    name = {"docx": "word/document.xml", "odt": "content.xml", "epub": "OEBPS/content.opf"}[kind]
    out = BytesIO()
    mimetype = "application/vnd.oasis.opendocument.text" if kind == "odt" else "application/epub+zip"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        if kind != "docx":
            archive.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        archive.writestr(name, text)
        if kind == "epub":
            place = '<container><rootfile full-path="OEBPS/content.opf"/></container>'
            archive.writestr("META-INF/container.xml", place)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["docx", "odt", "epub"])
def test_a_bomb_is_refused_before_it_is_unpacked(kind: str) -> None:
    assert undone(bomb(kind), f"a.{kind}").reason == "too-large"


def test_entities_are_not_expanded_and_files_not_read() -> None:
    evil = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    content = (
        (FILES / "content.xml").read_text("utf-8").replace('<?xml version="1.0" encoding="UTF-8"?>', evil)
    )
    content = content.replace("The Ministry", "The &a;&b; Ministry")
    found = article(container("application/vnd.oasis.opendocument.text", {"content.xml": content}), "a.odt")
    assert lines(found)[1] == PARAGRAPHS[0].replace("The ", "The ", 1)


def test_passwords_and_copy_protection_are_named() -> None:
    assert undone(odt("<m:encryption-data/>"), "a.odt").reason == "password"
    assert undone(epub("http://www.w3.org/2001/04/xmlenc#aes128-cbc"), "a.epub").reason == "password"
    assert len(outcomes(epub("http://www.idpf.org/2008/embedding"), "a.epub")) == 4  # only fonts
    encrypted = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 500
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 90
    )
    assert undone(encrypted, "a.docx").reason == "password"


@pytest.mark.parametrize(
    ("stream", "hint"),
    [
        ("WordDocument", ".docx"),
        ("Workbook", ".xlsx"),
        ("__properties_version1.0", ".eml"),
        ("Other", ".docx"),
    ],
)
def test_files_of_older_programs_are_refused_by_name(stream: str, hint: str) -> None:
    raw = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + stream.encode("utf-16-le") + b"\0" * 90
    found = undone(raw, "a.doc")
    assert found.reason == "format"
    assert hint in (found.detail or "")


def test_a_document_over_the_limit_is_refused() -> None:
    document = Document()
    for _ in range(200):
        document.add_paragraph("The minister said on Tuesday that the crossing at Marusk would reopen. " * 5)
    out = BytesIO()
    document.save(out)
    assert undone(out.getvalue(), "a.docx", Limits(max_bytes=10_000)).reason == "too-large"
    assert (
        undone(b"{\\rtf1 " + b"word " * 5_000 + b"}", "a.rtf", Limits(max_bytes=10_000)).reason == "too-large"
    )


@pytest.mark.parametrize(
    "raw",
    [
        b"{\\rtf1 \\u99999999999 x\\par}",
        b"{\\rtf1 \\uc \\u8220? said so\\par}",
        b"{\\rtf1\\ansicpg99999 \\'ff said so\\par}",
        b"{\\rtf1 {\\*\\fldinst {\\*\\fldinst {\\*\\fldinst x}}} said so\\par}",
        b"{\\rtf1" + b"{\\b " * 5_000 + b"x" + b"}" * 5_000 + b"}",
        b"{\\rtf1 " + b"{\\field{\\*\\fldinst{HYPERLINK " * 3_000 + b"}" * 6_001,
    ],
)
def test_strange_rtf_gives_one_outcome(raw: bytes) -> None:
    assert len(outcomes(raw, "a.rtf")) == 1


def test_a_word_document_without_any_part_is_damaged() -> None:
    empty = b"PK\x05\x06" + bytes(18)
    found = undone(b"PK\x03\x04" + bytes(26) + b"word/" + empty, "a.docx")
    assert found.reason == "damaged"
