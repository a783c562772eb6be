"""Links: the URLs that a page links to, with the query parameters that carry over."""

from urllib.parse import quote, urlencode

from markupsafe import Markup

from onrecord.views.pages.timeline import Cell, Lane
from onrecord.web.page_query import PageQuery


class LinkBuilder:
    """Builds the links on one page. Links to other pages keep the day of the record (`as_of`, `learnt`)."""

    def __init__(self, path: str, query: PageQuery) -> None:
        self.path = path
        self.query = query

    def to(self, path: str, **fields: object) -> str:
        """Return a link to another page, as of the same day."""
        day = {name: value for name, value in self.query.fields.items() if name in ("as_of", "learnt")}
        return _url(path, day | _without_empty(fields))

    def actor(self, name: str) -> str:
        """Return a link to an actor's page."""
        return self.to(f"/actors/{name}")

    def article(self, article_id: str) -> str:
        """Return a link to an article."""
        return self.to(f"/articles/{article_id}")

    def statement(self, reference: str) -> str:
        """Return a link to a statement's page."""
        article, _, row = reference.partition("/")
        return self.to(f"/articles/{article}/statements/{row}")

    def row(self, reference: str) -> str:
        """Return a link to a row's card in its article."""
        article, _, row = reference.partition("/")
        return f"{self.to(f'/articles/{article}', row=row)}#c-{quote(row)}"

    def labelled(self, reference: str) -> Markup:
        """Return a link element to a row or an article, with its id as the text."""
        article, _, row = reference.partition("/")
        if row.startswith("s"):
            target = self.statement(reference)
        else:
            target = self.row(reference) if row else self.article(article)
        return Markup('<a class="ref" href="{}">{}</a>').format(target, reference)

    def at(self, path: str) -> "LinkBuilder":
        """Return the builder for another path, to which forms return."""
        return LinkBuilder(path, self.query)

    def same_filters(self, path: str, **fields: object) -> str:
        """Return a link to another page with the same filters."""
        dropped = ("page", "lanes", *fields)
        carried = {name: value for name, value in self.query.fields.items() if name not in dropped}
        return _url(path, carried | _without_empty(fields))

    def timeline_cell(self, lane: Lane, cell: Cell, lanes_by: str) -> str:
        """Return the link of a timeline cell: to its only row, or to the list of its rows."""
        if cell.count == 1:
            return self.statement(cell.sample) if lane.of == "statements" else self.row(cell.sample)
        parameter = "act" if lane.of == "statements" else "type"
        if lanes_by == "actor":
            parameter = "actor"
        return self.same_filters(f"/{lane.of}", **{parameter: lane.name}, since=cell.first, until=cell.last)

    def change(self, **fields: object) -> str:
        """Return a link to the first page of this list with some parameters changed (None: removed)."""
        return self.twin("", **{"page": None, **fields})

    def twin(self, ending: str, **fields: object) -> str:
        """Return a link to this page in another format, such as ".json", with some parameters changed."""
        carried = {name: value for name, value in self.query.fields.items() if name not in fields}
        path = "/front" if self.path == "/" and ending else self.path
        return _url(path + ending, carried | _without_empty(fields))


def _without_empty(fields: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in fields.items() if value is not None and value != ""}


def _url(path: str, parameters: dict[str, str]) -> str:
    return quote(path, safe="/:") + ("?" + urlencode(parameters) if parameters else "")
