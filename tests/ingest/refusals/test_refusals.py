"""What is no article is never read as prose: each kind is told by its content, whatever its name is."""

import gzip
import io
import json
import re
import sqlite3
import struct
import textwrap
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from archive_files import folder
from onrecord.ingest import Overrides
from onrecord.ingest.formats import Head, find_format
from onrecord.ingest.sources import load_stream
from onrecord.model.article import Article
from onrecord.model.record import Undone

SAMPLES = Path(__file__).parent / "samples"
REFUSED = sorted((SAMPLES / "refused").glob("*.txt"))
READ = sorted((SAMPLES / "read").glob("*.txt"))
_NUMBER = re.compile(r"-\d+$")


def sample(name: str) -> bytes:
    return (SAMPLES / "refused" / f"{name}.txt").read_bytes()


def outcomes(raw: bytes, name: str) -> Sequence[Article | Undone]:
    return list(load_stream(io.BytesIO(raw), name, Overrides()))


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", ["report.txt", "report", "report.md"])
def test_a_text_that_is_no_article_is_refused_by_name(path: Path, name: str) -> None:
    raw = path.read_bytes()
    known = find_format(Head(raw, name))
    assert known is not None
    assert known.name == _NUMBER.sub("", path.stem)
    (found,) = outcomes(raw, name)
    assert isinstance(found, Undone)
    assert (found.outcome, found.reason) == ("skipped", "format")
    assert known.label in found.detail
    assert known.hint in found.detail


def test_the_refusal_holds_behind_a_byte_order_mark_and_in_utf_16() -> None:
    for raw in (b"\xef\xbb\xbf" + sample("xml"), sample("bibtex").decode().encode("utf-16")):
        (found,) = outcomes(raw, "report.txt")
        assert isinstance(found, Undone)
        assert found.reason == "format"


BYTES = {
    "pst": b"!BDN" + bytes(99), "pptx": folder({"[Content_Types].xml": b"x", "ppt/slides/slide1.xml": b"x"}),
    "iwork": folder({"Index/Document.iwa": b"x"}), "kindle": bytes(60) + b"BOOKMOBI",
    "image": b"\x89PNG\r\n\x1a\n" + bytes(9), "webp": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    "heif": b"\x00\x00\x00\x18ftypheic",
    "audio": b"ID3\x04" + bytes(9), "wav": b"RIFF\x10\x00\x00\x00WAVEfmt ",
    "m4a": b"\x00\x00\x00\x18ftypM4A ",
    "video": b"\x1a\x45\xdf\xa3" + bytes(9), "avi": b"RIFF\x10\x00\x00\x00AVI LIST",
    "mp4": b"\x00\x00\x00\x18ftypisom",
    "font": b"wOF2" + bytes(9), "archive": b"Rar!\x1a\x07\x01\x00", "zstd": b"\x28\xb5\x2f\xfd" + bytes(9),
    "program": b"\x7fELF" + bytes(9), "postscript": b"%!PS-Adobe-3.0\n", "torrent": b"d8:announce35:udp",
    "plist": b"bplist00" + bytes(40),
}  # fmt: skip


@pytest.mark.parametrize("kind", BYTES)
@pytest.mark.parametrize("name", ["report.txt", "report.html", "report"])
def test_a_file_that_is_no_text_is_refused_by_name(kind: str, name: str) -> None:
    known = find_format(Head(BYTES[kind], name))
    assert known is not None
    assert known.name == kind
    (found,) = outcomes(BYTES[kind], name)
    assert isinstance(found, Undone)
    assert found.outcome == "skipped"
    assert known.label in found.detail


def test_a_database_and_a_dossier_are_told_apart(tmp_path: Path) -> None:
    for name, table, kind in (("a.db", "talk", "sqlite"), ("b.onrecord", "statement", "dossier")):
        with sqlite3.connect(tmp_path / name) as connection:
            connection.execute(f"CREATE TABLE {table} (id INTEGER)")
        connection.close()
        known = find_format(Head((tmp_path / name).read_bytes()[:65_536], name))
        assert known is not None
        assert known.name == kind


NOTICES = {
    "Just a moment...": "Checking your browser before accessing herald.example.\nRay ID: 8c1f2a",
    "Access Denied": 'You don\'t have permission to access "http://herald.example/1" on this server.',
    "404 Not Found": "Not Found\nThe requested URL was not found on this server.",
    "Page not found | The Herald": "Sorry, the page you are looking for does not exist.\nTry again.",
    "The Strand Herald": "You need to enable JavaScript to run this app.",
    "Log in": "Please log in to read this page.\nForgot your password?\nDon't have an account? Sign up",
    "Are you a robot?": "Please verify you are human by completing the action below.",
    "Index of /reports": "Index of /reports\nName Last modified\nParent Directory -\na.txt 2025-07-01 3.2K",
    "Seite nicht gefunden": "Die Seite wurde nicht gefunden. Bitte prüfen Sie die Adresse.",
    "Service Unavailable": "HTTP Error 503. The service is unavailable. Please try again later.",
}


