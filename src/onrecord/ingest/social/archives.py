"""Archives of an account as its platform gives them: ZIP of X or Mastodon, tar.gz of Mastodon.

Only the files with posts and the account are opened, each as a stream; pictures are never unpacked.
"""

import json
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.limits import format_bytes
from onrecord.ingest.social.mastodon import account_name, read_outbox
from onrecord.ingest.social.twitter import Account, Note, read_account, read_notes, read_parts
from onrecord.ingest.zip_files import open_zip
from onrecord.model.errors import IngestError

LABEL = "an archive"
MOST_MEMBERS = 1_000_000  # pictures of a busy account
MOST_ARCHIVE = 1 << 50  # bytes: pictures and films are not unpacked, so that their size is no matter
_MOST_POSTS = 2_000_000_000  # bytes of a file with posts, which is streamed
_MOST_ACCOUNT = 1_000_000  # bytes of the file that names the account
_TWEETS = re.compile(r"tweets?(?:-part\d+)?\.js")
_OUTBOX = "outbox.json"
# Files that no archive of Mastodon has: a folder with one need not be unpacked to its end to be told.
_ARTICLES = {".html", ".htm", ".txt", ".md", ".xml", ".jsonl", ".csv", ".pdf", ".docx", ".eml", ".warc"}
_NOTES = re.compile(r"note-tweet(?:-part\d+)?\.js")
_BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, OSError, EOFError, ValueError, RuntimeError)


def holds_posts(names: set[str]) -> bool:
    """Return whether the files of a folder are those of an archive of X or Mastodon."""
    return bool(_members(names, _TWEETS)) or any(PurePosixPath(name).name == _OUTBOX for name in names)


def read_zip(source: Source) -> Iterator[ParsedArticle]:
    """Yield the posts of an archive of X or Mastodon. Raises IngestError.

    "format" for any other ZIP file, "damaged", "password", and "too-large" for a file of posts over 2 GB.
    """
    source = source.seekable()
    with open_zip(source.stream, LABEL, MOST_ARCHIVE, MOST_MEMBERS) as container:
        names = {info.filename for info in container.infolist() if not info.is_dir()}
        tweets = _members(names, _TWEETS)
        outbox = next((name for name in sorted(names) if PurePosixPath(name).name == _OUTBOX), None)
        try:
            if tweets:
                yield from _read_twitter(container, tweets, names, source)
            elif outbox is not None:
                actor = str(PurePosixPath(outbox).with_name("actor.json"))
                name = (
                    _actor(container.read(actor)) if actor in names and _is_small(container, actor) else None
                )
                with _open(container, outbox) as stream:
                    yield from read_outbox(stream, source, name, _place(source, outbox))
            else:
                raise _unknown(sorted(names))
        except _BROKEN as error:
            raise _damaged(error) from error


def read_tar(source: Source) -> Iterator[ParsedArticle]:
    """Yield the posts of an archive of Mastodon; the articles of any other folder. Raises IngestError."""
    source = source.seekable()
    if not _has_outbox(source):
        from onrecord.ingest.containers.compression import read_compressed

        yield from read_compressed(source)
        return
    try:
        name, size = None, 0
        with tarfile.open(fileobj=source.stream, mode="r:gz") as container:
            for member in container:
                if PurePosixPath(member.name).name == "actor.json" and member.size <= _MOST_ACCOUNT:
                    part = container.extractfile(member)
                    name = _actor(part.read()) if part else None
                size += 1
                if size > MOST_MEMBERS:
                    raise IngestError("too-large", f"it is {LABEL} with more than {MOST_MEMBERS:,} files")
        source.stream.seek(0)
        yield from _read_outbox_of_tar(source, name)
    except _BROKEN as error:
        raise _damaged(error) from error


def _has_outbox(source: Source) -> bool:
    """Return whether a tar file has posts of Mastodon; False for one that is broken before them.

    Its files are looked through up to the posts, or to one of another sort.
    """
    try:
        with tarfile.open(fileobj=source.stream, mode="r|gz") as container:
            for seen, member in enumerate(container):
                container.members.clear()  # type: ignore[attr-defined]  # kept for going back
                path = PurePosixPath(member.name)
                if path.name == _OUTBOX:
                    return True
                if seen > MOST_MEMBERS or path.suffix.lower() in _ARTICLES:
                    return False
    except _BROKEN:
        return False
    finally:
        source.stream.seek(0)
    return False


def _read_outbox_of_tar(source: Source, name: str | None) -> Iterator[ParsedArticle]:
    seen: list[str] = []
    with tarfile.open(fileobj=source.stream, mode="r:gz") as container:
        for member in container:
            seen.append(member.name)
            if PurePosixPath(member.name).name == _OUTBOX and member.isfile():
                stream = container.extractfile(member)
                if stream is not None:
                    place = _place(source, member.name)
                    yield from read_outbox(cast("BinaryIO", stream), source, name, place)
                    return
    raise _unknown(seen)


def _read_twitter(
    container: zipfile.ZipFile, tweets: list[str], names: set[str], source: Source
) -> Iterator[ParsedArticle]:
    account, notes = Account(), list[Note]()
    folder = PurePosixPath(tweets[0]).parent
    if (own := str(folder / "account.js")) in names and _is_small(container, own):
        with _open(container, own) as stream:
            account = read_account(stream, source)
    for name in _members(names, _NOTES):
        with _open(container, name) as stream:
            notes.extend(read_notes(stream, source))
    parts = [(_place(source, name), _open(container, name)) for name in tweets]
    try:
        yield from read_parts(parts, source, account, notes)
    finally:
        for _, stream in parts:
            stream.close()


def _members(names: set[str], pattern: re.Pattern[str]) -> list[str]:
    found = [name for name in names if pattern.fullmatch(PurePosixPath(name).name)]
    return sorted(found, key=lambda name: (len(name), name))  # part2 before part10


def _open(container: zipfile.ZipFile, name: str) -> BinaryIO:
    size = container.getinfo(name).file_size
    if size > _MOST_POSTS:
        raise IngestError(
            "too-large",
            f"{name} in it has {format_bytes(size)}; {format_bytes(_MOST_POSTS)} are read at most",
        )
    return cast("BinaryIO", container.open(name))


def _is_small(container: zipfile.ZipFile, name: str) -> bool:
    return container.getinfo(name).file_size <= _MOST_ACCOUNT


def _actor(raw: bytes) -> str | None:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return account_name(value) if isinstance(value, dict) else None


def _place(source: Source, member: str) -> str:
    """Return the place of a file in an archive: the folders in it are left out."""
    return f"{source.name}[{PurePosixPath(member).name}]"


def _unknown(names: list[str]) -> IngestError:
    shown = ", ".join(name[:60] for name in names[:5]) + (", …" if len(names) > 5 else "")
    return IngestError(
        "format", f"it is {LABEL} of files that is not read ({shown}); unpack it and give the files in it"
    )


def _damaged(error: Exception) -> IngestError:
    return IngestError("damaged", f"it is {LABEL} that is cut off or broken ({error}); get it again")
