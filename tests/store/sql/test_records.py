"""Records of many articles, and the actors of rows by their ids across articles."""

from dataclasses import replace

import pytest

from builders import make_joint, make_record
from onrecord.model.judgement import Signature, make_decision
from onrecord.store.protocol import Dossier

pytest_plugins = ["dossiers"]
SIGNED = Signature("A. Clerk", "checked by hand", "2025-07-01T09:30:00+00:00")


def test_records_come_in_the_order_asked_for_and_gaps_are_passed_over(dossier: Dossier) -> None:
    records = [make_record(number, 1) for number in range(120)]  # more than are looked up together
    for record in records:
        dossier.write(record)
    wanted = [record.article.id for record in reversed(records)]
    found = [row.record.article.id for row in dossier.list_records(["a:none", *wanted])]
    assert found == wanted
    assert list(dossier.list_records([])) == []


def test_a_record_of_many_is_that_of_one_with_what_other_articles_tell_and_people_decide(
    dossier: Dossier,
) -> None:
    first, second = make_record(1), make_record(50)
    port = first.actors[0]
    told = replace(second, actors=(replace(port, country="NOR", wikidata="Q585"), *second.actors[1:]))
    for record in (first, told):
        dossier.write(record)
    row = f"{first.article.id}/{port.id}"
    dossier.judge(make_decision("field", row, SIGNED, on="sector", value='"MIL"'))
    (stored,) = dossier.list_records([first.article.id])
    assert stored.record == dossier.get_record(first.article.id)
    actor = stored.record.actors[0]
    assert (actor.country, actor.wikidata, actor.sector) == ("NOR", "Q585", "MIL")
    rows = [f"{first.article.id}/{one.id}" for one in first.actors]
    assert {f"{first.article.id}/{one}": known for one, known in stored.actor_ids.items()} == {
        one.reference: one.known_as for one in dossier.list_actor_rows(rows)
    }


def test_actors_of_rows_are_listed_by_part(dossier: Dossier) -> None:
    record = make_joint(3)
    dossier.write(record)
    (stored,) = dossier.list_records([record.article.id])
    ids, article = stored.actor_ids, record.article.id
    joint = dossier.list_parties("statements", [f"{article}/s2"])
    assert joint == {f"{article}/s2": {"speaker": (ids["p1"], ids["p2"]), "spoken-for": (ids["p4"],)}}
    told = dossier.list_parties("statements", [f"{article}/s1"])
    assert told[f"{article}/s1"]["addressee"] == (ids["p7"],)
    assert dossier.list_parties("events", [f"{article}/e1"]) == {
        f"{article}/e1": {"actor": (ids["p1"], ids["p2"])}
    }
    assert dossier.list_parties("commitments", [f"{article}/c1"]) == {
        f"{article}/c1": {"party": (ids["p1"], ids["p2"])}
    }


@pytest.mark.parametrize("what", ["articles", "statements"])
def test_rows_without_actors_have_no_parts(dossier: Dossier, what: str) -> None:
    dossier.write(make_record(3))
    assert dossier.list_parties(what, ["a:none/s1", "a:none"]) == {}  # type: ignore[arg-type]
