"""Says what a compound file is (MS-CFB), for none of them is read: the names of its streams tell it."""

from collections.abc import Iterator

from onrecord.ingest.files import read_all
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.model.errors import IngestError

_KINDS = (
    ("EncryptedPackage", "password", "it is an Office document with a password; save it without one"),
    (
        "WordDocument",
        "format",
        "it is a document of Word 97 to 2003 (.doc), which is not read; save it as .docx",
    ),
    ("PowerPoint Document", "format", "it is a presentation, which is not read; save its text"),
    (
        "Workbook",
        "format",
        "it is a workbook of Excel 97 to 2003 (.xls), which is not read; save it as .xlsx",
    ),
    (
        "__properties_version1.0",
        "format",
        "it is a message of Outlook (.msg), which is not read; save it as .eml",
    ),
)


def read_compound_file(source: Source) -> Iterator[ParsedArticle]:
    """Raise IngestError: "password" for an Office document with one, else "format" or "too-large"."""
    raw = read_all(source.stream, source.limits)
    for name, reason, detail in _KINDS:
        if name.encode("utf-16-le") in raw:
            raise IngestError("password" if reason == "password" else "format", detail)
    yield (
        source.name,
        IngestError(
            "format",
            "it is a compound file of Office before 2007, which is not read; save it as .docx or text",
        ),
    )
