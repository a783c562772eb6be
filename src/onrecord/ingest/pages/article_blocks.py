"""Chooses the blocks of a page that are its article.

Two readers vote. trafilatura, which knows many templates, says which words it takes for the article; the
blocks say where on the page they stand. The article is what lies between its title and the end of the element
that holds nearly all of these words. In there a paragraph stays although trafilatura dropped it, and
furniture goes although trafilatura kept it. The text in the page's structured data counts as a vote too.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from onrecord.ingest.pages.blocks import HEADINGS, Block, PageBlocks, ends_sentence, is_prose
from onrecord.ingest.pages.furniture import (
    find_furniture,
    is_comment_heading,
    is_label_line,
    is_link,
    shingles,
)

_SUPPORT = 0.5  # share of a block's runs of words that must be in the voted text
_CONTAINER = 0.85  # share of the voted words that the element of the article holds
_LABEL_LINK = 0.5  # share of linked characters from which a short block is about another story
_SHORT = 25  # words of such a block
_LINKED_SENTENCE = 12  # words of a sentence that may be a link as a whole
_REPEATED = 8  # words from which a block that was there before is a copy
_ENTRY_LINES = 3  # lines of an entry of a live blog before its first paragraph, with the time
_LINES_BEHIND = 10  # lines behind the title that may tell author and day
_LINES_BEFORE = 3
_LONG_LINE = 30  # words of a line that is not about the article
_SITE_NAME = 2  # words of a heading that may be the name of the site
_TITLE_MARK = re.compile(r"\s+(?:[|–—·•»:]|::|-)\s+")  # between a title and an outlet or section
_TITLE_WORDS = 0.6  # share of the words of the title that a heading must have


@dataclass(frozen=True, slots=True)
class ArticleLines:
    """The lines of an article, the title first where the page shows it.

    `heading` is that title, `beside` are the lines next to it: bylines, days, labels.
    """

    lines: tuple[str, ...] = ()
    heading: str | None = None
    beside: tuple[str, ...] = ()


def choose_blocks(page: PageBlocks, voted: str, title: str | None) -> ArticleLines:
    """Return the lines of the article; none where no paragraph stands out.

    `voted` is the text of the article according to trafilatura and structured data, `title` what the page
    says in its structured data.
    """
    blocks = page.blocks
    heading = find_title(blocks, title)
    support = _support(blocks, voted)

    voting = [block for block in blocks if block.is_prose and not is_link(block)]
    voted_for = {id(block) for block in voting if support[id(block)] >= _SUPPORT} or set(map(id, voting))

    def weight(block: Block) -> int:
        return block.words if id(block) in voted_for else 0

    furniture = find_furniture(page, weight, heading)
    weights = [0 if n in furniture else weight(block) for n, block in enumerate(blocks)]
    weights = _with_like_paragraphs(blocks, weights, furniture)
    scope = _scope(page, weights, heading)
    kept = _choose(page, scope, furniture, support, heading)
    kept = _without_copies(blocks, kept)
    printed = blocks[heading].text.removeprefix("- ") if heading is not None else None
    start = kept[0] if kept and heading is None else heading or 0
    beside = _beside(blocks, start)
    if not kept:
        return ArticleLines((), printed, beside)
    lines = [blocks[n].text for n in kept]
    return ArticleLines((printed, *lines) if printed else tuple(lines), printed, beside)


def _beside(blocks: Sequence[Block], heading: int) -> tuple[str, ...]:
    """Return the short lines next to the title: those up to the first long one, then those before it."""
    behind = []
    for block in blocks[heading + 1 : heading + 1 + _LINES_BEHIND]:
        if block.words > _LONG_LINE:
            break
        behind.append(block.text)
    near = _ancestors(blocks[heading].element)[1:3] if blocks else []
    before = [
        block.text
        for block in blocks[max(0, heading - _LINES_BEFORE) : heading]
        if block.words <= _LONG_LINE and any(element in near for element in _ancestors(block.element))
    ]
    return (*behind, *reversed(before))


def _ancestors(element: HtmlElement) -> list[HtmlElement]:
    """Return an element and those around it, without the page itself."""
    return [one for one in (element, *element.iterancestors()) if one.tag not in ("html", "body", "main")]


def find_title(blocks: Sequence[Block], title: str | None) -> int | None:
    """Return the number of the block with the title.

    That is a heading with most words of `title`, any block that is `title`, or the only <h1>.
    """
    wanted = Counter(word for run in shingles(title or "") for word in run)
    if wanted:
        for tags in (("h1",), HEADINGS):
            for number, block in enumerate(blocks):
                if block.tag in tags and _same_title(block.text, wanted):
                    return number
        plain = " ".join((title or "").split()).lower()
        names = {plain, *_TITLE_MARK.split(plain)}
        for number, block in enumerate(blocks):
            whole = block.text.lower() == plain
            if (whole or (block.tag == "h1" and block.text.lower() in names)) and not is_link(block):
                return number
    plain_headings = [n for n, block in enumerate(blocks) if block.tag == "h1" and not is_link(block)]
    long = [n for n in plain_headings if blocks[n].words > _SITE_NAME]
    return long[0] if long else plain_headings[0] if len(plain_headings) == 1 else None


def _same_title(text: str, wanted: Counter[str]) -> bool:
    words = {word for run in shingles(text) for word in run}
    if not words:
        return False
    both = len(words & wanted.keys())
    return both >= _TITLE_WORDS * len(wanted) and both >= _TITLE_WORDS * len(words)


def _support(blocks: Sequence[Block], voted: str) -> dict[int, float]:
    """Return for each block (by id) the share of its runs of words that are in the voted text."""
    known: set[tuple[str, ...]] = set()
    for line in voted.splitlines():
        known.update(shingles(line))
    out = {}
    for block in blocks:
        runs = list(shingles(block.text))
        out[id(block)] = sum(run in known for run in runs) / len(runs) if runs else 0.0
    return out


def _with_like_paragraphs(blocks: Sequence[Block], weights: list[int], furniture: set[int]) -> list[int]:
    """Return the weights; paragraphs in elements of the same classes as those with a weight get one too.

    Where a template puts each paragraph into a box of its own, trafilatura may take the first box for all.
    """
    likes = {_template(block) for block, weight in zip(blocks, weights, strict=True) if weight}
    likes.discard(None)
    return [
        block.words
        if not weight and n not in furniture and _template(block) in likes and _is_article_prose(block)
        else weight
        for n, (block, weight) in enumerate(zip(blocks, weights, strict=True))
    ]


def _template(block: Block) -> tuple[str, ...] | None:
    """Return tags and classes of a block's element and the two around it, None without any class."""
    around = [block.element, *islice(block.element.iterancestors(), 2)]
    classes = [element.get("class") or "" for element in around]
    return (*(element.tag for element in around), *classes) if any(classes) else None


