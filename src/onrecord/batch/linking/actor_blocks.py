"""Actors: which of all articles are one, by blocks of a name.

Actors with one id before linking (`known_as`) are summed up in one pass: a *group* for each country and
meaning of the name, as a dossier sums them up, and a *profile* for each way in which single articles
describe them. Each profile is then compared with the groups that can bear its name. The comparison is that of
`resolve.actor_resolution`, for all articles of a profile at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from onrecord.batch.linking.article_rows import Mention, pack, unpack
from onrecord.batch.linking.frames import Columns, Row, map_blocks, map_rows
from onrecord.batch.linking.limits import Limits
from onrecord.model.judgement import SAME_SCORE
from onrecord.resolve.actor_resolution import (
    DOUBTFUL_SCORE,
    NamesakeIndex,
    bare_surnames,
    candidate_names,
    candidate_surnames,
    choose_matches,
    find_same,
    is_generic_body,
    last_words,
    match_actor,
    match_generic_body,
)
from onrecord.resolve.actors.known_entries import find_entries
from onrecord.resolve.match import Match, article_of
from onrecord.store.actor_ids import surname_key
from onrecord.store.features.match_features import ActorFeatures

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

Senses = tuple[tuple[str, str], ...]
MENTION: Columns = {"known_as": "string", "reference": "string", "blob": "binary"}
# `part` is "member" (an actor of an article with its profile), "group", "profile" or "cut" (left out).
ACTOR: Columns = {
    "part": "string",
    "known_as": "string",
    "reference": "string",
    "profile": "string",
    "articles": "long",
    "blob": "binary",
}
KEYED: Columns = {
    "key": "string",
    "is_profile": "boolean",
    "rank": "long",  # of a group: most articles first
    "reference": "string",
    "blob": "binary",
}
# `own` is None for a group that was left out of the block named by `profile`.
PAIR: Columns = {"profile": "string", "own": "binary", "other": "binary"}
FOUND: Columns = {
    "kind": "string",
    "left": "string",
    "right": "string",
    "score": "double",
    "reason": "string",
}
# `each`: the judgement is about every member of the profile, otherwise about its first one only. `second`
# stands for `other` in its own article.
DECISION: Columns = {
    "profile": "string",
    "other": "string",
    "second": "string",
    "each": "boolean",
    "score": "double",
    "reason": "string",
}


@dataclass(slots=True)
class Group:
    """Actors with one id, one country and one meaning of the name.

    `second` is the first of them in another article than that of the first one, None where there is none.
    `main_country` is the one of most actors with the id.
    """

    features: ActorFeatures
    senses: Senses
    second: str | None = None
    main_country: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Sum:
    """What is kept of the actors with one id while they go by."""

    groups: dict[tuple[frozenset[str], Senses], Group] = field(default_factory=dict)
    profiles: dict[Mention, str] = field(default_factory=dict)
    first_profiles: dict[tuple[frozenset[str], Senses], str] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    left_out: int = 0

    def add(self, mention: Mention, limit: int) -> str:
        """Add an actor and return its profile, the reference of the first one that is described so."""
        features = mention.features
        place = (features.countries, mention.senses)
        self.called |= features.called
        self.roles |= features.roles
        group = self.groups.get(place)
        if group is None:
            self.groups[place] = Group(features, mention.senses)
        else:
            group.features = _joined(group.features, features)
            if group.second is None and article_of(features.reference) != article_of(
                group.features.reference
            ):
                group.second = features.reference
        described = replace(mention, features=replace(features, reference=""))
        if described not in self.profiles and len(self.profiles) >= limit and place in self.first_profiles:
            self.left_out += 1
            return self.first_profiles[place]
        self.first_profiles.setdefault(place, features.reference)
        return self.profiles.setdefault(described, features.reference)


def sum_up(articles: "DataFrame", limits: Limits) -> "DataFrame":
    """Return ACTOR: members, groups and profiles of all actors."""
    mentions = map_rows(articles.select("actors"), MENTION, _mention_rows)
    limit = limits.profiles

    def sum_block(known_as: str, rows: Iterator[Row]) -> Iterator[Row]:
        return _sum_block(known_as, rows, limit)

    return map_blocks(mentions, "known_as", ["reference"], ACTOR, sum_block)


def _mention_rows(rows: Iterator[Row]) -> Iterator[Row]:
    for (blob,) in rows:
        for mention in unpack(blob):
            yield mention.features.known_as, mention.features.reference, pack(mention)


def _sum_block(known_as: str, rows: Iterator[Row], limit: int) -> Iterator[Row]:
    found = _Sum()
    for _, reference, blob in rows:
        yield "member", known_as, reference, found.add(unpack(blob), limit), None, None
    told = [group.features for group in found.groups.values() if group.features.countries]
    most = min(told, key=lambda one: (-one.articles, one.reference), default=None)
    for group in found.groups.values():
        group.main_country = most.countries if most else frozenset()
        # As in a dossier, names in texts and titles are those of all actors with the id.
        group.features = replace(group.features, called=frozenset(found.called), roles=frozenset(found.roles))
        features = group.features
        yield "group", known_as, features.reference, None, features.articles, pack(group)
    for mention, reference in found.profiles.items():
        own = replace(mention, features=replace(mention.features, reference=reference))
        yield "profile", known_as, reference, reference, None, pack(own)
    if found.left_out:
        yield "cut", known_as, None, None, found.left_out, None


def _joined(group: ActorFeatures, other: ActorFeatures) -> ActorFeatures:
    return replace(
        group,
        kinds=group.kinds | other.kinds,
        names=group.names | other.names,
        articles=group.articles + 1,
        is_named=group.is_named or other.is_named,
        wikidata=group.wikidata | other.wikidata,
        printed=group.printed | other.printed,
    )


def compare_profiles(actors: "DataFrame", limits: Limits) -> "DataFrame":
    """Return PAIR: each profile with each group that can be the same, or is a namesake."""
    limit = limits.namesakes

    def match_block(_: str, rows: Iterator[Row]) -> Iterator[Row]:
        return _match_block(rows, limit)

    compared = actors.where("part IN ('group', 'profile')").select("part", "articles", "reference", "blob")
    keyed = map_rows(compared, KEYED, _keyed_rows)
    return map_blocks(keyed, "key", ["is_profile", "rank", "reference"], PAIR, match_block)


def _keyed_rows(rows: Iterator[Row]) -> Iterator[Row]:
    for part, articles, reference, blob in rows:
        is_profile = part == "profile"
        for key in sorted(_keys(unpack(blob).features)):
            yield key, is_profile, -(articles or 0), reference, blob


def _keys(actor: ActorFeatures) -> set[str]:
    """Return the names by which actors meet: the last word of a person's, any other's whole."""
    names = last_words(actor) if actor.kinds == {"person"} else actor.names | actor.called
    kind = "person" if actor.kinds == {"person"} else "body"
    entries = {f"entry {entry}" for entry in find_entries(actor)}
    return entries | {f"{kind} {name.strip()}" for name in names}


def _match_block(rows: Iterator[Row], limit: int) -> Iterator[Row]:
    groups: dict[str, Group] = {}
    index = None
    for key, is_profile, _, reference, blob in rows:
        if not is_profile:
            if len(groups) < limit:
                groups[reference] = unpack(blob)
            else:
                yield key, None, None
            continue
        index = index or NamesakeIndex(group.features for group in groups.values())
        own: Mention = unpack(blob)
        found = [groups[other.reference] for other in index.of(own.features)]
        for group in _worth_deciding(own, _find_namesakes(own.features, found)):
            yield reference, blob, pack(group)
        if own.bearer is not None:
            yield reference, blob, None


def _find_namesakes(own: ActorFeatures, groups: list[Group]) -> list[Group]:
    """Return the groups with which a dossier would compare an actor: other articles give them its names."""
    names = set(own.names if is_generic_body(own) else candidate_names(own))
    keys = set(candidate_surnames(own))
    found = []
    for group in groups:
        features = group.features
        if group.second is None and article_of(features.reference) == article_of(own.reference):
            continue  # only its own article tells of them
        by_surname = bool(keys) and features.known_as.startswith("person:")
        if not names.isdisjoint(features.called) or (
            by_surname and any(surname_key(name) in keys for name in features.called)
        ):
            found.append(group)
    return found


def _worth_deciding(own: Mention, others: list[Group]) -> list[Group]:
    """Return the groups of one block that can count when all blocks of an actor are put together."""
    features = own.features
    if is_generic_body(features):
        return sorted(others, key=_place)[:1]
    by_reference = {group.features.reference: group for group in others}
    matches = match_actor(features, [group.features for group in others], _senses([own, *others]))
    if any(bare_surnames(features)):  # a surname alone is judged against the first few namesakes only
        kept = [other for other, match in matches[:3]]
        kept += [other for other, match in matches[3:] if match.score >= SAME_SCORE]
    else:
        kept = [other for other, _ in matches]
    return [by_reference[other.reference] for other in kept]


def _place(group: Group) -> tuple[str, str]:
    return group.features.known_as, min(group.features.countries, default="")


def _senses(actors: "list[Mention | Group]") -> dict[str, str]:
    return {f"{actor.features.reference} {name}": sense for actor in actors for name, sense in actor.senses}


def decide(pairs: "DataFrame") -> "DataFrame":
    """Return DECISION: what is judged of each profile."""
    return map_blocks(pairs.where("own IS NOT NULL"), "profile", [], DECISION, _decide)


def judge_members(decisions: "DataFrame", actors: "DataFrame") -> "DataFrame":
    """Return FOUND: the judgements on the members of the profiles."""
    from pyspark.sql import functions as f

    members = actors.where("part = 'member'").select("profile", "reference")
    rows = decisions.join(members, "profile").where("each OR reference = profile")
    in_own = f.expr("substring_index(reference, '/', 1) = substring_index(other, '/', 1)")
    rows = rows.withColumn("right", f.when(in_own & f.col("each"), f.col("second")).otherwise(f.col("other")))
    rows = rows.where("right IS NOT NULL AND right <> reference")
    best = f.min(f.struct((-f.col("score")).alias("less"), "reason")).alias("best")
    pair = (f.least("reference", "right").alias("left"), f.greatest("reference", "right").alias("right"))
    once = rows.groupBy(*pair).agg(best)  # two can be judged from both sides
    return once.selectExpr("'actor' AS kind", "left", "right", "-best.less AS score", "best.reason AS reason")


def _decide(profile: str, rows: Iterator[Row]) -> Iterator[Row]:
    own: Mention | None = None
    groups: dict[str, Group] = {}
    for _, own_blob, other_blob in rows:
        own = own or unpack(own_blob)
        if other_blob is not None:
            group = unpack(other_blob)
            groups[group.features.reference] = group
    if own is None:
        return
    for other, match in _choose(own, list(groups.values())):
        group_of_other = groups.get(other.reference)
        second = group_of_other.second if group_of_other else None
        is_namesake = other.known_as == own.features.known_as
        yield profile, other.reference, second, is_namesake, match.score, match.reason


def _choose(own: Mention, groups: list[Group]) -> Iterator[tuple[ActorFeatures, Match]]:
    features = own.features
    if is_generic_body(features):
        for group in sorted(groups, key=_place)[:1]:
            match = match_generic_body(features, group.features)
            if match is not None:
                yield group.features, match
        return
    matches = match_actor(features, [group.features for group in groups], _senses([own, *groups]))
    matches = _of_one_country(features, matches, {group.features.reference: group for group in groups})
    bearer = None if find_same(matches) else own.bearer
    yield from choose_matches(features, matches if bearer is None else [bearer])


def _of_one_country(
    own: ActorFeatures, matches: list[tuple[ActorFeatures, Match]], groups: dict[str, Group]
) -> list[tuple[ActorFeatures, Match]]:
    """Return the matches, with doubts about actors of the same name that would join two countries.

    Actors whose country no article tells are joined with those of the same name of one country only, the one
    most reported. A dossier joins them with the first it meets, and later ones differ from it; here all
    profiles of a name decide at once.
    """

    def is_doubtful(other: ActorFeatures) -> bool:
        if other.known_as != own.known_as or bool(other.countries) == bool(own.countries):
            return False
        return (other.countries or own.countries) != groups[other.reference].main_country

    found = [
        (other, Match(min(match.score, DOUBTFUL_SCORE), match.reason) if is_doubtful(other) else match)
        for other, match in matches
    ]
    return sorted(found, key=lambda row: (-row[1].score, -row[0].articles, row[0].reference))
