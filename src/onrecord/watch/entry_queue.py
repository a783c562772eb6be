"""The entries of all feeds: which wait to be read, which are done, under which addresses they are known."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from onrecord.ingest.articles import ExtractedArticle
from onrecord.ingest.feeds.entries import FeedEntry, is_web_address
from onrecord.watch.addresses import host_of, is_front_page, normalise
from onrecord.watch.client import Validators
from onrecord.watch.state_file import StateFile

REFETCH_SECONDS = 1_800.0  # between two requests for one page, however often its entry changes
KEPT_SECONDS = 180 * 86_400.0  # for which an entry is remembered that no feed has any more
_OUTLET = re.compile(r"\s?[|–—·:»-]{1,2}\s.{1,60}")  # the name of an outlet at the end of a title
FIELDS = ("text", "title", "outlet", "url", "language", "page_language", "authors", "date", "extent")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry that waits to be read: what its feed gives, and what is known of its page.

    `ready` is when its host may be asked. `digest` and `fetched` are of the last time that it was read.
    """

    key: str
    feed: str
    article: ExtractedArticle
    ready: float
    tries: int
    begun: int
    fetched: float | None
    validators: Validators
    digest: str | None


@dataclass(frozen=True, slots=True)
class Taken:
    """By what a text is known again: the digest of title and text, the title, the first words."""

    digest: str
    title: str
    opening: str


