"""From the markup in a feed (plain text, escaped HTML, XHTML) to the text it shows."""

import re
from html import unescape
from html.entities import html5

_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|big|cite|code|em|font|i|mark|q|s|small|span|strong|sub|sup|u)\b[^<>]*>",
    re.IGNORECASE,
)
# Elements whose content is no text of the report: programs, frames, captions of pictures.
_INVISIBLE = re.compile(
    r"<(script|style|noscript|iframe|svg|template|figcaption)\b[^<]*+(?:<(?!/\1)[^<]*+)*+", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-z!][^<>]*>", re.IGNORECASE)
_BLOCK_END = re.compile(r"</(?:p|div|li|h[1-6]|blockquote)\s*>|<br\s*/?>", re.IGNORECASE)
# A reference in HTML. One without a semicolon counts only for the names in common use, and not within a word:
# in "R&D" and "M&notes" nothing is meant by "&".
_REFERENCE = re.compile(
    r"&(?:#[0-9]{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};|(?:nbsp|amp|lt|gt|quot)(?![A-Za-z0-9=]))"
)


def unescape_references(text: str) -> str:
    """Return the text with its references to characters replaced; a bare "&" stays."""
    return _REFERENCE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    """Return the character of a reference. `unescape` alone would take "&reg" in "&region;" for one."""
    name = match[0][1:]
    return html5.get(name, match[0]) if name.endswith(";") and name[0] != "#" else unescape(match[0])


def one_line(markup: str) -> str | None:
    """Return the text of markup on one line, None when there is none."""
    return " ".join(unescape_references(_TAG.sub("", markup)).split()) or None


def paragraphs(markup: str) -> str:
    """Return the text of markup, one paragraph a line.

    Feeds often escape their HTML once too often. Where a text without any tag turns into one with the ends
    of paragraphs, these were meant as tags.
    """
    text = _strip(markup)
    if not _TAG.search(markup) and _BLOCK_END.search(text):
        text = _strip(text)
    return text


def plain_paragraphs(text: str) -> str:
    """Return plain text without markup, one paragraph a line."""
    return "\n".join(line for line in (" ".join(line.split()) for line in text.splitlines()) if line)


def _strip(markup: str) -> str:
    bare = _TAG.sub("\n", _INLINE.sub("", _INVISIBLE.sub("\n", markup)))
    return plain_paragraphs(unescape_references(bare))
