"""ZIP and tar folders: each file in them is read by its own format; faults of one do not stop the others."""

import gzip
import io
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from archive_files import PAGE, QUOTE, folder, members, mhtml, page, tar
from onrecord.ingest import Limits, Overrides
from onrecord.ingest.sources import load_stream
from onrecord.ingest.zip_files import first_names
from onrecord.model.article import Article
from onrecord.model.record import Undone

TEXT = (
    "The harbour opened on Tuesday, the ministry said. “We are glad,” said its head, Lena Ort, at the quay.\n"
)
Pack = Callable[[Mapping[str, bytes]], bytes]
PACKS: dict[str, Pack] = {
    "zip": folder,
    "tar": tar,
    "tar.gz": lambda files: tar(files, "gz"),
    "tgz": lambda files: tar(files, "gz"),
    "tar.bz2": lambda files: tar(files, "bz2"),
    "tar.xz": lambda files: tar(files, "xz"),
}


def read(raw: bytes, name: str, limits: Limits | None = None) -> Sequence[Article | Undone]:
    return list(load_stream(io.BytesIO(raw), name, Overrides(), limits or Limits()))


def articles(found: Sequence[Article | Undone]) -> Sequence[Article]:
    return [one for one in found if isinstance(one, Article)]


def faults(found: Sequence[Article | Undone]) -> Sequence[Undone]:
    return [one for one in found if isinstance(one, Undone)]


@pytest.mark.parametrize("kind", PACKS)
def test_each_file_is_read_by_its_own_format(kind: str) -> None:
    files = {
        "texts/report.txt": TEXT.encode(),
        "page.html": PAGE.encode(),
        "talks.jsonl": b'{"text": "One said yes."}\n{"text": "Two said no."}\n',
        "saved.mhtml": mhtml(),
        "photo.jpg": b"\xff\xd8\xff\xe0" + bytes(90),
    }
    name = f"news.{kind}"
    found = read(PACKS[kind](files), name)
    assert [one.source for one in articles(found)] == [
        f"{name}/texts/report.txt",
        f"{name}/page.html",
        f"{name}/talks.jsonl:1",
        f"{name}/talks.jsonl:2",
        f"{name}/saved.mhtml",
    ]
    assert QUOTE in articles(found)[1].text
    assert [(one.outcome, one.source) for one in faults(found)] == [("skipped", f"{name}/photo.jpg")]


@pytest.mark.parametrize("kind", PACKS)
def test_paths_that_lead_out_of_a_folder_only_name_the_file(kind: str) -> None:
    found = read(
        PACKS[kind]({"../../etc/passwd.txt": TEXT.encode(), "/strand/a.txt": TEXT.encode()}), f"a.{kind}"
    )
    assert [one.source for one in articles(found)] == [f"a.{kind}/etc/passwd.txt", f"a.{kind}/strand/a.txt"]


@pytest.mark.parametrize("kind", PACKS)
def test_files_of_systems_are_passed_over(kind: str) -> None:
    files = {"__MACOSX/._a.txt": b"x", ".DS_Store": b"x", "a/._b.txt": b"x", "b.txt": TEXT.encode()}
    found = read(PACKS[kind](files), f"a.{kind}")
    assert [one.source for one in found] == [f"a.{kind}/b.txt"]


@pytest.mark.parametrize("kind", PACKS)
def test_a_folder_without_files_is_empty(kind: str) -> None:
    (found,) = read(PACKS[kind]({}), f"a.{kind}")
    assert isinstance(found, Undone)
    assert found.reason in ("empty", "binary")  # a tar file without files is nothing but zeros


def test_folders_and_compressed_files_may_be_nested_to_a_bound() -> None:
    inner = folder({"page.html.gz": gzip.compress(PAGE.encode()), "crawl.warc.gz": members(page(1))})
    found = read(folder({"day/monday.zip": inner}), "week.zip")
    assert [one.source for one in articles(found)] == [
        "week.zip/day/monday.zip/page.html.gz",
        "week.zip/day/monday.zip/crawl.warc.gz:1",
    ]
    for _ in range(4):
        inner = folder({"a.zip": inner})
    (deep,) = read(inner, "deep.zip")
    assert isinstance(deep, Undone)
    assert (deep.reason, deep.source) == ("format", "deep.zip/a.zip/a.zip/a.zip/a.zip")


def test_a_broken_file_does_not_stop_the_next_one() -> None:
    raw = bytearray(folder({"a.txt": TEXT.encode(), "b.txt": (TEXT * 9).encode(), "c.txt": TEXT.encode()}))
    at = raw.index(b"b.txt") + 20
    raw[at : at + 20] = b"\xff" * 20
    found = read(bytes(raw), "news.zip")
    assert [one.source for one in articles(found)] == ["news.zip/a.txt", "news.zip/c.txt"]
    assert [(one.reason, one.source) for one in faults(found)] == [("damaged", "news.zip/b.txt")]


