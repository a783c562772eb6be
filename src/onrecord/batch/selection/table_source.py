"""Records in the tables of a batch. Days and columns that are not asked for are not read."""

import heapq
import json
from collections.abc import Iterator, Mapping
from itertools import chain
from json import JSONDecoder
from pathlib import Path

from onrecord.batch.selection.actor_articles import find_actor_articles
from onrecord.batch.selection.choice import Chosen, RecordLine, Selection, order_key
from onrecord.batch.selection.run_folder import BATCH_ROWS, Part, Row, RunFolder, read_rows
from onrecord.model.errors import OnRecordError
from onrecord.model.record import Undone
from onrecord.model.serial import outcome_to_json

_ARTICLE = '"article": '
_UNDONE = ("outcome", "source", "stage", "reason", "detail", "article")
_VALUES = {  # table and column of each sort of value
    "names": ("actors", "name"),
    "countries": ("actors", "country"),
    "types": ("events", "type"),
    "outlets": ("articles", "outlet"),
    "days": ("articles", "published"),
}


class TableSource:
    """The records of a run. Memory grows with the number of articles that are wanted, by their ids."""

    def __init__(self, run: RunFolder) -> None:
        self.name = str(run.folder)
        self.run = run

    def choose(self, selection: Selection) -> Chosen:
        """Return the lines of the wanted articles, earliest day first; a limit takes the latest."""
        if selection.is_everything:
            total = sum(len(rows) for part in self.run.list_parts("articles") for rows in self._ids(part))
            return Chosen(total, 0, chain(self._lines(None), self._undone()))
        search = _Search(self.run, selection)
        limit = selection.filter.limit
        found = search.find() if limit is None else heapq.nsmallest(limit, search.find())
        wanted: dict[Path, set[str]] = {}
        articles: set[str] = set()
        for (_, article), part in ((key, part) for key, part in found):
            articles.add(article)
            wanted.setdefault(Path(part), set()).add(article)
        return Chosen(len(articles), search.undated, self._lines(wanted))

    def list_values(self, what: str) -> Iterator[str]:
        """Yield names, outlets, countries, types or days that the tables have."""
        table, column = _VALUES[what]
        for part in self.run.list_parts(table):
            try:
                for rows in read_rows(part.file, (column,)):
                    yield from {row[column] for row in rows if row[column]}
            except OnRecordError:
                continue

    def _ids(self, part: Part) -> Iterator[list[Row]]:
        try:
            yield from read_rows(part.file, ("id",))
        except OnRecordError:
            return  # told when the articles are taken

    def _lines(self, wanted: Mapping[Path, set[str]] | None) -> Iterator[RecordLine]:
        """Yield the lines of the wanted articles of each part, all where nothing is asked for."""
        for part in self.run.list_parts("articles"):
            ids = None if wanted is None else wanted.get(part.file, set())
            place = f"day={part.day}/{part.file.name}"
            try:
                for rows in read_rows(part.file, ("id", "record"), BATCH_ROWS) if ids != set() else ():
                    for row in rows:
                        if ids is None or row["id"] in ids:
                            yield RecordLine(f"{place} {row['id']}", row["record"] or "", article=row["id"])
            except OnRecordError as error:
                yield RecordLine(place, "", str(error))

    def _undone(self) -> Iterator[RecordLine]:
        """Yield the outcomes of articles without a record."""
        for part in self.run.list_parts("outcomes"):
            place = f"day={part.day}/{part.file.name}"
            try:
                for rows in read_rows(part.file, _UNDONE):
                    for row in rows:
                        if row["outcome"] != "done":
                            yield RecordLine(place, outcome_to_json(Undone(**row)))
            except OnRecordError as error:
                yield RecordLine(place, "", str(error))


class _Search:
    """Goes through the parts and yields the articles that are wanted; `undated` counts as it goes."""

    def __init__(self, run: RunFolder, selection: Selection) -> None:
        self._run = run
        self._selection = selection
        self.undated = 0
        actor = selection.filter.actor
        self._named = None if actor is None else find_actor_articles(run, actor)

    def find(self) -> Iterator[tuple[tuple[float, str], str]]:
        """Yield the key by which an article is sorted, and the file of its part."""
        for part in self._run.list_parts("articles"):
            if self._selection.is_in_period(part.day) is False:  # None: no day, or none of the calendar
                continue
            try:
                yield from self._find_in(part)
            except OnRecordError:
                continue  # told when the articles are taken

    def _find_in(self, part: Part) -> Iterator[tuple[tuple[float, str], str]]:
        found: dict[str, str | None] = {}
        undated: set[str] = set()
        for rows in read_rows(part.file, ("id", "published", "outlet")):
            for row in rows:
                if self._selection.filter.outlet not in (None, row["outlet"]):
                    continue
                in_period = self._selection.is_in_period(row["published"])
                if in_period is not False:
                    found[row["id"]] = row["published"]
                if in_period is None:
                    undated.add(row["id"])
        kept = self._with_words(part, self._with_rows(part, set(found)))
        self.undated += len(kept & undated)
        for article in sorted(kept - undated):
            yield order_key(found[article], article), str(part.file)

    def _with_rows(self, part: Part, articles: set[str]) -> set[str]:
        """Return the articles that name the actor, and have rows of the country and the types."""
        selection = self._selection
        if self._named is not None:
            articles &= self._named
        if selection.country is not None and articles:
            articles &= self._having(part, "actors", "country", (selection.country,))
        if selection.filter.types and articles:
            articles &= self._having(part, "events", "type", selection.filter.types)
        return articles

    def _having(self, part: Part, table: str, column: str, values: tuple[str, ...]) -> set[str]:
        file = self._run.sibling(part, table)
        batches = read_rows(file, ("article", column)) if file.is_file() else ()
        return {row["article"] for rows in batches for row in rows if row[column] in values}

    def _with_words(self, part: Part, articles: set[str]) -> set[str]:
        """Return the articles with the words searched for. Of a record only the article is parsed."""
        if self._selection.filter.contains is None or not articles:
            return articles
        found: set[str] = set()
        for rows in read_rows(part.file, ("id", "record"), BATCH_ROWS):
            for row in rows:
                if row["id"] in articles and self._has_words(row["record"] or ""):
                    found.add(row["id"])
        return found

    def _has_words(self, line: str) -> bool:
        start = line.find(_ARTICLE)
        try:
            article = JSONDecoder().raw_decode(line, start + len(_ARTICLE))[0] if start >= 0 else None
            if not isinstance(article, dict) or "text" not in article:
                article = json.loads(line)["article"]
            return self._selection.contains_words(article["title"], article["text"])
        except (ValueError, KeyError, TypeError):
            return True  # it cannot be read, and is refused when it is taken
