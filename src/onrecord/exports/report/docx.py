"""The report as a Word document (Office Open XML, ECMA-376), by python-docx."""

import io
import zipfile
from typing import BinaryIO

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from onrecord.exports.report.content import Entry, Quoted, Report, Section, Source, Table
from onrecord.exports.report.sections import build_report
from onrecord.exports.report.visible_text import visible_piece, visible_text
from onrecord.exports.selection import Selection
from onrecord.exports.xml_text import xml_text

_SOFT = RGBColor(0x55, 0x59, 0x5E)
_SMALL = Pt(8)
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first day that a zip file can hold: the same rows, the same bytes


def write(selection: Selection, file: BinaryIO) -> None:
    """Write the document. Raises StoreError."""
    made = io.BytesIO()
    render_docx(build_report(selection)).save(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in parts.namelist():
            target.writestr(zipfile.ZipInfo(name, _EARLIEST), parts.read(name), zipfile.ZIP_DEFLATED)


def render_docx(report: Report) -> DocumentType:
    """Return a report as a Word document."""
    document = Document()
    document.core_properties.title = _text(report.title)[:255]
    document.core_properties.author = "OnRecord"
    page = document.sections[0]
    page.left_margin = page.right_margin = Cm(2)
    document.add_heading(_text(report.title), 0)
    for line in report.lines:
        _soft(document.add_paragraph().add_run(_text(line)))
    for section in report:
        _add_section(document, section)
    return document


def _add_section(document: DocumentType, section: Section) -> None:
    document.add_heading(_text(section.title), 1)
    for paragraph in section.paragraphs:
        document.add_paragraph(_text(paragraph))
    if section.table:
        _add_table(document, section.table)
    for entry in section.entries:
        _add_entry(document, entry)


def _add_table(document: DocumentType, table: Table) -> None:
    made = document.add_table(rows=1, cols=len(table.columns))
    made.style = "Light List"
    for cell, column in zip(made.rows[0].cells, table.columns, strict=True):
        cell.text = _text(column)
    for row in table.rows:
        for cell, value in zip(made.add_row().cells, row, strict=True):
            if isinstance(value, Source):
                _add_source(cell.paragraphs[0], value)
            else:
                cell.text = _text(value)


def _add_entry(document: DocumentType, entry: Entry) -> None:
    document.add_heading(("" if entry.is_actual else "Not actual: ") + _text(entry.heading), 3)
    facts = document.add_paragraph()
    for number, (label, value) in enumerate(entry.facts):
        _soft(facts.add_run(f"{' · ' if number else ''}{label}: "))
        facts.add_run(_text(value))
    for step in entry.steps:
        paragraph = document.add_paragraph(style="List Bullet")
        paragraph.paragraph_format.left_indent = Cm(0.6 * (1 + min(step.depth, 4)))
        _soft(paragraph.add_run(f"{_text(step.day)}  "))
        paragraph.add_run(_text(step.words))
        _soft(paragraph.add_run(f" {_text(step.id)}"))
    for quoted in entry.quoted:
        _add_quoted(document, quoted)
    if entry.also:
        paragraph = document.add_paragraph()
        _soft(paragraph.add_run("Also reported by "))
        for source in entry.also:
            _add_source(paragraph, source)


def _add_quoted(document: DocumentType, quoted: Quoted) -> None:
    if quoted.excerpt:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Cm(0.8)
        for piece in quoted.excerpt.pieces:
            run = paragraph.add_run(xml_text(visible_piece(piece.words)))
            if piece.part in ("content", "event", "commitment"):
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW
            run.font.underline = piece.part == "source" or None
            run.font.italic = piece.part == "cue" or None
    where = document.add_paragraph()
    where.paragraph_format.left_indent = Cm(0.8)
    _add_source(where, quoted.source)
    if quoted.excerpt:
        _soft(where.add_run(f"{quoted.excerpt.start}–{quoted.excerpt.end}"))


def _add_source(paragraph: Paragraph, source: Source) -> None:
    """Add an article, linked where it has an address, and the id of the row."""
    if source.address is None:
        _soft(paragraph.add_run(_text(source.words)))
    else:
        relation = paragraph.part.relate_to(source.address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), relation)
        run = paragraph.add_run(_text(source.words))
        run.font.size, run.font.underline = _SMALL, True
        link.append(run._r)
        paragraph._p.append(link)
    _soft(paragraph.add_run(f" {_text(source.id)} "))


def _soft(run: Run) -> None:
    run.font.size, run.font.color.rgb = _SMALL, _SOFT


def _text(words: str) -> str:
    return xml_text(visible_text(words))
