"""Pages as large publishers' own templates write them."""

import json
from html import escape

from page_set.registry import structure
from page_set.stories import (
    BIOS,
    HEADLINES,
    NEWSLETTERS,
    PAYWALLS,
    PEOPLE,
    TEASERS,
    Furniture,
    Page,
    Story,
    document,
    paragraphs,
)  # fmt: skip


@structure
def arc_xp(story: Story, f: Furniture) -> Page:
    out = [f"<p class='c-paragraph'>{escape(line)}</p>" for line in story.paragraphs]
    out.insert(
        2, f"<p class='c-paragraph interstitial-link'><a href='/s'>Read more: {f.one(HEADLINES)}</a></p>"
    )
    out.insert(4, "<div class='c-stack b-ad'><div id='ad-3' class='arcad'>Advertisement</div></div>")
    body = (
        f"<div id='fusion-app' class='b-right-rail'><header>{f.nav()}</header><main class='b-right-rail__main'>"
        f"<h1 class='b-headline'>{escape(story.title)}</h1><h2 class='b-subheadline'></h2><div class='ts-byline'>By "
        f"<a href='/a'>{story.author}</a></div><time class='c-date'>{story.written_day}</time>{f.figure()}"
        f"<article class='b-article-body'>{''.join(out)}</article><div class='c-attribution'>{f.one(BIOS)}</div></main>"
        f"<aside class='b-right-rail__rail'>{f.links(6)}</aside></div>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def amp(story: Story, f: Furniture) -> Page:
    body = (
        f"<amp-sidebar id='s' layout='nodisplay'>{f.nav('div')}</amp-sidebar><header class='amp-header'><a href='/'>"
        f"{story.outlet}</a></header><main><article class='amp-wp-article'><header class='amp-wp-article-header'><h1 class="
        f"'amp-wp-title'>{escape(story.title)}</h1><div class='amp-wp-meta amp-wp-byline'>{story.author}</div><div class="
        f"'amp-wp-meta amp-wp-posted-on'><time datetime='{story.day}'>{story.written_day}</time></div></header>"
        f"<figure class='amp-wp-article-featured-image'><amp-img src='1.jpg' width='9' height='9'></amp-img></figure>"
        f"<div class='amp-wp-article-content'>{paragraphs(story.paragraphs)}</div></article><amp-social-share type='x'>"
        f"</amp-social-share></main>{f.footer(story.outlet)}"
    )
    return Page(document(story, body, attributes="amp lang='en'"), (story.title, *story.paragraphs))


@structure
def hashed_components(story: Story, f: Furniture) -> Page:
    wrapper, text, other = f.word(), f.word(), f.word()
    out = [
        f"<div class='sc-{wrapper}'><p class='sc-{text} css-{text}'>{escape(line)}</p></div>"
        for line in story.paragraphs
    ]
    out.insert(3, f"<div class='sc-{other} css-{other}'><span>Related</span>{f.links(2)}</div>")
    body = (
        f"<div id='__next'><div class='css-{f.word()}'>{f.nav('div')}</div><div class='css-{f.word()}'><h1 class="
        f"'css-{f.word()}'>{escape(story.title)}</h1><div class='css-{f.word()}'><span>{story.author}</span>"
        f"<span>{story.written_day}</span></div><div class='css-{f.word()}'>{''.join(out)}</div></div><div class="
        f"'css-{f.word()}'><h2>Most read</h2>{f.links(8)}</div></div>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def text_blocks(story: Story, f: Furniture) -> Page:
    word = f.word()
    out = [
        f"<div data-component='text-block' class='sc-{word}-0'><p class='sc-{word}-1'>{escape(line)}</p></div>"
        for line in story.paragraphs
    ]
    out.insert(0, f"<div data-component='image-block'>{f.figure()}</div>")
    out.insert(3, "<div data-component='subheadline-block'><h2 class='sc-9'>What happens next</h2></div>")
    out.insert(5, f"<div data-component='links-block'><h3>More on this story</h3>{f.links(3)}</div>")
    lines = (story.title, *story.paragraphs[:2], "What happens next", *story.paragraphs[2:])
    body = (
        f"<div>{f.nav()}<main id='main-content'><article><div data-component='headline-block'><h1>{escape(story.title)}"
        f"</h1></div><div data-component='byline-block'><span>3 hours ago</span><div>{story.author}</div><div>"
        f"Diplomatic correspondent</div></div>{''.join(out)}</article><div data-component='tags'><a href='/k'>Kora</a>"
        f"</div></main></div>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), lines)


@structure
def inline_placeholders(story: Story, f: Furniture) -> Page:
    out = [
        f"<p class='paragraph inline-placeholder vossi-paragraph' data-component-name='paragraph'>\n  {escape(line)}\n</p>"
        for line in story.paragraphs
    ]
    out.insert(
        2,
        f"<div class='related-content' data-component-name='related-content'><p>RELATED ARTICLE</p><a href='/z'>{f.one(HEADLINES)}</a></div>",
    )
    out.insert(
        4,
        "<div class='ad-slot-dynamic'><div class='ad-feedback__modal'>Ad Feedback: how relevant is this ad to you?</div></div>",
    )
    body = (
        f"<header class='header__wrapper-outer'>{f.nav()}</header><section class='layout__wrapper'><div class="
        f"'headline'><h1 class='headline__text inline-placeholder'>{escape(story.title)}</h1><div class='byline__names'>By "
        f"<span class='byline__name'>{story.author}</span></div><div class='timestamp'>Published 10:05 AM EDT, Thu July 3, "
        f"2025</div></div><main class='article__main'><div class='article__content-container'><div class="
        f"'article__content' itemprop='articleBody'>{''.join(out)}</div></div></main><div class='zone--t-light'>"
        f"{f.links(9)}</div></section>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def standfirst_outside(story: Story, f: Furniture) -> Page:
    lead, rest = story.paragraphs[0], story.paragraphs[1:]
    body = (
        f"<header>{f.nav()}</header><main><div data-gu-name='headline'><h1>{escape(story.title)}</h1></div><div "
        f"data-gu-name='standfirst'><div class='dcr-{f.word()}'><p>{escape(lead)}</p></div></div><div data-gu-name='meta'>"
        f"<address><a href='/p'>{story.author}</a> in Kora</address><details><summary>{story.written_day}</summary>"
        f"</details></div><div data-gu-name='body'><div id='maincontent' class='article-body-viewer-selector'>"
        f"{paragraphs(rest[:3], f' class={chr(39)}dcr-{f.word()}{chr(39)}')}<aside data-component='rich-link'><a href='/r'>"
        f"{f.one(HEADLINES)}</a> Read more</aside>{paragraphs(rest[3:])}</div></div><div class='submeta'><ul><li>"
        f"<a href='/k'>Kora</a></li></ul></div></main><section data-component='most-viewed'>{f.links(8)}</section>"
        f"{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def body_in_chunks(story: Story, f: Furniture) -> Page:
    half = len(story.paragraphs) // 2
    chunks = [story.paragraphs[:2], story.paragraphs[2:half], story.paragraphs[half:]]
    ad = "<div class='ad-unit'><p>Advertisement</p></div>"
    parts = ad.join(
        f"<div class='body__inner-container'>{paragraphs(chunk)}</div>" for chunk in chunks if chunk
    )
    body = (
        f"{f.nav()}<div class='page-body'><div class='content-header'><h1>{escape(story.title)}</h1><p class='byline'>By "
        f"{story.author}</p><p class='publish-date'>{story.written_day}</p></div><div class='chunks'>{parts}</div>"
        f"<div class='recirc'><h2>More stories</h2>{f.links(6, blurbs=True)}</div></div>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def paywall_teaser(story: Story, f: Furniture) -> Page:
    data = {"@type": "NewsArticle", "headline": story.title, "isAccessibleForFree": False}
    head = f"<script type='application/ld+json'>{json.dumps(data)}</script>"
    shown = story.paragraphs[:3]
    body = (
        f"{f.nav()}<main><article><h1>{escape(story.title)}</h1><div class='article-meta'>{story.author} | "
        f"{story.written_day}</div><div class='article-body truncated'>{paragraphs(shown)}<p class='fade'></p></div>"
        f"<div class='paywall-box'><h2>Read on with a subscription</h2><p>{f.one(PAYWALLS)}</p><a href='/buy'>Subscribe"
        f"</a></div></article></main><section class='trending'>{f.links(6)}</section>{f.footer(story.outlet)}"
    )
    return Page(document(story, body, head), (story.title, *shown))


@structure
def paywall_with_body_in_data(story: Story, f: Furniture) -> Page:
    data = {
        "@graph": [
            {"@type": "WebPage", "name": story.title},
            {"@type": "NewsArticle", "headline": story.title, "articleBody": " ".join(story.paragraphs)},
        ]
    }
    head = f"<script type='application/ld+json'>{json.dumps(data)}</script>"
    body = (
        f"{f.nav()}<main><article><h1>{escape(story.title)}</h1><div class='teaser-text'>{paragraphs(story.paragraphs[:2])}"
        f"</div><div class='offer'><p>{f.one(PAYWALLS)}</p></div></article></main>{f.footer(story.outlet)}"
    )
    return Page(document(story, body, head), (story.title, *story.paragraphs))


@structure
def related_boxes_inside(story: Story, f: Furniture) -> Page:
    out = [paragraphs([line]) for line in story.paragraphs]
    out.insert(2, f"<div class='inline-related'><h4>Recommended</h4>{f.links(3, blurbs=True)}</div>")
    out.insert(4, f"<p><strong>READ ALSO: <a href='/q'>{f.one(HEADLINES)}</a></strong></p>")
    out.insert(
        6,
        f"<section class='teaser-list'><a href='/t'><h3>{f.one(HEADLINES)}</h3><p>{f.one(TEASERS)}</p></a></section>",
    )
    body = (
        f"{f.nav()}<article class='story'><h1>{escape(story.title)}</h1><div class='story-text'>{''.join(out)}</div>"
        f"{f.share()}</article>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def newsletter_inside(story: Story, f: Furniture) -> Page:
    out = [paragraphs([line]) for line in story.paragraphs]
    out.insert(
        3,
        f"<div class='newsletter-signup'><h3>The Morning Boat</h3><p>{f.one(NEWSLETTERS)}</p><form><input name='e'><button>Sign up</button></form></div>",
    )
    out.insert(5, f"<aside class='promo'><p>{f.one(NEWSLETTERS)}</p></aside>")
    body = (
        f"<header>{f.nav()}</header><main><article><h1>{escape(story.title)}</h1><p class='author'>{story.author}</p>"
        f"<time datetime='{story.day}T10:00:00Z'>{story.written_day}</time>{''.join(out)}</article></main>{f.cookies()}"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def pull_quotes(story: Story, f: Furniture) -> Page:
    out = [f"<p>{escape(line)}</p>" for line in story.paragraphs]
    for place, number in ((2, 3), (5, 4)):
        words = escape(" ".join(story.paragraphs[number].split()[2:16]))
        out.insert(
            place, f"<aside class='pq'><blockquote>{words}</blockquote><cite>{f.one(PEOPLE)}</cite></aside>"
        )
    body = (
        f"<header>{f.nav()}</header><main class='longread'><h1>{escape(story.title)}</h1><div class='copy'>"
        f"{''.join(out)}</div></main>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def gallery_and_captions(story: Story, f: Furniture) -> Page:
    out = [paragraphs([line]) for line in story.paragraphs]
    out.insert(
        0,
        f"<div class='photo'><img src='a.jpg'><p class='caption'>{f.figure()}</p><span class='credit'>Ana Petrova</span></div>",
    )
    out.insert(4, f"<div class='gallery'>{f.figure()}{f.figure()}<span>1/2</span></div>")
    body = (
        f"{f.nav()}<div class='article-wrap'><h1>{escape(story.title)}</h1><div class='dateline'>{story.written_day}</div>"
        f"<div class='article-copy'>{''.join(out)}</div></div>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def unlucky_class_names(story: Story, f: Furniture) -> Page:
    out = [f"<p class='embed-text widget-copy'>{escape(line)}</p>" for line in story.paragraphs]
    body = (
        f"<div class='header-banner'>{f.nav()}</div><div class='with-sidebar has-related'><div class='content-widget "
        f"meta-main'><h1>{escape(story.title)}</h1><div class='social-story-frame'>{''.join(out)}</div></div></div>"
        f"<div class='sidebar'>{f.links(5, blurbs=True)}</div>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def phone_and_desk_copies(story: Story, f: Furniture) -> Page:
    lead = escape(story.paragraphs[0])
    body = (
        f"{f.nav()}<main><h1>{escape(story.title)}</h1><div class='lead show-for-small'><p>{lead}</p></div>"
        f"<div class='lead show-for-large'><p>{lead}</p></div><div class='rte'>{paragraphs(story.paragraphs[1:])}</div>"
        f"{f.share()}{f.share()}</main>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))