@pytest.mark.parametrize("title", NOTICES)
@pytest.mark.parametrize("form", ["html", "text", "jsonl"])
def test_the_notice_of_a_site_is_no_article(title: str, form: str) -> None:
    body = NOTICES[title]
    paragraphs = "".join(f"<p>{line}</p>" for line in body.split("\n"))
    raw = {
        "html": f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{paragraphs}</body></html>",
        "text": f"{title}\n\n{body}\n",
        "jsonl": json.dumps({"title": title, "text": body}),
    }[form]
    (found,) = outcomes(raw.encode(), f"page.{form.replace('text', 'txt')}")
    assert isinstance(found, Undone)
    assert (found.outcome, found.reason) == ("skipped", "no-article")


def test_a_page_that_only_a_script_fills_is_no_article() -> None:
    page = (
        '<!doctype html><html><head><title>Herald</title><script src="/a.js"></script></head><body>'
        "<noscript>You need to enable JavaScript to run this app.</noscript><div id='a'></div></body></html>"
    )
    (found,) = outcomes(page.encode(), "page.html")
    assert isinstance(found, Undone)
    assert found.reason == "no-article"


@pytest.mark.parametrize("path", READ, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", ["report.txt", "report"])
def test_articles_that_look_a_little_like_it_are_read(path: Path, name: str) -> None:
    (found,) = outcomes(path.read_bytes(), name)
    assert isinstance(found, Article), found
    assert found.text == path.read_bytes().decode()


def test_a_page_of_xhtml_and_a_piece_of_a_page_are_read() -> None:
    page = (
        '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://x">'
        '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>The talks went on late at night, he said.</p>'
        "</body></html>"
    )
    for text in (page, "<article class='a'><p>The talks went on late into the night, he said.</p></article>"):
        (found,) = outcomes(text.encode(), "page")
        assert isinstance(found, Article), found


@pytest.mark.parametrize("mark", ["---", "+++"])
def test_a_text_with_fields_at_its_head_is_read_with_them(mark: str) -> None:
    sign = ":" if mark == "---" else " ="
    fields = f'title{sign} "Ferry talks: resumed"\ndate{sign} 2025-07-01\n'
    fields += f'authors{sign} [Ilse Brandt, "Jon Lind"]\n'
    body = "## The talks\n\nThe talks went on late into the night, *officials* said.\n"
    (found,) = outcomes(
        f"{mark}\n{fields}url{sign} https://herald.example/1\n{mark}\n\n{body}".encode(), "a.md"
    )
    assert isinstance(found, Article), found
    assert (found.title, found.published.value, found.url) == (
        "Ferry talks: resumed",
        "2025-07-01",
        "https://herald.example/1",
    )
    assert found.authors == ("Ilse Brandt", "Jon Lind")
    assert found.text == body


def test_refused_files_in_compressed_files_and_folders_are_told_by_name() -> None:
    (found,) = outcomes(gzip.compress(sample("bibtex")), "a.bib.gz")
    assert isinstance(found, Undone)
    assert "BibTeX" in found.detail
    (found,) = outcomes(folder({"a.ics": sample("icalendar")}), "a.zip")
    assert isinstance(found, Undone)
    assert "iCalendar" in found.detail


HOSTILE = {
    "newlines": "\n" * 60_000, "brackets": "<" * 60_000, "open tags": "<a " * 20_000, "braces": "{" * 60_000,
    "comments": "<!--" * 15_000, "doctype": "<!DOCTYPE a [" * 4_000, "headers": "A:" * 30_000 + "\n",
    "words": "a’’’ " * 12_000, "spaces": "x" + " " * 60_000 + "{", "percent": "%" * 60_000,
    "dashes": "---\na:\n" * 9_000, "hashes": "#\n\n" * 20_000, "tabs": "\t" * 60_000,
    "equals": "a = " * 15_000,
    "stars": "at @a{" * 10_000, "quotes": "“" * 60_000, "digits": "1 " * 30_000, "slashes": "// " * 20_000,
    "numbers": "0000: " * 9_000,
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_telling_a_format_ends_on_hostile_texts(kind: str) -> None:
    for text in (HOSTILE[kind], HOSTILE[kind] + "x", textwrap.fill(HOSTILE[kind], 900)):
        find_format(Head(text.encode()[:65_536], "report.py"))


def test_a_zip_whose_headers_lie_is_no_trouble() -> None:
    raw = bytearray(folder({"a.txt": b"x"}))
    raw[26:28] = struct.pack("<H", 65_535)
    assert find_format(Head(bytes(raw), "a.zip")) is not None
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    (found,) = outcomes(empty.getvalue(), "a.zip")
    assert isinstance(found, Undone)
    assert found.reason == "empty"


def test_a_chat_exported_as_a_page_is_told_with_what_to_do() -> None:
    raw = (
        b'<!DOCTYPE html><html><head><title>Exported Data</title></head><body><div class="page_wrap">'
        b'<div class="page_body chat_page"><div class="history"><div class="text">They met.</div></div></div>'
    )
    (found,) = outcomes(raw, "messages.html")
    assert isinstance(found, Undone) and (found.reason, "result.json" in found.detail) == ("format", True)
