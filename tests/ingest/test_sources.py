"""Sources of every kind, and bad input of every kind: each article gives exactly one outcome."""

import io
import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from onrecord.ingest import Limits, Overrides, load_articles
from onrecord.ingest.pages.leftover_markup import take_out_markup
from onrecord.model.article import Article, Published
from onrecord.model.reasons import SKIPPING
from onrecord.model.record import Undone

TEXT = (
    "Harbour opens\n\nThe harbour opened on Tuesday, the ministry said. “We are glad,” said its "
    "head, Lena Ort, at the quay.\n"
)
RUSSIAN = (
    "Министерство сообщило во вторник, что переговоры возобновятся в Женеве. Стороны согласовали "
    "повестку дня.\n"
)
NOTHING = Overrides()


def only(source: Path | str, given: Overrides = NOTHING, limits: Limits | None = None) -> Article | Undone:
    (outcome,) = load_articles(str(source), given, limits or Limits())
    return outcome


def article(source: Path | str, given: Overrides = NOTHING) -> Article:
    outcome = only(source, given)
    assert isinstance(outcome, Article), outcome
    return outcome


def undone(source: Path | str, limits: Limits | None = None) -> Undone:
    outcome = only(source, NOTHING, limits)
    assert isinstance(outcome, Undone)
    assert outcome.stage == "gathering"
    assert outcome.outcome == ("skipped" if outcome.reason in SKIPPING else "failed")
    return outcome


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.BytesIO]:
    stream = io.BytesIO()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stream))
    yield stream


def pipe(stream: io.BytesIO, raw: bytes) -> None:
    stream.write(raw)
    stream.seek(0)


def test_the_text_of_a_file_is_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    got = article(path, Overrides(date="2025-07-01", title="Harbour opens", outlet="The Harbour Times"))
    assert got.text == TEXT.replace("\n", "\r\n")
    assert got == Article(
        text=got.text,
        title="Harbour opens",
        outlet="The Harbour Times",
        language="en",
        published=Published("2025-07-01", "given"),
        source=str(path),
    )


def test_a_text_file_has_no_title(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(TEXT)
    assert article(tmp_path / "report.txt").title is None


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "koi8-r"])
def test_a_text_file_in_any_encoding_gives_the_same_text(tmp_path: Path, charset: str) -> None:
    path = tmp_path / "report"
    path.write_bytes(RUSSIAN.encode(charset))
    got = article(path)
    assert (got.text, got.language) == (RUSSIAN, "ru")


def test_a_page_is_detected_by_its_name_or_first_characters(tmp_path: Path) -> None:
    page = (
        f"<!-- saved -->\n<!DOCTYPE "
        f"html><html><head><title>Harbour</title></head><body><p>{TEXT}</p></body></html>"
    )
    for name in ("report.html", "report.HTM", "report.txt", "report"):
        (tmp_path / name).write_text(page)
        assert article(tmp_path / name).text.startswith("Harbour opens")


