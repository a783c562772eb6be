"""Which utterance answers which, by the articles and by judgements, over articles."""

from collections import defaultdict

from onrecord.exports.selection import Selection
from onrecord.model.record import Relation


class Answers:
    """What the selected statements answer.

    `answered` are the identities of utterances that are answered, and the references of links of source
    chains (`ARTICLE/s3.2`: an article, a post), which have no identity.
    """

    def __init__(self, selection: Selection) -> None:
        """Read the answers. Raises StoreError."""
        edges = selection.answers() if selection.has("statements") else []
        ends = sorted({end for edge in edges for end in (edge.left, edge.right)})
        same = selection.identify("statement", ends)
        self._targets: defaultdict[str, dict[tuple[str, Relation], None]] = defaultdict(dict)
        for edge in edges:
            self._targets[same[edge.left]][same[edge.right], edge.relation] = None
        self.answered = {same[edge.right] for edge in edges}

    def of(self, identity: str) -> tuple[tuple[str, Relation], ...]:
        """Return what an utterance answers and how, each once."""
        return tuple(self._targets.get(identity, ()))


def is_link(reference: str) -> bool:
    """Whether a reference is that of a link of a source chain and not of a statement."""
    return "." in reference.rpartition("/")[2]
