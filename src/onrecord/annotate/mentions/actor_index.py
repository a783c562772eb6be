"""Which actor a token or a stretch of text means: what readers of events ask after the mentions were read. Finds nothing new."""

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.annotate.mentions.source_actors import Mentions, find_speaker
from onrecord.annotate.text.syntax.tree import Tree
from onrecord.model.annotation import Mention, Token
from onrecord.model.layers import Reading
from onrecord.model.span import Span

_JOINED = 12  # members of a list that are looked at ("Russia, Ukraine and Belarus")


@dataclass(frozen=True, slots=True)
class Who:
    """The mentions of an article, ready to be asked. Make one an article: making it takes time, asking does not."""

    mentions: Mentions

    @classmethod
    def of(cls, reading: Reading) -> "Who":
        """Return who is who in a reading that has tokens, sentences and mentions."""
        return cls(Mentions.of(Tree.of(reading), reading.of(Mention)))

    def at(self, token: Token) -> int | None:
        """Return the actor number a noun or pronoun means, None when it means no actor that is told.

        The token should head its phrase: of "Ukraine's foreign minister, Dmytro Kuleba" the head is "minister", which
        means Kuleba.
        """
        found = find_speaker((token.span,), self.mentions) or self._beside(token)
        return None if found is None else found.actor

    def over(self, spans: Span | Sequence[Span]) -> int | None:
        """Return the actor number a phrase means by its head, None when it means no actor that is told.

        Of "Kremlin spokesman Dmitry Peskov" that is Peskov, of "a report by Amnesty" Amnesty.
        """
        found = find_speaker((spans,) if isinstance(spans, Span) else tuple(spans), self.mentions)
        return None if found is None else found.actor

    def all_at(self, token: Token) -> tuple[int, ...]:
        """Return the actor numbers of a noun and of what is joined to it by "and", in text order, each once."""
        tree, waiting = self.mentions.tree, [token]
        found: dict[int, int] = {}
        while waiting and len(found) < _JOINED:
            one = waiting.pop(0)
            actor = self.at(one)
            if actor is not None:
                found.setdefault(actor, one.index)
            waiting.extend(tree.below(one.index, "conj"))
        return tuple(sorted(found, key=lambda actor: found[actor]))

    def mention_at(self, token: Token) -> Mention | None:
        """Return the mention over a token, the shortest where one lies in another."""
        return self.mentions.at(token)

    def _beside(self, token: Token) -> Mention | None:
        """Return the name in apposition to a noun that is no mention itself ("its envoy, Keith Kellogg")."""
        for child in self.mentions.tree.below(token.index, "appos"):
            named = self.mentions.at(child)
            if named is not None and named.form == "name":
                return named
        return None


def actor_at(reading: Reading, span: Span) -> int | None:
    """Return the actor number a phrase means, None when none is told. For many questions make one `Who`."""
    return Who.of(reading).over(span)
