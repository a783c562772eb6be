"""The page of one actor: what it is called, its roles over time, what it said and did, whom it accuses and who accuses it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from onrecord.store.base import Dossier, Filter
from onrecord.store.kept import EventKept, RoleKept
from onrecord.store.words import fold_name
from onrecord.views.actors import ActorRow, build_actors
from onrecord.views.listing import EventsPage, StatementsPage, build_events_page, build_statements_page
from onrecord.views.positions import PositionRow, build_positions

FEW = 25
MOST_CHARGES = 2_000  # accusing events looked at for one actor


@dataclass(frozen=True, slots=True)
class Charge:
    """How often one actor accuses another, and the id of the latest event that tells it."""

    name: str
    count: int
    latest: str


@dataclass(frozen=True, slots=True)
class ActorPage:
    """One actor, by the names articles give it. `others` are actors of other names or kinds that share words with it.

    `members` is a row (`ARTICLE/ACTOR`) of each, by its id: what a judgement on the actor is about.
    """

    name: str
    rows: tuple[ActorRow, ...]
    others: tuple[ActorRow, ...]
    roles: tuple[RoleKept, ...]
    statements: StatementsPage
    events: EventsPage
    accuses: tuple[Charge, ...]
    accused_by: tuple[Charge, ...]
    positions: tuple[PositionRow, ...]
    members: dict[str, str]


def build_actor(dossier: Dossier, name: str, wanted: Filter) -> ActorPage:
    """Return the page of the actor of this name; empty when nobody bears it. Raises StoreError."""
    wanted = replace(wanted, actor=name, limit=FEW, offset=0)
    found = tuple(build_actors(dossier, wanted).rows)
    own = fold_name(name)
    rows = tuple(row for row in found if own in {fold_name(called) for called in (row.name, *row.called)})
    charges = list(dossier.list_events(replace(wanted, types=("ACCUSE",), limit=MOST_CHARGES)))
    return ActorPage(
        name=rows[0].name if rows else name,
        rows=rows,
        others=tuple(row for row in found if row not in rows),
        roles=tuple(dossier.list_roles(wanted)),
        statements=build_statements_page(dossier, wanted),
        events=build_events_page(dossier, wanted),
        accuses=_charges(own, charges, by_it=True),
        accused_by=_charges(own, charges, by_it=False),
        positions=tuple(build_positions(dossier, replace(wanted, limit=FEW)).rows),
        members=dossier.find_members([row.id for row in found]),
    )


def _charges(own: str, events: Iterable[EventKept], *, by_it: bool) -> tuple[Charge, ...]:
    """Count the other side of accusations; events come latest first."""
    counts: Counter[str] = Counter()
    latest: dict[str, str] = {}
    for event in events:
        here, there = (event.actors, event.recipients) if by_it else (event.recipients, event.actors)
        if any(own in fold_name(name) for name in here):
            counts.update(there)
            for name in there:
                latest.setdefault(name, f"{event.article.id}/{event.id}")
    return tuple(Charge(name, count, latest[name]) for name, count in counts.most_common(FEW))