def test_a_page_in_a_wrong_declared_charset_is_read(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(
        f'<html><head><meta charset="utf-8"></head><body><p>{RUSSIAN}</p></body></html>'.encode("cp1251")
    )
    assert article(path).text == RUSSIAN.strip()


def test_an_html_file_without_markup_is_read_as_text(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(TEXT)
    assert article(tmp_path / "report.html").text == TEXT


def test_lines_of_a_jsonl_file_are_articles_located_by_line(tmp_path: Path) -> None:
    path = tmp_path / "talks.jsonl"
    path.write_text(
        json.dumps({"text": TEXT, "title": "One"}) + "\n\n" + json.dumps({"text": TEXT, "title": "Two"})
    )
    got = list(load_articles(str(path), NOTHING))
    assert [(one.source, one.title) for one in got if isinstance(one, Article)] == [
        (f"{path}:1", "One"),
        (f"{path}:3", "Two"),
    ]


def test_a_bad_line_does_not_stop_the_next_ones(tmp_path: Path) -> None:
    path = tmp_path / "talks.jsonl"
    good = json.dumps({"text": TEXT, "title": "Good"})
    bad = [
        "{broken",
        "[1, 2]",
        '"text"',
        "7",
        "null",
        '{"title": "no text"}',
        '{"text": 7}',
        '{"text": "x", "published": "soon"}',
        '{"text": " "}',
    ]
    path.write_text("\n".join([line for each in bad for line in (each, good)]))
    got = list(load_articles(str(path), NOTHING))
    assert [one.title for one in got if isinstance(one, Article)] == ["Good"] * len(bad)
    problems = [one for one in got if isinstance(one, Undone)]
    assert [one.source for one in problems] == [f"{path}:{number}" for number in range(1, 2 * len(bad), 2)]
    assert [one.reason for one in problems] == ["not-json", *["not-an-object"] * 4, *["field"] * 3, "empty"]


def test_a_json_file_has_one_article_or_a_list(tmp_path: Path) -> None:
    path = tmp_path / "talks.json"
    path.write_text(json.dumps({"text": TEXT, "title": "One"}, indent=2))
    assert article(path).title == "One"
    path.write_text(json.dumps([{"text": TEXT, "title": "One"}, 7, {"text": TEXT, "title": "Two"}], indent=2))
    got = list(load_articles(str(path), NOTHING))
    assert [one.source for one in got] == [f"{path}[1]", f"{path}[2]", f"{path}[3]"]
    assert [getattr(one, "title", None) for one in got] == ["One", None, "Two"]


def test_json_lines_in_a_json_file_are_read(tmp_path: Path) -> None:
    path = tmp_path / "talks.json"
    path.write_text('{"text": "One."}\n{"text": "Two."}\nthree\n')
    assert [getattr(one, "text", None) for one in load_articles(str(path), NOTHING)] == ["One.", "Two.", None]


def test_jsonl_in_utf16_is_read(tmp_path: Path) -> None:
    path = tmp_path / "talks.jsonl"
    path.write_text('{"text": "Один."}\n{"text": "Два."}\n', encoding="utf-16")
    assert [getattr(one, "text", None) for one in load_articles(str(path), NOTHING)] == ["Один.", "Два."]


def test_jsonl_is_read_as_a_stream_in_constant_memory(tmp_path: Path) -> None:
    path = tmp_path / "talks.jsonl"
    line = json.dumps({"text": TEXT * 100, "language": "en"}) + "\n"

    def peak(lines: int) -> int:
        path.write_text(line * lines)
        tracemalloc.start()
        assert sum(1 for _ in load_articles(str(path), NOTHING)) == lines
        memory = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return memory

    peak(10)
    assert peak(1000) < 2 * peak(100)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (TEXT.encode(), [TEXT]),
        (RUSSIAN.encode("cp1251"), [RUSSIAN]),
        (b'{"text": "One."}\n{"text": "Two."}\n', ["One.", "Two."]),
        (b'\n{"text": "One."}\n{"text": "Two."}\n', ["One.", "Two."]),
        (b'[{"text": "One."}, {"text": "Two."}]', ["One.", "Two."]),
        (b'{\n  "text": "One."\n}\n', ["One."]),
        (b"<!doctype html><title>Gates</title><p>The gates opened, it said.", ["The gates opened, it said."]),
        (b"[KYIV] The harbour opened on Tuesday.", ["[KYIV] The harbour opened on Tuesday."]),
    ],
)  # fmt: skip
def test_the_format_of_standard_input_is_detected(piped: io.BytesIO, raw: bytes, expected: list[str]) -> None:
    pipe(piped, raw)
    assert [getattr(one, "text", one) for one in load_articles("-", NOTHING)] == expected


def test_lines_of_standard_input_are_yielded_before_the_last_one_arrives(piped: io.BytesIO) -> None:
    pipe(piped, b'{"text": "One."}\n{"text": "Two."}\n')
    articles = load_articles("-", NOTHING)
    assert next(articles).source == "-:1"
    assert piped.tell() == len(b'{"text": "One."}\n')


def test_overrides_win_over_the_source(tmp_path: Path) -> None:
    path = tmp_path / "talks.jsonl"
    row = {
        "text": TEXT,
        "title": "Theirs",
        "outlet": "Theirs",
        "published": "never",
        "language": "klingonese",
        "url": "https://a.example/",
    }
    path.write_text(json.dumps(row))
    got = article(path, Overrides("2025-07-01", "Ours", "Our Times", "https://b.example/x", "en"))
    assert (got.title, got.outlet, got.url, got.language) == (
        "Ours",
        "Our Times",
        "https://b.example/x",
        "en",
    )
    assert got.published == Published("2025-07-01", "given")


def test_overrides_fill_missing_fields(tmp_path: Path) -> None:
    path = tmp_path / "talks.jsonl"
    path.write_text(json.dumps({"text": TEXT, "title": "Theirs", "published": None, "outlet": ""}))
    got = article(path, Overrides(outlet="Our Times", date="2025-07-01"))
    assert (got.title, got.outlet, got.published.value) == ("Theirs", "Our Times", "2025-07-01")


# Bad input: each gives a clear message and outcome.


