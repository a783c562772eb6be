"""Words to look for: names and search phrases brought into the form in which they are compared. Knows no SQL."""

import re
import unicodedata

MOST_PHRASES = 100  # words and phrases in one search; more is no question
LONGEST_SEARCH = 10_000  # code points

_WORD = re.compile(r"[^\W_](?:\.[^\W_])+(?![^\W_])\.?|[^\W_]+(?:'[^\W_]+)*")
_TOKEN = re.compile(r"[^\W_]+")
_LEADING = frozenset({"a", "an", "the"})
_PHRASES = re.compile(r'["“”„]([^"“”„]*)["“”„]?|([^\s"“”„]+)')


def fold_name(name: str) -> str:
    """Return a name's words as compared: ` dmitry peskov `, with a space at both ends, or "" when it holds no word.

    Case, accents, the dots of initials, a leading article and a possessive ending do not count ("the Kremlin’s" is
    ` kremlin `, "U.S." is ` us `). Because of the spaces, `fold_name(a) in fold_name(b)` asks for whole words in a row.
    """
    plain = _without_accents(name.replace("’", "'")).casefold()
    words = [_without_possessive(word.replace(".", "")) for word in _WORD.findall(plain)]
    if len(words) > 1 and words[0] in _LEADING:
        del words[0]
    return f" {' '.join(words)} " if words else ""


def plain_name(name: str) -> str:
    """Return a name as shown: as printed, without a leading article and a possessive ending."""
    words = name.split()
    if len(words) > 1 and words[0].casefold() in _LEADING:
        del words[0]
    return " ".join(words).removesuffix("’s").removesuffix("'s")


def _without_possessive(word: str) -> str:
    return word.removesuffix("'s")


def find_phrases(search: str) -> tuple[str, ...]:
    """Return what has to occur: each word by itself, and what stands in double quotes (straight or curly) as one phrase.

    Nothing in the result has a meaning to a query language: there are no quotes and no control characters in it. Words
    without a letter or digit are left out. A quote that is never closed ends with the text.
    """
    found = (quoted or word for quoted, word in _PHRASES.findall(search))
    clean = (" ".join(_without_controls(phrase).split()) for phrase in found)
    return tuple(phrase for phrase in clean if any(character.isalnum() for character in phrase))


def find_words(text: str) -> list[str]:
    """Return the words of a text as searched: runs of letters and digits without case and accents."""
    return _TOKEN.findall(_without_accents(text).casefold())


def printable(words: str) -> str:
    """Return the words so that they can be kept as UTF-8: bytes of a path that are no text become U+FFFD."""
    return words if is_text(words) else words.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def is_text(words: str) -> bool:
    """Tell whether the words are Unicode text: no lone surrogates."""
    try:
        words.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _without_accents(words: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", words) if not unicodedata.combining(c))


def _without_controls(words: str) -> str:
    return "".join(c if unicodedata.category(c) not in ("Cc", "Cs") else " " for c in words)
