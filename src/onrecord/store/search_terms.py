"""Normalises names and search phrases for comparison. Contains no SQL."""

import re
import unicodedata
from functools import lru_cache

# Bounds on a search, so that a hostile query cannot be slow
MAX_PHRASES = 100  # words and phrases
MAX_SEARCH_LENGTH = 10_000  # code points

_WORD = re.compile(r"[^\W_](?:\.[^\W_])+(?![^\W_])\.?|[^\W_]+(?:'[^\W_]+)*")
_TOKEN = re.compile(r"[^\W_]+")
_ARTICLES = frozenset({"a", "an", "the"})
_PHRASES = re.compile(r'["“”„]([^"“”„]*)["“”„]?|([^\s"“”„]+)')


@lru_cache(maxsize=8_192)
def fold_name(name: str) -> str:
    """Return a name's words as compared:

    ` dmitry peskov `, with a space at both ends, or "" when there is no word.

    Case, accents, the dots of initials, a leading article and a possessive ending are dropped ("the
    Kremlin’s" becomes ` kremlin `, "U.S." ` us `). Because of the spaces, `fold_name(a) in fold_name(b)`
    tests for whole consecutive words.
    """
    plain = _without_accents(name.replace("’", "'")).casefold()
    words = [word.replace(".", "").removesuffix("'s") for word in _WORD.findall(plain)]
    if len(words) > 1 and words[0] in _ARTICLES:
        del words[0]
    return f" {' '.join(words)} " if words else ""


def plain_name(name: str) -> str:
    """Return a name for display: as printed, without a leading article and a possessive ending."""
    words = name.split()
    if len(words) > 1 and words[0].casefold() in _ARTICLES:
        del words[0]
    return " ".join(words).removesuffix("’s").removesuffix("'s")


def find_phrases(search: str) -> tuple[str, ...]:
    """Return the words of a search, and each text in double quotes (straight or curly) as one phrase.

    The result contains no quotes and no control characters, so that nothing in it is query syntax. Words
    without a letter or digit are dropped. A quote that is never closed ends with the text.
    """
    found = (quoted or word for quoted, word in _PHRASES.findall(search))
    clean = (" ".join(_without_controls(phrase).split()) for phrase in found)
    return tuple(phrase for phrase in clean if any(character.isalnum() for character in phrase))


def find_words(text: str) -> list[str]:
    """Return the words of a text as indexed: runs of letters and digits without case and accents."""
    return _TOKEN.findall(_without_accents(text).casefold())


def printable(words: str) -> str:
    """Return words that UTF-8 can encode: bytes of a path that are not text become U+FFFD."""
    return words if is_text(words) else words.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def is_text(words: str) -> bool:
    """Whether the words are Unicode text without lone surrogates."""
    try:
        words.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _without_accents(words: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", words) if not unicodedata.combining(c))


def _without_controls(words: str) -> str:
    return "".join(c if unicodedata.category(c) not in ("Cc", "Cs") else " " for c in words)