def _scope(page: PageBlocks, weights: list[int], heading: int | None) -> range:
    """Return the range of the blocks of the article, from its title to the end of the element around it."""
    before = [0]
    for weight in weights:
        before.append(before[-1] + weight)
    whole = range(len(page.blocks))
    if not before[-1]:
        return whole
    best = whole
    for blocks in page.ranges.values():
        inside = before[blocks.stop] - before[blocks.start]
        if len(blocks) < len(best) and inside >= _CONTAINER * before[-1]:
            best = blocks
    start = best.start
    if heading is not None:
        behind = before[-1] - before[heading] >= before[heading]  # else it is a copy below the article
        start = heading + 1 if behind and heading < best.stop else best.start
    return range(start, max(start, best.stop))


def _choose(
    page: PageBlocks, scope: range, furniture: set[int], support: dict[int, float], heading: int | None
) -> list[int]:
    """Return the numbers of the blocks that are kept, without the title."""
    blocks = page.blocks
    prose = [n for n in scope if n not in furniture and _is_article_prose(blocks[n])]
    if not prose:
        return []
    prose += [
        n
        for n in range(scope.stop, _end_of_article(page, prose[0]))
        if n not in furniture and support[id(blocks[n])] >= _SUPPORT and _is_article_prose(blocks[n])
    ]
    prose = _until_next_part(blocks, prose, heading)
    places = _Places(blocks, prose)
    kept, times = list[int](), list[int]()
    for n in range(scope.start, prose[-1] + 1):
        if n in furniture or n == heading or is_label_line(blocks[n].text):
            continue
        if blocks[n].tag == "time":
            times = [n]
        elif places.holds(n, known=support[id(blocks[n])] >= _SUPPORT):
            kept += [*times, n]
            times = []
        elif 0 < len(times) < _ENTRY_LINES and blocks[n].link_share < _LABEL_LINK:
            times.append(n)  # the heading of an entry of a live blog
    for n in range(prose[-1] + 1, scope.stop):
        known = support[id(blocks[n])] >= _SUPPORT and not is_label_line(blocks[n].text)
        if n in furniture or not known or is_link(blocks[n]) or blocks[n].tag in HEADINGS:
            break
        kept.append(n)
    return kept


