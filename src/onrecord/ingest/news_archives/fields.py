"""What the layouts share: days and languages as databases print them, notices, and the text of an article."""

import logging
import re
from collections.abc import Sequence
from functools import cache

from onrecord.ingest.dates import parse_date
from onrecord.ingest.language import named_languages
from onrecord.ingest.lexicons import load_words
from onrecord.model.article import EditorialNotice
from onrecord.model.errors import IngestError

LOG = logging.getLogger(__name__)
LONGEST_DAY = 100  # characters of a line with a day, its weekday, time and edition
# Without codes of three letters, which are words as well.
LANGUAGE_NAMES = {name: tag for name, tag in named_languages().items() if len(name) > len("eng")}
_DAY = re.compile(
    r"(?P<day>[^\W\d_]{3,9}\.? \d{1,2},? \d{4}|\d{1,2}\.? [^\W\d_]{3,9}\.?,? \d{4}|\d{4}-\d{2}-\d{2}"
    r"|\d{8}(?!\d))"
    r"(?P<rest>.*)"
)
_MONTH = re.compile(r"[^\W\d_]{3,9}\.?,? [12]\d{3}")
_TIME = re.compile(
    r"\b(\d{1,2}):(\d{2})(?::\d{2})? ?(?:([ap])\.?m\b\.?)?(?: ?([A-Z]{2,5})\b)?", re.IGNORECASE
)
_AFTER_DAY = re.compile(
    r"[\s,;.()-]*(?:(?:[\w' ]{0,30}\b)?(?:edition|final|update|correction appended)\b.{0,40})?", re.IGNORECASE
)  # what may stand behind a day: the edition; other words are those of a sentence or title
_WITHDRAWN = re.compile(
    r"(?:[A-Z]{2}-)?(?:kill|withdrawn?|retract(?:ed|ion)|cancel(?:led|ed))\b\s?[-:(–—]", re.IGNORECASE
)
_CORRECTION = re.compile(
    r"(?:correct(?:ed|ion|s)|clarification|clarified|refile)\b\s?(?:\d{1,2}\s?)?[-:(–—]", re.IGNORECASE
)
_UPDATE = re.compile(r"(?:update|wrapup|updated)\b\s?(?:\d{1,2}\s?)?[-:(–—]", re.IGNORECASE)
_BEFORE_PLACE = 5  # paragraphs within which the text has its place: headline, note of an update, byline
_NOT_NAMES = re.compile(
    r"[^;]*\b(?:(?:reported|contributed|reporting|writes?|wrote) (?:from|to|by|for|in)\b"
    r"|(?:is|are|was|were) (?:a|an|the)\b)"
)  # what follows the names of a byline: "Ann Lee reported from Marusk, and Ben Okoro from Vellin."
_FROM = re.compile(r"\s+(?:in|from|at)\s+(?=[A-Z]).*")  # the place behind a name: "Ann Lee in Marusk"
_BYLINE = re.compile(r"^\s*by:?\s+", re.IGNORECASE)


def parse_day(line: str) -> str | None:
    """Return the day in EDTF of a line such as "May 3, 2003 Saturday 10:00 AM GMT", None when it is none.

    The time is kept when it has a zone or is on 24 hours. "May 2003" is a month.
    """
    text = " ".join(_without_weekdays(line).replace("\xa0", " ").split()).strip(" ,;.")
    if len(text) > LONGEST_DAY:
        return None
    match = _DAY.match(text)
    if match is None:
        return _parse(f"1 {text}", 7) if _MONTH.fullmatch(text) else None
    day = _parse(match["day"].replace(" ,", ","))
    time = _TIME.search(match["rest"])
    if day is None or not _AFTER_DAY.fullmatch(_TIME.sub("", match["rest"], count=1)):
        return None
    return day if time is None else _timed(match["day"], day, time) or day


def published_day(made: str | None, embargo: str | None, location: str) -> str | None:
    """Return when a version was published: when it was made, or when its embargo ends if that is later."""
    if embargo and (made is None or embargo > made):
        LOG.warning("%s: under embargo until %s", location, embargo)
        return embargo
    return made


def _timed(printed: str, day: str, time: re.Match[str]) -> str | None:
    """Return the day with its time, None where there is no such time. Without a zone it may have no half."""
    hour = f"{int(time[1]):02}"
    if not time[3] and not time[4]:
        return _parse(f"{day} {hour}:{time[2]}")
    clock = f"{time[1]}:{time[2]} {time[3]}m" if time[3] else f"{hour}:{time[2]}"
    return _parse(f"{printed} {clock} {(time[4] or '').upper()}")


def _parse(text: str, length: int | None = None) -> str | None:
    try:
        return parse_date(text)[:length]
    except IngestError:
        return None


def _without_weekdays(line: str) -> str:
    return _weekdays().sub(" ", line)


@cache
def _weekdays() -> re.Pattern[str]:
    names = "|".join(map(re.escape, load_words("weekdays.txt")))
    return re.compile(rf"\b(?:{names})\b\.?,?", re.IGNORECASE)


def language_tag(name: str | None) -> str | None:
    """Return the tag of a language that is printed as a word ("ENGLISH; ANGLAIS"), None when not known."""
    words = re.findall(r"[^\W\d_]+", (name or "").lower())
    return next((LANGUAGE_NAMES[word] for word in words if word in LANGUAGE_NAMES), None)


def notice_of(title: str | None) -> EditorialNotice | None:
    """Return what an agency's mark before a headline says: "CORRECTED-UPDATE 1-…", "WITHDRAWN-…"."""
    plain = (title or "").strip()
    if _WITHDRAWN.match(plain):
        return "withdrawn"
    if _CORRECTION.match(plain):
        return "correction"
    return "update" if _UPDATE.match(plain) else None


def names_of(byline: str | None) -> tuple[str, ...]:
    """Return the names of a byline without "By". It is split where it plainly lists names, else one entry."""
    printed = _BYLINE.sub("", " ".join((byline or "").split()))
    first, *others = re.split(r"\s*;\s*", printed)
    plain = "; ".join([first, *(part for part in others if not _NOT_NAMES.match(part))]).strip(" .;,")
    if not plain:
        return ()
    parts = [part.strip() for part in re.split(r"\s*;\s*|\s+and\s+|\s*&\s*", plain, flags=re.IGNORECASE)]
    names = (_FROM.sub("", part) for part in parts)
    return tuple(_in_capitals_no_more(name) for name in names if name)


def _in_capitals_no_more(name: str) -> str:
    return name.title() if name.isupper() and " " in name else name


def article_text(title: str | None, dateline: str | None, body: Sequence[str]) -> str:
    """Return headline and paragraphs, one a line, with the place before the first: "MARUSK — The minister …".

    The databases keep headline and place in fields of their own; printed, they are a part of the report. They
    are not added where the body has them. "" without a body.
    """
    lines = [line for line in (" ".join(one.split()) for one in body) if line]
    if not lines:
        return ""
    place = " ".join((dateline or "").split()).strip(" -–—")
    if place and not any(_letters(line).startswith(_letters(place)) for line in lines[:_BEFORE_PLACE]):
        lines[0] = f"{place} — {lines[0]}"
    headline = " ".join((title or "").split())
    if headline and _letters(lines[0]) != _letters(headline):
        lines.insert(0, headline)
    return "\n".join(lines)


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text.lower())
