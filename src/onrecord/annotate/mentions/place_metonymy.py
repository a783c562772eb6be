"""Place metonymy: whether the name of a state, seat or city refers to an actor or to a location."""

from dataclasses import dataclass

from onrecord.annotate.attribution.lexicon import SpeechLexicon
from onrecord.annotate.mentions.lexicon import ActorLexicon, mention_words
from onrecord.annotate.mentions.name_kinds import NamePhrase
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Token

_GOVERNING_SECTORS = frozenset({"GOV", "MIL", "LEG", "SPY", "JUD", "COP"})


@dataclass(frozen=True, slots=True)
class PlaceMetonymy:
    """Separates actors from locations by syntax and word lists.

    `name_at` gives the name over each token, `source_tokens` are the heads of the sources of attributions.
    """

    tree: SyntaxTree
    lexicon: ActorLexicon
    speech: SpeechLexicon
    name_at: dict[int, NamePhrase]
    source_tokens: frozenset[int]

    def is_actor(self, phrase: NamePhrase) -> bool:
        """Tell whether a name refers to an actor here. Names of persons, bodies and outlets always do."""
        sort = phrase.known.sort if phrase.known else None
        if phrase.kind is None:
            return False
        if any(index in self.source_tokens for index in range(phrase.first, phrase.last)):
            return True
        if sort == "demonym":
            return phrase.kind == "state" and self._demonym_acts(phrase)
        if sort == "capital":
            return not self._is_place(phrase) and self._city_acts(self._head(phrase))
        if sort in ("state", "seat"):
            return not self._is_place(phrase)
        return True

    def _head(self, phrase: NamePhrase) -> Token:
        inside = range(phrase.first, phrase.last)
        return next(
            (self.tree[i] for i in inside if self.tree[i].head not in inside), self.tree[phrase.last - 1]
        )

    def _first_conjunct(self, token: Token) -> Token:
        """Return the first of several nouns joined by "and": its relation holds for all."""
        for _ in range(8):
            if token.dep != "conj" or token.head == token.index:
                break
            token = self.tree[token.head]
        return token

    def _is_place(self, phrase: NamePhrase) -> bool:
        before = self.tree.get(phrase.first - 1)
        if before is not None and before.text == "," and self._lies_in(phrase, phrase.first - 2):
            return True
        token = self._first_conjunct(self._head(phrase))
        above = self.tree[token.head]
        if token.dep == "pobj":
            preposition = above.text.lower()
            if preposition in self.lexicon.locative["preposition"]:
                return True
            return (
                preposition in ("to", "from")
                and self.tree[above.head].lemma in self.lexicon.locative["motion"]
            )
        return token.dep == "dobj" and above.lemma in self.lexicon.locative["object"]

    def _lies_in(self, phrase: NamePhrase, index: int) -> bool:
        """Tell whether a town, province or own capital ends at a token before a state ("Istanbul, Turkey").

        A state or another's capital there is the member before it in a list ("France, Germany and Spain").
        """
        name = self.name_at.get(index)
        if name is None or phrase.known is None or phrase.known.sort == "capital":
            return False
        if name.known is not None and name.known.sort == "capital":
            return name.country == phrase.country
        return name.kind is None

    def _city_acts(self, token: Token) -> bool:
        token = self._first_conjunct(token)
        above = self.tree[token.head]
        if token.dep == "nsubj":
            return above.pos == "VERB" and above.lemma not in self.lexicon.locative["city"]
        if token.dep in ("dobj", "nsubjpass", "dative"):
            return above.lemma in self.lexicon.locative["acted"] or above.lemma in self.speech.addressing
        if token.dep == "poss":
            return self._is_polity(above)
        if token.dep in ("compound", "nmod", "amod"):
            noun = self.lexicon.nouns.get(above.lemma.lower())
            return above.lemma.lower() in self.lexicon.polity or (
                noun is not None and noun.kind == "government"
            )
        if token.dep == "pobj" and above.text.lower() in mention_words("prepositions before a party"):
            over = self.tree[above.head]
            if above.dep == "agent":
                return True
            return self._is_polity(over) or (over.pos in VERBAL and over.lemma in self.speech.addressing)
        return False

    def _is_polity(self, token: Token) -> bool:
        lemma = token.lemma.lower()
        noun = self.lexicon.nouns.get(lemma)
        return lemma in self.lexicon.polity or (noun is not None and noun.sector in _GOVERNING_SECTORS)

    def _demonym_acts(self, phrase: NamePhrase) -> bool:
        """Tell whether an adjective of nationality refers to the state.

        It does before bodies, officials and acts of the state, not before citizens.
        """
        token = self._first_conjunct(self._head(phrase))
        above = self.tree[token.head]
        if token.dep not in ("amod", "compound", "nmod", "poss"):
            return False
        if above.index in self.name_at and self.name_at[above.index].kind == "person":
            return True
        return self._is_polity(above) or above.lemma.lower() in self.lexicon.titles
