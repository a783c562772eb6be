"""Counts what a web archive holds besides articles, to tell it in one sentence."""

from collections import Counter

from onrecord.ingest.formats import ParsedArticle
from onrecord.model.errors import IngestError

_SORTS = {"image": "images", "audio": "sound or video", "video": "sound or video", "font": "fonts"}
_SCRIPTS = ("javascript", "ecmascript", "css")


class Tally:
    """The number of records of each sort that are no articles."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, sort: str) -> None:
        """Count one record of a sort ("redirects")."""
        self._counts[sort] += 1

    def outcome(self, name: str) -> list[ParsedArticle]:
        """Return the outcome that tells the counts, nothing when there are none."""
        if not self._counts:
            return []
        sorts = ", ".join(f"{count:,} {sort}" for sort, count in self._counts.most_common())
        total = self._counts.total()
        what = "1 record of it is no article" if total == 1 else f"{total:,} records of it are no articles"
        return [(name, IngestError("no-article", f"{what}: {sorts}"))]


def sort_of_media(media: str) -> str:
    """Return what a media type that holds no article is called: "images", "scripts and styles"."""
    kind, _, subtype = media.partition("/")
    if kind in _SORTS:
        return _SORTS[kind]
    if any(word in subtype for word in _SCRIPTS):
        return "scripts and styles"
    if "font" in subtype:
        return "fonts"
    return "feeds, tables and other files of programs"