class _Places:
    """Where the paragraphs of an article stand: what short blocks between them belong to it."""

    def __init__(self, blocks: Sequence[Block], prose: Sequence[int]) -> None:
        self.blocks, self.prose, self.first = blocks, set(prose), prose[0]
        self.parents = {_parent(blocks[n]) for n in prose}
        self.classes = {_classes(blocks[n]) for n in prose}

    def holds(self, n: int, *, known: bool) -> bool:
        """Return whether the article has a block. `known`: trafilatura or the structured data have it."""
        block = self.blocks[n]
        if n in self.prose:
            return True
        if block.link_share >= _LABEL_LINK:
            return False
        is_heading = block.tag in HEADINGS
        if is_heading and n + 1 in self.prose:
            return True
        if n < self.first:
            return known and (is_heading or _parent(block) is _parent(self.blocks[self.first]))
        if known or _parent(block) in self.parents:
            return True
        return any(_classes(block)) and _classes(block) in self.classes


def _classes(block: Block) -> tuple[str, str]:
    """Return the classes of a block's element and of the element around it."""
    return block.element.get("class") or "", _parent(block).get("class") or ""


def _end_of_article(page: PageBlocks, n: int) -> int:
    """Return the end of the <article> around a block, 0 without any."""
    element: HtmlElement | None = page.blocks[n].element
    while element is not None and element.tag != "article":
        element = element.getparent()
    return page.ranges[element].stop if element is not None else 0


def _is_article_prose(block: Block) -> bool:
    if block.tag in HEADINGS or not is_prose(block.text):
        return False
    if block.link_share < _LABEL_LINK:
        return True
    if block.wrapped:
        return False
    return block.words >= _SHORT or (block.words >= _LINKED_SENTENCE and ends_sentence(block.text))


def _parent(block: Block) -> HtmlElement:
    """Return the element in which a block has siblings."""
    parent = block.element.getparent()
    return block.element if parent is None else parent


def _until_next_part(blocks: Sequence[Block], prose: list[int], heading: int | None) -> list[int]:
    """Return the paragraphs before the next <h1>, where another story begins, and before comments."""
    titled = heading is not None and blocks[heading].tag == "h1"
    for n in range(prose[0] + 1, prose[-1]):
        block = blocks[n]
        other = titled and block.tag == "h1" and heading is not None and block.text != blocks[heading].text
        if other or is_comment_heading(block.text):
            return [number for number in prose if number < n]
    return prose


def _without_copies(blocks: Sequence[Block], kept: list[int]) -> list[int]:
    """Return the numbers without copies of earlier blocks and quotations pulled out of the text."""
    seen: set[str] = set()
    runs: Counter[tuple[str, ...]] = Counter()
    for n in kept:
        runs.update(set(shingles(blocks[n].text)))
    out = []
    for n in kept:
        block = blocks[n]
        if block.words >= _REPEATED and block.text in seen:
            continue
        seen.add(block.text)
        own = set(shingles(block.text))
        if _may_be_pulled(block) and len(own) > 1 and all(runs[run] > 1 for run in own):
            runs.subtract(own)
            continue
        out.append(n)
    return out


def _may_be_pulled(block: Block) -> bool:
    element: HtmlElement | None = block.element
    for _ in range(3):
        if element is None:
            return False
        if element.tag in ("blockquote", "aside", "figure") or "quote" in (element.get("class") or ""):
            return True
        element = element.getparent()
    return False
