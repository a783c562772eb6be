"""What tells that a statement answers another: verbs of answering and their objects, "in response", questions, denials."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from onrecord.model.annotation import Act, Relation, Relay, Reply, Token
from onrecord.model.span import Span
from onrecord.reading.attribution_phrases import first_below
from onrecord.reading.replying import ReplyLexicon, ReplyVerb, load_reply_lexicon
from onrecord.reading.said import cue_verbs
from onrecord.reading.told import Told, Uttered
from onrecord.reading.tree import NOMINAL, Tree
from onrecord.reading.who import Who
from onrecord.reading.works import Work, Works

_OWNERS = frozenset({"by", "from", "of"})
_THIS = frozenset({"it", "this", "that", "them", "these", "those"})
_ASKING = frozenset({"ask", "press", "question", "quiz"})
_RESPONDING = frozenset({"respond", "react", "reply"})
_NEAR = 3  # sentences back for what is answered without being named
_FAR = 30  # for what is named by its speaker
_DENIED = 2  # words of sense that a denial and what it denies must share


@dataclass(slots=True)
class ReplyFinder:
    """Finds the replies of an article, each with the words that tell it."""

    text: str
    who: Who
    works: Works
    told: Told
    relays: Sequence[Relay]
    lexicon: ReplyLexicon = field(default_factory=load_reply_lexicon)

    @property
    def tree(self) -> Tree:
        """The syntax of the article."""
        return self.told.tree

    def find(self) -> Iterator[Reply]:
        """Yield the replies, some of them told twice."""
        yield from self._progressive()
        for row in self.told.rows:
            if row.row.verbatim:
                yield from self._turn(row)
            elif not self._is_responding(row):
                found = list(self._by_verbs(row)) or list(self._by_adjunct(row)) or list(self._denial(row))
                yield from found

    def _reply(self, row: Uttered, to: int, relation: Relation, evidence: Iterable[Span], relay: int | None = None) -> Reply:
        return Reply(row.row.span, row.index, to, relation, tuple(sorted(set(evidence))), relay)

    # -- verbs of answering ----------------------------------------------------------------------------------------------

    def _by_verbs(self, row: Uttered) -> Iterator[Reply]:
        for verb in cue_verbs(row.row, self.tree):
            if not any(span.holds(verb.span) for span in row.row.cue):
                continue
            found = self.lexicon.verb_at(self.tree, verb)
            if found is None or first_below(self.tree, verb.index, "neg") is not None:
                continue
            entry, companions = found
            for to, relay in self._targets(row, entry, verb, companions):
                yield self._reply(row, to, entry.relation, row.row.cue, relay)

    def _targets(
        self, row: Uttered, entry: ReplyVerb, verb: Token, companions: tuple[int, ...]
    ) -> Iterator[tuple[int, int | None]]:
        """Yield what an answering verb's object means, else, where the verb may stand alone, what was said just before."""
        objects = list(self._objects(entry, verb, companions))
        for noun in objects:
            yield from self._meant(row, noun, entry.relation)
        if not objects and "alone" in entry.ways:
            near = self._nearest(row)
            if near is not None:
                yield near.index, None

    def _objects(self, entry: ReplyVerb, verb: Token, companions: tuple[int, ...]) -> Iterator[Token]:
        gates = (verb.index, *companions)
        if entry.ways & {"obj", "as"}:
            for below in self.tree.below(verb.index, "dobj", "nsubjpass"):
                if "obj" in entry.ways or self._is_judged(verb):
                    yield below
            yield from (below for below in self.tree.below(verb.index, "ccomp") if "as" in entry.ways for below in self._small(below))
        for gate in gates:
            for preposition in self.tree.below(gate, "prep"):
                if preposition.text.lower() in entry.ways or (preposition.text.lower() == "to" and "as" in entry.ways):
                    yield from self.tree.below(preposition.index, "pobj")

    def _is_judged(self, verb: Token) -> bool:
        """Tell whether something is said of the object: "called the claim absurd", "described it as odd"."""
        return first_below(self.tree, verb.index, "oprd", "prep", "attr", "acomp") is not None

    def _small(self, clause: Token) -> Iterator[Token]:
        yield from self.tree.below(clause.index, "nsubj")

    # -- what a noun means ------------------------------------------------------------------------------------------------

    def _meant(self, row: Uttered, noun: Token, relation: Relation) -> Iterator[tuple[int, int | None]]:
        """Yield what a noun means: what is nested at it, a link, what its owner said, or what was said just before."""
        nested = self._nested_at(row, noun)
        if nested is not None:
            yield nested, None
            return
        work = self.works.at(noun)
        if work is not None:
            link = self._link(work, row)
            if link is not None:
                yield link
                return
        lemma = noun.lemma.lower()
        acts = self.lexicon.nouns.get(lemma, self.lexicon.deeds.get(lemma))
        found = self._of_words(row, noun, acts) if acts is not None else self._of_other(row, noun, relation)
        if found is not None:
            yield found.index, None

    def _nested_at(self, row: Uttered, noun: Token) -> int | None:
        """Return the statement nested in another at the noun that is its cue, or nested in what the noun heads."""
        for inner in self.told.inner.get(row.index, ()):
            told = self.told.by_index[inner].row
            if any(span.holds(noun.span) for span in told.cue):
                return inner
        return None

    def _of_words(self, row: Uttered, noun: Token, acts: frozenset[Act]) -> Uttered | None:
        owner = self._owner(noun)
        if owner is not None and owner != row.speaker:
            return self._said_by(row, owner, acts)
        definite = any(below.text.lower() in ("the", "this", "that", "these", "those") for below in self.tree.below(noun.index, "det"))
        if owner is not None or not definite:
            return None
        fitting = [other for other in self._others(row, 2 * _NEAR) if not acts or other.act in acts]
        return self._best(row, fitting)

    def _of_other(self, row: Uttered, noun: Token, relation: Relation) -> Uttered | None:
        """Return what "it" means, or what a person said: "agreed with Ann"; a person who is criticised must have said it."""
        if noun.text.lower() in _THIS and noun.pos in ("PRON", "DET"):
            return self._nearest(row)
        actor = self.who.at(noun)
        if actor is None or actor == row.speaker:
            return None
        found = self._said_by(row, actor, frozenset())
        if found is None or relation in ("repeats", "confirms", "answers", "rejects"):
            return found if relation != "confirms" or noun.pos in NOMINAL else None
        return found if found.lemmas & row.lemmas or row.sentence - found.sentence <= 1 else None

    def _owner(self, noun: Token) -> int | None:
        """Return whose words a noun means: "Ann's claim", "a claim by Ann"."""
        for below in self.tree.below(noun.index, "poss"):
            return self.who.at(below)
        for preposition in self.tree.below(noun.index, "prep"):
            if preposition.text.lower() in _OWNERS:
                for thing in self.tree.below(preposition.index, "pobj"):
                    actor = self.who.at(thing)
                    if actor is not None:
                        return actor
        for below in self.tree.below(noun.index, "compound", "amod", "nmod"):
            mention = self.who.mention_at(below)
            if mention is not None:
                return mention.actor
        return None

    def _link(self, work: Work, row: Uttered) -> tuple[int, int | None] | None:
        """Return the link of a source chain that a work is: that of the statement nearest to the reply."""
        same = [
            relay
            for relay in self.relays
            if relay.place > 0 and relay.actor == work.actor and relay.title == work.title and relay.medium == work.medium
        ]
        if not same or (work.actor is None and work.title is None):
            return None
        title = work.title
        near = min(
            same,
            key=lambda relay: (
                title is not None and title.overlaps(relay.span),
                abs(relay.span.start - row.start),
                relay.attribution,
            ),
        )
        return near.attribution, near.place

    def _said_by(self, row: Uttered, actor: int, acts: frozenset[Act]) -> Uttered | None:
        before = [other for other in self._others(row, _FAR) if other.speaker == actor]
        if row.past:
            later = [other for other in self.told.after(row) if other.speaker == actor and other.sentence - row.sentence <= 6]
            before = [other for other in (*before, *later) if not self._is_foreground(other)] or before
        fitting = [other for other in before if other.act in acts] or before
        return self._best(row, fitting)

    def _is_foreground(self, other: Uttered) -> bool:
        """Tell whether a statement is what the report itself is about: dated, so that what was "earlier" answers another."""
        return other.said is not None

    def _others(self, row: Uttered, farthest: int) -> Iterator[Uttered]:
        """Yield what others said before, not too far back nor on a later day."""
        for other in self.told.before(row):
            if row.sentence - other.sentence > farthest:
                return
            later = row.said is not None and other.said is not None and other.said[:10] > row.said[:10]
            if other.speaker != row.speaker and not later and not self._is_responding(other):
                yield other

    def _best(self, row: Uttered, fitting: Sequence[Uttered]) -> Uttered | None:
        """Return the one that shares most words of sense, of those alike the nearest."""
        if not fitting:
            return None
        return max(fitting, key=lambda other: (len(other.lemmas & row.lemmas), -abs(row.sentence - other.sentence), other.start))

    def _nearest(self, row: Uttered) -> Uttered | None:
        """Return what was said just before by somebody else; what speaks of the one who answers comes first."""
        near = [other for other in self._others(row, _NEAR) if other.speaker is not None or other.act == "ask"]
        near = [other for other in near if other.row.within is None] or near
        about = [other for other in near if self.told.speaks_of(other, row.speaker)]
        return next(iter(about or near), None)

    # -- clauses beside the cue ------------------------------------------------------------------------------------------

    def _by_adjunct(self, row: Uttered) -> Iterator[Reply]:
        """Find "in response (to …)", "responding to …", "asked about …" beside the cue."""
        for verb in cue_verbs(row.row, self.tree):
            for below in self.tree.below(verb.index, "prep", "advcl", "ccomp"):
                if any(span.holds(below.span) for span in row.row.content):
                    continue
                yield from self._adjunct(row, below)
        yield from self._question(row)

    def _adjunct(self, row: Uttered, below: Token) -> Iterator[Reply]:
        noun: Token | None = None
        if below.text.lower() == "in":
            response = first_below(self.tree, below.index, "pobj")
            if response is None or response.lemma not in ("response", "reply", "answer", "reaction"):
                return
            noun = self._after_to(response)
            words = self.tree.span(below.index, response.index)
        elif below.lemma in _RESPONDING and below.tag == "VBG":
            noun = self._after_to(below)
            words = below.span
        else:
            return
        if noun is None:
            near = self._nearest(row)
            if near is not None:
                yield self._reply(row, near.index, "answers", (words,))
            return
        for to, relay in self._meant(row, noun, "answers"):
            yield self._reply(row, to, "answers", (words,), relay)

    def _after_to(self, token: Token) -> Token | None:
        for preposition in self.tree.below(token.index, "prep"):
            if preposition.text.lower() == "to":
                return first_below(self.tree, preposition.index, "pobj")
        return None

    def _question(self, row: Uttered) -> Iterator[Reply]:
        """Find the question told in the same sentence: "Asked about the charge, she said …"."""
        for other in self.told.before(row):
            if other.sentence != row.sentence:
                return
            verbs = cue_verbs(other.row, self.tree)
            if verbs and verbs[0].lemma in _ASKING and verbs[0].tag == "VBN" and other.speaker in (None, row.speaker):
                yield self._reply(row, other.index, "answers", other.row.cue)
                return

    # -- other ways ------------------------------------------------------------------------------------------------------

    def _denial(self, row: Uttered) -> Iterator[Reply]:
        """Find what a denial denies by its words: it shares them with what somebody else said just before."""
        if row.act != "reject":
            return
        near = [other for other in self._others(row, 2 * _NEAR) if other.act in ("accuse", "assert", "criticise")]
        best = self._best(row, near)
        if best is None:
            return
        shared = len(best.lemmas & row.lemmas)
        about = self.told.speaks_of(best, row.speaker)
        if shared >= _DENIED or (shared and (about or best.act == "accuse")):
            yield self._reply(row, best.index, "rejects", row.row.cue or row.row.content[:1])

    def _turn(self, row: Uttered) -> Iterator[Reply]:
        """Find the question before an answer in a transcript."""
        at = next((other for other in self.told.before(row) if other.row.verbatim), None)
        if at is None or not self._asks(at) or self._asks(row) or not row.row.source:
            return
        yield self._reply(row, at.index, "answers", at.row.source)

    def _asks(self, row: Uttered) -> bool:
        label = " ".join(span.words(self.text) for span in row.row.source).strip()
        words = " ".join(span.words(self.text) for span in row.row.content)
        return label in ("Q", "QUESTION") and "?" in words

    def _progressive(self) -> Iterator[Reply]:
        """Find "Ann was responding to an article titled …": it tells what Ann's statement before it answers."""
        for token in self.tree.tokens:
            if not self._is_progressive(token):
                continue
            subject = first_below(self.tree, token.index, "nsubj")
            noun = self._after_to(token)
            speaker = self.who.at(subject) if subject is not None else None
            if subject is None or noun is None or speaker is None:
                continue
            row = self._last_by(speaker, token)
            if row is None:
                continue
            words = self._words_of(token, noun)
            for to, relay in self._meant(row, noun, "answers"):
                if to != row.index:
                    yield self._reply(row, to, "answers", (words,), relay)

    def _is_progressive(self, token: Token) -> bool:
        if token.lemma not in _RESPONDING or token.tag != "VBG":
            return False
        return any(below.lemma == "be" for below in self.tree.below(token.index, "aux"))

    def _is_responding(self, row: Uttered) -> bool:
        return any(self._is_progressive(verb) for verb in cue_verbs(row.row, self.tree))

    def _last_by(self, speaker: int, token: Token) -> Uttered | None:
        """Return the last statement of a speaker before a token, not more than two sentences back."""
        before = [row for row in self.told.rows if row.start < token.span.start and row.speaker == speaker]
        last = before[-1] if before else None
        if last is not None and self._is_responding(last):
            last = before[-2] if len(before) > 1 else None
        return last if last is not None and token.sentence - last.sentence <= 2 else None

    def _words_of(self, token: Token, noun: Token) -> Span:
        first = min([token.index, *(below.index for below in self.tree.below(token.index, "aux"))])
        words = self.tree.span(first, max(token.index, noun.index))
        for row in self.told.rows:
            for span in row.row.cue:
                if span.holds(token.span):
                    words = words.joined(span)
        return words
