"""WACZ: WARC files in a ZIP, with the list of their pages."""

import io
from collections.abc import Sequence

import pytest

from archive_files import folder, members, page, record, reply, wacz
from onrecord.ingest import Overrides
from onrecord.ingest.sources import load_stream
from onrecord.model.article import Article
from onrecord.model.record import Undone

FRAME = record(
    reply(b"<html><body><a href='/boots'>Warm boots</a></body></html>"), "https://ads.example/frame"
)


def read(raw: bytes, name: str = "site.wacz") -> tuple[Sequence[Article], Sequence[Undone]]:
    found = list(load_stream(io.BytesIO(raw), name, Overrides()))
    return [one for one in found if isinstance(one, Article)], [
        one for one in found if isinstance(one, Undone)
    ]


def test_the_pages_of_its_warc_files_are_read_and_located() -> None:
    pages = [f"https://herald.example/{number}" for number in (1, 2, 3)]
    raw = wacz({"a.warc.gz": members(page(1), page(2)), "b.warc.gz": members(page(3))}, pages)
    for name in ("site.wacz", "site", "site.zip"):
        articles, undone = read(raw, name)
        assert [one.url for one in articles] == pages
        assert articles[2].source == f"{name}/archive/b.warc.gz:1"
        assert not undone


def test_frames_that_are_not_in_the_list_of_pages_are_counted() -> None:
    raw = wacz({"a.warc.gz": members(page(1), FRAME)}, ["https://herald.example/1"])
    articles, (undone,) = read(raw)
    assert len(articles) == 1
    assert undone.detail == "1 record of it is no article: 1 frames and pages without an article"


def test_pages_of_the_list_without_a_capture_are_told() -> None:
    raw = wacz({"a.warc.gz": members(page(1))}, ["https://herald.example/1", "https://herald.example/lost"])
    articles, (undone,) = read(raw)
    assert len(articles) == 1
    assert "https://herald.example/lost" in undone.detail


def test_a_broken_list_of_pages_does_not_matter() -> None:
    raw = folder({"archive/a.warc": page(1), "pages/pages.jsonl": b"\xff{broken\n[[[[\n7\n"})
    articles, undone = read(raw)
    assert len(articles) == 1
    assert not undone


def test_a_broken_archive_in_it_does_not_stop_the_next_one() -> None:
    raw = wacz({"a.warc.gz": b"no archive", "b.warc.gz": members(page(1))}, [])
    articles, (undone,) = read(raw)
    assert len(articles) == 1
    assert (undone.source, undone.reason) == ("site.wacz/archive/a.warc.gz", "damaged")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (folder({"datapackage.json": b"{}"}), "empty"),
        (wacz({"a.warc.gz": members(page(1))}, [])[:300], "damaged"),
        (b"PK\x03\x04", "damaged"),
    ],
)
def test_a_hopeless_file_is_one_fault(raw: bytes, reason: str) -> None:
    articles, (undone,) = read(raw)
    assert not articles
    assert undone.reason == reason


def test_a_wacz_can_come_through_a_pipe() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    found = list(load_stream(Pipe(wacz({"a.warc.gz": members(page(1))}, [])), "-", Overrides()))
    assert [type(one).__name__ for one in found] == ["Article"]
