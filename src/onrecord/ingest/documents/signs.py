"""Tells documents by their first bytes. Imported at the start: it needs no library."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.ingest.formats import Head

MEDIA_TYPES = frozenset(
    {
        "application/epub+zip",
        "application/mbox",
        "application/msword",  # many servers call RTF so
        "application/pdf",
        "application/rtf",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/x-pdf",
        "message/rfc822",
    }
)
"""The media types of documents that are read, as servers state them."""
PDF_WITHIN = 1_024  # bytes within which readers look for the mark of a PDF (ISO 32000-1, annex H.3.4.1)
ZIP = b"PK\x03\x04"
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # MS-CFB 2.2: Office 97, Outlook, encrypted Office files
_MIMETYPE = 30  # where the first member's name begins; ODF and EPUB want it to be "mimetype", not compressed
_WORD_SUFFIXES = (".docx", ".docm", ".dotx", ".dotm")
_HEADER = re.compile(r"[!-9;-~]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*")
_HEADERS = re.compile(rf"(?:{_HEADER.pattern})+?\r?\n")
_NAMES = re.compile(r"^([!-9;-~]{1,60}):", re.MULTILINE)
_MAIL_ONLY = frozenset(
    {"message-id", "mime-version", "received", "return-path", "delivered-to", "dkim-signature", "list-id"}
)
_ENVELOPE = re.compile(r"From \S+ [^\n]{0,40}\d\d:\d\d[^\n]{0,40}\r?\n(?=[!-9;-~]{1,60}:)")
_MOMENT = re.compile(
    r"^date:[^\n]*\d\d?:\d\d", re.IGNORECASE | re.MULTILINE
)  # a press release has only a day
_SAVED_PAGE = re.compile(
    r"^(?:snapshot-content-location:|from:\s*<?saved by\b)", re.IGNORECASE | re.MULTILINE
)


def is_pdf(head: "Head") -> bool:
    """Return whether it is a PDF."""
    return b"%PDF-" in head.start[:PDF_WITHIN]


def is_word(head: "Head") -> bool:
    """Return whether it is a document of Word 2007 or later: its main part lies in the folder `word`."""
    if not head.start.startswith(ZIP):
        return False
    other = head.has_part("xl") or head.has_part("ppt")
    return head.has_part("word") or (head.suffix in _WORD_SUFFIXES and not other)


def is_open_document(head: "Head") -> bool:
    """Return whether it is an OpenDocument text (ODF 1.3 part 2, 3.3)."""
    return head.start[_MIMETYPE:].startswith(b"mimetypeapplication/vnd.oasis.opendocument.text")


def is_epub(head: "Head") -> bool:
    """Return whether it is an EPUB (EPUB OCF 3.3, 4.3), also one that was zipped again by hand."""
    if not head.start.startswith(ZIP):
        return False
    return head.start[_MIMETYPE:].startswith(b"mimetypeapplication/epub+zip") or (
        "META-INF/container.xml" in head.members
        and (head.suffix == ".epub" or any(name.endswith(".opf") for name in head.members))
    )


def is_rich_text(head: "Head") -> bool:
    """Return whether it is RTF."""
    return head.start.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"{\\rtf")


def is_compound_file(head: "Head") -> bool:
    """Return whether it is a compound file: Office 97 to 2003, Outlook, or Office with a password."""
    return head.start.startswith(COMPOUND_FILE)


def is_mailbox(head: "Head") -> bool:
    """Return whether it is an mbox: a line "From sender date" (RFC 4155), then headers of a message."""
    return _ENVELOPE.match(head.text) is not None


def is_mail(head: "Head") -> bool:
    """Return whether it is a message (RFC 5322): only headers up to a blank line, and such as mail has.

    A saved page (MHTML) has them too and is none.
    """
    found = _HEADERS.match(head.text.lstrip("\r\n"))
    headers = found[0] if found else head.text if head.suffix == ".eml" else ""
    names = {match[1].lower() for match in _NAMES.finditer(headers)}
    if "from" not in names or _SAVED_PAGE.search(headers):
        return False
    return bool(names & _MAIL_ONLY) or ("subject" in names and _MOMENT.search(headers) is not None)
