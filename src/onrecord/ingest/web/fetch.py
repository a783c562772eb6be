"""Fetches one address within limits of size (after decompression), time and redirects.

httpx parses addresses and headers and loads the certificates. Its transport, httpcore, is called directly,
because only its network backend sees every connection and every piece of a response (connections.py). Bodies
are decompressed here, piece by piece, so that a small body that expands to gigabytes is cut off at the limit.
"""

import contextlib
import re
import ssl
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from onrecord.ingest.charsets import stated_charsets
from onrecord.ingest.documents.signs import MEDIA_TYPES as DOCUMENT_MEDIA_TYPES
from onrecord.ingest.files import RawSource, too_large_error
from onrecord.ingest.limits import Limits
from onrecord.ingest.source_formats import MEDIA_TYPES
from onrecord.ingest.web.connections import BoundedBackend, Deadline, timeout_error
from onrecord.model.errors import IngestError

CHUNK = 1 << 16  # bytes that are decompressed at once
REDIRECTS = (301, 302, 303, 307, 308)
NOT_MODIFIED = 304
GZIP = ("application/gzip", "application/x-gzip")  # media types of a compressed file, such as sitemap.xml.gz
HINTS = {
    401: "it requires a login: save the page in a browser and give the file",
    402: "it requires payment: save the page in a browser and give the file",
    403: "it refuses programs: save the page in a browser and give the file",
    404: "check the address; the page may have moved",
    410: "the page was removed; an archive may have it",
    429: "too many requests: wait and try again",
    451: "it is blocked for legal reasons; an archive may have it",
}
MAY_BE_TEXT = re.compile(r"text/|application/(?:octet-stream|(?:[a-z.-]+\+)?(?:xml|json))$")


class HttpStatusError(IngestError):
    """The server refused, with this status. `retry_after` is its header of that name, if there is one."""

    def __init__(self, status: int, detail: str, retry_after: str | None) -> None:
        super().__init__("http-status", detail)
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered to one request: a body, a redirect, or that nothing changed (both None).

    `url` is the address asked, without its fragment; `location` the absolute address it redirects to, `etag`
    and `last_modified` the headers by which a later request can ask for changes only.
    """

    url: str
    status: int
    source: RawSource | None = None
    location: str | None = None
    etag: str | None = None
    last_modified: str | None = None


def fetch(address: str, limits: Limits) -> RawSource:
    """Return the response body with its stated format and charset. Its `url` is the address after redirects.

    Raises IngestError: "address" (not http(s), with a password, or not allowed), "timeout", "redirects",
    "http-status", "too-large", "network", "encoding", or "binary" when it is neither text nor a document.
    """
    url = _parse_address(address.strip())
    deadline = Deadline(limits)
    for _ in range(limits.max_redirects + 1):
        answer = _ask(url, limits, deadline)
        if answer.source is not None:
            return replace(answer.source, name=address)
        url = httpx.URL(answer.location or answer.url)
    raise too_many_redirects(limits)


def request(address: str, limits: Limits, headers: Mapping[str, str] | None = None) -> Answer:
    """Return what the server answers to one request for an address. A redirect is not followed.

    `headers` are added to the request; with If-None-Match or If-Modified-Since the answer may be that nothing
    changed. A compressed file (a sitemap) is let through as it is; see `inflate`. Raises IngestError as
    `fetch` does, and HttpStatusError for a status that is an error.
    """
    return _ask(_parse_address(address.strip()), limits, Deadline(limits), headers or {}, GZIP)


def inflate(raw: bytes, limits: Limits) -> bytes:
    """Return a compressed file's content, bytes that are not compressed as they are.

    Raises IngestError: "encoding" when it is damaged, "too-large".
    """
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    return _collect(_decompress([raw], "gzip"), limits)


def too_many_redirects(limits: Limits) -> IngestError:
    """Return the error for an address that leads from one to the next."""
    return IngestError(
        "redirects",
        f"it redirects more than {limits.max_redirects} times; open it in a browser and save the page",
    )


def _ask(
    url: httpx.URL,
    limits: Limits,
    deadline: Deadline,
    asked: Mapping[str, str] | None = None,
    accepted: tuple[str, ...] = (),
) -> Answer:
    """Send one request and return the answer.

    `asked` are headers beyond the usual ones, `accepted` media types besides those of texts.
    """
    with (
        _translate_errors(limits),
        _pool(url, limits, deadline) as pool,
        _open_response(pool, url, limits, asked or {}) as response,
    ):
        headers = httpx.Headers(response.headers)
        here = str(url.copy_with(fragment=None))
        tags = {"etag": headers.get("etag"), "last_modified": headers.get("last-modified")}
        if response.status == NOT_MODIFIED and asked:
            return Answer(here, response.status, **tags)
        if response.status in REDIRECTS and "location" in headers:
            return Answer(here, response.status, location=str(_parse_address(headers["location"], url)))
        source = replace(_read(response, headers, limits, accepted), url=here)
        return Answer(here, response.status, source, **tags)


def _parse_address(address: str, base: httpx.URL | None = None) -> httpx.URL:
    """Return the address, resolved against `base`.

    Raises IngestError ("address") when it may not be read.
    """
    try:
        url = base.join(address) if base else httpx.URL(address)
    except (httpx.InvalidURL, ValueError) as error:
        raise IngestError("address", f"{address[:100]!r} is not an address ({error}); check it") from error
    subject = f"it redirects to {str(url)[:100]!r}, which" if base else "it"
    if url.scheme not in ("http", "https") or not url.host:
        raise IngestError(
            "address", f"{subject} is not an http or https address; save the page and give the file"
        )
    if url.userinfo:
        raise IngestError(
            "address",
            f"{subject} has a user name or password in it; remove it, or save the page if it needs a login",
        )
    return url


def _pool(url: httpx.URL, limits: Limits, deadline: Deadline) -> httpcore.ConnectionPool:
    """Return the connection pool, which uses the proxy of the user's environment if there is one.

    Where private addresses are forbidden no proxy is used: it would look up the host itself.
    """
    backend = BoundedBackend(limits, deadline)
    context = _certificates() if url.scheme == "https" else None
    proxy = getproxies().get(url.scheme) if limits.allow_private and not proxy_bypass(url.host) else None
    if not proxy:
        return httpcore.ConnectionPool(ssl_context=context, network_backend=backend)
    try:
        where = httpx.URL(proxy if "://" in proxy else f"http://{proxy}")
    except httpx.InvalidURL as error:
        raise IngestError(
            "network",
            f"the proxy of your environment is not an address ({error}); correct {url.scheme}_proxy",
        ) from error
    if where.scheme not in ("http", "https"):
        raise IngestError(
            "network",
            f"the proxy {where.scheme}://{where.host} is not supported; use an HTTP proxy",
        )
    return httpcore.HTTPProxy(
        str(where.copy_with(userinfo=b"")),
        proxy_auth=(where.username, where.password) if where.username else None,
        ssl_context=context,
        network_backend=backend,
    )


def _certificates() -> ssl.SSLContext:
    """Return the trusted certificates: those of SSL_CERT_FILE or SSL_CERT_DIR, else certifi's."""
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        raise IngestError(
            "network", f"the certificates cannot be loaded ({error}); check SSL_CERT_FILE and SSL_CERT_DIR"
        ) from error


