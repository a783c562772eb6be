"""Profiles of actors: kind, country and sector, from the text, the known actors and a learned model."""

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from onrecord.annotate.actor_files.own_actors import NO_OWN_ACTORS, OwnActors
from onrecord.annotate.mentions.known_actors import KnownActors, load_known_actors, with_own_actors
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.profiles.drafts import Drafts
from onrecord.annotate.profiles.known_actor_finder import KnownActorFinder, publication_day
from onrecord.annotate.profiles.weights import best_label, best_option, load_profile_weights
from onrecord.model.annotation import (
    ActorKind,
    ActorProfile,
    Annotation,
    KnownFrom,
    LinkMention,
    Mention,
    ParticipantMention,
    Passage,
    PlaceMention,
    Sentence,
    Title,
    Token,
)
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, Layer

# Chosen by five folds over the articles of train (training/profiles/fit.py), between precision and recall.
LEAST_COUNTRY = 0.6
LEAST_SECTOR = 0.3
LEAST_KIND = 0.3  # a kind that differs from that of the mentions needs this probability
NO_SECTOR = "-"


class ProfileAnnotator:
    """One profile for each actor, with the built-in list of known actors and a user's own before it."""

    name = "profiles"
    needs: tuple[Layer, ...] = (
        Passage,
        Sentence,
        Token,
        Mention,
        ParticipantMention,
        LinkMention,
        Title,
        PlaceMention,
    )
    gives: tuple[Layer, ...] = (ActorProfile,)

    def __init__(self, own: OwnActors = NO_OWN_ACTORS) -> None:
        self._known = with_own_actors(own.rows) if own else None

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return the profiles in order of first mention. Raises ModelError when a list is missing."""
        drafts = Drafts.of(article, view, load_actor_lexicon())
        known: KnownActors = self._known or load_known_actors()
        finder = KnownActorFinder(drafts, known, publication_day(article))
        return list(profiles(drafts, finder))


def profiles(drafts: Drafts, finder: KnownActorFinder) -> Iterator[ActorProfile]:
    """Yield the profile of each actor. What the text says of an actor comes before what the list says."""
    weights = load_profile_weights()
    for number, actor in drafts.actors.items():
        known = finder.find(actor, drafts.kinds[number])
        words = drafts.words(number)
        kind = known.kind if known else _likely_kind(drafts.kinds[number], *best_label(words, weights.kind))
        told = drafts.told_countries[number], drafts.told_sectors[number]
        listed = (known.country, known.sector_on(finder.day)) if known else (None, None)
        country, sector = told[0] or listed[0], told[1] or listed[1]
        known_from: KnownFrom | None = "list" if (country, sector) != told else "text"
        if known is None:
            country = country or _likely_country(drafts.countries(number), weights.country)
        sector = sector or _likely_sector(*best_label(words, weights.sector))
        if country is None and sector is None:
            known_from = None
        wikidata = known.wikidata if known else None
        yield ActorProfile(actor.mentions[0].span, number, kind, country, sector, wikidata, known_from)


def _likely_kind(given: ActorKind, label: str, chance: float) -> ActorKind:
    return cast("ActorKind", label) if chance >= LEAST_KIND else given


def _likely_country(options: Mapping[str, Iterable[str]], weights: Mapping[str, float]) -> str | None:
    country, chance = best_option(options, weights)
    return country if country and chance >= LEAST_COUNTRY else None


def _likely_sector(label: str, chance: float) -> str | None:
    return None if label == NO_SECTOR or chance < LEAST_SECTOR else label
