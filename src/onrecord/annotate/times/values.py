"""EDTF values of dates, days and relative times, from the match and its context. Pure functions.

The mapping to EDTF is specified, and tested, in docs/layers/times.md. Parts of years, and years and more:
period_values.py.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from onrecord.annotate.lexicon_files import word_class
from onrecord.annotate.times import period_values
from onrecord.annotate.times.calendar_arithmetic import iso_day, month_at, months_before, shifted
from onrecord.annotate.times.context import SATURDAY, TimeContext, is_of_every_year, nearest_date
from onrecord.annotate.times.grammar import TimeMatch

_DAY_WORDS = MappingProxyType(
    {"yesterday": -1, "tomorrow": 1, "last night": -1, "day before yesterday": -2, "day after tomorrow": 2}
)
# Days: an earlier time before this is not the start of "the next years".
_CURRENT_DAYS = 366
_MONTHS = 12
_MONTHS_OF = MappingProxyType({"month": 1, "year": 12, "decade": 120})


def resolve_time(found: TimeMatch, context: TimeContext) -> str | None:
    """Return the EDTF value of a time expression, None when it is unknown."""
    try:
        return _RESOLVERS[found.rule](found, context)
    except (ValueError, OverflowError):  # no such day, or a year outside the calendar
        return None


def _iso(found: TimeMatch, _: TimeContext) -> str | None:
    return iso_day(date(int(found.groups["year"]), int(found.groups["month"]), int(found.groups["day"])))


def _date(found: TimeMatch, context: TimeContext) -> str | None:
    month, day, year = int(found.groups["month"]), int(found.groups["day"]), found.number("year")
    if year is None and "same" in found.groups:
        year = _same_year(found.groups["same"].lower(), context)
    if year is None:
        chosen = nearest_date(month, day, context, found.groups.get("which", "").lower())
        yearly = (
            chosen is not None
            and not context.news
            and context.near is None
            and is_of_every_year(chosen, context)
        )
        return f"XXXX-{month:02d}-{day:02d}" if yearly else iso_day(chosen) if chosen else None
    return f"{year:04d}-{month:02d}-{day:02d}" if date(year, month, day) else None


def _date_range(found: TimeMatch, context: TimeContext) -> str | None:
    first = _date(found, context)
    last = int(found.groups["day2"])
    if first is None or last <= int(first[-2:]) or last > 31:
        return None
    return f"{first}/{iso_day(date.fromisoformat(first).replace(day=last))}"


def _clock(found: TimeMatch, context: TimeContext) -> str | None:
    """Resolve a time of day on the day beside it, `context.earlier`: `2025-07-04T15:30-04:00`."""
    if context.earlier is None or context.earlier.precision != "day":
        return None
    hour, minute = int(found.groups.get("hour", "12")), int(found.groups.get("minute", "0"))
    meridiem = found.groups.get("meridiem", "").lower()
    if meridiem:
        hour = hour % 12 + (12 if meridiem.startswith("p") else 0)
    return f"{iso_day(context.earlier.day)}T{hour:02d}:{minute:02d}{found.groups.get('zone', '')}"


def _old_year(found: TimeMatch, _: TimeContext) -> str | None:
    return f"0{found.groups['year']}"


def _numeric(found: TimeMatch, _: TimeContext) -> str | None:
    """Resolve "13/7/2025" and "03.06.2025" (day first, by the stops), never the ambiguous "3/7/2025"."""
    first, second = int(found.groups["first"]), int(found.groups["second"])
    if found.groups["mark"] == "." or first > _MONTHS or first == second:
        first, second = second, first
    elif second <= _MONTHS:
        return None
    return iso_day(date(int(found.groups["year"]), first, second))


def _month_range(found: TimeMatch, _: TimeContext) -> str | None:
    year = int(found.groups["year"])
    return f"{year:04d}-{int(found.groups['month']):02d}/{year:04d}-{int(found.groups['month2']):02d}"


def _month(found: TimeMatch, context: TimeContext) -> str | None:
    month, year = int(found.groups["month"]), found.number("year")
    which = found.groups.get("which", "").lower()
    if year is None and "same" in found.groups:
        year = _same_year(found.groups["same"].lower(), context)
    if year is None:
        chosen = nearest_date(month, 1, context, which)
        if chosen is None:
            return None
        if not which and is_of_every_year(chosen, context):
            return f"XXXX-{month:02d}"
        year = chosen.year
    return period_values.edge_of_month(year, month, found.groups.get("edge", "").lower())


def _same_year(words: str, context: TimeContext) -> int | None:
    if words.startswith(("this", "last")):
        return context.published.year - words.startswith("last") if context.published else None
    earlier = context.latest or context.earlier
    return earlier.day.year if earlier else None


def _weekday(found: TimeMatch, context: TimeContext) -> str | None:
    today, weekday, which = (
        context.published,
        int(found.groups["weekday"]),
        found.groups.get("which", "").lower(),
    )
    if today is None:
        return None
    behind = (today.weekday() - weekday) % 7
    ahead = (weekday - today.weekday()) % 7
    if which in word_class("times/word_classes", "last"):
        return iso_day(today - timedelta(days=behind or 7))
    if which in word_class("times/word_classes", "next"):
        return iso_day(today + timedelta(days=ahead or 7))
    if which == "this":
        return iso_day(today + timedelta(days=weekday - today.weekday()))
    if context.since is not None:
        return iso_day(context.since + timedelta(days=(weekday - context.since.weekday()) % 7))
    return iso_day(
        today + timedelta(days=ahead)
        if context.future or context.scheduled
        else today - timedelta(days=behind)
    )


def _day_word(found: TimeMatch, context: TimeContext) -> str | None:
    if context.published is None:
        return None
    word = " ".join(found.groups["word"].lower().split())
    return iso_day(context.published + timedelta(days=_DAY_WORDS.get(word, 0)))


def _near(found: TimeMatch, context: TimeContext) -> str | None:
    """Resolve "last week", "this year"; "the following month" is relative to an earlier time."""
    which, unit = found.groups["which"].lower(), found.groups["unit"].lower()
    earlier = (
        which in word_class("times/word_classes", "following or previous") and context.earlier is not None
    )
    base = context.earlier.day if earlier and context.earlier else context.published
    if base is None:
        return None
    step = (
        1
        if which in word_class("times/word_classes", "next")
        else -1
        if which in word_class("times/word_classes", "last")
        else 0
    )
    if which in ("the past", "past") and unit == "week":
        return f"{iso_day(base - timedelta(weeks=1))}/{iso_day(base)}"
    if which in word_class("times/word_classes", "past period") and unit in _MONTHS_OF:
        return f"{months_before(base, _MONTHS_OF[unit])}/{iso_day(base)}"
    return _unit_around(base, unit, step, context)


def _unit_around(base: date, unit: str, step: int, context: TimeContext) -> str | None:
    if unit == "week":
        monday = base - timedelta(days=base.weekday()) + timedelta(weeks=step)
        return f"{iso_day(monday)}/{iso_day(monday + timedelta(days=6))}"
    if unit == "weekend":
        return _weekend(base, step, context)
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


def _weekend(base: date, step: int, context: TimeContext) -> str:
    saturday = base - timedelta(days=(base.weekday() - SATURDAY) % 7)
    if step > 0 or (step == 0 and context.future and base.weekday() < SATURDAY):
        saturday += timedelta(weeks=1)
    elif step < 0 and base.weekday() >= SATURDAY:
        saturday -= timedelta(weeks=1)
    elif step == 0 and not context.past and base.weekday() in (3, 4):
        saturday += timedelta(weeks=1)
    return f"{iso_day(saturday)}/{iso_day(saturday + timedelta(days=1))}"


def _span_of(found: TimeMatch, context: TimeContext) -> str | None:
    """Resolve "the past three years": three years up to publication; "the next": from there ahead."""
    today, count, unit = context.published, _count(found), _unit(found)
    if today is None:
        return None
    ahead = found.groups["which"].lower() in word_class("times/word_classes", "ahead")
    if (
        ahead
        and context.past
        and context.earlier is not None
        and (today - context.earlier.day).days > _CURRENT_DAYS
    ):
        today = context.earlier.day  # "he served the next five years" starts at the earlier time
        return (
            f"{_as_told(today, context.earlier.precision)}/{shifted(today, count, unit)}" if count else None
        )
    if not count:
        return f"{iso_day(today)}/" if ahead else f"/{iso_day(today)}"
    other = shifted(today, count if ahead else -count, unit)
    if other is None:
        return None
    return f"{iso_day(today)}/{other}" if ahead else f"{other}/{iso_day(today)}"


def _as_told(day: date, precision: str) -> str:
    return iso_day(day)[: {"year": 4, "month": 7}.get(precision, 10)]


def _vague_span(found: TimeMatch, context: TimeContext) -> str | None:
    if context.published is None:
        return None
    ahead = found.groups["which"].lower() in word_class("times/word_classes", "next or coming")
    return f"{iso_day(context.published)}/" if ahead else f"/{iso_day(context.published)}"


def _count(found: TimeMatch) -> int:
    return int(found.groups["count"].replace(",", ""))


def _unit(found: TimeMatch) -> str:
    unit = found.groups["unit"].lower()
    return {"centurie": "century", "night": "day"}.get(unit, unit)


def _ago(found: TimeMatch, context: TimeContext) -> str | None:
    today = context.published
    if today is None:
        return None
    if "half" in found.groups:
        return month_at(today, -_MONTHS_OF.get(_unit(found), 1200) // 2)
    count = _count(found)
    ahead = found.groups["way"].lower().endswith("now")
    if not count:
        return f"{iso_day(today)}/" if ahead else f"/{iso_day(today)}"
    return shifted(today, count if ahead else -count, _unit(found))


def _in_future(found: TimeMatch, context: TimeContext) -> str | None:
    """Resolve "in two weeks" if a verb looks ahead; otherwise it is a duration and not a time."""
    if context.published is None or not (context.future or "time" in found.groups):
        return None
    return shifted(context.published, _count(found), _unit(found))


def _within(found: TimeMatch, context: TimeContext) -> str | None:
    """Resolve "within two weeks" if a verb looks ahead: the interval from publication on."""
    last = (
        shifted(context.published, _count(found), _unit(found))
        if context.published and context.future
        else None
    )
    return f"{iso_day(context.published)}/{last}" if last and context.published else None


def _shift(found: TimeMatch, context: TimeContext) -> str | None:
    """Resolve "a day earlier", "two years later" against an earlier time, never against publication."""
    count, unit, earlier = _count(found), _unit(found), context.earlier
    if earlier is None or not count:
        return None
    if unit in ("day", "week", "weekend") and earlier.precision != "day":
        return None
    later = found.groups["way"].lower() in word_class("times/word_classes", "later")
    value = shifted(earlier.day, count if later else -count, unit)
    today = context.published
    if not today or not value:
        return value
    beyond_publication = later and value[:10] > iso_day(today) and earlier.day <= today
    if beyond_publication and not context.future:
        # "two years later it still stands": up to publication.
        return iso_day(today)[: len(value.rstrip("~"))]
    return value


def _next_to(found: TimeMatch, context: TimeContext) -> str | None:
    way, unit, earlier = found.groups["way"].lower(), found.groups["unit"].lower(), context.earlier
    if earlier is None:
        return None
    step = {"previous": -1, "same": 0}.get(way, 1)
    if unit in ("week", "month", "year"):
        return (
            _unit_around(earlier.day, unit, step, context)
            if unit == "year" or earlier.precision != "year"
            else None
        )
    return iso_day(earlier.day + timedelta(days=step)) if earlier.precision == "day" else None


def _same(found: TimeMatch, context: TimeContext) -> str | None:
    unit, earlier = found.groups["unit"].lower(), context.latest or context.earlier
    if earlier is None:
        return None
    if unit == "summer":
        return f"{earlier.day.year:04d}-22"
    if unit in ("week", "month", "year"):
        return (
            _unit_around(earlier.day, unit, 0, context)
            if unit == "year" or earlier.precision != "year"
            else None
        )
    return iso_day(earlier.day) if earlier.precision == "day" else None


_RESOLVERS: Mapping[str, Callable[[TimeMatch, TimeContext], str | None]] = MappingProxyType(
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
        **period_values.RESOLVERS,
    }
)
