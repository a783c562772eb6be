"""Pages as browsers save them: MHTML, Safari's files, comments with the address, "view-source:"."""

import base64
import html
import io
import tracemalloc

import pytest

from archive_files import PAGE, QUOTE, mhtml, webarchive
from onrecord.ingest import Limits, Overrides
from onrecord.ingest.sources import load_stream
from onrecord.model.article import Article
from onrecord.model.record import Undone

URL = "https://herald.example/ferry"


def load(raw: bytes, name: str, limits: Limits | None = None) -> Article | Undone:
    (found,) = load_stream(io.BytesIO(raw), name, Overrides(), limits or Limits())
    return found


def article(raw: bytes, name: str) -> Article:
    found = load(raw, name)
    assert isinstance(found, Article), found
    return found


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
@pytest.mark.parametrize("name", ["page.mhtml", "page.mht", "page", "page.txt"])
def test_the_page_of_an_mhtml_file_is_read_and_not_its_frames(encoding: str, name: str) -> None:
    got = article(mhtml(encoding=encoding), name)
    assert (got.url, got.published.value, got.outlet) == (URL, "2025-07-01", "The Strand Herald")
    assert QUOTE in got.text
    assert "boots" not in got.text
    assert "=E2" not in got.text


def test_the_day_of_saving_is_no_date_of_publication() -> None:
    bare = PAGE.replace("<meta property='article:published_time' content='2025-07-01'>", "")
    assert article(mhtml(bare), "page.mhtml").published.value is None


def test_the_page_that_start_names_is_read() -> None:
    raw = mhtml().replace(b"Snapshot-Content-Location: " + URL.encode() + b"\r\n", b"")
    raw = raw.replace(b'type="text/html";', b'type="text/html";\r\n\tstart="<main@strand>";')
    at = raw.index(b"<frame-7@mhtml.blink>", raw.index(b"frame-7") + 20)
    raw = raw[:at] + b"<main@strand>" + raw[at + len(b"<frame-7@mhtml.blink>") :]
    assert QUOTE in article(raw, "page.mht").text


def test_a_page_of_internet_explorer_with_nested_parts_is_read() -> None:
    inner = (
        b'--outer\r\nContent-Type: multipart/alternative;\r\n boundary="inner"\r\n\r\n'
        b"--inner\r\nContent-Type: text/html; charset=windows-1252\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Location: https://herald.example/old\r\n\r\n"
    )
    text = (
        PAGE.replace("<meta charset='utf-8'>", "")
        .replace("“", '"')
        .replace("”", '"')
        .replace("Brandt", "Hölz")
    )
    raw = (
        b'From: "Saved by Internet Explorer 11"\r\nSubject: Ferry\r\nMIME-Version: 1.0\r\n'
        b'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="outer"\r\n\r\n'
    )
    raw += inner + base64.encodebytes(text.encode("cp1252")) + b"\r\n--inner--\r\n--outer--\r\n"
    got = article(raw, "page.mht")
    assert "Ilse Hölz" in got.text
    assert got.url == "https://herald.example/old"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (mhtml()[:120], "text"),
        (mhtml().partition(b"------Multi")[0], "empty"),
        (mhtml().replace(b"boundary=", b"border="), "damaged"),
        (b"Content-Type: multipart/related\r\n\r\n", "damaged"),
        (b"", "empty"),
    ],
)
def test_a_hopeless_mhtml_file_is_one_fault(raw: bytes, reason: str) -> None:
    found = load(raw, "page.mhtml")
    if reason != "text":
        assert isinstance(found, Undone)
        assert found.reason == reason


def test_a_cut_off_mhtml_file_gives_what_is_there() -> None:
    raw = mhtml()
    assert QUOTE in article(raw[: raw.index(b"image/png")], "page.mhtml").text


def test_images_in_mhtml_take_no_memory() -> None:
    image = base64.encodebytes(bytes(9_000_000))
    raw = mhtml().replace(base64.encodebytes(b"\x89PNG" * 999), image)
    stream = io.BytesIO(raw)
    article(mhtml(), "page.mhtml")
    tracemalloc.start()
    (found,) = load_stream(stream, "page.mhtml", Overrides())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(found, Article)
    assert peak < 4_000_000


