"""From an entry that waits to its article: the text of the feed, or that of the page that it leads to."""

import logging
import re
from dataclasses import dataclass, replace
from typing import Literal

from onrecord.ingest.articles import ExtractedArticle, Overrides, build_article
from onrecord.ingest.charsets import declared_charsets, decode
from onrecord.ingest.feeds.entries import is_web_address
from onrecord.ingest.files import RawSource
from onrecord.ingest.limits import Limits, out_of_time
from onrecord.ingest.source_formats import format_of_text
from onrecord.model.article import Article
from onrecord.model.deadline import TimeUpError, time_limit
from onrecord.model.errors import IngestError, OnRecordError
from onrecord.model.reasons import SKIPPING
from onrecord.model.record import Undone
from onrecord.watch.addresses import canonical_address, is_front_page, without_clicks
from onrecord.watch.client import LaterError, Page, PoliteClient, Validators, is_transient
from onrecord.watch.clock import Clock
from onrecord.watch.entry_queue import EntryQueue, Taken, Waiting, take

Pages = Literal["summaries", "all", "none"]
MOST_TRIES = 5  # requests for a page that fails for a reason that may pass
RETRY_SECONDS = 300.0  # after the first of them; four times as long after each further one
_HOST = re.compile(r"(?:[\w-]{1,63}\.)+[\w-]{1,63}(?::[0-9]{1,5})?")
LOG = logging.getLogger(__name__)
MOST_READINGS = 5  # begun and not finished: reading the article ends the program


@dataclass(frozen=True, slots=True)
class Read:
    """What became of an entry.

    An `outcome` to be read or noted, with what was `taken`; without one, nothing new came of it. `note` says
    why a page was not read, or is not yet; `postponed` is when it is tried again. `same`: it is the same
    report as another entry.
    """

    outcome: Article | Undone | None = None
    taken: Taken | None = None
    same: bool = False
    note: str | None = None
    postponed: float | None = None


class EntryReader:
    """Makes articles of entries. `overrides` are fields that the user gives for all of them."""

    def __init__(
        self, queue: EntryQueue, client: PoliteClient, clock: Clock, limits: Limits, overrides: Overrides
    ) -> None:
        self._queue = queue
        self._client = client
        self._clock = clock
        self._limits = limits
        self._overrides = overrides

    def read(self, entry: Waiting, pages: Pages) -> Read:
        """Return what an entry gives. Raises LaterError when the host of its page wants no request now."""
        if entry.begun >= MOST_READINGS:
            detail = f"reading it was interrupted {entry.begun} times; read it alone with `onrecord add`"
            return Read(_undone(_source(entry), IngestError("internal", detail)))
        if not _leads_to_a_page(entry, pages):
            return self._of_feed(entry)
        try:
            return self._of_page(entry)
        except IngestError as error:
            return self._without_page(entry, error)
        except (OnRecordError, LaterError):
            raise
        except Exception as error:  # one page may not end a watch that runs for months
            LOG.exception("the page %s cannot be read", entry.article.url)
            fault = IngestError("internal", f"a fault in the program: {error!r}; please report it")
            return self._without_page(entry, fault)

    def _of_page(self, entry: Waiting) -> Read:
        address = self._queue.page_of(entry.key) if entry.fetched is not None else None
        address = address or entry.article.url or ""
        page = self._client.get(address, entry.validators if entry.digest else Validators())
        now = self._clock.now()
        if page.content is None:
            self._queue.note_page(entry.key, page.moved_to or address, entry.validators, now)
            return Read()
        html, found = self._extract(page, page.content)
        canonical = canonical_address(html, page.url) or found.url or page.url
        self._queue.note_page(
            entry.key, page.moved_to or address, Validators(page.etag, page.last_modified), now
        )
        article = _merge(replace(found, url=without_clicks(canonical)), entry.article)
        addresses = {one for one in (address, page.url, canonical) if not is_front_page(one)}
        if self._queue.find_same(entry.key, addresses, article) is not None:
            self._queue.drop(entry.key)
            return Read(same=True)
        if self._queue.is_of_another(entry.key, canonical):  # the canonical address of several pages
            article = replace(article, url=without_clicks(page.url))
        self._queue.claim(entry.key, addresses)
        if len(article.text) < len(entry.article.text):  # a page behind a wall shows less than its feed
            self._queue.note_wall(entry.key)
            return self._of_feed(_as_summary(entry))
        return self._result(entry, article, page.url)

    def _extract(self, page: Page, source: RawSource) -> tuple[str, ExtractedArticle]:
        """Return the page's text and the article in it. Raises IngestError where there is none."""
        text = decode(source.raw, (*source.charsets, *declared_charsets(source.raw)))
        kind = source.format or format_of_text(text)
        if kind not in ("html", "text"):
            raise IngestError("no-article", f"its page is {kind.upper()}, not HTML")
        if kind == "text" or "<" not in text:
            return "", ExtractedArticle(text, url=page.url)
        from onrecord.ingest.web.html import extract_article

        try:
            with time_limit(self._limits.article_seconds):
                return text, extract_article(text, page.url)
        except TimeUpError:
            raise out_of_time(self._limits.article_seconds) from None

    def _of_feed(self, entry: Waiting) -> Read:
        """Return the article of the text in the feed itself."""
        if not entry.article.text:
            where = f": {entry.article.url}" if entry.article.url else ""
            return self._told(
                entry, IngestError("no-article", f"the feed has only a title for it; give its address{where}")
            )
        url = without_clicks(entry.article.url) if entry.article.url else None
        return self._result(entry, replace(entry.article, url=url), entry.feed)

    def _result(self, entry: Waiting, article: ExtractedArticle, source: str) -> Read:
        taken = take(article)
        if taken.digest == entry.digest:
            return Read()
        try:
            with time_limit(self._limits.article_seconds):
                return Read(build_article(article, self._overrides, source), taken)
        except TimeUpError:
            return Read(_undone(source, out_of_time(self._limits.article_seconds)), taken)
        except IngestError as error:
            return Read(_undone(source, error), taken)

    def _without_page(self, entry: Waiting, error: IngestError) -> Read:
        """Return what is left when the page cannot be had: another try, the summary, or only the reason."""
        if is_transient(error) and entry.tries + 1 < MOST_TRIES:
            until = self._clock.now() + RETRY_SECONDS * 4.0**entry.tries
            return Read(note=error.detail, postponed=until)
        if entry.fetched is not None:  # it was read before; its record stays
            return Read(note=error.detail)
        if entry.article.text:
            return replace(
                self._of_feed(_as_summary(entry)), note=f"only its summary is read: {error.detail}"
            )
        return self._told(entry, error)

    def _told(self, entry: Waiting, error: IngestError) -> Read:
        return Read(_undone(_source(entry), error))


def _leads_to_a_page(entry: Waiting, pages: Pages) -> bool:
    """Return whether an entry's page is to be fetched. One that shares its address has no page of its own."""
    url = entry.article.url
    if pages == "none" or not url or not is_web_address(url) or not entry.key.startswith("u:"):
        return False
    return pages == "all" or not entry.article.text or entry.article.extent == "summary"


def _as_summary(entry: Waiting) -> Waiting:
    return replace(entry, article=replace(entry.article, extent="summary"))


def _merge(page: ExtractedArticle, feed: ExtractedArticle) -> ExtractedArticle:
    """Return the article of a page, with what only the feed tells of it.

    Where a page does not name its outlet, the name of its host may stand in; the feed's title is better.
    """
    is_host = page.outlet is not None and _HOST.fullmatch(page.outlet) is not None
    return replace(
        page,
        title=page.title or feed.title,
        outlet=(feed.outlet or page.outlet) if is_host else page.outlet or feed.outlet,
        authors=page.authors or feed.authors,
        date=page.date or feed.date,
        language=page.language or feed.language,
        page_language=page.page_language or feed.page_language,
    )


def _source(entry: Waiting) -> str:
    return entry.article.url or entry.feed


def _undone(source: str, error: IngestError) -> Undone:
    outcome: Literal["skipped", "failed"] = "skipped" if error.reason in SKIPPING else "failed"
    return Undone(outcome, source, "gathering", error.reason, error.detail)
