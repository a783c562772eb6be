"""Rows that take several lines on a terminal: threads, commitments, positions."""

from collections.abc import Iterator

from onrecord.model.judgement import RULE_PREFIX
from onrecord.views.rows.commitments import CommitmentRow
from onrecord.views.rows.positions import PositionRow
from onrecord.views.rows.threads import ThreadRow, Turn

MAX_LENGTH = 200  # characters of a quoted text
MAX_INDENTS = 6  # deeper responses are not indented further


def thread_lines(row: ThreadRow) -> Iterator[str]:
    """Yield the lines of a thread: its turns, responses indented, each with its pages and origins."""
    yield f"{_days(row.first, row.last)}  {', '.join(row.who)}  [{row.id}]"
    for turn in row.turns:
        indent = "    " * min(turn.depth, MAX_INDENTS)
        yield f"{indent}{_relation(turn)}{turn.day or '?'} {turn.who}: {_short(turn.content)}"
        source = (turn.outlet or turn.title, _page_counts(turn.pages, turn.origins))
        yield f"{indent}    {', '.join(part for part in source if part)}"


def _relation(turn: Turn) -> str:
    relations = dict.fromkeys(answer.relation for answer in turn.answers)
    return f"↳ {', '.join(relations)}: " if relations else ""


def commitment_lines(row: CommitmentRow) -> Iterator[str]:
    """Yield the lines of a commitment: parties, content, status and why, then each step with its source."""
    terms = f" ({'; '.join(row.terms)})" if row.terms else ""
    agreed = " ".join(part for part in (row.agreed, row.place) if part)
    parties = ", ".join(row.parties) or "(nobody named)"
    yield f"{row.status.upper()}  {parties}: {row.what}{terms}{f', agreed {agreed}' if agreed else ''}"
    yield f"    {row.why}  [{row.id}]"
    for step in row.steps:
        copies = f", and {len(step.copies)} more with the same copy" if step.copies else ""
        source = step.teller if step.outlet is None else f"{step.teller}, {step.outlet}"
        words = _short(step.status_words or step.words)
        added = "" if step.by is None or step.by.startswith(RULE_PREFIX) else f"; added by {step.by}"
        yield f"    {step.day or '?'} {step.status}: {words} ({source}{copies}{added})"


def position_lines(row: PositionRow) -> Iterator[str]:
    """Yield the lines of a position: the actor and topic, then each statement."""
    yield f"{row.who} on {row.topic!r}, {_days(row.first, row.last)}"
    if row.utterances > len(row.sayings):
        yield f"    {row.utterances} statements; the earliest and the latest of them:"
    for saying in row.sayings:
        source = f"{saying.outlet or ''}, {_page_counts(saying.pages, saying.origins)}".lstrip(", ")
        yield f"    {saying.day or '?'} {saying.act}: {_short(saying.content)} ({source})"


def _page_counts(pages: int, origins: int) -> str:
    return f"{pages} {'page' if pages == 1 else 'pages'}, {origins} {'origin' if origins == 1 else 'origins'}"


def _days(first: str | None, last: str | None) -> str:
    if first is None or first == last:
        return first or "?"
    return f"{first} to {last}"


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= MAX_LENGTH else f"{plain[: MAX_LENGTH - 1]}…"
