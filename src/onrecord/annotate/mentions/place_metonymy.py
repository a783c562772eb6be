"""Actor or place: does the name of a state, a seat or a city mean somebody who acts, or where something happens?"""

from dataclasses import dataclass

from onrecord.annotate.attribution.lexicon import SpeechLexicon
from onrecord.annotate.mentions.lexicon import ActorLexicon
from onrecord.annotate.mentions.name_kinds import NamePhrase
from onrecord.annotate.text.syntax.tree import VERBAL, SyntaxTree
from onrecord.model.annotation import Token

_ACTS_OF_GOVERNING = frozenset({"GOV", "MIL", "LEG", "SPY", "JUD", "COP"})
_TO_ACTORS = frozenset(
    {"with", "against", "between", "from", "to", "toward", "towards", "for", "on", "of", "by", "over", "than"}
)


@dataclass(frozen=True, slots=True)
class Acting:
    """Tells actors from places by syntax and word lists; `speaking` are the tokens that head the source of an attribution."""

    tree: SyntaxTree
    lexicon: ActorLexicon
    speech: SpeechLexicon
    owner: dict[int, NamePhrase]
    speaking: frozenset[int]

    def is_actor(self, phrase: NamePhrase) -> bool:
        """Tell whether a name means an actor here. Persons, bodies and outlets always do."""
        sort = phrase.known.sort if phrase.known else None
        if phrase.kind is None:
            return False
        if any(index in self.speaking for index in range(phrase.first, phrase.last)):
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

    def _first_of_list(self, token: Token) -> Token:
        """Return the first of several joined by "and": what it hangs on tells about all."""
        for _ in range(8):
            if token.dep != "conj" or token.head == token.index:
                break
            token = self.tree[token.head]
        return token

    def _is_place(self, phrase: NamePhrase) -> bool:
        before = self.tree.get(phrase.first - 1)
        if before is not None and before.text == "," and self._is_land(phrase.first - 2):
            return True
        token = self._first_of_list(self._head(phrase))
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

    def _is_land(self, index: int) -> bool:
        """Tell whether a place's name ends at a token ("Istanbul, Turkey")."""
        owner = self.owner.get(index)
        return owner is not None and (
            owner.kind is None or (owner.known is not None and owner.known.sort in ("capital", "state"))
        )

    def _city_acts(self, token: Token) -> bool:
        token = self._first_of_list(token)
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
        if token.dep == "pobj" and above.text.lower() in _TO_ACTORS:
            over = self.tree[above.head]
            if above.dep == "agent":
                return True
            return self._is_polity(over) or (over.pos in VERBAL and over.lemma in self.speech.addressing)
        return False

    def _is_polity(self, token: Token) -> bool:
        lemma = token.lemma.lower()
        noun = self.lexicon.nouns.get(lemma)
        return lemma in self.lexicon.polity or (noun is not None and noun.sector in _ACTS_OF_GOVERNING)

    def _demonym_acts(self, phrase: NamePhrase) -> bool:
        """Tell whether an adjective of nationality names the state: of its bodies, officials and acts, not of its citizens."""
        token = self._first_of_list(self._head(phrase))
        above = self.tree[token.head]
        if token.dep not in ("amod", "compound", "nmod", "poss"):
            return False
        if above.index in self.owner and self.owner[above.index].kind == "person":
            return True
        return self._is_polity(above) or above.lemma.lower() in self.lexicon.titles
