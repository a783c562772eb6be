"""Tells the furniture of a page by its elements: menus, shares, comments, boxes about other stories.

An element is furniture by its tag, its role or a word in its class or id (lexicons/page_furniture.txt),
unless the title is in it, or elements of the same names hold most of what looks like the article: templates
use unlucky names. A card is a linked heading with a line or two about another story.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

from lxml.html import HtmlElement

from onrecord.ingest.lexicons import load_entries, load_words
from onrecord.ingest.pages.blocks import Block, PageBlocks

CARD_WORDS = 70  # of a linked heading with a text about another story
CARD_BLOCKS = 4
_LINK = 0.8  # share of linked characters from which a block is a link
_LEAST_OUTSIDE = 0.4  # of the article must be outside furniture, or the names are unlucky
_FIXED_TAGS = frozenset(("nav", "footer", "dialog", "figcaption", "menu", "amp-sidebar"))
_NEAR_TAGS = frozenset(("aside", "form", "figure", "address"))
_FIXED_ROLES = frozenset(
    ("navigation", "dialog", "menu", "menubar", "banner", "contentinfo", "search", "alertdialog")
)
_LONGEST_LABEL = 50  # characters
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LONGEST_NAMES = 400  # characters of classes and id that are looked at
_MOST_WORDS = 40  # of one of them
_NOT_DISPLAYED = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def find_furniture(page: PageBlocks, weight: Callable[[Block], int], title: int | None) -> set[int]:
    """Return the numbers of the blocks that are furniture.

    `weight` says how many words of a block look like the article, `title` is the number of the block with the
    title.
    """
    regions = [
        (names, blocks)
        for element, blocks in page.ranges.items()
        if blocks and (title is None or title not in blocks) and (names := _names(element)) is not None
    ]
    regions += [("!asking", blocks) for blocks in _small_boxes(page) if title is None or title not in blocks]
    before = [0]
    for block in page.blocks:
        before.append(before[-1] + weight(block))
    unlucky = _unlucky(regions, before)
    found, reached = set[int](), 0
    for names, blocks in sorted(regions, key=lambda region: region[1].start):
        if names not in unlucky:
            found.update(range(max(reached, blocks.start), blocks.stop))
            reached = max(reached, blocks.stop)
    return found | _cards(page, title)


def _small_boxes(page: PageBlocks) -> Iterator[range]:
    """Yield the blocks of boxes with a field to fill in and a few words: letters to order, searches."""
    for element in page.asking:
        blocks = page.ranges.get(element, range(0))
        inside = page.blocks[blocks.start : min(blocks.stop, blocks.start + CARD_BLOCKS + 1)]
        if 0 < len(inside) <= CARD_BLOCKS and sum(block.words for block in inside) <= CARD_WORDS:
            yield blocks


def _unlucky(regions: list[tuple[str, range]], before: list[int]) -> set[str]:
    """Return the names that are not believed, so that enough of the article is outside furniture.

    Those that hold most of it are dropped first.
    """
    mass: Counter[str] = Counter()
    for names, blocks in regions:
        mass[names] += before[blocks.stop] - before[blocks.start]
    unlucky: set[str] = set()
    for names, _ in mass.most_common(10):
        if _outside(regions, unlucky, before) >= _LEAST_OUTSIDE * before[-1]:
            break
        if not names.startswith("!"):
            unlucky.add(names)
    return unlucky


def _outside(regions: list[tuple[str, range]], unlucky: set[str], before: list[int]) -> int:
    """Return the weight of all blocks outside the regions."""
    inside, reached = 0, 0
    for names, blocks in sorted(regions, key=lambda region: region[1].start):
        if names not in unlucky and blocks.stop > reached:
            inside += before[blocks.stop] - before[max(reached, blocks.start)]
            reached = blocks.stop
    return before[-1] - inside


def _names(element: HtmlElement) -> str | None:
    """Return the names for which an element is furniture, None when it is not.

    They begin with "!" when nothing can save it.
    """
    tag, role = element.tag, (element.get("role") or "").lower()
    if tag in ("html", "body", "main", "h1"):
        return None
    if tag in _FIXED_TAGS or role in _FIXED_ROLES:
        return f"!{tag}"
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-component') or ''}"
    hidden = _NOT_DISPLAYED.search(element.get("style") or "") or element.get("hidden") is not None
    kind = "near" if tag in _NEAR_TAGS or hidden else _kind(names[:_LONGEST_NAMES])
    return None if kind is None else f"{'!' if kind == 'fixed' else ''}{tag} {names}"


@cache
def _known() -> dict[str, str]:
    """Return the words of furniture with their kinds."""
    return {
        words: kind for kind, _, words in (line.partition(" ") for line in load_entries("page_furniture.txt"))
    }


def _kind(names: str) -> str | None:
    """Return the kind of the first word of furniture in classes and ids."""
    known = _known()
    for name in names.split():
        words = [word.lower() for word in _WORD.findall(name)][:_MOST_WORDS]
        for count in (1, 2, 3):
            for start in range(len(words) - count + 1):
                kind = known.get(" ".join(words[start : start + count]))
                if kind:
                    return kind
    return None


def is_link(block: Block) -> bool:
    """Return whether a block is nothing but a link."""
    return block.link_share >= _LINK


def is_label_line(line: str) -> bool:
    """Return whether a line is a label of the page, "Advertisement" or "Read also"."""
    return len(line) <= _LONGEST_LABEL and _letters(line) in _labels("page_labels.txt")


def is_comment_heading(line: str) -> bool:
    """Return whether a line is the heading of readers' comments: "25 comments", "Leave a reply"."""
    if len(line) > _LONGEST_LABEL:
        return False
    plain = _letters(re.sub(r"[0-9]+", "N", line))
    return plain in _labels("comment_headings.txt")


@cache
def _labels(name: str) -> frozenset[str]:
    return frozenset(_letters(label) for label in load_words(name))


def _letters(line: str) -> str:
    return "".join(filter(str.isalpha, line.lower()))


def _cards(page: PageBlocks, title: int | None) -> set[int]:
    """Return the numbers of the blocks in cards that have another of the same kind."""
    cards: dict[str, list[range]] = {}
    for element, blocks in page.ranges.items():
        if 0 < len(blocks) <= CARD_BLOCKS and (title is None or title not in blocks):
            inside = page.blocks[blocks.start : blocks.stop]
            if _is_card(inside):
                cards.setdefault(f"{element.tag} {element.get('class') or ''}", []).append(blocks)
    return {n for rows in cards.values() if len(rows) > 1 for blocks in rows for n in blocks}


def _is_card(blocks: list[Block]) -> bool:
    headings = [n for n, block in enumerate(blocks) if is_link(block) and block.words > 2]
    if not headings or sum(block.words for block in blocks) > CARD_WORDS:
        return False
    first = blocks[headings[0]]
    return first.tag != "p" or first.wrapped or len(blocks) > 1


def shingles(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the runs of four words of a text, in lower case; the whole text when it is shorter."""
    words = re.findall(r"\w+", text.lower())
    if len(words) < 4:
        if words:
            yield tuple(words)
        return
    yield from zip(words, words[1:], words[2:], words[3:], strict=False)
