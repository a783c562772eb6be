"""Text of articles as reports show it: on one line, with hidden characters made visible.

A right-to-left override or a zero-width character can make words read differently from what they are.
"""

import re
import unicodedata

_SPECIAL = re.compile(r"[^\w\s!-~\u00a1-\u00ac\u00ae-\u00ff\u2010-\u2027\u2030-\u205e\u20a0-\u20cf]")
_JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")  # parts of words of Persian and Indic scripts, and of emoji
_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})


def visible_text(text: str) -> str:
    """Return text with runs of white space as one space and hidden characters as ⟨U+202E⟩."""
    return " ".join(_SPECIAL.sub(_show, text).split())


def visible_piece(text: str) -> str:
    """Return the same of words within a line: white space at its edges stays, as one space."""
    shown = visible_text(text)
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() and shown else ""
    return before + shown + after


def _show(found: re.Match[str]) -> str:
    character = found[0]
    if character in _JOINERS or unicodedata.category(character) not in _HIDDEN:
        return character
    return f"⟨U+{ord(character):04X}⟩"
