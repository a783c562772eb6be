"""Downloads of LexisNexis as its sites write them, in every format. All words are ours."""

from collections.abc import Sequence
from io import BytesIO

from docx import Document
from reportlab.platypus import PageBreak, Paragraph

from ingest.documents.pdf_files import SPACED, TITLE, Sheet, pdf

FIRST_BODY = (
    "Foreign Minister Lena Marok of Ostaria said on Tuesday that the ceasefire along the river would "
    "hold, two days after shots had been heard near the bridge at Marusk, and that observers "
    "would be allowed to visit it.",
    "“We have not fired a single shot since Sunday,” she told reporters. Classification of the area as a "
    "buffer zone, she added, was a matter for the mediators, who are expected before the week ends.",
    "Subject: the word that her spokesman used for the talks was “constructive”. He did not say when the two "
    "sides would meet again, or whether the observers had been given the maps that they asked for in May.",
)
SECOND_BODY = (
    "The government of Vellin rejected the claim and accused the Ostarian army of violating the agreement, "
    "which both sides had signed in the spring after a year of fighting over the crossing.",
    "Its ambassador, Tomas Rell, demanded an inquiry.",
)
COVER = (
    "User Name: Ann Reader",
    "Date and Time: Thursday, October 8, 2020 3:22:00 PM EDT",
    "Job Number: 127000001",
    "Documents (2)",
    "1. Ostaria says ceasefire holds",
    "Client/Matter: -None-",
    "Search Terms: ceasefire AND river",
    "Search Type: Terms and Connectors",
    "Narrowed by:",
    "Content Type  Narrowed by",
    "News  Timeline: Oct 01, 2020 to Oct 08, 2020",
    "2. Vellin rejects claim on ceasefire",
    "Client/Matter: -None-",
    "Search Terms: ceasefire AND river",
    "Search Type: Terms and Connectors",
    "Narrowed by:",
    "Content Type  Narrowed by",
    "News  Timeline: Oct 01, 2020 to Oct 08, 2020",
)
FIRST = (
    "Ostaria says ceasefire holds",
    "The Example Courier",
    "October 6, 2020 Tuesday",
    "First Edition",
    "Copyright 2020 Example Courier Media Ltd All Rights Reserved",
    "Section: NEWS; Pg. 12",
    "Length: 61 words",
    "Byline: Ann Lee and Ben Okoro",
    "Dateline: MARUSK",
    "Body",
    *FIRST_BODY,
    "Graphic",
    "A bridge over the river. Photo: Example Pictures",
    "Classification",
    "Language: ENGLISH",
    "Publication-Type: Newspaper",
    "Subject: CEASEFIRES (90%); FOREIGN RELATIONS (78%)",
    "Geographic: MARUSK, OSTARIA (92%)",
    "Load-Date: October 6, 2020",
    "End of Document",
)
SECOND = (
    "Vellin rejects claim on ceasefire",
    "Agency Example (English)",
    "October 7, 2020 Wednesday 10:05 AM GMT",
    "Copyright 2020 Agency Example All Rights Reserved",
    "Length: 25 words",
    "Body",
    *SECOND_BODY,
    "Correction",
    "An earlier version misspelt the name of the ambassador.",
    "Classification",
    "Language: ENGLISH",
    "Publication-Type: Newswire",
    "Load-Date: October 8, 2020",
    "End of Document",
)
DOWNLOAD = (*COVER, *FIRST, *SECOND)

ACADEMIC = """\



                               1 of 2 DOCUMENTS


                              The Example Courier

                             May 3, 2003 Saturday
                              Late Edition - Final

Mediators In Marusk For Talks
On The River Crossing

BYLINE:  By ANN LEE

SECTION: Section A; Column 1; Foreign Desk; Pg. 1

LENGTH: 66 words

DATELINE: MARUSK, May 2

BODY:

   Mediators from three countries arrived on Friday for talks about the river
crossing, which has been closed since the fighting began in the spring of last
year, officials here said.

   ''We will open it within weeks,'' the transport minister, Ivo Brandt, told
a crowd that had gathered at the bridge.

   URL: is the name of nothing.

URL: http://www.courier.example

GRAPHIC: Photo: The bridge at Marusk. (Example Pictures)

LOAD-DATE: May 3, 2003

LANGUAGE: ENGLISH

PUBLICATION-TYPE: Newspaper

                    Copyright 2003 The Example Courier Company
                              All Rights Reserved


                               2 of 2 DOCUMENTS


                     Copyright 2003 Agency Example
                         Agency Example Worldstream

                              May 4, 2003 Sunday

HEADLINE: Ostaria opens crossing after two years of closure, transport
 ministry says

LENGTH: 40 words

BODY:
The crossing at Marusk opened on Sunday.

LOAD-DATE: May 5, 2003
"""


def docx_of(lines: Sequence[str]) -> bytes:
    """Return a Word document with the lines as paragraphs, labels bold, as Nexis Uni writes it."""
    document = Document()
    for line in lines:
        label, colon, value = line.partition(": ")
        paragraph = document.add_paragraph()
        if colon and len(label) < 20:
            paragraph.add_run(f"{label}:").bold = True
            paragraph.add_run(f"\xa0{value}")
        else:
            paragraph.add_run(line)
        document.add_paragraph("")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def rtf_of(lines: Sequence[str]) -> bytes:
    """Return RTF with a paragraph for each line; titles are links, as Nexis Uni writes them."""
    out = [r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}}"]
    out.append(r"{\header\pard Page {\field{\*\fldinst PAGE}{\fldrslt 1}} of 2\par}")
    for line in lines:
        text = "".join(char if char.isascii() else f"\\u{ord(char)}?" for char in line)
        if line in ("Ostaria says ceasefire holds", "Vellin rejects claim on ceasefire"):
            address = "https://advance.example.com/api/document?id=1"
            text = rf'{{\field{{\*\fldinst{{HYPERLINK "{address}"}}}}{{\fldrslt{{\b {text}}}}}}}'
        out.append(rf"\pard\plain {text}\par")
    return ("\r\n".join(out) + "}").encode("ascii")


def pdf_of(articles: Sequence[Sequence[str]]) -> bytes:
    """Return a PDF: each article on a page of its own, with "Page 1 of 3" above."""
    flow: list[object] = []
    for lines in articles:
        for number, line in enumerate(lines):
            flow.append(
                Paragraph(line.replace("&", "&amp;"), TITLE if number == 0 and lines is not COVER else SPACED)
            )
        flow.append(PageBreak())
    return pdf(flow, Sheet(head="Page {page} of 3", foot="Ann Reader"))
