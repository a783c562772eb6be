"""Whom a subject means: one actor, several joined by "and", or the several that "they" and "both sides" look back to."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from onrecord.annotate.commitments.lexicon import CommitmentWords
from onrecord.annotate.mentions.actor_index import ActorIndex
from onrecord.annotate.text.syntax.tree import NOMINAL, SyntaxTree
from onrecord.model.annotation import Attribution, Circumstance, Title, Token
from onrecord.model.layers import Annotations, all_mentions
from onrecord.model.span import Span

_BACK = 4  # sentences a plural looks back
_PLURAL = frozenset({"they", "we", "them", "both", "each", "all", "us"})
_JOINTS = frozenset({"conj", "appos"})


@dataclass(frozen=True, slots=True)
class Parties:
    """One article ready to be asked who is meant. `groups` are the actors told together, by the sentence that tells them."""

    tree: SyntaxTree
    who: ActorIndex
    words: CommitmentWords
    groups: tuple[tuple[int, int, tuple[int, ...]], ...]
    said: tuple[tuple[Span, int | None], ...]
    lands: Mapping[int, str]

    @classmethod
    def of(cls, view: Annotations, tree: SyntaxTree, words: CommitmentWords) -> "Parties":
        """Return the parties of a reading that has mentions, attributions and circumstances."""
        who = ActorIndex.of(view)
        rows = view.of(Attribution)
        speakers = {row.attribution: row.speaker for row in view.of(Circumstance)}
        said = sorted(
            ((span, speakers.get(row.id)) for row in rows for span in row.content),
            key=lambda row: row[0],
        )
        lands = {row.actor: row.country for row in all_mentions(view) if row.country is not None}
        lands = _with_served(lands, view) | lands
        return cls(tree, who, words, tuple(_groups(tree, who)), tuple(said), lands)

    def countries(self, actors: Iterable[int]) -> frozenset[str]:
        """Return the countries of actors, as far as they are told."""
        return frozenset(self.lands[actor] for actor in actors if actor in self.lands)

    def meant(self, token: Token | None) -> tuple[int, ...]:
        """Return the actor numbers a subject means, () when the text names nobody."""
        if token is None:
            return ()
        if token.tag in ("WDT", "WP") or token.text.lower() in ("which", "who", "that"):
            noun = next(
                (self.tree[above.head] for above in self.tree.above(token.index, 3) if above.dep == "relcl"),
                None,
            )
            return self.meant(noun) if noun is not None and noun.index != token.index else ()
        if token.text.lower() in ("i", "we", "us"):
            return self._speaker(token)
        if self.is_group(token):
            return self._looked_back(token)
        told = self.who.all_at(token)
        if not told and token.text.lower() in ("it", "he", "she"):
            return self._who_says(token)
        if not told and token.pos in ("NOUN", "PROPN"):
            told = self._owner(token)
        return told

    def together(self, token: Token) -> tuple[int, ...]:
        """Return whom a subject means, with those it is told of ("delegations from Russia and Ukraine")."""
        told = self.meant(token)
        inner = self.agents(token)
        return told if len(told) > 1 or not inner else inner

    def is_group(self, token: Token) -> bool:
        """Tell "they", "both sides", "the two countries" from nouns that name somebody."""
        word = token.text.lower()
        if word in _PLURAL:
            return True
        if not self.words.has("group", word) or token.pos not in NOMINAL:
            return False
        modifiers = {child.text.lower() for child in self.tree.below(token.index)}
        others = [
            child
            for child in self.tree.below(token.index)
            if child.dep in ("amod", "compound", "poss", "relcl", "acl")
        ]
        plain = not [
            child
            for child in others
            if child.text.lower() not in ("two", "three", "other", "warring", "rival")
        ]
        if token.tag == "NNS" and word == "leaders" and modifiers & {"the"} and self._looked_back_to(token):
            return True
        counted = bool(modifiers & {"both", "two", "three", "each", "all", "either"})
        return plain and (counted or word in ("sides", "parties", "side")) and "other" not in modifiers

    def _looked_back(self, token: Token) -> tuple[int, ...]:
        """Return the group told last before a plural: in its sentence first, then in those before; else what it means alone."""
        found = self._looked_back_to(token)
        alone = None if found else self.who.at(token)
        return found if alone is None else (alone,)

    def _looked_back_to(self, token: Token) -> tuple[int, ...]:
        at = bisect_right(self.groups, (token.index, 0), key=lambda row: row[:2])
        first = max(0, token.sentence - _BACK)
        passage = self.tree.sentence_at(token.index).passage
        for place, sentence, actors in reversed(self.groups[max(0, at - 6) : at]):
            near = abs(self.tree.sentences[sentence].passage - passage) <= 1
            if sentence >= first and place < token.index and near:
                return actors
        return ()

    def _speaker(self, token: Token) -> tuple[int, ...]:
        """Return who says "we" or "I" inside what is reported."""
        at = bisect_right(self.said, token.span.start, key=lambda row: row[0].start)
        for span, speaker in reversed(self.said[max(0, at - 3) : at]):
            if span.holds(token.span):
                return () if speaker is None else (speaker,)
        return ()

    def _who_says(self, pronoun: Token) -> tuple[int, ...]:
        """Return who tells or does it itself: "China said it had fulfilled it", "Chad sent the aid that it had promised"."""
        verb = self.tree[pronoun.head]
        above = self.tree[verb.head]
        if verb.dep == "relcl" and above.dep == "dobj":
            above = self.tree[above.head]
        elif verb.dep != "ccomp" or not self.words.has("say", above.lemma.lower()):
            return ()
        subject = next(self.tree.below(above.index, "nsubj"), None)
        return self.who.all_at(subject) if subject is not None and subject.pos != "PRON" else ()

    def _owner(self, noun: Token) -> tuple[int, ...]:
        """Return whose a noun is that means no actor itself: "Chelyabinsk's governor", "the Greek army", "officials of X"."""
        for child in self.tree.below(noun.index, "poss", "amod", "compound", "nmod", "conj"):
            actor = self.who.at(child)
            if actor is not None and child.pos in ("PROPN", "ADJ", "NOUN"):
                return (actor,)
        return ()

    def agents(self, noun: Token) -> tuple[int, ...]:
        """Return between or by whom an agreement or promise was made: "deal between X and Y", "X's promise", "signed by X"."""
        found: list[int] = []
        for child in self.tree.below(noun.index):
            if child.dep == "poss":
                found.extend(self.meant(child))
            elif child.dep == "prep" and child.text.lower() in (
                "between",
                "by",
                "with",
                "from",
                "of",
                "among",
            ):
                for inner in self.tree.below(child.index, "pobj"):
                    found.extend(
                        self.who.all_at(inner) if not self.is_group(inner) else self._looked_back(inner)
                    )
            elif child.dep == "acl":
                for agent in self.tree.below(child.index, "agent"):
                    for inner in self.tree.below(agent.index, "pobj"):
                        found.extend(self.who.all_at(inner))
        return tuple(dict.fromkeys(found))


def _with_served(lands: Mapping[int, str], view: Annotations) -> dict[int, str]:
    """Return the countries of those who bear a title of a country or its government."""
    rows = view.of(Title)
    return {row.actor: lands[row.of] for row in rows if row.of is not None and row.of in lands}


def _groups(tree: SyntaxTree, who: ActorIndex) -> list[tuple[int, int, tuple[int, ...]]]:
    """Return where two or more actors are told together: joined by "and", or one with the other ("Israel … with Hamas")."""
    found: list[tuple[int, int, tuple[int, ...]]] = []
    for token in tree.tokens:
        if (
            token.pos not in ("NOUN", "PROPN")
            or token.dep in _JOINTS
            or not any(tree.below(token.index, "conj"))
        ):
            continue
        actors = who.all_at(token)
        if len(actors) > 1:
            found.append((token.index, token.sentence, actors))
    return found
