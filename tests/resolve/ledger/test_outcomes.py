"""What sentences of later articles tell of a commitment, and what they must not be taken to tell."""

import pytest

from onrecord.resolve.ledger.outcomes import find_told
from resolve.ledger.telling import promise, telling

REOPEN = promise("reopen the Tessel crossing to lorries")
RELEASE = promise("release detained drivers", "state:uganda", number=40)
PROMISES = {
    "reopen": REOPEN,
    "release": RELEASE,
    "pay": promise("pay euros to the farmers", number=4_000_000),
    "cease": promise("stop the shelling of Harrow"),
    "refuse": promise("not order binding arbitration"),
    "passive": promise("the report be published in full"),
    "money": promise("200,000 shillings for each family", number=200_000),
    "clinic": promise("a field clinic stand in Mbara"),
    "sensors": promise("every mine have new gas sensors"),
    "nobody": promise("nobody be dismissed for striking"),
}
ACTORS = {"Kenya": "state", "Uganda": "state", "Chad": "state"}


def told(which: str, text: str, least: float = 0.5) -> list[str]:
    return [one.step for one in find_told(PROMISES[which], telling(text, ACTORS)) if one.score >= least]


@pytest.mark.parametrize(
    ("which", "text", "steps"),
    [
        ("reopen", "Kenya reopened the Tessel crossing on Monday.", ["kept"]),
        ("reopen", "The Tessel crossing was reopened by Kenya at dawn.", ["kept"]),
        ("reopen", "Kenya has not reopened the Tessel crossing, as it had promised.", ["broken"]),
        ("reopen", "Kenya failed to reopen the Tessel crossing by April 15.", ["broken"]),
        ("reopen", "Kenya missed the deadline. The Tessel crossing is to reopen some day.", ["broken"]),
        ("reopen", "Kenya has postponed the reopening of the Tessel crossing.", ["postponed"]),
        ("reopen", "Kenya said the reopening of the Tessel crossing had been put off.", ["postponed"]),
        (
            "reopen",
            "Uganda accused Kenya of breaking its word. The Tessel crossing was to reopen.",
            ["disputed"],
        ),
        ("release", "Uganda released 12 of the 40 detained drivers.", ["under-way"]),
        ("release", "Uganda freed the last 28 of the 40 detained drivers.", ["kept"]),
        ("release", "Uganda has released all detained drivers.", ["kept"]),
        ("pay", "Kenya paid 4 million euros to the farmers on Monday.", ["kept"]),
        ("pay", "Kenya paid 900,000 euros to the farmers on Monday.", ["under-way"]),
        ("cease", "Kenya stopped the shelling of Harrow.", ["kept"]),
        ("refuse", "Kenya has ordered binding arbitration.", ["broken"]),
        ("passive", "Kenya published the report in full on Monday.", ["kept"]),
        ("passive", "The report has not been published by Kenya, as promised.", ["broken"]),
        ("money", "The 200,000 shillings promised by Kenya have reached nobody.", ["broken"]),
        ("money", "The families have received the 200,000 shillings from Kenya.", ["kept"]),
        ("money", "Kenya handed 200,000 shillings to every family on Monday.", ["kept"]),
        ("clinic", "Kenya's field clinic has not come. It was promised for May.", ["broken"]),
        ("clinic", "Kenya's field clinic arrived in Mbara on Monday.", ["kept"]),
        ("clinic", "There is no sign of the field clinic that Kenya promised.", ["broken"]),
        ("sensors", "Only two mines have the new gas sensors of Kenya.", ["under-way"]),
        ("clinic", "A clinic was promised. Kenya's promise has not been kept.", ["broken"]),
        (
            "refuse",
            "The court ordered binding arbitration, days after Kenya said it would do no such thing.",
            ["broken"],
        ),
        ("nobody", "Kenya has dismissed 40 drivers for striking.", ["broken"]),
    ],
)
def test_later_sentences_tell_what_became_of_a_commitment(which: str, text: str, steps: list[str]) -> None:
    assert told(which, text) == steps


@pytest.mark.parametrize(
    ("which", "text"),
    [
        ("reopen", "Kenya will reopen the Tessel crossing on Monday."),
        ("reopen", "Kenya is expected to reopen the Tessel crossing."),
        ("reopen", "Uganda urged Kenya to reopen the Tessel crossing."),
        ("reopen", "If Kenya reopened the Tessel crossing, lorries would pass."),
        ("reopen", "Has Kenya reopened the Tessel crossing?"),
        ("reopen", "Kenya had promised to reopen the Tessel crossing."),
        ("reopen", "Chad reopened the Tessel crossing."),
        ("reopen", "Kenya reopened the embassy in Harrow."),
        ("reopen", "Kenya did not postpone the reopening of the Tessel crossing."),
        ("reopen", "Kenya may postpone the reopening of the Tessel crossing."),
        ("reopen", "Kenya broke its promise on wages."),
        ("release", "The released drivers met Uganda's detained minister."),
        ("cease", "Kenya shelled Harrow and attacked the shelling positions of Harrow."),
        ("reopen", ""),
        ("money", "Kenya gave each family its word and 200,000 shillings, to be paid by July."),
        ("money", "Kenya will pay the families the 200,000 shillings in May."),
        ("clinic", "The field clinic of Kenya would arrive on Wednesday."),
        ("clinic", "A clinic was burnt down in Mbara, Kenya said."),
        ("nobody", "Nobody was dismissed by Kenya for striking."),
    ],
)
def test_plans_demands_questions_and_other_acts_tell_nothing(which: str, text: str) -> None:
    assert told(which, text or "Nothing.") == []


def test_what_is_not_done_yet_is_left_to_a_person() -> None:
    assert told("reopen", "Kenya has not reopened the Tessel crossing.") == []
    assert told("reopen", "Kenya has not reopened the Tessel crossing.", 0.3) == ["broken"]


def test_nothing_is_told_of_a_later_commitment_or_of_one_long_ago() -> None:
    text = "Kenya reopened the Tessel crossing on Monday."
    for day in ("2026-05-01", "2020-01-01"):
        assert find_told(promise("reopen the Tessel crossing", day=day), telling(text, ACTORS)) == []


def test_the_words_of_a_step_are_the_sentence_and_its_teller_is_who_says_it() -> None:
    text = "It rained. Kenya reopened the Tessel crossing, Uganda said. Nobody cheered."
    article = telling(text, ACTORS, said=(("Uganda", "Kenya reopened the Tessel crossing"),))
    (found,) = find_told(REOPEN, article)
    assert found.span.words(text) == "Kenya reopened the Tessel crossing, Uganda said"
    teller = article.teller_of(found.anchor)
    assert (teller.name, teller.reference) == ("Uganda", f"{article.id}/s1")
