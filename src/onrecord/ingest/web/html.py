"""From an HTML page to the text, title, outlet, authors and date of its article.

The text is found by trafilatura, the rest in structured data (metadata.py), with trafilatura's guess where a page has none.
Paragraphs, headings, list entries and table rows come out one a line. trafilatura is called without its deduplication,
which remembers earlier pages, and without its date search, which looks at the clock: the same page gives the same bytes.

Pages are hostile: tags with thousands of attributes, deep nesting and thousands of elements side by side take lxml or
trafilatura a time that grows with the square of their number. The first is refused, the others are flattened beforehand.
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

from onrecord.ingest.articles import Found
from onrecord.ingest.charsets import storable
from onrecord.ingest.web.metadata import Metadata, read_metadata
from onrecord.model.errors import GatheringError

MOST_ATTRIBUTES = 300  # in one tag; lxml takes 0.6 ms for 300 and 165 s for 200,000
LONGEST_ATTRIBUTE = 2_000
CROWD = 1_000  # elements within a line side by side; trafilatura takes 7 s for 20,000 links in one paragraph
MOST_ELEMENTS = 100_000  # trafilatura takes 8 s for as many paragraphs; long live blogs have some 30,000
LARGE_PAGE = (
    1_000_000  # characters after which trafilatura's caches, which hold whole paragraphs, are emptied
)
LINES_COMPARED = 500  # with the texts of links; a page that begins with as many links is a list of links
FEWEST_WORDS, MANY_WORDS = (
    5,
    15,
)  # of a line that ends like a sentence, of any line; below, a page shows no article
INLINE = ("a", "abbr", "b", "bdi", "big", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span",
          "strong", "sub", "sup", "u")  # fmt: skip
FAULTS = (
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    RecursionError,
    etree.LxmlError,
)  # of trafilatura, on odd pages
FIXED_DATES = {
    "original_date": True,
    "extensive_search": False,
    "min_date": "1990-01-01",
    "max_date": "2099-12-31",
}

# A tag as browsers read it (HTML standard, 13.2.5), and in it each attribute; the text of scripts is none. Possessive
# quantifiers throughout: no text is looked at twice.
_ATTRIBUTE_SOURCE = r"[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"?+|'[^']*+'?+|[^\s>\"'][^\s>]*+)?+)?+"
_ATTRIBUTE = re.compile(_ATTRIBUTE_SOURCE)
_TAG = re.compile(
    r"<(?:script|style)\b[^<]*+(?:<(?!/(?:script|style))[^<]*+)*+"
    rf"|<[a-z][^\s/>]*+(?P<attributes>(?:[\s/]++|=|{_ATTRIBUTE_SOURCE})*+)",
    re.IGNORECASE,
)
# Characters lxml does not take, plain or as references: control characters and two that are none.
_NOT_XML = re.compile(
    r"[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:0{0,9}(?:[1-8]|1[124-9]|2[0-9]|3[01])(?![0-9])"
    r"|x0{0,9}(?:[1-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f]));?",
    re.IGNORECASE,
)
_NEST = re.compile(
    r"(?:</?(?:a|article|b|big|blockquote|center|dd|div|dl|dt|em|font|i|li|main|ol|p|section|small|span|strong"
    r"|table|tbody|td|tr|u|ul)\b[^<>]*>\s*)+",
    re.IGNORECASE,
)
_INNER_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_ROW_RULE = re.compile(r"\|(?:-{3,}\|)+")
_SENTENCE_END = re.compile(r"[.!?…。！？؟۔।:][\"'»”’)\]]*$")
_WIDE_LETTER = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]"
)  # scripts without blanks between words

LOG = logging.getLogger(__name__)
logging.getLogger("trafilatura").addHandler(logging.NullHandler())
logging.getLogger("htmldate").addHandler(logging.NullHandler())


def read_html(html: str, url: str | None) -> Found:
    """Return the article of a page. `url` is where the page was read from, if known.

    Raises GatheringError: "no-article" when the page has none, "markup" when it cannot be parsed within bounds.
    """
    html = _NOT_XML.sub(" ", storable(html))
    _check_tags(html)
    tree = _parse(html)
    metadata = read_metadata(tree, url)
    links = "".join(_squeezed(str(text)) for text in tree.xpath("//a[@href]//text()"))
    tree = _tamed(tree)
    text = _choose(_extract(tree), metadata, links)
    found = _fill(Found(text, page_language=metadata.language), metadata, tree)
    if len(html) > LARGE_PAGE:
        for cached in (line_processing, trim):
            cached.cache_clear()
    return found


def _check_tags(html: str) -> None:
    """Raise GatheringError ("markup") for a page whose tags would take lxml or trafilatura minutes."""
    elements = attributes = 0
    for match in _TAG.finditer(html):
        count = len(_ATTRIBUTE.findall(match["attributes"] or ""))
        elements, attributes = elements + 1, attributes + count
        if count > MOST_ATTRIBUTES or attributes > 5 * MOST_ELEMENTS:
            raise GatheringError("markup", "it has tags with too many attributes; save the article as text")
        if elements > MOST_ELEMENTS:
            raise GatheringError(
                "markup", f"it has more than {MOST_ELEMENTS:,} elements; save the article as text"
            )


def _parse(html: str) -> HtmlElement:
    """Parse a page; one nested too deeply for lxml (256) is parsed again without the tags that only arrange it."""
    for flattened in (False, True):
        markup = _NEST.sub("<br>", html) if flattened else html
        parser = HTMLParser(
            collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True
        )
        try:
            tree = document_fromstring(markup.encode("utf-8"), parser=parser)
        except etree.ParserError as error:
            raise GatheringError("no-article", "the page is empty") from error
        if all(entry.type_name != "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
            return tree
    raise GatheringError("markup", "its elements are nested too deeply or too long; save the article as text")


def _tamed(tree: HtmlElement) -> HtmlElement:
    """Return the page without what is no text and what makes trafilatura slow."""
    etree.strip_elements(tree, "script", "style", "noscript", "template", with_tail=False)
    crowded = False
    for element in tree.iter():
        for name, value in element.attrib.items():
            if len(value) > LONGEST_ATTRIBUTE:
                element.set(name, value[:LONGEST_ATTRIBUTE])
        crowded = crowded or (len(element) > CROWD and sum(child.tag in INLINE for child in element) > CROWD)
    if not crowded:
        return tree
    etree.strip_tags(
        tree, *INLINE
    )  # leaves a text in as many pieces as there were tags; parsing again joins them
    return _parse(etree.tostring(tree, encoding="unicode", method="html"))


def _extract(tree: HtmlElement) -> str:
    """Return the text trafilatura finds, one paragraph, heading, list entry or table row a line, "" when it finds none."""
    try:
        document = trafilatura.bare_extraction(
            tree, favor_recall=True, include_comments=False, include_tables=True, deduplicate=False
        )
    except FAULTS as error:
        raise GatheringError(
            "markup", f"trafilatura cannot read it ({error}); save the article as text"
        ) from error
    text = document.text if isinstance(document, trafilatura.metadata.Document) else None
    return "\n".join(_lines(text or ""))


def _lines(text: str) -> Iterable[str]:
    for line in text.splitlines():
        plain = line.strip()
        if plain.startswith("|") and plain.endswith("|"):
            plain = "" if _ROW_RULE.fullmatch(plain) else plain.strip("| ")
        if plain:
            yield plain


def _choose(text: str, metadata: Metadata, links: str) -> str:
    """Return the text, or the body the structured data hold where that is much longer; `links` are the texts of all links.

    Raises GatheringError ("no-article") when nothing but links, labels and headings is left.
    """
    body = "\n".join(_lines(_INNER_TAG.sub("\n", metadata.body or "")))
    if len(body) > 2 * len(text):
        text = body
    telling = islice(filter(_is_telling, text.splitlines()), LINES_COMPARED)
    if all(_squeezed(line.removeprefix("- ")) in links for line in telling):
        raise GatheringError(
            "no-article",
            "no article was found on the page, only headings, links or forms; save the article as text",
        )
    return text


def _is_telling(line: str) -> bool:
    """Tell whether a line reads like a sentence rather than a heading, a menu entry or a label."""
    words = len(line.split()) + len(_WIDE_LETTER.findall(line)) // 2
    return words >= MANY_WORDS or (words >= FEWEST_WORDS and _SENTENCE_END.search(line) is not None)


def _fill(found: Found, metadata: Metadata, tree: HtmlElement) -> Found:
    """Add what the structured data say, and what trafilatura guesses of title, outlet and authors where they say nothing."""
    found = replace(
        found,
        title=metadata.title,
        outlet=metadata.outlet,
        authors=metadata.authors,
        date=metadata.date,
        url=metadata.url,
    )
    if found.title and found.outlet and found.authors:
        return found
    try:
        guess = trafilatura.extract_metadata(tree, metadata.url, dict(FIXED_DATES))
    except FAULTS as error:
        LOG.warning("trafilatura finds no metadata on %s: %r", metadata.url, error)
        return found
    return replace(
        found,
        title=found.title or guess.title,
        outlet=found.outlet or guess.sitename,
        authors=found.authors or tuple(name for name in (guess.author or "").split("; ") if name),
    )


def _squeezed(text: str) -> str:
    """Return the text without blanks, so that it can be compared however it is set."""
    return "".join(text.split())
