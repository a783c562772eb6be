"""Tells pages that stand in place of an article: checks for robots, logins, errors, lists of files.

A short text is one when a phrase of `lexicons/placeholders.txt` is in its title or a sentence, and hardly any
sentence is left without such a phrase. An article about denied access has more to say.
"""

import re
from functools import cache

from onrecord.ingest.lexicons import load_entries

_MOST_WORDS = 250  # a notice is shorter
_LEFT_WORDS = 25  # words of other sentences that a notice may have (the name of the site, a number)
_SENTENCE_WORDS = 5  # words from which a line is a sentence and no label
_SPLIT = re.compile(r"(?<=[.!?…])\s+|\n+")
_SAID = re.compile(r"[“„«]|\b(?:said|says|told|according to)\b")  # a report, whatever else is in the sentence
_WORD = re.compile(r"[^\W\d_]+")


def find_placeholder(text: str, title: str | None) -> str | None:
    """Return the words that show a text to be a notice of its site, None for articles."""
    if len(text) > 12 * _MOST_WORDS or len(_WORD.findall(text)) > _MOST_WORDS:
        return None
    sentences = [part for part in _SPLIT.split(_plain(text)) if part.strip()]
    hits = [found[0] for part in sentences if (found := _phrases().search(part))]
    in_title = _phrases().search(_plain(title or "")[:200])
    if not hits and not in_title:
        return None
    others = [part for part in sentences if _SAID.search(part) or not _phrases().search(part)]
    left = sum(count for part in others if (count := len(_WORD.findall(part))) >= _SENTENCE_WORDS)
    said = sum(len(_WORD.findall(part)) for part in sentences) - left
    if left > _LEFT_WORDS or left > said:
        return None
    return (hits[0] if hits else in_title[0] if in_title else "").strip()


def _plain(text: str) -> str:
    return text.lower().replace("’", "'").replace("\u00a0", " ")


@cache
def _phrases() -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w){re.escape(phrase)}" for phrase in load_entries("placeholders.txt")))
