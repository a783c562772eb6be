"""Archives of Mastodon and other ActivityPub servers: the outbox (`outbox.json`) of an account.

The form is an ActivityStreams OrderedCollection (https://www.w3.org/TR/activitystreams-core/) of Create and
Announce activities with Notes, as "Request your archive" of Mastodon gives it.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO, cast
from urllib.parse import urlsplit

from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.social.posts import (
    Fields,
    LeftOut,
    Post,
    in_order,
    post_articles,
    read_moment,
    string_of,
)
from onrecord.ingest.tables.json_objects import read_objects
from onrecord.model.article import Forwarded
from onrecord.model.errors import IngestError

_PUBLIC = ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")
_FOLLOWERS = "/followers"
_PATHS = frozenset({"orderedItems.item"})
_BLOCKS = re.compile(r"</p>\s*<p[^>]*>|<br\s*/?>\s*<br\s*/?>", re.IGNORECASE)
_BREAKS = re.compile(r"<br\s*/?>|</(?:p|li|div|blockquote)>", re.IGNORECASE)


def read_mastodon(source: Source) -> Iterator[ParsedArticle]:
    """Yield the posts of an outbox as articles."""
    yield from read_outbox(source.stream, source, None, source.name)


def read_outbox(stream: BinaryIO, source: Source, outlet: str | None, name: str) -> Iterator[ParsedArticle]:
    """Yield the posts of the outbox in a stream; `outlet` is the name of the account, where it is known.

    Boosts whose words are not in the archive, posts to named people and posts without words are counted.
    """
    left_out = LeftOut()
    yield from post_articles(in_order(_posts(stream, source, outlet, name, left_out)), source)
    yield from left_out.told(name)


def _posts(
    stream: BinaryIO, source: Source, outlet: str | None, name: str, left_out: LeftOut
) -> Iterator[Post | tuple[str, IngestError]]:
    for number, (_, value) in enumerate(read_objects(stream, _PATHS, source.limits), start=1):
        place = f"{name}[{number}]"
        if isinstance(value, IngestError):
            yield place, value
        elif isinstance(value, dict):
            post = _post(cast("Fields", value), outlet, place, left_out)
            if post is not None:
                yield post


def _post(activity: Fields, outlet: str | None, place: str, left_out: LeftOut) -> Post | None:
    note = activity.get("object")
    kind = activity.get("type")
    if kind == "Announce" and not isinstance(note, dict):
        left_out.add("boosts, of which the archive has the address and not the words")
        return None
    if kind not in ("Create", "Announce") or not isinstance(note, dict):
        left_out.add(f"activities that are no posts ({kind})")
        return None
    fields = cast("Fields", note)
    if not _is_published(activity, fields):
        left_out.add("posts to named people, which are no publications")
        return None
    language, content = _content(fields)
    text = "\n\n".join(part for part in (flatten_html(string_of(fields, "summary") or ""), content) if part)
    if not text:
        left_out.add("posts without words (pictures, videos, polls)")
        return None
    account = outlet or _account(string_of(activity, "actor"))
    author = _account(string_of(fields, "attributedTo"))
    is_boost = kind == "Announce" and string_of(fields, "attributedTo") != string_of(activity, "actor")
    published, moment = read_moment(string_of(activity if is_boost else fields, "published"))
    edited, _ = read_moment(string_of(fields, "updated"))
    address = string_of(fields, "url") or string_of(fields, "id")
    return Post(
        key=string_of(fields, "id") or place,
        place=place,
        text=text,
        outlet=account,
        published=published,
        moment=moment,
        url=string_of(activity, "id") if is_boost else address,
        language=language,
        version=f"edited {edited}" if edited else None,
        reply_to=string_of(fields, "inReplyTo"),
        forwarded=Forwarded(author or "", read_moment(string_of(fields, "published"))[0], address)
        if is_boost
        else None,
    )


def flatten_html(html: str) -> str:
    """Return the text of a post in HTML: paragraphs apart, links as their readers see them when opened."""
    from lxml.html import fragment_fromstring

    if not html.strip():
        return ""
    marked = _BREAKS.sub("\n", _BLOCKS.sub("\n\n", html))
    try:
        root = fragment_fromstring(marked, create_parent="div")
    except (ValueError, AssertionError, SyntaxError):
        return ""
    text = "".join(root.itertext())
    return "\n".join(line.strip() for line in text.strip().split("\n"))


def account_name(actor: Fields) -> str | None:
    """Return the name of the account in `actor.json`."""
    return string_of(actor, "name") or _account(string_of(actor, "id"))


def _content(fields: Fields) -> tuple[str | None, str]:
    """Return the language of a note, if it states one, and its text."""
    by_language = fields.get("contentMap")
    content = string_of(fields, "content") or ""
    if isinstance(by_language, dict) and len(by_language) == 1:
        ((language, found),) = by_language.items()
        if isinstance(found, str):
            return str(language), flatten_html(content or found)
    return None, flatten_html(content)


def _is_published(activity: Fields, fields: Fields) -> bool:
    """Return whether a note goes to everybody or to all followers; one without addressees is taken to."""
    to = [
        one
        for part in (activity, fields)
        for name in ("to", "cc")
        for one in _list(part.get(name))
        if isinstance(one, str)
    ]
    return not to or any(one in _PUBLIC or one.endswith(_FOLLOWERS) for one in to)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _account(address: str | None) -> str | None:
    """Return the account with this address as people write it: @harbour@social.example."""
    if not address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:  # an address with a broken host
        return address
    name = parts.path.rstrip("/").rpartition("/")[2].lstrip("@")
    return f"@{name}@{parts.hostname}" if name and parts.hostname else address
