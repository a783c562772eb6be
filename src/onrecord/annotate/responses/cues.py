"""What tells that a statement answers another: verbs of answering and their objects, clauses beside the cue, its own content."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onrecord.annotate.attribution.rules.phrases import first_below, is_passive
from onrecord.annotate.attribution.speech_acts import NEGATIONS
from onrecord.annotate.attribution.utterance_time import cue_verbs
from onrecord.annotate.mentions.actor_index import ActorIndex
from onrecord.annotate.responses.candidates import EarlierStatement, EarlierStatements
from onrecord.annotate.responses.lexicon import ReplyLexicon, ReplyVerb
from onrecord.annotate.responses.targets import Target, Targets
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Relation, Response, Token
from onrecord.model.span import Span

_ASKING = frozenset({"ask", "press", "question", "quiz"})
_RESPONSES = frozenset({"response", "reply", "answer", "reaction"})
_LABELS = frozenset({"Q", "QUESTION"})
_FINDING_FAULT = frozenset({"criticise", "reject", "accuse"})
_FINDING_GOOD = frozenset({"praise", "agree", "thank", "announce"})
_PERSONS = frozenset({"he", "she", "they", "you"})
_THINGS = frozenset({"that", "this", "it", "those", "these"})
_TELLING = frozenset({"say", "tell", "write", "tweet", "insist", "claim", "add", "maintain", "argue", "note"})
_SAME = frozenset({"as much", "the same", "the same thing", "so too"})
_LONGEST = 12  # words of a predicate that are looked at
_DENIED = 2  # words of sense that a denial and what it denies must share
_NEAR = 6  # sentences back for what a denial denies


@dataclass(slots=True)
class ReplyFinder:
    """Finds the replies of an article, each with the words that tell it."""

    text: str
    who: ActorIndex
    told: EarlierStatements
    targets: Targets

    @property
    def tree(self) -> SyntaxTree:
        """The syntax of the article."""
        return self.told.tree

    @property
    def lexicon(self) -> ReplyLexicon:
        """The words of answering."""
        return self.targets.lexicon

    def find(self) -> Iterator[Response]:
        """Yield the replies, some of them told twice."""
        yield from self._progressive()
        for row in self.told.rows:
            if row.row.verbatim:
                yield from self._turn(row)
            elif not self.told.is_responding(row) and self._is_somebodys(row):
                for way in (
                    self._question,
                    self._by_verbs,
                    self._by_adjunct,
                    self._same,
                    self._judging,
                    self._denial,
                ):
                    found = list(way(row))
                    yield from found
                    if found:
                        break

    def _is_somebodys(self, row: EarlierStatement) -> bool:
        """Tell whether a statement has a source that can answer: an actor, or one whose name no mention covers."""
        return row.speaker is not None or any(
            head.pos in ("PROPN", "PRON") for head in self.tree.heads(row.row.source)
        )

    def _reply(
        self, row: EarlierStatement, to: Target, relation: Relation, evidence: Iterable[Span]
    ) -> Response:
        return Response(row.row.span, row.index, to.index, relation, tuple(sorted(set(evidence))), to.relay)

    # Verbs of answering.

    def _by_verbs(self, row: EarlierStatement) -> Iterator[Response]:
        for verb in self._answering(row):
            found = self.lexicon.verb_at(self.tree, verb)
            if found is None or first_below(self.tree, verb.index, "neg") is not None:
                continue
            entry, companions = found
            relation = self._relation(entry, row)
            if self._is_denied(row):
                continue
            for to in self._meant(row, entry, verb, companions):
                own = any(span.holds(verb.span) for span in row.row.cue)
                yield self._reply(row, to, relation, row.row.cue if own else [verb.span])

    def _answering(self, row: EarlierStatement) -> Iterator[Token]:
        """Yield the verbs of the cue, and the one whose participle it is: "responded to the report, saying …"."""
        for verb in cue_verbs(row.row, self.tree):
            if any(span.holds(verb.span) for span in row.row.cue):
                yield verb
                above = self.tree[verb.head]
                if (
                    verb.tag == "VBG"
                    and verb.dep in ("advcl", "xcomp", "conj")
                    and above.lemma in self.told.responding
                ):
                    yield above

    def _is_denied(self, row: EarlierStatement) -> bool:
        """Tell whether a cue says that it was not done: "neither confirmed nor denied"."""
        return any(
            self.tree[i].lemma.lower() in NEGATIONS for span in row.row.cue for i in self.tree.range(span)
        )

    def _relation(self, entry: ReplyVerb, row: EarlierStatement) -> Relation:
        """Return the relation of a verb; to call a thing false is to reject it."""
        if "as" in entry.ways and any(
            token.lemma.lower() in self.lexicon.false for token in self._tokens(row)
        ):
            return "rejects"
        return entry.relation

    def _tokens(self, row: EarlierStatement) -> list[Token]:
        return [self.tree[i] for span in row.row.content for i in self.tree.range(span)]

    def _meant(
        self, row: EarlierStatement, entry: ReplyVerb, verb: Token, companions: tuple[int, ...]
    ) -> Iterator[Target]:
        """Yield what an answering verb's object means, else, where the verb may stand alone, what was said before."""
        objects = list(self._objects(entry, verb, companions))
        if entry.lemma == "defend":
            found = self.targets.fault_found(row)
            yield from [Target(found.index)] if found else []
            return
        for noun in objects:
            worded = noun.lemma.lower() in self.lexicon.nouns and row.act not in _FINDING_GOOD
            if entry.ways != {"as"} or row.act in _FINDING_FAULT or worded:
                yield from self.targets.meant(row, noun, entry.relation)
        step = first_below(
            self.tree, verb.index, "xcomp"
        )  # "agreed to come" tells of a step, not of an answer
        if not objects and "alone" in entry.ways and step is None and not is_passive(self.tree, verb.index):
            near = (
                self.targets.alike_or_near(row)
                if entry.relation in ("confirms", "rejects")
                else self.targets.nearest(row, _NEAR)
            )
            yield from [Target(near.index)] if near else []

    def _objects(self, entry: ReplyVerb, verb: Token, companions: tuple[int, ...]) -> Iterator[Token]:
        if entry.ways & {"obj", "as"}:
            for below in self.tree.below(verb.index, "dobj", "nsubjpass"):
                if "obj" in entry.ways or self._is_judged(verb):
                    yield below
            if "as" in entry.ways:
                for clause in self.tree.below(verb.index, "ccomp", "oprd"):
                    yield from self.tree.below(clause.index, "nsubj")
            if verb.dep == "acl" and "obj" in entry.ways:
                yield self.tree[verb.head]
        for gate in (verb.index, *companions):
            for preposition in self.tree.below(gate, "prep"):
                word = preposition.text.lower()
                if word in entry.ways or (word == "to" and entry.lemma == "refer"):
                    yield from self.tree.below(preposition.index, "pobj")

    def _is_judged(self, verb: Token) -> bool:
        """Tell whether something is said of the object: "called the claim absurd", "described it as odd"."""
        return first_below(self.tree, verb.index, "oprd", "prep", "attr", "acomp") is not None

    # Clauses beside the cue.

    def _by_adjunct(self, row: EarlierStatement) -> Iterator[Response]:
        """Find "in response (to …)", "responding to …", "asked about …" beside the cue."""
        for verb in cue_verbs(row.row, self.tree):
            for below in self.tree.below(verb.index, "prep", "advcl", "ccomp"):
                if not any(span.holds(below.span) for span in row.row.content):
                    yield from self._adjunct(row, below)

    def _adjunct(self, row: EarlierStatement, below: Token) -> Iterator[Response]:
        noun: Token | None = None
        response = first_below(self.tree, below.index, "pobj") if below.text.lower() == "in" else None
        if response is not None and response.lemma in _RESPONSES:
            noun, words = self._after_to(response), self.tree.span(below.index, response.index)
        elif below.lemma in self.told.responding and below.tag == "VBG":
            noun, words = self._after_to(below), below.span
        else:
            return
        near = self.targets.nearest(row, _NEAR) if noun is None else None
        found = [Target(near.index)] if near else []
        for to in found if noun is None else self.targets.meant(row, noun, "answers"):
            yield self._reply(row, to, "answers", (words,))

    def _after_to(self, token: Token) -> Token | None:
        for preposition in self.tree.below(token.index, "prep"):
            if preposition.text.lower() == "to":
                return first_below(self.tree, preposition.index, "pobj")
        return None

    def _question(self, row: EarlierStatement) -> Iterator[Response]:
        """Find the question told in the same sentence or the one before: "Asked about the charge, she said …"."""
        for other in self.told.before(row):
            if row.sentence - other.sentence > 1:
                return
            verbs = cue_verbs(other.row, self.tree)
            asked = (
                bool(verbs) and verbs[0].lemma in _ASKING and verbs[0].tag == "VBN" and not other.row.source
            )
            bare = asked and (
                other.act == "ask" or first_below(self.tree, verbs[0].index, "nsubjpass", "auxpass") is None
            )
            if bare and not any(span.holds(other.row.span) for span in row.row.content):
                yield self._reply(row, Target(other.index), "answers", other.row.cue)
            if bare or (other.sentence != row.sentence and other.row.within is None):
                return

    # What the content itself tells.

    def _judging(self, row: EarlierStatement) -> Iterator[Response]:
        """Find "Ann's claim is false", "he is right when he says …" in what is said."""
        root = next((token for token in self._tokens(row) if self._is_judgement(token)), None)
        subject = first_below(self.tree, root.index, "nsubj", "nsubjpass") if root is not None else None
        if root is None or subject is None or first_below(self.tree, root.index, "neg") is not None:
            return
        judged = list(self.tree.below(root.index, "acomp", "attr", "oprd")) if root.lemma == "be" else [root]
        words = {
            self.tree[i].lemma.lower()
            for below in judged[:1]
            for i in self.tree.subtree(below.index, _LONGEST)
        }
        relation: Relation | None = (
            "rejects" if words & self.lexicon.false else "confirms" if words & self.lexicon.right else None
        )
        if relation is None and row.act == "criticise":
            relation = "criticises"
        if relation is None or not judged:
            return
        for to in self._judged(row, subject, judged[0], relation):
            yield self._reply(
                row, to, relation, [self.tree.span(root.index, max(root.index, judged[0].index))]
            )

    def _is_judgement(self, token: Token) -> bool:
        """Tell whether a token heads a clause that says what something is: "is false", "was unhinged"."""
        if token.dep not in ("ccomp", "ROOT", "advcl", "conj"):
            return False
        return token.lemma == "be" or (
            token.tag == "VBN" and first_below(self.tree, token.index, "auxpass") is not None
        )

    def _judged(
        self, row: EarlierStatement, subject: Token, judged: Token, relation: Relation
    ) -> Iterator[Target]:
        """Yield what is judged: what a person said who "is right", or the words that the subject names."""
        words = subject.text.lower()
        if relation == "confirms":
            inner = [at for at in self.told.inner.get(row.index, ()) if self._begins_after(at, judged)]
            if inner:
                yield Target(inner[0])
                return
        if (words in _PERSONS and relation == "confirms") or (words in _THINGS and relation != "criticises"):
            near = self.targets.nearest(row, 2)
            yield from [Target(near.index)] if near else []
            return
        noun = self._named_words(subject)
        named = self.targets.is_definite(subject) if relation == "rejects" else self.targets.is_owned(subject)
        if noun is not None and named:
            yield from self.targets.meant(row, noun, relation, subject)

    def _named_words(self, subject: Token) -> Token | None:
        """Return the noun for words in a subject: "Ann's claim", "Ann's flurry of posts"."""
        things = [
            noun
            for below in self.tree.below(subject.index, "prep")
            for noun in self.tree.below(below.index, "pobj")
        ]
        return next((noun for noun in (subject, *things) if noun.lemma.lower() in self.lexicon.nouns), None)

    def _begins_after(self, index: int, token: Token) -> bool:
        row = self.told.by_index[index]
        return (
            bool(row.row.cue) and row.row.cue[0].start > token.span.start and row.sentence == token.sentence
        )

    def _same(self, row: EarlierStatement) -> Iterator[Response]:
        """Find "said as much", "said the same"."""
        words = " ".join(span.words(self.text) for span in row.row.content).lower()
        near = self.targets.nearest(row, 2) if words in _SAME else None
        if near is not None:
            yield self._reply(row, Target(near.index), "repeats", row.row.content)

    def _denial(self, row: EarlierStatement) -> Iterator[Response]:
        """Find what a denial denies by its words: it shares them with what somebody else said just before, or denies a charge."""
        if row.act != "reject":
            return
        near = [
            other
            for other in self.targets.others(row, _NEAR)
            if other.act in ("accuse", "assert", "criticise")
        ]
        best = self.targets.best(
            row, [other for other in near if self.told.speaks_of(other, row.speaker)] or near
        )
        if best is None:
            return
        shared, about = len(best.lemmas & row.lemmas), self.told.speaks_of(best, row.speaker)
        lemmas = {verb.lemma for verb in cue_verbs(row.row, self.tree)}
        if "deny" in lemmas:
            if (
                shared >= _DENIED
                or (shared and best.act == "accuse")
                or (about and (shared or self._is_person(row)))
            ):
                yield self._reply(row, Target(best.index), "rejects", row.row.cue)
        elif lemmas & _TELLING and shared and (best.act == "accuse" or (about and shared >= _DENIED)):
            yield self._reply(row, Target(best.index), "rejects", row.row.content[:1])

    def _is_person(self, row: EarlierStatement) -> bool:
        return any(
            mention.kind == "person"
            for head in self.tree.heads(row.row.source)
            if (mention := self.who.mention_at(head))
        )

    def _turn(self, row: EarlierStatement) -> Iterator[Response]:
        """Find the question before an answer in a transcript."""
        at = next((other for other in self.told.before(row) if other.row.verbatim), None)
        words = " ".join(span.words(self.text) for span in row.row.content)
        if (
            at is None
            or not self._asks(at)
            or self._asks(row)
            or not row.row.source
            or words.rstrip().endswith("?")
        ):
            return
        yield self._reply(row, Target(at.index), "answers", at.row.source)

    def _asks(self, row: EarlierStatement) -> bool:
        label = " ".join(span.words(self.text) for span in row.row.source).strip()
        return label in _LABELS and any("?" in span.words(self.text) for span in row.row.content)

    # A sentence of its own that tells what the statement before it answers.

    def _progressive(self) -> Iterator[Response]:
        """Find "Ann was responding to an article titled …": it tells what Ann's statement before it answers."""
        for token in self.tree.tokens:
            if not self.told.is_progressive(token):
                continue
            subject, noun = first_below(self.tree, token.index, "nsubj"), self._after_to(token)
            speaker = self.who.at(subject) if subject is not None else None
            row = self.told.last_by(speaker, token) if speaker is not None else None
            if noun is None or row is None:
                continue
            words = self._words_of(token, noun)
            for to in self.targets.meant(row, noun, "answers"):
                if to.index != row.index:
                    yield self._reply(row, to, "answers", (words,))

    def _words_of(self, token: Token, noun: Token) -> Span:
        """Return "was responding to an article", with all of the cue it is part of."""
        first = min([token.index, *(below.index for below in self.tree.below(token.index, "aux"))])
        words = self.tree.span(first, max(token.index, noun.index))
        cue = self.told.cue_at(token)
        return words.joined(cue) if cue is not None else words
