"""What is looked up for each row of a long text costs the same wherever in the text the row stands."""

from collections.abc import Callable

from growth import times_longer
from onrecord.annotate.attribution.performatives import find_performative_act
from onrecord.annotate.events.time_and_place import TimesAndPlaces
from onrecord.annotate.text.syntax.tree import SyntaxTree
from onrecord.assemble.topics import TopicFinder
from onrecord.model.annotation import Sentence, TimeExpression, Token
from onrecord.model.layers import Annotations
from onrecord.model.span import Span

WORD = "harbour "
FEW, MANY = 2_000, 40_000  # tokens


def tokens_of(count: int) -> tuple[Token, ...]:
    """Return so many nouns, each a sentence of its own."""
    return tuple(
        Token(
            Span(at * len(WORD), at * len(WORD) + 7), at, "harbour", "harbour", "NOUN", "NN", "nsubj", at, at
        )
        for at in range(count)
    )


def sentences_of(tokens: tuple[Token, ...]) -> tuple[Sentence, ...]:
    return tuple(Sentence(one.span, one.index, one.index, one.index + 1, 0) for one in tokens)


def own_acts_at_the_end(count: int) -> Callable[[], object]:
    tokens = tokens_of(count)
    content = [tokens[-1].span]
    return lambda: [find_performative_act(content, tokens) for _ in range(3_000)]


def test_an_act_is_found_as_fast_at_the_end_of_a_long_text() -> None:
    assert times_longer(own_acts_at_the_end(FEW), own_acts_at_the_end(MANY)) < 5


def times_of_sentences(count: int) -> Callable[[], object]:
    tokens = tokens_of(count)
    sentences = sentences_of(tokens)
    layers = Annotations().joined((Token, Sentence), [*tokens, *sentences])
    times = tuple(TimeExpression(one.span, "2025-07-01") for one in tokens)
    found = TimesAndPlaces(SyntaxTree.of(layers), times, ())
    assert [row.span for row in found.times_in(sentences[7])] == [tokens[7].span]
    return lambda: [found.times_in(sentences[-1]) for _ in range(5_000)]


def test_the_times_of_a_sentence_are_found_as_fast_among_many() -> None:
    assert times_longer(times_of_sentences(FEW), times_of_sentences(MANY)) < 5


def topics_of_pieces(count: int) -> Callable[[], object]:
    """Return a search in a content of many pieces: a long turn of a transcript."""
    tokens = tokens_of(count)
    finder = TopicFinder(WORD * count, tokens, [])
    pieces = [one.span for one in tokens]
    return lambda: finder.find(pieces)


def test_topics_of_a_long_turn_take_time_with_its_length() -> None:
    assert times_longer(topics_of_pieces(2_000), topics_of_pieces(10_000)) < 15
