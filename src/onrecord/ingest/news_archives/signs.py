"""Tells downloads of news databases and deliveries of agencies by their first bytes. It needs no library."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.ingest.formats import Head

G2_NAMESPACE = "http://iptc.org/std/nar/2006-10-01/"
_PROLOG = (
    r"\s*(?:<\?[^<>]{0,200}\?>\s*|<!--(?:(?!-->).){0,2000}-->\s*"
    r"|<!DOCTYPE[^<>\[]{0,500}(?:\[[^\]]{0,5000}\]\s*)?>\s*){0,9}"
)
_ROOT = re.compile(
    rf"{_PROLOG}<(?:(?P<prefix>[\w.-]{{1,40}}):)?(?P<name>[\w.-]{{1,60}})(?P<rest>[\s/>])", re.DOTALL
)
_PROQUEST_RECORD = re.compile(r"<(?:GOID|DFS|RecordID|PubFrosting|ProQuestID)\b", re.IGNORECASE)
_FACTIVA_PAGE = re.compile(
    r"class\s*=\s*[\"'][^\"']{0,100}\b(?:enHeadline|enArticle|articleParagraph)\b", re.IGNORECASE
)
_LEXIS_PAGE = re.compile(
    r"<DOCFULL\b|<DOC NUMBER\s*=|<!-- ?DOC ?ID|<SPAN CLASS=.c\d.>(?:HEADLINE|LOAD-DATE): ?<", re.IGNORECASE
)
_NINJS_VERSION = re.compile(r'"version_?created"\s*:|"ninjs"', re.IGNORECASE)
_NINJS_CONTENT = re.compile(
    r'"(?:body_(?:text|x?html)|bodies|headlines?|pub_?status|description_text)"\s*:', re.IGNORECASE
)


def is_news_message(head: "Head") -> bool:
    """Return whether it is NewsML-G2: a message, or an item on its own."""
    return _root(head)[0] in ("newsmessage", "newsitem", "packageitem") and G2_NAMESPACE in head.text


def is_old_newsml(head: "Head") -> bool:
    """Return whether it is NewsML 1, which NewsML-G2 replaced in 2008."""
    return _root(head)[0] == "newsml"


def is_nitf(head: "Head") -> bool:
    """Return whether it is NITF."""
    return _root(head)[0] == "nitf"


def is_proquest_record(head: "Head") -> bool:
    """Return whether it is an XML record of ProQuest, or a list of them."""
    return (
        _root(head)[0] in ("record", "records", "results") and _PROQUEST_RECORD.search(head.text) is not None
    )


def is_ninjs(head: "Head") -> bool:
    """Return whether it is IPTC ninjs: an object with the time of its version and a headline or body."""
    text = head.text.lstrip()
    if not text.startswith(("{", "[")):
        return False
    return _NINJS_VERSION.search(text) is not None and _NINJS_CONTENT.search(text) is not None


def is_archive_page(head: "Head") -> bool:
    """Return whether it is a page saved from Factiva or LexisNexis."""
    text = head.text
    return "<" in text[:2_000] and bool(_FACTIVA_PAGE.search(text) or _LEXIS_PAGE.search(text))


def is_archive_text(head: "Head") -> bool:
    """Return whether it is a text download of a news database."""
    if b"\x00" in head.start[:1_000] or head.text.lstrip()[:1] in ("<", "{", "[", ""):
        return False
    return _has_layout(head.text)


@lru_cache(maxsize=1)
def _has_layout(text: str) -> bool:
    if not re.search(
        r"end of document|load-date|\bBODY\b|\bdocument [A-Z]|\bHD\b|proquest|job number", text, re.IGNORECASE
    ):
        return False
    from onrecord.ingest.news_archives.layouts import find_layout

    return find_layout(text.splitlines()) is not None


def _root(head: "Head") -> tuple[str, str]:
    """Return the name of the root element in lower case and its prefix; "" where the text is no XML."""
    match = _ROOT.match(head.text)
    return (match["name"].lower(), match["prefix"] or "") if match else ("", "")
