"""Accusations: whom an actor accuses and who accuses it, from ACCUSE events and from accusing statements."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.store.protocol import Dossier, Filter
from onrecord.store.search_terms import fold_name
from onrecord.store.stored_rows import CalledActor, StoredEvent, StoredStatement
from onrecord.views.rows.actors import ActorRow

MOST_ROWS = 25  # rows shown
# Bounds on the work for one actor's page; the newest rows come first.
MOST_EVENTS = 250
MOST_STATEMENTS = 60  # in each direction: each is compared with the actors of its article
MOST_NAMES = 3  # names of an actor that are searched for in other actors' accusations


@dataclass(frozen=True, slots=True)
class Accusation:
    """The other side of accusations, the number of articles with one, and the latest row (`ARTICLE/ROW`)."""

    name: str
    count: int
    latest: str


@dataclass(frozen=True, slots=True)
class _Report:
    """One report of an accusation: both sides, the row that reports it (`ARTICLE/ROW`) and its day."""

    accuser: str
    accused: str
    row: str
    day: str

    @property
    def article(self) -> str:
        return self.row.partition("/")[0]


def find_accusations(
    dossier: Dossier, name: str, rows: Sequence[ActorRow], wanted: Filter
) -> tuple[tuple[Accusation, ...], tuple[Accusation, ...]]:
    """Return whom the actor that `wanted` names accuses, and who accuses it. Raises StoreError.

    `rows` has it, and `name` is its name. The accused of a statement is the actor its content begins with
    ("Britain of helping …") and its addressees. A statement that begins with anything else is left to the
    events.
    """
    own = fold_name(name)
    accusing = replace(wanted, types=("ACCUSE",), limit=MOST_EVENTS)
    events = list(_reports_in_events(dossier.list_events(accusing)))
    by_actor = [report for report in events if own in fold_name(report.accuser)]
    against_actor = [report for report in events if own in fold_name(report.accused)]
    ids = {row.id for row in rows}
    statements = replace(wanted, actor=None, acts=("accuse",), limit=MOST_STATEMENTS)
    for row in rows[:MOST_NAMES]:
        found = dossier.list_statements(replace(statements, known_as=row.id))
        by_actor += [report for report, _ in _reports_in_statements(dossier, found)]
    for alias in _search_names(rows):
        found = dossier.list_statements(replace(statements, contains=f'"{alias}"'))
        reports = _reports_in_statements(dossier, found)
        against_actor += [report for report, accused_id in reports if accused_id in ids]
    return (
        _count_by_name((report.accused, report) for report in by_actor),
        _count_by_name((report.accuser, report) for report in against_actor),
    )


def _search_names(rows: Iterable[ActorRow]) -> list[str]:
    folded = (" ".join(fold_name(name).split()) for row in rows for name in (row.name, *row.called))
    return [name for name in dict.fromkeys(folded) if name][:MOST_NAMES]


def _reports_in_events(events: Iterable[StoredEvent]) -> Iterator[_Report]:
    for event in events:
        for accuser in event.actors:
            for accused in event.recipients:
                reference = f"{event.article.id}/{event.id}"
                yield _Report(accuser, accused, reference, event.article.published or "")


def _reports_in_statements(
    dossier: Dossier, statements: Iterable[StoredStatement]
) -> Iterator[tuple[_Report, str | None]]:
    """Yield the accusations of named speakers, each with the id of the accused if it is known."""
    by_named = [row for row in statements if row.actor is not None]
    called = dossier.list_called({row.article.id for row in by_named})
    for row in by_named:
        accuser, reference = row.actor or "", f"{row.article.id}/{row.id}"
        day = row.said or row.article.published or ""
        accused = _leading_actor(called.get(row.article.id, ()), row)
        if accused is not None:
            yield _Report(accuser, accused.name, reference, day), accused.known_as
        for name in row.addressees:
            yield _Report(accuser, name, reference, day), None


def _leading_actor(actors: Iterable[CalledActor], row: StoredStatement) -> CalledActor | None:
    """Return the actor whose name begins the content. The longest such name wins.

    A name that continues ("Britain's fleet", "Russian Railways") names somebody else.
    """
    if not any(letter.isupper() for letter in row.content[:6]):
        return None
    words = row.content.split()
    longest: tuple[int, CalledActor] | None = None
    for actor in actors:
        for name in actor.called:
            length = _length_at_start(name, words)
            if length and (longest is None or length > longest[0]):
                longest = length, actor
    return None if longest is None or _name_continues(words, longest[0]) else longest[1]


def _length_at_start(name: str, words: list[str]) -> int:
    """Return how many of the first words are the folded name, 0 when they do not begin with it."""
    length = len(name.split())
    for count in (length, length + 1):  # folding drops a leading article
        if fold_name(" ".join(words[:count])) == name:
            return count
    return 0


def _name_continues(words: list[str], length: int) -> bool:
    last, following = words[length - 1].replace("’", "'"), words[length : length + 1]
    return last.endswith(("'s", "s'")) or bool(following and following[0][:1].isupper())


def _count_by_name(reports: Iterable[tuple[str, _Report]]) -> tuple[Accusation, ...]:
    """Return the names with the number of articles, most articles first."""
    articles: dict[str, set[str]] = {}
    latest: dict[str, tuple[str, str]] = {}
    for name, report in reports:
        articles.setdefault(name, set()).add(report.article)
        latest[name] = max(latest.get(name, ("", "")), (report.day, report.row))
    ordered = sorted(articles, key=lambda name: (-len(articles[name]), name))
    return tuple(Accusation(name, len(articles[name]), latest[name][1]) for name in ordered[:MOST_ROWS])
