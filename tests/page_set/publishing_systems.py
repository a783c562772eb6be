"""Pages as content management systems write them."""

import json
from html import escape

from page_set.registry import structure
from page_set.stories import BIOS, NEWSLETTERS, Furniture, Page, Story, document, paragraphs


def _joined(story: Story, f: Furniture, pieces: list[str], attributes: str = "") -> str:
    """The paragraphs with the pieces between them, never before the first."""
    out = [paragraphs([line], attributes) for line in story.paragraphs]
    for piece in pieces:
        out.insert(f.random.randrange(1, len(out)), piece)
    return "".join(out)


@structure
def wordpress_classic(story: Story, f: Furniture) -> Page:
    body = (
        f"<div id='page' class='hfeed site'><header class='site-header'><h1 class='site-title'>{story.outlet}</h1>"
        f"{f.nav()}</header><div id='content' class='site-content'><main id='main'><article class='post-112 post "
        f"type-post has-post-thumbnail'><header class='entry-header'><h1 class='entry-title'>{escape(story.title)}</h1>"
        f"<div class='entry-meta'><span class='posted-on'>Posted on <time class='entry-date published' datetime="
        f"'{story.day}T08:00:00+00:00'>{story.written_day}</time></span><span class='byline'> by <a class='url fn n' "
        f"href='/a'>{story.author}</a></span></div></header><div class='entry-content'>{_joined(story, f, [])}"
        f"<div class='sharedaddy sd-sharing-enabled'><h3 class='sd-title'>Share this:</h3><ul><li><a href='#'>Tweet</a>"
        f"</li><li><a href='#'>Email</a></li></ul></div><div id='jp-relatedposts'><h3>Related</h3>{f.links(3, blurbs=True)}"
        f"</div></div><footer class='entry-footer'>Posted in <a href='/w'>World</a> Tagged <a href='/t'>ports</a>"
        f"</footer></article>{f.comments()}</main><aside id='secondary' class='widget-area'><section class='widget'>"
        f"<h2>Recent posts</h2>{f.links(5)}</section></aside></div>{f.footer(story.outlet)}</div>"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def wordpress_blocks(story: Story, f: Furniture) -> Page:
    pull = story.paragraphs[2].split(". ")[0]
    pieces = [
        f"<figure class='wp-block-image size-large'><img src='/1.jpg'><figcaption class='wp-element-caption'>"
        f"{f.figure()}</figcaption></figure>",
        f"<figure class='wp-block-pullquote'><blockquote><p>{escape(pull)}</p></blockquote></figure>",
        f"<div class='wp-block-group is-style-box'><h3>Newsletter</h3><p>{f.one(NEWSLETTERS)}</p></div>",
    ]
    body = (
        f"<div class='wp-site-blocks'><header class='wp-block-template-part'>{f.nav()}</header><main class="
        f"'wp-block-group'><h1 class='wp-block-post-title'>{escape(story.title)}</h1><div class='wp-block-post-date'>"
        f"<time datetime='{story.day}T06:10:00+03:00'>{story.written_day}</time></div><div class='entry-content "
        f"wp-block-post-content is-layout-flow'>{_joined(story, f, pieces)}</div><div class='wp-block-query'>"
        f"{f.links(4, blurbs=True)}</div></main>{f.footer(story.outlet)}</div>"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def elementor(story: Story, f: Furniture) -> Page:
    wrap = "<div class='elementor-element elementor-widget elementor-widget-{0}'><div class='elementor-widget-container'>{1}</div></div>"
    body = (
        f"<div class='elementor elementor-12'>{wrap.format('nav-menu', f.nav())}"
        f"{wrap.format('theme-post-title', '<h1>' + escape(story.title) + '</h1>')}"
        f"{wrap.format('post-info', '<ul><li>' + story.author + '</li><li>' + story.written_day + '</li></ul>')}"
        f"{wrap.format('theme-post-content', _joined(story, f, []))}"
        f"{wrap.format('share-buttons', f.share())}{wrap.format('posts', f.links(4, blurbs=True))}</div>"
        f"{f.footer(story.outlet)}{f.cookies()}"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def newspaper_theme(story: Story, f: Furniture) -> Page:
    pieces = [
        "<div class='td-a-rec td-a-rec-id-content_inline'><span class='td-adspot-title'>- Advertisement -</span></div>",
        f"<div class='tdb-related'><h4>Also read</h4>{f.links(2)}</div>",
    ]
    body = (
        f"<div class='td-header-wrap'>{f.nav('div')}</div><div class='td-container'><div class='td-crumb-container'>"
        f"<a href='/'>Home</a> <a href='/w'>World</a></div><div class='td-pb-row'><div class='td-pb-span8 td-main-content'>"
        f"<div class='td-ss-main-content'><article class='post'><div class='td-post-header'><h1 class='entry-title'>"
        f"{escape(story.title)}</h1><div class='td-module-meta-info'><div class='td-post-author-name'>By "
        f"<a href='/a'>{story.author}</a></div><span class='td-post-date'><time class='entry-date' datetime='{story.day}'>"
        f"{story.written_day}</time></span></div></div><div class='td-post-content tagdiv-type'>{_joined(story, f, pieces)}"
        f"</div><div class='td-author-bio'><p>{f.one(BIOS)}</p></div><div class='td_block_related_posts'>{f.links(3)}</div>"
        f"</article></div></div><div class='td-pb-span4 td-main-sidebar'>{f.links(6, blurbs=True)}</div></div></div>"
        f"{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def drupal(story: Story, f: Furniture) -> Page:
    lead, rest = story.paragraphs[0], story.paragraphs[1:]
    body = (
        f"<div class='dialog-off-canvas-main-canvas'><header role='banner'>{f.nav()}</header><main role='main'>"
        f"<div class='region region-content'><article role='article' class='node node--type-article node--view-mode-full'>"
        f"<h1><span class='field field--name-title'>{escape(story.title)}</span></h1><div class='node__content'>"
        f"<div class='field field--name-field-date field__item'>{story.written_day}</div>"
        f"<div class='clearfix text-formatted field field--name-field-summary field__item'>{paragraphs([lead])}</div>"
        f"{f.figure()}<div class='clearfix text-formatted field field--name-body field__item'>{paragraphs(rest)}</div>"
        f"<div class='field field--name-field-tags'><div class='field__label'>Tags</div><a href='/p'>ports</a></div>"
        f"</div></article></div></main><aside class='region-sidebar'>{f.links(5)}</aside></div>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def ghost(story: Story, f: Furniture) -> Page:
    pieces = [
        f"<div class='kg-card kg-signup-card'><h2 class='kg-signup-card-heading'>Stay afloat</h2><p>{f.one(NEWSLETTERS)}</p>"
        "<form><input><button>Subscribe</button></form></div>",
        "<figure class='kg-card kg-bookmark-card'><a href='/o'><div class='kg-bookmark-title'>Bread prices</div>"
        "<div class='kg-bookmark-description'>The bank raised its rate for the third time this year.</div></a></figure>",
    ]
    body = (
        f"<div class='gh-viewport'><header class='gh-head'>{f.nav()}</header><main class='gh-main'><article class="
        f"'gh-article post'><header class='gh-article-header'><h1 class='gh-article-title'>{escape(story.title)}</h1>"
        f"<div class='gh-article-meta'><h4 class='gh-author-name'>{story.author}</h4><time datetime='{story.day}'>"
        f"{story.written_day}</time> <span>4 min read</span></div></header><section class='gh-content gh-canvas'>"
        f"{_joined(story, f, pieces)}</section></article><section class='gh-comments'>{f.comments(2)}</section></main>"
        f"{f.footer(story.outlet)}</div>"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def letter_service(story: Story, f: Furniture) -> Page:
    widget = (
        f"<div class='subscription-widget-wrap-editor'><div class='subscription-widget'><div class='preamble'><p>"
        f"{f.one(NEWSLETTERS)}</p></div></div></div>"
    )
    body = (
        f"<div id='entry'><div class='main-menu'>{f.nav('div')}</div><div class='single-post-container'><article class="
        f"'typography newsletter-post post'><div class='post-header'><h1 class='post-title published'>{escape(story.title)}"
        f"</h1><div class='pencraft pc-display-flex'>{story.author}</div><div class='pencraft'>{story.written_day}</div>"
        f"</div><div class='available-content'><div dir='auto' class='body markup'>{_joined(story, f, [widget])}</div></div>"
        f"</article><div class='comments-page'>{f.comments(2)}</div></div></div>{f.footer(story.outlet)}"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def blog_with_breaks(story: Story, f: Furniture) -> Page:
    text = "<br /><br />".join(escape(line) for line in story.paragraphs)
    body = (
        f"<div class='content-outer'><div class='tabs'>{f.nav('div')}</div><div class='main'><div class='blog-posts "
        f"hfeed'><h2 class='date-header'><span>{story.written_day}</span></h2><div class='post hentry'><h3 class="
        f"'post-title entry-title'>{escape(story.title)}</h3><div class='post-body entry-content'>{text}"
        f"<div style='clear: both;'></div></div><div class='post-footer'>Posted by {story.author} at <a href='#'>"
        f"9:12 AM</a></div></div></div></div><div class='sidebar'><h2>Blog Archive</h2>{f.links(8)}</div></div>"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def story_platform(story: Story, f: Furniture) -> Page:
    classes = [f.word() for _ in range(6)]
    body = (
        f"<div id='root'><div class='{classes[0]}'>{f.nav('div')}</div><article><div class='{classes[1]}'><section>"
        f"<div><h1 class='{classes[2]} pw-post-title'>{escape(story.title)}</h1><div class='{classes[3]}'><a href='/u'>"
        f"{story.author}</a><span>4 min read</span><span>Jul 3, 2025</span><button>Follow</button></div></div>"
        f"{paragraphs(story.paragraphs, f' class={chr(39)}pw-post-body-paragraph {classes[4]}{chr(39)}')}</section></div>"
        f"</article><div class='{classes[5]}'><button>312</button><h2>More from {story.author}</h2>{f.links(4, blurbs=True)}"
        f"</div></div>"
    )
    return Page(document(story, body), (story.title, *story.paragraphs))


@structure
def script_only(story: Story, f: Furniture) -> Page:
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": f"{story.day}T09:00:00Z",
        "author": [{"@type": "Person", "name": story.author}],
        "articleBody": "\n\n".join(story.paragraphs),
    }
    head = f"<script type='application/ld+json'>{json.dumps(data)}</script>"
    body = f"<div id='app'></div>{f.cookies()}<noscript>Please switch on JavaScript to read this page.</noscript>"
    return Page(document(story, body, head), (story.title, *story.paragraphs))
