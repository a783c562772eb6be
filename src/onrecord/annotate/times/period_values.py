"""EDTF values of parts of years, years, decades, centuries and holidays. Pure functions."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from onrecord.annotate.lexicon_files import word_class
from onrecord.annotate.times.calendar_arithmetic import iso_day, iso_year, month_at, month_end
from onrecord.annotate.times.context import TimeContext, is_of_every_year, is_soon, nearest_date
from onrecord.annotate.times.grammar import TimeMatch

_IN_ORDER = ("first", "second", "third", "fourth")


def _near_season(found: TimeMatch, context: TimeContext) -> str | None:
    if context.published is None:
        return None
    season, which, today = int(found.groups["season"]), found.groups["which"].lower(), context.published
    if which in word_class("times/word_classes", "following or previous"):
        return _season_from(season, context, 1 if which.endswith("following") else -1)
    begins = (season - 21) * 3 + 3
    step = (
        1
        if which in word_class("times/word_classes", "next")
        else -1
        if which in word_class("times/word_classes", "last")
        else 0
    )
    year = today.year
    if (step < 0 and begins + 2 < today.month) or (step > 0 and begins > today.month):
        step = 0
    elif step == 0:
        this_winter = season == 24 and today.month < 3
        over = context.past and begins > today.month
        step = -1 if this_winter or over else 0
    return f"{year + step:04d}-{season}"


def _season_from(season: int, context: TimeContext, step: int) -> str | None:
    """Return the season before or after an earlier time: "the following autumn"."""
    if context.earlier is None:
        return None
    begins, earlier = (season - 21) * 3 + 3, context.earlier.day
    later = begins > earlier.month or context.earlier.precision == "year"
    return f"{earlier.year + (min(step, 0) if later else max(step, 0)):04d}-{season}"


def _bare_season(found: TimeMatch, context: TimeContext) -> str | None:
    """Resolve a season without a year: every year's, or the last or next if the verb is about one time."""
    season, today = int(found.groups["season"]), context.published
    if context.named or not (context.past or context.future):
        return f"XXXX-{season}"
    if today is None or not context.news:
        return None
    begins = (season - 21) * 3 + 3
    if context.future:
        return f"{today.year + (begins + 2 < today.month):04d}-{season}"
    return f"{today.year - (begins > today.month):04d}-{season}"


def _season(found: TimeMatch, _: TimeContext) -> str | None:
    return f"{int(found.groups['year']):04d}-{found.groups['season']}"


def _edge_of(found: TimeMatch, context: TimeContext) -> str | None:
    """Resolve "the end of the year" to its last day or month: that is the deadline of what is due by then."""
    edge = found.groups.get("edge2", found.groups.get("edge", "end")).lower()
    edge = "end" if edge == "year" else edge
    year = found.number("year")
    if "month" in found.groups:
        return _edge_of_named_month(edge, int(found.groups["month"]), year, context)
    unit = found.groups.get("unit", "year").lower()
    step = {"next": 1, "last": -1}.get(found.groups.get("which", "the").lower(), 0)
    base = date(year, 6, 30) if year else context.published
    if base is None:
        return None
    if unit == "year":
        ends = {"end": "12-31", "middle": "06", "mid": "06"}
        return f"{base.year + step:04d}-{ends.get(edge, '01')}"
    if edge == "middle":
        return None
    if unit == "week":
        monday = base - timedelta(days=base.weekday()) + timedelta(weeks=step)
        return iso_day(monday + timedelta(days=4 if edge == "end" else 0))
    if unit == "month":
        first = date.fromisoformat(f"{month_at(base, step)}-01")
        return iso_day(month_end(first) if edge == "end" else first)
    return f"{(base.year // 10 + step) * 10 + (9 if edge == 'end' else 0):04d}"


def _edge_of_named_month(edge: str, month: int, year: int | None, context: TimeContext) -> str | None:
    first = date(year, month, 1) if year else nearest_date(month, 1, context, "")
    if first is None:
        return None
    if year is None and is_of_every_year(first, context):
        return f"XXXX-{month:02d}"
    if edge == "middle":
        return edge_of_month(first.year, month, "mid")
    return iso_day(month_end(first) if edge == "end" else first)


def _part_of(found: TimeMatch, context: TimeContext) -> str | None:
    """Resolve quarters and halves: "the first quarter of 2024", "Q3 2024", "the second half of last year"."""
    code = found.groups.get("code", "").upper()
    words = found.groups.get("number", "").lower()
    half = found.groups.get("part", "").lower() == "half" or code.startswith("H")
    number = int(code[1:]) - 1 if code else _IN_ORDER.index(words) if words in _IN_ORDER else -1
    if number < 0:
        number = 1 if half else 3
    year = found.number("year")
    if year is None and context.published is not None:
        year = context.published.year + {"last": -1, "next": 1}.get(found.groups.get("which", "").lower(), 0)
    if year is None or (half and number > 1):
        return None
    return f"{year:04d}-{(40 if half else 33) + number}"


