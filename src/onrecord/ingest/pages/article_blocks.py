"""Chooses the blocks of a page that are its article.

Two readers vote. trafilatura, which knows many templates, says which words it takes for the article; the
blocks say where on the page they stand. The article is what lies between its title and the end of the element
that holds nearly all of these words. In there a paragraph stays although trafilatura dropped it, and
furniture goes although trafilatura kept it. What the page's structured data gives as text counts as a vote too.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from onrecord.ingest.pages.furniture import find_furniture, is_link, shingles
from onrecord.ingest.pages.blocks import HEADINGS, Block, PageBlocks, is_prose

_SUPPORT = 0.5  # share of a block's runs of words that must be in the voted text
_CONTAINER = 0.85  # share of the voted words that the element of the article holds
_LABEL_LINK = 0.5  # share of linked characters from which a short block is about another story
_SHORT = 25  # words of such a block
_LINKED_SENTENCE = 12  # words of a sentence that may be a link as a whole
_REPEATED = 8  # words from which a block that was there before is a copy
_LINES_BEHIND = 10  # lines behind the title that may tell author and day
_LINES_BEFORE = 3
_LONG_LINE = 30  # words of a line that is not about the article
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

    def weight(block: Block) -> int:
        return block.words if support[id(block)] >= _SUPPORT and block.is_prose and not is_link(block) else 0

    furniture = find_furniture(page, weight, heading)
    weights = [0 if n in furniture else weight(block) for n, block in enumerate(blocks)]
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
    """Return the short lines next to the title: those behind it up to the first long one, then those before."""
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
    first = [
        n for n, block in enumerate(blocks) if block.tag == "h1" and not is_link(block) and block.words > 2
    ]
    return first[0] if first else None


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
        start = heading + 1 if heading in best or heading < best.start else best.start
    return range(start, max(start, best.stop))


def _choose(
    page: PageBlocks, scope: range, furniture: set[int], support: dict[int, float], heading: int | None
) -> list[int]:
    """Return the numbers of the blocks that are kept, without the title."""
    blocks = page.blocks
    prose = [n for n in scope if n not in furniture and _is_article_prose(blocks, n, support)]
    if not prose:
        return []
    prose += [
        n
        for n in range(scope.stop, _end_of_article(page, prose[0]))
        if n not in furniture and support[id(blocks[n])] >= _SUPPORT and _is_article_prose(blocks, n, support)
    ]
    prose = _until_second_title(blocks, prose, heading)
    parents: set[HtmlElement] = {_parent(blocks[n]) for n in prose}
    first = _parent(blocks[prose[0]])
    kept, taken, times = [], set(prose), list[int]()
    for n in range(scope.start, prose[-1] + 1):
        if n in furniture or n == heading:
            continue
        if blocks[n].tag == "time":
            times = [n]
        elif n in taken or (
            _is_between(blocks[n], parents, support)
            if n > prose[0]
            else support[id(blocks[n])] >= _SUPPORT
            and (_parent(blocks[n]) is first or blocks[n].tag in HEADINGS)
        ):
            kept += [*times, n]
            times = []
    for n in range(prose[-1] + 1, scope.stop):
        known = support[id(blocks[n])] >= _SUPPORT
        if n in furniture or not known or is_link(blocks[n]) or blocks[n].tag in HEADINGS:
            break
        kept.append(n)
    return kept


def _end_of_article(page: PageBlocks, n: int) -> int:
    """Return the end of the <article> around a block, 0 without any."""
    element: HtmlElement | None = page.blocks[n].element
    while element is not None and element.tag != "article":
        element = element.getparent()
    return page.ranges[element].stop if element is not None else 0


def _is_article_prose(blocks: Sequence[Block], n: int, support: dict[int, float]) -> bool:
    block = blocks[n]
    if block.tag in HEADINGS or not is_prose(block.text):
        return False
    if block.link_share < _LABEL_LINK:
        return True
    if block.wrapped:
        return False
    return block.words >= _SHORT or (
        support[id(block)] >= _SUPPORT and not is_link(block) and block.words > 12
    )


def _is_between(block: Block, parents: set[HtmlElement], support: dict[int, float]) -> bool:
    """Return whether a short block between paragraphs belongs to the article."""
    if block.link_share >= _LABEL_LINK:
        return False
    known = support[id(block)] >= _SUPPORT
    if block.tag in HEADINGS or block.tag in ("li", "row"):
        return known or _parent(block) in parents
    return known or _parent(block) in parents


def _parent(block: Block) -> HtmlElement:
    """Return the element in which a block has siblings."""
    parent = block.element.getparent()
    return block.element if parent is None else parent


def _until_second_title(blocks: Sequence[Block], prose: list[int], heading: int | None) -> list[int]:
    """Return the paragraphs before the next <h1>, where another story begins."""
    if heading is None or blocks[heading].tag != "h1":
        return prose
    for n in range(prose[0] + 1, prose[-1]):
        if blocks[n].tag == "h1" and blocks[n].text != blocks[heading].text:
            return [number for number in prose if number < n]
    return prose


def _without_copies(blocks: Sequence[Block], kept: list[int]) -> list[int]:
    """Return the numbers without blocks that repeat an earlier one, and quotations pulled out of the text."""
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
