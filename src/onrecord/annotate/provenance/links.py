"""The links of a source chain that one sentence tells: who cites, quotes, carries or passes on what another said."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from onrecord.annotate.attribution.cue_lexicon import load_cues, words_of
from onrecord.annotate.attribution.rules.phrases import first_below, is_passive, noun_phrase
from onrecord.annotate.attribution.rules.quoted_speakers import quoting_verb
from onrecord.annotate.attribution.speech_lexicon import load_speech_lexicon
from onrecord.annotate.attribution.utterance_time import cue_verbs
from onrecord.annotate.mentions.actor_index import ActorIndex, source_heads
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.mentions.nominals import nominal_phrase
from onrecord.annotate.provenance.documents import Work, Works
from onrecord.annotate.provenance.lexicon import RelayLexicon
from onrecord.annotate.text.syntax.tree import NOMINAL, VERBAL, SyntaxTree
from onrecord.model.annotation import (
    Attribution,
    Circumstance,
    Medium,
    Mention,
    SourceLink,
    TimeExpression,
    Token,
)
from onrecord.model.article import Article
from onrecord.model.span import Span

_MOST = 20  # attributions and participles of one sentence that are looked at: bounds the work in hostile text
_FARTHEST = 5  # heads from a participle to the cue it belongs to
_THROUGH = frozenset({"through", "via"})
_BESIDE = 20  # characters between a name and its verb that are still one stretch
_BESIDE_NOUNS = frozenset(
    {"acl", "advcl", "relcl", "amod"}
)  # the parser is not of one mind on "as quoted by"
_BACK = 6  # sentences back in which "the newspaper" was named
_SOURCES = frozenset({"source", "official", "people", "person", "aide", "document", "filing", "record"})


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link as found: who (an actor number, None when nobody is named), the words that tell it, how it passed the words on."""

    actor: int | None
    evidence: tuple[Span, ...]
    medium: Medium | None = None
    outlet: int | None = None
    title: Span | None = None
    date: TimeExpression | None = None

    def row(self, span: Span, attribution: int, place: int) -> SourceLink:
        """Return the link as an annotation."""
        return SourceLink(
            span,
            attribution,
            place,
            self.evidence,
            self.actor,
            self.medium,
            self.outlet,
            self.title,
            self.date,
        )


