"""Cuts a page into blocks of text: paragraphs, headings, list entries, table rows, in document order.

A block ends where a browser begins a new line: at a block element, at two line breaks, and at one where a
sentence has ended. Time and memory are linear in the page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from onrecord.ingest.pages.live_blogs import TIME_CLASS
from onrecord.ingest.pages.tables import LabelledTables, find_tables

BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
LABEL_WORDS = 4  # of a speaker's label in the first cell of a row, or before a definition
_SKIPPED = frozenset(
    [
        "audio",
        "button",
        "canvas",
        "embed",
        "head",
        "iframe",
        "input",
        "map",
        "math",
        "object",
        "option",
        "progress",
        "select",
        "svg",
        "textarea",
        "title",
        "video",
    ]
)
_ASKING_LEVELS = 3  # elements around a field
_SENTENCE_WORDS = 5  # words that make a text with a sentence end prose
_PROSE_WORDS = 15  # words that make any text prose
_SENTENCE_END = re.compile(r"[.!?…。！？؟۔।:;][\"'»”’)\]]*$")
# Letters of scripts without spaces between words.
_UNSPACED_LETTER = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
# Inside the pieces of a block; control characters were removed from the page.
_LINK_START, _LINK_END, _BREAK = "\x01", "\x02", "\x03"
_PARAGRAPH_BREAK = re.compile(rf"{_BREAK}[\s{_LINK_START}{_LINK_END}]*{_BREAK}")
_LINKED = re.compile(rf"{_LINK_START}([^{_LINK_END}]*)(?:{_LINK_END}|$)")
_MARKS = re.compile(f"[{_LINK_START}{_LINK_END}]")
_GOES_ON = re.compile(r"[a-z0-9,;)]")


@dataclass(slots=True)
class Block:
    """One line of a page: its text, the innermost block element around it, the number of linked characters.

    `tag` is the kind: p, h1 to h6, li, row, pre, time (of an entry of a live blog). `wrapped`: a link begins
    outside the block.
    """

    text: str
    tag: str
    element: HtmlElement
    linked: int
    wrapped: bool = False

    @property
    def words(self) -> int:
        return count_words(self.text)

    @property
    def is_prose(self) -> bool:
        return is_prose(self.text)

    @property
    def link_share(self) -> float:
        return self.linked / max(1, len(self.text))


@dataclass(slots=True)
class PageBlocks:
    """The blocks of a page, and for each block element the range of those that it holds.

    `asking` are the block elements next to a field that a reader is to fill in.
    """

    blocks: list[Block] = field(default_factory=list)
    ranges: dict[HtmlElement, range] = field(default_factory=dict)
    asking: set[HtmlElement] = field(default_factory=set)


def count_words(text: str) -> int:
    """Return the number of words; two letters of a script without spaces count as one."""
    return len(text.split()) + len(_UNSPACED_LETTER.findall(text)) // 2


def is_prose(text: str) -> bool:
    """Return whether a text looks like a sentence rather than a heading, a menu entry or a label."""
    words = count_words(text)
    return words >= _PROSE_WORDS or (words >= _SENTENCE_WORDS and _SENTENCE_END.search(text) is not None)


def ends_sentence(text: str) -> bool:
    """Return whether a text ends like a sentence, not like a headline with a question or a label."""
    return text.rstrip("\"'»”’)]").endswith((".", "!", "…", "。"))


def cut_into_blocks(tree: HtmlElement) -> PageBlocks:
    """Return the blocks of a page without scripts."""
    walk = _Walk(find_tables(tree))
    steps = etree.iterwalk(tree, events=("start", "end"))
    for event, element in steps:
        if event == "start":
            if element.tag in _SKIPPED:
                walk.skip(element)
                steps.skip_subtree()
            else:
                walk.enter(element)
        else:
            walk.leave(element)
    walk.flush()
    return walk.page


class _Walk:
    """The state of a walk over a page: open elements, and the pieces of the block that is being read."""

    def __init__(self, tables: LabelledTables) -> None:
        self.page = PageBlocks()
        self.tables = tables
        self.pieces: list[str] = []
        self.open: list[tuple[HtmlElement, int]] = []  # block elements with the number of blocks before
        self.links = 0
        self.pre = 0
        self.row: list[str] | None = None  # cells of a row of values
        self.row_linked = 0
        self.marker = False  # the next block is the first of a list entry
        self.label: str | None = None  # of a definition

    def enter(self, element: HtmlElement) -> None:
        tag = element.tag
        if _is_block(tag):
            self.flush()
            self.open.append((element, len(self.page.blocks)))
            if tag == "tr" and element in self.tables.rows:
                self.row, self.row_linked = [], 0
            self.marker = tag == "li" or (self.marker and tag != "ul" and tag != "ol")
            self.pre += tag == "pre"
        elif tag == "br":
            self.pieces.append(_BREAK)
        elif tag == "a" and element.get("href") is not None:
            self.links += 1
            self.pieces.append(_LINK_START)
        self._add(element.text)

    def skip(self, element: HtmlElement) -> None:
        """Note a field to be filled in."""
        kind = (element.get("type") or "text").lower()
        if element.tag == "textarea" or (element.tag == "input" and kind in ("text", "email")):
            self.page.asking.update(around for around, _ in self.open[-_ASKING_LEVELS:])

    def leave(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in _SKIPPED:
            pass
        elif _is_block(tag):
            self._close(element)
        elif tag == "a" and element.get("href") is not None:
            self.links -= 1
            self.pieces.append(_LINK_END)
        self._add(element.tail)

    def _close(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in ("td", "th") and self.row is not None:
            whole = "".join(self.pieces)
            self.row.append(" ".join(_plain(whole).replace(_BREAK, " ").split()))
            self.row_linked += _linked(whole)
            self.pieces = []
        elif tag == "tr" and self.row is not None:
            self._add_row(element)
        else:
            self.flush()
        self.pre -= tag == "pre"
        self.marker = self.marker and tag != "li"
        start = self.open.pop()[1]
        self.page.ranges[element] = range(start, len(self.page.blocks))

    def _add_row(self, element: HtmlElement) -> None:
        cells, self.row, self.pieces = [cell for cell in self.row or [] if cell], None, []
        if not cells:
            return
        if len(cells) == 2 and is_label(cells[0]) and is_prose(cells[1]):
            text = f"{cells[0].rstrip(':')}: {cells[1]}"
        else:
            text = " | ".join(cells)
        self.page.blocks.append(Block(text, "row", element, self.row_linked))

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if self.pre:
            text = re.sub(r"\n[^\S\n]*\n\s*", _BREAK * 2, text)
        self.pieces.append(text)

    def flush(self) -> None:
        """End the block that is being read."""
        if self.row is not None:  # inside a cell: everything stays in it
            self.pieces.append(" ")
            return
        whole, self.pieces = "".join(self.pieces), [_LINK_START] * (self.links > 0)
        if not _plain(whole).replace(_BREAK, " ").strip():
            return
        element = self.open[-1][0] if self.open else None
        if element is None:
            return
        wrapped = whole.startswith(_LINK_START) and self.links > 0
        linked = False
        for text in _PARAGRAPH_BREAK.split(whole):
            text = _LINK_START + text if linked else text
            linked = text.rfind(_LINK_START) > text.rfind(_LINK_END)
            for line in _lines(text):
                self._add_block(line, element, wrapped=wrapped)

    def _add_block(self, marked: str, element: HtmlElement, *, wrapped: bool) -> None:
        text = " ".join(_plain(marked).split())
        if not text:
            return
        linked = _linked(marked)
        tag = element.tag if element.tag in HEADINGS or element.tag in ("li", "pre") else "p"
        tag = "time" if element.get("class") == TIME_CLASS else tag
        if element.tag == "dt" and is_label(text) and not self.label:
            self.label = text.rstrip(":")
            return
        if self.label:
            text = f"{self.label}: {text}"
            self.label = None
        if tag == "time":
            self.marker = False
        if self.marker:
            text, tag, self.marker = f"- {text}", "li", False
        self.page.blocks.append(Block(text, tag, element, linked, wrapped))


def _is_block(tag: str) -> bool:
    """Return whether an element begins a new line; unknown ones do not, except those of AMP."""
    return tag in BLOCK_TAGS or tag.startswith("amp-")


def is_label(text: str) -> bool:
    """Return whether a text may be a speaker's label: few words, no sentence."""
    return 0 < len(text.split()) <= LABEL_WORDS and not text.endswith((".", "?", "!", ","))


def _linked(marked: str) -> int:
    """Return how many characters are linked."""
    return sum(len(" ".join(found.split())) for found in _LINKED.findall(marked))


def _plain(marked: str) -> str:
    return _MARKS.sub("", marked)


def _lines(marked: str) -> Iterator[str]:
    """Yield the lines of a paragraph: a single break counts where a sentence has ended."""
    line = ""
    for part in marked.split(_BREAK):
        before, after = _plain(line).rstrip(), _plain(part).lstrip()
        if before and (_SENTENCE_END.search(before) or not _GOES_ON.match(after)):
            yield line
            line = part
        else:
            line = f"{line} {part}"
    yield line
