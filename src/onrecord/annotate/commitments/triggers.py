"""Commitment triggers: verbs, nouns and adjectives that bind a party to an act, offer one or ask for one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from onrecord.annotate.commitments.lexicon import commitment_words
from onrecord.annotate.commitments.trigger_syntax import TriggerSyntax
from onrecord.annotate.text.syntax.tree import VERBAL
from onrecord.model.annotation import Token

Kind = Literal["bind", "offer", "ask", "word", "duty", "announce"]
_CLAUSE = frozenset({"xcomp", "ccomp"})


@dataclass(frozen=True, slots=True)
class BoundAct:
    """One act that a trigger binds to; all references are indices of tokens.

    `act` heads the act, `bearer` heads who is bound (None where the text does not say), `noun` is the
    agreement or promise that it is part of; of an announcement, `bearer` is the speaker and `noun` the
    subject of the act.
    """

    trigger: int
    act: int
    kind: Kind
    proposed: bool
    bearer: int | None
    noun: int | None = None


@dataclass(frozen=True, slots=True)
class TriggerFinder(TriggerSyntax):
    """Finds the acts that the triggers of an article bind to."""

    def find(self) -> Iterator[BoundAct]:
        """Yield the acts in the order of their triggers; one act may come from several."""
        for token in self.tree.tokens:
            if token.pos in VERBAL or token.tag.startswith("VB"):
                yield from self._verb(token)
            elif token.pos == "NOUN":
                yield from self._noun(token)
            elif token.pos == "ADJ" and token.lemma.lower() == "committed":
                yield from self._committed(token)

    # - verbs

    def _verb(self, verb: Token) -> Iterator[BoundAct]:
        lemma = verb.lemma.lower()
        if self.words.has("bind", lemma) and lemma != "reaffirm":
            yield from self._bind(verb, lemma)
        elif self.words.has("offer", lemma) and self.is_asserted(verb):
            yield from self._offer(verb)
        elif lemma == "announce" or self.words.has("announced", lemma):
            yield from self._announced(verb)
        if self.words.has("ask", lemma) and self.is_asserted(verb):
            yield from self._ask(verb, lemma)
        if self.words.has("say", lemma) and lemma != "promise" and self.is_asserted(verb):
            yield from self._says(verb)

    def _bind(self, verb: Token, lemma: str) -> Iterator[BoundAct]:
        """Yield the acts of "agreed", "promised", "is committed to"."""
        if lemma in ("oblige", "bind"):
            yield from self._obliges(verb)
            return
        standing = self.standing(verb)
        if standing == "none":
            return
        bearer, proposed = self.subject(verb), standing == "proposed"
        for clause in self._clauses(verb, lemma):
            for act in self.joined(clause):
                if not (lemma in ("commit", "resolve") and self.is_attitude(act)):
                    yield BoundAct(
                        verb.index, act.index, "bind", proposed, self.bearer_of(clause, act, bearer)
                    )
        yield from self._bind_noun(verb, lemma, bearer, proposed)
        yield from self._bind_relative(verb, lemma, bearer, proposed)
        for noun in self.tree.below(verb.index, "nsubjpass"):  # "the withdrawal was agreed"
            if self.is_act_noun(noun) and lemma in commitment_words(
                "verbs with an agreed noun as passive subject"
            ):
                yield BoundAct(verb.index, noun.index, "bind", proposed, None)

    def _clauses(self, verb: Token, lemma: str) -> Iterator[Token]:
        """Yield the verbs of what is agreed or promised, also where the parser attaches them elsewhere."""
        below = list(self.tree.below(verb.index, "xcomp", "ccomp", "advcl", "conj", "dobj"))
        yield from (child for child in below if child.dep in _CLAUSE and self.is_act(child, lemma))
        relations = {child.dep for child in below}
        if relations & {*_CLAUSE, "dobj"}:  # "promised to clean the river and will also pay the fishermen"
            joined = (child for child in below if child.dep == "conj" and child.tag == "VB")
            yield from (child for child in joined if self._is_also_promised(child, lemma))
        if lemma != "commit" and not relations & {*_CLAUSE, "dobj"}:  # "agreed on June 3 to free …"
            behind = [child for child in below if child.dep == "advcl" and child.index > verb.index]
            yield from (child for child in behind if self.is_infinitive(child))
        if lemma == "agree" and "dobj" in relations:  # "agreed Ukraine and America will …"
            joined = (child for child in below if child.dep == "conj" and child.tag != "VB")
            yield from (child for child in joined if self.has_auxiliary(child, frozenset({"will", "would"})))

    def _is_also_promised(self, verb: Token, lemma: str) -> bool:
        """Return whether a verb joined to one of promising tells a further act of the same subject."""
        if lemma == "agree" and self.has_auxiliary(verb, frozenset({"will", "would"})):
            return True
        own = next(self.tree.below(verb.index, "nsubj", "nsubjpass"), None)
        return own is None and self.has_auxiliary(verb, commitment_words("will and would"))

    def _bind_relative(
        self, verb: Token, lemma: str, bearer: int | None, proposed: bool
    ) -> Iterator[BoundAct]:
        """Yield the noun before a relative clause as the act: "the exchange that they agreed on"."""
        if verb.dep != "relcl" or any(self.tree.below(verb.index, "xcomp", "ccomp")):
            return
        noun = self.tree[verb.head]
        on = any(
            not any(self.tree.below(child.index, "pobj"))
            for child in self.tree.below(verb.index, "prep")
            if child.text in ("on", "to")
        )
        objects = list(self.tree.below(verb.index, "dobj", "pobj"))
        leading = [child for child in objects if child.tag in ("WDT", "WP") or child.text.lower() == "that"]
        relative, taken = bool(leading), len(objects) > len(leading)
        given = self.words.has("bind-object", lemma)
        if taken or noun.pos != "NOUN" or self.words.has("abstract", noun.lemma.lower()):
            return
        if given or ((on or relative) and self.is_act_noun(noun)):
            yield BoundAct(verb.index, noun.index, "bind", proposed, bearer)

    def _bind_noun(self, verb: Token, lemma: str, bearer: int | None, proposed: bool) -> Iterator[BoundAct]:
        """Yield the acts of "pledged funds", "agreed on a truce", "committed itself to paying"."""
        takes_act_noun = lemma in commitment_words("verbs that need an act noun")
        for child in self.tree.below(verb.index):
            preposition = child.text.lower() if child.dep == "prep" and child.index > verb.index else ""
            if child.dep == "dobj":
                if self.words.has("bind-object", lemma) or (takes_act_noun and self.is_act_noun(child)):
                    yield from self._nominal(verb, child, bearer, proposed)
            elif preposition in ("on", "to", "upon"):
                for inner in self.tree.below(child.index, "pobj", "pcomp"):
                    if inner.dep == "pcomp" and preposition == "to" and not self.is_attitude(inner):
                        for act in self.joined(inner):
                            yield BoundAct(verb.index, act.index, "bind", proposed, bearer)
                    is_act = inner.dep == "pobj" and self.is_act_noun(inner)
                    if is_act and self.words.has("bind-on", lemma):
                        yield from self._nominal(verb, inner, bearer, proposed)

    def _nominal(self, verb: Token, noun: Token, bearer: int | None, proposed: bool) -> Iterator[BoundAct]:
        """Yield nouns as acts.

        A noun with an act of its own ("agreed on a deal to free 20") is left to `_noun`.
        """
        for act in self.joined(noun):
            word = act.lemma.lower()
            is_noun = act.pos in ("NOUN", "SYM", "NUM") and act.index not in self.times
            if not is_noun or self.words.has("abstract", word):
                continue
            if not self.words.has("word", word) or not any(self.tree.below(act.index, "acl")):
                yield BoundAct(verb.index, act.index, "bind", proposed, bearer)

    def _obliges(self, verb: Token) -> Iterator[BoundAct]:
        """Yield the acts of "the agreement obliges them to pull back": the object is bound."""
        agreement = next(self.tree.below(verb.index, "nsubj"), None)
        if agreement is None or not self.words.has("agreement", agreement.lemma.lower()):
            return
        for child in self.tree.below(verb.index, "xcomp", "ccomp"):
            bearer = self._object_bearer(verb, child)
            for act in self.joined(child):
                yield BoundAct(
                    verb.index, act.index, "duty", False, bearer.index if bearer else None, agreement.index
                )

    def _object_bearer(self, verb: Token, clause: Token) -> Token | None:
        """Return who is to do what a verb obliges or asks to: the clause's subject or the verb's object."""
        own = next(self.tree.below(clause.index, "nsubj"), None)
        return own or next(self.tree.below(verb.index, "dobj"), None)

    def _offer(self, verb: Token) -> Iterator[BoundAct]:
        """Yield the acts of "offered to pay", "offered aid", "proposed a truce"."""
        bearer = self.subject(verb)
        for child in self.tree.below(verb.index):
            is_clause = child.dep == "xcomp" and self.is_infinitive(child)
            if is_clause and not self.words.has("vague", child.lemma.lower()):
                for act in self.joined(child):
                    yield BoundAct(verb.index, act.index, "offer", True, bearer)
            elif child.dep == "dobj" and (self.is_act_noun(child) or child.text.lower() == "one"):
                offered = verb.lemma.lower() == "offer"
                yield BoundAct(
                    verb.index, child.index, "offer" if offered else "ask", True, bearer if offered else None
                )

    def _ask(self, verb: Token, lemma: str) -> Iterator[BoundAct]:
        """Yield what is asked for: a truce, a release, an act of a named party."""
        for child in self.tree.below(verb.index):
            if child.dep == "dobj" and self.is_ask_noun(child):
                yield BoundAct(verb.index, child.index, "ask", True, self._asked(child))
            elif child.dep == "prep" and child.text.lower() == "for":
                for inner in self.tree.below(child.index, "pobj"):
                    if self.is_ask_noun(inner) and lemma not in ("seek", "want"):
                        yield BoundAct(verb.index, inner.index, "ask", True, self._asked(inner))
            elif child.dep in _CLAUSE and lemma in commitment_words("verbs of asking with a clause"):
                bearer = self._object_bearer(verb, child)
                is_act = self.is_infinitive(child) and self.words.has("ask-act", child.lemma.lower())
                if is_act and bearer is not None and bearer.pos == "PROPN":
                    yield BoundAct(verb.index, child.index, "ask", True, bearer.index)

    def _asked(self, noun: Token) -> int | None:
        """Return who would do it: "the release of X by Y", "a Russian withdrawal"."""
        for child in self.tree.below(noun.index, "prep", "poss", "amod", "agent"):
            if child.dep == "prep" and child.text.lower() in ("by", "from", "between"):
                return next((inner.index for inner in self.tree.below(child.index, "pobj")), None)
            if child.dep in ("poss", "amod") and child.text[:1].isupper():
                return child.index
        return None

    def _announced(self, verb: Token) -> Iterator[BoundAct]:
        """Yield help or a concession that the giver announces: "announced $20 million in aid"."""
        if not self.is_asserted(verb):
            return
        for noun in self.tree.below(verb.index, "dobj"):
            determiners = {child.text.lower() for child in self.tree.below(noun.index, "det")}
            is_new = self.is_act_noun(noun) and not determiners & {"the", "this", "that"}
            words = {noun.text, *(child.text for child in self.tree.below(noun.index))}
            is_money = bool(words & commitment_words("money signs"))
            if (is_new or is_money) and noun.lemma.lower() not in commitment_words("nouns for meetings"):
                yield BoundAct(verb.index, noun.index, "announce", False, self.subject(verb))

    def _says(self, verb: Token) -> Iterator[BoundAct]:
        """Yield what a party says that it will do itself."""
        speaker = self.subject(verb)
        for child in self.tree.below(verb.index, "ccomp"):
            subject = next(self.tree.below(child.index, "nsubj", "nsubjpass"), None)
            if subject is None or not self.has_auxiliary(child, commitment_words("will and would")):
                continue
            if self._is_counterfactual(child):
                continue
            for act in self.joined(child):
                if self.counts(act):
                    yield BoundAct(verb.index, act.index, "announce", False, speaker, subject.index)

    def _is_counterfactual(self, verb: Token) -> bool:
        """Return whether a clause is the result of an inverted condition.

        Example: "were it to open the file, it would …".
        """
        return any(
            aux.text.lower() in commitment_words("inverted auxiliaries") and subject.index > aux.index
            for clause in self.tree.below(verb.index, "advcl", "ccomp")
            for subject in self.tree.below(clause.index, "nsubj")
            for aux in (*self.tree.below(clause.index, "aux"), clause)
        )

    # - nouns and adjectives

    def _committed(self, adjective: Token) -> Iterator[BoundAct]:
        for preposition in self.tree.below(adjective.index, "prep"):
            for act in self.tree.below(preposition.index, "pcomp"):
                if not self.is_attitude(act):
                    verb = self.tree[adjective.head]
                    yield BoundAct(adjective.index, act.index, "bind", False, self.subject(verb))

    def _noun(self, noun: Token) -> Iterator[BoundAct]:
        lemma = noun.lemma.lower()
        word, agreement = self.words.has("word", lemma), self.words.has("agreement", lemma)
        proposed = self.words.has("word-proposed", lemma)
        word = word or lemma in commitment_words("nouns for willingness")
        if not (word or agreement) or self._is_denied(noun):
            return
        for child in self.tree.below(noun.index):
            is_given = child.dep in ("acl", "relcl", "ccomp") and self.is_infinitive(child)
            if is_given and word and not self._is_vague_word(noun, child):
                yield from self._given(noun, child, proposed)
            elif child.dep == "prep" and child.text.lower() in ("on", "for") and agreement:
                yield from self._agreed_on(noun, child)
            elif child.dep == "conj" and agreement and self.is_act_noun(child) and self._is_reached(noun):
                yield BoundAct(noun.index, child.index, "word", False, None, noun.index)
        yield from self._signed(noun)

    def _given(self, noun: Token, clause: Token, proposed: bool) -> Iterator[BoundAct]:
        """Yield the acts of a clause of a noun, with the clause's subject as bearer.

        Example: "a deal for the army to enter".
        """
        bearer = next(self.tree.below(clause.index, "nsubj"), None)
        for act in self.joined(clause):
            yield BoundAct(
                noun.index, act.index, "word", proposed, bearer.index if bearer else None, noun.index
            )

    def _signed(self, noun: Token) -> Iterator[BoundAct]:
        """Yield the acts of "signed a commitment in Jeddah to protect civilians".

        The parser attaches the infinitive to the verb.
        """
        verb = self.tree[noun.head]
        if noun.dep != "dobj" or verb.lemma.lower() not in commitment_words("verbs of concluding"):
            return
        for child in self.tree.below(verb.index, "xcomp", "advcl"):
            if child.index > noun.index and self.is_infinitive(child) and self.is_asserted(verb):
                for act in self.joined(child):
                    yield BoundAct(noun.index, act.index, "word", False, self.subject(verb), noun.index)

    def _agreed_on(self, noun: Token, preposition: Token) -> Iterator[BoundAct]:
        """Yield the acts of "a deal on a prisoner swap", "an agreement for the army to enter"."""
        for inner in self.tree.below(preposition.index, "pobj", "pcomp"):
            if preposition.text.lower() == "on" and self._is_reached(noun) and inner.dep == "pobj":
                last = noun
                for act in self.joined(inner):
                    if self.is_act_noun(act):
                        last = act
                        yield BoundAct(noun.index, act.index, "word", False, None, noun.index)
                joined = self._act_after_and(last) if last is not noun else None
                if joined is not None:
                    yield BoundAct(noun.index, joined.index, "word", False, None, noun.index)
            elif preposition.text.lower() == "for" and inner.dep == "pcomp" and self.is_infinitive(inner):
                yield from self._given(noun, inner, False)

    def _act_after_and(self, noun: Token) -> Token | None:
        """Return the act after "and" that the parser attaches elsewhere ("a deal on a swap and the release
        …").
        """
        following = [self.tree.get(noun.index + step) for step in (1, 2, 3, 4)]
        words = [token for token in following if token is not None and token.sentence == noun.sentence]
        if not words or words[0].text.lower() != "and":
            return None
        for token in words[1:]:
            if self.is_act_noun(token) and token.pos == "NOUN":
                return token if token.dep != "conj" else None
            if token.pos not in ("DET", "ADJ"):
                return None
        return None

    def _is_vague_word(self, noun: Token, act: Token) -> bool:
        """Return whether a noun gives no word: any decision, "a commitment to support"."""
        lemma = noun.lemma.lower()
        if lemma not in commitment_words("nouns for vague words"):
            return False
        return lemma == "decision" or self.words.has("vague", act.lemma.lower())

    def _is_reached(self, noun: Token) -> bool:
        """Return whether an agreement is reported as made: "reached a deal", "signed an accord"."""
        head = self.tree[noun.head]
        if noun.dep == "conj":
            head = self.tree[head.head]
        if head.pos == "ADP":
            head = self.tree[head.head]
        return self.words.has("reach", head.lemma.lower()) and self.standing(head) != "none"

    def _is_denied(self, noun: Token) -> bool:
        """Return whether a noun is no commitment.

        Examples: "no promise", "failed to reach a deal", "could sign an accord".
        """
        determiners = {child.text.lower() for child in self.tree.below(noun.index, "det", "neg")}
        if determiners & commitment_words("negative determiners"):
            return True
        for above in self.tree.above(noun.index, 4):
            if above.pos in VERBAL:
                return self.standing(above) == "none"
        return False
