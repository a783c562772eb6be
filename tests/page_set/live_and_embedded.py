"""Live blogs, embedded posts, endless pages, and markup that stands for words."""

import json
from html import escape

from page_set.registry import structure
from page_set.stories import HEADLINES, TEASERS, Furniture, Page, Story, document, paragraphs, stories


def _entries(story: Story) -> list[tuple[str, str, list[str]]]:
    """The story as entries of a live blog, newest first: ISO time, heading, paragraphs."""
    out = []
    for n in range(0, len(story.paragraphs), 2):
        day = 3 - n // 6
        out.append(
            (
                f"2025-07-{day:02}T{18 - n % 6:02}:15:00Z",
                f"Update {n // 2 + 1} from the talks",
                list(story.paragraphs[n : n + 2]),
            )
        )
    return out


def _written(stamp: str) -> str:
    return f"{int(stamp[8:10])} July 2025, {stamp[11:16]} UTC"


def _live_lines(story: Story, *, headings: bool = True) -> tuple[str, ...]:
    lines = [story.title]
    for stamp, heading, parts in _entries(story):
        lines += [_written(stamp), *([heading] if headings else []), *parts]
    return tuple(lines)


@structure
def live_articles(story: Story, f: Furniture) -> Page:
    data = {"@type": "LiveBlogPosting", "headline": story.title, "datePublished": "2025-07-01T06:00:00Z"}
    head = f"<script type='application/ld+json'>{json.dumps(data)}</script>"
    out = "".join(
        f"<article class='block' id='b{n}'><time datetime='{stamp}'>{stamp[11:16]} GMT</time><h2>{heading}</h2>"
        f"{paragraphs(parts)}{f.share()}</article>"
        for n, (stamp, heading, parts) in enumerate(_entries(story))
    )
    body = f"{f.nav()}<main><h1>{escape(story.title)}</h1><div class='blocks'>{out}</div></main>{f.footer(story.outlet)}"
    return Page(document(story, body, head), _live_lines(story))


