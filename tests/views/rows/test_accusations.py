"""Whom an actor accuses and who accuses it, from events and from accusing statements."""

import pytest

from onrecord.store.protocol import Dossier, Filter
from onrecord.views.pages.actor import build_actor
from web.harbour import CHARGED, Saying, Sheet, make_sheet

pytest_plugins = ["dossiers"]  # the fixture `dossier`


def accusing_article(content: str, day: str = "2025-03-09", actors: dict[str, str] | None = None) -> Sheet:
    """Return an article in which Bela Kolb accuses somebody in these words, without an event."""
    return Sheet(
        f"KALM, March 9 - [s1.source [p1 Bela Kolb]] [s1.cue accused] [s1.content {content}].",
        "Kolb accuses",
        "Harbour Wire",
        day,
        {"p1": "Bela Kolb", **(actors or {"p2": "Vesby"})},
        (Saying("s1", "p1", "accuse"),),
    )


def accusations(dossier: Dossier, name: str) -> tuple[dict[str, int], dict[str, int]]:
    page = build_actor(dossier, name, Filter())
    return {row.name: row.count for row in page.accuses}, {row.name: row.count for row in page.accused_by}


def test_a_statement_that_begins_with_an_actor_accuses_it_without_an_event(dossier: Dossier) -> None:
    dossier.write(make_sheet(accusing_article("[p2 Vesby] of hiding the logbook")))
    assert accusations(dossier, "Bela Kolb") == ({"Vesby": 1}, {})
    assert accusations(dossier, "Vesby") == ({}, {"Bela Kolb": 1})


@pytest.mark.parametrize(
    "content",
    ["[p2 Vesby]'s pilots of hiding it", "[p2 Vesby] Railways of hiding it", "nobody in [p2 Vesby]"],
)
def test_a_name_that_continues_or_comes_later_is_not_the_accused(dossier: Dossier, content: str) -> None:
    dossier.write(make_sheet(accusing_article(content)))
    assert accusations(dossier, "Bela Kolb") == ({}, {})
    assert accusations(dossier, "Vesby") == ({}, {})


def test_the_longest_name_is_the_accused(dossier: Dossier) -> None:
    dossier.write(
        make_sheet(
            accusing_article(
                "the [p3 Vesby pilots] of hiding it", actors={"p2": "Vesby", "p3": "Vesby pilots"}
            )
        )
    )
    assert accusations(dossier, "Bela Kolb")[0] == {"Vesby pilots": 1}
    assert accusations(dossier, "Vesby")[1] == {}


def test_an_article_counts_once_even_with_an_event_and_a_statement(dossier: Dossier) -> None:
    dossier.write(make_sheet(CHARGED))
    for day in ("2025-03-09", "2025-03-10"):
        dossier.write(make_sheet(accusing_article("[p2 Vesby] of hiding the logbook", day)))
    assert accusations(dossier, "Ada Lindman")[0] == {"Kalm": 1}
    assert accusations(dossier, "Bela Kolb")[0] == {"Vesby": 2}
    (accusation,) = build_actor(dossier, "Bela Kolb", Filter()).accuses
    assert (
        accusation.latest
        == f"{make_sheet(accusing_article('[p2 Vesby] of hiding the logbook', '2025-03-10')).article.id}/s1"
    )
