"""Dates as feeds write them, wrong ones included, to EDTF.

RFC 822 (RSS 2.0) allows years of two digits; programs write the date of C's `asctime`, with and without a
zone, seconds since 1970, and 24:00 for midnight. The day of the week is never used: it is often wrong.
"""

import re
from datetime import UTC, date, datetime, timedelta

from onrecord.ingest.dates import parse_date
from onrecord.ingest.lexicons import load_pairs
from onrecord.model.errors import IngestError

EARLIEST = "1990"  # first year of the web: earlier dates are of the matter, or zero
CENTURY_TURN = (
    70  # years of two digits below it are of this century (RFC 2822, 4.3, has 50; no feed is of 1950)
)
MAX_LENGTH = 80
_CLOCK = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
_ZONE = r"(?P<zone>(?:GMT|UTC|UT)?[+-][0-9]{1,2}(?::?[0-9]{2})?|[A-Za-z]{1,5})(?:\[[A-Za-z_/]{1,40}\])?"
_RFC_822 = re.compile(
    r"(?:[A-Za-z]{2,9}\.?,?\s)?(?P<day>[0-9]{1,2})[\s-](?P<month>[A-Za-z]{3,9})\.?,?[\s-](?P<year>[0-9]{4}|[0-9]{2})"
    rf"(?:,?\s{_CLOCK}(?:\s?(?P<half>[ap])\.?m\.?)?(?:\s?{_ZONE})?)?(?:\s\([A-Za-z ]{{1,40}}\))?",
    re.IGNORECASE,
)
_ASCTIME = re.compile(
    rf"(?:[A-Za-z]{{3,9}},?\s)?(?P<month>[A-Za-z]{{3,9}})\.?\s(?P<day>[0-9]{{1,2}}),?\s{_CLOCK}(?:\s{_ZONE})?"
    r"\s(?P<year>[0-9]{4})",
    re.IGNORECASE,
)
_ISO = re.compile(
    rf"(?P<year>[0-9]{{4}})-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})[Tt\s]{_CLOCK}(?:\s?{_ZONE})?"
)
_SECONDS = re.compile(r"(?P<seconds>[0-9]{9,10})(?:[0-9]{3}|\.[0-9]{1,6})?")
_SLASHED = re.compile(r"(?P<day>[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})[ ,]{1,2}[0-9]{1,2}:[0-9]{2}.{0,20}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def parse_feed_date(value: str | int | float | None) -> str | None:
    """Return a date of a feed in EDTF, None when it is missing, ambiguous ("01/07/2025"), or before 1990."""
    text = " ".join(str(value).split()) if value is not None else ""
    if not text or len(text) > MAX_LENGTH:
        return None
    found = _of_seconds(text)
    for pattern in (_RFC_822, _ASCTIME, _ISO):
        match = pattern.fullmatch(text) if not found else None
        found = _of_match(match) if match else found
    if not found:
        slashed = _SLASHED.fullmatch(text)  # its day, where that is not ambiguous
        try:
            found = parse_date(slashed["day"] if slashed else text)
        except IngestError:
            return None
    return found if found >= EARLIEST else None


def _of_seconds(text: str) -> str | None:
    """Return the moment of a number of seconds or milliseconds since 1970."""
    match = _SECONDS.fullmatch(text)
    return f"{datetime.fromtimestamp(int(match['seconds']), UTC):%Y-%m-%dT%H:%M:%SZ}" if match else None


def _of_match(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 2000 if year < CENTURY_TURN else 1900
    try:
        day = date(year, _month(parts["month"]), int(parts["day"]))
    except ValueError:
        return None
    if not parts["hour"]:
        return day.isoformat()
    zone = _offset(parts["zone"] or "")
    return _moment(day, parts, zone)


def _moment(day: date, parts: dict[str, str], zone: str | None) -> str | None:
    """Return the day with its time. A time that there is not, or an unknown zone, leaves the day."""
    hour, minute = int(parts["hour"]), int(parts["minute"])
    if parts.get("half"):
        hour = hour % 12 + (12 if parts["half"].lower() == "p" else 0)
    if (hour, minute, int(parts["second"] or 0)) == (24, 0, 0):  # the end of the day (ISO 8601)
        day, hour = day + timedelta(days=1), 0
    if hour > 23 or minute > 59 or zone is None:
        return day.isoformat()
    second = f":{min(int(parts['second']), 59):02}" if parts["second"] else ""  # 60 is a leap second
    return f"{day.isoformat()}T{hour:02}:{minute:02}{second}{zone}"


def _month(printed: str) -> int:
    """Return the number of a month in digits or as a word, 0 when it is none."""
    if printed.isdecimal():
        return int(printed)
    name = printed.lower()
    return _MONTHS.index(name[:3]) + 1 if name[:3] in _MONTHS else 0


def _offset(printed: str) -> str | None:
    """Return a zone as an EDTF offset, "" for none, None for one that is not known."""
    if not printed:
        return ""
    plain = re.sub(r"^(?:GMT|UTC|UT)(?=[+-])", "", printed, flags=re.IGNORECASE)
    if plain[0] not in "+-":
        return load_pairs("zones.txt").get(plain.upper())
    digits = plain[1:].replace(":", "")
    hours, minutes = (digits, "00") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    if int(hours) > 14 or int(minutes) > 59:  # the widest zone is UTC+14
        return None
    return "Z" if int(hours) == int(minutes) == 0 else f"{plain[0]}{int(hours):02}:{minutes}"
