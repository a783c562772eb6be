"""Posts of all platforms, and the articles they make: threads joined, what is no post counted.

A reply of an account to its own post, soon after it, continues that post: they make one article. The words
that an account passes on (a forward, a boost, a quoted post) are an article of their own, with whose words
they are in `forwarded`.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from onrecord.ingest.articles import ExtractedArticle, build_article
from onrecord.ingest.dates import edtf_moment
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.limits import out_of_time
from onrecord.model.article import Article, Forwarded
from onrecord.model.deadline import TimeUpError, time_limit
from onrecord.model.errors import IngestError

# A reply of an account to itself within this time continues the post. Later ones come back to it, often on
# another day, and what they call "today" is that day.
THREAD_HOURS = 12
_BETWEEN_POSTS = "\n\n"
Fields = Mapping[str, object]
"""An object in the JSON of a platform."""


@dataclass(frozen=True, slots=True)
class Post:
    """One post. `key` and `reply_to` are ids within its account; `place` is where it is in the source.

    `published` is in EDTF, with time and zone where the platform tells them; `moment` is the same to compare.
    """

    key: str
    place: str
    text: str
    outlet: str | None = None
    published: str | None = None
    moment: datetime | None = None
    url: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    version: str | None = None
    reply_to: str | None = None
    forwarded: Forwarded | None = None


@dataclass(slots=True)
class LeftOut:
    """What an archive holds besides posts, by kind; told once for each kind, at the end."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str) -> None:
        """Count one."""
        self.counts[kind] += 1

    def told(self, place: str) -> Iterator[ParsedArticle]:
        """Yield one error for each kind: how many there were."""
        for kind, count in self.counts.items():
            yield place, IngestError("no-article", f"left out: {kind}: {count:,}")


def post_articles(posts: Iterable[Post | tuple[str, IngestError]], source: Source) -> Iterator[ParsedArticle]:
    """Yield the articles of posts, which come in the order of their time, with threads joined.

    An error among them, with its place, is passed on at once.
    """
    open_threads: OrderedDict[str, list[Post]] = OrderedDict()
    heads: dict[str, str] = {}  # key of a post -> key of the first post of its thread
    for post in posts:
        if not isinstance(post, Post):
            yield post
            continue
        while open_threads and _is_over(next(iter(open_threads.values())), post):
            yield _close(open_threads, heads, source)
        head = heads.get(post.reply_to or "")
        if head is not None and not post.forwarded and _continues(open_threads[head][-1], post):
            open_threads[head].append(post)
        else:
            head = post.key
            while head in open_threads:  # an id that comes twice
                head += "+"
            open_threads[head] = [post]
        heads[post.key] = head
    while open_threads:
        yield _close(open_threads, heads, source)


def in_order(posts: Iterable[Post | tuple[str, IngestError]]) -> Iterator[Post | tuple[str, IngestError]]:
    """Yield the errors, then the posts in the order of their time; those without one come first."""
    kept: list[Post] = []
    for post in posts:
        if isinstance(post, Post):
            kept.append(post)
        else:
            yield post
    kept.sort(key=_seconds)
    yield from kept


def read_moment(value: str | None) -> tuple[str | None, datetime | None]:
    """Return an RFC 3339 moment in EDTF and as a moment; (None, None) for what is none."""
    if value is None:
        return None, None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None, None
    return edtf_moment(moment), moment


def string_of(fields: Fields, name: str) -> str | None:
    """Return a field without white space at its ends; None for what is blank or no string."""
    value = fields.get(name)
    return value.strip() or None if isinstance(value, str) else None


def _seconds(post: Post) -> float:
    """Return the seconds from 1970 to a post; a moment without a zone counts as UTC on every machine."""
    moment = post.moment
    if moment is None:
        return 0.0
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _continues(before: Post, post: Post) -> bool:
    if before.forwarded or before.outlet != post.outlet:
        return False
    if before.moment is None or post.moment is None:
        return True
    return abs(_apart(before, post)) <= timedelta(hours=THREAD_HOURS)


def _apart(before: Post, post: Post) -> timedelta:
    if before.moment is None or post.moment is None:
        return timedelta(0)
    if (before.moment.tzinfo is None) != (post.moment.tzinfo is None):
        return timedelta(0)
    return post.moment - before.moment


def _is_over(thread: list[Post], post: Post) -> bool:
    """Return whether no later post can continue a thread."""
    return _apart(thread[-1], post) > timedelta(hours=THREAD_HOURS)


def _close(threads: OrderedDict[str, list[Post]], heads: dict[str, str], source: Source) -> ParsedArticle:
    """Take the first thread out and return its article."""
    _, thread = threads.popitem(last=False)
    for post in thread:
        heads.pop(post.key, None)
    first = thread[0]
    versions = [post.version for post in thread if post.version]
    whole = replace(
        first,
        text=_BETWEEN_POSTS.join(post.text for post in thread),
        version=max(versions) if versions else None,
    )
    return first.place, _article(whole, source)


def _article(post: Post, source: Source) -> Article | IngestError:
    extracted = ExtractedArticle(
        post.text,
        outlet=post.outlet,
        url=post.url,
        language=post.language,
        authors=post.authors,
        date=post.published,
        version=post.version,
        forwarded=post.forwarded,
    )
    try:
        with time_limit(source.limits.article_seconds):
            return build_article(extracted, source.overrides, post.place)
    except IngestError as error:
        return error
    except TimeUpError:
        return out_of_time(source.limits.article_seconds)
