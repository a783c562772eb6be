"""Writes documents as office programs do, with what must not be read in them. All words are ours."""

import zipfile
from io import BytesIO

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

TITLE = "Statement on the river crossing"
PARAGRAPHS = (
    "The Ministry of Transport of Ostaria announced on Monday that the river crossing at Marusk would reopen.",
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


_ODT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"><office:body><office:text>
<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>X</dc:creator>
</office:change-info><text:p>This sentence was deleted.</text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:h text:outline-level="1">{title}</text:h>
<text:p>{first}<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>
<text:p>A footnote.</text:p></text:note-body></text:note></text:p>
<text:p><text:change text:change-id="c1"/><text:span>“We will open it</text:span><text:s/>within weeks,” the minister,<text:s text:c="3"/>Ivo
 Brandt, told reporters at the bridge.<office:annotation><text:p>A comment.</text:p></office:annotation></text:p>
<table:table><table:table-row><table:table-cell><text:p>Crossing</text:p></table:table-cell><table:table-cell><text:p>Opens</text:p>
</table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>Marusk</text:p></table:table-cell>
<table:table-cell><text:p>1 May</text:p></table:table-cell></table:table-row></table:table>
</office:text></office:body></office:document-content>"""
_META = """<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
<office:meta><dc:title>{title}</dc:title><meta:initial-creator>Ann Lee</meta:initial-creator><meta:creation-date>2019-01-01</meta:creation-date>
</office:meta></office:document-meta>"""


def odt(manifest: str = "<manifest/>") -> bytes:
    """Return an OpenDocument text like the Word document."""
    content = _ODT.format(title=TITLE, first=PARAGRAPHS[0])
    return container(
        "application/vnd.oasis.opendocument.text",
        {"content.xml": content, "meta.xml": _META.format(title=TITLE), "META-INF/manifest.xml": manifest},
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
    return (
        rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fswiss\fcharset204 Arial Cyr;}}"
        rb"{\info{\title Statement on the river crossing}{\author Windows User}{\creatim\yr2019\mo1\dy1}}"
        rb"{\header MINISTRY LETTERHEAD\par}{\stylesheet{\s1 heading 1;}}"
        rb"\pard\s1\b Statement on the river crossing\b0\par"
        rb"\pard The Ministry of Transport of Ostaria announced on Monday that the river crossing at Marusk would reopen."
        rb"{\super\chftn{\footnote\pard A footnote.\par}}\par"
        rb"\pard \u8220?We will open it within weeks,\'94 the minister, {\field{\*\fldinst{HYPERLINK "
        rb'"https://ministry.example/brandt"}}{\fldrslt{\ul Ivo Brandt}}}, told reporters at the bridge.'
        rb"{\deleted\revauthdel1 This sentence was deleted.}{\v This sentence is hidden.}\par"
        rb"\pard{\f1 \'cc\'e0\'f0\'f3\'f1\'ea}\par}"
    )


_PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>The Example Courier [Tue, 06 Oct 2020]</dc:title><dc:creator>Ann Lee</dc:creator><dc:date>2020-10-06</dc:date>
<dc:language>en</dc:language></metadata><manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="cover" href="cover.xhtml" media-type="application/xhtml+xml"/>
<item id="one" href="text/one%201.xhtml" media-type="application/xhtml+xml"/>
<item id="two" href="text/two.xhtml" media-type="application/xhtml+xml"/>
<item id="gone" href="text/gone.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="cover"/><itemref idref="nav"/><itemref idref="one"/><itemref idref="two"/><itemref idref="gone"/></spine></package>"""
_PAGE = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"
 xmlns:epub="http://www.idpf.org/2007/ops"><head><title>x</title></head><body{kind}>{body}</body></html>"""


def epub(protection: str | None = None) -> bytes:
    """Return an EPUB of a newspaper: cover, contents, two articles, and one whose document is missing."""
    first = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    members = {
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/content.opf"/></rootfiles></container>',
        "OEBPS/content.opf": _PACKAGE,
        "OEBPS/nav.xhtml": _PAGE.format(kind="", body="<nav><ol><li>One</li></ol></nav>"),
        "OEBPS/cover.xhtml": _PAGE.format(kind=' epub:type="cover"', body='<img src="c.jpg" alt=""/>'),
        "OEBPS/text/one 1.xhtml": _PAGE.format(
            kind="", body=f"<section><h1>{TITLE}</h1>{first}<aside>A note.</aside></section>"
        ),
        "OEBPS/text/two.xhtml": _PAGE.format(
            kind="",
            body="<h2>Vellin rejects claim</h2><p>The government of Vellin&nbsp;rejected the claim on Tuesday.</p>",
        ),
    }
    if protection:
        members["META-INF/encryption.xml"] = (
            '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData '
            f'xmlns="http://www.w3.org/2001/04/xmlenc#"><EncryptionMethod Algorithm="{protection}"/></EncryptedData></encryption>'
        )
    return container("application/epub+zip", members)
