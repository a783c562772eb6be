"""Splits WARC and ARC files into records, as streams; damaged records are told and skipped.

warcio parses the headers of the records. Finding the next record after a fault is done here: warcio ends at
the first one. Definitions: ISO 28500:2017 (WARC 1.1); https://archive.org/web/researcher/ArcFileFormat.php.
"""

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import BinaryIO

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser, StatusAndHeadersParserException

from onrecord.ingest.containers.inflate import MAGIC, InflatedStream, inflate_head
from onrecord.ingest.limits import format_bytes
from onrecord.ingest.web_archives.signs import ARC_START, WARC_START

_CHUNK = 1 << 16
_HTTP_HEAD = 1 << 16  # bytes of a record in which the headers of the reply must end
_LONGEST_LINE = 1 << 16
_MOST_HEADERS = 1 << 18  # bytes of the headers of a record
_NEXT_RECORD = re.compile(rb"\n(?=WARC/[01]\.\d{1,2}\r?\n[A-Za-z-]{1,60}:)")
_HTTP = re.compile(rb"HTTP/\d")

logging.getLogger("warcio").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its number in the file from 1, WARC-Type, address, headers, length and content in bytes.

    `http` is the head of the server's reply in it. `content` is None for one that was not wanted or is over
    the limit (`is_over`), `fault` says why it is damaged.
    """

    number: int
    kind: str = ""
    url: str | None = None
    headers: StatusAndHeaders | None = None
    http: StatusAndHeaders | None = None
    length: int = 0
    content: bytes | None = None
    is_over: bool = False
    fault: str | None = None

    def header(self, name: str) -> str:
        """Return a header of the record, "" when it has none of that name."""
        return (self.headers.get_header(name) if self.headers else None) or ""

    def http_header(self, name: str) -> str:
        """Return a header of the server's reply, "" when it has none of that name."""
        return (self.http.get_header(name) if self.http else None) or ""


class ResumingStream(InflatedStream):
    """The decompressed members of a file, as one stream that pauses at a broken member.

    At a broken member reading gives b"" and `fault` says why, until `resume` finds the next whole one.
    """

    fault: str | None = None
    _after = b""

    def break_off(self, why: str, data: bytes) -> None:
        """Pause: there is nothing more to read before `resume`."""
        self.fault, self._after, self._inflater = why, data, None

    def resume(self) -> None:
        """Go on behind the broken member, with the next one that decompresses to a record."""
        self.fault, rest = None, self._after
        place = 1  # the broken member may begin at 0
        while True:
            place = rest.find(MAGIC["gzip"], place)
            if place >= 0 and len(rest) - place < _HTTP_HEAD // 4 and (more := self._read()):
                rest, place = rest[place:] + more, 0
            elif place < 0:
                rest, place = rest[-2:] + (more := self._read()), 0
                if not more:
                    return
            elif _begins_record(inflate_head(rest[place:], "gzip")):
                self._begin_next(rest[place:])
                return
            else:
                place += 1


