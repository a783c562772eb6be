"""Syntax of commitment triggers.

Subject, joined acts, modality, and whether a trigger is asserted or proposed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from onrecord.annotate.commitments.lexicon import CommitmentWords, commitment_words
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Token

Standing = Literal["asserted", "proposed", "none"]
_STEPS_UP = 3  # clauses above a trigger that can make it no commitment
_JOINED = 12  # acts joined by "and" that one trigger binds to
_CONTENT_RELATIONS = frozenset({"xcomp", "acl", "ccomp", "advcl", "conj", "pcomp", "prep", "relcl"})


@dataclass(frozen=True, slots=True)
class TriggerSyntax:
    """The syntax of an article with the words of commitments; `times` are the tokens of time expressions."""

    tree: SyntaxTree
    words: CommitmentWords
    times: frozenset[int]

    def subject(self, verb: Token) -> int | None:
        """Return the token that heads a verb's subject: its own, its head's, or the noun that it modifies.

        For a passive it is the agent, except for "is committed to", "is obliged to".
        """
        for _ in range(5):
            own = next(self.tree.below(verb.index, "nsubj", "nsubjpass"), None)
            if own is not None:
                is_passive = verb.tag == "VBN" and own.dep == "nsubjpass"
                has_agent = is_passive and verb.lemma.lower() not in ("commit", "oblige")
                return self._agent(verb) if has_agent else own.index
            if verb.dep in ("conj", "xcomp", "advcl", "ccomp", "pcomp") and verb.head != verb.index:
                verb = self.tree[verb.head]
                if verb.pos == "ADP":
                    verb = self.tree[verb.head]
            elif verb.dep in ("acl", "relcl") and verb.tag != "VBN":
                return verb.head
            else:
                return None
        return None

    def _agent(self, verb: Token) -> int | None:
        by = next(self.tree.below(verb.index, "agent"), None)
        noun = next(self.tree.below(by.index, "pobj"), None) if by else None
        return noun.index if noun else None

    def is_attitude(self, act: Token) -> bool:
        """Return whether an act is vague and has neither number nor date.

        So is "committed to defending democracy", but not "committed to paying $20 million".
        """
        below = self.tree.subtree(act.index, 40)
        definite = any(
            i in self.times or (self.tree[i].pos == "NUM" and self.tree[i].text.lower() != "one")
            for i in below
        )
        return self.words.has("vague", act.lemma.lower()) and not definite

    def counts(self, act: Token) -> bool:
        """Return whether an act that a party only announces is definite enough."""
        lemma = act.lemma.lower()
        is_definite = not self.words.has("vague", lemma) or self.words.has("vague-but", lemma)
        return act.pos == "VERB" and is_definite

    def bearer_of(self, clause: Token, act: Token, bearer: int | None) -> int | None:
        """Return who is bound.

        Without a `bearer` the subject of the clause ("agreed that all mercenaries would go").
        """
        own = next(self.tree.below(act.index, "nsubj", "nsubjpass"), None)
        own = own or next(self.tree.below(clause.index, "nsubj"), None)
        return bearer if own is None or bearer is not None else own.index

    def is_act(self, clause: Token, lemma: str) -> bool:
        """Return whether a clause is something to be done, not something that is so."""
        if self.is_infinitive(clause) or clause.dep == "xcomp" or clause.tag == "VBG":
            return clause.pos in VERBAL
        if lemma in commitment_words("verbs of accepting"):
            return self.has_auxiliary(clause, commitment_words("will and would"))
        is_future = self.has_auxiliary(clause, commitment_words("will, would and had"))
        return is_future or self._is_to_be(clause)

    def joined(self, act: Token) -> Iterator[Token]:
        """Yield an act and those joined to it by "and": "to stop broadcasts and to open an office"."""
        waiting = [act]
        for _ in range(_JOINED):
            if not waiting:
                return
            one = waiting.pop(0)
            yield one
            for child in self.tree.below(one.index, "conj"):
                same = child.pos == one.pos or (child.pos in VERBAL) == (one.pos in VERBAL)
                own = next(self.tree.below(child.index, "nsubj", "nsubjpass"), None)
                if same and (own is None or one.pos not in VERBAL) and child.tag != "VBD":
                    waiting.append(child)

    def is_infinitive(self, verb: Token) -> bool:
        """Return whether a verb has "to"."""
        return self.has_auxiliary(verb, frozenset({"to"}))

    def has_auxiliary(self, verb: Token, words: frozenset[str]) -> bool:
        """Return whether one of these words is an auxiliary of a verb."""
        return any(child.text.lower() in words for child in self.tree.below(verb.index, "aux"))

    def _is_to_be(self, verb: Token) -> bool:
        """Return whether a verb is "are to …"."""
        clauses = self.tree.below(verb.index, "xcomp")
        return verb.lemma == "be" and any(self.is_infinitive(child) for child in clauses)

    def is_act_noun(self, noun: Token) -> bool:
        """Return whether a noun is for an act that can be promised ("a truce")."""
        return self.words.has("act-noun", noun.lemma.lower())

    def is_ask_noun(self, noun: Token) -> bool:
        """Return whether a noun is for an act that can be asked for."""
        return self.words.has("ask-noun", noun.lemma.lower())

    def is_asserted(self, verb: Token) -> bool:
        """Return whether a verb is stated as a fact.

        Not denied, not merely possible, not an infinitive or a wish.
        """
        return self.standing(verb) == "asserted"

    def standing(self, verb: Token) -> Standing:
        """Return whether a trigger is asserted, only proposed ("ready to agree"), or no commitment."""
        relations = ("aux", "auxpass", "neg", "advmod", "preconj", "mark")
        below = {child.text.lower() for child in self.tree.below(verb.index, *relations)}
        hypothetical = self.words.lists["hypothetical-aux"] | self.words.lists["hypothetical"]
        if below & (commitment_words("negations") | hypothetical) or self._has_negative_subject(verb):
            return "none"
        if "to" in below and verb.dep not in ("xcomp", "acl", "ccomp", "conj"):
            return "none"
        own: Standing = "proposed" if below & commitment_words("will") else "asserted"
        return self._standing_above(verb, own, is_infinitive="to" in below)

    def _has_negative_subject(self, verb: Token) -> bool:
        subject = next(self.tree.below(verb.index, "nsubj", "nsubjpass"), None)
        if subject is None:
            return False
        words = (subject, *self.tree.below(subject.index, "det", "preconj", "cc"))
        return any(word.text.lower() in commitment_words("negative subjects") for word in words)

    def _standing_above(self, verb: Token, own: Standing, *, is_infinitive: bool) -> Standing:
        """Return the standing that the clauses above leave to a trigger."""
        found, step, above = own, verb, self.tree[verb.head]
        for _ in range(_STEPS_UP):
            if step.index == above.index or step.dep not in _CONTENT_RELATIONS:
                break
            if self._is_idle_below(step, above, is_infinitive):
                return "none"
            governs = step.dep in ("xcomp", "acl", "pcomp", "ccomp")
            if is_infinitive and governs and self.words.has("ready-above", above.lemma.lower()):
                found = "proposed"
            step, above = above, self.tree[above.head]
        if self.has_auxiliary(step, self.words.lists["hypothetical-aux"]):
            return "none" if step.index != verb.index and verb.dep in ("xcomp", "conj") else found
        return found

    def _is_idle_below(self, step: Token, above: Token, is_infinitive: bool) -> bool:
        """Return whether a head makes the clause below it no commitment: "failed to", "hopes that", "if"."""
        lemma = above.lemma.lower()
        governs = step.dep in ("xcomp", "acl", "pcomp") or (step.dep == "ccomp" and is_infinitive)
        if governs and self.words.has("idle-above", lemma):
            return True
        marks = {child.text.lower() for child in self.tree.below(step.index, "mark")}
        if marks & self.words.lists["hypothetical"]:
            return True
        return step.dep == "ccomp" and lemma in commitment_words("verbs of doubt")
