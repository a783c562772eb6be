"""From the cells of tables to fields of articles: texts, names, and days as programs store them."""

import ast
import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import cast

from onrecord.ingest.charsets import decode
from onrecord.ingest.dates import edtf_moment, parse_date
from onrecord.ingest.language import named_languages
from onrecord.ingest.tables.columns import is_blank

# Seconds since 1970 that are taken for a moment: from 1990 to 2100. Smaller numbers are days of a
# spreadsheet, years, or days in digits; larger ones are the same moments in milli-, micro- and nanoseconds.
_EPOCH = (631_152_000, 4_102_444_800)
_UNITS = (1, 1_000, 1_000_000, 1_000_000_000)
# Days since 30 December 1899 as spreadsheets count them (ECMA-376, 18.17.4.1): from 1954 to 2119.
_SERIALS = (20_000, 80_000)
_SERIAL_START = date(1899, 12, 30)
_SECONDS_OF_DAY = 86_400
_NUMBER = re.compile(r"[0-9]{4,20}(?:\.[0-9]{1,12})?")
_STAMP = re.compile(r"([12][0-9]{3})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})")  # GDELT's days
_SLASHED = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})(?:[ ,T]+(.{1,30}))?")
_SHORT_YEAR = re.compile(r"([0-9]{1,2})[- ]([A-Za-z]{3,9})[- ]([0-9]{2})(?![0-9:])(.*)")  # Excel's 3-Jun-25
# "Tue Jun 03 08:15:00 +0000 2025", as Twitter and the function ctime of C write it.
_C_TIME = re.compile(
    r"[A-Za-z]{3} ([A-Za-z]{3} [0-9]{1,2}) ([0-9]{2}:[0-9]{2}:[0-9]{2})"
    r"(?: ([+-][0-9]{4}|[A-Z]{1,4}))? ([0-9]{4})"
)
_TURN = 30  # two digits of a year from here on are of the last century, as in Excel
_MIDNIGHT = re.compile(r"T00:00(?::00)?\Z")
_TWELVE = 12
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_CUT = re.compile(r"\s*(?:…|\.\.\.)?\s*\[\+[0-9]{1,9} chars\]\s*\Z")  # NewsAPI's mark of a text that it cuts
_CUT_END = 60  # characters at the end of a text in which the mark is looked for
_UNKNOWN_LANGUAGE = {"und", "unk", "unknown", "mul", "zxx", "mis", "other"}
_LONGEST_LIST = 10_000  # characters of a cell that is read as a list of names


def cell_text(value: object) -> str | None:
    """Return a cell as text, None when it is blank.

    A list of paragraphs is joined by blank lines; of an object the name or title is taken.

    Raises IngestError ("encoding" or "binary") for bytes that are no text.
    """
    if isinstance(value, list | tuple):
        parts = [part for part in map(cell_text, value) if part]
        return "\n\n".join(parts) or None
    if isinstance(value, dict):
        fields = cast("dict[str, object]", value)
        return next((cell_text(fields[name]) for name in ("name", "title", "text") if fields.get(name)), None)
    if is_blank(value):
        return None
    if isinstance(value, bytes):
        return decode(value)
    if isinstance(value, str):
        return _CUT.sub("", value)
    return str(value)


def is_cut(value: object) -> bool:
    """Return whether a cell ends with the mark of NewsAPI: it is the beginning of a text."""
    return isinstance(value, str) and _CUT.search(value[-_CUT_END:]) is not None


def cell_date(value: object, day_first: bool | None = None) -> str | None:
    """Return the day or moment that a cell holds in EDTF, None when it is blank.

    Understands what `parse_date` does, moments of Python and spreadsheets, seconds since 1970 (also milli-,
    micro- and nanoseconds), days of a spreadsheet as a number, and 20250701093000. `day_first` tells which
    of two numbers with slashes is the day; None when that is not known. A moment at midnight without a zone
    is a day. Raises IngestError ("field") for anything else.
    """
    found = None if is_blank(value) else _date(value, day_first)
    return _MIDNIGHT.sub("", found) if found else None


