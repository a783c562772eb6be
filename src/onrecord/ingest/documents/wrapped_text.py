"""Joins the lines of texts that were broken at a fixed width: mail, text downloads of news databases."""

import re
from collections.abc import Iterable

WIDEST = 100  # characters; longer lines are paragraphs, not broken at a width
NARROWEST = 40
_TOLERANCE = 6  # characters that a line may be shorter than the next word would explain
_MARK = re.compile(r"\s*(?:[*•▪–—-]|\(?\d{1,2}[.)])\s")
_SENTENCE_END = re.compile(r"[.!?…:][\"'»”’)\]]*$")


def join_wrapped(lines: Iterable[str]) -> list[str]:
    """Return the paragraphs of a text: its lines as they are, or joined where they were broken at a width.

    A blank line ends a paragraph. So do a line that leaves room for the next word, an indented line, and the
    mark of a list.
    """
    kept = [line.rstrip().expandtabs(4) for line in lines]
    lengths = [len(line) for line in kept if line]
    wide = sum(length > WIDEST for length in lengths)
    width = max((length for length in lengths if length <= WIDEST), default=0)
    if not lengths or width < NARROWEST or 10 * wide > len(lengths):
        return [line.strip() for line in kept if line.strip()]
    paragraphs: list[str] = []
    before = ""
    for line in kept:
        if line and before and _continues(before, line, width):
            paragraphs[-1] += f" {line.strip()}"
        elif line:
            paragraphs.append(line.strip())
        before = line
    return paragraphs


def _continues(before: str, line: str, width: int) -> bool:
    indent, indent_before = (len(one) - len(one.lstrip()) for one in (line, before))
    if _MARK.match(line) or indent > indent_before + 1 or len(before) > WIDEST:
        return False
    if line.lstrip()[:1].islower() and not _SENTENCE_END.search(before):
        return True
    return len(before) + 1 + len(line.split()[0]) > width - _TOLERANCE