@pytest.mark.parametrize("raw", [b"", b" \n\r\n\t ", b"\xef\xbb\xbf", "\u00a0\u2003\n".encode(), b"\xff\xfe"])
@pytest.mark.parametrize("name", ["report.txt", "report.html", "talks.jsonl", "report"])
def test_an_empty_file_is_skipped(tmp_path: Path, raw: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(raw)
    assert undone(tmp_path / name).reason in ("empty", "not-json")
    assert name == "talks.jsonl" or undone(tmp_path / name).reason == "empty"


@pytest.mark.parametrize(
    "raw",
    [
        b"7z\xbc\xaf\x27\x1c",
        b"PK\x03\x04....",
        b"\x89PNG\r\n\x1a\n",
        b"abc\x00def\x01" * 9,
        b"\xff\xd8\xff\xe0 JFIF",
    ],
)
@pytest.mark.parametrize("name", ["report.txt", "report.html", "report"])
def test_a_binary_file_is_skipped(tmp_path: Path, raw: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(raw)
    assert undone(tmp_path / name).reason in ("binary", "format", "damaged")  # damaged: a ZIP that is cut off


def test_a_file_of_fifty_megabytes_fails_with_its_size_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)  # a sparse file: nothing is written
    tracemalloc.start()
    got = undone(path)
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()
    assert got.reason == "too-large"
    assert "50.0 MB" in got.detail
    assert "20.0 MB" in got.detail
    assert "split it" in got.detail


def test_a_line_over_the_limit_fails_alone(tmp_path: Path) -> None:
    path = tmp_path / "talks.jsonl"
    lines = [
        '{"text": "One."}',
        json.dumps({"text": "x" * 5_000}),
        '{"text": "Three."}',
        "y" * 200_000,
        '{"text": "Five."}',
        "z" * 1_001,
    ]
    path.write_text("\n".join(lines))
    got = list(load_articles(str(path), NOTHING, Limits(max_bytes=1_000)))
    assert [getattr(one, "text", None) or getattr(one, "reason", None) for one in got] == [
        *["One.", "too-large", "Three.", "too-large", "Five.", "too-large"]
    ]
    assert [one.source for one in got] == [f"{path}:{number}" for number in range(1, 7)]


def test_faults_beyond_the_limit_are_told_together_and_articles_are_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "talks.jsonl"
    path.write_text("{}\n" * 4 + '{"text": "One."}\n' + "{}\n" * 6 + '{"text": "Two."}\n')
    got = list(load_articles(str(path), NOTHING, Limits(most_faults=5)))
    assert [one.text for one in got if isinstance(one, Article)] == ["One.", "Two."]
    faults = [one for one in got if isinstance(one, Undone)]
    assert len(faults) == 6
    assert "5 more entries" in faults[-1].detail
    assert faults[-1].source == str(path)


@pytest.mark.parametrize(("name", "text"), [
    ("a.json", json.dumps([{"text": "They met."}] * 9)),
    ("a.jsonl", '{"text": "They met."}\n' * 9),
    ("a.xml", "<rss><channel>" + "<item><summary>They met.</summary></item>" * 9 + "</channel></rss>"),
])  # fmt: skip
def test_a_server_reads_so_many_articles_of_a_source_and_says_so(
    tmp_path: Path, name: str, text: str
) -> None:
    path = tmp_path / name
    path.write_text(text)
    got = list(load_articles(str(path), NOTHING, Limits(most_articles=4)))
    assert [isinstance(one, Article) for one in got] == [True] * 4 + [False]
    assert isinstance(got[-1], Undone)
    assert got[-1].reason == "too-large"
    assert "more than 4 articles" in got[-1].detail


def test_a_page_that_takes_too_long_to_parse_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(html: str, url: str | None) -> None:  # noqa: ARG001 - as the real one
        while True:
            pass

    monkeypatch.setattr("onrecord.ingest.web.html.extract_article", endless)
    path = tmp_path / "page.html"
    path.write_text("<html><body><p>They met.</p></body></html>")
    (got,) = load_articles(str(path), NOTHING, Limits(article_seconds=0.1))
    assert isinstance(got, Undone)
    assert (got.outcome, got.stage, got.reason) == ("failed", "gathering", "time")


def test_a_jsonl_file_may_be_larger_than_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "talks.jsonl"
    path.write_text('{"text": "One."}\n' * 1000)
    assert (
        sum(isinstance(one, Article) for one in load_articles(str(path), NOTHING, Limits(max_bytes=1_000)))
        == 1000
    )


def test_one_line_of_two_million_characters_is_read(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("The ministry said so. " * 100_000)
    assert len(article(path).text) == 2_200_000
    path.write_text("x" * 2_000_000)
    assert len(article(path).text) == 2_000_000


def test_a_missing_path_a_folder_and_special_files_fail(tmp_path: Path) -> None:
    assert undone(tmp_path / "nothing.txt").reason == "not-found"
    assert undone(tmp_path / "nothing" / "here.txt").reason == "not-found"
    assert undone(tmp_path).reason == "is-directory"
    os.mkfifo(tmp_path / "pipe")
    assert undone(tmp_path / "pipe").reason == "unreadable"
    assert undone("/dev/zero").reason == "unreadable"
    assert undone("bad\0path").reason == "unreadable"
    assert undone("x" * 5_000).reason == "unreadable"
    assert undone("").reason in ("not-found", "is-directory")


def test_a_link_to_itself_fails(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert undone(tmp_path / "loop").reason == "unreadable"


def test_a_file_without_permission_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.txt"
    path.write_text(TEXT)

    def refuse(self: Path, mode: str) -> None:  # as root, permissions cannot be taken away
        raise PermissionError(13, "Permission denied", str(self), mode)

    monkeypatch.setattr(Path, "open", refuse)
    got = undone(path)
    assert got.reason == "unreadable"
    assert "permissions" in got.detail


class _Failing(io.BytesIO):
    """A file with a disk error after the first line."""

    def readline(self, size: int | None = -1, /) -> bytes:
        line = super().readline(size)
        if not line:
            raise OSError(5, "Input/output error")
        return line


def test_a_disk_error_at_once_or_within_a_text_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(5, f"Input/output error, {size} bytes wanted")

    for stream in (_Failing(b""), Broken(b"A line of text.\nAnother.\n")):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stream))
        assert undone("-").reason == "unreadable"


def test_a_disk_error_within_a_jsonl_file_ends_it_with_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=_Failing(b'{"text": "One."}\n')))
    first, second = load_articles("-", NOTHING)
    assert isinstance(first, Article)
    assert isinstance(second, Undone)
    assert (second.reason, second.source) == ("unreadable", "-:2")
    assert "Input/output error" in second.detail


