"""WARC and ARC files: each page one outcome, faults told and skipped, the rest counted."""

import gzip
import io
import tracemalloc
import zlib
from collections.abc import Sequence
from pathlib import Path

import brotli
import pytest

from archive_files import PAGE, QUOTE, WARCINFO, arc, chunked, members, page, record, reply
from onrecord.ingest import Limits, Overrides, load_articles
from onrecord.ingest.sources import load_stream
from onrecord.model.article import Article
from onrecord.model.record import Undone

INFO = record(WARCINFO.encode(), kind="warcinfo")
FERRY = record(reply(PAGE.encode()))
CASE = Path(__file__).parents[4] / "shared" / "cases" / "warc_plain" / "input.warc"


def read(
    raw: bytes, name: str = "crawl.warc", limits: Limits | None = None
) -> tuple[Sequence[Article], Sequence[Undone]]:
    found = list(load_stream(io.BytesIO(raw), name, Overrides(), limits or Limits()))
    return [one for one in found if isinstance(one, Article)], [
        one for one in found if isinstance(one, Undone)
    ]


def only(raw: bytes, name: str = "crawl.warc") -> Article:
    (article,), undone = read(raw, name)
    assert not undone
    return article


def fault(raw: bytes, name: str = "crawl.warc", limits: Limits | None = None) -> Undone:
    articles, (undone,) = read(raw, name, limits)
    assert not articles
    return undone


def test_a_page_keeps_its_address_outlet_and_date_and_not_the_day_of_the_crawl() -> None:
    article = only(INFO + FERRY)
    assert (article.url, article.outlet, article.published.value) == (
        "https://herald.example/1",
        "The Strand Herald",
        "2025-07-01",
    )
    assert QUOTE in article.text
    assert article.source == "crawl.warc:2"
    assert "WARC" not in article.text


def test_a_page_without_a_date_has_none() -> None:
    bare = PAGE.replace("<meta property='article:published_time' content='2025-07-01'>", "")
    assert only(record(reply(bare.encode()))).published.value is None


@pytest.mark.parametrize("name", ["crawl.warc.gz", "crawl.warc", "crawl", "crawl.txt"])
def test_the_format_is_told_by_its_content(name: str) -> None:
    for raw in (INFO + FERRY, members(INFO, FERRY), gzip.compress(INFO + FERRY)):
        assert QUOTE in only(raw, name).text


def test_chunks_are_joined() -> None:
    body = chunked(PAGE.encode())
    assert only(record(reply(body, Transfer_Encoding="chunked"))).text == only(FERRY).text


def test_a_body_that_is_not_in_chunks_though_its_headers_say_so_is_read() -> None:
    assert only(record(reply(PAGE.encode(), Transfer_Encoding="chunked"))).text == only(FERRY).text


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw deflate"])
def test_a_compressed_body_is_decompressed(encoding: str) -> None:
    raw = PAGE.encode()
    deflate = zlib.compressobj(wbits=-15)
    body = {
        "gzip": gzip.compress(raw),
        "deflate": zlib.compress(raw),
        "raw deflate": deflate.compress(raw) + deflate.flush(),
    }[encoding]
    got = only(
        record(reply(chunked(body), Transfer_Encoding="chunked", Content_Encoding=encoding.split()[-1]))
    )
    assert got.text == only(FERRY).text


def test_a_body_that_was_decompressed_before_it_was_archived_is_read() -> None:
    for encoding in ("gzip", "br", "deflate"):
        assert QUOTE in only(record(reply(PAGE.encode(), Content_Encoding=encoding))).text


def test_brotli_is_decompressed_and_a_cut_off_body_is_told() -> None:
    body = brotli.compress(PAGE.encode())
    assert QUOTE in only(record(reply(body, Content_Encoding="br"))).text
    assert fault(record(reply(body[:-9], Content_Encoding="br"))).reason == "damaged"


def test_the_charset_of_the_headers_is_used() -> None:
    text = PAGE.replace("<meta charset='utf-8'>", "").replace(
        "Ilse Brandt", "Łucja Żak, Wójcik, Źdźbło i Świątek"
    )
    text = text.replace("“", "„")
    raw = record(reply(text.encode("iso-8859-2", "replace"), "text/html; charset=ISO-8859-2"))
    assert "Łucja Żak" in only(raw).text


