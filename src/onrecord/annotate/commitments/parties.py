"""Parties: which actors a subject refers to, one or a group ("they", "both sides")."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from onrecord.annotate.commitments.lexicon import CommitmentWords, commitment_words
from onrecord.annotate.mentions.actor_index import ActorIndex
from onrecord.annotate.text.syntax.tree import NOMINAL, SyntaxTree
from onrecord.model.annotation import Attribution, Circumstance, Title, Token
from onrecord.model.layers import Annotations, all_mentions
from onrecord.model.span import Span

_REACH = 4  # sentences before a plural in which its group is searched
_COMPARED = 6  # groups before a plural that are looked at


@dataclass(frozen=True, slots=True)
class Parties:
    """Resolves subjects of one article to actors.

    `groups` are the actors mentioned together, each with the index of its token and its sentence; `said` are
    the contents of attributions with their speakers, `cues` the speakers by the tokens of cues;
    `countries_by_actor` the countries of actors and of
    their bodies.
    """

    tree: SyntaxTree
    actor_index: ActorIndex
    words: CommitmentWords
    groups: tuple[tuple[int, int, tuple[int, ...]], ...]
    said: tuple[tuple[Span, int | None], ...]
    cues: Mapping[int, int | None]
    countries_by_actor: Mapping[int, str]

    @classmethod
    def of(cls, view: Annotations, tree: SyntaxTree, words: CommitmentWords) -> "Parties":
        """Return the parties of an article; the view has mentions, titles, attributions and circumstances."""
        actor_index = ActorIndex.of(view)
        rows = view.of(Attribution)
        speakers = {row.attribution: row.speaker for row in view.of(Circumstance)}
        said = sorted(
            ((span, speakers.get(row.id)) for row in rows for span in row.content),
            key=lambda row: row[0],
        )
        cues = {token: speakers.get(row.id) for row in rows for span in row.cue for token in tree.range(span)}
        countries_by_actor = {row.actor: row.country for row in all_mentions(view) if row.country is not None}
        countries_by_actor = _countries_of_office_holders(countries_by_actor, view) | countries_by_actor
        return cls(
            tree, actor_index, words, tuple(_groups(tree, actor_index)), tuple(said), cues, countries_by_actor
        )  # fmt: skip

    def speaker_at(self, verb: Token) -> tuple[int, ...]:
        """Return who says what a verb is the cue of, () where it is none or nobody is known to say it."""
        speaker = self.cues.get(verb.index)
        return () if speaker is None else (speaker,)

    def countries(self, actors: Iterable[int]) -> frozenset[str]:
        """Return the known countries of actors."""
        return frozenset(
            self.countries_by_actor[actor] for actor in actors if actor in self.countries_by_actor
        )

    def actors_of(self, token: Token | None) -> tuple[int, ...]:
        """Return the actors that a subject refers to, () where the text names none."""
        if token is None:
            return ()
        if token.tag in ("WDT", "WP") or token.text.lower() in commitment_words("relative pronouns"):
            noun = next(
                (self.tree[above.head] for above in self.tree.above(token.index, 3) if above.dep == "relcl"),
                None,
            )
            return self.actors_of(noun) if noun is not None and noun.index != token.index else ()
        if token.text.lower() in commitment_words("first person pronouns"):
            return self._speaker(token)
        if self.is_group(token):
            return self._antecedents(token)
        found = self.actor_index.all_at(token)
        if not found and token.text.lower() in ("it", "he", "she"):
            return self._reporting_subject(token)
        if not found and token.pos in ("NOUN", "PROPN"):
            return self._owner(token)
        return found

    def actors_together(self, token: Token) -> tuple[int, ...]:
        """Return the actors of a subject, or those it represents ("delegations from Russia and Ukraine")."""
        found, represented = self.actors_of(token), self.agents_of(token)
        return found if len(found) > 1 or not represented else represented

    def is_group(self, token: Token) -> bool:
        """Return whether a token refers back to a group: "they", "both sides", "the two countries"."""
        word = token.text.lower()
        if word in commitment_words("plural pronouns"):
            return True
        if not self.words.has("group", word) or token.pos not in NOMINAL:
            return False
        modifiers = {child.text.lower() for child in self.tree.below(token.index)}
        if token.tag == "NNS" and word == "leaders" and "the" in modifiers and self._last_group(token):
            return True
        describing = self.tree.below(token.index, "amod", "compound", "poss", "relcl", "acl")
        named = {child.text.lower() for child in describing} - commitment_words("adjectives of both sides")
        if named or "other" in modifiers:
            return False
        counted = modifiers & commitment_words("determiners of both sides")
        return bool(counted) or word in commitment_words("nouns for both sides")

    def _antecedents(self, token: Token) -> tuple[int, ...]:
        """Return the group mentioned last before a plural, else the actor that it refers to alone."""
        named = self.actor_index.all_at(token)
        found = named if len(named) > 1 else self._last_group(token)
        alone = None if found else self.actor_index.at(token)
        return found if alone is None else (alone,)

    def _last_group(self, token: Token) -> tuple[int, ...]:
        at = bisect_right(self.groups, (token.index, 0), key=lambda row: row[:2])
        first = max(0, token.sentence - _REACH)
        passage = self.tree.sentence_at(token.index).passage
        for index, sentence, actors in reversed(self.groups[max(0, at - _COMPARED) : at]):
            near = abs(self.tree.sentences[sentence].passage - passage) <= 1
            if sentence >= first and index < token.index and near:
                return actors
        return ()

    def _speaker(self, token: Token) -> tuple[int, ...]:
        """Return who says "we" or "I" inside what is reported."""
        at = bisect_right(self.said, token.span.start, key=lambda row: row[0].start)
        for span, speaker in reversed(self.said[max(0, at - 3) : at]):
            if span.holds(token.span):
                return () if speaker is None else (speaker,)
        return ()

    def _reporting_subject(self, pronoun: Token) -> tuple[int, ...]:
        """Return the subject of the clause above that "it" repeats.

        Examples: "China said it had fulfilled it", "Chad sent the aid that it had promised".
        """
        verb = self.tree[pronoun.head]
        above = self.tree[verb.head]
        if verb.dep == "relcl" and above.dep == "dobj":
            above = self.tree[above.head]
        elif verb.dep != "ccomp" or not self.words.has("say", above.lemma.lower()):
            return ()
        subject = next(self.tree.below(above.index, "nsubj"), None)
        return self.actor_index.all_at(subject) if subject is not None and subject.pos != "PRON" else ()

    def _owner(self, noun: Token) -> tuple[int, ...]:
        """Return the owner of a noun that is no actor itself: "Chelyabinsk's governor", "the Greek army"."""
        for child in self.tree.below(noun.index, "poss", "amod", "compound", "nmod", "conj"):
            actor = self.actor_index.at(child)
            if actor is not None and child.pos in ("PROPN", "ADJ", "NOUN"):
                return (actor,)
        return ()

    def agents_of(self, noun: Token) -> tuple[int, ...]:
        """Return who made an agreement or promise: "deal between X and Y", "X's promise", "signed by X"."""
        found: list[int] = []
        prepositions = commitment_words("prepositions before a party")
        for child in self.tree.below(noun.index):
            if child.dep == "poss":
                found.extend(self.actors_of(child))
            elif child.dep == "prep" and child.text.lower() in prepositions:
                for inner in self.tree.below(child.index, "pobj"):
                    is_group = self.is_group(inner)
                    found.extend(self._antecedents(inner) if is_group else self.actor_index.all_at(inner))
            elif child.dep == "acl":
                for agent in self.tree.below(child.index, "agent"):
                    for inner in self.tree.below(agent.index, "pobj"):
                        found.extend(self.actor_index.all_at(inner))
        return tuple(dict.fromkeys(found))


def _countries_of_office_holders(countries_by_actor: Mapping[int, str], view: Annotations) -> dict[int, str]:
    """Return the countries of actors with a title of a country or its government."""
    rows = view.of(Title)
    return {
        row.actor: countries_by_actor[row.of]
        for row in rows
        if row.of is not None and row.of in countries_by_actor
    }


def _groups(tree: SyntaxTree, actor_index: ActorIndex) -> list[tuple[int, int, tuple[int, ...]]]:
    """Return the actors joined by "and": index of the first noun, sentence, actors."""
    found: list[tuple[int, int, tuple[int, ...]]] = []
    for token in tree.tokens:
        is_first = token.pos in ("NOUN", "PROPN") and token.dep not in ("conj", "appos")
        if not is_first or not any(tree.below(token.index, "conj")):
            continue
        actors = actor_index.all_at(token)
        if len(actors) > 1:
            found.append((token.index, token.sentence, actors))
    return found
