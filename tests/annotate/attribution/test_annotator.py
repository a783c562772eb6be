"""The attribution annotator in the pipeline: spans stay in passages; proper nouns that speak are actors."""

import onrecord
from onrecord import Record


def read(text: str) -> Record:
    outcome = onrecord.read(text, title="Minister says talks go on", published="2025-07-01", language="en")
    assert isinstance(outcome, Record)
    return outcome


def test_a_headline_is_never_part_of_a_quotation_below_it() -> None:
    record = read("Minister says talks go on\n\n“We will talk,” said the minister José García on Monday.\n")
    direct = next(row for row in record.statements if row.kind == "direct")
    assert direct.evidence.content.words == ("“We will talk,”",)
    for statement in record.statements:
        for span in statement.evidence.content.spans:
            assert any(passage.span.holds(span) for passage in record.passages)


def test_a_surname_alone_that_speaks_is_an_actor() -> None:
    record = read("Arslanov said on Monday that talks would go on.\n")
    names = {actor.id: actor.name for actor in record.actors}
    assert [names.get(row.actor or "") for row in record.statements] == ["Arslanov"]


def test_no_source_ends_inside_a_hyphenated_name() -> None:
    record = read("Park Geun-hye said she was sorry. Park Won-soon said he was not.\n\nThe talks go on.\n")
    words = {word for row in record.statements for word in row.evidence.source.words}
    assert not words & {"Park", "Park Won", "Park Geun"}
