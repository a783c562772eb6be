"""Features of segments that need their neighbours or the article: title, subheads, names, lists of links, pictures, the end."""

import re
from collections.abc import Sequence

from onrecord.annotate.text.passages.cues import words_of
from onrecord.annotate.text.passages.segment_features import Traits
from onrecord.annotate.text.passages.segments import Classes
from onrecord.model.article import Article

_STRONG = 15  # a segment of as many words without strong cues is surely part of the report
_SUBHEAD, _HEADLINE, _ITEM = 12, 30, 25  # words at most of a subhead, a headline, an item of a list of links
_TOP = 6  # title, names and dates stand in the first so many segments
_SUFFIX = re.compile(r"\s[-–—|]\s[^-–—|]{1,40}\Z")
_NEAR = 4  # segments on either side in which an appeal speaks of publishing
_PLAIN = 12  # weight of cues from which a plea outside quotation marks is an appeal though nothing near speaks of publishing
_TURNS = 3  # speaker turns that make a transcript
_YEAR = re.compile(r"(?:19|20)\d\d\Z")


def title_words(title: str | None) -> list[tuple[str, ...]]:
    """Return the title in lower-cased words, as given and without an outlet's name after a dash or bar."""
    if not title:
        return []
    forms = {_bare(title), _bare(_SUFFIX.sub("", title))}
    return sorted(form for form in forms if form)


def find_features(article: Article, traits: Sequence[Traits], classes: Classes) -> list[dict[str, float]]:
    """Return the features of each segment that depend on what is around it."""
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
    """Tell whether the segment is the title of another article: a heading with "Read more" under it."""
    labelled = after is not None and after.count <= 4 and any(cue.label for cue in after.cues)
    return labelled and trait.open and trait.count <= _ITEM and not trait.cues


def _strong(trait: Traits) -> bool:
    return trait.count >= _STRONG and trait.ended and not _furnished(trait)


def _listed(traits: Sequence[Traits]) -> list[bool]:
    """Tell which segments are items of a list of links: short, without a sentence's end or in title case, after a label."""
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
    """Tell whether a line is the title, most of it, one of its two halves, or the title with little more."""
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
    """Tell whether segment `i` looks like a headline that nothing but furniture precedes."""
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
    """Tell whether the cues alone make furniture of a short segment."""
    return sum(cue.weight for cue in trait.cues if cue.kind != "headline") >= 3


def _is_subhead(trait: Traits, before: Traits | None, after: Traits | None) -> bool:
    if before is None or after is None or trait.features["item"] or trait.features["speaker"]:
        return False
    short = 1 <= trait.count <= _SUBHEAD and trait.open and not trait.date and not trait.features["letter"]
    headed = after.count > max(_SUBHEAD, trait.count) and after.ended and not after.first.islower()
    begun = not _furnished(trait) and (trait.first.isalnum() or trait.first in "\"'“‘«<(")
    return short and begun and headed and (before.ended or before.count > _SUBHEAD)


def _is_venue(i: int, trait: Traits, after: Traits | None, beyond: Traits | None) -> bool:
    """Tell whether the line names the place of a record that begins with a time of day ("Roosevelt Room", "4:24 P.M.")."""
    capitals = trait.capitals >= 0.6 * len(trait.bare)
    timed = after is not None and (after.date or after.features["cut"] > 0)
    clocked = any(
        "m" in near.bare
        for near in (after, beyond)
        if near is not None and (near.date or near.features["cut"])
    )
    return (
        i < 3 and trait.open and trait.count <= _SUBHEAD and capitals and timed and clocked and not trait.date
    )


def _is_byline(trait: Traits, classes: Classes) -> bool:
    """Tell whether the line is "By" and names with at most offices and outlets."""
    rest = trait.bare[1:]
    if trait.bare[:1] != ("by",) or not rest or trait.count > 20 or rest[0] in classes["byline"] - {"staff"}:
        return False
    small = sum(word in classes["byline"] for word in rest)
    return trait.capitals - 1 + small >= len(rest) and (
        len(rest) - small >= 2 or rest[0] in classes["agency"] | {"staff"}
    )


def _is_post(trait: Traits, classes: Classes) -> bool:
    """Tell whether the line is a name and a post in a newsroom and nothing else ("Ann Lee, Staff Writer")."""
    small = sum(word in classes["byline"] for word in trait.bare)
    named = 3 <= trait.count <= 8 and trait.open and 2 <= trait.count - small <= 4
    return named and trait.capitals == trait.count and not classes["job"].isdisjoint(trait.bare)


def _is_name_by_date(i: int, trait: Traits, before: Traits | None, after: Traits | None) -> bool:
    """Tell whether the line is two to four capitalised words next to a date near the top."""
    beside = any(near is not None and near.date for near in (before, after))
    return (
        0 < i < _TOP
        and beside
        and 2 <= trait.count <= 4
        and trait.capitals == len(trait.bare)
        and not trait.date
    )


def _is_signature(trait: Traits) -> bool:
    """Tell whether the line is a dash and a name or two ("— Ann Lee, Leeds")."""
    return trait.first in "-–—―" and 1 <= trait.count <= 5 and trait.capitals == len(trait.bare)


def _photo(trait: Traits, before: Traits | None, classes: Classes) -> float:
    """Return how much the segment looks like the words under a picture whose credit stands right before it (0 to 3.5)."""
    credited = before is not None and before.count <= 8 and any(cue.kind == "caption" for cue in before.cues)
    if (
        not credited
        or trait.count > 45
        or trait.features["says"]
        or trait.features["quotes"]
        or trait.features["open"]
    ):
        return 0.0
    depicted = any(word in classes["depicting"] for word in trait.bare[:20])
    dated = any(_YEAR.match(word) for word in trait.bare[-3:])
    posed = any(word in classes["posing"] for word in trait.bare)
    return 0.5 + depicted + dated + posed


def _bare(text: str) -> tuple[str, ...]:
    return tuple(word.text for word in words_of(text, 0, len(text)) if word.text[0].isalnum())
