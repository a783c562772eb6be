"""Source chains.

Who passed an attribution's words on before this article did, from its sentence and those before.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from onrecord.annotate.attribution.cues import cue_sentence, cue_verbs
from onrecord.annotate.mentions.actor_index import ActorIndex
from onrecord.annotate.provenance.documents import find_documents
from onrecord.annotate.provenance.found_link import FoundLink
from onrecord.annotate.provenance.lexicon import load_provenance_lexicon, words_of
from onrecord.annotate.provenance.links import LinkFinder
from onrecord.annotate.provenance.outlets import OutletIndex
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

_FARTHEST_SENTENCE = 2  # sentences over which "he added" continues an utterance
_FARTHEST_QUOTED = 5  # sentences over which "was quoted as saying" continues one


class SourceChainAnnotator:
    """Gives who passed an attribution's words on, and mentions for cited nouns that no mention covers yet.

    A link at place 0 is about the speaker: who it is, where an outlet names him ("Reuters, citing two aides,
    reported"), or the medium, where an earlier sentence gives it. Somebody who reports another's words in a
    statement of his own is no link: the record has that from `within`.
    """

    name = "source-chains"
    needs: tuple[Layer, ...] = (
        Passage, Sentence, Token, Quotation, Attribution, Mention, ParticipantMention, Title, TimeExpression,
        Circumstance,
    )  # fmt: skip
    gives: tuple[Layer, ...] = (LinkMention, SourceLink)

    def annotate(self, article: Article, view: Annotations) -> Iterable[Annotation]:
        """Return the mentions and links. Raises ModelError when a word list is missing."""
        lexicon, actors = load_provenance_lexicon(), ActorIndex.of(view)
        times = sorted(view.of(TimeExpression), key=lambda row: row.span)
        quotations = sorted(view.of(Quotation), key=lambda row: row.span)
        documents = find_documents(article.text, actors, quotations, times, lexicon)
        outlets = OutletIndex.of(article, actors, documents, lexicon, all_mentions(view))
        circumstances = {row.attribution: row for row in view.of(Circumstance)}
        attributions = {row.id: row for row in view.of(Attribution)}
        finder = LinkFinder.of(outlets, attributions, circumstances)
        links = list(_ChainBuilder(view.index(SyntaxTree), finder, attributions, circumstances).rows())
        added = sorted(map(LinkMention.of, outlets.added.values()), key=lambda row: (row.span, row.actor))
        return [*added, *links]


@dataclass(frozen=True, slots=True)
class _Utterance:
    """The last utterance of a speaker that was passed on: its sentence, links, and how it was made."""

    sentence: int
    links: tuple[FoundLink, ...]
    circumstance: Circumstance | None


@dataclass(slots=True)
class _ChainBuilder:
    """The attributions of an article in text order.

    An utterance that continues keeps the links of its beginning.
    """

    tree: SyntaxTree
    finder: LinkFinder
    attributions: Mapping[int, Attribution]  # by id, in the order of their layer
    circumstances: Mapping[int, Circumstance]
    last: dict[int, _Utterance] = field(default_factory=dict)  # by speaker

    def rows(self) -> Iterator[SourceLink]:
        """Yield the links, by attribution and place."""
        out: dict[int, list[SourceLink]] = {}
        for number in sorted(self.attributions, key=lambda i: (self.attributions[i].span, i)):
            out[number] = list(self._links(number))
        for number in self.attributions:
            yield from out[number]

    def _links(self, number: int) -> Iterator[SourceLink]:
        span = self.attributions[number].span
        about_speaker = self.finder.speaker_link(number)
        links = tuple(self.finder.links(number))
        continued = self._continued(number, about_speaker) if not links else None
        if continued is not None:
            links = continued.links
            about_speaker = about_speaker or self._medium_link(continued.circumstance, number)
        elif not links and self.finder.is_quoted(number):
            links = (self.finder.unnamed_quoter(number),)
        if about_speaker is not None:
            yield about_speaker.row(span, number, 0)
        yield from (link.row(span, number, place) for place, link in enumerate(links, start=1))
        self._remember(number, about_speaker, links, continued)

    def _speaker(self, number: int, about_speaker: FoundLink | None) -> int | None:
        if about_speaker is not None and about_speaker.actor is not None:
            return about_speaker.actor
        row = self.circumstances.get(number)
        return row.speaker if row else None

    def _remember(
        self,
        number: int,
        about_speaker: FoundLink | None,
        links: tuple[FoundLink, ...],
        continued: _Utterance | None,
    ) -> None:
        speaker = self._speaker(number, about_speaker)
        sentence = cue_sentence(self.attributions[number], self.tree)
        if speaker is None or sentence is None:
            return
        if not links:
            self.last.pop(speaker, None)
            return
        own = self.circumstances.get(number)
        if continued is not None and (own is None or own.medium is None):
            own = continued.circumstance
        self.last[speaker] = _Utterance(sentence, links, own)

    def _continued(self, number: int, about_speaker: FoundLink | None) -> _Utterance | None:
        """Return the utterance that this one continues."""
        speaker = self._speaker(number, about_speaker)
        sentence = cue_sentence(self.attributions[number], self.tree)
        last = self.last.get(speaker) if speaker is not None else None
        if last is None or sentence is None or sentence < last.sentence:
            return None
        distance = sentence - last.sentence
        if self.finder.is_quoted(number):
            return last if distance <= _FARTHEST_QUOTED else None
        return last if distance <= _FARTHEST_SENTENCE and self._continues(number, distance) else None

    def _continues(self, number: int, distance: int) -> bool:
        """Return whether an attribution is more of the same utterance.

        For example "he added", or "he said" in the next sentence.
        """
        row, own = self.attributions[number], self.circumstances.get(number)
        if own is not None and (own.medium is not None or own.addressees):
            return False
        if own is not None and own.said is not None and distance > 0:
            return False
        lemmas = {verb.lemma for verb in cue_verbs(row, self.tree)}
        if lemmas & self.finder.lexicon.continuing:
            return True
        source = {self.tree[i].text.lower() for span in row.source for i in self.tree.range(span)}
        is_neutral = bool(lemmas & words_of("neutral verbs")) and bool(
            source & words_of("pronouns of speakers")
        )
        return is_neutral and distance == 1 and row.within is None

    def _medium_link(self, begun: Circumstance | None, number: int) -> FoundLink | None:
        """Return the medium given where an utterance began, for one that continues it."""
        own = self.circumstances.get(number)
        if begun is None or begun.medium is None or not begun.medium_evidence:
            return None
        if own is not None and own.medium is not None:
            return None
        outlet = begun.medium_outlet.actor if begun.medium_outlet else None
        return FoundLink(None, begun.medium_evidence, begun.medium, outlet)
