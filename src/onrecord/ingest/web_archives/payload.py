"""The body of a server's reply as it was before transfer: without chunks (RFC 9112, 7.1) and compression."""

import io
import re
import zlib
from io import BytesIO

from warcio.bufferedreaders import ChunkedDataException, ChunkedDataReader

from onrecord.ingest.containers.inflate import GzipInflater, Inflater
from onrecord.ingest.limits import Limits, format_bytes
from onrecord.ingest.web_archives.record_stream import Record
from onrecord.model.errors import IngestError

_CHUNK = 1 << 16
_BROTLI_PIECE = (
    16  # compressed bytes a call: brotli's decompressor has no bound of its own, a block has 16 MB
)
_CHUNK_SIZE = re.compile(rb"[0-9a-fA-F]{1,16}[ \t]*(?:;[^\r\n]*)?\r\n")
_MARKUP = re.compile(rb"\s*<")
_GZIP = b"\x1f\x8b"
_AT_THE_END = "Incorrect"  # warcio's message when the line break behind the last chunk is missing


def decode_payload(record: Record, limits: Limits) -> bytes:
    """Return the body of the reply in a record, decompressed.

    Raises IngestError: "damaged", "too-large", "extra" when its compression needs a library.
    """
    body = record.content or b""
    if "chunked" in record.http_header("Transfer-Encoding").lower() and _CHUNK_SIZE.match(body):
        body = _join_chunks(body)
    for encoding in reversed(record.http_header("Content-Encoding").lower().split(",")):
        body = _decompress(body, encoding.strip(), limits)
    return body


def _join_chunks(body: bytes) -> bytes:
    """Return the body without chunk sizes. Raises IngestError ("damaged") when a size is wrong."""
    reader = ChunkedDataReader(BytesIO(body), raise_exceptions=True)
    out = io.BytesIO()
    try:
        while piece := reader.read(_CHUNK):
            out.write(piece)
    except ChunkedDataException as error:
        if _AT_THE_END not in str(error):
            raise IngestError(
                "damaged",
                f"the sizes of its chunks are wrong after {format_bytes(out.tell())}; get the page again",
            ) from error
    return out.getvalue()


def _decompress(body: bytes, encoding: str, limits: Limits) -> bytes:
    """Return the decompressed body; one that is not compressed, whatever its headers say, as it is."""
    if encoding in ("gzip", "x-gzip") and body.startswith(_GZIP):
        return _inflate(body, GzipInflater(), limits)
    if encoding == "deflate" and not _MARKUP.match(body):
        window = zlib.MAX_WBITS if _is_zlib(body) else -zlib.MAX_WBITS  # some servers omit the zlib header
        return _inflate(body, GzipInflater(window), limits)
    if encoding in ("br", "zstd") and not _MARKUP.match(body):
        return _unbrotli(body, limits) if encoding == "br" else _refuse(encoding)
    return body


def _is_zlib(body: bytes) -> bool:
    return len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0


def _inflate(body: bytes, inflater: Inflater, limits: Limits) -> bytes:
    try:
        out = inflater.decompress(body, limits.max_bytes + 1)
    except zlib.error as error:
        raise IngestError("damaged", f"it cannot be decompressed ({error}); get the page again") from error
    _check_size(len(out), limits)
    if not inflater.eof:
        raise IngestError("damaged", "its compressed text is cut off; get the page again")
    return out


def _unbrotli(body: bytes, limits: Limits) -> bytes:
    import brotli

    inflater, out = brotli.Decompressor(), bytearray()
    try:
        for start in range(0, len(body), _BROTLI_PIECE):
            out += inflater.process(body[start : start + _BROTLI_PIECE])
            _check_size(len(out), limits)
    except brotli.error as error:
        raise IngestError("damaged", f"it cannot be decompressed ({error}); get the page again") from error
    if not inflater.is_finished():
        raise IngestError("damaged", "its compressed text is cut off; get the page again")
    return bytes(out)


def _refuse(encoding: str) -> bytes:
    raise IngestError("encoding", f"it is compressed with {encoding}, which is not read; get the page again")


def _check_size(size: int, limits: Limits) -> None:
    if size > limits.max_bytes:
        raise IngestError(
            "too-large", f"it expands to more than the limit of {format_bytes(limits.max_bytes)} per article"
        )