def _date(value: object, day_first: bool | None) -> str | None:
    if isinstance(value, datetime):
        return edtf_moment(value)
    if isinstance(value, date):
        return value.isoformat()
    text = " ".join(str(value).split())
    number = text.removesuffix(".0")
    if _NUMBER.fullmatch(number) and (found := _number_date(float(number), number)):
        return found
    slashed = _SLASHED.fullmatch(text)
    if slashed and day_first is not None:
        first, second = int(slashed[1]), int(slashed[3])
        day, month = (first, second) if day_first else (second, first)
        time = re.sub(r"\A(?=[0-9]:[0-9]{2}(?!.*[ap]\.?m))", "0", slashed[5] or "", flags=re.IGNORECASE)
        if 1 <= month <= _TWELVE:
            return parse_date(f"{day} {_MONTHS[month - 1]} {slashed[4]} {time}")
    if short := _SHORT_YEAR.fullmatch(text):
        century = 20 if int(short[3]) < _TURN else 19
        return parse_date(f"{short[1]} {short[2]} {century}{short[3]}{short[4]}")
    if stamp := _C_TIME.fullmatch(text):
        written, clock, zone, year = stamp.groups()
        return parse_date(f"{written} {year} {clock} {zone or ''}")
    return parse_date(text)


def find_day_order(values: Iterable[object]) -> bool | None:
    """Return whether the day comes before the month in a column of days such as 13/7/2025.

    None where no value tells, and where values contradict each other.
    """
    found = set()
    for value in values:
        match = _SLASHED.fullmatch(" ".join(value.split())) if isinstance(value, str) else None
        if match and (int(match[1]) > _TWELVE) != (int(match[3]) > _TWELVE):
            found.add(int(match[1]) > _TWELVE)
    return found.pop() if len(found) == 1 else None


def cell_authors(value: object) -> tuple[str, ...]:
    """Return the names in a cell: a list, a list written as text, or names between semicolons or bars."""
    if isinstance(value, list | tuple):
        return tuple(name for entry in value if (name := _author(entry)))
    if is_blank(value):
        return ()
    text = str(value).strip()
    if text[:1] == "[" and text[-1:] == "]" and len(text) <= _LONGEST_LIST:
        entries = _written_list(text)
        if entries is not None:
            return cell_authors(entries)
    return tuple(name for part in re.split(r"[;|]", text) if (name := part.strip()))


def cell_language(value: object) -> str | None:
    """Return the tag of a language that is named by its code or English name ("eng", "English"), or None."""
    text = cell_text(value)
    if text is None or text.strip().casefold() in _UNKNOWN_LANGUAGE:
        return None
    return named_languages().get(text.strip().casefold(), text.strip())


def _number_date(number: float, written: str) -> str | None:
    stamp = _STAMP.fullmatch(written)
    if stamp:
        year, month, day, hour, minute, second = stamp.groups()
        return parse_date(f"{year}-{month}-{day}T{hour}:{minute}:{second}Z")
    for unit in _UNITS:
        if _EPOCH[0] <= number / unit < _EPOCH[1]:
            return edtf_moment(datetime.fromtimestamp(number // unit, UTC))
    if _SERIALS[0] <= number < _SERIALS[1]:
        seconds = round((number % 1) * _SECONDS_OF_DAY)
        start = datetime.combine(_SERIAL_START, datetime.min.time())
        return edtf_moment(start + timedelta(days=int(number), seconds=seconds))
    return None


def _author(entry: object) -> str | None:
    """Return the name of an author: a string, or an object with a name."""
    if isinstance(entry, dict):
        entry = cast("dict[str, object]", entry).get("name")
    return entry.strip() if isinstance(entry, str) and not is_blank(entry) else None


def _written_list(text: str) -> list[object] | None:
    """Return the list that a text is, in JSON or as Python writes it, or None."""
    readers: tuple[Callable[[str], object], ...] = (json.loads, ast.literal_eval)
    for read in readers:
        try:
            found = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(found, list):
            return cast("list[object]", found)
    return None
