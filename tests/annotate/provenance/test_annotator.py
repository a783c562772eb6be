"""Source chains: who cites, quotes, carries or passes on what somebody said."""

from collections.abc import Callable

import pytest

from chains import read_chains
from growth import times_longer
from onrecord.annotate.provenance.annotator import SourceChainAnnotator
from onrecord.annotate.responses.annotator import ResponseAnnotator
from onrecord.model.article import Article
from onrecord.model.record import Record
from onrecord.pipeline import make_pipeline


@pytest.mark.parametrize(
    ("text", "speaker", "links"),
    [
        (
            "[s1 The Daily Herald], citing two port officials, [q1 reported] [x1 that the pier will close].",
            "two port officials",
            ["Daily Herald"],
        ),
        (
            "[s1 Kyodo] [q1 said] [x1 the pier would close in May], quoting palace officials.",
            "palace officials",
            ["Kyodo"],
        ),
        (
            "[q1 According to] [s1 the Financial Times], which cited Anna Lindqvist, "
            "[x1 the pier will close].",
            "Anna Lindqvist",
            ["Financial Times"],
        ),
        ("[s1 CNN] [q1 reported] [x1 that the pier will close].", None, []),
        ("[s1 The council] [q1 closed] [x1 the pier], citing a lack of money.", None, []),
    ],
)
def test_whom_an_outlet_cites_is_the_speaker_and_the_outlet_a_link(
    text: str, speaker: str | None, links: list[str]
) -> None:
    read = read_chains(text)
    assert (read.speaker(), read.links()) == (speaker, links)


def test_the_outlet_may_name_its_source_in_the_next_sentence() -> None:
    read = read_chains(
        "[s1 The Guardian] [q1 reported] on Friday [x1 that the pier will close]. "
        "[s2 The newspaper] [q2 cited] [x2 two port officials]."
    )
    assert (read.speaker(), read.links()) == ("two port officials", ["The Guardian"])


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("[s1 TASS] [q1 quoted] [x1 [s2 Anna Lindqvist] [q2 as saying] [x2 the pier was safe]].", ["TASS"]),
        ("[s1 TASS] [q1 was cited by] [x1 [s2 Anna Lindqvist] [q2 as saying] [x2 the pier was safe]].", []),
    ],
)
def test_who_quotes_somebody_as_saying_a_thing_is_a_link(text: str, links: list[str]) -> None:
    assert read_chains(text).links(2) == links


def test_the_subject_of_quoted_by_is_the_speaker() -> None:
    read = read_chains(
        "[x1 “The pier is safe,”] Anna Lindqvist was [q1 quoted by] [s1 Interfax] as saying on Friday."
    )
    assert (read.speaker(), read.links()) == ("Anna Lindqvist", ["Interfax"])


def test_an_unnamed_quoter_is_a_link_without_an_actor() -> None:
    read = read_chains("[x1 “The pier is safe,”] [s1 Anna Lindqvist] [q1 was quoted as saying].")
    assert read.links() == ["“was quoted as saying”"]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Through a spokesman, [s1 Anna Lindqvist] [q1 said] [x1 she would not run again].", ["spokesman"]),
        ("[s1 Anna Lindqvist] [q1 said] through her lawyer [x1 that the charges were false].", ["lawyer"]),
        ("[s1 Anna Lindqvist] [q1 said] through tears [x1 that the charges were false].", []),
        (
            "[x1 The loans might fail], [s1 the bank] [q1 warned] in a memo obtained by the Financial Times.",
            ["Financial Times"],
        ),
        ("[s1 A document seen by Reuters] [q1 shows] [x1 that the bank knew].", ["Reuters"]),
        ("[s1 Anna Lindqvist], as quoted by the Kyiv Post, [q1 said]: [x1 “We will stay.”]", ["Kyiv Post"]),
        (
            "[s1 Anna Lindqvist] [q1 told] the Associated Press [x1 that the pier was safe].",
            ["Associated Press"],
        ),
        ("[s1 Anna Lindqvist] [q1 told] the BBC [x1 that the pier was safe].", []),
    ],
)
def test_links_beside_the_cue_are_found(text: str, links: list[str]) -> None:
    assert read_chains(text).links() == links


def test_the_maker_of_a_document_is_the_speaker_not_a_link() -> None:
    read = read_chains("[q1 According to] [s1 a statement released by the museum], [x1 the vase is lost].")
    assert (read.speaker(), read.links()) == ("museum", [])


def test_links_run_through_a_quotation_and_an_article_with_its_title() -> None:
    read = read_chains(
        "Holm was reacting to a Straits Times article titled “Harbour for sale.”\n"
        "[s1 The article] [q1 cited] [x1 a Reuters quote from Lindqvist’s interview with local radio, "
        "in which [s2 she] [q2 said] [x2 the port was lost]]."
    )
    assert read.links(2) == ["Reuters", "Straits Times"]
    link = read.link(2, 2)
    assert (
        link.medium == "article" and link.title is not None and read.words(link.title) == "Harbour for sale"
    )
    assert [read.words(span) for span in link.evidence][1] == "The article cited"


def test_an_utterance_that_continues_keeps_its_links() -> None:
    read = read_chains(
        "[s1 TASS] [q1 quoted] [x1 [s2 Anna Lindqvist] [q2 as saying] [x2 the pier was safe]]. "
        "[x3 “Nobody need worry,”] [s3 Lindqvist] [q3 added]. "
        "[s4 Erik Holm] [q4 added] [x4 that the pier was old]."
    )
    assert read.links(3) == ["TASS"]
    assert read.links(4) == []


def test_the_outlet_of_the_article_is_no_link() -> None:
    text = "The pier was safe, Mayor Erik Holm told Reuters on Monday."
    for outlet, links in (("Reuters", 2), ("The Daily Herald", 3)):
        record = make_pipeline().read(Article(text, outlet=outlet))
        assert isinstance(record, Record)
        assert [len(row.source_chain) for row in record.statements] == [links]


def test_time_is_linear_in_hostile_text() -> None:
    text = (
        "TASS quoted Ann Berg as saying that Reuters, citing Bo Dahl, rejected the claim of Ann Berg "
        "in a memo seen by TASS. "
    )

    def annotator_run(times: int) -> Callable[[], None]:
        article = Article(text * times)
        view = make_pipeline().annotate(article)

        def annotate() -> None:
            for reader in (SourceChainAnnotator(), ResponseAnnotator()):
                list(reader.annotate(article, view))

        return annotate

    assert times_longer(annotator_run(20), annotator_run(80), tries=2) < 8