def test_what_is_no_article_is_counted_once() -> None:
    images = record(reply(b"\x89PNG", "image/png"), "https://herald.example/a.png") * 3
    lost = record(reply(b"<h1>Not found</h1>", status="404 Not Found"), "https://herald.example/x")
    moved = record(reply(b"", status="301 Moved"), "https://herald.example/y")
    style = record(reply(b"p {}", "text/css"), "https://herald.example/s.css")
    asked = record(b"GET / HTTP/1.1\r\n\r\n", kind="request")
    articles, (undone,) = read(INFO + images + asked + FERRY + lost + moved + style)
    assert len(articles) == 1
    assert (undone.outcome, undone.reason, undone.source) == ("skipped", "no-article", "crawl.warc")
    assert undone.detail == (
        "6 records of it are no articles: 3 images, 1 replies with status 404, 1 redirects, "
        "1 scripts and styles"
    )


def test_robots_and_logs_of_the_crawl_are_no_articles() -> None:
    robots = record(
        reply(b"User-agent: *\nDisallow: /admin\n", "text/plain"), "https://herald.example/robots.txt"
    )
    log = record(
        b"2025-09-09 09:09:09 wget finished",
        "metadata://gnu.org/wget/log",
        "resource",
        Content_Type="text/plain",
    )
    articles, (undone,) = read(robots + log + FERRY)
    assert len(articles) == 1
    assert undone.detail.startswith("2 records")


def test_texts_that_others_took_from_pages_are_read() -> None:
    text = "Ferry talks resume\n\nThe two ports took up their talks on Monday, the harbour master said.\n"
    got = only(record(text.encode(), kind="conversion", Content_Type="text/plain"), "crawl.warc.wet")
    assert (got.text, got.url) == (text, "https://herald.example/1")


def test_resources_are_read_by_their_own_media_type() -> None:
    got = only(record(PAGE.encode(), kind="resource", Content_Type="text/html"))
    assert QUOTE in got.text


def test_a_revisit_says_which_capture_holds_the_page() -> None:
    revisit = record(
        reply(b""),
        kind="revisit",
        WARC_Refers_To_Date="2025-09-01T00:00:00Z",
        WARC_Refers_To_Target_URI="https://herald.example/first",
    )
    articles, (undone,) = read(FERRY + revisit)
    assert len(articles) == 1
    assert (undone.outcome, undone.source) == ("skipped", "crawl.warc:2")
    assert "2025-09-01T00:00:00Z of https://herald.example/first" in undone.detail


@pytest.mark.parametrize("length", ["", "-5", "many", "9" * 40])
def test_a_record_without_a_right_length_is_told_and_the_next_one_read(length: str) -> None:
    articles, (undone,) = read(record(reply(b"x"), length=length) + FERRY)
    assert [one.source for one in articles] == ["crawl.warc:2"]
    assert (undone.outcome, undone.reason, undone.source) == ("failed", "damaged", "crawl.warc:1")


@pytest.mark.parametrize("more", [-60, -9, 7, 30, 300])
def test_a_wrong_length_costs_one_record(more: int) -> None:
    content = reply(PAGE.encode())
    articles, undone = read(record(content, length=len(content) + more) + page(2) + page(3))
    assert [one.url for one in articles] == ["https://herald.example/2", "https://herald.example/3"]
    assert [one.reason for one in undone] == ["damaged"]


def test_garbage_between_records_is_told_and_skipped() -> None:
    articles, (undone,) = read(page(1) + b"\x00\xffgarbage\nmore of it\n" + page(2))
    assert len(articles) == 2
    assert "are no record" in undone.detail


def test_garbage_before_the_first_record_is_told_and_skipped() -> None:
    articles, (undone,) = read(b"half a line of a record\r\n" + page(2))
    assert len(articles) == 1
    assert undone.reason == "damaged"


