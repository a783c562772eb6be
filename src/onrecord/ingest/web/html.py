"""Extracts the text, title, outlet, authors and date of the article on an HTML page.

The text comes from trafilatura, the rest from structured data (metadata.py) or, where a page has none, from
trafilatura's guess. Paragraphs, headings, list entries and table rows come out one per line. trafilatura is
called without its deduplication, which depends on earlier pages, and without its date search, which depends
on the clock: the same page always gives the same bytes.

Pages may be hostile: tags with thousands of attributes, deep nesting and thousands of adjacent elements take
lxml or trafilatura quadratic time. Too many attributes are refused; the others are flattened first.
"""

import logging
import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura.utils import line_processing, trim

from onrecord.ingest.articles import ExtractedArticle
from onrecord.ingest.charsets import replace_unstorable
from onrecord.ingest.pages.article_blocks import choose_blocks
from onrecord.ingest.pages.blocks import count_words, cut_into_blocks, is_prose
from onrecord.ingest.pages.bylines import names_guessed
from onrecord.ingest.pages.embedded_posts import mark_quotations, write_posts
from onrecord.ingest.pages.live_blogs import mark_entries
from onrecord.ingest.web.metadata import Metadata, complete, read_metadata
from onrecord.model.errors import IngestError

MAX_ATTRIBUTES = 300  # of one tag; lxml takes 0.6 ms for 300 and 165 s for 200,000
MAX_ATTRIBUTE_LENGTH = 2_000
MAX_INLINE_SIBLINGS = 1_000  # trafilatura takes 7 s for 20,000 links in one paragraph
MAX_ELEMENTS = 100_000  # trafilatura takes 8 s for so many paragraphs; long live blogs have 30,000
LARGE_PAGE = (
    1_000_000  # characters; after such a page trafilatura's caches, which store paragraphs, are cleared
)
LINES_COMPARED = (
    500  # lines compared with link texts; a page that begins with so many links is a list of links
)
MORE_IN_DATA = 1.2  # times as many words in the structured data as on the page: the page shows a part
LINES_BEFORE_TITLE = 3
INLINE = ("a", "abbr", "b", "bdi", "big", "cite", "code", "em", "font", "i", "mark", "q", "s", "small",
          "span", "strong", "sub", "sup", "u")  # fmt: skip
# What trafilatura raises on malformed pages.
TRAFILATURA_ERRORS = (
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    RecursionError,
    etree.LxmlError,
)
FIXED_DATES = {
    "original_date": True,
    "extensive_search": False,
    "min_date": "1990-01-01",
    "max_date": "2099-12-31",
}

# A tag as browsers parse it (HTML standard, 13.2.5) and its attributes; scripts are matched as a whole. All
# quantifiers are possessive: there is no backtracking.
_ATTRIBUTE_SOURCE = r"[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"?+|'[^']*+'?+|[^\s>\"'][^\s>]*+)?+)?+"
_ATTRIBUTE = re.compile(_ATTRIBUTE_SOURCE)
_TAG = re.compile(
    r"<(?:script|style)\b[^<]*+(?:<(?!/(?:script|style))[^<]*+)*+"
    rf"|<[a-z][^\s/>]*+(?P<attributes>(?:[\s/]++|=|{_ATTRIBUTE_SOURCE})*+)",
    re.IGNORECASE,
)
# Characters that lxml refuses, literal or as references: control characters and two non-characters.
_NOT_XML = re.compile(
    r"[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:0{0,9}(?:[1-8]|1[124-9]|2[0-9]|3[01])(?![0-9])"
    r"|x0{0,9}(?:[1-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f]));?",
    re.IGNORECASE,
)
_LAYOUT_TAGS = re.compile(
    r"(?:</?(?:a|article|b|big|blockquote|center|dd|div|dl|dt|em|font|i|li|main|ol|p|section|small|span|strong"
    r"|table|tbody|td|tr|u|ul)\b[^<>]*>\s*)+",
    re.IGNORECASE,
)
_INNER_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_TABLE_RULE = re.compile(r"\|(?:-{3,}\|)+")
LOG = logging.getLogger(__name__)
logging.getLogger("trafilatura").addHandler(logging.NullHandler())
logging.getLogger("htmldate").addHandler(logging.NullHandler())


def extract_article(html: str, url: str | None, *, titled: bool = False) -> ExtractedArticle:
    """Return the article of a page. `url` is the address of the page, if known.

    The title is the first line of the text, also where only the structured data has it, unless the title is
    known from elsewhere (`titled`).

    Raises IngestError: "no-article" when the page has none, "markup" when it cannot be parsed within the
    limits.
    """
    html = _NOT_XML.sub(" ", replace_unstorable(html))
    _check_tags(html)
    tree = _parse(html)
    metadata = read_metadata(tree, url)
    link_text = "".join(_remove_spaces(str(text)) for text in tree.xpath("//a[@href]//text()"))
    mark_quotations(tree)
    tree = _simplify(tree)
    write_posts(tree)
    mark_entries(tree, live=metadata.live, title=metadata.title)
    text, metadata = _article_text(tree, metadata)
    text = _choose(text, metadata, link_text)
    if not titled:
        text = _with_title(text, metadata.title)
    article = _add_metadata(text, metadata, tree)
    if len(html) > LARGE_PAGE:
        for cached in (line_processing, trim):
            cached.cache_clear()
    return article


def _check_tags(html: str) -> None:
    """Raise IngestError ("markup") for a page that would take lxml or trafilatura minutes."""
    elements = attributes = 0
    for match in _TAG.finditer(html):
        count = len(_ATTRIBUTE.findall(match["attributes"] or ""))
        elements, attributes = elements + 1, attributes + count
        if count > MAX_ATTRIBUTES or attributes > 5 * MAX_ELEMENTS:
            raise IngestError("markup", "it has tags with too many attributes; save the article as text")
        if elements > MAX_ELEMENTS:
            raise IngestError(
                "markup", f"it has more than {MAX_ELEMENTS:,} elements; save the article as text"
            )