@pytest.mark.parametrize("kind", PACKS)
def test_a_folder_that_is_cut_off_is_a_fault(kind: str) -> None:
    raw = PACKS[kind]({f"{number}.txt": TEXT.encode() for number in range(9)})
    found = read(raw[: len(raw) // 3 + 100], f"a.{kind}")
    assert found
    assert isinstance(found[-1], Undone)
    assert found[-1].reason == "damaged"


def test_an_encrypted_zip_is_told() -> None:
    raw = bytearray(folder({"a.txt": TEXT.encode()}))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(sign) + at] |= 1
    (found,) = read(bytes(raw), "a.zip")
    assert isinstance(found, Undone)
    assert found.reason == "password"


def test_bombs_are_refused_and_the_rest_is_read() -> None:
    raw = folder({"bomb.txt": bytes(120_000_000), "ok.txt": TEXT.encode(), "long.txt": b"word " * 500_000})
    stream = io.BytesIO(raw)
    tracemalloc.start()
    found = list(load_stream(stream, "a.zip", Overrides(), Limits(max_bytes=1_000_000)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [one.source for one in articles(found)] == ["a.zip/ok.txt"]
    assert [one.reason for one in faults(found)] == ["too-large", "too-large"]
    assert peak < 5_000_000


def test_a_zip_that_states_more_than_a_disk_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.txt", TEXT)
    raw = bytearray(out.getvalue())
    at = raw.index(b"PK\x01\x02")
    raw[at + 24 : at + 28] = b"\xfe\xff\xff\xff"
    found = read(bytes(raw), "a.zip")
    assert not articles(found)
    assert len(found) == 1


def test_links_and_devices_in_a_tar_file_are_not_followed() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        link = tarfile.TarInfo("passwords.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        made.addfile(link)
        device = tarfile.TarInfo("zero.txt")
        device.type = tarfile.CHRTYPE
        made.addfile(device)
    found = read(out.getvalue(), "a.tar")
    assert [one.reason for one in faults(found)] == ["format", "format"]
    assert not articles(found)


def test_many_files_take_no_memory() -> None:
    raw = tar({f"{number}.txt": TEXT.encode() for number in range(300)}, "gz")
    read(tar({"a.txt": TEXT.encode()}), "a.tar")
    stream = io.BytesIO(raw)
    tracemalloc.start()
    count = sum(isinstance(one, Article) for one in load_stream(stream, "a.tar.gz", Overrides(language="en")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 300
    assert peak < 3_000_000


class _Streamed(io.RawIOBase):
    """A file that cannot be moved about in: its ZIP has the sizes behind the members, as those of macOS."""

    def __init__(self) -> None:
        super().__init__()
        self.raw = b""

    def writable(self) -> bool:
        return True

    def write(self, chunk: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        self.raw += bytes(chunk)
        return len(chunk)


def _packed(files: Mapping[str, bytes], compression: int, *, streamed: bool) -> bytes:
    out = _Streamed() if streamed else io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.raw if isinstance(out, _Streamed) else out.getvalue()


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("kind", ["docx", "epub", "xlsx"])
def test_a_folder_of_office_documents_is_no_office_document(kind: str, streamed: bool) -> None:
    parts = {
        "docx": {"[Content_Types].xml": b"", "word/document.xml": TEXT.encode(), "xl/workbook.xml": b""},
        "epub": {"mimetype": b"application/epub+zip", "META-INF/container.xml": b"", "a.opf": b""},
        "xlsx": {"[Content_Types].xml": b"", "xl/workbook.xml": TEXT.encode()},
    }
    inner = _packed(parts[kind], zipfile.ZIP_STORED, streamed=False)
    files = {f"mine/report.{kind}": inner, "word/note.txt": TEXT.encode(), "xl/note.txt": TEXT.encode()}
    raw = _packed(files, zipfile.ZIP_DEFLATED if streamed else zipfile.ZIP_STORED, streamed=streamed)
    found = read(raw, "news.zip")
    assert [one.source for one in articles(found)] == ["news.zip/word/note.txt", "news.zip/xl/note.txt"]
    assert [one.source for one in faults(found)] == [f"news.zip/mine/report.{kind}"]


@pytest.mark.parametrize("cut", range(0, 400, 7))
def test_names_of_members_in_any_beginning_of_a_folder(cut: int) -> None:
    raw = _packed({"a.txt": TEXT.encode() * 3, "b.txt": b"b"}, zipfile.ZIP_DEFLATED, streamed=True)
    assert first_names(raw) == ("a.txt", "b.txt")
    assert set(first_names(raw[:cut])) <= {
        "a.txt",
        "b.txt",
        "b.tx",
        "b.t",
        "b.",
        "b",
        "a",
        "a.",
        "a.t",
        "a.tx",
        "",
    }


@pytest.mark.parametrize(
    "example",
    ["factiva.html", "nexis-uni.pdf", "nexis-uni.rtf", "proquest-records.xml", "rss.xml", "proquest.txt"],
)
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_a_folder_is_not_taken_for_the_file_in_it(example: str, kind: str) -> None:
    raw = (Path(__file__).parents[3] / "examples" / "formats" / example).read_bytes()
    files = {example: raw, "note.txt": TEXT.encode()}
    packed = tar(files) if kind == "tar" else _packed(files, zipfile.ZIP_STORED, streamed=False)
    found = read(packed, f"news.{kind}")
    assert len(found) > 2
    assert articles(found)[-1].source == f"news.{kind}/note.txt"
