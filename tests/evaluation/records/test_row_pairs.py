"""Pairing of actors and rows in two records of one article."""

from dataclasses import replace

from marked import marked
from onrecord.evaluation.records.cells import compare_records
from onrecord.evaluation.records.row_pairs import Page, assign, pair_records
from onrecord.model.evidence import Evidence
from onrecord.model.record import Actor, EventEvidence, MentionRow, Record
from onrecord.model.span import Span
from small_record import SMALL, TEXT, at, evidence, with_event, with_statement, words

LINE = marked(
    "[a.name Chelyabinsk]’s [b.nominal governor] and [c.name Anna Berg] spoke. "
    "[d.pronoun They] left with [e.name Berg]."
)


def person(id_: str, *labels: str) -> Actor:
    mentions = [
        MentionRow(span, "name" if label.endswith("name") else "pronoun")
        for label in labels
        for span in LINE.spans[label]
    ]
    return Actor(id_, id_, "person", tuple(mentions))


def record(*actors: Actor) -> Record:
    article = replace(SMALL.article, text=LINE.text)
    return replace(
        SMALL, article=article, passages=(), actors=actors, statements=(), events=(), commitments=()
    )


def identity(gold: Record, output: Record) -> dict[str, str]:
    return dict(pair_records(Page(LINE.text), gold, output).identity.stands_for)


def test_an_actor_stands_for_the_one_with_most_common_mentions() -> None:
    gold = record(person("berg", "c.name", "e.name"), person("governor", "d.pronoun"))
    assert identity(gold, record(person("x", "c.name", "d.pronoun", "e.name"))) == {"x": "berg"}


def test_one_common_name_counts_more_than_other_mentions() -> None:
    gold = record(person("governor", "b.nominal", "d.pronoun"), person("berg", "c.name"))
    assert identity(gold, record(person("x", "b.nominal", "d.pronoun", "c.name"))) == {"x": "berg"}


def test_ties_go_to_the_actor_with_fewer_mentions_and_then_to_the_earlier_one() -> None:
    gold = record(person("berg", "c.name", "d.pronoun"), person("governor", "d.pronoun"))
    assert identity(gold, record(person("x", "d.pronoun"))) == {"x": "governor"}
    gold = record(person("berg", "c.name", "d.pronoun"), person("governor", "a.name", "d.pronoun"))
    assert identity(gold, record(person("x", "d.pronoun"))) == {"x": "governor"}


def test_a_mention_is_shared_with_the_most_similar_one() -> None:
    whole = LINE.one("a.name").joined(LINE.one("b.nominal"))
    governor = Actor("governor", "governor", "person", (MentionRow(whole, "nominal"),))
    both = record(person("city", "a.name"), governor)
    assert identity(both, both) == {"city": "city", "governor": "governor"}


def test_several_actors_may_stand_for_one_and_an_unknown_one_stands_for_nobody() -> None:
    gold = record(person("berg", "c.name", "e.name"))
    output = record(person("x", "c.name"), person("y", "e.name"), person("z", "a.name"))
    assert identity(gold, output) == {"x": "berg", "y": "berg"}
    assert pair_records(Page(LINE.text), gold, output).actors == {"berg": "x"}


def test_a_noun_is_shared_whatever_follows_it() -> None:
    line = marked("[a.nominal [b.nominal police] in Lund] met [c.nominal members of [d.name Aid]].")
    gold, output = (
        replace(
            SMALL,
            article=replace(SMALL.article, text=line.text),
            passages=(),
            statements=(),
            events=(),
            commitments=(),
            actors=tuple(
                Actor(at_, at_, "people", (MentionRow(line.spans[label][0], "nominal"),))
                for at_, label in pairs
            ),
        )
        for pairs in ((("p1", "a.nominal"), ("p2", "c.nominal")), (("q1", "b.nominal"), ("q2", "d.name")))
    )
    assert dict(pair_records(Page(line.text), gold, output).identity.stands_for) == {"q1": "p1"}


def test_a_mention_with_less_than_half_of_its_words_in_common_is_another_one() -> None:
    whole = Span(0, len(LINE.text) - 1)
    gold, output = (
        record(person("berg", "c.name")),
        record(Actor("x", "x", "people", (MentionRow(whole, "nominal"),))),
    )
    assert identity(gold, output) == {}


def test_sets_of_actors_are_the_same_when_none_is_missing_or_superfluous() -> None:
    pairing = pair_records(Page(TEXT), SMALL, SMALL).identity
    assert pairing.same_sets(["turkey", "greece"], ["greece", "turkey"])
    assert not pairing.same_sets(["turkey"], ["turkey", "nobody"])
    assert not pairing.same_sets([], ["nobody"])
    assert pairing.same_sets([], [])


def test_the_pair_that_is_found_is_preferred_to_one_with_a_longer_common_content() -> None:
    # Two rows with the cue of s1: one with the whole of the paragraph as content, one with half of it,
    # rightly sourced.
    long = replace(SMALL.statements[0], id="x1", evidence=replace(evidence("s1"), source=at("Talks")))
    right = replace(
        SMALL.statements[0],
        id="x2",
        evidence=replace(evidence("s1"), content=at("Turkey had changed the maps")),
    )
    output = replace(SMALL, statements=(long, right), events=(), commitments=())
    assert pair_records(Page(TEXT), SMALL, output).statements["s1"] == "x2"


def test_of_two_events_in_a_line_the_one_of_the_same_type_is_paired() -> None:
    other = replace(SMALL.events[0], id="x1", type="AGREE", actors=())
    right = replace(SMALL.events[0], id="x2", evidence=EventEvidence(words("e1.all"), at("held")))
    output = replace(SMALL, events=(other, right))
    assert pair_records(Page(TEXT), SMALL, output).events == {"e1": "x2"}


def test_an_event_whose_trigger_is_in_another_line_is_not_paired() -> None:
    both = Evidence.of(TEXT, [words("e1.all").spans[0], words("c1.all").spans[0]])
    output = with_event(evidence=EventEvidence(both, at("agreed")))
    assert pair_records(Page(TEXT), SMALL, output).events == {}


def test_pairs_have_the_largest_sum_and_keep_the_order_where_worths_are_equal() -> None:
    assert sorted(assign({(0, 0): 3.0, (0, 1): 2.0, (1, 0): 2.5})) == [(0, 1), (1, 0)]
    assert sorted(assign({(row, column): 1.0 for row in range(3) for column in range(3)})) == [
        (0, 0),
        (1, 1),
        (2, 2),
    ]
    assert assign({}) == []


def test_a_colon_after_a_label_is_not_a_cue() -> None:
    text = SMALL.article.text
    colon = Evidence.of(text, [Span(at := text.index(":"), at + 1)])
    turn = next(row for row in SMALL.statements if row.id == "s3")
    told = with_statement("s3", evidence=replace(turn.evidence, cue=colon))
    assert all(row.right for row in compare_records(SMALL, told) if row.layer == "statements")
