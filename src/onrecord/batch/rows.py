"""The rows of one record, as dictionaries by column, from the record in JSON."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

Row = dict[str, Any]
_Json = Mapping[str, Any]
JOIN = " … "  # between the parts of what is not in one piece


@dataclass(frozen=True, slots=True)
class Actors:
    """The actors of a record by id."""

    by_id: Mapping[str, _Json]

    @classmethod
    def of(cls, record: Mapping[str, object]) -> "Actors":
        """Return the actors of a record."""
        return cls({actor["id"]: actor for actor in _list(record, "actors")})

    def columns(self, name: str, ids: Sequence[str]) -> Row:
        """Return the columns about a list of actors: `name_names`, `name_countries`, `name_sectors`."""
        found = [self.by_id[one] for one in ids]
        return {
            f"{name}_names": [actor["name"] for actor in found],
            f"{name}_countries": [actor["country"] for actor in found],
            f"{name}_sectors": [actor["sector"] for actor in found],
        }


def _list(record: Mapping[str, object], name: str) -> list[_Json]:
    return cast("list[_Json]", record[name])


def _article(record: Mapping[str, object]) -> _Json:
    return cast("_Json", record["article"])


def _words(text: str, spans: Sequence[Sequence[int]]) -> str | None:
    return JOIN.join(text[start:end] for start, end in spans) or None


def _parts(name: str, cell: _Json | None, value: str, *parts: str) -> Row:
    """Return a column for the value of a cell, and one for each of its parts; all None for no cell."""
    row = {name: cell[value] if cell else None}
    for part in parts:
        empty: list[object] | None = [] if part == "evidence" else None
        row[f"{name}_{part}"] = cell[part] if cell else empty
    return row


def article_row(record: Mapping[str, object]) -> Row:
    """Return the row of the article, without `record`."""
    article = _article(record)
    names = (
        "id", "title", "outlet", "url", "language", "authors", "source", "sha256", "credit", "version",
        "notice", "forwarded", "extent",
    )  # fmt: skip
    return {
        **{name: article[name] for name in names},
        **_parts("published", article["published"], "value", "how"),
        "characters": len(article["text"]),
        **{name: len(_list(record, name)) for name in ("actors", "statements", "events", "commitments")},
        "mentions": sum(len(actor["mentions"]) for actor in _list(record, "actors")),
    }


def statement_rows(record: Mapping[str, object], actors: Actors) -> Iterator[Row]:
    """Yield the rows of the statements."""
    text, article = _article(record)["text"], _article(record)["id"]
    same = (
        "id", "actor", "actors", "on_behalf_of", "reality", "kind", "act", "within", "answers",
        "addressees", "source_chain", "topics", "evidence", "confidence",
    )  # fmt: skip
    for row in _list(record, "statements"):
        yield {
            "article": article,
            **{name: row[name] for name in same},
            **actors.columns("actor", row["actors"]),
            **_parts("said", row["said"], "value", "evidence"),
            **_parts("medium", row["medium"], "kind", "outlet", "title", "evidence"),
            **{name: _words(text, row["evidence"][name]) for name in ("source", "cue", "content")},
        }


def event_rows(record: Mapping[str, object], actors: Actors) -> Iterator[Row]:
    """Yield the rows of the events."""
    text, article = _article(record)["text"], _article(record)["id"]
    same = (
        "id", "type", "mode", "contexts", "actors", "recipients", "reality", "told_by", "quantities",
        "round", "evidence", "confidence",
    )  # fmt: skip
    for row in _list(record, "events"):
        yield {
            "article": article,
            **{name: row[name] for name in same},
            **actors.columns("actor", row["actors"]),
            **actors.columns("recipient", row["recipients"]),
            **_parts("date", row["date"], "value", "evidence"),
            **_parts("place", row["place"], "name", "country", "geonames", "lat", "lon", "evidence"),
            "trigger": _words(text, row["evidence"]["trigger"]),
            "words": _words(text, row["evidence"]["all"]),
        }


def commitment_rows(record: Mapping[str, object], actors: Actors) -> Iterator[Row]:
    """Yield the rows of the commitments."""
    text, article = _article(record)["text"], _article(record)["id"]
    same = (
        "id", "parties", "to", "status", "status_evidence", "terms", "conditions", "deadline", "evidence"
    )  # fmt: skip
    for row in _list(record, "commitments"):
        agreed = row["agreed"] or {"event": None, "date": None, "place": None}
        yield {
            "article": article,
            **{name: row[name] for name in same},
            **actors.columns("party", row["parties"]),
            **{f"agreed_{name}": agreed[name] for name in ("event", "date", "place")},
            "words": _words(text, row["evidence"]),
        }


def actor_rows(record: Mapping[str, object]) -> Iterator[Row]:
    """Yield the rows of the actors."""
    same = ("id", "name", "kind", "country", "sector", "wikidata", "known_from", "roles")
    for row in _list(record, "actors"):
        yield {
            "article": _article(record)["id"],
            **{name: row[name] for name in same},
            "mentions": len(row["mentions"]),
        }


def mention_rows(record: Mapping[str, object]) -> Iterator[Row]:
    """Yield the rows of the mentions, actor by actor."""
    article = _article(record)
    for actor in _list(record, "actors"):
        for mention in actor["mentions"]:
            start, end = mention["span"]
            yield {
                "article": article["id"],
                "actor": actor["id"],
                "form": mention["form"],
                "span": [start, end],
                "words": article["text"][start:end],
            }
