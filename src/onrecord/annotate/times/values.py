"""What time expressions mean: EDTF values from matched words, the publication date and what was told before. Pure functions.

The mapping to EDTF is told, and tested, in docs/layers/times.md. Parts of years, years and more: time_periods.py.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from onrecord.annotate.times import periods
from onrecord.annotate.times.calendar_moment import (
    LAST,
    NEXT,
    SATURDAY,
    Moment,
    back,
    is_of_every_year,
    month_at,
    moved,
    written,
    year_of,
)
from onrecord.annotate.times.grammar import FoundTime

_DAY_WORDS = MappingProxyType(
    {"yesterday": -1, "tomorrow": 1, "last night": -1, "day before yesterday": -2, "day after tomorrow": 2}
)
_NOW = 366  # days: what was told longer ago is not what "the next years" of a report look ahead from
_PAST = frozenset({"the past", "past", "this past", "the last"})
_MONTHS = 12
_MONTHS_OF = MappingProxyType({"month": 1, "year": 12, "decade": 120})


def resolve_time(found: FoundTime, moment: Moment) -> str | None:
    """Return the EDTF value of a time expression, None when it cannot be told."""
    try:
        return _RESOLVERS[found.rule](found, moment)
    except (ValueError, OverflowError):  # no such day, or a year outside the calendar
        return None


def _iso(found: FoundTime, _: Moment) -> str | None:
    return written(date(int(found.groups["year"]), int(found.groups["month"]), int(found.groups["day"])))


def _date(found: FoundTime, moment: Moment) -> str | None:
    month, day, year = int(found.groups["month"]), int(found.groups["day"]), found.number("year")
    if year is None and "same" in found.groups:
        year = _same_year(found.groups["same"].lower(), moment)
    if year is None:
        chosen = year_of(month, day, moment, found.groups.get("which", "").lower())
        yearly = (
            chosen is not None
            and not moment.news
            and moment.near is None
            and is_of_every_year(chosen, moment)
        )
        return f"XXXX-{month:02d}-{day:02d}" if yearly else written(chosen) if chosen else None
    return f"{year:04d}-{month:02d}-{day:02d}" if date(year, month, day) else None


def _date_range(found: FoundTime, moment: Moment) -> str | None:
    first = _date(found, moment)
    last = int(found.groups["day2"])
    if first is None or last <= int(first[-2:]) or last > 31:
        return None
    return f"{first}/{written(date.fromisoformat(first).replace(day=last))}"


def _clock(found: FoundTime, moment: Moment) -> str | None:
    """Resolve a time of day on the day told beside it (`moment.told`): `2025-07-04T15:30-04:00`; without a zone as told."""
    if moment.told is None or moment.told.precision != "day":
        return None
    hour, minute = int(found.groups.get("hour", "12")), int(found.groups.get("minute", "0"))
    meridiem = found.groups.get("meridiem", "").lower()
    if meridiem:
        hour = hour % 12 + (12 if meridiem.startswith("p") else 0)
    return f"{written(moment.told.day)}T{hour:02d}:{minute:02d}{found.groups.get('zone', '')}"


def _old_year(found: FoundTime, _: Moment) -> str | None:
    return f"0{found.groups['year']}"


def _numeric(found: FoundTime, _: Moment) -> str | None:
    """Resolve "13/7/2025", which can be read one way, and "03.06.2025" (with stops the day goes first); never "3/7/2025"."""
    first, second = int(found.groups["first"]), int(found.groups["second"])
    if found.groups["mark"] == "." or first > _MONTHS or first == second:
        first, second = second, first
    elif second <= _MONTHS:
        return None
    return written(date(int(found.groups["year"]), first, second))


def _month_range(found: FoundTime, _: Moment) -> str | None:
    year = int(found.groups["year"])
    return f"{year:04d}-{int(found.groups['month']):02d}/{year:04d}-{int(found.groups['month2']):02d}"


def _month(found: FoundTime, moment: Moment) -> str | None:
    month, year = int(found.groups["month"]), found.number("year")
    which = found.groups.get("which", "").lower()
    if year is None and "same" in found.groups:
        year = _same_year(found.groups["same"].lower(), moment)
    if year is None:
        chosen = year_of(month, 1, moment, which)
        if chosen is None:
            return None
        if not which and is_of_every_year(chosen, moment):
            return f"XXXX-{month:02d}"
        year = chosen.year
    return periods.edge_of_month(year, month, found.groups.get("edge", "").lower())


def _same_year(words: str, moment: Moment) -> int | None:
    if words.startswith(("this", "last")):
        return moment.published.year - words.startswith("last") if moment.published else None
    told = moment.latest or moment.told
    return told.day.year if told else None


def _weekday(found: FoundTime, moment: Moment) -> str | None:
    today, weekday, which = (
        moment.published,
        int(found.groups["weekday"]),
        found.groups.get("which", "").lower(),
    )
    if today is None:
        return None
    behind = (today.weekday() - weekday) % 7
    ahead = (weekday - today.weekday()) % 7
    if which in LAST:
        return written(today - timedelta(days=behind or 7))
    if which in NEXT:
        return written(today + timedelta(days=ahead or 7))
    if which == "this":
        return written(today + timedelta(days=weekday - today.weekday()))
    if moment.since is not None:
        return written(moment.since + timedelta(days=(weekday - moment.since.weekday()) % 7))
    return written(
        today + timedelta(days=ahead) if moment.future or moment.scheduled else today - timedelta(days=behind)
    )


def _day_word(found: FoundTime, moment: Moment) -> str | None:
    if moment.published is None:
        return None
    word = " ".join(found.groups["word"].lower().split())
    return written(moment.published + timedelta(days=_DAY_WORDS.get(word, 0)))


def _near(found: FoundTime, moment: Moment) -> str | None:
    """Resolve "last week", "this year", "next month"; "the following month" looks back to what was told."""
    which, unit = found.groups["which"].lower(), found.groups["unit"].lower()
    told = which in ("the following", "the previous", "following") and moment.told is not None
    base = moment.told.day if told and moment.told else moment.published
    if base is None:
        return None
    step = 1 if which in NEXT else -1 if which in LAST else 0
    if which in ("the past", "past") and unit == "week":
        return f"{written(base - timedelta(weeks=1))}/{written(base)}"
    if which in _PAST and unit in _MONTHS_OF:
        return f"{back(base, _MONTHS_OF[unit])}/{written(base)}"
    return _unit_around(base, unit, step, moment)


def _unit_around(base: date, unit: str, step: int, moment: Moment) -> str | None:
    if unit == "week":
        monday = base - timedelta(days=base.weekday()) + timedelta(weeks=step)
        return f"{written(monday)}/{written(monday + timedelta(days=6))}"
    if unit == "weekend":
        return _weekend(base, step, moment)
    if unit == "month":
        return month_at(base, step)
    if unit == "quarter":
        quarter = base.year * 4 + (base.month - 1) // 3 + step
        return f"{quarter // 4:04d}-{33 + quarter % 4}"
    if unit == "decade":
        return f"{base.year // 10 + step:03d}X"
    if unit == "century":
        return f"{base.year // 100 + step:02d}XX"
    return f"{base.year + step:04d}"


def _weekend(base: date, step: int, moment: Moment) -> str:
    saturday = base - timedelta(days=(base.weekday() - SATURDAY) % 7)
    if step > 0 or (step == 0 and moment.future and base.weekday() < SATURDAY):
        saturday += timedelta(weeks=1)
    elif step < 0 and base.weekday() >= SATURDAY:
        saturday -= timedelta(weeks=1)
    elif step == 0 and not moment.past and base.weekday() in (3, 4):
        saturday += timedelta(weeks=1)
    return f"{written(saturday)}/{written(saturday + timedelta(days=1))}"


def _span_of(found: FoundTime, moment: Moment) -> str | None:
    """Resolve "the past three years": from so long before publication to that day, or the other way round."""
    today, count, unit = moment.published, _count(found), _unit(found)
    if today is None:
        return None
    ahead = found.groups["which"].lower() in ("next", "coming", "following")
    if ahead and moment.past and moment.told is not None and (today - moment.told.day).days > _NOW:
        today = moment.told.day  # "he served the next five years" goes on from what was told
        return f"{_as_told(today, moment.told.precision)}/{moved(today, count, unit)}" if count else None
    if not count:
        return f"{written(today)}/" if ahead else f"/{written(today)}"
    other = moved(today, count if ahead else -count, unit)
    if other is None:
        return None
    return f"{written(today)}/{other}" if ahead else f"{other}/{written(today)}"


def _as_told(day: date, precision: str) -> str:
    return written(day)[: {"year": 4, "month": 7}.get(precision, 10)]


def _vague_span(found: FoundTime, moment: Moment) -> str | None:
    if moment.published is None:
        return None
    ahead = found.groups["which"].lower() in ("next", "coming")
    return f"{written(moment.published)}/" if ahead else f"/{written(moment.published)}"


def _count(found: FoundTime) -> int:
    return int(found.groups["count"].replace(",", ""))


def _unit(found: FoundTime) -> str:
    unit = found.groups["unit"].lower()
    return {"centurie": "century", "night": "day"}.get(unit, unit)


def _ago(found: FoundTime, moment: Moment) -> str | None:
    today = moment.published
    if today is None:
        return None
    if "half" in found.groups:
        return month_at(today, -_MONTHS_OF.get(_unit(found), 1200) // 2)
    count = _count(found)
    ahead = found.groups["way"].lower().endswith("now")
    if not count:
        return f"{written(today)}/" if ahead else f"/{written(today)}"
    return moved(today, count if ahead else -count, _unit(found))


def _in_future(found: FoundTime, moment: Moment) -> str | None:
    """Resolve "in two weeks" where a verb looks ahead; elsewhere it tells how long something took and is no time."""
    if moment.published is None or not (moment.future or "time" in found.groups):
        return None
    return moved(moment.published, _count(found), _unit(found))


def _within(found: FoundTime, moment: Moment) -> str | None:
    """Resolve "within two weeks" where a verb looks ahead: from publication on until then."""
    last = (
        moved(moment.published, _count(found), _unit(found)) if moment.published and moment.future else None
    )
    return f"{written(moment.published)}/{last}" if last and moment.published else None


def _shift(found: FoundTime, moment: Moment) -> str | None:
    """Resolve "a day earlier", "two years later" against what was told before; never against publication."""
    count, unit, told = _count(found), _unit(found), moment.told
    if told is None or not count:
        return None
    if unit in ("day", "week", "weekend") and told.precision != "day":
        return None
    later = found.groups["way"].lower() in ("later", "after", "afterwards")
    value = moved(told.day, count if later else -count, unit)
    today = moment.published
    if today and later and value and value[:10] > written(today) and told.day <= today and not moment.future:
        return written(today)[: len(value.rstrip("~"))]  # "two years later it still stands": up to now
    return value


def _next_to(found: FoundTime, moment: Moment) -> str | None:
    way, unit, told = found.groups["way"].lower(), found.groups["unit"].lower(), moment.told
    if told is None:
        return None
    step = {"previous": -1, "same": 0}.get(way, 1)
    if unit in ("week", "month", "year"):
        return (
            _unit_around(told.day, unit, step, moment) if unit == "year" or told.precision != "year" else None
        )
    return written(told.day + timedelta(days=step)) if told.precision == "day" else None


def _same(found: FoundTime, moment: Moment) -> str | None:
    unit, told = found.groups["unit"].lower(), moment.latest or moment.told
    if told is None:
        return None
    if unit == "summer":
        return f"{told.day.year:04d}-22"
    if unit in ("week", "month", "year"):
        return _unit_around(told.day, unit, 0, moment) if unit == "year" or told.precision != "year" else None
    return written(told.day) if told.precision == "day" else None


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
        "span_of": _span_of,
        "vague_span": _vague_span,
        "ago": _ago,
        "shift": _shift,
        "next_to": _next_to,
        "same": _same,
        "numeric": _numeric,
        "clock": _clock,
        "old_year": _old_year,
        "in_future": _in_future,
        "within": _within,
        **periods.RESOLVERS,
    }
)
