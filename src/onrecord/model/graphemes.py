"""Where characters as readers see them begin: extended grapheme clusters (Unicode Standard Annex 29).

A letter with its combining marks, a flag, a family of emoji with zero-width joiners is one such character.
"""

import regex

_CLUSTER = regex.compile(r"\X")
_LEAST = "\u0300"  # below it no character continues another, except a line feed after a carriage return
_BACK = 64  # code points before an offset among which its cluster begins
_FLAGS = 400  # and in a row of flags, whose letters make pairs from the first one on
_FIRST_FLAG_LETTER, _LAST_FLAG_LETTER = "\U0001f1e6", "\U0001f1ff"
_JOINERS = frozenset("\u200c\u200d")
_CONTROLS = frozenset("\r\n")


def is_cluster_edge(text: str, at: int) -> bool:
    """Return whether no character of the text lies across an offset.

    It looks at no more than 64 code points before the offset (400 in a row of flags), so that its time does
    not depend on the text.
    """
    if not 0 < at < len(text):
        return True
    before, after = text[at - 1], text[at]
    if before in _CONTROLS or after in _CONTROLS:
        return not (before == "\r" and after == "\n")
    if before < _LEAST and (after < _LEAST or after in _JOINERS):
        return True  # behind a Latin letter a joiner joins nothing: it is an invisible remnant
    if _is_flag_letter(before) and _is_flag_letter(after):
        return _count_flag_letters(text, at) % 2 == 0
    start = _safe_start(text, at)
    # A slice: `regex` looks back beyond the start of a search.
    return any(match.start() == at - start for match in _CLUSTER.finditer(text[start : at + 1]))


def cluster_start(text: str, at: int) -> int:
    """Return the nearest offset at or before `at` that is an edge."""
    while not is_cluster_edge(text, at):
        at -= 1
    return at


def cluster_end(text: str, at: int) -> int:
    """Return the nearest offset at or after `at` that is an edge."""
    while not is_cluster_edge(text, at):
        at += 1
    return at


def _safe_start(text: str, at: int) -> int:
    """Return an offset before `at` from which clusters can be told apart."""
    start, least = at - 1, max(0, at - _BACK)
    while start > least and text[start] >= _LEAST and not _is_flag_letter(text[start]):
        start -= 1
    return start


def _is_flag_letter(character: str) -> bool:
    return _FIRST_FLAG_LETTER <= character <= _LAST_FLAG_LETTER


def _count_flag_letters(text: str, at: int) -> int:
    """Return the number of letters of flags directly before an offset, at most _FLAGS."""
    first, least = at, max(0, at - _FLAGS)
    while first > least and _is_flag_letter(text[first - 1]):
        first -= 1
    return at - first
