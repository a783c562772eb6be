"""Threads: each post is a direct statement of its account."""

import pytest

import onrecord
from onrecord import Record
from onrecord.annotate.attribution.turns.posts import account_lines

THREAD = """\
Marta Lind @martalind · Jul 1, 2025 6:12 AM
The ferry to Holm has stopped. Crews say they were not paid.

6:20 AM
2/ The harbour office told us that the pay was sent on Friday.

Holm Harbour Office @holmharbour · 7:05 AM
Replying to @martalind
All pay was sent on Friday. We regret the delay.

@martalind · 7:40 AM
The crews have it in writing now.
"""


def read(text: str) -> Record:
    outcome = onrecord.read(text, published="2025-07-01", language="en")
    assert isinstance(outcome, Record)
    return outcome


@pytest.mark.slow
def test_each_post_is_a_direct_statement_of_its_account() -> None:
    record = read(THREAD)
    names = {actor.id: actor.name for actor in record.actors}
    posts = [row for row in record.statements if row.within is None and not row.evidence.cue]
    assert [(names[row.actor or ""], row.kind) for row in posts] == [
        ("Marta Lind", "direct"),
        ("Marta Lind", "direct"),
        ("Holm Harbour Office", "direct"),
        ("Marta Lind", "direct"),
    ]
    contents = [" ".join(row.evidence.content.words) for row in posts]
    assert contents[1].startswith("The harbour office told us")
    assert contents[2].startswith("All pay was sent")  # without whom it replies to
    inner = [row for row in record.statements if row.within == posts[0].id]
    assert any("Crews" in " ".join(row.evidence.source.words) for row in inner)


def labels(text: str) -> list[str]:
    return [line.label.words(text) for line in account_lines(text)]


def test_lines_of_telegram_name_channels() -> None:
    text = "".join(
        f"Вісті Holm, [0{day}.07.2025 14:2{day}]\nThe bridge was closed on day {day}.\n\n"
        for day in (1, 2, 3)
    )
    assert labels(text) == ["Вісті Holm"] * 3


def test_numbered_and_timed_posts_belong_to_the_account_above() -> None:
    text = "Lund Watch @lundwatch\nOne. 09:40\n\n1. Two. 09:41\n\n2. Three. 09:43\n\n09:50\nFour.\n"
    assert labels(text) == ["Lund Watch"] * 4


@pytest.mark.parametrize(
    "text",
    [
        "The mayor thanked her.\n\nAnn Lind @annlind · 6:12 AM\nWe won.\n\nIt was her second win.\n",
        "Write to the desk @lundpaper\n\nThe talks ended on Monday.\n\nThey resume on Friday.\n",
        "1. The parties agree.\n\n2. The parties meet again.\n\n3. The parties sign.\n",
        "Results at 9:05\nLind 12\n\nResults at 9:15\nLind 14\n\nResults at 9:25\nLind 20\n",
        "@" * 5000 + "\n\n" + "·" * 5000 + "\n\n" + "a @b\n" * 3,
    ],
)
def test_articles_that_only_show_accounts_or_numbers_are_no_threads(text: str) -> None:
    assert labels(text) == []
