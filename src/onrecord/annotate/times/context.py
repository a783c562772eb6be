"""Where a time expression stands in the calendar (TimeContext) and arithmetic with days, months and years. No grammar."""

from dataclasses import dataclass
from datetime import date

from onrecord.annotate.times.calendar_arithmetic import date_or_none

NEXT = frozenset({"next", "coming", "the coming", "this coming", "following", "the following"})
LAST = frozenset({"last", "past", "the past", "the previous", "this past", "previous"})
SATURDAY = 5
_SOON = 60  # days: how far ahead a date without a year may lie when the verb is not in the past


@dataclass(frozen=True, slots=True)
class EarlierTime:
    """A day already earlier, that "a day earlier" and "that year" look back to; `precision` is day, month or year."""

    day: date
    precision: str


@dataclass(frozen=True, slots=True)
class TimeContext:
    """Where a time expression stands: publication, what was earlier before, and the tense around it.

    `earlier` is what "a day earlier" looks back to, `latest` the last time earlier, to which "that day" does; `near` a full date with
    its year earlier shortly before, in the same paragraph; `ahead` a day still to come that the same sentence earlier; `since` the day
    before publication on which something was said to lie ahead; `general` when a verb in the present tells what is usual ("the
    fair takes place in July"); `news` is false in texts that tell of no day near publication, as guides and lives;
    `scheduled`: the verb is in the present tense and not in a headline; `subject`: the time is what the sentence is about
    ("October is the month of …"); `named`: it is part of a name ("the Winter Games").
    """

    published: date | None
    earlier: EarlierTime | None
    near: date | None
    future: bool
    past: bool
    general: bool = False
    ahead: date | None = None
    since: date | None = None
    latest: EarlierTime | None = None
    news: bool = True
    scheduled: bool = False
    subject: bool = False
    named: bool = False


def is_of_every_year(day: date, context: TimeContext) -> bool:
    """Tell whether a month or day without a year is that of every year ("the fair takes place in July")."""
    if not context.general or context.future or context.ahead is not None:
        return False
    return context.subject or not context.news or not is_soon(day, context)


def is_soon(day: date, context: TimeContext) -> bool:
    return context.published is not None and -31 <= (day - context.published).days <= _SOON


def nearest_date(month: int, day: int, context: TimeContext, which: str) -> date | None:
    """Return the day of a year not earlier: that of a date earlier just before, else the nearest to publication, past preferred."""
    if context.near is not None and not which:
        return date(context.near.year, month, day)
    today = context.published
    if today is None:
        return None
    if context.ahead is not None and not which:
        coming = (date_or_none(context.ahead.year + i, month, day) for i in (0, 1))
        return next((found for found in coming if found and found >= context.ahead), None)
    this = date_or_none(today.year, month, day)
    before = this if this and this <= today else date_or_none(today.year - 1, month, day)
    after = this if this and this >= today.replace(day=1) else date_or_none(today.year + 1, month, day)
    if which in LAST:
        this_month = before is not None and (before.month, before.year) == (today.month, today.year)
        return date_or_none(today.year - 1, month, day) if this_month else before
    if which == "this":
        return this
    if which in NEXT or context.future:
        return after
    return after if after is not None and is_soon(after, context) and not context.past else before
