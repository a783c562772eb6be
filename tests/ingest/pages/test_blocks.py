"""Blocks of a page, and which of them are its article."""

import pytest

from onrecord.ingest.web.html import extract_article

A = "The talks on the grain deal went on until late in the night, officials in the capital said on Monday."
B = "The opposition said it had not seen the text and would ask for a debate in parliament next week."
C = "Ten ships are waiting in the bay, and the crews have food for two weeks, the harbour master said."


def lines(body: str, head: str = "") -> list[str]:
    return extract_article(f"<html><head>{head}</head><body>{body}</body></html>", None).text.splitlines()


@pytest.mark.parametrize(
    "text",
    [
        "{0}<br><br>{1}<br><br>{2}",
        "{0}<br>{1}<br />{2}",
        "<div>{0}</div><div>{1}</div><div>{2}</div>",
        "<p>{0}<p>{1}<p>{2}",
        "<pre>{0}\n\n{1}\n\n{2}</pre>",
        "<table role='presentation'><tr><td>{0}</td></tr><tr><td>{1}</td></tr><tr><td>{2}</td></tr></table>",
        "<table><tr><td><table><tr><td>{0}<p>{1}</td></tr></table></td><td>{2}</td></tr></table>",
        "<section><div><p>{0}</p></div></section><section><div><p>{1}</p></div></section><p>{2}</p>",
        "<p>{0}</p><p><a href='/x'>{1}</a></p><p>{2}</p>",
        "<story-text><p>{0}</p><p>{1}</p></story-text><p>{2}</p>",
    ],
)
def test_paragraphs_come_out_one_a_line_however_they_are_written(text: str) -> None:
    assert lines(f"<h1>Talks go on</h1><div>{text.format(A, B, C)}</div>") == ["Talks go on", A, B, C]


def test_a_line_break_inside_a_sentence_is_a_space() -> None:
    broken = A.replace("late in", "late<br>in")
    assert lines(f"<h1>Talks go on</h1><p>{broken}</p><p>{B}</p>") == ["Talks go on", A, B]


def test_an_unknown_element_does_not_end_a_paragraph() -> None:
    marked = A.replace("grain deal", "<paper-topic>grain deal</paper-topic>")
    assert lines(f"<h1>Talks go on</h1><p>{marked}</p><p>{B}</p>") == ["Talks go on", A, B]


def test_speakers_in_a_table_or_a_list_of_terms_are_labels_of_their_words() -> None:
    table = f"<table><tr><td>MS. LIND</td><td>{A}</td></tr><tr><td>Q</td><td>{B}</td></tr></table>"
    terms = f"<dl><dt>Lind:</dt><dd>{A}</dd><dt>What next?</dt><dd>{B}</dd></dl>"
    assert lines(f"<h1>Talks go on</h1>{table}<p>{C}</p>")[1:3] == [f"MS. LIND: {A}", f"Q: {B}"]
    assert lines(f"<h1>Talks go on</h1>{terms}<p>{C}</p>")[1:4] == [f"Lind: {A}", "What next?", B]


def test_a_menu_beside_the_text_in_a_layout_table_is_left_out() -> None:
    menu = "<td><a href='/'>Home</a> <a href='/archive'>Archive</a></td>"
    body = f"<table><tr>{menu}<td><h1>Grain</h1><p>{A}<p>{B}<p>{C}</td></tr></table>"
    assert lines(body) == ["Grain", A, B, C]


@pytest.mark.parametrize(
    "lede",
    [
        "<div class='lede'><p>{0}</p></div><div class='ad'>Advertisement</div>",
        "<header><p class='standfirst'>{0}</p></header>",
        "<h2></h2><div data-part='intro'>{0}</div>",
    ],
)
def test_a_lede_outside_the_body_is_kept(lede: str) -> None:
    body = f"<main><h1>Talks go on</h1>{lede.format(A)}<div class='article-body'><p>{B}</p><p>{C}</p></div></main>"
    assert lines(body) == ["Talks go on", A, B, C]


