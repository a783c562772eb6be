"""Writes quotations and posts that a page marks by elements alone in words, so that later readers see them.

A <q> gets quotation marks. An embedded post becomes one paragraph: who wrote it, where, when, and its text in
quotation marks: "Ann Lee (@annlee) wrote on X on June 30, 2025: “…”". Sources of the markup: the embeds that
the platforms hand out (X publish, Bluesky, Mastodon, Facebook, Threads, TikTok; pages of t.me).
"""

import re
from datetime import date
from functools import cache

from lxml import etree
from lxml.html import HtmlElement

from onrecord.ingest.dates import parse_date
from onrecord.ingest.lexicons import load_entries
from onrecord.model.errors import IngestError

MAX_POST_LENGTH = 5_000  # characters; longer ones are no posts
_QUOTES = "\"'“”‘’«»„"
_NAMED = re.compile(
    r"(?:^|[—–-])\s*(?P<name>[^()—–]{1,80}?)\s*\((?P<handle>@[^()\s]{1,80})\)\s*(?P<day>.{0,60})$"
)
_POSTED_BY = re.compile(r"Posted by\s+(?P<name>[^()]{1,80}?)\s+on\s+(?P<day>.{0,60})$")
_ADDRESS = re.compile(  # of pictures and shortened links in a post
    r"(?:https?://|pic\.(?:twitter|x)\.com/|t\.co/)\S+"
)


def mark_quotations(tree: HtmlElement) -> None:
    """Put quotation marks around the text of <q> elements, and take the elements away."""
    for element in tree.iter("q"):
        inner = sum(1 for _ in element.iterancestors("q")) % 2
        left, right = ("‘", "’") if inner else ("“", "”")
        text = "".join(element.itertext()).strip()
        before = _text_before(element).rstrip()
        if not text or text[0] in _QUOTES or before.endswith(("“", "‘", '"', "«", "„")):
            continue
        element.text = left + (element.text or "").lstrip()
        if len(element):
            element[-1].tail = (element[-1].tail or "").rstrip() + right
        else:
            element.text = element.text.rstrip() + right
    etree.strip_tags(tree, "q")


def _text_before(element: HtmlElement) -> str:
    previous = element.getprevious()
    if previous is not None:
        return previous.tail or ""
    parent = element.getparent()
    return (parent.text or "") if parent is not None else ""


def write_posts(tree: HtmlElement) -> None:
    """Replace each embedded post with a paragraph that says who wrote what, where and when."""
    for element in list(tree.iter("blockquote", "div", "section")):
        names = (element.get("class") or "").split()
        platform = next((found for name in names if (found := _platforms().get(name))), None)
        # An element in a post that was replaced is in no tree any more.
        if platform and element.getroottree().getroot() is tree:
            sentence = _sentence(element, platform)
            if sentence:
                _replace(element, sentence)


@cache
def _platforms() -> dict[str, str]:
    return dict(line.split(" ", 1) for line in load_entries("post_embeds.txt"))


def _sentence(element: HtmlElement, platform: str) -> str | None:
    """Return a post as a sentence, None when its author or text is not told."""
    if len(_words(element)) > MAX_POST_LENGTH:
        return None
    for line_break in element.iter("br"):
        line_break.tail = f" {line_break.tail or ''}"
    name, text, day = _from_message(element) or _from_quotation(element)
    text = " ".join(_ADDRESS.sub("", text).split()).strip(" " + _QUOTES)
    if not name or not text:
        return None
    for left, right in (("“", "‘"), ("”", "’")):
        text = text.replace(left, right)
    written = _written_day(day)
    return f"{name} wrote on {platform}{f' on {written}' if written else ''}: “{text}”"


def _from_message(element: HtmlElement) -> tuple[str, str, str] | None:
    """Return author, text and day of a message as t.me shows it."""
    parts: dict[str, HtmlElement] = {}
    for part in element.iter():
        for name in (part.get("class") or "").split():
            parts.setdefault(name, part)
    owner, text = (parts.get(f"tgme_widget_message_{name}") for name in ("owner_name", "text"))
    if owner is None or text is None:
        return None
    time = next(element.iter("time"), None)
    return _words(owner), _words(text), (time.get("datetime") or "") if time is not None else ""


def _from_quotation(element: HtmlElement) -> tuple[str, str, str]:
    """Return author, text and day of a post in a <blockquote>: its paragraphs, then a line about it."""
    body, rest = "", element.text or ""
    for part in element:
        if part.tag == "p":
            body, rest = f"{body} {_words(part)}", f"{rest} {part.tail or ''}"
        else:
            rest += "".join(part.itertext()) + (part.tail or "")
    rest = " ".join(rest.split())
    for pattern in (_NAMED, _POSTED_BY):
        found = pattern.search(rest)
        if found:
            parts = found.groupdict()
            handle = f" ({parts['handle']})" if "handle" in parts else ""
            return f"{parts['name']}{handle}", body or rest[: found.start()], parts["day"]
    return "", "", ""


def _written_day(printed: str) -> str | None:
    """Return a day as "July 1, 2025"."""
    try:
        day = date.fromisoformat(parse_date(printed)[:10])
    except (IngestError, ValueError):
        return None
    return f"{day:%B} {day.day}, {day.year}"


def _words(element: HtmlElement) -> str:
    """Return the text of an element on one line."""
    return " ".join("".join(element.itertext()).split())


def _replace(element: HtmlElement, sentence: str) -> None:
    tail = element.tail
    element.clear()
    element.tag, element.text, element.tail = "p", sentence, tail
