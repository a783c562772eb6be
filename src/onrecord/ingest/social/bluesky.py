"""Posts of Bluesky: an answer of `app.bsky.feed.getAuthorFeed`, its entries one a line, a repository (CAR).

The forms are the lexicons of AT Protocol (https://atproto.com/lexicons/app-bsky-feed). A repository is what
"Export my data" gives; reading it needs libipld (extra `bluesky`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import cast

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

_AROUND = re.compile(r"\s*(?:(\[)|\{[^\[{]{0,2000}?\"(feed|posts)\"\s*:\s*\[)")
_POST = "app.bsky.feed.post"
_PROFILE = "app.bsky.actor.profile"
_REPOST = "reasonRepost"
_MOST_BYTES = 300_000_000  # of a repository, which is read at once
_MOST_NODES = 2_000_000


def read_feed(source: Source) -> Iterator[ParsedArticle]:
    """Yield the posts of a feed as articles; reposts and quoted posts with whose words they are."""
    left_out = LeftOut()
    yield from post_articles(in_order(_feed_posts(source, left_out)), source)
    yield from left_out.told(source.name)


def read_repository(source: Source) -> Iterator[ParsedArticle]:
    """Yield the posts of a repository as articles.

    Its reposts have only the address of the other's post, and are counted. Raises IngestError: "damaged",
    "too-large".
    """
    import libipld

    raw = source.stream.read(_MOST_BYTES + 1)
    if len(raw) > _MOST_BYTES:
        raise IngestError("too-large", f"it is a repository of more than {_MOST_BYTES // 1_000_000} MB")
    try:
        header, blocks = libipld.decode_car(raw)
        records = list(_records(cast("Fields", header), cast("Mapping[object, object]", blocks)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, IndexError) as error:
        raise IngestError("damaged", f"it is a Bluesky repository that is broken ({error})") from error
    left_out = LeftOut()
    yield from post_articles(in_order(_repository_posts(records, source, left_out)), source)
    yield from left_out.told(source.name)


def _feed_posts(source: Source, left_out: LeftOut) -> Iterator[Post | tuple[str, IngestError]]:
    around = _AROUND.match(source.head.text)
    path = "" if around is None else "item" if around[1] else f"{around[2]}.item"
    found = read_objects(source.stream, {path}, source.limits, many=around is None)
    for number, (_, value) in enumerate(found, start=1):
        place = f"{source.name}[{number}]"
        if isinstance(value, IngestError):
            yield place, value
        elif isinstance(value, dict):
            yield from _entry_posts(cast("Fields", value), place, left_out)


def _entry_posts(entry: Fields, place: str, left_out: LeftOut) -> Iterator[Post]:
    """Yield the post of an entry, and the words that it quotes."""
    view = _fields(entry.get("post")) or entry
    record = _fields(view.get("record")) or _fields(view.get("value")) or view
    author = _fields(view.get("author"))
    reason = _fields(entry.get("reason"))
    by = _fields(reason.get("by")) if str(reason.get("$type", "")).endswith(_REPOST) else {}
    post = _post(view, record, author, place)
    if by:
        published, moment = read_moment(string_of(reason, "indexedAt"))
        whose = Forwarded(_name(author) or "", post.published, post.url)
        own = Post(place, place, "", published=published, moment=moment)
        post = _passed_on(post, by, whose, own)
    if post.text.strip():
        yield post
    else:
        left_out.add("posts without words (pictures, videos, links)")
    quoted = _quoted(view)
    if quoted and not by:
        inner = _post(quoted, _fields(quoted.get("value")), _fields(quoted.get("author")), f"{place}[quoted]")
        whose = Forwarded(_name(_fields(quoted.get("author"))) or "", inner.published, inner.url)
        if inner.text.strip():
            yield _passed_on(inner, author, whose, post)


def _passed_on(post: Post, by: Fields, whose: Forwarded, own: Post) -> Post:
    """Return a post as another account passes it on: `own` has the day and the address of that."""
    return replace(
        post,
        key=f"{post.key} by {own.key}",
        outlet=_name(by),
        published=own.published,
        moment=own.moment,
        url=own.url,
        reply_to=None,
        forwarded=whose,
    )


def _post(view: Fields, record: Fields, author: Fields, place: str) -> Post:
    """Return a post: its view has address and author, its record the words."""
    uri = string_of(view, "uri") or ""
    published, moment = read_moment(string_of(record, "createdAt"))
    languages = [one for one in _list(record.get("langs")) if isinstance(one, str)]
    parent = _fields(_fields(record.get("reply")).get("parent"))
    return Post(
        key=uri or place,
        place=place,
        text=_flatten(record),
        outlet=_name(author),
        published=published,
        moment=moment,
        url=_address(uri, string_of(author, "handle")),
        language=languages[0] if len(languages) == 1 else None,
        reply_to=string_of(parent, "uri"),
    )


def _flatten(record: Fields) -> str:
    """Return the text of a record, with the links that it shows cut short in full.

    Facets count bytes of UTF-8.
    """
    text = record.get("text")
    if not isinstance(text, str):
        return ""
    raw = text.encode("utf-8", "replace")
    for facet in reversed(_list(record.get("facets"))):
        fields = _fields(facet)
        index = _fields(fields.get("index"))
        start, end = index.get("byteStart"), index.get("byteEnd")
        for feature in _list(fields.get("features")):
            address = string_of(_fields(feature), "uri")
            if address and isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(raw):
                shown = raw[start:end].decode("utf-8", "replace").rstrip("….")
                if shown and shown in address:
                    raw = raw[:start] + address.encode("utf-8", "replace") + raw[end:]
    return raw.decode("utf-8", "replace")


def _quoted(view: Fields) -> Fields:
    """Return the view of the post that a post quotes; one with a picture too has it a step deeper."""
    embed = _fields(view.get("embed"))
    record = _fields(embed.get("record"))
    record = _fields(record.get("record")) or record
    return record if string_of(_fields(record.get("value")), "text") else {}


def _records(header: Fields, blocks: Mapping[object, object]) -> Iterator[tuple[str, Fields]]:
    """Yield the key (collection and name) and the record of each entry of a repository's tree.

    The tree is described in https://atproto.com/specs/repository: an entry has the number of bytes that its
    key shares with the one before, the rest of the key, its value, and the subtree to its right.
    """
    (root,) = cast("list[object]", header["roots"])
    commit = cast("Fields", blocks[root])
    yield "did", {"did": commit["did"]}
    stack: list[object] = [commit["data"]]
    seen = 0
    while stack:
        node = cast("Fields", blocks[stack.pop()])
        seen += 1
        if seen > _MOST_NODES:
            raise ValueError("its tree has no end")
        before = b""
        if node.get("l") is not None:
            stack.append(node["l"])
        for entry in cast("list[dict[str, object]]", node["e"]):
            key = before[: cast("int", entry["p"])] + cast("bytes", entry["k"])
            before = key
            record = blocks.get(entry["v"])
            if isinstance(record, dict):
                yield key.decode("utf-8", "replace"), cast("Fields", record)
            if entry.get("t") is not None:
                stack.append(entry["t"])


def _repository_posts(records: list[tuple[str, Fields]], source: Source, left_out: LeftOut) -> Iterator[Post]:
    did = next((str(record["did"]) for key, record in records if key == "did"), "")
    profiles = (record for key, record in records if key.startswith(f"{_PROFILE}/"))
    author = {"did": did, "displayName": next(profiles, {}).get("displayName")}
    for key, record in records:
        collection, _, name = key.partition("/")
        if collection == "app.bsky.feed.repost":
            left_out.add("reposts, of which the repository has the address and not the words")
        if collection != _POST:
            continue
        post = _post({"uri": f"at://{did}/{key}"}, record, author, f"{source.name}[{name}]")
        if post.text.strip():
            yield post
        else:
            left_out.add("posts without words (pictures, videos, links)")


def _name(author: Fields) -> str | None:
    """Return the name of an account, else its handle or number."""
    handle = string_of(author, "handle")
    return string_of(author, "displayName") or (f"@{handle}" if handle else string_of(author, "did"))


def _address(uri: str, handle: str | None) -> str | None:
    """Return the page of a post: at://did:plc:…/app.bsky.feed.post/3k… is the post 3k… of its account."""
    if not uri.startswith("at://") or f"/{_POST}/" not in uri:
        return None
    account, _, name = uri.removeprefix("at://").partition(f"/{_POST}/")
    return f"https://bsky.app/profile/{handle or account}/post/{name}"


def _fields(value: object) -> Fields:
    return cast("Fields", value) if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
