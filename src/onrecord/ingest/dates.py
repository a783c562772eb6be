"""Parses dates, and finds when an article was published. Values are EDTF.

Only unambiguous dates are accepted: "01/07/2025" is not, since it may mean January or July.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from urllib.parse import unquote, urlsplit

from onrecord.ingest.lexicons import LANGUAGES, load_entries, load_pairs, load_words
from onrecord.model.article import Published
from onrecord.model.edtf import edtf_bounds
from onrecord.model.errors import IngestError
from onrecord.model.evidence import Evidence
from onrecord.model.span import Span

FIRST_LINES = 10  # lines of an article that may contain its date
FIRST_CHARACTERS = 6_000  # and how far they may extend, for texts without line breaks
LINE_START = 200  # characters of a line that may contain a dateline, and the longest line that may be a date
MAX_DATE_LENGTH = 80
WORDS_BESIDE_DATE = 10  # in a line about an article: names, labels, "5 min read"
STATED_YEARS = range(1000, 3000)
PLAUSIBLE_YEARS = range(1990, 2100)  # in addresses and texts, four digits outside this range are not a year

_TIME = r"(?P<hour>[0-9]{2}):?(?P<minute>[0-9]{2})(?::?(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
_ISO = re.compile(
    r"(?P<year>[0-9]{4})"
    r"(?:(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?:(?P=mark)(?P<day>[0-9]{1,2}))?|(?P<month2>[0-9]{2})(?P<day2>[0-9]{2}))?"
    rf"(?:(?:T| |, ){_TIME} ?(?P<zone>[A-Z]{{1,4}}|[+-][0-9]{{2}}(?::?[0-9]{{2}})?)?)?",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"(?P<first>[0-9]{1,2})/(?P<second>[0-9]{1,2})/(?P<year>[12][0-9]{3})")
_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T|[A-Za-z]{3}, [0-9]{1,2} |[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}\Z")
_NEVER = "9999-12-31"
_TWELVE = 12  # hours of half a day, and months of a year
_URL_DAY = re.compile(
    r"(?<![0-9])(?P<year>[12][0-9]{3})"
    r"(?:(?P<mark>[-/_.])(?P<month>[0-9]{1,2}|[a-z]{3,9})(?P=mark)(?P<day>[0-9]{1,2})"
    r"|(?P<month2>[0-9]{2})(?P<day2>[0-9]{2}))(?![0-9])"
)
_URL_MONTH = re.compile(r"/(?P<year>[12][0-9]{3})[/-](?P<month>[0-9]{2})(?=/|$)")


def parse_date(value: str) -> str:
    """Return a date in EDTF: `2025`, `2025-07`, `2025-07-01` or `2025-07-01T09:30:00+03:00`.

    Understands ISO 8601 and its common variants ("2025-7-1", "20250701T093000Z", a space for the T), RFC 2822
    ("Tue, 01 Jul 2025 09:30:00 GMT"), written dates ("July 1, 2025", "July 1, 2025 9:30 AM EDT") and
    unambiguous dates in digits ("13/7/2025", but not "3/7/2025"). Fractions of seconds are dropped, an offset
    of zero becomes Z. Also EDTF of level 1 without intervals: uncertain and approximate dates (`2025?`,
    `2025-07~`), unspecified digits (`2025-XX`, `202X`) and seasons (`2025-21`). Years are 1000 to 2999.
    Raises IngestError (reason "field") for everything else.
    """
    text = " ".join(value.split())
    if len(text) <= MAX_DATE_LENGTH:
        for pattern in (_ISO, _moment_pattern()):
            match = pattern.fullmatch(text)
            found = _value(match, STATED_YEARS) if match else None
            if found:
                return found
        if bounds := edtf_bounds(text) if "/" not in text else None:
            _check_year(text, bounds[0].year)
            if "T" not in text:  # with a time it would have been found above
                return text
        slashed = _SLASHED.fullmatch(text)
        if slashed and (day := _slashed_day(slashed)):
            return day
    raise IngestError(
        "field",
        f"{text[:60]!r} is not a date; write the year first (2025-07-01, 2025-07, 2025, "
        "2025-07-01T09:30+03:00) or the month as a word (1 July 2025)",
    )


def _check_year(text: str, year: int) -> None:
    if year not in STATED_YEARS:
        first, last = STATED_YEARS[0], STATED_YEARS[-1]
        raise IngestError(
            "field", f"{text[:60]!r} is a date of the year {year}; publication dates are of {first} to {last}"
        )


def edtf_moment(value: datetime) -> str:
    """Return a moment in EDTF to the second; an offset of zero is Z."""
    written = value.replace(microsecond=0).isoformat()
    return written.removesuffix("+00:00") + "Z" if written.endswith("+00:00") else written


def find_publication_date(
    text: str, url: str | None, metadata_date: str | None, given: str | None, *, today: date | None = None
) -> Published:
    """Return when an article was published, and how that is known.

    The date comes from the first of: `given`, `metadata_date`, the address, a dateline, a line with nothing
    but a date. An address with only a month is used last. Dates of addresses and texts lie at most at
    `today`, which is by default the latest day that has begun anywhere: later ones are of something else.
    Raises IngestError when `given` or `metadata_date` is not a date.
    """
    if given:
        return Published(parse_date(given), "given")
    if metadata_date:
        return Published(parse_date(metadata_date), "metadata")
    latest = (today or _latest_day()).isoformat()
    day = _find_in_url(url, _URL_DAY, latest)
    if day:
        return Published(day, "url")
    found = _find_dateline(text, latest) or _find_date_line(text, latest)
    if found:
        return found
    if _find_in_url(url, _URL_DAY, _NEVER):  # a later day, so its month says nothing either
        return Published()
    month = _find_in_url(url, _URL_MONTH, latest)
    return Published(month, "url") if month else Published()


def _latest_day() -> date:
    """Return the day at the place on earth where it is latest (UTC+14)."""
    return (datetime.now(UTC) + timedelta(hours=14)).date()


def _is_later(value: str, latest: str) -> bool:
    """Return whether a day or month begins after a day."""
    return value[:10] > latest[: len(value[:10])]


def parse_date_line(line: str) -> str | None:
    """Return the day of a line that is only a date ("Published: 4 January 2019, 10:30 GMT"), or None."""
    match = _date_line_pattern().fullmatch(line.strip()) if len(line) <= LINE_START else None
    return _value(match, PLAUSIBLE_YEARS) if match else None


def parse_printed_date(line: str) -> str | None:
    """Return the date of publication in a line such as "By Ann Lee, 4 January 2019, 10:30 GMT", or None.

    The line may have names, labels, a time before or after the day, and dates of updates. The time is part of
    the value where its zone is known. Sentences with a date give None.
    """
    text = " ".join(line[: LINE_START + 1].split())
    if len(text) > LINE_START:
        return None
    match = _printed_date(text)
    return _printed_value(match) if match else None


def _printed_date(text: str, *, labelled: bool = False) -> re.Match[str] | None:
    """Return the date of publication in a line; `labelled`: only one after "Published" or the like."""
    plain, rest = None, len(text.split())
    for match in _printed_pattern().finditer(text):
        before = text[max(0, match.start() - MAX_DATE_LENGTH) : match.start()]
        rest -= len(match[0].split())
        if _update_label_pattern().search(before):
            continue
        if _label_at_end_pattern().search(before):
            return match
        plain = plain or match
    most = 2 * WORDS_BESIDE_DATE if text[:3].lower() == "by " else WORDS_BESIDE_DATE
    return plain if plain and not labelled and rest <= most else None


def _printed_value(match: re.Match[str]) -> str | None:
    """Return the value of a printed date, with its time where that has a known zone."""
    groups = match.groupdict()
    zone = next((groups[name] for name in ("zone", "zone2") if groups[name]), None)
    if zone and (value := _value(match, PLAUSIBLE_YEARS)):
        return value
    day = re.compile(_written_day(), re.IGNORECASE).search(match[0])
    return _value(day, PLAUSIBLE_YEARS) if day else None


def _slashed_day(match: re.Match[str]) -> str | None:
    """Return the day of "13/7/2025" or "7/13/2025", None when it is ambiguous or not a day."""
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    if first <= _TWELVE and second <= _TWELVE and first != second:
        return None
    day, month = (first, second) if first > _TWELVE else (second, first)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _find_in_url(url: str | None, pattern: re.Pattern[str], latest: str) -> str | None:
    """Return the first date in the path of an address: `/2025/07/01/`, `/2025/jul/01/`, `-20250701-`.

    Later dates than `latest` are passed over.
    """
    if not url:
        return None
    try:
        path = unquote(urlsplit(url).path).lower()[:2000]
    except ValueError:
        return None
    values = (_value(match, PLAUSIBLE_YEARS) for match in pattern.finditer(path))
    return next((value for value in values if value and not _is_later(value, latest)), None)


def _find_dateline(text: str, latest: str) -> Published | None:
    """Find a dateline with a year, "KYIV, July 1, 2025 (Agency) —", at the start of an early line."""
    for line in _first_lines(text):
        match = _dateline_pattern().match(text, line.start, min(line.end, line.start + LINE_START))
        value = _value(match, PLAUSIBLE_YEARS) if match else None
        if match and value and not _is_later(value, latest):
            return Published(value, "dateline", Evidence.of(text, [Span(*match.span("date"))]))
    return None


def _find_date_line(text: str, latest: str) -> Published | None:
    """Find a date alone on one of the first lines, or alone between bars: "By Ann Lee | July 1, 2025"."""
    for line in _first_lines(text):
        if line.length > LINE_START:
            continue
        for part in re.finditer(r"(?:[^|•·/]|(?<! )/|/(?! )){1,200}", line.words(text)):
            span = Span(*part.span()).shifted(line.start).trimmed(text)
            found = _find_bare_date(text, span) if span else None
            if found and not _is_later(found.value or "", latest):
                return found
    return None


def _find_bare_date(text: str, span: Span) -> Published | None:
    """Find the date when a part of a line is only a date.

    It may be written out or a timestamp ("Date: Thu, 3 Jul 2025 14:05:00 +0100").
    """
    match = _date_line_pattern().fullmatch(text, span.start, span.end)
    value = _value(match, PLAUSIBLE_YEARS) if match else None
    if match and value:
        return Published(value, "text", Evidence.of(text, [Span(*match.span("date"))]))
    label = _label_pattern().match(text, span.start, span.end)
    stamp = Span(label.end() if label else span.start, span.end)
    if stamp.length > MAX_DATE_LENGTH or not _STAMP.match(text, stamp.start, stamp.end):
        return _find_labelled_date(text, span)
    try:
        value = parse_date(stamp.words(text))
    except IngestError:
        return None
    return Published(value, "text", Evidence.of(text, [stamp])) if int(value[:4]) in PLAUSIBLE_YEARS else None


def _find_labelled_date(text: str, span: Span) -> Published | None:
    """Find the date after "Published" in a line with more: "By Ann Lee Published 1 July 2025 Updated …"."""
    printed = _printed_date(text[span.start : span.end], labelled=True)
    value = _printed_value(printed) if printed else None
    if not printed or not value:
        return None
    start, end = (span.start + place for place in printed.span("date"))
    return Published(value, "text", Evidence.of(text, [Span(start, end)]))


@cache
def _label_pattern() -> re.Pattern[str]:
    labels = "|".join(map(re.escape, load_words("date_labels.txt")))
    return re.compile(rf"(?:{labels})[:,]?\s{{1,3}}", re.IGNORECASE)


@cache
def _printed_pattern() -> re.Pattern[str]:
    """A written day with an optional time before or after it."""
    offset = "(?:GMT|UTC)[+-][0-9]{{1,2}}(?::?[0-9]{{2}})?"
    zone = rf"(?: ?\(?(?P<zone{{0}}>{offset}|[A-Z]{{{{1,4}}}}|[+-][0-9]{{{{2}}}}:?[0-9]{{{{2}}}})\b\)?)?"
    clock = (
        r"(?P<hour{0}>[0-9]{{1,2}})[:.h](?P<minute{0}>[0-9]{{2}})(?::(?P<second{0}>[0-9]{{2}}))?"
        r"(?: ?(?P<half{0}>[ap])\.?m\b\.?)?"
    )
    before, after = ((clock + zone).format(number) for number in ("2", ""))
    return re.compile(
        rf"(?:{before}(?:,? (?:on )?| [|·•–—/-] ))?{_written_day()}"
        rf"(?:(?:[,.]? (?:at )?| ?[|·•–—@/-] ?){after})?",
        re.IGNORECASE,
    )


@cache
def _label_at_end_pattern() -> re.Pattern[str]:
    labels = "|".join(map(re.escape, load_words("date_labels.txt")))
    return re.compile(rf"\b(?:{labels})[:,]?\s*$", re.IGNORECASE)


@cache
def _update_label_pattern() -> re.Pattern[str]:
    labels = "|".join(map(re.escape, load_words("update_labels.txt")))
    return re.compile(rf"\b(?:{labels})(?: (?:on|at))?[:,]?\s*$", re.IGNORECASE)


def _first_lines(text: str) -> Iterator[Span]:
    """Yield the spans of the first lines that are not blank, without leading and trailing white space."""
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
    """Return the EDTF value of a match, None when it is out of range.

    Groups: year, month, day, hour, minute, second, half (of the day), zone; alternatives have a digit at the
    end.
    """
    parts = {name.rstrip("0123456789"): part for name, part in match.groupdict().items() if part is not None}
    year = int(parts["year"])
    if year not in years:
        return None
    if "month" not in parts:
        return None if "hour" in parts else f"{year:04}"
    month = _month_number(parts["month"])
    if "day" not in parts:
        return f"{year:04}-{month:02}" if 1 <= month <= 12 and "hour" not in parts else None
    try:
        day = date(year, month, int(parts["day"])).isoformat()
    except ValueError:
        return None
    return _with_time(day, parts) if "hour" in parts else day


def _with_time(day: str, parts: dict[str, str]) -> str | None:
    """Return the day with the time in `parts`, or None when there is no such time of day."""
    zone, hour = _offset(parts.get("zone", "")), int(parts["hour"])
    if "half" in parts:
        afternoon = parts["half"].lower() == "p"
        hour = hour % _TWELVE + _TWELVE * afternoon if 1 <= hour <= _TWELVE else 24  # 24 is refused below
    if zone is None or hour > 23 or int(parts["minute"]) > 59 or int(parts.get("second", 0)) > 59:
        return None
    seconds = f":{parts['second']}" if "second" in parts else ""
    return f"{day}T{hour:02}:{parts['minute']}{seconds}{zone}"


def _offset(printed: str) -> str | None:
    """Return a time zone as an EDTF offset ("" stays ""), None when it is not known."""
    if printed[:3].upper() in ("GMT", "UTC") and printed[3:4] in ("+", "-"):
        hours, _, minutes = printed[4:].partition(":")
        printed = f"{printed[3]}{hours:0>2}{minutes}"
    if printed[:1] not in ("+", "-"):
        return load_pairs("zones.txt").get(printed.upper()) if printed else ""
    hours, minutes = printed[1:3], printed[3:].lstrip(":") or "00"
    if int(hours) > 23 or int(minutes) > 59:
        return None
    return "Z" if hours == minutes == "00" else f"{printed[0]}{hours}:{minutes}"


def _month_number(printed: str) -> int:
    """Return the number of a month written in digits or as a word, 0 when it is not a month."""
    return int(printed) if printed.isdecimal() else _months().get(printed.lower(), 0)


@cache
def _months() -> dict[str, int]:
    lines = (line for language in LANGUAGES for line in load_entries(f"{language}/months.txt"))
    return {name: int(number) for number, _, name in (line.partition(" ") for line in lines)}


@cache
def _written_day() -> str:
    """Return a regular expression for a day, with optional weekday: groups date, year, month, day."""
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
    """A written day with an optional time, as in RFC 2822 or as in "2:05 PM EDT"."""
    zone = "(?P<zone{0}>[A-Z]{{1,4}}|[+-][0-9]{{4}})"
    halves = r"(?P<hour2>[0-9]{1,2}):(?P<minute2>[0-9]{2})(?::(?P<second2>[0-9]{2}))? ?(?P<half>[ap])\.?m\.?"
    times = rf"(?:{_TIME}(?: {zone.format('')})?|{halves}(?: {zone.format(2)})?)"
    return re.compile(rf"{_written_day()}(?:(?:,? (?:at )?| [-–] ){times})?", re.IGNORECASE)


@cache
def _date_line_pattern() -> re.Pattern[str]:
    """A written day on its own: with an optional label or byline before, a time and update note after."""
    labels = "|".join(map(re.escape, load_words("date_labels.txt")))
    time = (
        r"(?:[\s,@|–—-]{1,4}(?:[^\W\d]{1,3} )?[0-9]{1,2}[:.h][0-9]{2}(?::[0-9]{2})?"
        r"(?: ?[ap]\.?m\b\.?)?(?: ?\(?[A-Z]{1,5}\)?)?)?"
    )
    byline = r"(?-i:[Bb]y|BY) [^0-9,\r\n]{3,60}, "
    updated = r"(?:[\s,;(–—-]{1,4}(?:last )?(?:updated|modified)\b[^\r\n]{0,80})?"
    return re.compile(
        rf"(?:(?:{labels})[:,]?\s{{1,3}}|{byline})?{_written_day()}{time}[.]?{updated}", re.IGNORECASE
    )


@cache
def _dateline_pattern() -> re.Pattern[str]:
    """A place in capitals, a written day, then an agency in brackets or slashes, a dash or a colon."""
    place = r"(?-i:[^\W\d_a-z][^\W\d_a-z'’.-]+)[^0-9\r\n|]{0,60}?"
    agency = r"(?:\([^()\r\n]{1,40}\)|/[^/\r\n]{1,40}/)"
    return re.compile(
        rf"{place}[,:(]\s?{_written_day()}\)?[.,]?(?:\s?{agency}\.?|\s?(?:[—–:]|--?))", re.IGNORECASE
    )
