"""A record on a terminal: a card for each statement, event and commitment, with its exact words."""

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from onrecord.cli.output.terminal import printable
from onrecord.model.evidence import Evidence
from onrecord.model.record import (
    Actor,
    Commitment,
    Event,
    Link,
    Quantity,
    Record,
    Statement,
    forwarded_by,
)

UNNAMED = "(nobody named)"
NESTED_INDENT = 4  # columns by which a statement within another one is indented
MIN_WIDTH = 40  # columns left for a card, however deeply it is indented
_QUALIFIERS = {"exact": "", "about": "about ", "at-least": "at least ", "at-most": "at most "}

Actors = Mapping[str, Actor]


def print_record(console: Console, record: Record) -> None:
    """Print the article's heading and a card for each row.

    Statements within another one are indented under it.
    """
    _print_heading(console, record)
    actors = {actor.id: actor for actor in record.actors}
    links = {
        link.id: _describe_link(link, actors, record)
        for statement in record.statements
        for link in statement.source_chain
    }
    response_targets = _describe_response_targets(record, actors) | links
    depth: dict[str, int] = {}
    for statement in record.statements:
        depth[statement.id] = depth.get(statement.within or "", -1) + 1
        indent = 2 + NESTED_INDENT * depth[statement.id]
        _print_statement(console, statement, actors, response_targets, indent)
    if not record.statements:
        console.print(Text("  No statements were found.\n", style="dim"))
    _print_events(console, record, actors)
    _print_commitments(console, record, actors)


def _print_heading(console: Console, record: Record) -> None:
    article = record.article
    published = (
        f"{article.published.value} ({article.published.how})" if article.published.value else "date unknown"
    )
    whose = f"passes on {article.forwarded.outlet}" if article.forwarded else None
    extent = "only the summary of a feed" if article.extent == "summary" else None
    place = article.url or article.source
    facts = [fact for fact in (article.outlet, whose, published, place, extent) if fact]
    title = article.title or _first_words(article.text)
    console.print(Rule(Text(printable(title), style="bold"), align="left"))
    _print_wrapped(console, Text(" · ".join(facts), style="dim"), 0)
    console.print()


def _first_words(text: str, max_length: int = 70) -> str:
    line = " ".join(text[: max_length * 4].split())
    return line if len(line) <= max_length else line[:max_length].rsplit(" ", 1)[0] + " …"


def _describe_response_targets(record: Record, actors: Actors) -> dict[str, str]:
    """Return, by id, a description of the statements, to which a response can refer."""
    targets: dict[str, str] = {}
    for statement in record.statements:
        who = _speakers(statement, actors) or str(statement.evidence.source) or UNNAMED
        targets[statement.id] = f"{who}: “{_first_words(str(statement.evidence.content).strip('“”'))}”"
    return targets


def _print_statement(
    console: Console, statement: Statement, actors: Actors, response_targets: Mapping[str, str], indent: int
) -> None:
    words = _quote("who", statement.evidence.source) + _quote("cue", statement.evidence.cue)
    chain = [response_targets[link.id] for link in statement.source_chain[:-1]]
    _print_wrapped(console, _statement_line(statement, actors), indent)
    _print_wrapped(console, Text(str(statement.evidence.content), style="green"), indent + 3)
    _print_wrapped(console, Text(f"words  {words.rstrip()}", style="dim"), indent + 3)
    _print_wrapped(console, Text(f"chain  {' → '.join([*chain, 'this article'])}", style="dim"), indent + 3)
    for response in statement.answers:
        cue = str(response.evidence).strip("“”")
        line = f"{response.relation}  {response.to} {response_targets[response.to]} (“{cue}”)"
        _print_wrapped(console, Text(line, style="magenta"), indent + 3)
    console.print()


def _statement_line(statement: Statement, actors: Actors) -> Text:
    source = str(statement.evidence.source)
    who = _speakers(statement, actors) or (f"“{source}”" if source else UNNAMED)
    line = Text.assemble((statement.id, "dim"), " ", (who, "bold cyan"), " ", (statement.act, "bold"))
    line.append(f" · {statement.kind}")
    if statement.reality != "actual":
        line.append(f" · {statement.reality}")
    if statement.on_behalf_of is not None:
        line.append(f" · for {actors[statement.on_behalf_of].name}")
    if statement.said:
        line.append(f" · {statement.said.value}")
        line.append(f" (“{statement.said.evidence}”)", style="dim")
    line.append(f" · {statement.confidence:.2f}", style="dim")
    return line


def _speakers(statement: Statement, actors: Actors) -> str:
    return _names(statement.actors, actors)


