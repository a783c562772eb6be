"""Actors of the record, built from mentions, titles and profiles."""

from collections.abc import Iterable, Mapping, Sequence

from onrecord.model.annotation import ActorKind, ActorProfile, Mention, Title
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
    titles: dict[int, list[Title]] = {}
    for title in annotations.of(Title):
        if title.actor in ids and title.span.is_sound(text):
            titles.setdefault(title.actor, []).append(title)
    rows_of_profiles = annotations.of(ActorProfile) if annotations.has(ActorProfile) else ()
    profiles = {row.actor: row for row in rows_of_profiles}
    actors = []
    for number, rows in groups.items():
        profile = profiles.get(number) or _plain_profile(rows)
        actors.append(
            Actor(
                id=ids[number],
                name=_name(text, rows),
                kind=profile.kind,
                mentions=tuple(MentionRow(row.span, row.form) for row in rows),
                country=profile.country,
                sector=profile.sector,
                roles=_roles(text, titles.get(number, []), ids),
                wikidata=profile.wikidata,
                known_from=profile.known_from,
            )
        )
    return tuple(actors), ids


def _plain_profile(rows: Sequence[Mention]) -> ActorProfile:
    """Return what the mentions alone tell, for annotators that give no profiles."""
    kind: ActorKind = next((row.kind for row in rows if row.kind is not None), "person")
    return ActorProfile(rows[0].span, rows[0].actor, kind)


def _name(text: str, rows: Sequence[Mention]) -> str:
    """Return the usual name of a state, else the fullest name in the text, on one line."""
    known = next((row.known_as for row in rows if row.known_as), None)
    if known:
        return known
    form = next(form for form in _FORMS if any(row.form == form for row in rows))
    names = [" ".join(row.span.words(text).split()) for row in rows if row.form == form]
    return max(names, key=lambda name: (name.count(" "), not (name.isupper() and len(name) > 4), len(name)))


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
