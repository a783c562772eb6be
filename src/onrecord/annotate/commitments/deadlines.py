"""Times behind a verb of promising that say by when: "pledged sensors by Christmas"."""

from dataclasses import replace
from datetime import date, timedelta

from onrecord.annotate.commitments.actions import Act
from onrecord.annotate.commitments.lexicon import commitment_words
from onrecord.annotate.commitments.triggers import BoundAct
from onrecord.annotate.events.time_and_place import TimesAndPlaces, dates_of
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import TimeExpression
from onrecord.model.edtf import edtf_bounds

_WEEK = 7


def is_due(time: TimeExpression, row: BoundAct, tree: SyntaxTree) -> bool:
    """Return whether a time behind a trigger says by when the act is to be done, not when it was promised."""
    first = tree.range(time.span)[0]
    if first < row.trigger or row.kind not in ("bind", "offer"):
        return False
    before = {tree[i].text.lower() for i in range(max(row.trigger, first - 2), first)}
    return bool(before & commitment_words("prepositions of a day due"))


def own_times(times_and_places: TimesAndPlaces, row: BoundAct) -> list[TimeExpression]:
    """Return the times of a trigger that can be the day of the promise."""
    tree = times_and_places.tree
    times = dates_of(times_and_places, tree[row.trigger].span)
    return [time for time in times if not is_due(time, row, tree)]


def with_deadline(
    act: Act, row: BoundAct, times_and_places: TimesAndPlaces, published: date | None, text: str
) -> Act:
    """Return an act with the deadline that stands at its trigger, where it has none of its own.

    A day without a year that was taken for one before the article is the next one.
    """
    tree = times_and_places.tree
    times = dates_of(times_and_places, tree[row.trigger].span)
    due = next((time for time in times if time.value and is_due(time, row, tree)), None)
    bounds = edtf_bounds(due.value) if due is not None and due.value else None
    if act.deadline is not None or due is None or due.value is None or bounds is None:
        return act
    words, year = due.span.words(text), due.value[:4]
    if published is None or bounds[1] >= published or not year.isdigit() or year in words:
        return replace(act, deadline=due.value.rpartition("/")[2] or due.value)
    is_last_week = (published - bounds[1]).days <= _WEEK
    if bounds[0] == bounds[1] and is_last_week and not any(map(str.isdigit, words)):
        return replace(act, deadline=(bounds[1] + timedelta(days=_WEEK)).isoformat())
    return replace(act, deadline=f"{int(year) + 1}{due.value[4:]}")
