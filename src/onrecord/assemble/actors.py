"""Actors of the record, built from mentions and titles."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from onrecord.model.annotation import ActorKind, Mention, Title
from onrecord.model.article import Article
from onrecord.model.evidence import Evidence
from onrecord.model.layers import Annotations, all_mentions
from onrecord.model.record import Actor, MentionRow, Role
from onrecord.model.span import Span

# The order in which forms are preferred for the name of an actor.
_FORMS = ("name", "metonym", "nominal", "pronoun")


def build_actors(article: Article, annotations: Annotations) -> tuple[tuple[Actor, ...], dict[int, str]]:
    """Return the actors in order of first mention, and the record id of each actor number.

    Ids are `p1`, `p2`, ….
    """
    text = article.text
    groups: dict[int, list[Mention]] = {}
    for mention in sorted(all_mentions(annotations), key=lambda row: (row.span, row.actor)):
        if mention.span.is_sound(text):
            groups.setdefault(mention.actor, []).append(mention)
    ids = {number: f"p{place}" for place, number in enumerate(groups, start=1)}
    kinds = {number: _kind(rows) for number, rows in groups.items()}
    titles: dict[int, list[Title]] = {}
    for title in annotations.of(Title):
        if title.actor in ids and title.span.is_sound(text):
            titles.setdefault(title.actor, []).append(title)
    countries = {number: _only(row.country for row in rows) for number, rows in groups.items()}
    sectors = {number: _only(row.sector for row in rows) for number, rows in groups.items()}
    actors = []
    for number, rows in groups.items():
        borne = titles.get(number, [])
        served = _served(borne, kinds)
        country = countries[number] or _only(countries[body] for body in served)
        sector = sectors[number] or _sector(borne, kinds, sectors)
        actors.append(
            Actor(
                id=ids[number],
                name=_name(text, rows),
                kind=kinds[number],
                mentions=tuple(MentionRow(row.span, row.form) for row in rows),
                country=country,
                sector=sector,
                roles=_roles(text, borne, ids),
                known_from="text" if country or sector else None,
            )
        )
    return tuple(actors), ids


def _kind(rows: Iterable[Mention]) -> ActorKind:
    """Return the most frequent kind of the mentions, the first of a tie; a person where none has a kind."""
    counts = Counter(row.kind for row in rows if row.kind is not None and row.form != "pronoun")
    return counts.most_common(1)[0][0] if counts else "person"


def _only(values: Iterable[str | None]) -> str | None:
    """Return the one value, None where there are none or several."""
    known = {value for value in values if value is not None}
    return next(iter(known)) if len(known) == 1 else None


def _name(text: str, rows: Sequence[Mention]) -> str:
    """Return the usual name of a state, else the fullest name in the text, on one line."""
    known = next((row.known_as for row in rows if row.known_as), None)
    if known:
        return known
    form = next(form for form in _FORMS if any(row.form == form for row in rows))
    names = [" ".join(row.span.words(text).split()) for row in rows if row.form == form]
    return max(names, key=lambda name: (name.count(" "), not (name.isupper() and len(name) > 4), len(name)))


def _served(titles: Iterable[Title], kinds: Mapping[int, ActorKind]) -> list[int]:
    """Return the states and governments that the titles belong to."""
    return [row.of for row in titles if row.of is not None and kinds.get(row.of) in ("state", "government")]


def _sector(
    titles: Sequence[Title], kinds: Mapping[int, ActorKind], sectors: Mapping[int, str | None]
) -> str | None:
    """Return the sector of the titles; where they have none ("spokesman"), that of their body."""
    known = [row.sector for row in titles if row.sector is not None]
    if known:
        return known[0] if len(set(known)) == 1 else _only(value for value in known if value != "ELI")
    return _only(sectors.get(body) for body in _served(titles, kinds))


def _roles(text: str, titles: Iterable[Title], ids: Mapping[int, str]) -> tuple[Role, ...]:
    """Return each title once, with all the places where it occurs."""
    places: dict[tuple[str, str | None], list[Span]] = {}
    for row in titles:
        of = ids.get(row.of) if row.of is not None else None
        places.setdefault((" ".join(row.span.words(text).split()), of), []).append(row.span)
    with_body = {title for title, of in places if of is not None}
    return tuple(
        Role(title, Evidence.of(text, spans), of)
        for (title, of), spans in places.items()
        if of is not None or title not in with_body
    )
