"""The formats that are told by their first bytes, each with its reader. What none of them claims is a text.

A reader is named by module and function and imported when it is used, so that a program that reads plain
text does not load the libraries of the others.
"""

import io
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import import_module
from pathlib import PurePath
from typing import BinaryIO, cast

from onrecord.ingest.articles import Overrides
from onrecord.ingest.charsets import BOMS
from onrecord.ingest.containers.signs import has_fields, is_compressed, is_tar, is_zip
from onrecord.ingest.documents import signs as documents
from onrecord.ingest.feeds.kinds import find_feed_kind
from onrecord.ingest.limits import Limits
from onrecord.ingest.news_archives import signs as archives
from onrecord.ingest.refusals import BY_BEGINNING, BY_LINES
from onrecord.ingest.refusals.refusal import Refusal
from onrecord.ingest.social import signs as posts
from onrecord.ingest.tables import signs
from onrecord.ingest.web_archives.signs import is_mhtml, is_safari_archive, is_wacz, is_web_archive
from onrecord.ingest.zip_files import first_names
from onrecord.model.article import Article
from onrecord.model.errors import IngestError

HEAD_BYTES = 1 << 16  # bytes at the start of a source by which its format is told
_IN_MEMORY = 1 << 23  # bytes of a pipe kept in memory; longer ones go to a temporary file
_CHUNK = 1 << 16
_ARCHIVES = "onrecord.ingest.web_archives"
_CONTAINERS = "onrecord.ingest.containers"

Telling = Callable[[str, str], None]
"""Called with what is told about a source as it is read: the kind ("format", "columns") and the words."""

ParsedArticle = tuple[str, Article | IngestError]
"""The location of an article within its source (`path:line`), and the article or why there is none."""


@dataclass(frozen=True)
class Head:
    """The first bytes of a source, at most HEAD_BYTES, its name, and the media type that a server states."""

    start: bytes
    name: str = ""
    media_type: str | None = None

    @property
    def suffix(self) -> str:
        """The suffix of the name in lower case, with its dot; "" for an address or a name without one."""
        return "" if "://" in self.name else PurePath(self.name).suffix.lower()

    @property
    def is_whole(self) -> bool:
        """Whether the source has no more bytes than these."""
        return len(self.start) < HEAD_BYTES

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The names of the first files in a ZIP file, () for anything else."""
        return first_names(self.start)

    def has_part(self, folder: str) -> bool:
        """Return whether it is an Office document with its parts in this folder ("word").

        A folder of that name with a user's files has no such parts.
        """
        part = re.compile(
            rf"/?{folder}/(?:(?:_rels|media|theme|embeddings|fonts)/|(?:.*/)?[^/]+\.(?:xml|rels|bin)$)"
        )
        return any(part.match(name) for name in self.members)

    @cached_property
    def text(self) -> str:
        """The first bytes as text: by byte-order mark, else UTF-8 with U+FFFD for what is not."""
        for mark, charset in BOMS:
            if self.start.startswith(mark):
                return self.start[len(mark) :].decode(charset, "replace")
        return self.start.decode("utf-8", "replace")


@dataclass(frozen=True)
class Source:
    """A source to read: its stream, standing at its first byte, and what the user and the server say of it.

    `columns` are the columns of a table that the user names, by field ("text": "body"). `url` is the
    address it was read from. `telling`, where given, is called with the format and the columns found. `depth`
    counts the archives and compressed files around it.
    """

    stream: BinaryIO
    head: Head
    overrides: Overrides
    limits: Limits
    url: str | None = None
    charsets: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    telling: Telling | None = None
    depth: int = 0

    def tell(self, kind: str, words: str) -> None:
        """Tell what was found out about the source, if somebody wants to know."""
        if self.telling is not None:
            self.telling(kind, words)

    @property
    def name(self) -> str:
        """The path, address or `-` that messages name."""
        return self.head.name

    def seekable(self) -> "Source":
        """Return the source with a stream that can be moved about in; a pipe goes to a temporary file.

        Raises IngestError ("unreadable").
        """
        if self.stream.seekable():
            return self
        copy = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed with the source
        try:
            while chunk := self.stream.read(_CHUNK):
                copy.write(chunk)
        except OSError as error:
            copy.close()
            raise IngestError("unreadable", f"reading failed ({error.strerror or error})") from error
        copy.seek(0)
        return replace(self, stream=cast("BinaryIO", copy))


Reader = Callable[[Source], Iterator[ParsedArticle]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, what a message calls it, how it is told, and its reader ("module:function").

    `extra` is the extra of the package with the libraries that the reader needs. Without a reader the format
    is known and refused; `hint` says what to do instead.
    """

    name: str
    label: str
    matches: Callable[[Head], bool]
    reader: str = ""
    extra: str | None = None
    hint: str = "save the articles as text, HTML or JSON Lines"

    def read(self, source: Source) -> Iterator[ParsedArticle]:
        """Yield the articles of a source in this format, or why there is none.

        Raises IngestError: "format" when the format is not read, "extra" when a library is missing, and what
        the reader raises for the whole source.
        """
        if not self.reader:
            raise IngestError("format", f"it is {self.label}, which is not read; {self.hint}")
        module, _, function = self.reader.partition(":")
        try:
            read = cast("Reader", getattr(import_module(module), function))
            yield from read(source)
        except ImportError as error:
            if self.extra is None:
                raise
            raise IngestError(
                "extra",
                f"it is {self.label}; reading it needs {error.name or 'a library'}, which is not installed: "
                f"pip install 'onrecord[{self.extra}]'",
            ) from error


