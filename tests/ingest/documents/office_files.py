"""Writes documents as office programs do, with what must not be read in them. All words are ours."""

import zipfile
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

FILES = Path(__file__).parent / "files"
TITLE = "Statement on the river crossing"
PARAGRAPHS = (
    "The Ministry of Transport of Ostaria announced on Monday that the crossing at Marusk would reopen.",
    "“We will open it within weeks,” the minister, Ivo Brandt, told reporters at the bridge.",
)


def docx(title: str = "", author: str = "") -> bytes:
    """Return a Word document: heading, paragraphs, table, footnote mark, tracked changes, hidden text."""
    document = Document()
    document.core_properties.title = title
    document.core_properties.author = author
    document.sections[0].header.paragraphs[0].text = "MINISTRY LETTERHEAD"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    document.add_heading(TITLE, 1)
    first = document.add_paragraph(PARAGRAPHS[0])
    _add(first, "w:footnoteReference")
    second = document.add_paragraph()
    second._p.append(_change("w:ins", "w:t", PARAGRAPHS[1]))
    second._p.append(_change("w:del", "w:delText", " This sentence was deleted."))
    hidden = second.add_run(" This sentence is hidden.")
    hidden.font.hidden = True
    table = document.add_table(2, 2)
    for number, text in enumerate(("Crossing", "Opens", "Marusk", "1 May")):
        table.cell(number // 2, number % 2).text = text
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _add(paragraph: object, tag: str) -> None:
    run = paragraph.add_run()  # type: ignore[attr-defined]
    mark = OxmlElement(tag)
    mark.set(qn("w:id"), "2")
    run._r.append(mark)


def _change(kind: str, text_tag: str, words: str) -> object:
    change, run, text = OxmlElement(kind), OxmlElement("w:r"), OxmlElement(text_tag)
    change.set(qn("w:author"), "Somebody")
    text.text = words
    text.set(qn("xml:space"), "preserve")
    run.append(text)
    change.append(run)
    return change


def odt(manifest: str = "<manifest/>") -> bytes:
    """Return an OpenDocument text like the Word document."""
    members = {name: (FILES / name).read_text("utf-8") for name in ("content.xml", "meta.xml")}
    return container(
        "application/vnd.oasis.opendocument.text", {**members, "META-INF/manifest.xml": manifest}
    )


def container(mimetype: str, members: dict[str, str]) -> bytes:
    """Return a ZIP whose first member is its media type, as ODF and EPUB want it."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        for name, text in members.items():
            archive.writestr(name, text)
    return out.getvalue()


def rtf() -> bytes:
    """Return RTF as Word writes it: code page, a Cyrillic font, Unicode, a field, a footnote, a deletion."""
    return (FILES / "statement.rtf").read_bytes()


def page(body: str, kind: str = "") -> str:
    """Return a document of an EPUB."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" '
        'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>x</title></head>'
        f"<body{kind}>{body}</body></html>"
    )


def epub(protection: str | None = None) -> bytes:
    """Return an EPUB of a newspaper: cover, contents, two articles, and one whose document is missing."""
    first = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    second = "<p>The government of Vellin&nbsp;rejected the claim on Tuesday.</p>"
    container_namespace = "urn:oasis:names:tc:opendocument:xmlns:container"
    members = {
        "META-INF/container.xml": f'<container xmlns="{container_namespace}"><rootfiles>'
        '<rootfile full-path="OEBPS/content.opf"/></rootfiles></container>',
        "OEBPS/content.opf": (FILES / "content.opf").read_text("utf-8"),
        "OEBPS/nav.xhtml": page("<nav><ol><li>One</li></ol></nav>"),
        "OEBPS/cover.xhtml": page('<img src="c.jpg" alt=""/>', ' epub:type="cover"'),
        "OEBPS/text/one 1.xhtml": page(f"<section><h1>{TITLE}</h1>{first}<aside>A note.</aside></section>"),
        "OEBPS/text/two.xhtml": page(f"<h2>Vellin rejects claim</h2>{second}"),
    }
    if protection:
        members["META-INF/encryption.xml"] = (
            f'<encryption xmlns="{container_namespace}"><EncryptedData '
            'xmlns="http://www.w3.org/2001/04/xmlenc#">'
            f'<EncryptionMethod Algorithm="{protection}"/></EncryptedData></encryption>'
        )
    return container("application/epub+zip", members)