@pytest.mark.parametrize(
    "address",
    [
        "ftp://news.example/a",
        "file:///etc/passwd",
        "http://",
        "https://user:secret@news.example/",
        "http:///x",
        "http://a.example:port/",
    ],
)
def test_addresses_that_are_not_allowed_fail(address: str) -> None:
    got = undone(address)
    assert got.reason == "address"
    assert "secret" not in got.detail


def test_a_page_without_an_article_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    path.write_text(
        "<html><body><ul>"
        + "".join(f'<li><a href="/{n}">Section {n} of the paper</a></li>' for n in range(50))
        + "</ul></body></html>"
    )
    assert undone(path).reason == "no-article"


def test_a_deeply_nested_page_is_read_or_fails_but_does_not_crash(tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    sentence = "The harbour opened on Tuesday, the ministry said."
    path.write_text(f"<html><body>{'<div>' * 50_000}<p>{sentence}</p>{'</div>' * 50_000}</body></html>")
    assert article(path).text == sentence
    for tag in ("<div>", "<x>"):
        path.write_text(f"<html><body>{tag * 100_000}<p>{sentence}</p></body></html>")
        assert undone(path).reason == "markup"


def test_json_nested_too_deeply_fails(tmp_path: Path) -> None:
    path = tmp_path / "talks.jsonl"
    path.write_text("[" * 200_000 + '\n{"text": "Two."}\n{"text": ' + "9" * 10_000 + "}\n")
    assert [
        getattr(one, "text", None) or getattr(one, "reason", None)
        for one in load_articles(str(path), NOTHING)
    ] == [
        "not-json",
        "Two.",
        "not-json",
    ]


def test_every_article_of_the_shared_data_is_loaded(shared: Path) -> None:
    for name, count in (("talks/white_house", 98), ("wikinews/2019", 171), ("polnear/dev", 84)):
        path = shared / "data" / f"{name}.jsonl"
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        got = [one for one in load_articles(str(path), NOTHING) if isinstance(one, Article)]
        assert len(got) == len(rows) == count
        assert [one.text for one in got] == [take_out_markup(row["text"]) for row in rows]
        assert [one.published.value for one in got] == [row.get("published") or row["date"] for row in rows]
        assert all(one.outlet and one.title for one in got)


def test_reading_text_files_loads_no_heavy_library() -> None:
    heavy = ("trafilatura", "httpx", "httpcore", "lxml", "charset_normalizer", "py3langid")
    check = f"import sys, onrecord.ingest; print([name for name in {heavy} if name in sys.modules])"
    assert (
        subprocess.run(
            [sys.executable, "-c", check], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )
