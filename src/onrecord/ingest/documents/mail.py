"""Reads messages (RFC 5322, MIME) and mailboxes of newsletters (mbox, RFC 4155), one article a message.

A mailbox is read message by message and may be of any size. What the message answers is left out; what it
forwards is its text, and whose it is stands in `forwarded`.
"""

import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from typing import cast

from lxml import etree

from onrecord.ingest.articles import ExtractedArticle
from onrecord.ingest.charsets import declared_charsets, decode
from onrecord.ingest.documents.contents import build_or_error, join_paragraphs
from onrecord.ingest.documents.mail_quotes import (
    ForwardedPart,
    find_forwarded,
    is_forwarded_mark,
    is_newsletter_line,
    without_quotes,
)
from onrecord.ingest.documents.markup import paragraphs_of, parse_html
from onrecord.ingest.documents.wrapped_text import join_wrapped
from onrecord.ingest.files import read_all, too_large_error
from onrecord.ingest.formats import ParsedArticle, Source
from onrecord.ingest.limits import out_of_time
from onrecord.model.article import Forwarded
from onrecord.model.deadline import TimeUpError, time_limit
from onrecord.model.errors import IngestError

MOST_PARTS = 1_000
DEEPEST = 10  # messages within messages
_FROM_LINE = re.compile(rb"From \S+ .{0,40}\d\d:\d\d.{0,40}\r?\n$")
_QUOTED_FROM = re.compile(rb"^>+From ")
_PREFIX = re.compile(r"^\s*(?:(?:re|aw|sv|antw|fwd?|wg|tr)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_ANSWER = re.compile(r"^\s*(?:re|aw|sv|antw)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_LIST_HEADERS = ("list-id", "list-unsubscribe", "list-post")
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, MessageError)