def _open_response(
    pool: httpcore.ConnectionPool, url: httpx.URL, limits: Limits, asked: Mapping[str, str]
) -> contextlib.AbstractContextManager[httpcore.Response]:
    headers: dict[bytes | str, bytes | str] = {
        "Host": url.netloc.decode("ascii"),
        "User-Agent": limits.user_agent,
        "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,application/json;q=0.8,*/*;q=0.1",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }
    headers.update((name, value) for name, value in asked.items())
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    return pool.stream("GET", target, headers=headers)


@contextlib.contextmanager
def _translate_errors(limits: Limits) -> Iterator[None]:
    """Turn the exceptions of httpcore into IngestErrors."""
    try:
        yield
    except httpcore.TimeoutException as error:
        raise timeout_error(limits.timeout) from error
    except (
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.ProxyError,
        httpcore.UnsupportedProtocol,
    ) as error:
        why = str(error) or "the connection was closed"
        raise IngestError(
            "network", f"the connection failed ({why}); check the address and the network, or try again"
        ) from error


def _read(
    response: httpcore.Response, headers: httpx.Headers, limits: Limits, accepted: tuple[str, ...] = ()
) -> RawSource:
    """Return the body, with the format and charset stated by the headers. Its name is left empty.

    `accepted` are media types that are let through besides those of texts.
    """
    status = response.status
    if status >= 300:
        hint = "the server has a fault: try again later"
        if status < 500:
            hint = HINTS.get(status, "open it in a browser and save the page")
        detail = f"the server responded with {status}; {hint}"
        raise HttpStatusError(status, detail, headers.get("retry-after"))
    content_type = headers.get("content-type", "")
    media = content_type.partition(";")[0].strip().lower()
    is_read = media in MEDIA_TYPES or media in DOCUMENT_MEDIA_TYPES or media in accepted
    if media and not is_read and not MAY_BE_TEXT.match(media):
        raise IngestError("binary", f"it is {media[:60]}, not text; save it as text first")
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > limits.max_bytes:
        raise too_large_error(int(length[:20]), limits)
    return RawSource(
        raw=_collect(_decompress(response.iter_stream(), headers.get("content-encoding", "")), limits),
        name="",
        format=MEDIA_TYPES.get(media),
        charsets=stated_charsets(content_type),
        media_type=media or None,
    )


def _collect(pieces: Iterable[bytes], limits: Limits) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > limits.max_bytes:
            raise too_large_error(None, limits)
    return bytes(body)


def _decompress(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the decompressed pieces, none longer than CHUNK. Raises IngestError ("encoding")."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        yield from pieces
        return
    if name not in ("gzip", "x-gzip", "deflate"):
        raise IngestError(
            "encoding",
            f"its compression is {encoding[:40]!r}, which was not requested; save the page and give the file",
        )
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 32)  # 32: a gzip or a zlib header
    begun = False
    for piece in pieces:
        while piece:
            try:
                yield inflate.decompress(piece, CHUNK)
            except zlib.error as error:
                if begun or name != "deflate":
                    raise IngestError(
                        "encoding", f"it cannot be decompressed ({error}); save the page and give the file"
                    ) from error
                # Some servers omit the zlib header.
                inflate, begun = zlib.decompressobj(-zlib.MAX_WBITS), True
                continue
            begun, piece = True, inflate.unconsumed_tail
            if inflate.eof:
                piece, inflate = inflate.unused_data, zlib.decompressobj(zlib.MAX_WBITS | 32)
    yield inflate.flush()
