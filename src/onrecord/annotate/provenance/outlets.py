"""Outlets, agencies, documents and reports that pass words on: which of them a noun means, and its link."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from onrecord.annotate.attribution.candidates.phrases import noun_phrase
from onrecord.annotate.attribution.lexicon import load_cues, load_speech_lexicon
from onrecord.annotate.mentions.actor_index import ActorIndex
from onrecord.annotate.mentions.lexicon import load_actor_lexicon
from onrecord.annotate.mentions.nouns.nominals import nominal_phrase
from onrecord.annotate.provenance.documents import Document, DocumentIndex, is_platform
from onrecord.annotate.provenance.found_link import FoundLink
from onrecord.annotate.provenance.lexicon import ProvenanceLexicon, words_of
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Mention, Token
from onrecord.model.article import Article
from onrecord.model.span import Span

_FARTHEST_NAME = 6  # sentences back in which the outlet of "the newspaper" is named


@dataclass(slots=True)
class OutletIndex:
    """The outlets of an article.

    `added` are mentions made for nouns that mean an actor and that no mention covered, by their span.
    """

    article: Article
    actors: ActorIndex
    documents: DocumentIndex
    lexicon: ProvenanceLexicon
    added: dict[Span, Mention] = field(default_factory=dict)
    outlet_actors: set[int] = field(default_factory=set)
    _names: dict[int, Mention] = field(default_factory=dict)  # the first name of each actor
    _outlets: list[Mention] = field(default_factory=list)  # names of outlets, in text order
    _nominals: dict[str, int] = field(default_factory=dict)  # words of a nominal mention -> actor
    _next_actor: int = 0

    @classmethod
    def of(
        cls,
        article: Article,
        actors: ActorIndex,
        documents: DocumentIndex,
        lexicon: ProvenanceLexicon,
        mentions: Iterable[Mention],
    ) -> "OutletIndex":
        """Return the index over these mentions."""
        index = cls(article, actors, documents, lexicon)
        for mention in sorted(mentions, key=lambda row: row.span):
            index._next_actor = max(index._next_actor, mention.actor + 1)
            if mention.form == "name":
                index._names.setdefault(mention.actor, mention)
                if mention.kind == "outlet" and not is_platform(article.text, mention):
                    index._outlets.append(mention)
                    index.outlet_actors.add(mention.actor)
            elif mention.form == "nominal":
                index._nominals.setdefault(index._words(mention.span), mention.actor)
        return index

    @property
    def tree(self) -> SyntaxTree:
        """The syntax of the article."""
        return self.actors.mentions.tree

    def link_at(self, head: Token) -> FoundLink | None:
        """Return the link of the outlet, document or unnamed report that a noun means.

        None for anybody else.
        """
        document = self.documents.at(head)
        if document is not None:
            return self.document_link(document, (self.phrase(head),))
        if head.lemma.lower() in self.lexicon.report_nouns or head.lemma.lower() in self.lexicon.documents:
            return self._report(self.actors.at(head), head)
        mention = self.actors.mention_at(head)
        named = self._names.get(mention.actor) if mention is not None else None
        if mention is None or "outlet" not in (mention.kind, named.kind if named else None):
            return self._agency_link(head)
        return self._report(mention.actor if named is not None else self._outlet_before(head, mention), head)

    def pronoun_link(self, head: Token) -> FoundLink | None:
        """Return the link of a pronoun that means an outlet."""
        mention = self.actors.mention_at(head) if head.pos == "PRON" else None
        if mention is None or (mention.kind != "outlet" and mention.actor not in self.outlet_actors):
            return None
        return FoundLink(mention.actor, (head.span,), "report", mention.actor)

    def document_link(self, document: Document, evidence: Iterable[Span]) -> FoundLink:
        """Return the link of a document; its own words are evidence as well."""
        spans = tuple(sorted({*evidence, document.span}))
        is_outlets = document.named is not None and document.named.kind == "outlet"
        outlet = document.actor if is_outlets else None
        return FoundLink(document.actor, spans, document.medium, outlet, document.title, document.date)

    def is_agency(self, mention: Mention) -> bool:
        """Return whether a mention means a news agency, by the actor's name or the noun."""
        if self._is_agency_name(self._names.get(mention.actor, mention)):
            return True
        noun = self._words(mention.span)
        return any(noun.endswith(words) for words in self.lexicon.agency_nouns)

    def is_publisher(self, actor: int) -> bool:
        """Return whether an actor is the outlet that published this article."""
        named = self._names.get(actor)
        outlet = (self.article.outlet or "").lower().removeprefix("the ")
        return named is not None and bool(outlet) and self._words(named.span).removeprefix("the ") == outlet

    def phrase(self, head: Token) -> Span:
        """Return a noun with its modifiers before it."""
        indices = noun_phrase(self.tree, head.index, load_cues())
        return self.tree.span(indices[0], head.index)

    def whole_phrase(self, head: Token) -> Span:
        """Return a noun with all its modifiers."""
        indices = noun_phrase(self.tree, head.index, load_cues())
        return self.tree.span(indices[0], indices[-1])

    def actor_at(self, head: Token) -> int | None:
        """Return the actor a noun means.

        Where no mention covers it and it means somebody, a mention is added.
        """
        actor = self.actors.at(head)
        if actor is not None:
            return actor
        text, speech = self.article.text, load_speech_lexicon()
        phrase = nominal_phrase(text, self.tree, head, {}, load_actor_lexicon(), speech)
        if phrase is None:
            return None
        actor = self._nominals.setdefault(self._words(phrase.span), self._next_actor)
        self._next_actor = max(self._next_actor, actor + 1)
        mention = Mention(phrase.span, "nominal", actor, phrase.kind, phrase.country, phrase.sector)
        self.added.setdefault(phrase.span, mention)
        return actor

    def _report(self, actor: int | None, head: Token) -> FoundLink:
        return FoundLink(actor, (self.phrase(head),), "report", actor)

    def _agency_link(self, head: Token) -> FoundLink | None:
        """Return the link of "the agency" where the last outlet named is one."""
        if head.text.lower() != "agency":
            return None
        actor = self._outlet_before(head, None)
        named = self._names.get(actor) if actor is not None else None
        return self._report(actor, head) if named is not None and self._is_agency_name(named) else None

    def _outlet_before(self, head: Token, mention: Mention | None) -> int | None:
        """Return the outlet that "the newspaper" means.

        The last one named near before it, else the noun's own actor.
        """
        own = mention.actor if mention is not None else None
        determiners = {below.text.lower() for below in self.tree.below(head.index, "det")}
        if not determiners & words_of("definite determiners"):
            return own
        at = bisect_left(self._outlets, head.span.start, key=lambda row: row.span.start)
        if not at:
            return own
        before = self._outlets[at - 1]
        sentence = self.tree[self.tree.range(before.span)[0]].sentence
        return before.actor if head.sentence - sentence <= _FARTHEST_NAME else own

    def _is_agency_name(self, named: Mention) -> bool:
        return named.span.words(self.article.text) in self.lexicon.agencies

    def _words(self, span: Span) -> str:
        return " ".join(span.words(self.article.text).lower().split())
