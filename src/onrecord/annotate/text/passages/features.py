"""Features of segments for the passage scores: of a segment by itself (traits), and of its surroundings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.annotate.text.passages.cues import OUTLET, Cue, CueList, Word, with_outlet, words_of
from onrecord.annotate.text.passages.segments import Classes, Segment, is_date
from onrecord.model.article import Article
from onrecord.model.span import Span

_MOST = 1200  # characters: of a longer segment only this many are read, half at each end
_OPENING, _CLOSING, _STRAIGHT, _SINGLE = "“«„", "”»", '"', "'"
_ENDING = re.compile(r"[.!?…][\"'”’»)\]]{0,3}\Z")
_CLAUSE_END = re.compile(r"[,;:–—-]\Z")
_SPEAKER = re.compile(
    r"Q[.:]?\s{1,9}\S|\(\([A-Za-z]{1,20}\)\)|[A-Z][A-Z.'’\- ]{1,40}(?:\([^()\n]{1,40}\))?:\s"
)
_BULLET = re.compile(r"(?:[-–—*•▪·►~]|\d{1,2}[.)])\s")
_ADDRESS = re.compile(r"@[\w-]{1,60}\.[A-Za-z]{2}")
_LETTER = re.compile(r"[^\W_]")
_MARKUP = re.compile(r"<[^<>]{0,400}>|\bhttps?://\S{1,400}|\bwww\.\S{1,400}|\bpic\.twitter\S{1,80}")
_STRONG = 15  # words: a segment this long without strong cues is part of the report
_SUBHEAD, _HEADLINE, _ITEM = 12, 30, 25  # the most words of a subhead, a headline, an item in a list of links
_TOP = 6  # titles, names and dates stand in this many first segments
_SUFFIX = re.compile(r"\s[-–—|]\s[^-–—|]{1,40}\Z")
_NEAR = 4  # segments before and after in which an appeal needs words of publishing
# Cues of at least this weight make a plea an appeal, even without words of publishing nearby.
_PLAIN = 12
_CAPTION = 45  # the most words of a caption
_TURNS = 3  # speaker turns that make the text a transcript
_YEAR = re.compile(r"(?:19|20)\d\d\Z")


@dataclass(frozen=True, slots=True)
class Traits:
    """The traits of a segment by itself. `features` are named as in encoder/models/en/passages.txt."""

    bare: tuple[str, ...]  # the words without the marks, lower-cased
    capitals: int  # number of words that begin with a capital
    count: int  # words, estimated where the segment is very long
    cues: tuple[Cue, ...]
    features: Mapping[str, float]
    date: bool  # a date or time of day and nothing else
    open: bool  # ends like a heading: not like a sentence, and not in mid-sentence
    ended: bool  # ends like a sentence
    press: bool  # contains a word of publishing outside quotation marks
    first: str  # the first character


def find_traits(text: str, segment: Segment, cues: CueList, outlet: Sequence[str]) -> Traits:
    """Return the traits of a segment; `outlet` is the outlet's name in lower-cased words, or empty."""
    words = with_outlet(_words(text, segment.span), outlet)
    masked = _quoted(words)
    bare = [word for word in words if word.text[0].isalnum() or word.text == OUTLET]
    found = tuple(cues.find(words, masked if len(bare) > 4 else [False] * len(words)))
    end = text[max(segment.span.start, segment.span.end - 5) : segment.span.end]
    ended = _ENDING.search(end) is not None
    open_ = not ended and _CLAUSE_END.search(end) is None
    count = len(bare) if segment.span.length <= _MOST else segment.span.length // 6
    plain = [word.text for word, mask in zip(words, masked, strict=True) if not mask]
    capitals = sum(word.capital for word in bare)
    titled = len(bare) >= 3 and capitals >= 0.7 * len(bare)
    return Traits(
        tuple(word.text for word in bare),
        capitals,
        count,
        found,
        {
            **_counted(plain, found, cues.classes, titled),
            **_shaped(text, segment, found, bare),
            "words": min(count, 100) / 20,
            "quotes": float(sum(masked) >= 6),
            "ended": float(ended),
            "colon": float(end.endswith(":")),
            "asks": float(end.endswith("?")),
            "open": float(open_ and count <= 12),
            "titlecase": float(titled),
        },
        is_date(words, cues.classes),
        open_,
        ended,
        OUTLET in plain or not cues.classes["press"].isdisjoint(plain),
        text[segment.span.start],
    )


