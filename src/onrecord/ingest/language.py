"""Which language a text is in: py3langid on pieces of it, with None where it is not sure.

`SURE` and `FEWEST_LETTERS` were chosen on stretches cut at random from 1,193 English articles (PolNeAR, Wikinews, White House).
Of 40 characters, 1 stretch in 1,193 is called another language with 0.9 or more; of 80, 160 and 300 none; of 600 one, which
is a Russian quotation. It is sure of 69 % of the stretches of 40 characters, 95 % of 80, 99.7 % of 160. To measure again:
classify `text[s:s+n]` for random `s` and count the sure answers other than "en" by `n`.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from onrecord.ingest.lexicons import load_entries
from onrecord.model.errors import GatheringError

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

FIRST_CHARACTERS = 20_000
PIECE = (
    1_000  # characters judged at once: one long quotation in another language must not decide for the article
)
FEWEST_LETTERS = 40
SURE = 0.9
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,6}")
_LETTER = re.compile(r"[^\W\d_]")


def find_language(text: str, told: str | None = None, page_says: str | None = None) -> str | None:
    """Return the BCP 47 tag of the language of `text`, or None when it cannot be known (short or mixed texts).

    `told` is believed. `page_says` (the lang attribute of a page, which templates often get wrong) is believed unless
    the text is clearly in another language. Only the first 20,000 characters are looked at.
    """
    if told:
        return parse_language(told)
    found = _classify(text[:FIRST_CHARACTERS])
    page = _tag_or_none(page_says)
    if page and (found is None or page.split("-")[0] == found):
        return page
    return found


def parse_language(value: str) -> str:
    """Return a language tag in its usual spelling ("en_us" becomes "en-US"). Raises GatheringError (reason "field")."""
    tag = _tag_or_none(value)
    if tag is None:
        raise GatheringError(
            "field", f"{value[:40]!r} is no language tag; write en, ru or pt-BR, for example"
        )
    return tag


def _tag_or_none(value: str | None) -> str | None:
    plain = (value or "").strip().replace("_", "-")
    if not _TAG.fullmatch(plain):
        return None
    first, *rest = plain.split("-")
    return "-".join([first.lower(), *(_spell_subtag(part) for part in rest)])


def _spell_subtag(part: str) -> str:
    return (
        part.upper()
        if len(part) == 2
        else part.title()
        if len(part) == 4 and part.isalpha()
        else part.lower()
    )


def _classify(text: str) -> str | None:
    """Return the language most letters of `text` are in, or None when no language has more than half of them for sure."""
    letters: Counter[str | None] = Counter()
    for piece in _pieces(text):
        count = len(_LETTER.findall(piece))
        language, confidence = _identifier().classify(piece) if count >= FEWEST_LETTERS else ("", 0.0)
        letters[language if confidence >= SURE else None] += count
    if not letters:
        return None
    best, count = max(letters.items(), key=lambda entry: (entry[1], entry[0] or ""))
    return best if 2 * count > letters.total() else None


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, len(text), PIECE):
        yield text[start : start + PIECE]


@cache
def _identifier() -> "LanguageIdentifier":
    """Load the model once (0.3 s); it never changes."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(load_entries("languages.txt")))
    return identifier