class EntryQueue:
    """The entries in the state file. `now` is always in seconds since 1970."""

    def __init__(self, state: StateFile) -> None:
        self._state = state

    def put(self, feed: str, entries: Iterable[FeedEntry], now: float) -> Counter[str]:
        """Put the entries of a feed into the queue, as part of the transaction of the caller.

        An entry that is new waits to be read; one that the feed now gives otherwise waits to be read again.
        Returns how many were "new", "changed" and "known".
        """
        found = list(entries)
        shared = Counter(normalise(one.article.url) for one in found if one.article.url)
        counts: Counter[str] = Counter()
        for entry in found:
            counts[self._put(feed, entry, shared, now)] += 1
        return counts

    def _put(self, feed: str, entry: FeedEntry, shared: Counter[str], now: float) -> str:
        key = self._find_key(feed, entry, shared)
        mark = fingerprint(entry)
        sighting = self._state.row("SELECT fingerprint FROM sightings WHERE feed = ? AND key = ?", feed, key)
        self._state.run(
            "INSERT INTO sightings VALUES (?, ?, ?, ?) ON CONFLICT (feed, key)"
            " DO UPDATE SET fingerprint = excluded.fingerprint, seen = excluded.seen",
            *(feed, key, mark, now),
        )
        known = self._state.row("SELECT state, fetched FROM entries WHERE key = ?", key)
        if known is not None and (
            sighting is None or sighting["fingerprint"] == mark or known["state"] == "same"
        ):
            return "known"
        url = entry.article.url
        host = host_of(url) if url and is_web_address(url) else None
        self._state.run(
            "INSERT INTO entries (key, state, feed, url, host, fields, first_seen)"
            " VALUES (?, 'waiting', ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET state = 'waiting',"
            " fields = excluded.fields, tries = 0, begun = 0,"
            " not_before = max(not_before, coalesce(fetched, 0) + ?)",
            *(key, feed, url, host, _to_json(entry.article), now, REFETCH_SECONDS),
        )
        return "new" if known is None else "changed"

    def _find_key(self, feed: str, entry: FeedEntry, shared: Counter[str]) -> str:
        """Return the key of an entry: its page's address, or, where several share one, its id in the feed."""
        url, article = entry.article.url, entry.article
        own = entry.guid or digest_of(article.title, article.text, article.date)
        by_id = f"g:{digest_of(feed, own)}"
        if url is None or not is_web_address(url) or is_front_page(url) or shared[normalise(url)] > 1:
            return by_id
        if entry.guid and self._state.row("SELECT 1 FROM entries WHERE key = ?", by_id):
            return by_id  # it shared its address with others before
        return self.owner(url) or f"u:{normalise(url)}"

    def owner(self, address: str) -> str | None:
        """Return the key of the entry whose page has an address, None when it is of none."""
        plain = normalise(address)
        row = self._state.row("SELECT key FROM addresses WHERE address = ?", plain)
        if row is None:
            row = self._state.row("SELECT key FROM entries WHERE key = ?", f"u:{plain}")
        return str(row["key"]) if row else None

    def find_same(self, key: str, addresses: Iterable[str], article: ExtractedArticle) -> str | None:
        """Return the key of another entry that was read from one of these addresses and is the same report.

        Some sites name one address as the canonical one of all their pages; so titles or first words have to
        agree, too.
        """
        for owner in sorted({found for found in map(self.owner, addresses) if found and found != key}):
            row = self._state.row(
                "SELECT title, opening FROM entries WHERE key = ? AND digest IS NOT NULL", owner
            )
            title, opening = _opening(article)
            if row and (row["opening"] == opening or (title and _is_title_of(title, row["title"] or ""))):
                return owner
        return None

    def is_of_another(self, key: str, address: str) -> bool:
        """Return whether another entry was read from an address."""
        owner = self.owner(address)
        row = self._state.row("SELECT 1 FROM entries WHERE key = ? AND digest IS NOT NULL", owner)
        return owner != key and row is not None

    def claim(self, key: str, addresses: Iterable[str]) -> None:
        """Note the addresses of an entry's page, unless they are known as those of another."""
        with self._state.writing():
            for address in sorted({normalise(address) for address in addresses}):
                self._state.run("INSERT OR IGNORE INTO addresses VALUES (?, ?)", address, key)

    def drop(self, key: str) -> None:
        """Note that an entry is the same as another one."""
        self._state.run("UPDATE entries SET state = 'same', fields = NULL WHERE key = ?", key)

    def next(self, until: float, until_spaced: float) -> Waiting | None:
        """Return the entry that can be read first, if that is not later than `until`.

        A host that only wants time between requests may be free as late as `until_spaced`.
        """
        row = self._state.row(
            "SELECT entries.*, max(not_before, coalesce(free, 0)) AS ready FROM entries LEFT JOIN hosts"
            " USING (host) WHERE state = 'waiting' AND not_before <= ?"
            " AND coalesce(free, 0) <= iif(coalesce(failures, 0) = 0, ?, ?)"
            " ORDER BY ready, first_seen, entries.rowid LIMIT 1",
            *(until, until_spaced, until),
        )
        if row is None:
            return None
        return Waiting(
            row["key"],
            row["feed"],
            _from_json(row["fields"]),
            row["ready"],
            row["tries"],
            row["begun"],
            row["fetched"],
            Validators(row["etag"], row["last_modified"]),
            row["digest"],
        )

    def next_time(self) -> float | None:
        """Return when the first waiting entry may be read, None when none waits."""
        row = self._state.row(
            "SELECT min(max(not_before, coalesce(free, 0))) AS first"
            " FROM entries LEFT JOIN hosts USING (host) WHERE state = 'waiting'"
        )
        return None if row is None or row["first"] is None else float(row["first"])

    def count_waiting(self) -> int:
        """Return how many entries wait."""
        row = self._state.row("SELECT count(*) AS number FROM entries WHERE state = 'waiting'")
        return int(row["number"]) if row else 0

    def postpone(self, key: str, until: float, *, failed: bool) -> None:
        """Let an entry wait. `failed` counts the try against it."""
        self._state.run(
            "UPDATE entries SET not_before = ?, tries = tries + ? WHERE key = ?", until, int(failed), key
        )

    def begin(self, key: str) -> None:
        """Note that the reading of an entry begins; `finish` ends it."""
        self._state.run("UPDATE entries SET begun = begun + 1 WHERE key = ?", key)

    def finish(self, key: str, article: str | None = None, taken: Taken | None = None) -> None:
        """Note that an entry is done: with the id of its article, and what was taken of it if it was read."""
        with self._state.writing():
            self._state.run(
                "UPDATE entries SET state = 'done', fields = json_set(fields, '$.text', ''), tries = 0,"
                " begun = 0, not_before = 0, article = coalesce(?, article) WHERE key = ?",
                *(article, key),
            )
            if taken is not None:
                self._state.run(
                    "UPDATE entries SET digest = ?, title = ?, opening = ? WHERE key = ?",
                    *(taken.digest, taken.title, taken.opening, key),
                )

    def note_page(self, key: str, url: str, validators: Validators, now: float) -> None:
        """Note that the page of an entry was fetched, and by what a change of it can be asked for."""
        self._state.run(
            "UPDATE entries SET url = ?, host = ?, etag = ?, last_modified = ?, fetched = ? WHERE key = ?",
            *(url, host_of(url), validators.etag, validators.last_modified, now, key),
        )

    def note_wall(self, key: str) -> None:
        """Note that an entry's page shows less than its feed gives: it is not looked at again."""
        self._state.run("UPDATE entries SET fetched = NULL WHERE key = ?", key)

    def page_of(self, key: str) -> str | None:
        """Return the address of an entry's page as it was last found."""
        row = self._state.row("SELECT url FROM entries WHERE key = ?", key)
        return row["url"] if row else None

    def recall(self, now: float, every: float, oldest: float) -> int:
        """Let entries wait again whose page was fetched `every` seconds ago or more; return how many.

        Only those that a feed still had at its last answer, and that were first seen `oldest` seconds ago or
        less.
        """
        return self._state.run(
            "UPDATE entries SET state = 'waiting' WHERE state = 'done' AND fetched <= ? AND first_seen >= ?"
            " AND EXISTS (SELECT 1 FROM sightings WHERE sightings.key = entries.key AND seen >= ?)",
            *(now - every, now - oldest, now - every),
        )

    def touch(self, feed: str, now: float) -> None:
        """Note that a feed still has the entries it had, as part of the transaction of the caller."""
        self._state.run("UPDATE sightings SET seen = ? WHERE feed = ?", now, feed)

    def forget_old(self, now: float) -> None:
        """Forget the entries that no feed has had for a long time."""
        with self._state.writing():
            self._state.run("DELETE FROM sightings WHERE seen < ?", now - KEPT_SECONDS)
            gone = "SELECT key FROM sightings"
            self._state.run(
                f"DELETE FROM entries WHERE state <> 'waiting' AND first_seen < ? AND key NOT IN ({gone})",  # noqa: S608
                now - KEPT_SECONDS,
            )
            self._state.run("DELETE FROM addresses WHERE key NOT IN (SELECT key FROM entries)")

    def forget_articles(self) -> None:
        """Forget what was read: the dossier is another one than before. Feeds are asked anew."""
        with self._state.writing():
            for table in ("sightings", "addresses", "entries"):
                self._state.run(f"DELETE FROM {table}")  # noqa: S608
            self._state.run("UPDATE feeds SET etag = NULL, last_modified = NULL, digest = NULL, due = 0")

    def has_articles(self) -> bool:
        """Return whether any entry gave an article."""
        return self._state.row("SELECT 1 FROM entries WHERE article IS NOT NULL LIMIT 1") is not None


