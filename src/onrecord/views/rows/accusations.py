"""Accusations: whom an actor accuses and who accuses it, by events that tell it and by the words of accusing statements."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.store.protocol import Dossier, Filter
from onrecord.store.search_terms import fold_name
from onrecord.store.stored_rows import StoredEvent, StoredStatement
from onrecord.views.rows.actors import ActorRow

FEW = 25  # rows shown
MOST_EVENTS = 2_000  # accusing events looked at for one actor
MOST_STATEMENTS = 60  # accusing statements looked at for one actor, each way
MOST_NAMES = 3  # of an actor's names, looked for in the accusations of others


@dataclass(frozen=True, slots=True)
class Charge:
    """In how many articles one actor accuses another, and the latest row (`ARTICLE/ROW`) that tells it."""

    name: str
    count: int
    latest: str


@dataclass(frozen=True, slots=True)
class _Told:
    """One telling of an accusation: both sides, the row and its day."""

    who: str
    whom: str
    row: str
    day: str

    @property
    def article(self) -> str:
        return self.row.partition("/")[0]


def find_charges(
    dossier: Dossier, name: str, rows: Sequence[ActorRow], wanted: Filter
) -> tuple[tuple[Charge, ...], tuple[Charge, ...]]:
    """Return whom the actor of this name accuses, and who accuses it. Raises StoreError.

    `rows` are the actors that bear the name. An accusing statement accuses whom its content begins with ("Britain of helping
    …") and whom it is addressed to; one that begins with anything else is left to the events.
    """
    own = fold_name(name)
    events = list(
        _of_events(dossier.list_events(replace(wanted, actor=name, types=("ACCUSE",), limit=MOST_EVENTS)))
    )
    by_it = [told for told in events if own in fold_name(told.who)]
    on_it = [told for told in events if own in fold_name(told.whom)]
    ids = {row.id for row in rows}
    asked = replace(wanted, actor=None, acts=("accuse",), limit=MOST_STATEMENTS)
    for row in rows[:MOST_NAMES]:
        said = dossier.list_statements(replace(asked, known_as=row.id))
        by_it += [told for told, _ in _of_statements(dossier, said)]
    for called in _names(rows):
        said = dossier.list_statements(replace(asked, contains=f'"{called}"'))
        on_it += [told for told, known_as in _of_statements(dossier, said) if known_as in ids]
    return _charges((told.whom, told) for told in by_it), _charges((told.who, told) for told in on_it)


def _names(rows: Iterable[ActorRow]) -> list[str]:
    every = (" ".join(fold_name(name).split()) for row in rows for name in (row.name, *row.called))
    return [name for name in dict.fromkeys(every) if name][:MOST_NAMES]


def _of_events(events: Iterable[StoredEvent]) -> Iterator[_Told]:
    for event in events:
        for who in event.actors:
            for whom in event.recipients:
                yield _Told(who, whom, f"{event.article.id}/{event.id}", event.article.published or "")


def _of_statements(dossier: Dossier, said: Iterable[StoredStatement]) -> Iterator[tuple[_Told, str | None]]:
    """Yield the accusations of statements that name their mouth, each with what the accused is known as, if that is known."""
    for row in said:
        if row.actor is None:
            continue
        reference, day = f"{row.article.id}/{row.id}", row.said or row.article.published or ""
        accused = _first_named(dossier, row)
        if accused is not None:
            (actor,) = dossier.list_actor_rows([accused[0]])
            yield _Told(row.actor, actor.name, reference, day), accused[1]
        for name in row.addressees:
            yield _Told(row.actor, name, reference, day), None


def _first_named(dossier: Dossier, row: StoredStatement) -> tuple[str, str] | None:
    """Return the actor (reference, what it is known as) whose name the content begins with: the longest such name counts.

    A name that goes on ("Britain's fleet", "Russian Railways") is somebody else's.
    """
    if not any(letter.isupper() for letter in row.content[:6]):
        return None
    words = row.content.split()
    found: tuple[int, str, str] | None = None
    for actor in dossier.list_actor_features(row.article.id):
        for name in actor.called | actor.names:
            length = _length_at_start(name, words)
            if length and (found is None or length > found[0]):
                found = length, actor.reference, actor.known_as
    if found is None or _goes_on(words, found[0]):
        return None
    return found[1], found[2]


def _length_at_start(name: str, words: list[str]) -> int:
    """Return how many of the words are the folded name, 0 when they do not begin with it."""
    wanted = len(name.split())
    for length in (wanted, wanted + 1):  # with a leading article, which does not count
        if fold_name(" ".join(words[:length])) == name:
            return length
    return 0


def _goes_on(words: list[str], length: int) -> bool:
    last, after = words[length - 1].replace("’", "'"), words[length : length + 1]
    return last.endswith(("'s", "s'")) or bool(after and after[0][:1].isupper())


def _charges(told: Iterable[tuple[str, _Told]]) -> tuple[Charge, ...]:
    """Return the other sides, those of most articles first."""
    articles: dict[str, set[str]] = {}
    latest: dict[str, tuple[str, str]] = {}
    for name, one in told:
        articles.setdefault(name, set()).add(one.article)
        latest[name] = max(latest.get(name, ("", "")), (one.day, one.row))
    ordered = sorted(articles, key=lambda name: (-len(articles[name]), name))
    return tuple(Charge(name, len(articles[name]), latest[name][1]) for name in ordered[:FEW])