def _parse(html: str) -> HtmlElement:
    """Parse a page. One nested too deeply for lxml (256) is parsed again without its layout tags."""
    for flattened in (False, True):
        markup = _LAYOUT_TAGS.sub("<br>", html) if flattened else html
        parser = HTMLParser(
            collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True
        )
        try:
            tree = document_fromstring(markup.encode("utf-8"), parser=parser)
        except etree.ParserError as error:
            raise IngestError("no-article", "the page is empty") from error
        if all(entry.type_name != "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
            return tree
    raise IngestError("markup", "its elements are nested too deeply or too long; save the article as text")


def _simplify(tree: HtmlElement) -> HtmlElement:
    """Return the page without scripts and other non-text, and without markup that makes trafilatura slow."""
    etree.strip_elements(tree, "script", "style", "noscript", "template", with_tail=False)
    crowded = False
    for element in tree.iter():
        for name, value in element.attrib.items():
            if len(value) > MAX_ATTRIBUTE_LENGTH:
                element.set(name, value[:MAX_ATTRIBUTE_LENGTH])
        crowded = crowded or _inline_children(element) > MAX_INLINE_SIBLINGS
    if not crowded:
        return tree
    # This leaves a text in as many pieces as there were tags; parsing again joins them.
    etree.strip_tags(tree, *INLINE)
    return _parse(etree.tostring(tree, encoding="unicode", method="html"))


def _article_text(tree: HtmlElement, metadata: Metadata) -> tuple[str, Metadata]:
    """Return the lines of the article, and the metadata with what the lines beside its title tell.

    The text is what trafilatura found where no block of the page stands out.
    """
    body = "\n".join(_lines(_INNER_TAG.sub("\n", metadata.body or "")))
    page = cut_into_blocks(tree)
    found = _extract(tree)
    titles = [" ".join((element.text or "").split()) for element in tree.iter("title")][:1]
    article = choose_blocks(page, f"{found}\n{body}", metadata.title or "".join(titles) or None)
    return "\n".join(article.lines) or found, complete(metadata, tree, article.heading, article.beside)


def _inline_children(element: HtmlElement) -> int:
    return sum(child.tag in INLINE for child in element)


def _extract(tree: HtmlElement) -> str:
    """Return the text found by trafilatura, one paragraph, heading, list entry or table row per line.

    Without its other extractors (`fast`): their time grows with the square of the number of paragraphs, and
    they change no page of the set that benchmarks/pages.py measures.
    """
    try:
        document = trafilatura.bare_extraction(
            tree, favor_recall=True, fast=True, include_comments=False, include_tables=True, deduplicate=False
        )
    except TRAFILATURA_ERRORS as error:
        raise IngestError(
            "markup", f"trafilatura cannot parse it ({error}); save the article as text"
        ) from error
    text = document.text if isinstance(document, trafilatura.metadata.Document) else None
    return "\n".join(_lines(text or ""))


def _lines(text: str) -> Iterable[str]:
    for line in text.splitlines():
        plain = line.strip()
        if plain.startswith("|") and plain.endswith("|"):
            plain = "" if _TABLE_RULE.fullmatch(plain) else plain.strip("| ")
        if plain:
            yield plain


def _choose(text: str, metadata: Metadata, link_text: str) -> str:
    """Return the text, or the body in the structured data if much longer. `link_text` is that of all links.

    Raises IngestError ("no-article") when there are only links, labels and headings.
    """
    body = "\n".join(_lines(_INNER_TAG.sub("\n", metadata.body or "")))
    if count_words(body) > MORE_IN_DATA * count_words(text):
        text = body
    prose = islice(filter(is_prose, text.splitlines()), LINES_COMPARED)
    if all(_remove_spaces(line.removeprefix("- ")) in link_text for line in prose):
        raise IngestError(
            "no-article",
            "no article was found on the page, only headings, links or forms; save the article as text",
        )
    return text


def _with_title(text: str, title: str | None) -> str:
    """Return the text with the title as its first line, unless one of its first lines has it."""
    plain = " ".join((title or "").split())
    wanted = _letters(plain)
    if not wanted or any(wanted in _letters(line) for line in text.splitlines()[:LINES_BEFORE_TITLE]):
        return text
    return f"{plain}\n{text}"


def _letters(text: str) -> str:
    """Return the letters and digits of a text in lower case."""
    return "".join(filter(str.isalnum, text[:MAX_ATTRIBUTE_LENGTH].lower()))


def _add_metadata(text: str, metadata: Metadata, tree: HtmlElement) -> ExtractedArticle:
    """Return the article with its structured data; trafilatura guesses missing title, outlet and authors."""
    article = ExtractedArticle(
        text,
        title=metadata.title,
        outlet=metadata.outlet,
        authors=metadata.authors,
        date=metadata.date,
        url=metadata.url,
        page_language=metadata.language,
    )
    if article.title and article.outlet and article.authors:
        return article
    try:
        guess = trafilatura.extract_metadata(tree, metadata.url, dict(FIXED_DATES))
    except TRAFILATURA_ERRORS as error:
        LOG.warning("trafilatura found no metadata on %s: %r", metadata.url, error)
        return article
    return replace(
        article,
        title=article.title or guess.title,
        outlet=article.outlet or guess.sitename,
        authors=article.authors or names_guessed(guess.author or ""),
    )


def _remove_spaces(text: str) -> str:
    """Return the text without white space, for comparisons that ignore layout."""
    return "".join(text.split())