@dataclass(slots=True)
class _Parts:
    """The parts of a message: its texts by kind, the messages attached to it, and its other attachments."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    messages: list[EmailMessage] = field(default_factory=list)
    attachments: list[str] = field(default_factory=list)
    count: int = 0


def read_mail(source: Source) -> Iterator[ParsedArticle]:
    """Yield the article of a message, then those of messages attached to it, then a word on attachments.

    Raises IngestError: "too-large".
    """
    raw = read_all(source.stream, source.limits)
    if not raw.strip():
        raise IngestError("empty", "it contains no text")
    yield from _read_message(raw, source, source.name)


def read_mailbox(source: Source) -> Iterator[ParsedArticle]:
    """Yield the article of each message of a mailbox, located as `name[1]`, `name[2]`."""
    for number, raw in enumerate(_split(source), start=1):
        location = f"{source.name}[{number}]"
        if isinstance(raw, IngestError):
            yield location, raw
            continue
        try:
            with time_limit(source.limits.article_seconds):
                found = list(_read_message(raw, source, location))
        except TimeUpError:
            found = [(location, out_of_time(source.limits.article_seconds))]
        yield from found


def _split(source: Source) -> Iterator[bytes | IngestError]:
    """Yield the messages without the line that begins each; ">From" is written for "From" in a body."""
    lines: list[bytes] = []
    size, blank = 0, True
    while line := source.stream.readline(source.limits.max_bytes + 1):
        if blank and _FROM_LINE.match(line):
            if lines or size:
                yield _whole(lines, size, source)
            lines, size = [], 0
            continue
        size += len(line)
        if size <= source.limits.max_bytes:
            lines.append(line[1:] if _QUOTED_FROM.match(line) else line)
        blank = not line.strip()
    yield _whole(lines, size, source)


def _whole(lines: list[bytes], size: int, source: Source) -> bytes | IngestError:
    over = size > source.limits.max_bytes
    return too_large_error(size, source.limits, "the message") if over else b"".join(lines)


def _read_message(raw: bytes, source: Source, location: str) -> Iterator[ParsedArticle]:
    try:
        message = message_from_bytes(raw, policy=email.policy.default)
        yield from _articles(message, source, location, 0)
    except _BROKEN as error:
        yield location, IngestError("damaged", f"it is a message that is broken ({error}); save it again")


def _articles(message: EmailMessage, source: Source, location: str, depth: int) -> Iterator[ParsedArticle]:
    if message.get_content_type() in ("multipart/encrypted", "application/pkcs7-mime"):
        yield location, IngestError("password", "it is an encrypted message; save it decrypted")
        return
    parts = _Parts()
    _collect(message, parts)
    forwarding = not "".join(parts.plain).strip() and not parts.html and parts.messages
    if not forwarding:  # else the attached message is all there is
        try:
            yield location, build_or_error(_extract(message, parts), source, location)
        except IngestError as error:
            yield location, error
    for number, inner in enumerate(parts.messages, start=1):
        if depth == DEEPEST:
            yield (
                location,
                IngestError("markup", "messages within it are nested too deeply; save them one by one"),
            )
            return
        yield from _articles(inner, source, f"{location}[message {number}]", depth + 1)
    for name in parts.attachments:
        yield (
            f"{location}[{name}]",
            IngestError("format", f"it is an attachment, which is not read; save {name} and give that file"),
        )


def _collect(part: EmailMessage, parts: _Parts) -> None:
    parts.count += 1
    if parts.count > MOST_PARTS:
        raise IngestError(
            "too-large", f"it is a message with more than {MOST_PARTS:,} parts; save it as text"
        )
    kind, name = part.get_content_type(), part.get_filename()
    if kind == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        if isinstance(first, EmailMessage):
            parts.messages.append(first)
    elif part.is_multipart():
        for inner_part in cast("list[EmailMessage]", part.get_payload()):
            _collect(inner_part, parts)
    elif part.get_content_disposition() == "attachment" or (name and not kind.startswith("text/")):
        if part.get("content-id") is None or not kind.startswith("image/"):
            parts.attachments.append(" ".join((name or kind).split()))
    elif kind in ("text/plain", "text/html"):
        _collect_text(part, kind, parts)


def _collect_text(part: EmailMessage, kind: str, parts: _Parts) -> None:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes) or not raw.strip():
        return
    charset = part.get_content_charset()
    text = decode(raw, ((charset,) if charset else ()) + declared_charsets(raw))
    if kind == "text/html":
        parts.html.append(text)
        return
    if str(part.get_param("format", "")).lower() == "flowed":
        text = _unflow(text, str(part.get_param("delsp", "")).lower() == "yes")
    parts.plain.append(text)


def _unflow(text: str, delete_space: bool) -> str:
    """Join flowed lines, which end with a space (RFC 3676, 4.2)."""
    lines: list[str] = []
    flows = False
    for line in text.splitlines():
        line = line.removeprefix(" ") if not line.startswith(">") else line
        if flows and not line.startswith(">"):
            lines[-1] += line
        else:
            lines.append(line)
        flows = line.endswith(" ") and line.rstrip() != "--"
        if flows and delete_space:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


def _extract(message: EmailMessage, parts: _Parts) -> ExtractedArticle:
    subject = str(message.get("subject", "") or "")
    is_answer = message.get("in-reply-to") is not None or _ANSWER.match(subject) is not None
    name, address = parseaddr(str(message.get("from", "")))
    sender = " ".join(name.split()) or address or None
    is_list = any(message.get(header) is not None for header in _LIST_HEADERS)
    text, page, part = _text(parts, is_answer)
    extracted = replace(
        page or ExtractedArticle(text),
        text=text,
        title=_PREFIX.sub("", subject).strip() or (page.title if page else None),
        outlet=sender if is_list else None,
        authors=(sender,) if sender and not is_list else (),
        date=_date(message),
    )
    if part is None:
        return extracted
    return replace(
        extracted, forwarded=Forwarded(part.sender, part.date), title=part.subject or extracted.title
    )


def _date(message: EmailMessage) -> str | None:
    try:
        return parsedate_to_datetime(str(message.get("date", ""))).isoformat(timespec="seconds")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _text(parts: _Parts, is_answer: bool) -> tuple[str, ExtractedArticle | None, ForwardedPart | None]:
    """Return the text, the page that it was taken from if it was one, and what of it is forwarded.

    The plain text is taken unless it is a stub ("your program does not show HTML") beside a page.
    """
    lines = "\n".join(parts.plain).splitlines()
    forwarded = find_forwarded(lines)
    if forwarded is not None and is_answer and not is_forwarded_mark(lines[forwarded.start]):
        lines, forwarded = lines[: forwarded.start], None  # what it answers, as Outlook quotes it
    if forwarded is not None:
        lines = [*lines[: forwarded.start], *forwarded.lines]
    lines = [line for line in lines if not is_newsletter_line(line)]
    plain = join_paragraphs(join_wrapped(without_quotes(lines, is_answer)))
    if not parts.html:
        return plain, None, forwarded
    html = "\n".join(parts.html)
    page = _page(html, is_answer)
    if len(plain.split()) * 2 >= len(page.text.split()):
        return plain, None, forwarded
    forwarded = find_forwarded(page.text.split("\n"))
    lines = page.text.split("\n")
    if forwarded is not None:
        lines = [*lines[: forwarded.start], *forwarded.lines]
    elif not is_answer:  # the reader of pages may take the headers for furniture
        forwarded = find_forwarded(_all_lines(html))
    return "\n".join(line for line in lines if not is_newsletter_line(line)), page, forwarded


def _page(html: str, is_answer: bool) -> ExtractedArticle:
    """Return the text of an HTML part: by the reader of pages, else all its paragraphs."""
    from onrecord.ingest.web.html import extract_article

    root = parse_html(html)
    if root is None:
        return ExtractedArticle("")
    if is_answer:
        _drop_quoted(root)
    _unfold_layout(root)
    try:
        found = extract_article(etree.tostring(root, encoding="unicode", method="html"), None)
        return ExtractedArticle(found.text, title=found.title, page_language=found.page_language)
    except IngestError:
        lines = [line for _, line in paragraphs_of(root)]
        return ExtractedArticle(join_paragraphs(lines))


def _all_lines(html: str) -> list[str]:
    root = parse_html(html)
    found = [] if root is None else paragraphs_of(root)
    return "\n".join(text for _, text in found).split("\n")


def _drop_quoted(root: etree._Element) -> None:
    """Take out what a message answers, as mail programs mark it."""
    marks = ("blockquote[@type='cite']", "*[contains(@class, 'gmail_quote')]", "*[@id='divRplyFwdMsg']")
    for element in root.xpath(" | ".join(f"//{mark}" for mark in marks)):
        if element.getparent() is not None:
            element.getparent().remove(element)


def _unfold_layout(root: etree._Element) -> None:
    """Make blocks of the tables that only place text: those with paragraphs, headings or tables in a cell."""
    inside = " or ".join(f".//td//{name}" for name in ("p", "h1", "h2", "h3", "table", "div", "ul", "br"))
    for table in root.xpath(f"//table[{inside}]"):
        for element in [table, *table.iter("tbody", "thead", "tr", "td", "th")]:
            element.tag = "div"
