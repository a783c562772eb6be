"""Says what a compound file is (MS-CFB), for none of them is read: the names of its streams tell it."""

from collections.abc import Iterator

from onrecord.ingest.files import CHUNK
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.model.errors import IngestError
from onrecord.model.reasons import Reason

_TODAY = (".docx", ".docm", ".xlsx", ".xlsm", ".xltx", ".pptx")
_KINDS: tuple[tuple[str, Reason, str], ...] = (
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
    """Raise IngestError: "password" for an Office document with one, else "format"."""
    is_new = source.head.suffix in _TODAY  # today's documents are compound files only with a password
    names = {"EncryptedPackage"} if is_new else _stream_names(source)
    for name, reason, detail in _KINDS:
        if name in names:
            raise IngestError(reason, detail)
    yield (
        source.name,
        IngestError(
            "format",
            "it is a compound file of Office before 2007, which is not read; save it as .docx or text",
        ),
    )


def _stream_names(source: Source) -> set[str]:
    """Return the names of the streams that tell a kind; the directory may be anywhere in the file."""
    wanted = {name: name.encode("utf-16-le") for name, _, _ in _KINDS}
    longest = max(map(len, wanted.values()))
    found: set[str] = set()
    before = b""
    try:
        while chunk := source.stream.read(CHUNK):
            piece = before + chunk
            found.update(name for name, written in wanted.items() if written in piece)
            before = piece[-longest:]
    except OSError as error:
        raise IngestError("unreadable", f"reading failed ({error.strerror or error})") from error
    return found
