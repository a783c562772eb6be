"""Posts and quotations that a page marks by elements are written in words."""

import pytest

from onrecord.ingest.web.html import extract_article

LINE = "The talks went on until late in the night, officials in the capital said on Monday."
END = "The crews have food for two weeks at most, the harbour master said on the quay."


def text_with(inside: str) -> list[str]:
    html = (
        f"<html><body><article><h1>Talks go on</h1><p>{LINE}</p>{inside}<p>{END}</p></article></body></html>"
    )
    return extract_article(html, None).text.splitlines()[2:-1]


@pytest.mark.parametrize(
    ("post", "sentence"),
    [
        (
            "<blockquote class='twitter-tweet'><p>The deal is ready. pic.twitter.com/x1</p>&mdash; Zoe Miller (@zoem) "
            "<a href='https://twitter.com/zoem/status/1?ref=x'>June 30, 2025</a></blockquote>",
            "Zoe Miller (@zoem) wrote on X on June 30, 2025: “The deal is ready.”",
        ),
        (
            "<blockquote class='bluesky-embed' data-bluesky-cid='b'><p lang='en'>We saw <b>nothing</b>.<br>Nothing at "
            "all.</p>— Oru Beka (<a href='https://bsky.app/profile/x'>@beka.example</a>) <a href='https://bsky.app/y'>"
            "Jul 1, 2025 at 22:23</a></blockquote>",
            "Oru Beka (@beka.example) wrote on Bluesky on July 1, 2025: “We saw nothing. Nothing at all.”",
        ),
        (
            "<div class='fb-post'><blockquote class='fb-xfbml-parse-ignore'><p>The bridge is open.</p>Posted by <a "
            "href='/k'>Port of Kora</a> on <a href='/p'>Monday 30 June 2025</a></blockquote></div>",
            "Port of Kora wrote on Facebook on June 30, 2025: “The bridge is open.”",
        ),
        (
            "<div class='tgme_widget_message'><div class='tgme_widget_message_owner_name'>Harbour Watch</div><div class="
            "'tgme_widget_message_text js-message_text'>Two tugs left the bay.</div><a><time datetime="
            "'2025-06-30T08:01:00+00:00'>08:01</time></a></div>",
            "Harbour Watch wrote on Telegram on June 30, 2025: “Two tugs left the bay.”",
        ),
        (
            "<blockquote class='twitter-tweet'><p>“Soon”, he told me.</p>— Ann Lee (@annlee)</blockquote>",
            "Ann Lee (@annlee) wrote on X: “Soon’, he told me.”",
        ),
    ],
)
def test_an_embedded_post_says_who_wrote_it_where_and_when(post: str, sentence: str) -> None:
    assert text_with(post) == [sentence]


@pytest.mark.parametrize(
    "post",
    [
        "<blockquote class='twitter-tweet'><p>The deal is ready, and everybody has seen it now.</p></blockquote>",
        "<blockquote class='twitter-tweet'>The deal is ready, and everybody has seen it now.</blockquote>",
        "<blockquote><p>The deal is ready, and everybody has seen it now.</p></blockquote>",
    ],
)
def test_a_post_without_an_author_and_a_plain_quotation_keep_their_words(post: str) -> None:
    assert text_with(post) == ["The deal is ready, and everybody has seen it now."]


def test_a_post_without_words_is_left_out() -> None:
    assert text_with("<blockquote class='instagram-media'><a href='/p'>View this post</a></blockquote>") == []


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("<q>We will sign</q>, Zoe Miller said.", "“We will sign”, Zoe Miller said."),
        ("She said <q>he told me <q>no</q> twice</q> in May.", "She said “he told me ‘no’ twice” in May."),
        ("“<q>We will sign</q>,” Zoe Miller said.", "“We will sign,” Zoe Miller said."),
        ("<q>“We will sign”</q>, Zoe Miller said.", "“We will sign”, Zoe Miller said."),
        ("<q> We <b>will</b> sign </q>, Zoe Miller said.", "“We will sign”, Zoe Miller said."),
        ("He <q></q>said it was over.", "He said it was over."),
    ],
)
def test_quotation_elements_get_their_marks_once(printed: str, text: str) -> None:
    assert text_with(f"<p>{printed}</p>") == [text]
