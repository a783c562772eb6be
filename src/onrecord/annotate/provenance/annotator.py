"""Relays: who passed words on before this article did, from what the clause of a cue, its sentence and the one before tell."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from onrecord.annotate.attribution.utterance_time import cue_verbs
from onrecord.annotate.mentions.actor_index import ActorIndex
from onrecord.annotate.provenance.documents import find_works
from onrecord.annotate.provenance.lexicon import load_relay_lexicon
from onrecord.annotate.provenance.links import FoundLink, LinkFinder
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import (
    Annotation,
    Attribution,
    Circumstance,
    LinkMention,
    Mention,
    ParticipantMention,
    Passage,
    Quotation,
    Sentence,
    SourceLink,
    TimeExpression,
    Title,
    Token,
)
from onrecord.model.article import Article
from onrecord.model.layers import Annotations, Layer, all_mentions

_ON = 2  # sentences over which "he added" still tells of the same utterance
_QUOTED_ON = 5  # sentences over which "was quoted as saying" does
_PRONOUNS = frozenset({"he", "she", "they", "it"})
_NEUTRAL = frozenset({"say", "tell", "note"})


class SourceChainAnnotator:
    """Who passed an attribution's words on, one Relay a link, and the nouns for mouths and links that no mention covers yet.

    A relay at place 0 tells of the mouth itself: who it is where another names it ("Reuters, citing two aides, reported"), or
    how it spoke, where an earlier sentence told. `gives` is the Mention layer again: the mentions that were there, unchanged,
    and the nouns for those who are cited. Whoever only tells what another said in a statement of their own is no relay here:
    the record has that from `within`.
    """

    name = "relays"
    needs: tuple[Layer, ...] = (
        Passage, Sentence, Token, Quotation, Attribution, Mention, ParticipantMention, Title, TimeExpression, Circumstance,
    )  # fmt: skip
    gives: tuple[Layer, ...] = (LinkMention, SourceLink)

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return mentions and relays. Raises ModelError when a word list is missing."""
        tree, lexicon = view.index(SyntaxTree), load_relay_lexicon()
        who = ActorIndex.of(view)
        times = sorted(view.of(TimeExpression), key=lambda row: row.span)
        quotations = sorted(view.of(Quotation), key=lambda row: row.span)
        works = find_works(article.text, who, quotations, times, lexicon)
        circumstances = {row.attribution: row for row in view.of(Circumstance)}
        attributions = {row.id: row for row in view.of(Attribution)}
        finder = LinkFinder(article, who, works, lexicon, attributions, circumstances, all_mentions(view))
        found = _Chains(tree, finder, attributions, circumstances)
        relays = list(found.rows())
        return [
            *sorted(map(LinkMention.of, finder.added), key=lambda row: (row.span, row.actor)),
            *relays,
        ]


@dataclass(slots=True)
class _Told:
    """The last relayed utterance of a mouth: in which sentence, its links, and how it was made."""

    sentence: int
    links: tuple[FoundLink, ...]
    circumstance: Circumstance | None


@dataclass(slots=True)
class _Chains:
    """The attributions of an article in text order; an utterance that goes on keeps the links of its beginning."""

    tree: SyntaxTree
    finder: LinkFinder
    attributions: Mapping[int, Attribution]  # by id, in the order of their layer
    circumstances: Mapping[int, Circumstance]
    last: dict[int, _Told] = field(default_factory=dict)

    def rows(self) -> Iterator[SourceLink]:
        """Yield the relays, by attribution and place."""
        out: dict[int, list[SourceLink]] = {}
        for index in sorted(self.attributions, key=lambda i: (self.attributions[i].span, i)):
            out[index] = list(self._relays(index))
        for index in self.attributions:
            yield from out[index]

    def _relays(self, index: int) -> Iterator[SourceLink]:
        span = self.attributions[index].span
        mouth = self.finder.mouth(index)
        links = tuple(self.finder.links(index))
        kept = self._kept(index, mouth) if not links else None
        if kept is not None:
            links = kept.links
            mouth = mouth or _way(kept.circumstance, self.circumstances.get(index))
        elif not links and self.finder.is_quoted(index):
            links = (self.finder.unnamed_quoting(index),)
        if mouth is not None:
            yield mouth.row(span, index, 0)
        yield from (link.row(span, index, place) for place, link in enumerate(links, start=1))
        self._remember(index, mouth, links, kept)

    def _speaker(self, index: int, mouth: FoundLink | None) -> int | None:
        row = self.circumstances.get(index)
        return mouth.actor if mouth is not None and mouth.actor is not None else row.speaker if row else None

    def _remember(
        self, index: int, mouth: FoundLink | None, links: tuple[FoundLink, ...], kept: _Told | None
    ) -> None:
        speaker, place = self._speaker(index, mouth), self._sentence(index)
        if speaker is None or place < 0:
            return
        if not links:
            self.last.pop(speaker, None)
            return
        own = self.circumstances.get(index)
        told = kept.circumstance if kept is not None and (own is None or own.medium is None) else own
        self.last[speaker] = _Told(place, links, told)

    def _kept(self, index: int, mouth: FoundLink | None) -> _Told | None:
        """Return what was told of the utterance this one goes on with."""
        speaker, place = self._speaker(index, mouth), self._sentence(index)
        told = self.last.get(speaker) if speaker is not None else None
        if told is None or place < 0 or not place - told.sentence >= 0:
            return None
        if self.finder.is_quoted(index):
            return told if place - told.sentence <= _QUOTED_ON else None
        return told if place - told.sentence <= _ON and self._goes_on(index, place - told.sentence) else None

    def _goes_on(self, index: int, apart: int) -> bool:
        """Tell whether an attribution tells more of the same utterance: "he added", or "he said" in the next sentence."""
        row, own = self.attributions[index], self.circumstances.get(index)
        if own is not None and (
            own.medium is not None or own.addressees or (own.said is not None and apart > 0)
        ):
            return False
        lemmas = {verb.lemma for verb in cue_verbs(row, self.tree)}
        if lemmas & self.finder.lexicon.going_on:
            return True
        pronoun = any(
            self.tree[i].text.lower() in _PRONOUNS for span in row.source for i in self.tree.range(span)
        )
        return bool(lemmas & _NEUTRAL) and pronoun and apart == 1 and row.within is None

    def _sentence(self, index: int) -> int:
        row = self.attributions[index]
        verbs: list[Token] = cue_verbs(row, self.tree)
        return verbs[0].sentence if verbs else -1


def _way(told: Circumstance | None, own: Circumstance | None) -> FoundLink | None:
    """Return how an utterance was made, told where it began, for one that goes on with it."""
    if (
        told is None
        or told.medium is None
        or not told.medium_evidence
        or (own is not None and own.medium is not None)
    ):
        return None
    outlet = told.medium_outlet.actor if told.medium_outlet else None
    return FoundLink(None, told.medium_evidence, told.medium, outlet)


def relays_of(rows: Iterable[SourceLink]) -> dict[int, tuple[SourceLink, ...]]:
    """Return the relays of each attribution by its index, in the order of their places."""
    out: dict[int, list[SourceLink]] = {}
    for row in rows:
        out.setdefault(row.attribution, []).append(row)
    return {index: tuple(sorted(found, key=lambda row: row.place)) for index, found in out.items()}
