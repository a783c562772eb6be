"""What time expressions mean: EDTF values from matched words, the publication date and what was told before. Pure functions.

Mapping (ISO 8601-2:2019): a day `2025-07-01`, a month `2025-07`, a year `2025`, a decade `202X`, a century `20XX`; seasons
`2025-21` to `-24`, quarters `-33` to `-36`, half-years `-40` and `-41`; intervals `A/B` with both ends included, an end that is
not told empty ("in recent weeks" = `/2025-07-01`, the day of publication); what comes every year `XXXX-07`. "Two weeks ago"
is about that day: `2025-06-17~`. Weeks run from Monday to Sunday. "Early" and "late" are the halves of a month or decade.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from onrecord.reading.time_grammar import FoundTime

_WEEKENDS = 5  # Saturday
_NEXT = frozenset({"next", "coming", "the coming", "this coming", "following", "the following"})
_LAST = frozenset({"last", "past", "the past", "the previous", "this past", "previous"})
_SOON = 60  # days: how far ahead a date without a year may lie when the verb is not in the past
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Told:
    """A day already told, that "a day earlier" and "that year" look back to; `precision` is day, month or year."""

    day: date
    precision: str


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a time expression stands: publication, what was told before, and the tense around it.

    `near` is a full date with its year told shortly before, in the same paragraph; `ahead` a day still to come that the
    same sentence told; `general` when a verb in the present tells what is usual ("the fair takes place in July").
    """

    published: date | None
    told: Told | None
    near: date | None
    future: bool
    past: bool
    general: bool = False
    ahead: date | None = None


def resolve_time(found: FoundTime, moment: Moment) -> str | None:
    """Return the EDTF value of a time expression, None when it cannot be told."""
    try:
        return _RESOLVERS[found.rule](found, moment)
    except (ValueError, OverflowError):  # no such day, or a year outside the calendar
        return None


def _iso(found: FoundTime, _: Moment) -> str | None:
    return _day(date(int(found.groups["year"]), int(found.groups["month"]), int(found.groups["day"])))


def _date(found: FoundTime, moment: Moment) -> str | None:
    month, day, year = int(found.groups["month"]), int(found.groups["day"]), found.number("year")
    if year is None:
        chosen = _year_of(month, day, moment, found.groups.get("which", "").lower())
        return _day(chosen) if chosen else None
    return f"{year:04d}-{month:02d}-{day:02d}" if date(year, month, day) else None


def _date_range(found: FoundTime, moment: Moment) -> str | None:
    first = _date(found, moment)
    last = int(found.groups["day2"])
    if first is None or last <= int(first[-2:]) or last > 31:
        return None
    return f"{first}/{_day(date.fromisoformat(first).replace(day=last))}"


def _month_range(found: FoundTime, _: Moment) -> str | None:
    year = int(found.groups["year"])
    return f"{year:04d}-{int(found.groups['month']):02d}/{year:04d}-{int(found.groups['month2']):02d}"


def _month(found: FoundTime, moment: Moment) -> str | None:
    month, year = int(found.groups["month"]), found.number("year")
    which = found.groups.get("which", "").lower()
    if year is None and "same" in found.groups:
        year = _same_year(found.groups["same"].lower(), moment)
    if year is None:
        chosen = _year_of(month, 1, moment, which)
        if chosen is None:
            return None
        if moment.general and not which and not moment.future and not _is_soon(chosen, moment):
            return f"XXXX-{month:02d}"
        year = chosen.year
    return _edge_of_month(year, month, found.groups.get("edge", "").lower())


def _same_year(words: str, moment: Moment) -> int | None:
    if words.startswith("this"):
        return moment.published.year if moment.published else None
    return moment.told.day.year if moment.told else None


def _edge_of_month(year: int, month: int, edge: str) -> str:
    end = _month_end(date(year, month, 1))
    first, last = {"early": (1, 15), "mid": (10, 20), "late": (15, end.day), "later": (15, end.day)}.get(edge, (0, 0))
    value = f"{year:04d}-{month:02d}"
    return f"{value}-{first:02d}/{value}-{last:02d}" if first else value


def _month_end(day: date) -> date:
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - timedelta(days=1)


