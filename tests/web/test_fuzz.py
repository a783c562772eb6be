"""Requests of any kind get an answer, never a fault of the server."""

import random
from urllib.parse import quote

import pytest

from fuzzing import PIECES, run_fuzz
from web.conftest import Site

pytestmark = pytest.mark.slow

REQUESTS = (
    b"GET /", b"GET /statements?actor=Olmik&as_of=2025-07-01", b"GET /articles/a:1",
    b"GET /timeline.json?page=2",
    b"GET /search?q=talks", b"POST /add text=hello", b"POST /api/add text=hello", b"GET /static/../x",
    b"GET /events.csv?type=CONSULT&country=UKR", b"POST /judge left=a&right=b&same=1", b"GET /openapi.json",
)  # fmt: skip


def test_every_request_is_answered_without_a_fault(site: Site) -> None:
    def check(raw: bytes) -> None:
        method, _, rest = raw.decode("utf-8", "replace").partition(" ")
        address, _, body = rest.partition(" ")
        drawing = random.Random(raw)  # noqa: S311 - the same each time
        headers = {"Accept": "text/html"} if drawing.random() < 0.5 else {"X-OnRecord": "1"}
        path = "/" + quote(address.lstrip("/"), safe="/?&=:.,%+-_~")
        known = method if method in ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS") else "GET"
        answer = site.client.request(known, path, content=body.encode(), headers=headers)
        assert answer.status_code < 500, (known, path, body[:200])
        assert "Traceback" not in answer.text

    pieces = tuple(f"GET /search?q={piece} ".encode() for piece in PIECES[:12])
    assert run_fuzz("http", REQUESTS + pieces, check) >= len(REQUESTS)
