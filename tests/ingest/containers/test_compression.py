"""Compressed files: read as what is in them, within bounds."""

import bz2
import gzip
import io
import json
import lzma
import tracemalloc
from collections.abc import Callable, Sequence

import pytest

from archive_files import PAGE, QUOTE
from onrecord.ingest import Limits, Overrides
from onrecord.ingest.sources import load_stream
from onrecord.model.article import Article
from onrecord.model.record import Undone

TEXT = (
    "The harbour opened on Tuesday, the ministry said. “We are glad,” said its head, Lena Ort, at the quay.\n"
)
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}


def read(raw: bytes, name: str, limits: Limits | None = None) -> Sequence[Article | Undone]:
    return list(load_stream(io.BytesIO(raw), name, Overrides(), limits or Limits()))


def fault(raw: bytes, name: str = "report.txt.gz", limits: Limits | None = None) -> Undone:
    (found,) = read(raw, name, limits)
    assert isinstance(found, Undone), found
    return found


@pytest.mark.parametrize("kind", COMPRESS)
def test_a_compressed_text_page_or_table_of_lines_is_read(kind: str) -> None:
    compress = COMPRESS[kind]
    (text,) = read(compress(TEXT.encode()), f"report.txt.{kind}")
    assert isinstance(text, Article)
    assert (text.text, text.source) == (TEXT, f"report.txt.{kind}")
    (page,) = read(compress(PAGE.encode()), f"report.html.{kind}")
    assert isinstance(page, Article)
    assert QUOTE in page.text
    lines = "\n".join(json.dumps({"text": TEXT, "title": title}) for title in ("One", "Two")).encode()
    for name in (f"talks.jsonl.{kind}", "talks"):
        found = read(compress(lines), name)
        assert [(one.title, one.source) for one in found if isinstance(one, Article)] == [
            ("One", f"{name}:1"),
            ("Two", f"{name}:2"),
        ]


@pytest.mark.parametrize("kind", COMPRESS)
def test_several_members_are_one_text(kind: str) -> None:
    compress = COMPRESS[kind]
    (found,) = read(compress(TEXT.encode()) + compress(b"The end.\n"), f"report.{kind}")
    assert isinstance(found, Article)
    assert found.text == TEXT + "The end.\n"


@pytest.mark.parametrize("kind", COMPRESS)
def test_a_file_that_is_cut_off_or_broken_is_a_fault(kind: str) -> None:
    whole = COMPRESS[kind]((TEXT * 50).encode())
    assert fault(whole[:-9]).reason == "damaged"
    assert fault(whole[:-30] + b"\xff" * 20 + whole[-10:]).reason == "damaged"


@pytest.mark.parametrize("kind", COMPRESS)
def test_lines_before_the_place_where_a_file_is_cut_off_are_read(kind: str) -> None:
    import random

    rng = random.Random(7)  # noqa: S311 - text that hardly compresses
    lines = [json.dumps({"text": TEXT + "".join(rng.choices("abcdefghij ", k=3_000))}) for _ in range(120)]
    whole = COMPRESS[kind]("\n".join(lines).encode())
    found = read(whole[: 3 * len(whole) // 4], f"talks.jsonl.{kind}")
    assert sum(isinstance(one, Article) for one in found) > 40 if kind != "bz2" else True
    assert isinstance(found[-1], Undone)
    assert found[-1].reason == "damaged"


@pytest.mark.parametrize("kind", COMPRESS)
def test_an_empty_file_in_it_is_empty(kind: str) -> None:
    assert fault(COMPRESS[kind](b"")).reason == "empty"


def test_a_text_named_gz_is_a_text() -> None:
    (found,) = read(TEXT.encode(), "report.txt.gz")
    assert isinstance(found, Article)


@pytest.mark.parametrize("kind", COMPRESS)
def test_a_bomb_takes_neither_memory_nor_time(kind: str) -> None:
    bomb = COMPRESS[kind](bytes(120_000_000))
    stream = io.BytesIO(bomb)
    tracemalloc.start()
    (found,) = load_stream(stream, f"bomb.txt.{kind}", Overrides(), Limits(max_bytes=1_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(found, Undone)
    assert found.reason == "too-large"
    assert peak < 12_000_000


def test_a_line_without_end_is_stopped_by_its_ratio() -> None:
    bomb = gzip.compress(b'{"text": "' + b"a" * 150_000_000)
    found = read(bomb, "talks.jsonl.gz", Limits(max_bytes=1_000_000))
    assert [one.reason for one in found if isinstance(one, Undone)] == ["too-large"]


def test_compression_within_compression_ends() -> None:
    raw = TEXT.encode()
    for _ in range(3):
        raw = gzip.compress(raw)
    (found,) = read(raw, "report.txt.gz")
    assert isinstance(found, Article)
    assert fault(gzip.compress(raw)).reason == "format"
