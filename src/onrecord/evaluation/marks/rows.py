"""Parser of mark files: lines are split into rows, rows into fields, fields into items.

Offsets come later.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from onrecord.model.errors import GoldError

# Words with their paragraph (3<words>#2), a bare <alias>, a "quoted text", a comma, or anything else
# without spaces.
_ITEM = re.compile(
    r"""\s*(?:
        (?P<words>\d+<.*?>(?:\#\d+)?(?:\s*\+\s*\d+<.*?>(?:\#\d+)?)*)
        | <(?P<alias>.*?)>
        | "(?P<text>[^"]*)"
        | (?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?:\.\.[\d,.]+)?)(?=\s|$)
        | (?P<comma>,)
        | (?P<bare>[^\s,<>"]+)
    )""",
    re.VERBOSE,
)
MANY = 1000  # limit of bare words for a field that may have any number of them
_QUOTED = frozenset({"to", "at", "qty"})  # fields that may have a quoted text


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of a field:

    `words` (with their paragraph), an `alias`, a quoted `text`, a `comma` or a `bare` word.
    """

    sort: str
    value: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row: its keyword and what follows."""

    name: str
    items: tuple[Item, ...]

    @property
    def bare(self) -> tuple[str, ...]:
        """The bare words."""
        return tuple(item.value for item in self.items if item.sort == "bare")

    @property
    def words(self) -> str:
        """The words with their paragraphs, as `MarkedText.find` takes them; empty if there are none."""
        return " + ".join(item.value for item in self.items if item.sort == "words")

    @property
    def text(self) -> str | None:
        """The quoted text, if there is one."""
        return next((item.value for item in self.items if item.sort == "text"), None)

    @property
    def printed(self) -> str:
        """The field as written, for fields that are only a name or a code."""
        values = ("," if item.sort == "comma" else item.value for item in self.items)
        return " ".join([self.name, *values]).replace(" ,", ",")

    def groups(self) -> Iterator["Field"]:
        """Yield the parts of the field that commas separate."""
        part: list[Item] = []
        for item in self.items:
            if item.sort == "comma":
                yield Field(self.name, tuple(part))
                part = []
            else:
                part.append(item)
        yield Field(self.name, tuple(part))

    @property
    def value(self) -> str:
        """The only bare word of the field, an id or a code.

        Raises GoldError when there is none or more than one.
        """
        if len(self.bare) != 1:
            raise GoldError(f"`{self.name}` must be followed by one word, an id or a value")
        return self.bare[0]

    def after(self, word: str) -> "Field | None":
        """Return the item after a bare word as a field, or None when the word is absent."""
        at = next((i for i, item in enumerate(self.items) if item == Item("bare", word)), None)
        if at is None:
            return None
        return Field(word, self.items[at + 1 : at + 2])

    def without(self, *words: str) -> "Field":
        """Return the field without these bare words and the item after each."""
        items, skip = [], False
        for item in self.items:
            if skip:
                skip = False
            elif item.sort == "bare" and item.value in words:
                skip = True
            else:
                items.append(item)
        return Field(self.name, tuple(items))


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the number of its first line, its first field as written, and its other fields."""

    line: int
    head: str
    fields: tuple[Field, ...] = field(default=())

    def get(self, name: str) -> Field | None:
        """Return the field of this name, or None. Raises GoldError when there are two."""
        found = self.all(name)
        if len(found) > 1:
            raise GoldError(
                f"`{name}` is given twice; give it once, with parts joined by + and members by commas"
            )
        return found[0] if found else None

    def all(self, name: str) -> list[Field]:
        """Return the fields of this name."""
        return [row for row in self.fields if row.name == name]

    def check_fields(self, allowed: Mapping[str, int]) -> None:
        """Raise GoldError for an unknown field, and for a field with more bare words than `allowed`."""
        for one in self.fields:
            if one.name not in allowed:
                known = ", ".join(sorted(allowed)) or "none"
                raise GoldError(f"`{one.name}` is not a field of this row; its fields: {known}")
            if len(one.bare) > allowed[one.name]:
                extra = " ".join(one.bare[allowed[one.name] :])
                raise GoldError(f"`{one.name}` has too many words: {extra!r}")
            if one.text is not None and one.name not in _QUOTED:
                raise GoldError(f"`{one.name}` cannot have a quoted text: {one.text!r}")


def read_rows(lines: str) -> Iterator[Row]:
    """Yield the rows of a mark file. Raises GoldError with the line of a row that cannot be parsed."""
    for number, line in _joined_lines(lines):
        parts = _split(line, ";")
        try:
            yield Row(
                number, parts[0].strip(), tuple(_read_field(part) for part in parts[1:] if part.strip())
            )
        except GoldError as error:
            raise GoldError(f"line {number}: {error}") from error


def read_items(text: str) -> tuple[Item, ...]:
    """Return the items of a field's text. Raises GoldError where it cannot be parsed."""
    items, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _ITEM.match(text, at)
        if match is None or match.end() == at:
            raise GoldError(
                f"cannot be parsed from {text[at : at + 30]!r} on; is a < or a quotation mark open?"
            )
        sort = str(match.lastgroup)
        items.append(Item("bare" if sort == "number" else sort, match[sort].strip()))
        at = match.end()
    return tuple(items)


def _read_field(text: str) -> Field:
    name, *rest = text.split(maxsplit=1)
    return Field(name, read_items("".join(rest)))


def _joined_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield rows with the number of their first line.

    A line that begins with white space continues the row above.
    """
    first, row = 0, ""
    for number, line in enumerate(re.split(r"\r?\n", text), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line[0].isspace() and row:
            row += " " + line.strip()
            continue
        if row:
            yield first, row
        first, row = number, line.strip()
    if row:
        yield first, row


def _split(line: str, mark: str) -> list[str]:
    """Split a row at each `mark` outside <…> and "…"."""
    parts, start, inside = [], 0, ""
    for at, letter in enumerate(line):
        if inside:
            inside = "" if letter == inside else inside
        elif letter == "<":
            inside = ">"
        elif letter == '"':
            inside = '"'
        elif letter == mark:
            parts.append(line[start:at])
            start = at + 1
    return [*parts, line[start:]]
