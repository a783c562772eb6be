"""Lines of cards: texts wrapped and set in, and evidence as words with where they stand."""

from rich.console import Console
from rich.text import Text

from onrecord.cli.output.terminal import printable
from onrecord.model.evidence import Evidence

NARROWEST = 40  # columns that are left to a card however deep it is set in


def print_wrapped(console: Console, text: Text, indent: int) -> None:
    """Print a text wrapped and set in, without the blanks at line ends that padding would leave."""
    text.plain = printable(" ".join(text.plain.split("\n")))
    for line in text.wrap(console, max(NARROWEST, console.width - indent)):
        line.rstrip()
        console.print(Text(" " * indent) + line, soft_wrap=True)


def words_of(label: str, evidence: Evidence) -> str:
    """Return the words of an evidence with their offsets (code points) behind a label; nothing where there is none."""
    pairs = zip(evidence.spans, evidence.words, strict=True)
    shown = " … ".join(f"“{said}” {span.start}–{span.end}" for span, said in pairs)
    return f"{label} {shown}   " if shown else ""