def take(article: ExtractedArticle) -> Taken:
    """Return by what an article is known again."""
    return Taken(digest_of(article.title, article.text), *_opening(article))


def _opening(article: ExtractedArticle) -> tuple[str, str]:
    """Return the title and the first words of an article in lower case, with single spaces."""
    return " ".join((article.title or "").split()).lower(), " ".join(article.text[:400].split())[:200].lower()


def _is_title_of(title: str, other: str) -> bool:
    """Return whether two titles are the same, but for the name of the outlet at the end of one."""
    shorter, longer = sorted((title, other), key=len)
    return bool(shorter) and (longer == shorter or bool(_OUTLET.fullmatch(longer.removeprefix(shorter))))


def fingerprint(entry: FeedEntry) -> str:
    """Return what changes when a feed gives an entry otherwise than before."""
    article = entry.article
    return digest_of(article.title, article.text, article.date, entry.updated)


def digest_of(*parts: str | None) -> str:
    """Return a short digest of texts. White space does not count."""
    plain = "\x1f".join(" ".join((part or "").split()) for part in parts)
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()[:32]


def _to_json(article: ExtractedArticle) -> str:
    return json.dumps({name: value for name, value in asdict(article).items() if name in FIELDS})


def _from_json(line: str) -> ExtractedArticle:
    article = ExtractedArticle(**json.loads(line))
    return replace(article, authors=tuple(article.authors))
