"""A web site on this machine that plays what real ones do, and a clock that tests move."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NOON = 1_751_371_200.0  # 2025-07-01T12:00:00Z
Answer = Callable[["Request"], None]


class Request(BaseHTTPRequestHandler):
    """One request; passes it to the answer for its path."""

    server: "Site"

    def do_GET(self) -> None:
        site = self.server
        site.requests.append(self.path)
        site.headers_of.append({name.lower(): value for name, value in self.headers.items()})
        answer = site.answers.get(self.path)
        if answer is None:
            self.reply(404, b"")
        else:
            answer(self)

    def reply(self, status: int, raw: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log nothing."""


class Site(ThreadingHTTPServer):
    """Answers from `answers` by path, 404 for the others, and keeps what was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.answers: dict[str, Answer] = {}
        self.requests: list[str] = []
        self.headers_of: list[dict[str, str]] = []
        self.stopped = threading.Event()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore clients that close the connection."""

    def put(self, path: str, body: str | bytes, status: int = 200, **headers: str) -> None:
        """Answer a path with a body."""
        raw = body.encode() if isinstance(body, str) else body
        self.answers[path] = lambda request: request.reply(status, raw, **headers)

    def put_tagged(self, path: str, body: str, tag: str) -> None:
        """Answer a path with a body and an ETag, and with 304 when that tag is asked for."""

        def answer(request: Request) -> None:
            if request.headers.get("If-None-Match") == tag:
                request.reply(304, b"", ETag=tag)
            else:
                request.reply(200, body.encode(), ETag=tag)

        self.answers[path] = answer

    def move(self, path: str, to: str, status: int = 301) -> None:
        """Redirect a path."""
        self.answers[path] = lambda request: request.reply(status, b"", Location=to)

    def asked(self, path: str) -> int:
        """Return how often a path was asked for."""
        return self.requests.count(path)


@contextmanager
def open_site() -> Iterator[Site]:
    """Serve a site while the block runs."""
    with Site() as made:
        threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield made
        made.stopped.set()
        made.shutdown()


@dataclass
class FakeClock:
    """A clock that waits at once, and keeps how long it was made to wait."""

    time: float = NOON
    waits: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds

    def pass_hours(self, hours: float) -> None:
        self.time += 3_600.0 * hours


def page(title: str, *sentences: str, head: str = "", html: str = "<html>") -> str:
    """Return an article's page."""
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    return (
        f"<!doctype html>{html}<head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


def entry(title: str, link: str, text: str = "", date: str = "Tue, 01 Jul 2025 09:00:00 GMT") -> str:
    """Return an `<item>` of RSS."""
    return (
        f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate>"
        f"<description>{text}</description></item>"
    )


def rss(*entries: str, title: str = "Quay Post") -> str:
    """Return an RSS feed."""
    channel = f"<title>{title}</title>{''.join(entries)}"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{channel}</channel></rss>'