def test_a_page_in_mhtml_over_the_limit_is_told() -> None:
    found = load(
        mhtml(PAGE.replace("<nav>", "<nav>" + "x " * 50_000)), "page.mhtml", Limits(max_bytes=20_000)
    )
    assert isinstance(found, Undone)
    assert found.reason == "too-large"


@pytest.mark.parametrize("binary", [True, False])
@pytest.mark.parametrize("name", ["page.webarchive", "page"])
def test_the_page_of_a_safari_file_is_read(binary: bool, name: str) -> None:
    got = article(webarchive(binary=binary), name)
    assert (got.url, got.published.value) == (URL, "2025-07-01")
    assert QUOTE in got.text


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (webarchive()[:200], "damaged"),
        (webarchive(binary=False)[:700], "damaged"),
        (webarchive(""), "empty"),
        (b"bplist00" + b"\xff" * 60 + b"WebMainResource", "damaged"),
        (
            b'<?xml version="1.0"?><!DOCTYPE plist [<!ENTITY a "b">]><plist><dict><key>WebMainResource</key>'
            b"<string>&a;</string></dict></plist>",
            "damaged",
        ),
    ],
)
def test_a_hopeless_safari_file_is_one_fault(raw: bytes, reason: str) -> None:
    found = load(raw, "page.webarchive")
    assert isinstance(found, Undone)
    assert found.reason == reason


@pytest.mark.parametrize(
    "comment",
    [
        f"<!-- saved from url=(0028){URL} -->",
        f"<!--\n Page saved with SingleFile \n url: {URL} \n saved date: Tue Sep 09 2025 09:09:09 GMT\n-->",
    ],
)
@pytest.mark.parametrize("place", ["before", "in"])
def test_the_address_that_a_browser_adds_is_kept(comment: str, place: str) -> None:
    text = f"{comment}\n{PAGE}" if place == "before" else PAGE.replace("<head>", f"<head>\n{comment}")
    got = article(text.encode(), "Ferry talks resume.html")
    assert (got.url, got.published.value) == (URL, "2025-07-01")


def test_the_address_of_the_page_itself_wins() -> None:
    text = PAGE.replace("<head>", "<head><link rel='canonical' href='https://herald.example/canonical'>")
    got = article(f"<!-- saved from url=(0028){URL} -->{text}".encode(), "page.html")
    assert got.url in (URL, "https://herald.example/canonical")


def viewed(style: str) -> str:
    lines = PAGE.replace("><", ">\n<").splitlines()
    if style == "chrome":
        rows = "".join(
            f'<tr><td class="line-number" value="{number}"></td><td class="line-content">'
            f'<span class="html-tag">{html.escape(line)}</span></td></tr>'
            for number, line in enumerate(lines, start=1)
        )
        return (
            '<html><head><meta name="color-scheme" content="light dark"></head><body>'
            f'<div class="line-gutter-backdrop"></div><table><tbody>{rows}</tbody></table></body></html>'
        )
    numbered = "".join(
        f'<span id="line{number}"></span>{html.escape(line)}\n' for number, line in enumerate(lines)
    )
    title = f"<title>view-source:{URL}</title>"
    return f'<html><head>{title}</head><body id="viewsource"><pre>{numbered}</pre></body></html>'


@pytest.mark.parametrize("style", ["chrome", "firefox"])
def test_a_saved_view_of_the_source_is_read_as_the_page(style: str) -> None:
    got = article(viewed(style).encode(), "view-source_herald.example_ferry.html")
    assert QUOTE in got.text
    assert "<p>" not in got.text
    assert got.published.value == "2025-07-01"


def test_an_article_that_shows_source_code_is_left_as_it_is() -> None:
    text = PAGE.replace("after a pause", "with &lt;p&gt; and class='line-content' after a pause")
    assert "class='line-content'" in article(text.encode(), "page.html").text
