"""The stories of the pages, and the furniture around them, drawn by a seeded generator."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "train.jsonl"
LEAST_PARAGRAPHS = 6

TOPICS = (
    "World",
    "Politics",
    "Economy",
    "Harbours",
    "Weather",
    "Sport",
    "Culture",
    "Opinion",
    "Regions",
    "Video",
)
CAPTIONS = (
    "The old harbour at Kora on Monday. Photograph: Ana Petrova/Bosporus Pictures",
    "Minister Zoe Miller leaves the hotel after the second session (photo: Jon Mars)",
    "Lorries wait at the bridge in a picture taken last spring. Credit: Kora Photo Service",
    "A map of the strait with the two landing places",
)
NEWSLETTERS = (
    "Sign up for The Morning Boat, our free newsletter with the five stories that matter, every day at seven.",
    "Get the best of our reporting in your inbox. Enter your e-mail address and choose your letters.",
    "Want more like this? Subscribe to the weekly harbour letter. You can leave at any time.",
)
COOKIES = (
    "We and our 214 partners store and read cookies on your device to show you personal advertising, to measure "
    "it and to learn about our readers. You can accept, refuse or manage your choices at any time.",
    "This site uses cookies. By going on you agree to our terms of use and to our privacy policy.",
)
BIOS = (
    "Ida Wren has covered the straits since 2011. She studied law in Kora and lives with two dogs.",
    "Jon Mars is our man for ports, ships and insurance. Write to him at j.mars@paper.example.",
)
COMMENTS = (
    "Great article, I have said this for years and nobody would listen to me at all.",
    "It is all lies. My cousin was there and he saw nothing of the kind, not on Monday and not later.",
    "Can somebody explain why the minister was in the hotel in the first place? Asking for a friend.",
    "First! Greetings from the other side of the bay, where we have known about it since Friday.",
    "The editor should read this again: the bridge was closed on Sunday, not on Saturday as you write.",
)
PAYWALLS = (
    "To go on reading, subscribe today. Three months for one euro, then 9.99 a month. Already a subscriber? Log in.",
    "This article is for members. Become a member and read everything that we publish, without advertising.",
)
TEASERS = (
    "The fishermen of Lower Kora have waited for the dredger since spring, and now the money has run out.",
    "A new line of ferries will call at five ports a week from October, the company says in a paper.",
    "What the two sides want, what they have said before, and what may happen when the envoy comes back.",
    "Our reporter spent a night with the crew of the last tug that still works the northern channel.",
    "The bank raised its rate for the third time this year and warned of a cold winter for builders.",
    "Six charts that show how the price of bread has moved since the bakers stopped the ovens.",
)
HEADLINES = (
    "Ferry strike enters second week", "Bread prices rise again", "Five things to know about the dredger",
    "Who pays for the new bridge?", "Storm closes northern channel", "The last tug of Kora",
    "Envoy expected on Friday", "Bank raises rate for third time", "School reform: what changes",
    "Opposition wants a debate on ports", "Quiz: how well do you know the straits?", "In pictures: regatta day",
)  # fmt: skip
PEOPLE = (
    "Ida Wren",
    "Jon Mars",
    "Ada Brill",
    "Sean Mott",
    "Oru Beka",
    "Zoe Miller",
    "Lena Ort",
    "Ana Petrova",
)
OUTLETS = ("Bosporus Herald", "The Kora Times", "Straits News Agency", "Northern Ledger", "Bay Radio")


@dataclass(frozen=True, slots=True)
class Story:
    """A news story: title, paragraphs, and the names and dates that a template prints around it."""

    title: str
    paragraphs: tuple[str, ...]
    outlet: str
    author: str
    day: str  # ISO
    written_day: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page and the lines of its article that a reader should get."""

    html: str
    lines: tuple[str, ...]


