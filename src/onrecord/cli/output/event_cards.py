"""Cards of events and commitments for a terminal."""

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.text import Text

from onrecord.cli.output.card_lines import print_wrapped, words_of
from onrecord.model.record import Actor, Commitment, Event, Quantity, Record

_QUALIFIERS = {"exact": "", "about": "about ", "at-least": "at least ", "at-most": "at most "}


def print_events(console: Console, record: Record, actors: Mapping[str, Actor]) -> None:
    """Print a card for each event: what, who to whom, when, where, whether it happened, on whose word, and the words."""
    tellers = {row.id: row.actor for row in record.statements}
    for event in record.events:
        print_wrapped(console, _event_line(event, actors, tellers), 2)
        words = words_of("words", event.evidence.trigger) + words_of("who", event.evidence.actor)
        print_wrapped(
            console, Text((words + words_of("to whom", event.evidence.recipient)).rstrip(), style="dim"), 5
        )
    if record.events:
        console.print()


def _event_line(event: Event, actors: Mapping[str, Actor], tellers: Mapping[str, str | None]) -> Text:
    who = _names(event.actors, actors) or "(nobody named)"
    to = f" → {_names(event.recipients, actors)}" if event.recipients else ""
    line = Text.assemble((event.id, "dim"), " ", (event.type, "bold yellow"), " ", (who + to, "bold cyan"))
    line.append(f" · {event.reality}")
    facts = [event.mode, event.date and event.date.value, event.place and event.place.name]
    facts += [f"round {event.round}" if event.round else None, *map(quantity_words, event.quantities)]
    for fact in facts:
        line.append(f" · {fact}" if fact else "")
    if event.told_by:
        teller = tellers.get(event.told_by)
        line.append(f" · told by {actors[teller].name if teller else event.told_by}", style="dim")
    return line


def print_commitments(console: Console, record: Record, actors: Mapping[str, Actor]) -> None:
    """Print a card for each commitment: who to do what, on which terms, when agreed, what became of it, and the words."""
    for row in record.commitments:
        print_wrapped(console, _commitment_line(row, actors), 2)
        words = words_of("words", row.evidence) + words_of("status", row.status_evidence)
        print_wrapped(console, Text(words.rstrip(), style="dim"), 5)
    if record.commitments:
        console.print()


def _commitment_line(row: Commitment, actors: Mapping[str, Actor]) -> Text:
    line = Text.assemble((row.id, "dim"), " ", (_names(row.parties, actors) or "(nobody named)", "bold cyan"))
    line.append(f" to {row.to.removeprefix('to ')}", style="green")
    line.append(f" · {row.status}", style="bold")
    agreed = row.agreed
    facts = [*map(quantity_words, row.terms)]
    if agreed and agreed.date:
        facts.append(f"agreed {agreed.date}")
    if agreed and agreed.place:
        facts.append(agreed.place)
    facts += [f"on condition: {condition.words}" for condition in row.conditions]
    for fact in facts:
        line.append(f" · {fact}")
    return line


def quantity_words(row: Quantity) -> str:
    """Return a quantity as people write it: "about 6,000 bodies each", "2 to 3 days"."""
    value = f"{row.value:,g}" if row.value < 1_000_000 else f"{row.value:,.0f}"
    to = f" to {row.to:,g}" if row.to is not None else ""
    return f"{_QUALIFIERS[row.qualifier]}{value}{to} {row.unit}{' each' if row.each else ''}".strip()


def _names(ids: Iterable[str], actors: Mapping[str, Actor]) -> str:
    return ", ".join(actors[name].name for name in ids)