class _Tape:
    """A stream with a position, lines of bounded length, and bytes that can be put back."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._ahead = b""
        self.position = 0
        self.skipped = b""
        """The last bytes that were skipped."""

    def read(self, length: int) -> bytes:
        """Return up to `length` bytes, fewer only at the end."""
        out, self._ahead = self._ahead[:length], self._ahead[length:]
        if len(out) < length:
            out += self._stream.read(length - len(out)) or b""
        self.position += len(out)
        return out

    def readline(self, length: int = _LONGEST_LINE) -> bytes:
        """Return the next line with its line break, or its first `length` bytes."""
        if not self._ahead:
            line = self._stream.readline(length)
        else:
            end = self._ahead.find(b"\n") + 1
            line = self._ahead[: min(end or len(self._ahead), length)]
            self._ahead = self._ahead[len(line) :]
            if not end and len(line) < length:
                line += self._stream.readline(length - len(line))
        self.position += len(line)
        return line

    def tell(self) -> int:
        """Return the number of bytes read."""
        return self.position

    def put_back(self, data: bytes) -> None:
        """Make the next bytes be `data`, which were read before."""
        self._ahead = data + self._ahead
        self.position -= len(data)

    def skip(self, length: int) -> int:
        """Read `length` bytes without keeping them; return how many there were."""
        left = length
        while left and (piece := self.read(min(left, _CHUNK))):
            left -= len(piece)
            self.skipped = piece
        return length - left


class RecordReader:
    """Reads the records of a file. `is_wanted` says by its headers whether a record's content is needed."""

    def __init__(self, stream: BinaryIO, is_wanted: Callable[[Record], bool], max_bytes: int) -> None:
        self._tape = _Tape(stream)
        self._is_wanted = is_wanted
        self._max_bytes = max_bytes
        self._loader = ArcWarcRecordLoader()
        self._http = StatusAndHeadersParser(["HTTP/"], verify=False)
        self._start: re.Pattern[bytes] | None = None  # of this file's format, from the first record on
        self._number = 0
        self._blank = b""

    def records(self) -> Iterator[Record]:
        """Yield the records until the stream ends or pauses; call again after a pause."""
        while line := self._next_line():
            self._number += 1
            if not self._is_start(line):
                yield self._skip_to_start(line)
                continue
            record = self._read(line)
            yield self._check_end(record)

    def _next_line(self) -> bytes:
        """Return the next line that is not blank, b"" at the end. `_blank` keeps the blank ones before it."""
        self._blank = b""
        while line := self._tape.readline():
            if line.strip():
                return line
            self._blank = (self._blank + line)[-_LONGEST_LINE:]
        return b""

    def _is_start(self, line: bytes) -> bool:
        if self._start is not None:
            return self._start.match(line) is not None
        for pattern in (WARC_START, ARC_START):
            if pattern.match(line):
                self._start = pattern
                return True
        return False

    def _skip_to_start(self, line: bytes) -> Record:
        """Read up to the next record; return what was skipped as a damaged one."""
        place = self._tape.position - len(line)
        while line and not self._is_start(line):
            line = self._tape.readline()
        self._tape.put_back(line)
        size = self._tape.position - place
        return Record(self._number, fault=f"{format_bytes(size)} at byte {place:,} are no record")

    def _read(self, line: bytes) -> Record:
        """Read a record; on return the stream stands behind its content, if the stated length is right."""
        known = "arc" if self._start is ARC_START else "warc"
        limited = _Headers(self._tape)
        try:
            loaded = self._loader.parse_record_stream(limited, line, known, no_record_parse=True)
            stated = loaded.rec_headers.get_header("Content-Length")
            length = int(stated or "") if re.fullmatch(r"\s*\d{1,15}\s*", stated or "") else -1
        except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, ValueError, LookupError):
            return Record(self._number, fault="its headers cannot be parsed")
        if known == "arc":  # warcio counts the two further lines of a file's first header into the length
            length -= loaded.rec_headers.total_len
        url = (loaded.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ") or None
        record = Record(self._number, loaded.rec_type or "", url, loaded.rec_headers)
        if limited.is_over or length < 0:
            why = "its headers are too long" if limited.is_over else "its length is missing or no number"
            return replace(record, fault=why)
        return self._read_content(replace(record, length=length))

    def _read_content(self, record: Record) -> Record:
        start = self._tape.read(min(record.length, _HTTP_HEAD))
        at = 0
        if record.kind in ("response", "revisit") and _HTTP.match(start):
            stream = BytesIO(start)
            try:
                record, at = replace(record, http=self._http.parse(stream)), stream.tell()
            except (StatusAndHeadersParserException, EOFError, ValueError):
                record = replace(record, fault="the headers of the reply in it cannot be parsed")
        left = record.length - len(start)
        if record.fault or not self._is_wanted(record) or record.length - at > self._max_bytes:
            is_over = not record.fault and self._is_wanted(record)
            got = self._tape.skip(left)
            return self._check_length(replace(record, is_over=is_over), left - got)
        content = start[at:] + self._tape.read(left)
        return self._check_length(replace(record, content=content), record.length - at - len(content))

    def _check_length(self, record: Record, missing: int) -> Record:
        if missing <= 0:
            return record
        return replace(record, fault=f"it is cut off: the last {format_bytes(missing)} of it are missing")

    def _check_end(self, record: Record) -> Record:
        """Return the record, as damaged if its stated length leads into the next record or not to its end."""
        line = self._next_line()
        if not line or self._is_start(line):
            self._tape.put_back(line)
            return record
        before = record.content or self._tape.skipped
        ahead = self._blank + line + self._tape.readline()
        inside = _NEXT_RECORD.search(before + ahead)
        is_whole = inside is None and self._blank[:2] in (b"\r\n", b"\n")
        # What is no record is told by itself when the next record is looked for.
        self._tape.put_back((before + ahead)[inside.end() :] if inside else ahead)
        if not is_whole and inside is None:
            self._skip_to_start(self._tape.readline())
        return record if record.fault or is_whole else replace(record, fault="its stated length is wrong")


class _Headers:
    """The lines of a record's headers, which end after a bound: nobody may fill memory with headers."""

    def __init__(self, tape: _Tape) -> None:
        self._tape = tape
        self._left = _MOST_HEADERS
        self.is_over = False

    def readline(self, length: int = _LONGEST_LINE) -> bytes:
        line = self._tape.readline(max(min(length, self._left), 0))
        self._left -= len(line)
        self.is_over = self.is_over or self._left <= 0
        return line

    def read(self, length: int) -> bytes:
        return self._tape.read(length)

    def tell(self) -> int:
        return self._tape.tell()


def _begins_record(start: bytes) -> bool:
    line = start.lstrip(b"\r\n").partition(b"\n")[0]
    return WARC_START.match(line) is not None or ARC_START.match(line) is not None