def _refused(one: Refusal) -> Format:
    return Format(one.name, one.label, one.matches, hint=one.hint)


_DOCUMENTS = "onrecord.ingest.documents"
_NEWS_ARCHIVES = "onrecord.ingest.news_archives"
_TABLES = "onrecord.ingest.tables"
_SOCIAL = "onrecord.ingest.social"
FORMATS: tuple[Format, ...] = (
    Format("warc", "a web archive", is_web_archive, f"{_ARCHIVES}.warc:read_warc"),
    Format("wacz", "a web archive (WACZ)", is_wacz, f"{_ARCHIVES}.wacz:read_wacz"),
    Format("mhtml", "a saved page (MHTML)", is_mhtml, f"{_ARCHIVES}.mhtml:read_mhtml"),
    Format("webarchive", "a page saved by Safari", is_safari_archive, f"{_ARCHIVES}.safari:read_safari"),
    Format(
        "front-matter", "a text with fields at its head", has_fields, f"{_CONTAINERS}.front_matter:read_text"
    ),
    Format("excel", "an Excel workbook", signs.is_excel, f"{_TABLES}.excel:read_excel"),
    Format(
        "excel-page", "a page saved as an Excel workbook", signs.is_excel_page, f"{_TABLES}.excel:read_page"
    ),
    Format("ods", "an OpenDocument spreadsheet", signs.is_open_spreadsheet, hint="save it as .xlsx or CSV"),
    Format("parquet", "a Parquet file", signs.is_parquet, f"{_TABLES}.parquet:read_parquet", "parquet"),
    Format("pdf", "a PDF", documents.is_pdf, f"{_DOCUMENTS}.pdf.reader:read_pdf", "pdf"),
    Format("word", "a Word document", documents.is_word, f"{_DOCUMENTS}.word:read_word"),
    Format(
        "open-document",
        "an OpenDocument text",
        documents.is_open_document,
        f"{_DOCUMENTS}.open_document:read_open_document",
    ),
    Format("epub", "an EPUB", documents.is_epub, f"{_DOCUMENTS}.epub:read_epub"),
    Format("rich-text", "an RTF document", documents.is_rich_text, f"{_DOCUMENTS}.rich_text:read_rich_text"),
    Format(
        "compound-file",
        "an Office document of before 2007",
        documents.is_compound_file,
        f"{_DOCUMENTS}.compound_file:read_compound_file",
    ),
    Format("mailbox", "a mailbox", documents.is_mailbox, f"{_DOCUMENTS}.mail:read_mailbox"),
    Format("mail", "a mail message", documents.is_mail, f"{_DOCUMENTS}.mail:read_mail"),
    Format(
        "newsml-g2",
        "a NewsML-G2 file",
        archives.is_news_message,
        f"{_NEWS_ARCHIVES}.newsml:read_news_message",
    ),
    Format("newsml-1", "a NewsML 1 file", archives.is_old_newsml, hint="get it as NewsML-G2 or NITF"),
    Format("nitf", "an NITF file", archives.is_nitf, f"{_NEWS_ARCHIVES}.nitf:read_nitf"),
    Format(
        "proquest-records",
        "an XML file of ProQuest",
        archives.is_proquest_record,
        f"{_NEWS_ARCHIVES}.proquest_records:read_proquest_records",
    ),
    Format("ninjs", "a ninjs file", archives.is_ninjs, f"{_NEWS_ARCHIVES}.ninjs:read_ninjs"),
    Format(
        "archive-page",
        "a page saved from Factiva or LexisNexis",
        archives.is_archive_page,
        f"{_NEWS_ARCHIVES}.texts:read_archive_page",
    ),
    Format(
        "archive-text",
        "a text download of a news database",
        archives.is_archive_text,
        f"{_NEWS_ARCHIVES}.texts:read_archive_text",
    ),
    Format(
        "feed",
        "a feed",
        lambda head: find_feed_kind(head.text) is not None,
        "onrecord.ingest.web.feeds:read_feed",
    ),
    Format("telegram", "a Telegram export", posts.is_telegram, f"{_SOCIAL}.telegram:read_telegram"),
    Format("mastodon", "an outbox (Mastodon)", posts.is_outbox, f"{_SOCIAL}.mastodon:read_mastodon"),
    Format("x", "a file of an archive of X", posts.is_tweets, f"{_SOCIAL}.twitter:read_tweets"),
    Format("bluesky", "posts of Bluesky", posts.is_bluesky, f"{_SOCIAL}.bluesky:read_feed"),
    Format(
        "car", "a repository of Bluesky", posts.is_repository, f"{_SOCIAL}.bluesky:read_repository", "bluesky"
    ),
    Format("packed-tar", "a tar file", posts.is_tar, f"{_SOCIAL}.archives:read_tar"),
    Format(
        "json-list", "a list of articles in JSON", signs.is_json_list, f"{_TABLES}.json_lists:read_json_list"
    ),
    *map(_refused, BY_BEGINNING),
    Format("csv", "a table in text (CSV)", signs.is_csv, f"{_TABLES}.csv_tables:read_csv"),
    *map(_refused, BY_LINES),
    # Behind the documents that are ZIP files themselves.
    Format("compressed", "a compressed file", is_compressed, f"{_CONTAINERS}.compression:read_compressed"),
    Format("zip", "a ZIP file", is_zip, f"{_CONTAINERS}.folders:read_zip"),
    Format("tar", "a tar file", is_tar, f"{_CONTAINERS}.folders:read_tar"),
)
"""The formats in the order in which they are tried."""


