"""Layers of annotations: what all of them give together."""

from itertools import permutations

from onrecord.model.annotation import Mention, ParticipantMention
from onrecord.model.layers import Annotations, all_mentions
from onrecord.model.span import Span


def test_mentions_of_one_span_keep_their_order_in_every_process() -> None:
    rows = (
        Mention(Span(0, 4), "nominal", 1, "people"),
        Mention(Span(0, 4), "name", 1, "people"),
        Mention(Span(0, 4), "pronoun", 1, "people"),
    )
    for order in permutations(rows):
        view = Annotations().joined((Mention, ParticipantMention), order)
        assert all_mentions(view) == order
