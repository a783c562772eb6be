"""Stories: rows that are told in several lines on a terminal: threads, commitments, positions."""

from collections.abc import Iterator

from onrecord.views.rows.commitments import CommitmentRow
from onrecord.views.rows.positions import PositionRow
from onrecord.views.rows.threads import ThreadRow, Turn

LONGEST = 200  # characters of words shown


def thread_lines(row: ThreadRow) -> Iterator[str]:
    """Yield a thread: a line a turn, what answers further in, with on how many pages and origins it stands."""
    yield f"{_days(row.first, row.last)}  {', '.join(row.who)}  [{row.id}]"
    for turn in row.turns:
        yield f"{'    ' * min(turn.depth, 6)}{_relation(turn)}{turn.day or '?'} {turn.who}: {_short(turn.content)}"
        yield f"{'    ' * min(turn.depth, 6)}    {turn.outlet or turn.title or ''}, {_standing(turn.pages, turn.origins)}"


def _relation(turn: Turn) -> str:
    return (
        f"↳ {', '.join(dict.fromkeys(answer.relation for answer in turn.answers))}: " if turn.answers else ""
    )


def commitment_lines(row: CommitmentRow) -> Iterator[str]:
    """Yield a commitment: parties, what to, its status and why, then a line a step with its teller."""
    terms = f" ({'; '.join(row.terms)})" if row.terms else ""
    agreed = " ".join(part for part in (row.agreed, row.place) if part)
    yield f"{row.status.upper()}  {', '.join(row.parties) or '(nobody named)'}: {row.what}{terms}" + (
        f", agreed {agreed}" if agreed else ""
    )
    yield f"    {row.why}  [{row.id}]"
    for step in row.steps:
        copies = f", and {len(step.copies)} more with the same copy" if step.copies else ""
        teller = step.teller if step.outlet is None else f"{step.teller}, {step.outlet}"
        yield f"    {step.day or '?'} {step.status}: {_short(step.status_words or step.words)} ({teller}{copies})"


def position_lines(row: PositionRow) -> Iterator[str]:
    """Yield a position: who on what, then a line a saying."""
    yield f"{row.who} on {row.topic!r}, {_days(row.first, row.last)}"
    for saying in row.sayings:
        told = f"{saying.outlet or ''}, {_standing(saying.pages, saying.origins)}".lstrip(", ")
        yield f"    {saying.day or '?'} {saying.act}: {_short(saying.content)} ({told})"


def _standing(pages: int, origins: int) -> str:
    return f"{pages} {'page' if pages == 1 else 'pages'}, {origins} {'origin' if origins == 1 else 'origins'}"


def _days(first: str | None, last: str | None) -> str:
    if first is None or first == last:
        return first or "?"
    return f"{first} to {last}"


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
