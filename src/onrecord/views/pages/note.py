"""The page on which a person adds a row, an answer or a step from words of an article."""

from dataclasses import dataclass

from onrecord.store.protocol import Dossier


@dataclass(frozen=True, slots=True)
class NotePage:
    """An article to add to: its names as printed, to choose from, and its text."""

    article: str
    title: str | None
    outlet: str | None
    published: str | None
    text: str
    actors: tuple[str, ...]


def build_note(dossier: Dossier, article: str) -> NotePage | None:
    """Return the page of an article, None when there is none. Raises StoreError."""
    record = dossier.get_record(article)
    if record is None:
        return None
    found = record.article
    names = tuple(dict.fromkeys(actor.name for actor in record.actors))
    return NotePage(article, found.title, found.outlet, found.published.value, found.text, names)
