"""The page of one actor: names, roles, statements, events, positions, accusations by and against it.

Its address is the actor's id; a name leads to the bearer with most statements.
"""

from dataclasses import dataclass, replace

from onrecord.store.actor_ids import is_actor_id
from onrecord.store.protocol import Dossier, Filter
from onrecord.store.search_terms import fold_name
from onrecord.store.stored_rows import StoredRole
from onrecord.views.pages.lists import EventsPage, StatementsPage, build_events_page, build_statements_page
from onrecord.views.rows.accusations import Accusation, find_accusations
from onrecord.views.rows.actors import ActorRow, build_actors, find_actor
from onrecord.views.rows.positions import PositionRow, build_positions

MOST_ROWS = 25  # rows of each list


@dataclass(frozen=True, slots=True)
class ActorPage:
    """One actor. `rows` has it, or is empty; `others` have the same name or share a word with it.

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


def build_actor(dossier: Dossier, actor: str, wanted: Filter) -> ActorPage:
    """Return the page of the actor with this id or name, an empty page when there is none.

    Raises StoreError.
    """
    row, others = _find(dossier, actor, replace(wanted, limit=MOST_ROWS, offset=0))
    rows = () if row is None else (row,)
    name = actor if row is None else row.name
    wanted = replace(wanted, actor=actor if row is None else row.id, limit=MOST_ROWS, offset=0)
    accuses, accused_by = find_accusations(dossier, name, rows, wanted)
    return ActorPage(
        name=name,
        rows=rows,
        others=others,
        roles=tuple(dossier.list_roles(wanted)),
        statements=build_statements_page(dossier, wanted),
        events=build_events_page(dossier, wanted),
        accuses=accuses,
        accused_by=accused_by,
        positions=tuple(build_positions(dossier, wanted).rows),
        members=dossier.find_actor_rows([one.id for one in (*rows, *others)]),
    )


def _find(dossier: Dossier, actor: str, wanted: Filter) -> tuple[ActorRow | None, tuple[ActorRow, ...]]:
    """Return the actor with this id or name and those that share the name, bearers of all of it first."""
    row = find_actor(dossier, actor, wanted) if is_actor_id(actor) else None
    if row is None and is_actor_id(actor):
        return None, ()
    name = fold_name(actor if row is None else row.name)
    found = list(build_actors(dossier, replace(wanted, actor=name.strip())).rows) if name else []
    bearers = [one for one in found if name in {fold_name(alias) for alias in (one.name, *one.called)}]
    row = row or next(iter(bearers), None)
    own = None if row is None else row.id
    ordered = dict.fromkeys((*bearers, *found))
    return row, tuple(one for one in ordered if one.id != own)