@pytest.mark.parametrize(
    "furniture",
    [
        "<aside><p>{0}</p></aside>",
        "<div class='newsletter-box'><p>{0}</p></div>",
        "<div class='InlineRelatedStory'><p>{0}</p></div>",
        "<div role='navigation'><p>{0}</p></div>",
        "<div style='display: none'><p>{0}</p></div>",
        "<figure><img src='x'><figcaption>{0}</figcaption></figure>",
        "<div class='q7'><h4>Morning letter</h4><p>{0}</p><input type='email'></div>",
        "<div class='c'><h3><a href='/1'>Who pays for the bridge?</a></h3><p>{0}</p></div>"
        "<div class='c'><h3><a href='/2'>Storm closes the channel</a></h3><p>{0}</p></div>",
        "<a href='/x'><h3>Who pays for the bridge?</h3><p>{0}</p></a>",
        "<p><b>Read also: <a href='/x'>Who pays for the new bridge?</a></b></p>",
        "<p>ADVERTISEMENT</p>",
    ],
)
def test_furniture_between_paragraphs_is_left_out(furniture: str) -> None:
    other = "A new line of ferries will call at five ports a week from October, the company says in a paper."
    body = f"<article><h1>Talks go on</h1><p>{A}</p><p>{B}</p>{furniture.format(other)}<p>{C}</p></article>"
    assert lines(body) == ["Talks go on", A, B, C]


@pytest.mark.parametrize(
    "name", ["social-story", "related-main", "promo", "sidebar-left", "comment-piece", "ad"]
)
def test_an_unlucky_name_around_the_whole_article_does_not_hide_it(name: str) -> None:
    body = f"<h1>Talks go on</h1><div class='{name}'><p>{A}</p><p>{B}</p><p>{C}</p></div>"
    assert lines(body) == ["Talks go on", A, B, C]


def test_readers_comments_are_left_out_by_their_heading() -> None:
    posts = f"<ul><li>{B}</li><li>{B.replace('debate', 'vote')}</li></ul>"
    assert lines(f"<h1>Talks go on</h1><p>{A}</p><p>{C}</p><h3>2 comments</h3>{posts}") == [
        "Talks go on",
        A,
        C,
    ]


def test_a_second_article_on_the_page_is_left_out() -> None:
    other = f"<article><h1>Ferry strike ends</h1><p>{B}</p><p>{B.replace('debate', 'vote')}</p></article>"
    assert lines(f"<article><h1>Talks go on</h1><p>{A}</p><p>{C}</p></article>{other}") == [
        "Talks go on",
        A,
        C,
    ]


def test_words_pulled_out_of_the_text_and_copies_are_there_once() -> None:
    quote = "<blockquote>went on until late in the night, officials in the capital</blockquote>"
    assert lines(f"<h1>Talks go on</h1><p>{A}</p>{quote}<p>{B}</p><p>{B}</p>") == ["Talks go on", A, B]


@pytest.mark.parametrize("head", ["<meta property='og:title' content='Talks go on'>", ""])
def test_a_title_that_only_the_structured_data_has_is_the_first_line(head: str) -> None:
    found = lines(f"<p>{A}</p><p>{B}</p>", head)
    assert found == (["Talks go on", A, B] if head else [A, B])


def test_a_title_with_its_outlet_is_the_heading_of_the_page() -> None:
    page = (
        "<html><head><title>Talks go on | Bosporus Herald</title><meta property='og:title' content='Talks go on | "
        f"Bosporus Herald'></head><body><h1>Talks go on</h1><p>{A}</p><p>{B}</p></body></html>"
    )
    found = extract_article(page, None)
    assert (found.title, found.outlet) == ("Talks go on", "Bosporus Herald")
    assert found.text.splitlines() == ["Talks go on", A, B]