@dataclass(slots=True)
class LinkFinder:
    """Finds the links of an attribution. `added` are mentions made for nouns that are cited and that no mention covered."""

    article: Article
    who: ActorIndex
    works: Works
    lexicon: RelayLexicon
    attributions: Mapping[int, Attribution]  # by id
    circumstances: Mapping[int, Circumstance]
    mentions: Sequence[Mention]
    added: list[Mention] = field(default_factory=list)
    _named: dict[int, Mention] = field(default_factory=dict)
    _outlets: list[Mention] = field(default_factory=list)
    _outlet_actors: set[int] = field(default_factory=set)
    _nouns: dict[str, int] = field(default_factory=dict)
    _participles: dict[int, list[Token]] = field(default_factory=dict)
    _in_sentence: dict[int, list[int]] = field(default_factory=dict)
    _made: set[Span] = field(default_factory=set)
    _count: int = 0

    def __post_init__(self) -> None:
        for mention in sorted(self.mentions, key=lambda row: row.span):
            if mention.form == "name":
                self._named.setdefault(mention.actor, mention)
                if mention.kind == "outlet" and not self._is_platform(mention):
                    self._outlets.append(mention)
                    self._outlet_actors.add(mention.actor)
            elif mention.form == "nominal":
                self._nouns.setdefault(self._words(mention.span), mention.actor)
        self._count = max((row.actor + 1 for row in self.mentions), default=0)
        for token in self.tree.tokens:
            if token.lemma in self.lexicon.citing | self.lexicon.carrying and token.tag in (
                "VBG",
                "VBN",
                "VBD",
                "VBZ",
                "VBP",
            ):
                self._participles.setdefault(token.sentence, []).append(token)
        for index, row in self.attributions.items():
            verbs = cue_verbs(row, self.tree)
            if verbs:
                self._in_sentence.setdefault(verbs[0].sentence, []).append(index)

    @property
    def tree(self) -> SyntaxTree:
        """The syntax of the article."""
        return self.who.mentions.tree

    def mouth(self, index: int) -> FoundLink | None:
        """Return what is told of the mouth beside its attribution's source: who is cited, or whose "the article" is."""
        cited = self._cited(index)
        if cited is not None:
            return cited[0]
        quoted = self._quoted_by_passer(index)
        if quoted is not None:
            return quoted
        row = self.circumstances.get(index)
        for head in source_heads(self.attributions[index].source, self.tree)[:1]:
            author = self._author(head)
            if author is not None:
                return author
            work = self.works.at(head)
            if work is not None and (row is None or row.speaker is None) and work.actor is not None:
                return FoundLink(work.actor, (head.span,), work.medium, work.actor, work.title, work.date)
        return None

    def _author(self, head: Token) -> FoundLink | None:
        """Return who made a document that is the source: "a statement released by her family"."""
        for participle in self.tree.below(head.index, "acl"):
            agent = first_below(self.tree, participle.index, "agent")
            maker = first_below(self.tree, agent.index, "pobj") if agent else None
            if maker is None or participle.lemma not in self.lexicon.making:
                continue
            actor = self._described(maker)
            if actor is None or actor not in self._outlet_actors:
                return FoundLink(actor, (self.tree.span(participle.index, maker.index),))
        return None

    def links(self, index: int) -> Iterator[FoundLink]:
        """Yield the links between the mouth and this article, from the mouth on, each actor once."""
        own = self.circumstances.get(index)
        mouth = self.mouth(index)
        speaker = (
            own.speaker
            if own and (mouth is None or mouth.medium is not None)
            else mouth.actor
            if mouth
            else None
        )
        seen = {speaker, *self._tellers(index)} - {None}
        for link in self._all_links(index):
            if link.actor is not None and (link.actor in seen or self._is_page(link.actor)):
                continue
            if link.actor is not None:
                seen.add(link.actor)
            yield link

    def _all_links(self, index: int) -> Iterator[FoundLink]:
        yield from self._through(index)
        yield from self._told_agency(index)
        yield from self._carried(index)
        yield from self._around(index)
        yield from self._quoting(index)
        cited = self._cited(index)
        if cited is not None:
            yield cited[1]
        work = self.works.titled_around((self.attributions[index].cue or self.attributions[index].content)[0])
        if work is not None:
            yield self._by_work(work, (work.span,))

    def is_quoted(self, index: int) -> bool:
        """Tell whether the cue is "was quoted as saying" and the like."""
        return any(
            verb.lemma in self.lexicon.citing
            and (verb.lemma == "quote" or self._is_as_saying(index))
            and is_passive(self.tree, verb.index)
            and first_below(self.tree, verb.index, "agent") is None
            for verb in self._verbs(index)
        )

    def unnamed_quoting(self, index: int) -> FoundLink:
        """Return the link of somebody who is not named and who quoted the words."""
        return FoundLink(None, self.attributions[index].cue)

    def _verbs(self, index: int) -> list[Token]:
        return cue_verbs(self.attributions[index], self.tree)

    def _words(self, span: Span) -> str:
        return " ".join(span.words(self.article.text).lower().split())

    def _is_platform(self, mention: Mention) -> bool:
        known = load_actor_lexicon().known_at(self.article.text, mention.span.start)
        return known is not None and known.sort == "platform"

    def _is_page(self, actor: int) -> bool:
        """Tell whether an actor is who published this very article: that link is the page."""
        named = self._named.get(actor)
        outlet = (self.article.outlet or "").lower().removeprefix("the ")
        return named is not None and bool(outlet) and self._words(named.span).removeprefix("the ") == outlet

    def _tellers(self, index: int) -> Iterator[int | None]:
        """Yield who tells the statement within one of their own."""
        around = self.attributions[index].within
        while around is not None:
            row = self.circumstances.get(around)
            if not self._only_passes(around):
                yield row.speaker if row else None
            around = self.attributions[around].within

    def _only_passes(self, index: int) -> bool:
        """Tell whether an attribution is no more than an outlet's or a work's citing of another."""
        return any(verb.lemma in self.lexicon.citing for verb in self._verbs(index))

    def passer(self, head: Token) -> FoundLink | None:
        """Return the link of an outlet, a work or unnamed reports, by the noun that means it; None for anybody else."""
        work = self.works.at(head)
        if work is not None:
            return self._by_work(work, (self._phrase(head),))
        if head.lemma.lower() in self.lexicon.reports or head.lemma.lower() in self.lexicon.works:
            actor = self.who.at(head)
            return FoundLink(actor, (self._phrase(head),), "report", actor)
        mention = self.who.mention_at(head)
        named = self._named.get(mention.actor) if mention is not None else None
        if mention is None or "outlet" not in (mention.kind, named.kind if named else None):
            return self._agency_noun(head)
        actor = mention.actor if named is not None else self._outlet_before(head, mention)
        return FoundLink(actor, (self._phrase(head),), "report", actor)

    def _agency_noun(self, head: Token) -> FoundLink | None:
        """Return the link of "the agency" where the last outlet named is one."""
        if head.text.lower() != "agency":
            return None
        actor = self._outlet_before(head, None)
        named = self._named.get(actor) if actor is not None else None
        if named is None or named.span.words(self.article.text) not in self.lexicon.agencies:
            return None
        return FoundLink(actor, (self._phrase(head),), "report", actor)

    def _outlet_before(self, head: Token, mention: Mention | None) -> int | None:
        """Return the outlet that "the newspaper" means: the last one named, not too far back; else the noun's own actor."""
        definite = any(
            below.text.lower() in ("the", "this", "that") for below in self.tree.below(head.index, "det")
        )
        at = bisect_left(self._outlets, head.span.start, key=lambda row: row.span.start) if definite else 0
        before = self._outlets[at - 1] if at else None
        if (
            before is not None
            and head.sentence - self.tree[self.tree.range(before.span)[0]].sentence <= _BACK
        ):
            return before.actor
        return mention.actor if mention is not None else None

    def _by_work(self, work: Work, evidence: Iterable[Span]) -> FoundLink:
        spans = tuple(sorted({*evidence, work.span}))
        outlet = work.actor if work.named is not None and work.named.kind == "outlet" else None
        return FoundLink(work.actor, spans, work.medium, outlet, work.title, work.date)

    def _phrase(self, head: Token) -> Span:
        """Return a noun with its modifiers, as words that tell who is meant."""
        numbers = noun_phrase(self.tree, head.index, load_cues())
        short = [number for number in numbers if number <= head.index]
        return self.tree.span(short[0], head.index)

    def _whole_phrase(self, head: Token) -> Span:
        numbers = noun_phrase(self.tree, head.index, load_cues())
        return self.tree.span(numbers[0], numbers[-1])

    def _described(self, head: Token) -> int | None:
        """Return the actor a noun means; one that no mention covers becomes a mention, where it means somebody."""
        actor = self.who.at(head)
        if actor is not None:
            return actor
        phrase = nominal_phrase(
            self.article.text, self.tree, head, {}, load_actor_lexicon(), load_speech_lexicon()
        )
        if phrase is None:
            return None
        words = self._words(phrase.span)
        known = self._nouns.get(words)
        if known is None:
            known, self._count = self._count, self._count + 1
            self._nouns[words] = known
        mention = Mention(phrase.span, "nominal", known, phrase.kind, phrase.country, phrase.sector)
        if mention.span not in self._made:
            self._made.add(mention.span)
            self.added.append(mention)
        return known

    # What the clause tells: each of these yields links, or the mouth where another names it.

    def _through(self, index: int) -> Iterator[FoundLink]:
        """Find "through a spokesman", "via her lawyer"."""
        row = self.attributions[index]
        for verb in self._verbs(index):
            for preposition in self.tree.below(verb.index, "prep"):
                if preposition.text.lower() not in _THROUGH or any(
                    span.holds(preposition.span) for span in row.content
                ):
                    continue
                for noun in self.tree.below(preposition.index, "pobj"):
                    named, known = self.who.mention_at(noun), load_actor_lexicon().noun(noun.lemma.lower())
                    kind = named.kind if named is not None else known.kind if known is not None else None
                    if kind in ("person", "organisation", "people"):
                        yield FoundLink(self._described(noun), (preposition.span.joined(self._phrase(noun)),))

    def _told_agency(self, index: int) -> Iterator[FoundLink]:
        """Find "told Reuters": what an agency is told it passes on. Other outlets stand as the outlet of the interview."""
        own = self.circumstances.get(index)
        verbs = self._verbs(index)
        for mention in own.addressees if own and verbs else ():
            named = self._named.get(mention.actor, mention)
            noun = self._words(mention.span)
            is_agency = named.span.words(self.article.text) in self.lexicon.agencies
            if is_agency or any(noun.endswith(words) for words in self.lexicon.agency_nouns):
                spans = (verbs[0].span, mention.span)
                yield FoundLink(mention.actor, spans, "report", mention.actor)

    def _carried(self, index: int) -> Iterator[FoundLink]:
        """Find "in a memo seen by Reuters", "as quoted by the Kyiv Post", "per reports"."""
        row, verbs = self.attributions[index], self._verbs(index)
        own = {verb.index for verb in verbs} | {head.index for head in source_heads(row.source, self.tree)}
        if not verbs:
            return
        for participle in self._participles.get(verbs[0].sentence, [])[:_MOST]:
            agent = first_below(self.tree, participle.index, "agent")
            carrier = first_below(self.tree, agent.index, "pobj") if agent else None
            if (
                carrier is None
                or participle.lemma not in self.lexicon.carrying
                or participle.dep not in _BESIDE_NOUNS
            ):
                continue
            if participle.index == verbs[0].index or any(span.holds(participle.span) for span in row.content):
                continue
            heads = source_heads(row.source, self.tree)
            if heads and participle.head == heads[0].index and self._author(heads[0]) is not None:
                continue
            if own & {
                above.index for above in self.tree.above(participle.index, _FARTHEST)
            } and self._is_carried(participle):
                actor = self._described(carrier)
                outlet = actor if actor in self._outlet_actors else None
                words = self.tree.span(participle.index, carrier.index)
                yield FoundLink(actor, (words,), "report" if outlet is not None else None, outlet)
        yield from self._per(verbs)

    def _is_carried(self, participle: Token) -> bool:
        """Tell whether a participle is about words: "a memo seen by", "remarks carried by", "as quoted by"."""
        if any(below.text.lower() == "as" for below in self.tree.below(participle.index)):
            return True
        noun = self.tree[participle.head]
        known = load_speech_lexicon().nouns
        return (
            noun.lemma.lower() in known
            or noun.text.lower() in known
            or noun.lemma in self.lexicon.works
            or noun.lemma in self.lexicon.words
        )

    def _per(self, verbs: Iterable[Token]) -> Iterator[FoundLink]:
        for verb in verbs:
            for preposition in self.tree.below(verb.index, "prep"):
                noun = first_below(self.tree, preposition.index, "pobj")
                link = self.passer(noun) if noun is not None and preposition.text.lower() == "per" else None
                if link is not None:
                    yield link

    def _around(self, index: int) -> Iterator[FoundLink]:
        """Find what a relative clause hangs on: "a Reuters quote from Ann's interview …, in which she said"."""
        for verb in self._verbs(index):
            if verb.dep != "relcl":
                continue
            for above in self.tree.above(verb.index, _FARTHEST):
                if above.pos in VERBAL:
                    thing = (
                        first_below(self.tree, above.index, "dobj")
                        if above.lemma in self.lexicon.citing
                        else None
                    )
                    work = self.works.by_head.get(thing.index) if thing is not None else None
                    yield from [self._by_work(work, ())] if work is not None else []
                    break
                work = self.works.by_head.get(above.index)
                if work is not None and work.medium != "interview":
                    yield self._by_work(work, ())

    def _quoting(self, index: int) -> Iterator[FoundLink]:
        """Find who quotes: "TASS quoted Ann as saying", "was quoted by TASS as saying", "The article cited …"."""
        seen: set[int] = set()
        for verb in self._quoting_verbs(index):
            if verb.index in seen:
                continue
            seen.add(verb.index)
            passive = is_passive(self.tree, verb.index)
            agent = first_below(self.tree, verb.index, "agent")
            head = first_below(self.tree, agent.index, "pobj") if agent else None
            if not passive:
                head = first_below(self.tree, verb.index, "nsubj")
            if head is None or head.pos not in NOMINAL:
                continue
            link = self.passer(head) or self._by_pronoun(head)
            if link is None and self._is_as_saying(index):
                link = FoundLink(self._described(head), (self._phrase(head),))
            if link is not None:
                first = (
                    min(
                        [
                            verb.index,
                            *(below.index for below in self.tree.below(verb.index, "auxpass", "aux")),
                        ]
                    )
                    if passive
                    else verb.index
                )
                yield _with(link, self.tree.span(first, verb.index))

    def _by_pronoun(self, head: Token) -> FoundLink | None:
        mention = self.who.mention_at(head) if head.pos == "PRON" else None
        if mention is None or (mention.kind != "outlet" and mention.actor not in self._outlet_actors):
            return None
        return FoundLink(mention.actor, (head.span,), "report", mention.actor)

    def _is_as_saying(self, index: int) -> bool:
        cue = self.attributions[index].cue
        return any(self.tree[i].text.lower() == "as" for span in cue for i in self.tree.range(span))

    def _quoting_verbs(self, index: int) -> Iterator[Token]:
        row = self.attributions[index]
        for verb in self._verbs(index):
            if verb.lemma in self.lexicon.citing and is_passive(self.tree, verb.index):
                yield verb
        for span in row.cue:
            for number in self.tree.range(span):
                if self.tree[number].text.lower() == "as":
                    quoting = quoting_verb(self.tree, self.tree[number])
                    if quoting is not None and quoting.lemma in words_of("quoting"):
                        yield quoting
        if row.within is not None:
            yield from (verb for verb in self._verbs(row.within) if verb.lemma in self.lexicon.citing)

    def _quoted_by_passer(self, index: int) -> FoundLink | None:
        """Return the mouth of "TASS quoted Ann Berg: …", whose source is the one who quotes."""
        row = self.attributions[index]
        for verb in self._verbs(index):
            passive = is_passive(self.tree, verb.index)
            agent = first_below(self.tree, verb.index, "agent") if passive else verb
            head = first_below(self.tree, agent.index, "pobj" if passive else "nsubj") if agent else None
            quoted = first_below(self.tree, verb.index, "nsubjpass" if passive else "dobj")
            if verb.lemma not in self.lexicon.citing or head is None or quoted is None:
                continue
            inside = any(span.holds(quoted.span) for span in row.content)
            if (
                not inside
                and self.passer(head) is not None
                and any(span.holds(head.span) for span in row.source)
            ):
                return FoundLink(self._described(quoted), (self._phrase(quoted),))
        return None

    def _cited(self, index: int) -> tuple[FoundLink, FoundLink] | None:
        """Return the mouth and the link of "Reuters, citing two aides, reported": whoever is cited said it."""
        row = self.attributions[index]
        heads = source_heads(row.source, self.tree)
        link = self.passer(heads[0]) if heads else None
        verbs = self._verbs(index)
        if link is None or self._only_passes(index) or not (verbs or row.cue):
            return None
        sentence = heads[0].sentence
        after = self._participles.get(sentence + 1, [])[:_MOST]
        for participle in (
            *self._participles.get(sentence, [])[:_MOST],
            *(verb for verb in after if self._goes_on(verb, link)),
        ):
            if participle.lemma not in self.lexicon.citing or is_passive(self.tree, participle.index):
                continue
            cited = first_below(self.tree, participle.index, "dobj")
            if cited is None or participle.span.start < heads[0].span.start or not self._is_source(cited):
                continue
            if any(below.text.lower() == "as" for below in self.tree.below(participle.index, "prep")):
                continue
            if self._belongs(index, sentence):
                mouth = FoundLink(
                    self._described(cited), (participle.span.joined(self._whole_phrase(cited)),)
                )
                return mouth, link
        return None

    def _goes_on(self, verb: Token, link: FoundLink) -> bool:
        """Tell whether the next sentence tells whom the same outlet cited: "The newspaper cited two aides"."""
        subject = first_below(self.tree, verb.index, "nsubj")
        other = self.passer(subject) if subject is not None and link.actor is not None else None
        return other is not None and other.actor == link.actor and self.tree[verb.index].dep == "ROOT"

    def _belongs(self, index: int, sentence: int) -> bool:
        """Tell whether "citing …" goes with this attribution: the first whole one of the sentence that an outlet makes."""
        for other in self._in_sentence.get(sentence, [])[:_MOST]:
            row = self.attributions[other]
            heads = source_heads(row.source, self.tree)
            if self._only_passes(other) or not heads or self.passer(heads[0]) is None:
                continue
            return other == index
        return not self._in_sentence.get(sentence)

    def _is_source(self, noun: Token) -> bool:
        """Tell whether a noun means somebody, or something written, that can be cited for a fact."""
        mention = self.who.mention_at(noun)
        if mention is not None:
            return True
        known = load_actor_lexicon().noun(noun.lemma.lower())
        return (
            known is not None
            or noun.lemma.lower() in _SOURCES
            or noun.lemma.lower() in load_speech_lexicon().nouns
        )


def _with(link: FoundLink, span: Span) -> FoundLink:
    """Return a link whose evidence also holds the verb of quoting, as one stretch where it stands right beside."""
    near = min(link.evidence, key=lambda one: max(span.start - one.end, one.start - span.end))
    if max(span.start - near.end, near.start - span.end) > _BESIDE:
        return replace(link, evidence=tuple(sorted({*link.evidence, span})))
    rest = [one for one in link.evidence if one != near]
    return replace(link, evidence=tuple(sorted({*rest, near.joined(span)})))
