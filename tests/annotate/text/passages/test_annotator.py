"""The passage annotator: properties for any text, furniture that is found, news that stays news."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.annotate.text.passages.annotator import PassageAnnotator
from onrecord.annotate.text.passages.lines import MAX_PASSAGE
from onrecord.model.annotation import NEWS, Passage
from onrecord.model.article import Article
from onrecord.model.layers import Annotations

READER = PassageAnnotator()
LEAD = "The harbour council voted on Monday to deepen the channel after three ships ran aground in a month."
QUOTE = (
    "“We had no choice,” the harbour master, Ida Holm, told reporters. “The sand moves faster than we do.”"
)
LAST = "Work is to begin in March and will cost 11 million crowns, according to the council."
PIECES = (
    *(
        "\u2028",
        "\x0b",
        "\x85",
        "\xa0",
        "\u200b",
        "\r\n",
        "\n\n",
        "\t",
        "\x1c",
        "\u3000",
        " ",
        "- ",
        ". ",
        "“",
        '"',
        "@",
        "(",
        ")",
    ),
    *(
        "Read more:",
        "Dear readers,",
        "By Ann Lee",
        "ROME (AP) —",
        "2:05 P.M. EST  ",
        "https://a.example/b",
        "<b>",
        "ОНА",
        "中文",
        "é",
        "x",
    ),
    *(
        "Follow us on Telegram",
        "Getty Images",
        "© 2024 Post",
        "(Reporting by Jo Dee)",
        "Sources",
        "Support us",
        LEAD,
        QUOTE,
    ),
)


def read(
    text: str, title: str | None = None, outlet: str | None = None, authors: tuple[str, ...] = ()
) -> list[Passage]:
    return list(READER.annotate(Article(text, title, outlet, authors=authors), Annotations()))


def kinds(*lines: str, title: str | None = None, outlet: str | None = None) -> list[str]:
    """Return the kinds of lines that are each one passage."""
    text = "\n".join(lines)
    passages = read(text, title, outlet)
    assert [text[passage.span.start : passage.span.end] for passage in passages] == list(lines)
    return [passage.kind for passage in passages]


def kind_in_report(line: str, outlet: str | None = None) -> set[str]:
    """Return what is made of a line in the middle and at the end of a report."""
    inside = kinds(LEAD, line, QUOTE, LAST, outlet=outlet)
    at_end = kinds(LEAD, QUOTE, LAST, line, outlet=outlet)
    assert inside[0] == inside[2] == inside[3] == "body"
    assert at_end[:3] == ["body"] * 3
    return {inside[1], at_end[3]}


def assert_lawful(text: str, passages: list[Passage]) -> None:
    at = 0
    for passage in passages:
        assert passage.span.start >= at
        assert not text[at : passage.span.start].strip()
        assert passage.span.is_sound(text)
        at = passage.span.end
    assert not text[at:].strip()


@given(st.text())
def test_every_character_that_is_not_white_space_is_in_exactly_one_passage(text: str) -> None:
    assert_lawful(text, read(text))


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(PIECES)).map("".join),
    st.sampled_from([None, "Post", LEAD]),
    st.sampled_from([None, "Post", "The"]),
)
def test_reports_and_furniture_in_any_order_give_sound_passages(
    text: str, title: str | None, outlet: str | None
) -> None:
    assert_lawful(text, read(text, title, outlet))


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_reading_a_text_twice_gives_the_same_passages(text: str) -> None:
    assert read(text) == read(text)


def test_a_text_of_white_space_has_no_passages() -> None:
    assert read("") == []
    assert read(" \n\u2028\x85\xa0\t") == []


@pytest.mark.parametrize(
    "unit", ["The talks went on all night. ", "word ", "word,", "—", "\u200b", "（", "a-b"]
)
def test_a_line_of_two_million_characters_is_cut_into_bounded_passages(unit: str) -> None:
    text = (unit * (2_000_000 // len(unit))).strip()
    passages = read(text)
    assert_lawful(text, passages)
    assert max(passage.span.length for passage in passages) <= MAX_PASSAGE


def test_a_word_of_two_million_letters_is_one_passage() -> None:
    text = "a" * 2_000_000
    assert [passage.span for passage in read(text)] == [(0, 2_000_000)]


def test_long_lines_are_cut_after_sentences() -> None:
    text = ("The talks went on all night. " * 2_000).strip()
    assert {text[passage.span.end - 6 : passage.span.end] for passage in read(text)} == {"night."}


def test_an_appeal_of_several_paragraphs_stays_one_passage_kind() -> None:
    appeal = (
        "A message from The Tidewater Gazette:",
        "Dear readers,",
        "Last spring the port authority took us to court and called our work “harmful to trade”. "
        "It wants our sources.",
        "We will not. We are eleven people in two rooms, "
        "and we report what the harbour would rather keep to itself.",
        "Your support pays our lawyers. Please consider a gift from just €3 a month; "
        "it takes less than a minute.",
        "By supporting The Tidewater Gazette you keep local journalism alive. Thank you for being there.",
    )
    found = kinds(LEAD, QUOTE, LAST, *appeal, "Remind me later", outlet="The Tidewater Gazette")
    assert found == ["body"] * 3 + ["appeal"] * 6 + ["navigation"]
    assert kinds(LEAD, QUOTE, LAST, *appeal, "Remind me later")[3:] == ["appeal"] * 6 + ["navigation"]


def test_news_after_an_appeal_is_news_again() -> None:
    found = kinds(
        LEAD, "Support our journalism", "Become a member today and help us stay independent.", QUOTE, LAST
    )
    assert found == ["body", "appeal", "appeal", "body", "body"]


def test_an_appeal_by_someone_other_than_a_publisher_is_news() -> None:
    assert (
        kinds(
            "Mr President, distinguished senators, your support has kept our children alive.",
            "We need your help once more. Please give what you can, and thank you for standing with us.",
            "Every contribution makes a difference.",
        )
        == ["body"] * 3
    )


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Sign up for our weekly newsletter and get the news in your inbox.", "promotion"),
        ("Follow Jane Doe on Twitter @janedoe.", "promotion"),
        ("Follow us on Telegram and Instagram.", "promotion"),
        ("Download our app for breaking news alerts.", "promotion"),
        ("Read more: Why the channel silts up", "navigation"),
        ("Also read: Ferry company warns of delays", "navigation"),
        ("Related: Three ships aground in a month", "navigation"),
        ("Advertisement", "navigation"),
        ("Share this article", "navigation"),
        ("Continue reading", "navigation"),
        ("Click here to see the map.", "navigation"),
        ("Watch: The dredger at work", "navigation"),
        ("* * *", "navigation"),
        ("https://harbour.example/plans", "navigation"),
        ("© 2024 Tidewater Media. All rights reserved.", "notice"),
        (
            "Copyright 2024 Tidewater Media. This material may not be published, broadcast or redistributed.",
            "notice",
        ),
        ("We use cookies to improve this website.", "notice"),
        ("(This story has been corrected to show that Holm took office in 2019)", "notice"),
        (
            "Correction: An earlier version of this article gave the wrong cost. It is 11 million crowns.",
            "notice",
        ),
        ("The opinions expressed in this article are the author’s own.", "notice"),
        ("Comments are moderated. Please read our guidelines.", "notice"),
        ("(Reporting by Ann Lee; editing by Bo Dahl)", "byline"),
        ("Additional reporting by Cy Marsh in Lund.", "byline"),
        ("Cy Marsh contributed to this report.", "byline"),
        ("Photo: Eva Lind", "caption"),
        ("A dredger off the pier on Friday. (AP Photo/Eva Lind)", "caption"),
        ("File photo", "caption"),
        ("Getty Images", "caption"),
        ("The pier at dusk. Image: E. Lind.", "caption"),
    ],
)
def test_furniture_is_recognised_in_and_after_a_report(line: str, kind: str) -> None:
    assert kind_in_report(line) == {kind}


@pytest.mark.parametrize(
    "line",
    [
        "“Please donate today,” the director said. "
        "“Your support makes all the difference, and we need your help now.”",
        "The newspaper asked its readers for donations on Friday after losing its largest advertiser.",
        "Thank you for your support and for standing with us, the president told them.",
        "Support independent ports, the posters read.",
        "The site uses cookies to track visitors without their consent, the regulator found.",
        "Under the law a banner that says “We use cookies” must offer a way to refuse.",
        "He asked people to follow him on Telegram.",
        "The ministry asked residents to sign up for alerts on its website.",
        "Subscribe or leave: that is the choice the platform gives its users.",
        "Copyright law does not protect recipes.",
        "A photograph by Getty Images showed the two men shaking hands.",
        "Reporting by international observers found no fraud.",
        "Edited by a committee, the text pleases nobody.",
        "Sources close to the talks say a deal is near.",
        "Related companies in Cyprus received 40 million dollars.",
        "Share prices fell by 4 percent.",
        "Read the treaty closely and you find no such promise.",
        "Comments by the minister caused anger in the port.",
        "Corrections officers at the prison went on strike.",
        "This article of the treaty has been amended twice.",
        "Also on Monday, three people were hurt on the pier.",
        "By Tuesday the water had fallen by two metres.",
        "Evan Gray, a reporter for a weekly, was detained in March.",
        "Dear friends, the letter begins, we have little time.",
        "Her paper ends every article with a plea: “Support independent journalism. Subscribe today.”",
    ],
)
def test_news_that_uses_the_words_of_furniture_stays_news(line: str) -> None:
    assert kind_in_report(line) <= NEWS
    assert kind_in_report(line, outlet="The Tidewater Gazette") <= NEWS


def test_a_text_of_nothing_but_an_appeal_is_read_as_news() -> None:
    found = kinds(
        "Dear readers,",
        "Your support keeps our newsroom open, and we ask you to consider joining our community of members.",
    )
    assert found == ["appeal", "body"]


def test_the_title_is_the_headline_with_or_without_a_full_stop() -> None:
    title = "Council votes to deepen the channel"
    assert kinds(title, LEAD, title=title) == ["headline", "body"]
    assert kinds(title + ".", LEAD, title=title) == ["headline", "body"]
    assert kinds(title.upper(), LEAD, title=title + " - The Tidewater Gazette") == ["headline", "body"]


def test_a_title_over_two_lines_is_two_headlines() -> None:
    title = "Council votes to deepen the channel; work to begin in March"
    assert (
        kinds("Council votes to deepen the channel;", "work to begin in March.", LEAD, title=title)[:2]
        == ["headline"] * 2
    )


def test_a_short_first_line_without_a_full_stop_is_a_headline_and_a_lead_is_not() -> None:
    assert kinds("Council votes to deepen the channel", LEAD, QUOTE) == ["headline", "body", "body"]
    assert kinds(LEAD, QUOTE) == ["body", "body"]


def test_a_subhead_is_a_headline_and_a_line_that_introduces_a_quotation_is_body() -> None:
    assert kinds(LEAD, "What happens next", LAST, "She said:", QUOTE) == [
        "body",
        "headline",
        "body",
        "body",
        "body",
    ]


@pytest.mark.parametrize(
    "dateline",
    [
        "ISTANBUL, June 2 (Reuters) -",
        "KYIV, Ukraine (AP) —",
        "MURMANSK, March 3. /TASS/.",
        "MOSCOW. June 2 (Interfax) -",
        "ST. LOUIS —",
        "Aug 27 (Reuters) -",
        "(CNN) —",
        "New York (AFP) –",
    ],
)
def test_a_dateline_is_cut_from_the_line_it_begins(dateline: str) -> None:
    text = f"{dateline} {LEAD}"
    first, second = read(text)
    assert (text[first.span.start : first.span.end], first.kind) == (dateline, "dateline")
    assert (text[second.span.start : second.span.end], second.kind) == (LEAD, "body")


@pytest.mark.parametrize(
    "line",
    [
        "NATO — the alliance that Sweden joined in 2024 — sent two ships.",
        "On Thursday, the Court of Justice (ECJ) — the highest of the union — ruled for the port.",
        "UPDATE — The council has published the plans.",
        "The channel – all nine miles of it – is silting up.",
    ],
)
def test_a_sentence_with_a_dash_has_no_dateline(line: str) -> None:
    assert [passage.kind for passage in read(f"{line}\n{LAST}")] == ["body", "body"]


@pytest.mark.parametrize(
    "line",
    [
        "Friday, January 4, 2019",
        "Published: 3 June 2023 | Updated: 4 June 2023 08:15",
        "2:05 P.M. EDT",
        "14 March 2024, 09:20",
    ],
)
def test_a_line_of_date_and_time_is_a_dateline(line: str) -> None:
    assert kinds("Council votes to deepen the channel", line, LEAD) == ["headline", "dateline", "body"]


def test_names_under_the_headline_are_a_byline() -> None:
    head = "Council votes to deepen the channel"
    assert kinds(head, "By Jane Doe and Bo Dahl, Staff Writers", LEAD) == ["headline", "byline", "body"]
    assert kinds(head, "Jane Doe", "14 March 2024", LEAD) == ["headline", "byline", "dateline", "body"]
    assert [passage.kind for passage in read(f"{head}\njane doe\n{LEAD}", authors=("Jane Doe",))] == [
        "headline",
        "byline",
        "body",
    ]


def test_a_line_about_the_author_at_the_end_is_a_byline_and_news_about_a_reporter_is_body() -> None:
    assert (
        kinds(LEAD, QUOTE, "Jane Doe is a reporter covering ports for The Tidewater Gazette.")[2] == "byline"
    )
    assert kinds(LEAD, QUOTE, "John Smith is a reporter who was arrested in March.")[2] == "body"


def test_a_credit_in_parentheses_is_cut_from_the_end_of_its_paragraph() -> None:
    text = f"{LEAD} (Reporting by Ann Lee; Editing by Bo Dahl)"
    assert [(text[p.span.start : p.span.end][:10], p.kind) for p in read(text)] == [
        ("The harbou", "body"),
        ("(Reporting", "byline"),
    ]


def test_sources_and_links_at_the_end_are_navigation() -> None:
    links = (
        "Related news",
        "Three ships aground in a month",
        "Sources",
        "Ann Lee. “Channel to be deepened” — Port Post, April 8, 2024",
    )
    assert kinds(LEAD, QUOTE, LAST, *links) == ["body"] * 3 + ["navigation"] * 4


def test_news_after_a_list_of_links_is_news_again() -> None:
    found = kinds(
        LEAD,
        "Related articles",
        "Why the island is running out of water",
        "Limestone firm names new chief",
        QUOTE,
        LAST,
    )
    assert found == ["body", "navigation", "navigation", "navigation", "body", "body"]


def test_a_transcript_stays_body() -> None:
    turns = (
        "MR. HALVORSEN: Good afternoon. Before you go, thank you for your support this year.",
        "Q    Thank you. Can people donate to the fund?",
        "MR. HALVORSEN:  They can. We need your help, all of you, and every contribution makes a difference.",
        "Q    Will you follow the story?",
        "MR. HALVORSEN: Read the report and subscribe to our newsletter, I always say. Thank you, everybody.",
    )
    assert kinds(*turns) == ["body"] * 5


def test_bullets_and_legal_formulas_of_a_document_stay_body() -> None:
    lines = (
        "The two ministers agreed to:",
        "- share the positions of vessels without a flag;",
        "- hold a joint exercise in September.",
        "This notice shall be published in the official gazette.",
    )
    assert kinds(*lines) == ["body"] * 4


def test_a_note_broken_over_several_lines_stays_one_kind() -> None:
    broken = (
        "Editor’s note: The harbour master has",
        "since resigned, and the",
        "council has named a successor.",
    )
    assert kinds(LEAD, QUOTE, *broken) == ["body", "body", "notice", "notice", "notice"]


def test_wrapped_lines_are_joined_into_paragraphs() -> None:
    text = (
        "The harbour council voted on Monday to deepen the channel after three\n"
        "ships ran aground in a month, and asked the province to pay for half of\n"
        "the work, which is to begin in March.\n\n"
        '"We had no choice," the harbour master, Ida Holm, told reporters on the\n'
        "quay, where a fourth ship had touched the ground an hour before without\n"
        "being held. She said the sand moved faster than her dredgers did.\n"
    )
    assert [text[passage.span.start : passage.span.end].count("\n") for passage in read(text)] == [2, 2]


def test_short_lines_are_not_taken_for_wrapped_ones() -> None:
    lines = [
        "The list of ships:",
        "Aurora",
        "Bella of Turku",
        "Cormorant",
        "Dana",
        "Eider and her two sisters",
        "Falke",
    ]
    assert len(read("\n".join(lines))) == len(lines)


@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\u2028", "\x85", "\n \xa0\n"])
def test_paragraphs_may_be_separated_in_any_way(between: str) -> None:
    text = between.join((LEAD, QUOTE, LAST))
    assert [text[passage.span.start : passage.span.end] for passage in read(text)] == [LEAD, QUOTE, LAST]


def test_a_plain_plea_is_an_appeal_without_publishing_words_nearby_and_a_quoted_one_is_news() -> None:
    plea = "If you value what we do, please support us with a monthly gift of any size."
    text = f"{LEAD}\n\n{LAST}\n\n{plea}"
    kinds = {
        text[row.span.start : row.span.end]: row.kind for row in READER.annotate(Article(text), Annotations())
    }
    assert kinds[plea] == "appeal"
    quoted = f"{LEAD}\n\n“{plea}” the harbour mission wrote to its neighbours.\n\n{LAST}"
    assert {row.kind for row in READER.annotate(Article(quoted), Annotations())} <= NEWS
