"""Fetching from a local server that redirects forever, or sends too much, too slowly, or the wrong thing."""

import gzip
import threading
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from onrecord.ingest import Limits, Overrides, load_articles
from onrecord.ingest.web import connections
from onrecord.ingest.web.fetch import fetch
from onrecord.model.article import Article
from onrecord.model.errors import IngestError
from onrecord.model.reasons import Reason
from onrecord.model.record import Undone

SENTENCE = "The harbour opened on Tuesday, the ministry said."
PAGE = f"<html><head><title>Harbour</title></head><body><p>{SENTENCE}</p></body></html>".encode()
RUSSIAN = "Министерство сообщило во вторник, что переговоры возобновятся в Женеве."
QUICK = Limits(max_bytes=100_000, timeout=5, deadline=10)


class Server(ThreadingHTTPServer):
    """Responds from `answers` by path, and records the requested paths and the bytes sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Callable[[Handler], None]] = {}
        self.requested: list[str] = []
        self.sent = 0
        self.stopped = threading.Event()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore clients that close the connection."""


class Handler(BaseHTTPRequestHandler):
    """Passes each request to the answer for its path."""

    server: Server

    def do_GET(self) -> None:
        self.server.requested.append(self.path)
        self.server.answers[self.path](self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log nothing."""

    def begin(self, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def send(self, raw: bytes) -> None:
        self.wfile.write(raw)
        self.server.sent += len(raw)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with Server() as made:
        threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield made
        made.stopped.set()
        made.shutdown()


def answering(raw: bytes, status: int = 200, **headers: str) -> Callable[[Handler], None]:
    def answer(handler: Handler) -> None:
        handler.begin(status, **headers)
        handler.send(raw)

    return answer


def article(address: str) -> Article:
    (outcome,) = load_articles(address, Overrides(), QUICK)
    assert isinstance(outcome, Article), outcome
    return outcome


def failure(address: str, limits: Limits = QUICK) -> Undone:
    (outcome,) = load_articles(address, Overrides(), limits)
    assert isinstance(outcome, Undone), outcome
    assert outcome.source == address
    return outcome


def test_a_page_is_fetched_and_read(server: Server) -> None:
    server.answers["/2025/07/01/a?b=c"] = answering(PAGE, Content_Type="text/html; charset=utf-8")
    got = article(f" {server.root}/2025/07/01/a?b=c#top".strip())
    assert (got.text, got.title, got.published.value) == (SENTENCE, "Harbour", "2025-07-01")
    assert got.url == f"{server.root}/2025/07/01/a?b=c"
    assert got.source == f"{server.root}/2025/07/01/a?b=c#top"
    assert server.requested == ["/2025/07/01/a?b=c"]


def test_the_request_identifies_the_program(server: Server) -> None:
    agents: list[str | None] = []

    def answer(handler: Handler) -> None:
        agents.extend(handler.headers.get(name) for name in ("User-Agent", "Host", "Accept-Encoding"))
        answering(PAGE)(handler)

    server.answers["/"] = answer
    article(f"{server.root}/")
    assert agents == [QUICK.user_agent, f"127.0.0.1:{server.server_port}", "gzip, deflate"]


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        (RUSSIAN.encode("cp1251"), "text/plain; charset=windows-1251"),
        (RUSSIAN.encode("cp1251"), "text/plain; charset=utf-8"),
        (RUSSIAN.encode("cp1251"), "text/html; charset=iso-8859-1"),
        (RUSSIAN.encode("utf-8"), "text/plain; charset=windows-1251"),
        (RUSSIAN.encode("utf-16"), "text/plain"),
        (b"<meta charset=koi8-r><p>" + RUSSIAN.encode("koi8-r"), "text/html; charset=windows-1252"),
    ],
)
def test_a_wrong_charset_in_the_header_does_not_spoil_the_text(
    server: Server, raw: bytes, content_type: str
) -> None:
    server.answers["/"] = answering(raw, Content_Type=content_type)
    assert article(f"{server.root}/").text == RUSSIAN


def test_text_and_json_are_parsed_by_their_media_type(server: Server) -> None:
    server.answers["/text"] = answering(b"<stage> " + SENTENCE.encode(), Content_Type="text/plain")
    server.answers["/json"] = answering(
        b'{"text": "One."}\n{"text": "Two."}', Content_Type="application/x-ndjson"
    )
    server.answers["/none"] = answering(PAGE)
    assert article(f"{server.root}/text").text == f"<stage> {SENTENCE}"
    assert [
        getattr(one, "text", None) for one in load_articles(f"{server.root}/json", Overrides(), QUICK)
    ] == [
        "One.",
        "Two.",
    ]
    assert article(f"{server.root}/none").text == SENTENCE


@pytest.mark.parametrize(
    ("name", "media", "count"),
    [
        ("two-columns.pdf", "application/pdf", 1),
        ("nexis-uni.rtf", "application/msword", 2),
        ("newspaper.epub", "application/epub+zip", 2),
        ("newsletter.eml", "message/rfc822", 1),
        ("newsml-g2.xml", "application/xml", 3),
        ("statement.docx", "application/octet-stream", 1),
    ],
)
def test_documents_are_read_from_addresses(server: Server, name: str, media: str, count: int) -> None:
    raw = (Path(__file__).parents[3] / "examples" / "formats" / name).read_bytes()
    server.answers["/a"] = answering(raw, Content_Type=media)
    found = list(load_articles(f"{server.root}/a", Overrides()))
    assert sum(isinstance(one, Article) for one in found) == count


def test_redirects_are_followed_and_the_last_address_is_stored(server: Server) -> None:
    server.answers["/a"] = answering(b"", 301, Location="/b?c=d")
    server.answers["/b?c=d"] = answering(b"", 302, Location=f"{server.root}/e")
    server.answers["/e"] = answering(PAGE)
    got = article(f"{server.root}/a")
    assert (got.source, got.url) == (f"{server.root}/a", f"{server.root}/e")


def test_endless_redirects_fail(server: Server) -> None:
    server.answers["/a"] = answering(b"", 302, Location="/b")
    server.answers["/b"] = answering(b"", 302, Location="/a")
    got = failure(f"{server.root}/a")
    assert (got.outcome, got.reason) == ("failed", "redirects")
    assert "more than 10 times" in got.detail
    assert len(server.requested) == 11


@pytest.mark.parametrize(
    "location",
    ["ftp://a.example/", "file:///etc/passwd", "https://user:pw@a.example/", "javascript:alert(1)"],
)
def test_a_redirect_to_another_scheme_fails(server: Server, location: str) -> None:
    server.answers["/"] = answering(b"", 302, Location=location)
    assert failure(f"{server.root}/").reason == "address"


def test_a_server_that_never_responds_fails(server: Server) -> None:
    def answer(handler: Handler) -> None:
        handler.server.stopped.wait(10)

    server.answers["/"] = answer
    got = failure(f"{server.root}/", Limits(timeout=0.1))
    assert (got.reason, "within 0.1 seconds" in got.detail) == ("timeout", True)


def test_a_body_that_stops_midway_fails(server: Server) -> None:
    def answer(handler: Handler) -> None:
        handler.begin(Content_Type="text/html", Content_Length="1000")
        handler.send(PAGE)
        handler.server.stopped.wait(10)

    server.answers["/"] = answer
    assert failure(f"{server.root}/", Limits(timeout=0.1)).reason == "timeout"


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\nX-Header: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_server_that_sends_byte_by_byte_fails_at_the_deadline(server: Server, begun: bytes) -> None:
    def answer(handler: Handler) -> None:
        handler.send(begun)
        while not handler.server.stopped.wait(0.02):
            handler.send(b"x")

    server.answers["/"] = answer
    assert failure(f"{server.root}/", Limits(timeout=5, deadline=0.3)).reason == "timeout"


def endless(piece: bytes, count: int) -> Callable[[Handler], None]:
    def answer(handler: Handler) -> None:
        handler.begin(Content_Type="text/html")
        for _ in range(count):
            handler.send(piece)

    return answer


def test_a_gigabyte_is_cut_off_at_the_limit(server: Server) -> None:
    server.answers["/"] = endless(b"x" * 100_000, 10_000)
    got = failure(f"{server.root}/")
    assert (got.outcome, got.reason) == ("failed", "too-large")
    assert "0.1 MB" in got.detail
    assert server.sent < 50_000_000  # what the system's buffers took in, not a gigabyte


def test_a_body_announced_as_too_large_is_not_read(server: Server) -> None:
    server.answers["/"] = answering(b"x", Content_Length="1000000000", Content_Type="text/html")
    got = failure(f"{server.root}/")
    assert (got.reason, "1000.0 MB" in got.detail) == ("too-large", True)


@pytest.mark.parametrize("wrap", [gzip.compress, zlib.compress, lambda raw: zlib.compress(raw)[2:-4]])
def test_compressed_pages_are_decompressed(server: Server, wrap: Callable[[bytes], bytes]) -> None:
    server.answers["/"] = answering(
        wrap(PAGE), Content_Type="text/html", Content_Encoding="gzip" if wrap is gzip.compress else "deflate"
    )
    assert article(f"{server.root}/").text == SENTENCE


def test_a_gzip_body_with_several_members_is_decompressed(server: Server) -> None:
    raw = gzip.compress(PAGE[:50]) + gzip.compress(PAGE[50:])
    server.answers["/"] = answering(raw, Content_Type="text/html", Content_Encoding="gzip")
    assert article(f"{server.root}/").text == SENTENCE


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_decompression_bomb_is_cut_off(server: Server, coding: str) -> None:
    bomb = (gzip.compress if coding == "gzip" else zlib.compress)(b"\0" * 50_000_000)
    server.answers["/"] = answering(bomb, Content_Type="text/html", Content_Encoding=coding)
    assert failure(f"{server.root}/").reason == "too-large"


@pytest.mark.parametrize(
    ("raw", "coding"),
    [(b"no gzip at all", "gzip"), (b"\xff\xff\xff", "deflate"), (PAGE, "br"), (PAGE, "gzip, gzip")],
)
def test_a_body_that_cannot_be_decompressed_fails(server: Server, raw: bytes, coding: str) -> None:
    server.answers["/"] = answering(raw, Content_Type="text/html", Content_Encoding=coding)
    assert failure(f"{server.root}/").reason == "encoding"


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        (404, "moved"),
        (403, "save the page"),
        (429, "wait"),
        (503, "later"),
        (418, "browser"),
        (304, "browser"),
    ],
)
def test_an_error_status_fails_with_the_code_and_a_hint(server: Server, status: int, hint: str) -> None:
    server.answers["/"] = answering(b"", status)
    got = failure(f"{server.root}/")
    assert got.reason == "http-status"
    assert str(status) in got.detail
    assert hint in got.detail


@pytest.mark.parametrize(
    ("raw", "media", "reason"),
    [
        (b"7z\xbc\xaf ...", "application/zip", "binary"),
        (b"7z\xbc\xaf ...", "text/html", "binary"),
        (b"7z\xbc\xaf ...", "application/octet-stream", "binary"),
        (b"\x89PNG\r\n", "image/png", "binary"),
        (b"", "text/html", "empty"),
        (b"<p>Home", "text/html", "no-article"),
        (b"<rss><channel></channel></rss>", "application/rss+xml", "empty"),
    ],
)
def test_a_response_without_an_article_is_skipped(
    server: Server, raw: bytes, media: str, reason: Reason
) -> None:
    server.answers["/"] = answering(raw, Content_Type=media)
    got = failure(f"{server.root}/")
    assert (got.outcome, got.reason) == ("skipped", reason)


def test_a_server_that_does_not_speak_http_fails(server: Server) -> None:
    server.answers["/"] = lambda handler: handler.send(b"220 mail.example ready\r\n")
    assert failure(f"{server.root}/").reason == "network"


def test_a_closed_port_fails(server: Server) -> None:
    server.server_close()
    assert failure(f"{server.root}/").reason == "network"


def test_a_missing_certificate_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nothing/here.pem")
    got = failure("https://127.0.0.1:1/")
    assert (got.reason, "SSL_CERT_FILE" in got.detail) == ("network", True)


def test_private_addresses_are_refused_when_not_allowed(server: Server) -> None:
    closed = Limits(allow_private=False)
    for host in ("127.0.0.1", "localhost", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"):  # noqa: S104
        with pytest.raises(IngestError) as caught:
            fetch(f"http://{host}:{server.server_port}/", closed)
        assert caught.value.reason in (
            "address",
            "network",
        )  # "network": this machine has no such address at all
    assert server.requested == []


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "http://proxy:port/"])
def test_a_proxy_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    got = failure("http://news.invalid/a")
    assert (got.reason, "proxy" in got.detail) == ("network", True)


def test_a_proxy_of_the_environment_is_used_for_users_and_not_for_servers(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers["http://news.invalid/a"] = answering(PAGE, Content_Type="text/html")
    monkeypatch.setenv("http_proxy", server.root)
    assert article("http://news.invalid/a").text == SENTENCE
    with pytest.raises(IngestError) as caught:
        fetch("http://news.invalid/a", Limits(allow_private=False, timeout=5))
    assert caught.value.reason in ("network", "timeout")


PUBLIC_ONLY = Limits(max_bytes=100_000, timeout=5, deadline=10, allow_private=False)


@pytest.mark.parametrize(
    "host",
    [
        *["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0", "localhost", "localhost."],
        *["[::ffff:127.0.0.1]", "[::127.0.0.1]", "[::1]", "[fec0::1]", "①②⑦.⓪.⓪.①", "127.0.0.1%00.example"],
    ],
)
def test_no_way_to_write_a_local_address_reaches_this_machine(server: Server, host: str) -> None:
    server.answers["/"] = answering(PAGE)
    assert failure(f"http://{host}:{server.server_port}/", PUBLIC_ONLY).reason in ("address", "network")
    assert server.requested == []


class Names:
    """Stands in for the name service, and lets 127.0.0.1 pass for a public address."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, names: dict[str, list[list[str]]]) -> None:
        self.names = names
        self.asked: list[str] = []
        monkeypatch.setattr(connections, "resolve", self.resolve)
        monkeypatch.setattr(connections, "_is_allowed", lambda address: address == "127.0.0.1")

    def resolve(self, host: str, port: int, deadline: object) -> list[str]:  # noqa: ARG002
        self.asked.append(host)
        answers = self.names[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]


def redirecting(target: str) -> Callable[[Handler], None]:
    return answering(b"", 302, Location=target)


@pytest.mark.parametrize(
    "target", ["http://inside.example/", "//inside.example/x", "http://10.0.0.8:1/", "http://[fec0::1]/"]
)
def test_a_redirect_to_a_private_address_is_not_followed(
    server: Server, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    names = {name: [["10.0.0.8"]] for name in ("inside.example", "10.0.0.8", "fec0::1")}
    Names(monkeypatch, names | {"news.example": [["127.0.0.1"]]})
    server.answers["/"] = redirecting(target)
    assert failure(f"http://news.example:{server.server_port}/", PUBLIC_ONLY).reason == "address"


def test_a_name_that_turns_private_between_two_redirects_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Names(monkeypatch, {"rebind.example": [["127.0.0.1"], ["10.0.0.8"]]})
    server.answers["/"] = redirecting("/again")
    server.answers["/again"] = answering(PAGE)
    assert failure(f"http://rebind.example:{server.server_port}/", PUBLIC_ONLY).reason == "address"
    assert names.asked == ["rebind.example"] * 2
    assert server.requested == ["/"]


def test_a_name_is_looked_up_once_per_connection_so_it_cannot_turn_private_after_the_check(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Names(monkeypatch, {"rebind.example": [["127.0.0.1"], ["10.0.0.8"]]})
    server.answers["/"] = answering(PAGE)
    fetch(f"http://rebind.example:{server.server_port}/", PUBLIC_ONLY)
    assert names.asked == ["rebind.example"]


def test_one_private_address_among_public_ones_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    Names(monkeypatch, {"mixed.example": [["127.0.0.1", "10.0.0.8"]]})
    assert failure(f"http://mixed.example:{server.server_port}/", PUBLIC_ONLY).reason == "address"
    assert server.requested == []
