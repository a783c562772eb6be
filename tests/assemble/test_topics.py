"""Topics: the noun phrases that a content is about, by its syntax."""

from dispatch import read_dispatch
from onrecord.assemble.topics import MOST, TopicFinder
from onrecord.model.annotation import Token
from onrecord.model.span import Span


def topics(text: str, words: str | None = None, named: str | None = None) -> dict[str, str]:
    """Return the topics of some words of a text (all without `words`), each with its evidence."""
    read = read_dispatch(text)
    content = words or text
    start = text.index(content)
    spans = [Span(text.index(named), text.index(named) + len(named))] if named else []
    found = TopicFinder(text, read.view.of(Token), spans).find([Span(start, start + len(content))])
    return {topic.name: str(topic.evidence) for topic in found}


def test_a_topic_is_named_by_the_lemmas_of_its_phrase() -> None:
    found = topics("The harbour tolls will fall before winter.")
    assert found["harbour toll"].endswith("harbour tolls")


def test_a_topic_in_several_forms_is_named_once() -> None:
    found = topics("The harbour toll is too high. Harbour tolls must fall.")
    assert list(found).count("harbour toll") == 1


def test_the_number_of_topics_is_limited_and_the_subject_comes_first() -> None:
    found = topics(
        "The pilots want better pay, warmer cabins, newer boats, longer rests and safer piers "
        "from the council."
    )
    assert len(found) == MOST
    assert next(iter(found)) == "pilot"


def test_only_what_lies_in_the_content_counts() -> None:
    text = "The harbour master said the ferry strike would end."
    assert "ferry strike" in topics(text, "the ferry strike would end")
    assert not any("master" in name for name in topics(text, "the ferry strike would end"))


def test_an_actor_is_no_topic() -> None:
    text = "Lindmar will reopen the night berths."
    assert not any("lindmar" in name for name in topics(text, named="Lindmar"))
    assert "night berth" in topics(text, named="Lindmar")