_FOLDERS = frozenset(
    {
        "wacz", "excel", "ods", "word", "open-document", "epub", "pptx", "docx", "iwork", "kmz", "jar",
        "opendocument", "office", "zip", "tar",
    }
)  # fmt: skip
"""The names of the formats that are ZIP or tar files."""


def find_format(head: Head) -> Format | None:
    """Return the first format that a source shows to be in, None when it is a text, page, feed or JSON."""
    within = is_zip(head) or is_tar(head)  # then signs of texts may be those of a file in it
    known = (one for one in FORMATS if not within or one.name in _FOLDERS)
    return next((one for one in known if one.matches(head)), None)


class _Joined(io.RawIOBase):
    """A stream with the bytes put back that were read from it."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._head = io.BytesIO(head)
        self._rest = rest

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Fill the buffer, from the bytes put back first; return the number of bytes, 0 at the end."""
        chunk = self._head.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def fileno(self) -> int:
        """Return the descriptor of the stream behind it."""
        return self._rest.fileno()


def put_back(start: bytes, rest: BinaryIO) -> BinaryIO:
    """Return a stream that begins with bytes that were read from another, and goes on with its rest."""
    return io.BufferedReader(_Joined(start, rest))


def read_head(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """Return the first HEAD_BYTES bytes of a stream, and a stream that begins with them.

    The stream is the same one where it can be moved back. Raises IngestError ("unreadable").
    """
    try:
        start = b""
        while len(start) < HEAD_BYTES and (chunk := stream.read(HEAD_BYTES - len(start))):
            start += chunk
        if stream.seekable():
            stream.seek(-len(start), io.SEEK_CUR)
            return start, stream
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise IngestError("unreadable", f"reading failed ({reason or error})") from error
    return start, put_back(start, stream)
