"""Near-duplicates: copies of one story, cut, reordered or extended, and stories that only report the same
event.
"""

from datasketch import MinHash
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model.span import Span
from onrecord.resolve.near_duplicates import (
    BANDS,
    ROWS,
    SEED,
    ComparableText,
    Comparison,
    article_fingerprints,
    compare,
    find_own_words,
    min_hash,
)

STORY = (
    "The harbour board and the pilots' union met in Norrsund on Monday to end a strike that has "
    "closed the port for nine days.\n"
    "Both sides left the town hall shortly before midnight without a deal, and no date was set for "
    "another round of talks.\n"
    "“We are closer than we were this morning,” the board's chair, Hedda Grevec, told reporters on "
    "the steps of the hall.\n"
    "Some forty ships are waiting outside the breakwater, most of them with grain, according to the "
    "port's own traffic office.\n"
    "The union wants a second pilot on every tanker above two hundred metres; the board calls that "
    "demand far too costly.\n"
)
SAME_EVENT = (
    "Pilots in Norrsund will stay on strike after negotiators failed on Monday night to agree how "
    "many of them a tanker needs.\n"
    "“We are closer than we were this morning,” said Hedda Grevec, who chairs the harbour board.\n"
    "Grain traders say that each further day of the walkout costs them a fortune, and some have sent "
    "their ships elsewhere.\n"
    "It was the third meeting since the walkout began; the union's leader would not say whether "
    "there will be a fourth.\n"
)


def comparable(text: str, name: str = "a") -> ComparableText:
    return find_own_words(name, text, [Span(0, len(text))])


def compared(left: str, right: str) -> Comparison:
    found = compare(comparable(left, "a"), comparable(right, "b"))
    assert found == compare(comparable(right, "b"), comparable(left, "a"))
    return found


def test_a_story_is_a_copy_of_itself() -> None:
    assert compared(STORY, STORY).score == 1.0


def test_a_cut_story_with_paragraphs_in_another_order_is_a_copy() -> None:
    lines = STORY.splitlines()
    assert compared(STORY, "\n".join([lines[0], lines[3], lines[1], "Give to our newsroom."])).score > 0.9


def test_another_report_of_the_same_meeting_is_no_copy_although_it_quotes_alike() -> None:
    assert compared(STORY, SAME_EVENT).score < 0.1


def test_quoted_words_do_not_count() -> None:
    quoted = (
        "“We will not sign a paper that sends our people out alone at night, whatever the board offers "
        "us for it,” they said."
    )
    assert compared(f"{quoted} One thing.", f"{quoted} And quite another matter.").copied == 0


def test_the_reason_gives_share_and_longest_run() -> None:
    found = compared(STORY, STORY)
    assert found.reason == (
        "100% of the shorter article's own words are the same "
        f"({found.copied} words, {found.longest} of them in a row)"
    )


def test_copies_share_fingerprints_and_other_stories_do_not() -> None:
    lines = STORY.splitlines()
    own, cut, other = (
        set(article_fingerprints(comparable(text))) for text in (STORY, "\n".join(lines[1:]), SAME_EVENT)
    )
    assert own & cut
    assert not own & other


@given(st.sets(st.text(max_size=30).map(str.encode), min_size=1, max_size=60))
def test_the_signature_is_that_of_datasketch(shingles: set[bytes]) -> None:
    other = MinHash(num_perm=BANDS * ROWS, seed=SEED, scheme="affine32")
    other.update_batch(sorted(shingles))
    assert min_hash(shingles) == [int(value) for value in other.hashvalues]


def test_a_text_without_words_has_no_fingerprints() -> None:
    assert list(article_fingerprints(comparable("—\n…\n"))) == []
    assert compared("", STORY).score == 0.0