def _counted(plain: Sequence[str], found: Sequence[Cue], classes: Classes, titled: bool) -> dict[str, float]:
    """Return the features that count words outside quotation marks."""
    we, you = (min(4, sum(map(classes[name].__contains__, plain))) for name in ("we", "you"))
    says = not classes["reporting"].isdisjoint(plain)
    return {
        "line": 1.0,
        "says": float(says),
        "speech_after_comma": float(says and not titled and _has_speech_verb_after_comma(plain, classes)),
        "person": float(not classes["person"].isdisjoint(plain)),
        "we": float(we),
        "you": float(you),
        "pleads": float(min(4, we + you) * any(cue.kind == "appeal" for cue in found)),
        "scene": float(plain[-1:] == [")"] and not says and not classes["depicting"].isdisjoint(plain[:12])),
        "outlet": float(OUTLET in plain),
    }


def _has_speech_verb_after_comma(plain: Sequence[str], classes: Classes) -> bool:
    """Return whether a speech verb closely follows a comma: "…, the mayor told residents"."""
    return any(
        word in classes["reporting"] and "," in plain[max(0, i - 6) : i] for i, word in enumerate(plain)
    )


def _shaped(text: str, segment: Segment, found: Sequence[Cue], bare: Sequence[Word]) -> dict[str, float]:
    """Return the features of the segment's form."""
    span = segment.span
    furnished = any(cue.at_start and cue.kind != "headline" for cue in found)
    empty = not bare or (
        span.length <= _MOST
        and len(bare) <= 60
        and _LETTER.search(_MARKUP.sub(" ", span.words(text))) is None
    )
    letters = [word for word in bare if word.text.isalpha()]
    shouted = len(bare) <= 10 and any(len(word.text) > 2 for word in letters) and span.words(text).isupper()
    return {
        "cut": float(segment.cut),
        "speaker": float(not furnished and _SPEAKER.match(text, *span) is not None),
        "item": float(_BULLET.match(text, *span) is not None),
        "empty": float(empty),
        "address": float(_ADDRESS.search(text, *span) is not None),
        "letter": float(
            len(bare) == 1 and len(bare[0].text) == 1 and bare[0].text.isalpha() and bare[0].text not in "aiq"
        ),
        "shouted": float(shouted),
    }


def _words(text: str, span: Span) -> list[Word]:
    if span.length <= _MOST:
        return words_of(text, *span)
    half = _MOST // 2
    return words_of(text, span.start, span.start + half) + words_of(text, span.end - half, span.end)


def _quoted(words: Sequence[Word]) -> list[bool]:
    """Return for each word whether it is inside quotation marks. An unclosed quotation goes on to the end."""
    masked: list[bool] = []
    depth, straight = 0, False
    last = ""
    for word in words:
        depth += (word.text in _OPENING) - (word.text in _CLOSING and depth > 0)
        # Two typewriter apostrophes are one quotation mark.
        doubled = word.text == _SINGLE and last == _SINGLE
        straight ^= word.text == _STRAIGHT or doubled
        masked.append(depth > 0 or straight)
        last = "" if doubled else word.text
    return masked


def title_words(title: str | None) -> list[tuple[str, ...]]:
    """Return the title in lower-cased words, as given and without an outlet's name after a dash or bar."""
    if not title:
        return []
    forms = {_bare(title), _bare(_SUFFIX.sub("", title))}
    return sorted(form for form in forms if form)


