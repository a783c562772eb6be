"""A record as something worth reading in a terminal: one card a statement, with its exact words and its chain."""

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from onrecord.cli.printing import printable
from onrecord.model.evidence import Evidence
from onrecord.model.record import Actor, Link, Record, Statement

UNNAMED = "(nobody named)"


def print_record(console: Console, record: Record) -> None:
    """Print the article's heading and a card for each statement, those told within another one indented under it."""
    console.print(_heading(record))
    actors = {actor.id: actor for actor in record.actors}
    depth: dict[str, int] = {}
    for statement in record.statements:
        depth[statement.id] = depth.get(statement.within or "", -1) + 1
        card = Group(*_card(statement, actors))
        console.print(Padding(card, (0, 0, 1, 2 + 4 * depth[statement.id]), expand=False))
    if not record.statements:
        console.print(Padding(Text("No statements were found in it.", style="dim"), (0, 0, 1, 2)))


def _heading(record: Record) -> RenderableType:
    article = record.article
    title = article.title or _first_words(article.text)
    published = f"{article.published.value} ({article.published.how})" if article.published.value else "date unknown"
    facts = [fact for fact in (article.outlet, published, article.url or article.source) if fact]
    return Group(
        Rule(Text(printable(title), style="bold"), align="left"), Text(printable(" · ".join(facts)), style="dim"), Text()
    )


def _first_words(text: str, most: int = 70) -> str:
    line = " ".join(text[: most * 4].split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"


def _card(statement: Statement, actors: dict[str, Actor]) -> Iterator[RenderableType]:
    source = str(statement.evidence.source)
    who = actors[statement.actor].name if statement.actor else source or UNNAMED
    first = Text.assemble(
        (statement.id, "dim"), " ", (printable(who), "bold cyan"), " ", (statement.act, "bold"), f" · {statement.kind}"
    )
    if statement.said:
        first.append(f" · {statement.said.value}")
        first.append(f" (“{statement.said.evidence}”)", style="dim")
    first.append(f" · {statement.confidence:.2f}", style="dim")
    yield first
    yield _inset(Text(printable(str(statement.evidence.content)), style="green"))
    yield Text.assemble(
        "   words  ", _words("who", statement.evidence.source), _words("cue", statement.evidence.cue), style="dim"
    )
    told = [_link(link, actors) for link in statement.source_chain[:-1]]
    yield _inset(Text(printable("chain  " + " → ".join([*told, "this article"])), style="dim"))


def _inset(text: Text) -> RenderableType:
    return Padding(text, (0, 0, 0, 3), expand=False)


def _words(label: str, evidence: Evidence) -> str:
    pairs = zip(evidence.spans, evidence.words, strict=True)
    shown = " … ".join(f"“{said}” {span.start}–{span.end}" for span, said in pairs)
    return f"{label} {shown}   " if shown else ""


def _link(link: Link, actors: dict[str, Actor]) -> str:
    outlet = actors[link.outlet].name if link.outlet else ""
    who = actors[link.actor].name if link.actor else str(link.evidence) or UNNAMED
    how = " ".join(part for part in (link.medium or "", f"({outlet})" if outlet else "") if part)
    return f"{who}, {how}" if how else who