def _describe_link(link: Link, actors: Actors, record: Record) -> str:
    """Return a link of a source chain in words: who, how, where, which document, when."""
    outlet = actors[link.outlet].name if link.outlet and link.outlet != link.actor else ""
    forwarded = forwarded_by(record.article, link)
    unnamed = forwarded.outlet if forwarded else UNNAMED
    who = actors[link.actor].name if link.actor else f"“{link.evidence}”" if link.evidence else unnamed
    title = f"“{link.title}”" if link.title else ""
    how = " ".join(part for part in (link.medium or "", f"({outlet})" if outlet else "", title) if part)
    is_speaker = link.id.endswith(".1")  # the first line of the card already has the day of the utterance
    day = link.date if link.date and not is_speaker else ""
    return ", ".join(part for part in (who, how, day) if part)


def _print_events(console: Console, record: Record, actors: Actors) -> None:
    speakers = {row.id: row.actor for row in record.statements}
    for event in record.events:
        _print_wrapped(console, _event_line(event, actors, speakers), 2)
        evidence = event.evidence
        words = _quote("words", evidence.trigger) + _quote("who", evidence.actor)
        words += _quote("to whom", evidence.recipient)
        _print_wrapped(console, Text(words.rstrip(), style="dim"), 5)
    if record.events:
        console.print()


def _event_line(event: Event, actors: Actors, speakers: Mapping[str, str | None]) -> Text:
    """Return what happened, who to whom, whether it did, when, where, and which statement reports it."""
    who = _names(event.actors, actors) or UNNAMED
    recipients = f" → {_names(event.recipients, actors)}" if event.recipients else ""
    line = Text.assemble(
        (event.id, "dim"), " ", (event.type, "bold yellow"), " ", (who + recipients, "bold cyan")
    )
    line.append(f" · {event.reality}")
    facts = [event.mode, event.date and event.date.value, event.place and event.place.name]
    facts += [f"round {event.round}" if event.round else None, *map(_quantity_text, event.quantities)]
    for fact in facts:
        line.append(f" · {fact}" if fact else "")
    if event.told_by:
        speaker = speakers.get(event.told_by)
        line.append(f" · told by {actors[speaker].name if speaker else event.told_by}", style="dim")
    return line


def _print_commitments(console: Console, record: Record, actors: Actors) -> None:
    for row in record.commitments:
        _print_wrapped(console, _commitment_line(row, actors), 2)
        words = _quote("words", row.evidence) + _quote("status", row.status_evidence)
        _print_wrapped(console, Text(words.rstrip(), style="dim"), 5)
    if record.commitments:
        console.print()


def _commitment_line(row: Commitment, actors: Actors) -> Text:
    """Return who committed to what, on which terms, when it was agreed, and its status."""
    line = Text.assemble((row.id, "dim"), " ", (_names(row.parties, actors) or UNNAMED, "bold cyan"))
    line.append(f" to {row.to.removeprefix('to ')}", style="green")
    line.append(f" · {row.status}", style="bold")
    agreed = row.agreed
    facts = [*map(_quantity_text, row.terms)]
    if agreed and agreed.date:
        facts.append(f"agreed {agreed.date}")
    if agreed and agreed.place:
        facts.append(agreed.place)
    facts += [f"on condition: {condition.words}" for condition in row.conditions]
    for fact in facts:
        line.append(f" · {fact}")
    return line


def _quantity_text(row: Quantity) -> str:
    """Return a quantity as people write it: "about 6,000 bodies each", "2 to 3 days"."""
    value = f"{row.value:,g}" if row.value < 1_000_000 else f"{row.value:,.0f}"
    to = f" to {row.to:,g}" if row.to is not None else ""
    return f"{_QUALIFIERS[row.qualifier]}{value}{to} {row.unit}{' each' if row.each else ''}".strip()


def _names(ids: Iterable[str], actors: Actors) -> str:
    return ", ".join(actors[name].name for name in ids)


def _quote(label: str, evidence: Evidence) -> str:
    """Return a label with the words of the evidence and their offsets (code points); "" without evidence."""
    pairs = zip(evidence.spans, evidence.words, strict=True)
    quoted = " … ".join(f"“{words}” {span.start}–{span.end}" for span, words in pairs)
    return f"{label} {quoted}   " if quoted else ""


def _print_wrapped(console: Console, text: Text, indent: int) -> None:
    """Print a text wrapped and indented, without the trailing spaces that rich's padding would leave."""
    text.plain = printable(" ".join(text.plain.split("\n")))
    for line in text.wrap(console, max(MIN_WIDTH, console.width - indent)):
        line.rstrip()
        console.print(Text(" " * indent) + line, soft_wrap=True)
