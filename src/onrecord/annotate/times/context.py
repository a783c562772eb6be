"""The context of a time expression (TimeContext), and the year of dates that are written without one."""

from dataclasses import dataclass
from datetime import date

from onrecord.annotate.lexicon_files import word_class
from onrecord.annotate.times.calendar_arithmetic import date_or_none

SATURDAY = 5
_SOON = 60  # days: how far ahead of publication a date without a year can be when the verb is not in the past


@dataclass(frozen=True, slots=True)
class EarlierTime:
    """An earlier time in the text, for "a day earlier" and "that year"; `precision`: day, month or year."""

    day: date
    precision: str


@dataclass(frozen=True, slots=True)
class TimeContext:
    """What the value of a time expression depends on: publication, earlier times, and the tense around it."""

    published: date | None
    earlier: EarlierTime | None  # the time that "a day earlier" refers to
    near: date | None  # a full date shortly before, in the same paragraph
    future: bool
    past: bool
    general: bool = False  # the verb states what is usual ("the fair takes place in July")
    ahead: date | None = None  # a day after publication, in the same sentence
    since: date | None = None  # the day before publication on which "he would leave on Friday" was said
    latest: EarlierTime | None = None  # the last time of all, to which "that day" refers
    news: bool = True  # the text has days near publication, unlike guides and biographies
    scheduled: bool = False  # the verb is in the present tense, and not in a headline
    subject: bool = False  # the time is the subject of the sentence ("October is the month of …")
    named: bool = False  # it is part of a name ("the Winter Games")


def is_of_every_year(day: date, context: TimeContext) -> bool:
    """Return whether a month or day without a year recurs every year ("the fair takes place in July")."""
    if not context.general or context.future or context.ahead is not None:
        return False
    return context.subject or not context.news or not is_soon(day, context)


def is_soon(day: date, context: TimeContext) -> bool:
    return context.published is not None and -31 <= (day - context.published).days <= _SOON


def nearest_date(month: int, day: int, context: TimeContext, which: str) -> date | None:
    """Return the date for a day written without a year.

    The year is that of a date just before, else the nearest to publication, with a preference for the past.
    """
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
    if which in word_class("times/word_classes", "last"):
        this_month = before is not None and (before.month, before.year) == (today.month, today.year)
        return date_or_none(today.year - 1, month, day) if this_month else before
    if which == "this":
        return this
    if which in word_class("times/word_classes", "next") or context.future:
        return after
    return after if after is not None and is_soon(after, context) and not context.past else before
