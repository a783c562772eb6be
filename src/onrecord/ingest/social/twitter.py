"""Archives of X (Twitter): `tweets.js` and its parts, JSON behind `window.YTD.tweets.part0 =`.

The form is that of "Download an archive of your data"; the README of the archive describes its files.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast

from onrecord.ingest.dates import edtf_moment
from onrecord.ingest.formats import ParsedArticle, Source, put_back
from onrecord.ingest.social.posts import Fields, LeftOut, Post, in_order, post_articles, string_of
from onrecord.ingest.tables.json_objects import read_objects
from onrecord.model.article import Forwarded
from onrecord.model.errors import IngestError

_PATHS = frozenset({"item"})
_PREFIX_BYTES = 200  # bytes within which the list begins, behind the name of the variable
_CREATED = "%a %b %d %H:%M:%S %z %Y"
_RETWEET = re.compile(r"RT @(\w{1,20}): ")
_NO_LANGUAGE = {"und", "zxx", "qme", "qht", "qam", "qct", "qst", "art"}
_NOTE_MARK = "…"  # ends the text of a long post, whose whole text is in note-tweet.js
_SECONDS_APART = 5  # between a long post and its note


@dataclass(frozen=True, slots=True)
class Account:
    """The account of an archive, as far as it is known."""

    id: str | None = None
    handle: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """The whole text of a long post, and its moment."""

    text: str
    moment: datetime


def read_tweets(source: Source) -> Iterator[ParsedArticle]:
    """Yield the posts of one file (`tweets.js`) as articles. The file does not name its account."""
    name = re.match(r"\s*window\.YTD\.(\w{1,60})", source.head.text)
    if name is None or name[1] not in ("tweet", "tweets", "community_tweet"):
        what = name[1] if name else "another part"
        raise IngestError("format", f"it is the part {what!r} of an archive of X, which holds no posts")
    yield from read_parts([(source.name, source.stream)], source, Account(), ())


def read_parts(
    parts: Sequence[tuple[str, BinaryIO]], source: Source, account: Account, notes: Sequence[Note]
) -> Iterator[ParsedArticle]:
    """Yield the posts of the parts of an archive (their places and streams) as articles."""
    left_out = LeftOut()
    reader = _TweetReader(account, notes, left_out)
    found = (post for name, stream in parts for post in reader.posts(name, stream, source))
    yield from post_articles(in_order(found), source)
    yield from left_out.told(source.name)


def read_account(stream: BinaryIO, source: Source) -> Account:
    """Return the account in `account.js`, empty where it tells nothing."""
    for _, value in read_objects(_behind_prefix(stream), _PATHS, source.limits):
        if isinstance(value, dict) and isinstance(value.get("account"), dict):
            fields = cast("Fields", value["account"])
            return Account(
                string_of(fields, "accountId"),
                string_of(fields, "username"),
                string_of(fields, "accountDisplayName"),
            )
    return Account()


def read_notes(stream: BinaryIO, source: Source) -> Iterator[Note]:
    """Yield the whole texts of long posts in `note-tweet.js`."""
    for _, value in read_objects(_behind_prefix(stream), _PATHS, source.limits):
        note = value.get("noteTweet") if isinstance(value, dict) else None
        core = note.get("core") if isinstance(note, dict) else None
        if isinstance(note, dict) and isinstance(core, dict):
            text, created = core.get("text"), note.get("createdAt")
            try:
                if isinstance(text, str) and isinstance(created, str):
                    yield Note(text, datetime.fromisoformat(created))
            except ValueError:
                continue


@dataclass(frozen=True, slots=True)
class _TweetReader:
    account: Account
    notes: Sequence[Note]
    left_out: LeftOut

    def posts(self, name: str, stream: BinaryIO, source: Source) -> Iterator[Post | tuple[str, IngestError]]:
        """Yield the posts of one part."""
        for number, (path, value) in enumerate(
            read_objects(_behind_prefix(stream), _PATHS, source.limits), start=1
        ):
            place = f"{name}[{number}]" if path else name
            if isinstance(value, IngestError):
                yield place, value
            elif isinstance(value, dict):
                inner = value.get("tweet", value)
                post = self._post(cast("Fields", inner), place) if isinstance(inner, dict) else None
                if post is not None:
                    yield post

    def _post(self, tweet: Fields, place: str) -> Post | None:
        key = string_of(tweet, "id_str") or string_of(tweet, "id") or place
        moment = _moment(string_of(tweet, "created_at"))
        text = self._whole(_flatten(tweet), moment)
        passed_on = _RETWEET.match(text)
        if passed_on:
            text = text[passed_on.end() :]
        if not text.strip():
            self.left_out.add("posts without words (pictures, videos)")
            return None
        language = string_of(tweet, "lang")
        handle = self.account.handle
        return Post(
            key=key,
            place=place,
            text=text,
            outlet=self.account.name or (f"@{handle}" if handle else None),
            published=edtf_moment(moment) if moment else None,
            moment=moment,
            url=f"https://x.com/{handle or 'i'}/status/{key}" if key.isdigit() else None,
            language=None if language in _NO_LANGUAGE else language,
            reply_to=self._own_reply(tweet),
            forwarded=_forwarded(tweet, passed_on[1]) if passed_on else None,
        )

    def _own_reply(self, tweet: Fields) -> str | None:
        """Return the post of the same account that this one answers. Without an account any post counts."""
        author = string_of(tweet, "in_reply_to_user_id_str") or string_of(tweet, "in_reply_to_user_id")
        handle = (string_of(tweet, "in_reply_to_screen_name") or "").lower()
        own = self.account
        is_own = author == own.id if own.id else handle == own.handle.lower() if own.handle else True
        return string_of(tweet, "in_reply_to_status_id_str") if is_own else None

    def _whole(self, text: str, moment: datetime | None) -> str:
        """Return the whole text of a long post, of which the post has only the beginning."""
        begin, mark, _ = text.rpartition(_NOTE_MARK)
        if moment is None or not mark:
            return text
        for note in self.notes:
            near = abs((note.moment - moment).total_seconds()) <= _SECONDS_APART
            if near and note.text.startswith(begin[:100].rstrip()):
                return note.text
        return text


def _behind_prefix(stream: BinaryIO) -> BinaryIO:
    """Return the stream from the list on, without the variable that it is assigned to."""
    start = stream.read(_PREFIX_BYTES)
    return put_back(start[max(start.find(b"["), 0) :], stream)


def _flatten(tweet: Fields) -> str:
    """Return the text as its readers see it: short links as the addresses they stand for, without those of
    its own pictures.
    """
    text = string_of(tweet, "full_text") or string_of(tweet, "text") or ""
    for entity in _entities(tweet, "urls"):
        short, address = string_of(entity, "url"), string_of(entity, "expanded_url")
        if short and address:
            text = text.replace(short, address)
    for entity in _entities(tweet, "media"):
        if short := string_of(entity, "url"):
            text = text.replace(short, "")
    return html.unescape(text).strip()


def _forwarded(tweet: Fields, handle: str) -> Forwarded:
    """Return whose post a retweet passes on. The archive has neither its day nor its address."""
    names = {
        (string_of(entity, "screen_name") or "").lower(): string_of(entity, "name")
        for entity in _entities(tweet, "user_mentions")
    }
    return Forwarded(names.get(handle.lower()) or f"@{handle}", None, f"https://x.com/{handle}")


def _entities(tweet: Fields, kind: str) -> Iterator[Fields]:
    for name in ("entities", "extended_entities"):
        around = tweet.get(name)
        found = around.get(kind) if isinstance(around, dict) else None
        if isinstance(found, list):
            yield from (cast("Fields", entity) for entity in found if isinstance(entity, dict))


def _moment(value: str | None) -> datetime | None:
    try:
        return datetime.strptime(value, _CREATED) if value else None  # noqa: DTZ007 - %z is in it
    except ValueError:
        return None
