"""A record as something worth reading in a terminal: a card for each statement, event and commitment, with its exact words."""

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from onrecord.cli.output.card_lines import print_wrapped, words_of
from onrecord.cli.output.event_cards import print_commitments, print_events
from onrecord.cli.output.terminal import printable
from onrecord.model.record import Actor, Link, Record, Statement

UNNAMED = "(nobody named)"
STEP = 4  # columns by which a statement told within another one is set in


def print_record(console: Console, record: Record) -> None:
    """Print the article's heading and a card for each row; statements told within another one are set in under it."""
    _print_heading(console, record)
    actors = {actor.id: actor for actor in record.actors}
    answered = _answered(record, actors)
    depth: dict[str, int] = {}
    for statement in record.statements:
        depth[statement.id] = depth.get(statement.within or "", -1) + 1
        _print_card(console, statement, actors, answered, 2 + STEP * depth[statement.id])
    if not record.statements:
        console.print(Text("  No statements were found in it.\n", style="dim"))
    print_events(console, record, actors)
    print_commitments(console, record, actors)


def _print_heading(console: Console, record: Record) -> None:
    article = record.article
    published = (
        f"{article.published.value} ({article.published.how})" if article.published.value else "date unknown"
    )
    facts = [fact for fact in (article.outlet, published, article.url or article.source) if fact]
    console.print(
        Rule(Text(printable(article.title or _first_words(article.text)), style="bold"), align="left")
    )
    print_wrapped(console, Text(" · ".join(facts), style="dim"), 0)
    console.print()


def _first_words(text: str, most: int = 70) -> str:
    line = " ".join(text[: most * 4].split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"


def _answered(record: Record, actors: dict[str, Actor]) -> dict[str, str]:
    """Return what can be answered, by id: a statement as "Ann: words", a link of a chain as it stands in the chain."""
    found: dict[str, str] = {}
    for statement in record.statements:
        who = _mouths(statement, actors) or str(statement.evidence.source) or UNNAMED
        found[statement.id] = f"{who}: “{_first_words(str(statement.evidence.content).strip('“”'))}”"
        found |= {link.id: _link(link, actors) for link in statement.source_chain}
    return found


def _print_card(
    console: Console, statement: Statement, actors: dict[str, Actor], answered: dict[str, str], indent: int
) -> None:
    source = str(statement.evidence.source)
    who = (_mouths(statement, actors) or (f"“{source}”" if source else UNNAMED), "bold cyan")
    first = Text.assemble(
        (statement.id, "dim"), " ", who, " ", (statement.act, "bold"), f" · {statement.kind}"
    )
    if statement.reality != "actual":
        first.append(f" · {statement.reality}")
    if statement.on_behalf_of is not None:
        first.append(f" · for {actors[statement.on_behalf_of].name}")
    if statement.said:
        first.append(f" · {statement.said.value}")
        first.append(f" (“{statement.said.evidence}”)", style="dim")
    first.append(f" · {statement.confidence:.2f}", style="dim")
    words = words_of("who", statement.evidence.source) + words_of("cue", statement.evidence.cue)
    told = [_link(link, actors) for link in statement.source_chain[:-1]]
    print_wrapped(console, first, indent)
    print_wrapped(console, Text(str(statement.evidence.content), style="green"), indent + 3)
    print_wrapped(console, Text(f"words  {words.rstrip()}", style="dim"), indent + 3)
    print_wrapped(console, Text(f"chain  {' → '.join([*told, 'this article'])}", style="dim"), indent + 3)
    for answer in statement.answers:
        what = f"{answer.relation}  {answer.to} {answered[answer.to]} (“{str(answer.evidence).strip('“”')}”)"
        print_wrapped(console, Text(what, style="magenta"), indent + 3)
    console.print()


def _mouths(statement: Statement, actors: dict[str, Actor]) -> str:
    return ", ".join(actors[actor].name for actor in statement.actors)


def _link(link: Link, actors: dict[str, Actor]) -> str:
    """Return a link as words: who, how, where, which work, when."""
    outlet = actors[link.outlet].name if link.outlet and link.outlet != link.actor else ""
    who = actors[link.actor].name if link.actor else f"“{link.evidence}”" if link.evidence else UNNAMED
    title = f"“{link.title}”" if link.title else ""
    how = " ".join(part for part in (link.medium or "", f"({outlet})" if outlet else "", title) if part)
    day = (
        link.date if link.date and not link.id.endswith(".1") else ""
    )  # the mouth's day stands in the head of the card
    return ", ".join(part for part in (who, how, day) if part)