def find_features(article: Article, traits: Sequence[Traits], classes: Classes) -> list[dict[str, float]]:
    """Return the features of each segment that depend on its surroundings and on the article's metadata."""
    titles = title_words(article.title)
    authors = {_bare(author) for author in article.authors}
    listed = _listed(traits)
    spoken = sum(trait.features["speaker"] > 0 for trait in traits) >= _TURNS
    last_strong = max((i for i, trait in enumerate(traits) if _strong(trait)), default=-1)
    out: list[dict[str, float]] = []
    for i, trait in enumerate(traits):
        before, after = traits[i - 1] if i else None, traits[i + 1] if i + 1 < len(traits) else None
        out.append(
            {
                "title": float(i < _TOP and any(_matches(trait.bare, title) for title in titles)),
                "first": float(i < 3 and _heads(traits, i) and after is not None),
                "subhead": float(not listed[i] and _is_subhead(trait, before, after)),
                "shouted": trait.features["shouted"] * float(after is not None and after.count > _SUBHEAD),
                "date": float(trait.date),
                "venue": float(_is_venue(i, trait, after, traits[i + 2] if i + 2 < len(traits) else None)),
                "names": float(
                    i < _TOP and (_is_byline(trait, classes) or (i > 0 and _is_post(trait, classes)))
                ),
                "author": float(
                    trait.bare in authors or (trait.bare[:1] == ("by",) and trait.bare[1:] in authors)
                ),
                "nameless": float(_is_name_by_date(i, trait, before, after)),
                "signed": float(i > last_strong and _is_signature(trait)),
                "listed": float(listed[i]),
                "photo": _photo(trait, before, classes),
                "tail": float(i > last_strong and len(trait.cues) > 0),
                "lay": float(
                    0 < _pleading(trait) < _PLAIN
                    and not any(t.press for t in traits[max(0, i - _NEAR) : i + _NEAR + 1])
                ),
                "linked": float(_is_link(trait, after)),
                "spoken": float(spoken),
                "continues": float(before is not None and not before.ended and trait.first.islower()),
            }
        )
    return out


def _pleading(trait: Traits) -> float:
    return sum(cue.weight for cue in trait.cues if cue.kind == "appeal")


def _is_link(trait: Traits, after: Traits | None) -> bool:
    """Return whether the segment is the title of another article, above a line such as "Read more"."""
    labelled = after is not None and after.count <= 4 and any(cue.label for cue in after.cues)
    return labelled and trait.open and trait.count <= _ITEM and not trait.cues


def _strong(trait: Traits) -> bool:
    return trait.count >= _STRONG and trait.ended and not _furnished(trait)


def _listed(traits: Sequence[Traits]) -> list[bool]:
    """Return which segments are items of a list of links: short headings that follow a label."""
    out: list[bool] = []
    inside = False
    for trait in traits:
        label = any(cue.label for cue in trait.cues)
        headed = trait.features["titlecase"] > 0 or (trait.open and not trait.features["says"])
        item = trait.count <= _ITEM and headed
        out.append(inside and item and not label)
        inside = label or (inside and item)
    return out


def _matches(line: tuple[str, ...], title: tuple[str, ...]) -> bool:
    """Return whether a line is the title, most of it, one of its halves, or the title and little more."""
    if not line or not title:
        return False
    if len(line) > 1.4 * len(title) + 2 or len(line) < 0.2 * len(title):
        return False
    shared = len(set(line) & set(title)) / len(set(line) | set(title))
    return (
        shared >= 0.75
        or line == title[: len(line)]
        or line == title[-len(line) :]
        or title == line[: len(title)]
    )


def _heads(traits: Sequence[Traits], i: int) -> bool:
    """Return whether segment `i` looks like a headline and follows nothing but furniture."""
    trait = traits[i]
    if (
        not (3 <= trait.count <= _HEADLINE)
        or trait.date
        or any(cue.at_start for cue in trait.cues)
        or trait.features["speaker"]
    ):
        return False
    if _furnished(trait):
        return False
    if any(not (before.cues or before.date or before.features["empty"]) for before in traits[:i]):
        return False
    question = trait.ended and trait.count <= 20 and trait.features["titlecase"] > 0
    return (trait.open or question) and any(after.count > trait.count for after in traits[i + 1 : i + 5])


