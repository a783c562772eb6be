"""Reads pages that Safari saved (.webarchive): a property list with the page and its files.

Keys as WebKit writes them (LegacyWebArchive.cpp): WebMainResource with WebResourceData, WebResourceURL,
WebResourceMIMEType and WebResourceTextEncodingName. Images and frames are WebSubresources and are not read.
"""

import plistlib
from collections.abc import Iterator
from dataclasses import replace
from typing import cast
from xml.parsers.expat import ExpatError

from onrecord.ingest.files import RawSource, read_all
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.sources import parse_page
from onrecord.model.errors import IngestError

_WITH_FILES = 5  # times the limit of a page: its images are in the same file
_DAMAGED = (plistlib.InvalidFileException, ExpatError, ValueError, LookupError, TypeError, OverflowError,
            AttributeError, RecursionError)  # fmt: skip


def read_safari(source: Source) -> Iterator[ParsedArticle]:
    """Yield the article of the page in a .webarchive.

    Raises IngestError: "damaged", "empty" without a page, "too-large".
    """
    limits = source.limits
    raw = read_all(source.stream, replace(limits, max_bytes=_WITH_FILES * limits.max_bytes))
    try:
        saved = cast("object", plistlib.loads(raw))
    except _DAMAGED as error:
        raise IngestError(
            "damaged",
            f"it looks like a page saved by Safari but is cut off or broken ({error}); save it again",
        ) from error
    page = saved.get("WebMainResource") if isinstance(saved, dict) else None
    body = page.get("WebResourceData") if isinstance(page, dict) else None
    if not isinstance(page, dict) or not isinstance(body, bytes) or not body.strip():
        raise IngestError("empty", "it is a file of Safari without a page in it; save the page again")
    charset, url, media = (
        value if isinstance(value := page.get(key), str) else None
        for key in ("WebResourceTextEncodingName", "WebResourceURL", "WebResourceMIMEType")
    )
    is_web = url is not None and url.startswith(("http://", "https://"))
    is_text = media is not None and media.startswith("text/plain")
    fetched = RawSource(
        body,
        source.name,
        None if is_text else "html",
        (charset,) if charset else (),
        url if is_web else source.url,
        media,
    )
    yield from parse_page(fetched, source)
