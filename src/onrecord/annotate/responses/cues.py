"""Cues of responses.

Verbs of responding and their objects, clauses beside the cue, the content, turns of a transcript.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onrecord.annotate.attribution.candidates.phrases import first_below, is_passive
from onrecord.annotate.attribution.cues import cue_verbs
from onrecord.annotate.attribution.lexicon import words_of as attribution_words_of
from onrecord.annotate.mentions.actor_index import ActorIndex
from onrecord.annotate.responses.earlier_statements import EarlierStatement, EarlierStatements
from onrecord.annotate.responses.lexicon import ResponseLexicon, ResponseVerb, words_of
from onrecord.annotate.responses.targets import Target, TargetResolver
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.model.annotation import Act, Relation, Response, Token
from onrecord.model.span import Span

_NEGATIVE_ACTS: frozenset[Act] = frozenset({"criticise", "reject", "accuse"})
_POSITIVE_ACTS: frozenset[Act] = frozenset({"praise", "agree", "thank", "announce"})
_DENIABLE_ACTS: frozenset[Act] = frozenset({"accuse", "assert", "criticise"})
_LONGEST_PREDICATE = 12  # tokens of a predicate that are read
_BEGIN = 5  # letters that "warn" and "warning", "request" and "requested" share
_SHARED = 2  # content lemmas that a denial and what it denies must have in common
_NEAR = 6  # sentences back to a statement that is not named
_NEXT = 2  # sentences back to what "that" or "the same" means
_ACCUSED = 3  # sentences from an accusation to a denial by the accused without common words


@dataclass(slots=True)
class ResponseFinder:
    """Finds the responses of an article, each with the words that show it."""

    text: str
    actors: ActorIndex
    statements: EarlierStatements
    targets: TargetResolver

    @property
    def tree(self) -> SyntaxTree:
        """The syntax of the article."""
        return self.statements.tree

    @property
    def lexicon(self) -> ResponseLexicon:
        """The words of responding."""
        return self.targets.lexicon

    def find(self) -> Iterator[Response]:
        """Yield the responses; the same one may come twice."""
        yield from self._progressive()
        for row in self.statements.rows:
            if row.row.verbatim:
                yield from self._turn(row)
            elif not self.statements.is_responding(row) and self._has_speaker(row):
                yield from self._by_first_pattern(row)

    def _by_first_pattern(self, row: EarlierStatement) -> list[Response]:
        """Return the responses of the first pattern that finds any."""
        patterns = (
            self._question,
            self._by_verbs,
            self._by_adjunct,
            self._same,
            self._judgement,
            self._denial,
            self._no_such,
            self._request_named,
        )
        return next((found for pattern in patterns if (found := list(pattern(row)))), [])

    def _has_speaker(self, row: EarlierStatement) -> bool:
        """Return whether a statement has a source that can respond.

        An actor, or a name that no mention covers.
        """
        if row.speaker is not None:
            return True
        return any(head.pos in ("PROPN", "PRON") for head in self.tree.heads(row.row.source))

    def _response(
        self, row: EarlierStatement, to: Target, relation: Relation, evidence: Iterable[Span]
    ) -> Response:
        spans = tuple(sorted(set(evidence)))
        return Response(row.row.span, row.number, to.number, relation, spans, to.place)

    # Verbs of responding.

    def _by_verbs(self, row: EarlierStatement) -> Iterator[Response]:
        if self._is_negated(row):
            return
        for verb in self._responding_verbs(row):
            found = self.lexicon.verb_at(self.tree, verb)
            if found is None or first_below(self.tree, verb.index, "neg") is not None:
                continue
            entry, companions = found
            in_cue = any(span.holds(verb.span) for span in row.row.cue)
            for to in self._answered(row, entry, verb, companions):
                evidence = row.row.cue if in_cue else [verb.span]
                yield self._response(row, to, self._relation(entry, row), evidence)

    def _responding_verbs(self, row: EarlierStatement) -> Iterator[Token]:
        """Yield the verbs of the cue, and the one whose participle it is.

        For example "responded to the report, saying …".
        """
        for verb in cue_verbs(row.row, self.tree):
            if any(span.holds(verb.span) for span in row.row.cue):
                yield verb
                above = self.tree[verb.head]
                is_participle = verb.tag == "VBG" and verb.dep in ("advcl", "xcomp", "conj")
                if is_participle and above.lemma in words_of("verbs of responding"):
                    yield above

    def _is_negated(self, row: EarlierStatement) -> bool:
        """Return whether a cue says that it was not done: "neither confirmed nor denied"."""
        negations = attribution_words_of("negations")
        return any(
            self.tree[i].lemma.lower() in negations for span in row.row.cue for i in self.tree.range(span)
        )

    def _relation(self, entry: ResponseVerb, row: EarlierStatement) -> Relation:
        """Return the relation of a verb; to call something false is to reject it."""
        lemmas = {token.lemma.lower() for token in self._content(row)}
        return "rejects" if "as" in entry.frames and lemmas & self.lexicon.false_words else entry.relation

    def _content(self, row: EarlierStatement) -> list[Token]:
        return [self.tree[i] for span in row.row.content for i in self.tree.range(span)]

    def _answered(
        self, row: EarlierStatement, entry: ResponseVerb, verb: Token, companions: tuple[int, ...]
    ) -> Iterator[Target]:
        """Yield what the verb's objects mean.

        Without an object what was said before, where the verb may stand alone.
        """
        if entry.lemma == "defend":
            yield from _targets(self.targets.nearest_criticism(row))
            return
        objects = list(self._objects(entry, verb, companions))
        for noun in objects:
            is_text_noun = noun.lemma.lower() in self.lexicon.nouns and row.act not in _POSITIVE_ACTS
            if entry.frames != {"as"} or row.act in _NEGATIVE_ACTS or is_text_noun:
                yield from self._resolved(row, noun, entry.relation)
        if not objects and "alone" in entry.frames and self._is_bare(verb):
            if entry.relation in ("confirms", "rejects"):
                yield from _targets(self.targets.similar_or_nearest(row))
            else:
                yield from _targets(self.targets.nearest(row, _NEAR))

    def _resolved(
        self, row: EarlierStatement, noun: Token, relation: Relation, owned: Token | None = None
    ) -> list[Target]:
        target = self.targets.resolve(row, noun, relation, owned)
        return [] if target is None else [target]

    def _is_bare(self, verb: Token) -> bool:
        """Return whether a verb can stand alone: "agreed to come" is a step, not a response."""
        has_infinitive = first_below(self.tree, verb.index, "xcomp") is not None
        return not has_infinitive and not is_passive(self.tree, verb.index)

    def _objects(self, entry: ResponseVerb, verb: Token, companions: tuple[int, ...]) -> Iterator[Token]:
        """Yield the nouns for what is answered, where the frames of the verb say they stand."""
        if "obj" in entry.frames or ("as" in entry.frames and self._has_predicate(verb)):
            yield from self.tree.below(verb.index, "dobj", "nsubjpass")
        if "as" in entry.frames:
            for clause in self.tree.below(verb.index, "ccomp", "oprd"):
                yield from self.tree.below(clause.index, "nsubj")
            yield from self._demonstrative(verb)
        if verb.dep == "acl" and "obj" in entry.frames:
            yield self.tree[verb.head]
        for governor in (verb.index, *companions):
            for preposition in self.tree.below(governor, "prep"):
                word = preposition.text.lower()
                if word in entry.frames or (word == "to" and entry.lemma == "refer"):
                    yield from self.tree.below(preposition.index, "pobj")

    def _demonstrative(self, verb: Token) -> Iterator[Token]:
        """Yield "that" of "called that a lie", which the parser takes for a conjunction or a determiner."""
        behind = self.tree.get(verb.index + 1)
        is_taken = behind is not None and behind.tag == "IN" and behind.dep in ("mark", "det")
        if behind is not None and is_taken and behind.text.lower() == "that":
            yield behind

    def _has_predicate(self, verb: Token) -> bool:
        """Return whether something is said of the object.

        For example "called the claim absurd", "described it as odd".
        """
        return first_below(self.tree, verb.index, "oprd", "prep", "attr", "acomp") is not None

    # Clauses beside the cue.

    def _by_adjunct(self, row: EarlierStatement) -> Iterator[Response]:
        """Yield the responses of "in response (to …)", "responding to …" beside the cue."""
        for verb in cue_verbs(row.row, self.tree):
            for below in self.tree.below(verb.index, "prep", "advcl", "ccomp"):
                if not any(span.holds(below.span) for span in row.row.content):
                    yield from self._adjunct(row, below)

    def _adjunct(self, row: EarlierStatement, below: Token) -> Iterator[Response]:
        response = first_below(self.tree, below.index, "pobj") if below.text.lower() == "in" else None
        if response is not None and response.lemma in words_of("nouns for responses"):
            noun, evidence = self._after_to(response), self.tree.span(below.index, response.index)
        elif below.lemma in words_of("verbs of responding") and below.tag == "VBG":
            noun, evidence = self._after_to(below), below.span
        else:
            return
        if noun is None:
            found = _targets(self.targets.nearest(row, _NEAR))
        else:
            found = self._resolved(row, noun, "answers")
        for to in found:
            yield self._response(row, to, "answers", (evidence,))

    def _after_to(self, token: Token) -> Token | None:
        for preposition in self.tree.below(token.index, "prep"):
            if preposition.text.lower() == "to":
                return first_below(self.tree, preposition.index, "pobj")
        return None

    def _question(self, row: EarlierStatement) -> Iterator[Response]:
        """Yield the response to a question in the same sentence or the one before.

        For example "Asked about the charge, she said …".
        """
        for other in self.statements.before(row):
            if row.sentence - other.sentence > 1:
                return
            is_question = self._is_reduced_question(other)
            if is_question and not any(span.holds(other.row.span) for span in row.row.content):
                yield self._response(row, Target(other.number), "answers", other.row.cue)
            if is_question or (other.sentence != row.sentence and other.row.within is None):
                return

    def _is_reduced_question(self, row: EarlierStatement) -> bool:
        """Return whether an attribution is "asked about …" as a participle without a source."""
        verbs = cue_verbs(row.row, self.tree)
        if not verbs or row.row.source:
            return False
        if verbs[0].lemma not in words_of("verbs of asking") or verbs[0].tag != "VBN":
            return False
        return row.act == "ask" or first_below(self.tree, verbs[0].index, "nsubjpass", "auxpass") is None

    # The content.

    def _judgement(self, row: EarlierStatement) -> Iterator[Response]:
        """Yield the response of a content like "Ann's claim is false", "he is right when he says …"."""
        root = next((token for token in self._content(row) if self._heads_judgement(token)), None)
        if root is None or first_below(self.tree, root.index, "neg") is not None:
            return
        subject = first_below(self.tree, root.index, "nsubj", "nsubjpass")
        is_copula = root.lemma == "be"
        predicates = list(self.tree.below(root.index, "acomp", "attr", "oprd")) if is_copula else [root]
        if subject is None or not predicates:
            return
        predicate = predicates[0]
        relation = self._relation_of_predicate(row, predicate)
        if relation is None:
            return
        evidence = self.tree.span(root.index, max(root.index, predicate.index))
        for to in self._judged(row, subject, predicate, relation):
            yield self._response(row, to, relation, [evidence])

    def _heads_judgement(self, token: Token) -> bool:
        """Return whether a token heads a clause that says what something is: "is false", "was unhinged"."""
        if token.dep not in ("ccomp", "ROOT", "advcl", "conj"):
            return False
        is_passive_verb = token.tag == "VBN" and first_below(self.tree, token.index, "auxpass") is not None
        return token.lemma == "be" or is_passive_verb

    def _relation_of_predicate(self, row: EarlierStatement, predicate: Token) -> Relation | None:
        indices = self.tree.subtree(predicate.index, _LONGEST_PREDICATE)
        lemmas = {self.tree[i].lemma.lower() for i in indices}
        if lemmas & self.lexicon.false_words:
            return "rejects"
        if lemmas & self.lexicon.true_words:
            return "confirms"
        return "criticises" if row.act == "criticise" else None

    def _judged(
        self, row: EarlierStatement, subject: Token, predicate: Token, relation: Relation
    ) -> list[Target]:
        """Return what is judged.

        The statement of a person who "is right", or the words that the subject names.
        """
        word = subject.text.lower()
        if relation == "confirms":
            inner = self.statements.inner.get(row.number, ())
            behind = [number for number in inner if self._begins_after(number, predicate)]
            if behind:
                return [Target(behind[0])]
        is_person = relation == "confirms" and word in words_of("pronouns for persons")
        is_thing = relation != "criticises" and word in words_of("pronouns for statements")
        if is_person or is_thing:
            return _targets(self.targets.nearest(row, _NEXT))
        noun = self._text_noun(subject)
        is_named = self.targets.is_definite if relation == "rejects" else self.targets.is_owned
        if noun is None or not is_named(subject):
            return []
        return self._resolved(row, noun, relation, subject)

    def _text_noun(self, subject: Token) -> Token | None:
        """Return the noun for words in a subject: "Ann's claim", "Ann's flurry of posts"."""
        complements = [
            noun
            for below in self.tree.below(subject.index, "prep")
            for noun in self.tree.below(below.index, "pobj")
        ]
        nouns = (subject, *complements)
        return next((noun for noun in nouns if noun.lemma.lower() in self.lexicon.nouns), None)

    def _begins_after(self, number: int, token: Token) -> bool:
        row = self.statements.by_id[number]
        is_behind = bool(row.row.cue) and row.row.cue[0].start > token.span.start
        return is_behind and row.sentence == token.sentence

    def _same(self, row: EarlierStatement) -> Iterator[Response]:
        """Yield the response of "said as much", "said the same"."""
        words = " ".join(span.words(self.text) for span in row.row.content).lower()
        if words in words_of("phrases for the same"):
            for to in _targets(self.targets.nearest(row, _NEXT)):
                yield self._response(row, to, "repeats", row.row.content)

    def _denial(self, row: EarlierStatement) -> Iterator[Response]:
        """Yield what a denial denies by its words.

        A statement with the same content lemmas, or an accusation.
        """
        if row.act != "reject":
            return
        near = [other for other in self.targets.others(row, _NEAR) if other.act in _DENIABLE_ACTS]
        about = [other for other in near if self._is_about(other, row)]
        best = self.targets.best(row, about or near)
        if best is None:
            return
        lemmas = {verb.lemma for verb in cue_verbs(row.row, self.tree)}
        if "deny" in lemmas:
            if self._is_denied(best, row):
                yield self._response(row, Target(best.number), "rejects", row.row.cue)
        elif lemmas & words_of("neutral verbs") and self._is_contradicted(best, row):
            yield self._response(row, Target(best.number), "rejects", row.row.content[:1])

    def _is_denied(self, other: EarlierStatement, row: EarlierStatement) -> bool:
        """Return whether "denied …" denies another statement."""
        shared = len(other.lemmas & row.lemmas)
        if shared >= _SHARED or (shared and other.act == "accuse"):
            return True
        is_about, is_near = self._is_about(other, row), row.sentence - other.sentence <= _ACCUSED
        if is_about and is_near and other.act == "accuse":
            return True
        return is_about and (shared > 0 or self._is_person(row))

    def _is_about(self, other: EarlierStatement, row: EarlierStatement) -> bool:
        """Return whether a statement mentions the speaker of another, or accuses whom that one speaks for.

        That is who is named in its source ("a spokesman for the Front") or in the speaker's title.
        """
        if other.act != "accuse":
            return self.statements.mentions_actor(other, row.speaker)
        named = {self.actors.at(self.tree[i]) for span in row.row.source for i in self.tree.range(span)}
        named |= {of for actor, of in self.statements.represented if actor == row.speaker}
        named.add(row.speaker)
        return any(self.statements.mentions_actor(other, actor) for actor in named)

    def _is_contradicted(self, other: EarlierStatement, row: EarlierStatement) -> bool:
        """Return whether a denial after a neutral verb contradicts another statement."""
        shared = len(other.lemmas & row.lemmas)
        is_about = self.statements.mentions_actor(other, row.speaker)
        return shared > 0 and (other.act == "accuse" or (is_about and shared >= _SHARED))

    def _is_person(self, row: EarlierStatement) -> bool:
        mentions = (self.actors.mention_at(head) for head in self.tree.heads(row.row.source))
        return any(mention is not None and mention.kind == "person" for mention in mentions)

    def _no_such(self, row: EarlierStatement) -> Iterator[Response]:
        """Yield what "there was no such request", "we had no such warning" denies."""
        content = self._content(row)
        for at, noun in enumerate(content[2:], start=2):
            if [content[at - 2].text.lower(), content[at - 1].text.lower()] != ["no", "such"]:
                continue
            acts = self.lexicon.nouns.get(
                noun.lemma.lower(), self.lexicon.act_nouns.get(noun.lemma.lower(), ())
            )
            near = [other for other in self.targets.others(row, _ACCUSED) if other.act in acts]
            named = [other for other in self.targets.others(row, _ACCUSED) if self._has_word(other, noun)]
            found = named or near
            found = [other for other in found if other.row.within is None] or found
            for other in found[:1]:
                yield self._response(row, Target(other.number), "rejects", row.row.content[:1])
            return

    def _has_word(self, other: EarlierStatement, noun: Token) -> bool:
        """Return whether a statement or its cue has a form of a noun: "had warned of", "no such warning"."""
        begin = noun.lemma.lower()[:_BEGIN]
        tokens = (self.tree[i] for i in self.tree.range(other.row.span))
        return any(token.lemma.lower().startswith(begin) for token in tokens if token.pos != "ADP")

    def _request_named(self, row: EarlierStatement) -> Iterator[Response]:
        """Yield what an utterance about "the request" or "the offer" answers: one made just before it."""
        if row.row.within is not None:
            return
        for noun in self._content(row):
            acts = self.lexicon.nouns.get(noun.lemma.lower(), ())
            is_definite = any(
                below.text.lower() in ("the", "this", "that") for below in self.tree.below(noun.index, "det")
            )
            if noun.lemma.lower() not in words_of("nouns for what is asked or offered") or not is_definite:
                continue
            near = [other for other in self.targets.others(row, 1) if other.row.within is None]
            if near and near[0].act in acts[:1]:
                yield self._response(row, Target(near[0].number), "answers", (noun.span,))
                return

    # Turns of a transcript.

    def _turn(self, row: EarlierStatement) -> Iterator[Response]:
        """Yield the response to the question before it of a turn of a transcript or an interview."""
        before = next((other for other in self.statements.before(row) if other.row.verbatim), None)
        if before is None or not self._asks(before) or self._asks(row) or not row.row.source:
            return
        if not self._is_same_speaker(before, row):
            evidence = before.row.source or before.row.content[:1]
            yield self._response(row, Target(before.number), "answers", evidence)

    def _is_same_speaker(self, one: EarlierStatement, other: EarlierStatement) -> bool:
        if one.speaker is not None and other.speaker is not None:
            return one.speaker == other.speaker
        return self._labels(one) == self._labels(other)

    def _asks(self, row: EarlierStatement) -> bool:
        """Return whether a turn asks: its last words do, or a reporter's words anywhere."""
        words = " ".join(span.words(self.text) for span in row.row.content).rstrip(" ”\"'’")
        is_reporter = self._labels(row) in words_of("labels of questions")
        return words.endswith("?") or (is_reporter and "?" in words)

    def _labels(self, row: EarlierStatement) -> str:
        return " ".join(span.words(self.text) for span in row.row.source).strip()

    # A sentence of its own that says what the statement before it answers.

    def _progressive(self) -> Iterator[Response]:
        """Yield what "Ann was responding to an article titled …" says of the statement of Ann's before it."""
        for token in self.tree.tokens:
            if not self.statements.is_progressive(token):
                continue
            subject, noun = first_below(self.tree, token.index, "nsubj"), self._after_to(token)
            speaker = self.actors.at(subject) if subject is not None else None
            row = self.statements.last_by(speaker, token) if speaker is not None else None
            if noun is None or row is None:
                continue
            for to in self._resolved(row, noun, "answers"):
                if to.number != row.number:
                    yield self._response(row, to, "answers", (self._progressive_words(token, noun),))

    def _progressive_words(self, token: Token, noun: Token) -> Span:
        """Return "was responding to an article", with all of the cue it is part of."""
        first = min([token.index, *(below.index for below in self.tree.below(token.index, "aux"))])
        words = self.tree.span(first, max(token.index, noun.index))
        cue = self.statements.cue_at(token)
        return words.joined(cue) if cue is not None else words


def _targets(found: EarlierStatement | None) -> list[Target]:
    return [] if found is None else [Target(found.number)]
