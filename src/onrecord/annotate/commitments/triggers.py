"""Where the text tells that somebody is bound: the binding word, the act, who is bound, and how settled it is told to be."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from onrecord.annotate.commitments.lexicon import CommitmentWords
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Token

Kind = Literal["bind", "offer", "ask", "word", "reach", "duty", "announce"]
_MODAL = frozenset({"will", "would", "wo", "'ll", "’ll", "shall", "'d", "’d", "must"})
_CLAUSE = frozenset({"xcomp", "ccomp"})
_ABOVE = 3
_MOST = 12  # acts joined by "and" that one binding word binds to


@dataclass(frozen=True, slots=True)
class Bound:
    """One act somebody is bound to: tokens of the binding word, of the act's head, and of the subject if there is one.

    `who` is what is bound: a token, or None where the text tells nobody; `noun` is the agreement or promise it is told with.
    """

    trigger: int
    act: int
    kind: Kind
    proposed: bool
    who: int | None
    noun: int | None = None


@dataclass(frozen=True, slots=True)
class Binding:
    """The syntax of an article and the lists, ready to be asked for what binds."""

    tree: SyntaxTree
    words: CommitmentWords
    times: frozenset[int]

    def find(self) -> Iterator[Bound]:
        """Yield the acts somebody is told to be bound to, in the order of the binding words."""
        for token in self.tree.tokens:
            if token.pos in VERBAL or token.tag.startswith("VB"):
                yield from self._verb(token)
            elif token.pos == "NOUN":
                yield from self._noun(token)
            elif token.pos == "ADJ" and token.lemma.lower() == "committed":
                yield from self._committed(token)

    # - verbs

    def _verb(self, verb: Token) -> Iterator[Bound]:
        lemma = verb.lemma.lower()
        if self.words.has("bind", lemma) and lemma != "reaffirm":
            yield from self._bind(verb, lemma)
        elif self.words.has("offer", lemma) and self._is_told(verb):
            yield from self._offer(verb)
        elif lemma == "announce" or self.words.has("announced", lemma):
            yield from self._announced(verb)
        if self.words.has("ask", lemma) and self._is_told(verb):
            yield from self._ask(verb, lemma)
        if self.words.has("say", lemma) and lemma != "promise" and self._is_told(verb):
            yield from self._says(verb)

    def _bind(self, verb: Token, lemma: str) -> Iterator[Bound]:
        """Yield what "agreed", "promised", "is committed to" bind to."""
        if lemma in ("oblige", "bind"):
            yield from self._obliges(verb)
            return
        readiness = self._readiness(verb)
        if readiness == "none":
            return
        who, proposed = self.subject(verb), readiness == "proposed"
        for clause in self._clauses(verb, lemma):
            for act in self.joined(clause):
                if not (lemma in ("commit", "resolve") and self.is_attitude(act)):
                    yield Bound(verb.index, act.index, "bind", proposed, self._bearer(clause, act, who))
        yield from self._bind_noun(verb, lemma, who, proposed)
        yield from self._bind_relative(verb, lemma, who, proposed)
        for noun in self.tree.below(verb.index, "nsubjpass"):
            if self._is_act_noun(noun) and lemma in (
                "agree",
                "promise",
                "pledge",
                "guarantee",
            ):  # "the withdrawal was agreed"
                yield Bound(verb.index, noun.index, "bind", proposed, None)

    def _clauses(self, verb: Token, lemma: str) -> Iterator[Token]:
        """Yield the verbs of what is agreed or promised, also where the parse hangs them elsewhere."""
        below = list(self.tree.below(verb.index, "xcomp", "ccomp", "advcl", "conj", "dobj"))
        yield from (child for child in below if child.dep in _CLAUSE and self._is_act(child, lemma))
        if lemma != "commit" and not any(
            child.dep in ("xcomp", "ccomp", "dobj") for child in below
        ):  # "agreed on June 3 to free …"
            behind = [child for child in below if child.dep == "advcl" and child.index > verb.index]
            yield from (child for child in behind if self._is_infinitive(child))
        if lemma == "agree" and any(
            child.dep == "dobj" for child in below
        ):  # "agreed Ukraine and America will …"
            yield from (
                child for child in below if child.dep == "conj" and self._is_modal(child, {"will", "would"})
            )

    def _bind_relative(self, verb: Token, lemma: str, who: int | None, proposed: bool) -> Iterator[Bound]:
        """Yield "the exchange that they agreed on", "a system that it had promised": the noun before is the act."""
        if verb.dep != "relcl" or any(True for _ in self.tree.below(verb.index, "xcomp", "ccomp")):
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
        if given or ((on or relative) and self._is_act_noun(noun)):
            yield Bound(verb.index, noun.index, "bind", proposed, who)

    def _bind_noun(self, verb: Token, lemma: str, who: int | None, proposed: bool) -> Iterator[Bound]:
        for child in self.tree.below(verb.index):
            if child.dep == "dobj" and (
                self.words.has("bind-object", lemma) or lemma in ("undertake", "commit", "accept", "agree")
            ):
                if lemma == "undertake" or (
                    lemma in ("accept", "agree", "commit") and not self._is_act_noun(child)
                ):
                    continue
                yield from self._nominal(verb, child, who, proposed)
            elif (
                child.dep == "prep"
                and child.text.lower() in ("on", "to", "upon")
                and child.index > verb.index
            ):
                for inner in self.tree.below(child.index, "pobj", "pcomp"):
                    if inner.dep == "pcomp" and child.text.lower() == "to" and not self.is_attitude(inner):
                        for act in self.joined(inner):
                            yield Bound(verb.index, act.index, "bind", proposed, who)
                    elif (
                        inner.dep == "pobj" and self.words.has("bind-on", lemma) and self._is_act_noun(inner)
                    ):
                        yield from self._nominal(verb, inner, who, proposed)

    def _nominal(self, verb: Token, noun: Token, who: int | None, proposed: bool) -> Iterator[Bound]:
        for act in self.joined(noun):
            word = act.lemma.lower()
            if (
                act.pos in ("NOUN", "SYM", "NUM")
                and not self.words.has("abstract", word)
                and act.index not in self.times
            ):
                inner = list(self.tree.below(act.index, "acl")) if self.words.has("word", word) else []
                if inner:
                    continue  # the noun tells its own act: "agreed on a deal to free 20"
                yield Bound(verb.index, act.index, "bind", proposed, who)

    def _obliges(self, verb: Token) -> Iterator[Bound]:
        """Yield "the agreement obliges them to pull back": the object is bound."""
        subject = next(self.tree.below(verb.index, "nsubj"), None)
        if subject is None or not self.words.has("agreement", subject.lemma.lower()):
            return
        for child in self.tree.below(verb.index, "xcomp", "ccomp"):
            bearer = next(self.tree.below(child.index, "nsubj"), None) or next(
                self.tree.below(verb.index, "dobj"), None
            )
            for act in self.joined(child):
                yield Bound(
                    verb.index, act.index, "duty", False, bearer.index if bearer else None, subject.index
                )

    def _offer(self, verb: Token) -> Iterator[Bound]:
        who = self.subject(verb)
        for child in self.tree.below(verb.index):
            if (
                child.dep == "xcomp"
                and self._is_infinitive(child)
                and not self.words.has("vague", child.lemma.lower())
            ):
                for act in self.joined(child):
                    yield Bound(verb.index, act.index, "offer", True, who)
            elif child.dep == "dobj" and (self._is_act_noun(child) or child.text.lower() == "one"):
                offered = verb.lemma.lower() == "offer"
                yield Bound(
                    verb.index, child.index, "offer" if offered else "ask", True, who if offered else None
                )

    def _ask(self, verb: Token, lemma: str) -> Iterator[Bound]:
        """Yield what is called for: a truce, a release, an act of somebody named."""
        for child in self.tree.below(verb.index):
            if child.dep == "dobj" and self._is_ask_noun(child):
                yield Bound(verb.index, child.index, "ask", True, self._asked(child))
            elif child.dep == "prep" and child.text.lower() == "for":
                for inner in self.tree.below(child.index, "pobj"):
                    if self._is_ask_noun(inner) and lemma not in ("seek", "want"):
                        yield Bound(verb.index, inner.index, "ask", True, self._asked(inner))
            elif child.dep in _CLAUSE and lemma in ("urge", "call", "demand", "press", "ask", "appeal"):
                bearer = next(self.tree.below(child.index, "nsubj"), None) or next(
                    self.tree.below(verb.index, "dobj"), None
                )
                word = child.lemma.lower()
                if (
                    bearer is not None
                    and self._is_infinitive(child)
                    and self.words.has("ask-act", word)
                    and bearer.pos == "PROPN"
                ):
                    yield Bound(verb.index, child.index, "ask", True, bearer.index)

    def _asked(self, noun: Token) -> int | None:
        """Return who would do it: "the release of X by Y", "a Russian withdrawal"."""
        for child in self.tree.below(noun.index, "prep", "poss", "amod", "agent"):
            if child.dep == "prep" and child.text.lower() in ("by", "from", "between"):
                return next((inner.index for inner in self.tree.below(child.index, "pobj")), None)
            if child.dep in ("poss", "amod") and child.text[:1].isupper():
                return child.index
        return None

    def _announced(self, verb: Token) -> Iterator[Bound]:
        """Yield "announced $20 million in aid": help or giving way told by who gives it."""
        if not self._is_told(verb) or self._readiness(verb) == "none":
            return
        for noun in self.tree.below(verb.index, "dobj"):
            word = noun.lemma.lower()
            definite = any(
                child.text.lower() in ("the", "this", "that") for child in self.tree.below(noun.index, "det")
            )
            money = any(
                child.text in ("$", "€", "£") for child in self.tree.below(noun.index)
            ) or noun.text in ("$", "€", "£")
            if ((self._is_act_noun(noun) and not definite) or money) and word not in (
                "election",
                "meeting",
                "talk",
                "visit",
                "summit",
                "sanction",
            ):
                yield Bound(verb.index, noun.index, "announce", False, self.subject(verb))

    def _says(self, verb: Token) -> Iterator[Bound]:
        """Yield what a party says that it will do itself."""
        speaker = self.subject(verb)
        for child in self.tree.below(verb.index, "ccomp"):
            subject = next(self.tree.below(child.index, "nsubj", "nsubjpass"), None)
            if subject is None or not self._is_modal(child, {"will", "would", "'ll", "’ll", "shall"}):
                continue
            if self._is_counterfactual(child):
                continue
            for act in self.joined(child):
                if self.counts(act):
                    yield Bound(verb.index, act.index, "announce", False, speaker, subject.index)

    def _is_counterfactual(self, verb: Token) -> bool:
        """Tell "were it to open the file, it would …" from what somebody says he will do."""
        return any(
            aux.text.lower() in ("were", "had", "should") and subject.index > aux.index
            for clause in self.tree.below(verb.index, "advcl", "ccomp")
            for subject in self.tree.below(clause.index, "nsubj")
            for aux in (*self.tree.below(clause.index, "aux"), clause)
        )

    # - nouns and adjectives

    def _committed(self, adjective: Token) -> Iterator[Bound]:
        for preposition in self.tree.below(adjective.index, "prep"):
            for act in self.tree.below(preposition.index, "pcomp"):
                if not self.is_attitude(act):
                    verb = self.tree[adjective.head]
                    yield Bound(adjective.index, act.index, "bind", False, self.subject(verb))

    def _noun(self, noun: Token) -> Iterator[Bound]:
        lemma = noun.lemma.lower()
        word, agreement = self.words.has("word", lemma), self.words.has("agreement", lemma)
        proposed = self.words.has("word-proposed", lemma)
        if not (word or agreement or lemma in ("willingness", "readiness")) or self._is_denied(noun):
            return
        for child in self.tree.below(noun.index):
            given = child.dep in ("acl", "relcl", "ccomp") and self._is_infinitive(child)
            if (
                given
                and (word or lemma in ("willingness", "readiness"))
                and not self._vague_word(noun, child)
            ):
                bearer = next(self.tree.below(child.index, "nsubj"), None)
                for act in self.joined(child):
                    yield Bound(
                        noun.index, act.index, "word", proposed, bearer.index if bearer else None, noun.index
                    )
            elif child.dep == "prep" and child.text.lower() in ("on", "for") and agreement:
                yield from self._agreed_on(noun, child)
            elif child.dep == "conj" and agreement and self._is_act_noun(child) and self._is_reached(noun):
                yield Bound(noun.index, child.index, "word", False, None, noun.index)
        yield from self._signed(noun)

    def _signed(self, noun: Token) -> Iterator[Bound]:
        """Yield "signed a commitment in Jeddah to protect civilians", whose infinitive hangs on the verb."""
        verb = self.tree[noun.head]
        if noun.dep != "dobj" or verb.lemma.lower() not in (
            "sign",
            "make",
            "give",
            "reach",
            "strike",
            "conclude",
        ):
            return
        for child in self.tree.below(verb.index, "xcomp", "advcl"):
            if child.index > noun.index and self._is_infinitive(child) and self._is_told(verb):
                for act in self.joined(child):
                    yield Bound(noun.index, act.index, "word", False, self.subject(verb), noun.index)

    def _agreed_on(self, noun: Token, preposition: Token) -> Iterator[Bound]:
        """Yield "a deal on a prisoner swap", "an agreement for the army to enter"."""
        for inner in self.tree.below(preposition.index, "pobj", "pcomp"):
            if preposition.text.lower() == "on" and self._is_reached(noun) and inner.dep == "pobj":
                last = noun
                for act in self.joined(inner):
                    if self._is_act_noun(act):
                        last = act
                        yield Bound(noun.index, act.index, "word", False, None, noun.index)
                beside = self._beside(last) if last is not noun else None
                if beside is not None:
                    yield Bound(noun.index, beside.index, "word", False, None, noun.index)
            elif preposition.text.lower() == "for" and inner.dep == "pcomp" and self._is_infinitive(inner):
                bearer = next(self.tree.below(inner.index, "nsubj"), None)
                for act in self.joined(inner):
                    yield Bound(
                        noun.index, act.index, "word", False, bearer.index if bearer else None, noun.index
                    )

    def _beside(self, noun: Token) -> Token | None:
        """Return the act joined to another by "and" that the parse has elsewhere ("a deal on a swap and the exchange of …")."""
        following = [self.tree.get(noun.index + step) for step in (1, 2, 3, 4)]
        words = [token for token in following if token is not None and token.sentence == noun.sentence]
        if not words or words[0].text.lower() != "and":
            return None
        for token in words[1:]:
            if self._is_act_noun(token) and token.pos == "NOUN":
                return token if token.dep != "conj" else None
            if token.pos not in ("DET", "ADJ"):
                return None
        return None

    def _vague_word(self, noun: Token, act: Token) -> bool:
        """Tell "commitment to support" and "decision to do" from words given."""
        lemma = noun.lemma.lower()
        if lemma in ("decision", "commitment", "offer", "proposal", "willingness", "readiness", "obligation"):
            return self.words.has("vague", act.lemma.lower()) or lemma == "decision"
        return False

    def _is_reached(self, noun: Token) -> bool:
        """Tell whether an agreement is told to have come about: "reached a deal", "signed an accord"."""
        head = self.tree[noun.head]
        if noun.dep == "conj":
            head = self.tree[head.head]
        if head.pos == "ADP":
            head = self.tree[head.head]
        return self.words.has("reach", head.lemma.lower()) and self._readiness(head) != "none"

    def _is_denied(self, noun: Token) -> bool:
        """Tell "no promise", "failed to reach a deal", "could sign an accord", "if they have a deal"."""
        determiners = {child.text.lower() for child in self.tree.below(noun.index, "det", "neg")}
        if determiners & {"no", "any", "neither", "every"}:
            return True
        for above in self.tree.above(noun.index, 4):
            if above.pos in VERBAL:
                return self._readiness(above) == "none"
        return False

    # - how a word stands

    def subject(self, verb: Token) -> int | None:
        """Return the token that heads a verb's subject: its own, of the verb it goes on from, of the noun it modifies."""
        for _ in range(5):
            own = next(self.tree.below(verb.index, "nsubj", "nsubjpass"), None)
            if (
                own is not None
                and verb.tag == "VBN"
                and own.dep == "nsubjpass"
                and verb.lemma.lower() not in ("commit", "oblige")
            ):
                agent = next(self.tree.below(verb.index, "agent"), None)
                inner = next(self.tree.below(agent.index, "pobj"), None) if agent else None
                return inner.index if inner else None
            if own is not None:
                return own.index
            if verb.dep in ("conj", "xcomp", "advcl", "ccomp", "pcomp") and verb.head != verb.index:
                verb = self.tree[verb.head]
                if verb.pos == "ADP":
                    verb = self.tree[verb.head]
            elif verb.dep in ("acl", "relcl") and verb.tag != "VBN":
                return verb.head
            else:
                return None
        return None

    def is_attitude(self, act: Token) -> bool:
        """Tell "committed to defending democracy" from "committed to paying $20 million": vague, and neither number nor date."""
        below = self.tree.subtree(act.index, 40)
        definite = any(
            i in self.times or (self.tree[i].pos == "NUM" and self.tree[i].text.lower() != "one")
            for i in below
        )
        return self.words.has("vague", act.lemma.lower()) and not definite

    def counts(self, act: Token) -> bool:
        """Tell whether an act that is only said to come is definite enough."""
        lemma = act.lemma.lower()
        return act.pos == "VERB" and (
            not self.words.has("vague", lemma) or self.words.has("vague-but", lemma)
        )

    def _bearer(self, clause: Token, act: Token, who: int | None) -> int | None:
        """Return who is bound by a clause with a subject of its own ("agreed that all mercenaries would go")."""
        own = next(self.tree.below(act.index, "nsubj", "nsubjpass"), None) or next(
            self.tree.below(clause.index, "nsubj"), None
        )
        return who if own is None or who is not None else own.index

    def _is_act(self, clause: Token, lemma: str) -> bool:
        """Tell what somebody agrees to do from what somebody agrees is so."""
        if self._is_infinitive(clause) or clause.dep == "xcomp" or clause.tag == "VBG":
            return clause.pos in VERBAL
        if lemma in ("accept", "reaffirm", "swear", "guarantee"):
            return self._is_modal(clause, {"will", "would", "'ll", "’ll", "shall"})
        return self._is_modal(clause, {"will", "would", "'ll", "’ll", "shall", "'d"}) or self._is_to_be(
            clause
        )

    def joined(self, act: Token) -> Iterator[Token]:
        """Yield an act and what is joined to it by "and": "to stop broadcasts and to open an office"."""
        waiting = [act]
        for _ in range(_MOST):
            if not waiting:
                return
            one = waiting.pop(0)
            yield one
            for child in self.tree.below(one.index, "conj"):
                same = child.pos == one.pos or (child.pos in VERBAL) == (one.pos in VERBAL)
                own = next(self.tree.below(child.index, "nsubj", "nsubjpass"), None)
                if same and (own is None or one.pos not in VERBAL) and child.tag != "VBD":
                    waiting.append(child)

    def _is_infinitive(self, verb: Token) -> bool:
        return any(child.text.lower() == "to" for child in self.tree.below(verb.index, "aux"))

    def _is_modal(self, verb: Token, modals: set[str] | frozenset[str] = _MODAL) -> bool:
        return any(child.text.lower() in modals for child in self.tree.below(verb.index, "aux"))

    def _is_to_be(self, verb: Token) -> bool:
        return verb.lemma == "be" and any(
            self._is_infinitive(child) for child in self.tree.below(verb.index, "xcomp")
        )

    def _is_act_noun(self, noun: Token) -> bool:
        return self.words.has("act-noun", noun.lemma.lower())

    def _is_ask_noun(self, noun: Token) -> bool:
        return self.words.has("ask-noun", noun.lemma.lower())

    def _is_told(self, verb: Token) -> bool:
        """Tell whether a verb is told as a fact: not denied, not merely possible, not an infinitive or a wish."""
        return self._readiness(verb) == "told"

    def _readiness(self, verb: Token) -> Literal["told", "proposed", "none"]:
        """Return how a binding word stands: told, only proposed (to be agreed, ready to agree), or no commitment at all."""
        below = {
            child.text.lower()
            for child in self.tree.below(verb.index, "aux", "auxpass", "neg", "advmod", "preconj", "mark")
        }
        if (
            below & {"not", "n't", "n’t", "never", "neither", "nor", "hardly"}
            or below & self.words.lists["hypothetical-aux"]
        ):
            return "none"
        if below & self.words.lists["hypothetical"]:
            return "none"
        subject = next(self.tree.below(verb.index, "nsubj", "nsubjpass"), None)
        if subject is not None and any(
            child.text.lower() in ("no", "neither", "nobody")
            for child in (subject, *self.tree.below(subject.index, "det", "preconj", "cc"))
        ):
            return "none"
        verdict: Literal["told", "proposed", "none"] = (
            "proposed" if below & {"will", "'ll", "’ll", "shall"} else "told"
        )
        if "to" in below and verb.dep not in ("xcomp", "acl", "ccomp", "conj"):
            return "none"
        return self._above(verb, verdict, infinitive="to" in below)

    def _above(
        self, verb: Token, verdict: Literal["told", "proposed", "none"], *, infinitive: bool
    ) -> Literal["told", "proposed", "none"]:
        step, above = verb, self.tree[verb.head]
        for _ in range(_ABOVE):
            if step.index == above.index or step.dep not in (
                "xcomp",
                "acl",
                "ccomp",
                "advcl",
                "conj",
                "pcomp",
                "prep",
                "relcl",
            ):
                break
            lemma = above.lemma.lower()
            if step.dep in ("xcomp", "acl", "pcomp") or (step.dep == "ccomp" and infinitive):
                if self.words.has("idle-above", lemma):
                    return "none"
                if self.words.has("ready-above", lemma) and infinitive:
                    verdict = "proposed"
            marks = {child.text.lower() for child in self.tree.below(step.index, "mark")}
            if marks & self.words.lists["hypothetical"]:
                return "none"
            if step.dep == "ccomp" and lemma in (
                "rumour",
                "deny",
                "doubt",
                "hope",
                "expect",
                "rumor",
                "wish",
            ):
                return "none"
            step, above = above, self.tree[above.head]
        if any(
            child.text.lower() in self.words.lists["hypothetical-aux"]
            for child in self.tree.below(step.index, "aux")
        ):
            return "none" if step.index != verb.index and verb.dep in ("xcomp", "conj") else verdict
        return verdict
