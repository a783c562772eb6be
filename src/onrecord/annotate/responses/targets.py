"""The statement or link that words for it mean.

For example "the charge", "Ann's remarks", "it", "a Bild article", or the last one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.annotate.mentions.actor_index import ActorIndex
from onrecord.annotate.provenance.documents import Document, DocumentIndex
from onrecord.annotate.responses.earlier_statements import EarlierStatement, EarlierStatements
from onrecord.annotate.responses.lexicon import ResponseLexicon, load_response_lexicon, words_of
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Act, Medium, Relation, SourceLink, Token
from onrecord.model.span import Span

_MOST_LINKS = 50  # links of one document that are compared
_NEAR = 3  # sentences back to a statement that is not named
_NEXT = 2  # sentences back to what "it" means
_FAR = 30  # sentences back to a statement named by its speaker
_AHEAD = 6  # sentences on to what was said before, yet is reported later
_SHARED = 2  # content lemmas in common by which two statements are about the same matter
_TAIL = 2  # characters behind the head of a source
_OFFERS: frozenset[Act] = frozenset({"offer", "announce", "promise", "demand", "request"})
_CRITICISMS: frozenset[Act] = frozenset({"criticise", "accuse", "reject", "demand"})

_Key = tuple[int | None, Span | None, Medium | None]  # owner, title and medium of a document


@dataclass(frozen=True, slots=True)
class Target:
    """What is answered: an attribution by its id, or the link of its source chain at a place."""

    number: int
    place: int | None = None


@dataclass(frozen=True, slots=True)
class TargetResolver:
    """Resolves words for a statement or a link to one of the article."""

    actors: ActorIndex
    documents: DocumentIndex
    statements: EarlierStatements
    links: Mapping[_Key, tuple[SourceLink, ...]]
    lexicon: ResponseLexicon

    @classmethod
    def of(
        cls,
        actors: ActorIndex,
        documents: DocumentIndex,
        statements: EarlierStatements,
        links: Iterable[SourceLink],
    ) -> "TargetResolver":
        """Return a resolver over these statements and links."""
        by_document: dict[_Key, list[SourceLink]] = {}
        for link in links:
            if link.place > 0:
                by_document.setdefault((link.actor, link.title, link.medium), []).append(link)
        most = {key: tuple(rows[:_MOST_LINKS]) for key, rows in by_document.items()}
        return cls(actors, documents, statements, most, load_response_lexicon())

    @property
    def tree(self) -> SyntaxTree:
        """The syntax of the article."""
        return self.statements.tree

    def resolve(
        self, row: EarlierStatement, noun: Token, relation: Relation, owned: Token | None = None
    ) -> Target | None:
        """Return what a noun means.

        An attribution nested at it, a link, its owner's statement, or the last one. `row` responds. `owned`
        is the noun that has the owner, where it is another ("Ann's flurry of posts").
        """
        nested = self._nested_at(row, noun)
        if nested is not None:
            return Target(nested)
        document = self.documents.at(noun)
        if document is not None:
            link = self._link(document, row)
            if link is not None:
                return link
            if document.actor is not None and document.actor != row.speaker:
                found = self._last_by(row, document.actor, ())
                if found is not None:
                    return Target(found.number)
        acts = self._acts(noun)
        if self._is_ruled_on(row, noun):
            return None
        if acts is not None:
            found = self._by_text_noun(row, owned or noun, acts)
        else:
            found = self._by_other_noun(row, noun, relation)
        return None if found is None else Target(found.number)

    def _is_ruled_on(self, row: EarlierStatement, noun: Token) -> bool:
        """Return whether a court decides on an appeal or a plea: no answer to what somebody said."""
        heads = {head.lemma.lower() for head in self.tree.heads(row.row.source)}
        is_court = bool(heads & words_of("nouns for courts"))
        return is_court and noun.lemma.lower() in words_of("nouns for what courts decide")

    def is_owned(self, noun: Token) -> bool:
        """Return whether the text says whose words a noun means."""
        return self._owner(noun) is not None

    def is_definite(self, noun: Token) -> bool:
        """Return whether a noun means words reported before: "the claims", "Ann's claims"."""
        determiners = {below.text.lower() for below in self.tree.below(noun.index, "det")}
        return self.is_owned(noun) or bool(determiners & words_of("definite determiners"))

    def others(self, row: EarlierStatement, farthest: int) -> Iterator[EarlierStatement]:
        """Yield what others said before, from the nearest, but not on a later day.

        `farthest` is the number of sentences back.
        """
        for other in self.statements.before(row):
            if row.sentence - other.sentence > farthest:
                return
            is_earlier = not _is_of_later_day(other, row)
            if is_earlier and self._is_other_speaker(other, row) and not self.statements.is_responding(other):
                yield other

    def best(self, row: EarlierStatement, fitting: Sequence[EarlierStatement]) -> EarlierStatement | None:
        """Return the statement with most content lemmas in common, of equal ones the nearest."""
        return max(fitting, key=lambda other: _fit(other, row), default=None)

    def nearest(self, row: EarlierStatement, farthest: int = _NEAR) -> EarlierStatement | None:
        """Return what somebody else said just before.

        A statement that mentions the responding speaker comes first.
        """
        near = [other for other in self.others(row, farthest) if self._is_answerable(other, row)]
        near = [other for other in near if other.row.within is None] or near
        close = [other for other in near if row.sentence - other.sentence <= _NEAR]
        about = [other for other in close if self.statements.mentions_actor(other, row.speaker)]
        return next(iter(about or near), None)

    def similar_or_nearest(self, row: EarlierStatement) -> EarlierStatement | None:
        """Return what an agreement or contradiction is about.

        The same matter, else the last one of its paragraph.
        """
        near = [other for other in self.others(row, 2 * _NEAR) if self._is_answerable(other, row)]
        best = self.best(row, near)
        if best is not None and len(best.lemmas & row.lemmas) >= _SHARED:
            return best
        nearest = self.nearest(row)
        return nearest if nearest is not None and nearest.paragraph == row.paragraph else None

    def nearest_criticism(self, row: EarlierStatement) -> EarlierStatement | None:
        """Return the criticism against which somebody defends a thing."""
        return next((other for other in self.others(row, 2 * _NEAR) if other.act in _CRITICISMS), None)

    def _acts(self, noun: Token) -> tuple[Act, ...] | None:
        """Return the acts that a noun for words or acts can mean, None when it is no such noun."""
        lemma = noun.lemma.lower()
        if lemma == "call":
            behind = {below.text.lower() for below in self.tree.below(noun.index)}
            return self.lexicon.nouns["call for"] if behind & {"for", "to"} else None
        return self.lexicon.nouns.get(lemma, self.lexicon.act_nouns.get(lemma))

    def _nested_at(self, row: EarlierStatement, noun: Token) -> int | None:
        """Return the attribution inside the responding one whose cue or source the noun is."""
        for number in self.statements.inner.get(row.number, ()):
            inner = self.statements.by_id[number].row
            if self._acts(noun) is not None and any(span.holds(noun.span) for span in inner.cue):
                return number
            if any(span.holds(noun.span) and span.end - noun.span.end <= _TAIL for span in inner.source):
                return number
        return None

    def _by_text_noun(
        self, row: EarlierStatement, noun: Token, acts: tuple[Act, ...]
    ) -> EarlierStatement | None:
        """Return what a noun for words means: "Ann's claim", "his remarks", "the claim", "a claim"."""
        owner = self._owner(noun)
        if owner is not None:
            return self._last_by(row, owner, acts) if owner != row.speaker else None
        possessives = {below.text.lower() for below in self.tree.below(noun.index, "poss")}
        if possessives & words_of("possessive pronouns"):
            fitting = [other for other in self.others(row, _NEXT) if acts and other.act in acts]
            return self.best(row, fitting) or self.nearest(row, _NEXT)
        determiners = {below.text.lower() for below in self.tree.below(noun.index, "det")}
        if determiners & words_of("definite determiners"):
            is_published = noun.lemma in words_of("nouns for published texts")
            near = [other for other in self.others(row, 2 * _NEAR) if other.published or not is_published]
            if (
                acts[:1] == ("accuse",) and acts[-1] == "assert"
            ):  # what merely asserts something charges nobody in particular
                near = [other for other in near if other.act != "assert" or self._is_of_matter(other, row)]
            sorts = ([other for other in near if other.act == act] for act in acts) if acts else (near,)
            found = next((best for sort in sorts if (best := self.best(row, sort)) is not None), None)
            return (
                found if found is not None or noun.lemma in self.lexicon.act_nouns else self._just_said(row)
            )
        is_indefinite = bool(determiners & {"a", "an"})
        return self.nearest(row, 1) if is_indefinite and noun.dep != "dobj" else None

    def _is_of_matter(self, other: EarlierStatement, row: EarlierStatement) -> bool:
        """Return whether a statement mentions who answers it, or shares a content lemma with the answer."""
        return bool(other.lemmas & row.lemmas) or self.statements.mentions_actor(other, row.speaker)

    def _just_said(self, row: EarlierStatement) -> EarlierStatement | None:
        """Return the one statement of the sentence before that finds fault, whatever "the complaint" is."""
        near = [other for other in self.others(row, 1) if other.row.within is None]
        return near[0] if len(near) == 1 and near[0].act in _CRITICISMS else None

    def _by_other_noun(
        self, row: EarlierStatement, noun: Token, relation: Relation
    ) -> EarlierStatement | None:
        """Return what "it" means, or what a person said: "agreed with Ann".

        Where somebody is criticised or thanked, the two statements must have a content lemma in common.
        """
        if noun.text.lower() in words_of("demonstratives") and noun.pos in ("PRON", "DET", "SCONJ"):
            return self._offered(row) if self._is_accepted(noun) else self.nearest(row, _NEXT)
        if self._is_the(noun) and noun.dep != "nsubjpass":
            if noun.lemma.lower() in words_of("nouns for numbers"):
                near = self.others(row, _NEXT)
                return next((other for other in near if self._has_number(other)), None)
            if noun.lemma.lower() in words_of("nouns for what is offered"):
                return self._offered(row)
        actor = self.actors.at(noun) if self.actors.mention_at(noun) is not None else None
        if actor is None or actor == row.speaker or (relation == "confirms" and noun.dep == "dobj"):
            return None
        found = self._last_by(row, actor, ())
        if found is None or relation in ("repeats", "confirms", "answers", "rejects"):
            return found
        return found if found.lemmas & row.lemmas else None

    def _is_accepted(self, noun: Token) -> bool:
        """Return whether a pronoun is what somebody accepts or turns down: an offer, no claim."""
        return self.tree[noun.head].lemma.lower() in words_of("verbs of accepting and refusing")

    def _is_the(self, noun: Token) -> bool:
        determiners = {below.text.lower() for below in self.tree.below(noun.index, "det")}
        return bool(determiners & words_of("definite determiners"))

    def _has_number(self, other: EarlierStatement) -> bool:
        spans = other.row.content if other.row.within is None else ()
        return any(self.tree[i].pos == "NUM" for span in spans for i in self.tree.range(span))

    def _offered(self, row: EarlierStatement) -> EarlierStatement | None:
        """Return what somebody else announced, offered or asked for just before."""
        near = (other for other in self.others(row, _NEXT) if self._is_answerable(other, row))
        return next((other for other in near if other.act in _OFFERS and other.row.within is None), None)

    def _owner(self, noun: Token) -> int | None:
        """Return whose words a noun means: "Ann's claim", "a claim by Ann", "a Trump tweet"."""
        for below in self.tree.below(noun.index, "poss"):
            return self.actors.at(below)
        before = self.tree.get(noun.index - 1)
        is_possessive = before is not None and before.text in words_of("possessive marks")
        if before is not None and is_possessive and before.head != noun.index:
            return self.actors.at(
                self.tree[before.head]
            )  # the parser took the owner for an object of its own
        for preposition in self.tree.below(noun.index, "prep"):
            if preposition.text.lower() in words_of("prepositions before owners"):
                for complement in self.tree.below(preposition.index, "pobj"):
                    actor = self.actors.at(complement)
                    if actor is not None:
                        return actor
        for below in self.tree.below(noun.index, "compound", "amod", "nmod"):
            mention = self.actors.mention_at(below)
            if mention is not None:
                return mention.actor
        return None

    def _link(self, document: Document, row: EarlierStatement) -> Target | None:
        """Return the link that a document is.

        That of the statement nearest to the response, not of its own title.
        """
        if document.actor is None and document.title is None:
            return None
        same = self.links.get((document.actor, document.title, document.medium), ())
        if not same:
            return None
        title = document.title

        def rank(link: SourceLink) -> tuple[bool, int, int]:
            is_of_title = title is not None and title.overlaps(link.span)
            return is_of_title, abs(link.span.start - row.start), link.attribution

        near = min(same, key=rank)
        return Target(near.attribution, near.place)

    def _last_by(self, row: EarlierStatement, actor: int, acts: tuple[Act, ...]) -> EarlierStatement | None:
        """Return what an actor said before, one of these acts where there is one."""
        found = [other for other in self.others(row, _FAR) if other.speaker == actor]
        if row.past:
            later = [other for other in self.statements.after(row) if other.speaker == actor]
            later = [other for other in later if other.sentence - row.sentence <= _AHEAD]
            found = [other for other in (*found, *later) if other.said is None] or found
        return self.best(row, [other for other in found if other.act in acts] or found)

    def _is_other_speaker(self, other: EarlierStatement, row: EarlierStatement) -> bool:
        if other.speaker != row.speaker:
            return True
        return other.speaker is None and other.row.source != row.row.source

    def _is_answerable(self, other: EarlierStatement, row: EarlierStatement) -> bool:
        """Return whether a statement can be answered: not a thing's, nor that of the speaker's own body."""
        if other.speaker is not None:
            return (row.speaker, other.speaker) not in self.statements.represented
        heads = self.tree.heads(other.row.source)
        return heads[0].pos == "PROPN" if heads else other.act == "ask"


def _is_of_later_day(other: EarlierStatement, row: EarlierStatement) -> bool:
    if row.said is None or other.said is None:
        return False
    return other.said[:10] > row.said[:10]  # the day of an EDTF value


def _fit(other: EarlierStatement, row: EarlierStatement) -> tuple[int, int, int]:
    return len(other.lemmas & row.lemmas), -abs(row.sentence - other.sentence), other.start
