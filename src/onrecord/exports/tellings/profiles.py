"""Profiles of actors across articles: the name they are best known by, kind, country, sector, titles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from onrecord.exports.selection import SelectedRecord, Selection
from onrecord.model.record import Actor, ActorKind
from onrecord.store.stored_rows import StoredActor


@dataclass(frozen=True, slots=True)
class Profile:
    """An actor across its articles. Country and sector are None where its articles disagree."""

    id: str
    name: str
    kind: ActorKind
    country: str | None = None
    sector: str | None = None
    wikidata: str | None = None
    names: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    articles: int = 0
    statements: int = 0


class Profiles(Mapping[str, Profile]):
    """The profiles of all actors on the record on the selection's day, by their ids across articles."""

    def __init__(self, selection: Selection) -> None:
        """Read the actors of the dossier. Raises StoreError."""
        found = selection.dossier.list_actors(selection.on_day)
        self._profiles = {one.id: _profile(one) for one in found}

    def __getitem__(self, known_as: str) -> Profile:
        return self._profiles[known_as]

    def __iter__(self) -> Iterator[str]:
        return iter(self._profiles)

    def __len__(self) -> int:
        return len(self._profiles)

    def of(self, selected: SelectedRecord, actor: Actor) -> Profile:
        """Return the profile of an actor of a record, from the record itself where the dossier has none."""
        known_as = selected.actor_ids[actor.id]
        if known_as not in self._profiles:
            self._profiles[known_as] = Profile(
                known_as, actor.name, actor.kind, actor.country, actor.sector, actor.wikidata, (actor.name,)
            )
        return self._profiles[known_as]


def _profile(actor: StoredActor) -> Profile:
    return Profile(
        actor.id,
        actor.name,
        actor.kind,
        _only(actor.countries),
        _only(actor.sectors),
        _only(actor.wikidata),
        actor.names,
        actor.roles,
        actor.articles,
        actor.statements,
    )


def _only(values: tuple[str, ...]) -> str | None:
    return values[0] if len(values) == 1 else None
