"""Links of a source chain in one sentence: who cites, quotes, carries or passes on what another said."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from onrecord.annotate.attribution.candidates.phrases import first_below, is_passive
from onrecord.annotate.attribution.candidates.quoted_speakers import quoting_verb
from onrecord.annotate.attribution.cues import cue_sentence, cue_verbs
from onrecord.annotate.attribution.lexicon import load_speech_lexicon
from onrecord.annotate.mentions.actor_index import ActorIndex, source_heads
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.provenance.documents import DocumentIndex
from onrecord.annotate.provenance.found_link import FoundLink
from onrecord.annotate.provenance.lexicon import ProvenanceLexicon, words_of
from onrecord.annotate.provenance.outlets import OutletIndex
from onrecord.annotate.text.syntax.tree import NOMINAL, VERBAL, SyntaxTree
from onrecord.model.annotation import Attribution, Circumstance, Token

_MOST = 20  # attributions and participles of one sentence that are read: bounds the work in hostile text
_FARTHEST_CUE = 5  # heads from a participle up to the cue it belongs to
_PARTICIPLE_TAGS = frozenset({"VBG", "VBN", "VBD", "VBZ", "VBP"})
# Relations of a participle to its noun; the parser varies on "as quoted by".
_MODIFYING = frozenset({"acl", "advcl", "relcl", "amod"})


@dataclass(slots=True)
class LinkFinder:
    """Finds the links of each attribution, and what its sentence says of the speaker beside the source."""

    outlets: OutletIndex
    attributions: Mapping[int, Attribution]  # by id
    circumstances: Mapping[int, Circumstance]  # by the id of the attribution
    _participles: dict[int, list[Token]] = field(
        default_factory=dict
    )  # verbs of citing and carrying by sentence
    _in_sentence: dict[int, list[int]] = field(default_factory=dict)  # attributions by sentence

    @classmethod
    def of(
        cls,
        outlets: OutletIndex,
        attributions: Mapping[int, Attribution],
        circumstances: Mapping[int, Circumstance],
    ) -> "LinkFinder":
        """Return a finder for these attributions."""
        finder = cls(outlets, attributions, circumstances)
        verbs = outlets.lexicon.citing | outlets.lexicon.carrying
        for token in outlets.tree.tokens:
            if token.lemma in verbs and token.tag in _PARTICIPLE_TAGS:
                finder._participles.setdefault(token.sentence, []).append(token)
        for number, row in attributions.items():
            sentence = cue_sentence(row, outlets.tree)
            if sentence is not None:
                finder._in_sentence.setdefault(sentence, []).append(number)
        return finder

    @property
    def tree(self) -> SyntaxTree:
        """The syntax of the article."""
        return self.outlets.tree

    @property
    def actors(self) -> ActorIndex:
        """The actors of the article."""
        return self.outlets.actors

    @property
    def documents(self) -> DocumentIndex:
        """The documents of the article."""
        return self.outlets.documents

    @property
    def lexicon(self) -> ProvenanceLexicon:
        """The words of passing on."""
        return self.outlets.lexicon

    def speaker_link(self, number: int) -> FoundLink | None:
        """Return what is known of the speaker beside the source.

        Who is cited, or the owner of "the article".
        """
        cited = self._cited(number)
        if cited is not None:
            return cited[0]
        quoted = self._quoted_by_outlet(number)
        if quoted is not None:
            return quoted
        circumstance = self.circumstances.get(number)
        for head in source_heads(self.attributions[number].source, self.tree)[:1]:
            author = self._author(head)
            if author is not None:
                return author
            document = self.documents.at(head)
            has_speaker = circumstance is not None and circumstance.speaker is not None
            if document is not None and document.actor is not None and not has_speaker:
                owner = document.actor
                return FoundLink(owner, (head.span,), document.medium, owner, document.title, document.date)
        return None

    def links(self, number: int) -> Iterator[FoundLink]:
        """Yield the links between the speaker and this article, from the speaker on, each actor once."""
        circumstance = self.circumstances.get(number)
        named = self.speaker_link(number)
        if circumstance is not None and (named is None or named.medium is not None):
            speaker = circumstance.speaker
        else:
            speaker = named.actor if named is not None else None
        seen = {speaker, *self._outer_speakers(number)} - {None}
        for link in self._all_links(number):
            if link.actor is None:
                yield link
            elif link.actor not in seen and not self.outlets.is_publisher(link.actor):
                seen.add(link.actor)
                yield link

    def is_quoted(self, number: int) -> bool:
        """Return whether the cue is "was quoted as saying" or the like, without "by"."""
        return any(
            verb.lemma in self.lexicon.citing
            and (verb.lemma == "quote" or self._is_as_saying(number))
            and is_passive(self.tree, verb.index)
            and first_below(self.tree, verb.index, "agent") is None
            for verb in self._verbs(number)
        )

    def unnamed_quoter(self, number: int) -> FoundLink:
        """Return the link of somebody unnamed who quoted the words."""
        return FoundLink(None, self.attributions[number].cue)

    def _verbs(self, number: int) -> list[Token]:
        return cue_verbs(self.attributions[number], self.tree)

    def _outer_speakers(self, number: int) -> Iterator[int | None]:
        """Yield the speakers of the attributions around one."""
        around = self.attributions[number].within
        while around is not None:
            row = self.circumstances.get(around)
            if not self._only_cites(around):
                yield row.speaker if row else None
            around = self.attributions[around].within

    def _only_cites(self, number: int) -> bool:
        """Return whether an attribution is no more than the citing of another by an outlet or document."""
        return any(verb.lemma in self.lexicon.citing for verb in self._verbs(number))

    def _all_links(self, number: int) -> Iterator[FoundLink]:
        yield from self._through(number)
        yield from self._addressed_agency(number)
        yield from self._carried(number)
        yield from self._around(number)
        yield from self._quoting(number)
        cited = self._cited(number)
        if cited is not None:
            yield cited[1]
        row = self.attributions[number]
        document = self.documents.with_title_around((row.cue or row.content)[0])
        if document is not None:
            yield self.outlets.document_link(document, (document.span,))

    # Links beside the cue.

    def _through(self, number: int) -> Iterator[FoundLink]:
        """Yield the links of "through a spokesman", "via her lawyer"."""
        row = self.attributions[number]
        for verb in self._verbs(number):
            for preposition in self.tree.below(verb.index, "prep"):
                if preposition.text.lower() not in words_of("prepositions before spokesmen"):
                    continue
                if any(span.holds(preposition.span) for span in row.content):
                    continue
                for noun in self.tree.below(preposition.index, "pobj"):
                    if self._speaks_for_others(noun):
                        evidence = preposition.span.joined(self.outlets.phrase(noun))
                        yield FoundLink(self.outlets.actor_at(noun), (evidence,))

    def _speaks_for_others(self, noun: Token) -> bool:
        named, known = self.actors.mention_at(noun), load_actor_lexicon().noun(noun.lemma.lower())
        kind = named.kind if named is not None else known.kind if known is not None else None
        return kind in ("person", "organisation", "people")

    def _addressed_agency(self, number: int) -> Iterator[FoundLink]:
        """Yield the links of "told Reuters". Other outlets are the outlet of an interview, not links."""
        circumstance = self.circumstances.get(number)
        verbs = self._verbs(number)
        for mention in circumstance.addressees if circumstance and verbs else ():
            if self.outlets.is_agency(mention):
                yield FoundLink(mention.actor, (verbs[0].span, mention.span), "report", mention.actor)

    def _carried(self, number: int) -> Iterator[FoundLink]:
        """Yield the links of "in a memo seen by Reuters", "as quoted by the Kyiv Post", "per reports"."""
        row, verbs = self.attributions[number], self._verbs(number)
        if not verbs:
            return
        heads = source_heads(row.source, self.tree)
        own = {verb.index for verb in verbs} | {head.index for head in heads}
        for participle in self._participles.get(verbs[0].sentence, [])[:_MOST]:
            carrier = self._agent(participle)
            is_carrying = participle.lemma in self.lexicon.carrying and participle.dep in _MODIFYING
            if carrier is None or not is_carrying or participle.index == verbs[0].index:
                continue
            if any(span.holds(participle.span) for span in row.content):
                continue
            if heads and participle.head == heads[0].index and self._author(heads[0]) is not None:
                continue
            above = {token.index for token in self.tree.above(participle.index, _FARTHEST_CUE)}
            if own & above and self._is_about_words(participle):
                yield self._carrier_link(participle, carrier)
        yield from self._per(verbs)

    def _carrier_link(self, participle: Token, carrier: Token) -> FoundLink:
        actor = self.outlets.actor_at(carrier)
        outlet = actor if actor in self.outlets.outlet_actors else None
        words = self.tree.span(participle.index, carrier.index)
        return FoundLink(actor, (words,), "report" if outlet is not None else None, outlet)

    def _is_about_words(self, participle: Token) -> bool:
        """Return whether a participle is about words.

        For example "a memo seen by", "remarks carried by", "as quoted by".
        """
        if any(below.text.lower() == "as" for below in self.tree.below(participle.index)):
            return True
        noun, media = self.tree[participle.head], load_speech_lexicon().nouns
        if noun.lemma.lower() in media or noun.text.lower() in media:
            return True
        return noun.lemma in self.lexicon.documents or noun.lemma in self.lexicon.text_nouns

    def _per(self, verbs: Iterable[Token]) -> Iterator[FoundLink]:
        for verb in verbs:
            for preposition in self.tree.below(verb.index, "prep"):
                noun = first_below(self.tree, preposition.index, "pobj")
                if noun is not None and preposition.text.lower() == "per":
                    link = self.outlets.link_at(noun)
                    yield from [] if link is None else [link]

    def _around(self, number: int) -> Iterator[FoundLink]:
        """Yield the links above a relative clause.

        For example "a Reuters quote from Ann's interview …, in which she said".
        """
        for verb in self._verbs(number):
            if verb.dep != "relcl":
                continue
            for above in self.tree.above(verb.index, _FARTHEST_CUE):
                if above.pos in VERBAL:
                    yield from self._cited_document(above)
                    break
                document = self.documents.by_head.get(above.index)
                if document is not None and document.medium != "interview":
                    yield self.outlets.document_link(document, ())

    def _cited_document(self, verb: Token) -> Iterator[FoundLink]:
        cited = first_below(self.tree, verb.index, "dobj") if verb.lemma in self.lexicon.citing else None
        document = self.documents.by_head.get(cited.index) if cited is not None else None
        if document is not None:
            yield self.outlets.document_link(document, ())

    # Verbs of quoting and citing.

    def _quoting(self, number: int) -> Iterator[FoundLink]:
        """Yield who quotes.

        For example "TASS quoted Ann as saying", "was quoted by TASS as saying", "The article cited …".
        """
        verbs = {verb.index: verb for verb in self._quoting_verbs(number)}
        for verb in verbs.values():
            passive = is_passive(self.tree, verb.index)
            head = self._agent(verb) if passive else first_below(self.tree, verb.index, "nsubj")
            if head is None or head.pos not in NOMINAL:
                continue
            link = self.outlets.link_at(head) or self.outlets.pronoun_link(head)
            if link is None and self._is_as_saying(number):
                link = FoundLink(self.outlets.actor_at(head), (self.outlets.phrase(head),))
            if link is not None:
                helpers = self.tree.below(verb.index, "auxpass", "aux") if passive else ()
                first = min([verb.index, *(below.index for below in helpers)])
                yield link.with_evidence(self.tree.span(first, verb.index))

    def _quoting_verbs(self, number: int) -> Iterator[Token]:
        row = self.attributions[number]
        for verb in self._verbs(number):
            if verb.lemma in self.lexicon.citing and is_passive(self.tree, verb.index):
                yield verb
        for span in row.cue:
            for at in self.tree.range(span):
                quoting = quoting_verb(self.tree, self.tree[at]) if self._is_as(self.tree[at]) else None
                if quoting is not None:
                    yield quoting
        if row.within is not None:
            yield from (verb for verb in self._verbs(row.within) if verb.lemma in self.lexicon.citing)

    def _is_as_saying(self, number: int) -> bool:
        cue = self.attributions[number].cue
        return any(self._is_as(self.tree[at]) for span in cue for at in self.tree.range(span))

    def _is_as(self, token: Token) -> bool:
        return token.text.lower() == "as"

    def _quoted_by_outlet(self, number: int) -> FoundLink | None:
        """Return the speaker of "TASS quoted Ann Berg: …", whose source is the one who quotes."""
        row = self.attributions[number]
        for verb in self._verbs(number):
            passive = is_passive(self.tree, verb.index)
            head = self._agent(verb) if passive else first_below(self.tree, verb.index, "nsubj")
            quoted = first_below(self.tree, verb.index, "nsubjpass" if passive else "dobj")
            if verb.lemma not in self.lexicon.citing or head is None or quoted is None:
                continue
            is_inside = any(span.holds(quoted.span) for span in row.content)
            is_source = any(span.holds(head.span) for span in row.source)
            if not is_inside and self.outlets.link_at(head) is not None and is_source:
                return FoundLink(self.outlets.actor_at(quoted), (self.outlets.phrase(quoted),))
        return None

    def _cited(self, number: int) -> tuple[FoundLink, FoundLink] | None:
        """Return the speaker and the link of "Reuters, citing two aides, reported": the aides said it."""
        row = self.attributions[number]
        heads = source_heads(row.source, self.tree)
        link = self.outlets.link_at(heads[0]) if heads else None
        if link is None or self._only_cites(number) or not (self._verbs(number) or row.cue):
            return None
        for verb in self._citing_verbs(heads[0], link):
            cited = first_below(self.tree, verb.index, "dobj")
            if (
                cited is None
                or not self._is_citable(cited)
                or not self._takes_citation(number, heads[0].sentence)
            ):
                continue
            evidence = verb.span.joined(self.outlets.whole_phrase(cited))
            return FoundLink(self.outlets.actor_at(cited), (evidence,)), link
        return None

    def _citing_verbs(self, head: Token, link: FoundLink) -> Iterator[Token]:
        """Yield the verbs of citing behind an outlet, in its sentence or as main verb of the next one."""
        here = self._participles.get(head.sentence, [])[:_MOST]
        after = self._participles.get(head.sentence + 1, [])[:_MOST]
        for verb in (*here, *(verb for verb in after if self._has_same_outlet(verb, link))):
            if verb.lemma not in self.lexicon.citing or is_passive(self.tree, verb.index):
                continue
            quotes = any(self._is_as(below) for below in self.tree.below(verb.index, "prep"))
            if verb.span.start >= head.span.start and not quotes:
                yield verb

    def _has_same_outlet(self, verb: Token, link: FoundLink) -> bool:
        """Return whether a sentence says whom the outlet of a link cited: "The newspaper cited two aides"."""
        subject = first_below(self.tree, verb.index, "nsubj")
        other = self.outlets.link_at(subject) if subject is not None and link.actor is not None else None
        return other is not None and other.actor == link.actor and verb.dep == "ROOT"

    def _takes_citation(self, number: int, sentence: int) -> bool:
        """Return whether "citing …" belongs to this attribution.

        The first of the sentence that an outlet makes.
        """
        for other in self._in_sentence.get(sentence, [])[:_MOST]:
            heads = source_heads(self.attributions[other].source, self.tree)
            if self._only_cites(other) or not heads or self.outlets.link_at(heads[0]) is None:
                continue
            return other == number
        return not self._in_sentence.get(sentence)

    def _is_citable(self, noun: Token) -> bool:
        """Return whether a noun means somebody, or something written, that can be cited for a fact."""
        lemma = noun.lemma.lower()
        if self.actors.mention_at(noun) is not None or load_actor_lexicon().noun(lemma) is not None:
            return True
        return lemma in words_of("nouns that are cited") or lemma in load_speech_lexicon().nouns

    def _author(self, head: Token) -> FoundLink | None:
        """Return who made a document that is the source: "a statement released by her family"."""
        for participle in self.tree.below(head.index, "acl"):
            maker = self._agent(participle)
            if maker is None or participle.lemma not in self.lexicon.making:
                continue
            actor = self.outlets.actor_at(maker)
            if actor is None or actor not in self.outlets.outlet_actors:
                return FoundLink(actor, (self.tree.span(participle.index, maker.index),))
        return None

    def _agent(self, verb: Token) -> Token | None:
        """Return the noun behind "by" of a passive."""
        agent = first_below(self.tree, verb.index, "agent")
        return first_below(self.tree, agent.index, "pobj") if agent else None
