"""Detects the language of a text with py3langid; None where it is not sure.

`MIN_CONFIDENCE` and `MIN_LETTERS` were chosen on excerpts cut at random from 1,193 English articles (PolNeAR,
Wikinews, White House). Of 40 characters, 1 excerpt in 1,193 is assigned another language with confidence 0.9
or more; of 80, 160 and 300 characters none; of 600 one, which is a Russian quotation. A language is assigned
to 69 % of the excerpts of 40 characters, 95 % of 80, 99.7 % of 160. To measure again: classify `text[s:s+n]`
for random `s` and count the confident answers other than "en" by `n`.

py3langid takes half a second of processor time to load. A chunk of FREQUENT_WORDS or more words, of which
FREQUENT_SHARE or more are frequent words of English, is English without it. Measured on articles of the
corpus, Wikinews and PolNeAR and their excerpts of 80 to 1,000 characters: of 9,090, 5,165 are told so, all of
them as py3langid tells them with a confidence of 0.9 or more; of 100 German articles none.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from onrecord.ingest.lexicons import load_entries, load_pairs
from onrecord.model.errors import IngestError

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier


FIRST_CHARACTERS = 20_000  # only so many are looked at
CHUNK = (
    1_000  # characters classified at once: a long quotation in another language must not outweigh the rest
)
MIN_LETTERS = 40
MIN_CONFIDENCE = 0.9
FREQUENT_WORDS = 20
FREQUENT_SHARE = 0.3
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,6}")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")


def detect_language(text: str, stated: str | None = None, page_language: str | None = None) -> str | None:
    """Return the BCP 47 tag of the language of `text`, or None for texts that are too short or mixed.

    `stated` is always believed. `page_language` (the lang attribute of a page, which templates often get
    wrong) is believed unless the text is clearly in another language.
    """
    if stated:
        return parse_language(stated)
    detected = _classify(text[:FIRST_CHARACTERS])
    page = _tag_or_none(page_language)
    if page and (detected is None or page.split("-")[0] == detected):
        return page
    return detected


def parse_language(value: str) -> str:
    """Return a language tag in its usual spelling ("en_us" becomes "en-US").

    Raises IngestError (reason "field").
    """
    tag = _tag_or_none(value)
    if tag is None:
        raise IngestError(
            "field", f"{value[:40]!r} is not a language tag; write en, ru or pt-BR, for example"
        )
    return tag


def _tag_or_none(value: str | None) -> str | None:
    plain = (value or "").strip().replace("_", "-")
    if not _TAG.fullmatch(plain):
        return None
    first, *rest = plain.split("-")
    return "-".join([first.lower(), *(_spell_subtag(part) for part in rest)])


def _spell_subtag(part: str) -> str:
    if len(part) == 2:  # region
        return part.upper()
    return part.title() if len(part) == 4 and part.isalpha() else part.lower()  # script or variant


def _classify(text: str) -> str | None:
    """Return the language of more than half of the letters of `text`, None when there is none."""
    letters: Counter[str | None] = Counter()
    for chunk in _chunks(text):
        count = len(_LETTER.findall(chunk))
        language, confidence = _classify_chunk(chunk) if count >= MIN_LETTERS else ("", 0.0)
        letters[language if confidence >= MIN_CONFIDENCE else None] += count
    if not letters:
        return None
    best, count = max(letters.items(), key=lambda entry: (entry[1], entry[0] or ""))
    return best if 2 * count > letters.total() else None


def _classify_chunk(chunk: str) -> tuple[str, float]:
    """Return the likeliest language and how sure that is."""
    return ("en", 1.0) if _is_plain_english(chunk) else _identifier().classify(chunk)


def _is_plain_english(chunk: str) -> bool:
    words = _WORD.findall(chunk.lower())
    if len(words) < FREQUENT_WORDS:
        return False
    frequent = frozenset(load_entries("en/frequent_words.txt"))
    return sum(word in frequent for word in words) >= FREQUENT_SHARE * len(words)


def _chunks(text: str) -> Iterator[str]:
    for start in range(0, len(text), CHUNK):
        yield text[start : start + CHUNK]


@cache
def _identifier() -> "LanguageIdentifier":
    """Load the model once (half a second of processor time); it never changes."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(load_entries("languages.txt")))
    return identifier


@cache
def named_languages() -> dict[str, str]:
    """Return the tags of languages by their codes of three letters and their English names, in lower case."""
    return {name: tag for tag, names in load_pairs("language_names.txt").items() for name in names.split()}