class Furniture:
    """Draws furniture; the same seed gives the same pages."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)  # noqa: S311 - test pages, no secrets

    def one(self, choices: Sequence[str]) -> str:
        return self.random.choice(choices)

    def some(self, choices: Sequence[str], count: int) -> list[str]:
        return self.random.sample(choices, min(count, len(choices)))

    def word(self) -> str:
        """A class name as build tools make it."""
        letters = "abcdefghijkmnpqrstuvwxyz0123456789"
        return "".join(self.random.choice(letters) for _ in range(6))

    def nav(self, tag: str = "nav") -> str:
        links = "".join(f"<li><a href='/{name.lower()}'>{name}</a></li>" for name in self.some(TOPICS, 7))
        return f"<{tag} class='main-nav'><ul>{links}</ul></{tag}>"

    def links(self, count: int, *, blurbs: bool = False) -> str:
        """A list of links to other stories, with or without a sentence about each."""
        out = ""
        for headline in self.some(HEADLINES, count):
            blurb = f"<p>{self.one(TEASERS)}</p>" if blurbs else ""
            out += f"<li><a href='/{self.word()}'><h3>{headline}</h3></a>{blurb}</li>"
        return f"<ul>{out}</ul>"

    def figure(self) -> str:
        return f"<figure><img src='/{self.word()}.jpg' alt=''><figcaption>{self.one(CAPTIONS)}</figcaption></figure>"

    def share(self) -> str:
        return (
            "<div class='share-bar'><a href='#f'>Facebook</a> <a href='#x'>X</a> <a href='#m'>Email</a>"
            " <button>Copy link</button></div>"
        )

    def cookies(self) -> str:
        return (
            f"<div id='cookie-banner' role='dialog'><p>{self.one(COOKIES)}</p><button>Accept</button>"
            "<button>Manage</button></div>"
        )

    def comments(self, count: int = 3) -> str:
        out = "".join(
            f"<li class='comment'><b>{self.one(PEOPLE).split()[0]}</b> <time datetime='2026-01-03'>3 January</time>"
            f"<p>{self.random.choice(COMMENTS)}</p><a href='#r'>Reply</a></li>"
            for _ in range(count)
        )
        return f"<section id='comments' class='comments-area'><h2>Comments</h2><ol>{out}</ol></section>"

    def footer(self, outlet: str) -> str:
        return (
            f"<footer><p>© 2026 {outlet}. All rights reserved. No part of this site may be copied without leave.</p>"
            "<a href='/terms'>Terms</a> <a href='/privacy'>Privacy</a></footer>"
        )


@cache
def stories() -> tuple[Story, ...]:
    """The stories: news of the training corpus that was written for it, with titles and paragraphs."""
    found: list[Story] = []
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        source = record["corpus"]
        if source["kind"] != "news" or source["licence"] != "CC-BY-4.0" or source["id"][0] in "pk":
            continue
        article = record["article"]
        paragraphs = [" ".join(part.split()) for part in article["text"].split("\n\n") if part.strip()]
        title = article["title"] or f"{paragraphs[0].split('. ')[0].split(',')[0]}: what we know"
        paragraphs = [part for part in paragraphs if part != title]
        if len(paragraphs) < LEAST_PARAGRAPHS:
            continue
        number = len(found)
        day = 1 + number % 28
        found.append(
            Story(
                title,
                tuple(paragraphs),
                OUTLETS[number % len(OUTLETS)],
                PEOPLE[number % len(PEOPLE)],
                f"2025-07-{day:02}",
                f"{day} July 2025",
            )
        )
    return tuple(found)


def paragraphs(lines: Sequence[str], attributes: str = "") -> str:
    """Return the lines as <p> elements."""
    return "".join(f"<p{attributes}>{escape(line, quote=False)}</p>\n" for line in lines)


def document(story: Story, body: str, head: str = "", attributes: str = "lang='en'") -> str:
    """Return a whole page with the usual <meta> elements."""
    title = escape(story.title)
    return (
        f"<!doctype html><html {attributes}><head><meta charset='utf-8'><title>{title} | {story.outlet}</title>"
        f"<meta property='og:title' content='{title}'><meta property='og:site_name' content='{story.outlet}'>"
        f"{head}</head><body>{body}</body></html>"
    )
