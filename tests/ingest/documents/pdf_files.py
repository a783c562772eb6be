"""Writes PDFs with reportlab as newspapers, ministries and databases print them. All words are ours."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
)

BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=12, firstLineIndent=12)
SPACED = ParagraphStyle("spaced", fontName="Helvetica", fontSize=10, leading=12, spaceAfter=8)
TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=18, leading=22, spaceAfter=10)
JUSTIFIED = ParagraphStyle("justified", parent=BODY, alignment=TA_JUSTIFY)
WIDTH, HEIGHT = A4
MARGIN = 60


@dataclass
class Sheet:
    """How a PDF is made: columns, what is printed at the top and foot of each page, properties, password."""

    columns: int = 1
    head: str = ""
    foot: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    encrypt: Any = None


def pdf(flow: Sequence[Any], sheet: Sheet | None = None) -> bytes:
    """Return a PDF with reportlab's flowables. `{page}` in head and foot is the number of the page."""
    sheet = sheet or Sheet()
    out = BytesIO()

    def furniture(canvas: Canvas, _: object) -> None:
        canvas.setFont("Helvetica", 8)
        page = canvas.getPageNumber()
        for number, line in enumerate(sheet.head.split("\n")):
            canvas.drawString(MARGIN, HEIGHT - 35 - 10 * number, line.format(page=page))
        for number, line in enumerate(sheet.foot.split("\n")):
            canvas.drawCentredString(WIDTH / 2, 40 - 10 * number, line.format(page=page))

    gap = 18
    width = (WIDTH - 2 * MARGIN - gap * (sheet.columns - 1)) / sheet.columns
    frames = [
        Frame(MARGIN + (width + gap) * number, MARGIN, width, HEIGHT - 2 * MARGIN, 0, 0, 0, 0)
        for number in range(sheet.columns)
    ]
    document = BaseDocTemplate(
        out, pagesize=A4, encrypt=sheet.encrypt, title=sheet.properties.get("title", ""),
        author=sheet.properties.get("author", ""),
    )  # fmt: skip
    document.addPageTemplates([PageTemplate("all", frames, onPage=furniture)])
    document.build(list(flow))
    return out.getvalue()


def column_frames(height: float) -> list[Frame]:
    """Return two columns of a height."""
    width = (WIDTH - 2 * MARGIN - 18) / 2
    return [Frame(MARGIN + (width + 18) * n, MARGIN, width, height, 0, 0, 0, 0) for n in (0, 1)]


def two_columns_under_a_title(title: str, paragraphs: Sequence[str], head: str = "") -> bytes:
    """Return a PDF with a title across the page and justified text in two columns below."""
    out = BytesIO()
    top = 90
    first = [
        Frame(MARGIN, HEIGHT - MARGIN - top, WIDTH - 2 * MARGIN, top, 0, 0, 0, 0),
        *column_frames(HEIGHT - 2 * MARGIN - top),
    ]
    later = column_frames(HEIGHT - 2 * MARGIN)

    def furniture(canvas: Canvas, _: object) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(MARGIN, HEIGHT - 35, head)
        canvas.drawRightString(WIDTH - MARGIN, HEIGHT - 35, str(canvas.getPageNumber()))

    document = BaseDocTemplate(out, pagesize=A4)
    document.addPageTemplates(
        [PageTemplate("first", first, onPage=furniture), PageTemplate("later", later, onPage=furniture)]
    )

    flow: list[Any] = [NextPageTemplate("later"), Paragraph(title, TITLE), FrameBreak()]
    flow += [Paragraph(text, JUSTIFIED) for text in paragraphs]
    document.build(flow)
    return out.getvalue()


def printed_lines(lines: Sequence[str], size: float = 10) -> bytes:
    """Return a PDF with one page and exactly these lines."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont("Times-Roman", size)
    for number, line in enumerate(lines):
        canvas.drawString(MARGIN, HEIGHT - 150 - 1.2 * size * number, line)
    canvas.save()
    return out.getvalue()


def scanned(pages: int = 2) -> bytes:
    """Return a PDF whose pages are pictures."""
    from PIL import Image

    out, picture = BytesIO(), BytesIO()
    Image.new("L", (60, 80), 200).save(picture, "PNG")
    canvas = Canvas(out, pagesize=A4)
    for _ in range(pages):
        picture.seek(0)
        canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
