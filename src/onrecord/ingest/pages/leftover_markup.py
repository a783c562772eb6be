"""Takes out the HTML that careless exports leave in a text: references (&ldquo;) and tags (<p>, <b>).

Only tags of HTML count, and only in a text that closes one or begins paragraphs with one: "a < b" stays.
"""

import re
from html import unescape
from html.entities import html5

_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TIMES = 2  # "&amp;ldquo;" was written twice
_BLOCKS = "p|div|br|hr|li|ul|ol|blockquote|h[1-6]|table|tr|section|article|figure|figcaption|header|dl|dt|dd"
_INLINE = "a|abbr|b|big|cite|em|font|i|img|mark|small|span|strong|sub|sup|td|th|tbody|thead|u"
_SCRIPT = re.compile(r"<(script|style)\b[^<>]{0,2000}>[^<]*+(?:<(?!/\1)[^<]*+)*+</\1\s*>", re.IGNORECASE)
_TAG = re.compile(
    rf"<(?P<end>/?)(?:(?P<block>{_BLOCKS})|(?P<quote>q)|{_INLINE})(?:\s[^<>]{{0,2000}})?/?>", re.IGNORECASE
)
_BLANK_LINES = re.compile(r"\n{3,}")
_SURE = re.compile(rf"</(?:{_BLOCKS}|{_INLINE}|q)\s*>|<(?:br|p)\s*/?>", re.IGNORECASE)


def take_out_markup(text: str) -> str:
    """Return a text with references decoded and tags taken out; paragraphs and line breaks stay apart."""
    text = decode_references(text)
    if "<" not in text or not _SURE.search(text):
        return text
    return _BLANK_LINES.sub("\n\n", _TAG.sub(_replacement, _SCRIPT.sub(" ", text))).strip()


def decode_references(text: str) -> str:
    """Return a text with the characters that references stand for."""
    for _ in range(_TIMES):
        if "&" not in text:
            break
        text = _REFERENCE.sub(_decoded, text)
    return text


def _decoded(reference: re.Match[str]) -> str:
    name = reference[0][1:]
    return unescape(reference[0]) if name.startswith("#") or name in html5 else reference[0]


def _replacement(tag: re.Match[str]) -> str:
    if tag["quote"]:
        return "”" if tag["end"] else "“"
    if not tag["block"]:
        return ""
    if tag["block"].lower() == "li":
        return "\n" if tag["end"] else "\n- "
    return "\n" if tag["block"].lower() == "br" else "\n\n"
