"""Dates: what is a date at all (parse_date) and when an article was published (find_published). Values are EDTF.

Only dates that can be read one way are dates: "01/07/2025" is none, it may mean January or July.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from urllib.parse import unquote, urlsplit

from onrecord.ingest.lexicons import LANGUAGES, load_entries, load_pairs, load_words
from onrecord.model.article import Published
from onrecord.model.errors import GatheringError
from onrecord.model.evidence import Evidence
from onrecord.model.span import Span

FIRST_LINES = 10  # lines of an article that may hold its date
FIRST_CHARACTERS = 6_000  # and how far they may reach, for texts without line ends
LINE_START = 200  # characters of a line that may hold a dateline, and the longest line that may be a date
LONGEST_DATE = 80
YEARS_TOLD = range(1000, 3000)
YEARS_FOUND = range(1990, 2100)  # in addresses and text a number outside is something else

_TIME = r"(?P<hour>[0-9]{2}):?(?P<minute>[0-9]{2})(?::?(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
_ISO = re.compile(
    r"(?P<year>[0-9]{4})(?:(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?:(?P=mark)(?P<day>[0-9]{1,2}))?|(?P<month2>[0-9]{2})(?P<day2>[0-9]{2}))?"
    rf"(?:(?:T| |, ){_TIME} ?(?P<zone>[A-Z]{{1,4}}|[+-][0-9]{{2}}(?::?[0-9]{{2}})?)?)?",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"(?P<first>[0-9]{1,2})/(?P<second>[0-9]{1,2})/(?P<year>[12][0-9]{3})")
_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T|[A-Za-z]{3}, [0-9]{1,2} |[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}\Z")
_HALF_DAY = 12  # hours, and months of a year
_URL_DAY = re.compile(
    r"(?<![0-9])(?P<year>[12][0-9]{3})(?:(?P<mark>[-/_.])(?P<month>[0-9]{1,2}|[a-z]{3,9})(?P=mark)(?P<day>[0-9]{1,2})"
    r"|(?P<month2>[0-9]{2})(?P<day2>[0-9]{2}))(?![0-9])"
)
_URL_MONTH = re.compile(r"/(?P<year>[12][0-9]{3})[/-](?P<month>[0-9]{2})(?=/|$)")


def parse_date(value: str) -> str:
    """Return a date, or a date and time, in EDTF: `2025`, `2025-07`, `2025-07-01`, `2025-07-01T09:30:00+03:00`.

    Understands ISO 8601 and its common variants ("2025-7-1", "20250701T093000Z", a blank for the T), RFC 2822 ("Tue, 01 Jul
    2025 09:30:00 GMT"), written dates ("July 1, 2025", "July 1, 2025 9:30 AM EDT") and days in digits that can be read one way
    ("13/7/2025", never "3/7/2025"). Fractions of seconds are dropped, an offset of zero becomes Z.
    Raises GatheringError (reason "field") for everything else.
    """
    text = " ".join(value.split())
    if len(text) <= LONGEST_DATE:
        for pattern in (_ISO, _moment_pattern()):
            match = pattern.fullmatch(text)
            found = _value(match, YEARS_TOLD) if match else None
            if found:
                return found
        slashed = _SLASHED.fullmatch(text)
        if slashed and (day := _slashed_day(slashed)):
            return day
    raise GatheringError(
        "field",
        f"{text[:60]!r} is no date; write the year first (2025-07-01, 2025-07, 2025, 2025-07-01T09:30+03:00) "
        "or the month as a word (1 July 2025)",
    )


def find_published(text: str, url: str | None, metadata_date: str | None, given: str | None) -> Published:
    """Return when an article was published and how that is known: given, metadata, address, dateline, a line of its own.

    An address that tells the month only is used when the text tells no day. Raises GatheringError when `given` or
    `metadata_date` is no date.
    """
    if given:
        return Published(parse_date(given), "given")
    if metadata_date:
        return Published(parse_date(metadata_date), "metadata")
    day = _find_in_url(url, _URL_DAY)
    if day:
        return Published(day, "url")
    found = _find_dateline(text) or _find_alone(text)
    if found:
        return found
    month = _find_in_url(url, _URL_MONTH)
    return Published(month, "url") if month else Published()


def find_written_day(line: str) -> str | None:
    """Return the day a short line consists of ("Published: Friday, 4 January 2019, 10:30 GMT") or None."""
    match = _alone_pattern().fullmatch(line.strip()) if len(line) <= LINE_START else None
    return _value(match, YEARS_FOUND) if match else None


def _slashed_day(match: re.Match[str]) -> str | None:
    """Return the day of "13/7/2025" or "7/13/2025", None when it may be read both ways or is none."""
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    if first <= _HALF_DAY and second <= _HALF_DAY and first != second:
        return None
    day, month = (first, second) if first > _HALF_DAY else (second, first)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _find_in_url(url: str | None, pattern: re.Pattern[str]) -> str | None:
    """Return the first date in the path of an address: `/2025/07/01/`, `/2025/jul/01/`, `-20250701-`."""
    if not url:
        return None
    try:
        path = unquote(urlsplit(url).path).lower()[:2000]
    except ValueError:
        return None
    values = (_value(match, YEARS_FOUND) for match in pattern.finditer(path))
    return next((value for value in values if value), None)


def _find_dateline(text: str) -> Published | None:
    """Find "KYIV, July 1, 2025 (Agency) —" at the start of one of the first lines. Without a year it tells no date."""
    for line in _first_lines(text):
        match = _dateline_pattern().match(text, line.start, min(line.end, line.start + LINE_START))
        value = _value(match, YEARS_FOUND) if match else None
        if match and value:
            return Published(value, "dateline", Evidence.of(text, [Span(*match.span("date"))]))
    return None


def _find_alone(text: str) -> Published | None:
    """Find a date that stands alone on one of the first lines, or alone between bars: "By Ann Lee | July 1, 2025"."""
    for line in _first_lines(text):
        if line.length > LINE_START:
            continue
        for piece in re.finditer(r"(?:[^|•·/]|(?<! )/|/(?! )){1,200}", line.words(text)):
            span = Span(*piece.span()).shifted(line.start).trimmed(text)
            found = _find_day_alone(text, span) if span else None
            if found:
                return found
    return None


def _find_day_alone(text: str, span: Span) -> Published | None:
    """Find the date a piece of a line consists of: written, or as machines write it ("Date: Thu, 3 Jul 2025 14:05:00 +0100")."""
    match = _alone_pattern().fullmatch(text, span.start, span.end)
    value = _value(match, YEARS_FOUND) if match else None
    if match and value:
        return Published(value, "text", Evidence.of(text, [Span(*match.span("date"))]))
    label = _label_pattern().match(text, span.start, span.end)
    stamp = Span(label.end() if label else span.start, span.end)
    if stamp.length > LONGEST_DATE or not _STAMP.match(text, stamp.start, stamp.end):
        return None
    try:
        value = parse_date(stamp.words(text))
    except GatheringError:
        return None
    return Published(value, "text", Evidence.of(text, [stamp])) if int(value[:4]) in YEARS_FOUND else None


@cache
def _label_pattern() -> re.Pattern[str]:
    labels = "|".join(map(re.escape, load_words("date_labels.txt")))
    return re.compile(rf"(?:{labels})[:,]?\s{{1,3}}", re.IGNORECASE)


def _first_lines(text: str) -> Iterator[Span]:
    """Yield the spans of the first lines that are not blank, without white space at their edges."""
    count = 0
    for match in re.finditer(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+", text[:FIRST_CHARACTERS]):
        line = Span(*match.span()).trimmed(text)
        if line is None:
            continue
        yield line
        count += 1
        if count == FIRST_LINES:
            return


def _value(match: re.Match[str], years: range) -> str | None:
    """Return the EDTF value of a match with groups year, month, day, hour, minute, second, zone; None when out of range."""
    got = {name.rstrip("0123456789"): part for name, part in match.groupdict().items() if part is not None}
    year = int(got["year"])
    if year not in years:
        return None
    if "month" not in got:
        return None if "hour" in got else f"{year:04}"
    month = _month_number(got["month"])
    if "day" not in got:
        return f"{year:04}-{month:02}" if 1 <= month <= 12 and "hour" not in got else None
    try:
        day = date(year, month, int(got["day"])).isoformat()
    except ValueError:
        return None
    return _with_time(day, got) if "hour" in got else day


def _with_time(day: str, got: dict[str, str]) -> str | None:
    """Return the day with the time in the parts of a match, or None when there is no such time of day."""
    zone, hour = _zone(got.get("zone", "")), int(got["hour"])
    if "half" in got:
        hour = (
            hour % _HALF_DAY + (_HALF_DAY if got["half"].lower() == "p" else 0)
            if 1 <= hour <= _HALF_DAY
            else 24
        )
    if zone is None or hour > 23 or int(got["minute"]) > 59 or int(got.get("second", 0)) > 59:
        return None
    seconds = f":{got['second']}" if "second" in got else ""
    return f"{day}T{hour:02}:{got['minute']}{seconds}{zone}"


def _zone(printed: str) -> str | None:
    """Return an offset as EDTF writes it ("" stays ""), None when it is none."""
    if printed[:1] not in ("+", "-"):
        return load_pairs("zones.txt").get(printed.upper()) if printed else ""
    hours, minutes = printed[1:3], printed[3:].lstrip(":") or "00"
    if int(hours) > 23 or int(minutes) > 59:
        return None
    return "Z" if hours == minutes == "00" else f"{printed[0]}{hours}:{minutes}"


def _month_number(printed: str) -> int:
    """Return the number of a month written as digits or as a word, 0 when it is none."""
    return int(printed) if printed.isdecimal() else _months().get(printed.lower(), 0)


@cache
def _months() -> dict[str, int]:
    lines = (line for language in LANGUAGES for line in load_entries(f"{language}/months.txt"))
    return {name: int(number) for number, _, name in (line.partition(" ") for line in lines)}


@cache
def _day_source() -> str:
    """Return the pattern of a written day with an optional weekday: groups date, year, month, day."""
    months = "|".join(sorted(map(re.escape, _months()), key=lambda name: (-len(name), name)))
    weekdays = "|".join(map(re.escape, load_words("weekdays.txt")))
    suffix = f"(?:{'|'.join(load_words('ordinals.txt'))})?"
    orders = (
        rf"(?P<day>[0-3]?[0-9]){suffix}[ \xa0-](?P<month>{months})\.?,?[ \xa0-](?P<year>[12][0-9]{{3}})",
        rf"(?P<month2>{months})\.?[ \xa0](?P<day2>[0-3]?[0-9]){suffix},?[ \xa0](?P<year2>[12][0-9]{{3}})",
        r"(?P<year3>[12][0-9]{3})-(?P<month3>[01][0-9])-(?P<day3>[0-3][0-9])",
    )
    return rf"(?P<date>(?:(?:{weekdays})\.?,?[ \xa0])?(?:{'|'.join(orders)}))(?![0-9])"


@cache
def _moment_pattern() -> re.Pattern[str]:
    """A written day, perhaps with a time as in RFC 2822 or as people write it ("2:05 PM EDT")."""
    zone = "(?P<zone{0}>[A-Z]{{1,4}}|[+-][0-9]{{4}})"
    halves = r"(?P<hour2>[0-9]{1,2}):(?P<minute2>[0-9]{2})(?::(?P<second2>[0-9]{2}))? ?(?P<half>[ap])\.?m\.?"
    times = rf"(?:{_TIME}(?: {zone.format('')})?|{halves}(?: {zone.format(2)})?)"
    return re.compile(rf"{_day_source()}(?:(?:,? (?:at )?| [-–] ){times})?", re.IGNORECASE)


@cache
def _alone_pattern() -> re.Pattern[str]:
    """A written day with nothing around it but a label before and a time of day after."""
    labels = "|".join(map(re.escape, load_words("date_labels.txt")))
    time = r"(?:[\s,@|–—-]{1,4}(?:[^\W\d]{1,3} )?[0-9]{1,2}[:.h][0-9]{2}(?::[0-9]{2})?(?: ?[ap]\.?m\b\.?)?(?: ?\(?[A-Z]{1,5}\)?)?)?"
    byline = r"(?-i:[Bb]y|BY) [^0-9,\r\n]{3,60}, "
    updated = r"(?:[\s,;(–—-]{1,4}(?:last )?(?:updated|modified)\b[^\r\n]{0,80})?"
    return re.compile(
        rf"(?:(?:{labels})[:,]?\s{{1,3}}|{byline})?{_day_source()}{time}[.]?{updated}", re.IGNORECASE
    )


@cache
def _dateline_pattern() -> re.Pattern[str]:
    """A place in capitals, a written day, perhaps an agency in brackets or slashes, and a dash or the agency's end."""
    place = r"(?-i:[^\W\d_a-z][^\W\d_a-z'’.-]+)[^0-9\r\n|]{0,60}?"
    agency = r"(?:\([^()\r\n]{1,40}\)|/[^/\r\n]{1,40}/)"
    return re.compile(
        rf"{place}[,:(]\s?{_day_source()}\)?[.,]?(?:\s?{agency}\.?|\s?(?:[—–:]|--?))", re.IGNORECASE
    )
