"""References and tags that exports leave in texts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.ingest.articles import ExtractedArticle, Overrides, build_article
from onrecord.ingest.pages.leftover_markup import take_out_markup


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("&ldquo;We won&rsquo;t,&rdquo; he said.", "“We won’t,” he said."),
        ("&quot;No,&quot; said AT&amp;T.", '"No," said AT&T.'),
        ("&amp;ldquo;Yes&amp;rdquo;", "“Yes”"),
        ("&#8220;Yes&#x201D;", "“Yes”"),
        ("One.<p>Two <b>no</b>.</p>", "One.\n\nTwo no."),
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("&lt;p&gt;One.&lt;/p&gt;Two.", "One.\n\nTwo."),
        ("One.<br/>Two.<BR>Three.", "One.\nTwo.\nThree."),
        ("<ul><li>One</li><li>Two</li></ul>", "- One\n\n- Two"),
        ("<q>Yes</q>, he said.", "“Yes”, he said."),
        ("<p>See <a href='/x' rel=\"y\">the deal</a>.</p><script>a < b</script>", "See the deal."),
    ],
)
def test_references_and_tags_are_taken_out(text: str, right: str) -> None:
    assert take_out_markup(text) == right


@pytest.mark.parametrize(
    "text",
    [
        "Rates of 3 < 5 and 7 > 6.",
        "Write to <ann@paper.example>.",
        "AT&T and R&D; Q&A&Co;",
        "The tag <b marks bold text, and a <blink> is gone.",
        "x &notareference; y",
        "&",
        "<",
        "Two <lines>\n\n\n\nfar apart.",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert take_out_markup(text) == text


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<", ">", "&", ";", "&lt;", "<script>", "</script>", "a ", "<q ", "\n"]
        ),
        max_size=40,
    )
)
def test_any_text_gives_a_text_without_closed_tags(pieces: list[str]) -> None:
    assert "</p>" not in take_out_markup("".join(pieces))


@pytest.mark.parametrize("piece", ["<p>", "&lt;", "<script>", "<a ", "<script ", "&amp;"])
def test_hostile_texts_are_read_in_time_that_grows_with_their_length(piece: str) -> None:
    assert len(take_out_markup(piece * 100_000)) <= len(piece) * 100_000


def test_the_fields_of_an_article_are_without_markup() -> None:
    found = ExtractedArticle(
        "&ldquo;Yes,&rdquo; he said.", title="Salt &amp; bread", authors=("Zo&euml; Lee",)
    )
    article = build_article(found, Overrides(), "a.txt")
    assert (article.text, article.title, article.authors) == ("“Yes,” he said.", "Salt & bread", ("Zoë Lee",))
