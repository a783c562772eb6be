"""Fetching one address: at most so many bytes (after decompression), so much time and so many redirects.

httpx reads addresses and headers and knows the certificates. Its transport, httpcore, is driven directly, because only its
network backend sees every connection and every piece that comes in (connecting.py). Compressed bodies are unpacked here,
piece by piece, so that a small body that unpacks to gigabytes is cut off at the limit.
"""

import contextlib
import re
import ssl
import zlib
from collections.abc import Iterable, Iterator
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from onrecord.ingest.files import Whole, too_large
from onrecord.ingest.options import Limits
from onrecord.ingest.source_kinds import MEDIA_TYPES
from onrecord.ingest.web.connections import BoundedBackend, Deadline, too_slow
from onrecord.model.errors import GatheringError

PIECE = 1 << 16
REDIRECTS = (301, 302, 303, 307, 308)
HINTS = {
    401: "it wants a login: save the page in a browser and give the file",
    402: "it wants to be paid: save the page in a browser and give the file",
    403: "it refuses programs: save the page in a browser and give the file",
    404: "check the address; the page may have moved",
    410: "the page was taken away; an archive may have it",
    429: "too many requests: wait and try again",
    451: "it is withheld for legal reasons; an archive may have it",
}
MAY_BE_TEXT = re.compile(r"text/|application/(?:octet-stream|(?:[a-z.-]+\+)?(?:xml|json))$")
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([^\s\"';]{2,40})", re.IGNORECASE)


def fetch(address: str, limits: Limits) -> Whole:
    """Return what an address leads to; its `url` is the address after redirects.

    Raises GatheringError: "address" (not http(s), with a password, or leading where it must not), "timeout", "redirects",
    "http-status", "too-large", "network", "encoding", or "binary" when it is no text.
    """
    url = _checked(address.strip())
    deadline = Deadline(limits)
    for _ in range(limits.max_redirects + 1):
        with (
            _naming_errors(limits),
            _pool(url, limits, deadline) as pool,
            _response(pool, url, limits) as response,
        ):
            headers = httpx.Headers(response.headers)
            if response.status not in REDIRECTS or "location" not in headers:
                return _read(
                    response, headers, Whole(b"", address, url=str(url.copy_with(fragment=None))), limits
                )
            url = _checked(headers["location"], url)
    raise GatheringError(
        "redirects",
        f"it redirects more than {limits.max_redirects} times; open it in a browser and save the page",
    )


def _checked(address: str, base: httpx.URL | None = None) -> httpx.URL:
    """Return the address, which may be relative to `base`. Raises GatheringError ("address") when it is not to be read."""
    try:
        url = base.join(address) if base else httpx.URL(address)
    except (httpx.InvalidURL, ValueError) as error:
        raise GatheringError("address", f"{address[:100]!r} is no address ({error}); check it") from error
    whither = f"it redirects to {str(url)[:100]!r}, which" if base else "it"
    if url.scheme not in ("http", "https") or not url.host:
        raise GatheringError(
            "address", f"{whither} is not an http or https address; save the page and give the file"
        )
    if url.userinfo:
        raise GatheringError(
            "address",
            f"{whither} holds a user name or password; leave it out, and save the page if it needs a login",
        )
    return url


def _pool(url: httpx.URL, limits: Limits, deadline: Deadline) -> httpcore.ConnectionPool:
    """Return what makes the connection: directly, or through the proxy the user's environment names.

    Where private addresses are forbidden there is no proxy: it would look up the host itself.
    """
    backend = BoundedBackend(limits, deadline)
    context = _certificates() if url.scheme == "https" else None
    proxy = getproxies().get(url.scheme) if limits.allow_private and not proxy_bypass(url.host) else None
    if not proxy:
        return httpcore.ConnectionPool(ssl_context=context, network_backend=backend)
    try:
        where = httpx.URL(proxy if "://" in proxy else f"http://{proxy}")
    except httpx.InvalidURL as error:
        raise GatheringError(
            "network", f"the proxy of your environment is no address ({error}); mend {url.scheme}_proxy"
        ) from error
    if where.scheme not in ("http", "https"):
        raise GatheringError(
            "network",
            f"the proxy {where.scheme}://{where.host} is of a kind that is not supported; use an HTTP proxy",
        )
    return httpcore.HTTPProxy(
        str(where.copy_with(userinfo=b"")),
        proxy_auth=(where.username, where.password) if where.username else None,
        ssl_context=context,
        network_backend=backend,
    )


def _certificates() -> ssl.SSLContext:
    """Return the certificates servers are checked against: those of SSL_CERT_FILE or SSL_CERT_DIR, else certifi's."""
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        raise GatheringError(
            "network", f"the certificates cannot be loaded ({error}); check SSL_CERT_FILE and SSL_CERT_DIR"
        ) from error


def _response(
    pool: httpcore.ConnectionPool, url: httpx.URL, limits: Limits
) -> contextlib.AbstractContextManager[httpcore.Response]:
    headers: dict[bytes | str, bytes | str] = {
        "Host": url.netloc.decode("ascii"),
        "User-Agent": limits.user_agent,
        "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,application/json;q=0.8,*/*;q=0.1",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    return pool.stream("GET", target, headers=headers)


@contextlib.contextmanager
def _naming_errors(limits: Limits) -> Iterator[None]:
    """Turn what httpcore raises into GatheringErrors."""
    try:
        yield
    except httpcore.TimeoutException as error:
        raise too_slow(limits.timeout) from error
    except (
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.ProxyError,
        httpcore.UnsupportedProtocol,
    ) as error:
        why = str(error) or "the connection was closed"
        raise GatheringError(
            "network", f"the connection failed ({why}); check the address and the network, or try again"
        ) from error


def _read(response: httpcore.Response, headers: httpx.Headers, whole: Whole, limits: Limits) -> Whole:
    """Return `whole` with the body and what the headers tell of it."""
    status = response.status
    if status >= 300:
        hint = HINTS.get(
            status,
            "its server is out of order: try again later"
            if status >= 500
            else "open it in a browser and save the page",
        )
        raise GatheringError("http-status", f"the server answers {status}; {hint}")
    told = headers.get("content-type", "")
    media = told.partition(";")[0].strip().lower()
    if media and not MAY_BE_TEXT.match(media) and media not in MEDIA_TYPES:
        raise GatheringError("binary", f"it is {media[:60]}, not text; save it as text first")
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > limits.max_bytes:
        raise too_large(int(length[:20]), limits)
    charset = _CHARSET.search(told)
    return Whole(
        raw=_body(_unpacked(response.iter_stream(), headers.get("content-encoding", "")), limits),
        source=whole.source,
        kind=MEDIA_TYPES.get(media),
        charsets=(charset[1],) if charset else (),
        url=whole.url,
    )


def _body(pieces: Iterable[bytes], limits: Limits) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > limits.max_bytes:
            raise too_large(None, limits)
    return bytes(body)


def _unpacked(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the pieces unpacked, none longer than PIECE. Raises GatheringError ("encoding")."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        yield from pieces
        return
    if name not in ("gzip", "x-gzip", "deflate"):
        raise GatheringError(
            "encoding",
            f"it comes packed as {encoding[:40]!r}, which was not asked for; save the page and give the file",
        )
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 32)  # 32: a gzip or a zlib header
    begun = False
    for piece in pieces:
        while piece:
            try:
                yield inflate.decompress(piece, PIECE)
            except zlib.error as error:
                if begun or name != "deflate":
                    raise GatheringError(
                        "encoding", f"it cannot be unpacked ({error}); save the page and give the file"
                    ) from error
                inflate, begun = (
                    zlib.decompressobj(-zlib.MAX_WBITS),
                    True,
                )  # some servers leave the zlib header out
                continue
            begun, piece = True, inflate.unconsumed_tail
            if inflate.eof:
                piece, inflate = inflate.unused_data, zlib.decompressobj(zlib.MAX_WBITS | 32)
    yield inflate.flush()
