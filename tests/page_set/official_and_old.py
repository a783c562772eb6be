"""Pages of governments and agencies, and pages with the layouts of earlier decades."""

import textwrap
from html import escape

from page_set.registry import structure
from page_set.stories import COMMENTS, HEADLINES, TEASERS, Furniture, Page, Story, document, paragraphs


@structure
def layout_tables(story: Story, f: Furniture) -> Page:
    cells = "".join(
        f"<tr><td class='m'><a href='/{n}'><font size='1'>{n}</font></a></td></tr>"
        for n in f.some(HEADLINES, 6)
    )
    text = "".join(f"<p><font face='Arial' size='2'>{escape(line)}</font>\n" for line in story.paragraphs)
    body = (
        f"<table width='780' border='0'><tr><td colspan='2'><img src='logo.gif'> <a href='/'>Home</a> <a href='/e'>E-mail us"
        f"</a></td></tr><tr><td width='150' valign='top'><table>{cells}</table></td><td valign='top'><font size='5'><b>"
        f"{escape(story.title)}</b></font>{text}</td></tr><tr><td colspan='2'><font size='1'>Copyright {story.outlet}"
        f"</font></td></tr></table>"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def cell_with_breaks(story: Story, f: Furniture) -> Page:
    text = "<br><br>\n".join(escape(line) for line in story.paragraphs)
    menu = " | ".join(f"<a href='/{n}'>{n}</a>" for n in f.some(HEADLINES, 5))
    body = (
        f"<center><table><tr><td>{menu}</td></tr></table><table width='600'><tr><td><h2>{escape(story.title)}</h2>"
        f"<i>{story.written_day}</i><br><br>{text}</td></tr></table><hr><small>Webmaster: web@paper.example</small></center>"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def wire_in_pre(story: Story, f: Furniture) -> Page:
    text = "\n\n".join(textwrap.fill(line, 72) for line in story.paragraphs)
    body = (
        f"<div id='nav'>{f.nav('div')}</div><h1>{escape(story.title)}</h1><pre>{escape(text)}</pre><p>&lt;&lt; "
        f"<a href='/i'>Index</a></p>"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def wire_site(story: Story, f: Furniture) -> Page:
    word = f.word()
    out = [
        f"<div data-testid='paragraph-{n}' class='text__text__{word} body__full_width__{word}'>{escape(line)}</div>"
        for n, line in enumerate(story.paragraphs)
    ]
    out.insert(
        3,
        f"<div data-testid='promo-box' class='promo-box__{word}'><h3>{f.one(HEADLINES)}</h3><p>{f.one(TEASERS)}</p></div>",
    )
    body = (
        f"<div id='fusion-app'><header>{f.nav()}</header><main><article class='article-container__{word}'><div class="
        f"'article-header__{word}'><h1>{escape(story.title)}</h1><div class='info-content__{word}'><div>By {story.author}"
        f"</div><time>July 3, 2025 10:05 AM UTC</time></div></div><div class='article-body__{word}'>{''.join(out)}"
        f"<div class='sign-off__{word}'><p>Reporting by {story.author}; editing by Ada Brill</p></div></div></article>"
        f"</main><div class='recommendations__{word}'>{f.links(6)}</div></div>{f.footer(story.outlet)}"
    )
    return Page(
        document(story, body),
        (story.title, *story.paragraphs, f"Reporting by {story.author}; editing by Ada Brill"),
    )


@structure
def bare_div_text(story: Story, f: Furniture) -> Page:
    out = "".join(f"<div>{escape(line)}</div>" for line in story.paragraphs)
    body = (
        f"<div class='top'>{f.nav('div')}</div><div class='col1'><div class='title'>{escape(story.title)}</div><div "
        f"class='txt'>{out}</div></div><div class='col2'>{f.links(8)}</div><div class='bottom'>{story.outlet} 2026</div>"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def press_release(story: Story, f: Furniture) -> Page:
    body = (
        f"<section class='usa-banner'><p>An official website of the government of Kora. Here is how you know.</p></section>"
        f"<header class='usa-header'>{f.nav()}</header><main id='content'><div class='breadcrumbs'><a href='/'>Home</a> > "
        f"<a href='/p'>Press releases</a></div><h1 class='featured-content__headline'>{escape(story.title)}</h1><div class="
        f"'article-meta'><p class='article-meta__doctype'>Press Statement</p><p class='article-meta__author-bureau'>Office "
        f"of the Spokesperson</p><p class='article-meta__publish-date'>{story.written_day}</p></div><div class="
        f"'entry-content'>{paragraphs(story.paragraphs)}</div><div class='related-tags'><h3>Tags</h3><a href='/b'>Bureau"
        f"</a></div></main>{f.footer('Ministry of Ports')}"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def readout_in_list(story: Story, f: Furniture) -> Page:
    points = "".join(f"<li>{escape(line)}</li>" for line in story.paragraphs[1:])
    body = (
        f"<div class='gov-header'>{f.nav('div')}</div><div class='wrapper'><h1>{escape(story.title)}</h1><div class='date'>"
        f"{story.written_day}</div><div class='content-block'><p>{escape(story.paragraphs[0])}</p><ul>{points}</ul></div>"
        f"<div class='toolbar'><a href='#'>Print</a> <a href='#'>PDF</a></div></div>{f.footer('Ministry of Ports')}"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def presidency_transcript(story: Story, f: Furniture) -> Page:
    turns, lines = "", []
    for n, line in enumerate(story.paragraphs):
        name = "Zoe Miller" if n % 2 else "Question"
        turns += f"<p><b>{name}:</b> {escape(line)}</p>"
        lines.append(f"{name}: {line}")
    body = (
        f"<div class='header'>{f.nav('div')}</div><div class='read'><div class='read__top'><h1 class='entry-title "
        f"p-name'>{escape(story.title)}</h1><div class='read__meta'><time class='read__published' datetime='{story.day}'>"
        f"{story.written_day}</time><div class='read__place p-location'>Kora</div></div></div><div class="
        f"'read__content'><div class='entry-content e-content read__internal_content'>{turns}</div></div><div class="
        f"'read__tags masha-ignore'>{f.links(3)}</div></div>"
    )
    return Page(document(story, body), (story.title, *lines))


@structure
def questions_in_definition_list(story: Story, f: Furniture) -> Page:
    questions = (
        "What was agreed?",
        "And the ships?",
        "Who signs for the rebels?",
        "When will the port open?",
    )
    rows, lines = "", []
    for n, line in enumerate(story.paragraphs):
        question = questions[n % len(questions)]
        rows += f"<dt>{question}</dt><dd>{escape(line)}</dd>"
        lines += [question, line]
    body = (
        f"{f.nav()}<main><h1>{escape(story.title)}</h1><p class='by'>By {story.author}</p><dl class='interview'>{rows}</dl>"
        f"</main><aside>{f.links(5)}</aside>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *lines))


@structure
def questions_in_table(story: Story, f: Furniture) -> Page:
    rows, lines = "", []
    for n, line in enumerate(story.paragraphs):
        label = "MILLER" if n % 2 else "Q"
        rows += f"<tr><td><b>{label}</b></td><td>{escape(line)}</td></tr>"
        lines.append(f"{label} {line}")
    body = (
        f"{f.nav()}<div id='content'><h1>{escape(story.title)}</h1><table class='transcript'>{rows}</table></div>"
        f"{f.footer('Ministry of Ports')}"
    )
    return Page(document(story, body), (story.title, *lines))


@structure
def meetings_coverage(story: Story, f: Furniture) -> Page:
    out = paragraphs(story.paragraphs[:2]) + "<h3>Statements</h3>" + paragraphs(story.paragraphs[2:])
    body = (
        f"<header role='banner'>{f.nav()}</header><div role='main' class='main-container'><div class='region-content'>"
        f"<div class='field-symbol'>KORA/2025/114</div><h1 class='page-header'>{escape(story.title)}</h1><div class="
        f"'field--name-field-date-published'>{story.written_day}</div><div class='field--name-field-paragraph'>{out}</div>"
        f"<div class='field--note'>For information media. Not an official record.</div></div></div>"
        f"{f.footer('Union of Ports')}"
    )
    lines = (
        story.title,
        *story.paragraphs[:2],
        "Statements",
        *story.paragraphs[2:],
        "For information media. Not an official record.",
    )
    return Page(document(story, body), lines)


@structure
def results_table(story: Story, f: Furniture) -> Page:
    rows = "".join(
        f"<tr><td>{name}</td><td>{f.random.randrange(100, 900)}</td></tr>"
        for name in ("Kora", "Lower Kora", "Bay")
    )
    table = f"<table class='results'><tr><th>Port</th><th>Ships</th></tr>{rows}</table>"
    out = paragraphs(story.paragraphs[:3]) + table + paragraphs(story.paragraphs[3:])
    cells = [
        " ".join(row.replace("</td>", " ").replace("<td>", "").replace("</tr>", "").split())
        for row in rows.split("<tr>")[1:]
    ]
    body = f"{f.nav()}<article><h1>{escape(story.title)}</h1><div class='text'>{out}</div></article>{f.footer(story.outlet)}"
    lines = (story.title, *story.paragraphs[:3], "Port Ships", *cells, *story.paragraphs[3:])
    return Page(document(story, body), lines)


@structure
def right_to_left(story: Story, f: Furniture) -> Page:
    words = ("الرئيسية", "أخبار", "اقتصاد", "رياضة", "اتصل بنا")
    nav = "".join(f"<li><a href='/{n}'>{word}</a></li>" for n, word in enumerate(words))
    body = (
        f"<div class='qaema'><ul>{nav}</ul></div><div class='mohtawa'><h1 dir='ltr'>{escape(story.title)}</h1><div class="
        f"'tarikh'>{story.written_day}</div><div class='nass' dir='ltr'>{paragraphs(story.paragraphs)}</div><div class="
        f"'mosharaka'><a href='#'>مشاركة</a> <a href='#'>طباعة</a></div></div><div class='tazyeel'>جميع الحقوق محفوظة</div>"
    )
    return Page(document(story, body, attributes="lang='en' dir='rtl'"), (story.title, *story.paragraphs))


@structure
def short_story_long_sidebar(story: Story, f: Furniture) -> Page:
    shown = story.paragraphs[:2]
    body = (
        f"{f.nav()}<div class='grid'><div class='grid__main'><h1>{escape(story.title)}</h1>{paragraphs(shown)}</div><div "
        f"class='grid__side'>{f.links(12, blurbs=True)}{f.links(10, blurbs=True)}</div></div>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *shown))


@structure
def many_comments(story: Story, f: Furniture) -> Page:
    shown = story.paragraphs[:4]
    posts = "".join(
        f"<div class='disc-post'><span>user{n}</span><div class='disc-text'>{f.random.choice(COMMENTS)} "
        f"{f.random.choice(COMMENTS)}</div><a href='#'>Reply</a></div>"
        for n in range(25)
    )
    body = (
        f"{f.nav()}<div id='article'><h1>{escape(story.title)}</h1><div class='maintext'>{paragraphs(shown)}</div></div>"
        f"<div id='user-comments'><h3>25 comments</h3>{posts}</div>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *shown))


@structure
def byline_in_text(story: Story, f: Furniture) -> Page:
    body = (
        f"{f.nav()}<div class='articulo'><h1>{escape(story.title)}</h1><div class='cuerpo'><p><em>By {story.author} and "
        f"Ada Brill</em></p>{paragraphs(story.paragraphs)}<p><em>(With reporting by Sean Mott in Kora)</em></p></div></div>"
        f"{f.footer(story.outlet)}"
    )
    lines = (
        story.title,
        f"By {story.author} and Ada Brill",
        *story.paragraphs,
        "(With reporting by Sean Mott in Kora)",
    )
    return Page(document(story, body), lines)


@structure
def blurbs_beside_short_story(story: Story, f: Furniture) -> Page:
    shown = story.paragraphs[:2]
    blurbs = "".join(
        f"<div class='item'><h4><a href='/{f.word()}'>{headline}</a></h4><div class='txt'>{f.one(TEASERS)}</div></div>"
        for headline in f.some(HEADLINES, 12)
    )
    body = (
        f"{f.nav()}<table class='frame'><tr><td class='left'><h1>{escape(story.title)}</h1>{paragraphs(shown)}</td>"
        f"<td class='right'>{blurbs}</td></tr></table><div class='more'>{blurbs}</div>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *shown))