def test_a_broken_member_is_told_and_the_next_one_read() -> None:
    whole = [gzip.compress(page(number)) for number in range(1, 6)]
    broken = bytearray(whole[2])
    broken[len(broken) // 2 : len(broken) // 2 + 40] = b"\xff" * 40
    articles, undone = read(b"".join([*whole[:2], bytes(broken), *whole[3:]]), "crawl.warc.gz")
    assert [one.url for one in articles] == [f"https://herald.example/{number}" for number in (1, 2, 4, 5)]
    assert [one.reason for one in undone] == ["damaged"]


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_file_that_is_cut_off_gives_what_is_whole(share: float) -> None:
    for raw in (page(1) * 4, members(*[page(1)] * 4)):
        articles, undone = read(raw[: int(share * len(raw))], "crawl.warc.gz")
        assert len(articles) == int(4 * share)
        assert [one.reason for one in undone] == ["damaged"]


@pytest.mark.parametrize("wrong", [b"zz", b"ffffffffffff", b"-3", b"5"])
def test_wrong_sizes_of_chunks_are_a_fault_and_never_words(wrong: bytes) -> None:
    parts = chunked(PAGE.encode()).replace(b"\r\n64\r\n", b"\r\n" + wrong + b"\r\n", 1)
    articles, (undone,) = read(record(reply(parts, Transfer_Encoding="chunked")) + page(2))
    assert len(articles) == 1
    assert (undone.reason, undone.source) == ("damaged", "crawl.warc:1")


def test_a_page_over_the_limit_is_told_by_its_record() -> None:
    raw = record(reply(PAGE.encode() + b" " * 5_000)) + page(2)
    articles, (undone,) = read(raw, limits=Limits(max_bytes=4_000))
    assert len(articles) == 1
    assert (undone.reason, undone.source) == ("too-large", "crawl.warc:1")


def test_a_body_that_expands_without_end_is_stopped() -> None:
    bomb = gzip.compress(b"<p>" + b"a" * 30_000_000)
    articles, (undone,) = read(record(reply(bomb, Content_Encoding="gzip")) + page(2))
    assert len(articles) == 1
    assert undone.reason == "too-large"


def test_a_page_without_an_article_is_told_by_its_record() -> None:
    menu = "<html><body><nav><a href='/a'>Politics</a><a href='/b'>Sport</a></nav></body></html>"
    assert fault(record(reply(menu.encode()))).reason == "no-article"


def test_an_arc_file_is_read() -> None:
    pages = {
        "http://herald.example/1": reply(PAGE.encode()),
        "http://herald.example/a.gif": reply(b"GIF", "image/gif"),
    }
    for raw in (arc(pages), gzip.compress(arc(pages))):
        (article,), (undone,) = read(raw, "crawl.arc")
        assert (article.url, article.published.value) == ("http://herald.example/1", "2025-07-01")
        assert undone.detail == "1 record of it is no article: 1 images"


def test_empty_and_hopeless_files_are_one_fault() -> None:
    assert fault(b"", "crawl.warc").reason == "empty"
    assert fault(gzip.compress(b""), "crawl.warc.gz").reason == "empty"
    assert fault(b"WARC/1.0\r\n", "crawl.warc").reason == "damaged"


def test_headers_without_end_take_no_memory() -> None:
    raw = b"WARC/1.0\r\nX: " + b"a" * 20_000_000 + b"\r\n" + page(2)
    tracemalloc.start()
    articles, undone = read(raw)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(articles) == 1
    assert {one.reason for one in undone} == {"damaged"}
    assert peak < 5_000_000


def test_memory_does_not_grow_with_the_file() -> None:
    film = record(reply(bytes(30_000_000), "video/mp4"), "https://herald.example/film")
    raw = io.BytesIO(members(film, page(1)))
    next(iter(load_stream(io.BytesIO(page(1)), "x.warc", Overrides())))  # what is loaded once
    tracemalloc.start()
    found = list(load_stream(raw, "crawl.warc.gz", Overrides()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [type(one) for one in found] == [Article, Undone], found
    assert peak < 5_000_000


def test_ten_thousand_records_are_one_outcome_each(tmp_path: Path) -> None:
    text = "The harbour master said the ferry would run again on the {}th day of the month, at noon.\n"
    path = tmp_path / "crawl.warc.gz"
    with path.open("wb") as file:
        for number in range(10_000):
            url = f"https://herald.example/{number}"
            one = record(text.format(number).encode(), url, "conversion", Content_Type="text/plain")
            file.write(gzip.compress(one, 1))
    seen = {one.url for one in load_articles(str(path), Overrides(language="en")) if isinstance(one, Article)}
    assert len(seen) == 10_000


@pytest.mark.skipif(not CASE.exists(), reason="the cases are not beside this checkout")
def test_the_case_of_chunks_inside_words_is_right() -> None:
    (article,) = load_articles(str(CASE), Overrides())
    assert isinstance(article, Article)
    assert "The talks on the grain deal went on until late in the night" in article.text
    assert (article.url, article.published.value) == ("https://herald.example/1", "2025-07-01")
