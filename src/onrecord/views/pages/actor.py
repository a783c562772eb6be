"""The page of one actor: what it is called, its roles over time, what it said and did, whom it accuses and who accuses it."""

from dataclasses import dataclass, replace

from onrecord.store.protocol import Dossier, Filter
from onrecord.store.search_terms import fold_name
from onrecord.store.stored_rows import StoredRole
from onrecord.views.pages.lists import EventsPage, StatementsPage, build_events_page, build_statements_page
from onrecord.views.rows.accusations import Charge, find_charges
from onrecord.views.rows.actors import ActorRow, build_actors
from onrecord.views.rows.positions import PositionRow, build_positions

FEW = 25


@dataclass(frozen=True, slots=True)
class ActorPage:
    """One actor, by the names articles give it. `others` are actors of other names or kinds that share words with it.

    `members` is a row (`ARTICLE/ACTOR`) of each, by its id: what a judgement on the actor is about.
    """

    name: str
    rows: tuple[ActorRow, ...]
    others: tuple[ActorRow, ...]
    roles: tuple[StoredRole, ...]
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
    accuses, accused_by = find_charges(dossier, name, rows, wanted)
    return ActorPage(
        name=rows[0].name if rows else name,
        rows=rows,
        others=tuple(row for row in found if row not in rows),
        roles=tuple(dossier.list_roles(wanted)),
        statements=build_statements_page(dossier, wanted),
        events=build_events_page(dossier, wanted),
        accuses=accuses,
        accused_by=accused_by,
        positions=tuple(build_positions(dossier, replace(wanted, limit=FEW)).rows),
        members=dossier.find_actor_rows([row.id for row in found]),
    )