def _furnished(trait: Traits) -> bool:
    """Return whether the cues of a short segment are enough to make it furniture."""
    return sum(cue.weight for cue in trait.cues if cue.kind != "headline") >= 3


def _is_subhead(trait: Traits, before: Traits | None, after: Traits | None) -> bool:
    if before is None or after is None or trait.features["item"] or trait.features["speaker"]:
        return False
    short = 1 <= trait.count <= _SUBHEAD and trait.open and not trait.date and not trait.features["letter"]
    headed = after.count > max(_SUBHEAD, trait.count) and after.ended and not after.first.islower()
    begun = not _furnished(trait) and (trait.first.isalnum() or trait.first in "\"'“‘«<(")
    after_prose = before.ended or before.count > _SUBHEAD
    return short and begun and headed and after_prose


def _is_venue(i: int, trait: Traits, after: Traits | None, beyond: Traits | None) -> bool:
    """Return whether the line is a place above a time of day ("Roosevelt Room", "4:24 P.M.")."""
    capitals = trait.capitals >= 0.6 * len(trait.bare)
    timed = after is not None and (after.date or after.features["cut"] > 0)
    clocked = any(
        "m" in near.bare
        for near in (after, beyond)
        if near is not None and (near.date or near.features["cut"])
    )
    heading = trait.open and trait.count <= _SUBHEAD and capitals and not trait.date
    return i < 3 and heading and timed and clocked


def _is_byline(trait: Traits, classes: Classes) -> bool:
    """Return whether the line is "By" and names, with nothing besides but offices and outlets."""
    rest = trait.bare[1:]
    if trait.bare[:1] != ("by",) or not rest or trait.count > 20 or rest[0] in classes["byline"] - {"staff"}:
        return False
    small = sum(word in classes["byline"] for word in rest)
    return trait.capitals - 1 + small >= len(rest) and (
        len(rest) - small >= 2 or rest[0] in classes["agency"] | {"staff"}
    )


def _is_post(trait: Traits, classes: Classes) -> bool:
    """Return whether the line is only a name and a newsroom job ("Ann Lee, Staff Writer")."""
    small = sum(word in classes["byline"] for word in trait.bare)
    named = 3 <= trait.count <= 8 and trait.open and 2 <= trait.count - small <= 4
    return named and trait.capitals == trait.count and not classes["job"].isdisjoint(trait.bare)


def _is_name_by_date(i: int, trait: Traits, before: Traits | None, after: Traits | None) -> bool:
    """Return whether the line is two to four capitalised words next to a date near the top."""
    beside = any(near is not None and near.date for near in (before, after))
    name = 2 <= trait.count <= 4 and trait.capitals == len(trait.bare) and not trait.date
    return 0 < i < _TOP and beside and name


def _is_signature(trait: Traits) -> bool:
    """Return whether the line is a dash and one or two names ("— Ann Lee, Leeds")."""
    return trait.first in "-–—―" and 1 <= trait.count <= 5 and trait.capitals == len(trait.bare)


def _photo(trait: Traits, before: Traits | None, classes: Classes) -> float:
    """Return a score from 0 to 3.5 for text under a picture whose credit is in the segment before."""
    credited = before is not None and before.count <= 8 and any(cue.kind == "caption" for cue in before.cues)
    reports = trait.features["says"] or trait.features["quotes"]
    if not credited or trait.count > _CAPTION or reports or trait.features["open"]:
        return 0.0
    depicted = any(word in classes["depicting"] for word in trait.bare[:20])
    dated = any(_YEAR.match(word) for word in trait.bare[-3:])
    posed = any(word in classes["posing"] for word in trait.bare)
    return 0.5 + depicted + dated + posed


def _bare(text: str) -> tuple[str, ...]:
    return tuple(word.text for word in words_of(text, 0, len(text)) if word.text[0].isalnum())