def _part_year(found: TimeMatch, _: TimeContext) -> str | None:
    """Resolve "early 2022" and "late 2022" to half a year, "mid-2022" to the four months in the middle."""
    year, edge = int(found.groups["year"]), found.groups["edge"].lower()
    first, last = {"early": (1, 6), "mid": (5, 8)}.get(edge, (7, 12))
    return f"{year:04d}-{first:02d}/{year:04d}-{last:02d}"


def _century(found: TimeMatch, _: TimeContext) -> str | None:
    number = int(found.groups.get("number") or found.groups["ordinal"])
    if not 1 <= number <= 21 or "bc" in found.groups:
        return f"-{number:02d}99/-{number - 1:02d}99" if "bc" in found.groups and number < 100 else None
    first = (number - 1) * 100
    edges = {"early": (0, 24), "mid": (40, 60), "late": (75, 99), "later": (75, 99)}.get(
        found.groups.get("edge", "").lower()
    )
    return f"{first + edges[0]:04d}/{first + edges[1]:04d}" if edges else f"{number - 1:02d}XX"


def _decade(found: TimeMatch, _: TimeContext) -> str | None:
    year = found.number("year") or found.number("decade") or 1900 + int(found.groups["short"])
    edge = found.groups.get("edge", "").lower()
    if year % 100 == 0 and year < 2000:
        edges = {"early": (0, 24), "mid": (40, 60), "late": (75, 99), "later": (75, 99)}.get(edge)
        return f"{year + edges[0]:04d}/{year + edges[1]:04d}" if edges else f"{year // 100:02d}XX"
    edges = {"early": (0, 4), "mid": (3, 6), "late": (5, 9), "later": (5, 9)}.get(edge)
    return f"{year + edges[0]:04d}/{year + edges[1]:04d}" if edges else f"{year // 10:03d}X"


def _years(found: TimeMatch, _: TimeContext) -> str | None:
    year, to = int(found.groups["year"]), int(found.groups["to"])
    to = to if to > 99 else year // 100 * 100 + to
    return f"{year:04d}/{to:04d}" if to > year else None


def _era(found: TimeMatch, _: TimeContext) -> str | None:
    year, era = int(found.groups["year"]), found.groups.get("era", "AD").upper()
    return iso_year(1 - year if era.startswith("BC") else year) if 0 < year < 9999 else None


def _plain_year(found: TimeMatch, _: TimeContext) -> str | None:
    return found.groups["year"]


def _period(found: TimeMatch, _: TimeContext) -> str | None:
    return found.groups["period"]


def _yearly(found: TimeMatch, context: TimeContext) -> str | None:
    """Resolve a holiday, fixed or movable ("easter-2"; "thursday-4-11": the fourth Thursday of November)."""
    year = found.number("year")
    if "movable" in found.groups:
        rule = found.groups["movable"]
        return iso_day(_movable(rule, year)) if year else _nearest_movable(rule, context)
    month, day = map(int, found.groups["yearly"].split("-"))
    chosen = date(year, month, day) if year else nearest_date(month, day, context, "")
    return iso_day(chosen) if chosen else None


def _nearest_movable(rule: str, context: TimeContext) -> str | None:
    today = context.published
    if today is None or context.named:  # "the Good Friday agreement"
        return None
    days = [_movable(rule, today.year + step) for step in (-1, 0, 1)]
    coming = next(day for day in days if day >= today)
    soon = is_soon(coming, context) and not context.past
    return iso_day(coming if context.future or soon else [day for day in days if day <= today][-1])


def _movable(rule: str, year: int) -> date:
    kind, _, rest = rule.replace("+", "|+").replace("-", "|-", 1).partition("|")
    if kind == "easter":
        return _easter(year) + timedelta(days=int(rest))
    nth, month = map(int, rest.strip("-").split("-"))
    first = date(year, month, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 7 * (nth - 1))


def _easter(year: int) -> date:
    """Return Easter in the Gregorian calendar (the anonymous computus; Meeus, Astronomical Algorithms, ch.
    8).
    """
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def edge_of_month(year: int, month: int, edge: str) -> str:
    end = month_end(date(year, month, 1))
    first, last = {"early": (1, 15), "mid": (10, 20), "late": (15, end.day), "later": (15, end.day)}.get(
        edge, (0, 0)
    )
    value = f"{year:04d}-{month:02d}"
    return f"{value}-{first:02d}/{value}-{last:02d}" if first else value


RESOLVERS: Mapping[str, Callable[[TimeMatch, TimeContext], str | None]] = MappingProxyType(
    {
        "near_season": _near_season,
        "season": _season,
        "bare_season": _bare_season,
        "edge_of": _edge_of,
        "part_of": _part_of,
        "part_year": _part_year,
        "century": _century,
        "decade": _decade,
        "years": _years,
        "era": _era,
        "year": _plain_year,
        "period": _period,
        "yearly": _yearly,
    }
)