def _year_of(month: int, day: int, moment: Moment, which: str) -> date | None:
    """Return the day of a year not told: that of a date told just before, else the nearest to publication, past preferred."""
    if moment.near is not None and not which:
        return date(moment.near.year, month, day)
    today = moment.published
    if today is None:
        return None
    if moment.ahead is not None and not which:
        coming = (_in_year(moment.ahead.year + i, month, day) for i in (0, 1))
        return next((found for found in coming if found and found >= moment.ahead), None)
    this = _in_year(today.year, month, day)
    before = this if this and this <= today else _in_year(today.year - 1, month, day)
    after = this if this and this >= today.replace(day=1) else _in_year(today.year + 1, month, day)
    if which in _LAST:
        this_month = before is not None and (before.month, before.year) == (today.month, today.year)
        return _in_year(today.year - 1, month, day) if this_month else before
    if which == "this":
        return this
    if which in _NEXT or moment.future:
        return after
    return after if after is not None and _is_soon(after, moment) and not moment.past else before


def _is_soon(day: date, moment: Moment) -> bool:
    return moment.published is not None and -31 <= (day - moment.published).days <= _SOON


def _in_year(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday(found: FoundTime, moment: Moment) -> str | None:
    today, weekday, which = moment.published, int(found.groups["weekday"]), found.groups.get("which", "").lower()
    if today is None:
        return None
    back = (today.weekday() - weekday) % 7
    ahead = (weekday - today.weekday()) % 7
    if which in _LAST:
        return _day(today - timedelta(days=back or 7))
    if which in _NEXT:
        return _day(today + timedelta(days=ahead or 7))
    if which == "this":
        return _day(today + timedelta(days=weekday - today.weekday()))
    return _day(today + timedelta(days=ahead) if moment.future else today - timedelta(days=back))


def _day_word(found: FoundTime, moment: Moment) -> str | None:
    if moment.published is None:
        return None
    word = " ".join(found.groups["word"].lower().split())
    return _day(moment.published + timedelta(days={"yesterday": -1, "tomorrow": 1, "last night": -1}.get(word, 0)))


def _near(found: FoundTime, moment: Moment) -> str | None:
    """Resolve "last week", "this year", "next month"; "the following month" looks back to what was told."""
    which, unit = found.groups["which"].lower(), found.groups["unit"].lower()
    told = which in ("the following", "the previous", "following") and moment.told is not None
    base = moment.told.day if told and moment.told else moment.published
    if base is None:
        return None
    step = 1 if which in _NEXT else -1 if which in _LAST else 0
    if which in ("the past", "past", "this past") and unit in ("year", "decade", "century", "month"):
        return f"{_back(base, {'year': 12, 'decade': 120, 'century': 1200, 'month': 1}[unit])}/{_day(base)}"
    return _unit_around(base, unit, step, moment)


def _unit_around(base: date, unit: str, step: int, moment: Moment) -> str | None:
    if unit == "week":
        monday = base - timedelta(days=base.weekday()) + timedelta(weeks=step)
        return f"{_day(monday)}/{_day(monday + timedelta(days=6))}"
    if unit == "weekend":
        return _weekend(base, step, moment)
    if unit == "month":
        return _month_at(base, step)
    if unit == "quarter":
        quarter = base.year * 4 + (base.month - 1) // 3 + step
        return f"{quarter // 4:04d}-{33 + quarter % 4}"
    if unit == "decade":
        return f"{base.year // 10 + step:03d}X"
    if unit == "century":
        return f"{base.year // 100 + step:02d}XX"
    return f"{base.year + step:04d}"


def _weekend(base: date, step: int, moment: Moment) -> str:
    saturday = base - timedelta(days=(base.weekday() - _WEEKENDS) % 7)
    if step > 0 or (step == 0 and moment.future and base.weekday() < _WEEKENDS):
        saturday += timedelta(weeks=1)
    elif step < 0 and base.weekday() >= _WEEKENDS:
        saturday -= timedelta(weeks=1)
    elif step == 0 and not moment.past and base.weekday() in (3, 4):
        saturday += timedelta(weeks=1)
    return f"{_day(saturday)}/{_day(saturday + timedelta(days=1))}"


def _month_at(base: date, step: int) -> str:
    months = base.year * _MONTHS + base.month - 1 + step
    return f"{months // _MONTHS:04d}-{months % _MONTHS + 1:02d}"


def _back(base: date, months: int) -> str:
    """Return the day so many months before, as a month or, from a year on, as a year."""
    return f"{base.year - months // _MONTHS:04d}" if months % _MONTHS == 0 else _month_at(base, -months)


def _near_season(found: FoundTime, moment: Moment) -> str | None:
    if moment.published is None:
        return None
    season, which, today = int(found.groups["season"]), found.groups["which"].lower(), moment.published
    if which in ("the following", "following", "the previous"):
        return None
    begins = (season - 21) * 3 + 3
    step = 1 if which in _NEXT else -1 if which in _LAST else 0
    year = today.year
    if (step < 0 and begins + 2 < today.month) or (step > 0 and begins > today.month):
        step = 0
    elif season == 24 and step == 0 and today.month < 3:
        step = -1
    return f"{year + step:04d}-{season}"


def _bare_season(found: FoundTime, moment: Moment) -> str | None:
    """A season without a year is that of every year, unless the verb tells of one time."""
    return None if moment.past or moment.future else f"XXXX-{found.groups['season']}"


def _season(found: FoundTime, _: Moment) -> str | None:
    return f"{int(found.groups['year']):04d}-{found.groups['season']}"


def _span_of(found: FoundTime, moment: Moment) -> str | None:
    """Resolve "the past three years": from so long before publication to that day, or the other way round."""
    today, count, unit = moment.published, _count(found), _unit(found)
    if today is None:
        return None
    ahead = found.groups["which"].lower() in ("next", "coming", "following")
    if not count:
        return f"{_day(today)}/" if ahead else f"/{_day(today)}"
    other = _moved(today, count if ahead else -count, unit)
    if other is None:
        return None
    return f"{_day(today)}/{other}" if ahead else f"{other}/{_day(today)}"


def _vague_span(found: FoundTime, moment: Moment) -> str | None:
    if moment.published is None:
        return None
    ahead = found.groups["which"].lower() in ("next", "coming")
    return f"{_day(moment.published)}/" if ahead else f"/{_day(moment.published)}"


def _count(found: FoundTime) -> int:
    return int(found.groups["count"].replace(",", ""))


def _unit(found: FoundTime) -> str:
    unit = found.groups["unit"].lower()
    return {"centurie": "century", "night": "day"}.get(unit, unit)


def _moved(base: date, count: int, unit: str) -> str | None:
    """Return the time `count` units from a day, no finer than the unit tells."""
    if unit in ("minute", "hour"):
        return _day(base + timedelta(hours=count)) if unit == "hour" and count % 24 == 0 else None
    if unit == "day":
        return _day(base + timedelta(days=count))
    if unit in ("week", "weekend"):
        return f"{_day(base + timedelta(weeks=count))}~"
    if unit == "month":
        return _month_at(base, count)
    year = base.year + count * {"year": 1, "decade": 10, "century": 100}[unit]
    return _year(year)


def _year(year: int) -> str:
    """Return a year as EDTF writes it: four digits, astronomical before year 1 (2 BC is -0001)."""
    return f"{year:04d}" if year >= 0 else f"-{-year:04d}"


def _ago(found: FoundTime, moment: Moment) -> str | None:
    today, count = moment.published, _count(found)
    if today is None:
        return None
    ahead = found.groups["way"].lower().endswith("now")
    if not count:
        return f"{_day(today)}/" if ahead else f"/{_day(today)}"
    return _moved(today, count if ahead else -count, _unit(found))


def _shift(found: FoundTime, moment: Moment) -> str | None:
    """Resolve "a day earlier", "two years later" against what was told before; never against publication."""
    count, unit, told = _count(found), _unit(found), moment.told
    if told is None or not count:
        return None
    if unit in ("day", "week", "weekend") and told.precision != "day":
        return None
    later = found.groups["way"].lower() in ("later", "after", "afterwards")
    return _moved(told.day, count if later else -count, unit)


def _next_to(found: FoundTime, moment: Moment) -> str | None:
    way, unit, told = found.groups["way"].lower(), found.groups["unit"].lower(), moment.told
    if told is None:
        return None
    step = {"previous": -1, "same": 0}.get(way, 1)
    if unit in ("week", "month", "year"):
        return _unit_around(told.day, unit, step, moment) if unit == "year" or told.precision != "year" else None
    return _day(told.day + timedelta(days=step)) if told.precision == "day" else None


def _same(found: FoundTime, moment: Moment) -> str | None:
    unit, told = found.groups["unit"].lower(), moment.told
    if told is None:
        return None
    if unit == "summer":
        return f"{told.day.year:04d}-22"
    if unit in ("week", "month", "year"):
        return _unit_around(told.day, unit, 0, moment) if unit == "year" or told.precision != "year" else None
    return _day(told.day) if told.precision == "day" else None


def _edge_of(found: FoundTime, moment: Moment) -> str | None:
    """Resolve "the end of the year" to its last day or month: what has to be done by then has until then."""
    edge = found.groups.get("edge2", found.groups.get("edge", "end")).lower()
    edge = "end" if edge == "year" else edge
    year = found.number("year")
    unit = found.groups.get("unit", "year").lower()
    step = {"next": 1, "last": -1}.get(found.groups.get("which", "the").lower(), 0)
    base = date(year, 6, 30) if year else moment.published
    if base is None or edge == "middle":
        return None
    if unit == "week":
        monday = base - timedelta(days=base.weekday()) + timedelta(weeks=step)
        return _day(monday + timedelta(days=4 if edge == "end" else 0))
    if unit == "month":
        first = date.fromisoformat(f"{_month_at(base, step)}-01")
        return _day(_month_end(first) if edge == "end" else first)
    if unit == "decade":
        return f"{(base.year // 10 + step) * 10 + (9 if edge == 'end' else 0):04d}"
    return f"{base.year + step:04d}-{'12-31' if edge == 'end' else '01'}"


def _part_of(found: FoundTime, _: Moment) -> str | None:
    number = {"first": 0, "second": 1, "third": 2, "fourth": 3}.get(found.groups["number"].lower(), -1)
    half = found.groups["part"].lower() == "half"
    if number < 0:
        number = 1 if half else 3
    if half and number > 1:
        return None
    return f"{int(found.groups['year']):04d}-{(40 if half else 33) + number}"


def _century(found: FoundTime, _: Moment) -> str | None:
    number = int(found.groups.get("number") or found.groups["ordinal"])
    if not 1 <= number <= 21 or "bc" in found.groups:
        return f"-{number:02d}99/-{number - 1:02d}99" if "bc" in found.groups and number < 100 else None
    first = (number - 1) * 100
    edges = {"early": (0, 24), "mid": (40, 60), "late": (75, 99), "later": (75, 99)}.get(found.groups.get("edge", "").lower())
    return f"{first + edges[0]:04d}/{first + edges[1]:04d}" if edges else f"{number - 1:02d}XX"


def _decade(found: FoundTime, _: Moment) -> str | None:
    year = found.number("year") or found.number("decade") or 1900 + int(found.groups["short"])
    edge = found.groups.get("edge", "").lower()
    if year % 100 == 0 and year < 2000:
        edges = {"early": (0, 24), "mid": (40, 60), "late": (75, 99), "later": (75, 99)}.get(edge)
        return f"{year + edges[0]:04d}/{year + edges[1]:04d}" if edges else f"{year // 100:02d}XX"
    edges = {"early": (0, 4), "mid": (3, 6), "late": (5, 9), "later": (5, 9)}.get(edge)
    return f"{year + edges[0]:04d}/{year + edges[1]:04d}" if edges else f"{year // 10:03d}X"


def _years(found: FoundTime, _: Moment) -> str | None:
    year, to = int(found.groups["year"]), int(found.groups["to"])
    to = to if to > 99 else year // 100 * 100 + to
    return f"{year:04d}/{to:04d}" if to > year else None


def _era(found: FoundTime, _: Moment) -> str | None:
    year, era = int(found.groups["year"]), found.groups.get("era", "AD").upper()
    return _year(1 - year if era.startswith("BC") else year) if 0 < year < 9999 else None


def _plain_year(found: FoundTime, _: Moment) -> str | None:
    return found.groups["year"]


def _period(found: FoundTime, _: Moment) -> str | None:
    return found.groups["period"]


def _yearly(found: FoundTime, moment: Moment) -> str | None:
    month, day = map(int, found.groups["yearly"].split("-"))
    year = found.number("year")
    chosen = date(year, month, day) if year else _year_of(month, day, moment, "")
    return _day(chosen) if chosen else None


def _day(day: date) -> str:
    return day.isoformat()


_RESOLVERS: Mapping[str, Callable[[FoundTime, Moment], str | None]] = MappingProxyType(
    {
        "iso": _iso,
        "date": _date,
        "date_range": _date_range,
        "month_range": _month_range,
        "month": _month,
        "weekday": _weekday,
        "day_word": _day_word,
        "near": _near,
        "near_season": _near_season,
        "season": _season,
        "bare_season": _bare_season,
        "span_of": _span_of,
        "vague_span": _vague_span,
        "ago": _ago,
        "shift": _shift,
        "next_to": _next_to,
        "same": _same,
        "edge_of": _edge_of,
        "part_of": _part_of,
        "century": _century,
        "decade": _decade,
        "years": _years,
        "era": _era,
        "year": _plain_year,
        "period": _period,
        "yearly": _yearly,
    }
)