@structure
def live_posts(story: Story, f: Furniture) -> Page:
    out = "".join(
        f"<div class='liveblog-entry' id='liveblog-entry-{n}'><div class='liveblog-meta'><a class='liveblog-meta-time'>"
        f"<span class='date'>{int(stamp[8:10])} July 2025</span> <time datetime='{stamp}'>{stamp[11:16]}</time></a></div>"
        f"<div class='liveblog-entry-text'><h3>{heading}</h3>{paragraphs(parts)}</div></div>"
        for n, (stamp, heading, parts) in enumerate(_entries(story))
    )
    body = (
        f"{f.nav()}<div class='post'><h1 class='entry-title'>{escape(story.title)}</h1><div id='wpcom-liveblog-container'>"
        f"{out}</div></div><div class='widget-area'>{f.links(5, blurbs=True)}</div>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), _live_lines(story))


@structure
def live_widget(story: Story, f: Furniture) -> Page:
    out = "".join(
        f"<li class='lb24-base-news-item'><div class='lb24-base-news-date'><time datetime='{stamp}'>{stamp[:10]} "
        f"{stamp[11:16]}</time></div><div class='lb24-base-news-title'>{heading}</div><div class='lb24-base-news-content'>"
        f"{paragraphs(parts)}</div></li>"
        for stamp, heading, parts in _entries(story)
    )
    body = (
        f"{f.nav()}<article><h1>{escape(story.title)}</h1><div id='LB24_LIVE_CONTENT'><ul class='lb24-base-list'>{out}</ul>"
        f"</div></article>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), _live_lines(story))


@structure
def live_in_data(story: Story, f: Furniture) -> Page:
    updates = [
        {"@type": "BlogPosting", "headline": heading, "datePublished": stamp, "articleBody": "\n".join(parts)}
        for stamp, heading, parts in _entries(story)
    ]
    data = {"@type": "LiveBlogPosting", "headline": story.title, "liveBlogUpdate": updates}
    head = f"<script type='application/ld+json'>{json.dumps(data)}</script>"
    body = f"{f.nav()}<main><h1>{escape(story.title)}</h1><div id='live-root'></div></main>{f.footer(story.outlet)}"
    return Page(document(story, body, head), _live_lines(story))


@structure
def posts_embedded(story: Story, f: Furniture) -> Page:
    tweet = (
        "<blockquote class='twitter-tweet' data-lang='en'><p lang='en' dir='ltr'>We are ready to sign on Friday. No more "
        "delays.</p>&mdash; Zoe Miller (@zoemiller) <a href='https://twitter.com/zoemiller/status/17'>June 30, 2025</a>"
        "</blockquote><script async src='https://platform.twitter.com/widgets.js'></script>"
    )
    sky = (
        "<blockquote class='bluesky-embed' data-bluesky-uri='at://did:plc:x/app.bsky.feed.post/3'><p lang='en'>Nobody has "
        "shown us the text of the deal.</p>&mdash; Oru Beka (<a href='https://bsky.app/profile/x'>@beka.example</a>) "
        "<a href='https://bsky.app/profile/x/post/3'>July 1, 2025 at 9:14 AM</a></blockquote>"
    )
    out = [paragraphs([line]) for line in story.paragraphs]
    out.insert(2, tweet)
    out.insert(4, sky)
    lines = list(story.paragraphs)
    lines.insert(2, "We are ready to sign on Friday. No more delays. Zoe Miller (@zoemiller) June 30, 2025")
    lines.insert(
        4, "Nobody has shown us the text of the deal. Oru Beka (@beka.example) July 1, 2025 at 9:14 AM"
    )
    body = f"{f.nav()}<main><article><h1>{escape(story.title)}</h1><div class='body'>{''.join(out)}</div></article></main>"
    return Page(document(story, body), (story.title, *lines))


@structure
def second_article_below(story: Story, f: Furniture) -> Page:
    others = stories()
    other = others[(others.index(story) + 5) % len(others)]
    article = "<article class='full-story'><header><h1>{0}</h1><div class='meta'>{1}</div></header><div class='story-copy'>{2}</div></article>"
    body = (
        f"{f.nav()}<div class='feed'>"
        f"{article.format(escape(story.title), story.written_day, paragraphs(story.paragraphs))}"
        f"<div class='next-up'>Next story</div>"
        f"{article.format(escape(other.title), other.written_day, paragraphs(other.paragraphs))}</div>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def teasers_below(story: Story, f: Furniture) -> Page:
    cards = "".join(
        f"<article class='card'><a href='/{f.word()}'><h2>{headline}</h2></a><p>{f.one(TEASERS)}</p><time>2 July</time></article>"
        for headline in f.some(HEADLINES, 8)
    )
    body = (
        f"{f.nav()}<article class='main-article'><h1>{escape(story.title)}</h1><div class='wysiwyg'>"
        f"{paragraphs(story.paragraphs)}</div></article><div class='cards'>{cards}</div>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def linked_paragraph(story: Story, f: Furniture) -> Page:
    out = [paragraphs([line]) for line in story.paragraphs]
    out[3] = (
        f"<div class='w'><p><a href='/x' rel='nofollow'><strong>{escape(story.paragraphs[3])}</strong></a></p></div>"
    )
    body = f"{f.nav()}<article><h1>{escape(story.title)}</h1>{''.join(out)}</article>{f.footer(story.outlet)}"
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def quotation_elements(story: Story, f: Furniture) -> Page:
    lines = list(story.paragraphs)
    out = []
    for line in lines:
        text = escape(line, quote=False)
        for left, right in (("“", "”"), ("‘‘", "’’")):
            text = text.replace(left, "<q>").replace(right, "</q>")
        out.append(f"<p>{text}</p>" if text.count("<q>") == text.count("</q>") else paragraphs([line]))
    body = f"{f.nav()}<main><article><h1>{escape(story.title)}</h1>{''.join(out)}</article></main>{f.footer(story.outlet)}"
    return Page(document(story, body), (story.title, *lines))


@structure
def lede_apart(story: Story, f: Furniture) -> Page:
    body = (
        f"{f.nav()}<main><h1>{escape(story.title)}</h1><div class='lede'><p>{escape(story.paragraphs[0])}</p></div><div "
        f"class='ad'>Advertisement</div><div class='article-body'>{paragraphs(story.paragraphs[1:])}</div></main>"
        f"<div class='promo-strip'><h3>{f.one(HEADLINES)}</h3><p>{f.one(TEASERS)}</p></div>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def summary_list_on_top(story: Story, f: Furniture) -> Page:
    points = [line.split(". ")[0] for line in story.paragraphs[1:4]]
    out = "".join(f"<li>{escape(point)}</li>" for point in points)
    body = (
        f"<div class='masthead'>{f.nav('div')}</div><div class='story'><h1>{escape(story.title)}</h1><ul class='key-points'>"
        f"{out}</ul>{paragraphs(story.paragraphs)}<div class='tags-cloud'><a href='/k'>Kora</a> <a href='/p'>Ports</a></div>"
        f"</div>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *points, *story.paragraphs))


@structure
def headings_as_list(story: Story, f: Furniture) -> Page:
    out, lines = "", []
    for n, line in enumerate(story.paragraphs):
        heading = f"{n + 1}. {HEADLINES[n % len(HEADLINES)]}"
        out += f"<div class='slide'><h2>{heading}</h2>{paragraphs([line])}{f.figure()}</div>"
        lines += [heading, line]
    body = f"{f.nav()}<div class='listicle'><h1>{escape(story.title)}</h1>{out}</div>{f.footer(story.outlet)}"
    return Page(document(story, body), (story.title, *lines))
