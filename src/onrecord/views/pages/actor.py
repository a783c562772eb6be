"""The page of one actor: names, roles, statements, events, positions, accusations by and against it."""

from dataclasses import dataclass, replace

from onrecord.store.protocol import Dossier, Filter
from onrecord.store.search_terms import fold_name
from onrecord.store.stored_rows import StoredRole
from onrecord.views.pages.lists import EventsPage, StatementsPage, build_events_page, build_statements_page
from onrecord.views.rows.accusations import Accusation, find_accusations
from onrecord.views.rows.actors import ActorRow, build_actors
from onrecord.views.rows.positions import PositionRow, build_positions

MOST_ROWS = 25  # rows of each list


@dataclass(frozen=True, slots=True)
class ActorPage:
    """One actor, found by name. `rows` are the actors with exactly this name; `others` share a word with it.

    `members` gives for each actor's id one row (`ARTICLE/ACTOR`), which a judgement on the actor refers to.
    """

    name: str
    rows: tuple[ActorRow, ...]
    others: tuple[ActorRow, ...]
    roles: tuple[StoredRole, ...]
    statements: StatementsPage
    events: EventsPage
    accuses: tuple[Accusation, ...]
    accused_by: tuple[Accusation, ...]
    positions: tuple[PositionRow, ...]
    members: dict[str, str]


def build_actor(dossier: Dossier, name: str, wanted: Filter) -> ActorPage:
    """Return the page of the actor with this name, an empty page when there is none. Raises StoreError."""
    wanted = replace(wanted, actor=name, limit=MOST_ROWS, offset=0)
    found = tuple(build_actors(dossier, wanted).rows)
    own = fold_name(name)
    rows = tuple(row for row in found if own in {fold_name(alias) for alias in (row.name, *row.called)})
    accuses, accused_by = find_accusations(dossier, name, rows, wanted)
    return ActorPage(
        name=rows[0].name if rows else name,
        rows=rows,
        others=tuple(row for row in found if row not in rows),
        roles=tuple(dossier.list_roles(wanted)),
        statements=build_statements_page(dossier, wanted),
        events=build_events_page(dossier, wanted),
        accuses=accuses,
        accused_by=accused_by,
        positions=tuple(build_positions(dossier, wanted).rows),
        members=dossier.find_actor_rows([row.id for row in found]),
    )
