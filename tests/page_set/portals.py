"""Pages of portals, ministries and newsletters whose markup says little about what is what."""

from html import escape

from page_set.registry import structure
from page_set.stories import (
    BIOS,
    CAPTIONS,
    COMMENTS,
    HEADLINES,
    NEWSLETTERS,
    TEASERS,
    Furniture,
    Page,
    Story,
    document,
    paragraphs,
)  # fmt: skip


@structure
def carousel_before(story: Story, f: Furniture) -> Page:
    cards = "".join(
        f"<article><a href='/{f.word()}'><img src='1.jpg'><h1>{headline}</h1></a><p>{f.one(TEASERS)}</p></article>"
        for headline in f.some(HEADLINES, 4)
    )
    body = (
        f"<div class='top'>{f.nav('div')}</div><div class='stage'>{cards}</div><article id='a1'><h1>{escape(story.title)}</h1>"
        f"<div>{story.written_day}</div>{paragraphs(story.paragraphs)}</article><p>{story.outlet}, Harbour Street 4, Kora</p>"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def comments_without_names(story: Story, f: Furniture) -> Page:
    posts = "".join(f"<li><b>guest {n}</b> 2 days ago<br>{f.random.choice(COMMENTS)}</li>" for n in range(6))
    body = (
        f"<ul>{''.join(f'<li><a href=/{n}>{n}</a></li>' for n in f.some(HEADLINES, 6))}</ul><h1>{escape(story.title)}</h1>"
        f"{paragraphs(story.paragraphs)}<h3>6 Comments</h3><ul>{posts}</ul><h3>Leave a comment</h3><form><textarea></textarea>"
        "<p>Your e-mail address will not be published. Fields with a star are needed.</p></form>"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def also_read_lists(story: Story, f: Furniture) -> Page:
    out = [f"<p>{escape(line)}</p>" for line in story.paragraphs]
    links = "".join(f"<li><a href='/{f.word()}'>{headline}</a></li>" for headline in f.some(HEADLINES, 3))
    out.insert(3, f"<p><strong>Also read</strong></p><ul>{links}</ul>")
    out.insert(6, "<p>ADVERTISEMENT</p>")
    out.insert(2, "<p><em>Story continues below this ad</em></p>")
    body = f"{f.nav()}<div class='c'><h1>{escape(story.title)}</h1><div class='d'>{''.join(out)}</div></div>"
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def wiki_news(story: Story, f: Furniture) -> Page:
    body = (
        f"<div id='mw-navigation'>{f.nav('div')}</div><div id='content' class='mw-body'><h1 id='firstHeading'>"
        f"<span class='mw-page-title-main'>{escape(story.title)}</span></h1><div id='siteSub'>From Koranews, the free news source</div>"
        f"<div id='mw-content-text'><div class='mw-parser-output'><table class='infobox'><tr><td>More on ports</td></tr><tr><td>"
        f"{f.links(3)}</td></tr></table><p><b>{story.written_day}</b></p>{paragraphs(story.paragraphs)}<h2>Sources</h2><ul><li>"
        f"Ada Brill. \"<a href='/s'>{f.one(HEADLINES)}</a>\" - <i>Bay Radio</i>, {story.written_day}</li></ul></div></div></div>"
        f"<div id='catlinks'><a href='/c'>Ports</a></div><div id='footer'>Text is available under a licence.</div>"
    )
    sources = ("Sources",)
    return Page(document(story, body), (story.title, story.written_day, *story.paragraphs, *sources))


@structure
def ministry_in_form(story: Story, f: Furniture) -> Page:
    out = "".join(f"<div>{escape(line)}</div><div>&#160;</div>" for line in story.paragraphs)
    body = (
        f"<form id='aspnetForm'><div id='s4-workspace'><div class='ms-breadcrumb-top'><a href='/'>Home</a></div><div id="
        f"'ctl00_PlaceHolderLeft'>{f.nav('div')}</div><div id='ctl00_PlaceHolderMain'><h2 class='title-main'>"
        f"{escape(story.title)}</h2><span class='date'>{story.written_day}</span><div class='ms-rtestate-field'>{out}</div>"
        f"</div></div></form>"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def facts_in_definition_list(story: Story, f: Furniture) -> Page:
    facts = (
        f"<dl class='article-info text-muted'><dt class='article-info-term'>Details</dt><dd class='createdby'>Written by "
        f"<span>{story.author}</span></dd><dd class='category-name'>Category: <a href='/n'>News</a></dd><dd class='published'>"
        f"<time datetime='{story.day}T08:00:00+00:00'>Published: {story.written_day}</time></dd><dd class='hits'>Hits: 812</dd></dl>"
    )
    body = (
        f"<div class='body'><div class='header'>{f.nav('div')}</div><div class='item-page' itemscope><div class='page-header'>"
        f"<h2 itemprop='headline'>{escape(story.title)}</h2></div>{facts}<div itemprop='articleBody'>"
        f"{paragraphs(story.paragraphs)}</div><ul class='pager pagenav'><li><a href='/p'>Prev</a></li></ul></div></div>"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def text_components(story: Story, f: Furniture) -> Page:
    teaser = (
        f"<div class='teaser'><div class='cmp-teaser'><h2 class='cmp-teaser__title'><a href='/t'>{f.one(HEADLINES)}</a></h2>"
        f"<div class='cmp-teaser__description'><p>{f.one(TEASERS)}</p></div></div></div>"
    )
    out = [
        f"<div class='text'><div class='cmp-text'><p>{escape(line)}</p></div></div>"
        for line in story.paragraphs
    ]
    out.insert(3, teaser)
    out.insert(5, teaser)
    body = (
        f"<div class='root responsivegrid'><div class='navigation'>{f.nav()}</div><div class='title'><h1 class="
        f"'cmp-title__text'>{escape(story.title)}</h1></div><div class='aem-Grid'>{''.join(out)}</div></div>"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def office_export(story: Story, f: Furniture) -> Page:
    out = "".join(
        f"<p class='c3'><span class='c1'>{escape(line)}</span></p><p class='c3 c5'><span></span></p>"
        for line in story.paragraphs
    )
    body = f"<p class='c2 title'><span class='c0'>{escape(story.title)}</span></p>{out}"
    return Page(document(story, body, attributes=""), (story.title, *story.paragraphs))


@structure
def letter_by_mail(story: Story, f: Furniture) -> Page:
    rows = "".join(
        f"<tr><td style='padding:10px'><table role='presentation'><tr><td style='font-family:Arial'>{escape(line)}</td></tr></table></td></tr>"
        for line in story.paragraphs
    )
    body = (
        f"<div style='display:none;max-height:0'>{f.one(TEASERS)}</div><table role='presentation' width='100%'><tr><td><table "
        f"role='presentation' width='600'><tr><td><a href='/web'>View in browser</a></td></tr><tr><td><h1>{escape(story.title)}"
        f"</h1></td></tr>{rows}<tr><td><p style='font-size:11px'>You receive this letter because you signed up. <a href='/u'>"
        f"Unsubscribe</a></p></td></tr></table></td></tr></table>"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def relief_report(story: Story, f: Furniture) -> Page:
    meta = "<dl class='rw-entity-meta'><dt>Format</dt><dd>News and Press Release</dd><dt>Source</dt><dd><a href='/s'>Kora Relief</a></dd></dl>"
    body = (
        f"<header>{f.nav()}</header><main><article class='rw-report rw-article'><h1 class='rw-article__title'>"
        f"{escape(story.title)}</h1><header class='rw-entity-country-slug'><a href='/k'>Kora</a></header>{meta}<div class="
        f"'rw-report__content'>{paragraphs(story.paragraphs)}</div><section class='rw-attachment'><h2>Attachments</h2>"
        f"<a href='/f.pdf'>Download the report (PDF, 312 KB)</a></section></article><section id='related'>{f.links(5)}</section></main>"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def agency_with_editor_line(story: Story, f: Furniture) -> Page:
    out = "".join(f"<p>\u3000\u3000{escape(line)}</p>" for line in story.paragraphs)
    body = (
        f"<div class='top'>{f.nav('div')}</div><div class='conTop'><h1 class='Btitle'>{escape(story.title)}</h1><div class="
        f"'infoBox'><i class='source'>Source: Straits Agency</i> | <i class='time'>{story.day} 11:20:15</i> | <i class='editor'>"
        f"Editor: lm</i></div></div><div id='detailContent'>{out}</div><div class='pics'><p>{f.one(CAPTIONS)}</p></div>"
        f"<div class='zan'>{f.links(6)}</div>"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def interview_with_bold_questions(story: Story, f: Furniture) -> Page:
    questions = ("What was agreed in the night?", "Will the ships sail?", "Do you trust them?")
    out, lines = "", []
    for n, line in enumerate(story.paragraphs):
        if n % 2 == 0:
            question = questions[n % len(questions)]
            out += f"<p><strong>{question}</strong></p>"
            lines.append(question)
        out += f"<p>{escape(line)}</p>"
        lines.append(line)
    body = (
        f"{f.nav()}<main><div class='hero'><h1>{escape(story.title)}</h1></div><div class='prose'>{out}</div><div class="
        f"'about'><h4>About the author</h4><p>{f.one(BIOS)}</p></div></main>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *lines))


@structure
def most_read_between(story: Story, f: Furniture) -> Page:
    half = len(story.paragraphs) // 2
    ranks = "".join(
        f"<li><span>{n + 1}</span><a href='/{f.word()}'>{line}</a></li>"
        for n, line in enumerate(f.some(HEADLINES, 5))
    )
    body = (
        f"{f.nav()}<div class='x1'><div class='x2'><h1>{escape(story.title)}</h1>{paragraphs(story.paragraphs[:half])}<div "
        f"class='x3'><h4>Most read</h4><ol>{ranks}</ol></div>{paragraphs(story.paragraphs[half:])}<div class='x4'>"
        f"<p>{f.one(NEWSLETTERS)}</p><input type='email'></div></div></div>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def sections_with_heads(story: Story, f: Furniture) -> Page:
    out, lines = "", []
    for n, line in enumerate(story.paragraphs):
        out += f"<section><h2>Part {n + 1}: the bay</h2><div><p>{escape(line)}</p></div></section>"
        lines += [f"Part {n + 1}: the bay", line]
    body = (
        f"{f.nav()}<div class='longform'><header><h1>{escape(story.title)}</h1><p class='dek'>What we know about the talks, "
        f"and what nobody has told us yet.</p></header>{out}</div>{f.footer(story.outlet)}"
    )
    return Page(
        document(story, body),
        (story.title, "What we know about the talks, and what nobody has told us yet.", *lines),
    )
